"""A pile of articles in parts that can be linked one by one, here or in several processes.

What is told by one story is linked within it, so stories part the pile; a linker says which of them something ties
together. A part holds what the links say of its articles and nothing else, so that it costs little to send.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from onrecord.model import Article, Links, Reading

# a part has at least so many articles, or it is the last: enough that sending it costs little
PART = 64

T = TypeVar("T")
R = TypeVar("R")


class Spread(Protocol):
    """What does something to each item and gives the results in order, as `map` does."""

    def __call__(self, function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]: ...


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the articles with their readings, in the order of the pile, and what the links say of them."""

    articles: tuple[Article, ...]
    readings: tuple[Reading, ...]
    links: Links


def whole(articles: Sequence[Article]) -> bool:
    """Whether a pile is so small that it is one part."""
    return len(articles) <= PART


def parts(
    articles: Sequence[Article], readings: Sequence[Reading], links: Links, tied: Iterable[tuple[str, str]] = ()
) -> Iterator[Part]:
    """The pile in parts that hold whole stories; articles that are `tied` stand in one part, as their stories do.

    A small pile is one part, which is the pile itself.
    """
    if whole(articles):
        yield Part(tuple(articles), tuple(readings), links)
        return
    index = _Index(articles, readings, links)
    for group in _packed(_together([a.id for a in articles], links, tied)):
        yield index.part(group)


def _together(articles: Sequence[str], links: Links, tied: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The articles of each story with those of the stories that are tied to it."""
    above: dict[str, str] = {i: i for i in articles}

    def root(i: str) -> str:
        while above[i] != i:
            above[i] = i = above[above[i]]
        return i

    pairs = ((story.articles[0], i) for story in links.stories for i in story.articles)
    for a, b in (*pairs, *tied):
        if a in above and b in above:
            x, y = sorted((root(a), root(b)))
            above[y] = x
    groups: dict[str, list[str]] = defaultdict(list)
    for i in articles:
        groups[root(i)].append(i)
    return list(groups.values())


def _packed(groups: Iterable[list[str]]) -> Iterator[list[str]]:
    """Groups put together up to the size of a part, the largest alone and first: the others fill the time it takes."""
    waiting: list[str] = []
    for group in sorted(groups, key=lambda group: (-len(group), group)):
        waiting += group
        if len(waiting) >= PART:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


class _Index:
    """Where to find what is said of an article."""

    def __init__(self, articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> None:
        self.links = links
        self.place = {article.id: n for n, article in enumerate(articles)}
        self.articles = articles
        self.readings = {reading.article: reading for reading in readings}
        home = {row.id: r.article for r in readings for rows in (r.attributions, r.entities, r.times) for row in rows}
        self.rows: dict[str, dict[str, dict[int, Any]]] = {}
        self._add("stories", links.stories, lambda row: row.articles)
        self._add("speakers", links.speakers, lambda row: [home.get(i) for i in row.entities])
        self._add("ascribed", links.ascribed, lambda row: [home.get(row.attribution)])
        self._add("settled", links.settled, lambda row: [home.get(row.time)])
        self._add("derivations", links.derivations, lambda row: [row.article, row.origin])
        self._add("statements", links.statements, lambda row: [home.get(i) for i in row.attributions])

    def _add(self, field: str, rows: Sequence[Any], places: Callable[[Any], Iterable[Hashable]]) -> None:
        by_article: dict[Any, dict[int, Any]] = defaultdict(dict)
        for n, row in enumerate(rows):
            for i in places(row):
                by_article[i][n] = row
        self.rows[field] = by_article

    def part(self, ids: Iterable[str]) -> Part:
        """The articles of these ids, and what is said of them."""
        ids = sorted(ids, key=lambda i: self.place[i])
        articles = tuple(self.articles[self.place[i]] for i in ids)
        readings = tuple(self.readings[i] for i in ids if i in self.readings)
        found = {field: self._of(ids, by_article) for field, by_article in self.rows.items()}
        entities = {e.id for r in readings for e in r.entities}
        ascribed = {row.speaker for row in found["ascribed"]}
        # who speaks in the whole pile has thousands of mentions
        speakers = [replace(s, entities=tuple(filter(entities.__contains__, s.entities))) for s in found["speakers"]]
        given = [s for s in self.links.speakers if s.id in ascribed - {s.id for s in speakers}] if ascribed else []
        links = {field: tuple(rows) for field, rows in found.items()}
        return Part(articles, readings, Links(**{**links, "speakers": (*speakers, *given)}))

    def _of(self, ids: Iterable[str], by_article: dict[Any, dict[int, Any]]) -> list[Any]:
        found = {n: row for i in ids for n, row in by_article.get(i, {}).items()}
        return [found[n] for n in sorted(found)]
