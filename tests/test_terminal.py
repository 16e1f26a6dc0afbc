"""Text for a terminal: harmless, aligned, and no wider than the screen."""

from __future__ import annotations

from dataclasses import replace

import handmade
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import terminal
from onrecord.summary import summarise


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines\tand  gaps ", "two lines and gaps"),
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("bell\x07 csi\x9b2J nul\0", "bell� csi�2J nul�"),
        ("\u202eevil\u2066", "�evil�"),
        ("naïve 😀 日本", "naïve 😀 日本"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert terminal.clean(text) == shown


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("😀", 2), ("a\u200db", 2), ("", 0)]
)
def test_width(text: str, columns: int) -> None:
    assert terminal.width(text) == columns


@given(handmade.texts, st.integers(1, 20))
def test_cut_fits(text: str, columns: int) -> None:
    text = terminal.clean(text)
    short = terminal.cut(text, columns)
    assert terminal.width(short) <= columns
    assert short == text or short.endswith("…")


def test_a_table_whole() -> None:
    rows = [
        {"name": "日本 Times", "count": 3, "left_out": None, "words": "a sentence that is far too long to stand here"},
        {"name": None, "count": 12, "left_out": None, "words": "short"},
    ]
    assert terminal.table(rows, 40) == [
        "NAME        COUNT  WORDS",
        "日本 Times      3  a sentence that is f…",
        "               12  short",
    ]


@given(
    st.lists(st.fixed_dictionaries({x: st.none() | st.integers() | handmade.texts for x in "abcdef"}), max_size=4),
    st.integers(1, 90),
)
def test_a_table_fits(rows: list[dict[str, object]], columns: int) -> None:
    lines = terminal.table(rows, columns)
    assert all(terminal.width(line) <= columns for line in lines)
    assert len(lines) in (0, len(rows) + 1)


def test_counted() -> None:
    assert terminal.counted(1, "story", "stories") == "1 story"
    assert terminal.counted(0, "story", "stories") == "0 stories"
    assert terminal.counted(2, "article") == "2 articles"


def test_what_copies_repeat_stands_once_in_a_summary() -> None:
    found = handmade.harbour()
    row = found.links.discrepancies[0]
    rows = tuple(
        replace(row, id=str(n), severity="high", kind="number", statement=statement, note=f"note {n}")
        for n, statement in enumerate(["a", "a", "b", None, None, "a"])
    )
    found = replace(found, links=replace(found.links, discrepancies=rows))
    shown = [x.strip() for x in terminal.summary(summarise(found), 200) if "note" in x]
    assert shown == [
        "high  number: note 0 (2 more of this statement)",
        "high  number: note 2",
        "high  number: note 3",
        "high  number: note 4",
    ]
