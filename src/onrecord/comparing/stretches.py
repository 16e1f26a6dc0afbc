"""The one stretch that two quotations share, and the places where they part in it.

Two quotations are compared along that stretch only: words equal by chance, far from it, tell nothing. `altered` leaves
out what changes nothing: other spellings and forms, an ellipsis, an outlet's own brackets, a stutter.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from onrecord.comparing.alignment import Block, blocks
from onrecord.comparing.saying import Said, Word, negates, word_class
from onrecord.comparing.wordings import in_brackets, same_but_form
from onrecord.model import Span

# words of content weigh more than this
CONTENT = 1.0

# a stretch of two quotations is the same when this share of its words is; shared words belong to one stretch across
# gaps of up to so many words on both sides, or of so many on one side alone (words left out or put in)
_SAME = 0.55
# the stretch holds at least this share of the weight of the smaller quotation; one of up to so many words is a scrap
_PART = 0.35
SCRAP = 4
GAP = 4
_SKIP = 12
# one word of this weight makes a scrap telling enough
_TELLS = 1.5
# so many words, however common, make a stretch
_RUN = 8
# so many words are left before a quotation ends
_EDGE = 2
# quotations that share fewer words are not held against each other at their ends
_WIDE = 3

# words as they are spelt are kept for so many stretches
_KEPT = 8192

# a difference in words of these classes changes the meaning; of these even where one comes or goes
STRENGTH = ("quantity", "modality", "certainty", "time", "limit")
_STRONG = ("modality", "certainty", "limit", "condition")
# other words say something else from this weight on when they are exchanged, and when they come or go
_EXCHANGED = 2.5
_ADDED = 3.0


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
    # words without content in the next sentence are shared by chance
    while first < last and not heavy[first] and _in_another_sentence(a, b, found[first], found[first + 1]):
        first += 1
    while first < last and not heavy[last] and _in_another_sentence(a, b, found[last - 1], found[last]):
        last -= 1
    kept = found[first : last + 1]
    words = sum(k.length for k in kept)
    size = max(kept[-1].left + kept[-1].length - kept[0].left, kept[-1].right + kept[-1].length - kept[0].right)
    telling = {w.stem for k in kept for w in a[k.left : k.left + k.length] if w.weight > CONTENT and not w.name}
    short = min(len(a), len(b)) <= SCRAP
    enough = (words >= 3 and len(telling) >= 2) or (short and words >= 2 and telling)
    bits = sum(heavy[first : last + 1])
    if words >= _RUN and words >= _SAME * size and telling:
        # so many words in a row are not shared by chance, however common each is
        return kept
    if not enough or words < _SAME * size or bits < max(6.0, _PART * min(bits_of(a), bits_of(b))):
        return []
    return kept


def _whole_scrap(a: Sequence[Word], b: Sequence[Word]) -> list[Block]:
    """Where a quotation of a few words stands whole in the other, if one of its words tells something."""
    words, among = texts(a), texts(b)
    if not 0 < len(words) <= SCRAP or len(words) == len(among) or max(w.weight for w in a) < _TELLS:
        return []
    at = next((k for k in range(len(among) - len(words) + 1) if among[k : k + len(words)] == words), None)
    return [] if at is None else [Block(0, at, len(words))]


def _in_another_sentence(a: Sequence[Word], b: Sequence[Word], one: Block, two: Block) -> bool:
    return (
        a[one.left + one.length - 1].sentence != a[two.left].sentence
        or b[one.right + one.length - 1].sentence != b[two.right].sentence
    )


def _near(one: Block, two: Block, heavy: float) -> bool:
    """Whether two blocks belong to one stretch; `heavy` is the weight of the outer one."""
    x, y = two.left - one.left - one.length, two.right - one.right - one.length
    if min(x, y) == 0:
        return max(x, y) <= (_SKIP if heavy > 2 else 2)
    return max(x, y) <= GAP and (heavy > 2 or max(x, y) <= 2)


class Parting(NamedTuple):
    """Words of the left against words of the right, with the shared word before and after them on each side.

    `before` and `after` are pairs (left, right), None where the quotations begin or end with the words that part.
    """

    left: Sequence[Word]
    right: Sequence[Word]
    before: tuple[Word, Word] | None
    after: tuple[Word, Word] | None

    def side(self, n: int) -> list[Word]:
        """The words of the left (0) or right (1) with the shared ones around them."""
        before, after = self.before and self.before[n], self.after and self.after[n]
        return [*([before] if before else []), *self.words(n), *([after] if after else [])]

    def words(self, n: int) -> Sequence[Word]:
        """The words of the left (0) or right (1)."""
        return self.right if n else self.left


def partings(a: Sequence[Word], b: Sequence[Word], found: Sequence[Block]) -> list[Parting]:
    """The places where two quotations part: between shared words, and at an end where both are about to end."""
    out: list[Parting] = []
    first, last = found[0], found[-1]
    x = [w for w in a[: first.left] if w.sentence == a[first.left].sentence]
    y = [w for w in b[: first.right] if w.sentence == b[first.right].sentence]
    wide = sum(k.length for k in found) >= _WIDE
    if wide and _edges(x, y):
        out.append(Parting(x, y, None, (a[first.left], b[first.right])))
    for one, two in itertools.pairwise(found):
        i, j = one.left + one.length, one.right + one.length
        out.append(
            Parting(a[i : two.left], b[j : two.right], (a[i - 1], b[j - 1]), (a[two.left], b[two.right]))
        )  # fmt: skip
    i, j = last.left + last.length, last.right + last.length
    x = [w for w in a[i:] if w.sentence == a[i - 1].sentence]
    y = [w for w in b[j:] if w.sentence == b[j - 1].sentence]
    if wide and _edges(x, y):
        out.append(Parting(x, y, (a[i - 1], b[j - 1]), None))
    return out


def _edges(x: Sequence[Word], y: Sequence[Word]) -> bool:
    """Whether both quotations begin or end with a few other words; else they may quote different stretches."""
    telling = [sum(w.weight > CONTENT for w in words) for words in (x, y)]
    alike = len(x) == len(y) or telling[0] == telling[1]
    return bool(x) and bool(y) and max(len(x), len(y)) <= _EDGE and alike


def altered(left: Said, right: Said, parted: Iterable[Parting]) -> list[Parting]:
    """Those of the partings at which one side has other words, and does not say so."""
    return [p for p in parted if (p.left or p.right) and not _harmless(left, right, p)]


_ELLIPSIS = re.compile(r"…|\.\s?\.")
# a word of which letters are hidden: "f—", "s**t"
_HIDDEN = re.compile(r"\*|\b\w{1,2}(?:--|[—–])|\w(?:--+|__+|[—–])\w\b")
_NOT_SPOKEN = re.compile(r"@\w|#\w|https?://|\bt\.co/|\bpic\.twitter")


def _harmless(left: Said, right: Said, p: Parting) -> bool:
    here, there = _seen(left, p, 0), _seen(right, p, 1)
    if _ELLIPSIS.search(here) or _ELLIPSIS.search(there) or _HIDDEN.search(here) or _HIDDEN.search(there):
        return True
    if any(mark.search(seen) for mark in (_NOT_SPOKEN, _OWN_HAND) for seen in (here, there)):
        return True
    x, y = _spoken(left, p.left), _spoken(right, p.right)
    if bool(p.left) != bool(x) or bool(p.right) != bool(y):
        # words that an outlet has put in brackets are its own, for whatever was said there
        return True
    return _same_said(x, y) or same_words(x, y) or _stutter(p) or _titles(x, y) or _initials(x, y)


def elided(left: Said, right: Said, p: Parting) -> bool:
    """Whether an ellipsis stands for the words of the other side."""
    return any(_ELLIPSIS.search(_seen(said, p, n)) for n, said in enumerate((left, right)))


def tells(w: Word) -> bool:
    """Whether a word alone changes what is said: a number, a denial, one of how sure or how far."""
    return w.stem[0].isdigit() or negates(w) or any(w.text in word_class(kind) for kind in _STRONG)


def _same_said(x: Sequence[Word], y: Sequence[Word]) -> bool:
    """Whether words that come, go or are exchanged weigh too little to say anything else."""
    if any(map(tells, (*x, *y))):
        return False
    heaviest = max((w.weight for w in (*x, *y)), default=0.0)
    return heaviest < (_EXCHANGED if x and y else _ADDED)


# an outlet's own hand in a quotation: "[sic]", or a capital that it changed, "[w]e"
_BRACKETS = 80
_OWN_HAND = re.compile(r"\[(?:sic\]|\w\]\w)", re.IGNORECASE)


def _spoken(said: Said, words: Sequence[Word]) -> list[Word]:
    """Words that the outlet has not put in brackets as its own."""
    return [w for w in words if not _between_brackets(said.text, w.span[0])]


def _between_brackets(text: str, at: int) -> bool:
    """Whether brackets open before a place and close behind it."""
    before = text[max(0, at - _BRACKETS) : at]
    return any(before.rfind(one) > before.rfind(two) for one, two in ("[]", "()"))


def _seen(said: Said, p: Parting, n: int) -> str:
    """What stands at a parting on one side, marks and all, up to the shared words."""
    before, after = p.before and p.before[n], p.after and p.after[n]
    words = p.words(n)
    start = before.span[1] if before else (words[0].span[0] - 3 if words else after.span[0] if after else 0)
    stop = after.span[0] if after else (words[-1].span[1] + 3 if words else start)
    return said.text[max(0, start) : stop]


def bracketed(said: Said, words: Sequence[Word]) -> bool:
    """Whether an outlet has put words, all of them, in brackets: it marks them as its own."""
    return bool(words) and in_brackets(said.text, (words[0].span[0], words[-1].span[1]))


# words whose coming and going changes nothing
_LIGHT = frozenset({
    "a", "an", "the", "that", "and", "of", "to", "so", "well", "uh", "um", "oh", "just", "also", "'s", "s",
})  # fmt: skip


def same_words(x: Sequence[Word], y: Sequence[Word]) -> bool:
    """Whether words are the same but for spelling, form, and words whose coming and going changes nothing."""
    if spelt(x) == spelt(y):
        return True
    light = _LIGHT | word_class("pronoun")
    a, b = [w for w in x if w.text not in light], [w for w in y if w.text not in light]
    if len(a) != len(b):
        return spelt(a) == spelt(b)
    return all(
        same_but_form(v, w) or _one_root(v.text, w.text) or (v.name and w.name and _begins(v.text, w.text))
        for v, w in zip(a, b, strict=True)
    )


def _begins(a: str, b: str) -> bool:
    """Whether one name is the beginning of the other ("Exxon", "ExxonMobil")."""
    return min(len(a), len(b)) >= 3 and (a.startswith(b) or b.startswith(a))


def _one_root(a: str, b: str) -> bool:
    """Whether two words are forms of one root ("agriculture", "agricultural"), or one is cut from the other."""
    short, long = sorted((a, b), key=len)
    n = len(short)
    if n >= 3 and long.startswith(short) and short in word_class("title"):
        return True
    return n >= 5 and long[: max(5, n - 2)] == short[: max(5, n - 2)] and len(long) - n <= 3


def _stutter(p: Parting) -> bool:
    """Whether words are left out that stand beside themselves once more, as a speaker stutters."""
    words = [w.text for w in p.left or p.right]
    if p.left and p.right:
        return False
    n = 0 if p.left else 1
    return bool(p.after and words[0] == p.after[n].text) or bool(p.before and words[-1] == p.before[n].text)


def _initials(x: Sequence[Word], y: Sequence[Word]) -> bool:
    """Whether one side has the initials of the other's words ("EB", "executive board")."""
    short, long = sorted((x, y), key=len)
    return len(short) == 1 and len(long) > 1 and short[0].text == "".join(w.text[0] for w in long)


def _titles(x: Sequence[Word], y: Sequence[Word]) -> bool:
    """Whether only titles before a name differ."""
    return all(w.text in word_class("title") for w in (*x, *y))


_NUMERALS = {
    "one": "1", "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th", "percent": "%",
    "ii": "2", "iii": "3", "iv": "4",
}  # fmt: skip


_SHORT_FORMS = (
    ("won't", "will not"), ("can't", "cannot"), ("shan't", "shall not"), ("n't", " not"), ("'re", " are"),
    ("'ve", " have"), ("'ll", " will"), ("'m", " am"), ("gonna", "going to"), ("wanna", "want to"),
    ("someone", "somebody"), ("everyone", "everybody"), ("anyone", "anybody"), ("no 1", "nobody"),
)  # fmt: skip
# how people write in posts
_POSTED = {
    "bc": "because",
    "u": "you",
    "r": "are",
    "ur": "your",
    "thru": "through",
    "w": "with",
    "ok": "okay",
    "em": "them",
}


_BRITISH = re.compile(r"s(e|ed|es|ing|ation|ations)(?= |$)")


def spelt(words: Sequence[Word]) -> str:
    """Words with short forms written out, numbers as digits, and no marks inside."""
    out: list[str] = []
    for n, w in enumerate(words):
        text = _POSTED.get(w.text) or _NUMERALS.get(w.text, w.text)
        after = words[n + 1] if n + 1 < len(words) else None
        if text in ("s", "00") or (after and not w.weight and after.stem.lower().startswith(f"{text} ")):
            # the second word of "United States" stands for both
            continue
        if text == "no" and after and after.stem[0].isdigit():
            text = "number"
        out.append(w.stem if w.stem[0].isdigit() or w.stem[0].isupper() else text)
    return _plain(" ".join(out))


@lru_cache(maxsize=_KEPT)
def _plain(line: str) -> str:
    """Words with short forms written out, in one spelling, without marks and spaces."""
    for short, long in _SHORT_FORMS:
        line = line.replace(short, long)
    line = re.sub(r"([a-z])\1", r"\1", line.replace("our", "or"))
    return re.sub(r"[\W_]+", "", _BRITISH.sub(r"z\1", line))


def passed_off(left: Said, right: Said, a: Sequence[Word], b: Sequence[Word], found: Sequence[Block]) -> list[Parting]:
    """Shared words that one side puts in brackets as its own, and the other quotes; articles change nothing."""
    if not _bracketed(left, a) and not _bracketed(right, b):
        return []
    return [
        Parting([v], [w], None, None)
        for k in found
        for v, w in zip(a[k.left : k.left + k.length], b[k.right : k.right + k.length], strict=True)
        if v.text not in _LIGHT and _squared(left.text, v.span) != _squared(right.text, w.span)
    ]


def _bracketed(said: Said, words: Sequence[Word]) -> bool:
    """Whether a square bracket opens in a quotation, or right before it."""
    return said.text.find("[", max(0, words[0].span[0] - 1), words[-1].span[1]) >= 0


def _squared(text: str, span: Span) -> bool:
    return in_brackets(text, span) and text[span[0] - 1] == "[" and not text[span[1] + 1 : span[1] + 2].isalnum()


def texts(words: Sequence[Word]) -> list[str]:
    """The words, folded."""
    return [w.text for w in words]


def bits_of(words: Iterable[Word]) -> float:
    """The weight of the words together."""
    return sum(w.weight for w in words)
