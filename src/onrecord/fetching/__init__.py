"""Fetching: addresses become `Source`s, politely. Nothing else in onrecord opens a connection.

`apart` tells addresses from paths, `sources` asks them; what asks is a `Fetcher`. What is heavy is imported when there
is an address.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.fetching.addresses import is_address
from onrecord.fetching.manners import Manners, Visit
from onrecord.model import Failure, Source

if TYPE_CHECKING:
    from onrecord.fetching.asking import Fetcher

__all__ = ["Manners", "Visit", "apart", "fetcher", "is_address", "sources"]


def apart(inputs: Iterable[str | Path]) -> tuple[list[str | Path], list[str]]:
    """The inputs that are paths, and those that are addresses."""
    given = list(inputs)
    return [x for x in given if not is_address(x)], [str(x) for x in given if is_address(x)]


def fetcher(manners: Manners | None = None) -> Fetcher:
    """What asks addresses, with the usual manners unless others are given."""
    from onrecord.fetching.asking import Fetcher

    return Fetcher(manners or Manners())


def sources(
    fetcher: Fetcher | None, addresses: Sequence[str], held: Mapping[str, Visit] | None = None
) -> Generator[Source | Failure | tuple[str, str], None, None]:
    """The articles that the addresses hold, see `reading.sources`; without addresses no fetcher is needed."""
    if fetcher is None or not addresses:
        return
    from onrecord.fetching import reading

    yield from reading.sources(fetcher, addresses, held or {})
