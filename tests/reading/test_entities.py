"""Who the sources are: whole casts of small articles, and what must hold for any text."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.model import Article, Attribution, Entity, Reading, digest
from onrecord.reading import entities
from onrecord.text import covers


def article(text: str) -> Article:
    """A plain article, every line a paragraph."""
    paragraphs = tuple(((m.start(), m.end()),) for m in re.finditer(r"[^\n]+", text) if m.group().strip())
    return Article(digest(text), "a.txt", "a", "", "text/plain", text, paragraphs=paragraphs)


def marked(marked_text: str) -> tuple[Article, Reading]:
    """An article whose sources stand in braces: "{He} said". An empty pair is a line without a source.

    Each attribution's content is the rest of its sentence; "{{I}}" is nested in the attribution before it in
    which it lies. Ids are the numbers of the braces, from "0".
    """
    text = ""
    rows: list[tuple[int, int, bool]] = []
    for part in re.split(r"(\{\{?[^{}]*\}\}?)", marked_text):
        if part.startswith("{"):
            word = part.strip("{}")
            rows.append((len(text), len(text) + len(word), part.startswith("{{")))
            text += word
        else:
            text += part
    page = article(text)
    out: list[Attribution] = []
    outer: str | None = None
    for n, (start, stop, nested) in enumerate(rows):
        end = text.find("\n", stop)
        content = (stop, len(text) if end < 0 else end)
        out.append(
            Attribution(
                str(n), page.id, ((start, stop),) if stop > start else (), (), (content,), "direct", "statement", None,
                outer if nested else None, 1.0, "test",
            )
        )  # fmt: skip
        if not nested:
            outer = str(n)
    return page, Reading(page.id, tuple(out))


def said(marked_text: str) -> dict[int, str | None]:
    """For each marked source, the name of the entity that says it, or "?description" when it is unnamed."""
    page, reading = marked(marked_text)
    [found] = entities.read([page], [reading])
    names: dict[int, str | None] = dict.fromkeys(range(len(reading.attributions)))
    for entity in found:
        for number in entity.says:
            names[int(number)] = entity.name or "?" + entity.descriptions[0]
    return names


def test_every_way_to_name_one_person() -> None:
    page, reading = marked(
        "{Varga}: no new talks\n"
        "Hungarian Foreign Minister Ilona Varga ruled out new talks, {Varga} said on Monday. {She} told Radio Delta "
        "that nothing had changed. {The minister} called it settled.\n"
        "{Budapest's top diplomat} also met Oslo's envoy, and {Ms. Varga's} spokesman listened."
    )
    [found] = entities.read([page], [reading])
    varga = next(e for e in found if e.name == "Ilona Varga")
    assert varga == Entity(
        varga.id,
        page.id,
        "Ilona Varga",
        "person",
        ("Varga",),
        ("Hungarian Foreign Minister", "minister", "Budapest top diplomat"),
        varga.mentions,
        ("0", "1", "2", "3", "4", "5"),
        "entities.rules/2",
    )
    assert [page.text[a:b] for a, b in varga.mentions] == [
        "Varga", "Ilona Varga", "Varga", "She", "The minister", "Budapest's top diplomat", "Varga",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # apposition after, before, and in brackets
        ("Tomas Brandt, the harbour spokesman, left. {The spokesman} said no.", ["Tomas Brandt"]),
        ("{A lawyer for the family, Jane Okafor}, said no. {The attorney} would not add more.", ["Jane Okafor"] * 2),
        ("{Lars Lund [former Danish prime minister]} agreed.", ["Lars Lund"]),
        # titles of every make
        ("{Rep. Nora Ellison (D-Ohio)} objected. {Ellison} left early.", ["Nora Ellison"] * 2),
        ("{Secretary of State Dana Whitfield} said so. {Whitfield} left.", ["Dana Whitfield"] * 2),
        ("{NATO chief Arvid Solberg} warned them.", ["Arvid Solberg"]),
        ("{Kremlin spokesman Oleg Yurin} said no.", ["Oleg Yurin"]),
        ("{The Kremlin} said no.", ["The Kremlin"]),
        ("{CNN’s Mark Dolan} asked.", ["Mark Dolan"]),
        # a surname that comes first, and one that is a common noun
        ("South Korea's president, Moon Jae-in, spoke. {Mr. Moon} promised more.", ["Moon Jae-in"]),
        # a middle initial is the same man; the fullest form is the name
        ("Carl Weiss came. {Carl P. Weiss} said yes. {Weiss} left.", ["Carl P. Weiss"] * 2),
        # father and son
        (
            "Harold Dunn spoke. {Harold Dunn Jr.} answered. {Dunn Jr.} left.",
            ["Harold Dunn Jr."] * 2,
        ),
        ("Harold Dunn Jr. came with his father. {President Dunn} spoke.", ["Dunn"]),
        # a web page's boxes run together with a name
        ("Ann YatesGOP senators balk. {Ann Yates} said no.", ["Ann Yates"]),
        ("{Virginia Lt. Gov. Ann Yates} said no.", ["Ann Yates"]),
        # who is meant by a title and by a bare surname
        ("First lady Rosa Quint came. {President Quint} spoke.", ["Quint"]),
        ("Anna Berg and Paul Berg wrote it. {Ms. Berg} signed. {Mr. Berg} did not.", ["Anna Berg", "Paul Berg"]),
        ("Anna Berg and Paul Berg wrote it. Then {Berg} left.", ["Berg"]),
        # a headline's capitals make no names, but known ones are found
        ("Mayor {Osei} Blames Rain For Late Trains\nMayor Kofi Osei blamed the rain.", ["Kofi Osei"]),
        # capitals and countries
        ("{Moscow} denied it. {Kiev} did not. {London} and others waited.", ["Russia", "Ukraine", "United Kingdom"]),
        ("{The US} agreed; {Washington’s} offer stands.", ["United States"] * 2),
        # pronouns: gender, recency, and bodies
        ("Maria Costa met David Klein. {He} said yes. {She} said no.", ["David Klein", "Maria Costa"]),
        ("{The Harbour Agency} met. {It} said no. {Its} own plan failed.", ["Harbour Agency"] * 3),
        ("{Democrats} objected. {They} said so twice.", ["Democrats"] * 2),
        # first person inside a quotation, and a line without a source
        ("{Lena Holm} said: “{{I}} will stay.”\n“And so will the others.”", ["Lena Holm"] * 2),
        ("{Lena Holm} said: “I will stay.”\n{}“And so will the others.”", ["Lena Holm"] * 2),
        ("“We will stay,” somebody said.\n\n{}“And so will the others.”", [None]),
        # acronyms and shorter forms of a body's name
        (
            "The Securities and Exchange Commission met. {The S.E.C.} said no. {The commission} left.",
            ["Securities and Exchange Commission"] * 2,
        ),
        ("The U.S. Supreme Court sat. {The Supreme Court} ruled. {The court} rose.", ["U.S. Supreme Court"] * 2),
        # a description of another country, gender or office is somebody else
        ("French Foreign Minister Luc Morel spoke. {The Polish minister} left.", ["?Polish minister"]),
        ("Ohio Senator Ann Yates spoke. {The Maine senator} left.", ["?Maine senator"]),
        ("Senator Ann Yates spoke. {The Maine senator} left.", ["Ann Yates"]),
        # a description does not point ahead, but a headline's does
        ("It rained. It snowed. {The spokesman} left. {Spokesman Otto Grau} came.", ["?spokesman", "Otto Grau"]),
        ("{The spokesman} says no\nIt rained. {Spokesman Otto Grau} came.", ["Otto Grau"] * 2),
        # the possessor says what follows
        ("{Varga's remarks echo those of Otto Grau's} last speech.", ["Otto Grau"]),
        # unnamed speakers
        ("{A harbour official in Nordby} disagreed.", ["?harbour official in Nordby"]),
        ("{Many of his critics} disagreed, {critics of the plan} too.", ["?critics", "?critics of the plan"]),
        ("{Ukraine and the U.K.} signed.", ["?Ukraine and the U.K."]),
        ("{Mr. Grau and Ms. Lind} signed. Otto Grau and Eva Lind left.", ["?Otto Grau and Eva Lind"]),
        # words speak for their owner
        ("Ann Yates left. {Ann Yates’s statement} read. {Her letter} asked. {His letter} did.", ["Ann Yates"] * 2),
        ("{Ann Yates} said no. {The statement} went on. {The weather report} said rain.", ["Ann Yates"] * 2),
        # a middle name that is the one in use
        ("Kim Varga West came. {Varga} said no.", ["Kim Varga West"]),
        # "the agency" is the body that spoke last, or the only one named just before
        ("{The Harbour Agency} met. {The agency} said no.", ["Harbour Agency"] * 2),
        ("Ann Yates and KTRV-TV came. {KTRV-TV} reported it. {The news station} said more.", ["KTRV-TV"] * 2),
        # a relative pronoun stands for what is before it
        ("Ann Yates met Otto Grau, the former head of the port, {who} said no.", ["Otto Grau"]),
        ("She was sentenced by a judge {who} said no.", ["?judge"]),
        ("It was planned by four local officials {who} said no.", ["?four local officials"]),
        # what is no noun phrase, and nobody in particular
        ("{Monday} said so. {There} was talk. {With placards} said no. {Some} say yes.", [None] * 4),
        # a demonym or an age for the one just named, unless it contradicts
        ("Ann Yates spoke on Monday. {The Canadian} said no. {The 45-year-old} left.", ["Ann Yates"] * 2),
        ("French Minister Luc Morel met Ann Yates at the port in heavy rain. {The Canadian} said no.", ["Ann Yates"]),
        ("French Minister Luc Morel spoke. {The Canadian} said no.", ["?Canadian"]),
        ("Ann Yates met Otto Grau. {The Canadian} said no.", ["?Canadian"]),
        # two titles before a name, and an apposition behind what is no role
        ("{swimmer and five-time champion Nathan Quill} said no.", ["Nathan Quill"]),
        ("It was her fault. {Her predecessor, Martin Hale,} said no.", ["Martin Hale"]),
        # a body behind a word for it, whoever else is a company; a person behind it speaks of it
        ("QRT Airlines sued. {The company, Vessa,} said no.", ["Vessa"]),
        (
            "{The operator, Ärvane,} said no. {Its regulator (the Norvik Harbour Council)} did.",
            ["Ärvane", "Norvik Harbour Council"],
        ),
        ("The company, {Ann Yates} said, will pay.", ["Ann Yates"]),
        # a role without an article, as headlines have it
        ("Bridge shut until May, {minister} says.\n\nIt is closed, Transport Minister Ann Yates wrote.", ["Ann Yates"]),
        ("Bridge shut until May, {lawyer} says.\n\nIt is closed, Transport Minister Ann Yates wrote.", ["?lawyer"]),
        # a firm by its shorter names, and as the company; a newspaper is none
        (
            "QRT Resorts International sued. {QRT} said so. {QRT Resorts} did. {The operator} added it.",
            ["QRT Resorts International"] * 3,
        ),
        ("QRT Airlines sued, the Port News wrote. {The company} said no.", ["QRT Airlines"]),
        ("QRT International came. {QRT} said no.", ["QRT"]),
        ("{QRT Resorts} lost. {QRT Resorts’ lawsuit} said no.", ["QRT Resorts"] * 2),
        # who has the office, and who helps in it, had it, or speaks for who has it
        ("Gov. Jane Okafor spoke. Lt. Gov. Otto Grau listened. {The governor} said no.", ["Jane Okafor"]),
        ("President Jane Okafor came. Former President Otto Grau left. {The president} said no.", ["Jane Okafor"]),
        (
            "Senator Jane Okafor spoke. Otto Grau, a spokesman for the senator, left. {The senator} said no.",
            ["Jane Okafor"],
        ),
        ("Vice President Otto Grau came. {The president} said no.", ["?president"]),
        ("{Foreign Minister Jane Okafor} agreed.\nIt rained here for days. {The minister} left.", ["Jane Okafor"] * 2),
        ("{Trinidad and Tobago} said no.", ["Trinidad and Tobago"]),
        # kinds of bodies: by a word of the name, by what it is called, or as the one in mind
        (
            "The Harbour Court of Appeals sat. It rained. {The appeals court} ruled. {The panel} rose.",
            ["Harbour Court of Appeals"] * 2,
        ),
        ("Ann Yates founded Tidewatch, a charity. It rained all day. {The charity} said no.", ["Tidewatch"]),
        ("The Harbour Agency met. {The Bremen agency} said no.", ["?Bremen agency"]),
        ("The Harbour Court sat. {The ministry} said no.", ["?ministry"]),
        # a headline or an opening names the body further down; a body of that kind among several is none
        ("{A federal court} blocks port plan\nIt rained. The Harbour Court sat on Monday.", ["Harbour Court"]),
        (
            "{Port panel} balks\n{A port panel} said no.\nThe Harbour Committee voted on Monday.",
            ["Harbour Committee"] * 2,
        ),
        (
            "{A court} ruled.\nIt rained. It rained. It rained. It snowed.\nThe Harbour Court and the Tax Court sat.",
            ["?court"],
        ),
        # where somebody sits, and for which party
        ("Sen. Ann Yates (R-Utah) came. {The Utah Republican} said no. {The Utah senator} left.", ["Ann Yates"] * 2),
        ("Sen. Ann Yates of Vermont, {who} left, came. {The Ohio senator} said no.", ["Ann Yates", "?Ohio senator"]),
        # another word for who has just spoken, unless he has another office
        ("{Ann Yates} said no. {The senator} left.", ["Ann Yates"] * 2),
        ("{Mayor Ann Yates} said no. {The senator} left.", ["Ann Yates", "?senator"]),
        ("{Ann Yates} said no. {The woman} left. {The next senator} came.", ["Ann Yates", "?woman", "?next senator"]),
        # a name behind a comma, with what may follow it
        ("{One of the lawyers, Jane Okafor,} said no.", ["Jane Okafor"]),
        ("{Her top challenger, Sen. Otto Grau of Vermont,} said no.", ["Otto Grau"]),
        ("{The party’s nominee, Sen. Otto Grau (D-Va.),} said no.", ["Otto Grau"]),
        ("{The friend of Otto Grau} said no.", ["?friend of Otto Grau"]),
        # lists of names, and of others
        ("{Two senators, Ann Yates and Otto Grau,} signed.", ["?Ann Yates and Otto Grau"]),
        ("{Ann Yates and other senators} signed.", ["?Ann Yates and other senators"]),
        ("{Grau and Rep. Ann Yates (R-Va.),} signed. Otto Grau left.", ["?Otto Grau and Ann Yates"]),
        ("{The family, protesters and town leaders} signed.", ["?family, protesters and town leaders"]),
        ("Ann Yates met Otto Grau. {The two} signed.", ["?Ann Yates and Otto Grau"]),
        ("{France and the United States} signed.", ["?France and the United States"]),
        # what stands behind the noun
        ("{Nearly eight in 10 harbour pilots overall} agreed.", ["?harbour pilots"]),
        ("{A number of tax experts I spoke to this week} agreed.", ["?tax experts"]),
        ("{Dozens of judges handling lawsuits about the port} agreed.", ["?judges"]),
        # documents: one word for another, brought up before they speak, and by a title
        ("{A 2014 study by the port} found it. {The report} adds more.", ["?2014 study"] * 2),
        (
            "The port published a long Harbour Agency survey. It rained. {The study} says no.",
            ["?long Harbour Agency survey"],
        ),
        (
            "{The results of the latest Harbour Agency poll} say no. {The letter} says yes.",
            ["?Harbour Agency poll", "?letter"],
        ),
        ("{Ann Yates’s “The Long Tide”} says so. {“The Long Tide”} says more.", ["The Long Tide"] * 2),
        # who is a person, which is none
        (
            "Ann Yates runs the Harbour Agency, {which} said no. "
            "Otto Grau, the head of the Harbour Agency, {who} came, left.",
            ["Harbour Agency", "Otto Grau"],
        ),
        ("Angela Korey is the state attorney {who} said no.", ["Angela Korey"]),
        ("People {who} ask get it. But port groups {that} object do not.", ["?People", "?port groups"]),
        ("The family came with Ann Yates. {She} said no.", ["Ann Yates"]),
        # several persons whom the sentence speaks of
        ("The plan angered the port’s workers because {they} said no.", ["?port’s workers"]),
        # the last place of its kind
        ("It rained in Ohio. {The state} said no. {The country} did not.", ["Ohio", "?country"]),
        # the writer says "I" outside quotation marks
        ("{I} say no. {We} all do.\nIt rained.\nAnn Yates is a lawyer in Nordby.", ["Ann Yates"] * 2),
        ("{We} say no.\nIt rained.\nAnn Yates is a lawyer in Nordby.", [None]),
        ("“{I} say no.”\nIt rained.\nAnn Yates is a lawyer in Nordby.", [None]),
        # initials in a title
        ("{HRC member} balks\nVeteran Harbour Rowing Committee member Ann Yates spoke.", ["Ann Yates"]),
        # a woman may be a spokesman
        ("Debra Quill, a spokesman for the port, came. {She} said no.", ["Debra Quill"]),
        # a title behind a body and its initials
        ("{Dockers’ Mutual Association (DMA) President Otto J. Grau} said no.", ["Otto J. Grau"]),
        ("{The Dockers’ Mutual Association (DMA)} said no.", ["Dockers’ Mutual Association"]),
        # letters behind a name, and what is said of its bearer behind them
        ("{Ann Yates MP, chair of the port committee,} said no. {The chair} left.", ["Ann Yates"] * 2),
        # a statement is the body's whose it is
        ("Dockers United met Ann Yates. {The Dockers United statement} said no.", ["Dockers United"]),
        ("The Dockers Union met. {Ann Yates} left. {The union statement} said no.", ["Ann Yates", "Dockers Union"]),
        # an opening speaks of the minister before it names the only one
        (
            "It rained. It snowed. Ports close, {the country’s prime minister} said.\nPrime Minister Ann Yates left.",
            ["Ann Yates"],
        ),
        ("It rained. It snowed. Ports close, {the prime minister} said.\nMayor Ann Yates left.", ["?prime minister"]),
        (
            "{New Zealand prime minister} balks\nNew Zealand Prime Minister Ann Yates said no to plans for the port.",
            ["Ann Yates"],
        ),
        # who answers has not asked
        ("Otto Grau spoke. When Karl Lind asked why, {he} replied that it rained.", ["Otto Grau"]),
        ("Otto Grau spoke. When Karl Lind asked why, {he} said that it rained.", ["Karl Lind"]),
        # a source that begins inside a name
        ("The port listened as World {Rowing, the federation,} said no. World Rowing won.", ["World Rowing"]),
        # a lone word with a capital is no body in mind
        ("Ann Yates saw the Olympic flame. It keeps the name. {The organization} said no.", ["?organization"]),
        # a newspaper is no company
        (
            "QRT Airlines sued. {The Nordby Port-Journal} wrote so. {The company} said no.",
            ["Nordby Port-Journal", "QRT Airlines"],
        ),
        # other scripts, capitals only, lower case only
        ("{Ольга Орлова} сказала да. {Орлова} ушла.", ["Ольга Орлова"] * 2),
        ("{习近平} 说。", ["?习近平"]),
        ("THE MAYOR SPOKE.\n{KOFI OSEI} SAID NO.", ["KOFI OSEI"]),
        ("the mayor spoke and {kofi osei} said no.", ["?kofi osei"]),
    ],
)
def test_who_says_it(text: str, names: list[str | None]) -> None:
    found = said(text)
    assert [found[n] for n in range(len(names))] == names


def test_two_unnamed_ones_are_two_and_one_phrase_is_one() -> None:
    page, reading = marked("{A guard} said no. {A guard} said yes.\n{An official} came. {The official} spoke.")
    twice = Attribution(
        "4", page.id, reading.attributions[0].source, (), ((0, 4),), "indirect", "statement", None, None, 1.0, "test"
    )
    [found] = entities.read([page], [Reading(page.id, (*reading.attributions, twice))])
    assert sorted(e.says for e in found) == [("0", "4"), ("1",), ("2", "3")]


def test_three_hundred_speakers_in_one_article() -> None:
    letters = "bdfgklmnprstvz"
    surnames = [f"{a.upper()}o{b}e{c}u" for a in letters for b in letters for c in letters][:300]
    found = said("\n".join(f"Senator Anna {name} spoke, {{{name}}} said." for name in surnames))
    assert list(found.values()) == [f"Anna {name}" for name in surnames]


def test_mister_and_missis_are_two() -> None:
    page, reading = marked("Mr. Grau came in. Mrs. Grau left. {Mr. Grau} said no. {Mrs. Grau} said yes.")
    [found] = entities.read([page], [reading])
    assert sorted(e.says for e in found if e.says) == [("0",), ("1",)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Senator Anna {name} spoke. {{The senator}} left.\n",
        "The {name} Committee met. {{The committee}} rose.\n",
        "the {name} workers left because {{they}} said no, and ",
    ],
)
def test_the_cost_grows_with_the_text(sentence: str) -> None:
    """Four times the text takes no more than ten times as long: a search of all that stands before would take 16."""
    names = [f"{a.upper()}o{b}e{c}u" for a in "bdfgklmnprstvz" for b in "bdfgklm" for c in "bdfgklm"]
    took = []
    for count in (100, 400):
        page, reading = marked("".join(sentence.format(name=name) for name in names[:count]))
        least = 9.0
        for _ in range(3):
            begun = time.process_time()
            entities.read([page], [reading])
            least = min(least, time.process_time() - begun)
        took.append(least)
    assert took[1] < 10 * took[0]


def test_hostile_text_costs_little() -> None:
    for text in ("A" * 100_000, "Of " * 20_000, "Ab and " * 15_000, "“" * 10_000, "Bank of " * 12_000):
        page = article(text)
        source = Attribution("0", page.id, ((0, 2),), (), ((4, 9),), "direct", "statement", None, None, 1.0, "test")
        entities.read([page], [Reading(page.id, (source,))])


WORDS = st.sampled_from(
    ["Anna", "Berg", "Mr.", "Minister", "the", "The", "he", "she", "They", "I", "Moscow", "U.S.", "said", "of", "and",
     ",", ".", "“", "”", "\n", "NATO", "Party", "official", "’s", "Jr.", "習", "😀", "his", "lawyer", "-", "(", ")"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=60).map(" ".join), st.data())
def test_spans_are_valid_and_nothing_is_said_twice(text: str, data: st.DataObject) -> None:
    page = article(text)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).map(tuple)
    rows = []
    for n in range(data.draw(st.integers(0, 8))):
        source = tuple(s for s in data.draw(st.lists(spans, max_size=1)) if s[0] < s[1])
        nested = data.draw(st.sampled_from([None, *(str(k) for k in range(9))]))
        rows.append(
            Attribution(
                str(n), page.id, source, (), (data.draw(spans),), "direct", "statement", None, nested, 1.0, "test"
            )
        )
    [found] = entities.read([page], [Reading(page.id, tuple(rows))])
    said_by = [i for e in found for i in e.says]
    assert len(said_by) == len(set(said_by))
    assert set(said_by) <= {r.id for r in rows}
    assert len({e.id for e in found}) == len(found)
    for entity in found:
        assert list(entity.mentions) == sorted(entity.mentions)
        assert all(0 <= a < b <= len(text) for a, b in entity.mentions)
        assert covers(page.body, entity.mentions)
        assert entity.name is None or entity.name.strip()
        assert entity.name or entity.descriptions or entity.kind != "unknown" or not entity.says
    assert entities.read([page], [Reading(page.id, tuple(reversed(rows)))]) == [found]
