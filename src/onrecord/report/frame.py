"""What the server gives to the live pages beside findings: the frame that all share, and rows read for lists.

All of it is frozen and plain: texts as they stand in the record, ids, dates as ISO 8601, numbers. Nothing here is
HTML; the templates escape it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Order: TypeAlias = Literal["newest", "largest"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the whole record holds."""

    articles: int = 0
    stories: int = 0
    speakers: int = 0
    statements: int = 0
    discrepancies: int = 0


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list is shown: `page` counts from 1 to `pages`, `total` rows are in all of them."""

    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What every live page knows.

    `record` is the name of the record, `token` the session's, which every form that changes something sends as
    `token`. `path` is the path that was asked for ("/story/9a2b…"), `query` the rest of the address without `page`.
    `paging` is None where everything stands on one page. `note` says what has just been done ("Said to be the same.").
    `moment` is that of the record in the answer to "/changes", by which an open page tells that it has changed.
    """

    record: str
    token: str
    path: str
    counts: Counts = Counts()
    query: tuple[tuple[str, str], ...] = ()
    paging: Paging | None = None
    note: str | None = None
    moment: str = ""


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story in a list.

    `first` and `last` are the earliest and latest date of publication that are known, `statements` those of its
    articles, `shared` those of several articles, `high` and `medium` the discrepancies of that severity among all
    `discrepancies`.
    """

    id: str
    title: str
    articles: int
    origins: int
    statements: int
    shared: int
    discrepancies: int
    high: int = 0
    medium: int = 0
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A speaker in a list; `named` is False when nothing names the speaker, neither an article nor the user's list."""

    id: str
    name: str
    kind: str
    named: bool
    descriptions: tuple[str, ...]
    statements: int
    articles: int
    identifier: str | None = None
    listed: str | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A list of the record's stories or speakers, as much of it as one page shows.

    `order` is that of the stories. `unread` are (language, number) of the articles that are not read for who said what,
    `failures` (input, reason) of what could not be read; `words` is what a list of speakers was narrowed to.
    """

    stories: tuple[StoryRow, ...] = ()
    speakers: tuple[SpeakerRow, ...] = ()
    order: Order = "largest"
    words: str = ""
    unread: tuple[tuple[str, int], ...] = ()
    failures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that a search found: what somebody says (`attribution` is its id), or the text of an article.

    `excerpt` are pieces of text in their order, each with whether it is what was searched for.
    """

    article: str
    name: str
    title: str | None
    outlet: str | None
    published: str | None
    excerpt: tuple[tuple[str, bool], ...]
    attribution: str | None = None
    speaker: str | None = None  # id
    speaker_name: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, as much of it as one page shows; the page stands in the frame's paging.

    `speaker` is the id that the hits are narrowed to. `speakers` are (id, name, number of hits) of those whose words
    were found, most first. `problem` says why nothing could be searched for.
    """

    words: str
    hits: tuple[Hit, ...] = ()
    speaker: str | None = None
    speakers: tuple[tuple[str, str, int], ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """What a person said against a finding.

    `said` is it in a sentence, `made` when, `who` and `why` in that person's words. `place` is (kind, id) of a row that
    it is about: "story", "article" or "speaker". `applied` is False when the words that it rests on are not there any
    more; `undone` is when it was taken back.
    """

    id: str
    said: str
    made: str
    who: str | None
    why: str | None
    place: tuple[str, str] | None = None
    applied: bool = True
    undone: str | None = None
