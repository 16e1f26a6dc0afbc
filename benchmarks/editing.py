"""Editing articles together with what was read in them: parts taken out, two made one.

What was read in a passage that goes, goes with it; all else points at the same words as before.
"""

from __future__ import annotations

import bisect
import itertools
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from linking import altered

from onrecord.model import Article, Reading, Span, Spans, digest
from onrecord.text import merged, sentences

Told = tuple[Article, Reading]
# moves a span to where it is now; None when some of it is gone
Move = Callable[[Span], Span | None]

Row = TypeVar("Row")

_LISTS = ("attributions", "entities", "times", "occasions", "events", "credits")


def without(told: Told, holes: Iterable[Span]) -> Told:
    """An article without some stretches of its text."""
    article, read = told
    gone = merged(holes)
    starts = [start for start, _ in gone]
    before = [0, *itertools.accumulate(stop - start for start, stop in gone)]

    def place(at: int) -> int:
        n = bisect.bisect_right(starts, at) - 1
        return at if n < 0 else at - before[n] - (min(at, gone[n][1]) - gone[n][0])

    def move(span: Span) -> Span | None:
        new = shrink(span)
        return new if new and new[1] - new[0] == span[1] - span[0] else None

    def shrink(span: Span) -> Span | None:
        start, stop = place(span[0]), place(span[1])
        return (start, stop) if start < stop else None

    kept = "".join(
        article.text[a:b] for a, b in zip([0, *(e for _, e in gone)], [*starts, len(article.text)], strict=True)
    )
    cut = replace(_moved(article, shrink), text=kept)
    return cut, _left(read, move)


def cut_off(told: Told, at: int) -> Told:
    """An article up to a place."""
    return without(told, [(at, len(told[0].text))] if at < len(told[0].text) else [])


def less_sentences(told: Told, share: float) -> Told:
    """An article without so many of its sentences, but for the first; its id decides which."""
    article, _ = told
    chance = random.Random(article.id)
    every = [s for span in article.body for s in sentences(article.text, *span)]
    return without(told, [s for s in every[1:] if chance.random() < share])


def joined(one: Told, other: Told, identity: str) -> Told:
    """An article of two, one behind the other; the first says when and where it was published."""
    first, second = one[0], other[0]
    by = len(first.text) + 2

    def move(span: Span) -> Span:
        return span[0] + by, span[1] + by

    behind = _moved(second, move)
    article = replace(
        first,
        id=identity,
        text=f"{first.text}\n\n{second.text}",
        paragraphs=first.paragraphs + behind.paragraphs,
        headings=first.headings + behind.headings,
        furniture=first.furniture + behind.furniture,
        origin=first.origin + behind.origin,
    )
    rows = {name: getattr(one[1], name) + getattr(_left(other[1], move), name) for name in _LISTS}
    return article, _renamed(Reading(first.id, **rows), {first.id: identity, second.id: identity}, identity)


def _moved(article: Article, move: Move) -> Article:
    """An article's spans moved, its text the same."""
    paragraphs = (_spans(paragraph, move) for paragraph in article.paragraphs)
    return replace(
        article,
        paragraphs=tuple(paragraph for paragraph in paragraphs if paragraph),
        headings=_spans(article.headings, move),
        furniture=_rows(article.furniture, move),
        origin=_rows(article.origin, move),
        evidence={k: spans for k, v in article.evidence.items() if (spans := _spans(v, move))},
    )


def _left(read: Reading, move: Move) -> Reading:
    """What was read, as far as nothing of it is gone."""
    entities = (replace(e, mentions=_spans(e.mentions, move)) for e in read.entities)
    times = _rows(read.times, move)
    known = {time.id for time in times}
    rest = Reading(
        read.article,
        _rows(read.attributions, move),
        tuple(e for e in entities if e.mentions),
        times,
        _rows(read.occasions, move),
        tuple(e for e in _rows(read.events, move) if e.time in known),
        _rows(read.credits, move),
    )
    return _renamed(rest, {read.article: read.article})


def _renamed(read: Reading, ids: dict[str, str], salt: str = "") -> Reading:
    """The same with other ids, and with no reference to a row that is not there."""
    rows = [row.id for name in _LISTS[:-1] for row in getattr(read, name)]
    new = {row: digest(salt, row) if salt else row for row in rows} | ids
    found: Reading = altered(read, str, new)
    return found


def _spans(spans: Sequence[Span], move: Move) -> Spans:
    return tuple(new for span in spans if (new := move(span)))


def _rows(rows: Iterable[Row], move: Move) -> tuple[Row, ...]:
    """Rows with their spans moved, but for those of which some is gone."""
    out = []
    for row in rows:
        spans: dict[str, Any] = {}
        for name in ("span", "spans", "source", "cue", "content"):
            old = getattr(row, name, None)
            if old is not None:
                spans[name] = move(old) if name == "span" else _spans(old, move)
        if all(new is not None and len(new) == len(getattr(row, name)) for name, new in spans.items()):
            out.append(replace(row, **spans))  # type: ignore[type-var]
    return tuple(out)
