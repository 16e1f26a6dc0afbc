"""Streams that unpack as they are read, within limits, and streams that can be read again."""

from __future__ import annotations

import io
import lzma
import tempfile
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO, Protocol

from onrecord.intake.containers import Damaged, Limits, TooMuch, size

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# what is kept of one stream that must be read in any order: in memory, and on disk in a file without a name
_IN_MEMORY = 16 * 1024 * 1024
KEPT = 4 * 1024 * 1024 * 1024
# an unpacker may ask for so much memory, in bytes
_WINDOW = 128 * 1024 * 1024
_CHUNK = 65536


class Reader(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int, /) -> bytes: ...


class _Again(io.RawIOBase):
    """A raw stream of which `_at(place, count)` gives up to so many bytes from a place on."""

    def __init__(self) -> None:
        self.place = 0

    def _at(self, place: int, count: int) -> bytes:
        raise NotImplementedError

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.place

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        data = self._at(self.place, len(view))
        view[: len(data)] = data
        self.place += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        if whence == io.SEEK_CUR:
            offset += self.place
        elif whence == io.SEEK_END:
            while data := self._at(self.place, _CHUNK):
                self.place += len(data)
            offset += self.place
        if offset < 0:
            raise ValueError("there is nothing before the beginning")
        self.place = offset
        return offset


class Unpacked(_Again):
    """What `unpack()` gives, from its beginning each time that it is called, counted against the limits.

    Reading forward is cheap; a step back unpacks again from the beginning. Raises Damaged and TooMuch.
    """

    def __init__(self, unpack: Callable[[], Reader], limits: Limits) -> None:
        super().__init__()
        self.unpack = unpack
        self.limits = limits
        self.inner: Reader | None = None
        self.reached = self.counted = 0

    def _at(self, place: int, count: int) -> bytes:
        try:
            if self.inner is None or place < self.reached:
                self.inner, self.reached = self.unpack(), 0
            while self.reached < place:
                if not self._more(min(_CHUNK, place - self.reached)):
                    return b""
            return self._more(min(count, _CHUNK))
        except (TooMuch, Damaged, MemoryError):
            raise
        except Exception as error:  # every packing has errors of its own
            if isinstance(error, OSError) and error.errno:
                raise
            raise Damaged(f"the packed file is damaged ({error or type(error).__name__})") from error

    def _more(self, count: int) -> bytes:
        data = self.inner.read(count) if self.inner else b""
        self.reached += len(data)
        if self.reached > self.counted:
            self.limits.spend(self.reached - self.counted)
            self.counted = self.reached
        return data


class Kept(_Again):
    """A stream that only goes forward, kept as far as it has been read, so that it can be read in any order."""

    def __init__(self, inner: Reader) -> None:
        super().__init__()
        self.inner = inner
        self.kept = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        self.reached = 0

    def _at(self, place: int, count: int) -> bytes:
        if place + count > self.reached:
            self.kept.seek(self.reached)
            while place + count > self.reached and (data := self.inner.read(_CHUNK)):
                self.reached += len(data)
                if self.reached > KEPT:
                    raise TooMuch(f"more than {size(KEPT)} of it would have to be kept at a time")
                self.kept.write(data)
        self.kept.seek(place)
        return self.kept.read(count)

    def close(self) -> None:
        self.kept.close()
        super().close()


def again(raw: _Again) -> BinaryIO:
    """The stream with what text and tables need: lines, and reads of any length."""
    return io.BufferedReader(raw, _CHUNK)


def in_any_order(stream: BinaryIO) -> BinaryIO:
    """The stream, kept when to step back in it would mean to unpack it again."""
    raw = getattr(stream, "raw", None)
    return again(Kept(stream)) if isinstance(raw, Unpacked) else stream


def unpacked(stream: BinaryIO, limits: Limits) -> BinaryIO:
    """What one packed file holds, told by its first bytes: gzip, bzip2, xz or zstd."""
    stream.seek(0)
    magic = stream.read(6)

    def unpack() -> Reader:
        stream.seek(0)
        if magic.startswith(b"\x1f\x8b"):
            import gzip

            return gzip.GzipFile(fileobj=stream, mode="rb")
        if magic.startswith(b"BZh"):
            import bz2

            return bz2.BZ2File(stream)
        if magic.startswith(b"\xfd7zXZ"):
            return _Xz(stream)
        from fastwarc.stream_io import ZstdReader

        return ZstdReader(stream)

    return again(Unpacked(unpack, limits))


def begins(head: bytes) -> bytes:
    """The first five bytes of what is packed by gzip or zstd and begins with `head`; nothing where that is damaged."""
    try:
        if head.startswith(b"\x1f\x8b"):
            return zlib.decompressobj(31).decompress(head, 5)
        if head.startswith(b"\x28\xb5\x2f\xfd"):
            from fastwarc.stream_io import ZstdReader

            return ZstdReader(io.BytesIO(head)).read(5)
    except (OSError, zlib.error):
        pass
    return b""


class _Xz:
    """An xz file. The library's own reader lets the file say how much memory is needed."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.unpacker = self._start()

    def _start(self) -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_WINDOW)

    def read(self, size: int, /) -> bytes:
        while True:
            packed = b""
            if self.unpacker.eof:
                # one file may be several put together, with zeros between them
                packed = self.unpacker.unused_data.lstrip(b"\0") or self.stream.read(_CHUNK).lstrip(b"\0")
                if not packed:
                    return b""
                self.unpacker = self._start()
            elif self.unpacker.needs_input:
                packed = self.stream.read(_CHUNK)
                if not packed:
                    raise EOFError("it ends before its end was marked")
            if data := self.unpacker.decompress(packed, size):
                return data
