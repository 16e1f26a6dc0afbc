"""The report from small findings made by hand: what stands on the page, and that every word of it is right."""

from __future__ import annotations

import cProfile
import json
import re
from dataclasses import replace
from itertools import groupby, pairwise
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from onrecord.model import (
    Article,
    Attribution,
    Change,
    Direction,
    Findings,
    Form,
    Furniture,
    Links,
    Match,
    Reading,
    Speaker,
    Statement,
    Story,
    Wording,
)
from onrecord.report import render
from onrecord.report.addresses import shortest
from onrecord.report.desk import begins, called, dated, period, shortened
from onrecord.report.marked import Anchor, Mark, exact, marked
from onrecord.report.shapes import Page, StatementView
from onrecord.report.view import page

ONE_MORE = "The bridge is “not safe for anybody,” it said.\n"


def parse(page: str) -> html.HtmlElement:
    return html.document_fromstring(page.encode("utf-8"))


def lines(element: html.HtmlElement) -> str:
    """What a reader reads in an element, but for what its buttons say."""
    return " ".join("".join(element.xpath(".//text()[not(ancestor::button)]")).split())


def texts(document: html.HtmlElement) -> list[str]:
    return [e.text_content() for e in document.xpath('//div[@class="text"]')]


@pytest.fixture(scope="module")
def document(example: Findings) -> html.HtmlElement:
    return parse(render(example))


def test_head_sums_up_and_names_what_could_not_be_read(document: html.HtmlElement) -> None:
    assert lines(document.find_class("summary")[0]) == (
        "3 articles, 2 stories, 2 speakers, 3 statements, 2 origins, 2 differences"
    )
    assert lines(document.find_class("failures")[0]) == "1 input could not be read in/bad.bin: it is no text"


def test_every_link_leads_to_one_place_on_the_page(document: html.HtmlElement) -> None:
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    hrefs = document.xpath("//@href")
    assert len(hrefs) > 40
    assert [h for h in hrefs if h[0] != "#" or unquote(h[1:]) not in {unquote(i) for i in ids}] == []


def test_texts_read_back_character_for_character(document: html.HtmlElement, example: Findings) -> None:
    assert texts(document) == [a.text for a in example.articles]


def test_every_finding_has_an_address_and_says_what_made_it(document: html.HtmlElement) -> None:
    made = {
        "s-k1": "statements/1, score 0.90",
        "s-k3": "score 0.90",
        "d-d1": "derivations/1, score 0.80",
        "x-x1": "discrepancies/1",
        "x-x2": "d/1",
        "o-o1": "occasions/1",
    }
    for id, words in made.items():
        small = document.get_element_by_id(id).xpath(".//small")[-1]
        assert lines(small) == words
        assert small.xpath("./a/@href") == [f"#{id}"]
    # what made the rows that are told on one line is said once
    assert document.get_element_by_id("e-v2").find_class("self")[0].get("href") == "#e-v2"
    assert "speakers: speakers/1" in [lines(li) for li in document.find_class("makers")[0]]
    assert "events: events/1" in [lines(li) for li in document.find_class("makers")[0]]
    assert "statements: statements/1" in [lines(li) for li in document.find_class("makers")[0]]
    number = document.get_element_by_id("a-a1")
    assert number.get("title") == "Jo Reyes, score 0.90"
    assert number.get("href") == "#s-k1"


def test_a_statement_shows_who_reports_it_how_and_who_leaves_it_out(document: html.HtmlElement) -> None:
    card = document.get_element_by_id("s-k1")
    assert lines(card.find_class("said")[0]) == "“not safe for anybody,” […] “and it will stay shut.”"
    assert lines(card.find_class("reports")[0]) == (
        "1 origin “ ” quoted by Post · ≠ quoted in altered words by article two · at: Remarks, 22 January 2024"
    )
    single = document.get_element_by_id("s-k2")
    assert lines(single.find_class("reports")[0]) == "≈ paraphrased by Post score 0.90"
    rows = [[lines(c) for c in row] for row in document.xpath('//table[@class="matrix"]//tr')]
    assert rows == [
        ["Statement", "Post", "article two Mayor: bridge unsafe"],
        ["Jo Reyes “not safe for anybody,” […] “and it will stay shut.”", "“ ” quoted", "≠ altered"],
    ]


def test_differences_between_wordings_are_marked_word_by_word(document: html.HtmlElement) -> None:
    def marks(element: html.HtmlElement) -> list[tuple[str, str, str]]:
        return [(e.tag, e.text, e.get("title")) for e in element.xpath(".//*[self::ins or self::del or self::mark]")]

    card = document.get_element_by_id("s-k1")
    assert marks(card.find_class("said")[0]) == [("del", "for anybody", "article two: dropped")]
    assert [(lines(c[0]), marks(c[1])) for c in card.find_class("wordings")[0]] == [
        ("article two altered: dropped, added", [("ins", "the bridge", "added")])
    ]


def test_mostly_changed_wordings_are_left_unmarked(example: Findings) -> None:
    b1 = example.readings[1].attributions[0]
    changes = (Change("replaced", (b1.content[0][0], b1.content[0][0] + 18), (30, 40)),)
    statement = replace(example.links.statements[0], wordings=(Wording("b1", "a1", "paraphrase", changes),))
    links = replace(example.links, statements=(statement, *example.links.statements[1:]))
    document = parse(render(replace(example, links=links)))
    assert document.xpath('//div[@class="wordings"]//*[self::ins or self::del or self::mark]') == []


def test_discontinuous_and_nested_spans_are_marked_piece_by_piece(document: html.HtmlElement) -> None:
    text = document.xpath('//div[@class="text"]')[0]

    def pieces(number: int) -> list[tuple[str, str]]:
        found = text.xpath(f'.//*[contains(concat(" ",@data-a," ")," {number} ")]')
        return [(css, "".join(e.text for e in run)) for css, run in groupby(found, lambda e: e.get("class"))]

    assert pieces(1) == [
        ("c", "“not safe for anybody,”"),
        ("u", "Mayor Jo Reyes"),
        ("k", "said on"),
        ("c", "“and it will stay shut.”"),
    ]
    assert pieces(2) == [
        ("u", "She"),
        ("k", "said "),
        ("c k u", "the"),
        ("c u", " builder"),
        ("c", " "),
        ("c k", "admitted"),
        ("c", " that "),
        ("c c inner", "the steel was thin"),
    ]
    assert pieces(3) == [
        ("c k u", "the"),
        ("c u", " builder"),
        ("c k", "admitted"),
        ("c c inner", "the steel was thin"),
    ]
    assert [e.text for e in text.find_class("f")] == ["By ", "Ann Lee", "Read more: Ten best bridges"]


def test_passages_are_found_in_their_article(document: html.HtmlElement) -> None:
    card = document.get_element_by_id("x-x1")
    for link, words in zip(
        card.xpath('.//p[@class="source"]/a/@href'), ["not safe", "not safe for anybody"], strict=False
    ):
        anchor = document.get_element_by_id(link[1:])
        text = next(e for e in anchor.iterancestors() if e.get("class") == "text")
        lit = text.xpath(f'.//*[contains(concat(" ",@data-a," ")," {anchor.get("data-n")} ")]')
        assert "".join(e.text_content() for e in lit) == words
    contexts = [lines(e) for e in card.find_class("words")]
    assert contexts == [
        "Jo Reyes said the bridge is “not safe,” the Post reported.",
        "The bridge is “not safe for anybody,” Mayor Jo Reyes said on Monday, “and it will stay shut.” She said the "
        "builder admitted…",
    ]


def test_a_passage_that_is_the_same_in_both_stands_once(document: html.HtmlElement) -> None:
    card = document.get_element_by_id("d-d1")
    assert [lines(e) for e in card.xpath(".//b")] == ["not safe"]
    assert [lines(e) for e in card.find_class("source")] == [
        "Read it in article two, “Mayor: bridge unsafe”",
        "Word for word in Post",
    ]


def test_passages_that_follow_each_other_in_both_are_one(example: Findings) -> None:
    def rows(*pairs: tuple[tuple[int, int], tuple[int, int]]) -> html.HtmlElement:
        match = tuple(Match(*pair) for pair in pairs)
        row = replace(example.links.derivations[0], passages=match)
        return parse(render(with_rows(example, derivations=(row,)))).get_element_by_id("d-d1")

    assert len(rows(((0, 5), (0, 6)), ((6, 9), (7, 12))).find_class("pair")) == 1
    assert len(rows(((6, 9), (7, 12)), ((0, 5), (0, 6))).find_class("pair")) == 1
    # beside each other in one article alone, or in the other order
    assert len(rows(((0, 5), (0, 6)), ((6, 9), (10, 15))).find_class("pair")) == 2
    assert len(rows(((0, 5), (7, 12)), ((6, 9), (0, 6))).find_class("pair")) == 2


@pytest.mark.parametrize(("direction", "more"), [("inferred", " (direction inferred)"), ("stated", "")])
def test_a_direction_that_is_not_sure_looks_so_in_the_lead(example: Findings, direction: Direction, more: str) -> None:
    row = replace(example.links.derivations[0], direction=direction)
    document = parse(render(with_rows(example, derivations=(row,))))
    assert lines(document.find_class("origins")[0]) == f"1 origin Post, article two article two credits Post{more}"


@pytest.mark.parametrize(("source", "told"), [("Wire", True), ("Post", False)])
def test_a_credit_to_an_outlet_among_these_is_not_said_to_be_elsewhere(
    example: Findings, source: str, told: bool
) -> None:
    row = replace(example.links.derivations[0], origin=None, source=source)
    card = parse(render(with_rows(example, derivations=(row,)))).get_element_by_id("d-d1")
    assert ("not among these articles" in lines(card)) is told


def test_small_differences_are_folded_and_silence_is_said(document: html.HtmlElement) -> None:
    high, low = document.get_element_by_id("x-x1"), document.get_element_by_id("x-x2")
    assert not list(high.iterancestors("details"))
    assert [lines(d[0]) for d in low.iterancestors("details")] == ["1 smaller difference"]
    assert "The other account says nothing of it." in lines(low)


def with_rows(example: Findings, **rows: object) -> Findings:
    return replace(example, links=replace(example.links, **rows))


def test_the_lead_says_in_a_sentence_what_this_is_about_and_then_what_matters_most(
    document: html.HtmlElement,
) -> None:
    assert lines(document.find_class("standfirst")[0]) == (
        "2 articles by Post (outlet of 1 not known), 22 January 2024 (date of 1 not known); they go back to "
        "1 independent origin. 3 statements by 2 speakers, 1 in several articles. Most by Jo Reyes (2)."
    )
    assert [lines(li) for li in document.find_class("first")[0].iter("li")] == [
        "“not safe for anybody,” […] “and it will stay shut.” Jo Reyes · 1 origin “ ” quoted by Post · "
        "≠ quoted in altered words by article two · All wordings",
        "the builder admitted that the steel was thin Jo Reyes · ≈ paraphrased by Post · In full",
    ]
    assert lines(document.find_class("origins")[0]) == "1 origin Post, article two article two credits Post"
    assert [lines(li) for li in document.find_class("grave")[0].iter("li")] == [
        "high quotation shortened: two quotes less of it",
        "1 smaller difference",
    ]


def test_key_statements_come_from_most_origins_and_are_neither_guesses_nor_of_nobody(example: Findings) -> None:
    story = replace(example.links.stories[0], origins=(("one",), ("two",)))
    rows = tuple(replace(a, score=0.4) if a.id == "a2" else a for a in example.readings[0].attributions)
    readings = (replace(example.readings[0], attributions=rows), *example.readings[1:])
    document = parse(render(with_rows(replace(example, readings=readings), stories=(story,))))
    key = document.find_class("first")[0]
    assert key.xpath('.//p[@class="reports"]/a[last()]/@href') == ["#s-k1"]


def test_of_key_statements_that_as_many_report_quotations_lead_and_then_what_fills_a_line() -> None:
    said = ("a short word", "it", "the builder had been told of the steel twice before")
    text = "".join(f'Jo Reyes said "{words}".\n' for words in said) + "Jo Reyes said that the bridge would stay shut.\n"
    rows = []
    for n, line in enumerate(text.splitlines(keepends=True)):
        at = text.index(line)
        content = ((at + 15, at + len(line) - 3),) if n < 3 else ((at + 14, at + len(line) - 2),)
        form: Form = "direct" if n < 3 else "indirect"
        rest = (form, "statement", None, None, 0.9, "r/1")
        rows.append(Attribution(f"a{n}", "one", ((at, at + 8),), ((at + 9, at + 13),), content, *rest))
    links = Links(
        speakers=(Speaker("s", "Jo Reyes", "person", (), (), (), "s/1"),),
        statements=tuple(Statement(f"k{n}", "s", (f"a{n}",), (), "s/1") for n in range(4)),
    )
    article = Article("one", "one.txt", "one", "", "text/plain", text)
    document = parse(render(Findings((article,), (Reading("one", tuple(rows)),), links)))
    key = document.find_class("first")[0]
    assert [p.text_content() for p in key.find_class("said")] == [
        said[2],
        said[0],
        said[1],
        "the bridge would stay shut",
    ]


def test_what_is_uncertain_looks_so_everywhere(example: Findings) -> None:
    rows = tuple(replace(a, score=0.4) if a.id == "a2" else a for a in example.readings[0].attributions)
    readings = (replace(example.readings[0], attributions=rows), *example.readings[1:])
    derivation = replace(example.links.derivations[0], direction="undetermined", score=0.3)
    findings = with_rows(replace(example, readings=readings), derivations=(derivation,))
    document = parse(render(findings))
    found = {
        id: [lines(e) for e in document.get_element_by_id(id).find_class("unsure")] for id in ("s-k2", "d-d1", "who-s2")
    }
    assert found == {
        "s-k2": ["score 0.40, uncertain"],
        "d-d1": ["direction undetermined", "score 0.30, uncertain"],
        "who-s2": ["the builder", "Not named: these are words of an article"],
    }
    assert document.get_element_by_id("a-a2").get("class") == "n unsure"
    assert document.get_element_by_id("a-a1").get("class") == "n"
    assert "score below 0.5" in lines(document.find_class("key")[0])


def test_alike_differences_of_one_statement_stand_together(example: Findings) -> None:
    first, low = example.links.discrepancies
    again = replace(first, id="x3", note="a copy does the same")
    other = replace(again, id="x4", statement=None)
    document = parse(render(with_rows(example, discrepancies=(first, again, other, low))))
    assert [lines(li) for li in document.find_class("grave")[0].iter("li")] == [
        "high quotation shortened: two quotes less of it And 1 more of this kind in the same statement.",
        "high quotation shortened: a copy does the same",
        "1 smaller difference",
    ]
    assert [lines(d[0]) for d in document.get_element_by_id("x-x3").iterancestors("details")] == [
        "1 more difference of this kind in the same statement"
    ]
    assert not list(document.get_element_by_id("x-x1").iterancestors("details"))
    # those that stand together are as many as they are, as at the head of the page
    alike = tuple(replace(first, id=f"x{n}", severity="low") for n in range(3, 8))
    document = parse(render(with_rows(example, discrepancies=(first, *alike, low))))
    assert "7 differences" in lines(document.find_class("summary")[0])
    assert lines(document.find_class("grave")[0].findall(".//li")[-1]) == "6 smaller differences"
    assert lines(document.get_element_by_id("x-x2").getparent()[0]) == "6 smaller differences"
    # so are those for which the lead has no room
    grave = tuple(replace(first, id=f"y{n}", statement=None) for n in range(9))
    document = parse(render(with_rows(example, discrepancies=(*grave, *alike))))
    assert lines(document.find_class("grave")[0].findall(".//li")[-1]) == "2 more of weight, 5 smaller differences"


def test_an_origin_of_one_article_names_what_it_credits(example: Findings) -> None:
    credit = replace(example.links.derivations[0], origin=None, source="Wire")
    story = replace(example.links.stories[0], origins=(("two",), ("one",)))
    document = parse(render(with_rows(example, derivations=(credit,), stories=(story,))))
    assert [lines(li) for li in document.find_class("origins")[0].iter("li")] == [
        "article two “Mayor: bridge unsafe” credits Wire",
        "Post",
    ]
    assert lines(document.get_element_by_id("s-k1").find_class("reports")[0]).startswith("2 origins “ ” quoted by Post")


def places(document: html.HtmlElement) -> list[tuple[str, str, str]]:
    """For each words that can be cited, the article, the words of its text at the offsets, and those on the page."""
    sources = json.loads(document.get_element_by_id("sources").text)
    found = []
    for element in document.xpath("//*[@data-at]"):
        article, spans = re.fullmatch(r"p-(.*)-(\d+-\d+(?:\.\d+-\d+)*)", element.get("data-at").split()[0]).groups()
        assert article in sources
        words = element.xpath(".//text()[not(ancestor::*[@class='note'])]")
        found.append((article, spans, " ".join("".join(words).split())))
    return found


def test_what_can_be_cited_says_where_its_exact_words_stand(document: html.HtmlElement, example: Findings) -> None:
    text = {a.id: a.text for a in example.articles}
    found = places(document)
    assert len(found) > 8
    for article, spans, words in found:
        pieces = [text[article][int(a) : int(b)] for a, b in (s.split("-") for s in spans.split("."))]
        assert words == " ".join(" […] ".join(pieces).split())
    assert json.loads(document.get_element_by_id("sources").text)["one"] == [
        "Post", "Bridge closed", "22 January 2024", "in/one.txt", "aa"
    ]  # fmt: skip


def test_the_same_words_stand_once(example: Findings) -> None:
    text = ONE_MORE
    article = replace(example.articles[1], id="four", name="four", text=text, title=None)
    words = ((text.index("not safe"), text.index(",”")),)
    again = replace(example.readings[1].attributions[0], id="b4", article="four", source=(), cue=(), content=words)
    full = example.readings[0].attributions[0]
    first = replace(full, content=full.content[:1])
    reading = replace(example.readings[0], attributions=(first, *example.readings[0].attributions[1:]))
    statement = replace(
        example.links.statements[0], attributions=("a1", "b4"), wordings=(Wording("b4", "a1", "verbatim", ()),)
    )
    findings = replace(
        example,
        articles=(*example.articles, article),
        readings=(reading, *example.readings[1:], Reading("four", (again,))),
        links=replace(
            example.links,
            statements=(statement,),
            stories=(replace(example.links.stories[0], articles=("one", "two", "four"), origins=()),),
        ),
    )
    card = parse(render(findings)).get_element_by_id("s-k1")
    assert lines(card.find_class("said")[0]) == "“not safe for anybody,”"
    assert card.find_class("wordings") == []
    assert lines(card.find_class("reports")[0]).startswith("2 origins “ ” quoted by Post, article four · at:")


def test_a_statement_shows_the_part_of_a_quotation_that_tells_it(example: Findings) -> None:
    long, other = example.readings[0].attributions[0], example.readings[1].attributions[0]
    one = replace(example.links.statements[0], parts=(long.content[:1], other.content))
    two = Statement("k4", "s1", ("a1",), (), "statements/1", parts=(long.content[1:],))
    document = parse(render(with_rows(example, statements=(one, two))))
    said = [lines(document.get_element_by_id(f"s-{i}").find_class("said")[0]) for i in ("k1", "k4")]
    assert said == ["“not safe for anybody,” […]", "[…] “and it will stay shut.”"]
    places = [document.get_element_by_id(f"s-{i}").xpath('.//p[@class="said"]/@data-at')[0] for i in ("k1", "k4")]
    (a, b), (c, d) = long.content
    assert [place.rpartition("-")[0].rpartition("-")[2] for place in places] == [str(a), str(c)]
    assert [place.rpartition("-")[2] for place in places] == [str(b), str(d)]
    table = [lines(e) for e in document.xpath('//th[@scope="row"]')]
    assert "Jo Reyes “not safe for anybody,”" in table


def test_of_two_statements_told_by_one_sentence_each_is_headed_by_what_is_its_own(example: Findings) -> None:
    long, other = example.readings[0].attributions[0], example.readings[1].attributions[0]
    third = replace(other, id="b5", form="indirect")
    shared = replace(long, form="direct", content=long.content[:1])
    readings = (
        replace(example.readings[0], attributions=(shared, *example.readings[0].attributions[1:])),
        replace(example.readings[1], attributions=(replace(other, form="indirect"), third)),
        example.readings[2],
    )
    one = Statement("k1", "s1", ("a1", "b1"), (Wording("a1", "b1", "paraphrase", ()),), "s/1")
    two = Statement("k4", "s1", ("a1", "b5"), (Wording("a1", "b5", "paraphrase", ()),), "s/1")
    document = parse(render(with_rows(replace(example, readings=readings), statements=(one, two))))
    for id in ("k1", "k4"):
        assert lines(document.get_element_by_id(f"s-{id}").find_class("said")[0]) == "the bridge is “not safe,”"


def test_a_quotation_stands_first_and_is_never_called_a_paraphrase(example: Findings) -> None:
    direct = replace(example.readings[0].attributions[0], form="direct")
    indirect = replace(example.readings[1].attributions[0], form="indirect")
    readings = (
        replace(example.readings[0], attributions=(direct, *example.readings[0].attributions[1:])),
        replace(example.readings[1], attributions=(indirect,)),
        example.readings[2],
    )
    statement = replace(example.links.statements[0], wordings=(Wording("a1", "b1", "paraphrase", ()),))
    findings = with_rows(replace(example, readings=readings), statements=(statement,))
    card = parse(render(findings)).get_element_by_id("s-k1")
    assert lines(card.find_class("said")[0]) == "“not safe for anybody,” […] “and it will stay shut.”"
    assert lines(card.find_class("reports")[0]).startswith("1 origin “ ” quoted by Post · ≈ paraphrased by article two")
    assert [lines(c[1]) for c in card.find_class("wordings")[0]] == ["the bridge is “not safe,”"]


def test_words_that_are_quoted_only_here_and_there_are_quoted_in_part(example: Findings) -> None:
    mixed = replace(example.readings[1].attributions[0], form="mixed")
    readings = (example.readings[0], replace(example.readings[1], attributions=(mixed,)), example.readings[2])
    statement = replace(example.links.statements[0], wordings=(Wording("b1", "a1", "paraphrase", ()),))
    document = parse(render(with_rows(replace(example, readings=readings), statements=(statement,))))
    told = lines(document.get_element_by_id("s-k1").find_class("reports")[0])
    assert told.startswith("1 origin “ ” quoted by Post · “…” quoted in part by article two")


def test_words_within_words_say_who_tells_them(document: html.HtmlElement) -> None:
    nested = document.get_element_by_id("s-k3").find_class("said")[0]
    assert lines(nested) == "the steel was thin (as told by Jo Reyes)"


def test_the_conjunction_before_what_is_said_is_not_shown(example: Findings) -> None:
    text = example.articles[0].text
    one = example.readings[0]
    rows = tuple(
        replace(a, form="mixed", content=((text.index("that the steel"), a.content[0][1]),)) if a.id == "a3" else a
        for a in one.attributions
    )
    document = parse(render(replace(example, readings=(replace(one, attributions=rows), *example.readings[1:]))))
    assert lines(document.get_element_by_id("s-k3").find_class("said")[0]).startswith("the steel was thin")


def test_an_attitude_is_not_shown_as_something_said(example: Findings) -> None:
    thought = replace(example.readings[0].attributions[1], kind="attitude")
    rows = tuple(thought if a.id == "a2" else a for a in example.readings[0].attributions)
    readings = (replace(example.readings[0], attributions=rows), *example.readings[1:])
    document = parse(render(replace(example, readings=readings)))
    assert lines(document.get_element_by_id("s-k2").find_class("said")[0]).startswith("thinks: the builder")


def test_an_event_that_several_articles_tell_is_told_once(example: Findings) -> None:
    two = example.readings[1]
    text = example.articles[1].text.replace("Nobody was", "NOBODY was")
    other = replace(example.articles[1], id="four", name="four", text=text)
    event = replace(two.events[0], id="v4", article="four", time="t4")
    reading = Reading("four", times=(replace(two.times[0], id="t4", article="four"),), events=(event,))
    findings = replace(
        with_rows(example, stories=(replace(example.links.stories[0], articles=("one", "two", "four")),)),
        articles=(*example.articles, other),
        readings=(*example.readings, reading),
    )
    document = parse(render(findings))
    assert [lines(li) for li in document.find_class("timeline")[0]] == [
        "2019 NOBODY was hurt in 2019 article four, article two ¶",
        "22 January 2024 Remarks of Jo Reyes: “not safe for anybody,” […] “and it will stay shut.” Post ¶",
    ]


def test_events_without_a_date_are_folded_and_furniture_tells_none(example: Findings) -> None:
    two = example.readings[1]
    undated = replace(two, times=(replace(two.times[0], value=None),))
    readings = (example.readings[0], undated, example.readings[2])
    document = parse(render(replace(example, readings=readings)))
    entry = document.get_element_by_id("e-v2")
    assert [lines(d[0]) for d in entry.iterancestors("details")] == ["1 more whose date is not known"]
    page_head = Furniture((two.events[0].spans[0][0], len(example.articles[1].text)), "page head")
    articles = (example.articles[0], replace(example.articles[1], furniture=(page_head,)), example.articles[2])
    assert not parse(render(replace(example, articles=articles))).xpath("//*[@id='e-v2']")


def test_an_occasion_is_named_by_what_is_known_and_without_a_full_stop(example: Findings) -> None:
    row = replace(example.links.occasions[0], kind="interview", host="Radio One.", about=None)
    bare = replace(row, id="o2", host=None, held=None, mentions=(), attributions=())
    document = parse(render(with_rows(example, occasions=(row, bare))))
    assert lines(document.get_element_by_id("o-o1").find_class("name")[0]) == "Interview of Jo Reyes with Radio One"
    assert not list(document.get_element_by_id("o-o1").iterancestors("details"))
    folded = document.get_element_by_id("o-o2")
    assert [lines(d[0]) for d in folded.iterancestors("details")] == [
        "1 more: time, place, host and subject are not known"
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Acme.", "Acme"), ("Ukraine and the U.K.", "Ukraine and the U.K."), ("the U. S.,", "the U. S."), ("N.", "N")],
)
def test_initials_keep_their_full_stop(example: Findings, name: str, shown: str) -> None:
    row = replace(example.links.occasions[0], kind="interview", host=name, about=None)
    document = parse(render(with_rows(example, occasions=(row,))))
    assert lines(document.get_element_by_id("o-o1").find_class("name")[0]) == f"Interview of Jo Reyes with {shown}"


def test_addresses_are_short_where_that_is_enough() -> None:
    one, two, other = "0123456789abcdef", "01234567ffffffff", "fedcba9876543210"
    assert shortest([one, two, other, other, "no digest"]) == {other: "fedcba98"}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], None),
        (["2024-01-24T07:41", "2024-01-18"], "18 to 24 January 2024"),
        (["2024-01-18", "2024-02-18"], "18 January to 18 February 2024"),
        (["2023-12-31", "2024-01-01"], "31 December 2023 to 1 January 2024"),
        (["2024-01", "2024-03-02"], "January 2024 to 2 March 2024"),
        (["2024-01-18", "2024-01-18T09:00"], "18 January 2024"),
        (["2023", "2024"], "2023 to 2024"),
    ],
)
def test_from_when_to_when(values: list[str], words: str | None) -> None:
    assert period(values) == words


def test_occasions_and_events_stand_on_one_line_in_order(document: html.HtmlElement) -> None:
    assert [lines(li) for li in document.find_class("timeline")[0]] == [
        "2019 Nobody was hurt in 2019 article two ¶",
        "22 January 2024 Remarks of Jo Reyes: “not safe for anybody,” […] “and it will stay shut.” Post ¶",
    ]
    assert [(e.text_content(), e.get("class")) for e in document.xpath('//*[@class="timeline"]/li/p')] == [
        ("2019", "date rough"),
        ("22 January 2024", "date"),
    ]


def test_a_claim_is_marked_as_one(example: Findings) -> None:
    document = parse(render(with_rows(example, occasions=())))
    assert [lines(li) for li in document.find_class("timeline")[0]] == [
        "2019 Nobody was hurt in 2019 article two ¶",
        "22 January 2024 according to Jo Reyes: The bridge is Post ¶",
    ]


def test_what_is_not_known_is_said_to_be_so(document: html.HtmlElement) -> None:
    cells = [lines(c) for c in document.xpath('//table[@class="articles"]/tbody/tr[2]/*')]
    assert cells == ["article two", "Mayor: bridge unsafe", "not known", "not known", "1"]
    known = document.get_element_by_id("article-one").find_class("known")[0]
    fields = {lines(d[0]): lines(d[1]) for d in known.xpath('.//dl[@class="fields"]/div')}
    assert fields["Author"] == "Ann Lee in the text"
    assert fields["Published"] == "22 January 2024"
    assert "Dateline" not in fields
    assert lines(known.find_class("unsure")[-1]) == "Not known: subtitle, dateline, credits, retrieved"


def test_articles_of_one_outlet_are_told_apart_by_their_day_else_by_their_name(example: Findings) -> None:
    dates = {"a": "2018-10-05T07:41", "b": "2018-10-06", "c": "2018-10-06", "d": "2018-10", "e": None}
    rows = [replace(example.articles[0], id=id, name=f"{id}.txt", published=d) for id, d in dates.items()]
    rows += [replace(rows[0], id="f", outlet="Gazette"), replace(rows[0], id="g", outlet=None)]
    assert called(rows) == {
        "a": "Post (5 Oct 2018)",
        "b": "Post (b.txt)",
        "c": "Post (c.txt)",
        "d": "Post (d.txt)",
        "e": "Post (e.txt)",
        "f": "Gazette",
        "g": "article a.txt",
    }


def test_a_speaker_without_a_name_looks_uncertain(document: html.HtmlElement) -> None:
    card = document.get_element_by_id("who-s2")
    assert card.xpath(".//h3/@class") == ["unsure"]
    assert [lines(d[0]) for d in card.iterancestors("details")] == [
        "1 speaker that no article names: the words of the article stand for a name"
    ]
    assert document.get_element_by_id("who-s1").xpath(".//h3/@class") == []


def test_a_speaker_of_the_user_s_list_has_its_identifier_and_cites_the_line(example: Findings) -> None:
    first, second = example.links.speakers
    speakers = (
        replace(first, name="<script>alert(1)</script>", identifier="Q42", listed="names.csv:7"),
        # no article names this one, but the list does
        replace(second, name="Ann Lee", identifier="<b>Q7</b> x", listed='"><i>.csv:8'),
    )
    source = render(replace(example, links=replace(example.links, speakers=speakers)))
    assert "<script>alert" not in source
    assert "<b>Q7" not in source
    assert "<i>.csv" not in source
    document = parse(source)
    one, two = document.get_element_by_id("who-s1"), document.get_element_by_id("who-s2")
    assert lines(one.xpath(".//h3")[0]) == "<script>alert(1)</script> Wikidata Q42"
    assert "Known from the list of names: names.csv:7" in [lines(p) for p in one.find_class("note")]
    assert lines(two.xpath(".//h3")[0]) == "Ann Lee <b>Q7</b> x"
    assert two.xpath(".//h3/@class") == []
    assert list(two.iterancestors("details")) == []
    titles = {a.get("href"): a.get("title") for a in document.find_class("who")}
    assert titles == {"#who-s1": "Wikidata Q42, names.csv:7", "#who-s2": '<b>Q7</b> x, "><i>.csv:8'}
    assert [h for h in document.xpath("//@href") if h[0] != "#"] == []
    # without a list nothing of it stands there
    assert "list of names" not in render(example)


def test_headings_stand_in_order(document: html.HtmlElement) -> None:
    levels = [int(h.tag[1]) for h in document.xpath("//*[self::h1 or self::h2 or self::h3 or self::h4]")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_a_page_of_nothing() -> None:
    assert parse(render(Findings())).find_class("summary")[0].text == (
        "0 articles, 0 stories, 0 speakers, 0 statements, 0 origins, 0 differences"
    )


def test_the_title_that_is_asked_for(example: Findings) -> None:
    assert parse(render(example, title="A <b>title</b>")).findtext(".//h1") == "A <b>title</b>"


def test_the_order_of_the_findings_does_not_change_the_view_of_a_story(example: Findings) -> None:
    links = replace(
        example.links, statements=example.links.statements[::-1], discrepancies=example.links.discrepancies[::-1]
    )
    turned = replace(example, links=links, articles=example.articles[::-1], readings=example.readings[::-1])
    assert page(turned).stories == page(example).stories
    assert [s.told for s in statements(page(turned))] == [s.told for s in statements(page(example))]


def statements(shown: Page) -> list[StatementView]:
    return [s for story in shown.stories for g in story.groups for s in (*g.shared, *g.single)]


def test_nothing_is_fetched_and_only_the_page_itself_may_run(example: Findings) -> None:
    source = render(example)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', source)
    assert policy is not None
    directives = dict(d.split(" ", 1) for d in html.fromstring(f"<p>{policy[1]}</p>").text.split("; "))
    assert directives["default-src"] == "'none'"
    assert re.fullmatch(r"'sha256-[\w+/=]+'", directives["script-src"])
    assert re.fullmatch(r"'sha256-[\w+/=]+'", directives["style-src"])
    document = parse(source)
    assert document.xpath("//@src | //link | //@style") == []
    assert not document.xpath("//@*[starts-with(name(), 'on')]")


def test_text_of_articles_stays_text(hostile: Findings) -> None:
    source = render(hostile, title=hostile.articles[0].text)
    document = parse(source)
    assert [s.get("type") for s in document.xpath("//script")] == ["application/json", None]
    cited = json.loads(document.get_element_by_id("sources").text)
    assert [row[:2] for row in cited.values()] == [[a.outlet, a.title] for a in hostile.articles]
    assert document.xpath("//svg[not(ancestor::*[contains(@class, 'lineage')])]") == []
    assert document.xpath("//@*[starts-with(name(), 'on')]") == []
    assert {h[0] for h in document.xpath("//@href")} == {"#"}
    assert texts(document) == [a.text for a in hostile.articles]
    ids = {unquote(i) for i in document.xpath("//@id")}
    assert {unquote(h[1:]) for h in document.xpath("//@href")} <= ids


def test_marks_of_direction_reach_nothing(hostile: Findings) -> None:
    document = parse(render(hostile, title=hostile.articles[0].text))
    holders = {
        e.getparent().tag if t.is_tail else e.tag
        for t in document.xpath("//text()[contains(., '\u202e')]")
        for e in [t.getparent()]
    }
    assert holders == {"bdi"}
    assert not [v for v in document.xpath("//@*") if "\u202e" in v]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("a\rb", "a&#13;b"),
        ("a\0b", 'a<bdi class="x" data-c="U+0000">\u2400</bdi>b'),
        ("\x9b", '<bdi class="x" data-c="U+009B">\x9b</bdi>'),
        ("\ud83d", '<bdi class="x" data-c="U+D83D">\ufffd</bdi>'),
        ("<&>\"'", "&lt;&amp;&gt;&#34;&#39;"),
        ("\t😀\u200fא", "\t😀\u200fא"),
    ],
)
def test_characters_that_need_care(text: str, source: str) -> None:
    assert exact(text) == source


def test_marks_that_cross() -> None:
    marks = [Mark(((0, 4),), "a", "1"), Mark(((2, 6), (7, 8)), "b", "2", "t")]
    anchors = [Anchor(2, exact("|")), Anchor(6, exact("!"))]
    assert marked("abcdefgh", 0, 8, marks, anchors) == (
        '<span class="a" data-a="1">ab</span>|<span class="a b" data-a="1 2" title="t">cd</span>'
        '<span class="b" data-a="2" title="t">ef</span>!g<span class="b" data-a="2" title="t">h</span>'
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2024", "2024"),
        ("2023-12", "December 2023"),
        ("2024-01-22", "22 January 2024"),
        ("2024-13", "2024-13"),
        ("2024-01-24T07:41", "24 January 2024, 07:41"),
        ("199", "1990s"),
        ("199X", "1990s"),
        ("2023-Q3", "quarter 3 of 2023"),
        ("2023-W05", "week 5 of 2023"),
        ("2023-SU", "summer of 2023"),
        ("2020-W12-WE", "weekend of 21 March 2020"),
        ("PRESENT_REF", "PRESENT_REF"),
        ("", ""),
    ],
)
def test_dates_in_words(value: str, words: str) -> None:
    assert dated(value) == words


def test_times_of_every_kind_stand_in_order() -> None:
    order = ["199", "2019-12", "2020", "2020-Q1", "2020-W05", "2020-03-20", "2020-W12-WE", "2020-SU", "2020-07-24"]
    assert sorted(set(order), key=begins) == order
    assert [begins(v) for v in ("PRESENT_REF", "0000-W01-WE", "9999-W52-WE")] == [
        "PRESENT_REF",
        "0000-W01-WE",
        "9999-W52-WE",
    ]
    assert dated("0000-W01-WE") == "0000-W01-WE"


def test_long_words_are_cut() -> None:
    assert shortened("one two  three", 9) == "one two…"
    assert shortened("x" * 300, 9) == "x" * 9 + "…"


REST = ("indirect", "statement", None, None, 0.5, "reader/1")


# --- whatever an article holds -----------------------------------------------------------------------

HARD = st.sampled_from(
    list("ab <>&\"'\r\n\t“”é\u202e\u2066\u2069\u200f\x00\x0b\x0c\x1b\x85\x9b\u2028😀א\ud800\ufeff\xa0")
)
TEXT = st.text(HARD | st.characters(), max_size=60)


def held(text: str) -> str:
    """The text as HTML can hold it."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text).replace("\0", "\u2400")


@settings(max_examples=150, deadline=None)
@given(st.data(), TEXT)
def test_any_text_reads_back(data: st.DataObject, text: str) -> None:
    offset = st.integers(0, len(text))
    spans = st.lists(st.tuples(offset, offset).map(lambda s: (min(s), max(s))), max_size=3).map(tuple)
    rows = tuple(
        Attribution(
            str(n), "one", *data.draw(st.tuples(spans, spans, spans)), "direct", "statement", None, None, 0.5, "x"
        )
        for n in range(data.draw(st.integers(0, 3)))
    )
    article = Article(
        "one", text, text, "", "text/plain", text, None, text or None, evidence={"title": data.draw(spans)}
    )
    source = render(Findings((article,), (Reading("one", rows),)))
    source.encode("utf-8")
    # lxml drops the controls that a browser keeps, so the text is read with the standard library's parser
    assert "".join(_TextOf(source).found) == held(text)


class _TextOf:
    """The text of the first element of class "text", carriage returns kept as HTML keeps them."""

    def __init__(self, source: str) -> None:
        from html.parser import HTMLParser

        found: list[str] = []
        depth = [0]

        class Parser(HTMLParser):
            def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                if depth[0] or dict(attrs).get("class") == "text":
                    depth[0] += tag == "div"

            def handle_endtag(self, tag: str) -> None:
                depth[0] -= bool(depth[0]) and tag == "div"

            def handle_data(self, data: str) -> None:
                if depth[0]:
                    found.append(data)

            def handle_charref(self, name: str) -> None:
                if depth[0]:
                    found.append(chr(int(name)))

            def handle_entityref(self, name: str) -> None:
                if depth[0]:
                    found.append({"lt": "<", "gt": ">", "amp": "&"}[name])

        parser = Parser(convert_charrefs=False)
        parser.feed(source)
        parser.close()
        self.found = found


def large(stories: int, size: int) -> Findings:
    """So many stories of so many articles, each story with a speaker who says one thing in every two articles."""
    text = "Jo Reyes said it is so."
    ids = [f"t{i}" for i in range(stories * size)]
    articles = tuple(Article(i, f"{i}.txt", i, "", "text/plain", text) for i in ids)
    readings = tuple(Reading(i, (Attribution(f"a{i}", i, ((0, 8),), ((9, 13),), ((14, 22),), *REST),)) for i in ids)
    groups = [tuple(ids[n : n + size]) for n in range(0, len(ids), size)]
    links = Links(
        speakers=tuple(Speaker(g[0], f"Jo of {g[0]}", "person", (), (), (), "s/1") for g in groups),
        stories=tuple(Story(g[0], "t", g, (), "s/1") for g in groups),
        statements=tuple(
            Statement(f"k{a}", g[0], (f"a{a}", f"a{b}"), (), "s/1")
            for g in groups
            for a, b in zip(g[::2], g[1::2], strict=True)
        ),
    )
    return Findings(articles, readings, links)


@pytest.mark.parametrize(("less", "more"), [((1, 400), (1, 800)), ((200, 2), (400, 2))])
def test_work_and_size_grow_with_what_is_told_and_not_faster(less: tuple[int, int], more: tuple[int, int]) -> None:
    def cost(stories: int, size: int) -> tuple[int, int]:
        findings = large(stories, size)
        profile = cProfile.Profile()
        source = profile.runcall(render, findings)
        return sum(entry.callcount for entry in profile.getstats()), len(source)

    cost(1, 2)  # the templates are compiled once
    calls, length = cost(*less)
    more_calls, more_length = cost(*more)
    assert more_calls < 2.2 * calls
    assert more_length < 2.2 * length
