"""One spoilt file, read under limits of time and memory, and what was wrong with how it was read."""

from __future__ import annotations

import itertools
import random
import sqlite3
import tempfile
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import mutations
from originals import Original

from onrecord.model import Article, Failure, Reading
from onrecord.workers import LocalWorker, WorkerLost

# what one file may take: seconds of processor time, seconds by the clock of a machine that does other things too, and
# bytes of memory beyond what the process had
SECONDS, CLOCK, MEMORY = 10.0, 120.0, 1024 * 1024 * 1024
# so many articles are read of one file: a table of thousands takes its time, and rightly
ENOUGH = 200


@dataclass(frozen=True, slots=True)
class Attempt:
    """A file to be read, and whether its articles are also read as `add` does: annotated and stored."""

    name: str
    data: bytes
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a file. `wrong` are findings, a line or a traceback each; `memory` is in bytes, beyond the usual."""

    articles: int = 0
    failures: int = 0
    seconds: float = 0.0
    memory: int = 0
    wrong: tuple[str, ...] = ()


def made(kind: str, files: Sequence[Original], seed: int, number: int) -> Attempt:
    """Spoilt file number so and so of a format; the same for the same seed."""
    rng = random.Random(f"{seed}/{kind}/{number}")
    original, other = rng.choice(files), rng.choice(files)
    if rng.random() < 0.25:
        data = mutations.spoilt(original.data, rng, kind, [other.data])
    else:
        data = original.pack(mutations.spoilt(original.inner, rng, kind, [other.inner]))
    return Attempt(original.name, data, whole=rng.random() < 0.2)


class Reader:
    """Reads files in a process of its own, which is replaced when it dies or does not come back."""

    def __init__(self) -> None:
        self.worker: LocalWorker | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        if self.worker:
            self.worker.stop()

    def read(self, attempt: Attempt) -> Told:
        self.worker = self.worker or LocalWorker()
        try:
            told = self.worker.do(_read, attempt, CLOCK)
        except WorkerLost as error:
            self.worker.stop()
            self.worker = None
            return Told(
                seconds=CLOCK if error.slow else 0, wrong=(f"it hangs: {error}" if error.slow else "it crashes",)
            )
        if told.seconds > SECONDS:
            told = replace(told, wrong=(*told.wrong, f"it takes {told.seconds:.0f} seconds"))
        return told


def _read(attempt: Attempt) -> Told:
    usual = _limited()
    seen = _Seen()
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / attempt.name
            path.write_bytes(attempt.data)
            seen.file(str(path), attempt.whole)
    except MemoryError:
        seen.wrong.append(f"it takes more than {MEMORY // 1024 // 1024} MiB:\n{traceback.format_exc()}")
    except Exception:
        seen.wrong.append(traceback.format_exc())
    memory = max(0, _memory("VmHWM") - usual)
    return Told(seen.articles, seen.failures, seen.seconds, memory, tuple(seen.wrong))


class _Seen:
    """What comes of a file; `seconds` are those of intake."""

    def __init__(self) -> None:
        self.articles = self.failures = 0
        self.seconds = 0.0
        self.wrong: list[str] = []

    def file(self, path: str, whole: bool) -> None:
        from onrecord import intake

        found = itertools.islice(intake.sources([path]), ENOUGH)
        while True:
            began = time.process_time()
            source = next(found, None)
            parsed = intake.parse([source]) if source else []
            self.seconds += time.process_time() - began
            if source is None:
                break
            for x in parsed:
                self.failure(x, path) if isinstance(x, Failure) else self.article(x, whole)
        if not self.articles and not self.failures:
            self.wrong.append("nothing is said of it")

    def failure(self, failure: Failure, path: str) -> None:
        self.failures += 1
        input, reason = failure.input, failure.reason
        if not input.startswith(path) or not reason.startswith(f"{input}: "):
            self.wrong.append(f"the reason does not begin with the input: {reason[:300]!r}")
        if any(c < " " for c in reason) or len(reason) > 3000:
            self.wrong.append(f"the reason is no line: {reason[:300]!r}")
        if "could not be parsed" in reason:
            self.wrong.append(reason[:300])
        reason.encode()

    def article(self, article: Article, whole: bool) -> None:
        from onrecord import batches, reading

        self.articles += 1
        length = len(article.text)
        spans = [s for p in article.paragraphs for s in p] + [*article.headings, *(x.span for x in article.furniture)]
        spans += [s for found in article.evidence.values() for s in found]
        if any(not 0 <= a < b <= length for a, b in spans):
            self.wrong.append("a span lies outside the text")
        began = time.process_time()
        read = reading.read([article])[0] if whole else Reading(article.id)
        # long texts take long: what is read in a second is bounded
        if (took := time.process_time() - began) > SECONDS + length / batches.READ_CHARACTERS:
            self.wrong.append(f"it takes {took:.0f} seconds to read {length} characters")
        batches.check(article, read)
        if whole:
            _store(article, read)


def _store(article: Article, read: Reading) -> None:
    """Put it into a record in memory."""
    from onrecord import database, rows

    db = sqlite3.connect(":memory:")
    for statement in database._statements(database._schema()):
        db.execute(statement)
    rows.insert_article(db, article, 1, "test", "test")
    rows.insert_reading(db, article, read)
    db.close()


def _limited() -> int:
    """Begin to measure memory, and bound it; what is there before, in bytes. Elsewhere than on Linux memory is 0."""
    from onrecord import intake, pipeline, reading  # noqa: F401  # what they take is not the file's

    try:
        Path("/proc/self/clear_refs").write_text("5")  # the peak of memory begins anew
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_memory("VmData") + MEMORY, resource.RLIM_INFINITY))
    except (OSError, ImportError):
        pass
    return _memory("VmRSS")


def _memory(what: str) -> int:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:")), 0)
