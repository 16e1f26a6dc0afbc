"""Which articles of a story leave a statement out, and which could not have had it.

An article is silent on a statement when it is long enough, was read, and came out after the words were said: it
comes from an article that reports them, tells of the same occasion, or is dated no earlier than the occasion or,
where that has no day, than the first report. What is not known to be so is left open. The view `silence` of
`record.sql` says the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence
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
        # those that are read and long enough, each with its day where that is known
        self._telling = {
            a.id: a.published[:_DAY] if a.published and len(a.published) >= _DAY else None
            for a in articles
            if not a.foreign and sum(stop - start for start, stop in a.body) >= SHORTEST
        }
        self._days = sorted(day for day in self._telling.values() if day)
        self._followed_by: dict[str, set[str]] = defaultdict(set)
        for row in desk.derivations_in.get(key, ()):
            if row.how in _FROM and row.origin:
                self._followed_by[row.origin].add(row.article)
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
        cut, there, said = self._known(held, reported)
        out: dict[str, Silence] = {}
        for a in self._articles:
            if a.id not in reported and a.id not in told:
                day = self._telling.get(a.id)
                if a.id not in self._telling:
                    out[a.id] = "open"
                elif a.id in cut:
                    out[a.id] = "cut"
                else:
                    out[a.id] = "absent" if a.id in there or (said and day and day >= said) else "open"
        return out

    def missing(self, held: Sequence[Attribution], reported: Collection[str], told: Collection[str]) -> int:
        """How many articles are "absent" or "cut" in `silent`, without looking at each."""
        cut, there, said = self._known(held, reported)
        after = len(self._days) - bisect_left(self._days, said) if said else 0
        spoken = {a for a in (*reported, *told) if a in self._telling}
        beside = {a for a in (*cut, *there) if a in self._telling} - spoken

        def counted(a: str) -> bool:
            return bool(said and (day := self._telling[a]) and day >= said)

        return after - sum(map(counted, spoken)) + sum(not counted(a) for a in beside)

    def _known(self, held: Sequence[Attribution], reported: Collection[str]) -> tuple[set[str], set[str], str | None]:
        """The articles that come from one that reports it, those that tell of the same occasion, and its day."""
        occasions = [self._desk.occasion_of[a.id] for a in held if a.id in self._desk.occasion_of]
        cut = {a for origin in reported for a in self._followed_by.get(origin, ())}
        there = {a for o in {o.id: o for o in occasions}.values() for a in o.articles}
        said = min((o.held for o in occasions if o.held and len(o.held) >= _DAY), default=None)
        published = (self._desk.articles[a].published for a in reported)
        said = said or min((day for day in published if day and len(day) >= _DAY), default=None)
        return cut, there, said and said[:_DAY]
