"""Expressions of time in an article, with the calendar values that the article settles.

`onrecord.language.dates` finds and resolves them; here they are read in the article's own frame: against the
day of publication, or the day of the date line when the article gives no other, and against the times
that it named before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.language.dates import Expression, Seen, expressions, resolve
from onrecord.model import Article, Reading, Span, Time, digest
from onrecord.text import reading_view

MADE_BY = "times.rules/2"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def read(articles: Sequence[Article], readings: Sequence[Reading]) -> list[tuple[Time, ...]]:
    """The expressions of time of each article, in text order."""
    return [_times(article) for article in articles]


def _times(article: Article) -> tuple[Time, ...]:
    reference, anchor = article.published, "published"
    rows: list[Time] = []
    seen: list[Seen] = []
    ids: list[str] = []

    def add(e: Expression, span: Span) -> None:
        found = resolve(e, reference, seen)
        source = ids[found.at] if found.at is not None else anchor if found.value and found.anchored else None
        row = Time(digest("time", article.id, span), article.id, span, found.value, found.until, source, MADE_BY)
        rows.append(row)
        seen.append(Seen(e, row.value))
        ids.append(row.id)

    for start, stop in _dateline(article):
        for e in expressions(article.text[start:stop]):
            add(e, (start + e.start, start + e.stop))
        # an article that gives no other day was written on the day of its date line
        if reference is None:
            reference, anchor = next((value for _, value in seen if _DAY.fullmatch(value or "")), None), "dateline"
    known = len(rows)
    view = reading_view(article)
    for e in expressions(view.text):
        spans = view.spans(e.start, e.stop)
        if spans and not any(row.span == spans[0] for row in rows[:known]):
            add(e, spans[0])
    return tuple(sorted(rows, key=lambda row: row.span))


def _dateline(article: Article) -> list[Span]:
    """The date line, where intake took it out of the body, and the day in the head of a primary source."""
    body = article.body
    dated = article.evidence.get("published", ())[:1] if article.role else ()
    return [
        span
        for span in dict.fromkeys((*article.evidence.get("dateline", ())[:1], *dated))
        if not any(a < span[1] and span[0] < b for a, b in body)
    ]
