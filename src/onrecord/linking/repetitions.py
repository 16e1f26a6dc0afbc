"""What a speaker said again on a later day: another statement, linked to the earlier one.

The linker of statements keeps apart what was said on different days. Here the later of two statements of one speaker
names the earlier when the occasions of both have their day and equal words alone show that it is the same remark: a
long run of them, or seldom words quoted in both. The fullest reports are compared, and only where they share a run.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.comparing.sameness import evidence
from onrecord.comparing.saying import Said, prepare, quotation_marks
from onrecord.language.dates import day_of
from onrecord.model import Article, Attribution, Links, Reading, Statement
from onrecord.text import WORD, fold, quote

# statements are held against each other that share so many words in a row
_RUN = 5
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
class _Dated:
    """A statement whose day is known, by its fullest report: as much of that as tells the statement."""

    statement: Statement
    first: datetime.date
    last: datetime.date
    article: Article
    full: Attribution

    @property
    def words(self) -> list[str]:
        """The words said, folded."""
        return [m.group() for m in WORD.finditer(fold(quote(self.article.text, self.full.content)))]

    @property
    def said(self) -> Said:
        """The words prepared for comparing: most statements are never compared."""
        return prepare(self.article, self.full, quotation_marks(self.article))


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Statement, ...]:
    """The statements, each that was made again with the id of the last one before it."""
    earlier: dict[str, str] = {}
    for rows in _by_speaker(articles, readings, links):
        for later, found in _pairs(rows):
            before = max(found, key=lambda row: (row.last, row.statement.id))
            earlier[later.statement.id] = before.statement.id
    return tuple(replace(s, repeats=earlier[s.id]) if s.id in earlier else s for s in links.statements)


def _by_speaker(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> Iterator[list[_Dated]]:
    """The dated statements of each speaker who made statements on several days."""
    days = _days(links)
    by_speaker: dict[str, list[tuple[Statement, set[datetime.date]]]] = defaultdict(list)
    for statement in links.statements:
        told = {days[a] for a in statement.attributions if a in days}
        if told and statement.speaker:
            by_speaker[statement.speaker].append((statement, told))
    article_of = {a.id: a for a in articles}
    row_of = {a.id: a for r in readings for a in r.attributions}
    for speaker in sorted(by_speaker):
        own = by_speaker[speaker]
        if max(max(told) for _, told in own) - min(min(told) for _, told in own) <= datetime.timedelta(_ONE_DAY):
            continue
        rows = []
        for statement, told in own:
            full = _fullest(statement, row_of)
            if full is not None and full.article in article_of:
                part = replace(full, content=statement.part(full))
                rows.append(_Dated(statement, min(told), max(told), article_of[full.article], part))
        yield rows


def _days(links: Links) -> dict[str, datetime.date]:
    """The day on which each attribution's words were said, where its occasion has one."""
    days = ((o, day_of(o.held or o.aired or "")) for o in links.occasions)
    return {a: day for o, day in days if day is not None for a in o.attributions}


def _fullest(statement: Statement, row_of: Mapping[str, Attribution]) -> Attribution | None:
    """The report that the wordings are held against; the longest, where none was compared."""
    against = Counter(w.against for w in statement.wordings)
    rows = [row_of[a] for a in statement.attributions if a in row_of]
    return max(rows, key=lambda a: (against[a.id], sum(y - x for x, y in statement.part(a)), a.id), default=None)


def _pairs(rows: Sequence[_Dated]) -> Iterator[tuple[_Dated, list[_Dated]]]:
    """Each statement that was made before, with those that it was made in."""
    by_run: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        words = row.words
        for run in {tuple(words[k : k + _RUN]) for k in range(len(words) - _RUN + 1)}:
            by_run[run].append(n)
    near: dict[int, set[int]] = defaultdict(set)
    for found in by_run.values():
        if 1 < len(found) <= _STOCK:
            for n in found:
                near[n].update(found)
    for n, others in sorted(near.items()):
        earlier = [
            rows[m]
            for m in sorted(others)
            if rows[n].first - rows[m].last > datetime.timedelta(_ONE_DAY) and _again(rows[n].said, rows[m].said)
        ]
        if earlier:
            yield rows[n], earlier


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
