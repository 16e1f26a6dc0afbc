"""The tables of record.sql as Parquet files: the same columns with the same values, so that one question fits both.

The files of a shard are written in step: row group n of each holds what belongs to the articles in row group n of the
shard's articles, so that a few articles are read without the rest.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.columns import ARTICLE, READING, Row, Rows, article_of, noun_of, unpack
from onrecord.errors import StoreError
from onrecord.model import Article, Credit, Reading
from onrecord.store import layout, optional

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq
else:
    pa, pq = optional("pyarrow"), optional("pyarrow.parquet")

# tables that only a store has
_OWN = {
    layout.SHARD: (
        ("shard", "TEXT"),
        ("inputs", "TEXT"),  # JSON: path as given, SHA-256 of its bytes or why they cannot be read
        ("files", "TEXT"),  # JSON: table, SHA-256 of its file
        ("articles", "INTEGER"),
        ("failures", "INTEGER"),
        ("settings", "TEXT"),
        ("made_by", "TEXT"),
    ),
    layout.REPEATED: (("shard", "TEXT"), ("article", "TEXT")),
}
# how files are written: with checksums, so that what a disk has spoilt is never taken for what was written
FORM: dict[str, Any] = {"compression": "zstd", "write_page_checksum": True}
_TYPES = {"TEXT": "string", "INTEGER": "int64", "REAL": "float64"}


@cache
def schema(table: str) -> pa.Schema:
    """The columns of a table as record.sql declares them."""
    if table in _OWN:
        return pa.schema([(name, _type(kind)) for name, kind in _OWN[table]])
    declared = _declared()[table]
    return pa.schema([pa.field(name, _type(kind), nullable=not needed) for name, kind, needed in declared])


def _type(declared: str) -> pa.DataType:
    return pa.type_for_alias(_TYPES[declared])


def names() -> tuple[str, ...]:
    """The tables of record.sql that hold nouns, not an index of words."""
    return tuple(name for name in _declared() if "_words" not in name)


@cache
def _declared() -> Mapping[str, Sequence[tuple[str, str, bool]]]:
    db = sqlite3.connect(":memory:")
    db.executescript((files("onrecord") / "record.sql").read_text("utf-8"))
    names = [name for (name,) in db.execute("select name from sqlite_master where type = 'table'")]
    return {
        name: [(column, kind, bool(needed)) for _, column, kind, needed, *_ in db.execute(f"pragma table_info({name})")]
        for name in names
    }


def arrow(table: str, columns: Sequence[str], rows: Iterable[Row], first: int = 0) -> pa.Table:
    """Rows as an Arrow table of a table's schema; `number`, where the rows have none, counts on from `first`."""
    own = schema(table)
    rows = list(rows)
    values = dict(zip(columns, zip(*rows, strict=True), strict=True)) if rows else {}
    if "number" in own.names and "number" not in columns:
        values["number"] = tuple(range(first, first + len(rows)))
    nothing = (None,) * len(rows)
    return pa.Table.from_arrays([pa.array(values.get(x.name, nothing), x.type) for x in own], schema=own)


def write(path: Path, rows: Rows) -> None:
    """Write the rows of a table as one file, which stands there when it is whole."""
    with layout.whole(path) as part:
        pq.write_table(arrow(rows.table, rows.columns, rows.rows), part, **FORM)


class Files:
    """The files of a shard, written in step, a row group at a time."""

    def __init__(self, writers: Mapping[str, pq.ParquetWriter]) -> None:
        self._writers = writers
        self._rows: dict[str, int] = defaultdict(int)

    def add(self, found: Iterable[Rows]) -> None:
        """Write a row group into every file; tables that are not found get an empty one."""
        columns: dict[str, Sequence[str]] = {}
        rows: dict[str, list[Row]] = defaultdict(list)
        for some in found:
            columns[some.table] = some.columns
            rows[some.table] += some.rows
        for table, writer in self._writers.items():
            made = arrow(table, columns.get(table, ()), rows[table], self._rows[table])
            writer.write_table(made, row_group_size=max(1, len(made)))
            self._rows[table] += len(made)


@contextmanager
def writing(path: Path, shard: str) -> Iterator[Files]:
    """The files of a shard, which get their names when all are written."""
    with ExitStack() as stack:
        parts = {t: stack.enter_context(layout.whole(layout.file(path, t, shard))) for t in layout.TABLES}
        # closed before they are renamed, so entered last
        writers = {
            table: stack.enter_context(pq.ParquetWriter(part, schema(table), **FORM)) for table, part in parts.items()
        }
        yield Files(writers)


@contextmanager
def opened(path: Path) -> Iterator[pq.ParquetFile]:
    """A Parquet file; StoreError names it when it cannot be read, there or while it is used."""
    with saying(path), pq.ParquetFile(path, page_checksum_verification=True) as file:
        yield file


@contextmanager
def saying(path: Path) -> Iterator[None]:
    """Turn what is said of a Parquet file into StoreError, which names it: of several open ones, the one meant."""
    try:
        yield
    except FileNotFoundError as error:
        raise StoreError(f"{path}: it is not there any more; another run may have removed it") from error
    except OSError as error:
        if error.errno:
            raise StoreError(f"{path}: {layout.said(error)}") from error
        raise StoreError(_damaged(path)) from error
    except pa.ArrowException as error:
        raise StoreError(_damaged(path)) from error


def _damaged(path: Path) -> str:
    return f"{path}: the file is damaged or cut off; the next `onrecord run` makes it anew"


def findings(group: Mapping[str, pa.Table]) -> Iterator[tuple[Article, Reading]]:
    """Articles with their readings out of one row group of each table, in their order."""
    furniture = _grouped(group["furniture"], "article", ("span", "kind"))
    said: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for field, table in READING.items():
        lists = {own: _grouped(group[name], owner, (column,)) for own, (name, owner, column) in table.lists.items()}
        for values in group[table.name].select(table.stored).to_pylist():
            of = {own: tuple(x for (x,) in ids.get(values["id"], ())) for own, ids in lists.items()}
            said[values["article"]][field].append(noun_of(table, values, of))
    for id, credits in _grouped(group["credit"], "article", ("name", "span", "whole")).items():
        said[id]["credits"] = [Credit(name, unpack(span), bool(all)) for name, span, all in credits]
    for values in group["article"].select(ARTICLE).to_pylist():
        article = article_of(values, furniture.get(values["id"], ()))
        yield article, Reading(article.id, **{field: tuple(rows) for field, rows in said[article.id].items()})


def _grouped(table: pa.Table, key: str, columns: Sequence[str]) -> dict[str, list[Any]]:
    """The rows of each value of a column, in the order in which they stand."""
    out: dict[str, list[Any]] = defaultdict(list)
    keys = table.column(key).to_pylist()
    values = zip(*(table.column(name).to_pylist() for name in columns), strict=True)
    for one, row in zip(keys, values, strict=True):
        out[one].append(row)
    return out
