"""Proper names in a text: where they stand, what kind of bearer they have, which titles come with them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.lexicon import HONORIFICS, countries, given_names, roles
from onrecord.model import EntityKind


@dataclass(slots=True)
class Mention:
    """A proper name at `text[start:stop]`; `lead` is where titles before it begin.

    `tokens` are the words of the name, `title` the words before it that describe its bearer, `gender`
    what honorific, title or given name tell. `kind` is "unknown" where nothing tells it.
    """

    lead: int
    start: int
    stop: int
    tokens: tuple[str, ...]
    kind: EntityKind
    title: str
    gender: str | None
    honorific: bool = False

    @property
    def name(self) -> str:
        return " ".join(self.tokens)


_UP = "".join(c for c in map(chr, range(0x41, 0x530)) if c.isupper())
_WORD = rf"(?:(?:al|el|ul|ad|as|ar|at|ash|d|l)[-’'])?[{_UP}]\w*(?:[’'‐‑-](?!s\b)\w+)*"
_ABBREVIATED = "|".join(sorted((h for h in HONORIFICS if " " not in h), key=len, reverse=True)) + "|Jr|Sr"
_CAPITAL = rf"(?:(?:{_ABBREVIATED})\.|(?:[{_UP}]\.)+|{_WORD})"
# name particles; "of" and "for" join an organisation's name or an office to what follows and are split elsewhere
_LINK = (
    r"(?:de la|de los|de|da|do|dos|das|del|della|der|den|di|du|la|le|van der|van den|van|von der|von|bin|ibn|ben|ter|ten|y"
    r"|of the|of|for the|for|and|&)"
)
_RUN = re.compile(rf"(?<!\w){_CAPITAL}(?: (?:{_LINK} )?{_CAPITAL})*")
_TOKEN = re.compile(rf"{_CAPITAL}|[a-z&][a-z ]*(?= )")
_ACRONYM = re.compile(rf"[{_UP}](?:[{_UP}0-9]{{1,5}}|(?:\.[{_UP}])+\.?)$")
_JOINING = frozenset({"of", "of the", "for", "for the", "and", "&"})

# capitalised only because a sentence or a headline begins with them, or no part of a name
NO_NAME = frozenset(
    """the a an and or but nor so yet if in on at by for from of to with without as than that this these those there
    here he she it they we i you his her hers its their our my your him them us me who whom whose which what when where
    why how while after before since until because although though despite unlike like during through about against
    between under over all any some many most more much no not now then also even just only still both either neither
    each every other others another such same one two three four five six seven eight nine ten hundreds thousands
    is are was were be been being has have had do does did will would can could should may might must let let's
    according meanwhile however moreover furthermore nevertheless instead yes well maybe perhaps again once later
    earlier last next first second finally previously recently today yesterday tomorrow tonight
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december mon tue tues wed thu thurs fri sat sun jan feb mar apr jun jul aug sep sept oct
    nov dec i'm i’m i've i’ve i'll i’ll i'd i’d it's it’s he's he’s she's she’s we're we’re they're they’re that's that’s
    there's there’s what's what’s don't don’t didn't didn’t can't can’t won't won’t isn't isn’t doesn't doesn’t
    asked says said told adding speaking read more watch video photo image related share click here's here’s
    mr mrs given asked among within across amid amidst around near upon via per off out up down into onto toward towards
    few several none nothing everything something anything someone anyone everyone nobody everybody people
    good great new old big nice sorry thank thanks please ok okay oh hey hello dear welcome plus
    """.split()
)
PARTIES = frozenset(
    """Democrat Democratic Republican Labour Labor Conservative Liberal Green Libertarian Socialist Communist GOP Tory
    Independent Progressive Christian Social National Islamist Islamic Muslim Jewish Catholic White Black African-American
    Afro-American Latino Hispanic""".split()
)
# the last word of the names of bodies, or the word before "of"
BODIES = frozenset(
    """agency academy administration airlines airways alliance army assembly association authority authorities bank board
    brigade broadcasting brotherhood bureau cabinet campaign caucus center centre chamber church city club coalition college
    command commission committee community company conference congress consortium corp corporation council county court
    department directorate district division duma embassy exchange federation firm force forces foundation front fund
    government group guard guards hospital house inc industries initiative inquirer institute institution international
    intelligence journal knesset laboratory league legislature library ltd magazine military ministry mission movement museum
    network networks news newspaper newspapers navy office organisation organization oversight panel parliament partners
    party police post press program programme project radio red-cross regime registry reserve school secretariat securities
    senate service services society staff studies summit supreme syndicate system systems task-force team television
    times today tribune tribunal trust tv union university weekly workers herald gazette chronicle guardian observer globe
    star bulletin telegraph sentinel dispatch examiner reuters bloomberg llc plc llp ag gmbh co llp""".split()
)
PLACES = frozenset(
    """street avenue road boulevard square park valley river lake sea ocean island islands bay beach mountain mountains hill
    hills heights peninsula desert strait gulf canal bridge airport station province state states region coast border
    tower plaza hall stadium arena hotel building palace county""".split()
)
_PLACE_FIRST = frozenset("New North South East West Northern Southern Eastern Western Central San Los Las Santa El Fort Mount "
                         "Lake Cape Port Saint St. Upper Lower Middle Silicon Wall Capitol".split())  # fmt: skip
# things with capital initials that are nobody
_THINGS = frozenset(
    """act agreement accord treaty amendment bill law constitution war wars day week month year eve award prize medal cup
    olympics games bowl convention revolution crisis plan deal rule code protocol pact resolution doctrine world internet
    twitter facebook google instagram youtube""".split()
)
_OFFICES = frozenset("Secretary Minister Attorney Speaker Director President Chairman Chairwoman Chief Leader Head Governor Mayor "
                     "Prime Undersecretary Commissioner Ambassador Commander Chancellor Duke Duchess Prince Earl Archbishop Bishop "
                     "Chair Dean Professor Master Inspector Comptroller Director-General Secretary-General".split())  # fmt: skip


def role_of(word: str) -> str | None:
    """The role word (a key of `roles`) that `word` is, in the singular, or None."""
    low = word.lower().rstrip(".")
    table = roles()
    if low in table:
        return low
    if low.endswith("s") and low[:-1] in table:
        return low[:-1]
    if low.endswith("men") and low[:-3] + "man" in table:
        return low[:-3] + "man"
    if low.endswith("women") and low[:-5] + "woman" in table:
        return low[:-5] + "woman"
    if low.endswith("ies") and low[:-3] + "y" in table:
        return low[:-3] + "y"
    return None


def is_body(word: str) -> bool:
    return word.lower().rstrip(".") in BODIES


def _pieces(text: str, start: int, stop: int) -> list[list[tuple[int, int, str]]]:
    """The tokens of a run of capitalised words, cut where two names meet."""
    out: list[list[tuple[int, int, str]]] = [[]]
    for m in _TOKEN.finditer(text, start, stop):
        word = m.group()
        current = out[-1]
        low = word.lower()
        if word in _JOINING:
            left = current[-1][2] if current else ""
            of = word.startswith("of") and (
                is_body(left) or left in _OFFICES or left in ("Bank", "States", "Kingdom", "Republic")
            )
            amp = word == "&"
            fors = word.startswith("for") and is_body(left)
            if of or amp or fors:
                current.append((m.start(), m.end(), word))
            else:
                out.append([])
        elif (
            (low in NO_NAME and not (current and low in ("may", "mark")))
            or "-" in word
            and word.rsplit("-", 1)[1].islower()
            and word.rsplit("-", 1)[1] in _COMPOUND
        ):
            if word.isupper() and len(word) == 2 and word in countries().names:
                current.append((m.start(), m.end(), word))
            elif low in ("new", "times", "sunday", "today", "post", "week", "march", "second", "first") and (
                current or low in ("new", "today")
            ):
                current.append((m.start(), m.end(), word))
            else:
                out.append([])
        else:
            current.append((m.start(), m.end(), word))
    return [p for p in out if p]


_COMPOUND = frozenset(
    "led backed based born style era level ranking appointed owned run made wide funded controlled held friendly".split()
)


def _title_length(words: list[str]) -> int:
    """How many of the words are a title before a name (all of them when there is no name)."""
    length = 0
    i = 0
    given = given_names()
    while i < len(words):
        word = words[i]
        bare = word.rstrip(".")
        if bare in HONORIFICS and (
            word.endswith(".") or bare in ("Mr", "Mrs", "Ms", "Dr", "Sir", "Lord", "Lady", "Dame", "Miss")
        ):
            length = i + 1
        elif role_of(word) and not (i == 0 and word in given):
            length = i + 1
            if i + 1 < len(words) and words[i + 1].startswith("of"):
                length = i = min(i + 3, len(words))
                while length < len(words) and (
                    is_body(words[length - 1]) is False
                    and words[length] in ("Security", "Services", "Affairs", "Defence", "Defense")
                ):
                    length = i = length + 1
                continue
        i += 1
    return length


def mentions(text: str, start: int, stop: int) -> list[Mention]:
    """The proper names of `text[start:stop]`, in text order."""
    out: list[Mention] = []
    for run in _RUN.finditer(text, start, stop):
        for piece in _pieces(text, run.start(), run.end()):
            found = _mention(text, piece)
            if found is not None:
                out.append(found)
    return out


def _mention(text: str, piece: list[tuple[int, int, str]]) -> Mention | None:
    words = [t[2] for t in piece]
    while words and words[-1] in _JOINING:
        words.pop()
    piece = piece[: len(words)]
    if not words:
        return None
    given = given_names()
    table = countries()
    whole = " ".join(words)
    lead = piece[0][0]
    if whole in table.names:
        return Mention(lead, lead, piece[-1][1], tuple(words), "place", "", None)
    body = is_body(words[-1]) or any(w in _JOINING and is_body(words[k - 1]) for k, w in enumerate(words) if k)
    cut = 0 if body else _title_length(words)
    gender: str | None = None
    honorific = False
    for word in words[:cut]:
        bare = word.rstrip(".")
        role = role_of(word)
        gender = HONORIFICS.get(bare) or (roles()[role].gender if role else None) or gender
        honorific = honorific or bare in HONORIFICS
    rest = words[cut:]
    while (
        not body
        and len(rest) > 1
        and (rest[0] in table.demonyms or rest[0] in PARTIES or rest[0] in ("US", "U.S.", "UK", "U.K.", "EU", "Former"))
    ):
        cut += 1
        rest = words[cut:]
    title = " ".join(words[:cut])
    if not rest:
        return Mention(lead, piece[-1][1], piece[-1][1], (), "unknown", title, gender)
    start, stop = piece[cut][0], piece[-1][1]
    if cut and all(w in ("Committee", "Court") for w in rest):
        return None
    kind: EntityKind = "unknown"
    last = rest[-1].lower()
    if body:
        kind = "organisation"
    elif " ".join(rest) in table.names:
        kind = "place"
    elif last in _THINGS:
        kind = "document"
    elif last in PLACES or rest[0] in _PLACE_FIRST and len(rest) > 1:
        kind = "place"
    elif len(rest) > 1 and rest[0] in given:
        kind = "person"
        gender = gender or given[rest[0]]
    elif cut and title and any(role_of(w) or w.rstrip(".") in HONORIFICS for w in words[:cut]) and len(rest) <= 4:
        kind = "person"
    elif len(rest) == 1 and _ACRONYM.match(rest[0]):
        kind = "organisation"
    elif " ".join(rest) in table.capitals:
        kind = "place"
    return Mention(lead, start, stop, tuple(rest), kind, title, gender, honorific)
