"""The sums of the vectors of groups, the latest of them in memory: articles of the same days are asked for most."""

from __future__ import annotations

import weakref
from array import array
from tempfile import TemporaryFile
from typing import IO

import numpy as np

from onrecord.linking.stories.terms import Floats, Ints

# so many are in memory; the others wait on disk
LATEST = 1 << 14

_TERM, _WEIGHT = np.dtype(np.int32), np.dtype(np.float32)


class Sums:
    """The terms and weights of sums of vectors, by number; their file has no name, and is gone with them."""

    def __init__(self) -> None:
        self._latest: dict[int, tuple[Ints, Floats]] = {}
        self._file: IO[bytes] | None = None
        # where each of those on disk begins, and where the last one ends
        self._ends = array("Q", [0])

    def add(self, terms: Ints, weights: Floats) -> int:
        """Put a vector behind the others; its number."""
        number = len(self._ends) - 1 + len(self._latest)
        self._latest[number] = terms, weights
        if len(self._latest) > LATEST:
            self._put(*self._latest.pop(number - LATEST))
        return number

    def __getitem__(self, number: int) -> tuple[Ints, Floats]:
        if number in self._latest or self._file is None:
            return self._latest[number]
        begin, end = self._ends[number], self._ends[number + 1]
        self._file.seek(begin)
        data = self._file.read(end - begin)
        size = len(data) // (_TERM.itemsize + _WEIGHT.itemsize)
        return np.frombuffer(data, _TERM, size), np.frombuffer(data, _WEIGHT, size, size * _TERM.itemsize)

    def _put(self, terms: Ints, weights: Floats) -> None:
        if self._file is None:
            self._file = TemporaryFile(prefix="onrecord-")  # noqa: SIM115 - closed with the vectors
            weakref.finalize(self, self._file.close)
        data = terms.astype(_TERM).tobytes() + weights.astype(_WEIGHT).tobytes()
        self._file.seek(self._ends[-1])
        self._ends.append(self._ends[-1] + self._file.write(data))
