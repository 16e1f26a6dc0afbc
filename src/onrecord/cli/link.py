"""Link the articles of a store."""

from __future__ import annotations

from dataclasses import asdict

import click

from onrecord.cli.group import STATUSES, finish, put
from onrecord.cli.options import check_engine, engine_options, known_names, names_option, printed_as_json, processors


@click.command(epilog=STATUSES, short_help="Find what the articles of STORE say together.")
@click.argument("store", metavar="STORE")
@names_option
@printed_as_json
@engine_options
def link(store: str, names: str | None, as_json: bool, engine: str, address: str | None, processes: int | None) -> None:
    """Find stories, speakers, statements, derivations and the rest across the articles of STORE, which `run` has made.

    The links of a record of the same articles are the same. What is done already is not done again.

    \b
    Examples:
      onrecord link news.store
      onrecord link news.store --names names.csv --processes 8
    """
    from onrecord import terminal
    from onrecord.store import linking

    check_engine(engine, address)
    if processes is None and engine == "local":
        processes = processors()
    with terminal.Progress() as progress:
        done = linking.link(
            store, names=known_names(names), engine=engine, address=address, processes=processes, progress=progress
        )
    what = f"{terminal.counted(done.articles, 'article')} in {terminal.counted(done.stories, 'story', 'stories')}"
    how = f"{done.made:,} of {terminal.counted(done.parts, 'part')} linked now" if done.parts else "linked before"
    put(asdict(done), as_json, lambda: [f"{what}: {how}"])
    if done.failures:
        finish(done.failures, bool(done.articles), f"`onrecord show {store} failures`")
