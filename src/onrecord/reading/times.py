"""Expressions of time in an article, with the calendar values that the article settles.

`onrecord.dates` finds and resolves them; here they are read in the article's own frame: against the
day of publication, against the date line when there is none, and against the times named before.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.dates import expressions, resolve
from onrecord.model import Article, Reading, Span, Time, digest
from onrecord.text import reading_view

MADE_BY = "times.rules/1"


def read(articles: Sequence[Article], readings: Sequence[Reading]) -> list[tuple[Time, ...]]:
    """The expressions of time of each article, in text order."""
    return [_times(article) for article in articles]


def _times(article: Article) -> tuple[Time, ...]:
    view = reading_view(article)
    reference, anchor = article.published, "published"
    out: list[Time] = []
    seen: list[tuple[str, str]] = []  # (value, id) so far
    placed: list[tuple[str, int]] = [("text", 0)]
    for spans, text, base in [*_dateline(article), (None, view.text, 0)]:
        for e in expressions(text):
            found = resolve(e, reference, [value for value, _ in seen])
            where = view.spans(e.start, e.stop) if spans is None else ((spans[0] + e.start, spans[0] + e.stop),)
            if not where:
                continue
            row_anchor: str | None = None
            if found.value is not None:
                if found.anchored == "reference":
                    row_anchor = anchor
                elif found.anchored == "previous":
                    row_anchor = next((i for value, i in reversed(seen) if value), None)
            row = Time(_id(article, where[0]), article.id, where[0], found.value, found.until, row_anchor, MADE_BY)
            out.append(row)
            if row.value is not None:
                seen.append((row.value, row.id))
        if spans is not None and reference is None and seen and len(seen[0][0]) == 10:
            reference, anchor = seen[0][0], "dateline"
    return tuple(sorted(out, key=lambda row: row.span))


def _id(article: Article, span: Span) -> str:
    return digest("time", article.id, span)


def _dateline(article: Article) -> list[tuple[Span, str, int]]:
    """The date line where intake took it out of the body."""
    body = article.body
    return [
        (span, article.text[span[0] : span[1]], 0)
        for span in article.evidence.get("dateline", ())[:1]
        if not any(a < span[1] and span[0] < b for a, b in body)
    ]
