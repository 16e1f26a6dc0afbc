"""Cards that a page opens on a person's name, where its text has them in the middle of a sentence.

A card holds the name in full, the headlines of other articles on the person, and a link that is called "MORE":
"Mayor Ann Berg Ann Mary BergBridge to close in May Berg to run again MORE said on Friday that". The Hill's pages are
made so.
"""

from __future__ import annotations

import re

from onrecord.model import Furniture, Span, Spans
from onrecord.text import trimmed

# the family name that the sentence has, and the full name that ends with it and runs into the first headline, or
# the same two names twice
_BEGINS = re.compile(
    r"\b(?P<last>[A-Z][\w’'-]{1,30})(?: (?:Jr|Sr)\.?)? "
    r"(?P<card>(?:[A-Z(][\w.’'()-]{0,30} ){1,5}(?P=last)(?=[A-Z0-9'\"‘“$#(]))"
    r"|\b(?P<name>[A-Z][\w’'-]{1,30} [A-Z][\w’'-]{1,30}) (?P<twice>(?P=name) )"
)
_ENDS = re.compile(r"(?:(?<=[a-z])| )MORE(?!\w)")
# no card is longer
LONGEST = 1000


def cut(text: str, paragraph: Spans) -> tuple[Spans, list[Furniture]]:
    """A paragraph of `text` without the cards that lie in it, and these."""
    cards = [card for start, stop in paragraph for card in _cards(text, start, stop)]
    if not cards:
        return paragraph, []
    pieces: list[Span] = []
    for start, stop in paragraph:
        at = start
        for a, b in (card for card in cards if start <= card[0] < stop):
            pieces.append((at, a))
            at = b
        pieces.append((at, stop))
    kept = tuple((a, b) for a, b in (trimmed(text, piece) for piece in pieces) if a < b)
    return kept, [Furniture(card, "related") for card in cards]


def _cards(text: str, start: int, stop: int) -> list[Span]:
    out = []
    at = start
    for end in _ENDS.finditer(text, start, stop):
        begins = _BEGINS.search(text, max(at, end.start() - LONGEST), end.end())
        if begins is not None:
            out.append((begins.start("card" if begins["card"] else "twice"), end.end()))
        at = end.end()
    return out
