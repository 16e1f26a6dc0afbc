"""Hold a draft against a record."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

import onrecord
from onrecord.cli.group import FINE, SOME_FAILED, put
from onrecord.cli.options import printed_as_json

if TYPE_CHECKING:
    from onrecord.checking import Checked, Claim, Place

_LEVELS = ("high", "medium", "low", "note")
# so many places of a claim are named on a terminal
_NAMED = 4

_STATUSES = """
Exit status: 0 the record has all of it as it stands; 1 something is to be looked at; 2 wrong usage, or DRAFT could not
be checked; 130 interrupted.
"""


@click.command(epilog=_STATUSES, short_help="Look up the quotations and attributed claims of DRAFT in a record.")
@click.argument("draft", metavar="DRAFT")
@click.option("--against", "record", metavar="RECORD", required=True, help="The record to look them up in.")
@click.option("-o", "--output", metavar="FILE", help="Write the draft with its marks, one HTML page, to FILE.")
@click.option(
    "--fail-on",
    type=click.Choice(_LEVELS),
    default="low",
    show_default=True,
    help="End with status 1 from this gravity on.",
)
@click.option(
    "--all", "everything", is_flag=True, help="List also what the record has as it stands, and what was not checked."
)
@printed_as_json
def check(draft: str, record: str, output: str | None, fail_on: str, everything: bool, as_json: bool) -> None:
    """Look up every quotation and every attributed claim of DRAFT in a record, the gravest finding first.

    DRAFT is a text, Markdown, HTML, Word or PDF file, or - for standard input. What is not found is not false: the
    record does not have it.

    \b
    Examples:
      onrecord check draft.docx --against news.record
      onrecord check draft.md --against news.record -o checked.html
      summarise | onrecord check - --against news.record --json --fail-on medium
    """
    from onrecord import terminal
    from onrecord.writing import check_writable, write_text

    if output:
        check_writable(output)
    found = onrecord.check(draft, against=record)
    put(_plain(found), as_json, lambda: _lines(found, draft, everything, terminal.screen().columns))
    if output:
        from onrecord.report.checked import render

        write_text(output, [render(found, record)])
    # a level of the choices is one of the model's
    sys.exit(SOME_FAILED if found.at_least(fail_on) else FINE)  # type: ignore[arg-type]


def _plain(found: Checked) -> dict[str, object]:
    """What was found as JSON has it; `line` is where a claim begins in the user's file."""
    from onrecord.checking.drafts import line_of

    claims = [{"line": line_of(found.draft, c.spans[0][0]) if c.spans else None, **asdict(c)} for c in found.claims]
    counts = {level: sum(c.level == level for c in found.claims) for level in _LEVELS}
    draft = {"input": found.draft.input, "media_type": found.draft.media_type, "text": found.draft.text}
    whole = {"claims": len(found.claims), **counts, "clear": len(found.clear), "not_checked": len(found.unchecked)}
    return {"draft": draft, "counts": whole, "outside": found.outside, "claims": claims}


def _lines(found: Checked, draft: str, everything: bool, columns: int) -> Iterator[str]:
    from onrecord.terminal import clean, counted

    said = [f"{sum(c.level == level for c in found.claims)} {level}" for level in _LEVELS[:3]]
    looked = len(found.claims) - len(found.unchecked)
    yield (
        f"{clean(draft)}: {counted(looked, 'claim')} looked up: {', '.join(said)}, "
        f"{len(found.clear)} as the record has them; {len(found.unchecked)} not checked"
    )
    for claim in found.claims:
        if everything or claim.level is not None:
            yield ""
            yield from _claim(found, claim, columns)
    rest = sum(claim.level is None for claim in found.claims)
    if rest and not everything:
        yield ""
        yield f"--all lists {counted(rest, 'claim')} more"
    if found.outside:
        yield ""
        yield f"{counted(found.outside, 'quotation')} outside of the article were not looked at"


_COLOURS = {"high": "red", "medium": "yellow"}


def _claim(found: Checked, claim: Claim, columns: int) -> Iterator[str]:
    from onrecord.checking.drafts import line_of
    from onrecord.terminal import clean, counted, wrapped

    level = (claim.level or ("–" if claim.verdict == "not checked" else "ok")).upper()
    at = line_of(found.draft, claim.spans[0][0]) if claim.spans else None
    who = clean(claim.speaker or claim.source or "nobody named")
    where = f", line {at}" if at else ""
    head = click.style(f"{level}", fg=_COLOURS.get(claim.level or ""), bold=True)
    yield f"{head}  {claim.verdict}{where}, {who}"
    yield from wrapped(clean(claim.words), columns, start="    ", indent=4)
    if claim.reason:
        yield from wrapped(clean(claim.reason), columns, start="  - ", indent=4)
    for fault in claim.faults:
        yield from wrapped(clean(f"{fault.kind}: {fault.note}"), columns, start="  - ", indent=4)
    if claim.places:
        label = "likest: " if claim.verdict == "not found" else ""
        yield from wrapped(clean(f"{label}{_place(claim.places[0])}"), columns, start="  = ", indent=4)
        others = [clean(p.label) for p in claim.places[1:_NAMED]]
        if claim.articles > 1:
            more = f" (also {', '.join(others)})" if others else ""
            yield f"    in {counted(claim.articles, 'article')} of {counted(claim.origins, 'origin')}{more}"


def _place(place: Place) -> str:
    said = ", ".join(x for x in (place.label, (place.published or "")[:10], place.speaker or "speaker not known") if x)
    return f"{said}: {place.words}"
