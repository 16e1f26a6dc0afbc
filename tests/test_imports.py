"""Imports point down the stages only, siblings do not know each other, and the command line starts light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "onrecord"

# a module may import from lower levels and from its own stage; the number is the level
LEVELS = {
    "onrecord": 0,  # the lazy front door: it imports nothing at run time
    "onrecord.errors": 0,
    "onrecord.views": 0,
    "onrecord.model": 0,
    "onrecord.text": 1,
    "onrecord.dividing": 1,
    "onrecord.limits": 1,
    "onrecord.ties": 1,
    "onrecord.workers": 1,
    "onrecord.correcting": 2,
    "onrecord.encoder": 2,
    "onrecord.language": 2,
    "onrecord.names": 2,
    "onrecord.comparing": 3,
    "onrecord.intake": 4,
    "onrecord.reading": 4,
    "onrecord.linking": 4,
    "onrecord.batches": 5,
    "onrecord.fetching": 5,
    "onrecord.pipeline": 6,
    "onrecord.database": 6,
    "onrecord.columns": 6,
    "onrecord.rows": 6,
    "onrecord.replacing": 6,
    "onrecord.parts": 7,
    "onrecord.record": 7,
    "onrecord.store": 7,
    "onrecord.checking": 7,
    "onrecord.asking": 7,
    "onrecord.summary": 7,
    "onrecord.writing": 7,
    "onrecord.watching": 8,
    "onrecord.export": 8,
    "onrecord.importing": 9,
    "onrecord.report": 8,
    "onrecord.api": 9,
    "onrecord.serving": 9,
    "onrecord.terminal": 9,
    "onrecord.cli": 10,
    "onrecord.__main__": 11,
}
# what calls the linkers one after the other: over the whole pile, over a part of it, over what crosses parts
LINES = (*("onrecord.linking.whole", "onrecord.linking.part", "onrecord.linking.sparing", "onrecord.linking.crossing"),)
STAGES = ("onrecord.intake", "onrecord.reading", "onrecord.linking", "onrecord.export", "onrecord.report")


def module(path: Path) -> str:
    parts = ("onrecord", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """The modules of onrecord that a file imports, anywhere in it but under `if TYPE_CHECKING`."""
    own = module(path)
    waiting: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            waiting.extend(node.orelse)
            continue
        waiting.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "onrecord")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{own}: imports are written out in full"
            if node.module and node.module.split(".")[0] == "onrecord":
                for alias in node.names:
                    name = f"{node.module}.{alias.name}"
                    yield name if exists(name) else node.module


def exists(name: str) -> bool:
    place = PACKAGE.joinpath(*name.split(".")[1:])
    return place.with_suffix(".py").exists() or (place / "__init__.py").exists()


def stage(name: str) -> str:
    return ".".join(name.split(".")[:2])


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=module)
def test_imports_point_down(path: Path) -> None:
    own = module(path)
    level = LEVELS[stage(own)]
    for name in imported(path):
        if stage(name) == stage(own) or name == "onrecord":
            continue
        other = LEVELS[stage(name)]
        down = other < level or (level == other and stage(own) not in STAGES)
        assert down, f"{own} (level {level}) imports {name} (level {other})"


@pytest.mark.parametrize("path", FILES, ids=module)
def test_parts_of_a_stage_do_not_import_each_other(path: Path) -> None:
    """`reading.times` may use a folder of its own, `reading.times.words`, and not `reading.entities`."""
    own = module(path)
    if stage(own) not in ("onrecord.reading", "onrecord.linking") or own in {stage(own), *LINES}:
        return
    part = ".".join(own.split(".")[:3])
    for name in imported(path):
        if name.startswith(stage(own) + "."):
            assert ".".join(name.split(".")[:3]) == part, f"{own} imports its sibling {name}"


def test_every_level_names_a_module_that_is_there() -> None:
    assert [name for name in LEVELS if name != "onrecord" and not exists(name)] == []


HEAVY = (
    "trafilatura",
    "numpy",
    "dateparser",
    "lxml",
    "jinja2",
    "multiprocessing",
    "sqlite3",
    "httpx2",
    "starlette",
    "uvicorn",
    "onrecord.record",
)


@pytest.mark.parametrize("name", ["onrecord", "onrecord.cli"])
def test_importing_is_light(name: str) -> None:
    code = f"import sys, {name}; print([x for x in {HEAVY!r} if x in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
