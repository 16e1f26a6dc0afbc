"""Dates as pages print them."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.intake import parse
from onrecord.intake.dates import dates
from onrecord.model import Article, Source


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("24 Jan, 2024 07:41", "2024-01-24T07:41"),
        ("18 January 2024, 14:32", "2024-01-18T14:32"),
        ("Published January 24, 2024", "2024-01-24"),
        ("By Kay Gand On 11/13/19 at 4:00 PM EST", "2019-11-13T16:00"),
        ("Nov. 20, 2019, 9:28 AM UTC", "2019-11-20T09:28"),
        ("Wed, Nov 20 20194:29 AM EST", "2019-11-20T04:29"),
        ("12:05 a.m. ET, November 20, 2019", "2019-11-20T00:05"),
        ("2019-11-20T09:28:00Z", "2019-11-20T09:28"),
        ("20191120", None),
        ("2. März 2021", "2021-03-02"),
        ("20 novembre 2019 à 12h30", "2019-11-20T12:30"),
        ("22 de outubro de 2010 às 20:13", "2010-10-22T20:13"),
        ("18 января 2024", "2024-01-18"),
        ("21:17 18.11.2019", "2019-11-18T21:17"),
        ("March 2021", "2021-03"),
        ("03/04/2019", None),
        ("04/04/2019", "2019-04-04"),
        ("13.04.2019", "2019-04-13"),
        ("31 February 2021", None),
        ("25:00, 3 March 2021", "2021-03-03"),
        ("May was 2 years ago", None),
        ("2016-13-45", None),
        ("0000-01-01", None),
        ("99999-01-01", None),
        ("4\u00a0March\u202f2021", "2021-03-04"),
        ("1٣ March 20٢٤", None),
        ("4 March 2021 1٢:30", "2021-03-04"),
    ],
)
def test_one_date(line: str, value: str | None) -> None:
    found = dates(line)
    assert (found[0].value if found else None) == value


def test_two_dates_with_their_places() -> None:
    line = "Mon 18 Nov 2019 18.54 GMT Last modified on Mon 18 Nov 2019 18.56 GMT"
    assert [(line[d.start : d.stop], d.value) for d in dates(line)] == [
        ("18 Nov 2019 18.54", "2019-11-18T18:54"),
        ("18 Nov 2019 18.56", "2019-11-18T18:56"),
    ]


@given(st.text() | st.text(alphabet="0123456789/.-: ٣March4T年"))
def test_any_line(line: str) -> None:
    for dated in dates(line):
        assert 0 <= dated.start < dated.stop <= len(line)
        if dated.value is not None:
            assert datetime.fromisoformat(f"{dated.value}-01" if len(dated.value) == 7 else dated.value)


def test_many_dates_are_read_in_time_that_grows_with_them() -> None:
    begun = time.process_time()
    assert len(dates("4 March 2021 " * 100_000)) == 100_000
    assert time.process_time() - begun < 60


# --- which of the days around an article is its own --------------------------------------------------

TITLE = "Crane falls into harbour and closes port"
BODY = (
    "The harbour was closed on Tuesday after a crane fell into the water, the port authority said in a statement.\n\n"
    "Nobody was hurt, and ships were sent to the neighbouring port of Delta, a spokeswoman said.\n\n"
    "The crane was built in 1987 and was last inspected on 3 February 2019, she said, and it had passed.\n"
)


@pytest.mark.parametrize(
    ("above", "below", "published"),
    [
        (f"{TITLE}\nPublished 4 March 2021\nUpdated 5 March 2021", "", "2021-03-04"),
        (f"{TITLE}\nUpdated 5 March 2021\n4 March 2021", "", "2021-03-04"),
        (f"{TITLE}\nUpdated 5 March 2021 11:00 | Published 4 March 2021 10:00", "", "2021-03-04T10:00"),
        (f"{TITLE}\nFirst published 4 March 2021, corrected 9 March 2021", "", "2021-03-04"),
        # the day of a change stands in where no other is known
        (f"{TITLE}\nUpdated 5 March 2021", "", "2021-03-05"),
        (f"Home\nNews\nWednesday, 24 April 2024\nSport\nWeather\n\n{TITLE}\n4 March 2021", "", "2021-03-04"),
        (f"Wednesday, 24 April 2024\nHome\nNews\nSport\nWeather\n\n{TITLE}", "", None),
        (f"Crawled: 2023-05-12\n{TITLE}\n4 March 2021", "", "2021-03-04"),
        (f"Crawled: 2023-05-12\n{TITLE}", "", None),
        (f"Date fetched: 12 May 2023\n{TITLE}", "", None),
        (f"Archived from the original on 12 May 2023\n{TITLE}", "", None),
        (TITLE, "Copyright 2024 Harbour News. All rights reserved.", None),
        (TITLE, "Related articles\nBridge opens again - 6 June 2020\nMayor resigns - 7 June 2020", None),
        (f"{TITLE}\n31 February 2021", "", None),
    ],
)
def test_the_day_of_publication_is_told_from_other_days(above: str, below: str, published: str | None) -> None:
    data = f"{above}\n\n{BODY}\n{below}".encode()
    (found,) = parse([Source("a.txt", "a", "text/plain", data)])
    assert isinstance(found, Article)
    assert found.published == published


@pytest.mark.parametrize(
    ("head", "above", "published"),
    [
        ("", "", None),
        ('<meta property="article:published_time" content="2021-03-04T08:00:00Z">', "", "2021-03-04T08:00"),
        ('<meta property="article:modified_time" content="2021-03-09T08:00:00Z">', "", None),
        ('<meta property="article:published_time" content="2021-13-45T08:00:00Z">', "", None),
        ('<meta property="article:published_time" content="1970-01-01T00:00:00Z">', "", None),
        ("", "<p>Updated March 9, 2021</p><p>Published March 4, 2021</p>", "2021-03-04"),
        ("", "<p>24 April 2024</p>", "2024-04-24"),
    ],
)
def test_the_day_in_a_menu_of_a_page_is_none_of_the_article(head: str, above: str, published: str | None) -> None:
    body = "".join(f"<p>{part}</p>" for part in BODY.split("\n\n"))
    page = (
        f"<html><head><title>{TITLE}</title>{head}</head><body><nav>Wednesday, 24 April 2024</nav>"
        f"<article><h1>{TITLE}</h1>{above}{body}</article></body></html>"
    )
    (found,) = parse([Source("a.html", "a", "text/html", page.encode())])
    assert isinstance(found, Article)
    assert found.published == published
