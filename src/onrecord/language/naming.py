"""What a name and a description tell of their bearer: first name and surname, the senses of a role, an office."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.language.lexicon import country_of, role_of, roles
from onrecord.text import fold

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def name_words(name: str) -> list[str]:
    """The words of a name, folded, without "the" before them."""
    words = fold(name).split()
    return words[1:] if len(words) > 1 and words[0] == "the" else words


def first_last(name: str) -> tuple[str, str, bool]:
    """First name, surname, and whether "Jr." or its like follows."""
    words = name_words(name)
    plain = [w for w in words if w not in SUFFIXES] or words
    return plain[0], plain[-1], len(plain) < len(words)


def sound(word: str) -> str:
    """What transliterations of one name share: Zelensky, Zelenskyy, Zelenskiy."""
    for variant, plain in (
        ("kh", "h"),
        ("gh", "g"),
        ("ph", "f"),
        ("w", "v"),
        ("x", "ks"),
        ("ts", "c"),
        ("yu", "u"),
        ("iu", "u"),
    ):
        word = word.replace(variant, plain)
    word = re.sub("ya|ia|ja", "a", word)
    return re.sub(r"(.)\1+", r"\1", re.sub("[yij]+", "i", word))


_VOWELS = str.maketrans("", "", "aeiouyj")


def skeleton(first: str) -> tuple[str, str]:
    """What spellings of one first name share: its first letter and its consonants."""
    return first[0], first.translate(_VOWELS)


def senses(descriptions: Iterable[str]) -> frozenset[str]:
    """What the role words of the descriptions say of their bearer."""
    out: set[str] = set()
    for description in descriptions:
        if "first lady" in description.lower():
            out.add("kin")
        for word in description.split():
            role = role_of(word.strip(",."))
            if role:
                out |= roles()[role].senses
    return frozenset(out - {"person"})


@dataclass(frozen=True, slots=True)
class Office:
    """An office as a description words it: its countries in their order, its other words folded.

    Every word counts: a deputy, former or acting minister does not hold the office of the minister.
    """

    countries: tuple[str, ...]
    words: frozenset[str]

    @property
    def one_holder(self) -> bool:
        """Whether a country has one holder at a time: its president, but no senator, deputy or former president."""
        return (
            bool(self.countries)
            and bool(self.words & _SEATS or (self.words & _PORTFOLIOS and len(self.words) > 1))
            and not self.words & _NO_SEAT
        )


_SEATS = frozenset({"president", "chancellor", "king", "queen", "emir", "sultan", "emperor", "empress", "monarch"})
_PORTFOLIOS = frozenset({"minister", "secretary"})
_NO_SEAT = frozenset({"former", "ex", "late", "then", "deputy", "assistant", "under", "junior", "spokesman", "aide"})
_ASIDE = re.compile(r"\(.*?\)|[,;(].*|\bsince\b.*")
_OWNER = re.compile(r"[’']s?$")
_LINKING = frozenset({"the", "a", "an", "of", "for", "affairs"})
_FOREIGN_MINISTER = frozenset({"foreign", "minister"})


def office(description: str) -> Office | None:
    """The office that a description of one person names, or None; what follows a comma or "since" is left out.

    "Moscow's top diplomat" and "foreign minister of Russia" name one office; so do "U.S. Secretary of State" and
    "American foreign minister".
    """
    words = _ASIDE.sub(" ", description).split()
    countries: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        for n in (3, 2, 1) if words[at][0].isupper() else ():
            form = _OWNER.sub("", " ".join(words[at : at + n]))
            if country := country_of(form) or country_of(form.rstrip(".")):
                countries.append(country)
                break
        else:
            n = 1
            rest.append(_OWNER.sub("", words[at]))
        at += n
    held = [role for w in rest if (role := role_of(w.strip(".")))]
    if not held or any(w.endswith("s") and role_of(w[:-1]) for w in rest):
        return None
    said = {w for x in rest for w in fold(x).split()} - _LINKING
    if said & {"premier", "pm"}:
        said = said - {"premier", "pm"} | {"prime", "minister"}
    if "diplomat" in said and said & {"top", "chief"}:
        said = said - {"diplomat", "top", "chief"} | _FOREIGN_MINISTER
    if {"secretary", "state"} <= said and countries[:1] == ["United States"]:
        said = said - {"secretary", "state"} | _FOREIGN_MINISTER
    if {"secretary", "foreign"} <= said and countries[:1] == ["United Kingdom"]:
        said = said - {"secretary"} | _FOREIGN_MINISTER
    return Office(tuple(countries), frozenset(said))
