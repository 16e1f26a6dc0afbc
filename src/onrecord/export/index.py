"""What the rows of findings refer to, looked up by id, and small things that several formats need."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

from onrecord.model import Article, Attribution, Derivation, Findings, Settled, Spans, Statement, Time, speaker_of
from onrecord.text import quote

# what no XML 1.0 document can hold, not even escaped
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def fit(text: str) -> str:
    """The text with U+FFFD for each character that XML cannot hold."""
    return _UNFIT.sub("\ufffd", text)


def iri(noun: str, id: str) -> str:
    """A name for a row that is valid in linked data: `urn:onrecord:NOUN:ID`."""
    return f"urn:onrecord:{noun}:{percent_encoded(id, safe='')}"


_UNSAFE = re.compile(r"[\s\x00-\x20\x7f-\x9f<>\"{}|\\^`]")


def address(input: str) -> str | None:
    """The input as an address, where it is one that a program may be given; None for a path."""
    if not input.lower().startswith(("http://", "https://")):
        return None
    try:
        parts = urlsplit(input)
        return input if parts.hostname and not _UNSAFE.search(input) else None
    except ValueError:
        return None


class Index:
    """The rows of findings by their ids. Of several owners of a row, the first in the order of the links counts."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.links = findings.links
        self.articles: dict[str, Article] = {a.id: a for a in findings.articles}
        self.readings = {r.article: r for r in findings.readings}
        self.attributions: dict[str, Attribution] = {a.id: a for r in findings.readings for a in r.attributions}
        self.entities = {e.id: e for r in findings.readings for e in r.entities}
        self.speakers = {s.id: s for s in self.links.speakers}
        self.speaker_of = speaker_of(findings.readings, self.links)

    @cached_property
    def occasion_of(self) -> dict[str, str]:
        """The occasion of each attribution that has one."""
        return _owners((o.id, o.attributions) for o in self.links.occasions)

    @cached_property
    def story_of(self) -> dict[str, str]:
        """The story of each article that has one."""
        return _owners((s.id, s.articles) for s in self.links.stories)

    @cached_property
    def speaker_of_entity(self) -> dict[str, str]:
        """The speaker of each entity that has one."""
        return _owners((s.id, s.entities) for s in self.links.speakers)

    @cached_property
    def statements_of(self) -> dict[str, list[str]]:
        """The statements that each attribution reports."""
        out: dict[str, list[str]] = defaultdict(list)
        for statement in self.links.statements:
            for attribution in statement.attributions:
                out[attribution].append(statement.id)
        return out

    def origins(self, statement: Statement) -> int:
        """How many independent origins report a statement; an article that is in no story is one of its own.

        A primary source is no report; what stands in it alone has that one origin.
        """
        articles = {self.attributions[x].article for x in statement.attributions} - self._primaries
        return len({self._origin_of.get(a, a) for a in articles}) or 1

    @cached_property
    def _primaries(self) -> frozenset[str]:
        return frozenset(i for i, a in self.articles.items() if a.role)

    @cached_property
    def _origin_of(self) -> dict[str, str]:
        return _owners((f"{s.id}/{n}", group) for s in self.links.stories for n, group in enumerate(s.origins))

    @cached_property
    def unseen(self) -> dict[str, str | None]:
        """The reports that are not held, by id, each with the name of its source where a derivation gives one."""
        out: dict[str, str | None] = {}
        for d in self.links.derivations:
            if d.origin is None:
                out[unseen_id(d)] = out.get(unseen_id(d)) or d.source
        return dict(sorted(out.items()))

    def first_words(self, statement: Statement) -> str | None:
        """The words by which the first report of a statement tells it, None when there is none."""
        if not statement.attributions:
            return None
        first = self.attributions[statement.attributions[0]]
        return self.words(first.article, statement.part(first))

    def settled(self, time: Time) -> tuple[str | None, str | None, str | None, str]:
        """The value of a time, its end, its anchor, and what made it so, with what other articles settle."""
        other = self._settled.get(time.id) if time.value is None else None
        found = other or time
        return found.value, found.until, found.anchor, found.made_by

    @cached_property
    def _settled(self) -> dict[str, Settled]:
        return {s.time: s for s in self.links.settled}

    def name_of(self, attribution: str) -> str | None:
        """The name of whoever speaks in an attribution, None when that is not known."""
        speaker = self.speaker_of.get(attribution)
        return self.speakers[speaker].name if speaker in self.speakers else None

    def words(self, article: str, spans: Spans) -> str:
        """The words of an article that spans cover."""
        return quote(self.articles[article].text, spans)

    def said(self, attribution: Attribution) -> Spans:
        """The spans that stand for an attribution: its content, or, without one, its cue or its source."""
        return attribution.content or attribution.cue or attribution.source


def unseen_id(derivation: Derivation) -> str:
    """The id of the report that is not held from which an article comes."""
    return derivation.unseen or derivation.id


def _owners(pairs: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    out: dict[str, str] = {}
    for owner, items in pairs:
        for item in items:
            out.setdefault(item, owner)
    return out
