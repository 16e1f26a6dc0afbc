"""HTML pages to articles: the text that the page's article holds, and what the page says about it.

Trafilatura finds the article; title, authors, outlet and date come from what the page states about
itself (JSON-LD, OpenGraph, meta elements) and are left open where it states nothing. Nothing is
fetched and nothing is run: scripts are read as data only where they hold JSON-LD.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

import lxml.etree
import lxml.html
import trafilatura
from htmldate import find_date

from onrecord.intake.dates import dates
from onrecord.intake.decoding import decode, language
from onrecord.model import Article, Failure, Furniture, Origin, Source, Span, Spans, digest

_BLOCKS = frozenset({"p", "head", "quote", "item", "row", "code", "ab"})
_SPACE = re.compile(r"\s+")


def page(source: Source) -> Article | Failure:
    """The article that an HTML page holds."""
    markup = decode(source.data)
    # a declared encoding would contradict text that is decoded already
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup.removeprefix("\ufeff"))
    try:
        tree = lxml.html.document_fromstring(markup)
    except (lxml.etree.LxmlError, ValueError) as error:
        return Failure(source.input, f"{source.input}: the page cannot be read ({error})")
    try:
        found = trafilatura.bare_extraction(
            markup,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            favor_recall=False,
            date_extraction_params=None,
        )
    except Exception as error:  # the extractor promises no set of errors for broken pages
        return Failure(source.input, f"{source.input}: the page cannot be read ({type(error).__name__}: {error})")
    blocks = _extracted(found.body) if found is not None and found.body is not None else []
    if not any(c.isalpha() for _, block in blocks for c in block):
        return Failure(source.input, f"{source.input}: the page holds no article")
    title = _plain(found.title)
    authors = tuple(a for a in (_plain(x) for x in (found.author or "").split(";")) if a)
    outlet = _plain(found.sitename)
    published = _published(tree)
    parts: list[str] = []
    at = 0
    evidence: dict[str, Spans] = {}
    furniture: list[Furniture] = []
    paragraphs: list[Spans] = []
    headings: list[Span] = []
    if title:
        parts.append(title)
        evidence["title"] = ((0, len(title)),)
        furniture.append(Furniture((0, len(title)), "title"))
        at = len(title)
    for kind, block in blocks:
        if title and kind == "head" and block == title:
            continue
        if parts:
            parts.append("\n\n")
            at += 2
        span = (at, at + len(block))
        parts.append(block)
        at = span[1]
        paragraphs.append((span,))
        if kind == "head":
            headings.append(span)
    text = "".join(parts)
    sha256 = hashlib.sha256(source.data).hexdigest()
    return Article(
        id=digest("article", source.name, sha256),
        input=source.input,
        name=source.name,
        sha256=sha256,
        media_type=source.media_type,
        text=text,
        language=language(" ".join(block for _, block in blocks)),
        title=title,
        authors=authors,
        outlet=outlet,
        published=published,
        paragraphs=tuple(paragraphs),
        headings=tuple(headings),
        furniture=tuple(furniture),
        evidence=evidence,
        origin=_origins(tree, text, ([evidence["title"][0]] if title else []) + [p[0] for p in paragraphs]),
    )


def _plain(value: Any) -> str | None:
    text = _SPACE.sub(" ", value).strip() if isinstance(value, str) else ""
    return text or None


def _extracted(body: Any) -> list[tuple[str, str]]:
    """(kind, text) of the blocks of the extractor's tree, in order."""
    out: list[tuple[str, str]] = []

    def walk(element: Any) -> None:
        if element.tag in _BLOCKS and not any(child.tag in _BLOCKS for child in element.iterdescendants()):
            text = _plain("".join(element.itertext()))
            if text:
                out.append((element.tag, text))
        else:
            loose = _plain(element.text)
            if loose:
                out.append(("p", loose))
            for child in element:
                walk(child)
        tail = _plain(element.tail)
        if tail:
            out.append(("p", tail))

    walk(body)
    return out


def _published(tree: Any) -> str | None:
    """The day that the page states as its article's; None when it states none."""
    for value in tree.xpath(
        "//meta[@property='article:published_time' or @name='article:published_time' or @itemprop='datePublished'"
        " or @name='pubdate' or @name='publishdate' or @name='date' or @name='DC.date.issued' or @name='parsely-pub-date']/@content"
    ):
        found = dates(value)
        if found and found[0].value:
            return found[0].value
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        m = re.search(r'"datePublished"\s*:\s*"([^"]{8,40})"', script)
        if m:
            found = dates(m[1])
            if found and found[0].value:
                return found[0].value
    day = find_date(tree, original_date=True, extensive_search=False)
    return str(day) if day else None


def _origins(tree: Any, text: str, spans: list[Span]) -> tuple[Origin, ...]:
    """The XPath of the smallest element that holds each block's words, where exactly one does."""
    where: dict[str, str | None] = {}
    paths = tree.getroottree()
    for element in tree.iter("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "div", "td", "figcaption"):
        own = _plain("".join(element.itertext())) if len(element) < 200 else None
        if own and len(own) < 20_000:
            path = paths.getpath(element)
            # a parent that holds nothing else says the same less exactly
            held = where.get(own)
            where[own] = path if own not in where or (held and path.startswith(held)) else None
    out = []
    for start, stop in spans:
        found = where.get(text[start:stop])
        if found:
            out.append(Origin((start, stop), found))
    return tuple(out)
