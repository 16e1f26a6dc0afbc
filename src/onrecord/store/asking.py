"""Questions to a store in SQL, which DuckDB answers from the Parquet files as they lie there.

The tables and views are those of record.sql. Nothing can be changed, and nothing but the store can be read: neither
other files nor the network.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.errors import StoreError
from onrecord.store import dialect, layout, optional, tables
from onrecord.store.reading import Store

if TYPE_CHECKING:
    import duckdb
else:
    duckdb = optional("duckdb")

# a row's number in the store is its shard's place times this, and its number in the shard
_SHARD = 2**32
_TYPES = {"string": "varchar", "int64": "bigint", "double": "double"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows that a question gives, with the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def ask(path: str | Path, question: str) -> Answer:
    """What one select statement gives, of the store at `path`, whose tables and views are those of a record.

    Raises StoreError for one that is wrong, or that is more than a question, and when the store cannot be read.

    >>> ran = onrecord.run("news.store", ["articles"])
    >>> onrecord.ask("news.store", "select name from article where language = 'en' order by name limit 2")
    Answer(columns=('name',), rows=(('courier',), ('digest',)))
    """
    with connected(Store(path)) as db:
        found = _run(db, question)
        return Answer(tuple(x[0] for x in found.description or ()), tuple(found.fetchall()))


def view(path: str | Path, name: str) -> list[dict[str, Any]]:
    """All rows of a view of record.sql."""
    found = ask(path, f"select * from {name}")
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


@contextmanager
def connected(store: Store) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has the store's tables and the views, and can read nothing else."""
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder, duckdb.connect() as db:
        db.execute("set temp_directory = ?", [folder])
        for name in ("autoinstall_known_extensions", "autoload_known_extensions", "python_enable_replacements"):
            db.execute(f"set {name} = false")
        try:
            _make_tables(db, store)
            for macro in dialect.MACROS:
                db.execute(macro)
            for made in dialect.views().values():
                db.execute(made)
        except duckdb.Error as error:
            raise _told(error, store) from error
        db.execute("set allowed_directories = ?", [[str(store.path.resolve())]])
        db.execute("set enable_external_access = false")
        db.execute("set lock_configuration = true")
        yield db


def _run(db: duckdb.DuckDBPyConnection, question: str) -> duckdb.DuckDBPyConnection:
    try:
        statements = db.extract_statements(question)
        kinds = [statement.type for statement in statements]
    except duckdb.Error as error:
        raise StoreError(f"the question is no SQL that DuckDB reads: {_words(error)}") from error
    if len(kinds) != 1 or kinds[0] != duckdb.StatementType.SELECT:
        raise StoreError("one select statement can be asked at a time; a store is changed by no question")
    try:
        return db.execute(statements[0])
    except duckdb.Error as error:
        raise _told(error) from error


def _told(error: duckdb.Error, store: Store | None = None) -> StoreError:
    words = _words(error)
    if isinstance(error, duckdb.PermissionException):
        return StoreError(f"a question reads the store and nothing else: {words}")
    if isinstance(error, duckdb.IOException | duckdb.InvalidInputException) and ".parquet" in words:
        return StoreError(
            f"a file of the store is damaged, or another run has removed it; ask again, or run again: {words}"
        )
    if store is not None:
        return StoreError(f"{store.path}: {words}")
    return StoreError(f"the question cannot be answered: {words}")


def _words(error: duckdb.Error) -> str:
    """What DuckDB says, without the passage of the question and the hints after it."""
    return " ".join(str(error).partition("\n\n")[0].split())


# --- the tables --------------------------------------------------------------------------------------


def _make_tables(db: duckdb.DuckDBPyConnection, store: Store) -> None:
    """Every table of record.sql: a view of files where there are some, an empty table where not."""
    db.execute("create table shard_place (shard varchar, place bigint)")
    # a file's name is its shard's
    places = [(shard, n) for n, shard in enumerate(store.shards)]
    if places:
        db.executemany("insert into shard_place values (?, ?)", places)
    repeated = [(shard, id) for shard, ids in store.repeated.items() for id in sorted(ids)]
    db.execute("create table repeated (shard varchar, article varchar)")
    if repeated:
        db.executemany("insert into repeated values (?, ?)", repeated)
    for table in tables.names():
        if table in layout.TABLES and store.shards:
            _make_of_shards(db, store, table, bool(repeated))
        elif store.links and (files := sorted((store.path / layout.LINKS / store.links / table).glob("*.parquet"))):
            db.execute(f"create view {table} as select {_columns(table)} from {_parquet(files)}")
        else:
            _make_empty(db, table)
    if store.shards:
        files = [layout.file(store.path, layout.SHARD, shard) for shard in store.shards]
        db.execute(f"create view shard as select {_columns(layout.SHARD)} from {_parquet(files)}")
    else:
        _make_empty(db, layout.SHARD)


def _make_of_shards(db: duckdb.DuckDBPyConnection, store: Store, table: str, repeated: bool) -> None:
    """A table of all shards, each row once: of an article that stands in several, the rows of the first."""
    names = tables.schema(table).names
    source = _parquet([layout.file(store.path, table, shard) for shard in store.shards], filename=True)
    shard = "parse_filename(filename, true)"
    if "number" not in names:
        chosen = f"select {'distinct ' if repeated or table == 'failure' else ''}{_columns(table)} from {source}"
        if table == "failure":
            chosen += "".join(f" union select {_text(x.input)}, {_text(x.reason)}" for x in store.manifest.failures)
        db.execute(f"create view {table} as {chosen}")
        return
    columns = ", ".join(
        f"{_SHARD} * shard_place.place + number as number" if x == "number" else f'one."{x}"' for x in names
    )
    made = f"select {columns} from {source} as one join shard_place on shard_place.shard = {shard}"
    if repeated:
        article = "id" if table == "article" else "article"
        made += f" where not exists (from repeated where repeated.shard = {shard} and repeated.article = one.{article})"
    db.execute(f"create view {table} as {made}")


def _make_empty(db: duckdb.DuckDBPyConnection, table: str) -> None:
    columns = ", ".join(f'"{x.name}" {_TYPES[str(x.type)]}' for x in tables.schema(table))
    db.execute(f"create table {table} ({columns})")


def _columns(table: str) -> str:
    return ", ".join(f'"{name}"' for name in tables.schema(table).names)


def _parquet(files: Iterable[Path], *, filename: bool = False) -> str:
    listed = ", ".join(_text(str(file.resolve())) for file in files)
    return f"read_parquet([{listed}]{', filename = true' if filename else ''})"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
