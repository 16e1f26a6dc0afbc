"""Which reports of a story may be of one act of saying: those that share enough words, from an index of stems."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from onrecord.comparing.saying import Said
from onrecord.linking.statements.units import Unit

# two reports meet when they, or a sentence of each, share this weight in bits, and so much of the heavier or of the
# lighter one: first for reports of one speaker, then of two; what the lighter one shares counts in full from _FULL bits
_LEAST = (3.0, 7.0)
_HEAVIER = (0.08, 0.18)
_LIGHTER = (0.2, 0.35)
_FULL = 8.0

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
    index: dict[str, list[int]] = {}
    owner: list[Unit] = []
    totals: list[float] = []
    for article in sorted(articles, reverse=True):
        pieces = [(unit, piece) for unit in articles[article] for piece in _pieces(unit)]
        if owner and pieces:
            yield from _sharing(pieces, index, owner, np.array(totals, np.float32))
        for unit, piece in pieces:
            for s in piece.stems:
                index.setdefault(s, []).append(len(owner))
            owner.append(unit)
            totals.append(piece.weight)


def _tells(unit: Unit) -> bool:
    """Whether a report says enough to be held against another."""
    return len(unit.said.stems) >= (_TOPIC if unit.headline and not unit.quoted else 1)


def _pieces(unit: Unit) -> Sequence[Said]:
    """A report and, where there are several, its sentences."""
    said = unit.said
    if not _tells(unit):
        return []
    return [said] if len(said.sentences) == 1 else [said, *said.sentences]


def _sharing(
    pieces: Sequence[tuple[Unit, Said]], index: Mapping[str, Sequence[int]], owner: Sequence[Unit], totals: np.ndarray
) -> Iterator[tuple[Unit, Unit]]:
    shared = np.zeros((len(pieces), len(owner)), np.float32)
    rows: dict[str, list[int]] = {}
    for n, (_, piece) in enumerate(pieces):
        for s in piece.stems:
            if s in index:
                rows.setdefault(s, []).append(n)
    for s, mine in rows.items():
        weight = pieces[mine[0]][1].stems[s]
        if len(mine) == 1:
            shared[mine[0], index[s]] += weight
        else:
            shared[np.ix_(mine, index[s])] += weight
    here = np.array([piece.weight for _, piece in pieces], np.float32)[:, None]
    heavier = shared / np.maximum(here, totals)
    lighter = shared / np.minimum(here, totals) * np.minimum(shared / _FULL, 1.0)
    one, two = (
        (shared >= least) & ((heavier >= x) | (lighter >= y))
        for least, x, y in zip(_LEAST, _HEAVIER, _LIGHTER, strict=True)
    )
    left, right = np.nonzero(one)
    kept = two[left, right]
    met = {}
    for i, j, strangers in zip(left.tolist(), right.tolist(), kept.tolist(), strict=True):
        a, b = pieces[i][0], owner[j]
        if strangers or (a.speaker is not None and a.speaker == b.speaker):
            met[a.order, b.order] = (a, b)
    yield from (met[key] for key in sorted(met))


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


def echoes(
    units: Iterable[Unit], left_out: Callable[[tuple[str, int]], bool] = lambda key: False
) -> list[tuple[Unit, Unit]]:
    """Pairs of reports of one speaker, in articles of whatever stories, that quote the same long stretch of words.

    `left_out` says of which stretches this is known already, by the speaker and the number of the stretch.
    """
    index: dict[tuple[str, int], list[Unit]] = {}
    for unit in units:
        if unit.speaker and unit.quoted:
            for key in _shingles(unit.said):
                if not left_out((unit.speaker, key)):
                    index.setdefault((unit.speaker, key), []).append(unit)
    met: dict[tuple[object, object], tuple[Unit, Unit]] = {}
    for found in index.values():
        if 2 <= len(found) <= _ECHOES:
            for a, b in itertools.combinations(found, 2):
                if a.row.article != b.row.article:
                    met[a.order, b.order] = (a, b)
    return [met[key] for key in sorted(met)]


def _shingles(said: Said) -> set[int]:
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
