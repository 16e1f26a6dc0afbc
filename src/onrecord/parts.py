"""Parts of a record as findings: a story, some articles, a speaker; at the cost of the part, not of the record.

A part holds its articles with their readings, and every link that touches one of them, each as the whole findings hold
it: it may name an article that is not in the part. Only a speaker, whom a large record mentions everywhere, has those
entities alone that the articles of the part mention.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from onrecord import rows
from onrecord.model import Findings

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
        union select speaker from occasion_article join occasion on occasion.id = occasion where article in part)""",
    "ascribed": "attribution in said",
    "settled": "time in (select id from time where article in part)",
    "stories": "id in (select story from story_article where article in part)",
    "derivations": "article in part or origin in part",
    "statements": "id in (select statement from statement_attribution where attribution in said)",
    "occasions": "id in (select occasion from occasion_article where article in part)",
    "discrepancies": "left_article in part or right_article in part",
}
_CHOSEN = "id in (select value from json_each(:statements))"


def of_articles(db: sqlite3.Connection, articles: Sequence[str], statements: Sequence[str] | None = None) -> Findings:
    """The part with these articles, as far as they are there; with `statements`, those and no others."""
    links = _TOUCHED if statements is None else {**_TOUCHED, "statements": _CHOSEN}
    values = {"articles": rows.pack(list(articles)), "statements": rows.pack(list(statements or ()))}
    part = rows.Part(_GIVEN, values, "id in part", "article in part", links, "known")
    return rows.select_findings(db, part)


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
        [rows.pack(statements)],
    )
    return of_articles(db, [article for (article,) in articles], statements)


def _some(db: sqlite3.Connection, question: str, id: str, noun: str) -> list[str]:
    found = [x for (x,) in db.execute(question, [id])]
    if not found:
        raise LookupError(f"there is no {noun} {id!r}")
    return found
