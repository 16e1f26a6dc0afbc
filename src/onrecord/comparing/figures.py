"""Numbers in a report, and what they count."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.comparing.saying import Said, stem, word_class

_SCALES = {
    "thousands": 1e3,
    "millions": 1e6,
    "billions": 1e9,
    "trillions": 1e12,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "bn": 1e9,
    "tn": 1e12,
    "mln": 1e6,
}
_MONEY = frozenset("$£€¥₽₹")
_CURRENCY = frozenset({"dollar", "pound", "euro", "yen", "rubl", "roubl", "yuan", "crown", "franc", "rupe", "hryvnia"})
_MONTHS = frozenset({
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "january", "february",
    "march", "april", "june", "july", "august", "september", "october", "november", "december",
})  # fmt: skip
# "412m": with a sign of money before it, millions
_SHORT = re.compile(r"(\d+(?:\.\d+)?)(k|m|mn|b|bn|tn)")
_SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}
_JOINED = re.compile(r"[½¼¾�]|[:/\-–.]\d|\d[:/\-–.]")
_BREAK = re.compile(r"[,.;:()—–]")
# what is counted stands among so many words of content after the number
_REACH = 3
# and is shown with it from so many words at most
_SHOWN = 6
_PERCENT = frozenset({"percent", "per", "cent", "pc"})
# a number of more digits than this is exact, whatever stands before it
_ROUGH = 2
# the numbers of so many reports are kept for the next they are held against
_KEPT = 1024
# words that stand with any number
LOOSE = frozenset(
    {"year", "old", "day", "month", "week", "hour", "minut", "time", "percent", "million", "billion", "number", "other"}
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a report: its value, what it counts (stems, or "money" or "percent"), and which word it is.

    `rough` says that a word such as "about" stands before it.
    """

    value: float
    units: frozenset[str]
    at: int
    rough: bool


@lru_cache(maxsize=_KEPT)
def figures(said: Said) -> Sequence[Figure]:
    """The numbers of a report that count or measure something; dates, clock times, scores and ordinals are none."""
    out: list[Figure] = []
    words, text = said.words, said.text
    taken = -1
    for n, w in enumerate(words):
        # a number's stem begins with a digit
        if n <= taken or not w.stem[0].isdigit() or (value := number(w.text)) is None:
            continue
        before, after = text[max(0, w.span[0] - 2) : w.span[0]], text[w.span[1] : w.span[1] + 2]
        if _JOINED.match(after) or _JOINED.match(before[-2:]) or before[-1:] in ("-", "–", "#"):
            continue
        if any(v.text in _MONTHS for v in words[max(0, n - 1) : n + 2]):
            continue
        money = not _MONEY.isdisjoint(before)
        if _SHORT.fullmatch(w.text) and not money:
            continue
        if 1900 <= value < 2100 and w.text.isdigit() and not money:
            # a year
            continue
        taken = n
        while taken + 1 < len(words) and words[taken + 1].text in _SCALES:
            taken += 1
            value *= _SCALES[words[taken].text]
        units: set[str] = set()
        end = words[taken].span[1]
        for v in words[taken + 1 :]:
            if len(units) == _REACH or v.sentence != w.sentence or _BREAK.search(text[end : v.span[0]]):
                break
            if number(v.text) is not None or not v.weight:
                # "10 of the cadets" counts some of them, "35 inches of rain" inches
                break
            end = v.span[1]
            units.add(v.stem)
        money = money or bool(units & _CURRENCY)
        if "%" in after[:1] or words[min(taken + 1, len(words) - 1)].text in ("percent", "per", "pc"):
            units = {"percent"}
        elif money:
            units = {"money"}
        # "some 1,340 people" was counted
        hedged = any(v.text in word_class("hedge") for v in words[max(0, n - 3) : n])
        rough = hedged and len(digits_of(value)) <= _ROUGH
        if units:
            out.append(Figure(value, frozenset(units), n, rough))
    return out


def shown(said: Said, figure: Figure, shared: frozenset[str]) -> str:
    """A number as written: with its sign or unit, and the words after it up to the last that is in `shared`.

    `shared` are stems of what it counts; `said` is the report that it stands in.
    """
    words, text = said.words, said.text
    last = figure.at
    while last + 1 < len(words) and words[last + 1].text in _SCALES:
        last += 1
    for n in range(last + 1, min(last + 1 + _SHOWN, len(words))):
        parted = _BREAK.search(text[words[n - 1].span[1] : words[n].span[0]])
        if parted or words[n].sentence != words[last].sentence or number(words[n].text) is not None:
            break
        currency = "money" in shared and words[n].stem in _CURRENCY
        if words[n].stem in shared or currency or ("percent" in shared and words[n].text in _PERCENT):
            last = n
            if words[n].text.endswith("s") and figure.value != 1 and words[n].stem in shared:
                # a plural ends what is counted; what is shared after it is told of it ("40 ships wait")
                break
    start, stop = words[figure.at].span[0], words[last].span[1]
    sign = text[max(0, start - 2) : start]
    start -= 1 if sign[-1:] in _MONEY else 2 if sign[:1] in _MONEY and sign[1:] == " " else 0
    return " ".join(text[start : stop + (text[stop : stop + 1] == "%")].split())


def same_value(x: float, y: float, rough: bool) -> bool:
    """Whether two numbers agree: equal, or one the other rounded, or about as large where one is said to be rough."""
    if x == y:
        return True
    near = abs(x - y) / max(abs(x), abs(y))
    return near <= 0.005 or (near <= 0.1 and (rough or _rounded(x, y) or _rounded(y, x)))


def _rounded(x: float, y: float) -> bool:
    """Whether `x` is `y` rounded to two digits or less."""
    return any(float(f"{y:.{digits}g}") == x for digits in (1, 2)) or float(f"{y:.3g}") == x


def counted_alike(x: Figure, y: Figure) -> bool:
    """Whether two numbers count things of one name, or measure money, a share or a time ("nine days")."""
    return named_alike(x, y) or x.units == y.units


def named_alike(x: Figure, y: Figure) -> bool:
    """Whether two numbers count things of one name that does not stand with any number."""
    return bool((x.units & y.units) - LOOSE - {"money", "percent"})


def transposed(x: float, y: float) -> bool:
    """Whether two numbers have the same three digits or more in another order, as one written down wrongly."""
    a, b = digits_of(x), digits_of(y)
    return a != b and len(a) >= 3 and sorted(a) == sorted(b)


def digits_of(value: float) -> str:
    """The digits of a number without the noughts at either end."""
    return f"{value:.15g}".replace(".", "").strip("0")


@lru_cache(maxsize=200_000)
def number(word: str) -> float | None:
    """The value of a folded word that is a number ("40", "13,000", "forty"), or None."""
    short = _SHORT.fullmatch(word)
    if short:
        return float(short[1]) * _SHORT_SCALES[short[2]]
    root = stem(word)
    try:
        return float(root) if root[0].isdigit() and root.isascii() else None
    except ValueError:
        return None


def scaled(value: float, after: Sequence[str]) -> tuple[float, ...]:
    """The value of a number by itself, and with the scale if the folded words after it begin with one."""
    scale = _SCALES.get(after[0]) if after else None
    return (value,) if scale is None else (value, value * scale)


def unheld(figure: Figure, there: Collection[float]) -> bool:
    """Whether another article, of which these are the numbers, holds no number that agrees with this one."""
    return figure.value not in there and not any(same_value(figure.value, value, figure.rough) for value in there)
