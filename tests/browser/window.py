"""A window of the browser that keeps within what the test serves and notes all that a page must not do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, ConsoleMessage, Dialog, Error, Page, Route

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

    Requests go to files and to addresses that begin with `home`; any other is refused. `troubles` says in words what
    went elsewhere, was written to the console as an error or stopped by the policy, and what opened or asked something.
    """

    def __init__(self, browser: Browser, home: str = "file:", **settings: object) -> None:
        self.home = home
        self.troubles: list[str] = []
        self.context = browser.new_context(**settings)
        self.context.set_default_timeout(20_000)
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
        assert opened.troubles == []
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


# in the page: the words of an element that stand outside of what is seen of it
_CUT = """() => {
  const cut = [];
  const seen = (e) => e.checkVisibility({ contentVisibilityAuto: false, visibilityProperty: true });
  for (const e of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(e);
    if (style.display === 'inline' || !seen(e) || e.closest('.hide, .skip')) continue;
    const hides = (way) => way === 'hidden' || way === 'clip';
    const wide = hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
    const high = hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1;
    if (wide || high || style.textOverflow === 'ellipsis') cut.push(e.outerHTML.slice(0, 160));
  }
  return cut;
}"""

# in the page: elements that reach beyond its edges and do not stand in something that scrolls by itself
_BEYOND = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (e) => e && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  return [...document.body.querySelectorAll('*')].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width && (box.right > width + 1 || box.left < -1) && !e.closest('.hide, .skip') && !scrolls(e);
  }).map((e) => e.outerHTML.slice(0, 160));
}"""


def misfits(page: Page) -> list[str]:
    """What does not fit the window: a page that scrolls sideways, elements beyond its edges, words that are cut."""
    wide = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
    beyond, cut = page.evaluate(_BEYOND), page.evaluate(_CUT)
    return [
        *([f"the page is {wide[0]} wide, the window {wide[1]}"] if wide[0] > wide[1] else []),
        *(f"beyond the edge: {e}" for e in beyond[:5]),
        *(f"cut: {e}" for e in cut[:5]),
    ]


# in the page: each kind of element, also with each of its attributes and classes
_SHAPE = """() => [...new Set([...document.querySelectorAll('*')].flatMap((e) => [
  e.localName,
  ...e.getAttributeNames().map((name) => `${e.localName} ${name}`),
  ...[...e.classList].map((name) => `.${name}`),
]))]"""


def shape(page: Page) -> set[str]:
    """What a page is made of: its elements, each with each of its attributes ("a href"), and its classes (".note")."""
    return set(page.evaluate(_SHAPE))


# in the page: addresses that lead elsewhere, ids that stand twice, control characters that are not made harmless
_STRAYS = """() => {
  const control = /[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]/u;
  const strays = [], ids = new Set();
  for (const e of document.querySelectorAll('*')) {
    for (const { name, value } of e.attributes) {
      if (control.test(value)) strays.push(`control character in ${name} of ${e.localName}`);
      if (/^on|^style$|^srcdoc$|^ping$/.test(name)) strays.push(`${name} of ${e.localName}`);
      if (/^(href|src|action|formaction|xlink:href|data)$/.test(name) && !/^(#|\\/(?!\\/))/.test(value)) {
        strays.push(`${name} leads to ${value}`);
      }
    }
    if (e.id && ids.has(e.id)) strays.push(`two of #${e.id}`);
    ids.add(e.id);
  }
  const walk = document.createTreeWalker(document, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT);
  while (walk.nextNode()) {
    const node = walk.currentNode, around = node.parentElement;
    if (node.nodeType === 8) strays.push('a comment');
    else if (control.test(node.data) && !around.closest('bdi.x')) {
      strays.push(`control character in ${around.outerHTML.slice(0, 120)}`);
    }
  }
  return strays.slice(0, 10);
}"""


def strays(page: Page) -> list[str]:
    """What no text may bring in: addresses that lead elsewhere, handlers, an id twice, bare control characters."""
    return list(page.evaluate(_STRAYS))
