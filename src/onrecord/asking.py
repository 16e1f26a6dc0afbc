"""Asking a record: everything that it holds, its views, a search."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from onrecord import parts, pipeline, record, replacing, rows
from onrecord.columns import pack, unpack
from onrecord.database import opened, snapshot
from onrecord.model import Correction, Findings, Outcome
from onrecord.text import fold
from onrecord.views import VIEWS

# around the words that a search found; characters that no text has a use for
MARK_ON, MARK_OFF = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that a search found: an article, or what somebody says in it (`speaker`, `attribution`).

    In `excerpt`, the words found stand between `MARK_ON` and `MARK_OFF`. `identifier`, `listed` and `speaker_id` are
    those of the speaker.
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
    title: str | None = None
    speaker_id: str | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction with what became of it; `outcome` is None while the links are older than it."""

    correction: Correction
    outcome: Outcome | None


@contextmanager
def _linked(path: Path, progress: pipeline.Progress | None = None) -> Iterator[sqlite3.Connection | None]:
    """A record with its links up to date; None for one that holds nothing yet."""
    with opened(path, create=False) as db:
        if not db.execute("pragma user_version").fetchone()[0]:
            yield None
            return
        if db.execute("select linked is not changes from record").fetchone()[0]:
            record.link(db, pipeline.made_by(), progress)
        yield db


def bring_up_to_date(path: str | Path, progress: pipeline.Progress | None = None) -> None:
    """Make the links of the record at `path` anew if they are out of date, as whatever asks it does by itself.

    Those of a store are made by `store.linking`, and left as they are.
    """
    if Path(path).is_dir():
        return
    with _linked(Path(path), progress):
        pass


# how often a record is read in pieces when other links take the place of those that are read
TRIES = 3


def load(path: str | Path) -> Findings:
    """Everything that the record at `path` holds, as of one moment. Raises RecordError when it cannot be read.

    >>> findings = onrecord.load("news.record")
    >>> "Dana Okafor" in {speaker.name for speaker in findings.links.speakers}
    True
    """
    with _linked(Path(path)) as db:
        if db is None:
            return Findings()
        for _ in range(TRIES):
            found = _in_pieces(db)
            if found is not None:
                return found
        with snapshot(db):
            return rows.select_findings(db)


def _in_pieces(db: sqlite3.Connection) -> Findings | None:
    """Everything in short transactions, so that whoever writes waits for none; None if it did not stay as it was.

    What comes in meanwhile is left out: the links that are read do not know of it either.
    """
    with snapshot(db):
        held, read = replacing.base(db), record.articles_read(db)
        failures, corrections = rows.select_failures(db), rows.select_corrections(db)
    articles, readings = parts.all_read(db, list(read))
    links = rows.select_links(db)
    with snapshot(db):
        stayed = held == replacing.base(db) and read.items() <= record.articles_read(db).items()
    return Findings(articles, readings, links, failures, corrections) if stayed else None


def corrections(path: str | Path) -> tuple[Corrected, ...]:
    """The corrections of the record at `path`, in the order in which they were made, with what became of each.

    >>> onrecord.corrections("news.record")
    ()
    """
    with _linked(Path(path)) as db:
        if db is None:
            return ()
        with snapshot(db):
            outcomes = {x.correction: x for x in rows.select_outcomes(db)}
            return tuple(Corrected(c, outcomes.get(c.id)) for c in rows.select_corrections(db))


def part(
    path: str | Path,
    *,
    story: str | None = None,
    articles: Sequence[str] | None = None,
    speaker: str | None = None,
    rows: Sequence[str] | None = None,
) -> Findings:
    """What the record at `path` holds of one story, of some articles, of one speaker, or of rows of any noun, by their
    ids (see `parts`).

    Raises LookupError for a story or speaker that is not there, ValueError unless one of the four is asked for.
    """
    if sum(x is not None for x in (story, articles, speaker, rows)) != 1:
        raise ValueError("a part is of a story, of articles, of a speaker or of rows")
    with _linked(Path(path)) as db:
        if db is None:
            raise LookupError("the record holds nothing yet")
        with snapshot(db):
            if story is not None:
                return parts.of_story(db, story)
            if rows is not None:
                return parts.of_rows(db, rows)
            return parts.of_speaker(db, speaker) if speaker is not None else parts.of_articles(db, articles or ())


def show(path: str | Path, what: str = "articles") -> list[dict[str, str | int | float | None]]:
    """The rows of one of `VIEWS` of a record or a store, each as column -> value.

    >>> said = [row for row in onrecord.show("news.record", "who_said_what") if row["speaker"] == "Dana Okafor"]
    >>> "Radio Tide" in {row["outlet"] for row in said}
    True
    """
    if what not in VIEWS:
        raise ValueError(f"there is no view {what!r}; there are {', '.join(VIEWS)}")
    if Path(path).is_dir():
        from onrecord.store import asking as store

        return store.view(path, what)
    with _linked(Path(path)) as db:
        if db is None:
            return []
        found = db.execute(f"select * from {what}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


_TERM = re.compile(r'"([^"]*)"|([^\s"]+)')


def query(words: str) -> str:
    """An FTS5 query that asks for all of `words`; a part in double quotes is asked for as it stands.

    Every other sign is taken literally. Raises ValueError when there is no word in it.
    """
    found = dict.fromkeys((a or b).replace("\0", " ") for a, b in _TERM.findall(words))
    terms = [term for term in found if any(c.isalnum() for c in term)]
    if not terms:
        raise ValueError("there is no word to search for")
    return " ".join('"' + term.replace('"', '""') + '"' for term in terms)


def search(path: str | Path, words: str, *, speaker: str | None = None, limit: int = 20, offset: int = 0) -> list[Hit]:
    """Where `words` stand, best first: what speakers say, then articles; `offset` hits are left out before them.

    With `speaker`, only what speakers say whose name, alias or identifier holds all words of it.

    >>> for hit in onrecord.search("news.record", '"four extra ferries"', speaker="okafor"):
    ...     print(hit.speaker, "in", hit.outlet)
    Dana Okafor in Westhaven Courier
    """
    match = query(words)
    with _linked(Path(path)) as db:
        if db is None:
            return []
        return hits(db, match, None if speaker is None else called(db, speaker), limit, offset)


def hits(db: sqlite3.Connection, match: str, speakers: Collection[str] | None, limit: int, offset: int) -> list[Hit]:
    """Where an FTS5 query matches, as `search` gives it; with `speakers`, only what those say."""
    chosen = None if speakers is None else pack(_said_by(db, speakers))
    numbers = [
        number
        for (number,) in db.execute(
            f"""select rowid from attribution_words where attribution_words match :match and (:chosen is null
            or {_CHOSEN}) order by rank, rowid limit :limit offset :offset""",
            {"match": match, "chosen": chosen, "limit": limit, "offset": offset},
        )
    ]
    marks = {"match": match, "on": MARK_ON, "off": MARK_OFF}
    by_number = {row[0]: Hit(*row[1:]) for row in db.execute(_SAID, {**marks, "numbers": pack(numbers)})}
    found = [by_number[number] for number in numbers]
    if speakers is not None or len(found) == limit:
        return found
    said = _count(db, "attribution_words", match)
    values = {**marks, "limit": limit - len(found), "offset": max(0, offset - said)}
    return found + [Hit(*row) for row in db.execute(_WRITTEN, values)]


# of how many places a search looks up who speaks there, to say who says the words: those that came in last
LOOKED_UP = 5000


@dataclass(frozen=True, slots=True)
class Tally:
    """How often words stand in what people say (`said`), and in how many articles (`written`).

    `speakers` has for each speaker, None for those not known, how many of the last `LOOKED_UP` places in which
    somebody says the words are theirs: of all of them unless there are more.
    """

    said: int
    written: int
    speakers: dict[str | None, int]


def tally(db: sqlite3.Connection, match: str) -> Tally:
    """How often an FTS5 query matches, at a cost that does not grow with what it is to look up for each match."""
    speakers = db.execute(
        f"""select {_WHO} as who, count(*) from (
            select rowid as found from attribution_words where attribution_words match ? order by rowid desc limit ?)
        cross join attribution on attribution.number = found group by who order by 2 desc, who""",
        [match, LOOKED_UP],
    )
    return Tally(_count(db, "attribution_words", match), _count(db, "article_words", match), dict(speakers.fetchall()))


def tally_of(db: sqlite3.Connection, match: str, speaker: str) -> int:
    """In how many places a speaker says what an FTS5 query asks for."""
    question = f"select count(*) from attribution_words where attribution_words match :match and {_CHOSEN}"
    values = {"match": match, "chosen": pack(_said_by(db, {speaker}))}
    return int(db.execute(question, values).fetchone()[0])


def _said_by(db: sqlite3.Connection, speakers: Collection[str]) -> list[int]:
    """The numbers of the attributions that some speakers say."""
    found = db.execute(
        f"""with chosen(speaker) as materialized (select value from json_each(?))
        select number from attribution where id in (
            select attribution from ascribed where speaker in chosen
            union select attribution from speaker_entity join entity_says using (entity) where speaker in chosen)
        and {_WHO} in chosen order by number""",
        [pack(sorted(speakers))],
    )
    return [number for (number,) in found]


def _count(db: sqlite3.Connection, table: str, match: str) -> int:
    return int(db.execute(f"select count(*) from {table} where {table} match ?", [match]).fetchone()[0])


def called(db: sqlite3.Connection, name: str) -> set[str]:
    """The ids of the speakers whose name, alias or identifier holds all words of `name`."""
    wanted = set(fold(name).split())
    found = db.execute("select id, name, coalesce(identifier, ''), aliases from speaker")
    return {
        id for id, *called, aliases in found if any(wanted <= set(fold(x).split()) for x in (*called, *unpack(aliases)))
    }


# plus: the number is compared at each match; SQLite would rather begin a search for each of the numbers
_CHOSEN = "+rowid in (select value from json_each(:chosen))"
# the speaker of an attribution, as the view said_by has it, looked up for one; of several, the first
_WHO = """coalesce((select speaker from ascribed where ascribed.attribution = attribution.id),
(select speaker.id from entity_says join speaker_entity using (entity)
join speaker on speaker.id = speaker_entity.speaker
where entity_says.attribution = attribution.id order by speaker.number limit 1))"""
_SAID = f"""
select attribution.number, article.id, article.name, outlet, published, attribution.id, speaker.name,
       snippet(attribution_words, 0, :on, :off, '…', 40), speaker.identifier, speaker.listed, article.title, speaker.id
from attribution_words join attribution on attribution.number = attribution_words.rowid
join article on article.id = attribution.article left join speaker on speaker.id = {_WHO}
where attribution_words match :match and attribution_words.rowid in (select value from json_each(:numbers))
"""
_WRITTEN = """
with found as materialized (
    select rowid as number from article_words where article_words match :match
    order by rank, rowid limit :limit offset :offset
)
select article.id, article.name, outlet, published, null, null,
       snippet(article_words, -1, :on, :off, '…', 40), null, null, article.title, null
from article_words join article on article.number = article_words.rowid
where article_words match :match and article_words.rowid in (select number from found)
order by article_words.rank, article.number
"""
