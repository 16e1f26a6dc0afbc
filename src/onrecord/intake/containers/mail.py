"""Mail: messages, mailboxes, and pages that a browser saved as one file (MHTML), which have the form of a message."""

from __future__ import annotations

import contextlib
import email
import email.errors
import email.header
import email.message
import email.policy
import email.utils
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.intake import kinds
from onrecord.intake.containers import Limits, rows, size
from onrecord.intake.containers.opening import opened
from onrecord.intake.decoding import decode
from onrecord.intake.outlets import is_named, is_wholesale
from onrecord.model import Failure, Source

Message = email.message.Message

# the longest line that is looked at for the beginning of a message, in bytes
_LINE = 65536
# the parser holds every line against every part that it lies within, and is slow at it
# (some million pairs a second); a message of 16 MiB with files in three parts within parts has a million
_PAIRS = 3_000_000
_PARTS, _DEPTH = 5_000, 100
# so much of a header is looked at, in characters; those that tell what a part is must be no longer than the second
_HEADER, _CONTENT = 2_000, 20_000
_HEADERS = 10_000
_NAME = 80
_TELLING = ("Content-Type", "Content-Disposition", "Content-Transfer-Encoding")
_PASSED_ON = re.compile(r"\s*(?:(?:re|fwd?|aw|wg|tr|rv|sv|vs)\s*(?:\[\d+\])?:\s*)+", re.IGNORECASE)
_BY_OUTLET = re.compile(r"(.+?)(?:,| \|| via| from| at| @| -| –) (.+)")
_PERSON = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){1,3}")
_TAG = re.compile(r"<[^<>]*>|&\w+;")
_NOT_SHOWN = re.compile(r"(?=</?(?:style|script)\b)", re.IGNORECASE)
# a plain part with fewer words than this share of those of the page beside it only points to that page
_STUB = 0.5


def sources(name: str, stream: BinaryIO, limits: Limits) -> Iterator[Source | Failure]:
    """The article of each message, and of each file that hangs on it; the page of a saved page.

    The subject is the title, the date that of publication, the sender an author or an outlet where it is told which.
    Of a message that somebody passed on, the sender and the date say nothing about the article.
    """
    stem, ending, _ = kinds.endings(name)
    if ending == ".mbox" or (ending not in (".eml", ".mht", ".mhtml") and stream.read(5) == b"From "):
        stream.seek(0)
        for number, data in _messages(stream, limits):
            where = f"{name}, message {number}"
            if data is None:
                yield _too_large(where, limits)
            else:
                yield from _guarded(where, None, data, limits)
        return
    stream.seek(0)
    data = stream.read(limits.bytes + 1)
    if len(data) > limits.bytes:
        yield _too_large(name, limits)
    else:
        yield from _guarded(name, stem, data, limits)


def _too_large(where: str, limits: Limits) -> Failure:
    return Failure(where, f"{where}: the message is too large (more than {size(limits.bytes)})")


def _messages(stream: BinaryIO, limits: Limits) -> Iterator[tuple[int, bytes | None]]:
    """The messages of a mailbox with their numbers from 1; None for one that is too large (RFC 4155)."""
    number = held = 0
    lines: list[bytes] = []
    blank = True
    while line := stream.readline(_LINE):
        if blank and kinds.MAILBOX.match(line):
            if number or held:
                # the line between two messages belongs to neither
                yield max(number, 1), b"".join(lines[:-1]) if held <= limits.bytes else None
            number, held, lines = number + 1, 0, []
        else:
            held += len(line)
            if held <= limits.bytes:
                lines.append(line[1:] if re.match(rb">+From ", line) else line)
            else:
                lines = []
        blank = not line.strip()
    if number or held:
        yield max(number, 1), b"".join(lines) if held <= limits.bytes else None


def _guarded(where: str, stem: str | None, data: bytes, limits: Limits) -> Iterator[Source | Failure]:
    """The sources of one message; a `Failure` when its parser, or what reads its headers, cannot make sense of it."""
    if not data.strip():
        yield Failure(where, f"{where}: the message is empty")
        return
    depth = len(re.findall(rb"multipart/|message/", data, re.IGNORECASE))
    lines = data.count(b"\n") + data.count(b"\r")
    if depth > _DEPTH or data.count(b"\n--") > _PARTS or lines * (1 + depth) > _PAIRS:
        yield Failure(where, f"{where}: the message has too many lines or parts within parts")
        return
    try:
        # the newer policy reads headers by a grammar that hostile ones break
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        if any(len(part) > _HEADERS for part in message.walk()):
            yield Failure(where, f"{where}: the message has too many headers")
            return
        if any(len(str(part.get(header) or "")) > _CONTENT for part in message.walk() for header in _TELLING):
            yield Failure(where, f"{where}: a header of the message is too long")
            return
        found = _saved_page(where, stem, message) or _article(where, stem, message)
        files = list(_attached(message))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        yield Failure(where, f"{where}: the message cannot be read ({type(error).__name__}: {error})")
        return
    if found is not None:
        yield found
    for called, content in files:
        yield from opened(f"{where}/{called}", io.BytesIO(content), limits, named=False)
    if found is None and not files:
        yield Failure(where, f"{where}: the message holds no text")


# --- saved pages -------------------------------------------------------------------------------------


def _saved_page(where: str, stem: str | None, message: Message) -> Source | Failure | None:
    """The page that a browser saved as one file, without what it needs beside it (RFC 2557); None for mail."""
    address = _header(message, "Snapshot-Content-Location") or _header(message, "Content-Location")
    called = where.lower().endswith((".mht", ".mhtml"))
    if not called and (not address or message.get("To") or message.get("Received")):
        return None
    root = _root(message)
    if root is None:
        return Failure(where, f"{where}: there is no page in this saved page")
    address = address or _header(root, "Content-Location")
    if not address or not re.match(r"https?:", address):
        address = None
    input = f"{where}, {address}" if address else where
    data = _bytes(root)
    if not data.strip():
        return Failure(where, f"{where}: the page in this saved page is empty")
    return Source(input, stem or where, kinds.HTML, data, _date(message), root.get_content_charset())


def _root(message: Message) -> Message | None:
    """The part that is the page: the one that `start` names, else the first that is HTML."""
    parts = [part for part in message.walk() if not part.is_multipart()]
    start = str(message.get_param("start") or "")
    pages = [part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    named = [part for part in pages if start and _header(part, "Content-ID") == start]
    return next(iter(named or pages), None)


# --- messages ----------------------------------------------------------------------------------------


def _article(where: str, stem: str | None, message: Message) -> Source | None:
    """The text of a message with what its header says; None when it has none."""
    texts = {kind: _text(message, kind) for kind in ("text/html", "text/plain")}
    page, plain = texts["text/html"], texts["text/plain"]
    if page and plain and _words_shown(page) * _STUB <= len(plain.split()):
        # both say the same: the plain one has no menus, the page has the links and headings; a newsletter is its page
        body = {"html": page} if _is_sent_to_many(message) else {"text": plain}
    elif page:
        body = {"html": page}
    elif plain:
        body = {"text": plain}
    else:
        return None
    subject = _header(message, "Subject")
    title = _PASSED_ON.sub("", subject, count=1) if subject else None
    row: dict[str, object] = {"title": title or None, **body}
    if not subject or not _PASSED_ON.match(subject):
        row |= {"published": _date(message), **_sender(message)}
    return rows.source(where, stem or (title or "")[:_NAME].strip() or where.rpartition("/")[2], row)


def _words_shown(page: str) -> int:
    """About how many words a page shows."""
    pieces = (x for x in _NOT_SHOWN.split(page) if not x[:7].lower().startswith(("<style", "<script")))
    return sum(len(_TAG.sub(" ", piece).split()) for piece in pieces)


def _text(message: Message, kind: str) -> str | None:
    """What the parts of a kind say that are no files, one after another; None when there are none."""
    parts = []
    for part in _parts(message):
        if part.get_content_type() == kind and not _filename(part):
            text = decode(_bytes(part), part.get_content_charset()).removeprefix("\ufeff")
            if text.strip():
                parts.append(text)
    return "\n\n".join(parts) or None


def _parts(message: Message) -> Iterator[Message]:
    """The parts of a message, but not those of a message that hangs on it."""
    if message.get_content_maintype() == "multipart":
        payload = message.get_payload()
        for part in payload if isinstance(payload, list) else ():
            if isinstance(part, Message):
                yield from _parts(part)
    else:
        yield message


def _attached(message: Message) -> Iterator[tuple[str, bytes]]:
    """The files of a message that may hold an article, with their names; messages among them as files."""
    for number, part in enumerate(_parts(message), 1):
        if part.get_content_maintype() == "message":
            payload = part.get_payload()
            if isinstance(payload, list) and payload and isinstance(payload[0], Message):
                yield _filename(part) or f"part {number}.eml", payload[0].as_bytes()
            continue
        name = _filename(part)
        if name and kinds.endings(name)[1] in kinds.KINDS and kinds.endings(name)[1] and not kinds.hidden(name):
            yield name, _bytes(part)


def _filename(part: Message) -> str | None:
    name = part.get_filename()
    return re.split(r"[/\\]", _words(name))[-1].strip() or None if name else None


def _bytes(part: Message) -> bytes:
    """The content of a part, its transfer encoding undone; nothing when that is spoilt beyond reading."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _is_sent_to_many(message: Message) -> bool:
    return any(message.get(name) for name in ("List-Id", "List-Unsubscribe", "List-Post", "Feedback-ID"))


def _sender(message: Message) -> dict[str, object]:
    """The sender as an author, an outlet, or both; nothing where it cannot be told which."""
    try:
        name = email.utils.parseaddr(_header(message, "From") or "")[0].strip(" '\"")
    except RecursionError:  # brackets within brackets
        return {}
    if not name or "@" in name:
        return {}
    if is_named(name) or is_wholesale(name):
        return {"outlet": name}
    if (found := _BY_OUTLET.fullmatch(name)) and _PERSON.fullmatch(found[1]):
        return {"authors": [found[1]], "outlet": found[2]}
    if _is_sent_to_many(message):
        # a list's name is that of its letter, be it a person's or a paper's
        return {"outlet": name}
    return {"authors": [name]} if _PERSON.fullmatch(name) else {}


def _date(message: Message) -> str | None:
    """The date of the header in ISO 8601, to the minute, as its sender's clock had it."""
    try:
        return email.utils.parsedate_to_datetime(_header(message, "Date") or "").strftime("%Y-%m-%dT%H:%M")
    except (ValueError, TypeError, IndexError, OverflowError, RecursionError):
        return None


def _header(message: Message, name: str) -> str | None:
    value = message.get(name)
    return _words(str(value)) or None if value is not None else None


def _words(value: str) -> str:
    """A header's value with its encoded words decoded (RFC 2047), in one line."""
    value = value[:_HEADER]
    with contextlib.suppress(ValueError, LookupError, email.errors.MessageError):
        value = str(email.header.make_header(email.header.decode_header(value)))
    value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(value.split())
