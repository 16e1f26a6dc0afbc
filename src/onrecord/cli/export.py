"""Write a record for other programs."""

from __future__ import annotations

from pathlib import Path

import click

import onrecord
from onrecord.cli.group import STATUSES
from onrecord.cli.linking import bring_up_to_date
from onrecord.cli.options import given_record
from onrecord.export import FORMATS, datasette


@click.command(epilog=STATUSES)
@given_record
@click.option(
    "--format",
    type=click.Choice([*FORMATS, datasette.FORMAT]),
    default="jsonl",
    show_default=True,
    help="The form of the export.",
)
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    default="-",
    help="Write to OUT: a file; for formats of several files a folder, or a .zip.  [default: standard output]",
)
@click.option("--story", metavar="ID", help="Only the articles of this story.")
@click.option(
    "--speaker", metavar="NAME", help="Only what speakers of this name (or id) say, and the articles that report it."
)
@click.option("--since", metavar="DATE", help="Only articles that are known to be published on DATE or later.")
def export(record: str, format: str, output: str, story: str | None, speaker: str | None, since: str | None) -> None:
    """Write what RECORD holds, or a part of it, for other programs to read.

    \b
    Examples:
      onrecord export news.record -o news.jsonl
      onrecord export news.record --format excel -o tables/
      onrecord export news.record --format gexf --speaker Lavrov --since 2024-01 -o lavrov.gexf
    """
    if format == datasette.FORMAT:
        if story or speaker or since:
            raise click.UsageError("What Datasette is told is of the whole record.")
        _describe(record, output)
        return
    from onrecord.api import check_export
    from onrecord.export.selecting import load

    try:
        check_export(output, format)
        bring_up_to_date(record)
        findings = load(record, story=story, speaker=speaker, since=since)
    except (ValueError, LookupError) as error:
        raise click.UsageError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
    onrecord.write_export(findings, output, format=format)


def _describe(record: str, output: str) -> None:
    """Write what Datasette is told of a record; it knows it by the name of the file."""
    from onrecord.database import reader
    from onrecord.writing import write_text

    reader(Path(record)).close()
    write_text(output, datasette.pieces(Path(record).stem))
