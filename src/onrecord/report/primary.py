"""The view of a story's primary sources: what articles report of them and how, what none does, what stands nowhere.

What is reported and stands in no primary source is not false for that: it may have been said elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from markupsafe import Markup

from onrecord.model import Aligned, Article, Attribution, Spans, Statement
from onrecord.report.desk import Desk
from onrecord.report.marked import Mark, marked
from onrecord.report.shapes import AgainstView, PrimaryView, TurnView, WordedView
from onrecord.report.signs import CHANGES
from onrecord.report.statements import css, telling
from onrecord.text import overlap, quote

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
    return PrimaryView(
        label=desk.labels[source.id],
        href=desk.at.article(source.id),
        role=source.role or "",
        title=source.title,
        by_form="role" in source.evidence or source.role == "subtitles",
        reported_share=round(100 * sum(size[id(s)] for s in reported) / whole),
        told_share=round(100 * sum(size[id(s)] for s in told) / whole),
        reported=tuple(
            _against(desk, source, s, aligned) for s in sorted(reported, key=lambda s: _first(desk, source, s))[:ROWS]
        ),
        more=max(0, len(reported) - ROWS),
        told=_turns(desk, source, told),
        unreported=_turns(desk, source, left),
        nowhere=tuple(_nowhere(desk, source, articles, aligned)[:NOWHERE]),
    )


def _spans(desk: Desk, source: Article, statement: Statement) -> Spans:
    """Where a statement stands in a source."""
    own = (statement.part(a) for a in desk.held(statement) if a.article == source.id)
    return tuple(sorted(span for spans in own for span in spans))


def _first(desk: Desk, source: Article, statement: Statement) -> tuple[int, str]:
    return next((a for a, _ in _spans(desk, source, statement)), 0), statement.id


def _against(desk: Desk, source: Article, row: Statement, aligned: dict[str, Aligned]) -> AgainstView:
    """One statement of a source with all who report it."""
    held = desk.held(row)
    spans = _spans(desk, source, row)
    own = [a for a in held if a.article == source.id]
    wordings = {w.attribution: w for w in row.wordings}
    worded = []
    for a in held:
        wording = wordings.get(a.id)
        if wording is None or desk.articles[a.article].role:
            continue
        length = desk.length(a, row)
        marks = [
            Mark((c.left,), css(c.kind), "", c.kind, CHANGES[c.kind][0])
            for c in wording.changes
            if c.left and c.kind != "marks moved"
        ]
        shown = marks if telling(wording.changes, length) and a.form != "indirect" else []
        kept = KEPT[wording.relation]
        if a.form == "indirect":
            kept = "in other words" if wording.relation != "verbatim" else "exact, without marks"
        joined = len(aligned[a.id].turns) if a.id in aligned else 1
        names = desk.who(a)
        other = names if own and names.href and names.href != desk.who(own[0]).href else None
        worded.append(
            WordedView(
                desk.labels[a.article],
                desk.attribution(a),
                kept,
                joined,
                other,
                desk.place(a.article, desk.told(a, row)),
                desk.said(a, shown, row),
                tuple(
                    " ".join(quote(source.text, (c.right,)).split())
                    for c in wording.changes
                    if c.right and c.kind in ("dropped", "replaced") and wording.relation in ("altered", "trimmed")
                )[:3],
            )
        )
    order = list(KEPT.values())
    worded.sort(key=lambda w: (order.index(w.kept) if w.kept in order else len(order), w.label, w.at))
    return AgainstView(
        desk.statement(row.id),
        desk.who(own[0]) if own else desk.who(held[0]),
        _words(source, spans),
        desk.place(source.id, spans),
        where(source, spans),
        tuple(worded),
    )


def _words(source: Article, spans: Spans) -> Markup:
    return Markup(" ").join(marked(source.text, a, b, ()) for a, b in spans)


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
        asked = not turn.source
        out.append(
            TurnView(
                None if asked else desk.who(turn),
                _words(source, spans),
                desk.place(source.id, spans),
                where(source, spans),
            )
        )
    return tuple(out)


def _nowhere(desk: Desk, source: Article, articles: Sequence[Article], aligned: Collection[str]) -> list[WordedView]:
    """What articles that report a source have its speakers say, and stands in no primary source."""
    by_article: dict[str, list[Attribution]] = defaultdict(list)
    for a in desk.attributions.values():
        by_article[a.article].append(a)
    speakers = {desk.who(a).href for a in by_article[source.id]} - {None}
    anywhere = {row.attribution for row in desk.aligned}
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
                    0,
                    desk.who(a),
                    desk.place(article.id, desk.told(a)),
                    desk.said(a),
                    (),
                )
            )
    return sorted(out, key=lambda w: w.kept != "quoted")
