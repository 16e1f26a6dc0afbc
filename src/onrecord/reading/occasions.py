"""Interviews, press conferences, speeches, posts, … as one article mentions them.

A mention is found by its noun ("at a *press conference* on …"), by a medium that was told something
("told CBS News"), by a network that something was written on, or by a date beside the words of saying
("Peskov said on Monday": remarks). It counts only where somebody speaks: the words of saying must
stand at the level of the mention, not inside a quotation that only talks about it.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from onrecord.model import Article, Attribution, Entity, OccasionMention, Reading, Span, Spans, Time, digest
from onrecord.text import View, fold, locator, merged, reading_view, sentences

MADE_BY = "occasions.rules/2"

# at these many others see and hear what is said; an article about one reports little else of the speaker
_GATHERINGS = frozenset(
    ["interview", "press conference", "speech", "rally", "town hall", "hearing", "debate", "summit", "conference"]
)
# several speak there, so that "at the summit" may follow another speaker's mention of it
_SHARED = frozenset(["summit", "conference", "debate", "hearing", "event", "meeting", "town hall", "rally"])
# known by a date or a network alone
_LOOSE = frozenset(["remarks", "report", "post"])
_PRONOUNS = frozenset(["he", "she", "they", "it"])
# published rather than held
_WRITTEN = frozenset(["statement", "letter", "op-ed", "post", "report", "filing", "video"])
# a sentence that speaks of an occasion so early says what the article is about
_LEAD = 6
# a mention carries on for so many sentences at most
_FOLLOWS = 12


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
    longest = sorted(kinds, key=lambda noun: (-len(noun), noun))
    return kinds, frozenset(bare), re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b", re.IGNORECASE)


@cache
def _media() -> frozenset[str]:
    """Names of outlets, folded."""
    names: set[str] = set()
    for line in (files("onrecord") / "data" / "outlets.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            names.update(fold(name) for name in line.removeprefix("agency:").split("|"))
    return frozenset(names)


# the last word of a medium's name, for those that no list holds
_MEDIUM = re.compile(
    r"\b(?:News|Radio|TV|Television|Times|Post|Journal|Today|Tribune|Press|Herald|Magazine|Chronicle|Gazette|Mail|Review"
    r"|Telegraph|Guardian|Observer|Examiner|Globe|Daily|Weekly|Channel|Network|Report|Show|Podcast|CNN|MSNBC|NBC|ABC|CBS"
    r"|BBC|NPR|CNBC|PBS|ITV|CNBC|[KW][A-Z]{3})(?:’s|'s)?$"
)
_CAP = r"[A-ZÀ-Þ][\w.’'&-]*"
_NAME = re.compile(
    rf"(?:(?:[Tt]he|a|an)\s)?{_CAP}(?:\s(?:(?:of|the|for|de|and|&)\s(?:the\s)?)?(?:{_CAP}|\d{{1,4}})){{0,6}}"
    r"(?:\s[“\"‘][A-Z0-9][^”\"’]{1,40}[”\"’])?"
    r"|[“\"‘][A-Z0-9][^”\"’]{1,40}[”\"’]"
)
_GATHERED = re.compile(r"(?:Summit|Forum|Conference|Convention|Assembly)$")
_FLOOR = re.compile(r"the [\w. ]{2,30}? floor\b")
_PREPOSITION = re.compile(r",?\s(with|to|for|on|before|at|in|about|regarding|concerning|over|outside)\s")
_ABOUT = re.compile(r"[^.,;:“”\"!?()—]{3,100}")
_ABOUT_ENDS = re.compile(r"\s(?:that|which|who|when|where|after|before|said|says|he|she|they|and said|as)\b")
_TOLD = re.compile(r"\b(?:told|tells|telling)\s")
_PLATFORMS = (
    "Twitter", "Facebook", "Instagram", "Telegram", "Truth Social", "LinkedIn", "YouTube", "TikTok", "Weibo",
    "Snapchat", "social media",
)  # fmt: skip
_PLATFORM = re.compile(
    r"\b(?:on|via|to)\s(?:his\s|her\s|their\s|its\s)?(?:(?:official|personal|verified)\s)?"
    rf"({'|'.join(_PLATFORMS)})\b"
)
_AIRED = re.compile(
    r"\b(?:air(?:ed|s|ing)|broadcast|shown|published|released|posted|issued)\s(?:on\s|later\s|early\s|late\s)*$"
)
_BROADCAST = re.compile(r"\b(?:air(?:ed|s|ing)|broadcast|shown)\b")
_HOLDS = re.compile(
    r"\b(?:gave|gives|giving|given|held|holds|holding|delivered|delivers|delivering|made|hosted|sat down for)\s$"
)
_SUBJECT_GAP = re.compile(r"^,?\s(?:(?:also|has|had|have|then|later|recently|earlier|who|first|again)\s){0,3}$")
_SAYS_THERE = frozenset(["in", "during", "at", "on", "through", "via"])
_DEFINITE = frozenset(["the", "this", "that", "his", "her", "their", "its"])
_DETERMINERS = _DEFINITE | {"a", "an", "another"}
# lower-case words that may follow a host's name without making it part of a longer noun
_AFTER_NAME = re.compile(
    r"\s(?:on|in|at|that|which|who|where|when|after|before|about|as|and|this|last|late|early|earlier|published|aired"
    r"|airing|broadcast|released|recorded|to|for|with|while|if|he|she|they|it|said|says|told|by|from|during|ove"
    r"r|regarding|magazine|newspaper|newspapers|television|radio|network|news|host|anchor|correspondent|reporte"
    r"r|columnist|program|show|station|how|why|what|but|or|is|was|has|had|because|will|would|of|yesterday|today"
    r"|tomorrow|next|reporters)\b"
)
_LOWER = re.compile(r"\s[a-z]")
_BESIDE_CUE = re.compile(
    r"^\s?(?:(?:reporters|journalists|lawmakers|the\s(?:media|press|nation))\s)?"
    r"(?:on|in|late|early|earlier|back in|late on)?\s?$"
)
_OPENS_WITH = re.compile(
    r"^[\s\"“‘—–-]*(?:(?:and|but|then|also|yet|so)\s)?(?:(?:later|earlier|late|early|back)\s)?(?:(?:on|in)\s)?$",
    re.IGNORECASE,
)
# words of saying that say nothing on an occasion of their own
_NO_REMARK = re.compile(r"^(?:to|would|will|could|can|should|may|might)\b|refus|^call(?:ed|s|ing)?$", re.IGNORECASE)
_CUE_KINDS = (
    (re.compile(r"tweet|\bpost(?:ed|s|ing)?\b", re.IGNORECASE), "post"),
    (re.compile(r"testif", re.IGNORECASE), "hearing"),
    (re.compile(r"\breport(?:ed|s|ing)?\b", re.IGNORECASE), "report"),
)


@dataclass(slots=True)
class _Draft:
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
class _Said:
    """An attribution with a speaker, and where its words of saying stand in the view."""

    row: Attribution
    entity: Entity | None
    cue: Span
    source: Span | None
    inside: frozenset[str]  # the attributions whose content holds the cue


@dataclass(frozen=True, slots=True)
class _Scene:
    """An article laid out for reading occasions."""

    article: Article
    view: View
    sentences: Sequence[Span]
    said: Sequence[Sequence[_Said]]  # by sentence
    times: Sequence[Sequence[tuple[Span, Time]]]  # by sentence
    entities: Sequence[tuple[Span, Entity]]  # mentions in text order
    contents: Sequence[tuple[Span, str]]  # stretches of content in text order


def read(articles: Sequence[Article], readings: Sequence[Reading]) -> list[tuple[OccasionMention, ...]]:
    """The occasions that each article mentions, in text order."""
    return [_occasions(article, reading) for article, reading in zip(articles, readings, strict=True)]


def _occasions(article: Article, reading: Reading) -> tuple[OccasionMention, ...]:
    if not reading.attributions:
        return ()
    scene = _scene(article, reading)
    drafts: list[_Draft] = []
    for n in range(len(scene.sentences)):
        found = list(_named(scene, n))
        for other in (_told, _posted, _remarks):
            if not any(draft.spoken for draft in found):
                found.extend(other(scene, n))
        _share(scene, found)
        drafts.extend(found)
    drafts = _follow(drafts)
    _continue(scene, drafts)
    _dateline(scene, drafts, reading.times)
    rows = []
    for draft in drafts:
        if not draft.spoken:
            continue
        spans = merged(s for a, b in [draft.span, *draft.shown] for s in scene.view.spans(a, b))
        who = draft.entity.id if draft.entity else None
        rows.append(
            OccasionMention(
                digest("occasion mention", article.id, draft.kind, spans),
                article.id,
                draft.kind,
                who,
                draft.host,
                draft.about,
                draft.place,
                draft.held,
                draft.aired,
                spans,
                tuple(dict.fromkeys(draft.said)),
                MADE_BY,
            )
        )
    return tuple({row.id: row for row in rows}.values())


# --- laying out --------------------------------------------------------------------------------------


def _scene(article: Article, reading: Reading) -> _Scene:
    view = reading_view(article)
    locate = locator(view)
    bounds = [s for start, stop in view.blocks for s in sentences(view.text, start, stop)]
    starts = [a for a, _ in bounds]

    def spans(where: Spans) -> list[Span]:
        out = []
        for a, b in where:
            at = locate(a)
            if at is not None:
                out.append((at, at + b - a))
        return out

    contents = sorted((s, row.id) for row in reading.attributions for s in spans(row.content))
    speaker = {a: entity for entity in reading.entities for a in entity.says}
    said: list[list[_Said]] = [[] for _ in bounds]
    for row in reading.attributions:
        cue, source = spans(row.cue), spans(row.source)
        if not (cue or source) or not bounds:
            continue
        anchor = (cue or source)[0]
        inside = frozenset(_holding(contents, anchor[0])) - {row.id}
        said[max(0, bisect_right(starts, anchor[0]) - 1)].append(
            _Said(row, speaker.get(row.id), (anchor[0], (cue or source)[-1][1]), source[0] if source else None, inside)
        )
    times: list[list[tuple[Span, Time]]] = [[] for _ in bounds]
    for time in reading.times:
        for span in spans((time.span,)) if bounds else ():
            times[max(0, bisect_right(starts, span[0]) - 1)].append((span, time))
    entities = sorted(((s, e) for e in reading.entities for s in spans(e.mentions)), key=lambda pair: pair[0])
    return _Scene(article, view, bounds, said, times, entities, contents)


def _holding(contents: Sequence[tuple[Span, str]], at: int) -> Iterator[str]:
    """The attributions whose content holds this place; contents that begin far before are not looked at."""
    i = bisect_right(contents, ((at, at), "\uffff"))
    for (start, stop), row in contents[max(0, i - 40) : i]:
        if start <= at < stop:
            yield row


def _entity_at(scene: _Scene, start: int, stop: int) -> Entity | None:
    """The entity mentioned in `start:stop`, the longest mention first."""
    i = bisect_right(scene.entities, start, key=lambda pair: pair[0][0])
    near = [(b - a, e) for (a, b), e in scene.entities[max(0, i - 4) : i + 4] if a < stop and start < b]
    return max(near, key=lambda pair: pair[0])[1] if near else None


# --- by the noun -------------------------------------------------------------------------------------


def _named(scene: _Scene, n: int) -> Iterator[_Draft]:
    text, (begin, end) = scene.view.text, scene.sentences[n]
    kinds, bare, pattern = _nouns()
    for m in pattern.finditer(text, begin, end):
        noun = m.group().lower()
        kind = kinds[noun]
        if kind in ("post", "report", "statement") and m.group()[0].isupper():
            continue  # the Washington Post
        if text[m.end() : m.end() + 2] in ("'s", "’s"):
            continue  # the Forum's summit is found by its own noun
        phrase = _phrase(text, begin, m.start(), noun in bare)
        if phrase is None or any(word.lower() in _TO_COME for _, word in phrase.modifiers):
            continue
        draft = _Draft(kind, (phrase.start, m.end()), n, None, phrase.determiner in _DEFINITE)
        inside = frozenset(_holding(scene.contents, m.start()))
        lead = _lead(scene, n, kind, draft.span, inside) if phrase.preposition in _SAYS_THERE else None
        owner = _owner(scene, phrase, begin)
        if owner is not None and owner.kind == "person":
            draft.entity = owner
        elif lead is not None:
            draft.entity = lead.entity
        else:
            draft.entity = _subject(scene, n, phrase.start)
            draft.spoken = draft.entity is not None
            if not draft.spoken and kind not in _SHARED:
                continue
        if lead is not None and lead.entity is not draft.entity:
            lead = None
        if draft.kind == "interview" and draft.entity and draft.entity.name and _is_medium(draft.entity.name):
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
        yield draft


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What stands before an occasion's noun: "in *Lavrov's* recent *CBS* interview"."""

    start: int
    preposition: str
    determiner: str
    modifiers: tuple[tuple[int, str], ...]  # where, which
    owner: Span | None


_WORDS_BACK = re.compile(r"\S+")


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
            if preposition in _SAYS_THERE or preposition in ("after", "before", "since", "from"):
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
        first -= 1
    return words[first][0], words[i][0] + len(words[i][1])


def _owner(scene: _Scene, phrase: _Phrase, begin: int) -> Entity | None:
    return _entity_at(scene, *phrase.owner) if phrase.owner else None


def _lead(scene: _Scene, n: int, kind: str, span: Span, inside: frozenset[str]) -> _Said | None:
    """Whose words of saying the mention goes with: the nearest at its own level of quotation."""
    near = [
        s
        for s in scene.said[n]
        if s.row.kind == "statement"
        and s.row.id not in inside
        and s.inside == inside
        and not (s.source and s.source[0] <= span[0] < s.source[1])
        and not (kind == "interview" and s.entity is not None and _is_medium(s.entity.name or ""))  # it asks
    ]
    named = [s for s in near if s.entity is not None and s.entity.name] or near
    return min(named, key=lambda s: (max(s.cue[0] - span[1], span[0] - s.cue[1]), s.cue), default=None)


def _subject(scene: _Scene, n: int, start: int) -> Entity | None:
    """Who "gave an interview", "held a press conference": the person right before the verb."""
    text, begin = scene.view.text, scene.sentences[n][0]
    holds = _HOLDS.search(text, max(begin, start - 20), start)
    if not holds:
        return None
    i = bisect_right(scene.entities, holds.start(), key=lambda pair: pair[0][0])
    for (a, b), entity in reversed(scene.entities[max(0, i - 3) : i]):
        if a >= begin and entity.kind == "person" and _SUBJECT_GAP.match(text[b : holds.start()]):
            return entity
    return None


def _describe(scene: _Scene, n: int, draft: _Draft, phrase: _Phrase, noun: str, lead: _Said | None) -> None:
    """Host, subject, place and dates, from the words before and after the noun."""
    text, (begin, end) = scene.view.text, scene.sentences[n]
    times = scene.times[n]
    named = [(at, w) for at, w in phrase.modifiers if w[0].isupper() and not _within(times, at)]
    if named:
        name = text[named[0][0] : named[-1][0] + len(named[-1][1])]
        if noun[0].isupper():
            draft.host = f"{name} {noun}"
        elif draft.kind in ("interview", "op-ed", "summit", "conference", "hearing", "debate", "town hall", "event"):
            draft.host = name
        elif draft.kind in ("press conference", "speech", "rally", "meeting"):
            draft.place = name
    if phrase.owner and draft.host is None:
        owner = _entity_at(scene, *phrase.owner)
        if owner is None or owner is not draft.entity:
            draft.host = _plain(text[slice(*phrase.owner)])
    for span, time in times:
        if phrase.start <= span[0] < draft.span[1]:
            draft.held = time.id
    stop = _tail(scene, n, draft, end)
    _date(scene, n, draft, stop, lead)
    if draft.host is None and lead is not None and draft.kind in ("interview", "statement", "letter", "remarks"):
        told = _TOLD.search(text, max(begin, lead.cue[0]), min(end, lead.cue[1] + 1))
        name_told = _name(scene, n, told.end(), draft.entity) if told else None
        if name_told:
            draft.host = text[slice(*name_told)]
    draft.shown.extend(span for span, time in times if time.id in (draft.held, draft.aired))


_BEFORE_DATE = re.compile(r"^,?\s?(?:(?:late|early|earlier)\s)?(?:(?:on|in)\s)?$")


def _tail(scene: _Scene, n: int, draft: _Draft, end: int) -> int:
    """Read "with CBS News on Monday about …" after the noun; where it ends."""
    text, at = scene.view.text, draft.span[1]
    for _ in range(5):
        date = next((b for (a, b), _ in scene.times[n] if at <= a <= at + 12 and _BEFORE_DATE.match(text[at:a])), None)
        if date is not None:
            at = date
            continue
        m = _PREPOSITION.match(text, at, end)
        if not m:
            break
        word = m[1]
        name = _name(scene, n, m.end(), draft.entity)
        if name is not None and _takes_host(draft.kind, word, text[slice(*name)]):
            draft.host = draft.host or _plain(text[slice(*name)])
            at = name[1]
        elif name is not None and word in ("in", "at", "outside"):
            draft.place = draft.place or text[slice(*name)]
            at = name[1]
        elif word in ("on", "at", "in") and (floor := _FLOOR.match(text, m.end())):
            draft.place = draft.place or floor.group()
            at = floor.end()
        elif word in ("on", "about", "regarding", "concerning", "over") and draft.about is None:
            stop = _about(scene, n, m.end(), end)
            if stop is None:
                break
            draft.about = text[m.end() : stop]
            at = stop
        else:
            break
    return at


def _takes_host(kind: str, word: str, name: str) -> bool:
    medium = _is_medium(name)
    if kind == "interview":
        return word in ("with", "to", "for") or (word in ("on", "at") and medium)
    if kind in ("statement", "remarks"):
        return word in ("to", "for") and medium
    if kind in ("post", "video"):
        return word in ("on", "to") and name in _PLATFORMS
    if kind == "op-ed":
        return word in ("in", "for") and medium
    if kind in ("speech", "hearing", "rally"):
        return word in ("to", "before") or (word == "at" and _GATHERED.search(name) is not None)
    return kind == "town hall" and word in ("on", "with")


def _is_medium(name: str) -> bool:
    plain = fold(_plain(name)).removeprefix("the ")
    return plain in _media() or _MEDIUM.search(re.sub(r"\s[“\"‘].*", "", name)) is not None


def _plain(name: str) -> str:
    return re.sub(r"(?:['’]s|(?<=s)['’])$", "", name)


def _name(scene: _Scene, n: int, at: int, speaker: Entity | None) -> Span | None:
    """The span of a name that begins at `at`, cut before a date; None when it is the speaker's own."""
    text, end = scene.view.text, scene.sentences[n][1]
    m = _NAME.match(text, at, end)
    if not m:
        return None
    stop = m.end()
    for (a, b), _ in scene.times[n]:
        if a < stop and at < b:
            stop = a
    stop = at + len(text[at:stop].rstrip(" .,"))
    if stop <= at or not text[at:stop].strip():
        return None
    if stop == m.end() and _LOWER.match(text, stop) and not _AFTER_NAME.match(text, stop):
        return None
    if speaker is not None and _entity_at(scene, at, stop) is speaker:
        return None
    return at, stop


def _about(scene: _Scene, n: int, at: int, end: int) -> int | None:
    """Where the words that say what an occasion was about end."""
    text = scene.view.text
    m = _ABOUT.match(text, at, end)
    if not m or not text[at].isalpha():
        return None
    stop = m.end()
    ends = _ABOUT_ENDS.search(text, at, stop)
    if ends:
        stop = ends.start()
    for (a, _), time in scene.times[n]:
        if at <= a < stop:
            if a == at:
                return None
            # "the results of diplomacy in 2023" is the subject; "the attack on Monday" may date the occasion
            if time.value is None or len(time.value) != 4:
                stop = a
    for s in scene.said[n]:
        for span in (s.source, s.cue):
            if span and at <= span[0] < stop:
                stop = span[0]
    stop = at + len(re.sub(r"\s(?:on|in|at|late|early)$", "", text[at:stop].rstrip()).rstrip())
    return stop if stop - at >= 4 else None


def _within(times: Sequence[tuple[Span, Time]], at: int) -> bool:
    return any(a <= at < b for (a, b), _ in times)


def _date(scene: _Scene, n: int, draft: _Draft, stop: int, lead: _Said | None) -> None:
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
            if draft.kind not in _WRITTEN and (draft.kind == "interview" or _BROADCAST.search(aired.group())):
                draft.aired = draft.aired or time.id
            elif draft.kind in _WRITTEN:
                draft.held = draft.held or time.id
        elif a <= stop or (len(gap) <= 60 and not _BREAK.search(gap) and not _spoken(scene, n, draft.span[1], a)):
            draft.held = draft.held or time.id
    beside = _beside(scene, n, lead) if lead is not None and draft.held is None and draft.aired is None else None
    if beside is not None:
        draft.held = beside[1].id
        draft.shown.append(beside[0])


_TO_COME = frozenset(["upcoming", "forthcoming", "future", "planned", "next", "possible", "potential", "proposed"])
_BREAK = re.compile(r"[,;:“”\"]")


def _spoken(scene: _Scene, n: int, start: int, stop: int) -> bool:
    """Whether words of saying stand in `start:stop`."""
    return any(start <= s.cue[0] < stop for s in scene.said[n])


# --- by a medium, a network, a date ------------------------------------------------------------------


def _told(scene: _Scene, n: int) -> Iterator[_Draft]:
    """For "Lavrov told CBS News": an interview, when the one told is a medium."""
    text = scene.view.text
    for s in _speaking(scene, n):
        m = _TOLD.match(text, s.cue[0]) or _TOLD.search(text, s.cue[0], s.cue[1] + 1)
        name = _name(scene, n, m.end(), s.entity) if m else None
        if m is None or name is None or s.entity is None or not s.entity.name or not _is_medium(text[slice(*name)]):
            continue
        draft = _Draft("interview", (s.cue[0], name[1]), n, s.entity, host=_plain(text[slice(*name)]), said=[s.row.id])
        after = [(w, t) for w, t in scene.times[n] if w[0] >= name[1] and _BESIDE_CUE.match(text[name[1] : w[0]])]
        beside = after[0] if after else _beside(scene, n, s)
        if beside:
            draft.held = beside[1].id
            draft.shown.append(beside[0])
        if s.source:
            draft.shown.append(s.source)
        yield draft


def _posted(scene: _Scene, n: int) -> Iterator[_Draft]:
    """For "wrote on Twitter"."""
    text, (begin, end) = scene.view.text, scene.sentences[n]
    for m in _PLATFORM.finditer(text, begin, end):
        inside = frozenset(_holding(scene.contents, m.start()))
        lead = _lead(scene, n, "post", m.span(), inside)
        if lead is None or not 0 <= m.start() - lead.cue[1] <= 25:
            continue
        draft = _Draft("post", m.span(), n, lead.entity, host=m[1], said=[lead.row.id], shown=[lead.cue])
        _date(scene, n, draft, m.end(), lead)
        draft.shown.extend(span for span, time in scene.times[n] if time.id == draft.held)
        yield draft


def _remarks(scene: _Scene, n: int) -> Iterator[_Draft]:
    """For "Peskov said on Monday": remarks that are known by their date alone."""
    text = scene.view.text
    seen: set[tuple[Span, str]] = set()
    for s in _speaking(scene, n):
        beside = _beside(scene, n, s)
        if beside is None or s.source is None or s.entity is None or (s.source, beside[1].id) in seen:
            continue
        seen.add((s.source, beside[1].id))
        cue = text[slice(*s.cue)]
        if _NO_REMARK.search(cue):
            continue
        kind = next((kind for pattern, kind in _CUE_KINDS if pattern.search(cue)), "remarks")
        shown = [s.source, beside[0]]
        yield _Draft(kind, s.cue, n, s.entity, held=beside[1].id, shown=shown, said=[s.row.id])


def _speaking(scene: _Scene, n: int) -> Iterator[_Said]:
    for s in scene.said[n]:
        if s.row.kind == "statement" and s.row.cue:
            yield s


def _beside(scene: _Scene, n: int, s: _Said) -> tuple[Span, Time] | None:
    """The date that stands beside the words of saying: "said on Monday", "On Monday, Peskov said"."""
    text = scene.view.text
    for (a, b), time in scene.times[n]:
        if frozenset(_holding(scene.contents, a)) - s.inside - ({s.row.id} if a >= s.cue[1] else set()):
            continue
        if a >= s.cue[1] and a - s.cue[1] <= 30 and _BESIDE_CUE.match(text[s.cue[1] : a]):
            return (a, b), time
        if s.source is None:
            continue
        if b <= s.source[0] <= b + 3 and not text[b : s.source[0]].strip(" ,"):
            if _OPENS_WITH.match(text[scene.sentences[n][0] : a]):
                return (a, b), time
            continue
        if s.source[1] <= a and b <= s.cue[0] and a - s.source[1] <= 10 and s.cue[0] - b <= 6:
            return (a, b), time
    return None


# --- mentions of one article together ----------------------------------------------------------------


def _follow(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Read "during the press conference" as one mention with the earlier one that it points back to."""
    out: list[_Draft] = []
    for draft in drafts:
        antecedent = None
        if draft.definite and draft.host is None and draft.held is None:
            near = (d for d in reversed(out[-20:]) if d.kind == draft.kind)
            antecedent = next((d for d in near if d.entity is draft.entity or (d.kind in _SHARED and d.host)), None)
        if antecedent is None:
            out.append(draft)
        elif antecedent.entity is draft.entity and antecedent.spoken:
            antecedent.shown += [draft.span, *draft.shown]
            antecedent.said += draft.said
            antecedent.again.append(draft.sentence)
            antecedent.about = antecedent.about or draft.about
            antecedent.place = antecedent.place or draft.place
            antecedent.aired = antecedent.aired or draft.aired
        else:
            draft.host, draft.held = antecedent.host, antecedent.held
            draft.place = draft.place or antecedent.place
            out.append(draft)
    return out


def _share(scene: _Scene, drafts: Sequence[_Draft]) -> None:
    """Where one sentence mentions two occasions of a speaker, each statement belongs to the nearer."""
    cue = {s.row.id: s.cue[0] for said in scene.said for s in said}
    for one, other in itertools.combinations(drafts, 2):
        if one.sentence == other.sentence and set(one.said) & set(other.said):
            for row in set(one.said) & set(other.said):
                far = max((one, other), key=lambda d: (abs(cue[row] - d.span[0]), d.span))
                far.said.remove(row)


def _continue(scene: _Scene, drafts: Sequence[_Draft]) -> None:
    """Give a mention the speaker's statements that follow it, as far as the article ties them to it.

    They are tied while nobody else speaks and no other occasion of the speaker comes between; remarks, only
    while the speaker is a pronoun. Where a
    gathering stands in the lead, or is mentioned again, and is the only occasion of its speaker, all that
    the speaker says without a date of its own was said there.
    """
    own: dict[str, list[_Draft]] = {}
    for draft in drafts:
        if draft.entity is not None:
            own.setdefault(draft.entity.id, []).append(draft)
    taken = {row for draft in drafts for row in draft.said}
    order = [(n, s) for n, said in enumerate(scene.said) for s in sorted(said, key=lambda s: s.cue)]
    talk = sorted({n for n, _ in order})

    def give(draft: _Draft, s: _Said) -> None:
        if s.entity is draft.entity and s.row.kind == "statement" and s.row.id not in taken:
            taken.add(s.row.id)
            draft.said.append(s.row.id)

    for draft in drafts:
        if draft.entity is None or not draft.said:
            continue
        mine = own[draft.entity.id]
        for sentence in (draft.sentence, *draft.again):
            others = (n for d in mine for n in (d.sentence, *d.again) if n > sentence)
            limit = min(min(others, default=len(scene.sentences)), sentence + _FOLLOWS)
            for n, s in order[bisect_right(order, sentence, key=lambda pair: pair[0]) :]:
                if n >= limit or _another(s, draft.entity):
                    break
                # what is known by its date alone carries on with "he added", not with the next "Putin said"
                if draft.kind in _LOOSE and not (s.source and scene.view.text[slice(*s.source)].lower() in _PRONOUNS):
                    break
                give(draft, s)
        central = draft.again or bisect_right(talk, draft.sentence) <= _LEAD
        if len(mine) == 1 and draft.kind in _GATHERINGS and central:
            for _, s in order:
                give(draft, s)


def _another(s: _Said, speaker: Entity) -> bool:
    """Whether somebody else takes the word."""
    return s.entity is not speaker and s.row.kind == "statement" and not s.inside


def _dateline(scene: _Scene, drafts: Sequence[_Draft], times: Sequence[Time]) -> None:
    """An agency's lead without a date reports what happened on the day of the date line."""
    before = [t for t in times if scene.view.offsets and _outside(scene, t)]
    lead = next((n for n, (a, _) in enumerate(scene.sentences) if _is_body(scene.view, a)), None)
    if not before or lead is None or any(d.held for d in drafts if d.sentence == lead):
        return
    dated = {d.kind: d for d in drafts if d.sentence == lead and d.held is None and d.aired is None}
    for draft in dated.values():
        draft.held = before[0].id


def _outside(scene: _Scene, time: Time) -> bool:
    return scene.view.locate(time.span[0]) is None


def _is_body(view: View, at: int) -> bool:
    return any(a <= at < b and kind == "paragraph" for (a, b), kind in zip(view.blocks, view.kinds, strict=True))
