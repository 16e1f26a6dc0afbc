"""What a PDF draws: its pieces of text with their places. Run as a program, for one PDF each.

    python drawn.py < file.pdf      one JSON object on standard output, see `drawn`

A PDF is read by a C library, and a hostile one may crash it, keep it busy for ever or fill the memory. So `pdf.py` runs
this file as a process of its own, with limits; it imports nothing of onrecord, which keeps its start short.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import math
import sys
import unicodedata
from collections import Counter
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

# one article is read of a file; what has more pages than this is a book or an archive
MAX_PAGES = 400
# characters that are read at most, over all pages
MAX_CHARACTERS = 1_200_000
# seconds of work and bytes of memory that one file may take
MAX_SECONDS, MAX_MEMORY = 30, 3 << 30
# in heights of the line: what two pieces stand apart at least, a space is wide at least, a raised mark is off at most
APART, SPACE, RAISED = 0.85, 0.22, 0.45
# how much larger than its word a first letter is that reaches over several lines
INITIAL = 1.7
# text that is turned by more than this, in radians, from the four directions of a page is a stamp across it
SLANTED = 0.1
# what pdfium gives for a hyphen at a line's end
_HYPHENS = ("\x02", "\ufffe")
# how the pieces of text are drawn: 3 is not at all, 7 only clips
_UNSEEN = (3, 7)


def drawn(data: bytes) -> dict[str, Any]:
    """The pages of a PDF as plain data, or {"error": why there are none, in words for a person}.

    {"count": pages in the file, "info": {what the PDF states of itself}, "pages": [{"unread": characters that are no
    letters, "turn": quarter turns of its text, "box": [x0, y0, x1, y1], "pieces": [[text, x0, y0, x1, y1, base line,
    bold], …]}, …]}. A piece is a stretch of one line; places are points from the lower left corner, after the page has
    been turned so that its text runs from left to right. Text that is invisible, beside the page or turned is left out.
    """
    if b"%PDF-" not in data[:1024]:
        return {"error": "it is no PDF file"}
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        password = "password" in str(error).lower() or "security" in str(error).lower()
        return {"error": "it is locked by a password" if password else "the PDF file is damaged, or only a part of one"}
    pages: list[dict[str, Any]] = []
    left = MAX_CHARACTERS
    count = len(document)
    if count > MAX_PAGES:
        return {"error": f"it has too many pages ({count:,}; at most {MAX_PAGES} are read)"}
    for number in range(count):
        try:
            page = document[number]
            text = page.get_textpage()
        except pypdfium2.PdfiumError:
            pages.append({"unread": 0, "turn": 0, "box": [0, 0, 0, 0], "pieces": []})
            continue
        left -= text.count_chars()
        if left < 0:
            return {"error": f"it holds too much text for one article (more than {MAX_CHARACTERS:,} characters)"}
        pages.append(_page(page, text))
        text.close()
        page.close()
    if not count:
        return {"error": "the PDF file has no page that can be read"}
    info = {key: str(value) for key, value in document.get_metadata_dict(skip_empty=True).items()}
    return {"count": count, "info": info, "pages": pages}


def _page(page: Any, text: Any) -> dict[str, Any]:
    box = page.get_cropbox()
    found = list(_characters(text.raw, text.count_chars(), box))
    # a page that was scanned and read by a machine has its text behind the image, invisible; on another it hides
    seen = sum(visible for *_, visible in found)
    found = [c for c in found if c[-1] or seen * 2 < len(found)]
    turns = Counter(c[6] for c in found if c[6] is not None)
    turn = turns.most_common(1)[0][0] if turns else 0
    unread = sum(c[0] == "\ufffd" for c in found)
    return {
        "unread": unread,
        "turn": turn,
        "box": turned(box, turn),
        "pieces": _pieces([c for c in found if c[6] == turn or not c[0].strip()], turn),
    }


def turned(box: Any, turn: int) -> list[float]:
    """A box on a page that is turned by so many quarters, so that text which ran upwards runs to the right."""
    x0, y0, x1, y1 = box
    for _ in range(turn % 4):
        x0, y0, x1, y1 = y0, -x1, y1, -x0
    return [round(v, 2) for v in (x0, y0, x1, y1)]


def _characters(text: Any, count: int, page: Any) -> Any:
    """(character, left, bottom, right, top, (x, y) of the base line, quarter turns or None, bold, visible) of each.

    A space that stands nowhere is one that the library put between two words. What is beside the page is left out.
    """
    loose = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    before, visible, bold = None, True, False
    high = ""
    for i in range(count):
        code = pdfium.FPDFText_GetUnicode(text, i)
        c = chr(code) if 0 < code < 0x110000 else "\ufffd"
        if 0xD800 <= code < 0xDC00:
            high = c
            continue
        if 0xDC00 <= code < 0xE000:
            c = (high + c).encode("utf-16", "surrogatepass").decode("utf-16", "replace") if high else "\ufffd"
        high = ""
        if c in _HYPHENS:
            c = "-"
        elif c.isspace():
            c = " "
        elif unicodedata.category(c) in ("Cc", "Co", "Cn", "Cs"):
            c = "\ufffd"
        if c == " ":
            yield c, 0, 0, 0, 0, (0, 0), None, False, True
            continue
        pdfium.FPDFText_GetLooseCharBox(text, i, loose)
        pdfium.FPDFText_GetCharOrigin(text, i, x, y)
        middle = (loose.left + loose.right) / 2, (loose.bottom + loose.top) / 2
        if not (page[0] <= middle[0] <= page[2] and page[1] <= middle[1] <= page[3]):
            continue
        drawn_by = pdfium.FPDFText_GetTextObject(text, i)
        key = ctypes.cast(drawn_by, ctypes.c_void_p).value
        if key != before:
            before = key
            visible = pdfium.FPDFTextObj_GetTextRenderMode(drawn_by) not in _UNSEEN
            bold = pdfium.FPDFText_GetFontWeight(text, i) >= 600
        # the library counts clockwise
        angle = -pdfium.FPDFText_GetCharAngle(text, i)
        quarter = round(angle / (math.pi / 2))
        straight = abs(angle - quarter * math.pi / 2) <= SLANTED
        where = (loose.left, loose.bottom, loose.right, loose.top)
        yield c, *where, (x.value, y.value), quarter % 4 if straight else None, bold, visible


def _pieces(characters: list[Any], turn: int) -> list[list[Any]]:
    """The characters put together as far as they follow each other on one line."""
    out: list[list[Any]] = []
    spaced = False
    for c, *rest in characters:
        if c == " ":
            spaced = True
            continue
        x0, y0, x1, y1 = turned(rest[:4], turn)
        _, base, _, _ = turned((*rest[4], *rest[4]), turn)
        bold = rest[6]
        height = y1 - y0
        if height <= 0 or x1 < x0:
            continue
        if out:
            last = out[-1]
            tall = max(height, last[4] - last[2])
            gap = x0 - last[3]
            # a big first letter is a piece of its own
            small, large = sorted((height, last[4] - last[2]))
            alike = large < INITIAL * small or len(last[0]) > 1
            if abs(base - last[5]) <= RAISED * tall and -0.5 * tall < gap < APART * tall and alike:
                last[0] += (" " if spaced or gap > SPACE * tall else "") + c
                last[1], last[3] = min(last[1], x0), max(last[3], x1)
                last[2], last[4] = min(last[2], y0), max(last[4], y1)
                last[6] = last[6] and bold
                spaced = False
                continue
        out.append([c, x0, y0, x1, y1, base, bold])
        spaced = False
    return out


def main() -> None:
    """Read a PDF from standard input, write what it draws to standard output, within the limits."""
    # Windows has no such limits; there the time alone is bounded, by who runs this
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    json.dump(drawn(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
