"""HTML pages: the article's text, what the page states about itself, and where each block stood."""

from __future__ import annotations

import lxml.html
import pytest

from onrecord.intake import parse
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
