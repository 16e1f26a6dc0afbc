"""How much of what one report says another says too: the evidence that two report the same act of saying.

`likeness` compares stems weighted by how rare they are in news and gives a synonym part of the credit. `evidence`
adds what single sentences, runs of equal words and words quoted on both sides show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from onrecord.comparing.alignment import blocks
from onrecord.comparing.saying import Said, data_lines, part


@cache
def _synonyms() -> dict[str, frozenset[int]]:
    """The sets of one meaning that a stem stands in."""
    sets: dict[str, set[int]] = {}
    for n, line in enumerate(data_lines("synonyms.txt")):
        for word in line.split():
            sets.setdefault(word, set()).add(n)
    return {word: frozenset(found) for word, found in sets.items()}


@dataclass(frozen=True, slots=True)
class Likeness:
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


def likeness(left: Said, right: Said, factor: Mapping[str, float] | None = None) -> Likeness:
    """Hold two reports against each other; `factor` turns down the stems of a story's theme."""
    factor = factor or {}
    a = {s: w * factor.get(s, 1.0) for s, w in left.stems.items()}
    b = {s: w * factor.get(s, 1.0) for s, w in right.stems.items()}
    got_a = got_b = 0.0
    same = [s for s in a if s in b]
    for s in same:
        got_a += a[s]
        got_b += b[s]
    rest = {s: w for s, w in b.items() if s not in a}
    index: dict[object, list[str]] = {}
    for s in rest:
        for key in keys(s):
            index.setdefault(key, []).append(s)
    used: set[str] = set()
    for s, w in sorted(a.items(), key=lambda item: (-item[1], item[0])):
        if s in b:
            continue
        near = sorted({t for key in keys(s) for t in index.get(key, ()) if t not in used and close(s, t)})
        if near:
            t = max(near, key=lambda t: (rest[t], t))
            used.add(t)
            got_a += _SYNONYM * min(w, rest[t])
            got_b += _SYNONYM * min(w, rest[t])
    total_a, total_b = sum(a.values()), sum(b.values())
    return Likeness(
        min(got_a, got_b),
        got_a / total_a if total_a else 0.0,
        got_b / total_b if total_b else 0.0,
        sum(s not in left.names and s not in right.names for s in same),
    )


# what a synonym counts against the word itself
_SYNONYM = 0.6


def keys(word: str) -> list[object]:
    """What `close` words have in common: one of these."""
    keys: list[object] = list(_synonyms().get(word, ()))
    if len(word) >= 5:
        keys.append(word[:5])
    return keys


@lru_cache(maxsize=200_000)
def close(a: str, b: str) -> bool:
    """Synonyms, or two forms of one root ('deteriorat', 'deterior')."""
    if _synonyms().get(a, frozenset()) & _synonyms().get(b, frozenset()):
        return True
    n = min(len(a), len(b))
    return n >= 5 and a[:5] == b[:5] and a[: max(5, n - 2)] == b[: max(5, n - 2)]


# a report of more sentences than this is compared as a whole only
_SENTENCES = 12


def sentences(said: Said) -> list[Said]:
    """The report's sentences as reports of their own, those of a single content word left out."""
    last = said.words[-1].sentence if said.words else 0
    if last == 0 or last > _SENTENCES:
        return [said]
    indexes: dict[int, list[int]] = {}
    for n, word in enumerate(said.words):
        indexes.setdefault(word.sentence, []).append(n)
    pieces = [part(said, found) for found in indexes.values()]
    return [piece for piece in pieces if len(piece.stems) > 1] or [said]


@dataclass(frozen=True, slots=True)
class Evidence:
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
    mine, yours = sentences(left), sentences(right)
    if len(mine) == len(yours) == 1:
        return Evidence(like, like, (0, 0), *_runs(left, right), left.negative != right.negative, scrap(left, right))
    near, places = max(
        ((likeness(p, q), (p.words[0].sentence, q.words[0].sentence)) for p in mine for q in yours),
        key=lambda k: (k[0].exact > 1, k[0].shared * k[0].outer),
    )
    return Evidence(like, near, places, *_runs(left, right), left.negative != right.negative, scrap(left, right))


# a quotation of up to so many words is a scrap: an outlet picked them for being telling
_SCRAP = 6


def scrap(left: Said, right: Said) -> float:
    """The weight of the heaviest quotation of a few words on one side that stands quoted on the other."""
    return max(_scrap(left, right), _scrap(right, left))


def _scrap(short: Said, long: Said) -> float:
    stems = [w.stem if w.quoted else None for w in long.words]
    best = 0.0
    for start, stop in short.quoted:
        words = [w for w in short.words if start <= w.span[0] < stop]
        n = len(words)
        bits = sum(w.weight for w in words)
        if not 0 < n <= _SCRAP or bits <= best:
            continue
        wanted = [w.stem for w in words]
        if any(stems[k : k + n] == wanted for k in range(len(stems) - n + 1)):
            best = bits
    return best


def _runs(left: Said, right: Said) -> tuple[int, float, float]:
    """The longest run of words that both hold: its length, its bits; and the bits of words quoted in both."""
    best = (0, 0.0)
    quoted = 0.0
    for i, j, n in blocks([w.text for w in left.words], [w.text for w in right.words]):
        best = max(best, (n, sum(w.weight for w in left.words[i : i + n])))
        if n >= 2:
            pairs = zip(left.words[i : i + n], right.words[j : j + n], strict=True)
            quoted += sum(v.weight for v, w in pairs if v.quoted and w.quoted)
    return best[0], best[1], quoted
