"""Files of every kind that intake reads, small and whole, for `mutations` to spoil."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_INTAKE = str(Path(__file__).resolve().parents[1] / "intake")
if _INTAKE not in sys.path:
    sys.path.insert(0, _INTAKE)

import packs  # noqa: E402
import pdfs  # noqa: E402
import test_exports  # noqa: E402
import test_feeds  # noqa: E402
import test_pages  # noqa: E402
import test_pdf  # noqa: E402
import test_tables  # noqa: E402

# so many of the real pages of ../shared, and none that is larger, in bytes
_PAGES, _LARGEST = 60, 150_000

SUBTITLES = """WEBVTT

1
00:00:01.000 --> 00:00:04.500
<v Mara Oyelaran>The port stays shut,

2
00:00:04.500 --> 00:00:09.000
<v Mara Oyelaran>until the crane is mended.</v>
<i>(applause)</i>
"""
PLAIN = f"""Harbour wall falls in the night
By Ann Smith

NORVIK, Jan. 5, 2016 (Harbour Press) — {test_pages.LEAD}

{test_exports.FALL} {test_exports.BEDS}

Read more: The mayor’s long week
© 2016 Norvik Courier. All rights reserved.
"""


def _same(data: bytes) -> bytes:
    return data


@dataclass(frozen=True, slots=True)
class Original:
    """A file: its name, what is spoilt of it, and what makes the file of that, when it is packed."""

    name: str
    inner: bytes
    pack: Callable[[bytes], bytes] = _same

    @property
    def data(self) -> bytes:
        return self.pack(self.inner)


def originals(shared: Path | None = None) -> dict[str, tuple[Original, ...]]:
    """The files, by format; those of HTML are real pages besides when the folder `shared` is there."""
    rows = [
        {"title": "Bridge falls", "text": test_exports.FALL, "published": "2016-01-05", "author": "Ann Smith", "id": 7},
        {
            "title": "Quay",
            "text": test_exports.VOTE,
            "published": 1451952000,
            "authors": ["B. Brown"],
            "language": "en",
        },
        {"headline": "Wall", "body_html": test_feeds.BODY, "url": "https://courier.example/wall", "date": None},
    ]
    news = json.dumps({"status": "ok", "articles": {"results": [test_tables.NEWSAPI_AI, *rows], "count": 4}})
    everything = {
        "text": (Original("wall.txt", PLAIN.encode()), Original("wall", PLAIN.encode("utf-16"))),
        "html": (
            Original("a.html", test_pages.PAGE.encode()),
            Original("b.htm", test_pages.FULL.encode()),
            *_real_pages(shared),
        ),
        "mhtml": (Original("saved.mhtml", packs.SAVED), Original("saved.mht", packs.SAVED.replace(b"\n", b"\r\n"))),
        "pdf": _pdfs(),
        "docx": _documents(),
        "csv": (
            Original("pile.csv", _table(rows, ",")),
            Original("pile.csv", _table(rows, ";").decode().encode("utf-16")),
            Original("pile.tsv", _table(rows, "\t")),
        ),
        "json": (
            Original("api.json", news.encode()),
            Original("list.json", json.dumps(rows, indent=1).encode()),
            Original("lines.jsonl", "\n".join(map(json.dumps, rows)).encode()),
        ),
        "parquet": (Original("pile.parquet", _parquet()),),
        "feeds": (
            Original("rss.xml", test_feeds.RSS.encode()),
            Original("blog.atom", test_feeds.ATOM.encode()),
            Original("old.rss", test_feeds.RDF.encode()),
            Original("feed.json", json.dumps(test_feeds.JSON_FEED).encode()),
        ),
        "mail": _mails(),
        "warc": _crawls(),
        "archives": _archives(),
        "downloads": tuple(
            Original(f"{name}.txt", getattr(test_exports, name).encode())
            for name in ("LEXIS", "NEXIS", "CODED", "UNCODED", "PROQUEST")
        ),
        "subtitles": (
            Original("talk.vtt", SUBTITLES.encode()),
            Original("talk.srt", SUBTITLES.removeprefix("WEBVTT\n\n").replace(".", ",").encode()),
        ),
    }
    return {name: made for name, made in everything.items() if made}


def _real_pages(shared: Path | None) -> list[Original]:
    if shared is None:
        return []
    found = (gzip.decompress(x.read_bytes()) for x in sorted(shared.glob("data/pages/html/*.html.gz")))
    small = [data for data in found if len(data) <= _LARGEST]
    return [Original(f"real{n}.html", data) for n, data in enumerate(small[:: max(1, len(small) // _PAGES)])]


def _pdfs() -> tuple[Original, ...]:
    drawn = pdfs.lines(50, 700, test_pdf.LEFT) + pdfs.lines(320, 700, test_pdf.RIGHT)
    head = pdfs.text(50, 760, test_pdf.HEADLINE, 22)
    stream = b"\n".join([head, *drawn])
    return (
        Original("page.pdf", pdfs.pdf([[head, *drawn], drawn], {"Title": test_pdf.HEADLINE})),
        Original("drawn.pdf", stream, lambda inner: pdfs.pdf([[inner]])),
        Original("laughs.pdf", pdfs.laughs()),
        Original("locked.pdf", pdfs.locked()),
    )


def _documents() -> tuple[Original, ...]:
    try:
        styled = test_exports.word([("Wall falls", "Title"), (test_exports.FALL, None), ("Next", "Heading 2")])
        many = test_exports.word([(line, None) for line in test_exports.NEXIS.split("\n")])
    except ImportError:
        return ()
    return tuple(
        made
        for data in (styled, many)
        for made in (Original("a.docx", data), _member("a.docx", data, "word/document.xml"))
    )


def _member(name: str, data: bytes, path: str) -> Original:
    """A zip of which one member is spoilt, and the rest and what holds it together are whole."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {x: archive.read(x) for x in archive.namelist()}
    return Original(name, members[path], lambda inner: packs.zipped(*{**members, path: inner}.items()))


def _table(rows: list[dict[str, object]], delimiter: str) -> bytes:
    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, names, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _parquet() -> bytes:
    try:
        return test_tables.parquet(
            {
                "title": ["Wall", "Quay"],
                "text": [test_exports.FALL, test_exports.VOTE],
                "published": ["2016-01-05", None],
            }
        )
    except ImportError:
        return b""


def _mails() -> tuple[Original, ...]:
    many = packs.mail("Closed", List_Unsubscribe="<https://a.example>")
    many.add_alternative(test_pages.PAGE, subtype="html")
    many.add_attachment(packs.TEXT, maintype="text", subtype="plain", filename="wall.txt")
    many.add_attachment(packs.zipped(("a.txt", packs.TEXT)), maintype="application", subtype="zip", filename="a.zip")
    return (
        Original("a.eml", many.as_bytes()),
        Original("b.eml", packs.mail("Häfen: closed").as_bytes()),
        Original(
            "box.mbox", packs.mailbox(packs.mail("One").as_bytes(), many.as_bytes(), packs.mail("Two").as_bytes())
        ),
    )


def _crawls() -> tuple[Original, ...]:
    def crawl(pack: Callable[[bytes], bytes]) -> bytes:
        site = "https://www.courier.example"
        page = packs.record(f"{site}/a", gzip.compress(packs.PAGE), "Content-Encoding: gzip", pack=pack)
        chunked = packs.record(f"{site}/b", b"5\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked", pack=pack)
        return b"".join(
            [*packs.pages(3, pack), page, chunked, packs.record(f"{site}/c.pdf", _pdfs()[0].data, pack=pack)]
        )

    plain = crawl(packs.bare)
    wacz = ("datapackage.json", b"{}"), ("archive/data.warc.gz", crawl(gzip.compress))
    page = test_pages.FULL.encode()
    return (
        Original("crawl.warc", plain),
        Original("crawl.warc.gz", crawl(gzip.compress)),
        Original("crawl.warc.zst", plain, packs.zstd),
        Original("crawl.warc.gz", plain, gzip.compress),
        Original("page.warc.gz", page, lambda inner: packs.record("https://courier.example/p", inner)),
        Original("a.wacz", packs.zipped(*wacz)),
    )


def _archives() -> tuple[Original, ...]:
    members = ("a.txt", PLAIN.encode()), ("b.html", test_pages.PAGE.encode()), ("c/d.csv", b"title,text\na,b c d\n")
    zipped, tarred = packs.zipped(*members), packs.tarred(*members)
    packed = tuple(Original(f"a.txt.{x}", pack(PLAIN.encode())) for x, pack in packs.PACKINGS.items())
    return (
        *packed,
        Original("a.zip", zipped),
        Original("a.tar", tarred),
        Original("a.tar.gz", tarred, gzip.compress),
        Original(
            "in.zip", zipped, lambda inner: packs.zipped(("inner.zip", inner), ("t.tar.gz", gzip.compress(inner)))
        ),
        Original("a.txt.gz", zlib.compress(PLAIN.encode(), 9, 31), gzip.compress),
    )
