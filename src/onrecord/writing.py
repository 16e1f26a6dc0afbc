"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path


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
    check_writable(path)
    path = Path(path)
    if path.exists() and not path.is_file():  # a device or a pipe
        try:
            with path.open("w", encoding="utf-8", newline="") as out:
                out.writelines(pieces)
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
        with open(handle, "w", encoding="utf-8", newline="") as out:
            out.writelines(pieces)
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
