"""Tables as Parquet, a file each: the columns of `tables` with their types, a group of rows at a time."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.export.index import Index
from onrecord.export.tables import TABLES, Table
from onrecord.model import Findings

# so many rows are made at a time; an article is long, so they are few
_ROWS = 4_096


def files(findings: Findings) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Each table as a Parquet file, without the columns that only spreadsheets need."""
    index = Index(findings)
    for table in TABLES:
        yield f"{table.name}.parquet", _pieces(table, index)


def _pieces(table: Table, index: Index) -> Iterator[bytes]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        "text": pa.string(),
        "whole": pa.int64(),
        "number": pa.float64(),
        "names": pa.list_(pa.string()),
        "ids": pa.list_(pa.string()),
        "spans": pa.list_(pa.struct([("start", pa.int64()), ("stop", pa.int64())])),
    }
    kept = [n for n, column in enumerate(table.columns) if not column.by_hand]
    columns = [table.columns[n] for n in kept]
    schema = pa.schema([(column.name, kinds[column.kind]) for column in columns])
    out = _Pieces()
    rows = table.rows(index)
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        while group := list(itertools.islice(rows, _ROWS)):
            arrays = [
                pa.array([_value(column.kind, row[n]) for row in group], kinds[column.kind])
                for n, column in zip(kept, columns, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield out.take()
    yield out.take()


def _value(kind: str, value: Any) -> Any:
    if kind != "spans" or value is None:
        return value
    return [{"start": start, "stop": stop} for start, stop in value]


class _Pieces:
    """A file to write that gives away what it holds."""

    closed = False

    def __init__(self) -> None:
        self._held = bytearray()
        self._at = 0

    def write(self, data: bytes) -> int:
        self._held += data
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        """Nothing waits anywhere."""

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        """What is held can still be taken."""

    def take(self) -> bytes:
        """What was written since the last time."""
        out = bytes(self._held)
        self._held.clear()
        return out
