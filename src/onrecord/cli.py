"""The command line: each verb parses, then calls the library function of its name.

Nothing heavy is imported before a verb needs it, so that `onrecord --help` answers at once.
"""

from __future__ import annotations

import difflib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

import onrecord
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.fetching.asking import Fetcher
    from onrecord.model import Failure
    from onrecord.names import Names

# exit statuses
FINE, SOME_FAILED, NOTHING_DONE, INTERRUPTED, NO_READER = 0, 1, 2, 130, 141

_STATUSES = """
Exit status: 0 all went well; 1 some inputs could not be used, the rest went on; 2 wrong usage, or nothing
could be done; 130 interrupted.
"""

WHAT = (
    "articles",
    "speakers",
    "who_said_what",
    "statements",
    "stories",
    "occasions",
    "derivations",
    "discrepancies",
    "times",
    "events",
    "timeline",
    "silence",
    "names",
    "corrections",
    "failures",
)


class _Verbs(click.Group):
    """A group that says errors in one line on standard error instead of a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order in which somebody new needs them."""
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args[0] not in self.commands and not args[0].startswith("-"):
            like = difflib.get_close_matches(args[0], self.commands, n=1)
            hint = f" Did you mean '{like[0]}'?" if like else f" There is {', '.join(self.commands)}."
            raise click.UsageError(f"No such command '{args[0]}'.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        ctx.color = _coloured()
        for name in ("stdout", "stderr"):  # a shell may close them
            if getattr(sys, name) is None:
                setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115
        signal.signal(signal.SIGINT, _interrupt)
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # whoever read the output has gone; a second error while flushing would only confuse
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(NO_READER)
        except KeyboardInterrupt:
            kept = " What was stored before is kept." if ctx.invoked_subcommand in ("add", "watch") else ""
            _say(f"Interrupted.{kept}")
            sys.exit(INTERRUPTED)
        except (OnrecordError, OSError) as error:
            _fail(_words(error))
            sys.exit(NOTHING_DONE)


def _coloured() -> bool | None:
    """Whether to write colours whatever the output is: no, yes, or None: when it is a terminal.

    What is said by NO_COLOR (https://no-color.org) comes first, then CLICOLOR_FORCE, then a terminal that has none.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return False if os.environ.get("TERM") == "dumb" else None


def _interrupt(*_: object) -> None:
    """Stop at the first Ctrl-C; a second one would only break the cleaning up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _words(error: OnrecordError | OSError) -> str:
    """What went wrong, as file and reason."""
    if isinstance(error, OnrecordError) or not error.errno:
        return str(error)
    # an error without words of ours that names no file comes from standard output
    return f"{error.filename or 'standard output'}: {(error.strerror or str(error)).lower()}"


def _say(message: str) -> None:
    from onrecord.terminal import clean

    click.echo(clean(message), err=True)


def _fail(message: str, file: str = "") -> None:
    """Say on standard error what went wrong; the name of the file that it begins with is bold on a terminal."""
    from onrecord.terminal import clean

    name, message = clean(file), clean(message)
    if name and message.startswith(name):
        message = click.style(name, bold=True) + message[len(name) :]
    click.echo(f"{click.style('Error:', fg='red', bold=True)} {message}", err=True)


class _Number(click.FloatRange):
    name = "number"


class _Whole(click.IntRange):
    name = "whole number"


class _Word(click.Choice[str]):
    """One word of some, of which the likest is named when another is given."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        like = difflib.get_close_matches(value, WHAT, n=1)
        if value not in WHAT and like:
            self.fail(f"{value!r} is nothing that RECORD holds. Did you mean {like[0]!r}?", param, ctx)
        return super().convert(value, param, ctx)


_inputs = click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
_record = click.argument("record", metavar="RECORD")
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


def _reading(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the verbs that read articles."""
    command = click.option(
        "--max-size",
        metavar="MIB",
        type=_Number(min=0, min_open=True),
        default=16,
        show_default=True,
        help="Leave out articles (files, members of archives) larger than so many mebibytes.",
    )(command)
    command = click.option(
        "--processes",
        metavar="N",
        type=_Whole(min=1),
        default=None,
        help="Read large piles in so many processes.  [default: one a processor]",
    )(command)
    command = click.option(
        "--names",
        metavar="FILE",
        help="Know the speakers that FILE lists, a CSV file with name, aliases, description, identifier.",
    )(command)
    command = click.option(
        "--map",
        "mapped",
        metavar="FIELD=COLUMN,...",
        callback=lambda _, __, value: _mapped(value),
        help="Read tables by these columns, as in text=body,published=date.",
    )(command)
    return click.option("-r", "--recursive", is_flag=True, help="Read the folders inside of folders too.")(command)


def _fetching(command: Callable[..., None]) -> Callable[..., None]:
    """The options of the verbs that ask addresses."""
    command = click.option(
        "--allow-private",
        is_flag=True,
        help="Read addresses of your own machine and network too.",
    )(command)
    return click.option(
        "--delay",
        metavar="SECONDS",
        type=_Number(min=0),
        default=1,
        show_default=True,
        help="Wait so long between two requests to one host; a site may ask for more.",
    )(command)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]}, epilog=_STATUSES)
@click.version_option(onrecord.__version__, prog_name="onrecord")
def main() -> None:
    """Who said what, on which occasion, in whose words, across a pile of news articles.

    \b
    Examples:
      onrecord report articles/ -o report.html
      onrecord add news.record articles/
      onrecord search news.record ceasefire --speaker Lavrov
    """


@main.command(epilog=_STATUSES, short_help="Read articles, print a summary, and write a report.")
@_inputs
@click.option("-o", "--output", metavar="FILE", help="Write the report, one HTML page, to FILE.")
@_as_json
@_reading
@_fetching
def report(
    inputs: tuple[str, ...],
    output: str | None,
    as_json: bool,
    recursive: bool,
    max_size: float,
    processes: int | None,
    names: str | None,
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
    """
    from onrecord import summarise, terminal, write_report
    from onrecord.database import is_record
    from onrecord.writing import check_writable

    kept = len(inputs) == 1 and is_record(inputs[0])
    if kept and (names or mapped or recursive):
        raise click.UsageError("A record has been read already: it takes none of --names, --map and --recursive.")
    listed = _names(names)
    if output:
        check_writable(output)
    with terminal.Progress() as progress:
        findings = (
            onrecord.load(inputs[0])
            if kept
            else onrecord.read(
                inputs,
                fetcher=_fetcher(inputs, delay, allow_private, max_size),
                recursive=recursive,
                mapped=mapped,
                max_bytes=_bytes(max_size),
                processes=processes or _processors(),
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
        below = terminal.height(_failed(findings.failures), size.columns) + (2 if output else 0) + 1
        size = size._replace(rows=size.rows - below)
        _print(asdict(summary), as_json, lambda: terminal.summary(summary, size))
        if output:
            write_report(findings, output)
            if not as_json:
                click.echo(f"\nReport: {click.style(terminal.clean(output), bold=True)}")
    _finish(findings.failures, bool(findings.articles))


@main.command(epilog=_STATUSES, short_help="Read articles into RECORD, one file that grows.")
@_record
@click.argument("inputs", metavar="[INPUT...]", nargs=-1)
@_as_json
@click.option("--no-names", is_flag=True, help="Forget the list of names that RECORD keeps.")
@_reading
@_fetching
def add(
    record: str,
    inputs: tuple[str, ...],
    as_json: bool,
    no_names: bool,
    recursive: bool,
    max_size: float,
    processes: int | None,
    names: str | None,
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
    """
    from onrecord import terminal

    if names and no_names:
        raise click.UsageError("--names and --no-names exclude each other.")
    if not (inputs or names or no_names):
        raise click.UsageError("Missing argument 'INPUT...'.")
    listed = onrecord.Names() if no_names else _names(names)
    with terminal.Progress() as progress:
        added = onrecord.add(
            record,
            inputs,
            fetcher=_fetcher(inputs, delay, allow_private, max_size),
            recursive=recursive,
            mapped=mapped,
            max_bytes=_bytes(max_size),
            processes=processes or _processors(),
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
    _print(asdict(added), as_json, lambda: said)
    _finish(added.failures, bool(added.new or added.unchanged or not inputs), f"`onrecord show {record} failures`")


@main.command(epilog=_STATUSES)
@_record
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
@click.option("--limit", metavar="N", type=_Whole(min=1), help="Take at most N new items of each feed in a round.")
@click.option(
    "--max-size",
    metavar="MIB",
    type=_Number(min=0, min_open=True),
    default=16,
    show_default=True,
    help="Leave out pages that are larger than so many mebibytes.",
)
@_as_json
@_fetching
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

    manners = onrecord.Manners(delay=delay, allow_private=allow_private, max_bytes=_bytes(max_size))
    with terminal.Progress() as progress:
        rounds = onrecord.watch(
            record,
            feeds,
            every=None if once else every,
            limit=limit,
            manners=manners,
            processes=_processors(),
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
                    _finish(failures, any(one.answered for one in found))
                for failure in failures:
                    _fail(failure.reason, failure.input)


@main.command(epilog=_STATUSES, short_help="List what RECORD holds: articles, speakers, statements and more.")
@_record
@click.argument("what", type=_Word(WHAT), default="articles", metavar="[WHAT]")
@_as_json
def show(record: str, what: str, as_json: bool) -> None:
    """List what RECORD holds: articles, speakers, who_said_what, statements, stories, occasions, derivations,
    discrepancies, times, events, timeline, silence (who left a statement out), names (the list that RECORD keeps),
    corrections or failures.

    \b
    Examples:
      onrecord show news.record
      onrecord show news.record statements
    """
    from onrecord import terminal

    found = onrecord.show(record, what)
    # ids are for programs, and the reason of a failure begins with its input
    short = [{k: v for k, v in row.items() if k not in _FOR_PROGRAMS} for row in found]
    if what == "failures":
        short = [{"reason": str(x["reason"]).removeprefix(f"{x['input']}: "), "input": x["input"]} for x in found]
    _print(found, as_json, lambda: terminal.table(short, terminal.screen().columns) or [f"no {what.replace('_', ' ')}"])


_FOR_PROGRAMS = {"id", "statement"}


@main.command(epilog=_STATUSES, short_help="Find words in what speakers say and in the articles of RECORD.")
@_record
@click.argument("words", metavar="WORDS...", nargs=-1, required=True)
@click.option(
    "--speaker", metavar="NAME", help="Only what is said by speakers of this name, a part of it, or this identifier."
)
@click.option("--limit", metavar="N", type=_Whole(min=1), default=20, show_default=True, help="Show at most N hits.")
@_as_json
def search(record: str, words: tuple[str, ...], speaker: str | None, limit: int, as_json: bool) -> None:
    """Find WORDS in what speakers say and in the articles of RECORD, the best hit first.

    All words must be there, in any order; words in double quotes must stand together.

    \b
    Examples:
      onrecord search news.record grain deal
      onrecord search news.record '"grain deal"' --speaker Lavrov
    """
    from onrecord import terminal

    try:
        hits = onrecord.search(record, " ".join(words), speaker=speaker, limit=limit)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    plain = [{**asdict(x), "excerpt": terminal.unmarked(x.excerpt)} for x in hits]
    _print(plain, as_json, lambda: terminal.hits(hits, terminal.screen().columns) or ["no hits"])


@main.command(epilog=_STATUSES)
@_record
@click.option(
    "--format", type=click.Choice(["jsonl"]), default="jsonl", show_default=True, help="The form of the export."
)
@click.option("-o", "--output", metavar="FILE", default="-", help="Write to FILE.  [default: standard output]")
def export(record: str, format: str, output: str) -> None:
    """Write everything that RECORD holds for other programs to read.

    \b
    Examples:
      onrecord export news.record --format jsonl -o news.jsonl
      onrecord export news.record | head -n 1
    """
    onrecord.write_export(onrecord.load(record), output, format=format)


@main.command(epilog=_STATUSES, short_help="Show RECORD in the browser, live: stories, speakers, search, corrections.")
@_record
@click.option(
    "--port",
    metavar="N",
    type=_Whole(0, 65535),
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
            _say("Note: whoever can reach this machine can read and correct the record")
        if opened:
            webbrowser.open(address)

    serving.serve(record, host=host, port=port, ready=ready)


# so many names that several rows of a list claim are told; the rest are counted
_NOTES = 5


def _names(path: str | None) -> Names | None:
    """The list of names at `path`; says on standard error which of its names mean nobody by themselves."""
    if path is None:
        return None
    names = onrecord.read_names(path)
    shared = names.shared()
    for form, (first, *rest) in list(shared.items())[:_NOTES]:
        lines = f"{first} and {rest[0]}" if len(rest) == 1 else f"{first} and {len(rest)} more"
        _say(f"Note: {path}: “{form}” stands on lines {lines}, and so means nobody by itself")
    if len(shared) > _NOTES:
        _say(f"Note: {path}: {len(shared) - _NOTES} more stand on several lines")
    return names


def _fetcher(inputs: Iterable[str], delay: float, allow_private: bool, max_size: float) -> Fetcher | None:
    """What asks the addresses among the inputs; None when there are none."""
    from onrecord import fetching

    if not fetching.apart(inputs)[1]:
        return None
    return fetching.fetcher(fetching.Manners(delay=delay, allow_private=allow_private, max_bytes=_bytes(max_size)))


def _seconds(text: str) -> float:
    """A time such as 90s, 30m, 2h or 1d, in seconds."""
    units = {"s": 1, "m": 60, "h": 3600, "d": 86400}
    number, unit = text[:-1], text[-1:]
    if unit not in units or not (number.isascii() and number.isdigit() and len(number) < 7):
        raise click.BadParameter(f"{text!r} is no time such as 90s, 30m, 2h or 1d.")
    if int(number) * units[unit] < 60:
        raise click.BadParameter("feeds are not asked more often than once a minute.")
    return float(int(number) * units[unit])


def _mapped(text: str | None) -> dict[str, str] | None:
    """The columns of tables that an option names, by field."""
    if text is None:
        return None
    from onrecord.intake.containers import columns

    try:
        return columns.parsed(text)
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from error


def _bytes(mebibytes: float) -> int:
    return int(mebibytes * 1024 * 1024)


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _print(found: object, as_json: bool, text: Callable[[], Iterable[str]]) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for line in text():
            click.echo(line)


def _failed(failures: tuple[Failure, ...]) -> list[tuple[str, str]]:
    """What is said of inputs that could not be used, each with its file; few lines on a terminal, else all of it."""
    from onrecord import terminal

    return terminal.failed(failures, whole=not sys.stderr.isatty())


def _finish(failures: tuple[Failure, ...], something: bool, listed: str = "`2> FILE`") -> None:
    """Say what failed, and end with the status that tells it; `listed` shows all when only some are said."""
    said = _failed(failures)
    for reason, file in said:
        _fail(reason, file)
    if len(said) < len(failures):
        _say(f"All {len(failures):,} are listed by {listed}")
    if not something and len(failures) != 1:
        _fail("nothing could be read")
    if failures or not something:
        sys.exit(SOME_FAILED if something else NOTHING_DONE)
