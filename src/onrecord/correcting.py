"""Corrections from rows as they are shown: what a person says against a finding, in terms of words of the articles.

`asked` takes the ids of rows and gives the correction its anchors, so that it outlives the ids; `onrecord.correct`
keeps it in a record, and `linking.corrections` goes by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeAlias, get_args

from onrecord.errors import CorrectionError
from onrecord.model import (
    Anchor,
    Article,
    Attribution,
    Correction,
    CorrectionKind,
    Entity,
    Findings,
    How,
    Span,
    Spans,
    digest,
)
from onrecord.text import quote

KINDS: tuple[CorrectionKind, ...] = get_args(CorrectionKind)

# how many characters a person may write: a name (his own, a speaker's), and why
LONGEST_NAME = 200
LONGEST_WHY = 5_000
# so much of the text beside the words of an anchor is kept, to find them again
CONTEXT = 40
# characters that turn the direction of what stands behind them
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z")
# how an article may come from another by the word of a person; the first where he does not say
HOWS: tuple[How, ...] = ("rewrite", "copy", "abridgement", "credit")


def asked(
    findings: Findings, kind: str, left: str, right: str = "", value: str = "", *, who: str, why: str = ""
) -> Correction:
    """The correction that a form asks for: `left` and `right` are ids of rows of the findings, as `KINDS` want them.

    * "same statement", "other statement": attributions or statements (for which its fullest report stands);
    * "speaker": an attribution and who speaks there, a speaker or an entity; or a name in `value`;
    * "same speaker", "other speaker": speakers, entities, or attributions whose speaker is meant; the left one leaves;
    * "same story", "other story": articles or stories; the left one leaves;
    * "derivation": two articles, the left one coming from the right one, `value` one of `HOWS` or empty;
    * "no derivation": a derivation alone, or two articles, or an article and the name of a source in `value`;
    * "note": any row alone; `why` is the note.

    Raises CorrectionError for a row that is not there or is of another kind, and for what nobody can have meant.
    """
    rows = Rows(findings)
    if kind not in KINDS:
        raise CorrectionError(f"there is no correction {kind!r}; there is {', '.join(KINDS)}")
    if not left:
        raise CorrectionError(f"a correction of the kind {kind!r} says what it is about")
    one, other, said = _MAKERS[kind](rows, left, right, value.strip())
    return made(kind, one, other, said, who=who, why=why)


def made(
    kind: CorrectionKind,
    left: Anchor,
    right: Anchor | None = None,
    value: str | None = None,
    *,
    who: str,
    why: str = "",
    at: str | None = None,
) -> Correction:
    """A correction from anchors, made now unless `at` says when. Raises CorrectionError where `check` does."""
    at = at or now()
    who, why = who.strip(), why.replace("\r\n", "\n").strip()
    found = Correction(
        digest("correction", kind, _plain(left), right and _plain(right), value, who, at, why),
        *(kind, left, right, value, who, at, why),
    )
    check(found)
    return found


def _plain(anchor: Anchor) -> tuple[object, ...]:
    return anchor.article, anchor.spans, anchor.words, anchor.source


def now() -> str:
    """The moment, as corrections have it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def check(correction: Correction) -> None:
    """Raise CorrectionError when a correction has no author, says nothing, or holds what no person writes."""
    check_who(correction.who)
    _check_line("the name", correction.value or "")
    if not _MOMENT.fullmatch(correction.at):
        raise CorrectionError("a correction says when it was made, as 2026-01-31T09:30:00Z")
    if len(correction.why) > LONGEST_WHY:
        raise CorrectionError(f"the reason is longer than {LONGEST_WHY:,} characters")
    if any(_control(c) and c not in "\n\t" for c in correction.why):
        raise CorrectionError("the reason holds a control character")
    if correction.kind not in KINDS:
        raise CorrectionError(f"there is no correction {correction.kind!r}; there is {', '.join(KINDS)}")
    if correction.kind == "note" and not correction.why:
        raise CorrectionError("a note says something")
    if correction.right == correction.left:
        raise CorrectionError("both sides are the same")


def check_who(who: str) -> None:
    """Raise CorrectionError when nobody is named, or not as people write a name."""
    _check_line("who says so", who)
    if not who.strip():
        raise CorrectionError("it wants the name of who says so")


def _check_line(what: str, text: str) -> None:
    if len(text) > LONGEST_NAME:
        raise CorrectionError(f"{what} is longer than {LONGEST_NAME} characters")
    if any(_control(c) for c in text):
        raise CorrectionError(f"{what} holds a control character")


def _control(c: str) -> bool:
    """Whether a character is none that a person writes: a control, half a character, a turn of direction."""
    return unicodedata.category(c) in ("Cc", "Cs") or c in _TURNING or c in "\u2028\u2029"


class Rows:
    """The rows of findings by id, and the anchor of each: the words by which a correction names it."""

    def __init__(self, findings: Findings) -> None:
        links = findings.links
        self.articles = {a.id: a for a in findings.articles}
        self.attributions = {a.id: a for r in findings.readings for a in r.attributions}
        self.entities = {e.id: e for r in findings.readings for e in r.entities}
        self.entity_of = {a: e for e in self.entities.values() for a in e.says}
        self.speakers = {s.id: s for s in links.speakers}
        self.statements = {s.id: s for s in links.statements}
        self.stories = {s.id: s for s in links.stories}
        self.derivations = {d.id: d for d in links.derivations}
        self.passages = {d.id: tuple(p for p in (d.left, d.right) if p) for d in links.discrepancies}
        self.places: dict[str, tuple[str, Spans]] = {}
        for r in findings.readings:
            self.places.update((x.id, (x.article, x.spans)) for x in r.occasions)
            self.places.update((x.id, (x.article, x.spans)) for x in r.events)
        self.places.update((t.id, (t.article, (t.span,))) for r in findings.readings for t in r.times)
        for o in links.occasions:
            # findings that are a part of a record may lack some
            self.places.update((o.id, self.places[m]) for m in reversed(o.mentions) if m in self.places)

    def anchor(self, article: str, spans: Spans, source: str = "") -> Anchor:
        """Where `spans` stand, with their words and what stands beside them; without spans, the article."""
        row = self.article(article)
        if not spans:
            return Anchor(article, (), row.title or row.name)
        start, stop = spans[0][0], spans[-1][1]
        before, after = row.text[max(0, start - CONTEXT) : start], row.text[stop : stop + CONTEXT]
        return Anchor(article, spans, quote(row.text, spans), before, after, source)

    def anchor_of(self, row: Attribution | Entity | Article) -> Anchor:
        if isinstance(row, Article):
            return self.anchor(row.id, ())
        return self.attribution(row) if isinstance(row, Attribution) else self.entity(row)

    def article(self, id: str) -> Article:
        if id not in self.articles:
            raise CorrectionError(f"there is no article {id!r}")
        return self.articles[id]

    def attribution(self, row: Attribution) -> Anchor:
        spans = row.content or row.cue or row.source
        return self.anchor(row.article, spans, quote(self.article(row.article).text, row.source))

    def entity(self, row: Entity) -> Anchor:
        """Where the article names it, or else refers to it first, or lets it speak."""
        text = self.article(row.article).text
        named = [s for s in row.mentions if row.name and text[slice(*s)] == row.name]
        spans: Sequence[Span] = named or row.mentions
        if spans:
            return self.anchor(row.article, (spans[0],))
        said = next((self.attributions[a] for a in row.says if a in self.attributions), None)
        if said is None:
            raise CorrectionError(f"no words of its article stand for {row.name or 'the speaker'!r}")
        return self.attribution(said)


def _reports(rows: Rows, id: str, kind: str) -> list[Attribution]:
    """The attributions that an id of an attribution or a statement means, the plainest and fullest first."""
    if id in rows.attributions:
        return [rows.attributions[id]]
    if id not in rows.statements:
        raise CorrectionError(f"there is no attribution and no statement {id!r} for {kind!r}")
    statement = rows.statements[id]
    against = {w.against for w in statement.wordings}
    # a long report may belong to several statements: one that belongs to this alone stands for it
    homes = Counter(a for s in rows.statements.values() for a in s.attributions)
    members = [rows.attributions[a] for a in statement.attributions if a in rows.attributions]
    if not members:
        raise CorrectionError(f"no report of the statement {id!r} is at hand")
    return sorted(members, key=lambda a: (homes[a.id], a.id not in against, -sum(y - x for x, y in a.content), a.id))


def _called(rows: Rows, id: str, kind: str) -> list[Entity]:
    """The entities that an id of an entity, a speaker or an attribution means, the most plainly named first."""
    if id in rows.entities:
        return [rows.entities[id]]
    if id in rows.speakers:
        speaker = rows.speakers[id]
        members = [rows.entities[e] for e in speaker.entities if e in rows.entities]
        if members:
            return sorted(members, key=lambda e: (e.name != speaker.name, e.name is None, -len(e.name or ""), e.id))
        raise CorrectionError(f"no mention of the speaker {speaker.name!r} is at hand")
    if id in rows.entity_of:
        return [rows.entity_of[id]]
    raise CorrectionError(f"there is no speaker {id!r} for {kind!r}")


def _told(rows: Rows, id: str, kind: str) -> list[Article]:
    """The articles that an id of an article or a story means."""
    if id in rows.articles:
        return [rows.articles[id]]
    if id not in rows.stories:
        raise CorrectionError(f"there is no article and no story {id!r} for {kind!r}")
    members = [rows.articles[a] for a in rows.stories[id].articles if a in rows.articles]
    if not members:
        raise CorrectionError(f"no article of the story {id!r} is at hand")
    return members


_Said: TypeAlias = tuple[Anchor, Anchor | None, str | None]
_Finder: TypeAlias = Callable[[Rows, str, str], Sequence[Attribution | Entity | Article]]


def _two(find: _Finder, kind: str) -> Callable[[Rows, str, str, str], _Said]:
    """What is said of two rows of one noun: the left one, and the plainest of the right ones that is another."""

    def maker(rows: Rows, left: str, right: str, value: str) -> _Said:
        if not right:
            raise CorrectionError(f"a correction of the kind {kind!r} is of two")
        one = find(rows, left, kind)[0]
        other = next((x for x in find(rows, right, kind) if x.id != one.id), None)
        if other is None:
            raise CorrectionError("both sides are the same")
        return rows.anchor_of(one), rows.anchor_of(other), None

    return maker


def _speaker(rows: Rows, left: str, right: str, value: str) -> _Said:
    if left not in rows.attributions:
        raise CorrectionError(f"there is no attribution {left!r}")
    if bool(right) == bool(value):
        raise CorrectionError("who speaks is either a speaker of the record or a name")
    said = rows.attribution(rows.attributions[left])
    return (said, rows.entity(_called(rows, right, "speaker")[0]), None) if right else (said, None, value)


def _derivation(rows: Rows, left: str, right: str, value: str) -> _Said:
    if value and value not in HOWS:
        raise CorrectionError(f"an article comes from another by {', '.join(HOWS)}, not {value!r}")
    if not right:
        raise CorrectionError("a derivation is of two articles")
    return rows.anchor(left, ()), rows.anchor(right, ()), value or HOWS[0]


def _no_derivation(rows: Rows, left: str, right: str, value: str) -> _Said:
    if left in rows.derivations:
        row = rows.derivations[left]
        left, right, value = row.article, row.origin or "", "" if row.origin else row.source or ""
    if bool(right) == bool(value):
        raise CorrectionError("what an article does not come from is another article or a source's name")
    return rows.anchor(left, ()), rows.anchor(right, ()) if right else None, value or None


def _note(rows: Rows, left: str, right: str, value: str) -> _Said:
    """A note on any row, whose noun is its value."""
    if left in rows.articles:
        return rows.anchor(left, ()), None, "article"
    if left in rows.attributions:
        return rows.attribution(rows.attributions[left]), None, "attribution"
    if left in rows.statements:
        return rows.attribution(_reports(rows, left, "note")[0]), None, "statement"
    if left in rows.entities or left in rows.speakers:
        return rows.entity(_called(rows, left, "note")[0]), None, "speaker"
    if left in rows.stories:
        return rows.anchor(_told(rows, left, "note")[0].id, ()), None, "story"
    if left in rows.derivations:
        row = rows.derivations[left]
        return rows.anchor(row.article, ()), rows.anchor(row.origin, ()) if row.origin else None, "derivation"
    if left in rows.passages:
        sides = [rows.anchor(p.article, p.spans) for p in rows.passages[left]]
        return sides[0], sides[1] if len(sides) > 1 else None, "discrepancy"
    if left in rows.places:
        return rows.anchor(*rows.places[left]), None, "passage"
    raise CorrectionError(f"there is no row {left!r} to note anything on")


_MAKERS: dict[str, Callable[[Rows, str, str, str], _Said]] = {
    "same statement": _two(_reports, "same statement"),
    "other statement": _two(_reports, "other statement"),
    "speaker": _speaker,
    "same speaker": _two(_called, "same speaker"),
    "other speaker": _two(_called, "other speaker"),
    "same story": _two(_told, "same story"),
    "other story": _two(_told, "other story"),
    "derivation": _derivation,
    "no derivation": _no_derivation,
    "note": _note,
}
