"""FollowTheMoney: every entity loaded and validated by the library, whose cleaning drops nothing."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import handmade
import pytest
from hypothesis import given, settings
from reading_back import anything, both, far, text

import onrecord
from onrecord.export import ftm

followthemoney = pytest.importorskip("followthemoney")


def entities(findings: onrecord.Findings) -> dict[str, dict[str, Any]]:
    """The entities by id, each as the library has it after it has cleaned and validated it."""
    out: dict[str, dict[str, Any]] = {}
    for line in text(findings, "ftm").split("\n")[:-1]:
        row = json.loads(line)
        schema = followthemoney.model.get(row["schema"])
        assert schema is not None
        assert not schema.abstract
        proxy = followthemoney.model.get_proxy(row, cleaned=False)
        schema.validate(proxy.to_dict())
        assert seen(proxy.to_dict()["properties"]) == seen(row["properties"])
        assert row["id"] not in out
        out[row["id"]] = row
    for row in out.values():
        check_references(row, out)
    return out


def seen(properties: dict[str, list[str]]) -> dict[str, set[str]]:
    """Values as they are seen: the library composes characters and takes away what shows nothing."""
    return {
        key: {
            "".join(c for c in unicodedata.normalize("NFC", value) if unicodedata.category(c) not in _UNSEEN)
            for value in values
        }
        for key, values in properties.items()
    }


_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Zs", "Zl", "Zp")


def check_references(row: dict[str, Any], rows: dict[str, dict[str, Any]]) -> None:
    """Whatever an entity refers to is there, and of a schema that the property allows."""
    schema = followthemoney.model.get(row["schema"])
    for name, values in row["properties"].items():
        reached = schema.get(name)
        if reached.type.name == "entity":
            for value in values:
                assert followthemoney.model.get(rows[value]["schema"]).is_a(reached.range)


def test_entities_by_hand() -> None:
    found = entities(handmade.harbour())
    for row in found.values():  # plain text stays as it is to the letter
        loaded = followthemoney.model.get_proxy(row, cleaned=False).to_dict()["properties"]
        assert {k: sorted(v) for k, v in loaded.items()} == {k: sorted(v) for k, v in row["properties"].items()}
    assert {id: (row["schema"], row["properties"]) for id, row in found.items()} == {
        "onrecord-article-a1": (
            "Article",
            {
                **{"title": ["Port stays shut"], "fileName": ["one"], "author": ["Ann Lee"], "language": ["eng"]},
                **{"publisher": ["Delta Post"], "publishedAt": ["2021-05-04"], "mimeType": ["text/plain"]},
                "bodyText": ["“The port stays shut,” mayor Mara Oyelaran told Radio Delta on Monday."],
                "peopleMentioned": ["Mara Oyelaran"],
            },
        ),
        "onrecord-article-a2": (
            "Article",
            {
                **{"fileName": ["two"], "mimeType": ["text/html"], "companiesMentioned": ["Harbour Agency"]},
                "bodyText": [handmade.SHORT],
            },
        ),
        "onrecord-speaker-s1": ("Person", {"name": ["Mara Oyelaran"], "alias": ["Oyelaran"], "position": ["mayor"]}),
        "onrecord-speaker-s2": ("Organization", {"name": ["Harbour Agency"]}),
        "onrecord-mention-e1": mention("a1", "Mara Oyelaran", "s1", "Person"),
        "onrecord-mention-e2": mention("a2", "the mayor", "s1", "Person"),
        "onrecord-mention-e3": mention("a2", "Harbour Agency", "s2", "Organization"),
        "onrecord-attribution-q1": (
            "Documentation",
            {
                **{"document": ["onrecord-article-a1"], "entity": ["onrecord-speaker-s1"], "recordId": ["q1"]},
                **{"role": ["statement, direct"], "summary": ["The port stays shut,"], "date": ["2021-05-04"]},
                **{"description": ["mayor Mara Oyelaran"], "publisher": ["Delta Post"]},
            },
        ),
        "onrecord-attribution-q2": (
            "Documentation",
            {
                **{"document": ["onrecord-article-a2"], "entity": ["onrecord-speaker-s2"], "recordId": ["q2"]},
                **{"role": ["statement, indirect"], "summary": ["The port stays closed, the mayor said"]},
                "description": ["the Harbour Agency"],
            },
        ),
        "onrecord-attribution-q3": (
            "Documentation",
            {
                **{"document": ["onrecord-article-a2"], "entity": ["onrecord-speaker-s1"], "recordId": ["q3"]},
                **{"role": ["statement, indirect"], "summary": ["The port stays closed"], "description": ["the mayor"]},
            },
        ),
        "onrecord-derivation-d1": (
            "UnknownLink",
            {
                **{"subject": ["onrecord-article-a2"], "object": ["onrecord-article-a1"], "role": ["rewrite"]},
                **{"status": ["inferred"], "summary": ["they share words"]},
            },
        ),
    }


def mention(article: str, name: str, speaker: str, schema: str) -> tuple[str, dict[str, list[str]]]:
    found = {"document": [f"onrecord-article-{article}"], "name": [name], "detectedSchema": [schema]}
    return "Mention", {**found, "resolved": [f"onrecord-speaker-{speaker}"]}


def test_characters_from_afar() -> None:
    found = entities(far())
    assert found["onrecord-attribution-f2"]["properties"]["summary"] == ["All\tof it, = 1 ]]> & <b>."]
    assert found["onrecord-article-far"]["properties"]["sourceUrl"] == ["https://news.example/a?b=1&c=\U0001f6a2"]
    assert len(entities(both())) == len(found) + len(entities(handmade.harbour()))


def test_every_language_is_one_that_the_library_knows() -> None:
    clean = followthemoney.types.registry.language.clean
    assert {code: clean(code) for code in ftm._LANGUAGES} == ftm._LANGUAGES


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        *(("2023", "2023"), ("2023-12", "2023-12"), ("2023-12-05", "2023-12-05"), ("2024-W03", None), (None, None)),
        *(("2024-01-24T07:41", "2024-01-24T07:41"), ("2024-01-24T07:41:05+02:00", "2024-01-24T05:41:05")),
        *(("soon", None), ("2024-99-99T99:99", None)),
    ],
)
def test_dates_are_as_the_library_has_them(given: str | None, expected: str | None) -> None:
    found = ftm.date(given)
    assert found == expected
    assert found is None or followthemoney.types.registry.date.clean(found) == found


@settings(max_examples=40, deadline=None)
@given(anything)
def test_the_library_takes_any_text(findings: onrecord.Findings) -> None:
    found = entities(findings)
    assert sum(row["schema"] == "Article" for row in found.values()) == len(findings.articles)
