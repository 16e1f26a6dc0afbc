"""Reading inputs: files, folders and globs become `Source` or `Failure`, one at a time. The only reading of files."""

from __future__ import annotations

import errno
import glob
import gzip
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.model import Failure, Source

MAX_BYTES = 16 * 1024 * 1024

PLAIN, HTML, ROW = "text/plain", "text/html", "application/json"

# the ending of a file's name -> what it holds; a name without an ending is read as plain text
KINDS = {
    ".txt": PLAIN,
    ".text": PLAIN,
    ".md": PLAIN,
    "": PLAIN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".jsonl": ROW,
    ".ndjson": ROW,
}
# what stands beside saved pages and in projects and holds no article: passed over in a folder as hidden files
# are; what may hold one and is not read yet (.pdf, .docx, .eml, an archive) is a failure instead
_BESIDE = """
css scss sass less js mjs cjs jsx ts tsx map json wasm swf lock toml yaml yml ini cfg conf
png jpg jpeg jfif gif webp avif bmp ico svg tif tiff heic psd woff woff2 ttf otf eot
mp3 m4a aac ogg oga opus wav flac mp4 m4v webm mov avi mkv mpg mpeg m3u8 vtt srt
py pyc pyi pyd ipynb c h cc cpp hpp rs go java class jar rb php pl sh bash bat ps1 lua sql
o a so dll exe bin db sqlite sqlite3 tmp bak swp part crdownload
"""
_NO_ARTICLES = frozenset(f".{ending}" for ending in _BESIDE.split())
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<?xml", b"<body", b"<meta")
# first bytes of what is no text whatever the file is called
_MAGIC = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
}


def sources(
    inputs: Iterable[str | Path], *, max_bytes: int = MAX_BYTES, recursive: bool = False
) -> Iterator[Source | Failure]:
    """The bytes of every article in the inputs (files, folders, globs), one at a time, in a fixed order.

    A folder stands for the files in it, sorted by name; with `recursive` for those of its subfolders too,
    as a glob with "**" does. Hidden files and files of a kind that holds no article (style sheets, images,
    programs) are passed over in it. A file that is reached twice is read once. A table (JSON Lines) gives
    one source a line. Nothing larger than `max_bytes` (of a file, of an unpacked file, of a line of a
    table) is held in memory. What cannot be read is a `Failure` that says why; nothing is raised.
    """
    seen: set[str] = set()
    for given in inputs:
        for found in _files(str(given), recursive):
            if isinstance(found, Failure):
                yield found
                continue
            real = os.path.realpath(found)
            if real not in seen:
                seen.add(real)
                yield from _read(found, max_bytes)


def count(inputs: Iterable[str | Path], *, recursive: bool = False) -> int:
    """How many files the inputs stand for, unread: about how many articles are to come, for a progress line."""
    return sum(isinstance(found, str) for given in inputs for found in _files(str(given), recursive))


def _files(given: str, recursive: bool) -> Iterator[str | Failure]:
    """The paths that one input stands for; a file that is named is taken whatever its ending."""
    if os.path.isdir(given):
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
    failures: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=failures.append):
        folders[:] = sorted(name for name in folders if recursive and not name.startswith("."))
        yield from (_unreadable(str(failure.filename or folder), failure) for failure in failures)
        failures.clear()
        for name in sorted(names):
            if not name.startswith(".") and not passed_over(name):
                yield os.path.join(here, name)
    yield from (_unreadable(str(failure.filename or folder), failure) for failure in failures)


def passed_over(path: str) -> bool:
    """Whether a file that nobody named is of a kind that holds no article, packed or not."""
    return _endings(path)[1] in _NO_ARTICLES


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


def _size(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MiB" if count >= 100_000 else f"{count} bytes"


def _endings(path: str) -> tuple[str, str, bool]:
    """(name without endings, ending, packed) of a path: 'a/b.html.gz' gives ('b', '.html', True)."""
    name = os.path.basename(path)
    packed = name.lower().endswith(".gz")
    if packed:
        name = name[:-3]
    stem, ending = os.path.splitext(name)
    # 'Interview with J. Smith' has no ending that names a kind of file
    if ending and (not ending[1:].isalnum() or not ending.isascii() or len(ending) > 6):
        return name, "", packed
    return stem, ending.lower(), packed


def _read(path: str, max_bytes: int) -> Iterator[Source | Failure]:
    name, ending, packed = _endings(path)
    kind = KINDS.get(ending)
    if kind is None:
        yield Failure(path, f"{path}: files of the kind {ending} are not supported yet")
        return
    try:
        if not os.path.isfile(path):
            os.stat(path)  # says why it cannot be read, if it cannot
            yield Failure(path, f"{path}: it is no file")
            return
        size = os.stat(path).st_size
        if size == 0:
            yield Failure(path, f"{path}: the file is empty")
            return
        if size > max_bytes and kind != ROW:
            yield _too_large(path, size, max_bytes)
            return
        with open(path, "rb") as raw:
            stream: BinaryIO = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment]
            if kind == ROW:
                yield from _table(path, stream, max_bytes)
            else:
                data = stream.read(max_bytes + 1)
                yield _source(path, name, kind, data, max_bytes)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Failure(path, f"{path}: the packed file is damaged ({error})")
    except OSError as error:
        yield _unreadable(path, error)


def _too_large(path: str, size: int, max_bytes: int) -> Failure:
    return Failure(path, f"{path}: the file is too large ({_size(size)}; at most {_size(max_bytes)} are read)")


def _source(path: str, name: str, kind: str, data: bytes, max_bytes: int) -> Source | Failure:
    if len(data) > max_bytes:
        return Failure(path, f"{path}: the file is too large (more than {_size(max_bytes)})")
    if not data:
        return Failure(path, f"{path}: the file is empty")
    what = binary(data)
    if what:
        return Failure(path, f"{path}: it holds {what}, which is not supported yet")
    if kind == PLAIN and is_markup(data):
        kind = HTML
    return Source(path, name, kind, data)


def binary(data: bytes) -> str | None:
    """What the bytes hold when they are no text, in words for a person; None for text."""
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            return what
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    head = data[:65536]
    controls = sum(head.count(c) for c in range(32) if c not in b"\t\n\r\f\x0b\x1b\x1a")
    if head.count(0) or controls > len(head) // 50:
        return "binary data"
    return None


def is_markup(data: bytes) -> bool:
    """Whether bytes that are called plain text begin as an HTML page does."""
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<!--"):
        head = head.partition(b"-->")[2].lstrip()
    return head.startswith(_MARKUP) and (not head.startswith(b"<?xml") or b"<html" in head)


def _table(path: str, stream: BinaryIO, max_bytes: int) -> Iterator[Source | Failure]:
    """One source a line; a line that is no article is a `Failure` and the rest goes on.

    A table without any article is one `Failure`, so that a log or a list of something else says so once.
    """
    why: str | None = None
    for number, line in _lines(stream, max_bytes):
        found = f"the line is too large (more than {_size(max_bytes)})" if line is None else row(line)
        if not isinstance(found, str):
            break
        why = why or f"line {number}: {found}"
    else:
        reason = f"no line of this table holds an article ({why})" if why else "there is no article in this table"
        yield Failure(path, f"{path}: {reason}")
        return
    stream.seek(0)
    stem = _endings(path)[0]
    for number, line in _lines(stream, max_bytes):
        where = f"{path}:{number}"
        if line is None:
            yield Failure(where, f"{path}, line {number}: the line is too large (more than {_size(max_bytes)})")
            continue
        found = row(line)
        if isinstance(found, str):
            yield Failure(where, f"{path}, line {number}: {found}")
        else:
            yield Source(where, first(found, "id", "name") or f"{stem}-{number}", ROW, line)


def _lines(stream: BinaryIO, max_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines that are not blank, with their numbers; None for one larger than `max_bytes`."""
    number = 0
    while line := stream.readline(max_bytes + 1):
        number += 1
        if len(line) > max_bytes:
            while line and not line.endswith(b"\n"):
                line = stream.readline(max_bytes + 1)
            yield number, None
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        line = line.strip()
        if line:
            yield number, line


def row(line: bytes) -> dict[str, object] | str:
    """The object that a line of a table holds, or what is wrong with it, in words for a person."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"it is no JSON ({error})"
    if not isinstance(found, dict):
        return "it is no JSON object"
    if not first(found, "text", "body", "content"):
        if any(isinstance(found.get(key), str) for key in ("text", "body", "content")):
            return "its text is empty"
        return f"it has no text (sought under text, body, content; there is: {', '.join(map(str, found)) or 'nothing'})"
    return found


def first(found: dict[str, object], *keys: str) -> str | None:
    """The first of the keys that holds a string or a number, as a string; None when none does."""
    for key in keys:
        value = found.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return None
