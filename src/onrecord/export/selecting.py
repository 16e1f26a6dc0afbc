"""A part of findings that stands by itself: of a story, of a speaker, of what was published since a date.

Nothing in it refers to what is left out: a list keeps those of its members that are there, a reference to what is not
becomes None, and a row that would say nothing any more is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from onrecord import asking
from onrecord.columns import pack
from onrecord.database import opened
from onrecord.model import (
    Aligned,
    Attribution,
    Correction,
    Discrepancy,
    Entity,
    Findings,
    Links,
    Occasion,
    OccasionMention,
    Outcome,
    Passage,
    Reading,
    Settled,
    Speaker,
    Statement,
    Story,
    Time,
    speaker_of,
)
from onrecord.text import fold

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?)?")


def load(
    path: str | Path, *, story: str | None = None, speaker: str | None = None, since: str | None = None
) -> Findings:
    """What `narrow` leaves of the record at `path`, of which no more is read than the part needs.

    Raises LookupError when nothing is left, ValueError for a date that is none.
    """
    if story is None and speaker is None and since is None:
        return asking.load(path)
    day = None if since is None else first(since)
    if story is not None:
        found = asking.part(path, story=story)
    elif speaker is not None:
        found = asking.part(path, articles=_spoken_in(path, speaker))
    else:
        rows = asking.show(path, "articles")
        found = asking.part(path, articles=[str(x["id"]) for x in rows if _since(x["published"], day)])
    return narrow(found, story=story, speaker=speaker, since=since)


def _spoken_in(path: str | Path, name: str) -> list[str]:
    """The ids of the articles of a record in which somebody speaks whom `name` means; `narrow` looks more closely."""
    wanted = _words(name)
    chosen = [
        str(row["id"])
        for row in asking.show(path, "speakers")
        if row["id"] == name or (wanted and wanted <= _words(" ".join(str(row[x] or "") for x in _CALLED)))
    ]
    if not chosen:
        raise LookupError(f"there is no speaker {name!r}")
    with opened(Path(path), create=False) as db:
        found = db.execute(
            """select distinct article from said_by join attribution on attribution.id = said_by.attribution
            where speaker in (select value from json_each(?))""",
            [pack(chosen)],
        )
        return sorted(article for (article,) in found)


# the columns of the view that say what a speaker is called; aliases stand there with "; " between them
_CALLED = ("name", "identifier", "aliases")


def _words(called: str) -> set[str]:
    return set(fold(called).replace(";", " ").split())


def narrow(
    findings: Findings, *, story: str | None = None, speaker: str | None = None, since: str | None = None
) -> Findings:
    """The part of findings that meets all that is asked for.

    `story` is the id of a story: its articles. `speaker` is an id, or words that a name, alias or identifier holds all
    of, as in `search`: what those speakers say, and the articles that report it. `since` is a date (2024, 2024-05,
    2024-05-31, 2024-05-31T12:00): articles that are known to be published then or later. Raises LookupError when
    nothing is left, ValueError for a date that is none.
    """
    if story is None and speaker is None and since is None:
        return findings
    articles = {a.id for a in findings.articles}
    said: set[str] | None = None
    if story is not None:
        articles &= {i for s in findings.links.stories if s.id == story for i in s.articles}
        if not articles:
            raise LookupError(f"there is no story {story!r}")
    if since is not None:
        day = first(since)
        articles &= {a.id for a in findings.articles if _since(a.published, day)}
    if speaker is not None:
        chosen = {s.id for s in findings.links.speakers if called(s, speaker)}
        if not chosen:
            raise LookupError(f"there is no speaker {speaker!r}")
        owners = speaker_of(findings.readings, findings.links)
        said = {a.id for r in findings.readings for a in r.attributions if owners.get(a.id) in chosen}
        articles &= {r.article for r in findings.readings for a in r.attributions if a.id in said}
    if not articles:
        raise LookupError("no article is left by what is asked for")
    return _Kept.of(findings, articles, said).findings(findings)


def called(speaker: Speaker, name: str) -> bool:
    """Whether `name` is the id of a speaker, or its name, an alias or its identifier holds all words of it."""
    wanted = set(fold(name).split())
    forms = (speaker.name, speaker.identifier or "", *speaker.aliases)
    return speaker.id == name or (bool(wanted) and any(wanted <= set(fold(x).split()) for x in forms))


def first(date: str) -> str:
    """The first minute of a date of any precision, to compare. Raises ValueError for what is no date."""
    if not _DATE.fullmatch(date):
        raise ValueError(f"{date!r} is no date such as 2024, 2024-05, 2024-05-31 or 2024-05-31T12:00")
    padded = date + "0000-01-01T00:00"[len(date) :]
    try:
        datetime.fromisoformat(padded)
    except ValueError as error:
        raise ValueError(f"{date!r} is no date of the calendar") from error
    return padded


def _since(published: object, day: str | None) -> bool:
    """Whether a date of publication is known to be `day` or later: one without its day may be of its first."""
    if not isinstance(published, str) or day is None:
        return False
    try:
        return first(published[:16]) >= day
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class _Kept:
    """The ids that are kept. `others` is whether speakers other than those asked for are."""

    articles: Collection[str]
    attributions: Collection[str]
    entities: Collection[str]
    mentions: Collection[str]
    times: Collection[str]
    speakers: Collection[str]
    statements: Collection[str]
    others: bool

    @classmethod
    def of(cls, findings: Findings, articles: Collection[str], said: Collection[str] | None) -> _Kept:
        readings = [r for r in findings.readings if r.article in articles]
        attributions = {a.id for r in readings for a in r.attributions if said is None or a.id in said}
        links = findings.links
        owners = speaker_of(findings.readings, links)
        if said is None:
            entities = {e.id for r in readings for e in r.entities}
            mentions = {m.id for r in readings for m in r.occasions}
            speakers = {s.id for s in links.speakers if not entities.isdisjoint(s.entities)}
        else:
            speakers = {owners[a] for a in attributions}
            own = {e for s in links.speakers if s.id in speakers for e in s.entities}
            entities = {e.id for r in readings for e in r.entities if e.id in own}
            mentions = {m.id for r in readings for m in r.occasions if not attributions.isdisjoint(m.attributions)}
        statements = {s.id for s in links.statements if not attributions.isdisjoint(s.attributions)}
        if said is None:  # somebody may speak whom no article of the part mentions
            speakers |= {owners[a] for a in attributions if a in owners}
            speakers |= {s.speaker for s in links.statements if s.id in statements and s.speaker}
        times = {t.id for r in readings for t in r.times}
        return cls(articles, attributions, entities, mentions, times, speakers, statements, said is None)

    def findings(self, whole: Findings) -> Findings:
        """The part that is kept; failures belong to no part."""
        corrections = tuple(c for c in whole.corrections if self._correction(c))
        return Findings(
            tuple(a for a in whole.articles if a.id in self.articles),
            tuple(self._reading(r) for r in whole.readings if r.article in self.articles),
            self._links(whole.links, {c.id for c in corrections}),
            (),
            corrections,
        )

    # --- what one article says ---

    def _reading(self, x: Reading) -> Reading:
        return replace(
            x,
            attributions=tuple(self._attribution(a) for a in x.attributions if a.id in self.attributions),
            entities=tuple(self._entity(e) for e in x.entities if e.id in self.entities),
            times=tuple(self._time(t) for t in x.times),
            occasions=tuple(self._mention(m) for m in x.occasions if m.id in self.mentions),
            events=tuple(e for e in x.events if e.attribution is None or e.attribution in self.attributions),
        )

    def _attribution(self, x: Attribution) -> Attribution:
        return x if x.nested_in in self.attributions else replace(x, nested_in=None)

    def _entity(self, x: Entity) -> Entity:
        return replace(x, says=self._those(x.says, self.attributions))

    def _time(self, x: Time) -> Time:
        return x if self._anchored(x.anchor) else replace(x, anchor=None)

    def _anchored(self, anchor: str | None) -> bool:
        own = anchor in ("published", "dateline")
        return own or anchor is None or anchor in self.times or anchor in self.articles

    def _mention(self, x: OccasionMention) -> OccasionMention:
        return replace(
            x,
            entity=x.entity if x.entity in self.entities else None,
            attributions=self._those(x.attributions, self.attributions),
        )

    # --- what several articles say ---

    def _links(self, x: Links, corrections: Collection[str]) -> Links:
        return Links(
            speakers=tuple(self._speaker(s) for s in x.speakers if s.id in self.speakers),
            settled=tuple(s for s in x.settled if self._settled(s)),
            stories=tuple(self._story(s) for s in x.stories if not set(self.articles).isdisjoint(s.articles)),
            derivations=tuple(
                d
                for d in x.derivations
                if d.article in self.articles and (d.origin is None or d.origin in self.articles)
            ),
            statements=tuple(self._statement(s) for s in x.statements if s.id in self.statements),
            occasions=tuple(self._occasion(o) for o in x.occasions if self._held(o)),
            discrepancies=tuple(d for d in x.discrepancies if self._discrepancy(d)),
            ascribed=tuple(a for a in x.ascribed if a.attribution in self.attributions and a.speaker in self.speakers),
            outcomes=tuple(self._outcome(o) for o in x.outcomes if o.correction in corrections),
            unlinked=tuple(u for u in x.unlinked if u.article in self.articles),
            aligned=tuple(
                self._aligned(a)
                for a in x.aligned
                if a.attribution in self.attributions and a.document in self.articles
            ),
        )

    def _those(self, ids: tuple[str, ...], kept: Collection[str]) -> tuple[str, ...]:
        return tuple(i for i in ids if i in kept)

    def _speaker(self, x: Speaker) -> Speaker:
        return replace(x, entities=self._those(x.entities, self.entities))

    def _settled(self, x: Settled) -> bool:
        return x.time in self.times and self._anchored(x.anchor)

    def _story(self, x: Story) -> Story:
        groups = [self._those(group, self.articles) for group in x.origins]
        left = [n for n, group in enumerate(groups) if group]
        return replace(
            x,
            articles=self._those(x.articles, self.articles),
            origins=tuple(groups[n] for n in left),
            origin_names=tuple(x.origin_names[n] for n in left if n < len(x.origin_names)),
        )

    def _statement(self, x: Statement) -> Statement:
        left = [n for n, a in enumerate(x.attributions) if a in self.attributions]
        return replace(
            x,
            speaker=x.speaker if x.speaker in self.speakers else None,
            attributions=tuple(x.attributions[n] for n in left),
            parts=tuple(x.parts[n] for n in left) if x.parts else (),
            wordings=tuple(
                w for w in x.wordings if w.attribution in self.attributions and w.against in self.attributions
            ),
            repeats=x.repeats if x.repeats in self.statements else None,
        )

    def _held(self, x: Occasion) -> bool:
        told = not set(self.articles).isdisjoint(x.articles)
        return told if self.others else any(a in self.attributions for a in x.attributions)

    def _occasion(self, x: Occasion) -> Occasion:
        return replace(
            x,
            speaker=x.speaker if x.speaker in self.speakers else None,
            articles=self._those(x.articles, self.articles),
            mentions=self._those(x.mentions, self.mentions),
            attributions=self._those(x.attributions, self.attributions),
        )

    def _discrepancy(self, x: Discrepancy) -> bool:
        if x.statement is None and not self.others:
            return False
        return (x.statement is None or x.statement in self.statements) and self._side(x.left) and self._side(x.right)

    def _side(self, x: Passage | None) -> bool:
        return x is None or x.article in self.articles

    def _aligned(self, x: Aligned) -> Aligned:
        return replace(
            x,
            turns=self._those(x.turns, self.attributions),
            speaker=x.speaker if x.speaker in self.speakers else None,
        )

    def _correction(self, x: Correction) -> bool:
        return x.left.article in self.articles and (x.right is None or x.right.article in self.articles)

    def _outcome(self, x: Outcome) -> Outcome:
        there = {*self.articles, *self.attributions, *self.entities}
        return replace(x, found=self._those(x.found, there))
