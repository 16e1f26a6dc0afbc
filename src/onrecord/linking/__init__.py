"""Linking: what articles say together. Every linker is one function of the whole,

    link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Row, ...]

where `links` holds what the linkers before it found. A linker adds rows and never changes a reading,
and its result does not depend on the order of the articles. `listed` takes the user's list of names besides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

from onrecord.linking import (
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
from onrecord.model import Article, Links, Reading
from onrecord.names import Names

Linker: TypeAlias = Callable[[Sequence[Article], Sequence[Reading], Links], tuple[Any, ...]]


def steps(names: Names) -> tuple[tuple[str, Linker], ...]:
    """The linkers in their order, each with the field of `Links` that it fills; `names` is the user's list."""
    return (
        ("stories", stories.link),
        ("speakers", speakers.link),
        ("speakers", partial(listed.link, names=names)),
        ("settled", times.link),
        ("derivations", derivations.link),
        ("stories", origins.link),
        ("statements", statements.link),
        ("occasions", occasions.link),
        ("statements", repetitions.link),
        ("discrepancies", discrepancies.link),
    )


def link(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    names: Names | None = None,
    *,
    progress: Callable[[str, int, int], None] | None = None,
) -> Links:
    """Link articles that have been read; `readings` stand in the order of `articles`, `names` is the user's list.

    `progress` is told the step that begins, how many are done, and how many there are.
    """
    links = Links()
    everything = steps(names or Names())
    for n, (field, linker) in enumerate(everything):
        if progress:
            progress(f"linking {field}", n, len(everything))
        links = replace(links, **{field: linker(articles, readings, links)})
    return links
