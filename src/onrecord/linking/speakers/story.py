"""The entities of one story: which are one person or one body.

A lone surname, another spelling, an acronym or a description joins when exactly one bearer in the story fits;
what a title contradicts does not fit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from onrecord.language.lexicon import country_of, given_names, role_of, roles, word_list
from onrecord.language.naming import (
    BY_FIRST_NAME,
    PAST,
    SUFFIXES,
    body_initials,
    first_last,
    inverted,
    name_words,
    national,
    senses,
    skeleton,
    sound,
    spelled_alike,
)
from onrecord.linking.speakers.pile import Pile, common, tails
from onrecord.model import Article, Entity
from onrecord.text import fold

_OWNER = re.compile(r"[’']s$")
# words of a body's name that by themselves name a different body in every story
_CORPORATE = word_list("corporate")
_GENERIC = word_list("bodies") | word_list("offices")
_MANY = word_list("many")
# words of a description that do not tell its bearer from another
_RANK = frozenset({"the", "top", "senior", "chief", "veteran", "longtime", "leading"})
# "the country's", where the story tells which
_OF_HERE = frozenset({"country", "nation", "state", "city"})
# so many spellings of a first name are held against each other
_SPELLINGS = 20


class Story:
    """The entities of one story while their keys are sought; entities with one key are one speaker."""

    def __init__(self, id: str, articles: Sequence[Article], members: Sequence[Entity], pile: Pile) -> None:
        self.id = id
        self.articles = {a.id: a for a in articles}
        self.members = members
        self.pile = pile
        self.keys: dict[str, str] = {}
        self.full: dict[str, list[Entity]] = defaultdict(list)  # key -> its full-named entities
        self.by_surname: dict[str, set[str]] = defaultdict(set)  # sound of the surname -> keys
        self.by_alias: dict[str, set[str]] = defaultdict(set)  # a lone name that a bearer goes by -> keys
        self.by_short: dict[str, set[str]] = defaultdict(set)  # a shorter name of a body -> keys
        self.short_for: dict[str, str] = {}  # the key of a shorter name of a body -> that of the longer one
        self.lone: dict[str, list[Entity]] = defaultdict(list)  # a lone name, folded -> those who have no other
        self.titles: dict[str, set[tuple[str, str]]] = defaultdict(set)  # a role or a sense -> keys with descriptions
        self.anchors: dict[str, str] = {}  # a name -> the first article, by id: stays when other articles come
        self.titled: set[tuple[str, str]] = set()  # keys with the articles that give them a title
        self.voices: set[tuple[str, str]] = set()  # roots of full names with the articles that let them speak
        self.fitting: dict[tuple[str, str | None, frozenset[str]], set[str]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """The story alone, without the pile."""
        return {**vars(self), "pile": None}

    # --- full names, in all stories before anything short

    def full_names(self) -> None:
        """Give every entity with a full name its key, and tell the pile who is who."""
        named = [e for e in self.members if e.name]
        for e in named:
            key = " ".join(name_words(e.name or ""))
            self.anchors[key] = min(self.anchors.get(key, e.article), e.article)
        ends = {tail for e in named if e.kind == "person" for tail in tails(e.name or "") if " " in tail}
        for e in named:
            assert e.name is not None
            words = name_words(e.name)
            plain = [w for w in words if w not in SUFFIXES] or words
            if e.kind in ("person", "unknown") and (len(plain) < 2 or " " not in e.name or " ".join(plain) in ends):
                self.lone[" ".join(words)].append(e)
            elif e.kind == "person" or (e.kind == "unknown" and self.pile.person(e.name)):
                self.keys[e.id] = self._person(e)
            else:
                self.keys[e.id] = self._body(e)
        self._spellings()

    def _person(self, e: Entity) -> str:
        assert e.name is not None
        key = self.pile.key(e.name)
        first, last, _ = first_last(e.name)
        if len(first) == 1 and len(name_words(e.name)) == 2:
            # "J. Quint" may be somebody else in the next story
            return f"{key} in {self.anchors[' '.join(name_words(e.name))]}"
        self.pile.meet(key, e, self.id, self._day(e))
        self.by_surname[sound(last)].add(key)
        self.full[key].append(e)
        for alias in e.aliases:
            tokens = name_words(alias)
            if len(tokens) == 1:
                self.by_alias[tokens[0]].add(key)
        for tail in tails(e.name):
            self.by_alias[tail].add(key)
        for token in e.name.split()[1:-1]:
            # "Kardashian" for Kim Kardashian West
            if len(token.rstrip(".")) > 2 and token not in given_names():
                self.by_alias[fold(token)].add(key)
        if senses(e.descriptions):
            self.titled.add((key, e.article))
        for description in e.descriptions:
            for word in description.split():
                if role := role_of(word.strip(",.")):
                    for mark in (role, *roles()[role].senses):
                        self.titles[mark].add((key, description))
        return key

    def _day(self, e: Entity) -> int | None:
        """The day, as a number, on which the article was published."""
        try:
            return date.fromisoformat((self.articles[e.article].published or "")[:10]).toordinal()
        except ValueError:
            return None

    def _body(self, e: Entity) -> str:
        assert e.name is not None
        country = country_of(e.name) if e.kind == "place" else None
        if country:
            return "country " + country
        words = name_words(" ".join(inverted(e.name.split())))
        key = "name " + " ".join(words)
        if e.kind in ("group", "document") or (len(words) == 1 and words[0] in _GENERIC):
            return f"{key} in {self.anchors[' '.join(name_words(e.name))]}"
        self.pile.abbreviate(key, e)
        return key

    def _spellings(self) -> None:
        """Join full names whose surnames sound alike and whose first names are spellings of one."""
        for keys in self.by_surname.values():
            firsts: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
            for key in sorted(keys):
                _, first, _last, *more = key.split(" ")
                others = firsts[(*skeleton(first), "".join(more))]
                for known, other in others:
                    if spelled_alike(first, known):
                        self.pile.join(other, key)
                        break
                else:
                    if len(others) < _SPELLINGS:
                        others.append((first, key))

    # --- what is short for a full name

    def settled(self) -> dict[str, str]:
        """The key of every entity; the pile knows by now what all stories name in full."""
        self.voices = {(self.pile.root(key), e.article) for key, named in self.full.items() for e in named if e.says}
        self._bodies()
        for token, entities in self.lone.items():
            self._short(token, entities)
        for e in self.members:
            if not e.name:
                self.keys[e.id] = self._described(e) or "entity " + e.id
        return self.keys

    def _bodies(self) -> None:
        """Give bodies with a shorter name the key of the one body of the story whose name it shortens."""
        bodies = [
            e
            for e in self.members
            if e.name and e.kind in ("organisation", "unknown") and self.keys.get(e.id, "").startswith("name ")
        ]
        for e in bodies:
            assert e.name is not None
            if len(name_words(e.name)) > 1:
                for short in _shorter(e.name) | _called(e):
                    self.by_short[short].add(self.keys[e.id])
        for e in sorted(bodies, key=lambda e: -len(e.name or "")):
            if not self._body_meant(e, self.keys[e.id]) and (name := e.name) and _acronym(name):
                self.keys[e.id] = self.pile.initials(fold(_acronym(name))) or self.keys[e.id]

    def _body_meant(self, e: Entity, own: str) -> bool:
        """Give `e` the key of the one body of the story that goes by its name; whether there is one."""
        assert e.name is not None
        longer = {self.short_for.get(k, k) for form in _looked_up(e.name) for k in self.by_short.get(form, ())} - {own}
        # "MGM" is short for "MGM Resorts", and both are for "MGM Resorts International"
        longer = {k for k in longer if not any(other.startswith(k + " ") for other in longer)}
        if len(longer) == 1:
            self.keys[e.id] = longer.pop()
            if own:
                self.short_for[own] = self.keys[e.id]
        return e.id in self.keys and self.keys[e.id] != own

    def _bearers(self, token: str) -> list[str]:
        plain = " ".join(w for w in token.split() if w not in SUFFIXES) or token
        found = {*self.by_surname.get(sound(plain), ()), *self.by_alias.get(plain, ())}
        if plain != token:
            # "Quint Jr." is who has it in his full name, "Quint Sr." is not found by it
            father = token.split()[-1] in ("sr", "snr")
            found = {key for key in found if not father and any(first_last(e.name or "")[2] for e in self.full[key])}
        roots = {self.pile.root(key): key for key in sorted(found)}
        return [roots[root] for root in sorted(roots)]

    def _short(self, token: str, entities: list[Entity]) -> None:
        """A lone name: the only bearer of the story whom its title does not contradict."""
        if not token:
            # nothing but signs
            self.keys.update((e.id, "entity " + e.id) for e in entities)
            return
        bearers = self._bearers(token)
        if not bearers:
            entities = [e for e in entities if e.kind != "unknown" or not self._body_meant(e, "")]
        known = {key: senses(d for e in self.full.get(key, ()) for d in e.descriptions) for key in bearers}
        # somebody's wife or son is not whom a title and the bare surname mean
        kin = {key for key in bearers if known[key] == {"kin"}}
        meant = {key for key in bearers if self.pile.meant(token, key, well=self._well_named(key))}
        left: list[Entity] = []
        for e in entities:
            own = senses(e.descriptions) - {"kin"}
            if own & BY_FIRST_NAME:
                left.append(e)
                continue
            fits = [key for key in bearers if own & known[key]] if own else []
            if not fits and not (own and (kin or all(known.values()))):
                fits = [key for key in bearers if not (own and known[key])] if len(bearers) == 1 else []
                fits = [key for key in fits if key in meant]
            if len(fits) == 1:
                self.keys[e.id] = fits[0]
            elif usual := self.pile.usual(token, e, self._day(e), titled_only=bool(bearers)):
                self.keys[e.id] = usual
            elif e.kind == "unknown" and not bearers and (body := self.pile.body(token)):
                self.keys[e.id] = body
            else:
                left.append(e)
        told = [s for e in left if (s := senses(e.descriptions))]
        # not "the North" of one article and "38 North" of another, nor "Tory MPs" and "Labour MPs"
        noun = role_of(token) or role_of(token.removesuffix("s")) or (not told and common(token))
        united = not bearers and not noun and all(a & b for a in told for b in told[:1])
        anchor = min((e.article for e in left), default="")
        for e in left:
            self.keys[e.id] = f"short {anchor if united else e.article} {token}"

    def _well_named(self, key: str) -> bool:
        named = self.full.get(key, [])
        return any(e.says for e in named) or len({e.article for e in named}) > 1

    # --- descriptions

    def _described(self, entity: Entity) -> str | None:
        """The one person of the story whom other articles give the role and the country of this description."""
        if entity.kind not in ("unknown", "person"):
            return None
        for description in entity.descriptions:
            words = [_OWNER.sub("", w.strip(",.")) for w in description.split()]
            country = next((c for w in words if (c := country_of(w))), None)
            role = role_of(words[-1]) if words else None
            if role is None or words[-1].endswith("s"):
                continue
            plain = frozenset(w for w in words[:-1] if not country_of(w) and fold(w) not in _RANK)
            owners = {_OWNER.sub("", w) for w in description.split() if _OWNER.search(w)}
            if country is None and owners & _OF_HERE:
                plain -= _OF_HERE  # "the country's prime minister" is the only one of whom the story speaks
            elif country is None and not any(w[:1].isupper() and not role_of(w) for w in plain):
                if not plain and (only := self._only(entity, role)):
                    return only
                continue
            fits = {
                self.pile.root(key)
                for key in self._fits(role, country, plain)
                # whom the article itself names with a title, its reader has found or passed over
                if (key, entity.article) not in self.titled
            }
            if len(fits) == 1:
                return fits.pop()
        return None

    def _fits(self, role: str, country: str | None, plain: frozenset[str]) -> set[str]:
        """Whom some article of the story gives such a title."""
        asked = role, country, plain
        if asked not in self.fitting:
            marks = (role, *roles()[role].general, *(("minister",) if role == "diplomat" else ()))
            found = {title for mark in marks for title in self.titles.get(mark, ())}
            self.fitting[asked] = {key for key, d in found if _agrees(d, role, country, plain)}
        return self.fitting[asked]

    def _only(self, entity: Entity, role: str) -> str | None:
        """The only person of the story with this role, who speaks in the article that says "the engineer"."""
        a, b = entity.mentions[0] if entity.mentions else (0, 0)
        words = self.articles[entity.article].text[a:b]
        # not "an engineer"; a headline leaves the article out
        if role in _MANY or roles()[role].senses <= {"kin"} or not (words[:4].lower() == "the " or words[:1].isupper()):
            return None
        if words[:2].lower() in ("a ", "an", "on") or role in self.by_alias or sound(role) in self.by_surname:
            return None
        fits = {
            self.pile.root(key)
            for key, d in self.titles.get(role, ())
            if any(role_of(w.strip(",.")) == role for w in d.split())
        }
        if len(fits) != 1:
            return None
        [root] = fits
        return root if (root, entity.article) in self.voices else None


def _acronym(name: str) -> str:
    """The letters of a body's name that is its initials; empty when it is a word."""
    letters = name.removeprefix("The ").removeprefix("the ").replace(".", "")
    return letters if len(letters) > 2 and letters.isalpha() and letters.isupper() else ""


def _agrees(description: str, role: str, country: str | None, plain: frozenset[str]) -> bool:
    words = [_OWNER.sub("", w.strip(",.")) for w in description.split()]
    folded = {fold(w) for w in words}
    initials = "".join(w[0] for w in words if w[:1].isupper())
    missing = {w for w in plain if fold(w) not in folded and not (len(w) > 2 and w.isupper() and w in initials)}
    # who was president is not meant by "the president"
    if folded & PAST and not PAST & {fold(w) for w in plain}:
        return False
    if missing or (country is not None and country not in {country_of(w) for w in words}):
        return False
    if role == "diplomat" and {"foreign", "minister"} <= folded:
        return True
    theirs = {r for w in words if (r := role_of(w))}
    return role in theirs or any(roles()[role].general & roles()[r].senses for r in theirs)


def _called(e: Entity) -> set[str]:
    """The single words by which an article calls a body that it names in full, but for everyday words: "GM"."""
    if e.kind != "organisation":
        return set()
    words = {a for a in e.aliases if len(name_words(a)) == 1 and not common(" ".join(name_words(a)))}
    return {form for word in words for form in _looked_up(word)}


def _shorter(name: str) -> set[str]:
    """What a body with this name is called for short, folded: its initials, its own part, "Review-Journal"."""
    words = [w for w in inverted(name.split()) if w.lower() != "the"]
    capitals = [w for w in words if w[0].isupper()]
    out = {letters for letters in body_initials(words) if len(letters) > 2}
    if len(capitals) > 2:
        out.add("".join(w[0] for w in capitals))
    if national(words):
        out.add(fold(" ".join(words[1:])))
    for i in range(len(words) - 1, 0, -1):
        if words[i].lower().rstrip(".,") not in _CORPORATE:
            break
        if i > 1 or len(words) > 2 or words[1] != "International":
            out.add(fold(" ".join(words[:i])))
    if len(words) > 1 and "-" in words[-1]:
        out.add(fold(words[-1]))
    return out


def _looked_up(name: str) -> set[str]:
    """A body's name as `_shorter` may have it: initials in capitals."""
    letters = name.removeprefix("The ").removeprefix("the ").replace(".", "")
    words = " ".join(name_words(" ".join(inverted(name.split()))))
    return {letters, words} if letters.isupper() else {words}
