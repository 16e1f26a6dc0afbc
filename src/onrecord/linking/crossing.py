"""What crosses the parts of a pile, once each is linked: who repeats himself, and occasions of several parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.dividing import PART, Pile, Some, Spread
from onrecord.linking import discrepancies, occasions, repetitions
from onrecord.linking.part import Linked
from onrecord.linking.repetitions import Two
from onrecord.model import Discrepancy, Links, Occasion, Settled


@dataclass(frozen=True, slots=True)
class Crossing:
    """What the parts of a pile have with each other.

    `earlier` says of a statement which one it repeats. An occasion that several parts have is one row, which stands in
    the first of them, by its number; `dates` are the rows on what its articles say of its day.
    """

    earlier: Mapping[str, str]
    joined: Mapping[str, tuple[int, Occasion]]
    dates: tuple[Discrepancy, ...]

    def finish(self, number: int, linked: Linked) -> Links:
        """The links of a part, whole."""
        own = {i for story in linked.links.stories for i in story.articles}
        met = []
        for row in linked.links.occasions:
            first, whole = self.joined.get(row.id, (number, row))
            if first == number:
                met.append(whole)
        dated = [row for i, rows in linked.found.dates.items() if i not in self.joined for row in rows]
        here = [row for row in self.dates if row.left and row.left.article in own]
        there = [row for row in self.dates if row.right and row.right.article in own and row not in here]
        return replace(
            linked.links,
            statements=repetitions.repeating(linked.links.statements, self.earlier),
            occasions=tuple(met),
            discrepancies=discrepancies.finished(linked.found, [*dated, *here], there),
        )


def crossing(pile: Pile, parts: Sequence[Linked], story_of: Mapping[str, str], spread: Spread = map) -> Crossing:
    """What the parts of a pile have with each other; `parts` are gone through twice, none of them held."""
    rows: list[repetitions.Dated] = []
    seen: set[str] = set()
    several: set[str] = set()
    for part in parts:
        rows += part.dated
        own = {row.id for row in part.links.occasions}
        several |= own & seen
        seen |= own
    pairs = repetitions.alike(rows)
    found = (two for some in spread(_again, _compared(pile, pairs)) for two in some)
    earlier = repetitions.before(found)
    joined, dates = _joined(pile, parts, several, story_of) if several else ({}, ())
    return Crossing(earlier, joined, dates)


@dataclass(frozen=True, slots=True)
class _Compared:
    some: Some
    pairs: tuple[Two, ...]


def _compared(pile: Pile, pairs: Sequence[Two]) -> Iterator[_Compared]:
    ordered = sorted(pairs, key=lambda two: (two[0].article, two[0].id, two[1].id))
    for n in range(0, len(ordered), PART):
        some = tuple(ordered[n : n + PART])
        yield _Compared(pile.some({row.article: None for two in some for row in two}), some)


def _again(asked: _Compared) -> list[Two]:
    return repetitions.again(*asked.some.load(), asked.pairs)


def _joined(
    pile: Pile, parts: Iterable[Linked], several: set[str], story_of: Mapping[str, str]
) -> tuple[dict[str, tuple[int, Occasion]], tuple[Discrepancy, ...]]:
    """Occasions that several parts have, each with the part of its first story, and the rows on their dates."""
    found: dict[str, list[tuple[str, int, Occasion]]] = defaultdict(list)
    settled: list[Settled] = []
    for number, part in enumerate(parts):
        own = [row for row in part.links.occasions if row.id in several]
        for row in own:
            found[row.id].append((min(story_of[i] for i in row.articles), number, row))
        if own:
            settled += part.links.settled
    joined = {}
    dates: list[Discrepancy] = []
    for i, rows in sorted(found.items()):
        rows.sort(key=lambda one: one[:2])
        whole = occasions.joined([row for _, _, row in rows])
        joined[i] = rows[0][1], whole
        links = Links(occasions=(whole,), settled=tuple(settled))
        dates += discrepancies.dates(*pile.some(whole.articles).load(), links).get(i, ())
    return joined, tuple(dates)
