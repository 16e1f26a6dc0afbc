"""Lists of what a record holds, as much as one page shows: stories, speakers, what a search finds.

Orders and counts are asked of indexes, and only the rows that a page shows are looked at in full.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence

from onrecord import asking
from onrecord.columns import pack, unpack
from onrecord.report.frame import OUTLETS
from onrecord.report.live import CorrectionRow, Counts, Found, Hit, Paging, Shelf, SpeakerRow, StoryRow

# rows on a page
STORIES, SPEAKERS, HITS, STATEMENTS, CORRECTIONS = 50, 100, 20, 50, 100
# how many speakers a search offers to narrow it to
OFFERED = 12

ORDERS = {
    "newest": "max(published) desc, count(*) desc, story",
    "largest": "count(*) desc, max(published) desc, story",
}


def counts(db: sqlite3.Connection) -> Counts:
    """How much the whole record holds."""
    tables = ("article", "story", "speaker", "statement", "discrepancy")
    return Counts(*(_one(db, f"select count(*) from {table}") for table in tables))


def unlinked(db: sqlite3.Connection) -> int:
    """How many articles the links leave out, because they came in since."""
    return _one(db, "select count(*) from article where id not in (select article from story_article)")


def paging(page: int, total: int, size: int) -> Paging:
    """The page of a list; one that is beyond its end is its last."""
    pages = max(1, -(-total // size))
    return Paging(min(page, pages), pages, total)


def attributions(db: sqlite3.Connection, story: str) -> int:
    """How many there are in the articles of a story."""
    question = "select count(*) from attribution where article in (select article from story_article where story = ?)"
    return int(db.execute(question, [story]).fetchone()[0])


# --- stories -----------------------------------------------------------------------------------------


def stories(db: sqlite3.Connection, order: str, page: int) -> tuple[Shelf, Paging]:
    """A page of the stories in one of `ORDERS`."""
    at = paging(page, _one(db, "select count(*) from story"), STORIES)
    ids = [
        id
        for (id,) in db.execute(
            "select story from story_article join article indexed by article_dates on article.id = article "
            f"group by story order by {ORDERS[order]} limit ? offset ?",
            [STORIES, (at.page - 1) * STORIES],
        )
    ]
    found = {row.id: row for row in _stories(db, ids)}
    languages = db.execute(
        "select language, count(*) from article indexed by article_languages where lower(language) not like 'en%' "
        "group by language order by 2 desc, 1"
    )
    failures = db.execute("select input, reason from failure order by input, reason")
    return Shelf(
        stories=tuple(found[id] for id in ids),
        order=order,  # type: ignore[arg-type]
        unread=tuple(languages.fetchall()),
        failures=tuple(failures.fetchall()),
    ), at


def _stories(db: sqlite3.Connection, ids: Sequence[str]) -> Iterator[StoryRow]:
    among = "with chosen(story) as materialized (select value from json_each(?))"
    values = [pack(list(ids))]
    reported = {
        story: (statements, shared)
        for story, statements, shared in db.execute(
            f"""{among} select story, count(*), sum(articles > 1) from (
                select story, statement, count(distinct attribution.article) as articles
                from chosen cross join story_article using (story)
                cross join attribution on attribution.article = story_article.article
                cross join statement_attribution on attribution = attribution.id
                group by story, statement) group by story""",
            values,
        )
    }
    differing = {
        story: found
        for story, *found in db.execute(
            f"""{among} select story, count(*), sum(severity = 'high'), sum(severity = 'medium') from (
                select distinct story, discrepancy.id, severity
                from chosen cross join story_article using (story)
                cross join discrepancy on article = left_article
                union select distinct story, discrepancy.id, severity
                from chosen cross join story_article using (story)
                cross join discrepancy on article = right_article) group by story""",
            values,
        )
    }
    for id, title, articles, origins, first, last, outlets in db.execute(
        f"""{among} select id, title,
            (select count(*) from story_article where story = id),
            (select count(distinct origin) from story_origin where story = id),
            (select min(published) from story_article join article on article.id = article where story = story.id),
            (select max(published) from story_article join article on article.id = article where story = story.id),
            (select json_group_array(distinct outlet) from story_article join article on article.id = article
             where story = story.id and outlet is not null)
            from story where id in chosen""",
        values,
    ):
        statements, shared = reported.get(id, (0, 0))
        discrepancies, high, medium = differing.get(id, (0, 0, 0))
        named = sorted(json.loads(outlets))
        yield StoryRow(
            id,
            title,
            articles,
            origins or articles,
            statements,
            shared,
            discrepancies,
            high,
            medium,
            first,
            last,
            tuple(named[:OUTLETS]),
            max(0, len(named) - OUTLETS),
        )


# --- speakers ----------------------------------------------------------------------------------------


def speaker_order(db: sqlite3.Connection) -> list[str]:
    """The ids of all speakers, those with most statements first and those whom nothing names last."""
    return [
        id
        for id, *_ in db.execute(
            """select id, (select count(*) from statement where speaker = speaker.id) as statements,
            listed is null and not exists (select 1 from speaker_entity join entity on entity.id = entity
            where speaker = speaker.id and entity.name is not null) as unnamed
            from speaker order by unnamed, statements desc, name, id"""
        )
    ]


def speakers(db: sqlite3.Connection, order: Sequence[str], words: str, page: int) -> tuple[Shelf, Paging]:
    """A page of the speakers in an `order` of all; with `words`, those who are called so."""
    if words:
        chosen = asking.called(db, words)
        order = [id for id in order if id in chosen]
    at = paging(page, len(order), SPEAKERS)
    ids = order[(at.page - 1) * SPEAKERS : at.page * SPEAKERS]
    found = {row.id: row for row in _speakers(db, ids)}
    return Shelf(speakers=tuple(found[id] for id in ids), words=words), at


def _speakers(db: sqlite3.Connection, ids: Sequence[str]) -> Iterator[SpeakerRow]:
    for id, name, kind, named, descriptions, *rest in db.execute(
        """select id, name, kind, listed is not null or exists (select 1 from speaker_entity
               join entity on entity.id = entity where speaker = speaker.id and entity.name is not null),
           descriptions, (select count(*) from statement where speaker = speaker.id),
           (select count(distinct article) from statement join statement_attribution on statement = statement.id
            join attribution on attribution.id = attribution where speaker = speaker.id),
           identifier, listed from speaker where id in (select value from json_each(?))""",
        [pack(list(ids))],
    ):
        yield SpeakerRow(id, name, kind, bool(named), unpack(descriptions), *rest)


def statements(db: sqlite3.Connection, speaker: str) -> int:
    """How many statements a speaker makes."""
    return _one(db, "select count(*) from statement where speaker = ?", [speaker])


# --- search ------------------------------------------------------------------------------------------


def found(db: sqlite3.Connection, words: str, speaker: str | None, page: int) -> tuple[Found, Paging]:
    """A page of what a search for `words` finds; with `speaker`, an id, what that speaker says."""
    try:
        match = asking.query(words)
    except ValueError:
        return Found(words, speaker=speaker, problem="There is no word to search for." if words else None), Paging(
            1, 1, 0
        )
    counted = asking.tally(db, match)
    theirs = dict(counted.speakers)
    total = counted.said + counted.written
    if speaker is not None:
        total = theirs[speaker] = asking.tally_of(db, match, speaker)
    at = paging(page, total, HITS)
    hits = asking.hits(db, match, None if speaker is None else {speaker}, HITS, (at.page - 1) * HITS)
    offered = [id for id in counted.speakers if id is not None][:OFFERED]
    if speaker and speaker not in offered:
        offered.append(speaker)
    names = dict(db.execute(f"select id, name from speaker where id in ({', '.join('?' * len(offered))})", offered))
    speakers = tuple((id, names[id], theirs[id]) for id in offered if id in names)
    latest = asking.LOOKED_UP if counted.said > asking.LOOKED_UP else None
    return Found(words, tuple(map(_hit, hits)), speaker, speakers, latest=latest), at


def _hit(hit: asking.Hit) -> Hit:
    pieces = re.split(f"([{asking.MARK_ON}{asking.MARK_OFF}])", hit.excerpt)
    excerpt, marked = [], False
    for piece in pieces:
        if piece in (asking.MARK_ON, asking.MARK_OFF):
            marked = piece == asking.MARK_ON
        elif piece:
            excerpt.append((piece, marked))
    return Hit(
        hit.article,
        hit.name,
        hit.title,
        hit.outlet,
        hit.published,
        tuple(excerpt),
        hit.attribution,
        hit.speaker_id,
        hit.speaker,
    )


# --- corrections -------------------------------------------------------------------------------------

# the page that leads to what a correction is about, by the last word of its kind, or by what a note is on
_PAGES = {"statement": "statement", "attribution": "statement", "speaker": "speaker", "story": "story"}


def corrections(db: sqlite3.Connection, page: int) -> tuple[tuple[CorrectionRow, ...], Paging]:
    """A page of what people said against findings, the latest first."""
    at = paging(page, _one(db, "select count(*) from correction"), CORRECTIONS)
    found = db.execute(
        """select correction.id, kind, left_words, coalesce(right_words, value, ''), correction.at, correction.who, why,
        value, found, (select id from article where id = left_article), coalesce(state, 'waiting'), reason,
        undoing.at, undoing.who
        from correction left join outcome on outcome.correction = correction.id
        left join undoing on undoing.correction = correction.id
        order by correction.number desc limit ? offset ?""",
        [CORRECTIONS, (at.page - 1) * CORRECTIONS],
    )
    out = []
    for id, kind, left, right, made, who, why, value, rows_of, article, state, *rest in found:
        noun = "attribution" if kind == "speaker" else value if kind == "note" else kind.rpartition(" ")[2]
        first = next(iter(unpack(rows_of)), None) if rows_of else None
        place = (_PAGES[noun], first) if first and noun in _PAGES else ("article", article) if article else None
        out.append(CorrectionRow(id, kind, left, right, made, who, why, place, state, *rest))
    return tuple(out), at


def _one(db: sqlite3.Connection, question: str, values: Sequence[str | None] = ()) -> int:
    return int(db.execute(question, values).fetchone()[0])
