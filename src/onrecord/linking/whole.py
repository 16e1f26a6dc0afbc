"""What must be known of a pile as a whole, so that its parts can be linked each by itself.

The pile is gone through once, and little is kept of each article: its words as numbers, its terms and its quoted runs
wait on disk; who speaks in it stays in memory. From that come stories and speakers, the pairs of articles that may
come from one another, and what else ties stories together. A part is made of whole stories, with those tied to them.
"""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

import numpy as np

from onrecord.comparing.prose import words
from onrecord.comparing.words import Hashes
from onrecord.dividing import PART, Ordered, Pile, Shelf, Some, Spread, here, packed, size, together
from onrecord.linking import ascriptions, listed, primary, speakers, stories
from onrecord.linking.cast import Cast
from onrecord.linking.corrections import Held
from onrecord.linking.derivations.candidates import Candidates, Two, candidates
from onrecord.linking.part import Asked, Linker, Task, quoted, related
from onrecord.linking.statements.across import Across, Runs, meeting_across, runs
from onrecord.model import Article, Links, Reading, Role, Story
from onrecord.names import Names

# candidates tie stories as they come while these have so many articles together; beyond, the pairs are looked at first
CHAIN = 4 * PART
# of what mentions somebody without a name, so many characters tell whether it is "the" or "an"
_FIRST = 8

T = TypeVar("T", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class Abstract:
    """What is kept of an article: what stands for it where speakers are told apart, and what is compared as numbers.

    `article` has no text but the first characters of who has no name, `reading` only who speaks or is named.
    """

    article: Article
    reading: Reading
    outline: stories.Outline
    words: Hashes
    runs: tuple[Runs, ...]


def abstracts(some: Some, wanted: Collection[str] = ()) -> list[Abstract]:
    """What is kept of some articles; of the entities, also those that are `wanted`."""
    articles, readings = some.load()
    reporting = primary.reporting(articles, readings)
    return [
        Abstract(*abridged(article, reading, wanted), stories.outline(article), words(article), runs(article, reports))
        for article, reading, reports in zip(articles, readings, reporting, strict=True)
    ]


def abridged(article: Article, reading: Reading, wanted: Collection[str] = ()) -> tuple[Article, Reading]:
    """An article and its reading, as far as it is asked who speaks."""
    text, entities = "", []
    for e in reading.entities:
        if not (e.says or e.name or e.id in wanted):
            continue
        first = "" if e.name or not e.mentions else article.text[slice(*e.mentions[0])][:_FIRST]
        mentions = ((len(text), len(text) + len(first)),) if first else ()
        text += first
        entities.append(replace(e, article=article.id, mentions=mentions, says=e.says[:1]))
    row = Article(
        article.id, "", article.name, "", article.media_type, text, article.language, None, None, (), article.outlet,
        article.published, role=article.role,
    )  # fmt: skip
    return row, Reading(article.id, (), tuple(entities))


class Whole:
    """What is known of a pile: its stories, speakers and what is ascribed to them, and what ties stories together."""

    def __init__(self, pile: Pile, said: Held, links: Links, cast: Cast, story_of: Mapping[str, str]) -> None:
        self.pile, self.said, self.links, self.cast, self.story_of = pile, said, links, cast, story_of
        self.candidates = Candidates()
        self.across = Across()
        self.tied: list[Two] = []
        self.homes: Mapping[str, str] = {}
        self._pairs: list[dict[str, list[Two]]] = []
        self._keys: dict[str, list[tuple[str, int]]] = {}
        self._met: dict[str, list[Two]] = {}

    def settle(self, candidates: Candidates, across: Across, homes: Mapping[str, str], tied: Iterable[Two]) -> None:
        """Take in what ties stories together; `homes` are the articles of the reports that meet."""
        self.candidates, self.across, self.homes, self.tied = candidates, across, homes, list(tied)
        self._pairs = [_by_first(pairs) for pairs in candidates.pairs]
        self._keys = _by_first(across.keys)
        self._met = defaultdict(list)
        for two in across.met:
            self._met[homes[two[0]]].append(two)

    def parts(self) -> list[list[Story]]:
        """The stories of each part, the largest parts first."""
        return list(packed(self.groups(self.links.stories)))

    def groups(self, told: Sequence[Story]) -> list[list[Story]]:
        """Stories with those of them that they are tied to: what is linked together, however small parts are."""
        return together(told, self.tied)

    def task(self, told: Sequence[Story]) -> Task:
        """A part, ready to be linked."""
        ids = [i for story in told for i in story.articles]
        own = frozenset(ids)
        links = self.cast.within(told)
        who = [row.id for row in links.speakers]
        furniture = self.candidates.furniture
        repeated, alike = (
            tuple(two for i in ids for two in found.get(i, ()) if two[1] in own) for found in self._pairs
        )
        return Task(
            self.pile.some(ids),
            links,
            self.said,
            Candidates(repeated, alike, {i: furniture[i] for i in ids if i in furniture}),
            Across(
                self.across.named.intersection(who),
                frozenset(key for i in who for key in self._keys.get(i, ())),
                tuple(two for i in ids for two in self._met.get(i, ()) if self.homes[two[1]] in own),
            ),
            self.cast.elsewhere(ids),
        )


def _by_first(found: Iterable[T]) -> dict[str, list[T]]:
    out: dict[str, list[T]] = defaultdict(list)
    for one in found:
        out[one[0]].append(one)
    return out


def steps(names: Names, said: Held) -> tuple[tuple[str, Linker], ...]:
    """The linkers that tell speakers apart, in their order, each with the field of `Links` that it fills.

    They are given articles and readings as far as `abridged` keeps them.
    """
    return (
        ("speakers", speakers.link),
        ("speakers", partial(listed.link, names=names)),
        ("speakers", partial(ascriptions.speakers, ties=said.speakers, ascribed=said.ascribed)),
        ("ascribed", partial(ascriptions.link, ascribed=said.ascribed)),
    )


def known(
    pile: Pile,
    names: Names,
    said: Held,
    *,
    told: Sequence[Story] | None = None,
    gather: Spread = here,
    spread: Spread = here,
    progress: Callable[[str], None] = lambda step: None,
) -> Whole:
    """Go through a pile, and find out what must be known of the whole of it; its stories may be `told` already.

    `gather` takes the pile, and `spread` what is asked of a few articles.
    """
    articles, readings, outlines, texts, quotes = (Shelf[Any]() for _ in range(5))
    ids: list[str] = []
    dates: list[str] = []
    outlets: list[str | None] = []
    roles: list[Role | None] = []
    progress("stories")
    for some in gather(partial(abstracts, wanted=frozenset(said.homes)), pile.every()):
        for one in some:
            ids.append(one.article.id)
            dates.append(one.article.published or "~")
            outlets.append(one.article.outlet and sys.intern(one.article.outlet))
            roles.append(one.article.role)
            articles.append(one.article)
            readings.append(one.reading)
            outlines.append(one.outline)
            texts.append(one.words)
            quotes.append(one.runs)
    order = sorted(range(len(ids)), key=lambda n: (dates[n], ids[n]))
    found = stories.told(Ordered(outlines, order), said.stories) if told is None else tuple(told)
    links = Links(outcomes=said.outcomes, stories=found)
    story_of = {i: story.id for story in links.stories for i in story.articles}
    progress("speakers")
    for field, linker in steps(names, said):
        links = replace(links, **{field: linker(articles, readings, links)})
    whole = Whole(pile, said, links, Cast(readings, links, story_of, said.homes), story_of)
    progress("candidates")
    pairs = _candidates(whole, [ids[n] for n in order], Ordered(texts, order), [outlets[n] for n in order])
    tied = [*_tied_by_texts(whole, pairs, spread), *primary.tied(ids, roles, texts)]
    progress("echoes")
    across, homes = _across(whole, ids, quotes, spread)
    tied += [(homes[a], homes[b]) for a, b in across.met]
    tied += _tied_by_voices(whole.cast)
    whole.settle(pairs, across, homes, [*tied, *_tied_by_people(said)])
    return whole


# --- what ties stories together ----------------------------------------------------------------------------------


def _candidates(whole: Whole, ids: Sequence[str], texts: Sequence[Hashes], outlets: Sequence[str | None]) -> Candidates:
    number = {story.id: n for n, story in enumerate(whole.links.stories)}
    told = [number[whole.story_of[i]] for i in ids]
    return candidates(ids, texts, told, outlets, {*whole.said.stated, *whole.said.denied})


def _tied_by_texts(whole: Whole, pairs: Candidates, spread: Spread) -> Iterator[Two]:
    """The articles of two stories of which one may come from the other.

    A pair that means nothing ties nothing. That is found out only where candidates would chain many stories together.
    """
    told = whole.story_of
    sure = [*pairs.repeated, *((s.origin, s.article) for s in whole.said.stated.values())]
    yield from sure
    crossing = [two for two in pairs.alike if told[two[0]] != told[two[1]] and frozenset(two) not in whole.said.denied]
    groups = together(whole.links.stories, [*sure, *crossing])
    chained = {story.id for group in groups if size(group) > CHAIN for story in group}
    yield from (two for two in crossing if told[two[0]] not in chained)
    doubtful = sorted((two for two in crossing if told[two[0]] in chained), key=lambda two: (told[two[0]], two))
    yield from (two for found in spread(related, _asked_pairs(whole.pile, doubtful, pairs)) for two in found)


def _asked_pairs(pile: Pile, doubtful: Sequence[Two], pairs: Candidates) -> Iterator[Asked]:
    for n in range(0, len(doubtful), PART):
        alike = tuple(doubtful[n : n + PART])
        ids = {i: None for two in alike for i in two}
        furniture = {i: pairs.furniture[i] for i in ids if i in pairs.furniture}
        yield Asked(pile.some(ids), Links(), Candidates((), alike, furniture))


def _tied_by_voices(cast: Cast) -> Iterator[Two]:
    """Whom nobody names is known by his stories alone."""
    for n, told in enumerate(cast.stories):
        if n not in cast.named:
            first, *others = told.values() or [""]
            yield from ((first, other) for other in others)


def _tied_by_people(said: Held) -> Iterator[Two]:
    """Articles with attributions that people say are of one statement."""
    first: dict[str, str] = {}
    for row, article in sorted(said.homes.items()):
        if row in said.statements:
            yield first.setdefault(said.statements.root(row), article), article


def _across(
    whole: Whole, ids: Sequence[str], quotes: Sequence[tuple[Runs, ...]], spread: Spread
) -> tuple[Across, dict[str, str]]:
    """What one speaker says in several stories, and the articles of the reports that meet."""
    cast = whole.cast
    named = frozenset(cast.links.speakers[n].id for n in cast.named)
    wide = {n for n in cast.named if len(cast.stories[n]) > 1}
    shared = _shared(cast, wide, [whole.story_of[i] for i in ids], quotes)
    wanted: dict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
    for i, found in zip(ids, quotes, strict=True):
        for n, one in _spoken(cast, wide, found):
            if own := tuple(x for x in one.numbers if n << 32 | x in shared):
                wanted[whole.story_of[i]][one.attribution] = own
    told = [story for story in whole.links.stories if story.id in wanted]
    asked = (_asked_reports(whole, some, named, wanted) for some in packed([story] for story in told))
    met = meeting_across(one for found in spread(quoted, asked) for one in found)
    homes = {one.attribution: one.article for two in met for one in two}
    keys = frozenset((cast.links.speakers[key >> 32].id, key & 0xFFFFFFFF) for key in shared)
    return Across(named, keys, tuple((a.attribution, b.attribution) for a, b in met)), homes


def _asked_reports(
    whole: Whole, told: Sequence[Story], named: frozenset[str], wanted: Mapping[str, Mapping[str, tuple[int, ...]]]
) -> Asked:
    links = whole.cast.within(told)
    own = named.intersection(row.id for row in links.speakers)
    some = whole.pile.some(i for story in told for i in story.articles)
    reports = {i: found for story in told for i, found in wanted[story.id].items()}
    return Asked(some, links, named=own, wanted=reports, said=whole.said)


def _spoken(cast: Cast, wide: Collection[int], found: Iterable[Runs]) -> Iterator[tuple[int, Runs]]:
    """The quoted runs of an article whose speakers speak in several stories, with these."""
    for one in found:
        n = cast.ascribed.get(one.attribution, cast.speaker_of.get(one.entity or ""))
        if n is not None and n in wide:
            yield n, one


def _shared(
    cast: Cast, wide: Collection[int], told: Sequence[str], quotes: Iterable[tuple[Runs, ...]]
) -> frozenset[int]:
    """The runs that a speaker quotes in several stories: his number, and behind it that of the run, of 32 bits."""
    number = {story: n for n, story in enumerate(dict.fromkeys(told))}
    keys, where = array("Q"), array("I")
    for story, found in zip(told, quotes, strict=True):
        for n, one in _spoken(cast, wide, found):
            keys.extend(n << 32 | x for x in one.numbers)
            where.extend([number[story]] * len(one.numbers))
    held, homes = np.array(keys, np.uint64), np.array(where, np.uint32)
    order = np.lexsort((homes, held))
    held, homes = held[order], homes[order]
    again = (held[1:] == held[:-1]) & (homes[1:] != homes[:-1])
    return frozenset(held[1:][again].tolist())
