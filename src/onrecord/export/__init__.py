"""Findings as other programs read them: a module a format, listed in `FORMATS`.

A format is a function of findings. Of the form "text" it gives one text, piece by piece; of the forms "files" and
"archive" it gives files, each a name and its bytes, piece by piece. The same findings always give the same bytes, but
for the line of JSON Lines that says when it was written.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from onrecord.errors import ExportError

if TYPE_CHECKING:
    from onrecord.model import Findings


class Format(NamedTuple):
    """A form of export: `made_by` is the function that makes it, as module:name.

    `form` is "text" for one text, "files" for a folder or a zip archive with several files, "archive" for what is
    always one archive. `package` is what it needs beside the base install, and `extra` what brings that.
    """

    name: str
    made_by: str
    form: Literal["text", "files", "archive"]
    about: str
    package: str | None = None
    extra: str | None = None


FORMATS = {
    x.name: x
    for x in (
        Format("jsonl", "onrecord.export.jsonl:lines", "text", "everything, one JSON object a line"),
        Format("csv", "onrecord.export.sheets:plain", "files", "tables for programs"),
        Format("excel", "onrecord.export.sheets:guarded", "files", "tables as CSV that is safe to open in Excel"),
        Format("parquet", "onrecord.export.parquet:files", "files", "tables with types", "pyarrow", "parquet"),
        Format("graphml", "onrecord.export.graphs:graphml", "text", "a graph of lineage and speakers"),
        Format("gexf", "onrecord.export.graphs:gexf", "text", "the same graph for Gephi"),
        Format("webannotation", "onrecord.export.annotations:pieces", "text", "W3C Web Annotation, as JSON-LD"),
        Format("schemaorg", "onrecord.export.schemaorg:pieces", "text", "schema.org NewsArticle, Quotation, Claim"),
        Format("ftm", "onrecord.export.ftm:lines", "text", "FollowTheMoney entities, one JSON object a line"),
        Format("brat", "onrecord.export.brat:files", "files", "brat standoff, a pair of files an article"),
        Format("inception", "onrecord.export.cas:files", "archive", "UIMA CAS XMI with its layers, for INCEpTION"),
        Format("prov", "onrecord.export.prov:pieces", "text", "W3C PROV, as PROV-JSON"),
        Format("refi-qda", "onrecord.export.refi:files", "archive", "REFI-QDA project (.qdpx)"),
    )
}


def made(findings: Findings, format: str) -> Any:
    """An export, as the form of `format`, a name in `FORMATS`, has it: an iterator of texts or of files."""
    module, _, name = FORMATS[format].made_by.partition(":")
    return getattr(import_module(module), name)(findings)


def check_packages(format: str) -> None:
    """Raise ExportError when a format needs a package that is not installed."""
    needed = FORMATS[format]
    if needed.package and find_spec(needed.package) is None:
        raise ExportError(
            f"the format {format} needs the package {needed.package}: pip install 'onrecord[{needed.extra}]'"
        )
