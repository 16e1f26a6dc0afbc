"""A record in Datasette, opened as it is, asked by Datasette's own client."""

from __future__ import annotations

import asyncio
import html
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from datasette.app import Datasette

import onrecord
from onrecord import cli
from onrecord.asking import VIEWS
from onrecord.export import datasette as metadata

BRIDGE = Path(__file__).resolve().parents[1] / "examples" / "bridge"


class Site:
    """Datasette over one record."""

    def __init__(self, path: Path, *, described: bool = True) -> None:
        self.name = path.stem
        self.loop = asyncio.new_event_loop()
        known = metadata.metadata(self.name) if described else {}
        # views are asked on a machine that may be busy
        self.app = Datasette([str(path)], metadata=known, settings={"sql_time_limit_ms": 20_000})
        self.loop.run_until_complete(self.app.invoke_startup())

    def get(self, path: str) -> Any:
        return self.loop.run_until_complete(self.app.client.get(f"/{self.name}{path}"))

    def json(self, path: str) -> Any:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text)

    def close(self) -> None:
        for database in self.app.databases.values():
            database.close()
        self.loop.close()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("site") / "news.record"
    onrecord.add(path, [BRIDGE])
    findings = onrecord.load(path)
    one, other, *_ = findings.links.statements
    onrecord.correct_rows(path, "same statement", one.id, other.id, who="Ann Lee", why="one remark")
    onrecord.load(path)
    return path


@pytest.fixture(scope="module")
def site(path: Path) -> Iterator[Site]:
    with closing(Site(path)) as site:
        yield site


def names(path: Path, kind: str) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [x for (x,) in db.execute("select name from sqlite_master where type = ? order by name", [kind])]


@pytest.mark.parametrize("described", [True, False])
def test_every_table_and_view_opens(path: Path, described: bool) -> None:
    with closing(Site(path, described=described)) as site:
        for name in (*names(path, "table"), *names(path, "view")):
            with closing(sqlite3.connect(path)) as db:
                count = db.execute(f"select count(*) from {name}").fetchone()[0]
            page = site.get(f"/{name}?_nocount=1&_size=5")
            assert (name, page.status_code) == (name, 200)
            assert len(site.json(f"/{name}.json?_shape=array&_size=max")) == min(count, 1000), name


def test_references_are_links_with_labels_that_lead_to_their_rows(path: Path, site: Site) -> None:
    """Each foreign key of each table, as its first row has it."""
    followed = 0
    with closing(sqlite3.connect(path)) as db:
        for table in names(path, "table"):
            for _, _, other, column, key, *_ in db.execute(f"pragma foreign_key_list({table})").fetchall():
                found = db.execute(f"select {column} from {table} where {column} is not null limit 1").fetchone()
                if found is None:
                    continue
                key = key or "id"
                where = f"{column}__exact={quote(found[0])}"
                page = html.unescape(site.get(f"/{table}?{where}&_size=1").text)
                target = f"/{site.name}/{other}/{found[0]}"
                assert f'href="{target}"' in page, (table, column)
                assert site.get(target.removeprefix(f"/{site.name}")).status_code == 200
                label = metadata.metadata("x")["databases"]["x"]["tables"][other].get("label_column")
                if label:
                    (words,) = db.execute(f"select {label} from {other} where {key} = ?", found).fetchone()
                    linked = re.search(rf'href="{re.escape(target)}">(.*?)</a>', page, re.DOTALL)
                    assert linked, (table, column)
                    assert linked[1] == str(words), (table, column)
                followed += 1
    assert followed > 25


def test_a_row_leads_to_those_that_refer_to_it(path: Path, site: Site) -> None:
    article = onrecord.load(path).articles[0]
    page = site.get(f"/article/{article.id}").text
    assert f"attribution?article={article.id}" in html.unescape(page)


def test_questions_have_answers(path: Path, site: Site) -> None:
    findings = onrecord.load(path)
    statement = max(findings.links.statements, key=lambda s: len(s.attributions))
    given = {
        "who_said_it": "words=ferries",
        "in_whose_words": f"statement={statement.id}",
        "between": "first=2026-01-01&last=2026-12-31",
    }
    for name in metadata.metadata("x")["databases"]["x"]["queries"]:
        asked = f"/{name}.json?_shape=array&{given.get(name, '')}"
        rows = site.json(asked)
        assert rows, name
        assert site.get(asked.replace(".json", "")).status_code == 200
        if name == "in_whose_words":
            assert len(rows) == len(statement.attributions)
        if name == "who_said_it":
            assert all("ferries" in row["words"].lower() for row in rows)
            assert {row["speaker"] for row in rows} & {s.name for s in findings.links.speakers}


def test_articles_and_what_is_said_can_be_searched(path: Path, site: Site) -> None:
    for table, column in (("article", "body_text"), ("attribution", "content_text")):
        rows = site.json(f"/{table}.json?_shape=array&_search=ferries&_size=max")
        with closing(sqlite3.connect(path)) as db:
            found = db.execute(f"select count(*) from {table}_words where {table}_words match 'ferries'").fetchone()[0]
        assert len(rows) == found > 0
        assert all("ferries" in (row[column] + str(row.get("title"))).lower() for row in rows)


def test_what_the_views_are_about_is_said(path: Path, site: Site) -> None:
    page = site.get("").text
    described = metadata.metadata(site.name)["databases"][site.name]["tables"]
    assert set(described) >= {*VIEWS, "article", "attribution", "statement", "speaker"}
    assert not [name for name, about in described.items() if not about.get("hidden") and "description" not in about]
    # nothing is described that is not there
    held = {*names(path, "table"), *names(path, "view")}
    assert set(described) <= held
    with closing(sqlite3.connect(path)) as db:
        for name, about in described.items():
            columns = {row[1] for row in db.execute(f"pragma table_info({name})")}
            said = {*about.get("columns", ()), *about.get("facets", ()), about.get("label_column"), about.get("sort")}
            assert said - {None} <= columns, name
    for name in ("who_said_what", "statements", "article"):
        assert f'href="/{site.name}/{name}"' in page
    for name in ("article_words", "record", "fetched"):
        assert f'href="/{site.name}/{name}"' not in page
    assert "hash of" not in site.get("/article").text
    assert "ISO 8601" in site.get("/article").text


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_words_of_articles_are_text(tmp_path: Path) -> None:
    for n, name in enumerate(("Oyelaran", "Okafor")):
        (tmp_path / f"{n}.txt").write_text(
            f"Port {HOSTILE} shut\n\nPORTSTEAD, 4 May 2021\n\n“{HOSTILE} stays shut,” Mara {name} said on Monday.\n",
            "utf-8",
        )
    path = tmp_path / "bad.record"
    onrecord.add(path, sorted(tmp_path.glob("*.txt")))
    seen = 0
    with closing(Site(path)) as site:
        for name in (*names(path, "table"), *names(path, "view"), f"article/{onrecord.load(path).articles[0].id}"):
            page = site.get(f"/{name}").text
            assert "<script>alert" not in page, name
            assert "<img src=x" not in page, name
            seen += "&lt;script&gt;alert(1)" in page
    assert seen > 8


def test_the_verb_writes_the_file_that_datasette_reads(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "harbour news.record"
    shutil.copy(path, copy)
    done = CliRunner().invoke(cli.main, ["export", str(copy), "--format", "datasette"], prog_name="onrecord")
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout) == metadata.metadata("harbour news")
    app = Datasette([str(copy)])
    assert "harbour news" in app.databases
    out = tmp_path / "news.json"
    done = CliRunner().invoke(cli.main, ["export", str(copy), "--format", "datasette", "-o", str(out)])
    assert json.loads(out.read_text("utf-8")) == metadata.metadata("harbour news")
    for args in (["--speaker", "Okafor"], ["--since", "2024"]):
        done = CliRunner().invoke(cli.main, ["export", str(copy), "--format", "datasette", *args])
        assert (done.exit_code, done.stdout) == (2, "")
        assert "of the whole record" in done.stderr
    done = CliRunner().invoke(cli.main, ["export", str(tmp_path / "nowhere"), "--format", "datasette"])
    assert (done.exit_code, "no such record" in done.stderr) == (2, True)
