"""Credits: what an article names as where its report comes from, and what it merely mentions."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.model import Article, Furniture, Reading
from onrecord.reading import credits


def article(text: str, outlet: str | None = None) -> Article:
    spans = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            spans.append(((at, at + len(line)),))
        at += len(line) + 1
    return Article("a", "a", "a", "", "text/plain", text, "en", outlet=outlet, paragraphs=tuple(spans))


def found(text: str, outlet: str | None = None) -> list[tuple[str, str]]:
    """The names, with the words that stand at the span."""
    (rows,) = credits.read([article(text, outlet)], [Reading("a")])
    return [(row.name, text[slice(*row.span)]) for row in rows]


BODY = (
    "\nThe river rose again.\nNobody was hurt.\nThe mayor thanked the crews.\nSchools stay closed.\nTrains run late.\n"
)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("The dam holds, the minister said, TASS has reported." + BODY, [("TASS", "TASS")]),
        ("The dam holds, USA TODAY reported on Monday." + BODY, [("USA Today", "USA TODAY")]),
        ("KABUL, May 4 (Reuters) - The dam holds." + BODY, [("Reuters", "Reuters")]),
        ("PARIS (AP) — The dam holds." + BODY, [("Associated Press", "AP")]),
        ("BEIJING, May 4 /Xinhua/ -- The dam holds." + BODY, [("Xinhua", "Xinhua")]),
        ("The dam holds." + BODY + "The Associated Press contributed to this report.", [("Associated Press",) * 2]),
        ("The dam holds." + BODY + "Lea Orr and Reuters contributed to this report.", [("Reuters", "Reuters")]),
        ("The dam holds, first reported by the Lough Gazette, since May." + BODY, [("Lough Gazette",) * 2]),
        ("The dam holds, per the Lough Gazette." + BODY, [("Lough Gazette",) * 2]),
        ("The dam holds, as Riverlines first reported." + BODY, [("Riverlines", "Riverlines")]),
        ("The dam holds, according to a report by The Washington Post." + BODY, [("Washington Post",) * 2]),
        ("The dam holds, Kyodo News reported on Friday." + BODY, [("Kyodo", "Kyodo News")]),
        ("The dam holds." + BODY + "h/t: The Hill", [("The Hill", "The Hill")]),
        ("The dam holds." + BODY + "The crews were tired. - AFP", [("AFP", "AFP")]),
        ("State news agency WAFA said the dam holds." + BODY, [("WAFA", "WAFA")]),
        # cited for what is said, wherever it stands
        ("The dam holds." + BODY * 3 + "It was never tested, according to Reuters." + BODY, [("Reuters", "Reuters")]),
        ("Mud, Orr said, according to the Lough Ledger." + BODY, [("Lough Ledger",) * 2]),
        ("It is mud, Orr said, as The Lough Ledger had it." + BODY, [("The Lough Ledger",) * 2]),
        ("It is mud, Orr said, The Heron writes." + BODY, [("The Heron",) * 2]),
        ("It is mud, Orr said in The Heron’s account." + BODY, [("The Heron",) * 2]),
        ("It is mud, Orr said, if one believes The Heron." + BODY, [("The Heron",) * 2]),
        ("It is mud, as quoted by the Lough Ledger." + BODY, [("Lough Ledger",) * 2]),
        ("It is mud, and the Lough Ledger has him shouting it." + BODY, [("Lough Ledger",) * 2]),
        # the last word stands for the whole name
        ("Lough Review, whose man was there, heard more. The Review reports mud." + BODY, [("Lough Review",) * 2]),
        # a point ends a sentence, unless it shortens a word
        ("He met Orr. Lough Ledger reports mud." + BODY, [("Lough Ledger",) * 2]),
        ("Mud, according to the St. Abb Post." + BODY, [("St. Abb Post",) * 2]),
    ],
)
def test_credits(text: str, want: list[tuple[str, str]]) -> None:
    assert found(text) == want


@pytest.mark.parametrize(
    "text",
    [
        # the host of an interview
        'The dam holds, the minister told CBS in an interview. "We checked," he told the BBC.' + BODY,
        # pictures
        "The dam holds." + BODY + "Photo: AP",
        "The dam holds." + BODY + "The dam on Friday (Image by Reuters)",
        # a poll
        "Six in ten fear for the dam, according to a Reuters/Ipsos poll." + BODY,
        # a detail far down
        "The dam holds." + BODY * 3 + "In 2019 the New York Times reported on cracks.\n" + BODY * 2,
        # polls, books, and titles that no outlet has
        "The dam holds." + BODY * 3 + "Six in ten fear, according to an Ipsos poll, says a Reuters poll." + BODY,
        "Mud harms, according to the Lough Journal of Medicine." + BODY,
        "The Review reports mud, said the man at The Hague." + BODY,
        # people who have a paper's name in theirs, and what only looks like an outlet
        "The dam holds, Michael Bloomberg said." + BODY,
        "The dam holds, officials reported on Friday." + BODY,
        "Guards reported to the Times Square office." + BODY,
    ],
)
def test_no_credits(text: str) -> None:
    assert found(text) == []


def test_a_date_line_and_a_copyright_line_outside_the_body_credit_an_agency() -> None:
    line, notice = "DELTA, Ohio (AP) —", "Copyright 2019 The Associated Press. All rights reserved."
    text = f"{line} The dam holds.\n{notice}\nCopyright 2019 The Lough Post"
    furniture = (
        Furniture((0, len(line)), "dateline"),
        Furniture((text.index(notice), text.index(notice) + len(notice)), "copyright"),
        Furniture((text.rindex("Copyright"), len(text)), "copyright"),
    )
    body = (len(line) + 1, text.index("\n"))
    for taken, at in ((furniture, text.index("AP)")), (furniture[1:], text.index("Associated"))):
        made = Article("a", "a", "a", "", "text/plain", text, "en", paragraphs=((body,),), furniture=taken)
        (rows,) = credits.read([made], [Reading("a")])
        assert [(row.name, row.span[0]) for row in rows] == [("Associated Press", at)]


def test_a_credit_line_outside_the_body_credits_whom_it_names() -> None:
    line = "The Associated Press contributed to this report."
    text = f"The dam holds.\n{line}\nPhoto: The Associated Press"
    start = text.index(line)
    furniture = (
        Furniture((start, start + len(line)), "credit line"),
        Furniture((text.index("Photo"), len(text)), "credit line"),
    )
    made = Article("a", "a", "a", "", "text/plain", text, "en", paragraphs=(((0, 14),),), furniture=furniture)
    (rows,) = credits.read([made], [Reading("a")])
    assert [(row.name, row.span[0]) for row in rows] == [("Associated Press", start + 4)]


def test_a_line_that_names_the_source_says_who_did_not_print_it() -> None:
    text = "LOUGH (Heron Press) - The dam holds.\nSource: Heron Press\nRelated stories"
    name, line = text.index("Heron"), text.index("Source")
    furniture = (Furniture((0, 21), "dateline"), Furniture((line, line + 19), "related"))
    made = Article("a", "a", "a", "", "text/plain", text, "en", outlet="Heron Press", paragraphs=(((22, line - 1),),))
    made = replace(made, evidence={"outlet": ((name, name + 11),)})
    (alone,) = credits.read([replace(made, furniture=furniture[:1])], [Reading("a")])
    assert alone == ()
    (rows,) = credits.read([replace(made, furniture=furniture)], [Reading("a")])
    assert [(row.name, row.span[0], row.whole) for row in rows] == [("Heron Press", line + 8, True)]


def test_the_outlet_itself_is_no_credit() -> None:
    text = "MINSK, 18 January (BelTA) - The dam holds, TASS has reported." + BODY
    assert found(text, "BelTA") == [("TASS", "TASS")]
    assert found(text) == [("BelTA", "BelTA"), ("TASS", "TASS")]
    own = "The dam holds, CBS News has reported." + BODY + "CBS News' Ann Lee contributed to this report."
    assert found(own, "CBS Online News") == []


def test_a_name_is_credited_once() -> None:
    text = "OSLO (AP) - The dam holds, the Associated Press reported." + BODY + "AP contributed to this report."
    assert found(text) == [("Associated Press", "AP")]


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.characters() | st.sampled_from("AP( )-—\nReuters reported"), max_size=400))
def test_spans_lie_in_any_text(text: str) -> None:
    for name, words in found(text):
        assert name.strip()
        assert words.strip() == words != ""


def test_hostile_text_takes_no_time() -> None:
    begin = time.process_time()
    for text in (
        "A" * 100_000,
        "Aa " * 40_000,
        "reported by " * 9_000,
        "(" * 50_000,
        "The New " * 9_000,
        "h/t " * 30_000,
    ):
        found(text)
        found(text.replace(" ", "\n"))
    assert time.process_time() - begin < 60


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("KABUL, May 4 (Reuters) - The dam holds." + BODY, True),
        ("The dam holds." + BODY + "The crews were tired. - AFP", True),
        ("The dam holds." + BODY + "Source: TASS", True),
        ("The dam holds, the Lough Gazette reported." + BODY + "The Lough Gazette spoke to the guard.", True),
        # one sentence is credited, and the report never comes back to it
        ("The dam holds, the Lough Gazette reported." + BODY, False),
        ("The dam holds." + BODY + "The Associated Press contributed to this report.", False),
        ("The dam holds." + BODY + "With files from Reuters", False),
        # a part of it by the body, all of it by the slug
        ("KABUL (Reuters) - The dam holds, Reuters reported." + BODY, True),
    ],
)
def test_what_comes_from_there_as_a_whole(text: str, whole: bool) -> None:
    (rows,) = credits.read([article(text)], [Reading("a")])
    assert [row.whole for row in rows] == [whole]
