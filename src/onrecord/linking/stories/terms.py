"""What an article is about, as a vector of terms, and the days of the week that it names.

A vector has two parts: the stems and numbers of the whole text, and once more those of its opening, where the news
stands. The weight of a term comes from the pile and from a table of English words together: a pile of five articles
says nothing about which words are rare in the language, and a pile about one affair says it wrongly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.dividing import Shelf
from onrecord.language.terms import BACKGROUND_TEXTS, expected, term
from onrecord.model import Article
from onrecord.text import WORD

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

# a word that is written with a capital weighs so much more: names tell apart what happens alike
CAPITALS = 0.4
# the opening is the title and so many words
OPENING = 100
# what the opening counts for beside the whole text
OPENING_WEIGHT = 0.5
# a day of the week that is named so many words from the beginning counts half
FAR = 130
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Vector:
    """A vector of length 1 (or 0, of a text without words): `terms` by number, in order, and their `weights`.

    The terms of the whole text have even numbers, those of its opening odd ones. `week` has an entry a day of the
    week, and length 1, or 0 when the text names none.
    """

    terms: Ints
    weights: Floats
    week: Doubles

    def heaviest(self, number: int) -> tuple[Ints, Floats]:
        """The terms of the whole text that weigh most, with their weights."""
        whole = np.flatnonzero(self.terms % 2 == 0)
        best = whole[np.argsort(-self.weights[whole], kind="stable")[:number]]
        return self.terms[best], self.weights[best]


@dataclass(frozen=True, slots=True)
class Named:
    """The terms of a text by name, in the order in which they first stand there, and what is counted of them.

    `whole` and `opening` have for each term in them its place among `terms`, how often it stands there, and how often
    with a capital. It knows nothing of the other texts of a pile.
    """

    terms: tuple[str, ...]
    language: str
    whole: tuple[Ints, Ints, Ints]
    opening: tuple[Ints, Ints, Ints]
    week: Doubles


@dataclass(frozen=True, slots=True)
class Counted:
    """The terms of a text and of its opening by number, how often each stands there, and how often with a capital."""

    whole: tuple[Ints, Ints, Ints]
    opening: tuple[Ints, Ints, Ints]
    week: Doubles


def named(article: Article) -> Named:
    """The terms of an article."""
    language = article.language or "en"
    terms: dict[str, int] = {}
    # twice the place of the term that a word counts as, and 1 more for a word with a capital
    number: dict[str, int] = {}
    first, text = WORD.findall(article.title or ""), WORD.findall(_text(article))
    for word in dict.fromkeys((*first, *text)):
        number[word] = 2 * terms.setdefault(term(word, language), len(terms)) + word[0].isupper()
    found = np.array([number[word] for word in (*first, *text)], np.int32)
    # a title that is part of the text stands there already
    whole = _counted(found[len(first) if "title" in article.evidence else 0 :])
    opening = _counted(found[: len(first) + OPENING])
    week = _week([terms.get(term(day, language), -1) for day in WEEK], found // 2)
    return Named(tuple(terms), language, whole, opening, week)


class Terms:
    """The terms of a pile that grows: `count` an article, and weigh it by what has been counted so far."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._known: dict[str, set[str]] = {}
        self._expected: list[float] = []
        self._articles = 0
        self._holders = np.zeros(1 << 16)

    def count(self, text: Named) -> Counted:
        """Count the terms of an article, which is one of the pile from now on."""
        counted = self.counted(text)
        while len(self._holders) < len(self._numbers):
            self._holders = np.concatenate([self._holders, np.zeros(len(self._holders))])
        self._holders[counted.whole[0]] += 1
        self._articles += 1
        return counted

    def counted(self, text: Named) -> Counted:
        """What is counted of an article, by the numbers that its terms have in the pile."""
        known = self._known.setdefault(text.language, set())
        for name in text.terms:
            if name not in known:
                known.add(name)
                self._expect(name, expected(name, text.language))
        numbers = np.array([self._numbers[name] for name in text.terms], np.int32)
        return Counted(_numbered(numbers, *text.whole), _numbered(numbers, *text.opening), text.week)

    def vector(self, counted: Counted) -> Vector:
        """The vector of an article that has been counted."""
        whole, its = self._weighed(*counted.whole)
        opening, openings = self._weighed(*counted.opening)
        terms = np.concatenate([2 * whole, 2 * opening + 1])
        weights = _unit(np.concatenate([its, openings * math.sqrt(OPENING_WEIGHT)]))
        order = np.argsort(terms)
        return Vector(terms[order], weights[order].astype(np.float32), counted.week)

    def _weighed(self, terms: Ints, counts: Ints, capitals: Ints) -> tuple[Ints, Doubles]:
        """The terms that tell anything, with their weights as a vector of length 1."""
        weights = self._rarity(terms) * (1 + np.log(counts)) * (1 + CAPITALS * capitals / counts)
        held = weights > 0
        return terms[held], _unit(weights[held])

    def _rarity(self, terms: Ints) -> Doubles:
        usual = np.array([self._expected[t] for t in terms.tolist()])
        total = self._articles + BACKGROUND_TEXTS
        return np.asarray(np.maximum(0.0, np.log(total / (self._holders[terms] + BACKGROUND_TEXTS * usual))))

    def _expect(self, name: str, usual: float) -> None:
        """Give a term its number; what is common in one language is so in the pile, whichever article came first."""
        found = self._numbers.setdefault(name, len(self._numbers))
        if found == len(self._expected):
            self._expected.append(usual)
        self._expected[found] = max(self._expected[found], usual)


def vectors(texts: Iterable[Named]) -> Iterator[Vector]:
    """The vectors of a pile, weighed by all of it; what is counted of it waits on disk where it is large."""
    terms = Terms()
    counted: Shelf[Counted] = Shelf()
    for text in texts:
        counted.append(terms.count(text))
    return map(terms.vector, counted)


def _text(article: Article) -> str:
    spans = article.evidence.get("title", ())[:1] + article.evidence.get("subtitle", ())[:1] + article.body
    return "\n".join([article.text[start:stop] for start, stop in spans])


def _week(days: Sequence[int], found: Ints) -> Doubles:
    """How much the words name each day of the week, the earlier ones above the later ones, as a vector of length 1."""
    at, day = np.nonzero(found[:, None] == np.array(days))
    return _unit(np.bincount(day, 1 / (1 + at / FAR), minlength=len(days)).astype(np.float64))


def _counted(found: Ints) -> tuple[Ints, Ints, Ints]:
    """The terms among the words, how often each stands there, and how often with a capital."""
    terms, at, counts = np.unique(found // 2, return_inverse=True, return_counts=True)
    capitals = np.bincount(at, found % 2, minlength=len(terms))
    return terms, counts.astype(np.int32), capitals.astype(np.int32)


def _numbered(numbers: Ints, places: Ints, counts: Ints, capitals: Ints) -> tuple[Ints, Ints, Ints]:
    """What is counted of a text's terms, in the order of their numbers."""
    found = numbers[places]
    order = np.argsort(found)
    return found[order], counts[order], capitals[order]


def _unit(vector: Doubles) -> Doubles:
    """The vector at length 1, or as it is when it has none."""
    size = math.sqrt(float(vector @ vector))
    return vector / size if size else vector
