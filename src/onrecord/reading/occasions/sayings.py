"""The words of saying that a mention goes with, and the dates beside either."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.model import Span, Time
from onrecord.reading.occasions.hosts import is_medium, read_tail
from onrecord.reading.occasions.scene import WRITTEN, Draft, Said, Scene, holding, spoken_between

TOLD = re.compile(r"\b(?:told|tells|telling)\s")
BESIDE_CUE = re.compile(
    r"^\s?(?:(?:(?:a|the|local|national|foreign|several|some)\s){0,2}"
    r"(?:reporters?|journalists?|lawmakers|supporters|crowd|media|press|nation|news\sconference)\s)?"
    r"(?:on|in|late|early|earlier|back in|late on)?\s?$"
)
# what may stand between words of saying and "on MSNBC": a date
NEXT_TO = re.compile(
    r"\s?(?:(?:on\s|early\s|late\s|last\s|this\s)*\w+(?:\s(?:morning|afternoon|evening|night))?\s)?,?\s?"
)
_GOES_ON = re.compile(r"\w+ing\b")
_AFTER_SOURCE = re.compile(r"^,?\s(?:on|in|late|early|earlier)?\s?$")
_BEFORE_CUE = re.compile(r"^,?\s(?:also|again|then)?\s?$")
_OPENS_WITH = re.compile(
    r"^[\s\"“‘—–-]*(?:(?:and|but|then|also|yet|so)\s)?(?:(?:later|earlier|late|early|back)\s)?(?:(?:on|in)\s)?$",
    re.IGNORECASE,
)
_AIRED = re.compile(
    r"\b(?:air(?:ed|s|ing)|broadcast|shown|published|released|posted|issued)\s(?:on\s|later\s|early\s|late\s)*$"
)
_RECORDED = re.compile(r"\b(?:recorded|taped|filmed|conducted|given)\s(?:on\s|late\s|early\s)*$")
_BROADCAST = re.compile(r"\b(?:air(?:ed|s|ing)|broadcast|shown)\b")
_BREAK = re.compile(r"[,;:“”\"]|\b(?:that|which|who|where|when|he|she|they|it)\b")


def speaking(scene: Scene, n: int) -> Iterator[Said]:
    """The statements of a sentence that have words of saying."""
    for s in scene.said[n]:
        if s.row.kind == "statement" and s.row.cue:
            yield s


def lead_of(scene: Scene, n: int, kind: str, span: Span, inside: frozenset[str]) -> Said | None:
    """Whose words of saying the mention goes with: the nearest at its own level of quotation."""
    near = [
        s
        for s in scene.said[n]
        if s.row.kind == "statement"
        and s.row.id not in inside
        and s.inside == inside
        and not (s.source and s.source[0] <= span[0] < s.source[1])
        and not (kind == "interview" and s.entity is not None and is_medium(s.entity.name or ""))  # it asks
    ]
    named = [s for s in near if s.entity is not None and s.entity.name] or near
    return min(named, key=lambda s: (max(s.cue[0] - span[1], span[0] - s.cue[1]), s.cue), default=None)


def beside(scene: Scene, n: int, s: Said) -> tuple[Span, Time] | None:
    """The date that stands beside the words of saying: "said on Monday", "On Monday, Peskov said"."""
    text = scene.view.text
    for (a, b), time in scene.times[n]:
        if frozenset(holding(scene.contents, a)) - s.inside - ({s.row.id} if a >= s.cue[1] else set()):
            continue
        if a >= s.cue[1] and a - s.cue[1] <= 30 and BESIDE_CUE.match(text[s.cue[1] : a]):
            return (a, b), time
        if s.source is None:
            continue
        if b <= s.source[0] <= b + 3 and not text[b : s.source[0]].strip(" ,"):
            if _OPENS_WITH.match(text[scene.sentences[n][0] : a]):
                return (a, b), time
            continue
        if s.source[1] <= a <= s.source[1] + 12 and b <= s.cue[0] and _AFTER_SOURCE.match(text[s.source[1] : a]):
            # "Lee on Monday attacked the plan, calling it …": one subject, one day
            goes_on = s.row.content and _GOES_ON.match(text, s.cue[0]) and not spoken_between(scene, n, b, s.cue[0])
            if goes_on or (s.cue[0] <= b + 8 and _BEFORE_CUE.match(text[b : s.cue[0]])):
                return (a, b), time
    return None


def date(scene: Scene, n: int, draft: Draft, stop: int, lead: Said | None) -> None:
    """When it was held or aired: a date inside the mention, right beside it, or beside the words of saying."""
    text, begin = scene.view.text, scene.sentences[n][0]
    for (a, b), time in scene.times[n]:
        if draft.about is not None and draft.span[1] <= a < stop and time.value is not None and len(time.value) == 4:
            continue  # "the results of diplomacy in 2023"
        if b <= draft.span[0]:
            if not text[b : draft.span[0]].strip(" ,"):
                draft.held = draft.held or time.id
            continue
        gap = text[draft.span[1] : a]
        aired = _AIRED.search(text, max(begin, a - 30), a)
        if aired and len(gap) <= 80:
            if draft.kind not in WRITTEN and (draft.kind == "interview" or _BROADCAST.search(aired.group())):
                draft.aired = draft.aired or time.id
            elif draft.kind in WRITTEN:
                draft.held = draft.held or time.id
        elif a <= stop or _recorded(scene, n, draft.span[1], a):
            draft.held = draft.held or time.id
    tied = beside(scene, n, lead) if lead is not None and draft.held is None and draft.aired is None else None
    if tied is not None:
        draft.held = tied[1].id
        draft.shown.append(tied[0])


def _recorded(scene: Scene, n: int, start: int, stop: int) -> bool:
    """Whether the date at `stop` is that of the occasion whose mention ends at `start`: near, or "recorded on" it."""
    gap = scene.view.text[start:stop]
    near = len(gap) <= 60 and not _BREAK.search(gap)
    return (near or _RECORDED.search(gap) is not None) and not spoken_between(scene, n, start, stop)


def heard_at(scene: Scene, n: int, kind: str, span: Span) -> Draft | None:
    """A mention at `span` with those words of saying that it is or stands beside, its place and its date."""
    inside = frozenset(holding(scene.contents, span[0]))
    lead = lead_of(scene, n, kind, span, inside)
    if lead is None or lead.entity is None:
        return None
    said = [s.row.id for s in scene.said[n] if s.entity is lead.entity and s.row.kind == "statement"]
    draft = Draft(kind, span, n, lead.entity, said=said or [lead.row.id])
    date(scene, n, draft, read_tail(scene, n, draft, scene.sentences[n][1]), lead)
    draft.shown.extend(where for where, time in scene.times[n] if time.id in (draft.held, draft.aired))
    if lead.source:
        draft.shown.append(lead.source)
    return draft
