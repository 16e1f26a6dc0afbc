"""What is read, in which order, and what is said of what cannot be read."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from onrecord.intake import files, parse, sources
from onrecord.model import Article, Failure, Source

WORDS = "The harbour was closed on Monday, the port authority said.\n"


def reasons(found: list[Source | Failure]) -> list[str]:
    return [x.reason for x in found if isinstance(x, Failure)]


def names(found: list[Source | Failure]) -> list[str]:
    return [x.name for x in found if isinstance(x, Source)]


def pile(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(exist_ok=True, parents=True)
        data = WORDS.encode()
        path.write_bytes(gzip.compress(b"<html><body><p>" + data) if name.endswith(".gz") else data)
    return root


def test_a_folder_is_its_files_in_order_and_with_recursive_its_subfolders_too(tmp_path: Path) -> None:
    pile(tmp_path, "b.txt", "a.txt", "sub/c.html.gz", "sub/deep/d.txt", ".hidden.txt", ".git/x.txt", "letter")
    given = [tmp_path, tmp_path / "a.txt", str(tmp_path / "*.txt")]
    found = list(sources(given))
    assert names(found) == ["a", "b", "letter"]
    assert reasons(found) == []
    assert found[0] == Source(str(tmp_path / "a.txt"), "a", "text/plain", WORDS.encode())
    assert files.count([tmp_path]) == 3
    found = list(sources(given, recursive=True))
    assert names(found) == ["a", "b", "letter", "c", "d"]
    assert [x.media_type for x in found if isinstance(x, Source)] == ["text/plain"] * 3 + ["text/html", "text/plain"]
    assert reasons(found) == []
    assert files.count([tmp_path], recursive=True) == 5


def test_patterns_reach_into_subfolders(tmp_path: Path) -> None:
    pile(tmp_path, "a.txt", "style.css", "sub/c.txt", "sub/deep/d.txt", "sub/deep/logo.svg")
    (tmp_path / "void").mkdir()
    found = list(sources([str(tmp_path / "**")]))
    assert sorted(names(found)) == ["a", "c", "d"]
    assert reasons(found) == []
    assert names(list(sources([str(tmp_path / "**/d*")]))) == ["d"]
    assert names(list(sources([str(tmp_path / "s*")]))) == ["c"]
    pattern = str(tmp_path / "*.css")
    assert list(sources([pattern])) == [Failure(pattern, f"{pattern}: no file matches this pattern")]


def test_a_folder_with_nothing_but_subfolders_says_how_they_are_read(tmp_path: Path) -> None:
    pile(tmp_path, "sub/c.txt", "style.css", ".hidden")
    (found,) = sources([tmp_path])
    assert isinstance(found, Failure)
    assert found.reason == (
        f"{tmp_path}: there is no article in this folder itself, only subfolders, which are read with -r (--recursive)"
    )
    assert names(list(sources([tmp_path], recursive=True))) == ["c"]
    pile(tmp_path / "app", "main.js", "logo.png")
    assert reasons(list(sources([tmp_path / "app"]))) == [
        f"{tmp_path}/app: there is no file in this folder that can hold an article"
    ]


def test_kinds_that_hold_no_article_are_passed_over_in_folders_and_named_when_asked_for(tmp_path: Path) -> None:
    kinds = ("style.css", "app.js", "meta.json", "logo.PNG", "font.woff2", "tool.py", "app.js.gz")
    pile(tmp_path, "a.txt", "paper.pdf", "mail.eml", "page.mht", "news.csv", *kinds)
    found = list(sources([tmp_path]))
    assert names(found) == ["a"]
    assert reasons(found) == [
        f"{tmp_path}/{name}: files of the kind {ending} are not supported yet"
        for name, ending in (("mail.eml", ".eml"), ("news.csv", ".csv"), ("page.mht", ".mht"), ("paper.pdf", ".pdf"))
    ]
    assert reasons(list(sources([tmp_path / "style.css"]))) == [
        f"{tmp_path}/style.css: files of the kind .css are not supported yet"
    ]


def test_the_name_is_the_file_name_without_its_ending(tmp_path: Path) -> None:
    for name in ("aeb-123.html.gz", "2024.01.02 report.txt", "Interview with J. Smith", "x.tar.txt"):
        data = b"<html><p>" + WORDS.encode()
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    assert sorted(names(list(sources([tmp_path])))) == [
        "2024.01.02 report",
        "Interview with J. Smith",
        "aeb-123",
        "x.tar",
    ]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("picture.png", b"\x89PNG\r\n", "files of the kind .png are not supported yet"),
        ("paper.pdf", b"%PDF-1.7", "files of the kind .pdf are not supported yet"),
        ("paper.txt", b"%PDF-1.7 and so on", "it holds a PDF file, which is not supported yet"),
        ("office.docx", b"PK\x03\x04", "files of the kind .docx are not supported yet"),
        ("archive", b"PK\x03\x04....", "it holds a ZIP archive or an office document, which is not supported yet"),
        ("core.txt", b"abc\x00\x01\x02" * 50, "it holds binary data, which is not supported yet"),
        ("broken.txt.gz", b"\x1f\x8b\x08\x00rubbish", "the packed file is damaged"),
        ("cut.txt.gz", gzip.compress(WORDS.encode() * 100)[:-20], "the packed file is damaged"),
        ("no.txt.gz", b"not packed at all", "the packed file is damaged"),
        ("nothing.txt.gz", gzip.compress(b""), "the file is empty"),
        ("none.jsonl", b"\n\n", "there is no article in this table"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_reason(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    (found,) = sources([path])
    assert isinstance(found, Failure)
    assert found.input == str(path)
    assert found.reason.startswith(f"{path}: ")
    assert said in found.reason


def test_missing_paths_and_patterns_are_failures_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(WORDS)
    (tmp_path / "void").mkdir()
    found = list(sources([tmp_path / "no.txt", tmp_path / "*.html", tmp_path / "void", tmp_path / "a.txt"]))
    assert reasons(found) == [
        f"{tmp_path}/no.txt: there is no such file or folder",
        f"{tmp_path}/*.html: no file matches this pattern",
        f"{tmp_path}/void: there is no file in this folder",
    ]
    assert names(found) == ["a"]


def test_a_name_with_the_signs_of_a_pattern_is_a_file_first(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").write_text(WORDS)
    assert names(list(sources([tmp_path / "a[1].txt"]))) == ["a[1]"]


def test_a_file_that_is_too_large_is_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr("builtins.open", refuse)
    (found,) = sources([path])
    assert isinstance(found, Failure)
    assert found.reason == f"{path}: the file is too large (50.0 MiB; at most 16.0 MiB are read)"


def test_a_packed_file_is_unpacked_only_up_to_the_bound(tmp_path: Path) -> None:
    path = tmp_path / "bomb.txt.gz"
    path.write_bytes(gzip.compress(b"word " * 400_000))
    (found,) = sources([path], max_bytes=1_000_000)
    assert isinstance(found, Failure)
    assert "too large" in found.reason


def test_a_file_that_vanishes_and_one_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(WORDS)
    found = []
    for x in sources([tmp_path]):
        found.append(x)
        (tmp_path / "b.txt").unlink(missing_ok=True)
    assert reasons(found) == [f"{tmp_path}/b.txt: it is no longer there"]
    assert names(found) == ["a", "c"]

    real = open

    def guarded(path: str, *args: str) -> object:
        if str(path).endswith("c.txt"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *args)

    monkeypatch.setattr("builtins.open", guarded)
    assert reasons(list(sources([tmp_path]))) == [f"{tmp_path}/c.txt: no permission to read it"]


def test_a_folder_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    real = os.scandir

    def guarded(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", guarded)
    assert reasons(list(sources([tmp_path], recursive=True))) == [f"{tmp_path}/closed: no permission to read it"]
    assert reasons(list(sources([tmp_path / "closed"]))) == [f"{tmp_path}/closed: no permission to read it"]


def test_a_table_gives_an_article_a_line_and_goes_on_after_a_broken_one(tmp_path: Path) -> None:
    path = tmp_path / "pile.jsonl"
    rows = [
        json.dumps(
            {"id": "x1", "title": "Harbour closed", "text": WORDS, "published": "2021-03-04", "outlet": "Courier"}
        ),
        "{broken",
        "",
        json.dumps({"id": 7, "body": WORDS, "author": "Ann Smith; Bob Brown", "date": "4 March 2021"}),
        json.dumps({"headline": "no text"}),
        json.dumps([1]),
        json.dumps({"content": WORDS, "authors": ["Ann Smith"], "source": "Courier"}),
        json.dumps({"text": "x" * 5000}),
        json.dumps({"text": "... 12 ..."}),
        json.dumps({"text": " "}),
    ]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(rows).encode())
    found = list(sources([path], max_bytes=4000))
    assert [x.input for x in found] == [f"{path}:{n}" for n in (1, 2, 4, 5, 6, 7, 8, 9, 10)]
    assert names(found) == ["x1", "7", "pile-7", "pile-9"]
    said = reasons(found)
    assert said[0].startswith(f"{path}, line 2: it is no JSON")
    assert said[1:] == [
        f"{path}, line 5: it has no text (sought under text, body, content; there is: headline)",
        f"{path}, line 6: it is no JSON object",
        f"{path}, line 8: the line is too large (more than 4000 bytes)",
        f"{path}, line 10: its text is empty",
    ]
    parsed = parse(found)
    assert [x for x in parsed if isinstance(x, Failure) and x in found] == [x for x in found if isinstance(x, Failure)]
    first, second, third, last = (x for x, of in zip(parsed, found, strict=True) if isinstance(of, Source))
    assert isinstance(first, Article)
    assert (first.title, first.published, first.outlet, first.text) == (
        "Harbour closed",
        "2021-03-04",
        "Courier",
        WORDS,
    )
    assert "title" not in first.evidence
    assert isinstance(second, Article)
    assert (second.authors, second.published, second.outlet) == (("Ann Smith", "Bob Brown"), "2021-03-04", None)
    assert isinstance(third, Article)
    assert (third.authors, third.outlet) == (("Ann Smith",), "Courier")
    assert last == Failure(f"{path}:9", f"{path}:9: it holds no words")


@pytest.mark.parametrize("packed", [False, True])
def test_a_table_without_any_text_is_one_failure(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("log.jsonl.gz" if packed else "log.jsonl")
    data = b"\n".join(json.dumps({"level": "info", "n": n}).encode() for n in range(500))
    path.write_bytes(gzip.compress(data) if packed else data)
    (found,) = sources([path])
    assert found == Failure(
        str(path),
        f"{path}: no line of this table holds an article (line 1: it has no text (sought under text, body, content;"
        " there is: level, n))",
    )


def test_a_table_is_read_a_line_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "pile.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(json.dumps({"id": n, "text": WORDS}) for n in range(50)).encode()))
    reading = sources([path], max_bytes=200)
    assert [next(reading).name for _ in range(3)] == ["0", "1", "2"]  # type: ignore[union-attr]
    assert len(list(reading)) == 47


def test_markup_is_told_by_its_first_bytes() -> None:
    assert files.is_markup(b"\xef\xbb\xbf\n<!-- saved --><!DOCTYPE html><p>")
    assert files.is_markup(b'<?xml version="1.0"?><html xmlns="">')
    assert not files.is_markup(b"<p class=x> stood in the letter, he said")
    assert not files.is_markup(b"The <html> element")


def test_the_same_bytes_and_name_give_the_same_id_wherever_they_lie(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(WORDS)
    left, right = parse(list(sources([tmp_path], recursive=True)))
    assert isinstance(left, Article)
    assert isinstance(right, Article)
    assert left.id == right.id
    assert left.input != right.input
