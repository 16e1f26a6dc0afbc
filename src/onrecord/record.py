"""The record: one SQLite file that holds findings and grows (its schema is record.sql).

Each batch of articles goes in as one transaction, the links as another, with a rollback journal: a run that
is killed at any moment leaves a record that opens, holds whole batches, and goes on where it stopped. Links say
what they were made of (`record.linked`): while a run adds articles, the former ones stay for those who look at
them, and the next `add` or `load` puts new ones in their place.
"""

from __future__ import annotations

import itertools
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord import fetching, pipeline, rows
from onrecord.errors import RecordError
from onrecord.fetching import Visit
from onrecord.model import Article, Failure, Findings, Links, Source
from onrecord.names import Names, given
from onrecord.text import fold

if TYPE_CHECKING:
    from onrecord.fetching.asking import Fetcher

SCHEMA_VERSION = 5
_APPLICATION = 1869509221
# how long to wait for another process that holds the record, in seconds
PATIENCE = 5.0

# what `show` can show: views of record.sql
VIEWS = (
    "articles",
    "speakers",
    "who_said_what",
    "statements",
    "stories",
    "occasions",
    "derivations",
    "discrepancies",
    "times",
    "events",
    "timeline",
    "silence",
    "names",
    "failures",
)

# around the words that a search found; characters that no text has a use for
MARK_ON, MARK_OFF = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class Added:
    """What an `add` did.

    `new` articles came in, `reread` ones were read again because other software had read them, `unchanged`
    inputs brought nothing new, and `failures` could not be used. `listed` speakers of the whole record rest on the
    list of names that it keeps.
    """

    new: int
    reread: int
    unchanged: int
    failures: tuple[Failure, ...]
    listed: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that a search found: an article, or what somebody says in it (`speaker`, `attribution`).

    In `excerpt`, the words found stand between `MARK_ON` and `MARK_OFF`. `identifier` and `listed` are those of the
    speaker.
    """

    article: str
    name: str
    outlet: str | None
    published: str | None
    attribution: str | None
    speaker: str | None
    excerpt: str
    identifier: str | None = None
    listed: str | None = None


# --- opening -----------------------------------------------------------------------------------------


@cache
def _schema() -> str:
    return (files("onrecord") / "record.sql").read_text("utf-8")


@contextmanager
def _saying(path: Path) -> Iterator[None]:
    """Turn what SQLite says into words for a person that name the file."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            said = "another process is writing to it; try again when that is done"
        elif name.startswith("SQLITE_FULL"):
            said = "the disk is full; what was stored before is kept"
        elif name.startswith("SQLITE_READONLY"):
            said = "it cannot be written to (no permission, or a read-only disk)"
        elif name.startswith("SQLITE_CANTOPEN"):
            said = "it cannot be opened (no permission, or no such folder)"
        elif name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
            said = "it is no record of onrecord, or it is damaged"
        else:
            said = f"{type(error).__name__}: {error}"
        raise RecordError(f"{path}: {said}") from error


@contextmanager
def _opened(path: Path, *, create: bool) -> Iterator[sqlite3.Connection]:
    """A connection to a record, which is created when `create` allows; refuses what is no record."""
    if path.is_dir():
        raise RecordError(f"{path}: it is a folder; a record is one file")
    if not path.exists() and not create:
        raise RecordError(f"{path}: no such record; `onrecord add {path} INPUT` makes one")
    if not path.parent.is_dir():
        raise RecordError(f"{path}: there is no folder {path.parent}")
    if sqlite3.sqlite_version_info < (3, 37):
        raise RecordError(f"SQLite {sqlite3.sqlite_version} is too old for a record; 3.37 or newer is needed")
    with _saying(path), closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as db:
        _check(db, path)
        if not db.execute("pragma user_version").fetchone()[0] and create:
            with _transaction(db):
                # another process may have been faster
                if not db.execute("pragma user_version").fetchone()[0]:
                    for statement in _statements(_schema()):
                        db.execute(statement)
            _check(db, path)
        db.execute("pragma foreign_keys = on")
        yield db


def _check(db: sqlite3.Connection, path: Path) -> None:
    application = db.execute("pragma application_id").fetchone()[0]
    version = db.execute("pragma user_version").fetchone()[0]
    tables = db.execute("select count(*) from sqlite_master").fetchone()[0]
    if not application and not version and not tables:
        return  # nothing in it yet: new, or killed before its first transaction
    if application != _APPLICATION:
        raise RecordError(f"{path}: it is an SQLite file, but no record of onrecord")
    if version != SCHEMA_VERSION:
        raise RecordError(
            f"{path}: it is a record of schema version {version}, and this onrecord reads version {SCHEMA_VERSION}; "
            "make a new record from the inputs, or use the onrecord that made it"
        )


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("begin immediate")
    try:
        yield
        db.execute("commit")
    except BaseException:
        if db.in_transaction:
            db.execute("rollback")
        raise


# --- adding ------------------------------------------------------------------------------------------


def add(
    path: str | Path,
    inputs: Iterable[str | Path],
    *,
    recursive: bool = False,
    max_bytes: int = pipeline.MAX_BYTES,
    processes: int = 1,
    names: Names | str | Path | None = None,
    mapped: Mapping[str, str] | None = None,
    fetcher: Fetcher | None = None,
    sources: Iterable[Source] = (),
    progress: pipeline.Progress | None = None,
) -> Added:
    """Add files, folders, globs and addresses to the record at `path`, which is created when it is not there.

    What the record holds already is not read again, unless other software read it, and an address that was asked
    before is asked whether it has changed. A changed input becomes a new article beside the old one. Addresses are
    asked by `fetcher`, or by one with the usual manners; `mapped` says which columns of tables hold what; `sources`
    are inputs that somebody has read already. `names`, the user's list of names or the path of one, is kept in the
    record in place of the one there, which None leaves and `Names()` removes; articles are linked anew with it, not
    read again. Raises RecordError when the record cannot be used, NamesError when the list cannot be.
    """
    path, names = Path(path), given(names)
    paths, addresses = fetching.apart(inputs)
    made_by = pipeline.made_by()
    failures: set[Failure] = set()
    new = reread = unchanged = 0
    if addresses:
        fetcher = fetcher or fetching.fetcher(fetching.Manners(max_bytes=max_bytes))
    visits = fetcher.visits if fetcher else {}
    # a list alone makes no record
    with _opened(path, create=bool(paths or addresses) or names is None or path.exists()) as db:
        if names is not None:
            _keep_names(db, names)
        finished = set(db.execute("select input, sha256 from input where made_by = ?", [made_by]))
        known = {id for (id,) in db.execute("select id from article where made_by = ?", [made_by])}
        held = {x: visit for x, visit in rows.select_visits(db).items() if (x, visit.sha256) in finished}
        fetched = fetching.sources(fetcher, addresses, held)
        batches = pipeline.batches(
            paths,
            fetched=itertools.chain(sources, fetched),
            recursive=recursive,
            mapped=mapped,
            max_bytes=max_bytes,
            processes=processes,
            finished=finished,
            known=frozenset(known),
            # a record or a list that lies among the inputs is none of them
            leave_out=(path, f"{path}-journal", f"{path}-watch", *((names.path,) if names and names.path else ())),
            progress=pipeline.among(progress, len(addresses)),
        )
        with closing(fetched), closing(batches):
            for batch in batches:
                stored = _store(db, batch, failures, made_by, visits)
                new += len(stored)
                # an address of several articles is finished too, and is no input without news for that
                several = {x for x, sha256 in batch.finished if x in visits and (x, sha256) not in finished}
                unchanged += len({x for x, _ in batch.finished} - {x.input for x in stored} - several)
        stale = list(rows.select_articles(db, "where read_by <> ?", [made_by]))
        batches = pipeline.reread(stale, processes=processes, progress=progress)
        with closing(batches):
            for batch in batches:
                _store(db, batch, failures, made_by, made_before=True)
                reread += len(batch.articles)
        _link(db, made_by)
        listed = db.execute("select count(*) from speaker where listed is not null").fetchone()[0]
    return Added(new, reread, unchanged, tuple(sorted(failures, key=lambda x: (x.input, x.reason))), listed)


def _keep_names(db: sqlite3.Connection, names: Names) -> None:
    """Keep a list of names in place of the one that is there; the links of the other one no longer fit."""
    with _transaction(db):
        if rows.select_names(db) != names:
            rows.replace_names(db, names)
            db.execute("update record set changes = changes + 1")


def create(path: str | Path, findings: Findings) -> None:
    """Write findings as a new record at `path`; raises RecordError when there is a file already."""
    path = Path(path)
    if path.exists():
        raise RecordError(f"{path}: there is a file already")
    made_by = pipeline.made_by()
    with _opened(path, create=True) as db:
        everything = pipeline.Batch(findings.articles, findings.readings, findings.failures)
        _store(db, everything, set(), made_by)
        with _transaction(db):
            _replace_links(db, findings.articles, findings.links, made_by)


def _store(
    db: sqlite3.Connection,
    batch: pipeline.Batch,
    failures: set[Failure],
    made_by: str,
    visits: Mapping[str, Visit] | None = None,
    *,
    made_before: bool = False,
) -> list[Article]:
    """Store a batch in one transaction; the articles that are new.

    Grows `failures`, those of the whole run. `visits` are what addresses answered; those of the batch are stored with
    it. `made_before`: the articles are rows of the record that were only read again.
    """
    visits = visits or {}
    failures.update(batch.failures)
    failed = {x.input for x in failures}
    new = []
    with _transaction(db):
        for article, reading in zip(batch.articles, batch.readings, strict=True):
            held = db.execute("select number, made_by, read_by from article where id = ?", [article.id]).fetchone()
            if held and held[1 + made_before] == made_by:
                continue  # twice in the inputs, or another process was faster
            if held:
                _unlink(db)
                db.execute("delete from article where id = ?", [article.id])
            number, maker = (held[0], held[1] if made_before else made_by) if held else (None, made_by)
            rows.insert_article(db, article, number, maker, made_by)
            rows.insert_reading(db, article, reading)
            db.execute("update record set changes = changes + 1")
            if not held:
                new.append(article)
        for input in sorted({x.input for x in batch.articles} | {x for x, _ in batch.finished}):
            if input not in failed:
                db.execute("delete from failure where input = ?", [input])
        # an address may fail in another way each time; the last one counts
        again = {x.input for x in batch.failures if fetching.is_address(x.input)}
        db.executemany("delete from failure where input = ?", [(x,) for x in sorted(again)])
        for failure in batch.failures:
            db.execute("insert or ignore into failure values (?, ?)", [failure.input, failure.reason])
        db.executemany(
            "insert into input (input, sha256, made_by) values (?, ?, ?) "
            "on conflict do update set made_by = excluded.made_by where made_by <> excluded.made_by",
            [(*x, made_by) for x in batch.finished if x[0] not in failed],
        )
        for input in sorted({x.input for x in batch.failures} | {x for x, _ in batch.finished}):
            if input in visits and visits[input].status != 304:
                rows.replace_visit(db, visits[input])
    return new


@contextmanager
def watching(path: str | Path) -> Iterator[None]:
    """Keep other processes from watching for the same record; the lock ends with this process, however it ends.

    The lock is SQLite's, on an empty file beside the record: one on the record itself would keep readers away.
    """
    beside = Path(f"{os.path.realpath(path)}-watch")
    with _saying(Path(path)), closing(sqlite3.connect(beside, timeout=0, isolation_level=None)) as db:
        try:
            db.execute("begin exclusive")
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
                raise RecordError(f"{path}: another process watches feeds for it") from error
            raise
        try:
            yield
        finally:
            with suppress(OSError):  # Windows removes no file that is open; an empty one does no harm
                beside.unlink()


# what stands in input.made_by for a feed that `watch` is done with: all of its items are there, or were tried
_WATCHED = "watch"


def watched(path: str | Path) -> tuple[dict[str, Visit], set[str], set[str]]:
    """What the record, which is created when it is not there, knows of addresses.

    That is: all visits; the inputs that were read to their end; and of the addresses with visits, the feeds that
    `watch` is done with while they do not change.
    """
    with _opened(Path(path), create=True) as db:
        visits = rows.select_visits(db)
        read = {x for (x,) in db.execute("select distinct input from input where made_by <> ?", [_WATCHED])}
        done = db.execute("select input, sha256 from input where made_by = ?", [_WATCHED])
        return visits, read, {x for x, sha256 in done if x in visits and visits[x].sha256 == sha256}


def done_watching(
    path: str | Path, *, done: Iterable[Visit], answered: Iterable[str], failures: Iterable[Failure]
) -> None:
    """Remember the feeds that are done with, so that they are asked for news only, and which feeds failed."""
    with _opened(Path(path), create=True) as db, _transaction(db):
        for feed in done:
            rows.replace_visit(db, feed)
            db.execute("insert or replace into input values (?, ?, ?)", [feed.address, feed.sha256, _WATCHED])
        failures = list(failures)
        db.executemany("delete from failure where input = ?", [(x,) for x in (*answered, *(y.input for y in failures))])
        for failure in failures:
            db.execute("insert or ignore into failure values (?, ?)", [failure.input, failure.reason])


def _unlink(db: sqlite3.Connection) -> None:
    """Take the links out: what they refer to is about to go."""
    if db.execute("select linked_by is not null from record").fetchone()[0]:
        rows.delete_links(db)
        db.execute("update record set linked_by = null, linked = null")


def _link(db: sqlite3.Connection, made_by: str) -> None:
    """Make the links anew unless they fit; again when another process changed the articles meanwhile."""
    from onrecord import linking

    while True:
        linked_by, fit = db.execute("select linked_by, linked is changes from record").fetchone()
        if fit and linked_by == made_by:
            return
        with _snapshot(db):
            changes = db.execute("select changes from record").fetchone()[0]
            articles = tuple(rows.select_articles(db))
            readings = rows.select_readings(db, articles)
            names = rows.select_names(db)
        with pipeline.uncollected():
            links = linking.link(articles, readings, names)
        with _transaction(db):
            if db.execute("select changes from record").fetchone()[0] == changes:
                _replace_links(db, articles, links, made_by)
                return


@contextmanager
def _snapshot(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("begin")
    try:
        yield
    finally:
        db.execute("rollback")


def _replace_links(db: sqlite3.Connection, articles: Iterable[Article], links: Links, made_by: str) -> None:
    rows.delete_links(db)
    rows.insert_links(db, links, {a.id: a.text for a in articles})
    db.execute("update record set linked_by = ?, linked = changes", [made_by])


# --- asking ------------------------------------------------------------------------------------------


@contextmanager
def _linked(path: Path) -> Iterator[sqlite3.Connection | None]:
    """A record with its links up to date; None for one that holds nothing yet."""
    with _opened(path, create=False) as db:
        if not db.execute("pragma user_version").fetchone()[0]:
            yield None
            return
        if db.execute("select linked is not changes from record").fetchone()[0]:
            _link(db, pipeline.made_by())
        yield db


def load(path: str | Path) -> Findings:
    """Everything that the record at `path` holds. Raises RecordError when it cannot be read."""
    with _linked(Path(path)) as db:
        if db is None:
            return Findings()
        with _snapshot(db):
            return rows.select_findings(db)


def show(path: str | Path, what: str = "articles") -> list[dict[str, str | int | float | None]]:
    """The rows of one of `VIEWS`, each as column -> value."""
    if what not in VIEWS:
        raise ValueError(f"there is no view {what!r}; there are {', '.join(VIEWS)}")
    with _linked(Path(path)) as db:
        if db is None:
            return []
        found = db.execute(f"select * from {what}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]


_TERM = re.compile(r'"([^"]*)"|([^\s"]+)')


def query(words: str) -> str:
    """An FTS5 query that asks for all of `words`; a part in double quotes is asked for as it stands.

    Every other sign is taken literally. Raises ValueError when there is no word in it.
    """
    terms = [(a or b).replace("\0", " ") for a, b in _TERM.findall(words)]
    terms = [term for term in terms if any(c.isalnum() for c in term)]
    if not terms:
        raise ValueError("there is no word to search for")
    return " ".join('"' + term.replace('"', '""') + '"' for term in terms)


def search(path: str | Path, words: str, *, speaker: str | None = None, limit: int = 20) -> list[Hit]:
    """Where `words` stand, best first: what speakers say, then articles.

    With `speaker`, only what speakers say whose name, alias or identifier holds all words of it.
    """
    match = query(words)
    with _linked(Path(path)) as db:
        if db is None:
            return []
        chosen = None if speaker is None else _speakers(db, speaker)
        found = db.execute(_SAID, {"match": match, "on": MARK_ON, "off": MARK_OFF})
        said = [Hit(*row[1:]) for row in found if chosen is None or row[0] in chosen][:limit]
        if speaker is not None or len(said) >= limit:
            return said
        found = db.execute(_WRITTEN, {"match": match, "on": MARK_ON, "off": MARK_OFF, "limit": limit - len(said)})
        return said + [Hit(*row) for row in found]


def _speakers(db: sqlite3.Connection, name: str) -> set[str]:
    wanted = set(fold(name).split())
    found = db.execute("select id, name, coalesce(identifier, ''), aliases from speaker")
    return {
        id
        for id, *called, aliases in found
        if any(wanted <= set(fold(x).split()) for x in (*called, *rows.unpack(aliases)))
    }


_SAID = """
select speaker.id, article.id, article.name, outlet, published, attribution.id, speaker.name,
       snippet(attribution_words, 0, :on, :off, '…', 40), speaker.identifier, speaker.listed
from attribution_words join attribution on attribution.number = attribution_words.rowid
join article on article.id = attribution.article
left join (entity_says join speaker_entity using (entity) join speaker on speaker.id = speaker_entity.speaker)
on entity_says.attribution = attribution.id
where attribution_words match :match
order by attribution_words.rank, attribution.number
"""
_WRITTEN = """
select article.id, article.name, outlet, published, null, null,
       snippet(article_words, -1, :on, :off, '…', 40)
from article_words join article on article.number = article_words.rowid
where article_words match :match
order by article_words.rank, article.number limit :limit
"""
