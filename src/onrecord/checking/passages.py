"""A passage of the record that stands for a claim: where it begins and ends, and what lies in it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from onrecord.checking import wording
from onrecord.checking.aligning import Pair
from onrecord.checking.pages import Page
from onrecord.comparing.sameness import likeness
from onrecord.comparing.saying import Said, part
from onrecord.model import Attribution, Spans

# so many words beside the equal ones are shown with a passage
_EDGE = 3


def between(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs from the first equal word to the last."""
    same = [n for n, p in enumerate(pairs) if p.same]
    return list(pairs[same[0] : same[-1] + 1])


def reach(page: Page, same: Sequence[Pair], size: int) -> tuple[int, int]:
    """From which word of a page to which its passage reaches: also over words that differ at an end of the claim."""
    words, first, last = page.said.words, same[0], same[-1]
    start, stop = first.right, last.right
    while first.right - start < first.left and start and words[start - 1].sentence == words[first.right].sentence:
        start -= 1
    behind = size - 1 - last.left
    while (
        stop - last.right < min(behind, _EDGE)
        and words[stop + 1 : stop + 2]
        and (words[stop + 1].sentence == words[last.right].sentence)
    ):
        stop += 1
    return max(start, first.right - _EDGE), stop


def joined(page: Page, same: Sequence[Pair]) -> Spans:
    """A whole sentence of the outlet's own words that stands between two parts of a quotation; empty when none does."""
    words = page.said.words
    for p, q in itertools.pairwise(same):
        between = words[p.right + 1 : q.right]
        whole = {w.sentence for w in between} - {words[p.right].sentence, words[q.right].sentence}
        own = [w for w in between if w.sentence in whole]
        if own and not any(w.quoted for w in own):
            return wording.place(page.said, own)
    return ()


def tells(row: Attribution, spans: Spans) -> bool:
    """Whether half of what is said lies in some spans, or half of these in what is said."""
    shared = sum(max(0, min(b, d) - max(a, c)) for a, b in row.content for c, d in spans)
    sizes = [sum(b - a for a, b in x) for x in (row.content, spans)]
    return 2 * shared >= min(sizes) > 0


def said_in(said: Said, rows: Sequence[Attribution]) -> Said:
    """Those words of a passage that some attributions report; all of them where there is none."""
    content = [span for row in rows for span in row.content]
    inside = [n for n, w in enumerate(said.words) if any(a <= w.span[0] < b for a, b in content)]
    return part(said, inside) if inside else said


def tellers(claim: Said, said: Said, rows: Sequence[Attribution]) -> list[Attribution]:
    """Of each sentence of a passage the attribution that tells the most of a claim, the best first."""
    best: dict[int, tuple[float, Attribution]] = {}
    for row in rows:
        words = said_in(said, [row])
        shared = likeness(claim, words).shared
        for n in {w.sentence for w in words.words}:
            if n not in best or shared > best[n][0]:
                best[n] = shared, row
    found = sorted(best.values(), key=lambda x: -x[0])
    return list({row.id: row for _, row in found}.values())
