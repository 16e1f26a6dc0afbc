"""Archives and workbooks that are damaged in ways of which each library raises its own error."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from onrecord.importing import _read
from onrecord.importing.marks import Refusal
from onrecord.importing.opening import Piece, pieces


def _workbook(part: str, change: Callable[[bytes], bytes]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["article", "spans", "words", "speaker", "speaker_was"])
    book.active.append(["a", "[[1, 2]]", "b", "c", "d"])
    book.save(first := io.BytesIO())
    with zipfile.ZipFile(first) as was, zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as now:
        for name in was.namelist():
            now.writestr(name, change(was.read(name)) if part in name else was.read(name))
    return out.getvalue()


@pytest.mark.parametrize("part", ["sheet1.xml", "workbook.xml", ".rels"])
def test_a_workbook_of_broken_xml_is_damaged(part: str, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(_workbook(part, lambda xml: xml[: len(xml) // 2]))
    (found,) = _read(tmp_path / "a.xlsx")
    assert "the workbook is damaged" in found.refusals[0].reason


def test_a_row_that_no_sheet_has_is_refused(tmp_path: Path) -> None:
    far = _workbook("sheet1.xml", lambda xml: xml.replace(b'r="2"', b'r="99999999999"').replace(b"<dimension", b"<x"))
    (tmp_path / "a.xlsx").write_bytes(far)
    (found,) = _read(tmp_path / "a.xlsx")
    assert "which no sheet has" in found.refusals[0].reason


def test_an_archive_whose_packing_is_damaged_is_refused(tmp_path: Path) -> None:
    for name, method in (("l.zip", zipfile.ZIP_LZMA), ("b.zip", zipfile.ZIP_BZIP2), ("d.zip", zipfile.ZIP_DEFLATED)):
        with zipfile.ZipFile(out := io.BytesIO(), "w", method) as archive:
            archive.writestr("a.ann", "T1\tContent 0 5\tHello\n" * 50)
        data = bytearray(out.getvalue())
        data[45:60] = b"\xff" * 15
        (tmp_path / name).write_bytes(data)
        (found,) = pieces(tmp_path / name)
        assert isinstance(found, Refusal)
        assert "the archive is damaged" in found.reason


def test_a_file_that_cannot_be_read_keeps_nobody_from_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.ann", "b.ann"):
        (tmp_path / name).write_text("T1")
    opened = Path.open

    def unless(path: Path, *args: str) -> object:
        if path.name == "a.ann":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *args)

    monkeypatch.setattr(Path, "open", unless)
    refused, read = pieces(tmp_path)
    assert isinstance(refused, Refusal)
    assert refused.file.endswith("a.ann")
    assert isinstance(read, Piece)
