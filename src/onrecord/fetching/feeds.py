"""Lists of feeds (OPML, one address a line) and what a feed lists: its items, with links and what text it gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from onrecord.fetching.addresses import Refused, is_address, name, normal, without_credentials
from onrecord.fetching.asking import Page
from onrecord.intake import kinds
from onrecord.intake.containers import Damaged, printable, rows
from onrecord.intake.containers import feeds as containers
from onrecord.model import Failure, Source

# what one list and one feed may hold; of a list it is said that more is left out, of a feed the first ones are taken
MOST_FEEDS, MOST_ITEMS = 10_000, 1000


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a feed: its address, and the article when the feed gives all of it."""

    address: str
    source: Source | None


def listed(of: str, data: bytes) -> Iterator[str | Failure]:
    """The addresses of the feeds in a list, OPML or one address a line, each once; `of` names the list in messages.

    An empty line, and one that begins with #, says nothing.
    """
    seen: set[str] = set()
    for where, found in _opml(data) if containers.is_list(data) else _lines(data):
        if found is None:
            yield Failure(of, f"{of}: {where}")
            continue
        try:
            if not is_address(found):
                raise Refused("there is no address of a feed")
            address = normal(found)
        except Refused as error:
            at = f"{of}, {where}"
            yield Failure(at, f"{at}: {error.reason} ({without_credentials(found)[:100]})")
            continue
        if address in seen:
            continue
        if len(seen) == MOST_FEEDS:
            yield Failure(of, f"{of}: it lists more than {MOST_FEEDS:,} feeds; the rest is left out")
            return
        seen.add(address)
        yield address
    if not seen:
        yield Failure(of, f"{of}: it lists no feed")


def _opml(data: bytes) -> Iterator[tuple[str, str | None]]:
    # entities stay unresolved and nothing is loaded: a list is hostile like every input
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        yield f"it is no OPML that can be read ({' '.join(str(error).split())[:150]})", None
        return
    for outline in root.iter("outline") if root is not None else ():
        for key, value in outline.attrib.items():
            if str(key).lower() == "xmlurl":
                yield f"line {outline.sourceline}", str(value).strip()


def _lines(data: bytes) -> Iterator[tuple[str, str | None]]:
    strange = kinds.strange(data)
    if strange or data.lstrip()[:1] == b"<":
        yield f"it is neither OPML nor a list of addresses ({strange or 'other markup'})", None
        return
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield f"line {number}", line.strip()


def items(page: Page) -> list[Item]:
    """What a feed lists, in its order. Raises Refused for what is no feed."""
    head = page.data[: kinds.HEAD]
    if kinds.told(".xml", head) != kinds.FEEDS:
        if kinds.is_markup(head):
            raise Refused(_named_feeds(page.data) or "it is a page, no feed")
        raise Refused("it is no feed")
    try:
        outlet, entries = containers.listed(page.data, page.visit.final)
    except Damaged as error:
        raise Refused(str(error)) from error
    out: dict[str, Item] = {}
    for known in entries[:MOST_ITEMS]:
        try:
            address = normal(urljoin(page.visit.final, str(known["url"])))
        except (KeyError, Refused, ValueError):
            continue  # an item that leads nowhere
        source = None
        if "text" in known or "html" in known:
            # called by its address, as a page is, and not by the feed's number for it
            said = {"outlet": outlet, **known, "id": None, "url": address, "retrieved": page.visit.at}
            source = rows.source(address, name(address), said)
        out.setdefault(address, Item(address, source))
    return list(out.values())


def _named_feeds(data: bytes) -> str | None:
    """The feeds that a page names, in words for a person; they are told, not followed."""
    from lxml import html

    try:
        root = html.document_fromstring(data[:500_000])
    except (etree.ParserError, ValueError):
        return None
    found = [
        str(link.get("href"))
        for link in root.iter("link")
        if str(link.get("type", "")).lower() in ("application/rss+xml", "application/atom+xml") and link.get("href")
    ]
    return (
        f"it is a page, no feed; the feeds that it names are {', '.join(printable(x)[:200] for x in found[:5])}"
        if found
        else None
    )
