"""What is read, in which order, and what is said of what cannot be read."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import tracemalloc
import zipfile
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
    kinds = ("style.css", "app.js", "logo.PNG", "font.woff2", "tool.py", "app.js.gz")
    pile(tmp_path, "a.txt", "letter.rtf", "sheet.xlsx", "notes.odt", *kinds)
    (tmp_path / "meta.json").write_text('{"version": 1}')
    (tmp_path / "settings.xml").write_text("<settings/>")
    found = list(sources([tmp_path]))
    assert names(found) == ["a"]
    assert reasons(found) == [
        f"{tmp_path}/{name}: files of the kind {ending} are not supported yet"
        for name, ending in (("letter.rtf", ".rtf"), ("notes.odt", ".odt"), ("sheet.xlsx", ".xlsx"))
    ]
    for name in ("meta.json", "settings.xml"):
        (said,) = reasons(list(sources([tmp_path / name])))
        assert said.startswith(f"{tmp_path}/{name}: ")
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
        ("picture.txt", b"\x89PNG\r\n", "it holds an image, which is not supported yet"),
        ("letter", b"{\\rtf1 words}", "it holds an RTF document, which is not supported yet"),
        ("letter.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "files of the kind .doc are not supported yet"),
        ("office.docx", b"PK\x03\x04", "the archive is damaged or cut off (File is not a zip file)"),
        ("archive", b"PK\x03\x04....", "the archive is damaged or cut off (File is not a zip file)"),
        ("core.txt", b"abc\x00\x01\x02" * 50, "it holds binary data, which is not supported yet"),
        ("broken.txt.gz", b"\x1f\x8b\x08\x00rubbish", "the packed file is damaged"),
        ("cut.txt.gz", gzip.compress(WORDS.encode() * 100)[:-20], "the packed file is damaged"),
        ("void.txt.bz2", b"BZh9", "the packed file is damaged"),
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


def test_a_file_that_is_too_large_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    tracemalloc.start()
    (found,) = sources([path])
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()
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


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, WORDS)
    return out.getvalue()


PAGE = b"<!DOCTYPE html><html><body><p>" + WORDS.encode()
FEED = (
    b'<?xml version="1.0"?><!-- news --><rss version="2.0"><channel><title>Courier</title><item><title>Closed</title>'
    b"<description>" + WORDS.encode() * 20 + b"</description></item></channel></rss>"
)
MAIL = b"Received: from here\nSubject: Closed\nMessage-ID: <1@here>\n\n" + WORDS.encode()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (WORDS.encode(), "text/plain"),
        (PAGE, "text/html"),
        (b"%PDF-1.7 and so on", "application/pdf"),
        (gzip.compress(PAGE), "text/html"),
        (zipped("a.txt"), "text/plain"),
        (FEED, "application/json"),
        (MAIL, "application/json"),
        (b'{"text": "The harbour was closed, she said."}\n', "application/json"),
        (b'[{"text": "The harbour was closed, she said."}]', "application/json"),
    ],
)
def test_first_bytes_tell_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, media_type: str
) -> None:
    for name in ("a", "a.txt", "a.html"):
        if name == "a" or data[:1] not in b"[{RT":
            (tmp_path / name).write_bytes(data)
            (found,) = sources([tmp_path / name])
            assert isinstance(found, Source), found
            assert found.media_type == media_type
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    (found,) = sources(["-", "-"])
    assert isinstance(found, Source), found
    assert (found.media_type, found.input.partition(",")[0].partition("/")[0]) == (media_type, "standard input")


@pytest.mark.parametrize(
    "text",
    [
        "From here on, 2021 was another year.\nSubject: none\n",
        "Subject: the harbour\nFrom: a reader\n\nSir, the harbour was closed.\n",
        "[Music] {laughs} The harbour was closed.\n",
        '"Closed", she said: {"a": 1} stood on the door.\n',
        "A feed <rss> of news.\n",
        "PK is a district.\n",
        "BZ, the minister, was there.\n",
    ],
)
def test_words_that_look_like_another_kind_are_plain_text(tmp_path: Path, text: str) -> None:
    (tmp_path / "a").write_text(text)
    (tmp_path / "b.txt").write_text(text)
    assert [x.media_type for x in sources([tmp_path]) if isinstance(x, Source)] == ["text/plain"] * 2


def test_a_file_called_packed_that_is_not_is_read_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(PAGE)
    assert list(sources([tmp_path])) == [Source(f"{tmp_path}/a.html.gz", "a", "text/html", PAGE)]


def test_endless_standard_input_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            buffer[:] = b"a" * len(buffer)
            Endless.given += len(buffer)
            return len(buffer)

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Endless())))
    assert reasons(list(sources(["-"], max_bytes=1_000_000))) == [
        "standard input: the file is too large (more than 1.0 MiB)"
    ]
    assert Endless.given < 3_000_000
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    assert reasons(list(sources(["-"]))) == ["standard input: the file is empty"]
    assert files.count(["-"]) == 1


def test_what_a_browser_saved_beside_a_page_is_passed_over(tmp_path: Path) -> None:
    pile(tmp_path, "page.html", "page_files/frame.html", "page_files/deep/a.txt", "seite.htm", "seite-Dateien/b.txt")
    pile(tmp_path, "press_files/c.txt", "sub/d.txt")
    assert names(list(sources([tmp_path], recursive=True))) == ["page", "seite", "c", "d"]
    assert names(list(sources([tmp_path / "page_files"]))) == ["frame"]
    assert files.count([tmp_path], recursive=True) == 4


def test_pipes_and_devices_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for path in (tmp_path / "pipe.txt", Path("/dev/null")):
        assert reasons(list(sources([path]))) == [f"{path}: it is no file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to the administrator")
def test_a_file_without_permission_is_one_failure(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped("a.txt"))
    path.chmod(0)
    assert reasons(list(sources([path]))) == [f"{path}: no permission to read it"]


def test_how_many_articles_are_to_come_is_told_by_size_without_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in (("a.txt", 10), ("crawl.warc.gz", 30_000_000), ("mail.mbox", 10), ("pile.zip", 2_000_000)):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr("builtins.open", refuse)
    assert files.count([tmp_path]) == 1 + 1000 + 1 + 100


def test_what_reads_archives_is_not_loaded_for_plain_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(WORDS)
    heavy = ("tarfile", "fastwarc", "email", "feedparser", "pyarrow", "docx", "lxml")
    code = (
        f"import sys; from onrecord.intake import sources; assert len(list(sources([{str(tmp_path)!r}]))) == 1;"
        f"print([x for x in {heavy!r} if x in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


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


def test_a_table_on_standard_input_is_told_by_its_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, count in (
        (b"Title,Text\nA,The mayor said no.\nB,The bishop said yes.\n", 2),
        (b"Title, text and all the rest\nThe mayor said no, and left.\n", 1),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert len([x for x in sources(["-"]) if isinstance(x, Source)]) == count
