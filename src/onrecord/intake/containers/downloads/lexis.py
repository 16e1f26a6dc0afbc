"""Downloads of LexisNexis: the old ones with fields in capitals, and those of Nexis Uni and Lexis+."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.intake.containers.downloads.layout import (
    NUMBERED,
    PAGE,
    RIGHTS,
    Document,
    Line,
    authors_of,
    below,
    body_of,
    day_of,
    is_dated,
    known,
)

# "The Guardian (London)"
_CITY = re.compile(r"(?<=\w)\s*\([^()]{2,30}\)$")

# --- until 2019: "1 of 25 DOCUMENTS", BYLINE:, LENGTH:, LOAD-DATE: --------------------------------------

_LABEL = re.compile(r"([A-Z][A-Z-]+):(?:\s+(.*))?")
# the fields between headline and text, and those below the text, of which the last are always there
_ABOVE = "BYLINE SECTION LENGTH DATELINE HIGHLIGHT HEADLINE BODY SERIES DISTRIBUTION EDITION"
_SURE = "LOAD-DATE LANGUAGE PUBLICATION-TYPE DOCUMENT-TYPE PUB-TYPE JOURNAL-CODE"
_OTHERS = (
    "URL SUBJECT PERSON ORGANIZATION COMPANY TICKER INDUSTRY CITY STATE COUNTRY GEOGRAPHIC NOTES GRAPHIC TYPE ACC-NO"
    " CORRECTION-DATE UPDATE"
)
_FRONT, _LAST = frozenset(_ABOVE.split()), frozenset(_SURE.split())
_BACK = _LAST | frozenset(_OTHERS.split())
# in so many lines after the first field the others above the text stand
_FIELDS = 20
# a value goes on for so many lines at most
_WRAPPED = 3


def _label(line: Line) -> str | None:
    m = _LABEL.fullmatch(line.text)
    return m[1] if m and m[1] in _FRONT | _BACK else None


def is_old(head: Sequence[Line]) -> bool:
    """Whether lines begin an old download."""
    numbered = any(NUMBERED.fullmatch(line.text) for line in head[:12])
    return numbered and len({label for line in head if (label := _label(line))}) >= 2


def old(lines: list[Line]) -> Iterator[Document]:
    """The documents of an old download."""
    begins = [n for n, line in enumerate(lines) if NUMBERED.fullmatch(line.text)]
    for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
        yield _old(lines[begin + 1 : end])


def _old(lines: list[Line]) -> Document:
    front = next((n for n, line in enumerate(lines) if _label(line)), len(lines))
    said: dict[str, str] = {}
    start = front
    for n in range(front, min(front + _FIELDS, len(lines))):
        label = _label(lines[n])
        if label in _BACK or said.keys() & {"BODY"}:
            break
        if label:
            said[label], start = _value(lines, n)
    stop = next((n for n in range(start, len(lines)) if _label(lines[n]) in _LAST), len(lines))
    stop = below(lines, start, stop, lambda line: _label(line) in _BACK or bool(RIGHTS.fullmatch(line.text)))
    said.update({label: _value(lines, n)[0] for n in range(stop, len(lines)) if (label := _label(lines[n]))})
    top = [line for line in lines[:front] if not RIGHTS.fullmatch(line.text)]
    day = next((n for n, line in enumerate(top) if is_dated(line.text)), None)
    title = said.get("HEADLINE") or (_headline(top[day + 1 :]) if day is not None else None)
    return Document(
        known(
            title=title,
            subtitle=said.get("HIGHLIGHT"),
            authors=authors_of(said.get("BYLINE")),
            outlet=_CITY.sub("", top[day - 1].text) if day else None,
            published=day_of(top, day),
            url=said.get("URL"),
            language=said.get("LANGUAGE"),
        ),
        body_of(lines[start:stop]),
    )


def _value(lines: Sequence[Line], n: int) -> tuple[str, int]:
    """What the field on line `n` says, and the line after it; a value may go on right below."""
    m = _LABEL.fullmatch(lines[n].text)
    values, end = [(m and m[2]) or ""], n + 1
    while end < len(lines) and not lines[end].apart and not _label(lines[end]):
        values.append(lines[end].text)
        end += 1
    # what goes on for long is the text itself, with no blank line above it
    if end - n > 1 + _WRAPPED or (m and m[1] in ("LENGTH", "BODY")):
        return values[0], n + 1
    return " ".join(values).strip(), end


def _headline(lines: Sequence[Line]) -> str | None:
    """The last lines that stand together, below the edition and the time of day."""
    if not lines:
        return None
    first = max(n for n, line in enumerate(lines) if n == 0 or line.apart)
    return " ".join(line.text for line in lines[first:])


# --- since then: "Body", "Load-Date:", "End of Document" ------------------------------------------------

_FIELD = re.compile(r"(Section|Length|Byline|Dateline|Highlight|Edition|Load-Date|Language|Publication-Type):\s*(.*)")
_COVER = re.compile(r"(Job Number|Client/Matter|Search Terms|Documents? \(\d+\)).*")
_END = "End of Document"
# what may stand below a text
_AFTER = ("Classification", "Graphic", "Graphics", "Notes", "Correction", "Load-Date")


def is_new(head: Sequence[Line]) -> bool:
    """Whether lines begin a download of Nexis Uni or Lexis+, or the sheet that stands before one."""
    texts = {line.text for line in head}
    fields = {m[1] for text in texts if (m := _FIELD.fullmatch(text))}
    cover = {m[1].split(" (")[0] for text in texts if (m := _COVER.fullmatch(text))}
    return ("Body" in texts and "Length" in fields and (_END in texts or len(fields) >= 2)) or len(cover) >= 3


def new(lines: list[Line]) -> Iterator[Document]:
    """The documents of such a download."""
    begin = 0
    for end in [*(n for n, line in enumerate(lines) if line.text == _END), len(lines)]:
        # what stands behind the last of them is none, unless the file was cut
        if end < len(lines) or any(line.text == "Body" for line in lines[begin:end]):
            yield _new(lines[begin:end])
        begin = end + 1


def _new(lines: list[Line]) -> Document:
    start = next((n for n, line in enumerate(lines) if line.text == "Body"), len(lines))
    # the last "Classification" or "Load-Date:" is surely none of the text's own lines
    ends = [n for n in range(start, len(lines)) if lines[n].text.partition(":")[0] in ("Classification", "Load-Date")]
    stop = next((n for n in reversed(ends) if lines[n].text == "Classification"), ends[-1] if ends else len(lines))
    stop = next((n for n in range(start + 1, stop) if lines[n].text in _AFTER), stop)
    said = {m[1]: m[2] for line in (*lines[:start], *lines[stop:]) if (m := _FIELD.fullmatch(line.text))}
    top = [line for line in lines[:start] if not PAGE.fullmatch(line.text)]
    # title, outlet, day; rights and fields below them
    fields = next((n for n, x in enumerate(top) if RIGHTS.fullmatch(x.text) or _FIELD.fullmatch(x.text)), len(top))
    day = next((n for n in range(fields - 1, -1, -1) if is_dated(top[n].text)), None)
    return Document(
        known(
            title=top[day - 2].text if day and day >= 2 else None,
            subtitle=said.get("Highlight"),
            authors=authors_of(said.get("Byline")),
            outlet=_CITY.sub("", top[day - 1].text) if day else None,
            published=day_of(top, day),
            language=said.get("Language"),
        ),
        body_of(lines[start + 1 : stop]),
    )
