"""Two articles held against each other: what both have word for word, what both tell, whom they credit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from onrecord.comparing.passages import Block, blocks, joined
from onrecord.comparing.prose import Mask, Prose, without
from onrecord.comparing.retelling import Retelling, retelling, unheard
from onrecord.comparing.sentences import Alignment, aligned
from onrecord.model import Article, Credit
from onrecord.text import fold

# a passage goes on over so many words that differ
GAP = 8
# a shared passage has so many words of the narrators
PASSAGE = 18
# articles of fewer words are not compared: any two sentences agree somewhere
LEAST = 30
# who quotes so many words of which the other has nothing was there
OWN = 5
# two articles whose `Retelling.score` is lower are about different things
TELLING = 1.0
# to this share of the words an article may hold passages of another and still be told by itself
REUSE = 0.35
# an outlet that is named after so many characters of the body, and before so many of its end, is cited for a detail
OPENING, CLOSING = 1500, 300
# what the share of sentences that answer to each other counts beside `Retelling.score`
TOLD = 1.5


_FIRST_HAND = re.compile(
    r"\b(?:told|tells|interview with|contacted by|seen by|obtained by|shared with) "
    r"(?:this (?:newspaper|paper|reporter|website|magazine|outlet|publication)|us\b|me\b|our reporter)"
)


@dataclass(frozen=True)
class Side:
    """One of the two: its words, and the names that it credits."""

    prose: Prose
    credits: tuple[Credit, ...]

    @property
    def article(self) -> Article:
        return self.prose.article

    @property
    def size(self) -> int:
        """How many words are compared."""
        return len(self.prose.words)

    @cached_property
    def folded(self) -> str:
        """The text that is read, as names are compared."""
        return fold(self.prose.view.text)

    @cached_property
    def first_hand(self) -> bool:
        """Whether the article was told something in person: "told this newspaper", "told" its own outlet."""
        if _FIRST_HAND.search(self.folded):
            return True
        outlet = key(self.article.outlet or "")
        # most articles name their own outlet nowhere, and each outlet's pattern would have to be made
        if not outlet or outlet not in self.folded:
            return False
        return re.search(rf"\b(?:told|tells)(?: the)? {re.escape(outlet)}\b", self.folded) is not None

    @cached_property
    def sources(self) -> tuple[Credit, ...]:
        """The credits on which more than a detail may rest."""
        body = self.article.body
        start, stop = (body[0][0] + OPENING, body[-1][1] - CLOSING) if body else (0, 0)
        return tuple(c for c in self.credits if c.whole or not start < c.span[0] < stop)


@dataclass(frozen=True)
class Pair:
    """Two articles, the one dated first (or unlike to tell) at the left; what is costly is worked out when asked."""

    left: Side
    right: Side

    @property
    def comparable(self) -> bool:
        """Whether both are long enough to say that one tells the other."""
        return min(self.left.size, self.right.size) >= LEAST

    @cached_property
    def passages(self) -> list[list[Block]]:
        """What stands in both word for word, but for up to `GAP` words between."""
        return joined(blocks(self.left.prose.shingled, self.right.prose.shingled), GAP)

    @cached_property
    def copied(self) -> tuple[float, float]:
        """The share of each side's words that stand in a common passage."""
        same = sum(b.length for run in self.passages for b in run)
        return same / max(1, self.left.size), min(1.0, same / max(1, self.right.size))

    @cached_property
    def shared(self) -> list[list[Block]]:
        """The passages of which `PASSAGE` words or more are the narrators' own."""
        long = (run for run in self.passages if sum(b.length for b in run) >= PASSAGE)
        return [run for run in long if self.narrated(run) >= PASSAGE]

    def narrated(self, run: Iterable[Block]) -> int:
        """How many words of a passage neither side quotes."""
        a, b = self.left.prose.quoted, self.right.prose.quoted
        return sum(int((~(a[x.left : x.left + x.length] | b[x.right : x.right + x.length])).sum()) for x in run)

    @cached_property
    def told(self) -> Retelling:
        """How far each tells what the other tells, word by word."""
        return retelling(self.left.prose, self.right.prose, TELLING)

    @cached_property
    def alignment(self) -> Alignment:
        """Which sentences tell the same."""
        return aligned(self.left.prose, self.right.prose)

    @property
    def score(self) -> float:
        """From 0 to 4: independent reports lie around 0.9, rewrites from 1.6 to 3.2 (docs/decisions/lineage.md)."""
        return self.told.score + TOLD * self.alignment.told

    @cached_property
    def apart(self) -> Pair:
        """The same pair without the passages that both took from elsewhere, or one from the other as a passage.

        It is the pair itself where there are none, and where they are so much of an article that they are what
        it is made of.
        """
        if not self.shared or max(self.copied) > REUSE:
            return self
        return Pair(
            Side(without(self.left.prose, self._mask(self.left, "left")), self.left.credits),
            Side(without(self.right.prose, self._mask(self.right, "right")), self.right.credits),
        )

    @cached_property
    def own_quotes(self) -> tuple[int, int]:
        """How many words each side has in quotations of which the other has nothing: who copies has none."""
        return unheard(self.left.prose, self.right.prose), unheard(self.right.prose, self.left.prose)

    def _mask(self, side: Side, name: str) -> Mask:
        out = np.zeros(side.size, dtype=np.bool_)
        for run in self.shared:
            for block in run:
                start = getattr(block, name)
                out[start : start + block.length] = True
        return out

    def names(self, article: Side, other: Side) -> str | None:
        """The name by which `article` credits the outlet of `other`, known or spoken of there as its own."""
        named = self.names_outlet(article, other)
        if named or other.article.outlet:
            return named
        others = {key(c.name) for c in other.sources}
        for credit in article.sources:
            name = key(credit.name)
            # "told POLITICO", "a USA TODAY/Rock the Vote survey": so an outlet writes of itself
            itself = rf"\b(?:(?:told|tells|with|by)(?: the)? {name}\b|{name} (?:\w+ ){{0,4}}(?:poll|survey)\b)"
            if name not in others and re.search(itself, other.folded):
                return credit.name
        return None

    def names_outlet(self, article: Side, other: Side) -> str | None:
        """The name by which `article` credits the outlet that `other` is known to be of, or says that it was told."""
        outlet = key(other.article.outlet or "")
        if not outlet:
            return None
        for credit in article.sources:
            name = key(credit.name)
            if f"{outlet} ".startswith(f"{name} ") or f"{name} ".startswith(f"{outlet} "):
                return credit.name
        if key(article.article.outlet or "") == outlet or outlet not in article.folded:
            return None
        told = rf"\b(?:told|tells|interview with)(?: the)? {re.escape(outlet)}\b"
        return other.article.outlet if re.search(told, article.folded) else None

    @cached_property
    def third(self) -> str | None:
        """Whom both credit, when neither credits the other: the name of an origin that both may go back to."""
        if self.names(self.left, self.right) or self.names(self.right, self.left):
            return None
        other = {key(c.name) for c in self.right.sources}
        return next((c.name for c in self.left.sources if key(c.name) in other), None)


def key(name: str) -> str:
    """A name for comparing."""
    return fold(name).removeprefix("the ")
