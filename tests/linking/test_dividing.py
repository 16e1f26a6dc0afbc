"""A pile in parts gives what the whole gives, in one process or in several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storytelling import article, story

from onrecord import dividing, linking, pipeline
from onrecord.linking import discrepancies, statements
from onrecord.model import Article, Links, Reading, Story, digest

T = TypeVar("T")
R = TypeVar("R")

# what three people say, and how two other outlets have it; one of them says the same at two events
FERRY = (
    "The old ferry was never inspected after the storm of last November, not even once, although seven captains had"
    " asked the harbour council for it in writing"
)
SAID = {
    "ferry": (
        "{Bruun: “" + FERRY + ",”} Bruun <said>.",
        "{Bruun: “The old ferry was never inspected after the storms of November,”} Bruun <told> the harbour council.",
        "Bruun <claimed> {Bruun: that the old ferry was not inspected after the storm of last November}.",
    ),
    "bridge": (
        "{Veum: “We will close the northern bridge for eleven weeks and pay 40 carpenters,”} Veum <said>.",
        "{Veum: “We will close the northern bridge for twelve weeks and pay 14 carpenters,”} Veum <said>.",
        "Veum <admitted> {Veum: that the northern bridge would close for eleven weeks}.",
    ),
    "again": (
        "{Bruun: “" + FERRY + ",”} Bruun <repeated>.",
        "{Bruun: “" + FERRY + ",”} Bruun <said> as the court met.",
    ),
    "school": (
        "{Tangen: “Teachers have asked for 90 more classrooms since the spring,”} Tangen <said>.",
        "Tangen <said> {Tangen: that teachers had asked for 19 more classrooms since the spring}.",
    ),
}


def pile(reports: Iterable[tuple[str, int]]) -> tuple[list[Article], list[Reading], Links]:
    """An article for each (event, which report of it), those of an event a story."""
    told = [(event, article(f"{event} {n}", SAID[event][n])) for event, n in reports]
    articles, readings, links = story(*(one for _, one in told))
    inside: dict[str, list[str]] = {}
    for event, (row, _) in told:
        inside.setdefault(event, []).append(row.id)
    stories = [Story(digest(event), event, tuple(ids), (), "test") for event, ids in sorted(inside.items())]
    return articles, readings, replace(links, stories=tuple(stories))


EVERY = [(event, n) for event, reports in SAID.items() for n in range(len(reports))]


def linked(articles: list[Article], readings: list[Reading], links: Links) -> Links:
    found = statements.link(articles, readings, links)
    links = Links(stories=links.stories, speakers=links.speakers, statements=found)
    return Links(statements=found, discrepancies=discrepancies.link(articles, readings, links))


@given(st.lists(st.sampled_from(EVERY), unique=True, min_size=2), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_parts_give_what_the_whole_gives(reports: list[tuple[str, int]], size: int) -> None:
    whole = linked(*pile(reports))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dividing, "PART", size)
        assert linked(*pile(reports)) == whole


def test_what_ties_two_stories_stands_in_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dividing, "PART", 1)
    articles, readings, links = pile(EVERY)
    seen: list[set[str]] = []

    def spread(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
        for item in items:
            assert isinstance(item, statements.Task)
            seen.append({row.name.split()[0] for row in item.part.articles})
            yield function(item)

    found = statements.link(articles, readings, links, spread=spread)
    assert sorted(map(sorted, seen)) == [["again", "ferry"], ["bridge"], ["school"]]
    name = {row.id: a.name for a, r in zip(articles, readings, strict=True) for row in r.attributions}
    twice = [{name[a] for a in s.attributions} for s in found if len(s.attributions) > 1]
    assert any({"ferry 0", "again 0"} <= told for told in twice)
    # the whole speaker is named in each part, with his entities there alone
    part = next(dividing.parts(articles, readings, links))
    own = {e.id for r in part.readings for e in r.entities}
    assert all(set(s.entities) <= own for s in part.links.speakers)


def test_processes_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    articles, readings, _ = pile(EVERY)
    whole = linking.link(articles, readings)
    assert whole.statements
    assert whole.discrepancies
    monkeypatch.setattr(dividing, "PART", 2)
    monkeypatch.setattr(pipeline, "MANY_LINKED", 1)
    assert pipeline.linked(articles, readings, processes=2) == whole
    assert pipeline.linked(articles, readings, processes=1) == whole
