"""Discrepancies: where two articles' accounts of one statement, of one occasion, or of one thing differ.

For each statement and each two articles that report it, the reports that say the same are held against each other
(`reports`). Besides: a statement told as a fact in the outlet's own voice (`facts`), dates of one occasion, and
numbers, dates and names on which the articles of a story disagree (`disagreements`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.comparing.differences import RANK
from onrecord.comparing.prepared import Prepared
from onrecord.linking.discrepancies.disagreements import as_rows, disagreeing, not_shown, occasion_dates
from onrecord.linking.discrepancies.facts import told_as_fact
from onrecord.linking.discrepancies.pile import Pile
from onrecord.linking.discrepancies.reports import between_reports
from onrecord.model import Article, Discrepancy, Links, Reading
from onrecord.text import overlap


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Discrepancy, ...]:
    """The discrepancies between articles, each with both passages and a sentence that says what differs."""
    found = within(articles, readings, links)
    return finished(found, [row for rows in found.dates.values() for row in rows])


@dataclass(frozen=True, slots=True)
class Found:
    """What differs within a part of a pile, before it is known what is shown twice.

    `reports` are rows on statements, `dates` those on the dates of an occasion, by its id, and `accounts` those on
    which articles of a story disagree, whoever says them.
    """

    reports: tuple[Discrepancy, ...]
    dates: Mapping[str, tuple[Discrepancy, ...]]
    accounts: tuple[Discrepancy, ...]


def within(
    articles: Sequence[Article], readings: Sequence[Reading], links: Links, prepared: Prepared | None = None
) -> Found:
    """What differs in the reports of statements, in the dates of occasions, and in the articles of each story.

    `prepared` is what other linkers have worked out of the articles already.
    """
    pile = Pile(prepared or Prepared(articles), readings, links)
    return Found(
        (*between_reports(pile), *told_as_fact(pile)), occasion_dates(pile), tuple(as_rows(pile, disagreeing(pile)))
    )


def dates(
    articles: Sequence[Article], readings: Sequence[Reading], links: Links
) -> Mapping[str, tuple[Discrepancy, ...]]:
    """The rows on the dates of each occasion."""
    return occasion_dates(Pile(Prepared(articles), readings, links))


def finished(
    found: Found, dated: Iterable[Discrepancy], elsewhere: Iterable[Discrepancy] = ()
) -> tuple[Discrepancy, ...]:
    """The rows of a part, each passage shown once; `dated` are those on the dates of its occasions.

    Those that lie `elsewhere` with one of their articles are rows of another part.
    """
    rows = [*found.reports, *dated]
    rows += not_shown(found.accounts, [*rows, *elsewhere])
    return tuple(sorted(_once(rows), key=lambda row: row.id))


def _once(rows: Iterable[Discrepancy]) -> list[Discrepancy]:
    """The rows without those that overlap on both sides with a graver one, or a shorter one as grave."""
    kept: dict[tuple[str | None, ...], list[Discrepancy]] = {}
    for row in sorted(rows, key=lambda row: (RANK[row.severity], _width(row), row.id)):
        among = kept.setdefault(tuple(p.article if p else None for p in (row.left, row.right)), [])
        if not any(_same_place(row, other) for other in among):
            among.append(row)
    return [row for among in kept.values() for row in among]


def _width(row: Discrepancy) -> int:
    return sum(b - a for p in (row.left, row.right) if p for a, b in p.spans)


def _same_place(x: Discrepancy, y: Discrepancy) -> bool:
    return all(p and q and overlap(p.spans, q.spans) for p, q in ((x.left, y.left), (x.right, y.right)))
