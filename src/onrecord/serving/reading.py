"""A connection that reads a record for many threads, and which moment of the record each reading is of."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from onrecord import database
from onrecord.errors import RecordError


@dataclass(frozen=True, slots=True)
class Moment:
    """What a record holds, as numbers that change with it: two readings of one moment see the same.

    `changes` counts changes of articles, readings and corrections, `linked` is that count when the links were made and
    None when there are none, `linked_by` what made them. `file` tells a record from another that took its place.
    """

    file: tuple[int, int] = (0, 0)
    changes: int = 0
    linked: int | None = None
    linked_by: str | None = None

    def __str__(self) -> str:
        """The moment as pages know it: "12.10", the second number that of the links."""
        return f"{self.changes}.{self.linked}"

    @property
    def links(self) -> tuple[tuple[int, int], int | None, str | None]:
        """What changes with the links alone."""
        return self.file, self.linked, self.linked_by

    @property
    def stale(self) -> bool:
        """Whether the links are of an earlier moment than the articles."""
        return self.linked != self.changes


def reason(error: Exception, path: Path) -> str:
    """What went wrong, without where on this machine the record lies: as a page may say it."""
    return str(error).removeprefix(f"{path}: ").replace(str(path), path.name)


class Reader:
    """Reads the record at `path`, which is opened anew when another file takes its place.

    One thread reads at a time. Of one process, SQLite lets a reader in while another is at it, without a look at who
    waits to write; readers that take over from each other would keep the writer out for ever.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._one = threading.Lock()
        self._open: tuple[tuple[int, int], sqlite3.Connection] | None = None

    @contextmanager
    def reading(self) -> Iterator[tuple[sqlite3.Connection, Moment]]:
        """A connection inside a transaction, and the moment that it sees. Raises RecordError when it cannot be read."""
        with self._one:
            file, db = self._opened()
            try:
                with database.saying(self.path), database.snapshot(db):
                    yield db, _moment(db, file, self.path)
            except RecordError:
                self._close()
                raise

    def moment(self) -> Moment:
        with self.reading() as (_, moment):
            return moment

    def close(self) -> None:
        with self._one:
            self._close()

    def _opened(self) -> tuple[tuple[int, int], sqlite3.Connection]:
        if self._open is None or self._file() != self._open[0]:
            self._close()
            db = database.reader(self.path)
            file = self._file()
            if file is None:
                db.close()
                raise RecordError(f"{self.path}: it has just gone")
            self._open = file, db
        return self._open

    def _file(self) -> tuple[int, int] | None:
        try:
            status = os.stat(self.path)
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def _close(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None


def _moment(db: sqlite3.Connection, file: tuple[int, int], path: Path) -> Moment:
    version = db.execute("pragma user_version").fetchone()[0]
    if not version:
        raise RecordError(f"{path}: it holds nothing yet")
    database.check_version(path, version)  # another onrecord may have brought it on meanwhile
    return Moment(file, *db.execute("select changes, linked, linked_by from record").fetchone())
