"""Where the accounts of the record differ on a number, a day or a name that a claim of a draft uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onrecord.checking.pages import Page, Shelf
from onrecord.checking.told import share_told
from onrecord.checking.wording import DAYS
from onrecord.comparing.saying import Said, Word, part
from onrecord.model import Discrepancy, Passage, Spans

_KINDS = ("number", "date", "name")
# a passage is about a claim when it tells so much of what the claim tells, but for names
_ABOUT = 0.5


def differing(claim: Said, shelf: Shelf, discrepancies: Iterable[Discrepancy]) -> Iterator[tuple[str, Page, Spans]]:
    """For each difference of weight what it is in words, and the page and the passage with the other account.

    Only what lies in the articles that were loaded for the draft is seen.
    """
    for d in discrepancies:
        if d.kind not in _KINDS or d.severity == "low" or d.left is None or d.right is None:
            continue
        for mine, other in ((d.left, d.right), (d.right, d.left)):
            page = shelf.page(other.article)
            here, there = _said(shelf, mine), _said(shelf, other)
            if page and here and there and _uses(claim, here, there):
                yield d.note.rstrip("."), page, other.spans
                break


def _uses(claim: Said, here: Said, there: Said) -> bool:
    """Whether a claim has what one passage has and the other has not, and tells the same besides."""
    own = _telling(here.words) - _telling(there.words)
    return bool(own & _telling(claim.words)) and share_told(claim, here) >= _ABOUT


def _telling(words: Iterable[Word]) -> set[str]:
    return {w.stem for w in words if w.name or w.stem[0].isdigit() or w.text in DAYS}


def _said(shelf: Shelf, passage: Passage) -> Said | None:
    page = shelf.page(passage.article)
    if page is None:
        return None
    inside = [n for n, w in enumerate(page.said.words) if any(a <= w.span[0] < b for a, b in passage.spans)]
    return part(page.said, inside)
