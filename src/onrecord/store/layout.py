"""The folder of a store: what lies where, what it consists of at the moment, and who may change it.

    STORE/store.json                     the manifest: what the store consists of; replaced as a whole
    STORE/<table>/<shard>.parquet        the rows of a table of record.sql that a shard's articles have
    STORE/shard/<shard>.parquet          written last: the shard is done
    STORE/repeated/<fingerprint>.parquet articles that stand in an earlier shard too
    STORE/links/<links>/<table>/*.parquet
    STORE/lock                           held by the process that changes the store

A file gets its name when it is whole, so a reader never sees half of one.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Container, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from onrecord.columns import READING
from onrecord.errors import StoreError
from onrecord.model import Failure, digest

FORM = 1  # the version of what is described here
MANIFEST = "store.json"

# the tables of record.sql that a shard fills
TABLES = (
    *("article", "furniture", "credit"),
    *(name for table in READING.values() for name in (table.name, *(x for x, *_ in table.lists.values()))),
    *("input", "failure"),
)
# says that a shard is done: its inputs and its files with their SHA-256, how many articles it has
SHARD = "shard"
REPEATED = "repeated"
LINKS = "links"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a store consists of: its shards in the order of the inputs, and the links with what they were made of.

    `failures` are inputs that belong to no shard, such as a folder that is not there.
    """

    shards: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    made_by: str = ""
    links: str | None = None
    links_of: str | None = None  # the fingerprint of the store when they were made

    @property
    def fingerprint(self) -> str:
        """Another one, other articles or readings."""
        return digest("store", self.shards)


def file(path: Path, table: str, shard: str) -> Path:
    return path / table / f"{shard}.parquet"


def manifest(path: Path) -> Manifest:
    """What the store at `path` consists of. Raises StoreError when there is none, or none that this onrecord reads."""
    try:
        found: dict[str, Any] = json.loads((path / MANIFEST).read_text("utf-8"))
        form = found.pop("form")
    except FileNotFoundError as error:
        if path.is_dir() and (path / SHARD).is_dir():
            raise StoreError(f"{path}: the run that fills it has not come to its end; run it again") from error
        if path.exists():
            read = f"`onrecord add RECORD {path}` reads the articles in a folder into a record"
            raise StoreError(f"{path}: it is no store; {read}") from error
        raise StoreError(f"{path}: no such store; `onrecord run INPUT -o {path}` makes one") from error
    except OSError as error:
        raise StoreError(f"{path}: {said(error)}") from error
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise StoreError(f"{path / MANIFEST}: it is no manifest of a store, or it is damaged") from error
    if form != FORM:
        raise StoreError(f"{path}: it is a store of another onrecord (form {form}; this one reads {FORM})")
    made = _made(found)
    if made is None:
        raise StoreError(f"{path / MANIFEST}: it is no manifest of a store, or it is damaged")
    return made


# the keys of shards and links are names of files: none leads out of the store
_KEY = re.compile(r"[\w-]{1,80}", re.ASCII)


def _made(values: dict[str, Any]) -> Manifest | None:
    """The manifest of these values, which anybody may have written; None when they are none."""
    shards, failures = values.get("shards"), values.get("failures")
    made_by, links, links_of = (values.get(x) for x in ("made_by", "links", "links_of"))
    if not isinstance(shards, list) or not all(isinstance(x, str) and _KEY.fullmatch(x) for x in shards):
        return None
    if not (links is None or (isinstance(links, str) and _KEY.fullmatch(links))):
        return None
    if not isinstance(failures, list) or not isinstance(made_by, str) or not isinstance(links_of, str | None):
        return None
    if not all(isinstance(x, list) and len(x) == 2 and all(isinstance(y, str) for y in x) for x in failures):
        return None
    return Manifest(tuple(shards), tuple(Failure(*x) for x in failures), made_by, links, links_of)


def put(path: Path, new: Manifest) -> None:
    """Make a manifest the one of the store."""
    values = asdict(new)
    values["failures"] = [(x.input, x.reason) for x in new.failures]
    with whole(path / MANIFEST) as made:
        made.write_text(json.dumps({"form": FORM, **values}, ensure_ascii=False, indent=1) + "\n", "utf-8")


def set_links(path: Path, links: str) -> None:
    """Make links, which are whole, those of the store as it is now; others go."""
    now = manifest(path)
    put(path, replace(now, links=links, links_of=now.fingerprint))
    for other in sorted((path / LINKS).iterdir()):
        if other.name != links:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Where to write a file that is to stand at `path`: it gets that name when it is written to the disk as a whole.

    What is left of a write that was killed ends in ".part".
    """
    with saying(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            yield part
            with open(part, "rb+") as written:
                os.fsync(written.fileno())
            os.replace(part, path)
            synced(path.parent)
        finally:
            part.unlink(missing_ok=True)


def synced(folder: Path) -> None:
    """Have the disk keep the names in a folder, where the system can."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextmanager
def saying(path: Path) -> Iterator[None]:
    """Turn what the system says into words for a person that name the file."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path}: {said(error)}") from error


def said(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full; what was finished before is kept"
    if error.errno == errno.EFBIG:
        return "it is larger than files may be here; what was finished before is kept"
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return "it cannot be written to or read (no permission, or a read-only disk)"
    if isinstance(error, NotADirectoryError | FileExistsError):
        return "it is a file; a store is a folder"
    return (error.strerror or " ".join(str(error).split()) or type(error).__name__).lower()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from changing the store; the lock ends with this process, however it ends.

    The lock is SQLite's, on an empty file: it holds on every system. Raises StoreError when another has it.
    """
    with saying(path):
        path.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(path / "lock", timeout=0, isolation_level=None)) as db:
            db.execute("begin exclusive")
            try:
                yield
            finally:
                db.execute("rollback")
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
            raise StoreError(f"{path}: another process is writing to it; try again when that is done") from error
        raise StoreError(f"{path}: it cannot be written to ({error})") from error


def tidy(path: Path, shards: Iterable[str], fingerprint: str) -> int:
    """Remove what belongs to no shard of these, and what writes that were killed left; the number of shards removed.

    The row of a shard goes first, so that no shard without its files counts as done.
    """
    kept = {f"{shard}.parquet" for shard in shards}
    removed = sum(not name.startswith(".") for name in _remove(path / SHARD, kept))
    for table in TABLES:
        _remove(path / table, kept)
    _remove(path / REPEATED, {f"{fingerprint}.parquet"})
    for part in path.glob(f".{MANIFEST}.*.part"):
        part.unlink(missing_ok=True)
    return removed


def _remove(folder: Path, kept: Container[str]) -> list[str]:
    """Remove all files of a folder but those that are kept; their names."""
    with suppress(FileNotFoundError):
        names = [name for name in os.listdir(folder) if name not in kept]
        for name in names:
            (folder / name).unlink(missing_ok=True)
        return names
    return []
