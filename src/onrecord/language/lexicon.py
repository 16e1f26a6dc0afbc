"""Facts about words that reading and linking share: countries, roles, honorifics, given names.

Countries and their capitals, roles ("minister", "spokeswoman") and given names are facts about the
language and the world that any news reader brings; there is no list of persons here. The tables lie
in `onrecord/data` and are read once, on first use.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Countries:
    """Tables from a form, exactly as written, to the country's name."""

    names: Mapping[str, str]
    capitals: Mapping[str, str]
    demonyms: Mapping[str, str]


def _rows(table: str) -> list[dict[str, str]]:
    text = resources.files("onrecord").joinpath("data", table).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _word_lists() -> Mapping[str, frozenset[str]]:
    lists: dict[str, list[str]] = {}
    current: list[str] = []
    for line in resources.files("onrecord").joinpath("data", "name_words.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            current = lists.setdefault(line[1 : line.index("]")], [])
        elif not line.startswith("#"):
            current.extend(line.split())
    return {name: frozenset(words) for name, words in lists.items()}


def word_list(name: str) -> frozenset[str]:
    """The words of one list of `data/name_words.txt`, where each list says what it is for."""
    return _word_lists()[name]


@cache
def countries() -> Countries:
    """Every country with its names, capitals and demonyms."""
    names: dict[str, str] = {}
    capitals: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    for row in _rows("countries.csv"):
        name = row["name"]
        for form in (name, *row["names"].split("|")):
            if form:
                names[form] = name
        for form in row["capitals"].split("|"):
            if form:
                capitals[form] = name
        for form in row["demonyms"].split("|"):
            if form:
                demonyms[form] = name
    return Countries(names, capitals, demonyms)


@lru_cache(maxsize=1 << 15)
def country_of(form: str) -> str | None:
    """The country that a name, a capital or a demonym stands for ("Moscow", "Russian", "U.S."), or None."""
    table = countries()
    return table.names.get(form) or table.capitals.get(form) or table.demonyms.get(form)


@dataclass(frozen=True, slots=True)
class Role:
    """What a role word says of its bearer: the senses it has, and a gender if it tells.

    `general` are the senses in which it may stand for any other word of that sense: "the diplomat" for an
    ambassador, but not "the ambassador" for an envoy.
    """

    senses: frozenset[str]
    general: frozenset[str]
    gender: str | None


@cache
def roles() -> Mapping[str, Role]:
    """Role words in the singular, in lower case."""
    senses: dict[str, set[str]] = {}
    general: dict[str, set[str]] = {}
    genders: dict[str, str] = {}
    for row in _rows("roles.csv"):
        for column in ("general", "specific"):
            for word in row[column].split():
                senses.setdefault(word, set()).add(row["sense"])
                if column == "general":
                    general.setdefault(word, set()).add(row["sense"])
                if row["gender"]:
                    genders[word] = row["gender"]
    return {
        word: Role(frozenset(found), frozenset(general.get(word, ())), genders.get(word))
        for word, found in senses.items()
    }


@cache
def states() -> Mapping[str, str]:
    """The states of the US by name and by what American news shortens them to ("Vt.", "VT")."""
    return {form: row["state"] for row in _rows("states.csv") for form in (row["state"], *row["forms"].split())}


@dataclass(frozen=True, slots=True)
class Bodies:
    """What words say of bodies; a sense is a kind of body, such as "court".

    `nouns` are the words by which a body is spoken of ("the panel") with the senses that they may have, `names`
    words of bodies' names with theirs. A body of one of the `loose` senses need not say so in its name.
    """

    nouns: Mapping[str, frozenset[str]]
    names: Mapping[str, frozenset[str]]
    loose: frozenset[str]


@cache
def bodies() -> Bodies:
    """The kinds of bodies, in lower case."""
    nouns: dict[str, set[str]] = {}
    names: dict[str, set[str]] = {}
    loose = set()
    for row in _rows("bodies.csv"):
        for word in row["nouns"].split():
            nouns.setdefault(word, set()).add(row["sense"])
        for word in row["names"].split():
            names.setdefault(word, set()).add(row["sense"])
        if row["loose"]:
            loose.add(row["sense"])
    frozen = [{word: frozenset(found) for word, found in table.items()} for table in (nouns, names)]
    return Bodies(frozen[0], frozen[1], frozenset(loose))


@cache
def documents() -> Mapping[str, frozenset[str]]:
    """Things with words in them, which news lets speak, each with the words that may stand for it again."""
    out: dict[str, frozenset[str]] = {}
    for row in _rows("documents.csv"):
        words = frozenset(row["nouns"].split())
        for word in words:
            out[word] = out.get(word, frozenset()) | words
    return out


@cache
def given_names() -> Mapping[str, str | None]:
    """Given names, as written, with the gender of their usual bearers; None where both bear them."""
    out: dict[str, str | None] = {}
    for row in _rows("given_names.csv"):
        for name in row["names"].split():
            out[name] = None if name in out and out[name] != row["gender"] else row["gender"]
    return out


# honorific -> gender of the bearer
HONORIFICS: Mapping[str, str | None] = {
    "Mr": "m", "Sir": "m", "Lord": "m", "Mister": "m", "Mrs": "f", "Ms": "f", "Miss": "f", "Lady": "f", "Dame":
    "f", "Madam": "f", "Dr": None, "Prof": None, "Rev": None, "Hon": None, "Sen": None, "Rep": None, "Gov": None,
    "Gen": None, "Lt": None, "Col": None, "Sgt": None, "Capt": None, "Adm": None, "Maj": None, "Pres": None,
    "Amb": None, "Atty": None, "Del": None, "Cmdr": None, "Brig": None, "Supt": None, "Insp": None, "Mme": "f",
    "Sens": None, "Reps": None, "Herr": "m", "Frau": "f", "Señor": "m", "Monsieur": "m", "Madame": "f", "St":
    None, "Msgr": "m", "Fr": "m", "Sgt. Maj": None, "Messrs": "m",
}  # fmt: skip


_SHORT_ROLES = {
    "gov": "governor", "sen": "senator", "rep": "representative", "gen": "general", "pres": "president",
    "prof": "professor", "dr": "doctor", "rev": "reverend", "adm": "admiral", "col": "colonel", "lt": "lieutenant",
    "capt": "captain", "sgt": "sergeant", "maj": "major", "amb": "ambassador", "atty": "attorney", "sens": "senator",
    "reps": "representative", "cmdr": "commander", "mp": "lawmaker", "pm": "premier", "del": "delegate",
}  # fmt: skip


@lru_cache(maxsize=1 << 15)
def role_of(word: str) -> str | None:
    """The role word (a key of `roles`) that `word` is, in the singular, or None."""
    table = roles()
    low = word.lower().rstrip(".")
    low = _SHORT_ROLES.get(low, low)
    if low in table:
        return low
    tail = low.rsplit("-", 1)[-1]  # "vice-president"
    if tail != low and len(tail) > 4 and tail in table:
        return tail
    if low.endswith("s") and low[:-1] in table:
        return low[:-1]
    for plural, singular in (("men", "man"), ("women", "woman"), ("ies", "y")):
        if low.endswith(plural) and low[: -len(plural)] + singular in table:
            return low[: -len(plural)] + singular
    return None
