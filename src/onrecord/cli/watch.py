"""Fetch what feeds list into a record."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict

import click

import onrecord
from onrecord.cli.group import STATUSES, fail, finish
from onrecord.cli.options import (
    Number,
    Whole,
    fetching_options,
    given_record,
    in_bytes,
    printed_as_json,
    processors,
)


@click.command(epilog=STATUSES)
@given_record
@click.argument("feeds", metavar="FEEDS...", nargs=-1, required=True)
@click.option("--once", is_flag=True, help="Go round once and end.")
@click.option(
    "--every",
    metavar="TIME",
    callback=lambda _, __, value: _seconds(value),
    default="30m",
    show_default=True,
    help="Go round so often, such as 90s, 30m, 2h or 1d; at least 60s.",
)
@click.option("--limit", metavar="N", type=Whole(min=1), help="Take at most N new items of each feed in a round.")
@click.option(
    "--max-size",
    metavar="MIB",
    type=Number(min=0, min_open=True),
    default=16,
    show_default=True,
    help="Leave out pages that are larger than so many mebibytes.",
)
@printed_as_json
@fetching_options
def watch(
    record: str,
    feeds: tuple[str, ...],
    once: bool,
    every: float,
    limit: int | None,
    max_size: float,
    as_json: bool,
    delay: float,
    allow_private: bool,
) -> None:
    """Fetch what FEEDS list into RECORD, now and again, until Ctrl-C.

    FEEDS are files with a list of feeds (OPML, or one address a line) or addresses of feeds. What RECORD holds already
    is not fetched again, and feeds are asked whether anything has changed.

    \b
    Examples:
      onrecord watch news.record feeds.opml
      onrecord watch news.record https://example.org/news.xml --once
    """
    from onrecord import terminal

    manners = onrecord.Manners(delay=delay, allow_private=allow_private, max_bytes=in_bytes(max_size))
    with terminal.Progress() as progress:
        rounds = onrecord.watch(
            record,
            feeds,
            every=None if once else every,
            limit=limit,
            manners=manners,
            processes=processors(),
            progress=progress,
        )
        with closing(rounds):
            for found in rounds:
                progress.done()
                for one in found:
                    if as_json:
                        click.echo(json.dumps(asdict(one), ensure_ascii=False))
                    elif one.answered:
                        click.echo(terminal.clean(f"{one.feed}: {terminal.watched(one)}"))
                failures = tuple(dict.fromkeys(failure for one in found for failure in one.failures))
                if once:
                    finish(failures, any(one.answered for one in found))
                for failure in failures:
                    fail(failure.reason, failure.input)


def _seconds(text: str) -> float:
    """A time such as 90s, 30m, 2h or 1d, in seconds."""
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400}
    number, unit = text[:-1], text[-1:]
    if unit not in units or not (number.isascii() and number.isdigit() and len(number) < 7):
        raise click.BadParameter(f"{text!r} is no time such as 90s, 30m, 2h or 1d.")
    if int(number) * units[unit] < 60:
        raise click.BadParameter("feeds are not asked more often than once a minute.")
    return float(int(number) * units[unit])
