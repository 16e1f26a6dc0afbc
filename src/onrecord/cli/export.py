"""Write a record for other programs."""

from __future__ import annotations

import click

import onrecord
from onrecord.cli.group import STATUSES
from onrecord.cli.options import (
    given_record,
)


@click.command(epilog=STATUSES)
@given_record
@click.option(
    "--format", type=click.Choice(["jsonl"]), default="jsonl", show_default=True, help="The form of the export."
)
@click.option("-o", "--output", metavar="FILE", default="-", help="Write to FILE.  [default: standard output]")
def export(record: str, format: str, output: str) -> None:
    """Write everything that RECORD holds for other programs to read.

    \b
    Examples:
      onrecord export news.record --format jsonl -o news.jsonl
      onrecord export news.record | head -n 1
    """
    onrecord.write_export(onrecord.load(record), output, format=format)
