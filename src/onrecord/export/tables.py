"""Findings as tables for people: a row a thing, with the names and words that its ids and spans stand for.

CSV, Excel and Parquet are made of these. The tables of the record itself (record.sql) are finer, and a store holds
those; here every row can be read by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

from onrecord.export.index import Index
from onrecord.model import Anchor, Article, Attribution, Passage, Spans

# text; whole and broken numbers; names, words or ids; spans of code points, each (start, stop)
Kind = Literal["text", "whole", "number", "names", "ids", "spans"]


class Column(NamedTuple):
    """A column; `by_hand` is whether it is there for what a person writes, and so belongs in spreadsheets alone."""

    name: str
    kind: Kind = "text"
    by_hand: bool = False


class Table(NamedTuple):
    """A table; `rows` gives the values of each row, in step with `columns`."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Index], Iterator[tuple[Any, ...]]]


def _columns(names: str) -> tuple[Column, ...]:
    """Columns from words, each "name", "name:kind" or "name!" for one by hand."""
    out = []
    for word in names.split():
        name, _, kind = word.rstrip("!").partition(":")
        out.append(Column(name, kind or "text", word.endswith("!")))  # type: ignore[arg-type]
    return tuple(out)


def _articles(index: Index) -> Iterator[tuple[Any, ...]]:
    for a in index.findings.articles:
        story = index.story_of.get(a.id)
        yield (
            *(a.id, a.name, a.title, a.subtitle, a.authors, a.outlet, a.published, a.retrieved, a.dateline, a.language),
            *(a.role, story, a.input, a.media_type, a.sha256, a.text),
        )


def _attributions(index: Index) -> Iterator[tuple[Any, ...]]:
    for reading in index.findings.readings:
        article = index.articles[reading.article]
        for a in reading.attributions:
            yield _attribution(index, article, a)


def _attribution(index: Index, article: Article, a: Attribution) -> tuple[Any, ...]:
    spans, name = index.said(a), index.name_of(a.id)
    statements = tuple(index.statements_of.get(a.id, ()))
    return (
        *(a.id, a.article, article.name, article.outlet, article.published),
        *(name, name, index.speaker_of.get(a.id)),
        *(index.words(a.article, spans), index.words(a.article, a.source), index.words(a.article, a.cue)),
        *(spans, a.source, a.cue, a.form, a.kind, a.via, a.nested_in, index.occasion_of.get(a.id), a.score),
        *(statements, statements, index.story_of.get(a.article), None, a.made_by),
    )


def _statements(index: Index) -> Iterator[tuple[Any, ...]]:
    for s in index.links.statements:
        reports = [index.attributions[a] for a in s.attributions]
        words = index.first_words(s)
        name = index.speakers[s.speaker].name if s.speaker in index.speakers else None
        articles = tuple(dict.fromkeys(a.article for a in reports))
        yield (
            *(s.id, s.speaker, name, words, len(articles), index.origins(s), articles, s.attributions, s.repeats),
            s.made_by,
        )


def _wordings(index: Index) -> Iterator[tuple[Any, ...]]:
    for s in index.links.statements:
        for w in s.wordings:
            one, other = index.attributions[w.attribution], index.attributions[w.against]
            words = index.words(one.article, s.part(one)), index.words(other.article, s.part(other))
            yield s.id, w.attribution, w.against, w.relation, *words


def _speakers(index: Index) -> Iterator[tuple[Any, ...]]:
    said: dict[str, list[Attribution]] = {}
    for id, speaker in index.speaker_of.items():
        said.setdefault(speaker, []).append(index.attributions[id])
    for s in index.links.speakers:
        own = said.get(s.id, [])
        articles = len({a.article for a in own})
        yield s.id, s.name, s.kind, s.descriptions, s.aliases, len(own), articles, s.identifier, s.listed, s.made_by


def _mentions(index: Index) -> Iterator[tuple[Any, ...]]:
    for reading in index.findings.readings:
        for e in reading.entities:
            speaker = index.speaker_of_entity.get(e.id)
            name = index.speakers[speaker].name if speaker else None
            for span in e.mentions:
                words = index.words(e.article, (span,))
                yield e.article, words, e.kind, e.name, speaker, name, (span,), e.id, e.made_by


def _occasions(index: Index) -> Iterator[tuple[Any, ...]]:
    for o in index.links.occasions:
        name = index.speakers[o.speaker].name if o.speaker in index.speakers else None
        yield (
            *(o.id, o.kind, o.speaker, name, o.host, o.about, o.place, o.held, o.aired, o.articles, o.attributions),
            o.made_by,
        )


def _stories(index: Index) -> Iterator[tuple[Any, ...]]:
    for s in index.links.stories:
        yield s.id, s.title, len(s.articles), len(s.origins), s.articles, s.made_by


def _origins(index: Index) -> Iterator[tuple[Any, ...]]:
    for s in index.links.stories:
        for n, group in enumerate(s.origins):
            yield s.id, n, s.origin_names[n] if n < len(s.origin_names) else None, group


def _derivations(index: Index) -> Iterator[tuple[Any, ...]]:
    for d in index.links.derivations:
        names = [index.articles[i].name if i in index.articles else None for i in (d.article, d.origin)]
        yield (
            *(d.id, d.article, names[0], d.how, d.origin, names[1], d.source, d.direction, d.score, d.why),
            *(len(d.passages), d.unseen, d.made_by),
        )


def _discrepancies(index: Index) -> Iterator[tuple[Any, ...]]:
    for d in index.links.discrepancies:
        yield (
            *(d.id, d.kind, d.severity, d.note, d.statement),
            *_side(index, d.left),
            *_side(index, d.right),
            d.made_by,
        )


def _side(index: Index, x: Passage | None) -> tuple[Any, ...]:
    if x is None:
        return None, None, None, None
    return x.article, index.articles[x.article].name, index.words(x.article, x.spans), x.spans


def _times(index: Index) -> Iterator[tuple[Any, ...]]:
    for reading in index.findings.readings:
        for t in reading.times:
            value, until, anchor, made_by = index.settled(t)
            yield t.id, t.article, index.words(t.article, (t.span,)), value, until, anchor, (t.span,), made_by


def _events(index: Index) -> Iterator[tuple[Any, ...]]:
    for reading in index.findings.readings:
        times = {t.id: index.settled(t) for t in reading.times}
        for e in reading.events:
            value, until = times[e.time][:2] if e.time in times else (None, None)
            claimed = index.name_of(e.attribution) if e.attribution else None
            yield e.id, e.article, value, until, e.text, claimed, e.attribution, e.time, e.spans, e.made_by


def _aligned(index: Index) -> Iterator[tuple[Any, ...]]:
    for a in index.links.aligned:
        report = index.attributions[a.attribution]
        words = index.words(report.article, index.said(report)), index.words(a.document, a.spans)
        names = index.articles[a.document].name, index.speakers[a.speaker].name if a.speaker in index.speakers else None
        yield a.id, a.attribution, a.document, names[0], a.relation, *words, names[1], a.spans, a.score, a.made_by


def _corrections(index: Index) -> Iterator[tuple[Any, ...]]:
    outcomes = {o.correction: o for o in index.links.outcomes}
    for c in index.findings.corrections:
        outcome = outcomes.get(c.id)
        state = outcome.state if outcome else "undone" if c.undone else None
        reason = outcome.reason if outcome else None
        undone = (c.undone.who, c.undone.at) if c.undone else (None, None)
        yield c.id, c.at, c.who, c.kind, *_anchor(c.left), *_anchor(c.right), c.value, c.why, state, reason, *undone


def _anchor(x: Anchor | None) -> tuple[str | None, Spans | None, str | None]:
    return (x.article, x.spans, x.words) if x else (None, None, None)


def _failures(index: Index) -> Iterator[tuple[Any, ...]]:
    for f in index.findings.failures:
        yield f.input, f.reason


TABLES = tuple(
    Table(name, _columns(columns), rows)
    for name, rows, columns in (
        (
            "articles",
            _articles,
            "id name title subtitle authors:names outlet published retrieved dateline language role story input"
            " media_type sha256 text",
        ),
        (
            "attributions",
            _attributions,
            "id article article_name outlet published speaker speaker_was! speaker_id words source cue spans:spans"
            " source_spans:spans cue_spans:spans form kind via nested_in occasion score:number statement:ids"
            " statement_was:ids! story note! made_by",
        ),
        (
            "statements",
            _statements,
            "id speaker speaker_name words articles:whole origins:whole article_ids:ids attributions:ids repeats"
            " made_by",
        ),
        ("wordings", _wordings, "statement attribution against relation words against_words"),
        (
            "speakers",
            _speakers,
            "id name kind descriptions:names aliases:names attributions:whole articles:whole identifier listed made_by",
        ),
        ("mentions", _mentions, "article words kind name speaker speaker_name spans:spans entity made_by"),
        (
            "occasions",
            _occasions,
            "id kind speaker speaker_name host about place held aired articles:ids attributions:ids made_by",
        ),
        ("stories", _stories, "id title articles:whole origins:whole article_ids:ids made_by"),
        ("origins", _origins, "story number:whole name articles:ids"),
        (
            "derivations",
            _derivations,
            "id article article_name how origin origin_name source direction score:number why passages:whole unseen"
            " made_by",
        ),
        (
            "discrepancies",
            _discrepancies,
            "id kind severity note statement left_article left_article_name left_words left_spans:spans right_article"
            " right_article_name right_words right_spans:spans made_by",
        ),
        ("times", _times, "id article words value until anchor spans:spans made_by"),
        ("events", _events, "id article date until words claimed_by attribution time spans:spans made_by"),
        (
            "aligned",
            _aligned,
            "id attribution document document_name relation words document_words speaker_name spans:spans score:number"
            " made_by",
        ),
        (
            "corrections",
            _corrections,
            "id at who kind left_article left_spans:spans left_words right_article right_spans:spans right_words value"
            " why state reason undone_by undone_at",
        ),
        ("failures", _failures, "input reason"),
    )
)
