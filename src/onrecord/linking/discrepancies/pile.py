"""What the steps that find discrepancies look up: articles, attributions, and words prepared once for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.comparing.differences import Whole
from onrecord.comparing.naming import told_apart
from onrecord.comparing.prepared import Prepared
from onrecord.comparing.saying import Said, within
from onrecord.comparing.wordings import translated
from onrecord.model import (
    Attribution,
    Discrepancy,
    DiscrepancyKind,
    Links,
    Passage,
    Reading,
    Severity,
    Spans,
    digest,
)
from onrecord.text import merged

MADE_BY = "discrepancies.rules/4"

# source, cue and content of an attribution are shown as one stretch up to so many characters
_SHOWN = 400


class Pile:
    """The articles, readings and links, by id; `marks`, `tokens` and `said` are those of what is `Prepared`.

    `derived` are the pairs of an article and what it comes from, `foreign` the speakers whose words were translated,
    `times` the times whose value is known, with it.
    """

    def __init__(self, prepared: Prepared, readings: Sequence[Reading], links: Links) -> None:
        self.links = links
        self.articles = prepared.articles
        self.marks, self.tokens, self.said = prepared.marks, prepared.tokens, prepared.said
        self.readings = {reading.article: reading for reading in readings if reading.article in self.articles}
        self.rows = {row.id: row for reading in self.readings.values() for row in reading.attributions}
        self.derived = frozenset(
            (row.article, row.origin) for row in links.derivations if row.origin and row.how != "shared passage"
        )
        self._related: dict[str, list[str]] = {}
        for one, two in sorted((a, b) for a, b in self.derived if b is not None):
            self._related.setdefault(one, []).append(two)
            self._related.setdefault(two, []).append(one)
        self.foreign = translated(links)
        self.speakers = {row.id: row for row in links.speakers}
        settled = {row.time: row.value for row in links.settled}
        self.times = {
            time.id: (time, value)
            for reading in self.readings.values()
            for time in reading.times
            if (value := time.value or settled.get(time.id))
        }
        self._wholes: dict[str, Whole] = {}

    def whole(self, article: str) -> Whole:
        """All that an article says, to look words up in."""
        if article not in self._wholes:
            self._wholes[article] = Whole(self.tokens(article), self.marks(article))
        return self._wholes[article]

    def printed(self, attribution: Attribution) -> tuple[object, ...]:
        """The content of an attribution as it stands in the text, and where quotation marks stand in it."""
        text, marks = self.articles[attribution.article].text, self.marks(attribution.article)
        pieces = ((text[a:b], tuple((c - a, d - a) for c, d in within(marks, a, b))) for a, b in attribution.content)
        return attribution.form == "direct", *pieces

    def related(self, article: str) -> Sequence[str]:
        """The articles that one comes from, and those that come from it."""
        return self._related.get(article, ())

    def in_order(self, articles: Sequence[str]) -> list[str]:
        """Ids of articles by their names."""
        return sorted(articles, key=lambda i: (self.articles[i].name, i))

    def names(self, x: str, y: str) -> tuple[str, str]:
        """What to call two articles in a note."""
        return told_apart(self.articles[x], self.articles[y])


def told(said: Said) -> Spans:
    """Source, cue and content as far as they stand in one sentence."""
    row: Attribution = said.attribution
    spans = merged((*row.source, *row.cue, *row.content[:1]))
    return ((spans[0][0], spans[-1][1]),) if spans[-1][1] - spans[0][0] <= _SHOWN else spans


def discrepancy(
    kind: DiscrepancyKind, statement: str | None, left: Passage, right: Passage, note: str, severity: Severity
) -> Discrepancy:
    """A row with the id that its kind and passages give it."""
    where = tuple((p.article, p.spans) for p in (left, right))
    return Discrepancy(digest("discrepancy", kind, where), kind, statement, left, right, note, severity, MADE_BY)
