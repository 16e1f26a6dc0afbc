"""Feeds: whole texts become articles, teasers are counted, and no feed costs more than its size."""

from __future__ import annotations

import io
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.intake import parse
from onrecord.intake.containers import Limits, feeds
from onrecord.model import Article, Failure, Source
from onrecord.text import reading_view

FETCH = "their pages can be fetched with: onrecord add RECORD https://…"
PARAGRAPHS = (
    "The harbour wall of Norvik fell into the sea on Monday night, the port authority said.",
    "“We heard it in our beds,” said Dana Okafor, who lives above the quay.",
)
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
LONG = "".join(f"<p>{PARAGRAPHS[0]} It was the {n}th time, she said.</p>" for n in range(8))

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Norvik Courier | World</title><link>https://courier.example/</link><language>en-GB</language>
<item>
  <title>Harbour &lt;b&gt;wall&lt;/b&gt; falls &amp;amp; sinks</title><link>/a/1</link>
  <guid isPermaLink="false">tag:courier.example,1</guid>
  <dc:creator>By Ann Smith and Bob Brown</dc:creator><pubDate>Mon, 04 Jan 2016 23:30:00 -0500</pubDate>
  <description>The council is to meet on Wednesday.</description>
  <content:encoded><![CDATA[{BODY}<p>The post Harbour wall falls appeared first on
    <a href="/">Norvik Courier</a>.</p>]]></content:encoded>
</item>
<item><title>Teaser</title><link>https://courier.example/a/2</link><description>Only a teaser.</description></item>
<item><title>Cut</title><content:encoded><![CDATA[{BODY} <a href="/a/3">Continue reading <i>Cut</i></a>]]>
  </content:encoded></item>
<item><title>Long</title><guid isPermaLink="false">4</guid><description><![CDATA[{LONG}]]></description></item>
</channel></rss>"""

ATOM = f"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://blog.example/x/"><title>A Blog</title>
<entry><id>urn:1</id><title type="html">Wall &lt;i&gt;falls&lt;/i&gt;</title><link href="../y"/>
  <published>2016-01-05T05:06:07Z</published><updated>2016-01-06T00:00:00Z</updated>
  <author><name>Ann Smith</name></author><author><name>Bob Brown</name></author>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{BODY}</div></content></entry>
<entry><id>urn:2</id><title>Plain</title>
  <content type="text">{" ".join(PARAGRAPHS)}</content></entry>
</feed>"""

RDF = f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://old.example/"><title>Old Herald</title></channel>
<item rdf:about="https://old.example/1"><title>Wall falls</title><link>https://old.example/1</link>
  <dc:date>2016-01-05T05:06+01:00</dc:date><content:encoded><![CDATA[{BODY}]]></content:encoded></item>
</rdf:RDF>"""

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "A Feed",
    "language": "en",
    "authors": [{"name": "Ann Smith"}],
    "items": [
        {
            "id": 1,
            "url": "https://feed.example/1",
            "title": "Wall falls",
            "content_html": BODY,
            "summary": "The council is to meet.",
            "date_published": "2016-01-05T05:06:07+01:00",
            "date_modified": "2016-01-06T00:00:00+01:00",
        },
        {"id": "2", "content_text": " ".join(PARAGRAPHS), "content_html": BODY, "author": {"name": "Bob Brown"}},
        {"id": "3", "summary": "A teaser."},
        "no item",
    ],
}


def read(data: bytes | str, name: str = "feed.xml", limits: Limits | None = None) -> list[dict[str, object] | str]:
    """What a feed gives: the rows of its articles, and what is said of it."""
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    found = list(feeds.sources(name, stream, limits or Limits()))
    return [x.reason if isinstance(x, Failure) else json.loads(x.data) for x in found]


def test_rss() -> None:
    first, last, said = read(RSS)
    assert isinstance(first, dict)
    assert str(first.pop("html")).startswith(BODY)
    assert first == {
        "id": "tag:courier.example,1",
        "title": "Harbour wall falls & sinks",
        "subtitle": "The council is to meet on Wednesday.",
        "authors": ["Ann Smith", "Bob Brown"],
        "outlet": "Norvik Courier",
        "published": "Mon, 04 Jan 2016 23:30:00 -0500",
        "url": "https://courier.example/a/1",
        "language": "en-GB",
    }
    assert last == {"id": "4", "title": "Long", "html": LONG, "outlet": "Norvik Courier", "language": "en-GB"}
    assert said == f"feed.xml: 2 of 4 items hold only a teaser or an address; {FETCH}"
    found = list(feeds.sources("pile.zip/feed.xml", io.BytesIO(RSS.encode()), Limits()))
    assert [(x.input, x.name) for x in found if isinstance(x, Source)] == [
        ("pile.zip/feed.xml, item 1", "tag:courier.example,1"),
        ("pile.zip/feed.xml, item 4", "4"),
    ]


def test_atom() -> None:
    first, last = read(ATOM)
    assert isinstance(first, dict)
    assert BODY in str(first.pop("html")).replace("\n", "")
    assert first == {
        "id": "urn:1",
        "title": "Wall falls",
        "authors": ["Ann Smith", "Bob Brown"],
        "outlet": "A Blog",
        "published": "2016-01-05T05:06:07Z",
        "updated": "2016-01-06T00:00:00Z",
        "url": "https://blog.example/y",
    }
    assert last == {"id": "urn:2", "title": "Plain", "text": " ".join(PARAGRAPHS), "outlet": "A Blog"}


def test_rss_of_the_first_kind() -> None:
    assert read(RDF) == [
        {
            "id": "https://old.example/1",
            "title": "Wall falls",
            "html": BODY,
            "outlet": "Old Herald",
            "published": "2016-01-05T05:06+01:00",
            "url": "https://old.example/1",
        }
    ]


def test_json_feed() -> None:
    assert read(json.dumps(JSON_FEED), "feed.json") == [
        {
            "id": "1",
            "title": "Wall falls",
            "subtitle": "The council is to meet.",
            "html": BODY,
            "authors": ["Ann Smith"],
            "outlet": "A Feed",
            "published": "2016-01-05T05:06:07+01:00",
            "updated": "2016-01-06T00:00:00+01:00",
            "url": "https://feed.example/1",
            "language": "en",
        },
        {"id": "2", "text": " ".join(PARAGRAPHS), "authors": ["Bob Brown"], "outlet": "A Feed", "language": "en"},
        f"feed.json: 1 of 3 items hold only a teaser or an address; {FETCH}",
    ]


def test_an_item_becomes_an_article() -> None:
    (found,) = parse(list(feeds.sources("feed.xml", io.BytesIO(RDF.encode()), Limits())))
    assert isinstance(found, Article)
    assert reading_view(found).text == "\n\n".join(("Wall falls", *PARAGRAPHS))
    assert (found.title, found.outlet, found.published, found.language) == (
        "Wall falls",
        "Old Herald",
        "2016-01-05T05:06",
        "en",
    )


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]><rss><channel><title>&m;</title><item><title>&m;</title><description>&m;</description></item></channel></rss>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><title>&a;</title><item><title>&a;</title><description>&a;</description></item></channel></rss>"
)
TEASERS = f"all items hold only a teaser or an address; {FETCH}"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "there is no item in this feed"),
        ("<rss><channel></channel></rss>", "there is no item in this feed"),
        ("{}", "there is no item in this feed"),
        ("{", "the feed is no JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char 1))"),
        (
            '<?xml version="1.0"?>\n<opml version="2.0"><body/></opml>',
            "it is a list of feeds (OPML), which is read with: onrecord watch RECORD FILE",
        ),
        (BOMB, TEASERS),
        (OUTSIDE, TEASERS),
    ],
)
def test_feeds_without_articles(data: bytes | str, said: str) -> None:
    began = time.monotonic()
    assert read(data) == [f"feed.xml: {said}"]
    assert time.monotonic() - began < 5


def test_entities_from_outside_are_never_read() -> None:
    data = OUTSIDE.replace("<description>&a;", f"<description>&a;{LONG.replace('<', '&lt;')}")
    (found,) = read(data)
    assert "root:" not in json.dumps(found)


def test_a_feed_that_is_cut_gives_all_but_its_last_item() -> None:
    found = read(RSS[: RSS.index("Only a teaser")])
    assert found[0] == "feed.xml: the feed ends too early: it is cut, and its last item is left out"
    assert [x["id"] for x in found if isinstance(x, dict)] == ["tag:courier.example,1"]


def test_broken_markup_and_wrong_encodings() -> None:
    broken = RSS.replace("<item>\n", "<item><oops>\n", 1).replace("Only a teaser", "A & B <br> teaser")
    assert [x["id"] for x in read(broken) if isinstance(x, dict)] == ["tag:courier.example,1", "4"]
    for text in ("Käthe Çelik", "Zoë Müller"):
        data = RSS.replace("Ann Smith", text)
        for encoded in (data.encode("cp1252"), data.replace("UTF-8", "windows-1252").encode("cp1252"), data.encode()):
            first = read(encoded)[0]
            assert isinstance(first, dict)
            assert first["authors"] == [text, "Bob Brown"]


def test_a_feed_that_is_too_large_is_a_failure() -> None:
    assert read(RSS, limits=Limits(bytes=1000)) == ["feed.xml: the feed is too large (more than 1000 bytes)"]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, len(RSS)), st.integers(0, len(RSS)), st.text(max_size=30) | st.sampled_from([RSS, ATOM, BOMB]))
def test_nothing_is_raised(start: int, stop: int, middle: str) -> None:
    for data in ((RSS[:start] + middle + RSS[stop:]).encode(), middle.encode("utf-16", "replace")):
        for found in feeds.sources("feed.xml", io.BytesIO(data), Limits()):
            assert isinstance(found, Source | Failure)


@pytest.mark.parametrize("piece", ["<!DOCTYPE[", "<!--a "])
def test_marks_that_are_never_closed_cost_little(piece: str) -> None:
    took = []
    for count in (2_000, 8_000):
        item = f"<rss><channel><item><description><![CDATA[{piece * count}]]></description></item></channel></rss>"
        begun = time.process_time()
        list(feeds.sources("f.xml", io.BytesIO((piece * count + item).encode()), Limits()))
        took.append(time.process_time() - begun)
    assert took[1] < 10 * took[0] + 0.5
