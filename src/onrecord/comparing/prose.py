"""The body of an article as words that can be compared with those of another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.passages import Shingled
from onrecord.comparing.words import Hashes, Places, located
from onrecord.language.terms import rarity, term
from onrecord.model import Article, Span
from onrecord.text import View, quotations, reading_view

# stems rarer than RARE that stand in at most so many SENTENCES tell where in a text a fact stands
RARE, SENTENCES = 3.0, 2
# a quotation of fewer words is a term that the narrator only marks
QUOTE_WORDS = 3

# a paragraph with the handle of an account, or what such a service adds, is a post that somebody wrote
_POST = re.compile(r"(?<!\w)@\w{2,}|\bpic\.twitter\.com\b")
_POSTED = ("@", "pic.twitter.com")

# an article of which more seems furniture is one that many print, whole
FURNITURE_SHARE = 0.5

Mask = NDArray[np.bool_]


# what the narrator tells by a term: a name, another word, a number
NAME, WORD_OF_ITS_OWN, NUMBER = range(3)


@dataclass(frozen=True, eq=False)
class Prose:
    """One article's body, word by word; all that is not given is read only when it is asked for.

    `words` are hashes; `starts` and `stops` are where each word stands in `view.text`. `said` are spans of the article
    that quote somebody though no marks may stand around them.
    """

    article: Article
    words: Hashes
    starts: Places
    stops: Places
    said: tuple[Span, ...] = ()

    @property
    def language(self) -> str:
        """The language to read the words in; English when it is not known."""
        return self.article.language or "en"

    @property
    def view(self) -> View:
        """The article as it is read."""
        return reading_view(self.article)

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The words as they are written."""
        text = self.view.text
        return tuple([text[a:b] for a, b in zip(self.starts.tolist(), self.stops.tolist(), strict=True)])

    @cached_property
    def sentence(self) -> Places:
        """The number of the sentence that each word stands in, those of paragraphs counted."""
        starts = _starts(self.view.sentences)
        starts = starts[_paragraph(self.view, starts)]
        return np.searchsorted(starts, self.starts, side="right")

    @cached_property
    def quoted(self) -> Mask:
        """Which words stand in quotation marks, in what is quoted without any, or in a post that is shown."""
        view = self.view
        places = [(view.locate(a), b - a) for a, b in self.said]
        said = [(place, place + length) for place, length in places if place is not None]
        shown = _paragraphs(view) if any(sign in view.text for sign in _POSTED) else []
        posts = [block for block in shown if _POST.search(view.text, *block)]
        return _inside(self.starts, [*quotations(view.text), *said, *posts])

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stem of each word."""
        rarities, found = self._counted
        return tuple(map(tuple(rarities).__getitem__, found.tolist()))

    @cached_property
    def line(self) -> str:
        """The stems one after the other, a space before and behind each, to look for several in a row."""
        return f" {' '.join(self.stems)} "

    @cached_property
    def terms(self) -> frozenset[str]:
        """The stems of all words."""
        return frozenset(self._counted[0])

    @cached_property
    def _counted(self) -> tuple[Mapping[str, float], Places]:
        """The stems as they first appear, with their rarity, and for each word the number of its stem."""
        words = dict.fromkeys(self.written)
        weighed = list(map(_weighed, words, repeat(self.language)))
        rarities = dict(weighed)
        numbers = dict(zip(rarities, range(len(rarities)), strict=True))
        number = dict(zip(words, [numbers[s] for s, _ in weighed], strict=True))
        found = np.fromiter(map(number.__getitem__, self.written), dtype=np.int64, count=len(self.written))
        return rarities, found

    @cached_property
    def own(self) -> frozenset[str]:
        """The stems that the narrator uses outside quotations."""
        return frozenset().union(*(stems for stems, _ in self.told))

    @cached_property
    def weights(self) -> tuple[float, float, float]:
        """The rarity of the narrator's names, words and numbers, summed."""
        names, words, numbers = (sum(weights.values(), 0.0) for _, weights in self.told)
        return names, words, numbers

    @cached_property
    def told(self) -> tuple[tuple[frozenset[str], Mapping[str, float]], ...]:
        """The narrator's names, words and numbers outside quotations: the stems of each kind, and the rarity of each.

        A name is what is more often written with a capital letter inside sentences than with a small one.
        """
        rarities, found = self._counted
        first = [word[0] for word in self.written]
        inside = np.diff(self.sentence, prepend=-1) == 0
        capital = np.bincount(found[inside & _mask(map(str.isupper, first))], minlength=len(rarities))
        small = np.bincount(found[_mask(map(str.islower, first))], minlength=len(rarities))
        named, stems = (capital > small).tolist(), tuple(rarities)
        kinds: tuple[dict[str, float], ...] = ({}, {}, {})
        for n in dict.fromkeys(found[~self.quoted].tolist()):
            s = stems[n]
            kinds[NUMBER if s[0] == "#" else NAME if named[n] else WORD_OF_ITS_OWN][s] = rarities[s]
        return tuple((frozenset(kind), kind) for kind in kinds)

    @cached_property
    def seldom(self) -> Mapping[str, tuple[int, ...]]:
        """The sentences of each rare stem that stands in few of them: where a fact is told."""
        rarities, found = self._counted
        stems = tuple(rarities)
        rare = np.array([weight >= RARE for weight in rarities.values()], dtype=np.bool_)[found]
        out: dict[int, dict[int, None]] = {}
        for n, sentence in zip(found[rare].tolist(), self.sentence[rare].tolist(), strict=True):
            out.setdefault(n, {})[sentence] = None
        return {stems[n]: tuple(numbers) for n, numbers in out.items() if len(numbers) <= SENTENCES}

    @cached_property
    def shingled(self) -> Shingled:
        """The words with their shingles, sorted."""
        return Shingled(self.words)

    def like(self, other: Prose) -> bool:
        """Whether another article has the very same text and quotes the same of it."""
        if self.view.text != other.view.text or not np.array_equal(self.starts, other.starts):
            return False
        return np.array_equal(self.quoted, other.quoted) and self.language == other.language

    def place(self, start: int, stop: int) -> Span | None:
        """The stretch of the article that holds the words `start` up to `stop`."""
        return self._stretch(int(self.starts[start]), int(self.stops[stop - 1]))

    def sentences(self, start: int, stop: int) -> Span | None:
        """The stretch of the article that holds the sentences of the words `start` up to `stop`, marks included."""
        sentences = self.view.sentences
        first, last = np.searchsorted(_starts(sentences), self.starts[[start, stop - 1]], "right").tolist()
        return self._stretch(sentences[first - 1][0], sentences[last - 1][1])

    def _stretch(self, start: int, stop: int) -> Span | None:
        found = self.view.spans(start, stop)
        return (found[0][0], found[-1][1]) if found else None


def prose(article: Article, said: Sequence[Span] = ()) -> Prose:
    """The paragraphs of the body, headings and titles left out.

    `said` are spans of the article that quote somebody though no marks may stand around them.
    """
    return Prose(article, *_words(article), tuple(said))


def words(article: Article) -> Hashes:
    """The words of the body, as hashes."""
    return _words(article)[0]


def _words(article: Article) -> tuple[Hashes, Places, Places]:
    """The words of the body, as hashes, and where they stand in what is read."""
    view = reading_view(article)
    hashes, starts, stops = located(view.text)
    own = _paragraph(view, starts)
    return hashes[own], starts[own], stops[own]


def without(text: Prose, furniture: Mask) -> Prose:
    """The same article without the words that `furniture` marks, which say nothing about it."""
    keep = left(furniture)
    if keep is None:
        return text
    return Prose(text.article, text.words[keep], text.starts[keep], text.stops[keep], text.said)


def left(furniture: Mask) -> NDArray[np.int64] | None:
    """The places of the words that are no furniture, None for all.

    An article that would lose more than `FURNITURE_SHARE` of its words stays whole.
    """
    if not furniture.any() or furniture.mean() > FURNITURE_SHARE:
        return None
    return np.flatnonzero(~furniture)


def _paragraphs(view: View) -> list[Span]:
    return [block for block, kind in zip(view.blocks, view.kinds, strict=True) if kind == "paragraph"]


def _paragraph(view: View, starts: Places) -> Mask:
    """Which of some places of what is read stand in paragraphs of the body."""
    of_body = _mask(kind == "paragraph" for kind in view.kinds)
    return of_body[np.searchsorted(_starts(view.blocks), starts, side="right") - 1] if len(starts) else _mask(())


@lru_cache(maxsize=1 << 18)
def _weighed(word: str, language: str) -> tuple[str, float]:
    """The stem of a word, and how rare it is."""
    stem = term(word, language)
    return stem, rarity(stem, language)


def _starts(spans: Sequence[Span]) -> Places:
    return np.array([start for start, _ in spans], dtype=np.int64)


def _mask(found: Iterable[bool]) -> Mask:
    return np.fromiter(found, dtype=np.bool_)


def _inside(starts: Places, stretches: Sequence[Span]) -> Mask:
    out = np.zeros(len(starts), dtype=np.bool_)
    for first, last in np.searchsorted(starts, np.array(stretches, dtype=np.int64).reshape(-1, 2)).tolist():
        if last - first >= QUOTE_WORDS:
            out[first:last] = True
    return out
