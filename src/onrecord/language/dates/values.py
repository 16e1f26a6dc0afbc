"""What expressions of time stand for, as calendar values."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.language.dates.grammar import Direction, Expression


def _numbered(words: str, first: int) -> dict[str, int]:
    return {word: number for number, word in enumerate(words.split(), first)}


MONTHS = _numbered("january february march april may june july august september october november december", 1)
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
WEEKDAYS = _numbered("monday tuesday wednesday thursday friday saturday sunday", 0)
WEEKDAYS |= {name[:3]: number for name, number in WEEKDAYS.items()} | {"tues": 1, "thur": 3, "thurs": 3}
NUMBERS = {"a": 1, "an": 1} | _numbered(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
    1,
)
NUMBERS |= {w: 10 * n for w, n in _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 2).items()}
ORDINALS = _numbered("first second third fourth", 1)
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
# the month a season is over with, to tell "last summer" in June from "last summer" in October
SEASON_ENDS = {"SP": 5, "SU": 8, "FA": 11, "WI": 12}
# feasts with one day everywhere
FEASTS = {"christmas": (12, 25), "halloween": (10, 31)}
_QUARTER = re.compile(r"\d{4}-Q[1-4]")
# how many values before are looked at for "the same day"
_LOOK_BACK = 50


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression stands for.

    `anchored` says what a relative one was counted from: the reference, or the value at place `at` of
    those before it.
    """

    value: str | None
    until: str | None = None
    anchored: Literal["reference", "previous"] | None = None
    at: int | None = None


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the words of an expression say. `way` is the letter of "last", "this", "next", "same", …"""

    month: int | None = None
    day: int | None = None
    until: int | None = None
    year: int | None = None
    weekday: int | None = None
    unit: str = ""
    way: str | None = None


@dataclass(frozen=True, slots=True)
class _Frame:
    """What an expression is seen from: a day, and the values that the text gave before it."""

    day: str | None
    previous: Sequence[str]

    def latest(self, fits: Callable[[str], str | None]) -> Value:
        """What `fits` makes of the last value before for which it makes something."""
        for at in range(len(self.previous) - 1, max(-1, len(self.previous) - 1 - _LOOK_BACK), -1):
            if not self.previous[at]:
                break  # the day that was spoken of last is not known
            value = fits(self.previous[at])
            if value is not None:
                return Value(value, anchored="previous", at=at)
        return Value(None)


def resolve(e: Expression, reference: str | None, previous: Sequence[str] = ()) -> Value:
    """The value of `e` seen from `reference`, the day that the text was published (ISO 8601, or None).

    `previous` are the values that the text gave before, the last one last, and empty where one is not
    known: "the same day" is the day of the last one that is a day.
    """
    return _RESOLVERS[e.kind](e, _parts(e), _Frame(reference[:10] if reference else None, previous))


def shifted(value: str, unit: str, count: int) -> str | None:
    """`value` moved by `count` units and cut to the unit; None when it is not known that well."""
    year, month, number = _split(value)
    if year is None:
        return None
    try:
        if unit in ("year", "decade", "century"):
            size, digits = {"year": (1, 4), "decade": (10, 3), "century": (100, 2)}[unit]
            moved = year // size + count
            return f"{moved:0{digits}d}" if 0 < moved * size <= 9999 else None
        if month is None:
            return None
        if unit in ("month", "quarter"):
            per = 12 if unit == "month" else 4
            y, n = divmod(year * per + (month - 1) * per // 12 + count, per)
            return (f"{y:04d}-{n + 1:02d}" if per == 12 else f"{y:04d}-Q{n + 1}") if 0 < y <= 9999 else None
        date = day(year, month, number)
        if date is None:
            return None
        if unit == "day":
            return (date + datetime.timedelta(days=count)).isoformat()
        if unit in ("week", "weekend"):
            iso = (date + datetime.timedelta(days=7 * count)).isocalendar()
            return f"{iso[0]:04d}-W{iso[1]:02d}" + ("-WE" if unit == "weekend" else "")
    except OverflowError:
        return None
    return None


def day(year: int | None, month: int | None, number: int | None) -> datetime.date | None:
    """The day of these numbers; None when one is missing or no calendar has such a day."""
    try:
        return datetime.date(year or 0, month or 0, number or 0)
    except ValueError:
        return None


def _split(value: str | None) -> tuple[int | None, int | None, int | None]:
    """Year, month and day of a value, as far as it gives them."""
    m = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])", value or "")
    if m:
        return int(m[1]), int(m[2]) if m[2] else None, int(m[3]) if m[3] else None
    m = re.match(r"(\d{4})-[QHWSF]", value or "")
    return (int(m[1]), None, None) if m else (None, None, None)


def _parts(e: Expression) -> _Parts:
    month = number = until = year = weekday = way = None
    unit = ""
    for word, letter in zip(e.words, e.letters, strict=True):
        if letter in "MABJ":
            month = MONTHS[word]
        elif letter in "do" and e.kind != "years":
            if number is None:
                number = int(word.rstrip("stndrh"))
            else:
                until = int(word.rstrip("stndrh"))
        elif letter == "y" and year is None:
            year = int(word)
        elif letter in "Ww":
            weekday = WEEKDAYS[word]
        elif letter in "UuqV":
            unit = "century" if word == "centuries" else word.removesuffix("s")
        if letter in "LXTRFHZC":
            way = letter
    if "1" in e.letters and year is None and e.kind in ("year", "season"):
        year = 1900 + sum(NUMBERS[w] for w, c in zip(e.words, e.letters, strict=True) if c in "2N")
    return _Parts(month, number, until, year, weekday, unit, way)


def _word(e: Expression, letters: str) -> str:
    """The first word of `e` that has one of these letters, or nothing."""
    return next((word for word, letter in zip(e.words, e.letters, strict=True) if letter in letters), "")


# how far "last", "this", "next", … move
_STEP = {"L": -1, "T": 0, "C": 0, "X": 1, "R": -1, "F": 1, "H": 0, "Z": 0}


def _numeric(e: Expression, p: _Parts, frame: _Frame) -> Value:
    a, b, c = (int(x) for x in re.split(r"[-./]", e.words[0].partition("t")[0]))
    if "-" in e.words[0]:
        date = day(a, b, c)
    elif "." in e.words[0] or a > 12:
        date = day(c, b, a)
    elif b > 12:
        date = day(c, a, b)
    else:
        # 1/2/2024 is read one way in Britain and another way in America: only the year is known
        return Value(f"{c:04d}")
    return Value(date.isoformat() if date else None)


def _full(e: Expression, p: _Parts, frame: _Frame) -> Value:
    first = day(p.year, p.month, p.day)
    last = day(p.year, p.month, p.until)
    return Value(first.isoformat() if first else None, last.isoformat() if last and first and last > first else None)


def _other_year(p: _Parts, frame: _Frame) -> Value:
    """The year of "in May of the same year", "in May last year"."""
    if p.way in ("Z", "H", "R", "F"):
        return _first(frame, "year", _STEP[p.way])
    return _moved(frame.day, "year", _STEP[p.way or "T"])


def _monthday(e: Expression, p: _Parts, frame: _Frame) -> Value:
    base = day(*_known(frame.day))
    year = Value(None, anchored="reference")
    if p.unit:
        year = _other_year(p, frame)
        found = day(int(year.value), p.month, p.day) if year.value else None
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
    year, month, number = _split(value)
    return year, month, number or 15


def _nearest(days: Sequence[datetime.date], base: datetime.date, tense: Direction | None) -> datetime.date | None:
    """The day that the tense points to: for the past the last one up to `base`, else the next one.

    Of a day that was set the nearest: an opening date that "was off the table" is not of the year before.
    Without a tense what lies within a month ahead is taken for an announcement, anything else as past.
    """
    before = [d for d in days if d <= base]
    after = [d for d in days if d >= base]
    ahead = tense == "future" or (tense is None and after and (after[0] - base).days <= 31)
    if after and (ahead or (tense == "set" and before and after[0] - base < base - before[-1])):
        return after[0]
    return before[-1] if before else after[0] if after else None


def _month(e: Expression, p: _Parts, frame: _Frame) -> Value:
    assert p.month is not None
    if p.year is not None:
        return Value(f"{p.year:04d}-{p.month:02d}")
    if p.unit:
        other = _other_year(p, frame)
        return Value(f"{other.value}-{p.month:02d}", anchored=other.anchored, at=other.at) if other.value else other
    year, month, _ = _split(frame.day)
    if year is None or month is None:
        return Value(None)
    if p.way == "L":
        year -= p.month >= month
    elif p.way in ("X", "F"):
        year += p.month <= month
    elif p.way is None and e.tense == "future":
        year += p.month < month
    elif p.way is None:
        year -= p.month > month
    return Value(f"{year:04d}-{p.month:02d}", anchored="reference")


def _weekday(e: Expression, p: _Parts, frame: _Frame) -> Value:
    base = day(*_split(frame.day))
    if base is None or p.weekday is None:
        return Value(None)
    back = (base.weekday() - p.weekday) % 7
    forth = (p.weekday - base.weekday()) % 7
    if p.way == "L":
        move = -(back or 7)
    elif p.way in ("X", "F"):
        move = forth or 7
    else:
        move = forth if e.tense in ("future", "set") else -back
    return Value((base + datetime.timedelta(days=move)).isoformat(), anchored="reference")


def _today(e: Expression, p: _Parts, frame: _Frame) -> Value:
    return _moved(frame.day, "day", {"yesterday": -1, "tomorrow": 1}.get(_word(e, "k"), 0))


def _moved(value: str | None, unit: str, count: int) -> Value:
    return Value(shifted(value, unit, count) if value else None, anchored="reference")


def _part(e: Expression, p: _Parts, frame: _Frame) -> Value:
    return _moved(frame.day, "day", -1 if p.way == "L" else 0)


def _relative(e: Expression, p: _Parts, frame: _Frame) -> Value:
    if "j" in e.letters:
        return Value(None)  # a fiscal year begins when its owner says so
    return _moved(frame.day, p.unit, _STEP[p.way or "T"])


def _weekend(e: Expression, p: _Parts, frame: _Frame) -> Value:
    base = day(*_split(frame.day))
    if base is None:
        return Value(None)
    return _moved(frame.day, "weekend", -1 if e.tense != "future" and base.weekday() < 5 else 0)


def _close(e: Expression, p: _Parts, frame: _Frame) -> Value:
    return _moved(frame.day, p.unit, 0)


def _same(e: Expression, p: _Parts, frame: _Frame) -> Value:
    if p.unit == "quarter":
        return frame.latest(lambda value: value if _QUARTER.fullmatch(value) else None)
    return _first(frame, p.unit, _STEP[p.way or "T"])


def _first(frame: _Frame, unit: str, count: int) -> Value:
    """The last value before that is known to the unit, moved by `count` units."""
    return frame.latest(lambda value: shifted(value, unit, count))


def _number(e: Expression) -> int | None:
    total = sum(NUMBERS[w] for w, c in zip(e.words, e.letters, strict=True) if c in "aN2")
    digits = _word(e, "d#")
    if digits:
        return int(digits) if digits.isdigit() and len(digits) < 4 else None
    return total or (1 if e.letters.startswith("t") else None)


def _ago(e: Expression, p: _Parts, frame: _Frame) -> Value:
    count = _number(e)
    if count is None:
        return Value(None)
    return _year_before(p, frame, count) or _moved(frame.day, p.unit, -count)


def _shift(e: Expression, p: _Parts, frame: _Frame) -> Value:
    count = _number(e)
    if count is None:
        return Value(None)
    back = e.words[-1] in ("earlier", "before")
    return (_year_before(p, frame, count) if back else None) or _first(frame, p.unit, -count if back else count)


def _year_before(p: _Parts, frame: _Frame, count: int) -> Value | None:
    """In an account of a quarter, "a year ago" is the same quarter of the year before."""
    last = frame.previous[-1] if frame.previous else ""
    return _quarter_before_last(frame) if p.unit == "year" and count == 1 and _QUARTER.fullmatch(last) else None


def _quarter_before_last(frame: _Frame) -> Value:
    return frame.latest(lambda value: f"{int(value[:4]) - 1:04d}{value[4:]}" if _QUARTER.fullmatch(value) else None)


def _quarter(e: Expression, p: _Parts, frame: _Frame) -> Value:
    word = _word(e, "OQo")
    number = ORDINALS.get(word) or int(re.sub(r"\D", "", word))
    if not 1 <= number <= 4:
        return Value(None)
    if p.year is not None:
        return Value(f"{p.year:04d}-Q{number}")
    year, month, _ = _split(frame.day)
    if year is None or month is None:
        return Value(None)
    now = (month - 1) // 3 + 1
    if p.way is not None:
        year += _STEP[p.way]
    elif e.tense == "future":
        year += number < now
    else:
        year -= number > now
    return Value(f"{year:04d}-Q{number}", anchored="reference")


def _quarter_before(e: Expression, p: _Parts, frame: _Frame) -> Value:
    """For "the year-ago quarter", "the year-earlier third quarter": a year before the one spoken of."""
    return _quarter_before_last(frame)


def _half(e: Expression, p: _Parts, frame: _Frame) -> Value:
    number = {"first": 1, "second": 2, "last": 2}.get(_word(e, "OL"))
    return Value(f"{p.year:04d}-H{number}" if number else None)


def _season(e: Expression, p: _Parts, frame: _Frame) -> Value:
    season = SEASONS[_word(e, "S")]
    if p.year is not None:
        return Value(f"{p.year:04d}-{season}")
    year, month, _ = _split(frame.day)
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


def _decade(e: Expression, p: _Parts, frame: _Frame) -> Value:
    digits = re.sub(r"\D", "", _word(e, "G"))
    if len(digits) == 4:
        return Value(digits[:3])
    # "the '80s" are those nearest behind the reader
    year = _split(frame.day)[0]
    if year is None:
        return Value(None)
    decade = year // 100 * 10 + int(digits[0])
    return Value(f"{decade if decade * 10 <= year else decade - 10:03d}", anchored="reference")


def _century(e: Expression, p: _Parts, frame: _Frame) -> Value:
    return Value(f"{(p.day or 1) - 1:02d}" if p.unit == "century" else None)


def _years(e: Expression, p: _Parts, frame: _Frame) -> Value:
    first, last = int(e.words[0]), int(e.words[2])
    last = last if last > 99 else first // 100 * 100 + last
    return Value(f"{first:04d}", f"{last:04d}" if last > first else None)


def _feast(e: Expression, p: _Parts, frame: _Frame) -> Value:
    month, number = FEASTS[_word(e, "Y")]
    if p.year is not None:
        return Value(f"{p.year:04d}-{month:02d}-{number:02d}")
    return _monthday(e, _Parts(month=month, day=number, way=p.way), frame)


def _year(e: Expression, p: _Parts, frame: _Frame) -> Value:
    return Value(f"{p.year:04d}")


_RESOLVERS: dict[str, Callable[[Expression, _Parts, _Frame], Value]] = {
    "numeric": _numeric,
    "full": _full,
    "day": _monthday,
    "month": _month,
    "quarter": _quarter,
    "quarter before": _quarter_before,
    "half": _half,
    "season": _season,
    "ago": _ago,
    "shift": _shift,
    "relative": _relative,
    "same": _same,
    "close": _close,
    "weekend": _weekend,
    "weekday": _weekday,
    "today": _today,
    "part": _part,
    "century": _century,
    "decade": _decade,
    "years": _years,
    "feast": _feast,
    "year": _year,
}


# --- comparing --------------------------------------------------------------------------------------


def day_of(value: str) -> datetime.date | None:
    """The day that a value names; None when it names something longer."""
    return day(*_split(value[:10])) if len(value) >= 10 and value[4:5] == "-" else None


def same_time(left: str, right: str) -> bool:
    """Whether two values can be of one time: one is the other, or a stretch that holds it."""
    if left.startswith(right) or right.startswith(left):
        return True
    for week, value in ((left, right), (right, left)):
        date = day_of(value)
        m = re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", week)
        if m and date is not None:
            iso = date.isocalendar()
            return (iso[0], iso[1]) == (int(m[1]), int(m[2])) and (not m[3] or iso[2] >= 6)
        if m and re.fullmatch(r"\d{4}(?:-\d\d)?", value):
            monday = datetime.date.fromisocalendar(int(m[1]), min(max(int(m[2]), 1), 52), 1)
            days = (monday, monday + datetime.timedelta(days=6))
            return any(d.isoformat().startswith(value) for d in days)
    return False
