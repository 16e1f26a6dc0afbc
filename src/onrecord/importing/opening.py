"""The files that are given, and those in folders and archives, as names and bytes; all of them are anybody's.

Nothing is written to disk, links inside of folders are not followed, and what unpacks to too much is refused.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.importing.marks import Refusal
from onrecord.intake.containers import printable, size

# what one file may hold, what one input may unpack to, and how many files it may be
MAX_BYTES = 64 * 1024 * 1024
MAX_TOTAL = 512 * 1024 * 1024
MAX_FILES = 100_000
# what a damaged archive raises: each way of packing has its own errors, and names or places in it may be no such thing
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, ValueError, NotImplementedError, RuntimeError),
)
# INCEpTION packs a project's annotations as zips in a zip
DEPTH = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A file: what it is called in messages, and its bytes. `given`: the user named it himself."""

    name: str
    data: bytes
    given: bool = False


@dataclass(slots=True)
class _Spent:
    files: int = 0
    bytes: int = field(default=0)

    def spend(self, count: int) -> str | None:
        """Count a file; why it is one too many, if it is."""
        self.files += 1
        self.bytes += count
        if self.files > MAX_FILES:
            return f"it holds more than {MAX_FILES:,} files, and is not read any further"
        if self.bytes > MAX_TOTAL:
            return f"it unpacks to more than {size(MAX_TOTAL)}, and is not read any further"
        return None


def pieces(path: str | Path) -> Iterator[Piece | Refusal]:
    """The file at `path`, or the files of a folder or archive, by name."""
    path = Path(path)
    spent = _Spent()
    try:
        if not path.is_dir():
            yield from _file(path, spent, given=True)
            return
        inside = sorted(x for x in path.rglob("*") if x.is_file() and not x.is_symlink())
    except FileNotFoundError:
        yield Refusal(str(path), "", "there is no such file or folder")
        return
    except (OSError, ValueError) as error:  # ValueError: a path with a zero in it
        yield _unread(path, error)
        return
    for inner in inside:
        if not any(part.startswith(".") for part in inner.relative_to(path).parts):
            try:
                yield from _file(inner, spent, given=False)
            except OSError as error:
                yield _unread(inner, error)


def _unread(path: Path, error: Exception) -> Refusal:
    reason = getattr(error, "strerror", None) or str(error)
    return Refusal(printable(str(path)), "", f"it cannot be read: {reason[:1].lower()}{reason[1:]}")


def _file(path: Path, spent: _Spent, *, given: bool) -> Iterator[Piece | Refusal]:
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    yield from _opened(printable(str(path)), data, spent, DEPTH, given=given)


def _opened(name: str, data: bytes, spent: _Spent, depth: int, *, given: bool) -> Iterator[Piece | Refusal]:
    if len(data) > MAX_BYTES:
        yield Refusal(name, "", f"it is larger than {size(MAX_BYTES)}")
    elif too_much := spent.spend(len(data)):
        yield Refusal(name, "", too_much)
    elif not (data.startswith(b"PK") and name.lower().endswith(".zip")):
        yield Piece(name, data, given)
    elif not depth:
        yield Refusal(name, "", "it lies too deep (archives within archives within archives are read)")
    else:
        yield from _unpacked(name, data, spent, depth - 1)


def _unpacked(name: str, data: bytes, spent: _Spent, depth: int) -> Iterator[Piece | Refusal]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in sorted(archive.infolist(), key=lambda x: x.filename):
                inner = f"{name}/{printable(info.filename)}"
                if info.is_dir() or any(part.startswith((".", "__MACOSX")) for part in info.filename.split("/")):
                    continue
                if spent.bytes > MAX_TOTAL or spent.files > MAX_FILES:
                    return
                if info.flag_bits & 1:
                    yield Refusal(inner, "", "it is encrypted and cannot be read")
                    continue
                with archive.open(info) as member:
                    # what the list of members says of its size need not be true
                    unpacked = member.read(MAX_BYTES + 1)
                yield from _opened(inner, unpacked, spent, depth, given=False)
    except BROKEN as error:
        yield Refusal(name, "", f"the archive is damaged or cut off ({error})")
