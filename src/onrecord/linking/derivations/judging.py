"""What a pair of articles means: a copy, an abridgement, a rewrite, a credited report, a shared passage, nothing.

The thresholds and what they were fitted on: docs/decisions/lineage.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onrecord.linking.derivations.pairs import OWN, Pair
from onrecord.model import How

# both articles' words stand in the other to this share: a copy; those of the shorter one: an abridgement
COPY, ABRIDGEMENT = 0.75, 0.7
# … but not where one lacks so much more of the other than the other of it: it was shortened
SHORTENED = 0.125
# where both credit one source, the shorter one comes from the other only when so much of it stands there
CONTAINED = 0.9
# `Pair.score` from which an article is a rewrite of the other. Who rewords one report names hardly anybody new:
# REWRITE is asked where one tells ALL_NAMES of the names of the other's narrator, UNLIKELY where only FEW_NAMES, in
# between what lies between; less is asked of an article that credits the other's outlet
REWRITE, UNLIKELY, CREDITED = 1.65, 2.0, 1.45
ALL_NAMES, FEW_NAMES = 0.92, 0.82
# … and so much more where each quotes OWN words or more of which the other has nothing: both were there, unless they
# print the same words
BOTH = 0.8
# whose names the other tells so far need no third source that both credit
OF_NAMES = 0.85
# both credit one source and tell this much of the same: both come from there
THIRD = 1.6
# … or print so much of it word for word
PRINTED = 0.3
# short reports of one event have little but what the police gave out, so more is asked of articles of fewer words than
# LONG: up to SHORTER more at SHORT words; half of it where REUSED of one stands in the other word for word, or where
# one alone quotes SEVERAL words of which the other has nothing: who was not there has no quotations of his own
LONG, SHORT, SHORTER = 240, 140, 0.75
REUSED, SEVERAL = 0.25, 10
# sentences are aligned only where the words say this much: nothing else reaches a threshold
WORTH = 1.1
# an article that credits the other is a report on it, not a rewrite of it, when it tells less of it than this
REPORTED = 0.25
# `Pair.score` ends here, or near; a derivation's score is the share of it
FULL = 3.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a pair means. With a `third`, both come from that source, which is not held, by `how`."""

    how: How
    score: float
    third: str | None = None


def judged(pair: Pair) -> Verdict | None:
    """What the pair means, or None when neither has anything of the other."""
    if not pair.comparable:
        same = pair.left.size > 0 and np.array_equal(pair.left.prose.words, pair.right.prose.words)
        return Verdict("copy", 1.0) if same else None
    low, high = sorted(pair.copied)
    if high >= ABRIDGEMENT:
        if low >= COPY and high - low < SHORTENED:
            return Verdict("copy", low)
        return Verdict("abridgement", high, pair.third if high < CONTAINED else None)
    if pair.shared and low >= PRINTED and pair.third:
        return Verdict("abridgement", high, pair.third)
    return _retold(pair.apart) or _passage(pair)


def _retold(pair: Pair) -> Verdict | None:
    if not pair.comparable or pair.told.score < WORTH:
        return None
    short, score = _shortness(pair), pair.score
    value = min(1.0, score / FULL)
    if pair.third and max(pair.told.left_names, pair.told.right_names) < OF_NAMES:
        return Verdict("rewrite", value, pair.third) if score >= THIRD + short else None
    names = pair.names(pair.left, pair.right), pair.names(pair.right, pair.left)
    if bool(names[0]) != bool(names[1]) and score >= CREDITED + (short + _both(pair)) / 2:
        origin = pair.alignment.right if names[0] else pair.alignment.left
        if origin < REPORTED or score < _asked(pair) + short:
            return Verdict("credit", value)
    return Verdict("rewrite", value) if score >= _asked(pair) + short else None


def _asked(pair: Pair) -> float:
    names = max(pair.told.left_names, pair.told.right_names)
    fewer = min(1.0, max(0.0, (ALL_NAMES - names) / (ALL_NAMES - FEW_NAMES)))
    return REWRITE + (UNLIKELY - REWRITE) * fewer + _both(pair)


def _both(pair: Pair) -> float:
    """How much more is asked because each quotes what the other has not."""
    return BOTH if min(pair.own_quotes) >= OWN and min(pair.copied) < PRINTED else 0.0


def _shortness(pair: Pair) -> float:
    """How much more is asked because the shorter of the two is short."""
    words = min(pair.left.size, pair.right.size)
    alone = min(pair.own_quotes) == 0 and max(pair.own_quotes) >= SEVERAL
    part = 0.5 if alone or max(pair.copied) >= REUSED else 1.0
    return part * SHORTER * min(1.0, max(0.0, (LONG - words) / (LONG - SHORT)))


def _passage(pair: Pair) -> Verdict | None:
    words = sum(map(pair.narrated, pair.shared))
    return Verdict("shared passage", min(1.0, words / 100)) if words else None
