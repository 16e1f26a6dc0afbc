"""Credits: the agencies and outlets that an article names as where its report comes from.

"TASS has reported", "(Reuters) -", "first reported by the Boston Globe", "The Associated Press contributed
to this report". Not the host of an interview ("told CBS"), not the maker of a picture or a poll, not the
article's own outlet, and not an outlet that once reported something of which a sentence far down reminds: the report
rests on what its opening names, on what its closing lines and datelines credit, and on whom it cites for what is said
("according to USA Today", "the Ledger writes").

An article comes as a whole from an agency that its slug, its byline or its last line names, and from a report that its
first paragraph credits and to which it comes back; one that "contributed", or that one sentence credits, gave a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from onrecord.model import Article, Credit, Reading, Span
from onrecord.text import fold, reading_view

# how far into the text an outlet that is cited in a sentence may stand: the opening paragraphs
OPENING_PARAGRAPHS = 5
OPENING_CHARACTERS = 1500
# closing lines are sought in so many of the last blocks, each no longer than this
CLOSING_BLOCKS = 4
CLOSING_CHARACTERS = 300

# of so many letters a name is known in capitals too; shorter ones would be other words
_SPELT = 6

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_KIND = (
    r"(?:Times|Post|News|Journal|Tribune|Herald|Gazette|Globe|Chronicle|Telegraph|Guardian|Mirror|Observer|Press"
    r"|Agency|Radio|TV|Television|Magazine|Review|Register|Examiner|Bulletin|Courier|Standard|Inquirer|Today"
    r"|Weekly|Online|Daily|Dispatch|Sentinel|Beacon|Mail|Star|Sun|Record|Reporter|Wire|Zeitung|Tageblatt|Presse"
    r"|Ledger|Argus|Echo|Advertiser|Advocate|Enquirer|Intelligencer|Messenger|Mercury|Statesman|Spectator|Gleaner)"
)
# inside a sentence, "The" is a part of the name
_INSIDE = r"(?<=[a-z,;:”\"’] )The "
# a point ends a sentence, but for short words: "St. Louis Post-Dispatch"
_WORDS = rf"(?:{_CAPITAL}(?:\w?\.(?:\w\.)*|[\w&’'-]*(?:\.\w[\w&’'-]*)?) ){{1,3}}"
_SHAPED = rf"(?!Federal |Congressional |The ){_WORDS}{_KIND}"


@cache
def _known() -> dict[str, str]:
    """Each name an outlet goes by -> the name to give; names in capitals alone keep their case."""
    table: dict[str, str] = {}
    for line in (files("onrecord") / "data" / "outlets.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            names = [name.strip() for name in line.removeprefix("agency:").split("|")]
            for name in names:
                table[name] = names[0]
                # some houses print longer names in capitals: "USA TODAY reported"
                if len(name) >= _SPELT:
                    table.setdefault(name.upper(), names[0])
    return table


@cache
def _agencies() -> frozenset[str]:
    lines = (files("onrecord") / "data" / "outlets.txt").read_text("utf-8").splitlines()
    return frozenset(n.strip() for x in lines if x.startswith("agency:") for n in x[7:].split("|"))


def _either(names: Iterable[str]) -> str:
    """A pattern for any of the names, the longest first."""
    return "|".join(re.escape(n).replace(r"\ ", " ") for n in sorted(names, key=lambda n: (-len(n), n)))


# a pattern, and before it one that must be found for the other to be worth seeking
_Sought = tuple[re.Pattern[str], re.Pattern[str]]


@cache
def _patterns() -> tuple[tuple[_Sought, ...], tuple[_Sought, ...], tuple[_Sought, ...], re.Pattern[str]]:
    """Patterns for the opening, for closing lines that credit a part and the whole, and for a dateline.

    Each has a group "name".
    """
    known = _either(_known())
    name = rf"(?:[Tt]he )?(?P<name>(?:{known}|{_SHAPED})(?:\.com)?)(?![\w-])(?!/)"
    agencies = _either(_agencies())
    any_name = rf"(?:[Tt]he )?(?P<name>{known}|{_CAPITAL}[\w.&-]*(?: {_CAPITAL}[\w.&-]*){{0,3}})(?![\w-])(?!/)"
    day = (
        r"(?:(?:on|late|early|last|this)? ?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day |earlier |last week |this week )?"
    )
    agency_of = r"(?:,? (?:the )?(?:[\w-]+ ){0,3}(?:news )?(?:agency|newspaper|website|broadcaster|network),?)?"
    # what begins with any name is slow to seek, and is sought only where the word after the name stands
    name_first = (
        (
            r"report(?:s|ed)\b",
            # TASS has reported; The Washington Post first reported; as Politico reported on Monday
            rf"(?<![\w/-]){name}{agency_of} (?:has |had |have )?(?:(?:first|also|exclusively|earlier|previously) )?"
            r"report(?:s|ed)\b(?! to\b)",
        ),
        (
            r"(?:quoted|quotes|cited|cites)\b",
            rf"(?<![\w/-])(?:[Tt]he )?(?P<name>{agencies})(?:,? (?:the )?(?:[\w-]+ ){{0,3}}(?:news )?agency,?)? "
            r"(?:quoted|quotes|cited|cites)\b",
        ),
    )
    opening = (
        # first reported by the Boston Globe; reported on Friday by NBC News; published Tuesday by USA Today
        rf"\b(?:reported|published|revealed|obtained|disclosed) {day}(?:by|in|on) {name}(?!['’]s? \w+ (?:poll|survey))",
        # as BuzzFeed News first reported: any name, for nothing else is said so
        rf"\b[Aa]s {any_name} first reported\b",
        rf"\bfirst reported {day}by (?:[\w-]+ (?:newspaper|magazine|daily|broadcaster|website) )?{any_name}(?!['’]s)",
        # per the Las Vegas Review-Journal
        rf"\b[Pp]er {name}(?=[,.;:]|$)",
        # according to a report by X; a report in X; in a report from X; the X report
        rf"\b(?:report|story|article|investigation|scoop) (?:\w+ )?(?:by|from|in|published by|published in) {name}",
        rf"\baccording to (?:a |an |the )?(?:new |recent )?{name}(?:['’]s)? (?:report|story|article|investigation)\b",
        rf"\b(?:citing|quoting|cited by|quoted by|quotes|cites) (?:a report (?:by|from|in) )?{name}",
        rf"\b(?:[Ss]tate|[Oo]fficial|[Nn]ews) (?:news )?agency {name} (?:said|says|reported|reports|quoted)",
        rf"\baccording to (?:the )?(?:[\w-]+ ){{0,2}}(?:news )?agency {name}",
    )
    # not "Fox News' Adam Shaw contributed": so an outlet names its own people
    contributed = (r"contributed to (?:this|the)\b", rf"{name}(?:,? and [\w ]+)? contributed to (?:this|the)\b")
    files = (
        r"\b(?:[Ww]ith|[Ii]ncludes|[Uu]sing) (?:files|reports?|reporting|material|information|inputs?) "
        rf"(?:provided )?(?:by|from) {name}",
    )
    closing = (
        rf"(?i:\b(?:h/t|hat tip|source|via|from|originally (?:published|appeared) (?:by|on|in|at)):? ){name}\W*$",
        rf"^[\W_]*(?:©|\([cC]\)|Copyright)[ ©\d,-]*(?:by )?{name}",
        rf"^(?:[-–—(/\[ ]+)(?P<name>{agencies})[\W]*$",
        rf"[.!?”\"’'] ?(?:[-–—(/\[]\s?)+(?P<name>{agencies})\W*$",
        rf"^(?:[Bb]y )?(?:[Tt]he )?(?P<name>{agencies})\W*$",
    )
    dateline = re.compile(rf"^.{{0,80}}?(?:\((?P<name>{agencies})\)|/(?P<slash>{agencies})/)\s*[-–—:.]", re.DOTALL)
    return (
        (*_sought(*name_first), *_sought(*(("", p) for p in opening))),
        (*_sought(contributed), *_sought(*(("", p) for p in files))),
        tuple(_sought(*(("", p) for p in closing))),
        dateline,
    )


@cache
def _citing() -> tuple[_Sought, ...]:
    """Patterns of sentences that cite an outlet for what is said, wherever they stand.

    Inside a sentence "The" is a part of the name, and of a title in no other shape the only sign. A last word alone
    ("the Ledger") is the group "short".
    """
    known = _either(_known())
    shaped = rf"(?:{known}|(?:{_INSIDE})?{_SHAPED}(?:-{_KIND})?)"
    title = rf"{_INSIDE}{_CAPITAL}[\w-]+(?: {_CAPITAL}[\w-]+)?"
    named = rf"(?<![\w/-])(?:[Tt]he (?P<short>(?:{_CAPITAL}\w*-)?{_KIND})|(?:the )?(?P<name>{shaped}))"
    named += r"(?![\w/-])(?! of [A-Z])"
    titled = named.replace(shaped, f"{shaped}|{title}")
    tells = (
        r"(?:writes|reports|records|prints|(?:has|had|puts|put|tells) (?:it|him|her|them)|points out|quotes|quoted)\b"
    )
    telling = r"(?:account|version|telling|reporter|correspondent)\b"
    polls = r"(?![’']s? )(?! (?:\w+ )?(?:poll|survey|data|index)\b)"
    return tuple(
        _sought(
            (r"\baccording to\b", rf"\baccording to {named}{polls}"),
            (tells, rf"{titled} {tells}"),
            (rf"[’']s {telling}", rf"{titled}[’']s {telling}"),
            (
                r"\b(?:as|was|were)\b",
                rf"\b(?:as (?:reported|quoted|told) (?:by|in)|(?:was|were) quoted (?:by|in)) {titled}",
            ),
            (r"\b(?:believes?|trusts?)\b", rf"\bif (?:one|you|we) (?:believes?|trusts?) {titled}"),
        )
    )


def _sought(*patterns: tuple[str, str]) -> Iterator[_Sought]:
    return ((re.compile(needed), re.compile(pattern)) for needed, pattern in patterns)


_PICTURE = re.compile(r"\b(?:photo|photos|photograph|image|images|picture|getty|video|file)\b", re.IGNORECASE)


def read(articles: Sequence[Article], readings: Sequence[Reading]) -> list[tuple[Credit, ...]]:
    """The credits of each article, one a name, in text order; the span covers the name alone."""
    return [_credits(article) for article in articles]


def _credits(article: Article) -> tuple[Credit, ...]:
    clean = reading_view(article)
    opening, _, _, dateline = _patterns()
    hits: list[tuple[Span, bool]] = []
    bodies = [block for block, kind in zip(clean.blocks, clean.kinds, strict=True) if kind == "paragraph"]
    for n, (start, stop) in enumerate(bodies):
        if n >= OPENING_PARAGRAPHS or start > OPENING_CHARACTERS:
            break
        block = clean.text[start : min(stop, start + OPENING_CHARACTERS)]
        if n < 2 and (m := dateline.match(block)):
            hits.append((_named(m, start), True))
        for a, b in _hits(opening, block, start):
            hits.append(((a, b), n == 0 and _again(clean.text[a:b], clean.text[stop:])))
    for start, stop in bodies:
        hits.extend((hit, False) for hit in _cited(clean.text, start, stop))
    for start, stop in bodies[-CLOSING_BLOCKS:]:
        tail = max(start, stop - CLOSING_CHARACTERS)
        block = clean.text[tail:stop]
        if not _PICTURE.search(block):
            hits.extend(_closing(block, tail))
    found = [((spans[0][0], spans[-1][1]), whole) for hit, whole in sorted(hits) if (spans := clean.spans(*hit))]
    return _unique(article, sorted([*found, *_beside(article)]))


def _cited(text: str, start: int, stop: int) -> Iterator[Span]:
    """Whom a paragraph cites; the last word of a name stands for the name where the text gives it in full."""
    block = text[start:stop]
    for needed, pattern in _citing():
        for m in pattern.finditer(block) if needed.search(block) else ():
            if m["name"]:
                yield m.start("name") + start, m.end("name") + start
            elif full := _full(m["short"]).search(text):
                yield full.span("name")


@cache
def _full(short: str) -> re.Pattern[str]:
    """A pattern for names of outlets that end in a word."""
    words = rf"(?!The ){_WORDS}{re.escape(short)}(?![\w-])"
    return re.compile(rf"(?<![\w/-])(?P<name>(?:{_INSIDE})?{words})")


def _closing(line: str, shift: int) -> Iterator[tuple[Span, bool]]:
    """Whom a closing line credits; "with files from" gives a part, though "from" alone would give the whole."""
    _, partial, whole, _ = _patterns()
    parts = set(_hits(partial, line, shift))
    yield from ((hit, False) for hit in parts)
    yield from ((hit, True) for hit in _hits(whole, line, shift) if hit not in parts)


def _again(name: str, text: str) -> bool:
    """Whether the text comes back to what it credited."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _beside(article: Article) -> Iterator[tuple[Span, bool]]:
    """The agencies in a date line and a copyright line, and whom a credit line names, that intake took out.

    Each with whether the whole article comes from there.
    """
    _, _, closing, dateline = _patterns()
    for part in article.furniture:
        start, stop = part.span
        line = article.text[start : min(stop, start + CLOSING_CHARACTERS)]
        if part.kind == "dateline" and (m := dateline.match(line)):
            yield _named(m, start), True
        elif part.kind == "credit line" and not _PICTURE.search(line):
            yield from _closing(line, start)
        elif m := _source_line().fullmatch(line):
            yield _named(m, start), True
        elif part.kind == "copyright":
            yield from ((s, True) for s in _hits(closing, line, start) if article.text[slice(*s)] in _agencies())


@cache
def _source_line() -> re.Pattern[str]:
    """A line of its own that names the source and nothing else: "Source: TASS"."""
    known = _either(_known())
    return re.compile(rf"(?i:source|via|originally published (?:by|on|in)):? (?:the )?(?P<name>{known}|{_SHAPED})\W*")


def _printed(article: Article) -> bool:
    """Whether an article that is known by its date line alone says that its report comes from somewhere.

    Its outlet is then that of the date line, as the credit is, and not who printed it.
    """
    outlet = article.evidence.get("outlet", ())
    lines = [f.span for f in article.furniture if f.kind == "dateline"]
    by_line = any(a <= start and stop <= b for start, stop in outlet for a, b in lines)
    return by_line and any(_source_line().fullmatch(article.text, *f.span) for f in article.furniture)


def _hits(patterns: Sequence[_Sought], text: str, shift: int) -> Iterator[Span]:
    for needed, pattern in patterns:
        if needed.search(text):
            yield from (_named(m, shift) for m in pattern.finditer(text))


def _named(match: re.Match[str], shift: int) -> Span:
    group = "slash" if match.groupdict().get("slash") else "name"
    return match.start(group) + shift, match.end(group) + shift


# words that an outlet's name is written with or without
_LOOSE = frozenset(("the", "online", "web", "news", "opinion", "com", "www", "magazine", "newspaper"))


def _core(name: str) -> str:
    """An outlet's name for comparing: "CBS", "CBS News" and "CBS Online News" are one."""
    canonical = _known().get(name) or _known().get(name.removeprefix("The ")) or name
    words = fold(canonical).split()
    return " ".join(w for w in words if w not in _LOOSE) or " ".join(words)


def _unique(article: Article, found: Sequence[tuple[Span, bool]]) -> tuple[Credit, ...]:
    own = "" if _printed(article) else _core(article.outlet or "")
    out: dict[str, Credit] = {}
    for (start, stop), whole in found:
        seen = " ".join(article.text[start:stop].split())
        name = _known().get(seen.removesuffix(".com")) or _known().get(seen) or seen
        key = _core(name)
        if key and key not in out and not (own and own in (key, _core(seen))):
            out[key] = Credit(name, (start, stop), whole)
        elif whole and key in out:
            out[key] = replace(out[key], whole=True)
    return tuple(out.values())
