"""Cutting inputs into shards, so that an added file changes only the shard that it falls in.

Files stay in their order, and whether a shard ends at a file is told by the file alone: by a hash of its path, held
against how much of a shard it fills. Shards so come out as large as they should on average, and one file more moves
no other end. A file of many articles is a shard by itself, or several, which take turns at what it holds.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NamedTuple

from onrecord import intake

# a shard has about so many articles, and no more bytes than this, as a rule: it is read within half a minute, and what
# is lost with a worker is no more than that
ARTICLES = 250
BYTES = 64 * 1024 * 1024
# a file that fills so much of a shard is one by itself
ALONE = 0.5
# whatever the hashes say, a shard grows to so many times its size at most
MOST = 4
# into so many shards a file is divided at most: each goes through all of the file
PARTS = 64


@dataclass(frozen=True, slots=True)
class Shard:
    """Some of the inputs: `paths` in their order, `met` those of them that nobody named.

    It has `expected` articles, about, and they so many `bytes`. A large file is divided: `part` (which, of how many).
    """

    paths: tuple[str, ...]
    met: frozenset[str]
    expected: int
    bytes: int
    part: tuple[int, int] = (0, 1)


def cut(files: Iterable[tuple[str, bool]], articles: int = ARTICLES) -> Iterator[Shard]:
    """Shards of about so many articles, of files as `intake.found` gives them."""
    group: list[_File] = []
    filled = 0.0
    for path, named in files:
        file = _File(path, named, intake.about(path), _size(path))
        weight = max(file.expected / articles, file.bytes / BYTES)
        if group and (weight >= ALONE or filled + weight > MOST):
            yield _shard(group)
            group, filled = [], 0.0
        if file.expected >= 2 * articles:
            yield from _divided(file, min(PARTS, file.expected // articles))
            continue
        group.append(file)
        filled += weight
        if weight >= ALONE or _chance(path) < weight:
            yield _shard(group)
            group, filled = [], 0.0
    if group:
        yield _shard(group)


class _File(NamedTuple):
    path: str
    named: bool
    expected: int
    bytes: int


def _shard(group: Sequence[_File]) -> Shard:
    return Shard(
        tuple(file.path for file in group),
        frozenset(file.path for file in group if not file.named),
        sum(file.expected for file in group),
        sum(file.bytes for file in group),
    )


def _divided(file: _File, parts: int) -> Iterator[Shard]:
    whole = _shard([file])
    each = replace(whole, expected=math.ceil(file.expected / parts))
    return (replace(each, part=(n, parts)) for n in range(parts))


def _size(path: str) -> int:
    with suppress(OSError):
        return os.stat(path).st_size
    return 0


def _chance(path: str) -> float:
    """A number from 0 to 1 that is always the same for a path."""
    return int.from_bytes(hashlib.sha256(os.fsencode(path)).digest()[:8], "big") / 2**64
