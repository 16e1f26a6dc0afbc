"""The user's own list of names: a CSV file that linking uses and every speaker found by it cites.

The first line names the columns: `name` (the only one that is needed), `aliases`, `description`, `identifier`,
`kind`. Cells are separated by commas, semicolons or tabs, whichever separates those column names; several aliases
or descriptions in one cell by `|` or `;`. The file is UTF-8.

What two rows claim is no error: it resolves nobody by itself (`Names.shared`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast, get_args

from onrecord.errors import NamesError
from onrecord.model import EntityKind
from onrecord.text import fold

COLUMNS = ("name", "aliases", "description", "identifier", "kind")
KINDS = tuple(kind for kind in get_args(EntityKind) if kind not in ("document", "unknown"))
# a list that is longer is no list that a person keeps
MAX_NAMES = 100_000
MAX_CELL = 100_000
MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of the list; `line` is where its row begins in the file, counted from 1."""

    line: int
    name: str
    kind: EntityKind | None = None
    aliases: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    identifier: str | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """The name and the aliases."""
        return self.name, *self.aliases


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names; without entries it resolves nobody. `file` is its name, by which it is cited.

    `path` is the file as given, None for a list that a record kept; two lists that differ in it alone are equal.
    """

    file: str = ""
    entries: tuple[Listed, ...] = ()
    path: str | None = field(default=None, compare=False)

    def cite(self, entry: Listed) -> str:
        """Where an entry stands: "names.csv:12"."""
        return f"{self.file}:{entry.line}"

    def shared(self) -> dict[str, tuple[int, ...]]:
        """The names and aliases that several entries claim, as first written, with the lines of those entries."""
        first: dict[str, str] = {}
        lines: dict[str, list[int]] = {}
        for entry in self.entries:
            for folded, form in {fold(form): form for form in reversed(entry.forms)}.items():
                first.setdefault(folded, form)
                lines.setdefault(folded, []).append(entry.line)
        return {first[folded]: tuple(found) for folded, found in lines.items() if len(found) > 1}


def read_names(path: str | Path) -> Names:
    """Read a list of names. Raises NamesError, which names the file and the line, when it cannot be used.

    >>> names = onrecord.read_names("names.csv")
    >>> [entry.name for entry in names.entries if entry.kind == "person"]
    ['Dana Okafor', 'Tomas Lindqvist']
    >>> findings = onrecord.read_folder("articles", names=names)
    """
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise NamesError(f"{path}: there is no such file") from error
    except (OSError, ValueError) as error:  # ValueError: a path with a zero in it
        raise NamesError(f"{path}: it cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return parse(data, path)


def given(names: Names | str | Path | None) -> Names | None:
    """The list that a caller means: a path is read. Raises NamesError when it cannot be."""
    return read_names(names) if isinstance(names, str | Path) else names


def parse(data: bytes, path: str | Path) -> Names:
    """The list that the bytes of the file at `path` are; raises nothing but NamesError."""
    if len(data) > MAX_BYTES:
        raise NamesError(f"{path}: it is larger than {MAX_BYTES // 1024 // 1024} MiB; no list of names is that long")
    text = _decoded(data, path)
    rows = _rows(text, path)
    head_line, head = next(rows, (1, []))
    columns = _columns(head, path, head_line)
    entries: list[Listed] = []
    seen: dict[tuple[str, str | None] | str, int] = {}
    for line, cells in rows:
        if len(entries) == MAX_NAMES:
            raise NamesError(f"{path}, line {line}: at most {MAX_NAMES:,} names are read")
        if len(cells) > len(columns):
            raise NamesError(
                f"{path}, line {line}: it has more cells ({len(cells)}) than there are columns ({len(columns)}); "
                "a cell with a separator in it stands in double quotes"
            )
        entry = _entry(dict(zip(columns, cells, strict=False)), f"{path}, line {line}", line)
        # an identifier is one entry's, and two of one name must be told apart by it
        for key, what in ((entry.identifier, "identifier"), ((fold(entry.name), entry.identifier), "name")):
            if key is not None and (before := seen.setdefault(key, line)) != line:
                said = entry.identifier if what == "identifier" else entry.name
                raise NamesError(
                    f"{path}, line {line}: the {what} “{said}” stands on line {before} already; give a name one row "
                    "with all its aliases, and two of one name each an identifier"
                )
        entries.append(entry)
    file = Path(path).name.encode("utf-8", "replace").decode()
    return Names(" ".join(file.split()) or "names", tuple(entries), str(path))


def _decoded(data: bytes, path: str | Path) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NamesError(f"{path}, line {line}: it is no UTF-8 text; save the list as “CSV UTF-8”") from error
    if (at := text.find("\0")) >= 0:
        raise NamesError(f"{path}, line {text.count(chr(10), 0, at) + 1}: it holds a zero, and so is no CSV file")
    return text


def _rows(text: str, path: str | Path) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty: the line at which it begins, and its cells up to the last one that is not."""
    head = text.lstrip().partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True, skipinitialspace=True
    )
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise NamesError(f"{path}, line {line}: it is no row of a CSV file ({error})") from error
        if row is None:
            return
        if any(len(cell) > MAX_CELL for cell in row):
            raise NamesError(f"{path}, line {line}: a cell is longer than {MAX_CELL:,} characters")
        cells = [" ".join(cell.split()) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield line, cells


def _columns(head: Sequence[str], path: str | Path, line: int) -> list[str]:
    columns = [cell.casefold() for cell in head]
    known = f"{', '.join(COLUMNS[:-1])} and {COLUMNS[-1]}"
    for n, column in enumerate(columns):
        if "name" in columns and column not in COLUMNS:
            raise NamesError(f"{path}, line {line}: there is no column “{_short(head[n])}”; there are {known}")
        if "name" in columns and column in columns[:n]:
            raise NamesError(f"{path}, line {line}: the column “{column}” stands there twice")
    if "name" not in columns:
        raise NamesError(
            f"{path}, line {line}: the first line must name the columns ({known}; only name is needed), and it "
            + (f"holds “{_short(' '.join(head))}”" if head else "is empty")
        )
    return columns


_BETWEEN = re.compile("[|;]")


def _entry(cells: Mapping[str, str], where: str, line: int) -> Listed:
    name = cells.get("name", "")
    if not name:
        raise NamesError(f"{where}: the name is empty")
    aliases = _several(cells.get("aliases", ""))
    for form in (name, *aliases):
        if not fold(form):
            raise NamesError(f"{where}: “{_short(form)}” is no name; it has no letter and no digit")
    kind = cells.get("kind", "").casefold()
    if kind and kind not in KINDS:
        raise NamesError(f"{where}: there is no kind “{_short(kind)}”; there are {', '.join(KINDS)}")
    return Listed(
        line,
        name,
        cast(EntityKind, kind) if kind else None,
        tuple(a for a in aliases if a != name),
        _several(cells.get("description", "")),
        cells.get("identifier") or None,
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in _BETWEEN.split(cell) if part.strip()))


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
