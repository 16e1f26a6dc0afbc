"""Origins: how many independent sources a story goes back to, and what each of them is.

Articles of a story that derive from one another, or that go back to one report that is not held, stand
together. A passage that two articles share does not join them, and neither does a source that a sentence of
each credits.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from onrecord.model import Article, Derivation, Links, Reading, Story

# an article rests on an interview when so much of what it attributes was said there
INTERVIEWED = 0.5


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Story, ...]:
    """The stories of `links` with `origins` filled: articles in the story's order, groups by their first."""
    parents: dict[str, str] = {}

    def root(key: str) -> str:
        while (above := parents.setdefault(key, key)) != key:
            parents[key] = key = parents[above]
        return key

    derived = [d for d in links.derivations if d.how != "shared passage"]
    for d in derived:
        if d.origin or d.unseen:
            parents[root(d.article)] = root(d.origin or f"unseen {d.unseen}")
    of_article: dict[str, list[Derivation]] = defaultdict(list)
    for d in derived:
        of_article[d.article].append(d)
    outlets = {a.id: a.outlet for a in articles}
    interviews = {r.article: _interview(r) for r in readings}
    out = []
    for story in links.stories:
        groups: dict[str, list[str]] = defaultdict(list)
        for key in story.articles:
            groups[root(key)].append(key)
        names = tuple(_name(group, of_article, outlets, interviews) for group in groups.values())
        out.append(replace(story, origins=tuple(map(tuple, groups.values())), origin_names=names))
    return tuple(out)


def _name(
    group: Sequence[str],
    derived: Mapping[str, Sequence[Derivation]],
    outlets: Mapping[str, str | None],
    interviews: Mapping[str, str | None],
) -> str | None:
    """What the articles of a group go back to: a source that is not held, an interview, or an outlet among them."""
    unseen = Counter(d.source for key in group for d in derived.get(key, ()) if d.unseen and d.source)
    if unseen:
        return min(unseen, key=lambda name: (-unseen[name], name))
    first = _first(group, derived)
    return interviews.get(first) or outlets.get(first)


def _first(group: Sequence[str], derived: Mapping[str, Sequence[Derivation]]) -> str:
    """The article of the group that most others come from and that comes from none of them."""
    members = set(group)
    origins = Counter(d.origin for key in group for d in derived.get(key, ()) if d.origin in members)
    later = {key for key in group for d in derived.get(key, ()) if d.origin in members}
    return min(group, key=lambda key: (key in later, -origins[key], group.index(key)))


def _interview(reading: Reading) -> str | None:
    """The interview, by its host, in which most of what the article attributes was said."""
    statements = {a.id for a in reading.attributions if a.kind == "statement"}
    said: Counter[str] = Counter()
    for mention in reading.occasions:
        if mention.kind == "interview" and mention.host:
            said[mention.host] += len(statements & set(mention.attributions))
    if not said:
        return None
    host, number = min(said.items(), key=lambda item: (-item[1], item[0]))
    return f"{host} interview" if number and number >= INTERVIEWED * len(statements) else None
