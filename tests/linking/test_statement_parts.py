"""Which sentences of an attribution tell a statement: by hand, and over whatever groups of reports there may be."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storytelling import article, story

from onrecord.comparing.saying import prepare, quotation_marks
from onrecord.linking import statements
from onrecord.linking.statements.told import cut, parted, sentences_of, spans
from onrecord.linking.statements.units import Unit, read_units, voices
from onrecord.model import Article, Links, Reading
from onrecord.text import covers, quote
from onrecord.ties import Ties

SHUT = "“The harbour bridge stays shut until every girder was tested."
FERRIES = "Four extra ferries carry lorries over the river from Thursday.”"
INQUIRY = "“An inquiry looks into the lost letters of the engineer.”"
Told = tuple[list[Article], list[Reading], Links]


def units(told: Told) -> dict[str, Unit]:
    """The reports by the names of their articles and their places there ("a0", "a1", "b0")."""
    articles, readings, links = told
    out: dict[str, Unit] = {}
    for unit in read_units(articles, readings, voices(readings, links)):
        name = unit.article.name
        out[f"{name}{sum(key.startswith(name) for key in out)}"] = unit
    return out


def shown(found: Sequence[tuple[list[Unit], Mapping[str, Sequence[int]]]]) -> list[dict[str, str]]:
    """The words of each report in each statement, by its article."""
    rows = (sorted((u.article.name, words(u, places)) for u in members) for members, places in found)
    return sorted(map(dict, rows), key=str)


def words(unit: Unit, places: Mapping[str, Sequence[int]]) -> str:
    return quote(unit.article.text, spans(cut(unit.said, places)), " | ")


def groups(of: dict[str, Unit], *rows: str) -> list[tuple[list[Unit], dict[str, int]]]:
    """Groups as "a0 b0:1": the report a0 as a whole, and b0 by its second sentence."""
    out = []
    for row in rows:
        names = [name.partition(":") for name in row.split()]
        places = {of[name].row.id: int(place) for name, _, place in names if place}
        out.append(([of[name] for name, *_ in names], places))
    return out


def whole(told: Told) -> list[dict[str, str]]:
    """The statements of a pile with the part of each article in them."""
    articles, readings, _ = told
    rows = {row.id: row for reading in readings for row in reading.attributions}
    texts = {a.id: a for a in articles}
    return [
        {
            texts[rows[a].article].name: quote(texts[rows[a].article].text, s.part(rows[a]), " | ")
            for a in s.attributions
        }
        for s in statements.link(*told)
    ]


def test_two_sentences_of_one_quotation_that_two_outlets_report():
    told = story(
        article("a", f"{{Okoye: {SHUT} {FERRIES}}} she <said>."),
        article("b", "Okoye <said> {Okoye: the harbour bridge would stay shut until every girder was tested}."),
        article("c", "Okoye <said> {Okoye: four extra ferries would carry lorries over the river from Thursday}."),
    )
    found = whole(told)
    assert sorted(map(sorted, found)) == [["a", "b"], ["a", "c"]]
    parts = {frozenset(s): s["a"] for s in found}
    assert parts[frozenset("ab")] == SHUT
    assert parts[frozenset("ac")] == FERRIES


def test_a_quotation_that_another_outlet_quotes_whole_is_told_whole():
    told = story(
        article("a", f"{{Okoye: {SHUT} {FERRIES}}} she <said>."),
        article("b", f"{{Okoye: {SHUT} {FERRIES}}} she <said>."),
    )
    [found] = statements.link(*told)
    assert found.parts == ()
    assert whole(told) == [{"a": f"{SHUT} {FERRIES}", "b": f"{SHUT} {FERRIES}"}]


def test_a_sentence_each_in_three_outlets():
    of = units(
        story(
            article("a", f"{{Okoye: {SHUT} {FERRIES[:-1]} {INQUIRY[1:]}}} she <said>."),
            article("b", "Okoye <said> {Okoye: the harbour bridge would stay shut until every girder was tested}."),
            article("c", "Okoye <said> {Okoye: four extra ferries would carry lorries over the river from Thursday}."),
            article("d", "Okoye <said> {Okoye: an inquiry would look into the lost letters of the engineer}."),
        )
    )
    # the quotation is alone in a group of its own: with all its sentences elsewhere, that is no statement
    found = shown(parted(groups(of, "a0", "b0 a0:0", "c0 a0:1", "d0 a0:2"), {}, Ties()))
    assert [(set(s), s["a"]) for s in found] == [
        ({"a", "d"}, INQUIRY[1:]),
        ({"a", "c"}, FERRIES[:-1]),
        ({"a", "b"}, SHUT),
    ]
    # what nobody else reports stays a statement
    found = shown(parted(groups(of, "a0", "b0 a0:0", "d0 a0:2"), {}, Ties()))
    assert {"a": FERRIES[:-1]} in found
    assert len(found) == 3


def test_what_nobody_answers_to_goes_with_the_sentence_before_it():
    of = units(
        story(
            article("a", f"{{Okoye: {SHUT} {FERRIES[:-1]} Nobody knows why.”}} she <said>."),
            article("b", "Okoye <said> {Okoye: the harbour bridge would stay shut until every girder was tested}."),
            article("c", "Okoye <said> {Okoye: four extra ferries would carry lorries over the river from Thursday}."),
        )
    )
    found = {frozenset(s): s["a"] for s in shown(parted(groups(of, "a0 b0", "c0 a0:1"), {}, Ties()))}
    assert found == {frozenset("ab"): SHUT, frozenset("ac"): f"{FERRIES[:-1]} Nobody knows why.”"}


def test_another_long_quotation_follows_sentence_by_sentence():
    of = units(
        story(
            article("a", f"{{Okoye: {SHUT} {FERRIES}}} she <said>."),
            article("b", f"{{Okoye: {SHUT} {FERRIES}}} she <said>."),
            article("c", "Okoye <said> {Okoye: four extra ferries would carry lorries over the river from Thursday}."),
        )
    )
    found = {frozenset(s): s for s in shown(parted(groups(of, "a0 b0", "c0 a0:1"), {}, Ties()))}
    assert found.keys() == {frozenset("ab"), frozenset("abc")}
    assert found[frozenset("ab")] == {"a": SHUT, "b": SHUT}
    assert {found[frozenset("abc")][name] for name in "ab"} == {FERRIES}


@pytest.mark.parametrize(
    ("marked", "sentences"),
    [
        ("“The bridge stays shut,” she said, “until every girder was tested.”", 1),
        ("“The bridge stays shut,” she said. “Nobody may walk over it.”", 2),
        ("“The bridge stays shut,” said Mr. Lee, “until every girder was tested.”", 1),
    ],
)
def test_words_on_both_sides_of_the_verb_may_be_one_sentence(marked, sentences):
    [unit] = units(story(article("a", f"{{Okoye: {marked}}}"))).values()
    content = tuple((m.start(), m.end()) for m in re.finditer("“[^”]*”", marked))
    said = prepare(unit.article, replace(unit.row, content=content), quotation_marks(unit.article))
    assert len(sentences_of(said)) == sentences
    assert spans(said) == content


def test_one_sentence_that_two_statements_hold_makes_them_one():
    of = units(
        story(
            article("a", f"{{Okoye: {SHUT} {FERRIES}}} she <said>."),
            article("b", "Okoye <said> {Okoye: the harbour bridge would stay shut until every girder was tested}."),
            article("c", "Okoye <said> {Okoye: every girder was tested before the harbour bridge stays not shut}."),
        )
    )
    held = groups(of, "a0", "b0 a0:0", "c0 a0:0")
    found = parted(held, {}, Ties())
    assert [(set(s), s["a"]) for s in shown(found)] == [({"a"}, FERRIES), ({"a", "b", "c"}, SHUT)]
    # what a person says stands above it
    ties = Ties()
    ties.part(of["b0"].row.id, of["c0"].row.id)
    assert len(parted(held, {}, ties)) == 3


def test_two_remarks_of_one_sentence_stay_two_and_are_headed_by_what_tells_them_apart():
    of = units(
        story(
            article("a", "Okoye <said> {Okoye: the harbour bridge stays shut and four extra ferries carry lorries}."),
            article("b", "Okoye <said> {Okoye: the harbour bridge would stay shut}."),
            article("c", "Okoye <said> {Okoye: four extra ferries would carry lorries}."),
        )
    )
    found = parted(groups(of, "b0 a0:0", "a0 c0"), {}, Ties())
    assert [members[0].article.name for members, _ in found] == ["b", "c"]


# --- whatever the groups --------------------------------------------------------------------------

_SENTENCE = st.sampled_from(
    [
        "The bridge is shut.",
        "Ferries run until May.",
        "Nobody was hurt.",
        "An inquiry begins.",
        "Yes.",
        "…",
        "We, the city,",
    ]
)
_QUOTATION = st.lists(_SENTENCE, min_size=1, max_size=4).map(" ".join)


@st.composite
def piles(draw: st.DrawFn) -> tuple[Told, list[tuple[str, ...]]]:
    """Articles of one quotation each; groups of which each report has one, and others as guests."""
    quotations = draw(st.lists(_QUOTATION, min_size=2, max_size=6))
    told = story(*(article(f"x{n}", f"{{Okoye: “{q}”}} she <said>.") for n, q in enumerate(quotations)))
    home = [draw(st.integers(0, 2)) for _ in quotations]
    guest = [[draw(st.integers(0, 3)) if draw(st.booleans()) else None for _ in quotations] for _ in range(3)]
    rows = []
    for g in range(3):
        own = [f"x{n}0" for n, at in enumerate(home) if at == g]
        more = [f"x{n}0:{place}" for n, place in enumerate(guest[g]) if own and home[n] != g and place is not None]
        rows += [tuple(own + more)] if own else []
    return told, rows


@settings(max_examples=150, deadline=None)
@given(piles(), st.randoms(use_true_random=False))
def test_whatever_the_groups_every_statement_has_words_and_no_report_is_lost(pile, order: random.Random):
    told, rows = pile
    of = units(told)
    last = {name: max((w.sentence for w in unit.said.words), default=0) for name, unit in of.items()}

    def held(rows: Sequence[Sequence[str]]) -> list[tuple[list[Unit], dict[str, int]]]:
        # a place that the quotation has
        names = [[name.split(":") for name in row] for row in rows]
        texts = [":".join((n, str(min(int(p[0]), last[n])))) if p else n for row in names for n, *p in row]
        return groups(of, *(" ".join(texts.pop(0) for _ in row) for row in rows))

    found = parted(held(rows), {}, Ties())
    for members, places in found:
        assert members
        assert len({unit.row.id for unit in members}) == len(members)
        for unit in members:
            assert covers(unit.row.content, spans(cut(unit.said, places)))
            assert cut(unit.said, places).words or not unit.said.words
    assert {unit for members, _ in found for unit in members} == set(of.values())
    told_by = [
        (unit, n)
        for members, places in found
        for unit in members
        for n in places.get(unit.row.id, range(len(unit.said.words)))
    ]
    for unit in of.values():
        assert {n for u, n in told_by if u is unit} == set(range(len(unit.said.words)))
    shuffled = list(rows)
    order.shuffle(shuffled)
    assert shown(parted(held([tuple(order.sample(row, len(row))) for row in shuffled]), {}, Ties())) == shown(found)


def test_a_part_is_told_only_of_a_report_of_the_statement():
    articles, readings, links = story(article("a", "{Okoye: “The bridge is shut.”} she <said>."))
    [found] = statements.link(articles, readings, links)
    row = readings[0].attributions[0]
    assert found.part(row) == row.content
    with pytest.raises(ValueError, match="not in tuple"):
        type(found)(found.id, None, (), (), "", parts=((),)).part(row)
