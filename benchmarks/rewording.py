"""Articles told in other words of the same lengths, so that a real one can be used again as another.

Names and seldom words get other letters. A common word gives way to another of its length that about as many texts
have, so that a variant holds as many words that tell it apart as the article did. What stays is what readings and
linkers go by: function words, words of saying, roles, given names, countries, days, numbers. Of these no four stand in
a row where they can be parted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from onrecord.comparing.saying import word_class
from onrecord.language.lexicon import countries, role_of, word_list
from onrecord.language.naming import is_given
from onrecord.language.terms import background, stem

# common words that give way to one another: so many variants of an article differ in all of them
RING = 48
# so many words that stay may stand in a row
ROW = 3
# classes of words by which reports are compared, and those that are never names
_CLASSES = ("empty", "negative", "modality", "certainty", "quantity", "time", "limit", "hedge", "title", "condition")
_CUES = ("doubting", "reporting", "factive", "denying", "conceding", "relaying", "speaker")
_WORD = re.compile("[A-Za-z]+|[0-9]+")
_LETTERS = ("aeiou", "bcdfghjklmnpqrstvwxyz")
# shorter words are no names
_LEAST = 3


def reworded(alphabet: int, other: Callable[[], bool]) -> Callable[[str], str]:
    """A text in the words of a number; 0 are its own. Of names and seldom words, `other` says which differ again."""
    row = 0

    def word(found: re.Match[str]) -> str:
        nonlocal row
        old = found.group()
        if not _common(old):
            row = 0
            return old.translate(_turned(alphabet + 2 if old.islower() and other() else alphabet))
        if not alphabet:
            return old
        new = _instead(old, alphabet)
        row = row + 1 if new == old else 0
        if row > ROW and old.islower():
            row = 0
            return old.translate(_turned(alphabet))
        return new

    def words(text: str) -> str:
        nonlocal row
        row = 0
        return _WORD.sub(word, text)

    return words


@cache
def _common(word: str) -> bool:
    """Whether a word is a common one, a given name, a role, a country, or a number."""
    known = len(word) < _LEAST or word.isdigit() or stem(word) in background() or is_given(word.lower())
    return known or role_of(word) is not None or word in _lands()


@cache
def _lands() -> frozenset[str]:
    """The words of which the names of countries and their people are made."""
    tables = (countries().names, countries().capitals, countries().demonyms)
    return frozenset(word for table in tables for form in table for word in form.split())


@cache
def _needed() -> frozenset[str]:
    """Words, in lower case, by which articles are read and compared."""
    return word_list("no_name").union(*map(word_class, (*_CLASSES, *_CUES)))


@cache
def _rings() -> dict[str, tuple[list[str], int]]:
    """For each stem that may give way, those of its length that stand in about as many texts, and its place there."""
    stems = (s for s in background() if s.isascii() and s.isalpha() and len(s) >= _LEAST and not _stays(s))
    by_length: dict[int, list[str]] = {}
    for s in sorted(stems, key=lambda s: (-background()[s], s)):
        by_length.setdefault(len(s), []).append(s)
    out = {}
    for row in by_length.values():
        for n in range(len(row) // RING):
            ring = row[n * RING : (n + 1) * RING]
            out.update((s, (ring, place)) for place, s in enumerate(ring))
    return out


@cache
def _stays(word: str) -> bool:
    folded = word.lower()
    return (
        len(word) < _LEAST or folded in _needed() or is_given(folded) or role_of(folded) is not None or word in _lands()
    )


@lru_cache(maxsize=1 << 17)
def _instead(word: str, alphabet: int) -> str:
    """The common word that stands for another in a variant; one that has no like gets other letters."""
    if word.isdigit() or _stays(word):
        return word
    folded = word.lower()
    ring, place = _rings().get(stem(word), ([], 0))
    if not ring or len(ring[0]) > len(word):
        return word.translate(_turned(alphabet))
    new = ring[(place + alphabet) % len(ring)]
    new += folded[len(new) :]
    return "".join(n.upper() if o.isupper() else n for o, n in zip(word, new, strict=True))


@cache
def _turned(alphabet: int) -> dict[int, int]:
    """Vowels and consonants, each `alphabet` places on in their own row."""
    table = {}
    for row in _LETTERS:
        places = alphabet % len(row)
        for letters in (row, row.upper()):
            table.update(str.maketrans(letters, letters[places:] + letters[:places]))
    return table
