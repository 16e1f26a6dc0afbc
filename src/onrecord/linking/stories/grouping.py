"""Articles gathered into groups that tell one event, all at once or one after the other.

Average linkage: two groups are as alike as their articles are on the average, so that a chain of neighbours does not
swallow a pile. Three things temper that. Groups whose own articles are much alike must be more alike to be one (a
fight and the same boxer's next fight); groups that lie days apart count as less alike; so do groups that speak of
different days of the week, which tells two fires apart where nothing is dated.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.linking.stories.leads import Leads
from onrecord.linking.stories.sums import Sums
from onrecord.linking.stories.terms import Doubles, Floats, Ints, Vector

# two groups are one story when their likeness reaches this
THRESHOLD = 0.105
# what is so alike is one text, whenever it was printed
SAME_TEXT = 0.8
# half of the likeness is gone after so many days between two groups
HALF_LIFE = 3.0
# what a date that is not known counts for
UNDATED = 0.6
# the likeness between articles of a story, as it is taken to be before the story has two articles, and how many
# pairs of articles that stands for
USUAL, USUAL_PAIRS = 0.2, 2
# how much it matters that the articles of a group are more alike, or less, than usual: from 0, not at all, to 1
CLOSENESS = 0.7
# how much it matters which days of the week are named: the logarithm of the factor goes to half of this either way
WEEKDAYS = 0.5
# how many neighbours a group keeps in sight
IN_SIGHT = 16
# articles less alike than this on the average are not looked at further
FAINT = 0.06


# a new article has the stories that it may join put together anew when these hold no more articles than this
ANEW = 64

# what is known of each group: how many articles, the middle one of their days (NaN: not known), how alike they are on
# the average against what is usual, and the days of the week that they name, as a vector of length 1 or 0
_ROW = np.dtype([("size", "f8"), ("day", "f8"), ("closeness", "f8"), ("week", "f8", 7)])
Rows = NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Group:
    """Articles of one event, by number as they came; the sums of their vectors and weeks; their days, in order.

    `vector` is the number of the sum of the vectors, `square` the product of that sum with itself.
    """

    members: tuple[int, ...]
    vector: int
    square: float
    week: Doubles
    days: tuple[int, ...]

    def row(self) -> tuple[float, float, float, Doubles]:
        """The group as a row of `_ROW`."""
        number = len(self.members)
        pairs = number * (number - 1) / 2
        alike = max(0.0, (self.square - number) / 2)
        closeness = (alike + USUAL_PAIRS * USUAL) / (pairs + USUAL_PAIRS) / USUAL
        middle = self.days[len(self.days) // 2] if self.days else math.nan
        length = math.sqrt(float(self.week @ self.week))
        return number, middle, closeness, self.week / length if length else self.week


def likeness(one: np.void, others: Rows, products: Doubles) -> Doubles:
    """How alike a group is to each of the others; `products` are those of the sums of their vectors."""
    alike = products / (one["size"] * others["size"])
    apart = np.abs(others["day"] - one["day"])
    nearness = np.where(np.isnan(apart), UNDATED, 0.5 ** (apart / HALF_LIFE))
    same_days = others["week"] @ one["week"]
    named = others["week"].any(axis=1) & one["week"].any()
    return np.asarray(
        alike
        * np.where(alike >= SAME_TEXT, 1.0, nearness)
        * (others["closeness"] * one["closeness"]) ** (-CLOSENESS / 2)
        * np.where(named, np.exp(WEEKDAYS * (same_days - 0.5)), 1.0)
    )


class Grouping:
    """Groups of articles that grow, `groups` by number; articles are numbered as they come, by date.

    `add` all articles and `settle` which groups are one: that is average linkage over the pile. Or let each article
    `follow` those before: it joins a story or opens one, and no story but those that it may join is looked at again.
    """

    def __init__(self) -> None:
        self.groups: dict[int, Group] = {}
        self._rows = np.zeros(1 << 10, _ROW)
        # the group that each group went into, or itself; and the first group of each article
        self._into: list[int] = []
        self._first: list[int] = []
        self._articles: list[Group] = []
        self._sums = Sums()
        self._leads = Leads()
        # the groups in sight of each group, with the product of the two
        self._near: dict[int, dict[int, float]] = {}
        self._heap: list[tuple[float, int, int]] = []
        # groups that are alike enough, but out of sight for others that are more so
        self._later: list[tuple[int, int]] = []
        self._dense = np.zeros(1 << 16, np.float32)

    def add(self, vector: Vector, day: int | None) -> None:
        """Add an article, which is a group of its own until `settle`; `day` is when it was published."""
        article = len(self._articles)
        square = float(vector.weights @ vector.weights)
        days = () if day is None else (day,)
        group = Group((article,), self._sums.add(vector.terms, vector.weights), square, vector.week, days)
        around = {self._group(self._first[x]) for x in self._leads.follow(vector)}
        self._articles.append(group)
        self._first.append(len(self._into))
        self._open(group, dict.fromkeys(sorted(around)))

    def settle(self) -> None:
        """Join groups, the most alike first, until none are alike enough."""
        while self._heap or self._later:
            while self._heap:
                _, a, b = heapq.heappop(self._heap)
                if a in self.groups and b in self.groups:
                    self._join(a, b)
            again = sorted({(self._group(a), self._group(b)) for a, b in self._later})
            self._later.clear()
            for a, b in again:
                if a != b and b not in self._near[a]:
                    self._see(a, {b: None})

    def follow(self, vector: Vector, day: int | None) -> None:
        """Add an article, and put the stories that it may join together anew; all others stay as they are."""
        self.add(vector, day)
        touched = sorted({number for _, *pair in self._heap for number in pair})
        articles = sorted(x for number in touched for x in self.groups[number].members)
        if len(touched) > 1 and len(articles) <= ANEW:
            self._heap.clear()
            self._later.clear()
            around: set[int] = set()
            for number in touched:
                del self.groups[number]
                around |= self._forget(number).keys()
            begin = len(self._into)
            for article in articles:
                self._first[article] = len(self._into)
                self._open(self._articles[article], dict.fromkeys(range(begin, len(self._into))))
            self.settle()
            for number in sorted(x for x in self.groups if x >= begin):
                self._see(number, dict.fromkeys(sorted(around - set(touched))))
        self.settle()

    def likeness(self, a: int, b: int) -> float:
        """How alike two groups are, by number; from `THRESHOLD` they are one story."""
        product = self._products(self.groups[a], [self.groups[b]])
        return float(likeness(self._rows[a], self._rows[[b]], np.array(product))[0])

    def _group(self, number: int) -> int:
        """The group that a group is part of now."""
        into = self._into
        while into[number] != number:
            into[number] = number = into[into[number]]
        return number

    def _open(self, group: Group, around: dict[int, float | None]) -> None:
        """A new group, with those around it that it might be one with, and their products where they are known."""
        number = len(self._into)
        self._into.append(number)
        self.groups[number] = group
        self._near[number] = {}
        if number == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros(number, _ROW)])
        self._rows[number] = group.row()
        self._see(number, around)

    def _see(self, number: int, around: dict[int, float | None]) -> None:
        """Take into sight those of the groups around that are most like the group."""
        unknown = [x for x, product in around.items() if product is None]
        around.update(zip(unknown, self._products(self.groups[number], [self.groups[x] for x in unknown]), strict=True))
        others = np.array(list(around), np.int64)
        products = np.array(list(around.values()), np.float64)
        rows = self._rows[others]
        clear = products >= FAINT * len(self.groups[number].members) * rows["size"]
        others, products = others[clear], products[clear]
        scores = likeness(self._rows[number], rows[clear], products)
        best = np.argsort(-scores, kind="stable")
        best, rest = best[:IN_SIGHT], best[IN_SIGHT:]
        self._later += [(number, other) for other in others[rest[scores[rest] >= THRESHOLD]].tolist()]
        for other, product, score in zip(*(x[best].tolist() for x in (others, products, scores)), strict=True):
            self._near[number][other] = self._near[other][number] = product
            if score >= THRESHOLD:
                heapq.heappush(self._heap, (-score, other, number))

    def _products(self, group: Group, others: Sequence[Group]) -> list[float]:
        """The product of a group's vector with each of the others'."""
        own, its = self._sums[group.vector]
        vectors = [self._sums[x.vector] for x in others]
        held = [x for x in vectors if len(x[0])]
        if not held or not len(own):
            return [0.0] * len(others)
        terms = np.concatenate([x for x, _ in held])
        weights = np.concatenate([x for _, x in held])
        top = max(int(terms.max()), int(own[-1]))
        if top >= len(self._dense):
            self._dense = np.zeros(2 * top, np.float32)
        self._dense[own] = its
        starts = np.cumsum([0, *(len(x) for x, _ in held[:-1])])
        found = iter(np.add.reduceat(self._dense[terms] * weights, starts).tolist())
        self._dense[own] = 0
        return [next(found) if len(x) else 0.0 for x, _ in vectors]

    def _forget(self, number: int) -> dict[int, float]:
        """Take a group out of everyone's sight; those that it saw."""
        near = self._near.pop(number)
        for other in near:
            del self._near[other][number]
        return near

    def _join(self, a: int, b: int) -> None:
        left, right = self.groups.pop(a), self.groups.pop(b)
        near = self._forget(a)
        product = near.pop(b)
        other = self._forget(b)
        around: dict[int, float | None] = {
            x: near[x] + other[x] if x in near and x in other else None for x in sorted(near.keys() | other.keys())
        }
        vector = self._sums.add(*_added(self._sums[left.vector], self._sums[right.vector]))
        days = tuple(sorted(left.days + right.days))
        square = left.square + right.square + 2 * product
        self._into[a] = self._into[b] = len(self._into)
        self._open(Group(left.members + right.members, vector, square, left.week + right.week, days), around)


def _added(left: tuple[Ints, Floats], right: tuple[Ints, Floats]) -> tuple[Ints, Floats]:
    """The sum of two vectors."""
    both = np.concatenate([left[0], right[0]])
    order = np.argsort(both, kind="stable")
    both, weights = both[order], np.concatenate([left[1], right[1]])[order]
    first = np.flatnonzero(np.diff(both, prepend=-1))
    return both[first], np.add.reduceat(weights, first) if len(first) else weights
