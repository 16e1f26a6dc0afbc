"""The command line: a module a verb, each of which parses, then calls the library function of its name.

Nothing heavy is imported before a verb needs it, so that `onrecord --help` answers at once.
"""

from __future__ import annotations

import click

import onrecord
from onrecord.cli.add import add
from onrecord.cli.check import check
from onrecord.cli.export import export
from onrecord.cli.group import STATUSES, Verbs
from onrecord.cli.import_ import import_
from onrecord.cli.link import link
from onrecord.cli.pull import pull
from onrecord.cli.report import report
from onrecord.cli.run import run
from onrecord.cli.search import search
from onrecord.cli.serve import serve
from onrecord.cli.show import show
from onrecord.cli.sql import sql
from onrecord.cli.watch import watch


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]}, epilog=STATUSES)
@click.version_option(onrecord.__version__, prog_name="onrecord")
def main() -> None:
    """Who said what, on which occasion, in whose words, across a pile of news articles.

    \b
    Examples:
      onrecord report articles/ -o report.html
      onrecord add news.record articles/
      onrecord search news.record ceasefire --speaker Lavrov
    """


# in the order in which somebody new needs them
for _verb in (report, add, watch, show, search, check, export, import_, serve, run, link, sql, pull):
    main.add_command(_verb)
