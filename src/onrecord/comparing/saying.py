"""The words of what somebody is reported to have said, prepared for holding two reports against each other.

A `Said` is made once for an attribution. `likeness` says how much of one report another holds; it compares stems
weighted by how rare they are in news, lets a country stand for its people and its government's seat, and gives a
synonym part of the credit.
"""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import NamedTuple

from onrecord.language.lexicon import country_of
from onrecord.language.terms import background
from onrecord.language.terms import stem as snowball
from onrecord.model import Article, Attribution, Span, Spans
from onrecord.text import quotations, sentences, without_that

# a word; unlike `text.WORD`, the parts of a compound are words of their own ("US-led", "anti-Russian")
TOKEN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\w)|\w+(?:[’'.]\w+)*")

# who or what is spoken of tells remarks on one theme apart less than what is said of it
_NAME = 0.5

# the weight of a country, and the weight from which on a word is seldom in news
_LAND = 4.0
_SELDOM = 6.0

# the share of news texts in which to expect a word that the table of English words does not hold
_RARE = 0.0015

# a report longer than this many words is compared by its beginning only
LONGEST = 3_000
# a report of more sentences than this is compared as a whole only
_SENTENCES = 12
# a headline is known by the words that begin within so many characters
_OPENING = 400
# a quotation of up to so many words is a scrap
_SCRAP = 6

_NUMBERS = {
    "zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Word(NamedTuple):
    """One word: where it stands, folded, its stem, its weight in bits, its number, whether it stands in marks."""

    span: Span
    text: str
    stem: str
    weight: float
    quoted: bool
    sentence: int
    name: bool


@dataclass(frozen=True, eq=False)
class Said:
    """The content of an attribution as words. `quoted` are the spans in quotation marks, marks included.

    What is held against many others is worked out once, when it is first asked for.
    """

    attribution: Attribution
    text: str
    words: tuple[Word, ...]
    quoted: Spans

    @cached_property
    def stems(self) -> Mapping[str, float]:
        """The stems of the words that tell something, each with its weight."""
        out: dict[str, float] = {}
        for word in self.words:
            if word.weight > out.get(word.stem, 0.0):
                out[word.stem] = word.weight
        return out

    @cached_property
    def weight(self) -> float:
        """The weight of all stems."""
        return sum(self.stems.values())

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of the words that are names."""
        return frozenset(w.stem for w in self.words if w.name)

    @cached_property
    def negative(self) -> bool:
        """Whether the report denies something: two denials are none."""
        return sum(map(negates, self.words)) % 2 == 1

    @cached_property
    def content(self) -> Spans:
        """The spans that the words come from."""
        return without_that(self.text, self.attribution.content)

    @cached_property
    def texts(self) -> list[str]:
        """The words, folded."""
        return [word.text for word in self.words]

    @cached_property
    def printed(self) -> tuple[list[str], list[bool]]:
        """The content as it stands in the text, and which of its words stand in quotation marks."""
        return [self.text[a:b] for a, b in self.content], [word.quoted for word in self.words]

    @cached_property
    def wording(self) -> tuple[object, ...]:
        """The words but for where they stand, and the quotations of a few: equal where an outlet prints another's."""
        scraps = ((tuple(stems), bits) for stems, bits in self.scraps)
        return bool(self.quoted), tuple([word[1:] for word in self.words]), tuple(scraps)

    @cached_property
    def quoted_weight(self) -> float:
        """The weight of all words in quotation marks."""
        return sum(word.weight for word in self.words if word.quoted)

    @cached_property
    def scraps(self) -> Sequence[tuple[list[str], float]]:
        """The stems of each quotation of a few words, which an outlet picked for being telling, and its weight."""
        found = ([w for w in self.words if start <= w.span[0] < stop] for start, stop in self.quoted)
        return [([w.stem for w in ws], sum(w.weight for w in ws)) for ws in found if 0 < len(ws) <= _SCRAP]

    @cached_property
    def by_meaning(self) -> Mapping[object, Sequence[str]]:
        """The stems by their `keys`."""
        out: dict[object, list[str]] = {}
        for s in self.stems:
            for key in keys(s):
                out.setdefault(key, []).append(s)
        return out

    @cached_property
    def sentences(self) -> Sequence[Said]:
        """The sentences as reports of their own, those of a single content word left out."""
        last = self.words[-1].sentence if self.words else 0
        if last == 0 or last > _SENTENCES:
            return [self]
        indexes: dict[int, list[int]] = {}
        for n, word in enumerate(self.words):
            indexes.setdefault(word.sentence, []).append(n)
        pieces = [part(self, found) for found in indexes.values()]
        return [piece for piece in pieces if len(piece.stems) > 1] or [self]


def data_lines(name: str) -> list[str]:
    """The lines of a file of `data`, without empty ones and those that begin with "#"."""
    text = (resources.files("onrecord") / "data" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def word_sets(name: str) -> tuple[frozenset[str], ...]:
    """The lines of a class of words (`data/word_classes.txt`), a set each."""
    parted = (line.partition(":") for line in data_lines("word_classes.txt"))
    return tuple(frozenset(words.split()) for key, _, words in parted if key == name)


@cache
def word_class(name: str) -> frozenset[str]:
    """All words of a class."""
    return frozenset().union(*word_sets(name))


@cache
def synonyms() -> dict[str, frozenset[int]]:
    """The sets of one meaning that a stem stands in."""
    sets: dict[str, set[int]] = {}
    for n, line in enumerate(data_lines("synonyms.txt")):
        for word in line.split():
            sets.setdefault(word, set()).add(n)
    return {word: frozenset(found) for word, found in sets.items()}


@lru_cache(maxsize=200_000)
def keys(word: str) -> tuple[object, ...]:
    """What stems of like meaning have in common: one of these."""
    keys: tuple[object, ...] = tuple(synonyms().get(word, ()))
    return (*keys, word[:5]) if len(word) >= 5 else keys


# names of countries and blocs in news that no table of countries holds
_BLOCS = {
    "Kremlin": "Russia", "Kiev": "Ukraine", "EU": "European Union", "E.U": "European Union",
    "Brussels": "European Union", "Western": "West", "Westerners": "West", "U.S": "United States",
    "U.K": "United Kingdom",
}  # fmt: skip


@lru_cache(maxsize=200_000)
def country(word: str) -> str | None:
    """The country or bloc that a word as written stands for: its name, its people, its seat of government."""
    word = word.removesuffix("'s").removesuffix("’s")
    return _BLOCS.get(word) or country_of(word)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a folded word; a number's word becomes its digits."""
    return str(_NUMBERS[word]) if word in _NUMBERS else snowball(word)


@lru_cache(maxsize=200_000)
def weight(word: str) -> float:
    """How telling a folded word is, in bits: 0 for words without content, 9.4 for one too rare for the table."""
    if word in word_class("empty"):
        return 0.0
    if word[0].isdigit():
        return 5.0
    return max(0.5, -math.log2(background().get(snowball(word), _RARE)))


@lru_cache(maxsize=200_000)
def fold_word(word: str) -> str:
    """A word for comparing: lower case, straight apostrophe, no possessive."""
    if word in ("US", "USA"):
        # no pronoun
        return "u.s"
    word = word.replace("’", "'").lower()
    if _DIGITS.fullmatch(word):
        return word.replace(",", "")
    return word.removesuffix("'s").rstrip("'") or word


@lru_cache(maxsize=200_000)
def _facts(seen: str) -> tuple[str, str, float, bool, bool]:
    """A word as written: folded, its stem, its weight in bits, whether it is a country, whether it has a capital."""
    folded = fold_word(seen)
    land = country(seen)
    capital = seen[0].isupper()
    return (folded, land, _LAND, True, capital) if land else (folded, stem(folded), weight(folded), False, capital)


def root(seen: str) -> str:
    """The stem of a word as written, or the country that it stands for."""
    return _facts(seen)[1]


def prepare(article: Article, attribution: Attribution, marks: Sequence[Span]) -> Said:
    """The content of `attribution`; `marks` are the quotations of the article's text, disjoint and in order."""
    text = article.text
    content = without_that(text, attribution.content)
    found = [[(m.span(), m.group()) for m in TOKEN.finditer(text, a, b)] for a, b in content]
    titled = _titled(content, found)
    words: list[Word] = []
    inside: list[Span] = []
    sentence = 0
    for (start, stop), tokens in zip(content, found, strict=True):
        here = within(marks, start, stop)
        inside.extend(here)
        # the last of each stands behind all words
        firsts = [*(a for a, _ in sentences(text, start, stop)), stop]
        here.append((stop, stop))
        first = mark = 0
        before, capital = "", False
        for span, seen in tokens[: LONGEST - len(words)]:
            at = span[0]
            begins = firsts[first] <= at
            while firsts[first] <= at:
                first += 1
            sentence += begins and before != ""
            while here[mark][1] <= at:
                mark += 1
            folded, stemmed, bits, land, upper = _facts(seen)
            both = country(f"{before} {seen}") if upper and capital else None
            if both:
                # "United States", "Saudi Arabia": the second word stands for both
                words[-1] = words[-1]._replace(weight=0.0)
                land, stemmed, bits = True, both, _LAND
            # a capital at the start of a sentence shows a name only in a word that news seldom has
            name = bits > 0 and (land or (upper and not titled and (not begins or bits > _SELDOM)))
            if name and not land:
                bits *= _NAME
            words.append(Word(span, folded, stemmed, bits, here[mark][0] <= at, sentence, name))
            before, capital = seen, upper
        sentence += 1
    if attribution.form == "direct" and not inside:
        # a quotation set off as a paragraph needs no marks
        inside = list(content)
        words = [w._replace(quoted=True) for w in words]
    return Said(attribution, text, tuple(words), tuple(inside))


def within(marks: Sequence[Span], start: int, stop: int) -> list[Span]:
    """The quotations that reach into a stretch, cut to it."""
    out: list[Span] = []
    for n in range(bisect.bisect_right(marks, start, key=_end), len(marks)):
        a, b = marks[n]
        if a >= stop:
            break
        out.append((max(a, start), min(b, stop)))
    return out


def _end(span: Span) -> int:
    return span[1]


def _titled(spans: Spans, found: Sequence[Sequence[tuple[Span, str]]]) -> bool:
    """Whether the words stand in the capitals of a headline, where a capital tells nothing."""
    capital = [
        seen[0].isupper()
        for (start, _), tokens in zip(spans, found, strict=True)
        for (at, _), seen in tokens
        if at < start + _OPENING
    ]
    return 3 * sum(capital) >= 2 * len(capital)


def part(said: Said, indexes: Iterable[int]) -> Said:
    """The same report cut down to some of its words."""
    return Said(said.attribution, said.text, tuple(said.words[n] for n in indexes), said.quoted)


def negates(word: Word) -> bool:
    """Whether the word turns its clause round."""
    return _negates(word.text)


@lru_cache(maxsize=200_000)
def _negates(word: str) -> bool:
    return word in word_class("negative") or word.endswith("n't")


def quotation_marks(article: Article) -> list[Span]:
    """The quotations of the article's text, marks included."""
    return quotations(article.text)
