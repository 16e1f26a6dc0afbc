"""Running a server for a record in a thread, and asking it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from onrecord import serving

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "bridge"


@contextmanager
def run(record: Path, host: str = "127.0.0.1", processes: int = 0) -> Iterator[httpx2.Client]:
    """A client of a server for a record, at a port that is free; pages are drawn here unless `processes` do."""
    with serving.serving(record, host=host, port=0, processes=processes) as (server, listening, address):
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            with httpx2.Client(base_url=address, timeout=20) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


def raw(client: httpx2.Client, request: bytes, wait: float = 10) -> bytes:
    """What the server answers to some bytes, until it closes the connection."""
    place = urlsplit(str(client.base_url))
    with socket.create_connection((place.hostname, place.port), timeout=wait) as connection:
        connection.sendall(request)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


def eventually(true: Callable[[], bool], within: float = 30) -> bool:
    """Whether something comes true within some seconds."""
    end = time.monotonic() + within
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
