"""Opening a record's file: what it is, in which version, and what SQLite says about it in words for a person."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

from onrecord.errors import RecordError

SCHEMA_VERSION = 6
APPLICATION = 1869509221
# how long to wait for another process that holds the record, in seconds
PATIENCE = 5.0
# how long one who reads waits for one who ends a large transaction, in seconds
READING = 30.0
# how long to wait for those who read, in seconds, when all is done and only to be stored: new ones wait meanwhile
ENDING = 60.0


@cache
def _schema() -> str:
    return (files("onrecord") / "record.sql").read_text("utf-8")


class Busy(RecordError):
    """Another process writes to the record, or reads what is to be written; later it can be used again."""


@contextmanager
def saying(path: Path) -> Iterator[None]:
    """Turn what SQLite says into words for a person that name the file."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise Busy(f"{path}: another process is writing to it; try again when that is done") from error
        if name.startswith("SQLITE_FULL"):
            said = "the disk is full; what was stored before is kept"
        elif name.startswith("SQLITE_READONLY"):
            said = "it cannot be written to (no permission, or a read-only disk)"
        elif name.startswith("SQLITE_CANTOPEN"):
            said = "it cannot be opened (no permission, or no such folder)"
        elif name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
            said = "it is no record of onrecord, or it is damaged"
        elif name.startswith("SQLITE_IOERR"):
            said = (
                "reading or writing it failed (a limit on the size of files, a disk that is damaged, or one that has "
                "gone); what was stored before is kept"
            )
        else:
            said = f"{type(error).__name__}: {error}"
        raise RecordError(f"{path}: {said}") from error


def _says_busy(error: BaseException | None) -> bool:
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def is_record(path: str | Path) -> bool:
    """Whether a file says that it is a record of onrecord."""
    try:
        with open(path, "rb") as file:
            head = file.read(72)
    except (OSError, ValueError):
        return False
    return head[:16] == b"SQLite format 3\0" and int.from_bytes(head[68:72], "big") == APPLICATION


@contextmanager
def opened(path: Path, *, create: bool) -> Iterator[sqlite3.Connection]:
    """A connection to a record, which is created when `create` allows; refuses what is no record."""
    _check_path(path, create=create)
    with saying(path), closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as db:
        _renew(db)
        _check(db, path)
        if not db.execute("pragma user_version").fetchone()[0] and create:
            with transaction(db):
                # another process may have been faster
                if not db.execute("pragma user_version").fetchone()[0]:
                    for statement in _statements(_schema()):
                        db.execute(statement)
            _check(db, path)
        db.execute("pragma foreign_keys = on")
        # a large transaction stays in memory until it ends, and readers are kept out for that moment only
        db.execute("pragma cache_spill = off")
        yield db


def reader(path: Path) -> sqlite3.Connection:
    """A connection to a record that changes nothing in it; it may pass from thread to thread, to one at a time.

    A transaction that a killed process left half done is taken back even so, as SQLite does at any reading, and a
    record of the version before is brought to this one.
    """
    _check_path(path, create=False)
    with saying(path):
        db = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=rw",
            uri=True,
            timeout=READING,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            _renew(db)
            _check(db, path)
            db.execute("pragma query_only = on")
        except BaseException:
            db.close()
            raise
        return db


def _check_path(path: Path, *, create: bool) -> None:
    if path.is_dir():
        from onrecord.intake.kinds import is_store

        if is_store(path):
            raise RecordError(f"{path}: it is a store; `onrecord pull {path} -o RECORD` makes a record of a part of it")
        raise RecordError(f"{path}: it is a folder; a record is one file")
    if not path.exists() and not create:
        raise RecordError(f"{path}: no such record; `onrecord add {path} INPUT` makes one")
    if not path.parent.is_dir():
        raise RecordError(f"{path}: there is no folder {path.parent}")
    if sqlite3.sqlite_version_info < (3, 37):
        raise RecordError(f"SQLite {sqlite3.sqlite_version} is too old for a record; 3.37 or newer is needed")


# the versions that can be brought to this one, each with what has to be filled in
_SINCE = {4: ("update record set linked = changes where linked_by is not null",), 5: ()}
_CREATE = re.compile(r"^create (?:virtual )?(table|view|index|trigger) (\w+)", re.MULTILINE)
_NO_MATTER = re.compile(r"--[^\n]*|[\s\";]+")


def _older(db: sqlite3.Connection) -> int | None:
    """The version of a record that can be brought to this one."""
    application, version = (db.execute(f"pragma {name}").fetchone()[0] for name in ("application_id", "user_version"))
    return version if application == APPLICATION and version in _SINCE else None


def _renew(db: sqlite3.Connection) -> None:
    """Bring a record of a version before to this one, where it is: what is new is added, and nothing is lost."""
    if not _older(db):
        return
    with transaction(db):
        # another process may have been faster
        older = _older(db)
        if not older:
            return
        for (view,) in db.execute("select name from sqlite_master where type = 'view'").fetchall():
            db.execute(f"drop view {view}")
        wanted = {made[2]: x for x in _statements(_schema()) if (made := _CREATE.search(x))}
        for name, sql in db.execute("select name, sql from sqlite_master where type = 'table'").fetchall():
            if name in wanted and _bare(sql) != _bare(wanted[name]):
                _remake(db, name, wanted[name])
        held = {name for (name,) in db.execute("select name from sqlite_master")}
        for name, statement in wanted.items():
            if name not in held:
                db.execute(statement)
        for version in range(older, SCHEMA_VERSION):
            for change in _SINCE[version]:
                db.execute(change)
        db.execute(f"pragma user_version = {SCHEMA_VERSION}")


def _bare(sql: str) -> str:
    """A statement from its first word on, without comments and white space."""
    return _NO_MATTER.sub("", sql[sql.index("create ") if "create " in sql else 0 :]).lower()


def _remake(db: sqlite3.Connection, name: str, statement: str) -> None:
    """Make a table anew as `statement` has it, with its rows; its indices and triggers go. Foreign keys must be off."""
    columns = [row[1] for row in db.execute(f"pragma table_info({name})")]
    db.execute(statement.replace(f"create table {name} ", f"create table renewed_{name} ", 1))
    both = [row[1] for row in db.execute(f"pragma table_info(renewed_{name})") if row[1] in columns]
    db.execute(f"insert into renewed_{name} ({', '.join(both)}) select {', '.join(both)} from {name}")
    db.execute(f"drop table {name}")
    db.execute(f"alter table renewed_{name} rename to {name}")


def _check(db: sqlite3.Connection, path: Path) -> None:
    application = db.execute("pragma application_id").fetchone()[0]
    version = db.execute("pragma user_version").fetchone()[0]
    tables = db.execute("select count(*) from sqlite_master").fetchone()[0]
    if not application and not version and not tables:
        return  # nothing in it yet: new, or killed before its first transaction
    if application != APPLICATION:
        raise RecordError(f"{path}: it is an SQLite file, but no record of onrecord")
    check_version(path, version)


def check_version(path: Path, version: int) -> None:
    """Raise RecordError for a record of another schema version than this onrecord reads."""
    said = f"(schema version {version}; this one reads {SCHEMA_VERSION})"
    if version > SCHEMA_VERSION:
        raise RecordError(f"{path}: it is a record of a newer onrecord {said}: update onrecord to read it")
    if version < SCHEMA_VERSION:
        raise RecordError(
            f"{path}: it is a record of an older onrecord {said}; make a new one of its inputs, or use the older one"
        )


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("begin immediate")
    try:
        yield
        _commit(db)
    except BaseException:
        if db.in_transaction:
            db.execute("rollback")
        raise


def _commit(db: sqlite3.Connection) -> None:
    """End a transaction; one that readers keep from it stays as it is, and is ended again."""
    until = time.monotonic() + ENDING
    while True:
        try:
            db.execute("commit")
            return
        except sqlite3.OperationalError as error:
            if not _says_busy(error) or time.monotonic() > until:
                raise


@contextmanager
def snapshot(db: sqlite3.Connection) -> Iterator[None]:
    """What is read inside is of one moment."""
    db.execute("begin")
    try:
        yield
    finally:
        db.execute("rollback")
