"""The ways an article mentions an occasion: by its noun, who is told, its network, its date."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from onrecord.model import Entity, Span
from onrecord.reading.occasions.hosts import PLATFORM, PLATFORMS, is_medium, name_at, plain, read_tail
from onrecord.reading.occasions.sayings import TOLD, beside, date, heard_at, lead_of, speaking
from onrecord.reading.occasions.scene import SHARED, Draft, Said, Scene, entity_at, holding, within

# those who hear what is said, where no occasion is named
_PRESS = re.compile(
    r"(?:(?:a|the|local|gathered|several)\s){0,2}(reporters|journalists|the (?:press|media))\b"
    r"(?!\s(?:conference|briefing|event|call))"
)
_COURT = re.compile(
    r"(?:the\s|a\s)?(?:\w+\s){0,2}?"
    r"(?:(?:court|judges?|jury|jurors|magistrate)\b|Judge\s[A-Z][\w.]+(?:\s[A-Z][\w.]*){0,2})"
)
_PANEL = re.compile(
    r"(?:the\s|a\s)?(?:(?:[A-Z]\w+|congressional|parliamentary|legislative|select|special|on|and)\s){0,6}"
    r"(?:[Ss]ub)?[Cc]ommittee\b|(?:(?:the|an?)\s(?:\w+\s)?)?(?:panel|inquiry|inquest|commission|tribunal)\b"
)
_ADDRESSING = re.compile(
    r"\b(?:(?:told|tells|telling|reminded|addressing)\s|(?:speaking|spoke|talking|talked|testified|testifying|testimony"
    r"|giving evidence|gave evidence)\s(?:to|with|before)\s)",
    re.IGNORECASE,
)
_TESTIFIED = re.compile(r"\btestif(?:ied|ies|ying)\b", re.IGNORECASE)
_HOLDS = re.compile(
    r"\b(?:gave|gives|giving|given|held|holds|holding|delivered|delivers|delivering|made|hosted|sat down for"
    r"|sent|sends|wrote|writes|issued|issues|released|releases|published|publishes|penned)\s$"
)
_HOLDERS = frozenset(["person", "organisation", "group"])
_SUBJECT_GAP = re.compile(r"^,?\s(?:(?:also|has|had|have|then|later|recently|earlier|who|first|again)\s){0,3}$")
_SAYS_THERE = frozenset(["in", "during", "at", "on", "through", "via"])
# "told a news conference": those who are there are told
_TELLS = frozenset(["told", "tells", "telling", "addressed", "addressing"])
_TOLD_THERE = SHARED | {"press conference", "call"}
# "on his summit" is about it, "on a call" is there
_ON_THESE = frozenset(["interview", "call", "post", "video"])
_DEFINITE = frozenset(["the", "this", "that", "his", "her", "their", "its"])
_DETERMINERS = _DEFINITE | {"a", "an", "another"}
# "the Forum's summit" is found by its own noun; an interview room is none
_NO_OCCASION = re.compile(r"['’]s\b|\s(?:rooms?|process|schedule|cent(?:er|re)|calls?|records?|requests?|writers?)\b")
_TO_COME = frozenset(["upcoming", "forthcoming", "future", "planned", "next", "possible", "potential", "proposed"])
# words that say nothing on an occasion of their own: what is to come, and deeds rather than words
_NO_REMARK = re.compile(
    r"^(?:to|would|will|could|can|should|may|might)\b|refus|^call(?:ed|s|ing)?$|\b(?:vot(?:ed|ing)|pass(?:ed|ing)|sign(?:ed|ing)"
    r"|block(?:ed|s|ing)|approv(?:ed|ing)|impos(?:ed|ing)|appoint(?:ed|ing)|bann(?:ed|ing)|barr(?:ed|ing)|rescinded|adopted"
    r"|introduc(?:ed|ing)|fil(?:ed|ing)|indicted|charged|elected|arrested|pardoned|scrapped|found|finds|show(?:ed|s|ing)"
    r"|required|allowed|sided|backed|did not respond|listed|concluded against|reimplemented|re-imposed)\b",
    re.IGNORECASE,
)
_CUE_KINDS = (
    (re.compile(r"tweet|\bpost(?:ed|s|ing)?\b", re.IGNORECASE), "post"),
    (re.compile(r"testif|\bpleaded\b|\bpled\b", re.IGNORECASE), "hearing"),
    (re.compile(r"\b(?:rul(?:ed|ing)|upheld|struck down|dissent)", re.IGNORECASE), "ruling"),
    (re.compile(r"\breport(?:ed|s|ing)?\b", re.IGNORECASE), "report"),
)
# a network's own word for writing there
_TWEETED = re.compile(r"(?:\w+\s)?(?:re)?tweet(?:ed|s|ing)?", re.IGNORECASE)
_WORDS_BACK = re.compile(r"\S+")


@cache
def _nouns() -> tuple[Mapping[str, str], frozenset[str], re.Pattern[str]]:
    """Noun to kind, the nouns that need no article, and the pattern that finds them all."""
    kinds: dict[str, str] = {}
    bare: set[str] = set()
    for line in (files("onrecord") / "data" / "occasions.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, _, nouns = line.partition("\t")
        for noun in nouns.split(", "):
            name = noun.removeprefix("~").lower()
            kinds[name] = kind
            if noun.startswith("~"):
                bare.add(name)
    # grouped by the first letter, so that most words are passed over at once
    branches = []
    for first in sorted({noun[0] for noun in kinds}):
        rest = sorted((noun[1:] for noun in kinds if noun[0] == first), key=lambda noun: (-len(noun), noun))
        branches.append(f"{first}(?:{'|'.join(map(re.escape, rest))})")
    return kinds, frozenset(bare), re.compile(rf"\b(?:{'|'.join(branches)})\b", re.IGNORECASE)


def named(scene: Scene, n: int) -> Iterator[Draft]:
    """For "at a press conference on …": an occasion called by a noun, with somebody who speaks there."""
    text, (begin, end) = scene.view.text, scene.sentences[n]
    kinds, bare, pattern = _nouns()
    for m in pattern.finditer(text, begin, end):
        noun = m.group().lower()
        kind = kinds[noun]
        if kind in ("post", "report", "statement") and m.group()[0].isupper():
            continue  # the Washington Post
        if _NO_OCCASION.match(text, m.end()):
            continue
        phrase = _phrase(text, begin, m.start(), noun in bare)
        if phrase is None or (phrase.preposition == "on" and kind not in _ON_THESE):
            continue  # "on a lighter note"
        if (after := pattern.match(text, m.end() + 1)) and after.start() < end:
            continue  # a sit-down interview is found by its last word
        if any(word.lower() in _TO_COME for _, word in phrase.modifiers):
            continue
        draft = Draft(kind, (phrase.start, m.end()), n, None, phrase.determiner in _DEFINITE)
        inside = frozenset(holding(scene.contents, m.start()))
        told = phrase.preposition in _TELLS
        if told and noun == "panel":
            continue  # a committee, which hears
        there = phrase.preposition in _SAYS_THERE or (told and kind in _TOLD_THERE)
        lead = lead_of(scene, n, kind, draft.span, inside) if there else None
        owner = entity_at(scene, *phrase.owner) if phrase.owner else None
        if owner is not None and owner.kind == "person":
            draft.entity = owner
        elif lead is not None:
            draft.entity = lead.entity
        else:
            draft.entity = _subject(scene, n, phrase.start)
            draft.spoken = draft.entity is not None
            if not draft.spoken and kind not in SHARED:
                continue
        if lead is not None and lead.entity is not draft.entity:
            lead = None
        if draft.kind == "interview" and draft.entity and draft.entity.name and is_medium(draft.entity.name):
            continue  # the asker, not the one who answers
        if lead is None and noun in bare:
            continue
        _describe(scene, n, draft, phrase, m.group(), lead)
        if lead is not None:
            draft.said = [s.row.id for s in scene.said[n] if s.entity is lead.entity and s.row.kind == "statement"]
            if not draft.said:
                draft.said = [lead.row.id]
        elif not (draft.host or draft.held or draft.aired or draft.about):
            continue
        elif draft.entity is not None:
            # "Lee gave a speech on Monday, calling for …"
            then = (s for s in scene.said[n] if s.cue[0] >= draft.span[1] and s.inside == inside)
            draft.said = [s.row.id for s in then if s.entity is draft.entity and s.row.kind == "statement"]
        yield draft


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What stands before an occasion's noun: "in *Lavrov's* recent *CBS* interview"."""

    start: int
    preposition: str
    determiner: str
    modifiers: tuple[tuple[int, str], ...]  # where, which
    owner: Span | None


def _phrase(text: str, begin: int, noun: int, bare: bool) -> _Phrase | None:
    words = [(m.start(), m.group()) for m in _WORDS_BACK.finditer(text, max(begin, noun - 90), noun)]
    modifiers: list[tuple[int, str]] = []
    for i in range(len(words) - 1, max(-1, len(words) - 8), -1):
        at, word = words[i]
        low = word.lower()
        owns = re.search(r"(?:['’]s|s['’])$", word) is not None
        if low in _DETERMINERS or owns:
            before = words[i - 1] if i else (at, "")
            owner = _owning(words, i) if owns else None
            start = owner[0] if owner else at
            if owner:
                earlier = [w for w in words if w[0] < owner[0]]
                before = earlier[-1] if earlier else (at, "")
                if before[1].lower() == "the" and len(earlier) > 1:
                    before = earlier[-2]
            preposition = before[1].lower().strip('“"(')
            if (
                preposition in _SAYS_THERE
                or preposition in _TELLS
                or preposition in ("after", "before", "since", "from")
            ):
                start = before[0]
            else:
                preposition = ""
            return _Phrase(start, preposition, low, tuple(reversed(modifiers)), owner)
        if bare and low in ("in", "during", "through"):
            return _Phrase(at, low, "", tuple(reversed(modifiers)), None)
        if not re.fullmatch(r"[\w.’'&‘“”-]+", word) or word[-1] in ".”":
            return None
        modifiers.append((at, word))
    return None


def _owning(words: Sequence[tuple[int, str]], i: int) -> Span:
    """The name that ends with the genitive at `words[i]`."""
    first = i
    while first and i - first < 5 and words[first - 1][1][0].isupper() and words[first - 1][1][-1] not in ",.;:":
        if words[first - 1][1].lower() in _SAYS_THERE:
            break  # "At Monday's press conference"
        first -= 1
    return words[first][0], words[i][0] + len(words[i][1])


def _subject(scene: Scene, n: int, start: int) -> Entity | None:
    """Who "gave an interview", "held a press conference": the one right before the verb."""
    text, begin = scene.view.text, scene.sentences[n][0]
    holds = _HOLDS.search(text, max(begin, start - 20), start)
    if not holds:
        return None
    i = bisect_right(scene.entities, holds.start(), key=lambda pair: pair[0][0])
    for (a, b), entity in reversed(scene.entities[max(0, i - 3) : i]):
        if a >= begin and entity.kind in _HOLDERS and _SUBJECT_GAP.match(text[b : holds.start()]):
            return entity
    return None


def _describe(scene: Scene, n: int, draft: Draft, phrase: _Phrase, noun: str, lead: Said | None) -> None:
    """Host, subject, place and dates, from the words before and after the noun."""
    text, (begin, end) = scene.view.text, scene.sentences[n]
    times = scene.times[n]
    named = [(at, w) for at, w in phrase.modifiers if w[0].isupper() and not within(times, at)]
    if named:
        name = text[named[0][0] : named[-1][0] + len(named[-1][1])]
        if noun[0].isupper():
            draft.host = f"{name} {noun}"
        elif draft.kind in ("interview", "op-ed", "summit", "conference", "hearing", "debate", "town hall", "event"):
            draft.host = name
        elif draft.kind in ("press conference", "speech", "rally", "meeting"):
            draft.place = name
        elif draft.kind == "post" and name in PLATFORMS:
            draft.host = name
    if draft.kind == "post" and "tweet" in noun.lower():
        draft.host = "Twitter"
    if phrase.owner and draft.host is None and not within(times, phrase.owner[0]):
        owner = entity_at(scene, *phrase.owner)
        if owner is None or owner is not draft.entity:
            draft.host = plain(text[slice(*phrase.owner)])
    for span, time in times:
        if phrase.start <= span[0] < draft.span[1]:
            draft.held = time.id
    stop = read_tail(scene, n, draft, end)
    date(scene, n, draft, stop, lead)
    if draft.host is None and lead is not None and draft.kind in ("interview", "statement", "letter", "remarks"):
        told = TOLD.search(text, max(begin, lead.cue[0]), min(end, lead.cue[1] + 1))
        name_told = name_at(scene, n, told.end(), draft.entity) if told else None
        if name_told:
            draft.host = text[slice(*name_told)]
    draft.shown.extend(span for span, time in times if time.id in (draft.held, draft.aired))


def addressed(scene: Scene, n: int) -> Iterator[Draft]:
    """For "told reporters": remarks to the press; for "told the judge", "testified to a House committee": a hearing."""
    text, (begin, end) = scene.view.text, scene.sentences[n]
    for m in _ADDRESSING.finditer(text, begin, end):
        press = _PRESS.match(text, m.end(), end)
        heard = press or _COURT.match(text, m.end(), end) or _PANEL.match(text, m.end(), end)
        if heard is None:
            continue
        draft = heard_at(scene, n, "remarks" if press else "hearing", (m.start(), heard.end()))
        if draft is not None:
            draft.host = (press[1] if press else heard.group()).removeprefix("the ").removeprefix("a ")
            yield draft
    if not any(_ADDRESSING.match(text, m.start()) for m in _TESTIFIED.finditer(text, begin, end)):
        for m in _TESTIFIED.finditer(text, begin, end):
            draft = heard_at(scene, n, "hearing", m.span())
            if draft is not None:
                yield draft


def posted(scene: Scene, n: int) -> Iterator[Draft]:
    """For "wrote on Twitter", and for "tweeted", which names its network."""
    text, (begin, end) = scene.view.text, scene.sentences[n]
    for m in PLATFORM.finditer(text, begin, end):
        inside = frozenset(holding(scene.contents, m.start()))
        lead = lead_of(scene, n, "post", m.span(), inside)
        if lead is None or not 0 <= m.start() - lead.cue[1] <= 25:
            continue
        draft = Draft("post", m.span(), n, lead.entity, host=m[1], said=[lead.row.id], shown=[lead.cue])
        date(scene, n, draft, m.end(), lead)
        draft.shown.extend(span for span, time in scene.times[n] if time.id == draft.held)
        yield draft
    for s in speaking(scene, n):
        if s.entity is None or not _TWEETED.fullmatch(text, *s.cue) or PLATFORM.search(text, begin, end):
            continue
        dated = beside(scene, n, s)
        shown = [span for span in (s.source, dated[0] if dated else None) if span]
        held = dated[1].id if dated else None
        yield Draft("post", s.cue, n, s.entity, host="Twitter", held=held, shown=shown, said=[s.row.id])


def remarks(scene: Scene, n: int) -> Iterator[Draft]:
    """For "Peskov said on Monday": remarks that are known by their date alone."""
    text = scene.view.text
    seen: set[tuple[Span, str]] = set()
    for s in speaking(scene, n):
        dated = beside(scene, n, s)
        if dated is None or s.source is None or s.entity is None or (s.source, dated[1].id) in seen:
            continue
        seen.add((s.source, dated[1].id))
        cue = text[slice(*s.cue)]
        if _NO_REMARK.search(cue):
            continue
        kind = next((kind for pattern, kind in _CUE_KINDS if pattern.search(cue)), "remarks")
        shown = [s.source, dated[0]]
        yield Draft(kind, s.cue, n, s.entity, held=dated[1].id, shown=shown, said=[s.row.id])
