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
Places = NDArray[np.int64]
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
    level = levels[texts]
    begins = np.flatnonzero(new)
    holders = np.diff(begins, append=len(numbers))
    many = np.repeat(holders > FEW, holders)
    # the sample for the text, and so for any longer one, has the shingle not
    out = many & (level > _HALVES[hashes & np.uint64(len(_HALVES) - 1)])
    sampled = many & (level > 0)
    for left, right in (*_near(new, out), *_far(begins, holders, out)):
        pairs = (texts[right] << np.uint64(bits)) | texts[left]
        yield (pairs << _ONE) | (sampled[left] & sampled[right])


def _near(new: Mask, out: Mask) -> Iterator[tuple[Places, Places]]:
    """Each holder of a shingle with the last before it, unless both are `out`; `new` marks the first of each."""
    together = ~new
    for k in range(1, LAST + 1):
        together = together[1:] if k == 1 else together[:-1] & ~new[k:]
        left = np.flatnonzero(together & ~(out[:-k] & out[k:]))
        yield left, left + k


def _far(begins: Places, holders: Places, out: Mask) -> Iterator[tuple[Places, Places]]:
    """Each holder that has more than `LAST` before it with the first of these, unless both are `out`."""
    for k in range(FIRST):
        # from the holder on that has `LAST` others between itself and the first that is meant
        skipped = k + LAST + 1
        rest = np.maximum(0, holders - skipped)
        left = np.repeat(begins + k, rest)
        right = left + LAST + 1 + np.arange(len(left)) - np.repeat(np.cumsum(rest) - rest, rest)
        kept = ~(out[left] & out[right])
        yield left[kept], right[kept]


def _enough(numbers: Numbers, bits: int, sizes: Sizes) -> Pairs:
    """The pairs that were met often enough, those by a sample counted twice; `numbers` is sorted."""
    pairs = numbers >> _ONE
    starts = np.flatnonzero(firsts(pairs))
    counts = np.diff(starts, append=len(pairs)) + np.add.reduceat((numbers & _ONE).astype(np.int64), starts)
    pairs = pairs[starts]
    left, right = (pairs & np.uint64((1 << bits) - 1)).astype(np.int64), (pairs >> np.uint64(bits)).astype(np.int64)
    enough = counts >= np.minimum(SHARED, -(-np.minimum(sizes[left], sizes[right]) // 4))
    return np.stack([left[enough], right[enough]], axis=1)
