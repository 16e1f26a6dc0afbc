from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import Mark, article, marked, read

from onrecord.model import Article, Attribution, Entity, Reading, Spans, digest
from onrecord.reading import occasions
from onrecord.text import quote

WEDNESDAY = "2024-01-24"


def found(made: Article, marks: list[Mark], everywhere: bool = False, **kinds: str) -> list[dict[str, object]]:
    """The mentions with what is known of them; a time by its value, an attribution by its number.

    `everywhere`: each entity is mentioned wherever its name stands.
    """
    row = marked(made, marks, **kinds)
    if everywhere:
        row = replace(row, entities=tuple(replace(e, mentions=_named(made, e)) for e in row.entities))
    reading = read([made], [row])[0]
    value = {row.id: row.value for row in reading.times}
    name = {row.id: row.name for row in reading.entities}
    number = {row.id: n for n, row in enumerate(reading.attributions)}
    out = []
    for row in reading.occasions:
        said = {
            "kind": row.kind, "who": name.get(row.entity or ""), "host": row.host, "about": row.about,
            "place": row.place, "held": value.get(row.held or ""), "aired": value.get(row.aired or ""),
            "said": [number[i] for i in row.attributions], "words": quote(made.text, row.spans, " / "),
        }  # fmt: skip
        out.append({key: what for key, what in said.items() if what is not None})
    return out


def _named(made: Article, entity: Entity) -> Spans:
    return tuple(m.span() for m in re.finditer(re.escape(entity.name or ""), made.text))


LEE: Mark = ("Ann Lee", "Ann Lee", "said", "the port is shut")


@pytest.mark.parametrize(
    ("text", "cue", "mention"),
    [
        ("In an interview with Radio Delta on Monday, Ann Lee said the port is shut.", "said",
         {"kind": "interview", "host": "Radio Delta", "held": "2024-01-22", "words": "In an interview / Monday"}),
        ("Ann Lee told Radio Delta in an interview which aired on Tuesday that the port is shut.", "told",
         {"kind": "interview", "host": "Radio Delta", "aired": "2024-01-23", "words": "in an interview / Tuesday"}),
        ("Ann Lee told The Delta Post on Monday that the port is shut.", "told",
         {"kind": "interview", "host": "The Delta Post", "held": "2024-01-22",
          "words": "Ann Lee / told The Delta Post / Monday"}),
        ("Ann Lee said in a Radio Delta interview published on Tuesday that the port is shut.", "said",
         {"kind": "interview", "host": "Radio Delta", "aired": "2024-01-23",
          "words": "in a Radio Delta interview / Tuesday"}),
        ("On January 18, during a press conference regarding the harbour’s accounts for 2023, Ann Lee said "
         "the port is shut.", "said",
         {"kind": "press conference", "about": "the harbour’s accounts for 2023", "held": "2024-01-18",
          "words": "January 18 / during a press conference"}),
        ("Ann Lee said at a news conference in Delta City on Monday that the port is shut.", "said",
         {"kind": "press conference", "place": "Delta City", "held": "2024-01-22",
          "words": "at a news conference / Monday"}),
        ("In a speech on the Senate floor, Ann Lee said the port is shut.", "said",
         {"kind": "speech", "place": "the Senate floor", "words": "In a speech"}),
        ("Ann Lee said in a statement late Monday that the port is shut.", "said",
         {"kind": "statement", "held": "2024-01-22", "words": "in a statement / late Monday"}),
        ("In a December op-ed in the Delta Post, Ann Lee said the port is shut.", "said",
         {"kind": "op-ed", "host": "the Delta Post", "held": "2023-12", "words": "In a December op-ed"}),
        ("Ann Lee said on Twitter on Monday that the port is shut.", "said",
         {"kind": "post", "host": "Twitter", "held": "2024-01-22", "words": "said / on Twitter / Monday"}),
        ("At the Delta Harbour Forum, Ann Lee said the port is shut.", "said",
         {"kind": "summit", "host": "Delta Harbour Forum", "words": "At the Delta Harbour Forum"}),
        ("Ann Lee said on Monday the port is shut.", "said",
         {"kind": "remarks", "held": "2024-01-22", "words": "Ann Lee / said / Monday"}),
        ("Last month, Ann Lee admitted the port is shut.", "admitted",
         {"kind": "remarks", "held": "2023-12", "words": "Last month / Ann Lee / admitted"}),
        ("Ann Lee told reporters on Monday the port is shut.", "told",
         {"kind": "remarks", "host": "reporters", "held": "2024-01-22", "words": "Ann Lee / told reporters / Monday"}),
        ("Ann Lee told several local reporters in Delta City that the port is shut.", "told",
         {"kind": "remarks", "host": "reporters", "place": "Delta City",
          "words": "Ann Lee / told several local reporters"}),
        ("Ann Lee, speaking to journalists, said the port is shut.", "said",
         {"kind": "remarks", "host": "journalists", "words": "Ann Lee / speaking to journalists"}),
        ("Ann Lee told the judge on Monday the port is shut.", "told",
         {"kind": "hearing", "host": "judge", "held": "2024-01-22", "words": "Ann Lee / told the judge / Monday"}),
        ("Ann Lee told a Senate committee the port is shut.", "told",
         {"kind": "hearing", "host": "Senate committee", "words": "Ann Lee / told a Senate committee"}),
        ("Ann Lee told Delta News’s Bo Ray that the port is shut.", "told",
         {"kind": "interview", "host": "Delta News", "words": "Ann Lee / told Delta News’s Bo Ray"}),
        ("Ann Lee said in a Facebook post the port is shut.", "said",
         {"kind": "post", "host": "Facebook", "words": "in a Facebook post"}),
        ("Ann Lee said in a tweet the port is shut.", "said",
         {"kind": "post", "host": "Twitter", "words": "in a tweet"}),
        ("Ann Lee told a German daily newspaper that the port is shut.", "told",
         {"kind": "interview", "words": "Ann Lee / told a German daily newspaper"}),
        ("Ann Lee told Delta News the port is shut.", "told",
         {"kind": "interview", "host": "Delta News", "words": "Ann Lee / told Delta News"}),
        ("Ann Lee confirmed to The Delta Post that the port is shut.", "confirmed",
         {"kind": "interview", "host": "The Delta Post", "words": "Ann Lee / confirmed to The Delta Post"}),
        ("Ann Lee said on Monday on Delta News that the port is shut.", "said",
         {"kind": "interview", "host": "Delta News", "held": "2024-01-22",
          "words": "Ann Lee / Monday / on Delta News"}),
        ("Ann Lee wrote in The Delta Post that the port is shut.", "wrote",
         {"kind": "op-ed", "host": "The Delta Post", "words": "Ann Lee / in The Delta Post"}),
        ("Ann Lee on Monday met Bo Ray, saying the port is shut.", "saying",
         {"kind": "remarks", "held": "2024-01-22", "words": "Ann Lee / Monday / saying"}),
        ("Ann Lee ruled on Monday the port is shut.", "ruled",
         {"kind": "ruling", "held": "2024-01-22", "words": "Ann Lee / ruled / Monday"}),
        ("Ann Lee tweeted the port is shut.", "tweeted",
         {"kind": "post", "host": "Twitter", "words": "Ann Lee / tweeted"}),
        ("Ann Lee wrote in a note to clients the port is shut.", "wrote",
         {"kind": "letter", "words": "in a note"}),
        ("Ann Lee told a news conference in Delta City on Monday that the port is shut.", "told",
         {"kind": "press conference", "place": "Delta City", "held": "2024-01-22",
          "words": "told a news conference / Monday"}),
        ("Ann Lee told Monday’s hearing on the harbour that the port is shut.", "told",
         {"kind": "hearing", "about": "the harbour", "held": "2024-01-22", "words": "told Monday’s hearing"}),
        ("Ann Lee told a Senate panel the port is shut.", "told",
         {"kind": "hearing", "host": "Senate panel", "words": "Ann Lee / told a Senate panel"}),
        ("Ann Lee said, speaking to Radio Delta on Monday, the port is shut.", "said",
         {"kind": "interview", "host": "Radio Delta", "held": "2024-01-22",
          "words": "Ann Lee / speaking to Radio Delta / Monday"}),
        ("Ann Lee told Radio Delta’s breakfast show that the port is shut.", "told",
         {"kind": "interview", "host": "Radio Delta", "words": "Ann Lee / told Radio Delta’s"}),
        ("Ann Lee told the broadcaster Radio Delta that the port is shut.", "told",
         {"kind": "interview", "host": "Radio Delta", "words": "Ann Lee / told the broadcaster Radio Delta"}),
        ("Interviewed by Radio Delta on Monday, Ann Lee said the port is shut.", "said",
         {"kind": "interview", "host": "Radio Delta", "held": "2024-01-22",
          "words": "Interviewed by Radio Delta / Monday / Ann Lee"}),
        ("Ann Lee said in an interview with Radio Delta, recorded on Monday and aired on Tuesday, the port is shut.",
         "said",
         {"kind": "interview", "host": "Radio Delta", "held": "2024-01-22", "aired": "2024-01-23",
          "words": "in an interview / Monday / Tuesday"}),
        ("At Monday’s press conference, Ann Lee said the port is shut.", "said",
         {"kind": "press conference", "held": "2024-01-22", "words": "At Monday’s press conference"}),
        ("Giving evidence to the inquest on Monday, Ann Lee said the port is shut.", "said",
         {"kind": "hearing", "host": "inquest", "held": "2024-01-22",
          "words": "Giving evidence to the inquest / Monday / Ann Lee"}),
        ("Ann Lee testified in December the port is shut.", "testified",
         {"kind": "hearing", "held": "2023-12", "words": "Ann Lee / testified / December"}),
    ],
)  # fmt: skip
def test_one_mention(text, cue, mention):
    shown = found(article("a", text, WEDNESDAY), [("Ann Lee", "Ann Lee", cue, "the port is shut")])
    assert shown == [{"who": "Ann Lee", "said": [0], **mention}]


@pytest.mark.parametrize(
    "text",
    [
        # who speaks elsewhere
        "Ann Lee said the port is shut after a press conference by others.",
        "Ann Lee, mayor since the debate in a crowded hall, said the port is shut.",
        "Ann Lee said the port is shut ahead of an interview with Radio Delta.",
        # who asked, and somebody else who was asked
        "Bo Ray spoke to Radio Delta on his boat. Ann Lee said the port is shut.",
        # what only names
        "Ann Lee said in the Delta Post that the port is shut.",
        "Ann Lee said in the interview room that the port is shut.",
        "At the upcoming meeting, Ann Lee said the port is shut.",
        "Ann Lee, born in 1960, said the port is shut.",
    ],
)
def test_no_mention(text):
    assert found(article("a", text, WEDNESDAY), [LEE]) == []


QUOTED = "“It rains. The port is shut,” {} said. “The fair stays open.”"


@pytest.mark.parametrize(
    ("before", "mention"),
    [
        ("Ann Lee stayed at home and spoke to Radio Delta on Monday instead. ",
         {"held": "2024-01-22", "words": "spoke to Radio Delta / Monday"}),
        ("On Monday Radio Delta aired an interview with the mayor, Ann Lee. ",
         {"aired": "2024-01-22", "words": "Monday / aired an interview with"}),
        ("On Monday Radio Delta aired an interview with the mayor. ",
         {"aired": "2024-01-22", "words": "Monday / aired an interview with"}),
    ],
)  # fmt: skip
def test_an_interview_of_which_the_next_sentence_tells(before, mention):
    made = article("a", before + QUOTED.format("Ann Lee"), WEDNESDAY)
    shown = found(made, [("Ann Lee", "Ann Lee", "said", "“It rains. The port is shut,”")], everywhere=True)
    assert shown == [{"kind": "interview", "who": "Ann Lee", "host": "Radio Delta", "said": [0], **mention}]


@pytest.mark.parametrize(
    "before",
    [
        "Ann Lee stayed at home and Bo Ray spoke to Radio Delta on Monday instead. ",
        "On Monday Radio Delta aired an interview with Bo Ray. ",
        "On Monday Radio Delta aired an interview with Bo Ray. Rain fell. ",
    ],
)
def test_who_speaks_next_is_not_who_was_asked(before):
    made = article("a", before + QUOTED.format("Ann Lee") + " Bo Ray said nothing is open.", WEDNESDAY)
    marks = [("Ann Lee", "Ann Lee", "said", "“It rains. The port is shut,”"), ("Bo Ray", "Bo Ray", "said", "nothing")]
    assert [row for row in found(made, marks, everywhere=True) if row["who"] == "Ann Lee"] == []


def test_an_occasion_that_is_only_talked_about_is_no_mention():
    text = "Ann Lee said Bo Ray lied in an interview with Radio Delta on Monday."
    content = "Bo Ray lied in an interview with Radio Delta on Monday"
    assert found(article("a", text, WEDNESDAY), [("Ann Lee", "Ann Lee", "said", content)]) == []


def test_the_medium_that_asks_does_not_speak_there():
    text = "In an interview with Delta News, when asked about ships, Ann Lee said the port is shut."
    marks = [("Delta News", "Delta News", "asked", "about ships"), LEE]
    shown = found(article("a", text, WEDNESDAY), marks, Delta="organisation")
    assert [(row["who"], row["said"]) for row in shown] == [("Ann Lee", [1])]


def test_a_later_reference_is_the_same_mention_and_ties_what_is_said():
    text = (
        "Ann Lee said at a press conference on Monday that the port is shut. She added that ships wait.\n"
        "Bo Ray disagreed, saying it is open.\n"
        "During the press conference, Ann Lee also said that ships turn back. She called it sad."
    )
    marks = [
        ("Ann Lee", "Ann Lee", "said", "the port is shut"),
        ("Ann Lee", "She", "added", "that ships wait"),
        ("Bo Ray", "Bo Ray", "saying", "it is open"),
        ("Ann Lee", "Ann Lee", "also said", "that ships turn back"),
        ("Ann Lee", "She", "called", "it sad"),
    ]
    assert found(article("a", text, WEDNESDAY), marks) == [
        {
            "kind": "press conference",
            "who": "Ann Lee",
            "held": "2024-01-22",
            "said": [0, 3, 1, 4],
            "words": "at a press conference / Monday / During the press conference",
        }
    ]


def test_in_an_interview_right_after_one_told_is_that_one():
    text = "Ann Lee told DELTA TODAY Sports on Monday that the port is shut. Ships wait, Lee said in a phone interview."
    marks = [("Ann Lee", "Ann Lee", "told", "the port is shut"), ("Ann Lee", "Lee", "said", "Ships wait")]
    shown = found(article("a", text, WEDNESDAY), marks)
    assert [(row["host"], row["held"], row["said"]) for row in shown] == [("DELTA TODAY Sports", "2024-01-22", [0, 1])]
    # three sentences on it may be another
    apart = text.replace("Ships wait, Lee", "It rained. It snowed. Ships wait, Lee")
    assert [row["said"] for row in found(article("a", apart, WEDNESDAY), marks)] == [[0], [1]]


def test_a_turn_that_leads_to_the_only_statement_was_said_there():
    text = "Bo Ray said ships wait. Ann Lee called it right. “The port is shut,” Lee said in a statement."
    marks: list[Mark] = [
        ("Bo Ray", "Bo Ray", "said", "ships wait"),
        ("Ann Lee", "Ann Lee", "called", "it right"),
        ("Ann Lee", "Lee", "said", "“The port is shut,”"),
    ]
    assert [row["said"] for row in found(article("a", text), marks)] == [[2, 1]]


def test_a_summit_lends_its_name_to_the_next_speaker():
    text = "Bo Ray spoke at the Delta Harbour Forum’s annual summit. Ann Lee said at the summit that the port is shut."
    shown = found(article("a", text, WEDNESDAY), [LEE])
    assert shown == [
        {"kind": "summit", "who": "Ann Lee", "host": "Delta Harbour Forum", "said": [0], "words": "at the summit"}
    ]


def test_two_occasions_in_one_sentence_share_what_is_said_by_nearness():
    text = (
        "Ann Lee said at a news conference that the port is shut, and in a separate interview she said that ships wait."
    )
    marks = [LEE, ("Ann Lee", "she", "said", "that ships wait")]
    shown = found(article("a", text, WEDNESDAY), marks)
    assert [(row["kind"], row["said"]) for row in shown] == [("press conference", [0]), ("interview", [1])]


def test_remarks_do_not_take_what_is_said_later_by_name():
    text = "Ann Lee said on Monday that the port is shut. Ann Lee said ships wait. She said they sink."
    marks = [LEE, ("Ann Lee", "Ann Lee", "said", "ships wait"), ("Ann Lee", "She", "said", "they sink")]
    shown = found(article("a", text, WEDNESDAY), marks)
    assert [(row["kind"], row["held"], row["said"]) for row in shown] == [("remarks", "2024-01-22", [0])]


def test_a_date_line_dates_what_the_lead_mentions():
    text = "MINSK, 18 January (Harbour Agency) -\nAnn Lee said at a press conference that the port is shut."
    fields = {"paragraphs": (((text.index("Ann"), len(text)),),), "evidence": {"dateline": ((0, text.index("\n")),)}}
    shown = found(article("a", text, "2024-01-18", **fields), [LEE])
    assert [(row["kind"], row["held"]) for row in shown] == [("press conference", "2024-01-18")]


WORDS = re.findall(
    r"[^|]+",
    "Ann Lee|said|in|an|interview|with|Radio Delta|on|Monday|,|.|the|press conference|“|”|told|tweet|Twitter|about"
    "|that|'s|summit|aired|she|\n",
)


@given(st.lists(st.sampled_from(WORDS), max_size=40), st.data())
def test_any_words_with_any_attributions_give_mentions_in_the_text(words, data):
    made = article("a", " ".join(words), WEDNESDAY)
    at = st.integers(0, len(made.text))
    rows = []
    for n in range(data.draw(st.integers(1, 4)) if made.text else 0):
        cuts = sorted(data.draw(st.lists(at, min_size=6, max_size=6)))
        spans = [((a, b),) if a < b else () for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        rows.append(Attribution(str(n), made.id, *spans, "indirect", "statement", None, None, 1.0, "x"))
    mentions = tuple(sorted({s for row in rows for s in row.source}))
    entity = Entity("e", made.id, "Ann Lee", "person", (), (), mentions, tuple(row.id for row in rows), "x")
    reading = read([made], [Reading(made.id, tuple(rows), (entity,))])[0]
    for row in reading.occasions:
        assert row.spans
        assert all(0 <= a < b <= len(made.text) for a, b in row.spans)
        assert len(set(row.attributions)) == len(row.attributions)
        assert set(row.attributions) <= {a.id for a in rows}
    tied = [i for row in reading.occasions for i in row.attributions]
    assert len(tied) == len(set(tied))


@pytest.mark.parametrize(
    "text",
    ["in an interview with Radio Delta on Monday about the " * 2_000, "In an interview with " + "Aaa " * 25_000,
     "interview " * 12_000, "On Monday she said so. " * 4_000, "told The " * 12_000,
     '"' * 10_000 + "in a tweet" + "“" * 10_000],
)  # fmt: skip
def test_hostile_text_is_read_fast(text):
    made = article("a", text, WEDNESDAY)
    rows = tuple(
        Attribution(digest(n), made.id, ((n, n + 5),), ((n + 6, n + 10),), ((n + 11, n + 45),), "indirect", "statement",
                    None, None, 1.0, "x")
        for n in range(0, len(text) - 50, 50)
    )  # fmt: skip
    entity = Entity(
        "e", made.id, "Ann Lee", "person", (), (), tuple(r.source[0] for r in rows), tuple(r.id for r in rows), "x"
    )
    reading = read([made], [Reading(made.id)])[0]
    begun = time.process_time()
    occasions.read([made], [replace(reading, attributions=rows, entities=(entity,))])
    assert time.process_time() - begun < 60


def test_what_is_written_speaks_for_itself_and_has_an_author():
    text = (
        "A statement from Ann Lee said the port is shut. The statement added that ships wait.\n\n"
        "Bo Ray’s lawsuit claims the quay is rotten. "
        "A petition filed on Monday after the flood of May 2 says rain falls."
    )
    # those without words of saying only place the names
    marks: list[Mark] = [
        ("the paper", "A statement from Ann Lee", "said", "the port is shut"),
        ("Ann Lee", "Ann Lee", "", "port"),
        ("the paper", "The statement", "added", "that ships wait"),
        ("the suit", "Bo Ray’s lawsuit", "claims", "the quay is rotten"),
        ("Bo Ray", "Bo Ray", "", "quay"),
        ("the petition", "A petition filed on Monday after the flood of May 2", "says", "rain falls"),
    ]
    shown = found(article("a", text, WEDNESDAY), marks, the="document")
    assert [(row["kind"], row.get("who"), row.get("held"), row["said"]) for row in shown] == [
        ("statement", "Ann Lee", None, [0, 2]),
        ("filing", "Bo Ray", None, [3]),
        ("filing", None, "2024-01-22", [5]),
    ]


def test_a_post_that_the_page_shows_dates_the_one_that_is_quoted():
    text = "Ann Lee wrote on Twitter that the old port is shut.\n\nThe old port is shut — Ann Lee (@annlee) May 2, 2023"
    marks: list[Mark] = [
        ("Ann Lee", "Ann Lee", "wrote", "the old port is shut"),
        ("Ann Lee", "Ann Lee", "—", "The old port is shut"),
    ]
    assert found(article("a", text, WEDNESDAY), marks) == [
        {
            "kind": "post",
            "who": "Ann Lee",
            "host": "Twitter",
            "held": "2023-05-02",
            "said": [0, 1],
            "words": "wrote / on Twitter / Ann Lee (@annlee) / May 2, 2023",
        }
    ]


def test_what_is_on_a_gathering_was_not_said_there_and_one_talk_goes_by_several_names():
    text = (
        "Ann Lee said at a rally that rain falls. In the speech, Lee said ships wait. "
        "Lee said on his summit that ice melts."
    )
    marks: list[Mark] = [
        ("Ann Lee", "Ann Lee", "said", "rain falls"),
        ("Ann Lee", "Lee", "said", "ships wait"),
        ("Ann Lee", "Lee", "said", "ice melts"),
    ]
    assert [(row["kind"], row["said"]) for row in found(article("a", text), marks)] == [("speech", [0, 1, 2])]
