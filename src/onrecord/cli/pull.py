"""Make a record of a part of a store."""

from __future__ import annotations

from dataclasses import asdict

import click

from onrecord.cli.group import STATUSES, finish, put
from onrecord.cli.options import Whole, given_store, printed_as_json, processors


@click.command(epilog=STATUSES, short_help="Make a record of a part of STORE.")
@given_store
@click.option("-o", "--output", "record", metavar="RECORD", required=True, help="The record that the articles go to.")
@click.option(
    "--story", metavar="ID", help="The articles of a story, as in `onrecord sql STORE 'select * from stories'`."
)
@click.option("--search", metavar="WORDS", help="The articles in which all of these words stand.")
@click.option("--speaker", metavar="NAME", help="The articles that report words of speakers who are called so.")
@click.option("--all", "everything", is_flag=True, help="All articles.")
@printed_as_json
@click.option(
    "--processes",
    metavar="N",
    type=Whole(min=1),
    default=None,
    help="Link large piles in so many processes.  [default: one a processor]",
)
def pull(
    store: str,
    record: str,
    story: str | None,
    search: str | None,
    speaker: str | None,
    everything: bool,
    as_json: bool,
    processes: int | None,
) -> None:
    """Put articles of STORE, as they were read, into RECORD, which is created when it is not there, and link them.

    Of several conditions all must hold. RECORD is then like any other: for report, show, search, serve and export.

    \b
    Examples:
      onrecord pull news.store --search '"Carrow Bridge" mayor' -o bridge.record
      onrecord pull news.store --speaker Okafor -o okafor.record
    """
    from onrecord import terminal
    from onrecord.store import pulling

    some = story is not None or search is not None or speaker is not None
    if some == everything:
        raise click.UsageError("Say which articles: --story, --search, --speaker, or --all of them.")
    with terminal.Progress() as progress:
        added = pulling.pull(
            store,
            record,
            story=story,
            search=search,
            speaker=speaker,
            processes=processes or processors(),
            progress=progress,
        )
    said = f"{terminal.counted(added.new, 'new article')}, {terminal.counted(added.unchanged, 'article')} there before"
    put(asdict(added), as_json, lambda: [said])
    finish(added.failures, bool(added.new or added.unchanged), f"`onrecord show {record} failures`")
