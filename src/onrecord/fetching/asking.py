"""Asking addresses politely: one request at a time a host, pauses between them, robots.txt obeyed."""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpcore2
import httpx2

from onrecord import __version__
from onrecord.fetching import answers, robots
from onrecord.fetching.addresses import Refused, normal
from onrecord.fetching.manners import Manners, Visit
from onrecord.fetching.network import Network
from onrecord.intake.containers import size

AGENT = f"{robots.ROBOT}/{__version__} (reads news articles for one person; obeys robots.txt)"
_HEADERS = {
    "User-Agent": AGENT,
    "Accept": "text/html, application/xhtml+xml, application/pdf, text/plain, application/rss+xml, "
    "application/atom+xml, application/xml;q=0.9, */*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
    "Accept-Language": "en, *;q=0.5",
    "Connection": "close",
}
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Page:
    """What came from an address: `media_type` as the server calls it, with its parameters."""

    visit: Visit
    media_type: str
    data: bytes


@dataclass(slots=True)
class _Host:
    """One host in this run: whose turn it is, when it may be asked again, and whether it wants to be left alone.

    `first` is held by whoever asks for the rules.
    """

    turn: threading.Lock = field(default_factory=threading.Lock)
    first: threading.Lock = field(default_factory=threading.Lock)
    rules: dict[str, robots.Rules] = field(default_factory=dict)
    free: float = -math.inf
    pause: float = 0.0
    closed: str | None = None


class Fetcher:
    """Asks addresses, from any number of threads. `visits` grows: address, as `normal` writes it -> its answer.

    Of the environment nothing is used but the trusted certificates: no proxy (its own look-ups would go round the
    check of addresses), no password file; no cookie is kept.
    """

    def __init__(self, manners: Manners = Manners()) -> None:  # noqa: B008
        self.manners = manners
        self.visits: dict[str, Visit] = {}
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._network = Network(manners)
        # a connection is never kept for another request: the pauses are longer than servers hold one
        self._pool = httpcore2.ConnectionPool(
            max_connections=None, max_keepalive_connections=0, network_backend=self._network
        )

    def stop(self) -> None:
        """End all waiting and all connections; whoever is asking gets Refused."""
        self._stopped.set()
        self._network.cut()

    def get(self, address: str, held: Visit | None = None) -> Page | Visit:
        """The page at an address, or the visit alone when nothing has changed since `held`.

        Raises Refused; what was answered is in `visits` then too, unless it may be otherwise the next time.
        """
        address = normal(address)
        try:
            page = self._get(address, held)
        except Refused as error:
            if not error.later:
                self._remember(Visit(address, address, error.status, _now()))
            raise
        self._remember(page if isinstance(page, Visit) else page.visit)
        return page

    def _remember(self, visit: Visit) -> None:
        with self._lock:
            self.visits[visit.address] = visit

    def _get(self, address: str, held: Visit | None) -> Page | Visit:
        at = address
        seen = {at}
        while True:
            self._rules(at).check(at)
            answer = self._patiently(at, _conditions(held) if held and held.final == at else {})
            if answer.status not in _REDIRECTS:
                break
            at = _next(at, answer)
            if at in seen:
                raise Refused("its redirects lead in a circle", answer.status)
            seen.add(at)
            if len(seen) > self.manners.redirects + 1:
                raise Refused(f"more than {self.manners.redirects} redirects", answer.status)
        if answer.status == 304 and held and held.sha256:
            return Visit(address, at, 304, _now(), held.etag, held.modified, held.sha256)
        if answer.status not in (200, 203):
            raise Refused(answers.words(answer.status), answer.status)
        if answer.cut:
            raise Refused(f"it is too large (more than {size(self.manners.max_bytes)})", answer.status)
        if not answer.body:
            raise Refused("the answer is empty", answer.status)
        got = answer.headers
        sha256 = hashlib.sha256(answer.body).hexdigest()
        visit = Visit(address, at, answer.status, _now(), got.get("etag"), got.get("last-modified"), sha256)
        return Page(visit, got.get("content-type", ""), answer.body)

    def _patiently(self, at: str, headers: Mapping[str, str]) -> answers.Answer:
        """One answer; a server that asks for a short pause is asked once more after it, otherwise left alone."""
        host = self._host(at)
        answer = self._ask(at, headers, self.manners.max_bytes)
        wait = answers.pause(answer) if answer.status in (429, 503) else None
        if wait is not None and wait <= self.manners.patience:
            host.free = max(host.free, time.monotonic() + wait)
            answer = self._ask(at, headers, self.manners.max_bytes)
            wait = answers.pause(answer) if answer.status in (429, 503) else None
        if answer.status == 429 or wait is not None:
            until = f"; it asks for a pause of {math.ceil(wait):,} seconds" if wait else ""
            host.closed = f"{answers.words(answer.status)}{until}"
            raise Refused(host.closed, answer.status)
        return answer

    def _ask(self, at: str, headers: Mapping[str, str], most: int) -> answers.Answer:
        host, manners = self._host(at), self.manners
        waits = {"connect": manners.connect, "read": manners.read, "write": manners.read, "pool": manners.total}
        with self._turn(host):
            return answers.ask(self._pool, httpx2.URL(at), {**_HEADERS, **headers}, waits, most)

    @contextmanager
    def _turn(self, host: _Host) -> Iterator[None]:
        """Wait until the host may be asked, and let nobody else ask it meanwhile."""
        with host.turn:
            if host.closed:
                raise Refused(host.closed, later=True)
            if self._stopped.wait(max(0.0, host.free - time.monotonic())):
                raise Refused("it was not asked: the run ended", later=True)
            try:
                yield
            finally:
                pause = max(self.manners.delay, min(host.pause, self.manners.patience))
                host.free = max(host.free, time.monotonic() + pause)

    def _host(self, at: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(httpx2.URL(at).host, _Host())

    def _rules(self, at: str) -> robots.Rules:
        """The rules of the host's robots.txt, which is asked for once a run."""
        host, place = self._host(at), str(httpx2.URL(at).join("/robots.txt"))
        with host.first:
            if place not in host.rules:
                found = self._robots(place)
                if not self._stopped.is_set():
                    host.rules[place] = found
                host.pause = max(host.pause, found.delay)
                return found
            return host.rules[place]

    def _robots(self, place: str) -> robots.Rules:
        at = place
        try:
            for _ in range(self.manners.redirects + 1):
                answer = self._ask(at, {}, robots.MOST)
                if answer.status not in _REDIRECTS:
                    return robots.rules(answer.status, answer.body, answers.words(answer.status))
                at = _next(at, answer)
        except Refused as error:
            # a host that cannot be reached says so itself; where its robots.txt leads elsewhere, that is to blame
            reason = error.reason if at == place else f"its robots.txt cannot be read now ({error.reason})"
            return robots.Rules(refused=reason, later=error.later)
        return robots.Rules()  # redirects without end: as if there were none (RFC 9309, 2.3.1.2)


def _conditions(held: Visit) -> dict[str, str]:
    """The headers that ask for the page only if it has changed."""
    out = {}
    if held.sha256 and held.etag:
        out["If-None-Match"] = held.etag
    if held.sha256 and held.modified:
        out["If-Modified-Since"] = held.modified
    return {name: value for name, value in out.items() if value.isascii()}


def _next(at: str, answer: answers.Answer) -> str:
    """Where a redirect leads; checked like every address."""
    to = answer.headers.get("location", "")
    if not to:
        raise Refused(f"{answer.status}: a redirect to nowhere", answer.status)
    try:
        return normal(str(httpx2.URL(at).join(to)))
    except httpx2.InvalidURL as error:
        raise Refused("it redirects to what is no address", answer.status) from error
    except Refused as error:
        raise Refused(f"it redirects to another address: {error.reason}", answer.status) from error


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
