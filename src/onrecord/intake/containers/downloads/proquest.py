"""Downloads of ProQuest as text: documents between rules, each with "Full text:" and fields around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.intake.containers.downloads.layout import (
    NUMBERED,
    Document,
    Line,
    authors_of,
    below,
    body_of,
    known,
)
from onrecord.intake.dates import dates

_RULE = re.compile(r"_{20,}")
_FIELD = re.compile(
    r"(Author|Publication info|Publication title|Full text|Abstract|Abstract \(summary\)|Links|Subject|Location|People"
    r"|Company / organization|Title|Pages|Number of pages|Publication year|Publication date|First page|Section"
    r"|Publisher|Place of publication|Country of publication|Publication subject|Source|Dateline|Credit|ISSN|Issue"
    r"|Volume|Column|Edition|Source type|Language of publication|Document type|ProQuest document ID|Document URL"
    r"|Copyright|Last updated|Database|Classification|Identifier / keyword|Illustration):(?:\s+(.*))?"
)
# fields below the text that a text itself does not have
_SURE = frozenset(("Publication title", "ProQuest document ID", "Publication year", "Source type"))


def _field(line: Line) -> tuple[str, str] | None:
    m = _FIELD.fullmatch(line.text)
    return (m[1], m[2] or "") if m else None


def is_it(head: Sequence[Line]) -> bool:
    """Whether lines begin such a download."""
    fields = {found[0] for line in head if (found := _field(line))}
    sure = fields & {"Publication info", "Publication title", "ProQuest document ID"}
    return "Full text" in fields and bool(sure) and any(_RULE.fullmatch(line.text) for line in head)


def documents(lines: list[Line]) -> Iterator[Document]:
    """The documents of such a download."""
    rules = [n for n, line in enumerate(lines) if _RULE.fullmatch(line.text)]
    for begin, end in zip([-1, *rules], [*rules, len(lines)], strict=True):
        part = lines[begin + 1 : end]
        # lists of what was sought stand between rules too
        if {"Full text", *_SURE, "Publication info"} & {found[0] for line in part if (found := _field(line))}:
            yield _document(part)


def _document(lines: list[Line]) -> Document:
    full = next((n for n, line in enumerate(lines) if line.text.startswith("Full text:")), len(lines))
    stop = next((n for n in range(full + 1, len(lines)) if (_field(lines[n]) or ("",))[0] in _SURE), len(lines))
    stop = below(lines, full + 1, stop, lambda line: _field(line) is not None)
    said: dict[str, str] = {}
    for line in (*lines[:full], *lines[stop:]):
        found = _field(line)
        if found:
            said.setdefault(*found)
    body = lines[full:stop]
    if body:
        text = body[0].text.removeprefix("Full text:").lstrip()
        first = Line(body[0].stop - len(text), body[0].stop, text, True)
        body = [first, *body[1:]] if text else body[1:]
    top = []
    for line in lines[:full]:
        if _field(line):
            break
        if not NUMBERED.fullmatch(line.text) and not line.text.startswith("http"):
            top.append(line.text)
    info = said.get("Publication info", "")
    day = said.get("Publication date") or next((info[x.start : x.stop] for x in dates(info) if x.value), None)
    return Document(
        known(
            id=said.get("ProQuest document ID"),
            title=said.get("Title") or " ".join(top),
            authors=authors_of(said.get("Author")),
            outlet=said.get("Publication title") or re.split(r"\s*[;:]", info)[0],
            published=day,
            url=said.get("Document URL"),
            language=said.get("Language of publication"),
        ),
        body_of(body),
    )
