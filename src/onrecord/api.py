"""The few functions of the Python interface that are not a stage's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from onrecord import pipeline
from onrecord.model import Findings
from onrecord.names import Names
from onrecord.writing import check_folder, check_writable, is_zip, write_folder, write_text, write_zip


def read_folder(
    folder: str | Path,
    *,
    recursive: bool = False,
    max_bytes: int = pipeline.MAX_BYTES,
    processes: int = 0,
    names: Names | str | Path | None = None,
    mapped: Mapping[str, str] | None = None,
    primary: Iterable[str | Path] = (),
    progress: pipeline.Progress | None = None,
) -> Findings:
    """Read and link every article of a folder, with `recursive` those of its subfolders too; see `read`.

    What is in `primary`, in the folder or elsewhere, is read as a primary source that the others are held against.

    >>> findings = onrecord.read_folder("articles")
    >>> len(findings.articles), findings.failures
    (6, ())
    """
    if not Path(folder).is_dir():
        raise NotADirectoryError(f"{folder}: it is no folder; `read` takes files and globs too")
    return pipeline.read(
        [folder],
        recursive=recursive,
        max_bytes=max_bytes,
        processes=processes,
        names=names,
        mapped=mapped,
        primary=primary,
        progress=progress,
    )


def write_export(
    findings: Findings,
    path: str | Path,
    *,
    format: str = "jsonl",
    story: str | None = None,
    speaker: str | None = None,
    since: str | None = None,
) -> None:
    """Write findings, or the part that `story`, `speaker` and `since` leave of them, for other programs to read.

    The path "-" is standard output, for formats of one text. A format of several files makes a zip archive of a path
    that ends in ".zip", and of any other a new folder; a file that is there is replaced as a whole. `story` is an id,
    `speaker` an id or words of a name, `since` a date of publication. Raises ValueError for a format that there is
    not, a path that does not suit it, or a date that is none; LookupError when the selection leaves nothing;
    ExportError when the format needs a package that is not installed.

    >>> findings = onrecord.load("news.record")
    >>> onrecord.write_export(findings, "okafor.zip", format="csv", speaker="okafor")
    """
    from onrecord.export import FORMATS, made
    from onrecord.export.selecting import narrow

    check_export(path, format)
    made_of = made(narrow(findings, story=story, speaker=speaker, since=since), format)
    if FORMATS[format].form == "text":
        write_text(path, made_of)
    elif FORMATS[format].form == "archive" or is_zip(path):
        write_zip(path, made_of)
    else:
        write_folder(path, made_of)


# endings that nobody gives to a folder
_OF_ONE_FILE = (".csv", ".tsv", ".xls", ".xlsx", ".parquet", ".txt", ".ann")


def check_export(path: str | Path, format: str) -> None:
    """Raise what `write_export` would for the path or the format; for asking before long work."""
    from onrecord.export import FORMATS, check_packages

    if format not in FORMATS:
        raise ValueError(f"there is no export format {format!r}; there is {', '.join(FORMATS)}")
    form = FORMATS[format].form
    if str(path) == "-" and form != "text":
        several = "one archive" if form == "archive" else "several files"
        raise ValueError(f"{format} is {several}, which standard output cannot take; name a file or a folder")
    check_packages(format)
    if form == "files" and Path(path).suffix.lower() in _OF_ONE_FILE:
        raise ValueError(f"{format} is several files; name a folder, or a file that ends in .zip")
    if form == "files" and not is_zip(path):
        check_folder(path)
    else:
        check_writable(path)


def write_report(findings: Findings, path: str | Path) -> None:
    """Write the report, one self-contained HTML page; a file that is there is replaced as a whole.

    >>> onrecord.write_report(onrecord.read_folder("articles"), "report.html")
    """
    from onrecord.report import render

    write_text(path, [render(findings)])
