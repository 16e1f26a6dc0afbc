"""Which texts of a pile share enough words that one may come from the other, and what an outlet prints under all.

Texts are arrays of word hashes (`passages.hashed`), in the order in which they are to be told: of two, the
earlier stands first. Everything is linear in the number of texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.passages import Hashes, fingerprints

# a pair that shares so many sampled runs of words is looked at
SAMPLES = 3
# a text is held against so many of those that share a run with it, the first ones and the last before
# it, so that a wire story of 500 copies costs 500 times this and no more
FIRST, LAST = 3, 3
# a run of words that articles of so many stories hold belongs to no story
BOILERPLATE = 3


def repeated(texts: Sequence[Hashes]) -> Iterator[tuple[int, int]]:
    """Pairs of the first text with some words and each later one with exactly these."""
    first: dict[bytes, int] = {}
    for i, words in enumerate(texts):
        if len(words):
            origin = first.setdefault(words.tobytes(), i)
            if origin != i:
                yield origin, i


def sharing(texts: Sequence[Hashes]) -> list[tuple[int, int]]:
    """Pairs of positions, the lower first, of texts that share at least `SAMPLES` sampled runs of words."""
    values, owners = _gathered(texts)
    if not len(values):
        return []
    rank = np.lexsort((owners, values))
    values, owners = values[rank], owners[rank]
    at = np.arange(len(values))
    fresh = np.ones(len(values), dtype=np.bool_)
    fresh[1:] = values[1:] != values[:-1]
    begin = np.maximum.accumulate(np.where(fresh, at, 0))
    lefts, rights = [], []
    for k in range(1, LAST + 1):
        keep = at - k >= begin
        lefts.append(owners[at[keep] - k])
        rights.append(owners[keep])
    for k in range(FIRST):
        keep = begin + k < at - LAST
        lefts.append(owners[begin[keep] + k])
        rights.append(owners[keep])
    keys, counts = np.unique(np.concatenate(lefts) * len(texts) + np.concatenate(rights), return_counts=True)
    return [divmod(key, len(texts)) for key in keys[counts >= SAMPLES].tolist()]


def furniture(texts: Sequence[Hashes], stories: Sequence[int], outlets: Sequence[str | None]) -> list[Hashes]:
    """For each text the shingles, sorted, that stand in so many stories that they belong to none.

    `stories` has the number of each text's story, `outlets` who prints it, None where that is not known.
    """
    values, owners = _gathered(texts)
    if not len(values):
        return [values] * len(texts)
    holders = np.asarray(stories)[owners]
    rank = np.lexsort((holders, values))
    values, holders = values[rank], holders[rank]
    fresh = np.ones(len(values), dtype=np.bool_)
    fresh[1:] = (values[1:] != values[:-1]) | (holders[1:] != holders[:-1])
    shared, counts = np.unique(values[fresh], return_counts=True)
    return [shared[counts >= BOILERPLATE]] * len(texts)


def _gathered(texts: Sequence[Hashes]) -> tuple[Hashes, NDArray[np.int64]]:
    """All fingerprints in one array, and the position of the text that each is from."""
    if not texts:
        return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
    samples = [fingerprints(words) for words in texts]
    owners = np.repeat(np.arange(len(samples), dtype=np.int64), [len(s) for s in samples])
    return np.concatenate(samples), owners
