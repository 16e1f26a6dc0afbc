"""Downloads of Factiva: with the codes of the fields, and as a reader sees an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.intake.containers.columns import people
from onrecord.intake.containers.downloads.layout import (
    PAGE,
    RIGHTS,
    Document,
    Line,
    authors_of,
    body_of,
    is_dated,
    known,
)

# the last line of a document
_NUMBER = re.compile(r"(?:AN\s+)?(?:Document|Dokument|Documento) ([A-Za-z0-9]{16,40})")
_WORDS = re.compile(r"\d{1,3}(?:[,. ]?\d{3})* (?:words|mots|Wörter|palabras|parole|palavras|woorden)")
_HOUR = re.compile(r"\d{1,2}:\d\d(?: ?[AP]M)?(?: GMT)?")

# --- with codes: HD headline, BY byline, WC words, PD day, ET time, SN source, LA language, LP and TD text ---------

_CODE = re.compile(
    r"(SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPD|IPC|PUB|AN|CLM|ART)"
    r"(?:(?:\t| {2,}|(?<=[A-Z]{3}) )\s*(\S.*))?"
)
# what may follow the text
_CLOSING = frozenset(("TD", "CT", "RF", "ART", "CO", "IN", "NS", "RE", "IPD", "IPC", "PUB", "AN"))


def is_coded(head: Sequence[Line]) -> bool:
    """Whether lines begin a download with codes."""
    codes = [m[1] for line in head if (m := _CODE.fullmatch(line.text))]
    order = [codes.index(code) for code in ("HD", "WC", "PD", "SN", "LA") if code in codes]
    return len(order) == 5 and order == sorted(order) and any(_WORDS.search(line.text) for line in head)


def coded(lines: list[Line]) -> Iterator[Document]:
    """The documents of a download with codes."""
    begin = 0
    for end in [*(n + 1 for n, line in enumerate(lines) if _NUMBER.fullmatch(line.text)), len(lines)]:
        # what stands behind the last of them is none, unless the file was cut
        if any(line.text[:2] == "HD" and _CODE.fullmatch(line.text) for line in lines[begin:end]):
            yield _coded(lines[begin:end])
        begin = end


def _coded(lines: list[Line]) -> Document:
    said: dict[str, str] = {}
    body: list[Line] = []
    code = ""
    for line in lines:
        m = _CODE.fullmatch(line.text)
        if m and m[1] not in said and (code not in ("LP", "TD") or m[1] in _CLOSING):
            code = m[1]
            said[code] = ""
            line = Line(line.stop - len(m[2] or ""), line.stop, m[2] or "", line.apart)
        if code in ("LP", "TD") and line.text:
            body.append(line)
        elif code:
            said[code] = f"{said[code]} {line.text}".strip()
    number = _NUMBER.search(said.get("AN", ""))
    return Document(
        known(
            id=number and number[1],
            title=said.get("HD"),
            authors=authors_of(said.get("BY")),
            outlet=said.get("SN"),
            published=f"{said.get('PD', '')} {said.get('ET', '')}".strip(),
            language=said.get("LA"),
        ),
        # the code between lead and text is no word of either
        tuple((line.start, line.stop) for line in body if not PAGE.fullmatch(line.text)),
    )


# --- without: title, byline, "343 words", day, time, source, code, language, rights, text -------------------------


def is_plain(head: Sequence[Line]) -> bool:
    """Whether lines begin a download without codes."""
    return any(_NUMBER.fullmatch(line.text) for line in head) and any(
        _start(head, n) is not None for n in range(len(head))
    )


def _start(lines: Sequence[Line], n: int) -> int | None:
    """Where the text begins whose fields begin with "343 words" on line `n`; None when they do not."""
    if not _WORDS.fullmatch(lines[n].text) or n + 1 >= len(lines) or not is_dated(lines[n + 1].text):
        return None
    rights = next((k for k in range(n + 2, min(n + 12, len(lines))) if RIGHTS.match(lines[k].text)), None)
    return None if rights is None else rights + 1


def plain(lines: list[Line]) -> Iterator[Document]:
    """The documents of a download without codes."""
    begin = 0
    for end in [*(n + 1 for n, line in enumerate(lines) if _NUMBER.fullmatch(line.text)), len(lines)]:
        part = lines[begin:end]
        begin = end
        words = next((n for n in range(len(part)) if _start(part, n) is not None), None)
        if words is not None:
            yield _plain(part, words, _start(part, words) or words)
        elif part and _NUMBER.fullmatch(part[-1].text):
            yield Document({}, ())


def _plain(lines: list[Line], words: int, start: int) -> Document:
    number = _NUMBER.fullmatch(lines[-1].text)
    # a section may stand above the title, and a byline below it
    top = [x.text for x in lines[max(0, words - 4) : words] if not (PAGE.match(x.text) or RIGHTS.fullmatch(x.text))]
    byline = top[-1] if len(top) > 1 and _is_byline(top[-1]) else None
    fields = [line.text for line in lines[words + 1 : start - 1]]
    hour = next((field for field in fields[1:2] if _HOUR.fullmatch(field)), "")
    named = fields[2 if hour else 1 :]
    return Document(
        known(
            id=number and number[1],
            title=max((text for text in top if text != byline), key=len, default=None),
            authors=authors_of(byline),
            outlet=named[0] if named else None,
            published=f"{fields[0]} {hour}".strip(),
            language=named[-1] if len(named) > 1 else None,
        ),
        body_of(lines[start : len(lines) - bool(number)]),
    )


def _is_byline(line: str) -> bool:
    """Whether a line is a byline: it says "by", or is names and nothing else."""
    if re.match(r"(?:by|von|par|por)\s", line, re.IGNORECASE):
        return True
    names = people(line)
    return bool(names) and all(2 <= len(name.split()) <= 3 and name.istitle() for name in names)
