"""Reading inputs: files, folders, globs and standard input become `Source` or `Failure`, one at a time.

The only reading of files. What a file holds is told by `kinds`, and opened by `containers`.
"""

from __future__ import annotations

import errno
import glob
import os
import re
import sys
import tempfile
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from onrecord.intake import kinds
from onrecord.intake.containers import Limits, TooMuch, size
from onrecord.intake.containers.opening import opened
from onrecord.intake.kinds import HTML, PDF, PLAIN, ROW, SRT, VTT, companion, endings, is_markup, is_store, passed_over
from onrecord.model import Failure, Source
from onrecord.text import whole

__all__ = ["HTML", "MAX_BYTES", "PDF", "PLAIN", "ROW", "SRT", "VTT", "count", "is_markup", "sources"]

MAX_BYTES = 16 * 1024 * 1024
# an input may unpack to so many times its size, and to so many bytes in any case: a page packs to a tenth, a crawl
# with many alike to a fiftieth, and what packs to less than a two hundredth is made to fill a machine
_RATIO = 200
_FLOOR = 256 * 1024 * 1024
# how much of standard input is kept, in memory and beyond that on disk, in bytes
_STANDARD_INPUT = 4 * 1024 * 1024 * 1024
STANDARD_INPUT = "standard input"
_CHUNK = 1024 * 1024
# bytes of a file with many articles for one of them, as such files come; for a progress line only
_TYPICAL = {
    ".zip": 20_000,
    ".tar": 40_000,
    ".warc": 120_000,
    ".wacz": 30_000,
    ".mbox": 60_000,
    ".csv": 5_000,
    ".tsv": 5_000,
    ".jsonl": 5_000,
    ".ndjson": 5_000,
    ".parquet": 2_500,
}
_PACKED = 4  # times as many in a packed file


def sources(
    inputs: Iterable[str | Path],
    *,
    max_bytes: int = MAX_BYTES,
    recursive: bool = False,
    mapped: Mapping[str, str] | None = None,
    met: Container[str] = (),
) -> Iterator[Source | Failure]:
    """The bytes of every article in the inputs (files, folders, globs), one at a time, in a fixed order.

    "-" is standard input. A folder stands for the files in it, sorted by name; with `recursive` for those of its
    subfolders too, as a glob with "**" does. Hidden files, files of a kind that holds no article (style sheets,
    images, programs), the folder of a saved page and stores of onrecord are passed over in it. A file that is reached
    twice is read once. A file that holds several articles gives one source each; `mapped` says which columns of its
    tables hold what. Nothing larger than `max_bytes` (of a file, of an unpacked file, of a line of a table) is held in
    memory. What cannot be read is a `Failure` that says why; nothing is raised. Names of files that are no text hold
    U+FFFD. Inputs in `met` nobody named: they were met in a folder (see `found`).
    """
    for found in _sources(inputs, max_bytes, recursive, mapped, met):
        if isinstance(found, Failure):
            yield Failure(whole(found.input), whole(found.reason))
        else:
            yield replace(found, input=whole(found.input), name=whole(found.name))


def _sources(
    inputs: Iterable[str | Path],
    max_bytes: int,
    recursive: bool,
    mapped: Mapping[str, str] | None,
    met: Container[str],
) -> Iterator[Source | Failure]:
    for file in found(inputs, recursive=recursive):
        if isinstance(file, Failure):
            yield file
            continue
        path, named = file
        name = STANDARD_INPUT if path == "-" else path
        limits = Limits(bytes=max_bytes, mapped=mapped)
        try:
            if path == "-":
                yield from _standard_input(limits)
            else:
                yield from _read(path, limits, named=named and path not in met)
        except TooMuch as error:
            yield Failure(name, f"{name}: {error}")
        except OSError as error:
            yield _unreadable(name, error)


def found(inputs: Iterable[str | Path], *, recursive: bool = False) -> Iterator[tuple[str, bool] | Failure]:
    """The files that inputs stand for, each once, in a fixed order, with whether somebody named it; none is opened.

    One that was only met in a folder may hold no article without being a failure.
    """
    seen: set[str] = set()
    for given in map(str, inputs):
        for path in _files(given, recursive):
            if isinstance(path, Failure):
                yield path
                continue
            real = os.path.realpath(path) if path != "-" else path
            if real not in seen:
                seen.add(real)
                yield path, path == given


def count(inputs: Iterable[str | Path], *, recursive: bool = False) -> int:
    """About how many articles the inputs hold, for a progress line; no file is opened.

    A file is one, and one that holds several articles as many as files of its kind and size do.
    """
    found = (found for given in map(str, inputs) for found in _files(given, recursive))
    return sum(about(path) for path in found if isinstance(path, str))


def about(path: str) -> int:
    """About how many articles a file holds, by its kind and size."""
    _, ending, packed = endings(path)
    typical = _TYPICAL.get(ending)
    if typical is None:
        return 1
    try:
        return max(1, os.stat(path).st_size * (_PACKED if packed else 1) // typical)
    except OSError:
        return 1


# --- which files -------------------------------------------------------------------------------------


def _files(given: str, recursive: bool) -> Iterator[str | Failure]:
    """The paths that one input stands for; a file that is named is taken whatever its ending."""
    if given == "-":
        yield given
    elif os.path.isdir(given):
        yield from _folder(given, recursive)
    elif os.path.lexists(given):
        yield given
    elif glob.has_magic(given):
        some = False
        for match in sorted(glob.glob(given, recursive=True)):
            if os.path.isdir(match):
                # a folder among others may be empty
                held: Iterable[str | Failure] = _walk(match, recursive)
            else:
                held = () if passed_over(match) else (match,)
            for found in held:
                some = True
                yield found
        if not some:
            yield Failure(given, f"{given}: no file matches this pattern")
    else:
        yield Failure(given, f"{given}: there is no such file or folder")


def _folder(folder: str, recursive: bool) -> Iterator[str | Failure]:
    """The files of a folder that is named, or a `Failure` when there are none."""
    if is_store(folder):
        said = f"it is a store, whose articles have been read; `onrecord pull {folder}` makes a record of them"
        yield Failure(folder, f"{folder}: {said}")
        return
    some = False
    for found in _walk(folder, recursive):
        some = True
        yield found
    if some:
        return
    with os.scandir(folder) as entries:
        inside = [entry.is_dir() for entry in entries if not entry.name.startswith(".")]
    if any(inside) and not recursive:
        reason = "there is no article in this folder itself, only subfolders, which are read with -r (--recursive)"
    elif inside:
        reason = "there is no file in this folder that can hold an article"
    else:
        reason = "there is no file in this folder"
    yield Failure(folder, f"{folder}: {reason}")


def _walk(folder: str, recursive: bool) -> Iterator[str | Failure]:
    """The files of a folder, those of its subfolders after them, and the folders that cannot be read."""
    if is_store(folder):
        return
    failures: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=failures.append):
        folders[:] = sorted(
            name
            for name in folders
            if recursive and not (name.startswith(".") or companion(name, names) or is_store(os.path.join(here, name)))
        )
        yield from (_unreadable(str(failure.filename or folder), failure) for failure in failures)
        failures.clear()
        for name in sorted(names):
            if not name.startswith(".") and not passed_over(name):
                yield os.path.join(here, name)
    yield from (_unreadable(str(failure.filename or folder), failure) for failure in failures)


def _unreadable(path: str, error: OSError) -> Failure:
    if isinstance(error, PermissionError):
        reason = "no permission to read it"
    elif isinstance(error, FileNotFoundError):
        reason = "it is a link that leads nowhere" if os.path.islink(path) else "it is no longer there"
    elif error.errno == errno.ELOOP:
        reason = "it is a link that leads back to itself"
    else:
        reason = error.strerror or type(error).__name__
    return Failure(path, f"{path}: {reason}")


# --- what is in them ---------------------------------------------------------------------------------


def _read(path: str, limits: Limits, *, named: bool) -> Iterator[Source | Failure]:
    """The sources of one file. Raises OSError when it cannot be read, TooMuch when it unpacks to too much."""
    if not os.path.isfile(path):
        os.stat(path)  # says why it cannot be read, if it cannot
        yield Failure(path, f"{path}: it is no file")
        return
    length = os.stat(path).st_size
    if length == 0:
        yield Failure(path, f"{path}: the file is empty")
        return
    limits = replace(limits, total=max(_FLOOR, _RATIO * length))
    with open(path, "rb") as stream:
        if length > limits.bytes and kinds.told(endings(path)[1], stream.read(kinds.HEAD)) in kinds.SINGLE:
            said = f"the file is too large ({size(length)}; at most {size(limits.bytes)} are read)"
            yield Failure(path, f"{path}: {said}")
            return
        yield from opened(path, stream, limits, named=named)


def _standard_input(limits: Limits) -> Iterator[Source | Failure]:
    """The sources of what is given on standard input; its first bytes tell what it is.

    It is kept, since a zip is read from its end; of what must be one article, no more than is read of one.
    """
    given = sys.stdin.buffer
    with tempfile.SpooledTemporaryFile(limits.bytes + _CHUNK) as kept:
        length = 0
        most = limits.bytes + 1
        name = STANDARD_INPUT
        while length < most and (data := given.read(min(_CHUNK, most - length))):
            if not length:
                kind = kinds.told("", data[: kinds.HEAD])
                # a file is known for a table by its ending; here only the names of the columns tell
                if kind == PLAIN and (limits.mapped or _names_columns(data)):
                    name, kind = f"{STANDARD_INPUT}.csv", None
                if kind not in kinds.SINGLE:
                    most = _STANDARD_INPUT + 1
            length += len(data)
            kept.write(data)
        if length > _STANDARD_INPUT:
            raise TooMuch(f"it is too large (more than {size(_STANDARD_INPUT)})")
        limits = replace(limits, total=max(_FLOOR, _RATIO * length))
        yield from opened(name, cast(BinaryIO, kept), limits)


def _names_columns(head: bytes) -> bool:
    """Whether the first line names columns of a table, one of them a text."""
    from onrecord.intake.containers import columns

    first = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace")
    names = [name.strip(' "\r') for name in re.split(r"[,;\t|]", first)]
    return columns.is_named(names) > 1 and any(map(columns.is_text, names))
