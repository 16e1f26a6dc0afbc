"""One speaker across articles: the entities that are the same person, body or place.

A full name joins everywhere. A lone surname, another spelling, an acronym or a description joins only
inside one story, and only when exactly one bearer there fits; what a title contradicts does not fit.
Unnamed speakers stay apart. A false merge is worse than a miss.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from onrecord.language.lexicon import country_of, given_names, role_of, roles, word_list
from onrecord.language.naming import SUFFIXES, first_last, name_words, senses, skeleton, sound
from onrecord.model import Article, Entity, EntityKind, Links, Reading, Speaker, digest
from onrecord.text import fold

MADE_BY = "speakers.rules/1"

_OWNER = re.compile(r"[’']s$")
# a pope or a king goes by a first name, and is nobody whose surname it is
_BY_FIRST_NAME = frozenset({"pope", "royal"})
# words of a body's name that by themselves name a different body in every story
_CORPORATE = word_list("corporate")
_GENERIC = word_list("bodies") | word_list("offices")


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Speaker, ...]:
    """Every entity that says something, gathered into speakers; in the order of their ids."""
    story_of = {article: story.id for story in links.stories for article in story.articles}
    entities = sorted((e for reading in readings for e in reading.entities if e.says or e.name), key=lambda e: e.id)
    stories: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        stories[story_of.get(entity.article, "article " + entity.article)].append(entity)
    fathers = _fathers(entities)
    keys: dict[str, str] = {}
    same: dict[str, str] = {}
    texts = {article.id: article.text for article in articles}
    for members in stories.values():
        _Story(members, fathers, same, texts).settle(keys)
    groups: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        groups[_root(same, keys[entity.id])].append(entity)
    return tuple(
        sorted(
            (_speaker(key, members) for key, members in groups.items() if any(e.says for e in members)),
            key=lambda s: s.id,
        )
    )


def _speaker(key: str, members: list[Entity]) -> Speaker:
    names = Counter(e.name for e in members if e.name)
    forms = {form for e in members for form in (e.name, *e.aliases) if form}
    # the longest description first: it says most
    descriptions = sorted({d for e in members for d in e.descriptions}, key=lambda d: (-len(d), d))
    kinds: Counter[EntityKind] = Counter(e.kind for e in members if e.kind != "unknown")
    country = key.removeprefix("country ") if key.startswith("country ") else None
    name = country or _best_name(names)
    return Speaker(
        digest("speaker", key),
        name or (descriptions[0] if descriptions else "unnamed"),
        min(kinds, key=lambda k: (-kinds[k], k), default="unknown"),
        tuple(sorted(f for f in forms if f != name)),
        tuple(descriptions),
        tuple(e.id for e in members if e.says),
        MADE_BY,
    )


def _best_name(names: Mapping[str, int]) -> str | None:
    """The fullest of the names that are in use: one that a few articles among many give is a curiosity."""
    full = {n: count for n, count in names.items() if _fullness(n) > 1} or names
    usual = [n for n, count in full.items() if 4 * count >= max(full.values())]
    return min(usual, key=lambda n: (-_fullness(n), -names[n], -len(n), n), default=None)


def _fullness(name: str) -> int:
    """How many words of a name tell: an initial or "Jr." makes it no fuller, a heap of words is no name."""
    words = [w for w in fold(name).split() if len(w) > 1 and w not in SUFFIXES]
    return len(words) if len(words) < 6 else 0


def _fathers(entities: Iterable[Entity]) -> frozenset[tuple[str, str]]:
    """Names that some article gives with and without "Jr.": two persons, wherever they are named."""
    seen: dict[tuple[str, str, str], set[bool]] = defaultdict(set)
    for e in entities:
        if e.name and e.kind == "person":
            first, last, junior = first_last(e.name)
            seen[e.article, first, last].add(junior)
    return frozenset((first, last) for (_, first, last), kinds in seen.items() if len(kinds) == 2)


def _root(same: Mapping[str, str], key: str) -> str:
    while key in same:
        key = same[key]
    return key


def _shorter(name: str) -> set[str]:
    """What a body with this name is called for short, folded: its initials, its own part, "Review-Journal"."""
    words = [w for w in name.split() if w.lower() != "the"]
    capitals = [w for w in words if w[0].isupper()]
    out = set()
    if len(capitals) > 2:
        out.add("".join(w[0] for w in capitals))
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
    return {letters, " ".join(name_words(name))} if letters.isupper() else {" ".join(name_words(name))}


_MANY = word_list("many")
# words of a description that do not tell its bearer from another
_RANK = frozenset({"the", "top", "senior", "chief", "veteran", "longtime", "leading"})


class _Story:
    """The entities of one story while their keys are sought; entities with one key are one speaker."""

    def __init__(
        self,
        members: list[Entity],
        fathers: frozenset[tuple[str, str]],
        same: dict[str, str],
        texts: Mapping[str, str],
    ) -> None:
        self.members = members
        self.texts = texts
        self.fathers = fathers
        self.same = same
        self.full: dict[str, list[Entity]] = defaultdict(list)  # key -> its full-named entities
        self.by_surname: dict[str, list[str]] = defaultdict(list)  # sound of the surname -> keys
        self.by_alias: dict[str, set[str]] = defaultdict(set)  # a lone name that a bearer goes by -> keys
        self.by_short: dict[str, set[str]] = defaultdict(set)  # a shorter name of a body -> keys

    def settle(self, keys: dict[str, str]) -> None:
        """Give every entity its key."""
        persons = {self._full_key(e.name) for e in self.members if e.name and e.kind == "person" and " " in e.name}
        short: dict[str, list[Entity]] = defaultdict(list)
        unnamed: list[Entity] = []
        for e in self.members:
            if not e.name:
                unnamed.append(e)
            elif e.kind in ("person", "unknown") and len(name_words(e.name)) == 1:
                short[name_words(e.name)[0]].append(e)
            elif e.kind == "person" or (e.kind == "unknown" and self._full_key(e.name) in persons):
                keys[e.id] = self._person(e)
            else:
                keys[e.id] = self._body(e)
        self._spellings()
        self._bodies(keys)
        for token, entities in short.items():
            self._short(token, entities, keys)
        for e in unnamed:
            keys[e.id] = self._described(e) or "entity " + e.id

    def _full_key(self, name: str) -> str:
        first, last, junior = first_last(name)
        return f"person {first} {last}" + (" jr" if junior and (first, last) in self.fathers else "")

    def _person(self, e: Entity) -> str:
        assert e.name is not None
        key = self._full_key(e.name)
        if key not in self.full:
            self.by_surname[sound(first_last(e.name)[1])].append(key)
        self.full[key].append(e)
        for alias in e.aliases:
            tokens = name_words(alias)
            if len(tokens) == 1:
                self.by_alias[tokens[0]].add(key)
        for token in e.name.split()[1:-1]:
            # "Kardashian" for Kim Kardashian West
            if len(token.rstrip(".")) > 2 and token not in given_names():
                self.by_alias[fold(token)].add(key)
        return key

    def _body(self, e: Entity) -> str:
        assert e.name is not None
        country = country_of(e.name) if e.kind == "place" else None
        if country:
            return "country " + country
        tokens = name_words(e.name)
        key = "name " + " ".join(tokens)
        if e.kind == "group" or (len(tokens) == 1 and tokens[0] in _GENERIC) or e.kind == "document":
            return f"{key} in {self._anchor(tokens)}"
        for alias in e.aliases:
            letters = alias.replace(".", "")
            if letters.isupper() and len(letters) > 2:
                self.by_alias[fold(letters)].add(key)
        return key

    def _bodies(self, keys: dict[str, str]) -> None:
        """Give bodies with a shorter name the key of the one body of the story whose name it shortens."""
        bodies = [
            e for e in self.members if e.name and e.kind in ("organisation", "unknown") and len(name_words(e.name)) > 1
            and keys.get(e.id, "").startswith("name ") and e.id in keys
        ]  # fmt: skip
        for e in bodies:
            assert e.name is not None
            for short in _shorter(e.name):
                self.by_short[short].add(keys[e.id])
        for e in sorted(self.members, key=lambda e: -len(e.name or "")):
            key = keys.get(e.id, "")
            if not e.name or not key.startswith("name ") or e.kind not in ("organisation", "unknown"):
                continue
            self._body_meant(e, key, keys)

    def _body_meant(self, e: Entity, own: str, keys: dict[str, str]) -> bool:
        """Give `e` the key of the one body of the story that goes by its name; whether there is one."""
        assert e.name is not None
        longer = {key for form in _looked_up(e.name) for key in self.by_short.get(form, ())} - {own}
        # "MGM" is short for "MGM Resorts", and both are for "MGM Resorts International"
        longer = {k for k in longer if not any(other.startswith(k + " ") for other in longer)}
        if len(longer) == 1:
            keys[e.id] = longer.pop()
        return e.id in keys and keys[e.id] != own

    def _anchor(self, tokens: list[str]) -> str:
        """The first article, by id, of the story that has this name: stays when other articles come."""
        return min(e.article for e in self.members if e.name and name_words(e.name) == tokens)

    def _spellings(self) -> None:
        """Join full names whose surnames sound alike and whose first names share their consonants."""
        for keys in self.by_surname.values():
            firsts: dict[tuple[tuple[str, str], str], str] = {}
            for key in sorted(keys):
                _, first, _last, *junior = key.split(" ")
                mark = (skeleton(first), "".join(junior))
                other = firsts.setdefault(mark, key)
                if other != key:
                    left, right = _root(self.same, other), _root(self.same, key)
                    if left != right:
                        self.same[max(left, right)] = min(left, right)

    def _bearers(self, token: str) -> list[str]:
        found = {*self.by_surname.get(sound(token), ()), *self.by_alias.get(token, ())}
        roots = {_root(self.same, key): key for key in sorted(found)}
        return [roots[root] for root in sorted(roots)]

    def _short(self, token: str, entities: list[Entity], keys: dict[str, str]) -> None:
        """A lone name: the only bearer of the story whom its title does not contradict."""
        bearers = self._bearers(token)
        if not bearers:
            entities = [e for e in entities if e.kind != "unknown" or not self._body_meant(e, "", keys)]
        known = {key: senses(d for e in self.full.get(key, ()) for d in e.descriptions) for key in bearers}
        # somebody's wife or son is not whom a title and the bare surname mean
        kin = {key for key in bearers if known[key] == {"kin"}}
        left: list[Entity] = []
        for e in entities:
            own = senses(e.descriptions) - {"kin"}
            if own & _BY_FIRST_NAME:
                left.append(e)
                continue
            fits = [key for key in bearers if own & known[key]] if own else []
            if not fits and not (own and (kin or all(known.values()))):
                fits = [key for key in bearers if not (own and known[key])] if len(bearers) == 1 else []
            if len(fits) == 1:
                keys[e.id] = fits[0]
            else:
                left.append(e)
        told = [s for e in left if (s := senses(e.descriptions))]
        united = not bearers and all(a & b for a in told for b in told[:1])
        anchor = min((e.article for e in left), default="")
        for e in left:
            keys[e.id] = f"short {anchor if united else e.article} {token}"

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
            plain = {w for w in words[:-1] if not country_of(w) and fold(w) not in _RANK}
            if country is None and not any(w[:1].isupper() and not role_of(w) for w in plain):
                if not plain and (only := self._only(entity, role)):
                    return only
                continue
            fits = {
                _root(self.same, key)
                for key, bearers in self.full.items()
                # whom the article itself names with a title, its reader has found or passed over
                if all(e.article != entity.article or not senses(e.descriptions) for e in bearers)
                and any(_agrees(d, role, country, plain) for e in bearers for d in e.descriptions)
            }
            if len(fits) == 1:
                return fits.pop()
        return None

    def _only(self, entity: Entity, role: str) -> str | None:
        """The only person of the story with this role, who speaks in the article that says "the engineer"."""
        a, b = entity.mentions[0] if entity.mentions else (0, 0)
        words = self.texts.get(entity.article, "")[a:b]
        # not "an engineer"; a headline leaves the article out
        if role in _MANY or roles()[role].senses <= {"kin"} or not (words[:4].lower() == "the " or words[:1].isupper()):
            return None
        if words[:2].lower() in ("a ", "an", "on"):
            return None
        fits = {
            _root(self.same, key): bearers
            for key, bearers in self.full.items()
            if any(role_of(w.strip(",.")) == role for e in bearers for d in e.descriptions for w in d.split())
        }
        if len(fits) != 1:
            return None
        key, bearers = next(iter(fits.items()))
        return key if any(e.article == entity.article and e.says for e in bearers) else None


def _agrees(description: str, role: str, country: str | None, plain: set[str]) -> bool:
    words = [_OWNER.sub("", w.strip(",.")) for w in description.split()]
    folded = {fold(w) for w in words}
    initials = "".join(w[0] for w in words if w[:1].isupper())
    missing = {w for w in plain if fold(w) not in folded and not (len(w) > 2 and w.isupper() and w in initials)}
    if missing or (country is not None and country not in {country_of(w) for w in words}):
        return False
    if role == "diplomat" and {"foreign", "minister"} <= folded:
        return True
    theirs = {r for w in words if (r := role_of(w))}
    return role in theirs or any(roles()[role].general & roles()[r].senses for r in theirs)
