"""Boosted trees as a table of numbers: each asks a few questions, the same ones on every path, and adds a value.

A tree of such a table is a list of questions ("is this feature above this bound?") and one value for every way in
which they may be answered (Kohavi's oblivious trees). Trained by training/boosting.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
# so many rows are scored at once, which bounds the memory
CHUNK = 4096


@dataclass(frozen=True)
class Trees:
    """Trees of one depth: by tree and question the feature's place in `names` and the bound, by tree the values."""

    names: tuple[str, ...]
    asked: np.ndarray[tuple[int, ...], np.dtype[np.intp]]
    bounds: Floats
    values: Floats

    def score(self, found: Mapping[str, Floats]) -> Floats:
        """The sum of the trees' values for every row; `found` holds a column a feature."""
        columns = np.stack([found[name] for name in self.names])
        parts = [self._score(columns[:, at : at + CHUNK]) for at in range(0, columns.shape[1], CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _score(self, columns: Floats) -> Floats:
        way = np.zeros((len(self.asked), columns.shape[1]), dtype=np.intp)
        for asked, bounds in zip(self.asked.T, self.bounds.T, strict=True):
            way = way * 2 + (columns[asked] > bounds[:, None])
        total: Floats = np.take_along_axis(self.values, way, axis=1).sum(axis=0)
        return total


def read(table: str) -> dict[str, Trees]:
    """The forests of a table by name: a line "[name]", then a line a tree, "feature>bound …<TAB>value …"."""
    forests: dict[str, list[tuple[list[str], list[float], list[float]]]] = {}
    for line in table.splitlines():
        if line.startswith("["):
            rows = forests.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            questions, _, values = line.partition("\t")
            pairs = [question.rpartition(">") for question in questions.split("; ")]
            rows.append(([p[0] for p in pairs], [float(p[2]) for p in pairs], [float(v) for v in values.split()]))
    return {name: _trees(rows) for name, rows in forests.items()}


def _trees(rows: list[tuple[list[str], list[float], list[float]]]) -> Trees:
    names = tuple(sorted({name for asked, _, _ in rows for name in asked}))
    place = {name: i for i, name in enumerate(names)}
    return Trees(
        names,
        np.array([[place[name] for name in asked] for asked, _, _ in rows], dtype=np.intp),
        np.array([bounds for _, bounds, _ in rows]),
        np.array([values for _, _, values in rows]),
    )
