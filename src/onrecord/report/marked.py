"""Text with marks over it as HTML: every character kept, nothing in it able to act.

Marks may nest, cross and be discontinuous, which elements cannot, so a text is cut wherever any mark
begins or ends, and each piece carries what covers it. Pieces of one finding share a key (`data-a`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from onrecord.model import Spans

# C0 and C1 controls but for tab and line ends, the line and paragraph separators, the marks that embed,
# override or isolate directions, and halves of surrogate pairs, which no UTF-8 file can hold
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
CONTROL = re.compile(f"[{_CONTROL}]")
_SPECIAL = re.compile(f"[{_CONTROL}\r]")
# what HTML cannot hold at all: NUL and surrogates are dropped or replaced by every parser
_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """Stretches of a text that belong to one finding.

    `css` are the classes of its pieces, `key` what they share, `title` what a reader is told of them, `tag`
    their element.
    """

    spans: Spans
    css: str
    key: str = ""
    title: str = ""
    tag: str = "span"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a text with an address: `html` is set before the code point at `at`."""

    at: int
    html: Markup


def plain(text: str) -> str:
    """The text for a place where no element may stand, such as an attribute: controls made visible."""
    return CONTROL.sub(lambda m: chr(0x2400 + ord(m.group())) if m.group() < " " else "\ufffd", text)


def exact(text: str) -> Markup:
    """The text as HTML that reads back character for character, controls visible and harmless.

    A control that changes directions is isolated in an element of its own, where it reaches nothing. NUL
    and halves of surrogate pairs cannot stand in HTML and become U+2400 and U+FFFD.
    """
    escaped = escape(text)
    if not _SPECIAL.search(escaped):
        return escaped
    return Markup(_SPECIAL.sub(_visible, str(escaped)))


def _visible(match: re.Match[str]) -> str:
    c = match.group()
    if c == "\r":  # a parser turns a bare carriage return into a line feed
        return "&#13;"
    held = plain(c) if _UNHOLDABLE.match(c) else c
    return f'<bdi class="x" data-c="U+{ord(c):04X}">{held}</bdi>'


def marked(text: str, start: int, stop: int, marks: Sequence[Mark], anchors: Iterable[Anchor] = ()) -> Markup:
    """`text[start:stop]` with its marks and anchors."""
    if not marks and not anchors:
        return exact(text[start:stop])
    return Markup("".join(_Sweep(text, marks, anchors, start).to(stop)))


_LINE_END = re.compile(r"[\r\n][\r\n \t]*")


def blocks(text: str, marks: Sequence[Mark], anchors: Iterable[Anchor], kinds: dict[int, str]) -> Markup:
    """The whole text, a `<p>` a line, line ends standing between them as they are in the text.

    `kinds` gives classes for lines by where their first word begins. Any other line that follows no empty one
    gets the class "tight".
    """
    sweep = _Sweep(text, marks, anchors, 0)
    out: list[str] = []
    at, gap = 0, False
    while at < len(text):
        end = _LINE_END.search(text, at)
        stop = end.start() if end else len(text)
        if stop > at:
            first = next((i for i in range(at, stop) if text[i] not in " \t"), at)
            css = kinds.get(first, "" if gap else "tight")
            out.append(f'<p dir="auto" class="{escape(css)}">' if css else '<p dir="auto">')
            out.extend(sweep.to(stop))
            out.append("</p>")
        if end is None:
            break
        gap = end.group().count("\n") > 1 or end.group().count("\r") > 1
        out.append(exact(end.group()))
        sweep.skip(end.end())
        at = end.end()
    out.extend(sweep.rest())
    return Markup("".join(out))


class _Sweep:
    """One pass over a text from left to right; what is open is known at every point."""

    def __init__(self, text: str, marks: Sequence[Mark], anchors: Iterable[Anchor], start: int) -> None:
        self.text = text
        self.at = start
        self.open: dict[int, int] = defaultdict(int)
        self.marks = marks
        self.turns: list[tuple[int, int, int, Markup | None]] = []  # (where, close/anchor/open, mark, html)
        for n, mark in enumerate(marks):
            for a, b in mark.spans:
                if a < b and b > start:
                    self.turns.append((b, 0, n, None))
                    self.turns.append((max(a, start), 2, n, None))
        for n, anchor in enumerate(anchors):
            self.turns.append((max(anchor.at, start), 1, n, anchor.html))
        self.turns.sort(key=lambda t: t[:3], reverse=True)

    def to(self, stop: int) -> Iterable[str]:
        """The pieces from here up to `stop`."""
        while self.turns and self.turns[-1][0] < stop:
            where = self.turns[-1][0]
            if where > self.at:
                yield self._piece(where)
            yield from self._turn()
        if stop > self.at:
            yield self._piece(stop)

    def skip(self, stop: int) -> None:
        """Pass over characters that another writes, opening and closing on the way."""
        self.at = max(self.at, stop)

    def rest(self) -> Iterable[str]:
        """Anchors that are left at the end."""
        while self.turns:
            yield from self._turn()

    def _turn(self) -> Iterable[str]:
        _, what, n, html = self.turns.pop()
        if what == 1 and html is not None:
            yield html
        elif what == 2:
            self.open[n] += 1
        elif what == 0:
            self.open[n] -= 1
            if not self.open[n]:
                del self.open[n]

    def _piece(self, stop: int) -> str:
        words = exact(self.text[self.at : stop])
        self.at = stop
        if not self.open:
            return words
        marks = [self.marks[n] for n in sorted(self.open)]
        css = " ".join(dict.fromkeys(m.css for m in marks if m.css))
        keys = " ".join(dict.fromkeys(m.key for m in marks if m.key))
        title = "; ".join(dict.fromkeys(m.title for m in marks if m.title))
        tag = next((m.tag for m in marks if m.tag != "span"), "span")
        attributes = "".join(
            f' {name}="{escape(plain(value))}"'
            for name, value in (("class", css), ("data-a", keys), ("title", title))
            if value
        )
        return f"<{tag}{attributes}>{words}</{tag}>"
