"""Where the articles that report one statement part: in its words, and in what the verb commits the outlet to."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from onrecord.comparing.commitment import DOUBTED, REPORTED, TRUE, claimed, force
from onrecord.comparing.differences import RANK, Difference
from onrecord.comparing.reports import differences
from onrecord.comparing.sameness import likeness
from onrecord.comparing.saying import Said, word_class
from onrecord.linking.discrepancies.pile import Pile, discrepancy, told
from onrecord.model import Attribution, Discrepancy, Passage, Severity, Spans, Statement
from onrecord.text import overlap

# so many articles with the same words for a statement are held against the others: a wire story may have 500 copies
_COPIES = 3
# in a statement of more articles than this, each is held against so many with the fullest reports, besides those that
# it comes from or that come from it
_FULLEST = 24
# in a statement of no more articles than this, what has less is held against each that has more, not against one alone
_EACH = 8
# so many reports of one article, the fullest, are held against those of another
_REPORTS = 12
# at most this many differences above "low", and as many "low" ones, of one statement between two articles
_TELLING = 3
# two cues are compared when what they introduce is alike to this share; when who was there may have chosen "admitted"
# with good reason, to that
_COMPARED = 0.45
_GRANTED = 0.6


# a difference of the reports in two articles, with the ids of these
Found: TypeAlias = tuple[str, str, Difference]


def between_reports(pile: Pile) -> Iterator[Discrepancy]:
    """The differences between the reports of each statement, article against article."""
    for statement in pile.links.statements:
        rows = [pile.rows[a] for a in statement.attributions if a in pile.rows]
        if len({row.article for row in rows}) < 2:
            continue
        reworded, weighed = _reworded(pile, rows), _weighed(pile, rows)
        if not (reworded or weighed):
            continue
        members: dict[str, list[Said]] = {}
        for row in rows:
            members.setdefault(row.article, []).append(pile.said(row))
        order = pile.in_order(list(members))
        if reworded:
            yield from _differing(pile, statement, members, _pairs(pile, _telling_otherwise(order, members), members))
        if weighed:
            yield from _strengthened(pile, statement, members, _partners(_pairs(pile, order, members)))


def _reworded(pile: Pile, rows: Sequence[Attribution]) -> bool:
    """Whether some report differs from the others at all: copies are the same to the letter, marks and all."""
    first = pile.printed(rows[0])
    return any(pile.printed(row) != first for row in rows[1:])


def _weighed(pile: Pile, rows: Sequence[Attribution]) -> bool:
    """Whether the cues of some reports may commit their outlets to more than those of the others."""
    found = (claimed(pile.articles[row.article].text, row.cue) for row in rows)
    return len({commits for commits, _ in filter(None, found)}) > 1


def _differing(
    pile: Pile, statement: Statement, members: Mapping[str, Sequence[Said]], pairs: Iterable[tuple[str, str]]
) -> Iterator[Discrepancy]:
    """What differs in the words of two articles' reports of a statement."""
    heard = {i: _heard(reports) for i, reports in members.items()}
    found: list[Found] = []
    for x, y in pairs:
        found += _between(pile, statement, heard[x], heard[y])
    for here, there, d in _each_once(pile, members, found):
        left, right = Passage(here, d.left), Passage(there, d.right)
        yield discrepancy(d.kind, statement.id, left, right, d.note, d.severity)


def _telling_otherwise(order: Sequence[str], members: Mapping[str, Sequence[Said]]) -> list[str]:
    """The articles without those that only copy what `_COPIES` before them tell in the same words."""
    held: Counter[tuple[str, ...]] = Counter()
    out: list[str] = []
    for article in order:
        words = tuple(word.text for said in members[article] for word in said.words)
        held[words] += 1
        if held[words] <= _COPIES:
            out.append(article)
    return out


def _pairs(pile: Pile, order: Sequence[str], members: Mapping[str, Sequence[Said]]) -> list[tuple[str, str]]:
    """The articles, two and two, that are held against each other: all, or so many of each as `_FULLEST` says."""
    if len(order) <= _FULLEST:
        return list(itertools.combinations(order, 2))
    fullest = sorted(order, key=lambda i: (-sum(said.weight for said in members[i]), i))[:_FULLEST]
    place = {i: n for n, i in enumerate(order)}
    pairs = {tuple(sorted((n, place[j]))) for i, n in place.items() for j in (*fullest, *pile.related(i)) if j in place}
    return [(order[n], order[m]) for n, m in sorted(pairs) if n != m]


def _between(pile: Pile, statement: Statement, left: Sequence[Said], right: Sequence[Said]) -> list[Found]:
    here, there = left[0].attribution.article, right[0].attribution.article
    # what is the same to the letter, in the same quotation marks, differs in nothing
    matched = [(x, y) for x, y in _matched(left, right) if x.printed != y.printed]
    if not matched:
        return []
    names, wholes = pile.names(here, there), (pile.whole(here), pile.whole(there))
    found: list[Difference] = []
    for x, y in matched:
        found.extend(differences(x, y, statement.speaker in pile.foreign, names, wholes))
    found.sort(key=lambda d: (RANK[d.severity], -d.bits, d.kind, d.left, d.right))
    telling = [d for d in found if d.severity != "low"][:_TELLING]
    low: list[Difference] = []
    for d in found:
        # of what tells the same words otherwise, the weightiest is enough
        again = any(d.kind == k.kind and (overlap(d.left, k.left) or overlap(d.right, k.right)) for k in low)
        if d.severity == "low" and not again and len(low) < _TELLING:
            low.append(d)
    return [(here, there, d) for d in (*telling, *low)]


def _each_once(pile: Pile, members: Mapping[str, Sequence[Said]], found: Sequence[Found]) -> list[Found]:
    """The differences of one statement; where many report it, each passage that has less held against one other only.

    That is the article that the one comes from, or comes from it, or else the fullest report.
    """
    if len(members) <= _EACH:
        return list(found)
    full = {i: sum(said.weight for said in reports) for i, reports in members.items()}
    out = [f for f in found if f[2].lesser is None]
    taken: list[tuple[str, str, Spans]] = []

    def order(f: Found) -> tuple[object, ...]:
        here, there, d = f
        related = (here, there) in pile.derived or (there, here) in pile.derived
        fuller = (there, here)[d.lesser or 0]
        return not related, -full[fuller], -d.bits, d.kind, here, there, d.left, d.right

    for here, there, d in sorted((f for f in found if f[2].lesser is not None), key=order):
        sides = [(here, d.left), (there, d.right)]
        # what is left out is shown where it is most missed, once
        counted = sides if d.kind == "quotation dropped" else [sides[d.lesser or 0]]
        if not any(d.kind == kind and i == j and overlap(a, b) for kind, i, a in taken for j, b in counted):
            taken += [(d.kind, i, a) for i, a in counted]
            out.append((here, there, d))
    return out


def _partners(pairs: Sequence[tuple[str, str]]) -> Mapping[str, Sequence[str]]:
    """For each article those that it is held against, by id."""
    out: dict[str, list[str]] = {}
    for x, y in pairs:
        out.setdefault(x, []).append(y)
        out.setdefault(y, []).append(x)
    return {i: sorted(found) for i, found in out.items()}


def _heard(reports: Sequence[Said]) -> Sequence[Said]:
    """The reports of one article that are held against others: of many the fullest, each wording once."""
    if len(reports) <= _REPORTS:
        return reports
    first = {tuple(said.texts): said for said in reversed(reports)}
    return sorted(first.values(), key=lambda said: (-said.weight, said.attribution.content))[:_REPORTS]


def _matched(left: Sequence[Said], right: Sequence[Said]) -> list[tuple[Said, Said]]:
    """Which report of one article answers which of the other: each with the likest."""
    if len(left) == len(right) == 1:
        return [(left[0], right[0])]
    pairs = sorted(
        ((likeness(x, y).shared, n, m) for n, x in enumerate(left) for m, y in enumerate(right)),
        key=lambda p: (-p[0], p[1], p[2]),
    )
    used_left: set[int] = set()
    used_right: set[int] = set()
    out: list[tuple[Said, Said]] = []
    for _, n, m in pairs:
        if n not in used_left or m not in used_right:
            used_left.add(n)
            used_right.add(m)
            out.append((left[n], right[m]))
    return out


# --- what the verb commits the outlet to ---------------------------------------------------------------------


def _strengthened(
    pile: Pile, statement: Statement, members: Mapping[str, Sequence[Said]], partners: Mapping[str, Sequence[str]]
) -> Iterator[Discrepancy]:
    """One outlet takes for true ("recognized", "admitted") what the other only reports ("said", "claimed").

    The strongest cue of each article counts: an outlet that writes "admitted" once may go on with "said". Of each such
    article the likest of the others makes the row that counts, one that it comes from before all; the rest are low.
    """
    cues: dict[str, tuple[int, str, Said]] = {}
    for i, reports in members.items():
        found = [(*told_by, said) for said in reports if (told_by := force(said))]
        if found:
            cues[i] = max(found, key=lambda cue: cue[0])
    yield from _doubts(pile, statement, cues, partners)
    for i in sorted(i for i in cues if cues[i][0] == TRUE):
        _, strong, mine = cues[i]
        against: list[tuple[bool, float, str]] = []
        for j in partners.get(i, ()):
            commits, _, yours = cues.get(j, (TRUE, "", mine))
            if commits == TRUE:
                continue
            like = likeness(mine, yours)
            least = _GRANTED if commits == REPORTED and _granted(strong, (i, j), pile) else _COMPARED
            # "admitted that she did not know" is no stronger way to say what was claimed
            if mine.negative == yours.negative and like.outer >= least and like.exact >= 2:
                against.append(((i, j) not in pile.derived, -like.outer, j))
        for n, (_, _, j) in enumerate(sorted(against)):
            commits, weak, yours = cues[j]
            severity: Severity = "medium"
            if commits == DOUBTED:
                severity = "high"
            elif _granted(strong, (i, j), pile):
                if strong.startswith("confirm"):
                    # what is confirmed to one outlet is said to another
                    continue
                severity = "low"
            x, y = pile.in_order([i, j])
            passage = {i: Passage(i, told(mine)), j: Passage(j, told(yours))}
            names = pile.names(i, j)
            note = f"{names[0]} writes “{strong}”, which takes it for true, where {names[1]} writes “{weak}”."
            yield discrepancy(
                "attribution strengthened", statement.id, passage[x], passage[y], note, "low" if n else severity
            )


def _doubts(
    pile: Pile,
    statement: Statement,
    cues: Mapping[str, tuple[int, str, Said]],
    partners: Mapping[str, Sequence[str]],
) -> Iterator[Discrepancy]:
    """One outlet only doubts ("claimed") what the other reports ("said"); of many, for each doubt the likest report."""
    for i in sorted(i for i in cues if cues[i][0] == DOUBTED):
        _, weak, mine = cues[i]
        against = [
            (like.outer, j)
            for j in partners.get(i, ())
            if j in cues
            and cues[j][0] == REPORTED
            and (like := likeness(mine, cues[j][2])).outer >= _COMPARED
            and like.exact >= 2
        ]
        for _, j in against if len(cues) <= _EACH else sorted(against)[-1:]:
            x, y = pile.in_order([i, j])
            passage = {k: Passage(k, told(cues[k][2])) for k in (i, j)}
            names = pile.names(i, j)
            note = f"{names[0]} writes “{weak}”, which doubts it, where {names[1]} writes “{cues[j][1]}”."
            yield discrepancy("attribution strengthened", statement.id, passage[x], passage[y], note, "low")


def _granted(strong: str, pair: tuple[str, str], pile: Pile) -> bool:
    """Whether an article that does not come from the other tells how something was granted ("admitted")."""
    return strong in word_class("conceding") and pair not in pile.derived
