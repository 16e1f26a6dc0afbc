"""Corrections resolved: which rows each is about now, which of them hold, and what the linkers are to go by.

An anchor is sought by its place. Where other words stand there, the text was extracted anew: then its words are
sought, and where they stand several times, what stands beside them tells which is meant. What fits nothing, or two
things alike, is not applied and says so. Of two corrections that contradict each other the later one holds, whoever
makes it; what follows from several together (one is two, and two is three) counts as said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from onrecord.model import (
    Anchor,
    Article,
    Attribution,
    Correction,
    Entity,
    How,
    Outcome,
    Reading,
    Spans,
)
from onrecord.text import fold, overlap, quote, reading_view
from onrecord.ties import Stated, Ties

MADE_BY = "corrections.anchors/1"

# a row is what an anchor means when they share at least this part of all the characters that either has
LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Held:
    """What the corrections that hold say, in ids of the present rows, and what became of each correction.

    `statements` ties attributions, `speakers` entities, `stories` articles. `ascribed` gives attributions an entity,
    or a name where the second is True. `stated` are derivations by the pair of their articles, `denied` such pairs,
    and `uncredited` articles with the name, for comparing, of a source that they do not come from. `homes` are the
    articles of all rows that are spoken of.
    """

    statements: Ties = field(default_factory=Ties)
    speakers: Ties = field(default_factory=Ties)
    stories: Ties = field(default_factory=Ties)
    ascribed: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    stated: Mapping[frozenset[str], Stated] = field(default_factory=dict)
    denied: frozenset[frozenset[str]] = frozenset()
    uncredited: frozenset[tuple[str, str]] = frozenset()
    homes: Mapping[str, str] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()


def asked(corrections: Sequence[Correction]) -> set[str]:
    """The articles that corrections are about."""
    return {a.article for c in corrections for a in (c.left, c.right) if a}


def held(articles: Sequence[Article], readings: Sequence[Reading], corrections: Sequence[Correction]) -> Held:
    """What `corrections`, in the order in which they were made, come to."""
    if not corrections:
        return Held()
    rows = _Rows(articles, readings, corrections)
    taken = _Taken()
    outcomes = {c.id: _outcome(c, rows, taken) for c in reversed(corrections)}
    return Held(
        *(taken.ties["statement"], taken.ties["speaker"], taken.ties["story"], taken.ascribed, taken.stated),
        *(frozenset(taken.denied), frozenset(taken.uncredited)),
        _homes(corrections, outcomes),
        tuple(outcomes[c.id] for c in corrections),
    )


def _homes(corrections: Sequence[Correction], outcomes: Mapping[str, Outcome]) -> dict[str, str]:
    """The articles of the rows that corrections are about."""
    anchors = ((c, [anchor for anchor in (c.left, c.right) if anchor]) for c in corrections)
    return {
        row: anchor.article for c, found in anchors for row, anchor in zip(outcomes[c.id].found, found, strict=False)
    }


def _outcome(c: Correction, rows: _Rows, taken: _Taken) -> Outcome:
    if c.undone:
        return Outcome(c.id, "undone", None, (), MADE_BY)
    found = rows.find(c)
    if isinstance(found, str):
        return Outcome(c.id, "not applied", found, (), MADE_BY)
    if taken.take(c, found):
        return Outcome(c.id, "applied", None, found, MADE_BY)
    return Outcome(c.id, "overruled", taken.otherwise(c, found), found, MADE_BY)


class _Taken:
    """What holds of the corrections that were looked at so far, the last one first."""

    def __init__(self) -> None:
        self.ties = {"statement": Ties(), "speaker": Ties(), "story": Ties()}
        self.ascribed: dict[str, tuple[str, bool]] = {}
        self.stated: dict[frozenset[str], Stated] = {}
        self.denied: set[frozenset[str]] = set()
        self.uncredited: set[tuple[str, str]] = set()
        self._last: dict[object, Correction] = {}  # who spoke last of the same rows

    def take(self, c: Correction, found: Sequence[str]) -> bool:
        """Go by a correction of these rows; whether it agrees with what was taken before."""
        fits = self._fits(c, found[0], found[-1])
        if fits:
            self._last.setdefault(_matter(c, found), c)
        return fits

    def otherwise(self, c: Correction, found: Sequence[str]) -> str:
        """What overrules a correction, in words for a person."""
        by = self._last.get(_matter(c, found))
        if by is None:
            return "what was said later of these and of others contradicts it"
        return f"{by.who} said otherwise later ({by.at[:10]})"

    def _fits(self, c: Correction, left: str, right: str) -> bool:
        word, _, noun = c.kind.partition(" ")
        if word == "same":
            return self.ties[noun].join(left, right)
        if word == "other":
            return self.ties[noun].part(left, right)
        if c.kind == "speaker":
            meant = (right, False) if c.right else (c.value or "", True)
            return self.ascribed.setdefault(left, meant) == meant
        if c.kind == "no derivation" and c.right is None:
            self.uncredited.add((left, fold(c.value or "").removeprefix("the ")))
        elif c.kind == "no derivation":
            return self._deny(frozenset((left, right)))
        elif c.kind == "derivation":
            return self._state(c, left, right)
        return True

    def _deny(self, pair: frozenset[str]) -> bool:
        if pair not in self.stated:
            self.denied.add(pair)
        return pair in self.denied

    def _state(self, c: Correction, article: str, origin: str) -> bool:
        pair = frozenset((article, origin))
        if pair in self.denied:
            return False
        how: How = next((how for how in get_args(How) if how == c.value), "rewrite")
        stated = self.stated.setdefault(pair, Stated(article, origin, how, _why(c)))
        return (stated.article, stated.how) == (article, how)


def _matter(c: Correction, found: Sequence[str]) -> object:
    """What a correction decides: those that decide the same may contradict each other."""
    if c.kind == "speaker":
        return c.kind, found[0]
    return c.kind.rpartition(" ")[2], frozenset(found)


def _why(c: Correction) -> str:
    """The word of a person as the reason for a row."""
    return f"{c.who} says so ({c.at[:10]}){': ' + c.why if c.why else '.'}"


# what the anchors of each kind of correction mean
_NOUNS = {
    "same statement": ("attribution", "attribution"),
    "other statement": ("attribution", "attribution"),
    "speaker": ("attribution", "entity"),
    "same speaker": ("entity", "entity"),
    "other speaker": ("entity", "entity"),
    "same story": ("article", "article"),
    "other story": ("article", "article"),
    "derivation": ("article", "article"),
    "no derivation": ("article", "article"),
}
_NOTED = {"attribution": "attribution", "statement": "attribution", "speaker": "entity"}


class _Rows:
    """The articles that corrections are about, with what is read in them."""

    def __init__(
        self, articles: Sequence[Article], readings: Sequence[Reading], corrections: Sequence[Correction]
    ) -> None:
        meant = asked(corrections)
        self.articles = {a.id: a for a in articles if a.id in meant}
        self.readings = {r.article: r for r in readings if r.article in meant}

    def find(self, c: Correction) -> tuple[str, ...] | str:
        """The ids of the rows that a correction is about; or why there are none, in words for a person."""
        noted = _NOTED.get(c.value or "", "passage")
        nouns = _NOUNS.get(c.kind, (noted, noted))
        out: list[str] = []
        for anchor, noun in zip((c.left, c.right), nouns, strict=True):
            if anchor is None:
                continue
            found = self._row(anchor, noun)
            if isinstance(found, _Lacking):
                return found.reason
            out.append(found)
        if len(out) == 2 and out[0] == out[1] and c.kind != "note":
            return "both are one row by now"
        return tuple(out)

    def _row(self, anchor: Anchor, noun: str) -> str | _Lacking:
        article = self.articles.get(anchor.article)
        if article is None:
            return _Lacking("its article is not in the record")
        if not anchor.spans or noun == "article":
            return article.id
        spans = place(article, anchor)
        if isinstance(spans, str):
            return _Lacking(spans)
        if noun == "passage":
            return article.id
        reading = self.readings.get(article.id) or Reading(article.id)
        said = _attribution(article, reading, anchor, spans)
        if noun == "attribution":
            return said if isinstance(said, _Lacking) else said.id
        return _entity(reading, anchor, spans, said)


@dataclass(frozen=True, slots=True)
class _Lacking:
    """Why no row is meant."""

    reason: str


def _attribution(article: Article, reading: Reading, anchor: Anchor, spans: Spans) -> Attribution | _Lacking:
    """The attribution whose content has most in common with the spans; of two alike, that of the same source."""
    rows = [(_alike(row.content or row.cue or row.source, spans), row) for row in reading.attributions]
    best = max((share for share, _ in rows), default=0.0)
    if best < LEAST:
        return _Lacking("nobody is read to say those words now")
    found = [row for share, row in rows if share == best]
    if len(found) > 1:
        found = [row for row in found if quote(article.text, row.source) == anchor.source]
    return found[0] if len(found) == 1 else _Lacking("several are read to say those words now")


def _entity(reading: Reading, anchor: Anchor, spans: Spans, said: Attribution | _Lacking) -> str | _Lacking:
    """Whom the words mention, or, where they are what somebody says, who that is."""
    rows: list[tuple[float, Entity]] = []
    if anchor.source:
        if isinstance(said, _Lacking):
            return said
        rows = [(1.0, e) for e in reading.entities if said.id in e.says]
    else:
        rows = [(max((_alike((m,), spans) for m in e.mentions), default=0.0), e) for e in reading.entities]
    best = max((share for share, _ in rows), default=0.0)
    if best < LEAST:
        return _Lacking("those words mention nobody now")
    found = [e for share, e in rows if share == best]
    if len(found) > 1:
        found = [e for e in found if e.says]
    return found[0].id if len(found) == 1 else _Lacking("those words mention several now")


def _alike(left: Spans, right: Spans) -> float:
    """What two stretches have in common, of all that either has."""
    shared = overlap(left, right)
    return shared / (sum(b - a for a, b in (*left, *right)) - shared) if shared else 0.0


# --- words found again -------------------------------------------------------------------------------


def place(article: Article, anchor: Anchor) -> Spans | str:
    """Where the words of an anchor stand now; or why that cannot be said, in words for a person."""
    if all(b <= len(article.text) for _, b in anchor.spans) and quote(article.text, anchor.spans) == anchor.words:
        return anchor.spans
    words = _Letters(anchor.words).text
    if not words:
        return "its words are not in the article any more"
    view = reading_view(article)
    read, whole = _Letters(view.text), _Letters(article.text)
    # words that a caption or a menu cuts in two stand in one piece in what is read
    for letters in (read, whole):
        found = letters.all(words)
        if len(found) > 1:
            found = letters.beside(found, len(words), _Letters(anchor.before).text, _Letters(anchor.after).text)
        if len(found) > 1:
            return "its words stand in the article several times"
        if found:
            start, stop = letters.places[found[0]], letters.places[found[0] + len(words) - 1] + 1
            return view.spans(start, stop) if letters is read else ((start, stop),)
    return "its words are not in the article any more"


class _Letters:
    """The letters and digits of a text with their places: signs and white space are what extraction changes."""

    def __init__(self, text: str) -> None:
        self.places = [n for n, c in enumerate(text) if c.isalnum()]
        self.text = "".join(text[n] for n in self.places)

    def all(self, words: str) -> list[int]:
        """Every place where `words` begin."""
        out = []
        at = self.text.find(words)
        while at >= 0:
            out.append(at)
            at = self.text.find(words, at + 1)
        return out

    def beside(self, found: Sequence[int], length: int, before: str, after: str) -> list[int]:
        """Those of the places that have most of what stood before and after the words."""
        agreeing = [
            _common(self.text[max(0, at - len(before)) : at][::-1], before[::-1])
            + _common(self.text[at + length : at + length + len(after)], after)
            for at in found
        ]
        return [at for at, agrees in zip(found, agreeing, strict=True) if agrees == max(agreeing)]


def _common(left: str, right: str) -> int:
    """How many characters two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
