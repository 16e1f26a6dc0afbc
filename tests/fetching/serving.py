"""A server on the loopback address that the tests of fetching ask; it counts what is asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from onrecord.fetching import Manners

# what a route answers: status, headers and body, or a function that writes the answer itself
Route = tuple[int, dict[str, str], bytes] | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """The routes by path, and the requests so far as (path, headers in lower case, when)."""

    port: int = 0
    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], float]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked if path != "/robots.txt"]


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers while the block runs."""
    held = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with held.lock:
                headers = {k.lower(): v for k, v in self.headers.items()}
                held.asked.append((self.path, headers, time.monotonic()))
                held.at_once += 1
                held.most_at_once = max(held.most_at_once, held.at_once)
            try:
                self.answer(held.routes.get(self.path, (404, {}, b"")))
            except (BrokenPipeError, ConnectionResetError):
                pass
            finally:
                with held.lock:
                    held.at_once -= 1

        def answer(self, route: Route) -> None:
            if callable(route):
                self.close_connection = True
                route(self)
                return
            status, headers, body = route
            etag = headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    held.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def manners(**changed: object) -> Manners:
    """Manners for tests: the loopback address, short waits."""
    usual = Manners(delay=0.0, allow_private=True, connect=2, read=2, total=3, patience=0.2)
    return replace(usual, **changed)  # type: ignore[arg-type]


def page(title: str, says: str = "The port stays shut until the crane is repaired") -> bytes:
    """A small article, as a page."""
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>"
        f"<meta property='og:site_name' content='Delta Post'></head><body><article><h1>{title}</h1>"
        f"<p>PORTSTEAD, 4 May 2021</p><p>“{says},” mayor Mara Oyelaran said on Monday at the town hall.</p>"
        f"<p>She said that forty ships were waiting off the coast of Portstead, more than in any week since the storm "
        f"of last spring, when the old crane was struck by lightning.</p></article></body></html>"
    ).encode()


HTML = {"Content-Type": "text/html; charset=utf-8"}
