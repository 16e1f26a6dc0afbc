"""Parts of a record as findings: a story, some articles, a speaker; at the cost of the part, not of the record.

A part holds its articles with their readings, and every link that touches one of them, each as the whole findings hold
it: it may name an article that is not in the part. Only a speaker, whom a large record mentions everywhere, has those
entities alone that the articles of the part mention.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from onrecord import rows
from onrecord.columns import pack
from onrecord.database import snapshot
from onrecord.model import Article, Findings, Reading

_GIVEN = """
with part(article) as materialized (select value from json_each(:articles)),
said(attribution) as materialized (select id from attribution where article in part),
known(entity) as materialized (select id from entity where article in part)
"""
_TOUCHED = {
    "speakers": """id in (
        select speaker from speaker_entity where entity in known
        union select speaker from ascribed where attribution in said
        union select speaker from statement_attribution join statement on statement.id = statement
        where attribution in said
        union select speaker from aligned where attribution in said or document in part
        union select speaker from occasion_article join occasion on occasion.id = occasion where article in part)""",
    "ascribed": "attribution in said",
    "settled": "time in (select id from time where article in part)",
    "stories": "id in (select story from story_article where article in part)",
    "derivations": "article in part or origin in part",
    "aligned": "attribution in said or document in part",
    "statements": "id in (select statement from statement_attribution where attribution in said)",
    "occasions": "id in (select occasion from occasion_article where article in part)",
    "discrepancies": "left_article in part or right_article in part",
    "unlinked": "article in part",
    "outcomes": "correction in (select id from correction where left_article in part or right_article in part)",
}
_CORRECTIONS = "left_article in part or right_article in part"
_CHOSEN = "id in (select value from json_each(:statements))"


def of_articles(db: sqlite3.Connection, articles: Sequence[str], statements: Sequence[str] | None = None) -> Findings:
    """The part with these articles, as far as they are there; with `statements`, those and no others."""
    links = _TOUCHED if statements is None else {**_TOUCHED, "statements": _CHOSEN}
    values = {"articles": pack(list(articles)), "statements": pack(list(statements or ()))}
    part = rows.Part(_GIVEN, values, "id in part", "article in part", links, "known", _CORRECTIONS)
    return rows.select_findings(db, part)


# articles that are read at a time when all are: whoever writes, and who reads after him, waits for no more
_PIECE = 64


def all_read(db: sqlite3.Connection, ids: Sequence[str]) -> tuple[tuple[Article, ...], tuple[Reading, ...]]:
    """The articles of a record with their readings, in short transactions; `ids` are theirs, in their order.

    An article that others replace meanwhile is as it was or as it is then, which the caller finds out.
    """
    articles: list[Article] = []
    readings: list[Reading] = []
    for n in range(0, len(ids), _PIECE):
        values = {"articles": pack(list(ids[n : n + _PIECE]))}
        part = rows.Part(_GIVEN, values, "id in part", "article in part", {}, "known", _CORRECTIONS)
        with snapshot(db):
            found = tuple(rows.select_articles(db, f"where {part.articles}", part.values, part.given))
            readings += rows.select_readings(db, found, part)
        articles += found
    return tuple(articles), tuple(readings)


def of_story(db: sqlite3.Connection, story: str) -> Findings:
    """The part with the articles of a story. Raises LookupError when there is no such story."""
    return of_articles(db, _some(db, "select article from story_article where story = ?", story, "story"))


def of_speaker(db: sqlite3.Connection, speaker: str, first: int = 0, most: int = -1) -> Findings:
    """The part with the articles that report what a speaker says, and those statements alone.

    `first` and `most` choose among the statements, which are counted from 0 in the order of their first articles' dates
    of publication. Raises LookupError when there is no such speaker.
    """
    _some(db, "select id from speaker where id = ?", speaker, "speaker")
    statements = [
        id
        for (id,) in db.execute(
            """select statement.id from statement join statement_attribution on statement = statement.id
            join attribution on attribution.id = attribution join article on article.id = article
            where speaker = ? group by statement.id order by min(published) is null, min(published), statement.id
            limit ? offset ?""",
            [speaker, most, first],
        )
    ]
    articles = db.execute(
        """select distinct article from statement_attribution join attribution on attribution.id = attribution
        where statement in (select value from json_each(?))""",
        [pack(statements)],
    ).fetchall()
    # whoever has no statement, as what was said there stands under another speaker, is mentioned all the same
    articles = (
        articles
        or db.execute(
            """select article from speaker_entity join entity on entity.id = entity where speaker = ?
        order by position limit 1""",
            [speaker],
        ).fetchall()
    )
    return of_articles(db, [article for (article,) in articles], statements)


# the articles of a row of any noun; of a noun of many articles, some that stand for it
_OF_ROW = """
select id from article where id = :id
union select article from attribution where id = :id
union select article from entity where id = :id
union select article from time where id = :id
union select article from event where id = :id
union select article from occasion_mention where id = :id
union select article from derivation where id = :id
union select origin from derivation where id = :id
union select left_article from discrepancy where id = :id
union select right_article from discrepancy where id = :id
union select article from (select article from story_article where story = :id order by position limit 2)
union select article from (
    select article from statement_attribution join attribution on attribution.id = attribution
    where statement = :id
    order by (select count(*) from statement_attribution as every where every.attribution = attribution.id),
             attribution in (select against from wording where statement = :id) desc, position limit 3)
union select article from (
    select article from speaker_entity join entity on entity.id = entity join speaker on speaker.id = speaker
    where speaker = :id order by entity.name is speaker.name desc, position limit 2)
union select article from (
    select article from occasion_evidence join occasion_mention on occasion_mention.id = mention
    where occasion = :id order by position limit 1)
"""


def of_rows(db: sqlite3.Connection, ids: Sequence[str]) -> Findings:
    """The part with the articles of some rows, of whatever noun; of a story, say, with two that stand for it."""
    found = {article for id in ids for (article,) in db.execute(_OF_ROW, {"id": id}) if article is not None}
    return of_articles(db, sorted(found))


def _some(db: sqlite3.Connection, question: str, id: str, noun: str) -> list[str]:
    found = [x for (x,) in db.execute(question, [id])]
    if not found:
        raise LookupError(f"there is no {noun} {id!r}")
    return found


def story_now(db: sqlite3.Connection, id: str) -> str | None:
    """The story that holds the article `id`, or the first article of the former story `id`."""
    article = _former(db, id) or id
    return _any(db, "select story from story_article where article = ?", article)


def statement_now(db: sqlite3.Connection, id: str) -> tuple[str | None, str | None]:
    """The statement `id`, that of the attribution `id`, or of the first one of the former statement `id`; its story."""
    found = _any(db, "select id from statement where id = ?", id)
    holding = "select statement from statement_attribution where attribution = ? order by position, statement"
    found = found or _any(db, holding, _former(db, id) or id)
    story = """select story from statement_attribution join attribution on attribution.id = attribution
        join story_article using (article) where statement = ? group by story order by count(*) desc, story"""
    return found, _any(db, story, found)


def speaker_now(db: sqlite3.Connection, id: str) -> str | None:
    """The speaker that has the entity `id`, or the first one of the former speaker `id`."""
    return _any(db, "select speaker from speaker_entity where entity = ?", _former(db, id) or id)


def _former(db: sqlite3.Connection, id: str) -> str | None:
    return _any(db, "select member from former where id = ?", id)


def _any(db: sqlite3.Connection, question: str, id: str | None) -> str | None:
    row = db.execute(question, [id]).fetchone()
    return str(row[0]) if row else None
