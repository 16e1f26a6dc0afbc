"""How one report words what another says: the relation of the two, and the changes word by word."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.common import Block, blocks
from onrecord.model import Change, ChangeKind, Relation, Span, Wording
from onrecord.saying import Said, Word, negates, word_class, word_sets

# a quotation whose words are the same to this share, where it overlaps, is the same quotation altered
_SAME = 0.6


def wording(left: Said, right: Said) -> Wording:
    """How `left` words the statement, held against `right`, the fullest wording of it."""
    found = blocks([w.text for w in left.words], [w.text for w in right.words])
    changes = _changes(left, right, found)
    return Wording(left.attribution.id, right.attribution.id, _relation(left, right, found), tuple(changes))


def _relation(left: Said, right: Said, found: Sequence[Block]) -> Relation:
    same = sum(b.length for b in found)
    if not left.words or not right.words:
        return "paraphrase"
    kept = same / len(left.words)
    quoted_left = any(w.quoted for w in left.words) or left.attribution.form == "direct"
    quoted_right = any(w.quoted for w in right.words) or right.attribution.form == "direct"
    if kept == 1.0:
        if len(left.words) == len(right.words):
            return "verbatim"
        return "trimmed"
    if not (quoted_left and quoted_right):
        return "paraphrase"
    if kept >= _SAME:
        return "altered"
    return "paraphrase"


def _changes(left: Said, right: Said, found: Sequence[Block]) -> list[Change]:
    out: list[Change] = []
    i = j = 0
    for block in [*found, Block(len(left.words), len(right.words), 0)]:
        out.extend(_gap(left, right, i, block.left, j, block.right))
        out.extend(_marks(left, right, block))
        i, j = block.left + block.length, block.right + block.length
    return out


def _gap(left: Said, right: Said, i: int, a: int, j: int, b: int) -> list[Change]:
    if i == a and j == b:
        return []
    x, y = left.words[i:a], right.words[j:b]
    if not x:
        return [Change("dropped", None, _span(y))]
    if not y:
        kind: ChangeKind = "inserted" if in_brackets(left.text, _span(x)) else "added"
        return [Change(kind, _span(x), None)]
    if in_brackets(left.text, _span(x)) or in_brackets(right.text, _span(y)):
        kind = "inserted"
    elif _shifted(x, y):
        kind = "shifted"
    else:
        kind = "replaced"
    return [Change(kind, _span(x), _span(y))]


def _span(words: Sequence[Word]) -> Span:
    return words[0].span[0], words[-1].span[1]


def in_brackets(text: str, span: Span) -> bool:
    """Whether an outlet marks the words as its own by brackets."""
    before, after = text[max(0, span[0] - 1) : span[0]], text[span[1] : span[1] + 1]
    return (before, after) in (("[", "]"), ("(", ")"))


def _shifted(x: Sequence[Word], y: Sequence[Word]) -> bool:
    """Whether reported speech alone makes the difference: a pronoun, an auxiliary, another form of one verb."""
    if len(x) != len(y):
        return False
    return all(_same_but_form(v, w) for v, w in zip(x, y, strict=True))


def _same_but_form(v: Word, w: Word) -> bool:
    if v.text == w.text or (v.stem == w.stem and v.weight):
        return True
    if negates(v) or negates(w):
        return False
    if {v.text, w.text} <= word_class("pronoun"):
        return True
    return any({v.text, w.text} <= forms for forms in word_sets("form"))


def _marks(left: Said, right: Said, block: Block) -> list[Change]:
    """Stretches of equal words that one side has in quotation marks and the other has not."""
    out: list[Change] = []
    start: int | None = None
    for n in range(block.length + 1):
        moved = n < block.length and left.words[block.left + n].quoted != right.words[block.right + n].quoted
        if moved and start is None:
            start = n
        elif not moved and start is not None:
            x = left.words[block.left + start : block.left + n]
            y = right.words[block.right + start : block.right + n]
            out.append(Change("marks moved", _span(x), _span(y)))
            start = None
    return out
