"""Attributions: every pattern on sentences of our own, hostile input, and what holds for any text."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.model import Article, Attribution, Spans
from onrecord.reading import attributions
from onrecord.text import quote


def article(text: str, *, language: str | None = None, headings: tuple[int, ...] = ()) -> Article:
    """An article whose paragraphs are the stretches between blank lines."""
    paragraphs, at = [], 0
    for part in text.split("\n\n"):
        if part.strip():
            paragraphs.append(((at, at + len(part)),))
        at += len(part) + 2
    return Article(
        "a1", "a.txt", "a", "", "text/plain", text, language=language, paragraphs=tuple(paragraphs),
        headings=tuple(paragraphs[n][0] for n in headings),
    )  # fmt: skip


def read(text: str) -> tuple[Attribution, ...]:
    return attributions.read([article(text)], [])[0]


def parts(text: str) -> list[tuple[str, str, tuple[str, ...], str, str]]:
    """Each attribution as (source, cue, contents, form, kind)."""
    return [
        (quote(text, a.source), quote(text, a.cue), tuple(text[s:e] for s, e in a.content), a.form, a.kind)
        for a in read(text)
    ]


SAID = "statement"
THOUGHT = "attitude"

ONE = [
    # subject, verb, clause
    ("The mayor said that the bridge would be closed until May.",
     "The mayor", "said", ("that the bridge would be closed until May",), "indirect", SAID),
    ("Maria Lopez said the bridge would be closed until May.",
     "Maria Lopez", "said", ("the bridge would be closed until May",), "indirect", SAID),
    ("In a speech on Monday, Maria Lopez argued that the bridge was unsafe.",
     "Maria Lopez", "argued", ("that the bridge was unsafe",), "indirect", SAID),
    ("The governor has also said that taxes will rise.",
     "The governor", "has also said", ("that taxes will rise",), "indirect", SAID),
    ("Lopez went on to say that the bridge was old.",
     "Lopez", "went on to say", ("that the bridge was old",), "indirect", SAID),
    ("Lopez said on Tuesday that the bridge was old.",
     "Lopez", "said", ("that the bridge was old",), "indirect", SAID),
    ("Moscow, meanwhile, has reiterated that the deal is off.",
     "Moscow", "has reiterated", ("that the deal is off",), "indirect", SAID),
    ("Lopez, the mayor of Springfield, said the bridge was old.",
     "Lopez, the mayor of Springfield,", "said", ("the bridge was old",), "indirect", SAID),
    # mixed: the whole clause, marks and all
    ("Lopez said the council had been “blind and deaf” to the danger.",
     "Lopez", "said", ("the council had been “blind and deaf” to the danger",), "mixed", SAID),
    ("Lopez told the Daily Herald in an interview on Monday that the bridge was “a wreck.”",
     "Lopez", "told", ("that the bridge was “a wreck.”",), "mixed", SAID),
    # quotation before, after and around the cue
    ("“We will win,” he said.", "he", "said", ("“We will win,”",), "direct", SAID),
    ("“We will win,” he said. “We have no choice.”",
     "he", "said", ("“We will win,”", "“We have no choice.”"), "direct", SAID),
    ("“We will win,” said Maria Lopez, the mayor of Springfield.",
     "Maria Lopez, the mayor of Springfield", "said", ("“We will win,”",), "direct", SAID),
    ("“Is it over?” Lopez asked.", "Lopez", "asked", ("“Is it over?”",), "direct", SAID),
    ('"We will win," Lopez told reporters in Ohio.', "Lopez", "told", ('"We will win,"',), "direct", SAID),
    ("Lopez said: “We will win.”", "Lopez", "said", ("“We will win.”",), "direct", SAID),
    ("The bridge, the mayor said, “is a danger to everyone” and will be closed.",
     "the mayor", "said", ("The bridge", "“is a danger to everyone” and will be closed"), "mixed", SAID),
    # the reporting clause behind an unquoted content
    ("The bridge will be closed until May, Lopez said.",
     "Lopez", "said", ("The bridge will be closed until May",), "indirect", SAID),
    ("According to the mayor, the bridge is unsafe.",
     "the mayor", "According to", ("the bridge is unsafe",), "indirect", SAID),
    # other frames
    ("Lopez described the bridge as “a wreck”.",
     "Lopez", "described", ("the bridge as “a wreck”",), "mixed", SAID),
    ("The council criticized Lopez for the delay.",
     "The council", "criticized", ("Lopez for the delay",), "indirect", SAID),
    ("Lopez vowed to repair the bridge by June.",
     "Lopez", "vowed", ("to repair the bridge by June",), "indirect", SAID),
    ("The governor has previously boasted about his good relations with Lopez.",
     "The governor", "has previously boasted about", ("his good relations with Lopez",), "indirect", SAID),
    ("The minister pointed to the poor state of the bridge.",
     "The minister", "pointed to", ("the poor state of the bridge",), "indirect", SAID),
    ("The council denied the allegations.", "The council", "denied", ("the allegations",), "indirect", SAID),
    ("The bridge was described by Lopez as a wreck.",
     "Lopez", "was described by", ("The bridge", "as a wreck"), "indirect", SAID),
    # attitudes
    ("The mayor believes the bridge is safe.",
     "The mayor", "believes", ("the bridge is safe",), "indirect", THOUGHT),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "cue", "content", "form", "kind"), ONE, ids=[x[0] for x in ONE])
def test_one_attribution(text: str, source: str, cue: str, content: tuple[str, ...], form: str, kind: str) -> None:
    assert parts(text) == [(source, cue, content, form, kind)]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        # the whole subject is the source, its relative clause within
        (
            "The engineer who inspected the Carrow Bridge has said that it is old.",
            [("The engineer who inspected the Carrow Bridge", "has said", ("that it is old",))],
        ),
        (
            "The engineer who inspected the bridge, Ann Jones, said that it was old.",
            [("The engineer who inspected the bridge, Ann Jones,", "said", ("that it was old",))],
        ),
        # the relative clause has its own subject, or the main clause its own verb
        (
            "The man who came with the boys told Ann Jones that it was old.",
            [("The man who came with the boys", "told", ("that it was old",))],
        ),
        # a reporting clause is no part of what another one reports
        (
            "The bridge was closed after cracks were found, Mayor Ann Jones said on Tuesday, Coast Press has reported.",
            [
                (
                    "Coast Press",
                    "has reported",
                    ("The bridge was closed after cracks were found, Mayor Ann Jones said on Tuesday",),
                ),
                ("Mayor Ann Jones", "said", ("The bridge was closed after cracks were found",)),
            ],
        ),
        # one thing said is one attribution
        (
            "The move is expected to cost 2.4 million dollars, according to the board.",
            [("the board", "according to", ("The move is expected to cost 2.4 million dollars",))],
        ),
        # a day is no speaker, and no part of what is said; "Today" may end a name
        (
            "Jones told local reporters on Monday that the bridge was old.",
            [("Jones", "told", ("that the bridge was old",))],
        ),
        (
            "Jones also told USA Today the bridge was old.",
            [("Jones", "also told", ("the bridge was old",))],
        ),
        (
            "President Ann Jones sent a letter to members Sunday explaining that the bridge was old.",
            [("President Ann Jones", "explaining", ("that the bridge was old",))],
        ),
    ],
)
def test_who_and_what_in_sentences_of_several_clauses(text: str, want: list[tuple[str, str, tuple[str, ...]]]) -> None:
    assert [p[:3] for p in parts(text)] == want


def test_participles_take_the_subject_of_the_clause_and_end_its_content() -> None:
    text = "Lopez said the bridge was old, adding that it would be closed, while insisting that the town had money."
    assert parts(text) == [
        ("Lopez", "said", ("the bridge was old",), "indirect", SAID),
        ("Lopez", "adding", ("that it would be closed",), "indirect", SAID),
        ("Lopez", "insisting", ("that the town had money",), "indirect", SAID),
    ]


def test_a_second_verb_takes_the_subject_of_the_first() -> None:
    text = "Lopez argued that the bridge was old and said that it would be closed."
    assert parts(text) == [
        ("Lopez", "argued", ("that the bridge was old",), "indirect", SAID),
        ("Lopez", "said", ("that it would be closed",), "indirect", SAID),
    ]


def test_a_question_has_no_source() -> None:
    text = "Asked about the delay, Lopez said the council had no money."
    assert parts(text) == [
        ("", "Asked about", ("the delay",), "indirect", SAID),
        ("Lopez", "said", ("the council had no money",), "indirect", SAID),
    ]


def test_a_cue_noun_with_its_owner() -> None:
    text = "Lopez’s claim that the bridge is safe drew laughter."
    assert parts(text) == [("Lopez’s", "claim", ("that the bridge is safe",), "indirect", SAID)]


def test_a_quotation_over_paragraphs_that_reopens_its_marks() -> None:
    text = "“We will repair the bridge,” Lopez said.\n\n“We have the money for it.\n\n“And we have the people.”"
    assert parts(text) == [
        (
            "Lopez",
            "said",
            ("“We will repair the bridge,”", "“We have the money for it.", "“And we have the people.”"),
            "direct",
            SAID,
        )
    ]


def test_a_colon_opens_the_quotation_of_the_next_paragraph() -> None:
    text = "Lopez wrote in a statement:\n\n“We will repair the bridge by June.”"
    assert parts(text) == [("Lopez", "wrote", ("“We will repair the bridge by June.”",), "direct", SAID)]


def test_a_quotation_that_nobody_introduces_has_neither_source_nor_cue() -> None:
    text = "The bridge was closed in May.\n\n“It should never have come to this point at all.”"
    assert parts(text) == [("", "", ("“It should never have come to this point at all.”",), "direct", SAID)]


def test_a_sentence_with_quoted_words_goes_on_with_what_was_said_before() -> None:
    text = (
        "The bridge is “a danger to us all,” said Ann Jones, the mayor. Closing it would leave the town “cut off from "
        "its own hospital”. The council met on Tuesday. The “Old Bridge Inn” shut."
    )
    assert parts(text) == [
        ("Ann Jones, the mayor", "said", ("The bridge is “a danger to us all,”",), "mixed", SAID),
        ("", "", ("Closing it would leave the town “cut off from its own hospital”",), "mixed", SAID),
    ]


def test_a_block_quotation_that_lost_its_marks() -> None:
    block = "We are not going to close it. We have nothing to hide from the people of this town."
    lines = [
        "The bridge opened in 1930.", "Ann Jones said the bridge was safe.", block,
        "She said that it would be painted.", "It is 300 metres long.", "The river is wide.",
    ]  # fmt: skip
    assert ("", "", (block,), "indirect", SAID) in parts("\n\n".join(lines))
    own = ["I drove across the bridge on Monday.", *lines, "I was not the only one.", "We waited.", "I left."]
    assert ("", "", (block,), "indirect", SAID) not in parts("\n\n".join(own))


@pytest.mark.parametrize("glue", [" ", "\n\n"])
def test_a_post_is_signed_with_a_name_and_a_handle(glue: str) -> None:
    post = "The bridge is closed until May. Please use the ferry."
    text = f"The town woke up to bad news.\n\n{post}{glue}— Ann Jones (@annjones) March 3, 2020\n\nThe ferry was full."
    assert parts(text) == [("Ann Jones", "—", (post,), "indirect", SAID)]


def test_two_single_marks_are_one_double_mark() -> None:
    text = "''It's closed, for heaven's sake,'' she said."
    assert parts(text) == [("she", "said", ("''It's closed, for heaven's sake,''",), "direct", SAID)]


def test_where_it_was_said_is_not_what_was_said() -> None:
    text = "The bridge was closed and it will be painted in May, he said in a statement."
    assert parts(text) == [
        ("he", "said in a statement", ("The bridge was closed and it will be painted in May",), "indirect", SAID),
    ]


def test_a_relative_clause_that_somebody_tells() -> None:
    text = "In 2004 she met Johnny Allen, who Brown said had paid her and taken her to his house."
    assert parts(text) == [
        ("Brown", "said", ("who", "had paid her and taken her to his house"), "indirect", SAID),
    ]


def test_headlines_are_signed_and_labelled() -> None:
    body = "\n\nLopez was in town on Monday. The visit of Lopez was short. Lopez left at noon."
    signed = "No bridge will be closed – Lopez"
    assert parts(signed + body) == [("Lopez", "–", ("No bridge will be closed",), "indirect", SAID)]
    labelled = "Lopez: No bridge will be closed"
    assert parts(labelled + body) == [("Lopez", ":", ("No bridge will be closed",), "indirect", SAID)]


def test_an_attribution_inside_another_says_which() -> None:
    text = "Lopez said that the governor had promised to pay for the bridge."
    outer, inner = read(text)
    assert (quote(text, outer.source), outer.nested_in) == ("Lopez", None)
    assert (quote(text, inner.source), inner.nested_in) == ("the governor", outer.id)
    assert quote(text, inner.content) == "to pay for the bridge"


def test_the_medium_that_relays() -> None:
    cases = {
        "Lopez told CBS News on Monday that the bridge was old.": "CBS News",
        "The bridge was old, Lopez said at a press conference, TASS has reported.": "TASS",
        "In an interview with The Daily Herald, Lopez said that the bridge was old.": "Daily Herald",
        "Lopez told the council that the bridge was old.": None,
        "Reuters reported that the bridge was old.": None,
    }
    # the one that holds the others comes first
    assert {text: read(text)[-1].via for text in cases} == cases


def test_a_dateline_is_no_content() -> None:
    text = "SPRINGFIELD, May 4 (Reuters) - The bridge will be closed until June, Mayor Maria Lopez said."
    assert parts(text) == [("Mayor Maria Lopez", "said", ("The bridge will be closed until June",), "indirect", SAID)]


@pytest.mark.parametrize(
    "text",
    [
        "The bridge was built in 1931 and has three arches.",
        "The so-called “bridge of sighs” was closed in May.",
        "He walked to the river. It was cold. Nobody was there.",
    ],
)
def test_nothing_where_nobody_says_anything(text: str) -> None:
    assert parts(text) == []


def test_an_article_known_to_be_in_another_language_is_left_out() -> None:
    text = "The mayor said that the bridge would be closed."
    found = attributions.read([article(text, language=x) for x in ("de", "en", "en-GB", None)], [])
    assert [len(rows) for rows in found] == [0, 1, 1, 1]


def test_offsets_point_into_the_article_where_furniture_cuts_a_sentence() -> None:
    text = "Lopez said that the bridge\nADVERTISEMENT\nwould be closed until May."
    cut = text.index("\nADVERTISEMENT\n")
    rest = cut + len("\nADVERTISEMENT\n")
    split = Article("a1", "a", "a", "", "text/plain", text, paragraphs=(((0, cut), (rest, len(text))),))
    (found,) = attributions.read([split], [])[0]
    assert [text[a:b] for a, b in found.content] == ["that the bridge", "would be closed until May"]


HOSTILE = {
    "quotation marks": "“" * 10_000,
    "straight marks": '"' * 10_001,
    "pairs of marks": "“a” " * 10_000,
    "no space": "x" * 100_000,
    "no space, marks": "x”“'" * 25_000,
    "one long sentence": "he said that she told " * 4_000,
    "commas": "he said, " * 10_000,
    "quotations": "“Yes,” he said. " * 3_000,
    "capitals": "Aa Bb " * 20_000,
    "media": "told The " * 10_000,
    "unbalanced": '“He said ‘no" and «left. ' * 2_000,
    "paragraphs of quotation": "“Yes, it is what it is.”\n\n" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_bounded_time(name: str) -> None:
    begin = time.process_time()
    read(HOSTILE[name])
    assert time.process_time() - begin < 60


WORDS = st.sampled_from([
    "said", "says", "told", "that", "“", "”", '"', "'", "‘", "’", ",", ".", ":", ";", "—", "–", "(", ")", "?", "the",
    "Lopez", "mayor", "adding", "according", "to", "bridge", "he", "who", "and", "was", "asked", "by", "“Yes,”",
    "believes", "wants", "claim", "U.S.", "It’s", "İ", "ß", "5", "\n\n",
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.lists(WORDS, max_size=60).map(" ".join), st.text(max_size=200)))
def test_whatever_the_text(text: str) -> None:
    given_article = article(text)
    found = attributions.read([given_article], [])[0]
    assert found == attributions.read([given_article], [])[0]
    ids = {a.id for a in found}
    assert len(ids) == len(found)
    starts = [a.content[0] for a in found]
    assert [s for s, _ in starts] == sorted(s for s, _ in starts)
    for a in found:
        assert a.content
        assert 0 <= a.score <= 1
        assert a.nested_in is None or a.nested_in in ids - {a.id}
        for spans in (a.source, a.cue, a.content):
            inside(spans, text)


def inside(spans: Spans, text: str) -> None:
    assert all(0 <= start < stop <= len(text) for start, stop in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert all(text[start:stop].strip() for start, stop in spans)


def test_the_result_does_not_depend_on_the_batch() -> None:
    texts = [x[0] for x in ONE[:4]]
    together = attributions.read([article(x) for x in texts], [])
    assert together == [attributions.read([article(x)], [])[0] for x in texts]


def test_quality_on_real_news_does_not_fall(shared: Path) -> None:
    """Floors a little under what is measured (docs/decisions/attributions.md); lower one only on purpose."""
    script = Path(__file__).resolve().parents[2] / "benchmarks" / "attributions.py"
    printed = subprocess.run([sys.executable, str(script), "dev"], check=True, capture_output=True, text=True).stdout
    f1 = {line[:16].strip(): float(line.split()[-1]) for line in printed.splitlines()[2:9]}
    floors = {"content tokens": 81.5, "content exact": 56.0, "relation": 64.0, "relation exact": 49.0}
    assert {figure: f1[figure] >= floor for figure, floor in floors.items()} == dict.fromkeys(floors, True)
    assert (shared / "data" / "polnear" / "dev").is_dir()
