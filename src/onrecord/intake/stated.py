"""What an HTML page states about itself, in JSON-LD, meta elements and headings: title, authors, outlet, days.

Pages state for machines what they show to people, and often state something else; each field is weighed against what
the page shows (`onrecord.intake.shown`) and stays open where nothing states it. A script is read as data, and only
where it holds JSON-LD.
"""

from __future__ import annotations

import contextlib
import html
import json
import re
from collections.abc import Iterator
from typing import Any

from trafilatura.metadata import (
    examine_meta,
    extract_author,
    extract_meta_json,
    extract_sitename,
    extract_title,
)

from onrecord.intake.dates import dates
from onrecord.intake.metadata import is_nobody
from onrecord.intake.outlets import is_known
from onrecord.text import fold

_SPACE = re.compile(r"\s+")


def plain(value: Any) -> str | None:
    """A text with its white space made single; None when there is none."""
    text = _SPACE.sub(" ", value).strip() if isinstance(value, str) else ""
    return text or None


def about_of(tree: Any) -> Any:
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


def placed(tree: Any) -> Iterator[tuple[dict[str, Any], Any]]:
    """The objects of the page's JSON-LD with their script elements, outermost first; what is no JSON is left out."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text:
            continue
        try:
            todo = [json.loads(script.text, strict=False)]
        except (ValueError, RecursionError):
            continue
        while todo:
            value = todo.pop(0)
            if isinstance(value, list):
                todo[:0] = value
            elif isinstance(value, dict):
                yield value, script
                graph = value.get("@graph")
                if isinstance(graph, list):
                    todo[:0] = graph


def stated(tree: Any) -> list[dict[str, Any]]:
    """The objects of the page's JSON-LD, outermost first."""
    return [row for row, _ in placed(tree)]


_SEPARATED = re.compile(r"\s+[|–—•·»:-]+\s+|\s*\|\s*")


def title_of(tree: Any, named_so: str | None, outlet: str | None) -> str | None:
    """The title as the page shows it: a main heading that agrees with what it states, its site's name left off.

    What a page states for social networks may be another wording; its headline in JSON-LD and its title element are
    the other witnesses.
    """
    mains = [text for h1 in tree.iter("h1") if (text := _shown(h1)) and len(text) <= 300]
    window = next((text for element in tree.iter("title") if (text := _shown(element))), None)
    headlines = [
        text
        for row in stated(tree)
        if "Article" in str(row.get("@type")) or "Posting" in str(row.get("@type"))
        if (text := plain(row.get("headline")))
    ]
    said = [html.unescape(name) for name in (named_so, window) if name]
    named = said + [html.unescape(name) for name in headlines[:1]]
    if not named:
        return mains[0] if len(mains) == 1 else None
    sites = {fold(outlet or "")}
    for name in named:
        parts = _SEPARATED.split(name)
        # a site's name is shorter than the title before it
        if len(parts) > 1 and len(parts[-1]) < len(name) / 2:
            sites.add(fold(parts[-1]))
    mains = [main for main in mains if len(fold(main).split()) >= 2 and fold(main) not in sites]
    for name in named:
        for main in mains:
            if fold(main) in fold(name):
                return main
    if len(mains) == 1 and any(_alike(mains[0], name) for name in said):
        return mains[0]
    title = named[0]
    last = _SEPARATED.split(title)[-1]
    if outlet and last != title and fold(last) and (fold(last) in fold(outlet) or fold(outlet) in fold(last)):
        return title[: title.rindex(last)].rstrip(" |–—•·»:-\t") or title
    return title


def _shown(element: Any) -> str | None:
    """What an element says; pages that escape their text twice are read as they mean it."""
    text = plain("".join(element.itertext()))
    return plain(html.unescape(text)) if text and "&" in text else text


def _alike(main: str, name: str) -> bool:
    """Whether half of the words of two wordings are the same."""
    left, right = fold(main).split(), fold(name).split()
    return 2 * sum(word in right for word in left) * 2 >= len(left) + len(right)


# what stands where an author should be stated, and is none
_NO_AUTHOR = re.compile(
    r"undefined|null|none|(?:about )?the author|.*\b(?:about|author|admin|privacy|policy|conditions|updated|published"
    r"|submenu|menu|inc|llc|ltd|gmbh)\b.*|.*(?:https?:|www\.|@).*",
    re.IGNORECASE,
)
_AUTHOR_NAMES = ("cxenseparse:author", "sailthru.author", "parsely-author", "dc.creator", "byl", "byline")


def authors_of(tree: Any, about: Any, shown_names: tuple[str, ...]) -> tuple[str, ...]:
    """The authors by the first witness that names any: what the page states, its byline, elements called author.

    A site that states itself as its author is believed last.
    """
    named = _metas(tree)
    # twitter:label1 "Written by" says what twitter:data1 is
    labelled = named.get("twitter:data1") if named.get("twitter:label1", "").lower() == "written by" else None
    lone = named.get("author")
    found = [about.author, lone if lone and lone[:1].isupper() and "." not in lone else None, labelled]
    found += [re.sub(r"^by ", "", named.get(name, ""), flags=re.IGNORECASE) for name in _AUTHOR_NAMES]
    sites = {fold(name or "") for name in (about.sitename, named.get("publisher"), named.get("application-name"))}
    for names in found:
        if persons := tuple(name for name in _persons(names) if fold(name) not in sites):
            return persons
    byline = tuple(name for name in shown_names if " " in name and not _is_no_author(name))
    called = tuple(name for name in _persons(extract_author(tree)) if fold(name) not in sites)
    return byline or called or next(filter(None, map(_persons, found)), ())


# a person's name: two or three words with capitals
PERSON = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]+(?:\s[A-ZÀ-ÖØ-Þ]\.)?(?:\s[A-ZÀ-ÖØ-Þ][\w’'-]+){1,2}")


def _persons(stated: Any) -> tuple[str, ...]:
    names = (plain(part) for part in (stated or "").split(";"))
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
    "citation_publication_date",
    "citation_date",
    "published-date",
    "published_date",
    "published",
    "dcterms.created",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "originalpublicationdate",
)


def stated_day(tree: Any) -> str | None:
    """When the article was published, as the page states it for machines; None when it states only changes."""
    for row in sorted(stated(tree), key=lambda row: "Article" not in str(row.get("@type"))):
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


def published_of(stated: str | None, seen: str | None, changed: bool) -> str | None:
    """The day that the page shows; the stated one where it shows none, only that of a change, or the same."""
    if stated is None or seen is None:
        return stated or seen
    return stated if changed or seen[:10] == stated[:10] else seen


def _first_date(value: Any) -> str | None:
    found = dates(value) if isinstance(value, str) else []
    # the first moment that computers count from is a day that nobody set
    return found[0].value if found and not (found[0].value or "").startswith("1970-01-01") else None
