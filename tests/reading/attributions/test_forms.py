"""Forms of attribution that PolNeAR does not teach: small articles of our own.

    python tests/reading/attributions/test_forms.py

prints how many of the marked attributions are found, family by family, and which are not. Every third case of
`forms.jsonl` is held out: rules and weights may be fitted to the others, so of the held-out ones the script gives
figures and no misses.

A line of `forms.jsonl` is one case: `text` as an input would hold it, `attributions` with literal words of it, and
in `none` words that nobody said. The marks follow what an editor would mark and not what the reader finds. The word
"that" before a content and the full stop behind an indirect one are no part of it, quotation marks are; a label
("Name:", "Q:", "– Name") is a source, its colon or dash a cue. Where a page cuts a sentence, the content is the pieces
around the cut. `speaker` is who is behind a source that does not name them in full. A content's first piece stands
once in its text; of the places of cue and source those are meant that stand closest together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from onrecord import intake, pipeline, reading
from onrecord.model import Article, Attribution, Reading, Source, Span, Spans
from onrecord.text import fold, overlap, words

CASES = Path(__file__).with_name("forms.jsonl")
# family -> attributions found at least, of so many; words that nobody said in a content at most
FLOORS = {
    "reopened marks": (17, 19, 0),
    "odd marks": (24, 25, 0),
    "headlines": (32, 34, 0),
    "no cue": (24, 27, 0),
    "nested": (49, 59, 1),
    "ellipses and insertions": (37, 38, 1),
    "cut by furniture": (23, 25, 0),
    "transcripts": (53, 56, 0),
    "indirect": (38, 52, 0),
    "nothing said": (2, 2, 8),
}
# a content is found when this share of the words in either is in both
SAME = 0.6


@dataclass(frozen=True, slots=True)
class Wanted:
    """An attribution that a case marks, as spans of its text."""

    source: Spans
    cue: Spans
    content: Spans
    nested: bool
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """One line of `forms.jsonl`; `forbidden` are the spans of what nobody said."""

    id: str
    form: str
    held_out: bool
    text: str
    wanted: tuple[Wanted, ...]
    forbidden: Spans


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reading made of a case: `pairs` of what is wanted with what was found for it, or None.

    `said` are the forbidden spans that a content holds, `named` those of the pairs that are attributed to the
    marked speaker, `others` what was found and is not marked.
    """

    case: Case
    pairs: tuple[tuple[Wanted, Attribution | None], ...]
    said: Spans
    named: tuple[Wanted, ...]
    others: tuple[Attribution, ...]


# --- the cases ---------------------------------------------------------------------------------------


def places(text: str, sought: str) -> list[Span]:
    """Where `sought` stands in the text, not as a part of a word."""
    before = r"(?<!\w)" if sought[0].isalnum() else ""
    behind = r"(?!\w)" if sought[-1].isalnum() else ""
    return [m.span() for m in re.finditer(before + re.escape(sought) + behind, text)]


def only(text: str, sought: str) -> Span:
    found = places(text, sought)
    if len(found) != 1:
        raise ValueError(f"{sought!r} stands {len(found)} times in the text")
    return found[0]


def beside(text: str, sought: str, taken: Spans) -> list[Spans]:
    """The places of `sought` outside of what is taken; one empty place for no words."""
    if not sought:
        return [()]
    found: list[Spans] = [(x,) for x in places(text, sought) if not overlap((x,), taken)]
    if not found:
        raise ValueError(f"{sought!r} does not stand beside its content")
    return found


def gap(left: Spans, right: Spans) -> int:
    """How far two stretches stand apart; 0 when one is empty."""
    return min((max(a[0] - b[1], b[0] - a[1], 0) for a in left for b in right), default=0)


def marked(text: str, row: dict[str, Any]) -> Wanted:
    first, *more = row["content"]
    pieces = [only(text, first)]
    for piece in more:
        behind = [x for x in places(text, piece) if x[0] >= pieces[-1][1]]
        if not behind:
            raise ValueError(f"{piece!r} does not stand behind the piece before it")
        pieces.append(behind[0])
    content = tuple(pieces)
    _, source, cue = min(
        (gap(source, cue or content) + gap(cue, content), source, cue)
        for cue in beside(text, row["cue"], content)
        for source in beside(text, row["source"], content + cue)
    )
    return Wanted(source, cue, content, bool(row["nested"]), row.get("speaker"))


def case(number: int, line: str) -> Case:
    row = json.loads(line)
    text = row["text"]
    try:
        wanted = tuple(marked(text, x) for x in row["attributions"])
        forbidden = tuple(only(text, x) for x in row.get("none", ()))
    except ValueError as error:
        raise ValueError(f"{CASES.name}, line {number}: {error}") from None
    return Case(f"{number}-{row['form'].replace(' ', '-')}", row["form"], number % 3 == 0, text, wanted, forbidden)


@cache
def cases() -> tuple[Case, ...]:
    return tuple(case(n, line) for n, line in enumerate(CASES.read_text("utf-8").splitlines(), 1))


# --- what is found in them ---------------------------------------------------------------------------


@cache
def outcomes() -> dict[str, Outcome]:
    """The outcome of each case, by its id; all are read in one batch."""
    sources = [Source(f"{x.id}.txt", x.id, "text/plain", x.text.encode()) for x in cases()]
    articles = [x for x in intake.parse(sources) if isinstance(x, Article)]
    assert [x.name for x in articles] == [x.id for x in cases()]
    found = reading.read(articles)
    for article, row in zip(articles, found, strict=True):
        pipeline.check(article, row)
    return {x.id: outcome(x, row) for x, row in zip(cases(), found, strict=True)}


def outcome(case: Case, found: Reading) -> Outcome:
    spoken = words(case.text)

    def held(spans: Spans) -> set[Span]:
        return {word for word in spoken if overlap((word,), spans)}

    contents = {x.id: held(x.content) for x in found.attributions}
    likely = []
    for n, wanted in enumerate(case.wanted):
        content = held(wanted.content)
        for row in found.attributions:
            same = len(content & contents[row.id]) / len(content | contents[row.id] or {()})
            if same >= SAME and agree(case.text, wanted.cue, row.cue) and agree(case.text, wanted.source, row.source):
                likely.append((-same, n, row.id))
    taken: dict[int, str] = {}
    for _, n, id in sorted(likely):
        if n not in taken and id not in taken.values():
            taken[n] = id
    rows = {x.id: x for x in found.attributions}
    pairs = tuple((wanted, rows.get(taken.get(n, ""))) for n, wanted in enumerate(case.wanted))
    return Outcome(
        case,
        pairs,
        tuple(x for x in case.forbidden if any(2 * len(held((x,)) & c) >= len(held((x,))) for c in contents.values())),
        tuple(wanted for wanted, row in pairs if wanted.speaker and row and says(found, row.id, wanted.speaker)),
        tuple(x for x in found.attributions if x.id not in taken.values()),
    )


def agree(text: str, wanted: Spans, found: Spans) -> bool:
    """They overlap, or neither holds a word: the colon of a label may be a cue or not."""
    if not any(text[a:b].strip(" \n:–—-.") for a, b in (*wanted, *found)):
        return True
    return overlap(wanted, found) > 0


def says(found: Reading, id: str, speaker: str) -> bool:
    """The attribution is attributed to somebody of this name, or of a part of it."""
    name = set(fold(speaker).split())
    called = [set(fold(x.name).split()) for x in found.entities if id in x.says and x.name]
    return any(x <= name or name <= x for x in called)


# --- the tests ---------------------------------------------------------------------------------------


def family(form: str) -> tuple[int, int, int]:
    """Attributions found, of so many, and forbidden words in a content."""
    rows = [x for x in outcomes().values() if x.case.form == form]
    pairs = [pair for x in rows for pair in x.pairs]
    return sum(row is not None for _, row in pairs), len(pairs), sum(len(x.said) for x in rows)


@pytest.mark.parametrize("id", [x.id for x in cases()])
def test_a_case_is_read_and_nothing_marked_is_also_forbidden(id: str) -> None:
    case = outcomes()[id].case
    assert not any(overlap(x.content, case.forbidden) for x in case.wanted)
    assert case.wanted or case.forbidden


@pytest.mark.parametrize("form", FLOORS)
def test_floor(form: str) -> None:
    found, of, said = family(form)
    least, wanted, most = FLOORS[form]
    assert of == wanted, "the cases have changed: set the floor anew"
    assert found >= least
    assert said <= most


def test_every_family_has_a_floor() -> None:
    assert {x.form for x in cases()} == set(FLOORS)


# --- the table ---------------------------------------------------------------------------------------


def share(part: int, whole: int) -> str:
    return f"{part:>6} of {whole:<4}" if whole else f"{'–':>6} {'':7}"


def table(rows: Sequence[Outcome]) -> str:
    """A line a family: found, nested among them, speakers, forbidden words said, and what is not marked."""
    head = f"{'':26}{'found':>9}{'nested':>15}{'speaker':>14}{'never said':>14}{'others':>10}"
    out = [head]
    for form in (*dict.fromkeys(x.case.form for x in rows), "all"):
        some = [x for x in rows if form in (x.case.form, "all")]
        pairs = [pair for x in some for pair in x.pairs]
        hit = [pair for pair in pairs if pair[1] is not None]
        figures = [
            (len(hit), len(pairs)),
            (sum(w.nested and bool(row.nested_in) for w, row in hit if row), sum(w.nested for w, _ in pairs)),
            (sum(len(x.named) for x in some), sum(w.speaker is not None for w, _ in hit)),
            (sum(len(x.said) for x in some), sum(len(x.case.forbidden) for x in some)),
        ]
        shares = " ".join(share(*x) for x in figures)
        out.append(f"{form:26}{shares}{sum(len(x.others) for x in some):>8}")
    return "\n".join(out)


def misses(rows: Sequence[Outcome]) -> str:
    """What is marked and not found, what was found in its stead, and what was never said."""
    out = []
    for x in rows:
        for wanted, row in x.pairs:
            if row is None:
                out.append(f"{x.case.id}\n  wanted  {parts(x.case.text, wanted)}")
                out += [f"  found   {parts(x.case.text, y)}" for y in x.others if overlap(y.content, wanted.content)]
            elif wanted.speaker and wanted not in x.named:
                out.append(f"{x.case.id}\n  speaker {wanted.speaker}: {parts(x.case.text, wanted)}")
        out += [f"{x.case.id}\n  never said  {x.case.text[a:b]!r}" for a, b in x.said]
    return "\n".join(out)


def parts(text: str, row: Wanted | Attribution) -> str:
    return " | ".join(
        " … ".join(text[a:b].replace("\n", "⏎") for a, b in x) for x in (row.source, row.cue, row.content)
    )


def main() -> None:
    rows = list(outcomes().values())
    tuned = [x for x in rows if not x.case.held_out]
    print(f"for tuning\n{table(tuned)}\n\nheld out\n{table([x for x in rows if x.case.held_out])}\n")
    print(f"misses, of those for tuning\n{misses(tuned)}\n\nfloors: found, of, never said")
    for form in dict.fromkeys(x.form for x in cases()):
        print(f'    "{form}": {family(form)},')


if __name__ == "__main__":
    main()
