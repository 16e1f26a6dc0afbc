"""Comma-, semicolon- and tab-separated values, in any encoding, read a row at a time."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from onrecord.intake.containers import Damaged, Limits, columns, size
from onrecord.intake.containers.rows import FETCH, listed
from onrecord.intake.decoding import decode

_CHUNK = 1024 * 1024
_DELIMITERS = (",", ";", "\t", "|")
# lines by which it is told whether quotation marks hold cells together
_SAMPLE = 200
# rows that a stray quotation mark has swallowed are read again, up to so many times what one may have
_AGAIN = 20
# marks within a cell as most programs write them, doubled, and as databases do, behind a backslash
_DOUBLED = re.compile(r'[^,;\t\r\n"]""(?=[^"])|[^"]""[^,;\t\r\n"]')
_ESCAPED = re.compile(r'\\"')


def delimited(
    stream: BinaryIO, limits: Limits, mapped: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, object] | str]]:
    """("line 7", its cells by column, or what is wrong with it), where the line is the one that the row begins in.

    The first line names the columns. Raises Damaged when it names none, or lacks one of `mapped`.
    """
    csv.field_size_limit(2**31 - 1)  # rows are bounded below
    lines = _Lines(_texts(stream, limits.bytes), limits.bytes)
    first = lines.first()
    separator = re.fullmatch(r"sep=(.)\s*", first)  # a line that Excel writes and hides
    if separator:
        next(lines)
        first = lines.first()
    dialect = _dialect(lines.sample(), first, mapped, separator and separator[1])
    reader = csv.reader(lines, strict=True, **dialect)
    names: list[str] = []
    again = 0
    while True:
        lines.begin()
        wrong = None
        cells: list[str] | None = []
        try:
            cells = next(reader, None)
        except OverflowError:
            wrong = f"the row is too large (more than {size(limits.bytes)})"
        except csv.Error:
            # within a line it does no harm that a mark does not end a cell
            if len(lines.row) == 1:
                cells = next(csv.reader(lines.row, **dialect), [])
            else:
                wrong = "a quotation mark in it is never closed"
        if cells is None:
            return
        if wrong:
            yield lines.where, wrong
            again += lines.length
            if again > _AGAIN * limits.bytes:
                raise Damaged(f"too many rows are damaged, and what follows {lines.where} is not read")
            lines.again()
        elif not any(cells):
            continue
        elif not names:
            names = _names(cells, mapped)
        elif any(cells[len(names) :]):
            yield lines.where, f"it has more cells ({len(cells)}) than there are columns ({len(names)})"
        else:
            yield lines.where, dict(zip(names, cells, strict=False))


def _names(cells: list[str], mapped: Mapping[str, str]) -> list[str]:
    """The names of the columns, each once."""
    names: list[str] = []
    seen: set[str] = set()
    for cell in cells:
        name = " ".join(cell.split())
        names.append(name if name not in seen else f"{name} {len(names) + 1}")
        seen.add(names[-1])
    lacking = [column for column in mapped.values() if column not in names]
    if lacking:
        raise Damaged(f"it has no column {', '.join(map(repr, lacking))} (there is: {listed(names)})")
    if not mapped and not columns.is_named(names):
        if any(re.search(r"https?://", cell) for cell in cells):
            raise Damaged(f"it names no columns and holds no texts, only addresses; {FETCH}")
        raise Damaged(
            f"its first line names no column that says something of an article (there is: {listed(names)});"
            " --map says which column is which, as in --map text=COLUMN"
        )
    return names


def _dialect(sample: list[str], first: str, mapped: Mapping[str, str], separator: str | None) -> dict[str, Any]:
    """How the cells of a table are kept apart, for `csv.reader`, judged by its first lines."""

    def named(delimiter: str) -> tuple[int, int]:
        cells = [" ".join(cell.split()) for cell in next(csv.reader([first], delimiter=delimiter), [])]
        return columns.is_named(cells) + sum(cell in mapped.values() for cell in cells), len(cells)

    delimiter = separator or max(_DELIMITERS, key=named)
    text = "".join(sample)
    doubled = sum(1 for _ in _DOUBLED.finditer(text)) >= sum(1 for _ in _ESCAPED.finditer(text))
    quoted: dict[str, Any] = {"delimiter": delimiter, "doublequote": doubled}
    quoted["escapechar"] = None if doubled else "\\"
    if delimiter != "\t":
        return quoted
    # tables with tabs are often written without marks around cells, and then a mark is a character of the text
    plain: dict[str, Any] = {"delimiter": delimiter, "quoting": csv.QUOTE_NONE}
    width = named(delimiter)[1]
    # a program that puts them around the names of columns puts them around all cells
    if all(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in next(csv.reader([first.strip()], **plain), [""])):
        return quoted

    def fitting(dialect: dict[str, Any]) -> float:
        lengths = [len(cells) for cells in csv.reader(sample, **dialect) if cells]
        return sum(length == width for length in lengths[:-1]) / max(1, len(lengths) - 1)

    # where both fit, it is told by a mark that ends no cell
    return max((plain, quoted) if _is_torn(sample, quoted) else (quoted, plain), key=fitting)


def _is_torn(sample: list[str], dialect: dict[str, Any]) -> bool:
    """Whether a quotation mark stands in the lines where none can, before their end."""
    reader = csv.reader(sample, strict=True, **dialect)
    try:
        for _ in reader:
            pass
    except csv.Error:
        return reader.line_num < len(sample)
    return False


def _texts(stream: BinaryIO, most: int) -> Iterator[str]:
    """The text of a stream in pieces that end with a line, each in the encoding that it is in."""
    data = stream.read(_CHUNK)
    for marks, encoding in (
        ((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE), "utf-32"),
        ((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE), "utf-16"),
    ):
        if data.startswith(marks):
            decoder = codecs.getincrementaldecoder(encoding)("replace")
            rest = ""
            while data:
                text = rest + decoder.decode(data)
                end = text.rfind("\n") + 1 or (len(text) if len(text) > most else 0)
                yield text[:end]
                rest = text[end:]
                data = stream.read(_CHUNK)
            yield rest
            return
    data = data.removeprefix(codecs.BOM_UTF8)
    while data:
        if not data.endswith(b"\n"):
            data += stream.readline(most)
        yield decode(data)
        data = stream.read(_CHUNK)


class _Lines:
    """The lines of a text with their ends; those of the row in hand are kept, so that it can be begun anew.

    Raises OverflowError within a row of more than `most` characters.
    """

    def __init__(self, texts: Iterator[str], most: int) -> None:
        self.texts, self.most = texts, most
        self.waiting: deque[str] = deque()
        self.row: list[str] = []
        self.number = self.length = 0
        self.begin()

    def begin(self) -> None:
        """A new row begins here."""
        self.row.clear()
        self.length = 0
        self.where = f"line {self.number + 1}"

    def again(self) -> None:
        """The next row begins with the second line of this one."""
        rest = self.row[1:]
        self.waiting.extendleft(reversed(rest))
        self.number -= len(rest)

    def sample(self) -> list[str]:
        """The first lines that wait."""
        self._fill()
        return [self.waiting[n] for n in range(min(_SAMPLE, len(self.waiting)))]

    def first(self) -> str:
        """The next line that is not blank, which is left; blank ones are passed over."""
        while self._fill():
            if self.waiting[0].strip():
                return self.waiting[0]
            next(self)
        return ""

    def _fill(self) -> bool:
        while not self.waiting:
            text = next(self.texts, None)
            if text is None:
                return False
            self.waiting.extend(io.StringIO(text, newline=""))
        return True

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if not self._fill():
            raise StopIteration
        line = self.waiting.popleft()
        self.number += 1
        self.length += len(line)
        if len(line) > self.most:
            # the rest of a line that was cut is no row
            while line[-1:] not in "\r\n" and self._fill():
                line = self.waiting.popleft()
            raise OverflowError
        self.row.append(line)
        if self.length > self.most:
            raise OverflowError
        return line
