"""Derivations on texts written for these tests: who copies, shortens, rewords or credits whom, and who does not."""

# paragraphs of the texts are lines
# ruff: noqa: E501

from __future__ import annotations

import time
from dataclasses import replace
from itertools import combinations, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.comparing.prose import prose
from onrecord.linking import derivations, origins, stories
from onrecord.linking.derivations.judging import judged
from onrecord.linking.derivations.merging import tells_a_part
from onrecord.linking.derivations.pairs import Pair, Side
from onrecord.linking.derivations.sifting import worth_judging
from onrecord.model import Article, Credit, Derivation, Links, Reading, Story, digest

MILL = """\
The old paper mill at Dunmore burned down on Friday night, and three firefighters were taken to St. Brigid's Hospital with burns.

Fire chief Maire Costello said that the first call came at 21:40 from a lock keeper on the Shannon canal. "By the time we crossed the bridge the roof had already come down," she said. "We could only keep it from the houses in Weir Lane."

Forty people were led out of the terrace and spent the night in the gymnasium of Dunmore college, where the Red Cross served soup. Nobody who lives there was hurt.

The mill was built in 1884 by the Harrington family and made banknote paper for the treasury of Portugal until 1971. It had stood empty since a Dutch investor, Kees Vermeulen, gave up a plan to make it a hotel.

Councillor Padraig Nolan, who had asked for guards at the ruin since May, called the fire "a disaster with a date on it". He said he would demand an inquiry at the council's meeting on Tuesday.

Costello would not say what set the building alight. Divers are to look on Monday for gas bottles that a neighbour, Oonagh Brady, saw near the turbine hall, and the canal stays closed to boats as far as Lock 14.
"""

RETOLD = """\
A blaze on Friday night has destroyed Dunmore's historic paper mill and left three firefighters with burns that were treated at St. Brigid's Hospital.

A lock keeper on the Shannon canal raised the alarm at 21:40, according to fire chief Maire Costello, who explained that the roof had collapsed before her crews were over the bridge and that all they could do was save Weir Lane.

Some forty residents of the terrace were evacuated to the gymnasium of Dunmore college and given soup by the Red Cross. None of them was injured.

Put up in 1884 by the Harrington family, the works supplied the treasury of Portugal with banknote paper up to 1971. The building was left vacant after Kees Vermeulen, an investor from the Netherlands, abandoned his hotel project.

Padraig Nolan, a councillor who has been calling for guards at the site since May, described what happened as a disaster that could be foreseen and intends to press for an inquiry when the council meets on Tuesday.

What started the fire remains unclear. On Monday divers will search for gas bottles noticed by neighbour Oonagh Brady close to the turbine hall; until then boats cannot use the canal up to Lock 14.
"""

OTHER = """\
Smoke still hung over Dunmore on Saturday as families went back to Weir Lane to see what was left of their gardens.

"By the time we crossed the bridge the roof had already come down," fire chief Maire Costello told reporters. "We could only keep it from the houses in Weir Lane."

Deirdre Quill, 67, had carried her two cats to the school. "I heard slates crack like shots," she said. Her windows are gone, and the insurer has promised to send somebody from Galway.

The county engineer, Tom Faherty, has fenced the chimney, which leans towards the railway. Trains between Athlone and Dunmore are replaced by buses, Irish Rail said, and passengers should allow half an hour more.

The mill employed six hundred people in its best years. Historian Ciara Lenihan, who wrote a book on the Harringtons, hopes that the water wheel can be saved for the museum in Ballinasloe.

Police asked anybody with films of the fire to come forward. Three officers of the fire brigade remain in hospital, one of them in intensive care.
"""

WIRE_NOTE = """\
The chairman of the harbour board, Anselm Kirk, has resigned after an audit found that 2.4 million crowns meant for the new breakwater were spent on a yacht.

The audit by the firm Holm and Daughters, which the town council published on Monday, lists 61 payments to a boatyard in Lysekil. Kirk signed all of them himself.

"I leave with a heavy heart and a clear conscience," Kirk said in a statement. The board's deputy, Signe Alm, takes over until the autumn.

The prosecutor in Uddevalla is looking into the matter. The breakwater was to be finished last year and stands half built in front of the fish market.
"""


NOTE_RETOLD = """\
Anselm Kirk has stepped down as chairman of the harbour board. Auditors from Holm and Daughters discovered that 2.4 million crowns for the breakwater had paid for a yacht.

The council made the audit public on Monday. It names 61 payments to a boatyard in Lysekil, each signed by Kirk.

Signe Alm, the deputy, will lead the board until autumn while a prosecutor in Uddevalla examines the case."""


def article(name: str, text: str, published: str | None = None, outlet: str | None = None) -> Article:
    spans = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            spans.append(((at, at + len(line)),))
        at += len(line) + 1
    return Article(
        id=digest("test", name), input=name, name=name, sha256="", media_type="text/plain", text=text, language="en",
        published=published, outlet=outlet, paragraphs=tuple(spans),
    )  # fmt: skip


def linked(articles: list[Article], credits: dict[str, tuple[Credit, ...]] | None = None) -> Links:
    readings = [Reading(a.id, credits=(credits or {}).get(a.name, ())) for a in articles]
    links = Links(stories=stories.link(articles, readings, Links()))
    links = replace(links, derivations=derivations.link(articles, readings, links))
    return replace(links, stories=origins.link(articles, readings, links))


def edges(articles: list[Article], rows: tuple[Derivation, ...]) -> set[tuple[str, str | None, str]]:
    names = {a.id: a.name for a in articles}
    return {(names[d.article], names[d.origin] if d.origin else d.source, d.how) for d in rows}


def test_rewrite_is_found_and_independent_report_is_not() -> None:
    pile = [
        article("mill", MILL, "2024-05-04"),
        article("retold", RETOLD, "2024-05-05"),
        article("other", OTHER, "2024-05-05"),
    ]
    rows = linked(pile).derivations
    assert edges(pile, rows) == {("retold", "mill", "rewrite")}
    assert 0.6 < rows[0].score <= 1
    assert rows[0].direction == "dated"
    assert rows[0].why.startswith("retold tells in 7 places, in the same order, what mill tells: ")
    assert rows[0].why.endswith(" mill is dated earlier.")


def test_shared_quotations_alone_are_no_derivation() -> None:
    pile = [article("mill", MILL), article("other", OTHER)]
    assert linked(pile).derivations == ()


def test_direction_without_dates_rests_on_the_quotations() -> None:
    pile = [article("zz", MILL), article("aa", RETOLD)]
    assert edges(pile, linked(pile).derivations) == {("aa", "zz", "rewrite")}


def test_copy_abridgement_and_their_passages() -> None:
    short = "\n".join(MILL.split("\n")[:7])
    furnished = "DUNMORE — " + MILL.replace("a Dutch investor", "an investor from Holland")
    pile = [
        article("mill", MILL, "2024-05-04"),
        article("copy", furnished, "2024-05-05"),
        article("short", short, "2024-05-05"),
    ]
    rows = linked(pile).derivations
    assert edges(pile, rows) == {("copy", "mill", "copy"), ("short", "mill", "abridgement")}
    texts = {a.id: a.text for a in pile}
    for row in rows:
        assert row.passages
        assert row.origin is not None
        for match in row.passages:
            assert match.from_span is not None
            left, right = texts[row.article][slice(*match.span)], texts[row.origin][slice(*match.from_span)]
            assert left.split()[:3] == right.split()[:3]
            assert left.split()[-3:] == right.split()[-3:]


def test_why_in_whole_sentences() -> None:
    def why(*pile: Article) -> str:
        (row,) = linked(pile).derivations
        return row.why

    mill = article("mill", MILL, "2024-05-04", "The Lough Post")
    assert why(mill, article("copied", MILL, "2024-05-05", "Gulf Times")) == (
        "100% of the words of Gulf Times stand word for word in The Lough Post, and 100% the other way round. "
        "The Lough Post is dated earlier."
    )
    undated = replace(mill, published=None)
    assert why(undated, article("short", "\n\n".join(MILL.split("\n\n")[:5]))) == (
        "100% of the words of short stand word for word in The Lough Post, which has more. That short comes from "
        "The Lough Post, and not the reverse, is inferred from what each leaves out and quotes."
    )
    assert why(undated, article("copied", MILL)) == (
        "100% of the words of copied stand word for word in The Lough Post, and 100% the other way round. "
        "Nothing says which of the two comes from the other; both may come from a third report."
    )


def test_who_lacks_an_eighth_more_than_the_other_was_shortened() -> None:
    cut = "\n".join(MILL.split("\n")[:9])
    touched = MILL.replace("Forty people", "Some forty").replace("as far as", "up to").replace("three", "3")
    pile = [article("mill", MILL, "2024-05-04"), article("cut", cut, "2024-05-05"), article("touched", touched)]
    assert edges(pile[:2], linked(pile[:2]).derivations) == {("cut", "mill", "abridgement")}
    assert edges(pile[::2], linked(pile[::2]).derivations) == {("touched", "mill", "copy")}


def test_an_outlet_that_is_cited_for_a_detail_is_not_where_a_report_comes_from() -> None:
    weather = "\n".join(
        f"It rained on day {n}, and gauge {n + 40} stood at {n * 7} in the valley of Carn {n}." for n in range(60)
    )
    text = f"{weather}\nThe mill is old, according to the Lough Post.\n{weather}"
    start = text.index("Lough Post")
    other = "\n".join(MILL.split("\n")[:7]) + "\nThe Lough Post reported this first."
    first = other.index("Lough Post")
    names = [Credit("Lough Post", (at, at + 10)) for at in (start, first)]
    rows = linked(
        [article("late", text), article("other", other)], {"late": (names[0],), "other": (names[1],)}
    ).derivations
    assert {(row.origin, row.source, row.how, row.unseen) for row in rows} == {(None, "Lough Post", "credit", None)}
    texts = [prose(article("late", text)), prose(article("other", other))]
    late, early = (Side(t, (c,)) for t, c in zip(texts, names, strict=True))
    assert (late.sources, early.sources) == ((), (names[1],))
    assert Pair(late, early).third is None
    assert Pair(early, early).third == "Lough Post"


def test_exact_copies_come_from_the_earliest() -> None:
    pile = [article(f"copy{n}", MILL, f"2024-05-{n:02}") for n in range(3, 9)]
    assert edges(pile, linked(pile).derivations) == {(f"copy{n}", "copy3", "copy") for n in range(4, 9)}


def test_copies_of_a_line_are_copies_too() -> None:
    pile = [
        article("a", "The bridge is open again.", "2024-01-01"),
        article("b", "The bridge is open again.", "2024-01-02"),
    ]
    assert edges(pile, linked(pile).derivations) == {("b", "a", "copy")}


def test_a_passage_that_both_took_from_elsewhere() -> None:
    background = MILL.split("\n\n")[3]
    pile = [
        article("other", OTHER + "\n" + background, "2024-05-05"),
        article("note", WIRE_NOTE + "\n" + background, "2024-05-06"),
    ]
    links = linked(pile)
    assert edges(pile, links.derivations) == {("note", "other", "shared passage")}
    note = pile[1].text
    assert [note[slice(*m.span)] for m in links.derivations[0].passages] == [background.removesuffix(".")]
    assert sorted(len(group) for s in links.stories for group in s.origins) == [1, 1]


def test_boilerplate_of_an_outlet_is_no_shared_passage() -> None:
    footer = (
        "\n\nSign up for our newsletter with the best stories from the river towns, sent every morning before seven "
        "o'clock, free of charge and without advertising, by the editors who know them."
    )
    bodies = [
        MILL,
        WIRE_NOTE,
        OTHER.replace("Dunmore", "Kilcash"),
        "Snow fell on the passes of the Alps on Sunday, and trains ran late. " * 3,
    ]
    pile = [article(f"n{i}", body + footer, f"2024-0{i + 1}-01") for i, body in enumerate(bodies)]
    assert linked(pile).derivations == ()
    # in a pile of two stories nothing tells a footer from a passage
    assert {how for _, _, how in edges(pile[:2], linked(pile[:2]).derivations)} == {"shared passage"}


def test_credit_to_what_is_held_and_to_what_is_not() -> None:
    text = RETOLD + "\nThe Lough Post reported this first."
    start = text.index("Lough Post")
    credit = Credit("Lough Post", (start, start + len("Lough Post")))
    held = [article("mill", MILL, "2024-05-04", "The Lough Post"), article("retold", text, "2024-05-05")]
    (row,) = linked(held, {"retold": (credit,)}).derivations
    # its words say enough by themselves; the reason names the credit
    assert edges(held, [row]) == {("retold", "mill", "rewrite")}
    assert row.why == (
        "retold names Lough Post as its source. retold tells in 7 places, in the same order, what The Lough Post tells: "
        "71% of what it says outside quotations, and 88% of the names that it gives there, The Lough Post has too. "
        "Independent reports of one event share less."
    )
    assert row.source == "Lough Post"
    rows = linked(held[1:], {"retold": (credit,)}).derivations
    assert rows[0].why == "retold credits Lough Post with a part of its report."
    assert edges(held[1:], rows) == {("retold", "Lough Post", "credit")}
    assert rows[0].passages[0].span == credit.span
    assert rows[0].passages[0].from_span is None


def test_an_article_put_together_from_two() -> None:
    both = "\n\n".join(RETOLD.split("\n\n")[:4]) + "\n\n" + NOTE_RETOLD
    pile = [
        article("mill", MILL, "2024-05-04"),
        article("note", WIRE_NOTE, "2024-05-04"),
        article("both", both, "2024-05-05"),
    ]
    readings = [Reading(a.id) for a in pile]
    together = Story("s", "", tuple(a.id for a in pile), (), "test")
    rows = derivations.link(pile, readings, Links(stories=(together,)))
    assert edges(pile, rows) == {("both", "mill", "rewrite"), ("both", "note", "rewrite")}


def test_result_does_not_depend_on_the_order() -> None:
    pile = [
        article("mill", MILL, "2024-05-04"),
        article("retold", RETOLD),
        article("other", OTHER, "2024-05-05"),
        article("copy", MILL),
    ]
    results = {linked(list(order)).derivations for order in permutations(pile)}
    assert len(results) == 1


def test_five_hundred_copies_of_a_wire_story_are_fast() -> None:
    pile = [
        article(f"copy{n}", f"Paper number {n} of the county\n\n{MILL}\n\nEdited by desk {n * 7}.", "2024-05-04")
        for n in range(500)
    ]
    begin = time.process_time()
    rows = linked(pile).derivations
    assert time.process_time() - begin < 60
    assert len(rows) == 499
    assert {d.how for d in rows} == {"copy"}
    assert len({d.origin for d in rows}) == 1


SENTENCES = [s for text in (MILL, RETOLD, OTHER) for line in text.splitlines() for s in line.split(". ")]
PILES = st.lists(st.lists(st.sampled_from(SENTENCES), max_size=12).map(". ".join), min_size=2, max_size=6)


@settings(max_examples=60, deadline=None)
@given(PILES)
def test_no_pair_that_means_anything_is_sifted_out(texts: list[str]) -> None:
    sides = [Side(prose(article(str(n), text)), ()) for n, text in enumerate(texts)]
    pairs = set(combinations(range(len(sides)), 2))
    kept = set(worth_judging(sides, pairs))
    assert kept <= pairs
    for i, j in pairs - kept:
        pair = Pair(sides[i], sides[j])
        assert judged(pair) is None
        assert not tells_a_part(pair)


def test_who_shares_a_name_or_two_is_not_judged() -> None:
    mill, retold = (Side(prose(article(name, text)), ()) for name, text in (("mill", MILL), ("retold", RETOLD)))
    other = Side(prose(article("other", "\n".join(line for line in OTHER.splitlines() if "bridge" not in line))), ())
    assert set(worth_judging([mill, retold, other], [(0, 1), (0, 2), (1, 2)])) == {(0, 1)}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=5))
def test_any_text_passes(texts: list[str]) -> None:
    pile = [article(f"n{i}", text) for i, text in enumerate(texts)]
    for d in linked(pile).derivations:
        assert d.origin != d.article
        text = next(a.text for a in pile if a.id == d.article)
        assert all(0 <= m.span[0] < m.span[1] <= len(text) for m in d.passages)


def test_hostile_text_takes_no_time() -> None:
    hostile = ["a" * 100_000, '"' * 10_000, "Aa " * 30_000, "“a ” " * 10_000, "1." * 50_000, "the " * 30_000]
    pile = [article(f"{n}{i}", text + tail) for i, text in enumerate(hostile) for n, tail in (("x", ""), ("y", " b"))]
    begin = time.process_time()
    linked(pile)
    assert time.process_time() - begin < 60


def test_a_rewrite_shows_which_sentence_comes_from_which() -> None:
    pile = [article("mill", MILL, "2024-05-04"), article("retold", RETOLD, "2024-05-05")]
    (row,) = linked(pile).derivations
    shown = [(RETOLD[slice(*m.span)], MILL[slice(*m.from_span)]) for m in row.passages if m.from_span]
    assert [left[:24] for left, _ in shown] == sorted((left[:24] for left, _ in shown), key=RETOLD.index)
    pairs = {left[:20]: right[:20] for left, right in shown}
    assert pairs["A blaze on Friday ni"] == "The old paper mill a"
    assert pairs["A lock keeper on the"] == "Fire chief Maire Cos"
    assert pairs["Some forty residents"] == "Forty people were le"
    assert pairs["Put up in 1884 by th"] == "The mill was built i"
    assert pairs["Padraig Nolan, a cou"] == "Councillor Padraig N"
    assert all(left.endswith((".", '"')) and right.endswith((".", '"')) for left, right in shown)


def test_how_the_direction_is_known() -> None:
    """The same two articles, with more and more that says which of them came first."""

    def known(first: Article, second: Article, **credits: tuple[Credit, ...]) -> tuple[str | None, str | None]:
        pile = [first, second]
        (row,) = [d for d in linked(pile, credits).derivations if d.origin]
        return next(a.name for a in pile if a.id == row.article), row.direction

    mill, retold = article("mill", MILL), article("retold", RETOLD)
    # the rewrite quotes nobody and leaves things out
    assert known(mill, retold) == ("retold", "inferred")
    # days decide, though they speak against what was left out
    assert known(replace(mill, published="2024-05-05"), replace(retold, published="2024-05-04")) == ("mill", "dated")
    # a month says nothing about two days of it
    assert known(replace(mill, published="2024-05"), replace(retold, published="2024-05-04")) == ("retold", "inferred")
    # what was fetched before the other came out is the earlier one
    fetched = replace(mill, retrieved="2024-05-03")
    assert known(fetched, replace(retold, published="2024-05-04")) == ("retold", "dated")
    # clocks an hour apart may stand in two time zones
    hours = replace(mill, published="2024-05-04T09:00"), replace(retold, published="2024-05-04T10:00")
    assert known(*hours) == ("retold", "inferred")
    assert known(hours[0], replace(retold, published="2024-05-04T22:00")) == ("retold", "dated")
    # a credit is stronger than a date
    text = RETOLD + "\nThe Lough Post reported this first."
    credit = Credit("Lough Post", (text.index("Lough Post"), text.index("Lough Post") + len("Lough Post")))
    posted = replace(mill, outlet="The Lough Post", published="2024-05-05")
    assert known(posted, article("retold", text, "2024-05-04"), retold=(credit,)) == ("retold", "stated")


def test_of_equal_texts_without_dates_nothing_says_which_is_the_copy() -> None:
    (row,) = linked([article("a", MILL), article("b", MILL)]).derivations
    assert (row.how, row.direction) == ("copy", "undetermined")
    assert row.why.endswith("Nothing says which of the two comes from the other; both may come from a third report.")


def test_who_was_told_in_person_was_first() -> None:
    personal = MILL.replace('"he said', '"he said').replace("He said he would", "He told this newspaper he would")
    pile = [article("a", MILL.replace("He said he would", "He would")), article("b", personal)]
    (row,) = linked(pile).derivations
    assert edges(pile, (row,)) == {("a", "b", "copy")}
    assert row.direction == "inferred"


def test_two_abridgements_of_a_report_that_is_not_held() -> None:
    parts = MILL.strip().split("\n\n")
    slug = "DUNMORE (Coastal Agency) - "
    texts = {"one": slug + "\n\n".join(parts[:4]), "two": slug + "\n\n".join([*parts[1:3], *parts[4:]])}
    start = slug.index("Coastal")
    credits = {name: (Credit("Coastal Agency", (start, start + 14), True),) for name in texts}
    pile = [article(name, text, "2024-05-04") for name, text in texts.items()]
    links = linked(pile, credits)
    names = {a.id: a.name for a in pile}
    unseen = [d for d in links.derivations if d.origin is None]
    assert {(names[d.article], d.source, d.how) for d in unseen} == {
        ("one", "Coastal Agency", "abridgement"),
        ("two", "Coastal Agency", "abridgement"),
    }
    assert len({d.unseen for d in unseen}) == 1
    assert None not in {d.unseen for d in unseen}
    # side by side, and neither from the other
    (shared,) = [d for d in links.derivations if d.origin]
    assert shared.how == "shared passage"
    assert shared.direction is None
    assert [len(group) for s in links.stories for group in s.origins] == [2]
    assert [s.origin_names for s in links.stories] == [("Coastal Agency",)]


def test_reporters_who_were_both_there_are_not_derived() -> None:
    """Two reports of one press conference tell the same facts in short; each quotes what the other has not."""
    one = """\
The ferry to Inish Aran will not sail before Saturday, harbour master Nora Keane said at a press conference on Tuesday.

"The ramp is bent like a spoon," Keane said. Divers found three broken bolts in the ramp, she said, and new ones come from Cork.

About 900 people use the ferry every day. Two fishing boats will carry post and medicine from Wednesday, she said.

"I have slept four hours since Sunday," Keane said when she was asked how she felt.
"""
    two = """\
No boat goes to Inish Aran before the weekend. Three bolts of the ramp have snapped, as divers saw, and harbour master Nora Keane waits for others from Cork.

"The ramp is bent like a spoon," Keane told reporters on Tuesday. Until Saturday the 900 who cross each day have to stay where they are.

Letters and medicine travel on two fishing boats from Wednesday on, according to Keane.

"Nobody asked us islanders about anything," said Colm Duffy, who keeps the shop at the pier.
"""
    pile = [article("one", one, "2024-05-04"), article("two", two, "2024-05-05")]
    assert linked(pile).derivations == ()
