"""A record served by `onrecord serve`, in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import Page
from window import Window


@contextmanager
def serving(record: Path) -> Iterator[str]:
    """The address of the front page of a record, without the slash at its end, while it is served."""
    command = [sys.executable, "-m", "onrecord", "serve", str(record), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        try:
            said = []
            for line in process.stdout:
                said.append(line)
                if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                    yield found[0]
                    break
            else:
                raise AssertionError(f"nothing is served: {''.join(said)}")
        finally:
            process.terminate()


class Crawl:
    """The pages that links lead to from the front page of `home`: addresses without a fragment, and what they have.

    `ids` are the ids of the elements of each page, `links` all (page, address that it links to). At most `limit` pages
    of each kind are opened; `look` is shown each when it has loaded.
    """

    def __init__(
        self, opened: Window, home: str, limit: int = 200, look: Callable[[Page], object] = lambda page: None
    ) -> None:
        self.ids: dict[str, set[str]] = {}
        self.links: set[tuple[str, str]] = set()
        self.status: dict[str, int] = {}
        self.landed: dict[str, str] = {}
        ahead, met = [f"{home}/"], Counter({f"{home}/": 1})
        for address in ahead:  # which grows meanwhile
            response = opened.page.goto(address)
            assert response is not None
            self.status[address] = response.status
            self.landed[address] = urldefrag(opened.page.url)[0]
            look(opened.page)
            ids, hrefs = opened.page.evaluate("""() => [
                [...document.querySelectorAll('[id]')].map((e) => e.id),
                [...new Set([...document.querySelectorAll('a')].map((a) => a.getAttribute('href')))]]""")
            self.ids[address] = set(ids)
            for href in hrefs:
                led = urljoin(address, href)
                self.links.add((address, led))
                bare, kind = urldefrag(led)[0], urlsplit(led).path.split("/")[1]
                # of the forms, one for each row of each page, none is opened
                if led.startswith(home) and kind != "correct" and bare not in met and met[kind] < limit:
                    ahead.append(bare)
                    met.update([bare, kind])

    def pages(self, kind: str) -> list[str]:
        """The addresses of a kind of page, such as "/story/"."""
        return sorted(a for a in self.ids if re.fullmatch(rf"http://[^/]+{kind}[^/]*", a))


def sections(page: Page, inside: str) -> dict[str, list[Any]]:
    """The words of each section of a story, by its heading: one piece of text after the other."""
    return dict(
        page.locator(inside).evaluate("""story => [...story.querySelectorAll('section > h3')].map((h) => {
            const words = [], walk = document.createTreeWalker(h.parentElement, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
              if (walk.currentNode.parentElement.closest('.correct')) continue; // on live pages alone
              const told = walk.currentNode.data.replace(/\\s+/g, ' ').trim();
              if (told) words.push(told);
            }
            return [h.textContent.trim(), words];
        })""")
    )
