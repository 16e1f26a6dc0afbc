"""The user's list of names: what a file means, and what is said of one that cannot be used."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord import names
from onrecord.names import COLUMNS, Listed, Names, NamesError, parse, read_names

FULL = (
    "name,aliases,description,identifier,kind\n"
    "Ilona Varga,Varga|Ilona Vargha,Hungarian foreign minister,Q11,person\n"
    "\n"
    '"Dunn, Harold",,"mayor of Westhaven; bridge engineer",,\n'
    "Securities and Exchange Commission,SEC; the S.E.C.,,https://example.org/sec,Organisation\n"
)
ENTRIES = (
    Listed(2, "Ilona Varga", "person", ("Varga", "Ilona Vargha"), ("Hungarian foreign minister",), "Q11"),
    Listed(4, "Dunn, Harold", None, (), ("mayor of Westhaven", "bridge engineer"), None),
    Listed(
        5, "Securities and Exchange Commission", "organisation", ("SEC", "the S.E.C."), (), "https://example.org/sec"
    ),
)


def test_a_list_whole(tmp_path: Path) -> None:
    path = tmp_path / "my names.csv"
    path.write_text(FULL, "utf-8")
    found = read_names(path)
    assert found == Names("my names.csv", ENTRIES)
    assert found.path == str(path)
    assert [found.cite(x) for x in found.entries] == ["my names.csv:2", "my names.csv:4", "my names.csv:5"]


def written(delimiter: str, end: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(csv.reader(io.StringIO(FULL)))
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_forms_in_which_programs_save_a_list(delimiter: str, end: str, mark: str) -> None:
    assert parse((mark + written(delimiter, end)).encode(), "n.csv").entries == ENTRIES


def test_columns_stand_in_any_order_and_only_name_is_needed() -> None:
    assert parse(b"Identifier, NAME ,\nQ1, Ann  Lee ,\n,Bo\n", "n").entries == (
        Listed(2, "Ann Lee", identifier="Q1"),
        Listed(3, "Bo"),
    )
    assert parse(b"name\nAnn Lee", "n").entries == (Listed(2, "Ann Lee"),)
    assert parse(b"name\n", "n").entries == ()


def test_a_cell_over_two_lines_is_cited_where_its_row_begins() -> None:
    rows = b'name,description\nA,"one\ntwo"\n"B\nC",\nD,\n'
    assert [(x.line, x.name, x.descriptions) for x in parse(rows, "n").entries] == [
        (2, "A", ("one two",)), (4, "B C", ()), (6, "D", ()),
    ]  # fmt: skip


def test_what_several_rows_claim() -> None:
    found = parse(
        b"name,aliases,identifier\nAnn Lee,Lee|LEE|Prof. Lee,1\nBo Lee,lee,2\nCy Lee,Lee|Boss,3\nAnn  Lee,boss,4\n", "n"
    )
    assert found.shared() == {"Ann Lee": (2, 5), "Lee": (2, 3, 4), "Boss": (4, 5)}
    assert parse(FULL.encode(), "n").shared() == {}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "n.csv, line 1: the first line must name the columns (name, aliases, description, identifier and kind; "
              "only name is needed), and it is empty"),
        (b"\nAnn Lee,Lee\n", "n.csv, line 2: the first line must name the columns (name, aliases, description, "
                             "identifier and kind; only name is needed), and it holds “Ann Lee Lee”"),
        (b"name,age\nAnn Lee,7\n", "n.csv, line 1: there is no column “age”; there are name, aliases, description, "
                                   "identifier and kind"),
        (b"name,name\nAnn Lee,7\n", "n.csv, line 1: the column “name” stands there twice"),
        (b"name,aliases\nAnn Lee,\n,Lee\n", "n.csv, line 3: the name is empty"),
        (b"name,aliases\nAnn Lee,-|Lee\n", "n.csv, line 2: “-” is no name; it has no letter and no digit"),
        (b"name,kind\nAnn Lee,robot\n", "n.csv, line 2: there is no kind “robot”; there are person, organisation, "
                                        "place, group"),
        (b"name,aliases\nLee, Ann,Boss\n", "n.csv, line 2: it has more cells (3) than there are columns (2); a cell "
                                           "with a separator in it stands in double quotes"),
        (b"name\nAnn Lee\n\nann lee\n", "n.csv, line 4: the name “ann lee” stands on line 2 already; give a name one "
                                        "row with all its aliases, and two of one name each an identifier"),
        (b"name,identifier\nAnn Lee,Q1\nBo,Q1\n", "n.csv, line 3: the identifier “Q1” stands on line 2 already; give "
                                                  "a name one row with all its aliases, and two of one name each an "
                                                  "identifier"),
        (b'name\nAnn\n"Bo\nCy\n', "n.csv, line 3: it is no row of a CSV file (unexpected end of data)"),
        (b"name\nAnn\nJos\xe9\n", "n.csv, line 3: it is no UTF-8 text; save the list as “CSV UTF-8”"),
        ("name\nAnn".encode("utf-16"), "n.csv, line 1: it is no UTF-8 text; save the list as “CSV UTF-8”"),
        (b"name\nAnn\0\n", "n.csv, line 2: it holds a zero, and so is no CSV file"),
        (b"name\n" + b"x" * 120_000, "n.csv, line 2: a cell is longer than 100,000 characters"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_file_and_line(data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_bytes(data)
    with pytest.raises(NamesError) as error:
        read_names(tmp_path / "n.csv")
    assert str(error.value) == f"{tmp_path}/{said}"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(NamesError, match=r"nowhere\.csv: there is no such file"):
        read_names(tmp_path / "nowhere.csv")
    with pytest.raises(NamesError, match=r"it cannot be read: Is a directory"):
        read_names(tmp_path)
    with pytest.raises(NamesError, match=r"it cannot be read"):
        read_names("a\0b")


def test_a_long_list_is_read_and_a_longer_one_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"name\n" + b"".join(b"Person %d\n" % n for n in range(names.MAX_NAMES))
    assert len(parse(data, "n").entries) == 100_000
    with pytest.raises(NamesError, match="n, line 100002: at most 100,000 names are read"):
        parse(data + b"One more\n", "n")
    monkeypatch.setattr(names, "MAX_BYTES", 1024 * 1024)
    with pytest.raises(NamesError, match="n: it is larger than 1 MiB"):
        parse(data, "n")


_cells = st.text(st.characters(codec="utf-8"), max_size=12)
_rows = st.lists(st.lists(_cells | st.sampled_from(COLUMNS), max_size=6), max_size=6)


def _csv(rows: list[list[str]], delimiter: str) -> bytes:
    return "\n".join(delimiter.join(row) for row in [["name", "aliases"], *rows]).encode()


@settings(max_examples=300, deadline=None)
@example(b"name\n\xff")
@given(st.binary(max_size=60) | st.builds(_csv, _rows, st.sampled_from(",;\t")))
def test_any_bytes_are_a_list_or_a_named_error(data: bytes) -> None:
    try:
        found = parse(data, "n.csv")
    except NamesError as error:
        said = str(error)
    else:
        said = "n.csv, line "
        assert len({x.line for x in found.entries}) == len(found.entries)
        assert all(form == " ".join(form.split()) != "" for x in found.entries for form in x.forms)
        found.shared()
    assert said.startswith("n.csv, line ")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("abc é;|\"',\t\n", min_size=1), max_size=5), st.sampled_from(",;\t"))
def test_what_a_spreadsheet_writes_comes_back(found: list[str], delimiter: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(
        [["name", "identifier"], *([x, str(n)] for n, x in enumerate(found))]
    )
    kept = [" ".join(x.split()) for x in found]
    if any(not any(c.isalnum() for c in x) for x in kept):
        with pytest.raises(NamesError):
            parse(out.getvalue().encode(), "n")
    else:
        assert [(x.name, x.identifier) for x in parse(out.getvalue().encode(), "n").entries] == [
            (x, str(n)) for n, x in enumerate(kept)
        ]
