"""How a number is shown in a note: as written, with what it counts."""

from __future__ import annotations

import pytest

from onrecord.comparing.figures import figures, shown
from onrecord.comparing.saying import Said, prepare, quotation_marks
from onrecord.model import Article, Attribution


def said(text: str) -> Said:
    article = Article("a", "a.txt", "a", "", "text/plain", text)
    row = Attribution("q", "a", (), (), ((0, len(text)),), "indirect", "statement", None, None, 1.0, "test")
    return prepare(article, row, quotation_marks(article))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Some 13,000 vehicles use it daily.", "31,000 vehicles cross it.", ("13,000 vehicles", "31,000 vehicles")),
        ("Every day 13,000 vehicles use it.", "31,000 vehicles use it.", ("13,000 vehicles", "31,000 vehicles")),
        ("He ran 498 rushing yards and 176 more.", "He ran 440 yards.", ("498 rushing yards", "440 yards")),
        ("It costs €412 million to build.", "It costs $ 421 million.", ("€412 million", "$ 421 million")),
        ("It costs 412 million euros, he said.", "It costs €421m.", ("412 million euros", "€421m")),
        ("Turnout was 61% at noon.", "Turnout was 16 per cent.", ("61%", "16 per cent")),
        (
            "It cut three undersea cables.",
            "It cut two undersea cables.",
            ("three undersea cables", "two undersea cables"),
        ),
        # what is counted ends with the clause
        ("There were 40 ships, and ships waited.", "There were 70 ships.", ("40 ships", "70 ships")),
    ],
)
def test_a_number_is_shown_with_what_it_counts(left: str, right: str, expected: tuple[str, str]) -> None:
    one, two = said(left), said(right)
    x, y = figures(one)[0], figures(two)[0]
    assert (shown(one, x, x.units & y.units), shown(two, y, x.units & y.units)) == expected
