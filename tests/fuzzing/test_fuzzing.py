"""Spoilt files of every kind: none crashes, none hangs, memory is bounded, and every failure says of what it is.

A few of each format with a seed; `python benchmarks/fuzzing.py` reads as many as there is time for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mutations
import pytest
from attempts import Attempt, Reader, made
from originals import originals

from onrecord.model import Failure
from onrecord.workers import WorkerLost

FILES = originals()
# files of each format, and the seed that draws their damages
COUNT, SEED = 16, 20240311


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@pytest.mark.parametrize("kind", FILES)
def test_spoilt_files_are_read_or_told(reader: Reader, kind: str) -> None:
    attempts = [made(kind, FILES[kind], SEED, number) for number in range(COUNT)]
    told = [reader.read(attempt) for attempt in attempts]
    assert [(n, one.wrong) for n, one in enumerate(told) if one.wrong] == []
    # what is read at all is not only what cannot be read
    assert any(one.articles for one in told) or kind in ("parquet", "pdf")
    assert any(one.failures for one in told)


@pytest.mark.parametrize("kind", FILES)
def test_the_originals_are_whole(reader: Reader, kind: str) -> None:
    for file in FILES[kind]:
        told = reader.read(Attempt(file.name, file.data, whole=True))
        assert told.wrong == ()
        assert told.articles or file.name == "locked.pdf"


def test_the_same_seed_gives_the_same_files() -> None:
    for kind, files in FILES.items():
        once = [made(kind, files, 1, number) for number in range(5)]
        assert once == [made(kind, files, 1, number) for number in range(5)]
        assert once != [made(kind, files, 2, number) for number in range(5)]
        assert all(len(x.data) <= 3 * mutations.LARGEST for x in once)


def test_a_finding_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dead:
        def do(self, *_: Any) -> None:
            raise WorkerLost("a worker process died")

        def stop(self) -> None:
            pass

    with Reader() as reader:
        (wrong,) = reader.read(Attempt("no/folder.txt", b"Some words.")).wrong
        assert "FileNotFoundError" in wrong
        assert reader.worker is not None
        reader.worker.stop()
        monkeypatch.setattr(reader, "worker", Dead())
        assert reader.read(Attempt("a.txt", b"Some words.")).wrong == ("it crashes",)
        assert reader.worker is None


def test_what_a_damaged_table_is_quoted_with_is_one_line(tmp_path: Path) -> None:
    """Found by damaging tables: the names of columns, and what pyarrow says of a file, may hold any character."""
    from onrecord import intake

    for name, data in (
        ("a.csv", b"t\x00i\x00t\x00l\x00e\x00,x\x1b[31m\nwords,more\n"),
        ("b.csv", b"title,x\x1b[31m\nWall falls,\n,\x00\n"),
        ("c.parquet", b"PAR1\x15\x1b\x0f\x0fPAR1"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        found = list(intake.sources([path]))
        assert any(isinstance(x, Failure) for x in found)
        for x in found:
            assert not (isinstance(x, Failure) and any(c < " " for c in x.reason)), x
