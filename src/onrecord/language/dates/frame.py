"""What an expression of time is seen from, and what its words say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from onrecord.language.dates.calendar import shifted, split
from onrecord.language.dates.grammar import Expression


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
QUARTER = re.compile(r"\d{4}-Q[1-4]")
# how many values before are looked at for "the same day"
LOOK_BACK = 50
# how far "last", "this", "next", … move
STEP = {"L": -1, "T": 0, "C": 0, "X": 1, "R": -1, "F": 1, "H": 0, "Z": 0}


class Seen(NamedTuple):
    """An expression that the text had before, and its value; None where it is not known."""

    expression: Expression
    value: str | None


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
class Parts:
    """What the words of an expression say; `way` is the letter of "last", "this", "next", "same", …"""

    month: int | None = None
    day: int | None = None
    until: int | None = None
    year: int | None = None
    weekday: int | None = None
    unit: str = ""
    way: str | None = None
    of: Value | None = None  # the value of the time that it leans on


@dataclass(frozen=True, slots=True)
class Frame:
    """What an expression is seen from: a day, and the values that the text gave before it."""

    day: str | None
    previous: Sequence[Seen]

    def latest(self, fits: Callable[[str], str | None]) -> Value:
        """What `fits` makes of the last value before for which it makes something."""
        for at in range(len(self.previous) - 1, max(-1, len(self.previous) - 1 - LOOK_BACK), -1):
            seen = self.previous[at].value
            if seen is None:
                break  # the day that was spoken of last is not known
            value = fits(seen)
            if value is not None:
                return Value(value, anchored="previous", at=at)
        return Value(None)

    def account(self, years: int = 0) -> Value:
        """The quarter that is accounted for, moved by `years`: the last one named, or the one it is compared with.

        After "the third quarter … a year ago" the quarter is still the third of this year.
        """
        found = self.latest(lambda value: value if QUARTER.fullmatch(value) else None)
        if found.value is None or found.at is None:
            return found
        value, at = found.value, found.at
        after = in_year(value, int(value[:4]) + 1)
        if self.day is None or after[:4] <= self.day[:4]:
            since = max(0, len(self.previous) - LOOK_BACK)
            named = next((i for i in range(at, since - 1, -1) if self.previous[i].value == after), None)
            value, at = (value, at) if named is None else (after, named)
        return Value(in_year(value, int(value[:4]) + years), anchored="previous", at=at)


def in_year(value: str, year: int) -> str:
    """A value with another year."""
    return f"{year:04d}{value[4:]}"


def parts(e: Expression, of: Value | None = None) -> Parts:
    """The numbers and the words of direction in `e`, which leans on a time of the value `of`."""
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
    return Parts(month, number, until, year, weekday, unit, way, of)


def word(e: Expression, letters: str) -> str:
    """The first word of `e` that has one of these letters, or nothing."""
    return next((word for word, letter in zip(e.words, e.letters, strict=True) if letter in letters), "")


def moved(value: str | None, unit: str, count: int) -> Value:
    """The day of publication moved by `count` units and cut to the unit."""
    return Value(shifted(value, unit, count) if value else None, anchored="reference")


def first(frame: Frame, unit: str, count: int) -> Value:
    """The last value before that is known to the unit, moved by `count` units."""
    return frame.latest(lambda value: shifted(value, unit, count))


def other_year(p: Parts, frame: Frame) -> Value:
    """The year of "in May of the same year", "in May last year"."""
    if p.way in ("Z", "H", "R", "F"):
        return first(frame, "year", STEP[p.way])
    return moved(frame.day, "year", STEP[p.way or "T"])


def number_of(e: Expression) -> int | None:
    """How many units "three years ago" and "a day later" count; None when that is no number."""
    total = sum(NUMBERS[w] for w, c in zip(e.words, e.letters, strict=True) if c in "aN2")
    digits = word(e, "d#")
    if digits:
        return int(digits) if digits.isdigit() and len(digits) < 4 else None
    return total or (1 if e.letters.startswith("t") else None)


def compared(p: Parts, frame: Frame, count: int) -> Value | None:
    """In an account of a quarter, "a year ago" is the same quarter of the year before; None elsewhere."""
    last = frame.previous[-1].value if frame.previous else None
    return frame.account(-1) if p.unit == "year" and count == 1 and QUARTER.fullmatch(last or "") else None


def year_before(p: Parts) -> int:
    """The year of "March" in "March and June 2019"; "November and March 2019" begins the year before."""
    year, month, _ = split(p.of.value if p.of else None)
    return (year or 0) - ((p.month or 0) > (month or 0))
