"""List what a record holds."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import click

import onrecord
from onrecord.cli.group import STATUSES, put
from onrecord.cli.linking import bring_up_to_date
from onrecord.cli.options import given_record, printed_as_json
from onrecord.views import VIEWS


class _Word(click.Choice[str]):
    """One word of some, of which the likest is named when another is given."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        like = difflib.get_close_matches(value, VIEWS, n=1)
        if value not in VIEWS and like:
            self.fail(f"{value!r} is nothing that RECORD holds. Did you mean {like[0]!r}?", param, ctx)
        return super().convert(value, param, ctx)


@click.command(epilog=STATUSES, short_help="List what RECORD holds: articles, speakers, statements and more.")
@given_record
@click.argument("what", type=_Word(VIEWS), default="articles", metavar="[WHAT]")
@printed_as_json
def show(record: str, what: str, as_json: bool) -> None:
    """List what RECORD holds: articles, speakers, who_said_what, statements, stories, occasions, derivations,
    discrepancies, primary_sources, against_primary (reports held against them), unreported (what stands in them and in
    no article), times, events, timeline, silence (who left a statement out), names (the list that RECORD keeps),
    corrections or failures.

    \b
    Examples:
      onrecord show news.record
      onrecord show news.record statements
    """
    from onrecord import terminal

    if not Path(record).is_dir():  # the links of a store are made by `onrecord link`
        bring_up_to_date(record)
    found = onrecord.show(record, what)
    # ids are for programs, and the reason of a failure begins with its input
    short = [{k: v for k, v in row.items() if k not in _FOR_PROGRAMS} for row in found]
    if what == "failures":
        short = [{"reason": str(x["reason"]).removeprefix(f"{x['input']}: "), "input": x["input"]} for x in found]
    put(found, as_json, lambda: terminal.table(short, terminal.screen().columns) or [f"no {what.replace('_', ' ')}"])


_FOR_PROGRAMS = {"id", "statement"}
