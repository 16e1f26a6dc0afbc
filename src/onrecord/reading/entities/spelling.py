"""Names that one article spells in two ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from functools import cache

from onrecord.language.lexicon import given_names
from onrecord.text import fold

# shorter names differ by a letter because they are two names
_LEAST = 6
# who is met more often under a spelling is so called
_MOST = 2


def slips(words: Iterable[str], names: Collection[str]) -> dict[str, str]:
    """Which words are one of the folded names with one letter wrong, left out or too many, and no other of them."""
    seen = Counter(fold(w) for w in words)
    index: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if len(name) >= _LEAST:
            for part in _without_one(name):
                index[part].add(name)
    out: dict[str, str] = {}
    for word, times in seen.items():
        if times > _MOST or len(word) < _LEAST or word in names:
            continue
        near = {n for part in _without_one(word) for n in index.get(part, ()) if _alike(word, n)}
        if len(near) == 1:
            out[word] = near.pop()
    return out


@cache
def _given() -> frozenset[str]:
    return frozenset(map(fold, given_names()))


def misnamed(keys: Iterable[str]) -> dict[str, str]:
    """Which folded names of two words are another of them with one letter of a longer word wrong ("Donand Trump")."""
    seen = Counter(k for k in keys if k.count(" ") == 1)
    index: dict[str, set[str]] = defaultdict(set)
    for key in seen:
        for side, fixed in ((0, 1), (1, 0)):
            words = key.split()
            if len(words[side]) >= _LEAST:
                for part in _without_one(words[side]):
                    index[f"{side} {words[fixed]} {part}"].add(key)
    out: dict[str, str] = {}
    known = _given()
    for group in index.values():
        if len(group) != 2:
            continue
        wrong, right = sorted(group, key=lambda k: (seen[k], known.issuperset(k.split()[:1]), k))
        [side] = [i for i in (0, 1) if wrong.split()[i] != right.split()[i]]
        slip, meant = wrong.split()[side], right.split()[side]
        rarer = seen[wrong] <= _MOST and (seen[wrong] < seen[right] or meant in known)
        if rarer and slip not in known and _alike(slip, meant):
            out[wrong] = right
    return out


def _without_one(word: str) -> set[str]:
    """The word, and all that is left of it without one letter; the first stands."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(1, min(len(word), 24))}


def _alike(left: str, right: str) -> bool:
    """Whether one letter is all that two words differ in; a plural is another word."""
    if left + "s" == right or right + "s" == left:
        return False
    if len(left) == len(right):
        return sum(a != b for a, b in zip(left, right, strict=True)) == 1
    short, long = sorted((left, right), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
