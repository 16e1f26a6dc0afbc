"""What speaks for and against two reports being of one act of saying, as numbers.

All that is measured lies in the two articles: another article of the story changes nothing. `pair_features` holds two
reports against each other; `around` adds what stands around them, once all pairs of the two articles have odds.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.sameness import Evidence
from onrecord.linking.statements.units import Unit

# what `pair_features` gives, in order
PAIR = (
    "inner", "outer", "sentence inner", "sentence outer", "sentence words", "run", "scrap", "one denies",
    "same numbers", "other numbers", "names", "rare here", "rare share", "rare share of both",
    "one speaker", "two names", "one without a name", "both without a name", "called alike", "speaker spoken of",
    "one cue", "cue in the words", "one speaker, sentence outer", "one speaker, sentence inner", "two names, outer",
    "two names, quoted", "shorter", "longer", "attitude", "headline", "paragraph", "paragraph share",
    "paragraph share of both",
)  # fmt: skip
# what `around` gives, in order
AROUND = (
    "words", "less than one's best", "less than the other's best", "before", "behind", "near by", "in the same place",
    "place", "told in both", "share told in both", "aligned", "derived",
)  # fmt: skip

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Table = NDArray[np.bool_]


# what is named to two people is of one act of saying only when so many bits stand in quotation marks in both
QUOTED = 10.0
# of two reports of one speaker each tells so much of the other, and of two speakers twice as much; or one tells so much
# of the other
_SHARED, _WITHIN = 0.05, 0.5


class Stems:
    """Which reports hold which stems: a row for each report, the stems by number, and how many reports hold each."""

    def __init__(self, reports: Sequence[Iterable[str]], numbers: dict[str, int]) -> None:
        held = [[numbers.setdefault(s, len(numbers)) for s in report] for report in reports]
        every = np.array(list(itertools.chain.from_iterable(held)), np.intp)
        self.stems, columns = np.unique(every, return_inverse=True)
        self.table = np.zeros((len(held), len(self.stems)), np.bool_)
        self.table[np.repeat(np.arange(len(held)), [len(own) for own in held]), columns] = True
        self.uses = self.table.sum(axis=0)


class Page:
    """The reports of an article in their order, and the stems in their words and around them by their `numbers`."""

    def __init__(self, units: Sequence[Unit], numbers: dict[str, int]) -> None:
        self.units = units
        self.place = {unit: n for n, unit in enumerate(units)}
        self._numbers = numbers

    @cached_property
    def said(self) -> Stems:
        return Stems([unit.said.stems for unit in self.units], self._numbers)

    @cached_property
    def near(self) -> Stems:
        return Stems([unit.near for unit in self.units], self._numbers)

    @cached_property
    def plain(self) -> Table:
        """The table of `said` without the names."""
        table = self.said.table.copy()
        for row, unit in zip(table, self.units, strict=True):
            row[np.searchsorted(self.said.stems, [self._numbers[s] for s in unit.named])] = False
        return table


# bits are multiples of this: sums of them are exact, in whatever order
_EXACT = 2.0**-32


class Rarity:
    """The bits of each stem in two articles: what a word tells depends on how many of their reports hold it."""

    def __init__(self, left: Stems, right: Stems) -> None:
        self._left, self._right = left.table, right.table
        _, *self._places = np.intersect1d(left.stems, right.stems, assume_unique=True, return_indices=True)
        i, j = self._places
        here, there = left.uses.copy(), right.uses.copy()
        here[i] = there[j] = left.uses[i] + right.uses[j]
        reports = len(left.table) + len(right.table) + 1
        mine, yours = (np.round(np.log2(reports / uses) / _EXACT) * _EXACT for uses in (here, there))
        self._bits = mine[i]
        self._totals = (left.table * mine).sum(axis=1), (right.table * yours).sum(axis=1)

    def common(self, left: Places, right: Places) -> Table:
        """Which of the stems of both articles two reports share: a row for each pair."""
        i, j = self._places
        return self._left[left[:, None], i] & self._right[right[:, None], j]

    def bits(self, common: Table, left: Places, right: Places) -> tuple[Floats, Floats, Floats]:
        """The bits that pairs share, and the larger and the smaller share that these make of a side."""
        shared = (common * self._bits).sum(axis=1)
        one, other = (shared / np.maximum(side[n], _EXACT) for side, n in zip(self._totals, (left, right), strict=True))
        return shared, np.maximum(one, other), np.minimum(one, other)

    def without(self, common: Table, plain: Table, left: Places) -> Floats:
        """The bits that pairs share of those stems of the left one that are `plain`."""
        bits: Floats = ((common & plain[left[:, None], self._places[0]]) * self._bits).sum(axis=1)
        return bits


class Common(NamedTuple):
    """The bits of the stems that two reports share and that are no names; the shares of each side that all make."""

    telling: float
    most: float
    least: float


class Facing:
    """Two articles held against each other: what their reports share, by how rare it is in these two."""

    def __init__(self, left: Page, right: Page) -> None:
        self.left, self.right = left, right

    def common(self, pairs: Sequence[tuple[Unit, Unit]]) -> list[Common]:
        """What the reports of each pair share in their words."""
        i, j = self.places(pairs)
        rarity = Rarity(self.left.said, self.right.said)
        same = rarity.common(i, j)
        _, most, least = rarity.bits(same, i, j)
        telling = rarity.without(same, self.left.plain, i)
        return list(map(Common, telling.tolist(), most.tolist(), least.tolist()))

    def paragraphs(self, pairs: Sequence[tuple[Unit, Unit]]) -> Floats:
        """The bits that the paragraphs of each two reports share, and the shares of each that they make, as columns."""
        i, j = self.places(pairs)
        rarity = Rarity(self.left.near, self.right.near)
        bits, most, least = rarity.bits(rarity.common(i, j), i, j)
        return np.column_stack([np.log1p(bits), most, least])

    def places(self, pairs: Sequence[tuple[Unit, Unit]]) -> tuple[Places, Places]:
        """Where the reports of each pair stand in the two articles."""
        left, right = self.left.place, self.right.place
        return np.array([left[a] for a, _ in pairs], np.intp), np.array([right[b] for _, b in pairs], np.intp)


def may_be_one(a: Unit, b: Unit, common: Common) -> bool:
    """Whether two reports can pass for one act of saying, by what costs little to see."""
    if two_people(a, b):
        return min(a.said.quoted_weight, b.said.quoted_weight) >= QUOTED
    return common.most >= _WITHIN or common.least >= (_SHARED if one_speaker(a, b) else 2 * _SHARED)


def one_speaker(a: Unit, b: Unit) -> bool:
    """Whether the same speaker, who is known, speaks."""
    return a.speaker is not None and a.speaker == b.speaker


def pair_features(a: Unit, b: Unit, common: Common, e: Evidence) -> list[float]:
    """The numbers for two reports of two articles, by the words and by who speaks; those of paragraphs come behind."""
    named = a.voice.named + b.voice.named
    one = one_speaker(a, b)
    two = named == 2 and not one
    called = len(a.called & b.called) / max(1, min(len(a.called), len(b.called)))
    spoken = not (a.voice.name.isdisjoint(b.said.names) and b.voice.name.isdisjoint(a.said.names))
    cue = sum(map(b.said.stems.__contains__, a.cue)) + sum(map(a.said.stems.__contains__, b.cue))
    numbers = len(a.numbers & b.numbers)
    sizes = sorted((a.said.weight, b.said.weight))
    return [
        e.like.inner, e.like.outer, e.near.inner, e.near.outer, min(e.near.exact, 4), math.log1p(e.run_bits), e.scrap,
        e.opposed, numbers, bool(a.numbers and b.numbers and not numbers),
        math.log1p(sum([bits for s, bits in a.named.items() if s in b.said.stems])), math.log1p(common.telling),
        common.most, common.least,
        one, two, named == 1, named == 0 and not one, 0.0 if one else called, 0.0 if one else spoken,
        len(a.cue & b.cue), cue, one * e.near.outer, one * e.near.inner, two * e.like.outer,
        two * math.log1p(e.quoted_bits), math.log1p(sizes[0]), math.log1p(sizes[1]),
        (a.row.kind == "attitude") + (b.row.kind == "attitude"), a.headline + b.headline,
    ]  # fmt: skip


def two_people(a: Unit, b: Unit) -> bool:
    """Whether two people of different names speak."""
    one, two = a.voice, b.voice
    return one.id != two.id and one.named and two.named and one.kind == two.kind == "person"


def around(facing: Facing, pairs: Sequence[tuple[Unit, Unit]], odds: Floats, nothing: float) -> Floats:
    """What stands around pairs whose odds by themselves are `odds`, but for what a derivation says."""
    left, right = facing.left, facing.right
    i, j = facing.places(pairs)
    own = np.clip(odds, nothing, _CAP)
    # two places more on each side, so that what stands near by has a place
    table = np.full((len(left.units) + 4, len(right.units) + 4), nothing)
    table[i + 2, j + 2] = own
    inner = table[2:-2, 2:-2]
    behind = [
        own - _best_other(inner, right.units, i, j, nothing),
        own - _best_other(inner.T, left.units, j, i, nothing),
    ]
    near, same = (table[i[:, None] + 2 + m, j[:, None] + 2 + n].max(axis=1) for m, n in (_NEAR, _SAME))
    likely = 1 / (1 + np.exp(-own))
    more = likely.sum() - likely
    return np.column_stack(
        [
            own, np.minimum(*behind), np.maximum(*behind), table[i + 1, j + 1], table[i + 3, j + 3],
            near, same,
            np.abs((i + 0.5) / len(left.units) - (j + 0.5) / len(right.units)),
            np.log1p(more), more / min(len(left.units), len(right.units)),
        ]
    )  # fmt: skip


def _best_other(table: Floats, columns: Sequence[Unit], i: Places, j: Places, nothing: float) -> Floats:
    """For pairs at these rows and columns the best odds of the row in another column."""
    # a headline sums up what the text below it tells again: it takes nobody's place
    table = np.where([unit.headline for unit in columns], nothing, table)
    first = table.argmax(axis=1)
    rows = np.arange(len(table))
    best = table[rows, first]
    table[rows, first] = nothing
    found: Floats = np.where(first[i] == j, table.max(axis=1)[i], best[i])
    return found


# how many places pairs near by are away, in the left and in the right article, and pairs with the same report
_NEAR = (np.repeat([-2, -1, 1, 2], 4), np.tile([-2, -1, 1, 2], 4))
_SAME = (np.array([-1, 1, 0, 0]), np.array([0, 0, -1, 1]))

# beyond so much, odds are sure, and a difference between them tells nothing
_CAP = 4.0
