"""What an HTML page shows around its article: the lines above it, read as those of a plain text are.

A page states its title and date for machines and shows them to people, and where the two differ it is the
shown ones that its article was printed with: a stated date is often that of the first draft or of the last
visit of an editor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.intake import metadata
from onrecord.intake.blocks import NAMES, Block
from onrecord.intake.dates import dates
from onrecord.intake.lines import kind_of, label_names, split
from onrecord.intake.metadata import Cleaned
from onrecord.intake.stated import PERSON
from onrecord.text import fold

# lines above the title, and of the article from its first on, that may tell of it; a line of it has so many words
ABOVE, BELOW, LONG = 8, 6, 8


def shown(page: Sequence[Block], title: str | None, blocks: Sequence[str]) -> tuple[Cleaned, bool]:
    """Authors, date and subtitle that stand above or in the first lines of the article.

    `page` are the blocks of the whole page, `blocks` the texts of those of the article.

    The second value is whether the date is said to be that of a change.
    """
    out = Cleaned()
    body_lines = {fold(block) for block in blocks if len(block.split()) >= LONG}
    found = [line for block in page for line in ((block.text,) if fold(block.text) in body_lines else block.lines)]
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
    if not out.authors:
        out.authors = _called_authors(page, folded_title=key, body_lines=body_lines)
    changed = False
    for start, _ in out.evidence.get("published", ()):
        line_start = text.rfind("\n", 0, start) + 1
        changed = metadata.says_changed(text[line_start:start])
    return out, changed


_AUTHOR, _STAMP = (1 << NAMES.index(name) for name in ("author", "stamp"))
_BY = re.compile(r"(?:(?:written|posted|published|words|story)\s+)?by\b[\s:]*|author\s*:\s*", re.IGNORECASE)


def _called_authors(page: Sequence[Block], folded_title: str | None, body_lines: set[str]) -> tuple[str, ...]:
    """The name in the element beside title and article that the page itself calls an author's, or before a date in
    one that it calls the article's data."""
    folded = [fold(block.text) for block in page]
    first = next((i for i, own in enumerate(folded) if own in body_lines), len(page))
    titled = [i for i in range(first) if folded[i] == folded_title]
    for block in page[max(0, (titled[-1] if titled else first) - ABOVE) : first]:
        if not block.own & (_AUTHOR | _STAMP):
            continue
        name = _BY.sub("", block.lines[0], count=1).strip(" ,|•·–—:-")
        found = dates(name)
        if found:
            name = name[: found[0].start].strip(" ,|•·–—:-")
        if (block.own & _AUTHOR or found) and PERSON.fullmatch(name) and not metadata.is_nobody(name):
            return (name,)
    return ()


_MENU = sum(1 << NAMES.index(name) for name in ("<nav>", "<footer>"))


def shown_day(page: Sequence[Block], above: Cleaned) -> str | None:
    """The day that the page shows with its article; one that only its menus show is none of the article's."""
    if above.published is None:
        return None
    day = above.published[:10]
    places = {
        bool(block.hints & _MENU) for block in page for line in block.lines if day[2:4] in line and _says(line, day)
    }
    return None if places == {True} else above.published


def _says(line: str, day: str) -> bool:
    return any((found.value or "").startswith(day) for found in dates(line))
