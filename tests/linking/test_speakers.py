"""One speaker across articles: who joins whom, who stays apart, and that order does not matter."""

from __future__ import annotations

import random
import time
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


def link(*stories: dict[str, list[Entity]], published: dict[str, str] | None = None) -> tuple[Speaker, ...]:
    """Link stories, each a mapping from an article's id to its entities."""
    days = published or {}
    articles = [
        Article(a, a, a, "", "text/plain", "", published=days.get(a, "2020-03-01")) for story in stories for a in story
    ]
    readings = [Reading(a, entities=tuple(found)) for story in stories for a, found in story.items()]
    links = Links(stories=tuple(Story(f"s{n}", "", tuple(story), (), "test") for n, story in enumerate(stories)))
    return speakers.link(articles, readings, links)


def names(*stories: dict[str, list[Entity]], published: dict[str, str] | None = None) -> list[tuple[str, int]]:
    """The speakers' names with how many entities each has, sorted."""
    return sorted((s.name, len(s.entities)) for s in link(*stories, published=published))


def each(name: str, *descriptions: str, count: int, start: str = "n") -> list[dict[str, list[Entity]]]:
    """So many stories of one article that names somebody."""
    return [{f"{start}{i}": [entity(f"{start}{i}", name, *descriptions)]} for i in range(count)]


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
        "speakers.rules/2",
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
        # short forms of first names, but no first name for another
        (["James Varga", "Jim Varga", "Varga"], [("James Varga", 3)]),
        (["Dan Varga", "Dean Varga"], [("Dan Varga", 1), ("Dean Varga", 1)]),
        (["Daniel Varga", "Danielle Varga"], [("Daniel Varga", 1), ("Danielle Varga", 1)]),
        (["Ed Varga", "Edward Varga", "Edwin Varga"], [("Ed Varga", 1), ("Edward Varga", 1), ("Edwin Varga", 1)]),
        (["George W. Varga", "George H. W. Varga"], [("George H. W. Varga", 1), ("George W. Varga", 1)]),
        # capitals, small letters, accents, other scripts
        (["EMMANUEL VARGA", "Emmanuel Varga", "emmanuel varga"], [("Emmanuel Varga", 3)]),
        (["Recep Erdoğan", "Recep Erdogan", "ERDOĞAN"], [("Recep Erdoğan", 3)]),
        (["Владимир Вершинин", "Вершинин"], [("Владимир Вершинин", 2)]),
        (["李克强", "李克强"], [("李克强", 2)]),
        # a surname of two words, and one that a hyphen or an apostrophe cuts
        (["Ana Ruiz-Cortez", "Ruiz-Cortez", "Ruiz Cortez"], [("Ana Ruiz-Cortez", 3)]),
        (["James O'Hara", "O’Hara"], [("James O'Hara", 2)]),
        # what a caption or a page that gives both names adds is no name
        (["WATCHED Ann Yates", "Ann Yates"], [("Ann Yates", 2)]),
        (["Safety Ann Yates", "Ann Yates"], [("Ann Yates", 2)]),
        (["Westhaven Attorney General Ann Yates", "Ann Yates"], [("Ann Yates", 2)]),
        (["Bob Weiss Robert", "Bob Weiss"], [("Bob Weiss", 2)]),
        (["Bob Weiss Robert", "Bob Quint Robert"], [("Bob Quint", 1), ("Bob Weiss", 1)]),
        # father and son by the surname alone
        (["Weiss Jr.", "Weiss Sr."], [("Weiss Jr.", 1), ("Weiss Sr.", 1)]),
        (["Otto Weiss Jr.", "Weiss Jr.", "Weiss Sr."], [("Otto Weiss Jr.", 2), ("Weiss Sr.", 1)]),
        # not the same ones: nouns and signs
        (["MPs", "MPs"], [("MPs", 1), ("MPs", 1)]),
        (["\x01", "\x02"], [("\x01", 1), ("\x02", 1)]),
        (["Ann\x00 Yates", "Ann Yates"], [("Ann Yates", 2)]),
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


def test_a_name_cut_too_long_lends_its_title_and_stays_among_the_aliases() -> None:
    [speaker] = link({"a": [entity("a", "Westhaven Mayor Ann Yates")], "b": [entity("b", "WATCHED Ann Yates")]})
    assert speaker.name == "Ann Yates"
    assert speaker.aliases == ("WATCHED Ann Yates", "Westhaven Mayor Ann Yates")
    assert speaker.descriptions == ("Westhaven Mayor",)


def test_a_president_is_not_his_son_whose_title_names_him() -> None:
    story = {
        "a": [entity("a", "Harold Dunn Jr.", "President Dunn's eldest son"), entity("a", "Harold Dunn")],
        "b": [entity("b", "Dunn", "President")],
    }
    assert ("Harold Dunn Jr.", 1) in names(story)


def test_a_title_tells_whom_a_lone_name_means_in_another_story() -> None:
    known = each("Ilona Varga", "Senator", count=3)
    others = each("Otto Varga", "striker", count=3, start="o")
    assert names(*known, *others, {"x": [entity("x", "Varga", "Sen.")]}) == [("Ilona Varga", 4), ("Otto Varga", 3)]
    # no title, another title, a relative, two senators, an article of another time
    apart = [("Ilona Varga", 3), ("Otto Varga", 3), ("Varga", 1)]
    for lone in (entity("x", "Varga"), entity("x", "Varga", "Mayor"), entity("x", "Varga", "wife")):
        assert names(*known, *others, {"x": [lone]}) == apart
    rival = each("Pal Varga", "Senator", count=3, start="p")
    lone = {"x": [entity("x", "Varga", "Sen.")]}
    assert ("Varga", 1) in names(*known, *rival, lone)
    assert ("Varga", 1) in names(*known, lone, published={"x": "2009-05-01"})
    assert ("Ilona Varga", 4) in names(*known, lone, published={"x": "2020-12-01"})


def test_a_well_known_name_needs_no_title() -> None:
    lone = {"x": [entity("x", "Varga", kind="unknown")]}
    assert names(*each("Ilona Varga", count=5), lone) == [("Ilona Varga", 6)]
    assert ("Varga", 1) in names(*each("Ilona Varga", count=4), lone)
    assert ("Varga", 1) in names(*each("Ilona Varga", count=9), *each("Otto Varga", count=1, start="o"), lone)
    # a word that is another one too wants more
    assert ("Grant", 1) in names(*each("Otto Grant", count=9), {"x": [entity("x", "Grant", kind="unknown")]})


def test_whom_a_story_names_in_passing_is_not_meant_where_another_is_better_known() -> None:
    better = each("Ilona Varga", count=6)
    silent = replace(entity("a", "Otto Varga"), says=())
    assert ("Varga", 1) in names(
        *better, *each("Otto Varga", count=3, start="o"), {"a": [silent], "b": [entity("b", "Varga")]}
    )
    speaking = {"a": [entity("a", "Otto Varga")], "b": [entity("b", "Varga")]}
    assert ("Otto Varga", 5) in names(*better, *each("Otto Varga", count=3, start="o"), speaking)


def test_spellings_of_one_office_join_across_stories() -> None:
    first, second = (
        each("Steven Varga", "Treasury Secretary", count=2),
        each("Steve Varga", "Secretary", count=1, start="s"),
    )
    assert names(*first, *second) == [("Steven Varga", 3)]
    assert len(names(*first, *each("Steve Varga", "plumber", count=1, start="s"))) == 2


def test_bodies_across_stories() -> None:
    def body(article: str, name: str, *aliases: str) -> Entity:
        return entity(article, name, kind="organisation", aliases=aliases)

    long = [{f"l{i}": [body(f"l{i}", "Harbour Rowing Committee", "HRC")]} for i in range(2)]
    assert names(*long, {"x": [body("x", "HRC")]}) == [("Harbour Rowing Committee", 3)]
    other = {"y": [body("y", "Hill Road Club", "HRC")]}
    assert ("HRC", 1) in names(*long, other, {"x": [body("x", "HRC")]})
    # the short name of several papers, and what three stories know by one word
    papers = [{f"t{i}": [entity(f"t{i}", "The Times", kind="unknown")]} for i in range(5)]
    assert names(*papers) == [("The Times", 1)] * 5
    sites = [{f"z{i}": [entity(f"z{i}", "Qlippo", kind="unknown")]} for i in range(3)]
    assert names(*sites) == [("Qlippo", 3)]
    assert names(*sites[:2]) == [("Qlippo", 1)] * 2


def test_a_robot_of_a_byline_is_no_person() -> None:
    robots = [{a: [entity(a, "Newsroom Bot", kind="unknown")]} for a in ("a", "b")]
    people = each("Otto Bot", count=2)
    found = link(*robots, *people)
    assert sorted((s.name, s.kind, len(s.entities)) for s in found) == [
        ("Newsroom Bot", "unknown", 2), ("Otto Bot", "person", 2),
    ]  # fmt: skip


def test_two_unnamed_officials_are_two_and_stay_unknown() -> None:
    rows = {a: [entity(a, None, "a senior official", kind="unknown")] for a in ("a", "b")}
    found = link(rows)
    assert [(s.name, s.kind) for s in found] == [("a senior official", "unknown")] * 2


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


def test_ids_stay_when_the_pile_grows() -> None:
    stories = [
        *each("Ilona Varga", "Senator", count=3),
        {"x": [entity("x", "Varga", "Sen."), entity("x", "Qlippo Ltd")]},
    ]
    alone = {s.id for s in link(*stories)}
    more = [*each("Otto Grau", "Senator", count=30, start="g"), {"h": [entity("h", "HRC", kind="organisation")]}]
    assert alone <= {s.id for s in link(*more, *stories)}


def test_cost_grows_with_the_pile_and_not_with_its_square() -> None:
    def seconds(stories: list[dict[str, list[Entity]]]) -> float:
        start = time.process_time()
        link(*stories)
        return time.process_time() - start

    # many speakers of one surname in one article; many articles of one story
    crowd = [{"a": [entity("a", f"{chr(65 + i % 26)}{'aeiou'[i % 5]}{i}na Varga", "minister") for i in range(300)]}]
    assert seconds(crowd) < 3
    story = {
        f"{i}": [
            entity(f"{i}", f"Ilona{i % 50} Varga{i % 40}", "Hungarian minister"),
            entity(f"{i}", "Varga1", "minister"),
            entity(f"{i}", None, "Hungarian minister", kind="unknown"),
            entity(f"{i}", "Democrats", kind="group"),
        ]
        for i in range(2000)
    }
    assert seconds([story]) < 10


@pytest.mark.parametrize(
    ("found", "want"),
    [
        # the full name that most articles use, though one gives more of it
        ([("Rosa Quint", ()), ("Rosa Maria Quint", ()), ("Rosa Quint", ())], "Rosa Quint"),
        # an article that gives the longer one uses the other as well
        ([("Rosa Maria Quint", ("Rosa Quint", "Quint"))] * 2 + [("Rosa Quint", ())], "Rosa Quint"),
        # of two that as many use, the longer one; never the surname, however many use it
        ([("Rosa Quint", ()), ("Rosa Maria Quint", ())], "Rosa Maria Quint"),
        ([("Rosa Quint", ()), ("Quint", ()), ("Quint", ())], "Rosa Quint"),
    ],
)
def test_a_person_has_the_full_name_that_most_articles_use(found: list[tuple[str, tuple[str, ...]]], want: str) -> None:
    story = {str(n): [entity(str(n), name, aliases=aliases)] for n, (name, aliases) in enumerate(found)}
    [speaker] = link(story)
    assert speaker.name == want
    assert speaker.aliases == tuple(sorted({f for name, aliases in found for f in (name, *aliases)} - {want}))
    [again] = link(dict(reversed(story.items())))
    assert again == speaker


def test_a_body_has_its_whole_name_before_its_initials() -> None:
    whole = entity("a", "Harbour Safety Board", kind="organisation", aliases=("HSB",))
    story = {"a": [whole]} | {n: [entity(n, "HSB", kind="organisation")] for n in "bcd"}
    assert names(story) == [("Harbour Safety Board", 4)]


def body(article: str, name: str, *aliases: str, kind: EntityKind = "organisation") -> Entity:
    return entity(article, name, kind=kind, aliases=aliases)


def test_a_department_is_one_under_both_ways_to_write_it() -> None:
    apart = [{n: [body(n, name)]} for n, name in (("a", "Department of Tides"), ("b", "Tides Department"))]
    assert sorted(n for _, n in names(*apart)) == [2]
    story = {
        n: [body(n, name)]
        for n, name in (("a", "U.S. Department of the Tides"), ("b", "Tides Department"), ("c", "DOT"), ("d", "Port"))
    }
    assert names(story) == [("Port", 1), ("U.S. Department of the Tides", 3)]


def test_a_body_goes_by_the_one_word_that_another_article_of_the_story_has_for_it() -> None:
    told = {"a": [body("a", "Quorvin Marine", "Quorvin")], "b": [body("b", "Quorvin", kind="unknown")]}
    assert names(told) == [("Quorvin Marine", 2)]
    # two letters are initials where an article says whose, and an everyday word is nobody's name
    assert names({"a": [body("a", "Quill Motors", "QM")], "b": [body("b", "QM")]}) == [("Quill Motors", 2)]
    assert len(names({"a": [body("a", "Quill Motors")], "b": [body("b", "QM")]})) == 2
    assert len(names({"a": [body("a", "Port Board", "Board")], "b": [body("b", "Board")]})) == 2
    # two bodies of one story that go by it
    two = {"a": [body("a", "Quorvin Marine", "Quorvin")], "b": [body("b", "Quorvin Steel", "Quorvin")]}
    assert len(names({**two, "c": [body("c", "Quorvin", kind="unknown")]})) == 3
    # and none across stories
    assert len(names(*({article: found} for article, found in told.items()))) == 2


def test_the_country_s_minister_is_the_only_one_of_whom_the_story_speaks() -> None:
    varga = [entity("a", "Ilona Varga", "Hungarian Prime Minister")]
    asked = [entity("b", None, "country's prime minister", kind="unknown")]
    assert names({"a": varga, "b": asked}) == [("Ilona Varga", 2)]
    assert names({"a": varga}, {"b": asked}) == [("Ilona Varga", 1), ("country's prime minister", 1)]
    weiss = [entity("c", "Otto Weiss", "Danish Prime Minister")]
    assert len(names({"a": varga, "b": asked, "c": weiss})) == 3
    deputy = [entity("a", "Ilona Varga", "former Hungarian Prime Minister")]
    assert len(names({"a": deputy, "b": asked})) == 2
    # whose minister "a state minister" is, nobody says
    assert len(names({"a": varga, "b": [entity("b", None, "state minister", kind="unknown")]})) == 2
