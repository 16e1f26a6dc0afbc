"""What speaks for and against two reports being of one act of saying, as numbers.

All that is measured lies in the two articles: another article of the story changes nothing. `Pool.features` holds two
reports against each other; `around` adds what stands around them, once all pairs of the two articles have odds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.sameness import Evidence, evidence
from onrecord.linking.statements.units import Unit

# what `Pool.features` gives, in order
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

# so many pairs are looked up at once
_BATCH = 8_192
# a table has so many entries at most: what 500 reports in 30,000 words of their own take is 60 MiB
_TABLE = 1 << 24
# bits are multiples of this: sums of them are exact, in whatever order
_EXACT = 2.0**-32


class Shared(NamedTuple):
    """For each pair the bits of the stems that both hold, of those that are `telling`, and of all that each holds."""

    bits: Floats
    telling: Floats
    left: Floats
    right: Floats

    def shares(self) -> tuple[Floats, Floats]:
        """The larger and the smaller share that the common bits make of a side."""
        one, other = (self.bits / np.maximum(side, _EXACT) for side in (self.left, self.right))
        return np.maximum(one, other), np.minimum(one, other)


class _Counts:
    """How often each number below `size` is among some: a table where that is small, else a sorted list."""

    def __init__(self, numbers: Places, size: int) -> None:
        self._table = np.bincount(numbers, minlength=size).astype(np.int32) if size <= _TABLE else None
        if self._table is None:
            self._numbers, self._counts = np.unique(numbers, return_counts=True)

    def of(self, numbers: Places) -> NDArray[np.integer[Any]]:
        """How often each of these is."""
        if self._table is not None:
            return self._table[numbers]
        at = np.searchsorted(self._numbers, numbers).clip(max=len(self._numbers) - 1)
        return np.where(self._numbers[at] == numbers, self._counts[at], 0)


class Rarity:
    """How much two reports share, by how rare it is: what a word tells depends on how many reports of the two articles
    hold it.

    `article` is the number of each report's article, and `held` the numbers of reports with those of the stems that
    they hold, of which some are `telling`.
    """

    def __init__(self, article: Places, held: tuple[Places, Places], telling: Table | None = None) -> None:
        self._width = int(held[1].max(initial=-1)) + 1
        given = held[0] * self._width + held[1]
        # the uses, report by report
        uses = np.unique(given)
        rows, self._stems = np.divmod(uses, max(1, self._width))
        self._first = np.searchsorted(rows, np.arange(len(article) + 1))
        self._telling = np.ones(len(uses), np.bool_)
        if telling is not None:
            self._telling[np.searchsorted(uses, given)] = telling
        self._article, self._reports = article, np.bincount(article)
        self._held = _Counts(uses, len(article) * self._width)
        self._uses = _Counts(article[rows] * self._width + self._stems, len(self._reports) * self._width)

    def shared(self, left: Places, right: Places) -> Shared:
        """What the reports at these places share, pair by pair."""
        found = []
        for n in range(0, max(len(left), 1), _BATCH):
            one, other = left[n : n + _BATCH], right[n : n + _BATCH]
            bits, telling, mine = self._side(one, other)
            _, _, yours = self._side(other, one)
            found.append((bits, telling, mine, yours))
        return Shared(*map(np.concatenate, zip(*found, strict=True)))

    def _side(self, own: Places, other: Places) -> tuple[Floats, Floats, Floats]:
        """For each pair the bits of those stems of `own` that `other` holds, of the telling ones of these, of all."""
        counts = self._first[own + 1] - self._first[own]
        pair = np.repeat(np.arange(len(own)), counts)
        use = np.arange(len(pair)) + np.repeat(self._first[own] - np.cumsum(counts) + counts, counts)
        stem = self._stems[use]
        one, two = self._article[own], self._article[other]
        uses = sum(self._uses.of(article[pair] * self._width + stem) for article in (one, two))
        reports = (self._reports[one] + self._reports[two] + 1)[pair]
        bits = np.round(np.log2(reports / uses) / _EXACT) * _EXACT
        both = self._held.of(other[pair] * self._width + stem)
        shared = bits * both
        telling = shared * self._telling[use]
        summed = [np.bincount(pair, some, len(own)).astype(np.float64) for some in (shared, telling, bits)]
        return summed[0], summed[1], summed[2]


class Pool:
    """The reports of some articles, which are held against each other: an article's stand together."""

    def __init__(self, articles: Iterable[Sequence[Unit]]) -> None:
        self._articles = list(articles)
        self._units = [unit for units in self._articles for unit in units]
        self._place = {unit: n for n, unit in enumerate(self._units)}
        self._article = np.repeat(np.arange(len(self._articles)), [len(units) for units in self._articles])
        speakers: dict[str | None, int] = {None: 0}
        self._speaker = np.array([speakers.setdefault(unit.speaker, len(speakers)) for unit in self._units], np.intp)
        self._named = np.array([unit.voice.named for unit in self._units], np.intp)
        person = np.array([unit.voice.kind == "person" for unit in self._units], np.bool_)
        self._person = person & (self._named > 0)

    def places(self, pairs: Sequence[tuple[Unit, Unit]]) -> tuple[Places, Places]:
        """Where the reports of each pair stand among all: pairs of places are what is asked about."""
        left, right = (np.array([self._place[pair[n]] for pair in pairs], np.intp) for n in (0, 1))
        return left, right

    def common(self, left: Places, right: Places) -> Common:
        """What two reports share in their words."""
        shared = self._said.shared(left, right)
        return Common(shared.telling, *shared.shares())

    def one_speaker(self, left: Places, right: Places) -> Table:
        """Whether the same speaker, who is known, speaks."""
        same: Table = (self._speaker[left] == self._speaker[right]) & (self._speaker[left] > 0)
        return same

    def two_people(self, left: Places, right: Places) -> Table:
        """Whether two people of different names speak."""
        two: Table = self._person[left] & self._person[right] & (self._speaker[left] != self._speaker[right])
        return two

    def may_be_one(self, left: Places, right: Places, common: Common) -> Table:
        """Whether two reports can pass for one act of saying, by what costs little to see."""
        least = np.where(self.one_speaker(left, right), _SHARED, 2 * _SHARED)
        quoted = np.minimum(self._quoted[left], self._quoted[right]) >= QUOTED
        alike = (common.most >= _WITHIN) | (common.least >= least)
        return np.where(self.two_people(left, right), quoted, alike)

    def features(self, left: Places, right: Places, common: Common, words: Sequence[Worded]) -> Floats:
        """The numbers for two reports of two articles: a row for each pair, as `PAIR` has them."""
        by_words = np.array([worded.features for worded in words], np.float64)
        _, outer, near_inner, near_outer, *_, quoted, shorter, longer = by_words.T
        named = self._named[left] + self._named[right]
        one = self.one_speaker(left, right)
        two = (named == 2) & ~one
        near = self._near.shared(left, right)
        units = [(self._units[i], self._units[j]) for i, j in zip(left.tolist(), right.tolist(), strict=True)]
        spoken = [(0.0, 0.0) if same else _spoken(a, b) for (a, b), same in zip(units, one.tolist(), strict=True)]
        return np.column_stack(
            [
                by_words[:, :-3], np.log1p(common.telling), common.most, common.least,
                one, two, named == 1, (named == 0) & ~one, np.array(spoken, np.float64),
                np.array([_cues(a, b) for a, b in units], np.float64),
                one * near_outer, one * near_inner, two * outer, two * quoted, shorter, longer,
                np.array([(a.row.kind == "attitude") + (b.row.kind == "attitude") for a, b in units]),
                np.array([a.headline + b.headline for a, b in units]),
                np.log1p(near.bits), *near.shares(),
            ]
        )  # fmt: skip

    @cached_property
    def _quoted(self) -> Floats:
        """The weight of what stands in quotation marks, where a person speaks who has a name."""
        found = zip(self._units, self._person.tolist(), strict=True)
        return np.array([unit.said.quoted_weight if person else 0.0 for unit, person in found], np.float64)

    @cached_property
    def _said(self) -> Rarity:
        numbers: dict[str, int] = {}
        held = [[numbers.setdefault(s, len(numbers)) for s in unit.said.stems] for unit in self._units]
        plain = [s not in unit.said.names for unit in self._units for s in unit.said.stems]
        return Rarity(self._article, _held(held), np.array(plain, np.bool_))

    @cached_property
    def _near(self) -> Rarity:
        numbers: dict[str, int] = {}
        held: list[Places] = []
        for units in self._articles:
            stems = units[0].telling.stems if units else ()
            own = np.array([numbers.setdefault(s, len(numbers)) for s in stems], np.intp)
            held += [own[unit.near] for unit in units]
        return Rarity(self._article, _held(held))


def _held(reports: Sequence[Sequence[int] | Places]) -> tuple[Places, Places]:
    """The number of the report of each number of a stem, and these."""
    rows = np.repeat(np.arange(len(reports)), [len(own) for own in reports])
    return rows, np.concatenate([np.asarray(own, np.intp) for own in (*reports, ())])


class Common(NamedTuple):
    """For each pair the bits of the common stems that are no names, and what share of each side all common ones are."""

    telling: Floats
    most: Floats
    least: Floats


class Page:
    """The reports of an article in their order, with their places, and which of them are headlines."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        self.place = {unit: n for n, unit in enumerate(units)}
        self.headlines = np.array([unit.headline for unit in units], np.bool_)


class Facing(NamedTuple):
    """Two articles held against each other."""

    left: Page
    right: Page

    def places(self, pairs: Sequence[tuple[Unit, Unit]]) -> tuple[Places, Places]:
        """Where the reports of each pair stand in the two articles."""
        left, right = self.left.place, self.right.place
        return np.array([left[a] for a, _ in pairs], np.intp), np.array([right[b] for _, b in pairs], np.intp)


class Worded(NamedTuple):
    """What the words of two reports show, by themselves: the evidence, and as many of the numbers."""

    evidence: Evidence
    features: tuple[float, ...]


class Wordings:
    """What the words of pairs of reports show, worked out once for the same words on both sides.

    Outlets print one article again and again, so that most pairs repeat an earlier one word for word.
    """

    def __init__(self) -> None:
        self._first: dict[object, Unit] = {}
        self._like: dict[Unit, Unit] = {}
        self._found: dict[tuple[Unit, Unit], Worded] = {}

    def of(self, left: Unit, right: Unit) -> Worded:
        """What the words of two reports show."""
        pair = self._same(left), self._same(right)
        if pair not in self._found:
            self._found[pair] = _worded(*pair)
        return self._found[pair]

    def _same(self, unit: Unit) -> Unit:
        """The first report in the words of one."""
        if unit not in self._like:
            self._like[unit] = self._first.setdefault(unit.said.wording, unit)
        return self._like[unit]


def _worded(a: Unit, b: Unit) -> Worded:
    e = evidence(a.said, b.said)
    numbers = len(a.numbers & b.numbers)
    named = sum([bits for s, bits in a.named.items() if s in b.said.stems])
    shorter, longer = sorted((a.said.weight, b.said.weight))
    return Worded(
        e,
        (
            e.like.inner, e.like.outer, e.near.inner, e.near.outer, min(e.near.exact, 4), math.log1p(e.run_bits),
            e.scrap, e.opposed, numbers, bool(a.numbers and b.numbers and not numbers), math.log1p(named),
            math.log1p(e.quoted_bits), math.log1p(shorter), math.log1p(longer),
        ),
    )  # fmt: skip


def _spoken(a: Unit, b: Unit) -> tuple[float, float]:
    """How alike two speakers are called, and whether the words of one report speak of the speaker of the other."""
    called = len(a.called & b.called) / max(1, min(len(a.called), len(b.called)))
    return called, not (a.voice.name.isdisjoint(b.said.names) and b.voice.name.isdisjoint(a.said.names))


def _cues(a: Unit, b: Unit) -> tuple[int, int]:
    """How many stems of a verb both have, and how many of one verb stand in the words of the other report."""
    within = len(a.cue & b.said.stems.keys()) + len(b.cue & a.said.stems.keys())
    return len(a.cue & b.cue), within


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
        own - _best_other(inner, right.headlines, i, j, nothing),
        own - _best_other(inner.T, left.headlines, j, i, nothing),
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


def _best_other(table: Floats, headlines: Table, i: Places, j: Places, nothing: float) -> Floats:
    """For pairs at these rows and columns the best odds of the row in another column."""
    # a headline sums up what the text below it tells again: it takes nobody's place
    table = np.where(headlines, nothing, table)
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
