"""Transcripts and interviews: who speaks stands before a colon, and a page is one only on evidence."""

from __future__ import annotations

import time

import pytest

from onrecord import text
from onrecord.model import Span
from onrecord.reading.attributions import uncued
from onrecord.reading.attributions.rules import Candidate
from onrecord.reading.attributions.turns import turns


def view(page: str) -> text.View:
    """A view whose blocks are the stretches between blank lines, the first one the title."""
    blocks: list[tuple[str, tuple[Span, ...]]] = []
    at = 0
    for part in page.split("\n\n"):
        blocks.append(("paragraph" if at else "title", ((at, at + len(part)),)))
        at += len(part) + 2
    return text.view(page, blocks)


def spoken(page: str) -> list[tuple[str, list[str]]]:
    seen = view(page)
    return [(seen.text[slice(*x.source[0])], [seen.text[a:b] for a, b in x.content]) for x in turns(seen)]


def test_speakers_take_turns() -> None:
    page = "Transcript: two on cod\n\nHOLM: Is it war?\n\nLIND: It is cod.\n\nIt is haddock, too.\n\nHOLM: I see."
    want = [("HOLM", ["Is it war?"]), ("LIND", ["It is cod.", "It is haddock, too."]), ("HOLM", ["I see."])]
    assert spoken(page) == want


@pytest.mark.parametrize(
    "page",
    [
        "Title\n\nQ: Why?\n\nA: I do.\n\nQ: And now?",
        "Title\n\nQ. Why?\n\nA. I do.\n\nQ. And now?",
        "Title\n\n**Q:** Why?\n\n**A:** I do.\n\n**Q:** And now?",
        "Title\n\nQ — Why?\n\nA — I do.\n\nQ — And now?",
        "Title\n\nWe met. Q: Why? A: I do. Q: And now?",
        "Title\n\n[10:04] Q: Why?\n\n[10:05] A: I do.\n\n[10:06] Q: And now?",
    ],
)
def test_questions_and_answers(page: str) -> None:
    assert spoken(page) == [("Q", ["Why?"]), ("A", ["I do."]), ("Q", ["And now?"])]


def test_who_it_is_belongs_to_the_label_and_one_turn_is_enough_for_a_third_speaker() -> None:
    page = "Minutes\n\nMr Holm: I object.\n\nChair: Why?\n\nMr Holm: It is cod.\n\nClerk (Mrs Lind): It is late."
    assert [who for who, _ in spoken(page)] == ["Mr Holm", "Chair", "Mr Holm", "Clerk (Mrs Lind)"]


def test_a_question_of_the_press_needs_no_mark() -> None:
    page = "Briefing\n\nQ Mr. President, why?\n\nTHE PRESIDENT: I can.\n\nQ When?\n\nTHE PRESIDENT: Soon."
    assert [who for who, _ in spoken(page)] == ["Q", "THE PRESIDENT", "Q", "THE PRESIDENT"]


def test_what_tells_of_a_speaker_or_of_the_room_ends_a_turn() -> None:
    page = "Title\n\nHolm: Why?\n\nHolm shows a map.\n\nLind: I know.\n\n(Laughter)\n\nHolm: Do you?\n\nThe map is old."
    assert spoken(page) == [("Holm", ["Why?"]), ("Lind", ["I know."]), ("Holm", ["Do you?"])]


@pytest.mark.parametrize(
    "page",
    [
        "Title\n\nBackground: We voted in May.\n\nThe vote was close.",
        "Fairs\n\nWhere: Town Hall.\n\nWhen: Monday.\n\nWhere: The park.\n\nWhen: Tuesday.",
        "Title\n\nHe said: “I do.”\n\nShe asked: “Why?”\n\nHe said: “I do.”",
        "Polls\n\n● NY-18: I lead.\n\n● NY-19: We lead.\n\n● NJ-05: Who leads?",
        "Diary\n\nNov. 15: We walk.\n\nNov. 16: I rest.\n\nNov. 15: I walk.",
        "Updates\n\nUPDATE: We know more.\n\nPolice: I know.\n\nUPDATE II: Who knows?",
    ],
)
def test_labels_alone_make_no_transcript(page: str) -> None:
    assert spoken(page) == []


def test_an_attribution_of_the_same_label_gets_the_whole_turn() -> None:
    page = "Title\n\nHolm: Why? I ask.\n\nLind: I know.\n\nHolm: Do you?"
    seen = view(page)
    colon = page.index(":")
    known = Candidate(colon, "label", "statement", [(7, 11)], [(colon, colon + 1)], [(13, 17)], [], (7, 17), 0.5)
    found = uncued.unclaimed(seen, text.quotations(seen.text), [known])
    assert known.content == [(13, page.index("\n\nLind"))]
    assert known.score > 0.5
    assert len(found) == 2


@pytest.mark.parametrize("piece", ["A: ", "Ab (", "Q ", "A, b c d e f ", "A b c d e ", "I: a\n\n", "A: b?\n\nB: c\n\n"])
def test_hostile_labels_cost_little(piece: str) -> None:
    page = "T\n\n" + piece * (100_000 // len(piece))
    start = time.process_time()
    turns(view(page))
    assert time.process_time() - start < 5
