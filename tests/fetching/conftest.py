"""Fixtures of the tests of fetching."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from serving import Site, manners, serving

from onrecord.fetching.asking import Fetcher


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as held:
        yield held


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    asking = Fetcher(manners())
    yield asking
    asking.stop()
