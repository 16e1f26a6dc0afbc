"""Downloads of newspaper databases: each layout is told, split, and nothing of a text is lost or read twice."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.intake import parse
from onrecord.intake.containers import Limits, downloads, exports
from onrecord.model import Article, Failure, Source
from onrecord.text import reading_view

LEXIS = """


                               1 of 2 DOCUMENTS


                               The Norvik Courier

                            January 5, 2016 Tuesday
                              Late Edition - Final

Harbour Wall Falls in the Night, and
Nobody Knows Why

BYLINE: By ANN SMITH and BOB BROWN; Carla Diaz contributed reporting.

SECTION: Section A; Column 0; National Desk; Pg. 1

LENGTH: 61 words

DATELINE: NORVIK

 The harbour wall of Norvik fell into the sea on Monday night, the port
authority said. "We heard it in our beds," said Dana Okafor, who lives
above the quay.

 Nobody was hurt. SUBJECT to a vote, the council will build it anew.

"LANGUAGE: that is what failed us," the mayor said.

URL: http://www.norvikcourier.example/2016/01/05/wall.html

SUBJECT: HARBORS & PORTS (90%); SEA WALLS (88%);
CITY COUNCILS (55%)

LOAD-DATE: January 5, 2016

LANGUAGE: ENGLISH

GRAPHIC: PHOTO: The wall on Tuesday. (PHOTOGRAPH BY EVA LIND)

PUBLICATION-TYPE: Newspaper


                   Copyright 2016 The Norvik Courier Company
                              All Rights Reserved


                               2 of 2 DOCUMENTS


                   Copyright 2016 Harbour Press Agency
                              All Rights Reserved
                                 Harbour Press

                            January 6, 2016 Wednesday 8:15 PM GMT

HEADLINE: Council votes for a new wall

BYLINE: Harbour Press

LENGTH: 20 words

BODY:
The council voted for a new wall on Wednesday, the mayor said.
It will cost two million.

LOAD-DATE: January 6, 2016
"""

NEXIS = """Page 1 of 3

Date and Time:	Wednesday, January 6, 2016 10:00:00 AM GMT
Job Number:	123456789
Documents (2)
 1. Harbour wall falls in the night
Client/Matter: -None-
Search Terms: harbour wall
Search Type: Natural Language
Narrowed by:
Content Type	Narrowed by
News	-None-



Harbour wall falls in the night
Norvik Courier (Norvik)
January 5, 2016 Tuesday
Late Edition


Copyright 2016 Norvik Courier All Rights Reserved
Section: NEWS; Pg. A1
Length: 61 words
Byline: Ann Smith
Highlight: The council is to meet on Wednesday.
Body


The harbour wall of Norvik fell into the sea on Monday night, the port authority said.

Page 2 of 3

"We heard it in our beds," said Dana Okafor.

Graphic

The wall on Tuesday.

Classification


Language: ENGLISH
Publication-Type: Newspaper
Subject: HARBORS & PORTS (90%)
Load-Date: January 5, 2016


End of Document


Council votes for a new wall
Harbour Press
January 6, 2016 Wednesday 8:15 PM GMT


Copyright 2016 Harbour Press Agency All Rights Reserved
Length: 20 words
Body


The council voted for a new wall on Wednesday, the mayor said.

Load-Date: January 6, 2016


End of Document
"""

CODED = """HD   Harbour wall falls in the night
BY   By Ann Smith
WC   61 words
PD   5 January 2016
ET   06:00
SN   Norvik Courier
SC   NORCOU
PG   A1
LA   English
CY   (c) 2016 Norvik Courier

LP

The harbour wall of Norvik fell into the sea on Monday night, the port authority said.

TD

"We heard it in our beds," said Dana Okafor.

IN short, nobody was hurt, she said.

CO   norport : Norvik Port Authority
NS   gcat : Political/General News
RE   norv : Norvik
PUB  Norvik Courier Company
AN   Document NORCOU0020160105ec1500001

HD
Council votes for a new wall
WC
20 words
PD
6 January 2016
SN
Harbour Press
SC
HARPRS
LA
English
CY
Copyright 2016 Harbour Press
LP
The council voted for a new wall on Wednesday, the mayor said.
AN
Document HARPRS0020160106ec1600002

Search Summary
Text	harbour wall
Date	In the last week
"""

UNCODED = """News
Harbour wall falls in the night
Ann Smith and Bob Brown
1,061 words
5 January 2016
06:00
Norvik Courier
NORCOU
A1
English
(c) 2016 Norvik Courier. All rights reserved.

The harbour wall of Norvik fell into the sea on Monday night, the port authority said.

"We heard it in our beds," said Dana Okafor.

Document NORCOU0020160105ec1500001

Council votes for a new wall
20 words
6 January 2016
Harbour Press
HARPRS
English
Copyright 2016 Harbour Press

The council voted for a new wall on Wednesday, the mayor said.

Document HARPRS0020160106ec1600002

Search Summary
"""

PROQUEST = """____________________________________________________________

Document 1 of 2

Harbour wall falls in the night

Author: Smith, Ann; Brown, Bob

Publication info: Norvik Courier ; Norvik [Norvik]. 05 Jan 2016: A.1.

http://search.proquest.example/docview/1700000001

Abstract: The harbour wall of Norvik fell.

Links: http://link.example/1

Full text: The harbour wall of Norvik fell into the sea on Monday night, the port authority said.

"We heard it in our beds," said Dana Okafor.

Credit: By Ann Smith and Bob Brown, Courier reporters

Subject: Ports; Sea walls

Location: Norvik

Title: Harbour wall falls in the night

Publication title: Norvik Courier

Pages: A.1

Publication year: 2016

Publication date: Jan 5, 2016

Language of publication: English

ProQuest document ID: 1700000001

Copyright: Copyright Norvik Courier 2016

____________________________________________________________

Document 2 of 2

Council votes for a new wall

Publication info: Harbour Press ; Norvik [Norvik]06 Jan 2016.

Full text: The council voted for a new wall on Wednesday, the mayor said.

Publication title: Harbour Press

Publication year: 2016

____________________________________________________________

Contact ProQuest
Copyright 2016 ProQuest LLC. All rights reserved.
"""

FALL = "The harbour wall of Norvik fell into the sea on Monday night, the port authority said."
BEDS = '"We heard it in our beds," said Dana Okafor.'
VOTE = "The council voted for a new wall on Wednesday, the mayor said."


def read(text: str, name: str = "download.txt") -> list[dict[str, object]]:
    """The rows of a download, checked to be called by their place in it."""
    found = list(exports.sources(name, io.BytesIO(text.encode()), Limits()))
    assert [x.input for x in found] == [f"{name}, document {n}" for n in range(1, len(found) + 1)]
    assert all(isinstance(x, Source) for x in found), found
    return [json.loads(x.data) for x in found if isinstance(x, Source)]


def test_lexis_nexis() -> None:
    assert exports.recognise(LEXIS.encode())
    assert read(LEXIS) == [
        {
            "title": "Harbour Wall Falls in the Night, and Nobody Knows Why",
            "text": "The harbour wall of Norvik fell into the sea on Monday night, the port\n"
            'authority said. "We heard it in our beds," said Dana Okafor, who lives\nabove the quay.\n\n'
            " Nobody was hurt. SUBJECT to a vote, the council will build it anew.\n\n"
            '"LANGUAGE: that is what failed us," the mayor said.',
            "authors": ["ANN SMITH", "BOB BROWN"],
            "outlet": "The Norvik Courier",
            "published": "January 5, 2016 Tuesday",
            "url": "http://www.norvikcourier.example/2016/01/05/wall.html",
            "language": "ENGLISH",
        },
        {
            "title": "Council votes for a new wall",
            "text": "The council voted for a new wall on Wednesday, the mayor said.\nIt will cost two million.",
            "authors": ["Harbour Press"],
            "outlet": "Harbour Press",
            "published": "January 6, 2016 Wednesday 8:15 PM GMT",
        },
    ]


def test_nexis_uni() -> None:
    assert exports.recognise(NEXIS.encode())
    assert read(NEXIS) == [
        {
            "title": "Harbour wall falls in the night",
            "subtitle": "The council is to meet on Wednesday.",
            "text": f"{FALL}\n{BEDS}",
            "authors": ["Ann Smith"],
            "outlet": "Norvik Courier",
            "published": "January 5, 2016 Tuesday",
            "language": "ENGLISH",
        },
        {
            "title": "Council votes for a new wall",
            "text": VOTE,
            "outlet": "Harbour Press",
            "published": "January 6, 2016 Wednesday 8:15 PM GMT",
        },
    ]


@pytest.mark.parametrize("text", [CODED, UNCODED], ids=["with codes", "without"])
def test_factiva(text: str) -> None:
    assert exports.recognise(text.encode())
    coded = text == CODED
    assert read(text) == [
        {
            "id": "NORCOU0020160105ec1500001",
            "title": "Harbour wall falls in the night",
            "text": f"{FALL}\n{BEDS}\nIN short, nobody was hurt, she said." if coded else f"{FALL}\n\n{BEDS}",
            "authors": ["Ann Smith"] if coded else ["Ann Smith", "Bob Brown"],
            "outlet": "Norvik Courier",
            "published": "5 January 2016 06:00",
            "language": "English",
        },
        {
            "id": "HARPRS0020160106ec1600002",
            "title": "Council votes for a new wall",
            "text": VOTE,
            "outlet": "Harbour Press",
            "published": "6 January 2016",
            "language": "English",
        },
    ]


def test_proquest() -> None:
    assert exports.recognise(PROQUEST.encode())
    assert read(PROQUEST) == [
        {
            "id": "1700000001",
            "title": "Harbour wall falls in the night",
            "text": f"{FALL}\n\n{BEDS}",
            "authors": ["Ann Smith", "Bob Brown"],
            "outlet": "Norvik Courier",
            "published": "Jan 5, 2016",
            "language": "English",
        },
        {
            "title": "Council votes for a new wall",
            "text": VOTE,
            "outlet": "Harbour Press",
            "published": "06 Jan 2016",
        },
    ]


def test_what_a_download_states_is_the_articles() -> None:
    (found, _) = parse(list(exports.sources("d.txt", io.BytesIO(UNCODED.encode()), Limits())))
    assert isinstance(found, Article)
    assert (found.input, found.name) == ("d.txt, document 1", "NORCOU0020160105ec1500001")
    assert (found.title, found.authors, found.outlet, found.published, found.language) == (
        "Harbour wall falls in the night",
        ("Ann Smith", "Bob Brown"),
        "Norvik Courier",
        "2016-01-05T06:00",
        "en",
    )
    assert reading_view(found).text == f"{FALL}\n\n{BEDS}"
    assert found.evidence == {}


ARTICLE = f"""Harbour wall falls in the night

By Ann Smith

5 January 2016

{FALL}

Document 1 of 2 was shown to the council. 343 words long, it says: "Copyright 2016".

{BEDS}
"""


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE,
        "",
        "Body\n\nEnd of Document\n",
        "1 of 2 DOCUMENTS\n\n" + FALL,
        "HD wall\nTD text\n",
        "_" * 60 + "\n" + FALL,
    ],
)
def test_what_is_not_surely_a_download_is_left_to_others(text: str) -> None:
    assert not exports.recognise(text.encode())
    assert downloads.split(text) == []


def test_a_document_without_text_is_named_and_the_rest_is_read() -> None:
    text = NEXIS.replace(FALL, "").replace(BEDS, "")
    first, second = exports.sources("d.txt", io.BytesIO(text.encode()), Limits())
    assert first == Failure("d.txt, document 1", "d.txt, document 1: there is no text in this document")
    assert isinstance(second, Source)


def test_windows_line_ends_and_code_pages() -> None:
    data = NEXIS.replace("Okafor", "Müller").replace("\n", "\r\n").encode("cp1252")
    assert exports.recognise(data)
    first, _ = exports.sources("d.txt", io.BytesIO(data), Limits())
    assert isinstance(first, Source)
    assert json.loads(first.data)["text"] == f"{FALL}\n{BEDS.replace('Okafor', 'Müller')}"


def test_a_file_that_is_too_large_is_a_failure() -> None:
    (found,) = exports.sources("d.txt", io.BytesIO(NEXIS.encode()), Limits(bytes=100))
    assert found == Failure("d.txt", "d.txt: the file is too large (more than 400 bytes)")


# --- Word documents ----------------------------------------------------------------------------------


def word(paragraphs: list[tuple[str, str | None]]) -> bytes:
    import docx

    document = docx.Document()
    for text, style in paragraphs:
        document.add_paragraph(text, style=style)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_document_is_an_article_with_its_title() -> None:
    data = word([("Harbour wall falls", "Title"), (FALL, None), ("What comes next", "Heading 2"), (VOTE, None)])
    (source,) = exports.sources("pile.zip/wall.docx", io.BytesIO(data), Limits())
    assert source == Source("pile.zip/wall.docx", "wall", "application/json", source.data)  # type: ignore[union-attr]
    text = f"Harbour wall falls\n\n{FALL}\n\nWhat comes next\n\n{VOTE}"
    assert json.loads(source.data) == {"title": "Harbour wall falls", "text": text}  # type: ignore[union-attr]


def test_a_word_document_with_many_articles_is_split() -> None:
    data = word([(line, None) for line in NEXIS.split("\n")])
    found = list(exports.sources("d.docx", io.BytesIO(data), Limits()))
    rows = [json.loads(x.data) for x in found if isinstance(x, Source)]
    assert [row["text"] for row in rows] == [f"{FALL}\n{BEDS}", VOTE]
    assert [row["title"] for row in rows] == ["Harbour wall falls in the night", "Council votes for a new wall"]


def test_changes_that_are_not_yet_accepted_are_read_as_they_will_be() -> None:
    import docx
    from lxml import etree

    document = docx.Document()
    paragraph = document.add_paragraph("The wall ")._p
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    for markup in (
        '<w:ins xmlns:w="{0}"><w:r><w:t>fell</w:t></w:r></w:ins>',
        '<w:del xmlns:w="{0}"><w:r><w:delText>stood</w:delText></w:r></w:del>',
        '<w:hyperlink xmlns:w="{0}"><w:r><w:tab/><w:t>on Monday</w:t></w:r></w:hyperlink>',
    ):
        paragraph.append(etree.fromstring(markup.format(name)))
    out = io.BytesIO()
    document.save(out)
    (source,) = exports.sources("d.docx", io.BytesIO(out.getvalue()), Limits())
    assert isinstance(source, Source)
    assert json.loads(source.data) == {"text": "The wall fell\ton Monday"}


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b" " * 3_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (word([("", None)]), "it holds no words"),
        (word([(FALL, None)])[:-300], "the document is damaged"),
        (bomb(), "the document is too large (more than 1.9 MiB when unpacked)"),
        (b"PK\x03\x04nothing", "the document is damaged"),
    ],
)
def test_word_documents_that_cannot_be_read(data: bytes, said: str) -> None:
    (found,) = exports.sources("d.docx", io.BytesIO(data), Limits(bytes=500_000))
    assert isinstance(found, Failure)
    assert found.reason.startswith(f"d.docx: {said}")


# --- whatever the text, nothing is read twice ----------------------------------------------------------

PIECES = st.sampled_from(
    [line for text in (LEXIS, NEXIS, CODED, UNCODED, PROQUEST) for line in text.split("\n")] + ["", "x", "Body", "\f"]
)
MIXED = st.lists(PIECES, max_size=60).map("\n".join)
WHOLE = st.tuples(st.sampled_from([LEXIS, NEXIS, CODED, UNCODED, PROQUEST]), MIXED, st.integers(0, 3000)).map(
    lambda x: x[0][: x[2]] + x[1] + x[0][x[2] :]
)


@settings(deadline=None)
@given(st.one_of(MIXED, WHOLE, st.text()))
def test_every_character_is_in_one_article_at_most(text: str) -> None:
    seen = 0
    for document in downloads.split(text):
        for start, stop in document.body:
            assert seen <= start < stop <= len(text)
            seen = stop
        assert all(isinstance(value, (str, list)) and value for value in document.known.values())


@settings(deadline=None)
@given(st.one_of(MIXED, WHOLE).map(str.encode) | st.binary())
def test_nothing_is_raised(data: bytes) -> None:
    exports.recognise(data)
    for found in exports.sources("d.txt", io.BytesIO(data), Limits()):
        assert isinstance(found, (Source, Failure))
