"""HTML pages: the article's text, what the page states about itself, and where each block stood."""

from __future__ import annotations

from itertools import pairwise

import lxml.html
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.intake import parse
from onrecord.intake.pages import _markup
from onrecord.model import Article, Failure, Source

LEAD = (
    "The harbour of Norvik will stay closed until Friday, the port authority said on Tuesday, after a crane fell"
    " into the basin during a storm that came in from the north and damaged three piers."
)
SECOND = (
    "Nobody was hurt. Divers are to look at the wreck on Wednesday, Harbour Master Ann Lund told reporters in the"
    " town hall, adding that the ferries would leave from the old pier until then."
)
THIRD = (
    "“We are not going to hurry,” Lund said. “The basin is ten metres deep and the water is dark, and I will not"
    " send anybody down there before the wind has gone.”"
)
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>Crane &lt;b&gt;falls&lt;/b&gt; into harbour &lt;script&gt;alert(1)&lt;/script&gt; | Norvik Courier</title>
<meta property="og:site_name" content="Norvik Courier">
<script>document.write("<p>never run</p>")</script>
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[
 {{"@type":"WebSite","name":"Norvik Courier"}},
 {{"@type":"NewsArticle",
   "datePublished":"2021-03-04T14:32:10+01:00","dateModified":"2021-03-09",
   "author":[{{"@type":"Person","name":"Bo Dahl"}},
     {{"@type":"Organization","name":"Norvik Courier Staff"}}]}}]}}</script>
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>Crane &lt;b&gt;falls&lt;/b&gt; into harbour &lt;script&gt;alert(1)&lt;/script&gt;</h1>
<div class="content"><p>{LEAD}</p><p>{SECOND}</p><h2>What happens next</h2><p>{THIRD}</p></div></article>
<footer><p>© 2021 Norvik Courier</p></footer></body></html>"""


def article(markup: str | bytes, name: str = "page") -> Article:
    data = markup if isinstance(markup, bytes) else markup.encode()
    (found,) = parse([Source(f"{name}.html", name, "text/html", data)])
    assert isinstance(found, Article), found
    return found


def test_a_page_as_a_whole() -> None:
    found = article(PAGE)
    title = "Crane <b>falls</b> into harbour <script>alert(1)</script>"
    assert found.text == "\n\n".join([title, LEAD, SECOND, "What happens next", THIRD])
    assert (found.title, found.authors, found.outlet) == (title, ("Bo Dahl",), "Norvik Courier")
    assert (found.published, found.language, found.media_type) == ("2021-03-04T14:32", "en", "text/html")
    assert [found.text[a:b] for ((a, b),) in found.paragraphs] == [LEAD, SECOND, "What happens next", THIRD]
    assert [found.text[a:b] for a, b in found.headings] == ["What happens next"]
    assert [(f.kind, found.text[f.span[0] : f.span[1]]) for f in found.furniture] == [("title", title)]
    assert found.evidence["title"] == ((0, len(title)),)


def test_the_place_of_each_block_holds_its_words() -> None:
    found = article(PAGE)
    tree = lxml.html.document_fromstring(PAGE)
    assert len(found.origin) == 5
    for origin in found.origin:
        (element,) = tree.xpath(origin.where)
        assert " ".join(element.text_content().split()) == found.text[origin.span[0] : origin.span[1]]


def test_a_page_that_states_nothing_leaves_everything_open() -> None:
    found = article(f"<html><body><div><p>{LEAD}</p><p>{SECOND}</p><p>{THIRD}</p></div></body></html>")
    assert (found.authors, found.outlet, found.published, found.subtitle) == ((), None, None, None)
    assert LEAD in found.text


def test_a_date_of_change_or_of_something_else_is_not_the_date() -> None:
    page = f"""<html><head><meta property="article:modified_time" content="2022-01-01T00:00:00Z"></head><body><main>
    <h1>Crane falls into harbour</h1><p>{LEAD}</p><p>{SECOND}</p><p>{THIRD}</p></main>
    <aside><p>5 March 2019</p><p>7 May 2020</p></aside></body></html>"""
    assert article(page).published is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    page = PAGE.replace('<meta charset="utf-8">', "")
    assert SECOND in article(page.encode(encoding)).text
    assert THIRD in article(page.encode(encoding)).text


@pytest.mark.parametrize(
    "markup",
    [
        b"<html></html>",
        b"<html><body><script>var a = 'words and words and words';</script></body></html>",
        b"<html><body>" + b"<div>" * 3000 + b"</body></html>",
        b"<!DOCTYPE html>\x01\x02",
    ],
)
def test_a_page_without_an_article_is_a_failure(markup: bytes) -> None:
    (found,) = parse([Source("bad.html", "bad", "text/html", markup)])
    assert isinstance(found, Failure)
    assert found.input == "bad.html"
    assert found.reason.startswith("bad.html: the page ")


def news(head: str, above: str, below: str = "") -> Article:
    return article(
        f"<html><head>{head}</head><body><main><h1>Crane falls into harbour</h1>{above}<p>{LEAD}</p><p>{SECOND}</p>"
        f"<p>{THIRD}</p>{below}</main></body></html>"
    )


LABELLED = '<meta name="twitter:label1" content="{}"><meta name="twitter:data1" content="Bo Dahl">'
STATED = '<meta property="article:published_time" content="2021-03-01T08:00:00Z">'


@pytest.mark.parametrize(
    ("head", "above", "published"),
    [
        (STATED, "", "2021-03-01T08:00"),
        ("", "<p>4 March 2021</p>", "2021-03-04"),
        # the day that is shown is the one that the article was printed with, the hour that is stated is kept
        (STATED, "<div><span>4 March 2021</span></div>", "2021-03-04"),
        (STATED, "<div>1 March 2021</div>", "2021-03-01T08:00"),
        (STATED, "<div>Updated 4 March 2021</div>", "2021-03-01T08:00"),
        ("", "<div>03/04/2021</div>", None),
    ],
)
def test_the_day_that_the_page_shows(head: str, above: str, published: str | None) -> None:
    assert news(head, above).published == published


@pytest.mark.parametrize(
    ("head", "above", "authors"),
    [
        ('<meta name="author" content="Bo Dahl">', "<p>By Kari Moe</p>", ("Bo Dahl",)),
        ('<meta name="author" content="admin">', "<p>By Kari Moe</p>", ("Kari Moe",)),
        ('<meta name="author" content="USA TODAY">', "", ()),
        ('<meta name="author" content="Lillie">', "", ("Lillie",)),
        ('<meta name="parsely-author" content="Bo Dahl">', "", ("Bo Dahl",)),
        (LABELLED.format("Written by"), "", ("Bo Dahl",)),
        (LABELLED.format("Price"), "", ()),
        ("", '<div class="author">About the Author</div>', ()),
    ],
)  # fmt: skip
def test_authors_by_the_first_witness(head: str, above: str, authors: tuple[str, ...]) -> None:
    assert news(head, above).authors == authors


def test_a_standfirst_is_what_the_page_states_and_shows() -> None:
    standfirst = "Port of Norvik closed until Friday after a storm from the north damaged three piers"
    head = f'<meta property="og:description" content="{standfirst}">'
    shown = news(head, f"<div>{standfirst}</div>")
    assert shown.subtitle == standfirst
    assert [shown.text[a:b] for a, b in shown.evidence["subtitle"]] == [standfirst]
    assert news(head, "").subtitle is None
    assert news("", f"<div>{standfirst}</div>").subtitle is None


def test_cells_and_broken_lines_do_not_run_together() -> None:
    found = news(
        "", "", "<p>First leg: Norvik<br>Second leg: Sandvik</p><table><tr><td>Lund</td><td>12</td></tr></table>"
    )
    assert "NorvikSecond" not in found.text
    assert "Lund12" not in found.text


def test_a_teaser_among_the_paragraphs_is_furniture() -> None:
    found = news(
        "", "", "<p>Read more: Ferries leave from the old pier, says the town</p><p>The pier is from 1903.</p>"
    )
    body = [found.text[a:b] for a, b in found.body]
    assert LEAD in body
    assert not any("Read more" in block for block in body)
    assert [f.kind for f in found.furniture if "Read more" in found.text[slice(*f.span)]] in ([], ["teaser"])


FULL = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Crane falls into harbour | Norvik Courier</title>
<meta property="og:site_name" content="Norvik Courier"><meta name="author" content="Norvik Courier"></head><body>
<header class="site-header"><a href="/">Norvik Courier</a><nav><a href="/news">News</a> <a href="/sport">Sport</a></nav>
</header><div id="cookie-consent">We and our partners use cookies to improve your experience. Accept all?</div>
<main><article class="story"><h1>Crane falls into harbour</h1>
<div class="article-meta"><span>By Kari Moe</span><br><time>4 March 2021</time></div>
<div class="story-body"><p>{LEAD}</p>
<figure><img src="data:image/png;base64,{"iVBORw0KGgo" * 100}"><figcaption>The crane on Monday evening. Photo: Bo Dahl
</figcaption></figure><p>{SECOND}</p><h2>What happens next</h2><p>{THIRD}</p>
<ul><li>The ferry to Sandvik leaves at nine, from the old pier.</li><li>The fish market stays closed.</li></ul>
<aside class="related"><h3>Related articles</h3><ul><li><a href="/a">Harbour to be deepened next year</a></li>
<li><a href="/b">Bridge reopens after two years of work</a></li></ul></aside></div></article>
<section class="comments" id="comments"><h3>Comments</h3><div class="comment"><p>Ola: I saw it fall, it was terrible and
nobody on the pier had been warned about the wind.</p></div></section></main>
<footer><p>© 2021 Norvik Courier. All rights reserved.</p></footer></body></html>"""


def test_an_article_is_told_from_all_that_stands_around_it() -> None:
    found = article(FULL)
    assert [found.text[slice(*span)] for span in found.body] == [
        LEAD,
        SECOND,
        "What happens next",
        THIRD,
        "The ferry to Sandvik leaves at nine, from the old pier.",
        "The fish market stays closed.",
    ]
    assert [(f.kind, found.text[slice(*f.span)]) for f in found.furniture] == [
        ("title", "Crane falls into harbour"),
        ("caption", "The crane on Monday evening. Photo: Bo Dahl"),
    ]
    assert (found.title, found.outlet) == ("Crane falls into harbour", "Norvik Courier")
    # a site that states itself as its author is not believed where a byline names one
    assert (found.authors, found.published) == (("Kari Moe",), "2021-03-04")


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        # the site's name before the title as well as after it
        ('<meta property="og:title" content="Courier | Crane falls into harbour">', "Crane falls into harbour", ""),
        # a heading of a section beside the title
        ("<title>Crane falls into harbour | Norvik</title>", "Crane falls into harbour</h1><h1>Latest news today", ""),
        # escaped twice
        ("<title>Crane &amp;amp; barge fall</title>", "Crane &amp;amp; barge fall", "Crane & barge fall"),
    ],
)  # fmt: skip
def test_the_title_is_the_one_shown(head: str, heading: str, title: str) -> None:
    page = f"<html><head>{head}</head><body><main><h1>{heading}</h1><p>{LEAD}</p><p>{SECOND}</p></main></body></html>"
    assert article(page).title == (title or "Crane falls into harbour")


def test_an_author_whom_only_the_page_s_own_names_tell() -> None:
    assert news("", '<div class="author-name">Kari Moe</div>').authors == ("Kari Moe",)
    assert news("", '<div class="author-name">News Desk</div>').authors == ()


def test_a_page_that_shows_nothing_is_read_from_its_data() -> None:
    body = "\\n".join((LEAD, SECOND, THIRD))
    page = (
        '<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "Crane falls",'
        f' "articleBody": "{body}"}}</script></head><body><div id="root"></div></body></html>'
    )
    found = article(page)
    assert [found.text[slice(*span)] for span in found.body] == [LEAD, SECOND, THIRD]
    assert {origin.where for origin in found.origin} == {"/html/head/script"}


def test_a_copy_for_those_without_scripts_is_left_out() -> None:
    copy = f"<p>{LEAD}</p><p>{SECOND}</p><p>{THIRD}</p>"
    for second in (f"<noscript>{copy}</noscript>", f'<div class="print">{copy}</div>'):
        found = news("", "", second)
        assert [found.text[slice(*span)] for span in found.body] == [LEAD, SECOND, THIRD]


DEEP = "<div>" * 100_000


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (f"<html><body>{DEEP}<p>{LEAD}</p></body></html>", "its elements are nested too deep"),
        ('<html><frameset cols="1,2"><frame src="a.html"><frame src="b.html"></frameset></html>',
         "it only shows other pages in frames"),
        ("<html><body><noscript>You need to enable JavaScript to run this app.</noscript><div id='root'></div>"
         "<script src='a.js'></script></body></html>", "it needs JavaScript"),
    ],
)  # fmt: skip
def test_why_a_page_holds_no_article(markup: str, reason: str) -> None:
    (found,) = parse([Source("bad.html", "bad", "text/html", markup.encode())])
    assert found == Failure("bad.html", f"bad.html: the page holds no article ({reason})")


def test_pages_from_right_to_left_and_pages_left_open() -> None:
    paragraphs = (
        "قالت سلطة الميناء يوم الثلاثاء إن الميناء سيظل مغلقا حتى يوم الجمعة بعد سقوط رافعة في الحوض خلال عاصفة.",
        "وقال قائد الميناء إن الغواصين سيفحصون الحطام يوم الأربعاء، وإن العبارات ستغادر من الرصيف القديم.",
    )
    body = "".join(f"<p>{paragraph}" for paragraph in paragraphs)
    found = article(f'<html dir="rtl" lang="ar"><body><h1>سقوط رافعة في الميناء</h1>{body}')
    assert [found.text[slice(*span)] for span in found.body] == list(paragraphs)
    assert (found.title, found.language) == ("سقوط رافعة في الميناء", "ar")


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<div class='comments'>", "</div>", "<table><tr><td>", "<td>", "</table>", "<h1>", "</h1>"),
        *("<br><br>", "<a href='#'>", "</a>", "<!-- ", "-->", "<script>", "</script>", "<li>", "<figcaption>", "&amp;"),
        *("&#0;", "<", "\0", '<script type=\'application/ld+json\'>{"articleBody": "', '"}', LEAD, SECOND, THIRD),
        *("By Kari Moe", "4 March 2021", "Read more", "<title>", "</title>", "<svg>", "<b hidden>"),
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES | st.text(max_size=12), max_size=40))
def test_any_markup_gives_an_article_or_one_line(pieces: list[str]) -> None:
    markup = "".join(pieces).encode("utf-8", "replace")
    (found,) = parse([Source("x.html", "x", "text/html", markup)])
    if isinstance(found, Failure):
        assert found.reason.startswith("x.html: ")
        assert "\n" not in found.reason
        return
    body = found.body
    assert body
    assert all(0 <= a < b <= len(found.text) for a, b in body)
    assert all(left[1] <= right[0] for left, right in pairwise(body))
    assert {origin.span for origin in found.origin} <= {*body, *(f.span for f in found.furniture)}
    tree = lxml.html.document_fromstring(_markup(Source("x.html", "x", "text/html", markup)))
    for origin in found.origin:
        assert len(tree.xpath(origin.where)) == 1
