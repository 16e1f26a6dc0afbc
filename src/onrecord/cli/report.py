"""Read articles, print a summary, and write a report."""

from __future__ import annotations

from dataclasses import asdict

import click

import onrecord
from onrecord.cli.group import STATUSES, failed_lines, finish, put
from onrecord.cli.options import (
    fetcher_of,
    fetching_options,
    given_inputs,
    in_bytes,
    known_names,
    printed_as_json,
    processors,
    reading_options,
)


@click.command(epilog=STATUSES, short_help="Read articles, print a summary, and write a report.")
@given_inputs
@click.option("-o", "--output", metavar="FILE", help="Write the report, one HTML page, to FILE.")
@printed_as_json
@reading_options
@fetching_options
def report(
    inputs: tuple[str, ...],
    output: str | None,
    as_json: bool,
    recursive: bool,
    max_size: float,
    processes: int | None,
    names: str | None,
    primary: tuple[str, ...],
    mapped: dict[str, str] | None,
    delay: float,
    allow_private: bool,
) -> None:
    """Read files, folders, globs and addresses, print a summary, and write a report.

    A record, alone, is not read: the report is of what it holds, with its corrections.

    \b
    Examples:
      onrecord report articles/ -o report.html
      onrecord report news.record -o report.html
      onrecord report 'news/*.txt' page.html -r archive/
      onrecord report articles/ --names names.csv -o report.html
      onrecord report articles/ --primary transcript.txt -o report.html
    """
    from onrecord import summarise, terminal, write_report
    from onrecord.database import is_record
    from onrecord.writing import check_writable

    kept = len(inputs) == 1 and is_record(inputs[0])
    if kept and (names or mapped or recursive or primary):
        raise click.UsageError(
            "A record has been read already: it takes none of --names, --map, --primary and --recursive."
        )
    listed = known_names(names)
    if output:
        check_writable(output)
    with terminal.Progress() as progress:
        findings = (
            onrecord.load(inputs[0])
            if kept
            else onrecord.read(
                inputs,
                fetcher=fetcher_of((*inputs, *primary), delay, allow_private, max_size),
                recursive=recursive,
                mapped=mapped,
                primary=primary,
                max_bytes=in_bytes(max_size),
                processes=processes or processors(),
                # the report of an earlier run may lie among the articles
                leave_out=[output] if output else [],
                names=listed,
                progress=progress,
            )
        )
    if findings.articles:
        summary = summarise(findings)
        size = terminal.screen()
        # what follows, and the line where the next command is typed, are on the same screen
        below = terminal.height(failed_lines(findings.failures), size.columns) + (2 if output else 0) + 1
        size = size._replace(rows=size.rows - below)
        put(asdict(summary), as_json, lambda: terminal.summary(summary, size))
        if output:
            write_report(findings, output)
            if not as_json:
                click.echo(f"\nReport: {click.style(terminal.clean(output), bold=True)}")
    finish(findings.failures, bool(findings.articles))
