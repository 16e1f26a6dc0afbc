"""Words that two reports both have in quotation marks: altered, cut where it matters, or translated otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz.fuzz import ratio

from onrecord.comparing.alignment import Block
from onrecord.comparing.differences import (
    Difference,
    Fragment,
    Whole,
    covering,
    fragments,
    mirrored,
    passage,
    shown,
    strength,
)
from onrecord.comparing.sameness import close, likeness
from onrecord.comparing.saying import TOKEN, Said, Word, fold_word, negates, part, word_class
from onrecord.comparing.stretches import (
    CONTENT,
    SCRAP,
    Parting,
    altered,
    bits_of,
    bracketed,
    elided,
    partings,
    passed_off,
    stretch,
    tells,
    texts,
)
from onrecord.model import Severity, Spans

# how many of the changes of a quotation a note tells
_TOLD = 2
# a quotation cut before a condition says something by itself when it has so many words
_CLAUSE = 4
# of what was cut from a quotation so much must be told in other words to say that it is
_RETOLD = 0.65
# an ellipsis stands for words that tell something from this weight on
_LOST = 8.0
# what is cut from the sentence at either end tells something from this weight on
_LOST_ASIDE = 2.0
# so many characters behind a quotation are looked at
_AFTER = 20
# words that come or go are of medium gravity from this weight on
_WEIGHTY = 6.0
# where another clause begins
_JOINING = frozenset({"and", "or", "but", "that", "because", "who", "which", "so", "as"})
# two words as alike as this, in percent, are one that slipped in hearing or typing
_SLIP = 80.0


def quoted_twice(
    left: Said, right: Said, foreign: bool, names: tuple[str, str], wholes: tuple[Whole, Whole]
) -> tuple[list[Difference], list[Fragment], list[Fragment]]:
    """What differs in words that both quote; and the quotations of the left and the right that the other has not."""
    mine, yours = fragments(left), fragments(right)
    met_left: set[int] = set()
    met_right: set[int] = set()
    out = _scattered(left, right, mine, yours, names, met_left, met_right)
    out += mirrored(_scattered(right, left, yours, mine, names[::-1], met_right, met_left))
    scattered = set(met_left), set(met_right)
    pairs: list[tuple[float, int, int, list[Block]]] = []
    for n, x in enumerate(mine):
        for m, y in enumerate(yours):
            a, b = left.words[x.start : x.stop], right.words[y.start : y.stop]
            if n not in scattered[0] and m not in scattered[1] and (found := stretch(a, b)):
                pairs.append((sum(bits_of(a[k.left : k.left + k.length]) for k in found), n, m, found))
    used_left: set[int] = set()
    used_right: set[int] = set()
    for _, n, m, found in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        x, y = mine[n], yours[m]
        here = set(range(x.start + found[0].left, x.start + found[-1].left + found[-1].length))
        there = set(range(y.start + found[0].right, y.start + found[-1].right + found[-1].length))
        if here & used_left or there & used_right:
            continue
        used_left |= here
        used_right |= there
        met_left.add(n)
        met_right.add(m)
        difference = _compared(left, right, x, y, found, foreign, names, wholes)
        if difference:
            out.append(difference)
    return (
        out,
        [f for n, f in enumerate(mine) if n not in met_left],
        [f for n, f in enumerate(yours) if n not in met_right],
    )


def _compared(
    left: Said, right: Said, x: Fragment, y: Fragment, found: Sequence[Block], foreign: bool, names: tuple[str, str],
    wholes: tuple[Whole, Whole],
) -> Difference | None:  # fmt: skip
    a, b = left.words[x.start : x.stop], right.words[y.start : y.stop]
    changes = [c for c in altered(left, right, partings(a, b, found)) if not _elsewhere(c, (a, b), wholes)]
    marked = passed_off(left, right, a, b, found)
    if changes or marked:
        return _altered(left, right, x, y, changes, marked, foreign, names)
    skipped = _skipped(left, right, x, y, partings(a, b, found), names)
    if skipped:
        return skipped
    short_left = _cut(left, right, x, y, found, names, wholes[0])
    if short_left:
        return short_left
    turned = [Block(k.right, k.left, k.length) for k in found]
    short_right = _cut(right, left, y, x, turned, names[::-1], wholes[1])
    return mirrored([short_right])[0] if short_right else None


def _elsewhere(change: Parting, quoted: tuple[Sequence[Word], Sequence[Word]], wholes: tuple[Whole, Whole]) -> bool:
    """Whether one article has the other's words too, around what differs: then it quotes two sayings, or itself."""
    for n, words in enumerate(quoted):
        spans = {w.span for w in change.side(n)}
        inside = [k for k, w in enumerate(words) if w.span in spans]
        around = words[max(0, inside[0] - 1) : inside[-1] + 2]
        if len(around) >= 3 and wholes[1 - n].holds(around):
            return True
    return False


def _altered(
    left: Said, right: Said, x: Fragment, y: Fragment, changes: Sequence[Parting], marked: Sequence[Parting],
    foreign: bool, names: tuple[str, str],
) -> Difference:  # fmt: skip
    every = [*changes, *marked]
    sides = [_passage(said, f, [c.side(n) for c in every]) for n, (said, f) in enumerate(((left, x), (right, y)))]
    bits = max(bits_of([*c.left, *c.right]) for c in every)
    if not changes:
        n = 0 if bracketed(left, marked[0].left) else 1
        said = (left, right)[n]
        word = shown(said, covering(said, marked[0].words(n)))
        note = f"{names[n]} puts {word} into the quotation in brackets, as its own; {names[1 - n]} quotes it."
        return Difference("quotation altered", sides[0], sides[1], "low", note, bits)
    told = _told(left, right, changes, names)
    if foreign and any(c.left and c.right for c in changes):
        note = f"Two translations of the same words: {told}."
        return Difference("translation differs", sides[0], sides[1], "medium", note, bits)
    note = f"The same quotation has other words: {told}."
    return Difference("quotation altered", sides[0], sides[1], _gravity(changes), note, bits)


def _passage(said: Said, fragment: Fragment, sides: Iterable[Sequence[Word]]) -> Spans:
    """The part of a quotation around some of its words."""
    at = {said.words[n].span: n for n in range(fragment.start, fragment.stop)}
    indexes = [at[w.span] for side in sides for w in side]
    return passage(said, fragment, min(indexes), max(indexes) + 1)


def _told(left: Said, right: Said, changes: Sequence[Parting], names: tuple[str, str]) -> str:
    """What each side quotes, with the shared words next to what differs; of several changes the weightiest."""
    telling = sorted(changes, key=lambda c: -bits_of([*c.left, *c.right]))[:_TOLD]
    pairs = [
        [shown(said, covering(said, c.side(n))) for n, said in enumerate((left, right))]
        for c in changes
        if c in telling
    ]
    return "; ".join(f"{names[0]} quotes {one}, {names[1]} {two}" for one, two in pairs)


def _gravity(changes: Iterable[Parting]) -> Severity:
    """How grave the changed words are: a denial or another thing said, other content, or small words."""
    grave: Severity = "low"
    for x, y, _, _ in changes:
        counted = [{w.stem for w in words if w.stem[0].isdigit()} for words in (x, y)]
        if any(map(negates, x)) != any(map(negates, y)) or (all(counted) and counted[0] != counted[1]):
            return "high"
        content_x = [w for w in x if w.weight > CONTENT and w.text not in word_class("title")]
        content_y = [w for w in y if w.weight > CONTENT and w.text not in word_class("title")]
        stems = {w.stem for w in content_x} ^ {w.stem for w in content_y}
        if content_x and content_y and stems:
            near = all(any(_near(v, w) for w in content_y) for v in content_x)
            grave = "medium" if near and grave != "high" else "high"
            continue
        weighty = bits_of(w for w in [*content_x, *content_y] if not w.name) >= _WEIGHTY
        if grave == "low" and (weighty or strength(x, y) or (any(counted) and x and y)):
            grave = "medium"
    return grave


def _near(v: Word, w: Word) -> bool:
    """Whether one word stands for the other, or slipped in for it."""
    return close(v.stem, w.stem) or ratio(v.text, w.text) >= _SLIP


# --- cut ---------------------------------------------------------------------------------------------------


def _cut(
    short: Said, long: Said, x: Fragment, y: Fragment, found: Sequence[Block], names: tuple[str, str], there: Whole
) -> Difference | None:
    """The left side quotes a part of what the right quotes: cut before a condition, behind a denial, or to a scrap."""
    a, b = short.words[x.start : x.stop], long.words[y.start : y.stop]
    first, last = found[0], found[-1]
    start, stop = first.right, last.right + last.length
    kept = b[start:stop]
    if any(w.weight for w in (*a[: first.left], *a[last.left + last.length :])) or there.quotes(b):
        return None
    # a side on which the left goes on, too, is not cut
    before = [w for w in b[:start] if w.sentence == kept[0].sentence and not first.left]
    after = [w for w in b[stop:] if w.sentence == kept[-1].sentence and last.left + last.length == len(a)]
    lost = [*before, *after]
    if not lost:
        return None
    told = likeness(part(long, _indexes(long, y, lost)), part(short, _outside(short)))
    alone = not any(w.weight and w.sentence == a[0].sentence for w in short.words if not w.quoted)
    turn = _turn(long.text, before if alone else [], kept, after)
    one, two = (
        covering(short, a),
        _passage(long, y, [kept[-1:] if turn in after else kept[:1], [turn] if turn else lost]),
    )
    whole = covering(long, [*before, *kept, *after])
    said = shown(short, one), shown(long, whole)
    if turn and told.left < _RETOLD and not _goes_on(short.text, a[-1], turn):
        note = f"{names[0]} quotes only {said[0]} and cuts it at “{turn.text}”; {names[1]} quotes {said[1]}."
        return Difference("quotation shortened", one, two, "medium", note, bits_of(lost))
    apart = all(there.quotes(words) for words in (before, after) if words)
    tagged = "#" in shown(long, covering(long, after))
    if (bits_of(lost) >= _LOST_ASIDE or any(map(tells, lost))) and not apart and not tagged:
        note = f"{names[0]} quotes only {said[0]}; {names[1]} quotes {said[1]}."
        return Difference("quotation shortened", one, whole, "low", note, bits_of(lost), 0)
    return None


def _skipped(
    left: Said, right: Said, x: Fragment, y: Fragment, parted: Iterable[Parting], names: tuple[str, str]
) -> Difference | None:
    """One side puts an ellipsis for words that tell something; the weightiest of them."""
    out: list[Difference] = []
    for p in parted:
        if bool(p.left) == bool(p.right) or bits_of([*p.left, *p.right]) < _LOST or not elided(left, right, p):
            continue
        n = 0 if p.left else 1
        one, two = (_passage(said, f, [p.side(k)]) for k, (said, f) in enumerate(((left, x), (right, y))))
        gone = shown((left, right)[n], covering((left, right)[n], p.words(n)))
        note = f"{names[1 - n]} leaves out {gone} in the midst of a quotation, with an ellipsis; {names[n]} quotes it."
        out.append(Difference("quotation shortened", one, two, "low", note, bits_of(p.words(n))))
    return max(out, key=lambda d: d.bits, default=None)


def _goes_on(text: str, last: Word, turn: Word) -> bool:
    """Whether what follows a quotation tells the condition in other words (“a weakness” if they came)."""
    after = [fold_word(m.group()) for m in TOKEN.finditer(text, last.span[1], last.span[1] + _AFTER)]
    return turn.text in after[:2]


def _indexes(said: Said, fragment: Fragment, words: Sequence[Word]) -> list[int]:
    spans = {w.span for w in words}
    return [n for n in range(fragment.start, fragment.stop) if said.words[n].span in spans]


def _outside(said: Said) -> list[int]:
    """The words of a report that stand in no quotation marks."""
    return [n for n, w in enumerate(said.words) if not w.quoted]


def _turn(text: str, before: Sequence[Word], kept: Sequence[Word], after: Sequence[Word]) -> Word | None:
    """The word beside what is kept of a sentence that would turn its meaning: a denial before, a condition after."""
    if len(kept) < 3:
        return None
    for w in reversed(before):
        if _parted(text, w, kept[0]) or "," in text[w.span[1] : kept[0].span[0]] or w.weight or w.text in _JOINING:
            break
        if negates(w) or w.text in ("if", "unless"):
            return w
    for w in after[:2] if len(kept) >= _CLAUSE else ():
        if _parted(text, kept[-1], w):
            break
        if w.text in word_class("condition"):
            return w
    return None


def _parted(text: str, one: Word, two: Word) -> bool:
    """Whether a dash, a colon or a full stop stands between two words."""
    between = text[one.span[1] : two.span[0]]
    return any(mark in between for mark in ("–", "—", " - ", "--", ";", ":", ". ", "! ", "? "))


# --- scraps --------------------------------------------------------------------------------------------------


def _scattered(
    left: Said, right: Said, mine: Sequence[Fragment], yours: Sequence[Fragment], names: tuple[str, str],
    met_left: set[int], met_right: set[int],
) -> list[Difference]:  # fmt: skip
    """Several quoted scraps on the left that lie in one quotation on the right: the words between were exchanged."""
    out: list[Difference] = []
    for m, y in enumerate(yours):
        if m in met_right:
            continue
        whole = texts(right.words[y.start : y.stop])
        inside = [n for n, x in enumerate(mine) if n not in met_left
                  and _contains(whole, texts(left.words[x.start : x.stop]))]  # fmt: skip
        if len(inside) < 2:
            continue
        first, last = mine[inside[0]], mine[inside[-1]]
        if left.words[first.start].sentence != left.words[last.stop - 1].sentence:
            continue
        between = left.words[first.start : last.stop]
        own = [w for w in between if not w.quoted and w.weight > CONTENT]
        replaced = len(whole) - sum(mine[n].stop - mine[n].start for n in inside)
        if (
            replaced > SCRAP
            or not own
            or any(close(w.stem, v.stem) for w in own for v in right.words[y.start : y.stop])
        ):
            continue
        met_left.update(inside)
        met_right.add(m)
        spans = covering(left, left.words[first.start : last.stop])
        told = covering(right, right.words[y.start : y.stop])
        note = (
            f"{names[0]} quotes scraps and puts its own words between them, {shown(left, spans)}; "
            f"{names[1]} quotes the whole, {shown(right, told)}."
        )
        out.append(Difference("quotation altered", spans, told, "low", note, bits_of(own)))
    return out


def _contains(whole: Sequence[str], piece: Sequence[str]) -> bool:
    n = len(piece)
    return any(whole[k : k + n] == piece for k in range(len(whole) - n + 1))
