"""Archives: zip and tar, with whatever lies in them. Nothing is ever written to the places that their names name."""

from __future__ import annotations

import contextlib
import io
import tarfile
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from onrecord.intake import kinds
from onrecord.intake.containers import Damaged, Limits, printable
from onrecord.intake.containers.opening import contained, opened
from onrecord.intake.containers.streams import Kept, Unpacked, again, in_any_order
from onrecord.model import Failure, Source

# the list of a zip's members is read at a time; so many bytes of it are some 400,000 members
_LIST = 32 * 1024 * 1024
# the longest name that a tar may give a member, in bytes
_NAME = 1024 * 1024
_NAMING = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
# a member of what is a zip and no archive -> what it is
_WORD = "word/document.xml"
_OFFICE = {
    "xl/workbook.xml": "a spreadsheet",
    "ppt/presentation.xml": "a presentation",
    "META-INF/container.xml": "an e-book",
    "META-INF/manifest.xml": "an office document",
    "AndroidManifest.xml": "a program",
}


def sources(name: str, stream: BinaryIO, limits: Limits) -> Iterator[Source | Failure]:
    """The sources of the members of a zip, a tar, a web archive (WARC, WACZ), told by its first bytes.

    Members are taken by name in a zip, as they come in a tar. Hidden ones, those of kinds that hold no article and
    what browsers keep beside a saved page are passed over, as in a folder.
    """
    head = stream.read(512)
    stream.seek(0)
    if head.startswith(b"PK"):
        yield from _zip(name, in_any_order(stream), limits)
    elif kinds.is_tar(head) or kinds.endings(name)[1] == ".tar":
        yield from _tar(name, stream, limits)
    elif head.startswith(b"WARC/") or kinds.told("", head) == kinds.PACKED:
        from onrecord.intake.containers import crawls

        yield from crawls.sources(name, stream, limits)
    else:
        yield Failure(name, f"{name}: it is called an archive, and is none that is known")


class _Bounded(io.RawIOBase):
    """A file that refuses to be read whole, as a zip whose list of members is too long would have it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = _LIST + 1 if size is None or size < 0 else min(size, _LIST + 1)
        data = self.stream.read(wanted)
        if len(data) > _LIST:
            raise Damaged("it has too many members to be read")
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self.stream.seek(offset, whence)

    def tell(self) -> int:
        return self.stream.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


def _zip(name: str, stream: BinaryIO, limits: Limits) -> Iterator[Source | Failure]:
    try:
        archive = zipfile.ZipFile(_Bounded(stream))
    except zipfile.BadZipFile as error:
        yield Failure(name, f"{name}: the archive is damaged or cut off ({error})")
        return
    members = sorted(((_path(info), info) for info in archive.infolist()), key=lambda x: (x[0], x[1].header_offset))
    paths = {path for path, _ in members}
    if _WORD in paths:
        stream.seek(0)
        yield from contained(kinds.EXPORTS, name, stream, limits)
        return
    if office := next((what for path, what in _OFFICE.items() if path in paths), None):
        yield Failure(name, f"{name}: it holds {office}, which is not supported yet")
        return
    crawl = "datapackage.json" in paths and any(_is_crawl(path) for path in paths)
    beside = kinds.companions(paths)
    locked: list[str] = []
    some = False
    for number, (path, info) in enumerate(members):
        if number >= limits.members:
            yield _too_many(name, limits)
            break
        if info.is_dir() or _passed_over(path, beside) or (crawl and not _is_crawl(path)):
            continue
        some = True
        if info.flag_bits & 1:
            locked.append(path)
        elif info.compress_type not in _PACKINGS:
            said = f"it is packed in a way that is not supported (method {info.compress_type})"
            yield Failure(f"{name}/{path}", f"{name}/{path}: {said}")
        else:
            member = again(Unpacked(partial(archive.open, info), limits))
            yield from opened(f"{name}/{path}", member, limits, named=False)
    if locked:
        more = f" and {len(locked) - 1} more files in it are" if len(locked) > 1 else " is"
        yield Failure(name, f"{name}: {locked[0]}{more} encrypted and cannot be read")
    if not some:
        yield _nothing(name)


def _path(info: zipfile.ZipInfo) -> str:
    """The name of a member; one that is not marked as UTF-8 is mostly so all the same, else of code page 437."""
    name = info.filename
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return printable(name)


def _is_crawl(path: str) -> bool:
    """Whether a member of a WACZ is one of its web archives."""
    return path.startswith("archive/") and kinds.endings(path)[1] == ".warc"


def _passed_over(path: str, beside: frozenset[str]) -> bool:
    return kinds.hidden(path) or kinds.passed_over(path) or kinds.within(path, beside)


def _too_many(name: str, limits: Limits) -> Failure:
    return Failure(name, f"{name}: it has more than {limits.members:,} members, and is not read any further")


def _nothing(name: str) -> Failure:
    return Failure(name, f"{name}: there is no file in it that can hold an article")


class _Header(tarfile.TarInfo):
    """A member's header that claims no more than a name's length for its name."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Header:
        info = super().frombuf(buf, encoding, errors)
        if info.type in _NAMING and info.size > _NAME:
            raise Damaged("the header of a member is too large")
        return info


def _members(stream: BinaryIO) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    """The members of a tar, as they come. Raises Damaged where it breaks off."""
    stream.seek(0)
    try:
        # as a stream, since a step back in a packed file is dear
        archive = tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header, errors="replace")  # noqa: SIM115
        while (info := archive.next()) is not None:
            archive.members.clear()  # type: ignore[attr-defined]  # it would keep them all
            yield archive, info
    except tarfile.TarError as error:
        raise Damaged(f"the archive is damaged or cut off ({error})") from error
    # the library takes a header that it cannot read for the end
    stream.seek(archive.offset)
    if stream.read(tarfile.BLOCKSIZE).strip(b"\0"):
        raise Damaged("the archive is damaged, and is not read any further")


def _tar(name: str, stream: BinaryIO, limits: Limits) -> Iterator[Source | Failure]:
    beside = kinds.companions(_names(stream))
    some = False
    for number, (archive, info) in enumerate(_members(stream)):
        if number >= limits.members:
            yield _too_many(name, limits)
            break
        path = printable(info.name)
        if not info.isreg() or _passed_over(path, beside):
            continue
        some = True
        if info.issparse():
            yield Failure(f"{name}/{path}", f"{name}/{path}: files with holes are not read")
            continue
        member = archive.extractfile(info)
        if member is not None:
            yield from opened(f"{name}/{path}", again(Kept(member)), limits, named=False)
    if not some:
        yield _nothing(name)


def _names(stream: BinaryIO) -> Iterator[str]:
    """The names of a tar's members, as far as it can be read."""
    try:
        for _, info in _members(stream):
            yield printable(info.name)
    except Damaged:
        return
