"""Take corrections in that were made in other programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

import onrecord
from onrecord.cli.group import STATUSES, finish, put
from onrecord.cli.options import given_record, printed_as_json

if TYPE_CHECKING:
    from onrecord.importing import Imported


@click.command("import", epilog=STATUSES, short_help="Take corrections in from brat, INCEpTION or a spreadsheet.")
@given_record
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--who", metavar="NAME", required=True, help="Who says so.")
@click.option("--why", metavar="TEXT", default="", help="Why, where a file does not say it.")
@click.option("--dry-run", is_flag=True, help="Say what would come in, and change nothing.")
@printed_as_json
def import_(record: str, files: tuple[str, ...], who: str, why: str, dry_run: bool, as_json: bool) -> None:
    """Take the corrections in FILE into RECORD: an export that was changed in brat, INCEpTION or a spreadsheet.

    A file is compared with what it was at its export, so one that nobody changed brings nothing, and one that comes
    twice brings nothing twice. A line whose words do not stand in the article any more is refused, the rest goes in.

    \b
    Examples:
      onrecord import news.record attributions.csv --who "Ann Lee"
      onrecord import news.record annotated/ --who "Ann Lee" --dry-run
    """
    imported = onrecord.import_corrections(record, files, who=who, why=why, dry_run=dry_run)
    put({**asdict(imported), "stored": not dry_run}, as_json, lambda: _lines(imported, dry_run))
    finish(imported.failures, bool(imported.read))


def _lines(imported: Imported, dry_run: bool) -> Iterator[str]:
    from onrecord import terminal
    from onrecord.report.remarks import sentence

    for c in imported.corrections:
        other = c.right.words if c.right else c.value or ""
        said = sentence(c.kind, " ".join(c.left.words.split()), " ".join(other.split()))
        yield terminal.clean(f"{said}: {' '.join(c.why.split())}" if c.kind == "note" else said)
    kinds = Counter(c.kind for c in imported.corrections)
    how = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    counted = terminal.counted(len(imported.corrections), "correction")
    yield f"{counted}{' would come in' if dry_run else ''}{f': {how}' if how else ''}"
    yield f"{terminal.counted(imported.unchanged, 'row')} unchanged, {imported.known} known already"
    for c in imported.overruled:
        yield terminal.clean(f"What {c.who} said otherwise ({c.at[:10]}) is overruled")
