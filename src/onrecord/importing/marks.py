"""What a file of another program says of a record: rows, each an attribution as the file has it, and ties between them.

Every format is read into these, so that what became of a row is worked out in one place (`weighing`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.model import CorrectionKind, Spans


@dataclass(frozen=True, slots=True)
class Place:
    """Words of an article as a file has them: `words` at `spans` of the article with this id."""

    article: str
    spans: Spans
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """An attribution as a file has it now, beside what the file had when it was written.

    `where` is its place in the file, as "line 12". `attribution` is its id at the export, empty for one that the user
    has marked himself. Who speaks is a name, or the words of `mention` in the article; None: nothing is said of that.
    `statements` are names of groups: rows of one group are one statement. `marks` are the spans that the file has for
    "content", "source" and "cue", where its user can change them.
    """

    file: str
    where: str
    place: Place
    attribution: str = ""
    speaker: str | None = None
    speaker_was: str | None = None
    mention: Place | None = None
    statements: frozenset[str] = frozenset()
    statements_were: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    marks: dict[str, Place] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Tie:
    """That the words at two places belong together, or do not, as `kind` has it."""

    file: str
    where: str
    kind: CorrectionKind
    left: Place
    right: Place


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line of a file that could not be used, and why, in words for a person."""

    file: str
    where: str
    reason: str

    @property
    def words(self) -> str:
        return f"{self.file}, {self.where}: {self.reason}" if self.where else f"{self.file}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Marks:
    """All that one file says. `counts` are the numbers of attributions that it had of articles when it was written."""

    rows: tuple[Row, ...] = ()
    ties: tuple[Tie, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    counts: dict[str, int] = field(default_factory=dict, hash=False)
