"""Speakers and the user's list of names: who is an entry, who is not, and that the list overrides nothing."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.linking import listed, speakers
from onrecord.model import Article, Entity, EntityKind, Links, Reading, Speaker, Story, digest
from onrecord.names import Names, parse

Pile = dict[str, list[Entity]]


def entity(
    article: str,
    name: str | None,
    *descriptions: str,
    kind: EntityKind = "person",
    aliases: tuple[str, ...] = (),
    says: bool = True,
) -> Entity:
    row = digest(article, name, descriptions)
    said = ("a-" + row,) if says else ()
    return Entity(row, article, name, kind, aliases, descriptions, ((0, 9),), said, "test")


def unnamed(article: str, description: str) -> Entity:
    return entity(article, None, description, kind="unknown")


def names(*rows: str) -> Names:
    """A list with these rows under the columns name, aliases, description, identifier, kind."""
    return parse("\n".join(("name,aliases,description,identifier,kind", *rows)).encode(), "names.csv")


def link(found: Names, *stories: Pile, text: str = "The words of an article.") -> tuple[Speaker, ...]:
    """Link stories, each a mapping from an article's id to its entities, with a list."""
    articles = [Article(a, a, a, "", "text/plain", text) for story in stories for a in story]
    readings = [Reading(a, entities=tuple(rows)) for story in stories for a, rows in story.items()]
    told = tuple(Story(f"s{n}", "", tuple(story), (), "test") for n, story in enumerate(stories))
    links = Links(speakers=speakers.link(articles, readings, Links(stories=told)), stories=told)
    return listed.link(articles, readings, links, found)


def shown(found: Names, *stories: Pile) -> list[tuple[str, int, str | None]]:
    """The speakers' names with how many entities each has and the line that it rests on, sorted."""
    lines = ((s.name, len(s.entities), s.listed) for s in link(found, *stories))
    return sorted((name, count, cited and cited.removeprefix("names.csv:")) for name, count, cited in lines)


VARGA = "Ilona Varga,Varga,Hungarian foreign minister,Q11,person"


def test_one_entry_is_one_speaker_in_all_stories() -> None:
    a = entity("a", "Ilona Varga", "Hungarian Foreign Minister", aliases=("Varga",))
    b = entity("b", "Varga")
    c = unnamed("c", "Budapest's top diplomat")
    d = entity("d", "Ilona Margit Varga", "minister")
    stranger = entity("d", "Otto Grau")
    found = link(names(VARGA), {"a": [a]}, {"b": [b]}, {"c": [c]}, {"d": [d, stranger]})
    [alone] = [s for s in found if s.listed is None]
    [speaker] = [s for s in found if s.listed is not None]
    assert speaker == Speaker(
        digest("listed", "Ilona Varga", "Q11"),
        "Ilona Varga",
        "person",
        ("Ilona Margit Varga", "Varga"),
        ("Hungarian Foreign Minister", "Budapest's top diplomat", "minister"),
        tuple(sorted((a.id, b.id, c.id, d.id))),
        "speakers.listed/1",
        "Q11",
        "names.csv:2",
    )
    assert (alone.name, alone.identifier, alone.made_by) == ("Otto Grau", None, "speakers.rules/2")


def test_without_a_list_nothing_changes() -> None:
    story = {"a": [entity("a", "Ilona Varga")], "b": [entity("b", "Varga")]}
    assert shown(Names(), story) == [("Ilona Varga", 2, None)]
    assert shown(names(), story) == [("Ilona Varga", 2, None)]
    assert shown(names("Otto Grau,,,,"), story) == [("Ilona Varga", 2, None)]


@pytest.mark.parametrize(
    ("row", "found", "same"),
    [
        # a name is compared without case, accents, dots and "the"
        ("Ilóna Várga,,,,", entity("a", "ILONA VARGA"), True),
        ("Harbour Board,the H.B.,,,organisation", entity("a", "The Harbour Board", kind="organisation"), True),
        # first name and surname are enough, as they are everywhere; another middle name is another person
        ("Ilona Varga,,,,", entity("a", "Ilona M. Varga"), True),
        ("Ilona Maria Varga,,,,", entity("a", "Ilona M. Varga"), True),
        ("Ilona T. Varga,,,,", entity("a", "Ilona M. Varga"), False),
        ("Harold Dunn,,,,", entity("a", "Harold Dunn Jr."), False),
        ("Ilona Varga,Varga,,,", entity("a", "Peter Varga"), False),
        ("Ilona T. Varga,Kit Stone,,,", entity("a", "Ilona M. Varga"), False),
        # what an article calls somebody in full is a name of his, a lone name is not
        ("Kit Varga,,,,", entity("a", "Christopher Varga", aliases=("Kit Varga", "Varga")), True),
        ("Hillary Stone,Stone,,,", entity("a", "Bill Stone", aliases=("Stone",)), False),
        # another spelling wants an office that agrees
        ("Sergei Ivanov,,Ruritanian minister,,", entity("a", "Sergey Ivanov"), False),
        ("Sergei Ivanov,,Russian defence minister,,", entity("a", "Sergey Ivanov", "Russian Defence Minister"), True),
        ("Maria Dunn,,Irish defence minister,,", entity("a", "Mario Dunn", "Irish senator"), False),
        (
            "Sergei Ivanov,,Russian defence minister,,",
            entity("a", "Sergey Ivanov Jr.", "Russian Defence Minister"),
            False,
        ),
        # a surname that is no alias wants one too
        ("Ilona Varga,,president,,", entity("a", "Varga", "President"), False),
        ("Ilona Varga,,Hungarian foreign minister,,", entity("a", "Varga"), False),
        ("Ilona Varga,,Hungarian foreign minister,,", entity("a", "Varga", "minister"), False),
        ("Ilona Varga,,Hungarian foreign minister,,", entity("a", "Varga", "Foreign Minister"), True),
        ("Ilona Varga,,Hungarian foreign minister,,", entity("a", "Varga", "Hungarian minister"), True),
        ("Ilona Varga,,Hungarian foreign minister,,", entity("a", "Varga", "Polish Foreign Minister"), False),
        # a title contradicts
        (VARGA, entity("a", "Varga", "striker"), False),
        (VARGA, entity("a", "Varga", "senator"), False),
        (VARGA, entity("a", "Varga", "Slovak minister"), False),
        (VARGA, entity("a", "Varga", "Slovak Foreign Minister"), False),
        (VARGA, entity("a", "Varga", "Budapest's top diplomat"), True),
        (VARGA, entity("a", "Ilona Varga", "Slovak Foreign Minister"), False),
        (VARGA, entity("a", "Ilona Varga", "swimmer"), False),
        (VARGA, entity("a", "Ilona Varga", "Member of Parliament", "former President"), True),
        ("Gamini Francis,Francis,,,", entity("a", "Francis", "Pope"), False),
        # so does the kind; without a kind, an office makes a person
        (VARGA, entity("a", "Ilona Varga", kind="organisation"), False),
        ("Jordan,,,,person", entity("a", "Jordan", kind="place"), False),
        ("Jordan Poole,Jordan,American singer,,", entity("a", "Jordan", kind="place"), False),
        ("Hashemite Kingdom,Jordan,,,", entity("a", "Jordan", kind="place"), True),
        # a body goes by its initials where the long names agree
        ("U.S. Harbour Rowing Committee,HRC,,,", entity("a", "HRC", kind="organisation"), True),
        (
            "U.S. Harbour Rowing Committee,HRC,,,",
            entity("a", "Harbour Rowing Committee", kind="organisation", aliases=("HRC",)),
            True,
        ),
        (
            "U.S. Harbour Rowing Committee,HRC,,,",
            entity("a", "Harbour Road Club", kind="organisation", aliases=("HRC",)),
            False,
        ),
        # an office of one holder, every word of it
        (VARGA, unnamed("a", "Hungarian foreign minister"), True),
        (VARGA, unnamed("a", "Hungarian minister"), False),
        (VARGA, unnamed("a", "foreign minister"), False),
        (VARGA, unnamed("a", "former Hungarian foreign minister"), False),
        (VARGA, unnamed("a", "deputy Hungarian foreign minister"), False),
        (VARGA, unnamed("a", "Hungarian foreign ministers"), False),
        (VARGA, unnamed("a", "Hungarian diplomat"), False),
        ("Ilona Varga,,Hungarian lawmaker,,", unnamed("a", "Hungarian lawmaker"), False),
        ("Ilona Varga,,former Hungarian president,,", unnamed("a", "former Hungarian president"), False),
        ("Ilona Varga,,Hungarian foreign minister,,organisation", unnamed("a", "Hungarian foreign minister"), False),
    ],
)
def test_who_is_an_entry(row: str, found: Entity, same: bool) -> None:
    [speaker] = link(names(row), {"a": [found]})
    assert (speaker.listed is not None) is same
    assert (speaker.name == names(row).entries[0].name) is (same or found.name == names(row).entries[0].name)


def test_a_president_is_not_the_president() -> None:
    a = unnamed("a", "Hungarian president")
    row = names("Ilona Varga,,Hungarian president,,")
    assert link(row, {"a": [a]}, text="The Hungarian president")[0].listed == "names.csv:2"
    assert link(row, {"a": [a]}, text="A Hungarian president")[0].listed is None


def test_what_several_entries_claim_is_told_by_the_office_or_by_nothing() -> None:
    found = names("Hillary Stone,Stone,Ruritanian senator,1", "Bill Stone,Stone,American president,2")
    assert shown(found, {"a": [entity("a", "Stone")]}) == [("Stone", 1, None)]
    assert shown(found, {"a": [entity("a", "Stone", "American President")]}) == [("Bill Stone", 1, "3")]
    twice = names("Ann Lee,,Irish finance minister,1", "Ann Lee,,Irish swimmer,2")
    assert shown(twice, {"a": [entity("a", "Ann Lee")]}) == [("Ann Lee", 1, None)]
    assert shown(twice, {"a": [entity("a", "Ann Lee", "Finance Minister")]}) == [("Ann Lee", 1, "2")]
    offices = names("Ann Lee,,Irish president,1", "Bo Lee,,president of Ireland,2")
    assert shown(offices, {"a": [unnamed("a", "Irish president")]}) == [("Irish president", 1, None)]


def test_a_lone_name_is_no_entry_where_somebody_else_bears_it() -> None:
    found = names("Hillary Stone,Stone,,,")
    # the story has two; and whom an article names in full need not say anything there
    story = {"a": [entity("a", "Bill Stone"), entity("a", "Hillary Stone")], "b": [entity("b", "Stone")]}
    assert shown(found, story) == [("Bill Stone", 1, None), ("Hillary Stone", 1, "2"), ("Stone", 1, None)]
    silent = {"a": [entity("a", "Bill Stone", "president", says=False), entity("a", "Stone", "singer")]}
    assert shown(found, silent) == [("Stone", 1, None)]
    # in a story without him it is
    assert shown(found, silent, {"b": [entity("b", "Stone")]}) == [("Hillary Stone", 1, "2"), ("Stone", 1, None)]


def test_an_office_is_no_entry_s_where_somebody_else_holds_it() -> None:
    found = names(VARGA)
    office = unnamed("b", "Hungarian foreign minister")
    old = entity("a", "Peter Szabo", "Hungarian Foreign Minister")
    assert shown(found, {"a": [old], "b": [office]}) == [("Peter Szabo", 2, None)]
    other = entity("a", "Otto Grau", "Foreign Minister of Hungary")
    assert ("Hungarian foreign minister", 1, None) in shown(found, {"a": [old, other], "b": [office]})
    # whom the list knows by another spelling is nobody else
    spelled = {
        "a": [entity("a", "Ilona Vargha", "Hungarian Foreign Minister")],
        "b": [unnamed("b", "foreign minister of Hungary")],
    }
    assert shown(found, spelled) == [("Ilona Varga", 2, "2")]
    # the article titles her, and its reader has not taken the description for her
    titled = {"a": [entity("a", "Ilona Varga", "Minister"), unnamed("a", "Hungarian foreign minister")]}
    assert shown(found, titled) == [("Hungarian foreign minister", 1, None), ("Ilona Varga", 1, "2")]
    untitled = {"a": [entity("a", "Ilona Varga"), unnamed("a", "Hungarian foreign minister")]}
    assert shown(found, untitled) == [("Ilona Varga", 2, "2")]


def test_groups_that_a_story_keeps_to_itself_are_one_when_they_are_listed() -> None:
    pile = {"a": [entity("a", "Greens", kind="group")]}, {"b": [entity("b", "Greens", kind="group")]}
    assert shown(Names(), *pile) == [("Greens", 1, None), ("Greens", 1, None)]
    assert shown(names("Greens,,,Q9,group"), *pile) == [("Greens", 2, "2")]


def test_the_id_of_an_entry_is_its_own_wherever_it_stands() -> None:
    pile = {"a": [entity("a", "Ilona Varga")]}
    [one] = link(names(VARGA), pile)
    [other] = link(names("Otto Grau,,,,", VARGA), pile, {"b": [entity("b", "Varga")]})
    assert one.id == other.id
    assert (one.listed, other.listed) == ("names.csv:2", "names.csv:3")


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6))
def test_order_does_not_matter_and_every_voice_has_one_speaker(seed: int) -> None:
    rng = random.Random(seed)
    pool = ["Ilona Varga", "Ilona Vargha", "Varga", "Emil Quint", "Rosa Quint", "Quint", "Emil Quint Jr.", None]
    roles = ["President", "Hungarian foreign minister", "Hungary's top diplomat", "first lady", "guard"]
    kinds: list[EntityKind] = ["person", "unknown", "organisation"]
    rows = [
        "Ilona Varga,Varga,Hungarian foreign minister,Q1,",
        "Rosa Quint,Quint,,Q2,",
        "Emil Quint,Quint,President,,person",
    ]
    found = names(*rng.sample(rows, rng.randint(0, 3)))
    articles = [Article(str(n), "", "", "", "text/plain", "words") for n in range(rng.randint(1, 6))]
    readings = []
    for article in articles:
        one = [entity(article.id, rng.choice(pool), rng.choice(roles), kind=rng.choice(kinds)) for _ in range(3)]
        readings.append(Reading(article.id, entities=tuple({e.id: e for e in one}.values())))
    cut = rng.randint(0, len(articles))
    stories = tuple(
        Story(f"s{n}", "", tuple(a.id for a in part), (), "test")
        for n, part in enumerate((articles[:cut], articles[cut:]))
        if part
    )

    def linked(order: list[int]) -> tuple[Speaker, ...]:
        a, r = [articles[i] for i in order], [readings[i] for i in order]
        return listed.link(a, r, Links(speakers=speakers.link(a, r, Links(stories=stories)), stories=stories), found)

    order = list(range(len(articles)))
    first = linked(order)
    rng.shuffle(order)
    assert linked(order) == first
    assert sorted(e for s in first for e in s.entities) == sorted(e.id for r in readings for e in r.entities)
    assert len({s.id for s in first}) == len(first)
    assert len({s.listed for s in first if s.listed}) == sum(s.listed is not None for s in first)
