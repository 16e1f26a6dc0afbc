"""Whatever the package carries that is not code says where it comes from and under which licence."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "onrecord"
# code and what it shows, written for onrecord
OWN = {".py", ".html", ".css", ".js", ".sql", ".typed", ".pyc"}
DATA = [x.relative_to(PACKAGE).as_posix() for x in PACKAGE.rglob("*") if x.is_file() and x.suffix not in OWN]


@pytest.mark.parametrize("path", sorted(x for x in DATA if not x.endswith(("LICENSE", ".schema.json"))))
def test_every_file_of_data_has_an_origin(path: str) -> None:
    text = (ROOT / "licences" / "README.md").read_text("utf-8")
    # files of one folder may be named after its first
    named = f"`{path}`" in text or f"`{Path(path).name}`" in text
    assert named, f"licences/README.md says nothing of {path}"


def test_licences_come_with_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found = {x.relative_to(ROOT).as_posix() for pattern in project["license-files"] for x in ROOT.glob(pattern)}
    assert found == {
        "LICENSE",
        "licences/README.md",
        "licences/WordNet.txt",
        "src/onrecord/data/encoder/LICENSE",
    }
    assert "Princeton University" in (ROOT / "licences" / "WordNet.txt").read_text("utf-8")
    assert "Apache License" in (PACKAGE / "data" / "encoder" / "LICENSE").read_text("utf-8")
