"""Sums of counted evidence: logistic regressions over a few named features, with their weights in weights.tsv."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from importlib import resources
from itertools import chain, repeat


@cache
def _weights() -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {}
    table = resources.files(__package__).joinpath("weights.tsv").read_text("utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            model, feature, weight = line.split("\t")
            out.setdefault(model, {})[feature] = float(weight)
    return out


def probability(model: str, features: Iterable[str]) -> float:
    """The probability that `model` ("attribution" or "end") gives to what has these features."""
    weights = _weights().get(model, {})
    # the exact sum is the same in whatever order, and on every version of Python
    total = math.fsum(map(weights.get, chain(("",), features), repeat(0.0)))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
