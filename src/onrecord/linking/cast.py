"""Who speaks in which article of a pile."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from onrecord.model import Links, Reading, Story


class Cast:
    """The speakers of a pile by number, as they stand in its links, and the articles in which they speak.

    `of` has the speakers of each article, `stories` those in which each speaks, with an article of each; `named` are
    the speakers whom some article names. `homes` are the articles of attributions that people ascribe to somebody.
    """

    def __init__(
        self, readings: Iterable[Reading], links: Links, story_of: Mapping[str, str], homes: Mapping[str, str]
    ) -> None:
        self.links = links
        self.entities = {r.article: frozenset(e.id for e in r.entities) for r in readings}
        number = {row.id: n for n, row in enumerate(links.speakers)}
        self.speaker_of = {e: n for n, row in enumerate(links.speakers) for e in row.entities}
        self.ascribed = {row.attribution: number[row.speaker] for row in links.ascribed}
        self.named = {n for n, row in enumerate(links.speakers) if not row.entities}
        self.of: dict[str, list[int]] = defaultdict(list)
        for reading in readings:
            for e in reading.entities:
                n = self.speaker_of.get(e.id)
                if n is not None:
                    if e.name:
                        self.named.add(n)
                    if n not in self.of[reading.article]:
                        self.of[reading.article].append(n)
        self._articles = Counter(n for found in self.of.values() for n in found)
        self.stories: list[dict[str, str]] = [{} for _ in links.speakers]
        for article, found in self.of.items():
            for n in found:
                self.stories[n].setdefault(story_of[article], article)
        for attribution, n in self.ascribed.items():
            if (article := homes.get(attribution, "")) in story_of:
                self.stories[n].setdefault(story_of[article], article)

    def within(self, told: Sequence[Story]) -> Links:
        """Stories with their speakers; of whom the whole pile hears, with his mentions there alone.

        All attributions that people ascribe to somebody come with them, and these speakers.
        """
        ids = [i for story in told for i in story.articles]
        own = frozenset().union(*(self.entities.get(i, ()) for i in ids))
        numbers = sorted({n for i in ids for n in self.of.get(i, ())})
        rows = [self.links.speakers[n] for n in numbers]
        found = [replace(row, entities=tuple(filter(own.__contains__, row.entities))) for row in rows]
        if self.ascribed:
            found += [self.links.speakers[n] for n in sorted({*self.ascribed.values()}.difference(numbers))]
        return Links(stories=tuple(told), speakers=tuple(found), ascribed=self.links.ascribed)

    def elsewhere(self, ids: Iterable[str]) -> frozenset[str]:
        """The speakers of some articles who speak in others too."""
        here = Counter(n for i in ids for n in self.of.get(i, ()))
        return frozenset(self.links.speakers[n].id for n, count in here.items() if count < self._articles[n])
