"""What all articles together say of names: whose they are, who bears a surname, which titles and when."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from onrecord.language.lexicon import country_of, role_of, roles, word_list
from onrecord.language.naming import (
    BY_FIRST_NAME,
    SUFFIXES,
    first_last,
    is_given,
    long_forms,
    name_words,
    senses,
    skeleton,
    spelled_alike,
    titles,
)
from onrecord.language.terms import background, stem
from onrecord.model import Entity
from onrecord.text import fold

# whom a lone name means in a story that names nobody in full: somebody whom so many articles name in full, and who
# has the title in nearly all that give it to a bearer, in so many at least; without a title, in so many articles, and
# in so many times as many as anybody else with the name
_KNOWN = 3
_TITLED = 2
_NEARLY_ALL = 0.85
_WELL_KNOWN = 5
_OFTENER = 10
# a name that is another word too, as a first name or a common noun, wants so many
_FAMED = 50
# a lone name that is no person's is the body of so many stories; one that is another word too wants more
_STORIES = 3
_MANY_STORIES = 10
# where a story names only one bearer, he is not who is meant when so small a share knows him as the best known
_FEW = 0.25
# nobody is in the news, or holds a title, for ever: so many days before and after the articles that name him in full,
# fewer where no title tells who is meant
_NEAR = 500
_CLOSE = 200
# a short name of a body is known when so many articles give it beside the long one
_GIVEN = 2
# so many keys with one first name and surname are held against others
_SPELLINGS = 20
_INITIAL = re.compile(r"(?:[A-Z]\.?)+")
_GENERIC = word_list("bodies") | word_list("offices")


class Pile:
    """Names of the whole pile. `same` says which keys are one, as the linker finds it out."""

    def __init__(self) -> None:
        self.same: dict[str, str] = {}
        self.fathers: set[tuple[str, str]] = set()
        self.persons: set[str] = set()  # every full name of a person, folded
        self._initials: dict[tuple[str, str], set[str]] = defaultdict(set)  # the first of the middle initials
        self._known: dict[str, _Known] = {}
        self._bearers: dict[str, Counter[str]] = defaultdict(Counter)  # a lone name -> keys, with how many articles
        self._bodies: Counter[str] = Counter()  # a lone name -> articles that know it for a body
        self._unknown: dict[str, set[str]] = defaultdict(set)  # a lone name without a title -> stories
        self._long: dict[str, Counter[str]] = defaultdict(Counter)  # initials -> keys of the bodies that go by them

    def count(self, entities: Iterable[Entity], story: str) -> None:
        """Take down the names in an article of a story."""
        juniors: dict[tuple[str, str], set[bool]] = defaultdict(set)
        for e in entities:
            words = name_words(e.name or "")
            if len(words) == 1 and e.kind == "organisation":
                self._bodies[words[0]] += 1
            elif len(words) == 1 and e.kind == "unknown" and not e.descriptions:
                self._unknown[words[0]].add(story)
            elif len(words) > 1 and e.kind == "person" and e.name:
                first, last, junior = first_last(e.name)
                juniors[first, last].add(junior)
                self.persons.add(" ".join(words))
                if middle := _middle(e.name):
                    self._initials[first, last].add(middle)
        self.fathers |= {name for name, found in juniors.items() if len(found) == 2}

    def key(self, name: str) -> str:
        """The key of a person's full name: first name and surname, and what tells two bearers of both apart."""
        words = self._own(name_words(name))
        first, last, junior = first_last(" ".join(words))
        plain = [w for w in words if w not in SUFFIXES]
        if self._added(plain):
            last = plain[1]
        key = f"person {first} {last}"
        if junior and (first, last) in self.fathers:
            return key + " jr"
        # "George W. Bush" and "George H. W. Bush"
        told = self._initials.get((first, last), set())
        if len(told) > 1 and len(plain) > 2 and plain[1][0] in told:
            return f"{key} {plain[1][0]}"
        return key

    def _own(self, words: list[str]) -> list[str]:
        """A folded name without what stands before one that other articles know: "Safety Malcolm Jenkins"."""
        for i in range(1, len(words) - 1):
            if is_given(words[i]) and not is_given(words[0]) and " ".join(words[i:]) in self.persons:
                return words[i:]
        return words

    def _added(self, plain: list[str]) -> bool:
        """Whether a name goes on after a full name: "Kim Kardashian West", or "Mitch McConnell Addison" of a page."""
        if len(plain) != 3 or not is_given(plain[0]) or is_given(plain[1]):
            return False
        return f"{plain[0]} {plain[2]}" not in self.persons and f"{plain[0]} {plain[1]}" in self.persons

    def shown(self, name: str) -> str:
        """A person's name as a reader wants it: without what stands before it or is added to it."""
        words, folded = name.split(), name_words(name)
        if len(words) != len(folded):
            return name
        words = words[len(words) - len(self._own(folded)) :]
        doubled = len(words) == 3 and is_given(fold(words[2])) and first_last(name)[1] == fold(words[1])
        return " ".join(words[:2] if doubled else words)

    def person(self, name: str) -> bool:
        """Whether articles know a full name, or the end of it, for a person's."""
        return " ".join(self._own(name_words(name))) in self.persons

    def root(self, key: str) -> str:
        """The one key of all that are known to be the same."""
        while key in self.same:
            key = self.same[key]
        return key

    def join(self, key: str, other: str) -> None:
        """Note that two keys are one speaker."""
        left, right = self.root(key), self.root(other)
        if left != right:
            self.same[max(left, right)] = min(left, right)

    # --- persons

    def meet(self, key: str, e: Entity, story: str, day: int | None) -> None:
        """Take down whom an article of a story and a day names in full, and with what titles."""
        if key not in self._known:
            self._known[key] = _Known()
        self._known[key].met(e, story, day)

    def short_forms(self) -> None:
        """Join "Jim Mattis" to the one James Mattis, when a story names both or both have the same office."""
        by_surname: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for key in sorted(self._known):
            _, first, last, *more = key.split(" ")
            by_surname[" ".join((last, *more))][first].append(key)
        for firsts in by_surname.values():
            alike: dict[tuple[str, str], list[str]] = defaultdict(list)
            for first, keys in firsts.items():
                forms = [form for form in sorted(long_forms(first)) if form in firsts]
                # "Ed Quint" may be Edward or Edwin, "Steve" is Steven however that is spelled
                if all(spelled_alike(form, forms[0]) for form in forms):
                    self._one(keys, [k for form in forms for k in firsts[form]])
                self._one(keys, [k for k in alike[skeleton(first)] if spelled_alike(first, k.split(" ")[1])])
                alike[skeleton(first)] += keys

    def _one(self, keys: Sequence[str], others: Sequence[str]) -> None:
        """Join those of the keys that have a title in common, or a story."""
        for key, other in itertools.product(keys[:_SPELLINGS], others[:_SPELLINGS]):
            if self._known[key].agrees(self._known[other]):
                self.join(key, other)

    def gather(self) -> None:
        """Count who bears which surname, once it is known which keys are one."""
        known: dict[str, _Known] = {}
        for key, one in sorted(self._known.items()):
            known.setdefault(self.root(key), _Known()).add(one)
        self._known = known
        for key, one in known.items():
            for token, count in one.tokens.items():
                self._bearers[token][key] = count

    def meant(self, token: str, key: str, *, well: bool) -> bool:
        """Whether a lone name of a story may mean the only one whom the story names in full.

        Somebody else may be so much better known that it hardly does; `well` says that the story names the bearer in
        several articles, or lets him speak, and not in passing.
        """
        bearers = self._bearers.get(token, Counter())
        most = max(bearers.values(), default=0)
        own = bearers.get(self.root(key), 0)
        return most < _WELL_KNOWN or own == most or (well and own >= _FEW * most)

    def usual(self, token: str, e: Entity, day: int | None, *, titled_only: bool) -> str | None:
        """Whom a lone name means in a story where nobody bears it: the only one of the pile with the same title.

        Without a title he is nearly the only one of the pile who bears it, and the word is no other.
        """
        if senses(e.descriptions) & (BY_FIRST_NAME | {"kin"}):
            return None
        bearers = self._bearers.get(token, Counter())
        own = offices(e.descriptions)
        if own:
            held = Counter({k: max(self._known[k].titles[t] for t in own) for k in bearers})
            found, count = max(held.items(), key=lambda x: (x[1], x[0]), default=("", 0))
            if count < _TITLED or bearers[found] < _KNOWN or count < _NEARLY_ALL * held.total():
                return None
        elif titled_only or e.descriptions or not bearers:
            return None
        else:
            (found, count), *others = sorted(bearers.items(), key=lambda x: (-x[1], x[0]))
            if count < (_FAMED if common(token) else _WELL_KNOWN) or any(count < _OFTENER * n for _, n in others[:1]):
                return None
        return found if self._known[found].near(day, _NEAR if own else _CLOSE) else None

    # --- bodies

    def abbreviate(self, key: str, e: Entity) -> None:
        """Take down the initials that an article gives a body beside its name."""
        for alias in e.aliases:
            letters = alias.replace(".", "")
            if letters.isupper() and len(letters) > 2 and letters.isalpha():
                self._long[letters.lower()][key] += 1

    def body(self, token: str) -> str | None:
        """The key of a lone name that is a body's: nobody bears it, and articles say so or several stories have it.

        "Politico" and "Axios"; whom several stories name by the surname alone, one of them would name in full.
        """
        if self._bearers.get(token) or token in _GENERIC:
            return None
        stories = len(self._unknown[token]) if len(token) > 2 and not _other(token) else 0
        if self._bodies[token] < _GIVEN and stories < (_MANY_STORIES if common(token) else _STORIES):
            return None
        return self.initials(token) or "name " + token

    def initials(self, token: str) -> str | None:
        """The one body that goes by these initials in all articles that give both."""
        found = self._long.get(token, Counter())
        return next(iter(found)) if len(found) == 1 and found.total() >= _GIVEN else None


class _Known:
    """What articles say of one person whom they name in full."""

    __slots__ = ("first", "last", "stories", "titles", "tokens")

    def __init__(self) -> None:
        self.stories: set[str] = set()
        self.tokens: Counter[str] = Counter()  # what he is called for short
        self.titles: Counter[str] = Counter()
        self.first = self.last = 0

    def met(self, e: Entity, story: str, day: int | None) -> None:
        assert e.name is not None
        self.stories.add(story)
        self.titles.update(offices(e.descriptions))
        aliases = {t for alias in e.aliases if (t := " ".join(name_words(alias))) and " " not in t}
        self.tokens.update(tails(e.name) | aliases)
        if day:
            self.first, self.last = min(self.first or day, day), max(self.last, day)

    def add(self, other: _Known) -> None:
        self.stories |= other.stories
        self.tokens.update(other.tokens)
        self.titles.update(other.titles)
        days = [d for d in (self.first, self.last, other.first, other.last) if d]
        self.first, self.last = min(days, default=0), max(days, default=0)

    def near(self, day: int | None, days: int) -> bool:
        """Whether a day lies among those of the articles that name him, or so many days before or after."""
        return day is None or not self.first or self.first - days <= day <= self.last + days

    def agrees(self, other: _Known) -> bool:
        return bool(self.titles.keys() & other.titles.keys()) or not self.stories.isdisjoint(other.stories)


def offices(descriptions: Iterable[str]) -> set[str]:
    """The role words of descriptions that tell an office or a calling; "wife" and "official" tell none."""
    found = {role for d in descriptions for role in titles(d)}
    return {role for role in found if not roles()[role].senses <= {"person", "kin"}}


@lru_cache(maxsize=1 << 16)
def tails(name: str) -> frozenset[str]:
    """What a person with this full name may be called by the surname: "de Blasio", "Ocasio-Cortez", "Kim"."""
    words = [w for w in name_words(name) if w not in SUFFIXES]
    found = {first_last(name)[1]}
    return frozenset(found | {" ".join(words[-2:])} if len(words) > 2 else found)


def _middle(name: str) -> str:
    """The first middle initial of a full name whose middle names are initials."""
    first, *rest = [w for w in name.split() if fold(w) not in SUFFIXES] or [""]
    middle = rest[:-1]
    return middle[0][0].lower() if middle and all(map(_INITIAL.fullmatch, middle)) and len(fold(first)) > 2 else ""


def common(token: str) -> bool:
    """Whether a lone name may well be another word: a first name, a place, a role, a word of everyday news."""
    return _other(token) or stem(token) in background()


def _other(token: str) -> bool:
    role = role_of(token) or role_of(token.removesuffix("s"))
    return is_given(token) or role is not None or country_of(token.title()) is not None or token in _GENERIC
