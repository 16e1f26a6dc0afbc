"""A pile in parts gives what the whole gives, in one process or in several, and little of it is kept in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storytelling import article

from onrecord import dividing, linking, pipeline
from onrecord.dividing import InMemory, Loaded, Shelf
from onrecord.linking import whole as whole_pile
from onrecord.linking.whole import Whole, abridged
from onrecord.model import Article, Entity, Links, OccasionMention, Reading, Story, Time, digest

# what three people say, and how two other outlets have it; one of them says the same at two events, and at a third of
# another year; two of the events quote him from one interview
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
    "interview": (
        "{Bruun: “The captains asked me for a winch with two drums before the winter came,”} Bruun <said>.",
        "Bruun <said> {Bruun: that the captains wanted a winch with two drums before the winter}.",
    ),
    "harbour": (
        "{Bruun: “Nobody at the ministry reads what the pilots write about the lights,”} Bruun <said>.",
        "Bruun <complained> {Bruun: that nobody at the ministry reads what pilots write}.",
    ),
    "later": (
        "Bruun <wrote>: {Bruun: “The old ferry was never inspected after the storm of last November, not even once.”}",
        "Bruun <writes>: {Bruun: “The old ferry was never inspected after the storm of last November, not even once.”}",
    ),
}
# of which event each article says on which day it was said; the articles of one disagree
HELD = {
    "ferry": ("2024-03-04",) * 3,
    "again": ("2024-03-04",) * 2,
    "interview": ("2024-05-06", "2024-05-06"),
    "harbour": ("2024-05-06", "2024-05"),
    "later": ("2025-09-01", "2025-09-01"),
}
# what two events have from one report, word for word
PASSAGE = (
    "The harbour of Lomvika was dug in 1911 by three hundred men with spades, and four storms have filled it with"
    " gravel since; each time the town borrowed money from the fishermen's bank to have it dug out again, and each time"
    " the bank asked for a higher pier in return, which nobody ever built because the stone lay too deep."
)
SHARING = ("bridge", "school")


def told(event: str, n: int) -> tuple[Article, Reading]:
    """One report of an event, with the day and the interview for it, where it has them."""
    more = f"\n\n{PASSAGE}" if event in SHARING and n == 0 else ""
    days = HELD.get(event, ())
    day = days[n] if n < len(days) else None
    row, reading = article(f"{event} {n}", SAID[event][n] + more + (f"\n\nIt was {day}." if day else ""))
    who = {"Bruun": "Aksel Bruun", "Veum": "Ragna Veum", "Tangen": "Olav Tangen"}
    entities = tuple(replace(e, name=who[e.name or ""], aliases=(e.name or "",)) for e in reading.entities)
    reading = replace(reading, entities=entities)
    if day:
        at = row.text.index(day)
        time = Time(digest("time", row.id), row.id, (at, at + len(day)), day, None, None, "test")
        (speaker,) = entities
        spoken = OccasionMention(
            digest("mention", row.id), row.id, "interview", speaker.id, "Radio Kyst", None, None, time.id, None,
            ((at, at + len(day)),), tuple(a.id for a in reading.attributions), "test",
        )  # fmt: skip
        reading = replace(reading, times=(time,), occasions=(spoken,))
    return row, reading


def pile(reports: Iterable[tuple[str, int]]) -> tuple[InMemory, list[Story]]:
    """An article for each (event, which report of it), those of an event a story."""
    every = [(event, told(event, n)) for event, n in reports]
    inside: dict[str, list[str]] = {}
    for event, (row, _) in every:
        inside.setdefault(event, []).append(row.id)
    stories = [Story(digest(event), event, tuple(ids), (), "test") for event, ids in inside.items()]
    rows = [one for _, one in every]
    return InMemory((a for a, _ in rows), (r for _, r in rows)), sorted(stories, key=lambda story: story.id)


EVERY = [(event, n) for event, reports in SAID.items() for n in range(len(reports))]


def overview(reports: Iterable[tuple[str, int]]) -> Whole:
    some, stories = pile(reports)
    return linking.overview(some, told=stories)


def linked(reports: Iterable[tuple[str, int]]) -> Links:
    return linking.finished(overview(reports))


def test_the_pile_has_what_crosses_parts() -> None:
    """Else the property below would hold of nothing."""
    links = linked(EVERY)
    home = {row.id: event for event, n in EVERY for row in told(event, n)[1].attributions}
    stories = [{home[a] for a in s.attributions} for s in links.statements]
    assert {"ferry", "again"} in stories
    repeated = {s.id: {home[a] for a in s.attributions} for s in links.statements}
    assert [(repeated[s.id], repeated[s.repeats]) for s in links.statements if s.repeats] == [
        ({"later"}, {"ferry", "again"})
    ]
    names = {told(event, n)[0].id: event for event, n in EVERY}
    assert {"interview", "harbour"} in [{names[i] for i in row.articles} for row in links.occasions]
    assert {(names[d.article], names[d.origin or ""]) for d in links.derivations} & {
        SHARING, SHARING[::-1]
    }  # fmt: skip
    assert any(row.kind == "number" for row in links.discrepancies)


@given(st.lists(st.sampled_from(EVERY), unique=True, min_size=2), st.integers(1, 4), st.sampled_from([0, 1000]))
@settings(max_examples=40, deadline=None)
def test_parts_give_what_the_whole_gives(reports: list[tuple[str, int]], size: int, chain: int) -> None:
    whole = linked(reports)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dividing, "PART", size)
        patch.setattr(whole_pile, "CHAIN", chain)
        assert linked(reports) == whole


def test_what_ties_two_stories_stands_in_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dividing, "PART", 1)
    whole = overview(EVERY)
    parts = whole.parts()
    assert sorted(sorted(story.title for story in part) for part in parts) == [
        ["again", "ferry", "later"], ["bridge", "school"], ["harbour"], ["interview"],
    ]  # fmt: skip
    for part in parts:
        # the whole speaker is named in each part, with his entities there alone
        task = whole.task(part)
        _, readings = task.some.load()
        own = {e.id for r in readings for e in r.entities}
        assert task.links.speakers
        assert all(set(s.entities) <= own for s in task.links.speakers)


def test_processes_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [told(event, n) for event, n in EVERY]
    articles, readings = [a for a, _ in rows], [r for _, r in rows]
    whole = linking.link(articles, readings)
    assert whole.statements
    assert whole.discrepancies
    monkeypatch.setattr(dividing, "PART", 2)
    monkeypatch.setattr(pipeline, "MANY_LINKED", 1)
    assert pipeline.linked(articles, readings, processes=2) == whole
    assert pipeline.linked(articles, readings, processes=1) == whole


def test_of_an_article_only_who_speaks_is_kept_in_memory() -> None:
    text = "The captain of the ferry spoke. Aksel Bruun listened to the captain."
    spans = ((0, 24), (55, 66))
    row = Article("a", "a.txt", "a", "", "text/plain", text, outlet="Kyst")
    nobody = Entity("n", "a", None, "person", (), ("captain",), spans, ("s", "t"), "test")
    named = Entity("b", "a", "Aksel Bruun", "person", (), (), ((32, 43),), (), "test")
    silent = Entity("c", "a", None, "unknown", (), (), ((14, 23),), (), "test")
    kept, reading = abridged(row, Reading("a", (), (nobody, named, silent)))
    assert (kept.text, kept.outlet) == ("The capt", "Kyst")
    assert [(e.id, e.mentions, e.says) for e in reading.entities] == [("n", ((0, 8),), ("s",)), ("b", (), ())]
    assert [e.id for e in abridged(row, Reading("a", (), (silent,)), {"c"})[1].entities] == ["c"]


def test_a_shelf_gives_back_what_waits_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dividing, "HELD", 5)
    shelf = Shelf[list[int]]()
    for n in range(50):
        shelf.append([n] * n)
    assert len(shelf) == 50
    assert (shelf[4], shelf[7]) == ([4] * 4, [7] * 7)
    shelf.append([1])
    assert list(shelf)[-2:] == [[49] * 49, [1]]
    assert list(dividing.Ordered(shelf, [3, 0, 49])) == [[3] * 3, [], [49] * 49]


def test_a_pile_gives_the_articles_that_it_has_in_its_order() -> None:
    rows = [told("ferry", n) for n in range(3)]
    some = InMemory((a for a, _ in rows), [rows[1][1]]).some([rows[2][0].id, "?", rows[1][0].id, rows[2][0].id])
    assert some == Loaded((rows[1][0], rows[2][0]), (rows[1][1], Reading(rows[2][0].id)))
