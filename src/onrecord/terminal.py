"""Text for a terminal: hostile characters made harmless, tables aligned and cut to its width."""

from __future__ import annotations

import os
import shutil
import sys
import time
import unicodedata
from collections.abc import Mapping, Sequence

from onrecord.asking import MARK_OFF, MARK_ON, Hit
from onrecord.model import Discrepancy
from onrecord.summary import Summary
from onrecord.watching import Watched

# columns of a table that are no wider than this are not cut while others can be; and how far they stand apart
_NARROW = 10
_GAP = 2


def clean(text: str) -> str:
    """One line that a terminal only shows: no escape sequences, controls or marks that turn the direction."""
    out = []
    for c in text:
        if c.isspace():
            out.append(" ")
        elif unicodedata.category(c) in ("Cc", "Cs") or "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069":
            out.append("\ufffd")
        else:
            out.append(c)
    return " ".join("".join(out).split())


def width(text: str) -> int:
    """How many columns of a terminal the text takes: two for a wide character, none for a combining one."""
    return sum(_columns(c) for c in text)


def _columns(c: str) -> int:
    if c.isascii():
        return 1
    if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """The text in at most so many columns, with an ellipsis when some is left out."""
    if width(text) <= columns:
        return text
    out, used = [], 0
    for c in text:
        used += _columns(c)
        if used > columns - 1:
            break
        out.append(c)
    return "".join(out).rstrip() + "…"


def padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def screen() -> int:
    """The width of the terminal in columns; without end when the output goes elsewhere and COLUMNS is not set."""
    known = sys.stdout.isatty() or os.environ.get("COLUMNS")
    return shutil.get_terminal_size((80, 24)).columns if known else sys.maxsize


def table(rows: Sequence[Mapping[str, object]], columns: int) -> list[str]:
    """The rows as aligned lines under a header, in at most `columns` columns.

    Numbers stand right. A column that is empty in every row is left out, and so are the last ones when there
    is no room for them.
    """
    names = [name for name in (rows[0] if rows else ()) if any(row[name] is not None for row in rows)]
    names = names[: max(1, (columns + _GAP) // (_NARROW + _GAP))]
    if not names:
        return []
    heads = [name.replace("_", " ").upper() for name in names]
    cells = [["" if row[name] is None else clean(str(row[name])) for name in names] for row in rows]
    right = [all(isinstance(row[name], int | float | None) for row in rows) for name in names]
    wanted = [max(width(row[n]) for row in [heads, *cells]) for n in range(len(names))]
    widths = _fit(wanted, columns - _GAP * (len(names) - 1))
    out = []
    for row in [heads, *cells]:
        parts = []
        for cell, space, number in zip(row, widths, right, strict=True):
            short = cut(cell, space)
            parts.append(" " * (space - width(short)) + short if number else padded(short, space))
        out.append((" " * _GAP).join(parts).rstrip())
    return out


def _fit(wanted: Sequence[int], columns: int) -> list[int]:
    """Widths that sum to at most `columns`: narrow columns stay whole, wide ones share what is left."""
    widths = [min(w, _NARROW, columns) for w in wanted]
    # give each column that wants more an equal part of what is left, until nobody does or nothing is
    while True:
        eager = [n for n, w in enumerate(wanted) if widths[n] < w]
        share = (columns - sum(widths)) // len(eager) if eager else 0
        if not share:
            return widths
        for n in eager:
            widths[n] = min(wanted[n], widths[n] + share)


# --- the summary of a report -------------------------------------------------------------------------

# so many stories, names and discrepancies fit on one screen together
_STORIES = 4
_NAMES = 5
_DISCREPANCIES = 8


def counted(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def summary(found: Summary, columns: int) -> list[str]:
    """The lines of a summary that fits on one screen."""
    several = f"{found.shared_statements} in several articles, {found.independent_statements} from several origins"
    shared = f" ({several})" if found.shared_statements else ""
    stories = len(found.stories) + found.single_articles
    out = [
        ", ".join(
            (
                counted(found.articles, "article"),
                counted(stories, "story", "stories"),
                counted(found.speakers, "speaker")
                + (f" ({found.listed} from the list of names)" if found.listed else ""),
                counted(found.statements, "statement") + shared,
                counted(found.occasions, "occasion"),
            )
        ),
    ]
    if found.unread:
        count = sum(n for _, n in found.unread)
        languages = ", ".join(f"{n} {language}" for language, n in found.unread)
        was = "was not read for who said what: it is" if count == 1 else "were not read for who said what: they are"
        out.append(f"{counted(count, 'article')} {was} not in English ({languages})")
    for story in found.stories[:_STORIES]:
        names = [f"{name} ({n})" for name, n in story.speakers[:_NAMES]]
        out += ["", clean(story.title)]
        out.append(
            f"  {counted(story.articles, 'article')}, {counted(story.independent, 'origin')}: "
            f"{clean(', '.join(story.origins))}"
        )
        if names:
            out.append(f"  statements by {clean(', '.join(names))}{_rest(len(story.speakers) - _NAMES)}")
    if len(found.stories) > _STORIES:
        out += ["", f"… and {counted(len(found.stories) - _STORIES, 'more story', 'more stories')} in several articles"]
    if found.discrepancies:
        grades = ", ".join(f"{n} {severity}" for severity, n in found.severities.items() if n)
        out += ["", f"{counted(len(found.discrepancies), 'discrepancy', 'discrepancies')}: {grades}"]
        # those that change no meaning are for the report alone
        grave = _alike([x for x in found.discrepancies if x.severity != "low"])
        for x, *others in grave[:_DISCREPANCIES]:
            more = f" ({len(others)} more of this statement)" if others else ""
            out.append(f"  {x.severity}  {x.kind}: {clean(x.note)}{more}")
        out += _more(sum(map(len, grave[_DISCREPANCIES:])))
    return [cut(line, columns) for line in out]


def _alike(rows: Sequence[Discrepancy]) -> list[list[Discrepancy]]:
    """Discrepancies of one kind and weight in one statement stand together: copies of an article repeat them."""
    out: dict[tuple[str, str, str], list[Discrepancy]] = {}
    for x in rows:
        out.setdefault((x.severity, x.kind, x.statement or x.id), []).append(x)
    return list(out.values())


def watched(found: Watched) -> str:
    """What a round brought of one feed: "12 items, 3 new, 8 held, 1 failed"."""
    if found.unchanged:
        return "unchanged"
    parts = [f"{found.new} new", f"{found.held} held"]
    parts += [f"{count} {what}" for count, what in ((found.failed, "failed"), (found.left, "left for later")) if count]
    return ", ".join([counted(found.items, "item"), *parts])


def _rest(left: int) -> str:
    return f" and {left} more" if left > 0 else ""


def _more(left: int) -> list[str]:
    return [f"  … and {left} more"] if left > 0 else []


# --- progress ----------------------------------------------------------------------------------------


class Progress:
    """A line on standard error that says how far reading is; silent unless that is a terminal."""

    def __init__(self) -> None:
        self.on = sys.stderr.isatty()
        self.start = time.monotonic()
        self.shown = 0.0

    def __call__(self, done: int, expected: int) -> None:
        now = time.monotonic()
        # often enough to look alive, seldom enough to cost nothing
        if self.on and (now - self.shown > 0.2 or done == expected):
            self.shown = now
            speed = done / max(now - self.start, 0.001)
            left = f"{(expected - done) / speed:.0f} s left" if done < expected else "linking"
            line = f"{done} of {counted(expected, 'article')}, {speed:.0f} a second, {left}"
            self._write(cut(line, shutil.get_terminal_size((80, 24)).columns - 1))

    def done(self) -> None:
        """Clear the line."""
        self._write("")

    def _write(self, line: str) -> None:
        if self.on:
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()


# --- hits of a search --------------------------------------------------------------------------------


def hits(found: Sequence[Hit]) -> list[str]:
    """Each hit as who said it where, then the words, with those that were sought in bold.

    A speaker from the list of names has identifier and line beside the name.
    """
    out = []
    for x in found:
        where = clean(", ".join(y for y in (x.outlet, x.published, x.name) if y))
        cited = "".join(f", {clean(y)}" for y in (x.identifier, x.listed) if y)
        out.append(f"{clean(x.speaker)}{cited} ({where})" if x.speaker else where)
        words = clean(x.excerpt).replace(MARK_ON, "\x1b[1m").replace(MARK_OFF, "\x1b[0m")
        out.append(f"  {words}")
    return out


def unmarked(excerpt: str) -> str:
    """An excerpt as it stands in the article."""
    return excerpt.replace(MARK_ON, "").replace(MARK_OFF, "")
