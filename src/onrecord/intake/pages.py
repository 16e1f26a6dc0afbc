"""HTML pages to articles: the text of the page's article, what the page states of it, and where each block stood.

The blocks of the page are told apart by what they are and by what others take for the article (`choosing`); title,
authors, outlet and date come from what the page states about itself and shows, and stay open where it says nothing.
Nothing is fetched and nothing is run: a script is read as data, and only where it holds JSON-LD.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import lxml.etree
import lxml.html

from onrecord.intake import cards
from onrecord.intake.blocks import Block, blocks_of, xpath
from onrecord.intake.choosing import chosen
from onrecord.intake.decoding import decode, language
from onrecord.intake.shown import shown, shown_day
from onrecord.intake.stated import about_of, authors_of, plain, published_of, stated_day, title_of
from onrecord.intake.taken import body_scripts, is_deep, takings
from onrecord.model import Article, Failure, Furniture, Origin, Source, Span, digest
from onrecord.text import fold, mended

_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
# kinds of furniture that a block of an article is taken out for
_FRAME = frozenset(("teaser", "related", "subscribe", "share", "date", "count", "comments", "advertisement", "byline"))
_CAPTIONS = frozenset(("caption", "image credit", "credit line"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# lxml takes no control characters
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# an image written out in letters says nothing here, and a long one stops the parser
_PICTURES = re.compile(r"data:[\w/+.;=-]{0,60}base64,[A-Za-z0-9+/=%\s]{200,}")
# the article is at the top of a page; what is longer than this is read so far, in characters
MOST = 12_000_000
# what the page's JSON-LD gives is used where the page itself shows less than this share of it
SHOWN = 0.3
# an article that is given in JSON-LD alone has so many words
STATED = 60
# blocks above the first paragraph that may be the title again
TOP = 3


class _Part(NamedTuple):
    """A stretch of the article's text, what it is (a paragraph where `kind` is None), and its element's XPath."""

    text: str
    kind: str | None
    heading: bool
    where: str | None


def page(source: Source) -> Article | Failure:
    """The article that an HTML page holds; `text` is its title and its paragraphs, two line feeds between them."""
    markup = _markup(source)
    try:
        tree = lxml.html.document_fromstring(markup)
        blocks = blocks_of(tree)
        about = about_of(tree)
        outlet = plain(about.sitename)
        title = title_of(tree, plain(about.title), outlet)
        taken = chosen(blocks, title, about.description, takings(markup, tree))
    except (lxml.etree.LxmlError, ValueError, RecursionError, AttributeError, TypeError) as error:
        return Failure(source.input, f"{source.input}: the page cannot be read ({type(error).__name__}: {error})")
    parts = _parts(blocks, taken, title)
    words = sum(len(part.text.split()) for part in parts if part.kind is None)
    given = body_scripts(tree)
    if given and len(given[0].split()) >= STATED and words < SHOWN * len(given[0].split()):
        parts = [_Part(line, None, False, given[1]) for text in given[0].split("\n") if (line := plain(text))]
    if not any(c.isalpha() for part in parts if part.kind is None for c in part.text):
        return Failure(source.input, f"{source.input}: {_why_none(tree, markup)}")
    above, changed = shown(blocks, title, [part.text for part in parts if part.kind is None])
    parts, subtitle = _subtitled(parts, above.subtitle, about.description)
    head = [
        _Part(text, kind, False, _where(blocks, text))
        for text, kind in ((title, "title"), (subtitle, "subtitle"))
        if text
    ]
    parts = head + parts
    text, spans = _joined([part.text for part in parts])
    placed = list(zip(spans, parts, strict=True))
    body = [(span, part) for span, part in placed if part.kind is None]
    cut = [cards.cut(text, (span,)) for span, _ in body]
    furniture = [Furniture(span, part.kind) for span, part in placed if part.kind]
    furniture += [card for _, found in cut for card in found]
    sha256 = hashlib.sha256(source.data).hexdigest()
    return Article(
        id=digest("article", source.name, sha256),
        input=source.input,
        name=source.name,
        sha256=sha256,
        media_type=source.media_type,
        retrieved=source.retrieved,
        text=text,
        language=language(" ".join(part.text for _, part in body)),
        title=title,
        subtitle=subtitle,
        authors=authors_of(tree, about, above.authors),
        outlet=outlet,
        published=published_of(stated_day(tree), shown_day(blocks, above), changed),
        paragraphs=tuple(paragraph for paragraph, _ in cut),
        headings=tuple(span for span, part in body if part.heading),
        furniture=tuple(sorted(furniture, key=lambda x: x.span)),
        evidence={part.kind: (span,) for span, part in placed[: len(head)] if part.kind},
        origin=tuple(Origin(span, part.where) for span, part in placed if part.where),
    )


def _markup(source: Source) -> str:
    """The page's markup as far as it is read, without what the parser does not take."""
    markup = mended(decode(source.data, source.charset)).removeprefix("\ufeff")
    # a declared encoding would contradict text that is decoded already
    return _CONTROLS.sub(" ", _DECLARED.sub("", _PICTURES.sub("", markup)[:MOST]))


def _why_none(tree: Any, markup: str) -> str:
    if is_deep(tree):
        return "the page holds no article (its elements are nested too deep)"
    if next(tree.iter("frameset", "frame"), None) is not None:
        return "the page holds no article (it only shows other pages in frames)"
    if next(tree.iter("script"), None) is not None and re.search(r"javascript", markup, re.IGNORECASE):
        return "the page holds no article (it needs JavaScript)"
    return "the page holds no article"


def _parts(blocks: Sequence[Block], taken: Sequence[bool], title: str | None) -> list[_Part]:
    """The article's paragraphs, and what stands between them and is told apart: captions, teasers, dates, …"""
    inside = [i for i, own in enumerate(taken) if own]
    again = {i for i in inside[:TOP] if title and fold(blocks[i].text) == fold(title)}
    inside = [i for i in inside if i not in again]
    if not inside:
        return []
    out = []
    for i in range(inside[0], inside[-1] + 1):
        block = blocks[i]
        kind = block.kind
        if taken[i] and i not in again:
            # what is taken for a paragraph and says itself that it is none
            out.append(_Part(block.text, kind if kind in _FRAME else None, block.tag in _HEADINGS, ""))
        elif i not in again and not block.is_hidden and (block.tag == "figcaption" or kind in _CAPTIONS):
            out.append(_Part(block.text, "caption", False, ""))
        else:
            continue
        out[-1] = out[-1]._replace(where=xpath(block.element))
    if all(part.kind for part in out):
        return [part._replace(kind=None) for part in out]
    return out


def _subtitled(parts: list[_Part], seen: str | None, description: str | None) -> tuple[list[_Part], str | None]:
    """The parts without the standfirst, and the standfirst: what a page states of itself and shows as one."""
    said = fold(description or "")
    first = next((i for i, part in enumerate(parts) if part.kind is None), None)
    if said and first is not None and len(parts) > 1:
        own = parts[first].text
        # what was taken for the first paragraph is none where it ends without a full stop
        if fold(own) == said and own[-1] not in '.!?…”"':
            return parts[:first] + parts[first + 1 :], own
    return parts, seen if seen and fold(seen) == said else None


def _joined(blocks: list[str]) -> tuple[str, list[Span]]:
    """The blocks with two line feeds between them, and the span of each."""
    spans: list[Span] = []
    at = 0
    for block in blocks:
        spans.append((at, at + len(block)))
        at += len(block) + 2
    return "\n\n".join(blocks), spans


def _where(blocks: Sequence[Block], text: str) -> str | None:
    """The XPath of the block that shows a text, the main heading before others."""
    own = fold(text)
    held = [block for block in blocks if len(block.text) <= 2 * len(text) + 20 and fold(block.text) == own]
    held.sort(key=lambda block: block.tag != "h1")
    return xpath(held[0].element) if held else None
