"""Sentences that were read wrongly once: reports that were missed, cut off, or taken from words that report nothing."""

from __future__ import annotations

import pytest

from onrecord import intake
from onrecord.model import Article, Attribution, Source, Spans
from onrecord.reading import attributions

Parts = tuple[str, str, list[str]]
AFTER = "The bridge over the Lom is ninety years old and it was closed to lorries in the spring of last year."


def read(sentence: str, title: str = "Lom council meets over the bridge") -> tuple[Article, tuple[Attribution, ...]]:
    """An article whose second paragraph is `sentence`, and what is found in it."""
    page = "\n\n".join((title, sentence, AFTER))
    (article,) = (
        x for x in intake.parse([Source("a.txt", "a", "text/plain", page.encode())]) if isinstance(x, Article)
    )
    (found,) = attributions.read([article], [])
    return article, found


def reports(sentence: str, title: str = "Lom council meets over the bridge") -> list[Parts]:
    article, found = read(sentence, title)

    def quoted(spans: Spans) -> str:
        return " ".join(article.text[a:b] for a, b in spans)

    return [(quoted(x.source), quoted(x.cue), [article.text[a:b] for a, b in x.content]) for x in found]


@pytest.mark.parametrize(
    ("sentence", "want"),
    [
        ("The Appeals Court ruled 5-4 on Wednesday in Mill v. Lom that the agency owns both banks.",
         ("The Appeals Court", "ruled", ["that the agency owns both banks"])),
        ("The Appeals Court on Monday for the first time ruled that the river agency owns both banks.",
         ("The Appeals Court", "ruled", ["that the river agency owns both banks"])),
        ("Mayor Ann Berg vows never to reopen the bridge.",
         ("Mayor Ann Berg", "vows", ["never to reopen the bridge"])),
        ("Mayor Ann Berg extolled the engineers' patience.",
         ("Mayor Ann Berg", "extolled", ["the engineers' patience"])),
    ],
)  # fmt: skip
def test_what_bodies_decide_and_people_vow(sentence: str, want: Parts) -> None:
    assert want in reports(sentence)


def test_a_heading_vows_never_to() -> None:
    assert ("MAYOR BERG", "VOWS", ["NEVER TO REOPEN THE BRIDGE"]) in reports(
        "It rained.", "MAYOR BERG VOWS NEVER TO REOPEN THE BRIDGE"
    )


def test_a_report_of_what_somebody_said_in_an_interview_holds_another() -> None:
    article, found = read(
        "The Lom Herald reported that Mayor Berg said in an interview on Tuesday, “I think it is a terrible bridge.”"
    )
    outer, inner = found
    assert [article.text[a:b] for a, b in inner.content] == ["“I think it is a terrible bridge.”"]
    assert (inner.nested_in, inner.via) == (outer.id, "Lom Herald")


@pytest.mark.parametrize("relay", ["a person familiar with the talks", "two people in the room"])
def test_who_relays_a_statement_has_no_part_in_what_goes_on_behind_it(relay: str) -> None:
    found = reports(f"“Close the bridge,” Berg said, according to {relay}. “I have seen the cracks.”")
    assert found == [
        ("Berg", "said", ["“Close the bridge,”", "“I have seen the cracks.”"]),
        (relay, "according to", ["“Close the bridge,” Berg said"]),
    ]


@pytest.mark.parametrize("mark", ["“”", '""'])
def test_a_quotation_goes_on_to_the_paragraphs_end_where_its_mark_was_never_closed(mark: str) -> None:
    opening, closing = mark
    first, second = f"{opening}We measured it,{closing}", f"{opening}We thank all who helped us in the cold."
    assert reports(f"{first} she said. {second}") == [("she", "said", [first, second])]


@pytest.mark.parametrize("aside", ["referring to the bridge", "pointing at the piers on both banks"])
def test_a_quotation_goes_on_behind_an_aside(aside: str) -> None:
    found = reports(f"“It will stand,” the mayor said, {aside}, “for as long as I do.”")
    assert ("the mayor", "said", ["“It will stand,”", "“for as long as I do.”"]) in found


def test_what_is_added_is_a_report_of_its_own() -> None:
    found = reports("“It will stand,” the mayor said, adding, “and so will I.”")
    assert [x[2] for x in found] == [["“It will stand,”"], ["“and so will I.”"]]


def test_a_vow_ends_before_the_verb_of_the_sentence() -> None:
    (found,) = reports("Berg’s threat to sue the mill that dumped the ash is likely to raise the price.")
    assert found == ("Berg’s", "threat", ["to sue the mill that dumped the ash"])


@pytest.mark.parametrize(
    "sentence",
    [
        "A message left with his lawyer seeking comment was not returned.",
        "An e-mail from the Herald seeking a response to Berg’s remarks was not answered.",
        "Lind commuted her sentence to fifteen years.",
        "The governor granted clemency on Monday to Jane Holm, who killed a baker in 2004.",
    ],
)
def test_what_is_done_and_what_nobody_has_said_yet_is_no_report(sentence: str) -> None:
    assert reports(sentence) == []


def test_marks_inside_of_what_is_paraphrased_are_somebodys_words() -> None:
    outer, inner = reports("Berg told the council that the mill, which Lind called “a bad neighbour,” would pay.")
    assert outer[:2] == ("Berg", "told")
    assert inner[:2] == ("Lind", "called")
    assert "“a bad neighbour,”" in inner[2][0]


def test_what_opens_a_clause_and_is_no_part_of_its_subject() -> None:
    (found,) = reports("The mill paid for work on the bank in what prosecutors say amounted to a bribe.")
    assert found[0] == "prosecutors"


def test_words_that_stand_on_something_are_a_report() -> None:
    assert ("The poster", "had the words", ["“Save the Lom.”"]) in reports("The poster had the words “Save the Lom.”")


def test_hearsay_without_a_verb_of_saying_is_a_report() -> None:
    (found,) = reports("Three lorries have reportedly fallen into the river since the bridge was closed.")
    assert found[1] == "reportedly"


@pytest.mark.parametrize(
    ("sentence", "want"),
    [
        ("Nine lorries fell into the river at the Lom bridge, amid a storm that began before the school opened, a river"
         " official not authorized to speak publicly about the inquiry said.",
         ("a river official not authorized to speak publicly about the inquiry", "said",
          ["Nine lorries fell into the river at the Lom bridge, amid a storm that began before the school opened"])),
        ("The mill will pay for the bridge by June, two people briefed on the talks between the mill and the council"
         " said on Monday.",
         ("two people briefed on the talks between the mill and the council", "said",
          ["The mill will pay for the bridge by June"])),
    ],
)  # fmt: skip
def test_what_describes_a_source_stands_between_it_and_the_verb(sentence: str, want: Parts) -> None:
    found = reports(sentence)
    assert want in found
    assert not [x for x in found if x[2][-1].endswith("said")]


@pytest.mark.parametrize(
    ("sentence", "want"),
    [
        ("The suit claims that the mill “must pay” because it has “no right to it,” the Lom Herald reported.",
         ("The suit", "claims", ["the mill “must pay” because it has “no right to it,”"])),
        ("Berg said “No comment,” the Lom Herald reported.", ("Berg", "said", ["“No comment,”"])),
    ],
)  # fmt: skip
def test_an_inner_report_ends_before_the_outer_ones_clause(sentence: str, want: Parts) -> None:
    assert want in reports(sentence)
    assert "the Lom Herald" in [source for source, _, _ in reports(sentence)]


def test_a_signed_post_in_quotation_marks_is_one_report() -> None:
    article, found = read(
        "It rained.\n\n"
        '"Count planks! Except the rotten ones." — Ann Berg (@annberg) September 17, 2018\n\n'
        "The council met."
    )
    assert [article.text[a:b] for x in found for a, b in x.content] == ['"Count planks! Except the rotten ones."']
