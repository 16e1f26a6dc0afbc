"""The live pages from parts of small findings: the same sections as the saved page, and links among live pages."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from lxml import html

from onrecord.model import Anchor, Correction, Findings, Outcome, Undoing
from onrecord.report import assets, live, render
from onrecord.report.live import Counts, Found, Frame, Hit, Paging, Shelf, SpeakerRow, StoryRow


def frame(path: str, **known: object) -> Frame:
    return replace(Frame("bridge.onrecord", "secret", path, Counts(3, 2, 2, 3, 2)), **known)


def parse(page: str) -> html.HtmlElement:
    return html.document_fromstring(page.encode("utf-8"))


def lines(element: html.HtmlElement) -> str:
    """The words of an element, without those of what can be done with it."""
    own = ".//text()[not(ancestor::button or ancestor::a[@class='correct'])]"
    return " ".join("".join(element.xpath(own)).split())


def part(findings: Findings, *articles: str) -> Findings:
    """What the server reads of a record for these articles; rows that touch them stay whole."""
    links = findings.links
    readings = tuple(r for r in findings.readings if r.article in articles)
    held = {a.id for r in readings for a in r.attributions}
    return Findings(
        tuple(a for a in findings.articles if a.id in articles),
        readings,
        replace(
            links,
            statements=tuple(s for s in links.statements if held & set(s.attributions)),
            derivations=tuple(d for d in links.derivations if {d.article, d.origin} & set(articles)),
        ),
    )


def test_a_story_is_the_same_live_and_saved(example: Findings) -> None:
    saved = parse(render(example)).get_element_by_id("story-st")
    shown = parse(live.story(live.viewed(part(example, "one", "two"), "st"), frame("/story/st"))).get_element_by_id(
        "story-st"
    )
    assert lines(shown) == lines(saved)
    assert [e.get("id") for e in shown.xpath(".//*[@id]")] == [e.get("id") for e in saved.xpath(".//*[@id]")]


def test_an_article_is_the_same_live_and_saved(example: Findings) -> None:
    saved = parse(render(example)).get_element_by_id("article-one")
    shown = parse(live.article(part(example, "one"), "one", frame("/article/one")))
    (text,) = shown.xpath('//div[@class="text"]')
    assert text.text_content() == example.articles[0].text
    assert lines(shown.find_class("known")[0]) == lines(saved.find_class("known")[0])
    numbers = [e.get("data-n") for e in saved.xpath('.//a[@class="n"]')]
    assert [e.get("data-n") for e in text.xpath('.//a[@class="n"]')] == numbers


def anchors(page: str) -> set[str]:
    return set(parse(page).xpath("//@id"))


def test_every_link_leads_to_what_is_there(example: Findings) -> None:
    pages = {
        "/story/st": live.story(live.viewed(part(example, "one", "two"), "st"), frame("/story/st")),
        "/story/three": live.story(live.viewed(part(example, "three"), "three"), frame("/story/three")),
        **{f"/article/{a}": live.article(part(example, a), a, frame(f"/article/{a}")) for a in ("one", "two", "three")},
        **{f"/speaker/{s}": live.speaker(example, s, frame(f"/speaker/{s}")) for s in ("s1", "s2")},
        "/": live.front(Shelf(stories=(StoryRow("st", "Bridge closed", 2, 1, 3, 1, 2),)), frame("/")),
        "/speakers": live.speakers(
            Shelf(speakers=(SpeakerRow("s1", "Jo Reyes", "person", True, ("the mayor",), 2, 2),)), frame("/speakers")
        ),
        "/search": live.search(Found("steel"), frame("/search")),
        "/corrections": live.corrections((), frame("/corrections")),
        "/correct": live.correct(
            live.CorrectionForm("s-x", "statement", "It is shut", "Jo Reyes", "/"), frame("/correct")
        ),
        "/check": live.check(None, frame("/check")),
        **{f"/assets/{name}": "" for name in assets()},
    }
    ids = {path: anchors(page) for path, page in pages.items() if page}
    followed = 0
    for path, page in pages.items():
        for href in parse(page).xpath("//@href | //@src | //form/@action") if page else ():
            to = urlsplit(href)
            assert not to.scheme
            assert not to.netloc
            assert (to.path or path) in pages or to.path.startswith("/statement/"), href
            if to.fragment:
                assert to.fragment in ids[to.path or path], f"{path}: {href}"
                followed += 1
    assert followed > 60


def test_a_speaker_has_a_page_with_all_that_is_reported_by_time(example: Findings) -> None:
    document = parse(live.speaker(example, "s1", frame("/speaker/s1")))
    assert document.findtext(".//h1") == "Jo Reyes"
    assert [lines(li) for li in document.find_class("timeline")[0]] == [
        "22 January 2024 “not safe for anybody,” […] “and it will stay shut.” “ ” quoted by Post · "
        "≠ quoted in altered words by article two · in Bridge closed score 0.90 "
        "the builder admitted that the steel was thin first reported then · ≈ paraphrased by Post · in Bridge closed "
        "score 0.90"
    ]


def test_what_is_not_among_the_findings_is_shown_as_far_as_it_goes(example: Findings) -> None:
    first, *others = example.links.statements
    findings = replace(example, links=replace(example.links, statements=(replace(first, repeats="elsewhere"), *others)))
    document = parse(live.story(live.viewed(part(findings, "one"), "st"), frame("/story/st")))
    assert document.xpath('//*[@class="where"]/a/@href')[0] == "/statement/elsewhere"
    with pytest.raises(KeyError):
        live.story(live.viewed(Findings(), "st"), frame("/story/st"))
    with pytest.raises(KeyError):
        live.article(Findings(), "one", frame("/article/one"))
    with pytest.raises(KeyError):
        live.speaker(Findings(), "s1", frame("/speaker/s1"))


def test_a_search_shows_the_words_found_who_said_them_and_the_way_on() -> None:
    hits = (
        Hit("one", "one", "Bridge closed", "Post", "2024-01-22", (("the ", False), ("steel", True)), "a3", "s1", "Jo"),
        Hit("two", "two", None, None, None, (("<b>steel</b>", True),)),
    )
    found = Found("steel & co", hits, None, (("s1", "Jo", 1),))
    query = (("q", "steel & co"),)
    document = parse(live.search(found, frame("/search", query=query, paging=Paging(2, 3, 42))))
    assert [lines(li) for li in document.find_class("hits")[0]] == [
        "the steel Jo in Bridge closed, Post, 22 January 2024",
        "<b>steel</b> two, not known, date not known",
    ]
    assert [m.text for m in document.find_class("hit")] == ["steel", "<b>steel</b>"]
    assert document.xpath('//ol[@class="hits"]//a/@href') == ["/speaker/s1", "/article/one#a-a3", "/article/two"]
    assert document.xpath('//nav[@aria-label="Narrow to a speaker"]//@href') == ["/search?q=steel+%26+co&speaker=s1"]
    assert document.xpath('//nav[@class="pages"]//@href') == ["/search?q=steel+%26+co", "/search?q=steel+%26+co&page=3"]
    assert document.get_element_by_id("q").get("value") == "steel & co"
    assert "42 places with steel & co" in lines(document.find_class("summary")[0])


def test_the_front_lists_stories_and_says_what_was_not_read() -> None:
    rows = (StoryRow("st", "A <i>story</i>", 1200, 3, 14, 5, 9, 1, 2, "2024-01-22", "2024-01-24"),)
    shelf = Shelf(stories=rows, order="newest", unread=(("de", 2),), failures=(("bad.pdf", "it is locked"),))
    document = parse(live.front(shelf, frame("/")))
    assert [lines(c) for c in document.xpath('//table[@class="index"]/tbody/tr/*')] == [
        "A <i>story</i>", "22 January 2024", "1,200", "3", "14", "5", "9 1 high"
    ]  # fmt: skip
    assert document.xpath('//p[@class="orders"]/a/@href') == ["/?order=largest"]
    assert "2 articles were not read for who said what: they are not in English (2 de)." in lines(document)
    assert "bad.pdf: it is locked" in lines(document.find_class("failures")[0])


def corrected(findings: Findings, text: str) -> Findings:
    """Findings of which somebody said something in these words: of the first statement, and a note on an article."""
    statement, article = findings.links.statements[0], findings.articles[0].id
    anchor = Anchor(article, ((0, 1),), text, text, text, text)
    said = tuple(
        Correction(f"c{n}", kind, anchor, anchor if kind == "same statement" else None, value, text, text, text)
        for n, (kind, value) in enumerate([("same statement", None), ("note", "article")])
    )
    found = [statement.attributions, (article,)]
    outcomes = tuple(Outcome(c.id, "applied", None, f, "c/1") for c, f in zip(said, found, strict=True))
    return replace(findings, corrections=said, links=replace(findings.links, outcomes=outcomes))


def test_what_people_said_stands_at_the_rows_that_it_is_about(example: Findings) -> None:
    findings = corrected(example, "They told me.")
    statement = findings.links.statements[0].id
    article = findings.articles[0].id
    for page, link in (
        (parse(render(findings)), []),
        (parse(live.story(live.viewed(findings, "st"), frame("/story/st"))), ["/corrections#c-c0"]),
    ):
        own = page.get_element_by_id(f"s-{statement}")
        (remark,) = own.find_class("remark")
        assert "Corrected by They told me." in lines(remark)
        assert "“They told me.” and “They told me.” are one statement" in lines(remark)
        assert remark.xpath("./a/@href") == link
        assert [e.getparent() for e in page.find_class("remark") if e.getparent() is own] == [own]
    live_article = parse(live.article(findings, article, frame(f"/article/{article}")))
    assert "Note by They told me." in lines(live_article.find_class("remark")[0])
    gone = tuple(replace(c, undone=Undoing("Ben", "2026-01-01T00:00:00Z")) for c in findings.corrections)
    assert "remark" not in {c for e in parse(render(replace(findings, corrections=gone))).iter() for c in e.classes}


def test_only_live_pages_have_a_way_to_correct(example: Findings) -> None:
    assert parse(render(example)).find_class("correct") == []
    document = parse(live.story(live.viewed(part(example, "one", "two"), "st"), frame("/story/st")))
    rows = {a.get("href").removeprefix("/correct?row=") for a in document.find_class("correct")}
    ids = {e.get("id") for e in document.xpath("//*[@id]")}
    assert {"story-st", *(f"s-{s.id}" for s in example.links.statements[:1])} <= rows
    # a report of a statement has its own, though it stands in the article
    assert {r for r in rows - ids if not r.startswith("a-")} == set()


def test_hostile_texts_stay_texts_on_every_page(hostile: Findings) -> None:
    text = hostile.articles[0].text
    hostile = corrected(hostile, text)
    option = live.Option("note", text, text, ((text, ((text, text),)),), 1, text, True)
    filled = dict.fromkeys(("kind", "pick 0", "typed 0", "how", "why", "who"), text)
    form = live.CorrectionForm(text, text, text, text, "/", (option,), (("s-x", text),), filled, text)
    pages = [
        live.correct(form, frame("/correct")),
        live.story(live.viewed(hostile, text), frame("/story/x")),
        live.article(hostile, "one", frame("/article/one", record=text)),
        live.speaker(hostile, text, frame("/speaker/x")),
        live.front(Shelf(stories=(StoryRow(text, text, 1, 1, 1, 1, 1, 0, 0, text, text),)), frame("/")),
        live.speakers(Shelf(speakers=(SpeakerRow(text, text, text, True, (text,), 1, 1, text, text),)), frame("/x")),
        live.search(Found(text, (Hit(text, text, text, text, text, ((text, True),), text, text, text),)), frame("/x")),
        live.corrections(
            (live.CorrectionRow(text, "note", *[text] * 5, ("story", text), "not applied", text),),
            frame("/corrections"),
        ),
        live.message(404, text, frame("/x", note=text)),
    ]
    for page in pages:
        document = parse(page)
        assert document.xpath("//@*[starts-with(name(), 'on')] | //img | //iframe | //base | //@style | //style") == []
        assert {s.get("type") for s in document.xpath("//script[not(@src)]")} <= {"application/json"}
        assert [s for s in document.xpath("//script/@src | //link/@href") if not s.startswith("/assets/")] == []
        assert [h for h in document.xpath("//@href") if h[0] not in "#/" or h.startswith("//")] == []


def test_forms_that_change_something_carry_the_token() -> None:
    row = live.CorrectionRow(
        *(
            "c/1",
            "same statement",
            "It is shut",
            "Shut it is",
            "2026-01-02T03:04",
            "Ann",
            "she told me",
            ("story", "st"),
        )
    )
    gone = replace(row, id="c2", undone="2026-01-03T00:00", undone_by="Ben")
    document = parse(live.corrections((row, gone), frame("/corrections")))
    forms = document.xpath('//form[@method="post"]')
    assert [f.get("action") for f in forms] == ["/corrections/c%2F1/undo", "/corrections/c2/again"]
    assert [f.xpath('./input[@name="token"]/@value') for f in forms] == [["secret"], ["secret"]]
    assert "“It is shut” and “Shut it is” are one statement" in lines(document)
    assert "secret" not in live.search(Found("x"), frame("/search"))


def test_assets_change_their_names_with_their_text() -> None:
    for name, (media_type, text) in assets().items():
        assert re.fullmatch(r"\w+-[0-9a-f]{16}\.(css|js)", name)
        assert media_type in ("text/css; charset=utf-8", "text/javascript; charset=utf-8")
        assert text
    page = live.message(404, "no", frame("/x"))
    assert set(re.findall(r'"/assets/([^"]+)"', page)) <= set(assets())


def test_sources_hold_what_a_citation_says(example: Findings) -> None:
    document = parse(live.story(live.viewed(part(example, "one", "two"), "st"), frame("/story/st")))
    assert json.loads(document.get_element_by_id("sources").text) == {
        "one": ["Post", "Bridge closed", "22 January 2024", "in/one.txt", "aa"],
        "two": [None, "Mayor: bridge unsafe", None, "in/two.txt", "bb"],
    }
