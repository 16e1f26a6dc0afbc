"""What every request must be before anything answers it, and what every answer says to the browser.

A page of another site may send its reader's browser here, under a name that leads to this machine (DNS rebinding) or
with a form. So the name asked for must be one that the server listens as, and what changes something must come from
a page of its own; the token in its forms is checked where they are read (`forms`).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.report import addresses

# the largest body in bytes, the most headers, the longest address in bytes
BODY, HEADERS, ADDRESS = 64 * 1024, 64, 4096

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
SAID = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with none at all a browser hides of its own pages too where a form comes from
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_FORM = "application/x-www-form-urlencoded"
# a draft may be a file, and is larger than what other forms send: path -> media type, the largest body in bytes
_FILES = {addresses.CHECK: ("multipart/form-data", addresses.DRAFT + BODY)}
_WHEREVER = ("0.0.0.0", "::")


def named(host: str, port: int) -> Callable[[str], bool]:
    """Whether a `Host` header names the server that listens at `host` and `port`.

    One that listens at every address of the machine is named by any address as a number, to which no name can be made
    to lead, and by the machine's own name.
    """
    names = {"127.0.0.1", "localhost", "[::1]", _bracketed(host)}
    if host in _WHEREVER:
        names.add(socket.gethostname().lower())
    allowed = {f"{name}:{port}" for name in names} | (names if port == 80 else set())

    def fits(asked: str) -> bool:
        name, _, number = asked.rpartition(":")
        return asked in allowed or (host in _WHEREVER and number == str(port) and _is_number(name))

    return lambda asked: fits(asked.lower())


def _bracketed(host: str) -> str:
    return f"[{host.lower()}]" if ":" in host else host.lower()


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name[1:-1] if name.startswith("[") and name.endswith("]") else name)
    except ValueError:
        return False
    return True


class Guard:
    """An ASGI application that lets to `app` only what may be asked, with bodies of at most `BODY` bytes."""

    def __init__(self, app: ASGIApp, named: Callable[[str], bool]) -> None:
        self.app = app
        self.named = named

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        size, largest = 0, _taken(scope)[1]

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAID.items():
                    headers[name] = value
                headers.setdefault("cache-control", "private, no-cache")
            await send(message)

        async def body() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > largest:
                raise TooLarge
            return message

        refused = self.refused(scope)
        if refused:
            await _drained(receive)
            await refused(scope, receive, answer)
            return
        try:
            await self.app(scope, body, answer)
        except TooLarge:
            await _refusal(413, "The body is too large.")(scope, receive, answer)

    def refused(self, scope: Scope) -> PlainTextResponse | None:
        """Why a request is not let in, or None."""
        headers, method = Headers(scope=scope), scope["method"]
        if len(headers) > HEADERS:
            return _refusal(431, "There are too many headers.")
        if len(scope["raw_path"]) + len(scope["query_string"]) > ADDRESS:
            return _refusal(414, "The address is too long.")
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self.named(hosts[0]):
            return _refusal(421, "This server has another name.")
        if method not in ("GET", "HEAD", "POST"):
            return _refusal(405, "Only GET, HEAD and POST are answered.", {"allow": "GET, HEAD, POST"})
        length = int(headers.get("content-length", "0"))  # h11 lets through nothing but numbers of up to 20 digits
        media_type, largest = _taken(scope)
        if length > largest:
            return _refusal(413, "The body is too large.")
        if "content-length" in headers and "transfer-encoding" in headers:
            return _refusal(400, "The length of the body is said in two ways.")  # what stands behind may see another
        if method != "POST":
            return _refusal(400, "Only POST has a body.") if length or "transfer-encoding" in headers else None
        if headers.get("content-type", "").partition(";")[0].strip().lower() != media_type:
            return _refusal(415, "Only forms are read.")
        if set(headers.getlist("sec-fetch-site")) - {"same-origin"}:
            return _refusal(403, "The form comes from another site.")
        if {origin.lower() for origin in headers.getlist("origin")} - {f"http://{hosts[0]}".lower()}:
            return _refusal(403, "The form comes from another site.")
        return None


def _taken(scope: Scope) -> tuple[str, int]:
    """The media type of the forms that a path takes, and the largest body in bytes."""
    return _FILES.get(scope["path"], (_FORM, BODY)) if scope["method"] == "POST" else (_FORM, BODY)


async def _drained(receive: Receive) -> None:
    """Take the body of a request that is refused, up to `BODY` bytes: a connection that is closed before it came is
    reset, and who sends sees no answer."""
    size, more = 0, True
    while more and size <= BODY:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)


class TooLarge(Exception):
    """A body has more than `BODY` bytes."""


def _refusal(status: int, text: str, headers: dict[str, str] | None = None) -> PlainTextResponse:
    # what is left of the request beyond `BODY` is not read
    return PlainTextResponse(f"{text}\n", status, {"connection": "close", **(headers or {})})
