"""One browser for all tests of a file, and the pages that several of them open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from attacks import listed, written
from playwright.sync_api import Browser, sync_playwright
from window import Window, launched, window

import onrecord
from onrecord.model import Findings
from onrecord.report import render

BRIDGE = Path(__file__).resolve().parents[2] / "examples" / "bridge"


# not for the session: while it is open, no other test of the same thread can start an event loop
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = launched(playwright.chromium)
        yield opened
        opened.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Window]:
    """A window on files, in which nothing may go wrong."""
    with window(browser, viewport={"width": 860, "height": 900}) as made:
        yield made


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of the example articles."""
    file = tmp_path_factory.mktemp("record") / "news.record"
    onrecord.add(str(file), [str(BRIDGE)])
    return file


@pytest.fixture(scope="session")
def bridge(record: Path) -> Findings:
    """What is found in the example articles."""
    return onrecord.load(str(record))


@pytest.fixture(scope="session")
def saved(bridge: Findings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the example articles, as it is saved."""
    file = tmp_path_factory.mktemp("saved") / "report.html"
    file.write_text(render(bridge), "utf-8")
    return file


@pytest.fixture(scope="session")
def small(example: Findings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the small findings with a row of every kind, as it is saved."""
    file = tmp_path_factory.mktemp("small") / "report.html"
    file.write_text(render(example), "utf-8")
    return file


@pytest.fixture(scope="session")
def hostile_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of articles that try every trick, with a list of names that does, under a name that is one too."""
    base = tmp_path_factory.mktemp("attacked")
    file = base / "<script>window.ran=1<∕script>\u202e&quot;.record"
    names = onrecord.read_names(str(listed(base / "names.csv")))
    onrecord.add(str(file), [str(written(base / "folder"))], names=names)
    return file
