"""Numbers and dates on which two articles of one story disagree, whoever says them."""

from __future__ import annotations

import datetime
import itertools
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from onrecord.comparing.disagreeing import BUCKET, DERIVED, Best, Disagreement, near, rarest, told
from onrecord.comparing.figures import (
    LOOSE,
    Figure,
    counted_alike,
    digits_of,
    figures,
    named_alike,
    shown,
    transposed,
    unheld,
)
from onrecord.comparing.sameness import Likeness, likeness
from onrecord.comparing.saying import Said, prepare
from onrecord.comparing.tokens import Tokens
from onrecord.model import Article, Span, Spans

# the weight and the share that two sentences must have in common when neither article comes from the other: when
# something is counted, and for sums of money and shares
_COUNTED = (14.0, 0.42)
_MEASURED = (14.0, 0.45)
# such numbers are of one thing only when about as large; when they are near, sentences that share this weight, this
# share and so many stems will do for what is counted
_TIMES = 2.0
_NEAR = 1.5
_LOOSER = (16.0, 0.25, 4)
# unless sentences are alike to this share, a word of content stands near both numbers besides what is counted
_SURE = 0.4
_BESIDE = 4
# two months are of one event in sentences that share this weight, this share and so many stems; days and years, which
# nearly all news gives, in sentences more alike, days when not further apart
_DATED = (14.0, 0.45, 4)
_COMMON = (14.0, 0.55, 4)
_DAYS = 15


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a sentence: its value in ISO 8601, its span, and which word of the sentence it begins with."""

    value: str
    span: Span
    at: int


class Known(NamedTuple):
    """Numbers and dates that each of some articles holds."""

    numbers: frozenset[float]
    dates: frozenset[str]


@dataclass(frozen=True, slots=True)
class Account:
    """What an article states in numbers and dates, sentence by sentence, and all the numbers and dates of its text."""

    article: Article
    stated: tuple[tuple[Said, Figure], ...]
    numbers: frozenset[float]
    dated: tuple[tuple[Said, Dated], ...]
    dates: frozenset[str]


def account(tokens: Tokens, marks: Sequence[Span], times: Sequence[tuple[Span, str]], known: Known) -> Account:
    """Read an article's numbers and dates; `marks` are its quotations, `times` its times whose value is known.

    Numbers and dates that all articles hold are `known`: no two disagree on them.
    """
    article = tokens.article
    telling = [(span, v) for span, v in times if v not in known.dates and _may_differ(article.text[slice(*span)], v)]
    dates, numbers = [a for (a, _), _ in telling], [at for at, v in tokens.numerals if not known.numbers.issuperset(v)]
    stated: list[tuple[Said, Figure]] = []
    dated: list[tuple[Said, Dated]] = []
    for _, spans in tokens.sentences if dates or numbers else ():
        counts = _stand_in(numbers, spans)
        inside: list[tuple[Span, str]] = []
        if _stand_in(dates, spans) and _inside(telling, spans):
            # a sentence with another date, though all have it or it is no plain one, may be dated by that
            inside = _inside(times, spans)
        if not inside and not counts:
            continue
        said = prepare(article, told(article, spans), marks)
        stated.extend((said, figure) for figure in (figures(said) if counts else ()))
        if len({value for _, value in inside}) == 1:
            span, value = inside[0]
            at = next((n for n, w in enumerate(said.words) if w.span[1] > span[0]), None)
            if at is not None:
                dated.append((said, Dated(value, span, at)))
    return Account(article, tuple(stated), tokens.numbers, tuple(dated), frozenset(value for _, value in times))


def _stand_in(places: Sequence[int], spans: Spans) -> bool:
    """Whether one of some places, in order, lies in spans."""
    return any(bisect_left(places, a) < bisect_left(places, b) for a, b in spans)


def _inside(times: Sequence[tuple[Span, str]], spans: Spans) -> list[tuple[Span, str]]:
    """The times that lie in spans."""
    return [(span, v) for span, v in times if any(a <= span[0] and span[1] <= b for a, b in spans)]


def _may_differ(words: str, value: str) -> bool:
    """Whether a time is a day, a month or a year given by names and numbers alone."""
    return len(value) in (4, 7, 10) and _plain(words)


# --- numbers -------------------------------------------------------------------------------------------------


def differing_numbers(
    accounts: Sequence[Account], derived: Collection[tuple[str, str | None]]
) -> Iterator[Disagreement]:
    """Numbers that count the same thing in like sentences of two articles, and differ."""
    index: dict[tuple[str, str], list[tuple[int, Said, Figure]]] = {}
    for n, found in enumerate(accounts):
        for said, figure in found.stated:
            for key in _keys(said, figure):
                index.setdefault(key, []).append((n, said, figure))
    best = Best()
    for bucket in index.values():
        for (n, s, x), (m, t, y) in itertools.combinations(bucket if len(bucket) <= BUCKET else (), 2):
            one, two = accounts[n], accounts[m]
            if n == m or x.value in two.numbers or y.value in one.numbers or not counted_alike(x, y):
                continue
            if not unheld(x, two.numbers) or not unheld(y, one.numbers):
                continue
            a, b = one.article.id, two.article.id
            close = (a, b) in derived or (b, a) in derived
            times = max(x.value, y.value) / (min(x.value, y.value) or 1.0)
            if not close and times > _TIMES:
                continue
            like = likeness(s, t)
            if not transposed(x.value, y.value) and not (
                _of_one_thing(like, named_alike(x, y), times, close)
                and (close or like.outer >= _SURE or _beside(s, x, t, y))
            ):
                continue
            words = shown(s, x, x.units & y.units), shown(t, y, x.units & y.units)
            row = Disagreement(
                "number", (a, b), near(s, x.at), near(t, y.at), words, "high" if close else "medium"
            )  # fmt: skip
            best.keep((frozenset((x.value, y.value)), x.units & y.units), close, like.outer, row)
    yield from best.rows()


def _of_one_thing(like: Likeness, counted: bool, times: float, close: bool) -> bool:
    """Whether two sentences with numbers are alike enough; `times` is how often the smaller goes into the larger one.

    `counted` says that things of one name are counted, `close` that one article comes from the other.
    """
    least, share = DERIVED if close else _COUNTED if counted else _MEASURED
    if like.shared >= least and like.outer >= share and like.exact >= (1 if close else 3):
        return True
    shared, share, exact = _LOOSER
    return counted and times <= _NEAR and like.shared >= shared and like.outer >= share and like.exact >= exact


def _beside(s: Said, x: Figure, t: Said, y: Figure) -> bool:
    """Whether a word of content that is not what is counted stands near both numbers."""
    around = [
        {w.stem for w in said.words[max(0, at.at - _BESIDE) : at.at + _BESIDE + 1] if w.weight > 0} - at.units
        for said, at in ((s, x), (t, y))
    ]
    return any(not stem[0].isdigit() for stem in around[0] & around[1])


def _keys(said: Said, figure: Figure) -> list[tuple[str, str]]:
    """By what to look a number up: its digits and what it counts, or for a measure the rarest words around it."""
    digits = "".join(sorted(digits_of(figure.value)))
    again = [("digits", digits)] if len(digits) >= 3 else []
    named = sorted(figure.units - LOOSE - {"money", "percent"})
    if named:
        return again + [("", unit) for unit in named]
    return again + [(min(figure.units), s) for s in rarest(said)]


# --- dates ---------------------------------------------------------------------------------------------------


def differing_dates(accounts: Sequence[Account], derived: Collection[tuple[str, str | None]]) -> Iterator[Disagreement]:
    """Dates in like sentences of two articles, one in each, that cannot both be right."""
    index: dict[str, list[tuple[int, Said, Dated]]] = {}
    for n, found in enumerate(accounts):
        for said, date in found.dated:
            for key in rarest(said):
                index.setdefault(key, []).append((n, said, date))
    best = Best()
    for bucket in index.values():
        for (n, s, x), (m, t, y) in itertools.combinations(bucket if len(bucket) <= BUCKET else (), 2):
            one, two = accounts[n], accounts[m]
            if n == m or not _contradict(x.value, y.value) or _holds(two, x.value) or _holds(one, y.value):
                continue
            a, b = one.article.id, two.article.id
            close = (a, b) in derived or (b, a) in derived
            like = likeness(s, t)
            words = s.text[slice(*x.span)], t.text[slice(*y.span)]
            if words[0] == words[1] or not all(map(_plain, words)):
                continue
            least, share, exact = (*DERIVED, 1) if close else _DATED if len(x.value) == 7 else _COMMON
            if like.shared < least or like.outer < share or like.exact < exact:
                continue
            row = Disagreement("date", (a, b), near(s, x.at), near(t, y.at), words, "high" if close else "medium")
            best.keep(frozenset((x.value, y.value)), close, like.outer, row)
    yield from best.rows()


def _contradict(x: str, y: str) -> bool:
    """Whether two dates as precise as each other differ; days only where they are near, and of other weekdays.

    A weekday that was taken for that of another week tells of no contradiction, and days far apart are two events'.
    """
    if x == y or len(x) != len(y):
        return False
    try:
        apart = abs((datetime.date.fromisoformat(x) - datetime.date.fromisoformat(y)).days)
    except ValueError:
        return len(x) <= 7 and x.replace("-", "").isdigit() and y.replace("-", "").isdigit()
    return apart % 7 != 0 and apart <= _DAYS


def _plain(words: str) -> bool:
    """Whether a date is given by names and numbers alone: "May 2016", not "late last year"."""
    return all(w[0].isupper() or w[0].isdigit() for w in words.split())


def _holds(account: Account, value: str) -> bool:
    """Whether an article has a date that is this one, or that this one is part of."""
    return any(value.startswith(other) or other.startswith(value) for other in account.dates if len(other) > 4) or (
        value in account.dates
    )
