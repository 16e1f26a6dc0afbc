"""Gradient boosting of trees that ask the same questions on every path, for two classes, with numpy alone.

The trees that onrecord.intake.trees reads. One question a level for the whole tree makes them small, quick to score
many rows at once, and hard to overfit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Trees, questions in each, how much of a tree is believed, how much evidence a value needs (in mean rows), the share
# of features and of rows that a tree sees, and into how many steps a feature is cut.
TREES, DEPTH, RATE, NEEDED, COLUMNS, ROWS, STEPS = 100, 5, 0.15, 6.0, 0.25, 0.4, 40


@dataclass(frozen=True)
class Tree:
    """The features asked for, their bounds, and the value by the answers, the first question's counting most."""

    asked: list[int]
    bounds: list[float]
    values: np.ndarray

    def score(self, rows: np.ndarray) -> np.ndarray:
        way = np.zeros(len(rows), dtype=np.intp)
        for feature, bound in zip(self.asked, self.bounds, strict=True):
            way = way * 2 + (rows[:, feature] > bound)
        return self.values[way]


def steps(rows: np.ndarray) -> list[np.ndarray]:
    """The bounds at which each feature may be asked for, written with three digits."""
    out = []
    for column in rows.T:
        values = np.unique(column)
        if len(values) > STEPS:
            bounds = np.quantile(column, np.linspace(0, 1, STEPS + 1)[1:-1])
        else:
            bounds = (values[1:] + values[:-1]) / 2
        out.append(np.unique([float(f"{bound:.3g}") for bound in bounds]))
    return out


def fit(rows: np.ndarray, wanted: np.ndarray, worth: np.ndarray, seed: int = 0) -> list[Tree]:
    """Trees whose sum is the log odds that a row is wanted; an error in a row costs its worth."""
    rnd = np.random.default_rng(seed)
    bounds = steps(rows)
    cut = [np.searchsorted(b, column, side="left").astype(np.intp) for b, column in zip(bounds, rows.T, strict=True)]
    free = [j for j, b in enumerate(bounds) if len(b)]
    worth = worth / worth.mean()
    scores = np.zeros(len(rows))
    forest: list[Tree] = []
    for _ in range(TREES):
        likely = 1 / (1 + np.exp(-scores))
        slope, bend = worth * (wanted - likely), worth * likely * (1 - likely)
        seen = np.flatnonzero(rnd.random(len(rows)) < ROWS)
        features = rnd.choice(free, max(1, int(len(free) * COLUMNS)), replace=False)
        columns = {j: cut[j][seen] for j in features}
        way = np.zeros(len(seen), dtype=np.intp)
        asked: list[tuple[int, int]] = []
        for level in range(DEPTH):
            gains = {
                j: _gain(way, 1 << level, columns[j], len(bounds[j]) + 1, slope[seen], bend[seen]) for j in columns
            }
            feature = max(gains, key=lambda j: (gains[j].max(), -j))
            step = int(gains[feature].argmax())
            asked.append((feature, step))
            way = way * 2 + (columns[feature] > step)
        up, down = (np.bincount(way, of[seen], 1 << DEPTH) for of in (slope, bend))
        values = np.round(RATE * up / (down + NEEDED), 3)
        forest.append(Tree([j for j, _ in asked], [float(bounds[j][k]) for j, k in asked], values))
        scores += forest[-1].score(rows)
    return forest


def _gain(
    way: np.ndarray, ways: int, column: np.ndarray, count: int, slope: np.ndarray, bend: np.ndarray
) -> np.ndarray:
    """How much is won by asking whether the column is above each of its steps, whatever was asked before."""
    key = way * count + column
    up, down = (np.bincount(key, of, ways * count).reshape(ways, count).cumsum(1) for of in (slope, bend))
    all_up, all_down = up[:, -1:], down[:, -1:]
    below = up[:, :-1] ** 2 / (down[:, :-1] + NEEDED)
    above = (all_up - up[:, :-1]) ** 2 / (all_down - down[:, :-1] + NEEDED)
    gain: np.ndarray = (below + above).sum(0)
    return gain


def table(forest: list[Tree], names: list[str]) -> list[str]:
    """The lines of a forest in the form that onrecord.intake.trees reads."""
    return [
        "; ".join(f"{names[j]}>{bound:g}" for j, bound in zip(tree.asked, tree.bounds, strict=True))
        + "\t"
        + " ".join(f"{value:.3f}".rstrip("0").rstrip(".") or "0" for value in tree.values)
        for tree in forest
    ]
