"""Linking: what articles say together. Every linker is one function of the whole,

    link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Row, ...]

where `links` holds what the linkers before it found. A linker adds rows and never changes a reading,
and its result does not depend on the order of the articles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.linking import derivations, discrepancies, occasions, origins, speakers, statements, stories, times
from onrecord.model import Article, Links, Reading


def link(articles: Sequence[Article], readings: Sequence[Reading]) -> Links:
    """Link articles that have been read; `readings` stand in the order of `articles`."""
    links = Links()
    for field, linker in (
        ("stories", stories),
        ("speakers", speakers),
        ("settled", times),
        ("derivations", derivations),
        ("stories", origins),
        ("statements", statements),
        ("occasions", occasions),
        ("discrepancies", discrepancies),
    ):
        links = replace(links, **{field: linker.link(articles, readings, links)})
    return links
