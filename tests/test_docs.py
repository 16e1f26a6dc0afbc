"""What the pages show is what comes out: every `$ onrecord …` block is run, and the README's Python too.

After a change that is meant, `python tests/test_docs.py` writes the blocks anew; read the difference before it
is committed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "docs" / "tutorial.md",
    *sorted((ROOT / "docs" / "verbs").glob("*.md")),
    *sorted((ROOT / "docs" / "formats").glob("*.md")),
]
WIDTH = 104
# what changes from run to run, or with every change of a rule
PASSING = re.compile(r"rules [0-9a-f]{12}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")


def run(command: str, folder: Path) -> str:
    """What a command prints in a terminal of `WIDTH` columns, as a shell in `folder` runs it."""
    script = folder / "bin" / "onrecord"
    script.parent.mkdir(exist_ok=True)
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m onrecord "$@"\n', "utf-8")
    script.chmod(0o755)
    path = f"{script.parent}{os.pathsep}{os.environ['PATH']}"
    env = os.environ | {"PATH": path, "COLUMNS": str(WIDTH), "NO_COLOR": "1"}
    return subprocess.run(command, shell=True, cwd=folder, env=env, capture_output=True, text=True).stdout


def blocks(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Where the indented blocks that hold a command begin and end."""
    at = 0
    while at < len(lines):
        if lines[at].startswith("    $ "):
            end = at
            while end < len(lines) and (lines[end].startswith("    ") or not lines[end]):
                end += 1
            while not lines[end - 1]:
                end -= 1
            yield at, end
            at = end
        at += 1


def renewed(page: Path) -> str:
    """The page with its blocks as they come out now; output that the page cuts with "..." is cut there again."""
    lines = page.read_text("utf-8").split("\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "examples", folder / "examples")
        if page.stem not in ("add", "tutorial"):
            run("onrecord add news.record examples/bridge", folder)
        new: list[tuple[int, int, list[str]]] = []
        for begin, end in blocks(lines):
            shown: list[str] = []
            commands = [n for n in range(begin, end) if lines[n].startswith("    $ ")]
            for n, stop in zip(commands, [*commands[1:], end], strict=True):
                output = run(lines[n][6:], folder).rstrip("\n").split("\n")
                if lines[stop - 1] == "    ...":
                    output = [*output[: stop - n - 2], "..."]
                shown += [lines[n], *(f"    {line}".rstrip() for line in output if output != [""])]
            new.append((begin, end, shown))
    for begin, end, shown in reversed(new):
        lines[begin:end] = shown
    return "\n".join(lines)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_shows_comes_out(page: Path) -> None:
    assert PASSING.sub("", renewed(page)) == PASSING.sub("", page.read_text("utf-8"))


@pytest.mark.parametrize(
    ("page", "line"),
    [("README.md", r"^Dana Okafor is reported \d times$"), ("docs/extending.md", r"^\d+\tTomas Lindqvist$")],
)
def test_the_python_of_a_page_runs(page: str, line: str) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert re.search(line, done.stdout, re.MULTILINE)


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(renewed(path), "utf-8")
