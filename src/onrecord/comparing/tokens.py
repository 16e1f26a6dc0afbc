"""The words of an article's text, found once for all who look them up."""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from onrecord.comparing.figures import number, values
from onrecord.comparing.saying import TOKEN, fold_word, root, stem, weight
from onrecord.model import Article, Span, Spans
from onrecord.text import reading_view

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
        found = [(m.start(), m.group()) for m in TOKEN.finditer(article.text)]
        self.starts = [start for start, _ in found]
        self.seen = [seen for _, seen in found]
        # each word is looked up once, however often it stands here
        known = {seen: _known(seen) for seen in set(self.seen)}
        self.words = [known[seen].folded for seen in self.seen]
        self._known = known.values()

    def within(self, span: Span) -> slice:
        """Which words begin within a span."""
        return slice(bisect.bisect_left(self.starts, span[0]), bisect.bisect_left(self.starts, span[1]))

    def of(self, spans: Spans) -> list[str]:
        """The words, folded, that begin within some spans."""
        return [word for span in spans for word in self.words[self.within(span)]]

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all words; of the name of a country, the country."""
        return frozenset(word.root for word in self._known)

    @cached_property
    def telling(self) -> Mapping[str, str]:
        """Those of the words that tell something, with their stems."""
        return {word.folded: word.telling for word in self._known if word.telling is not None}

    @cached_property
    def numerals(self) -> Mapping[str, float]:
        """Those of the words that are numbers, with their values."""
        return {word.folded: word.value for word in self._known if word.value is not None}

    @cached_property
    def numbers(self) -> frozenset[float]:
        """The values of the words that are numbers, with and without the scale that follows."""
        return values(self.words, self.numerals)

    @cached_property
    def sentences(self) -> list[tuple[str, Spans]]:
        """The sentences that a reader reads, with where they stand in the text."""
        view = reading_view(self.article)
        return [(view.text[a:b], spans) for a, b in view.sentences if (spans := view.spans(a, b))]
