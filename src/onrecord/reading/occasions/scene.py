"""An article laid out for reading occasions: who says what where, on which dates, at which level of quotation."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from onrecord.model import Article, Attribution, Entity, Reading, Span, Spans, Time
from onrecord.text import View, reading_view

# several speak there, so that "at the summit" may follow another speaker's mention of it
SHARED = frozenset(["summit", "conference", "debate", "hearing", "event", "meeting", "town hall", "rally"])
# known by a date or a network alone
LOOSE = frozenset(["remarks", "report", "post"])
# published rather than held
WRITTEN = frozenset(
    ["statement", "letter", "op-ed", "post", "report", "filing", "video", "book", "ruling", "documentary"]
)
# one gathering may go by several of these words
TALKS = frozenset(["speech", "rally", "event", "conference", "summit", "town hall"])

# more characters without a full stop are a table or a list, and no sentence
_LONGEST = 3_000


@dataclass(slots=True)
class Draft:
    """A mention while it is being read; positions are those of the view."""

    kind: str
    span: Span
    sentence: int
    entity: Entity | None
    definite: bool = False
    host: str | None = None
    about: str | None = None
    place: str | None = None
    held: str | None = None
    aired: str | None = None
    shown: list[Span] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    again: list[int] = field(default_factory=list)  # further sentences that speak of it
    spoken: bool = True  # whether anybody is said to speak there


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution with a speaker, and where its words of saying stand in the view."""

    row: Attribution
    entity: Entity | None
    cue: Span
    source: Span | None
    inside: frozenset[str]  # the attributions whose content holds the cue


@dataclass(frozen=True, slots=True)
class Scene:
    """An article laid out for reading occasions."""

    article: Article
    view: View
    sentences: Sequence[Span]
    said: Sequence[Sequence[Said]]  # by sentence
    times: Sequence[Sequence[tuple[Span, Time]]]  # by sentence
    entities: Sequence[tuple[Span, Entity]]  # mentions in text order
    contents: Sequence[tuple[Span, str]]  # stretches of content in text order


def lay_out(article: Article, reading: Reading) -> Scene:
    """Place what was found in an article in its reading view, sentence by sentence."""
    view = reading_view(article)
    bounds = [s for s in view.sentences if s[1] - s[0] <= _LONGEST]
    starts = [a for a, _ in bounds]

    def spans(where: Spans) -> list[Span]:
        out = []
        for a, b in where:
            at = view.locate(a)
            if at is not None:
                out.append((at, at + b - a))
        return out

    def sentence(at: int) -> int | None:
        n = bisect_right(starts, at) - 1
        return n if n >= 0 and at < bounds[n][1] else None

    contents = sorted((s, row.id) for row in reading.attributions for s in spans(row.content))
    speaker = {a: entity for entity in reading.entities for a in entity.says}
    said: list[list[Said]] = [[] for _ in bounds]
    for row in reading.attributions:
        cue, source = spans(row.cue), spans(row.source)
        anchor = (cue or source or [(-1, -1)])[0]
        n = sentence(anchor[0])
        if n is None:
            continue
        inside = frozenset(holding(contents, anchor[0])) - {row.id}
        said[n].append(
            Said(row, speaker.get(row.id), (anchor[0], (cue or source)[-1][1]), source[0] if source else None, inside)
        )
    times: list[list[tuple[Span, Time]]] = [[] for _ in bounds]
    for time in reading.times:
        for span in spans((time.span,)):
            n = sentence(span[0])
            if n is not None:
                times[n].append((span, time))
    entities = sorted(((s, e) for e in reading.entities for s in spans(e.mentions)), key=lambda pair: pair[0])
    return Scene(article, view, bounds, said, times, entities, contents)


def holding(contents: Sequence[tuple[Span, str]], at: int) -> Iterator[str]:
    """The attributions whose content holds this place; contents that begin far before are not looked at."""
    i = bisect_right(contents, ((at, at), "\uffff"))
    for (start, stop), row in contents[max(0, i - 40) : i]:
        if start <= at < stop:
            yield row


def entity_at(scene: Scene, start: int, stop: int) -> Entity | None:
    """The entity mentioned in `start:stop`, the longest mention first."""
    i = bisect_right(scene.entities, start, key=lambda pair: pair[0][0])
    near = [(b - a, e) for (a, b), e in scene.entities[max(0, i - 4) : i + 4] if a < stop and start < b]
    return max(near, key=lambda pair: pair[0])[1] if near else None


def within(times: Sequence[tuple[Span, Time]], at: int) -> bool:
    """Whether the place lies in an expression of time."""
    return any(a <= at < b for (a, b), _ in times)


def spoken_between(scene: Scene, n: int, start: int, stop: int) -> bool:
    """Whether words of saying stand in `start:stop`."""
    return any(start <= s.cue[0] < stop for s in scene.said[n])
