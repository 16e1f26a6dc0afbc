"""The record: nothing is lost, nothing is written twice, nothing that is no record is touched."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import handmade
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord import asking, database, linking, names, parts, pipeline, reading, record, replacing, rows
from onrecord.asking import MARK_OFF, MARK_ON, VIEWS
from onrecord.columns import LINKS, Table, link_rows
from onrecord.model import Article, Attribution, Form, Reading, Statement, Wording

PERSONS = ("Mara Oyelaran", "Tomas Brandt", "Ines Calder", "Yusuf Demir")


def article(n: int) -> str:
    """A small article, different for each number, with something said in it."""
    who = PERSONS[n % len(PERSONS)]
    return (
        f"Harbour notice {n}\n\nPORTSTEAD, {1 + n % 28} May 2021\n\n"
        f"“Berth {n} stays shut until the crane number {n * 7} is repaired,” {who} said on Monday.\n\n"
        f"The town council of Portstead said that {n * 13} ships were waiting off the coast.\n"
    )


def folder(path: Path, count: int) -> Path:
    path.mkdir(exist_ok=True)
    for n in range(count):
        (path / f"{n:03}.txt").write_text(article(n), "utf-8")
    return path


def dump(path: Path) -> dict[str, list[str]]:
    """All rows of a record, without the software's name, but those that say how it came about.

    Numbers of links only say in which order they stand, and are counted here.
    """
    db = sqlite3.connect(path)
    out: dict[str, list[str]] = {}
    for (name,) in db.execute("select name from sqlite_master where type = 'table' order by name").fetchall():
        if name in ("record", "former") or "_words_" in name:
            continue
        columns = [x for _, x, *_ in db.execute(f"pragma table_info({name})")]
        if name in {table.name for table in LINKS.values()}:
            columns[columns.index("number")] = "row_number() over (order by number)"
        found = db.execute(f"select {', '.join(columns)} from {name}")
        out[name] = sorted(re.sub(r"rules [0-9a-f]{12}", "", repr(row)) for row in found)
    db.close()
    return out


# --- round trips -------------------------------------------------------------------------------------


def test_findings_made_by_hand_come_back_whole(tmp_path: Path) -> None:
    findings = handmade.harbour()
    record.create(tmp_path / "r", findings)
    assert onrecord.load(tmp_path / "r") == findings


@settings(max_examples=20, deadline=None)
@given(handmade.findings())
def test_any_findings_come_back_whole(tmp_path_factory: pytest.TempPathFactory, findings: onrecord.Findings) -> None:
    path = tmp_path_factory.mktemp("record") / "r"
    record.create(path, findings)
    assert onrecord.load(path) == findings
    for what in VIEWS:
        onrecord.show(path, what)
    shutil.rmtree(path.parent)


def test_what_is_added_is_what_is_read(tmp_path: Path) -> None:
    articles = folder(tmp_path / "in", 5)
    onrecord.add(tmp_path / "r", [articles])
    assert onrecord.load(tmp_path / "r") == onrecord.read([articles])


def test_the_database_itself_is_sound(tmp_path: Path) -> None:
    record.create(tmp_path / "r", handmade.harbour())
    db = sqlite3.connect(tmp_path / "r")
    assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert db.execute("pragma foreign_key_check").fetchall() == []
    for words in ("article_words", "attribution_words"):
        db.execute(f"insert into {words} ({words}, rank) values ('integrity-check', 1)")
    assert db.execute("pragma user_version").fetchone() == (database.SCHEMA_VERSION,)


# --- growing -----------------------------------------------------------------------------------------


def test_the_same_input_twice_changes_nothing(tmp_path: Path) -> None:
    articles = folder(tmp_path / "in", 5)
    (articles / "empty.txt").write_bytes(b"")
    first = onrecord.add(tmp_path / "r", [articles])
    before = (tmp_path / "r").read_bytes()
    second = onrecord.add(tmp_path / "r", [articles])
    assert (first.new, first.unchanged, len(first.failures)) == (5, 0, 1)
    assert (second.new, second.unchanged, second.failures) == (0, 5, first.failures)
    assert (tmp_path / "r").read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text elsewhere")
def test_names_that_are_no_text_and_halves_of_characters_can_be_stored(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with open(os.fsencode(folder) + b"/a\xff.txt", "w", encoding="utf-8") as file:
        file.write(article(1))
    with open(os.fsencode(folder) + b"/b\xff.pdf", "wb") as file:
        file.write(b"spoilt")
    row = {"title": "Half \ud800 a title", "text": f"\udfff {article(2)}", "author": "Ann \ud83d Lee", "id": "\udc00d"}
    (folder / "rows.jsonl").write_text(json.dumps(row), "ascii")
    added = onrecord.add(tmp_path / "r", [folder])
    assert added.new == 2
    assert [x.input for x in added.failures] == [f"{folder}/b\ufffd.pdf"]
    found = onrecord.load(tmp_path / "r")
    assert found == onrecord.read([folder])
    assert [(a.name, a.title, a.authors) for a in found.articles] == [
        ("a\ufffd", "Harbour notice 1", ()),
        ("\ufffdd", "Half \ufffd a title", ("Ann \ufffd Lee",)),
    ]
    assert found.articles[1].text.startswith("\ufffd Harbour notice 2")
    assert onrecord.add(tmp_path / "r", [folder]).new == 0


def test_a_changed_input_stands_beside_the_old(tmp_path: Path) -> None:
    articles = folder(tmp_path / "in", 2)
    onrecord.add(tmp_path / "r", [articles])
    old = onrecord.load(tmp_path / "r").articles
    (articles / "001.txt").write_text(article(77), "utf-8")
    assert onrecord.add(tmp_path / "r", [articles]).new == 1
    new = onrecord.load(tmp_path / "r").articles
    assert new[:2] == old
    assert [x.text for x in new] == [article(0), article(1), article(77)]


def test_a_list_of_names_is_kept_and_links_anew_without_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles, path = folder(tmp_path / "in", 5), tmp_path / "r"
    listed = names.parse(b"name,aliases,identifier\nMara B. Oyelaran,Mara Oyelaran,Q1\n\nInes C. Calder,,\n", "n.csv")
    onrecord.add(path, [articles])
    plain = onrecord.load(path)
    with monkeypatch.context() as still:
        still.setattr(reading, "read", lambda _: pytest.fail("it reads again"))
        assert onrecord.add(path, [], names=listed) == onrecord.Added(0, 0, 0, (), 2)
    found = onrecord.load(path)
    assert found == onrecord.read([articles], names=listed)
    assert (found.articles, found.readings) == (plain.articles, plain.readings)
    # a later `add` without a list uses the one that is kept, and so does what links after a kill
    (articles / "005.txt").write_text(article(8), "utf-8")
    assert onrecord.add(path, [articles]).listed == 2
    found = onrecord.load(path)
    assert {(s.name, s.identifier, s.listed) for s in found.links.speakers if s.listed} == {
        ("Mara B. Oyelaran", "Q1", "n.csv:2"),
        ("Ines C. Calder", None, "n.csv:4"),
    }
    db = sqlite3.connect(path, isolation_level=None)
    assert rows.select_names(db) == listed
    db.execute("pragma foreign_keys = on")
    replacing.delete_links(db)
    db.execute("update record set linked_by = null, linked = null")
    db.close()
    assert onrecord.load(path) == found
    with pytest.raises(onrecord.RecordError, match="no such record"):
        onrecord.add(tmp_path / "other", [], names=listed)
    # the same list changes nothing; no list is the record as it was
    before = path.read_bytes()
    assert onrecord.add(path, [], names=listed).listed == 2
    assert path.read_bytes() == before
    assert onrecord.add(path, [], names=onrecord.Names()).listed == 0
    assert onrecord.load(path) == onrecord.read([articles])
    assert onrecord.show(path, "names") == []


@settings(max_examples=60, deadline=None)
@given(handmade.linked_twice())
def test_new_links_leave_what_a_record_made_of_them_holds(
    tmp_path_factory: pytest.TempPathFactory, twice: tuple[onrecord.Findings, onrecord.Links]
) -> None:
    """Only rows that differ are put in, and the tables are those of a record that was made with the new links."""
    folder = tmp_path_factory.mktemp("record")
    first, links = twice
    made = {"there": first, "anew": replace(first, links=links), "back": first}
    texts = {a.id: a.text for a in first.articles}
    for name, findings in made.items():
        record.create(folder / name, findings)
    for name, of in (("anew", links), ("back", first.links)):
        with database.opened(folder / "there", create=False) as db:
            former = dict(db.execute("select id, member from former"))
            for owner, members, member in replacing.MEMBERS:
                held = f"select {owner}, {member} from {members} where position = 0"
                former.update(db.execute(held).fetchall())
            with database.transaction(db):
                replacing.replace(db, replacing.difference(db, link_rows(of, texts)))
            gone = former.keys() - {x.id for x in (*of.stories, *of.statements, *of.speakers)}
            assert dict(db.execute("select id, member from former")) == {id: former[id] for id in gone}
            assert db.execute("pragma foreign_key_check").fetchall() == []
        assert dump(folder / "there") == dump(folder / name)
        assert onrecord.load(folder / "there") == made[name]
    shutil.rmtree(folder)


def test_links_that_are_the_same_are_not_written(tmp_path: Path) -> None:
    path, findings = tmp_path / "r", handmade.harbour()
    record.create(path, findings)
    texts = {a.id: a.text for a in findings.articles}
    other = replace(findings.links, stories=(replace(findings.links.stories[0], title="Another"),))
    with database.opened(path, create=False) as db:
        for links, written in ((findings.links, 0), (other, 1)):
            before = db.total_changes
            with database.transaction(db):
                replacing.replace(db, replacing.difference(db, link_rows(links, texts)))
            assert db.total_changes - before == written
    assert onrecord.load(path).links == other


@given(st.lists(st.integers(0, 40), unique=True), st.data())
def test_numbers_rise_in_the_order_that_is_wanted_and_few_change(wanted: list[int], data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(wanted), unique=True)) if wanted else []
    numbers = data.draw(st.lists(st.integers(1, 4 * replacing.GAP), unique=True, min_size=len(some)))
    held = {(key,): number for key, number in zip(some, numbers, strict=False)}
    given_now = replacing.numbered_anew([(key,) for key in wanted], held)
    now = [{**held, **given_now}[(key,)] for key in wanted]
    assert now == sorted(set(now))
    assert all(number > 0 for number in now)
    stay = [held[(key,)] for key in wanted if (key,) in held]
    room = min((b - a for a, b in itertools.pairwise([0, *stay])), default=replacing.GAP)
    if stay == sorted(stay) and room > len(wanted):
        assert not held.keys() & given_now.keys()


def test_a_failure_is_forgotten_when_the_input_is_mended(tmp_path: Path) -> None:
    articles = folder(tmp_path / "in", 1)
    (articles / "late.txt").write_bytes(b"")
    onrecord.add(tmp_path / "r", [articles])
    assert [x.input for x in onrecord.load(tmp_path / "r").failures] == [str(articles / "late.txt")]
    (articles / "late.txt").write_text(article(9), "utf-8")
    assert onrecord.add(tmp_path / "r", [articles]).failures == ()
    assert onrecord.load(tmp_path / "r").failures == ()


def test_growing_by_parts_gives_the_same_findings(tmp_path: Path) -> None:
    articles = folder(tmp_path / "in", 6)
    onrecord.add(tmp_path / "whole", [articles])
    for part in ("00[0-2].txt", "00[3-5].txt"):
        onrecord.add(tmp_path / "parts", [str(articles / part)])
    assert onrecord.load(tmp_path / "parts") == onrecord.load(tmp_path / "whole")


def test_newer_software_reads_again_and_keeps_the_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = folder(tmp_path / "in", 4)
    with monkeypatch.context() as older:
        older.setattr(pipeline, "made_by", lambda: "onrecord of old")
        onrecord.add(tmp_path / "r", [articles])
    before = onrecord.load(tmp_path / "r")
    # only one is given again; the others are read from the text that the record holds
    added = onrecord.add(tmp_path / "r", [articles / "002.txt"])
    assert (added.new, added.reread) == (0, 3)
    assert onrecord.load(tmp_path / "r") == before
    db = sqlite3.connect(tmp_path / "r")
    makers = db.execute("select made_by, read_by from article order by number").fetchall()
    now = pipeline.made_by()
    assert makers == [("onrecord of old", now)] * 2 + [(now, now)] + [("onrecord of old", now)]
    for words in ("article_words", "attribution_words"):
        db.execute(f"insert into {words} ({words}, rank) values ('integrity-check', 1)")


def test_links_are_stored_also_while_another_process_adds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, articles = tmp_path / "r", folder(tmp_path / "in", 3)
    linked, made = pipeline.linked, []

    def meanwhile(*given: object, **more: object) -> onrecord.Links:
        made.append(len(given[0]))  # type: ignore[arg-type]
        (articles / f"more{len(made)}.txt").write_text(article(20 + len(made)), "utf-8")
        with monkeypatch.context() as killed:
            killed.setattr(pipeline, "linked", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                onrecord.add(path, [articles])
        return linked(*given, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as slow:
        slow.setattr(pipeline, "linked", meanwhile)
        onrecord.add(path, [articles])
    assert made == [3, 4, 5]
    db = sqlite3.connect(path)
    assert db.execute("select changes, linked from record").fetchone() == (6, 5)
    assert db.execute("select count(*) from story_article").fetchone() == (5,)
    assert onrecord.load(path) == onrecord.read([articles])


def test_links_of_rows_that_went_meanwhile_are_made_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, articles = tmp_path / "r", folder(tmp_path / "in", 3)
    linked, made = pipeline.linked, []

    def meanwhile(*given: object, **more: object) -> onrecord.Links:
        made.append(len(given[0]))  # type: ignore[arg-type]
        if len(made) == 1:
            db = sqlite3.connect(path)
            db.execute("update article set read_by = 'another onrecord'")
            db.execute("update record set changes = changes + 1")
            db.commit()
        return linked(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "linked", meanwhile)
    onrecord.add(path, [articles])
    assert made == [3, 3]
    assert onrecord.load(path).links == onrecord.read([articles]).links


def test_one_who_adds_does_not_wait_while_all_is_read_for_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article comes in between two pieces of the reading; the links are those of the articles that were there."""
    path, articles = tmp_path / "r", folder(tmp_path / "in", 5)
    onrecord.add(path, [articles])
    before = onrecord.load(path)
    db = sqlite3.connect(path)
    db.execute("update record set linked = 0")
    db.commit()
    db.close()
    (tmp_path / "late.txt").write_text(article(9), "utf-8")
    link, snapshot, pieces = record.link, parts.snapshot, []

    def between(db: sqlite3.Connection) -> object:
        pieces.append(db)
        if len(pieces) == 2:
            onrecord.add(path, [tmp_path / "late.txt"])
        return snapshot(db)

    monkeypatch.setattr(database, "ENDING", 0.1)
    monkeypatch.setattr(parts, "_PIECE", 2)
    monkeypatch.setattr(parts, "snapshot", between)
    monkeypatch.setattr(record, "link", lambda *_, **__: None)
    with database.opened(path, create=False) as db:
        link(db, pipeline.made_by(), times=1)
        assert len(pieces) == 3
        assert rows.select_links(db) == before.links
        assert db.execute("select changes - linked from record").fetchone() == (1,)
    monkeypatch.undo()
    assert onrecord.load(path) == onrecord.read([articles, tmp_path / "late.txt"])


def test_one_who_adds_does_not_wait_while_all_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes in between two pieces of the reading, or between two tables, is not waited for, and left out."""
    path, articles = tmp_path / "r", folder(tmp_path / "in", 5)
    onrecord.add(path, [articles])
    before = onrecord.load(path)
    snapshot, select, late = parts.snapshot, rows._select_nouns, []

    def add() -> None:
        late.append(tmp_path / f"late{len(late)}.txt")
        late[-1].write_text(article(20 + len(late)), "utf-8")
        with monkeypatch.context() as unlinked:
            unlinked.setattr(record, "link", lambda *_, **__: None)
            unlinked.setattr(parts, "snapshot", snapshot)
            onrecord.add(path, [late[-1]])

    def between(db: sqlite3.Connection) -> object:
        add()
        return snapshot(db)

    def among(db: sqlite3.Connection, table: Table, *part: object) -> object:
        if table.name == "statement":
            add()
        return select(db, table, *part)  # type: ignore[arg-type]

    with monkeypatch.context() as slow:
        slow.setattr(database, "ENDING", 0.1)
        slow.setattr(parts, "_PIECE", 2)
        slow.setattr(parts, "snapshot", between)
        slow.setattr(rows, "_select_nouns", among)
        assert onrecord.load(path) == before
    assert len(late) == 4  # three pieces of articles, and the statements
    assert onrecord.load(path) == onrecord.read([articles, *late])


@pytest.mark.parametrize("times", [1, 100])
def test_what_is_loaded_is_of_one_moment_however_often_it_is_linked_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    path, articles = tmp_path / "r", folder(tmp_path / "in", 3)
    onrecord.add(path, [articles])
    select, tried = rows.select_links, []

    def relinked(db: sqlite3.Connection, part: rows.Part | None = None) -> onrecord.Links:
        tried.append(db)
        if len(tried) <= times and not db.in_transaction:
            (articles / f"more{len(tried)}.txt").write_text(article(20 + len(tried)), "utf-8")
            onrecord.add(path, [articles])
        return select(db, part)

    monkeypatch.setattr(rows, "select_links", relinked)
    assert onrecord.load(path) == onrecord.read([articles])
    assert len(tried) == min(times, asking.TRIES) + 1


def test_what_is_done_waits_longer_for_readers_than_what_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    path, articles = tmp_path / "r", folder(tmp_path / "in", 2)
    onrecord.add(path, [articles / "000.txt"])
    reader = database.reader(path)
    reader.execute("begin")
    reader.execute("select count(*) from article").fetchone()
    ended = threading.Timer(1.0, lambda: reader.execute("rollback"))
    ended.start()
    assert onrecord.add(path, [articles]).new == 1
    ended.join()
    reader.execute("begin")
    reader.execute("select count(*) from article").fetchone()
    monkeypatch.setattr(database, "ENDING", 0.3)
    (articles / "002.txt").write_text(article(2), "utf-8")
    with pytest.raises(onrecord.RecordError, match="another process"):
        onrecord.add(path, [articles])
    reader.close()
    assert onrecord.add(path, [articles]).new == 1


def test_links_that_a_killed_run_left_out_are_made_at_the_next_reading(tmp_path: Path) -> None:
    articles = folder(tmp_path / "in", 3)
    onrecord.add(tmp_path / "r", [articles])
    whole = onrecord.load(tmp_path / "r")
    db = sqlite3.connect(tmp_path / "r", isolation_level=None)
    for table in ("discrepancy", "occasion", "statement", "derivation", "story", "settled", "speaker"):
        db.execute("pragma foreign_keys = on")
        db.execute(f"delete from {table}")
    db.execute("update record set linked_by = null, linked = null")
    assert onrecord.load(tmp_path / "r") == whole


def test_the_former_links_stay_until_there_are_new_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles, path = folder(tmp_path / "in", 3), tmp_path / "r"
    onrecord.add(path, [articles])
    before = onrecord.load(path).links
    folder(articles, 6)
    with monkeypatch.context() as killed:
        killed.setattr(linking, "link", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            onrecord.add(path, [articles])
    db = sqlite3.connect(path)
    assert db.execute("select count(*) from article").fetchone() == (6,)
    assert rows.select_links(db) == before
    assert db.execute("pragma foreign_key_check").fetchall() == []
    db.close()
    assert onrecord.load(path) == onrecord.read([articles])


_ADD = "import sys, onrecord; onrecord.add(sys.argv[1], [sys.argv[2]], processes=int(sys.argv[3]))"


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_run_killed_at_any_moment_can_go_on(tmp_path: Path, processes: int) -> None:
    articles = folder(tmp_path / "in", 100)
    undisturbed, path = tmp_path / "undisturbed", tmp_path / "killed"

    def add(to: Path) -> list[str]:
        return [sys.executable, "-c", _ADD, str(to), str(articles), str(processes)]

    # both are linked at the end, under one hash seed: what is compared here is the record alone
    settled = {**os.environ, "PYTHONHASHSEED": "0"}
    start = time.monotonic()
    subprocess.run(add(undisturbed), check=True, env=settled)
    whole = time.monotonic() - start
    moments = random.Random(20210503)
    killed = 0
    for _ in range(3):
        process = subprocess.Popen(add(path), stderr=subprocess.DEVNULL)
        time.sleep(whole * moments.uniform(0.2, 0.95))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        if path.exists():
            held = onrecord.load(path)
            assert len(held.articles) == len(held.readings) <= 100
            assert [a.text for a in held.articles] == [article(n) for n in range(len(held.articles))]
    assert killed
    subprocess.run(add(path), check=True, env=settled)
    (articles / "100.txt").write_text(article(100), "utf-8")
    for finished in (undisturbed, path):
        subprocess.run(add(finished), check=True, env=settled)
    assert onrecord.load(path) == onrecord.load(undisturbed)
    assert dump(path) == dump(undisturbed)


def test_workers_end_with_a_killed_main_process(tmp_path: Path) -> None:
    articles = folder(tmp_path / "in", 100)
    process = subprocess.Popen([sys.executable, "-c", _ADD, tmp_path / "r", articles, "2"], start_new_session=True)
    deadline = time.monotonic() + 20
    while len(_group(process.pid)) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(_group(process.pid)) >= 3
    process.kill()
    process.wait()
    while _group(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _group(process.pid) == []


def _group(leader: int) -> list[int]:
    """The processes of a session; reads /proc and so needs Linux."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc")
    out = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            out.append(int(stat.parent.name))
    return out


# --- what is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Dear diary, this is a note and no database, but it is long enough to look like one. " * 20, "no record"),
        (b"SQLite format 3\0" + b"\xff" * 2000, "no record"),
    ],
)
def test_a_file_that_is_no_record_is_left_alone(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    for ask in (onrecord.load, lambda p: onrecord.add(p, [p])):
        with pytest.raises(onrecord.RecordError, match=f"notes.txt: .*{reason}"):
            ask(path)
    assert path.read_bytes() == content


def test_another_program_s_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    db = sqlite3.connect(path)
    db.execute("create table mine (x)")
    db.close()
    before = path.read_bytes()
    for ask in (onrecord.load, lambda p: onrecord.add(p, [p])):
        with pytest.raises(onrecord.RecordError, match=r"other.db: it is an SQLite file, but no record"):
            ask(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("version", "said"), [(99, "a newer onrecord .*: update onrecord"), (3, "an older onrecord .*; make a new one")]
)
def test_a_record_of_another_version_is_left_alone(tmp_path: Path, version: int, said: str) -> None:
    path = tmp_path / "r"
    record.create(path, handmade.harbour())
    db = sqlite3.connect(path)
    db.execute(f"pragma user_version = {version}")
    db.close()
    before = path.read_bytes()
    for ask in (onrecord.load, lambda p: onrecord.add(p, [p]), lambda p: database.reader(Path(p))):
        with pytest.raises(onrecord.RecordError, match=said):
            ask(path)
    assert path.read_bytes() == before


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(onrecord.RecordError, match=r"nowhere: no such record"):
        onrecord.load(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    with pytest.raises(onrecord.RecordError, match="there is no folder"):
        onrecord.add(tmp_path / "no" / "r", [tmp_path])
    with pytest.raises(onrecord.RecordError, match="it is a folder"):
        onrecord.add(tmp_path, [tmp_path])


def test_a_record_of_nothing_yet_is_empty(tmp_path: Path) -> None:
    (tmp_path / "r").touch()
    assert onrecord.load(tmp_path / "r") == onrecord.Findings()
    assert onrecord.show(tmp_path / "r") == []
    assert onrecord.search(tmp_path / "r", "port") == []


def test_a_record_that_another_process_writes_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    articles = folder(tmp_path / "in", 1)
    onrecord.add(tmp_path / "r", [articles])
    other = sqlite3.connect(tmp_path / "r", isolation_level=None)
    other.execute("begin exclusive")
    (articles / "000.txt").write_text(article(5), "utf-8")
    with pytest.raises(onrecord.RecordError, match="another process is writing to it"):
        onrecord.add(tmp_path / "r", [articles])
    other.execute("rollback")
    assert onrecord.add(tmp_path / "r", [articles]).new == 1


def test_real_findings_come_back_whole(shared: Path, tmp_path: Path) -> None:
    articles = [str(shared / "seeds" / "*.txt")]
    findings = onrecord.read(articles)
    onrecord.add(tmp_path / "r", articles)
    assert onrecord.load(tmp_path / "r") == findings


@pytest.mark.slow
def test_many_real_findings_come_back_whole(shared: Path, tmp_path: Path) -> None:
    articles = [str(shared / "data" / "polnear" / "train" / "texts" / "*e.txt")]
    findings = onrecord.read(articles)
    assert len(findings.articles) > 50
    onrecord.add(tmp_path / "r", articles)
    assert onrecord.load(tmp_path / "r") == findings


def test_a_full_disk_is_named_and_costs_nothing_that_was_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = folder(tmp_path / "in", 3)
    onrecord.add(tmp_path / "r", [articles])
    before = onrecord.load(tmp_path / "r")
    (articles / "long.txt").write_text("\n\n".join(article(n) for n in range(400)), "utf-8")
    connect = sqlite3.connect

    def small(*args: object, **kwargs: object) -> sqlite3.Connection:
        db = connect(*args, **kwargs)  # type: ignore[call-overload]
        db.execute(f"pragma max_page_count = {db.execute('pragma page_count').fetchone()[0] + 1}")
        return db  # type: ignore[no-any-return]

    monkeypatch.setattr(sqlite3, "connect", small)
    with pytest.raises(onrecord.RecordError, match="the disk is full; what was stored before is kept"):
        onrecord.add(tmp_path / "r", [articles])
    monkeypatch.undo()
    assert onrecord.load(tmp_path / "r") == before


@pytest.mark.skipif(sys.platform != "linux", reason="limits of processes")
def test_a_limit_on_the_size_of_files_is_named(tmp_path: Path) -> None:
    record.create(tmp_path / "r", handmade.harbour())
    before = onrecord.load(tmp_path / "r")
    code = (
        "import resource, sys\n"
        "from onrecord import names, record\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "entries = tuple(names.Listed(n, 'Ann Lee ' * 20, 'person') for n in range(1000))\n"
        "record.add(sys.argv[1], [], names=names.Names('names.csv', entries))"
    )
    ended = subprocess.run([sys.executable, "-c", code, tmp_path / "r"], capture_output=True, text=True)
    assert "r: reading or writing it failed (a limit on the size of files" in ended.stderr
    assert onrecord.load(tmp_path / "r") == before


# --- asking ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("harbour") / "r"
    record.create(path, handmade.harbour())
    return path


def found(path: Path, words: str, speaker: str | None = None) -> list[tuple[str, str | None, str]]:
    hits = onrecord.search(path, words, speaker=speaker)
    return [(x.name, x.speaker, x.excerpt.replace(MARK_ON, "[").replace(MARK_OFF, "]")) for x in hits]


def test_search_finds_what_was_said_and_then_what_was_written(harbour: Path) -> None:
    assert found(harbour, "closed") == [
        ("two", "Mara Oyelaran", "The port stays [closed]"),
        ("two", "Harbour Agency", "The port stays [closed], the mayor said"),
        ("two", None, handmade.SHORT.replace("closed", "[closed]")),
    ]
    assert found(harbour, '"stays shut"')[0] == ("one", "Mara Oyelaran", "The port [stays shut],")
    assert found(harbour, "shut stays")[0][0] == "one"
    assert found(harbour, '"shut stays"') == []


def test_search_by_speaker(harbour: Path) -> None:
    assert {x[1] for x in found(harbour, "port", "oyelaran")} == {"Mara Oyelaran"}
    assert [x[0] for x in found(harbour, "port", "Agency")] == ["two"]
    assert found(harbour, "port", "Nobody") == []


@pytest.mark.parametrize("looked_up", [2, 5000])
def test_who_says_the_words_of_a_search_is_counted_as_it_finds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looked_up: int
) -> None:
    """Also where a person says that somebody else said it; of many places, the last are looked up."""
    path = tmp_path / "r"
    onrecord.add(path, [folder(tmp_path / "in", 9)])
    speakers = {x.name: x.id for x in onrecord.load(path).links.speakers}
    first = next(x for x in onrecord.search(path, "berth") if x.speaker == PERSONS[0])
    assert first.attribution
    record.correct_rows(path, "speaker", first.attribution, speakers[PERSONS[1]], who="Ada")
    monkeypatch.setattr(asking, "LOOKED_UP", looked_up)
    with asking._linked(path) as db:
        assert db
        for match in ("berth", "the", '"crane number"', "nothing"):
            found = asking.hits(db, match, None, 1000, 0)
            said = [x for x in found if x.attribution]
            order = "select id from attribution order by number desc"
            newest = [id for (id,) in db.execute(order) if any(x.attribution == id for x in said)][:looked_up]
            counted = asking.tally(db, match)
            assert (counted.said, counted.written) == (len(said), len(found) - len(said))
            assert counted.speakers == Counter(x.speaker_id for x in said if x.attribution in newest)
            for id in speakers.values():
                own = [x for x in said if x.speaker_id == id]
                assert asking.hits(db, match, {id}, 1000, 0) == own
                assert asking.tally_of(db, match, id) == len(own)


@pytest.mark.parametrize(
    "words",
    [
        *("closed OR", "closed*", "NEAR(closed)", "closed AND NOT", "content_text:closed", 'closed "', "-closed"),
        *("^closed", "closed;drop table article", "closed)", "{closed}", "closed\0", "'closed' --", "😀 closed"),
        "closed\\",
    ],
)
def test_no_punctuation_breaks_a_search(harbour: Path, words: str) -> None:
    found(harbour, words)
    assert asking.query(words)


def test_a_word_is_sought_once_however_often_it_is_said() -> None:
    assert asking.query('port "a crane" port port "a crane" Port') == '"port" "a crane" "Port"'


@pytest.mark.parametrize("words", ["", " ", '""', "?!", "😀", '"…"', "\0"])
def test_a_search_for_no_word_is_refused(harbour: Path, words: str) -> None:
    with pytest.raises(ValueError, match="no word to search for"):
        onrecord.search(harbour, words)


@settings(max_examples=200, deadline=None)
@given(handmade.texts)
def test_any_words_can_be_sought(harbour: Path, words: str) -> None:
    if any(c.isalnum() for c in words):
        onrecord.search(harbour, words)
    else:
        with pytest.raises(ValueError, match="no word"):
            onrecord.search(harbour, words)


def test_each_statement_is_called_by_words_of_its_own(tmp_path: Path) -> None:
    """Where one sentence tells several statements, and another only this one; a quotation before a paraphrase."""
    text = "Shut\n\nThe port is shut and the crane is broken, Oyelaran said.\n\n“The crane is broken,” Oyelaran said."
    source = Article("one", "in/one.txt", "one", "0" * 64, "text/plain", text, "en", paragraphs=(((6, len(text)),),))

    def said(id: str, words: str, form: Form) -> Attribution:
        begin = text.index(words)
        return Attribution(id, "one", (), (), ((begin, begin + len(words)),), form, "statement", None, None, 1.0, "x/1")

    both = said("a1", "The port is shut and the crane is broken", "indirect")
    quoted = said("a2", "“The crane is broken,”", "direct")
    statements = (
        Statement("s1", None, ("a1",), (), "x/1"),
        Statement("s2", None, ("a1", "a2"), (Wording("a2", "a1", "trimmed", ()),), "x/1"),
    )
    found = onrecord.Findings((source,), (Reading("one", (both, quoted)),), onrecord.Links(statements=statements), ())
    record.create(tmp_path / "r", found)
    shown = {row["id"]: row["words"] for row in onrecord.show(tmp_path / "r", "statements")}
    assert shown == {"s1": "The port is shut and the crane is broken", "s2": "“The crane is broken,”"}


def test_views_answer_questions(harbour: Path) -> None:
    def answers(what: str, *names: str) -> list[tuple[object, ...]]:
        return [tuple(row[name] for name in names) for row in onrecord.show(harbour, what)]

    assert answers("who_said_what", "speaker", "words", "article", "statement") == [
        ("Mara Oyelaran", "The port stays shut,", "one", "st1"),
        ("Harbour Agency", "The port stays closed, the mayor said", "two", "st2"),
        ("Mara Oyelaran", "The port stays closed", "two", "st1"),
    ]
    assert answers("speakers", "name", "attributions", "articles", "aliases") == [
        ("Mara Oyelaran", 2, 2, "Oyelaran"),
        ("Harbour Agency", 1, 1, None),
    ]
    assert answers("statements", "speaker", "words", "articles", "origins", "wordings", "relations") == [
        ("Mara Oyelaran", "The port stays shut", 2, 2, 2, "altered"),
        ("Harbour Agency", "The port stays closed, the mayor said", 1, 1, 1, None),
    ]
    assert answers("stories", "title", "articles", "origins", "origin_names", "names") == [
        ("Port stays shut", 2, 2, "Delta Post; two", "one, two")
    ]
    assert answers("occasions", "kind", "speaker", "held", "articles") == [
        ("interview", "Mara Oyelaran", "2021-05-03", 2)
    ]
    assert answers("derivations", "article", "how", "comes_from", "direction") == [
        ("two", "rewrite", "one", "inferred"),
        ("two", "credit", "Harbour Agency", "stated"),
    ]
    assert answers("discrepancies", "severity", "left_text", "right_text") == [
        ("high", "Mara Oyelaran", None),
        ("low", "shut", "closed"),
    ]
    assert answers("times", "words", "value", "anchor") == [
        ("Monday", "2021-05-03", "published"),
        ("3 May 2021", "2021-05-03", "a1"),
    ]
    assert answers("events", "date", "text", "claimed_by") == [("2021-05-03", "It shut on 3 May 2021.", None)]
    assert answers("failures", "input") == [("in/broken.txt",)]
    assert answers("articles", "name", "outlet", "attributions") == [("one", "Delta Post", 1), ("two", None, 2)]


def test_every_view_and_table_of_the_schema_is_used() -> None:
    db = sqlite3.connect(":memory:")
    for statement in database._statements(database._schema()):
        db.execute(statement)
    views = {name for (name,) in db.execute("select name from sqlite_master where type = 'view'")}
    assert views == {*VIEWS, "said_by"}  # which the others look into
    strict = {row[1] for row in db.execute("pragma table_list") if row[2] == "table" and row[5]}
    tables = {name for (name,) in db.execute("select name from sqlite_master where type = 'table'")}
    assert {x for x in tables if "_words" not in x} == strict
