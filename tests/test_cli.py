"""The command line as a user meets it: what it prints, where, and with which exit status."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import click
import handmade
import httpx2
import pytest
from click.testing import CliRunner, Result

import onrecord
from onrecord import cli, record
from onrecord.cli import group
from onrecord.views import VIEWS

DOCS = Path(__file__).resolve().parents[1] / "docs"
VERBS = ("add", "check", "export", "import", "link", "pull", "report", "run", "search", "serve", "show", "sql", "watch")

ONE = (
    "Port stays shut\n\nPORTSTEAD, 4 May 2021\n\n“The port stays shut until the crane is repaired,” mayor Mara "
    "Oyelaran said on Monday.\n\nShe said that forty ships were waiting off the coast of Portstead.\n"
)
TWO = (
    "Crane keeps Portstead closed\n\nPORTSTEAD, 4 May 2021\n\nThe port stays shut until the crane is repaired, the "
    "mayor, Mara Oyelaran, said on Monday. Forty ships were waiting off the coast of Portstead, she said.\n"
)


def run(*args: str | Path) -> Result:
    """A run in this process; its output is no terminal."""
    return CliRunner().invoke(cli.main, [str(x) for x in args], prog_name="onrecord")


def start(*args: str | Path, **kwargs: object) -> subprocess.Popen[str]:
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", "onrecord", *map(str, args)],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **kwargs},
    )


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    folder = tmp_path / "pile"
    folder.mkdir()
    (folder / "one.txt").write_text(ONE, "utf-8")
    (folder / "two.txt").write_text(TWO, "utf-8")
    return folder


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("harbour") / "r"
    record.create(path, handmade.harbour())
    return path


# --- help --------------------------------------------------------------------------------------------


def test_help_answers_at_once() -> None:
    def took(*args: str) -> float:
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-m", "onrecord", *args], check=True, capture_output=True)
        return time.perf_counter() - begin

    # the best of a few, because the machine may be busy with something else
    assert min(took("--help") for _ in range(5)) < 0.3
    assert min(took("--version") for _ in range(5)) < 0.3


def test_version() -> None:
    assert run("--version").output == f"onrecord, version {onrecord.__version__}\n"


def test_every_verb_has_an_example_in_its_help() -> None:
    assert sorted(cli.main.commands) == list(VERBS)
    for verb in VERBS:
        shown = run(verb, "--help").output
        assert re.search(rf"Examples?:\n +onrecord {verb} ", shown)
        assert "Exit status:" in shown


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_page_that_names_its_options(verb: str) -> None:
    page = (DOCS / "verbs" / f"{verb}.md").read_text("utf-8")
    assert page.startswith(f"# onrecord {verb}\n")
    assert "## Exit status" in page
    assert "## Example" in page
    for parameter in cli.main.commands[verb].params:
        if isinstance(parameter, click.Option):
            for name in parameter.opts:
                assert f"`{name}" in page, f"{verb}.md does not name {name}"
        else:
            assert str(parameter.metavar).strip("[].") in page


def test_the_keys_of_json_are_documented(harbour: Path, pile: Path) -> None:
    summary = json.loads(run("report", pile, "--json").stdout)
    page = (DOCS / "verbs" / "report.md").read_text("utf-8").partition("## JSON")[2].partition("\n## ")[0]
    assert set(re.findall(r"`(\w+)`", page)) >= {*summary, *summary["stories"][0], *summary["severities"]}
    hits = json.loads(run("search", harbour, "closed", "--json").stdout)
    page = (DOCS / "verbs" / "search.md").read_text("utf-8")
    assert set(re.findall(r"`(\w+)`", page)) >= set(hits[0])


def test_show_can_show_every_view() -> None:
    page = (DOCS / "verbs" / "show.md").read_text("utf-8")
    for what in VIEWS:
        assert f"`{what}`" in page


# --- the verbs ---------------------------------------------------------------------------------------


def test_report_prints_a_summary_and_writes_a_page(pile: Path, tmp_path: Path) -> None:
    result = run("report", pile, "-o", tmp_path / "out.html")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("2 articles, ")
    assert lines[-1] == f"Report: {tmp_path / 'out.html'}"
    assert len(lines) <= 24
    assert "<!doctype html>" in (tmp_path / "out.html").read_text("utf-8").lower()


def test_report_without_a_file_only_prints(pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("report", pile).exit_code == 0
    assert os.listdir(tmp_path) == ["pile"]


def test_a_folder_of_articles_is_not_taken_for_where_a_store_is_to_be(pile: Path) -> None:
    result = run("show", pile)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"Error: {pile}: it is no store; `onrecord add RECORD {pile}` reads the articles in a folder into a record\n"
    )


def test_columns_of_a_table_are_mapped(tmp_path: Path) -> None:
    table = tmp_path / "pile.csv"
    quoted = ONE.replace('"', '""')
    table.write_text(f'words,day\n"{quoted}",2021-05-04\n', "utf-8")
    done = run("report", table, "--map", "text=words,published=day", "--json")
    assert (done.exit_code, json.loads(done.stdout)["articles"]) == (group.FINE, 1)
    wrong = run("add", tmp_path / "news.record", table, "--map", "words=text")
    assert wrong.exit_code == group.NOTHING_DONE
    assert "there is text, html, title" in wrong.stderr
    lacking = run("report", table, "--map", "text=body")
    assert lacking.exit_code == group.NOTHING_DONE
    assert "it has no column 'body' (there is: words, day)" in lacking.stderr
    many = tmp_path / "many.csv"
    many.write_text("words\n" + "".join(f"The crane was repaired on day {n} she said.\n" for n in range(70)), "utf-8")
    done = run("report", many, "--map", "text=words", "--processes", "2", "--json")
    assert (done.exit_code, json.loads(done.stdout)["articles"]) == (group.FINE, 70)


def test_what_is_written_among_the_inputs_is_none_of_them(pile: Path) -> None:
    for _ in range(2):
        result = run("report", pile, "-o", pile / "report.html")
        assert (result.exit_code, result.stdout.splitlines()[0].split(",")[0]) == (0, "2 articles")
    (pile / "report.html").unlink()
    for _ in range(2):
        assert run("add", pile / "news.record", pile).exit_code == 0
    assert len(onrecord.load(pile / "news.record").articles) == 2


def test_where_a_report_cannot_stand_is_said_before_anything_is_read(pile: Path, tmp_path: Path) -> None:
    for output, reason in [
        (tmp_path / "no" / "r.html", f"there is no folder {tmp_path / 'no'}"),
        (pile, "it is a folder, not a file"),
    ]:
        result = run("report", pile, "-o", output)
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: {output}: {reason}\n")


def test_a_full_disk_is_named(pile: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("needs /dev/full")
    result = run("report", pile, "-o", full)
    assert (result.exit_code, result.stderr) == (2, f"Error: {full}: cannot be written: No space left on device\n")


def test_a_link_that_leads_nowhere_and_a_text_without_end(pile: Path) -> None:
    (pile / "nowhere.txt").symlink_to(pile / "gone")
    (pile / "self.txt").symlink_to(pile / "self.txt")
    (pile / "book.txt").write_text("It was said again. " * 60_000, "utf-8")
    result = run("report", pile)
    assert result.exit_code == 1
    assert sorted(result.stderr.splitlines()) == [
        f"Error: {pile / 'book.txt'}: the text is too long for one article "
        "(1,140,000 characters; at most 1,000,000 are read)",
        f"Error: {pile / 'nowhere.txt'}: it is a link that leads nowhere",
        f"Error: {pile / 'self.txt'}: it is a link that leads back to itself",
    ]


def test_report_as_json(pile: Path) -> None:
    result = run("report", pile, "--json")
    summary = json.loads(result.stdout)
    assert (summary["articles"], summary["failures"]) == (2, [])


def test_the_summary_of_known_findings() -> None:
    from onrecord import terminal

    lines = terminal.summary(onrecord.summarise(handmade.harbour()), terminal.Screen(60, 24))
    assert [click.unstyle(line) for line in lines] == [
        "2 articles, 1 story, 2 speakers, 2 statements, 1 occasion",
        "1 statement in several articles, 1 from several origins",
        "",
        "Port stays shut",
        "  2 articles, 2 origins: own report (Delta Post), report",
        "  with parts from Harbour Agency (two)",
        "  statements by Harbour Agency (1), Mara Oyelaran (1)",
        "",
        "2 differences: 1 high, 1 low",
        "  high    attribution dropped: no name",
    ]


def test_add_show_search_export(pile: Path, tmp_path: Path) -> None:
    path = tmp_path / "r"
    assert run("add", path, pile).stdout == "2 new articles, 0 inputs unchanged\n"
    assert run("add", path, pile).stdout == "0 new articles, 2 inputs unchanged\n"
    assert json.loads(run("add", path, pile, "--json").stdout)["unchanged"] == 2
    shown = run("show", path).stdout.splitlines()
    assert [line.split()[0] for line in shown] == ["NAME", "one", "two"]
    said = json.loads(run("show", path, "who_said_what", "--json").stdout)
    assert "Mara Oyelaran" in {row["speaker"] for row in said}
    found = json.loads(run("search", path, "crane", "--speaker", "oyelaran", "--json").stdout)
    assert found
    assert all("crane" in hit["excerpt"] for hit in found)
    run("export", path, "-o", tmp_path / "out.jsonl")
    assert run("export", path).stdout.splitlines()[1:] == (tmp_path / "out.jsonl").read_text("utf-8").splitlines()[1:]


NAMES = """name,aliases,description,identifier
Mara Adaeze Oyelaran,Mara Oyelaran|Oyelaran,mayor of Portstead,Q4711
Ann Lee,Lee,,
Bo Lee,Lee,,
"""


def test_a_list_of_names_is_used_kept_replaced_and_forgotten(pile: Path, tmp_path: Path) -> None:
    listed, path = pile / "names.csv", tmp_path / "r"  # a list among the inputs is none of them
    listed.write_text(NAMES, "utf-8")
    note = f"Note: {listed}: “Lee” stands on lines 3 and 4, and so means nobody by itself\n"

    def who() -> list[tuple[str, str | None, str | None]]:
        rows = json.loads(run("show", path, "who_said_what", "--json").stdout)
        return [(x["speaker"], x["identifier"], x["listed"]) for x in rows if "Oyelaran" in str(x["speaker"])]

    def cited(line: int) -> tuple[str, str | None, str | None]:
        return "Mara Adaeze Oyelaran", "Q4711", f"names.csv:{line}"

    result = run("report", pile, "--names", listed, "-o", tmp_path / "out.html")
    assert (result.exit_code, result.stderr) == (0, note)
    assert result.stdout.startswith("2 articles, ")
    assert "speaker (1 from the list of names)" in re.sub("speakers", "speaker", result.stdout)
    assert "names.csv:2" in (tmp_path / "out.html").read_text("utf-8")

    result = run("add", path, pile, "--names", listed)
    added = "2 new articles, 0 inputs unchanged\n1 speaker known from the list of names\n"
    assert (result.exit_code, result.stdout, result.stderr) == (0, added, note)
    assert set(who()) == {cited(2)}
    hit = json.loads(run("search", path, "crane", "--speaker", "q4711", "--json").stdout)[0]
    assert (hit["speaker"], hit["identifier"], hit["listed"]) == cited(2)
    found = run("search", path, "crane", "--speaker", "oyelaran", "--limit", "1").stdout
    assert found.startswith("Mara Adaeze Oyelaran, Q4711, names.csv:2 (")
    columns = ("listed", "name", "kind", "identifier", "descriptions", "aliases")
    assert [tuple(row[x] for x in columns) for row in onrecord.show(path, "names")] == [
        ("names.csv:2", "Mara Adaeze Oyelaran", None, "Q4711", "mayor of Portstead", "Mara Oyelaran; Oyelaran"),
        ("names.csv:3", "Ann Lee", None, None, None, "Lee"),
        ("names.csv:4", "Bo Lee", None, None, None, "Lee"),
    ]
    assert [row["attributions"] for row in onrecord.show(path, "names")] == [len(who()), 0, 0]
    # the record keeps it when the file is gone
    listed.unlink()
    (pile / "three.txt").write_text(ONE.replace("crane", "lock"), "utf-8")
    assert run("add", path, pile).stdout.splitlines()[1:] == ["1 speaker known from the list of names"]
    assert set(who()) == {cited(2)}
    # another one takes its place, without any input and without reading anything again
    listed.write_text(NAMES.replace("Mara Adaeze", "\nMara Adaeze"), "utf-8")
    result = run("add", path, "--names", listed, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (
        0, {"new": 0, "reread": 0, "unchanged": 0, "failures": [], "listed": 1}
    )  # fmt: skip
    assert set(who()) == {cited(3)}
    before = path.read_bytes()
    assert run("add", path, "--names", listed).exit_code == 0
    assert path.read_bytes() == before
    result = run("add", path, "--no-names")
    forgotten = "0 new articles, 0 inputs unchanged\nthe list of names is forgotten\n"
    assert (result.exit_code, result.stdout, result.stderr) == (0, forgotten, "")
    assert set(who()) == {("Mara Oyelaran", None, None)}
    assert run("show", path, "names").stdout == "no names\n"


@pytest.mark.parametrize("verb", ["report", "add"])
def test_a_wrong_list_of_names_stops_before_any_work(verb: str, pile: Path, tmp_path: Path) -> None:
    listed, path = tmp_path / "names.csv", tmp_path / "r"
    inputs = [pile] if verb == "report" else [path, pile]
    for text, said in [
        ("name,aliases\nAnn Lee,\n,Lee\n", "names.csv, line 3: the name is empty"),
        (None, "names.csv: there is no such file"),
    ]:
        listed.unlink(missing_ok=True)
        if text is not None:
            listed.write_text(text, "utf-8")
        result = run(verb, *inputs, "--names", listed)
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: {tmp_path}/{said}\n")
        assert not path.exists()


def test_hostile_names_reach_no_terminal(pile: Path, tmp_path: Path) -> None:
    listed, path = tmp_path / "names.csv", tmp_path / "r"
    listed.write_text("name,aliases\n\x1b[31mMara\x9b2J,Mara Oyelaran|X\x07\nB,X\x07\n", "utf-8")
    outputs = [run("add", path, pile, "--names", listed), run("show", path, "speakers"), run("show", path, "names")]
    outputs += [run("search", path, "crane"), run("report", pile, "--names", listed)]
    assert "Mara\ufffd2J" in outputs[1].stdout
    for result in outputs:
        assert result.exit_code == 0
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", result.stdout + result.stderr)


@pytest.mark.parametrize("what", VIEWS)
def test_show_lists_every_view(harbour: Path, what: str) -> None:
    result = run("show", harbour, what)
    assert result.exit_code == 0
    rows = json.loads(run("show", harbour, what, "--json").stdout)
    assert rows == onrecord.show(harbour, what)
    assert len(result.stdout.splitlines()) == len(rows) + 1


def test_show_of_nothing_says_so(pile: Path, tmp_path: Path) -> None:
    run("add", tmp_path / "r", pile)
    assert run("show", tmp_path / "r", "failures").stdout == "no failures\n"


def test_search_prints_who_where_and_what(harbour: Path) -> None:
    assert run("search", harbour, "closed", "--limit", "1").stdout == "Mara Oyelaran (two)\n  The port stays closed\n"
    assert run("search", harbour, "zebra").stdout == "no hits\n"


# --- what goes wrong ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["report"], "Missing argument 'INPUT...'"),
        (["add", "r"], "Missing argument 'INPUT...'"),
        (["add", "r", "--names", "n.csv", "--no-names"], "--names and --no-names exclude each other."),
        (["show", "r", "everything"], "'everything' is not one of"),
        (["show", "r", "statement"], "'statement' is nothing that RECORD holds. Did you mean 'statements'?"),
        (["report", "x", "--max-size", "many"], "'many' is not a valid number."),
        (["search", "r", "?!"], "there is no word to search for"),
        (["fly"], "No such command 'fly'. There is report, add, "),
        (["reprot", "x"], "No such command 'reprot'. Did you mean 'report'?"),
        (["report", "x", "--recursiv"], "Did you mean '--recursive'?"),
        (["report", "x", "--max-size", "0"], "--max-size"),
        (["export", "r", "--format", "xml"], "--format"),
        (["show", "nowhere"], "nowhere: no such record; `onrecord add nowhere INPUT` makes one"),
        (["report", "nowhere.txt"], "nowhere.txt: there is no such file or folder"),
    ],
)
def test_errors_are_said_on_standard_error(
    args: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert os.listdir(tmp_path) == []


def test_a_text_file_given_as_record_is_left_alone(pile: Path) -> None:
    result = run("add", pile / "one.txt", pile / "two.txt")
    assert result.exit_code == 2
    assert "one.txt: it is no record of onrecord" in result.stderr
    assert (pile / "one.txt").read_text("utf-8") == ONE


def test_bad_inputs_cost_only_themselves(tmp_path: Path) -> None:
    """Each bad input is named on standard error, the others are read, and no script reaches the report."""
    pile = tmp_path / "pile"
    pile.mkdir()
    (pile / "good.txt").write_text(ONE, "utf-8")
    (pile / "copy.txt").write_text(ONE, "utf-8")
    (pile / "empty.txt").write_bytes(b"")
    (pile / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (pile / "huge.txt").write_bytes(b"All the news of the day. " * 2_100_000)
    (pile / "latin.txt").write_bytes(ONE.replace("mayor", "café owner").encode("latin-1", "replace"))
    (pile / "wide.txt").write_text(TWO, "utf-16")
    (pile / "word.txt").write_text("Shut", "utf-8")
    (pile / "gone.txt").symlink_to(pile / "nowhere")
    (pile / "page.html").write_text(
        "<html><head><title>Port <script>alert(1)</script>shut</title></head><body><article>"
        "<h1>Port &lt;script&gt;alert(2)&lt;/script&gt; <img src=x onerror=alert(3)> shut</h1>"
        f"<p>{ONE.splitlines()[4]}</p><p>{ONE.splitlines()[6]}</p></article></body></html>",
        "utf-8",
    )
    result = run("report", pile, "-o", tmp_path / "out.html")
    assert result.exit_code == 1
    errors = result.stderr.splitlines()
    assert sorted(re.findall(r"/(\w+\.\w+): ", result.stderr)) == ["binary.txt", "empty.txt", "gone.txt", "huge.txt"]
    assert len(errors) == 4
    assert all(line.startswith(f"Error: {pile}") for line in errors)
    assert result.stdout.startswith("6 articles, ")
    page = (tmp_path / "out.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    findings = onrecord.read([pile])
    texts = {a.name: a.text for a in findings.articles}
    assert "café owner Mara Oyelaran" in texts["latin"]
    assert texts["wide"] == TWO


def unprivileged(*args: str | Path) -> subprocess.CompletedProcess[str]:
    """A run that permissions apply to, also when the tests run as root."""
    without: list[str] = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root may read and write everything, and there is no setpriv to give that up")
        without = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    command = [*without, sys.executable, "-m", "onrecord", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True)


def test_what_may_not_be_read_is_named(pile: Path) -> None:
    (pile / "locked").mkdir(mode=0)
    (pile / "secret.txt").write_text(TWO, "utf-8")
    (pile / "secret.txt").chmod(0)
    for inputs in ([pile], [pile / "one.txt", pile / "two.txt", pile / "locked", pile / "secret.txt"]):
        result = unprivileged("report", "-r", *inputs)
        assert result.returncode == 1
        assert sorted(result.stderr.splitlines()) == [
            f"Error: {pile / 'locked'}: no permission to read it",
            f"Error: {pile / 'secret.txt'}: no permission to read it",
        ]
        assert result.stdout.startswith("2 articles, ")


def test_what_may_not_be_written_is_named(pile: Path, tmp_path: Path) -> None:
    path = tmp_path / "r"
    assert run("add", path, pile / "one.txt").exit_code == 0
    before = path.read_bytes()
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    result = unprivileged("add", path, pile)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"Error: {path}: it cannot be written to (no permission, or a read-only disk)\n"
    assert unprivileged("show", path).stdout.splitlines()[1].startswith("one ")
    result = unprivileged("add", tmp_path / "new", pile)
    assert "new: it cannot be opened (no permission, or no such folder)" in result.stderr
    result = unprivileged("export", path, "-o", tmp_path / "out.jsonl")
    assert result.stderr == f"Error: {tmp_path / 'out.jsonl'}: cannot be written: Permission denied\n"
    assert result.returncode == 2
    path.chmod(0)
    result = unprivileged("show", path)
    assert "it cannot be opened (no permission" in result.stderr
    tmp_path.chmod(0o755)
    assert path.read_bytes() == before


def test_an_input_that_is_too_large_by_option(pile: Path) -> None:
    (pile / "long.txt").write_text("words " * 1000, "utf-8")
    result = run("report", pile, "--max-size", "0.004")
    assert result.exit_code == 1
    assert "long.txt" in result.stderr


def test_terminal_escapes_of_an_article_do_not_reach_the_terminal(tmp_path: Path) -> None:
    evil = "\x1b]0;owned\x07\x1b[31mPort\x9b2J \u202eshut"
    (tmp_path / "evil.txt").write_text(ONE.replace("Port stays shut", evil), "utf-8")
    (tmp_path / "e\x1b[2Jmpty.txt").touch()
    path = tmp_path / "r"
    outputs = [run("report", tmp_path), run("add", path, tmp_path)]
    outputs += [run("show", path, what) for what in VIEWS]
    outputs += [run("search", path, "port")]
    for result in outputs:
        for stream in (result.stdout, result.stderr):
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", stream)


# --- processes and terminals -------------------------------------------------------------------------


def test_a_reader_that_leaves_early_is_no_error(harbour: Path) -> None:
    command = f"{sys.executable} -m onrecord export {harbour} | head -c 10; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert result.stderr == ""
    assert result.stdout.startswith('{"type": "')


@pytest.mark.parametrize("processes", ["1", "2"])
def test_ctrl_c_is_said_plainly_and_keeps_what_was_stored(tmp_path: Path, processes: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(300):
        (folder / f"{n:03}.txt").write_text(ONE.replace("crane", f"crane {n}"), "utf-8")
    process = start("add", tmp_path / "r", folder, "--processes", processes, start_new_session=True)
    deadline = time.monotonic() + 20
    while not (tmp_path / "r").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    if processes == "2":
        time.sleep(0.2)  # into the start of the workers, when they would not yet ignore it by themselves
    # as a terminal sends it, to the whole group, by somebody impatient
    for _ in range(3):
        os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == group.INTERRUPTED
    assert out == ""
    assert err.strip() == "Interrupted. What was stored before is kept."
    assert len(onrecord.load(tmp_path / "r").articles) < 300


# the environment of a run without wishes as to colour
PLAIN = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES")}


def on_terminal(*args: str | Path, **environment: str) -> tuple[str, str]:
    """What a run prints on standard output and standard error when both are terminals, 60 columns wide."""
    ends = [pty.openpty(), pty.openpty()]
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", *map(str, args)],
        stdout=ends[0][1],
        stderr=ends[1][1],
        env={**PLAIN, "COLUMNS": "60", "LINES": "24", "TERM": "xterm", **environment},
    )
    for _, inner in ends:
        os.close(inner)
    texts = {outer: b"" for outer, _ in ends}
    open_ends = set(texts)
    while open_ends:
        for outer in select.select(list(open_ends), [], [])[0]:
            try:
                piece = os.read(outer, 65536)
            except OSError:  # how Linux says that the other end is closed
                piece = b""
            texts[outer] += piece
            if not piece:
                open_ends.remove(outer)
                os.close(outer)
    process.wait()
    out, err = (texts[outer].decode().replace("\r\n", "\n") for outer, _ in ends)
    return out, err


def test_hits_are_bold_on_a_terminal_that_wants_colour(harbour: Path) -> None:
    bold, plain = "The port stays \x1b[1mclosed\x1b[0m", "The port stays closed"
    assert bold in on_terminal("search", harbour, "closed")[0]
    for environment in (
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
        {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"},
        {"TERM": "dumb", "CLICOLOR_FORCE": "0"},
    ):
        out = on_terminal("search", harbour, "closed", **environment)[0]
        assert plain in out
        assert "\x1b" not in out


def test_a_pipe_gets_colours_only_when_they_are_forced(harbour: Path) -> None:
    def piped(**environment: str) -> str:
        process = start("search", harbour, "closed", env={**PLAIN, **environment})
        return process.communicate(timeout=20)[0]

    assert "\x1b" not in piped()
    assert "\x1b" not in piped(CLICOLOR_FORCE="0")
    assert "\x1b" not in piped(CLICOLOR_FORCE="1", NO_COLOR="1")
    assert "\x1b[1mclosed\x1b[0m" in piped(CLICOLOR_FORCE="1")


def test_errors_stand_out_on_a_terminal(pile: Path) -> None:
    (pile / "empty.txt").touch()
    out, err = on_terminal("report", pile)
    name = pile / "empty.txt"
    assert err.endswith(f"\r\x1b[K\x1b[31m\x1b[1mError:\x1b[0m \x1b[1m{name}\x1b[0m: the file is empty\n")
    assert out.startswith("\x1b[1m2 articles, 1 story, ")
    err = on_terminal("report", pile, NO_COLOR="1")[1]
    assert err.endswith(f"\r\x1b[KError: {name}: the file is empty\n")


def test_an_output_that_is_closed_is_no_error(pile: Path, harbour: Path) -> None:
    for command in (f"report {pile} >&-", f"report {pile} 2>&-", f"show {harbour} >&- 2>&-"):
        done = subprocess.run(f"{sys.executable} -m onrecord {command}", shell=True, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")


def test_many_failures_leave_the_summary_on_the_screen(pile: Path) -> None:
    for n in range(60):
        (pile / f"empty {n:02}.txt").touch()
    out, err = on_terminal("report", pile, "-o", pile / "r.html", NO_COLOR="1", COLUMNS="200")
    said = err.rpartition("\x1b[K")[2].splitlines()
    assert said == [
        f"Error: 60 inputs: the file is empty, the first is {pile}/empty 00.txt",
        "All 60 are listed by `2> FILE`",
    ]
    assert len(out.splitlines()) + len(said) < 24
    # a program gets them all
    assert len(run("report", pile).stderr.splitlines()) == 60


def test_tables_fit_the_terminal(harbour: Path) -> None:
    from onrecord.terminal import width

    out, err = on_terminal("show", harbour, "discrepancies", NO_COLOR="1")
    assert max(map(width, out.splitlines())) <= 60
    assert out.splitlines()[1].startswith("high      attribution dropped  no name")
    assert err == ""
    assert "…" not in run("show", harbour, "discrepancies").stdout


def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(40):
        (folder / f"{n:03}.txt").write_text(ONE.replace("crane", f"crane {n}"), "utf-8")
    out, err = on_terminal("report", folder, "--processes", "1", NO_COLOR="1")
    assert out.startswith("40 articles")
    shown = err.split("\r\x1b[K")
    assert shown[:2] == ["", "reading: 0 of 40 articles"]
    assert any(re.fullmatch(r"reading: 40 of 40 articles, [\d.]+ a second", line) for line in shown)
    assert shown[-1] == ""  # the line is cleared, and nothing is written after it
    assert on_terminal("report", folder, "--processes", "1", TERM="dumb")[1] == ""
    assert run("report", folder).stderr == ""


@pytest.mark.parametrize("asked", [["show"], ["search", "crane"], ["export", "-o", "out.jsonl"]], ids=lambda x: x[0])
def test_links_that_are_out_of_date_are_seen_to_be_made(asked: list[str], harbour: Path, tmp_path: Path) -> None:
    path = tmp_path / "r"
    path.write_bytes(harbour.read_bytes())
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("update record set changes = changes + 1")
        db.commit()
    verb, *more = [str(tmp_path / x) if x.endswith(".jsonl") else x for x in asked]
    _, err = on_terminal(verb, path, *more, NO_COLOR="1")
    shown = err.split("\r\x1b[K")
    assert shown[1].startswith("linking")
    assert shown[-1] == ""
    assert on_terminal(verb, path, *more, NO_COLOR="1")[1] == ""  # they fit now


def test_progress_is_cleared_when_a_run_is_interrupted(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(300):
        (folder / f"{n:03}.txt").write_text(ONE.replace("crane", f"crane {n}"), "utf-8")
    outer, inner = pty.openpty()
    process = start("report", folder, stderr=inner, start_new_session=True, env={**PLAIN, "TERM": "xterm"})
    os.close(inner)
    err = b""
    while b" of 300 articles" not in err:
        err += os.read(outer, 65536)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=20) == group.INTERRUPTED
    with contextlib.suppress(OSError):  # how Linux says that the other end is closed
        while piece := os.read(outer, 65536):
            err += piece
    os.close(outer)
    assert err.endswith(b"\r\x1b[KInterrupted.\r\n")


# --- serving -----------------------------------------------------------------------------------------


def test_serve_says_where_it_is_and_ends_with_ctrl_c(harbour: Path) -> None:
    processes = [start("serve", harbour, "--port", "0") for _ in range(2)]
    lines = [process.stdout.readline() for process in processes]
    addresses = [re.fullmatch(r".*: (http://127\.0\.0\.1:\d+/)  \(Ctrl-C ends it\)\n", line) for line in lines]
    assert all(addresses)
    assert len({found[1] for found in addresses if found}) == 2
    for process, found in zip(processes, addresses, strict=True):
        assert found
        assert httpx2.get(found[1], timeout=60).status_code == 200  # the first page loads what draws it
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err) == (group.INTERRUPTED, "", "Interrupted.\n")


def test_serve_refuses_what_it_cannot_serve_in_one_line(harbour: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(ONE, "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for args, reason in (
            ([tmp_path / "nowhere"], "nowhere: no such record"),
            ([tmp_path / "notes.txt"], "it is no record of onrecord"),
            ([harbour, "--port", port], f"127.0.0.1, port {port}: address already in use"),
            ([harbour, "--host", "nowhere.invalid"], "nowhere.invalid: no address of this machine"),
        ):
            said = run("serve", *args)
            assert (said.exit_code, said.stdout) == (group.NOTHING_DONE, "")
            assert said.stderr.startswith("Error: ")
            assert reason in said.stderr
            assert said.stderr.count("\n") == 1


def test_the_report_of_a_record_is_that_of_its_articles(pile: Path, tmp_path: Path) -> None:
    onrecord.add(tmp_path / "r", [pile])
    for given, output in ((pile, "articles.html"), (tmp_path / "r", "record.html")):
        assert run("report", given, "-o", tmp_path / output).exit_code == group.FINE
    assert (tmp_path / "record.html").read_bytes() == (tmp_path / "articles.html").read_bytes()
    assert run("report", tmp_path / "r", "-r").exit_code == group.NOTHING_DONE


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store named s in it."""
    folder = tmp_path_factory.mktemp("packages")
    (folder / "a.txt").write_text("“The port stays shut,” said mayor Mara Oyelaran on Monday.\n", "utf-8")
    assert run("run", folder / "a.txt", "-o", folder / "s").exit_code == group.FINE
    return folder


@pytest.mark.parametrize(
    ("package", "args"),
    [
        ("pyarrow", ("run", "a.txt", "-o", "s")),
        ("pyarrow", ("link", "s")),
        *(
            (package, args)
            for package in ("pyarrow", "duckdb")
            for args in (("pull", "s", "--search", "port", "-o", "r"), ("sql", "s", "select 1"))
        ),
    ],
)
def test_a_verb_whose_package_is_missing_names_what_to_install(
    package: str, args: tuple[str, ...], store: Path
) -> None:
    code = f"import sys; sys.modules[{package!r}] = None; from onrecord.cli import main; main()"
    said = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, cwd=store)
    assert (said.returncode, said.stdout) == (group.NOTHING_DONE, "")
    assert re.fullmatch(rf"Error: .* needs? the package {package}: pip install 'onrecord\[store\]'\n", said.stderr)
