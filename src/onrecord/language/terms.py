"""What an article is about, as weighted terms: stems of words, names of several words, numbers.

A pile of five articles says nothing about which words are rare in the language, and a pile about one
affair says it wrongly; so the weight of a term comes from the pile and from a table of English words
together (`data/english.txt`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise, repeat

from onrecord.text import WORD

# how many texts the table of English words stands for when it is added to the pile's own counts
BACKGROUND_TEXTS = 1435
# a word that the table does not hold stands in fewer texts than this share
_RARE = 0.0005
# longer runs of letters are no words; the stemmer would only lose time on them
_LONGEST = 40

_STEMMERS = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese",
             "nl": "dutch", "ru": "russian", "sv": "swedish", "da": "danish", "no": "norwegian", "fi": "finnish",
             "ro": "romanian", "hu": "hungarian", "tr": "turkish", "el": "greek", "ar": "arabic"}  # fmt: skip


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    import Stemmer

    name = _STEMMERS.get(language)
    if name is None:
        return str
    made: Callable[[str], str] = Stemmer.Stemmer(name, 0).stemWord  # without a cache, for `stem` has one
    return made


@lru_cache(maxsize=1 << 18)
def stem(word: str, language: str = "en") -> str:
    """The stem of a word of the article's language; case folded, a genitive's ending left out."""
    folded = word.casefold().replace("’", "'").removesuffix("'s").removesuffix("'")
    return folded if len(folded) > _LONGEST else _stemmer(language)(folded)


@cache
def background() -> Mapping[str, float]:
    """The share of English news texts in which each common stem stands."""
    table: dict[str, float] = {}
    for line in (files("onrecord") / "data" / "english.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            count, *stems = line.split()
            table.update(dict.fromkeys(stems, int(count) / 10_000))
    return table


_NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][\w’'\-]*(?: (?:of |de |al |bin |van |von |the )?[^\W\d_a-zß-öø-ÿ][\w’'\-]*)+")


@lru_cache(maxsize=1 << 18)
def term(word: str, language: str = "en") -> str:
    """What a word of a text counts as: its stem, or "#1972" for what begins with a digit."""
    return "#" + word[:_LONGEST] if word[0].isdigit() else stem(word, language)


def counted(text: str, language: str = "en") -> Counter[str]:
    """How often each term stands in `text`: words as `term` has them, two names in a row as "@donald trump"."""
    terms = Counter(map(term, WORD.findall(text), repeat(language)))
    for m in _NAME.finditer(text):
        parts = m.group().casefold().replace("’s", "").replace("'s", "").split()
        for left, right in pairwise(parts):
            terms[f"@{left} {right}"[: 2 * _LONGEST]] += 1
    return terms


@lru_cache(maxsize=1 << 18)
def expected(term: str, language: str = "en") -> float:
    """The share of texts in which a term is to be expected before the pile is seen, above 0.

    The table is English. In other languages the shortest words are taken for the common ones.
    """
    if term[0] == "#":
        # small numbers and years of this age stand everywhere
        digits = len(term) - 1
        return 0.3 if digits <= 2 else 0.1 if digits == 3 or (digits == 4 and term[1:3] in ("19", "20")) else 0.01
    if language != "en" and term[0] != "@":
        return 0.5 if len(term) <= 3 else 0.1 if len(term) == 4 else 0.005
    return background().get(term, _RARE)


@lru_cache(maxsize=1 << 18)
def rarity(term: str, language: str = "en") -> float:
    """How much it tells that a text holds the term: from 0 (every text does) to 7, the pile left aside."""
    return max(0.0, -math.log(expected(term, language) + _RARE))
