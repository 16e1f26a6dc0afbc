"""Stories that are too large for one live page: what stands on the first, and that the others hold all the rest."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from onrecord.model import (
    Article,
    Attribution,
    Derivation,
    Discrepancy,
    Event,
    Findings,
    Links,
    Match,
    Occasion,
    Passage,
    Reading,
    Speaker,
    Statement,
    Story,
    Time,
)
from onrecord.report import live, render

STORY, SPEAKERS = "st", 30
TEXT = "The bridge fell on Monday. Jo Reyes said that it had been in need of repair for years."
SAID, WHOLE_TEXT = (37, 86), (0, len(TEXT))
LISTS = ("said", "table", "articles", "derivations", "differences", "occasions", "times")


def large(size: int) -> Findings:
    """A story of so many articles; every two share a statement, each has one of its own, and a row of every kind."""
    ids = [f"t{i}" for i in range(size)]
    rest = ("indirect", "statement", None, None, 0.9, "r/1")
    readings = []
    for n, i in enumerate(ids):
        shared, own = (Attribution(f"{a}{i}", i, ((27, 35),), ((36, 40),), (SAID,), *rest) for a in "ab")
        time = Time(f"time{i}", i, (19, 25), f"2026-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}", None, "published", "r/1")
        event = Event(f"e{i}", i, time.id, ((0, 15),), "bridge fell", None, "r/1")
        readings.append(Reading(i, (shared, own), times=(time,), events=(event,)))
    pairs = list(zip(ids[::2], ids[1::2], strict=True))
    links = Links(
        speakers=tuple(Speaker(f"w{n}", f"Jo Reyes {n}", "person", (), (), (), "s/1") for n in range(SPEAKERS)),
        stories=(Story(STORY, "The bridge", tuple(ids), (), "s/1"),),
        statements=(
            *(Statement(f"k{a}", f"w{n % SPEAKERS}", (f"a{a}", f"a{b}"), (), "s/1") for n, (a, b) in enumerate(pairs)),
            *(Statement(f"m{i}", f"w{n % SPEAKERS}", (f"b{i}",), (), "s/1") for n, i in enumerate(ids)),
        ),
        derivations=tuple(
            Derivation(f"d{b}", b, a, None, "copy", 0.9, (Match(WHOLE_TEXT, WHOLE_TEXT),), "They are the same.", "s/1")
            for a, b in pairs
        ),
        discrepancies=tuple(
            Discrepancy(
                f"x{b}",
                "number",
                f"k{a}",
                Passage(a, ((0, 15),)),
                Passage(b, ((0, 15),)),
                "They differ.",
                ("high", "low")[n % 2],
                "s/1",
            )
            for n, (a, b) in enumerate(pairs)
        ),
        occasions=tuple(
            Occasion(f"o{a}", "speech", "w0", f"Hall {a}", None, None, None, None, (a,), (), (f"a{a}",), "s/1")
            for a, _ in pairs
        ),
    )
    articles = tuple(Article(i, f"{i}.txt", i, "", "text/plain", TEXT) for i in ids)
    return Findings(articles, tuple(readings), links)


FINDINGS = large(440)
SEEN = live.viewed(FINDINGS, STORY)


@cache
def drawn(address: str = f"/story/{STORY}") -> str:
    """What the server answers at an address of the story."""
    to = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(to.query).items()}
    frame = live.Frame("bridge.record", "secret", to.path)
    return live.story(SEEN, frame, asked.get("list"), int(asked.get("page", "1")))


def ids(page: str) -> set[str]:
    return set(html.document_fromstring(page.encode()).xpath("//@id"))


def all_pages() -> dict[str, str]:
    """Every page of the story that links lead to from its first one."""
    pages: dict[str, str] = {}
    ahead = [f"/story/{STORY}"]
    while ahead:
        address = ahead.pop()
        if address in pages:
            continue
        pages[address] = drawn(address)
        for href in html.document_fromstring(pages[address].encode()).xpath("//@href"):
            to = urlsplit(href)
            if to.path == f"/story/{STORY}":
                ahead.append(to._replace(fragment="").geturl())
    return pages


def test_every_row_stands_on_a_page_that_links_lead_to() -> None:
    pages = all_pages()
    assert {parse_qs(urlsplit(a).query).get("list", [None])[0] for a in pages} == {None, *LISTS}
    found = set().union(*map(ids, pages.values()))
    saved = {i for i in ids(render(FINDINGS)) if re.match(r"(s|d|x|o|e|by)-", i)}
    assert len(saved) > 440 * 3
    assert saved <= found


def test_every_link_leads_to_what_is_there() -> None:
    pages = all_pages()
    there = {address: ids(page) for address, page in pages.items()}
    followed = 0
    for address, page in pages.items():
        for href in html.document_fromstring(page.encode()).xpath("//a/@href"):
            to = urlsplit(href)
            if to.path in ("", f"/story/{STORY}") and to.fragment:
                assert to.fragment in there[to._replace(fragment="").geturl() or address], href
                followed += 1
    assert followed > 2000


def test_numbers_are_those_of_the_whole_story() -> None:
    document = html.document_fromstring(drawn().encode())
    assert document.find_class("standfirst")[0].text_content().startswith("440 articles")
    assert "660 statements by 30 speakers, 220 in several articles" in document.text_content()
    assert "All 660 statements" in document.text_content()
    assert "23 statements" in document.find_class("speaker-group")[0].text_content()
    for name, few in (("statement", 48), ("derivation", 8), ("occasion", 9)):
        assert len(document.find_class(name)) == few


@pytest.mark.parametrize("name", LISTS)
def test_no_page_holds_more_than_a_list_has_room_for(name: str) -> None:
    page = drawn(f"/story/{STORY}?list={name}")
    assert len(page) < 300_000
    document = html.document_fromstring(page.encode())
    assert document.findtext(".//h2").startswith("All ")
    assert document.xpath('//p[@class="orders"]/a/@href')[0] == f"/story/{STORY}"
    (current,) = document.xpath('//p[@class="orders"]/b[@aria-current="page"]')
    assert current.text == document.findtext(".//h2")


def test_the_first_page_does_not_grow_with_the_story() -> None:
    frame = live.Frame("bridge.record", "secret", f"/story/{STORY}")
    larger = live.story(live.viewed(large(880), STORY), frame)
    assert len(drawn()) < 200_000
    assert len(larger) < 1.02 * len(drawn())


def test_a_page_words_the_statements_that_it_shows() -> None:
    seen = live.viewed(FINDINGS, STORY)

    def worded() -> int:
        return sum("told" in vars(s) for g in seen.story.groups for s in (*g.shared, *g.single))

    assert worded() <= 50  # the key statements are chosen among these
    live.story(seen, live.Frame("bridge.record", "secret", f"/story/{STORY}"))
    assert 50 < worded() <= 120
    assert seen.story.statements == 660


def test_a_page_beyond_the_last_is_the_last_and_an_unknown_list_the_story() -> None:
    assert drawn(f"/story/{STORY}?list=said&page=99") == drawn(f"/story/{STORY}?list=said&page=7")
    assert drawn(f"/story/{STORY}?list=gossip") == drawn()


def test_a_statement_is_found_on_its_page() -> None:
    at = live.place(SEEN, "mt439")
    page, _, slug = at.partition("#")
    assert slug == "s-mt439"
    assert slug in ids(drawn(page))
    assert slug not in ids(drawn())


def test_passages_of_a_page_can_be_cited_on_it() -> None:
    for address in (f"/story/{STORY}", f"/story/{STORY}?list=derivations&page=2"):
        document = html.document_fromstring(drawn(address).encode())
        places = {slug for value in document.xpath("//@data-at") for slug in value.split()}
        sources = document.get_element_by_id("sources").text
        named = set(re.findall(r'"(t\d+)": \[', sources))
        assert {slug.split("-")[1] for slug in places} <= named
        assert 0 < len(named) < 440


def test_a_small_story_stands_on_one_page() -> None:
    frame = live.Frame("bridge.record", "secret", f"/story/{STORY}")
    small = large(40)
    seen = live.viewed(small, STORY)
    page = live.story(seen, frame)
    assert live.story(seen, frame, "said", 2) == page
    assert {i for i in ids(render(small)) if i.startswith("s-")} <= ids(page)
