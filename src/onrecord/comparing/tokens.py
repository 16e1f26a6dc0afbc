"""The words of an article's text, found once for all who look them up."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from onrecord.comparing.figures import number, scaled
from onrecord.comparing.saying import TOKEN, fold_word, root, stem, weight
from onrecord.model import Article, Span, Spans
from onrecord.text import reading_view

_WORDS = re.compile(f"({TOKEN.pattern})")

# a word of more weight than this tells something
_TELLING = 2.0


class _Known(NamedTuple):
    """A word as written: folded, its `root`, its value where it is a number, its stem where it tells something."""

    folded: str
    root: str
    value: float | None
    telling: str | None


@lru_cache(maxsize=200_000)
def _known(seen: str) -> _Known:
    folded = fold_word(seen)
    return _Known(folded, root(seen), number(folded), telling(folded))


def telling(word: str) -> str | None:
    """The stem of a folded word that tells something, or None."""
    return stem(word) if weight(word) > _TELLING else None


class Tokens:
    """The words of an article, in order: `seen` as written, `words` folded, `starts` where each begins."""

    def __init__(self, article: Article) -> None:
        self.article = article
        # what is no word, and the words: every second piece
        pieces = _WORDS.split(article.text)
        self.seen = pieces[1::2]
        self.starts = list(itertools.accumulate(map(len, pieces)))[:-1:2]

    @cached_property
    def words(self) -> list[str]:
        """The words, folded."""
        known = self._known
        return [known[word].folded for word in self.seen]

    @cached_property
    def _known(self) -> Mapping[str, _Known]:
        # each word is looked up once, however often it stands here
        return {word: _known(word) for word in set(self.seen)}

    def within(self, span: Span) -> slice:
        """Which words begin within a span."""
        return slice(bisect.bisect_left(self.starts, span[0]), bisect.bisect_left(self.starts, span[1]))

    def of(self, spans: Spans) -> list[str]:
        """The words, folded, that begin within some spans."""
        return [word for span in spans for word in self.words[self.within(span)]]

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all words; of the name of a country, the country."""
        return frozenset(word.root for word in self._known.values())

    @cached_property
    def telling(self) -> Mapping[str, str]:
        """Those of the words that tell something, with their stems."""
        return {word.folded: word.telling for word in self._known.values() if word.telling is not None}

    @cached_property
    def numerals(self) -> Sequence[tuple[int, tuple[float, ...]]]:
        """Where the words that are numbers begin, with the values of each: with and without the scale that follows."""
        values = {word.folded: word.value for word in self._known.values() if word.value is not None}
        places = [n for n, word in enumerate(self.words) if word in values] if values else []
        return [(self.starts[n], scaled(values[self.words[n]], self.words[n + 1 : n + 2])) for n in places]

    @cached_property
    def numbers(self) -> frozenset[float]:
        """All values of the words that are numbers."""
        return frozenset(value for _, found in self.numerals for value in found)

    @cached_property
    def sentences(self) -> list[tuple[str, Spans]]:
        """The sentences that a reader reads, with where they stand in the text."""
        view = reading_view(self.article)
        return [(view.text[a:b], spans) for a, b in view.sentences if (spans := view.spans(a, b))]
