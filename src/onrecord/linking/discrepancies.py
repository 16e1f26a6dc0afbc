"""Discrepancies: where two articles' accounts of one statement, or of one occasion, differ.

For each statement and each two articles that report it, the reports that say the same are held against each other,
and the few most telling differences become rows. Besides: a saying verb made stronger, a statement told as a fact in
the outlet's own voice, and dates of one occasion that differ.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence

from onrecord.comparing.accounts import account, differing_names, differing_numbers
from onrecord.comparing.differences import Difference, Whole, differences, whole
from onrecord.comparing.narration import Narration
from onrecord.comparing.sameness import likeness
from onrecord.comparing.saying import TOKEN, Said, fold_word, prepare, quotation_marks, word_class
from onrecord.comparing.wordings import translated
from onrecord.model import (
    Article,
    Attribution,
    Discrepancy,
    DiscrepancyKind,
    Links,
    Passage,
    Reading,
    Severity,
    Span,
    Spans,
    Statement,
    digest,
)
from onrecord.text import fold, merged, overlap, without_that

MADE_BY = "discrepancies.rules/2"

# two cues are compared when what they introduce is alike to this share
_COMPARED = 0.3

# at most this many differences above "low", and as many "low" ones, of one statement between two articles
_TELLING = 3


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Discrepancy, ...]:
    """The discrepancies between articles, each with both passages and a sentence that says what differs."""
    by_id = {article.id: article for article in articles}
    rows = {row.id: row for reading in readings for row in reading.attributions if reading.article in by_id}
    marks: dict[str, list[Span]] = {}
    said: dict[str, Said] = {}
    for statement in links.statements:
        if len({rows[a].article for a in statement.attributions if a in rows}) < 2:
            continue
        for a in statement.attributions:
            if a in rows:
                article = by_id[rows[a].article]
                if article.id not in marks:
                    marks[article.id] = quotation_marks(article)
                said[a] = prepare(article, rows[a], marks[article.id])
    foreign = translated(links)
    derived = {(row.article, row.origin) for row in links.derivations if row.how != "shared passage"}
    wholes: dict[str, Whole] = {}
    out: list[Discrepancy] = []
    for statement in links.statements:
        members: dict[str, list[Said]] = {}
        for a in statement.attributions:
            if a in said:
                members.setdefault(rows[a].article, []).append(said[a])
        order = sorted(members, key=lambda i: (by_id[i].name, i))
        for x, y in itertools.combinations(order, 2):
            names = _names(by_id[x], by_id[y])
            for i in (x, y):
                if i not in wholes:
                    wholes[i] = whole(by_id[i].text, marks[i])
            pair = (wholes[x], wholes[y])
            out.extend(_between(statement, members[x], members[y], statement.speaker in foreign, names, pair))
        out.extend(_strengthened(statement, members, by_id, derived))
    out.extend(_told_as_fact(by_id, readings, links, said, marks))
    out.extend(_dates(by_id, readings, links))
    out.extend(_disagreeing(by_id, links, marks, derived, out))
    unique = {row.id: row for row in out}
    return tuple(sorted(unique.values(), key=lambda row: row.id))


def _told_as_fact(
    articles: Mapping[str, Article], readings: Sequence[Reading], links: Links, said: dict[str, Said],
    marks: dict[str, list[Span]],
) -> list[Discrepancy]:  # fmt: skip
    """Statements that another article of the story tells in its own voice, naming no source."""
    reading_of = {reading.article: reading for reading in readings}
    rows = {row.id: row for reading in readings for row in reading.attributions}
    speaker = {row.id: {fold(name) for name in (row.name, *row.aliases)} for row in links.speakers}
    derived = {(row.article, row.origin) for row in links.derivations if row.how != "shared passage"}
    told_in: dict[str, list[Statement]] = {}
    for statement in links.statements:
        if statement.speaker is not None:
            for i in {rows[a].article for a in statement.attributions if a in rows}:
                told_in.setdefault(i, []).append(statement)
    out: list[Discrepancy] = []
    for story in links.stories:
        inside = sorted(i for i in story.articles if i in articles and i in reading_of)
        if len(inside) < 2:
            continue
        narration = Narration()
        for i in inside:
            narration.add(articles[i], reading_of[i])
            if i not in marks:
                marks[i] = quotation_marks(articles[i])
        for statement in {s.id: s for i in inside for s in told_in.get(i, ())}.values():
            members = [rows[a] for a in statement.attributions if a in rows]
            silent = set(inside) - {row.article for row in members}
            # what a speaker writes himself is no report of his words
            silent -= {
                i
                for i in silent
                if speaker.get(statement.speaker or "", set())
                & {fold(name) for name in (*articles[i].authors, articles[i].outlet or "")}
            }
            fullest = max(members, key=lambda row: (_length(articles[row.article], row), row.id))
            if not silent or fullest.article not in marks:
                continue

            def prepared(row: Attribution = fullest) -> Said:
                if row.id not in said:
                    said[row.id] = prepare(articles[row.article], row, marks[row.article])
                return said[row.id]

            for sentence in narration.tells(articles[fullest.article], fullest, prepared, silent, marks):
                taken = (sentence.attribution.article, fullest.article) in derived
                out.append(_as_fact(statement, sentence, prepared(), articles, taken))
    return out


def _length(article: Article, row: Attribution) -> int:
    return sum(b - a for a, b in without_that(article.text, row.content))


def _as_fact(
    statement: Statement, sentence: Said, said: Said, articles: Mapping[str, Article], taken: bool
) -> Discrepancy:
    """`taken` says that the article comes from the other: then it took the source away; else it may know by itself."""
    here, there = sentence.attribution, said.attribution
    names = _names(articles[here.article], articles[there.article])
    note = f"{names[0]} tells as a fact, naming no source, what {names[1]} reports as somebody’s words."
    left, right = Passage(here.article, here.content), Passage(there.article, _told(said))
    return _row("attribution dropped", statement.id, left, right, note, "medium" if taken else "low")


def _dates(articles: Mapping[str, Article], readings: Sequence[Reading], links: Links) -> list[Discrepancy]:
    """Articles that date one occasion differently; held on one day and aired on another is no contradiction."""
    times = {time.id: time for reading in readings for time in reading.times}
    settled = {row.time: row.value for row in links.settled}
    mentions = {mention.id: mention for reading in readings for mention in reading.occasions}
    out: list[Discrepancy] = []
    for occasion in links.occasions:
        dated: dict[str, tuple[str, str, str, Spans]] = {}
        for mention in (mentions[m] for m in occasion.mentions if m in mentions):
            for how, time in (("held", mention.held), ("aired", mention.aired)):
                value = (times[time].value or settled.get(time)) if time in times else None
                if time in times and value and mention.article in articles and mention.article not in dated:
                    spans = merged((*mention.spans, times[time].span))
                    words = articles[mention.article].text[slice(*times[time].span)]
                    dated[mention.article] = (how, value, words, spans)
        order = sorted(dated, key=lambda i: (articles[i].name, i))
        for x, y in itertools.combinations(order, 2):
            (how, one, said_one, left), (as_well, two, said_two, right) = dated[x], dated[y]
            if one.startswith(two) or two.startswith(one):
                continue
            names = _names(articles[x], articles[y])
            note = f"{names[0]} dates the {occasion.kind} “{said_one}” ({one}), {names[1]} “{said_two}” ({two})"
            severity: Severity
            if how == as_well:
                note, severity = f"{note}.", "high"
            else:
                note, severity = f"{note}: {how} on the one day, {as_well} on the other.", "low"
            out.append(_row("date", None, Passage(x, left), Passage(y, right), note, severity))
    return out


def _disagreeing(
    articles: Mapping[str, Article], links: Links, marks: dict[str, list[Span]],
    derived: Collection[tuple[str, str | None]], known: Sequence[Discrepancy],
) -> list[Discrepancy]:  # fmt: skip
    """Numbers and names on which articles of one story disagree, unless a statement shows the same."""
    shown = {(row.kind, p.article, span) for row in known for p in (row.left, row.right) if p for span in p.spans}
    out: list[Discrepancy] = []
    for story in links.stories:
        inside = [articles[i] for i in sorted(story.articles) if i in articles]
        if len(inside) < 2:
            continue
        for article in inside:
            if article.id not in marks:
                marks[article.id] = quotation_marks(article)
        accounts = [account(article, marks[article.id]) for article in inside]
        for found in (*differing_numbers(accounts, derived), *differing_names(inside, marks, derived)):
            sides = sorted(
                zip(found.articles, (found.left, found.right), found.words, strict=True),
                key=lambda side: (articles[side[0]].name, side[0]),
            )
            if any(
                kind == found.kind and i == article and overlap((span,), spans)
                for article, spans, _ in sides for kind, i, span in shown
            ):  # fmt: skip
                continue
            (x, left, one), (y, right, two) = sides
            names = _names(articles[x], articles[y])
            note = f"{names[0]} has “{one}”, {names[1]} has “{two}”."
            out.append(_row(found.kind, None, Passage(x, left), Passage(y, right), note, found.severity))
    return out


def _names(x: Article, y: Article) -> tuple[str, str]:
    """What to call two articles in a note: their outlets, or their names when the outlets do not tell them apart."""
    if x.outlet and y.outlet and x.outlet != y.outlet:
        return x.outlet, y.outlet
    return x.outlet if x.outlet and not y.outlet else x.name, y.outlet if y.outlet and not x.outlet else y.name


def _between(
    statement: Statement, left: Sequence[Said], right: Sequence[Said], foreign: bool, names: tuple[str, str],
    wholes: tuple[Whole, Whole],
) -> list[Discrepancy]:  # fmt: skip
    found: list[Difference] = []
    for x, y in _matched(left, right):
        found.extend(differences(x, y, foreign, names, wholes))
    rank = {"high": 0, "medium": 1, "low": 2}
    found.sort(key=lambda d: (rank[d.severity], -d.bits, d.kind, d.left, d.right))
    telling = [d for d in found if d.severity != "low"][:_TELLING]
    low = [d for d in found if d.severity == "low" and d.kind != "wording"][:_TELLING]
    if not telling and not low:
        # mere wording is listed once, and only where nothing else is
        low = [d for d in found if d.kind == "wording"][:1]
    here, there = left[0].attribution.article, right[0].attribution.article
    return [_row(d.kind, statement.id, Passage(here, d.left), Passage(there, d.right), d.note, d.severity)
            for d in (*telling, *low)]  # fmt: skip


def _matched(left: Sequence[Said], right: Sequence[Said]) -> list[tuple[Said, Said]]:
    """Which report of one article answers which of the other: each with the likest."""
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


def _row(
    kind: DiscrepancyKind, statement: str | None, left: Passage | None, right: Passage | None, note: str,
    severity: Severity,
) -> Discrepancy:  # fmt: skip
    where = [(p.article, p.spans) if p else None for p in (left, right)]
    return Discrepancy(digest("discrepancy", kind, tuple(where)), kind, statement, left, right, note, severity, MADE_BY)


# what a cue commits the outlet to
_DOUBTED, _REPORTED, _TRUE = range(3)


def _force(said: Said) -> tuple[int, str] | None:
    """What the cue commits the outlet to, and the word that says so."""
    cue = said.attribution.cue
    words = [fold_word(m.group()) for a, b in cue for m in TOKEN.finditer(said.text, a, b)]
    for force, name in ((_TRUE, "factive"), (_DOUBTED, "doubting"), (_REPORTED, "reporting")):
        for w in words:
            if w in word_class(name):
                return force, w
    return None


def _strengthened(
    statement: Statement, members: Mapping[str, Sequence[Said]], articles: Mapping[str, Article],
    derived: Collection[tuple[str, str | None]],
) -> list[Discrepancy]:  # fmt: skip
    """One outlet takes for true ("recognized", "admitted") what the other only reports ("said", "claimed").

    The strongest cue of each article counts: an outlet that writes "admitted" once may go on with "said". Of each such
    article the likest of the others makes the row that counts, one that it comes from before all; the rest are low.
    """
    cues: dict[str, tuple[int, str, Said]] = {}
    for i, reports in members.items():
        found = [(*force, said) for said in reports if (force := _force(said))]
        if found:
            cues[i] = max(found, key=lambda cue: cue[0])
    out: list[Discrepancy] = []
    for i in sorted(i for i in cues if cues[i][0] == _TRUE):
        _, strong, mine = cues[i]
        against: list[tuple[bool, float, str]] = []
        for j in sorted(cues):
            commits, _, yours = cues[j]
            like = likeness(mine, yours).outer
            # "admitted that she did not know" is no stronger way to say what was claimed
            if commits != _TRUE and mine.negative == yours.negative and like >= _COMPARED:
                against.append(((i, j) not in derived, -like, j))
        for n, (independent, _, j) in enumerate(sorted(against)):
            commits, weak, yours = cues[j]
            severity: Severity = "medium"
            if commits == _DOUBTED:
                severity = "high"
            elif strong in word_class("conceding") and independent:
                severity = "low"
            here, there = articles[i], articles[j]
            names = _names(here, there)
            note = f"{names[0]} writes “{strong}”, which takes it for true, where {names[1]} writes “{weak}”."
            left, right = Passage(i, _told(mine)), Passage(j, _told(yours))
            if (there.name, j) < (here.name, i):
                left, right = right, left
            kind: DiscrepancyKind = "attribution strengthened"
            out.append(_row(kind, statement.id, left, right, note, "low" if n else severity))
    return out


def _told(said: Said) -> Spans:
    """Source, cue and content as far as they stand in one sentence."""
    row: Attribution = said.attribution
    spans = merged((*row.source, *row.cue, *row.content[:1]))
    return ((spans[0][0], spans[-1][1]),) if spans[-1][1] - spans[0][0] <= 400 else spans
