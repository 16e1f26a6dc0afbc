from __future__ import annotations

import datetime
import itertools
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.language.dates import Seen, day_of, expressions, resolve, same_time, shifted

# a Wednesday
PUBLISHED = "2024-01-24T07:41"


def values(text: str, reference: str | None = PUBLISHED) -> list[tuple[str, str | None]]:
    """The words and the value of every expression, each seen from those before it."""
    out: list[tuple[str, str | None]] = []
    seen: list[Seen] = []
    for e in expressions(text):
        found = resolve(e, reference, seen)
        seen.append(Seen(e, found.value))
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
        ("Dated 2024/01/18.", [("2024/01/18", "2024-01-18")]),
        ("He led it from 1991 to 1997.", [("1991", "1991"), ("1997", "1997")]),
        ("The start of the 2020-21 school year", [("The start of the 2020-21", "2020/2021")]),
        ("It grew between March and June 2019.", [("March", "2019-03"), ("June 2019", "2019-06")]),
        ("It shut from November to February 2019.", [("November", "2018-11"), ("February 2019", "2019-02")]),
        ("It shut on May 3 and June 5, 2019.", [("May 3", "2019-05-03"), ("June 5, 2019", "2019-06-05")]),
        ("He quit two days after 3 May 2021.", [("two days after 3 May 2021", "2021-05-05")]),
        ("He quit the day before Christmas Eve 2021.", [("the day before Christmas Eve 2021", "2021-12-23")]),
        ("It was the week of May 3, 2021.", [("the week of May 3, 2021", "2021-W18")]),
        ("The debate was held on 3 May 2021. Two days after the debate he quit.",
         [("3 May 2021", "2021-05-03"), ("Two days after the debate", "2021-05-05")]),
        ("He quit on 24 June 2016, the day after the vote.",
         [("24 June 2016", "2016-06-24"), ("the day after the vote", "2016-06-24")]),
        ("The 3 May 2021 vote was lost. He quit a week before the first vote.",
         [("The 3 May 2021", "2021-05-03"), ("a week before the first vote", "2021-W17")]),
        ("Sales rose in the third quarter of 2023 to $5 million from $4 million a year ago. Costs fell in the quarter. "
         "In the year-earlier period they rose.",
         [("the third quarter of 2023", "2023-Q3"), ("a year ago", "2022-Q3"), ("the quarter", "2023-Q3"),
          ("the year-earlier period", "2022-Q3")]),
        ("It rose in February 2023 and in the same month of 2022.",
         [("February 2023", "2023-02"), ("the same month of 2022", "2022-02")]),
        ("In fiscal 2023 it lost. In the following fiscal year it won.",
         [("fiscal 2023", "2023"), ("the following fiscal year", "2024")]),
        ("It lost in the quarter ended Sept. 30, 2023.",
         [("the quarter", "2023-Q3"), ("Sept. 30, 2023", "2023-09-30")]),
        ("It opened on New Year's Eve 2023.", [("New Year's Eve 2023", "2023-12-31")]),
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
        ("It will shut in the first half of the year.", "2024-H1"),
        ("It was put off until 9 a.m. EST Friday.", "2024-01-26"),
        ("He will leave at 4 p.m. Friday.", "2024-01-26"),
        ("The case is heard in May.", "2024-05"),
        ("He is seen on Monday.", "2024-01-22"),
        ("He told them to leave by Friday.", "2024-01-26"),
        ("They had set Friday as the deadline.", "2024-01-26"),
        ("He will testify at Thursday's hearing.", "2024-01-25"),
        ("Due to its loss it cut the pay on Friday.", "2024-01-19"),
        ("It rose more than expected on Friday.", "2024-01-19"),
        ("Ahead of the talks, the port shut on Tuesday.", "2024-01-23"),
        ("They spent more ahead of November's vote.", "2023-11"),
        ("The bill funds the port through February 8.", "2024-02-08"),
        ("He said a team would come on January 8.", "2024-01-08"),
        ("They will win as soon as they meet in May.", "2024-05"),
        ("“They will decide.” In November he left.", "2023-11"),
        ("January 2: The port will shut.", "2024-01-02"),
        ("It unveiled a plan on December 12.", "2023-12-12"),
        ("It fell by March.", "2023-03"),
        ("It expects a loss for the fourth quarter.", "2024-Q4"),
        ("ON MONDAY THE PORT SHUT.", "2024-01-22"),
        ("THE PORT SHUT TODAY.", "2024-01-24"),
        ("it shut on monday, january 22.", "2024-01-22"),
        ("it shut in march.", "2023-03"),
        ("It shut on Monday,\u202fJanuary\xa022.", "2024-01-22"),
        ("It shut on\u200bJanuary\n22.", "2024-01-22"),
        ("It shut at Christmas.", "2023-12-25"),
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
        "He waited for two years and ten days, two days after he fell.",
        "The fall of the wall, the spring in his step, the second row.",
        "He told USA Today, “Fox News Sunday” and CBS This Morning so.",
        "At the end of the day, the next 10 in his 30s were 3.5 and 10:30.",
        "The F-16, the A-10 and COVID-19 on the No. 7 line.",
        "Jan Brewer, June Carter, April Ryan and August Wilson met.",
        "Black Friday and Easter Sunday are feasts.",
        "This May Be the End, by Theresa May, the daughter of May.",
        "The Christmas market of 21st Century Fox sold Halloween costumes.",
        "they may rain, and the march was long.",
        "Between 1500 and 2000 people came, from 1900 to 2000 votes.",
        "On ٣ May ٢٠٢٤ and 2٠24-01-18.",
    ],
)
def test_what_is_no_date(text):
    assert values(text) == []


@pytest.mark.parametrize(
    "words",
    [
        "31 February 2024",
        "2016-13-45",
        "0000-01-01",
        "1/2/0000",
        "25/12/9999",
        "two days after the debate",
        "the next fiscal year",
        "the fiscal third quarter",
        "the fourth quarter ended Aug. 26",
    ],
)
def test_what_is_not_known_stays_open(words):
    assert values(f"It was so in {words}.")[0][1] is None


def test_two_events_of_one_kind_settle_nothing():
    text = "The debate on Monday was long. The debate on Tuesday was short. He quit two days after the debate."
    assert values(text)[-1] == ("two days after the debate", None)


def test_after_a_day_this_day_may_be_either():
    assert [value for _, value in values("This day is good. It shut on Monday. Also on this day it rained.")] == [
        "2024-01-24",
        "2024-01-22",
        None,
    ]


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
    "|after|the debate|period|ended|same|Christmas|Eve|New|Year|by|would|if|ahead of|a.m.|fiscal|to be"
    "|'s|summer|before|Sept.|half|th|nineteen|ninety|18.01.2024|99999999999|February|30|end|Q3|1st|1m|\n\n",
)
VALUE = re.compile(r"(?:\d{2,4}|\d{4}-\d\d(?:-\d\d)?|\d{4}-W[0-5]\d(?:-WE)?|\d{4}-(?:Q[1-4]|H[12]|SP|SU|FA|WI))?")


def is_calendar_value(value: str) -> bool:
    """Whether a value has one of the forms, and its month and day stand in the calendar."""
    if not VALUE.fullmatch(value):
        return False
    if re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", value):
        datetime.date.fromisoformat(value if len(value) == 10 else f"{value}-01")
    return True


REFERENCES = st.sampled_from([None, "2024", "2024-01", PUBLISHED])


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join), REFERENCES)
def test_any_row_of_words_gives_ordered_expressions_and_calendar_values(text, reference):
    found = expressions(text)
    assert all(a.stop <= b.start for a, b in itertools.pairwise(found))
    for words, value in values(text, reference):
        assert words.strip() == words
        assert words
        for part in (value or "").split("/"):
            assert is_calendar_value(part), (words, value)


@given(st.text(max_size=200), REFERENCES)
def test_any_text_is_read(text, reference):
    assert all(0 <= e.start < e.stop <= len(text) for e in expressions(text))
    assert all(is_calendar_value(part) for _, value in values(text, reference) for part in (value or "").split("/"))


@given(st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join))
def test_capitals_and_wide_spaces_change_no_row_of_words_into_an_error(text):
    for other in (text.upper(), text.lower(), text.replace(" ", "\xa0"), text.replace(" ", "\n")):
        assert all(0 <= e.start < e.stop <= len(other) for e in expressions(other))


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "1" * 100_000,
        "May 5 " * 5_000,
        "That day. " * 5_000,
        '"' * 10_000,
        "3 May 2021, " * 100_000,
        "March and " * 50_000 + "2019",
        "two days after the debate " * 20_000,
        "9 a.m. " * 50_000,
    ],
)
def test_hostile_text_is_read_fast(text):
    begun = time.process_time()
    assert len(values(text)) <= 100_000
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
