"""The straight line from inputs to findings: intake, reading, linking.

Reading happens in batches (`batches.py`), in this process or in others; the result is the same, in the order of the
inputs.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import time
from collections.abc import Callable, Container, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from onrecord import fetching
from onrecord.batches import Batch as Batch
from onrecord.batches import Found, Key, Parsed, key, parsed, read_by, uncollected
from onrecord.batches import check as check
from onrecord.model import Article, Correction, Failure, Findings, Links, Reading, Role, Source, not_linked
from onrecord.names import Names, given
from onrecord.workers import AHEAD, Workers

if TYPE_CHECKING:
    from onrecord.fetching.asking import Fetcher

# what is read at a time: enough articles that starting a batch costs nothing, few enough that a killed
# run loses seconds and a batch of long articles fits into memory
BATCH_ARTICLES = 32
BATCH_BYTES = 4_000_000
# below this, starting several worker processes (about a second each) costs more than it saves
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
    *("export", "importing", "report", "serving", "fetching", "cli", "terminal.py", "watching.py", "correcting.py"),
    *("record.py", "record.sql", "views.py", "rows.py", "columns.py", "replacing.py", "asking.py", "parts.py"),
    *("database.py", "workers.py", "store", "checking"),
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
    processes: int = 0,
    leave_out: Iterable[str | Path] = (),
    names: Names | str | Path | None = None,
    mapped: Mapping[str, str] | None = None,
    primary: Iterable[str | Path] = (),
    fetcher: Fetcher | None = None,
    progress: Progress | None = None,
) -> Findings:
    """Read and link files, folders, globs and addresses, but for the files in `leave_out`.

    Those in `primary` are read too, as primary sources that the others are held against.
    Addresses are asked by `fetcher`, or by one with the usual manners.
    `names` is the user's list of names, or the path of one; NamesError is raised before anything is read when it
    cannot be used. `mapped` says which columns of tables hold what of an article ({"text": "body"}); ValueError is
    raised for what is nothing of an article. It is done in so many `processes` beside this one where there is much to
    do, and in one where there is little; a script that asks for it needs the usual `if __name__ == "__main__"` guard.
    With 0, the default, all is done in this process, which an article that crashes it takes with it.

    >>> findings = onrecord.read(["articles/*.html", "articles/wire.txt"])
    >>> sorted(article.outlet for article in findings.articles)
    ['Coastal Press Agency', 'Westhaven Courier']
    """
    articles: dict[str, Article] = {}
    readings: list[Reading] = []
    failures: set[Failure] = set()
    names = given(names)
    primary = list(primary)
    paths, addresses = fetching.apart([*inputs, *primary])
    if addresses:
        fetcher = fetcher or fetching.fetcher(fetching.Manners(max_bytes=max_bytes))
    fetched = fetching.sources(fetcher, addresses)
    found = batches(
        paths,
        primary=primary,
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
    processes: int = 0,
) -> Findings:
    """Link what has been read, a large pile in several processes."""
    articles, readings = tuple(articles), tuple(readings)
    links = linked(articles, readings, names, processes=processes, progress=progress)
    failures = {*failures, *not_linked({a.id: a.input for a in articles}, links.unlinked)}
    ordered = tuple(sorted(failures, key=lambda x: (x.input, x.reason)))
    return Findings(articles, readings, links, ordered)


def linked(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    names: Names | None = None,
    corrections: Sequence[Correction] = (),
    *,
    processes: int = 0,
    progress: Progress | None = None,
) -> Links:
    """The links of articles that have been read; those of a large pile are made in several processes.

    Raises ReadingError when worker processes die of it again and again.
    """
    from onrecord import linking

    with uncollected(), Workers(processes if processes > 1 and len(articles) > MANY_LINKED else 0) as workers:

        def spread(function: Callable[[T], R], items: Iterable[T], /, **limits: Any) -> Iterator[R]:
            return workers.map(partial(_uncollected, function), items, **limits)

        return linking.link(articles, readings, names, corrections, spread=spread, progress=progress)


def _uncollected(function: Callable[[T], R], item: T) -> R:
    with uncollected():
        return function(item)


def among(progress: Progress | None, more: int) -> Progress | None:
    """The same progress, told of at least `more` inputs."""
    return progress and (lambda what, done, expected: progress(what, done, max(expected, more)))


def batches(
    inputs: Iterable[str | Path],
    *,
    fetched: Iterable[Found] = (),
    recursive: bool = False,
    mapped: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
    processes: int = 0,
    primary: Iterable[str | Path] = (),
    finished: Container[Key] = (),
    set_aside: Mapping[Key, Failure] = MappingProxyType({}),
    known: Container[tuple[str, Role | None]] = (),
    leave_out: Iterable[str | Path] = (),
    met: Container[str] = (),
    part: tuple[int, int] = (0, 1),
    progress: Progress | None = None,
) -> Generator[Batch, None, None]:
    """Read inputs batch by batch, in their order, but for the files in `leave_out`, and after them what is `fetched`.

    Of what is fetched, (input, sha256) is an input that has not changed. Those of them, or in them, that `primary`
    names are primary sources; those in `met` nobody named (`intake.found`). With `part` (n, of), of the articles in the
    inputs, and of what is no article, only every `of`-th batch is read. Inputs in `finished` (input, sha256) are passed
    over unparsed, those in `set_aside` fail as they did before, articles in `known` (id, role) are passed over
    unread. It is done in so many `processes` beside this one, in one where there is little to do, and in this one when
    they are 0: then an article that takes the process with it ends everything. Raises ReadingError when worker
    processes cannot be started.
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
    every = intake.sources(inputs, max_bytes=max_bytes, recursive=recursive, mapped=mapped, met=met)
    nth, of = part
    found = (x for n, x in enumerate(every) if n // BATCH_ARTICLES % of == nth)
    called = Called(primary)
    sources = (called.marked(x) for x in found if os.path.realpath(x.input) not in apart)
    first = list(_some(sources))
    everything: Iterator[Source | Failure] = itertools.chain(first, sources)

    def done_by(workers: Workers, found: Iterable[Found], ahead: int) -> Iterator[Batch]:
        groups = parsed(workers, _groups(found, finished, set_aside), ahead=ahead)
        return read_by(workers, _batches(groups, known), ahead=ahead)

    # what is fetched comes slowly, and is stored as it comes
    with _beside(processes, len(first) > MANY) as workers, _beside(processes, False) as another:
        slowly = done_by(another, map(called.marked, fetched), -1)
        for batch in itertools.chain(done_by(workers, everything, AHEAD), slowly):
            yield batch
            if progress:
                done += max(len(batch.articles), len(batch.finished)) + len(batch.failures)
                progress("reading", done, max(done, expected))


def reread(
    articles: Sequence[Article], *, processes: int = 0, progress: Progress | None = None
) -> Generator[Batch, None, None]:
    """Read articles again that an earlier run has parsed."""
    done = 0
    with _beside(processes, len(articles) > MANY) as workers:
        for batch in read_by(workers, _batches([Parsed(tuple(articles))], ())):
            yield batch
            if progress:
                done += len(batch.articles) + len(batch.failures)
                progress("reading again", done, len(articles))


def _beside(processes: int, much: bool) -> Workers:
    """So many processes beside this one where there is much to do, and one where there is little."""
    return Workers(processes if much else min(processes, 1))


F = TypeVar("F", bound=Found)


class Called:
    """What the user calls primary: files, folders, containers, addresses."""

    def __init__(self, primary: Iterable[str | Path]) -> None:
        given = list(map(str, primary))
        self._named = frozenset((*given, *map(os.path.realpath, given)))
        # what a container or a folder holds is called by its name and more
        self._begin = tuple(f"{name}{more}" for name in self._named for more in (os.sep, ",", "/"))

    def says(self, input: str) -> bool:
        """Whether an input is primary."""
        names = (input, os.path.realpath(input))
        return bool(self._named) and any(name in self._named or name.startswith(self._begin) for name in names)

    def concerns(self, input: str) -> bool:
        """Whether an input, or something in it, is primary."""
        return self.says(input) or any(name.startswith((input, os.path.realpath(input))) for name in self._named)

    def marked(self, found: F) -> F:
        """A source with what the user says of it."""
        if not isinstance(found, Source) or not self.says(found.input):
            return found
        return replace(found, primary=True)


def _some(found: Iterator[Source | Failure]) -> Iterator[Source | Failure]:
    """The first of the inputs: one more than `MANY`, or fewer when they are long."""
    size = 0
    for n, x in enumerate(found):
        yield x
        size += len(x.data) if isinstance(x, Source) else 0
        if n == MANY or size > 10 * BATCH_BYTES:
            return


def _groups(
    found: Iterable[Found], finished: Container[Key], set_aside: Mapping[Key, Failure]
) -> Iterator[list[Found]]:
    """Inputs as many as are parsed at a time; of those that need not be parsed, what is known of them."""
    group: list[Found] = []
    size, began = 0, time.monotonic()
    for x in found:
        if not isinstance(x, Source):
            group.append(x)
        elif (its := key(x)) in set_aside:
            group.append(set_aside[its])
        elif its in finished and not x.primary:
            group.append(its)
        else:
            group.append(x)
            size += len(x.data)
        if len(group) >= BATCH_ARTICLES or size >= BATCH_BYTES or time.monotonic() - began > SLOW:
            yield group
            group, size, began = [], 0, time.monotonic()
    if group:
        yield group


def _batches(groups: Iterable[Parsed], known: Container[tuple[str, Role | None]]) -> Iterator[Batch]:
    """Articles as many as are read at a time; what is said of their inputs comes with the last of a group."""
    for group in groups:
        articles = [x for x in group.found if isinstance(x, Article) and (x.id, x.role) not in known]
        *cuts, last = list(_cut(articles)) or [()]
        for cut in cuts:
            yield Batch(cut)
        failures = tuple(x for x in group.found if isinstance(x, Failure))
        if last or failures or group.finished:
            yield Batch(last, (), failures, group.finished, group.set_aside)


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
