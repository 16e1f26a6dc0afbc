"""What descriptions say of an office: when two are one, and which has one holder."""

from __future__ import annotations

import pytest

from onrecord.language.naming import Office, office

RUSSIAN = Office(("Russia",), frozenset({"foreign", "minister"}))


@pytest.mark.parametrize(
    "words",
    [
        "Russian foreign minister",
        "Russia's Foreign Minister",
        "foreign minister of Russia",
        "Minister of Foreign Affairs of the Russian Federation (since 2004)",
        "Moscow's top diplomat",
        "chief diplomat of Russia, in office since 2004",
        "Russian foreign minister since 2004",
    ],
)
def test_one_office_in_many_words(words: str) -> None:
    assert office(words) == RUSSIAN
    assert RUSSIAN.one_holder


@pytest.mark.parametrize(
    ("words", "want"),
    [
        ("U.S. Secretary of State", Office(("United States",), RUSSIAN.words)),
        ("British foreign secretary", Office(("United Kingdom",), RUSSIAN.words)),
        ("South Korean PM", Office(("South Korea",), frozenset({"prime", "minister"}))),
        ("mayor of Westhaven", Office((), frozenset({"mayor", "westhaven"}))),
        ("US ambassador to Russia", Office(("United States", "Russia"), frozenset({"ambassador", "to"}))),
        ("Russian ambassador to the US", Office(("Russia", "United States"), frozenset({"ambassador", "to"}))),
        ("Russian ministers", None),
        ("Russia", None),
        ("", None),
    ],
)
def test_what_an_office_is(words: str, want: Office | None) -> None:
    assert office(words) == want


@pytest.mark.parametrize(
    "words",
    [
        "former Russian foreign minister",
        "ex-president of Russia",
        "Russian deputy foreign minister",
        "Russian minister",
        "Russian diplomat",
        "Russian senator",
        "foreign minister",
    ],
)
def test_offices_of_several_holders(words: str) -> None:
    held = office(words)
    assert held is not None
    assert held != RUSSIAN
    assert not held.one_holder
