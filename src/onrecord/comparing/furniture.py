"""What an outlet prints under whatever it tells: footers, editors' notes, calls to subscribe.

A run of words that stands in several stories of one outlet is its furniture. A wire story that 500 outlets
print is one story in each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.passages import SHINGLE, Hashes
from onrecord.comparing.runs import MEMORY, Mask, Numbers, Partitions, batches, each, firsts, packed, parts, runs

# a run of words that so many stories of an outlet hold belongs to none of them
STORIES = 3
# furniture goes on for so many shingles; less is a turn of phrase, and a large pile repeats every one
LEAST = 8

# a table of so many bits of the hash says at once of most runs that they are not furniture
_TABLE = 20


def furniture(
    texts: Sequence[Hashes], stories: Sequence[int], outlets: Sequence[str | None], *, memory: int = MEMORY
) -> list[Mask]:
    """Which words of each text are furniture of its outlet.

    `stories` has the number of each text's story, `outlets` who prints it. Texts of which that is not known
    are taken for one outlet's: of these, what three stories hold is furniture, whoever prints it.
    """
    if not texts:
        return []
    told_in = np.unique(stories, return_inverse=True)[1].astype(np.uint64)
    printed_by = np.unique([(o or "").casefold() for o in outlets], return_inverse=True)[1].astype(np.uint64)
    salts = np.random.default_rng(0).integers(1 << 64, size=int(printed_by.max()) + 1, dtype=np.uint64)[printed_by]
    bits = len(texts).bit_length()
    found: list[Numbers] = []
    with Partitions(parts(len(texts)), 1 << 64, memory) as sorting:
        for batch, some in _batches(texts):
            hashes, whole = runs(batch)
            numbers = packed(hashes + each(batch, salts[some]), each(batch, told_in[some]), bits)
            sorting.add(numbers[whole])
        for numbers in sorting.sorted():
            hashes = numbers[firsts(numbers)] >> np.uint64(bits)
            starts = np.flatnonzero(firsts(hashes))
            found.append(hashes[starts[np.diff(starts, append=len(hashes)) >= STORIES]])
    known = np.concatenate([np.empty(0, dtype=np.uint64), *found])
    if not len(known):
        return [np.zeros(len(words), dtype=np.bool_) for words in texts]
    table = np.zeros(1 << _TABLE, dtype=np.bool_)
    table[known & np.uint64(len(table) - 1)] = True
    masks: list[Mask] = []
    for batch, some in _batches(texts):
        hashes, whole = runs(batch)
        hashes += each(batch, salts[some])
        hashes >>= np.uint64(bits)
        hits = np.flatnonzero(whole & table[hashes & np.uint64(len(table) - 1)])
        at = np.minimum(np.searchsorted(known, hashes[hits]), len(known) - 1)
        masks.extend(_split(_covered(hits[known[at] == hashes[hits]], sum(map(len, batch))), batch))
    return masks


def _batches(texts: Sequence[Hashes]) -> Iterator[tuple[list[Hashes], slice]]:
    """Texts at a time, and which they are."""
    done = 0
    for batch in batches(texts):
        yield batch, slice(done, done + len(batch))
        done += len(batch)


def _covered(hits: NDArray[np.int64], words: int) -> Mask:
    """The words of shingles of which at least `LEAST` follow each other; `hits` are their places."""
    mask = np.zeros(words, dtype=np.bool_)
    for run in np.split(hits, np.flatnonzero(np.diff(hits) != 1) + 1):
        if len(run) >= LEAST:
            mask[run[0] : run[-1] + SHINGLE] = True
    return mask


def _split(mask: Mask, batch: list[Hashes]) -> list[Mask]:
    return np.split(mask, np.cumsum([len(words) for words in batch])[:-1])
