from __future__ import annotations

import random

from marked import Mark, article, marked, one_story, read

from onrecord.linking import times
from onrecord.model import Article, Links, Reading

SAID: Mark = ("Ann Lee", "Ann Lee", "said", "the port is shut")


def settled(articles: list[Article], marks: list[list[Mark]]) -> list[tuple[str, str, str]]:
    """Words, value and the name of the article that settles them, by place in the text."""
    readings = read(articles, [marked(a, m) for a, m in zip(articles, marks, strict=True)])
    links = one_story(articles, readings)
    rows = times.link(articles, readings, links)
    shuffled = list(zip(articles, readings, strict=True))
    random.Random(1).shuffle(shuffled)
    assert rows == times.link([a for a, _ in shuffled], [r for _, r in shuffled], links)
    text = {a.id: a.text for a in articles}
    name = {a.id: a.name for a in articles}
    time = {t.id: t for r in readings for t in r.times}
    found = sorted((time[row.time].article, time[row.time].span, row.value, name[row.anchor]) for row in rows)
    return [(text[i][slice(*span)], value, anchor) for i, span, value, anchor in found]


# Wednesday
DATED = article("dated", "In an interview with Delta News on Monday, Ann Lee said the port is shut.", "2024-01-24")


def test_an_interview_that_a_dated_article_places_settles_the_weekdays_of_one_without_a_date():
    undated = article(
        "undated",
        "Ann Lee told Delta in an interview which aired on Tuesday that the port is shut. "
        "“It opens soon,” Bo Ray said on Monday. The ship sank in June. It will sail on Friday.",
    )
    marks = [("Ann Lee", "Ann Lee", "told", "the port is shut"), ("Bo Ray", "Bo Ray", "said", "“It opens soon,”")]
    assert settled([DATED, undated], [[SAID], marks]) == [
        ("Tuesday", "2024-01-23", "dated"),
        ("Monday", "2024-01-22", "dated"),
        ("Friday", "2024-01-26", "dated"),
    ]


def test_what_is_counted_from_a_settled_day_is_settled_with_it():
    text = (
        "In an interview with Delta News on Monday, Ann Lee said the port is shut. The same day a ship sank. "
        "Two days after Monday's interview she quit. It rained in February. That month she came."
    )
    assert settled([DATED, article("undated", text)], [[SAID], [SAID]]) == [
        ("Monday", "2024-01-22", "dated"),
        ("The same day", "2024-01-22", "dated"),
        ("Two days after Monday", "2024-01-24", "dated"),
    ]


def test_a_date_line_without_a_year_is_settled_too():
    lead = "In an interview with Delta News on Monday, Ann Lee said the port is shut."
    text = f"DELTA, January 22 (Harbour Agency) -\n{lead}"
    body, line = (text.index(lead), len(text)), (0, text.index("\n"))
    undated = article("undated", text, paragraphs=((body,),), evidence={"dateline": (line,)})
    assert settled([DATED, undated], [[SAID], [SAID]]) == [
        ("January 22", "2024-01-22", "dated"),
        ("Monday", "2024-01-22", "dated"),
    ]


def test_words_that_two_articles_give_one_speaker_place_remarks():
    words = "we will open the old port again before the winter comes"
    dated = article("dated", f"Ann Lee said on Monday {words}.", "2024-01-24")
    undated = article("undated", f"Ann Lee said on Monday {words}. Ships came last week.")
    mark = ("Ann Lee", "Ann Lee", "said", words)
    assert settled([dated, undated], [[mark], [mark]]) == [
        ("Monday", "2024-01-22", "dated"),
        ("last week", "2024-W03", "dated"),
    ]


def test_nothing_is_settled_without_a_shared_occasion():
    other_host = article("undated", "In an interview with Bay Radio on Monday, Ann Lee said the port is shut.")
    other_speaker = article("undated", "In an interview with Delta News on Monday, Bo Ray said the port is shut.")
    for undated, who in ((other_host, "Ann Lee"), (other_speaker, "Bo Ray")):
        assert settled([DATED, undated], [[SAID], [(who, who, "said", "the port is shut")]]) == []


def test_nothing_is_settled_where_the_evidence_disagrees():
    text = "In an interview with Delta News on Monday, Ann Lee said the port is shut."
    articles = [article("one", text, "2024-01-24"), article("two", text, "2024-02-24"), article("undated", text)]
    assert settled(articles, [[SAID]] * 3) == []


def test_a_weekday_that_days_of_publication_lead_apart_stays_open():
    # held on Monday, reported on Monday: the undated one came out that day or the next
    dated = article("dated", "In an interview with Delta News on Monday, Ann Lee said the port is shut.", "2024-01-22")
    undated = article(
        "undated", "In an interview with Delta News, Ann Lee said the port is shut. A ship sank on Tuesday."
    )
    assert settled([dated, undated], [[SAID], [SAID]]) == []


def test_an_article_with_a_date_is_left_alone_and_so_is_one_of_another_story():
    text = "In an interview with Delta News on Monday, Ann Lee said the port is shut."
    assert settled([DATED, article("other", text, "2024-03-24")], [[SAID], [SAID]]) == []
    articles = [DATED, article("undated", text)]
    readings = read(articles, [marked(a, [SAID]) for a in articles])
    assert times.link(articles, readings, Links(speakers=one_story(articles, readings).speakers)) == ()


def test_nothing_comes_of_nothing():
    assert times.link([], [], Links()) == ()
    made = article("a", "On Monday it rained.")
    assert times.link([made], [Reading(made.id)], one_story([made], [Reading(made.id)])) == ()
