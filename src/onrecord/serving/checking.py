"""A draft that a form sends: taken out of it, held against the record, and shown. It is kept nowhere."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

from onrecord import checking
from onrecord.checking import drafts
from onrecord.errors import ReadingError
from onrecord.model import Source
from onrecord.report import addresses, checked, live
from onrecord.report.addresses import Live
from onrecord.report.frame import Frame
from onrecord.serving.forms import STALE, Refused

# the name under which pasted text is read: it says nothing of what it holds
PASTED = "draft"
# the longest draft, in characters: reading it takes some ten seconds of a processor
LONGEST = 100_000
_FIELDS = frozenset({"token", "draft", "file"})
# the longest head of a part, in bytes: the parser of mail takes the square of the time for some that are longer
_HEAD = 2048


def source(body: bytes, content_type: str, token: str) -> tuple[str, bytes]:
    """The name and the bytes of the draft in a form that was sent from a page of this session. Raises Refused."""
    form = _parts(body, content_type)
    if not secrets.compare_digest(form.get("token", ("", b""))[1], token.encode()):
        raise Refused(403, STALE)
    name, data = form.get("file", ("", b""))
    if data:
        return name or PASTED, data
    return PASTED, form.get("draft", ("", b""))[1]


def _parts(body: bytes, content_type: str) -> dict[str, tuple[str, bytes]]:
    """The fields of a form as multipart/form-data (RFC 7578): the name of the file, if there is one, and the bytes."""
    # the parser of mail reads the head of each part; the parts themselves are cut by their boundary, byte by byte
    typed = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    if len(typed) > _HEAD:
        raise Refused(400, "The form cannot be read.")
    head = _read_head(typed)
    boundary = head.get_boundary()
    if head.get_content_type() != "multipart/form-data" or not boundary:
        raise Refused(400, "The form cannot be read.")
    edge = b"\r\n--" + boundary.encode("latin-1", "replace")
    first, *pieces = (b"\r\n" + body).split(edge)
    out: dict[str, tuple[str, bytes]] = {}
    for piece in pieces[:-1]:
        lines, parted, data = piece.partition(b"\r\n\r\n")
        if len(lines) > _HEAD:
            raise Refused(400, "The form cannot be read.")
        row = _read_head(lines.lstrip() + b"\r\n\r\n")
        name = row.get_param("name", header="content-disposition")
        if not parted or not isinstance(name, str) or name not in _FIELDS or name in out:
            raise Refused(400, "The form cannot be read.")
        out[name] = (str(row.get_filename() or ""), data)
    if first or not pieces or not pieces[-1].startswith(b"--"):
        raise Refused(400, "The form cannot be read.")
    return out


def _read_head(lines: bytes) -> EmailMessage:
    """The head of a form or of a part of it, of which the parser of mail reads some only when they are asked for."""
    try:
        head = message_from_bytes(lines, policy=policy.HTTP)
        head.values()
    except RecursionError as error:
        raise Refused(400, "The form cannot be read.") from error
    return head


Drawn = Callable[[Frame], str]


def read(name: str, data: bytes) -> drafts.Draft:
    """The draft that was sent. Raises Refused, in words for the one who sent it."""
    if not data.strip():
        raise Refused(400, "There is no draft: paste its text, or choose a file.")
    try:
        given = Source(PASTED, PASTED, "text/plain", data, charset="utf-8") if name == PASTED else None
        return drafts.read(given or drafts.given(name, data, addresses.DRAFT), LONGEST)
    except ReadingError as error:
        words = str(error).removeprefix(f"{name}: ")
        raise Refused(400, f"The draft cannot be checked: {words}.") from error


def found(db: sqlite3.Connection, draft: drafts.Draft) -> Drawn:
    """What the record has of a draft, to be drawn when the record has been let go."""
    result = checking.held_against(db, draft)
    return lambda frame: live.check(checked.view(result, Live()), frame)
