"""The one stretch that two quotations share, and the places where they part in it.

Two quotations are compared along that stretch only: words equal by chance, far from it, tell nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from onrecord.comparing.alignment import Block, blocks
from onrecord.comparing.saying import Said, Word
from onrecord.comparing.wordings import in_brackets

# words of content weigh more than this
CONTENT = 1.0

# a stretch of two quotations is the same when this share of its words is; shared words belong to one stretch across
# gaps of up to so many words on both sides, or of so many on one side alone (words left out or put in)
_SAME = 0.55
# the stretch holds at least this share of the weight of the smaller quotation; one of up to so many words is a scrap
_PART = 0.35
_SCRAP = 4
GAP = 4
_SKIP = 12
# one word of this weight makes a scrap telling enough
_TELLS = 3.0
# so many words are left before a quotation ends
_EDGE = 2


def stretch(a: Sequence[Word], b: Sequence[Word]) -> list[Block]:
    """The shared words of the one stretch that two quotations have in common; empty when they have none.

    Words shared by chance, far from the stretch, are not part of it.
    """
    scrap = _whole_scrap(a, b) or [Block(k.right, k.left, k.length) for k in _whole_scrap(b, a)]
    if scrap:
        return scrap
    found = blocks(texts(a), texts(b))
    if not found:
        return []
    heavy = [bits_of(a[k.left : k.left + k.length]) for k in found]
    first = last = max(range(len(found)), key=lambda n: (heavy[n], -n))
    while first and _near(found[first - 1], found[first], heavy[first - 1]):
        first -= 1
    while last + 1 < len(found) and _near(found[last], found[last + 1], heavy[last + 1]):
        last += 1
    kept = found[first : last + 1]
    words = sum(k.length for k in kept)
    size = max(kept[-1].left + kept[-1].length - kept[0].left, kept[-1].right + kept[-1].length - kept[0].right)
    telling = {w.stem for k in kept for w in a[k.left : k.left + k.length] if w.weight > CONTENT and not w.name}
    short = min(len(a), len(b)) <= _SCRAP
    enough = (words >= 3 and len(telling) >= 2) or (short and words >= 2 and telling)
    bits = sum(heavy[first : last + 1])
    if not enough or words < _SAME * size or bits < max(6.0, _PART * min(bits_of(a), bits_of(b))):
        return []
    return kept


def _whole_scrap(a: Sequence[Word], b: Sequence[Word]) -> list[Block]:
    """Where a quotation of a few words stands whole in the other, if one of its words tells something."""
    words, among = texts(a), texts(b)
    if not 0 < len(words) <= _SCRAP or len(words) == len(among) or max(w.weight for w in a) < _TELLS:
        return []
    at = next((k for k in range(len(among) - len(words) + 1) if among[k : k + len(words)] == words), None)
    return [] if at is None else [Block(0, at, len(words))]


def _near(one: Block, two: Block, heavy: float) -> bool:
    """Whether two blocks belong to one stretch; `heavy` is the weight of the outer one."""
    x, y = two.left - one.left - one.length, two.right - one.right - one.length
    if min(x, y) == 0:
        return max(x, y) <= (_SKIP if heavy > 2 else 2)
    return max(x, y) <= GAP and (heavy > 2 or max(x, y) <= 2)


class Parting(NamedTuple):
    """Words of the left against words of the right, and what stands at that place on each side, marks and all."""

    left: Sequence[Word]
    right: Sequence[Word]
    here: str = ""
    there: str = ""


def partings(left: Said, right: Said, a: Sequence[Word], b: Sequence[Word], found: Sequence[Block]) -> list[Parting]:
    """The places where two quotations part: between shared words, and at an end where both go on in the sentence."""
    out: list[Parting] = []
    first, last = found[0], found[-1]
    x = [w for w in a[: first.left] if w.sentence == a[first.left].sentence]
    y = [w for w in b[: first.right] if w.sentence == b[first.right].sentence]
    # the nearest words only, and only where both quotations are about to end: else they may quote different stretches
    if x and y and _edges(x, y) and not _ends(_spelt(x), _spelt(y)):
        k = min(len(x), len(y))
        out.append(Parting(x[-k:], y[-k:]))
    for one, two in itertools.pairwise(found):
        i, j = one.left + one.length, one.right + one.length
        here = left.text[a[i - 1].span[1] : a[two.left].span[0]]
        there = right.text[b[j - 1].span[1] : b[two.right].span[0]]
        out.append(Parting(a[i : two.left], b[j : two.right], here, there))
    i, j = last.left + last.length, last.right + last.length
    x = [w for w in a[i:] if w.sentence == a[i - 1].sentence]
    y = [w for w in b[j:] if w.sentence == b[j - 1].sentence]
    gap = any(
        _ELLIPSIS.search(said.text[words[max(0, n - 3)].span[0] : words[min(n, len(words) - 1)].span[0]])
        for said, words, n in ((left, a, i), (right, b, j))
    )
    if x and y and _edges(x, y) and not gap and not _ends(_spelt(x)[::-1], _spelt(y)[::-1]):
        k = min(len(x), len(y))
        out.append(Parting(x[:k], y[:k]))
    return out


def _edges(x: Sequence[Word], y: Sequence[Word]) -> bool:
    """Whether both sides end or begin soon after the words that they share."""
    return min(len(x), len(y)) <= _EDGE and abs(len(x) - len(y)) <= _EDGE + 1


_ELLIPSIS = re.compile(r"…|\.\s?\.")


def honest(change: Parting) -> bool:
    """Whether a change changes nothing: an ellipsis tells of words left out, or words are only spelt otherwise.

    Asterisks hide a word, they do not exchange it.
    """
    if "**" in change.here or "**" in change.there:
        return True
    if change.left and change.right:
        return _spelt(change.left) == _spelt(change.right)
    return bool(_ELLIPSIS.search(change.there if change.left else change.here))


def skipped(change: Parting) -> bool:
    """Whether one side leaves words out and says so by an ellipsis."""
    return bool(change.left) != bool(change.right) and bool(
        _ELLIPSIS.search(change.there if change.left else change.here)
    )


def _ends(x: str, y: str) -> bool:
    return x.endswith(y) or y.endswith(x)


_NUMERALS = {
    "one": "1", "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th", "percent": "%",
}  # fmt: skip


_SHORT_FORMS = (
    ("won't", "will not"), ("can't", "cannot"), ("shan't", "shall not"), ("n't", " not"), ("'re", " are"),
    ("'ve", " have"), ("'ll", " will"), ("'m", " am"), ("gonna", "going to"), ("wanna", "want to"),
)  # fmt: skip


_BRITISH = re.compile(r"s(e|ed|es|ing|ation|ations)(?= |$)")


def _spelt(words: Sequence[Word]) -> str:
    """Words with short forms written out, numbers as digits, and no marks inside."""
    out: list[str] = []
    for n, w in enumerate(words):
        text = _NUMERALS.get(w.text, w.text)
        if text == "no" and n + 1 < len(words) and words[n + 1].stem[0].isdigit():
            text = "number"
        for short, long in _SHORT_FORMS:
            text = text.replace(short, long)
        out.append(w.stem if w.stem[0].isdigit() or w.stem[0].isupper() else text)
    return re.sub(r"[\W_]+", "", _BRITISH.sub(r"z\1", " ".join(out).replace("our", "or")))


def bracketed(left: str, right: str, a: Sequence[Word], b: Sequence[Word], found: Sequence[Block]) -> list[Parting]:
    """Shared words that one side marks as its own by brackets, and the other does not."""
    return [
        Parting([v], [w])
        for k in found
        for v, w in zip(a[k.left : k.left + k.length], b[k.right : k.right + k.length], strict=True)
        if in_brackets(left, v.span) != in_brackets(right, w.span)
    ]


def marked(text: str, words: Sequence[Word]) -> bool:
    """Whether an outlet has put the words in brackets."""
    return bool(words) and in_brackets(text, (words[0].span[0], words[-1].span[1]))


def texts(words: Sequence[Word]) -> list[str]:
    """The words, folded."""
    return [w.text for w in words]


def bits_of(words: Iterable[Word]) -> float:
    """The weight of the words together."""
    return sum(w.weight for w in words)
