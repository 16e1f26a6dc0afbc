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

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from onrecord.linking.stories.grouping import Grouping
from onrecord.linking.stories.terms import vectors
from onrecord.model import Article, Links, Reading, Story, digest
from onrecord.text import reading_view, words
from onrecord.ties import Ties

MADE_BY = "stories.terms/3"


def link(
    articles: Sequence[Article], readings: Sequence[Reading], links: Links, ties: Ties | None = None
) -> tuple[Story, ...]:
    """The stories of the pile, each with its articles by date of publication; `origins` stays empty.

    `ties` are what people say of articles that tell one story or two.
    """
    pile = sorted(articles, key=_order)
    grouping = Grouping()
    for article, vector in zip(pile, vectors(pile), strict=True):
        grouping.add(vector, day(article))
    grouping.settle()
    groups = [[pile[i] for i in sorted(group.members)] for group in grouping.groups.values()]
    return tuple(sorted(_stories(groups, ties or Ties()), key=lambda s: s.id))


def _stories(groups: Sequence[Sequence[Article]], ties: Ties) -> Iterator[Story]:
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


def _order(article: Article) -> tuple[str, str]:
    return article.published or "~", article.id


def _story(members: Sequence[Article]) -> Story:
    first = members[0]
    title = next((a.title for a in members if a.title), None) or _opening(first)
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
