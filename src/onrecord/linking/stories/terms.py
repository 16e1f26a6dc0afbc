"""What an article is about, as a vector of terms, and the days of the week that it names.

A vector has two parts: the stems and numbers of the whole text, and once more those of its opening, where the news
stands. The weight of a term comes from the pile and from a table of English words together: a pile of five articles
says nothing about which words are rare in the language, and a pile about one affair says it wrongly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
class Counted:
    """The terms of a text and of its opening, how often each stands there, and how often with a capital."""

    whole: tuple[Ints, Ints, Ints]
    opening: tuple[Ints, Ints, Ints]
    week: Doubles


class Terms:
    """The terms of a pile that grows: `count` an article, and weigh it by what has been counted so far."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words: dict[str, _Words] = {}
        self._expected: list[float] = []
        self._articles = 0
        self._holders = np.zeros(1 << 16)

    def count(self, article: Article) -> Counted:
        """Count the terms of an article, which is one of the pile from now on."""
        language = article.language or "en"
        if language not in self._words:
            self._words[language] = _Words(self, language)
        number = self._words[language]
        first = [number[word] for word in WORD.findall(article.title or "")]
        found = np.array([*first, *map(number.__getitem__, WORD.findall(_text(article)))], np.int32)
        # a title that is part of the text stands there already
        counted = _counted(found[len(first) if "title" in article.evidence else 0 :])
        while len(self._holders) < len(self._numbers):
            self._holders = np.concatenate([self._holders, np.zeros(len(self._holders))])
        self._holders[counted[0]] += 1
        self._articles += 1
        opening = _counted(found[: len(first) + OPENING])
        return Counted(counted, opening, _week([number[day] // 2 for day in WEEK], found // 2))

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

    def number(self, word: str, language: str) -> int:
        """The number of the term that a word of a language counts as."""
        name = term(word, language)
        usual = expected(name, language)
        found = self._numbers.setdefault(name, len(self._numbers))
        if found == len(self._expected):
            self._expected.append(usual)
        # what is common in one language is so in the pile, whichever article came first
        self._expected[found] = max(self._expected[found], usual)
        return found


class _Words(dict[str, int]):
    """Twice the number of the term that each word of a language counts as, and 1 more for one with a capital."""

    def __init__(self, terms: Terms, language: str) -> None:
        self._terms, self._language = terms, language

    def __missing__(self, word: str) -> int:
        self[word] = number = 2 * self._terms.number(word, self._language) + word[0].isupper()
        return number


def vectors(articles: Sequence[Article]) -> list[Vector]:
    """The vectors of a pile, weighed by all of it."""
    terms = Terms()
    counted = [terms.count(article) for article in articles]
    return [terms.vector(one) for one in counted]


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


def _unit(vector: Doubles) -> Doubles:
    """The vector at length 1, or as it is when it has none."""
    size = math.sqrt(float(vector @ vector))
    return vector / size if size else vector
