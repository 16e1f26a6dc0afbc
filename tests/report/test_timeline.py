"""Events of one day: which are told as one, and what it takes to find that."""

from __future__ import annotations

import cProfile
import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from onrecord.language.terms import counted, rarity
from onrecord.model import Article, Event, Findings, Reading, Time
from onrecord.report.desk import Desk
from onrecord.report.timeline import days

COMMON = ("the", "bridge", "police", "on", "people", "said", "two")
SELDOM = ("wharfinger", "gantry", "lintel", "spandrel", "abutment", "caisson", "trestle", "parapet", "balustrade")


def told(clauses: Sequence[str]) -> list[tuple[str, int]]:
    """The events of a day on which each clause is told by an article of its own: words, and by how many articles."""
    articles = [Article(f"t{n}", f"{n}.txt", f"{n}", "", "text/plain", text) for n, text in enumerate(clauses)]
    readings = [
        Reading(
            a.id,
            times=(Time(f"d{a.id}", a.id, (0, 0), "2024-01-22", None, "published", "r/1"),),
            events=(Event(f"e{a.id}", a.id, f"d{a.id}", ((0, len(a.text)),), a.text, None, "r/1"),),
        )
        for a in articles
    ]
    (day,) = days(Desk(Findings(tuple(articles), tuple(readings))), articles, ())
    return [(e.words, len(e.told) + e.more) for e in day.events]


def compared(clauses: Sequence[str]) -> list[tuple[str, int]]:
    """The same, each clause compared with every event so far: what they share weighs 12, and 0.55 of the lesser."""

    def weight(terms: frozenset[str]) -> float:
        return sum(rarity(t) for t in sorted(terms))

    events: list[tuple[str, int]] = []
    for clause in clauses:
        own = frozenset(counted(clause))
        for n, (words, count) in enumerate(events):
            other = frozenset(counted(words))
            least = min(weight(own), weight(other))
            if own == other or (least >= 12 and weight(own & other) >= max(12, 0.55 * least)):
                events[n] = max(words, clause, key=len), count + 1
                break
        else:
            events.append((clause, 1))
    return sorted(events, key=lambda e: -e[1])


@given(st.lists(st.lists(st.sampled_from(COMMON + SELDOM), min_size=1, max_size=9).map(" ".join), min_size=1))
def test_events_sought_by_their_words_are_those_that_a_comparison_of_all_finds(clauses: list[str]) -> None:
    assert told(clauses) == compared(clauses)


def test_a_day_of_twice_as_many_events_takes_twice_the_work() -> None:
    drawn = random.Random(8)
    names = [f"q{drawn.randrange(36**5):05d}x" for _ in range(8000)]
    # all share a word, and each has four of its own
    clauses = ["gantry " + " ".join(drawn.sample(names, 4)) for _ in range(1600)]

    def calls(count: int) -> int:
        profile = cProfile.Profile()
        assert len(profile.runcall(told, clauses[:count])) > 0.9 * count
        return sum(entry.callcount for entry in profile.getstats())

    calls(10)  # stems are looked up once
    few = calls(800)
    assert calls(1600) < 2.5 * few
