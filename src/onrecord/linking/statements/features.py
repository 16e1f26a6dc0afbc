"""What speaks for and against two reports being of one act of saying, as numbers.

All that is measured lies in the two articles: another article of the story changes nothing. `pair_features` holds two
reports against each other; `around` adds what stands around them, once all pairs of the two articles have odds.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.sameness import Evidence, evidence
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


# what is named to two people is of one act of saying only when so many bits stand in quotation marks in both
QUOTED = 10.0
# of two reports of one speaker each tells so much of the other, and of two speakers twice as much; or one tells so much
# of the other
_SHARED, _WITHIN = 0.05, 0.5


class Page:
    """The reports of an article in their order, and how many of them hold a stem, in their words and around them."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        self.place = {unit: n for n, unit in enumerate(units)}

    @cached_property
    def said(self) -> Counter[str]:
        return Counter(itertools.chain.from_iterable(unit.said.stems for unit in self.units))

    @cached_property
    def near(self) -> Counter[str]:
        return Counter(itertools.chain.from_iterable(unit.near for unit in self.units))


class Rarity(dict[str, float]):
    """The bits of each stem in two articles: what a word tells depends on how many of their reports hold it."""

    def __init__(self, left: Counter[str], right: Counter[str], reports: int) -> None:
        self._left, self._right, self._reports = left, right, reports
        self._total: dict[Unit, float] = {}

    def __missing__(self, stem: str) -> float:
        uses = self._left.get(stem, 0) + self._right.get(stem, 0)
        bits = self[stem] = math.log2((self._reports + 1) / uses)
        return bits

    def shares(self, common: float, sides: Sequence[tuple[Unit, Iterable[str]]]) -> tuple[float, float]:
        """The larger and the smaller share that common bits make of two sides."""
        one, other = (common / (self._of(unit, stems) or 1.0) for unit, stems in sides)
        return (one, other) if one > other else (other, one)

    def _of(self, unit: Unit, stems: Iterable[str]) -> float:
        total = self._total.get(unit)
        if total is None:
            total = self._total[unit] = math.fsum([self[s] for s in stems])
        return total


@dataclass(frozen=True, slots=True)
class Common:
    """The stems that two reports share, the bits of those that are no names, and the shares of each side they make."""

    stems: Sequence[str]
    telling: float
    most: float
    least: float


class Facing:
    """Two articles held against each other: what their reports share, by how rare it is in these two."""

    def __init__(self, left: Page, right: Page) -> None:
        self.left, self.right = left, right
        reports = len(left.units) + len(right.units)
        self._said = Rarity(left.said, right.said, reports)
        self._near = Rarity(left.near, right.near, reports)

    def common(self, a: Unit, b: Unit) -> Common:
        other = b.said.stems
        same = [s for s in a.said.stems if s in other]
        bits = [self._said[s] for s in same]
        names = a.said.names
        telling = sum(n for s, n in zip(same, bits, strict=True) if s not in names)
        return Common(same, telling, *self._said.shares(sum(bits), ((a, a.said.stems), (b, other))))

    def paragraphs(self, a: Unit, b: Unit) -> list[float]:
        """The bits that the paragraphs of two reports share, and the shares of each that they make."""
        # sums go by the bits' order, for a set has none
        bits = math.fsum([self._near[s] for s in a.near & b.near])
        return [math.log1p(bits), *self._near.shares(bits, ((a, a.near), (b, b.near)))]


def may_be_one(a: Unit, b: Unit, common: Common) -> bool:
    """Whether two reports can pass for one act of saying, by what costs little to see."""
    if two_people(a, b):
        return min(a.said.quoted_weight, b.said.quoted_weight) >= QUOTED
    return common.most >= _WITHIN or common.least >= (_SHARED if one_speaker(a, b) else 2 * _SHARED)


def one_speaker(a: Unit, b: Unit) -> bool:
    """Whether the same speaker, who is known, speaks."""
    return a.speaker is not None and a.speaker == b.speaker


def pair_features(a: Unit, b: Unit, common: Common, facing: Facing) -> tuple[list[float], Evidence]:
    """The numbers for two reports of two articles, by the words and by who speaks."""
    e = evidence(a.said, b.said)
    named = a.voice.named + b.voice.named
    one = one_speaker(a, b)
    two = named == 2 and not one
    called = len(a.called & b.called) / max(1, min(len(a.called), len(b.called)))
    spoken = bool(a.voice.name & b.said.names or b.voice.name & a.said.names)
    cue = len(a.cue & b.said.stems.keys()) + len(b.cue & a.said.stems.keys())
    sizes = sorted((a.said.weight, b.said.weight))
    return [
        e.like.inner, e.like.outer, e.near.inner, e.near.outer, min(e.near.exact, 4), math.log1p(e.run_bits), e.scrap,
        e.opposed, len(a.numbers & b.numbers), bool(a.numbers and b.numbers and not a.numbers & b.numbers),
        math.log1p(sum(a.said.stems[s] for s in common.stems if s in a.said.names)), math.log1p(common.telling),
        common.most, common.least,
        one, two, named == 1, named == 0 and not one, 0.0 if one else called, 0.0 if one else spoken,
        len(a.cue & b.cue), cue, one * e.near.outer, one * e.near.inner, two * e.like.outer,
        two * math.log1p(e.quoted_bits), math.log1p(sizes[0]), math.log1p(sizes[1]),
        (a.row.kind == "attitude") + (b.row.kind == "attitude"), a.headline + b.headline,
        *facing.paragraphs(a, b),
    ], e  # fmt: skip


def two_people(a: Unit, b: Unit) -> bool:
    """Whether two people of different names speak."""
    voices = (a.voice, b.voice)
    return a.speaker != b.speaker and all(voice.named and voice.kind == "person" for voice in voices)


def around(facing: Facing, pairs: Sequence[tuple[Unit, Unit]], odds: Floats, nothing: float) -> Floats:
    """What stands around pairs whose odds by themselves are `odds`, but for what a derivation says."""
    left, right = facing.left, facing.right
    i = np.array([left.place[a] for a, _ in pairs])
    j = np.array([right.place[b] for _, b in pairs])
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


Places = NDArray[np.intp]

# how many places pairs near by are away, in the left and in the right article, and pairs with the same report
_NEAR = (np.repeat([-2, -1, 1, 2], 4), np.tile([-2, -1, 1, 2], 4))
_SAME = (np.array([-1, 1, 0, 0]), np.array([0, 0, -1, 1]))

# beyond so much, odds are sure, and a difference between them tells nothing
_CAP = 4.0
