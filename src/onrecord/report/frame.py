"""What the server gives to the live pages beside findings: the frame that all share, and rows read for lists.

All of it is frozen and plain: texts as they stand in the record, ids, dates as ISO 8601, numbers. Nothing here is
HTML; the templates escape it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from onrecord.model import CorrectionState

Order: TypeAlias = Literal["newest", "largest"]

# outlets that a row of a list names
OUTLETS = 4


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
    `paging` is None where everything stands on one page. `note` says what is going on ("… being linked anew …"), and
    `stored` is whether a correction of this reader has just been stored.
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
    stored: bool = False


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story in a list.

    `first` and `last` are the earliest and latest date of publication that are known, `statements` those of its
    articles, `shared` those of several articles, `outlets` the first by name of its outlets and `more_outlets` how many
    others there are, `high` and `medium` the discrepancies of that severity among all
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
    outlets: tuple[str, ...] = ()
    more_outlets: int = 0


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
    order: Order = "newest"
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
    were found, most first; with `latest`, of so many places alone, those that came in last. `problem` says why nothing
    could be searched for.
    """

    words: str
    hits: tuple[Hit, ...] = ()
    speaker: str | None = None
    speakers: tuple[tuple[str, str, int], ...] = ()
    problem: str | None = None
    latest: int | None = None


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """What a person said against a finding.

    `kind` is that of the correction, `left` and `right` are the words that it is about, `made` is when, `who` and `why`
    stand in that person's words. `place` is (kind, id) of a row that it is about: "story", "article", "speaker" or
    "statement". `state` is what became of it, "waiting" until it is linked by, and `reason` why it was not applied.
    `undone` is when it was taken back, and `undone_by` who did.
    """

    id: str
    kind: str
    left: str
    right: str
    made: str
    who: str
    why: str
    place: tuple[str, str] | None = None
    state: CorrectionState | Literal["waiting"] = "applied"
    reason: str | None = None
    undone: str | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be said against a finding: the `kind` of correction, and its sentence in `words`.

    `which` asks for the other row, "" where there is none to choose. `choices` are (heading, rows) with (slug, words)
    of each row, `more` the number of those that are not listed. `typed` says what may be written in place of a
    choice ("" for nothing), and `how` is whether it is asked in which way an article comes from another.
    """

    kind: str
    words: str
    which: str = ""
    choices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    more: int = 0
    typed: str = ""
    how: bool = False


@dataclass(frozen=True, slots=True)
class CorrectionForm:
    """What can be said against one row.

    `row` is its slug, `noun` what it is, `words` are its words and `by` says whose or where. `back` is the address to
    return to, and `parts` are other rows with forms of their own: (slug, words). `filled` is what was written in the
    form so far, by field, and `problem` why that was not stored.
    """

    row: str
    noun: str
    words: str
    by: str
    back: str
    options: tuple[Option, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    filled: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None
