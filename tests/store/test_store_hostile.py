"""A store is a folder that anybody may have filled: what its manifest says is held for a claim."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from onrecord import cli
from onrecord.store import layout
from onrecord.store.running import run

_GOOD: dict[str, Any] = {"form": layout.FORM, "shards": [], "failures": [], "made_by": "", "links": None}
_NONE = (
    {"shards": None},
    {"shards": "abc"},
    {"shards": [1]},
    {"shards": ["../../elsewhere"]},
    {"shards": ["/elsewhere"]},
    {"shards": ["a\0b"]},
    {"shards": ["\ud800"]},
    {"shards": ["a" * 300]},
    {"failures": None},
    {"failures": [1]},
    {"failures": [["a", "b", "c"]]},
    {"failures": [["a", {}]]},
    {"links": 5},
    {"links": "../elsewhere"},
    {"links": ""},
    {"links_of": []},
    {"made_by": None},
)


@pytest.mark.parametrize("values", [json.dumps({**_GOOD, **x}) for x in _NONE] + ["[" * 100_000, "[1]", "null"])
def test_a_manifest_that_is_none_is_said_to_be_none(values: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (store / layout.MANIFEST).write_text(values)
    for args in (["sql", store, "select 1"], ["pull", store, "--all", "-o", tmp_path / "r"], ["link", store]):
        done = CliRunner().invoke(cli.main, [str(x) for x in args])
        assert done.exit_code == 2
        assert done.stderr == f"Error: {store}/store.json: it is no manifest of a store, or it is damaged\n"
    assert not (tmp_path / "r").exists()


def test_what_a_later_onrecord_writes_beside_it_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Mayor opens bridge\n\nThe bridge was opened on Monday.\n")
    run(tmp_path / "store", [tmp_path / "a.txt"])
    before = layout.manifest(tmp_path / "store")
    path = tmp_path / "store" / layout.MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), "colour": "green"}))
    assert layout.manifest(tmp_path / "store") == before
