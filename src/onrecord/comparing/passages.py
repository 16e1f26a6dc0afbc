"""Where two texts have the same words: shingles, common passages.

Words come as arrays of 64-bit hashes (`words.hashed`), so that nothing depends on the other texts of a pile.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.words import Hashes

# words in a shingle: fewer match by chance, more miss a passage that was touched up
SHINGLE = 5
# where a shingle stands in many places of a text, so many are tried
_PLACES = 8

# odd and without pattern; the words' hashes are random already, so that sums of their products are, too
_FACTORS = tuple(np.uint64(x) for x in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))


def shingles(words: Hashes) -> Hashes:
    """The hash of each run of `SHINGLE` words, by the position of its first."""
    if len(words) < SHINGLE:
        return np.empty(0, dtype=np.uint64)
    two = words[:-1] * _FACTORS[0]
    two += words[1:]
    four = two[:-2] * _FACTORS[1]
    four += two[2:]
    five = four[:-1] * _FACTORS[2]
    five += words[4:]
    return five


@dataclass(frozen=True, slots=True)
class Block:
    """`length` words that are the same, from word `left` of one text and word `right` of the other."""

    left: int
    right: int
    length: int


@dataclass(frozen=True, eq=False)
class Shingled:
    """The words of a text, held against those of others; its shingles are sorted once."""

    words: Hashes

    @cached_property
    def shingles(self) -> Hashes:
        """The shingles, by the position of their first word."""
        return shingles(self.words)

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """The positions of the shingles, sorted by these, then by position."""
        return np.argsort(self.shingles, kind="stable")

    @cached_property
    def ordered(self) -> Hashes:
        """The shingles, sorted."""
        return self.shingles[self.order]


def blocks(left: Shingled, right: Shingled) -> list[Block]:
    """The longest common runs of at least `SHINGLE` words, in the order of `left`, each word of it once."""
    if not len(left.shingles) or not len(right.shingles):
        return []
    if np.array_equal(left.words, right.words):
        return [Block(0, 0, len(left.words))]
    # in order, or looking up takes three times as long
    first = np.searchsorted(right.ordered, left.ordered)
    found = np.flatnonzero(right.ordered.take(first, mode="clip") == left.ordered)
    in_text = found[np.argsort(left.order[found])]
    hits, place = left.order[in_text].tolist(), first[in_text].tolist()
    out: list[Block] = []
    at = n = 0
    while (n := bisect_left(hits, at, n)) < len(hits):
        i, best = hits[n], (0, 0)
        at = i + 1
        places = slice(place[n], place[n] + _PLACES)
        for j in right.order[places][right.ordered[places] == left.shingles[i]].tolist():
            best = max(best, (_run(left.words, right.words, i, j), -j))
        if best[0] >= SHINGLE:
            out.append(Block(i, -best[1], best[0]))
            at = i + best[0]
    return out


def _run(left: Hashes, right: Hashes, i: int, j: int) -> int:
    """How many words are the same from `i` and `j` on."""
    longest = min(len(left) - i, len(right) - j)
    step, total = 32, 0
    while total < longest:
        size = min(step, longest - total)
        same = left[i + total : i + total + size] == right[j + total : j + total + size]
        if not same.all():
            return total + int(np.argmin(same))
        total += size
        step *= 2
    return total


def joined(parts: Sequence[Block], gap: int) -> list[list[Block]]:
    """Blocks that follow each other in both texts with at most `gap` other words between: passages."""
    out: list[list[Block]] = []
    for block in parts:
        if out:
            last = out[-1][-1]
            ahead = block.left - last.left - last.length
            across = block.right - last.right - last.length
            if 0 <= ahead <= gap and 0 <= across <= gap:
                out[-1].append(block)
                continue
        out.append([block])
    return out
