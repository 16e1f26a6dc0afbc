"""Which texts of a pile share so many words that one may come from the other.

Texts are arrays of word hashes (`words.hashed`), in the order in which they are to be told: of two, the
earlier stands first. Every run of five words of every text takes part, so that a short text meets a long one
as surely as its like. Time is linear in the number of words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.passages import SHINGLE
from onrecord.comparing.runs import MEMORY, Mask, Numbers, Partitions, batches, each, firsts, packed, parts, runs
from onrecord.comparing.words import Hashes

Pairs = NDArray[np.int64]
Sizes = NDArray[np.int32]
Small = NDArray[np.uint8]

# a pair that shares about so many shingles is looked at: a run of ten words, or two of seven; of a text that has
# fewer than four times as many, a quarter
SHARED = 6
# a shingle that so many texts hold leads each of them to all the others; one that more hold leads each to the
# first and to the last before it, so that a wire story of 500 copies costs 500 times this and no more
FEW = 6
FIRST, LAST = 4, 12
# of the shingles that more texts hold, a pair is counted by a sample: at least SAMPLE, and less than twice as
# many, of those of the shorter text. A quarter of them is 12, of which fewer than 3 are seen once in 2,000
SAMPLE = 48

# how often a number of eight bits can be halved; 8 for none
_HALVES = np.array([8] + [(n & -n).bit_length() - 1 for n in range(1, 256)], dtype=np.uint8)
_ONE = np.uint64(1)


def repeated(texts: Iterable[Hashes]) -> Iterator[tuple[int, int]]:
    """Pairs of the first text with some words and each later one with exactly these."""
    first: dict[bytes, int] = {}
    for i, words in enumerate(texts):
        if len(words):
            origin = first.setdefault(blake2b(words.tobytes(), digest_size=16).digest(), i)
            if origin != i:
                yield origin, i


def sharing(texts: Collection[Hashes], *, memory: int = MEMORY) -> Pairs:
    """Rows of two positions, the lower first, of texts that share about `SHARED` shingles, or a quarter, or more.

    `texts` is gone through once. What is beyond `memory` bytes, less than that is worked on, waits on disk.
    """
    bits = len(texts).bit_length()
    count = parts(len(texts))
    sizes = np.zeros(len(texts), dtype=np.int32)
    done = 0
    with (
        Partitions(count, 1 << 64, memory // 2) as held,
        Partitions(count, max(1, len(texts)) << (bits + 1), memory // 2) as met,
    ):
        for batch in batches(texts):
            positions = np.arange(done, done + len(batch), dtype=np.uint64)
            sizes[done : done + len(batch)] = [len(words) - SHINGLE + 1 for words in batch]
            done += len(batch)
            hashes, whole = runs(batch)
            held.add(packed(hashes, each(batch, positions), bits)[whole])
        levels = _levels(sizes)
        for numbers in held.sorted():
            for pairs in _meetings(numbers, bits, levels):
                met.add(pairs)
        found = [_enough(numbers, bits, sizes) for numbers in met.sorted()]
    return np.concatenate([np.empty((0, 2), dtype=np.int64), *found])


def _levels(sizes: Sizes) -> Small:
    """How often so many shingles are halved to leave `SAMPLE` or up to twice as many."""
    return np.minimum(8, np.log2(np.maximum(1, sizes // SAMPLE))).astype(np.uint8)


def _meetings(numbers: Numbers, bits: int, levels: Small) -> Iterator[Numbers]:
    """Pairs of texts, packed, one for each shingle that they are counted by; `numbers` is sorted.

    A pair is the later text, then the earlier one, then one bit that says whether the shingle is one of a sample.
    """
    # most shingles have one holder
    hashes = numbers >> np.uint64(bits)
    again = hashes[1:] == hashes[:-1]
    shared = np.append(again, False)
    shared[1:] |= again
    numbers = numbers[shared]
    numbers = numbers[firsts(numbers)]
    if not len(numbers):
        return
    hashes = numbers >> np.uint64(bits)
    new = firsts(hashes)
    texts = numbers & np.uint64((1 << bits) - 1)
    starts = np.flatnonzero(new)
    holders = np.diff(starts, append=len(numbers))
    few = np.repeat(holders <= FEW, holders)
    yield from _all_pairs(texts[few], new[few], bits)
    level = levels[texts]
    halves = _HALVES[hashes & np.uint64(len(_HALVES) - 1)]
    many = np.repeat((holders > FEW) & (halves[starts] >= np.minimum.reduceat(level, starts)), holders)
    yield from _some_pairs(texts[many], new[many], level[many], halves[many], bits)


def _all_pairs(texts: Numbers, new: Mask, bits: int) -> Iterator[Numbers]:
    """Any two holders of a shingle; `new` marks the first of each."""
    together = ~new[1:]
    for k in range(1, FEW):
        at = np.flatnonzero(together)
        yield ((texts[at + k] << np.uint64(bits)) | texts[at]) << _ONE
        together = together[:-1] & ~new[k + 1 :]


def _some_pairs(texts: Numbers, new: Mask, level: Small, halves: Small, bits: int) -> Iterator[Numbers]:
    """Each holder of a shingle with the first and with the last before it, if it is in the sample for the two."""
    at = np.arange(len(texts))
    begin = np.maximum.accumulate(np.where(new, at, 0))
    near = [(at - k, at - k >= begin) for k in range(1, LAST + 1)]
    far = [(begin + k, begin + k < at - LAST) for k in range(FIRST)]
    for others, there in (*near, *far):
        right = np.flatnonzero(there)
        left = others[right]
        least = np.minimum(level[left], level[right])
        kept = halves[right] >= least
        left, right = left[kept], right[kept]
        pair = (texts[right] << np.uint64(bits)) | texts[left]
        yield (pair << _ONE) | (least[kept] > 0)


def _enough(numbers: Numbers, bits: int, sizes: Sizes) -> Pairs:
    """The pairs that were met often enough, those by a sample counted twice; `numbers` is sorted."""
    pairs = numbers >> _ONE
    starts = np.flatnonzero(firsts(pairs))
    counts = np.diff(starts, append=len(pairs)) + np.add.reduceat((numbers & _ONE).astype(np.int64), starts)
    pairs = pairs[starts]
    both = np.stack([pairs & np.uint64((1 << bits) - 1), pairs >> np.uint64(bits)], axis=1).astype(np.int64)
    found: Pairs = both[counts >= np.minimum(SHARED, -(-sizes[both].min(axis=1) // 4))]
    return found
