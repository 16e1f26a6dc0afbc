"""The tables of words: what they answer, and that none contradicts itself."""

from __future__ import annotations

import pytest

from onrecord.language.lexicon import countries, country_of, given_names, role_of, roles, word_list


@pytest.mark.parametrize(
    ("form", "country"),
    [
        ("Moscow", "Russia"),
        ("Kyiv", "Ukraine"),
        ("Kiev", "Ukraine"),
        ("U.K.", "United Kingdom"),
        ("British", "United Kingdom"),
        ("US", "United States"),
        ("Georgians", "Georgia"),
        ("us", None),
        ("Gotham", None),
    ],
)
def test_countries_by_every_form(form: str, country: str | None) -> None:
    assert country_of(form) == country


def test_no_form_stands_for_two_countries() -> None:
    table = countries()
    for forms, others in ((table.names, table.capitals), (table.names, table.demonyms)):
        assert {f for f in forms.keys() & others.keys() if forms[f] != others[f]} == set()
    assert set(table.capitals.values()) | set(table.demonyms.values()) <= set(table.names.values())


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("Minister", "minister"),
        ("spokeswomen", "spokeswoman"),
        ("attorneys", "attorney"),
        ("Gov.", "governor"),
        ("vice-president", "president"),
        ("dynasties", None),
        ("table", None),
    ],
)
def test_role_words_in_every_form(word: str, role: str | None) -> None:
    assert role_of(word) == role


def test_what_a_role_tells() -> None:
    assert roles()["spokeswoman"].gender == "f"
    assert roles()["lawyer"].general & roles()["prosecutor"].senses
    assert not roles()["prosecutor"].general & roles()["solicitor"].senses
    assert given_names()["Maria"] == "f"
    assert given_names()["Andrea"] is None


def test_word_lists_are_there_and_an_unknown_one_is_an_error() -> None:
    assert "department" in word_list("bodies")
    with pytest.raises(KeyError):
        word_list("no such list")
