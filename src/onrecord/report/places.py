"""Where articles stand from left to right in the drawing of their lineage: by time, as far as it is known.

What comes from another stands at least a step to the right of it. Later articles never stand further left than earlier
ones; how far apart they stand grows with the logarithm of the time between, so that a day of many reports and a
follow-up weeks later fit one drawing. An article without a day stands in a zone of its own beside the scale,
never at a guessed place on it: left when more comes from such articles than they take from dated ones, else right.
One that gives its day and no clock stands where its day begins, or as far into that day as what it comes from.

A place is a number: from 0 to 100 hundredths of the plot, below 0 pixels to the left of it.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from onrecord.report.desk import dated

STEP = 26.0  # pixels from an article to what comes from it: a line, its pattern and its head are seen
NARROW = 140.0  # pixels that articles are spread over at least, which is what a telephone has for them
BEFORE = 70  # pixels of the zone left of the scale
_FIRST, _LAST = -64.0, -28.0  # where its articles stand
_STEPS_BEFORE = 3  # a longer chain of them has no room there
_CLOCK = timedelta(hours=2)  # time beyond this counts ever less
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d).*)?", re.ASCII | re.DOTALL)

Comes = tuple[str, str]  # an article and the one that it comes from


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the scale, by where it begins; `text` is empty where there is no room for words.

    `narrow` is whether there is room for them at the least width too.
    """

    at: float
    text: str
    narrow: bool


@dataclass(frozen=True, slots=True)
class Places:
    """`at`: article -> its place, in hundredths of the plot, which is at least `width` pixels wide.

    `zone` is where the zone begins of those whose day is not known, None without any.
    """

    at: dict[str, float]
    width: int
    zone: float | None
    days: tuple[Day, ...]


def moment(published: str | None) -> tuple[datetime, bool] | None:
    """When an article came out, and whether its clock is known; None unless the day is."""
    m = _DAY.fullmatch(published or "")
    if not m:
        return None
    try:
        return datetime.fromisoformat(f"{m[1]}T{m[2] or '00:00'}"), m[2] is not None
    except ValueError:
        return None


def places(published: Mapping[str, str | None], comes: Iterable[Comes]) -> Places:
    """The place of each article; `published` is in the order in which equals are looked at."""
    moments = {a: m for a, day in published.items() if (m := moment(day))}
    comes = list(dict.fromkeys(comes))
    undated = [a for a in published if a not in moments]
    beside = _steps(undated, [(a, o) for a, o in comes if a not in moments and o not in moments])
    room = max(beside.values(), default=0.0)
    given = sum(o not in moments for a, o in comes if a in moments)
    taken = sum(o in moments for a, o in comes if a not in moments)
    left = bool(moments) and bool(undated) and taken < given and room <= _STEPS_BEFORE * STEP
    right = bool(undated) and not left
    span = NARROW - (BEFORE if left else 2 * STEP + room if right else 0.0)
    px = _scale(moments, [(a, o) for a, o in comes if a in moments and o in moments], max(span, NARROW / 2))
    begin = max(px.values()) + 2 * STEP if px else 0.0
    width = max(NARROW - BEFORE * left, *px.values(), begin + room if right else 0.0)
    at = {a: 100 * x / width for a, x in px.items()}
    if left:
        step = min(1.0, (_LAST - _FIRST) / room) if room else 1.0
        at |= {a: _FIRST + x * step for a, x in beside.items()}
    else:
        at |= {a: 100 * (begin + x) / width for a, x in beside.items()}
    zone = -BEFORE if left else 100 * max(begin - STEP / 2, 0.0) / width if right else None
    return Places(at, math.ceil(width), zone, _days(moments, at, width, zone))


def _scale(moments: Mapping[str, tuple[datetime, bool]], comes: Sequence[Comes], span: float) -> dict[str, float]:
    """Pixels from the beginning of the scale, about `span` of them, for articles whose day is known."""
    forward = [(a, o) for a, o in comes if moments[o][0].date() <= moments[a][0].date()]
    order, origins = _ordered(moments, forward)
    when: dict[str, datetime] = {}
    for a in order:
        own, clock = moments[a]
        same_day = [when[o] for o in origins[a] if when[o].date() == own.date()]
        when[a] = own if clock else max((own, *same_day))
    order.sort(key=when.__getitem__)  # stable: those of one time stay after what they come from
    at = _spread(order, origins, when, span)
    # steps may have taken more than time would: then time takes less, so that a narrow page holds both if it can
    over = max(at.values(), default=0.0) - span
    return _spread(order, origins, when, max(span - over, span / 3)) if over > 0 else at


def _spread(
    order: Iterable[str], origins: Mapping[str, Sequence[str]], when: Mapping[str, datetime], span: float
) -> dict[str, float]:
    times = sorted(set(when.values()))
    gaps = [math.log2(1 + (b - a) / _CLOCK) for a, b in pairwise(times)]
    gap_before = dict(zip(times[1:], gaps, strict=True))
    unit = span / sum(gaps) if gaps else 0.0
    at: dict[str, float] = {}
    begin = reached = 0.0
    last: datetime | None = None
    for a in order:
        if when[a] != last:
            begin = reached + unit * gap_before.get(when[a], 0.0)
            last = when[a]
        at[a] = max([begin, *(at[o] + STEP for o in origins[a] if o in at)])
        reached = max(reached, at[a])
    return at


def _steps(articles: Sequence[str], comes: Sequence[Comes]) -> dict[str, float]:
    """Pixels by what comes from what alone."""
    order, origins = _ordered(articles, comes)
    at: dict[str, float] = {}
    for a in order:
        at[a] = max((at[o] + STEP for o in origins[a]), default=0.0)
    return at


def _ordered(articles: Iterable[str], comes: Sequence[Comes]) -> tuple[list[str], dict[str, list[str]]]:
    """The articles, each after those that it comes from, and for each those of them that stand before it.

    Kahn's algorithm; where articles come from each other in a ring, the first of them goes first.
    """
    after: dict[str, list[str]] = defaultdict(list)
    waits = dict.fromkeys(articles, 0)
    for a, o in comes:
        after[o].append(a)
        waits[a] += 1
    origins: dict[str, list[str]] = {a: [] for a in waits}
    ready = [a for a in waits if not waits[a]]
    rest = iter(tuple(waits))
    order: dict[str, None] = {}
    while len(order) < len(waits):
        if not ready:
            ready = [next(a for a in rest if a not in order)]
        for a in ready:
            order[a] = None
        following = []
        for o in ready:
            for a in after[o]:
                if a in order:
                    continue
                origins[a].append(o)
                waits[a] -= 1
                if not waits[a]:
                    following.append(a)
        ready = following
    return list(order), origins


def _days(
    moments: Mapping[str, tuple[datetime, bool]],
    at: Mapping[str, float],
    width: float,
    zone: float | None,
) -> tuple[Day, ...]:
    """The days of the scale with their words, as far as these stand clear of each other."""
    first: dict[str, float] = {}
    for a, (when, _) in moments.items():
        day = when.date().isoformat()
        first[day] = min(at[a], first.get(day, at[a]))
    begins = sorted(first.items())
    days = [(day, x, _words(day, begins[0][0])) for day, x in begins]
    narrow = _clear(days, width, zone, frozenset())
    wide = _clear(days, max(width, _WIDE), zone, narrow)
    return tuple(Day(x, words if day in wide else "", day in narrow) for day, x, words in days)


_WIDE = 520.0  # pixels of the plot on a wide page at least
_LETTER = 7.0  # pixels of a letter of a day, which are all Latin ones


def _clear(
    days: Sequence[tuple[str, float, str]], width: float, zone: float | None, kept: frozenset[str]
) -> frozenset[str]:
    """The days whose words run into none of the zone's nor of those that are `kept`, when the plot is so wide."""
    taken = sorted([*([] if zone is None else [zone]), *(x for day, x, _ in days if day in kept)])
    out = set(kept)
    end = -math.inf
    for day, x, words in days:
        begin = x * width / 100
        stop = begin + (len(words) + 1) * _LETTER
        following = next((t * width / 100 for t in taken if t > x), math.inf)
        if day in kept or (begin >= end and stop <= following):
            out.add(day)
            end = stop
    return frozenset(out)


def _words(day: str, first: str) -> str:
    """A day in few words, its year only where it is not that of the first: "4 Mar", "2 Jan 2027"."""
    number, month, year = dated(day).split(" ")
    return f"{number} {month[:3]}" + ("" if year == first[:4] and day != first else f" {year}")
