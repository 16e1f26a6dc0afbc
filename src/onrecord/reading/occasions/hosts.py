"""Who an interview was given to, what a press conference was about, where a speech was made."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from onrecord.model import Entity, Span
from onrecord.reading.occasions.scene import Draft, Scene, entity_at
from onrecord.text import fold

# the last word of a medium's name, for those that no list holds
_MEDIUM = re.compile(
    r"\b(?:News|Radio|TV|Television|Times|Post|Journal|Today|Tribune|Press|Herald|Magazine|Chronicle|Gazette|Mail|Review"
    r"|Telegraph|Guardian|Observer|Examiner|Globe|Daily|Weekly|Channel|Network|Report|Show|Podcast|CNN|MSNBC|NBC|ABC|CBS"
    r"|BBC|NPR|CNBC|PBS|ITV|Sports|[KW][A-Z]{3}|(?:\w+-)?Dispatch|Sun|Star|Bee|Inquirer|Register|Courier|Sentinel|Monitor"
    r"|Standard|Statesman|Mirror|Express|Echo|Argus|Advertiser|Bulletin|Ledger|Wire|Courant|Broadcasting|FM|\w+-(?:Journal|Times|Gazette|Tribune|Post|Herald))(?:’s|'s)?$"
)
# and the first
_STATION = re.compile(r"(?:R[aá]dio|TV|Televisi[oó]n|Channel)\s[A-ZÀ-Þ\d]")
_CAP = r"[A-ZÀ-Þ][\w.’'&-]*"
_NAME = re.compile(
    rf"(?:(?:[Tt]he|a|an)\s)?{_CAP}(?:\s(?:(?:of|the|for|de|and|&)\s(?:the\s)?)?(?:{_CAP}|\d{{1,4}})){{0,6}}"
    r"(?:\s[“\"‘][A-Z0-9][^”\"’]{1,40}[”\"’])?"
    r"|[“\"‘][A-Z0-9][^”\"’]{1,40}[”\"’]"
)
# lower-case words that may follow a host's name without making it part of a longer noun
_AFTER_NAME = re.compile(
    r"\s(?:on|in|at|of|to|for|with|by|from|about|over|regarding|during|after|before|while|because"
    r"|the|a|an|this|these|those|there|his|her|its|their|our|my|some|no|not|more|most|many|we|you"
    r"|that|which|who|where|when|how|why|what|if|and|as|but|or|he|she|they|it|is|was|has|had|will|would|said|says|told"
    r"|this|last|next|late|early|earlier|today|yesterday|tomorrow|published|aired|airing|broadcast|released|recorded"
    r"|magazine|newspapers?|website|television|radio|network|channel|station|broadcaster|programme|program|podcast|show"
    r"|news|hosts?|anchors?|correspondents?|reporters?|columnists?|journalists?"
    r"|(?:[\w-]+\s){1,2}(?:show|programme|program|podcast|bulletin))\b"
)
_LOWER = re.compile(r"\s[a-z]")
_GATHERED = re.compile(r"(?:Summit|Forum|Conference|Convention|Assembly)$")
_FLOOR = re.compile(r"the [\w. ]{2,30}? floor\b")
_PREPOSITION = re.compile(r",?\s(with|to|for|on|before|at|in|about|regarding|concerning|over|outside)\s")
_ABOUT = re.compile(r"[^.,;:“”\"!?()—]{3,100}")
_ABOUT_ENDS = re.compile(r"\s(?:that|which|who|when|where|after|before|said|says|he|she|they|and said|as)\b")
_BEFORE_DATE = re.compile(r"^,?\s?(?:(?:late|early|earlier)\s)?(?:(?:on|in)\s)?$")
PLATFORMS = (
    "Twitter", "Facebook", "Instagram", "Telegram", "Truth Social", "LinkedIn", "YouTube", "TikTok", "Weibo",
    "Snapchat", "social media",
)  # fmt: skip
PLATFORM = re.compile(
    r"\b(?:on|via|to)\s(?:his\s|her\s|their\s|its\s)?(?:(?:official|personal|verified)\s)?"
    rf"({'|'.join(PLATFORMS)})\b"
)


@cache
def _media() -> frozenset[str]:
    """Names of outlets, folded."""
    names: set[str] = set()
    for line in (files("onrecord") / "data" / "outlets.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            names.update(fold(name) for name in line.removeprefix("agency:").split("|"))
    return frozenset(names)


def is_medium(name: str) -> bool:
    """Whether a name is that of an outlet, by a list of them or by its last or first word."""
    folded = fold(plain(name)).removeprefix("the ")
    # the desk of an outlet too: "USA TODAY Sports"
    house = folded.rpartition(" ")[0]
    return (
        folded in _media()
        or (" " in house and house in _media())
        or _MEDIUM.search(re.sub(r"\s[“\"‘].*", "", name)) is not None
        or _STATION.match(name) is not None
    )


def medium_of(name: str) -> str | None:
    """The outlet that a name is of: itself, or the one whose journalist or programme it is ("CNN's New Day")."""
    if is_medium(name):
        return plain(name)
    house, owns, _ = re.sub("’", "'", name).partition("'s ")
    return name[: len(house)] if owns and is_medium(house) else None


def plain(name: str) -> str:
    """A name without the genitive's ending."""
    return re.sub(r"(?:['’]s|(?<=s)['’])$", "", name)


def name_at(scene: Scene, n: int, at: int, speaker: Entity | None) -> Span | None:
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
    if speaker is not None and entity_at(scene, at, stop) is speaker:
        return None
    return at, stop


def read_tail(scene: Scene, n: int, draft: Draft, end: int) -> int:
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
        name = name_at(scene, n, m.end(), draft.entity)
        if name is not None and _takes_host(draft.kind, word, text[slice(*name)]):
            draft.host = draft.host or plain(text[slice(*name)])
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
    medium = is_medium(name)
    if kind == "interview":
        return word in ("with", "to", "for") or (word in ("on", "at") and medium)
    if kind in ("statement", "remarks"):
        return word in ("to", "for") and medium
    if kind in ("post", "video"):
        return word in ("on", "to") and name in PLATFORMS
    if kind == "op-ed":
        return word in ("in", "for") and medium
    if kind in ("speech", "hearing", "rally"):
        return word in ("to", "before") or (word == "at" and _GATHERED.search(name) is not None)
    return kind == "town hall" and word in ("on", "with")


def _about(scene: Scene, n: int, at: int, end: int) -> int | None:
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
