"""A difference between two reports of one statement, and what it takes to find and to show one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from onrecord.comparing.saying import Said, Word, part, word_class, word_sets
from onrecord.comparing.stretches import STRENGTH, texts
from onrecord.comparing.tokens import Tokens
from onrecord.model import DiscrepancyKind, Severity, Span, Spans

RANK = {"high": 0, "medium": 1, "low": 2}

# what is worked out of so many reports is kept for the next they are held against
_KEPT = 1024

# a quotation of up to so many words is shown whole, a longer one with so many words around what differs
_WHOLE = 25
_AROUND = 8


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: `left` and `right` are passages of the two reports' articles, `bits` is its weight.

    `lesser` is the side, 0 or 1, that has less of what was said: cut, told in other words, or without it; else None.
    """

    kind: DiscrepancyKind
    left: Spans
    right: Spans
    severity: Severity
    note: str
    bits: float
    lesser: int | None = None


def mirrored(found: Iterable[Difference]) -> list[Difference]:
    """The same differences with the sides exchanged."""
    return [replace(d, left=d.right, right=d.left, lesser=None if d.lesser is None else 1 - d.lesser) for d in found]


@dataclass(frozen=True, slots=True)
class Fragment:
    """Quoted words of a report: their indexes in its words."""

    start: int
    stop: int


@lru_cache(maxsize=_KEPT)
def fragments(said: Said) -> Sequence[Fragment]:
    """The stretches of a report that stand in quotation marks, in order."""
    out: list[Fragment] = []
    for a, b in said.quoted:
        inside = [n for n, w in enumerate(said.words) if a <= w.span[0] and w.span[1] <= b]
        if inside:
            out.append(Fragment(inside[0], inside[-1] + 1))
    return out


class Whole:
    """An article to look words up in: all its words, and those in quotation marks, folded, a space on each side.

    `tokens` are its words and `marks` its quotations.
    """

    def __init__(self, tokens: Tokens, marks: Iterable[Span]) -> None:
        self._tokens = tokens
        self._marks = marks

    @cached_property
    def words(self) -> str:
        """All words in a row."""
        return _line(self._tokens.words)

    @cached_property
    def quoted(self) -> str:
        """The words of each quotation in a row."""
        words = self._tokens.words
        return " | ".join(_line(words[self._tokens.within(span)]) for span in self._marks)

    @property
    def stems(self) -> frozenset[str]:
        """The stems of all words."""
        return self._tokens.stems

    @property
    def numbers(self) -> frozenset[float]:
        """The values of the words that are numbers."""
        return self._tokens.numbers

    def holds(self, words: Sequence[Word]) -> bool:
        """Whether the article has these words, in a row."""
        return f" {' '.join(texts(words))} " in self.words

    def quotes(self, words: Sequence[Word]) -> bool:
        """Whether the article has these words in quotation marks."""
        return f" {' '.join(texts(words))} " in self.quoted


def _line(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


# --- how it is shown ---------------------------------------------------------------------------------------


_OPENING = re.compile(r"[“\"‘'«\[(]+$")
_CLOSING = re.compile(r"[\])]*[,.!?…]*[”\"’'»]+|[\])]+")


def covering(said: Said, words: Sequence[Word]) -> Spans:
    """The stretch from the first of some words to the last, with the marks that stand right beside, within the report.

    It is parted where the content of the report is; for no words there is none.
    """
    if not words:
        return ()
    a, b = words[0].span[0], words[-1].span[1]
    opening, closing = _OPENING.search(said.text, max(0, a - 3), a), _CLOSING.match(said.text, b, b + 4)
    a, b = opening.start() if opening else a, closing.end() if closing else b
    return tuple((max(a, x), min(b, y)) for x, y in said.content if max(a, x) < min(b, y))


def passage(said: Said, fragment: Fragment, first: int, last: int) -> Spans:
    """The part of a quotation that shows what differs in its words from `first` up to `last`."""
    start, stop = fragment.start, fragment.stop
    if stop - start > _WHOLE:
        start, stop = max(start, first - _AROUND), min(stop, last + _AROUND)
    return covering(said, said.words[start:stop])


def sentence_of(said: Said, indexes: Iterable[int]) -> Spans:
    """The part of a report that stands in the sentences of some of its words."""
    sentences = {said.words[n].sentence for n in indexes}
    inside = [n for n, w in enumerate(said.words) if w.sentence in sentences]
    return covering(said, said.words[inside[0] : inside[-1] + 1]) if inside else said.content


def shown(said: Said, spans: Spans) -> str:
    """The words of a passage in quotation marks for a note, cut in the middle when long."""
    words = " ".join(" ".join(said.text[a:b].split()) for a, b in spans).strip(" ,.;:“”\"'‘’«»")
    words = words if len(words) <= 160 else f"{words[:100].rsplit(' ', 1)[0]} … {words[-50:].split(' ', 1)[-1]}"
    return f"“{words}”"


# --- how grave it is -----------------------------------------------------------------------------------------


def strength(x: Sequence[Word], y: Sequence[Word]) -> bool:
    """Whether the sides differ in how strong, how sure or how many: in two words of one class, of another strength."""
    for kind in STRENGTH:
        one = {w.text for w in x if w.text in word_class(kind)}
        two = {w.text for w in y if w.text in word_class(kind)}
        if one and two and one != two and not any(one <= same and two <= same for same in word_sets("same")):
            return True
    return False


@lru_cache(maxsize=_KEPT)
def told_sentences(said: Said) -> Sequence[tuple[list[int], Said, bool]]:
    """The sentences of a report: the indexes of their words, each as a report of its own, whether it is told."""
    found = ((indexes, part(said, indexes)) for indexes in pieces(said, Fragment(0, len(said.words))))
    return [(indexes, sentence, not mostly_quoted(sentence)) for indexes, sentence in found]


def mostly_quoted(said: Said) -> bool:
    """Whether most of a sentence stands in quotation marks: two such are held against each other word by word."""
    return 2 * sum(w.quoted for w in said.words) > len(said.words)


def pieces(said: Said, fragment: Fragment) -> list[list[int]]:
    """The indexes of a quotation's words, sentence by sentence."""
    out: dict[int, list[int]] = {}
    for n in range(fragment.start, fragment.stop):
        out.setdefault(said.words[n].sentence, []).append(n)
    return list(out.values())


def cut(said: Said, fragment: Fragment) -> Said:
    """A quotation as a report of its own."""
    return part(said, range(fragment.start, fragment.stop))
