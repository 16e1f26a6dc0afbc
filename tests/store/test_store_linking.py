"""A store is linked in parts by workers, and what it says together is what a record says of the same articles."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import onrecord
from onrecord import dividing, intake, linking, reading
from onrecord.columns import link_rows
from onrecord.dividing import InMemory
from onrecord.errors import StoreError
from onrecord.linking import part
from onrecord.model import Article, Links, Reading, digest
from onrecord.names import read_names

pytest.importorskip("pyarrow")

import pyarrow.parquet as pq

from onrecord.store import coding, layout, running
from onrecord.store import linking as store_linking
from onrecord.store.reading import Store
from onrecord.workers import Workers

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
BRIDGE = EXAMPLES / "bridge"
Told = tuple[Article, Reading]


@cache
def examples() -> tuple[Told, ...]:
    """The articles of the examples, read."""
    articles = [a for a in intake.parse(list(intake.sources([BRIDGE]))) if isinstance(a, Article)]
    return tuple(zip(articles, reading.read(articles), strict=True))


def again(told: Told, copy: int) -> Told:
    """Another outlet's report, of another event in each three copies: its long words have other letters."""
    article, read = told
    event = copy // 3
    own = digest("copy", article.id, copy)

    def other(words: str) -> str:
        return re.sub("[A-Za-z]{5,}", lambda m: m[0].translate(_turned(event)), words)

    def renamed(id: str | None) -> str | None:
        return id and digest(own, id)

    rows = {"article": own}
    entities = tuple(
        replace(
            e,
            **rows,
            id=renamed(e.id) or "",
            name=e.name and other(e.name),
            aliases=tuple(map(other, e.aliases)),
            descriptions=tuple(map(other, e.descriptions)),
            says=tuple(digest(own, a) for a in e.says),
        )
        for e in read.entities
    )
    made = Reading(
        own,
        tuple(replace(a, **rows, id=digest(own, a.id), nested_in=renamed(a.nested_in)) for a in read.attributions),
        entities,
        tuple(replace(t, **rows, id=digest(own, t.id)) for t in read.times),
        tuple(
            replace(
                m,
                **rows,
                id=digest(own, m.id),
                entity=renamed(m.entity),
                held=renamed(m.held),
                aired=renamed(m.aired),
                attributions=tuple(digest(own, a) for a in m.attributions),
            )
            for m in read.occasions
        ),
        credits=read.credits,
    )
    day = f"2024-{1 + event:02}-{1 + copy % 3:02}"
    text, title = other(article.text), article.title and other(article.title)
    name, outlet = f"{article.name} {copy}", f"Outlet {copy % 7}"
    return replace(article, id=own, name=name, outlet=outlet, published=day, text=text, title=title), made


def _turned(places: int) -> dict[int, int]:
    table = {}
    for row in ("aeiou", "bcdfghjklmnpqrstvwxyz"):
        for letters in (row, row.upper()):
            k = places % len(letters)
            table.update(str.maketrans(letters, letters[k:] + letters[:k]))
    return table


@cache
def pile() -> tuple[Told, ...]:
    """Some 200 articles: those of the examples, and copies of them on other days."""
    told = examples()
    return (*told, *(again(one, n) for n in range(33) for one in told))


def rows(links: Links, told: Sequence[Told]) -> dict[str, list[tuple[object, ...]]]:
    """The rows of all tables of links, but for their numbers."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for some in link_rows(links, {article.id: article.text for article, _ in told}):
        found[some.table] = sorted(map(tuple, some.rows), key=str)
    return found


def stored(path: Path, columns: Links) -> dict[str, list[tuple[object, ...]]]:
    """The same of a store."""
    folder = path / layout.LINKS / (Store(path).links or "")
    found = {}
    for some in link_rows(columns, {}):
        files = sorted((folder / some.table).glob("*.parquet"))
        assert files, f"no file of {some.table}"
        table = [row for file in files for row in pq.read_table(file).select(some.columns).to_pylist()]
        found[some.table] = sorted((tuple(row.values()) for row in table), key=str)
        numbers = [n for file in files for n in pq.read_table(file).to_pydict().get("number", ())]
        assert len(numbers) == len(set(numbers))
    return found


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is done in this process, where it can be watched."""
    monkeypatch.setattr(store_linking, "engine_of", lambda *_: Workers(0))


def test_a_store_says_what_a_record_says(tmp_path: Path) -> None:
    onrecord.add(tmp_path / "bridge.record", [BRIDGE])
    running.run(tmp_path / "store", [BRIDGE], shard=2, processes=1)
    done = store_linking.link(tmp_path / "store", processes=1)
    findings = onrecord.load(tmp_path / "bridge.record")
    assert (done.articles, done.stories, done.made) == (len(findings.articles), len(findings.links.stories), 1)
    expected = rows(findings.links, [(a, Reading(a.id)) for a in findings.articles])
    assert stored(tmp_path / "store", Links()) == expected
    assert len(expected["statement"]) > 10
    with closing(sqlite3.connect(tmp_path / "bridge.record")) as db:
        for table in ("statement", "discrepancy", "occasion", "derivation", "speaker"):
            ids = {id for (id,) in db.execute(f"select id from {table}")}
            assert ids == {row[0] for row in expected[table]}


@pytest.mark.parametrize(("shard", "size", "processes"), [(17, 16, 2), (64, 1, 1), (1000, 64, 2)])
def test_shards_parts_and_processes_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shard: int, size: int, processes: int
) -> None:
    told = pile()
    expected = linking.link([a for a, _ in told], [r for _, r in told])
    assert len(told) > 200
    assert len(expected.stories) > 20
    assert sum(len(s.articles) > 3 for s in expected.stories) > 10
    assert len(expected.statements) > 200
    monkeypatch.setattr(dividing, "PART", size)
    monkeypatch.setattr(store_linking, "PARTS", 3)
    path = tmp_path / "store"
    # the first articles stand in two shards
    every = [*told, *told[:5]]
    running.fill(path, [every[n : n + shard] for n in range(0, len(every), shard)])
    done = store_linking.link(path, processes=processes)
    assert (done.articles, done.stories) == (len(told), len(expected.stories))
    assert done.made == done.parts
    assert stored(path, Links()) == rows(expected, told)
    assert sorted(x.name for x in (path / layout.LINKS / done.links).iterdir()) == sorted(rows(expected, told))


@pytest.mark.usefixtures("here")
def test_a_list_of_names_makes_other_links(tmp_path: Path) -> None:
    running.fill(tmp_path / "store", [examples()])
    plain = store_linking.link(tmp_path / "store")
    findings = linking.link([a for a, _ in examples()], [r for _, r in examples()])
    who = next(s.name for s in findings.speakers if s.kind == "person" and " " in s.name)
    (tmp_path / "names.csv").write_text(f"name,identifier\n{who},Q1\n", "utf-8")
    named = store_linking.link(tmp_path / "store", names=tmp_path / "names.csv")
    assert plain.links != named.links
    expected = linking.link([a for a, _ in examples()], [r for _, r in examples()], read_names(tmp_path / "names.csv"))
    assert stored(tmp_path / "store", Links()) == rows(expected, examples())
    assert any(s.identifier == "Q1" for s in expected.speakers)
    # those of before are gone
    assert [x.name for x in (tmp_path / "store" / layout.LINKS).iterdir()] == [named.links]


@pytest.mark.usefixtures("here")
def test_what_is_linked_is_not_linked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "store"
    running.fill(path, [examples()])
    done = store_linking.link(path)
    monkeypatch.setattr(part, "link", lambda task: pytest.fail("linked again"))
    assert store_linking.link(path) == replace(done, parts=0, made=0)
    running.fill(path, [examples()[:3]])
    assert not Store(path).linked
    with pytest.raises(pytest.fail.Exception):
        store_linking.link(path)


@pytest.mark.usefixtures("here")
def test_linking_that_was_broken_off_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dividing, "PART", 1)
    path = tmp_path / "store"
    told = pile()[:100]
    running.fill(path, [told[:50], told[50:]])
    linked, done = part.link, []

    def killed(task: part.Task) -> part.Linked:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(task)
        return linked(task)

    monkeypatch.setattr(part, "link", killed)
    with pytest.raises(KeyboardInterrupt):
        store_linking.link(path)
    (folder,) = (path / layout.LINKS).iterdir()
    files = sorted((folder / "linked").glob("*.json"))
    assert len(files) == 2
    assert not (folder / "articles").exists()
    assert Store(path).links is None
    # one of them was cut off
    files[0].write_bytes(files[0].read_bytes()[:-10])
    monkeypatch.setattr(part, "link", linked)
    again = store_linking.link(path)
    assert again.parts - again.made == 1
    assert stored(path, Links()) == rows(linking.link([a for a, _ in told], [r for _, r in told]), told)


def test_only_one_process_links_a_store(tmp_path: Path) -> None:
    running.fill(tmp_path / "store", [examples()])
    with layout.locked(tmp_path / "store"), pytest.raises(StoreError, match="another process"):
        store_linking.link(tmp_path / "store")
    with pytest.raises(StoreError, match="no such store"):
        store_linking.link(tmp_path / "nothing")


def test_what_a_part_came_to_is_written_and_read_without_running_anything() -> None:
    told = examples()
    whole = linking.overview(InMemory((a for a, _ in told), (r for _, r in told)))
    for found in linking.parts(whole):
        data = coding.encoded(found)
        assert json.loads(data)
        assert coding.decoded(part.Linked, data) == found
    with pytest.raises(ValueError, match="Expecting value"):
        coding.decoded(part.Linked, b"nothing")
    with pytest.raises((ValueError, TypeError)):
        coding.decoded(part.Linked, b"[1]")


def test_the_seeds_in_a_store(shared: Path, tmp_path: Path) -> None:
    files = sorted((shared / "seeds").glob("*.txt"))
    running.run(tmp_path / "store", files, shard=2, processes=1)
    store_linking.link(tmp_path / "store", processes=1)
    findings = onrecord.read(files)
    assert stored(tmp_path / "store", Links()) == rows(findings.links, [(a, Reading(a.id)) for a in findings.articles])
