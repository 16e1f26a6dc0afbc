"""Messages, mailboxes and saved pages: what is read of them as an article, and what their headers tell."""

from __future__ import annotations

import json

import pytest
from packs import PAGE, PDF, SAVED, TEXT, WORDS, mail, mailbox, read, told, zipped

from onrecord.intake import parse
from onrecord.model import Article, Failure, Source


def rows(found: list[Source | Failure]) -> list[dict[str, object]]:
    return [json.loads(x.data) for x in found if isinstance(x, Source) and x.media_type == "application/json"]


def test_a_message_is_an_article_with_what_its_header_says() -> None:
    data = mail("Häfen: closed").as_bytes()
    for name in ("a.eml", "a.txt", "a"):
        found = read(name, data)
        assert told(found) == [(name, "a", "application/json")]
        assert rows(found) == [
            {"title": "Häfen: closed", "authors": ["Ann Smith"], "published": "2021-03-04T07:41", "text": WORDS}
        ]
    (article,) = parse(read("a.eml", data))
    assert isinstance(article, Article)
    assert (article.title, article.authors, article.published) == ("Häfen: closed", ("Ann Smith",), "2021-03-04T07:41")


@pytest.mark.parametrize(
    ("sender", "headers", "known"),
    [
        ("Reuters <a@b.c>", {}, {"outlet": "Reuters"}),
        ('"Ann Smith, Norvik Courier" <a@b.c>', {}, {"authors": ["Ann Smith"], "outlet": "Norvik Courier"}),
        ("Norvik Briefing <a@b.c>", {"List_Id": "<x.y>"}, {"outlet": "Norvik Briefing"}),
        ("desk@courier.example", {}, {}),
        ("newsdesk24 <a@b.c>", {}, {}),
        ('"Smith; DROP TABLE" <a@b.c>', {}, {}),
    ],
)
def test_who_sent_it_is_an_author_or_an_outlet_only_where_that_is_told(
    sender: str, headers: dict[str, str], known: dict[str, object]
) -> None:
    (row,) = rows(read("a.eml", mail("Closed", sender=sender, **headers).as_bytes()))
    assert {key: row[key] for key in ("authors", "outlet") if key in row} == known


def test_who_passed_a_message_on_is_not_its_author() -> None:
    (row,) = rows(read("a.eml", mail("Fwd: WG: Harbour closed").as_bytes()))
    assert row == {"title": "Harbour closed", "text": WORDS}


def test_a_newsletter_is_its_page_and_a_letter_its_text() -> None:
    for many in (True, False):
        message = mail("Closed", **({"List_Unsubscribe": "<https://a.example>"} if many else {}))
        message.add_alternative(PAGE.decode(), subtype="html")
        (row,) = rows(read("a.eml", message.as_bytes()))
        assert ("html" in row, "text" in row) == (many, not many)
    message = mail("Closed", "See it in your browser.\n")
    message.add_alternative(PAGE.decode().replace(WORDS, WORDS * 5), subtype="html")
    (row,) = rows(read("a.eml", message.as_bytes()))
    assert "html" in row


def test_files_that_hang_on_a_message_are_articles_of_their_own() -> None:
    message = mail("Closed")
    message.add_attachment(PAGE, maintype="text", subtype="html", filename="page.html")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="../paper.pdf")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    message.add_attachment(zipped(("b.txt", TEXT)), maintype="application", subtype="zip", filename="more.zip")
    message.add_attachment(mail("Another", "Another one.\n"))
    assert told(read("a.eml", message.as_bytes())) == [
        ("a.eml", "a", "application/json"),
        ("a.eml/page.html", "page", "text/html"),
        ("a.eml/paper.pdf", "paper", "application/pdf"),
        ("a.eml/more.zip/b.txt", "b", "text/plain"),
        ("a.eml/part 6.eml", "part 6", "application/json"),
    ]


def test_a_mailbox_gives_its_messages_and_goes_on_after_a_bad_one() -> None:
    data = mailbox(
        mail("One", "First.\n>From here on\n").as_bytes(),
        b"no header at all\n",
        b"Content-Type: multipart/mixed; boundary=x\nSubject: =?utf-8?b?/////?=\nDate: never\nFrom: =?x?q?=\n\nnothing",
        b"Subject: \xff\xfe\nContent-Type: text/plain; charset=unheard-of\nContent-Transfer-Encoding: base64\n\n%%%",
        mail("Large", "x" * 5000 + "\n").as_bytes(),
        mail("Last").as_bytes(),
    )
    for name in ("pile.mbox", "pile"):
        found = read(name, data, bytes=3000)
        assert isinstance(found[0], Source)
        assert isinstance(found[-1], Source)
        assert (found[0].input, found[0].name) == (f"{name}, message 1", "One")
        assert json.loads(found[0].data)["text"].strip() == "First.\nFrom here on"
        assert (found[-1].input, found[-1].name) == (f"{name}, message 6", "Last")
        assert f"{name}, message 5: the message is too large (more than 3000 bytes)" in told(found)
        assert {x.input.partition("/")[0] for x in found} == {f"{name}, message {n}" for n in range(1, 7)}


def test_a_message_without_text_or_with_too_many_parts() -> None:
    assert told(read("a.eml", b"Subject: x\nMIME-Version: 1.0\n\n \n")) == ["a.eml: the message holds no text"]
    assert told(read("a.eml", b"\n\n")) == ["a.eml: the message is empty"]
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000))
    assert told(read("a.eml", deep)) == ["a.eml: the message has too many lines or parts within parts"]
    assert told(read("a.eml", b"Received: x\n" * 20_000 + b"\nx")) == ["a.eml: the message has too many headers"]
    long = b"Content-Type: text/plain" + b";a*0=b" * 10_000
    assert told(read("a.eml", long + b"\n\nx")) == ["a.eml: a header of the message is too long"]
    (row,) = rows(read("a.eml", b"From: " + b'("<@' * 100_000 + b"\nDate: " + b"(" * 100_000 + b"\n\nx"))
    assert row == {"text": "x"}
    some = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(90))
    assert len(read("a.eml", some)) == 1


def test_a_saved_page_is_its_root_with_address_and_date() -> None:
    for name in ("a.mhtml", "a.mht", "a.eml", "a"):
        (found,) = read(name, SAVED)
        assert found == Source(
            f"{name}, https://courier.example/harbour",
            "a",
            "text/html",
            "<html><body><p>The härbour was closed on Monday, the port authority said.</p></body></html>".encode(),
            "2021-03-04T07:41",
            "utf-8",
        )
    without = SAVED.replace(b"text/html", b"text/plain")
    assert told(read("a.mht", without)) == ["a.mht: there is no page in this saved page"]
