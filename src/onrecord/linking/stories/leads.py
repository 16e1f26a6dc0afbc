"""Which articles a new one might resemble: those that its weightiest terms lead to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onrecord.linking.stories.terms import Vector

# how many of its weightiest terms lead an article to others, and to how many of the latest that each leads
TERMS, LATEST = 40, 20
# how many of those to which most leads lead are looked at, and what the leads must weigh together
MOST, LEAST = 32, 0.02


class Leads:
    """The latest articles of each term; articles are numbered as they come. The cost of an article does not grow."""

    def __init__(self) -> None:
        # a row a term, in which the next article takes the place of the oldest; the first row stays empty
        self._row: dict[int, int] = {}
        self._articles = np.full((1 << 10, LATEST), -1, np.int32)
        self._weights = np.zeros((1 << 10, LATEST), np.float32)
        self._next = np.zeros(1 << 10, np.int32)
        self._shared = np.zeros(1 << 10)
        self._number = 0

    def follow(self, vector: Vector) -> list[int]:
        """The articles that share weighty terms with the next one, which counts among the articles from now on."""
        terms, weights = vector.heaviest(TERMS)
        rows = np.array([self._row.setdefault(t, len(self._row) + 1) for t in terms.tolist()], np.int64)
        while len(self._row) >= len(self._next):
            self._articles = np.concatenate([self._articles, np.full_like(self._articles, -1)])
            self._weights = np.concatenate([self._weights, np.zeros_like(self._weights)])
            self._next = np.concatenate([self._next, np.zeros_like(self._next)])
        found = self._most(self._articles[rows], self._weights[rows] * weights[:, None])
        self._articles[rows, self._next[rows]] = self._number
        self._weights[rows, self._next[rows]] = weights
        self._next[rows] = (self._next[rows] + 1) % LATEST
        self._number += 1
        if self._number == len(self._shared):
            self._shared = np.zeros(2 * self._number)
        return found

    def _most(self, articles: NDArray[np.int32], products: NDArray[np.float32]) -> list[int]:
        held = articles >= 0
        np.add.at(self._shared, articles[held], products[held])
        others = np.unique(articles[held])
        shared = self._shared[others]
        self._shared[others] = 0
        others, shared = others[shared >= LEAST], shared[shared >= LEAST]
        best: list[int] = others[np.argsort(-shared, kind="stable")[:MOST]].tolist()
        return best
