"""The body of an article as words that can be compared with those of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.align import Hashes, fingerprints, hashed
from onrecord.model import Article, Span
from onrecord.terms import stem
from onrecord.text import WORD, View, quotations, reading_view, sentences

# a quotation of fewer words is a term that the narrator only marks
QUOTE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Prose:
    """One article's body: `words` (hashes), their `spans` in `view.text`, which stand in a quotation.

    `own` counts the terms of the narrator's words, `terms` those of all words; `sentences` are ranges of
    words; `quoted` is the number of words in quotations.
    """

    article: Article
    view: View
    words: Hashes
    spans: tuple[Span, ...]
    in_quote: NDArray[np.bool_]
    sentences: tuple[Span, ...]
    stems: tuple[str, ...]
    terms: Mapping[str, int]
    own: Mapping[str, int]
    sample: Hashes

    @property
    def quoted(self) -> int:
        """How many words stand in quotations."""
        return int(self.in_quote.sum())

    def place(self, start: int, stop: int) -> Span | None:
        """The stretch of the article that holds the words `start` up to `stop`."""
        found = self.view.spans(self.spans[start][0], self.spans[stop - 1][1])
        return (found[0][0], found[-1][1]) if found else None


def prose(article: Article) -> Prose:
    """The paragraphs of the body, headings and titles left out."""
    view = reading_view(article)
    language = article.language or "en"
    folded: list[str] = []
    stems: list[str] = []
    spans: list[Span] = []
    ranges: list[Span] = []
    for (start, stop), kind in zip(view.blocks, view.kinds, strict=True):
        if kind != "paragraph":
            continue
        for begin, end in sentences(view.text, start, stop):
            first = len(spans)
            for m in WORD.finditer(view.text, begin, end):
                word = m.group()
                folded.append(word.casefold().replace("’", "'"))
                stems.append("#" + word[:40] if word[0].isdigit() else stem(word, language))
                spans.append(m.span())
            if len(spans) > first:
                ranges.append((first, len(spans)))
    in_quote = _quoted(view, spans)
    words = hashed(folded)
    own = Counter(s for s, q in zip(stems, in_quote.tolist(), strict=True) if not q)
    return Prose(
        article,
        view,
        words,
        tuple(spans),
        in_quote,
        tuple(ranges),
        tuple(stems),
        Counter(stems),
        own,
        fingerprints(words),
    )


def _quoted(view: View, spans: list[Span]) -> NDArray[np.bool_]:
    starts = np.fromiter((s for s, _ in spans), dtype=np.int64, count=len(spans))
    out = np.zeros(len(spans), dtype=np.bool_)
    for start, stop in quotations(view.text):
        first, last = np.searchsorted(starts, (start, stop))
        if last - first >= QUOTE_WORDS:
            out[first:last] = True
    return out
