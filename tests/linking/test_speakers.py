"""One speaker across articles: who joins whom, who stays apart, and that order does not matter."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.linking import speakers
from onrecord.model import Article, Entity, EntityKind, Links, Reading, Speaker, Story, digest


def entity(
    article: str, name: str | None, *descriptions: str, kind: EntityKind = "person", aliases: tuple[str, ...] = ()
) -> Entity:
    row = digest(article, name, descriptions)
    return Entity(row, article, name, kind, aliases, descriptions, ((0, 1),), ("a-" + row,), "test")


def link(*stories: dict[str, list[Entity]]) -> tuple[Speaker, ...]:
    """Link stories, each a mapping from an article's id to its entities."""
    articles = [Article(a, a, a, "", "text/plain", "") for story in stories for a in story]
    readings = [Reading(a, entities=tuple(found)) for story in stories for a, found in story.items()]
    links = Links(stories=tuple(Story(f"s{n}", "", tuple(story), (), "test") for n, story in enumerate(stories)))
    return speakers.link(articles, readings, links)


def names(*stories: dict[str, list[Entity]]) -> list[tuple[str, int]]:
    """The speakers' names with how many entities each has, sorted."""
    return sorted((s.name, len(s.entities)) for s in link(*stories))


def test_one_person_under_four_names_is_one_speaker() -> None:
    a = entity("a", "Ilona Varga", "Hungarian Foreign Minister", aliases=("Varga",))
    b = entity("b", "Varga")
    c = entity("c", None, "Budapest's top diplomat", kind="unknown")
    d = entity("d", "Ilona Vargha", "Hungary's minister")
    [speaker] = link({"a": [a], "b": [b], "c": [c], "d": [d]})
    assert speaker == Speaker(
        speaker.id,
        "Ilona Vargha",
        "person",
        ("Ilona Varga", "Varga"),
        ("Hungarian Foreign Minister", "Budapest's top diplomat", "Hungary's minister"),
        tuple(sorted((a.id, b.id, c.id, d.id))),
        "speakers.rules/1",
    )


@pytest.mark.parametrize(
    ("story", "want"),
    [
        # spellings of one name
        (["Volodymyr Zelensky", "Volodymyr Zelenskyy", "Zelenskiy"], [("Volodymyr Zelenskyy", 3)]),
        (["Sergei Ivanov", "Sergey Ivanov", "Ivanov"], [("Sergei Ivanov", 3)]),
        # a middle name that is the one in use
        (["Kim Varga West", "Varga"], [("Kim Varga West", 2)]),
        # two bearers: the lone surname is nobody's
        (["Bill Clinton", "Hillary Clinton", "Clinton"], [("Bill Clinton", 1), ("Clinton", 1), ("Hillary Clinton", 1)]),
        # nobody bears it in full: one name, one man
        (["Varga", "Varga"], [("Varga", 2)]),
        # a middle initial makes no second man, and no better name than the one in use
        (["Carl Weiss", "Carl P. Weiss", "Carl Weiss"], [("Carl Weiss", 3)]),
        (["Sarah Sanders", "Sarah Huckabee Sanders"], [("Sarah Huckabee Sanders", 2)]),
    ],
)
def test_names_within_a_story(story: list[str], want: list[tuple[str, int]]) -> None:
    assert names({str(n): [entity(str(n), name)] for n, name in enumerate(story)}) == want


def test_a_title_tells_bearers_of_one_surname_apart() -> None:
    story = {
        "a": [entity("a", "Rosa Quint", "first lady"), entity("a", "Emil Quint", "President")],
        "b": [entity("b", "Quint", "President")],
        "c": [entity("c", "Quint", "striker")],
    }
    assert names(story) == [("Emil Quint", 2), ("Quint", 1), ("Rosa Quint", 1)]
    other = {"a": [entity("a", "Andrew Kim", "former CIA officer")], "b": [entity("b", "Kim", "Chairman")]}
    assert names(other) == [("Andrew Kim", 1), ("Kim", 1)]


def test_a_pope_bears_no_surname() -> None:
    story = {"a": [entity("a", "Gamini Francis")], "b": [entity("b", "Francis", "Pope")]}
    assert names(story) == [("Francis", 1), ("Gamini Francis", 1)]


def test_father_and_son_stay_apart_everywhere_once_an_article_names_both() -> None:
    both = {"a": [entity("a", "Harold Dunn"), entity("a", "Harold Dunn Jr.")]}
    one = {"b": [entity("b", "Harold Dunn Jr.")]}
    assert names(both, one) == [("Harold Dunn", 1), ("Harold Dunn Jr.", 2)]
    assert names(one, {"c": [entity("c", "Harold Dunn")]}) == [("Harold Dunn Jr.", 2)]


def test_a_surname_or_a_description_joins_only_inside_its_story() -> None:
    first = {"a": [entity("a", "Ilona Varga", "Hungarian Foreign Minister")]}
    second = {"b": [entity("b", "Varga")], "c": [entity("c", None, "Hungarian minister", kind="unknown")]}
    assert names(first, second) == [("Hungarian minister", 1), ("Ilona Varga", 1), ("Varga", 1)]


def test_a_body_joins_its_short_names_only_inside_a_story_and_only_when_one_fits() -> None:
    def body(article: str, name: str) -> Entity:
        return entity(article, name, kind="organisation")

    first = {
        "a": [
            body("a", "Harbour Rowing Committee"),
            body("a", "QRT Resorts International"),
            body("a", "Port Star-News"),
        ],
        "b": [body("b", "HRC"), body("b", "QRT"), entity("b", "Star-News", kind="unknown")],
        "c": [body("c", "QRT Resorts"), entity("c", "QRT", "x", kind="unknown")],
    }
    second = {"d": [body("d", "HRC")], "e": [body("e", "Harbour Road Club"), body("e", "Harbour Rail Corps")]}
    assert names(first, second) == [
        ("HRC", 1), ("Harbour Rail Corps", 1), ("Harbour Road Club", 1), ("Harbour Rowing Committee", 2),
        ("Port Star-News", 2), ("QRT Resorts International", 4),
    ]  # fmt: skip


def test_a_title_with_a_name_in_it_joins_whom_another_article_gives_it() -> None:
    story = {
        "a": [entity("a", "Ann Yates", "veteran Harbour Rowing Committee member")],
        "b": [entity("b", None, "Senior HRC member", kind="unknown"), entity("b", "Ann Yates")],
        "c": [entity("c", None, "Port Authority member", kind="unknown")],
    }
    assert names(story) == [("Ann Yates", 3), ("Port Authority member", 1)]


def test_the_engineer_is_the_only_one_of_the_story_who_speaks_there() -> None:
    def unnamed(article: str, words: str) -> Entity:
        return replace(entity(article, None, "engineer", kind="unknown"), mentions=((0, len(words)),))

    def count(words: str, *more: Entity) -> int:
        found = [
            ("a", "", (entity("a", "Ann Yates", "engineer behind the inspection"), *more)),
            ("b", words, (unnamed("b", words), entity("b", "Ann Yates"))),
        ]
        articles = [Article(a, a, a, "", "text/plain", text) for a, text, _ in found]
        readings = [Reading(a, entities=rows) for a, _, rows in found]
        links = Links(stories=(Story("s", "", ("a", "b"), (), "test"),))
        return next(len(s.entities) for s in speakers.link(articles, readings, links) if s.name == "Ann Yates")

    assert count("The engineer") == 3
    assert count("Engineer") == 3
    assert count("An engineer") == 2
    assert count("The engineer", entity("a", "Otto Grau", "engineer")) == 2


def test_a_description_that_two_fit_joins_neither() -> None:
    story = {
        "a": [entity("a", "Ilona Varga", "Hungarian Foreign Minister"), entity("a", "Pal Szabo", "Hungarian Minister")],
        "b": [entity("b", None, "Hungarian minister", kind="unknown")],
        "c": [entity("c", None, "minister", kind="unknown"), entity("c", None, "a guard", kind="unknown")],
    }
    assert names(story) == [
        ("Hungarian minister", 1), ("Ilona Varga", 1), ("Pal Szabo", 1), ("a guard", 1), ("minister", 1),
    ]  # fmt: skip


def test_bodies_countries_and_groups() -> None:
    first = {
        "a": [
            entity("a", "Securities and Exchange Commission", kind="organisation", aliases=("SEC",)),
            entity("a", "Russia", kind="place", aliases=("Moscow",)),
            entity("a", "The Senate", kind="organisation"),
            entity("a", "Democrats", kind="group"),
        ],
        "b": [entity("b", "The Kremlin", kind="unknown"), entity("b", "Kremlin", "x", kind="unknown")],
    }
    second = {
        "c": [entity("c", "Russia", kind="place"), entity("c", "Senate", kind="organisation")],
        "d": [entity("d", "Securities and Exchange Commission", kind="organisation")],
    }
    assert names(first, second) == [
        ("Democrats", 1), ("Russia", 2), ("Securities and Exchange Commission", 2), ("Senate", 1), ("The Kremlin", 2),
        ("The Senate", 1),
    ]  # fmt: skip


def test_who_says_nothing_is_no_speaker_but_lends_a_name() -> None:
    silent = Entity("1", "a", "Ilona Varga", "person", (), (), ((0, 1),), (), "test")
    assert names({"a": [silent], "b": [entity("b", "Varga")]}) == [("Ilona Varga", 1)]
    assert link({"a": [silent]}) == ()


def test_ids_stay_when_unrelated_articles_come() -> None:
    story = {"a": [entity("a", "Ilona Varga")], "b": [entity("b", "Varga"), entity("b", None, "a guard")]}
    alone = {s.id for s in link(story)}
    more = {"x": [entity("x", "Otto Grau"), entity("x", "Grau")], "y": [entity("y", "Varga Kft", kind="organisation")]}
    assert alone <= {s.id for s in link(more, story)}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_order_does_not_matter_and_every_voice_has_one_speaker(seed: int) -> None:
    rng = random.Random(seed)
    pool = ["Ilona Varga", "Ilona Vargha", "Varga", "Emil Quint", "Rosa Quint", "Quint", "Emil Quint Jr.", None, "NATO"]
    kinds: list[EntityKind] = ["person", "unknown", "organisation"]
    roles = ["President", "Hungarian minister", "first lady", "guard"]
    articles = [Article(str(n), "", "", "", "text/plain", "") for n in range(rng.randint(1, 7))]
    readings = []
    for article in articles:
        found = {}
        for _ in range(rng.randint(0, 4)):
            name = rng.choice(pool)
            one = entity(article.id, name, rng.choice(roles), kind=rng.choice(kinds))
            found[one.id] = one
        readings.append(Reading(article.id, entities=tuple(found.values())))
    cut = rng.randint(0, len(articles))
    links = Links(
        stories=tuple(
            Story(f"s{n}", "", tuple(a.id for a in part), (), "test")
            for n, part in enumerate((articles[:cut], articles[cut:]))
            if part
        )
    )
    first = speakers.link(articles, readings, links)
    order = list(range(len(articles)))
    rng.shuffle(order)
    assert speakers.link([articles[i] for i in order], [readings[i] for i in order], links) == first
    heard = [e for s in first for e in s.entities]
    assert sorted(heard) == sorted(e.id for r in readings for e in r.entities)
    assert len({s.id for s in first}) == len(first)
