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

from onrecord.workers import LocalWorker, WorkerLost

# what one file may take: seconds of processor time, seconds by the clock of a machine that does other things too, and
# bytes of memory beyond what the process had
SECONDS, CLOCK, MEMORY = 10.0, 60.0, 1024 * 1024 * 1024
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
    began = time.process_time()
    articles, failures, wrong = 0, 0, []
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / attempt.name
            path.write_bytes(attempt.data)
            articles, failures, wrong = _checked(str(path), attempt.whole)
    except MemoryError:
        wrong = [f"it takes more than {MEMORY // 1024 // 1024} MiB:\n{traceback.format_exc()}"]
    except Exception:
        wrong = [traceback.format_exc()]
    seconds = time.process_time() - began
    return Told(articles, failures, seconds, max(0, _memory("VmHWM") - usual), tuple(wrong))


def _checked(path: str, whole: bool) -> tuple[int, int, list[str]]:
    from onrecord import intake, pipeline, reading
    from onrecord.model import Article, Failure, Reading, Source

    articles, failures = 0, 0
    wrong: list[str] = []
    for source in itertools.islice(intake.sources([path]), ENOUGH):
        if not isinstance(source, Source | Failure):
            wrong.append(f"it gives a {type(source).__name__}")
            continue
        for found in intake.parse([source]):
            if isinstance(found, Failure):
                failures += 1
                wrong += _reason(found.input, found.reason, path)
                continue
            articles += 1
            wrong += _article(found)
            read = reading.read([found])[0] if whole else Reading(found.id)
            pipeline.check(found, read)
            if whole:
                _store(found, read)
            assert isinstance(found, Article)
    if not articles and not failures:
        wrong.append("nothing is said of it")
    return articles, failures, wrong


def _reason(input: str, reason: str, path: str) -> list[str]:
    wrong = []
    if not input.startswith(path) or not reason.startswith(f"{input}: "):
        wrong.append(f"the reason does not begin with the input: {reason[:300]!r}")
    if any(c < " " for c in reason):
        wrong.append(f"the reason is no line: {reason[:300]!r}")
    if len(reason) > 3000:
        wrong.append(f"the reason is long: {reason[:300]!r}")
    if "could not be parsed" in reason:
        wrong.append(reason[:300])
    reason.encode()
    return wrong


def _article(article: object) -> list[str]:
    from onrecord.model import Article

    assert isinstance(article, Article)
    length = len(article.text)
    spans = [s for p in article.paragraphs for s in p] + [*article.headings, *(x.span for x in article.furniture)]
    spans += [s for found in article.evidence.values() for s in found]
    if any(not 0 <= a < b <= length for a, b in spans):
        return ["a span lies outside the text"]
    return []


def _store(article: object, read: object) -> None:
    """Put it into a record in memory."""
    from onrecord import database, rows

    db = sqlite3.connect(":memory:")
    for statement in database._statements(database._schema()):
        db.execute(statement)
    rows.insert_article(db, article, 1, "test", "test")  # type: ignore[arg-type]
    rows.insert_reading(db, article, read)  # type: ignore[arg-type]
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
