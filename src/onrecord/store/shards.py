"""Cutting inputs into shards, so that an added file changes only the shard that it falls in.

Files stay in their order, and whether a shard ends at a file is told by the file alone: by a hash of its path, held
against how much of a shard it fills. Shards so come out as large as they should on average, and one file more moves
no other end.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from onrecord import intake

# a shard has about so many articles, and no more bytes than this, as a rule: it is read within half a minute, and what
# is lost with a worker is no more than that
ARTICLES = 250
BYTES = 64 * 1024 * 1024
# a file that fills so much of a shard is one by itself
ALONE = 0.5
# whatever the hashes say, a shard grows to so many times its size at most
MOST = 4


@dataclass(frozen=True, slots=True)
class Shard:
    """Some of the inputs: `paths` in their order, `met` those of them that nobody named; `expected` articles, about."""

    paths: tuple[str, ...]
    met: frozenset[str]
    expected: int


def cut(files: Iterable[tuple[str, bool]], articles: int = ARTICLES) -> Iterator[Shard]:
    """Shards of about so many articles, of files as `intake.found` gives them."""
    group: list[tuple[str, bool]] = []
    filled = 0.0
    expected = 0
    for path, named in files:
        about = intake.about(path)
        weight = max(about / articles, _size(path) / BYTES)
        if group and (weight >= ALONE or filled + weight > MOST):
            yield _shard(group, expected)
            group, filled, expected = [], 0.0, 0
        group.append((path, named))
        filled += weight
        expected += about
        if weight >= ALONE or _chance(path) < weight:
            yield _shard(group, expected)
            group, filled, expected = [], 0.0, 0
    if group:
        yield _shard(group, expected)


def _shard(group: Iterable[tuple[str, bool]], expected: int) -> Shard:
    group = list(group)
    return Shard(tuple(path for path, _ in group), frozenset(path for path, named in group if not named), expected)


def _size(path: str) -> int:
    with suppress(OSError):
        return os.stat(path).st_size
    return 0


def _chance(path: str) -> float:
    """A number from 0 to 1 that is always the same for a path."""
    return int.from_bytes(hashlib.sha256(os.fsencode(path)).digest()[:8], "big") / 2**64
