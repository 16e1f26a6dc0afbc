"""What holds for every format: where it goes, that it is whole or not there, the same bytes, parts, any text."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import handmade
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from reading_back import anything, both, exported, written

import onrecord
from onrecord import cli, export, record
from onrecord.export import FORMATS, selecting

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXTS = [name for name, x in FORMATS.items() if x.form == "text"]
FILES = [name for name, x in FORMATS.items() if x.form == "files"]
ARCHIVES = [name for name, x in FORMATS.items() if x.form == "archive"]


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli.main, ["export", *map(str, args)], prog_name="onrecord")


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("harbour") / "news.record"
    record.create(path, handmade.harbour())
    return path


def undated(files: dict[str, bytes]) -> dict[str, bytes]:
    """Without the line of JSON Lines that says when it was written."""
    head = b'{"type": "record"'
    return {name: data.partition(b"\n")[2] if data.startswith(head) else data for name, data in files.items()}


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_findings_are_the_same_bytes(format: str, tmp_path: Path) -> None:
    """Another process, with other hashes of strings, writes the same."""
    out = tmp_path / "out.zip"
    code = (
        "import sys, onrecord, reading_back; from onrecord.export import FORMATS;"
        f"onrecord.write_export(reading_back.both(), {str(out)!r}, format={format!r})"
    )
    tests = Path(__file__).resolve().parent
    env = {"PYTHONPATH": f"{tests}:{tests.parent}", "PYTHONHASHSEED": "7", "PATH": ""}
    subprocess.run([sys.executable, "-c", code], check=True, env=env)
    here = tmp_path / "here.zip"
    onrecord.write_export(both(), here, format=format)
    if FORMATS[format].form == "text":
        assert undated({"": out.read_bytes()}) == undated({"": here.read_bytes()}) == undated(exported(both(), format))
    else:
        assert out.read_bytes() == here.read_bytes()
        assert written(out) == exported(both(), format)


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_is_exported_too(format: str) -> None:
    assert all(isinstance(data, bytes) for data in exported(onrecord.Findings(), format).values())


@pytest.mark.parametrize("format", FILES)
def test_several_files_are_a_folder_or_an_archive(format: str, harbour: Path, tmp_path: Path) -> None:
    folder, archive = tmp_path / "out", tmp_path / "out.ZIP"
    assert run(harbour, "--format", format, "-o", folder).exit_code == 0
    assert run(harbour, "--format", format, "-o", archive).exit_code == 0
    assert written(folder) == written(archive) == exported(onrecord.load(harbour), format)
    assert sorted(x.name for x in tmp_path.iterdir()) == ["out", "out.ZIP"]


@pytest.mark.parametrize("format", FILES)
def test_a_folder_with_something_in_it_is_left_alone(format: str, harbour: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    done = run(harbour, "--format", format, "-o", tmp_path)
    assert done.exit_code == 2
    assert done.stderr == f"Error: {tmp_path}: the folder holds something already; name a new one\n"
    assert written(tmp_path) == {"notes.txt": b"mine"}


@pytest.mark.parametrize(("format", "name"), [("csv", "a.csv"), ("excel", "a.XLSX"), ("parquet", "a.parquet")])
def test_a_folder_is_not_called_like_a_file(format: str, name: str, harbour: Path, tmp_path: Path) -> None:
    done = run(harbour, "--format", format, "-o", tmp_path / name)
    assert done.exit_code == 2
    assert f"{format} is several files; name a folder, or a file that ends in .zip." in done.stderr.lower()
    assert list(tmp_path.iterdir()) == []


def test_the_folder_that_one_is_in_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileExistsError, match="it is the folder that you are in"):
        onrecord.write_export(both(), ".", format="csv")


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    onrecord.write_export(both(), tmp_path, format="csv")
    assert written(tmp_path) == exported(both(), "csv")


@pytest.mark.parametrize("format", [*FILES, *ARCHIVES])
def test_standard_output_takes_one_text_only(format: str, harbour: Path) -> None:
    done = run(harbour, "--format", format)
    assert done.exit_code == 2
    several = "one archive" if format in ARCHIVES else "several files"
    assert f"{several}, which standard output cannot take; name a file or a folder." in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("format", TEXTS)
def test_one_text_goes_to_a_file_or_to_standard_output(format: str, harbour: Path, tmp_path: Path) -> None:
    done = run(harbour, "--format", format, "-o", tmp_path / "out")
    assert (done.exit_code, done.output) == (0, "")
    printed = run(harbour, "--format", format)
    assert undated({"": printed.stdout_bytes}) == undated({"": (tmp_path / "out").read_bytes()})


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_that_breaks_leaves_nothing(format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "out" if format in FILES else "out.zip"

    def broken(findings: onrecord.Findings, format: str) -> Any:
        yield "half" if FORMATS[format].form == "text" else ("one", [b"half"])
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(export, "made", broken)
        with pytest.raises(RuntimeError, match="power cut"):
            onrecord.write_export(both(), tmp_path / name, format=format)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("asked", [{"story": "y1"}, {"speaker": "Oyelaran"}, {"since": "2021-05"}])
def test_a_selection_works_for_every_format(format: str, asked: dict[str, str], harbour: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    options = [x for key, value in asked.items() for x in (f"--{key}", value)]
    done = run(harbour, "--format", format, "-o", out, *options)
    assert (done.exit_code, done.output) == (0, "")
    expected = exported(selecting.narrow(onrecord.load(harbour), **asked), format)
    found = {"": out.read_bytes()} if FORMATS[format].form == "text" else written(out)
    assert undated(found) == undated(expected)


def test_python_selects_in_the_same_way(tmp_path: Path) -> None:
    onrecord.write_export(both(), tmp_path / "out", format="ftm", speaker="Bea Ng", since="2024")
    expected = exported(selecting.narrow(both(), speaker="Bea Ng", since="2024"), "ftm")
    assert {"": (tmp_path / "out").read_bytes()} == expected
    with pytest.raises(LookupError, match="there is no speaker"):
        onrecord.write_export(both(), tmp_path / "other", speaker="Nobody")
    with pytest.raises(ValueError, match="there is no export format 'xls'; there is jsonl, csv, "):
        onrecord.write_export(both(), tmp_path / "other", format="xls")
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--story", "nope"], "Error: There is no story 'nope'."),
        (["--speaker", "Nobody"], "Error: There is no speaker 'Nobody'."),
        (["--since", "soon"], "Error: 'soon' is no date such as 2024, 2024-05, 2024-05-31 or 2024-05-31T12:00."),
        (["--since", "2030"], "Error: No article is left by what is asked for."),
        (["--format", "xls"], "Error: Invalid value for '--format': 'xls' is not one of"),
    ],
)
def test_what_cannot_be_exported_is_said(options: list[str], said: str, harbour: Path, tmp_path: Path) -> None:
    done = run(harbour, "-o", tmp_path / "out", *options)
    assert done.exit_code == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_package_that_is_missing_is_named(harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "find_spec", lambda name: None if name == "pyarrow" else find_spec(name))
    done = run(harbour, "--format", "parquet", "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert done.stderr == "Error: the format parquet needs the package pyarrow: pip install 'onrecord[parquet]'\n"
    assert list(tmp_path.iterdir()) == []


def test_every_format_is_in_the_help_and_has_a_page() -> None:
    option = next(x for x in cli.main.commands["export"].params if x.name == "format")
    assert isinstance(option.type, click.Choice)
    # what Datasette is told is of a record, not of findings
    assert tuple(option.type.choices) == (*FORMATS, "datasette")
    assert "| `datasette` |" in (DOCS / "verbs" / "export.md").read_text("utf-8")
    page = (DOCS / "verbs" / "export.md").read_text("utf-8")
    for name, format in FORMATS.items():
        assert f"| `{name}` |" in page, name
        assert format.about in page, name


@settings(max_examples=8, deadline=None)
@given(anything)
def test_any_text_goes_into_every_format(findings: onrecord.Findings) -> None:
    for format in FORMATS:
        for data in exported(findings, format).values():
            if format not in ("parquet", "inception"):
                data.decode("utf-8")
