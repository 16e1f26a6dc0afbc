"""What an HTML page shows around its article: the lines above it, read as those of a plain text are.

A page states its title and date for machines and shows them to people, and where the two differ it is the
shown ones that its article was printed with: a stated date is often that of the first draft or of the last
visit of an editor.
"""

from __future__ import annotations

import re
from typing import Any

import lxml.etree

from onrecord.intake import metadata
from onrecord.intake.lines import kind_of, label_names, split
from onrecord.intake.metadata import Cleaned
from onrecord.text import fold

_WITHIN_LINES = """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small
span strike strong sub sup time tt u var wbr"""
_HIDDEN = "script style noscript template svg select head iframe object audio video canvas math"
_INLINE, _UNSEEN = frozenset(_WITHIN_LINES.split()), frozenset(_HIDDEN.split())
_SPACE = re.compile(r"\s+")
# lines above the title, and of the article from its first on, that may tell of it; a line of it has so many words
ABOVE, BELOW, LONG = 8, 6, 8
# no more lines of a page are looked at
MOST = 4000


def lines_of(tree: Any, most: int = MOST) -> list[str]:
    """The text of the page's blocks in order, white space made single, until there are `most`."""
    out: list[str] = []
    loose: list[str] = []

    def flush() -> None:
        text = _SPACE.sub(" ", "".join(loose)).strip()
        if text:
            out.append(text)
        loose.clear()

    walk = lxml.etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in ("start", "end") and element.tag not in _INLINE:
            flush()
        if event == "start":
            if element.tag in _UNSEEN:
                walk.skip_subtree()
            elif element.text:
                loose.append(element.text)
        elif element.tail:
            loose.append(element.tail)
        if len(out) >= most:
            break
    flush()
    return out


def shown(tree: Any, title: str | None, blocks: list[str]) -> tuple[Cleaned, bool]:
    """Authors, date and subtitle that stand above or in the first lines of the article whose `blocks` are given.

    The second value is whether the date is said to be that of a change.
    """
    out = Cleaned()
    body_lines = {fold(block) for block in blocks if len(block.split()) >= LONG}
    found = lines_of(tree)
    folded = [fold(line) for line in found]
    first = next((i for i, line in enumerate(folded) if line in body_lines), None)
    if first is None:
        return out, False
    key = fold(title) if title else None
    titled = [i for i in range(first) if folded[i] == key]
    start = max(0, (titled[-1] if titled else first) - ABOVE)
    last = max(i for i, line in enumerate(folded) if line in body_lines)
    text = "\n".join(found[start : min(first + BELOW, last + 1)])
    lines = split(text)
    for line in lines:
        line.kind = kind_of(line.text)
    label_names(lines)
    body = [line.kind is None and fold(line.text) in body_lines for line in lines]
    if not any(body):
        return out, False
    metadata.headline(lines, body, out, title)
    for line, inside in zip(lines, body, strict=True):
        if not inside and line.kind is None:
            line.kind = "menu"
    metadata.read(lines, body, out)
    changed = False
    for start, _ in out.evidence.get("published", ()):
        line_start = text.rfind("\n", 0, start) + 1
        changed = metadata.says_changed(text[line_start:start])
    return out, changed
