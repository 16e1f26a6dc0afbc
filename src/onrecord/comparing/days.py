"""The day on which something was said, where an article gives it: who says the same words twice says two things."""

from __future__ import annotations

import bisect
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.model import Article, Attribution, Links, Reading, Span, Spans
from onrecord.text import merged, overlap, sentences

# what is said in the evening on one side of the earth is dated a day later on the other
_TOLERANCE = 1
# the day of a saying goes on to hold for what is said up to so many characters later
_BEFORE = 200

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Day:
    """A day: its date, or its weekday alone (Monday is 0) while nothing settles which."""

    date: datetime.date | None
    weekday: int

    def far_from(self, other: Day) -> bool:
        """Whether both cannot be one day, nor one day on two sides of the earth."""
        if self.date and other.date:
            return abs((self.date - other.date).days) > _TOLERANCE
        apart = (self.weekday - other.weekday) % 7
        return min(apart, 7 - apart) > _TOLERANCE


def days_of_saying(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> dict[str, frozenset[Day]]:
    """For each attribution, the days that its article gives for the saying.

    Those of the occasion that the article names for it; else the one day in the sentence of the saying verb that is
    no part of anybody's words; else that of the saying not far before. Attributions without such a day are left out.
    """
    texts = {article.id: article.text for article in articles}
    settled = {row.time: row.value for row in links.settled}
    out: dict[str, frozenset[Day]] = {}
    for reading in readings:
        text = texts.get(reading.article)
        if text is None:
            continue
        values = {t.id: (t.value or settled.get(t.id), text[slice(*t.span)]) for t in reading.times}
        day_of = {i: day for i, (value, words) in values.items() if (day := _day(value, words))}
        for mention in reading.occasions:
            held = {day_of[i] for i in (mention.held, mention.aired) if i in day_of}
            for attribution in mention.attributions if held else ():
                out[attribution] = out.get(attribution, frozenset()) | held
        said: Spans = merged(tuple(span for row in reading.attributions for span in row.content))
        starts = [a for a, _ in said]
        told: list[tuple[Span, Day]] = []
        for time in sorted(reading.times, key=lambda time: time.span):
            n = bisect.bisect_right(starts, time.span[0]) - 1
            if time.id in day_of and not (n >= 0 and overlap((said[n],), (time.span,))):
                told.append((time.span, day_of[time.id]))
        if told:
            out = {**_by_sentence(text, [row for row in reading.attributions if row.cue], told, out), **out}
    return out


def on_other_days(days: Mapping[str, frozenset[Day]], a: str, b: str) -> bool:
    """Whether both attributions have a day and every day of the one is far from every day of the other."""
    one, two = days.get(a, frozenset()), days.get(b, frozenset())
    return bool(one and two) and all(x.far_from(y) for x in one for y in two)


def _day(value: str | None, words: str) -> Day | None:
    if value:
        try:
            date = datetime.date.fromisoformat(value[:10]) if len(value) >= 10 else None
        except ValueError:
            return None
        return Day(date, date.weekday()) if date else None
    named = [n for n, name in enumerate(_WEEKDAYS) if name in words.lower()]
    return Day(None, named[0]) if len(named) == 1 else None


def _by_sentence(
    text: str, rows: Sequence[Attribution], told: Sequence[tuple[Span, Day]], known: Mapping[str, frozenset[Day]]
) -> dict[str, frozenset[Day]]:
    """The one day told in the sentence that the saying verb stands in, or that of the saying not far before it."""
    out: dict[str, frozenset[Day]] = {}
    before: tuple[int, frozenset[Day]] = (-_BEFORE, frozenset())
    line: Span = (0, -1)
    inside: Sequence[Span] = ()
    for row in sorted(rows, key=lambda row: row.cue):
        at = row.cue[0][0]
        if not line[0] <= at <= line[1]:
            stop = text.find("\n", at)
            line = text.rfind("\n", 0, at) + 1, len(text) if stop < 0 else stop
            inside = sentences(text, *line)
        start, stop = next(((a, b) for a, b in inside if a <= at < b), line)
        first = bisect.bisect_left(told, start, key=_begins)
        last = bisect.bisect_left(told, stop, key=_begins)
        days = known.get(row.id) or frozenset(day for _, day in told[first:last])
        if days:
            before = (stop, days)
        elif start - before[0] <= _BEFORE:
            days = before[1]
        if len(days) == 1:
            out[row.id] = days
    return out


def _begins(item: tuple[Span, Day]) -> int:
    return item[0][0]
