"""Dates as pages print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.intake.dates import dates


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


@given(st.text())
def test_any_line(line: str) -> None:
    for dated in dates(line):
        assert 0 <= dated.start < dated.stop <= len(line)
