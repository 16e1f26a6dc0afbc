"""What the templates get: plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from onrecord.model import Statement
from onrecord.report.frame import StoryRow

if TYPE_CHECKING:  # it is laid out with the words of `desk`, which fills these shapes
    from onrecord.report.graph_shapes import Graph
    from onrecord.report.remarks import Remark


@dataclass(frozen=True, slots=True)
class Words:
    """Words of an article with a little of what stands around them, and the address where they stand.

    `at` is the slug of the passage, which holds its article and its offsets. `title` is the article's where its label
    says too little.
    """

    label: str
    href: str
    at: str
    before: str
    html: Markup
    after: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A speaker as it is shown: `sure` is False for one that nothing names, neither an article nor the user's list.

    `cited` is the entry of that list that the speaker is: its identifier and where it stands. `descriptions` are what
    articles call the speaker beside the name.
    """

    text: str
    href: str | None
    sure: bool
    cited: str | None = None
    descriptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """How one article reports one statement: `how` is a key of `HOW`, `href` leads to the words where there are any."""

    article: str
    label: str
    how: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Worded:
    """One wording of a statement, its differences from the fullest marked.

    `by` are those who word it so, each with the address of the words, and `at` the passages, the shown one first;
    `note` says what kind of wording it is. `id` is the slug of the attribution that is shown.
    """

    id: str

    by: tuple[tuple[str, str], ...]
    at: tuple[str, ...]
    html: Markup
    note: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a statement: the fullest words and the others, and who leaves it out.

    `at` are the passages with these words, the shown one first. `left_out` are the articles that could have reported
    it and do not, by label, those first that come from one that does; in a large story only `missing`, their number,
    is given.
    """

    html: Markup
    at: tuple[str, ...]
    short: str
    wordings: tuple[Worded, ...]  # beside the fullest
    left_out: tuple[tuple[str, str], ...]  # how, label
    missing: int
    repeats: tuple[str, str | None] | None  # what was said before, and when in words
    again: tuple[tuple[str, str | None], ...]  # where it is said again on later days


@dataclass(frozen=True)
class StatementView:
    """One statement: who, how the articles of its story report it and, once it is shown, its words.

    `row` is the statement itself. `thought` is set for an attitude, `told_by` when the statement stands in what another
    says; `via` are media that relay it, as articles name them. `origins` is how many independent origins report it.
    `tell` is called when what it gives is first asked for: a page shows few of the statements of a large story.
    """

    id: str
    row: Statement
    who: Name
    thought: bool
    told_by: Name | None
    via: tuple[str, ...]
    quoted: bool
    reported: tuple[Report, ...]
    by_how: tuple[tuple[str, tuple[Report, ...]], ...]
    origins: int
    occasion: OccasionView | None
    score: float
    made_by: str
    tell: Callable[[], Told] = field(compare=False, repr=False)

    @cached_property
    def told(self) -> Told:
        return self.tell()


@dataclass(frozen=True, slots=True)
class OccasionView:
    """One occasion, with the words that tell of it.

    `brief` is its title without the speaker; `telling` is False when neither time, place, host nor subject is known.
    """

    id: str
    title: str
    brief: str
    telling: bool
    held: str | None
    aired: str | None
    place: str | None
    labels: tuple[str, ...]
    evidence: tuple[Words, ...]
    statements: int
    made_by: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A passage and the one that it comes from, if that is held; `same` when both are the same words."""

    left: Words
    right: Words | None
    same: bool


@dataclass(frozen=True, slots=True)
class DerivationView:
    """Where an article comes from, and the passages that show it.

    `sure` is whether the direction is stated or dated; what is only inferred, or not known, looks uncertain.
    `elsewhere` is whether no article here is of the source that is credited.
    """

    id: str
    label: str
    source: str
    held: bool
    elsewhere: bool
    how: str
    direction: str | None
    sure: bool
    why: str
    passages: tuple[Pair, ...]
    score: float
    made_by: str


@dataclass(frozen=True, slots=True)
class DiscrepancyView:
    """Two accounts that differ."""

    id: str
    note: str
    left: Words | None
    right: Words | None
    made_by: str


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One discrepancy, or several of one kind in what articles make of one statement, whose address is `statement`."""

    kind: str
    severity: str
    statement: str | None
    rows: tuple[DiscrepancyView, ...]

    @property
    def count(self) -> int:
        """How many discrepancies it is."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened, and where it is told; `claimed_by` is set when somebody only says so.

    `at` is the passage of the words, where they are those of one.

    An occasion stands on the line under its title, `href` leads to it, and `said` tells what was said there. `more`
    is how many articles tell it beside those that are named.
    """

    id: str
    words: str
    claimed: bool
    claimed_by: str | None
    told: tuple[tuple[str, str], ...]
    more: int
    at: str | None = None
    href: str | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True)
class DayView:
    """What happened at one time; `rough` when that is more than a day."""

    date: str | None
    until: str | None
    rough: bool
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class OriginView:
    """One independent origin: its `size` articles, some of them by label and address, and how they hang together.

    `name` is what it is, where something names it: an agency, an interview, an outlet that others follow.
    `title` is that of the first article where its label says too little.
    """

    number: int
    name: str | None
    articles: tuple[tuple[str, str], ...]
    size: int
    title: str | None
    derivations: tuple[DerivationView, ...]

    @property
    def alone(self) -> bool:
        """Whether nothing ties its one article to any other."""
        return self.size == 1 and not self.derivations


@dataclass(frozen=True, slots=True)
class Group:
    """What one speaker says in one story: `count` statements, those of several articles, then those of one."""

    id: str
    href: str
    who: Name
    count: int
    shared: tuple[StatementView, ...]
    single: tuple[StatementView, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """An article as a story lists it; `origin` counts from 1."""

    label: str
    href: str
    title: str | None
    short: str | None  # the title, where the label says too little
    outlet: str | None
    published: str | None
    origin: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Statements of several articles by articles; of a large story, the articles that report most of them.

    A row is a statement, a report for each of `articles`, and how many of the other articles do what.
    """

    articles: tuple[Reference, ...]
    more: int
    rows: tuple[tuple[StatementView, tuple[Report, ...], tuple[tuple[str, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class WordedView:
    """How one report words what stands in a primary source, or words that stand in none.

    `kept` says in words what became of the source's; `joined` says that it puts together what does not stand together
    there. `other` is whom it names for it, where that is not whom the source names, who has a name there or has none
    (`unnamed`). `missing` are words of the source that it changes.
    """

    label: str
    href: str
    kept: str
    joined: str | None
    other: Name | None
    unnamed: bool
    at: str
    html: Markup
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgainstView:
    """One statement as it stands in a primary source, with all reports of it; `where` is a time code or a page."""

    href: str
    who: Name
    html: Markup
    at: str
    where: str | None
    worded: tuple[WordedView, ...]


@dataclass(frozen=True, slots=True)
class TurnView:
    """What of one turn of a primary source is left; `who` is None for somebody without a name, who may only ask."""

    href: str
    who: Name | None
    asks: bool
    html: Markup
    at: str
    where: str | None


@dataclass(frozen=True, slots=True)
class PrimaryView:
    """One primary source: what is reported of it, what articles tell as their own, what is not reported.

    Shares are of its characters, in percent; `tally` says how many reports keep its words, and how. `nowhere` is what
    its speakers are said to have said and stands in none.
    """

    label: str
    href: str
    role: str
    title: str | None
    published: str | None
    by_form: bool
    tally: tuple[tuple[str, int], ...]
    reported_share: int
    told_share: int
    reported: tuple[AgainstView, ...]
    more: int
    told: tuple[TurnView, ...]
    unreported: tuple[TurnView, ...]
    nowhere: tuple[WordedView, ...]


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story, or one article that tells a story of its own."""

    id: str
    title: str
    published: str | None  # from when to when, in words
    dates: tuple[str | None, str | None]  # of the first and the last article
    undated: int
    outlets: tuple[str, ...]
    more_outlets: int
    without_outlet: int
    articles: tuple[Reference, ...]
    origins: tuple[OriginView, ...]
    derivations: tuple[DerivationView, ...]
    graph: Graph | None
    key: tuple[StatementView, ...]  # the few to know first
    groups: tuple[Group, ...]
    matrix: Matrix
    alone: tuple[tuple[str, int], ...]  # who reports statements that nobody else does, by label, and how many
    shared: int  # statements of several articles
    independent: int  # statements of several origins
    statements: int
    speakers: tuple[tuple[Name, int], ...]  # the few with most statements
    speaking: int  # how many speakers there are
    differences: tuple[DifferenceView, ...]
    occasions: tuple[OccasionView, ...]
    days: tuple[DayView, ...]
    primaries: tuple[PrimaryView, ...]
    made_by: str | None


@dataclass(frozen=True, slots=True)
class SaidView:
    """One statement among all of a speaker: its fullest words, who reports it how, and where more of it stands.

    `day` is when it was said or, where nothing tells, when it was first reported; `reported_only` is then set.
    """

    id: str
    href: str
    day: str | None
    reported_only: bool
    thought: bool
    told_by: Name | None
    html: Markup
    at: tuple[str, ...]
    by_how: tuple[tuple[str, tuple[Report, ...]], ...]
    story: str
    title: str
    score: float
    made_by: str


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """One speaker over all stories; `articles` is None where not all of them are at hand.

    `href` leads to a page of his or her own where there is one.
    """

    id: str
    href: str | None
    who: Name
    kind: str
    aliases: tuple[str, ...]
    descriptions: tuple[str, ...]
    statements: int
    groups: tuple[tuple[str, str, int], ...]  # where the statements stand: address, title of the story, how many
    articles: int | None
    identifier: str | None  # in words
    listed: str | None  # the line of the user's list


@dataclass(frozen=True, slots=True)
class Field:
    """One thing known of an article, with the words that say so; `value` is None when nothing does."""

    name: str
    value: str | None
    seen: tuple[tuple[str, str], ...]  # address, and the words when they differ from the value


@dataclass(frozen=True, slots=True)
class AttributionView:
    """One attribution as its article numbers it; `told` says in short what it is."""

    number: int
    id: str
    href: str
    who: Name
    told: str
    statement: str | None
    score: float


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article with its marked text; `speaking` are those who speak in it, with the attributions of each."""

    id: str
    label: str
    title: str | None
    outlet: str | None
    published: str | None
    authors: tuple[str, ...]
    language: str | None
    text: Markup
    fields: tuple[Field, ...]
    attributions: int
    speaking: tuple[tuple[Name, tuple[AttributionView, ...]], ...]
    stories: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report.

    `index` lists the stories of several articles, each with its address; `sources` are what a citation says of each
    article, by what its passages' slugs begin with; `remarks` are what people said of rows, by slug.
    """

    title: str
    summary: str
    unread: str | None
    failures: tuple[tuple[str, str], ...]
    index: tuple[tuple[str, StoryRow], ...]
    stories: tuple[StoryView, ...]
    alone: tuple[StoryView, ...]
    speakers: tuple[SpeakerView, ...]
    articles: tuple[ArticleView, ...]
    makers: tuple[tuple[str, str], ...]
    sources: Mapping[str, tuple[str | None, ...]]
    remarks: Mapping[str, tuple[Remark, ...]]
