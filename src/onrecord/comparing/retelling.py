"""How far one article tells what another tells, in other words.

Independent reports of one event share its main names and its quotations; they differ in who else is named,
in the background that the narrator adds and in the order of the facts. A rewrite keeps all three. So each
side's names, numbers and rare words are looked up in the other, outside of quotations, and the order in
which what both say once is told is compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.prose import Prose
from onrecord.language.terms import rarity

Table = NDArray[np.float64]

# Weights of the four signs, fitted on rewrites against independent reports (docs/decisions/lineage.md).
NAMES, WORDS, NUMBERS, ORDER = 1.5, 0.7, 0.2, 0.1
# a handful of numbers says little: so much weight found, and so much sought, is added to each share
_FOUND, _SOUGHT = 1.0, 3.0
# a quotation of fewer words may be anybody's; of one that is reworded so much of the weight is found
_QUOTE, _HEARD = 5, 0.6
# words less rare than this stand in every second report
_TELLING = 2.0
# an order that rests on so few terms counts half
_HALF = 10


@dataclass(frozen=True, slots=True)
class Retelling:
    """Shares from 0 to 1: how much of the left one's narrator the right one tells, and the reverse.

    `order` is the correlation of the order of the facts, from -1 to 1.
    """

    left_names: float
    right_names: float
    left_words: float
    right_words: float
    left_numbers: float
    right_numbers: float
    order: float

    @property
    def score(self) -> float:
        """The four signs together: independent reports lie around 0.8, faithful rewrites from 1.3 to 2.5."""
        return (
            NAMES * math.sqrt(self.left_names * self.right_names)
            + WORDS * math.sqrt(self.left_words * self.right_words)
            + NUMBERS * math.sqrt(self.left_numbers * self.right_numbers)
            + ORDER * self.order
        )


def retelling(left: Prose, right: Prose, least: float = 0.0) -> Retelling:
    """How far each of the two articles tells what the other tells.

    The order is worked out only where the score may reach `least` with it, and is 0 elsewhere.
    """
    found = Retelling(*_told(left, right), 0.0)
    return replace(found, order=order(left, right)) if found.score + ORDER >= least else found


def _told(left: Prose, right: Prose) -> tuple[float, float, float, float, float, float]:
    a, b = shares(left, right.terms), shares(right, left.terms)
    return a[0], b[0], a[1], b[1], a[2], b[2]


def shares(teller: Prose, known: AbstractSet[str]) -> tuple[float, float, float]:
    """The share of the names, of the words and of the numbers that `teller`'s narrator uses in `known`."""
    found = [math.fsum((_FOUND, *map(weights.__getitem__, stems & known))) for stems, weights in teller.told]
    names, words, numbers = teller.weights
    return found[0] / (_SOUGHT + names), found[1] / (_SOUGHT + words), found[2] / (_SOUGHT + numbers)


def shares_of(found: Table, sought: Table) -> Table:
    """The same of many, by the weights that are found and that are sought."""
    return (_FOUND + found) / (_SOUGHT + sought)


def unheard(teller: Prose, other: Prose) -> int:
    """How many words stand in quotations of `teller` of which `other` gives nothing, neither words nor content.

    Who takes a report over has no quotations of his own, but may reword those that he finds.
    """
    ends = np.flatnonzero(np.diff(np.concatenate(([0], teller.quoted.astype(np.int8), [0]))))
    out = 0
    for start, stop in zip(ends[::2].tolist(), ends[1::2].tolist(), strict=True):
        said = teller.stems[start:stop]
        if len(said) < _QUOTE or any(f" {' '.join(four)} " in other.line for four in _fours(said)):
            continue
        weights = {s: w for s in said if (w := rarity(s, teller.language)) >= _TELLING}
        found = sum(weight for s, weight in weights.items() if s in other.terms)
        if not weights or found < _HEARD * sum(weights.values()):
            out += len(said)
    return out


def _fours(stems: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Each run of four stems, in text order."""
    return zip(stems, stems[1:], stems[2:], stems[3:], strict=False)


def order(left: Prose, right: Prose) -> float:
    """The correlation of where both tell what each tells only once or twice, drawn to 0 when that is little."""
    at_left, at_right = left.seldom, right.seldom
    shared = [t for t in at_left.keys() & at_right.keys() if t in left.own or t in right.own]
    points = [
        (i, j, rarity(t, left.language) / (len(at_left[t]) * len(at_right[t])))
        for t in sorted(shared)
        for i in at_left[t]
        for j in at_right[t]
    ]
    if len(points) < 3:
        return 0.0
    x, y, weight = np.array(points, dtype=np.float64).T
    weight /= weight.sum()
    x -= (weight * x).sum()
    y -= (weight * y).sum()
    spread = math.sqrt(float((weight * x * x).sum() * (weight * y * y).sum()))
    if spread < 1e-9:
        return 0.0
    return float((weight * x * y).sum()) / spread * len(points) / (len(points) + _HALF)
