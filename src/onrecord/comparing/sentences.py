"""Which sentence of one text tells what a sentence of another tells: a monotone alignment, and what was moved.

Who rewords an article keeps mostly to its order, splits some sentences and joins others, and moves a few. So a
sentence may answer to several that stand in a row, pairs do not cross, and a sentence that is left over is
held against all others.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

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
    if not mine or not yours:
        return Alignment((), 0.0, 0.0)
    shared, of_left, of_right = _shared(mine, yours)
    weights = np.array([s.weight for s in mine]), np.array([s.weight for s in yours])
    inner = np.minimum(1.0, shared / np.maximum(np.minimum.outer(*weights), 1e-9))
    cells = _path(np.where((shared >= SHARED) & (inner >= INNER), shared * inner, 0.0))
    moved = _moved(np.where((shared >= MOVED_SHARED) & (inner >= MOVED_INNER), shared * inner, 0.0), cells)
    runs = sorted([*_runs(cells), *(((i, i), (j, j)) for i, j in moved)])
    pairs = (((mine[a].first, mine[b].last), (yours[c].first, yours[d].last)) for (a, b), (c, d) in runs)
    answered = np.zeros(shared.shape)
    for i, j in (*cells, *moved):
        answered[i, j] = 1.0
    return Alignment(
        tuple(pairs),
        _told(mine, (of_left * answered).sum(axis=1)),
        _told(yours, (of_right * answered).sum(axis=0)),
    )


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Words `first` up to `last` of the text, what each of its stems weighs, and which of them the narrator uses."""

    first: int
    last: int
    stems: Mapping[str, float]
    own: frozenset[str]

    @property
    def weight(self) -> float:
        return sum(self.stems.values())

    @property
    def own_weight(self) -> float:
        return sum(self.stems[s] for s in self.own)


def _sentences(text: Prose) -> list[_Sentence]:
    """The sentences; a stem that many of them hold tells them apart less, and a country is one under all its names."""
    view, numbers = text.view.text, text.sentence
    ends = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)]
    seen = [(country(view[a:b]) or stem, stem) for (a, b), stem in zip(text.spans, text.stems, strict=True)]
    own = (~text.quoted).tolist()
    parts = [(a, b, dict(seen[a:b])) for a, b in pairwise(ends) if a < b][:_SENTENCES]
    held = Counter(key for _, _, found in parts for key in found)
    share = {key: math.log(1 + len(parts) / n) / math.log(1 + len(parts)) for key, n in held.items()}
    return [
        _Sentence(
            a,
            b,
            {key: rarity(stem, text.language) * share[key] for key, stem in found.items()},
            frozenset(key for (key, _), told in zip(seen[a:b], own[a:b], strict=True) if told),
        )
        for a, b, found in parts
    ]


def _told(sentences: Sequence[_Sentence], found: Table) -> float:
    """The share of what the narrator says of which `found` is the weight, a sentence each."""
    own = np.array([s.own_weight for s in sentences])
    return float(np.minimum(found, own).sum() / max(own.sum(), 1e-9))


def _shared(left: Sequence[_Sentence], right: Sequence[_Sentence]) -> tuple[Table, Table, Table]:
    """The weight that each pair of sentences shares; and of that what the narrators of each side say."""
    shared, of_left, of_right = (np.zeros((len(left), len(right))) for _ in range(3))
    places: dict[str, list[int]] = defaultdict(list)
    for j, sentence in enumerate(right):
        for s in sentence.stems:
            places[s].append(j)
    near = cache(partial(_near, index=_index(places)))
    for i, sentence in enumerate(left):
        for s, weight in sentence.stems.items():
            same = ((s, j, 1.0) for j in places.get(s, ()))
            alike = (
                (t, j, _SYNONYM)
                for t in (near(s) if weight else ())
                if t not in sentence.stems
                for j in places[t]
                if s not in right[j].stems
            )
            for t, j, part in (*same, *alike):
                other = right[j].stems[t]
                shared[i, j] += part * min(weight, other)
                of_left[i, j] += part * weight * (s in sentence.own)
                of_right[i, j] += part * other * (t in right[j].own)
    return shared, of_left, of_right


def _index(stems: Iterable[str]) -> Mapping[object, Sequence[str]]:
    out: dict[object, list[str]] = defaultdict(list)
    for stem in stems:
        for key in keys(stem):
            out[key].append(stem)
    return out


def _near(stem: str, index: Mapping[object, Sequence[str]]) -> tuple[str, ...]:
    """The stems of `index` that mean the same or are another form of the same root, but not this one itself."""
    return tuple(sorted({t for key in keys(stem) for t in index.get(key, ()) if t != stem and close(stem, t)}))


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
