"""How much of what one report says another says too: the evidence that two report the same act of saying.

`likeness` compares stems weighted by how rare they are in news and gives a synonym part of the credit. `evidence`
adds what single sentences, runs of equal words and words quoted on both sides show.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from onrecord.comparing.alignment import blocks
from onrecord.comparing.saying import Said, synonyms


class Likeness(NamedTuple):
    """How two reports resemble each other.

    `shared` is the weight of what both say in bits, `left` and `right` its share of each side's weight, `exact` how
    many stems that are no names stand in both.
    """

    shared: float
    left: float
    right: float
    exact: int

    @property
    def inner(self) -> float:
        """How much of the smaller report stands in the other."""
        return max(self.left, self.right)

    @property
    def outer(self) -> float:
        """Dice's coefficient of the weights."""
        both = self.left + self.right
        return 2 * self.left * self.right / both if both else 0.0


def likeness(left: Said, right: Said) -> Likeness:
    """Hold two reports against each other."""
    a, b = left.stems, right.stems
    same = [s for s in a if s in b]
    got_a, got_b = sum([a[s] for s in same]), sum([b[s] for s in same])
    if len(same) < len(a) and len(same) < len(b):
        synonymous = _synonymous(left, right)
        got_a, got_b = got_a + synonymous, got_b + synonymous
    return Likeness(
        min(got_a, got_b),
        got_a / left.weight if left.weight else 0.0,
        got_b / right.weight if right.weight else 0.0,
        len([s for s in same if s not in left.names and s not in right.names]),
    )


def _synonymous(left: Said, right: Said) -> float:
    """The weight, in part, of stems of one side alone that stand on the other in like words, each taken once."""
    a, b = left.stems, right.stems
    near: dict[str, set[str]] = {}
    for key in left.by_meaning.keys() & right.by_meaning.keys():
        yours = [t for t in right.by_meaning[key] if t not in a]
        for s in left.by_meaning[key] if yours else ():
            if s not in b:
                near.setdefault(s, set()).update(t for t in yours if close(s, t))
    total = 0.0
    used: set[str] = set()
    for s in sorted(near, key=lambda s: (-a[s], s)):
        if free := near[s] - used:
            t = max(free, key=lambda t: (b[t], t))
            used.add(t)
            total += _SYNONYM * min(a[s], b[t])
    return total


# what a synonym counts against the word itself
_SYNONYM = 0.6


@lru_cache(maxsize=200_000)
def close(a: str, b: str) -> bool:
    """Synonyms, or two forms of one root ('deteriorat', 'deterior')."""
    if synonyms().get(a, frozenset()) & synonyms().get(b, frozenset()):
        return True
    n = min(len(a), len(b))
    return n >= 5 and a[:5] == b[:5] and a[: max(5, n - 2)] == b[: max(5, n - 2)]


class Evidence(NamedTuple):
    """What speaks for two reports being of one act of saying.

    `like` holds whole reports against each other, `near` their likest sentences, whose numbers are `places`; `run` is
    the longest run of equal words and `run_bits` its weight; `quoted_bits` is the weight of the words that both have
    in quotation marks; `opposed` says that one denies and the other does not.
    """

    like: Likeness
    near: Likeness
    places: tuple[int, int]
    run: int
    run_bits: float
    quoted_bits: float
    opposed: bool
    scrap: float = 0.0

    @property
    def certain(self) -> bool:
        """Whether the equal words alone settle it."""
        return (self.run >= 5 and self.run_bits >= 18 and self.like.inner >= 0.4) or (
            self.quoted_bits >= 12 and self.like.inner >= 0.3
        )


def evidence(left: Said, right: Said) -> Evidence:
    """What speaks for two reports being of one act of saying."""
    like = likeness(left, right)
    mine, yours = left.sentences, right.sentences
    if len(mine) == len(yours) == 1:
        return Evidence(like, like, (0, 0), *_runs(left, right), left.negative != right.negative, scrap(left, right))
    near, places = max(
        ((likeness(p, q), (p.words[0].sentence, q.words[0].sentence)) for p in mine for q in yours),
        key=lambda k: (k[0].exact > 1, k[0].shared * k[0].outer),
    )
    return Evidence(like, near, places, *_runs(left, right), left.negative != right.negative, scrap(left, right))


def scrap(left: Said, right: Said) -> float:
    """The weight of the heaviest quotation of a few words on one side that stands quoted on the other."""
    return max(_scrap(left, right), _scrap(right, left)) if left.quoted and right.quoted else 0.0


def _scrap(short: Said, long: Said) -> float:
    stems: list[str | None] = []
    best = 0.0
    for wanted, bits in short.scraps:
        n = len(wanted)
        if bits <= best or not long.stems.keys() >= short.stems.keys() & set(wanted):
            continue
        stems = stems or [w.stem if w.quoted else None for w in long.words]
        if any(stems[k : k + n] == wanted for k in range(len(stems) - n + 1)):
            best = bits
    return best


def _runs(left: Said, right: Said) -> tuple[int, float, float]:
    """The longest run of words that both hold: its length, its bits; and the bits of words quoted in both."""
    best = (0, 0.0)
    quoted = 0.0
    for i, j, n in blocks(left.texts, right.texts):
        if n >= best[0]:
            best = max(best, (n, sum([w.weight for w in left.words[i : i + n]])))
        if n >= 2:
            pairs = zip(left.words[i : i + n], right.words[j : j + n], strict=True)
            quoted += sum([v.weight for v, w in pairs if v.quoted and w.quoted])
    return best[0], best[1], quoted
