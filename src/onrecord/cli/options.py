"""Arguments and options that several verbs have, and what is made of their values."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

import onrecord
from onrecord.cli.group import say

if TYPE_CHECKING:
    from onrecord.fetching.asking import Fetcher
    from onrecord.names import Names


class Number(click.FloatRange):
    name = "number"


class Whole(click.IntRange):
    name = "whole number"


given_inputs = click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
given_record = click.argument("record", metavar="RECORD")
given_store = click.argument("store", metavar="STORE")
printed_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


def intake_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the verbs that open inputs."""
    command = click.option(
        "--max-size",
        metavar="MIB",
        type=Number(min=0, min_open=True),
        default=16,
        show_default=True,
        help="Leave out articles (files, members of archives) larger than so many mebibytes.",
    )(command)
    command = click.option(
        "--primary",
        metavar="FILE",
        multiple=True,
        help="Read FILE too, as what was said itself: all others are held against it (may be given again).",
    )(command)
    command = click.option(
        "--map",
        "mapped",
        metavar="FIELD=COLUMN,...",
        callback=lambda _, __, value: _mapped(value),
        help="Read tables by these columns, as in text=body,published=date.",
    )(command)
    return click.option("-r", "--recursive", is_flag=True, help="Read the folders inside of folders too.")(command)


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the verbs that read articles and link them."""
    command = click.option(
        "--processes",
        metavar="N",
        type=Whole(min=1),
        default=None,
        help="Read large piles in so many processes.  [default: one a processor]",
    )(command)
    return intake_options(names_option(command))


def names_option(command: Callable[..., None]) -> Callable[..., None]:
    """The list of names of the verbs that link."""
    return click.option(
        "--names",
        metavar="FILE",
        help="Know the speakers that FILE lists, a CSV file with name, aliases, description, identifier.",
    )(command)


def engine_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the verbs whose work an engine spreads."""
    command = click.option(
        "--processes",
        metavar="N",
        type=Whole(min=1),
        default=None,
        help="Work in so many processes.  [default: one a processor, of this machine or of the cluster]",
    )(command)
    command = click.option(
        "--address", metavar="ADDRESS", help="With --engine ray: join the cluster there, as in head:6379 or auto."
    )(command)
    return click.option(
        "--engine",
        type=click.Choice(["local", "ray"]),
        default="local",
        show_default=True,
        help="What spreads the work: processes of this machine, or a Ray cluster.",
    )(command)


def check_engine(engine: str, address: str | None) -> None:
    """Raise UsageError for an address that nothing is asked at."""
    if address and engine != "ray":
        raise click.UsageError("--address is for --engine ray.")


def fetching_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the verbs that ask addresses."""
    command = click.option(
        "--allow-private",
        is_flag=True,
        help="Read addresses of your own machine and network too.",
    )(command)
    return click.option(
        "--delay",
        metavar="SECONDS",
        type=Number(min=0),
        default=1,
        show_default=True,
        help="Wait so long between two requests to one host; a site may ask for more.",
    )(command)


# so many names that several rows of a list claim are told; the rest are counted
_NOTES = 5


def known_names(path: str | None) -> Names | None:
    """The list of names at `path`; says on standard error which of its names mean nobody by themselves."""
    if path is None:
        return None
    names = onrecord.read_names(path)
    shared = names.shared()
    for form, (first, *rest) in list(shared.items())[:_NOTES]:
        lines = f"{first} and {rest[0]}" if len(rest) == 1 else f"{first} and {len(rest)} more"
        say(f"Note: {path}: “{form}” stands on lines {lines}, and so means nobody by itself")
    if len(shared) > _NOTES:
        say(f"Note: {path}: {len(shared) - _NOTES} more stand on several lines")
    return names


def fetcher_of(inputs: Iterable[str], delay: float, allow_private: bool, max_size: float) -> Fetcher | None:
    """What asks the addresses among the inputs; None when there are none."""
    from onrecord import fetching

    if not fetching.apart(inputs)[1]:
        return None
    return fetching.fetcher(fetching.Manners(delay=delay, allow_private=allow_private, max_bytes=in_bytes(max_size)))


def _mapped(text: str | None) -> dict[str, str] | None:
    """The columns of tables that an option names, by field."""
    if text is None:
        return None
    from onrecord.intake.containers import columns

    try:
        return columns.parsed(text)
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from error


def in_bytes(mebibytes: float) -> int:
    return int(mebibytes * 1024 * 1024)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
