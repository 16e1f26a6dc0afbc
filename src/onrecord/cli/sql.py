"""Ask a store in SQL."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator

import click

from onrecord.cli.group import STATUSES, put
from onrecord.cli.options import given_store, printed_as_json


@click.command(epilog=STATUSES, short_help="Ask STORE in SQL.")
@given_store
@click.argument("question", metavar="QUESTION")
@printed_as_json
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV instead of a table.")
def sql(store: str, question: str, as_json: bool, as_csv: bool) -> None:
    """Answer QUESTION, one select statement, from STORE.

    Its tables and views are those of a record, such as article, attribution, who_said_what and statements. The
    question changes nothing and reads nothing but STORE.

    \b
    Examples:
      onrecord sql news.store "select outlet, count(*) from article group by outlet"
      onrecord sql news.store "select speaker, words from who_said_what" --csv > said.csv
    """
    from onrecord import terminal
    from onrecord.store import asking

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    found = asking.ask(store, question)
    if as_csv:
        # not click.echo, which leaves out of the data what would colour a terminal
        out = sys.stdout
        shown = out.isatty()
        for line in _csv((found.columns, *found.rows)):
            out.write(terminal.clean(line.rstrip("\n")) + "\n" if shown else line)
        return
    # two columns may have one name
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    plain = [{name: _plain(value) for name, value in row.items()} for row in rows]
    put(plain, as_json, lambda: terminal.table(plain, terminal.screen().columns) or ["nothing"])


def _plain(value: object) -> object:
    """A value as JSON has it; dates and what else DuckDB knows as text."""
    return value if isinstance(value, str | int | float | None) else str(value)


def _csv(rows: tuple[tuple[object, ...], ...]) -> Iterator[str]:
    from onrecord.export.sheets import guard

    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([guard(x) if isinstance(x, str) else x for x in row])
        yield line.getvalue()
