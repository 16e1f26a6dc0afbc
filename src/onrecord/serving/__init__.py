"""Serving a record: its pages, live, to a browser on this machine."""

from __future__ import annotations

import ipaddress
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import uvicorn

from onrecord.errors import RecordError
from onrecord.serving.app import Site, application
from onrecord.serving.drawing import Drawing
from onrecord.serving.drawing import processes as count_processes
from onrecord.serving.guard import Guard, named
from onrecord.serving.pages import Pages
from onrecord.serving.protocol import Patient
from onrecord.serving.reading import Reader
from onrecord.serving.relinking import Relinking

# connections at a time; more are told to come back
CONNECTIONS = 200
# bytes of the first line and the headers of a request
HEAD = 16 * 1024
# seconds that a connection without a request is kept, and that requests have to end when the server does
IDLE, ENDING = 15, 2


def serve(
    path: str | Path, *, host: str = "127.0.0.1", port: int = 8000, ready: Callable[[str], None] | None = None
) -> None:
    """Serve the record at `path` until the process is interrupted; port 0 is one that is free.

    `ready` is told the address. Raises RecordError when there is no such record, OSError when it cannot be listened at
    `host` and `port`.
    """
    with ended_by(signal.SIGTERM), serving(path, host=host, port=port) as (server, listening, address):
        if ready:
            ready(address)
        server.run([listening])


@contextmanager
def ended_by(number: signal.Signals) -> Iterator[None]:
    """Let a signal that ends processes at once end this one as Ctrl-C does: with what it started, and in order."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(number, end)
    try:
        yield
    finally:
        signal.signal(number, before)


@contextmanager
def serving(
    path: str | Path, *, host: str = "127.0.0.1", port: int = 8000, processes: int | None = None
) -> Iterator[tuple[uvicorn.Server, socket.socket, str]]:
    """A server that is to be run, the socket for it, which listens already, and the address of the front page.

    Pages are drawn in so many `processes` beside this one, with 0 of them here; as many as there is use for by default.
    """
    reader = Reader(Path(path))
    moment = reader.moment()
    listening = _listening(host, port)
    port = listening.getsockname()[1]
    with ExitStack() as ending:
        ending.callback(reader.close)
        ending.callback(listening.close)
        relinking = Relinking(reader.path, lambda: _changes(reader))
        ending.callback(relinking.close)
        if moment.stale:
            relinking.ask(at_once=False)
        pages = Pages(reader, Path(path).name, secrets.token_urlsafe(32))
        drawing = ending.enter_context(Drawing(pages, count_processes() if processes is None else processes))
        site = Site(pages, drawing, relinking)
        config = uvicorn.Config(
            Guard(application(site), named(host, port)),
            http=Patient,
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            h11_max_incomplete_event_size=HEAD,
            timeout_keep_alive=IDLE,
            timeout_graceful_shutdown=ENDING,
        )
        shown = "127.0.0.1" if host == "0.0.0.0" else "::1" if host == "::" else host
        address = f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
        yield uvicorn.Server(config), listening, address


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens at `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens, so that whoever is told the address finds somebody there."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise OSError(error.errno, "no address of this machine", host) from error
    family, kind, _, _, address = found[0]
    listening = socket.socket(family, kind)
    try:
        if os.name == "posix":  # elsewhere it would let another process listen there too
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise OSError(error.errno, (error.strerror or "cannot listen").lower(), f"{host}, port {port}") from error
    return listening


def _changes(reader: Reader) -> int:
    try:
        return reader.moment().changes
    except RecordError:
        return -1
