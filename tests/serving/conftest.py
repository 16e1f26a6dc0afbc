"""A record that is served, and a client for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from running import EXAMPLE, run

import onrecord


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
