"""Filling a store: each shard is a pure function of its inputs, done by some worker of an engine.

A worker opens the inputs, reads them and writes the files of the shard; only what it did travels back. A shard's key is
the digest of its inputs, the settings and the software with its rules: the same again is found done, and what was made
otherwise is never taken for it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from onrecord import batches, fetching, intake, pipeline
from onrecord.columns import Rows, article_rows, pack, reading_rows
from onrecord.errors import ReadingError, StoreError
from onrecord.model import Article, Failure, Reading, digest
from onrecord.store import layout, shards, tables
from onrecord.store.reading import keys
from onrecord.store.shards import Shard
from onrecord.text import whole
from onrecord.workers import WorkerLost, Workers
from onrecord.workers import engine as engine_of

# articles of a row group, and the characters at which it ends before: what is read at once to get at one of them
GROUP_ARTICLES = 64
GROUP_CHARACTERS = 4_000_000
# so many shards for each worker may be ahead of one that takes long, so that all others do not wait for it; each costs
# the paths of its inputs
AHEAD = 50
# of an article that is long, for a limit on time; bytes a second in which other parts of a file are passed over
_CHARACTERS = 20_000
_PASSED = 2_000_000
# how often a shard is read again because an input changed meanwhile
AGAIN = 3


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did: of `shards`, so many were `made`, the others were done before; `removed` ones went.

    `new` articles stand in those that were made, `articles` in all; `failures` could not be used.
    """

    shards: int
    made: int
    removed: int
    new: int
    articles: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A shard that is to be made; `made_by` is the software that has to do it."""

    store: str
    shard: Shard
    max_bytes: int
    mapped: tuple[tuple[str, str], ...]
    primary: tuple[str, ...]
    made_by: str


@dataclass(frozen=True, slots=True)
class Made:
    """A shard that is done, now (`new`) or before; `key` is None for one that could not be made."""

    key: str | None
    new: bool
    articles: int
    failures: tuple[Failure, ...]


def run(
    path: str | Path,
    inputs: Iterable[str | Path],
    *,
    engine: str = "local",
    address: str | None = None,
    processes: int | None = None,
    recursive: bool = False,
    max_bytes: int = pipeline.MAX_BYTES,
    mapped: Mapping[str, str] | None = None,
    primary: Iterable[str | Path] = (),
    shard: int = shards.ARTICLES,
    progress: pipeline.Progress | None = None,
) -> Ran:
    """Make the store at `path` hold what the inputs (files, folders, globs) hold, and nothing else.

    Those in `primary` are inputs too, and primary sources; `mapped` says which columns of tables hold what.
    `engine` is "local", so many `processes` of this machine, or "ray", the cluster at `address`. Shards have about
    `shard` articles. What was done before, of the same inputs in the same way, is not done again; what no longer
    belongs to the store goes when all is done, so that a run that is broken off loses nothing. Raises StoreError when
    the store cannot be used, another process fills it, or the disk is full; ReadingError when no worker can be started.

    >>> ran = onrecord.run("news.store", ["articles"])
    >>> ran.articles, ran.shards, ran.failures
    (6, 1, ())
    >>> onrecord.run("news.store", ["articles"]).made
    0
    """
    from onrecord.intake.containers import columns

    columns.check(mapped or {})
    path = Path(path)
    sources = sorted(map(str, primary))
    _check_place(path)
    with layout.locked(path):
        failures: list[Failure] = []
        cut = list(shards.cut(_files([*inputs, *sources], recursive, path, failures), shard))
        tasks = list(_tasks(path, cut, max_bytes, mapped or {}, sources))
        with engine_of(engine, processes, address) as workers:
            made = list(_made(workers, tasks, progress))
        keys = tuple(x.key for x in made if x.key is not None)
        removed = _settle(path, layout.Manifest(keys, tuple(failures), pipeline.made_by()))
    failures += [failure for x in made for failure in x.failures]
    return Ran(
        shards=len(made),
        made=sum(x.new for x in made),
        removed=removed,
        new=sum(x.articles for x in made if x.new),
        articles=sum(x.articles for x in made),
        failures=tuple(sorted(set(failures), key=lambda x: (x.input, x.reason))),
    )


def fill(path: str | Path, read: Iterable[Sequence[tuple[Article, Reading]]]) -> None:
    """Make the store at `path` hold articles that are read already, some of them a shard, and nothing else."""
    path = Path(path)
    _check_place(path)
    by = pipeline.made_by()
    with layout.locked(path), layout.saying(path):
        keys = []
        for some in read:
            rows = list({article.id: (article, reading) for article, reading in some}.values())
            key = digest("filled", by, tuple(article.id for article, _ in rows))
            with tables.writing(path, key) as files:
                for n in range(0, len(rows), GROUP_ARTICLES):
                    files.add(_rows(rows[n : n + GROUP_ARTICLES], by))
                files.add([])
            _finish(path, key, Made(key, True, len(rows), ()), (), {"form": layout.FORM}, by)
            keys.append(key)
        _settle(path, layout.Manifest(tuple(keys), (), by))


def _check_place(path: Path) -> None:
    tables.schema(layout.SHARD)  # says so before anything is made where pyarrow is missing
    with layout.saying(path):
        ours = any((path / x).exists() for x in (layout.MANIFEST, layout.SHARD, "lock"))
        if path.exists() and not ours and any(path.iterdir()):
            raise StoreError(f"{path}: there are other things in this folder; a store needs one of its own")
    if (path / layout.MANIFEST).exists():
        layout.manifest(path)  # one that this onrecord does not know is left as it is


def _files(
    inputs: Iterable[str | Path], recursive: bool, store: Path, failures: list[Failure]
) -> Iterator[tuple[str, bool]]:
    """The files of the inputs but for those of the store itself; grows `failures`."""
    paths, addresses = fetching.apart(inputs)
    failures += [Failure(x, f"{x}: a store reads files; `onrecord add` fetches addresses") for x in addresses]
    own = os.path.join(os.path.realpath(store), "")
    for found in intake.found(paths, recursive=recursive):
        if isinstance(found, Failure):
            failures.append(Failure(whole(found.input), whole(found.reason)))
        elif found[0] == "-":
            failures.append(Failure("-", "-: a store reads files, which several processes open, not standard input"))
        elif not os.path.realpath(found[0]).startswith(own):
            yield found


def _tasks(
    path: Path, cut: Iterable[Shard], max_bytes: int, mapped: Mapping[str, str], primary: Sequence[str]
) -> Iterator[Task]:
    called = pipeline.Called(primary)
    for shard in cut:
        # what is said of other inputs makes no other shard of this one
        said = tuple(primary) if any(map(called.concerns, shard.paths)) else ()
        yield Task(str(path), shard, max_bytes, tuple(sorted(mapped.items())), said, pipeline.made_by())


def _made(workers: Workers, tasks: Sequence[Task], progress: pipeline.Progress | None) -> Iterator[Made]:
    """The shards, in their order."""

    def lost(task: Task, error: WorkerLost) -> Made:
        # one of its articles does that; in a process of its own it is found and set aside
        try:
            return workers.alone(partial(make, careful=True), task)
        except WorkerLost as again:
            nth, of = task.shard.part
            which = f"part {nth + 1} of {of} " if of > 1 else ""
            reason = f"{which}could not be read: {again}"
            return Made(None, False, 0, tuple(Failure(x, f"{x}: {reason}") for x in map(whole, task.shard.paths)))

    expected = sum(task.shard.expected for task in tasks)
    done = 0
    if progress:
        progress("reading", 0, expected)
    ahead = AHEAD * max(1, workers.processes)
    for task, made in zip(tasks, workers.map(make, tasks, seconds=_seconds, lost=lost, ahead=ahead), strict=True):
        yield made
        if progress:
            done += task.shard.expected
            progress("reading", done, expected)


def _seconds(task: Task) -> float:
    """After how long a worker hangs for certain: long after what watches over single articles has had its turn."""
    shard = task.shard
    characters = max(shard.bytes / shard.part[1], shard.expected * _CHARACTERS)
    passed = shard.bytes / _PASSED if shard.part[1] > 1 else 0.0
    return batches.PATIENCE * (batches.SECONDS + characters / batches.READ_CHARACTERS + passed)


def _settle(path: Path, new: layout.Manifest) -> int:
    """Make the store consist of these shards, and remove the others; the number of those."""
    with layout.saying(path):
        before = layout.manifest(path) if (path / layout.MANIFEST).exists() else layout.Manifest()
        if new.fingerprint != before.fingerprint or _is_spoilt(layout.file(path, layout.REPEATED, new.fingerprint)):
            _put_repeated(path, new)
        # links stay for those who look at them; the manifest tells that they are of other articles
        new = layout.Manifest(new.shards, new.failures, new.made_by, before.links, before.links_of)
        if new != before or not (path / layout.MANIFEST).exists():
            layout.put(path, new)
        return layout.tidy(path, new.shards, new.fingerprint)


def _is_spoilt(file: Path) -> bool:
    """Whether a file is there and cannot be read."""
    if not file.exists():
        return False
    try:
        with tables.opened(file) as found:
            found.read()
    except StoreError:
        return True
    return False


def _put_repeated(path: Path, new: layout.Manifest) -> None:
    """Write down which articles stand in an earlier shard too: of equal ones the first holds, as in a record."""
    found = [keys(_ids(path, shard)) for shard in new.shards]
    of = np.repeat(np.arange(len(found)), [len(x) for x in found])
    every = np.concatenate(found) if found else np.zeros(0, np.uint64)
    _, first = np.unique(every, return_index=True)
    later = np.ones(len(every), bool)
    later[first] = False
    rows = []
    for n in np.unique(of[later]):
        shard = new.shards[n]
        rows += [(shard, id) for id, again in zip(_ids(path, shard), later[of == n], strict=True) if again]
    if rows:
        target = layout.file(path, layout.REPEATED, new.fingerprint)
        tables.write(target, Rows(layout.REPEATED, ("shard", "article"), 2, rows))


def _ids(path: Path, shard: str) -> list[str]:
    with tables.opened(layout.file(path, "article", shard)) as file:
        ids: list[str] = file.read(columns=["id"]).column("id").to_pylist()
    return ids


# --- what a worker does ------------------------------------------------------------------------------


def make(task: Task, careful: bool = False) -> Made:
    """Read a shard and write its files, unless that has been done; `careful`: an article of it ends its process.

    Raises StoreError when the files cannot be written, ReadingError where another onrecord is installed.
    """
    if pipeline.made_by() != task.made_by:
        raise ReadingError(f"a worker has {pipeline.made_by()}, and {task.made_by} is asked for")
    path = Path(task.store)
    for _ in range(AGAIN):
        before = [_state(x) for x in task.shard.paths]
        inputs = [(whole(x), _digest(x)) for x in task.shard.paths]
        settings = {
            "form": layout.FORM,
            "max_bytes": task.max_bytes,
            "mapped": dict(task.mapped),
            "primary": task.primary,
            "met": [n for n, x in enumerate(task.shard.paths) if x in task.shard.met],
            "part": task.shard.part,
        }
        key = digest("shard", task.made_by, pack(settings), tuple(inputs))
        done = _done(path, key)
        if done:
            return done
        with layout.saying(path):
            made = _write(path, key, task, careful)
        if [_state(x) for x in task.shard.paths] == before:
            _finish(path, key, made, inputs, settings, task.made_by)
            return made
    raise ReadingError(f"{task.shard.paths[0]} or an input near it changes again and again while it is read")


def _state(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _digest(path: str) -> str:
    """The SHA-256 of an input's bytes, or why it cannot be read."""
    try:
        return _sha256(path)
    except OSError as error:
        return error.strerror or type(error).__name__


def _sha256(path: str | Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _done(path: Path, key: str) -> Made | None:
    """The shard of this key if it is there, with all of its files as they were written."""
    target = layout.file(path, layout.SHARD, key)
    if not target.exists():
        return None
    try:
        with tables.opened(target) as file:
            (row,) = file.read().to_pylist()
        for table, written in json.loads(row["files"]).items():
            if _sha256(layout.file(path, table, key)) != written:
                return None
        failures: tuple[Failure, ...] = ()
        if row["failures"]:
            with tables.opened(layout.file(path, "failure", key)) as file:
                failures = tuple(Failure(x["input"], x["reason"]) for x in file.read().to_pylist())
    except (StoreError, OSError):
        return None  # damaged, or not there: it is made anew
    return Made(key, False, row["articles"], failures)


def _write(path: Path, key: str, task: Task, careful: bool) -> Made:
    """Read the inputs of a shard into its files, which are whole afterwards."""
    read = pipeline.batches(
        task.shard.paths,
        mapped=dict(task.mapped),
        max_bytes=task.max_bytes,
        met=task.shard.met,
        part=task.shard.part,
        primary=task.primary,
        processes=1 if careful else 0,
    )
    known: set[str] = set()
    failures: set[Failure] = set()
    finished: dict[tuple[str, str], None] = {}
    group: list[tuple[Article, Reading]] = []
    with tables.writing(path, key) as files:
        for batch in read:
            failures.update(batch.failures)
            finished.update(dict.fromkeys(batch.finished))
            for article, reading in zip(batch.articles, batch.readings, strict=True):
                if article.id not in known:
                    known.add(article.id)
                    group.append((article, reading))
                if len(group) == GROUP_ARTICLES or sum(len(x.text) for x, _ in group) > GROUP_CHARACTERS:
                    files.add(_rows(group, task.made_by))
                    group = []
        failed = tuple(sorted(failures, key=lambda x: (x.input, x.reason)))
        spoilt = {x.input for x in failed}
        ended = [(*x, task.made_by) for x in finished if x[0] not in spoilt]
        last = [
            Rows("input", ("input", "sha256", "made_by"), 2, ended),
            Rows("failure", ("input", "reason"), 2, [(x.input, x.reason) for x in failed]),
        ]
        files.add([*_rows(group, task.made_by), *last])
    return Made(key, True, len(known), failed)


def _rows(group: Sequence[tuple[Article, Reading]], made_by: str) -> Iterator[Rows]:
    for article, reading in group:
        yield from article_rows(article, made_by, made_by)
        yield from reading_rows(article, reading)


def _finish(
    path: Path, key: str, made: Made, inputs: Sequence[tuple[str, str]], settings: Mapping[str, object], made_by: str
) -> None:
    """Write the row that says that a shard is done."""
    with layout.saying(path):
        files = {table: _sha256(layout.file(path, table, key)) for table in layout.TABLES}
    row = (key, pack(inputs), pack(files), made.articles, len(made.failures), pack(settings), made_by)
    columns = ("shard", "inputs", "files", "articles", "failures", "settings", "made_by")
    tables.write(layout.file(path, layout.SHARD, key), Rows(layout.SHARD, columns, 1, [row]))
