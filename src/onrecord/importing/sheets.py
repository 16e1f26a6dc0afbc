"""The table of attributions of an export (`attributions.csv`), changed in a spreadsheet: CSV of any kind, or .xlsx.

The user changes `speaker` and `statement` and writes into `note`; `speaker_was` and `statement_was` say what stood
there at the export. Columns are found by their names, in any order. A formula is text like any other, and is never run.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from onrecord.export.sheets import unguarded
from onrecord.importing.marks import Marks, Place, Refusal, Row
from onrecord.importing.opening import BROKEN, MAX_BYTES, MAX_TOTAL, Piece
from onrecord.intake.containers import Damaged, Limits, size
from onrecord.intake.containers.delimited import delimited
from onrecord.model import Spans

ENDINGS = (".csv", ".tsv", ".xlsx")
NEEDED = ("article", "spans", "words", "speaker", "speaker_was")
# of a sheet
_ROWS = 1_048_576
_GROUPS = re.compile(r"[^\s;,]+")


def read(piece: Piece) -> Marks | None:
    """What a table says; None for one of other columns that nobody named."""
    rows: list[Row] = []
    refusals: list[Refusal] = []
    try:
        for where, cells in _cells(piece):
            found = cells if isinstance(cells, str) else _row(piece.name, where, cells)
            if isinstance(found, str):
                refusals.append(Refusal(piece.name, where, found))
            else:
                rows.append(found)
    except Damaged as error:
        if not piece.given and not rows:
            return None
        refusals.append(Refusal(piece.name, "", str(error)))
    return Marks(tuple(rows), (), tuple(refusals))


def _cells(piece: Piece) -> Iterator[tuple[str, Mapping[str, object] | str]]:
    """Each row with its place: its cells by column, or what is wrong with it. Raises Damaged for no such table."""
    if piece.name.lower().endswith(".xlsx"):
        yield from _workbook(piece.data)
    else:
        yield from delimited(io.BytesIO(piece.data), Limits(), {name: name for name in NEEDED})


def _row(file: str, where: str, cells: Mapping[str, object]) -> Row | str:
    def text(name: str) -> str:
        value = cells.get(name)
        return "" if value is None else unguarded(str(value)).strip()

    spans = spans_of(text("spans"))
    if spans is None:
        return "its column 'spans' holds no offsets such as [[12, 40], [52, 60]]"
    return Row(
        file,
        where,
        Place(text("article"), spans, text("words")),
        text("id"),
        text("speaker"),
        text("speaker_was"),
        # a table without these columns says nothing of statements
        statements=frozenset(_GROUPS.findall(text("statement"))) if "statement_was" in cells else frozenset(),
        statements_were=frozenset(_GROUPS.findall(text("statement_was"))) if "statement" in cells else frozenset(),
        notes=(text("note"),) if text("note") else (),
    )


def spans_of(cell: str) -> Spans | None:
    """Spans as JSON writes them; None where it does not, or where they are in no order."""
    try:
        found = json.loads(cell)
        spans = tuple((start, stop) for start, stop in found)
    except (ValueError, TypeError, RecursionError):
        return None
    return ordered(spans) if all(type(edge) is int for span in spans for edge in span) else None


def ordered(spans: Spans) -> Spans | None:
    """Spans that stand in text order without overlap, as those of a row do; else None."""
    edges = [edge for span in spans for edge in span]
    fine = edges == sorted(edges) and all(0 <= a < b for a, b in spans)
    return spans if fine and spans else None


def _workbook(data: bytes) -> Iterator[tuple[str, Mapping[str, object] | str]]:
    """The rows of the first sheet that has the columns."""
    try:
        import openpyxl
    except ImportError as error:
        raise Damaged("a workbook needs openpyxl: `pip install 'onrecord[excel]'`, or save it as CSV") from error
    _check(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        for sheet in book.worksheets:
            lines = _lines(sheet)
            names = [" ".join(str(cell or "").split()) for cell in next(lines, (1, []))[1]]
            if set(NEEDED) <= set(names):
                for number, cells in lines:
                    if any(cell is not None for cell in cells):
                        yield f"line {number}", dict(zip(names, cells, strict=False))
                return
    # SyntaxError: what both parsers of XML raise
    except (*BROKEN, SyntaxError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise Damaged(f"the workbook is damaged ({error})") from error
    raise Damaged(f"it has no sheet with the columns {', '.join(NEEDED)}")


def _lines(sheet: Any) -> Iterator[tuple[int, list[object]]]:
    # the sheet itself may say that it is a million columns wide
    rows: Iterable[tuple[object, ...]] = sheet.iter_rows(values_only=True, max_col=200)
    for number, cells in enumerate(rows, 1):
        if number > _ROWS:  # a row may say that it is any; those before it would be made up without end
            raise Damaged(f"it says that it has more than {_ROWS:,} lines, which no sheet has")
        yield number, list(cells)


def _check(data: bytes) -> None:
    """Raise Damaged for a workbook that unpacks to too much, or whose XML declares what no spreadsheet writes."""
    spent = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                with archive.open(info) as member:
                    unpacked = member.read(4 * MAX_BYTES + 1)
                spent += len(unpacked)
                if len(unpacked) > 4 * MAX_BYTES or spent > MAX_TOTAL:
                    raise Damaged(f"it unpacks to more than {size(MAX_TOTAL)}")
                if info.filename.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in unpacked[:4096].upper():
                    raise Damaged("its XML declares entities, which no spreadsheet does; it is not read")
    except BROKEN as error:
        raise Damaged(f"the workbook is damaged ({error})") from error
