"""Ties: what a person says must stand together and what must not, whatever grouping them finds likely."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.model import How


@dataclass(frozen=True, slots=True)
class Stated:
    """That an article comes from another, and how, by the word of a person; `why` is the sentence for it."""

    article: str
    origin: str
    how: How
    why: str


class Ties:
    """Items that are one and items that are apart, both carried through: what is apart from one is from all of it.

    The two never contradict each other: `join` and `part` refuse what does. Of two items that are parted, the first
    is the one that leaves where it stood.
    """

    def __init__(self) -> None:
        self._into: dict[str, str] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        self._leaving: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._into)

    def __contains__(self, item: object) -> bool:
        """Whether anything is said of an item."""
        return item in self._into

    def root(self, item: str) -> str:
        """The item that stands for all those that must stand together with this one."""
        into = self._into
        while (above := into.get(item, item)) != item:
            into[item] = item = into[above]
        return item

    def apart(self, a: str, b: str) -> bool:
        """Whether two items must not stand together."""
        return self.root(b) in self._apart.get(self.root(a), ())

    def join(self, a: str, b: str) -> bool:
        """Put two items together with all that stands with them; whether that may be."""
        if self.apart(a, b):
            return False
        x, y = sorted((self.root(a), self.root(b)))
        for item in (a, b):
            self._into.setdefault(item, item)
        if x != y:
            self._into[y] = x
            for other in self._apart.pop(y, set()):
                self._apart[other].remove(y)
                self._apart[other].add(x)
                self._apart[x].add(other)
        return True

    def part(self, a: str, b: str) -> bool:
        """Keep two items apart, the first leaving the second; whether that may be."""
        x, y = self.root(a), self.root(b)
        if x == y:
            return False
        for item in (a, b):
            self._into.setdefault(item, item)
        self._apart[x].add(y)
        self._apart[y].add(x)
        self._leaving.setdefault(a, len(self._leaving))
        return True

    def copy(self) -> Ties:
        """The same ties, to go on with."""
        out = Ties()
        out._into = dict(self._into)
        out._apart = defaultdict(set, {x: set(found) for x, found in self._apart.items()})
        out._leaving = dict(self._leaving)
        return out

    def settle(self, groups: Iterable[Sequence[str]]) -> list[list[str]]:
        """Groups with what must not stand together divided, and then with what must put together.

        Who leaves a group stands alone, or with those that left it and need not be apart.
        """
        parts = [part for group in groups for part in self._divided(group)]
        home = {self.root(item): n for n, part in reversed(list(enumerate(parts))) for item in part if item in self}
        into = list(range(len(parts)))

        def first(n: int) -> int:
            while into[n] != n:
                n = into[n]
            return n

        for n, part in enumerate(parts):
            for item in part:
                if item in self:
                    a, b = sorted((first(n), first(home[self.root(item)])))
                    into[b] = a
        joined: dict[int, list[str]] = defaultdict(list)
        for n, part in enumerate(parts):
            joined[first(n)] += part
        return [part for group in joined.values() for part in self._divided(group)]

    def _divided(self, group: Sequence[str]) -> list[list[str]]:
        said = [item for item in group if item in self]
        if not any(self.apart(a, b) for n, a in enumerate(said) for b in said[n + 1 :]):
            return [list(group)]
        whole: dict[str, list[str]] = defaultdict(list)
        for item in group:
            whole[self.root(item)].append(item)
        order = sorted(whole, key=lambda root: (max(self._leaving.get(x, -1) for x in whole[root]), root))
        # who stays comes first; the others go in the order in which they were said to leave
        parts: list[list[str]] = []
        for root in order:
            fits = (part for part in parts if not any(self.apart(root, other) for other in part if other in self))
            part = next(fits, None)
            if part is None:
                parts.append(whole[root])
            else:
                part += whole[root]
        place = {item: n for n, item in enumerate(group)}
        return [sorted(part, key=lambda item: place[item]) for part in parts]
