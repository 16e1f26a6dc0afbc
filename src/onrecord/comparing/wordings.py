"""How one report words what another says: the relation of the two, and the changes word by word.

Every word of a report either stands in the other in the same order, or lies in one of the changes.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache

from onrecord.comparing.alignment import Block, blocks
from onrecord.comparing.saying import TOKEN, Said, Word, negates, word_class, word_sets
from onrecord.language.lexicon import countries, country_of, role_of
from onrecord.model import Change, ChangeKind, Links, Relation, Span, Wording

# quoted words that stand to this share in the other quotation are the same quotation, altered
_SAME = 0.5
# several linkers ask what a description says of an office; so many are kept
_KEPT = 16_384
# countries and bodies whose officials speak English in public
_ENGLISH = frozenset({"United States", "United Kingdom", "Australia", "Canada", "Ireland", "New Zealand", "India",
                      "Nigeria", "South Africa", "Kenya", "Ghana", "Jamaica", "Singapore",
                      "European Union"})  # fmt: skip


def translated(links: Links) -> frozenset[str]:
    """Ids of speakers whose words reach English articles by translation: they hold office where English is foreign.

    Articles must describe them so ("Russian Foreign Minister", "Portugal's minister"), in one of five of the
    descriptions by an office at least, and no less often than as office holders of an English country. Nobody quotes
    the same words in two ways: where such a speaker is, a translator stood between.
    """
    out = set()
    for speaker in links.speakers:
        offices = [d for d in speaker.descriptions if _in_office(d)]
        lands = [land for description in offices if (land := _office(description))]
        foreign = sum(land not in _ENGLISH for land in lands)
        if 2 * foreign > len(lands) and 5 * foreign >= len(offices):
            out.add(speaker.id)
    return frozenset(out)


@lru_cache(maxsize=_KEPT)
def _in_office(description: str) -> bool:
    """Whether a description gives a role."""
    return any(map(role_of, TOKEN.findall(description)))


@lru_cache(maxsize=_KEPT)
def _office(description: str) -> str | None:
    """The country in whose name a description gives a role, as "Russian Foreign Minister" does, or None."""
    seen = TOKEN.findall(description)
    words = [word.removesuffix("'s").removesuffix("’s") for word in seen]
    for n, word in enumerate(words):
        land = countries().demonyms.get(word) or (country_of(word) if word != seen[n] or word.isupper() else None)
        # "Palestinian-American" says where somebody's parents come from
        beside = countries().demonyms.get(words[n + 1]) if n + 1 < len(words) else None
        if land and not beside and any(role_of(w) for w in words[n + 1 : n + 4]):
            return land
    return None


def wording(left: Said, right: Said, foreign: bool = False) -> Wording:
    """How `left` words the statement, held against `right`, the fullest wording of it.

    `foreign` says that the speaker's words were likely translated (`translated`).
    """
    found = _telling(left, right, _blocks([w.text for w in left.words], [w.text for w in right.words]))
    changes = _reordered(left, right, _changes(left, right, found))
    relation = _relation(left, right, found, changes, foreign)
    return Wording(left.attribution.id, right.attribution.id, relation, tuple(changes))


def _blocks(left: list[str], right: list[str]) -> list[Block]:
    """The shared words, the same ones whichever side is called the left."""
    if left <= right:
        return blocks(left, right)
    return [Block(b.right, b.left, b.length) for b in blocks(right, left)]


def _telling(left: Said, right: Said, found: Sequence[Block]) -> list[Block]:
    """The blocks without lone function words between rewritten stretches: those are equal by chance."""
    ends = [Block(0, 0, 0), *found, Block(len(left.words), len(right.words), 0)]
    gaps = [
        min(two.left - one.left - one.length, two.right - one.right - one.length)
        for one, two in itertools.pairwise(ends)
    ]
    out: list[Block] = []
    for n, block in enumerate(found):
        words = left.words[block.left : block.left + block.length]
        light = len(words) <= 2 and not any(w.weight for w in words)
        if len(found) > 1 and light and gaps[n] and gaps[n + 1]:
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
    if both < _SAME * quoted:
        return "paraphrase"
    return "trimmed" if all(_at_an_end(left, change) for change in changes) else "altered"


def _at_an_end(left: Said, change: Change) -> bool:
    """Whether a change leaves the words that both have as they are: words left out, or more of them at an end."""
    if change.kind in ("dropped", "marks moved"):
        return True
    ends = left.words[0].span[0], left.words[-1].span[1]
    return change.kind == "added" and change.left is not None and bool(set(change.left) & set(ends))


def _reworded(left: Said, right: Said, change: Change) -> bool:
    """Whether quoted words stand against other quoted words."""
    if change.kind != "replaced" or not _quoted(left, change.left) or not _quoted(right, change.right):
        return False
    return _letters(left, change.left) != _letters(right, change.right)


def _quoted(said: Said, span: Span | None) -> bool:
    """Whether most of the words of a stretch stand in quotation marks."""
    words = _within(said, span)
    return 2 * sum(w.quoted for w in words) > len(words)


def _letters(said: Said, span: Span | None) -> str:
    return "".join(c for w in _within(said, span) for c in w.text if c.isalnum())


def _within(said: Said, span: Span | None) -> list[Word]:
    return [w for w in said.words if span and span[0] <= w.span[0] < span[1]]


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
    kind: ChangeKind
    if not x:
        kind = "inserted" if in_brackets(right.text, _span(y)) else "dropped"
        return [Change(kind, None, _span(y))]
    if not y:
        kind = "inserted" if in_brackets(left.text, _span(x)) else "added"
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


_SHORT_FORMS = (
    ("won't", "will not"), ("can't", "can not"), ("cannot", "can not"), ("shan't", "shall not"), ("n't", " not"),
    ("'re", " are"), ("'ve", " have"), ("'ll", " will"), ("'m", " am"), ("'d", " would"),
)  # fmt: skip


def _shifted(x: Sequence[Word], y: Sequence[Word]) -> bool:
    """Whether reported speech alone makes the difference between two stretches, short forms written out."""
    a, b = _written_out(x), _written_out(y)
    return len(a) == len(b) and all(same_but_form(v, w) for v, w in zip(a, b, strict=True))


def _written_out(words: Sequence[Word]) -> list[Word]:
    out: list[Word] = []
    for w in words:
        text = w.text
        for short, long in _SHORT_FORMS:
            text = text.replace(short, long)
        pieces = text.split()
        out.extend([w] if len(pieces) < 2 else [w._replace(text=t, stem=t, weight=0.0) for t in pieces])
    return out


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
    mine, yours = left.words[block.left :][: block.length], right.words[block.right :][: block.length]
    pairs = list(zip(mine, yours, strict=True))
    if all(v.quoted == w.quoted for v, w in pairs):
        return []
    places = [(v.quoted, w.quoted, _part_of(left, v), _part_of(right, w)) for v, w in pairs]
    out: list[Change] = []
    at = 0
    for place, run in itertools.groupby(places):
        n = len(list(run))
        words = pairs[at : at + n]
        at += n
        if place[0] != place[1] and any(v.weight for v, _ in words):
            out.append(Change("marks moved", _span([v for v, _ in words]), _span([w for _, w in words])))
    return out


def _part_of(said: Said, word: Word) -> int:
    """Which stretch of the content a word stands in."""
    return next(n for n, (begin, end) in enumerate(said.content) if begin <= word.span[0] < end)
