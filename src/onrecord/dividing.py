"""A pile of articles wherever it is kept, and its parts, which can be linked one by one, here or in several processes.

What is told by one story is linked within it, so stories part the pile; some stories are tied to others and stand in
one part with them. What says where the articles of a part are is small to send: they are loaded where the work is done.
"""

from __future__ import annotations

import pickle
import weakref
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any, Generic, Protocol, TypeVar

from onrecord.model import Article, Reading, Story
from onrecord.workers import WorkerLost

# a part has at least so many articles, or it is the last: enough that sending it costs little
PART = 64
# of so many articles what a `Shelf` has stays in memory
HELD = 1 << 12

T = TypeVar("T")
R = TypeVar("R")


class Spread(Protocol):
    """What does something to each item and gives the results in order, as `map` does.

    Where workers do it, `seconds` is how long one may be at an item, and `lost` makes the result of an item that ended
    its worker or took longer; without it WorkerLost is raised.
    """

    def __call__(
        self,
        function: Callable[[T], R],
        items: Iterable[T],
        /,
        *,
        seconds: Callable[[T], float] | None = None,
        lost: Callable[[T, WorkerLost], R] | None = None,
    ) -> Iterator[R]: ...


def here(
    function: Callable[[T], R],
    items: Iterable[T],
    /,
    *,
    seconds: Callable[[T], float] | None = None,
    lost: Callable[[T, WorkerLost], R] | None = None,
) -> Iterator[R]:
    """In this process, which no item leaves."""
    return map(function, items)


class Some(Protocol):
    """Some articles of a pile. It pickles, and may be loaded in another process."""

    def load(self) -> tuple[Sequence[Article], Sequence[Reading]]:
        """The articles and, in their order, what is read in them."""


class Pile(Protocol):
    """Articles with their readings, wherever they are kept."""

    def every(self) -> Iterator[Some]:
        """All of it, some articles at a time; each article once."""

    def some(self, ids: Iterable[str]) -> Some:
        """The articles of these ids that the pile has."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Some articles in memory, with their readings."""

    articles: Sequence[Article]
    readings: Sequence[Reading]

    def load(self) -> tuple[Sequence[Article], Sequence[Reading]]:
        """These."""
        return self.articles, self.readings


class InMemory:
    """A pile that is there as a whole."""

    def __init__(self, articles: Iterable[Article], readings: Iterable[Reading]) -> None:
        self._articles = {article.id: article for article in articles}
        self._readings = {reading.article: reading for reading in readings}
        self._place = {i: n for n, i in enumerate(self._articles)}

    def every(self) -> Iterator[Loaded]:
        """All articles, in their order."""
        ids = list(self._articles)
        for n in range(0, len(ids), PART):
            yield self.some(ids[n : n + PART])

    def some(self, ids: Iterable[str]) -> Loaded:
        """The articles of these ids, in the order of the pile."""
        own = sorted({i for i in ids if i in self._place}, key=self._place.__getitem__)
        return Loaded(
            tuple(map(self._articles.__getitem__, own)), tuple(self._readings.get(i) or Reading(i) for i in own)
        )


class Shelf(Sequence[T], Generic[T]):
    """Values by number: the first stay in memory as they are, the others wait on disk, and in memory only their places.

    Its file has no name, and is gone with it.
    """

    def __init__(self) -> None:
        self._held: list[T] = []
        self._room = HELD
        self._file: IO[bytes] | None = None
        self._ends = array("Q", [0])

    def append(self, value: T, articles: int = 1) -> None:
        """Put a value behind the others; it is of so many articles."""
        if self._room > 0:
            self._held.append(value)
            self._room -= articles
            return
        if self._file is None:
            self._file = TemporaryFile(prefix="onrecord-")  # noqa: SIM115 - closed with the shelf
            weakref.finalize(self, self._file.close)
        self._file.seek(self._ends[-1])
        self._ends.append(self._ends[-1] + self._file.write(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)))

    def __len__(self) -> int:
        return len(self._held) + len(self._ends) - 1

    def __getitem__(self, n: Any) -> Any:
        if n < len(self._held):
            return self._held[n]
        n -= len(self._held)
        if self._file is None or n >= len(self._ends) - 1:
            raise IndexError(n)
        self._file.seek(self._ends[n])
        return pickle.loads(self._file.read(self._ends[n + 1] - self._ends[n]))


@dataclass(frozen=True, slots=True)
class Ordered(Sequence[T], Generic[T]):
    """Values in another order, none of them held."""

    values: Sequence[T]
    order: Sequence[int]

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, n: Any) -> Any:
        return self.values[self.order[n]]


def together(stories: Iterable[Story], tied: Iterable[tuple[str, str]]) -> list[list[Story]]:
    """Stories with those that are tied to them by an article of each: groups, in the order of their first stories."""
    stories = list(stories)
    home = {article: n for n, story in enumerate(stories) for article in story.articles}
    above = list(range(len(stories)))

    def root(n: int) -> int:
        while above[n] != n:
            above[n] = n = above[above[n]]
        return n

    for a, b in tied:
        if a in home and b in home:
            x, y = sorted((root(home[a]), root(home[b])))
            above[y] = x
    groups: dict[int, list[Story]] = defaultdict(list)
    for n, story in enumerate(stories):
        groups[root(n)].append(story)
    return list(groups.values())


def size(group: Iterable[Story]) -> int:
    """How many articles stories have together."""
    return sum(len(story.articles) for story in group)


def packed(groups: Iterable[list[Story]]) -> Iterator[list[Story]]:
    """Groups put together up to the size of a part, the largest alone and first: the others fill the time it takes."""
    waiting: list[Story] = []
    for group in sorted(groups, key=lambda group: (-size(group), group[0].id)):
        waiting += group
        if size(waiting) >= PART:
            yield waiting
            waiting = []
    if waiting:
        yield waiting
