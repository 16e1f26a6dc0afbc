"""Alignment of two sequences of words: which stand in both, in order, and where the sequences part.

Pure functions over hashable words. `blocks` takes time near linear in the length for texts that resemble each
other, because stretches that occur once in both are fixed first and only the gaps between them are compared.
"""

from __future__ import annotations

import bisect
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

# a gap is compared word by word up to this many cells; a larger one without a shared unique stretch counts as rewritten
_CELLS = 4_000_000
# how many words must stand together for a stretch that is unique on both sides to be an anchor
_ANCHOR = 3


class Block(NamedTuple):
    """`length` words from `left` on in one sequence equal those from `right` on in the other."""

    left: int
    right: int
    length: int


def blocks(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Block]:
    """The longest common subsequence (or near it, for long texts), as maximal blocks in order."""
    if len(left) * len(right) <= _CELLS:
        return _joined(_compared(left, right, 0, 0))
    out: list[Block] = []
    i = j = 0
    for a, b in [*_anchors(left, right), (len(left), len(right))]:
        if a < i or b < j:
            continue
        if (a - i) * (b - j) <= _CELLS:
            out.extend(_compared(left[i:a], right[j:b], i, j))
        if a < len(left):
            out.append(Block(a, b, 1))
        i, j = a + 1, b + 1
    return _joined(out)


def _compared(left: Sequence[Hashable], right: Sequence[Hashable], i: int, j: int) -> list[Block]:
    if not left or not right:
        return []
    return [
        Block(i + op.src_start, j + op.dest_start, op.src_end - op.src_start)
        for op in Indel.opcodes(left, right)
        if op.tag == "equal"
    ]


def _anchors(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places where a stretch that occurs once on both sides begins, the longest chain that rises on both."""
    once = _unique(left)
    pairs = sorted((once[key], at) for key, at in _unique(right).items() if key in once)
    tails: list[int] = []
    index: list[int] = []
    back: list[int] = []
    for n, (_, at) in enumerate(pairs):
        k = bisect.bisect_left(tails, at)
        back.append(index[k - 1] if k else -1)
        if k == len(tails):
            tails.append(at)
            index.append(n)
        else:
            tails[k], index[k] = at, n
    chain: list[tuple[int, int]] = []
    n = index[-1] if index else -1
    while n >= 0:
        chain.append(pairs[n])
        n = back[n]
    return chain[::-1]


def _unique(words: Sequence[Hashable]) -> dict[tuple[Hashable, ...], int]:
    seen: dict[tuple[Hashable, ...], int] = {}
    for n in range(len(words) - _ANCHOR + 1):
        key = tuple(words[n : n + _ANCHOR])
        seen[key] = -1 if key in seen else n
    return {key: n for key, n in seen.items() if n >= 0}


def _joined(found: list[Block]) -> list[Block]:
    out: list[Block] = []
    for block in found:
        if out and out[-1].left + out[-1].length == block.left and out[-1].right + out[-1].length == block.right:
            out[-1] = Block(out[-1].left, out[-1].right, out[-1].length + block.length)
        else:
            out.append(block)
    return out
