"""W3C Web Annotation: the rules of the Recommendation, and every selector resolved against the text.

The Recommendation (https://www.w3.org/TR/annotation-model/) is written out here as far as the export uses it: what a
class must have, what it may have, and which values are allowed.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote, urlsplit

import handmade
from hypothesis import given, settings
from reading_back import anything, both, far, text

import onrecord

Row = dict[str, Any]

# 3.3.5 and the table of motivations
MOTIVATIONS = {
    *("assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting"),
    *("identifying", "linking", "moderating", "questioning", "replying", "tagging"),
}


def is_iri(value: object) -> bool:
    return isinstance(value, str) and bool(urlsplit(value).scheme) and not set(value) & set(' <>"{}|\\^`\r\n\t')


def several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def check_annotation(row: Row) -> None:
    """3.1: an id, the class, at least one target; bodies and motivations as they may be."""
    assert set(row) == {"id", "type", "motivation", "generator", "body", "target"}
    assert is_iri(row["id"])
    assert row["type"] == "Annotation"
    assert row["motivation"] in MOTIVATIONS
    assert set(row["generator"]) == {"id", "type", "name"}
    assert is_iri(row["generator"]["id"])
    assert several(row["body"])
    for body in several(row["body"]):
        check_body(body)
    assert several(row["target"])
    for target in several(row["target"]):
        check_target(target)


def check_body(body: Row) -> None:
    assert body["purpose"] in MOTIVATIONS
    if body["type"] == "TextualBody":  # 3.2.4
        assert isinstance(body["value"], str)
        assert set(body) <= {"type", "purpose", "value", "format"}
    else:  # 4: exactly one source
        assert body["type"] == "SpecificResource"
        assert set(body) == {"type", "purpose", "source"}
        assert is_iri(body["source"]["id"])


def check_target(target: Row) -> None:
    """4 and 4.2: a source, and selectors that all select the same."""
    assert set(target) == {"type", "source", "selector"}
    assert target["type"] == "SpecificResource"
    source = target["source"]
    assert set(source) <= {"id", "type", "format", "language", "via"}
    assert is_iri(source["id"])
    assert source["type"] == "Text"
    position, quote = target["selector"]
    assert set(position) == {"type", "start", "end"}  # 4.2.5: both exactly once, not negative
    assert position["type"] == "TextPositionSelector"
    assert 0 <= position["start"] < position["end"]
    assert {"type", "exact"} <= set(quote) <= {"type", "exact", "prefix", "suffix"}  # 4.2.4
    assert quote["type"] == "TextQuoteSelector"


def collection(findings: onrecord.Findings) -> list[Row]:
    """The annotations of a collection that keeps to chapter 5."""
    found = json.loads(text(findings, "webannotation"))
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert is_iri(found["id"])
    assert found["type"] == "AnnotationCollection"
    items: list[Row] = []
    if "first" in found:
        assert found["first"]["type"] == "AnnotationPage"
        assert found["first"]["startIndex"] == 0
        assert is_iri(found["first"]["id"])
        items = found["first"]["items"]
        assert items
    assert found["total"] == len(items)
    assert len({row["id"] for row in items}) == len(items)
    for row in items:
        check_annotation(row)
    return items


def selected(row: Row, texts: dict[str, str]) -> list[tuple[str, str]]:
    """What the targets of an annotation select, by position and by quotation, which must agree."""
    out = []
    for target in several(row["target"]):
        words = texts[target["source"]["id"]]
        position, quote = target["selector"]
        start, end = position["start"], position["end"]
        assert words[start:end] == quote["exact"]
        assert words[:start].endswith(quote.get("prefix", ""))
        assert words[end:].startswith(quote.get("suffix", ""))
        assert len(quote.get("prefix", "")) == min(32, start)
        assert len(quote.get("suffix", "")) == min(32, len(words) - end)
        out.append((target["source"]["id"], quote["exact"]))
    return out


def texts_of(findings: onrecord.Findings) -> dict[str, str]:
    return {f"urn:onrecord:article:{a.id}": a.text for a in findings.articles}


def test_annotations_by_hand() -> None:
    findings = handmade.harbour()
    rows = {row["id"].removeprefix("urn:onrecord:"): row for row in collection(findings)}
    one, two = "urn:onrecord:article:a1", "urn:onrecord:article:a2"
    shown = {id: (row["motivation"], selected(row, texts_of(findings))) for id, row in rows.items()}
    assert shown == {
        "attribution:q1": ("describing", [(one, "The port stays shut,")]),
        "attribution:q2": ("describing", [(two, "The port stays closed, the mayor said")]),
        "attribution:q3": ("describing", [(two, "The port stays closed")]),
        "entity:e1": ("identifying", [(one, "Mara Oyelaran")]),
        "entity:e2": ("identifying", [(two, "the mayor")]),
        "entity:e3": ("identifying", [(two, "the Harbour Agency")]),
        "statement:st1": ("linking", [(one, "The port stays shut"), (two, "The port stays closed")]),
        "statement:st2": ("linking", [(two, "The port stays closed, the mayor said")]),
        "discrepancy:x1": ("commenting", [(one, "shut"), (two, "closed")]),
        "discrepancy:x2": ("commenting", [(one, "Mara Oyelaran")]),
    }
    mara = {"id": "urn:onrecord:speaker:s1", "type": "http://xmlns.com/foaf/0.1/Person", "name": "Mara Oyelaran"}
    assert rows["attribution:q1"]["body"] == [
        {"type": "SpecificResource", "purpose": "identifying", "source": mara},
        {"type": "TextualBody", "purpose": "tagging", "value": "direct"},
        {"type": "TextualBody", "purpose": "tagging", "value": "statement"},
        {
            **{"type": "TextualBody", "purpose": "describing", "format": "text/plain"},
            "value": "source: mayor Mara Oyelaran / cue: told",
        },
    ]
    assert rows["discrepancy:x1"]["body"][2]["value"] == "“shut” is “closed” in the other"


def test_positions_count_code_points_and_the_address_stands_beside() -> None:
    findings = far()
    rows = {row["id"]: row for row in collection(findings)}
    assert selected(rows["urn:onrecord:attribution:f1"], texts_of(findings)) == [
        ("urn:onrecord:article:far", "The \U0001d54a\U0001d54b ferry \U0001f6f3 runs\r\nagain,")
    ]
    pieces = rows["urn:onrecord:attribution:f2"]
    assert [words for _, words in selected(pieces, texts_of(findings))] == ["All\tof it,", "= 1 ]]> & <b>."]
    source = pieces["target"][0]["source"]
    assert (source["via"], source["language"]) == ("https://news.example/a?b=1&c=\U0001f6a2", "en")


def test_nothing_to_annotate_is_an_empty_collection() -> None:
    assert collection(onrecord.Findings()) == []


@settings(max_examples=40, deadline=None)
@given(anything)
def test_any_text_is_annotated(findings: onrecord.Findings) -> None:
    rows = collection(findings)
    texts = {unquote(id): words for id, words in texts_of(findings).items()}
    for row in rows:
        if "statement:" not in row["id"] and "discrepancy:" not in row["id"]:
            assert selected(row, texts)
    said = [a for r in findings.readings for a in r.attributions if a.content or a.cue or a.source]
    assert sum(":attribution:" in row["id"] for row in rows) == len(said)


def test_every_attribution_mention_and_statement_has_one() -> None:
    assert len(collection(both())) == 10 + 5
