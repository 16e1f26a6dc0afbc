"""Text for a terminal: hostile characters made harmless, tables aligned and cut to its width."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import click

from onrecord.asking import MARK_OFF, MARK_ON, Hit
from onrecord.model import Discrepancy, Failure
from onrecord.summary import StorySummary, Summary
from onrecord.watching import Watched


class Screen(NamedTuple):
    """The size of a terminal in characters."""

    columns: int
    rows: int


def screen() -> Screen:
    """The size of the terminal; without end in width when the output goes elsewhere and COLUMNS is not set."""
    known = sys.stdout.isatty() or os.environ.get("COLUMNS")
    columns, rows = shutil.get_terminal_size((80, 24))
    return Screen(columns if known else sys.maxsize, rows)


# --- text --------------------------------------------------------------------------------------------

# a soft hyphen and a mark of byte order: nothing is lost without them, and terminals differ in whether they show them
_UNSEEN = "\u00ad\ufeff"
# a mark that is not seen, of which terminals learn that a line or a cell is in order from left to right
_LEFT_TO_RIGHT = "\u200e"
# before it a narrow character becomes a wide one
_WIDE = "\ufe0f"


def clean(text: str) -> str:
    """One line that a terminal only shows: no escape sequences, controls or marks that turn the direction."""
    out = []
    for c in text:
        if c.isspace():
            out.append(" ")
        elif unicodedata.category(c) in ("Cc", "Cs") or "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069":
            out.append("\ufffd")
        elif c not in _UNSEEN:
            out.append(c)
    return " ".join("".join(out).split())


def width(text: str) -> int:
    """How many columns of a terminal the text takes: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(columns for _, columns in _signs(text))


def _signs(text: str) -> Iterator[tuple[str, int]]:
    """What stands in one place each, a character with the marks on it, and how many columns it takes."""
    sign, columns = "", 0
    for c in text:
        # after a joiner comes a part of the same picture
        joined = sign.endswith("\u200d") and columns == 2 and not c.isalnum()
        if sign and (joined or not _columns(c)):
            sign += c
            columns = 2 if c == _WIDE and columns else columns
        else:
            if sign:
                yield sign, columns
            sign, columns = c, _columns(c)
    if sign:
        yield sign, columns


def _columns(c: str) -> int:
    if c.isascii():
        return 1
    # vowels and final consonants of Korean syllables stand on the consonant before them; so do tones of skin
    if "\u1160" <= c <= "\u11ff" or "\U0001f3fb" <= c <= "\U0001f3ff":
        return 0
    if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """The text in at most so many columns, with an ellipsis when some is left out."""
    if width(text) <= columns:
        return text
    out, used = [], 0
    for sign, wide in _signs(text):
        used += wide
        if used > columns - 1:
            break
        out.append(sign)
    return "".join(out).rstrip() + "…"


def padded(text: str, columns: int) -> str:
    """A text with spaces behind it, as wide as so many columns."""
    return text + " " * (columns - width(text))


def wrapped(text: str, columns: int, *, start: str = "", indent: int = 0, most: int = sys.maxsize) -> list[str]:
    """The text after `start` in lines of at most so many columns, the others indented; cut after `most` lines."""
    words = text.split()
    lines: list[str] = []
    line = start + (words[0] if words else "")
    for n, word in enumerate(words[1:], 1):
        if width(line) + 1 + width(word) <= columns:
            line += f" {word}"
        elif len(lines) + 1 == most:
            line = " ".join((line, *words[n:]))
            break
        else:
            lines.append(line)
            line = " " * indent + word
    return [cut(x, columns) for x in (*lines, line)]


def _ordered(text: str) -> str:
    """A cell that keeps its place in a terminal that knows of writing from right to left."""
    backwards = any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text)
    return f"{_LEFT_TO_RIGHT}{text}{_LEFT_TO_RIGHT}" if backwards else text


# --- tables ------------------------------------------------------------------------------------------

# how far columns stand apart, and how narrow one may be cut: so many characters, in a wide terminal this part of it
_GAP = 2
_LEAST = 20
_PART = 3
# ways to show what counts most, and least
_SEVERITY: dict[str, dict[str, Any]] = {"high": {"fg": "red", "bold": True}, "medium": {"fg": "yellow"}}
# the day is enough in a table
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T\d\d:[\d:.Z+-]*")


def table(rows: Sequence[Mapping[str, object]], columns: int) -> list[str]:
    """The rows as aligned lines under a header, in at most `columns` columns.

    Numbers stand right, and of a date with a time the day alone. A column that is empty in every row is left out, and
    so are the last ones rather than cutting another one short.
    """
    names = [name for name in (rows[0] if rows else ()) if any(row[name] is not None for row in rows)]
    if not names:
        return []
    heads = [name.replace("_", " ").upper() for name in names]
    cells = [[_cell(row[name], columns < sys.maxsize) for name in names] for row in rows]
    right = [all(isinstance(row[name], int | float | None) for row in rows) for name in names]
    wanted = [max(width(row[n]) for row in [heads, *cells]) for n in range(len(names))]
    widths = _fit(wanted, columns)
    out = []
    for row in [heads, *cells]:
        parts = []
        for cell, space, number in zip(row, widths, right, strict=False):
            short = cut(cell, space)
            gap = " " * (space - width(short))
            parts.append(gap + short if number else _ordered(short) + gap)
        out.append((" " * _GAP).join(parts).rstrip())
    body = map(_graded, out[1:]) if names[0] == "severity" else out[1:]
    return [click.style(out[0], bold=True), *body]


def _cell(value: object, short: bool) -> str:
    text = "" if value is None else clean(str(value))
    moment = _MOMENT.fullmatch(text) if short else None
    return moment[1] if moment else text


def _graded(line: str) -> str:
    """A line that begins with how grave something is, this in its colour."""
    grade = line.split(" ", 1)[0]
    return click.style(grade, **_SEVERITY[grade]) + line[len(grade) :] if grade in _SEVERITY else line


def _fit(wanted: Sequence[int], columns: int) -> list[int]:
    """Widths of as many columns as fit: narrow ones stay whole, wide ones share what is left."""
    least = max(_LEAST, columns // _PART)
    widths = [min(w, least) for w in wanted]
    while len(widths) > 1 and sum(widths) + _GAP * (len(widths) - 1) > columns:
        widths.pop()
    room = columns - _GAP * (len(widths) - 1)
    if len(widths) == 1:
        return [min(wanted[0], columns)]
    # give each column that wants more an equal part of what is left, until nobody does or nothing is
    while True:
        eager = [n for n, w in enumerate(widths) if w < wanted[n]]
        share = (room - sum(widths)) // len(eager) if eager else 0
        if not share:
            return widths
        for n in eager:
            widths[n] = min(wanted[n], widths[n] + share)


# --- the summary of a report -------------------------------------------------------------------------

# so many origins and speakers of a story are named; and a part of the summary takes so many lines at most
_NAMES = 5
_LINES = 2
# so many inputs that failed are told one by one on a terminal
_FAILED = 4


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with what it counts: "1 article", "1,200 articles"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def summary(found: Summary, size: Screen) -> list[str]:
    """The lines of a summary that fits on a screen: what there is, the largest stories, the gravest differences."""
    head = _head(found, size.columns)
    stories = [_story(x, size.columns) for x in found.stories]
    title, *grave = _discrepancies(found, size.columns) or [[]]
    room = size.rows - len(head)
    # the stories have what the differences leave, of which there may be half of the screen
    least = max(room // 2, room - sum(map(len, stories)))
    telling = _fitting(grave, least - len(title), lambda n: f"  … and {n:,} more")
    left = _fitting(
        stories,
        room - len(title) - len(telling),
        lambda n: f"… and {counted(n, 'more story', 'more stories')} in several articles",
    )
    return [*head, *left, *title, *telling]


def _fitting(blocks: Sequence[Sequence[str]], room: int, more: Callable[[int], str]) -> list[str]:
    """The lines of as many blocks as there is room for, at least one, and in a last line how many are left out."""
    out: list[str] = []
    for n, block in enumerate(blocks):
        last = n == len(blocks) - 1
        if n and len(out) + len(block) + (not last) > room:
            return [*out, more(len(blocks) - n)]
        out += block
    return out


def _head(found: Summary, columns: int) -> list[str]:
    """What there is, counted, and what was not read."""
    known = [f"{n:,} {what}" for n, what in ((found.listed, "from the list of names"), (found.unnamed, "unnamed")) if n]
    parts = (
        counted(found.articles, "article"),
        counted(len(found.stories) + found.single_articles, "story", "stories"),
        counted(found.speakers, "speaker") + (f" ({', '.join(known)})" if known else ""),
        counted(found.statements, "statement"),
        counted(found.occasions, "occasion"),
    )
    out = wrapped(", ".join(parts), columns)
    out[0] = click.style(out[0], bold=True)
    if found.shared_statements:
        several = f"{counted(found.shared_statements, 'statement')} in several articles, "
        out += wrapped(f"{several}{found.independent_statements:,} from several origins", columns)
    if found.unread:
        count = sum(n for _, n in found.unread)
        languages = ", ".join(f"{n:,} {language}" for language, n in found.unread)
        was = "was not read for who said what: it is" if count == 1 else "were not read for who said what: they are"
        out += wrapped(f"{counted(count, 'article')} {was} not in English ({clean(languages)})", columns, most=_LINES)
    return out


def _story(story: StorySummary, columns: int) -> list[str]:
    origins = _some(story.origins)
    told = f"{counted(story.articles, 'article')}, {counted(story.independent, 'origin')}: {origins}"
    lines = wrapped(clean(told), columns, start="  ", indent=2, most=_LINES)
    if story.speakers:
        said = f"statements by {_some([f'{name} ({n:,})' for name, n in story.speakers])}"
        lines += wrapped(clean(said), columns, start="  ", indent=2, most=_LINES)
    return ["", click.style(cut(clean(story.title), columns), bold=True), *lines]


def _some(names: Sequence[str]) -> str:
    left = len(names) - _NAMES
    return ", ".join(names[:_NAMES]) + (f" and {left:,} more" if left > 0 else "")


def _discrepancies(found: Summary, columns: int) -> list[list[str]]:
    """How many differences there are, and each that may change the meaning; the others are for the report alone."""
    if not found.discrepancies:
        return []
    grades = ", ".join(f"{n:,} {severity}" for severity, n in found.severities.items() if n)
    title = f"{counted(len(found.discrepancies), 'difference')}: {grades}"
    out = [["", click.style(cut(title, columns), bold=True)]]
    for x, *others in _alike([x for x in found.discrepancies if x.severity != "low"]):
        more = f" ({len(others):,} more of this statement)" if others else ""
        note = f"{x.kind}{more}: {clean(x.note)}"
        first, *rest = wrapped(note, columns, start=f"  {x.severity:6}  ", indent=10, most=_LINES)
        out.append([f"  {_graded(first[2:])}", *rest])
    return out


def _alike(rows: Sequence[Discrepancy]) -> list[list[Discrepancy]]:
    """Discrepancies of one kind and weight in one statement stand together: copies of an article repeat them."""
    out: dict[tuple[str, str, str], list[Discrepancy]] = {}
    for x in rows:
        out.setdefault((x.severity, x.kind, x.statement or x.id), []).append(x)
    return list(out.values())


def failed(failures: Sequence[Failure], whole: bool) -> list[tuple[str, str]]:
    """What to say of inputs that could not be used, and of which file: each, or, not `whole`, many in few lines.

    Then those that failed for the same reason stand together, and the last line counts the rest.
    """
    if whole or len(failures) <= _FAILED:
        return [(x.reason, x.input) for x in failures]
    alike: dict[str, list[Failure]] = {}
    for x in failures:
        alike.setdefault(x.reason.removeprefix(f"{x.input}: "), []).append(x)
    groups = sorted(alike.items(), key=lambda group: -len(group[1]))
    kept = groups if len(groups) <= _FAILED else groups[: _FAILED - 1]
    out = [
        (f"{len(same):,} inputs: {why}, the first is {same[0].input}", "")
        if len(same) > 1
        else (same[0].reason, same[0].input)
        for why, same in kept
    ]
    left = sum(len(same) for _, same in groups[len(kept) :])
    return [*out, (f"{left:,} more for other reasons", "")] if left else out


def height(said: Sequence[tuple[str, str]], columns: int) -> int:
    """How many lines errors take, and the one below them, in a terminal that breaks long ones."""
    lines = sum(-(-width(clean(f"Error: {words}")) // columns) for words, _ in said)
    return lines + 1 if lines else 0


def watched(found: Watched) -> str:
    """What a round brought of one feed: "12 items, 3 new, 8 held, 1 failed"."""
    if found.unchanged:
        return "unchanged"
    parts = [f"{found.new} new", f"{found.held} held"]
    parts += [f"{count} {what}" for count, what in ((found.failed, "failed"), (found.left, "left for later")) if count]
    return ", ".join([counted(found.items, "item"), *parts])


# --- progress ----------------------------------------------------------------------------------------

# seconds between two writings of the line: often enough to look alive, seldom enough to cost nothing
_OFTEN = 0.2
_TICK = 1.0
# seconds before the speed so far says anything about what is left
_SURE = 2.0


class Progress:
    """A line on standard error that says how far things are; silent unless that is a terminal that can clear a line.

    Between two calls it goes on counting the seconds. As a context it clears the line at the end, however it ends.
    """

    def __init__(self) -> None:
        self.on = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._lock = threading.Lock()
        self._told: tuple[str, int, int] | None = None
        self._began = self._shown = 0.0
        self._over = threading.Event()
        self._ticking: threading.Thread | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self.done()

    def __call__(self, what: str, done: int, expected: int) -> None:
        if not self.on:
            return
        now = time.monotonic()
        stage = what.split()[0]
        if self._told is None or self._told[0].split()[0] != stage:
            self._began = now
        self._told = what, done, expected
        if self._ticking is None:
            self._over.clear()
            self._ticking = threading.Thread(target=self._tick, daemon=True)
            self._ticking.start()
        if now - self._shown > _OFTEN or done == expected:
            self._show()

    def done(self) -> None:
        """Clear the line."""
        if self._ticking:
            self._over.set()
            self._ticking.join()
            self._ticking = self._told = None
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _tick(self) -> None:
        while not self._over.wait(_TICK):
            self._show()

    def _show(self) -> None:
        with self._lock:
            self._shown = time.monotonic()
            line = told(*(self._told or ("", 0, 0)), self._shown - self._began)
            sys.stderr.write(f"\r\x1b[K{cut(line, shutil.get_terminal_size((80, 24)).columns - 1)}")
            sys.stderr.flush()


def told(what: str, done: int, expected: int, seconds: float) -> str:
    """How far things are after so many seconds: "reading: 64 of 640 articles, 9.1 a second, about 1 min left".

    What is left is the rest at the speed so far. The steps of linking take unlike times, so for them there is only the
    time that has passed.
    """
    if what.startswith("linking"):
        step = what.removeprefix("linking ")
        return f"linking: {step}, step {done + 1} of {expected}, {lasting(seconds)} so far"
    line = f"{what}: {done:,} of {expected:,} article{'' if expected == 1 else 's'}"
    if not done or seconds <= 0:
        return line
    speed = done / seconds
    line += f", {speed:.0f} a second" if speed >= 10 else f", {speed:.1f} a second"
    return line + (f", about {lasting((expected - done) / speed)} left" if seconds > _SURE and done < expected else "")


def lasting(seconds: float) -> str:
    """A time in words that are as exact as it matters: "12 s", "3 min", "2 h 5 min"."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


# --- hits of a search --------------------------------------------------------------------------------


def hits(found: Sequence[Hit], columns: int) -> list[str]:
    """Each hit as who said it, or what article it is, and where, then the words, with those that were sought in bold.

    A speaker from the list of names has identifier and line beside the name.
    """
    out = []
    for x in found:
        day = _cell(x.published, columns < sys.maxsize)
        where = ", ".join(y for y in (clean(x.outlet or ""), day, clean(x.name)) if y)
        cited = "".join(f", {clean(y)}" for y in (x.identifier, x.listed) if y)
        who = f"{clean(x.speaker)}{cited}" if x.speaker else clean(x.title or "")
        out.append(cut(f"{who} ({where})" if who else where, columns))
        for line in wrapped(clean(x.excerpt), columns, start="  ", indent=2):
            out.append(line.replace(MARK_ON, "\x1b[1m").replace(MARK_OFF, "\x1b[0m"))
    return out


def unmarked(excerpt: str) -> str:
    """An excerpt as it stands in the article."""
    return excerpt.replace(MARK_ON, "").replace(MARK_OFF, "")
