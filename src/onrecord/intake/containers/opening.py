"""One stream to its sources, whatever it holds: an article, a packed file, a container, or one inside another."""

from __future__ import annotations

import importlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from onrecord.intake import kinds
from onrecord.intake.containers import Damaged, Limits, TooMuch, printable, size
from onrecord.model import Failure, Source

# what a reader of a damaged file may say, whose words are no more than its class
_NO_WORDS = (struct.error, zlib.error, KeyError, IndexError)


def opened(name: str, stream: BinaryIO, limits: Limits, *, named: bool = True) -> Iterator[Source | Failure]:
    """The sources of a stream that is called `name`: its ending and its first bytes tell what it holds.

    A stream that nobody `named` (a file of a folder, a member of an archive) is passed over when it is JSON or XML
    without an article. What is damaged is a `Failure`. Raises TooMuch when the whole input unpacks to too much, and
    OSError when it cannot be read from where it lies.
    """
    found = _guarded(name, stream, limits)
    first = next(found, None)
    if first is None:
        return
    if not named and isinstance(first, Failure) and kinds.endings(name)[1] in kinds.MAYBE:
        second = next(found, None)
        if second is None:
            return
        yield first
        first = second
    yield first
    yield from found


def _guarded(name: str, stream: BinaryIO, limits: Limits) -> Iterator[Source | Failure]:
    some = False
    try:
        for found in _opened(name, stream, limits, packed=False):
            some = True
            yield found
    except TooMuch:
        raise
    except Damaged as error:
        yield Failure(name, f"{name}: {error}")
    except Exception as error:  # the files are anybody's, and their readers have errors of their own
        if isinstance(error, OSError) and error.errno:
            raise
        yield Failure(name, f"{name}: it is damaged and cannot be read any further ({_words(error)})")
    else:
        if not some:
            yield Failure(name, f"{name}: there is nothing in it that can hold an article")


def _words(error: Exception) -> str:
    words = printable(" ".join(str(error).split())[:200])
    return f"{type(error).__name__} {words}".strip() if isinstance(error, _NO_WORDS) or not words else words


def _opened(name: str, stream: BinaryIO, limits: Limits, *, packed: bool) -> Iterator[Source | Failure]:
    stream.seek(0)
    head = stream.read(kinds.HEAD)
    stream.seek(0)
    stem, ending, _ = kinds.endings(name)
    if not head:
        yield Failure(name, f"{name}: the file is empty")
        return
    kind = kinds.told(ending, head)
    if kind == kinds.PACKED:
        if packed:
            yield Failure(name, f"{name}: it is packed more than once, which is not supported")
            return
        yield from _unpacked(name, stream, head, limits)
    elif kind is None:
        what = kinds.strange(head)
        said = f"it holds {what}, which is" if what and not ending else f"files of the kind {ending} are"
        yield Failure(name, f"{name}: {said} not supported yet")
    elif kind in kinds.SINGLE and not (kind == kinds.PLAIN and _is_download(head)):
        yield _single(name, stem, kind, stream, limits)
    else:
        yield from contained(kind if kind not in kinds.SINGLE else kinds.EXPORTS, name, stream, limits)


def _unpacked(name: str, stream: BinaryIO, head: bytes, limits: Limits) -> Iterator[Source | Failure]:
    from onrecord.intake.containers.streams import begins, unpacked

    if begins(head) == b"WARC/":
        # each of its records is packed by itself; its reader unpacks them, and finds the next one after damage
        yield from contained(kinds.ARCHIVES, name, stream, limits)
    else:
        yield from _opened(name, unpacked(stream, limits), limits, packed=True)


def _single(name: str, stem: str, kind: str, stream: BinaryIO, limits: Limits) -> Source | Failure:
    data = stream.read(limits.bytes + 1)
    if len(data) > limits.bytes:
        return Failure(name, f"{name}: the file is too large (more than {size(limits.bytes)})")
    what = None if kind == kinds.PDF else kinds.strange(data)
    if what:
        return Failure(name, f"{name}: it holds {what}, which is not supported yet")
    return Source(name, stem, kind, data)


def contained(kind: str, name: str, stream: BinaryIO, limits: Limits) -> Iterator[Source | Failure]:
    """The sources of a container, opened by the module of `containers` that is called `kind`."""
    stream.seek(0)
    if kind in (kinds.ARCHIVES, kinds.MAIL):
        if not limits.depth:
            yield Failure(name, f"{name}: it lies too deep (archives within archives within archives are read)")
            return
        limits = replace(limits, depth=limits.depth - 1)
    module = importlib.import_module(f"onrecord.intake.containers.{kind}")
    if kind == kinds.TABLES:
        if stream.read(4) == b"PAR1":
            from onrecord.intake.containers.streams import in_any_order

            stream = in_any_order(stream)
        stream.seek(0)
        yield from module.sources(name, stream, limits, limits.mapped)
    else:
        yield from module.sources(name, stream, limits)


def _is_download(head: bytes) -> bool:
    """Whether plain text is a download of a database, with many articles."""
    from onrecord.intake.containers import exports

    return exports.recognise(head)
