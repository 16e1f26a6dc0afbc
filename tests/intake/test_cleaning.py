"""Scrapes that have lost their markup: what is the article, what is not, and what the rest says about it."""

from __future__ import annotations

import time
from textwrap import dedent

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.intake import trees
from onrecord.intake.cleaning import clean
from onrecord.intake.metadata import Cleaned
from onrecord.text import quote


def paragraphs(text: str, cleaned: Cleaned) -> list[str]:
    return [" ".join(quote(text, spans).split()) for spans in cleaned.paragraphs]


def furniture(text: str, cleaned: Cleaned) -> list[tuple[str, str]]:
    return [(f.kind, text[f.span[0] : f.span[1]]) for f in cleaned.furniture]


LEAD = (
    "The harbour of Norvik will stay closed until Friday, the port authority said, after a crane fell into the basin."
)
SECOND = "Nobody was hurt. Divers are to look at the wreck on Wednesday, Harbour Master Ann Lund told reporters."
THIRD = "“We are not going to hurry,” Lund said. “The basin is ten metres deep.”"

WIRE = f"""\
icon searchicon menuicon closeicon shareicon mailicon fb
Home
World
Flag Tuesday, 9 March 2021
All news
4 March 2021, 14:32

Norvik harbour closed after crane falls

Crane lies in the basin. Image credit: Port of Norvik
Crane lies in the basin. Image credit: Port of Norvik
NORVIK, 4 March (Norpress) - {LEAD}
{SECOND}
Read more
Storm damages three piers in Norvik
{THIRD}
What happens next
The city council meets on Thursday. Will the ferries run? Nobody can say.

Subscribe to us
Recent news from Norvik
"""


def test_a_wire_report_with_all_its_furniture() -> None:
    cleaned = clean(WIRE)
    assert paragraphs(WIRE, cleaned) == [
        LEAD,
        SECOND,
        THIRD,
        "What happens next",
        "The city council meets on Thursday. Will the ferries run? Nobody can say.",
    ]
    assert [WIRE[a:b] for a, b in cleaned.headings] == ["What happens next"]
    assert furniture(WIRE, cleaned) == [
        ("icons", "icon searchicon menuicon closeicon shareicon mailicon fb"),
        ("menu", "Home"),
        ("menu", "World"),
        ("date", "Flag Tuesday, 9 March 2021"),
        ("menu", "All news"),
        ("date", "4 March 2021, 14:32"),
        ("title", "Norvik harbour closed after crane falls"),
        ("image credit", "Crane lies in the basin. Image credit: Port of Norvik"),
        ("image credit", "Crane lies in the basin. Image credit: Port of Norvik"),
        ("dateline", "NORVIK, 4 March (Norpress) -"),
        ("teaser", "Read more"),
        ("teaser", "Storm damages three piers in Norvik"),
        ("subscribe", "Subscribe to us"),
        ("related", "Recent news from Norvik"),
    ]
    assert cleaned.title == "Norvik harbour closed after crane falls"
    assert (cleaned.subtitle, cleaned.authors) == (None, ())
    assert cleaned.outlet == "Norpress"
    assert cleaned.dateline == "NORVIK, 4 March"
    # the page's clock shows another day
    assert cleaned.published == "2021-03-04T14:32"
    assert {field: quote(WIRE, spans) for field, spans in cleaned.evidence.items()} == {
        "title": "Norvik harbour closed after crane falls",
        "outlet": "Norpress",
        "dateline": "NORVIK, 4 March",
        "published": "4 March 2021, 14:32",
    }


PRINTED = f"""\
AP Images
Ann Lund

Norvik: The Crane That Fell

{LEAD}

The owner of the crane, a company from the capital that rents out machines to ports, had told the council to

The Norvik Courier

Author: [Bo Dahl](#)

Date: March 5, 2021

expect no such thing,” she said. The company did not answer questions.

{SECOND}

Lund claimed that despite all promises the company, which works in eleven ports of the region, wants to see

The Norvik Courier

Author: [Bo Dahl](#)

Date: March 5, 2021

Norvik pay for the crane and for the work of the divers, which may last until June.

{THIRD}
"""


def test_a_sentence_that_a_page_header_cuts_is_whole_again() -> None:
    cleaned = clean(PRINTED)
    assert paragraphs(PRINTED, cleaned) == [
        LEAD,
        "The owner of the crane, a company from the capital that rents out machines to ports, had told the council to"
        " expect no such thing,” she said. The company did not answer questions.",
        SECOND,
        "Lund claimed that despite all promises the company, which works in eleven ports of the region, wants to see"
        " Norvik pay for the crane and for the work of the divers, which may last until June.",
        THIRD,
    ]
    assert [len(spans) for spans in cleaned.paragraphs] == [1, 2, 1, 2, 1]
    assert (cleaned.title, cleaned.authors, cleaned.outlet, cleaned.published) == (
        "Norvik: The Crane That Fell",
        ("Bo Dahl",),
        "The Norvik Courier",
        "2021-03-05",
    )


def test_a_dateline_with_a_day_says_when_a_report_was_filed() -> None:
    text = f"Crane falls into harbour\n\nNORVIK, 4 March 2021 (Norpress) - {LEAD}\n\n{SECOND}\n\n{THIRD}\n"
    cleaned = clean(text)
    assert (cleaned.dateline, cleaned.published) == ("NORVIK, 4 March 2021", "2021-03-04")
    assert [text[a:b] for a, b in cleaned.evidence["published"]] == ["4 March 2021"]
    # what the page itself says goes before
    assert clean(text.replace("\n\nNORVIK", "\n5 March 2021, 09:00\n\nNORVIK")).published == "2021-03-05T09:00"
    assert clean(text.replace(" 2021", "")).published is None


def test_a_place_on_its_own_line_is_a_dateline_and_no_title() -> None:
    text = f"Crane falls into the harbour of Norvik\n\nNORVIK, Westmark\n\n{LEAD}\n\n{SECOND}\n\n{THIRD}\n"
    cleaned = clean(text)
    assert (cleaned.title, cleaned.dateline) == ("Crane falls into the harbour of Norvik", "NORVIK, Westmark")
    assert ("dateline", "NORVIK, Westmark") in furniture(text, cleaned)
    assert paragraphs(text, cleaned)[0] == LEAD


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("The basin may be used on strict terms, the harbour master has said", "subtitle"),
        ("Privacy advocates object to cameras above the harbour basin", "subtitle"),
        ("Terms of Use | Privacy Policy | Contact", "legal"),
        ("Privacy and cookies", "legal"),
        ("About Norvik Courier · Jobs · Privacy · Contact us", "legal"),
    ],
)
def test_a_line_on_terms_or_privacy_is_not_always_the_sites(line: str, kind: str) -> None:
    text = f"Crane falls into the harbour of Norvik\n{line}\n\n{LEAD}\n\n{SECOND}\n\n{THIRD}\n"
    cleaned = clean(text)
    assert {words: kind for kind, words in furniture(text, cleaned)}[line] == kind


def test_a_name_above_a_share_line_is_the_author() -> None:
    text = f"Crane falls into the harbour of Norvik\n\nBo Dahl\nShare\n\n{LEAD}\n\n{SECOND}\n\n{THIRD}\n"
    assert clean(text).authors == ("Bo Dahl",)
    # who stands in the article too is spoken of
    assert clean(text.replace("Bo Dahl", "Ann Lund")).authors == ()


def test_a_byline_and_a_date_between_title_and_article() -> None:
    text = "Crane Falls Into Norvik Harbour\nBy Bo Dahl and Kari Moe\nPublished March 5, 2021\n"
    text += f"{LEAD}\nCauses\n{SECOND}\n{THIRD}"
    cleaned = clean(text)
    assert furniture(text, cleaned) == [
        ("title", "Crane Falls Into Norvik Harbour"),
        ("byline", "By Bo Dahl and Kari Moe"),
        ("date", "Published March 5, 2021"),
    ]
    assert paragraphs(text, cleaned) == [LEAD, "Causes", SECOND, THIRD]
    assert [text[a:b] for a, b in cleaned.headings] == ["Causes"]
    assert (cleaned.authors, cleaned.published) == (("Bo Dahl", "Kari Moe"), "2021-03-05")


def test_a_standfirst_and_a_repeated_headline() -> None:
    text = dedent(
        f"""\
        4 Mar, 2021 07:41

        Crane won’t be raised before June – Lund

        The basin was closed by those who “know nothing of ports,” the harbour master has said
        Crane won’t be raised before June – Lund

        {LEAD}

        We are not going to… run to the capital: ‘Dear ministry, please pay.’ We have nothing to complain about.

        {SECOND}
        """
    )
    cleaned = clean(text)
    assert [kind for kind, _ in furniture(text, cleaned)] == ["date", "title", "subtitle", "repeated headline"]
    assert cleaned.title == "Crane won’t be raised before June – Lund"
    assert cleaned.subtitle == "The basin was closed by those who “know nothing of ports,” the harbour master has said"
    assert len(cleaned.paragraphs) == 3


def test_a_lone_first_line_that_reads_like_a_standfirst_is_no_title() -> None:
    line = "The wreck has lain in the basin for too long to be raised this year, the top official of the port has said"
    text = f"{line}\n{LEAD}\n{SECOND}"
    cleaned = clean(text)
    assert (cleaned.title, cleaned.subtitle) == (None, line)
    assert paragraphs(text, cleaned) == [LEAD, SECOND]


def test_hard_wrapped_lines_are_paragraphs() -> None:
    text = dedent(
        """\
        Crane falls into harbour

        The harbour of Norvik will stay closed until Friday, the port
        authority said on Tuesday, after a crane fell into the basin
        during a storm that came in from the north.

        Nobody was hurt. Divers are to look at the wreck on Wednesday,
        Harbour Master Ann Lund told reporters in the town hall of the
        city.
        """
    )
    cleaned = clean(text)
    assert paragraphs(text, cleaned) == [
        "The harbour of Norvik will stay closed until Friday, the port authority said on Tuesday, after a crane fell"
        " into the basin during a storm that came in from the north.",
        "Nobody was hurt. Divers are to look at the wreck on Wednesday, Harbour Master Ann Lund told reporters in the"
        " town hall of the city.",
    ]
    assert cleaned.title == "Crane falls into harbour"


def test_a_text_without_furniture_loses_nothing() -> None:
    lines = [
        LEAD,
        "Why now?",
        SECOND,
        "No.",
        THIRD,
        "“Shares of the company fell,” she said.",
        "Follow the money, they say.",
    ]
    text = "\r\n\r\n".join(lines)
    assert paragraphs(text, clean(text)) == lines


def test_the_points_of_a_list_stay() -> None:
    points = ["A new crane", "Two tugs", "Lights on the pier"]
    text = "\n".join(
        [LEAD, SECOND, "The council has asked the ministry for these things:", *points, THIRD, LEAD + " Again."]
    )
    assert paragraphs(text, clean(text))[3:6] == points


def test_what_stands_below_the_article_is_not_of_it() -> None:
    tail = [
        "Share this article",
        "Facebook",
        "Twitter",
        "Tags: harbour, crane",
        "© 2021 Norvik Courier. All rights reserved.",
        "2 comments",
        "bo77 says:",
        "March 6, 2021 at 6:34 am",
        "They should have sold that crane ten years ago, everybody knew that it would fall one day.",
    ]
    text = "\n".join(["Crane falls into harbour", LEAD, SECOND, THIRD, *tail])
    cleaned = clean(text)
    assert paragraphs(text, cleaned) == [LEAD, SECOND, THIRD]
    assert [own for _, own in furniture(text, cleaned)] == ["Crane falls into harbour", *tail]
    # the day of a comment is not the day of the article
    assert cleaned.published is None


@pytest.mark.parametrize(
    ("text", "dateline", "outlet", "begins"),
    [
        ("WASHINGTON (AP) — The council met on Monday to talk of the crane.", "WASHINGTON", "AP", "The council"),
        ("COLOMBO, Sri Lanka — The council met on Monday to talk of it.", "COLOMBO, Sri Lanka", None, "The council"),
        (
            "Moscow, January 18 (Norpress) - The council met to talk of it.",
            "Moscow, January 18",
            "Norpress",
            "The council",
        ),
        ("EXCLUSIVE — The council met on Monday to talk of the crane.", None, None, "EXCLUSIVE"),
        ("NATO - which met on Monday - has no view on the crane at all.", None, None, "NATO"),
        ("The council — which met on Monday — has no view on the crane.", None, None, "The council"),
    ],
)
def test_datelines(text: str, dateline: str | None, outlet: str | None, begins: str) -> None:
    cleaned = clean(text)
    assert (cleaned.dateline, cleaned.outlet) == (dateline, outlet)
    assert paragraphs(text, cleaned)[0].startswith(begins)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Bo Dahl", ("Bo Dahl",)),
        ("Author: [Bo Dahl](#)", ("Bo Dahl",)),
        ("BY BO DAHL AND KARI MOE", ("BO DAHL", "KARI MOE")),
        ("By Bo Dahl, Norvik Courier", ("Bo Dahl",)),
        ("By Bo Dahl, Kari Moe and Jan de Vries", ("Bo Dahl", "Kari Moe", "Jan de Vries")),
        ("Bo Dahl and Kari Moe", ("Bo Dahl", "Kari Moe")),
        ("Bo Dahl - 4 March 2021, 10:31 pm", ("Bo Dahl",)),
        ("Bo Dahl @bodahl", ("Bo Dahl",)),
        ("By Reuters", ()),
        ("By Norvik Courier Staff", ()),
        ("Ann Lund", ()),
    ],
)
def test_authors(line: str, authors: tuple[str, ...]) -> None:
    text = f"Crane falls into harbour\n{line}\n{LEAD}\n{SECOND}\n{THIRD}"
    cleaned = clean(text)
    assert cleaned.authors == authors
    assert (quote(text, cleaned.evidence["authors"]) if authors else line) == line
    assert len(cleaned.paragraphs) == 3


@pytest.mark.parametrize("title", ["# Crane falls into harbour", "Crane falls into harbour"])
def test_the_sign_of_a_heading_is_no_word_of_the_title(title: str) -> None:
    text = f"{title}\n\n{LEAD}\n\n{SECOND}"
    cleaned = clean(text)
    assert cleaned.title == "Crane falls into harbour"
    assert quote(text, cleaned.evidence["title"]) == "Crane falls into harbour"


def test_another_language() -> None:
    text = dedent(
        """\
        Kran stürzt in den Hafen
        Von Anna Lund
        Veröffentlicht am 4. März 2021
        Der Hafen von Norvik bleibt bis Freitag geschlossen, teilte die Hafenbehörde am Dienstag mit.
        Lesen Sie auch: Sturm beschädigt drei Molen
        Niemand wurde verletzt. Taucher sollen das Wrack am Mittwoch untersuchen, sagte die Hafenmeisterin.
        """
    )
    cleaned = clean(text)
    assert (cleaned.title, cleaned.authors, cleaned.published) == (
        "Kran stürzt in den Hafen",
        ("Anna Lund",),
        "2021-03-04",
    )
    assert len(cleaned.paragraphs) == 2


def test_a_title_that_is_known_is_found_and_no_other_line_is_taken_for_it() -> None:
    text = f"Crane falls into harbour\n{LEAD}\n{SECOND}"
    assert clean(text, title="Crane Falls into Harbour!").evidence["title"] == ((0, 24),)
    assert "title" not in clean(f"{LEAD}\n{SECOND}", title="Crane falls into harbour").evidence


LINES = st.sampled_from(
    [LEAD, SECOND, THIRD, "Share", "By Bo Dahl", "4 March 2021", "Read more", "• Home", "", "the rest of"]
)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
BREAKS = st.sampled_from(["\n", "\r\n", "\n\n", "\r", "\u2028", "\x85"])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.one_of(LINES, ANY), BREAKS), max_size=25))
@example([("👩‍👩‍👧 " + LEAD, "\r\n"), ("\ufeff\u200b", "\n")])
def test_every_character_lies_in_one_place(parts: list[tuple[str, str]]) -> None:
    text = "".join(line + gap for line, gap in parts)
    cleaned = clean(text)
    places = [0] * len(text)
    for a, b in (*(s for p in cleaned.paragraphs for s in p), *(f.span for f in cleaned.furniture)):
        assert a < b
        assert not text[a].isspace()
        assert not text[b - 1].isspace()
        for i in range(a, b):
            places[i] += 1
    assert all(n == 1 or (n == 0 and text[i].isspace()) for i, n in enumerate(places))
    spans = [span for p in cleaned.paragraphs for span in p]
    assert spans == sorted(spans)
    assert set(cleaned.headings) <= set(spans)
    assert all(f.kind for f in cleaned.furniture)
    assert bool(text.strip()) == bool(spans)
    for found in cleaned.evidence.values():
        assert all(0 <= a < b <= len(text) for a, b in found)


# --- pages ----------------------------------------------------------------------------------------------

MENU = "\n".join(
    "• " + name
    for name in ("Home", "World", "Town", "Harbour", "Sport", "Weather", "Opinion", "Jobs", "Contact us", "Log in")
)
HEAD = f"{MENU}\nNorvik harbour closed after crane falls\nBy Bo Dahl\nMarch 5, 2021\nShare\nFacebook\nTwitter\n"
FOURTH = (
    "The crane, which was built in 1974, had been inspected in the autumn, according to a report that the council"
    " published on its site in November."
)
FIFTH = "Ferries to the islands of the region will leave from the old quay, and the harbour's market has been moved."
BODY = [LEAD, SECOND, THIRD, FOURTH, FIFTH]
FOOT = "Subscribe to our newsletter\nAbout us\nContact\nPrivacy policy\n© 2021 Norvik Courier. All rights reserved.\n"

COMMENTS = """\
4 Comments
kari52 says:
March 5, 2021 at 8:14 am
They should have sold that thing years ago, everybody in town knew that it was rotten.
oldsailor says:
March 5, 2021 at 9:02 am
Nonsense. I worked on it for eleven years and nothing ever happened to anybody.
kari52 says:
March 5, 2021 at 9:40 am
You were lucky then, and you know it as well as I do.
Reply
"""
TEASERS = """\
More from the Courier
• Storm damages three piers in Hamre
Ann Vik
The wind took the roofs of two boat houses on Sunday night, and the owners want money from the county.
• School to open a week late
Per Moen
Builders found damp in the walls of the new gymnasium and asked for more time to dry it out.
• Why the baker of Lunde gave up after forty years
Siri Aas
He rose at two every morning, and now he would like to see what the town looks like by day.
"""
AUTHOR = """\
About the author
Bo Dahl
Bo Dahl covers the ports of the region for the Norvik Courier. He joined the paper in 2011.
"""
COOKIES = "We use cookies to give you the best experience on our website. By continuing you agree to our use of them.\n"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("", ""),
        ("", COMMENTS),
        ("", "Read next\n" + TEASERS),
        ("", AUTHOR),
        (COOKIES, ""),
        (COOKIES, TEASERS + COMMENTS),
    ],
)
def test_a_page_with_its_menus_and_what_stands_below(above: str, below: str) -> None:
    text = above + HEAD + "\n".join(BODY) + "\n" + below + FOOT
    assert paragraphs(text, clean(text)) == BODY


def test_the_points_and_headings_of_an_article_on_a_page_stay() -> None:
    points = [
        "What is closed",
        "The port authority named these parts of the harbour, which nobody may enter before the divers have finished:",
        "• the north basin and its two docks",
        "• the quay of the ferries to the islands",
        "• the road along the warehouses",
        "What stays open",
        "The fish market and the lighthouse can be reached through the old town, and the museum opens as always.",
    ]
    text = HEAD + "\n".join([LEAD, SECOND, *points, THIRD, FOURTH, FIFTH]) + "\n" + FOOT
    assert paragraphs(text, clean(text)) == [LEAD, SECOND, *points, THIRD, FOURTH, FIFTH]


@pytest.mark.parametrize(
    "lines",
    [
        ["the harbour lay in silence", "a crane upon its floor", "and nobody in norvik", "went near it any more"] * 3,
        ["so we went down to the harbour and there it was the crane i mean lying in the basin like a dead bird"] * 2
        + ["and then ann said nobody was hurt thank god and we all went home and that was the whole of it really"],
        ["ANN LUND: When will the harbour open?", "BO DAHL: On Friday, I think.", "ANN LUND: Sure?", "BO DAHL: No."],
        ["Things to bring to the harbour", *(f"- {n} metres of rope for the boat" for n in range(3, 15))],
        ["Name\tPort\tTons", *(f"Crane {n}\tNorvik\t{n * 7}" for n in range(1, 20))],
        [paragraph.upper() for paragraph in BODY],
        ["سيبقى المرفأ مغلقا حتى يوم الجمعة بعد سقوط رافعة في الحوض.", "لم يصب أحد بأذى، وسيفحص الغواصون الحطام."],
    ],
    ids=["poem", "speech as it was heard", "transcript", "list", "table", "capitals", "right to left"],
)
@pytest.mark.parametrize("gap", ["\n", "\r\n", "\r", "\n\f\n"])
def test_a_text_of_any_form_that_has_no_frame_stays_whole(lines: list[str], gap: str) -> None:
    text = gap.join(lines) + gap
    assert " ".join(paragraphs(text, clean(text))) == " ".join(" ".join(lines).split())


def test_the_time_grows_with_the_lines_and_no_faster() -> None:
    def spent(count: int) -> float:
        begun = time.process_time()
        clean(HEAD + "abc\nabd def\nThis is a line of the article that ends.\n" * count)
        return time.process_time() - begun

    spent(100)
    assert spent(8000) < 12 * max(0.05, spent(2000))
    assert spent(2000) < 5
    begun = time.process_time()
    assert len(clean("word and " * 120_000).paragraphs) == 1
    assert time.process_time() - begun < 5


def test_a_table_of_trees() -> None:
    table = "# two trees\n[one]\na>0.5; b>2\t1 2 3 4\nb>1; b>3\t0 10 20 30\n"
    found = {"a": np.array([0.0, 1.0, 1.0]), "b": np.array([0.0, 2.0, 4.0])}
    assert trees.read(table)["one"].score(found).tolist() == [1.0, 23.0, 34.0]
    assert trees.read(table)["one"].score({"a": np.zeros(0), "b": np.zeros(0)}).tolist() == []
