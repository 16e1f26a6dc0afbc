"""Which articles of a pile may come from which: those with the same words, and those that share runs of words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.comparing.candidates import repeated, sharing
from onrecord.comparing.furniture import printed
from onrecord.comparing.prose import Mask, left
from onrecord.comparing.words import Hashes
from onrecord.dividing import Ordered

# ids of two articles, the one dated first at the left
Two = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What runs of words say of a pile.

    `repeated` are the first article with some words and each later one with exactly these, which stands in no other
    pair; `alike` share runs of words; `furniture` are the words of an article that are its outlet's, where it has such.
    """

    repeated: tuple[Two, ...] = ()
    alike: tuple[Two, ...] = ()
    furniture: Mapping[str, Mask] = field(default_factory=dict)

    def within(self, articles: Collection[str]) -> Candidates:
        """The same of some articles."""
        pairs = ([two for two in found if two[0] in articles and two[1] in articles] for found in self.pairs)
        repeated, alike = map(tuple, pairs)
        return Candidates(repeated, alike, {i: self.furniture[i] for i in articles if i in self.furniture})

    @property
    def pairs(self) -> tuple[tuple[Two, ...], tuple[Two, ...]]:
        """All pairs: those of the same words, and the others."""
        return self.repeated, self.alike


def candidates(
    ids: Sequence[str],
    words: Sequence[Hashes],
    stories: Sequence[int],
    outlets: Sequence[str | None],
    said: Collection[frozenset[str]] = (),
) -> Candidates:
    """The candidates of a pile, in the order of its dates; `words` of each are gone through four times.

    `stories` are the numbers of the articles' stories. Of pairs of which a person `said` something, the words decide
    nothing.
    """
    masks = {n: mask for n, mask in enumerate(printed(words, stories, outlets)) if left(mask) is not None}
    own = _Own(words, masks)
    same = [(i, j) for i, j in repeated(own) if frozenset((ids[i], ids[j])) not in said]
    later = {j for _, j in same}
    # what is the same text as an earlier one is told by that one
    unique = [n for n in range(len(ids)) if n not in later]
    alike = sharing(Ordered(own, unique)).tolist()
    return Candidates(
        tuple((ids[i], ids[j]) for i, j in same),
        tuple((ids[unique[i]], ids[unique[j]]) for i, j in alike),
        {ids[n]: mask for n, mask in masks.items()},
    )


@dataclass(frozen=True, slots=True)
class _Own(Sequence[Hashes]):
    """The words of each article without its outlet's, none of them held."""

    words: Sequence[Hashes]
    masks: Mapping[int, Mask]

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, n: Any) -> Any:
        words = self.words[n]
        kept = left(self.masks[n]) if n in self.masks else None
        return words if kept is None else words[kept]
