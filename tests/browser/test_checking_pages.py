"""Checking a draft in a real browser: the form, what comes back, and the page that is saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from served import serving
from window import WIDTHS, Window, misfits, strays, tabbed, turned, unfold, violations, window

import onrecord
from onrecord.model import Source
from onrecord.report import checked

DRAFT = """# Bridge shut, ferries on the way

Mayor **Dana Okafor** closed the Carrow Bridge on Tuesday. “We will gamble with lives for the sake of a shorter drive to
work,” Okafor said at a press conference.

Four extra ferries will run from Thursday, according to the mayor. She admitted that 13,000 vehicles cross the river.

“We said it was urgent. Nobody called us back,” said Martin Hale.

“The river will carry us home,” Ines Caldeira said. Peter Ashdown said that he would believe it when he saw it.

“<script>window.ran = 1</script><img src=x onerror='window.ran = 1'> \u202ea \u05d0\u05d1\u05d2 words,” Okafor said.
"""


@pytest.fixture(scope="module")
def home(record: Path) -> Iterator[str]:
    with serving(record) as address:
        yield address


@pytest.fixture
def live(browser: Browser, home: str) -> Iterator[Window]:
    with window(browser, home, viewport={"width": 860, "height": 900}) as made:
        yield made


@pytest.fixture
def saved_draft(record: Path, tmp_path: Path) -> Path:
    found = onrecord.check(Source("draft.md", "draft", "text/plain", DRAFT.encode()), against=record)
    file = tmp_path / "checked.html"
    file.write_text(checked.render(found, "news.record"), "utf-8")
    return file


def sent(page: Page, home: str) -> None:
    """Paste the draft, and send it."""
    page.goto(f"{home}/check")
    page.get_by_label("The draft, as text or Markdown").fill(DRAFT)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="To look at")).to_be_visible()


def test_each_finding_leads_to_its_words_and_back(live: Window, home: str) -> None:
    page = live.page
    sent(page, home)
    assert page.title().startswith("Bridge shut, ferries on the way – checked")
    first = page.locator(".finding").first
    expect(first).to_contain_text("Negation: The draft leaves out “not” without an ellipsis.")
    expect(first.locator("del")).to_have_text("will gamble")
    expect(first.locator("ins")).to_have_text("not")
    first.get_by_role("link", name="Finding 1, to its place in the draft").click()
    assert page.url.endswith("#at-1")
    expect(page.locator("#at-1")).to_be_in_viewport()
    page.locator("#at-1").click()
    assert page.url.endswith("#finding-1")
    # what is as it stands is folded, and a link to it opens the fold
    clear = page.locator(".finding", has_text="he would believe it when he saw it")
    expect(clear).to_be_hidden()
    page.locator(f".text a[href='#{clear.get_attribute('id')}']").click()
    expect(clear).to_be_visible()


def test_a_finding_leads_to_the_article(live: Window, home: str) -> None:
    sent(live.page, home)
    live.page.locator(".finding .source a").first.click()
    assert "/article/" in live.page.url
    expect(live.page.locator(".text")).to_contain_text("We will not gamble with lives")


def test_the_form_works_with_a_file_and_without_script(browser: Browser, home: str, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(DRAFT, "utf-8")
    with window(browser, home, java_script_enabled=False) as plain:
        page = plain.open(f"{home}/check")
        page.get_by_label("Or a file").set_input_files(draft)
        page.get_by_role("button", name="Check").click()
        expect(page.locator("#findings")).to_have_text("To look at")
        expect(page.locator(".finding").first).to_contain_text("Negation")


def test_an_empty_form_says_what_is_missing(browser: Browser, home: str) -> None:
    with window(browser, home) as made:
        page = made.open(f"{home}/check")
        page.get_by_role("button", name="Check").click()
        expect(page.get_by_role("alert")).to_contain_text("There is no draft")
        assert violations(page) == []
        made.troubles.clear()  # a browser says of every page of status 400 that it has it


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_and_is_accessible(browser: Browser, home: str, saved_draft: Path, width: int, colours: str) -> None:
    size = {"width": width, "height": 900}
    with window(browser, home, viewport=size, color_scheme=colours) as made:
        page = made.open(f"{home}/check")
        assert (violations(page), misfits(page)) == ([], [])
        sent(page, home)
        unfold(page)
        assert (violations(page), misfits(page), strays(page), tabbed(page)) == ([], [], [], [])
        assert page.evaluate("window.ran") is None
    with window(browser, viewport=size, color_scheme=colours) as made:
        page = made.open(saved_draft)
        unfold(page)
        assert (violations(page), misfits(page), strays(page)) == ([], [], [])
        assert turned(page)[1] == []
        assert page.evaluate("window.ran") is None
