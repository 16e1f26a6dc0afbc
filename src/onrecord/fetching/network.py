"""Connections: only to addresses that were checked, and none for longer than agreed.

The check stands where connections are made, and the connection goes to the very address that was checked; a name that
resolves to another address a moment later (DNS rebinding) leads nowhere. The name stays in the request and in the
TLS handshake.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import httpcore2

from onrecord.fetching.addresses import Ip, Refused, place
from onrecord.fetching.manners import Manners


class TooSlow(httpcore2.ReadTimeout):
    """An answer that comes, but does not end."""


class Network(httpcore2.NetworkBackend):
    """Makes connections for httpcore; each serves one request, which ends when `Manners.total` is over."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self.total = manners.total
        self._inner = httpcore2.SyncBackend()
        self._live: set[_Stream] = set()
        self._lock = threading.Lock()
        self._closed = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        deadline = time.monotonic() + self.total
        wait = self._manners.connect if timeout is None else timeout
        until = min(deadline, time.monotonic() + wait)
        failed: Exception = httpcore2.ConnectError("no address")
        for ip in self.checked(host, port, wait):
            left = until - time.monotonic()
            if left <= 0 or self._closed:
                break
            try:
                stream = self._inner.connect_tcp(str(ip), port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
                continue
            kept = _Stream(stream, deadline, self)
            self._keep(kept)
            return kept
        raise failed

    def checked(self, host: str, port: int, wait: float) -> list[Ip]:
        """The addresses of a host; Refused when one of them is none that may be asked."""
        found = _resolved(host, port, wait)
        for ip in found:
            where = place(ip)
            if where == "private" and not self._manners.allow_private:
                raise Refused(f"{_called(host, ip)} lies in a private network; --allow-private reads it")
            if where == "closed":
                raise Refused(f"{_called(host, ip)} is no address of a public host")
        return found

    def _keep(self, stream: _Stream) -> None:
        with self._lock:
            self._live.add(stream)
            closed = self._closed
        if closed:
            stream.cut()

    def forget(self, stream: _Stream) -> None:
        with self._lock:
            self._live.discard(stream)

    def cut(self) -> None:
        """End every connection at once, so that no thread waits for an answer any more."""
        with self._lock:
            self._closed = True
            live = list(self._live)
        for stream in live:
            stream.cut()


class _Stream(httpcore2.NetworkStream):
    """A connection that ends at a deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float, network: Network) -> None:
        self._stream = stream
        self._deadline = deadline
        self._network = network

    def _left(self, timeout: float | None) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TooSlow(f"the answer is not complete after {self._network.total:g} seconds")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._left(timeout)
        try:
            return self._stream.read(max_bytes, left)
        except httpcore2.ReadTimeout:
            self._left(timeout)  # says so when it was the deadline that ended it
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        self._stream = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return self

    def close(self) -> None:
        self._network.forget(self)
        self._stream.close()

    def cut(self) -> None:
        raw = self._stream.get_extra_info("socket")
        with suppress(OSError):
            # not the method of a TLS socket, which would spoil it for the thread that reads
            socket.socket.shutdown(raw, socket.SHUT_RDWR)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _called(host: str, ip: Ip) -> str:
    """A host with the IP address that it stands for, unless it is that address."""
    try:
        same = ipaddress.ip_address(host.strip("[]")) == ip
    except ValueError:
        same = False
    return host if same else f"{host} ({ip})"


def _resolved(host: str, port: int, wait: float) -> list[Ip]:
    """The addresses of a host, in the order in which to try them; asks in a thread, since nothing can end a query."""
    found: list[Ip] = []
    failed: list[Exception] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in rows))
        except (OSError, ValueError) as error:
            failed.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(wait)
    if thread.is_alive():
        raise httpcore2.ConnectTimeout(f"the name {host} is not answered for")
    if failed and getattr(failed[0], "errno", None) == socket.EAI_AGAIN:
        raise Refused(f"the name {host} cannot be looked up now", later=True)
    if not found:
        raise Refused(f"there is no host {host}", later=True)
    return found
