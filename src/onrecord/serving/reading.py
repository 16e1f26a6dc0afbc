"""Connections that read a record for many threads, and which moment of the record each reading is of."""

from __future__ import annotations

import os
import queue
import sqlite3
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
    def stale(self) -> bool:
        """Whether the links are of an earlier moment than the articles."""
        return self.linked != self.changes


class Reader:
    """Reads the record at `path`, which is opened anew when another file takes its place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._free: queue.LifoQueue[tuple[tuple[int, int], sqlite3.Connection]] = queue.LifoQueue()

    @contextmanager
    def reading(self) -> Iterator[tuple[sqlite3.Connection, Moment]]:
        """A connection inside a transaction, and the moment that it sees. Raises RecordError when it cannot be read."""
        file, db = self._taken()
        usable = True
        try:
            with database.saying(self.path), database.snapshot(db):
                yield db, _moment(db, file)
        except RecordError:
            usable = False
            raise
        finally:
            if usable:
                self._free.put((file, db))
            else:
                db.close()

    def moment(self) -> Moment:
        with self.reading() as (_, moment):
            return moment

    def close(self) -> None:
        while not self._free.empty():
            self._free.get_nowait()[1].close()

    def _taken(self) -> tuple[tuple[int, int], sqlite3.Connection]:
        while True:
            try:
                status = os.stat(self.path)
                file = (status.st_dev, status.st_ino)
                held, db = self._free.get_nowait()
            except (OSError, queue.Empty):
                db = database.reader(self.path)
                status = os.stat(self.path)
                return (status.st_dev, status.st_ino), db
            if held == file:
                return file, db
            db.close()


def _moment(db: sqlite3.Connection, file: tuple[int, int]) -> Moment:
    if not db.execute("pragma user_version").fetchone()[0]:
        raise RecordError("the record holds nothing yet")
    return Moment(file, *db.execute("select changes, linked, linked_by from record").fetchone())
