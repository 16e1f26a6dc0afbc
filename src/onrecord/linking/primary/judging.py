"""Statements held against their primary source: which sentences of it each is, and how every report words these.

Statements that word the same sentences of a source are one act of saying, and become one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.comparing.saying import Said, negates, part
from onrecord.comparing.wordings import wording
from onrecord.linking.primary.aligning import answering
from onrecord.linking.primary.sources import Primary, together
from onrecord.model import Aligned, Links, Spans, Statement, Wording, digest
from onrecord.text import merged, overlap

MADE_BY = "primary.judged/1"
# a statement that stands in a source, and that articles tell without saying who said so
TOLD = "primary.told/1"

# two statements are one when this share of the sentences that either words is worded by both
_ONE = 0.6


@dataclass(slots=True)
class _Held:
    """A statement with the sentences of a source that it words, by their numbers."""

    statement: Statement
    source: Primary
    numbers: frozenset[int]


def statements(
    primaries: Sequence[Primary],
    reports: Mapping[str, Said],
    links: Links,
    told: Mapping[str, Collection[int]],
    foreign: Collection[str],
) -> tuple[Statement, ...]:
    """The statements, those that stand in a source held against it, and one for what of each turn nobody reports.

    `reports` are the attributions that statements are made of; `told` are the sentences of each source that articles
    tell as their own, which are statements apart; the words of `foreign` speakers were translated.
    """
    sources = {primary.article.id: primary for primary in primaries}
    aligned: dict[str, dict[str, Aligned]] = defaultdict(dict)
    for row in links.aligned:
        aligned[row.attribution][row.document] = row
    held, out = [], []
    for statement in links.statements:
        found = _held(statement, reports, aligned, sources)
        if found is None:
            out.append(statement)
        else:
            held.append(found)
    held = _joined(held)
    out += [_judged(one, reports, aligned, foreign) for one in held]
    for primary in primaries:
        reported = {n for one in held if one.source is primary for n in one.numbers}
        own = told[primary.article.id]
        left = set(range(len(primary.sentences))) - reported
        out += _alone(primary, left - set(own), MADE_BY)
        out += _alone(primary, left & set(own), TOLD)
    return tuple(sorted(out, key=lambda s: s.id))


def worded(said: Said, passage: Said, foreign: bool) -> Wording:
    """How a report words sentences of a source; a cut that takes a "not" out of one alters it.

    So does more within the quotation than they hold: they are all that was said there.
    """
    found = wording(said, passage, foreign)
    gone = {
        w
        for change in found.changes
        if change.kind == "dropped" and change.right
        for w in passage.words
        if change.right[0] <= w.span[0] < change.right[1]
    }
    kept = {w.sentence for w in passage.words if w not in gone}
    turned = any(negates(w) and w.sentence in kept for w in gone)
    more = any(
        w.quoted and w.weight and change.left[0] <= w.span[0] < change.left[1]
        for change in found.changes
        if change.kind == "added" and change.left
        for w in said.words
    )
    return replace(found, relation="altered") if found.relation == "trimmed" and (turned or more) else found


def _held(
    statement: Statement,
    reports: Mapping[str, Said],
    aligned: Mapping[str, Mapping[str, Aligned]],
    sources: Mapping[str, Primary],
) -> _Held | None:
    """A statement with what it words of the source that most of its reports word; None without one."""
    rows = [row for a in statement.attributions for row in aligned.get(a, {}).values()]
    counts = Counter(row.document for row in rows)
    if not counts:
        return None
    source = sources[max(counts, key=lambda i: (counts[i], i))]
    numbers: set[int] = set()
    for row in rows:
        if row.document == source.article.id:
            own = {source.number_at[span] for span in row.spans}
            if statement.parts:
                said = _told(statement, reports[row.attribution])
                own = answering(said, source, own) if len(said.words) < len(reports[row.attribution].words) else own
            numbers |= own
    return _Held(statement, source, frozenset(numbers)) if numbers else None


def _told(statement: Statement, said: Said) -> Said:
    """The words of a report that tell a statement."""
    spans = statement.part(said.attribution)
    return part(said, [n for n, w in enumerate(said.words) if any(a <= w.span[0] < b for a, b in spans)])


def _joined(held: Sequence[_Held]) -> list[_Held]:
    """The statements, those made one that word the same sentences of one source."""
    at: dict[tuple[str, int], list[int]] = defaultdict(list)
    ordered = sorted(held, key=lambda one: one.statement.id)
    into = list(range(len(ordered)))

    def first(n: int) -> int:
        while into[n] != n:
            n = into[n]
        return n

    for n, one in enumerate(ordered):
        near = {m for k in one.numbers for m in at[one.source.article.id, k]}
        for m in sorted(near):
            other = ordered[m]
            common = len(one.numbers & other.numbers)
            if common >= _ONE * len(one.numbers | other.numbers) and _may_join(one.statement, other.statement):
                a, b = sorted((first(n), first(m)))
                into[b] = a
        for k in one.numbers:
            at[one.source.article.id, k].append(n)
    groups: dict[int, list[_Held]] = defaultdict(list)
    for n, one in enumerate(ordered):
        groups[first(n)].append(one)
    return [_together(group) for group in groups.values()]


def _may_join(a: Statement, b: Statement) -> bool:
    return a.speaker is None or b.speaker is None or a.speaker == b.speaker


def _together(group: Sequence[_Held]) -> _Held:
    """Several statements as one."""
    if len(group) == 1:
        return group[0]
    parts: dict[str, Spans] = {}
    whole: set[str] = set()
    for one in group:
        for n, a in enumerate(one.statement.attributions):
            if one.statement.parts:
                parts[a] = merged((*parts.get(a, ()), *one.statement.parts[n]))
            else:
                whole.add(a)
    ids = tuple(dict.fromkeys(a for one in group for a in one.statement.attributions))
    speaker = next((one.statement.speaker for one in group if one.statement.speaker), None)
    told = tuple(() if a in whole else parts[a] for a in ids) if parts else ()
    statement = replace(group[0].statement, attributions=ids, parts=told, speaker=speaker, wordings=())
    return _Held(statement, group[0].source, frozenset(n for one in group for n in one.numbers))


def _judged(
    one: _Held,
    reports: Mapping[str, Said],
    aligned: Mapping[str, Mapping[str, Aligned]],
    foreign: Collection[str],
) -> Statement:
    """A statement with its sentences in the source, against which all its reports are held."""
    source, statement = one.source, one.statement
    chosen = [source.sentences[n] for n in sorted(one.numbers)]
    spans: dict[str, Spans] = defaultdict(tuple)
    for sentence in chosen:
        spans[sentence.turn] += sentence.spans
    centre = max(spans, key=lambda turn: (len(spans[turn]), [-n for n in source.turns[turn]]))
    speaker = source.sentences[source.turns[centre][0]].speaker or statement.speaker
    passage = source.passage(one.numbers)
    parts: dict[str, Spans] = {turn: together(source.article.text, own) for turn, own in spans.items()}
    held: dict[str, Wording] = {}
    for a in statement.attributions:
        said = reports[a]
        parts[a] = statement.part(said.attribution) or said.attribution.content
        row = aligned.get(a, {}).get(source.article.id)
        if row is not None and {source.number_at[s] for s in row.spans} == one.numbers and not statement.parts:
            held[a] = Wording(a, centre, row.relation, row.changes)
        else:
            told = _told(replace(statement, attributions=(a,), parts=(parts[a],)), said)
            held[a] = replace(worded(told, passage, speaker in foreign), against=centre)
    for turn in spans:
        if turn != centre:
            mine, yours = (source.passage(n for n in one.numbers if n in source.turns[t]) for t in (turn, centre))
            held[turn] = replace(wording(mine, yours), attribution=turn, against=centre)

    def order(a: str) -> tuple[object, ...]:
        row = reports[a].attribution if a in reports else source.rows[a]
        return row.article, row.content[0][0] if row.content else 0, -row.content[-1][1] if row.content else 0, a

    ids = tuple(sorted(parts, key=order))
    return Statement(
        digest("statement", tuple(sorted(ids))),
        speaker,
        ids,
        tuple(held[a] for a in ids if a != centre),
        f"{statement.made_by}; {MADE_BY}",
        parts=tuple(parts[a] for a in ids),
    )


def _alone(primary: Primary, wanted: Collection[int], made_by: str) -> Iterator[Statement]:
    """A statement for each turn, of those of its sentences that are wanted."""
    for turn, numbers in primary.turns.items():
        left = [n for n in numbers if n in wanted]
        if left:
            spans = together(primary.article.text, (s for n in left for s in primary.sentences[n].spans))
            content = primary.rows[turn].content
            whole = len(left) == len(numbers) and overlap(content, spans) * 10 > 9 * sum(b - a for a, b in content)
            yield Statement(
                digest("statement", (turn,), made_by),
                primary.sentences[left[0]].speaker,
                (turn,),
                (),
                made_by,
                parts=() if whole else (spans,),
            )
