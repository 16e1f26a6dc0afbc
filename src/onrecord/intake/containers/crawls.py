"""Web archives (WARC): the pages of a crawl, each with its address and the moment at which it was fetched."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote, urlsplit

from onrecord.intake import kinds
from onrecord.intake.containers import Limits, TooMuch, printable, size
from onrecord.intake.containers.streams import begins
from onrecord.model import Failure, Source

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_TYPES = {
    "text/html": kinds.HTML,
    "application/xhtml+xml": kinds.HTML,
    "application/pdf": kinds.PDF,
    "text/plain": kinds.PLAIN,
}
# what sites serve as plain text for machines (RFC 9309, iabtechlab.com/ads-txt, RFC 9116, llmstxt.org)
_FOR_MACHINES = re.compile(r"/(?:robots|ads|app-ads|humans|security|llms|llms-full)\.txt$")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?")
# a file that is broken in more places is given up
_BREAKS = 100
_CHUNK = 1024 * 1024
# a record starts so in the file, be it packed by itself or not
_PLAIN = b"WARC/"
_START = re.compile(rb"(?<=\n)WARC/\d\.\d\r?\n|\x1f\x8b\x08|\x28\xb5\x2f\xfd")
# the longest name that is made of an address, in characters
_NAME = 80


@dataclass(slots=True)
class _Place:
    """Where the reading is: `start` of the last record in the file, and whether it is whole."""

    start: int = 0
    broken: bool = False


def sources(name: str, stream: BinaryIO, limits: Limits) -> Iterator[Source | Failure]:
    """The pages and documents of a crawl, packed or not, in the order of the file.

    Taken are responses with the status 200 and resources that are HTML, PDF or plain text, and the plain text of
    WET files. A page that came with the same bytes before is passed over, as revisits are. Where a record is cut
    off or damaged, one `Failure` says so, and reading goes on at the next record that can be found.
    """
    stream.seek(0)
    packed = stream.read(5) != _PLAIN
    seen: set[bytes] = set()
    where = "its beginning"
    place = _Place()
    some = False
    for _ in range(_BREAKS):
        for record, url in _records(stream, place, limits if packed else None):
            found = _page(name, url, record, place, limits, seen)
            where = url
            if found is not None:
                some = True
                yield found
        if not place.broken:
            break
        some = True
        start = _next(stream, place.start + 1)
        rest = "the rest is not read" if start is None else "reading goes on at the next record that can be found"
        yield Failure(name, f"{name}: it is damaged or cut off at or after byte {place.start:,} ({where}); {rest}")
        if start is None:
            break
        place = _Place(start)
    else:
        yield Failure(name, f"{name}: it is damaged in more than {_BREAKS} places, and is not read any further")
    if not some:
        yield Failure(name, f"{name}: there is no page in this web archive")


def _records(stream: BinaryIO, place: _Place, limits: Limits | None) -> Iterator[tuple[WarcRecord, str]]:
    """The records from `place.start` on, with their addresses; tells in `place` how far it came and whether it broke.

    `limits` are given where the records are packed.
    """
    from fastwarc.warc import ArchiveIterator

    stream.seek(place.start)
    try:
        for record in ArchiveIterator(stream, parse_http=False):
            place.start = record.stream_pos
            if limits is not None:
                limits.spend(record.content_length)
            url = printable((record.headers.get("WARC-Target-URI") or "").strip("<> \r\n"))
            yield record, url or "a record without an address"
            # a header without a length is half a header
            if place.broken or "Content-Length" not in record.headers:
                place.broken = True
                return
        place.broken = limits is not None and not _is_last(stream, place.start)
    except TooMuch:
        raise
    except OSError as error:
        if error.errno:
            raise
        place.broken = True
    except BaseException as error:
        # what its reader in Rust did not expect, which is no Exception
        if type(error).__name__ != "PanicException":
            raise
        place.broken = True


def _is_last(stream: BinaryIO, start: int) -> bool:
    """Whether the file ends where the record ends that is packed by itself with gzip and starts at `start`.

    The reader takes the end of the file for the end of a packed record, wherever that is.
    """
    stream.seek(start)
    unpacker = zlib.decompressobj(31)
    data = stream.read(_CHUNK)
    if not data.startswith(b"\x1f\x8b"):
        return True
    while data and not unpacker.eof:
        rest = data
        while rest and not unpacker.eof:
            unpacker.decompress(rest, _CHUNK)
            rest = unpacker.unconsumed_tail
        data = stream.read(_CHUNK)
    return unpacker.eof and not (unpacker.unused_data + data).strip(b"\0")


def _page(
    name: str, url: str, record: WarcRecord, place: _Place, limits: Limits, seen: set[bytes]
) -> Source | Failure | None:
    """The page of a record; None for what is no page, was seen before, or is cut off, which is told in `place`."""
    where = f"{name}, {url}"
    try:
        kind = _kind(record, url)
    except OSError as error:
        return Failure(where, f"{where}: its HTTP header cannot be read ({error})")
    length = record.content_length
    if kind is None or length > limits.bytes:
        place.broken = not _is_whole(record, length)
        if kind is None:
            return None
        return Failure(where, f"{where}: the page is too large ({size(length)}; at most {size(limits.bytes)} are read)")
    body = record.reader.read(length) if record.reader else b""
    if len(body) < length:
        place.broken = True
        return None
    headers = record.http_headers
    try:
        data = _decoded(body, headers, limits.bytes)
    except (OSError, zlib.error, ValueError, EOFError) as error:
        return Failure(where, f"{where}: the page cannot be unpacked ({error})")
    limits.spend(max(0, len(data) - length))
    if len(data) > limits.bytes:
        return Failure(where, f"{where}: the page is too large (more than {size(limits.bytes)})")
    key = hashlib.blake2b(data, digest_size=16).digest()
    if not data.strip() or key in seen:
        return None
    seen.add(key)
    if data.startswith(b"%PDF-"):
        kind = kinds.PDF
    elif what := kinds.strange(data) if kind != kinds.PDF else None:
        return Failure(where, f"{where}: it holds {what}, which is not supported yet")
    date = _DATE.match(record.headers.get("WARC-Date") or "")
    return Source(where, page_name(url), kind, data, date and date[0], record.http_charset if headers else None)


def _kind(record: WarcRecord, url: str) -> str | None:
    """What a record holds, None for what is no page. Raises OSError when its HTTP header cannot be read."""
    from fastwarc.warc import WarcRecordType

    if record.record_type == WarcRecordType.response:
        if not record.is_http:
            return None
        record.parse_http(quirks_mode=True)
        if record.http_headers is None or record.http_headers.status_code != 200:
            return None
        declared = record.http_content_type
    elif record.record_type in (WarcRecordType.resource, WarcRecordType.conversion):
        declared = (record.headers.get("Content-Type") or "").partition(";")[0].strip()
    else:
        return None
    kind = _TYPES.get((declared or "").lower())
    return None if kind == kinds.PLAIN and _is_for_machines(url) else kind


def _is_whole(record: WarcRecord, length: int) -> bool:
    """Whether a record that is not read is as long as it says; one that says too much would swallow the next."""
    while record.reader and length > 0 and (data := record.reader.read(min(length, _CHUNK))):
        length -= len(data)
    return length <= 0


def _is_for_machines(url: str) -> bool:
    path = urlsplit(url).path if _is_address(url) else ""
    return bool(_FOR_MACHINES.search(path)) or kinds.passed_over(path)


def _is_address(url: str) -> bool:
    try:
        return bool(urlsplit(url).netloc)
    except ValueError:
        return False


def page_name(url: str) -> str:
    """A short name of a page that is the same for the same address, and another for another."""
    if not _is_address(url):
        return url[-_NAME:]
    parts = urlsplit(url)
    path = re.sub(r"\.(?:html?|php|aspx?|pdf|txt)$", "", unquote(parts.path).strip("/"), flags=re.IGNORECASE)
    whole = f"{parts.netloc.lower().removeprefix('www.')}/{path}".rstrip("/")
    whole = printable(whole)
    if len(whole) <= _NAME and not parts.query:
        return whole
    return f"{whole[:_NAME].rstrip('/')}-{hashlib.sha256(url.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _decoded(body: bytes, headers: Any, most: int) -> bytes:
    """The body with what HTTP packed it in taken off, up to one byte more than `most`.

    Many crawlers store it unpacked and leave the header as it was: where the bytes are not packed, they stay.
    """
    if headers is None:
        return body
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower() and re.match(rb"[0-9a-fA-F]+[;\r\n \t]", body):
        from fastwarc.stream_io import ChunkedReader

        body = _all(ChunkedReader(io.BytesIO(body)), most)
    for packing in reversed((headers.get("Content-Encoding") or "").lower().split(",")):
        packing = packing.strip()
        if packing in ("gzip", "x-gzip"):
            if body.startswith(b"\x1f\x8b"):
                body = zlib.decompressobj(31).decompress(body, most + 1)
        elif packing == "deflate":
            body = _inflated(body, most)
        elif packing == "zstd":
            if body.startswith(b"\x28\xb5\x2f\xfd"):
                from fastwarc.stream_io import ZstdReader

                body = _all(ZstdReader(io.BytesIO(body)), most)
        elif packing == "br":
            from fastwarc.stream_io import BrotliReader

            # Brotli has no first bytes of its own
            try:
                body = _all(BrotliReader(io.BytesIO(body)), most)
            except OSError:
                if kinds.strange(body):
                    raise
    return body


def _all(reader: Any, most: int) -> bytes:
    parts = []
    left = most + 1
    while left > 0 and (data := reader.read(min(left, _CHUNK))):
        parts.append(data)
        left -= len(data)
    return b"".join(parts)


def _inflated(body: bytes, most: int) -> bytes:
    """What "deflate" packed: with zlib's header, as the standard says, or without, as some servers do."""
    for window in (15, -15):
        try:
            return zlib.decompressobj(window).decompress(body, most + 1)
        except zlib.error:
            continue
    if kinds.strange(body):
        raise ValueError("it is called deflate, and is not")
    return body


def _next(stream: BinaryIO, start: int) -> int | None:
    """Where the next record starts in the file, from `start` on; None when none does."""
    stream.seek(start)
    behind = b""
    while True:
        chunk = stream.read(_CHUNK)
        block = behind + chunk
        base = start - len(behind)
        for at in (found.start() for found in _START.finditer(block)):
            if block.startswith(_PLAIN, at) or begins(block[at : at + 4096]) == _PLAIN:
                return base + at
        if not chunk:
            return None
        start += len(chunk)
        behind = block[-32:]
