"""What a report and a served story show of a primary source, and that its texts stay texts there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from lxml import html
from small_findings import ANOTHER, HOSTILE, hostile_primary

from onrecord.model import Findings
from onrecord.report import excerpts, live, render
from onrecord.report.frame import Counts, Frame


def saved(findings: Findings) -> str:
    return render(findings)


def served(findings: Findings) -> str:
    frame = Frame("news.record", "secret", "/story/story", Counts(2, 1, 2, 4, 0))
    return live.story(live.viewed(findings, findings.links.stories[0].id), frame)


def words(text: str) -> str:
    """Words as a page shows them, where it shows another character for a mark of direction too."""
    return " ".join(re.sub("[\u202a-\u202e]", "\ufffd", text).split())


PAGES = pytest.mark.parametrize("drawn", [saved, served])


@PAGES
def test_hostile_texts_of_a_primary_source_stay_texts(drawn: Callable[[Findings], str]) -> None:
    document = html.document_fromstring(drawn(hostile_primary()).encode("utf-8"))
    [section] = document.find_class("primary")
    attack, other, shown = words(HOSTILE), words(ANOTHER), words(section.text_content())
    assert f"(“{attack}”, {attack})" in shown  # title and day
    assert f"{attack}: one {attack} one." in shown  # who says it in the source
    assert f"at page {attack.partition(';')[0]}" in shown
    assert f"altered (joined from 2 answers as if they were one) (as words of {other}): one {attack} one." in shown
    assert f"In the source: “{words(HOSTILE[len(HOSTILE) // 2 - len('one ') :])} one.”" in shown
    assert f"{attack}: two {attack} two." in shown  # told by others as their own
    assert f"{attack}: three {attack} three." in shown  # reported by nobody
    assert f"{attack}: five {attack} five. {attack}, quoted" in shown  # and what stands nowhere in it
    assert list(section.iter("script", "style", "svg", "img", "iframe", "base", "meta", "form")) == []
    assert document.xpath("//@*[starts-with(name(), 'on')] | //@style") == []
    assert [h for h in document.xpath("//@href") if h[0] not in "#/" or h.startswith("//")] == []
    turned = section.xpath(".//text()[contains(., '\u202e')]")
    assert turned
    assert {(t.getparent().getparent() if t.is_tail else t.getparent()).tag for t in turned} == {"bdi"}
    assert not [v for v in document.xpath("//@*") if "\u202e" in v]


def test_the_sections_lead_to_the_primary_source() -> None:
    document = html.document_fromstring(saved(hostile_primary("calm")))
    [link] = [a for a in document.find_class("bar")[0].iter("a") if a.text == "Primary source"]
    assert document.get_element_by_id(link.get("href").removeprefix("#")).text == "Against the primary source"


def test_what_a_large_story_shows_of_a_primary_source_can_be_cited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "WHOLE", 0)
    monkeypatch.setattr(excerpts, "_SPEAKERS", 0)  # none of its words stands among what was said
    document = html.document_fromstring(served(hostile_primary("calm")))
    [section] = document.find_class("primary")
    passages = section.xpath(".//@data-at")
    assert len(passages) == 5
    known = json.loads(document.get_element_by_id("sources").text)
    assert {at.split("-")[1] for at in passages} <= set(known)
