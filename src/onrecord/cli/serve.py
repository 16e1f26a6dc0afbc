"""Show a record in the browser."""

from __future__ import annotations

import click

from onrecord.cli.group import STATUSES, say
from onrecord.cli.options import (
    Whole,
    given_record,
)


@click.command(epilog=STATUSES, short_help="Show RECORD in the browser, live: stories, speakers, search, corrections.")
@given_record
@click.option(
    "--port",
    metavar="N",
    type=Whole(0, 65535),
    default=8000,
    show_default=True,
    help="Listen at this port; 0 is any that is free.",
)
@click.option(
    "--host",
    metavar="NAME",
    default="127.0.0.1",
    show_default=True,
    help="Listen at this address; any but the default lets others read and correct RECORD.",
)
@click.option("--open", "opened", is_flag=True, help="Open the first page in the browser.")
def serve(record: str, port: int, host: str, opened: bool) -> None:
    """Show RECORD in the browser, live, until Ctrl-C: its stories, speakers and articles, search, and corrections.

    Pages show what RECORD holds at the moment, while `add` or `watch` writes to it too. Nobody but this machine can
    see them, unless --host says otherwise.

    \b
    Examples:
      onrecord serve news.record --open
      onrecord serve news.record --port 0
    """
    import webbrowser

    from onrecord import serving, terminal

    def ready(address: str) -> None:
        click.echo(f"{terminal.clean(record)}: {address}  (Ctrl-C ends it)")
        if not serving.is_loopback(host):
            say("Note: whoever can reach this machine can read and correct the record")
        if opened:
            webbrowser.open(address)

    serving.serve(record, host=host, port=port, ready=ready)
