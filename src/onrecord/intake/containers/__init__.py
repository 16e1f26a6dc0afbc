"""Files that hold several articles: archives, mail, feeds, tables, downloads of databases.

Each module opens one kind. It has one function,

    sources(name: str, stream: BinaryIO, limits: Limits) -> Iterator[Source | Failure]

where `name` is what the input is called in messages ("pile.zip", "pile.zip/march.csv") and `stream` can seek (parquet
and office documents at little cost, the others only back to the beginning). It yields one `Source` an
article, in the order of the file, holds one article at a time, and never raises for what the file holds: what cannot be
read is a `Failure` that names the place and the reason, and the rest goes on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(slots=True)
class Spent:
    """How many bytes have been unpacked of one input so far."""

    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most: `bytes` of one article or member, unpacked; `total` bytes of one input, unpacked;
    `members` of one archive; `depth` of archives within archives. `spent` is shared by all that one input holds.

    `mapped` is what the user says about tables, wherever they lie: which column holds what (`columns.TARGETS`)."""

    bytes: int = 16 * 1024 * 1024
    total: int = 4 * 1024 * 1024 * 1024
    members: int = 1_000_000
    depth: int = 3
    mapped: Mapping[str, str] | None = None
    spent: Spent = field(default_factory=Spent, compare=False)

    def spend(self, count: int) -> None:
        """Count unpacked bytes; raise TooMuch when the input has unpacked to more than `total`."""
        self.spent.bytes += count
        if self.spent.bytes > self.total:
            raise TooMuch(f"it unpacks to more than {size(self.total)}, and is not read any further")


class Damaged(Exception):
    """What is packed cannot be unpacked; the words are for a person, and what they quote of the file is one line."""

    def __str__(self) -> str:
        return printable(super().__str__())


class TooMuch(Exception):
    """An input unpacks to more than is read of it; the words are for a person."""


def printable(name: str) -> str:
    """A name that a file gives to what it holds, as it may stand in a line of a message."""
    return _CONTROLS.sub("\ufffd", name)


def size(count: int) -> str:
    """A number of bytes in words."""
    return f"{count / 1024 / 1024:.1f} MiB" if count >= 100_000 else f"{count} bytes"
