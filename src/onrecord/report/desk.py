"""An index over findings: what a view looks up, and the addresses of the passages that views point at."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from markupsafe import Markup

from onrecord.model import Article, Attribution, Entity, Findings, Reading, Spans, Speaker, Statement, Story
from onrecord.report.addresses import Addresses, shortest
from onrecord.report.marked import Mark, marked
from onrecord.report.shapes import Name, Words
from onrecord.summary import labels
from onrecord.text import merged, overlap, quote, without_that

Row = TypeVar("Row")
CONTEXT = 90  # code points of context on each side of a quoted passage, cut at a word
_DIGITS = 12  # of a SHA-256, enough to tell an input from any other of a pile
_CUT = Markup('<span class="cut">[…]</span>')
_GAP = " " + _CUT + " "


class Desk:
    """Findings with an index over each kind of row.

    The findings may be a part of a record: rows that refer to what is not there are shown as far as they go.
    `addresses` says where things stand; without it, everything stands on one page. `passages` gathers, for each
    article, the passages that views have pointed at so far, each with its slug.
    """

    def __init__(self, findings: Findings, addresses: Addresses | None = None) -> None:
        links = findings.links
        readings = findings.readings
        self.links = links
        self.corrections = findings.corrections
        self.at = addresses or Addresses(shortest(_ids(findings)))
        self.articles = {a.id: a for a in findings.articles}
        self.readings = {a.id: Reading(a.id) for a in findings.articles} | {r.article: r for r in readings}
        self.attributions = {a.id: a for r in readings for a in r.attributions}
        self.entities = {e.id: e for r in readings for e in r.entities}
        self.times = {t.id: t for r in readings for t in r.times}
        self.mentions = {m.id: m for r in readings for m in r.occasions}
        self.settled = {s.time: s for s in links.settled}
        self.speakers = {s.id: s for s in links.speakers}
        self.speaker_of = {e: s for s in links.speakers for e in s.entities}
        self.ascribed = {x.attribution: self.speakers[x.speaker] for x in links.ascribed if x.speaker in self.speakers}
        self.entity_of = {a: e for e in self.entities.values() for a in e.says}
        # a long quotation may belong to several statements: the one that most attributions report stands for it
        by_size = sorted(links.statements, key=lambda s: len(s.attributions))
        self.statement_of = {a: s for s in by_size for a in s.attributions}
        self.statements = {s.id: s for s in links.statements}
        self._several = grouped(((a, s) for s in by_size for a in s.attributions), lambda x: x[0])
        self.again = grouped((s.id for s in links.statements if s.repeats), lambda i: self.statements[i].repeats)
        self.occasion_of = {a: o for o in links.occasions for a in o.attributions}
        self.labels = called(findings.articles)
        self.outlets = {a.outlet for a in findings.articles}
        self.stories = {s.id: s for s in links.stories}
        self.aligned = [row for row in links.aligned if row.attribution in self.attributions]
        self.stories_of: dict[str, list[Story]] = defaultdict(list)
        for story in links.stories:
            for article in story.articles:
                self.stories_of[article].append(story)
            self.labels.update(called([self.articles[a] for a in story.articles if a in self.articles]))
        self._homes = {s.id: self.home(a.article for a in self.held(s)) for s in links.statements}
        self.statements_in = grouped(links.statements, lambda s: self._homes[s.id])
        self.occasions_in = grouped(links.occasions, lambda o: self.home(o.articles))
        self.derivations_in = grouped(links.derivations, lambda d: self.home((d.article, d.origin)))
        self.discrepancies_in = grouped(
            links.discrepancies, lambda d: self.home(p.article for p in (d.left, d.right) if p is not None)
        )
        self.passages: dict[str, dict[Spans, str]] = defaultdict(dict)
        self._names: dict[str, Name] = {}
        self._told: dict[tuple[str, Spans], Spans] = {}

    def home(self, articles: Iterable[str | None]) -> str | None:
        """The story, or the article without one, under which something of these articles is shown."""
        homes = [self.stories_of[a][0].id if self.stories_of.get(a) else a for a in articles if a in self.articles]
        if len(set(homes)) < 2:
            return homes[0] if homes else None
        return Counter(homes).most_common(1)[0][0]

    def attribution(self, row: Attribution) -> str:
        """The address of an attribution in its article's text."""
        return self.at.article(row.article, self.at.slug("a", row.id))

    def statement(self, id: str) -> str:
        """The address of a statement."""
        return self.at.statement(id, self._homes.get(id))

    def held(self, statement: Statement) -> list[Attribution]:
        """The attributions of a statement."""
        return [self.attributions[a] for a in statement.attributions if a in self.attributions]

    def words(self, article: str, spans: Spans) -> Words:
        """Words with what stands around them; their passage gets an address in the article's text."""
        text = self.articles[article].text
        spans = merged(spans)
        slug = self.pointed(article, spans)
        html = _GAP.join(marked(text, a, b, ()) for a, b in spans)
        start, stop = (spans[0][0], spans[-1][1]) if spans else (0, 0)
        return Words(
            self.labels[article],
            self.at.article(article, slug),
            slug,
            before(text, start),
            html,
            after(text, stop),
            self.title(article),
        )

    def pointed(self, article: str, spans: Spans) -> str:
        """The slug of a passage; it gets an address in the article's text."""
        return self.passages[article].setdefault(merged(spans), self.place(article, spans))

    def place(self, article: str, spans: Spans) -> str:
        """The slug of a passage, which says where it stands: "p-6919f052-120-131.140-152"."""
        return f"{self.at.slug('p', article)}-" + ".".join(f"{a}-{b}" for a, b in merged(spans))

    def sources(self) -> dict[str, tuple[str | None, ...]]:
        """What a citation says of each article: outlet, title, date, input, and the digest of the input."""
        return {
            self.at.slug("p", a.id).removeprefix("p-"): (
                a.outlet,
                a.title,
                a.published and dated(a.published),
                a.input,
                a.sha256[:_DIGITS],
            )
            for a in self.articles.values()
        }

    def title(self, article: str) -> str | None:
        """The title of an article that its label does not make known, on one short line."""
        row = self.articles[article]
        return shortened(row.title, 60) if row.title and row.outlet is None else None

    def told(self, attribution: Attribution, statement: Statement | None = None) -> Spans:
        """What is said in an attribution, or its part of a statement; the words for saying so where that is all."""
        spans = statement.part(attribution) if statement else attribution.content
        key = attribution.id, spans
        if key not in self._told:  # looked at once: many views ask for it
            text = self.articles[attribution.article].text
            self._told[key] = without_that(text, spans) or attribution.cue or attribution.source
        return self._told[key]

    def length(self, attribution: Attribution, statement: Statement | None = None) -> int:
        """How many code points are said in an attribution, or in its part of a statement."""
        return sum(stop - start for start, stop in self.told(attribution, statement))

    def fullest(self, statement: Statement) -> Attribution:
        """What the wordings of a statement are held against; the longest of those that were not compared."""
        held = self.held(statement)
        if len(held) == 1:
            return held[0]
        against = Counter(w.against for w in statement.wordings)
        return max(held, key=lambda a: (against[a.id], self.length(a, statement)))

    def alone(self, attribution: Attribution, statement: Statement) -> bool:
        """Whether no other statement is told by the same sentences of an attribution."""
        part = statement.part(attribution)
        others = (s for _, s in self._several[attribution.id] if s is not statement)
        return not any(overlap(part, s.part(attribution)) for s in others)

    def said(self, attribution: Attribution, marks: Sequence[Mark] = (), statement: Statement | None = None) -> Markup:
        """What is said in an attribution, with marks; of its part in a statement, with signs for what is left out."""
        text = self.articles[attribution.article].text
        told, whole = self.told(attribution, statement), self.told(attribution)
        html = _GAP.join(marked(text, a, b, marks) for a, b in told)
        before = _CUT + " " if told[:1] > whole[:1] else ""
        after = " " + _CUT if told and told[-1][1] < whole[-1][1] else ""
        return before + html + after

    def short(self, attribution: Attribution, limit: int = 120, statement: Statement | None = None) -> str:
        """What is said in an attribution, or in its part of a statement, on one line."""
        told = self.told(attribution, statement)
        return shortened(quote(self.articles[attribution.article].text, told, " […] "), limit)

    def name(self, speaker: Speaker) -> Name:
        """A speaker's name; not sure when neither an article nor the list of names gives one."""
        if speaker.id not in self._names:  # looked at once: one speaker may have many entities and many statements
            entities = [self.entities[e] for e in speaker.entities if e in self.entities]
            sure = not entities or speaker.listed is not None or any(e.name for e in entities)
            cited = ", ".join(x for x in (identified(speaker), speaker.listed) if x) or None
            self._names[speaker.id] = Name(speaker.name, self.at.speaker(speaker.id), sure, cited, described(speaker))
        return self._names[speaker.id]

    def who(self, attribution: Attribution) -> Name:
        """Who an attribution's source is: the speaker, or the words of the article for one that is not known."""
        if attribution.id in self.ascribed:
            return self.name(self.ascribed[attribution.id])
        entity: Entity | None = self.entity_of.get(attribution.id)
        if entity is not None and entity.id in self.speaker_of:
            return self.name(self.speaker_of[entity.id])
        if entity is not None and entity.name:
            return Name(entity.name, None, True)
        # "asked by reporters": the preposition is no part of who they are
        words = shortened(quote(self.articles[attribution.article].text, attribution.source).removeprefix("by "), 60)
        return Name(words or "somebody", None, False)


_WIKIDATA = re.compile(r"Q\d+", re.ASCII)


def identified(speaker: Speaker) -> str | None:
    """The identifier that the list of names gives a speaker, in words: "Wikidata Q42"; nothing is fetched."""
    if speaker.identifier and _WIKIDATA.fullmatch(speaker.identifier):
        return f"Wikidata {speaker.identifier}"
    return speaker.identifier


def called(articles: Sequence[Article]) -> dict[str, str]:
    """What to call each article among these; one whose outlet is not known does not read as if it were one."""
    named = labels(articles)
    return {a.id: named[a.id] if a.outlet else f"article {named[a.id]}" for a in articles}


def described(speaker: Speaker) -> tuple[str, ...]:
    """What articles call a speaker beside the name."""
    return tuple(d for d in speaker.descriptions if d != speaker.name)


def _ids(findings: Findings) -> Iterator[str]:
    links = findings.links
    yield from (a.id for a in findings.articles)
    for r in findings.readings:
        yield from (row.id for rows in (r.attributions, r.events) for row in rows)
    for rows in (
        links.speakers,
        links.stories,
        links.derivations,
        links.statements,
        links.occasions,
        links.discrepancies,
    ):
        yield from (row.id for row in rows)


def shortened(text: str, limit: int = 120) -> str:
    """The text on one line, cut at a word after at most `limit` code points."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line.rfind(" ", limit // 2, limit)
    return line[: cut if cut > 0 else limit] + "…"


_MONTHS = re.findall(r"\w+", "January February March April May June July August September October November December")
_PARTS = {"SP": "spring of", "SU": "summer of", "FA": "autumn of", "AU": "autumn of", "WI": "winter of"}
_UNITS = {"W": "week", "Q": "quarter", "H": "half"}
_WEEKEND = re.compile(r"([12]\d{3})-W(0[1-9]|[1-4]\d|5[0-2])-WE", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?(?:T(\d\d:\d\d).*)?", re.ASCII)
_PART = re.compile(r"(\d{4})-(?:([A-Z]{2})|([WQH])(\d\d?))", re.ASCII)
_DECADE = re.compile(r"(\d{3})X?", re.ASCII)


def dated(value: str) -> str:
    """A calendar value in words, as precise as it is: "22 January 2024, 07:41"; an unusual one as it is."""
    if m := _DATE.fullmatch(value):
        year, month, day, time = m.groups()
        words = [str(int(day))] if day else []
        words += [_MONTHS[int(month) - 1]] if month else []
        return " ".join([*words, year]) + (f", {time}" if time else "")
    if m := _PART.fullmatch(value):
        year, part, unit, number = m.groups()
        if part in _PARTS:
            return f"{_PARTS[part]} {year}"
        if unit:
            return f"{_UNITS[unit]} {int(number)} of {year}"
    if m := _WEEKEND.fullmatch(value):
        return "weekend of " + dated(date.fromisocalendar(int(m[1]), int(m[2]), 6).isoformat())
    if m := _DECADE.fullmatch(value):
        return f"{m.group(1)}0s"
    return value


_WEEK = re.compile(r"([12]\d{3})-W(0[1-9]|[1-4]\d|5[0-2])(-WE)?", re.ASCII)
_FIRST_MONTH = {"SP": 3, "SU": 6, "FA": 9, "AU": 9, "WI": 12}


def begins(value: str) -> str:
    """What a calendar value is sorted by: the date at which it begins, as precise as it is."""
    if m := _WEEK.fullmatch(value):
        return date.fromisocalendar(int(m[1]), int(m[2]), 6 if m[3] else 1).isoformat()
    if m := _PART.fullmatch(value):
        year, part, unit, number = m.groups()
        month = _FIRST_MONTH.get(part, 12) if part else 1 + (int(number) - 1) * {"Q": 3, "H": 6}.get(unit, 0)
        return f"{year}-{month:02}"
    if m := _DECADE.fullmatch(value):
        return f"{m.group(1)}0"
    return value


def period(values: Iterable[str]) -> str | None:
    """The days from the first to the last of calendar values: "18 to 24 January 2024"; None without any."""
    days = sorted(value[:10] for value in values)
    if not days:
        return None
    first, last = dated(days[0]).split(" "), dated(days[-1]).split(" ")
    if first == last:
        return " ".join(last)
    if len(first) == len(last):
        while len(first) > 1 and first[-1] == last[len(first) - 1]:
            first.pop()
    return " ".join(first) + " to " + " ".join(last)


def grouped(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> dict[Hashable, list[Row]]:
    """Rows by key, in their order."""
    groups: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def before(text: str, start: int) -> str:
    """Context before an offset, within its line and cut at a word."""
    begin = max(0, start - CONTEXT)
    piece = text[begin:start].rpartition("\n")[2]
    if begin > 0 and len(piece) == CONTEXT:
        piece = "…" + (piece.partition(" ")[2] or piece)
    return piece


def after(text: str, stop: int) -> str:
    """Context after an offset, within its line and cut at a word."""
    piece = text[stop : stop + CONTEXT].partition("\n")[0]
    if stop + CONTEXT < len(text) and len(piece) == CONTEXT:
        piece = (piece.rpartition(" ")[0] or piece) + "…"
    return piece
