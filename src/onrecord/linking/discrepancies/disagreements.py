"""Numbers, dates and names on which articles disagree, whoever says them, and dates of one occasion."""

from __future__ import annotations

import datetime
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from onrecord.comparing.accounts import Known, account, differing_dates, differing_numbers
from onrecord.comparing.disagreeing import Disagreement
from onrecord.comparing.spellings import differing_names
from onrecord.linking.discrepancies.pile import Pile, discrepancy
from onrecord.model import Discrepancy, Occasion, OccasionMention, Passage, Severity, Spans
from onrecord.text import merged, overlap

# so many articles that date an occasion alike are held against the others
_COPIES = 3

_WEEK = re.compile(r"\d{4}-W\d\d")


def disagreeing(pile: Pile) -> Iterator[Disagreement]:
    """Numbers, dates and names on which articles of one story disagree."""
    times: dict[str, list[tuple[tuple[int, int], str]]] = {}
    for time, value in pile.times.values():
        times.setdefault(time.article, []).append((time.span, value))
    for story in pile.links.stories:
        inside = [pile.articles[i] for i in sorted(story.articles) if i in pile.articles]
        if len(inside) < 2:
            continue
        marks = {article.id: pile.marks(article.id) for article in inside}
        tokens = [pile.tokens(article.id) for article in inside]
        dates = [sorted(times.get(article.id, ())) for article in inside]
        known = Known(
            frozenset.intersection(*(t.numbers for t in tokens)),
            frozenset.intersection(*(frozenset(value for _, value in found) for found in dates)),
        )
        accounts = [account(t, marks[t.article.id], found, known) for t, found in zip(tokens, dates, strict=True)]
        yield from differing_numbers(accounts, pile.derived)
        yield from differing_dates(accounts, pile.derived)
        yield from differing_names(inside, marks, pile.derived)


def as_rows(pile: Pile, found: Iterable[Disagreement]) -> Iterator[Discrepancy]:
    """Disagreements as rows."""
    for one in found:
        side = dict(zip(one.articles, zip((one.left, one.right), one.words, strict=True), strict=True))
        x, y = pile.in_order(one.articles)
        names = pile.names(x, y)
        note = f"{names[0]} has “{side[x][1]}”, {names[1]} has “{side[y][1]}”."
        left, right = Passage(x, side[x][0]), Passage(y, side[y][0])
        yield discrepancy(one.kind, None, left, right, note, one.severity)


def not_shown(found: Iterable[Discrepancy], rows: Iterable[Discrepancy]) -> Iterator[Discrepancy]:
    """The disagreements that no other row shows; of what one shows of another pair of articles, "low"."""
    shown: dict[tuple[str, str], list[Discrepancy]] = {}
    for row in rows:
        for p in (row.left, row.right):
            if p:
                shown.setdefault((row.kind, p.article), []).append(row)
    for one in found:
        sides = [p for p in (one.left, one.right) if p]
        again = [row for p in sides for row in shown.get((one.kind, p.article), ()) if _shows(row, p.article, p.spans)]
        articles = {p.article for p in sides}
        if not any({p.article for p in (row.left, row.right) if p} == articles for row in again):
            yield replace(one, severity="low") if again else one


def _shows(row: Discrepancy, article: str, spans: Spans) -> bool:
    """Whether a row shows a place of an article."""
    return any(p.article == article and overlap(p.spans, spans) for p in (row.left, row.right) if p)


def occasion_dates(pile: Pile) -> dict[str, tuple[Discrepancy, ...]]:
    """By occasion the rows of articles that date it differently."""
    mentions = {mention.id: mention for reading in pile.readings.values() for mention in reading.occasions}
    found = {occasion.id: tuple(_dates(pile, occasion, mentions)) for occasion in pile.links.occasions}
    return {i: rows for i, rows in found.items() if rows}


def _dates(pile: Pile, occasion: Occasion, mentions: Mapping[str, OccasionMention]) -> Iterator[Discrepancy]:
    """Two articles that date it differently; held on one day and aired on another is no contradiction."""
    dated: dict[str, tuple[str, str, str, Spans]] = {}
    for mention in (mentions[m] for m in occasion.mentions if m in mentions):
        for how, time in (("held", mention.held), ("aired", mention.aired)):
            if time in pile.times and mention.article not in dated:
                found, value = pile.times[time]
                words = pile.articles[mention.article].text[slice(*found.span)]
                dated[mention.article] = (how, value, words, merged((*mention.spans, found.span)))
    for x, y in itertools.combinations(_speaking(pile.in_order(list(dated)), dated), 2):
        (how, one, said_one, left), (as_well, two, said_two, right) = dated[x], dated[y]
        if _part_of(one, two) or _part_of(two, one):
            continue
        names = pile.names(x, y)
        note = f"{names[0]} dates the {occasion.kind} “{said_one}” ({one}), {names[1]} “{said_two}” ({two})"
        severity: Severity = "high"
        if how != as_well:
            note, severity = f"{note}: {how} on the one day, {as_well} on the other", "low"
        yield discrepancy("date", None, Passage(x, left), Passage(y, right), f"{note}.", severity)


def _speaking(order: Sequence[str], dated: Mapping[str, tuple[str, str, str, Spans]]) -> list[str]:
    """The articles without those that only give a date which `_COPIES` before them give."""
    held: Counter[tuple[str, str]] = Counter()
    out = []
    for i in order:
        how, value, *_ = dated[i]
        held[how, value] += 1
        if held[how, value] <= _COPIES:
            out.append(i)
    return out


def _part_of(value: str, whole: str) -> bool:
    """Whether a time lies within another, both in ISO 8601, which may be a week ("2024-W04")."""
    if value.startswith(whole):
        return True
    if _WEEK.fullmatch(whole) is None or len(value) < len("2024-01-22") or "W" in value:
        return False
    year, week, _ = datetime.date.fromisoformat(value[:10]).isocalendar()
    return whole == f"{year}-W{week:02}"
