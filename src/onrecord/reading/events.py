"""Clauses that say what happened at a time, for a timeline."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model import Article, Attribution, Event, Reading, Span, Spans, Time, digest
from onrecord.text import View, merged, quote, reading_view, sentences

MADE_BY = "events.rules/1"


def read(articles: Sequence[Article], readings: Sequence[Reading]) -> list[tuple[Event, ...]]:
    """One event for each expression of time: the clause around it, open when the time is open."""
    return [_events(article, reading) for article, reading in zip(articles, readings, strict=True)]


def _events(article: Article, reading: Reading) -> tuple[Event, ...]:
    if not reading.times:
        return ()
    view = reading_view(article)
    bounds: list[tuple[Span, Spans]] = []
    for start, stop in view.blocks:
        for a, b in sentences(view.text, start, stop):
            bounds.append(((a, b), view.spans(a, b)))
    out: list[Event] = []
    for time in reading.times:
        at = next((n for n, (_, spans) in enumerate(bounds) if any(s <= time.span[0] < e for s, e in spans)), None)
        if at is None:
            at = _lead(view, bounds, time)
            if at is None:
                continue
        spans = bounds[at][1]
        claim = _claim(reading.attributions, time)
        if claim is not None:
            spans = _shared(spans, claim.content) or spans
        text = " ".join(quote(article.text, spans).split())
        out.append(
            Event(
                digest("event", article.id, time.id, spans),
                article.id,
                time.id,
                spans,
                text,
                claim.id if claim else None,
                MADE_BY,
            )  # fmt: skip
        )
    return tuple(out)


def _lead(view: View, bounds: Sequence[tuple[Span, Spans]], time: Time) -> int | None:
    """The first sentence of the body, for a date line that stands before it."""
    body = next((b for b, kind in zip(view.blocks, view.kinds, strict=True) if kind == "paragraph"), None)
    if body is None:
        return None
    for n, (span, spans) in enumerate(bounds):
        if span[0] >= body[0] and spans and spans[0][0] >= time.span[1]:
            return n if spans[0][0] - time.span[1] < 200 else None
    return None


def _claim(attributions: Sequence[Attribution], time: Time) -> Attribution | None:
    """The innermost attribution whose content holds the time."""
    holding = [a for a in attributions if any(s <= time.span[0] and time.span[1] <= e for s, e in a.content)]
    return min(holding, key=lambda a: sum(e - s for s, e in a.content), default=None)


def _shared(left: Spans, right: Spans) -> Spans:
    return merged((max(a, c), min(b, d)) for a, b in left for c, d in right if max(a, c) < min(b, d))
