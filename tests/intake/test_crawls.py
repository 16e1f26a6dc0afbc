"""Web archives, whole and broken: their pages, and what is said of the rest."""

from __future__ import annotations

import gzip
import os
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from fastwarc.warc import WarcRecordType
from packs import DATE, PAGE, PDF, TEXT, bare, pages, read, record, told, zipped, zstd

from onrecord.intake import parse, sources
from onrecord.intake.containers.crawls import page_name
from onrecord.model import Article, Source


@pytest.mark.parametrize("pack", [gzip.compress, zstd, bare], ids=["gzip", "zstd", "unpacked"])
def test_a_crawl_gives_its_pages_with_address_date_and_encoding(pack: Callable[[bytes], bytes]) -> None:
    def made(*args: object, **how: object) -> bytes:
        return record(*args, **how, pack=pack)  # type: ignore[arg-type]

    site = "https://www.courier.example"
    crawl = b"".join(
        [
            made(f"{site}/news/harbour.html", PAGE, kind="text/html; charset=ISO-8859-1"),
            made(f"{site}/moved", b"<html>moved", status="301 Moved"),
            made(f"{site}/gone", b"<html>gone", status="404 Not Found"),
            made(f"{site}/logo.png", b"\x89PNG", kind="image/png"),
            made(f"{site}/robots.txt", b"User-agent: *", kind="text/plain"),
            made(f"{site}/app.js", b"var words;", kind="text/plain"),
            made(f"{site}/paper", PDF, kind="application/pdf"),
            made(f"{site}/letter.txt", TEXT, kind="text/plain"),
            made(f"{site}/news/harbour.html?print=1", PAGE),
            made(f"{site}/same", b"", type=WarcRecordType.revisit, kind="application/http"),
            made(f"{site}/news?id=7", gzip.compress(PAGE + b"7"), "Content-Encoding: gzip"),
            made("file:///saved.html", PAGE + b"8", type=WarcRecordType.resource),
            made(f"{site}/wet", TEXT + b"9", type=WarcRecordType.conversion, kind="text/plain"),
        ]
    )
    found = read("crawl.warc", crawl)
    assert told(found) == [
        (f"crawl.warc, {site}/news/harbour.html", "courier.example/news/harbour", "text/html"),
        (f"crawl.warc, {site}/paper", "courier.example/paper", "application/pdf"),
        (f"crawl.warc, {site}/letter.txt", "courier.example/letter", "text/plain"),
        (f"crawl.warc, {site}/news?id=7", page_name(f"{site}/news?id=7"), "text/html"),
        ("crawl.warc, file:///saved.html", "file:///saved.html", "text/html"),
        (f"crawl.warc, {site}/wet", "courier.example/wet", "text/plain"),
    ]
    assert all(isinstance(x, Source) and x.retrieved == DATE.rstrip("Z") for x in found)
    first, seventh = found[0], found[3]
    assert isinstance(first, Source)
    assert isinstance(seventh, Source)
    assert (first.charset, first.data) == ("iso-8859-1", PAGE)
    assert seventh.data == PAGE + b"7"


def test_the_date_and_the_encoding_of_a_crawl_reach_the_article() -> None:
    page = "<html><body><p>Der Hafen wurde am Montag gesperrt, sagte die Behörde in München.</p></body></html>"
    (source,) = read("a.warc", record("https://a.example/1", page.encode("latin-1"), kind="text/html; charset=latin1"))
    (article,) = parse([source])
    assert isinstance(article, Article)
    assert article.retrieved == "2021-03-04T05:06:07"
    assert "Behörde in München" in article.text


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("Content-Encoding: gzip", gzip.compress(PAGE)),
        ("Content-Encoding: gzip", PAGE),
        ("Content-Encoding: deflate", zlib.compress(PAGE)),
        ("Content-Encoding: deflate", zlib.compress(PAGE)[2:-4]),
        ("Content-Encoding: deflate", PAGE),
        ("Content-Encoding: br", brotli.compress(PAGE)),
        ("Content-Encoding: br", PAGE),
        ("Content-Encoding: zstd", zstd(PAGE)),
        ("Transfer-Encoding: chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)),
        ("Transfer-Encoding: chunked", PAGE),
        ("Content-Encoding: unheard-of", PAGE),
    ],
)
def test_what_http_packed_is_unpacked_unless_the_crawler_did_so(header: str, body: bytes) -> None:
    (found,) = read("a.warc", record("https://a.example/1", body, header))
    assert isinstance(found, Source)
    assert found.data == PAGE


def test_a_page_that_unpacks_to_too_much_or_is_no_text_is_a_failure_and_the_rest_is_read() -> None:
    crawl = b"".join(
        [
            record("https://a.example/bomb", gzip.compress(bytes(10_000_000)), "Content-Encoding: gzip"),
            record("https://a.example/large", b"x" * 200_000),
            record("https://a.example/spoilt", b"\x1f\x8b\x08 and so on", "Content-Encoding: gzip"),
            record("https://a.example/image", b"\x89PNG"),
            record("https://a.example/bad", b"", "X" * 100_000),
            record("https://a.example/1", PAGE),
        ]
    )
    found = told(read("a.warc.gz", crawl, bytes=100_000))
    assert found[0] == "a.warc.gz, https://a.example/bomb: the page is too large (more than 0.1 MiB)"
    assert found[1] == "a.warc.gz, https://a.example/large: the page is too large (0.2 MiB; at most 0.1 MiB are read)"
    assert str(found[2]).startswith("a.warc.gz, https://a.example/spoilt: the page cannot be unpacked (")
    assert found[3] == "a.warc.gz, https://a.example/image: it holds an image, which is not supported yet"
    assert str(found[4]).startswith("a.warc.gz, https://a.example/bad: its HTTP header cannot be read (")
    assert found[5:] == [("a.warc.gz, https://a.example/1", "a.example/1", "text/html")]


@pytest.mark.parametrize("pack", [gzip.compress, bare], ids=["gzip", "unpacked"])
def test_a_crawl_that_is_cut_off_or_spoilt_is_read_on_where_it_can_be(pack: Callable[[bytes], bytes]) -> None:
    made = list(pages(9, pack))
    whole = b"".join(made)
    at = sum(map(len, made[:4]))
    where = "https://www.courier.example/news/3.html"
    (*before, last) = told(read("a.warc", whole[: len(whole) - 90]))
    assert [x[0][-6:] for x in before] == [f"{n}.html" for n in range(8)]
    assert isinstance(last, str)
    assert last.endswith("; the rest is not read")
    assert "it is damaged or cut off at or after byte" in last
    # the fifth record lacks its beginning
    found = told(read("a.warc", whole[:at] + whole[at + 60 :]))
    assert [x[0][-6:] for x in found if not isinstance(x, str)] == [f"{n}.html" for n in (0, 1, 2, 3, 5, 6, 7, 8)]
    said = [x for x in found if isinstance(x, str)]
    assert len(said) == 1
    assert where in said[0]
    assert said[0].endswith("; reading goes on at the next record that can be found")


def test_a_record_that_claims_too_much_does_not_swallow_the_next() -> None:
    whole = b"".join(pages(5, bare))
    for more in (b"Content-Length: 9", b"Content-Length: 999999"):
        found = told(read("a.warc", whole.replace(b"Content-Length: ", more, 1), bytes=100_000))
        assert [x[0][-6:] for x in found if not isinstance(x, str)] == [f"{n}.html" for n in range(1, 5)]
        assert any("it is damaged or cut off" in x for x in found if isinstance(x, str))


def test_a_crawl_without_pages_or_without_sense() -> None:
    nothing = record("https://a.example/logo.png", b"\x89PNG", kind="image/png")
    assert told(read("a.warc.gz", nothing)) == ["a.warc.gz: there is no page in this web archive"]
    (found,) = told(read("a.warc", b"WARC/1.0\r\nand so on"))
    assert isinstance(found, str)
    many = record("https://a.example", b"x", pack=bare).replace(b"Content-Length: ", b"Content-Length: 9") * 300
    (*_, last) = told(read("a.warc", many))
    assert last == "a.warc: it is damaged in more than 100 places, and is not read any further"


def test_five_thousand_records_take_no_more_memory_than_five_hundred(tmp_path: Path) -> None:
    peaks = []
    for count in (500, 5000):
        path = tmp_path / f"{count}.warc.gz"
        with path.open("wb") as file:
            for n in range(count):
                file.write(record(f"https://a.example/{n}", os.urandom(5000) + b"<p>", kind="application/pdf"))
        tracemalloc.start()
        assert sum(isinstance(x, Source) for x in sources([path])) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        path.unlink()
    # a digest of each page is kept
    assert peaks[1] - peaks[0] < 1_000_000


def test_a_wacz_is_the_crawls_in_it() -> None:
    data = zipped(
        ("datapackage.json", b"{}"),
        ("archive/data.warc.gz", b"".join(pages(2))),
        ("pages/pages.jsonl", b'{"text": "a page"}'),
        ("indexes/index.cdx.gz", gzip.compress(b"x")),
        method=zipfile.ZIP_STORED,
    )
    site = "https://www.courier.example/news"
    for name in ("a.wacz", "a"):
        assert told(read(name, data)) == [
            (f"{name}/archive/data.warc.gz, {site}/{n}.html", f"courier.example/news/{n}", "text/html")
            for n in range(2)
        ]


def test_names_of_pages_are_short_and_tell_them_apart() -> None:
    assert page_name("https://www.a.example/") == "a.example"
    assert page_name("http://a.example/News/Caf%C3%A9.php") == "a.example/News/Café"
    assert page_name("http://a.example/?p=1") != page_name("http://a.example/?p=2")
    long = [page_name(f"https://a.example/{'x' * 500}/{n}") for n in range(2)]
    assert long[0] != long[1]
    assert max(map(len, long)) < 100
    assert page_name("urn:uuid:1") == "urn:uuid:1"
    assert page_name("http://[broken") == "http://[broken"
