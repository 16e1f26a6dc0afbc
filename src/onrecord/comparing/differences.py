"""A difference between two reports of one statement, and what it takes to find and to show one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.comparing.saying import Said, Word, country, fold_word, part, stem, word_class, word_sets
from onrecord.comparing.stretches import STRENGTH, texts
from onrecord.comparing.tokens import Tokens
from onrecord.model import DiscrepancyKind, Severity, Span, Spans

RANK = {"high": 0, "medium": 1, "low": 2}

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


def fragments(said: Said) -> list[Fragment]:
    """The stretches of a report that stand in quotation marks, in order."""
    out: list[Fragment] = []
    for a, b in said.quoted:
        inside = [n for n, w in enumerate(said.words) if a <= w.span[0] and w.span[1] <= b]
        if inside:
            out.append(Fragment(inside[0], inside[-1] + 1))
    return out


@dataclass(frozen=True, slots=True)
class Whole:
    """An article to look words up in: all its words, and those in quotation marks, folded, a space on each side.

    `stems` are the stems of all of them, `numbers` the values of those that are numbers.
    """

    words: str
    quoted: str
    stems: frozenset[str]
    numbers: frozenset[float]

    def holds(self, words: Sequence[Word]) -> bool:
        """Whether the article has these words, in a row."""
        return f" {' '.join(texts(words))} " in self.words

    def quotes(self, words: Sequence[Word]) -> bool:
        """Whether the article has these words in quotation marks."""
        return f" {' '.join(texts(words))} " in self.quoted


def whole(tokens: Tokens, marks: Iterable[Span]) -> Whole:
    """What the words of an article are; `marks` are its quotations."""
    stems = frozenset(country(seen) or stem(fold_word(seen)) for seen in set(tokens.seen))
    quoted = " | ".join(_line(tokens.words[tokens.within(span)]) for span in marks)
    return Whole(_line(tokens.words), quoted, stems, tokens.numbers)


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


def pieces(said: Said, fragment: Fragment) -> list[list[int]]:
    """The indexes of a quotation's words, sentence by sentence."""
    out: dict[int, list[int]] = {}
    for n in range(fragment.start, fragment.stop):
        out.setdefault(said.words[n].sentence, []).append(n)
    return list(out.values())


def cut(said: Said, fragment: Fragment) -> Said:
    """A quotation as a report of its own."""
    return part(said, range(fragment.start, fragment.stop))
