"""Read articles into a record."""

from __future__ import annotations

from dataclasses import asdict

import click

import onrecord
from onrecord.cli.group import STATUSES, finish, put
from onrecord.cli.options import (
    fetcher_of,
    fetching_options,
    given_record,
    in_bytes,
    known_names,
    printed_as_json,
    processors,
    reading_options,
)


@click.command(epilog=STATUSES, short_help="Read articles into RECORD, one file that grows.")
@given_record
@click.argument("inputs", metavar="[INPUT...]", nargs=-1)
@printed_as_json
@click.option("--no-names", is_flag=True, help="Forget the list of names that RECORD keeps.")
@reading_options
@fetching_options
def add(
    record: str,
    inputs: tuple[str, ...],
    as_json: bool,
    no_names: bool,
    recursive: bool,
    max_size: float,
    processes: int | None,
    names: str | None,
    primary: tuple[str, ...],
    mapped: dict[str, str] | None,
    delay: float,
    allow_private: bool,
) -> None:
    """Add files, folders, globs and addresses to RECORD, one file, which is created when it is not there.

    What RECORD holds already is not read again; a changed input becomes a new article beside the old one. RECORD
    keeps the list of names until another one is given; that alone, without INPUT, is work too.

    \b
    Examples:
      onrecord add news.record articles/ 'more/*.html'
      onrecord add news.record https://example.org/news/bridge.html
      onrecord add news.record --names names.csv
      onrecord add news.record --primary transcript.txt
    """
    from onrecord import terminal

    if names and no_names:
        raise click.UsageError("--names and --no-names exclude each other.")
    if not (inputs or primary or names or no_names):
        raise click.UsageError("Missing argument 'INPUT...'.")
    listed = onrecord.Names() if no_names else known_names(names)
    with terminal.Progress() as progress:
        added = onrecord.add(
            record,
            inputs,
            fetcher=fetcher_of((*inputs, *primary), delay, allow_private, max_size),
            recursive=recursive,
            mapped=mapped,
            primary=primary,
            max_bytes=in_bytes(max_size),
            processes=processes or processors(),
            names=listed,
            progress=progress,
        )
    said = [f"{terminal.counted(added.new, 'new article')}, {terminal.counted(added.unchanged, 'input')} unchanged"]
    if added.reread:
        said.append(f"{terminal.counted(added.reread, 'article')} read again by newer rules")
    if no_names:
        said.append("the list of names is forgotten")
    elif added.listed or listed:
        said.append(f"{terminal.counted(added.listed, 'speaker')} known from the list of names")
    put(asdict(added), as_json, lambda: said)
    done = added.new or added.unchanged or not (inputs or primary)
    finish(added.failures, bool(done), f"`onrecord show {record} failures`")
