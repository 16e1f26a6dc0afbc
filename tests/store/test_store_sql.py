"""Questions to a store in SQL: the answers that a record gives, and nothing that a question may not."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import handmade
import pytest
from click.testing import CliRunner, Result

import onrecord
from onrecord import asking, cli, record
from onrecord.columns import Rows, link_rows
from onrecord.errors import StoreError
from onrecord.model import Findings
from onrecord.store import dialect, layout, tables
from onrecord.store.asking import ask
from onrecord.store.running import fill

SCHEMA = Path(__file__).with_name("schema.txt")


def store_of(path: Path, found: Findings) -> Path:
    """A store of findings, one article a shard, with their links."""
    fill(path, [[x] for x in zip(found.articles, found.readings, strict=True)])
    for rows in link_rows(found.links, {a.id: a.text for a in found.articles}):
        counted = rows.rows
        if "number" in tables.schema(rows.table).names:
            counted = [(*row, n) for n, row in enumerate(rows.rows)]
            rows = rows._replace(columns=(*rows.columns, "number"))
        tables.write(path / "links" / "one" / rows.table / "all.parquet", Rows(*rows[:3], counted))
    layout.set_links(path, "one")
    return path


def shown(*args: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(x) for x in args], prog_name="onrecord")


@pytest.fixture(scope="module")
def harbour() -> Findings:
    found = handmade.harbour()
    # what only a record keeps
    return Findings(found.articles, found.readings, found.links)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, harbour: Findings) -> Path:
    return store_of(tmp_path_factory.mktemp("sql") / "store", harbour)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, harbour: Findings) -> Path:
    path = tmp_path_factory.mktemp("sql") / "r"
    record.create(path, harbour)
    return path


def test_the_columns_are_those_that_are_written_down() -> None:
    """The form of a store; after a change that is meant, `layout.FORM` grows and schema.txt is written anew."""
    found = ""
    for table in (layout.SHARD, layout.REPEATED, *layout.TABLES):
        columns = (f"    {x.name} {x.type}{'' if x.nullable else ' not null'}\n" for x in tables.schema(table))
        found += "".join((f"{table}\n", *columns))
    assert found == SCHEMA.read_text("utf-8")


@pytest.mark.parametrize("view", dialect.views())
def test_every_view_has_the_rows_that_a_record_has(view: str, store: Path, kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as db:
        found = db.execute(f"select * from {view}")
        columns, rows = [x[0] for x in found.description], sorted(map(repr, found))
    answer = ask(store, f"select * from {view}")
    assert list(answer.columns) == columns
    assert sorted(map(repr, answer.rows)) == rows


def test_the_views_of_a_record_are_all_there() -> None:
    assert set(asking.VIEWS) < set(dialect.views())


def test_a_table_has_the_rows_that_a_record_has(store: Path, kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as db:
        for table in tables.names():
            if table in ("record", "former"):
                continue
            columns = [f'"{x}"' for x in tables.schema(table).names if x != "number"]
            question = f"select {', '.join(columns)} from {table}"
            assert sorted(map(repr, ask(store, question).rows)) == sorted(map(repr, db.execute(question))), table


def test_rows_come_in_the_order_of_the_articles(store: Path, harbour: Findings) -> None:
    found = ask(store, "select id from article order by number").rows
    assert [id for (id,) in found] == [a.id for a in harbour.articles]
    found = ask(store, "select id from attribution order by number").rows
    assert [id for (id,) in found] == [x.id for r in harbour.readings for x in r.attributions]


@pytest.mark.parametrize("what", asking.VIEWS)
def test_show_shows_what_it_shows_of_a_record(what: str, store: Path, kept: Path) -> None:
    one, other = shown("show", store, what, "--json"), shown("show", kept, what, "--json")
    assert one.exit_code == 0, one.stderr
    assert sorted(map(repr, json.loads(one.stdout))) == sorted(map(repr, json.loads(other.stdout)))


def test_an_empty_store_has_all_tables(tmp_path: Path) -> None:
    fill(tmp_path / "store", [])
    for name in (*tables.names(), *dialect.views(), "shard"):
        assert ask(tmp_path / "store", f"select * from {name}").rows == ()


def test_rows_of_an_article_in_two_shards_are_counted_once(tmp_path: Path, harbour: Findings) -> None:
    articles = list(zip(harbour.articles, harbour.readings, strict=True))
    fill(tmp_path / "twice", [articles[:1], articles, articles[1:]])
    fill(tmp_path / "once", [articles])
    for table in layout.TABLES:
        columns = ", ".join(x for x in tables.schema(table).names if x != "number")
        question = f"select {columns} from {table} order by all"
        assert ask(tmp_path / "twice", question) == ask(tmp_path / "once", question)


# --- what a question may not -------------------------------------------------------------------------

FORBIDDEN = (
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('{0}')",
    "select * from '{0}'",
    "select * from read_parquet('{0}')",
    "select * from glob('{0}*')",
    "select * from sqlite_scan('{0}', 'article')",
    "select * from 'https://example.org/x.csv'",
    "copy article to '{1}'",
    "copy article to '{2}'",
    "explain analyze copy article to '{2}'",
    "export database '{1}'",
    "install httpfs",
    "load httpfs",
    "attach '{0}' as other (type sqlite)",
    "attach '{1}'",
    "set enable_external_access = true",
    "set allowed_directories = ['/']",
    "reset lock_configuration",
    "pragma enable_external_access",
    "call checkpoint()",
    "create table mine (number int)",
    "create view mine as select 1",
    "insert into listed values (1, 'x', 'x', '[]', '[]', 'x')",
    "delete from record",
    "drop view article",
    "select 1; drop view article",
    "select 1; select 2",
    "",
    "-- nothing",
)


@pytest.mark.parametrize("question", FORBIDDEN)
def test_a_question_reads_the_store_and_nothing_else(
    question: str, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    before = sorted(x.name for x in store.rglob("*"))
    with pytest.raises(StoreError):
        ask(store, question.format(secret, tmp_path / "written", store / "written"))
    assert sorted(x.name for x in store.rglob("*")) == before
    assert sorted(x.name for x in tmp_path.iterdir()) == ["secret.csv"]


@pytest.mark.parametrize("name", ["secret", "store", "Path", "harbour"])
def test_a_question_sees_no_variable_of_the_program(name: str, store: Path) -> None:
    secret = [1, 2]
    assert secret
    with pytest.raises(StoreError, match="does not exist"):
        ask(store, f"select * from {name}")


def test_what_is_wrong_is_said_in_a_line(store: Path, tmp_path: Path) -> None:
    for question, words in (
        ("selec 1", 'the question is no SQL that DuckDB reads: Parser Error: syntax error at or near "selec"'),
        ("select nothing from article", 'Referenced column "nothing" not found'),
        ("delete from article", "one select statement can be asked at a time; a store is changed by no question"),
    ):
        said = shown("sql", store, question)
        assert said.exit_code == 2
        assert words in said.stderr
        assert said.stderr.count("\n") == 1
    assert "no such store" in shown("sql", tmp_path / "nowhere", "select 1").stderr


def test_a_damaged_file_is_said(tmp_path: Path, harbour: Findings) -> None:
    path = store_of(tmp_path / "store", harbour)
    file = next((path / "article").iterdir())
    file.write_bytes(file.read_bytes()[:-30])
    said = shown("sql", path, "select * from article")
    assert said.exit_code == 2
    assert said.stderr.startswith("Error: a file of the store is damaged")
    assert file.name in said.stderr


# --- how answers are printed -------------------------------------------------------------------------


def test_answers_are_tables_json_and_csv(store: Path) -> None:
    columns = "name, 1.5 as half, null as nothing, '=1+1' as formula"
    question = f"select {columns} from article order by name limit 2"
    rows = json.loads(shown("sql", store, question, "--json").stdout)
    assert [list(row) for row in rows] == [["name", "half", "nothing", "formula"]] * 2
    assert [(x["half"], x["nothing"], x["formula"]) for x in rows] == [("1.5", None, "=1+1")] * 2
    table = list(csv.reader(io.StringIO(shown("sql", store, question, "--csv").stdout)))
    assert table[0] == ["name", "half", "nothing", "formula"]
    assert table[1][1:] == ["1.5", "", "'=1+1"]
    coloured = shown("sql", store, "select chr(27) || '[2J' as a, '＝1' as b", "--csv").stdout
    assert coloured == "a,b\n\x1b[2J,'＝1\n"
    assert shown("sql", store, question).stdout.split("\n")[0].split() == ["NAME", "HALF", "FORMULA"]
    assert shown("sql", store, "select * from article where id = ''").stdout == "nothing\n"
    assert shown("sql", store, question, "--csv", "--json").exit_code == 2


# --- parts of it -------------------------------------------------------------------------------------


def pulled(store: Path, tmp_path: Path, *args: str) -> list[str]:
    path = tmp_path / "-".join(args).replace("/", "")
    done = shown("pull", store, "-o", path, *args)
    assert done.exit_code == 0, done.stderr
    return [a.id for a in onrecord.load(path).articles]


def test_a_part_is_pulled(store: Path, tmp_path: Path, harbour: Findings) -> None:
    ids = [a.id for a in harbour.articles]
    story = max(harbour.links.stories, key=lambda story: len(story.articles))
    assert pulled(store, tmp_path, "--story", story.id) == [x for x in ids if x in story.articles]
    speaker = harbour.links.speakers[0]
    says = {i for r in harbour.readings for e in r.entities if e.id in speaker.entities for i in e.says}
    reports = [r.article for r in harbour.readings if any(x.id in says for x in r.attributions)]
    last = speaker.name.split()[-1].upper()
    assert pulled(store, tmp_path, "--speaker", last) == [x for x in ids if x in reports]
    held = [a.id for a in harbour.articles if "delta" in a.text.casefold()]
    assert 0 < len(held) < len(ids)
    assert pulled(store, tmp_path, "--search", "DELTA") == held
    assert pulled(store, tmp_path, "--search", "delta", "--speaker", last) == [x for x in held if x in reports]


def test_what_is_pulled_is_as_the_store_has_it(store: Path, tmp_path: Path, harbour: Findings) -> None:
    assert pulled(store, tmp_path, "--all") == [a.id for a in harbour.articles]
    found = onrecord.load(tmp_path / "--all")
    assert (found.articles, found.readings) == (harbour.articles, harbour.readings)


def test_what_cannot_be_pulled_is_said(store: Path, tmp_path: Path, harbour: Findings) -> None:
    for args, words in (
        ((), "Say which articles"),
        (("--all", "--search", "x"), "Say which articles"),
        (("--search", "?!"), "there is no word to search for"),
        (("--search", "nothingofthesort"), "no article of it is asked for"),
        (("--story", "nothing"), "no article of it is asked for"),
        (("--speaker", " "), "there is no name to look for"),
    ):
        said = shown("pull", store, "-o", tmp_path / "r", *args)
        assert said.exit_code == 2
        assert words in said.stderr
    assert not (tmp_path / "r").exists()
    fill(tmp_path / "unlinked", [list(zip(harbour.articles, harbour.readings, strict=True))])
    said = shown("pull", tmp_path / "unlinked", "-o", tmp_path / "r", "--speaker", "x")
    assert "it has no speakers yet; `onrecord link" in said.stderr


EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "bridge"


def test_all_of_a_store_gives_what_add_gives(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    inputs = [str(EXAMPLES), str(empty)]
    assert shown("run", *inputs, "-o", tmp_path / "store", "--shard", "2", "--processes", "1").exit_code == 1
    assert shown("pull", tmp_path / "store", "--all", "-o", tmp_path / "pulled").exit_code == 1
    onrecord.add(tmp_path / "added", inputs)
    assert onrecord.load(tmp_path / "pulled") == onrecord.load(tmp_path / "added")
    assert shown("report", tmp_path / "pulled", "-o", tmp_path / "page.html").exit_code == 1
    assert (tmp_path / "page.html").stat().st_size > 10_000
    # and a phrase, whatever its case and accents
    found = shown("pull", tmp_path / "store", "--search", '"CÁRROW bridge" mayor', "-o", tmp_path / "part", "--json")
    assert json.loads(found.stdout)["new"] == 5
