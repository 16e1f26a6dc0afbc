"""Reading: what one article says. Every annotator is one function of a batch,

    read(articles: Sequence[Article], readings: Sequence[Reading]) -> list[tuple[Row, ...]]

where `readings` holds what the annotators before it found, and the result one tuple of rows an article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.model import Article, Reading
from onrecord.reading import attributions, credits, entities, events, occasions, times


def read(articles: Sequence[Article]) -> list[Reading]:
    """Read a batch of articles; a pure function whose result pickles."""
    readings = [Reading(article.id) for article in articles]
    for field, annotator in (
        ("attributions", attributions),
        ("entities", entities),
        ("times", times),
        ("occasions", occasions),
        ("events", events),
        ("credits", credits),
    ):
        found = annotator.read(articles, readings)
        readings = [replace(reading, **{field: rows}) for reading, rows in zip(readings, found, strict=True)]
    return readings
