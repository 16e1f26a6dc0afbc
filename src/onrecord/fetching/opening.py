"""What came from an address, as the `Source`s that intake parses."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from onrecord.fetching.addresses import Refused, name
from onrecord.fetching.asking import Page
from onrecord.intake import kinds
from onrecord.model import Failure, Source

# what servers call it -> the ending of a file's name that says the same
_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/rdf+xml": ".rss",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/feed+json": ".json",
    "application/json": ".json",
    # nothing is known; the bytes decide
    "": "",
    "application/octet-stream": "",
    "binary/octet-stream": "",
    "application/force-download": "",
    "application/download": "",
}
# endings of pages' addresses, which are no part of their names
_OF_PAGES = (
    ".html",
    ".htm",
    ".xhtml",
    ".shtml",
    ".php",
    ".asp",
    ".aspx",
    ".jsp",
    ".txt",
    ".pdf",
    ".xml",
    ".rss",
    ".atom",
)


def kind(page: Page) -> str:
    """What a page is, by its bytes and the server's word for it: a media type, or `kinds.FEEDS`.

    Raises Refused for what is not read from an address.
    """
    said = media_type(page)
    head = page.data[: kinds.HEAD]
    ending = _ENDINGS.get(said)
    found = kinds.told(ending or "", head)
    if found in (kinds.PDF, kinds.FEEDS):
        return found
    strange = kinds.strange(head)
    if strange or ending is None or found not in (kinds.HTML, kinds.PLAIN):
        what = "an archive" if found == kinds.ARCHIVES else strange or "neither page, text, PDF nor feed"
        raise Refused(f"it is {what} ({said or 'no kind is said'}), which is not read from an address")
    return found


def media_type(page: Page) -> str:
    """The server's word for a page, without its parameters."""
    return page.media_type.partition(";")[0].strip().lower()


def charset(page: Page) -> str | None:
    """The encoding that the server states, if it does."""
    stated = page.media_type.lower().partition("charset=")[2].partition(";")[0].strip(" \t\"'")
    return stated or None


def opened(page: Page, max_bytes: int) -> Iterator[Source | Failure]:
    """The articles of a page: one, or the items of a feed. Raises Refused for what is not read."""
    found = kind(page)
    visit = page.visit
    if found != kinds.FEEDS:
        yield Source(visit.address, _name(visit.final), found, page.data, retrieved=visit.at, charset=charset(page))
        return
    from onrecord.intake.containers import Limits, feeds

    for one in feeds.sources(visit.address, io.BytesIO(page.data), Limits(bytes=max_bytes)):
        yield replace(one, retrieved=visit.at) if isinstance(one, Source) else one


def _name(address: str) -> str:
    named = name(address)
    stem, dot, ending = named.rpartition(".")
    return stem if stem and dot + ending.lower() in _OF_PAGES else named
