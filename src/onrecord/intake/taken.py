"""What others take for a page's article: trafilatura, resiliparse and the page itself, in its JSON-LD."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import lxml.etree
import lxml.html
import trafilatura
from resiliparse.extract.html2text import extract_plain_text

from onrecord.intake.blocks import xpath
from onrecord.intake.stated import placed

_MARKUP = re.compile(r"</?[a-z][^>]*>|&#?\w+;", re.IGNORECASE)
_BREAKING = re.compile(r"</(?:p|div|li|h[1-6])>|<br\s*/?>", re.IGNORECASE)


# An element is nested in no more others, and a page has no more, where people wrote it; over more than that extractors
# take minutes. The parser goes no deeper than 256.
DEEPEST, MOST = 250, 20_000


def is_deep(tree: Any) -> bool:
    """Whether elements are nested deeper than people nest them."""
    return _shape(tree)[0] > DEEPEST


def _shape(tree: Any) -> tuple[int, int]:
    """How deep the elements are nested and how many they are, as far as it takes to tell that it is too much."""
    depth = deepest = count = 0
    for event, _ in lxml.etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            depth, count = depth + 1, count + 1
            deepest = max(deepest, depth)
        else:
            depth -= 1
        if deepest > DEEPEST or count > MOST:
            break
    return deepest, count


def takings(markup: str, tree: Any) -> dict[str, str]:
    """The text that each takes for the article, nothing where it finds none or fails."""
    given = body_scripts(tree)
    stated = given[0] if given else ""
    deepest, count = _shape(tree)
    if deepest > DEEPEST or count > MOST:
        return {"trafilatura": "", "resiliparse": "", "stated": stated}
    return {"trafilatura": _trafilatura(markup), "resiliparse": _resiliparse(markup), "stated": stated}


def _trafilatura(markup: str) -> str:
    # what a hostile page makes it raise is its own affair: the page is judged without it
    with contextlib.suppress(Exception):
        found: Any = trafilatura.bare_extraction(
            markup, include_comments=False, include_tables=True, favor_recall=True, with_metadata=False
        )
        return (found.text or "") if found is not None else ""
    return ""


def _resiliparse(markup: str) -> str:
    with contextlib.suppress(Exception):
        return str(extract_plain_text(markup, main_content=True, alt_texts=False, comments=False))
    return ""


def body_scripts(tree: Any) -> tuple[str, str] | None:
    """The longest text that the page's JSON-LD gives as an article's, a line a paragraph, and its script's XPath."""
    bodies = [(body, where) for row, where in placed(tree) if isinstance(body := row.get("articleBody"), str)]
    if not bodies:
        return None
    best, script = max(bodies, key=lambda found: len(found[0]))
    where = xpath(script)
    if not _MARKUP.search(best):
        return best, where
    with contextlib.suppress(lxml.etree.LxmlError, ValueError):
        best = lxml.html.fragment_fromstring(_BREAKING.sub("\n", best), create_parent="div").text_content()
    return best, where
