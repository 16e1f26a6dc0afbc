"""A record of the example articles, and drafts held against it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import onrecord
from onrecord import Checked
from onrecord.model import Source

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "bridge"


@pytest.fixture(scope="session")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of the example articles, which nothing changes."""
    path = tmp_path_factory.mktemp("checking") / "bridge.record"
    onrecord.add(path, [EXAMPLE])
    return path


@pytest.fixture(scope="session")
def check(bridge: Path) -> Callable[[str], Checked]:
    """A text as a draft, held against the example."""

    def held(text: str, name: str = "draft.txt") -> Checked:
        return onrecord.check(Source(name, "draft", "text/plain", text.encode()), against=bridge)

    return held
