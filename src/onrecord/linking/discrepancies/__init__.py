"""Discrepancies: where two articles' accounts of one statement, of one occasion, or of one thing differ.

For each statement and each two articles that report it, the reports that say the same are held against each other
(`reports`). Besides: a statement told as a fact in the outlet's own voice (`facts`), dates of one occasion, and
numbers, dates and names on which the articles of a story disagree (`disagreements`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from onrecord.comparing.differences import RANK
from onrecord.comparing.disagreeing import Disagreement
from onrecord.dividing import Part, Spread, parts
from onrecord.linking.discrepancies.disagreements import disagreeing, disagreements, occasion_dates
from onrecord.linking.discrepancies.facts import told_as_fact
from onrecord.linking.discrepancies.pile import Pile
from onrecord.linking.discrepancies.reports import between_reports
from onrecord.model import Article, Discrepancy, Links, Reading
from onrecord.text import overlap


def link(
    articles: Sequence[Article], readings: Sequence[Reading], links: Links, spread: Spread = map
) -> tuple[Discrepancy, ...]:
    """The discrepancies between articles, each with both passages and a sentence that says what differs.

    Stories of which no statement is told in two are worked on apart, by `spread`.
    """
    pile = Pile(articles, readings, links)
    out = [*occasion_dates(pile)]
    found: list[Disagreement] = []
    for rows, more in spread(_within, parts(articles, readings, links, _tied(pile))):
        out += rows
        found += more
    out += disagreements(pile, found, out)
    return tuple(sorted(_once(out), key=lambda row: row.id))


def _within(part: Part) -> tuple[list[Discrepancy], list[Disagreement]]:
    """What differs within a part of the pile, in the reports of statements and in the articles of each story."""
    pile = Pile(part.articles, part.readings, part.links)
    return [*between_reports(pile), *told_as_fact(pile)], [*disagreeing(pile)]


def _tied(pile: Pile) -> Iterator[tuple[str, str]]:
    """Articles that report one statement."""
    for statement in pile.links.statements:
        told = {pile.rows[a].article: None for a in statement.attributions if a in pile.rows}
        yield from itertools.pairwise(told)


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
