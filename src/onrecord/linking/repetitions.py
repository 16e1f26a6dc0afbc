"""What a speaker said again on a later day: another statement, linked to the earlier one.

The linker of statements keeps apart what was said on different days. Here the later of two statements of one speaker
names the earlier when the occasions of both have their day and equal words alone show that it is the same remark: a
long run of them, or seldom words quoted in both. The fullest reports are compared, and only where they share a run of
words (a shingle).
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from onrecord.comparing.passages import shingles
from onrecord.comparing.sameness import evidence
from onrecord.comparing.saying import Said, prepare, quotation_marks
from onrecord.comparing.words import hashed
from onrecord.language.dates import day_of
from onrecord.model import Article, Attribution, Links, Reading, Spans, Statement
from onrecord.text import fold, quote

# words that stand in a row in more statements of the speaker than this are a stock phrase
_STOCK = 40
# said in the evening on one side of the earth is dated a day later on the other: no other day
_ONE_DAY = 1
# names alone tell nothing: so many bits stand quoted in both, or so many stems that are no names
_QUOTED = 12.0
_PLAIN_WORDS = 3
# a line that begins with the same words, who says it among them, is one line that two pages print; it stands within
# so many characters
_TEASER = 6
_LINE = 200


@dataclass(frozen=True, slots=True)
class Dated:
    """A statement whose day is known, by its fullest report: the spans of that which tell it, and its runs of words."""

    id: str
    speaker: str
    first: datetime.date
    last: datetime.date
    article: str
    full: str
    spans: Spans
    runs: tuple[int, ...]


# a statement, and an earlier one of the same speaker that shares a run of words with it
Two: TypeAlias = tuple[Dated, Dated]


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Statement, ...]:
    """The statements, each that was made again with the id of the last one before it."""
    pairs = alike(dated(articles, readings, links))
    return repeating(links.statements, before(again(articles, readings, pairs)))


def repeating(statements: Sequence[Statement], earlier: Mapping[str, str]) -> tuple[Statement, ...]:
    """The statements, each that repeats another with its id."""
    return tuple(replace(s, repeats=earlier[s.id]) if s.id in earlier else s for s in statements)


def dated(
    articles: Sequence[Article], readings: Sequence[Reading], links: Links, elsewhere: Container[str] = ()
) -> list[Dated]:
    """The dated statements of speakers who made statements on several days, or may have done so `elsewhere`."""
    days = _days(links)
    by_speaker: dict[str, list[tuple[Statement, set[datetime.date]]]] = defaultdict(list)
    for statement in links.statements:
        told = {days[a] for a in statement.attributions if a in days}
        if told and statement.speaker:
            by_speaker[statement.speaker].append((statement, told))
    text_of = {a.id: a.text for a in articles}
    row_of = {a.id: a for r in readings for a in r.attributions}
    out = []
    for speaker, own in by_speaker.items():
        if speaker in elsewhere or _on_several_days([day for _, told in own for day in told]):
            for statement, told in own:
                full = _fullest(statement, row_of)
                if full is not None and full.article in text_of:
                    spans = statement.part(full)
                    runs = tuple(np.unique(shingles(hashed(fold(quote(text_of[full.article], spans))))).tolist())
                    out.append(Dated(statement.id, speaker, min(told), max(told), full.article, full.id, spans, runs))
    return out


def alike(rows: Iterable[Dated]) -> list[Two]:
    """The statements of one speaker that share a run of words, each with one of an earlier day."""
    by_speaker: dict[str, list[Dated]] = defaultdict(list)
    for row in rows:
        by_speaker[row.speaker].append(row)
    out: list[Two] = []
    for _, own in sorted(by_speaker.items()):
        if _on_several_days([day for row in own for day in (row.first, row.last)]):
            out += _sharing(sorted(own, key=lambda row: row.id))
    return out


def again(articles: Sequence[Article], readings: Sequence[Reading], pairs: Iterable[Two]) -> list[Two]:
    """Those of the pairs whose words show that the same remark was made twice; the articles are those of the pairs."""
    said = _Said(articles, readings)
    return [(later, earlier) for later, earlier in pairs if _again(said[later], said[earlier])]


def before(pairs: Iterable[Two]) -> dict[str, str]:
    """For each statement that was made again the last one before it, by id."""
    found: dict[str, list[Dated]] = defaultdict(list)
    for later, earlier in pairs:
        found[later.id].append(earlier)
    return {i: max(rows, key=lambda row: (row.last, row.id)).id for i, rows in found.items()}


class _Said:
    """The words of dated statements, prepared for comparing: most statements are never compared."""

    def __init__(self, articles: Sequence[Article], readings: Sequence[Reading]) -> None:
        self._articles = {a.id: a for a in articles}
        self._rows = {a.id: a for r in readings for a in r.attributions}
        self._known: dict[str, Said] = {}

    def __getitem__(self, row: Dated) -> Said:
        if row.id not in self._known:
            article = self._articles[row.article]
            part = replace(self._rows[row.full], content=row.spans)
            self._known[row.id] = prepare(article, part, quotation_marks(article))
        return self._known[row.id]


def _on_several_days(days: Collection[datetime.date]) -> bool:
    return max(days) - min(days) > datetime.timedelta(_ONE_DAY)


def _days(links: Links) -> dict[str, datetime.date]:
    """The day on which each attribution's words were said, where its occasion has one."""
    days = ((o, day_of(o.held or o.aired or "")) for o in links.occasions)
    return {a: day for o, day in days if day is not None for a in o.attributions}


def _fullest(statement: Statement, row_of: Mapping[str, Attribution]) -> Attribution | None:
    """The report that the wordings are held against; the longest, where none was compared."""
    against = Counter(w.against for w in statement.wordings)
    rows = [row_of[a] for a in statement.attributions if a in row_of]
    return max(rows, key=lambda a: (against[a.id], sum(y - x for x, y in statement.part(a)), a.id), default=None)


def _sharing(rows: Sequence[Dated]) -> Iterator[Two]:
    """The statements of one speaker that share a run of words which is no stock phrase, the later one first."""
    by_run: dict[int, list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        for run in row.runs:
            by_run[run].append(n)
    near: dict[int, set[int]] = defaultdict(set)
    for found in by_run.values():
        if 1 < len(found) <= _STOCK:
            for n in found:
                near[n].update(found)
    for n, others in sorted(near.items()):
        for m in sorted(others):
            if rows[n].first - rows[m].last > datetime.timedelta(_ONE_DAY):
                yield rows[n], rows[m]


def _again(a: Said, b: Said) -> bool:
    """Whether the words show one remark, made twice; a teaser that two pages print with its verb is one text."""
    found = evidence(a, b)
    if found is None or not found.certain or found.opposed:
        return False
    telling = found.quoted_bits >= _QUOTED or found.like.exact >= _PLAIN_WORDS
    return telling and _printed(a) != _printed(b)


def _printed(said: Said) -> list[str]:
    """How an article prints an attribution: the first words of who says what."""
    row = said.attribution
    start = min(a for a, _ in (*row.source, *row.cue, *row.content))
    return fold(said.text[start : start + _LINE]).split()[:_TEASER]
