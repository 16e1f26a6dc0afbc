"""How the words of a claim differ from those of the record: what kind of change, and how grave it is.

In quotation marks every word counts. What a draft tells in its own words differs only where it says another thing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from onrecord.checking.aligning import Pair
from onrecord.checking.model import FaultKind, Level
from onrecord.comparing.differences import shown, strength
from onrecord.comparing.sameness import close
from onrecord.comparing.saying import Said, Word, negates, word_class
from onrecord.comparing.stretches import CONTENT, bits_of, same_words, spelt, tells
from onrecord.model import Spans
from onrecord.text import sentences

# words that come or go are of medium gravity from this weight on
_WEIGHTY = 6.0
# a quotation that ends where its sentence goes on lost something from this weight on
_LOST = 2.0
# so many words around a place are looked at for what is missing in it
_NEAR = 6
# so many words that a draft has at an end, of this weight, may be another quotation
_APART, _APART_BITS = 3, 8.0
# or so many words, whatever they weigh
_LONG = 6
# a sentence that is told stands word for word in the record when this share of its words does
VERBATIM = 0.75
_STRONG = ("certainty", "modality", "limit", "condition")
_QUALIFYING = (*_STRONG, "quantity", "time")
# so many words around a day of a month may belong to its date
_DATE = 3
_DAY = re.compile(r"0?([1-9]|[12]\d|3[01])(?:st|nd|rd|th)?")
_ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.|\[\s?\.\.")
_ENDED = re.compile(r"[\])]*[.!?]|[\])]*,[\"”’'»]")


class Gap(NamedTuple):
    """Words of a claim (`x`) against words of the record (`y`) between words that both have.

    `at` is the index in the claim's words where they stand, `there` that in the record's; `edge` says that it is at an
    end of the claim.
    """

    x: Sequence[Word]
    y: Sequence[Word]
    at: int
    there: int
    edge: bool = False


class Change(NamedTuple):
    """A difference: its kind and gravity, what it is in words, and its place in the draft and in the record."""

    kind: FaultKind
    level: Level
    note: str
    left: Spans
    right: Spans
    apart: Sequence[int] = ()


def changes(claim: Said, there: Said, pairs: Sequence[Pair], quoted: bool) -> list[Change]:
    """What differs between the words of a claim and the stretch of the record that stands for them.

    Of words at an end that the record's stretch has not, `apart` gives the indexes: they may stand elsewhere.
    """
    found = [c for gap in _gaps(claim, there, pairs, quoted) if (c := _change(claim, there, gap, pairs, quoted))]
    if quoted:
        found += [c for c in (_cut_behind(claim, there, pairs), _cut_before(claim, there, pairs)) if c]
    return found


def _gaps(claim: Said, there: Said, pairs: Sequence[Pair], quoted: bool) -> Iterator[Gap]:
    a, b = claim.words, there.words
    same = [p for p in pairs if p.same]
    first, last = same[0], same[-1]
    if first.left:
        start = max(0, first.right - first.left)
        before = [w for w in b[start : first.right] if w.sentence == b[first.right].sentence]
        yield Gap(a[: first.left], before, 0, first.right, True)
    for p, q in itertools.pairwise(same):
        x, y = a[p.left + 1 : q.left], b[p.right + 1 : q.right]
        if quoted and b[p.right].quoted and b[q.right].quoted:
            # what stands between two parts of a quotation is the outlet's
            y = tuple(w for w in y if w.quoted)
        if x or y:
            yield Gap(x, y, p.left + 1, p.right + 1)
    if last.left + 1 < len(a):
        rest = a[last.left + 1 :]
        behind = [w for w in b[last.right + 1 : last.right + 1 + len(rest)] if w.sentence == b[last.right].sentence]
        yield Gap(rest, behind, last.left + 1, last.right + 1, True)


def _change(claim: Said, there: Said, gap: Gap, pairs: Sequence[Pair], quoted: bool) -> Change | None:
    x = [w for w in gap.x if not _bracketed(claim.text, w)]
    y = gap.y
    if len(x) < len(gap.x) and not x:
        return None  # the draft says by brackets that the words are its own
    if gap.edge and (len(x) >= _LONG or (len(x) >= _APART and bits_of(x) >= _APART_BITS)):
        if not quoted:
            return None
        note = f"{shown(claim, place(claim, x))} does not stand there"
        at = range(gap.at, gap.at + len(gap.x))
        return Change("words inserted", "high", note, place(claim, x), (), at)
    elided = bool(_ELLIPSIS.search(_between(claim, gap)))
    spelt_alike = x and y and spelt(x) == spelt(y)
    if not (x or y) or spelt_alike or (elided and not x and not any(map(_turns, y))):
        return None
    if _other_order(claim, there, gap):
        return None
    said = _told_shift(x, y) if not quoted else x
    turned = _turned(said, y, quoted and elided)
    if turned and not quoted and _elsewhere(claim, there, gap, turned[0]):
        return None
    judged = turned or (None if elided else _reworded(x, y, quoted, _share(claim, pairs)))
    if judged is None:
        return None
    kind, level = judged
    left, right = _around(claim, gap.at, gap.at + len(gap.x)), _around(there, gap.there, gap.there + len(gap.y))
    return Change(kind, level, _note(claim, there, x, y, elided, quoted), left, right)


def _other_order(claim: Said, there: Said, gap: Gap) -> bool:
    """Whether all that differs is on which side of its month a day stands: "3 May", "May 3"."""
    if bool(gap.x) == bool(gap.y):
        return False
    mine = _days_of_months(claim.words[max(0, gap.at - _DATE) : gap.at + len(gap.x) + _DATE])
    yours = _days_of_months(there.words[max(0, gap.there - _DATE) : gap.there + len(gap.y) + _DATE])
    days = {day for day, _ in mine & yours}
    return all(_day(w) in days or w.text in ("the", "of") for w in (*gap.x, *gap.y))


def _days_of_months(words: Sequence[Word]) -> set[tuple[str, str]]:
    """The days and months of dates without their order, as in "14 November", "November 14th", "14th of November"."""
    told = [w for w in words if w.text not in ("the", "of")]
    pairs = [pair for a, b in itertools.pairwise(told) for pair in ((a, b), (b, a))]
    return {(_day(day), month.text) for day, month in pairs if _day(day) and month.text in _MONTHS}


def _day(w: Word) -> str:
    """The day of a month that a word is, in digits; empty for any other."""
    found = _DAY.fullmatch(w.text)
    return found[1] if found else ""


def _told_shift(x: Sequence[Word], y: Sequence[Word]) -> Sequence[Word]:
    """Words of a sentence that is told without a "could" that stands for "can"."""
    able = any(w.text in ("can", "can't", "cannot") for w in y)
    return [w for w in x if not (able and w.text == "could")]


def _elsewhere(claim: Said, there: Said, gap: Gap, kind: FaultKind) -> bool:
    """Whether a denial or a qualifier that is missing in one place of a told sentence stands beside it in another."""
    near = there.words[max(0, gap.there - _NEAR) : gap.there + len(gap.y) + _NEAR]
    sentence = {w.sentence for w in there.words[gap.there : gap.there + 1]}
    around = [w for w in near if w.sentence in sentence]
    if kind == "negation":
        return gap.edge and any(map(negates, gap.x)) and any(map(negates, around))
    mine = _qualifiers(gap.x, _QUALIFYING), _qualifiers(claim.words, _QUALIFYING)
    return kind == "qualifier" and not mine[0] and _qualifiers(gap.y, _QUALIFYING) <= mine[1]


def _share(claim: Said, pairs: Sequence[Pair]) -> float:
    """The share of the words of a claim that stand in the record."""
    return sum(p.same for p in pairs) / len(claim.words)


def _turned(x: Sequence[Word], y: Sequence[Word], elided: bool) -> tuple[FaultKind, Level] | None:
    """What words of a draft in the place of words of the record turn: a denial, a number, a day, a name, how sure."""
    aside = any(w.text in ("rather", "instead", "whether") for w in (*x, *y))
    if sum(map(negates, x)) % 2 != sum(map(negates, y)) % 2 and not aside:
        return "negation", "high"
    counted, numbers = ({w.stem for w in words if w.stem[0].isdigit()} for words in (x, y))
    if counted != numbers and (counted or (numbers and x)):
        return "number", "high"
    days = _dates(x)
    if days and days != _dates(y):
        return "date", "high"
    mine, yours = ({w.stem for w in words if w.name and not w.stem[0].isdigit()} for words in (x, y))
    if mine and yours and not mine & yours and not same_words(x, y):
        return "name", "high"
    # "each" for "every" is no other strength; one that comes or goes is
    classes = _STRONG if x and y else _QUALIFYING
    has, had = _qualifiers(x, classes), _qualifiers(y, classes)
    if strength(x, y) or (has != had and not (elided and not had)):
        return "qualifier", "medium"
    return None


def _reworded(x: Sequence[Word], y: Sequence[Word], quoted: bool, share: float) -> tuple[FaultKind, Level] | None:
    """How grave other words are; those of a sentence that is told count where it stands word for word otherwise."""
    mine, yours = ([w for w in words if w.weight > CONTENT] for words in (x, y))
    new = [v for v in mine if not any(v.stem == w.stem or close(v.stem, w.stem) for w in yours)]
    if not quoted:
        # whoever tells it chooses her words: which of them say the same no list knows
        return ("wording", "low") if new and yours and share >= VERBATIM else None
    if same_words(x, y):
        return "quotation altered", "low"
    if mine and yours:
        return "quotation altered", "high" if new else "medium"
    level: Level = "medium" if bits_of((*mine, *yours)) >= _WEIGHTY else "low"
    if x and y:
        return "quotation altered", level
    return ("words inserted" if x else "quotation shortened"), level


def _turns(w: Word) -> bool:
    """Whether a word that is left out turns what is said."""
    return negates(w) or w.text in word_class("condition")


def _qualifiers(words: Sequence[Word], classes: Sequence[str]) -> frozenset[str]:
    return frozenset(w.text for w in words for kind in classes if w.text in word_class(kind))


_MONTHS = frozenset({
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
})  # fmt: skip
# without May and March, which are other words too
DAYS = _MONTHS - {"march", "may"} | {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}


def _dates(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(w.text for w in words if w.text in DAYS)


def _bracketed(text: str, w: Word) -> bool:
    """Whether a word of the draft stands in square brackets."""
    before = text[max(0, w.span[0] - 80) : w.span[0]]
    return before.rfind("[") > before.rfind("]")


def _between(claim: Said, gap: Gap) -> str:
    """What stands in the draft where words differ, marks and all."""
    words = claim.words
    start = words[gap.at - 1].span[1] if gap.at else words[0].span[0] - 4
    stop = words[gap.at + len(gap.x)].span[0] if gap.at + len(gap.x) < len(words) else words[-1].span[1] + 4
    return claim.text[max(0, start) : stop]


def _around(said: Said, start: int, stop: int) -> Spans:
    """The words that differ; where one side has none, those on both sides."""
    if start == stop:
        start, stop = max(0, start - 1), min(len(said.words), stop + 1)
    return place(said, said.words[start:stop])


def place(said: Said, words: Sequence[Word]) -> Spans:
    """Where a run of words of a report stands, without the marks beside them; for no words there is none."""
    if not words:
        return ()
    a, b = words[0].span[0], words[-1].span[1]
    return tuple((max(a, x), min(b, y)) for x, y in said.content if max(a, x) < min(b, y)) or ((a, b),)


def _note(claim: Said, there: Said, x: Sequence[Word], y: Sequence[Word], elided: bool, quoted: bool) -> str:
    mine, yours = shown(claim, place(claim, x)), shown(there, place(there, y))
    if x and y:
        return f"the draft has {mine}, the record {yours}"
    if x:
        return f"the draft has {mine}, which the record has not"
    how = " with an ellipsis" if elided else " without an ellipsis" if quoted else ""
    return f"the draft leaves out {yours}{how}"


# --- cut ------------------------------------------------------------------------------------------------------


def _cut_behind(claim: Said, there: Said, pairs: Sequence[Pair]) -> Change | None:
    """A quotation that ends as a sentence does, where the sentence of the record goes on."""
    end = pairs[-1]
    if not end.same or end.left + 1 < len(claim.words):
        return None
    last = claim.words[-1]
    after = claim.text[last.span[1] : last.span[1] + 6]
    if not _ENDED.match(after) or _ELLIPSIS.match(after.lstrip(" [(")):
        return None
    lost = _goes_on(there, end.right, there.words[end.right + 1 :])
    return _cut(claim, there, lost, (len(claim.words) - 1, len(claim.words)), lost[:2])


def _cut_before(claim: Said, there: Said, pairs: Sequence[Pair]) -> Change | None:
    """A quotation that begins as a sentence does, where the sentence of the record began before."""
    start = pairs[0]
    if not start.same or start.left:
        return None
    first = claim.words[0]
    before = claim.text[max(0, first.span[0] - 6) : first.span[0]]
    capital = claim.text[first.span[0]].isupper() and first.text != "i" and not first.name
    if not capital or _ELLIPSIS.search(before) or "[" in before[-1:]:
        return None
    if there.text[there.words[start.right].span[0]].isupper() and there.words[start.right].weight:
        return None
    back = _goes_on(there, start.right, there.words[: start.right][::-1])
    return _cut(claim, there, back[::-1], (0, 1), back[:1])


def _goes_on(there: Said, at: int, words: Sequence[Word]) -> list[Word]:
    """The words of the same sentence and in the same quotation as a word, from it on."""
    here = there.words[at]
    mark = next((m for m in there.quoted if m[0] <= here.span[0] < m[1]), None)
    if mark is None:
        return []
    # a full stop inside the marks ends a sentence that the outlet's own goes round
    inside = next((s for s in sentences(there.text, *mark) if s[0] <= here.span[0] < s[1]), mark)
    return list(itertools.takewhile(lambda w: inside[0] <= w.span[0] < inside[1], words))


def _cut(claim: Said, there: Said, lost: Sequence[Word], at: tuple[int, int], beside: Sequence[Word]) -> Change | None:
    if not lost or (bits_of(lost) < _LOST and not any(map(tells, lost))):
        return None
    level: Level = "medium" if any(map(_turns, beside)) else "low"
    spans = place(there, lost)
    note = f"the draft cuts the sentence without an ellipsis; the record has also {shown(there, spans)}"
    return Change("quotation shortened", level, note, place(claim, claim.words[slice(*at)]), spans)
