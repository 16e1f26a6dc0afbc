"""Drawing pages in processes of their own, so that what has been drawn is given at once whatever else is drawn.

Each process keeps a connection to the record and what it has looked up there. One that dies takes no page with it: the
page is drawn again in another.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

from onrecord.serving.cache import Page
from onrecord.serving.pages import Pages, Question
from onrecord.serving.reading import Reader
from onrecord.workers import WorkerLost, Workers

# seconds that a page may take
LONGEST = 120.0

_Asked = tuple[Question, str | None]
_Sent = tuple[str, bytes, str | None]


def processes() -> int:
    """How many processes draw: as many as there are processors, but few, for each takes some 100 MB of memory."""
    return max(1, min(4, os.cpu_count() or 1))


class Drawing:
    """Draws the pages of a record in so many `processes` beside this one; with 0 of them, here.

    For several threads. To be used in a `with`.
    """

    def __init__(self, pages: Pages, processes: int) -> None:
        self._workers = Workers(processes)
        self._draw: Callable[[_Asked], Page]
        self._check: Callable[[_Sent], Page]
        if processes:
            self._check = partial(_checked_there, pages.reader.path, pages.name, pages.token)
            self._draw = partial(_drawn, pages.reader.path, pages.name, pages.token)
        else:
            self._check = partial(_checked, pages)
            self._draw = partial(_draw, pages)

    def __enter__(self) -> Drawing:
        self._workers.__enter__()
        if self._workers.processes:  # whoever comes first waits less
            threading.Thread(target=self._begin, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._workers.__exit__(KeyboardInterrupt, None, None)  # nobody wants what is still being drawn

    def _begin(self) -> None:
        with suppress(WorkerLost, RuntimeError):  # where it has ended already
            list(self._workers.map(_begun, [None] * self._workers.processes))

    def draw(self, question: Question, note: str | None = None) -> Page:
        """The page at an address, and what `Pages.draw` raises; WorkerLost when it cannot be drawn."""
        [page] = self._workers.map(self._draw, [(question, note)], seconds=lambda _: LONGEST)
        return page

    def check(self, name: str, data: bytes, note: str | None = None) -> Page:
        """The page of a draft that was sent, and what `Pages.check` raises; WorkerLost when it cannot be drawn."""
        [page] = self._workers.map(self._check, [(name, data, note)], seconds=lambda _: LONGEST)
        return page


def _begun(_: None) -> None:
    """What a process has to import is there."""


def _drawn(path: Path, name: str, token: str, asked: _Asked) -> Page:
    return _draw(_pages(path, name, token), asked)


def _draw(pages: Pages, asked: _Asked) -> Page:
    return pages.draw(*asked)


def _checked_there(path: Path, name: str, token: str, sent: _Sent) -> Page:
    return _checked(_pages(path, name, token), sent)


def _checked(pages: Pages, sent: _Sent) -> Page:
    return pages.check(*sent)


@cache
def _pages(path: Path, name: str, token: str) -> Pages:
    return Pages(Reader(path), name, token)
