"""Headers of printed pages, menu rows, labelled teasers and bylines with an outlet, in scrapes of our own."""

from __future__ import annotations

import pytest

from onrecord.intake.cleaning import clean
from onrecord.intake.metadata import Cleaned
from onrecord.text import quote

LEAD = (
    "The harbour of Norvik will stay closed until Friday, the port authority said, after a crane fell into the basin."
)
SECOND = "Nobody was hurt. Divers are to look at the wreck on Wednesday, Harbour Master Ann Lund told reporters."
THIRD = "“We are not going to hurry,” Lund said. “The basin is ten metres deep.”"
LAST = "The city council meets on Thursday, and a report on the crane is expected before the summer."
TITLE = "Norvik harbour closed after crane falls"


def paragraphs(text: str, cleaned: Cleaned) -> list[str]:
    return [" ".join(quote(text, spans).split()) for spans in cleaned.paragraphs]


def kinds(text: str, cleaned: Cleaned) -> dict[str, str]:
    return {text[f.span[0] : f.span[1]]: f.kind for f in cleaned.furniture}


@pytest.mark.parametrize(
    ("header", "other", "outlet", "day"),
    [
        (
            "Norvik Evening Courier - Thursday 4 March 2021 - page 7",
            "Norvik Evening Courier - Thursday 4 March 2021 - page 8",
            "Norvik Evening Courier",
            "2021-03-04",
        ),
        (
            "Fjord Business Daily | Thu 4 Mar 2021 | HARBOURS | p. 7",
            "Fjord Business Daily | Thu 4 Mar 2021 | HARBOURS | p. 8",
            "Fjord Business Daily",
            "2021-03-04",
        ),
        ("Norvik Courier, page 12", "Norvik Courier, page 13", "Norvik Courier", None),
        ("Page 1 of 2", "Page 2 of 2", None, None),
        ("Norvik Courier | Thursday 4 March 2021", "HARBOURS | p. 8", "Norvik Courier", "2021-03-04"),
        (f"{TITLE} | Port news   https://www.norvik.example/crane", "2 of 3   3/14/21, 10:31 AM", None, None),
        ("3/4/2021   Norvik harbour closed after crane falls | Port news", "Page 2 of 3", None, None),
    ],
)
def test_a_newspaper_page_at_the_top_and_in_a_sentence(
    header: str, other: str, outlet: str | None, day: str | None
) -> None:
    text = (
        f"{header}\n\n{TITLE}\n\n{LEAD}\n\nNobody was hurt. Divers in\n\n{other}\n\nthe basin saw nothing.\n\n{LAST}\n"
    )
    cleaned = clean(text)
    assert paragraphs(text, cleaned) == [LEAD, "Nobody was hurt. Divers in the basin saw nothing.", LAST]
    assert kinds(text, cleaned) == {header: "page header", TITLE: "title", other: "page header"}
    assert (cleaned.title, cleaned.outlet, cleaned.published) == (TITLE, outlet, day)


def test_the_day_and_the_address_of_a_printed_page_cut_no_sentence_and_are_not_its_date() -> None:
    text = f"""{TITLE}
By Ann Smith
March 3, 2021

{LEAD}
The authority, which owns the crane, said that it would pay for what the fall

3/14/2021                {TITLE}, authority says
https://www.norvik.example/harbour/crane-falls          2/4

of the crane had broken on the pier and in the basin.
{LAST}
Printed from the Norvik edition 14 March 2021 11:15. Not for resale.
"""
    cleaned = clean(text)
    assert paragraphs(text, cleaned) == [
        LEAD,
        "The authority, which owns the crane, said that it would pay for what the fall of the crane had broken on the "
        "pier and in the basin.",
        LAST,
    ]
    assert list(kinds(text, cleaned).values()) == ["title", "byline", "date", *["page header"] * 3]
    assert (cleaned.title, cleaned.published) == (TITLE, "2021-03-03")


@pytest.mark.parametrize(
    "line",
    [
        "Printed on good paper, the newspaper of the port sold out within an hour on Monday, the editor said.",
        "The quotation is from Lund, A., The Harbours of the North and Their Masters, Norvik, p. 12",
        "She opened the report at page 12.",
    ],
)
def test_a_sentence_that_names_a_print_or_a_page_stays(line: str) -> None:
    text = f"{TITLE}\n\n{LEAD}\n\n{SECOND}\n\n{line}\n\n{LAST}\n"
    assert paragraphs(text, clean(text)) == [LEAD, SECOND, line, LAST]


@pytest.mark.parametrize(
    "row",
    [
        "NEWS SPORTS LIFE MONEY TECH TRAVEL OPINION 67° CROSSWORDS MORE",
        "NEWS  SPORTS  LIFE  MONEY  TECH  41°  MORE",
        "home   politics   harbours   life   tech   video",
        "News | Politics | Harbours | Sport | Culture",
    ],
)
def test_a_menu_row_is_no_title(row: str) -> None:
    text = f"{row}\nShare your feedback to help improve our site!\n\n{TITLE}\n\n{LEAD}\n{SECOND}\n{LAST}\n"
    cleaned = clean(text)
    assert cleaned.title == TITLE
    assert kinds(text, cleaned) == {
        row: "menu",
        "Share your feedback to help improve our site!": "subscribe",
        TITLE: "title",
    }


def test_a_headline_of_section_names_is_a_headline() -> None:
    title = "World Travel Business Awards Go to Norvik"
    text = f"{title}\n\n{LEAD}\n{SECOND}\n{LAST}\n"
    assert clean(text).title == title


def test_teasers_videos_and_advertisements_between_paragraphs() -> None:
    text = f"""{TITLE}

{LEAD}

WHAT WE KNOW:The crane and the basin, step by step

DIVERS' DAY:What will it take to lift the crane? A lot.

HARBOUR & SHIPS: Get the latest news and tables right in your inbox. Sign up here.

{SECOND}

[Ad] Continue reading below

JUST WATCHED
Fall of the crane 'a shock,' says diver
Replay
More Videos ...
MUST WATCH

{THIRD}

Now Playing: The crane falls
[Video: 1:04] Divers in the basin

Ann Lund on the pier. Photo: Port archive / Norvik

{LAST}

The Associated Press contributed to this report.
Our Standards: The Thomson Reuters Trust Principles
"""
    cleaned = clean(text)
    assert paragraphs(text, cleaned) == [LEAD, SECOND, THIRD, LAST]
    assert list(kinds(text, cleaned).values()) == [
        "title",
        *["teaser"] * 2,
        "subscribe",
        "advertisement",
        *["teaser"] * 2,
        *["menu"] * 2,
        *["teaser"] * 3,
        "image credit",
        *["credit line"] * 2,
    ]


def test_speakers_and_a_dateline_before_a_colon_are_no_teasers() -> None:
    lead = f"NORVIK:{LEAD}"
    answers = ["LUND:We are not in a hurry", "LUND:The basin is deep", "LUND:Nobody was hurt by it"]
    text = "\n\n".join((TITLE, lead, SECOND, *answers, LAST)) + "\n"
    assert paragraphs(text, clean(text)) == [lead, SECOND, *answers, LAST]


@pytest.mark.parametrize(
    ("byline", "authors", "outlet"),
    [
        ("John Bacon, USA TODAY", ("John Bacon",), "USA TODAY"),
        ("Ann Smith and Olaf Berg, Norvik Courier", ("Ann Smith", "Olaf Berg"), "Norvik Courier"),
        ("Ann Smith\nUSA TODAY\nPublished 3 March 2021", ("Ann Smith",), "USA TODAY"),
        ("Ann Smith, Senior Harbour Correspondent", ("Ann Smith",), None),
        ("ANNA SMITH", ("ANNA SMITH",), None),
        ("PELLE ADEYEMI\nSouth Norvik", ("PELLE ADEYEMI",), None),
        ("HARBOUR NEWS", (), None),
    ],
)
def test_bylines_without_by(byline: str, authors: tuple[str, ...], outlet: str | None) -> None:
    text = f"{TITLE}\n\n{byline}\n\n{LEAD}\n{SECOND}\n{LAST}\n"
    cleaned = clean(text)
    assert paragraphs(text, cleaned) == [LEAD, SECOND, LAST]
    assert (cleaned.title, cleaned.authors, cleaned.outlet) == (TITLE, authors, outlet)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_standfirst_that_says_more_of_the_article_is_not_the_title(gap: str) -> None:
    title = "Divers wait as basin stays shut"
    under = "Port authority said crane fell in the harbour basin of Norvik and will stay until Friday"
    text = (
        f"Fjord Business Daily | Thu 4 Mar 2021 | HARBOURS | p. 7\n\n{title}\n{under}\n\n{LEAD}{gap}{SECOND}\n{LAST}\n"
    )
    cleaned = clean(text)
    assert (cleaned.title, cleaned.subtitle) == (title, under)


@pytest.mark.parametrize(
    ("note", "taken"),
    [
        ("Carla Smith covers the White House for the Norvik Courier.", True),
        ("Carla Smith is a reporter in the politics bureau. Follow her at @csmith.", True),
        ("Follow Carla Smith on Twitter @csmith.", True),
        ("Ann Lund is a former editor of the harbour's newspaper.", False),
        ("Ann Lund covers her face when cranes fall.", False),
    ],
)
def test_what_is_said_of_the_author(note: str, taken: bool) -> None:
    text = f"{TITLE}\nBy Carla Smith\n\n{LEAD}\n{SECOND}\n{LAST}\n{note}\n"
    cleaned = clean(text)
    assert paragraphs(text, cleaned) == [LEAD, SECOND, LAST] + ([] if taken else [note])
    assert kinds(text, cleaned).get(note) == ("author note" if taken else None)


@pytest.mark.parametrize(
    ("top", "outlet"),
    [
        ("theblaze | LISTEN LIVE | SUBSCRIBE | Log in", "theblaze"),
        ("norvikers | LISTEN LIVE | SUBSCRIBE | Log in", None),
        ("The Norvik Digest\nAll the news of the port\nHome > Harbours", "The Norvik Digest"),
    ],
)
def test_an_outlet_at_the_top(top: str, outlet: str | None) -> None:
    text = f"{top}\n\n{TITLE}\nBy Ann Smith\n4 March 2021\n\n{LEAD}\n{SECOND}\n{LAST}\n"
    cleaned = clean(text)
    assert (cleaned.title, cleaned.outlet) == (TITLE, outlet)
