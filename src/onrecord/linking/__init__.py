"""Linking: what articles say together. Every linker is one function of the whole,

    link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Row, ...]

where `links` holds what the linkers before it found. A linker adds rows and never changes a reading,
and its result does not depend on the order of the articles. `listed` takes the user's list of names besides, and
those whose rows a person may correct take what `corrections` makes of that.

Stories and speakers are told of the whole pile (`whole`), of which little must be in memory for that. All else is done
a part of the pile at a time, here or in several processes (`part`); what is left to do then crosses parts (`crossing`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from onrecord.dividing import InMemory, Pile, Spread, here
from onrecord.linking import sparing
from onrecord.linking.corrections import Held, asked, held
from onrecord.linking.crossing import crossing
from onrecord.linking.part import Linked
from onrecord.linking.whole import Whole, known
from onrecord.model import Article, Correction, Links, Reading, Story
from onrecord.names import Names

# called with the step that begins, how many are done, and how many there are
Progress = Callable[[str, int, int], None]
# what is done over the whole pile, before its parts
_STEPS = ("stories", "speakers", "candidates", "echoes")


def link(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    names: Names | None = None,
    corrections: Sequence[Correction] = (),
    *,
    spread: Spread = here,
    progress: Progress | None = None,
) -> Links:
    """Link articles that have been read; `readings` stand in the order of `articles`, `names` is the user's list.

    `corrections` are what people say against findings, in the order in which they said it. `spread` takes the parts of
    a large pile in turn, or to several processes; the links are the same.
    """
    pile = InMemory(articles, readings)
    said = held(*pile.some(asked(corrections)).load(), corrections)
    return finished(overview(pile, names, said, spread=spread, progress=progress), spread, progress)


def finished(whole: Whole, spread: Spread = here, progress: Progress | None = None) -> Links:
    """The links of a pile of which it is known what must be known of the whole."""
    linked = list(parts(whole, spread, progress))
    met = crossing(whole.pile, linked, whole.story_of, spread)
    return together(whole.links, [one.finish(part) for one, part in zip(met, linked, strict=True)])


def overview(
    pile: Pile,
    names: Names | None = None,
    said: Held | None = None,
    *,
    told: Sequence[Story] | None = None,
    gather: Spread = here,
    spread: Spread = here,
    progress: Progress | None = None,
) -> Whole:
    """What must be known of a pile as a whole, whose stories may be `told` already.

    `gather` goes through all of it, `spread` through what is asked then.
    """

    def tell(step: str) -> None:
        if progress:
            progress(f"linking {step}", _STEPS.index(step), len(_STEPS))

    return known(pile, names or Names(), said or Held(), told=told, gather=gather, spread=spread, progress=tell)


def parts(whole: Whole, spread: Spread = here, progress: Progress | None = None) -> Iterator[Linked]:
    """The parts of a pile, each linked; one of which something cannot be is more parts than one."""
    every = whole.parts()
    found = sparing.attempts(map(whole.task, every), spread)
    for n, (told, linked) in enumerate(zip(every, found, strict=True)):
        if progress:
            progress("linking parts", n, len(every))
        if isinstance(linked, Linked):
            yield linked
        else:
            yield from (one for _, one in sparing.spared(whole, told, linked, spread))


def together(whole: Links, found: Sequence[Links]) -> Links:
    """The links of all parts, as those of the whole."""
    return replace(
        whole,
        settled=tuple(sorted((row for links in found for row in links.settled), key=lambda row: row.time)),
        unlinked=tuple(sorted((row for links in found for row in links.unlinked), key=lambda row: row.article)),
        **{
            field: tuple(sorted((row for links in found for row in getattr(links, field)), key=lambda row: row.id))
            for field in ("stories", "derivations", "statements", "aligned", "occasions", "discrepancies")
        },
    )
