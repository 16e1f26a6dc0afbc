"""The reading order of a printed page: which of its pieces are a column, a line, a paragraph, a running head.

Places are in points, from the lower left corner; a page's text runs from left to right (`drawn` has turned it so).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from onrecord.language.terms import background, stem

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Line:
    """A stretch of text on one base line: a piece as it was drawn, or several put together."""

    text: str
    box: Box
    base: float
    bold: bool

    @property
    def size(self) -> float:
        """The height of the line, from which everything else is measured."""
        return self.box[3] - self.box[1]


@dataclass(slots=True)
class Block:
    """A paragraph or heading: its text, and where it stands: (page from 0, box), twice and more where it goes on.

    `size` is the height of its lines; `full` says that the last of them reaches the column's edge, `running` that it is
    a running head or foot.
    """

    text: str
    places: list[tuple[int, Box]]
    size: float
    full: bool = False
    running: bool = False


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of them."""
    held = list(boxes)
    return min(b[0] for b in held), min(b[1] for b in held), max(b[2] for b in held), max(b[3] for b in held)


# --- running heads and page numbers ------------------------------------------------------------------

# lines from the top and from the bottom of a page among which they are sought
OUTER = 3
# how far a running head may move from page to page, in points
MOVED = 8.0
# what a page's number is alone, and with the words that stand with it
_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|pages|pg|p|seite|página|pagina|pág|strona|sida|side|стр)\b\.?\s*)?\d{1,4}"
    r"(?:\s*(?:of|/|von|de|sur|di|av|af|из|\|)\s*\d{1,4})?[\W_]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")


def rows(lines: Sequence[Line]) -> list[list[Line]]:
    """The pieces that share a base line, from the top of the page, each row from the left."""
    out: list[list[Line]] = []
    for line in sorted(lines, key=lambda x: (-x.base, x.box[0])):
        if out and abs(out[-1][0].base - line.base) <= 0.3 * min(line.size, out[-1][0].size):
            out[-1].append(line)
        else:
            out.append([line])
    return [sorted(row, key=lambda x: x.box[0]) for row in out]


def running(pages: Sequence[Sequence[Line]]) -> list[list[list[Line]]]:
    """For each page its running heads and feet, as rows.

    These are outer rows that stand at the same place on another page too, figures aside; a number alone that is the
    first or last thing on a page; and pieces that stand unchanged at one place on half of the pages, wherever it is.
    """
    seen: dict[str, list[tuple[int, float]]] = {}
    fixed: Counter[tuple[str, int, int]] = Counter()
    outer: list[list[tuple[str, list[Line]]]] = []
    for number, lines in enumerate(pages):
        found = rows(lines)
        edge = found if len(found) <= 2 * OUTER else [*found[:OUTER], *found[-OUTER:]]
        outer.append([(_DIGITS.sub("0", _joined(row)), row) for row in edge])
        for key, row in outer[-1]:
            seen.setdefault(key, []).append((number, row[0].base))
        fixed.update({_place(line) for line in lines})
    out: list[list[list[Line]]] = []
    for number, (lines, edges) in enumerate(zip(pages, outer, strict=True)):
        kept = [
            row
            for key, row in edges
            if any(n != number and abs(row[0].base - base) <= MOVED for n, base in seen[key])
            or (row in (edges[0][1], edges[-1][1]) and _NUMBER.fullmatch(_joined(row)))
        ]
        held = {id(line) for row in kept for line in row}
        kept += [
            [line]
            for line in lines
            if id(line) not in held and fixed[_place(line)] >= max(2, len(pages) / 2) and len(line.text) > 1
        ]
        out.append(kept)
    return out


def _place(line: Line) -> tuple[str, int, int]:
    return line.text, round(line.box[0]), round(line.base)


def _joined(row: Sequence[Line]) -> str:
    return " ".join(line.text for line in row)


# --- columns -----------------------------------------------------------------------------------------

# how wide the white between two columns is at least, in heights of the lines beside it
GUTTER = 0.6
# lines that stand on each side of it at least, and how wide a column is at least, in heights of its lines
LINES, WIDE = 3, 4.0
# how much larger than the text a headline above columns is
HEADLINE = 1.5
# places at which white between columns is sought, at most
TRIED = 300
# columns within columns
DEEPEST = 12


def columns(lines: list[Line], depth: int = 0) -> list[list[Line]]:
    """The lines in groups of one column each, in the order in which they are read.

    The longest white stretch from top to bottom with lines on both sides parts a left column from a right one; what
    stands above and below it, and crosses it, is read before and after both.
    """
    if len(lines) < 2 * LINES or depth > DEEPEST:
        return [lines] if lines else []
    cut = _gutter(lines)
    if cut is None:
        return [lines]
    x, top, bottom = cut
    middle = [line for line in lines if bottom <= line.base <= top]
    parts = (
        [line for line in lines if line.base > top],
        [line for line in middle if line.box[0] < x],
        [line for line in middle if line.box[0] >= x],
        [line for line in lines if line.base < bottom],
    )
    return [group for part in parts for group in columns(part, depth + 1)]


def _gutter(lines: list[Line]) -> tuple[float, float, float] | None:
    """(x, top, bottom) of the white that parts two columns over the most lines; None where there is none."""
    typical = median(line.size for line in lines)
    ordered = sorted(lines, key=lambda x: -x.base)
    over = {id(line) for line in lines if _is_over(line, lines, typical)}
    left_edges = Counter(round(line.box[0]) for line in lines)
    tried = sorted(edge for edge, _ in left_edges.most_common(TRIED))
    best: tuple[int, float, tuple[float, float, float]] | None = None
    for edge in tried[1:] if len(tried) > 1 else ():
        white = edge - 1 - GUTTER * typical, edge - 1.0
        run: list[Line] = []
        for line in (*ordered, None):
            beside = line is not None and (line.box[2] <= white[0] or line.box[0] >= white[1])
            if line is not None and beside and id(line) not in over:
                run.append(line)
                continue
            found = _sides(run, white[1])
            if found is not None:
                count, height = found
                if best is None or (count, height) > best[:2]:
                    best = count, height, (white[1], run[0].base, run[-1].base)
            run = []
    return best[2] if best else None


def _is_over(line: Line, lines: list[Line], typical: float) -> bool:
    """Whether a line is a headline that stands above columns, however short: large, and alone at its height."""
    return (
        line.size > HEADLINE * typical
        and len(line.text) > 2
        and not any(x.box[1] < line.box[3] and x.box[3] > line.box[1] for x in lines if x is not line)
    )


def _sides(run: list[Line], x: float) -> tuple[int, float] | None:
    """(lines beside each other, height) of two columns, when what stands left and right of `x` is two columns."""
    left = [line for line in run if line.box[0] < x]
    right = [line for line in run if line.box[0] >= x]
    if min(len(left), len(right)) < LINES:
        return None
    if any(
        median(line.box[2] - line.box[0] for line in side) < WIDE * median(line.size for line in side)
        for side in (left, right)
    ):
        return None
    top = min(max(line.base for line in left), max(line.base for line in right))
    bottom = max(min(line.base for line in left), min(line.base for line in right))
    beside = [sum(bottom - 1 <= line.base <= top + 1 for line in side) for side in (left, right)]
    if min(beside) < LINES or _listed(left, right):
        return None
    return min(beside), top - bottom


def _listed(left: list[Line], right: list[Line]) -> bool:
    """Whether the left side is the labels of what stands on the right, or both are a table: each short piece has its
    counterpart on the same line, and few lines are full."""
    bases = sorted(line.base for line in right)
    paired = sum(any(abs(line.base - base) < 0.3 * line.size for base in bases) for line in left)
    edge = max(line.box[2] for line in left)
    width = edge - min(line.box[0] for line in left)
    full = sum(edge - line.box[2] < 0.25 * width for line in left)
    return paired >= 0.8 * len(left) and full < 0.5 * len(left)


# --- lines and paragraphs ----------------------------------------------------------------------------

# a first line is set in, or a whole point of a list, by at least and at most so much, in heights of the line
INDENT, DEEP = 0.6, 5.0
# how much farther apart than usual the lines of two paragraphs stand
GAP = 1.25
# how far apart the lines of a paragraph stand, in heights of them, where so few show that they say nothing
SPACED, ENOUGH = 1.35, 6
# how far apart the lines of one headline stand at most, in heights of them
TIGHT = 1.4
# how much larger a heading's letters are than those of the text below it
LARGER = 1.12
# heights of the line that a ragged edge may leave beside the room for the next word
SLACK = 0.6
# lines above and below that show how wide a column is
NEAR = 6
# a column is so wide at least, in heights of its lines
NARROW = 9.0
_ENDS = '.!?:”"’»…)'
_BULLET = re.compile(r"[•●▪■◦‣∙►▶▸›✓✔*–—-]\s|\(?\d{1,2}[.)]\s")
_SOFT = "\u00ad"
_HYPHEN = re.compile(r"(\w+)[-\u2010\u00ad]$")
_WORD = re.compile(r"\w+(?:[-’']\w+)*")
_LETTERS = re.compile(r"\w+")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}


def lines_of(column: Sequence[Line]) -> list[Line]:
    """The lines of one column, from its top: pieces of one base line together, a large first letter with its word."""
    found = rows(column)
    initials = [
        row[0]
        for row in found
        for _ in row[:1]
        if len(row[0].text) <= 2 and row[0].text.isupper() and row[0].size > 1.7 * median(x.size for x in column)
    ]
    out: list[Line] = []
    for row in rows([line for line in column if all(line is not x for x in initials)]):
        text = " ".join(line.text for line in row)
        out.append(Line(text, around(line.box for line in row), row[0].base, all(line.bold for line in row)))
    for initial in initials:
        # the lines that begin beside it, which are set in for it alone
        beside = [
            x
            for x in out
            if x.box[1] < initial.box[3] and x.box[3] > initial.box[1] and x.box[0] >= initial.box[2] - 0.5 * x.size
        ]
        if beside:
            first = beside[0]
            first.text = initial.text + first.text
            for line in beside:
                line.box = (initial.box[0], *line.box[1:])
        else:
            out.append(initial)
    return sorted(out, key=lambda x: -x.base)


def paragraphs(column: Sequence[Line], page: int, known: Known) -> list[Block]:
    """The paragraphs and headings of one column, from its top."""
    lines = lines_of(column)
    if not lines:
        return []
    steps: dict[int, list[float]] = {}
    for above, below in pairwise(lines):
        if _alike(above, below):
            steps.setdefault(round(above.size), []).append(above.base - below.base)
    groups: list[list[Line]] = [[lines[0]]]
    for n, (above, below) in enumerate(pairwise(lines)):
        edge = max(line.box[2] for line in lines[max(0, n - NEAR) : n + NEAR])
        seen = steps.get(round(above.size), [])
        step = median(seen) if len(seen) >= ENOUGH else min([*seen, SPACED * above.size])
        if _breaks(above, below, groups[-1], edge, step, known):
            groups.append([below])
        else:
            groups[-1].append(below)
    out = []
    for group in groups:
        text = ""
        for line in group:
            text = known.put(text, line.text)
        box = around(line.box for line in group)
        full = len(group) > 1 and group[-1].box[2] > box[2] - FULL * (box[2] - box[0])
        out.append(Block(text, [(page, box)], median(x.size for x in group), full))
    return out


def _alike(above: Line, below: Line) -> bool:
    """Whether two lines are set in letters of the same size."""
    return max(above.size, below.size) < LARGER * min(above.size, below.size)


def _breaks(above: Line, below: Line, group: list[Line], edge: float, step: float, known: Known) -> bool:
    """Whether a paragraph ends between two lines; `edge` is how far the lines around reach to the right."""
    if not _alike(above, below) or above.bold != below.bold or _BULLET.match(below.text):
        return True
    size = below.size
    apart = above.base - below.base
    if above.size > LARGER * known.size:
        # the lines of a headline are broken by hand
        return apart > TIGHT * size
    if apart > GAP * step and apart > size:
        return True
    # a first line is set in against the line above it; a second line is never
    if INDENT * size < below.box[0] - above.box[0] < DEEP * size and not (
        len(group) == 1 and _BULLET.match(above.text)
    ):
        return True
    if _HYPHEN.search(above.text):
        return False
    left = min(above.box[0], below.box[0])
    # what is narrower than any column is a list, of sections or names
    if edge - left < NARROW * size and not below.text[0].islower() and above.text[-1] not in ",-":
        return True
    # the first word of this line would have found room in the line above
    word = len(below.text.split(" ", 1)[0]) * (below.box[2] - below.box[0]) / max(1, len(below.text))
    room = edge - above.box[2] - word - SLACK * size
    return room > (0.04 if above.text[-1:] in _ENDS else 0.3) * (edge - above.box[0])


class Known:
    """What a whole document says of a line of it: its words, and the height of most of its lines."""

    def __init__(self, pages: Iterable[Iterable[Line]]) -> None:
        self.words: Counter[str] = Counter()
        sizes: Counter[float] = Counter()
        for lines in pages:
            for line in lines:
                self.words.update(word.casefold() for word in _WORD.findall(line.text.translate(_LIGATURES)))
                sizes[round(line.size, 1)] += len(line.text)
        self.size = max(sizes, key=lambda x: (sizes[x], -x)) if sizes else 0.0

    def put(self, text: str, more: str) -> str:
        """The text with one more line. A word that a hyphen parts at the line's end is made whole.

        A hyphen stays where the document holds the word with it, where no small letter follows, and between two
        halves that are common words while the whole is none ("long-term").
        """
        more = more.translate(_LIGATURES)
        if not text:
            return more
        parted = _HYPHEN.search(text)
        if parted is None or not more[0].isalpha():
            dashed = text[-1] in "—/-" and text[-2:-1].isalnum()
            return text + more if dashed else f"{text} {more}"
        if text[-1] == _SOFT:
            return text[:-1] + more
        if not more[0].islower():
            return text + more
        head, rest = parted[1].casefold(), _LETTERS.match(more)[0].casefold()  # type: ignore[index]
        whole, hyphened = head + rest, f"{head}-{rest}"
        if self.words[hyphened] > self.words[whole]:
            return text + more
        if self.words[whole] or _is_common(whole):
            return text[:-1] + more
        compound = all(len(half) > 2 and _is_common(half) for half in (head, rest))
        return text + more if compound else text[:-1] + more


def _is_common(word: str) -> bool:
    return stem(word) in background()


# --- over the ends of columns and pages --------------------------------------------------------------

# blocks of smaller letters (captions, notes) that may stand between the halves of a paragraph
BETWEEN = 3


def flowing(columns: Iterable[Sequence[Block]], known: Known) -> list[Block]:
    """The blocks of all columns and pages, one after the other; a paragraph that goes on in the next column is one.

    It goes on when it ends as no sentence does and what begins a later column, in letters of the same size, begins
    with a small letter; right behind it, also with a capital one when its last line is full and both are long.
    """
    out: list[Block] = []
    for blocks in columns:
        for n, block in enumerate(blocks):
            before = _unfinished(out, block, known) if n == 0 else None
            if before is None:
                out.append(block)
            else:
                before.text = known.put(before.text, block.text)
                before.places += block.places
    for block in out:
        block.text = block.text.replace(_SOFT, "")
    return [block for block in out if block.text.strip()]


# how much of its width the last line of a paragraph that goes on leaves free at most
FULL = 0.12
# words that the halves of a paragraph have when it goes on with a capital letter
LONG = 8


def _unfinished(blocks: list[Block], block: Block, known: Known) -> Block | None:
    for back, before in enumerate(reversed(blocks[-BETWEEN - 1 :])):
        if before.size >= LARGER * block.size:
            return None
        if block.size >= LARGER * before.size:
            continue
        words = len(before.text.split())
        if before.text[-1] in _ENDS or words < 4 or before.size > LARGER * known.size:
            return None
        long = (
            back == 0
            and before.full
            and words >= LONG
            and len(block.text.split()) >= LONG
            and not _BULLET.match(block.text)
        )
        return before if block.text[0].islower() or long else None
    return None
