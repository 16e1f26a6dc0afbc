"""What a draft claims that can be looked up: each quotation, and each sentence that it ascribes to somebody."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.checking.drafts import Draft
from onrecord.comparing.differences import Fragment, covering, fragments
from onrecord.comparing.disagreeing import told
from onrecord.comparing.saying import Said, part, prepare
from onrecord.comparing.stretches import bits_of
from onrecord.model import Article, Attribution, Entity, Span, Spans
from onrecord.text import merged, overlap

# quoted words up to so many in a sentence that is told are looked up with the sentence
SCRAP = 3
# nobody's quotation of fewer words is a word set apart, a title or a name
_OWN = 5
# a sentence is looked up when its words weigh so many bits, and a quotation when they do
_TELLING = 9.0
_QUOTED = 2.0
# a text of which so many of the words of content have a capital is a title
_TITLE = 0.75


@dataclass(frozen=True, eq=False)
class Asked:
    """A claim of a draft: its words, the attribution that it is of, and the entity of the draft that says it.

    `scraps` are quotations of a few words inside a sentence that is told. `reason` says why it tells nothing that the
    record does not have its words.
    """

    said: Said
    spans: Spans
    quoted: bool
    attribution: Attribution | None
    entity: Entity | None
    scraps: tuple[Said, ...] = ()
    reason: str | None = None


def of(draft: Draft) -> list[Asked]:
    """The claims of a draft in text order."""
    article, reading = draft.article, draft.reading
    says = {a: e for e in reading.entities for a in e.says}
    rows = {row.id: row for row in reading.attributions}
    # what one says that another says is the other's, but for what is quoted, and what somebody only thinks
    inner: dict[str, list[Span]] = defaultdict(list)
    for row in reading.attributions:
        if row.nested_in and row.kind == "statement":
            inner[row.nested_in].extend(row.content)
    found: list[Asked] = []
    for row in sorted(reading.attributions, key=lambda row: (row.content[:1], row.id)):
        outer = rows.get(row.nested_in or "")
        if outer and (row.kind != "statement" or overlap(draft.marks, row.content) * 2 > _size(row.content)):
            continue
        for asked in _of(article, row, says.get(row.id), draft.marks):
            if asked.quoted or 2 * overlap(asked.spans, merged(inner[row.id])) <= _size(asked.spans):
                found.append(asked)
    taken = merged(span for row in reading.attributions for span in (*row.content, *row.source))
    for mark in draft.marks:
        if not overlap((mark,), taken) and (nobodys := _nobodys(article, mark)):
            found.append(nobodys)
    return sorted(_once(found), key=lambda asked: asked.spans)


def _size(spans: Spans) -> int:
    return sum(b - a for a, b in spans)


def _of(article: Article, row: Attribution, entity: Entity | None, marks: Sequence[Span]) -> Iterator[Asked]:
    said = prepare(article, row, marks)
    scraps: list[tuple[int, Said]] = []
    quoted: set[int] = set()
    for fragment in _whole(said, marks):
        inside = range(fragment.start, fragment.stop)
        words = part(said, inside)
        sentence = said.words[fragment.start].sentence
        around = [w for w in said.words if w.sentence == sentence and not w.quoted]
        if len(inside) <= SCRAP and sum(w.weight for w in around) >= _TELLING / 2:
            scraps.append((sentence, words))
            continue
        quoted.update(inside)
        yield Asked(words, covering(said, words.words), True, row, entity, (), _apart(words, row))
    by_sentence = itertools.groupby(range(len(said.words)), key=lambda n: said.words[n].sentence)
    for sentence, indexes in by_sentence:
        own = [n for n in indexes if n not in quoted]
        if not own:
            continue
        words = part(said, own)
        held = tuple(scrap for n, scrap in scraps if n == sentence)
        if words.weight >= _TELLING:
            yield Asked(words, covering(said, words.words), False, row, entity, held)
        elif len(own) > SCRAP and not quoted:
            reason = "it says too little to be looked up"
            yield Asked(words, covering(said, words.words), False, row, entity, held, reason)


def _whole(said: Said, marks: Sequence[Span]) -> Iterator[Fragment]:
    """The quotations of a claim; one that goes on in the next line is one."""
    last: Fragment | None = None
    for fragment in fragments(said):
        if last and last.stop == fragment.start:
            one, two = said.words[last.start].span[0], said.words[fragment.start].span[0]
            if any(a <= one and two < b for a, b in marks):
                last = Fragment(last.start, fragment.stop)
                continue
        if last:
            yield last
        last = fragment
    if last:
        yield last


def _nobodys(article: Article, mark: Span) -> Asked | None:
    """A quotation that the draft ascribes to nobody, unless it is a word set apart or a title."""
    said = prepare(article, told(article, (mark,)), (mark,))
    if not said.words:
        return None
    return Asked(said, (mark,), True, None, None, (), _apart(said, None))


def _apart(said: Said, row: Attribution | None) -> str | None:
    """Why quoted words may be set apart and nobody's words: a title, a name; None for what somebody surely says."""
    if len(said.words) > 1 and _is_title(said):
        return "its capitals are those of a title"
    if len(said.words) < _OWN and (row is None or not row.cue or row.kind == "attitude"):
        return "so few words, which nobody is said to say, may be a name or set apart"
    return None if said.words and bits_of(said.words) >= _QUOTED else "it says too little to be looked up"


def _is_title(said: Said) -> bool:
    telling = [said.text[w.span[0]] for w in said.words if w.weight]
    return bool(telling) and sum(first.isupper() for first in telling) >= _TITLE * len(telling)


def _once(found: Sequence[Asked]) -> list[Asked]:
    """Each stretch once: of several claims of the same words the first counts."""
    out: list[Asked] = []
    for asked in found:
        if not any(o.quoted == asked.quoted and 2 * overlap(asked.spans, o.spans) > _size(asked.spans) for o in out):
            out.append(asked)
    return out
