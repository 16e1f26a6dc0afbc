"""What an outlet prints under whatever it tells: footers, editors' notes, calls to subscribe.

A run of words that stands in several stories of one outlet is its furniture. A wire story that 500 outlets
print is one story in each of them, and is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.passages import SHINGLE
from onrecord.comparing.runs import MEMORY, Mask, Numbers, Partitions, batches, each, firsts, packed, parts, runs
from onrecord.comparing.words import Hashes

# a run of words that so many stories of an outlet hold belongs to none of them
STORIES = 3
# furniture has pieces of at least so many shingles, LEAST in all, and between them at most so many other words: "the
# latest New York news". What is shorter is a turn of phrase, and a large pile repeats every one
PIECE, LEAST, SLOT = 4, 8, 4

# a table of so many bits of the hash says at once of most runs that they are not furniture
_TABLE = 20


def furniture(
    texts: Sequence[Hashes], stories: Sequence[int], outlets: Sequence[str | None], *, memory: int = MEMORY
) -> list[Mask]:
    """Which words of each text are furniture, its own outlet's or that of another from which it was taken.

    `stories` has the number of each text's story, `outlets` who prints it. Texts of which that is not known
    are taken for one outlet's: of these, what three stories hold is furniture, whoever prints it.
    """
    return list(printed(texts, stories, outlets, memory=memory))


def printed(
    texts: Sequence[Hashes], stories: Sequence[int], outlets: Sequence[str | None], *, memory: int = MEMORY
) -> Iterator[Mask]:
    """The same, a text after the other; `texts` is gone through twice."""
    known = _known(texts, stories, outlets, memory)
    table = np.zeros(1 << _TABLE, dtype=np.bool_)
    table[_slot(known)] = True
    for batch in batches(texts):
        hashes, whole = runs(batch)
        hashes >>= np.uint64(_bits(texts))
        hits = np.flatnonzero(whole & table[_slot(hashes)])
        # in order, or looking up takes ten times as long
        hits = hits[np.argsort(hashes[hits])]
        hits = np.sort(hits[known[np.searchsorted(known, hashes[hits]).clip(max=len(known) - 1)] == hashes[hits]])
        lengths = [len(words) for words in batch]
        yield from np.split(_covered(hits, sum(lengths)), np.cumsum(lengths)[:-1])


def _known(texts: Sequence[Hashes], stories: Sequence[int], outlets: Sequence[str | None], memory: int) -> Numbers:
    """The runs that `STORIES` stories of one outlet hold: leading bits of their hashes, sorted."""
    names = [(outlet or "").casefold() for outlet in outlets]
    # stories as their outlets tell them, so numbered that those of an outlet follow each other
    told = sorted(set(zip(names, stories, strict=True)))
    number = {key: n for n, key in enumerate(told)}
    outlet_of = np.unique([name for name, _ in told], return_inverse=True)[1]
    holders = np.array([number[key] for key in zip(names, stories, strict=True)], dtype=np.uint64)
    bits, apart, done = _bits(texts), STORIES - 1, 0
    found = [np.empty(0, dtype=np.uint64)]
    with Partitions(parts(len(texts)), 1 << 64, memory) as held:
        for batch in batches(texts):
            hashes, whole = runs(batch)
            held.add(packed(hashes, each(batch, holders[done : done + len(batch)]), bits)[whole])
            done += len(batch)
        for numbers in held.sorted():
            numbers = numbers[firsts(numbers)]
            hashes = numbers >> np.uint64(bits)
            many = np.flatnonzero(hashes[apart:] == hashes[:-apart])
            outlet = outlet_of[numbers & np.uint64((1 << bits) - 1)]
            hashes = hashes[many[outlet[many] == outlet[many + apart]]]
            found.append(hashes[firsts(hashes)])
    return np.concatenate(found)


def _bits(texts: Sequence[Hashes]) -> int:
    return len(texts).bit_length()


def _slot(hashes: Numbers) -> Numbers:
    return hashes & np.uint64((1 << _TABLE) - 1)


def _covered(hits: NDArray[np.int64], words: int) -> Mask:
    """The words of furniture, what fills its slots with them; `hits` are the places of known shingles."""
    mask = np.zeros(words, dtype=np.bool_)
    first, last = _ends(hits, np.diff(hits) > 1)
    sizes = hits[last] - hits[first] + 1
    pieces = sizes >= PIECE
    starts, stops, sizes = hits[first[pieces]], hits[last[pieces]] + SHINGLE, sizes[pieces]
    if len(sizes):
        first, last = _ends(sizes, starts[1:] - stops[:-1] > SLOT)
        enough = np.add.reduceat(sizes, first) >= LEAST
        for start, stop in zip(starts[first[enough]].tolist(), stops[last[enough]].tolist(), strict=True):
            mask[start:stop] = True
    return mask


def _ends(values: NDArray[np.int64], apart: Mask) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and the last of each group of values; `apart` says of each but the first that a group begins there."""
    if not len(values):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    cuts = np.flatnonzero(apart)
    return np.append(0, cuts + 1), np.append(cuts, len(values) - 1)
