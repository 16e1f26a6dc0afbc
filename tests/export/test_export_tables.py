"""Tables as CSV, for spreadsheets and as Parquet: whole contents, read back by the csv module and by pyarrow."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import handmade
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading_back import anything, both, exported

import onrecord
from onrecord.export import sheets
from onrecord.export.index import Index
from onrecord.export.tables import TABLES

pq = pytest.importorskip("pyarrow.parquet")


def expected(findings: onrecord.Findings) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table with what a table of text makes of lists and of what is not known."""
    index = Index(findings)
    return {t.name: [dict(zip((c.name for c in t.columns), row, strict=True)) for row in t.rows(index)] for t in TABLES}


def cells(files: dict[str, bytes], mark: str = "") -> dict[str, list[dict[str, str]]]:
    out = {}
    for name, data in files.items():
        text = data.decode("utf-8")
        assert text.startswith(mark)
        found = csv.DictReader(io.StringIO(text.removeprefix(mark), newline=""), strict=True)
        out[name.removesuffix(".csv")] = list(found)
    return out


def as_cell(kind: str, value: Any) -> str:
    if value is None or (kind in ("names", "spans") and not value):
        return ""
    if kind in ("whole", "number"):
        return str(value)
    if kind == "ids":
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False) if kind in ("names", "spans") else value


def as_cells(findings: onrecord.Findings) -> dict[str, list[dict[str, str]]]:
    kinds = {t.name: {c.name: c.kind for c in t.columns} for t in TABLES}
    return {
        name: [{key: as_cell(kinds[name][key], value) for key, value in row.items()} for row in rows]
        for name, rows in expected(findings).items()
    }


def test_the_attributions_as_csv_by_hand() -> None:
    """The table that people work with, whole, as it is written."""
    found = exported(handmade.harbour(), "csv")["attributions.csv"].decode()
    assert found.split("\r\n") == [
        "id,article,article_name,outlet,published,speaker,speaker_was,speaker_id,words,source,cue,spans,source_spans,"
        "cue_spans,form,kind,via,nested_in,occasion,score,statement,statement_was,story,note,made_by",
        'q1,a1,one,Delta Post,2021-05-04,Mara Oyelaran,Mara Oyelaran,s1,"The port stays shut,",mayor Mara Oyelaran,'
        'told,"[[33, 53]]","[[55, 60], [61, 74]]","[[75, 79]]",direct,statement,Radio Delta,,o1,0.9,st1,st1,y1,,test/1',
        'q2,a2,two,,,Harbour Agency,Harbour Agency,s2,"The port stays closed, the mayor said",the Harbour Agency,'
        'reports,"[[0, 37]]","[[39, 57]]","[[58, 65]]",indirect,statement,,,,0.75,st2,st2,y1,,test/1',
        "q3,a2,two,,,Mara Oyelaran,Mara Oyelaran,s1,The port stays closed,the mayor,said,"
        '"[[0, 21]]","[[23, 32]]","[[33, 37]]",indirect,statement,,q2,o1,0.3333333333333333,st1,st1,y1,,test/1',
        "",
    ]


def test_every_table_of_a_full_record_has_rows() -> None:
    """But for the two that these findings have no nouns for."""
    assert [name for name, rows in expected(handmade.harbour()).items() if not rows] == ["aligned", "corrections"]


def test_spans_count_code_points() -> None:
    rows = cells(exported(both(), "csv"))
    texts = {row["id"]: row["text"] for row in rows["articles"]}
    checked = 0
    for row in rows["attributions"]:
        for spans, words in (("spans", "words"), ("source_spans", "source"), ("cue_spans", "cue")):
            assert " ".join(texts[row["article"]][a:b] for a, b in json.loads(row[spans])) == row[words]
            checked += 1
    assert checked == 15


@settings(max_examples=30, deadline=None)
@given(anything)
def test_csv_holds_any_text(findings: onrecord.Findings) -> None:
    assert cells(exported(findings, "csv")) == as_cells(findings)


@settings(max_examples=30, deadline=None)
@given(anything)
def test_csv_for_spreadsheets_holds_any_text(findings: onrecord.Findings) -> None:
    found = cells(exported(findings, "excel"), "\ufeff")
    texts = {
        name: {c.name for c in t.columns if c.kind not in ("whole", "number")} for t in TABLES for name in (t.name,)
    }
    plain = {
        name: [{k: sheets.unguarded(v) if k in texts[name] else v for k, v in row.items()} for row in rows]
        for name, rows in found.items()
    }
    assert plain == as_cells(findings)
    for name, rows in found.items():
        for row in rows:
            for key in texts[name]:
                assert row[key].lstrip()[:1] not in tuple("=+-@＝＋－＠")


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            " =1",
            "\u200b=1",
            "\ufeff=1",
            "＝1",
            "=cmd|'/c calc'!A0",
            "'",
            "'=1",
        ),
        *("1e5", "12345e1234567890", "0012", "1234567890123456", "3-4", "1/2", "2023-12", "12:30", "1.5", "50%", "$5"),
        *("March 5", "5 May", "May-01", "TRUE", "false", "(5)", "1,000"),
    ],
)
def test_what_a_spreadsheet_would_change_is_guarded(cell: str) -> None:
    assert sheets.guard(cell) == f"'{cell}"
    assert sheets.unguarded(sheets.guard(cell)) == cell


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "Mara Oyelaran",
        "2021-05-04",
        "2021",
        "0",
        "a1",
        "[[33, 53]]",
        "“=1”",
        "May",
        "The 5 of us",
        "5 people",
        "true story",
    ],
)
def test_what_it_leaves_alone_is_not(cell: str) -> None:
    assert sheets.guard(cell) == cell
    assert sheets.unguarded(cell) == cell


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=30) | st.from_regex(r"\A'?[=\d\s.,e-]{1,8}\Z"))
@example("''=1")
def test_a_guarded_cell_comes_back(cell: str) -> None:
    assert sheets.unguarded(sheets.guard(cell)) == cell


def test_a_cell_that_is_too_long_for_a_spreadsheet_says_so() -> None:
    cell = sheets.guard("\U0001f6a2" * 20_000)
    assert cell.endswith("\U0001f6a2…")
    assert len(cell.encode("utf-16-le")) // 2 == sheets.LONGEST


def test_parquet_has_the_tables_with_their_types() -> None:
    findings = both()
    files = exported(findings, "parquet")
    assert sorted(files) == sorted(f"{t.name}.parquet" for t in TABLES)
    for table in TABLES:
        found = pq.read_table(io.BytesIO(files[f"{table.name}.parquet"]))
        kept = [c for c in table.columns if not c.by_hand]
        assert found.column_names == [c.name for c in kept]
        assert found.to_pylist() == [
            {c.name: as_value(c.kind, row[c.name]) for c in kept} for row in expected(findings)[table.name]
        ]
    score = pq.read_schema(io.BytesIO(files["attributions.parquet"])).field("score")
    assert str(score.type) == "double"


def as_value(kind: str, value: Any) -> Any:
    if kind == "spans" and value is not None:
        return [{"start": a, "stop": b} for a, b in value]
    return list(value) if kind in ("names", "ids") else value


@settings(max_examples=10, deadline=None)
@given(anything)
def test_parquet_holds_any_text(findings: onrecord.Findings) -> None:
    files = exported(findings, "parquet")
    found = pq.read_table(io.BytesIO(files["articles.parquet"])).to_pylist()
    assert [row["text"] for row in found] == [a.text for a in findings.articles]
    assert [row["authors"] for row in found] == [list(a.authors) for a in findings.articles]


def test_a_large_table_is_written_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.export import parquet

    findings = both()
    monkeypatch.setattr(parquet, "_ROWS", 2)
    monkeypatch.setattr(sheets, "_PIECE", 10)
    for format in ("csv", "parquet"):
        name = f"attributions.{format}"
        pieces = next(list(p) for n, p in onrecord.export.made(findings, format) if n == name)
        assert len(pieces) > 3
        if format == "parquet":
            found = pq.read_table(io.BytesIO(b"".join(pieces))).to_pylist()
            assert [row["id"] for row in found] == ["q1", "q2", "q3", "f1", "f2"]
        else:
            assert cells({name: b"".join(pieces)})["attributions"] == as_cells(findings)["attributions"]
