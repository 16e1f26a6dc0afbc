"""The outlet of a plain text: what a masthead, a byline, a rights line or a dateline says, and None else.

The agency of a dateline wrote the report and is seldom who printed it: "(AP)" stands in thousands of
papers. It is taken for the outlet only where nothing around the text is another site's.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from onrecord.intake.lines import Line, kind_of
from onrecord.model import Span
from onrecord.text import fold

# agencies that live by others printing their copy; the agencies of smaller countries are read on their own sites
_WHOLESALE = frozenset(
    fold(name)
    for name in (
        *("AP", "Associated Press", "The Associated Press", "Reuters", "Thomson Reuters", "AFP", "UPI", "Bloomberg"),
        *("Agence France-Presse", "United Press International", "Bloomberg News", "dpa", "EFE", "ANSA", "PA", "AAP"),
        *("PA Media", "Press Association", "Canadian Press", "The Canadian Press", "Australian Associated Press"),
        *("TASS", "ITAR-TASS", "Interfax", "RIA Novosti", "Xinhua", "Kyodo", "PTI", "ANI", "IANS", "CNA", "APA"),
        *("Press Trust of India", "Tribune News Service", "McClatchy", "Kaiser Health News", "KHN", "States Newsroom"),
        *("Religion News Service", "RNS", "Catholic News Service", "CNS", "Inter Press Service", "IPS", "Stateline"),
    )
)
_CAPITAL = r"[A-Z][\w’'&.-]*"
_PAPER = (
    r"(?:Times|Post|Herald|Tribune|Journal|Gazette|Guardian|Observer|Telegraph|Chronicle|Courier|Independent|Examiner"
    r"|Dispatch|Mirror|Ledger|Sentinel|Inquirer|Enquirer|Advertiser|Argus|Echo|Intelligencer|Bugle|Clarion)"
)
_NO_NAME = (
    r"(?!(?:Next|Previous|Older|Newer|Blog|Guest|Read|Recent|Latest|Share|More|Breaking|World|Top|All|Local|By|My)\b)"
)
# a name that ends as newspapers' names do and menus' words do not
MASTHEAD = re.compile(
    rf"{_NO_NAME}(?:The\s+|THE\s+)?(?:{_CAPITAL}\s+){{1,4}}(?:{_PAPER}|{_PAPER.upper()})"
    rf"|(?:{_CAPITAL}\s+){{1,4}}News Agency"
)
# a name that may be an outlet's where it stands between byline and date
_LIKELY = re.compile(
    rf"{_NO_NAME}(?:The\s+(?!Best\b|Top\b){_CAPITAL}(?:\s+{_CAPITAL})?|(?:{_CAPITAL}\s+){{0,4}}(?:{_PAPER}"
    r"|News|Magazine|Review|Press|Agency|Daily|Weekly|Today|Mail|Register|Globe|Bulletin|Reporter))"
)
# what only the first line of a text may be called
_FIRST = re.compile(
    rf"(?:The\s+{_CAPITAL}|{_NO_NAME}{_CAPITAL}(?:\s+{_CAPITAL})?)(?:\s+{_CAPITAL})?\s+"
    r"(?:Digest|Daily|Weekly|Bulletin|Standard|Record|Register|Globe|Monitor|Messenger|Review|Reporter|Press|Wire)"
)
# "Tech Reporter", "News Agency Press" and the like: an office, no outlet
_OFFICE = re.compile(r"(?:\w+ )?(?:Reporter|Press|Agency|News)", re.IGNORECASE)
_CAPITALS = re.compile(rf"{_CAPITAL}(?:\s+(?:of|the|and|for|&|[A-Z0-9][\w’'&.-]*)){{0,4}}")
_RIGHTS = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)[\s©]*(?:\(c\)\s*)?(?:(?:19|20)\d\d(?:\s*[-–,]\s*(?:19|20)?\d\d)*)?[\s,]*(?:by\s+)?"
    r"(?P<name>[^.,|©]{2,60}?)(?=\s*(?:$|[.,|©]|\ball rights|\bLLC\b|\bInc\b|\bLtd\b|\b(?:19|20)\d\d\b))",
    re.IGNORECASE,
)
# what stands between the names of a byline and their outlet
_AFTER = re.compile(r"(?:[,|–—•·/(]|\s-|\b(?:for|of|at|with|in|to))\s+", re.IGNORECASE)
# how far from the top of a text its masthead stands, in lines
TOP = 6
# furniture that only a site puts around a text, and how much of it makes a site
_SITE = frozenset({"share", "subscribe", "legal", "comments", "copyright"})
MENU = 2

_ROW = ("menu", "subscribe", "share")
_PLACES = ("menu", "caption", "related", "page header")
Named = tuple[str, Span]


@cache
def _known() -> frozenset[str]:
    """The names of outlets as they are printed, names of several words folded; agencies that others print left out."""
    lines = (resources.files("onrecord") / "data" / "outlets.txt").read_text("utf-8").splitlines()
    names = (
        name.strip() for line in lines if line and line[0] != "#" for name in line[line.find(":") + 1 :].split("|")
    )
    return frozenset(fold(name) if " " in name else name for name in names if fold(name) not in _WHOLESALE)


def is_known(name: str) -> bool:
    """Whether a name is that of an outlet that is no agency whose copy others print."""
    bare = re.sub(r"^the ", "", name, flags=re.IGNORECASE)
    return any((fold(form) if " " in form else form) in _known() for form in (name, bare, f"the {bare}"))


def is_named(text: str) -> bool:
    """Whether a stretch is an outlet's name by the list or by a newspaper's form."""
    return (is_known(text) and (" " in text or text != text.lower())) or bool(MASTHEAD.fullmatch(text))


def is_wholesale(name: str) -> bool:
    """Whether a name is that of an agency whose reports stand in the pages of others."""
    return fold(name) in _WHOLESALE


def outlet(
    lines: list[Line], body: list[bool], title: str | None, authors: tuple[str, ...]
) -> tuple[str, Span, list[Line]] | None:
    """The outlet's name, where it stands, and the lines that are nothing but it; None when nothing names it."""
    first = body.index(True)
    above = next((i for i, line in enumerate(lines) if line.kind == "title"), first)
    for i, line in enumerate(lines):
        if body[i] or line.kind not in _PLACES or line.words > 6:
            continue
        if line.text in authors or (title and fold(line.text) in fold(title)):
            continue
        if _is_named(lines, i, top=i < min(above, TOP)):
            return line.text, line.span, [x for x in lines if x.text == line.text and x.kind in _PLACES]
    found = _of_row(lines[: min(above, TOP)]) or _of_rights(lines) or _of_byline(lines, body, above)
    return (*found, []) if found else None


def _is_named(lines: list[Line], i: int, *, top: bool) -> bool:
    """Whether a line of the frame is the outlet's name, by its form and what stands around it."""
    line = lines[i]
    near = {lines[j].kind for j in range(max(0, i - 2), min(len(lines), i + 3)) if j != i}
    beside = {lines[j].kind for j in (i - 1, i + 1) if 0 <= j < len(lines)}
    # the head of each sheet of a printed page, above its section and number
    again = line.kind == "page header" and sum(x.text == line.text for x in lines) > 1
    if again and "page header" in beside and line.words <= 4 and _CAPITALS.fullmatch(line.text):
        return True
    likely = _LIKELY.fullmatch(line.text) and not _OFFICE.fullmatch(line.text)
    if i == 0 and top and (_FIRST.fullmatch(line.text) or (likely and "date" in beside)):
        return True
    if MASTHEAD.fullmatch(line.text) and (top or beside & {"byline", "date", "title"}):
        return True
    if {"byline", "date"} <= near:
        if line.kind == "page header" and _CAPITALS.fullmatch(line.text):
            return True
        if likely:
            return True
    if beside & {"byline", "date"} and is_known(line.text) and line.words > 1:
        return True
    return top and is_known(line.text) and (line.words > 1 or line.text.isupper())


def _of_row(lines: list[Line]) -> Named | None:
    """The outlet that opens a row of its site's menu, in small letters as logos have it: "norvikpost | Subscribe"."""
    for line in lines:
        name, *others = (part.strip() for part in line.text.split("|"))
        if len(others) < MENU or line.words > 20 or sum(kind_of(part) in _ROW for part in others) < MENU:
            continue
        if name and (is_named(name) or name.casefold() in _small()):
            return name, (line.start, line.start + len(name))
    return None


@cache
def _small() -> frozenset[str]:
    return frozenset(name.casefold() for name in _known())


def _of_rights(lines: list[Line]) -> Named | None:
    """The owner of the rights in a line at the end, where the owner's name is an outlet's."""
    for line in reversed(lines):
        if line.kind != "copyright":
            continue
        for m in _RIGHTS.finditer(line.text):
            if is_known(m["name"]) or MASTHEAD.fullmatch(m["name"]):
                return m["name"], (line.start + m.start("name"), line.start + m.end("name"))
    return None


def _of_byline(lines: list[Line], body: list[bool], anchor: int) -> Named | None:
    """The outlet that a byline names behind its names: "By Ann Smith | Harbour Herald"."""
    bylines = [i for i, line in enumerate(lines) if not body[i] and line.kind == "byline"]
    for i in sorted(bylines, key=lambda i: (abs(i - anchor), i)):
        line = lines[i]
        for m in _AFTER.finditer(line.text):
            words = line.text[m.end() :].split()
            for n in range(min(6, len(words)), 0, -1):
                name = " ".join(words[:n]).strip(" ,;:|()")
                at = line.text.find(name, m.end())
                if at >= 0 and name and (is_known(name) or MASTHEAD.fullmatch(name)):
                    return name, (line.start + at, line.start + at + len(name))
    return None


def is_site(lines: list[Line]) -> bool:
    """Whether the lines around a text are a site's: a menu, share lines, a notice of rights or of cookies."""
    return any(line.kind in _SITE for line in lines) or sum(line.kind == "menu" for line in lines) >= MENU
