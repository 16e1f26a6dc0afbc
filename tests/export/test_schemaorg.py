"""schema.org as JSON-LD: read as a graph by rdflib, every term held against the vocabulary, whole contents by hand."""

from __future__ import annotations

import json
from typing import Any

import handmade
import pytest
from hypothesis import given, settings
from reading_back import anything, both, far, text

import onrecord

rdflib = pytest.importorskip("rdflib")

# the classes that the export uses, with their superclasses, and what each may have, from https://schema.org
SUPER = {
    **{"NewsArticle": "Article", "Article": "CreativeWork", "Quotation": "CreativeWork", "Claim": "CreativeWork"},
    **{"Collection": "CreativeWork", "CreativeWork": "Thing", "Event": "Thing", "Person": "Thing", "Place": "Thing"},
    "Organization": "Thing",
}
MAY_HAVE = {
    "Thing": {"identifier", "name", "alternateName", "description", "url", "subjectOf"},
    "CreativeWork": {
        *("genre", "headline", "alternativeHeadline", "author", "publisher", "datePublished", "inLanguage", "text"),
        *("isBasedOn", "sourceOrganization", "isPartOf", "hasPart", "creditText", "recordedAt"),
    },
    "Article": {"articleBody"},
    "NewsArticle": {"dateline"},
    "Quotation": {"spokenByCharacter"},
    "Claim": {"appearance", "firstAppearance"},
    "Event": {"startDate", "location", "organizer", "performer"},
}


def allowed(type: str) -> set[str]:
    own = MAY_HAVE.get(type, set())
    return own | allowed(SUPER[type]) if type in SUPER else own


def check(row: Any) -> None:
    """Every property is one that its class has, and both are terms of the vocabulary."""
    if isinstance(row, list):
        for x in row:
            check(x)
    elif isinstance(row, dict) and set(row) != {"@id"}:
        type = row["@type"]
        assert type in rdflib.SDO
        properties = set(row) - {"@id", "@type"}
        assert properties <= allowed(type), (type, properties - allowed(type))
        for name in properties:
            assert name in rdflib.SDO
            check(row[name])


def rows(findings: onrecord.Findings) -> list[dict[str, Any]]:
    found = json.loads(text(findings, "schemaorg"))
    assert list(found) == ["@context", "@graph"]
    assert found["@context"] == "https://schema.org"
    for row in found["@graph"]:
        check(row)
    return list(found["@graph"])


def graph(findings: onrecord.Findings) -> Any:
    """As triples. The context of schema.org is at its address, which no test asks: its terms are those of @vocab."""
    found = json.loads(text(findings, "schemaorg"))
    found["@context"] = {"@vocab": "https://schema.org/"}
    return rdflib.Graph().parse(data=json.dumps(found), format="json-ld")


def test_a_document_by_hand() -> None:
    found = {row["@id"].removeprefix("urn:onrecord:"): row for row in rows(handmade.harbour())}
    agency = {"@type": "Organization", "name": "Harbour Agency"}
    assert found["article:a1"] == {
        **{"@id": "urn:onrecord:article:a1", "@type": "NewsArticle", "identifier": "a1", "headline": "Port stays shut"},
        **{
            "author": {"@type": "Person", "name": "Ann Lee"},
            "publisher": {"@type": "Organization", "name": "Delta Post"},
        },
        **{"datePublished": "2021-05-04", "inLanguage": "en", "isPartOf": {"@id": "urn:onrecord:story:y1"}},
        "articleBody": "“The port stays shut,” mayor Mara Oyelaran told Radio Delta on Monday.",
    }
    assert found["article:a2"]["isBasedOn"] == [
        {"@id": "urn:onrecord:article:a1"},
        {"@type": "CreativeWork", "sourceOrganization": agency},
    ]
    assert found["attribution:q1"] == {
        **{"@id": "urn:onrecord:attribution:q1", "@type": "Quotation", "identifier": "q1", "genre": "verbatim"},
        **{"text": "The port stays shut,", "inLanguage": "en", "creditText": "mayor Mara Oyelaran"},
        **{"spokenByCharacter": {"@id": "urn:onrecord:speaker:s1"}, "isPartOf": {"@id": "urn:onrecord:article:a1"}},
        "recordedAt": {"@id": "urn:onrecord:occasion:o1"},
    }
    assert found["statement:st1"] == {
        **{"@id": "urn:onrecord:statement:st1", "@type": "Claim", "identifier": "st1", "text": "The port stays shut"},
        "author": {"@id": "urn:onrecord:speaker:s1"},
        "appearance": [{"@id": "urn:onrecord:attribution:q1"}, {"@id": "urn:onrecord:attribution:q3"}],
    }
    assert found["occasion:o1"] == {
        **{"@id": "urn:onrecord:occasion:o1", "@type": "Event", "identifier": "o1", "name": "interview"},
        **{"startDate": "2021-05-03", "organizer": {"@type": "Organization", "name": "Radio Delta"}},
        "performer": {"@id": "urn:onrecord:speaker:s1"},
        "subjectOf": [{"@id": "urn:onrecord:article:a1"}, {"@id": "urn:onrecord:article:a2"}],
    }


def test_the_graph_answers_who_said_what() -> None:
    answer = graph(both()).query(
        """prefix s: <https://schema.org/>
        select ?who ?words ?headline where {
            ?quotation a s:Quotation; s:text ?words; s:spokenByCharacter/s:name ?who; s:isPartOf ?article.
            optional { ?article s:headline ?headline } } order by ?who ?words"""
    )
    assert [tuple(x and str(x) for x in row) for row in answer] == [
        ("Bea Ng", "All\tof it, = 1 ]]> & <b>.", "Ferries"),
        ("Bea Ng", "The \U0001d54a\U0001d54b ferry \U0001f6f3 runs\r\nagain,", "Ferries"),
        ("Harbour Agency", "The port stays closed, the mayor said", None),
        ("Mara Oyelaran", "The port stays closed", None),
        ("Mara Oyelaran", "The port stays shut,", "Port stays shut"),
    ]


def test_the_first_appearance_is_told_only_where_days_tell_it() -> None:
    """The only report of the ferry has a month and no day."""
    assert not any("firstAppearance" in row for row in rows(far()))


def test_an_address_is_one() -> None:
    assert rows(far())[0]["url"] == "https://news.example/a?b=1&c=\U0001f6a2"
    assert "url" not in rows(handmade.harbour())[0]


@settings(max_examples=40, deadline=None)
@given(anything)
def test_any_text_is_described(findings: onrecord.Findings) -> None:
    found = rows(findings)
    named = {row["@id"]: row for row in found}
    assert len(named) == len(found)
    for reading in findings.readings:
        text = next(a.text for a in findings.articles if a.id == reading.article)
        for x in reading.attributions:
            words = " ".join(text[a:b] for a, b in x.content or x.cue or x.source)
            assert named[f"urn:onrecord:attribution:{x.id}"].get("text", "") == words
    # whatever is referred to is there
    assert {x["@id"] for x in references(found)} <= set(named)


def references(value: Any) -> list[dict[str, str]]:
    if isinstance(value, list):
        return [y for x in value for y in references(x)]
    if isinstance(value, dict):
        return [value] if set(value) == {"@id"} else [y for x in value.values() for y in references(x)]
    return []
