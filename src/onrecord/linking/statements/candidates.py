"""Which reports of a story may be of one act of saying: those that share enough words, from an index of stems."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np

from onrecord.comparing.saying import Said
from onrecord.linking.statements.units import Unit

T = TypeVar("T")

# two reports meet when they, or a sentence of each, share this weight in bits, and so much of the heavier or of the
# lighter one: first for reports of one speaker, then of two; what the lighter one shares counts in full from _FULL bits
_LEAST = (3.0, 7.0)
_HEAVIER = (0.08, 0.18)
_LIGHTER = (0.2, 0.35)
_FULL = 8.0

# so many reports of an article are looked up at once
_BAND = 64

# a heading of fewer stems, not quoted, names a topic and tells nothing
_TOPIC = 4

# a stretch of so many quoted words of this weight makes reports of one speaker meet in whatever stories; one in so many
# is looked up, and one that stands in more reports than that is a stock phrase
SHINGLE = 8
_SHINGLE_BITS = 18.0
_SAMPLE = 4
_ECHOES = 20


def meeting(articles: Mapping[str, Sequence[Unit]]) -> Iterator[tuple[Unit, Unit]]:
    """Pairs of reports of two articles of a story that share enough words, each once, in the order of the articles.

    Whether two meet depends on nothing but these two.
    """
    index = _Index([[unit for unit in articles[article] if _tells(unit)] for article in sorted(articles, reverse=True)])
    for before, first, stop in index.bands:
        yield from index.sharing(before, first, stop)


def _tells(unit: Unit) -> bool:
    """Whether a report says enough to be held against another."""
    return len(unit.said.stems) >= (_TOPIC if unit.headline and not unit.quoted else 1)


def _pieces(unit: Unit) -> Sequence[Said]:
    """A report and, where there are several, its sentences."""
    said = unit.said
    return [said] if len(said.sentences) == 1 else [said, *said.sentences]


class _Index:
    """The stems of the reports of a story and of their sentences; each use of a stem knows those in articles before.

    `bands` are stretches of the reports of an article: how many reports stand before the article, the first of the
    stretch, and where it ends.
    """

    def __init__(self, articles: Sequence[Sequence[Unit]]) -> None:
        self._units = [unit for units in articles for unit in units]
        found = [_pieces(unit) for unit in self._units]
        pieces = [piece for own in found for piece in own]
        ends = np.cumsum([0, *map(len, articles)]).tolist()
        self.bands = [
            (start, n, min(n + _BAND, stop))
            for start, stop in itertools.pairwise(ends)
            for n in range(start, stop, _BAND)
        ]
        speakers: dict[str | None, int] = {None: 0}
        self._speaker = np.array([speakers.setdefault(unit.speaker, len(speakers)) for unit in self._units], np.intp)
        # the first piece of each report, and for each piece its report and its weight
        self._first = np.cumsum([0, *map(len, found)])
        self._unit = np.repeat(np.arange(len(self._units)), np.diff(self._first))
        self._weight = np.array([piece.weight for piece in pieces])
        # a use is a stem in a piece: in `_sorted` the uses of each stem stand together, from `_begin` on, and those in
        # articles before come first
        numbers: dict[str, int] = {}
        stems = np.array([numbers.setdefault(s, len(numbers)) for piece in pieces for s in piece.stems], np.intp)
        self._piece = np.repeat(np.arange(len(pieces)), [len(piece.stems) for piece in pieces])
        order = np.argsort(stems, kind="stable")
        self._sorted = self._piece[order]
        before = np.repeat(self._first[ends[:-1]], [len(units) for units in articles])[self._unit[self._piece]]
        places = stems * len(pieces)
        self._begin, own = np.searchsorted(places[order] + self._sorted, [places, places + before])
        self._before = own - self._begin
        # an article counts a stem by the weight that it has where it stands first
        self._bits = np.array([bits for piece in pieces for bits in piece.stems.values()])[order[own]]

    def sharing(self, before: int, first: int, stop: int) -> Iterator[tuple[Unit, Unit]]:
        """The reports of a band with those of the articles before it with which they meet."""
        width, start, end = self._first[[before, first, stop]]
        band = slice(*np.searchsorted(self._piece, [start, end]))
        counts = self._before[band]
        total = int(counts.sum())
        if not total:
            return
        # for each use in the band all uses of the stem before
        found = np.arange(total) + np.repeat(self._begin[band] - np.cumsum(counts) + counts, counts)
        cells = np.repeat((self._piece[band] - start) * width, counts) + self._sorted[found]
        shared = np.bincount(cells, np.repeat(self._bits[band], counts))
        cells = np.flatnonzero(shared >= _LEAST[0])
        bits = shared[cells]
        left, right = np.divmod(cells, width)
        left += start
        heavier = bits / np.maximum(self._weight[left], self._weight[right])
        lighter = bits / np.minimum(self._weight[left], self._weight[right]) * np.minimum(bits / _FULL, 1.0)
        one, two = (
            (bits >= least) & ((heavier >= x) | (lighter >= y))
            for least, x, y in zip(_LEAST, _HEAVIER, _LIGHTER, strict=True)
        )
        left, right = self._unit[left], self._unit[right]
        known = (self._speaker[left] == self._speaker[right]) & (self._speaker[left] > 0)
        met = np.unique((left * len(self._units) + right)[two | (one & known)])
        for a, b in zip(*(side.tolist() for side in np.divmod(met, len(self._units))), strict=True):
            yield self._units[a], self._units[b]


def beside(
    pairs: Sequence[tuple[Unit, Unit]], left: Mapping[Unit, int], right: Mapping[Unit, int]
) -> list[tuple[Unit, Unit]]:
    """The pairs that met, and those of one speaker just before and behind them, in whatever words.

    `left` and `right` are the reports of the two articles, in order, with their places.
    """
    mine, yours = list(left), list(right)
    met = {(left[a], right[b]) for a, b in pairs}
    near = {(i + d, j + d) for i, j in met for d in (-1, 1) if 0 <= i + d < len(mine) and 0 <= j + d < len(yours)}
    one = ((i, j) for i, j in near if mine[i].speaker is not None and mine[i].speaker == yours[j].speaker)
    met |= {(i, j) for i, j in one if _tells(mine[i]) and _tells(yours[j])}
    return [(mine[i], yours[j]) for i, j in sorted(met)]


def echoes(units: Iterable[Unit], left_out: Container[tuple[str, int]] = frozenset()) -> list[tuple[Unit, Unit]]:
    """Pairs of reports of one speaker, in articles of whatever stories, that quote the same long stretch of words.

    Of the stretches that are `left_out`, by the speaker and the number of the stretch, this is known already.
    """
    index: dict[tuple[str, int], list[Unit]] = {}
    for unit in units:
        if unit.speaker and unit.quoted:
            for key in shingles(unit.said):
                if (unit.speaker, key) not in left_out:
                    index.setdefault((unit.speaker, key), []).append(unit)
    met: dict[tuple[object, object], tuple[Unit, Unit]] = {}
    for found in index.values():
        for a, b in echoing(found):
            if a.row.article != b.row.article:
                met[a.order, b.order] = (a, b)
    return [met[key] for key in sorted(met)]


def echoing(found: Sequence[T]) -> Iterator[tuple[T, T]]:
    """The reports of one stretch of words, two and two; none where it is a stock phrase."""
    return itertools.combinations(found if len(found) <= _ECHOES else (), 2)


def shingles(said: Said) -> set[int]:
    """A number for each sampled stretch of quoted words that is heavy enough."""
    words = said.words
    out: set[int] = set()
    bits = [w.weight if w.quoted else -100.0 for w in words]
    total = sum(bits[:SHINGLE])
    for n in range(len(words) - SHINGLE + 1):
        if total >= _SHINGLE_BITS:
            key = sampled([w.text for w in words[n : n + SHINGLE]])
            out |= {key} if key is not None else set()
        total += (bits[n + SHINGLE] if n + SHINGLE < len(words) else 0.0) - bits[n]
    return out


def sampled(words: Iterable[str]) -> int | None:
    """The number of a stretch of words, where it is one of those that are looked up."""
    key = zlib.crc32(" ".join(words).encode("utf-8", "surrogatepass"))
    return key if not key % _SAMPLE else None
