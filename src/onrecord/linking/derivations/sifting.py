"""Which of many pairs of articles need not be judged, told by arrays: most articles of a story share too little.

What is let through is judged in full, so nothing here decides but that a pair means nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.passages import SHINGLE
from onrecord.comparing.prose import Prose
from onrecord.comparing.retelling import NAMES, NUMBERS, ORDER, WORDS, shares_of
from onrecord.comparing.words import Hashes
from onrecord.linking.derivations.pairs import LEAST, PASSAGE, TELLING, Side

# sums in another order differ in their last digits
_ROUNDING = 1e-9
# a table of so many bits of the hash says at once of most runs of words that another text has them not
_TABLE = 16
_KINDS = 3

Places = NDArray[np.int64]
Numbers = NDArray[np.float64]
Two = tuple[int, int]


def worth_judging(sides: Sequence[Side], pairs: Iterable[Two]) -> Iterator[Two]:
    """Of pairs of positions, those that may tell of each other, or share a passage."""
    lefts: dict[int, list[int]] = defaultdict(list)
    for i, j in pairs:
        if min(sides[i].size, sides[j].size) >= LEAST:
            lefts[j].append(i)
        else:
            yield i, j
    numbers = defaultdict[str, int](count().__next__)
    rows = {n: _row(sides[n].prose, numbers) for n in sorted({*lefts, *(i for some in lefts.values() for i in some)})}
    sieve = _Sieve(len(numbers))
    for j, some in sorted(lefts.items()):
        others = [rows[i] for i in some]
        told = sieve.told(others, rows[j]) + ORDER >= TELLING - _ROUNDING
        # so many runs of words as a passage has at least, all of them apart
        printed = sieve.shared(others, rows[j]) * SHINGLE >= PASSAGE
        yield from ((some[n], j) for n in np.flatnonzero(told | printed).tolist())


@dataclass(frozen=True, slots=True)
class _Row:
    """A text in numbers: of all its stems, of those of the narrator, with the kind and the weight of each."""

    stems: Places
    own: Places
    kind: Places
    weight: Numbers
    weights: tuple[float, float, float]
    shingles: Hashes
    ordered: Hashes


def _row(text: Prose, numbers: defaultdict[str, int]) -> _Row:
    def numbered(stems: Iterable[str]) -> Places:
        return np.fromiter(map(numbers.__getitem__, stems), dtype=np.int64)

    return _Row(
        numbered(text.terms),
        numbered(chain.from_iterable(kind for _, kind in text.told)),
        np.repeat(np.arange(_KINDS), [len(kind) for _, kind in text.told]),
        np.array([weight for _, kind in text.told for weight in kind.values()], dtype=np.float64),
        text.weights,
        text.shingled.shingles,
        text.shingled.ordered,
    )


class _Sieve:
    """Holds several texts against one; the tables are made once and are empty between two calls."""

    def __init__(self, stems: int) -> None:
        self._held = np.zeros(stems, dtype=np.bool_)
        self._weight, self._kind = np.zeros(stems), np.zeros(stems, dtype=np.int64)
        self._runs = np.zeros(1 << _TABLE, dtype=np.bool_)

    def told(self, lefts: Sequence[_Row], right: _Row) -> Numbers:
        """For each of several texts `Retelling.score`, but for the order, of it and another."""
        self._held[right.stems] = True
        self._weight[right.own], self._kind[right.own] = right.weight, right.kind
        own, stems = np.concatenate([x.own for x in lefts]), np.concatenate([x.stems for x in lefts])
        weight, kind = np.concatenate([x.weight for x in lefts]), np.concatenate([x.kind for x in lefts])
        of_left = _summed(_of([x.own for x in lefts]), kind, weight * self._held[own], len(lefts))
        of_right = _summed(_of([x.stems for x in lefts]), self._kind[stems], self._weight[stems], len(lefts))
        self._held[right.stems], self._weight[right.own] = False, 0.0
        here = shares_of(of_left, np.array([x.weights for x in lefts]))
        there = shares_of(of_right, np.array([right.weights]))
        score: Numbers = np.sqrt(here * there).dot((NAMES, WORDS, NUMBERS))
        return score

    def shared(self, lefts: Sequence[_Row], right: _Row) -> Places:
        """For each of several texts how many of its runs of words stand in another."""
        shingles = np.concatenate([x.shingles for x in lefts])
        last = np.uint64((1 << _TABLE) - 1)
        places = right.shingles & last
        self._runs[places] = True
        hits = np.flatnonzero(self._runs[shingles & last])
        self._runs[places] = False
        at = np.searchsorted(right.ordered, shingles[hits]).clip(max=len(right.ordered) - 1)
        hits = hits[right.ordered[at] == shingles[hits]]
        return np.bincount(_of([x.shingles for x in lefts])[hits], minlength=len(lefts))


def _of(rows: Sequence[NDArray[np.generic]]) -> Places:
    """For each entry of several arrays, put one after the other, which of them it is of."""
    return np.repeat(np.arange(len(rows)), [len(row) for row in rows])


def _summed(of: Places, kind: Places, weight: Numbers, texts: int) -> Numbers:
    """The weights of each text and kind together."""
    return np.bincount(of * _KINDS + kind, weight, texts * _KINDS).reshape(texts, _KINDS).astype(np.float64, copy=False)
