"""Discrepancies: where two articles' accounts of one statement, of one occasion, or of one thing differ.

For each statement and each two articles that report it, the reports that say the same are held against each other
(`reports`). Besides: a statement told as a fact in the outlet's own voice (`facts`), dates of one occasion, and
numbers, dates and names on which the articles of a story disagree (`disagreements`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.comparing.differences import RANK
from onrecord.linking.discrepancies.disagreements import disagreements, occasion_dates
from onrecord.linking.discrepancies.facts import told_as_fact
from onrecord.linking.discrepancies.pile import Pile
from onrecord.linking.discrepancies.reports import between_reports
from onrecord.model import Article, Discrepancy, Links, Reading
from onrecord.text import overlap


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Discrepancy, ...]:
    """The discrepancies between articles, each with both passages and a sentence that says what differs."""
    pile = Pile(articles, readings, links)
    out = [*between_reports(pile), *told_as_fact(pile), *occasion_dates(pile)]
    out += disagreements(pile, out)
    return tuple(sorted(_once(out), key=lambda row: row.id))


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
