"""Names in one article: where they stand, what kind their bearers are, which forms belong to one of them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.reading.entities.cast import Cast, Referent
from onrecord.reading.entities.names import mentions

# without so many small words a short paragraph reads like a headline
SMALL = (
    " It then rained there much more than ever before while nobody would look at those trees beside that slow river."
)


def cast(text: str) -> list[Referent]:
    """The referents that the paragraphs of a text name."""
    text = "\n".join(line + SMALL for line in text.split("\n"))
    blocks = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append((at, at + len(line)))
        at += len(line) + 1
    return Cast(*mentions(text, tuple(blocks))).referents


def named(text: str) -> dict[str, str]:
    """Name and kind of each referent."""
    return {r.name or "": r.kind for r in cast(text)}


def forms(text: str, name: str) -> set[str]:
    [found] = [r for r in cast(text) if r.name == name]
    return set(found.forms)


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        # a surname that is a title, and a first name that is one
        ("Larry King came. Mr. King, 82, said no.", ["Larry King"]),
        ("Mr. King said no. Ms. Judge and Dr. Bishop left.", ["King", "Judge", "Bishop"]),
        ("Gov. Jim Justice and Gov. Earl Ray Tomblin met.", ["Jim Justice", "Earl Ray Tomblin"]),
        ("Sen. King spoke. Senator Marshall left.", ["King", "Marshall"]),
        ("Chief Justice John Roberts and Archbishop Desmond Pope spoke.", ["John Roberts", "Desmond Pope"]),
        ("They met Prime Minister Ann Yates and the Prime Minister.", ["Ann Yates"]),
        ("We asked Mr. President and Madam Speaker.", []),
        # a place or a body before the title belongs to the title
        ("Charlotte Mayor Jennifer Roberts spoke.", ["Jennifer Roberts"]),
        ("Austin Police Chief Art Acevedo spoke.", ["Art Acevedo"]),
        ("Apple CEO Tim Cook and Fox News host Sean Hannity spoke.", ["Tim Cook", "Sean Hannity"]),
        ("It was Virginia Gov. Ann Yates.", ["Ann Yates"]),
        ("She met Facebook Stacey Abrams.", ["Stacey Abrams"]),
        # two full names are two persons, even where the sentence begins with the second
        ("Keith Scott died. Rakeyia Scott yelled. Later Scott left.", ["Keith Scott", "Rakeyia Scott"]),
        # a nickname or a sneer before a full name is no part of it
        ("Ann Yates spoke. They booed Crooked Ann Yates.", ["Ann Yates"]),
        # what follows or precedes a person, whatever the first name
        ("There was Zyx Qwort, who left.", ["Zyx Qwort"]),
        ("There was Zyx Qwort, 82, and Abcd Efgh (R-Ohio).", ["Zyx Qwort", "Abcd Efgh"]),
        ("“No,” said Zyx Qwort.", ["Zyx Qwort"]),
        ("We saw Zyx Qwort. Ms. Qwort left.", ["Zyx Qwort"]),
        ("It was Zyx P. Qwort.", ["Zyx P. Qwort"]),
        # the family's name first
        ("It was Xi Jinping. Mr. Xi left, and Xi came back.", ["Xi Jinping"]),
        ("It was Park Geun-hye. Ms. Park left.", ["Park Geun-hye"]),
        # one family name of two, and particles
        ("It was Melba Acosta Febo, the mayor. A lawyer, Ms. Acosta left.", ["Melba Acosta Febo"]),
        ("It was Luiz Lula da Silva. Mr. da Silva left.", ["Luiz Lula da Silva"]),
        ("It was Vincent van Gogh. They love van Gogh.", ["Vincent van Gogh"]),
        # a letter wrong
        ("It was Harold Bornstein. Bornsten left.", ["Harold Bornstein"]),
        ("It was Donald Quill, and Donald Quill again. So Donand Quill left.", ["Donald Quill"]),
        ("It was Harold Hansen and Eva Jansen.", ["Harold Hansen", "Eva Jansen"]),
        # initials make a name no fuller than it mostly is
        ("So Ann Yates came. So Ann B. Yates left. So Ann Yates slept.", ["Ann Yates"]),
        ("So J.K. Rowling came. So J. K. Rowling left. So Rowling slept.", ["J. K. Rowling"]),
        ("When Will Hurd came, Hurd spoke.", ["Will Hurd"]),
        # who shares a surname: the one named in full just before
        (
            "Gary Quill ran.\n" + "It rained. " * 200 + "\nThen Jeh Quill, 45, came. So Quill spoke.",
            ["Gary Quill", "Jeh Quill"],
        ),
    ],
)
def test_persons(text: str, persons: list[str]) -> None:
    assert [name for name, kind in named(text).items() if kind == "person"] == persons


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # a bare surname is not the son's, and is hers where a pronoun says so
        ("Then Otto Quill met Eric Quill, the son of the mayor. Then Quill left.", "Otto Quill"),
        ("Then Otto Quill met Anna Quill. Then Quill said she would stay, and Quill left.", "Anna Quill"),
        ("Then Anna Quill met former President Otto Quill. Then President Quill left.", "Otto Quill"),
    ],
)
def test_whom_a_bare_surname_means(text: str, name: str) -> None:
    assert "Quill" in forms(text, name)


@pytest.mark.parametrize(
    ("text", "name", "also"),
    [
        ("It was Peabody Energy. Then Peabody said no.", "Peabody Energy", {"Peabody"}),
        ("It was RT America, and RT said no.", "RT America", {"RT"}),
        ("It was in The New York Times. Then the Times said no.", "New York Times", {"Times"}),
        ("It was Zweig University. Then Zweig said no.", "Zweig University", {"Zweig"}),
        ("It was the Department of Veterans Affairs. The VA said no.", "Department of Veterans Affairs", {"VA"}),
        ("It was the Department of Homeland Security. Homeland Security said no.", "Department of Homeland Security",
         {"Homeland Security"}),
        ("It was the Justice Department. The Department of Justice and the DOJ said no.", "Department of Justice",
         {"Justice Department", "DOJ"}),
        ("It was the International Monetary Fund. So the IMF said no.", "International Monetary Fund", {"IMF"}),
        ("So the Federation for Xylophone Music (FXM) met. So FXM left.", "Federation for Xylophone Music", {"FXM"}),
        ("So the Trump campaign said no. Donald Trump’s campaign left.", "Donald Trump campaign", {"Trump campaign"}),
        ("So the Obama administration said no.", "Obama administration", set()),
        ("So Syria's government said no, and the Syrian government left.", "Syrian government", set()),
        ("The Clark County Coroner's Office said no.", "Clark County Coroner's Office", set()),
        ("So the Commission on Presidential Debates said no.", "Commission on Presidential Debates", set()),
        # initials belong to whose name they abbreviate, not to whose begins with them
        ("So the World Rowing Union met. Then the WRU EX met, and the WRU left.", "World Rowing Union", {"WRU"}),
        ("So the WRU EX met, and the WRU left.", "WRU EX", set()),
        ("So the Patrolmen's Mutual Association met.", "Patrolmen's Mutual Association", set()),
        ("It was on The Daily Caller, which left.", "Daily Caller", set()),
        ("So the newspaper Politiken said no.", "Politiken", set()),
        ("So Black Lives Matter left.", "Black Lives Matter", set()),
    ],
)  # fmt: skip
def test_bodies(text: str, name: str, also: set[str]) -> None:
    assert forms(text, name) == {name, *also}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It was in Ohio.", ("Ohio", "place")),
        ("It snowed in Casper, Wyoming.", ("Casper", "place")),
        ("The rain in Zwolgen and in Zwolgen only.", ("Zwolgen", "place")),
        ("It was Austin Powers in Austin.", ("Austin Powers", "person")),
        (
            "So the Syrian Observatory for Human Rights said no.",
            ("Syrian Observatory for Human Rights", "organisation"),
        ),
        ("It was the GOP.", ("GOP", "organisation")),
        ("So Democrats left.", ("Democrats", "group")),
        ("They fear Al Qaeda.", ("Al Qaeda", "organisation")),
        ("They fear Hurricane Maria.", ("Hurricane Maria", "document")),
        ("They met Anita Hill.", ("Anita Hill", "person")),
        ("They met Michael Bloomberg.", ("Michael Bloomberg", "person")),
        # everyday words are no person's, even if they speak
        ("World Athletics said no.", ("World Athletics", "unknown")),
        ("Zyx Quill said no.", ("Zyx Quill", "person")),
        ("We read Zyx.", ("Zyx", "unknown")),
    ],
)
def test_kinds(text: str, kind: tuple[str, str]) -> None:
    assert kind in named(text).items()


def test_the_owner_of_a_campaign_is_met_and_is_not_the_campaign() -> None:
    assert named("So Ann Yates came. The Yates campaign manager Otto Grau left; the Yates campaign stayed.") == {
        "Ann Yates": "person",
        "Otto Grau": "person",
        "Yates campaign": "organisation",
    }


def test_gender_is_told_by_words_and_never_guessed_for_a_name_that_both_bear() -> None:
    genders = {r.name: r.gender for r in cast("Robin Quill and Anna Yates met Kelly Grau. Grau said she would come.")}
    assert genders == {"Robin Quill": None, "Anna Yates": "f", "Kelly Grau": "f"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("— Ольга Орлова и Γιώργος Παπάς встретились.", {"Ольга Орлова", "Γιώργος Παπάς"}),
        ("قال محمد 习近平 그는 말했다 שלום", set()),
        ("\u202bשלום Ann Yates\u202c אמרה", {"Ann Yates"}),
        ("KOFI OSEI SAID NO. THE MAYOR LEFT.", set()),
        ("ann yates said no, and the white house left.", set()),
        ("It was Ann\u00a0Yates and Otto\u00a0Grau.", {"Ann Yates", "Otto Grau"}),
        ("It was Ann   Yates.", {"Ann Yates"}),
        ("It was Siobhán O'Brien, Valéry Giscard d'Estaing and Bashar al-Assad.",
         {"Siobhán O'Brien", "Valéry Giscard d'Estaing", "Bashar al-Assad"}),
        ("So Kim Jong-un, Martin Luther King Jr. and D’Angelo O’Hara met.",
         {"Kim Jong-un", "Martin Luther King Jr.", "D’Angelo O’Hara"}),
        ("See @AnnYates and www.AnnYates.com/Story, and #AnnYates.", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_other_scripts_and_broken_lines(text: str, found: set[str]) -> None:
    view = text.replace("\u00a0", " ")
    assert found <= set(named(view))


@pytest.mark.parametrize("text", ["By RoboReporter 3000", "By admin", "Staff", "by staff writers", "Editor"])
def test_a_robot_is_no_person(text: str) -> None:
    assert "person" not in named(text).values()


def _many(count: int) -> str:
    letters = "bdfgklmnprstvz"
    surnames = [f"{a.upper()}o{b}e{c}u" for a in letters for b in letters for c in letters][:count]
    return "\n".join(
        f"Senator Anna {name} of the {name} Group spoke. Then {name} left with Ms. {name}." for name in surnames
    )


def test_ten_times_the_names_take_about_ten_times_as_long() -> None:
    def seconds(text: str) -> float:
        best = 9.0
        for _ in range(3):
            begin = time.process_time()
            cast(text)
            best = min(best, time.process_time() - begin)
        return best

    cast(_many(30))
    assert seconds(_many(300)) < 25 * seconds(_many(30))


def test_one_name_ten_thousand_times() -> None:
    begin = time.process_time()
    [yates] = cast("Then Ann Yates left. " * 10_000)
    assert len(yates.places) == 10_000
    assert time.process_time() - begin < 10


WORDS = st.sampled_from(
    ["Anna", "King", "Mr.", "Gov.", "the", "The", "of", "on", "and", "campaign", "'s", "’s", "U.S.", "van", "de", "al-",
     "Jr.", "Department", "State", "GOP", "(FXM)", "J.", "Will", "Black", "Jong-un", ",", ".", "  ", "\n", "Élan",
     "Орлова", "習"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_names_of_any_text_have_places(text: str) -> None:
    for referent in cast(text):
        assert (referent.name or "").strip()
        assert referent.places == sorted(referent.places)
        assert all(0 <= start < stop for start, stop in referent.places)
