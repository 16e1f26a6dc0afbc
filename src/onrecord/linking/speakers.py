"""One speaker across articles: the entities that are the same person, body or place.

Full names join everywhere; a surname, another spelling or a description joins only inside one story and
only when exactly one bearer there fits. Unnamed speakers stay apart. A false merge is worse than a miss.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from onrecord.lexicon import country_of, roles
from onrecord.model import Article, Entity, Links, Reading, Speaker, digest
from onrecord.text import fold

MADE_BY = "speakers.rules/1"

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_VOWELS = str.maketrans("", "", "aeiouyj")
_POSSESSIVE = re.compile(r"[’']s$")


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Speaker, ...]:
    """Every entity that says something, gathered into speakers; in the order of their ids."""
    story_of = {article: story.id for story in links.stories for article in story.articles}
    entities = sorted((e for reading in readings for e in reading.entities), key=lambda e: e.id)
    stories: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        stories[story_of.get(entity.article, entity.article)].append(entity)
    keys: dict[str, str] = {}
    for story in sorted(stories):
        _key_story(stories[story], keys)
    groups: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        groups[keys[entity.id]].append(entity)
    out = (_speaker(key, members) for key, members in groups.items() if any(e.says for e in members))
    return tuple(sorted(out, key=lambda s: s.id))


def _speaker(key: str, members: list[Entity]) -> Speaker:
    forms: Counter[str] = Counter()
    for e in members:
        for form in (e.name, *e.aliases):
            if form:
                forms[form] += 1
    names = Counter(e.name for e in members if e.name)
    descriptions = _unique(d for e in members for d in e.descriptions)
    kinds = Counter(e.kind for e in members if e.kind != "unknown")
    # the fullest, then the most usual, then the first in the alphabet
    name = min(names, key=lambda n: (-len(fold(n).split()), -names[n], -len(n), n), default=None)
    if name and (country := country_of(name)) and key == _country_key(country):
        name = country
    if name is None:
        name = descriptions[0] if descriptions else "unnamed"
    return Speaker(
        digest("speaker", key),
        name,
        min(kinds, key=lambda k: (-kinds[k], k), default="unknown"),
        tuple(sorted(f for f in forms if f != name)),
        tuple(descriptions),
        tuple(e.id for e in members if e.says),
        MADE_BY,
    )


def _country_key(country: str) -> str:
    return "country " + country


def _unique(items: Iterable[str]) -> list[str]:
    return sorted(set(items), key=lambda s: (-len(s), s))


def _tokens(name: str) -> list[str]:
    tokens = [t for t in fold(name).split() if t not in _SUFFIXES]
    return tokens[1:] if len(tokens) > 1 and tokens[0] == "the" else tokens


def _sound(token: str) -> str:
    """A spelling key that transliterations of one name share: Zelensky, Zelenskyy, Zelenskiy."""
    token = token.replace("kh", "h").replace("ph", "f").replace("w", "v").replace("x", "ks").replace("ts", "c")
    token = token.replace("iu", "u").replace("yu", "u").replace("ya", "a").replace("ia", "a")
    token = re.sub("[yij]+", "i", token)
    return re.sub(r"(.)\1+", r"\1", token)


def _key_story(members: list[Entity], keys: dict[str, str]) -> None:
    """The key of each entity of one story; entities with one key are one speaker."""
    persons = [e for e in members if e.name and e.kind in ("person", "unknown")]
    full: dict[str, list[str]] = defaultdict(list)  # sound of the surname -> keys of full names
    described: dict[str, list[Entity]] = defaultdict(list)
    for e in persons:
        tokens = _tokens(e.name or "")
        if len(tokens) > 1:
            key = _full_key(tokens, full[_sound(tokens[-1])])
            keys[e.id] = key
            described[key].append(e)
    for e in persons:
        tokens = _tokens(e.name or "")
        if len(tokens) == 1:
            bearers = full.get(_sound(tokens[0]), [])
            keys[e.id] = bearers[0] if len(bearers) == 1 else f"short {e.article if bearers else ''} {tokens[0]}"
            if not bearers:
                keys[e.id] = f"short {min(x.article for x in members)} {tokens[0]}"
    for e in members:
        if e.id in keys:
            continue
        if e.name:
            country = country_of(e.name) if e.kind == "place" else None
            keys[e.id] = _country_key(country) if country else "name " + " ".join(_tokens(e.name))
        else:
            keys[e.id] = _described_key(e, described) or "entity " + e.id


def _full_key(tokens: list[str], known: list[str]) -> str:
    """The key of a full name: that of a known one which it spells otherwise, else its own."""
    own = f"person {tokens[0]} {tokens[-1]}"
    if own in known:
        return own
    for key in known:
        first = key.split(" ")[1]
        if first[0] == tokens[0][0] and first.translate(_VOWELS) == tokens[0].translate(_VOWELS):
            return key
    known.append(own)
    return own


def _described_key(entity: Entity, described: dict[str, list[Entity]]) -> str | None:
    """The one person of the story whom other articles give the role and the country of this description."""
    if entity.kind not in ("unknown", "person"):
        return None
    for description in entity.descriptions:
        words = [_POSSESSIVE.sub("", w.strip(",.")) for w in description.split()]
        country = next((c for w in words if (c := country_of(w))), None)
        role = roles().get(words[-1].lower()) if words else None
        if country is None or role is None or words[0].lower() in ("a", "an"):
            continue
        plain = {fold(w) for w in words[:-1] if not country_of(w)} - {"the", "top", "senior", "chief"}
        fits = [
            key
            for key, bearers in sorted(described.items())
            if any(_agrees(d, words[-1].lower(), role.senses, country, plain) for e in bearers for d in e.descriptions)
        ]
        if len(fits) == 1:
            return fits[0]
    return None


def _agrees(description: str, word: str, senses: frozenset[str], country: str, plain: set[str]) -> bool:
    words = [_POSSESSIVE.sub("", w.strip(",.")) for w in description.split()]
    if country not in {country_of(w) for w in words}:
        return False
    folded = {fold(w) for w in words}
    if plain - folded:
        return False
    if word == "diplomat":
        return "diplomat" in folded or ("foreign" in folded and "minister" in folded)
    return any((r := roles().get(w.lower())) and r.senses & senses for w in words)
