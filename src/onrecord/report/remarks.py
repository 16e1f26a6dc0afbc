"""What people said against findings, and their notes, at the rows that they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onrecord.model import Anchor, Correction, Discrepancy, Passage
from onrecord.report.desk import Desk, shortened

# what a correction says, by kind, of the words on both sides
_SAID = {
    "same statement": "“{}” and “{}” are one statement",
    "other statement": "“{}” and “{}” are two statements",
    "speaker": "“{}” was said by “{}”",
    "same speaker": "“{}” and “{}” are one",
    "other speaker": "“{}” and “{}” are not the same",
    "same story": "“{}” and “{}” tell one story",
    "other story": "“{}” tells another story than “{}”",
    "derivation": "“{}” comes from “{}”",
    "no derivation": "“{}” does not come from “{}”",
    "note": "A note on “{}”",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person said of a row: `said` is the correction in a sentence, None for a note, whose words are `why`."""

    said: str | None
    who: str
    at: str
    why: str
    href: str | None


def sentence(kind: str, left: str, right: str) -> str:
    """What a correction says, with the words that it is about."""
    return _SAID[kind].format(shortened(left), shortened(right))


def remarks(desk: Desk) -> Mapping[str, tuple[Remark, ...]]:
    """Of each row that somebody corrected or noted something on, by slug, what was said; the first comes first."""
    found: dict[str, list[Remark]] = defaultdict(list)
    applied = {o.correction: o.found for o in desk.links.outcomes if o.state == "applied"}
    for c in desk.corrections:
        if c.id in applied and c.undone is None:
            right = c.right.words if c.right else c.value or ""
            said = None if c.kind == "note" else sentence(c.kind, c.left.words, right)
            remark = Remark(said, c.who, c.at, c.why, desk.at.correction(c.id))
            for slug in dict.fromkeys(_slugs(desk, c, applied[c.id])):
                found[slug].append(remark)
    return {slug: tuple(own) for slug, own in found.items()}


def _slugs(desk: Desk, c: Correction, rows: tuple[str, ...]) -> Iterator[str]:
    """The slugs of the rows that a correction is about."""
    noun = c.value if c.kind == "note" else c.kind.rpartition(" ")[2]
    match noun:
        case "derivation" if c.kind == "no derivation":  # it stands nowhere any more: what it was of says so
            yield from (desk.at.slug("article", a) for a in rows)
            yield from (desk.at.slug("story", home) for a in rows if (home := desk.home([a])))
        case "derivation":
            pair = {*rows, None} if len(rows) == 1 else set(rows)
            yield from (desk.at.slug("d", d.id) for d in desk.links.derivations if {d.article, d.origin} == pair)
            if c.kind == "derivation":
                yield from (desk.at.slug("article", a) for a in rows)
        case "story":
            yield from (desk.at.slug("story", home) for a in rows if (home := desk.home([a])))
        case "article":
            yield from (desk.at.slug("article", a) for a in rows)
        case "discrepancy":
            yield from (desk.at.slug("x", d.id) for d in desk.links.discrepancies if _stands(d, c.left, c.right))
        case "passage":
            spans = {m.id for m in desk.mentions.values() if (m.article, m.spans) == (c.left.article, c.left.spans)}
            yield from (desk.at.slug("o", o.id) for o in desk.links.occasions if spans & set(o.mentions))
        case _ if c.kind != "speaker" and noun == "speaker":
            yield from (desk.at.slug("who", desk.speaker_of[e].id) for e in rows if e in desk.speaker_of)
        case _:
            of = rows[:1] if c.kind == "speaker" else rows
            yield from (desk.at.slug("s", desk.statement_of[a].id) for a in of if a in desk.statement_of)


def _stands(d: Discrepancy, left: Anchor, right: Anchor | None) -> bool:
    """Whether a discrepancy is of the passages that two anchors name."""
    sides = [_same(p, a) for p, a in zip([p for p in (d.left, d.right) if p], [left, right], strict=False)]
    return len(sides) == 1 + (right is not None) and all(sides)


def _same(passage: Passage, anchor: Anchor | None) -> bool:
    return anchor is not None and (passage.article, passage.spans) == (anchor.article, anchor.spans)
