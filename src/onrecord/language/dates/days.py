"""What expressions of one day stand for, and what is counted from a day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.language.dates.calendar import day, shifted, split
from onrecord.language.dates.frame import (
    LOOK_BACK,
    Frame,
    Parts,
    Value,
    compared,
    first,
    moved,
    number_of,
    other_year,
    word,
    year_before,
)
from onrecord.language.dates.grammar import Expression, feast_name
from onrecord.language.dates.tense import Direction
from onrecord.language.dates.tokens import table

# a number beyond these is no year of the news
_YEARS = range(1000, 2100)


def numeric(e: Expression, p: Parts, frame: Frame) -> Value:
    a, b, c = (int(x) for x in re.split(r"[-./]", e.words[0].partition("t")[0]))
    if a > 31:
        date = day(a, b, c)
    elif "." in e.words[0] or a > 12:
        date = day(c, b, a)
    elif b > 12:
        date = day(c, a, b)
    else:
        # 1/2/2024 is read one way in Britain and another way in America: only the year is known
        return Value(f"{c:04d}" if c in _YEARS else None)
    return Value(date.isoformat() if date and date.year in _YEARS else None)


def full(e: Expression, p: Parts, frame: Frame) -> Value:
    first = day(p.year, p.month, p.day)
    last = day(p.year, p.month, p.until)
    return Value(first.isoformat() if first else None, last.isoformat() if last and first and last > first else None)


def monthday(e: Expression, p: Parts, frame: Frame) -> Value:
    base = day(*_known(frame.day))
    year = Value(None, anchored="reference")
    if p.unit:
        year = other_year(p, frame)
        found = day(int(year.value), p.month, p.day) if year.value else None
    elif p.of is not None:
        found = day(year_before(p), p.month, p.day)
        year = Value(None)
    elif base is None:
        return Value(None)
    else:
        days = [d for d in (day(y, p.month, p.day) for y in range(base.year - 1, base.year + 2)) if d]
        named = [d for d in days if p.weekday is None or d.weekday() == p.weekday]
        found = _nearest(named or days, base, e.tense if p.way is None else "past" if p.way == "L" else "future")
    if found is None:
        return Value(None)
    last = day(found.year, p.month, p.until)
    return Value(found.isoformat(), last.isoformat() if last and last > found else None, year.anchored, year.at)


def _known(value: str | None) -> tuple[int | None, int | None, int | None]:
    """Year, month and day of a value, the middle of the month when it gives no day."""
    year, month, number = split(value)
    return year, month, number or 15


def _nearest(days: Sequence[datetime.date], base: datetime.date, tense: Direction | None) -> datetime.date | None:
    """The day that the tense points to: for the past the last one up to `base`, else the next one.

    Of a day that was set the nearest: an opening date that "was off the table" is not of the year before.
    What lies within a month ahead is taken for an announcement also where the verb is of the past or
    there is none: hardly anybody writes a bare day for one eleven months ago.
    """
    before = [d for d in days if d <= base]
    after = [d for d in days if d >= base]
    ahead = tense == "future" or (after and (after[0] - base).days <= 31)
    if after and before and tense in ("set", "near"):
        return min(before[-1], after[0], key=lambda d: abs(d - base))
    if after and ahead:
        return after[0]
    return before[-1] if before else after[0] if after else None


def weekday(e: Expression, p: Parts, frame: Frame) -> Value:
    base = day(*split(frame.day))
    if base is None or p.weekday is None:
        return Value(None)
    back = (base.weekday() - p.weekday) % 7
    forth = (p.weekday - base.weekday()) % 7
    if p.way == "L":
        move = -(back or 7)
    elif p.way in ("X", "F"):
        move = forth or 7
    else:
        ahead = e.tense in ("future", "set") or (e.tense == "near" and forth < back)
        move = forth if ahead else -back
    return moved(frame.day, "day", move)


def today(e: Expression, p: Parts, frame: Frame) -> Value:
    return moved(frame.day, "day", {"yesterday": -1, "tomorrow": 1}.get(word(e, "k"), 0))


def part(e: Expression, p: Parts, frame: Frame) -> Value:
    return moved(frame.day, "day", -1 if p.way == "L" else 0)


def shift(e: Expression, p: Parts, frame: Frame) -> Value:
    count = number_of(e)
    if count is None:
        return Value(None)
    back = word(e, "er<>") in ("earlier", "before")
    count = -count if back else count
    if p.of is not None:
        return replace(p.of, value=shifted(p.of.value, p.unit, count) if p.of.value else None, until=None)
    if e.event is not None:
        return _from_event(e.event, p.unit, count, frame)
    return (compared(p, frame, -count) if back else None) or first(frame, p.unit, count)


def _from_event(event: str, unit: str, count: int, frame: Frame) -> Value:
    """So many units from the day of an event, when the text gave it one day before."""
    days: dict[str, int] = {}
    for at in range(max(0, len(frame.previous) - LOOK_BACK), len(frame.previous)):
        seen, value = frame.previous[at]
        if seen.event == event and seen.kind != "shift" and value and len(value) == 10:
            days[value] = at
    if len(days) != 1:
        return Value(None)
    ((value, at),) = days.items()
    return Value(shifted(value, unit, count), anchored="previous", at=at)


def feast(e: Expression, p: Parts, frame: Frame) -> Value:
    month, number = table().feasts[feast_name(e.words) or ""]
    if p.year is not None:
        return Value(f"{p.year:04d}-{month:02d}-{number:02d}")
    return monthday(e, Parts(month=month, day=number, way=p.way), frame)


def beside(e: Expression, p: Parts, frame: Frame) -> Value:
    """The day that stands right before: "on 24 June 2016, the day after the vote"."""
    return replace(p.of, until=None) if p.of else Value(None)
