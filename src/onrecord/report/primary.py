"""The view of a story's primary sources: what articles report of them and how, what none does, what stands nowhere.

What is reported and stands in no primary source is not false for that: it may have been said elsewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from markupsafe import Markup

from onrecord.model import Aligned, Article, Attribution, Spans, Statement, Wording
from onrecord.report.desk import Desk, dated
from onrecord.report.marked import Mark, marked
from onrecord.report.shapes import AgainstView, Name, PrimaryView, TurnView, WordedView
from onrecord.report.signs import CHANGES
from onrecord.report.statements import css, telling
from onrecord.text import fold, overlap, quote, words

# so many statements of a source are shown, and so many words of others that stand in none
ROWS, NOWHERE = 200, 100
# what a statement of a source is that articles tell as their own (linking.primary.judging)
_TOLD = "primary.told/1"
# what a report is to the source, by its relation; the graver first
KEPT = {
    "altered": "altered",
    "translation": "in another translation",
    "paraphrase": "in other words",
    "trimmed": "shortened",
    "verbatim": "exact",
}


def primaries(desk: Desk, articles: Sequence[Article], found: Sequence[Statement]) -> tuple[PrimaryView, ...]:
    """The primary sources among the articles of a story whose statements are `found`."""
    return tuple(_primary(desk, a, articles, found) for a in articles if a.role)


def _primary(desk: Desk, source: Article, articles: Sequence[Article], found: Sequence[Statement]) -> PrimaryView:
    aligned: dict[str, Aligned] = {row.attribution: row for row in desk.aligned if row.document == source.id}
    here = [s for s in found if any(a.article == source.id for a in desk.held(s))]
    reported = [s for s in here if any(not desk.articles[a.article].role for a in desk.held(s))]
    told = [s for s in here if s.made_by == _TOLD]
    left = [s for s in here if s not in reported and s not in told]
    size = {id(s): sum(b - a for a, b in _spans(desk, source, s)) for s in here}
    whole = sum(size.values()) or 1
    ordered = sorted(reported, key=lambda s: _first(desk, source, s))
    shown = tuple(_against(desk, source, s, aligned) for s in ordered[:ROWS])
    told_of = {
        a.id
        for s in reported
        for a in desk.held(s)
        for w in s.wordings
        if w.attribution == a.id and _reports(desk, a, w, aligned)
    }
    return PrimaryView(
        label=desk.labels[source.id],
        href=desk.at.article(source.id),
        role=source.role or "",
        title=source.title,
        published=source.published and dated(source.published),
        by_form="role" in source.evidence or source.role == "subtitles",
        tally=_tally(w for row in shown for w in row.worded),
        reported_share=round(100 * sum(size[id(s)] for s in reported) / whole),
        told_share=round(100 * sum(size[id(s)] for s in told) / whole),
        reported=shown,
        more=max(0, len(reported) - ROWS),
        told=_turns(desk, source, told),
        unreported=_turns(desk, source, left),
        nowhere=tuple(_nowhere(desk, source, articles, aligned, told_of)[:NOWHERE]),
    )


def _spans(desk: Desk, source: Article, statement: Statement) -> Spans:
    """Where a statement stands in a source."""
    own = (statement.part(a) for a in desk.held(statement) if a.article == source.id)
    return tuple(sorted(span for spans in own for span in spans))


def _first(desk: Desk, source: Article, statement: Statement) -> tuple[int, str]:
    return next((a for a, _ in _spans(desk, source, statement)), 0), statement.id


def _against(desk: Desk, source: Article, row: Statement, aligned: dict[str, Aligned]) -> AgainstView:
    """One statement of a source with all who report it."""
    spans = _spans(desk, source, row)
    own = [a for a in desk.held(row) if a.article == source.id]
    wordings = {w.attribution: w for w in row.wordings}
    worded = [
        _worded(desk, source, a, row, own, aligned.get(a.id) or wordings[a.id])
        for a in desk.held(row)
        if a.id in wordings and _reports(desk, a, wordings[a.id], aligned)
    ]
    order = list(KEPT.values())
    worded.sort(key=lambda w: (order.index(w.kept) if w.kept in order else len(order), w.label, w.at))
    return AgainstView(
        desk.statement(row.id),
        desk.who(own[0]),
        _words(source, spans),
        desk.place(source.id, spans),
        where(source, spans),
        tuple(worded),
    )


def _reports(desk: Desk, a: Attribution, wording: Wording, aligned: Collection[str]) -> bool:
    """Whether an attribution of a statement reports a source: quoted words that are not the source's do not."""
    return not desk.articles[a.article].role and (
        a.id in aligned or a.form == "indirect" or wording.relation != "paraphrase"
    )


def _worded(
    desk: Desk, source: Article, a: Attribution, row: Statement, own: Sequence[Attribution], wording: Aligned | Wording
) -> WordedView:
    """One report, held against the sentences that it words itself; else against those of its statement."""
    if isinstance(wording, Aligned) and desk.told(a, row) != desk.told(a):
        # what is told of it here is a part, which the statement holds against the source
        wording = next((w for w in row.wordings if w.attribution == a.id), wording)
    shown = telling(wording.changes, desk.length(a, row)) and a.form != "indirect"
    marks = [
        Mark((c.left,), css(c.kind), "", c.kind, CHANGES[c.kind][0])
        for c in wording.changes
        if shown and c.left and c.kind != "marks moved"
    ]
    kept = KEPT[wording.relation]
    if a.form == "indirect":
        kept = "in other words" if wording.relation != "verbatim" else "exact, without marks"
    named, said_by = desk.who(a), desk.who(own[0])
    return WordedView(
        desk.labels[a.article],
        desk.attribution(a),
        kept,
        _joined(desk, source, a, wording) if isinstance(wording, Aligned) else None,
        named if _is_other(named, said_by) else None,
        said_by.href is None,
        desk.place(a.article, desk.told(a, row)),
        desk.said(a, marks, row),
        tuple(
            " ".join(quote(source.text, (c.right,)).split())
            for c in wording.changes
            if c.right and c.kind in ("dropped", "replaced") and kept in (KEPT["altered"], KEPT["trimmed"])
        )[:3],
    )


def _is_other(named: Name, said_by: Name) -> bool:
    """Whether a report names somebody who is not known to be who says it; an office names nobody."""
    apart = set(fold(named.text).split()).isdisjoint(fold(said_by.text).split())
    return named.sure and named.href is not None and named.href != said_by.href and apart


def _joined(desk: Desk, source: Article, a: Attribution, row: Aligned) -> str | None:
    """That a report puts together sentences of several answers, or quotes some as if nothing stood between them."""
    told = quote(desk.articles[a.article].text, a.content)
    # a break between two quotations, or an ellipsis, says that something may be left out
    marked_so = a.form == "indirect" or len(a.content) > 1 or "…" in told or "..." in told
    if len(row.turns) > 1:
        return f"joined from {len(row.turns)} answers" + ("" if marked_so else " as if they were one")
    spans = sorted(row.spans)
    between = any(words(source.text, x[1], y[0]) for x, y in pairwise(spans))
    return "leaves out what stands between, and does not show it" if between and not marked_so else None


def _tally(rows: Iterable[WordedView]) -> tuple[tuple[str, int], ...]:
    """How many reports keep the words of a source, and how, those that keep them best first."""
    counts = Counter(row.kept for row in rows)
    order = ["exact", "exact, without marks", *reversed(KEPT.values())]
    return tuple((kept, counts[kept]) for kept in dict.fromkeys(order) if counts[kept])


def _words(source: Article, spans: Spans) -> Markup:
    """The words of a source, with a sign where something stands between them."""
    out = Markup("")
    for n, (a, b) in enumerate(spans):
        if n:
            out += " […] " if words(source.text, spans[n - 1][1], a) else " "
        out += marked(source.text, a, b, ())
    return out


def where(source: Article, spans: Spans) -> str | None:
    """The time code or the page at which words of a source stand, where it has any."""
    if not spans:
        return None
    found = [o.where for o in source.origin if overlap((o.span,), spans)]
    if not found:
        return None
    if source.role == "subtitles":
        return found[0].partition(" --> ")[0].replace(",", ".").partition(".")[0]
    return found[0].partition(";")[0].partition(",")[0] if found[0].startswith("page") else None


def _turns(desk: Desk, source: Article, rows: Iterable[Statement]) -> tuple[TurnView, ...]:
    """What is left of each turn, in the order of the source."""
    out = []
    for row in sorted(rows, key=lambda s: _first(desk, source, s)):
        turn = next(a for a in desk.held(row) if a.article == source.id)
        spans = _spans(desk, source, row)
        out.append(
            TurnView(
                desk.attribution(turn),
                desk.who(turn) if turn.source else None,
                # the label of a turn that names nobody is "Q" and the like
                bool(turn.cue and not turn.source),
                _words(source, spans),
                desk.place(source.id, spans),
                where(source, spans),
            )
        )
    return tuple(out)


def _nowhere(
    desk: Desk, source: Article, articles: Sequence[Article], aligned: Collection[str], reported: set[str]
) -> list[WordedView]:
    """What articles that report a source have its speakers say, and stands in no primary source.

    `aligned` are the reports that word it, `reported` those of its statements.
    """
    by_article: dict[str, list[Attribution]] = defaultdict(list)
    for a in desk.attributions.values():
        by_article[a.article].append(a)
    speakers = {desk.who(a).href for a in by_article[source.id]} - {None}
    anywhere = {row.attribution for row in desk.aligned} | reported
    out = []
    for article in articles:
        rows = by_article[article.id]
        if article.role or not any(a.id in aligned for a in rows):
            continue
        for a in sorted(rows, key=lambda a: (a.content, a.id)):
            if a.id in anywhere or a.kind != "statement" or a.nested_in or desk.who(a).href not in speakers:
                continue
            out.append(
                WordedView(
                    desk.labels[article.id],
                    desk.attribution(a),
                    "quoted" if a.form != "indirect" else "paraphrased",
                    None,
                    desk.who(a),
                    False,
                    desk.place(article.id, desk.told(a)),
                    desk.said(a),
                    (),
                )
            )
    return sorted(out, key=lambda w: w.kept != "quoted")
