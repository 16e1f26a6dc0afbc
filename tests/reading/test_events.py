from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st
from marked import Mark, article, marked, read

from onrecord.model import Article, Reading
from onrecord.reading import events
from onrecord.text import quote


def found(made: Article, marks: list[Mark] = []) -> list[tuple[str | None, str, bool]]:  # noqa: B006
    """Value, clause, and whether somebody only claims it."""
    reading = read([made], [marked(made, marks)])[0]
    value = {row.id: row.value for row in reading.times}
    rows = events.read([made], [reading])[0]
    for row in rows:
        assert row.text == " ".join(quote(made.text, row.spans).split())
    return [(value[row.time], row.text, row.attribution is not None) for row in rows]


def test_an_event_is_the_clause_that_the_time_dates():
    text = (
        "The war, which began in February 2022, has hurt trade. The pact was signed in 1972; it was left in 2002.\n"
        "The port shut on 3 May 2021, but the airport stayed open until June 2021. On Monday a ship sank."
    )
    assert found(article("a", text)) == [
        ("2022-02", "The war, which began in February 2022, has hurt trade.", False),
        ("1972", "The pact was signed in 1972", False),
        ("2002", "it was left in 2002.", False),
        ("2021-05-03", "The port shut on 3 May 2021", False),
        ("2021-06", "the airport stayed open until June 2021.", False),
        (None, "On Monday a ship sank.", False),
    ]


def test_what_somebody_only_claims_carries_the_claim():
    text = "Ann Lee said the port shut on 3 May 2021. The mayor said on 4 May 2021 that it was open."
    marks = [
        ("Ann Lee", "Ann Lee", "said", "the port shut on 3 May 2021"),
        ("The mayor", "The mayor", "said", "that it was open"),
    ]
    assert found(article("a", text), marks) == [
        ("2021-05-03", "the port shut on 3 May 2021", True),
        ("2021-05-04", "The mayor said on 4 May 2021 that it was open.", False),
    ]


def test_a_claim_without_a_verb_is_told_with_its_words_of_saying():
    text = "The engineer has said that Lee warned the city more than six years ago."
    marks = [("engineer", "Lee", "warned", "the city more than six years ago")]
    assert found(article("a", text, "2024-01-24"), marks) == [
        ("2018", "Lee warned the city more than six years ago", True),
    ]


def test_a_claim_that_begins_with_to_is_told_with_its_words_of_saying():
    text = "Ann Lee had threatened to hold up the talks in June over the port."
    marks = [("Ann Lee", "Ann Lee", "had threatened", "to hold up the talks in June over the port")]
    assert found(article("a", text, "2024-01-24"), marks) == [
        ("2023-06", "Ann Lee had threatened to hold up the talks in June over the port", True),
    ]


def test_the_end_of_a_list_is_no_clause_of_its_own():
    text = "Travellers are tested from Monday in Norvik, Delta (DLT), and Bay Town."
    assert found(article("a", text, "2024-01-24")) == [("2024-01-29", text, False)]


def test_the_day_under_a_post_is_no_event():
    text = "Our port will open. — Ann Lee (@annlee) December 4, 2017"
    assert found(article("a", text)) == []


def test_one_clause_on_one_day_is_one_event():
    text = "MINSK, January 22 - The port shut on Monday."
    assert found(article("a", text, "2024-01-24")) == [("2024-01-22", text, False)]


def test_words_between_dashes_are_no_clause():
    text = "It was a stance that officials repeated – including the prime minister – on 4 May 2021."
    assert found(article("a", text)) == [("2021-05-04", text, False)]


def test_a_clause_without_a_subject_of_its_own_keeps_the_one_before():
    text = "The port first shut in February 2019, during the strike, and then opened in August of the same year."
    assert found(article("a", text)) == [
        ("2019-02", "The port first shut in February 2019, during the strike", False),
        ("2019-08", text, False),
    ]


def test_a_year_that_names_an_election_or_a_subject_dates_nothing():
    text = (
        "He lost the 2016 presidential election. "
        "She spoke at a press conference on the results of fishing in 2023, he said."
    )
    marks = [("She", "She", "spoke", "the results of fishing")]
    assert found(article("a", text), marks) == []


def test_a_date_line_dates_the_lead():
    text = "MINSK, 18 January 2024 (Harbour Agency) -\nThe port shut. It was old."
    body = ((text.index("The"), len(text)),)
    made = article("a", text, paragraphs=(body,), evidence={"dateline": ((0, text.index("\n")),)})
    assert found(made) == [("2024-01-18", "The port shut.", False)]


@given(
    st.lists(
        st.sampled_from(["On Monday", "in 1990", ", and he", "; “it", "”", "which", "fell", ". The", "\n"]), max_size=30
    )
)
def test_every_event_holds_its_time(words):
    made = article("a", " ".join(words), "2024-01-24")
    reading = read([made], [Reading(made.id)])[0]
    span = {row.id: row.span for row in reading.times}
    for row in events.read([made], [reading])[0]:
        a, b = span[row.time]
        assert any(s <= a and b <= e for s, e in row.spans)


def test_hostile_text_is_read_fast():
    texts = ["May 5 " * 20_000, "On Monday, and " * 5_000, '"' * 10_000 + " in 1990", "Monday.\n" * 10_000]
    for text in (*texts, "On Monday.\n" * 40_000):
        made = article("a", text, "2024-01-24")
        reading = read([made], [Reading(made.id)])[0]
        begun = time.process_time()
        rows = events.read([made], [reading])[0]
        assert time.process_time() - begun < 60
        assert max((len(row.text) for row in rows), default=0) < 4_000
