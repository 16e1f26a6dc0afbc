"""One speaker across articles: the entities that are the same person, body or place.

A full name joins everywhere. A lone surname, another spelling, an acronym or a description joins inside one story,
and only when exactly one bearer there fits (`story`). Where a story has no bearer, a lone name means somebody whom
other stories name in full, to whom they give the same title at about the time, or who is nearly the only one of the
whole pile to bear it (`pile`). Unnamed speakers stay apart. A false merge is worse than a miss.
"""

from __future__ import annotations

import itertools
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from onrecord.dividing import Shelf
from onrecord.language.naming import SUFFIXES, first_last, name_words, plain_name, titles
from onrecord.linking.speakers.pile import Pile
from onrecord.linking.speakers.story import Story
from onrecord.model import Article, Entity, EntityKind, Links, Reading, Speaker, digest

MADE_BY = "speakers.rules/2"


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Speaker, ...]:
    """Every entity that says something, gathered into speakers; in the order of their ids.

    Articles are gone through once; what is made of each waits on disk where they are many.
    """
    pile = Pile()
    stories: Shelf[Story] = Shelf()
    # first all full names, in all stories; then what is short for one
    for story in _stories(articles, readings, links, pile):
        story.full_names()
        stories.append(story, len(story.articles))
    pile.short_forms()
    pile.gather()
    ids = array("Q")
    found: Shelf[tuple[str, Sequence[Entity]]] = Shelf()
    for story in stories:
        story.pile = pile
        for key, members in _by_key(story, pile).items():
            ids.append(int(_id(key), 16))
            found.append((key, members))
    order = sorted(range(len(ids)), key=ids.__getitem__)
    made = (_speakers((found[n] for n in same), pile) for _, same in itertools.groupby(order, key=ids.__getitem__))
    return tuple(itertools.chain.from_iterable(made))


def _stories(articles: Sequence[Article], readings: Sequence[Reading], links: Links, pile: Pile) -> Iterator[Story]:
    """The stories with their entities, once the pile knows all of these."""
    story_of = {article: story.id for story in links.stories for article in story.articles}
    rows: Shelf[tuple[Article, list[Entity]]] = Shelf()
    told: dict[str, array[int]] = {}
    for n, (article, reading) in enumerate(zip(articles, readings, strict=True)):
        story = story_of.get(article.id, "article " + article.id)
        entities = [_plain(e) for e in reading.entities if e.says or e.name]
        pile.count(entities, story)
        rows.append((article, entities))
        told.setdefault(story, array("Q")).append(n)
    for story, numbers in told.items():
        own = [rows[n] for n in numbers]
        members = sorted((e for _, entities in own for e in entities), key=lambda e: e.id)
        yield Story(story, [article for article, _ in own], members, pile)


def _by_key(story: Story, pile: Pile) -> dict[str, list[Entity]]:
    """The entities of a story by the key that all entities of their speaker have."""
    keys = story.settled()
    out: dict[str, list[Entity]] = defaultdict(list)
    for e in story.members:
        out[pile.root(keys[e.id])].append(e)
    return out


def _speakers(found: Iterable[tuple[str, Sequence[Entity]]], pile: Pile) -> Iterator[Speaker]:
    """The speakers of keys with their entities in each story."""
    groups: dict[str, list[Entity]] = defaultdict(list)
    for key, members in found:
        groups[key] += members
    for key, entities in sorted(groups.items()):
        if any(e.says for e in entities):
            yield _speaker(key, sorted(entities, key=lambda e: e.id), pile)


def _id(key: str) -> str:
    return digest("speaker", key)


def _plain(e: Entity) -> Entity:
    """The entity with a name that holds no control characters and, for a person, no title or caption before it.

    A title that was left out stands among the descriptions, the name as it was among the aliases.
    """
    name = e.name or ""
    if not name.isprintable():
        name = "".join(c for c in name if c.isprintable())
    name = name.strip()
    if e.kind == "person" and " " in name:
        name = plain_name(name)
    if not e.name or not name or name == e.name:
        return e
    before = e.name[: -len(name)].strip() if e.name.endswith(name) else ""
    aliases = (*(a for a in e.aliases if a != name), e.name)
    return replace(
        e, name=name, aliases=aliases, descriptions=(*e.descriptions, *((before,) if titles(before) else ()))
    )


def _speaker(key: str, members: list[Entity], pile: Pile) -> Speaker:
    forms = {form for e in members for form in (e.name, *e.aliases) if form}
    # the longest description first: it says most
    descriptions = sorted({d for e in members for d in e.descriptions}, key=lambda d: (-len(d), d))
    kinds: Counter[EntityKind] = Counter(e.kind for e in members if e.kind != "unknown")
    country = key.removeprefix("country ") if key.startswith("country ") else None
    name = country or _best_name(members, pile)
    return Speaker(
        _id(key),
        name or (descriptions[0] if descriptions else "unnamed"),
        min(kinds, key=lambda k: (-kinds[k], k), default="unknown"),
        tuple(sorted(f for f in forms if f != name)),
        tuple(descriptions),
        tuple(e.id for e in members if e.says),
        MADE_BY,
    )


def _best_name(members: Sequence[Entity], pile: Pile) -> str | None:
    """The full name that most articles use, of those that as many use the longest.

    An article uses the name of its entity and every alias that is as full. Where no article has a full name, the
    short names are asked.
    """
    articles: dict[str, set[str]] = defaultdict(set)
    for e in members:
        for form in _full_forms(e, pile):
            articles[form].add(e.article)
    full = [form for form in articles if _full(form)]
    # capitals or small letters only are a headline's or a screen name's, accents are somebody's care
    return min(
        full or articles,
        key=lambda n: (n.isupper() or n.islower(), -len(articles[n]), -_fullness(n), -len(n), n.isascii(), n),
        default=None,
    )


def _full_forms(e: Entity, pile: Pile) -> set[str]:
    """The forms under which an article has a name: its fullest, and for a person those with first name and surname."""
    if e.name is None:
        return set()
    if e.kind != "person":
        return {e.name}
    ends = first_last(e.name)
    also = {a for a in e.aliases if first_last(a) == ends and ends[0] != ends[1] and plain_name(a) == a}
    return {pile.shown(form) for form in (e.name, *also)}


def _full(name: str) -> bool:
    """Whether a name is more than a surname, initials or initials with a word ("IOC", "Ofcom UK")."""
    return _fullness(name) > 1 and not any(
        w.isupper() and len(w) > 2 and w.isalpha() for w in name.split() if not name.isupper()
    )


def _fullness(name: str) -> int:
    """How many words of a name tell: an initial or "Jr." makes it no fuller, a heap of words is no name."""
    words = [w for w in name_words(name) if len(w) > 1 and w not in SUFFIXES]
    return len(words) if len(words) < 6 else 0
