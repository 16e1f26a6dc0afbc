"""The articles of the part of a record that a draft is held against, their words prepared once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onrecord.checking.aligning import Coded, Codes, Pair, aligned
from onrecord.comparing.disagreeing import told
from onrecord.comparing.prepared import Prepared
from onrecord.comparing.saying import Said, Word, prepare
from onrecord.linking.discrepancies.pile import Pile
from onrecord.model import Article, Attribution, Entity, Findings, Occasion, Span, Spans, Speaker, Statement
from onrecord.text import merged, overlap, quotations, reading_view


@dataclass(frozen=True, eq=False)
class Page:
    """An article of the record: all words of its title and body, and the attributions that it makes."""

    article: Article
    said: Said
    coded: Coded
    rows: Sequence[Attribution]

    @cached_property
    def quoted(self) -> NDArray[np.bool_]:
        """Which of its words stand in quotation marks."""
        return np.array([w.quoted for w in self.said.words], dtype=np.bool_)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Each sentence as the indexes of its first word and of the one behind its last."""
        starts = [n for n, w in enumerate(self.said.words) if not n or w.sentence != self.said.words[n - 1].sentence]
        return list(zip(starts, [*starts[1:], len(self.said.words)], strict=True))

    def spans(self, first: int, last: int) -> Spans:
        """Where the words from one up to another, both included, stand."""
        words = self.said.words[first : last + 1]
        return merged(
            (max(a, words[0].span[0]), min(b, words[-1].span[1]))
            for a, b in self.said.content
            if a < words[-1].span[1] and words[0].span[0] < b
        )

    def attributions(self, spans: Spans) -> list[Attribution]:
        """The attributions in whose content at least half of some words lies, the shortest first."""
        size = sum(b - a for a, b in spans)
        found = [row for row in self.rows if 2 * overlap(row.content, spans) >= size]
        return sorted(found, key=lambda row: (sum(b - a for a, b in row.content), row.id))


class Shelf:
    """The pages of the part, and what the record says of those who speak in them."""

    def __init__(self, findings: Findings) -> None:
        self.pile = Pile(Prepared(findings.articles), findings.readings, findings.links)
        self._codes = Codes()
        self._pages: dict[str, Page] = {}
        links = findings.links
        self.discrepancies = links.discrepancies
        self.entities = {e.id: e for r in findings.readings for e in r.entities}
        self._speaker: dict[str, Speaker] = {}
        self._known: dict[str, list[Entity]] = {}
        for speaker in links.speakers:
            own = [self.entities[e] for e in speaker.entities if e in self.entities]
            self._known[speaker.id] = own
            for entity in own:
                for attribution in entity.says:
                    self._speaker.setdefault(attribution, speaker)
        by_id = {s.id: s for s in links.speakers}
        self._speaker.update((x.attribution, by_id[x.speaker]) for x in links.ascribed if x.speaker in by_id)
        self._statement: dict[str, Statement] = {a: s for s in links.statements for a in s.attributions}
        self.occasions: dict[str, list[Occasion]] = {}
        for occasion in links.occasions:
            for attribution in occasion.attributions:
                self.occasions.setdefault(attribution, []).append(occasion)
        self.origins: dict[str, str] = {}
        self.origin_names: dict[str, str | None] = {}
        for story in links.stories:
            for n, group in enumerate(story.origins):
                name = story.origin_names[n] if n < len(story.origin_names) else None
                self.origin_names[f"{story.id}/{n}"] = name
                self.origins.update((article, f"{story.id}/{n}") for article in group)

    def page(self, id: str) -> Page | None:
        """The page of an article; None for one that is not in the part."""
        if id not in self.pile.articles:
            return None
        if id not in self._pages:
            article = self.pile.articles[id]
            reading = self.pile.readings.get(id)
            said = _words(article, reading.attributions if reading else ())
            self._pages[id] = Page(
                article, said, self._codes.coded(said.words), reading.attributions if reading else ()
            )
        return self._pages[id]

    def align(self, said: Said, page: Page, quoted: bool) -> list[Pair]:
        """The words of a claim in the stretch of a page that is likest to it, `quoted` there if it can be."""
        return aligned(self._codes.coded(said.words), page.coded, page.quoted & quoted)

    def speaker(self, attribution: Attribution) -> Speaker | None:
        """Who says it, as the record has it."""
        return self._speaker.get(attribution.id)

    def known(self, speaker: Speaker) -> Sequence[Entity]:
        """What the articles of the part call a speaker."""
        return self._known.get(speaker.id, ())

    def statement(self, attribution: Attribution) -> str | None:
        """The statement that an attribution reports."""
        found = self._statement.get(attribution.id)
        return found.id if found else None


def _words(article: Article, rows: Iterable[Attribution]) -> Said:
    """All words that a reader reads in an article, as one report, sentence by sentence."""
    # a quotation that the head of a page cuts in two is whole in what a reader reads; one set off needs no marks
    view = reading_view(article)
    marked = (span for quoted in quotations(view.text) for span in view.spans(*quoted))
    set_off = (span for row in rows if row.form == "direct" for span in row.content)
    marks = merged((*marked, *set_off))
    blocks = [article.evidence[f][:1] for f in ("title", "subtitle") if article.evidence.get(f)]
    words: list[Word] = []
    spans: list[Span] = []
    # a block at a time, because a report has a greatest length
    for block in sorted({*blocks, *article.paragraphs}, key=lambda b: b[:1]):
        first = words[-1].sentence + 1 if words else 0
        found = prepare(article, told(article, block), marks).words
        words.extend(w._replace(sentence=w.sentence + first) for w in found)
        spans.extend(block)
    content = merged(spans)
    whole = told(article, content)
    return Said(whole, article.text, tuple(words), _inside(marks, content))


def _inside(marks: Iterable[Span], content: Spans) -> Spans:
    return tuple((max(a, x), min(b, y)) for a, b in marks for x, y in content if a < y and x < b)
