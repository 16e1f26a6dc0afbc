"""Files of every kind that intake reads, small and whole, for `mutations` to spoil."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
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


# packed without the time of day: the same file each time
_gzip = partial(gzip.compress, mtime=0)
_PACKINGS = {**packs.PACKINGS, "gz": _gzip}


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
        "parquet": _parquet(),
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
        Original("locked.pdf", pdfs.locked()),
    )


def _documents() -> tuple[Original, ...]:
    try:
        styled = test_exports.word([("Wall falls", "Title"), (test_exports.FALL, None), ("Next", "Heading 2")])
        many = test_exports.word([(line, None) for line in test_exports.NEXIS.split("\n")])
    except ImportError:
        return ()
    members = [_member("a.docx", data, "word/document.xml") for data in (styled, many)]
    return (*members, *(Original("a.docx", member.data) for member in members))


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


def _parquet() -> tuple[Original, ...]:
    try:
        import pyarrow.parquet
    except ImportError:
        return ()
    out = []
    for rows in (2, 40):
        texts = [f"{test_exports.FALL} It was seen {n} times." for n in range(rows)]
        table = {"title": ["Wall falls"] * rows, "text": texts, "published": ["2016-01-05"] * (rows - 1) + [None]}
        for compression in ("snappy", "none"):
            data = io.BytesIO()
            pyarrow.parquet.write_table(pyarrow.table(table), data, row_group_size=16, compression=compression)
            out.append(Original("pile.parquet", data.getvalue()))
    return tuple(out)


def _mails() -> tuple[Original, ...]:
    many = packs.mail("Closed", List_Unsubscribe="<https://a.example>")
    many.add_alternative(test_pages.PAGE, subtype="html")
    many.add_attachment(packs.TEXT, maintype="text", subtype="plain", filename="wall.txt")
    many.add_attachment(packs.zipped(("a.txt", packs.TEXT)), maintype="application", subtype="zip", filename="a.zip")
    one, two = (packs.mail(subject).as_bytes() for subject in ("One", "Two"))
    return (
        Original("a.eml", _with_boundaries(many)),
        Original("b.eml", packs.mail("Häfen: closed").as_bytes()),
        Original("box.mbox", packs.mailbox(one, _with_boundaries(many), two)),
    )


def _with_boundaries(message: EmailMessage) -> bytes:
    for n, part in enumerate(x for x in message.walk() if x.is_multipart()):
        part.set_boundary(f"=={n}==")
    return message.as_bytes()


def _record(url: str, body: bytes, *headers: str, kind: str = "text/html") -> bytes:
    """A record of a web archive; those that fastwarc makes have names drawn at random."""
    http = "\r\n".join(["HTTP/1.1 200 OK", f"Content-Type: {kind}", *headers, "", ""]).encode() + body
    head = [
        *("WARC/1.1", "WARC-Type: response", f"WARC-Target-URI: {url}", f"WARC-Date: {packs.DATE}"),
        *("Content-Type: application/http; msgtype=response", f"Content-Length: {len(http)}", "", ""),
    ]
    return "\r\n".join(head).encode() + http + b"\r\n\r\n"


def _crawls() -> tuple[Original, ...]:
    site = "https://www.courier.example"
    records = [
        *(_record(f"{site}/news/{n}.html", packs.PAGE + b"%d" % n) for n in range(3)),
        _record(f"{site}/a", _gzip(packs.PAGE), "Content-Encoding: gzip"),
        _record(f"{site}/b", b"5\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
        _record(f"{site}/c.pdf", _pdfs()[0].data, kind="application/pdf"),
    ]
    plain, packed = b"".join(records), b"".join(map(_gzip, records))
    return (
        Original("crawl.warc", plain),
        Original("crawl.warc.gz", packed),
        Original("crawl.warc.zst", plain, packs.zstd),
        Original("crawl.warc.gz", plain, _gzip),
        Original("page.warc.gz", test_pages.FULL.encode(), lambda inner: _gzip(_record(f"{site}/p", inner))),
        Original("a.wacz", packs.zipped(("datapackage.json", b"{}"), ("archive/data.warc.gz", packed))),
    )


def _archives() -> tuple[Original, ...]:
    members = ("a.txt", PLAIN.encode()), ("b.html", test_pages.PAGE.encode()), ("c/d.csv", b"title,text\na,b c d\n")
    zipped, tarred = packs.zipped(*members), packs.tarred(*members)
    packed = tuple(Original(f"a.txt.{x}", pack(PLAIN.encode())) for x, pack in _PACKINGS.items())
    return (
        *packed,
        Original("a.zip", zipped),
        Original("a.tar", tarred),
        Original("a.tar.gz", tarred, _gzip),
        Original("in.zip", zipped, lambda inner: packs.zipped(("inner.zip", inner), ("t.tar.gz", _gzip(inner)))),
    )
