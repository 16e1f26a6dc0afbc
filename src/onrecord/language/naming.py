"""What a name and a description tell of their bearer: first name and surname, the senses of a role, an office."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.language.lexicon import country_of, given_names, role_of, roles
from onrecord.text import fold

# "Jr." and its like; "Sr." is the father himself
SUFFIXES = frozenset({"jr", "jnr", "sr", "snr", "ii", "iii", "iv"})
_FATHER = frozenset({"sr", "snr"})


def name_words(name: str) -> list[str]:
    """The words of a name, folded, without "the" before them."""
    words = fold(name).split()
    return words[1:] if len(words) > 1 and words[0] == "the" else words


# whose department it is where nothing else is said
_NATION = frozenset({"U.S.", "US", "United States", "UK", "U.K."})


def national(words: Sequence[str]) -> bool:
    """Whether a body's name of several words begins with one for the United States or the United Kingdom."""
    return len(words) > 2 and words[0] in _NATION


def inverted(words: Sequence[str]) -> list[str]:
    """The words of a body's name, "Department of Justice" as "Justice Department"."""
    lead = int(national(words))
    if len(words) > lead + 2 and words[lead] in ("Department", "Ministry") and words[lead + 1].startswith("of"):
        rest = words[lead + 2 :]
        return [*words[:lead], *(rest[1:] if rest[0] == "the" and len(rest) > 1 else rest), words[lead]]
    return list(words)


def body_initials(words: Sequence[str]) -> set[str]:
    """The initials by which a body with this name may go, in capitals: "DOJ" for the Department of Justice."""
    plain = inverted(words)[national(words) :]
    capitals = "".join(w[0] for w in plain if w[0].isupper())
    if plain[-1] != "Department":
        return {capitals}
    return {capitals, capitals[:-1], "DO" + capitals[:-1], "D" + capitals[:-1]}


@lru_cache(maxsize=1 << 16)
def first_last(name: str) -> tuple[str, str, bool]:
    """First name, surname, and whether "Jr." or its like follows.

    A given name that stands after the surname ("Bob Corker Robert", as pages do that give both) is no surname.
    """
    words = name_words(name)
    if not words:
        return "", "", False
    plain = [w for w in words if w not in SUFFIXES] or words
    if len(plain) == 3 and is_given(plain[0]) and not is_given(plain[1]) and len(plain[1]) > 2 and is_given(plain[2]):
        del plain[2]
    return plain[0], plain[-1], bool((set(words) - set(plain)) & SUFFIXES - _FATHER)


def is_given(word: str) -> bool:
    """Whether a folded word is a given name, or short for one."""
    return word.capitalize() in given_names() or word in _LONG_FORMS


def plain_name(name: str) -> str:
    """A person's name without what stands before it: "WATCHED Ann Quint", "Virginia Attorney General Mark Hale".

    A word in capitals before a name that has small letters belongs to a headline or a caption; words up to an
    office are a title where two words follow of which the first is a given name.
    """
    words = name.split()
    if not name.isupper():
        start = 0
        while start < len(words) - 1 and len(words[start]) > 3 and words[start].isalpha() and words[start].isupper():
            start += 1
        words = words[start:]
    for i in range(len(words) - 1, 0, -1):
        role = _TITLE.sub("", words[i - 1])
        if role != words[i - 1] and role_of(role):
            return " ".join(words[i:])
        if i == len(words) - 1:
            continue
        if role_of(role) and not roles()[role_of(role) or ""].senses & BY_FIRST_NAME and words[i] in given_names():
            words = words[i:]
            break
    return " ".join(words)


_TITLE = re.compile("-(?:elect|designate)$")

# short forms of English given names; a form may be short for several
_SHORT = """
abby abigail | abe abraham | al albert alfred alan alexander | alex alexander | amy amelia | andy andrew |
angie angela | art arthur | barb barbara | becky rebecca | ben benjamin | bernie bernard | beth elizabeth |
betsy elizabeth | bill william | billy william | bob robert | bobby robert | brad bradley | cathy catherine |
charlie charles | chris christopher | chuck charles | cindy cynthia | dan daniel | danny daniel | dave david |
debbie deborah debra | dianne diane | dick richard | don donald | doug douglas | ed edward edwin | eddie edward |
fred frederick alfred | gabe gabriel | gene eugene | greg gregory | hal harold | hank henry | harry harold |
jack john | jake jacob | jeff jeffrey jefferson | jen jennifer | jenny jennifer | jerry gerald jerome jerrold |
jim james | jimmy james | joe joseph | jon jonathan | josh joshua | kate katherine catherine |
kathy katherine kathleen | katie katherine | ken kenneth | kim kimberly | larry lawrence | lenny leonard |
liz elizabeth | lou louis | maggie margaret | marty martin | matt matthew | meg margaret | mick michael |
mike michael | misha mikhail | mitch mitchell | nate nathan nathaniel | nick nicholas | norm norman |
pat patrick patricia | patty patricia | peggy margaret | pete peter | phil philip phillip | ray raymond |
rich richard | rick richard | rob robert | ron ronald | rudy rudolph | russ russell | sam samuel samantha |
sandy sandra | sasha aleksandr alexander | steve steven stephen | stu stuart | sue susan | susie susan | sy seymour |
ted theodore edward | terry terrence | tim timothy | tina christina | tom thomas | tommy thomas | tony anthony |
val valerie | vic victor | vicky victoria | vince vincent | vlad vladimir | volodya volodymyr | walt walter |
will william | zach zachary
"""


def _shortened() -> dict[str, frozenset[str]]:
    out: dict[str, frozenset[str]] = {}
    for entry in _SHORT.split("|"):
        short, *long = entry.split()
        out[short] = frozenset(long)
    return out


_LONG_FORMS = _shortened()


def long_forms(first: str) -> frozenset[str]:
    """The given names that a folded one is short for: "jim" for James; none for what is no short form."""
    return _LONG_FORMS.get(first, frozenset())


def spelled_alike(first: str, other: str) -> bool:
    """Whether two folded first names may be spellings of one: Sergei and Sergey, but not Dan and Dean."""
    if first == other or sound(first) == sound(other) or {first, other} == {"steven", "stephen"}:
        return True
    table = given_names()
    genders = {g for w in (first, other) if (g := table.get(w.capitalize()))}
    return skeleton(first) == skeleton(other) and len(skeleton(first)[1]) > 2 and len(genders) < 2


@lru_cache(maxsize=1 << 16)
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


@lru_cache(maxsize=1 << 16)
def skeleton(first: str) -> tuple[str, str]:
    """What spellings of one first name share: its first letter and its consonants, one for two."""
    return first[:1], re.sub(r"(.)\1+", r"\1", first.translate(_VOWELS))


# "a lawyer for President Quint", "President Quint's eldest son": the title is the bearer's, not Quint's
_OF_ANOTHER = re.compile(r"^.*[’']s? (?=\w)|\s(?:of|for|to|at|in|from|with|by|behind|who|and (?:his|her|their))\s.*$")


def titles(description: str) -> list[str]:
    """The role words of a description that are its bearer's own, in their order."""
    found = [role for w in _OF_ANOTHER.sub("", description).split() if (role := role_of(w.strip(",.")))]
    # "President Quint eldest son" is nobody's president
    return found[-1:] if found and roles()[found[-1]].senses == {"kin"} else found


def senses(descriptions: Iterable[str]) -> frozenset[str]:
    """What the role words of the descriptions say of their bearer."""
    out: set[str] = set()
    for description in descriptions:
        if "first lady" in description.lower():
            out.add("kin")
        for role in titles(description):
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
# a pope or a king goes by a first name, and is nobody whose surname it is
BY_FIRST_NAME = frozenset({"pope", "royal"})
# who held an office, or helps who holds it
PAST = frozenset({"former", "ex", "late", "then", "outgoing"})
SECOND = PAST | {"deputy", "assistant", "under", "lt", "lieutenant", "vice", "acting"}
_NO_SEAT = SECOND | {"junior", "spokesman", "aide"}
_ASIDE = re.compile(r"\(.*?\)|[,;(].*|\bsince\b.*")
_OWNER = re.compile(r"[’']s?$")
_LINKING = frozenset({"the", "a", "an", "of", "for", "affairs"})
_FOREIGN_MINISTER = frozenset({"foreign", "minister"})


@lru_cache(maxsize=1 << 16)
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
