from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from marked import Mark, article, marked, one_story, read

from onrecord.linking import occasions, repetitions
from onrecord.model import Article, Links, Statement

WORDS = "the ferries were never meant to carry lorries across the bay"
SAID: Mark = ("Ann Lee", "Ann Lee", "said", WORDS)
TOLD = "Ann Lee said on {} that " + WORDS + ". Rain fell on the quay."


def linked(articles: list[Article], marks: list[list[Mark]], apart: list[list[tuple[int, int]]]) -> list[str | None]:
    """For each statement, the number of the one that it repeats; whatever the order of the articles."""
    readings = read(articles, [marked(a, m) for a, m in zip(articles, marks, strict=True)])
    links = one_story(articles, readings, apart)
    speakers = {
        a: s.id for s in links.speakers for r in readings for e in r.entities if e.id in s.entities for a in e.says
    }
    statements = tuple(replace(s, speaker=speakers[s.attributions[0]]) for s in links.statements)
    links = replace(links, statements=statements)
    links = replace(links, occasions=occasions.link(articles, readings, links))
    rows = repetitions.link(articles, readings, links)
    shuffled = list(zip(articles, readings, strict=True))
    random.Random(1).shuffle(shuffled)
    turned = replace(links, statements=tuple(reversed(statements)))
    again = repetitions.link([a for a, _ in shuffled], [r for _, r in shuffled], turned)
    assert sorted(rows, key=lambda s: s.id) == sorted(again, key=lambda s: s.id)
    return [row.repeats for row in rows]


def test_what_was_said_again_on_later_days_names_the_last_time_before():
    articles = [
        article("one", TOLD.format("Monday"), "2024-01-23"),
        article("two", TOLD.format("Friday").replace("Rain", "Snow"), "2024-01-26"),
        article("three", "On 2 March 2024 Ann Lee repeated that " + WORDS + ".", "2024-03-04"),
    ]
    again: Mark = ("Ann Lee", "Ann Lee", "repeated", WORDS)
    assert linked(articles, [[SAID], [SAID], [again]], [[(0, 0)], [(1, 0)], [(2, 0)]]) == [None, "s0", "s1"]


def test_nothing_is_repeated_on_one_day_by_another_in_other_words_or_without_a_date():
    monday, tuesday = (
        article("one", TOLD.format("Monday"), "2024-01-23"),
        article("two", TOLD.format("Tuesday"), "2024-01-23"),
    )
    friday = TOLD.format("Friday")
    other = article("three", friday.replace("Ann Lee", "Bo Ray"), "2024-01-27")
    changed = article("four", "Ann Lee said on Friday that the port opens.", "2024-01-27")
    undated = article("five", TOLD.replace(" on {}", ""), "2024-01-27")
    marks = [
        [SAID],
        [SAID],
        [("Bo Ray", "Bo Ray", "said", WORDS)],
        [("Ann Lee", "Ann Lee", "said", "the port opens")],
        [SAID],
    ]
    articles = [monday, tuesday, other, changed, undated]
    assert linked(articles, marks, [[(n, 0)] for n in range(5)]) == [None] * 5  # type: ignore[arg-type]


def test_only_the_part_of_a_quotation_that_is_said_again_is_repeated():
    more = "the port opens before the long wet month of May ends"
    both = f"{WORDS}. And {more}"
    articles = [
        article("one", f"Ann Lee said on Monday that {both}.", "2024-01-23"),
        article("two", TOLD.format("Friday").replace("Rain", "Snow"), "2024-01-26"),
    ]
    readings = read(
        articles, [marked(articles[0], [("Ann Lee", "Ann Lee", "said", both)]), marked(articles[1], [SAID])]
    )
    links = one_story(articles, readings, [[(0, 0)], [(1, 0)]])
    first, second = (replace(s, speaker=links.speakers[0].id) for s in links.statements)
    at = articles[0].text.index(more)
    parts = [((at - len(both) + len(more), at - len(". And ")),), ((at, at + len(more)),)]
    told, other = (replace(first, id=f"part {n}", parts=(part,)) for n, part in enumerate(parts))
    links = replace(links, statements=(told, other, second))
    links = replace(links, occasions=occasions.link(articles, readings, links))
    assert [s.repeats for s in repetitions.link(articles, readings, links)] == [None, None, "part 0"]


def test_a_teaser_that_two_pages_print_is_no_repetition():
    teaser = "Ann Lee said " + WORDS
    articles = [
        article("one", f"On Monday the port was shut. {teaser}. Rain fell.", "2024-01-23"),
        article("two", f"Ice melts. {teaser}. On Friday the port was open.", "2024-01-27"),
    ]
    days = {"one": "Monday", "two": "Friday"}
    assert all(days[a.name] in a.text for a in articles)
    assert linked(articles, [[SAID], [SAID]], [[(0, 0)], [(1, 0)]]) == [None, None]  # type: ignore[arg-type]


def test_nothing_comes_of_nothing():
    assert repetitions.link([], [], Links()) == ()
    lone = Statement("s", None, ("a",), (), "by hand")
    assert repetitions.link([], [], Links(statements=(lone,))) == (lone,)


@given(st.lists(st.sampled_from(["2 January", "4 January", "5 January", "9 March"]), min_size=1, max_size=5))
def test_a_repetition_is_later_than_what_it_repeats(said_on: list[str]):
    articles = [
        article(f"a{n}", f"Article {n}. " + TOLD.format(day + " 2024"), "2024-04-01") for n, day in enumerate(said_on)
    ]
    repeats = linked(articles, [[SAID]] * len(articles), [[(n, 0)] for n in range(len(articles))])
    order = ["2 January", "4 January", "5 January", "9 March"]
    for n, earlier in enumerate(repeats):
        if earlier is not None:
            assert order.index(said_on[int(earlier[1:])]) < order.index(said_on[n])
