"""Linking a store: what must be known of all articles is gathered shard by shard, then each part is linked by a worker.

A worker loads what it links from disk, and writes what it finds; no process holds all. While linking goes on, articles
with their readings wait by themselves in files beside the links, so that those of a story, which stand in many shards,
are read without the rest. A part that is done stands there under the digest of all that it was made of: where linking
is broken off, the next one does not do it again.
"""

from __future__ import annotations

import itertools
import pickle
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from onrecord import linking, pipeline
from onrecord.batches import uncollected
from onrecord.columns import Rows, link_rows
from onrecord.dividing import Loaded, Spread
from onrecord.errors import ReadingError
from onrecord.linking import sparing
from onrecord.linking.crossing import Crossing, crossing
from onrecord.linking.part import Linked, Task
from onrecord.linking.sparing import Failed
from onrecord.linking.whole import Whole
from onrecord.model import Article, Failure, Links, Reading, Story, digest
from onrecord.names import Names, given
from onrecord.store import coding, layout, optional, tables
from onrecord.store.reading import Store
from onrecord.workers import WorkerLost, Workers
from onrecord.workers import engine as engine_of

if TYPE_CHECKING:
    import pyarrow.parquet as pq
else:
    pq = optional("pyarrow.parquet")

# so many parts go into one file of each table, and so many speakers
PARTS, SPEAKERS = 16, 20_000
# the first part of a file has the rows from its number times this on
_NUMBERS = 1 << 32
# what lies in the folder of links while they are made
_ARTICLES, _LINKED = "articles", "linked"
# articles wait slightly compressed: what is dear is not the disk but the time
_LEVEL = 1

# the stories of each part
Told = Sequence[Sequence[Story]]

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Done:
    """What linking a store came to: how many parts there are, and how many of them were linked now.

    None were where the links that are there are of the same articles, software and names. `failures` are articles that
    could not be linked with others.
    """

    links: str
    articles: int
    stories: int
    parts: int
    made: int
    failures: tuple[Failure, ...] = ()


def link(
    path: str | Path,
    *,
    names: Names | str | Path | None = None,
    engine: str = "local",
    address: str | None = None,
    processes: int | None = None,
    progress: pipeline.Progress | None = None,
) -> Done:
    """Link the articles of the store at `path`, with the user's list of names, unless that has been done.

    `engine` is "local", so many `processes` of this machine, or "ray", the cluster at `address`. Raises StoreError when
    the store cannot be used, another process changes it, or the disk is full; NamesError when the list of names cannot
    be used; ReadingError when no worker can be started.

    >>> ran = onrecord.run("news.store", ["articles"])
    >>> done = onrecord.link("news.store")
    >>> done.articles, done.stories
    (6, 2)
    """
    names = given(names) or Names()
    path = Path(path)
    store = Store(path)
    with layout.locked(path):
        store = Store(path)
        listed = tuple((x.name, x.kind, x.aliases, x.descriptions, x.identifier) for x in names.entries)
        cited = tuple(map(names.cite, names.entries))
        key = digest("links", store.fingerprint, pipeline.made_by(), listed, cited)
        if store.links == key and store.linked:
            return _counted(store, key)
        folder = path / layout.LINKS / key
        with layout.saying(folder), engine_of(engine, processes, address) as workers:
            folder.mkdir(parents=True, exist_ok=True)
            with _kept(folder / _ARTICLES):
                made, parts = _link(store, folder, names, workers, progress)
            shutil.rmtree(folder / _LINKED)
            layout.set_links(path, key)
    return replace(_counted(Store(path), key), parts=parts, made=made)


def _link(
    store: Store, folder: Path, names: Names, workers: Workers, progress: pipeline.Progress | None
) -> tuple[int, int]:
    """Write the links of a store; how many parts were linked now, and how many there are."""
    pile = Kept(store, folder / _ARTICLES)

    def spread(function: Callable[[T], R], items: Iterable[T], /, **limits: Any) -> Iterator[R]:
        return workers.map(partial(_uncollected, function), items, **limits)

    with uncollected():
        whole = linking.overview(pile, names, gather=partial(pile.gather, workers), spread=spread, progress=progress)
        told = whole.parts()
        _write_whole(folder, whole.links)
        if progress:
            progress("linking parts", 0, len(told))
        linked: list[tuple[Sequence[Story], Path]] = []
        made = 0
        tasks = (_task(folder, whole.task(some)) for some in told)
        every = spread(_link_part, tasks, seconds=_patience, lost=_given_up)
        for n, (some, (file, new)) in enumerate(zip(told, every, strict=True)):
            if isinstance(new, Failed):
                linked += _spared(folder, whole, some, new, spread)
            else:
                linked.append((some, file))
            made += new is not False
            if progress:
                progress("linking parts", n, len(told))
        done = [file for _, file in linked]
        found = crossing(pile, _Linked(done), whole.story_of, spread)
        several = _several(folder, pile, [some for some, _ in linked], done, found)
        for n, _ in enumerate(spread(_write, several)):
            if progress:
                progress("writing links", n, len(several))
    return made, len(told)


def _uncollected(function: Callable[[T], R], item: T) -> R:
    with uncollected():
        return function(item)


def _counted(store: Store, key: str) -> Done:
    articles = sum(len(store.columns("article", ["id"], x)) - len(store.repeated.get(x, ())) for x in store.shards)
    files = (store.path / layout.LINKS / key / "story").glob("*.parquet")
    return Done(key, articles, sum(pq.read_metadata(file).num_rows for file in files), 0, 0, store.not_linked())


# --- articles that wait by themselves ----------------------------------------------------------------


@contextmanager
def _kept(folder: Path) -> Iterator[None]:
    """A folder that is empty at the beginning, and gone at the end."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# the number of a shard, and where in its file an article begins and ends
Place = tuple[int, int, int]


class Kept:
    """The articles of a store, each of which can be read by itself once `gather` has gone through them."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self._places: dict[str, Place] = {}

    def every(self) -> Iterator[InShard]:
        """The shards."""
        return (InShard(self.store, n) for n in range(len(self.store.shards)))

    def gather(self, workers: Workers, function: Callable[[Any], R], shards: Iterable[Any], /) -> Iterator[R]:
        """What a function gives for each shard; its articles are kept meanwhile."""
        tasks = (_Gathered(self.folder, shard, function) for shard in shards)
        for found, places in workers.map(partial(_uncollected, _gather), tasks):
            self._places.update(places)
            yield found

    def some(self, ids: Iterable[str]) -> Waiting:
        """The articles of these ids, in the order of the store."""
        return Waiting(str(self.folder), tuple(sorted({self._places[i] for i in ids if i in self._places})))

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("what knows where all articles are is not sent to workers")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Some articles of a store, by where they wait."""

    folder: str
    places: tuple[Place, ...]

    def load(self) -> tuple[list[Article], list[Reading]]:
        """The articles with their readings, in the order of the store."""
        rows: list[tuple[Article, Reading]] = []
        for shard, places in itertools.groupby(self.places, key=lambda place: place[0]):
            with Path(self.folder, str(shard)).open("rb") as file:
                for _, start, stop in places:
                    file.seek(start)
                    # made by this run, in a folder of its own
                    rows.append(pickle.loads(zlib.decompress(file.read(stop - start))))
        return [a for a, _ in rows], [r for _, r in rows]


@dataclass(frozen=True, slots=True)
class InShard:
    """The articles of a shard, by its number."""

    store: Store
    number: int

    def load(self) -> tuple[list[Article], list[Reading]]:
        """The articles with their readings, but for those that stand in an earlier shard too."""
        rows = list(self.store.read(self.store.shards[self.number]))
        return [a for a, _ in rows], [r for _, r in rows]


@dataclass(frozen=True, slots=True)
class _Gathered:
    folder: Path
    shard: InShard
    function: Callable[[Any], Any]


def _gather(task: _Gathered) -> tuple[Any, dict[str, Place]]:
    """What a function gives for the articles of a shard, and where each of them waits now."""
    articles, readings = task.shard.load()
    places: dict[str, Place] = {}
    number = task.shard.number
    with layout.saying(task.folder), (task.folder / str(number)).open("wb") as file:
        for row in zip(articles, readings, strict=True):
            start = file.tell()
            file.write(zlib.compress(pickle.dumps(row, pickle.HIGHEST_PROTOCOL), _LEVEL))
            places[row[0].id] = number, start, file.tell()
    return task.function(Loaded(articles, readings)), places


# --- a part ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    file: Path
    task: Task


def _task(folder: Path, task: Task) -> _Part:
    """A part, with the file that says it is done; the store's and the software's digest name the folder."""
    links, candidates, across = task.links, task.candidates, task.across
    assert candidates
    key = digest(
        "part",
        links.stories,
        links.speakers,
        *(sorted(pairs) for pairs in candidates.pairs),
        sorted((i, mask.tobytes().hex()) for i, mask in candidates.furniture.items()),
        sorted(across.named),
        sorted(across.keys),
        sorted(across.met),
        sorted(task.elsewhere),
    )
    return _Part(folder / _LINKED / f"{key}.json", task)


def _link_part(one: _Part) -> tuple[Path, bool | Failed]:
    """Link a part, unless that has been done; the file that it is in, and whether it is new, or why it failed."""
    if _whole(one.file):
        return one.file, False
    found = sparing.attempt(one.task)
    if isinstance(found, Failed):
        return one.file, found
    _keep(one.file, found)
    return one.file, True


def _keep(file: Path, linked: Linked) -> None:
    with layout.whole(file) as made:
        made.write_bytes(zlib.compress(coding.encoded(linked), _LEVEL))


def _patience(one: _Part) -> float:
    return sparing.patience(one.task)


def _given_up(one: _Part, error: WorkerLost) -> tuple[Path, Failed]:
    return one.file, sparing.given_up(one.task, error)


def _spared(
    folder: Path, whole: Whole, told: Sequence[Story], failed: Failed, spread: Spread
) -> Iterator[tuple[Sequence[Story], Path]]:
    """A part that failed, as parts that are linked but for what cannot be, with the files that they are in."""
    for some, linked in sparing.spared(whole, told, failed, spread):
        file = _task(folder, whole.task(some)).file
        _keep(file, linked)
        yield some, file


def _whole(file: Path) -> bool:
    """Whether a file is there and can be read; a damaged one goes."""
    if not file.exists():
        return False
    try:
        _read(file)
    except (ReadingError, OSError):
        file.unlink(missing_ok=True)
        return False
    return True


def _read(file: Path) -> Linked:
    try:
        return coding.decoded(Linked, zlib.decompress(file.read_bytes()))
    except (zlib.error, ValueError, TypeError) as error:
        raise ReadingError(f"{file}: the file is damaged; link again") from error


class _Linked(Sequence[Linked]):
    """Parts that are done, of which one is in memory at a time."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files

    def __len__(self) -> int:
        return len(self._files)

    def __getitem__(self, n: Any) -> Any:
        return _read(self._files[n])


# --- tables ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Several:
    """Parts that go into one file of each table, with the articles of which words stand in these."""

    number: int
    folder: Path
    files: Sequence[Path]
    crossings: Sequence[Crossing]
    some: Waiting


def _several(folder: Path, pile: Kept, told: Told, files: Sequence[Path], found: Sequence[Crossing]) -> list[_Several]:
    out = []
    for n in range(0, len(files), PARTS):
        ids = {i for stories in told[n : n + PARTS] for story in stories for i in story.articles}
        ids |= {p.article for one in found[n : n + PARTS] for row in one.dates for p in (row.left, row.right) if p}
        out.append(_Several(n // PARTS, folder, files[n : n + PARTS], found[n : n + PARTS], pile.some(ids)))
    return out


def _write(several: _Several) -> None:
    """Write the tables of some parts."""
    found = [one.finish(_read(file)) for one, file in zip(several.crossings, several.files, strict=True)]
    texts = {article.id: article.text for article in several.some.load()[0]}
    for rows in link_rows(linking.together(Links(), found), texts):
        _put(several.folder, f"{several.number}", rows, several.number * _NUMBERS, empty=False)


def _write_whole(folder: Path, links: Links) -> None:
    """Write what no part has by itself: the speakers, and an empty file for each table."""
    speakers = iter(links.speakers)
    rest = Links(ascribed=links.ascribed, outcomes=links.outcomes)
    n = 0
    while (some := tuple(itertools.islice(speakers, SPEAKERS))) or n == 0:
        for rows in link_rows(replace(rest, speakers=some), {}):
            _put(folder, f"whole-{n}", rows, n * SPEAKERS, empty=n == 0)
        rest = Links()
        n += 1


def _put(folder: Path, name: str, found: Rows, first: int, *, empty: bool) -> None:
    rows = list(found.rows)
    if rows or empty:
        with layout.whole(folder / found.table / f"{name}.parquet") as made:
            pq.write_table(tables.arrow(found.table, found.columns, rows, first), made, compression="zstd")
