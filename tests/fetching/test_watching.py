"""Watching feeds: lists of them, what a round brings, and what the next one asks."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serving import HTML, Site, manners, page
from test_reading import FEED, item, run, whole

import onrecord
from onrecord import watching
from onrecord.fetching import feeds
from onrecord.model import Failure
from onrecord.watching import Watched

ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Herald</title>
<entry><title>Crane mended</title><link href="/crane?a=1#top"/><id>tag:1</id><summary>In short …</summary></entry>
<entry><title>No link</title><id>tag:2</id></entry>
<entry><title>Elsewhere</title><link href="ftp://x.example/y"/><id>tag:3</id></entry></feed>"""
RSS = {"Content-Type": "application/rss+xml"}


def watch(path: Path, *given: str | Path, limit: int | None = None) -> list[Watched]:
    (found,) = onrecord.watch(path, given, manners=manners(), limit=limit)
    return found


def numbers(found: Watched) -> tuple[int, int, int, int, int]:
    return found.items, found.new, found.held, found.failed, found.left


def titles(path: Path) -> list[str | None]:
    return sorted(str(a.title) for a in onrecord.load(path).articles)


@pytest.fixture
def delta(site: Site) -> Site:
    """A feed with an item to fetch and one that is whole, and one feed with a relative link."""
    items = item("/shut#top", "Port stays shut") + item("/whole", "Closed", whole("Closed"))
    site.routes |= {
        "/feed": (200, RSS | {"ETag": '"f1"'}, FEED.format(items=items).replace("https://delta.example/", "").encode()),
        "/atom": (200, {"Content-Type": "application/atom+xml"}, ATOM.encode()),
        "/shut": (200, HTML, page("Port stays shut")),
        "/crane?a=1": (200, HTML, page("Crane mended", "The crane is as good as new")),
    }
    return site


# --- lists -------------------------------------------------------------------------------------------


def test_opml_with_outlines_in_outlines() -> None:
    opml = b"""\xef\xbb\xbf<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <opml version="2.0"><head><title>&x;</title></head><body>
    <outline text="News"><outline text="Deeper"><outline type="rss" xmlUrl=" https://a.example/feed#x "/></outline>
    <outline xmlurl="https://b.example/feed"/><outline xmlUrl="https://A.example/feed"/></outline>
    <outline xmlUrl="ftp://c.example/feed"/><outline xmlUrl="http://ann:secret@d.example/"/>
    <outline type="include" url="https://e.example/list.opml"/></body></opml>"""
    assert list(feeds.listed("f.opml", opml)) == [
        "https://a.example/feed",
        "https://b.example/feed",
        Failure(
            "f.opml, line 5",
            "f.opml, line 5: only addresses that begin with http:// or https:// are read (ftp://c.example/feed)",
        ),
        Failure(
            "f.opml, line 5",
            "f.opml, line 5: it holds a user name or password; these are neither sent nor stored (http://d.example/)",
        ),
    ]


def test_a_file_with_one_address_a_line() -> None:
    text = b"\xef\xbb\xbf# my feeds\r\n\r\nhttps://a.example/feed\r\n  https://b.example/feed\nnews\nhttps://a.example/feed\n"
    assert list(feeds.listed("f.txt", text)) == [
        "https://a.example/feed",
        "https://b.example/feed",
        Failure("f.txt, line 5", "f.txt, line 5: there is no address of a feed (news)"),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it lists no feed"),
        (b"# nothing\n", "it lists no feed"),
        (b"<opml><body/></opml>", "it lists no feed"),
        (b"<opml", "it lists no feed"),
        (b"<html><p>x", "it is neither OPML nor a list of addresses (other markup)"),
        (b"\x89PNG\r\n\x1a\n", "it is neither OPML nor a list of addresses (an image)"),
        (b"https://a.example/\n" * 3 + b"\0" * 50, "it is neither OPML nor a list of addresses (binary data)"),
    ],
)
def test_what_is_no_list_is_told(data: bytes, said: str) -> None:
    assert Failure("f", f"f: {said}") in list(feeds.listed("f", data))


def test_a_bomb_of_entities_stays_closed() -> None:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 50}">' for n in range(1, 9))
    bomb = (
        f'<!DOCTYPE opml [<!ENTITY e0 "x">{lines}]><opml><body><outline xmlUrl="http://a.example/&e8;"/></body></opml>'
    )
    began = time.monotonic()
    list(feeds.listed("f", bomb.encode()))
    assert time.monotonic() - began < 1


@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_told(data: bytes) -> None:
    for begin in (b"", b"<opml><body><outline xmlUrl='", b"https://a.example/"):
        for found in feeds.listed("f", begin + data):
            assert isinstance(found, Failure) or found.isascii()


# --- rounds ------------------------------------------------------------------------------------------


def test_a_round_brings_what_is_new_and_the_next_one_nothing(delta: Site, tmp_path: Path) -> None:
    path, opml = tmp_path / "r", tmp_path / "feeds.opml"
    feed, atom = delta.url("/feed"), delta.url("/atom")
    opml.write_text(f'<opml><body><outline xmlUrl="{feed}"/><outline xmlUrl="{atom}"/></body></opml>')
    assert watch(path, opml) == [Watched(feed, items=2, new=2), Watched(atom, items=1, new=1)]
    assert titles(path) == ["Closed", "Crane mended", "Port stays shut"]
    articles = {a.input: a for a in onrecord.load(path).articles}
    assert set(articles) == {delta.url(x) for x in ("/shut", "/whole", "/crane?a=1")}
    assert all(a.retrieved for a in articles.values())
    # what the feed gives whole is not fetched, and keeps what the feed knows of it
    assert "/whole" not in delta.paths()
    assert articles[delta.url("/whole")].outlet == "Delta Post"
    delta.asked.clear()
    assert watch(path, opml) == [Watched(feed, unchanged=True), Watched(atom, items=1, held=1)]
    assert delta.paths() == ["/feed", "/atom"]
    assert delta.asked[1][1]["if-none-match"] == '"f1"'
    # something new comes
    items = item("/new", "News") + item("/shut", "Port stays shut")
    text = FEED.format(items=items).replace("https://delta.example/", "")
    delta.routes |= {
        "/feed": (200, RSS | {"ETag": '"f2"'}, text.encode()),
        "/new": (200, HTML, page("News", "It is new")),
    }
    delta.asked.clear()
    assert watch(path, feed) == [Watched(feed, items=2, new=1, held=1)]
    assert delta.paths() == ["/feed", "/new"]


def test_what_failed_is_left_alone_for_a_day(delta: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, feed = tmp_path / "r", delta.url("/feed")
    delta.routes["/shut"] = (500, {}, b"")
    for held in (0, 1):
        # a server's fault is none of the page
        (found,) = watch(path, feed)
        assert numbers(found) == (2, 1 - held, held, 1, 0)
        assert [x.reason for x in found.failures] == [f"{delta.url('/shut')}: 500: the server has an error"]
    delta.routes["/shut"] = (404, {}, b"")
    (found,) = watch(path, feed)
    assert [x.reason for x in found.failures] == [f"{delta.url('/shut')}: 404: there is no such page"]
    assert onrecord.load(path).failures == found.failures
    delta.asked.clear()
    (found,) = watch(path, feed)
    assert (numbers(found), found.failures) == ((2, 0, 1, 1, 0), ())
    # the feed is asked in full, because there is something left to do
    assert [(p, "if-none-match" in h) for p, h, _ in delta.asked] == [("/robots.txt", False), ("/feed", False)]
    monkeypatch.setattr(watching, "AGAIN", watching.AGAIN * 0)
    time.sleep(1.1)  # visits are dated to the second
    delta.routes["/shut"] = (200, HTML, page("Port stays shut"))
    (found,) = watch(path, feed)
    assert numbers(found) == (2, 1, 1, 0, 0)
    assert onrecord.load(path).failures == ()
    (found,) = watch(path, feed)
    assert found.unchanged


def test_at_most_so_many_items_of_a_feed(delta: Site, tmp_path: Path) -> None:
    feed = delta.url("/feed")
    assert [numbers(watch(tmp_path / "r", feed, limit=1)[0]) for _ in range(2)] == [(2, 1, 0, 0, 1), (2, 1, 1, 0, 0)]
    assert watch(tmp_path / "r", feed, limit=1)[0].unchanged


def test_an_item_of_two_feeds_is_fetched_once(delta: Site, tmp_path: Path) -> None:
    delta.routes["/copy"] = delta.routes["/atom"]
    found = watch(tmp_path / "r", delta.url("/atom"), delta.url("/copy"))
    assert [numbers(x) for x in found] == [(1, 1, 0, 0, 0), (1, 0, 1, 0, 0)]
    assert delta.paths().count("/crane?a=1") == 1


def test_feeds_that_cannot_be_read_are_told_and_the_others_go_on(delta: Site, tmp_path: Path) -> None:
    named = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><p>x</html>'
    delta.routes |= {
        "/page": (200, HTML, named),
        "/text": (200, {"Content-Type": "text/plain"}, b"news"),
        "/bad": (200, RSS, b"<rss><channel></rss>"),
        "/list": (200, {}, f'<opml><outline xmlUrl="{delta.url("/list2")}"/></opml>'.encode()),
        "/list2": (200, {}, f'<opml><outline xmlUrl="{delta.url("/atom")}"/></opml>'.encode()),
    }
    given = [delta.url(x) for x in ("/gone", "/page", "/text", "/bad", "/list", "/atom")]
    found = {x.feed: x for x in watch(tmp_path / "r", *given, tmp_path / "no.opml")}
    assert numbers(found.pop(delta.url("/atom"))) == (1, 1, 0, 0, 0)
    said = {x: [y.reason.removeprefix(f"{x}: ") for y in one.failures] for x, one in found.items()}
    no_items = said.pop(delta.url("/bad"))
    assert no_items[0].startswith("there is no item in this feed")
    assert said == {
        delta.url("/gone"): ["404: there is no such page"],
        delta.url("/page"): ["it is a page, no feed; the feeds that it names are /feed"],
        delta.url("/text"): ["it is no feed"],
        delta.url("/list2"): ["it is a list of feeds inside of a list"],
        str(tmp_path / "no.opml"): ["there is no such file"],
    }
    stored = {x.input for x in onrecord.load(tmp_path / "r").failures}
    assert stored == set(found)


def test_items_that_lead_into_the_private_network_are_not_fetched(
    delta: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = item("http://10.0.0.1/", "Router") + item("file:///etc/passwd", "File") + item("http://a:b@c.example/", "C")
    delta.routes["/feed"] = (200, RSS, FEED.format(items=items).encode())
    monkeypatch.setattr("onrecord.fetching.network.place", lambda ip: "public" if ip.is_loopback else "private")
    ((found,),) = onrecord.watch(tmp_path / "r", [delta.url("/feed")], manners=manners(allow_private=False))
    assert [x.reason for x in found.failures] == [
        "http://10.0.0.1/: 10.0.0.1 lies in a private network; --allow-private reads it"
    ]


def test_two_watches_of_one_record_exclude_each_other(delta: Site, tmp_path: Path) -> None:
    path, feed = tmp_path / "r", delta.url("/atom")
    running = onrecord.watch(path, [feed], every=3600, manners=manners())
    next(running)
    with pytest.raises(onrecord.RecordError, match="another process watches feeds for it"):
        watch(path, feed)
    # other verbs go on
    assert len(onrecord.load(path).articles) == 1
    assert onrecord.add(path, []).new == 0
    running.close()
    assert os.listdir(tmp_path) == ["r"]
    assert watch(path, feed)[0].held == 1


def test_rounds_go_on_when_one_fails(delta: Site, tmp_path: Path) -> None:
    path, feed = tmp_path / "r", delta.url("/atom")
    running = onrecord.watch(path, [feed], every=0.05, manners=manners())
    assert next(running)[0].new == 1
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin exclusive")
    with pytest.MonkeyPatch.context() as hasty:
        hasty.setattr("onrecord.database.PATIENCE", 0.05)
        (found,) = next(running)
    assert [x.reason for x in found.failures] == [
        f"{path}: another process is writing to it; try again when that is done"
    ]
    other.execute("rollback")
    assert next(running)[0].held == 1
    running.close()


# --- the command line --------------------------------------------------------------------------------


def test_the_verb(delta: Site, tmp_path: Path) -> None:
    path, feed = tmp_path / "r", delta.url("/feed")
    usual = ("--once", "--delay", "0", "--allow-private")
    result = run("watch", path, feed, delta.url("/atom"), *usual)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{feed}: 2 items, 2 new, 0 held\n{delta.url('/atom')}: 1 item, 1 new, 0 held\n"
    result = run("watch", path, feed, delta.url("/gone"), *usual)
    assert (result.exit_code, result.stdout) == (1, f"{feed}: unchanged\n")
    assert result.stderr == f"Error: {delta.url('/gone')}: 404: there is no such page\n"
    result = run("watch", path, feed, "--json", *usual)
    assert json.loads(result.stdout) == {
        "feed": feed, "items": 0, "new": 0, "held": 0, "failed": 0, "left": 0, "unchanged": True, "failures": []
    }  # fmt: skip
    result = run("watch", path, feed, "--once")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {feed}: 127.0.0.1 lies in a private network; --allow-private reads it\n"
    (tmp_path / "text").write_text("no record")
    assert run("watch", tmp_path / "text", feed, *usual).exit_code == 2
    assert sorted(os.listdir(tmp_path)) == ["r", "text"]


@pytest.mark.parametrize(
    ("every", "said"),
    [("soon", "is no time such as 90s"), ("30", "is no time"), ("5s", "not asked more often than once a minute")],
)
def test_how_often_is_checked(every: str, said: str, tmp_path: Path) -> None:
    result = run("watch", tmp_path / "r", "https://a.example/", "--every", every)
    assert result.exit_code == 2
    assert said in result.stderr
    assert os.listdir(tmp_path) == []


def test_ctrl_c_ends_a_watch_and_keeps_what_is_stored(delta: Site, tmp_path: Path) -> None:
    path = tmp_path / "r"
    command = [sys.executable, "-m", "onrecord", "watch", path, delta.url("/feed"), "--delay", "0", "--allow-private"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == f"{delta.url('/feed')}: 2 items, 2 new, 0 held\n"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (130, "")
    assert err.strip() == "Interrupted. What was stored before is kept."
    assert len(onrecord.load(path).articles) == 2
    assert os.listdir(tmp_path) == ["r"]


def test_ctrl_c_while_a_server_hangs_ends_at_once(site: Site, tmp_path: Path) -> None:
    site.routes["/feed"] = lambda _: time.sleep(8)
    command = [sys.executable, "-m", "onrecord", "watch", tmp_path / "r", site.url("/feed"), "--allow-private"]
    process = subprocess.Popen([*command, "--delay", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 15
    while site.paths() != ["/feed"] and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    process.communicate(timeout=10)
    assert time.monotonic() - began < 3
    assert process.returncode == 130
