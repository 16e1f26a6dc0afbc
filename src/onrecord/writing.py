"""Writing a file, or a folder of them, so that it is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TypeAlias


def check_writable(path: str | Path) -> None:
    """Raise OSError, naming `path`, when `write_text` could not write there; for asking before long work."""
    path = Path(path)
    if str(path) == "-":
        return
    if path.is_dir():
        raise IsADirectoryError(f"{path}: it is a folder, not a file")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path}: there is no folder {path.parent}")


def write_text(path: str | Path, pieces: Iterable[str]) -> None:
    """Write UTF-8 text beside `path` and move it there when it is complete; "-" is standard output.

    Raises OSError, naming `path`, when that cannot be done; what stood there before is then unchanged.
    """
    if str(path) == "-":
        # bytes, because the terminal's own encoding may lack the text's characters
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode())
        sys.stdout.buffer.flush()
        return
    with _replacing(Path(path)) as out:
        out.writelines(piece.encode() for piece in pieces)


# a member of an archive or folder: its name, with "/" between folders, and its bytes, piece by piece or all in a list
Member: TypeAlias = tuple[str, Iterable[bytes]]


def is_zip(path: str | Path) -> bool:
    """Whether a path names a zip archive, by its ending."""
    return str(path).lower().endswith(".zip")


def write_zip(path: str | Path, members: Iterable[Member]) -> None:
    """Write a zip archive as `write_text` writes text; the same members always make the same bytes."""
    with _replacing(Path(path)) as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in members:
            info = zipfile.ZipInfo(name)  # of 1980, the first year that an archive can hold
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = 3, 0o644 << 16
            # a list is all there, so that its size is known, and old programs get the archive that they know
            known = isinstance(pieces, list)
            info.file_size = sum(map(len, pieces)) if known else 0
            with archive.open(info, "w", force_zip64=not known) as inner:
                for piece in pieces:
                    inner.write(piece)


def write_folder(path: str | Path, members: Iterable[Member]) -> None:
    """Write files into a new folder, which is there with all of them or not at all.

    Raises FileExistsError for a folder that holds something already, whose files may be somebody's work.
    """
    path = Path(path)
    check_folder(path)
    try:
        temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    except OSError as error:
        raise type(error)(f"{path}: cannot be written: {error.strerror}") from error
    try:
        for name, pieces in members:
            inner = temporary.joinpath(*name.split("/"))
            inner.parent.mkdir(parents=True, exist_ok=True)
            with inner.open("wb") as out:
                out.writelines(pieces)
                out.flush()
                os.fsync(out.fileno())
        os.chmod(temporary, 0o777 & ~_mask())
        if path.exists():
            path.rmdir()
        os.replace(temporary, path)
    except OSError as error:
        shutil.rmtree(temporary, ignore_errors=True)
        raise type(error)(f"{path}: cannot be written: {error.strerror or error}") from error
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def check_folder(path: str | Path) -> None:
    """Raise OSError, naming `path`, when `write_folder` could not write there; for asking before long work."""
    path = Path(path)
    if path.exists() and not path.is_dir():
        raise FileExistsError(f"{path}: it is a file, not a folder")
    if path.exists() and path.samefile(os.curdir):
        raise FileExistsError(f"{path}: it is the folder that you are in; name a new one")
    if path.exists() and any(path.iterdir()):
        raise FileExistsError(f"{path}: the folder holds something already; name a new one")
    if not path.absolute().parent.is_dir():
        raise FileNotFoundError(f"{path}: there is no folder {path.parent}")


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes the place of `path` when it is complete."""
    check_writable(path)
    if path.exists() and not path.is_file():  # a device or a pipe
        try:
            with path.open("wb") as out:
                yield out
        except BrokenPipeError:
            raise
        except OSError as error:
            raise type(error)(f"{path}: cannot be written: {error.strerror}") from error
        return
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise type(error)(f"{path}: cannot be written: {error.strerror}") from error
    try:
        with open(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        # mkstemp makes files that only their owner may read; a report is a file like any other
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_mask())
        os.replace(temporary, path)
    except OSError as error:
        _remove(temporary)
        raise type(error)(f"{path}: cannot be written: {error.strerror}") from error
    except BaseException:
        _remove(temporary)
        raise


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _remove(name: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.unlink(name)
