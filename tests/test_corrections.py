"""Corrections in a record: kept whatever comes, applied whenever it is linked, taken back, exported, checked."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from importlib.resources import files
from pathlib import Path

import handmade
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord import correcting, database, linking, pipeline, reading, record
from onrecord.correcting import asked, made
from onrecord.export import jsonl
from onrecord.model import Anchor, Correction, Findings, Outcome, Undoing, speaker_of
from onrecord.text import quote

BRIDGE = Path(__file__).resolve().parents[1] / "examples" / "bridge"


@cache
def bridge() -> Findings:
    return onrecord.read([BRIDGE])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record of the bridge."""
    record.create(tmp_path / "r", bridge())
    return tmp_path / "r"


def attribution(findings: Findings, article: str, words: str) -> str:
    texts = {a.id: a for a in findings.articles}
    (found,) = (
        a.id
        for r in findings.readings
        for a in r.attributions
        if texts[a.article].name == article and words in quote(texts[a.article].text, a.content)
    )
    return found


def together(findings: Findings, one: str, two: str) -> bool:
    return any({one, two} <= set(s.attributions) for s in findings.links.statements)


def linked(findings: Findings) -> Findings:
    """The findings with their links made afresh."""
    links = linking.link(findings.articles, findings.readings, None, findings.corrections)
    return dataclasses.replace(findings, links=links)


FERRIES = ("courier", "four extra ferries would run"), ("herald", "four additional ferries")


def parted(path: Path) -> tuple[Correction, str, str]:
    """A correction that keeps two reports apart, in the record, with the reports."""
    findings = onrecord.load(path)
    one, two = (attribution(findings, *x) for x in FERRIES)
    return onrecord.correct_rows(path, "other statement", one, two, who="A. Reader", why="Two days."), one, two


# --- the record --------------------------------------------------------------------------------------


def test_a_correction_is_kept_applied_and_taken_back(path: Path) -> None:
    said, one, two = parted(path)
    after = onrecord.load(path)
    assert after.corrections == (said,)
    assert not together(after, one, two)
    assert after == linked(after)
    (row,) = onrecord.corrections(path)
    assert row.correction == said
    assert row.outcome == Outcome(said.id, "applied", None, (one, two), "corrections.anchors/1")

    onrecord.undo(path, said.id, "B. Reader")
    back = onrecord.load(path)
    assert together(back, one, two)
    assert dataclasses.replace(back.links, outcomes=()) == bridge().links
    (undone,) = back.corrections
    assert undone.undone is not None
    assert undone.undone.who == "B. Reader"
    assert undone.undone.at > said.at
    assert dataclasses.replace(undone, undone=None) == said
    with pytest.raises(onrecord.CorrectionError, match="taken back already"):
        onrecord.undo(path, said.id, "B. Reader")

    again, *_ = parted(path)
    assert again.id != said.id
    assert not together(onrecord.load(path), one, two)
    assert [x.outcome and x.outcome.state for x in onrecord.corrections(path)] == ["undone", "applied"]


def test_what_became_of_it_is_shown(path: Path) -> None:
    said, *_ = parted(path)
    onrecord.undo(path, said.id, "B. Reader")
    note = onrecord.correct_rows(path, "note", bridge().links.stories[0].id, who="C", why="Ask them.")
    first, second = onrecord.show(path, "corrections")
    assert first["id"] == said.id
    assert (first["who"], first["kind"], first["state"], first["undone_by"]) == (
        *("A. Reader", "other statement", "undone", "B. Reader"),
    )
    assert (first["left_article"], first["right_article"]) == ("courier", "herald")
    assert "four extra ferries" in str(first["left_words"])
    assert (second["id"], second["value"], second["why"], second["state"]) == (note.id, "story", "Ask them.", "applied")


def test_the_speaker_is_another_everywhere(path: Path) -> None:
    """Views, search and export go by it."""
    said = attribution(bridge(), "courier", "I never saw that report")
    onrecord.correct_rows(path, "speaker", said, value="Nadia Brandt", who="A")
    findings = onrecord.load(path)
    new = next(s for s in findings.links.speakers if s.name == "Nadia Brandt")
    assert speaker_of(findings.readings, findings.links)[said] == new.id
    assert [r["speaker"] for r in onrecord.show(path, "who_said_what") if r["id"] == said] == ["Nadia Brandt"]
    counts = {r["name"]: (r["attributions"], r["articles"]) for r in onrecord.show(path, "speakers")}
    assert counts["Nadia Brandt"] == (1, 1)
    before = {r["name"]: r["attributions"] for r in _shown(bridge(), path.parent, "speakers")}
    assert counts["Martin Hale"][0] == int(str(before["Martin Hale"])) - 1
    assert [h.speaker for h in onrecord.search(path, "saw that report") if h.attribution == said] == ["Nadia Brandt"]
    rows = [json.loads(line) for line in jsonl.lines(findings)]
    assert [r["speaker"] for r in rows if r["type"] == "attribution" and r["id"] == said] == [new.id]


def _shown(findings: Findings, folder: Path, what: str) -> list[dict[str, str | int | float | None]]:
    record.create(folder / "plain", findings)
    return onrecord.show(folder / "plain", what)


def test_corrections_outlive_more_articles(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    for name in ("courier.html", "herald.txt"):
        shutil.copy(BRIDGE / name, first)
    onrecord.add(tmp_path / "r", [first])
    said, one, two = parted(tmp_path / "r")
    onrecord.add(tmp_path / "r", [BRIDGE / x for x in ("digest.txt", "market.txt", "tide.txt", "wire.txt")])
    after = onrecord.load(tmp_path / "r")
    assert after.corrections == (said,)
    assert not together(after, one, two)
    # the words of the others are joined with either, as in a record that was corrected when it was whole
    whole = linked(dataclasses.replace(bridge(), corrections=(said,)))
    assert after.links == whole.links


def test_corrections_outlive_another_reader(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Newer software reads all articles again and finds other rows for the same words."""
    said, *_ = parted(path)
    read = reading.read

    def renamed(articles: Sequence[onrecord.Article]) -> list[onrecord.Reading]:
        out = []
        for found in read(articles):
            rows = tuple(
                dataclasses.replace(a, id=f"new{a.id[:13]}", nested_in=a.nested_in and f"new{a.nested_in[:13]}")
                for a in found.attributions
            )
            says = [dataclasses.replace(e, says=tuple(f"new{x[:13]}" for x in e.says)) for e in found.entities]
            out.append(onrecord.Reading(found.article, rows, tuple(says), found.times))
        return out

    monkeypatch.setattr(reading, "read", renamed)
    monkeypatch.setattr(pipeline, "made_by", lambda: "newer")
    assert onrecord.add(path, []).reread == 6
    after = onrecord.load(path)
    one, two = (attribution(after, *x) for x in FERRIES)
    assert one.startswith("new")
    assert not together(after, one, two)
    assert onrecord.corrections(path)[0].correction == said
    assert onrecord.corrections(path)[0].outcome == Outcome(
        said.id, "applied", None, (one, two), "corrections.anchors/1"
    )


def test_corrections_outlive_a_changed_input(tmp_path: Path) -> None:
    """A changed input is another article beside the old one, of which the correction still speaks."""
    pile = tmp_path / "pile"
    shutil.copytree(BRIDGE, pile)
    onrecord.add(tmp_path / "r", [pile])
    said, one, two = parted(tmp_path / "r")
    courier = pile / "courier.html"
    courier.write_text(courier.read_text("utf-8").replace("four extra ferries", "five extra ferries"), "utf-8")
    onrecord.add(tmp_path / "r", [pile])
    after = onrecord.load(tmp_path / "r")
    assert len(after.articles) == 7
    assert after.corrections == (said,)
    assert not together(after, one, two)


def test_links_are_out_of_date_until_they_are_made_anew(path: Path) -> None:
    parted(path)
    db = sqlite3.connect(path)
    assert db.execute("select linked is changes from record").fetchone() == (0,)
    assert db.execute("select count(*) from statement").fetchone()[0] > 0
    assert db.execute("select state from corrections").fetchall() == [(None,)]
    onrecord.load(path)
    assert db.execute("select linked is changes from record").fetchone() == (1,)
    assert db.execute("select state from corrections").fetchall() == [("applied",)]
    assert db.execute("pragma foreign_key_check").fetchall() == []


# --- whole -------------------------------------------------------------------------------------------

texts = handmade.texts
_anchors = st.builds(
    Anchor, texts, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=2).map(tuple), *[texts] * 4
)
_corrections = st.lists(
    st.builds(
        Correction,
        texts,
        st.sampled_from(correcting.KINDS),
        _anchors,
        st.none() | _anchors,
        st.none() | texts,
        *[texts] * 3,
        st.none() | st.builds(Undoing, texts, texts),
    ),
    max_size=4,
    unique_by=lambda c: c.id,
).map(tuple)


@settings(max_examples=40, deadline=None)
@given(corrections=_corrections, found=st.lists(texts, max_size=3).map(tuple), reason=st.none() | texts)
def test_any_corrections_come_back_whole(
    tmp_path_factory: pytest.TempPathFactory, corrections: tuple[Correction, ...], found: tuple[str, ...], reason: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "r"
    harbour = handmade.harbour()
    outcomes = tuple(Outcome(c.id, "not applied", reason, found, "test/1") for c in corrections)
    links = dataclasses.replace(harbour.links, outcomes=outcomes, ascribed=(onrecord.Ascribed("q2", "s1", "test/1"),))
    findings = dataclasses.replace(harbour, links=links, corrections=corrections)
    record.create(path, findings)
    assert onrecord.load(path) == findings
    onrecord.show(path, "corrections")


@cache
def _template(folder: Path) -> Path:
    record.create(folder / "r", bridge())
    return folder / "r"


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_any_sequence_of_corrections_and_undos(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """The links of the record are those that are made afresh with the corrections that hold."""
    path = tmp_path_factory.mktemp("sequence") / "r"
    shutil.copy(_template(tmp_path_factory.getbasetemp()), path)
    links = bridge().links
    ids = {
        "statement": sorted(a for s in links.statements for a in s.attributions),
        "speaker": sorted(e for s in links.speakers for e in s.entities),
        "story": sorted(a.id for a in bridge().articles),
    }
    made_here: list[str] = []
    for _ in range(data.draw(st.integers(1, 5))):
        if made_here and data.draw(st.booleans()):
            id = data.draw(st.sampled_from(made_here))
            made_here.remove(id)
            onrecord.undo(path, id, "B")
            continue
        noun = data.draw(st.sampled_from(sorted(ids)))
        pair = data.draw(st.lists(st.sampled_from(ids[noun]), min_size=2, max_size=2, unique=True))
        kind = data.draw(st.sampled_from(["same", "other"])) + " " + noun
        made_here.append(onrecord.correct_rows(path, kind, *pair, who="A").id)
    after = onrecord.load(path)
    holding = tuple(c for c in after.corrections if not c.undone)
    assert [c.id for c in holding] == made_here
    afresh = linking.link(bridge().articles, bridge().readings, None, holding)
    assert dataclasses.replace(after.links, outcomes=()) == dataclasses.replace(afresh, outcomes=())
    assert {x.correction: x.state for x in after.links.outcomes if x.state != "undone"} == {
        x.correction: x.state for x in afresh.outcomes
    }


# --- the export --------------------------------------------------------------------------------------


def test_corrections_go_out_with_the_export(path: Path) -> None:
    said, one, two = parted(path)
    onrecord.undo(path, said.id, "B. Reader")
    again, *_ = parted(path)
    rows = [json.loads(line) for line in jsonl.lines(onrecord.load(path))]
    schema = json.loads((files("onrecord.export") / "interchange.schema.json").read_text("utf-8"))
    found = [r for r in rows if r["type"] == "correction"]
    assert rows[-2:] == found
    for row in found:
        jsonschema.Draft202012Validator(schema).validate(row)
    assert [(r["id"], r["state"], r["undone"] and r["undone"]["who"]) for r in found] == [
        (said.id, "undone", "B. Reader"),
        (again.id, "applied", None),
    ]
    text = {r["id"]: r["text"] for r in rows if r["type"] == "article"}
    for side, id in (("left", one), ("right", two)):
        anchor = found[1][side]
        assert " ".join(text[anchor["article"]][a:b] for a, b in anchor["spans"]) == anchor["words"]
        assert id in found[1]["found"]
    assert not [r for r in rows if r["type"] == "statement" and {one, two} <= set(r["attributions"])]


def test_an_export_without_corrections_has_no_rows_of_them() -> None:
    assert not [line for line in jsonl.lines(bridge()) if '"type": "correction"' in line]


# --- what is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "left", "right", "value", "reason"),
    [
        ("same statement", "q1", "nothing", "", "no attribution and no statement 'nothing'"),
        ("same statement", "nothing", "q1", "", "no attribution and no statement 'nothing'"),
        ("same statement", "q1", "q1", "", "both sides are the same"),
        ("same statement", "q1", "", "", "is of two"),
        ("same statement", "", "q1", "", "says what it is about"),
        ("same story", "a1", "s1", "", "no article and no story 's1'"),
        ("other speaker", "e1", "e1", "", "both sides are the same"),
        ("same speaker", "e1", "a1", "", "no speaker 'a1'"),
        ("speaker", "q1", "", "", "either a speaker of the record or a name"),
        ("speaker", "q1", "s1", "Ann", "either a speaker of the record or a name"),
        ("speaker", "s1", "s1", "", "no attribution 's1'"),
        ("derivation", "a1", "a2", "theft", "comes from another by rewrite"),
        ("derivation", "a1", "", "", "a derivation is of two articles"),
        ("derivation", "a1", "a1", "", "both sides are the same"),
        ("no derivation", "a1", "", "", "another article or a source"),
        ("note", "nothing", "", "", "no row 'nothing'"),
        ("drop table", "a1", "a2", "", "there is no correction 'drop table'"),
        ("speaker", "q1", "", "x" * 201, "longer than 200 characters"),
        ("speaker", "q1", "", "Ann\x00", "control character"),
        ("speaker", "q1", "", "Ann\u202ennA", "control character"),
    ],
)
def test_what_nobody_can_mean_is_refused(kind: str, left: str, right: str, value: str, reason: str) -> None:
    with pytest.raises(onrecord.CorrectionError, match=reason):
        asked(handmade.harbour(), kind, left, right, value, who="A", why="because")


@pytest.mark.parametrize(
    ("who", "why", "reason"),
    [
        ("", "x", "who says so"),
        (" \t", "x", "who says so"),
        ("x" * 201, "x", "longer than 200"),
        ("A\nB", "x", "control character"),
        ("A\ud800", "x", "control character"),
        ("A", "x" * 5_001, r"longer than 5,000"),
        ("A", "\x1b[31mred", "control character"),
        ("A", "\u2066hidden", "control character"),
        ("A", " ", "a note says something"),
    ],
)
def test_who_and_why_are_what_a_person_writes(path: Path, who: str, why: str, reason: str) -> None:
    with pytest.raises(onrecord.CorrectionError, match=reason):
        onrecord.correct_rows(path, "note", bridge().articles[0].id, who=who, why=why)
    assert onrecord.corrections(path) == ()
    if reason != "a note says something" and why == "x":
        said = onrecord.correct_rows(path, "note", bridge().articles[0].id, who="A", why="b")
        with pytest.raises(onrecord.CorrectionError, match=reason):
            onrecord.undo(path, said.id, who)
        assert onrecord.corrections(path)[0].correction == said


def test_lines_and_any_script_are_kept(path: Path) -> None:
    why = "Zeile eins\r\n<script>alert(1)</script>\n\tסיבה، سبب; '); drop table correction; --"
    said = onrecord.correct_rows(path, "note", bridge().articles[0].id, who="  Ольга “O’B” <b>  ", why=why)
    (row,) = onrecord.corrections(path)
    assert row.correction == said
    assert (said.who, said.why) == ("Ольга “O’B” <b>", why.replace("\r\n", "\n"))


def test_a_correction_of_other_words_is_refused(path: Path) -> None:
    said, *_ = parted(path)
    right = said.right
    for anchor, reason in (
        (dataclasses.replace(said.left, words="words of nobody"), "does not have those words in that place"),
        (dataclasses.replace(said.left, spans=((0, 10**9),)), "does not have those words in that place"),
        (dataclasses.replace(said.left, article="nothing"), "there is no article 'nothing'"),
    ):
        with pytest.raises(onrecord.CorrectionError, match=reason):
            onrecord.correct(path, made("other statement", anchor, right, who="A"))
    with pytest.raises(onrecord.CorrectionError, match="in the record already"):
        onrecord.correct(path, said)
    with pytest.raises(onrecord.CorrectionError, match="there is no correction 'nothing'"):
        onrecord.undo(path, "nothing", "A")
    assert len(onrecord.corrections(path)) == 1


def test_a_correction_without_its_moment_is_refused(path: Path) -> None:
    said, *_ = parted(path)
    for at in ("yesterday", "2026-01-31", "2026-01-31T09:30:00"):
        with pytest.raises(onrecord.CorrectionError, match="when it was made"):
            onrecord.correct(path, dataclasses.replace(said, id="x", at=at))


def test_nothing_can_be_said_of_a_record_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "r").touch()
    for say in (
        lambda: onrecord.correct_rows(tmp_path / "r", "note", "x", who="A", why="b"),
        lambda: onrecord.undo(tmp_path / "r", "x", "A"),
    ):
        with pytest.raises(onrecord.RecordError, match="holds nothing yet"):
            say()
    assert onrecord.corrections(tmp_path / "r") == ()


def test_rows_may_be_named_by_any_noun(path: Path) -> None:
    """The part of the record that is read for a form holds what the ids mean, of every noun."""
    findings = onrecord.load(path)
    links = findings.links
    rows = [
        *(s.id for s in links.statements),
        *(s.id for s in links.speakers),
        *(s.id for s in links.stories),
        *(d.id for d in links.derivations),
        *(o.id for o in links.occasions),
        *(d.id for d in links.discrepancies),
        *(x.id for r in findings.readings for x in (*r.attributions, *r.entities, *r.times, *r.events, *r.occasions)),
    ]
    with sqlite3.connect(path) as db:
        from onrecord import parts

        for id in rows:
            part = parts.of_rows(db, [id])
            assert asked(part, "note", id, who="A", why="x").left.article in {a.id for a in findings.articles}


# --- a record of the version before ------------------------------------------------------------------


def older(path: Path) -> None:
    """Make a record one of version 4, as it was before corrections."""
    db = sqlite3.connect(path)
    for (view,) in db.execute("select name from sqlite_master where type = 'view'").fetchall():
        db.execute(f"drop view {view}")
    for name in ("outcome", "undoing", "correction", "ascribed", "former", "aligned_turn", "aligned"):
        db.execute(f"drop table {name}")
    db.execute("alter table article drop column role")
    db.execute("drop index article_dates")
    db.execute("alter table record drop column linked")
    db.execute("alter table statement_attribution drop column part")
    for name, sql in db.execute("select name, sql from sqlite_master where type = 'table'").fetchall():
        was = re.sub(
            r"id( +)text primary key,\s+number( +)integer not null unique,",
            r"number\2integer primary key, id\1text not null unique,",
            sql,
        )
        if was != sql:
            beside = db.execute(
                "select sql from sqlite_master where tbl_name = ? and type <> 'table'", [name]
            ).fetchall()
            columns = ", ".join(row[1] for row in db.execute(f"pragma table_info({name})"))
            db.execute(re.sub(r'^create table "?\w+"?', "create table was", was, flags=re.IGNORECASE))
            db.execute(f"insert into was ({columns}) select {columns} from {name}")
            db.execute(f"drop table {name}")
            db.execute(f"alter table was rename to {name}")
            for (made,) in beside:
                if made is not None:  # an index that a constraint makes
                    db.execute(made)
    db.execute("create view speakers as select name from speaker")
    db.execute("pragma user_version = 4")
    db.commit()
    db.close()


def test_a_record_of_the_version_before_is_taken_in(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("update statement_attribution set part = null")
    db.close()
    before = onrecord.load(path)
    views = {what: onrecord.show(path, what) for what in onrecord.asking.VIEWS}
    older(path)
    assert onrecord.load(path) == before
    assert {what: onrecord.show(path, what) for what in onrecord.asking.VIEWS} == views
    fresh = path.parent / "fresh"
    record.create(fresh, bridge())
    assert _schema(path) == _schema(fresh)
    db = sqlite3.connect(path)
    assert db.execute("pragma foreign_key_check").fetchall() == []
    for table in ("article_words", "attribution_words"):
        db.execute(f"insert into {table} ({table}) values ('integrity-check')")
    db.close()
    parted(path)
    assert [c.outcome and c.outcome.state for c in onrecord.corrections(path)] == ["applied"]


def test_a_record_of_the_version_before_is_served(path: Path) -> None:
    older(path)
    with closing(database.reader(path)) as db:
        assert db.execute("pragma user_version").fetchone() == (database.SCHEMA_VERSION,)
        assert db.execute("select linked = changes from record").fetchone() == (1,)


def _schema(path: Path) -> dict[str, set[tuple[str, ...]]]:
    """The columns of each table and view, and what indexes and triggers there are."""
    db = sqlite3.connect(path)
    names = [name for (name,) in db.execute("select name from sqlite_master order by name")]
    return {name: {row[1:] for row in db.execute(f"pragma table_info({name})")} for name in names}


def test_links_of_the_version_before_that_were_out_of_date_are_made(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("update record set linked_by = null, linked = null")
    for table in ("derivation", "discrepancy", "wording", "statement_attribution"):
        db.execute(f"delete from {table}")
    db.commit()
    db.close()
    older(path)
    assert onrecord.load(path) == bridge()
    assert database.SCHEMA_VERSION == 6
