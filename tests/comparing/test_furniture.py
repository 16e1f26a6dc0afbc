"""What an outlet prints under all it tells, and what only looks like it."""

from __future__ import annotations

from onrecord.comparing.furniture import furniture
from onrecord.comparing.words import hashed

FOOTER = "sign up for the letter that we send you from the river every morning before seven"
SLOTTED = "add {} as an interest to stay up to date on the latest {} news video and analysis from the river desk"


def told(name: str, words: int = 60) -> str:
    return " ".join(f"{name}{n}" for n in range(words))


def left(texts: list[str], stories: list[int], outlets: list[str | None]) -> list[str]:
    """What is left of each text without furniture."""
    masks = furniture([hashed(t) for t in texts], stories, outlets)
    return [
        " ".join(w for w, mute in zip(t.split(), m.tolist(), strict=True) if not mute)
        for t, m in zip(texts, masks, strict=True)
    ]


def test_a_footer_of_one_outlet_is_left_out_wherever_it_stands() -> None:
    a, b, c, d, e = map(told, "abcde")
    texts = [f"{a} {FOOTER}", f"{FOOTER} {b}", f"{c} {FOOTER} {d}", f"{e} {FOOTER}"]
    assert left(texts, [1, 2, 3, 3], ["River", "River", "RIVER", None]) == [a, b, f"{c} {d}", e]


def test_what_one_story_repeats_is_no_furniture() -> None:
    texts = [f"{told('a')} {FOOTER}", f"{told('b')} {FOOTER}", f"{told('c')} {FOOTER}"]
    assert left(texts, [1, 1, 2], ["River"] * 3) == texts


def test_a_wire_story_that_many_outlets_print_is_no_furniture() -> None:
    texts = [f"{told(f'head{n}', 8)} {told('wire', 50)}" for n in range(300)]
    # even when each copy went into a story of its own
    assert left(texts, list(range(300)), [f"Paper {n}" for n in range(300)]) == texts


def test_when_no_outlet_is_known_stories_decide() -> None:
    texts = [f"{told(f'own{n}')} {FOOTER}" for n in range(3)]
    assert left(texts, [1, 2, 3], [None] * 3) == [told(f"own{n}") for n in range(3)]
    assert left(texts, [1, 2, 2], [None] * 3) == texts


def test_furniture_may_have_slots() -> None:
    about = ["Iran", "New York", "John McCain", "North Korea"]
    texts = [f"{told(f'a{n}')} {SLOTTED.format(a, a)} {told(f'b{n}')}" for n, a in enumerate(about)]
    want = [f"{told(f'a{n}')} add {a} {told(f'b{n}')}" for n, a in enumerate(about)]
    assert left(texts, [1, 2, 3, 4], ["River"] * 4) == want


def test_a_turn_of_phrase_stays() -> None:
    phrase = "said in a statement on Monday that"
    texts = [f"{told(f'a{n}')} {phrase} {told(f'b{n}')}" for n in range(20)]
    assert left(texts, list(range(20)), ["River"] * 20) == texts


def test_no_text_and_texts_without_words() -> None:
    assert furniture([], [], []) == []
    assert left(["", "a", told("b", 4)], [1, 2, 3], [None, None, "River"]) == ["", "a", told("b", 4)]
