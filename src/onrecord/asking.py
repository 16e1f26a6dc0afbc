"""Asking a record: everything that it holds, its views, a search."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from onrecord import pipeline, record, rows
from onrecord.database import opened, snapshot
from onrecord.model import Findings
from onrecord.text import fold

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


@contextmanager
def _linked(path: Path) -> Iterator[sqlite3.Connection | None]:
    """A record with its links up to date; None for one that holds nothing yet."""
    with opened(path, create=False) as db:
        if not db.execute("pragma user_version").fetchone()[0]:
            yield None
            return
        if db.execute("select linked is not changes from record").fetchone()[0]:
            record.link(db, pipeline.made_by())
        yield db


def load(path: str | Path) -> Findings:
    """Everything that the record at `path` holds. Raises RecordError when it cannot be read."""
    with _linked(Path(path)) as db:
        if db is None:
            return Findings()
        with snapshot(db):
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
