"""Tokens of a text, and the letter of each for what it may mean in a date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class Token(NamedTuple):
    """A word, a number or a mark as it stands in the text."""

    word: str
    start: int
    stop: int


class Tokens:
    """The tokens of a text; a token is made when it is asked for, as few are."""

    def __init__(self, text: str) -> None:
        self.spans = [m.span() for m in _TOKEN.finditer(text)]
        self.words = [text[a:b] for a, b in self.spans]

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, i: int) -> Token:
        return Token(self.words[i], *self.spans[i])

    def low(self, i: int) -> str:
        """Token `i` in small letters; nothing where there is no such token."""
        return self.words[i].lower() if 0 <= i < len(self.words) else ""


class _Table(NamedTuple):
    letters: dict[str, str]
    capital: frozenset[str]  # the letters that need one
    lists: dict[str, frozenset[str]]
    feasts: dict[str, tuple[int, int]]  # month and day


@cache
def table() -> _Table:
    """The words of dates: `words.txt`, read once."""
    letters: dict[str, str] = {"\n\n": "|"}
    capital: set[str] = set()
    lists: dict[str, set[str]] = {}
    feasts: dict[str, tuple[int, int]] = {}
    for line in (files("onrecord.language.dates") / "words.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        key, _, words = line.partition("\t")
        if key.startswith("feast="):
            feasts[words] = (int(key[6:8]), int(key[9:]))
            continue
        if len(key) > 2:
            lists.setdefault(key, set()).update(words.split())
            continue
        letters.update(dict.fromkeys(words.split(), key[0]))
        if key.endswith("^"):
            capital.add(key[0])
    return _Table(letters, frozenset(capital), {key: frozenset(words) for key, words in lists.items()}, feasts)


# marks without width, such as the zero-width space, are passed over like white space
_TOKEN = re.compile(
    r"\n\n|\d{4}([/.-])\d\d\1\d\d(?:T\d\d:\d\d(?::\d\d)?Z?)?\b|\d{1,2}([./])\d{1,2}\2\d{4}\b|(?:\d\d|['’])?\d0s\b"
    r"|\d+(?:st|nd|rd|th)\b|\d+[^\W\d_]+|\d+(?:[.,:]\d+)*|['’]s\b|[Qq][1-4]\b|[^\W\d_]+"
    r"|[^\w\s\u200b-\u200f\u2060\ufeff]"
)
_NUMERIC = re.compile(r"\d{4}([/.-])\d\d\1\d\d(?:T.*)?|\d{1,2}([./])\d{1,2}\2\d{4}", re.IGNORECASE)


def letters(tokens: Tokens, *, small: bool) -> str:
    """One letter a token. `small` is a text without capitals, where "march" may be the month all the same."""
    row = "".join(map(_letter, tokens.words))
    return _of_small(tokens.words, row) if small else row


# where one of these stands before it, or a number beside it, a word without its capital is the month
_BEFORE_MONTH = frozenset(["in", "since", "until", "early", "late", "mid"])


def _of_small(words: Sequence[str], row: str) -> str:
    known = table()
    out = list(row)
    for i, word in enumerate(words):
        letter = known.letters.get(word)
        if letter is None or letter not in known.capital:
            continue
        numbered = row[i + 1 : i + 2] in ("d", "o", "y") or (row[i + 1 : i + 2] == "p" and row[i + 2 : i + 3] == "d")
        after = i and (words[i - 1] in _BEFORE_MONTH or row[i - 1] == "o" or row[i - 2 : i] in ("of", "Eh"))
        if numbered or after or letter == "Y":
            out[i] = letter
    return "".join(out)


@lru_cache(maxsize=1 << 15)
def _letter(word: str) -> str:
    """What a token may mean in a date."""
    low = word.lower()
    known = table()
    letter = known.letters.get(low)
    if letter is not None:
        return letter if letter not in known.capital or word[0].isupper() else "_"
    if word[0] in "'’" and low.endswith("0s"):
        return "G"
    if not (word[0].isdigit() and word.isascii()):
        return "^" if word[0].isupper() else "_"
    if word.isdigit():
        if len(word) <= 2:
            return "d" if 1 <= int(word) <= 31 else "#"
        return "y" if len(word) == 4 and 1000 <= int(word) <= 2099 else "#"
    if low.endswith("0s") and low[:-1].isdigit():
        # two digits alone are an age or a temperature as often as a decade
        return "G" if len(low) == 5 else "#"
    if low[-2:] in ("st", "nd", "rd", "th") and low[:-2].isdigit():
        return "o" if len(low) <= 4 and 1 <= int(low[:-2]) <= 31 else "#"
    return "D" if _NUMERIC.fullmatch(low) else "#"
