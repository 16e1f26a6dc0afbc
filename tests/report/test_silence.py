"""Who leaves a statement out, who could not have had it, and when what happened: on stories of our own."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from marked import Mark, article, marked, one_story, read

import onrecord
from onrecord import record
from onrecord.linking import occasions
from onrecord.model import Article, Derivation, Discrepancy, Findings, Passage
from onrecord.reading import events
from onrecord.report import render, stories

SAID: Mark = ("Ann Lee", "Ann Lee", "said", "the port is shut")
OPEN: Mark = ("Ann Lee", "Ann Lee", "said", "the fair stays open")
PAD = " Rain fell on the quay and the ferries waited in the dark." * 8
WEDNESDAY = "2024-01-24"


def story(articles: list[Article], marks: list[list[Mark]], together: list[list[tuple[int, int]]]) -> Findings:
    """Findings of one story with its occasions and events."""
    readings = read(articles, [marked(a, m) for a, m in zip(articles, marks, strict=True)])
    found = events.read(articles, readings)
    readings = [replace(r, events=rows) for r, rows in zip(readings, found, strict=True)]
    links = one_story(articles, readings, together)
    links = replace(links, occasions=occasions.link(articles, readings, links))
    return Findings(tuple(articles), tuple(readings), links)


def signs(page: str) -> dict[str, dict[str, str]]:
    """The table of statements and articles: for each statement, label -> the sign of its cell."""
    table = html.fromstring(page).xpath('//table[@class="matrix"]')[0]
    head = [th.text_content().split()[1] for th in table.xpath("./thead/tr/th")[1:]]
    out = {}
    for row in table.xpath("./tbody/tr"):
        cells = [td.xpath(".//b[@aria-hidden]/text()") for td in row.xpath("./td")]
        out[row.xpath("./th")[0].text_content()] = dict(zip(head, ["".join(c) for c in cells], strict=True))
    return out


@pytest.fixture
def silent() -> Findings:
    """Two report the press conference of Tuesday; who else could have, and could not."""
    told = "Ann Lee said at a news conference on Tuesday that the port is shut."
    rows: Mapping[str, tuple[str, str | None, list[Mark]]] = {
        "one": (told + PAD, WEDNESDAY, [SAID]),
        "two": (told + PAD, WEDNESDAY, [SAID]),
        "after": ("Ships wait." + PAD, WEDNESDAY, []),
        "before": ("Ships wait." + PAD, "2024-01-22", []),
        "undated": ("Ships wait." + PAD, None, []),
        "short": ("Ships wait.", WEDNESDAY, []),
        "foreign": ("Ships wait." + PAD, WEDNESDAY, []),
        "shorter": ("Ships wait." + PAD, None, []),
        "fact": ("The port is shut." + PAD, WEDNESDAY, []),
        "there": ("Ann Lee said at a news conference on Tuesday that the fair stays open." + PAD, None, [OPEN]),
    }
    articles = [article(name, text, day) for name, (text, day, _) in rows.items()]
    articles = [replace(a, language="de") if a.name == "foreign" else a for a in articles]
    id_of = {a.name: a.id for a in articles}
    # the last one has no date, so that nothing but what it shares tells that it is of the press conference
    findings = story(articles, [marks for _, _, marks in rows.values()], [[(0, 0), (1, 0)], [(9, 0)]])
    links = findings.links
    conference = next(o for o in links.occasions if id_of["one"] in o.articles)
    there = replace(conference, articles=(*conference.articles, id_of["there"]))
    cut = Derivation("d", id_of["shorter"], id_of["one"], None, "abridgement", 0.9, (), "", "by hand")
    fact = Discrepancy(
        "x", "attribution dropped", "s0", Passage(id_of["fact"], ((0, 16),)), Passage(id_of["one"], ((0, 9),)), "",
        "medium", "by hand",
    )  # fmt: skip
    others = tuple(o for o in links.occasions if o is not conference)
    return replace(
        findings,
        links=replace(links, occasions=(there, *others), derivations=(cut,), discrepancies=(fact,)),
    )


def test_an_article_is_silent_only_on_what_it_could_have_reported(silent: Findings) -> None:
    (row,) = signs(render(silent)).values()
    assert row == {
        "one": "≈", "two": "≈", "after": "–", "before": "?", "undated": "?", "short": "?", "foreign": "?",
        "shorter": "✂", "fact": "!", "there": "–",
    }  # fmt: skip


def test_a_statement_says_who_left_it_out_and_whose_origin_has_it(silent: Findings) -> None:
    card = html.fromstring(render(silent)).xpath('//article[@class="statement"]')[0]
    words = " ".join(card.find_class("reports")[0].text_content().split())
    assert "paraphrased by article one, article two" in words
    assert "! told as a fact, without the speaker by article fact" in words
    assert "– left out by article shorter (✂ comes from one that reports it), article after, article there" in words


def test_who_alone_reports_is_counted(silent: Findings) -> None:
    text = " ".join(html.fromstring(render(silent)).text_content().split())
    assert "Statements that one article alone reports: article there 1." in text


def test_a_large_story_shows_the_articles_that_report_most() -> None:
    articles = [article(f"a{n:03}", "Ann Lee said the port is shut." + PAD, WEDNESDAY) for n in range(40)]
    articles += [article(f"b{n:03}", "Ships wait." + PAD, WEDNESDAY) for n in range(40)]
    marks = [[SAID]] * 40 + [[]] * 40
    page = render(story(articles, marks, [[(n, 0) for n in range(40)]]))
    (row,) = html.fromstring(page).xpath('//table[@class="matrix"]/tbody/tr')
    cells = [" ".join(td.text_content().split()) for td in row.xpath("./td")]
    assert len(cells) == stories.MATRIX_COLUMNS + 1
    assert set(cells[:-1]) == {"≈ paraphrased"}
    assert cells[-1] == f"{40 - stories.MATRIX_COLUMNS} paraphrased, 40 left out"


def test_one_event_in_the_words_of_several_articles_is_told_once() -> None:
    articles = [
        article("one", "The harbour bridge collapsed under a freight train on 3 May 2023." + PAD, WEDNESDAY),
        article("two", "On 3 May 2023 the old harbour bridge collapsed when a freight train crossed." + PAD, WEDNESDAY),
        article("three", "On 3 May 2023 the mayor opened a museum of glass." + PAD, WEDNESDAY),
    ]
    document = html.fromstring(render(story(articles, [[], [], []], [])))
    line = [
        " ".join("".join(li.xpath(".//text()[not(ancestor::button)]")).split())
        for li in document.xpath('//*[@class="events"]/li')
    ]
    assert line == [
        "On 3 May 2023 the old harbour bridge collapsed when a freight train crossed. article one, article two ¶",
        "On 3 May 2023 the mayor opened a museum of glass. article three ¶",
    ]


def test_what_was_said_on_a_day_stands_under_its_occasion() -> None:
    text = (
        "In an interview with Delta News on Monday, Ann Lee said the port is shut. "
        "On Monday the tower fell into the bay."
    )
    articles = [article("one", text, WEDNESDAY), article("two", text, WEDNESDAY)]
    document = html.fromstring(render(story(articles, [[SAID], [SAID]], [[(0, 0), (1, 0)]])))
    line = [
        " ".join("".join(li.xpath(".//text()[not(ancestor::button)]")).split())
        for li in document.xpath('//*[@class="events"]/li')
    ]
    assert line == [
        "Interview of Ann Lee with Delta News: the port is shut article one, article two ¶",
        "On Monday the tower fell into the bay. article one, article two ¶",
    ]


def test_the_record_says_the_same(silent: Findings, tmp_path: Path) -> None:
    path = tmp_path / "r"
    record.create(path, silent)
    assert [{k: v for k, v in row.items() if k != "id"} for row in onrecord.show(path, "silence")] == [
        {
            "speaker": None, "words": "the port is shut", "articles": 2, "reported_by": "one, two",
            "as_fact_by": "fact", "cut_by": "shorter", "left_out": 2, "left_out_by": "after, there",
        },
        {
            "speaker": None, "words": "the fair stays open", "articles": 1, "reported_by": "there",
            "as_fact_by": None, "cut_by": None, "left_out": 0, "left_out_by": None,
        },
    ]  # fmt: skip


def test_the_record_says_the_same_of_a_large_story(tmp_path: Path) -> None:
    told = "Ann Lee said at a news conference on Tuesday that the port is shut." + PAD
    days = ["2024-01-22", WEDNESDAY, "2024-01-25", None]
    articles = [article(f"a{n:02}", told, WEDNESDAY) for n in range(4)]
    articles += [article(f"b{n:02}", "Ships wait." + PAD, days[n % 4]) for n in range(80)]
    findings = story(articles, [[SAID]] * 4 + [[]] * 80, [[(n, 0) for n in range(4)]])
    id_of = {a.name: a.id for a in articles}
    (conference,) = findings.links.occasions
    # two that are known to tell of the occasion though their date does not say so; one that comes from a report
    there = replace(conference, articles=(*conference.articles, id_of["b00"], id_of["b03"], id_of["b01"]))
    cut = Derivation("d", id_of["b05"], id_of["a00"], None, "abridgement", 0.9, (), "", "by hand")
    findings = replace(findings, links=replace(findings.links, occasions=(there,), derivations=(cut,)))
    (row,) = html.fromstring(render(findings)).xpath('//table[@class="matrix"]/tbody/tr')
    marks = " ".join(row.xpath("./td")[-1].text_content().split())
    shown = " ".join(" ".join(td.text_content().split()) for td in row.xpath("./td")[:-1])
    path = tmp_path / "r"
    record.create(path, findings)
    (silence,) = onrecord.show(path, "silence")
    assert (silence["cut_by"], silence["left_out"], silence["left_out_by"]) == ("b05", 41, None)
    counted = {how: int(n) for n, how in (part.split(" ", 1) for part in marks.split(", "))}
    assert counted["left out"] + shown.count("–") == silence["left_out"]


def test_a_large_story_is_asked_quickly(tmp_path: Path) -> None:
    said = [f"gate {n} is shut" for n in range(4)]
    text = " ".join(f"Ann Lee said {words}." for words in said) + PAD
    articles = [article(f"a{n:03}", text, f"2024-01-{1 + n % 28:02}") for n in range(300)]
    marks: list[Mark] = [("Ann Lee", "Ann Lee", "said", words) for words in said]
    each = [[(n, k)] for n in range(300) for k in range(4)]
    path = tmp_path / "r"
    record.create(path, story(articles, [marks] * 300, each))
    start = time.process_time()
    rows = onrecord.show(path, "silence")
    # looking at each article for each statement takes several seconds
    assert time.process_time() - start < 1.0
    assert len(rows) == 1200
    assert max(row["left_out"] or 0 for row in rows) == 299
    assert min(row["left_out"] or 0 for row in rows) == 300 // 28 - 1


def test_the_record_has_the_timeline(tmp_path: Path) -> None:
    text = (
        "In an interview with Delta News on Monday, Ann Lee said the port is shut. "
        "In 2019 the tower fell into the bay. This week rain fell on the quay."
    )
    path = tmp_path / "r"
    record.create(path, story([article("one", text, WEDNESDAY)], [[SAID]], [[(0, 0)]]))
    rows = onrecord.show(path, "timeline")
    assert [(row["date"], row["what"], row["speaker"], row["words"], row["told_by"]) for row in rows] == [
        ("2019", "event", None, "In 2019 the tower fell into the bay.", "one"),
        ("2024-W04", "event", None, "This week rain fell on the quay.", "one"),
        (
            "2024-01-22",
            "event",
            None,
            "In an interview with Delta News on Monday, Ann Lee said the port is shut.",
            "one",
        ),
        ("2024-01-22", "interview", "Ann Lee", "Delta News", "one"),
    ]


def test_what_was_said_again_leads_there_and_back() -> None:
    articles = [
        article("one", "Ann Lee said on Monday that the port is shut." + PAD, WEDNESDAY),
        article("two", "On 2 March 2024 Ann Lee said the port is shut." + PAD, "2024-03-04"),
        article("three", "Ann Lee said on Monday that the port is shut." + PAD, WEDNESDAY),
        article("four", "On 2 March 2024 Ann Lee said the port is shut." + PAD, "2024-03-04"),
    ]
    findings = story(articles, [[SAID]] * 4, [[(0, 0), (2, 0)], [(1, 0), (3, 0)]])
    first, again = findings.links.statements
    links = replace(findings.links, statements=(first, replace(again, repeats=first.id)))
    document = html.fromstring(render(replace(findings, links=links)))
    said = {card.get("id"): card for card in document.find_class("statement")}
    where = {
        id: [(" ".join(e.text_content().split()), e.xpath("./a/@href")) for e in card.find_class("where")]
        for id, card in said.items()
    }
    assert ("· said again on 2 March 2024", ["#s-s1"]) in where["s-s0"]
    assert ("· said before on 22 January 2024", ["#s-s0"]) in where["s-s1"]
