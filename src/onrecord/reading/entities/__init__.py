"""Who the sources of attributions are: the persons, bodies and unnamed speakers that one article refers to."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model import Article, Entity, Reading
from onrecord.reading.entities import labels
from onrecord.reading.entities.resolve import entities

MADE_BY = "entities.rules/2"


def read(articles: Sequence[Article], readings: Sequence[Reading]) -> list[tuple[Entity, ...]]:
    """The entities of each article: every referent of an attribution's source, and what names it."""
    return [_entities(article, reading) for article, reading in zip(articles, readings, strict=True)]


def _entities(article: Article, reading: Reading) -> tuple[Entity, ...]:
    found = entities(article, reading.attributions, MADE_BY)
    spoken = article.role in ("transcript", "subtitles", "document")
    return labels.named(article, found, reading.attributions) if spoken else found
