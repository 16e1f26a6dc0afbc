"""Addresses as inputs: what becomes of pages, texts, PDFs and feeds, and what the record remembers."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from serving import HTML, Site, manners, page

import onrecord
from onrecord import cli, fetching
from onrecord.fetching import Visit, reading
from onrecord.fetching.asking import Fetcher
from onrecord.model import Failure, Source

PORT = page("Port stays shut")
TEXT = b'Port open\n\nPORTSTEAD, 5 May 2021\n\n"The port is open," mayor Mara Oyelaran said on Wednesday.\n'
FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Delta Post</title><link>https://delta.example/</link>
{items}</channel></rss>"""


def item(link: str, title: str, content: str = "") -> str:
    whole = f"<content:encoded><![CDATA[{content}]]></content:encoded>" if content else ""
    return f"<item><title>{title}</title><link>{link}</link><description>In short …</description>{whole}</item>"


def whole(title: str) -> str:
    return f"<p>“{title} for good,” mayor Mara Oyelaran said on Monday.</p>" + "<p>It was said at the harbour.</p>" * 40


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(x) for x in args], prog_name="onrecord")


def table(path: Path) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    return db.execute("select address, final, status, etag, modified, sha256 is not null from fetched").fetchall()


def found(fetcher: Fetcher, *addresses: str, held: dict[str, Visit] | None = None) -> list[object]:
    return list(reading.sources(fetcher, addresses, held or {}))


# --- kinds -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "data", "kind", "charset"),
    [
        ("text/html", PORT, "text/html", None),
        ("text/html; charset=ISO-8859-1", "<html><p>café".encode("latin-1"), "text/html", "iso-8859-1"),
        ("application/xhtml+xml", b'<?xml version="1.0"?><html><p>x', "text/html", None),
        ("text/plain", TEXT, "text/plain", None),
        ("text/plain", PORT, "text/html", None),
        ("", PORT, "text/html", None),
        ("application/octet-stream", b"%PDF-1.7 and so on", "application/pdf", None),
        ("application/pdf", b"%PDF-1.7 and so on", "application/pdf", None),
        ("text/html", b"%PDF-1.7 and so on", "application/pdf", None),
    ],
)
def test_what_comes_is_told_by_its_bytes_and_by_the_server(
    site: Site, fetcher: Fetcher, said: str, data: bytes, kind: str, charset: str | None
) -> None:
    site.routes["/2021/port.html"] = (200, {"Content-Type": said} if said else {}, data)
    address = site.url("/2021/port.html")
    (source,) = found(fetcher, address)
    at = fetcher.visits[address].at
    assert source == Source(address, "port", kind, data, retrieved=at, charset=charset)


@pytest.mark.parametrize(
    ("said", "data", "reason"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n", "it is an image (image/png), which is not read from an address"),
        ("text/html", b"\x89PNG\r\n\x1a\n", "it is an image (text/html), which is not read from an address"),
        ("video/mp4", b"\0\0\0\x18ftypmp42" * 100, "it is binary data (video/mp4), which is not read from an address"),
        ("text/css", b"p { color: red }", "it is neither page, text, PDF nor feed (text/css), which is"),
        ("application/zip", b"PK\x03\x04....", "it is an archive (application/zip), which is"),
        ("application/json", b'{"a": 1}', "it is neither page, text, PDF nor feed (application/json), which is"),
        ("text/xml", b"<?xml version='1.0'?><urlset/>", "it is neither page, text, PDF nor feed (text/xml), which is"),
    ],
)
def test_what_is_not_read_is_told(site: Site, fetcher: Fetcher, said: str, data: bytes, reason: str) -> None:
    site.routes["/a"] = (200, {"Content-Type": said}, data)
    address = site.url("/a")
    (failure,) = found(fetcher, address)
    assert isinstance(failure, Failure)
    assert failure.input == address
    assert failure.reason.startswith(f"{address}: {reason}")
    assert failure.reason.isprintable()


def test_a_feed_as_input_gives_the_items_whose_text_it_holds(site: Site, fetcher: Fetcher) -> None:
    items = item("https://delta.example/1", "Port shut", whole("Shut")) + item("https://delta.example/2", "Crane")
    site.routes["/feed"] = (200, {"Content-Type": "application/rss+xml"}, FEED.format(items=items).encode())
    address = site.url("/feed")
    source, teasers, done = found(fetcher, address)
    assert isinstance(source, Source)
    assert (source.input, source.retrieved) == (f"{address}, item 1", fetcher.visits[address].at)
    assert json.loads(source.data)["url"] == "https://delta.example/1"
    assert isinstance(teasers, Failure)
    assert teasers.reason.startswith(f"{address}: 1 of 2 items hold only a teaser")
    assert done == (address, fetcher.visits[address].sha256)


# --- many --------------------------------------------------------------------------------------------


def test_hosts_take_turns_and_an_address_is_asked_once() -> None:
    given = ["http://a/1", "http://a/2", "http://a/3", "http://b/1", "http://c:8/1", "http://b/2"]
    assert reading.in_turn(given) == [
        "http://a/1", "http://b/1", "http://c:8/1", "http://a/2", "http://b/2", "http://a/3",
    ]  # fmt: skip


def test_several_hosts_are_asked_at_once_and_the_order_stays(site: Site) -> None:
    both = threading.Barrier(2, timeout=2)

    def wait(handler: BaseHTTPRequestHandler) -> None:
        both.wait()
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + PORT)

    site.routes["/a"] = wait
    fetcher = Fetcher(manners())
    addresses = [site.url("/a", "127.0.0.1"), site.url("/a", "localhost"), site.url("/a#x", "127.0.0.1")]
    assert [x.input for x in found(fetcher, *addresses) if isinstance(x, Source)] == addresses[:2]
    assert site.most_at_once == 2


def test_leaving_early_ends_what_is_under_way(site: Site) -> None:
    def hang(_: BaseHTTPRequestHandler) -> None:
        time.sleep(2)

    site.routes |= {"/a": (200, HTML, PORT), "/b": hang}
    fetcher = Fetcher(manners(read=10, total=10))
    several = reading.sources(fetcher, [site.url("/a"), site.url("/b", "localhost")], {})
    assert isinstance(next(several), Source)
    began = time.monotonic()
    several.close()
    assert time.monotonic() - began < 1


def test_a_fault_in_one_page_costs_that_page(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    site.routes |= {"/a": (200, HTML, PORT), "/b": (200, HTML, PORT)}
    real = fetcher.get

    def get(address: str, held: Visit | None = None) -> object:
        if address.endswith("/a"):
            raise ZeroDivisionError("once")
        return real(address, held)

    monkeypatch.setattr(fetcher, "get", get)
    failure, source = found(fetcher, site.url("/a"), site.url("/b"))
    address = site.url("/a")
    assert failure == Failure(address, f"{address}: could not be fetched: ZeroDivisionError: once")
    assert isinstance(source, Source)


# --- the record --------------------------------------------------------------------------------------


def test_read_takes_addresses_beside_files(site: Site, tmp_path: Path) -> None:
    site.routes["/2021/port.html"] = (200, HTML, PORT)
    (tmp_path / "open.txt").write_bytes(TEXT)
    address = site.url("/2021/port.html")
    findings = onrecord.read([address, tmp_path], fetcher=Fetcher(manners()))
    assert [a.input for a in findings.articles] == [str(tmp_path / "open.txt"), address]
    article = findings.articles[1]
    assert (article.name, article.title, article.media_type) == ("port", "Port stays shut", "text/html")
    assert str(article.retrieved).startswith(time.strftime("%Y-", time.gmtime()))
    assert {s.name for s in findings.links.speakers} >= {"Mara Oyelaran"}
    # the usual manners reach into no private network
    refused = onrecord.read([address])
    assert [f.reason for f in refused.failures] == [
        f"{address}: 127.0.0.1 lies in a private network; --allow-private reads it"
    ]


def test_a_second_add_asks_only_what_has_changed(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "r"
    site.routes |= {
        "/a": (200, HTML | {"ETag": '"1"'}, PORT),
        "/b": (200, HTML, page("Crane mended", "The crane is as good as new")),
        "/gone": (410, {}, b""),
    }
    inputs = [site.url(x) for x in ("/a", "/b", "/gone")]

    def add(*given: str) -> tuple[int, int, int]:
        added = onrecord.add(path, given or inputs, fetcher=Fetcher(manners()))
        return added.new, added.unchanged, len(added.failures)

    assert add() == (2, 0, 1)
    assert table(path) == [
        (inputs[0], inputs[0], 200, '"1"', None, 1),
        (inputs[1], inputs[1], 200, None, None, 1),
        (inputs[2], inputs[2], 410, None, None, 0),
    ]
    assert [x.reason for x in onrecord.load(path).failures] == [f"{inputs[2]}: 410: the page is gone"]
    site.asked.clear()
    assert add() == (0, 2, 1)
    # requests to one host may change places, results do not
    assert {p: h.get("if-none-match") for p, h, _ in site.asked} == {
        "/robots.txt": None, "/a": '"1"', "/b": None, "/gone": None
    }  # fmt: skip
    # a fetch that fails loses nothing, and the next one is as if it had not been
    site.routes["/a"] = (500, {}, b"")
    before = onrecord.load(path).articles, table(path)
    assert add(inputs[0]) == (0, 0, 1)
    assert (onrecord.load(path).articles, table(path)) == before
    site.routes["/a"] = (200, HTML | {"ETag": '"1"'}, PORT)
    assert add(inputs[0]) == (0, 1, 0)
    # a page that has changed stands beside the old one
    site.routes["/a"] = (200, HTML | {"ETag": '"2"'}, page("Port open", "The port is open"))
    assert add(inputs[0]) == (1, 0, 0)
    assert [a.title for a in onrecord.load(path).articles] == ["Port stays shut", "Crane mended", "Port open"]
    assert table(path)[0][3] == '"2"'


def test_a_feed_as_input_is_asked_for_news_only(site: Site, tmp_path: Path) -> None:
    feed = FEED.format(items=item("https://delta.example/1", "Port shut", whole("Shut"))).encode()
    site.routes["/feed"] = (200, {"Content-Type": "text/xml", "ETag": '"f"'}, feed)
    for wanted in ((1, 0), (0, 1)):
        added = onrecord.add(tmp_path / "r", [site.url("/feed")], fetcher=Fetcher(manners()))
        assert (added.new, added.unchanged, added.failures) == (*wanted, ())
    assert site.asked[-1][1]["if-none-match"] == '"f"'


def test_newer_software_asks_for_the_whole_page(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site.routes["/a"] = (200, HTML | {"ETag": '"1"'}, PORT)
    with monkeypatch.context() as older:
        older.setattr("onrecord.pipeline.made_by", lambda: "onrecord of old")
        onrecord.add(tmp_path / "r", [site.url("/a")], fetcher=Fetcher(manners()))
    onrecord.add(tmp_path / "r", [site.url("/a")], fetcher=Fetcher(manners()))
    assert "if-none-match" not in site.asked[-1][1]
    assert len(onrecord.load(tmp_path / "r").articles) == 1


# --- the command line --------------------------------------------------------------------------------


def test_add_and_report_take_addresses(site: Site, tmp_path: Path) -> None:
    site.routes["/a"] = (200, HTML, PORT)
    path, address = tmp_path / "r", site.url("/a")
    result = run("add", path, address, "--delay", "0", "--allow-private")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "1 new article, 0 inputs unchanged\n", "")
    result = run("report", address, "--delay", "0", "--allow-private")
    assert result.exit_code == 0
    assert result.stdout.startswith("1 article, ")
    result = run("add", path, address)
    assert (result.exit_code, result.stdout) == (2, "0 new articles, 0 inputs unchanged\n")
    assert result.stderr == f"Error: {address}: 127.0.0.1 lies in a private network; --allow-private reads it\n"
    result = run("add", path, "https://ann:secret@news.example/x", "ftp://news.example/x\x1b[2J")
    assert result.exit_code == 2
    assert "secret" not in result.output
    assert "\x1b" not in result.output
    assert b"secret" not in path.read_bytes()


def test_nothing_is_fetched_that_the_user_did_not_name(site: Site, tmp_path: Path) -> None:
    """Addresses inside of articles are never opened."""
    text = TEXT + f"\nMore at {site.url('/a')}\n".encode()
    (tmp_path / "a.txt").write_bytes(text)
    (tmp_path / "b.html").write_bytes(PORT.replace(b"</body>", f"<img src='{site.url('/i')}'></body>".encode()))
    assert run("report", tmp_path, "-o", tmp_path / "o.html", "--allow-private").exit_code == 0
    assert run("add", tmp_path / "r", tmp_path, "--allow-private").exit_code == 0
    assert site.asked == []
    assert fetching.apart([site.url("/a")])[1]
