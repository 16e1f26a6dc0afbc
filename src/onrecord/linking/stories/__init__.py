"""Stories: which articles tell one event.

A story here is what one round-up of the news would put under one headline: articles close in time whose
names, numbers and rare words are the same. Two events of one kind (two earthquakes, two trials) are two
stories, however alike their common words. What an article quotes or recalls from an older event does not
make it part of that event's story; a passage held by articles of two stories is found by `derivations`.

Every article stands in exactly one story; an article that no other resembles is a story of its own.
Articles are merged by average linkage (a story joins another when its articles are alike on the average,
so that a chain of neighbours does not swallow a pile), over candidates that share weighty terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from onrecord.dividing import Shelf
from onrecord.linking.stories.grouping import Grouping
from onrecord.linking.stories.terms import Named, named, vectors
from onrecord.model import Article, Links, Reading, Story, digest
from onrecord.text import reading_view, words
from onrecord.ties import Ties

MADE_BY = "stories.terms/3"


@dataclass(frozen=True, slots=True)
class Outline:
    """What is asked of an article to tell its story: its day of publication as a number, its terms, what to call it."""

    id: str
    published: str | None
    title: str | None
    opening: str
    day: int | None
    terms: Named

    @property
    def order(self) -> tuple[str, str]:
        """Where it stands among others: by date of publication."""
        return self.published or "~", self.id


def outline(article: Article) -> Outline:
    """What is asked of an article, whatever else is in the pile."""
    opening = "" if article.title else _opening(article)
    return Outline(article.id, article.published, article.title, opening, day(article), named(article))


def link(
    articles: Sequence[Article], readings: Sequence[Reading], links: Links, ties: Ties | None = None
) -> tuple[Story, ...]:
    """The stories of the pile, each with its articles by date of publication; `origins` stays empty.

    `ties` are what people say of articles that tell one story or two.
    """
    return told(sorted(map(outline, articles), key=lambda one: one.order), ties)


def told(pile: Iterable[Outline], ties: Ties | None = None) -> tuple[Story, ...]:
    """The stories of a pile in order, which is gone through once."""
    heads: Shelf[_Head] = Shelf()
    days: list[int | None] = []

    def terms() -> Iterator[Named]:
        for one in pile:
            heads.append(_Head(one.id, one.published, one.title, one.opening))
            days.append(one.day)
            yield one.terms

    grouping = Grouping()
    for vector, day in zip(vectors(terms()), days, strict=True):
        grouping.add(vector, day)
    grouping.settle()
    groups = ([heads[i] for i in sorted(group.members)] for group in grouping.groups.values())
    return tuple(sorted(_stories(groups, ties or Ties()), key=lambda s: s.id))


class _Head(NamedTuple):
    """What an article is called."""

    id: str
    published: str | None
    title: str | None
    opening: str


def _stories(groups: Iterable[Sequence[_Head]], ties: Ties) -> Iterator[Story]:
    """A story a group, those of whose articles people say something as they say it."""
    told = []
    for group in groups:
        if any(a.id in ties for a in group):
            told.append(group)
        else:
            yield _story(group)
    by_id = {a.id: a for group in told for a in group}
    for ids in ties.settle([[a.id for a in group] for group in told]):
        story = _story(sorted((by_id[i] for i in ids), key=_order))
        yield replace(story, made_by=story.made_by + "; corrected") if any(i in ties for i in ids) else story


def _order(head: _Head) -> tuple[str, str]:
    return head.published or "~", head.id


def _story(members: Sequence[_Head]) -> Story:
    title = next((a.title for a in members if a.title), None) or members[0].opening
    ids = tuple(a.id for a in members)
    return Story(digest("story", *sorted(ids)), title, ids, (), MADE_BY)


def _opening(article: Article) -> str:
    text = reading_view(article).text
    spans = words(text[:400])[:12]
    return text[spans[0][0] : spans[-1][1]] if spans else article.name


def day(article: Article) -> int | None:
    """The day of publication as a number, None when it is not known to the day."""
    published = article.published or ""
    try:
        return date.fromisoformat(published[:10]).toordinal() if len(published) >= 10 else None
    except ValueError:
        return None
