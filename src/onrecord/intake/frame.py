"""What a line is by its form and by the lines around it: the header of a printed page, a menu row, a teaser, a byline.

A page that was printed or saved as a PDF repeats a line at the head or the foot of each sheet: the outlet, the
day and the number of the page, or the page's title between the day of printing and its address.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib import resources

from onrecord.intake import outlets
from onrecord.intake.dates import dates
from onrecord.intake.lines import Line
from onrecord.model import Span

HEADER = "page header"
# a header has no more words than this; what is longer is a paragraph that names a page
LONGEST_HEADER = 30
# "Norvik Courier, page 12" is a header; with more words and nothing but commas it may be a work that is cited
LONGEST_CITED = 8
# no line of a frame, nor a note on an author, has more characters
MOST = 500
# an outlet, a day, a section and a page have no more words than this
LONGEST_IMPRINT = 14
# what divides the parts of a header or of a menu row
_DIVIDED = re.compile(r"\s{2,}|\t|\s+[-–—|•·/]\s+|\s*[|•·]\s*")
_PARTS = re.compile(_DIVIDED.pattern + r"|,\s+(?=(?:page|pg|p)\b)", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:.*\S(?:\s{2,}|\s*[-–—|•·/,]\s*))?(?:page|pg\.?|p\.|seite|página|pagina)\s*\d{1,4}(?:\s*(?:of|/|von|de|di|sur)\s*\d{1,4})?",
    re.IGNORECASE,
)
_FIRST_NUMBERED = re.compile(
    r"(?:page|pg\.?|seite|página|pagina)\s*\d{1,4}(?:\s*(?:of|/|von|de|di|sur)\s*\d{1,4})?\s*[-–—|•·/]\s+.*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+(?P<sheet>\s+(?:page\s+)?\d{1,3}\s*(?:/|of)\s*\d{1,3})?", re.IGNORECASE)
_SHEET = re.compile(r"\d{1,3}\s*(?:/|of)\s*\d{1,3}(?:\s+\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b.{0,16})?")
_BEFORE_ADDRESS = re.compile(r"\S[^\n]{0,200}\s{2,}(?:https?://|www\.)\S+")
_PRINTED = re.compile(
    r"(?:printed|downloaded|print(?:er)?[- ]friendly version|snapshot taken|print date)\b"
    r"(?:\s+(?:from|on|at|for (?:personal|private)|via)\b.*|\s*[:\d].*)",
    re.IGNORECASE,
)
# a line of a sentence's length that opens with "Printed on" is a print's own only with one of these
_COPY = re.compile(r"\b(?:personal|private|resale|edition|subscribers?|copyright|page\s\d)\b", re.IGNORECASE)
_ON_PRINTING = re.compile(
    r"(?P<day>\d{1,4}[./-]\d{1,2}[./-]\d{2,4})(?:,?\s+\d{1,2}:\d\d(?:\s*[AaPp]\.?[Mm]\.?)?)?\s+\S.*"
)
_WIDE = re.compile(r"[\d.APMapm]\s{2,}|[\d.APMapm]\t")
_DIGITS = re.compile(r"\d+")


def mark(lines: list[Line]) -> None:
    """Give a kind to the lines that are furniture by their form and their neighbours; the others keep theirs."""
    _printed(lines)
    _teasers(lines)
    _names(lines)
    for line in lines:
        if line.kind is None and _is_menu_row(line):
            line.kind = "menu"


# --- printed pages -----------------------------------------------------------------------------------


def _printed(lines: list[Line]) -> None:
    """Mark the headers and footers of printed pages."""
    for line in lines:
        if line.kind not in ("title", HEADER) and _is_printed(line):
            line.kind = HEADER
    marked = [line.kind == HEADER for line in lines]
    # the day of printing and the page's title stand beside the address
    for i, line in enumerate(lines):
        if line.kind is None or line.kind == "date":
            beside = any(marked[j] for j in (i - 1, i + 1) if 0 <= j < len(lines))
            m = _ON_PRINTING.fullmatch(line.text) if line.words <= LONGEST_HEADER and len(line.text) <= MOST else None
            dated = m is not None and dates(m["day"]) and (beside or _WIDE.search(line.text[:24]))
            if dated or (beside and (_ADDRESS.fullmatch(line.text) or _SHEET.fullmatch(line.text))):
                line.kind = HEADER
    # the same line on another sheet, with another number or none
    forms = Counter(_form(line) for line in lines if line.kind == HEADER and line.words >= 3)
    for line in lines:
        if line.kind is None and not line.ends and _form(line) in forms:
            line.kind = HEADER


def _names_outlet_and_day(line: Line) -> bool:
    """Whether a line is an outlet and a day, each in a part of its own: "Norvik Courier | Thursday 4 March 2021"."""
    if not dates(line.text):
        return False
    parts = [part for part in _PARTS.split(line.text) if part.strip()]
    # "Ann Smith | Norvik Courier | 4 March 2021" is a byline
    if line.kind not in (None, "date") and len(parts) != 2:
        return False
    dated = [part for part in parts if dates(part)]
    return len(dated) == 1 and dated[0][0] not in "(" and any(outlets.is_named(part) for part in parts)


def _form(line: Line) -> str:
    return _DIGITS.sub("0", line.text)


def _is_printed(line: Line) -> bool:
    """Whether a line is a printed page's by its own words."""
    text = line.text
    if line.words > LONGEST_HEADER or len(text) > MOST:
        return False
    address = _ADDRESS.fullmatch(text)
    if address:
        return bool(address["sheet"])
    if _BEFORE_ADDRESS.fullmatch(text):
        return True
    if not line.ends and line.words <= LONGEST_IMPRINT and _names_outlet_and_day(line):
        return True
    if _SHEET.fullmatch(text) and dates(text):
        return True
    if _PRINTED.fullmatch(text):
        return bool(dates(text) or _COPY.search(text)) and (not line.ends or bool(_COPY.search(text)))
    if "," in text and line.words > LONGEST_CITED and not re.search(r"[-–—|•·]", text):
        return False
    return bool(_NUMBERED.fullmatch(text) or _FIRST_NUMBERED.fullmatch(text))


_COVERED = re.compile(r"(?:[A-Z][\w’'&.-]*)(?:\s+(?:of|the|and|for|&|[A-Z][\w’'&.-]*)){1,4}")


def imprint(line: Line) -> tuple[Span | None, tuple[Span, str] | None]:
    """Where the header of a printed page names its outlet, and where and which day of publication it names.

    A day in figures is that on which somebody printed the page.
    """
    text = line.text
    if line.kind != HEADER or _PRINTED.match(text) or _ADDRESS.match(text):
        return None, None
    parts: list[Span] = []
    at = 0
    for m in (*_PARTS.finditer(text), None):
        end = m.start() if m else len(text)
        if end > at:
            parts.append((at, end))
        at = m.end() if m else end
    day = next(
        (
            ((line.start + dated.start, line.start + dated.stop), dated.value)
            for dated in dates(text)
            if dated.value and any(c.isalpha() for c in text[dated.start : dated.stop])
        ),
        None,
    )
    for test in (outlets.is_named, _COVERED.fullmatch):
        # a name without a newspaper's form is one where it leads a line with a day and a page
        for a, b in parts if test is outlets.is_named else parts[: 1 if day else 0]:
            if test(text[a:b]) and not dates(text[a:b]) and not _NUMBERED.fullmatch(text[a:b]):
                return (line.start + a, line.start + b), day
    return None, None


# --- menu rows, teasers ------------------------------------------------------------------------------

# what the sections of news sites are called; rows of them stand above articles
_SECTION_NAMES = """
news world politics business sport sports opinion opinions tech technology science health culture entertainment
lifestyle life style travel video videos money markets weather arts books food local national international economy
finance obituaries crosswords football tennis golf cricket nba nfl mlb nhl scores education environment climate
magazine podcasts podcast photos home search menu subscribe more live tv radio shop jobs cars autos motoring
property realestate games puzzles columns comment editorial editorials investigations features
"""
_SECTIONS = frozenset(_SECTION_NAMES.split())
_DEGREES = re.compile(r"[-−]?\d{1,3}\s?°\s?[CF]?")
# rows of a menu have so many parts, so many of them sections
ROW, NAMED = 4, 3


def _is_menu_row(line: Line) -> bool:
    """Whether a line is the sections of a site in a row: they stand apart, or every word is one's name."""
    if line.ends or not ROW <= line.words <= 40 or len(line.text) > MOST:
        return False
    text = _DEGREES.sub(" ", line.text)
    parts, least = [part for part in _DIVIDED.split(text) if part.strip()], NAMED
    if len(parts) < ROW:
        # "NEWS SPORTS LIFE MONEY": words with single spaces
        parts = text.split()
        if not all(part[:1].isupper() for part in parts):
            return False
        least = NAMED + 1
    named = sum(part.strip().casefold() in _SECTIONS for part in parts)
    return named >= least and named * 2 >= len(parts) and all(len(part.split()) <= 3 for part in parts)


_LABELLED = re.compile(r"(?P<label>[A-Z][A-Z0-9’'&,.!? -]{2,40}):(?P<rest>[A-ZÀ-ÖØ-Þ'‘“\"].*)")
# a speaker's name opens more lines than this; a teaser's label seldom stands twice
LABELS = 2


def _teasers(lines: list[Line]) -> None:
    """Mark teasers: a label in capitals whose link follows the colon without a space, as flattened links do."""
    told = next((i for i, line in enumerate(lines) if line.kind is None and line.ends and line.words >= 8), 0)
    # "NEW DELHI:The minister said" opens an article; below its first sentence only a teaser has this form
    found = [
        (line, m)
        for line in lines[told + 1 :]
        if line.words <= (18 if line.text[-1] == "." else 30) and (m := _LABELLED.fullmatch(line.text))
    ]
    counts = Counter(m["label"] for _, m in found)
    for line, m in found:
        letters = sum(c.isalpha() for c in m["label"])
        if line.kind is None and letters >= 4 and counts[m["label"]] <= LABELS and len(m["rest"].split()) >= 3:
            line.kind = "teaser"


# --- names -------------------------------------------------------------------------------------------

_NAME = r"[A-ZÀ-ÖØ-Þ][\w’'-]+(?:\s+[A-ZÀ-ÖØ-Þ]\.)?(?:\s+[A-ZÀ-ÖØ-Þ][\w’'-]+){1,3}"
_OF_OUTLET = re.compile(
    rf"(?P<names>{_NAME}(?:(?:,\s+|\s+and\s+|,\s+and\s+){_NAME}){{0,3}})\s*[,|/–—-]\s+(?P<outlet>[^,|]{{2,40}})"
)
_SHOUTED = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ’'.-]+(?:\s[A-Z]\.)?(?:\s[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ’'-]+){1,2}")
_PLACE = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'.-]+(?:\s[A-ZÀ-ÖØ-Þ][\w’'.-]+){0,2}")
# "Political correspondent", "senior reporter"
_OFFICE = re.compile(
    r"(?:[\w’'&-]+\s){0,3}(?:reporter|correspondent|columnist|editor|writer|editor-at-large)", re.IGNORECASE
)
# lines from the top in which bylines without "by" are looked for
TOP = 60


def _names(lines: list[Line]) -> None:
    """Mark names with their outlet behind them, "Ann Smith, Harbour Herald", as bylines."""
    for line in lines[:TOP]:
        if line.kind is None and not line.ends and line.words <= 16 and len(line.text) <= MOST:
            m = _OF_OUTLET.fullmatch(line.text)
            named = m is not None and (outlets.is_named(m["outlet"]) or _OFFICE.fullmatch(m["outlet"]))
            if m and named and not outlets.is_named(m["names"]):
                line.kind = "byline"


@cache
def _given() -> frozenset[str]:
    lines = (resources.files("onrecord") / "data" / "given_names.csv").read_text("utf-8").splitlines()
    return frozenset(name.casefold() for line in lines[1:] for name in line.partition(",")[2].split())


def is_shouted_name(line: Line, below: Line) -> bool:
    """Whether a line is a person's name in capitals, told by its first name or by a place right below it."""
    if not _SHOUTED.fullmatch(line.text):
        return False
    placed = not below.blank_before and not below.ends and not below.text.isupper() and _PLACE.fullmatch(below.text)
    return bool(placed) or line.text.split()[0].casefold() in _given()


_NOTE = re.compile(
    rf"[•*\s]*(?P<name>{_NAME})(?:"
    r" (?:is|was)\b[^\"“”]{2,200}\b(?:reporter|correspondent|columnist|editor|writer|contributor|journalist"
    r"|producer|anchor)\b[^\"“”]*"
    r"| (?:covers|reports on|writes about) [^\"“”]{3,200}"
    r"| can be (?:reached|contacted|followed) [^\"“”]{3,200})"
)
LONGEST_NOTE = 60


def author_notes(lines: list[Line], body: list[bool], authors: tuple[str, ...]) -> None:
    """Take what is said of the authors below the article out of it: "Ann Smith covers the ports for the Herald".

    Whoever the article itself speaks of is no author of it, unless a byline says so.
    """
    inside = [i for i, b in enumerate(body) if b]
    while len(inside) > 1:
        i = inside.pop()
        line = lines[i]
        note = _NOTE.fullmatch(line.text) if line.words <= LONGEST_NOTE and len(line.text) <= MOST else None
        if note is None:
            return
        last_name = note["name"].split()[-1]
        if note["name"] not in authors and any(last_name in lines[k].text for k in inside):
            return
        body[i], line.kind = False, "author note"


def cut_by_headers(lines: list[Line], start: int, stop: int) -> bool:
    """Whether nothing but headers of printed pages stands between two lines, and at least one does."""
    return stop > start + 1 and all(line.kind == HEADER for line in lines[start + 1 : stop])


def above(lines: list[Line], i: int) -> bool:
    """Whether line `i` stands right above the next one and apart from what is above it, as a headline does."""
    return i + 1 < len(lines) and lines[i].blank_before and not lines[i + 1].blank_before
