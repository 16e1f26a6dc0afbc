"""Nouns as rows of tables: what stands in which column of record.sql. Pure, whatever the tables are kept in.

A field of a noun is a column of the same name; tuples are JSON, except lists of ids, which are tables of
their own so that a database can see that every id exists.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from onrecord import model
from onrecord.model import Article, Links, Passage, Reading, Statement
from onrecord.text import quote, reading_view, without_that

# what a column holds; JSON is text
Value: TypeAlias = str | int | float | None
Row: TypeAlias = tuple[Value, ...]


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


class Rows(NamedTuple):
    """Rows of one table: the names of their columns, and the values of each in that order.

    No two rows have the same values in the first `key` columns.
    """

    table: str
    columns: tuple[str, ...]
    key: int
    rows: Iterable[Row]


class Table(NamedTuple):
    """How one noun is stored.

    `packed` are its fields that are JSON, each with what rebuilds it; `quoted` those whose words are
    stored beside them; `lists` its lists of ids: field -> (table, that table's column for the noun, column
    for the id). The noun's first field tells one row from another.
    """

    name: str
    noun: Callable[..., Any]
    packed: Mapping[str, Callable[[Any], Any]]
    quoted: Sequence[str] = ()
    lists: Mapping[str, tuple[str, str, str]] = {}

    @property
    def plain(self) -> tuple[str, ...]:
        """The fields that are columns of the table itself, as they are or as JSON."""
        return _plain(self.noun, tuple(self.lists))

    @property
    def sides(self) -> tuple[str, ...]:
        """The fields that are passages of an article: each is three columns (article, spans, words)."""
        return _sides(self.noun)

    @property
    def stored(self) -> tuple[str, ...]:
        """The columns of the table itself that the noun is made of again."""
        return (*self.plain, *(f"{side}_{part}" for side in self.sides for part in ("article", "spans")))


_PASSAGE = "Passage | None"


# asked of every row that is read or written
@cache
def _plain(noun: Callable[..., Any], lists: tuple[str, ...]) -> tuple[str, ...]:
    apart = {*lists, "origins", "wordings", "parts"}
    return tuple(f.name for f in fields(noun) if f.name not in apart and f.type != _PASSAGE)  # type: ignore[arg-type]


@cache
def _sides(noun: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(noun) if f.type == _PASSAGE)  # type: ignore[arg-type]


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
    "aligned": Table(
        "aligned",
        model.Aligned,
        {"spans": _same, "changes": _each(model.Change)},
        lists={"turns": ("aligned_turn", "aligned", "attribution")},
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
    "unlinked": Table("unlinked", model.Unlinked, {}),
}
# columns of an article's own table that it is made of again, and those of them that are JSON
ARTICLE = tuple(f.name for f in fields(Article) if f.name != "furniture")
ARTICLE_PACKED = ("authors", "paragraphs", "headings", "evidence", "origin")


def article_of(values: Mapping[str, Any], furniture: Iterable[tuple[str, str]]) -> Article:
    """An article out of the values of its columns, and those of its furniture (span, kind)."""
    found = dict(values)
    for name in ARTICLE_PACKED:
        found[name] = unpack(found[name])
    found["origin"] = tuple(model.Origin(*x) for x in found["origin"])
    return Article(**found, furniture=tuple(model.Furniture(unpack(span), kind) for span, kind in furniture))


def noun_of(table: Table, values: Mapping[str, Any], lists: Mapping[str, tuple[Any, ...]]) -> Any:
    """A noun out of the values of the columns that `Table.stored` names, and of its fields that are not among them."""
    found = {name: values[name] for name in table.plain}
    for field, rebuild in table.packed.items():
        found[field] = rebuild(unpack(found[field]))
    for side in table.sides:
        article, spans = values[f"{side}_article"], values[f"{side}_spans"]
        found[side] = Passage(article, unpack(spans)) if article is not None else None
    return table.noun(**found, **lists)


def article_rows(article: Article, made_by: str, read_by: str) -> Iterator[Rows]:
    """An article, which `made_by` made from its input and `read_by` read, and what of its text is furniture."""
    values = {name: getattr(article, name) for name in ARTICLE}
    values["evidence"] = dict(sorted(article.evidence.items()))
    values["origin"] = [(x.span, x.where) for x in article.origin]
    for name in ARTICLE_PACKED:
        values[name] = pack(values[name])
    body = reading_view(article)
    values["body_text"] = "\n\n".join(
        body.text[a:b] for (a, b), kind in zip(body.blocks, body.kinds, strict=True) if kind in ("paragraph", "heading")
    )
    values.update(made_by=made_by, read_by=read_by)
    yield Rows("article", tuple(values), 1, [tuple(values.values())])
    furniture = [(article.id, n, pack(x.span), x.kind) for n, x in enumerate(article.furniture)]
    yield Rows("furniture", ("article", "position", "span", "kind"), 2, furniture)


def reading_rows(article: Article, reading: Reading) -> Iterator[Rows]:
    """What one article says; the words under spans are cut from its text."""
    for field, table in READING.items():
        yield from _nouns(table, getattr(reading, field), {article.id: article.text})
    credits = [(article.id, n, x.name, pack(x.span), int(x.whole)) for n, x in enumerate(reading.credits)]
    yield Rows("credit", ("article", "position", "name", "span", "whole"), 2, credits)


def link_rows(links: Links, texts: Mapping[str, str]) -> Iterator[Rows]:
    """What articles say together; `texts` are the texts of the articles, by id."""
    for field, table in LINKS.items():
        nouns = getattr(links, field)
        if field != "statements":
            yield from _nouns(table, nouns, texts)
            continue
        own, attributions = _nouns(table, nouns, texts)
        yield own
        parts = (part for statement in nouns for part in _parts(statement))
        told = ((*row, part) for row, part in zip(attributions.rows, parts, strict=True))
        yield attributions._replace(columns=(*attributions.columns, "part"), rows=told)
    origins = (
        (story.id, n, m, article)
        for story in links.stories
        for n, group in enumerate(story.origins)
        for m, article in enumerate(group)
    )
    yield Rows("story_origin", ("story", "origin", "position", "article"), 3, origins)
    wordings = (
        (statement.id, n, x.attribution, x.against, x.relation, pack([_values(c) for c in x.changes]))
        for statement in links.statements
        for n, x in enumerate(statement.wordings)
    )
    columns = ("statement", "position", "attribution", "against", "relation", "changes")
    yield Rows("wording", columns, 2, wordings)


def _parts(statement: Statement) -> Sequence[str | None]:
    """The spans of each of its attributions that tell it; None for all of the content."""
    return [pack(part) for part in statement.parts] or [None] * len(statement.attributions)


def _nouns(table: Table, nouns: Sequence[Any], texts: Mapping[str, str]) -> Iterator[Rows]:
    """The rows of one noun, and those of its lists of ids."""
    cells = _cells(table, texts)
    values = (tuple([cell(x) for cell in cells.values()]) for x in nouns)
    yield Rows(table.name, tuple(cells), 1, values)
    for field, (name, owner, column) in table.lists.items():
        yield Rows(name, (owner, "position", column), 2, _listed(nouns, field))


def _listed(nouns: Sequence[Any], field: str) -> Iterator[Row]:
    return ((x.id, n, id) for x in nouns for n, id in enumerate(getattr(x, field)))


def _cells(table: Table, texts: Mapping[str, str]) -> dict[str, Callable[[Any], Value]]:
    """The columns of a noun's table, each with what takes its value from the noun."""
    cells: dict[str, Callable[[Any], Value]] = {}
    for field in table.plain:
        cells[field] = _packed(field) if field in table.packed else attrgetter(field)
    for field in table.quoted:
        cells[f"{field}_text"] = _quoted(field, texts)
        if field == "content":
            cells["said_text"] = lambda x: quote(texts[x.article], without_that(texts[x.article], x.content))
    for side in table.sides:
        cells[f"{side}_article"] = _of_passage(side, lambda passage: passage.article)
        cells[f"{side}_spans"] = _of_passage(side, lambda passage: pack(passage.spans))
        cells[f"{side}_text"] = _of_passage(side, lambda passage: quote(texts[passage.article], passage.spans, " … "))
    return cells


def _packed(field: str) -> Callable[[Any], str]:
    return lambda x: pack([_values(y) for y in getattr(x, field)])


def _values(x: Any) -> Any:
    """A noun inside a field, such as `Match`, as its values."""
    return [getattr(x, f.name) for f in fields(x)] if is_dataclass(x) else x


def _quoted(field: str, texts: Mapping[str, str]) -> Callable[[Any], str]:
    if field == "span":
        return lambda x: quote(texts[x.article], (x.span,))
    return lambda x: quote(texts[x.article], getattr(x, field))


def _of_passage(side: str, value: Callable[[Passage], Value]) -> Callable[[Any], Value]:
    def cell(x: Any) -> Value:
        passage = getattr(x, side)
        return None if passage is None else value(passage)

    return cell
