"""Stories: what tells one event stands together, what resembles it does not, whatever the order."""

# paragraphs of the texts are lines
# ruff: noqa: E501

from __future__ import annotations

import time
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.linking import stories
from onrecord.linking.stories import sums
from onrecord.linking.stories.grouping import Grouping
from onrecord.linking.stories.terms import Terms, named, vectors
from onrecord.model import Article, Links, Story, digest

# four events of two kinds, each told twice; every paragraph is one line
EVENTS = {
    "quake-north": [
        "An earthquake of magnitude 6.1 shook the island of Torvo on Monday, killing 12 people in the port of Sella. The "
        "tremor struck at 4:17 and was felt in Marenga. Rescue workers dug in the ruins of the Hotel Bellavista.",
        "Twelve people died when a magnitude 6.1 earthquake hit Sella on Torvo early on Monday. The Hotel Bellavista fell "
        "in, and rescue workers searched for guests. President Ilda Fonte flew to Marenga.",
    ],
    "quake-south": [
        "An earthquake of magnitude 7.3 shook the province of Quendo on Monday, killing 240 people in the mining town of "
        "Patarra. The tremor broke the dam of Lake Huasi. Rescue workers came from Tarbaya.",
        "At least 240 people were killed by an earthquake of magnitude 7.3 near Patarra in Quendo, where the dam at Lake "
        "Huasi broke. Governor Raul Ibarra asked Tarbaya for rescue workers.",
    ],
    "trial-banker": [
        "A court in Lindfors sentenced the banker Otto Wieland to nine years in prison for fraud on Tuesday. Judge Mara "
        "Sundin said that Wieland had cheated 4,000 savers of the Nordkasse.",
        "Otto Wieland, once head of the Nordkasse, must go to prison for nine years. The Lindfors court found him guilty "
        "of fraud against 4,000 savers; Judge Mara Sundin spoke of cold greed.",
    ],
    "trial-nurse": [
        "A court in Bredal sentenced the nurse Jette Holm to six years in prison on Tuesday. Judge Anders Kvist said that "
        "Holm had given patients of Saint Olaf's too much insulin.",
        "The nurse Jette Holm was given six years in prison by the court in Bredal. She had harmed patients of Saint "
        "Olaf's with insulin, Judge Anders Kvist said.",
    ],
}


def article(name: str, text: str, published: str | None = "2024-03-05", title: str | None = None) -> Article:
    spans = (((0, len(text)),),) if text else ()
    return Article(
        digest("test", name),
        name,
        name,
        "",
        "text/plain",
        text,
        "en",
        title=title,
        published=published,
        paragraphs=spans,
    )


def grouped(pile: list[Article]) -> set[frozenset[str]]:
    names = {a.id: a.name for a in pile}
    found = stories.link(pile, [], Links())
    assert sorted(key for s in found for key in s.articles) == sorted(names)
    return {frozenset(names[key] for key in s.articles) for s in found}


# events of one kind lie days apart
DAYS = {
    "quake-north": "2024-03-05",
    "quake-south": "2024-03-12",
    "trial-banker": "2024-03-06",
    "trial-nurse": "2024-03-06",
}
PILE = [article(f"{event}-{n}", text, DAYS[event]) for event, texts in EVENTS.items() for n, text in enumerate(texts)]
WANTED = {frozenset(f"{event}-{n}" for n in range(2)) for event in EVENTS}


def test_events_of_one_kind_stay_apart_in_a_small_pile() -> None:
    assert grouped(PILE) == WANTED


def test_two_articles_are_enough() -> None:
    assert grouped(PILE[:2]) == {frozenset(a.name for a in PILE[:2])}
    assert len(grouped([PILE[4], PILE[6]])) == 2


def test_whole_row() -> None:
    late, early = PILE[0], article("early", EVENTS["quake-north"][1], "2024-03-04T20:00", "Twelve die on Torvo")
    want = Story(
        digest("story", *sorted((late.id, early.id))), "Twelve die on Torvo", (early.id, late.id), (), stories.MADE_BY
    )
    assert stories.link([late, early], [], Links()) == (want,)


def test_a_story_without_titles_is_called_by_its_first_words() -> None:
    (story,) = stories.link(PILE[4:5], [], Links())
    assert story.title == "A court in Lindfors sentenced the banker Otto Wieland to nine years"


def test_what_lies_weeks_apart_is_another_event() -> None:
    again = EVENTS["quake-north"][1].replace("6.1", "5.8").replace("Twelve", "Three").replace("fell in", "shook")
    near, far = article("near", again, "2024-03-05"), article("far", again, "2024-05-20")
    assert len(grouped([PILE[0], near])) == 1
    assert len(grouped([PILE[0], far])) == 2


# two fires in one town, told with much the same words; nothing is dated, but they name their days
FIRES = {
    "barn": [
        "A fire destroyed the barn of the Hollmann farm in Velling on Monday. Forty cows were saved. Police in Velling "
        "suspect that hay caught fire by itself; the farmer's son smelled smoke at dawn.",
        "Forty cows were led out of a burning barn in Velling on Monday. The Hollmann farm lost its hay for the winter. "
        "Police believe that the hay heated up until it caught fire.",
        "Hay caught fire in a barn in Velling on Monday. The Hollmann family saved all forty cows, police said.",
    ],
    "mill": [
        "A fire destroyed the old paper mill in Velling on Thursday. Two workers were taken to hospital. Police in Velling "
        "suspect a short circuit in the drying hall, built in 1911.",
        "Two workers are in hospital after the paper mill in Velling burned on Thursday. The drying hall of 1911 fell in. "
        "Police believe that a short circuit set it on fire.",
        "A short circuit set the paper mill in Velling on fire on Thursday. Two workers were hurt in the drying hall, "
        "police said.",
    ],
}


def fires(days: dict[str, str]) -> list[Article]:
    pile = [article(f"{event}-{n}", text, None) for event, texts in FIRES.items() for n, text in enumerate(texts)]
    return [replace(a, text=a.text.replace("Thursday", days["mill"]).replace("Monday", days["barn"])) for a in pile]


def test_two_fires_of_one_town_are_two_stories() -> None:
    wanted = {frozenset(f"{event}-{n}" for n in range(3)) for event in FIRES}
    assert grouped(fires({"barn": "Monday", "mill": "Thursday"})) == wanted


def test_the_days_that_texts_name_count() -> None:
    def alike(days: dict[str, str]) -> float:
        grouping = Grouping()
        barn, mill = (fires(days)[n] for n in (0, 3))
        for vector in vectors([named(barn), named(mill)]):
            grouping.add(vector, None)
        return grouping.likeness(0, 1)

    same = alike({"barn": "Monday", "mill": "Monday"})
    assert alike({"barn": "Monday", "mill": "Thursday"}) < 0.7 * same
    # where one names none, that says nothing
    assert alike({"barn": "Monday", "mill": "tomorrow"}) < same


def test_a_headline_alone_stands_with_its_story() -> None:
    headline = article("headline", "", "2024-03-06", "Lindfors court sentences banker Otto Wieland to nine years")
    assert grouped([*PILE, headline]) == {x | {"headline"} if "trial-banker-0" in x else x for x in WANTED}


def test_hundreds_of_copies_are_one_story() -> None:
    sentences = [sentence for texts in FIRES.values() for text in texts for sentence in text.split(". ")]
    words = [f"Word{n}" for n in range(400)]
    copies = [
        article(f"copy{n}", f"{EVENTS['quake-north'][0]} {sentences[n % len(sentences)]}. {' '.join(words[n: n + 8])}")
        for n in range(300)
    ]  # fmt: skip
    assert any(group >= {a.name for a in copies} for group in grouped([*PILE, *copies]))


def one_by_one(pile: list[Article]) -> set[frozenset[str]]:
    terms, grouping = Terms(), Grouping()
    for one in pile:
        grouping.follow(terms.vector(terms.count(named(one))), stories.day(one))
    return {frozenset(pile[n].name for n in group.members) for group in grouping.groups.values()}


def test_articles_that_come_one_by_one_join_a_story_or_open_one() -> None:
    pile = sorted(PILE, key=lambda a: (a.published or "", a.id))
    for number in range(1, len(pile) + 1):
        come = {a.name for a in pile[:number]}
        assert one_by_one(pile[:number]) == {x & come for x in WANTED if x & come}


def test_a_story_that_goes_on_for_days_stays_one() -> None:
    trial = "The trial of Otto Wieland, once head of the Nordkasse, went on in Lindfors. "
    said = [
        "Judge Mara Sundin heard how 4,000 savers of the Nordkasse were cheated.",
        "A former cashier told Judge Mara Sundin of letters to the savers.",
        "The savers of the Nordkasse asked Judge Mara Sundin for their money.",
        "Judge Mara Sundin let Wieland speak to the savers.",
        "Wieland said that the savers of the Nordkasse had been warned.",
    ]
    days = [article(f"day{n}", trial + text, f"2024-03-{5 + n:02}") for n, text in enumerate(said)]
    assert one_by_one(days) == grouped(days) == {frozenset(a.name for a in days)}


def test_one_by_one_no_article_is_lost_and_none_stands_twice() -> None:
    pile = [
        article(f"n{n}", f"{PILE[n % 8].text} Report {n} from Town{n % 7}.", f"2024-03-{1 + n // 10:02}")
        for n in range(90)
    ]
    found = sorted(name for group in one_by_one(pile) for name in group)
    assert found == sorted(a.name for a in pile)


def test_what_is_common_in_one_language_is_so_in_the_whole_pile_in_any_order() -> None:
    german = replace(
        article("german", "Das Gericht in Lindfors hat den Banker Otto Wieland verurteilt."), language="de"
    )
    english = article("english", "The court in Lindfors sentenced the banker Otto Wieland das hat.")
    one, other = (list(vectors(list(map(named, pile)))) for pile in ([german, english], [english, german]))
    for left, right in zip(one, reversed(other), strict=True):
        assert sorted(left.weights.tolist()) == sorted(right.weights.tolist())


def test_one_text_is_one_story_whenever_it_is_printed() -> None:
    assert (
        len(grouped([PILE[0], article("again", PILE[0].text, "2024-09-01"), article("undated", PILE[0].text, None)]))
        == 1
    )


def test_empty_and_wordless_articles_stand_alone() -> None:
    pile = [article("empty", ""), article("blank", " "), article("word", "Rain"), article("marks", "?!")]
    assert grouped(pile) == {frozenset((a.name,)) for a in pile}
    assert stories.link([], [], Links()) == ()


def test_no_order_changes_the_result() -> None:
    assert len({stories.link(list(order), [], Links()) for order in permutations(PILE[1:6])}) == 1


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(st.text(max_size=80), max_size=4))
def test_no_shuffle_changes_the_result(random: object, extra: list[str]) -> None:
    pile = [*PILE, *(article(f"x{n}", text, None) for n, text in enumerate(extra))]
    shuffled = list(pile)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert stories.link(shuffled, [], Links()) == stories.link(pile, [], Links())


def test_cost_per_article_does_not_grow() -> None:
    def seconds(number: int) -> float:
        pile = [
            article(f"n{i}", f"{PILE[i % 8].text} Report {i} by Reporter{i % 97} Smith{i % 89} from Town{i % 83}.",
                    f"2024-{1 + i % 12:02}-{1 + i % 28:02}")
            for i in range(number)
        ]  # fmt: skip
        begin = time.process_time()
        stories.link(pile, [], Links())
        return (time.process_time() - begin) / number

    seconds(20)
    assert seconds(800) < 4 * seconds(100)


def test_vectors_that_wait_on_disk_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    found = stories.link(PILE, (), Links())
    assert 1 < len(found) < len(PILE)
    monkeypatch.setattr(sums, "LATEST", 2)
    assert stories.link(PILE, (), Links()) == found
    kept = sums.Sums()
    for n in range(9):
        assert kept.add(np.arange(n, dtype=np.int32), np.full(n, n / 8, np.float32)) == n
    assert [(x.tolist(), y.tolist()) for x, y in (kept[n] for n in (0, 3, 8))] == [
        ([], []),
        ([0, 1, 2], [0.375] * 3),
        (list(range(8)), [1.0] * 8),
    ]
