"""What articles tell in their own voice: sentences that report nobody's words, to look statements up in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache

from onrecord.comparing.sameness import likeness
from onrecord.comparing.saying import TOKEN, Said, fold_word, prepare, word_class
from onrecord.comparing.tokens import Tokens, telling
from onrecord.model import Article, Attribution, Reading, Span, Spans
from onrecord.text import MARKS, merged, quote

# a sentence tells what a statement says when it shares this weight, these stems and this share of both sides
_SHARED = 20.0
_STEMS = 4
_ALIKE = 0.55
# words quoted to this share are a quotation whose speaker was overlooked, not the outlet's own telling
_QUOTED = 0.9
# a stem that stands in more sentences of a story than this leads to none of them
_BUCKET = 40
# a quotation mark that is no apostrophe
_MARK = re.compile("[" + "".join(sorted(MARKS - {"'", "’"})) + "]")
# how many of a statement's stems, the rarest first, are looked up, and how many of them a sentence must hold
_KEYS = 10
_HELD = 4


class Narration:
    """The sentences of a story's articles that hold no attribution, no saying verb and no quotation mark."""

    def __init__(self) -> None:
        self._told: list[tuple[Article, Spans]] = []
        self._index: dict[str, list[int]] = {}

    def add(self, tokens: Tokens, reading: Reading) -> None:
        """Take up the sentences that an article tells in its own voice."""
        rows = reading.attributions
        taken = merged(span for row in rows for span in (*row.source, *row.cue, *row.content) if span[0] < span[1])
        stems = tokens.telling
        for text, spans in tokens.sentences:
            if _MARK.search(text) or any(_reach(taken, span) for span in spans):
                continue
            words = tokens.of(spans)
            if not _voices().isdisjoint(words):
                continue
            for key in {stems[w] for w in words if w in stems}:
                self._index.setdefault(key, []).append(len(self._told))
            self._told.append((tokens.article, spans))

    def tells(
        self, article: Article, row: Attribution, said: Callable[[], Said], articles: Collection[str],
        marks: Mapping[str, Sequence[Span]],
    ) -> list[Said]:  # fmt: skip
        """The likest sentence of each of `articles` that tells closely what `row` of `article` reports.

        `said` prepares the words of `row`; it is asked for only when a sentence may tell them. `marks` are the
        quotations of each article.
        """
        held = {telling(fold_word(seen)) for seen in TOKEN.findall(quote(article.text, row.content))}
        rare = sorted((len(self._index[s]), s) for s in held if s is not None and s in self._index)[:_KEYS]
        hits = Counter(n for size, s in rare if size <= _BUCKET for n in self._index[s])
        best: dict[str, tuple[float, Said]] = {}
        for n in sorted(n for n, count in hits.items() if count >= _HELD and self._told[n][0].id in articles):
            teller, spans = self._told[n]
            sentence = prepare(teller, _untold(teller, spans), marks.get(teller.id, ()))
            like = likeness(sentence, said())
            close = like.shared >= _SHARED and like.exact >= _STEMS and like.outer >= _ALIKE
            copied = row.form == "direct" and like.left >= _QUOTED
            if close and not copied and sentence.negative == said().negative:
                best[teller.id] = max(best.get(teller.id, (0.0, sentence)), (like.outer, sentence), key=_first)
        return [best[i][1] for i in sorted(best)]


def _reach(taken: Spans, span: Span) -> bool:
    """Whether one of some stretches, disjoint and in order, reaches into a span."""
    n = bisect_right(taken, span[0], key=_end)
    return n < len(taken) and taken[n][0] < span[1]


def _end(span: Span) -> int:
    return span[1]


def _first(pair: tuple[float, Said]) -> float:
    return pair[0]


@cache
def _voices() -> frozenset[str]:
    """Words that show another voice than the outlet's."""
    return frozenset().union(*map(word_class, ("reporting", "doubting", "factive", "relaying", "speaker")))


def _untold(article: Article, spans: Sequence[Span]) -> Attribution:
    """A sentence in the form of an attribution of nobody, so that it can be held against one."""
    return Attribution("", article.id, (), (), tuple(spans), "indirect", "statement", None, None, 0.0, "")
