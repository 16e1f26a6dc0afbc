"""Expressions of time in English and the calendar values they stand for.

The text is cut into tokens once, every token becomes one letter for what it may mean in a date (a
month, a day's number, "last", "ago"), and one regular expression over those letters finds the
expressions. That keeps the grammar readable, linear in the length of the text, and blind to words
that no date contains.

Values are TIMEX3 calendar values cut to the precision that is known: "2024-01-18", "2023-12", "2022",
"199" (the 1990s), "2024-W03", "2024-W03-WE", "2023-Q3", "2023-H1", "2023-SU". The hour is left out.
What needs a date that is not given has the value None: nothing is guessed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Direction = Literal["past", "future"]

MONTHS = dict(
    zip(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        range(1, 13),
        strict=True,
    )
)
SHORT_MONTHS = {name[:3]: number for name, number in MONTHS.items() if name != "may"} | {"sept": 9}
WEEKDAYS = dict(
    zip(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], range(7), strict=True)
)
SHORT_WEEKDAYS = {name[:3]: number for name, number in WEEKDAYS.items()} | {"tues": 1, "thur": 3, "thurs": 3}
NUMBERS = dict(
    zip(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
        ],
        range(1, 17),
        strict=True,
    )
) | {"a": 1, "an": 1, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
UNITS = {"day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year", "decade": "decade"}
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
# the month a season is over with, to tell "last summer" in June from "last summer" in October
SEASON_ENDS = {"SP": 5, "SU": 8, "FA": 11, "WI": 12}
# feasts with a fixed day, as written with a capital
FEASTS = {"christmas": (12, 25), "halloween": (10, 31)}

# --- one letter a token ---------------------------------------------------------------------------
#
# M month, never another word   A month, also a name   B May, March   J short month
# W weekday   w short weekday   d 1-31   o 1st-31st   y a year   # another number   N number word
# a a, an   U unit   u units   q quarter   V weekend   P part of the day   S season   O ordinal word
# L last   l past   R previous, preceding   T this   C current   X next   F following, coming   t the
# H that   Z same   g ago   e earlier, before   r later, after   E early, late, end, …   K half
# f of   i in   n since, until, during   v by, from, to, between, before …   b and, to, through
# c comma   p full stop   h hyphen, dash   s 's   k today, yesterday, …   G 1990s   D 2024-01-18
# j fiscal   Y feast   Q Q1-Q4   c comma   | end of a paragraph   _ anything else, in capitals ^

_LETTERS: dict[str, str] = {}
for _words, _letter in (
    ("january february july september october november december", "M"),
    ("april june august", "A"),
    ("march may", "B"),
    (" ".join(SHORT_MONTHS), "J"),
    (" ".join(WEEKDAYS), "W"),
    (" ".join(SHORT_WEEKDAYS), "w"),
    (" ".join(name for name in NUMBERS if name not in ("a", "an")), "N"),
    ("a an", "a"),
    ("day week month year decade century", "U"),
    ("days weeks months years decades centuries", "u"),
    ("quarter", "q"),
    ("weekend", "V"),
    ("morning afternoon evening night", "P"),
    (" ".join(SEASONS), "S"),
    (" ".join(ORDINALS), "O"),
    ("last", "L"),
    ("past", "l"),
    ("previous preceding", "R"),
    ("this", "T"),
    ("current", "C"),
    ("next", "X"),
    ("following", "F"),
    ("the", "t"),
    ("that", "H"),
    ("same", "Z"),
    ("ago", "g"),
    ("earlier before", "e"),
    ("later after", "r"),
    ("early late mid beginning start end middle", "E"),
    ("half", "K"),
    ("of", "f"),
    ("in", "i"),
    ("since until till during", "n"),
    ("by from between around circa", "v"),
    ("and to through thru or", "b"),
    ("today yesterday tomorrow tonight", "k"),
    ("fiscal financial", "j"),
    (" ".join(FEASTS), "Y"),
    ("q1 q2 q3 q4", "Q"),
    (",", "c"),
    (".", "p"),
    ("- – — ‑ /", "h"),
    ("'s ’s", "s"),
    ("\n\n", "|"),
):
    for _word in re.findall(r"\n\n|\S+", _words):
        _LETTERS[_word] = _letter

# letters that mean a date only when the word is written with a capital
_CAPITAL = frozenset("BJwYA")
_TOKEN = re.compile(
    r"\n\n|\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?|\d{1,2}([./])\d{1,2}\1\d{4}\b|(?:\d\d|['’])?\d0s\b|\d+(?:st|nd|rd|th)\b"
    r"|\d+(?:[.,:]\d+)*|['’]s\b|[Qq][1-4]\b|[^\W\d_]+|[^\w\s]"
)

_MONTH = "[MABJ]p?"
_DAY = "[do]"
_WEEKDAY = "(?:[Ww]p?P?c?)?"
_EDGE = "(?:t?Eh?f?t?)?"
_RULES = (
    ("numeric", "D"),
    ("full", f"{_WEEKDAY}{_MONTH}t?{_DAY}(?:[hb]{_DAY})?c?y"),
    ("full", f"{_WEEKDAY}t?{_DAY}(?:[hb]{_DAY})?f?{_MONTH}c?y"),
    ("day", f"{_WEEKDAY}{_MONTH}t?{_DAY}(?:h{_DAY})?(?:cT[U])?(?![hc]?#)"),
    ("day", f"{_WEEKDAY}t?{_DAY}(?:h{_DAY})?f?{_MONTH}"),
    ("month", f"{_EDGE}{_MONTH}c?f?y"),
    ("month", f"{_EDGE}{_MONTH}f(?:tZ|HZ?|T|L|X|t[FR])U"),
    ("month", f"(?:[LTX]|T[lF]){_MONTH}(?!s)"),
    ("month", f"{_EDGE}[M]"),
    ("month", f"(?:{_EDGE}(?<=[tfEh])|(?<=[infvbLTX]))A"),
    ("month", "(?:(?<=[inLTXE])|(?<=Eh)|(?<=Mb)|(?<=Ab))B(?![s^])"),
    ("month", "(?<=[infvbLTXE])Jp"),
    ("quarter", "(?:[LTX]U?s?|t)?j?(?:O|o)h?q(?:c?f?(?:j?U?y|(?:L|T|X|t[FR])U))?"),
    ("quarter", "Qh?(?:f?y)?"),
    ("half", "t?(?:O|L)h?Kf?y"),
    ("season", "(?:[LTX]|T[lF]|t)?E?h?Sf?c?y"),
    ("season", "(?:[LTX]|T[lF])S"),
    ("ago", "(?:[aNd]|Nh?N)h?[Uu]g"),
    ("shift", "(?:[aNd]|Nh?N|t)h?[Uu][er]"),
    ("relative", "(?:t?Eh?f?|e|r)?(?:[LTX]|T[lF]|tC)(?:j?[UqV])(?!sOh?q)"),
    ("same", "(?:tZ|HZ?)[UV]"),
    ("next", "t[FR X]U(?!s)".replace(" ", "")),
    ("close", "t?Ef?tU"),
    ("weekend", "[tT]V"),
    ("weekday", "(?:[LTX]|T[lF])?[Ee]?WP?"),
    ("today", "[eErT]?h?kP?"),
    ("part", "(?:E|e|r)?[TL]P"),
    ("century", "t?oh?U"),
    ("decade", "t?Eh?G|t?G"),
    ("years", "yh[yd](?!h)"),
    ("feast", "(?:[LTX])?Y(?:c?y)?"),
    ("year", f"(?:{_EDGE})j?U?y"),
)
_GRAMMAR = re.compile("|".join(f"(?P<r{n}>{rule})" for n, (_, rule) in enumerate(_RULES)))
_KIND = {f"r{n}": kind for n, (kind, _) in enumerate(_RULES)}


@dataclass(frozen=True, slots=True)
class Expression:
    """Words for a time: `text[start:stop]` is what says it, `words` its tokens in lower case, `letters`
    what each token is, `kind` the rule that found it, `tense` where the sentence puts it."""

    start: int
    stop: int
    kind: str
    words: tuple[str, ...]
    letters: str
    tense: Direction | None


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression stands for; `anchored` says what a relative one was counted from."""

    value: str | None
    until: str | None = None
    anchored: Literal["reference", "previous"] | None = None


# --- finding ----------------------------------------------------------------------------------------

_FUTURE = frozenset(
    [
        "will",
        "shall",
        "would",
        "won",
        "can",
        "could",
        "may",
        "might",
        "must",
        "should",
        "expected",
        "scheduled",
        "slated",
        "due",
        "planned",
        "plans",
        "planning",
        "upcoming",
        "begins",
        "starts",
        "opens",
        "meets",
        "returns",
        "arrives",
        "expires",
        "resumes",
        "heads",
        "hosts",
        "visits",
        "ahead",
        "tentatively",
    ]
)
_PAST = frozenset(
    [
        "said",
        "told",
        "was",
        "were",
        "had",
        "did",
        "has",
        "have",
        "went",
        "made",
        "took",
        "came",
        "gave",
        "saw",
        "met",
        "held",
        "spoke",
        "wrote",
        "began",
        "became",
        "left",
        "got",
        "won",
        "lost",
        "fell",
        "rose",
        "sent",
        "found",
        "felt",
        "knew",
        "led",
        "ran",
        "sat",
        "stood",
        "thought",
        "brought",
        "bought",
        "kept",
        "put",
        "set",
        "shot",
        "hit",
        "cut",
        "let",
        "paid",
        "read",
        "heard",
        "drew",
        "drove",
        "flew",
        "grew",
        "hung",
        "rang",
        "sang",
        "sank",
        "struck",
        "threw",
        "swore",
        "tore",
        "broke",
        "chose",
        "fought",
        "built",
    ]
)
# before "to" and a verb these say that it is still to come
_INTENDS = frozenset(
    [
        "expected",
        "scheduled",
        "slated",
        "due",
        "planned",
        "plans",
        "plan",
        "planning",
        "going",
        "is",
        "are",
        "set",
        "ready",
        "hopes",
        "hope",
        "hoping",
        "intends",
        "preparing",
        "prepares",
        "likely",
        "wants",
        "vows",
        "about",
    ]
)
_HUES = frozenset(
    [
        "need",
        "seed",
        "feed",
        "speed",
        "indeed",
        "hundred",
        "united",
        "red",
        "bed",
        "exceed",
        "proceed",
        "succeed",
        "breed",
    ]
)
# nouns that a number before them counts: "2000 people" is no year
_NAMED = frozenset(
    ["the", "in", "by", "of", "since", "until", "during", "from", "between", "before", "after", "to", "through"]
)


def _letter(word: str) -> str:
    low = word.lower()
    letter = _LETTERS.get(low)
    if letter is not None:
        return letter if letter not in _CAPITAL or word[0].isupper() else "_"
    first = word[0]
    if first.isdigit():
        if word.isdigit():
            if len(word) <= 2:
                return "d" if 1 <= int(word) <= 31 else "#"
            return "y" if len(word) == 4 and word.isascii() and 1000 <= int(word) <= 2099 else "#"
        if low.endswith("0s"):
            return "G"
        if low[-2:] in ("st", "nd", "rd", "th"):
            return "o" if len(low) <= 4 and 1 <= int(low[:-2]) <= 31 else "#"
        if word.count("-") >= 2 or word.count("/") == 2 or (word.count(".") == 2 and len(word) >= 8):
            return "D"
        return "#"
    if first in "'’" and low.endswith("0s"):
        return "G"
    return "^" if first.isupper() else "_"


def expressions(text: str) -> list[Expression]:
    """Every expression of time in `text`, in order, without overlaps; two line feeds end a paragraph."""
    found = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    letters = "".join([_letter(word) for word, _, _ in found])
    out: list[Expression] = []
    for m in _GRAMMAR.finditer(letters):
        kind = _KIND[m.lastgroup or ""]
        a, b = m.span()
        words = tuple(word.lower() for word, _, _ in found[a:b])
        if not _plausible(kind, words, m.group(), [w for w, _, _ in found[max(0, a - 2) : a]],
                          [w for w, _, _ in found[b : b + 2]], letters[max(0, a - 2) : a]):  # fmt: skip
            continue
        stop = found[b - 1][2]
        # the full stop of "Jan." belongs to it, the one that ends the sentence does not
        out.append(Expression(found[a][1], stop, kind, words, m.group(), _tense(found, letters, a, b)))
    return out


def _plausible(
    kind: str, words: Sequence[str], letters: str, before: Sequence[str], after: Sequence[str], marks: str
) -> bool:
    """Whether the words around leave `words` a date: "$1990", "Windows 2000", "1945 votes" are none."""
    last = before[-1] if before else ""
    follows = after[0] if after else ""
    if kind in ("year", "years"):
        if last in ("$", "£", "€", "#", ":", "+", "=", "_", "@") or follows in ("%", "+", ":", "°", "@", "_"):
            return False
        if letters != "y":
            return True
        lead = last.lower()
        year = int(words[0])
        if marks.endswith(("^", "h")) or (follows == "-" and len(after) > 1 and not after[1].isalpha()):
            return False
        plural = follows.isalpha() and follows.islower() and follows.endswith("s") and len(follows) > 3
        if lead in _NAMED or marks[-1:] in ("f", "i", "n", "v", "b", "t", "E", "r", "e", "T", "L"):
            if marks[-1:] in ("v", "b", "e", "r") and not 1800 <= year <= 2099:
                return False
            return not ((plural and year % 100 == 0) or follows in ("people", "percent", "votes", "men", "women"))
        if last in ("(", ",", ";", "“", '"') or not last or marks.endswith("|"):
            return 1600 <= year <= 2099 and not (plural or (follows.isalpha() and follows.islower() and last != "("))
        return False
    if kind == "ago":
        return True
    return True


def _tense(found: Sequence[tuple[str, int, int]], letters: str, a: int, b: int) -> Direction | None:
    """Whether the clause around tokens `a` to `b` speaks of the past or of what is to come.

    The nearest verb before decides, and without one the nearest after, inside the sentence.
    """
    for i in range(a - 1, max(-1, a - 25), -1):
        if letters[i] == "|" or found[i][0] in ("!", "?", ";") or (letters[i] == "p" and found[i + 1][0][0].isupper()
                                                                   and len(found[i - 1][0]) > 3):  # fmt: skip
            break
        verdict = _verb(found, letters, i)
        if verdict:
            return verdict
    for i in range(b, min(len(found), b + 15)):
        if letters[i] == "|" or found[i][0] in (".", "!", "?", ";"):
            break
        verdict = _verb(found, letters, i)
        if verdict:
            return verdict
    return None


def _verb(found: Sequence[tuple[str, int, int]], letters: str, i: int) -> Direction | None:
    word = found[i][0].lower()
    if word in _FUTURE:
        return "future"
    if word == "to" and i + 1 < len(found) and letters[i + 1] == "_" and found[i + 1][0].islower():
        return "future" if i and found[i - 1][0].lower() in _INTENDS else None
    if word == "ll":
        return "future"
    if word in _PAST or (len(word) > 4 and word.endswith("ed") and word not in _HUES and letters[i] in "_^"):
        return "past"
    return None


# --- resolving --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Parts:
    month: int | None = None
    day: int | None = None
    until: int | None = None
    year: int | None = None
    weekday: int | None = None
    unit: str | None = None
    way: str | None = None


def _parts(e: Expression) -> _Parts:
    month = day = until = year = weekday = unit = way = None
    for word, letter in zip(e.words, e.letters, strict=True):
        if letter in "MABJ":
            month = MONTHS.get(word) or SHORT_MONTHS.get(word)
        elif letter in "do":
            number = int(re.sub(r"\D", "", word))
            day, until = (number, until) if day is None else (day, number)
        elif letter == "y":
            year = int(word)
        elif letter in "Ww":
            weekday = WEEKDAYS.get(word, SHORT_WEEKDAYS.get(word))
        elif letter in "UuqV":
            unit = {"centuries": "century"}.get(word, word.rstrip("s") if letter == "u" else word)
        if letter in "LXTRFHZC":
            way = letter if letter != "C" else "T"
    return _Parts(month, day, until, year, weekday, unit, way)


def _day(year: int | None, month: int | None, day: int | None) -> datetime.date | None:
    try:
        return datetime.date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def _split(value: str | None) -> tuple[int | None, int | None, int | None]:
    """Year, month and day of a value, as far as it gives them."""
    m = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])", value or "")
    if not m:
        m = re.match(r"(\d{4})-[QHWSF]", value or "")
        return (int(m[1]), None, None) if m else (None, None, None)
    return int(m[1]), int(m[2]) if m[2] else None, int(m[3]) if m[3] else None


def shifted(value: str, unit: str, count: int) -> str | None:
    """`value` moved by `count` units and cut to the unit; None when it is not known that well."""
    year, month, day = _split(value)
    if year is None:
        return None
    try:
        if unit == "year":
            return f"{year + count:04d}"
        if unit == "decade":
            return f"{(year + 10 * count) // 10:03d}"
        if unit == "century":
            return f"{(year + 100 * count) // 100:02d}"
        if month is None:
            return None
        if unit == "month":
            y, m = divmod(year * 12 + month - 1 + count, 12)
            return f"{y:04d}-{m + 1:02d}"
        if unit == "quarter":
            y, q = divmod(year * 4 + (month - 1) // 3 + count, 4)
            return f"{y:04d}-Q{q + 1}"
        date = _day(year, month, day)
        if date is None:
            return None
        if unit == "day":
            return (date + datetime.timedelta(days=count)).isoformat()
        if unit in ("week", "weekend"):
            iso = (date + datetime.timedelta(days=7 * count)).isocalendar()
            return f"{iso[0]:04d}-W{iso[1]:02d}" + ("-WE" if unit == "weekend" else "")
    except (ValueError, OverflowError):
        return None
    return None


_STEP = {"L": -1, "T": 0, "X": 1, "R": -1, "F": 1}


def resolve(e: Expression, reference: str | None, previous: Sequence[str] = ()) -> Value:
    """The value of `e` seen from `reference`, the day that the text was published (ISO 8601, or None).

    `previous` are the values that the text gave before, the last one last: "the same day" is the day
    of the last one that is a day.
    """
    p = _parts(e)
    ref = reference[:10] if reference else None
    return _RESOLVERS[e.kind](e, p, ref, previous)


def _numeric(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    a, b, c = (int(x) for x in re.split(r"[-./]", e.words[0].partition("t")[0]))
    if a > 31:
        date = _day(a, b, c)
    elif "." in e.words[0] or a > 12:
        date = _day(c, b, a)
    elif b > 12:
        date = _day(c, a, b)
    else:
        # 1/2/2024 is read one way in Britain and the other way in America: only the year is known
        return Value(f"{c:04d}")
    return Value(date.isoformat() if date else None)


def _full(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    first = _day(p.year, p.month, p.day)
    last = _day(p.year, p.month, p.until) if p.until else None
    return Value(first.isoformat() if first else None, last.isoformat() if last and first and last > first else None)


def _monthday(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    year, month, day = _split(ref)
    if year is None or month is None:
        return Value(None)
    base = _day(year, month, day or 15)
    days = [d for d in (_day(y, p.month, p.day) for y in (year - 1, year, year + 1)) if d]
    named = [d for d in days if p.weekday is None or d.weekday() == p.weekday]
    if not days or base is None:
        return Value(None)
    best = _nearest(named or days, base, e.tense)
    last = _day(best.year, p.month, p.until) if p.until else None
    return Value(best.isoformat(), last.isoformat() if last and last > best else None, "reference")


def _nearest(days: Sequence[datetime.date], base: datetime.date, tense: Direction | None) -> datetime.date:
    """The day that the tense points to: for the past the last one up to `base`, else the next one.

    Without a tense, what lies within a month ahead is an announcement and anything else is past.
    """
    before = [d for d in days if d <= base]
    after = [d for d in days if d >= base]
    if tense == "future" and after:
        return after[0]
    if tense is None and after and (after[0] - base).days <= 31:
        return after[0]
    return before[-1] if before else after[0]


def _month(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    if p.year is not None:
        return Value(f"{p.year:04d}-{p.month:02d}")
    assert p.month is not None
    if p.unit is not None and p.way in ("Z", "H", "R", "F"):
        last = next((v for v in reversed(previous) if _split(v)[0] is not None), None)
        if last is None:
            return Value(None)
        return Value(f"{int(last[:4]) + _STEP.get(p.way or '', 0):04d}-{p.month:02d}", anchored="previous")
    year, month, _ = _split(ref)
    if year is None:
        return Value(None)
    if p.unit is not None:
        return Value(f"{year + _STEP[p.way or 'T']:04d}-{p.month:02d}", anchored="reference")
    if month is None:
        return Value(None)
    ahead = p.way in ("X", "F") or (p.way is None and e.tense == "future")
    if p.way == "L":
        year -= p.month >= month
    elif p.way in ("X", "F"):
        year += p.month <= month
    elif ahead:
        year += p.month < month
    elif p.way != "T":
        year -= p.month > month
    return Value(f"{year:04d}-{p.month:02d}", anchored="reference")


def _weekday(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    base = _day(*_split(ref))
    if base is None or p.weekday is None:
        return Value(None)
    back = (base.weekday() - p.weekday) % 7
    forth = (p.weekday - base.weekday()) % 7
    if p.way == "L":
        move = -(back or 7)
    elif p.way in ("X", "F"):
        move = forth or 7
    elif e.tense == "future":
        move = forth
    else:
        move = -back
    return Value((base + datetime.timedelta(days=move)).isoformat(), anchored="reference")


def _today(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    count = {"yesterday": -1, "tomorrow": 1}
    move = next((count.get(w, 0) for w, c in zip(e.words, e.letters, strict=True) if c == "k"), 0)
    return Value(shifted(ref, "day", move) if ref else None, anchored="reference")


def _part(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    return Value(shifted(ref, "day", -1 if p.way == "L" else 0) if ref else None, anchored="reference")


def _relative(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    if "j" in e.letters:
        return Value(None)  # fiscal years begin when their owner says so
    return Value(shifted(ref, p.unit or "", _STEP[p.way or "T"]) if ref else None, anchored="reference")


def _weekend(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    base = _day(*_split(ref))
    if base is None or ref is None:
        return Value(None)
    move = -1 if p.way is None and e.tense != "future" and base.weekday() < 5 else 0
    return Value(shifted(ref, "weekend", move), anchored="reference")


def _close(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    return Value(shifted(ref, p.unit or "", 0) if ref else None, anchored="reference")


def _same(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    for value in reversed(previous):
        found = shifted(value, p.unit or "", _STEP.get(p.way or "", 0))
        if found:
            return Value(found, anchored="previous")
    return Value(None)


def _number(e: Expression) -> int | None:
    total = 0
    for word, letter in zip(e.words, e.letters, strict=True):
        if letter in "aN":
            total += NUMBERS[word]
        elif letter in "d#" and word.isdigit():
            total += int(word)
        elif letter == "t":
            total += 1
    return total or None


def _ago(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    count = _number(e)
    if ref is None or count is None:
        return Value(None)
    return Value(shifted(ref, p.unit or "", -count), anchored="reference")


def _shift(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    count = _number(e)
    if count is None:
        return Value(None)
    sign = 1 if e.words[-1] in ("later", "after") else -1
    for value in reversed(previous):
        found = shifted(value, p.unit or "", sign * count)
        if found:
            return Value(found, anchored="previous")
    return Value(None)


def _quarter(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    number = next((ORDINALS.get(w) or int(w[1]) for w, c in zip(e.words, e.letters, strict=True) if c in "OQ"), 0)
    if not number:
        return Value(None)
    if p.year is not None:
        return Value(f"{p.year:04d}-Q{number}")
    year, month, _ = _split(ref)
    if year is None or month is None:
        return Value(None)
    now = (month - 1) // 3 + 1
    if p.way is not None:
        year += _STEP.get(p.way, 0)
    elif e.tense == "future":
        year += number < now
    else:
        year -= number > now
    return Value(f"{year:04d}-Q{number}", anchored="reference")


def _half(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    number = {"first": 1, "second": 2, "last": 2}.get(
        next(w for w, c in zip(e.words, e.letters, strict=True) if c in "OL")
    )
    return Value(f"{p.year:04d}-H{number}" if number else None)


def _season(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    season = next(SEASONS[w] for w, c in zip(e.words, e.letters, strict=True) if c == "S")
    if p.year is not None:
        return Value(f"{p.year:04d}-{season}")
    year, month, _ = _split(ref)
    if year is None or month is None:
        return Value(None)
    if p.way in ("L",) or (p.way is None and e.tense == "past"):
        year -= month <= SEASON_ENDS[season]
    elif p.way in ("X", "F") or e.tense == "future":
        year += month > SEASON_ENDS[season]
    return Value(f"{year:04d}-{season}", anchored="reference")


def _decade(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    digits = next(re.sub(r"\D", "", w) for w, c in zip(e.words, e.letters, strict=True) if c == "G")
    if len(digits) == 4:
        return Value(digits[:3])
    # "the '80s": of the century that is nearest behind the reader
    year = _split(ref)[0]
    if year is None:
        return Value(None)
    decade = year // 100 * 10 + int(digits[0])
    return Value(f"{decade if decade * 10 <= year else decade - 10:03d}", anchored="reference")


def _century(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    return Value(f"{(p.day or 1) - 1:02d}" if p.unit == "century" else None)


def _years(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    first, last = int(e.words[0]), int(e.words[2])
    last = last if last > 99 else first // 100 * 100 + last
    return Value(f"{first:04d}", f"{last:04d}" if last > first else None)


def _feast(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    month, day = next(FEASTS[w] for w, c in zip(e.words, e.letters, strict=True) if c == "Y")
    if p.year is not None:
        return Value(f"{p.year:04d}-{month:02d}-{day:02d}")
    return _monthday(e, _Parts(month=month, day=day), ref, previous)


def _year(e: Expression, p: _Parts, ref: str | None, previous: Sequence[str]) -> Value:
    return Value(f"{p.year:04d}")


_RESOLVERS = {
    "numeric": _numeric, "full": _full, "day": _monthday, "month": _month, "quarter": _quarter, "half": _half,
    "season": _season, "ago": _ago, "shift": _shift, "relative": _relative, "same": _same, "next": _same,
    "close": _close, "weekend": _weekend, "weekday": _weekday, "today": _today, "part": _part,
    "century": _century, "decade": _decade, "years": _years, "feast": _feast, "year": _year,
}  # fmt: skip
