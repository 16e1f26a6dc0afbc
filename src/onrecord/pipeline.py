"""The straight line from inputs to findings: intake, reading, linking.

Reading happens in batches, in one process or several; the result is the same, in the order of the inputs.
An article that makes a reader raise is set aside as a `Failure` and costs nothing but itself.
"""

from __future__ import annotations

import gc
import hashlib
import itertools
import os
import time
from collections.abc import Callable, Container, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from onrecord import fetching
from onrecord.model import (
    Article,
    Attribution,
    Correction,
    Entity,
    Event,
    Failure,
    Findings,
    Links,
    OccasionMention,
    Reading,
    Source,
    Time,
)
from onrecord.names import Names, given
from onrecord.workers import Workers

if TYPE_CHECKING:
    from onrecord.fetching.asking import Fetcher

# what is read at a time: enough articles that starting a batch costs nothing, few enough that a killed
# run loses seconds and a batch of long articles fits into memory
BATCH_ARTICLES = 32
BATCH_BYTES = 4_000_000
# below this, starting worker processes (about a second each) costs more than it saves
MANY = 32
# the same for linking, which is faster than reading
MANY_LINKED = 400
# seconds after which a batch of inputs that come slowly, such as fetched ones, is read without waiting for more
SLOW = 10.0
# the largest input that is read, in bytes; intake's own limit, which is not imported for its weight
MAX_BYTES = 16 * 1024 * 1024

# called with what is being done ("reading", "linking statements"), how much of it is done and about how much there is:
# inputs when reading, steps when linking
Progress = Callable[[str, int, int], None]

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Batch:
    """Some articles with their readings, in step, and what failed; `finished` are inputs that are done with.

    An entry of `finished` is (input, sha256 of its bytes): read to its end now or before.
    """

    articles: tuple[Article, ...] = ()
    readings: tuple[Reading, ...] = ()
    failures: tuple[Failure, ...] = ()
    finished: tuple[tuple[str, str], ...] = ()


@cache
def made_by() -> str:
    """The software with a digest of the code and data that read and link: other rules, another name."""
    from onrecord import __version__

    total = hashlib.sha256()
    package = files("onrecord")
    for path, data in _contents(package, ""):
        total.update(f"{path}\0{len(data)}\0".encode())
        total.update(data)
    return f"onrecord {__version__}, rules {total.hexdigest()[:12]}"


# parts of the package that change no finding
_SHOWING = (
    *("export", "report", "serving", "fetching", "cli", "terminal.py", "watching.py", "correcting.py"),
    *("record.py", "record.sql", "rows.py", "columns.py", "replacing.py", "asking.py", "parts.py", "database.py"),
    *("workers.py", "store"),
)
_NOT_RULES = {f"/{x}" for x in _SHOWING}


def _contents(place: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    if place.is_dir():
        for inner in sorted(place.iterdir(), key=lambda x: x.name):
            if f"{name}/{inner.name}" not in _NOT_RULES and inner.name != "__pycache__":
                yield from _contents(inner, f"{name}/{inner.name}")
    else:
        yield name, place.read_bytes()


def read(
    inputs: Iterable[str | Path],
    *,
    recursive: bool = False,
    max_bytes: int = MAX_BYTES,
    processes: int = 1,
    leave_out: Iterable[str | Path] = (),
    names: Names | str | Path | None = None,
    mapped: Mapping[str, str] | None = None,
    fetcher: Fetcher | None = None,
    progress: Progress | None = None,
) -> Findings:
    """Read and link files, folders, globs and addresses, but for the files in `leave_out`.

    Addresses are asked by `fetcher`, or by one with the usual manners.
    `names` is the user's list of names, or the path of one; NamesError is raised before anything is read when it
    cannot be used. `mapped` says which columns of tables hold what of an article ({"text": "body"}); ValueError is
    raised for what is nothing of an article. `processes` above 1 reads large piles in that many; a script that asks
    for it needs the usual `if __name__ == "__main__"` guard.
    """
    articles: dict[str, Article] = {}
    readings: list[Reading] = []
    failures: set[Failure] = set()
    names = given(names)
    paths, addresses = fetching.apart(inputs)
    if addresses:
        fetcher = fetcher or fetching.fetcher(fetching.Manners(max_bytes=max_bytes))
    fetched = fetching.sources(fetcher, addresses)
    found = batches(
        paths,
        fetched=fetched,
        recursive=recursive,
        mapped=mapped,
        max_bytes=max_bytes,
        processes=processes,
        # a list that lies among the inputs is none of them
        leave_out=(*leave_out, *((names.path,) if names and names.path else ())),
        progress=among(progress, len(addresses)),
    )
    with closing(fetched), closing(found):
        for batch in found:
            for article, reading in zip(batch.articles, batch.readings, strict=True):
                if article.id not in articles:
                    articles[article.id] = article
                    readings.append(reading)
            failures.update(batch.failures)
    return findings(articles.values(), readings, failures, names, progress, processes)


def findings(
    articles: Iterable[Article],
    readings: Iterable[Reading],
    failures: Iterable[Failure],
    names: Names | None = None,
    progress: Progress | None = None,
    processes: int = 1,
) -> Findings:
    """Link what has been read, a large pile in several processes."""
    articles, readings = tuple(articles), tuple(readings)
    ordered = tuple(sorted(failures, key=lambda x: (x.input, x.reason)))
    links = linked(articles, readings, names, processes=processes, progress=progress)
    return Findings(articles, readings, links, ordered)


def linked(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    names: Names | None = None,
    corrections: Sequence[Correction] = (),
    *,
    processes: int = 1,
    progress: Progress | None = None,
) -> Links:
    """The links of articles that have been read; those of a large pile are made in several processes.

    Raises ReadingError when worker processes die of it again and again.
    """
    from onrecord import linking

    with uncollected(), Workers(processes if processes > 1 and len(articles) > MANY_LINKED else 0) as workers:

        def spread(function: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
            return workers.map(partial(_uncollected, function), items)

        return linking.link(articles, readings, names, corrections, spread=spread, progress=progress)


def _uncollected(function: Callable[[T], R], item: T) -> R:
    with uncollected():
        return function(item)


@contextmanager
def uncollected() -> Iterator[None]:
    """Put off the search for cyclic garbage, which takes a quarter of linking's time: frozen data makes none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def among(progress: Progress | None, more: int) -> Progress | None:
    """The same progress, told of at least `more` inputs."""
    return progress and (lambda what, done, expected: progress(what, done, max(expected, more)))


def batches(
    inputs: Iterable[str | Path],
    *,
    fetched: Iterable[Source | Failure | tuple[str, str]] = (),
    recursive: bool = False,
    mapped: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
    processes: int = 1,
    finished: Container[tuple[str, str]] = (),
    known: Container[str] = (),
    leave_out: Iterable[str | Path] = (),
    met: Container[str] = (),
    progress: Progress | None = None,
) -> Generator[Batch, None, None]:
    """Read inputs batch by batch, in their order, but for the files in `leave_out`, and after them what is `fetched`.

    What is fetched comes slowly and is read in this process; (input, sha256) among it is an input that has not changed.
    Inputs in `finished` (input, sha256) are passed over unparsed, articles whose id is in `known` unread.
    Raises ReadingError when worker processes die of it again and again.
    """
    from onrecord import intake
    from onrecord.intake.containers import columns

    columns.check(mapped or {})
    inputs = list(inputs)
    expected = intake.count(inputs, recursive=recursive) if progress else 0
    done = 0
    if progress:
        progress("reading", 0, expected)
    apart = {os.path.realpath(x) for x in leave_out}
    found = intake.sources(inputs, max_bytes=max_bytes, recursive=recursive, mapped=mapped, met=met)
    sources = (x for x in found if os.path.realpath(x.input) not in apart)
    first = list(_some(sources))
    everything: Iterator[Source | Failure] = itertools.chain(first, sources)
    with Workers(processes if processes > 1 and len(first) > MANY else 0) as workers, Workers(0) as here:
        read_here = _read(here, _parse(here, iter(fetched), finished), known)
        for batch in itertools.chain(_read(workers, _parse(workers, everything, finished), known), read_here):
            yield batch
            if progress:
                done += max(len(batch.articles), len(batch.finished)) + len(batch.failures)
                progress("reading", done, max(done, expected))


def reread(
    articles: Sequence[Article], *, processes: int = 1, progress: Progress | None = None
) -> Generator[Batch, None, None]:
    """Read articles again that an earlier run has parsed."""
    parsed = iter([(tuple(articles), ())])
    done = 0
    with Workers(processes if processes > 1 and len(articles) > MANY else 0) as workers:
        for batch in _read(workers, parsed, ()):
            yield batch
            if progress:
                done += len(batch.articles) + len(batch.failures)
                progress("reading again", done, len(articles))


def _some(found: Iterator[Source | Failure]) -> Iterator[Source | Failure]:
    """The first of the inputs: one more than `MANY`, or fewer when they are long."""
    size = 0
    for n, x in enumerate(found):
        yield x
        size += len(x.data) if isinstance(x, Source) else 0
        if n == MANY or size > 10 * BATCH_BYTES:
            return


_Found = Source | Failure | tuple[str, str]
_Parsed = tuple[tuple["Article | Failure", ...], tuple[tuple[str, str], ...]]


def _parse(workers: Workers, found: Iterator[_Found], finished: Container[tuple[str, str]]) -> Iterator[_Parsed]:
    def groups() -> Iterator[list[_Found]]:
        group: list[_Found] = []
        size, began = 0, time.monotonic()
        for x in found:
            if isinstance(x, Failure | tuple):
                group.append(x)
            elif (key := (x.input, hashlib.sha256(x.data).hexdigest())) in finished:
                group.append(key)
            else:
                group.append(x)
                size += len(x.data)
            if len(group) >= BATCH_ARTICLES or size >= BATCH_BYTES or time.monotonic() - began > SLOW:
                yield group
                group, size, began = [], 0, time.monotonic()
        if group:
            yield group

    return workers.map(_parse_group, groups())


def _parse_group(group: list[_Found]) -> _Parsed:
    """The articles and failures of a group, in its order, and which inputs are done with."""
    from onrecord import intake

    out: list[Article | Failure] = []
    finished = []
    for x in group:
        if isinstance(x, Failure):
            out.append(x)
            continue
        if isinstance(x, tuple):
            finished.append(x)
            continue
        try:
            parsed = intake.parse([x])
        except Exception as error:
            parsed = [Failure(x.input, f"{x.input}: could not be parsed: {_describe(error)}")]
        out.extend(parsed)
        if not any(isinstance(y, Failure) for y in parsed):
            finished.append((x.input, hashlib.sha256(x.data).hexdigest()))
    return tuple(out), tuple(finished)


def _read(workers: Workers, parsed: Iterator[_Parsed], known: Container[str]) -> Iterator[Batch]:
    def groups() -> Iterator[Batch]:
        for found, finished in parsed:
            failures = tuple(x for x in found if isinstance(x, Failure))
            articles = [x for x in found if isinstance(x, Article) and x.id not in known]
            cuts = list(_cut(articles))
            for n, cut in enumerate(cuts):
                last = n == len(cuts) - 1
                yield Batch(cut, (), failures if last else (), finished if last else ())
            if not cuts and (failures or finished):
                yield Batch((), (), failures, finished)

    return workers.map(_read_batch, groups())


def _cut(articles: Sequence[Article]) -> Iterator[tuple[Article, ...]]:
    group: list[Article] = []
    size = 0
    for article in articles:
        group.append(article)
        size += len(article.text)
        if len(group) >= BATCH_ARTICLES or size >= BATCH_BYTES:
            yield tuple(group)
            group, size = [], 0
    if group:
        yield tuple(group)


def _read_batch(batch: Batch) -> Batch:
    from onrecord import reading

    good: list[tuple[Article, Reading]] = []
    failures = list(batch.failures)
    try:
        with uncollected():
            readings = reading.read(batch.articles)
        for article, found in zip(batch.articles, readings, strict=True):
            check(article, found)
        good = list(zip(batch.articles, readings, strict=True))
    except Exception:
        # one of them is poisonous: find out which
        good = []
        for article in batch.articles:
            try:
                found = reading.read([article])[0]
                check(article, found)
                good.append((article, found))
            except Exception as error:
                failures.append(Failure(article.input, f"{article.input}: could not be read: {_describe(error)}"))
    spoilt = {x.input for x in failures}
    return Batch(
        tuple(a for a, _ in good),
        tuple(r for _, r in good),
        tuple(failures),
        tuple(x for x in batch.finished if x[0] not in spoilt),
    )


def check(article: Article, reading: Reading) -> None:
    """Raise ValueError when a reading does not fit its article: a stray span, id or reference."""
    article.text.encode()  # lone surrogates cannot be stored or exported
    length = len(article.text)
    ids = {x.id for x in reading.attributions}
    entities = {x.id for x in reading.entities}
    times = {x.id for x in reading.times}
    rows: list[Attribution | Entity | Time | OccasionMention | Event] = [
        *reading.attributions,
        *reading.entities,
        *reading.times,
        *reading.occasions,
        *reading.events,
    ]
    if len({(type(x), x.id) for x in rows}) < len(rows):
        raise ValueError("two rows of the reading share an id")
    if reading.article != article.id or any(x.article != article.id for x in rows):
        raise ValueError("the reading belongs to another article")
    refers = [(x.nested_in, ids) for x in reading.attributions]
    refers += [(y, ids) for x in reading.entities for y in x.says]
    refers += [(y, ids) for m in reading.occasions for y in m.attributions]
    refers += [(m.entity, entities) for m in reading.occasions]
    refers += [(y, times) for m in reading.occasions for y in (m.held, m.aired)]
    refers += [(e.time, times) for e in reading.events]
    refers += [(e.attribution, ids) for e in reading.events]
    if any(ref is not None and ref not in among for ref, among in refers):
        raise ValueError("the reading refers to a row that is not there")
    spans = [s for x in reading.attributions for s in (*x.source, *x.cue, *x.content)]
    spans += [s for x in reading.entities for s in x.mentions]
    spans += [x.span for x in reading.times] + [x.span for x in reading.credits]
    spans += [s for x in reading.occasions for s in x.spans] + [s for x in reading.events for s in x.spans]
    if any(not 0 <= start < stop <= length for start, stop in spans):
        raise ValueError("a span of the reading lies outside the text")


def _describe(error: Exception) -> str:
    if isinstance(error, UnicodeEncodeError):
        return "its text holds half a character (a lone surrogate)"
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words[:200]}" if words else type(error).__name__
