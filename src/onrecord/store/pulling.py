"""A part of a store as a record: with its report, its app, and links made of it alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord import pipeline, record
from onrecord.columns import unpack
from onrecord.errors import StoreError
from onrecord.model import Article, Failure, Reading
from onrecord.record import Added
from onrecord.store.asking import connected
from onrecord.store.reading import Store
from onrecord.text import fold

if TYPE_CHECKING:
    import duckdb

# articles that are put into the record at a time
_BATCH = 256


def pull(
    path: str | Path,
    target: str | Path,
    *,
    story: str | None = None,
    search: str | None = None,
    speaker: str | None = None,
    processes: int = 0,
    progress: pipeline.Progress | None = None,
) -> Added:
    """Put the articles of the store at `path` that are wanted, with their readings, into the record at `target`.

    Wanted are those of a `story` (its id), those that hold all words of `search` (in double quotes, one behind the
    other), and those that report words of a `speaker` whose name, alias or identifier holds all words of that; of
    several, what all of them want; of none, everything. The record is created when it is not there, and linked. Raises
    StoreError when the store cannot be read or nothing in it is wanted, RecordError when the record cannot be written.

    >>> ran = onrecord.run("news.store", ["articles"])
    >>> onrecord.pull("news.store", "bridge.record", search='"Carrow Bridge" mayor').new
    5
    """
    store = Store(path)
    wanted: set[str] | None = None
    for ids in _wanted(store, story, search, speaker):
        wanted = ids if wanted is None else wanted & ids
    if wanted is not None and not wanted:
        raise StoreError(f"{path}: no article of it is asked for")
    if Path(target).is_dir():
        raise StoreError(f"{target}: it is a folder; a record is one file")
    found = _everything(store) if wanted is None else iter(store.of(wanted))
    failures = tuple(store.failures()) if wanted is None else ()
    return record.hold(
        target, _batches(found, failures), store.manifest.made_by, processes=processes, progress=progress
    )


def _everything(store: Store) -> Iterator[tuple[Article, Reading]]:
    for shard in store.shards:
        yield from store.read(shard)


def _batches(found: Iterator[tuple[Article, Reading]], failures: tuple[Failure, ...]) -> Iterator[pipeline.Batch]:
    while some := tuple(islice(found, _BATCH)):
        articles, readings = zip(*some, strict=True)
        yield pipeline.Batch(articles, readings)
    if failures:
        yield pipeline.Batch((), (), failures)


def _wanted(store: Store, story: str | None, search: str | None, speaker: str | None) -> Iterator[set[str]]:
    """The articles that each of what is asked wants."""
    if story is None and search is None and speaker is None:
        return
    with connected(store) as db:
        if story is not None:
            _need_links(store, "stories")
            yield _ids(db, "select article from story_article where story = ?", [story])
        if search is not None:
            yield _ids(db, *_holding(search))
        if speaker is not None:
            yield _saying(db, store, speaker)


def _need_links(store: Store, what: str) -> None:
    if store.links is None:
        raise StoreError(f"{store.path}: it has no {what} yet; `onrecord link {store.path}` makes them")


def _ids(db: duckdb.DuckDBPyConnection, question: str, values: Iterable[object] = ()) -> set[str]:
    return {id for (id,) in db.execute(question, list(values)).fetchall()}


_TERM = re.compile(r'"([^"]*)"|([^\s"]+)')


def _holding(words: str) -> tuple[str, list[str]]:
    """The question for articles in which all words stand, those in double quotes one behind the other."""
    terms = [re.findall(r"\w+", fold(a or b)) for a, b in _TERM.findall(words)]
    terms = [term for term in terms if term]
    if not terms:
        raise StoreError("there is no word to search for")
    text = "lower(strip_accents(concat_ws(chr(10), title, body_text)))"
    conditions = " and ".join(f"regexp_matches({text}, ?)" for _ in terms)
    # of RE2, \\b and \\W know only plain letters
    patterns = ["(^|[^\\pL\\pN])" + "[^\\pL\\pN]+".join(map(re.escape, term)) + "([^\\pL\\pN]|$)" for term in terms]
    return f"select id from article where {conditions}", patterns


def _saying(db: duckdb.DuckDBPyConnection, store: Store, name: str) -> set[str]:
    """The articles that report words of speakers who are called so."""
    wanted = set(fold(name).split())
    if not wanted:
        raise StoreError("there is no name to look for")
    _need_links(store, "speakers")
    db.execute("select id, name, coalesce(identifier, ''), aliases from speaker")
    called = []
    while some := db.fetchmany(10_000):
        for id, *names, aliases in some:
            if any(wanted <= set(fold(x).split()) for x in (*names, *unpack(aliases))):
                called.append(id)
    db.execute("create temp table called as select unnest(?::varchar[]) as id", [called])
    return _ids(
        db,
        "select distinct article from attribution join said_by on said_by.attribution = attribution.id "
        "where said_by.speaker in (select id from called)",
    )
