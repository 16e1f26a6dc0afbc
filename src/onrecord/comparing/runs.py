"""The runs of words of a whole pile, sorted, so that all who hold one stand side by side.

A run and who holds it are one number of 64 bits: the leading bits of the run's hash, then the holder. Plain
sorting of such numbers, part by part, is all that is needed; what memory does not hold waits on disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.passages import SHINGLE, shingles
from onrecord.comparing.words import Hashes

Numbers = NDArray[np.uint64]
Mask = NDArray[np.bool_]

# bytes that wait in memory before they are written to disk
MEMORY = 1 << 30

# words taken at a time, and runs in a part: what the processor keeps near
_BATCH = 1 << 19
_PART = 1 << 18
_MOST_PARTS = 512
_WORDS = 512  # words of an article, to plan with


def parts(texts: int) -> int:
    """Into how many parts the runs of so many texts are best put."""
    return min(_MOST_PARTS, 1 + texts * _WORDS // _PART)


def batches(texts: Iterable[Hashes]) -> Iterator[list[Hashes]]:
    """Texts in order, as many at a time as are worked on together."""
    batch: list[Hashes] = []
    size = 0
    for words in texts:
        batch.append(words)
        size += len(words)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def runs(batch: list[Hashes]) -> tuple[Hashes, Mask]:
    """The shingles of texts put one after the other, and which of them stand in one text, whole."""
    found = shingles(np.concatenate(batch))
    ends = np.cumsum(np.fromiter(map(len, batch), dtype=np.int64, count=len(batch)))
    whole = np.ones(len(found), dtype=np.bool_)
    for k in range(1, SHINGLE):
        across = ends - k
        whole[across[(across >= 0) & (across < len(whole))]] = False
    return found, whole


def each(batch: list[Hashes], values: Numbers) -> Numbers:
    """For each shingle of `runs(batch)` the value of the text that it begins in; `values` has one for each text."""
    lengths = np.fromiter(map(len, batch), dtype=np.int64, count=len(batch))
    return np.repeat(values, lengths)[: max(0, int(lengths.sum()) - SHINGLE + 1)]


def packed(hashes: Hashes, holders: Numbers, bits: int) -> Numbers:
    """Each run's hash without its last bits, and in these who holds it."""
    numbers = hashes >> np.uint64(bits)
    numbers <<= np.uint64(bits)
    numbers |= holders
    return numbers


def firsts(numbers: Numbers) -> Mask:
    """Which of sorted numbers stand first among their equals."""
    mask = np.ones(len(numbers), dtype=np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=mask[1:])
    return mask


class Partitions:
    """Numbers by their size, in `count` parts of equal range from 0 to below `limit`.

    What goes beyond `memory` bytes waits in files of a temporary folder, which is gone when the `with` block
    ends, however it ends.
    """

    def __init__(self, count: int, limit: int, memory: int) -> None:
        self._edges = np.array([limit * n // count for n in range(1, count)], dtype=np.uint64)
        self._parts: list[list[Numbers]] = [[] for _ in range(count)]
        self._new: list[Numbers] = []
        self._waiting, self._held, self._memory = 0, 0, memory
        self._folder: TemporaryDirectory[str] | None = None

    def __enter__(self) -> Partitions:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._parts.clear()
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, numbers: Numbers) -> None:
        """Put numbers where they belong."""
        self._new.append(numbers)
        self._waiting += len(numbers)
        if self._waiting >= _BATCH:
            self._divide()
        if self._held > self._memory:
            self._write()

    def sorted(self) -> Iterator[Numbers]:
        """Each part in turn, the smallest numbers first; a part is given up as soon as it is read."""
        self._divide()
        for n in range(len(self._parts)):
            pieces, self._parts[n] = self._parts[n], []
            file = Path(self._folder.name, str(n)) if self._folder is not None else None
            if file is not None and file.exists():
                pieces.append(np.fromfile(file, dtype=np.uint64))
                file.unlink()
            if pieces:
                numbers = np.concatenate(pieces)
                pieces.clear()
                numbers.sort()
                yield numbers

    def _divide(self) -> None:
        numbers = np.concatenate([np.empty(0, dtype=np.uint64), *self._new])
        numbers.sort()
        cuts = [0, *np.searchsorted(numbers, self._edges).tolist(), len(numbers)]
        for part, start, stop in zip(self._parts, cuts, cuts[1:], strict=False):
            if start < stop:
                part.append(numbers[start:stop])
        self._held += numbers.nbytes
        self._new, self._waiting = [], 0

    def _write(self) -> None:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="onrecord-")
        for n, pieces in enumerate(self._parts):
            if pieces:
                with Path(self._folder.name, str(n)).open("ab") as file:
                    np.concatenate(pieces).tofile(file)
                pieces.clear()
        self._held = 0
