"""Statements, letters, filings, … that speak for themselves: "Lee's statement read", "the lawsuit claims"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from onrecord.model import Entity, Span
from onrecord.reading.occasions.sayings import speaking
from onrecord.reading.occasions.scene import Draft, Scene

_WRITTEN = {
    "statement": "statement", "communique": "statement", "communiqué": "statement", "letter": "letter",
    "memo": "letter", "email": "letter", "lawsuit": "filing", "suit": "filing", "complaint": "filing",
    "filing": "filing", "petition": "filing", "indictment": "filing", "affidavit": "filing", "tweet": "post",
    "op-ed": "op-ed",
}  # fmt: skip
# the noun that heads the source, with the words before it
_HEAD = re.compile(
    rf"((?:[\w.-]+\s){{0,4}}?[\w.-]+(?:['’]s|s['’])\s)?(the|this|that|a|an|his|her|their|its)?\s?((?:[\w-]+\s){{0,3}}?)"
    rf"({'|'.join(_WRITTEN)})\b",
    re.IGNORECASE,
)
_AUTHOR = re.compile(r"\s(?:(?:issued|released|filed|sent|signed|written|posted|published)\s)?(?:by|from|of)\s")
_DATED = re.compile(
    r"\b(?:issued|released|filed|sent|signed|written|posted|published|dated)\s(?:(?:on|late|early)\s){0,2}\Z"
)
_POINTS_BACK = frozenset(["the", "this", "that"])
_OWNED = frozenset(["his", "her", "their", "its"])


def written(scene: Scene, n: int) -> Iterator[Draft]:
    """For "a statement from Ann Lee said": what was written, its author, and what it says.

    The author is who owns it or is named after it; "the statement" points back to an earlier one.
    """
    text = scene.view.text
    for s in speaking(scene, n):
        head = _HEAD.match(text, *s.source) if s.source else None
        if head is None or s.source is None:
            continue
        author = _author(scene, head, s.source)
        determiner = (head[2] or "").lower()
        draft = Draft(_WRITTEN[head[4].lower()], s.source, n, author, determiner in _POINTS_BACK, said=[s.row.id])
        _date(scene, n, draft, head.start(4))
        draft.shown.extend(where for where, time in scene.times[n] if time.id in (draft.held, draft.aired))
        yield draft


# the name under a post that a page shows: "— Ann Lee (@annlee)", then its day
_SIGNED = re.compile(r"\s?\(@\w+\)\s")


def embedded(scene: Scene, n: int) -> Iterator[Draft]:
    """For a post that the page shows with its signature, "— Ann Lee (@annlee) December 4, 2017"."""
    for s in scene.said[n]:
        signed = _SIGNED.match(scene.view.text, s.source[1]) if s.source else None
        if signed is None or s.source is None or s.entity is None:
            continue
        draft = Draft("post", (s.source[0], signed.end() - 1), n, s.entity, host="Twitter", said=[s.row.id])
        day = next(((where, time) for where, time in scene.times[n] if where[0] == signed.end()), None)
        if day is not None:
            draft.held = day[1].id
            draft.shown.append(day[0])
        yield draft


def _date(scene: Scene, n: int, draft: Draft, noun: int) -> None:
    """The date of what was written: "Friday's statement", "the suit filed on Friday", not that of what it is about."""
    start, stop = draft.span
    for (a, b), time in scene.times[n]:
        if start <= a and b <= stop and (b <= noun or _DATED.search(scene.view.text[start:a])):
            draft.held = draft.held or time.id


def _author(scene: Scene, head: re.Match[str], source: Span) -> Entity | None:
    owner = head.span(1) if head[1] else head.span(2) if (head[2] or "").lower() in _OWNED else None
    if owner is not None:
        return _somebody(scene, *owner)
    by = _AUTHOR.match(scene.view.text, head.end(), source[1])
    return _somebody(scene, by.end(), source[1]) if by else None


def _somebody(scene: Scene, start: int, stop: int) -> Entity | None:
    """Who is named in `start:stop`, a person before a body; the document itself, whose phrase this is, is nobody."""
    i = bisect_left(scene.entities, start, key=lambda pair: pair[0][0])
    named = [e for (a, b), e in scene.entities[i : i + 4] if b <= stop and e.kind != "document"]
    return min(named, key=lambda e: e.kind != "person", default=None)
