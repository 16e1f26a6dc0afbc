from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from marked import Mark, article, marked, one_story, read

from onrecord.linking import occasions
from onrecord.model import Article, Links, Occasion, Reading, Story

SAID: Mark = ("Ann Lee", "Ann Lee", "said", "the port is shut")
# Wednesday
WEDNESDAY = "2024-01-24"


def linked(
    articles: list[Article], marks: list[list[Mark]], together: list[list[tuple[int, int]]] | None = None
) -> tuple[tuple[Occasion, ...], list[dict[str, object]]]:
    readings = read(articles, [marked(a, m) for a, m in zip(articles, marks, strict=True)])
    links = one_story(articles, readings, together)
    rows = occasions.link(articles, readings, links)
    shuffled = list(zip(articles, readings, strict=True))
    random.Random(1).shuffle(shuffled)
    assert rows == occasions.link([a for a, _ in shuffled], [r for _, r in shuffled], links)
    assert len({row.id for row in rows}) == len(rows)
    name = {a.id: a.name for a in articles}
    speaker = {s.id: s.name for s in links.speakers}
    number = {a.id: (name[r.article], n) for r in readings for n, a in enumerate(r.attributions)}
    out = []
    for row in rows:
        said = {
            "kind": row.kind, "who": speaker[row.speaker or ""], "host": row.host, "about": row.about, "held": row.held,
            "aired": row.aired, "articles": sorted(name[i] for i in row.articles),
            "said": sorted(number[i] for i in row.attributions),
        }  # fmt: skip
        out.append({key: what for key, what in said.items() if what is not None})
    return rows, sorted(out, key=str)


def test_an_interview_held_on_one_day_and_aired_on_the_next_is_one():
    one = article("one", "In an interview with Delta News on Monday, Ann Lee said the port is shut.", WEDNESDAY)
    two = article("two", "Ann Lee told Delta in an interview which aired on Tuesday that the port is shut.", WEDNESDAY)
    three = article("three", "In an interview with Delta News, Ann Lee said the port is shut.", WEDNESDAY)
    told = ("Ann Lee", "Ann Lee", "told", "the port is shut")
    assert linked([one, two, three], [[SAID], [told], [SAID]])[1] == [
        {
            "kind": "interview",
            "who": "Ann Lee",
            "host": "Delta News",
            "held": "2024-01-22",
            "aired": "2024-01-23",
            "articles": ["one", "three", "two"],
            "said": [("one", 0), ("three", 0), ("two", 0)],
        }
    ]


def test_what_contradicts_stays_apart():
    text = "In an interview with {} on {}, Ann Lee said the port is shut."
    articles = [
        article("one", text.format("Delta News", "Monday"), WEDNESDAY),
        article("two", text.format("Delta News", "Friday"), WEDNESDAY),
        article("three", text.format("Bay Radio", "Monday"), WEDNESDAY),
        article("four", text.format("Delta News", "Monday").replace("Ann Lee", "Bo Ray"), WEDNESDAY),
    ]
    marks = [[SAID], [SAID], [SAID], [("Bo Ray", "Bo Ray", "said", "the port is shut")]]
    together = [[(0, 0), (1, 0), (2, 0), (3, 0)]]
    shown = linked(articles, marks, together)[1]
    assert [(row["who"], row["host"], row["held"], row["articles"]) for row in shown] == [
        ("Ann Lee", "Bay Radio", "2024-01-22", ["three"]),
        ("Ann Lee", "Delta News", "2024-01-19", ["two"]),
        ("Ann Lee", "Delta News", "2024-01-22", ["one"]),
        ("Bo Ray", "Delta News", "2024-01-22", ["four"]),
    ]


def test_one_day_makes_press_conferences_one_and_remarks_one():
    press = "Ann Lee said at a news conference on Monday that the port is shut."
    bare = "Ann Lee said on Monday that the port is shut."
    articles = [article("one", press, WEDNESDAY), article("two", press.replace("news", "press"), "2024-01-23"),
                article("three", bare, WEDNESDAY), article("four", bare, WEDNESDAY)]  # fmt: skip
    shown = linked(articles, [[SAID]] * 4)[1]
    assert [(row["kind"], row["articles"]) for row in shown] == [
        ("press conference", ["one", "two"]),
        ("remarks", ["four", "three"]),
    ]


def test_a_shared_statement_brings_remarks_together_and_articles_that_give_no_date():
    articles = [
        article("one", "Ann Lee admitted last month that the port is shut. She added that ships wait.", WEDNESDAY),
        article("two", "Ann Lee acknowledged last month that the port is shut.", WEDNESDAY),
        article("three", "Recently Ann Lee said the port is shut, but Bo Ray said ships wait.", WEDNESDAY),
    ]
    marks = [
        [("Ann Lee", "Ann Lee", "admitted", "the port is shut"), ("Ann Lee", "She", "added", "that ships wait")],
        [("Ann Lee", "Ann Lee", "acknowledged", "the port is shut")],
        [SAID, ("Bo Ray", "Bo Ray", "said", "ships wait")],
    ]
    # the second statement joins what another speaker says: that was not said there
    together = [[(0, 0), (1, 0), (2, 0)], [(0, 1), (2, 1)]]
    assert linked(articles, marks, together)[1] == [
        {
            "kind": "remarks",
            "who": "Ann Lee",
            "held": "2023-12",
            "articles": ["one", "three", "two"],
            "said": [("one", 0), ("one", 1), ("three", 0), ("two", 0)],
        }
    ]


def test_a_fresh_article_without_the_date_speaks_of_the_press_conference_of_the_day():
    dated = "Ann Lee said at a news conference on Monday that the port is shut."
    undated = "Ann Lee said at a news conference that the port is shut."
    articles = [
        article("one", dated, "2024-01-22"),
        article("two", undated, "2024-01-23"),
        article("three", undated, "2024-01-30"),
    ]
    shown = linked(articles, [[SAID]] * 3)[1]
    assert [(row.get("held"), row["articles"]) for row in shown] == [(None, ["three"]), ("2024-01-22", ["one", "two"])]


def test_what_was_said_to_the_same_host_last_year_is_another_interview():
    text = "Ann Lee told Delta News{} that the port is shut."
    told = ("Ann Lee", "Ann Lee", "told", "the port is shut")
    articles = [article("one", text.format(""), WEDNESDAY), article("two", text.format(" in May 2022"), WEDNESDAY)]
    shown = linked(articles, [[told], [told]])[1]
    assert [(row.get("held"), row["articles"]) for row in shown] == [(None, ["one"]), ("2022-05", ["two"])]


def test_one_occasion_that_two_stories_tell_of_is_one_row_and_what_has_no_day_stays_two():
    dated = "Ann Lee said at a news conference on Monday that the port is shut."
    undated = "Ann Lee wrote on Twitter that the port is shut."
    told = [dated, dated.replace("port", "quay"), undated, undated]
    articles = [article(str(n), text, WEDNESDAY) for n, text in enumerate(told)]
    marks = [[("Ann Lee", "Ann Lee", "wrote" if "wrote" in t else "said", t.partition("that ")[2][:-1])] for t in told]
    readings = read(articles, [marked(a, m) for a, m in zip(articles, marks, strict=True)])
    links = one_story(articles, readings)
    apart = replace(links, stories=tuple(Story(a.id, "", (a.id,), (), "by hand") for a in articles))
    rows = occasions.link(articles, readings, apart)
    assert sorted((row.kind, len(row.articles), len(row.mentions)) for row in rows) == [
        ("post", 1, 1),
        ("post", 1, 1),
        ("press conference", 2, 2),
    ]


def test_ids_do_not_change_when_an_article_comes_that_says_nothing_new():
    text = "In an interview with Delta News on Monday, Ann Lee said the port is shut."
    one, two = article("one", text, WEDNESDAY), article("two", text, WEDNESDAY)
    assert [row.id for row in linked([one], [[SAID]])[0]] == [row.id for row in linked([one, two], [[SAID], [SAID]])[0]]


def test_nothing_comes_of_nothing():
    assert occasions.link([], [], Links()) == ()
    made = article("a", "Rain.")
    assert occasions.link([made], [Reading(made.id)], Links()) == ()


PIECES = st.tuples(
    st.sampled_from(
        ["an interview with Delta News", "an interview with Delta", "a press conference", "a tweet", "a statement"]
    ),
    st.sampled_from(["", " on Monday", " on Tuesday", " last month", " which aired on Tuesday"]),
)


@given(st.lists(PIECES, min_size=1, max_size=6), st.randoms())
def test_every_mention_lies_in_one_occasion_whatever_the_order(pieces, rng):
    articles = [
        article(str(n), f"In {what}{when}, Ann Lee said the port is shut.", WEDNESDAY)
        for n, (what, when) in enumerate(pieces)
    ]
    readings = read(articles, [marked(a, [SAID]) for a in articles])
    links = one_story(articles, readings, [[(n, 0) for n in range(len(articles)) if rng.random() < 0.5]])
    rows = occasions.link(articles, readings, links)
    mentions = sorted(i for row in rows for i in row.mentions)
    assert mentions == sorted(m.id for r in readings for m in r.occasions)
    order = list(range(len(articles)))
    rng.shuffle(order)
    assert rows == occasions.link([articles[i] for i in order], [readings[i] for i in order], links)


def test_what_was_reported_before_an_interview_was_not_said_there():
    early = article("early", "Ann Lee said the port is shut.", "2024-01-20")
    late = article("late", "In an interview with Delta News on Monday, Ann Lee said the port is shut.", WEDNESDAY)
    after = article("after", "Ann Lee said the port is shut.", WEDNESDAY)
    marks = [[SAID], [SAID], [SAID]]
    assert linked([late, after], marks[1:], [[(0, 0), (1, 0)]])[1][0]["articles"] == ["after", "late"]
    assert linked([early, late, after], marks, [[(0, 0), (1, 0), (2, 0)]])[1][0]["articles"] == ["late"]


def test_a_report_of_two_remarks_of_which_one_had_been_made_before_is_not_of_the_later_interview():
    one = article("one", "Ann Lee said the port is shut.", "2024-01-21")
    two = article("two", "Ann Lee said the port is shut and that the pier is too.", WEDNESDAY)
    three = article("three", "In an interview on Monday, Ann Lee said the pier is shut.", WEDNESDAY)
    both = ("Ann Lee", "Ann Lee", "said", "the port is shut and that the pier is too")
    pier = ("Ann Lee", "Ann Lee", "said", "the pier is shut")
    together = [[(0, 0), (1, 0)], [(1, 0), (2, 0)]]
    [interview] = linked([one, two, three], [[SAID], [both], [pier]], together)[1]
    assert (interview["held"], interview["articles"]) == ("2024-01-22", ["three"])


def test_the_hearing_has_the_day_that_another_speaker_gives_it():
    day = article("day", "Bo Ray told Monday’s hearing that the port is shut.", WEDNESDAY)
    there = article("there", "Ann Lee told the hearing that the port is shut.", WEDNESDAY)
    alone = article("alone", "Cy Fox testified that the port is shut.", WEDNESDAY)
    late = article("late", "Di Orr told the hearing that the port is shut.", "2024-03-06")
    marks: list[list[Mark]] = [
        [(who, who, cue, "the port is shut")]
        for who, cue in (("Bo Ray", "told"), ("Ann Lee", "told"), ("Cy Fox", "testified"), ("Di Orr", "told"))
    ]
    assert [(row["who"], row.get("held")) for row in linked([day, there, alone, late], marks)[1]] == [
        ("Ann Lee", "2024-01-22"),
        ("Bo Ray", "2024-01-22"),
        ("Cy Fox", None),
        ("Di Orr", None),
    ]
    # of two hearings it is not known which
    other = article("other", "Ed Kay told Tuesday’s hearing that the port is shut.", WEDNESDAY)
    shown = linked([day, there, other], [*marks[:2], [("Ed Kay", "Ed Kay", "told", "the port is shut")]])[1]
    assert [(row["who"], row.get("held")) for row in shown if row["who"] == "Ann Lee"] == [("Ann Lee", None)]


def test_words_that_report_two_statements_lead_to_both():
    both = article("both", "In an interview with Delta News, Ann Lee said the port is shut.", WEDNESDAY)
    one = article("one", "Ann Lee said the port is shut.", WEDNESDAY)
    two = article("two", "Ann Lee said the port is shut.", WEDNESDAY)
    shown = linked([both, one, two], [[SAID]] * 3, [[(0, 0), (1, 0)], [(0, 0), (2, 0)]])[1]
    assert [row["articles"] for row in shown] == [["both", "one", "two"]]


def test_a_report_by_another_of_a_statement_made_there_reports_the_occasion():
    one = article("one", "In an interview with Delta News, Ann Lee said the port is shut.", WEDNESDAY)
    two = article("two", "The Post reports the port is shut.", WEDNESDAY)
    other = article("other", "The Post reports the fair stays open.", WEDNESDAY)
    marks: list[list[Mark]] = [
        [SAID],
        [("The Post", "The Post", "reports", "the port is shut")],
        [("The Post", "The Post", "reports", "the fair stays open")],
    ]
    readings = read([one, two, other], [marked(a, m) for a, m in zip([one, two, other], marks, strict=True)])
    links = one_story([one, two, other], readings, [[(0, 0), (1, 0)], [(2, 0)]])
    lee = next(s.id for s in links.speakers if s.name == "Ann Lee")
    first, rest = links.statements
    for speaker, articles in ((lee, {one.id, two.id}), (None, {one.id})):
        said = replace(links, statements=(replace(first, speaker=speaker), rest))
        (row,) = occasions.link([one, two, other], readings, said)
        assert set(row.articles) == articles


def test_an_interview_of_the_day_on_which_another_says_it_was_aired_is_that_one():
    one = article("one", "Ann Lee said in an interview which aired on Tuesday that the port is shut.", WEDNESDAY)
    two = article("two", "In Tuesday’s interview, Ann Lee said the fair stays open.", WEDNESDAY)
    marks: list[list[Mark]] = [[SAID], [("Ann Lee", "Ann Lee", "said", "the fair stays open")]]
    (row,) = linked([one, two], marks)[1]
    assert (row["held"], row["aired"], row["articles"]) == ("2024-01-23", "2024-01-23", ["one", "two"])
