"""brat standoff, read by a reader that is as strict as brat's own rules: ids, offsets, words, what relates to what.

There is no kept library that reads it; the rules are those of https://brat.nlplab.org/standoff.html and of
https://brat.nlplab.org/configuration.html, as they are written out here.
"""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import handmade
from hypothesis import given, settings
from reading_back import anything, both, exported, far

import onrecord
from onrecord.export import brat

_T = re.compile(r"(T[1-9]\d*)\t(\w+) (\d+ \d+(?:;\d+ \d+)*)\t(.+)")
_R = re.compile(r"(R[1-9]\d*)\t(\w+) Arg1:(T\d+) Arg2:(T\d+)")
_A = re.compile(r"(A[1-9]\d*)\t(\w+) (T\d+) (\w+)")
_N = re.compile(r"(#[1-9]\d*)\t(\w+) (T\d+)\t(.+)")


@dataclasses.dataclass
class Document:
    """What stands in one pair of files: words by id, relations and attributes as triples, notes."""

    text: str
    words: dict[str, tuple[str, list[tuple[int, int]], str]]
    relations: list[tuple[str, str, str]]
    attributes: list[tuple[str, str, str]]
    notes: dict[str, dict[str, Any]]

    def shown(self, id: str) -> str:
        return self.words[id][2]


def configuration(text: str) -> dict[str, dict[str, list[str]]]:
    """The sections of annotation.conf: each name with what may follow it."""
    out: dict[str, dict[str, list[str]]] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
            out[section] = {}
        elif line and not line.startswith("#"):
            name, _, rest = line.partition("\t")
            out[section][name] = [x.strip() for x in rest.split(",") if x]
    return out


def read(text: bytes, annotations: bytes, rules: dict[str, dict[str, list[str]]]) -> Document:
    words = text.decode("utf-8")
    document = Document(words, {}, [], [], {})
    ids: set[str] = set()
    lines = annotations.decode("utf-8").split("\n")
    assert lines.pop() == ""
    assert lines == annotations.decode("utf-8").splitlines()  # so that every reader sees the same lines
    for line in lines:
        found = next(m for m in (p.fullmatch(line) for p in (_T, _R, _A, _N)) if m)
        assert found[1] not in ids
        ids.add(found[1])
        if found.re is _T:
            assert found[2] in rules["entities"]
            spans = [tuple(map(int, x.split(" "))) for x in found[3].split(";")]
            assert all(0 <= a < b <= len(words) for a, b in spans)
            assert found[4] == " ".join(words[a:b] for a, b in spans)
            document.words[found[1]] = (found[2], spans, found[4])  # type: ignore[assignment]
        elif found.re is _R:
            arguments = dict(x.split(":") for x in rules["relations"][found[2]])
            for argument, id in (("Arg1", found[3]), ("Arg2", found[4])):
                assert document.words[id][0] in arguments[argument].split("|")
            document.relations.append((found[2], found[3], found[4]))
        elif found.re is _A:
            of, values = (x.partition(":")[2] for x in rules["attributes"][found[2]])
            assert document.words[found[3]][0] == of
            assert found[4] in values.split("|")
            document.attributes.append((found[2], found[3], found[4]))
        else:
            assert (found[2], document.words[found[3]][0]) == ("onrecord", "Content")
            assert found[3] not in document.notes
            document.notes[found[3]] = json.loads(found[4])
    return document


def documents(findings: onrecord.Findings) -> dict[str, Document]:
    """The documents by the id of their article."""
    files = exported(findings, "brat")
    rules = configuration(files.pop("annotation.conf").decode())
    assert set(rules) == {"entities", "relations", "events", "attributes"}
    files.pop("visual.conf")
    names = {brat.file_name(a): a.id for a in findings.articles}
    assert len(names) == len(findings.articles)
    assert sorted(files) == sorted(f"{name}{end}" for name in names for end in (".txt", ".ann"))
    return {id: read(files[f"{name}.txt"], files[f"{name}.ann"], rules) for name, id in names.items()}


def test_the_annotations_of_an_article_by_hand() -> None:
    found = exported(handmade.harbour(), "brat")
    assert found["one-a1.txt"].decode() == handmade.LONG
    assert found["one-a1.ann"].decode() == (
        "T1\tMention 61 74\tMara Oyelaran\n"
        "A1\tEntity_kind T1 person\n"
        "T2\tContent 33 53\tThe port stays shut,\n"
        "A2\tForm T2 direct\n"
        "A3\tKind T2 statement\n"
        "T3\tSource 55 60;61 74\tmayor Mara Oyelaran\n"
        "R1\tSource Arg1:T2 Arg2:T3\n"
        "T4\tCue 75 79\ttold\n"
        "R2\tCue Arg1:T2 Arg2:T4\n"
        "R3\tSpeaker Arg1:T2 Arg2:T1\n"
        '#1\tonrecord T2\t{"attribution": "q1", "article": "a1", "of": 1, "spans": [[33, 53]], '
        '"words": "The port stays shut,", "source": "mayor Mara Oyelaran", "speaker_was": "Mara Oyelaran", '
        '"mention_was": [61, 74], '
        '"statement_was": ["st1"]}\n'
    )


def test_who_says_what_is_related() -> None:
    two = documents(handmade.harbour())["a2"]
    shown = [(name, two.shown(a), two.shown(b)) for name, a, b in two.relations]
    outer, inner = "The port stays closed, the mayor said", "The port stays closed"
    assert shown == [
        *(("Source", outer, "the Harbour Agency"), ("Cue", outer, "reports"), ("Speaker", outer, "the Harbour Agency")),
        *(("Source", inner, "the mayor"), ("Cue", inner, "said"), ("Speaker", inner, "the mayor")),
    ]


def test_offsets_count_code_points_and_no_piece_reaches_over_a_line() -> None:
    found = documents(far())["far"]
    assert found.text.encode() == exported(far(), "brat")["far-far.txt"]
    contents = [(words, spans) for type, spans, words in found.words.values() if type == "Content"]
    assert [words for words, _ in contents] == [
        "The \U0001d54a\U0001d54b ferry \U0001f6f3 runs again,",
        "All of it, = 1 ]]> & <b>.",
    ]
    assert [[found.text[a:b] for a, b in spans] for _, spans in contents] == [
        ["The \U0001d54a\U0001d54b ferry \U0001f6f3 runs", "again,"],
        ["All", "of it,", "= 1 ]]> & <b>."],
    ]
    # the note keeps the spans and words as the record has them
    notes = list(found.notes.values())
    assert [[found.text[a:b] for a, b in note["spans"]] for note in notes] == [
        ["The \U0001d54a\U0001d54b ferry \U0001f6f3 runs\r\nagain,"],
        ["All\tof it,", "= 1 ]]> & <b>."],
    ]
    assert [note["words"] for note in notes] == [
        "The \U0001d54a\U0001d54b ferry \U0001f6f3 runs\r\nagain,",
        "All\tof it, = 1 ]]> & <b>.",
    ]


def test_the_speaker_is_the_mention_that_is_nearest_to_the_source() -> None:
    found = documents(far())["far"]
    speakers = [(found.shown(a), found.shown(b)) for name, a, b in found.relations if name == "Speaker"]
    assert speakers == [
        ("The \U0001d54a\U0001d54b ferry \U0001f6f3 runs again,", "Bea Ng"),
        ("All of it, = 1 ]]> & <b>.", "she"),
    ]


def test_articles_of_one_name_have_files_of_their_own() -> None:
    findings = both()
    renamed = tuple(dataclasses.replace(a, name="../../etc/passwd\n") for a in findings.articles)
    names = [brat.file_name(a) for a in renamed]
    assert names == ["etc_passwd-a1", "etc_passwd-a2", "etc_passwd-far"]


@settings(max_examples=40, deadline=None)
@given(anything)
def test_any_text_is_annotated_in_brat(findings: onrecord.Findings) -> None:
    found = documents(findings)
    texts = {a.id: a.text for a in findings.articles}
    for reading in findings.readings:
        document = found[reading.article]
        assert document.text == texts[reading.article]
        notes = {note["attribution"]: (id, note) for id, note in document.notes.items()}
        for x in reading.attributions:
            spans = x.content or x.cue or x.source
            # what is white space alone cannot be marked
            assert (x.id in notes) == any(document.text[a:b].strip() for a, b in spans)
            if x.id in notes:
                id, note = notes[x.id]
                assert [tuple(s) for s in note["spans"]] == list(spans)
                assert marked(document, document.words[id][1]) == marked(document, spans)


def marked(document: Document, spans: Any) -> str:
    """The words without white space, which pieces may leave out."""
    return re.sub(r"[\s\x1c-\x1e\x85]", "", "".join(document.text[a:b] for a, b in spans))
