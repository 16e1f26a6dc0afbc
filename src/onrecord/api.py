"""The few functions of the Python interface that are not a stage's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from onrecord import pipeline
from onrecord.model import Findings
from onrecord.names import Names
from onrecord.writing import write_text


def read_folder(
    folder: str | Path,
    *,
    recursive: bool = False,
    max_bytes: int = pipeline.MAX_BYTES,
    processes: int = 1,
    names: Names | str | Path | None = None,
    mapped: Mapping[str, str] | None = None,
    progress: pipeline.Progress | None = None,
) -> Findings:
    """Read and link every article of a folder, with `recursive` those of its subfolders too; see `read`."""
    if not Path(folder).is_dir():
        raise NotADirectoryError(f"{folder}: it is no folder; `read` takes files and globs too")
    return pipeline.read(
        [folder],
        recursive=recursive,
        max_bytes=max_bytes,
        processes=processes,
        names=names,
        mapped=mapped,
        progress=progress,
    )


def write_export(findings: Findings, path: str | Path, *, format: str = "jsonl") -> None:
    """Write findings for other programs to read; a file that is there is replaced as a whole.

    The path "-" is standard output. Raises ValueError for a format that there is not.
    """
    from onrecord.export import FORMATS, lines

    if format not in FORMATS:
        raise ValueError(f"there is no export format {format!r}; there is {', '.join(FORMATS)}")
    write_text(path, lines(findings, format))


def write_report(findings: Findings, path: str | Path) -> None:
    """Write the report, one self-contained HTML page; a file that is there is replaced as a whole."""
    from onrecord.report import render

    write_text(path, [render(findings)])
