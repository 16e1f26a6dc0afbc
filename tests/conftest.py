"""Fixtures that several stages share."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_findings

from onrecord.model import Findings


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the marked articles and corpora; tests that need it skip in a stranger's clone."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not (folder / "seeds").is_dir():
        pytest.skip("needs the folder ../shared (marked articles and corpora), which a plain clone does not have")
    return folder


@pytest.fixture(scope="session")
def example() -> Findings:
    """Two articles of one story and one of its own, with a row of every kind."""
    return small_findings.example()


@pytest.fixture(scope="session")
def hostile() -> Findings:
    """Findings in which every text is an attack."""
    return small_findings.hostile()
