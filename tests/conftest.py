"""Fixtures that several stages share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the marked articles and corpora; tests that need it skip in a stranger's clone."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not (folder / "seeds").is_dir():
        pytest.skip("needs the folder ../shared (marked articles and corpora), which a plain clone does not have")
    return folder
