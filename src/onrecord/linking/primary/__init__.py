"""Primary sources: which sentences of a transcript, release or document each report words, and what nobody reports.

Reports are looked up in the source by its runs of words and its telling stems, so that the work grows with the pile and
not with its product. Equal words tell a place whoever reports them; other words do only in an article that is
known to tell of the source: of its story, or with other words of it. What an article that came out before the source
says, or what was said on another day, is another statement.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np

from onrecord.comparing.days import Day, days_of_saying
from onrecord.comparing.passages import shingles
from onrecord.comparing.saying import Said, prepare, quotation_marks
from onrecord.comparing.wordings import translated
from onrecord.comparing.words import Hashes
from onrecord.language.dates import same_time
from onrecord.linking.primary.aligning import Found, found
from onrecord.linking.primary.judging import statements, worded
from onrecord.linking.primary.sources import Primary
from onrecord.model import Aligned, Article, Attribution, Links, Reading, Role, Statement, digest, speaker_of
from onrecord.text import fold, merged, overlap, reading_view

MADE_BY = "primary.aligned/1"

_DAY = len("2024-01-24")


def reporting(articles: Sequence[Article], readings: Sequence[Reading]) -> Sequence[Reading]:
    """The readings without what stands in primary sources, which is no report."""
    roles = {a.id for a in articles if a.role}
    return [replace(r, attributions=()) if r.article in roles else r for r in readings] if roles else readings


def tied(ids: Sequence[str], roles: Sequence[Role | None], words: Sequence[Hashes]) -> Iterator[tuple[str, str]]:
    """The primary sources with the articles that have a run of words of theirs; `words` are those of each article."""
    own = [(n, np.unique(shingles(words[n]))) for n, role in enumerate(roles) if role]
    if not own:
        return
    runs = np.concatenate([found for _, found in own])
    homes = np.concatenate([np.full(len(found), n) for n, found in own])
    order = np.argsort(runs, kind="stable")
    runs, homes = runs[order], homes[order]
    for n, role in enumerate(roles):
        if role is None:
            theirs = np.unique(shingles(words[n]))
            first, last = np.searchsorted(runs, theirs, "left"), np.searchsorted(runs, theirs, "right")
            held = {int(homes[k]) for a, b in zip(first, last, strict=True) if a < b for k in range(a, b)}
            yield from ((ids[home], ids[n]) for home in sorted(held))


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Aligned, ...]:
    """A row for each report and each primary source of which it words sentences."""
    pile = _Pile(articles, readings, links)
    if not pile.primaries:
        return ()
    days = days_of_saying(articles, readings, links)
    held = _held(readings, links)
    out: list[Aligned] = []
    for article, reading in zip(articles, readings, strict=True):
        if article.role:
            continue
        reports = list(pile.reports(article, reading))
        for primary in pile.primaries:
            if not _before(article, primary.article):
                asked = [
                    said
                    for said in reports
                    if not _elsewhen(days.get(said.attribution.id), held.get(said.attribution.id), primary.article)
                ]
                out += pile.placed(article, asked, primary)
    return tuple(sorted(out, key=lambda row: row.id))


def judged(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Statement, ...]:
    """The statements with what primary sources have of each, against which all wordings of it are held.

    What no article reports is a statement of its source alone.
    """
    pile = _Pile(articles, readings, links)
    if not pile.primaries:
        return links.statements
    wanted = {a for s in links.statements for a in s.attributions}
    reports = {
        said.attribution.id: said
        for article, reading in zip(articles, readings, strict=True)
        if not article.role
        for said in pile.reports(article, reading, wanted)
    }
    told = pile.told(articles, readings, links)
    return statements(pile.primaries, reports, links, told, pile.foreign)


class _Pile:
    """What is known of the articles: who speaks, which are primary sources, which tell one story."""

    def __init__(self, articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> None:
        self.speakers = speaker_of(readings, links)
        self.primaries = [Primary(a, r, self.speakers) for a, r in zip(articles, readings, strict=True) if a.role]
        self._story_of = {i: story.id for story in links.stories for i in story.articles}
        self.foreign = translated(links)
        names = {e.id for r in readings for e in r.entities if e.name}
        self._names: dict[str | None, frozenset[str]] = {
            s.id: frozenset(fold(" ".join((s.name, *s.aliases))).split())
            for s in links.speakers
            if not s.entities or not names.isdisjoint(s.entities)
        }

    def reports(self, article: Article, reading: Reading, wanted: Collection[str] | None = None) -> Iterator[Said]:
        """What an article reports; what is nested only when somebody else says it, as statements have it."""
        marks = quotation_marks(article)
        for row in reading.attributions:
            inner = row.nested_in is not None and self.speakers.get(row.id) in (None, self.speakers.get(row.nested_in))
            if row.id in wanted if wanted is not None else not inner:
                yield prepare(article, row, marks)

    def placed(self, article: Article, reports: Sequence[Said], primary: Primary) -> Iterator[Aligned]:
        """The rows of the reports of an article that word a source."""
        own = self._story_of.get(article.id)
        near = own is not None and own == self._story_of.get(primary.article.id)
        met = [(said, self._place(said, primary, near)) for said in reports]
        if not near and any(place is not None and place.same for _, place in met):
            # it tells of the source, and may do so in other words
            met = [(said, self._place(said, primary, True)) for said in reports]
        rows = {said.attribution.id: self._row(said, primary, place) for said, place in met if place is not None}
        for said in reports:
            row = rows.get(said.attribution.id)
            outer = rows.get(said.attribution.nested_in or "")
            # who is told of inside of what the source's speaker says is a part of that
            within = outer and self.speakers.get(outer.attribution) in (None, outer.speaker)
            if row and not (within and outer and set(row.spans) <= set(outer.spans)):
                yield row

    def told(self, articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> dict[str, frozenset[int]]:
        """The sentences of each source that articles which tell of it tell themselves, without saying who said so."""
        homes = {row.id: r.article for r in readings for row in r.attributions}
        telling = {(homes[row.attribution], row.document) for row in links.aligned}
        out: dict[str, set[int]] = {primary.article.id: set() for primary in self.primaries}
        for article, reading in zip(articles, readings, strict=True):
            own = self._story_of.get(article.id)
            near = [
                p
                for p in self.primaries
                if not article.role
                and ((article.id, p.article.id) in telling or (own and own == self._story_of.get(p.article.id)))
                and not _before(article, p.article)
            ]
            for said in _narrated(article, reading) if near else ():
                for p in near:
                    place = found(said, p, None, True, {})
                    out[p.article.id].update(place.numbers if place else ())
        return {i: frozenset(numbers) for i, numbers in out.items()}

    def _place(self, said: Said, primary: Primary, near: bool) -> Found | None:
        return found(said, primary, self.speakers.get(said.attribution.id), near, self._names)

    def _row(self, said: Said, primary: Primary, place: Found) -> Aligned:
        chosen = [primary.sentences[n] for n in place.numbers]
        turns = tuple(dict.fromkeys(s.turn for s in chosen))
        speakers = {s.speaker for s in chosen}
        spans = tuple(span for s in chosen for span in s.spans)
        speaker = speakers.pop() if len(speakers) == 1 else None
        held = worded(said, primary.passage(place.numbers), speaker in self.foreign)
        row = said.attribution.id
        return Aligned(
            digest("aligned", row, primary.article.id, spans),
            row,
            primary.article.id,
            spans,
            turns,
            held.relation,
            held.changes,
            speaker,
            place.score,
            MADE_BY,
        )


def _narrated(article: Article, reading: Reading) -> Iterator[Said]:
    """The sentences of an article that nobody is said to say."""
    view = reading_view(article)
    quoted = merged(span for row in reading.attributions for span in row.content)
    for start, stop in view.sentences:
        spans = view.spans(start, stop)
        if spans and not overlap(spans, quoted):
            row = Attribution("", article.id, (), (), spans, "indirect", "statement", None, None, 0.0, MADE_BY)
            yield prepare(article, row, ())


def _before(article: Article, source: Article) -> bool:
    """Whether an article came out before the day of a source."""
    days = [a.published[:_DAY] for a in (article, source) if a.published and len(a.published) >= _DAY]
    return len(days) == 2 and days[0] < days[1]


def _held(readings: Sequence[Reading], links: Links) -> dict[str, str]:
    """When each attribution was said, as the occasion that its article names has it: a day, a month, a year."""
    settled = {row.time: row.value for row in links.settled}
    out: dict[str, str] = {}
    for reading in readings:
        value = {t.id: t.value or settled.get(t.id) for t in reading.times}
        for mention in reading.occasions:
            held = value.get(mention.held or "")
            out.update((a, held) for a in mention.attributions if held)
    return out


def _elsewhen(days: frozenset[Day] | None, held: str | None, source: Article) -> bool:
    """Whether what is said was said at another time than a source, as its article has it."""
    if not source.published or len(source.published) < _DAY:
        return False
    date = datetime.date.fromisoformat(source.published[:_DAY])
    if days:
        return all(day.far_from(Day(date, date.weekday())) for day in days)
    return held is not None and not same_time(held, date.isoformat())
