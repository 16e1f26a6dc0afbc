"""What the layouts share: lines, the fields around a text, days and names as they are written in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from onrecord.intake.containers.columns import people
from onrecord.intake.dates import dates
from onrecord.model import Spans


class Document(NamedTuple):
    """What is known of one article, and the stretches of the text that are its body."""

    known: dict[str, object]
    body: Spans


class Line(NamedTuple):
    """A line that is not blank, without the white space around it; `apart` is whether a blank one stands above it."""

    start: int
    stop: int
    text: str
    apart: bool


# "1 of 25 DOCUMENTS", "Document 1 of 25", in the languages of the services' menus
NUMBERED = re.compile(
    r"\d+ (?:of|von|de|van|sur) \d+ (?:documents?|dokumente?n?|documenten|documentos?)"
    r"|(?:document|dokument|documento) \d+ (?:of|von|de|van|sur) \d+",
    re.IGNORECASE,
)
RIGHTS = re.compile(r"(?:©|\(c\)|copyright\b).{0,300}|.{0,100}all rights reserved\.?", re.IGNORECASE)
# the number of a printed page, which some downloads write into the text
PAGE = re.compile(r"Page \d+ of \d+")
_CLOCK = re.compile(r"\d{1,2}:\d\d(?:\s*[AP]\.?M\.?)?(?:\s+[A-Z]{2,4})?", re.IGNORECASE)
_HELPED = re.compile(r"\bcontribut|\breport(?:ed|ing)\b|\bassist", re.IGNORECASE)
_LINE = re.compile(r"[^\n\r\f]*(?:\r\n|[\n\r\f]|$)")


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not blank."""
    out: list[Line] = []
    apart = True
    for m in _LINE.finditer(text):
        said = m[0].strip()
        if not said.strip("\ufeff"):
            apart = True
            continue
        start = m.start() + m[0].index(said)
        out.append(Line(start, start + len(said), said, apart))
        apart = False
    return out


def body_of(lines: Sequence[Line]) -> Spans:
    """The stretches of lines that follow each other, without the numbers of pages between them."""
    spans: list[tuple[int, int]] = []
    joined = False
    for line in lines:
        if PAGE.fullmatch(line.text):
            joined = False
        elif joined:
            spans[-1] = (spans[-1][0], line.stop)
        else:
            spans.append((line.start, line.stop))
            joined = True
    return tuple(spans)


def below(lines: Sequence[Line], start: int, stop: int, is_field: Callable[[Line], bool]) -> int:
    """Where the fields begin that stand between a text and line `stop`, each of one line or a few."""
    while stop > start:
        first = stop - 1
        while first > start and not lines[first].apart and not is_field(lines[first]):
            first -= 1
        if not is_field(lines[first]):
            break
        stop = first
    return stop


def known(**said: object) -> dict[str, object]:
    """What was found, without what was not."""
    return {field: value for field, value in said.items() if value}


def is_dated(line: str) -> bool:
    """Whether a line is a date and little else."""
    found = dates(line)
    return bool(found and found[0].value and found[0].start <= 12 and len(line) <= 60)


def day_of(lines: Sequence[Line], n: int | None) -> str | None:
    """The day of line `n`, with the time of day that some documents give in the line below."""
    if n is None:
        return None
    after = lines[n + 1].text if n + 1 < len(lines) else ""
    return f"{lines[n].text} {after}" if _CLOCK.fullmatch(after) else lines[n].text


def authors_of(byline: str | None) -> list[str]:
    """The names in a byline, without those of who helped."""
    parts = [part for part in (byline or "").split(";") if not _HELPED.search(part)]
    return people("; ".join(parts))
