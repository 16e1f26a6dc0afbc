"""The blocks of text that an HTML page consists of, in order, each with the element that holds it.

A block is what a reader sees as one line or paragraph: the text between two elements that begin a line of
their own. The cells of a table's row are one block, and so are lines that a single `br` parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import lxml.etree

from onrecord.intake.lines import kind_of

_WITHIN_LINES = """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby
s samp small span strike strong sub sup time tt u var wbr"""
_HIDDEN = """script style noscript template svg select option head iframe object audio video canvas math textarea
frameset"""
_INLINE, UNSEEN = frozenset(_WITHIN_LINES.split()), frozenset(_HIDDEN.split())
_SPACE = re.compile(r"\s+")
# no more blocks of a page are looked at; a book has as many
MOST = 12_000
# a cell of a row that is one block is no longer than this, in characters; a longer one is a column of a layout
CELL = 300

# characters of an element's classes that are looked at
LONGEST = 300

# what the names that a page gives its elements say of what stands in them, each a bit of `Block.hints`
HINTS: dict[str, str] = {
    "article": r"article|story|post-?content|entry|blog",
    "body": r"body|content|text|copy|prose|rich",
    "comments": r"comment|disqus|respond|reply|discuss|review-list",
    "related": r"relat|recommend|also|more-|read-?next|similar|trending|popular|latest|recirc|outbrain|taboola|teaser"
    r"|most-|further|suggest|upnext",
    "share": r"shar(?:e|ing)|social|follow|facebook|twitter|addthis",
    "menu": r"nav|menu|breadcrumb|crumbs|tab(?:s|-list)\b|toolbar|skip|pager|pagination|toc|table-of-contents",
    "side": r"side|aside|widget|rail|right-col|secondary|sticky",
    "foot": r"foot|bottom|copyright|colophon|legal|disclaimer|disclosure",
    "top": r"header|masthead|topbar|hero|lead",
    "advert": r"\bads?\b|\bad-|advert|sponsor|promo|banner|cta|affiliate|upsell|product-?card",
    "subscribe": r"newsletter|subscri|sign-?up|signin|login|paywall|piano|register|donat|member",
    "author": r"author|byline|\bbio\b|contributor|profile|writer",
    "caption": r"caption|credit|photo|figure|gallery|image|slide|media",
    "tags": r"\btags?\b|tag-|-tags|topic|categor|keyword|label|eyebrow|kicker",
    "consent": r"cookie|consent|gdpr|modal|popup|overlay|dialog|tooltip|lightbox|toast",
    "stamp": r"meta|date|time|publish|info",
    "unseen": r"hidden|sr-only|screen-reader|visually|invisible|collapse|d-none|accessib|print-only",
    "note": r"note|box|callout|aside|pull-?quote|fact|summary|key-?(?:point|takeaway)|highlight",
    "card": r"card|grid|carousel|swiper|list-item|tile|feed|item",
}
_TAGS = ("article", "main", "aside", "nav", "header", "footer", "figure", "form", "table", "li", "blockquote", "button")
NAMES = (*HINTS, *(f"<{tag}>" for tag in _TAGS), "hidden")
_BITS = {name: 1 << n for n, name in enumerate(NAMES)}
_SAID = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in HINTS.items()), re.IGNORECASE)
_EACH = [(_BITS[name], re.compile(pattern, re.IGNORECASE)) for name, pattern in HINTS.items()]
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# a `figcaption` has no other element's meaning
_OF_TAGS = {tag: _BITS[f"<{tag}>"] for tag in _TAGS} | {
    "figcaption": _BITS["<figure>"] | _BITS["caption"],
    "label": _BITS["<form>"],
}


@dataclass(slots=True)
class Block:
    """A line or paragraph of a page. `lines` are its parts between line breaks, `text` all of them, white space
    made single; `linked` is the share of it that is links; `hints` are the bits of `NAMES` that hold of an element
    around it, `own` those of the element itself; `form` tells blocks of the same make,
    `kind` what kind of furniture it is by its own words."""

    text: str
    lines: tuple[str, ...]
    element: Any
    tag: str
    linked: float
    hints: int
    own: int
    form: int
    kind: str | None

    @property
    def is_hidden(self) -> bool:
        return bool(self.hints & _BITS["hidden"])


@lru_cache(20_000)
def _said(name: str) -> int:
    """The hints that a class or an id gives."""
    return sum(bit for bit, pattern in _EACH if pattern.search(name)) if _SAID.search(name) else 0


def _hints(element: Any, tag: str) -> int:
    own = _OF_TAGS.get(tag, 0)
    if tag not in ("html", "body"):
        for names in (element.get("class"), element.get("id")):
            if names:
                for name in names[:LONGEST].split():
                    own |= _said(name)
    style = element.get("style")
    if (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or (style and _NOT_SHOWN.search(style))
    ):
        own |= _BITS["hidden"]
    return own


def _is_row(element: Any) -> bool:
    """Whether a table's row is one line: its cells hold no paragraphs and are short."""
    size = 0
    for child in element.iterdescendants():
        if isinstance(child.tag, str) and child.tag not in _INLINE and child.tag not in ("td", "th", "br", "img"):
            return False
        size = len(child.text or "") + len(child.tail or "")
        if size > CELL:
            return False
    return True


def blocks_of(tree: Any, most: int = MOST) -> list[Block]:
    """The blocks of a page in order, until there are `most`."""
    out: list[Block] = []
    # the elements around that begin lines: (element, tag, hints with those above, own hints, form)
    around: list[tuple[Any, str, int, int, int]] = [(tree, "html", 0, 0, 0)]
    lines: list[list[str]] = [[]]
    links = linked = 0
    rows: list[Any] = []

    def flush() -> None:
        nonlocal lines, linked
        if lines == [[]]:
            return
        parts = tuple(part for line in lines if (part := _SPACE.sub(" ", "".join(line)).strip()))
        if parts:
            text = " ".join(parts)
            element, tag, hints, own, form = around[-1]
            out.append(Block(text, parts, element, tag, min(1.0, linked / len(text)), hints, own, form, kind_of(text)))
        lines, linked = [[]], 0

    walk = lxml.etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in UNSEEN:
                if tag not in _INLINE:
                    flush()
                walk.skip_subtree()
                continue
            if tag == "a":
                links += 1
            elif tag == "br":
                # two in a row part paragraphs
                if len(lines) > 1 and not "".join(lines[-1]).strip():
                    flush()
                else:
                    lines.append([])
            elif rows and tag in ("td", "th"):
                lines[-1].append(" ")
            elif tag not in _INLINE:
                flush()
                own = _hints(element, tag)
                form = hash((around[-1][4], tag, element.get("class")))
                around.append((element, tag, around[-1][2] | own, own, form))
                if tag == "tr" and _is_row(element):
                    rows.append(element)
            if element.text:
                lines[-1].append(element.text)
                linked += len(element.text.strip()) if links else 0
            continue
        if event == "end":
            if tag == "a":
                links = max(0, links - 1)
            elif tag not in _INLINE and tag not in UNSEEN and tag != "br" and not (rows and tag in ("td", "th")):
                flush()
                if around[-1][0] is element:
                    around.pop()
                if rows and rows[-1] is element:
                    rows.pop()
        if element.tail:
            lines[-1].append(element.tail)
            linked += len(element.tail.strip()) if links else 0
        if len(out) >= most:
            return out
    flush()
    return out


# the names of elements that an XPath can name; broken markup makes others: "<a<p>"
_NAMED = re.compile(r"(?:/[A-Za-z_][\w.-]*(?:\[\d+\])?)+")


def xpath(element: Any) -> str:
    """Where an element stands in its document, as an XPath that finds it alone.

    By names and numbers; by numbers alone where an element around it has no proper name.
    """
    path = str(element.getroottree().getpath(element))
    if _NAMED.fullmatch(path):
        return path
    around = [element, *element.iterancestors()][:-1]
    steps = [f"/*[{1 + sum(1 for _ in x.itersiblings('*', preceding=True))}]" for x in reversed(around)]
    return "/*" + "".join(steps)
