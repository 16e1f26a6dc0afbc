"""Corrections that were made in other programs: brat, INCEpTION, a spreadsheet.

A format is a module with `ENDINGS` and `read`, which gives what a file says as `Marks`; `weighing` holds it against the
record. Nothing of a file but corrections comes in, and of a line that does not fit nothing does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from onrecord import asking, correcting, record
from onrecord.importing import brat, cas, sheets
from onrecord.importing.marks import Marks, Refusal
from onrecord.importing.opening import Piece, pieces
from onrecord.importing.weighing import touched, weigh
from onrecord.model import Correction, Failure, Findings

_KINDS = ", ".join((*sheets.ENDINGS, *brat.ENDINGS, *cas.ENDINGS))


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do.

    `corrections` are new, in the order of the files. `overruled` are those of the record that they contradict.
    `known` lines say what the record holds already, `unchanged` ones say nothing, and of `failures` each names a file,
    the line, and why it was refused. `read` is how many files could be read.
    """

    corrections: tuple[Correction, ...]
    overruled: tuple[Correction, ...]
    known: int
    unchanged: int
    failures: tuple[Failure, ...]
    read: int


def import_corrections(
    path: str | Path, files: Iterable[str | Path], *, who: str, why: str = "", dry_run: bool = False
) -> Imported:
    """Take corrections from `files` (files, folders, zips) into the record at `path`; with `dry_run`, only say which.

    `who` says so, and `why` where the file says no more. What fits goes in, in one transaction; each line that does not
    fit is a failure. Importing a file again adds nothing. Raises RecordError when the record cannot be used,
    CorrectionError when nobody is named.

    >>> onrecord.write_export(onrecord.load("news.record"), "tables", format="excel")
    >>> sheet = Path("tables", "attributions.csv")
    >>> changed = sheet.read_text("utf-8").replace(",Martin Hale,Martin Hale,", ",Martin J. Hale,Martin Hale,")
    >>> _ = sheet.write_text(changed, "utf-8")
    >>> imported = onrecord.import_corrections("news.record", [sheet], who="Ann Lee", why="his full name")
    >>> {(correction.kind, correction.value) for correction in imported.corrections}
    {('speaker', 'Martin J. Hale')}
    """
    correcting.check_who(who)
    marks = [found for file in files for found in _read(file)]
    articles, named = touched(marks)
    ids = sorted(articles | named)
    findings = asking.part(path, rows=ids) if ids else _nothing(path)
    weighed = weigh(marks, findings, who=who, why=why)
    corrections = tuple(found.correction for found in weighed.found)
    if corrections and not dry_run:
        record.correct_all(path, corrections)
    refused = dict.fromkeys((*(r for m in marks for r in m.refusals), *weighed.refusals))
    return Imported(
        corrections,
        tuple({c.id: c for found in weighed.found for c in found.against}.values()),
        weighed.known,
        weighed.unchanged,
        tuple(Failure(r.file, r.words) for r in refused),
        sum(1 for m in marks if m.rows or m.ties or not m.refusals),
    )


def _nothing(path: str | Path) -> Findings:
    """The part of a record in which nothing is looked for; the record must be one all the same."""
    return asking.part(path, articles=())


def _read(path: str | Path) -> Iterator[Marks]:
    """What the files of one input say; a file of another kind is passed over unless it was given itself."""
    some = False
    for piece in pieces(path):
        if isinstance(piece, Refusal):
            found: Marks | None = Marks(refusals=(piece,))
        else:
            found = _one(piece) if piece.data else _refused(piece.name, "the file is empty")
        if found is None and isinstance(piece, Piece) and piece.given:
            found = _refused(piece.name, f"no corrections come from such a file, but from {_KINDS}")
        if found is not None:
            some = True
            yield found
    if not some:
        yield _refused(str(path), f"it holds none of the files that corrections come from: {_KINDS}")


def _refused(file: str, reason: str) -> Marks:
    return Marks(refusals=(Refusal(file, "", reason),))


def _one(piece: Piece) -> Marks | None:
    """What a file says; None for one of another kind."""
    name = piece.name.lower()
    return next((module.read(piece) for module in (sheets, brat, cas) if name.endswith(module.ENDINGS)), None)
