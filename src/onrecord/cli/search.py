"""Find words in a record."""

from __future__ import annotations

from dataclasses import asdict

import click

import onrecord
from onrecord.cli.group import STATUSES, put
from onrecord.cli.linking import bring_up_to_date
from onrecord.cli.options import (
    Whole,
    given_record,
    printed_as_json,
)


@click.command(epilog=STATUSES, short_help="Find words in what speakers say and in the articles of RECORD.")
@given_record
@click.argument("words", metavar="WORDS...", nargs=-1, required=True)
@click.option(
    "--speaker", metavar="NAME", help="Only what is said by speakers of this name, a part of it, or this identifier."
)
@click.option("--limit", metavar="N", type=Whole(min=1), default=20, show_default=True, help="Show at most N hits.")
@printed_as_json
def search(record: str, words: tuple[str, ...], speaker: str | None, limit: int, as_json: bool) -> None:
    """Find WORDS in what speakers say and in the articles of RECORD, the best hit first.

    All words must be there, in any order; words in double quotes must stand together.

    \b
    Examples:
      onrecord search news.record grain deal
      onrecord search news.record '"grain deal"' --speaker Lavrov
    """
    from onrecord import asking, terminal

    try:
        asking.query(" ".join(words))  # which is told before links are made
        bring_up_to_date(record)
        hits = onrecord.search(record, " ".join(words), speaker=speaker, limit=limit)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    plain = [{**asdict(x), "excerpt": terminal.unmarked(x.excerpt)} for x in hits]
    put(plain, as_json, lambda: terminal.hits(hits, terminal.screen().columns) or ["no hits"])
