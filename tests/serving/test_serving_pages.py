"""Every page of a served record: what stands on it, what is said of what is not there, and that nothing is changed."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import string
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import EXAMPLE, eventually, run

import onrecord
from onrecord.model import Findings
from onrecord.report import live
from onrecord.serving.app import FRESH
from onrecord.serving.pages import Stories

VIEWED = live.viewed


def test_every_row_has_its_page(bridge: Path, client: httpx2.Client) -> None:
    found = onrecord.load(bridge)
    front = client.get("/").text
    for story in found.links.stories:
        assert f'href="/story/{story.id}"' in front
        page = client.get(f"/story/{story.id}")
        assert page.status_code == 200
        assert all(f"/article/{a}" in page.text for a in story.articles)
    for article in found.articles:
        page = client.get(f"/article/{article.id}")
        assert page.status_code == 200
        assert (article.title or article.name).split()[0] in page.text
    speakers = client.get("/speakers").text
    for speaker in found.links.speakers:
        assert f"/speaker/{speaker.id}" in speakers
        assert client.get(f"/speaker/{speaker.id}").status_code == 200
    for statement in found.links.statements:
        answer = client.get(f"/statement/{statement.id}")
        assert answer.status_code == 302
        place, _, anchor = answer.headers["location"].partition("#")
        assert f'id="{anchor}"' in client.get(place).text


def test_a_statement_of_a_large_story_is_led_to_on_its_page(bridge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.report.live.WHOLE", 5)
    monkeypatch.setattr("onrecord.report.excerpts.ROWS", 10)
    found = onrecord.load(bridge)
    places = set()
    with run(bridge) as client:
        for statement in found.links.statements:
            answer = client.get(f"/statement/{statement.id}")
            assert answer.status_code == 302
            place, _, anchor = answer.headers["location"].partition("#")
            assert f'id="{anchor}"' in client.get(place).text
            places.add(place.partition("?")[2])
        story = max(found.links.stories, key=lambda s: len(s.articles)).id
        assert client.get(f"/story/{story}?list=said&page=x").status_code == 400
        assert client.get(f"/story/{story}?list=gossip").status_code == 200
    assert {"list=said", "list=said&page=2"} < places


def test_the_view_of_a_large_story_is_made_once_for_all_of_its_pages(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.report.live.WHOLE", 5)
    monkeypatch.setattr("onrecord.report.excerpts.ROWS", 10)
    made: list[str] = []

    def viewed(findings: Findings, id: str) -> live.Viewed:
        made.append(id)
        return VIEWED(findings, id)

    monkeypatch.setattr(live, "viewed", viewed)
    story = max(onrecord.load(copied).links.stories, key=lambda s: len(s.articles)).id
    with run(copied) as client:
        first = client.get(f"/story/{story}").text
        for address in set(re.findall(r'href="(/story/[^"#]+list=[^"#]+)', first)):
            assert client.get(address.replace("&amp;", "&")).status_code == 200
        assert made == [story]
        with closing(sqlite3.connect(copied)) as db:
            db.execute("update record set linked_by = 'another'")
            db.commit()
        time.sleep(FRESH + 0.1)
        assert client.get(f"/story/{story}?list=said&page=2").status_code == 200
        assert made == [story, story]


def test_views_are_kept_as_long_as_they_fit_and_the_last_one_always(bridge: Path) -> None:
    findings = onrecord.load(bridge)
    view = VIEWED(findings, max(findings.links.stories, key=lambda s: len(s.articles)).id)
    stories = Stories(room=1000)
    for n in range(3):
        stories.keep(n, replace(view, size=500))
    assert [stories.get(n) is not None for n in range(3)] == [False, True, True]
    stories.keep("vast", replace(view, size=5000))
    assert [stories.get(n) is not None for n in (1, 2, "vast")] == [False, False, True]
    stories.keep("small", replace(view, size=5))
    assert stories.get("small") is None


def test_search_is_paged_and_narrowed(bridge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.serving.lists.HITS", 5)
    hits = onrecord.search(bridge, "bridge", limit=1000)
    okafor = next(s for s in onrecord.load(bridge).links.speakers if s.name == "Dana Okafor")
    own = onrecord.search(bridge, "bridge", speaker="Dana Okafor", limit=1000)
    assert len(hits) > 10 > len(own) > 0
    seen: list[str] = []
    with run(bridge) as client:
        for page in range(1, 2 + len(hits) // 5):
            text = client.get("/search", params={"q": "bridge", "page": str(page)}).text
            assert f"{len(hits)} places" in text
            seen += re.findall(r'class="reports">.*?href="(/article/[^"]+)"', text)
        narrowed = client.get("/search", params={"q": "bridge", "speaker": okafor.id}).text
        nothing = client.get("/search", params={"q": "?!"}).text
    assert [x.split("#")[0] for x in seen] == [f"/article/{h.article}" for h in hits]
    assert re.search(rf"\b{len(own)} place", narrowed)
    assert "said by <bdi>Dana Okafor</bdi>" in narrowed
    assert "There is no word to search for" in nothing


def test_of_a_word_that_stands_in_many_places_the_last_say_who_says_it(
    bridge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with run(bridge) as client:
        assert "Said by:" in client.get("/search?q=bridge").text
    monkeypatch.setattr("onrecord.asking.LOOKED_UP", 3)
    with run(bridge) as client:
        text = client.get("/search?q=bridge").text
    [said] = re.findall(r"Said by, of the latest 3 places:(.*?)</nav>", text)
    assert 0 < sum(map(int, re.findall(r'<span class="count">(\d+)</span>', said))) <= 3


def test_pages_of_search_follow_each_other(bridge: Path) -> None:
    whole = onrecord.search(bridge, "bridge", limit=1000)
    paged = [hit for n in range(0, len(whole), 7) for hit in onrecord.search(bridge, "bridge", limit=7, offset=n)]
    assert paged == whole


def test_both_orders_hold_every_story(bridge: Path, client: httpx2.Client) -> None:
    largest, newest = (
        re.findall(r"/story/(\w+)", client.get("/", params={"order": x}).text) for x in ("largest", "newest")
    )
    assert sorted(largest) == sorted(newest) == sorted(s.id for s in onrecord.load(bridge).links.stories)
    assert client.get("/").text == client.get("/?order=newest").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/story/0000000000000000", 404),
        ("/article/0000000000000000", 404),
        ("/speaker/0000000000000000", 404),
        ("/statement/0000000000000000", 404),
        ("/assets/style.css", 404),
        ("/assets/..%2f..%2fmodel.py", 404),
        ("/story/..%2f..%2fetc%2fpasswd", 404),
        ("/story/%00", 404),
        ("/story/" + "a" * 65, 404),
        ("/?page=0", 400),
        ("/?page=99999999999", 400),
        ("/?page=%D9%A1", 400),
        ("/?order=number", 400),
        ("/search?q=" + "a" * 401, 400),
        ("/speakers?name=" + "a" * 201, 400),
        ("/?" + "&".join(f"a{n}=1" for n in range(11)), 400),
        ("/search?q=%FF", 400),
        ("/corrections/x/undo", 405),
    ],
)
def test_what_is_not_there_or_cannot_be_asked_is_said_on_a_page(client: httpx2.Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert not re.search("Traceback|sqlite|/src/|site-packages|\\.py", answer.text)


def test_a_page_beyond_the_end_is_the_last(client: httpx2.Client) -> None:
    assert client.get("/?page=7").status_code == 200


_ODD = st.text(st.sampled_from("'\"\\%;)(*-:^&<>/.\0\u202e\ud7ffß") | st.sampled_from(string.printable), max_size=30)


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(["story", "article", "speaker", "statement", "assets", "search", ""]),
    id=_ODD,
    words=_ODD,
    speaker=_ODD,
    page=_ODD,
)
def test_no_address_breaks_it(client: httpx2.Client, kind: str, id: str, words: str, speaker: str, page: str) -> None:
    path = f"/{kind}/{quote(id, safe='')}"
    for answer in (
        client.get(path),
        client.get("/search", params={"q": words, "speaker": speaker}),
        client.get("/speakers", params={"name": words, "page": page}),
    ):
        assert answer.status_code in (200, 302, 400, 404), (answer.status_code, answer.url)


def test_looking_changes_nothing(copied: Path) -> None:
    before = hashlib.sha256(copied.read_bytes()).digest()
    found = onrecord.load(copied)
    with run(copied) as client:
        for path in (
            "/",
            "/speakers",
            "/search?q=bridge",
            "/corrections",
            f"/story/{found.links.stories[0].id}",
            "/changes",
        ):
            assert client.get(path).status_code == 200
    assert hashlib.sha256(copied.read_bytes()).digest() == before
    assert sorted(x.name for x in copied.parent.iterdir()) == [copied.name]


def test_articles_that_are_not_linked_yet_are_counted_and_the_former_findings_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r"
    onrecord.add(path, [str(EXAMPLE / "courier.html"), str(EXAMPLE / "wire.txt")])
    before = onrecord.load(path).links.stories
    with monkeypatch.context() as killed:
        killed.setattr("onrecord.linking.link", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            onrecord.add(path, [EXAMPLE])
    monkeypatch.setattr("onrecord.serving.relinking.QUIET", 3600)
    with run(path) as client:
        front = client.get("/").text
        assert "Articles have come in that are not linked yet" in front
        assert all(f"/story/{s.id}" in front for s in before)
        assert all(client.get(f"/story/{s.id}").status_code == 200 for s in before)
        assert client.get("/changes").json() == {"moment": "6.2", "articles": 6}
    monkeypatch.setattr("onrecord.serving.relinking.QUIET", 0)
    with run(path) as client:
        assert eventually(lambda: client.get("/changes").json()["moment"] == "6.6")
        assert "not linked yet" not in client.get("/").text
        for story in before:
            answer = client.get(f"/story/{story.id}", follow_redirects=True)
            assert answer.status_code == 200
            assert story.articles[0] in answer.text


def test_links_that_stay_out_of_date_are_made_when_nobody_writes(
    copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.serving.relinking.QUIET", 0.5)
    (tmp_path / "new.txt").write_text(
        "The bridge is shut.\n\nThe bridge stays shut, Dana Okafor said on Monday.", "utf-8"
    )
    with run(copied) as client:
        assert client.get("/changes").json()["moment"] == "6.6"
        with monkeypatch.context() as killed:
            killed.setattr("onrecord.linking.link", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                onrecord.add(copied, [tmp_path / "new.txt"])
        assert eventually(lambda: "not linked yet" in client.get("/corrections").text)
        assert eventually(lambda: client.get("/changes").json()["moment"] == "7.7")
        assert eventually(lambda: "not linked yet" not in client.get("/corrections").text)


def test_pages_stay_while_somebody_keeps_readers_out(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.database.READING", 0.2)
    with run(copied) as client:
        before = client.get("/speakers").text
        other = sqlite3.connect(copied, isolation_level=None)
        other.execute("begin exclusive")
        for _ in range(5):
            assert client.get("/speakers").text == before
            time.sleep(0.3)
        answer = client.get("/search?q=bridge")
        assert answer.status_code == 503
        assert "another process is writing to it" in answer.text
        other.execute("rollback")
        assert client.get("/search?q=bridge").status_code == 200


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("pragma user_version = 99", "update onrecord to read it"),
        ("drop table story_article", "cannot be used now"),
    ],
)
def test_a_record_that_another_software_changes_meanwhile(copied: Path, change: str, said: str) -> None:
    with run(copied) as client:
        assert client.get("/").status_code == 200
        db = sqlite3.connect(copied, isolation_level=None)
        db.execute("pragma foreign_keys = off")
        db.execute(change)
        assert eventually(lambda: client.get("/?order=newest&page=1").status_code == 503)
        assert said in client.get("/?order=newest&page=2").text


def test_a_record_that_is_cut_off_or_spoilt(copied: Path) -> None:
    whole = copied.read_bytes()
    with run(copied) as client:
        assert client.get("/").status_code == 200
        for spoilt in (whole[: len(whole) // 2], b"", b"nothing of a record" * 1000):
            copied.write_bytes(spoilt)
            assert eventually(lambda: client.get("/search?q=bridge").status_code == 503)
            assert str(copied) not in client.get("/search?q=bridge").text
        copied.write_bytes(whole)
        assert eventually(lambda: client.get("/search?q=bridge").status_code == 200)


def test_a_record_that_goes_away_and_comes_back(copied: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copy(copied, other)
    with run(copied) as client:
        assert client.get("/speakers").status_code == 200
        copied.rename(tmp_path / "away")
        assert eventually(lambda: client.get("/corrections").status_code == 503)
        assert str(copied) not in client.get("/corrections").text
        db = sqlite3.connect(other, isolation_level=None)
        db.execute("update record set changes = 70, linked = 70")
        db.close()
        other.rename(copied)
        assert eventually(lambda: client.get("/changes").text == '{"moment":"70.70","articles":6}')
        assert client.get("/corrections").status_code == 200
