from __future__ import annotations

import datetime
import itertools
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.language.dates import day_of, expressions, resolve, same_time, shifted

# a Wednesday
PUBLISHED = "2024-01-24T07:41"


def values(text: str, reference: str | None = PUBLISHED) -> list[tuple[str, str | None]]:
    """The words and the value of every expression, each seen from those before it."""
    out: list[tuple[str, str | None]] = []
    for e in expressions(text):
        found = resolve(e, reference, [value or "" for _, value in out])
        out.append((text[e.start : e.stop], found.value if not found.until else f"{found.value}/{found.until}"))
    return out


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It opened on 18 January 2024.", [("18 January 2024", "2024-01-18")]),
        ("It opened on January 18th, 2024.", [("January 18th, 2024", "2024-01-18")]),
        ("24 Jan, 2024 07:41", [("24 Jan, 2024", "2024-01-24")]),
        ("On the 3rd of May 2021 it shut.", [("the 3rd of May 2021", "2021-05-03")]),
        ("Sept. 11, 2001 changed it.", [("Sept. 11, 2001", "2001-09-11")]),
        ("Dated 2024-01-18 and 18.01.2024.", [("2024-01-18", "2024-01-18"), ("18.01.2024", "2024-01-18")]),
        ("Signed 25/12/2023 or 12/25/2023.", [("25/12/2023", "2023-12-25"), ("12/25/2023", "2023-12-25")]),
        ("Signed 01/02/2024.", [("01/02/2024", "2024")]),
        ("They met on May 3–5, 2021.", [("May 3–5, 2021", "2021-05-03/2021-05-05")]),
        ("It lasted 1939-45.", [("1939-45", "1939/1945")]),
        ("In 1916, 1940 and 1944, it was off.", [("1916", "1916"), ("1940", "1940"), ("1944", "1944")]),
        ("The war began in February 2022.", [("February 2022", "2022-02")]),
        ("The pact of 1972 limited it.", [("1972", "1972")]),
        ("He resigned in late 2019.", [("late 2019", "2019")]),
        ("It fell in the early 1990s.", [("the early 1990s", "199")]),
        ("It is a 19th-century bridge.", [("19th-century", "18")]),
        ("It grew in the third quarter of 2023.", [("the third quarter of 2023", "2023-Q3")]),
        ("It rose in the first half of 2023.", [("the first half of 2023", "2023-H1")]),
        ("The summer of 2023 was dry.", [("The summer of 2023", "2023-SU")]),
        ("It began in nineteen ninety-six.", [("nineteen ninety-six", "1996")]),
        ("They left in February 2019 and came back in August of the same year.",
         [("February 2019", "2019-02"), ("August of the same year", "2019-08")]),
        ("It shut on 3 May 2021. Two days later it opened.",
         [("3 May 2021", "2021-05-03"), ("Two days later", "2021-05-05")]),
        ("On 3 May 2021 it shut. The same day it opened.",
         [("3 May 2021", "2021-05-03"), ("The same day", "2021-05-03")]),
    ],
)  # fmt: skip
def test_what_needs_no_other_date(text, found):
    assert values(text, None) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He said on Monday.", "2024-01-22"),
        ("He said Wednesday.", "2024-01-24"),
        ("He said last Wednesday.", "2024-01-17"),
        ("He spoke on Monday night.", "2024-01-22"),
        ("They will meet on Friday.", "2024-01-26"),
        ("They are expected to meet on Friday.", "2024-01-26"),
        ("The talks, which were held on Friday, failed.", "2024-01-19"),
        ("The talks are to be held on Friday.", "2024-01-26"),
        ("He won on Friday.", "2024-01-19"),
        ("He won't go on Friday.", "2024-01-26"),
        ("Thursday's ruling will be fought.", "2024-01-18"),
        ("He spoke before Thursday's vote.", "2024-01-25"),
        ("He admitted last month that he was wrong.", "2023-12"),
        ("It rained yesterday.", "2024-01-23"),
        ("It rained last night.", "2024-01-23"),
        ("He spoke this week.", "2024-W04"),
        ("It was signed two weeks ago.", "2024-W02"),
        ("It began nearly two years ago.", "2022"),
        ("It was sold ten days ago.", "2024-01-14"),
        ("It was sold earlier this year.", "2024"),
        ("It was sold in December.", "2023-12"),
        ("They are not going to start on July 24.", "2024-07-24"),
        ("The opening date of April 24 was off the table.", "2024-04-24"),
        ("The hearing set for October 3 was moved.", "2023-10-03"),
        ("Its record high was set on May 6.", "2023-05-06"),
        ("The vote is on November 3.", "2024-11-03"),
        ("It was put off until next summer.", "2025-SU"),
        ("It was sold on January 12.", "2024-01-12"),
        ("It was sold on December 30.", "2023-12-30"),
        ("It will be sold on February 10.", "2024-02-10"),
        ("I do not expect that before June.", "2024-06"),
        ("He fled over the weekend.", "2024-W03-WE"),
        ("It fell in the '80s.", "198"),
        ("It opened last summer.", "2023-SU"),
        ("It was seen on Thursday, Nov. 16.", "2023-11-16"),
        ("It closed at the end of the year.", "2024"),
    ],
)
def test_what_is_seen_from_the_day_of_publication(text, found):
    assert [value for _, value in values(text)] == [found]
    assert [value for _, value in values(text, None)] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "It may rain, and they march on.",
        "Theresa May said the sun and the mon were satisfied.",
        "Windows 2000 counted 1945 votes, 2,500 people and $1995 for 2019 workers.",
        "Section 1983 and No. 1848 apply; see page 1789.",
        "He waited for two years and ten days, two days after the attack.",
        "The fall of the wall, the spring in his step, the second row.",
        "He told USA Today, “Fox News Sunday” and CBS This Morning so.",
        "At the end of the day, the next 10 in his 30s were 3.5 and 10:30.",
        "The F-16, the A-10 and COVID-19 on the No. 7 line.",
        "Jan Brewer, June Carter, April Ryan and August Wilson met.",
        "Black Friday and Easter Sunday are feasts.",
    ],
)
def test_what_is_no_date(text):
    assert values(text) == []


def test_a_day_that_no_calendar_has_stays_open():
    assert values("On 31 February 2024 and on February 30.") == [("31 February 2024", None), ("February 30", None)]


def test_what_follows_a_day_that_is_not_known_is_not_known():
    text = "It shut on 3 May 2021. It opened on Tuesday. That day it rained."
    assert [value for _, value in values(text, None)] == ["2021-05-03", None, None]


def test_a_month_of_publication_settles_months_and_no_days():
    assert [v for _, v in values("He left last month, on Monday, in June.", "2024-01")] == ["2023-12", None, "2023-06"]


DAYS = st.dates(min_value=datetime.date(1800, 1, 1), max_value=datetime.date(2099, 12, 31))


@given(DAYS, st.sampled_from(["%-d %B %Y", "%B %-d, %Y", "%A, %B %-d, %Y", "%-d %b. %Y", "%Y-%m-%d", "%d.%m.%Y"]))
def test_every_day_is_read_in_every_form(day, form):
    assert [value for _, value in values(f"It was so on {day.strftime(form)}, he said.", None)] == [day.isoformat()]


@given(DAYS, st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]))
def test_a_weekday_lies_within_the_week_on_its_side(day, weekday):
    past = values(f"He left on {weekday}.", day.isoformat())[0][1]
    ahead = values(f"He will leave on {weekday}.", day.isoformat())[0][1]
    last = values(f"He left last {weekday}.", day.isoformat())[0][1]
    distances = [(datetime.date.fromisoformat(value) - day).days for value in (past, ahead, last)]
    assert -6 <= distances[0] <= 0 <= distances[1] <= 6
    assert -7 <= distances[2] <= -1
    assert {datetime.date.fromisoformat(value).strftime("%A") for value in (past, ahead, last)} == {weekday}


@given(DAYS, st.integers(-400, 400), st.sampled_from(["day", "week", "month", "quarter", "year", "decade"]))
def test_moving_there_and_back(day, count, unit):
    there = shifted(day.isoformat(), unit, count)
    if unit in ("day", "month", "year"):
        assert shifted(there, unit, -count) == day.isoformat()[: {"day": 10, "month": 7, "year": 4}[unit]]
    assert shifted(day.isoformat(), unit, 0) is not None


WORDS = re.findall(
    r"[^|]+",
    "Monday|last|the|same|day|May|3|31|2024|,|.|week|ago|two|late|of|in|next|quarter|first|1990s|that|year|-|to|today"
    "|'s|summer|before|Sept.|half|th|nineteen|ninety|18.01.2024|99999999999|February|30|end|Q3|1st|1m|\n\n",
)
REFERENCES = st.sampled_from([None, "2024", "2024-01", PUBLISHED])


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join), REFERENCES)
def test_any_row_of_words_gives_ordered_expressions_and_calendar_values(text, reference):
    found = expressions(text)
    assert all(a.stop <= b.start for a, b in itertools.pairwise(found))
    for words, value in values(text, reference):
        assert words.strip() == words
        assert words
        assert value is None or value[:2].isdigit()


@given(st.text(max_size=200))
def test_any_text_is_read(text):
    for e in expressions(text):
        assert text[e.start : e.stop]


@pytest.mark.parametrize("text", ["x" * 100_000, "1" * 100_000, "May 5 " * 5_000, "That day. " * 5_000, '"' * 10_000])
def test_hostile_text_is_read_fast(text):
    begun = time.process_time()
    values_of = [resolve(e, PUBLISHED, ["2024"] * 100_000).value for e in expressions(text)]
    assert len(values_of) <= 20_000
    assert time.process_time() - begun < 60


def test_comparing_values():
    assert day_of("2024-01-18") == datetime.date(2024, 1, 18)
    assert [day_of(value) for value in ("2024-01", "2024-W03", "2024-W03-WE", "199", "2024-02-31")] == [None] * 5
    assert same_time("2024-01", "2024-01-18")
    assert same_time("2024-W03", "2024-01-18")
    assert same_time("2024-W03-WE", "2024-01-20")
    assert same_time("2024-W05", "2024-01")
    assert same_time("2024-W05", "2024-02")
    assert not same_time("2024-W03-WE", "2024-01-18")
    assert not same_time("2024-W03", "2024-01-24")
    assert not same_time("2024-01-18", "2024-01-19")
    assert not same_time("2024-W03", "2024-03")
