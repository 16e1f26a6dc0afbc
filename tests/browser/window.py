"""A window of the browser that keeps within what the test serves and notes all that a page must not do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, ConsoleMessage, Dialog, Error, Page, Request, Route

NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = (400, 860, 1600)
SCHEMES = ("light", "dark")


def launched(kind: BrowserType) -> Browser:
    """A Chromium: one on the path, or what Playwright has fetched; the test skips where there is neither."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    try:
        return kind.launch(executable_path=found)
    except Error as error:
        if found:
            raise
        pytest.skip(
            f"needs Chromium, and none of {', '.join(NAMES)} is on the path; 'apt-get install chromium' or "
            f"'python -m playwright install chromium' brings one ({str(error).splitlines()[0]})"
        )


class Window:
    """One page in a context of its own.

    Only requests to addresses that begin with `home` are let through; others are `refused`. `troubles` says in words
    what was refused, was written to the console as an error or stopped by the policy, and what opened or asked.
    """

    def __init__(self, browser: Browser, home: str = "file:", **settings: object) -> None:
        self.home = home
        self.troubles: list[str] = []
        self.refused: list[Request] = []
        self.context = browser.new_context(**settings)
        self.context.set_default_timeout(20_000)
        self.context.add_init_script(path=Path(__file__).parent / "looks.js")
        self.context.route("**/*", self._at_home)
        self.context.on("console", self._told)
        self.context.on("weberror", lambda error: self.troubles.append(f"error: {error.error}"))
        self.context.on("dialog", self._asked)
        self.page: Page = self.context.new_page()
        self.context.on("page", lambda page: self.troubles.append(f"opened: {page.url}"))
        self.page.on("download", lambda file: self.troubles.append(f"download: {file.url}"))

    def _at_home(self, route: Route) -> None:
        if route.request.url.startswith(self.home):
            route.continue_()
        else:
            self.refused.append(route.request)
            self.troubles.append(f"request: {route.request.url}")
            route.abort()

    def _told(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"console: {message.text}")

    def _asked(self, dialog: Dialog) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, address: str | Path) -> Page:
        """The page at an address or in a file, once it has loaded."""
        self.page.goto(address.as_uri() if isinstance(address, Path) else address)
        return self.page


@contextmanager
def window(browser: Browser, home: str = "file:", **settings: object) -> Iterator[Window]:
    """A window in which nothing may go wrong."""
    opened = Window(browser, home, **settings)
    try:
        yield opened
        assert opened.troubles == [], opened.troubles
    finally:
        opened.context.close()


def unfold(page: Page, open: bool = True) -> None:
    """Open or close all folds."""
    page.evaluate("open => document.querySelectorAll('details').forEach(fold => { fold.open = open; })", open)


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong with a page as it is now, each with the first three places; with rules, by these alone."""
    options: dict[str, object] = {"resultTypes": ["violations"], "preload": False}
    if rules:
        options["runOnly"] = list(rules)
    found = Axe().run(page, options=options).response["violations"]
    return [f"{row['id']}: {[node['html'][:200] for node in row['nodes'][:3]]}" for row in found]


def _look(page: Page, question: str, *given: object) -> Any:
    return page.evaluate("([question, given]) => looks[question](...given)", [question, list(given)])


def misfits(page: Page) -> list[str]:
    """What does not fit the window: a page that scrolls sideways, elements beyond its edges, words that are cut."""
    return list(_look(page, "misfits"))


def shape(page: Page) -> set[str]:
    """What a page is made of: its elements, each with each of its attributes ("a href"), and its classes (".note")."""
    return set(_look(page, "shape"))


def styled(page: Page) -> set[str]:
    """The classes that the style sheets of a page know (".note")."""
    return set(_look(page, "styled"))


def strays(page: Page) -> list[str]:
    """What no text may bring in: addresses that lead elsewhere, handlers, an id twice, control characters that act."""
    return list(_look(page, "strays"))


def turned(page: Page) -> tuple[int, list[str]]:
    """How many words were looked at, and which of them stand in a wrong order."""
    words, wrong = _look(page, "turned")
    return words, wrong


def followed(page: Page, hrefs: list[str]) -> list[str]:
    """What is wrong with where links within the page lead."""
    return list(_look(page, "followed", hrefs))


def tabbed(page: Page) -> list[str]:
    """What the keyboard reaches otherwise than in the order of the page, or without one seeing it."""
    wrong = []
    for sought in _look(page, "reachable"):
        page.keyboard.press("Tab")
        found, seen = _look(page, "focused")
        if found != sought:
            return [*wrong, f"{found} comes in place of {sought}"]
        if not seen:
            wrong.append(f"the focus is not seen: {found}")
    return wrong


def to_print(page: Page) -> list[str]:
    """The pieces of text that a print of the page is to hold."""
    page.emulate_media(media="print")
    return list(_look(page, "printed"))
