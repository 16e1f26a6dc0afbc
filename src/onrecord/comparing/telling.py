"""What one report quotes and the other tells, or both tell: stronger, translated, left out, in other numbers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from onrecord.comparing.alignment import blocks
from onrecord.comparing.differences import (
    Difference,
    Fragment,
    Whole,
    covering,
    cut,
    fragments,
    mostly_quoted,
    pieces,
    sentence_of,
    shown,
    strength,
    told_sentences,
)
from onrecord.comparing.figures import counted_alike, figures, named_alike, unheld
from onrecord.comparing.figures import shown as figure_shown
from onrecord.comparing.sameness import Likeness, close, likeness
from onrecord.comparing.saying import Said, Word, negates, part, word_class
from onrecord.comparing.stretches import CONTENT, GAP, bits_of, same_words
from onrecord.model import DiscrepancyKind, Spans

# quoted words are told by the sentence that shares this weight and this share with them
_SHARED = 4.0
_SHARE = 0.3
# a translation and another, or a translation and what tells it, are alike to this share
_TRANSLATED = 0.4
_RENDERED = 0.36
# and one of the same language, with words of this weight of its own
_RETOLD = 0.25
_OTHERWISE = 2.5
# a quotation and another, of the same language, are of one remark when alike to this share
_AGAIN = 0.6
# and each has words of this weight that the other has not
_OTHER = 4.0
# the sentence around a quoted scrap is told elsewhere when it shares this weight and this share with it
_REST = (15.0, 0.5)
# a phrase of up to so many words can be dropped from the midst of a sentence
_DROPPED = 4
# a longer one is, when the other article has no more than this share of it
_KEPT = 0.5
# two sentences tell one thing when alike to this share and weight; when one lost a qualifier, to that share
_ONE = (0.4, 10.0)
_QUALIFIED = 0.55
# the clause before a condition is what the other side says when alike to this share
_CONDITIONED = 0.5
# so many words of the condition count
_TAIL = 12
_CONDITIONS = frozenset({"if", "unless", "except"})
# words with which a condition may be told otherwise
_UNSURE = frozenset({"when", "once", "until", "should", "may", "might", "could", "without", "provided"})
# numbers of one statement count one thing in sentences alike to this share, and measure one thing to that
_COUNTED = 0.35
_MEASURED = 0.45
# the weight of a change of strength, which outweighs other words
_TURNED = 20.0


# --- one side quotes ---------------------------------------------------------------------------------------


def quoted_once(
    left: Said, right: Said, mine: Sequence[Fragment], foreign: bool, names: tuple[str, str],
    wholes: tuple[Whole, Whole],
) -> list[Difference]:  # fmt: skip
    """Words that only the left side quotes (in these words): another translation on the right, or left out there.

    Quoting here and telling there is no difference by itself; telling in other words is a mild one.
    """
    out = [*_left_out(left, right, mine, names, wholes[1]), *_broken_off(left, right, mine, names, wholes[1])]
    renderings: list[Difference] = []
    for x in mine:
        if wholes[1].quotes(left.words[x.start : x.stop]):
            continue
        for here in pieces(left, x):
            piece = part(left, here)
            found = _nearest(piece, right)
            if found is None or wholes[1].holds(piece.words):
                continue
            bits, indexes = found
            told = part(right, indexes)
            spans, there = covering(left, piece.words), sentence_of(right, indexes)
            like = likeness(piece, told)
            if mostly_quoted(told):
                again = like.outer >= _TRANSLATED if foreign else like.outer >= _AGAIN and _exchanged(piece, told, like)
                if len(piece.words) >= 3 and again and like.exact >= 2:
                    out.append(_otherwise(left, right, spans, there, foreign, names, bits))
            elif _retold(left, piece, told, like, foreign):
                note = (
                    f"{names[0]} quotes {'a translation, ' if foreign else ''}{shown(left, spans)}; "
                    f"{names[1]} tells it in its own words, {shown(right, there)}."
                )
                around = sentence_of(left, here)
                renderings.append(Difference("quotation versus paraphrase", around, there, "low", note, bits, 1))
    return out + renderings


def _retold(left: Said, piece: Said, told: Said, like: Likeness, foreign: bool) -> bool:
    """Whether a sentence tells a quoted piece of the left side: of the same language, partly in other words."""
    alike = max(like.outer, likeness(_around(left, piece), told).outer)
    if foreign:
        return alike >= _RENDERED
    if alike < _RETOLD:
        return False
    same = {v.stem for v in told.words}
    alone = [w for w in piece.words if w.weight and w.stem not in same]
    bits = 0.0
    for w in alone:
        if bits < _OTHERWISE and not any(same_words([w], [v]) for v in told.words):
            bits += w.weight
    return bits >= _OTHERWISE


def _exchanged(x: Said, y: Said, like: Likeness) -> bool:
    """Whether both of two sentences have words of weight that the other has not."""
    return min((1 - like.left) * x.weight, (1 - like.right) * y.weight) >= _OTHER


def _otherwise(
    left: Said, right: Said, here: Spans, there: Spans, foreign: bool, names: tuple[str, str], bits: float
) -> Difference:
    """A sentence that both quote, in other words."""
    quoted = f"{names[0]} quotes {shown(left, here)}, {names[1]} {shown(right, there)}"
    if foreign:
        note = f"Two translations of the same words: {quoted}."
        return Difference("translation differs", here, there, "medium", note, bits)
    return Difference("quotation altered", here, there, "low", f"Quoted in other words: {quoted}.", bits)


def _around(said: Said, piece: Said) -> Said:
    """The whole sentence that a piece of a report stands in."""
    return part(said, [n for n, w in enumerate(said.words) if w.sentence == piece.words[0].sentence])


def _sentence(said: Said, at: int) -> list[int]:
    """The indexes of the words of the sentence that a word stands in."""
    return [n for n, w in enumerate(said.words) if w.sentence == said.words[at].sentence]


def _nearest(piece: Said, right: Said) -> tuple[float, list[int]] | None:
    """The sentence of the right side that tells a quoted piece in other words: shared bits and its word indexes."""
    best: tuple[float, list[int]] | None = None
    for indexes, sentence, _ in told_sentences(right):
        like = likeness(piece, sentence)
        if like.shared >= _SHARED and like.inner >= _SHARE and (best is None or like.shared > best[0]):
            best = (like.shared, indexes)
    return best


def _left_out(
    left: Said, right: Said, mine: Sequence[Fragment], names: tuple[str, str], there: Whole
) -> list[Difference]:
    """Quoted words in the midst of a sentence that the right side tells, its whole article without a trace of them."""
    out: list[Difference] = []
    for x in mine:
        if x.stop - x.start > _DROPPED:
            continue
        quoted = cut(left, x)
        phrase = " " in left.text[quoted.words[0].span[0] : quoted.words[-1].span[1]]
        figure = any(w.stem[0].isdigit() for w in quoted.words)
        if quoted.weight < 2 or not phrase or figure:
            continue
        if any(f" {w.text} " in there.words for w in quoted.words if w.weight > CONTENT):
            continue
        if likeness(quoted, right).shared > 0.2 * quoted.weight:
            continue
        sentence = left.words[x.start].sentence
        rest = part(left, [n for n, w in enumerate(left.words) if w.sentence == sentence and not x.start <= n < x.stop])
        told = likeness(rest, right)
        if told.shared >= _REST[0] and min(told.left, told.right) >= _REST[1] and told.exact >= 3:
            spans, everything = covering(left, quoted.words), sentence_of(right, range(len(right.words)))
            note = f"{names[0]} quotes {shown(left, spans)}; {names[1]} tells the rest of the sentence without it."
            out.append(Difference("quotation dropped", spans, everything, "low", note, quoted.weight, 1))
    return out


def _broken_off(
    left: Said, right: Said, mine: Sequence[Fragment], names: tuple[str, str], there: Whole
) -> list[Difference]:
    """The weightiest words that the left side goes on to quote of what both quote; the other article has them not."""
    both = len(fragments(left)) > len(mine) and right.quoted
    out: list[Difference] = []
    for x in mine if both else ():
        if x.stop - x.start <= _DROPPED:
            continue
        quoted = cut(left, x)
        kept = sum(bits for s, bits in quoted.stems.items() if s in there.stems)
        if kept <= _KEPT * quoted.weight:
            spans, everything = covering(left, quoted.words), sentence_of(right, range(len(right.words)))
            note = f"{names[0]} goes on to quote {shown(left, spans)}; {names[1]} has nothing of it."
            out.append(Difference("quotation dropped", spans, everything, "low", note, quoted.weight, 1))
    return sorted(out, key=lambda d: (-d.bits, d.left))[:1]


# --- stronger or weaker --------------------------------------------------------------------------------------


def told_otherwise(left: Said, right: Said, names: tuple[str, str]) -> list[Difference]:
    """Sentences, one at least told, that part in strength, in a denial, or in a qualifier or a condition lost."""
    out: list[Difference] = []
    for (here, x, told), (there, y, retold) in itertools.product(told_sentences(left), told_sentences(right)):
        # what is the same, or shares too little whatever it weighs, needs no weighing
        if not (told or retold) or len(x.stems.keys() & y.stems.keys()) < 2 or x.texts == y.texts:
            continue
        like = likeness(x, y)
        if like.outer < _ONE[0] or like.shared < _ONE[1] or like.exact < 2:
            continue
        turned = _turned(x, y)
        lost = None if turned else _lost(x, y, like, (left, right))
        if not turned and not lost:
            continue
        spans = sentence_of(left, here), sentence_of(right, there)
        said = shown(left, spans[0]), shown(right, spans[1])
        if turned:
            one, two = turned
            both = _quoted(one), _quoted(two)
            note = f"{names[0]} has “{_line(one)}”, {names[1]} “{_line(two)}”: {said[0]} against {said[1]}."
        elif lost:
            word, n = lost
            both = (word.quoted, False)
            note = f"{names[n]} has “{word.text}”, which {names[1 - n]} leaves out: {said[n]} against {said[1 - n]}."
        kind: DiscrepancyKind = "quotation versus paraphrase" if any(both) else "wording"
        out.append(Difference(kind, *spans, "medium", note, _TURNED))
    return out


def _quoted(words: Sequence[Word]) -> bool:
    return any(w.quoted for w in words)


def _line(words: Sequence[Word]) -> str:
    return " ".join(w.text for w in words)


def _turned(x: Said, y: Said) -> tuple[Sequence[Word], Sequence[Word]] | None:
    """The words of two tellings that part in strength or in a denial, at a place where both go on alike, or None."""
    found = blocks([w.stem for w in x.words], [w.stem for w in y.words])
    # words equal by chance show nothing: what stands before and after must tell something
    fixed = [k for k in found if bits_of(x.words[k.left : k.left + k.length]) > 0]
    for one, two in itertools.pairwise(fixed):
        p = x.words[one.left + one.length : two.left]
        q = y.words[one.right + one.length : two.right]
        if not p or not q or max(len(p), len(q)) > GAP:
            continue
        # "not mandatory" is "rather than mandatory", and "whether or not" is "if"
        aside = any(w.text in ("rather", "instead", "whether") for w in (*p, *q))
        denied = any(map(negates, p)) != any(map(negates, q)) and not aside
        if (denied and not _other_content(p, q)) or strength(p, q):
            return p, q
    return None


def _other_content(p: Sequence[Word], q: Sequence[Word]) -> bool:
    """Whether one of two stretches says what the other does not."""
    return any(
        w.weight > CONTENT and not any(close(w.stem, v.stem) or w.stem == v.stem for v in others)
        for words, others in ((p, q), (q, p))
        for w in words
    )


def _lost(x: Said, y: Said, like: Likeness, whole: tuple[Said, Said]) -> tuple[Word, int] | None:
    """The qualifier or the condition that one of two tellings has alone, and which has it (0 the left), or None."""
    qualified = like.outer >= _QUALIFIED
    return (_unqualified(x, y) if qualified else None) or _unconditioned(x, y, whole)


def _unqualified(x: Said, y: Said) -> tuple[Word, int] | None:
    """A word that tells how sure it is ("likely"), on one side only (0 the left), before words of both; or None."""
    sure = word_class("certainty") - {"reportedly"}
    doubts = sure | {"may", "might", "could"}
    for n, (one, two) in enumerate(((x, y), (y, x))):
        if sure.isdisjoint(one.texts) or not doubts.isdisjoint(two.texts):
            continue
        for k, w in enumerate(one.words):
            if w.text in sure:
                after = [v for v in one.words[k + 1 :] if v.weight > CONTENT][:2]
                if any(v.stem in two.stems for v in after):
                    return w, n
    return None


def _unconditioned(x: Said, y: Said, whole: tuple[Said, Said]) -> tuple[Word, int] | None:
    """The word with which one side (0 the left) adds a condition to what both say, when the other has none; or None."""
    for n, (one, two) in enumerate(((x, y), (y, x))):
        k = next((k for k, text in enumerate(one.texts) if text in _CONDITIONS), 0)
        if k < 3 or not (_CONDITIONS | _UNSURE).isdisjoint(whole[1 - n].texts):
            continue
        if one.words[k - 1].text in ("even", "as", "it", "what", "only"):
            continue
        main, tail = part(one, range(k)), part(one, range(k + 1, min(len(one.words), k + _TAIL)))
        like, again = likeness(main, two), likeness(tail, two)
        if like.outer >= _CONDITIONED and like.exact >= 3 and tail.weight > CONTENT and again.left < _SHARE:
            return one.words[k], n
    return None


# --- numbers -------------------------------------------------------------------------------------------------


def numbers(left: Said, right: Said, names: tuple[str, str], wholes: tuple[Whole, Whole]) -> list[Difference]:
    """Numbers that count the same thing and differ, where neither article holds the other's number."""
    if not figures(left) or not figures(right):
        return []
    mine = [x for x in figures(left) if unheld(x, wholes[1].numbers)]
    yours = [y for y in figures(right) if unheld(y, wholes[0].numbers)]
    out: list[Difference] = []
    for x in mine:
        like = [y for y in yours if counted_alike(x, y)]
        if len(like) != 1 or sum(counted_alike(z, like[0]) for z in mine) != 1:
            continue
        y = like[0]
        if not named_alike(x, y) and left.words[x.at].quoted and right.words[y.at].quoted:
            # quotations are held against each other word by word
            continue
        alike = likeness(part(left, _sentence(left, x.at)), part(right, _sentence(right, y.at)))
        if alike.outer < (_COUNTED if named_alike(x, y) else _MEASURED):
            continue
        spans = sentence_of(left, [x.at]), sentence_of(right, [y.at])
        both = x.units & y.units
        said = figure_shown(left, x, both), figure_shown(right, y, both)
        note = f"{names[0]} has “{said[0]}”, {names[1]} has “{said[1]}”."
        out.append(Difference("number", *spans, "high", note, _TURNED))
    return out
