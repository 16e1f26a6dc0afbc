"""Where things stand: on one page, or on the live pages of a record. No other module and no template builds an address.

A row has a *slug*, the id of its element ("s-4f1c…"), and an *address* that leads to it: "#s-4f1c…" on the page at
hand, "/story/9a2b…#s-4f1c…" from another one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlencode

from onrecord.report.marked import plain

# the live pages that hold no single row
FRONT = "/"
SPEAKERS = "/speakers"
SEARCH = "/search"
CORRECTIONS = "/corrections"
CORRECT = "/correct"
CHECK = "/check"
ASSETS = "/assets/"

# the largest draft that is taken at `CHECK`, in bytes
DRAFT = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses on one page that holds everything; `short` has the short forms of ids that have one."""

    short: Mapping[str, str] = field(default_factory=dict)

    def slug(self, prefix: str, id: str) -> str:
        """The id of the element of a row."""
        return f"{prefix}-{self.short.get(id) or self.quoted(id)}"

    @staticmethod
    def quoted(id: str) -> str:
        """An id as it stands in an address; most need no change."""
        return id if id.isascii() and id.isalnum() else quote(plain(id), safe="")

    def story(self, id: str | None, slug: str | None = None) -> str:
        """A story, or something in it; `id` may also be that of an article that is in no story, None is not known."""
        return "#" + (slug or self.slug("story", id or ""))

    def article(self, id: str, slug: str | None = None) -> str:
        """An article, or something in it."""
        return "#" + (slug or self.slug("article", id))

    def speaker(self, id: str) -> str:
        return "#" + self.slug("who", id)

    def statement(self, id: str, home: str | None) -> str:
        """A statement, which stands in the story `home`; None when that story is not at hand."""
        return self.story(home, self.slug("s", id))

    def correct(self, slug: str) -> str | None:
        """Where a person can say what is wrong with a row; nowhere on a page that is not live."""
        return None

    def correction(self, id: str) -> str | None:
        """What a person said, among all that people said."""
        return None


@dataclass(frozen=True, slots=True)
class Live(Addresses):
    """Addresses among the live pages, seen from the page at `here`, which is a path such as "/story/9a2b…"."""

    here: str = FRONT

    def _to(self, page: str, id: str, slug: str | None) -> str:
        path = f"/{page}/{self.quoted(id)}"
        if path == self.here:
            return f"#{slug}" if slug else path
        return f"{path}#{slug}" if slug else path

    def story(self, id: str | None, slug: str | None = None) -> str:
        return self._to("story", id or "", slug)

    def article(self, id: str, slug: str | None = None) -> str:
        return self._to("article", id, slug)

    def speaker(self, id: str) -> str:
        return self._to("speaker", id, None)

    def statement(self, id: str, home: str | None) -> str:
        if home is not None and self.story(home, "").startswith("#"):
            return self.story(home, self.slug("s", id))
        return self._to("statement", id, None)  # which leads on to the page of its story that holds it

    def list(self, story: str, name: str, page: int = 1) -> str:
        """A page of a list of a story that is too large for one."""
        query = [("list", name), ("page", str(page) if page > 1 else "")]
        return asked(f"/story/{self.quoted(story)}", query)

    def correct(self, slug: str) -> str | None:
        return f"{CORRECT}?row={slug}"

    def correction(self, id: str) -> str | None:
        return f"{CORRECTIONS}#{self.slug('c', id)}"


def row(noun: str, id: str) -> str:
    """The live page that leads to a row: a story, an article, a speaker or entity, a statement or attribution."""
    return f"/{noun}/{Addresses.quoted(id)}"


def asked(path: str, query: Iterable[tuple[str, str]]) -> str:
    """The address of a live page with a query."""
    words = urlencode([(name, value) for name, value in query if value])
    return f"{path}?{words}" if words else path


# what the slug of a row begins with, and the noun of the row; a passage stands for its article
_NOUNS = {
    "s": "statement",
    "a": "attribution",
    "who": "speaker",
    "story": "story",
    "article": "article",
    "d": "derivation",
    "x": "discrepancy",
    "o": "occasion",
    "p": "article",
}
_SLUG = re.compile(r"(\w+)-([\w.:-]{1,64}?)(?:(?<=\w)-\d+-\d+(?:\.\d+-\d+)*)?", re.ASCII)
_PATH = re.compile(r"(?:[a-z]+://[^/]*)?/(story|statement|article|speaker)/([\w.:-]{1,64})", re.ASCII)


def meant(address: str) -> tuple[str, str] | None:
    """The noun and the id of the row that an address or a slug leads to, whether somebody copied it from a live page
    or from a saved one, where the id may be short; None when it is none of ours."""
    path, _, fragment = unquote(address.strip()).partition("#")
    slug = _SLUG.fullmatch(fragment or path)
    if slug and slug[1] in _NOUNS:
        return _NOUNS[slug[1]], slug[2]
    page = _PATH.fullmatch(path.partition("?")[0])
    return (page[1], page[2]) if page else None


_DIGEST = re.compile("[0-9a-f]{16}")
SHORT = 8  # hexadecimal digits of an id that stand for it where no other row of the page begins with them


def shortest(ids: Iterable[str]) -> dict[str, str]:
    """For each id that is a digest, its first digits where they are its own; the others are left out."""
    digests: Sequence[str] = [i for i in dict.fromkeys(ids) if _DIGEST.fullmatch(i)]
    held = Counter(i[:SHORT] for i in digests)
    return {i: i[:SHORT] for i in digests if held[i[:SHORT]] == 1}
