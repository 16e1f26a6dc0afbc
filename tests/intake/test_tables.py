"""Tables of articles in every form: what a row becomes, and what is said of one that is no article."""

from __future__ import annotations

import csv
import datetime
import io
import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.intake import parse
from onrecord.intake.containers import Limits, columns, rows, tables
from onrecord.model import Article, Failure, Source
from onrecord.text import reading_view

WORDS = "The harbour was closed on Monday, the port authority said."
FETCH = "their pages can be fetched with: onrecord add RECORD https://…"
NO_TEXT = "it has no text (sought under text, body, content; there is: "


def read(
    name: str, data: bytes | str, mapped: dict[str, str] | None = None, most: int = 1_000_000
) -> list[dict[str, object] | str]:
    """What a table gives: the rows of its articles, and what is said of the others."""
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    out: list[dict[str, object] | str] = []
    for found in tables.sources(name, stream, Limits(bytes=most), mapped):
        if isinstance(found, Failure):
            assert found.reason.startswith(f"{found.input}: ")
        out.append(found.reason if isinstance(found, Failure) else json.loads(found.data))
    return out


# --- JSON Lines ----------------------------------------------------------------------------------------


def test_a_headline_alone_is_an_article_but_not_where_its_text_is_to_be_had() -> None:
    rows = [
        {"title": "Bridge falls", "text": ""},
        {"title": "Bridge falls", "text": "", "story": "bridge7"},
        {"title": "Bridge falls", "text": "", "body": WORDS},
        {"title": "Bridge falls", "text": "", "url": "https://courier.example/bridge"},
        {"text": "", "story": 7},
    ]
    headline = {"title": "Bridge falls", "text": "Bridge falls"}
    assert read("pile.jsonl", "\n".join(map(json.dumps, rows)).encode()) == [
        headline,
        headline,
        {"title": "Bridge falls", "text": WORDS},
        "pile.jsonl, line 4: its text is empty",
        "pile.jsonl, line 5: its text is empty",
    ]


def test_json_lines_go_on_after_a_broken_one() -> None:
    lines = [
        json.dumps(
            {"id": "x1", "title": "Closed", "text": WORDS, "published": "2021-03-04", "outlet": "Courier", "n": 1}
        ),
        "{broken",
        "",
        json.dumps({"id": 7, "body": WORDS, "author": "Ann Smith; Bob Brown", "date": "4 March 2021"}),
        json.dumps({"headline": "no text"}),
        json.dumps([1]),
        json.dumps({"content": WORDS, "authors": ["Ann Smith"], "source": "Courier"}),
        json.dumps({"text": "x" * 5000}),
        json.dumps({"text": " "}),
    ]
    data = b"\xef\xbb\xbf" + "\r\n".join(lines).encode()
    assert read("pile.jsonl", data, most=4000) == [
        {"id": "x1", "title": "Closed", "text": WORDS, "outlet": "Courier", "published": "2021-03-04"},
        "pile.jsonl, line 2: it is no JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char"
        " 1))",
        {"id": "7", "text": WORDS, "authors": ["Ann Smith", "Bob Brown"], "published": "4 March 2021"},
        f"pile.jsonl, line 5: {NO_TEXT}headline)",
        "pile.jsonl, line 6: it is no JSON object",
        {"text": WORDS, "authors": ["Ann Smith"], "outlet": "Courier"},
        "pile.jsonl, line 8: the line is too large (more than 4000 bytes)",
        "pile.jsonl, line 9: its text is empty",
    ]
    found = list(tables.sources("pile.jsonl.gz", io.BytesIO(data), Limits(bytes=4000)))
    assert [x.name for x in found if isinstance(x, Source)] == ["x1", "7", "pile-7"]
    assert [x.input for x in found] == [f"pile.jsonl.gz, line {n}" for n in (1, 2, 4, 5, 6, 7, 8, 9)]


def test_a_table_without_any_article_says_so_once() -> None:
    log = "\n".join(json.dumps({"level": "info", "n": n}) for n in range(3000))
    assert read("log.jsonl", log) == [f"log.jsonl: no line of this table holds an article (line 1: {NO_TEXT}level, n))"]
    late = read("log.jsonl", log + "\n" + json.dumps({"text": WORDS}))
    assert len(late) == 1002
    assert late[1000:] == ["log.jsonl: 2,000 more rows before line 3001 hold no article", {"text": WORDS}]
    assert read("none.jsonl", "\n\n") == ["none.jsonl: there is no article in this table"]


def test_a_table_is_read_a_line_at_a_time() -> None:
    class Counted(io.BytesIO):
        lines = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.lines += 1
            return super().readline(size)

    stream = Counted("\n".join(json.dumps({"id": n, "text": WORDS}) for n in range(50)).encode())
    found = tables.sources("pile.jsonl", stream, Limits())
    assert [next(found).name for _ in range(3)] == ["0", "1", "2"]  # type: ignore[union-attr]
    assert stream.lines == 3


# --- JSON ----------------------------------------------------------------------------------------------

NEWSAPI_AI = {
    "articles": {
        "page": 1,
        "results": [
            {
                "uri": "6543210",
                "lang": "eng",
                "isDuplicate": True,
                "date": "2021-03-04",
                "dateTime": "2021-03-04T05:06:07Z",
                "dateTimePub": "2021-03-04T05:00:00Z",
                "url": "https://courier.example/a",
                "title": "Harbour closed",
                "body": WORDS,
                "source": {"uri": "courier.example", "dataType": "news", "title": "Norvik Courier"},
                "authors": [{"uri": "ann@courier.example", "name": "Ann Smith", "type": "author"}],
                "image": None,
            }
        ],
        "totalResults": 1,
        "pages": 1,
    }
}


def newsapi_org(content: str) -> dict[str, object]:
    return {
        "source": {"id": None, "name": "Norvik Courier"},
        "author": "Ann Smith, Bob Brown",
        "title": "Harbour closed",
        "description": "Nobody may enter.",
        "url": "https://courier.example/a",
        "publishedAt": "2021-03-04T05:06:07Z",
        "content": content,
    }


def test_newsapi_ai() -> None:
    for indent in (None, 2):
        assert read("answer.json", json.dumps(NEWSAPI_AI, indent=indent)) == [
            {
                "id": "6543210",
                "title": "Harbour closed",
                "text": WORDS,
                "authors": ["Ann Smith"],
                "outlet": "Norvik Courier",
                "published": "2021-03-04T05:00:00Z",
                "url": "https://courier.example/a",
                "language": "eng",
            }
        ]


def test_newsapi_org_gives_the_beginning_of_texts_only() -> None:
    articles = [newsapi_org(f"{WORDS}… [+2345 chars]"), newsapi_org(WORDS), newsapi_org(f"{WORDS} [+1 chars]")]
    answer = {"status": "ok", "totalResults": 3, "articles": articles}
    assert read("answer.json", json.dumps(answer)) == [
        {
            "title": "Harbour closed",
            "subtitle": "Nobody may enter.",
            "text": WORDS,
            "authors": ["Ann Smith", "Bob Brown"],
            "outlet": "Norvik Courier",
            "published": "2021-03-04T05:06:07Z",
            "url": "https://courier.example/a",
        },
        "answer.json: 2 of 3 articles hold only the beginning of their text (“… [+1234 chars]”, as newsapi.org gives"
        f" it); {FETCH}",
    ]


def test_a_list_one_article_and_articles_within_other_things() -> None:
    one = {"maintext": WORDS, "source_domain": "courier.example", "date_publish": "2021-03-04 00:00:00"}
    row = {"text": WORDS, "outlet": "courier.example", "published": "2021-03-04"}
    assert read("a.json", json.dumps([one, one])) == [row, row]
    assert read("a.json", json.dumps(one)) == [row]
    assert read("a.json", json.dumps({"response": {"status": "ok", "results": [{"fields": one}]}})) == [row]
    assert read("a.json", json.dumps({"took": 3, "hits": {"total": 1, "hits": [{"_id": "7", "_source": one}]}})) == [
        {"id": "7", **row}
    ]
    assert read("a.json", "\ufeff" + json.dumps(one) + "\n" + json.dumps(one)) == [row, row]
    assert read("a.json", json.dumps([one]).encode("utf-16")) == [row]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("[]", "there is no article in this table"),
        ("[1, 2]", "no line of this table holds an article (item 1: it is no JSON object)"),
        ('{"name": "x", "version": "1"}', f"no line of this table holds an article (item 1: {NO_TEXT}name, version))"),
        ('{"a": tru', "“a” is no JSON or cut (Expecting value), and what follows is not read"),
        ("{", "the file ends too early: it is cut or damaged"),
        ('{"a" 1}', "it is no JSON"),
        ("[" * 100_000, "item 1 is nested too deep, and what follows is not read"),
        ('{"articles":' * 100_000, "“articles” is nested too deep, and what follows is not read"),
    ],
)
def test_json_that_holds_no_article_or_is_damaged(data: str, said: str) -> None:
    assert read("a.json", data) == [f"a.json: {said}"]


def test_json_that_is_cut_gives_what_came_before() -> None:
    data = json.dumps([{"text": WORDS}] * 3)
    assert read("a.json", data[:-30])[:2] == [{"text": WORDS}] * 2
    assert read("a.json", data[:-30])[2:] == [
        "a.json: item 3 is no JSON or cut (Unterminated string starting at), and what follows is not read"
    ]
    large = json.dumps([{"text": WORDS}, {"text": "x" * 4_000_000}])
    assert read("a.json", large)[1:] == ["a.json: item 2 is too large or no JSON, and what follows is not read"]


def test_a_large_file_is_read_in_pieces() -> None:
    articles = [{"id": n, "text": f"{WORDS} {n}" * 30} for n in range(2000)]
    assert read("a.json", json.dumps({"articles": articles}), most=10_000) == [
        {"id": str(x["id"]), "text": x["text"]} for x in articles
    ]


# --- comma-, semicolon- and tab-separated values ---------------------------------------------------------


def test_delimiters_quotation_marks_names_of_columns_and_line_numbers() -> None:
    text = (
        "\ufeffTitel;Erscheinungsdatum;Autor;Text;Quelle\r\n"
        'Hafen;4. März 2021;Von Berg, Ann;"Der Hafen ist zu, sagt sie,\r\n""bis Montag"".";Kurier\r\n'
        ";;;;\r\n"
        "\r\n"
        "Zu kurz;2021\r\n"
        "Zu lang;2021;;Text;Kurier;und mehr\r\n"
        "Hafen;nan;N/A;Offen ist er;Kurier\r\n"
    )
    assert read("pile/german.csv", text) == [
        {
            "title": "Hafen",
            "text": 'Der Hafen ist zu, sagt sie,\r\n"bis Montag".',
            "authors": ["Von Berg", "Ann"],
            "outlet": "Kurier",
            "published": "4. März 2021",
        },
        f"pile/german.csv, line 6: {NO_TEXT}Titel, Erscheinungsdatum)",
        "pile/german.csv, line 7: it has more cells (6) than there are columns (5)",
        {"title": "Hafen", "text": "Offen ist er", "outlet": "Kurier"},
    ]
    found = list(tables.sources("pile/german.csv", io.BytesIO(text.encode()), Limits()))
    assert [(x.input, x.name) for x in found if isinstance(x, Source)] == [
        ("pile/german.csv, line 2", "german-2"),
        ("pile/german.csv, line 8", "german-8"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    texts = [f"{n}: Garçon São João disse que não é possível; à noite, | nunca.\n\t“Não” é não." for n in range(40)]
    writer.writerows(
        [("Publish Date", "Full Text"), *((f"2021-03-{n % 28 + 1:02}", text) for n, text in enumerate(texts))]
    )
    assert read("a.csv", out.getvalue().encode(encoding)) == [
        {"text": text, "published": f"2021-03-{n % 28 + 1:02}"} for n, text in enumerate(texts)
    ]


def test_tabs_without_quotation_marks_keep_those_of_the_text() -> None:
    data = 'title\ttext\nA\t"Closed," she said\nB\t"We heard it\nC\tin our beds"\n'
    assert [row["text"] for row in read("a.tsv", data) if isinstance(row, dict)] == [
        '"Closed," she said',
        '"We heard it',
        'in our beds"',
    ]


def test_tabs_within_cells_that_all_stand_in_marks() -> None:
    table = '"text"\t"title"\t"id"\t"url"\n"x"\t""\t"\t"\n"y"\t""\n'
    assert [row.get("text") for row in read("a.tsv", table) if isinstance(row, dict)] == ["x", "y"]


def test_marks_behind_a_backslash() -> None:
    data = 'id,text\n1,"She said \\"closed\\", and left"\n2,"no \\"more\\""\n'
    assert read("a.csv", data) == [
        {"id": "1", "text": 'She said "closed", and left'},
        {"id": "2", "text": 'no "more"'},
    ]


def test_a_mark_that_is_never_closed_swallows_no_other_row() -> None:
    data = 'title,text\na,"Hello he said\nb,"this is text"\nc,ok text\nd,"never closed\ne,fine text\n'
    assert read("a.csv", data) == [
        "a.csv, line 2: a quotation mark in it is never closed",
        {"title": "b", "text": "this is text"},
        {"title": "c", "text": "ok text"},
        "a.csv, line 5: a quotation mark in it is never closed",
        {"title": "e", "text": "fine text"},
    ]


def test_marks_that_open_in_every_row_join_no_two() -> None:
    data = "title,text\n" + "".join(f'{n},"open {n}\n' for n in range(100)) + '9,"it "fell" down"\n'
    assert read("a.csv", data) == [
        *(f"a.csv, line {n}: a quotation mark in it is never closed" for n in range(2, 102)),
        {"title": "9", "text": 'it fell" down"'},
    ]


def test_huge_cells_and_rows() -> None:
    data = f'text\n"{"x" * 200_000}"\n{"word " * 30_000}\n"{"y" * 40_000}\n{"z" * 90_000}"\nfine\n'
    assert read("a.csv", data, most=100_000) == [
        "a.csv, line 2: the row is too large (more than 0.1 MiB)",
        "a.csv, line 3: the row is too large (more than 0.1 MiB)",
        "a.csv, line 4: the row is too large (more than 0.1 MiB)",
        {"text": "z" * 90_000 + '"'},
        {"text": "fine"},
    ]
    many = "title,text\n" + "".join(f'{n},"open\n' for n in range(100)) + "b,c\n" * 20_000
    found = read("a.csv", many, most=1000)
    assert len(found) > 15_000
    assert found[-1] == {"title": "b", "text": "c"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "there is no article in this table"),
        ("text,title\n", "there is no article in this table"),
        (
            "1,2\n3,4\n",
            "its first line names no column that says something of an article (there is: 1, 2); --map says which column"
            " is which, as in --map text=COLUMN",
        ),
        (
            "20150218230000-0\t20150218\t1\tcourier.example\thttps://courier.example/a\t\n",
            f"it names no columns and holds no texts, only addresses; {FETCH}",
        ),
        (
            "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
            "1,2021-03-05,en,Courier,courier.example,2021-03-04,Closed,https://courier.example/a\n"
            "2,2021-03-05,en,Courier,courier.example,2021-03-04,Open,https://courier.example/b\n",
            f"it holds no texts, only addresses (2); {FETCH}",
        ),
        (
            "\ufeffURL,MobileURL,Date,Title\nhttps://courier.example/a,,2021-03-04 05:00:00,Closed\n",
            f"it holds no texts, only addresses (1); {FETCH}",
        ),
    ],
)
def test_tables_without_texts(data: str, said: str) -> None:
    assert read("a.csv", data) == [f"a.csv: {said}"]


def test_a_media_cloud_table_with_texts_and_a_gdelt_answer() -> None:
    head = "id,indexed_date,language,media_name,media_url,publish_date,title,url,text\n"
    (found,) = tables.sources(
        "mc.csv",
        io.BytesIO(
            f'9,2021-03-05,en,Courier,courier.example,2021-03-04,Closed,https://c.example/a,"{WORDS}"'.join(
                [head, ""]
            ).encode()
        ),
        Limits(),
    )
    assert isinstance(found, Source)
    assert (found.name, found.retrieved) == ("9", "2021-03-05")
    assert json.loads(found.data) == {
        "id": "9",
        "title": "Closed",
        "text": WORDS,
        "outlet": "Courier",
        "published": "2021-03-04",
        "url": "https://c.example/a",
        "language": "en",
    }
    gdelt = {"articles": [{"url": "https://c.example/a", "title": "Closed", "seendate": "20210304T050000Z"}] * 2}
    assert read("artlist.json", json.dumps(gdelt)) == [f"artlist.json: it holds no texts, only addresses (2); {FETCH}"]


# --- Parquet -------------------------------------------------------------------------------------------


def parquet(rows: dict[str, list[object]]) -> bytes:
    pyarrow = pytest.importorskip("pyarrow")
    writer = pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    writer.write_table(pyarrow.table(rows), out, row_group_size=40)
    return out.getvalue()


def test_parquet() -> None:
    when = datetime.datetime(2021, 3, 4, 5, 6)
    data = parquet(
        {
            "text": [WORDS, None, *[WORDS] * 98],
            "date": [when] * 100,
            "authors": [["Ann Smith", "Bob Brown"]] * 100,
            "source": [{"title": "Courier"}] * 100,
            "vector": [[0.5, 1.5]] * 100,
        }
    )
    row = {
        "text": WORDS,
        "authors": ["Ann Smith", "Bob Brown"],
        "outlet": "Courier",
        "published": "2021-03-04T05:06:00",
    }
    found = read("a.parquet", data)
    assert found == [row, "a.parquet, row 2: its text is empty", *[row] * 98]
    assert read("a.parquet", data, {"text": "words"}) == [
        "a.parquet: it has no column 'words' (there is: text, date, authors, source, vector)"
    ]
    assert read("a.parquet", data, {"outlet": "source.title"})[0] == row
    (said,) = read("a.parquet", data[: len(data) // 2])
    assert str(said).startswith("a.parquet: the Parquet table is damaged (")


def test_parquet_without_pyarrow_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert read("a.parquet", b"PAR1....PAR1") == [
        "a.parquet: Parquet tables are read with pyarrow; install it with: pip install 'onrecord[parquet]'"
    ]


# --- which column is which -------------------------------------------------------------------------------


def test_columns_are_mapped() -> None:
    data = f'summary,text,when\n"{WORDS}",an old form,2021-03-04 00:00:00\n'
    assert read("a.csv", data, {"text": "summary", "published": "when"}) == [{"text": WORDS, "published": "2021-03-04"}]
    assert read("a.csv", data, {"text": "summary", "url": "link"}) == [
        "a.csv: it has no column 'link' (there is: summary, text, when)"
    ]
    lines = '{"a": {"b": "One said it"}}\n{"a": 1}\n'
    assert read("a.jsonl", lines, {"text": "a.b", "title": "c"}) == [
        {"text": "One said it"},
        "a.jsonl, line 2: it has no text (sought under a.b; there is: a)",
        "a.jsonl: it has no column 'c' (for title)",
    ]
    assert columns.parsed("text=body, published = date") == {"text": "body", "published": "date"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            "txt=body",
            "'txt' is nothing that a column can say; there is text, html, title, subtitle, authors, outlet, published,"
            " updated, retrieved, url, id, language",
        ),
        ("body", "'body' does not say which column is which; it should be like text=body,published=date"),
        ("text=", "no column is named for text"),
        ("text=a,text=b", "two columns are named for text"),
    ],
)
def test_a_map_that_is_none_says_what_there_is(given: str, said: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011
        columns.parsed(given)
    assert str(error.value) == said


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (1614834367, "2021-03-04T05:06:07"),
        (1614816000000, "2021-03-04"),
        ("2021-03-04T00:00:00Z", "2021-03-04"),
        ("2021-03-04 00:00:00", "2021-03-04"),
        ("20210304T050607Z", "2021-03-04T05:06:07"),
        ("20210304", "2021-03-04"),
        ("4 March 2021, 00:15", "4 March 2021, 00:15"),
        (None, None),
        (float("nan"), None),
        (True, None),
    ],
)
def test_days(value: object, day: str | None) -> None:
    assert columns.known({"date": value}, {}).get("published") == day


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("By Ann Smith and Bob Brown", ["Ann Smith", "Bob Brown"]),
        ("Smith, Ann; Brown, Bob B.", ["Ann Smith", "Bob B. Brown"]),
        ("Ann Smith, Bob Brown", ["Ann Smith", "Bob Brown"]),
        ("['Ann Smith', 'Bob O’Hara']", ["Ann Smith", "Bob O’Hara"]),
        ('["Ann Smith"]', ["Ann Smith"]),
        ([{"name": "Ann Smith"}, "Bob Brown", 7, None], ["Ann Smith", "Bob Brown"]),
        ("[", None),
        ("nan", None),
    ],
)
def test_authors(value: object, names: list[str] | None) -> None:
    assert columns.known({"author": value}, {}).get("authors") == names


# --- from a row to an article ----------------------------------------------------------------------------


def article(**known: object) -> Article:
    (found,) = parse([rows.source("a.csv, line 2", "a-2", known)])
    assert isinstance(found, Article), found
    return found


def test_what_a_row_states_is_the_articles_and_is_no_evidence() -> None:
    text = "Harbour closed\n\nBy Carla Diaz\n\n5 March 2021\n\n" + "\n\n".join(
        [WORDS, "Nobody was hurt by it, she said."]
    )
    found = article(
        id="x1",
        title="Harbour  closed",
        text=text,
        authors=["Ann Smith", "Courier Staff", "ann@courier.example"],
        outlet="Courier",
        published="2021-03-04",
        retrieved="2021-03-05",
    )
    assert (found.input, found.name, found.media_type, found.text) == ("a.csv, line 2", "x1", "application/json", text)
    assert (found.title, found.authors, found.outlet) == ("Harbour closed", ("Ann Smith",), "Courier")
    assert (found.published, found.retrieved) == ("2021-03-04", "2021-03-05")
    # the text says the title, and other authors and another day
    assert {field: [text[a:b] for a, b in spans] for field, spans in found.evidence.items()} == {
        "title": ["Harbour closed"]
    }
    assert reading_view(found).text.endswith(f"{WORDS}\n\nNobody was hurt by it, she said.")


def test_a_row_in_markup_goes_through_the_pages() -> None:
    html = f"<p>{WORDS}</p><h2>What comes next</h2><p>Nobody was hurt by it, <b>she</b> said.</p>"
    for body in ({"html": html}, {"text": html}):
        found = article(title="Harbour closed", outlet="Courier", published="2021-03-04", language="en-GB", **body)
        assert found.text == f"Harbour closed\n\n{WORDS}\n\nWhat comes next\n\nNobody was hurt by it, she said."
        assert (found.title, found.outlet, found.published, found.language) == (
            "Harbour closed",
            "Courier",
            "2021-03-04",
            "en",
        )
        assert found.media_type == "application/json"


def test_a_language_is_what_the_text_shows_else_what_is_stated() -> None:
    assert article(text="Nein.", language="German").language == "de"
    assert article(text="Nein.", language="klingon").language is None
    assert article(text=WORDS + " " + WORDS, language="de").language == "en"


def test_a_row_without_words_is_a_failure() -> None:
    (found,) = parse([rows.source("a.csv, line 2", "a-2", {"text": "... 12 ..."})])
    assert found == Failure("a.csv, line 2", "a.csv, line 2: it holds no words")


# --- whatever the bytes ----------------------------------------------------------------------------------

CELLS = st.text(st.sampled_from('ab ,;\t"\n\r\\é'), max_size=8)


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=8), st.sampled_from(",;\t"))
def test_what_csv_writes_comes_back(table: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(("text", "title", "id", "url"))
    writer.writerows([["x" + row[0], *row[1:]] for row in table])
    found = [row for row in read("a.csv", out.getvalue()) if isinstance(row, dict)]
    if "\\" not in out.getvalue():
        assert [row.get("text") or row.get("html") for row in found] == ["x" + row[0] for row in table]


@settings(deadline=None)
@given(
    st.binary() | st.text(st.sampled_from('{}[]",:;\t\n\\ textbody01http://')).map(str.encode),
    st.sampled_from(["a.csv", "a.tsv", "a.json", "a.jsonl", "a", "a.parquet"]),
    st.sampled_from([10, 1000]),
)
def test_nothing_is_raised(data: bytes, name: str, most: int) -> None:
    for mapped in ({}, {"text": "body"}):
        for found in tables.sources(name, io.BytesIO(data), Limits(bytes=most), mapped):
            assert isinstance(found, Source | Failure)
            assert found.input.startswith(name)


def test_a_number_that_python_does_not_count_loses_no_other_article() -> None:
    number = "7" * 5000
    pile = f'[{{"text": "The mayor said no."}}, {{"text": "He left.", "n": {number}}}, {{"text": "He came."}}]'
    found = list(tables.sources("pile.json", io.BytesIO(pile.encode()), Limits()))
    assert [isinstance(x, Source) for x in found] == [True] * 3


def test_forty_thousand_columns_are_no_matter() -> None:
    head = ",".join(f"c{n}" for n in range(40_000))
    [found] = tables.sources("wide.csv", io.BytesIO(f"{head}\n1\n".encode()), Limits())
    assert isinstance(found, Failure)
