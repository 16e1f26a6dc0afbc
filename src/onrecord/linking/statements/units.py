"""The reports that statements are made of, who speaks in them, and how surely two of them are of one act of saying."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import compress
from typing import NamedTuple, TypeAlias

from onrecord.comparing.prepared import Prepared
from onrecord.comparing.saying import TOKEN, Said, fold_word, stem, weight, word_class
from onrecord.model import Article, Attribution, Entity, Links, Reading, Spans
from onrecord.text import covers, fold, quote, without_that

# article, start and stop of what is said, id
Order: TypeAlias = tuple[str, int, int, str]


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: `named` when some article gives a name; the stems of the names, and of all that it is called."""

    id: str | None
    kind: str
    named: bool
    name: frozenset[str]
    called: frozenset[str]


NOBODY = Voice(None, "unknown", False, frozenset(), frozenset())


# so many characters before and behind a report belong with it, as far as its paragraph goes
_NEAR = 300


class Telling:
    """The stems of the words of an article that tell something, by where they stand; found when first asked for."""

    def __init__(self, article: Article, prepared: Prepared) -> None:
        self._article, self._prepared = article, prepared

    @cached_property
    def _words(self) -> tuple[list[int], list[str]]:
        words = self._prepared.tokens(self._article.id)
        stems = list(map(_telling, words.seen))
        return list(compress(words.starts, stems)), [s for s in stems if s]

    @property
    def stems(self) -> Sequence[str]:
        """The stems in the order of the text."""
        return self._words[1]

    def near(self, spans: Spans) -> slice:
        """Which of the stems stand around and in `spans`, within the paragraph."""
        if not spans:
            return slice(0)
        start, stop = spans[0][0], spans[-1][1]
        text, starts = self._article.text, self._words[0]
        first = max(text.rfind("\n", 0, start) + 1, start - _NEAR)
        end = text.find("\n", stop, stop + _NEAR)
        return slice(bisect_left(starts, first), bisect_left(starts, stop + _NEAR if end < 0 else end))


class Unit:
    """An attribution to be joined. Its words are prepared when they are first asked for: most are never compared."""

    def __init__(self, prepared: Prepared, row: Attribution, telling: Telling, voice: Voice, headline: bool) -> None:
        self.row = row
        self.voice = voice
        self.speaker = voice.id
        self.headline = headline
        self.quoted = row.form != "indirect"
        # where it stands; the id, which another version of a reader may change, where two stand in one place
        start, stop = (row.content[0][0], row.content[-1][1]) if row.content else (0, 0)
        self.order: Order = (row.article, start, -stop, row.id)
        self.article = prepared.articles[row.article]
        self.telling = telling
        self._prepared = prepared

    @cached_property
    def said(self) -> Said:
        return self._prepared.said(self.row)

    @property
    def near(self) -> slice:
        """Which stems of the article stand in its paragraph, or close by in a long one."""
        return self.telling.near(self.row.content)

    @cached_property
    def called(self) -> frozenset[str]:
        """The stems of all that the speaker is called, here and anywhere."""
        return self.voice.called | _stems(self._words(self.row.source))

    @cached_property
    def cue(self) -> frozenset[str]:
        """The stems of the saying verb, where it tells more than that something was said."""
        return _stems(self._words(self.row.cue)) - _reporting()

    @cached_property
    def named(self) -> Mapping[str, float]:
        """The stems that are names, each with its weight."""
        return {s: bits for s, bits in self.said.stems.items() if s in self.said.names}

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers that the report gives."""
        return frozenset(w.stem for w in self.said.words if w.stem[0].isdigit())

    def _words(self, spans: Spans) -> str:
        return quote(self.article.text, spans)


class Edge(NamedTuple):
    """How surely two reports are of one act of saying, in log odds, and by which sentence of each."""

    odds: float
    sentence: Mapping[str, int]


@lru_cache(maxsize=200_000)
def _telling(seen: str) -> str | None:
    """The stem of a word as written; None when it tells nothing."""
    word = fold_word(seen)
    return stem(word) if weight(word) else None


def _stems(words: str) -> frozenset[str]:
    return frozenset(found for m in TOKEN.finditer(words) if (found := _telling(m.group())))


@cache
def _reporting() -> frozenset[str]:
    return frozenset(map(stem, word_class("reporting")))


def voices(readings: Iterable[Reading], links: Links, named_ones: Container[str] = ()) -> dict[str, Voice]:
    """Who speaks in each attribution whose source is resolved; `named_ones` are named in other articles."""
    entities: dict[str, Entity] = {entity.id: entity for reading in readings for entity in reading.entities}
    out: dict[str, Voice] = {}
    by_speaker: dict[str, Voice] = {}
    for row in links.speakers:
        own = [entities[i] for i in row.entities if i in entities]
        # whom no article mentions a person has named
        named = row.id in named_ones or any(entity.name for entity in own) or not row.entities
        name = _stems(" ".join((row.name, *row.aliases)))
        voice = Voice(
            row.id, row.kind, named, name if named else frozenset(), name | _stems(" ".join(row.descriptions))
        )
        by_speaker[row.id] = voice
        out.update((attribution, voice) for entity in own for attribution in entity.says)
    out.update((row.attribution, by_speaker[row.speaker]) for row in links.ascribed)
    return out


def read_units(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    voice_of: Mapping[str, Voice],
    wanted: Container[str] = (),
    prepared: Prepared | None = None,
) -> list[Unit]:
    """The reports of all articles in the order of the text; what is nested only when somebody else says it.

    Those that are `wanted` are there in any case.
    """
    prepared = prepared or Prepared(articles)
    out: list[Unit] = []
    for reading in readings:
        article = prepared.articles.get(reading.article)
        if article is None:
            continue
        telling = Telling(article, prepared)
        headlines = (*article.evidence.get("title", ()), *article.evidence.get("subtitle", ()), *article.headings)
        titles: set[str] = set()
        for row in sorted(reading.attributions, key=lambda row: row.content):
            voice = voice_of.get(row.id, NOBODY)
            outer = voice_of.get(row.nested_in or "", NOBODY)
            other = voice.id is not None and voice.id != outer.id and row.kind == "statement"
            if row.nested_in and not other and row.id not in wanted:
                continue
            # a page may show its headline twice
            words = fold(quote(article.text, without_that(article.text, row.content)))
            headline = covers(headlines, row.content) or words in titles
            titles |= {words} if headline else set()
            out.append(Unit(prepared, row, telling, voice, headline))
    return sorted(out, key=lambda unit: unit.order)


def pair_of(a: Unit, b: Unit) -> tuple[str, str]:
    """The ids of two reports, in whatever order these are given."""
    x, y = a.row.id, b.row.id
    return (x, y) if x < y else (y, x)
