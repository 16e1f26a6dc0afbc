"""The body of an article as words that can be compared with those of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.align import SHINGLE, WINDOW, Hashes, fingerprints, hashed, shingles
from onrecord.model import Article, Span
from onrecord.terms import stem
from onrecord.text import WORD, View, quotations, reading_view, sentences

# a quotation of fewer words is a term that the narrator only marks
QUOTE_WORDS = 3

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Prose:
    """One article's body: word by word its hash, its stem, its span in `view.text`, the number of its sentence.

    `quoted` marks the words of quotations. `terms` are the stems of all words, `own` those that the narrator
    uses outside quotations, `names` those of them that are written with a capital letter inside sentences.
    """

    article: Article
    view: View
    words: Hashes
    stems: tuple[str, ...]
    spans: tuple[Span, ...]
    sentence: NDArray[np.int64]
    quoted: Mask
    terms: frozenset[str]
    own: frozenset[str]
    names: frozenset[str]

    @property
    def language(self) -> str:
        """The language to read the words in; English when it is not known."""
        return self.article.language or "en"

    def place(self, start: int, stop: int) -> Span | None:
        """The stretch of the article that holds the words `start` up to `stop`."""
        found = self.view.spans(self.spans[start][0], self.spans[stop - 1][1])
        return (found[0][0], found[-1][1]) if found else None

    def sample(self) -> Hashes:
        """Fingerprints that two articles share when they share a passage."""
        return fingerprints(self.words)


def prose(article: Article, said: Sequence[Span] = ()) -> Prose:
    """The paragraphs of the body, headings and titles left out.

    `said` are spans of the article that quote somebody though no marks may stand around them.
    """
    view = reading_view(article)
    language = article.language or "en"
    folded: list[str] = []
    stems: list[str] = []
    spans: list[Span] = []
    numbers: list[int] = []
    number = 0
    for (start, stop), kind in zip(view.blocks, view.kinds, strict=True):
        if kind != "paragraph":
            continue
        for begin, end in sentences(view.text, start, stop):
            for m in WORD.finditer(view.text, begin, end):
                word = m.group()
                folded.append(word.casefold().replace("’", "'"))
                stems.append("#" + word[:40] if word[0].isdigit() else stem(word, language))
                spans.append(m.span())
                numbers.append(number)
            number += 1
    quoted = _inside(spans, quotations(view.text))
    if said:
        starts = [view.locate(a) for a, _ in said]
        quoted |= _inside(spans, [(at, at + b - a) for at, (a, b) in zip(starts, said, strict=True) if at is not None])
    return _made(article, view, hashed(folded), stems, spans, np.array(numbers, dtype=np.int64), quoted)


def _made(
    article: Article,
    view: View,
    words: Hashes,
    stems: Sequence[str],
    spans: Sequence[Span],
    sentence: NDArray[np.int64],
    quoted: Mask,
) -> Prose:
    capital: Counter[str] = Counter()
    before = -1
    for term, (start, _), number in zip(stems, spans, sentence.tolist(), strict=True):
        first = view.text[start]
        if first.isupper():
            capital[term] += number == before
        elif first.islower():
            capital[term] -= 1
        before = number
    own = frozenset(t for t, q in zip(stems, quoted.tolist(), strict=True) if not q)
    return Prose(
        article, view, words, tuple(stems), tuple(spans), sentence, quoted, frozenset(stems), own,
        frozenset(t for t, n in capital.items() if n > 0),
    )  # fmt: skip


def without(text: Prose, boilerplate: Hashes) -> Prose:
    """The same article without the words of the shingles in `boilerplate`, which say nothing about it."""
    hits = np.flatnonzero(np.isin(shingles(text.words), boilerplate))
    if not len(hits):
        return text
    mute = np.zeros(len(text.words), dtype=np.bool_)
    # between two sampled shingles of one passage lie at most WINDOW others
    close = np.diff(hits) <= SHINGLE + WINDOW
    for i, hit in enumerate(hits.tolist()):
        mute[hit : (hits[i + 1] if i < len(close) and close[i] else hit + SHINGLE)] = True
    keep = np.flatnonzero(~mute)
    return _made(
        text.article,
        text.view,
        text.words[keep],
        [text.stems[i] for i in keep],
        [text.spans[i] for i in keep],
        text.sentence[keep],
        text.quoted[keep],
    )


def _inside(spans: Sequence[Span], stretches: Iterable[Span]) -> Mask:
    starts = np.fromiter((s for s, _ in spans), dtype=np.int64, count=len(spans))
    out = np.zeros(len(spans), dtype=np.bool_)
    for start, stop in stretches:
        first, last = np.searchsorted(starts, (start, stop))
        if last - first >= QUOTE_WORDS:
            out[first:last] = True
    return out
