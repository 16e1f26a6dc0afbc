"""The log odds that two reports are of one act of saying: a logistic regression in two steps.

`data/statements.json` holds for each step the names of its features, their weights and the constant;
`training/statements` makes it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from onrecord.linking.statements.features import AROUND, PAIR

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Step:
    """A constant and a weight a feature."""

    constant: float
    weights: Floats

    def odds(self, rows: Floats) -> Floats:
        """The log odds of each row. Summed row by row, for a product of matrices rounds otherwise in another batch."""
        found: Floats = self.constant + (rows * self.weights).sum(axis=1)
        return found


@dataclass(frozen=True)
class Model:
    """`pair` judges two reports by themselves, `around` by what stands around them and, again, by themselves.

    From `sure` on two reports are joined, in log odds; a pair that never met has the odds `nothing`.
    """

    pair: Step
    around: Step
    sure: float
    nothing: float


@cache
def model() -> Model:
    """The model of this package."""
    return parse(json.loads((files("onrecord") / "data" / "statements.json").read_text("utf-8")))


def parse(table: dict[str, dict[str, float]]) -> Model:
    """A model from its table; raises KeyError when the table lacks a feature of this version."""
    steps = []
    for names, row in ((PAIR, table["pair"]), ((*AROUND, *PAIR), table["around"])):
        steps.append(Step(row["constant"], np.array([row[name] for name in names])))
    return Model(steps[0], steps[1], table["limits"]["sure"], table["limits"]["nothing"])
