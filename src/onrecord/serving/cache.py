"""Pages that have been drawn, as many as fit; several who ask for one that is being drawn wait for the same drawing.

A page that has just become out of date is given once more while the one in its place is drawn, where who asks allows it
(RFC 5861 calls that stale-while-revalidate): else all who read would wait whenever the record changes.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Container, Hashable
from dataclasses import dataclass

# bytes of pages that are kept
ROOM = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its status, and its HTML or, of a redirect, where it leads.

    `tag` is a digest of the HTML, in quotation marks as HTTP has it, by which a browser asks whether it has changed.
    """

    status: int
    html: bytes = b""
    location: str | None = None
    tag: str = ""


class Cache:
    """For each question the last page, with the moment that it is of; those that nobody asked for the longest go first.

    For one event loop.
    """

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self._held: OrderedDict[Hashable, tuple[Hashable, Page]] = OrderedDict()
        self._drawing: dict[tuple[Hashable, Hashable], asyncio.Task[Page]] = {}
        self._size = 0

    async def get(
        self,
        question: Hashable,
        moment: Hashable,
        draw: Callable[[], Awaitable[Page]],
        former: Container[Hashable] = (),
    ) -> Page:
        """The page that answers a question at a moment, drawn if it is not there; or one of a `former` moment.

        What `draw` raises is raised for all who wait.
        """
        held = self._held.get(question)
        if held is not None:
            self._held.move_to_end(question)
            if held[0] == moment:
                return held[1]
        key = question, moment
        task = self._drawing.get(key)
        if task is None:
            task = self._drawing[key] = asyncio.ensure_future(self._drawn(question, moment, draw))
            task.add_done_callback(_looked_at)
        if held is not None and held[0] in former:
            return held[1]
        # one who goes away does not take the page from the others
        return await asyncio.shield(task)

    async def _drawn(self, question: Hashable, moment: Hashable, draw: Callable[[], Awaitable[Page]]) -> Page:
        try:
            page = await draw()
        finally:
            del self._drawing[question, moment]
        self._forget(question)
        if page.status == 200:
            self._held[question] = moment, page
            self._size += len(page.html)
        while self._size > self.room:
            self._forget(next(iter(self._held)))
        return page

    def _forget(self, question: Hashable) -> None:
        if question in self._held:
            self._size -= len(self._held.pop(question)[1].html)


def _looked_at(task: asyncio.Task[Page]) -> None:
    """Take note of what a drawing raised also when nobody waits for it any more."""
    if not task.cancelled():
        task.exception()
