"""Tables as CSV: for programs (RFC 4180), and for spreadsheets, in which no cell is run or turned into another value.

Both end rows by CR LF and are UTF-8; that for spreadsheets begins with a byte order mark, without which Excel takes
another encoding. An empty cell is what is not known. Lists are JSON, lists of ids stand with "; " between them.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from onrecord.export.index import Index
from onrecord.export.tables import TABLES, Kind, Table
from onrecord.model import Findings

# no cell of Excel holds more UTF-16 units; what is longer would run on in the next row
LONGEST = 32_767
# a piece of output is about so many characters
_PIECE = 1 << 16

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
# what a spreadsheet runs, whatever white space or invisible signs stand before it ("=1+1", the same in full width)
_RUN = r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠]|[\t\r\n\x00]"
# what it would make a number, a date or a truth value of, and write back in another form: digits with signs (but for
# short plain numbers and whole dates, which come back as they are), a month with a number, TRUE
_TURNED = (
    r"(?!(?:0|[1-9]\d{0,14}|\d{4}-\d\d-\d\d)\Z)(?=[^\d]*\d)[\d\s.,:/\-–eE+%$€£¥()]+\Z"
    rf"|(?i:(?:{_MONTH}[\s.,/\-]*\d[\d\s.,/\-]*|\d[\d\s.,/\-]*{_MONTH}[\s.,/\-]*\d*|true|false)\Z)"
)
_GUARDED = re.compile(rf"'|{_RUN}|{_TURNED}")


def plain(findings: Findings) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Each table as CSV for programs: cells are what they are."""
    return _files(findings, "", lambda cell: cell)


def guarded(findings: Findings) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Each table as CSV for spreadsheets: text passes through `guard`."""
    return _files(findings, "\ufeff", guard)


def guard(cell: str) -> str:
    """A cell that a spreadsheet shows as it is: with an apostrophe before it where it would do anything else with it.

    What no cell can hold is cut, and ends in "…".
    """
    cell = "'" + cell if _GUARDED.match(cell) else cell
    if len(cell) * 2 <= LONGEST or len(units := cell.encode("utf-16-le")) // 2 <= LONGEST:
        return cell
    return units[: (LONGEST - 1) * 2].decode("utf-16-le", "ignore") + "…"


def unguarded(cell: str) -> str:
    """The cell that `guard` was given, unless it was cut."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell, 1) else cell


def _files(findings: Findings, mark: str, guard: Callable[[str], str]) -> Iterator[tuple[str, Iterable[bytes]]]:
    index = Index(findings)
    for table in TABLES:
        yield f"{table.name}.csv", _pieces(table, index, mark, guard)


def _pieces(table: Table, index: Index, mark: str, guard: Callable[[str], str]) -> Iterator[bytes]:
    out = io.StringIO(newline="")
    out.write(mark)
    writer = csv.writer(out)
    writer.writerow([column.name for column in table.columns])
    kinds = [column.kind for column in table.columns]
    for row in table.rows(index):
        writer.writerow([_cell(kind, value, guard) for kind, value in zip(kinds, row, strict=True)])
        if out.tell() > _PIECE:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _cell(kind: Kind, value: Any, guard: Callable[[str], str]) -> str:
    if value is None:
        return ""
    if kind in ("whole", "number"):
        return repr(value)
    if kind == "ids":
        return guard("; ".join(value))
    if kind in ("names", "spans"):
        return guard(json.dumps(value, ensure_ascii=False)) if value else ""
    return guard(value)
