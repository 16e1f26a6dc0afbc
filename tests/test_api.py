"""The Python interface: its names, what it returns, and what it raises."""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import inspect
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import onrecord
from onrecord import intake, pipeline, reading

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
TEXT = "Port stays shut\n\nPORTSTEAD, 3 May 2021\n\n“The port stays shut,” said mayor Mara Oyelaran on Monday.\n"


def test_public_names_are_sorted_and_there() -> None:
    assert onrecord.__all__ == sorted(onrecord.__all__)
    for name in onrecord.__all__:
        assert getattr(onrecord, name) is not None
    assert set(onrecord.__all__) <= set(dir(onrecord))
    assert set(onrecord._PLACES) | {"__version__"} == set(onrecord.__all__)


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'reed'; its names are .*read_folder"):
        _ = onrecord.reed


def test_every_noun_is_public() -> None:
    model = importlib.import_module("onrecord.model")
    nouns = {name for name, x in vars(model).items() if dataclasses.is_dataclass(x)}
    assert nouns <= set(onrecord.__all__)


def test_every_error_that_a_user_can_meet_is_public() -> None:
    errors = importlib.import_module("onrecord.errors")
    assert {name for name, x in vars(errors).items() if inspect.isclass(x)} <= set(onrecord.__all__)


def test_every_public_name_is_on_the_page() -> None:
    page = (EXAMPLES.parent / "docs" / "api.md").read_text("utf-8")
    shown = re.findall(r"^\.\. auto(?:class|function):: onrecord\.(\w+)$", page, re.MULTILINE)
    assert sorted(shown) == [name for name in onrecord.__all__ if name != "__version__"]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that docs/api.md speaks of: the example articles, the list of names, and a record."""
    folder = tmp_path_factory.mktemp("shown")
    shutil.copytree(EXAMPLES / "bridge", folder / "articles")
    shutil.copy(EXAMPLES / "names.csv", folder)
    onrecord.add(folder / "news.record", [folder / "articles"])
    return folder


FUNCTIONS = [name for name in onrecord.__all__ if inspect.isfunction(getattr(onrecord, name))]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_of_a_function_comes_out(
    name: str, shown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = inspect.getdoc(getattr(onrecord, name)) or ""
    example = doctest.DocTestParser().get_doctest(text, {"onrecord": onrecord, "Path": Path}, name, None, None)
    assert example.examples, f"{name} has no example in its docstring"
    monkeypatch.chdir(shutil.copytree(shown, tmp_path / "folder"))
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF).run(example, out=said.append)
    assert not result.failed, "".join(said)
    assert result.attempted or name == "watch"


def test_reading_a_folder(tmp_path: Path) -> None:
    (tmp_path / "port.txt").write_text(TEXT, "utf-8")
    findings = onrecord.read_folder(tmp_path)
    assert findings == onrecord.read([tmp_path]) == onrecord.read([str(tmp_path / "*.txt")])
    assert [a.text for a in findings.articles] == [TEXT]
    assert [r.article for r in findings.readings] == [findings.articles[0].id]
    assert pickle.loads(pickle.dumps(findings)) == findings


def test_a_list_of_names_is_given_as_a_path_or_as_read(tmp_path: Path) -> None:
    (tmp_path / "port.txt").write_text(TEXT, "utf-8")
    listed = tmp_path / "names.csv"  # a list among the inputs is none of them
    listed.write_text("name,aliases,identifier\nMara A. Oyelaran,Mara Oyelaran,Q1\n", "utf-8")
    findings = onrecord.read_folder(tmp_path, names=listed)
    assert findings == onrecord.read([tmp_path], names=str(listed))
    assert findings == onrecord.read([tmp_path], names=onrecord.read_names(listed))
    [speaker] = findings.links.speakers
    assert (speaker.name, speaker.identifier, speaker.listed) == ("Mara A. Oyelaran", "Q1", "names.csv:2")
    assert (speaker.made_by, speaker.aliases) == ("speakers.listed/1", ("Mara Oyelaran",))
    assert findings.links.statements[0].speaker == speaker.id
    assert onrecord.summarise(findings).listed == 1
    listed.write_text("title\n", "utf-8")
    with pytest.raises(onrecord.NamesError, match=r"names\.csv, line 1: the first line must name the columns"):
        onrecord.read_folder(tmp_path, names=listed)


def test_a_folder_is_held_against_a_primary_source(tmp_path: Path) -> None:
    folder = tmp_path / "pile"
    folder.mkdir()
    (folder / "port.txt").write_text(TEXT, "utf-8")
    (folder / "order.txt").write_text("Order of the harbour office\n\nThe port stays shut.\n", "utf-8")
    elsewhere = tmp_path / "speech.txt"
    elsewhere.write_text("Remarks by Mara Oyelaran at the quay\n\nThe port stays shut. Go home.\n", "utf-8")
    findings = onrecord.read_folder(folder, primary=[folder / "order.txt", elsewhere])
    roles = {Path(a.input).name: a.role for a in findings.articles}
    assert roles == {"port.txt": None, "order.txt": "document", "speech.txt": "document"}
    assert findings == onrecord.read([folder], primary=[folder / "order.txt", elsewhere])
    assert {a.role for a in onrecord.read_folder(folder).articles} == {None}


def test_a_folder_must_be_one(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="it is no folder"):
        onrecord.read_folder(tmp_path / "nowhere")


def test_several_processes_give_what_one_gives(tmp_path: Path) -> None:
    for n in range(70):
        (tmp_path / f"{n:02}.txt").write_text(TEXT.replace("Port", f"Port {n}"), "utf-8")
    (tmp_path / "empty.txt").touch()
    seen = []
    code = (
        "import sys, pickle, onrecord\nsys.stdout.buffer.write(pickle.dumps(onrecord.read(sys.argv[1:], processes=2)))"
    )
    several = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, check=True).stdout
    one = onrecord.read([tmp_path], progress=lambda *told: seen.append(told))
    assert pickle.loads(several) == one
    assert [told for told in seen if told[0] == "reading"][-1] == ("reading", 71, 71)
    # what is found over the whole pile, then its parts, of which there is one
    assert [told[1:] for told in seen if told[0] != "reading"] == [*((n, 4) for n in range(4)), (0, 1)]
    assert len(one.articles) == 70
    assert len(one.failures) == 1


def test_a_poisonous_article_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(TEXT.replace("Port", f"Port {name}"), "utf-8")
    healthy = reading.read

    def poisoned(articles: list[onrecord.Article]) -> list[onrecord.Reading]:
        if any(a.name == "b" for a in articles):
            raise RecursionError("maximum depth\n exceeded")
        return healthy(articles)

    monkeypatch.setattr(reading, "read", poisoned)
    findings = onrecord.read([tmp_path])
    assert [a.name for a in findings.articles] == ["a", "c"]
    path = str(tmp_path / "b.txt")
    assert findings.failures == (
        onrecord.Failure(path, f"{path}: could not be read: RecursionError: maximum depth exceeded"),
    )


def test_an_input_that_breaks_parsing_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(TEXT.replace("Port", f"Port {name}"), "utf-8")
    healthy = intake.parse

    def poisoned(batch: list[onrecord.Source]) -> list[onrecord.Article | onrecord.Failure]:
        if any(x.name == "a" for x in batch):
            raise ValueError
        return healthy(batch)

    monkeypatch.setattr(intake, "parse", poisoned)
    findings = onrecord.read([tmp_path])
    assert [a.name for a in findings.articles] == ["b"]
    assert [x.reason for x in findings.failures] == [f"{tmp_path / 'a.txt'}: could not be parsed: ValueError"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"article": "another"}, "belongs to another article"),
        ({"credits": (onrecord.Credit("x", (0, 999_999)),)}, "outside the text"),
        ({"credits": (onrecord.Credit("x", (3, 3)),)}, "outside the text"),
        ({"times": (onrecord.Time("t", "A", (0, 1), None, None, None, ""),) * 2}, "share an id"),
        ({"events": (onrecord.Event("v", "A", "t", ((0, 1),), "", None, ""),)}, "a row that is not there"),
        ({"entities": (onrecord.Entity("e", "A", None, "group", (), (), (), ("q",), ""),)}, "a row that is not there"),
    ],
)
def test_a_reading_that_does_not_fit_is_refused(change: dict[str, object], said: str) -> None:
    article = onrecord.Article("A", "in", "in", "", "text/plain", "Some words.")
    pipeline.check(article, onrecord.Reading("A"))
    with pytest.raises(ValueError, match=said):
        pipeline.check(article, dataclasses.replace(onrecord.Reading("A"), **change))  # type: ignore[arg-type]


def test_a_text_that_cannot_be_stored_is_refused() -> None:
    article = onrecord.Article("A", "in", "in", "", "text/plain", "half a pair \ud83d")
    with pytest.raises(ValueError, match="surrogates"):
        pipeline.check(article, onrecord.Reading("A"))


def test_a_dead_worker_costs_nothing(tmp_path: Path) -> None:
    for n in range(70):
        (tmp_path / f"{n:02}.txt").write_text(TEXT.replace("Port", f"Port {n}"), "utf-8")
    code = (
        "import sys, pickle, threading, time, onrecord\n"
        "from multiprocessing import active_children\n"
        "shot = []\n"
        "def shoot():\n"
        "    while len(active_children()) < 2: time.sleep(0.05)\n"
        "    time.sleep(0.2)\n"
        "    shot.append(active_children()[0].kill())\n"
        "threading.Thread(target=shoot, daemon=True).start()\n"
        "found = onrecord.read(sys.argv[1:], processes=2)\n"
        "sys.stdout.buffer.write(pickle.dumps((found, shot)))\n"
    )
    run = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, timeout=60)
    assert run.returncode == 0, run.stderr
    assert pickle.loads(run.stdout) == (onrecord.read([tmp_path]), [None])


def test_the_software_s_name_holds_its_rules() -> None:
    assert pipeline.made_by().startswith(f"onrecord {onrecord.__version__}, rules ")
    assert pipeline.MAX_BYTES == intake.MAX_BYTES


def test_a_report_is_written(tmp_path: Path) -> None:
    (tmp_path / "port.txt").write_text(TEXT, "utf-8")
    onrecord.write_report(onrecord.read_folder(tmp_path), tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "Mara Oyelaran" in page
