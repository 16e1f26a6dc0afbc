"""What articles tell in their own voice: sentences that report nobody's words, to look statements up in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from onrecord.model import Article, Attribution, Reading, Span, Spans
from onrecord.sameness import likeness
from onrecord.saying import TOKEN, Said, fold_word, prepare, stem, weight, word_class
from onrecord.text import MARKS, overlap, reading_view, sentences

# a sentence tells what a statement says when it shares this weight, these stems and this share of both sides
_SHARED = 20.0
_STEMS = 4
_ALIKE = 0.55
# words quoted to this share are a quotation whose speaker was overlooked, not the outlet's own telling
_QUOTED = 0.9
# a stem that stands in more sentences of a story than this leads to none of them
_BUCKET = 40
# how many of a statement's stems, the rarest first, are looked up, and how many of them a sentence must hold
_KEYS = 10
_HELD = 4


class Narration:
    """The sentences of a story's articles that hold no attribution, no saying verb and no quotation mark."""

    def __init__(self) -> None:
        self._told: list[tuple[Article, Spans]] = []
        self._index: dict[str, list[int]] = {}

    def add(self, article: Article, reading: Reading) -> None:
        """Take up the sentences that the article tells in its own voice."""
        view = reading_view(article)
        taken = tuple(span for row in reading.attributions for span in (*row.source, *row.cue, *row.content))
        voices = word_class("reporting") | word_class("doubting") | word_class("factive") | word_class("relaying")
        voices |= word_class("speaker")
        for start, stop in sentences(view.text):
            if MARKS & set(view.text[start:stop]) - {"'", "’"}:
                continue
            words = {fold_word(m.group()) for m in TOKEN.finditer(view.text, start, stop)}
            if words & voices or overlap(spans := view.spans(start, stop), taken):
                continue
            for key in {stem(w) for w in words if weight(w) > 2}:
                self._index.setdefault(key, []).append(len(self._told))
            self._told.append((article, spans))

    def tells(self, said: Said, articles: set[str], marks: dict[str, list[Span]]) -> list[Said]:
        """The likest sentence of each of `articles` that tells closely what `said` reports."""
        rare = sorted((len(self._index[s]), s) for s in said.stems if s in self._index)[:_KEYS]
        hits = Counter(n for size, s in rare if size <= _BUCKET for n in self._index[s])
        best: dict[str, tuple[float, Said]] = {}
        for n in sorted(n for n, count in hits.items() if count >= _HELD and self._told[n][0].id in articles):
            article, spans = self._told[n]
            sentence = prepare(article, _untold(article, spans), marks.get(article.id, ()))
            like = likeness(sentence, said)
            close = like.shared >= _SHARED and like.exact >= _STEMS and like.outer >= _ALIKE
            copied = said.attribution.form == "direct" and like.left >= _QUOTED
            if close and not copied and sentence.negative == said.negative:
                best[article.id] = max(best.get(article.id, (0.0, sentence)), (like.outer, sentence), key=_first)
        return [best[article][1] for article in sorted(best)]


def _first(pair: tuple[float, Said]) -> float:
    return pair[0]


def _untold(article: Article, spans: Sequence[Span]) -> Attribution:
    """A sentence in the form of an attribution of nobody, so that it can be held against one."""
    return Attribution("", article.id, (), (), tuple(spans), "indirect", "statement", None, None, 0.0, "")
