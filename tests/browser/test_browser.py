"""The report in a real browser: no text of an article runs, and a link lights up the words that it leads to."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import html

from onrecord.model import Findings
from onrecord.report import render

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=2000",
    "--dump-dom",
]


@pytest.fixture(scope="module")
def browser() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser on the PATH (looked for {', '.join(BROWSERS)})")
    return found


def shown(browser: str, folder: Path, page: str, fragment: str = "") -> html.HtmlElement:
    """The page as the browser has it once everything that would run has run."""
    file = folder / "report.html"
    file.write_text(page, "utf-8")
    command = [browser, *FLAGS, f"--user-data-dir={folder / 'profile'}", file.as_uri() + fragment]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    return html.document_fromstring(done.stdout)


def test_a_hostile_article_runs_nothing(browser: str, tmp_path: Path, hostile: Findings) -> None:
    document = shown(browser, tmp_path, render(hostile, title="calm"))
    assert document.findtext(".//title") == "calm"
    assert document.xpath("//svg | //img | //iframe | //base | //style[contains(., 'display:none')]") == []
    assert {e.text_content() for e in document.find_class("text")} == {a.text for a in hostile.articles}


def test_the_policy_stops_what_escaping_would_miss(browser: str, tmp_path: Path, example: Findings) -> None:
    attack = "<script>document.title='ran'</script><img src=x onerror=document.title='ran'>"
    page = render(example, title="calm").replace("</main>", f"{attack}</main>")
    assert shown(browser, tmp_path, page).findtext(".//title") == "calm"
    # without the policy the same page runs it: the test can fail
    free = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page)
    assert shown(browser, tmp_path, free).findtext(".//title") == "ran"


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("#a-a1", "“not safe for anybody,”Mayor Jo Reyessaid on“and it will stay shut.”"),
        ("#a-a3", "the builderadmittedthe steel was thin"),
    ],
)
def test_a_link_lights_up_every_piece_of_the_words(
    browser: str, tmp_path: Path, example: Findings, fragment: str, words: str
) -> None:
    document = shown(browser, tmp_path, render(example), fragment)
    assert "".join(e.text_content() for e in document.find_class("lit")) == words


def test_a_link_opens_what_hides_its_target(browser: str, tmp_path: Path, example: Findings) -> None:
    document = shown(browser, tmp_path, render(example), "#x-x2")
    target = document.get_element_by_id("x-x2")
    assert [d.get("open") for d in target.iterancestors("details")] == [""]
