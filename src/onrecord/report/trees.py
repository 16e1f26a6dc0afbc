"""Which articles of a story are drawn under which, and which are too many to be drawn for themselves.

The derivations of an origin's articles are thinned to a forest: of each article the weightiest derivation that leads to
it from the left. What is no part of it is drawn beside the trees.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.model import Derivation
from onrecord.report.shapes import Reference
from onrecord.report.signs import HOW_DERIVED

# How much is drawn. More than `BUNDLED` articles that come from one in the same way, with nothing that comes from them,
# are one row; so are more than `OWN` reports of their own; a band and a drawing hold so many rows.
BUNDLED, OWN, IN_BAND, ROWS = 6, 8, 14, 40
LEAST = 11.5  # pixels that a line and its head take

Groups = Sequence[tuple[str | None, Sequence[str]]]
_WEIGHT = {how: n for n, how in enumerate(HOW_DERIVED)}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row to be: one article; or several, which come from one by the same `how`, or are what there is no room for."""

    articles: tuple[str, ...]
    how: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """A band to be: the articles of one origin, top down, each after what it comes from.

    `sign` is "unseen" for an origin that is not held, "interview", "own" for all reports of their own, "more" for
    all origins that there is no room for, or empty. `groups` counts origins.
    """

    name: str | None
    sign: str
    entries: tuple[Entry, ...]
    articles: int
    groups: int = 1


def forest(groups: Groups, lineage: Iterable[Derivation], px: Mapping[str, float]) -> dict[str, Derivation]:
    """For each article that comes from something, the derivation by which it is drawn.

    `lineage` has the weightiest first. What is taken leads from an article of the same group that stands further left,
    with room for a line between (`px` are their places in pixels); else from the report that is not held to which
    most of the group go back.
    """
    group_of = {a: n for n, (_, group) in enumerate(groups) for a in group}
    parents: dict[str, Derivation] = {}
    unseen: dict[int | None, Counter[tuple[str, str]]] = defaultdict(Counter)
    rows = [d for d in lineage if d.how != "shared passage" and d.article in group_of]
    for d in rows:
        o = d.origin
        if o not in group_of or d.article in parents or group_of[o] != group_of[d.article]:
            continue
        if px[d.article] - px[o] >= LEAST:
            parents[d.article] = d
    rest = [d for d in rows if d.unseen and d.origin not in px and d.article not in parents]
    for d in rest:
        unseen[group_of[d.article]][d.source or "", d.unseen or ""] += 1
    most = {n: min(found, key=lambda key: (-found[key], key))[1] for n, found in unseen.items()}
    for d in rest:
        if d.unseen == most[group_of[d.article]]:
            parents.setdefault(d.article, d)
    return parents


def trees(
    groups: Groups,
    references: Mapping[str, Reference],
    parents: Mapping[str, Derivation],
    lineage: Sequence[Derivation],
    at: Mapping[str, float],
) -> tuple[Tree, ...]:
    """The bands of a drawing: origins of most articles first, all reports of their own at the end."""
    rank = {a: n for n, a in enumerate(sorted(references, key=lambda a: (at[a], references[a].label, a)))}
    credited = {(d.article, d.source) for d in lineage if d.unseen}
    alone = [group[0] for _, group in groups if len(group) == 1 and group[0] not in parents]
    several = [(name, group) for name, group in groups if len(group) > 1 or group[0] in parents]
    several.sort(key=lambda g: (-len(g[1]), min(rank[a] for a in g[1])))
    room = ROWS - min(OWN, len(alone))
    out: list[Tree] = []
    over: list[str] = []
    for name, group in several:
        if room < 2:
            over += group
            continue
        entries = _limited(_walk(group, parents, rank), min(IN_BAND, room))
        room -= len(entries)
        sources = [d.source for a in group if (d := parents.get(a)) and d.origin not in at]
        if sources or any((a, name) in credited for a in group):
            sign = "unseen"
        else:
            sign = "interview" if name and name not in {references[a].outlet for a in group} else ""
        out.append(Tree(name or min(filter(None, sources), default=None), sign, entries, len(group)))
    if over:
        rest = Entry(tuple(sorted(over, key=rank.__getitem__)), "more")
        out.append(Tree(None, "more", (rest,), len(over), len(several) - len(out)))
    if alone:
        # where not all have a row, those have one of which there is more to tell
        told = {a for d in lineage for a in (d.article, d.origin)} if len(alone) > OWN else set()
        alone.sort(key=lambda a: (a not in told, rank[a]))
        entries = _limited([Entry((a,)) for a in alone], OWN)
        out.append(Tree(None, "own", entries, len(alone), len(alone)))
    return tuple(out)


def _limited(entries: Sequence[Entry], limit: int) -> tuple[Entry, ...]:
    """The entries, what is beyond the limit as one."""
    if len(entries) <= limit:
        return tuple(entries)
    over = tuple(a for entry in entries[limit - 1 :] for a in entry.articles)
    return (*entries[: limit - 1], Entry(over, "more"))


def _walk(group: Sequence[str], parents: Mapping[str, Derivation], rank: Mapping[str, int]) -> list[Entry]:
    """The articles of a group in depth-first order, each right after what it comes from; many alike are one."""
    children: dict[str | None, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for a in sorted(group, key=rank.__getitem__):
        d = parents.get(a)
        children[d.origin if d and d.origin in rank else None][d.how if d else ""].append(a)
    out: list[Entry] = []
    waiting = [Entry((), "")]
    while waiting:
        entry = waiting.pop()
        out.append(entry)
        if len(entry.articles) > 1:
            continue
        above = entry.articles[0] if entry.articles else None
        below: list[Entry] = []
        for how, own in sorted(children[above].items(), key=lambda item: _WEIGHT.get(item[0], len(_WEIGHT))):
            leaves = [a for a in own if how and a not in children]
            if len(leaves) <= BUNDLED:
                leaves = []
            below += [Entry((a,), how) for a in own if a not in set(leaves)]
            below += [Entry(tuple(leaves), how)] if leaves else []
        waiting += reversed(below)
    return out[1:]
