"""The timeline of one story: what happened and what was said, by date, each told once with all who tell it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from onrecord.language.terms import counted, rarity
from onrecord.model import Article, Event, Occasion, Spans
from onrecord.report.desk import Desk, begins, shortened
from onrecord.report.shapes import DayView, EventView, OccasionView
from onrecord.report.signs import NAMED
from onrecord.text import merged, overlap, quote

Period: TypeAlias = tuple[str | None, str | None]

# two clauses tell of one event when the seldom words of the shorter stand in the longer by so much of their weight
_SHARE = 0.55
# … and what they share weighs this much, which is three or four words that news do not hold every day
_LEAST = 12.0
# a word leads to so many events of one time, the first that hold it: more would take time with their square
_LED_TO = 100
# fewer words beside those of a saying tell of nothing else
_CLAUSE = 6
_DAY = len("2024-01-24")


@dataclass(slots=True)
class _Told:
    """An event in the words of one or several articles; those of the first stand for it."""

    words: str
    terms: frozenset[str]
    weight: float  # of the terms, by how seldom they are
    claimed: bool
    by: str | None
    id: str
    at: str
    told: dict[str, str]  # where it is told: label and address


def days(
    desk: Desk, articles: Sequence[Article], occasions: Sequence[tuple[Occasion, OccasionView]]
) -> tuple[DayView, ...]:
    """What happened and what was said, by date; a rough date stands before the days in it, none at the end."""
    entries: dict[Period, list[EventView]] = defaultdict(list)
    covered: dict[str, Spans] = {}
    for row, view in occasions:
        if not view.statements or not (row.held or row.aired):
            continue
        told = _places(desk, row)
        told_by = tuple(told.items())[:NAMED], max(0, len(told) - NAMED)
        said = _said(desk, row, view)
        if row.held:
            entries[row.held, None].append(
                EventView(f"{view.id}-held", view.title, False, None, *told_by, None, view.id, said)
            )
        if row.aired and row.aired != row.held:
            note = None if row.held else said
            title = f"Aired: {view.title}"
            entries[row.aired, None].append(
                EventView(f"{view.id}-aired", title, False, None, *told_by, None, view.id, note)
            )
        for m in (desk.mentions[m] for m in row.mentions if m in desk.mentions):
            saying = [desk.attributions[a] for a in m.attributions if a in desk.attributions]
            spans = merged(
                (*m.spans, *(span for a in saying for part in (a.source, a.cue, a.content) for span in part))
            )
            covered.update((time, spans) for time in (m.held, m.aired) if time)
    events: dict[Period, _Events] = defaultdict(_Events)
    for a in articles:
        for e in desk.readings[a.id].events:
            if e.spans and not _outside(e.spans, a) and not _is_saying(a, e, covered.get(e.time, ())):
                events[when(desk, e)].add(desk, a, e)
    for period, own in events.items():
        entries[period] += [
            EventView(
                t.id,
                shortened(t.words, 240),
                t.claimed,
                t.by,
                tuple(t.told.items())[:NAMED],
                max(0, len(t.told) - NAMED),
                t.at,
            )
            for t in sorted(own.told, key=lambda t: -len(t.told))
        ]
    return tuple(
        DayView(*period, rough=len(period[0] or "") < _DAY or period[1] is not None, events=tuple(entries[period]))
        for period in sorted(entries, key=lambda d: (d[0] is None, begins(d[0] or ""), d[1] or ""))
    )


def when(desk: Desk, row: Event) -> Period:
    """The time that the article of an event gives, or else the other articles of the story."""
    time, settled = desk.times.get(row.time), desk.settled.get(row.time)
    if time and time.value:
        return time.value, time.until
    return (settled.value, settled.until) if settled else (None, None)


def _is_saying(article: Article, row: Event, told: Spans) -> bool:
    """Whether a clause only says that something was said at an occasion, which stands on the line itself."""
    if not told:
        return False
    words = " ".join(article.text[slice(*span)] for span in row.spans).split()
    shared = [(max(a, c), min(b, d)) for a, b in row.spans for c, d in told if max(a, c) < min(b, d)]
    return len(words) - len(quote(article.text, merged(shared)).split()) < _CLAUSE


class _Events:
    """The events of one time, each told once.

    What may tell the same is found by the words that it holds: an event that shares `_LEAST` with another shares a
    word beyond any that weigh less together, so the commonest of its words need not be looked up.
    """

    def __init__(self) -> None:
        self.told: list[_Told] = []
        # for each who claims them the events that hold a term, or just these terms
        self._holding: dict[object, dict[object, tuple[int, ...]]] = defaultdict(dict)

    def add(self, desk: Desk, article: Article, row: Event) -> None:
        """Add an event to one that tells the same, the first of several; or as one of its own."""
        claim = desk.attributions.get(row.attribution or "")
        by = row.attribution is not None, desk.who(claim).text if claim else None
        words = quote(article.text, row.spans, " […] ")
        time = desk.times.get(row.time)
        date = counted(article.text[slice(*time.span)]) if time else {}
        terms = frozenset(counted(words)) - frozenset(date)
        weight = sum(map(rarity, terms))
        at = desk.pointed(row.article, row.spans)
        label, href = desk.labels[row.article], desk.at.article(row.article, at)
        for n in self._near(by, terms, weight):
            other = self.told[n]
            if _same(terms, weight, other):
                other.told.setdefault(label, href)
                if len(words) > len(other.words):
                    other.words, other.terms, other.weight, other.at = words, terms, weight, at
                    self._hold(n, by, terms)
                return
        self._hold(len(self.told), by, terms)
        self.told.append(_Told(words, terms, weight, *by, desk.at.slug("e", row.id), at, {label: href}))

    def _near(self, by: object, terms: frozenset[str], weight: float) -> list[int]:
        """The events that may tell the same as one of these terms, in their order."""
        holding = self._holding[by]
        found = set(holding.get(terms, ()))
        if weight >= _LEAST:
            spare = _LEAST
            for held, term in sorted(
                ((holding[t], t) for t in terms if t in holding), key=lambda x: (-len(x[0]), x[1])
            ):
                if rarity(term) < spare:
                    spare -= rarity(term)
                else:
                    found.update(held)
        return sorted(found)

    def _hold(self, n: int, by: object, terms: frozenset[str]) -> None:
        holding = self._holding[by]
        for term in (terms, *terms):
            held = holding.get(term, ())
            if len(held) < _LED_TO:
                holding[term] = (*held, n)


def _same(terms: frozenset[str], weight: float, other: _Told) -> bool:
    if terms == other.terms:
        return True
    least = max(_LEAST, _SHARE * min(weight, other.weight))
    return min(weight, other.weight) >= least and sum(map(rarity, terms & other.terms)) >= least


def _places(desk: Desk, row: Occasion) -> dict[str, str]:
    """The articles that tell of an occasion, by label, each with where it does."""
    held = (desk.mentions[m] for m in row.mentions if m in desk.mentions)
    passage = {m.article: desk.words(m.article, m.spans).href for m in held if m.spans}
    told = {desk.labels[a]: passage.get(a, desk.at.article(a)) for a in row.articles if a in desk.articles}
    return dict(sorted(told.items()))


def _said(desk: Desk, row: Occasion, view: OccasionView) -> str | None:
    """The words of the only statement made there, or how many were."""
    if view.statements > 1:
        return f"{view.statements} statements"
    rows = [desk.attributions[a] for a in row.attributions if a in desk.attributions and a in desk.statement_of]
    return desk.short(max(rows, key=desk.length)) if rows else None


def _outside(spans: Spans, a: Article) -> bool:
    """Whether words lie outside the article proper, as the line of a page's head does."""
    return bool(a.furniture) and overlap(merged(f.span for f in a.furniture), spans) >= sum(y - x for x, y in spans)
