"""What comes over the wire: one request, one answer of bounded size, and what its status means."""

from __future__ import annotations

import email.utils
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import httpcore2
import httpx2

from onrecord.fetching.addresses import Refused
from onrecord.fetching.network import TooSlow

# what the statuses that people meet mean to a reader
_WORDS = {
    400: "the server does not understand the request",
    401: "it asks for a login",
    402: "it must be paid for",
    403: "access is refused",
    404: "there is no such page",
    406: "there is no form of it that onrecord reads",
    408: "the server gave up waiting",
    410: "the page is gone",
    429: "too many requests",
    451: "it is not shown for legal reasons",
    500: "the server has an error",
    502: "the server behind it does not answer",
    503: "the server is busy or closed",
    504: "the server behind it does not answer",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (names in lower case) and unpacked body of an answer; `cut` when it was longer than allowed."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cut: bool = False


def words(status: int) -> str:
    """A status as people read it: "404: there is no such page"."""
    try:
        said = _WORDS.get(status) or HTTPStatus(status).phrase.lower()
    except ValueError:
        said = "a status that nobody has agreed on"
    return f"{status}: {said}"


def ask(
    pool: httpcore2.ConnectionPool, url: httpx2.URL, headers: Mapping[str, str], waits: Mapping[str, float], most: int
) -> Answer:
    """Ask once, without following redirects. A body above `most` bytes, as it comes or unpacked, is cut there.

    Raises Refused, in words for a person, when no answer comes or it breaks off.
    """
    target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    sent = [("Host", url.netloc.decode("ascii")), *headers.items()]
    try:
        with pool.stream("GET", target, headers=sent, extensions={"timeout": dict(waits)}) as response:
            got = _headers(response.headers)
            body = bytearray()
            if 200 <= response.status < 300:
                for piece in response.iter_stream():
                    body += piece
                    if len(body) > most:
                        break
            answer = Answer(response.status, got, bytes(body[:most]), len(body) > most)
    except httpcore2.ConnectTimeout as error:
        raise Refused(f"no connection to {url.host} within {waits['connect']:g} seconds", later=True) from error
    except httpcore2.TimeoutException as error:
        said = str(error) if isinstance(error, TooSlow) else f"no answer within {waits['read']:g} seconds"
        raise Refused(said, later=True) from error
    except httpcore2.ConnectError as error:
        raise Refused(f"no connection to {url.host} ({_short(error)})", later=True) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise Refused(f"the answer breaks off or is none ({_short(error)})", later=True) from error
    return _unpacked(answer, most)


def _headers(raw: object) -> dict[str, str]:
    """Headers by name; of two with one name the first. What a terminal or a database must not get is left out."""
    out: dict[str, str] = {}
    for name, value in raw:  # type: ignore[attr-defined]
        text = value.decode("utf-8" if _is_utf8(value) else "latin-1").strip()
        if text.isprintable() and len(text) <= 8000:
            out.setdefault(name.decode("latin-1").lower(), text)
    return out


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _short(error: Exception) -> str:
    said = " ".join(str(error).split())
    return "".join(c for c in said if c.isprintable())[:150] or type(error).__name__


def _unpacked(answer: Answer, most: int) -> Answer:
    packing = answer.headers.get("content-encoding", "").lower()
    if packing in ("", "identity") or not answer.body:
        return answer
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise Refused(f"it is packed in a way that was not asked for ({packing})")
    body, whole = _inflated(answer.body, most)
    if len(body) <= most and not whole and not answer.cut:
        raise Refused("the packed answer is damaged or breaks off")
    return Answer(answer.status, answer.headers, body[:most], answer.cut or len(body) > most)


# gzip data may be of several members; no server sends so many
_MEMBERS = 1000
_SLICE = 1 << 16


def _inflated(data: bytes, most: int) -> tuple[bytes, bool]:
    """At most one byte more than `most` of what gzip or zlib data holds, and whether it came to its end."""
    out = bytearray()
    # 47: gzip or zlib, whichever it is; -15: without a header, as some servers understand "deflate"
    for form in (47, -15):
        at = 0
        try:
            for _ in range(_MEMBERS):
                unpacker = zlib.decompressobj(form)
                # slice by slice, since what is left over is copied at the end of each member
                while not unpacker.eof and at < len(data) and len(out) <= most:
                    part = data[at : at + _SLICE]
                    out += unpacker.decompress(part, most + 1 - len(out))
                    at += len(part) - len(unpacker.unused_data or unpacker.unconsumed_tail)
                if not unpacker.eof:
                    return bytes(out), False
                if at >= len(data) or len(out) > most:
                    return bytes(out), at >= len(data)
            return bytes(out), False
        except zlib.error:
            if out:
                return bytes(out), True  # rubbish after the end, which every browser forgives
    return b"", False


def pause(answer: Answer) -> float | None:
    """How many seconds the server asks to wait (Retry-After), None when it does not say."""
    said = answer.headers.get("retry-after", "")
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(said).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None
