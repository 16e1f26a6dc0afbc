"""Read articles into a store."""

from __future__ import annotations

from dataclasses import asdict

import click

from onrecord.cli.group import STATUSES, finish, put
from onrecord.cli.options import (
    Whole,
    check_engine,
    engine_options,
    given_inputs,
    in_bytes,
    intake_options,
    printed_as_json,
    processors,
)


@click.command(epilog=STATUSES, short_help="Read very many articles into STORE, a folder of Parquet files.")
@given_inputs
@click.option("-o", "--output", "store", metavar="STORE", required=True, help="The folder that the articles go to.")
@printed_as_json
@click.option(
    "--shard",
    metavar="N",
    type=Whole(min=1),
    default=250,
    show_default=True,
    help="Do about so many articles at a time; another number reads everything anew.",
)
@engine_options
@intake_options
def run(
    inputs: tuple[str, ...],
    store: str,
    as_json: bool,
    shard: int,
    engine: str,
    address: str | None,
    processes: int | None,
    primary: tuple[str, ...],
    recursive: bool,
    max_size: float,
    mapped: dict[str, str] | None,
) -> None:
    """Have STORE, a folder, hold the articles of files, folders and globs, and nothing else.

    The inputs are cut into shards, which processes of this machine or of a Ray cluster read. A shard that was done
    before, of the same inputs in the same way, is not done again; what no longer belongs to STORE goes at the end.

    \b
    Examples:
      onrecord run -r articles/ -o news.store
      onrecord run 'crawl/*.warc.gz' -o news.store --engine ray --address head:6379
    """
    from onrecord import terminal
    from onrecord.store import running

    check_engine(engine, address)
    if processes is None and engine == "local":
        processes = processors()
    with terminal.Progress() as progress:
        ran = running.run(
            store,
            inputs,
            engine=engine,
            address=address,
            processes=processes,
            recursive=recursive,
            max_bytes=in_bytes(max_size),
            mapped=mapped,
            primary=primary,
            shard=shard,
            progress=progress,
        )
    said = [
        f"{terminal.counted(ran.articles, 'article')} in {terminal.counted(ran.shards, 'shard')}: "
        f"{ran.new:,} read now, in {terminal.counted(ran.made, 'shard')}"
    ]
    if ran.removed:
        said.append(f"{terminal.counted(ran.removed, 'shard')} of earlier runs removed")
    put(asdict(ran), as_json, lambda: said)
    finish(ran.failures, bool(ran.articles), f"`onrecord show {store} failures`")
