"""A record that is served, and a client for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from running import EXAMPLE, run

import onrecord
from onrecord import record


@pytest.fixture(scope="session")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of the example, which nothing changes."""
    path = tmp_path_factory.mktemp("bridge") / "bridge.record"
    onrecord.add(path, [EXAMPLE])
    return path


@pytest.fixture(scope="session")
def client(bridge: Path) -> Iterator[httpx2.Client]:
    with run(bridge) as client:
        yield client


@pytest.fixture
def copied(bridge: Path, tmp_path: Path) -> Path:
    """A record of the example that a test may change."""
    path = tmp_path / "copied.record"
    path.write_bytes(bridge.read_bytes())
    return path


@pytest.fixture
def corrected(copied: Path) -> Path:
    """A record with one correction, so that its page has a form."""
    links = onrecord.load(copied).links
    record.correct_rows(copied, "note", links.stories[0].id, who="Ann Lee", why="To be asked again.")
    onrecord.load(copied)
    return copied
