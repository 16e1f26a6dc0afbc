"""How addresses are asked, and what is remembered of an answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manners:
    """How addresses are asked. Times are in seconds.

    `delay` stands between two requests to one host; a robots.txt may ask for more, and a busy server for a pause,
    which are kept up to `patience`. `allow_private` reaches into the user's own network. `max_bytes` bounds an answer,
    as it comes and unpacked; `connect` and `read` bound each wait, `total` a whole answer. `hosts` are asked at once.
    """

    delay: float = 1.0
    allow_private: bool = False
    max_bytes: int = 16 * 1024 * 1024
    connect: float = 10.0
    read: float = 20.0
    total: float = 120.0
    patience: float = 60.0
    redirects: int = 5
    hosts: int = 4


@dataclass(frozen=True, slots=True)
class Visit:
    """What an address answered the last time.

    `final` is where its redirects led, `status` the HTTP status (None: it was not asked), `at` when (ISO 8601, UTC);
    `etag` and `modified` are sent back to be told whether anything changed; `sha256` is of the bytes that came, None
    when none did.
    """

    address: str
    final: str
    status: int | None
    at: str
    etag: str | None = None
    modified: str | None = None
    sha256: str | None = None
