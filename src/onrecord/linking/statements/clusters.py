"""Reports that fit each other, gathered around the fullest of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from onrecord.comparing.saying import Said, part
from onrecord.linking.statements.units import Edge, Unit

# the centre of a statement says at least this share of what its fullest member says
_FULL = 0.6


def _fullness(unit: Unit) -> tuple[float, tuple[str, int, str]]:
    """What makes a wording the fullest: how much it says, words in quotation marks counting double."""
    bits = sum(w.weight * (2 if w.quoted else 1) for w in unit.said.words)
    return (-bits, unit.order)


def stars(units: Mapping[str, Unit], edges: Mapping[tuple[str, str], Edge]) -> list[list[Unit]]:
    """Stars: each cluster has its fullest member at the centre, and every other member fits the centre."""
    fit: dict[str, dict[str, Edge]] = {}
    for (x, y), edge in edges.items():
        fit.setdefault(x, {})[y] = edge
        fit.setdefault(y, {})[x] = edge
    cluster: dict[str, list[str]] = {x: [x] for x in units}
    home = {x: x for x in units}

    @cache
    def best(x: str) -> tuple[float, tuple[str, int, str]]:
        return _fullness(units[x])

    # what two articles tell comes before what one article tells twice
    def rank(edge: tuple[tuple[str, str], Edge]) -> tuple[bool, float, list[tuple[str, int, str]]]:
        (x, y), found = edge
        return units[x].order[0] == units[y].order[0], -found.score, sorted((units[x].order, units[y].order))

    for (x, y), _ in sorted(edges.items(), key=rank):
        if home[x] == home[y]:
            continue
        members = cluster[home[x]] + cluster[home[y]]
        if _centre(members, best, fit) is not None:
            gone = home[y]
            for m in cluster[gone]:
                home[m] = home[x]
            cluster[home[x]] = members
            del cluster[gone]
    out: list[list[Unit]] = []
    for members in cluster.values():
        if len(members) == 1:
            out.append([units[members[0]]])
            continue
        centre = _centre(members, best, fit) or members[0]
        out.append([units[m] for m in sorted(members, key=lambda m: (m != centre, best(m)))])
    return out


def _centre(
    members: Sequence[str],
    best: Callable[[str], tuple[float, tuple[str, int, str]]],
    fit: Mapping[str, Mapping[str, Edge]],
) -> str | None:
    """The fullest member that all the others fit, if it is about as full as the fullest of all.

    Two members of different articles must fit each other too, or the same sentence of the centre: a long quotation
    does not make one statement of two remarks that it holds side by side.
    """
    ordered = sorted(members, key=best)
    least = _FULL * best(ordered[0])[0]
    for m in ordered:
        if best(m)[0] > least:
            break
        edges = fit.get(m, {})
        others = [n for n in members if n != m]
        if all(n in edges for n in others) and all(
            best(x)[1][0] == best(y)[1][0] or y in fit.get(x, {}) or edges[x].sentence[m] == edges[y].sentence[m]
            for x, y in itertools.combinations(others, 2)
        ):
            return m
    return None


def with_parts(
    clusters: Sequence[Sequence[Unit]], edges: Mapping[tuple[str, str], Edge]
) -> list[tuple[list[Unit], dict[str, int]]]:
    """The clusters, each with the reports that one of their sentences alone makes a member, and which that is.

    What one article quotes in one stretch another may tell in several reports: then the long one belongs with each of
    them, by a sentence that holds it nowhere else, and these stay apart.
    """
    home = {unit.row.id: n for n, cluster in enumerate(clusters) for unit in cluster}
    unit_of = {unit.row.id: unit for cluster in clusters for unit in cluster}
    bound: dict[str, set[int]] = {}
    fits: dict[tuple[int, str], dict[str, int]] = {}
    for (x, y), edge in edges.items():
        for long, other in ((x, y), (y, x)):
            if home[long] != home[other]:
                fits.setdefault((home[other], long), {})[other] = edge.sentence[long]
            elif unit_of[long].order[0] != unit_of[other].order[0]:
                bound.setdefault(long, set()).add(edge.sentence[long])
    parts: dict[int, dict[str, int]] = {}
    # a sentence belongs with the cluster that it fits best
    best: dict[tuple[str, int], tuple[float, int]] = {}
    for (n, long), found in sorted(fits.items()):
        words, article = unit_of[long].said.words, unit_of[long].order[0]
        places = set(found.values())
        if not words or words[-1].sentence == 0 or len(places) != 1 or places <= bound.get(long, set()):
            continue
        if all(unit.row.id in found and unit.order[0] != article for unit in clusters[n]):
            key = (long, places.pop())
            best[key] = max(best.get(key, (0.0, n)), (max(edges[min(long, i), max(long, i)].score for i in found), n))
    for (long, place), (_, n) in best.items():
        parts.setdefault(n, {})[long] = place
    taken = {long for n in parts for long in parts[n]}
    return [
        ([*cluster, *(unit_of[i] for i in parts.get(n, ()))], parts.get(n, {}))
        for n, cluster in enumerate(clusters)
        if n in parts or len(cluster) > 1 or cluster[0].row.id not in taken
    ]


def cut(said: Said, parts: Mapping[str, int]) -> Said:
    """A report, or that sentence of it that makes it a member."""
    place = parts.get(said.attribution.id)
    return said if place is None else part(said, (n for n, w in enumerate(said.words) if w.sentence == place))
