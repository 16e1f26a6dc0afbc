"""What speaks for and against two reports being of one act of saying, as numbers.

All that is measured lies in the two articles: another article of the story changes nothing. `pair_features` holds two
reports against each other; `Around` adds what stands around them, once all pairs of the two articles have odds.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from onrecord.comparing.sameness import Evidence, evidence
from onrecord.linking.statements.units import Unit

# what `pair_features` gives, in order
PAIR = (
    "inner", "outer", "sentence inner", "sentence outer", "sentence words", "run", "scrap", "one denies",
    "same numbers", "other numbers", "names", "rare here", "rare share", "rare share of both",
    "one speaker", "two names", "one without a name", "both without a name", "called alike", "speaker spoken of",
    "one cue", "cue in the words", "one speaker, sentence outer", "one speaker, sentence inner", "two names, outer",
    "two names, quoted", "shorter", "longer", "attitude", "headline",
)  # fmt: skip
# what `Around.features` gives, in order
AROUND = (
    "words",
    "less than the left's best",
    "less than the right's best",
    "before",
    "behind",
    "place",
    "aligned",
    "derived",
)


# what is named to two people is of one act of saying only when so many bits stand in quotation marks in both
QUOTED = 10.0
# of two reports of one speaker each tells so much of the other, and of two speakers twice as much; or one tells so much
# of the other
_SHARED, _WITHIN = 0.05, 0.5


class Rarity:
    """The bits of each stem in two articles: what a word tells depends on how many of their reports hold it."""

    def __init__(self, left: Sequence[Unit], right: Sequence[Unit]) -> None:
        size = len(left) + len(right) + 1
        uses = Counter(s for units in (left, right) for unit in units for s in unit.said.stems)
        self._bits = {s: math.log2(size / n) for s, n in uses.items()}
        self._total: dict[Unit, float] = {}

    def of(self, a: Unit, b: Unit) -> tuple[float, float, float]:
        """The bits of the common stems that are no names, and the shares of each side that all common ones make."""
        same = [s for s in a.said.stems if s in b.said.stems]
        common = sum(self._bits[s] for s in same)
        telling = sum(self._bits[s] for s in same if s not in a.said.names)
        least, most = sorted(common / (self._of(unit) or 1.0) for unit in (a, b))
        return telling, most, least

    def _of(self, unit: Unit) -> float:
        if unit not in self._total:
            self._total[unit] = sum(self._bits[s] for s in unit.said.stems)
        return self._total[unit]


def may_be_one(a: Unit, b: Unit, rarity: Rarity) -> bool:
    """Whether two reports can pass for one act of saying, by what costs little to see."""
    if two_people(a, b):
        return min(a.said.quoted_weight, b.said.quoted_weight) >= QUOTED
    _, most, least = rarity.of(a, b)
    return most >= _WITHIN or least >= (_SHARED if one_speaker(a, b) else 2 * _SHARED)


def one_speaker(a: Unit, b: Unit) -> bool:
    """Whether the same speaker, who is known, speaks."""
    return a.speaker is not None and a.speaker == b.speaker


def pair_features(a: Unit, b: Unit, rarity: Rarity) -> tuple[list[float], Evidence]:
    """The numbers for two reports of two articles, by the words and by who speaks."""
    e = evidence(a.said, b.said)
    same = [s for s in a.said.stems if s in b.said.stems]
    rare, most, least = rarity.of(a, b)
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
        math.log1p(sum(a.said.stems[s] for s in same if s in a.said.names)), math.log1p(rare), most, least,
        one, two, named == 1, named == 0 and not one, 0.0 if one else called, 0.0 if one else spoken,
        len(a.cue & b.cue), cue, one * e.near.outer, one * e.near.inner, two * e.like.outer,
        two * math.log1p(e.quoted_bits), math.log1p(sizes[0]), math.log1p(sizes[1]),
        (a.row.kind == "attitude") + (b.row.kind == "attitude"), a.headline + b.headline,
    ], e  # fmt: skip


def two_people(a: Unit, b: Unit) -> bool:
    """Whether two people of different names speak."""
    voices = (a.voice, b.voice)
    return a.speaker != b.speaker and all(voice.named and voice.kind == "person" for voice in voices)


class Around:
    """The reports of two articles with the odds of their pairs by themselves."""

    def __init__(
        self, left: Sequence[Unit], right: Sequence[Unit], odds: Mapping[tuple[Unit, Unit], float], nothing: float
    ):
        self._odds = odds
        self._nothing = nothing
        self._place = {unit: n for units in (left, right) for n, unit in enumerate(units)}
        self._left, self._right = left, right
        best: dict[Unit, list[float]] = {}
        for (a, b), value in odds.items():
            # a headline sums up what the text below it tells again: it takes nobody's place
            for one, other in ((a, b), (b, a)):
                if not other.headline:
                    best.setdefault(one, []).append(value)
        self._best = {unit: sorted(values, reverse=True)[:2] for unit, values in best.items()}

    def features(self, a: Unit, b: Unit, aligned: bool, derived: bool) -> list[float]:
        """How much better others fit, whether the neighbours fit, and what a derivation says."""
        value = self._odds[a, b]
        i, j = self._place[a], self._place[b]
        place = abs((i + 0.5) / len(self._left) - (j + 0.5) / len(self._right))
        return [
            value,
            self._behind(a, b, value),
            self._behind(b, a, value),
            self._beside(i - 1, j - 1),
            self._beside(i + 1, j + 1),
            place,
            aligned,
            derived,
        ]

    def _beside(self, i: int, j: int) -> float:
        """The odds of the reports at these places, where they met."""
        if not (0 <= i < len(self._left) and 0 <= j < len(self._right)):
            return self._nothing
        return min(max(self._odds.get((self._left[i], self._right[j]), self._nothing), self._nothing), _CAP)

    def _behind(self, one: Unit, other: Unit, value: float) -> float:
        """How far the pair lies behind, or before, the best that the report has with another one of that article."""
        best = self._best.get(one, [])
        if not other.headline and best and best[0] == value:
            best = best[1:]
        return min(value, _CAP) - min(max(best[0] if best else self._nothing, self._nothing), _CAP)


# beyond so much, odds are sure, and a difference between them tells nothing
_CAP = 4.0
