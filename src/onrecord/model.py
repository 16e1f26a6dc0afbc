"""The nouns of onrecord: plain, frozen data that every stage takes and returns.

Three layers, each pointing down and never changing what lies below:

* an `Article` is what intake made of an input;
* a `Reading` holds what the annotators found in one article, as the article words it;
* `Links` hold what the linkers found across articles.

Beside them stands what a person says against a finding: a `Correction`, which the linkers go by.

A `Span` is half-open and counts Unicode code points of `Article.text`. Dates are ISO 8601 strings cut
to the precision that is known ("2023-12", "2024-01-24T07:41"); what is not known is None. Every id is
the hash of the fields that define its row (`digest`), so the same input gives the same ids everywhere.
`made_by` names what made a row, with its version, such as "attributions.rules/1".
"""

from __future__ import annotations

import copyreg
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from operator import attrgetter
from typing import Literal, TypeAlias

Span: TypeAlias = tuple[int, int]
Spans: TypeAlias = tuple[Span, ...]

Form: TypeAlias = Literal["direct", "indirect", "mixed"]
AttributionKind: TypeAlias = Literal["statement", "attitude"]
EntityKind: TypeAlias = Literal["person", "organisation", "place", "group", "document", "unknown"]
Relation: TypeAlias = Literal["verbatim", "trimmed", "altered", "paraphrase", "translation"]
ChangeKind: TypeAlias = Literal["dropped", "added", "replaced", "inserted", "reordered", "shifted", "marks moved"]
How: TypeAlias = Literal["copy", "abridgement", "rewrite", "credit", "shared passage"]
Direction: TypeAlias = Literal["stated", "dated", "inferred", "undetermined"]
DiscrepancyKind: TypeAlias = Literal[
    "date",
    "number",
    "name",
    "quotation altered",
    "quotation shortened",
    "quotation dropped",
    "quotation versus paraphrase",
    "attribution strengthened",
    "attribution dropped",
    "translation differs",
    "wording",
]
Severity: TypeAlias = Literal["high", "medium", "low"]
Role: TypeAlias = Literal["transcript", "subtitles", "press release", "document"]
CorrectionKind: TypeAlias = Literal[
    "same statement",
    "other statement",
    "speaker",
    "same speaker",
    "other speaker",
    "same story",
    "other story",
    "derivation",
    "no derivation",
    "note",
]
CorrectionState: TypeAlias = Literal["applied", "not applied", "overruled", "undone"]


def digest(*parts: object) -> str:
    """The id of a row: 16 hexadecimal digits of the SHA-256 of its defining fields.

    Tuples, strings, numbers and None may be given; their `repr` is what is hashed.
    """
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


# --- an input and what it became ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one input, before anything is made of them.

    `input` is the path or address as given, `name` the file name without its ending. `retrieved` is when the page
    was fetched or saved, `charset` the encoding that a server or a mail states for the bytes, where one does.
    `primary` is whether the user says that it is a primary source.
    """

    input: str
    name: str
    media_type: str
    data: bytes
    retrieved: str | None = None
    charset: str | None = None
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """An input, or a part of one, that could not be used, and why, in words for a person."""

    input: str
    reason: str


@dataclass(frozen=True, slots=True)
class Furniture:
    """A stretch of `Article.text` that is not the article: a menu, a teaser, a date line, a caption, …"""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stretch of extracted text stood in the input: an XPath, a page number and a box, or a time code."""

    span: Span
    where: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its text with everything that is known about it.

    For plain text, `text` is the decoded input, unchanged. For other media types it is the extracted
    text, and `origin` says where each stretch of it came from. A *paragraph* is a list of spans because
    furniture may cut a sentence in two; headings inside the body are paragraphs too, and `headings`
    says which. `evidence` holds, for a field that was read from the text, the spans that say so.

    With a `role` it is a primary source and no report: what was said itself, or what a body itself published. Its form
    tells that (`evidence["role"]` are the spans that do, or, without text for it, `media_type`), or the user.
    """

    id: str
    input: str
    name: str
    sha256: str
    media_type: str
    text: str
    language: str | None = None
    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    published: str | None = None
    retrieved: str | None = None
    dateline: str | None = None
    paragraphs: tuple[Spans, ...] = ()
    headings: Spans = ()
    furniture: tuple[Furniture, ...] = ()
    evidence: dict[str, Spans] = field(default_factory=dict, hash=False)
    origin: tuple[Origin, ...] = ()
    role: Role | None = None

    @property
    def foreign(self) -> bool:
        """Whether it is known to be in another language than English, in which alone attributions are read."""
        return self.language is not None and not self.language.lower().startswith("en")

    @property
    def body(self) -> Spans:
        """The spans of the article proper, in text order."""
        return tuple(sorted(span for paragraph in self.paragraphs for span in paragraph))


# --- what one article says: annotations --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody said or thought something: who (`source`), the words for it (`cue`), what (`content`).

    Each role is a discontinuous stretch and may be empty (a quotation without a cue). `via` is the medium
    that relays it, as the text names it. `nested_in` is the attribution whose content this one lies in.
    `score` is the reader's confidence from 0 to 1.
    """

    id: str
    article: str
    source: Spans
    cue: Spans
    content: Spans
    form: Form
    kind: AttributionKind
    via: str | None
    nested_in: str | None
    score: float
    made_by: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, body, place, group or document as one article refers to it.

    `name` is the fullest name that the article gives, or None when it names nobody. `mentions` are the
    spans that refer to it, `says` the ids of the attributions whose source it is.
    """

    id: str
    article: str
    name: str | None
    kind: EntityKind
    aliases: tuple[str, ...]
    descriptions: tuple[str, ...]
    mentions: Spans
    says: tuple[str, ...]
    made_by: str


@dataclass(frozen=True, slots=True)
class Time:
    """An expression of time. `value` (and `until`, for a range) is None while nothing settles it.

    `anchor` says what a relative expression was resolved against: "published", "dateline", the id of
    another `Time`, or the id of an article of the same story.
    """

    id: str
    article: str
    span: Span
    value: str | None
    until: str | None
    anchor: str | None
    made_by: str


@dataclass(frozen=True, slots=True)
class Event:
    """A clause that says what happened at a time. `attribution` is set when somebody only claims it."""

    id: str
    article: str
    time: str
    spans: Spans
    text: str
    attribution: str | None
    made_by: str


@dataclass(frozen=True, slots=True)
class OccasionMention:
    """An interview, press conference, speech, … as one article mentions it.

    `entity` is the `Entity` who spoke there; `host`, `about` and `place` are words of the article; `held`
    and `aired` are ids of `Time`; `attributions` are those that the article says were made there.
    """

    id: str
    article: str
    kind: str
    entity: str | None
    host: str | None
    about: str | None
    place: str | None
    held: str | None
    aired: str | None
    spans: Spans
    attributions: tuple[str, ...]
    made_by: str


@dataclass(frozen=True, slots=True)
class Credit:
    """An agency or outlet that the article names as where its report comes from.

    `whole` is whether the article as a whole does; else only what stands beside the name is known to.
    """

    name: str
    span: Span
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that the annotators found in one article."""

    article: str
    attributions: tuple[Attribution, ...] = ()
    entities: tuple[Entity, ...] = ()
    times: tuple[Time, ...] = ()
    occasions: tuple[OccasionMention, ...] = ()
    events: tuple[Event, ...] = ()
    credits: tuple[Credit, ...] = ()


# --- what several articles say together: links -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Speaker:
    """One speaker across articles; `entities` are the ids of what each article calls so.

    A speaker that an entry of the user's list of names is has that entry's name and `identifier`, and `listed`
    cites it, as file and line ("names.csv:12"); without it, `listed` is None.
    """

    id: str
    name: str
    kind: EntityKind
    aliases: tuple[str, ...]
    descriptions: tuple[str, ...]
    entities: tuple[str, ...]
    made_by: str
    identifier: str | None = None
    listed: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """The value of a `Time` that its article leaves open and other articles of the story settle."""

    time: str
    value: str
    until: str | None
    anchor: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """One occasion across articles. `mentions` are ids of `OccasionMention`, the evidence for it."""

    id: str
    kind: str
    speaker: str | None
    host: str | None
    about: str | None
    place: str | None
    held: str | None
    aired: str | None
    articles: tuple[str, ...]
    mentions: tuple[str, ...]
    attributions: tuple[str, ...]
    made_by: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two wordings; `left` lies in the wording's article, `right` in the other's."""

    kind: ChangeKind
    left: Span | None
    right: Span | None


@dataclass(frozen=True, slots=True)
class Wording:
    """How one attribution words a statement, held against the fullest attribution of it."""

    attribution: str
    against: str
    relation: Relation
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One act of saying, as one or several articles report it.

    An attribution of several sentences may belong to several statements: `parts`, in step with `attributions`, are the
    spans of each that tell this one. Without `parts`, it is all of their content. What was said again on a later day is
    another statement: `repeats` is then the id of the one before it.
    """

    id: str
    speaker: str | None
    attributions: tuple[str, ...]
    wordings: tuple[Wording, ...]
    made_by: str
    repeats: str | None = None
    parts: tuple[Spans, ...] = ()

    def part(self, attribution: Attribution) -> Spans:
        """The spans of the content of one of its attributions that tell this statement."""
        if not self.parts:
            return attribution.content
        return self.parts[self.attributions.index(attribution.id)]


@dataclass(frozen=True, slots=True)
class Aligned:
    """A report that words what stands in a primary source.

    `attribution` is the report; `spans` are the sentences of the primary source `document` that it words, and `turns`
    the ids of the attributions there that these stand in, each once, in the order of the text. `relation` and `changes`
    are those of a `Wording`, held against these sentences. `speaker` is who says them in the source, where that is
    known: the report may name another. `score` is how sure it is, from 0 to 1.
    """

    id: str
    attribution: str
    document: str
    spans: Spans
    turns: tuple[str, ...]
    relation: Relation
    changes: tuple[Change, ...]
    speaker: str | None
    score: float
    made_by: str


@dataclass(frozen=True, slots=True)
class Match:
    """A passage of a derived article (`span`) and the passage that it comes from (`from_span`)."""

    span: Span
    from_span: Span | None


@dataclass(frozen=True, slots=True)
class Derivation:
    """`article` comes from `origin` (an article id), or from `source` (a name) when that is not held.

    With an `origin`, `source` is the name by which the article credits it, None when it does not.

    For `how` "shared passage" neither comes from the other: both hold a passage from elsewhere.
    `why` is a sentence for a person. `direction` is how it is known which of the two comes from the other: one of
    them states it, the dates say it, it is inferred from what was left out and added, or it is undetermined and
    `origin` only the likelier one; None where there is no direction. `unseen` is the id of an origin that is not
    held: articles whose rows have the same one go back to the same report.
    """

    id: str
    article: str
    origin: str | None
    source: str | None
    how: How
    score: float
    passages: tuple[Match, ...]
    why: str
    made_by: str
    direction: Direction | None = None
    unseen: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that tell one event; `origins` groups those that go back to one independent origin.

    `origin_names` says for each group what that origin is: an agency or outlet that is credited, an interview,
    or the outlet of the article that the others come from; None where nothing names it.
    """

    id: str
    title: str
    articles: tuple[str, ...]
    origins: tuple[tuple[str, ...], ...]
    made_by: str
    origin_names: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article that a finding rests on."""

    article: str
    spans: Spans


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Two accounts that differ, with both passages. `left` or `right` is None when one side is silent.

    `note` says in a plain sentence what differs. `severity` is "low" for what changes no meaning.
    """

    id: str
    kind: DiscrepancyKind
    statement: str | None
    left: Passage | None
    right: Passage | None
    note: str
    severity: Severity
    made_by: str


# --- what a person says against a finding ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of an article that a correction is about; without spans it is the article as a whole.

    It names no row, because a new version of the reader makes other rows: the row that is meant is sought anew by
    the place and, where the text has moved, by the words. `words` are those that `spans` cover (the title of an
    article as a whole, for people), `before` and `after` what stands beside them. For an attribution the spans are
    its content, and `source` the words for who said it.
    """

    article: str
    spans: Spans = ()
    words: str = ""
    before: str = ""
    after: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Undoing:
    """Who took a correction back, and when (ISO 8601, UTC)."""

    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says against a finding: who, when (`at`, ISO 8601, UTC), why in his own words.

    What is said of `left` and `right`, by `kind`:

    * "same statement", "other statement": two attributions are, or are not, of one act of saying;
    * "speaker": who speaks in the attribution `left` is the one whom `right` mentions, or the name in `value`;
    * "same speaker", "other speaker": two mentions are, or are not, of one speaker; of the two it is `left` that
      leaves where it stands now;
    * "same story", "other story": the same of two articles and their story;
    * "derivation": the article `left` comes from `right`; `value` is how;
    * "no derivation": neither comes from the other; or `left` does not come from the source in `value`;
    * "note": `why` is a remark on what stands there; `value` is the noun of the finding.

    It is never changed and never deleted; `undone` says that somebody took it back.
    """

    id: str
    kind: CorrectionKind
    left: Anchor
    right: Anchor | None
    value: str | None
    who: str
    at: str
    why: str
    undone: Undoing | None = None


@dataclass(frozen=True, slots=True)
class Ascribed:
    """An attribution whose speaker is another than the one whom its article's reading makes it."""

    attribution: str
    speaker: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a correction when the articles were last linked.

    `reason` says in words for a person why it was not applied, or what overrules it. `found` are the ids of the rows
    that its anchors mean now: attributions, entities or articles, in the order left, right.
    """

    correction: str
    state: CorrectionState
    reason: str | None
    found: tuple[str, ...]
    made_by: str


@dataclass(frozen=True, slots=True)
class Unlinked:
    """An article that has a story and speakers, but no other links, since a linker cannot bear it, and why."""

    article: str
    reason: str


@dataclass(frozen=True, slots=True)
class Links:
    """Everything that the linkers found across articles."""

    speakers: tuple[Speaker, ...] = ()
    settled: tuple[Settled, ...] = ()
    stories: tuple[Story, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    statements: tuple[Statement, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()
    ascribed: tuple[Ascribed, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    aligned: tuple[Aligned, ...] = ()
    unlinked: tuple[Unlinked, ...] = ()


def speaker_of(readings: Iterable[Reading], links: Links) -> dict[str, str]:
    """The id of the speaker of each attribution that has one; of several, the first in the order of the links."""
    says = {e.id: e.says for r in readings for e in r.entities}
    out: dict[str, str] = {row.attribution: row.speaker for row in links.ascribed}
    for speaker in links.speakers:
        for entity in speaker.entities:
            for attribution in says.get(entity, ()):
                out.setdefault(attribution, speaker.id)
    return out


def not_linked(inputs: Mapping[str, str], unlinked: Iterable[Unlinked]) -> tuple[Failure, ...]:
    """Articles without links, as failures; `inputs` are those of articles, by id."""
    found = ((inputs[row.article], row.reason) for row in unlinked if row.article in inputs)
    return tuple(Failure(input, f"{input}: could not be linked: {reason}") for input, reason in found)


@dataclass(frozen=True, slots=True)
class Findings:
    """Articles, what each says, and what they say together: the content of a record.

    `corrections` stand in the order in which they were made.
    """

    articles: tuple[Article, ...] = ()
    readings: tuple[Reading, ...] = ()
    links: Links = Links()
    failures: tuple[Failure, ...] = ()
    corrections: tuple[Correction, ...] = ()


# --- how nouns are sent to other processes -----------------------------------------------------------


def _send_as_fields(nouns: Iterable[object]) -> None:
    """Have nouns pickled as their fields: half the work of what a frozen dataclass with slots does by itself."""
    for noun in nouns:
        if isinstance(noun, type) and is_dataclass(noun):
            # one name more than there are, so that the values of a single field are a tuple too
            values = attrgetter("__class__", *(f.name for f in fields(noun)))
            copyreg.pickle(noun, lambda row, noun=noun, values=values: (noun, values(row)[1:]))  # type: ignore[misc]


_send_as_fields(list(globals().values()))
