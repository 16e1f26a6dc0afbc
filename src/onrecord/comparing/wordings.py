"""How one report words what another says: the relation of the two, and the changes word by word.

Every word of a report either stands in the other in the same order, or lies in one of the changes.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from onrecord.comparing.alignment import Block, blocks
from onrecord.comparing.saying import TOKEN, Said, Word, negates, word_class, word_sets
from onrecord.language.lexicon import countries, role_of
from onrecord.model import Change, ChangeKind, Links, Relation, Span, Wording

# quoted words that stand to this share in the other quotation are the same quotation, altered
_SAME = 0.5
# countries and bodies whose officials speak English in public
_ENGLISH = frozenset({"United States", "United Kingdom", "Australia", "Canada", "Ireland", "New Zealand", "India",
                      "Nigeria", "South Africa", "Kenya", "Ghana", "Jamaica", "Singapore",
                      "European Union"})  # fmt: skip


def translated(links: Links) -> frozenset[str]:
    """Ids of speakers whose words reach English articles by translation: they hold office where English is foreign.

    Articles must describe them so ("Russian Foreign Minister"), in one of three of the descriptions by an office at
    least, and no less often than as office holders of an English country. Nobody quotes the same words in two ways:
    where such a speaker is, a translator stood between.
    """
    out = set()
    for speaker in links.speakers:
        offices = [d for d in speaker.descriptions if any(role_of(m.group()) for m in TOKEN.finditer(d))]
        lands = [land for description in offices if (land := _office(description))]
        foreign = sum(land not in _ENGLISH for land in lands)
        if 2 * foreign > len(lands) and 3 * foreign >= len(offices):
            out.add(speaker.id)
    return frozenset(out)


def _office(description: str) -> str | None:
    """The country in whose name a description gives a role, as "Russian Foreign Minister" does, or None."""
    words = [m.group().removesuffix("'s").removesuffix("’s") for m in TOKEN.finditer(description)]
    for n, word in enumerate(words):
        land = countries().demonyms.get(word)
        # "Palestinian-American" says where somebody's parents come from
        beside = countries().demonyms.get(words[n + 1]) if n + 1 < len(words) else None
        if land and not beside and any(role_of(w) for w in words[n + 1 : n + 4]):
            return land
    return None


def wording(left: Said, right: Said, foreign: bool = False) -> Wording:
    """How `left` words the statement, held against `right`, the fullest wording of it.

    `foreign` says that the speaker's words were likely translated (`translated`).
    """
    found = _telling(left, blocks([w.text for w in left.words], [w.text for w in right.words]))
    changes = _reordered(left, right, _changes(left, right, found))
    relation = _relation(left, right, found, changes, foreign)
    return Wording(left.attribution.id, right.attribution.id, relation, tuple(changes))


def _telling(left: Said, found: Sequence[Block]) -> list[Block]:
    """The blocks without lone function words between rewritten stretches: those are equal by chance."""
    out: list[Block] = []
    for n, block in enumerate(found):
        words = left.words[block.left : block.left + block.length]
        before = found[n - 1].left + found[n - 1].length < block.left if n else block.left > 0
        after = found[n + 1].left > block.left + block.length if n + 1 < len(found) else True
        if len(found) > 1 and len(words) <= 2 and not any(w.weight for w in words) and before and after:
            continue
        out.append(block)
    return out


def _relation(left: Said, right: Said, found: Sequence[Block], changes: Sequence[Change], foreign: bool) -> Relation:
    if not left.words or not right.words:
        return "paraphrase"
    same = sum(b.length for b in found)
    if same == len(left.words):
        return "verbatim" if same == len(right.words) else "trimmed"
    if not (any(w.quoted for w in left.words) and any(w.quoted for w in right.words)):
        return "paraphrase"
    quoted = sum(w.quoted for w in left.words)
    kept = sum(w.quoted for b in found for w in left.words[b.left : b.left + b.length])
    both = sum(
        v.quoted and w.quoted
        for b in found
        for v, w in zip(left.words[b.left :][: b.length], right.words[b.right :][: b.length], strict=True)
    )
    if kept == quoted and both:
        # every quoted word stands in the other: what differs is told around the quotation
        return "trimmed" if 2 * quoted >= len(left.words) else "paraphrase"
    if foreign and 2 * quoted >= len(left.words) and any(_reworded(left, right, c) for c in changes):
        return "translation"
    return "altered" if both >= _SAME * quoted else "paraphrase"


def _reworded(left: Said, right: Said, change: Change) -> bool:
    """Whether quoted words stand against other quoted words."""
    return change.kind == "replaced" and _any_quoted(left, change.left) and _any_quoted(right, change.right)


def _any_quoted(said: Said, span: Span | None) -> bool:
    return span is not None and any(w.quoted for w in said.words if span[0] <= w.span[0] < span[1])


def _changes(left: Said, right: Said, found: Sequence[Block]) -> list[Change]:
    out: list[Change] = []
    i = j = 0
    for block in [*found, Block(len(left.words), len(right.words), 0)]:
        out.extend(_gap(left, right, i, block.left, j, block.right))
        out.extend(_marks(left, right, block))
        i, j = block.left + block.length, block.right + block.length
    return out


def _gap(left: Said, right: Said, i: int, a: int, j: int, b: int) -> list[Change]:
    """The change between two blocks, one for each stretch of a content that is interrupted by other words."""
    mine, yours = _stretches(left, i, a), _stretches(right, j, b)
    return [
        change for x, y in itertools.zip_longest(mine, yours, fillvalue=()) for change in _change(left, right, x, y)
    ]


def _stretches(said: Said, start: int, stop: int) -> list[Sequence[Word]]:
    """Words, parted where the content of the attribution is interrupted ("…," he said, "…")."""
    out: list[Sequence[Word]] = []
    for begin, end in said.content:
        words = [w for w in said.words[start:stop] if begin <= w.span[0] < end]
        if words:
            out.append(words)
    return out


def _change(left: Said, right: Said, x: Sequence[Word], y: Sequence[Word]) -> list[Change]:
    if not x:
        return [Change("dropped", None, _span(y))]
    kind: ChangeKind
    if not y:
        kind = "inserted" if in_brackets(left.text, _span(x)) else "added"
        return [Change(kind, _span(x), None)]
    if in_brackets(left.text, _span(x)) or in_brackets(right.text, _span(y)):
        kind = "inserted"
    elif len(x) == len(y) and all(same_but_form(v, w) for v, w in zip(x, y, strict=True)):
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


def same_but_form(v: Word, w: Word) -> bool:
    """Whether reported speech alone makes the difference: a pronoun, an auxiliary, another form of one word."""
    if v.text == w.text or (v.stem == w.stem and v.weight):
        return True
    if negates(v) or negates(w):
        return False
    if {v.text, w.text} <= word_class("pronoun"):
        return True
    return any({v.text, w.text} <= forms for forms in word_sets("form"))


def _reordered(left: Said, right: Said, changes: Sequence[Change]) -> list[Change]:
    """Words added in one place that were dropped in another, of some length, were moved."""
    dropped: dict[str, list[int]] = {}
    for n, change in enumerate(changes):
        if change.kind == "dropped" and change.right:
            dropped.setdefault(_folded(right, change.right), []).append(n)
    out = list(changes)
    gone: set[int] = set()
    for n, change in enumerate(changes):
        if change.kind == "added" and change.left:
            words = _folded(left, change.left)
            if " " in words and dropped.get(words):
                m = dropped[words].pop(0)
                out[n] = Change("reordered", change.left, changes[m].right)
                gone.add(m)
    return [change for n, change in enumerate(out) if n not in gone]


def _folded(said: Said, span: Span) -> str:
    return " ".join(w.text for w in said.words if span[0] <= w.span[0] and w.span[1] <= span[1])


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
            if any(w.weight for w in x):
                out.append(Change("marks moved", _span(x), _span(y)))
            start = None
    return out
