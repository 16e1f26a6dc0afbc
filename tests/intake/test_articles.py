"""Plain text to an article: the text unchanged, ids from the bytes, the smallest inputs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from onrecord.intake import parse, sources
from onrecord.model import Article, Failure, Source, digest
from onrecord.text import reading_view


def article(data: bytes, name: str = "a") -> Article:
    (found,) = parse([Source(f"{name}.txt", name, "text/plain", data)])
    assert isinstance(found, Article), found
    return found


def test_the_text_is_the_file_and_the_id_its_name_and_bytes() -> None:
    data = (
        "\ufeffCrane falls\r\n\r\nThe harbour is closed, the port said.\r\nNobody was hurt by it, she said.\r".encode()
    )
    found = article(data)
    assert found.text == data.decode()
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert found.id == digest("article", "a", found.sha256)
    assert found.retrieved is None
    assert found.origin == ()
    # the byte order mark is a character of the text and furniture
    assert (found.furniture[0].span, found.furniture[0].kind) == ((0, 1), "marks")
    assert found.title == "Crane falls"
    assert reading_view(found).text == (
        "Crane falls\n\nThe harbour is closed, the port said.\n\nNobody was hurt by it, she said."
    )


def test_one_word_is_an_article() -> None:
    found = article(b"Bridge")
    assert (found.paragraphs, found.title, found.language, found.published) == ((((0, 6),),), None, None, None)


@pytest.mark.parametrize("data", [b" \n ", b"12 34", b"...!?", "\u200b\ufeff".encode()])
def test_a_text_without_letters_is_a_failure(data: bytes) -> None:
    assert parse([Source("a.txt", "a", "text/plain", data)]) == [Failure("a.txt", "a.txt: it holds no words")]


def test_an_unknown_media_type_is_a_failure() -> None:
    assert parse([Source("a.rtf", "a", "application/rtf", b"x")]) == [
        Failure("a.rtf", "a.rtf: application/rtf is not supported yet")
    ]


def test_a_marked_story_is_read_as_its_gold_says(shared: Path) -> None:
    import json

    gold = json.loads((shared / "seeds" / "gold" / "story.json").read_text("utf-8"))
    texts = sorted((shared / "seeds").glob("*.txt"))
    found = parse([x for x in sources(texts) if isinstance(x, Source)])
    assert len(found) == len(texts)
    for row in found:
        assert isinstance(row, Article)
        want = gold["articles"][row.name]
        assert row.text == (shared / "seeds" / f"{row.name}.txt").read_bytes().decode()
        assert (row.published or "").startswith(want["published"] or "")
        assert (row.outlet, row.dateline) == (want["outlet"], want["dateline"])
        assert (row.authors or (None,))[0] == want["author"]
        assert [row.text[a:b] for a, b in row.headings] == want["section_headings"]
        body = " ".join(row.text[a:b] for a, b in row.body)
        assert body.startswith(want["body_starts"])
        assert body.endswith(want["body_ends"])
        assert all(phrase in body for phrase in gold["rejoined"].get(row.name, []))
        assert not any(line in body.split("\n") for line in gold["furniture"][row.name])
