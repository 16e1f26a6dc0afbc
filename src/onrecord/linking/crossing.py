"""What crosses the parts of a pile, once each is linked: who repeats himself, and occasions of several parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onrecord.dividing import PART, Pile, Some, Spread, here
from onrecord.linking import discrepancies, occasions, repetitions
from onrecord.linking.part import Linked
from onrecord.linking.repetitions import Two
from onrecord.model import Discrepancy, Links, Occasion, Settled


@dataclass(slots=True)
class Crossing:
    """What a part has with other parts.

    `earlier` says of a statement which one it repeats. An occasion that several parts have is one row, `joined`, in the
    first of them; in the others it is None. `dates` are rows on what its articles say of its day, of which the left
    article stands in the part, and `elsewhere` those of which the right one does.
    """

    earlier: dict[str, str] = field(default_factory=dict)
    joined: dict[str, Occasion | None] = field(default_factory=dict)
    dates: list[Discrepancy] = field(default_factory=list)
    elsewhere: list[Discrepancy] = field(default_factory=list)

    def finish(self, linked: Linked) -> Links:
        """The links of the part, whole."""
        met = (self.joined.get(row.id, row) for row in linked.links.occasions)
        dated = [row for i, rows in linked.found.dates.items() if i not in self.joined for row in rows]
        return replace(
            linked.links,
            statements=repetitions.repeating(linked.links.statements, self.earlier),
            occasions=tuple(row for row in met if row),
            discrepancies=discrepancies.finished(linked.found, [*dated, *self.dates], self.elsewhere),
        )


def crossing(pile: Pile, parts: Sequence[Linked], story_of: Mapping[str, str], spread: Spread = here) -> list[Crossing]:
    """For each part what it has with the others; `parts` are gone through twice, none of them held."""
    out = [Crossing() for _ in parts]
    home: dict[str, int] = {}
    rows: list[repetitions.Dated] = []
    seen: set[str] = set()
    several: set[str] = set()
    for n, part in enumerate(parts):
        rows += part.dated
        home.update((row.id, n) for row in part.dated)
        own = {row.id for row in part.links.occasions}
        several |= own & seen
        seen |= own
    pairs = repetitions.alike(rows)
    again = (two for some in spread(_again, _compared(pile, pairs)) for two in some)
    for later, earlier in repetitions.before(again).items():
        out[home[later]].earlier[later] = earlier
    if several:
        _join(pile, parts, several, story_of, out)
    return out


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


def _join(
    pile: Pile, parts: Iterable[Linked], several: set[str], story_of: Mapping[str, str], out: Sequence[Crossing]
) -> None:
    """Make one row of each occasion that several parts have, and rows on its dates."""
    found: dict[str, list[tuple[str, int, Occasion]]] = defaultdict(list)
    settled: list[Settled] = []
    home: dict[str, int] = {}
    for number, part in enumerate(parts):
        own = [row for row in part.links.occasions if row.id in several]
        if own:
            settled += part.links.settled
            home.update((i, number) for story in part.links.stories for i in story.articles)
        for row in own:
            found[row.id].append((min(story_of[i] for i in row.articles), number, row))
    for i, rows in sorted(found.items()):
        rows.sort(key=lambda one: one[:2])
        whole = occasions.joined([row for _, _, row in rows])
        for n, (_, number, _) in enumerate(rows):
            out[number].joined[i] = None if n else whole
        links = Links(occasions=(whole,), settled=tuple(settled))
        for date in discrepancies.dates(*pile.some(whole.articles).load(), links).get(i, ()):
            left, right = (home[p.article] for p in (date.left, date.right) if p)
            out[left].dates.append(date)
            if right != left:
                out[right].elsewhere.append(date)
