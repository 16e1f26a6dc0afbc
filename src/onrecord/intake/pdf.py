"""A PDF to `Article`: what its pages show, in reading order, cleaned as plain text is."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onrecord.intake.cleaning import clean
from onrecord.intake.dates import dates
from onrecord.intake.decoding import language
from onrecord.intake.layout import Block, Known, Line, around, columns, flowing, paragraphs, running
from onrecord.intake.metadata import Cleaned
from onrecord.model import Article, Failure, Furniture, Origin, Source, Span, digest
from onrecord.text import fold, mended

# seconds that reading one file may take, on a machine that has other things to do
PATIENCE = 90
# share of a page's characters that are letters at least
READABLE = 0.7
# bytes at the end of a file in which its mark of the end stands
TAIL = 2048
# pages without text that are named one by one
NAMED = 5
# how much larger than the text a line is that may be the title by its size alone, and how many words it has
LARGE, FEWEST, MOST = 1.3, 3, 30
# the first paragraph with so many characters is of the text
OPENING = 160
# what the cleaning calls a line that nothing else is known of
_VAGUE = ("menu", "related", "caption")
GAVE_UP = "the reader of PDF files gave up on it: it crashed, or needed too much time or memory"
_DRAWN = Path(__file__).with_name("drawn.py")
_DIGITS = re.compile(r"\d+")


def document(source: Source) -> list[Article | Failure]:
    """The article that a PDF holds, or why there is none; behind an article, what of it could not be read.

    `text` is the paragraphs and headings in the order in which they are read, two line feeds between them; `origin`
    says on which page and in which box each stands. A running head or foot is kept once.
    """
    found = _drawn(source.data)
    if isinstance(found, str):
        return [Failure(source.input, f"{source.input}: {found}")]
    pages = [_lines(page) for page in found["pages"]]
    missing = [n for n, lines in enumerate(pages) if not lines]
    if len(missing) == len(pages):
        return [Failure(source.input, f"{source.input}: {_no_text(found)}")]
    blocks = _blocks(pages)
    turns = [page["turn"] for page in found["pages"]]
    article = _article(source, blocks, turns, found["info"])
    told = []
    if b"%%EOF" not in source.data[-TAIL:]:
        told.append("the file ends too early: it is cut, and pages may be missing")
    if missing:
        told.append(f"{_told(missing)}; the other pages are read")
    return [article, *(Failure(source.input, f"{source.input}: {words}") for words in told)]


def _no_text(found: dict[str, Any]) -> str:
    if any(page["unread"] for page in found["pages"]):
        return "it does not say which letters its text is made of"
    count = len(found["pages"])
    return f"{'its page holds no' if count == 1 else f'none of its {count} pages holds'} text (a scan?)"


def _told(missing: Sequence[int]) -> str:
    """Which pages hold no text, in words for a person."""
    numbers = ", ".join(str(n + 1) for n in missing[:NAMED])
    if len(missing) == 1:
        return f"page {numbers} holds no text (a scan?)"
    more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
    return f"pages {numbers}{more} hold no text (scans?)"


# --- the pages ---------------------------------------------------------------------------------------


def _drawn(data: bytes) -> dict[str, Any] | str:
    """What the pages draw, as `drawn` gives it, read by a process of its own; or why not, in words for a person."""
    try:
        done = subprocess.run(
            # -P: nothing that lies beside the program hides a module of the library
            [sys.executable, "-P", str(_DRAWN)],
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        found = json.loads(done.stdout) if done.returncode == 0 else {"error": GAVE_UP}
    except subprocess.TimeoutExpired:
        found = {"error": f"reading it takes more than {PATIENCE} seconds"}
    except (OSError, ValueError) as error:
        found = {"error": f"the reader of PDF files cannot be run ({type(error).__name__})"}
    return str(found["error"]) if "error" in found else found


def _lines(page: dict[str, Any]) -> list[Line]:
    """The pieces of a page; none when most of its characters are no letters."""
    pieces = page["pieces"]
    total = sum(len(piece[0]) for piece in pieces)
    if not total or page["unread"] > (1 - READABLE) * (total + page["unread"]):
        return []
    return [
        Line(mended(text), (x0, y0, x1, y1), base, bold)
        for text, x0, y0, x1, y1, base, bold in pieces
        if text.strip("\ufffd ")
    ]


def _blocks(pages: Sequence[Sequence[Line]]) -> list[Block]:
    """The paragraphs and headings of all pages in reading order, with each running head and foot once around them."""
    known = Known(pages)
    heads: dict[str, Block] = {}
    feet: dict[str, Block] = {}
    found: list[list[Block]] = []
    for number, (lines, outer) in enumerate(zip(pages, running(pages), strict=True)):
        taken = {id(line) for row in outer for line in row}
        left = [line for line in lines if id(line) not in taken]
        middle = sum(line.base for line in lines) / max(1, len(lines))
        for row in outer:
            text = " ".join(line.text for line in row)
            block = Block(text, [(number, around(line.box for line in row))], row[0].size, running=True)
            key = _DIGITS.sub("0", text)
            if key not in heads and key not in feet:
                (heads if row[0].base > middle and number == 0 else feet)[key] = block
        found += [paragraphs(column, number, known) for column in columns(left)]
    return [*heads.values(), *flowing(found, known), *feet.values()]


# --- the article -------------------------------------------------------------------------------------


def _article(source: Source, blocks: list[Block], turns: list[int], info: dict[str, str]) -> Article | Failure:
    text = "\n\n".join(block.text for block in blocks)
    if not any(c.isalpha() for c in text):
        return Failure(source.input, f"{source.input}: it holds no words")
    spans: list[Span] = []
    at = 0
    for block in blocks:
        spans.append((at, at + len(block.text)))
        at += len(block.text) + 2
    title = _title(blocks, info)
    cleaned = clean(text, title=title)
    if title and cleaned.title is None:
        cleaned = clean(text)
    _unframe(cleaned, [span for span, block in zip(spans, blocks, strict=True) if block.running])
    sha256 = hashlib.sha256(source.data).hexdigest()
    return Article(
        id=digest("article", source.name, sha256),
        input=source.input,
        name=source.name,
        sha256=sha256,
        media_type=source.media_type,
        text=text,
        language=language(" ".join(text[a:b] for p in cleaned.paragraphs for a, b in p)),
        title=cleaned.title,
        subtitle=cleaned.subtitle,
        authors=cleaned.authors or _author(text, cleaned, info),
        outlet=cleaned.outlet,
        published=cleaned.published or _day(text, cleaned, info),
        retrieved=source.retrieved,
        dateline=cleaned.dateline,
        paragraphs=cleaned.paragraphs,
        headings=cleaned.headings,
        furniture=cleaned.furniture,
        evidence=cleaned.evidence,
        origin=tuple(
            Origin(span, "; ".join(_where(page, box, turns[page]) for page, box in block.places))
            for span, block in zip(spans, blocks, strict=True)
        ),
    )


def _where(page: int, box: tuple[float, ...], turn: int) -> str:
    """A page and a box in the PDF's own points, from the lower left corner of the page before it is turned."""
    x0, y0, x1, y1 = box
    for _ in range(-turn % 4):
        x0, y0, x1, y1 = y0, -x1, y1, -x0
    return f"page {page + 1}, box {x0:.0f} {y0:.0f} {x1:.0f} {y1:.0f}"


def _title(blocks: list[Block], info: dict[str, str]) -> str | None:
    """The title that the PDF states of itself, where a line says the same; else the largest line above the text."""
    stated = fold(info.get("Title", ""))
    shown = [block for block in blocks if not block.running]
    same = [block for block in shown if stated and fold(block.text) == stated]
    if same:
        return max(same, key=lambda block: block.size).text
    sizes: Counter[float] = Counter()
    for block in shown:
        sizes[round(block.size, 1)] += len(block.text)
    usual = max(sizes, key=lambda x: (sizes[x], -x)) if sizes else 0.0
    first = next((n for n, block in enumerate(shown) if len(block.text) >= OPENING), 0)
    above = [b for b in shown[:first] if b.size > LARGE * usual and FEWEST <= len(b.text.split()) <= MOST]
    return max(above, key=lambda block: block.size).text if above else None


def _unframe(cleaned: Cleaned, heads: Sequence[Span]) -> None:
    """Call running heads what they are, and take those out of the article that the cleaning left in it."""
    taken = {span for paragraph in cleaned.paragraphs for span in paragraph if span in heads}
    if len(taken) < sum(len(paragraph) for paragraph in cleaned.paragraphs):
        kept = (tuple(span for span in paragraph if span not in taken) for paragraph in cleaned.paragraphs)
        cleaned.paragraphs = tuple(paragraph for paragraph in kept if paragraph)
        cleaned.headings = tuple(span for span in cleaned.headings if span not in taken)
        furniture = [*cleaned.furniture, *(Furniture(span, "page header") for span in taken)]
        cleaned.furniture = tuple(sorted(furniture, key=lambda f: f.span))
    cleaned.furniture = tuple(
        Furniture(f.span, "page header") if f.span in heads and f.kind in _VAGUE else f for f in cleaned.furniture
    )


def _author(text: str, cleaned: Cleaned, info: dict[str, str]) -> tuple[str, ...]:
    """The author that the PDF states of itself, where a line around the article is that name."""
    stated = " ".join(info.get("Author", "").split())
    for furniture in cleaned.furniture:
        line = text[slice(*furniture.span)]
        if " " in stated and fold(line) in (fold(stated), f"by {fold(stated)}"):
            cleaned.evidence["authors"] = (furniture.span,)
            return (stated,)
    return ()


def _day(text: str, cleaned: Cleaned, info: dict[str, str]) -> str | None:
    """The day on which the PDF says it was made, where a line that is no running head shows it, the month spelt."""
    made = re.match(r"(?:D:)?(\d{4})(\d\d)(\d\d)", info.get("CreationDate", ""))
    for furniture in cleaned.furniture if made else ():
        if furniture.kind == "page header":
            continue
        for found in dates(text[slice(*furniture.span)]):
            start, stop = furniture.span[0] + found.start, furniture.span[0] + found.stop
            spelt = any(c.isalpha() for c in text[start:stop])
            if spelt and made and found.value and found.value[:10] == "-".join(made.groups()):
                cleaned.evidence["published"] = ((start, stop),)
                return found.value
    return None
