"""Linked data as JSON, written a row at a time; what the formats that are made of it share."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any


def known(row: dict[str, Any]) -> dict[str, Any]:
    """The row without what is not known."""
    return {key: value for key, value in row.items() if value is not None and value != [] and value != ()}


def one_or_all(values: list[Any]) -> Any:
    """A list of one as its only member, as linked data is mostly written."""
    return values[0] if len(values) == 1 else values


def document(head: str, rows: Iterable[dict[str, Any]], tail: str) -> Iterator[str]:
    """A JSON document whose list of rows, one a line, stands between `head` and `tail`."""
    yield head
    before = "\n"
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield tail
