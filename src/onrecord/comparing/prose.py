"""The body of an article as words that can be compared with those of another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.passages import Shingled
from onrecord.comparing.words import Hashes, hashed
from onrecord.language.terms import rarity, term
from onrecord.model import Article, Span
from onrecord.text import WORD, View, quotations, reading_view

# stems rarer than RARE that stand in at most so many SENTENCES tell where in a text a fact stands
RARE, SENTENCES = 3.0, 2
# a quotation of fewer words is a term that the narrator only marks
QUOTE_WORDS = 3

# a paragraph with the handle of an account, or what such a service adds, is a post that somebody wrote
_POST = re.compile(r"(?<!\w)@\w{2,}|\bpic\.twitter\.com\b")

# an article of which more seems furniture is one that many print, whole
FURNITURE_SHARE = 0.5

Mask = NDArray[np.bool_]


# what the narrator tells by a term: a name, another word, a number
NAME, WORD_OF_ITS_OWN, NUMBER = range(3)


@dataclass(frozen=True, eq=False)
class Prose:
    """One article's body, word by word; all but `words` is read only when it is asked for.

    `words` are hashes. `said` are spans of the article that quote somebody though no marks may stand around
    them; `kept` are the positions, among the words of the body, of those that are looked at, None for all.
    """

    article: Article
    words: Hashes
    said: tuple[Span, ...] = ()
    kept: NDArray[np.int64] | None = None

    @property
    def language(self) -> str:
        """The language to read the words in; English when it is not known."""
        return self.article.language or "en"

    @property
    def view(self) -> View:
        """The article as it is read."""
        return reading_view(self.article)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Where each word stands in `view.text`."""
        text = self.view.text
        spans = [m.span() for start, stop in _paragraphs(self.view) for m in WORD.finditer(text, start, stop)]
        return tuple(spans) if self.kept is None else tuple(spans[i] for i in self.kept.tolist())

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each word begins in `view.text`."""
        return _starts(self.spans)

    @cached_property
    def sentence(self) -> NDArray[np.int64]:
        """The number of the sentence that each word stands in, those of paragraphs counted."""
        starts, begins = _starts(self.view.sentences), _starts(self.view.blocks)
        paragraph = np.array([kind == "paragraph" for kind in self.view.kinds], dtype=np.bool_)
        starts = starts[paragraph[np.searchsorted(begins, starts, side="right") - 1]]
        return np.searchsorted(starts, self.starts, side="right")

    @cached_property
    def quoted(self) -> Mask:
        """Which words stand in quotations, or in posts of which the article shows the text."""
        view = self.view
        places = [(view.locate(a), b - a) for a, b in self.said]
        said = [(place, place + length) for place, length in places if place is not None]
        posts = [block for block in _paragraphs(view) if _POST.search(view.text, *block)]
        return _inside(self.starts, [*quotations(view.text), *said, *posts])

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stem of each word."""
        text = self.view.text
        words = [text[a:b] for a, b in self.spans]
        known = {word: term(word, self.language) for word in set(words)}
        return tuple(map(known.__getitem__, words))

    @cached_property
    def terms(self) -> frozenset[str]:
        """The stems of all words."""
        return frozenset(self.stems)

    @cached_property
    def own(self) -> Mapping[str, tuple[int, float]]:
        """The stems that the narrator uses outside quotations, in text order, each with its kind and rarity.

        A name is what is more often written with a capital letter inside sentences than with a small one.
        """
        text, language = self.view.text, self.language
        first = [text[a] for a, _ in self.spans]
        inside = (np.diff(self.sentence, prepend=-1) == 0).tolist()
        capital = Counter(s for s, c, i in zip(self.stems, first, inside, strict=True) if i and c.isupper())
        small = Counter(s for s, c in zip(self.stems, first, strict=True) if s in capital and c.islower())
        return {
            s: (NUMBER if s[0] == "#" else NAME if capital[s] > small[s] else WORD_OF_ITS_OWN, rarity(s, language))
            for s in dict.fromkeys(compress(self.stems, (~self.quoted).tolist()))
        }

    @cached_property
    def weights(self) -> tuple[float, float, float]:
        """The rarity of the narrator's names, words and numbers, summed."""
        names, words, numbers = (sum(weights, 0.0) for _, weights in self.told)
        return names, words, numbers

    @cached_property
    def told(self) -> tuple[tuple[Sequence[str], Sequence[float]], ...]:
        """The narrator's names, words and numbers: the stems of each kind, and the rarity of each stem."""
        kinds: tuple[tuple[list[str], list[float]], ...] = (([], []), ([], []), ([], []))
        for s, (kind, weight) in self.own.items():
            kinds[kind][0].append(s)
            kinds[kind][1].append(weight)
        return kinds

    @cached_property
    def seldom(self) -> Mapping[str, tuple[int, ...]]:
        """The sentences of each rare stem that stands in few of them: where a fact is told."""
        language = self.language
        out: dict[str, dict[int, None]] = {s: {} for s in dict.fromkeys(self.stems) if rarity(s, language) >= RARE}
        for stem, number in zip(self.stems, self.sentence.tolist(), strict=True):
            if stem in out:
                out[stem][number] = None
        return {stem: tuple(numbers) for stem, numbers in out.items() if len(numbers) <= SENTENCES}

    @cached_property
    def shingled(self) -> Shingled:
        """The words with their shingles, sorted."""
        return Shingled(self.words)

    def place(self, start: int, stop: int) -> Span | None:
        """The stretch of the article that holds the words `start` up to `stop`."""
        return self._stretch(self.spans[start][0], self.spans[stop - 1][1])

    def sentences(self, start: int, stop: int) -> Span | None:
        """The stretch of the article that holds the sentences of the words `start` up to `stop`, marks included."""
        sentences = self.view.sentences
        first, last = np.searchsorted(_starts(sentences), (self.spans[start][0], self.spans[stop - 1][0]), "right")
        return self._stretch(sentences[first - 1][0], sentences[last - 1][1])

    def _stretch(self, start: int, stop: int) -> Span | None:
        found = self.view.spans(start, stop)
        return (found[0][0], found[-1][1]) if found else None


def prose(article: Article, said: Sequence[Span] = ()) -> Prose:
    """The paragraphs of the body, headings and titles left out.

    `said` are spans of the article that quote somebody though no marks may stand around them.
    """
    return Prose(article, words(article), tuple(said))


def words(article: Article) -> Hashes:
    """The words of the body, as hashes."""
    view = reading_view(article)
    return hashed("\n".join(view.text[start:stop] for start, stop in _paragraphs(view)))


def without(text: Prose, furniture: Mask) -> Prose:
    """The same article without the words that `furniture` marks, which say nothing about it."""
    keep = left(furniture)
    if keep is None:
        return text
    return Prose(text.article, text.words[keep], text.said, keep if text.kept is None else text.kept[keep])


def left(furniture: Mask) -> NDArray[np.int64] | None:
    """The places of the words that are no furniture, None for all.

    An article that would lose more than `FURNITURE_SHARE` of its words stays whole.
    """
    if not furniture.any() or furniture.mean() > FURNITURE_SHARE:
        return None
    return np.flatnonzero(~furniture)


def _paragraphs(view: View) -> list[Span]:
    return [block for block, kind in zip(view.blocks, view.kinds, strict=True) if kind == "paragraph"]


def _starts(spans: Sequence[Span]) -> NDArray[np.int64]:
    return np.array([start for start, _ in spans], dtype=np.int64)


def _inside(starts: NDArray[np.int64], stretches: Iterable[Span]) -> Mask:
    out = np.zeros(len(starts), dtype=np.bool_)
    for start, stop in stretches:
        first, last = np.searchsorted(starts, (start, stop))
        if last - first >= QUOTE_WORDS:
            out[first:last] = True
    return out
