"""The words of an article's text, found once for all who look them up."""

from __future__ import annotations

import bisect
from functools import cached_property

from onrecord.comparing.figures import number, values
from onrecord.comparing.saying import TOKEN, fold_word
from onrecord.model import Article, Span, Spans
from onrecord.text import reading_view, sentences


class Tokens:
    """The words of an article, in order: `seen` as written, `words` folded, `starts` where each begins."""

    def __init__(self, article: Article) -> None:
        self.article = article
        found = [(m.start(), m.group()) for m in TOKEN.finditer(article.text)]
        self.starts = [start for start, _ in found]
        self.seen = [seen for _, seen in found]
        self.words = [fold_word(seen) for seen in self.seen]

    def within(self, span: Span) -> slice:
        """Which words begin within a span."""
        return slice(bisect.bisect_left(self.starts, span[0]), bisect.bisect_left(self.starts, span[1]))

    def of(self, spans: Spans) -> list[str]:
        """The words, folded, that begin within some spans."""
        return [word for span in spans for word in self.words[self.within(span)]]

    @cached_property
    def numbers(self) -> frozenset[float]:
        """The values of the words that are numbers, with and without the scale that follows."""
        return values(self.words)

    @cached_property
    def numerals(self) -> frozenset[str]:
        """Those of the words that are numbers."""
        return frozenset(word for word in set(self.words) if number(word) is not None)

    @cached_property
    def sentences(self) -> list[tuple[str, Spans]]:
        """The sentences that a reader reads, with where they stand in the text."""
        view = reading_view(self.article)
        return [(view.text[a:b], spans) for a, b in sentences(view.text) if (spans := view.spans(a, b))]
