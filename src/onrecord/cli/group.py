"""The group of verbs: how errors are said, and how a run ends."""

from __future__ import annotations

import difflib
import json
import os
import signal
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.model import Failure

# exit statuses
FINE, SOME_FAILED, NOTHING_DONE, INTERRUPTED, NO_READER = 0, 1, 2, 130, 141

# packages that only some verbs need, with the extra that brings them
_EXTRAS = {"pyarrow": "store", "duckdb": "store"}

STATUSES = """
Exit status: 0 all went well; 1 some inputs could not be used, the rest went on; 2 wrong usage, or nothing
could be done; 130 interrupted.
"""


class Verbs(click.Group):
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
            kept = " What was stored before is kept." if ctx.invoked_subcommand in ("add", "watch", "run") else ""
            say(f"Interrupted.{kept}")
            sys.exit(INTERRUPTED)
        except ModuleNotFoundError as error:
            package = (error.name or "").partition(".")[0]
            if package not in _EXTRAS:
                raise
            fail(f"this needs the package {package}: pip install 'onrecord[{_EXTRAS[package]}]'")
            sys.exit(NOTHING_DONE)
        except (OnrecordError, OSError) as error:
            fail(_words(error))
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


def say(message: str) -> None:
    from onrecord.terminal import clean

    click.echo(clean(message), err=True)


def fail(message: str, file: str = "") -> None:
    """Say on standard error what went wrong; the name of the file that it begins with is bold on a terminal."""
    from onrecord.terminal import clean

    name, message = clean(file), clean(message)
    if name and message.startswith(name):
        message = click.style(name, bold=True) + message[len(name) :]
    click.echo(f"{click.style('Error:', fg='red', bold=True)} {message}", err=True)


def put(found: object, as_json: bool, text: Callable[[], Iterable[str]]) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for line in text():
            click.echo(line)


def failed_lines(failures: tuple[Failure, ...]) -> list[tuple[str, str]]:
    """What is said of inputs that could not be used, each with its file; few lines on a terminal, else all of it."""
    from onrecord import terminal

    return terminal.failed(failures, whole=not sys.stderr.isatty())


def finish(failures: tuple[Failure, ...], something: bool, listed: str = "`2> FILE`") -> None:
    """Say what failed, and end with the status that tells it; `listed` shows all when only some are said."""
    said = failed_lines(failures)
    for reason, file in said:
        fail(reason, file)
    if len(said) < len(failures):
        say(f"All {len(failures):,} are listed by {listed}")
    if not something and len(failures) != 1:
        fail("nothing could be read")
    if failures or not something:
        sys.exit(SOME_FAILED if something else NOTHING_DONE)
