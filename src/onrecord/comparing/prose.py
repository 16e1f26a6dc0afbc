"""The body of an article as words that can be compared with those of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, repeat

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.passages import SHINGLE, WINDOW, Hashes, fingerprints, hashed, shingles
from onrecord.language.terms import term
from onrecord.model import Article, Span
from onrecord.text import WORD, View, quotations, reading_view, sentences

# a quotation of fewer words is a term that the narrator only marks
QUOTE_WORDS = 3

# an article of which more seems boilerplate is one that many print, whole
BOILERPLATE_SHARE = 0.5

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
    spans: list[Span] = []
    starts: list[int] = []
    for (start, stop), kind in zip(view.blocks, view.kinds, strict=True):
        if kind == "paragraph":
            spans.extend(m.span() for m in WORD.finditer(view.text, start, stop))
            starts.extend(begin for begin, _ in sentences(view.text, start, stop))
    seen = [view.text[a:b] for a, b in spans]
    at = np.fromiter((a for a, _ in spans), dtype=np.int64, count=len(spans))
    sentence = np.searchsorted(np.array(starts, dtype=np.int64), at, side="right")
    quoted = _inside(spans, quotations(view.text))
    if said:
        places = [(view.locate(a), b - a) for a, b in said]
        quoted |= _inside(spans, [(place, place + length) for place, length in places if place is not None])
    stems = list(map(term, seen, repeat(article.language or "en")))
    return _made(article, view, hashed(seen), stems, spans, sentence, quoted)


def _made(
    article: Article,
    view: View,
    words: Hashes,
    stems: Sequence[str],
    spans: Sequence[Span],
    sentence: NDArray[np.int64],
    quoted: Mask,
) -> Prose:
    first = [view.text[a] for a, _ in spans]
    inside = (np.diff(sentence, prepend=-1) == 0).tolist()
    capital = Counter(s for s, c, i in zip(stems, first, inside, strict=True) if i and c.isupper())
    small = Counter(s for s, c in zip(stems, first, strict=True) if c.islower())
    return Prose(
        article,
        view,
        words,
        tuple(stems),
        tuple(spans),
        sentence,
        quoted,
        frozenset(stems),
        frozenset(compress(stems, (~quoted).tolist())),
        frozenset(s for s, n in capital.items() if n > small[s]),
    )


def without(text: Prose, boilerplate: Hashes) -> Prose:
    """The same article without the words of the shingles in `boilerplate`, which say nothing about it.

    An article that would lose more than `BOILERPLATE_SHARE` of its words stays whole.
    """
    hits = np.flatnonzero(np.isin(shingles(text.words), boilerplate))
    if not len(hits):
        return text
    mute = np.zeros(len(text.words), dtype=np.bool_)
    # between two sampled shingles of one passage lie at most WINDOW others
    close = np.diff(hits) <= SHINGLE + WINDOW
    for i, hit in enumerate(hits.tolist()):
        mute[hit : (hits[i + 1] if i < len(close) and close[i] else hit + SHINGLE)] = True
    if mute.mean() > BOILERPLATE_SHARE:
        return text
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
