"""Which sentence of one text tells what a sentence of another tells: a monotone alignment, and what was moved.

Who rewords an article keeps mostly to its order, splits some sentences and joins others, and moves a few. So a
sentence may answer to several that stand in a row, pairs do not cross, and a sentence that is left over is
held against all others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.prose import Prose
from onrecord.comparing.sameness import close
from onrecord.comparing.saying import country, keys
from onrecord.language.terms import rarity

# two sentences tell the same when they share so much (`rarity`, of words that few sentences of the text hold counting
# whole) and such a part of the one that says less
SHARED, INNER = 4.0, 0.33
# a sentence out of its place must share more
MOVED_SHARED, MOVED_INNER = 6.0, 0.45
# what a synonym counts against the word itself
_SYNONYM = 0.6
# sentences of longer texts are aligned up to here
_SENTENCES = 1_000
# the sentences of so many texts are kept for the next pair
_KEPT = 64

Table = NDArray[np.float64]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The sentences of two texts that tell the same.

    `pairs` are ranges of words, whole sentences of the left text and of the right one, in the order of the left.
    `left` is the share of what the left one's narrator says, outside quotations, that the sentence which answers to
    it says too; `right` the reverse.
    """

    pairs: tuple[tuple[Range, Range], ...]
    left: float
    right: float

    @property
    def told(self) -> float:
        """Both shares multiplied and rooted: independent reports lie around 0.07, rewrites from 0.2 to 0.7."""
        return math.sqrt(self.left * self.right)


def aligned(left: Prose, right: Prose) -> Alignment:
    """Which sentences of the two texts tell the same, and how much of each text they are."""
    mine, yours = _sentences(left), _sentences(right)
    if not mine.ranges or not yours.ranges:
        return Alignment((), 0.0, 0.0)
    shared, of_left, of_right = _shared(mine, yours)
    weights = mine.summed(mine.weight), yours.summed(yours.weight)
    inner = np.minimum(1.0, shared / np.maximum(np.minimum.outer(*weights), 1e-9))
    cells = _path(np.where((shared >= SHARED) & (inner >= INNER), shared * inner, 0.0))
    moved = _moved(np.where((shared >= MOVED_SHARED) & (inner >= MOVED_INNER), shared * inner, 0.0), cells)
    runs = sorted([*_runs(cells), *(((i, i), (j, j)) for i, j in moved)])
    pairs = (
        ((mine.ranges[a][0], mine.ranges[b][1]), (yours.ranges[c][0], yours.ranges[d][1])) for (a, b), (c, d) in runs
    )
    answered = np.zeros(shared.shape)
    for i, j in (*cells, *moved):
        answered[i, j] = 1.0
    return Alignment(
        tuple(pairs),
        _told(mine, (of_left * answered).sum(axis=1)),
        _told(yours, (of_right * answered).sum(axis=0)),
    )


@dataclass(frozen=True, slots=True)
class _Sentences:
    """The sentences of a text as `ranges` of its words, and the stems that they hold.

    Each stem of each sentence is an entry of `row` (the sentence), `weight` and `own` (the weight where the narrator
    uses it, else 0); `places` says from where on, and how many, the entries of a stem stand. `index` are the stems
    by their `keys`.
    """

    ranges: tuple[Range, ...]
    places: Mapping[str, Range]
    row: NDArray[np.int64]
    weight: Table
    own: Table
    index: Mapping[object, Sequence[str]]

    def summed(self, entries: Table) -> Table:
        """The entries of each sentence together."""
        return np.bincount(self.row, entries, len(self.ranges)).astype(np.float64, copy=False)

    def entries(self, stem: str, other: str) -> list[int]:
        """The entries of a stem in sentences that do not hold the other."""
        first, number = self.places[stem]
        start, count = self.places.get(other, (0, 0))
        rows = set(self.row[start : start + count].tolist())
        return [n for n in range(first, first + number) if int(self.row[n]) not in rows and self.weight[n]]


@lru_cache(maxsize=_KEPT)
def _sentences(text: Prose) -> _Sentences:
    """The sentences; a stem that many of them hold tells them apart less, and a country is one under all its names."""
    numbers, language = text.sentence, text.language
    ends = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)]
    ranges = tuple((a, b) for a, b in pairwise(ends) if a < b)[:_SENTENCES]
    own = (~text.quoted).tolist()
    held: dict[str, dict[int, tuple[float, bool]]] = {}
    for n, (a, b) in enumerate(ranges):
        for word, stem, told in zip(text.written[a:b], text.stems[a:b], own[a:b], strict=True):
            rows = held.setdefault(country(word) or stem, {})
            rows[n] = (rarity(stem, language), told or (n in rows and rows[n][1]))
    counts = [len(rows) for rows in held.values()]
    whole = math.log(1 + len(ranges))
    share = np.repeat([math.log(1 + len(ranges) / n) / whole for n in counts], counts)
    weight = np.array([w for rows in held.values() for w, _ in rows.values()], dtype=np.float64) * share
    told_by = np.array([told for rows in held.values() for _, told in rows.values()], dtype=np.bool_)
    return _Sentences(
        ranges,
        dict(zip(held, zip(accumulate(counts, initial=0), counts, strict=False), strict=True)),
        np.array([n for rows in held.values() for n in rows], dtype=np.int64),
        weight,
        weight * told_by,
        _index(held),
    )


def _told(sentences: _Sentences, found: Table) -> float:
    """The share of what the narrator says of which `found` is the weight, a sentence each."""
    own = sentences.summed(sentences.own)
    return float(np.minimum(found, own).sum() / max(own.sum(), 1e-9))


def _shared(left: _Sentences, right: _Sentences) -> tuple[Table, Table, Table]:
    """The weight that each pair of sentences shares; and of that what the narrators of each side say."""
    same = [(*place, *right.places[s]) for s, place in left.places.items() if s in right.places]
    a, b = _joined(np.array(same, dtype=np.int64).reshape(-1, 4))
    like = [(m, n) for s, t in _near(left, right) for m in left.entries(s, t) for n in right.entries(t, s)]
    more = np.array(like, dtype=np.int64).reshape(-1, 2)
    part = np.repeat([1.0, _SYNONYM], [len(a), len(more)])
    a, b = np.concatenate((a, more[:, 0])), np.concatenate((b, more[:, 1]))
    shape = len(left.ranges), len(right.ranges)
    cell = left.row[a] * shape[1] + right.row[b]
    found = np.minimum(left.weight[a], right.weight[b]), left.own[a], right.own[b]
    tables = [np.bincount(cell, part * x, shape[0] * shape[1]).astype(np.float64, copy=False) for x in found]
    return tables[0].reshape(shape), tables[1].reshape(shape), tables[2].reshape(shape)


def _joined(places: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each entry of a stem at the left with each at the right; a row is where both begin and how many they are."""
    of_left, lefts, of_right, rights = places.T
    counts = lefts * rights
    stem = np.repeat(np.arange(len(places)), counts)
    at = np.arange(len(stem)) - np.repeat(np.cumsum(counts) - counts, counts)
    return of_left[stem] + at // rights[stem], of_right[stem] + at % rights[stem]


def _index(stems: Iterable[str]) -> Mapping[object, Sequence[str]]:
    out: dict[object, list[str]] = {}
    for stem in stems:
        for key in keys(stem):
            out.setdefault(key, []).append(stem)
    return out


def _near(left: _Sentences, right: _Sentences) -> list[tuple[str, str]]:
    """Pairs of a stem of each that are not the same, but mean the same or are forms of one root."""
    common = left.index.keys() & right.index.keys()
    pairs = {(s, t) for key in common for s in left.index[key] for t in right.index[key] if s != t}
    return sorted(pair for pair in pairs if close(*pair))


def _path(gain: Table) -> list[tuple[int, int]]:
    """The cells above 0 on the monotone path through the table that gains most."""
    best = np.zeros((gain.shape[0] + 1, gain.shape[1] + 1))
    for i, row in enumerate(gain, 1):
        before = np.concatenate(([0.0], np.cumsum(row)))
        enter = np.maximum(best[i - 1, 1:], best[i - 1, :-1]) - before[:-1]
        best[i, 1:] = before[1:] + np.maximum.accumulate(enter)
    cells = []
    i, j = gain.shape
    while i and j:
        if gain[i - 1, j - 1] > 0:
            cells.append((i - 1, j - 1))
        rest = best[i, j] - gain[i - 1, j - 1] - 1e-9
        if best[i - 1, j - 1] >= rest:
            i, j = i - 1, j - 1
        elif best[i - 1, j] >= rest:
            i -= 1
        else:
            j -= 1
    return cells[::-1]


def _moved(gain: Table, cells: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The best cells above 0 of sentences that `cells` leave over, one for each of them."""
    gain = gain.copy()
    for i, j in cells:
        gain[i, :] = gain[:, j] = 0.0
    found = []
    for flat in np.argsort(-gain, axis=None, kind="stable").tolist():
        i, j = divmod(flat, gain.shape[1])
        if gain.flat[flat] <= 0:
            if not (gain > 0).any():
                break
            continue
        found.append((i, j))
        gain[i, :] = gain[:, j] = 0.0
    return found


def _runs(cells: Iterable[tuple[int, int]]) -> list[tuple[Range, Range]]:
    """Cells with a sentence in common as one: first and last sentence on each side."""
    out: list[tuple[Range, Range]] = []
    for i, j in cells:
        if out and (out[-1][0][1], out[-1][1][1]) in ((i, j - 1), (i - 1, j)):
            (a, _), (c, _) = out[-1]
            out[-1] = ((a, i), (c, j))
        else:
            out.append(((i, i), (j, j)))
    return out
