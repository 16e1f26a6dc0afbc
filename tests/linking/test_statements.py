from __future__ import annotations

import itertools
import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storytelling import article, story

from onrecord.comparing.days import days_of_saying
from onrecord.linking import statements
from onrecord.linking.statements import features
from onrecord.linking.statements.clusters import gathered
from onrecord.linking.statements.units import Edge, pair_of, read_units, voices
from onrecord.model import Article, Derivation, Links, Match, Reading, Speaker, Statement, digest


def joined(articles: list[Article], readings: list[Reading], links: Links) -> set[frozenset[str]]:
    """The statements of several attributions, each as the set of its contents."""
    text = {a.id: a.text for a in articles}
    words = {
        row.id: f"{next(a.name for a in articles if a.id == row.article)}: {text[row.article][slice(*row.content[0])]}"
        for reading in readings
        for row in reading.attributions
    }
    found = statements.link(articles, readings, links)
    return {frozenset(words[a] for a in s.attributions) for s in found if len(s.attributions) > 1}


def test_a_remark_quoted_here_and_paraphrased_there_is_one_statement():
    told = story(
        article("a", "{Okoye: “We will rebuild the harbour bridge before the winter,”} the mayor <said>."),
        article("b", "Okoye <promised> {Okoye: the harbour bridge would be rebuilt before winter}."),
    )
    assert joined(*told) == {
        frozenset(
            {
                "a: “We will rebuild the harbour bridge before the winter,”",
                "b: the harbour bridge would be rebuilt before winter",
            }
        )
    }


def test_the_conjunction_before_a_content_makes_no_difference():
    articles, readings, links = story(
        article("a", "Okoye <said> {Okoye: that the harbour bridge would be rebuilt before winter}."),
        article("b", "{Okoye: The harbour bridge would be rebuilt before winter}, Okoye <said>."),
    )
    [found] = statements.link(articles, readings, links)
    assert [(w.relation, w.changes) for w in found.wordings] == [("verbatim", ())]


def test_a_headline_that_quotes_the_text_below_it_takes_nobodys_place():
    whole = "“We will not gamble with lives for the sake of a shorter drive,”"
    longer = f"{whole[:-2]}. The bridge stays shut until every girder has been tested, not before June,”"
    title = "Okoye: “We will not gamble with lives”"
    headline = "Okoye: {Okoye: “We will not gamble with lives”}"
    told = story(
        article("a", f"{headline}\n\n{{Okoye: {longer}}} Okoye <said>.", evidence={"title": ((0, len(title)),)}),
        article("b", "{Okoye: “We will not gamble with lives,”} Okoye <said>."),
        article("c", f"{{Okoye: {whole}}} Okoye <said>."),
    )
    assert [len(members) for members in joined(*told)] == [4]


def test_a_few_common_words_join_no_strangers_though_one_article_comes_from_the_other():
    articles, readings, links = story(
        article("a", "{City: Improving Relations}\n\n{City: The ferries will run again}, the city <said>."),
        article(
            "b",
            "<Asked about> {Nobody: the potential for improving relations with the harbour board}, Okoye left. "
            "{City: The ferries will run again}, the city <said>.",
        ),
    )
    links = replace(links, speakers=tuple(s for s in links.speakers if s.name != "Nobody"))
    a, b = (row.id for row in articles)
    rewrite = Derivation(digest("d"), b, a, None, "rewrite", 1.0, (), "", "test")
    assert joined(articles, readings, replace(links, derivations=(rewrite,))) == {
        frozenset({"a: The ferries will run again", "b: The ferries will run again"})
    }


def test_two_remarks_on_one_theme_stay_apart():
    told = story(
        article("a", "{Okoye: “The bridge cost the city forty million crowns,”} Okoye <said>."),
        article("b", "{Okoye: “Nobody was hurt when the bridge gave way,”} Okoye <said>."),
    )
    assert joined(*told) == set()


def test_what_two_people_say_in_like_words_stays_apart():
    told = story(
        article("a", "Okoye <said> {Okoye: the harbour bridge would be rebuilt before winter}."),
        article("b", "Lindqvist <said> {Lindqvist: the harbour bridge would be rebuilt before winter}."),
    )
    assert joined(*told) == set()


def test_long_quoted_words_join_though_one_article_names_nobody():
    words = "“We will rebuild the harbour bridge before the first snow falls on this city and its people”"
    told = story(article("a", f"{{Okoye: {words}}}, Okoye <said>."), article("b", f"{{nobody: {words}}}."))
    articles, readings, links = told
    links = replace(links, speakers=tuple(s for s in links.speakers if s.name == "Okoye"))
    assert joined(articles, readings, links) == {frozenset({f"a: {words}", f"b: {words}"})}


def test_one_attribution_may_answer_two_of_another_article():
    told = story(
        article(
            "a",
            "{Okoye: “The harbour bridge will be rebuilt before winter. The contractor will repay every stolen "
            "crown.”} That was all.",
        ),
        article(
            "b",
            "Okoye <said> {Okoye: the harbour bridge would be rebuilt by winter}. She <added> {Okoye: the contractor "
            "would repay all the stolen crowns}.",
        ),
    )
    assert [len(s) for s in joined(*told)] == [3]


def test_a_long_quotation_belongs_with_each_report_of_its_sentences():
    told = story(
        article("a", "{Okoye: “The contractor stole eleven million crowns. Every girder of the bridge rusted.”}"),
        article("b", "Okoye <said> {Okoye: the contractor had stolen eleven million crowns}."),
        article("c", "Okoye <said> {Okoye: every girder of the bridge had rusted}."),
    )
    whole = "a: “The contractor stole eleven million crowns. Every girder of the bridge rusted.”"
    assert joined(*told) == {
        frozenset({whole, "b: the contractor had stolen eleven million crowns"}),
        frozenset({whole, "c: every girder of the bridge had rusted"}),
    }


def unnamed(left: str, right: str, who: tuple[str, str]) -> int:
    """How many statements join two reports of speakers whom nobody names, called so."""
    told = [article("a", f"{{a: {left}}}"), article("b", f"{{b: {right}}}")]
    told = [(row, replace(r, entities=tuple(replace(e, name=None) for e in r.entities))) for row, r in told]
    articles, readings, links = story(*told)
    speakers = tuple(
        Speaker(digest("s", n), who[n], "group", (), (), tuple(e.id for e in r.entities), "test")
        for n, r in enumerate(readings)
    )
    return len(joined(articles, readings, replace(links, speakers=speakers)))


def test_speakers_whom_nobody_names():
    left = "the contractor stole eleven million crowns from the harbour fund"
    right = "the contractor had stolen eleven million crowns from the harbour fund"
    assert unnamed(left, right, ("prosecutors", "the prosecution")) == 1
    left, right = "“a contractor of unfathomable greed”", "this was “a contractor of unfathomable greed” at work"
    assert unnamed(left, right, ("critics", "neighbours")) == 1
    assert unnamed(left, "the town knows “unfathomable” summers and long winters", ("critics", "neighbours")) == 0


def test_likeness_is_not_passed_along_a_chain():
    told = story(
        article("a", "Okoye <said> {Okoye: the harbour bridge would be rebuilt before winter}."),
        article("b", "Okoye <said> {Okoye: the contractor would repay every stolen crown by midsummer}."),
        article(
            "c",
            "Okoye <said> {Okoye: the harbour bridge would be rebuilt and the contractor would repay the stolen "
            "crowns}.",
        ),
    )
    for members in joined(*told):
        names = {m[0] for m in members}
        # the two remarks meet only in an article that tells both
        assert "c" in names


def test_the_order_in_which_odds_are_summed_keeps_no_groups_apart():
    """In floats 0.3 + 0.1 + 0.2 is not 0.3 + 0.2 + 0.1: groups whose pairs have these odds are joined all the same."""
    told = "{Okoye: “We will rebuild the harbour bridge before the winter,”} she <said>."
    articles, readings, links = story(*(article(name, told) for name in "abcd"))
    units = read_units(articles, readings, voices(readings, links))
    for order in itertools.permutations(units):
        a, b, c, d = order
        odds = {(a, b): 5.0, (c, d): 4.0, (a, c): 0.3, (a, d): 0.1, (b, c): 0.2, (b, d): 0.0}
        edges = {pair_of(*pair): Edge(value, {}) for pair, value in odds.items()}
        assert [len(members) for members, _ in gathered(units, edges, 0.0, -4.0)] == [4]


def test_a_denial_is_not_the_claim_it_denies():
    told = story(
        article("a", "Okoye <said> {Okoye: she had seen the report}."),
        article("b", "Okoye <said> {Okoye: she had never seen the tunnel}."),
    )
    assert joined(*told) == set()


def test_a_passage_that_a_derivation_matches_is_evidence():
    one = article("a", "Okoye <stressed> {Okoye: the old crossing was wrecked by careless builders}.")
    two = article("b", "Okoye <emphasized> {Okoye: negligent contractors destroyed the old crossing}.")
    articles, readings, links = story(one, two)
    assert joined(articles, readings, links) == set()
    match = Match((0, len(two[0].text)), (0, len(one[0].text)))
    derived = Derivation("d", two[0].id, one[0].id, None, "rewrite", 1.0, (match,), "", "test")
    assert len(joined(articles, readings, replace(links, derivations=(derived,)))) == 1


def test_a_long_quotation_of_one_speaker_joins_across_stories():
    words = (
        "“We will rebuild the harbour bridge with granite from our own quarries, and the contractor who stole the "
        "money for the first one will repay every last crown to the fishermen of this city before midsummer,”"
    )
    articles, readings, links = story(
        article("a", f"{{Okoye: {words}}} Okoye <said>."), article("b", f"{{Okoye: {words}}} Okoye <said>.")
    )
    assert joined(articles, readings, replace(links, stories=())) == {frozenset({f"a: {words}", f"b: {words}"})}


def test_articles_of_different_stories_are_not_compared():
    articles, readings, links = story(
        article("a", "Okoye <said> {Okoye: the harbour bridge would be rebuilt before winter}."),
        article("b", "Okoye <said> {Okoye: the harbour bridge would be rebuilt before winter}."),
    )
    assert joined(articles, readings, replace(links, stories=())) == set()


def test_every_attribution_that_is_not_nested_has_one_statement():
    articles, readings, links = story(
        article("a", "Okoye <said> {Okoye: the harbour bridge would be rebuilt}. Lindqvist <said> {Lindqvist: no}."),
        article("b", "Okoye <said> {Okoye: the harbour bridge would be rebuilt}."),
    )
    inner = replace(readings[0].attributions[1], nested_in=readings[0].attributions[0].id)
    readings[0] = replace(readings[0], attributions=(readings[0].attributions[0], inner))
    found = statements.link(articles, readings, replace(links, speakers=()))
    held = [a for s in found for a in s.attributions]
    assert sorted(held) == sorted({readings[0].attributions[0].id, readings[1].attributions[0].id})


_WORDS = st.lists(
    st.sampled_from(
        [
            "bridge",
            "harbour",
            "winter",
            "rebuilt",
            "contractor",
            "stolen",
            "crowns",
            "never",
            "mayor",
            "promised",
            "flood",
            "river",
        ]
    ),
    min_size=1,
    max_size=12,
).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["Okoye", "Lindqvist"]), _WORDS), max_size=8),
    st.randoms(),
)
def test_the_order_of_the_articles_does_not_matter(said, random):
    by_article: dict[str, str] = {}
    for name, who, words in said:
        by_article[name] = by_article.get(name, "") + f"{who} said {{{who}: {words}}}. "
    articles, readings, links = story(*(article(name, text) for name, text in sorted(by_article.items())))
    found = statements.link(articles, readings, links)
    held = {a for s in found for a in s.attributions}
    assert held == {a.id for r in readings for a in r.attributions}
    order = list(range(len(articles)))
    random.shuffle(order)
    assert statements.link([articles[n] for n in order], [readings[n] for n in order], links) == found


_PILE = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(["Okoye", "Lindqvist"]), _WORDS), min_size=1, max_size=10
)


def told_by(said: list[tuple[str, str, str]]) -> dict[str, str]:
    """The marked text of each article."""
    texts: dict[str, str] = {}
    for name, who, words in said:
        texts[name] = texts.get(name, "") + f"{who} said {{{who}: {words}}}. "
    return texts


@settings(max_examples=40, deadline=None)
@given(_PILE, _PILE)
def test_an_article_of_another_story_changes_nothing(said, more):
    here = [article(name, text) for name, text in sorted(told_by(said).items())]
    elsewhere = [article(f"far {name}", text) for name, text in sorted(told_by(more).items())]
    articles, readings, links = story(*here, *elsewhere)
    own = {row.id for row, _ in here}
    stories = (replace(links.stories[0], articles=tuple(sorted(own))),)
    alone = statements.link(articles[: len(here)], readings[: len(here)], replace(links, stories=stories))
    found = statements.link(articles, readings, replace(links, stories=stories))
    rows = {row.id for reading in readings[: len(here)] for row in reading.attributions}
    assert [s for s in found if rows & set(s.attributions)] == list(alone)


@settings(max_examples=60, deadline=None)
@given(_PILE, _WORDS)
def test_an_article_more_changes_only_statements_that_it_touches(said, words):
    here = [article(name, text) for name, text in sorted(told_by(said).items())]
    new = article("new", f"Okoye said {{Okoye: {words}}}.")
    articles, readings, links = story(*here, new)
    before = statements.link(articles[:-1], readings[:-1], links)
    after = statements.link(articles, readings, links)
    touched = {row.id for row in new[1].attributions}
    units = read_units(articles, readings, voices(readings, links))
    pairs = statements.edges(units, links, days_of_saying(articles, readings, links))
    # what it may be joined with, what that may be joined with, and so on
    while more := {i for pair in pairs if touched & set(pair) for i in pair} - touched:
        touched |= more
    kept = [s for s in before if not touched & set(s.attributions)]
    assert kept == [s for s in after if not touched & set(s.attributions)]


def test_a_statement_is_identified_by_its_attributions():
    articles, readings, links = story(article("a", "Okoye <said> {Okoye: the harbour bridge would be rebuilt}."))
    [found] = statements.link(articles, readings, links)
    said = readings[0].attributions[0].id
    assert found == Statement(digest("statement", (said,)), links.speakers[0].id, (said,), (), "statements.odds/1")


@pytest.mark.parametrize("filler", ["word " * 50_000, "“a” " * 10_000, "x" * 100_000, "“" * 10_000])
def test_hostile_text_takes_no_time(filler):
    told = story(article("a", f"{{Okoye: {filler}}}"), article("b", f"{{Okoye: {filler}}}"))
    start = time.perf_counter()
    statements.link(*told)
    assert time.perf_counter() - start < 60


def test_a_speaker_of_many_remarks_stays_bounded():
    remarks = " ".join(f"{{Okoye: the bridge number {n} of the city would cost {n} crowns}}." for n in range(400))
    told = story(article("a", remarks), article("b", remarks))
    start = time.perf_counter()
    statements.link(*told)
    assert time.perf_counter() - start < 60


def test_hundreds_of_copies_are_one_statement_each():
    told = story(*(article(f"copy {n}", "Okoye <said> {Okoye: the harbour bridge would be rebuilt with steel}. "
                           "She <added> {Okoye: that ferries would run free of charge until the spring}.")
                   for n in range(300)))  # fmt: skip
    start = time.perf_counter()
    found = statements.link(*told)
    assert time.perf_counter() - start < 60
    assert sorted(len(s.attributions) for s in found) == [300, 300]
    assert all(len(s.wordings) == 299 for s in found)


def test_marked_story(shared):
    """On the gold attributions and speakers of the marked story: what is told twice is found, the rest left apart."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    from seeds import gold_readings

    from onrecord import intake

    names = ["000", "001", "002", "003", "004"]
    sources = intake.sources([str(shared / "seeds" / f"{n}.txt") for n in names])
    articles = [a for a in intake.parse(list(sources)) if isinstance(a, Article)]
    readings = gold_readings(shared / "seeds" / "gold", articles)
    _, _, links = story(*zip(articles, readings, strict=True))
    gold = json.loads((shared / "seeds" / "gold" / "statements.json").read_text("utf-8"))
    by_name = {a.name: a.id for a in articles}
    row = {i: digest("gold", by_name[i[:3]], i) for s in gold["statements"] for i in s["attributions"]}
    told = [set(map(row.get, s["attributions"])) for s in gold["statements"]]
    found = [set(s.attributions) for s in statements.link(articles, readings, links) if len(s.attributions) > 1]
    pairs = {frozenset(p) for s in found for p in itertools.combinations(s, 2)}
    wanted = {
        frozenset(map(row.get, p))
        for s in gold["statements"]
        for p in itertools.combinations(s["attributions"], 2)
        if p[0][:3] != p[1][:3]
    }
    assert len(pairs & wanted) >= 16
    across = [
        p for p in pairs if len({r.article for reading in readings for r in reading.attributions if r.id in p}) == 2
    ]
    either = {frozenset(digest("gold", by_name[i[:3]], i) for i in p) for p in gold["either_way"]}
    wrong = [p for p in across if p not in either and not any(p <= s for s in told)]
    assert len(wrong) <= 2


def test_a_seldom_word_that_both_quote_joins_what_else_is_worded_otherwise():
    told = story(
        article("a", "Okoye <called> {Okoye: the lawsuit of the builders “a stunt” that will not survive a hearing}."),
        article("b", "Okoye <dismissed> {Okoye: what they had done as a “stunt”}."),
    )
    assert len(joined(*told)) == 1
    without = story(
        article("a", "Okoye <called> {Okoye: the lawsuit of the builders a stunt that will not survive a hearing}."),
        article("b", "Okoye <dismissed> {Okoye: what they had done as a farce}."),
    )
    assert joined(*without) == set()


def test_what_a_rewrite_tells_in_the_same_place_is_the_same():
    marked = "{Okoye: “We will rebuild the harbour bridge before the winter,”} he <said>. {Okoye: %s} he <said>. "
    marked += "{Okoye: “Nobody was hurt when the old mill gave way,”} he <said>."
    articles, readings, links = story(
        article("a", marked % "“Winning may not outweigh the adverse publicity,”"),
        article("b", marked % "victory would not mend the bad publicity,"),
    )
    a, b = (row.id for row in articles)
    assert len(joined(articles, readings, links)) == 2
    rewrite = Derivation(digest("d"), b, a, None, "rewrite", 1.0, (), "", "test")
    assert len(joined(articles, readings, replace(links, derivations=(rewrite,)))) == 3


@given(st.lists(st.tuples(st.integers(0, 3), st.frozensets(st.integers(0, 9), max_size=6)), min_size=2, max_size=12))
def test_what_reports_share_is_the_same_however_many_there_are(rows: list[tuple[int, frozenset[int]]]) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    article = np.array([n for n, _ in rows])
    held = np.array([(n, s) for n, (_, stems) in enumerate(rows) for s in stems], np.intp).reshape(-1, 2).T
    left, right = (place.ravel() for place in np.indices((len(rows), len(rows))))
    with pytest.MonkeyPatch.context() as patch:
        one = features.Rarity(article, (held[0], held[1])).shared(left, right)
        patch.setattr(features, "_TABLE", -1)
        other = features.Rarity(article, (held[0], held[1])).shared(left, right)
    for mine, yours in zip(one, other, strict=True):
        assert np.array_equal(mine, yours)
    assert (one.bits <= one.left).all()
