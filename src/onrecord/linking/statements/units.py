"""The reports that statements are made of, and how surely two of them are of one act of saying."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from onrecord.comparing.saying import Said, prepare, quotation_marks
from onrecord.model import Article, Attribution, Links, Reading, Span
from onrecord.text import covers, fold, overlap, quote, without_that


class Unit:
    """An attribution to be joined. Its words are prepared when they are first asked for: most are never compared."""

    def __init__(self, article: Article, row: Attribution, marks: Sequence[Span], speaker: str | None, headline: bool):
        self.row = row
        self.speaker = speaker
        self.headline = headline
        self.quoted = row.form != "indirect"
        self.order = (row.article, row.content[0][0] if row.content else 0, row.id)
        self._article = article
        self._marks = marks

    @cached_property
    def said(self) -> Said:
        return prepare(self._article, self.row, self._marks)


@dataclass(frozen=True, slots=True)
class Edge:
    """How surely two reports are of one act of saying, and by which sentence of each."""

    score: float
    sentence: Mapping[str, int]


def score_of(edge: Edge) -> float:
    return edge.score


def speakers_of(readings: Iterable[Reading], links: Links) -> dict[str, str]:
    """The speaker's id for each attribution whose source is resolved."""
    speaker = {entity: row.id for row in links.speakers for entity in row.entities}
    return {
        attribution: speaker[entity.id]
        for reading in readings
        for entity in reading.entities
        if entity.id in speaker
        for attribution in entity.says
    }


def read_units(articles: Sequence[Article], readings: Sequence[Reading], speaker_of: Mapping[str, str]) -> list[Unit]:
    by_article = {article.id: article for article in articles}
    out: list[Unit] = []
    for reading in readings:
        article = by_article.get(reading.article)
        if article is None:
            continue
        marks = quotation_marks(article)
        headlines = (*article.evidence.get("title", ()), *article.evidence.get("subtitle", ()), *article.headings)
        titles: set[str] = set()
        for row in sorted(reading.attributions, key=lambda row: row.content):
            speaker = speaker_of.get(row.id)
            own = speaker is not None and speaker != speaker_of.get(row.nested_in or "") and row.kind == "statement"
            if row.nested_in and not own:
                continue
            # a page may show its headline twice
            words = fold(quote(article.text, without_that(article.text, row.content)))
            headline = covers(headlines, row.content) or words in titles
            titles |= {words} if headline else set()
            out.append(Unit(article, row, marks, speaker, headline))
    return sorted(out, key=lambda unit: unit.order)


def one_telling(a: Attribution, b: Attribution) -> bool:
    """Whether the same words of an article make both: who says them and who relays them are no two reports."""
    return a.article == b.article and overlap(a.content, b.content) > 0


def pair_of(a: Unit, b: Unit) -> tuple[str, str]:
    x, y = a.row.id, b.row.id
    return (x, y) if x < y else (y, x)
