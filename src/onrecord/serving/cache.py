"""Pages that have been drawn, as many as fit; several who ask for one that is being drawn wait for the same drawing."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

# bytes of pages that are kept
ROOM = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its status, and its HTML or, of a redirect, where it leads."""

    status: int
    html: bytes = b""
    location: str | None = None


class Cache:
    """Pages by key; those that nobody asked for the longest go first. For one event loop."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self._held: OrderedDict[Hashable, Page] = OrderedDict()
        self._drawing: dict[Hashable, asyncio.Task[Page]] = {}
        self._size = 0

    async def get(self, key: Hashable, draw: Callable[[], Awaitable[Page]]) -> Page:
        """The page of a key, drawn if it is not there; what `draw` raises is raised for all who wait."""
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        task = self._drawing.get(key)
        if task is None:
            task = self._drawing[key] = asyncio.ensure_future(self._drawn(key, draw))
        # one who goes away does not take the page from the others
        return await asyncio.shield(task)

    async def _drawn(self, key: Hashable, draw: Callable[[], Awaitable[Page]]) -> Page:
        try:
            page = await draw()
        finally:
            del self._drawing[key]
        if page.status != 200:
            return page
        self._held[key] = page
        self._size += len(page.html)
        while self._size > self.room:
            self._size -= len(self._held.popitem(last=False)[1].html)
        return page
