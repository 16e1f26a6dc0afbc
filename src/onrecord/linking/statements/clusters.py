"""Reports that fit each other, gathered: two groups become one while their pairs are, on the whole, sure."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping

from onrecord.comparing.saying import Said, part
from onrecord.linking.statements.units import Edge, Unit

Members = list[Unit]


def gathered(
    units: Iterable[Unit], edges: Mapping[tuple[str, str], Edge], sure: float, nothing: float
) -> list[tuple[Members, dict[str, int]]]:
    """The groups, each with the fullest report first, and those of its reports that one sentence makes a member.

    Two groups are joined, the surest first, while the mean odds of their pairs are at least `sure`; a pair of two
    articles that has no edge has the odds `nothing`. Pairs of one article do not count: it may tell a thing twice.
    """
    unit_of = {unit.row.id: unit for unit in units}
    near: dict[str, dict[str, float]] = {}
    for (x, y), edge in edges.items():
        near.setdefault(x, {})[y] = near.setdefault(y, {})[x] = edge.odds
    group: dict[str, Members] = {i: [unit] for i, unit in unit_of.items()}
    home = {i: i for i in unit_of}

    def mean(x: str, y: str) -> float:
        odds = [
            near.get(a.row.id, {}).get(b.row.id, nothing)
            for a in group[x]
            for b in group[y]
            if a.row.article != b.row.article
        ]
        # exactly rounded, so that the order of the pairs does not matter
        return math.fsum(odds) / len(odds) if odds else nothing

    queue = [(-edge.odds, x, y) for (x, y), edge in edges.items() if edge.odds >= sure]
    heapq.heapify(queue)
    while queue:
        value, x, y = heapq.heappop(queue)
        if home.get(x) != x or home.get(y) != y or -value != mean(x, y):
            continue
        members = group[x] + group.pop(y)
        group[x] = sorted(members, key=lambda unit: unit.order)
        for unit in group[x]:
            home[unit.row.id] = x
        for other in sorted({home[j] for unit in group[x] for j in near.get(unit.row.id, ()) if home[j] != x}):
            if (odds := mean(x, other)) >= sure:
                heapq.heappush(queue, (-odds, min(x, other), max(x, other)))
    fuller = _fuller(group, home, edges, unit_of, sure, nothing)
    return [
        (sorted([*members, *(unit_of[i] for i in fuller.get(x, ()))], key=_fullness), fuller.get(x, {}))
        for x, members in sorted(group.items())
    ]


def _fullness(unit: Unit) -> tuple[float, tuple[str, int, str]]:
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
        if total >= sure * len(foreign) and len(places) == 1:
            out.setdefault(x, {})[long] = places.pop()
    return out


def cut(said: Said, parts: Mapping[str, int]) -> Said:
    """A report, or that sentence of it that makes it a member."""
    place = parts.get(said.attribution.id)
    return said if place is None else part(said, (n for n, w in enumerate(said.words) if w.sentence == place))
