"""A primary source as sentences to be found by their words: what stands where, and who says it."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from onrecord.comparing.saying import Said, Word, keys, prepare
from onrecord.model import Article, Attribution, Reading, Span, Spans
from onrecord.text import overlap, quotations, sentences

# words in a row that show where a quotation stands
RUN = 3
# what a word of like meaning counts against the word itself
_LIKE = 0.6
# a sentence of a release is said by whom it quotes with more than one in so many of its characters
_QUOTED = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: where it stands, the attribution (`turn`) that it belongs to, who says it, its words."""

    number: int
    spans: Spans
    turn: str
    speaker: str | None
    words: tuple[Word, ...]


class Primary:
    """A primary source, its sentences in their order, and where runs of words and stems stand in it."""

    def __init__(self, article: Article, reading: Reading, speakers: Mapping[str, str]) -> None:
        self.article = article
        self.rows = {row.id: row for row in reading.attributions}
        self.sentences: list[Sentence] = []
        for outer, said in self._said(reading):
            for span, words in _sentences(said):
                inner = self._inner(outer, span)
                turn = inner or outer
                spans: Spans = (span,)
                if inner is not None:
                    # "said the chief executive" stands in the sentence, and is not what is said
                    spans = tuple((max(a, span[0]), min(b, span[1])) for a, b in _touching(inner.content, span))
                    words = tuple(w for w in words if any(a <= w.span[0] < b for a, b in spans)) or words
                number = len(self.sentences)
                self.sentences.append(Sentence(number, spans, turn.id, speakers.get(turn.id), words))
        self.names_turns = any(self.rows[s.turn].source for s in self.sentences)

    def _said(self, reading: Reading) -> Iterator[tuple[Attribution, Said]]:
        marks = quotations(self.article.text)
        for row in sorted(reading.attributions, key=lambda row: (row.content, row.id)):
            # a paragraph at a time: a long speech is one turn, and `prepare` ends somewhere
            for span in row.content if row.nested_in is None else ():
                yield row, prepare(self.article, replace(row, content=(span,)), marks)

    def _inner(self, outer: Attribution, span: Span) -> Attribution | None:
        """Who is quoted in a sentence of a release, with a good part of it."""
        for row in self._quoted.get(outer.id, ()):
            if _QUOTED * overlap(row.content, (span,)) > span[1] - span[0]:
                return row
        return None

    def unnamed(self, sentence: Sentence) -> bool:
        """Whether nobody has a sentence where others have their turns: a question."""
        return self.names_turns and not self.rows[sentence.turn].source

    @cached_property
    def _quoted(self) -> Mapping[str, Sequence[Attribution]]:
        """What is quoted inside of an attribution, by its id."""
        out: dict[str, list[Attribution]] = defaultdict(list)
        for row in self.rows.values():
            if row.nested_in is not None and row.form == "direct" and row.kind == "statement":
                out[row.nested_in].append(row)
        return out

    @cached_property
    def texts(self) -> list[str]:
        """All words, folded."""
        return [w.text for s in self.sentences for w in s.words]

    @cached_property
    def _begins(self) -> list[int]:
        out, at = [], 0
        for s in self.sentences:
            out.append(at)
            at += len(s.words)
        return out

    def sentence_at(self, word: int) -> int:
        """The number of the sentence in which a word of `texts` stands."""
        return bisect_right(self._begins, word) - 1

    @cached_property
    def runs(self) -> Mapping[tuple[str, ...], Sequence[int]]:
        """Where each run of `RUN` words begins in `texts`."""
        out: dict[tuple[str, ...], list[int]] = defaultdict(list)
        texts = self.texts
        for n in range(len(texts) - RUN + 1):
            out[tuple(texts[n : n + RUN])].append(n)
        return out

    @cached_property
    def stems(self) -> Mapping[str, Sequence[int]]:
        """The sentences in which each stem that tells something stands."""
        out: dict[str, dict[int, None]] = defaultdict(dict)
        for s in self.sentences:
            for w in s.words:
                if w.weight:
                    out[w.stem].setdefault(s.number)
        return {stem: list(found) for stem, found in out.items()}

    @cached_property
    def _alike(self) -> Mapping[object, frozenset[str]]:
        """The stems by their `keys`."""
        out: dict[object, set[str]] = defaultdict(set)
        for stem in self.stems:
            for key in keys(stem):
                out[key].add(stem)
        return {key: frozenset(found) for key, found in out.items()}

    def like(self, stem: str) -> Mapping[str, float]:
        """The stems of this source that a stem answers to, itself or of like meaning, with what each counts."""
        found = {stem: 1.0} if stem in self.stems else {}
        for key in keys(stem):
            for other in self._alike.get(key, ()):
                found.setdefault(other, _LIKE)
        return found

    def telling(self, stem: str, weight: float) -> float:
        """The bits of a stem here: what most sentences say tells nothing of where a report comes from."""
        uses = len(self.stems.get(stem, ()))
        count = len(self.sentences) + 1
        return weight * (math.log2(count / uses) / math.log2(count)) if uses and count > 1 else weight

    def passage(self, numbers: Iterable[int]) -> Said:
        """Some sentences as one report, all of whose words are the speaker's own."""
        chosen = [self.sentences[n] for n in sorted(numbers)]
        row = self.rows[chosen[0].turn]
        spans = tuple(span for s in chosen for span in s.spans)
        words = tuple(w._replace(quoted=True, sentence=s.number) for s in chosen for w in s.words)
        return Said(replace(row, content=spans, form="direct"), self.article.text, words, spans)

    @cached_property
    def turns(self) -> Mapping[str, Sequence[int]]:
        """The numbers of the sentences of each turn."""
        out: dict[str, list[int]] = defaultdict(list)
        for s in self.sentences:
            out[s.turn].append(s.number)
        return out

    @cached_property
    def number_at(self) -> Mapping[Span, int]:
        """The number of the sentence that stands in a span."""
        return {span: s.number for s in self.sentences for span in s.spans}


def _touching(spans: Spans, span: Span) -> Iterator[Span]:
    return ((a, b) for a, b in spans if a < span[1] and span[0] < b)


def together(text: str, spans: Iterable[Span]) -> Spans:
    """Sentences that stand one behind the other as one span."""
    out: list[Span] = []
    for a, b in sorted(spans):
        if out and not text[out[-1][1] : a].strip():
            a = out.pop()[0]
        out.append((a, b))
    return tuple(out)


def _sentences(said: Said) -> Iterator[tuple[Span, tuple[Word, ...]]]:
    """The sentences of what is said, with their words."""
    at = 0
    words = said.words
    for start, stop in said.content:
        for a, b in sentences(said.text, start, stop):
            own = []
            while at < len(words) and words[at].span[0] < b:
                if words[at].span[0] >= a:
                    own.append(words[at])
                at += 1
            if own:
                yield (a, b), tuple(own)
