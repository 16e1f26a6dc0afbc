"""What checking a draft gives: plain, frozen data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from onrecord.model import Article, DiscrepancyKind, Spans

Level: TypeAlias = Literal["high", "medium", "low", "note"]
FaultKind: TypeAlias = Literal[
    DiscrepancyKind,
    "negation",
    "qualifier",
    "words inserted",
    "quotations joined",
    "not found",
    "other speaker",
    "other occasion",
    "one origin",
    "accounts differ",
]
Verdict: TypeAlias = Literal[
    "not found", "other speaker", "other occasion", "other words", "one origin", "verbatim", "told", "not checked"
]

LEVELS: tuple[Level, ...] = ("high", "medium", "low", "note")
RANK = {level: n for n, level in enumerate(LEVELS)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the record has what a claim says: `spans` of the text of the article with that id, and these words.

    `name`, `title`, `outlet` and `published` are the article's. `speaker` (and `speaker_id`) is who says it there, and
    `day` when, in ISO 8601, with the `occasion` ("press conference"); each is None where the record does not know.
    `attribution` and `statement` are ids of the record, `origin` names the story and the origin of the article.
    """

    article: str
    name: str
    title: str | None
    outlet: str | None
    published: str | None
    spans: Spans
    words: str
    quoted: bool
    speaker: str | None = None
    speaker_id: str | None = None
    day: str | None = None
    occasion: str | None = None
    attribution: str | None = None
    statement: str | None = None
    origin: str | None = None

    @property
    def label(self) -> str:
        """What to call the article: its outlet, or its name."""
        return self.outlet or self.name


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to look at in a claim: what kind of difference, how grave, and a sentence that says it.

    `spans` are the words of the draft that it is about, `place` and `place_spans` those of the record; both are empty
    where there are none. The level "note" is for what is worth knowing and no fault.
    """

    kind: FaultKind
    level: Level
    note: str
    spans: Spans = ()
    place: Place | None = None
    place_spans: Spans = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A quotation of the draft, or a sentence that it ascribes to somebody, with what the record has of it.

    `spans` and `words` are what is said, in the draft's text; `quoted` is whether it stands in quotation marks.
    `source` is the draft's words for who said it, `speaker` the name that it gives him or her; None where it names
    nobody. `verdict` is the gravest that was found, `level` how grave; None: it is as the record has it. `places` are
    the passages of the record that have it, the best first, or for one that was not found the likest, which then is a
    hint and no more. `articles` and `origins` count the articles of the whole record that report it and how many
    independent origins these have. `reason` says why a claim was not checked.
    """

    spans: Spans
    words: str
    quoted: bool
    source: str | None
    speaker: str | None
    verdict: Verdict
    level: Level | None = None
    faults: tuple[Fault, ...] = ()
    places: tuple[Place, ...] = ()
    articles: int = 0
    origins: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft, held against a record.

    `claims` stand in the order of gravity, and of equal ones as in the draft; those of the verdict "not checked" are
    last. `draft` is the draft as an article: all spans of claims point into its `text`. `outside` counts the quotations
    of a page that stand in its menus and the like, where nothing is read.
    """

    draft: Article
    claims: tuple[Claim, ...]
    outside: int = 0

    def at_least(self, level: Level) -> tuple[Claim, ...]:
        """The claims that are as grave as this, or graver."""
        return tuple(c for c in self.claims if c.level is not None and RANK[c.level] <= RANK[level])

    @property
    def clear(self) -> tuple[Claim, ...]:
        """The claims that the record has as they stand."""
        return tuple(c for c in self.claims if c.level in (None, "note") and c.verdict != "not checked")

    @property
    def unchecked(self) -> tuple[Claim, ...]:
        """The claims that could not be looked up, with the reason of each."""
        return tuple(c for c in self.claims if c.verdict == "not checked")


def gravest(faults: Sequence[Fault]) -> Level | None:
    """The gravest level of some faults."""
    return min((f.level for f in faults), key=RANK.__getitem__, default=None)
