"""Packed files and archives, whole and broken: what is read of them, and what is said of the rest."""

from __future__ import annotations

import gzip
import io
import lzma
import os
import struct
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packs import (
    PACKINGS,
    PAGE,
    PDF,
    SAVED,
    TEXT,
    bare,
    mail,
    mailbox,
    pages,
    read,
    tarred,
    told,
    zipped,
    zstd,
)

from onrecord.intake import containers, files, parse, sources
from onrecord.intake.containers import TooMuch
from onrecord.model import Article, Failure, Source

# --- packed files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", PACKINGS)
def test_one_file_is_unpacked_whatever_it_is_called(ending: str) -> None:
    packed = PACKINGS[ending](PAGE)
    for name in (f"a.html.{ending}", "a.html", "a"):
        assert read(name, packed) == [Source(name, "a", "text/html", PAGE)]
    assert told(read(f"pile.tar.{ending}", PACKINGS[ending](tarred(("b.txt", TEXT))))) == [
        (f"pile.tar.{ending}/b.txt", "b", "text/plain")
    ]
    assert read(f"twice.{ending}", PACKINGS[ending](packed)) == [
        Failure(f"twice.{ending}", f"twice.{ending}: it is packed more than once, which is not supported")
    ]


@pytest.mark.parametrize("ending", PACKINGS)
def test_half_a_packed_file_is_one_failure(ending: str) -> None:
    packed = PACKINGS[ending](os.urandom(2000).hex().encode())
    for cut in (packed[: len(packed) // 2], packed[:20] + b"spoilt" + packed[26:]):
        (found,) = read(f"a.txt.{ending}", cut)
        assert isinstance(found, Failure)
        assert found.reason.startswith(f"a.txt.{ending}: the packed file is damaged (")


def test_several_packed_files_put_together_are_one() -> None:
    for pack in PACKINGS.values():
        assert read("a.txt", pack(TEXT) + pack(TEXT)) == [Source("a.txt", "a", "text/plain", TEXT + TEXT)]


def test_an_xz_file_cannot_ask_for_all_memory() -> None:
    packed = lzma.compress(TEXT, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}])
    (found,) = read("a.txt.xz", packed)
    assert isinstance(found, Failure)
    assert "Memory usage limit" in found.reason


@pytest.mark.parametrize("ending", PACKINGS)
def test_what_unpacks_to_a_thousandfold_is_stopped(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"bomb.txt.{ending}"
    path.write_bytes(PACKINGS[ending](bytes(10_000_000)))
    (found,) = sources([path], max_bytes=1_000_000)
    assert found == Failure(str(path), f"{path}: the file is too large (more than 1.0 MiB)")


# --- archives ------------------------------------------------------------------------------------------

MEMBERS = (
    ("z.txt", TEXT),
    ("inner/", b""),
    ("inner/page.html", PAGE),
    ("inner/page_files/frame.html", PAGE),
    ("inner/paper.pdf", PDF),
    ("inner/style.css", b"p {}"),
    ("__MACOSX/z.txt", b"\x00\x05\x16\x07"),
    (".hidden/a.txt", TEXT),
    ("letters_files/a.txt", TEXT),
    ("../../etc/motd", TEXT),
    ("meta.json", b'{"version": 1}'),
    ("scan.odt", b"x"),
    ("void.txt", b""),
)


def test_a_zip_is_read_by_name_as_a_folder_is() -> None:
    found = read("pile.zip", zipped(*MEMBERS))
    assert told(found) == [
        ("pile.zip/../../etc/motd", "motd", "text/plain"),
        ("pile.zip/inner/page.html", "page", "text/html"),
        ("pile.zip/inner/paper.pdf", "paper", "application/pdf"),
        ("pile.zip/letters_files/a.txt", "a", "text/plain"),
        "pile.zip/scan.odt: files of the kind .odt are not supported yet",
        "pile.zip/void.txt: the file is empty",
        ("pile.zip/z.txt", "z", "text/plain"),
    ]
    assert told(read("pile.zip", zipped(*reversed(MEMBERS)))) == told(found)
    assert read("pile", zipped(*MEMBERS, method=zipfile.ZIP_STORED))[-1] == Source(
        "pile/z.txt", "z", "text/plain", TEXT
    )


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_tar_is_read_as_it_comes(mode: str) -> None:
    found = read("pile.tar", tarred(*(m for m in MEMBERS if not m[0].endswith("/")), mode=mode))
    assert told(found) == [
        ("pile.tar/z.txt", "z", "text/plain"),
        ("pile.tar/inner/page.html", "page", "text/html"),
        ("pile.tar/inner/paper.pdf", "paper", "application/pdf"),
        ("pile.tar/letters_files/a.txt", "a", "text/plain"),
        ("pile.tar/../../etc/motd", "motd", "text/plain"),
        "pile.tar/scan.odt: files of the kind .odt are not supported yet",
        "pile.tar/void.txt: the file is empty",
    ]


def test_what_no_file_is_in_a_tar_is_passed_over() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("pipe", tarfile.FIFOTYPE), ("device", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert told(read("odd.tar", out.getvalue())) == ["odd.tar: there is no file in it that can hold an article"]


def test_the_same_bytes_have_the_same_id_in_an_archive_and_outside(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "b.zip").write_bytes(zipped(("deep/a.txt", TEXT)))
    (tmp_path / "c.tar.gz").write_bytes(tarred(("a.txt", TEXT), mode="w:gz"))
    articles = parse(list(sources([tmp_path])))
    assert [x.input for x in articles] == [f"{tmp_path}/{x}" for x in ("a.txt", "b.zip/deep/a.txt", "c.tar.gz/a.txt")]
    assert len({x.id for x in articles if isinstance(x, Article)}) == 1


def test_archives_within_archives_are_read_to_a_depth_of_three() -> None:
    data, name = TEXT, "a.txt"
    inner = []
    for n in range(4):
        data, name = zipped((name, data)), f"{n}.zip"
        inner.append(data)
    assert told(read("2.zip", inner[2])) == [("2.zip/1.zip/0.zip/a.txt", "a", "text/plain")]
    assert told(read("3.zip", inner[3])) == [
        "3.zip/2.zip/1.zip/0.zip: it lies too deep (archives within archives within archives are read)"
    ]


def test_a_bomb_of_many_members_is_stopped_with_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_FLOOR", 5_000_000)
    bomb = zipped(*((f"{n:03}.txt", b"a" * 1_000_000) for n in range(50)))
    for path, data in (
        (tmp_path / "bomb.zip", bomb),
        (tmp_path / "deep.zip", zipped(("in.zip", bomb), ("z.txt", TEXT))),
        (tmp_path / "bomb.tar.gz", tarred(*((f"{n}.txt", b"a" * 1_000_000) for n in range(50)), mode="w:gz")),
    ):
        path.write_bytes(data)
        *before, last = sources([path])
        assert all(isinstance(x, Source) for x in before)
        assert len(before) <= max(5, len(data) * 200 // 1_000_000)
        assert isinstance(last, Failure)
        assert last.input == str(path)
        assert "unpacks to more than" in last.reason


def test_encrypted_members_are_told_in_one_line() -> None:
    data = bytearray(zipped(("a.txt", TEXT), ("b.txt", TEXT), ("c.txt", TEXT)))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        for _ in range(2):
            at = data.index(mark, at + 1)
            data[at + flags] |= 1
    assert told(read("closed.zip", bytes(data))) == [
        ("closed.zip/c.txt", "c", "text/plain"),
        "closed.zip: a.txt and 1 more files in it are encrypted and cannot be read",
    ]


def test_a_zip_that_lies_about_a_size_costs_only_that_member() -> None:
    whole = zipped(("a.txt", TEXT * 50), ("b.txt", TEXT))
    for lie in (10, 1_000_000_000):
        data = bytearray(whole)
        struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, lie)
        found = read("lies.zip", bytes(data))
        assert len(found) == 2
        assert isinstance(found[1], Source)
    (said, _) = told(read("lies.zip", bytes(data[:30]) + b"spoilt" + bytes(data[36:])))
    assert isinstance(said, str)
    assert said.startswith("lies.zip/a.txt: the packed file is damaged (")


def test_names_of_members_that_are_not_marked_as_utf_8() -> None:
    def renamed(raw: bytes) -> bytes:
        return zipped(("x" * len(raw) + ".txt", TEXT)).replace(b"x" * len(raw), raw)

    assert told(read("a.zip", renamed("Straße".encode()))) == [("a.zip/Straße.txt", "Straße", "text/plain")]
    assert told(read("a.zip", renamed("Straße".encode("cp437")))) == [("a.zip/Straße.txt", "Straße", "text/plain")]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "cut.zip",
            zipped(("a.txt", TEXT))[:-30],
            "the archive is damaged or cut off (File is not a zip file)",
        ),
        ("none.zip", b"no zip at all", "it is called an archive, and is none that is known"),
        ("void.zip", zipped(), "there is no file in it that can hold an article"),
        (
            "sheet.xlsx",
            zipped(("xl/workbook.xml", b"<x/>")),
            "it holds a spreadsheet, which is not supported yet",
        ),
        (
            "a.epub",
            zipped(("META-INF/container.xml", b"<x/>")),
            "it holds an e-book, which is not supported yet",
        ),
        ("none.tar", b"no tar at all", "the archive is damaged or cut off (truncated header)"),
        ("void.tar", tarred(), "there is no file in it that can hold an article"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "files of the kind .7z are not supported yet"),
        ("a", b"Rar!\x1a\x07\x01", "it holds a RAR archive, which is not supported yet"),
    ],
)
def test_what_is_no_archive_is_told(name: str, data: bytes, said: str) -> None:
    assert told(read(name, data)) == [f"{name}: {said}"]


def test_a_tar_that_breaks_off_keeps_what_stood_before() -> None:
    whole = tarred(*((f"{n}.txt", TEXT * 20) for n in range(9)))
    cut = told(read("cut.tar", whole[:6000]))
    assert cut[:2] == [(f"cut.tar/{n}.txt", str(n), "text/plain") for n in range(2)]
    assert isinstance(cut[-1], str)
    assert "cut off" in cut[-1]
    spoilt = bytearray(whole)
    spoilt[2048:2060] = b"x" * 12
    assert told(read("bad.tar", bytes(spoilt))) == [
        ("bad.tar/0.txt", "0", "text/plain"),
        "bad.tar: the archive is damaged, and is not read any further",
    ]
    packed = gzip.compress(os.urandom(3000) + whole)[:-400]
    assert len(read("cut.tar.gz", gzip.compress(whole)[:-40])) >= 1
    assert isinstance(read("cut.tar.gz", packed)[-1], Failure)


def test_a_header_of_a_tar_cannot_ask_for_all_memory() -> None:
    info = tarfile.TarInfo("././@PaxHeader")
    info.type, info.size = tarfile.XHDTYPE, 8_000_000_000
    data = info.tobuf() + bytes(100_000)
    assert told(read("pax.tar", data)) == ["pax.tar: the header of a member is too large"]


def test_a_list_of_members_cannot_ask_for_all_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.intake.containers import archives

    monkeypatch.setattr(archives, "_LIST", 5000)
    data = zipped(*((f"{n}.txt", b"") for n in range(500)))
    assert told(read("many.zip", data)) == ["many.zip: it has too many members to be read"]
    found = read("many.zip", zipped(*((f"{n}.txt", TEXT) for n in range(9))), members=4)
    assert len(found) == 5
    assert told(found)[-1] == "many.zip: it has more than 4 members, and is not read any further"


def test_a_member_that_is_too_large_is_not_held() -> None:
    found = read("pile.zip", zipped(("a.txt", TEXT * 1000), ("b.txt", TEXT)), bytes=1000)
    assert told(found) == [
        "pile.zip/a.txt: the file is too large (more than 1000 bytes)",
        ("pile.zip/b.txt", "b", "text/plain"),
    ]


# --- hostile bytes -------------------------------------------------------------------------------------

SEEDS = {
    "a.zip": zipped(*MEMBERS),
    "a.tar": tarred(*MEMBERS[:1], *MEMBERS[2:6]),
    "a.tar.gz": tarred(*MEMBERS[:1], *MEMBERS[2:6], mode="w:gz"),
    "a.warc": b"".join(pages(3, bare)),
    "a.warc.gz": b"".join(pages(3)),
    "a.warc.zst": b"".join(pages(3, zstd)),
    "a.eml": mail("Closed").as_bytes(),
    "a.mbox": mailbox(mail("One").as_bytes(), mail("Two").as_bytes()),
    "a.mht": SAVED,
    "a.txt.xz": lzma.compress(TEXT),
}


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_bytes_raise(name: str, data: st.DataObject) -> None:
    spoilt = bytearray(SEEDS[name])
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, max(0, len(spoilt) - 1)))
        spoilt[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=12))
    cut = bytes(spoilt[: data.draw(st.integers(1, max(1, len(spoilt))))])
    try:
        found = read(name, cut, total=10_000_000)
    except TooMuch:
        return
    assert found or not cut
    for x in found:
        assert x.input.startswith(name)
        assert isinstance(x, Source) or (x.reason.startswith(name) and "\n" not in x.reason)


def test_every_container_that_is_named_is_there() -> None:
    folder = Path(containers.__file__).parent
    for kind in ("archives", "mail", "tables", "feeds", "exports"):
        assert (folder / f"{kind}.py").exists() or kind in sys.modules
