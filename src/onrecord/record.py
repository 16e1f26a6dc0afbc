"""The record: one SQLite file that holds findings and grows (its schema is record.sql).

Each batch of articles goes in as one transaction, the links as another, with a rollback journal: a run that
is killed at any moment leaves a record that opens, holds whole batches, and goes on where it stopped. Links say
what they were made of (`record.linked`): while a run adds articles, the former ones stay for those who look at
them, and the next `add` or `load` puts new ones in their place.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord import correcting, fetching, parts, pipeline, replacing, rows
from onrecord.columns import link_rows
from onrecord.database import opened, saying, snapshot, transaction
from onrecord.errors import CorrectionError, RecordError
from onrecord.fetching import Visit
from onrecord.model import Anchor, Article, Correction, Failure, Findings, Source, Undoing, not_linked
from onrecord.names import Names, given
from onrecord.text import quote

if TYPE_CHECKING:
    from onrecord.fetching.asking import Fetcher


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


def add(
    path: str | Path,
    inputs: Iterable[str | Path],
    *,
    recursive: bool = False,
    max_bytes: int = pipeline.MAX_BYTES,
    processes: int = 0,
    names: Names | str | Path | None = None,
    mapped: Mapping[str, str] | None = None,
    primary: Iterable[str | Path] = (),
    fetcher: Fetcher | None = None,
    sources: Iterable[Source] = (),
    progress: pipeline.Progress | None = None,
) -> Added:
    """Add files, folders, globs and addresses to the record at `path`, which is created when it is not there.

    What the record holds already is not read again, unless other software read it, and an address that was asked
    before is asked whether it has changed. A changed input becomes a new article beside the old one. Addresses are
    asked by `fetcher`, or by one with the usual manners; `mapped` says which columns of tables hold what; `sources`
    are inputs that somebody has read already. Those in `primary` are read too, as primary sources that the others are
    held against, and stay so. `names`, the user's list of names or the path of one, is kept in the record in place of
    the one there, which None leaves and `Names()` removes; articles are linked anew with it, not read again. Raises
    RecordError when the record cannot be used, NamesError when the list cannot be.

    >>> onrecord.add("other.record", ["articles"])
    Added(new=6, reread=0, unchanged=0, failures=(), listed=0)
    >>> onrecord.add("other.record", ["articles"]).unchanged
    6
    """
    path, names = Path(path), given(names)
    primary = list(primary)
    paths, addresses = fetching.apart([*inputs, *primary])
    made_by = pipeline.made_by()
    failures: set[Failure] = set()
    new = reread = unchanged = 0
    if addresses:
        fetcher = fetcher or fetching.fetcher(fetching.Manners(max_bytes=max_bytes))
    visits = fetcher.visits if fetcher else {}
    # a list alone makes no record
    with opened(path, create=bool(paths or addresses) or names is None or path.exists()) as db:
        if names is not None:
            _keep_names(db, names)
        finished = set(db.execute("select input, sha256 from input where made_by = ?", [made_by]))
        known = set(db.execute("select id, role from article where made_by = ?", [made_by]))
        primary += [input for (input,) in db.execute("select input from article where role = 'document'")]
        held = {x: visit for x, visit in rows.select_visits(db).items() if (x, visit.sha256) in finished}
        fetched = fetching.sources(fetcher, addresses, held)
        batches = pipeline.batches(
            paths,
            fetched=itertools.chain(sources, fetched),
            recursive=recursive,
            mapped=mapped,
            primary=primary,
            max_bytes=max_bytes,
            processes=processes,
            finished=finished,
            set_aside=_set_aside(db, made_by),
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
        borne = "(input, sha256) not in (select input, sha256 from set_aside where made_by = ?1)"
        stale = list(rows.select_articles(db, f"where read_by <> ?1 and {borne}", [made_by]))
        batches = pipeline.reread(stale, processes=processes, progress=progress)
        with closing(batches):
            for batch in batches:
                _store(db, batch, failures, made_by, made_before=True)
                reread += len(batch.articles)
        link(db, made_by, progress, processes)
        failures.update(rows.select_not_linked(db))
        listed = db.execute("select count(*) from speaker where listed is not null").fetchone()[0]
    return Added(new, reread, unchanged, tuple(sorted(failures, key=lambda x: (x.input, x.reason))), listed)


def _set_aside(db: sqlite3.Connection, made_by: str) -> dict[tuple[str, str], Failure]:
    """What need not be tried again by this software, and why not."""
    found = db.execute(
        "select * from set_aside join failure using (input) where made_by = ? order by reason", [made_by]
    )
    return {(input, sha256): Failure(input, reason) for input, sha256, _, reason in found}


def _keep_names(db: sqlite3.Connection, names: Names) -> None:
    """Keep a list of names in place of the one that is there; the links of the other one no longer fit."""
    with transaction(db):
        if rows.select_names(db) != names:
            rows.replace_names(db, names)
            db.execute("update record set changes = changes + 1")


def create(path: str | Path, findings: Findings) -> None:
    """Write findings as a new record at `path`; raises RecordError when there is a file already."""
    path = Path(path)
    if path.exists():
        raise RecordError(f"{path}: there is a file already")
    made_by = pipeline.made_by()
    with opened(path, create=True) as db:
        # what the links say is kept with them
        said = not_linked({a.id: a.input for a in findings.articles}, findings.links.unlinked)
        failures = tuple(x for x in findings.failures if x not in said)
        everything = pipeline.Batch(findings.articles, findings.readings, failures)
        _store(db, everything, set(), made_by)
        with transaction(db):
            for correction in findings.corrections:
                rows.insert_correction(db, correction)
            changes = db.execute("select changes from record").fetchone()[0]
            new = link_rows(findings.links, {a.id: a.text for a in findings.articles})
            _replace_links(db, replacing.difference(db, new), made_by, changes)


def hold(
    path: str | Path,
    batches: Iterable[pipeline.Batch],
    made_by: str,
    *,
    processes: int = 0,
    progress: pipeline.Progress | None = None,
) -> Added:
    """Have the record at `path`, which is created when it is not there, hold what `made_by` read, and link it.

    Articles that it holds already, read by the same software, stay as they are.
    """
    failures: set[Failure] = set()
    new = seen = 0
    with opened(Path(path), create=True) as db:
        for batch in batches:
            new += len(_store(db, batch, failures, made_by))
            seen += len(batch.articles)
        link(db, pipeline.made_by(), progress, processes)
        failures.update(rows.select_not_linked(db))
    return Added(new, 0, seen - new, tuple(sorted(failures, key=lambda x: (x.input, x.reason))))


def correct(path: str | Path, correction: Correction) -> None:
    """Keep a correction in the record at `path`; its links are made anew with it when they are next asked for.

    Raises CorrectionError for one that is not well made, or whose words do not stand in the record's articles.

    >>> _ = onrecord.add("other.record", ["articles"])
    >>> speaker = onrecord.load("other.record").links.speakers[0]
    >>> said = onrecord.correct_rows("other.record", "note", speaker.id, who="Ann Lee", why="ask her office")
    >>> onrecord.correct("news.record", said)  # what holds in one record is kept in another
    >>> [corrected.correction.why for corrected in onrecord.corrections("news.record")]
    ['ask her office']
    """
    correct_all(path, [correction])


def correct_all(path: str | Path, corrections: Sequence[Correction]) -> None:
    """Keep corrections in the record at `path`, in their order, all or none of them; raises as `correct` does."""
    for correction in corrections:
        correcting.check(correction)
    with _held(Path(path)) as db, transaction(db):
        for correction in corrections:
            for anchor in (correction.left, correction.right):
                if anchor is not None:
                    _check_words(db, anchor)
            if db.execute("select 1 from correction where id = ?", [correction.id]).fetchone():
                raise CorrectionError("that correction is in the record already")
            rows.insert_correction(db, correction)
            db.execute("update record set changes = changes + 1")


@contextmanager
def _held(path: Path) -> Iterator[sqlite3.Connection]:
    """A record of which something can be said."""
    with opened(path, create=False) as db:
        if not db.execute("pragma user_version").fetchone()[0]:
            raise RecordError(f"{path}: it holds nothing yet")
        yield db


def _check_words(db: sqlite3.Connection, anchor: Anchor) -> None:
    found = db.execute("select text from article where id = ?", [anchor.article]).fetchone()
    if found is None:
        raise CorrectionError(f"there is no article {anchor.article!r}")
    if anchor.spans and (
        max(b for _, b in anchor.spans) > len(found[0]) or quote(found[0], anchor.spans) != anchor.words
    ):
        raise CorrectionError("the article does not have those words in that place")


def correct_rows(
    path: str | Path, kind: str, left: str, right: str = "", value: str = "", *, who: str, why: str = ""
) -> Correction:
    """Make the correction that a form asks for (`correcting.asked`) from rows of the record at `path`, and keep it.

    >>> one, other, *_ = onrecord.load("news.record").links.statements
    >>> said = onrecord.correct_rows("news.record", "same statement", one.id, other.id, who="Ann Lee", why="one remark")
    >>> [(corrected.correction == said, corrected.outcome.state) for corrected in onrecord.corrections("news.record")]
    [(True, 'applied')]
    """
    return correct_all_rows(path, [(kind, left, right, value)], who=who, why=why)[0]


def correct_all_rows(
    path: str | Path, asked: Sequence[tuple[str, str, str, str]], *, who: str, why: str = ""
) -> list[Correction]:
    """Make several corrections, each a kind, two rows and a value as in `correct_rows`; all or none are kept."""
    with _held(Path(path)) as db, snapshot(db):
        part = parts.of_rows(db, [row for _, left, right, _ in asked for row in (left, right)])
    made = [correcting.asked(part, *one, who=who, why=why) for one in asked]
    correct_all(path, made)
    return made


def undo(path: str | Path, id: str, who: str) -> None:
    """Take a correction back; it stays in the record, and says who did. Raises CorrectionError when it cannot be.

    >>> one, other, *_ = onrecord.load("news.record").links.statements
    >>> said = onrecord.correct_rows("news.record", "same statement", one.id, other.id, who="Ann Lee")
    >>> onrecord.undo("news.record", said.id, "Ben Roe")
    >>> [corrected.correction.undone.who for corrected in onrecord.corrections("news.record")]
    ['Ben Roe']
    """
    correcting.check_who(who)
    with _held(Path(path)) as db, transaction(db):
        if not db.execute("select 1 from correction where id = ?", [id]).fetchone():
            raise CorrectionError(f"there is no correction {id!r}")
        if db.execute("select 1 from undoing where correction = ?", [id]).fetchone():
            raise CorrectionError("that correction has been taken back already")
        rows.insert_undoing(db, id, Undoing(who.strip(), correcting.now()))
        db.execute("update record set changes = changes + 1")


def correct_again(path: str | Path, id: str, who: str) -> Correction:
    """Make a correction that was taken back once more, as another one. Raises CorrectionError when it cannot be."""
    with _held(Path(path)) as db, snapshot(db):
        found = next((c for c in rows.select_corrections(db) if c.id == id), None)
    if found is None:
        raise CorrectionError(f"there is no correction {id!r}")
    if found.undone is None:
        raise CorrectionError("that correction has not been taken back")
    correction = correcting.made(found.kind, found.left, found.right, found.value, who=who, why=found.why)
    correct(path, correction)
    return correction


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
    with transaction(db):
        for article, reading in zip(batch.articles, batch.readings, strict=True):
            held = db.execute(
                "select number, made_by, read_by, role from article where id = ?", [article.id]
            ).fetchone()
            if held and held[1 + made_before] == made_by and held[3] in (article.role, "document"):
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
                db.execute("delete from set_aside where input = ?", [input])
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
        db.executemany("insert or replace into set_aside values (?, ?, ?)", [(*x, made_by) for x in batch.set_aside])
        for input in sorted({x.input for x in batch.failures} | {x for x, _ in batch.finished}):
            if input in visits and visits[input].status != 304:
                rows.replace_visit(db, visits[input])
    return new


def relink(path: str | Path) -> None:
    """Make the links of the record at `path` anew, once, unless they fit. Raises RecordError when it cannot be used."""
    with opened(Path(path), create=False) as db:
        if db.execute("pragma user_version").fetchone()[0]:
            link(db, pipeline.made_by(), times=1)


@contextmanager
def watching(path: str | Path) -> Iterator[None]:
    """Keep other processes from watching for the same record; the lock ends with this process, however it ends.

    The lock is SQLite's, on an empty file beside the record: one on the record itself would keep readers away.
    """
    beside = Path(f"{os.path.realpath(path)}-watch")
    with saying(Path(path)), closing(sqlite3.connect(beside, timeout=0, isolation_level=None)) as db:
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
    with opened(Path(path), create=True) as db:
        visits = rows.select_visits(db)
        read = {x for (x,) in db.execute("select distinct input from input where made_by <> ?", [_WATCHED])}
        done = db.execute("select input, sha256 from input where made_by = ?", [_WATCHED])
        return visits, read, {x for x, sha256 in done if x in visits and visits[x].sha256 == sha256}


def done_watching(
    path: str | Path, *, done: Iterable[Visit], answered: Iterable[str], failures: Iterable[Failure]
) -> None:
    """Remember the feeds that are done with, so that they are asked for news only, and which feeds failed."""
    with opened(Path(path), create=True) as db, transaction(db):
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
        replacing.delete_links(db)
        db.execute("update record set linked_by = null, linked = null")


# how often links are made because something came in while they were
MEANWHILE = 3


def link(
    db: sqlite3.Connection,
    made_by: str,
    progress: pipeline.Progress | None = None,
    processes: int = 0,
    *,
    times: int = MEANWHILE,
) -> None:
    """Make the links anew unless they fit.

    When another process adds meanwhile they are made again, so many `times` in all; then they are left out of date, for
    that process links when it is done. Links of rows that went meanwhile, as articles were read again, do not count.
    """
    while times:
        linked_by, fit = db.execute("select linked_by, linked is changes from record").fetchone()
        if fit and linked_by == made_by:
            return
        with snapshot(db):
            changes = db.execute("select changes from record").fetchone()[0]
            read = articles_read(db)
            names = rows.select_names(db)
            corrections = rows.select_corrections(db)
        articles, readings = parts.all_read(db, list(read))
        links = pipeline.linked(articles, readings, names, corrections, processes=processes, progress=progress)
        texts = {a.id: a.text for a in articles}
        new = replacing.difference(db, link_rows(links, texts))
        with transaction(db):
            held_by, held = replacing.base(db)
            faster = held_by == made_by and held is not None and held >= changes
            if not faster and read.items() <= articles_read(db).items():
                if (held_by, held) != new.base:  # another process was at it meanwhile
                    new = replacing.difference(db, link_rows(links, texts))
                _replace_links(db, new, made_by, changes)
                times -= 1


def articles_read(db: sqlite3.Connection) -> dict[str, tuple[str, str | None]]:
    """The articles in their order, each with what its reading hangs on: the software, and what it was taken for."""
    return {id: (by, role) for id, by, role in db.execute("select id, read_by, role from article order by number")}


def _replace_links(db: sqlite3.Connection, new: replacing.Difference, made_by: str, changes: int) -> None:
    """Put new links in place of those that are there; they were made when the record had seen so many `changes`."""
    replacing.replace(db, new)
    db.execute("update record set linked_by = ?, linked = ?", [made_by, changes])
