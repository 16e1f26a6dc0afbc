"""Linking: what articles say together. Every linker is one function of the whole,

    link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Row, ...]

where `links` holds what the linkers before it found. A linker adds rows and never changes a reading,
and its result does not depend on the order of the articles. `listed` takes the user's list of names besides, and
those whose rows a person may correct take what `corrections` makes of that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from onrecord.dividing import Spread
from onrecord.linking import (
    ascriptions,
    derivations,
    discrepancies,
    listed,
    occasions,
    origins,
    repetitions,
    speakers,
    statements,
    stories,
    times,
)
from onrecord.linking.corrections import Held, held
from onrecord.model import Article, Correction, Links, Reading
from onrecord.names import Names

Linker: TypeAlias = Callable[[Sequence[Article], Sequence[Reading], Links], tuple[Any, ...]]


def steps(names: Names, said: Held | None = None, spread: Spread = map) -> tuple[tuple[str, Linker], ...]:
    """The linkers in their order, each with the field of `Links` that it fills.

    `names` is the user's list, `said` what people's corrections come to. What is dear is done a part of the pile at a
    time, by `spread`.
    """
    said = said or Held()
    return (
        ("stories", partial(stories.link, ties=said.stories)),
        ("speakers", speakers.link),
        ("speakers", partial(listed.link, names=names)),
        ("speakers", partial(ascriptions.speakers, ties=said.speakers, ascribed=said.ascribed)),
        ("ascribed", partial(ascriptions.link, ascribed=said.ascribed)),
        ("settled", times.link),
        (
            "derivations",
            partial(derivations.link, stated=said.stated, denied=said.denied, uncredited=said.uncredited),
        ),
        ("stories", origins.link),
        ("statements", partial(statements.link, ties=said.statements, spread=spread)),
        ("occasions", occasions.link),
        ("statements", repetitions.link),
        ("discrepancies", partial(discrepancies.link, spread=spread)),
    )


def link(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    names: Names | None = None,
    corrections: Sequence[Correction] = (),
    *,
    spread: Spread = map,
    progress: Callable[[str, int, int], None] | None = None,
) -> Links:
    """Link articles that have been read; `readings` stand in the order of `articles`, `names` is the user's list.

    `corrections` are what people say against findings, in the order in which they said it. `progress` is told the
    step that begins, how many are done, and how many there are. `spread` takes the parts of a large pile in turn, or to
    several processes; the links are the same.
    """
    said = held(articles, readings, corrections)
    links = Links(outcomes=said.outcomes)
    everything = steps(names or Names(), said, spread)
    for n, (field, linker) in enumerate(everything):
        if progress:
            progress(f"linking {field}", n, len(everything))
        links = replace(links, **{field: linker(articles, readings, links)})
    return links
