"""Cards on a person, which stand in the middle of a page's sentences."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import intake, text
from onrecord.intake import cards
from onrecord.model import Article, Source

CARD = "Ann Mary BergBridge to close in May Herald's Noon Report - Berg: 'I will run' Mill sues MORE"


def without(line: str) -> tuple[list[str], list[str]]:
    """What is left of a line, and the cards in it."""
    kept, found = cards.cut(line, ((0, len(line)),))
    return [line[a:b] for a, b in kept], [line[slice(*x.span)] for x in found]


@pytest.mark.parametrize(
    ("card", "name"),
    [
        (CARD, "Mayor Ann Berg"),
        (CARD.replace("Ann Mary", "Anneliese (Ann) Mary"), "Berg"),
        (CARD.replace("Ann Mary BergB", "Ann Berg B"), "Ann Berg"),
        ("Ann BergMORE", "Berg"),
        ("Otto (Ott) BergMill sues MORE", "Otto Berg Jr."),
    ],
)
def test_a_card_is_cut_out_of_its_sentence(card: str, name: str) -> None:
    assert without(f"On Friday {name} {card} said so.") == ([f"On Friday {name}", "said so."], [card])


def test_every_card_of_a_sentence_is_cut_out() -> None:
    other = CARD.replace("Berg", "Holm")
    assert without(f"Berg {CARD}’s friend Holm {other}, a miller, came.") == (
        ["Berg", "’s friend Holm", ", a miller, came."],
        [CARD, other],
    )


@pytest.mark.parametrize(
    "line",
    [
        "Ann Berg said there was MORE to come.",
        "Mayor Ann Berg, Otto Berg and Ida Berg want MORE of it.",
        "READ MORE: Berg wins",
        "MORE on Friday",
        "The Bergs and Ann Berg Bridge want more.",
    ],
)
def test_other_lines_stay_whole(line: str) -> None:
    assert without(line) == ([line], [])


def test_the_sentence_is_read_as_one_and_every_place_is_the_inputs() -> None:
    line = f"Mayor Ann Berg {CARD}’s friends say that Otto Holm {CARD.replace('Berg', 'Holm')}, a miller, has paid."
    page = f"Lom council meets\n\n{line}\n\nThe bridge is ninety years old and was closed to lorries last year."
    (article,) = (x for x in intake.parse([Source("a", "a", "text/plain", page.encode())]) if isinstance(x, Article))
    view = text.reading_view(article)
    assert "Mayor Ann Berg’s friends say that Otto Holm, a miller, has paid." in view.text
    at = view.text.index("friends")
    assert [page[a:b] for a, b in view.spans(at, at + len("friends say"))] == ["friends say"]
    assert [page[slice(*x.span)] for x in article.furniture if x.kind == "related"] == [
        CARD,
        CARD.replace("Berg", "Holm"),
    ]


@given(st.lists(st.sampled_from(["Ann", "Berg", "BergMill", "(A)", "MORE", "said", "’s", "\n"]), max_size=30))
def test_pieces_and_cards_are_the_whole_line(words: list[str]) -> None:
    line = " ".join(words)
    kept, found = cards.cut(line, ((0, len(line)),))
    spans = sorted([*kept, *(x.span for x in found)])
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert "".join("".join(line[a:b] for a, b in spans).split()) == "".join(line.split())


@pytest.mark.parametrize("piece", ["Berg ", "Berg Ann ", "MORE ", "Berg MORE ", "Ann Berg Ann Berg", "(A ", "A MORE"])
def test_hostile_lines_cost_little(piece: str) -> None:
    line = piece * (200_000 // len(piece))
    start = time.process_time()
    cards.cut(line, ((0, len(line)),))
    assert time.process_time() - start < 3
