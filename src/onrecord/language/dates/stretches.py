"""What expressions of weeks, months, quarters, seasons, years and longer stretches stand for."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.language.dates.calendar import day, shifted, split
from onrecord.language.dates.frame import (
    LOOK_BACK,
    STEP,
    Frame,
    Parts,
    Value,
    compared,
    first,
    in_year,
    moved,
    number_of,
    other_year,
    word,
    year_before,
)
from onrecord.language.dates.grammar import Expression

ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
# the month a season is over with, to tell "last summer" in June from "last summer" in October
SEASON_ENDS = {"SP": 5, "SU": 8, "FA": 11, "WI": 12}
_MONTH = re.compile(r"\d{4}-\d\d")
_HALF = re.compile(r"\d{4}-H[12]")


def month(e: Expression, p: Parts, frame: Frame) -> Value:
    assert p.month is not None
    if p.year is not None:
        return Value(f"{p.year:04d}-{p.month:02d}")
    if p.of is not None:
        return Value(f"{year_before(p):04d}-{p.month:02d}")
    if p.unit:
        other = other_year(p, frame)
        return Value(f"{other.value}-{p.month:02d}", anchored=other.anchored, at=other.at) if other.value else other
    year, month, _ = split(frame.day)
    if year is None or month is None:
        return Value(None)
    if p.way == "L":
        year -= p.month >= month
    elif p.way in ("X", "F"):
        year += p.month <= month
    elif p.way is None and e.tense == "future":
        year += p.month < month
    elif p.way is None and e.tense in ("set", "near"):
        year += (p.month < month - 6) - (p.month > month + 6)
    elif p.way is None:
        year -= p.month > month
    return Value(f"{year:04d}-{p.month:02d}", anchored="reference")


def relative(e: Expression, p: Parts, frame: Frame) -> Value:
    if "j" in e.letters:
        return Value(None)  # a fiscal year begins when its owner says so
    if p.unit == "day" and any(len(seen.value or "") == 10 for seen in frame.previous[-LOOK_BACK:]):
        return Value(None)  # "on this day" may be the day spoken of
    return moved(frame.day, p.unit, STEP[p.way or "T"])


def weekend(e: Expression, p: Parts, frame: Frame) -> Value:
    base = day(*split(frame.day))
    if base is None:
        return Value(None)
    return moved(frame.day, "weekend", -1 if e.tense != "future" and base.weekday() < 5 else 0)


def close(e: Expression, p: Parts, frame: Frame) -> Value:
    return moved(frame.day, p.unit, 0)


def same(e: Expression, p: Parts, frame: Frame) -> Value:
    if "j" in e.letters:
        return _fiscal(frame, STEP[p.way or "T"])
    return first(frame, p.unit, STEP[p.way or "T"])


def _fiscal(frame: Frame, count: int) -> Value:
    """The fiscal year so many after the one named last; without one it is not known when it begins."""
    for at in range(len(frame.previous) - 1, max(-1, len(frame.previous) - 1 - LOOK_BACK), -1):
        seen, value = frame.previous[at]
        if "j" in seen.letters and seen.kind == "year" and value:
            return Value(f"{int(value) + count:04d}", anchored="previous", at=at)
    return Value(None)


def same_in(e: Expression, p: Parts, frame: Frame) -> Value:
    """For "the same period last year", "the corresponding quarter of 1988".

    Where it is not known what the same is, the year is.
    """
    named = {"tZU": _MONTH, "tZK": _HALF}.get(e.letters[:3])
    found = frame.latest(lambda v: v if named.fullmatch(v) else None) if named else frame.account()
    year = split(found.value)[0]
    if p.year is not None:
        year = p.year
    elif "year" not in e.words:
        return Value(None)
    elif year is None or p.way in ("L", "T", "X"):
        now = split(frame.day)[0]
        year = None if now is None else now + STEP[p.way if p.way in ("L", "T", "X") else "L"]
    else:
        year -= 1
    if year is None:
        return Value(None)
    if found.value is None:
        return Value(f"{year:04d}", anchored=None if p.year else "reference")
    return Value(in_year(found.value, year), anchored="previous", at=found.at)


def account(e: Expression, p: Parts, frame: Frame) -> Value:
    """For "the quarter", "the latest period", "the 1988 period": the one that is accounted for."""
    if p.of is not None:
        return _ended(p.of)
    found = frame.account()
    if p.year is not None:
        return Value(in_year(found.value, p.year) if found.value else f"{p.year:04d}")
    return found


# the day a quarter of the calendar ends on, by its month
_ENDS = {"03": "31", "06": "30", "09": "30", "12": "31"}


def _ended(of: Value) -> Value:
    """The quarter that ended on a day; one that is no quarter of the calendar is not known."""
    value = of.value or ""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value) or _ENDS.get(value[5:7]) != value[8:]:
        return Value(None)
    return Value(f"{value[:4]}-Q{int(value[5:7]) // 3}", anchored=of.anchored, at=of.at)


def ago(e: Expression, p: Parts, frame: Frame) -> Value:
    count = number_of(e)
    if count is None:
        return Value(None)
    return compared(p, frame, count) or moved(frame.day, p.unit, -count)


def week_of(e: Expression, p: Parts, frame: Frame) -> Value:
    assert p.of is not None
    return replace(p.of, value=shifted(p.of.value, "week", 0) if p.of.value else None, until=None)


def quarter(e: Expression, p: Parts, frame: Frame) -> Value:
    if p.of is not None:
        return _ended(p.of)
    if "j" in e.letters:
        return Value(None)  # a fiscal year begins when its owner says so
    ordinal = word(e, "OQo")
    number = ORDINALS.get(ordinal) or int(re.sub(r"\D", "", ordinal))
    if not 1 <= number <= 4:
        return Value(None)
    if p.year is not None:
        return Value(f"{p.year:04d}-Q{number}")
    year, month, _ = split(frame.day)
    if year is None or month is None:
        return Value(None)
    now = (month - 1) // 3 + 1
    if p.way is not None:
        other = other_year(p, frame) if p.unit == "year" else moved(frame.day, "year", STEP[p.way])
        return replace(other, value=f"{other.value}-Q{number}" if other.value else None)
    if e.tense == "future":
        year += number < now - 1  # the one that is just over is still spoken of
    else:
        year -= number > now
    return Value(f"{year:04d}-Q{number}", anchored="reference")


def quarter_before(e: Expression, p: Parts, frame: Frame) -> Value:
    """For "the year-ago quarter", "the year-earlier third quarter": a year before the one spoken of."""
    return frame.account(-1)


def half(e: Expression, p: Parts, frame: Frame) -> Value:
    number = {"first": 1, "second": 2, "last": 2}.get(word(e, "OL"))
    if number is None:
        return Value(None)
    if p.year is not None:
        return Value(f"{p.year:04d}-H{number}")
    if p.unit != "year":
        return Value(None)
    year = other_year(p, frame)
    return replace(year, value=f"{year.value}-H{number}" if year.value else None)


def season(e: Expression, p: Parts, frame: Frame) -> Value:
    season = SEASONS[word(e, "S")]
    if p.year is not None:
        return Value(f"{p.year:04d}-{season}")
    year, month, _ = split(frame.day)
    if year is None or month is None:
        return Value(None)
    over = month > SEASON_ENDS[season]
    if p.way == "L":
        year -= not over
    elif p.way in ("X", "F"):
        # the one ahead in the same year is "this summer", also when it has not begun
        year += 1
    elif p.way is None and e.tense == "future":
        year += over
    elif p.way is None and month < SEASON_ENDS[season] - 2:
        year -= 1
    return Value(f"{year:04d}-{season}", anchored="reference")


def decade(e: Expression, p: Parts, frame: Frame) -> Value:
    digits = re.sub(r"\D", "", word(e, "G"))
    if len(digits) == 4:
        return Value(digits[:3])
    # "the '80s" are those nearest behind the reader
    year = split(frame.day)[0]
    if year is None:
        return Value(None)
    decade = year // 100 * 10 + int(digits[0])
    return Value(f"{decade if decade * 10 <= year else decade - 10:03d}", anchored="reference")


def century(e: Expression, p: Parts, frame: Frame) -> Value:
    return Value(f"{(p.day or 1) - 1:02d}" if p.unit == "century" else None)


def years(e: Expression, p: Parts, frame: Frame) -> Value:
    first, last = int(e.words[-3]), int(e.words[-1])
    last = last if last > 99 else first // 100 * 100 + last
    return Value(f"{first:04d}", f"{last:04d}" if last > first else None)


def year(e: Expression, p: Parts, frame: Frame) -> Value:
    return Value(f"{p.year:04d}")
