"""Parquet tables, with pyarrow, which is an extra."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from onrecord.intake.containers import Damaged, Limits, columns, size
from onrecord.intake.containers.rows import listed

# rows that are held at a time: few, because one long text may stand in every row and take no room in the file
_ROWS = 8
_BUFFER = 1024 * 1024
HOW = "Parquet tables are read with pyarrow; install it with: pip install 'onrecord[parquet]'"


def parquet(
    stream: BinaryIO, limits: Limits, mapped: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, object] | str]]:
    """("row 3", its cells by column); only columns that say something of an article are read.

    Raises Damaged when pyarrow is not there, or the file cannot be read.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise Damaged(HOW) from None
    try:
        # pages are read as they are needed, not a row group before its first row
        table = pyarrow.parquet.ParquetFile(stream, pre_buffer=False, buffer_size=_BUFFER)
        names = table.schema_arrow.names
        roots = {column if column in names else column.partition(".")[0] for column in mapped.values()}
        lacking = [repr(name) for name in sorted(roots - set(names))]
        if lacking:
            raise Damaged(f"it has no column {', '.join(lacking)} (there is: {listed(names)})")
        wanted = [name for name in names if columns.is_named([name]) or name in roots] or names[:20]
        number = 0
        for batch in table.iter_batches(batch_size=_ROWS, columns=wanted):
            for at in range(batch.num_rows):
                number += 1
                cells = {name: batch.column(n)[at] for n, name in enumerate(batch.schema.names)}
                length = sum(map(_length, cells.values()))
                limits.spend(length)
                if length > limits.bytes:
                    yield f"row {number}", f"the row is too large (more than {size(limits.bytes)})"
                else:
                    yield f"row {number}", {name: cell.as_py() for name, cell in cells.items()}
    except (pyarrow.ArrowException, OSError, ValueError, KeyError, RecursionError) as error:
        raise Damaged(f"the Parquet table is damaged ({' '.join(str(error).split())[:200]})") from None


def _length(cell: Any) -> int:
    """How many bytes a cell holds when it is a text; other cells are small."""
    buffer = cell.as_buffer() if hasattr(cell, "as_buffer") else None
    return buffer.size if buffer is not None else 0
