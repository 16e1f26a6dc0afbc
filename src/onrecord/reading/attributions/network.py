"""What the trained network sees in a window: which words are cues, and which words belong to each.

Two heads stand on the vectors of `onrecord.encoder` (`training/attributions/model.py` says how they are made):
labels for every word, and labels for every pair of a cue and a word of its paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onrecord import encoder
from onrecord.encoder import Floats, Window

# a half-open run of words
Run = tuple[int, int]

# labels of words as such, and as what belongs to a cue
_BEGINS_CUE, _INSIDE_CUE = 3, 4
_SOURCE, _CONTENT = 1, 3
# a word that begins a cue with less than this probability is passed over
LIKELY = 0.1
# beside the likeliest label of each word, runs of words whose probability exceeds one of these are proposed
LEVELS = (0.15, 0.3, 0.5, 0.7, 0.85)


class Sight:
    """A window through the network's eyes."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.vectors = encoder.vectors(window)
        self.flat = encoder.run("roles", vectors=self.vectors)

    @cached_property
    def cues(self) -> list[Run]:
        """The runs of words that may be cues."""
        blocks = self.window.blocks
        best = self.flat.argmax(-1)
        inside = (best == _INSIDE_CUE) & (np.diff(blocks, prepend=-1) == 0)
        before = np.concatenate(([0], best[:-1]))
        orphan = inside & (before != _BEGINS_CUE) & (before != _INSIDE_CUE)
        out: list[Run] = []
        for first in np.flatnonzero((self.flat[:, _BEGINS_CUE] > LIKELY) | orphan).tolist():
            stop = first + 1
            while stop < len(best) and inside[stop]:
                stop += 1
            out.append((first, stop))
        return out

    def run(self, start: int, stop: int) -> Run:
        """The words that `text[start:stop]` touches."""
        first = int(np.searchsorted(self.window.stops, start, "right"))
        return first, max(first, int(np.searchsorted(self.window.starts, stop, "left")))

    def span(self, run: Run) -> tuple[int, int]:
        """The characters from the first to the last word of a run."""
        return int(self.window.starts[run[0]]), int(self.window.stops[run[1] - 1])

    def rows(self, cues: Sequence[Run]) -> list[Row]:
        """For each cue how the words of its paragraph belong to it."""
        if not cues:
            return []
        first = np.array([a for a, _ in cues])
        last = np.array([b - 1 for _, b in cues])
        found = encoder.run("arguments", vectors=self.vectors, first=first, last=last)
        blocks = self.window.blocks
        begins = np.searchsorted(blocks, blocks[first], "left").tolist()
        stops = np.searchsorted(blocks, blocks[first], "right").tolist()
        return [
            Row(run, a, found[n, a:b], self.flat[a:b, _BEGINS_CUE : _INSIDE_CUE + 1])
            for n, (run, a, b) in enumerate(zip(cues, begins, stops, strict=True))
        ]


@dataclass
class Row:
    """How the words of a paragraph belong to one cue.

    `base` is the paragraph's first word in the window; `labels` [words, 5] the probabilities of nothing, begin and
    inside of the source, begin and inside of the content; `cues` [words, 2] those of beginning and being inside a
    cue, whatever cue.
    """

    cue: Run
    base: int
    labels: Floats
    cues: Floats

    @cached_property
    def source(self) -> Floats:
        return np.asarray(self.labels[:, 1] + self.labels[:, 2], np.float32)

    @cached_property
    def content(self) -> Floats:
        return np.asarray(self.labels[:, 3] + self.labels[:, 4], np.float32)

    def sources(self) -> list[Run | None]:
        """Runs that may be the source, the likeliest first; None where there may be none."""
        best = self.labels.argmax(-1)
        out: list[Run | None] = [self._heaviest(_runs(best, _SOURCE))]
        for level in LEVELS:
            run = self._heaviest(_runs(np.where(self.source > level, _SOURCE + 1, 0), _SOURCE))
            if run is not None and run not in out:
                out.append(run)
        return out

    def contents(self) -> list[tuple[Run, ...]]:
        """What the content may be, the likeliest first; none where no word is likely to belong to it."""
        best = self.labels.argmax(-1)
        begins = self.labels[:, _CONTENT] > 0.5
        out: list[tuple[Run, ...]] = []
        for labels in (
            best,
            *(np.where(self.content > level, np.where(begins, _CONTENT, _CONTENT + 1), 0) for level in LEVELS),
        ):
            runs = tuple((a + self.base, b + self.base) for a, b in _runs(labels, _CONTENT))
            if runs and runs not in out:
                out.append(runs)
        return out

    def _heaviest(self, runs: list[Run]) -> Run | None:
        if not runs:
            return None
        a, b = max(runs, key=lambda x: float(self.source[x[0] : x[1]].sum()))
        return a + self.base, b + self.base


def _runs(labels: NDArray[np.int64], begin: int) -> list[Run]:
    """Runs of words with the label `begin` or the one after it; `begin` starts a new run."""
    out: list[Run] = []
    for at in np.flatnonzero((labels == begin) | (labels == begin + 1)).tolist():
        if out and out[-1][1] == at and labels[at] != begin:
            out[-1] = (out[-1][0], at + 1)
        else:
            out.append((at, at + 1))
    return out
