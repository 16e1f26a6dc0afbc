"""Nouns into the tables of a record (`columns` says what stands where), and out of them again, without loss."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

from onrecord import model
from onrecord.columns import (
    ARTICLE,
    LINKS,
    READING,
    Rows,
    Table,
    article_of,
    article_rows,
    noun_of,
    pack,
    reading_rows,
    unpack,
)
from onrecord.fetching import Visit
from onrecord.model import Anchor, Article, Correction, Findings, Links, Reading, Undoing
from onrecord.names import Listed, Names


class Part(NamedTuple):
    """Which rows of a record are wanted: an SQL condition on each table.

    `given` are the common table expressions that the conditions look into, `values` their parameters; `links` has a
    condition for every field of `Links`, `corrections` is the one for these. A speaker's entities are those that
    `entities` lets in.
    """

    given: str
    values: Mapping[str, str]
    articles: str
    readings: str
    links: Mapping[str, str]
    entities: str
    corrections: str


def _plain(x: Any) -> dict[str, Any]:
    return {f.name: getattr(x, f.name) for f in fields(x)}


# --- into the record ---------------------------------------------------------------------------------


def insert_article(db: sqlite3.Connection, article: Article, number: int | None, made_by: str, read_by: str) -> None:
    """Store an article; `number` is its old place in the record, or None to put it at the end."""
    own, furniture = article_rows(article, made_by, read_by)
    if number is not None:
        own = own._replace(columns=(*own.columns, "number"), rows=[(*row, number) for row in own.rows])
    insert(db, own)
    insert(db, furniture)


def insert_reading(db: sqlite3.Connection, article: Article, reading: Reading) -> None:
    """Put in what one article says; the article is there already."""
    for rows in reading_rows(article, reading):
        insert(db, rows)


def insert(db: sqlite3.Connection, rows: Rows) -> None:
    """Put rows into their table; those that have an id and no number come behind the ones that are there."""
    names, values = ", ".join(rows.columns), ", ".join("?" * len(rows.columns))
    if "id" in rows.columns and "number" not in rows.columns:
        names, values = f"{names}, number", f"{values}, 1 + coalesce((select max(number) from {rows.table}), 0)"
    db.executemany(f"insert into {rows.table} ({names}) values ({values})", rows.rows)


def _insert_one(db: sqlite3.Connection, table: str, values: Mapping[str, Any]) -> None:
    insert(db, Rows(table, tuple(values), 1, [tuple(values.values())]))


def replace_names(db: sqlite3.Connection, names: Names) -> None:
    """Store a list of names in place of the one that is there."""
    db.execute("delete from listed")
    for x in names.entries:
        _insert_one(db, "listed", {**_plain(x), "aliases": pack(x.aliases), "descriptions": pack(x.descriptions)})
    db.execute("update record set names = ?", [names.file or None])


def insert_correction(db: sqlite3.Connection, correction: Correction) -> None:
    """Store a correction behind those that are there; with its undoing, where it has one."""
    values = _plain(correction)
    undone = values.pop("undone")
    for side in ("left", "right"):
        anchor = values.pop(side)
        values.update((f"{side}_{f.name}", getattr(anchor, f.name, None)) for f in fields(Anchor))
        values[f"{side}_spans"] = pack(anchor.spans) if anchor else None
    _insert_one(db, "correction", values)
    if undone:
        insert_undoing(db, correction.id, undone)


def insert_undoing(db: sqlite3.Connection, correction: str, undone: Undoing) -> None:
    """Store that somebody took a correction back."""
    _insert_one(db, "undoing", {"correction": correction, **_plain(undone)})


def replace_visit(db: sqlite3.Connection, visit: Visit) -> None:
    """Store what an address answered; an attempt that brought nothing leaves what an earlier one brought."""
    values = _plain(visit)
    names = ", ".join(values)
    renewed = ", ".join(f"{name} = excluded.{name}" for name in values)
    db.execute(
        f"insert into fetched ({names}) values ({', '.join('?' * len(values))}) on conflict do update set {renewed} "
        "where excluded.sha256 is not null or fetched.sha256 is null",
        list(values.values()),
    )


# --- out of the record -------------------------------------------------------------------------------


def select_findings(db: sqlite3.Connection, part: Part | None = None) -> Findings:
    """Everything, or a part, to which no failure belongs."""
    if part:
        articles = tuple(select_articles(db, f"where {part.articles}", part.values, part.given))
        corrections = select_corrections(db, part)
        return Findings(articles, select_readings(db, articles, part), select_links(db, part), (), corrections)
    articles = tuple(select_articles(db))
    links = select_links(db)
    return Findings(articles, select_readings(db, articles), links, select_failures(db), select_corrections(db))


def select_failures(db: sqlite3.Connection) -> tuple[model.Failure, ...]:
    """The inputs that could not be used, and the articles that could not be linked."""
    return tuple(model.Failure(*row) for row in db.execute("select input, reason from failures order by 1, 2"))


def select_not_linked(db: sqlite3.Connection) -> tuple[model.Failure, ...]:
    """The articles that could not be linked."""
    found = _select_nouns(db, LINKS["unlinked"])
    inputs = dict(db.execute("select id, input from article where id in (select article from unlinked)"))
    return tuple(model.not_linked(inputs, found))


def select_corrections(db: sqlite3.Connection, part: Part | None = None) -> tuple[Correction, ...]:
    """The corrections in the order in which they were made; of a part, those that are about one of its articles."""
    given, where, parameters = _among(part, part and part.corrections)
    undone = {id: Undoing(*row) for id, *row in db.execute("select correction, who, at from undoing")}
    plain = [f.name for f in fields(Correction) if f.name not in ("left", "right", "undone")]
    sides = [f"{side}_{f.name}" for side in ("left", "right") for f in fields(Anchor)]
    names = ", ".join((*plain, *sides))
    out = []
    for row in db.execute(f"{given} select {names} from correction {where} order by number", parameters):
        left, right = row[len(plain) : -len(fields(Anchor))], row[-len(fields(Anchor)) :]
        values = dict(zip(plain, row[: len(plain)], strict=True))
        out.append(Correction(**values, left=_anchor(left), right=_anchor(right), undone=undone.get(values["id"])))
    return tuple(out)


def _anchor(values: Sequence[Any]) -> Any:
    found = dict(zip((f.name for f in fields(Anchor)), values, strict=True))
    return None if found["article"] is None else Anchor(**{**found, "spans": unpack(found["spans"])})


def select_names(db: sqlite3.Connection) -> Names:
    """The list of names that the record keeps; an empty one when it keeps none."""
    columns = [f.name for f in fields(Listed)]
    entries = []
    for row in db.execute(f"select {', '.join(columns)} from listed order by line"):
        values = dict(zip(columns, row, strict=True))
        values.update(aliases=unpack(values["aliases"]), descriptions=unpack(values["descriptions"]))
        entries.append(Listed(**values))
    return Names(db.execute("select names from record").fetchone()[0] or "", tuple(entries))


def select_visits(db: sqlite3.Connection) -> dict[str, Visit]:
    """What is remembered of addresses, by address."""
    names = [f.name for f in fields(Visit)]
    return {row[0]: Visit(*row) for row in db.execute(f"select {', '.join(names)} from fetched")}


def select_articles(
    db: sqlite3.Connection, where: str = "", values: Sequence[str] | Mapping[str, str] = (), given: str = ""
) -> Iterator[Article]:
    """Articles in the order in which they came: all, or those of a condition with its values, after a `with` clause."""
    furniture: dict[str, list[tuple[str, str]]] = defaultdict(list)
    of = f"where article in (select id from article {where})" if where else ""
    for article, span, kind in db.execute(
        f"{given} select article, span, kind from furniture {of} order by article, position", values
    ):
        furniture[article].append((span, kind))
    for row in db.execute(f"{given} select {', '.join(ARTICLE)} from article {where} order by number", values):
        found = dict(zip(ARTICLE, row, strict=True))
        yield article_of(found, furniture.get(found["id"], ()))


def select_readings(
    db: sqlite3.Connection, articles: Iterable[Article], part: Part | None = None
) -> tuple[Reading, ...]:
    """What each of the articles says, in their order; `part` must select the rows of the same articles."""
    found: dict[str, dict[str, list[Any]]] = {a.id: defaultdict(list) for a in articles}
    for field, table in READING.items():
        for x in _select_nouns(db, table, part, part and part.readings):
            found[x.article][field].append(x)
    given, where, values = _among(part, part and part.readings)
    for article, name, span, whole in db.execute(
        f"{given} select article, name, span, whole from credit {where} order by article, position", values
    ):
        found[article]["credits"].append(model.Credit(name, unpack(span), bool(whole)))
    return tuple(Reading(id, **{k: tuple(v) for k, v in rows.items()}) for id, rows in found.items())


def select_links(db: sqlite3.Connection, part: Part | None = None) -> Links:
    """What articles say together: all of it, or what belongs to a part of the record."""
    found = {field: tuple(_select_nouns(db, table, part, part and part.links[field])) for field, table in LINKS.items()}
    return Links(**found)


def select_outcomes(db: sqlite3.Connection) -> tuple[model.Outcome, ...]:
    """What became of all corrections."""
    return tuple(_select_nouns(db, LINKS["outcomes"]))


def _among(part: Part | None, condition: str | None) -> tuple[str, str, Mapping[str, str]]:
    """What stands before `select`, the `where`, and the parameters."""
    return (part.given, f"where {condition}", part.values) if part and condition else ("", "", {})


def _select_nouns(
    db: sqlite3.Connection, table: Table, part: Part | None = None, condition: str | None = None
) -> Iterator[Any]:
    """The rows of a table; of those of a part, the ones that meet the condition."""
    given, where, parameters = _among(part, condition)

    def of(owner: str) -> str:
        """The condition for a table that hangs on this one."""
        own = f"{owner} in (select id from {table.name} {where})"
        return f"{own} and entity in {part.entities}" if part and owner == "speaker" else own

    # taken out at once: whoever writes waits while a table is read, and need not wait until nouns are made
    def hanging(name: str, columns: str, owner: str, order: str) -> list[Any]:
        chosen = f"where {of(owner)}" if where else ""
        return db.execute(f"{given} select {columns} from {name} {chosen} order by {order}", parameters).fetchall()

    lists: dict[str, Mapping[str, tuple[Any, ...]]] = {
        field: _grouped(hanging(name, f"{owner}, {column}", owner, f"{owner}, position"))
        for field, (name, owner, column) in table.lists.items()
    }
    extra: dict[str, Mapping[str, tuple[Any, ...]]] = {}
    if table.name == "story":
        origins = "story, origin, position"
        extra["origins"] = _origins(hanging("story_origin", "story, origin, article", "story", origins))
    if table.name == "statement":
        wordings = "statement, attribution, against, relation, changes"
        extra["wordings"] = _wordings(hanging("wording", wordings, "statement", "statement, position"))
        parts = hanging("statement_attribution", "statement, part", "statement", "statement, position")
        extra["parts"] = _grouped((statement, unpack(part)) for statement, part in parts if part is not None)
    names = ", ".join(table.stored)
    own = db.execute(f"{given} select {names} from {table.name} {where} order by number", parameters).fetchall()
    for row in own:
        values = dict(zip(table.stored, row, strict=True))
        yield noun_of(table, values, {field: ids.get(values["id"], ()) for field, ids in (lists | extra).items()})


def _grouped(rows: Iterable[tuple[Any, Any]]) -> dict[Any, tuple[Any, ...]]:
    out: dict[Any, list[Any]] = defaultdict(list)
    for key, value in rows:
        out[key].append(value)
    return {key: tuple(values) for key, values in out.items()}


def _origins(rows: Iterable[tuple[str, int, str]]) -> dict[str, tuple[Any, ...]]:
    groups = _grouped(((story, origin), article) for story, origin, article in rows)
    return _grouped((story, group) for (story, _), group in groups.items())


def _wordings(rows: Iterable[tuple[str, str, str, Any, str]]) -> dict[str, tuple[Any, ...]]:
    return _grouped(
        (statement, model.Wording(attribution, against, relation, tuple(model.Change(*x) for x in unpack(changes))))
        for statement, attribution, against, relation, changes in rows
    )
