"""Interviews that are known by their medium: "told CBS News", "said on MSNBC", "spoke to The Post"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from onrecord.model import Entity
from onrecord.reading.occasions.hosts import is_medium, medium_of, name_at
from onrecord.reading.occasions.sayings import BESIDE_CUE, NEXT_TO, TOLD, beside, date, heard_at, lead_of, speaking
from onrecord.reading.occasions.scene import Draft, Scene, entity_at, holding, within

# "denied to The Post", "confirmed to Delta News": told, in other words
_TO = re.compile(r"\s?to\s")
# "referring to Delta News"
_MEANS = re.compile(r"\b(?:refer|allud|point|object|respond|react|accord)", re.IGNORECASE)
# "told a German newspaper": a medium without its name
_OUTLET = re.compile(
    r"(?:an?|the|state|local|national)\s(?:[\w-]+\s){0,3}?"
    r"(?:newspaper|paper|magazine|broadcaster|outlet|television|radio|network|website|news agency|podcast)\b"
)
_ON = re.compile(r"\b(?:on|in)\s")
_APPEARING = re.compile(r"\b(?:speaking|appearing|appearance|interviewed)\s$", re.IGNORECASE)
_WROTE = re.compile(r"\b(?:wrote|writes|writing|argued|argues|observed)\b", re.IGNORECASE)
# an interview of which more is told in the next sentence
_SPOKE = re.compile(
    r"\b(?:(?:spoke|spoken|speaking|talked|talking|sat down)\s(?:\w+ly\s)?(?:to|with)|interviewed\sby)\s", re.IGNORECASE
)
_AIRED = re.compile(
    r"\b(?:aired|airs|broadcast|broadcasts|published|publishes|ran|runs|carried|screened)\s"
    r"(?:(?:parts|excerpts|extracts)\s(?:of|from)\s)?(?:an?|the|its|his|her|their)\s(?:[\w-]+\s){0,3}?interview\swith\s"
)
# words quoted before the words of saying run to so many sentences
_QUOTED = 5


def told(scene: Scene, n: int) -> Iterator[Draft]:
    """For "Lavrov told CBS News", "denied to The Post": an interview, when the one told is a medium or of one."""
    text = scene.view.text
    for s in speaking(scene, n):
        m = TOLD.match(text, s.cue[0]) or TOLD.search(text, s.cue[0], s.cue[1] + 1) or _TO.match(text, s.cue[1])
        if _MEANS.search(text, *s.cue):
            continue
        if m is None and text[s.cue[0] : s.cue[1]].endswith(" to"):
            m = re.compile(r"\s").match(text, s.cue[1])
        name = name_at(scene, n, m.end(), s.entity) if m else None
        medium = medium_of(text[slice(*name)]) if name else None
        if medium is None:
            outlet = _OUTLET.match(text, m.end(), scene.sentences[n][1]) if m else None
            name = outlet.span() if outlet else None
            # "told the broadcaster Radio Delta"
            called = name_at(scene, n, outlet.end() + 1, s.entity) if outlet else None
            if outlet and called and is_medium(text[slice(*called)]):
                name, medium = (outlet.start(), called[1]), text[slice(*called)]
        if m is None or name is None or s.entity is None or not s.entity.name:
            continue
        if is_medium(s.entity.name):
            continue
        draft = Draft("interview", (s.cue[0], name[1]), n, s.entity, host=medium, said=[s.row.id])
        after = [(w, t) for w, t in scene.times[n] if w[0] >= name[1] and BESIDE_CUE.match(text[name[1] : w[0]])]
        dated = after[0] if after else beside(scene, n, s)
        if dated:
            draft.held = dated[1].id
            draft.shown.append(dated[0])
        if s.source:
            draft.shown.append(s.source)
        yield draft


def broadcast(scene: Scene, n: int) -> Iterator[Draft]:
    """For "said on MSNBC", "wrote in The Daily Gazette": an interview there, or an article of one's own."""
    text, (begin, end) = scene.view.text, scene.sentences[n]
    for m in _ON.finditer(text, begin, end):
        name = name_at(scene, n, m.end(), None)
        medium = medium_of(text[slice(*name)]) if name else None
        if name is None or medium is None:
            continue
        lead = lead_of(scene, n, "interview", m.span(), frozenset(holding(scene.contents, m.start())))
        if lead is None or lead.entity is None:
            continue
        after = max(lead.cue[1], lead.source[1] if lead.source and lead.source[1] <= m.start() else 0)
        beside_it = after <= m.start() and NEXT_TO.fullmatch(text[after : m.start()]) is not None
        if m.group()[0] == "i":
            kind = "op-ed"
            beside_it = beside_it and _WROTE.search(text, *lead.cue) is not None
        else:
            kind = "interview"
            beside_it = beside_it or _APPEARING.search(text, begin, m.start()) is not None
        draft = heard_at(scene, n, kind, (m.start(), name[1])) if beside_it else None
        if draft is not None:
            draft.host = medium
            yield draft


def given(scene: Scene, n: int) -> Iterator[Draft]:
    """For "Lee spoke to Delta News on Monday. …": an interview, when Lee speaks there or right after."""
    text, (begin, end) = scene.view.text, scene.sentences[n]
    for m in _SPOKE.finditer(text, begin, end):
        name = name_at(scene, n, m.end(), None)
        medium = medium_of(text[slice(*name)]) if name else None
        if name is None or medium is None:
            continue
        draft = heard_at(scene, n, "interview", (m.start(), name[1]))
        if draft is None and not any(holding(scene.contents, m.start())):
            who = _goes_on(scene, n)
            if who is not None and _subject(scene, who, begin, m.start()):
                draft = Draft("interview", (m.start(), name[1]), n, who)
                date(scene, n, draft, name[1], None)
                draft.shown.extend(where for where, time in scene.times[n] if time.id in (draft.held, draft.aired))
        if draft is not None:
            draft.host = medium
            yield draft


def aired(scene: Scene, n: int) -> Iterator[Draft]:
    """For "Delta News aired an interview with Lee on Monday. …": an interview of whom is named, or speaks next."""
    text, (begin, end) = scene.view.text, scene.sentences[n]
    for m in _AIRED.finditer(text, begin, end):
        who = _goes_on(scene, n)
        if who is None or any(holding(scene.contents, m.start())):
            continue
        asked = entity_at(scene, m.end(), m.end() + 1)
        if asked is not None and asked.kind == "person" and asked is not who:
            continue
        draft = Draft("interview", m.span(), n, who, host=_medium_before(scene, n, m.start()))
        days = [(where, time) for where, time in scene.times[n] if not any(holding(scene.contents, where[0]))]
        if len(days) == 1:
            draft.aired = days[0][1].id
            draft.shown.append(days[0][0])
        yield draft


def _goes_on(scene: Scene, n: int) -> Entity | None:
    """Who takes the word next, with what begins in this sentence or the one after it."""
    stop = scene.sentences[min(n + 1, len(scene.sentences) - 1)][1]
    i = bisect_left(scene.contents, scene.sentences[n][0], key=lambda pair: pair[0][0])
    j = bisect_left(scene.contents, stop, key=lambda pair: pair[0][0])
    begun = {row for _, row in scene.contents[i:j]}
    for said in scene.said[n : n + _QUOTED]:
        for s in sorted(said, key=lambda s: s.cue):
            if s.row.kind == "statement" and s.row.id in begun and not s.inside:
                return s.entity if s.entity is not None and not is_medium(s.entity.name or "") else None
    return None


def _subject(scene: Scene, who: Entity, start: int, stop: int) -> bool:
    """Whether nobody of their kind is mentioned nearer to the verb at `stop`."""
    i = bisect_left(scene.entities, start, key=lambda pair: pair[0][0])
    j = bisect_left(scene.entities, stop, key=lambda pair: pair[0][0])
    near = [entity for _, entity in scene.entities[i:j] if entity.kind == who.kind]
    return bool(near) and near[-1] is who


def _medium_before(scene: Scene, n: int, verb: int) -> str | None:
    """The medium that is the subject of the verb."""
    text, begin = scene.view.text, scene.sentences[n][0]
    found = None
    for word in reversed(list(re.finditer(r"\S+", text[begin:verb]))[-6:]):
        at = begin + word.start()
        if not text[at].isupper() or within(scene.times[n], at):
            break
        name = text[at:verb].rstrip()
        found = name if is_medium(name) else found
    return found
