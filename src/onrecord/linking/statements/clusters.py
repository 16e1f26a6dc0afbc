"""Reports that fit each other, gathered: two groups become one while their pairs are, on the whole, sure."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Mapping

from onrecord.linking.statements.units import Edge, Order, Unit
from onrecord.ties import Ties

Members = list[Unit]


def gathered(
    units: Iterable[Unit],
    edges: Mapping[tuple[str, str], Edge],
    sure: float,
    nothing: float,
    ties: Ties | None = None,
) -> list[tuple[Members, dict[str, int]]]:
    """The groups, each with the fullest report first, and those of its reports that one sentence makes a member.

    Two groups are joined, the surest first, while the mean odds of their pairs are at least `sure`; a pair of two
    articles that has no edge has the odds `nothing`. Pairs of one article do not count: it may tell a thing twice.
    What people say of two reports (`ties`) stands above all odds, of these and of what they are joined with.
    """
    held = ties.copy() if ties else Ties()
    unit_of = {unit.row.id: unit for unit in units}
    groups = _Groups(unit_of, edges, nothing)
    queue = [(-odds, groups.place(x, y), x, y) for x, y in edges if (odds := groups.mean(x, y)) >= sure]
    heapq.heapify(queue)
    while queue:
        value, _, x, y = heapq.heappop(queue)
        if x not in groups.members or y not in groups.members or -value != groups.mean(x, y):
            continue
        if ties and not held.join(x, y):
            continue
        groups.join(x, y)
        for other in sorted(groups.near[x]):
            if (odds := groups.mean(x, other)) >= sure:
                heapq.heappush(queue, (-odds, groups.place(x, other), min(x, other), max(x, other)))
    if ties:
        _join_tied(groups, held)
    group, home = groups.members, groups.home
    fuller = _fuller(group, home, edges, unit_of, sure, nothing, held)
    return [
        (sorted([*members, *(unit_of[i] for i in fuller.get(x, ()))], key=_fullness), fuller.get(x, {}))
        for x, members in sorted(group.items())
    ]


# odds are added as whole numbers of this part, so that the order of the pairs does not matter
_EXACT = 1 << 32


class _Groups:
    """Groups of reports that grow, with the odds between each two of them."""

    def __init__(self, unit_of: Mapping[str, Unit], edges: Mapping[tuple[str, str], Edge], nothing: float) -> None:
        self.members: dict[str, Members] = {i: [unit] for i, unit in unit_of.items()}
        self.home = {i: i for i in unit_of}
        # for each two groups with edges between them: the sum of the odds, and how many edges
        self.near: dict[str, dict[str, tuple[int, int]]] = {i: {} for i in unit_of}
        for (x, y), edge in edges.items():
            self.near[x][y] = self.near[y][x] = (round(edge.odds * _EXACT), 1)
        self._nothing = round(nothing * _EXACT)
        # where the first report of each group stands
        self._first = {i: unit.order[:3] for i, unit in unit_of.items()}
        self._articles = {i: Counter([unit.row.article]) for i, unit in unit_of.items()}

    def mean(self, x: str, y: str) -> float:
        """The mean odds of the pairs of two articles."""
        mine, yours = self._articles[x], self._articles[y]
        pairs = len(self.members[x]) * len(self.members[y]) - sum(
            [mine[a] * yours[a] for a in mine.keys() & yours.keys()]
        )
        total, number = self.near[x].get(y, (0, 0))
        return (total + self._nothing * (pairs - number)) / (pairs * _EXACT) if pairs else self._nothing / _EXACT

    def place(self, x: str, y: str) -> list[tuple[str, int, int]]:
        """Which of equally sure pairs of groups comes first, whatever the ids that a reader gives its rows."""
        return sorted((self._first[x], self._first[y]))

    def join(self, x: str, y: str) -> None:
        """Make the second group a part of the first."""
        self._first[x] = min(self._first[x], self._first.pop(y))
        for unit in self.members[y]:
            self.home[unit.row.id] = x
        self.members[x] += self.members.pop(y)
        self._articles[x].update(self._articles.pop(y))
        for other, (total, number) in self.near.pop(y).items():
            del self.near[other][y]
            if other != x:
                before, count = self.near[x].get(other, (0, 0))
                self.near[x][other] = self.near[other][x] = (before + total, count + number)


def _join_tied(groups: _Groups, held: Ties) -> None:
    """Make one group of those of which reports must stand together."""
    first: dict[str, str] = {}
    for x in sorted(groups.members):
        root = held.root(x)
        if first.setdefault(root, x) != x:
            groups.join(first[root], x)


def _fullness(unit: Unit) -> tuple[float, Order]:
    """What makes a wording the fullest: how much it says, words in quotation marks counting double."""
    bits = sum(w.weight * (2 if w.quoted else 1) for w in unit.said.words)
    return (-bits, unit.order)


def _fuller(
    group: Mapping[str, Members],
    home: Mapping[str, str],
    edges: Mapping[tuple[str, str], Edge],
    unit_of: Mapping[str, Unit],
    sure: float,
    nothing: float,
    held: Ties,
) -> dict[str, dict[str, int]]:
    """For each group, longer reports that tell its remark among others, and the sentence of each that does.

    What one article quotes in one stretch another may tell in several reports: then the long one belongs with each of
    them, and these stay apart.
    """
    odds: dict[tuple[str, str], list[Edge]] = {}
    for (x, y), edge in edges.items():
        for long, other in ((x, y), (y, x)):
            if home[long] != home[other] and unit_of[long].said.weight > unit_of[other].said.weight:
                odds.setdefault((home[other], long), []).append(edge)
    out: dict[str, dict[str, int]] = {}
    for (x, long), found in sorted(odds.items()):
        foreign = [unit for unit in group[x] if unit.row.article != unit_of[long].row.article]
        total = math.fsum(edge.odds for edge in found) + nothing * (len(foreign) - len(found))
        places = {edge.sentence[long] for edge in found}
        parted = held and any(held.apart(long, other) for other in (x, *out.get(x, ())))
        if total >= sure * len(foreign) and len(places) == 1 and not parted:
            out.setdefault(x, {})[long] = places.pop()
    return out
