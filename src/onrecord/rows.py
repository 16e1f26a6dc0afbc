"""Nouns to rows of the record, and back, without loss.

A field of a noun is a column of the same name; tuples are JSON, except lists of ids, which are tables of
their own so that the database can see that every id exists.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

from onrecord import model
from onrecord.fetching import Visit
from onrecord.model import Anchor, Article, Correction, Findings, Links, Passage, Reading, Spans, Undoing
from onrecord.names import Listed, Names
from onrecord.text import quote, reading_view, without_that

Values = dict[str, Any]


def pack(value: object) -> str:
    """A value as compact JSON, for a column."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def unpack(value: str) -> Any:
    """JSON with tuples for lists, as the nouns have them."""
    return _tuples(json.loads(value))


def _tuples(value: Any) -> Any:
    if isinstance(value, list):
        return tuple([_tuples(x) for x in value])
    if isinstance(value, dict):
        return {k: _tuples(v) for k, v in value.items()}
    return value


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


class Table(NamedTuple):
    """How one noun is stored.

    `packed` are its fields that are JSON, each with what rebuilds it; `quoted` those whose words are
    stored beside them; `lists` its lists of ids: field -> (table, that table's column for the noun, column
    for the id).
    """

    name: str
    noun: Callable[..., Any]
    packed: Mapping[str, Callable[[Any], Any]]
    quoted: Sequence[str] = ()
    lists: Mapping[str, tuple[str, str, str]] = {}


def _same(value: Any) -> Any:
    return value


def _each(noun: Callable[..., Any]) -> Callable[[Any], Any]:
    return lambda rows: tuple(noun(*row) for row in rows)


# in an order in which every row comes after those that it refers to
READING = {
    "attributions": Table(
        "attribution",
        model.Attribution,
        dict.fromkeys(("source", "cue", "content"), _same),
        ("source", "cue", "content"),
    ),
    "entities": Table(
        "entity",
        model.Entity,
        dict.fromkeys(("aliases", "descriptions", "mentions"), _same),
        lists={"says": ("entity_says", "entity", "attribution")},
    ),
    "times": Table("time", model.Time, {"span": _same}, ("span",)),
    "occasions": Table(
        "occasion_mention",
        model.OccasionMention,
        {"spans": _same},
        ("spans",),
        {"attributions": ("occasion_mention_attribution", "mention", "attribution")},
    ),
    "events": Table("event", model.Event, {"spans": _same}),
}
LINKS = {
    "speakers": Table(
        "speaker",
        model.Speaker,
        dict.fromkeys(("aliases", "descriptions"), _same),
        lists={"entities": ("speaker_entity", "speaker", "entity")},
    ),
    "ascribed": Table("ascribed", model.Ascribed, {}),
    "settled": Table("settled", model.Settled, {}),
    "stories": Table(
        "story", model.Story, {"origin_names": _same}, lists={"articles": ("story_article", "story", "article")}
    ),
    "derivations": Table("derivation", model.Derivation, {"passages": _each(model.Match)}),
    "statements": Table(
        "statement",
        model.Statement,
        {},
        lists={"attributions": ("statement_attribution", "statement", "attribution")},
    ),
    "occasions": Table(
        "occasion",
        model.Occasion,
        {},
        lists={
            "articles": ("occasion_article", "occasion", "article"),
            "mentions": ("occasion_evidence", "occasion", "mention"),
            "attributions": ("occasion_attribution", "occasion", "attribution"),
        },
    ),
    "discrepancies": Table("discrepancy", model.Discrepancy, {}),
    "outcomes": Table("outcome", model.Outcome, {"found": _same}),
}
_ARTICLE_PACKED = ("authors", "paragraphs", "headings")


def _plain(x: Any) -> Values:
    return {f.name: getattr(x, f.name) for f in fields(x)}


def _insert(db: sqlite3.Connection, table: str, rows: Iterable[Values]) -> None:
    rows = list(rows)
    if rows:
        names = list(rows[0])
        marks = ", ".join("?" * len(names))
        db.executemany(
            f"insert into {table} ({', '.join(names)}) values ({marks})", ([row[n] for n in names] for row in rows)
        )


# --- into the record ---------------------------------------------------------------------------------


def insert_article(db: sqlite3.Connection, article: Article, number: int | None, made_by: str, read_by: str) -> None:
    """Store an article; `number` is its old place in the record, or None to put it at the end."""
    values = {"number": number, **_plain(article)}
    values.pop("furniture")
    for name in _ARTICLE_PACKED:
        values[name] = pack(values[name])
    values["evidence"] = pack(dict(sorted(article.evidence.items())))
    values["origin"] = pack([(x.span, x.where) for x in article.origin])
    body = reading_view(article)
    values["body_text"] = "\n\n".join(
        body.text[a:b] for (a, b), kind in zip(body.blocks, body.kinds, strict=True) if kind in ("paragraph", "heading")
    )
    values.update(made_by=made_by, read_by=read_by)
    _insert(db, "article", [values])
    furniture = (
        {"article": article.id, "position": n, "span": pack(x.span), "kind": x.kind}
        for n, x in enumerate(article.furniture)
    )
    _insert(db, "furniture", furniture)


def insert_reading(db: sqlite3.Connection, article: Article, reading: Reading) -> None:
    """Put in what one article says; the article is there already, and the words under spans are cut from it."""
    for field, table in READING.items():
        _insert_nouns(db, table, getattr(reading, field), article.text)
    credits = (
        {"article": article.id, "position": n, "name": x.name, "span": pack(x.span), "whole": int(x.whole)}
        for n, x in enumerate(reading.credits)
    )
    _insert(db, "credit", credits)


# a member of a row of links that outlives the row: owner, table, column
_MEMBERS = (
    ("story", "story_article", "article"),
    ("statement", "statement_attribution", "attribution"),
    ("speaker", "speaker_entity", "entity"),
)


def insert_links(db: sqlite3.Connection, links: Links, texts: Mapping[str, str]) -> None:
    """Store links; `texts` are the texts of the articles, by id."""
    for field, table in LINKS.items():
        nouns = getattr(links, field)
        if field == "discrepancies":
            _insert(db, "discrepancy", (_discrepancy(x, texts) for x in nouns))
        else:
            _insert_nouns(db, table, nouns, "")
    origins = (
        {"story": story.id, "origin": n, "position": m, "article": article}
        for story in links.stories
        for n, group in enumerate(story.origins)
        for m, article in enumerate(group)
    )
    _insert(db, "story_origin", origins)
    wordings = (
        {
            "statement": statement.id,
            "position": n,
            **_plain(x),
            "changes": pack([(c.kind, c.left, c.right) for c in x.changes]),
        }
        for statement in links.statements
        for n, x in enumerate(statement.wordings)
    )
    _insert(db, "wording", wordings)
    parts = ((pack(part), statement.id, n) for statement in links.statements for n, part in enumerate(statement.parts))
    db.executemany("update statement_attribution set part = ? where statement = ? and position = ?", parts)
    for owner, *_ in _MEMBERS:
        db.execute(f"delete from former where id in (select id from {owner})")


def replace_names(db: sqlite3.Connection, names: Names) -> None:
    """Store a list of names in place of the one that is there."""
    db.execute("delete from listed")
    _insert(
        db,
        "listed",
        ({**_plain(x), "aliases": pack(x.aliases), "descriptions": pack(x.descriptions)} for x in names.entries),
    )
    db.execute("update record set names = ?", [names.file or None])


def insert_correction(db: sqlite3.Connection, correction: Correction) -> None:
    """Store a correction behind those that are there; with its undoing, where it has one."""
    values = _plain(correction)
    undone = values.pop("undone")
    for side in ("left", "right"):
        anchor = values.pop(side)
        values.update((f"{side}_{f.name}", getattr(anchor, f.name, None)) for f in fields(Anchor))
        values[f"{side}_spans"] = pack(anchor.spans) if anchor else None
    _insert(db, "correction", [values])
    if undone:
        insert_undoing(db, correction.id, undone)


def insert_undoing(db: sqlite3.Connection, correction: str, undone: Undoing) -> None:
    """Store that somebody took a correction back."""
    _insert(db, "undoing", [{"correction": correction, **_plain(undone)}])


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


def delete_links(db: sqlite3.Connection) -> None:
    """Empty the tables of links, those that refer first; what hangs on a row goes with it, but `former` remembers."""
    for owner, members, member in _MEMBERS:
        db.execute(f"insert or replace into former select {owner}, {member} from {members} where position = 0")
    for table in reversed(LINKS.values()):
        db.execute(f"delete from {table.name}")


def _insert_nouns(db: sqlite3.Connection, table: Table, nouns: Sequence[Any], text: str) -> None:
    rows = []
    for x in nouns:
        values = _plain(x)
        for field in (*table.lists, "origins", "wordings", "parts"):
            values.pop(field, None)
        for field in table.quoted:
            spans: Spans = values[field] if field != "span" else (values[field],)
            values[f"{field}_text"] = quote(text, spans)
            if field == "content":
                values["said_text"] = quote(text, without_that(text, spans))
        for field in table.packed:
            values[field] = pack(_rows(values[field]))
        rows.append(values)
    _insert(db, table.name, rows)
    for field, (name, owner, column) in table.lists.items():
        _insert(
            db,
            name,
            ({owner: x.id, "position": n, column: y} for x in nouns for n, y in enumerate(getattr(x, field))),
        )


def _rows(values: Any) -> Any:
    """Nouns inside a field (`Match`) as their values."""
    return [(x.span, x.from_span) if isinstance(x, model.Match) else x for x in values]


def _discrepancy(x: model.Discrepancy, texts: Mapping[str, str]) -> Values:
    values = _plain(x)
    for side in ("left", "right"):
        passage = values.pop(side)
        values[f"{side}_article"] = passage.article if passage else None
        values[f"{side}_spans"] = pack(passage.spans) if passage else None
        values[f"{side}_text"] = quote(texts[passage.article], passage.spans, " … ") if passage else None
    return values


# --- out of the record -------------------------------------------------------------------------------


def select_findings(db: sqlite3.Connection, part: Part | None = None) -> Findings:
    """Everything, or a part, to which no failure belongs."""
    if part:
        articles = tuple(select_articles(db, f"where {part.articles}", part.values, part.given))
        corrections = select_corrections(db, part)
        return Findings(articles, select_readings(db, articles, part), select_links(db, part), (), corrections)
    articles = tuple(select_articles(db))
    failures = tuple(model.Failure(*row) for row in db.execute("select input, reason from failure order by 1, 2"))
    return Findings(articles, select_readings(db, articles), select_links(db), failures, select_corrections(db))


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
    furniture: dict[str, list[model.Furniture]] = defaultdict(list)
    of = f"where article in (select id from article {where})" if where else ""
    for article, span, kind in db.execute(
        f"{given} select article, span, kind from furniture {of} order by article, position", values
    ):
        furniture[article].append(model.Furniture(unpack(span), kind))
    names = [f.name for f in fields(Article) if f.name != "furniture"]
    for row in db.execute(f"{given} select {', '.join(names)} from article {where} order by number", values):
        found = dict(zip(names, row, strict=True))
        for name in (*_ARTICLE_PACKED, "evidence", "origin"):
            found[name] = unpack(found[name])
        found["origin"] = tuple(model.Origin(*x) for x in found["origin"])
        yield Article(**found, furniture=tuple(furniture.get(found["id"], ())))


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

    def hanging(name: str, columns: str, owner: str, order: str) -> sqlite3.Cursor:
        chosen = f"where {of(owner)}" if where else ""
        return db.execute(f"{given} select {columns} from {name} {chosen} order by {order}", parameters)

    lists = {
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
    apart = {*lists, *extra}
    sides = {"left", "right"} if table.name == "discrepancy" else set()
    names = [f.name for f in fields(table.noun) if f.name not in apart | sides]  # type: ignore[arg-type]
    names += [f"{side}_{part}" for side in sorted(sides) for part in ("article", "spans")]
    for row in db.execute(f"{given} select {', '.join(names)} from {table.name} {where} order by number", parameters):
        values = dict(zip(names, row, strict=True))
        for field, rebuild in table.packed.items():
            values[field] = rebuild(unpack(values[field]))
        for side in sides:
            article, spans = values.pop(f"{side}_article"), values.pop(f"{side}_spans")
            values[side] = Passage(article, unpack(spans)) if article is not None else None
        for field, by_id in (*lists.items(), *extra.items()):
            values[field] = by_id.get(values["id"], ())
        yield table.noun(**values)


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
