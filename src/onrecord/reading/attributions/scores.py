"""How often a candidate is right: looked up by rule, cue and what follows the cue."""

from __future__ import annotations

from functools import cache
from importlib import resources

from onrecord.reading.attributions.rules import Candidate

# a count of its own outweighs that of its group once it has this many candidates
WEIGHT = 4.0
# what nothing is known about
UNKNOWN = 0.2

_Key = tuple[str, str, str, str]


@cache
def _table() -> dict[_Key, tuple[int, int]]:
    out: dict[_Key, tuple[int, int]] = {}
    table = resources.files(__package__).joinpath("precision.tsv").read_text("utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            rule, group, lemma, follows, candidates, right = line.split("\t")
            out[rule, group, lemma, follows] = (int(candidates), int(right))
    return out


@cache
def _score(rule: str, group: str, lemma: str, follows: str) -> float:
    table = _table()
    candidates, right = table.get((rule, group, "*", follows), (0, 0))
    expected = (right + WEIGHT * UNKNOWN) / (candidates + WEIGHT)
    candidates, right = table.get((rule, group, lemma, follows), (0, 0))
    return round((right + WEIGHT * expected) / (candidates + WEIGHT), 3)


def score(candidate: Candidate) -> float:
    """The share of such candidates that is right, between 0 and 1, from the counts in precision.tsv."""
    return _score(candidate.rule, candidate.group, candidate.lemma, candidate.follows)
