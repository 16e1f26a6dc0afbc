"""Intake of PDFs: the order in which they are read, what is left out, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pdfs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdfs import lines, text

from onrecord.intake import parse, pdf
from onrecord.model import Article, Failure, Origin, Source

HEADLINE = "Harbour closed for winter after crane collapses"
LEFT = [
    "The harbour at Norvik will stay closed",
    "until April, Mayor Ana Berg said on Mon-",
    "day. A crane had fallen onto the inter-",
    "national pier during a long-",
    "term repair of its rails.",
    "   Nobody was hurt. The crew had left",
    "for lunch a few minutes earlier, said",
    "the police, who closed the road to the",
]
RIGHT = [
    "pier. It may take a month to clear it.",
    "   “We have asked the company to ex-",
    "plain how this could happen,” she told",
    "reporters at the town hall. The inter-",
    "national pier is the largest of the four.",
    "   Ferries will leave from the old quay",
    "beside the fish market instead.",
]


def read(data: bytes) -> list[Article | Failure]:
    return parse([Source("a.pdf", "a", "application/pdf", data)])


def article(data: bytes) -> Article:
    (found,) = read(data)
    assert isinstance(found, Article)
    return found


def reason(data: bytes) -> str:
    (found,) = read(data)
    assert isinstance(found, Failure)
    assert found.input == "a.pdf"
    return found.reason


def paragraphs(found: Article) -> list[str]:
    return [" ".join(found.text[a:b] for a, b in spans) for spans in found.paragraphs]


def column(x: float, y: float, words: list[str]) -> list[bytes]:
    """Lines of a column; one that begins with spaces is set in."""
    return [text(x + 12 * line.startswith(" "), y - 12 * n, line.strip()) for n, line in enumerate(words)]


TOWNS = ("Norvik", "Westhaven", "Portstead")
TOLD = [
    "The harbour at Norvik will stay closed until April, Mayor Ana Berg said on Monday. A crane had fallen onto the "
    "international pier during a long-term repair of its rails.",
    "Nobody was hurt. The crew had left for lunch a few minutes earlier, said the police, who closed the road to the "
    "pier. It may take a month to clear it.",
    "“We have asked the company to explain how this could happen,” she told reporters at the town hall. The "
    "international pier is the largest of the four.",
    "Ferries will leave from the old quay beside the fish market instead.",
]


def test_two_columns_under_a_headline() -> None:
    # row by row, as some programs write a page
    left, right = column(50, 700, LEFT), column(250, 700, RIGHT)
    rows = [row for pair in zip(left, [*right, b""], strict=True) for row in pair]
    found = article(pdfs.pdf([[text(50, 760, HEADLINE, 18), text(50, 735, "By Tom Lind"), *rows]]))
    assert found.title == HEADLINE
    assert found.authors == ("Tom Lind",)
    assert paragraphs(found) == TOLD
    assert found.language == "en"


def test_each_block_says_where_it_stood() -> None:
    found = article(pdfs.pdf([[text(50, 760, HEADLINE, 18), *column(50, 700, LEFT), *column(250, 700, RIGHT)]]))
    assert "\n\n".join(found.text[slice(*o.span)] for o in found.origin) == found.text
    assert found.origin[0] == Origin((0, len(HEADLINE)), "page 1, box 50 756 422 777")
    # a paragraph that goes on in the next column stands in two boxes
    assert found.origin[2].where.split("; ")[1].startswith("page 1, box 250 ")


def test_three_columns() -> None:
    words = [
        [f"{name} line {n} of a column that is {name}" for n in ("one", "two", "three", "four", "five.")]
        for name in ("left", "middle", "right")
    ]
    drawn = [row for x, column in zip((40, 225, 410), words, strict=True) for row in lines(x, 700, column, 9)]
    found = article(pdfs.pdf([[*lines(40, 760, [HEADLINE], 20), *reversed(drawn)]]))
    body = found.text.split("\n\n", 1)[1].replace("\n\n", " ")
    assert body == " ".join(" ".join(column) for column in words)


def test_a_short_headline_above_columns_parts_what_is_above_from_what_is_below() -> None:
    top = [[f"{side} {n} of the upper text here" for n in range(1, 6)] for side in ("left", "right")]
    low = [[f"{side} {n} of the lower text here" for n in range(1, 6)] for side in ("left", "right")]
    drawn = [row for x, words in zip((50, 250), top, strict=True) for row in lines(x, 700, words)]
    drawn += [row for x, words in zip((50, 250), low, strict=True) for row in lines(x, 580, words)]
    found = article(pdfs.pdf([[*drawn, text(50, 610, "Bakers raise prices", 20)]]))
    assert found.text.replace("\n\n", " ") == " ".join([*top[0], *top[1], "Bakers raise prices", *low[0], *low[1]])


def test_labels_and_values_are_read_line_by_line() -> None:
    known = [("Publication:", "The Norvik Courier"), ("Section:", "News from the coast"), ("Author:", "Tom Lind"),
             ("Length:", "412 words in all")]  # fmt: skip
    drawn = [part for n, (a, b) in enumerate(known) for part in (text(50, 760 - 14 * n, a), text(160, 760 - 14 * n, b))]
    found = article(
        pdfs.pdf([[*drawn, *lines(50, 600, ["The mayor said on Monday that the harbour would stay closed."])]])
    )
    assert "Publication: The Norvik Courier" in found.text


def test_running_heads_and_numbers_of_pages_are_kept_once() -> None:
    pages = [
        [
            text(50, 810, "The Norvik Courier"),
            text(450, 810, "5 March 2021"),
            text(50, 700, f"The mayor of {town} said on Monday that the harbour of his town would not be closed."),
            text(280, 30, f"Page {n} of 3"),
        ]
        for n, town in enumerate(TOWNS, 1)
    ]
    found = article(pdfs.pdf(pages))
    assert paragraphs(found) == [
        f"The mayor of {town} said on Monday that the harbour of his town would not be closed." for town in TOWNS
    ]
    assert found.text.count("Norvik Courier") == found.text.count("Page ") == 1
    held = {found.text[slice(*f.span)] for f in found.furniture}
    assert held == {"The Norvik Courier 5 March 2021", "Page 1 of 3"}


def test_a_sentence_goes_on_over_a_page() -> None:
    pages = [
        [
            *lines(
                50,
                100,
                ["The mayor said on Monday that the harbour would stay closed", "until the spring, when the repre-"],
            )
        ],
        [*lines(50, 780, ["sentatives of the four towns meet again to speak of it.", "", "Nobody was hurt."])],
    ]
    found = article(pdfs.pdf([[*page, text(300, 20, f"- {n} -")] for n, page in enumerate(pages, 4)]))
    assert paragraphs(found) == [
        "The mayor said on Monday that the harbour would stay closed until the spring, when the representatives of the "
        "four towns meet again to speak of it.",
        "Nobody was hurt.",
    ]


def test_hyphens_at_line_ends() -> None:
    words = "The Anglo-|American talks on the well-|known co-operation of the co-|operation board went on in manage-|"
    drawn = lines(50, 700, (words + "ment circles, and the COVID-|19 rules stayed.").split("|"))
    assert article(pdfs.pdf([drawn])).text == (
        "The Anglo-American talks on the well-known co-operation of the co-operation board went on in management "
        "circles, and the COVID-19 rules stayed."
    )


def test_ligatures_are_spelt_out_and_a_large_first_letter_joins_its_word() -> None:
    drawn = [
        text(50, 688, "T", 34),
        text(74, 700, "he of\ufb01ce was \ufb01ne and the crew", font="F2"),
        *lines(74, 688, ["had left it before noon"]),
        *lines(50, 676, ["and came back late in the day."]),
    ]
    assert article(pdfs.pdf([drawn])).text == (
        "The office was fine and the crew had left it before noon and came back late in the day."
    )


def test_what_nobody_sees_is_left_out() -> None:
    seen = text(50, 700, "The mayor said on Monday that the bridge would stay shut.")
    hidden = [
        text(50, 650, "Invisible words.", mode=3),
        text(700, 600, "Words beside the page."),
        b"BT /F1 40 Tf .7 .7 -.7 .7 100 300 Tm (DRAFT) Tj ET",
        b"BT /F1 9 Tf 0 1 -1 0 20 300 Tm (Printed in Norvik) Tj ET",
    ]
    assert article(pdfs.pdf([[seen, *hidden]])).text == "The mayor said on Monday that the bridge would stay shut."


def test_a_scan_that_a_machine_has_read_has_its_text_behind_the_image() -> None:
    words = "The mayor said on Monday that the bridge would stay shut."
    assert article(pdfs.pdf([[pdfs.IMAGE, text(50, 700, words, mode=3)]])).text == words


def test_a_page_that_is_turned_is_read_as_it_is_looked_at() -> None:
    drawn = [
        b"BT /F1 10 Tf 0 1 -1 0 %d 100 Tm (%s) Tj ET" % (x, words)
        for x, words in ((200, b"The mayor said on Monday that the bridge over the river"), (212, b"would stay shut."))
    ]
    found = article(pdfs.pdf([drawn], page=b"/Rotate 90"))
    assert found.text == "The mayor said on Monday that the bridge over the river would stay shut."
    x0, y0, x1, y1 = map(int, found.origin[0].where.removeprefix("page 1, box ").split())
    assert 180 < x0 < x1 < 220
    assert 90 < y0 < y1


def test_what_a_pdf_states_counts_where_it_is_shown() -> None:
    info = {"Title": HEADLINE, "Author": "Tom Lind", "CreationDate": "D:20210305120000Z"}
    body = lines(
        50, 600, ["The harbour at Norvik will stay closed until April, the mayor said.", "", "Nobody was hurt."]
    )
    shown = [text(50, 760, HEADLINE), text(50, 740, "Tom Lind"), text(50, 720, "5 March 2021"), *body]
    found = article(pdfs.pdf([shown], info))
    assert (found.title, found.authors, found.published) == (HEADLINE, ("Tom Lind",), "2021-03-05")
    alone = article(pdfs.pdf([body], info))
    assert (alone.title, alone.authors, alone.published) == (None, (), None)


def test_pages_without_text_are_told() -> None:
    words = text(50, 700, "The mayor said on Monday that the bridge would stay shut.")
    found = read(pdfs.pdf([[words], [pdfs.IMAGE]]))
    assert isinstance(found[0], Article)
    assert found[1:] == [Failure("a.pdf", "a.pdf: page 2 holds no text (a scan?); the other pages are read")]
    found = read(pdfs.pdf([*[[pdfs.IMAGE]] * 7, [words]]))
    assert found[1:] == [
        Failure("a.pdf", "a.pdf: pages 1, 2, 3, 4, 5 and 2 more hold no text (scans?); the other pages are read")
    ]


def test_what_cannot_be_read_says_so_in_one_line() -> None:
    whole = pdfs.pdf([[text(50, 700, "The mayor said so.")]])
    assert reason(b"hello") == "a.pdf: it is no PDF file"
    assert reason(whole[:300]) == "a.pdf: the PDF file is damaged, or only a part of one"
    assert reason(pdfs.locked()) == "a.pdf: it is locked by a password"
    assert reason(pdfs.pdf([[pdfs.IMAGE]])) == "a.pdf: its page holds no text (a scan?)"
    assert reason(pdfs.pdf([[pdfs.IMAGE]] * 3)) == "a.pdf: none of its 3 pages holds text (a scan?)"
    assert reason(pdfs.pdf([[text(50, 700, "12 - 13")]])) == "a.pdf: it holds no words"
    assert reason(pdfs.pdf([[]] * 401)) == "a.pdf: it has too many pages (401; at most 400 are read)"


def test_a_file_that_is_cut_is_told() -> None:
    whole = pdfs.pdf([[text(50, 700, "The mayor said on Monday that the bridge would stay shut.")]])
    found = read(whole.replace(b"%%EOF", b""))
    assert isinstance(found[0], Article)
    assert found[1:] == [Failure("a.pdf", "a.pdf: the file ends too early: it is cut, and pages may be missing")]


@pytest.mark.parametrize("data", [pdfs.laughs(), pdfs.pdf([[b"BT /F1 9 Tf 50 500 Td (a) Tj ET\n" * 3_000_000]])])
def test_a_bomb_costs_no_more_than_its_time(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(data) < 1_000_000
    monkeypatch.setattr(pdf, "PATIENCE", 2)
    assert reason(data) == "a.pdf: reading it takes more than 2 seconds"


def test_a_crash_of_the_reader_costs_one_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    crashing = tmp_path / "drawn.py"
    crashing.write_text("import os; os.abort()", "utf-8")
    monkeypatch.setattr(pdf, "_DRAWN", crashing)
    assert reason(pdfs.pdf([[text(50, 700, "Words.")]])) == f"a.pdf: {pdf.GAVE_UP}"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=40), st.integers(0, 1200), st.integers(0, 1200))
def test_a_damaged_file_never_raises(noise: bytes, at: int, more: int) -> None:
    whole = pdfs.pdf([[text(50, 760, HEADLINE, 18), *column(50, 700, LEFT)]])
    for found in read(whole[:at] + noise + whole[at + more % 50 :]):
        if isinstance(found, Article):
            assert all(0 <= a < b <= len(found.text) for a, b in found.body)
        else:
            assert "\n" not in found.reason
