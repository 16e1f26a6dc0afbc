"""The words of an article's text, found once for all who look them up."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping
from functools import cached_property

from onrecord.comparing.figures import numerals, values
from onrecord.comparing.saying import TOKEN, fold_word, stem, weight
from onrecord.model import Article, Span, Spans
from onrecord.text import reading_view

# a word of more weight than this tells something
_TELLING = 2.0


class Tokens:
    """The words of an article, in order: `seen` as written, `words` folded, `starts` where each begins."""

    def __init__(self, article: Article) -> None:
        self.article = article
        found = [(m.start(), m.group()) for m in TOKEN.finditer(article.text)]
        self.starts = [start for start, _ in found]
        self.seen = [seen for _, seen in found]

    @cached_property
    def words(self) -> list[str]:
        """The words, folded."""
        return list(map(fold_word, self.seen))

    def within(self, span: Span) -> slice:
        """Which words begin within a span."""
        return slice(bisect.bisect_left(self.starts, span[0]), bisect.bisect_left(self.starts, span[1]))

    def of(self, spans: Spans) -> list[str]:
        """The words, folded, that begin within some spans."""
        return [word for span in spans for word in self.words[self.within(span)]]

    @cached_property
    def numerals(self) -> Mapping[str, float]:
        """The values of those of the words that are numbers."""
        return numerals(self.words)

    @cached_property
    def numbers(self) -> frozenset[float]:
        """The values of the words that are numbers, with and without the scale that follows."""
        return values(self.words, self.numerals)

    @cached_property
    def telling(self) -> Mapping[str, str]:
        """The stems of those of the words that tell something."""
        return telling(self.words)

    @cached_property
    def sentences(self) -> list[tuple[str, Spans]]:
        """The sentences that a reader reads, with where they stand in the text."""
        view = reading_view(self.article)
        return [(view.text[a:b], spans) for a, b in view.sentences if (spans := view.spans(a, b))]


def telling(words: Iterable[str]) -> dict[str, str]:
    """Those of folded words that tell something, with their stems."""
    return {word: stem(word) for word in set(words) if weight(word) > _TELLING}
