"""PROV-JSON, read back by the prov library: every entity, agent and relation."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import handmade
import pytest
from hypothesis import given, settings
from reading_back import anything, both, far, text

import onrecord
from onrecord.model import Aligned

model = pytest.importorskip("prov.model")


def read(findings: onrecord.Findings) -> Any:
    return model.ProvDocument.deserialize(content=text(findings, "prov"), format="json")


def relations(document: Any, kind: Any) -> list[tuple[str, str, str]]:
    """Each relation of a kind: from, to, and the type of PROV that it has."""
    out = []
    for row in document.get_records(kind):
        ends = [str(value) for _, value in row.formal_attributes if value is not None]
        types = [str(t) for t in row.get_asserted_types()]
        out.append((ends[0].removeprefix("onrecord:"), ends[1].removeprefix("onrecord:"), " ".join(types)))
    return sorted(out)


def things(document: Any, kind: Any) -> dict[str, tuple[str, str]]:
    """Each entity or agent: its type and its label."""
    return {
        str(row.identifier).removeprefix("onrecord:"): (
            " ".join(str(t) for t in row.get_asserted_types()),
            " ".join(str(v) for v in row.get_attribute("prov:label")),
        )
        for row in document.get_records(kind)
    }


def test_a_document_by_hand() -> None:
    document = read(handmade.harbour())
    assert things(document, model.ProvEntity) == {
        "article.a1": ("onrecord:Article", "Port stays shut"),
        "article.a2": ("onrecord:Article", "two"),
        "unseen.u1": ("onrecord:UnseenReport", "Harbour Agency"),
        "attribution.q1": ("onrecord:Quotation", "The port stays shut,"),
        "attribution.q2": ("onrecord:Quotation", "The port stays closed, the mayor said"),
        "attribution.q3": ("onrecord:Quotation", "The port stays closed"),
        "statement.st1": ("onrecord:Statement", "The port stays shut"),
        "statement.st2": ("onrecord:Statement", "The port stays closed, the mayor said"),
    }
    assert things(document, model.ProvAgent) == {
        "outlet.Delta%20Post": ("prov:Organization", "Delta Post"),
        "author.Ann%20Lee": ("prov:Person", "Ann Lee"),
        "speaker.s1": ("prov:Person", "Mara Oyelaran"),
        "speaker.s2": ("prov:Organization", "Harbour Agency"),
    }
    assert relations(document, model.ProvAttribution) == [
        ("article.a1", "author.Ann%20Lee", ""),
        ("article.a1", "outlet.Delta%20Post", ""),
        ("attribution.q1", "speaker.s1", ""),
        ("attribution.q2", "speaker.s2", ""),
        ("attribution.q3", "speaker.s1", ""),
        ("statement.st1", "speaker.s1", ""),
        ("statement.st2", "speaker.s2", ""),
    ]
    assert relations(document, model.ProvDerivation) == [
        ("article.a2", "article.a1", "prov:Revision"),
        ("article.a2", "unseen.u1", ""),
        ("attribution.q1", "article.a1", "prov:Quotation"),
        ("attribution.q1", "statement.st1", ""),
        ("attribution.q2", "article.a2", "prov:Quotation"),
        ("attribution.q2", "statement.st2", ""),
        ("attribution.q3", "article.a2", "prov:Quotation"),
        ("attribution.q3", "statement.st1", ""),
    ]


def test_what_a_derivation_says_beside() -> None:
    (row,) = [
        row
        for row in read(handmade.harbour()).get_records(model.ProvDerivation)
        if row.get_attribute("onrecord:how") == {"rewrite"}
    ]
    found = {str(key): value for key, value in row.extra_attributes if str(key).startswith("onrecord:")}
    own = ("how", "direction", "score", "why", "made_by")
    values = ("rewrite", "inferred", 0.5, "they share words", "test/1")
    assert found == dict(zip((f"onrecord:{key}" for key in own), values, strict=True))


def test_a_report_of_a_primary_source_had_it() -> None:
    findings = handmade.harbour()
    spans = ((0, 4),)
    row = Aligned("al1", "q3", "a1", spans, (), "paraphrase", (), "s1", 0.75, "test/1")
    links = dataclasses.replace(findings.links, aligned=(row,))
    found = relations(read(dataclasses.replace(findings, links=links)), model.ProvDerivation)
    assert ("attribution.q3", "article.a1", "prov:PrimarySource") in found


def test_a_shared_passage_derives_neither_from_the_other() -> None:
    findings = handmade.harbour()
    shared = [dataclasses.replace(d, how="shared passage") for d in findings.links.derivations]
    links = dataclasses.replace(findings.links, derivations=tuple(shared))
    found = relations(read(dataclasses.replace(findings, links=links)), model.ProvDerivation)
    assert not [x for x in found if x[0].startswith("article.")]


def test_characters_from_afar_and_back() -> None:
    """The library writes what it has read, and reads the same again."""
    document = read(both())
    assert things(document, model.ProvEntity)["attribution.f2"][1] == "All\tof it, = 1 ]]> & <b>."
    assert "author.Ed%20%3CO%E2%80%99Hara%3E" in things(read(far()), model.ProvAgent)
    again = model.ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    assert again == document
    assert document.serialize(format="provn").startswith("document")


@settings(max_examples=40, deadline=None)
@given(anything)
def test_any_text_has_a_provenance(findings: onrecord.Findings) -> None:
    document = read(findings)
    entities, agents = things(document, model.ProvEntity), things(document, model.ProvAgent)
    rows = json.loads(text(findings, "prov"))
    assert len(entities) == len(rows.get("entity", {}))
    for article in findings.articles:
        assert entities[f"article.{article.id}"][1] == (article.title or article.name)
    for kind, ends in ((model.ProvDerivation, entities), (model.ProvAttribution, agents)):
        for start, end, _ in relations(document, kind):
            assert start in entities
            assert end in ends
