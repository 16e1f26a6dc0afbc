"""Where the words of a draft stand in a text of the record: the best local alignment of two rows of words.

Smith and Waterman's algorithm, a row of the table at a time. Words that the record has in addition cost less than words
that the draft has: an outlet breaks a quotation off for "she said", and drafts leave words out more often than they put
some in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.saying import Word

# what an equal word counts, and another form of it; what another word in its place costs, and one on one side alone
_SAME, _FORM, _OTHER, _ADDED, _PASSED = 1.0, 0.5, -0.6, -0.5, -0.3
_PREFERRED = 0.001

Numbers = NDArray[np.int64]


class Pair(NamedTuple):
    """A word of the draft and the one of the record that stands for it, by their indexes; `same`: the same word."""

    left: int
    right: int
    same: bool


class Coded(NamedTuple):
    """Words as numbers: equal words, and equal stems, have equal ones."""

    texts: Numbers
    stems: Numbers


class Codes:
    """The numbers that words get, in the order in which they come."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def coded(self, words: Sequence[Word]) -> Coded:
        """The numbers of words; a stem without content has one that no other stem has."""
        number = self._numbers
        texts = [number.setdefault(w.text, len(number)) for w in words]
        stems = [number.setdefault(f"stem {w.stem}", len(number)) if w.weight or w.stem[0].isdigit() else -1
                 for w in words]  # fmt: skip
        return Coded(np.array(texts, dtype=np.int64), np.array(stems, dtype=np.int64))


def aligned(left: Coded, right: Coded, preferred: NDArray[np.bool_]) -> list[Pair]:
    """The words of the left that stand in the one stretch of the right that is likest to it; empty when none does.

    Words in between that stand for each other and are not the same are among the pairs. Of stretches that are as like,
    the one with more `preferred` words of the right is taken, then the first.
    """
    n, m = len(left.texts), len(right.texts)
    if not n or not m:
        return []
    table = np.zeros((n + 1, m + 1))
    passed = np.arange(m + 1) * -_PASSED
    gains = np.empty((n, m))
    for i in range(n):
        gain = np.full(m, _OTHER)
        if left.stems[i] >= 0:
            gain[right.stems == left.stems[i]] = _FORM
        gain[right.texts == left.texts[i]] = _SAME
        gain += _PREFERRED * preferred
        gains[i] = gain
        row = np.maximum(table[i, :-1] + gain, table[i, 1:] + _ADDED)
        row = np.maximum(np.concatenate(([0.0], row)), 0.0)
        # passing over words of the right costs the same for each: the best start of a gap is a running maximum
        # rounded, so that what is as like counts as much wherever it stands
        table[i + 1] = np.round(np.maximum(np.maximum.accumulate(row + passed) - passed, 0.0), 6)
    return _traced(left, right, table, gains)


def _traced(left: Coded, right: Coded, table: NDArray[np.float64], gains: NDArray[np.float64]) -> list[Pair]:
    i, j = divmod(int(table.argmax()), table.shape[1])
    out: list[Pair] = []
    while i and j and table[i, j] > 0:
        here = table[i, j]
        if abs(table[i - 1, j - 1] + gains[i - 1, j - 1] - here) < 1e-5:
            i, j = i - 1, j - 1
            out.append(Pair(i, j, bool(left.texts[i] == right.texts[j])))
        elif abs(table[i, j - 1] + _PASSED - here) < 1e-5:
            j -= 1
        else:
            i -= 1
    return out[::-1]
