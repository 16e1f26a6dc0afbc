"""The interchange format: what an export holds, line by line, and that it keeps to the schema."""

from __future__ import annotations

import dataclasses
import json
import os
import stat
from importlib.resources import files
from pathlib import Path
from typing import Any

import handmade
import jsonschema
import pytest
from hypothesis import given, settings

import onrecord
from onrecord.export import jsonl

SCHEMA = json.loads((files("onrecord.export") / "interchange.schema.json").read_text("utf-8"))
VALIDATORS = {
    # the branch of a type, so that a message says what is wrong with the row and not that no branch fits
    name["$ref"].rpartition("/")[2]: jsonschema.Draft202012Validator({**SCHEMA, "oneOf": [name]})
    for name in SCHEMA["oneOf"]
}


def exported(findings: onrecord.Findings) -> list[dict[str, Any]]:
    return [json.loads(line) for line in jsonl.lines(findings)]


def validate(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        VALIDATORS[row["type"]].validate(row)


def words(text: str, spans: list[list[int]]) -> list[str]:
    return [text[a:b] for a, b in spans]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_an_export_whole() -> None:
    """Every row of two small articles, compared with what docs/interchange.md says by hand."""
    head, *rows = exported(handmade.harbour())
    validate([head, *rows])
    assert (head["type"], head["onrecord"]) == ("record", "1")
    expected = json.loads((Path(__file__).parent / "harbour.json").read_text("utf-8"))
    assert rows == expected


def test_a_speaker_of_the_user_s_list_cites_it() -> None:
    findings = handmade.harbour()
    first, *others = findings.links.speakers
    listed = dataclasses.replace(first, identifier="Q1", listed="names.csv:2")
    changed = dataclasses.replace(findings, links=dataclasses.replace(findings.links, speakers=(listed, *others)))
    rows = exported(changed)
    validate(rows)
    assert [(r["identifier"], r["listed"]) for r in rows if r["type"] == "speaker"] == [
        ("Q1", "names.csv:2"),
        (None, None),
    ]
    # an export of before, which has neither, keeps to the schema too
    older = {k: v for k, v in rows[3].items() if k not in ("identifier", "listed")}
    assert older["type"] == "speaker"
    validate([older])


def test_every_span_covers_the_words_beside_it() -> None:
    rows = exported(handmade.harbour())
    texts = {row["id"]: row["text"] for row in rows if row["type"] == "article"}
    checked = 0
    for row in rows:
        for field in ("source", "cue", "content"):
            if row["type"] == "attribution":
                assert " ".join(words(texts[row["article"]], row[field])) == row[f"{field}_text"]
                checked += 1
        if row["type"] == "time":
            assert words(texts[row["article"]], [row["span"]]) == [row["text"]]
            checked += 1
        for side in (row.get("left"), row.get("right")):
            if side:
                assert " … ".join(words(texts[side["article"]], side["spans"])) == side["text"]
                checked += 1
    assert checked == 9 + 2 + 3


@settings(max_examples=20, deadline=None)
@given(handmade.findings())
def test_any_findings_are_exported(findings: onrecord.Findings) -> None:
    rows = exported(findings)
    counts = {kind: sum(row["type"] == kind for row in rows) for kind in VALIDATORS}
    links = findings.links
    assert counts["record"] == 1
    assert counts["article"] == len(findings.articles)
    assert counts["attribution"] == sum(len(r.attributions) for r in findings.readings)
    assert counts["time"] == sum(len(r.times) for r in findings.readings)
    for kind, nouns in (("speaker", links.speakers), ("statement", links.statements), ("story", links.stories)):
        assert counts[kind] == len(nouns)


def test_findings_of_real_articles_keep_to_the_schema(examples: Path) -> None:
    findings = onrecord.read_folder(examples)
    rows = exported(findings)
    validate(rows)
    kinds = {row["type"] for row in rows}
    assert {"record", "article", "speaker", "attribution", "statement", "story", "time"} <= kinds


def test_the_marked_articles_keep_to_the_schema(shared: Path) -> None:
    findings = onrecord.read([str(shared / "seeds" / "*.txt")])
    validate(exported(findings))
    for article, row in zip(findings.articles, exported(findings)[1:], strict=False):
        assert row["text"] == Path(article.input).read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def examples() -> Path:
    return Path(__file__).resolve().parents[2] / "examples" / "bridge"


# --- the file ----------------------------------------------------------------------------------------


def test_an_export_replaces_a_file_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")

    def broken(findings: onrecord.Findings) -> Any:
        yield "half a line"
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(jsonl, "lines", broken)
        with pytest.raises(RuntimeError, match="power cut"):
            onrecord.write_export(handmade.harbour(), path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.jsonl"]
    onrecord.write_export(handmade.harbour(), path)
    assert len(path.read_text("utf-8").splitlines()) == len(exported(handmade.harbour()))
    assert os.listdir(tmp_path) == ["out.jsonl"]


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    onrecord.write_export(handmade.harbour(), tmp_path / "out.jsonl")
    (tmp_path / "other").touch()
    assert stat.S_IMODE((tmp_path / "out.jsonl").stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="it is a folder"):
        onrecord.write_export(handmade.harbour(), tmp_path)
    with pytest.raises(OSError, match=r"there is no folder .*nowhere"):
        onrecord.write_export(handmade.harbour(), tmp_path / "nowhere" / "x")


def test_an_unknown_format_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no export format 'xml'; there is jsonl"):
        onrecord.write_export(handmade.harbour(), tmp_path / "x", format="xml")
