"""Transcripts and interviews: who speaks stands before a colon ("HOLM: ...", "Q: ...", "A. ...") and nothing else does.

A page is one only on evidence (`_spoken`), since fact boxes, recipes and lists of events have labels, too.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from onrecord import text
from onrecord.model import Span
from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions.rules import Candidate

# PolNeAR holds no transcripts; what passes `_spoken` is hardly anything else
TURN = 0.85

# only a name is shortened with a full stop
_CAPITAL = r"[A-Z\u00c0-\u00de][\w’'.&\-]{0,30}"
_WORD = rf"(?:{_CAPITAL}|[^\W\d_A-Z](?:[\w’'.&\-]{{0,29}}\w)?)"
# behind a time or a bullet a few words, and who it is behind a comma or in brackets: "MR. HOLM (to the minister):"
_NAME = (
    rf"{_CAPITAL}(?:[ ](?:{_WORD}|\d{{1,3}})){{0,4}}(?:,(?:[ ]{_WORD}){{1,5}})?(?:[ ][(\[][^()\[\]\n]{{1,40}}[)\]])?"
)
_LABEL = re.compile(
    rf"""(?:
        (?:\A | (?<=\n\n)) (?:[\[(]?\d{{1,2}}(?::\d\d){{1,2}}[\])]?[ ]{{0,2}})? (?:[^\w\s]{{1,3}}[ ]?)?
        (?P<name>{_NAME})
        # where a page's lines were joined, only names behind a sentence's end
        | (?<=[.?!…”")\]][ ]) (?P<inner>{_CAPITAL}(?:[ ]{_CAPITAL}){{0,2}}(?:[ ]\d{{1,3}})?)
    ) (?P<mark>:) [*_]{{0,3}} (?=\s|\Z)
    # "Q." and "A —"; the White House writes "Q" without a mark
    | (?:\A | (?<=\n\n) | (?<=[.?!…][ ])) (?P<letter>[QA]\d{{0,3}})
    (?P<stop>[.)] | (?<=Q) | [ ][–—-]) (?=[ ]{{1,4}}[“"‘A-Z])
    """,
    re.VERBOSE,
)
_PLAIN = re.compile(r"[^\W\d_]+")
_QUESTION = re.compile(r"(?:q|a|question|answer)\W{0,2}\d+$")
_BRACKETS = re.compile(r"[(\[].*")
_FIRST = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|me|us)\b")
# fewer turns are no conversation, and in one no more than so many paragraphs go by without a label
FEWEST = 3
_WITHOUT_LABEL = 4


@dataclass(slots=True)
class _Turn:
    """A speaker's label, its mark, and what is said from `begin` on.

    `names` are the label's words in lower case, `block` is the number of its paragraph.
    """

    label: Span
    mark: Span
    begin: int
    names: frozenset[str]
    block: int
    content: list[Span] = field(default_factory=list)


def turns(view: text.View, *, sure: bool = False) -> list[Candidate]:
    """What each speaker of a transcript says at a time; nothing when the text is none.

    `sure` says that it is one: then every label of somebody who speaks again, or in capitals, is a turn's.
    """
    # a title has labels of another kind
    found = [x for x in _labelled(view) if x.block or view.kinds[0] == "paragraph"]
    if len(found) > 1 and found[0].block == 0 and found[1].block > 1:
        found = found[1:]
    counts = Counter(name for turn in found for name in turn.names)
    # a label that stands once is a turn's only in a conversation that has begun
    if sure:
        found = [x for x in found if _again(x, counts) or view.text[slice(*x.label)].isupper()]
        if not found:
            return []
    else:
        begins = next((n for n, turn in enumerate(found) if _again(turn, counts)), len(found))
        found = found[begins:]
        if len(found) < FEWEST or len({turn.names for turn in found}) < 2:
            return []
    for turn, following in zip(found, [*found[1:], None], strict=True):
        _fill(view, turn, following, counts)
    found = [turn for turn in found if turn.content]
    if not sure and not _spoken(view, found, counts):
        return []
    return [
        Candidate(
            x.mark[0],
            "turn",
            "statement",
            [x.label],
            [x.mark] * (x.mark[0] < x.mark[1]),
            x.content,
            [],
            (x.label[0], x.content[0][1]),
            TURN,
        )
        for x in found
    ]


def _labelled(view: text.View) -> list[_Turn]:
    out = []
    block = 0
    for m in _LABEL.finditer(view.text):
        label = m.span(next(x for x in ("name", "inner", "letter") if m.group(x)))
        mark = text.trimmed(view.text, m.span("mark" if m.group("mark") else "stop"))
        while view.blocks[block][1] <= label[0]:
            block += 1
        name = _BRACKETS.sub("", view.text[slice(*label)]).lower()
        # one "Speaker 1" is not another, but "Q1" and "Q2" ask both
        numbered = any(map(str.isdigit, name)) and not _QUESTION.match(name)
        names = frozenset([name] if numbered else _PLAIN.findall(name))
        if any(names) and not _tells(view.text[slice(*label)].split()):
            out.append(_Turn(label, mark, m.end(), names, block))
    return out


def _tells(words: list[str]) -> bool:
    """Whether the words before a colon are more than a name: "He said:", "Asked why:", "Nov. 15:"."""
    first, *rest = words
    verb = lx.verbs().get(first.lower())
    low = first.lower().rstrip(".")
    if low in lx.SUBJECT | lx.SUBORDINATORS | lx.TIME_WORDS or (
        verb and "base" not in verb.forms and first[1:].islower()
    ):
        return True
    return any(w in lx.verbs() or w in lx.FINITE for w in rest)


def _again(turn: _Turn, counts: Counter[str]) -> bool:
    """Whether a speaker has another turn, perhaps by a part of the name only."""
    return any(counts[name] > 1 for name in turn.names)


def _fill(view: text.View, turn: _Turn, following: _Turn | None, counts: Counter[str]) -> None:
    """Give the turn the rest of its paragraph, and the paragraphs up to the next turn."""
    start, stop = turn.begin, view.blocks[turn.block][1]
    if following and following.block == turn.block:
        stop = following.label[0]
    said = [(start, stop)]
    for n in range(turn.block + 1, following.block if following else len(view.blocks)):
        a, b = view.blocks[n]
        first = _PLAIN.search(view.text, a, b)
        if view.kinds[n] != "paragraph" or view.text[a] in "([" or not first:
            break
        # "Holm shows her a picture" tells of a speaker
        if counts[first.group().lower()] > 1 and first.group()[0].isupper():
            break
        # the page may go on behind the last turn, but not as "I"
        if not following and not _FIRST.search(view.text, a, b):
            break
        said.append((a, b))
    turn.content = [x for x in (text.trimmed(view.text, span) for span in said) if text.words(view.text, *x)]


def _spoken(view: text.View, found: list[_Turn], counts: Counter[str]) -> bool:
    """Whether labelled stretches are a conversation.

    Speakers take turns and speak again, few paragraphs are without a label, and speech asks or says "I" or "we".
    """
    if len(found) < FEWEST:
        return False
    whole = Counter(turn.names for turn in found)
    again = sum(_again(turn, counts) for turn in found) * (max(whole.values()) > 1)
    changes = sum(a.names != b.names for a, b in pairwise(found))
    spoken = sum(any("?" in view.text[a:b] or _FIRST.search(view.text, a, b) for a, b in x.content) for x in found)
    blocks = found[-1].block - found[0].block + 1
    return (
        2 * again >= len(found)
        and 2 * changes >= len(found) - 1
        and 3 * spoken >= len(found)
        and (blocks <= _WITHOUT_LABEL * len(found))
    )
