"""HTML pages to articles: the text of the page's article, and what the page states about it.

Trafilatura finds the article; title, authors, outlet and date come from what the page states about
itself (JSON-LD, OpenGraph, meta elements, its one main heading) and stay open where it states nothing.
Nothing is fetched and nothing is run: a script is read as data, and only where it holds JSON-LD.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

import lxml.etree
import lxml.html
import trafilatura
from trafilatura.metadata import (
    examine_meta,
    extract_author,
    extract_meta_json,
    extract_sitename,
    extract_title,
)

from onrecord.intake.dates import dates
from onrecord.intake.decoding import decode, language
from onrecord.intake.lines import kind_of
from onrecord.intake.metadata import Cleaned, is_nobody
from onrecord.intake.outlets import is_known
from onrecord.intake.shown import lines_of, shown
from onrecord.model import Article, Failure, Furniture, Origin, Source, Span, digest
from onrecord.text import fold

# the extractor's elements that hold a paragraph, a heading, a quotation, a point of a list, a row of a table
_BLOCKS = frozenset({"p", "head", "quote", "item", "row", "code", "ab"})
_PARAGRAPHS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "td", "tr", "figcaption")
_CONTAINERS = ("div", "section", "span")
_SPACE = re.compile(r"\s+")
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
# kinds of furniture that a block of an extracted article is taken out for
_FRAME = frozenset(("teaser", "related", "subscribe", "share", "date", "count", "comments", "advertisement", "byline"))
# lxml takes no control characters
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def page(source: Source) -> Article | Failure:
    """The article that an HTML page holds; `text` is its title and its paragraphs, two line feeds between them."""
    # a declared encoding would contradict text that is decoded already
    markup = _CONTROLS.sub(" ", _DECLARED.sub("", decode(source.data).removeprefix("\ufeff")))
    try:
        tree = lxml.html.document_fromstring(markup)
        # the extractor changes the tree that it is given
        found = trafilatura.bare_extraction(markup, include_comments=False, include_tables=True)
    except (lxml.etree.LxmlError, ValueError, RecursionError, AttributeError, TypeError) as error:
        return Failure(source.input, f"{source.input}: the page cannot be read ({type(error).__name__}: {error})")
    document: Any = found
    blocks = _extracted(document.body) if document is not None and document.body is not None else []
    if not any(c.isalpha() for _, block in blocks for c in block):
        return Failure(source.input, f"{source.input}: the page holds no article")
    about = _about(tree)
    title = _title(tree, _plain(about.title), _plain(about.sitename))
    blocks = [block for n, block in enumerate(blocks) if not (title and n < 3 and fold(block[1]) == fold(title))]
    above, changed = shown(tree, title, [block for _, block in blocks])
    # what a page states of itself for other sites is its standfirst where it shows it as one
    description = fold(about.description or "")
    subtitle = above.subtitle if above.subtitle and fold(above.subtitle) == description else None
    if len(blocks) > 1 and description and fold(blocks[0][1]) == description and blocks[0][1][-1] not in '.!?…”"':
        # the extractor took it for the first paragraph, but no paragraph ends without a full stop
        subtitle = blocks.pop(0)[1]
    head = [part for part in (title, subtitle) if part]
    text, spans = _joined(head, [block for _, block in blocks])
    heads, body = spans[: len(head)], spans[len(head) :]
    kinds = ["title"] * bool(title) + ["subtitle"] * bool(subtitle)
    # what the extractor takes for paragraphs and says itself that it is none
    framed = {span: kind for span in body if (kind := kind_of(text[slice(*span)])) in _FRAME}
    if len(framed) == len(body):
        framed = {}
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
        subtitle=subtitle,
        authors=_authors(tree, about, above.authors),
        outlet=_plain(about.sitename),
        published=_published(_stated_day(tree), _shown_day(tree, above), changed),
        paragraphs=tuple((span,) for span in body if span not in framed),
        headings=tuple(
            span for span, (kind, _) in zip(body, blocks, strict=True) if kind == "head" and span not in framed
        ),
        furniture=tuple(Furniture(span, kind) for span, kind in (*zip(heads, kinds, strict=True), *framed.items())),
        evidence={kind: (span,) for span, kind in zip(heads, kinds, strict=True)},
        origin=_origins(tree, text, spans),
    )


def _joined(*groups: list[str]) -> tuple[str, list[Span]]:
    """The blocks with two line feeds between them, and the span of each."""
    spans: list[Span] = []
    at = 0
    blocks = [block for group in groups for block in group]
    for block in blocks:
        spans.append((at, at + len(block)))
        at += len(block) + 2
    return "\n\n".join(blocks), spans


def _plain(value: Any) -> str | None:
    text = _SPACE.sub(" ", value).strip() if isinstance(value, str) else ""
    return text or None


def _texts(element: Any) -> Iterator[str]:
    """The texts of an element of the extractor's tree, a space where a line breaks or a cell of a table ends."""
    if element.tag == "lb":
        yield " "
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
    if element.tag == "cell":
        yield " "


def _extracted(body: Any) -> list[tuple[str, str]]:
    """(kind, text) of the blocks of the extractor's tree, in order."""
    out: list[tuple[str, str]] = []
    loose: list[str] = []

    def flush() -> None:
        text = _plain("".join(loose))
        if text:
            out.append(("p", text))
        loose.clear()

    def walk(element: Any) -> None:
        inner = any(child.tag in _BLOCKS for child in element.iterdescendants())
        if element.tag in _BLOCKS and not inner:
            flush()
            text = _plain("".join(_texts(element)))
            if text:
                out.append((element.tag, text))
        elif inner or element.tag in ("body", "list", "table"):
            loose.append(element.text or "")
            for child in element:
                walk(child)
            flush()
        else:
            loose.extend(_texts(element))
        loose.append(element.tail or "")

    walk(body)
    flush()
    return out


# --- what a page states about itself -----------------------------------------------------------------


def _about(tree: Any) -> Any:
    """What the page states about itself in meta elements and JSON-LD."""
    about = examine_meta(tree)
    if about.author and " " not in about.author:
        about.author = None
    # a page's JSON-LD is anybody's, and what is read of it is not checked there
    with contextlib.suppress(Exception):
        about = extract_meta_json(tree, about)
    about.title = about.title or extract_title(tree)
    about.sitename = (about.sitename or extract_sitename(tree) or "").lstrip("@")
    about.clean_and_trim()
    return about


def _stated(tree: Any) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD, outermost first; what is no JSON is left out."""
    for script in tree.xpath("//script[contains(@type, 'ld+json')]/text()"):
        try:
            todo = [json.loads(script, strict=False)]
        except (ValueError, RecursionError):
            continue
        while todo:
            value = todo.pop(0)
            if isinstance(value, list):
                todo[:0] = value
            elif isinstance(value, dict):
                yield value
                graph = value.get("@graph")
                if isinstance(graph, list):
                    todo[:0] = graph


_SEPARATED = re.compile(r"\s+[|–—•·»:-]+\s+|\s*\|\s*")


def _title(tree: Any, stated: str | None, outlet: str | None) -> str | None:
    """The title as the page shows it: a main heading that agrees with what it states, its site's name left off.

    What a page states for social networks may be another wording; its title element is the second witness.
    """
    mains = [text for h1 in tree.iter("h1") if (text := _plain("".join(h1.itertext()))) and len(text) <= 300]
    window = next((text for element in tree.iter("title") if (text := _plain("".join(element.itertext())))), None)
    named = [name for name in (stated, window) if name]
    if not named:
        return mains[0] if len(mains) == 1 else None
    last_parts = {fold(parts[-1]) for name in named if len(parts := _SEPARATED.split(name)) > 1}
    sites = last_parts | {fold(outlet or "")}
    mains = [main for main in mains if len(fold(main).split()) >= 2 and fold(main) not in sites]
    for name in named:
        for main in mains:
            if fold(main) in fold(name):
                return main
    if len(mains) == 1:
        own = fold(mains[0]).split()
        if any(sum(word in fold(name).split() for word in own) * 2 >= len(own) for name in named):
            return mains[0]
    title = named[0]
    last = _SEPARATED.split(title)[-1]
    if outlet and last != title and fold(last) and (fold(last) in fold(outlet) or fold(outlet) in fold(last)):
        return title[: title.rindex(last)].rstrip(" |–—•·»:-\t") or title
    return title


# what stands where an author should be stated, and is none
_NO_AUTHOR = re.compile(
    r"undefined|null|none|(?:about )?the author|.*\b(?:about|author|admin|privacy|policy|conditions|updated|published"
    r"|submenu|menu|inc|llc|ltd|gmbh)\b.*|.*(?:https?:|www\.|@).*",
    re.IGNORECASE,
)
_AUTHOR_NAMES = ("cxenseparse:author", "sailthru.author", "parsely-author", "dc.creator", "byl", "byline")


def _authors(tree: Any, about: Any, shown_names: tuple[str, ...]) -> tuple[str, ...]:
    """The authors by the first witness that names any: what the page states, its byline, elements called author."""
    named = _metas(tree)
    # twitter:label1 "Written by" says what twitter:data1 is
    labelled = named.get("twitter:data1") if named.get("twitter:label1", "").lower() == "written by" else None
    lone = named.get("author")
    stated = [about.author, lone if lone and lone[:1].isupper() and "." not in lone else None, labelled]
    stated += [re.sub(r"^by ", "", named.get(name, ""), flags=re.IGNORECASE) for name in _AUTHOR_NAMES]
    for names in stated:
        if found := _persons(names):
            return found
    byline = tuple(name for name in shown_names if " " in name and not _is_no_author(name))
    return byline or _persons(extract_author(tree))


def _persons(stated: Any) -> tuple[str, ...]:
    names = (_plain(part) for part in (stated or "").split(";"))
    return tuple(dict.fromkeys(name for name in names if name and not _is_no_author(name)))


def _is_no_author(name: str) -> bool:
    # a team that a page names as its author is one
    team = name.endswith(" Team") and not is_nobody(name.removesuffix(" Team").removesuffix(" Editorial"))
    return bool(_NO_AUTHOR.fullmatch(name)) or is_known(name) or (is_nobody(name) and not team)


def _metas(tree: Any) -> dict[str, str]:
    """The contents of the page's meta elements by their names in small letters, the first of each."""
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if meta.get("content"):
            named.setdefault(name, meta.get("content"))
    return named


_DATE_NAMES = (
    "article:published_time",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "originalpublicationdate",
)


def _stated_day(tree: Any) -> str | None:
    """When the article was published, as the page states it for machines; None when it states only changes."""
    for row in sorted(_stated(tree), key=lambda row: "Article" not in str(row.get("@type"))):
        if found := _first_date(row.get("datePublished")):
            return found
    named = _metas(tree)
    for name in _DATE_NAMES:
        if found := _first_date(named.get(name)):
            return found
    for time in tree.xpath("//time[@itemprop='datePublished' or @pubdate or contains(@class, 'publish')]"):
        if found := _first_date(time.get("datetime")):
            return found
    return None


def _published(stated: str | None, seen: str | None, changed: bool) -> str | None:
    """The day that the page shows; the stated one where it shows none, only that of a change, or the same."""
    if stated is None or seen is None:
        return stated or seen
    return stated if changed or seen[:10] == stated[:10] else seen


def _shown_day(tree: Any, above: Cleaned) -> str | None:
    """The day that the page shows with its article; one that only its menus show is none of the article's."""
    if above.published is None:
        return None
    day = above.published[:10]
    menus = tree.xpath(
        "//nav[not(ancestor::nav or ancestor::footer)] | //footer[not(ancestor::nav or ancestor::footer)]"
    )
    in_menus = sum(_times_shown(menu, day) for menu in menus)
    return None if in_menus and in_menus == _times_shown(tree, day) else above.published


def _times_shown(element: Any, day: str) -> int:
    return sum((found.value or "").startswith(day) for line in lines_of(element) for found in dates(line))


def _first_date(value: Any) -> str | None:
    found = dates(value) if isinstance(value, str) else []
    # the first moment that computers count from is a day that nobody set
    return found[0].value if found and not (found[0].value or "").startswith("1970-01-01") else None


# --- where each block stood --------------------------------------------------------------------------


def _origins(tree: Any, text: str, spans: list[Span]) -> tuple[Origin, ...]:
    """The XPath of the smallest element that holds exactly a block's words, where only one does."""
    sought = {text[start:stop] for start, stop in spans}
    where: dict[str, list[Any]] = {}
    # what holds anything is only looked into for what the elements of paragraphs do not hold
    for tags in (_PARAGRAPHS, _CONTAINERS):
        left = sought - where.keys()
        if not left:
            break
        longest = max(map(len, left))
        for element in tree.iter(*tags):
            own = _within(element, longest + 40)
            if own in left:
                held = where.setdefault(own, [])
                # an element inside the one before says the same more exactly
                if held and held[-1] in element.iterancestors():
                    held.pop()
                held.append(element)
    paths = tree.getroottree()
    return tuple(
        Origin((start, stop), paths.getpath(held[0]))
        for start, stop in spans
        if len(held := where.get(text[start:stop], [])) == 1
    )


def _within(element: Any, most: int) -> str:
    """The element's text, or nothing when it is longer than any block."""
    parts: list[str] = []
    size = 0
    for part in element.itertext():
        bare = part.strip()
        size += len(bare)
        if size > most:
            return ""
        parts.append(part if bare else " ")
    return _plain("".join(parts)) or ""
