"""Which outlet a plain text names, with the words that say so; and none where only an agency wrote it."""

from __future__ import annotations

import pytest

from onrecord.intake.cleaning import clean

BODY = """\
The harbour of Norvik will stay closed until Friday, the port authority said, after a crane fell into the basin.
Nobody was hurt. Divers are to look at the wreck on Wednesday, Harbour Master Ann Lund told reporters.
“We are not going to hurry,” Lund said. “The basin is ten metres deep.”"""


@pytest.mark.parametrize(
    ("above", "below", "outlet"),
    [
        # a masthead at the top of the page, beside a date, between byline and date
        ("THE FJORD LEDGER\nSubscribe from $1 a week\n\nCrane falls into harbour", "", "THE FJORD LEDGER"),
        ("Crane falls into harbour\nNorvik Courier\nBy Bo Dahl", "", "Norvik Courier"),
        ("Fjordside Today\nTuesday, 9 March 2021\nHome | World\nCrane falls into harbour", "", "Fjordside Today"),
        ("Health News\nTuesday, 9 March 2021\nHome | Local | World\nCrane falls into harbour", "", None),
        ("Home\nWorld News\nLocal News\nCrane falls into harbour", "", None),
        # behind the names of a byline
        ("Crane falls into harbour\nBy Bo Dahl | Fox News", "", "Fox News"),
        ("Crane falls into harbour\nBy Bo Dahl and Kari Moe, CNN\nUpdated 6:41 PM ET, Mon January 7, 2019", "", "CNN"),
        ("Crane falls into harbour\nBy Bo Dahl, Norvik Courier", "", "Norvik Courier"),
        ("Crane falls into harbour\nBy Bo Dahl, Associated Press", "", None),
        ("Crane falls into harbour\nBy Bo Dahl, Staff Writer", "", None),
        # the owner of the rights, when it is known for an outlet
        ("Crane falls into harbour", "Copyright © 2020 The Washington Times, LLC.", "The Washington Times"),
        ("Crane falls into harbour", "© 2019 Norvik Courier. All rights reserved.", "Norvik Courier"),
        ("Crane falls into harbour", "© 2019 Smith Holdings Inc. All rights reserved.", None),
        ("Crane falls into harbour", "Copyright 2019 The Associated Press. All rights reserved.", None),
    ],
)  # fmt: skip
def test_the_outlet_is_what_the_page_names(above: str, below: str, outlet: str | None) -> None:
    text = f"{above}\n\n{BODY}\n\n{below}"
    found = clean(text)
    assert found.outlet == outlet
    assert [text[a:b] for a, b in found.evidence.get("outlet", ())] == ([outlet] if outlet else [])


WIRED = f"NORVIK, 4 March (AP) — {BODY}"


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        # a text with nothing around it has no other outlet
        (WIRED, "AP"),
        (f"Crane falls into harbour\n\n{WIRED}\n\nSign up for our newsletter", None),
        (f"Crane falls into harbour\n\n{WIRED}\n\nCopyright 2019 The Associated Press. All rights reserved.", None),
        (f"Norvik Courier\n4 March 2019\nCrane falls into harbour\n\n{WIRED}\n\nSubscribe to us", "Norvik Courier"),
        # an agency that is read on its own site is the outlet there
        (f"Home\nSport\n\nCrane falls into harbour\n\n{WIRED}".replace("AP", "Norpress"), "Norpress"),
    ],
)
def test_the_agency_of_a_dateline_is_no_outlet_on_anothers_page(text: str, outlet: str | None) -> None:
    found = clean(text)
    assert (found.outlet, found.dateline) == (outlet, "NORVIK, 4 March")


def test_what_a_date_line_says_of_its_second_date_is_not_said_of_its_first() -> None:
    for line in ("Jan 8, 2019 Updated Jan 9, 2019", "Published January 8, 2019 | Last Update January 9, 2019"):
        found = clean(f"Crane falls into harbour\n{line}\n\n{BODY}")
        assert (found.published, found.authors) == ("2019-01-08", ())


def test_share_lines_in_a_row_and_thanks_for_a_subscription_are_furniture() -> None:
    share = "Share this with Facebook   Share this with Messenger   Share this with Twitter"
    thanks = "You've successfully subscribed to this newsletter!"
    text = f"Crane falls into harbour\n\n{share}\n\n{BODY}\n\n{thanks}"
    found = clean(text)
    assert {text[a:b]: f.kind for f in found.furniture for a, b in (f.span,)} == {
        "Crane falls into harbour": "title",
        share: "share",
        thanks: "subscribe",
    }
    assert found.subtitle is None


def test_the_head_of_each_sheet_of_a_printed_page_is_its_outlet() -> None:
    sheet = "The Mariner\n\nPage {} · Harbour\n\nThursday, March 4, 2021\n\n"
    first, second, third = (f"{line}\n\n" for line in BODY.split("\n"))
    title = "Crane falls into harbour\n\nBy Bo Dahl\n\n"
    text = f"{sheet.format(4)}{title}{first}{sheet.format(4)}{second}{sheet.format(5)}{third}"
    assert clean(text).outlet == "The Mariner"
    assert clean(text.replace("The Mariner", "the mariner")).outlet is None
