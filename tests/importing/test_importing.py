"""Corrections that come back from other programs, as these programs would write them."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import cassis
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord import cli, export, record
from onrecord.export import selecting
from onrecord.export.sheets import unguarded
from onrecord.model import speaker_of
from onrecord.text import fold

BRIDGE = Path(__file__).resolve().parents[2] / "examples" / "bridge"

Cells = dict[str, str]


@pytest.fixture(scope="session")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bridge") / "r"
    onrecord.add(path, [BRIDGE])
    return path


@pytest.fixture
def path(bridge: Path, tmp_path: Path) -> Path:
    shutil.copy(bridge, tmp_path / "r")
    return tmp_path / "r"


def exported(path: Path, format: str, folder: Path) -> Path:
    """An export of several files, written into a folder."""
    folder.mkdir()
    for name, pieces in export.made(onrecord.load(path), format):
        (folder / name).write_bytes(b"".join(pieces))
    return folder


def table(path: Path, format: str = "csv") -> list[Cells]:
    """The rows of the exported table of attributions."""
    files = {name: b"".join(pieces) for name, pieces in export.made(onrecord.load(path), format)}
    return list(csv.DictReader(io.StringIO(files["attributions.csv"].decode("utf-8-sig"), newline="")))


def written(rows: list[Cells], file: Path, encoding: str = "utf-8", **how: str) -> Path:
    with file.open("w", encoding=encoding, newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), **how)  # type: ignore[arg-type]
        writer.writeheader()
        writer.writerows(rows)
    return file


def taken(path: Path, *files: Path, **options: object) -> onrecord.Imported:
    return onrecord.import_corrections(path, files, who="Ann Lee", **options)  # type: ignore[arg-type]


def said(path: Path) -> dict[str, str | None]:
    """Who says each attribution, by name."""
    findings = onrecord.load(path)
    names = {s.id: s.name for s in findings.links.speakers}
    speakers = speaker_of(findings.readings, findings.links)
    return {a.id: names.get(speakers.get(a.id, "")) for r in findings.readings for a in r.attributions}


def statements(path: Path) -> dict[str, set[str]]:
    """The statements of each attribution."""
    out: dict[str, set[str]] = {a: set() for a in said(path)}
    for statement in onrecord.load(path).links.statements:
        for attribution in statement.attributions:
            out[attribution].add(statement.id)
    return out


def states(path: Path) -> list[tuple[str, str | None]]:
    return [(c.correction.kind, c.outcome and c.outcome.state) for c in onrecord.corrections(path)]


# --- nothing changed ---------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["csv", "excel", "brat", "inception"])
def test_what_nobody_changed_brings_nothing(path: Path, tmp_path: Path, format: str) -> None:
    folder = exported(path, format, tmp_path / "out")
    before = path.read_bytes()
    done = taken(path, folder)
    assert (done.corrections, done.failures, done.known) == ((), (), 0)
    assert done.unchanged == len(said(path))
    assert path.read_bytes() == before


@pytest.mark.parametrize("format", ["csv", "brat", "inception"])
def test_what_nobody_changed_takes_no_later_correction_back(path: Path, tmp_path: Path, format: str) -> None:
    folder = exported(path, format, tmp_path / "out")
    id = next(iter(said(path)))
    onrecord.correct_rows(path, "speaker", id, value="Somebody Else", who="B. Reader")
    assert said(path)[id] == "Somebody Else"
    assert taken(path, folder).corrections == ()
    assert said(path)[id] == "Somebody Else"


@pytest.mark.parametrize("format", ["csv", "brat", "inception"])
def test_what_was_not_exported_is_not_missing(path: Path, tmp_path: Path, format: str) -> None:
    findings = selecting.narrow(onrecord.load(path), speaker="Okafor")
    assert 0 < sum(len(r.attributions) for r in findings.readings) < len(said(path))
    (tmp_path / "out").mkdir()
    for name, pieces in export.made(findings, format):
        (tmp_path / "out" / name).write_bytes(b"".join(pieces))
    assert taken(path, tmp_path / "out").corrections == ()


# --- the spreadsheet ---------------------------------------------------------------------------------


def as_utf8(rows: list[Cells], folder: Path) -> Path:
    return written(rows, folder / "attributions.csv")


def as_excel_saves_it(rows: list[Cells], folder: Path) -> Path:
    """With semicolons and a byte order mark, columns in another order, some of them gone."""
    kept = [{k: v for k, v in reversed(row.items()) if k not in ("outlet", "score", "made_by")} for row in rows]
    return written(kept, folder / "saved.csv", "utf-8-sig", delimiter=";")


def as_windows_text(rows: list[Cells], folder: Path) -> Path:
    return written(rows, folder / "saved.tsv", "utf-16", delimiter="\t")


def as_workbook(rows: list[Cells], folder: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["what", "this", "is"])
    sheet = book.create_sheet("attributions")
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([value or None for value in row.values()])
    book.save(folder / "saved.xlsx")
    return folder / "saved.xlsx"


@pytest.mark.parametrize("save", [as_utf8, as_excel_saves_it, as_windows_text, as_workbook])
@pytest.mark.parametrize("format", ["csv", "excel"])
def test_speakers_of_a_spreadsheet_hold(
    path: Path, tmp_path: Path, format: str, save: Callable[[list[Cells], Path], Path]
) -> None:
    before = said(path)
    rows = table(path, format)
    chosen = [rows[3], rows[10]]
    for row in chosen:
        row["speaker"] = "  Zoë   Ångström-O’Hara "
    done = taken(path, save(rows, tmp_path), why="She says so herself.")
    assert done.failures == ()
    assert [(c.kind, c.value, c.who, c.why) for c in done.corrections] == [
        ("speaker", "Zoë   Ångström-O’Hara", "Ann Lee", "She says so herself.")
    ] * 2
    after = said(path)
    assert after == before | {row["id"]: "Zoë   Ångström-O’Hara" for row in chosen}
    assert states(path) == [("speaker", "applied")] * 2
    again = taken(path, save(rows, tmp_path), why="She says so herself.")
    assert (again.corrections, again.known, again.failures) == ((), 2, ())


def test_a_dry_run_changes_nothing_and_says_the_same(path: Path, tmp_path: Path) -> None:
    rows = table(path)
    rows[0]["speaker"] = "Somebody Else"
    file = as_utf8(rows, tmp_path)
    before = path.read_bytes()
    tried = taken(path, file, dry_run=True)
    assert path.read_bytes() == before
    done = taken(path, file)
    (would,), (did,) = tried.corrections, done.corrections
    assert (would.kind, would.left, would.value) == (did.kind, did.left, did.value)


def test_rows_of_a_spreadsheet_are_put_together_and_apart(path: Path, tmp_path: Path) -> None:
    before = statements(path)
    rows = {row["id"]: row for row in table(path)}
    single = {a: next(iter(s)) for a, s in before.items() if len(s) == 1}
    shared = next(s for s in single.values() if sum(x == s for x in single.values()) > 2)
    leaving, *staying = [a for a, s in single.items() if s == shared]
    alone = next(a for a, s in single.items() if sum(x == s for x in single.values()) == 1)
    rows[leaving]["statement"] = "another one"
    rows[alone]["statement"] = shared
    done = taken(path, as_utf8(list(rows.values()), tmp_path))
    assert done.failures == ()
    assert [c.kind for c in done.corrections].count("other statement") == sum(
        shared in own for own in before.values()
    ) - 1
    assert {c.kind for c in done.corrections} == {"other statement", "same statement"}
    after = statements(path)
    assert not after[leaving] & after[staying[0]]
    assert after[alone] & after[staying[0]]
    # whatever is not touched by the two stands as it stood
    moved = before[leaving] | before[alone] | after[leaving] | after[alone]
    assert {a: s for a, s in after.items() if not s & moved} == {a: s for a, s in before.items() if not s & moved}


def test_a_statement_that_moves_as_a_whole_joins_as_a_whole(path: Path, tmp_path: Path) -> None:
    rows = table(path)
    held = statements(path)
    groups = {s: [a for a, own in held.items() if own == {s}] for s in set().union(*held.values())}
    one, other = sorted(s for s, members in groups.items() if len(members) > 1)[:2]
    for row in rows:
        row["statement"] = row["statement"].replace(one, other)
    done = taken(path, as_utf8(rows, tmp_path))
    assert {c.kind for c in done.corrections} == {"same statement"}
    after = statements(path)
    assert set.intersection(*(after[a] for a in (*groups[one], *groups[other])))


def test_rows_with_one_new_word_become_one_statement(path: Path, tmp_path: Path) -> None:
    held = statements(path)
    rows = table(path)
    chosen = [row for row in rows if len(held[row["id"]]) == 1]
    one = chosen[0]
    other = next(row for row in chosen if held[row["id"]] != held[one["id"]])
    one["statement"] = other["statement"] = "together"
    done = taken(path, as_utf8(rows, tmp_path))
    assert done.failures == ()
    after = statements(path)
    assert after[one["id"]] & after[other["id"]]
    for row in (one, other):
        stayed = [a for a, own in held.items() if own == held[row["id"]] and a not in (one["id"], other["id"])]
        assert not any(after[a] & after[row["id"]] for a in stayed)


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_any_grouping_of_rows_is_what_comes_of_it(
    bridge: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Rows of one cell are together, rows that were together and no longer are stand apart, when all of it can hold."""
    folder = tmp_path_factory.mktemp("groups")
    path = folder / "r"
    shutil.copy(bridge, path)
    held = statements(path)
    rows = [row for row in table(path) if len(held[row["id"]]) == 1]
    for n in data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=3, unique=True)):
        rows[n]["statement"] = data.draw(st.sampled_from(["", "a", "b", *(row["statement_was"] for row in rows)]))
    done = taken(path, as_utf8(rows, folder))
    assert done.failures == ()
    assert {state for _, state in states(path)} <= {"applied"}
    after = statements(path)
    changed = [row for row in rows if row["statement"] != row["statement_was"]]
    for row in changed:
        for other in rows:
            if other is row:
                continue
            if row["statement"] and other["statement"] == row["statement"]:
                assert after[row["id"]] & after[other["id"]]
            elif other["statement_was"] == row["statement_was"]:
                assert not after[row["id"]] & after[other["id"]]


def test_notes_and_an_emptied_speaker(path: Path, tmp_path: Path) -> None:
    before = said(path)
    rows = table(path)
    rows[1]["note"] = '=HYPERLINK("http://example.org","x")'
    rows[2]["speaker"] = ""
    done = taken(path, as_utf8(rows, tmp_path))
    assert [(c.kind, c.value, c.why) for c in done.corrections] == [
        ("note", "attribution", '=HYPERLINK("http://example.org","x")'),
        ("note", "attribution", f"{rows[2]['speaker_was']} does not say this; who does is left open."),
    ]
    assert said(path) == before
    assert states(path) == [("note", "applied")] * 2


def test_words_that_no_longer_match_are_refused_line_by_line(path: Path, tmp_path: Path) -> None:
    rows = table(path)
    for row in rows[:6]:
        row["speaker"] = "Somebody Else"
    rows[0]["words"] = rows[0]["words"].upper()
    rows[1]["spans"] = json.dumps([[a + 1, b + 1] for a, b in json.loads(rows[1]["spans"])])
    rows[2]["spans"] = "[[10000000, 10000020]]"
    rows[3]["spans"] = "SUM(A1:A9)"
    rows[4]["article"] = "0123456789abcdef"
    done = taken(path, as_utf8(rows, tmp_path))
    file = tmp_path / "attributions.csv"
    reasons = [f.reason.removeprefix(f"{file}, ") for f in done.failures]
    lines = sorted(reasons, key=lambda reason: int(reason.split(":")[0].split()[1]))
    assert [line.partition(":")[2].partition("“")[0].strip() for line in lines] == [
        "its text no longer matches:",
        "its text no longer matches:",
        "its text no longer matches:",
        "its column 'spans' holds no offsets such as [[12, 40], [52, 60]]",
        "its article (0123456789abcdef) is not in the record",
    ]
    assert {f.input for f in done.failures} == {str(file)}
    assert [c.left.words for c in done.corrections] == [rows[5]["words"]]
    assert states(path) == [("speaker", "applied")]


def test_words_that_no_cell_can_hold_are_known_by_their_beginning(tmp_path: Path) -> None:
    text = " ".join(f"The port number {n} stays shut until its crane is repaired." for n in range(700))
    article = onrecord.Article("a1", "one.txt", "one", "0" * 64, "text/plain", text, paragraphs=(((0, len(text)),),))
    all_of_it = onrecord.Attribution(
        "q1", "a1", (), (), ((0, len(text)),), "direct", "statement", None, None, 0.5, "test/1"
    )
    path = tmp_path / "r"
    record.create(path, onrecord.Findings((article,), (onrecord.Reading("a1", (all_of_it,)),)))
    (row,) = table(path, "excel")
    assert row["words"].endswith("…")
    row["speaker"] = "Jo Bloggs"
    assert len(taken(path, as_utf8([row], tmp_path), dry_run=True).corrections) == 1
    row["words"] = row["words"].replace("number 7 ", "number 8 ")
    assert "no longer matches" in taken(path, as_utf8([row], tmp_path)).failures[0].reason


def test_a_correction_that_the_file_has_not_seen_is_not_overruled(path: Path, tmp_path: Path) -> None:
    rows = table(path)
    onrecord.correct_rows(path, "speaker", rows[0]["id"], value="Bo Reader’s Choice", who="B. Reader")
    rows[0]["speaker"] = "Ann Lee’s Choice"
    done = taken(path, as_utf8(rows, tmp_path))
    assert done.corrections == ()
    (failure,) = done.failures
    assert "since the export B. Reader said that Bo Reader’s Choice speaks here" in failure.reason
    # an export that shows it may be changed again
    rows = table(path)
    assert rows[0]["speaker"] == "Bo Reader’s Choice"
    rows[0]["speaker"] = "Ann Lee’s Choice"
    assert len(taken(path, as_utf8(rows, tmp_path)).corrections) == 1
    assert said(path)[rows[0]["id"]] == "Ann Lee’s Choice"


def test_what_was_taken_back_does_not_come_in_again(path: Path, tmp_path: Path) -> None:
    rows = table(path)
    rows[0]["speaker"] = "Somebody Else"
    file = as_utf8(rows, tmp_path)
    (made,) = taken(path, file).corrections
    onrecord.undo(path, made.id, "B. Reader")
    done = taken(path, file)
    assert done.corrections == ()
    assert "B. Reader took that correction back" in done.failures[0].reason


def test_what_is_overruled_is_told(path: Path, tmp_path: Path) -> None:
    held = statements(path)
    shared = next(s for own in held.values() if len(own) == 1 for s in own if sum(s in x for x in held.values()) == 2)
    one, other = [a for a, own in held.items() if shared in own]
    together = onrecord.correct_rows(path, "same statement", one, other, who="B. Reader")
    rows = table(path)
    next(row for row in rows if row["id"] == one)["statement"] = ""
    done = taken(path, as_utf8(rows, tmp_path))
    assert [c.kind for c in done.corrections] == ["other statement"]
    assert done.overruled == (together,)
    assert states(path) == [("same statement", "overruled"), ("other statement", "applied")]


def test_two_lines_that_disagree_are_both_refused(path: Path, tmp_path: Path) -> None:
    rows = table(path)
    twice = [{**rows[0], "speaker": "One"}, {**rows[0], "speaker": "Two"}, {**rows[1], "speaker": "Three"}]
    done = taken(path, as_utf8(twice, tmp_path))
    assert sorted(f.reason.partition("line ")[2].partition(":")[0] for f in done.failures) == ["2", "3"]
    assert [c.value for c in done.corrections] == ["Three"]


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_any_changes_of_speakers_hold_and_nothing_else_changes(
    bridge: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("any")
    path = folder / "r"
    shutil.copy(bridge, path)
    before = onrecord.load(path)
    rows = table(path, data.draw(st.sampled_from(["csv", "excel"])))
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=5, unique=True))
    for n in chosen:
        rows[n]["speaker"] = data.draw(NAMES | st.sampled_from([row["speaker"] for row in rows if row["speaker"]]))
    done = taken(path, as_utf8(rows, folder))
    assert done.failures == ()
    wanted = {rows[n]["id"]: rows[n]["speaker"] for n in chosen if rows[n]["speaker"] != rows[n]["speaker_was"]}
    after = onrecord.load(path)
    # the same as saying each of them in the record itself
    assert (after.articles, after.readings) == (before.articles, before.readings)
    other = folder / "by hand"
    shutil.copy(bridge, other)
    for c in done.corrections:
        onrecord.correct(other, c)
    assert onrecord.load(other) == after
    named = said(path)
    for id, name in wanted.items():
        assert fold(named[id] or "") == fold(unguarded(name).strip())
    assert {(id, name) for id, name in said(bridge).items() if id not in wanted} <= set(named.items())


# --- brat --------------------------------------------------------------------------------------------


def ann(folder: Path, stem: str) -> Path:
    return next(folder.glob(f"{stem}-*.ann"))


def marks(text: str, type: str) -> dict[str, str]:
    """The lines of the marks of a type, by id."""
    return {x.split("\t")[0]: x for x in text.splitlines() if x.split("\t")[1].startswith(f"{type} ")}


def test_a_speaker_that_is_drawn_anew_in_brat(path: Path, tmp_path: Path) -> None:
    folder = exported(path, "brat", tmp_path / "out")
    file = ann(folder, "herald")
    text = file.read_text("utf-8")
    before = said(path)
    notes = [line for line in text.splitlines() if line.split("\t")[1].startswith("onrecord ")]
    known = {line.split("\t")[1].split()[1]: json.loads(line.split("\t")[2]) for line in notes}
    relations = {x.split("Arg1:")[1].split()[0]: x for x in text.splitlines() if "\tSpeaker Arg1:" in x}
    one, other = next(
        (a, b) for a in relations for b in relations if known[a]["speaker_was"] != known[b]["speaker_was"]
    )
    drawn = relations[one].rpartition(":")[0] + ":" + relations[other].rpartition(":")[2]
    file.write_text(text.replace(relations[one], drawn), "utf-8", newline="")
    done = taken(path, folder)
    assert (done.failures, [c.kind for c in done.corrections]) == ((), ["speaker"])
    assert done.corrections[0].right is not None
    assert said(path) == before | {known[one]["attribution"]: known[other]["speaker_was"]}
    assert taken(path, folder).corrections == ()


def test_marks_of_brat_that_no_correction_can_be_made_of_are_notes(path: Path, tmp_path: Path) -> None:
    folder = exported(path, "brat", tmp_path / "out")
    file = ann(folder, "courier")
    lines = file.read_text("utf-8").splitlines()
    before = onrecord.load(path)
    content = [x.split("\t")[0] for x in lines if x.split("\t")[1].startswith("Content ")]
    gone, shorter, noted = content[0], content[1], content[2]
    article = json.loads(next(x for x in lines if "\tonrecord " in x).split("\t")[2])["article"]
    text = next(a.text for a in before.articles if a.id == article)
    word = text.index("Carrow")
    out = []
    for line in lines:
        id, about = line.split("\t")[:2]
        if id == gone or f" {gone}" in about or f":{gone}" in about:
            continue
        if id == shorter:
            start, stop = map(int, about.split()[1:3])
            stop = text.rindex(" ", start, stop)
            line = f"{id}\tContent {start} {stop}\t{text[start:stop]}"
            ended = text[start:stop]
        out.append(line)
    out += [f"#99\tAnnotatorNotes {noted}\tIs that what she said?", f"#98\tAnnotatorNotes {noted}\tspeaker: Jo Bloggs"]
    out.append(f"T999\tContent {word} {word + 6}\tCarrow")
    file.write_text("\n".join(out) + "\n", "utf-8", newline="")
    done = taken(path, folder)
    assert done.failures == ()
    notes = {c.why for c in done.corrections if c.kind == "note"}
    assert notes == {
        "This is no attribution.",
        f"Its content should be “{' '.join(ended.split())}”.",
        "Is that what she said?",
        "An attribution is missing here: content “Carrow”",
    }
    assert [c.value for c in done.corrections if c.kind == "speaker"] == ["Jo Bloggs"]
    assert {state for _, state in states(path)} == {"applied"}
    after = onrecord.load(path)
    assert (after.articles, after.readings) == (before.articles, before.readings)
    again = taken(path, folder)
    assert (again.corrections, again.known) == ((), 5)


def test_ties_that_are_drawn_in_brat(path: Path, tmp_path: Path) -> None:
    folder = exported(path, "brat", tmp_path / "out")
    file = ann(folder, "tide")
    text = file.read_text("utf-8")
    held = statements(path)
    notes = [line.split("\t") for line in text.splitlines() if "\tonrecord " in line]
    known = {about.split()[1]: json.loads(words)["attribution"] for _, about, words in notes}
    one, other = next((a, b) for a in known for b in known if not held[known[a]] & held[known[b]] and a < b)
    file.write_text(f"{text}R999\tSame_statement Arg1:{one} Arg2:{other}\n", "utf-8", newline="")
    done = taken(path, file)
    assert ([c.kind for c in done.corrections], done.failures) == (["same statement"], ())
    after = statements(path)
    assert after[known[one]] & after[known[other]]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("T900\tContent 1 5\tword", "its text no longer matches: “word” is not at 1-5"),
        ("T900\tContent 5 1\tword", "it is no annotation of a text"),
        ("T900\tContent 99999998 99999999\tword", "the article is shorter"),
        ("R900\tSpeaker T1 T2", "it is no relation"),
        ("R900\tSame_statement Arg1:T1 Arg2:T900", "it relates an annotation that is not in the file"),
        ("#900\tonrecord T1\t{", "what onrecord wrote beside the annotation is damaged"),
        ("#900\tonrecord T1\t" + "[" * 100_000, "what onrecord wrote beside the annotation is damaged"),
    ],
)
def test_a_wrong_line_of_brat_is_refused_alone(path: Path, tmp_path: Path, line: str, reason: str) -> None:
    folder = exported(path, "brat", tmp_path / "out")
    file = ann(folder, "wire")
    text = file.read_text("utf-8")
    content = next(iter(marks(text, "Content")))
    file.write_text(f"{text}{line}\n#901\tAnnotatorNotes {content}\tseen\n", "utf-8", newline="")
    done = taken(path, folder)
    (failure,) = done.failures
    assert failure.reason.startswith(f"{file}, line {len(text.splitlines()) + 1}: ")
    assert reason in failure.reason
    assert [c.why for c in done.corrections] == ["seen"]


# --- INCEpTION ---------------------------------------------------------------------------------------


def loaded(folder: Path, stem: str) -> tuple[Path, cassis.Cas]:
    """A document as the library of UIMA for Python reads it, with the types that come with it."""
    file = next(folder.glob(f"{stem}-*.xmi"))
    with (folder / "TypeSystem.xml").open("rb") as types, file.open("rb") as document:
        return file, cassis.load_cas_from_xmi(document, cassis.load_typesystem(types))


def test_documents_for_inception_are_what_the_library_of_uima_reads(path: Path, tmp_path: Path) -> None:
    folder = exported(path, "inception", tmp_path / "out")
    assert (folder / "TypeSystem.xml").read_bytes().startswith(b"<?xml")
    findings = onrecord.load(path)
    names = said(path)
    seen = 0
    for article, reading in zip(findings.articles, findings.readings, strict=True):
        _, document = loaded(folder, article.name)
        assert document.sofa_string == article.text
        content: dict[str, list[tuple[int, int]]] = {}
        for x in document.select("onrecord.Content"):
            content.setdefault(x.attribution, []).append((x.begin, x.end))
            assert (x.speaker, x.speaker_was, x.article) == (names[x.attribution], names[x.attribution], article.id)
            seen += 1
        assert content == {a.id: list(a.content or a.cue or a.source) for a in reading.attributions}
        for layer, field in (("Source", "source"), ("Cue", "cue")):
            found = sorted((x.attribution, x.begin, x.end) for x in document.select(f"onrecord.{layer}"))
            assert found == sorted((a.id, *span) for a in reading.attributions for span in getattr(a, field))
    assert seen >= len(names)


def test_what_is_changed_in_inception_comes_back(path: Path, tmp_path: Path) -> None:
    folder = exported(path, "inception", tmp_path / "out")
    before = said(path)
    file, document = loaded(folder, "courier")
    content = document.select("onrecord.Content")
    pieces = Counter(x.attribution for x in content)
    one, two, three = [x for x in content if pieces[x.attribution] == 1][:3]
    one.speaker = "Jo Bloggs"
    two.note = "Is that so?"
    document.remove(three)
    Content = document.typesystem.get_type("onrecord.Content")
    at = document.sofa_string.index("Carrow")
    document.add(Content(begin=at, end=at + 6, speaker="Jo Bloggs"))
    # as INCEpTION gives a project's annotations: zips in a zip, one for each annotator
    inner, outer = io.BytesIO(), tmp_path / "project.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(file.name, document.to_xmi())
        archive.write(folder / "TypeSystem.xml", "TypeSystem.xml")
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("annotation/courier/ann.zip", inner.getvalue())
        archive.writestr("exportedproject.json", "{}")
    done = taken(path, outer)
    assert done.failures == ()
    assert {(c.kind, c.value, c.why) for c in done.corrections} == {
        ("speaker", "Jo Bloggs", ""),
        ("note", "attribution", "Is that so?"),
        ("note", "attribution", "This is no attribution."),
        ("note", "passage", "An attribution is missing here: content “Carrow”, speaker “Jo Bloggs”"),
    }
    assert said(path) == before | {one.attribution: "Jo Bloggs"}
    assert taken(path, outer).corrections == ()


def test_offsets_of_uima_count_utf16_units(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(
        "Port 😀 shut\n\nPORTSTEAD 😀😀\n\n“The port stays shut 😀 for now,” mayor Mara Oyelaran said on Monday.\n",
        "utf-8",
    )
    path = tmp_path / "r"
    onrecord.add(path, [tmp_path / "one.txt"])
    (article,) = onrecord.load(path).articles
    folder = exported(path, "inception", tmp_path / "out")
    file, document = loaded(folder, "one")
    (x,) = document.select("onrecord.Content")
    assert "The port stays shut 😀 for now" in x.get_covered_text()
    x.speaker = "Jo Bloggs"
    file.write_text(document.to_xmi(), "utf-8")
    (c,) = taken(path, file).corrections
    assert c.left.words == x.get_covered_text() == " ".join(article.text[a:b] for a, b in c.left.spans)


# --- what is hostile ---------------------------------------------------------------------------------


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
SECRET = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("x.xmi", LAUGHS, "it declares a document type, which no XMI does"),
        ("x.xmi", SECRET, "it declares a document type, which no XMI does"),
        ("x.xmi", b"<a", "it is no XML that can be read"),
        ("x.xmi", b"", "the file is empty"),
        ("x.xlsx", zipped(a_xml=LAUGHS), "its XML declares entities"),
        ("x.xlsx", b"PK\x03\x04 and no more", "the workbook is damaged"),
        ("x.xlsx", zipped(a_xml=b"<a/>"), "the workbook is damaged"),
        ("x.zip", b"PK\x03\x04 and no more", "the archive is damaged or cut off"),
        ("x.zip", zipped(a_txt=b"x"), "it holds none of the files that corrections come from"),
        ("x.csv", b"a,b\n1,2\n", "it has no column"),
        ("x.csv", b"", "the file is empty"),
        ("x.csv", bytes(range(256)) * 9, "it has no column"),
        ("x.ann", b"\xff\xfe", "it is no UTF-8 text"),
        ("x.docx", b"x", "no corrections come from such a file"),
    ],
)
def test_bad_files_are_refused_and_the_rest_goes_in(
    path: Path, tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(data)
    rows = table(path)
    rows[0]["speaker"] = "Somebody Else"
    done = taken(path, tmp_path / name, as_utf8(rows, tmp_path), tmp_path / "gone.csv")
    assert len(done.corrections) == 1
    assert [f.input for f in done.failures] == [str(tmp_path / name), str(tmp_path / "gone.csv")]
    assert reason in done.failures[0].reason
    assert done.failures[1].reason == f"{tmp_path / 'gone.csv'}: there is no such file or folder"


def test_bombs_are_not_unpacked(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.importing import opening

    monkeypatch.setattr(opening, "MAX_BYTES", 100_000)
    monkeypatch.setattr(opening, "MAX_TOTAL", 300_000)
    (tmp_path / "one.zip").write_bytes(zipped(a_csv=bytes(10_000_000)))
    many = zipped(**{f"a{n}_csv": bytes(90_000) for n in range(50)})
    (tmp_path / "many.zip").write_bytes(many)
    deep = zipped(a_csv=b"x")
    for _ in range(6):
        deep = zipped(in_zip=deep)
    (tmp_path / "deep.zip").write_bytes(deep)
    done = taken(path, *(tmp_path / f"{name}.zip" for name in ("one", "many", "deep")))
    reasons = [f.reason for f in done.failures]
    assert len(reasons) == 3
    assert "is larger than" in reasons[0]
    assert "unpacks to more than" in reasons[1]
    assert "lies too deep" in reasons[2]


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400), ending=st.sampled_from(["ann", "csv", "xmi", "xlsx", "zip"]))
def test_no_bytes_make_it_raise(
    bridge: Path, tmp_path_factory: pytest.TempPathFactory, data: bytes, ending: str
) -> None:
    file = tmp_path_factory.getbasetemp() / f"any.{ending}"
    file.write_bytes(data)
    assert onrecord.import_corrections(bridge, [file], who="A", dry_run=True).corrections == ()


# --- the verb ----------------------------------------------------------------------------------------


def run(*args: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli.main, [str(x) for x in args], prog_name="onrecord")
    return result.exit_code, result.stdout, result.stderr


def test_the_verb_says_what_came_in_and_what_did_not(path: Path, tmp_path: Path) -> None:
    rows = table(path)
    rows[0]["speaker"] = "Somebody\x1b[31m Else"
    rows[1]["speaker"], rows[1]["words"] = "Somebody Else", "other words"
    rows[2]["speaker"] = "Somebody Else"
    file = as_utf8(rows, tmp_path)
    status, out, err = run("import", path, file, "--who", "Ann Lee", "--dry-run")
    assert (status, "1 correction would come in: 1 speaker" in out) == (1, True)
    status, out, err = run("import", path, file, "--who", "Ann Lee")
    assert status == 1
    assert out.splitlines()[-2:] == ["1 correction: 1 speaker", f"{len(rows) - 3} rows unchanged, 0 known already"]
    assert [line.partition(", line ")[2].partition(":")[0] for line in err.splitlines()] == ["2", "3"]
    assert "\x1b" not in out + err
    status, out, err = run("import", path, file, "--who", "Ann Lee", "--json")
    found = json.loads(out)
    assert (status, found["known"], found["corrections"], found["stored"]) == (1, 1, [], True)
    page = (Path(__file__).resolve().parents[2] / "docs" / "verbs" / "import.md").read_text("utf-8")
    assert all(f"`{key}`" in page for key in found)


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["nowhere", "x.csv", "--who", "A"], "no such record"),
        (["r", "x.csv"], "Missing option '--who'"),
        (["r", "x.csv", "--who", " "], "it wants the name of who says so"),
        (["r", "x.csv", "--who", "A"], "there is no such file"),
    ],
)
def test_what_cannot_be_done_is_said(path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], reason: str) -> None:
    monkeypatch.chdir(path.parent)
    status, _, err = run("import", *args)
    assert status == 2
    assert reason in err


def test_attributions_are_found_by_their_words_when_their_ids_are_others(path: Path, tmp_path: Path) -> None:
    rows = table(path)
    row = rows[4]
    row["speaker"], id = "Jo Bloggs", row["id"]
    row["id"] = "0" * 16
    assert taken(path, as_utf8(rows, tmp_path)).failures == ()
    assert said(path)[id] == "Jo Bloggs"
