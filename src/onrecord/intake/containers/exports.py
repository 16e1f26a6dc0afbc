"""Downloads of newspaper databases, as text or as a Word document, and Word documents that hold one article."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.intake.containers import Damaged, Limits, downloads, rows, size
from onrecord.intake.decoding import decode
from onrecord.model import Failure, Source

# a download holds many articles, and is held as a whole: so many times what one article may have
_TIMES = 4
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def recognise(head: bytes) -> bool:
    """Whether a text that begins so is surely a download with the articles of a database."""
    return not head.startswith(b"PK") and downloads.is_download(decode(head))


def sources(name: str, stream: BinaryIO, limits: Limits) -> Iterator[Source | Failure]:
    """The articles of a download, or the one of a Word document."""
    most = _TIMES * limits.bytes
    data = stream.read(most + 1)
    if len(data) > most:
        yield Failure(name, f"{name}: the file is too large (more than {size(most)})")
        return
    stem = os.path.splitext(rows.PACKED.sub("", os.path.basename(name)))[0]
    title = None
    if data.startswith(b"PK"):
        try:
            title, text = _document(data, most)
        except Damaged as error:
            yield Failure(name, f"{name}: {error}")
            return
    else:
        text = decode(data)
    found = downloads.split(text)
    if not found:
        if text.strip():
            yield rows.source(name, stem, {"title": title, "text": text})
        else:
            yield Failure(name, f"{name}: it holds no words")
    for number, document in enumerate(found, 1):
        where = f"{name}, document {number}"
        body = "\n".join(text[start:stop] for start, stop in document.body)
        if any(c.isalpha() for c in body):
            yield rows.source(where, f"{stem}-{number}", {**document.known, "text": body})
        else:
            yield Failure(where, f"{where}: there is no text in this document")


# tags of a Word document; a book has a tenth of them, and each takes some hundred bytes of memory
_ELEMENTS = 2_000_000


def _document(data: bytes, most: int) -> tuple[str | None, str]:
    """The title of a Word document, where a paragraph has the style of one, and its paragraphs, blank lines between.

    Raises Damaged when it cannot be read, or is larger than `most` bytes when unpacked.
    """
    import docx
    import lxml.etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            # no more is unpacked of a part than it says that it has
            if sum(part.file_size for part in parts.infolist()) > most:
                raise Damaged(f"the document is too large (more than {size(most)} when unpacked)")
            if sum(parts.read(part).count(b"<") for part in parts.namelist() if part.endswith(".xml")) > _ELEMENTS:
                raise Damaged("the document has too many parts")
        document = docx.Document(io.BytesIO(data))
        titles: list[str] = []
        paragraphs: list[str] = []
        for element in document.element.body.iter(f"{_WORD}p"):
            if any(above.tag == _FALLBACK for above in element.iterancestors(_FALLBACK)):
                continue  # a second form of what stands in a box
            text = _text(element).strip()
            if text:
                paragraphs.append(text)
                style = document.styles.get_by_id(element.style, 1) if element.style else None
                if style is not None and style.name in ("Title", "Heading 1"):
                    titles.append(text)
    except (zipfile.BadZipFile, lxml.etree.LxmlError, ValueError, KeyError, OSError, EOFError) as error:
        raise Damaged(f"the document is damaged ({' '.join(str(error).split())[:200]})") from None
    except (AttributeError, TypeError, NotImplementedError, RuntimeError, IndexError) as error:
        raise Damaged(f"the document cannot be read ({type(error).__name__}: {str(error)[:200]})") from None
    return (titles[0] if titles else None), "\n\n".join(paragraphs)


# what a run holds that is text, and what is written for white space
_SPACES = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
_LEFT_OUT = frozenset((f"{_WORD}p", f"{_WORD}moveFrom", f"{_WORD}del", _FALLBACK))


def _text(paragraph: object) -> str:
    """The words of a paragraph as it stands: those that a change took out are left, those it put in are there."""
    out: list[str] = []
    waiting = list(reversed(paragraph))  # type: ignore[call-overload]
    while waiting:
        element = waiting.pop()
        if element.tag == f"{_WORD}t":
            out.append(element.text or "")
        elif element.tag in _SPACES:
            out.append(_SPACES[element.tag])
        elif element.tag not in _LEFT_OUT:
            waiting.extend(reversed(element))
    return "".join(out)
