"""Feeds: RSS and Atom of every kind, JSON Feed. An item whose text is in the feed is an article; nothing is fetched."""

from __future__ import annotations

import html
import io
import json
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO
from urllib.parse import urljoin

from onrecord.intake.containers import Damaged, Limits, columns, rows, size
from onrecord.intake.dates import dates
from onrecord.intake.outlets import is_named
from onrecord.model import Failure, Source

# a summary of so many words is the article's text all the same; teasers are shorter
FULL = 150
# an item's content of fewer words is a flash or a caption with a picture
SOME = 15
# groups give nothing back, so that no prologue is tried in many ways
_OPML = re.compile(
    rb"(?>(?>\s+)|(?><\?.*?\?>)|(?><!--.*?-->)|(?><!doctype[^>\[]*(?:\[.*?\]\s*)?>))*+<opml\b", re.S | re.I
)
# names for texts that a feed defines: no feed needs them, and they are made to cost time
_ENTITIES = re.compile(rb"<!DOCTYPE[^>\[]{0,1000}\[", re.I)
_ENDED = re.compile(rb"\]\s{0,1000}>")
_CLOSED = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.I)
# how a text ends of which the rest is on the page
_GOES_ON = re.compile(
    r"(?:\[\s*(?:…|\.\.\.)\s*\]|(?:read|see|view) (?:more|on|the (?:full|rest|whole)[^.!?]{0,40})|keep reading"
    r"|continue reading[^.!?]{0,200}|(?:the )?full (?:story|article)(?: here)?|weiterlesen|mehr lesen|lire la suite"
    r"|lire plus|leer más|seguir leyendo|leggi tutto|continua a leggere|leia mais|lees (?:meer|verder)"
    r"|czytaj (?:dalej|więcej)|читать далее|devamını oku)[\s.…»>→\])]*$",
    re.IGNORECASE,
)
# the last line that blogs put below every text of their feeds
_FROM = re.compile(r"(?:The post|L’article|L'article|Der Beitrag|La entrada|El artículo)\s.{1,300}\.\s*$", re.DOTALL)
_TAG = re.compile(r"<(?:!--.{0,2000}?--|[a-zA-Z/!][^<>]{0,2000})>", re.DOTALL)
_SITE = re.compile(r"\s+[|–—»>:·-]+\s+|\s*\|\s*")


def sources(name: str, stream: BinaryIO, limits: Limits) -> Iterator[Source | Failure]:
    """The articles of a feed, in its order; items with a teaser only are one `Failure` that counts them."""
    data = stream.read(limits.bytes + 1)
    if len(data) > limits.bytes:
        yield Failure(name, f"{name}: the feed is too large (more than {size(limits.bytes)})")
        return
    if is_list(data):
        yield Failure(name, f"{name}: it is a list of feeds (OPML), which is read with: onrecord watch RECORD FILE")
        return
    try:
        outlet, items = listed(data)
    except Damaged as error:
        yield Failure(name, f"{name}: {error}")
        return
    if not items:
        yield Failure(name, f"{name}: there is no item in this feed")
        return
    cut = data.lstrip()[:1] == b"<" and not _CLOSED.search(data[-20_000:])
    if cut:
        items.pop()
        yield Failure(name, f"{name}: the feed ends too early: it is cut, and its last item is left out")
    stem = os.path.splitext(rows.PACKED.sub("", os.path.basename(name)))[0]
    teasers = 0
    for number, item in enumerate(items, 1):
        known = {"outlet": outlet, **item}
        if "text" in known or "html" in known:
            yield rows.source(f"{name}, item {number}", f"{stem}-{number}", known)
        else:
            teasers += 1
    if teasers:
        what = "all items hold" if teasers == len(items) else f"{teasers:,} of {len(items):,} items hold"
        yield Failure(name, f"{name}: {what} only a teaser or an address; {rows.FETCH}")


def is_list(data: bytes) -> bool:
    """Whether the bytes begin as an OPML list of feeds does."""
    return _OPML.match(data[:65536].removeprefix(b"\xef\xbb\xbf")) is not None


def listed(data: bytes, base: str = "") -> tuple[str | None, list[dict[str, object]]]:
    """The outlet of a feed and what each of its items says, with `text` or `html` only where that is the whole article.

    `base` is the feed's own address, where it is known. Raises Damaged for what is no feed.
    """
    return _json(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else _xml(data, base)


def _without_entities(data: bytes) -> bytes:
    """The feed without the document type's own part; there is one, before everything else."""
    begun = _ENTITIES.search(data)
    ended = _ENDED.search(data, begun.end()) if begun else None
    return data[: begun.start()] + data[ended.end() :] if begun and ended else data


def _xml(data: bytes, base: str) -> tuple[str | None, list[dict[str, object]]]:
    """The outlet and the items of an RSS or Atom feed."""
    import feedparser

    try:
        # bytes in a stream: a string that looks like an address would be fetched
        found = feedparser.parse(
            io.BytesIO(_without_entities(data)),
            sanitize_html=False,
            response_headers={"content-type": "application/xml"},
        )
    except (ValueError, RecursionError, LookupError, AttributeError, TypeError, AssertionError, KeyError) as error:
        raise Damaged(f"the feed cannot be read ({type(error).__name__})") from None
    if not found.entries:
        why = " ".join(str(found.get("bozo_exception") or "").split())[:120]
        raise Damaged(f"there is no item in this feed ({why})" if why else "there is no item in this feed")
    feed = found.feed
    feed["link"] = _joined(base, str(feed.get("link") or "")) or base
    return _outlet(_text(feed.get("title"))), [_entry(entry, feed, found.version) for entry in found.entries]


def _entry(entry: Any, feed: Any, version: str) -> dict[str, object]:
    """What an item of an RSS or Atom feed says of its article."""
    link = _joined(feed.get("link") or "", entry.get("link") or "")
    # feedparser's own `get` gives the day of publication where there is no other
    updated = _day(dict.get(entry, "updated"), dict.get(entry, "updated_parsed"))
    published = _day(dict.get(entry, "published"), dict.get(entry, "published_parsed"))
    if not published and version.startswith("rss"):
        # dc:date, the only day of old feeds, which feedparser takes for that of a change
        published, updated = updated, None
    said = {
        "id": dict.get(entry, "id") or link,
        "title": _text(entry.get("title")),
        "authors": _authors(entry),
        "outlet": _outlet(_text((entry.get("source") or {}).get("title"))),
        "published": published,
        "updated": updated,
        "url": link,
        "language": (entry.get("title_detail") or {}).get("language") or feed.get("language"),
    }
    contents = [content for content in entry.get("content") or () if str(content.get("value") or "").strip()]
    content = max(contents, key=lambda content: len(content["value"]), default=None)
    summary = str(entry.get("summary") or "")
    said |= _body(content["value"] if content else "", summary, content is None or content.get("type") != "text/plain")
    return {field: value for field, value in said.items() if value}


def _body(content: str, summary: str, markup: bool) -> dict[str, object]:
    """The text of an article when the item holds it whole, and its standfirst; nothing when it holds a teaser."""
    whole = _text(content) or ""
    teaser = _text(summary) or ""
    if whole and len(whole.split()) >= SOME and not _is_teaser(whole):
        # a summary that is not the text's own beginning is a standfirst
        own = teaser and not _is_teaser(teaser) and teaser[:60] not in whole and len(teaser.split()) < 60
        return {"html" if markup else "text": content, **({"subtitle": teaser} if own else {})}
    if len(teaser.split()) >= FULL and not _is_teaser(teaser):
        return {"html" if _TAG.search(summary) else "text": summary}
    return {}


def _is_teaser(text: str) -> bool:
    """Whether a text ends as one does that goes on on a page."""
    end = _FROM.sub("", text[-600:]).rstrip()
    return end.endswith(("…", "...")) or bool(_GOES_ON.search(end[-300:]))


def _authors(entry: Any) -> list[str]:
    names = [author.get("name") for author in entry.get("authors") or () if author.get("name")]
    return [name for said in names or [entry.get("author") or ""] for name in columns.people(_text(said) or "")]


def _outlet(title: str | None) -> str | None:
    """The outlet that the title of a feed names: "Harbour Herald | World" is the Herald's when it is a known one."""
    parts = [part for part in _SITE.split(title or "") if part]
    return next((part for part in parts if is_named(part)), title)


def _day(said: str | None, parsed: Any) -> str | None:
    """A day as the feed writes it, in its own zone; what cannot be read so is as feedparser reads it, in UTC."""
    if said and any(dated.value for dated in dates(said)):
        return said
    return "{:04}-{:02}-{:02}T{:02}:{:02}".format(*parsed[:5]) if parsed else None


def _joined(base: str, link: str) -> str | None:
    """The address that an item links to; None for what is none, such as an item's own id."""
    try:
        found = urljoin(base, link) if link else ""
    except ValueError:
        return None
    return found if found.startswith(("http://", "https://")) else None


def _text(markup: object) -> str | None:
    """The words of a string with tags and entities."""
    if not isinstance(markup, str):
        return None
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split()) or None


def _json(data: bytes) -> tuple[str | None, list[dict[str, object]]]:
    """The outlet and the items of a JSON Feed (jsonfeed.org, version 1.1)."""
    try:
        feed = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise Damaged(f"the feed is no JSON ({error})") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise Damaged("there is no item in this feed")
    authors = feed.get("authors")
    return _outlet(_text(feed.get("title"))), [_item(item, feed, authors) for item in items if isinstance(item, dict)]


def _item(item: Mapping[str, object], feed: Mapping[str, object], authors: object) -> dict[str, object]:
    row = {key: value for key, value in item.items() if not key.startswith(("content", "summary", "_"))}
    said = columns.known(row, {})
    said.setdefault("authors", columns.known({"authors": authors}, {}).get("authors"))
    said.setdefault("language", feed.get("language"))
    said.update({"title": _text(item.get("title")), "published": item.get("date_published")})
    said["updated"] = item.get("date_modified")
    markup, plain = item.get("content_html"), item.get("content_text")
    content = plain if isinstance(plain, str) and plain.strip() else markup
    said |= _body(content if isinstance(content, str) else "", str(item.get("summary") or ""), content is markup)
    return {field: value for field, value in said.items() if value}
