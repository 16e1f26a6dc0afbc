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
Week = NDArray[np.float64]

# the opening is the title and so many words
OPENING = 100
# what the opening counts for beside the whole text
OPENING_WEIGHT = 0.5
# a day of the week that is named so many words from the beginning counts half
FAR = 130
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Vector:
    """A vector of length 1 (or 0, of a text without words): `terms` in order, and their `weights`.

    `week` has an entry a day of the week, and length 1, or 0 when the text names none.
    """

    terms: Ints
    weights: Floats
    week: Week

    def heaviest(self, number: int) -> list[tuple[int, float]]:
        """The terms of the whole text that weigh most, with their weights."""
        whole = np.flatnonzero(self.terms % 2 == 0)
        best = whole[np.argsort(-self.weights[whole], kind="stable")[:number]]
        return list(zip(self.terms[best].tolist(), self.weights[best].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Counted:
    """The terms of a text and of its opening, and how often each stands there."""

    whole: tuple[Ints, Ints]
    opening: tuple[Ints, Ints]
    week: Week


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
        title, text = _title(article), _text(article)
        first = [number[word] for word in WORD.findall(title)]
        found = np.array([*first, *(number[word] for word in WORD.findall(text))], np.int32)
        # a title that is part of the text stands there already
        whole = found[len(first) if "title" in article.evidence else 0 :]
        terms, counts = np.unique(whole, return_counts=True)
        while len(self._holders) < len(self._numbers):
            self._holders = np.concatenate([self._holders, np.zeros(len(self._holders))])
        self._holders[terms] += 1
        self._articles += 1
        opening = np.unique(found[: len(first) + OPENING], return_counts=True)
        return Counted((terms, counts), opening, _week([number[day] for day in WEEK], found))

    def vector(self, counted: Counted) -> Vector:
        """The vector of an article that has been counted."""
        parts = []
        for (terms, counts), share, shift in ((counted.whole, 1.0, 0), (counted.opening, OPENING_WEIGHT, 1)):
            weights = self._rarity(terms) * (1 + np.log(counts))
            size = math.sqrt(float(weights @ weights))
            if size:
                held = weights > 0
                parts.append((2 * terms[held] + shift, weights[held] * (math.sqrt(share) / size)))
        if not parts:
            return Vector(np.zeros(0, np.int32), np.zeros(0, np.float32), counted.week)
        both, weights = (np.concatenate(x) for x in zip(*parts, strict=True))
        order = np.argsort(both)
        weights = weights[order] / math.sqrt(float(weights @ weights))
        return Vector(both[order], weights.astype(np.float32), counted.week)

    def _rarity(self, terms: Ints) -> NDArray[np.float64]:
        usual = np.array([self._expected[t] for t in terms.tolist()])
        total = self._articles + BACKGROUND_TEXTS
        return np.maximum(0.0, np.log(total / (self._holders[terms] + BACKGROUND_TEXTS * usual)))

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
    """The term that each word of a language counts as, found when it is first asked for."""

    def __init__(self, terms: Terms, language: str) -> None:
        self._terms, self._language = terms, language

    def __missing__(self, word: str) -> int:
        self[word] = number = self._terms.number(word, self._language)
        return number


def vectors(articles: Sequence[Article]) -> list[Vector]:
    """The vectors of a pile, weighed by all of it."""
    terms = Terms()
    counted = [terms.count(article) for article in articles]
    return [terms.vector(one) for one in counted]


def _title(article: Article) -> str:
    return article.title or ""


def _text(article: Article) -> str:
    spans = article.evidence.get("title", ())[:1] + article.evidence.get("subtitle", ())[:1] + article.body
    return "\n".join([article.text[start:stop] for start, stop in spans])


def _week(days: Sequence[int], found: Ints) -> Week:
    """How much the words name each day of the week, the earlier ones above the later ones, as a vector of length 1."""
    at, day = np.nonzero(found[:, None] == np.array(days))
    week = np.bincount(day, 1 / (1 + at / FAR), minlength=len(days))
    size = math.sqrt(float(week @ week))
    return week / size if size else week
