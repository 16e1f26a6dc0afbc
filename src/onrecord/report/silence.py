"""Which articles of a story leave a statement out, and which could not have had it.

An article is silent on a statement when it is long enough, was read, and came out after the words were said: it
comes from an article that reports them, tells of the same occasion, or is dated no earlier than the occasion or,
where that has no day, than the first report. What is not known to be so is left open. The view `silence` of
`record.sql` says the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Literal, TypeAlias

from onrecord.model import Article, Attribution, Passage, Statement
from onrecord.report.desk import Desk

Silence: TypeAlias = Literal["absent", "cut", "open"]

# a text of fewer characters is a notice, and leaves nearly everything out
SHORTEST = 400
# an article that comes from another in one of these ways had its words at hand
_FROM = frozenset(["copy", "abridgement", "rewrite"])
_DAY = len("2024-01-24")


class Silences:
    """What is needed to tell, for the articles of one story."""

    def __init__(self, desk: Desk, key: str, articles: Sequence[Article]) -> None:
        self._desk = desk
        self._articles = articles
        self._length = {a.id: sum(stop - start for start, stop in a.body) for a in articles}
        self._comes_from: dict[str, set[str]] = defaultdict(set)
        for row in desk.derivations_in.get(key, ()):
            if row.how in _FROM and row.origin:
                self._comes_from[row.article].add(row.origin)
        self._as_fact: dict[str, dict[str, Passage]] = defaultdict(dict)
        for discrepancy in desk.discrepancies_in.get(key, ()):
            if discrepancy.kind == "attribution dropped" and discrepancy.statement and discrepancy.left:
                self._as_fact[discrepancy.statement].setdefault(discrepancy.left.article, discrepancy.left)

    def as_fact(self, statement: Statement, reported: Collection[str]) -> dict[str, Passage]:
        """The articles that tell what was said as a fact, without the speaker, and where."""
        told = self._as_fact.get(statement.id, {})
        return {article: passage for article, passage in told.items() if article not in reported}

    def silent(
        self, held: Sequence[Attribution], reported: Collection[str], told: Collection[str]
    ) -> dict[str, Silence]:
        """For each article that neither reports nor tells a statement: whether it left it out.

        "cut" when it comes from an article that reports it, "open" when it may not have had it.
        """
        occasions = [self._desk.occasion_of[a.id] for a in held if a.id in self._desk.occasion_of]
        there = {article for o in occasions for article in o.articles}
        said = min((o.held for o in occasions if o.held and len(o.held) >= _DAY), default=None)
        said = said or min(self._dates(reported), default=None)
        out: dict[str, Silence] = {}
        for a in self._articles:
            if a.id in reported or a.id in told:
                continue
            if a.foreign or self._length[a.id] < SHORTEST:
                out[a.id] = "open"
            elif self._comes_from[a.id] & set(reported):
                out[a.id] = "cut"
            else:
                dated = said is not None and a.published is not None and len(a.published) >= _DAY
                after = dated and a.published[:_DAY] >= said[:_DAY]  # type: ignore[index]
                out[a.id] = "absent" if after or a.id in there else "open"
        return out

    def _dates(self, articles: Collection[str]) -> Iterator[str]:
        for a in self._articles:
            if a.id in articles and a.published and len(a.published) >= _DAY:
                yield a.published
