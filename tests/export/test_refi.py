"""REFI-QDA: the project held against the standard's own schema, its selections against the texts.

The schema, refi-qda-project.xsd beside this file, is that of the standard (Project.xsd of 18 March 2019), which is
under the MIT licence that it begins with.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import handmade
from hypothesis import given, settings
from lxml import etree
from reading_back import anything, both, exported, far

import onrecord
from onrecord.export import refi

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "refi-qda-project.xsd"))
Q = {"q": refi.NAMESPACE}


class Project:
    """A project as a program that takes it over reads it."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.root = etree.fromstring(files["project.qde"])
        SCHEMA.assertValid(self.root)
        self.check_references()
        self.names = {x.get("guid"): x.get("name") for x in self.all("//q:*[@guid]")}
        self.texts = {}
        for source in self.all("//q:TextSource"):
            path = source.get("plainTextPath").replace("internal://", "Sources/")
            self.texts[source.get("guid")] = files.pop(path).decode("utf-8")
        assert list(files) == ["project.qde"]

    def all(self, path: str, below: Any = None) -> list[Any]:
        return list((self.root if below is None else below).xpath(path, namespaces=Q))

    def check_references(self) -> None:
        """No id twice, and everything that is referred to is there."""
        ids = [x.get("guid") for x in self.all("//q:*[@guid]")]
        assert len(set(ids)) == len(ids)
        pointing = ("targetGUID", "originGUID", "creatingUser", "creatingUserGUID")
        assert {x.get(name) for name in pointing for x in self.all(f"//q:*[@{name}]")} <= set(ids)

    def coded(self, source: Any) -> list[tuple[str, list[str]]]:
        """The selections of a source: their words and the names of their codes and notes."""
        out = []
        for x in self.all("q:PlainTextSelection", source):
            words = self.texts[source.get("guid")][int(x.get("startPosition")) : int(x.get("endPosition"))]
            refs = self.all("q:Coding/q:CodeRef | q:NoteRef", x)
            out.append((words, [self.names[r.get("targetGUID")] for r in refs]))
        return out


def project(findings: onrecord.Findings) -> Project:
    return Project(exported(findings, "refi-qda"))


def test_a_project_by_hand() -> None:
    found = project(handmade.harbour())
    one, two = found.all("//q:TextSource")
    assert (one.get("name"), two.get("name")) == ("Port stays shut", "two")
    assert [found.texts[x.get("guid")] for x in (one, two)] == [handmade.LONG, handmade.SHORT]
    assert found.coded(one) == [
        ("shut", ["quotation altered (low)"]),
        ("The port stays shut", ["The port stays shut"]),
        ("The port stays shut,", ["Mara Oyelaran", "direct"]),
        ("Mara Oyelaran", ["attribution dropped (high)"]),
    ]
    assert found.coded(two) == [
        ("The port stays closed", ["Mara Oyelaran", "indirect", "The port stays shut"]),
        (
            "The port stays closed, the mayor said",
            ["Harbour Agency", "indirect", "The port stays closed, the mayor said"],
        ),
        ("closed", ["quotation altered (low)"]),
    ]
    tree = {x.get("name"): [y.get("name") for y in found.all("q:Code", x)] for x in found.all("//q:Codes/q:Code")}
    assert tree == {
        "Speakers": ["Mara Oyelaran", "Harbour Agency"],
        "Forms": ["direct", "indirect", "mixed"],
        "Statements": ["The port stays shut", "The port stays closed, the mayor said"],
    }
    values = {
        found.names[x.find("q:VariableRef", Q).get("targetGUID")]: x.findtext("q:TextValue", namespaces=Q)
        for x in found.all("q:VariableValue", one)
    }
    assert values == {"outlet": "Delta Post", "published": "2021-05-04", "authors": "Ann Lee", "language": "en"}
    (link,) = found.all("//q:Link")
    ends = [found.names[link.get(end)] for end in ("originGUID", "targetGUID")]
    assert (link.get("name"), link.get("direction"), ends) == ("rewrite", "OneWay", ["two", "Port stays shut"])
    (story,) = found.all("//q:Set")
    members = [found.names[x.get("targetGUID")] for x in found.all("q:MemberSource", story)]
    assert (story.get("name"), members) == ("Port stays shut", ["Port stays shut", "two"])
    notes = [x.findtext("q:PlainTextContent", namespaces=Q) for x in found.all("//q:Note")]
    assert notes == ["“shut” is “closed” in the other", "no name"]


def test_positions_count_code_points() -> None:
    found = project(far())
    (source,) = found.all("//q:TextSource")
    assert [words for words, _ in found.coded(source)] == [
        *("The \U0001d54a\U0001d54b ferry \U0001f6f3 runs\r\nagain,", "All\tof it,", "= 1 ]]> & <b>."),
    ]


def test_codes_of_one_name_are_told_apart() -> None:
    found = project(both())
    names = [x.get("name") for x in found.all("//q:Code")]
    assert len(set(names)) == len(names)


def test_it_is_one_archive(tmp_path: Path) -> None:
    onrecord.write_export(both(), tmp_path / "harbour.qdpx", format="refi-qda")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "harbour.qdpx").read_bytes())) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    assert files == exported(both(), "refi-qda")
    assert len(Project(files).texts) == 3


@settings(max_examples=40, deadline=None)
@given(anything)
def test_any_text_makes_a_valid_project(findings: onrecord.Findings) -> None:
    found = project(findings)
    assert sorted(found.texts.values()) == sorted(a.text for a in findings.articles)
    for article, reading in zip(findings.articles, findings.readings, strict=True):
        (source,) = found.all(f"//q:TextSource[@guid='{refi.guid('source', article.id)}']")
        words = {words for words, _ in found.coded(source)}
        for x in reading.attributions:
            assert {article.text[a:b] for a, b in x.content or x.cue or x.source} <= words
