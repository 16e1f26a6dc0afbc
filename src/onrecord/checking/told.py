"""What a draft tells in its own words, sought in the record where it is told otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.checking.model import FaultKind, Level
from onrecord.checking.pages import Page
from onrecord.checking.wording import DAYS, place
from onrecord.comparing.differences import shown
from onrecord.comparing.figures import counted_alike, figures
from onrecord.comparing.sameness import Likeness, close, likeness
from onrecord.comparing.saying import Said, Word, negates, part
from onrecord.comparing.telling import told_otherwise
from onrecord.comparing.tokens import Tokens
from onrecord.model import Spans

# a sentence tells a claim when it holds so much of what the claim says, of this weight, and so many words of content
_SHARE, _SHARED, _EXACT = 0.55, 9.0, 2
# and so much of it without the names
_PLAIN = 0.5
# two neighbours may tell it together
_TOGETHER = 2
# one denies what the other says only where they are alike to this share, or where this share of a denied clause is
_OPPOSED = 0.5
# these begin another clause, as marks do
_CLAUSE = frozenset({
    "and", "but", "or", "which", "who", "whose", "where", "because", "although", "though", "while", "whereas", "if",
    "when", "until", "unless", "after", "before",
})  # fmt: skip
_MARK = re.compile(r"[,;:()–—]|\s-\s")


@dataclass(frozen=True, eq=False)
class Retold:
    """Where an article tells a claim in other words: from which of its words up to which, and how like it is."""

    page: Page
    first: int
    last: int
    like: Likeness

    @property
    def said(self) -> Said:
        return part(self.page.said, range(self.first, self.last + 1))

    def tells(self, claim: Said) -> bool:
        """Whether it tells enough of a claim to be that; who and where alone is not enough."""
        like = self.like
        if like.left < _SHARE or like.shared < _SHARED or like.exact < _EXACT:
            return False
        plain = {s: bits for s, bits in claim.stems.items() if s not in claim.names}
        held = sum(bits for s, bits in plain.items() if _stands(s, self.said))
        return held >= _PLAIN * sum(plain.values())


def likest(claim: Said, pages: Iterable[Page]) -> list[Retold]:
    """The likest sentence, or pair of neighbours, of each page that has any like it; the likest page first."""
    found = [best for page in pages if (best := max(_sentences(claim, page), key=_rank, default=None))]
    return sorted(found, key=lambda r: (*(-x for x in _rank(r)), r.page.article.name, r.page.article.id))


def _rank(found: Retold) -> tuple[float, float, float]:
    return found.like.left, found.like.outer, -found.first


def _sentences(claim: Said, page: Page) -> Iterator[Retold]:
    sentences = page.sentences
    for n, (start, stop) in enumerate(sentences):
        one = part(page.said, range(start, stop))
        if not claim.stems.keys() & one.stems.keys():
            continue
        like = likeness(claim, one)
        if like.shared < _SHARED / 2:
            continue
        yield Retold(page, start, stop - 1, like)
        after = sentences[n + 1 : n + _TOGETHER]
        if after and like.left < 1:
            both = likeness(claim, part(page.said, range(start, after[-1][1])))
            if both.left > like.left + 0.15:
                yield Retold(page, start, after[-1][1] - 1, both)


def differences(
    claim: Said, there: Retold, told: Said, turned: bool, label: str
) -> Iterator[tuple[FaultKind, Level, str, Spans, Spans]]:
    """Where a claim says another thing than the passage that tells the same: kind, level, note and both spans.

    `told` are those words of the passage that somebody says; `turned`: one of the two verbs denies what follows.
    """
    said = told
    yield from _numbers(claim, there)
    yield from _names(claim, there)
    alike = likeness(claim, told).outer >= _OPPOSED
    if (alike and (claim.negative != said.negative) != turned) or (not alike and not turned and opposed(claim, said)):
        words = shown(claim, claim.content), shown(said, place(said, said.words))
        yield "negation", "medium", f"one denies it and the other does not: {words[0]} against {words[1]}", (), ()
        return
    for d in told_otherwise(claim, said, ("The draft", label)):
        yield "qualifier", "medium", d.note.rstrip("."), d.left, d.right


def opposed(claim: Said, there: Said) -> bool:
    """Whether one denies a clause that the other tells without a denial, however much they tell besides."""
    mine, yours = _denied(claim), _denied(there)
    return any(share_told(clause, b) >= _OPPOSED and not any(_shares(clause, other) for other in denied)
               for a, b, denied in ((mine, there, yours), (yours, claim, mine)) for clause in a)  # fmt: skip


def _denied(said: Said) -> list[Said]:
    """The clauses with a denial in them; two denials are none."""
    clauses: list[list[int]] = [[]]
    for n, w in enumerate(said.words):
        if n and _begins(said, said.words[n - 1], w):
            clauses.append([])
        clauses[-1].append(n)
    found = [part(said, clause) for clause in clauses]
    return [clause for clause in found if clause.negative]


def _begins(said: Said, before: Word, w: Word) -> bool:
    between = said.text[before.span[1] : w.span[0]]
    return w.sentence != before.sentence or w.text in _CLAUSE or bool(_MARK.search(between))


def share_told(clause: Said, other: Said) -> float:
    """The share of what a clause tells, but for names and denials, that stands in the other."""
    plain = _plain(clause)
    held = sum(bits for s, bits in plain.items() if _stands(s, other))
    return held / sum(plain.values()) if plain else 0.0


def _shares(clause: Said, other: Said) -> bool:
    return any(_stands(s, other) for s in _plain(clause))


def _plain(said: Said) -> dict[str, float]:
    denials = {w.stem for w in said.words if negates(w)}
    return {s: bits for s, bits in said.stems.items() if s not in said.names and s not in denials}


def _stands(stem: str, said: Said) -> bool:
    return stem in said.stems or any(close(stem, other) for other in said.stems)


def _names(claim: Said, there: Retold) -> Iterator[tuple[FaultKind, Level, str, Spans, Spans]]:
    """Names of a claim that stand nowhere in the article."""
    known = {w.stem for w in there.page.said.words}
    for w in claim.words:
        if w.name and w.weight and w.stem not in known and not w.stem[0].isdigit():
            mine = place(claim, [w])
            kind: FaultKind = "date" if w.text in DAYS else "name"
            yield kind, "medium", f"the draft has {shown(claim, mine)}, which the article does not name", mine, ()


def _numbers(claim: Said, there: Retold) -> Iterator[tuple[FaultKind, Level, str, Spans, Spans]]:
    """Numbers of a claim that the article has not, against those that count the same there."""
    known = Tokens(there.page.article).numbers
    theirs = figures(there.said)
    for figure in figures(claim):
        if figure.value in known:
            continue
        word = claim.words[figure.at : figure.at + 1]
        mine = shown(claim, place(claim, word))
        against = next((y for y in theirs if counted_alike(figure, y)), None)
        if against:
            other = there.said.words[against.at : against.at + 1]
            yours = shown(there.said, place(there.said, other))
            note = f"the draft has {mine}, the record {yours}"
            yield "number", "high", note, place(claim, word), place(there.said, other)
        else:
            yield "number", "medium", f"the draft has {mine}, a number that the article has not", place(claim, word), ()
