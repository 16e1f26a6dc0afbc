"""New links in place of those that a record holds: only rows that differ go, change or come.

What differs is found by reading what is there, before anything is written, so that the transaction is as small as the
change. The result is that of taking all out and putting the new ones in, but for the numbers of rows, which only say
in which order they stand: they have gaps, so that a row finds room between two others.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from onrecord import rows
from onrecord.columns import LINKS, Row, Rows

# from one number to the next where there is room: so many rows find place between two by halves that all are seldom
# given new numbers
GAP = 2**20

# a member of a row of links that outlives the row: owner, table, column
MEMBERS = (
    ("story", "story_article", "article"),
    ("statement", "statement_attribution", "attribution"),
    ("speaker", "speaker_entity", "entity"),
)
_NUMBERED = {table.name for table in LINKS.values()}

Key: TypeAlias = tuple[object, ...]


class Change(NamedTuple):
    """What is to be done to one table: the keys of rows that go, rows that change, rows that come.

    `numbers` are those of rows that come, and new ones of rows that stand elsewhere among the others; a table without
    numbers has none.
    """

    table: str
    columns: tuple[str, ...]
    key: int
    gone: list[Key]
    changed: list[Row]
    come: list[Row]
    numbers: Mapping[Key, int]
    moved: list[Key]


class Difference(NamedTuple):
    """What new links change, table by table, where the record's links are those of `base`."""

    base: tuple[str | None, int | None]
    changes: tuple[Change, ...]


def base(db: sqlite3.Connection) -> tuple[str | None, int | None]:
    """Which links a record holds: what made them, and of which moment they are."""
    found: tuple[str | None, int | None] = db.execute("select linked_by, linked from record").fetchone()
    return found


def difference(db: sqlite3.Connection, wanted: Iterable[Rows]) -> Difference:
    """What has to be done so that the record holds the links that are `wanted` (`columns.link_rows`) and no others."""
    # read first: links that others replace meanwhile are those of another base, or already those of this one
    held = base(db)
    return Difference(held, tuple(_change(db, new) for new in wanted))


def _change(db: sqlite3.Connection, new: Rows) -> Change:
    numbered = new.table in _NUMBERED
    key = new.key
    come = list(new.rows)
    wanted = {row[:key]: row for row in come}
    held: dict[Key, int] = {}
    gone: list[Key] = []
    changed: list[Row] = []
    columns = ", ".join((*new.columns, "number" if numbered else "0"))
    # taken out at once: whoever writes waits while a table is read
    for *values, number in db.execute(f"select {columns} from {new.table}").fetchall():
        row = tuple(values)
        one = wanted.get(row[:key])
        if one is None:
            gone.append(row[:key])
        else:
            held[row[:key]] = number
            if one != row:
                changed.append(one)
    numbers = numbered_anew([row[:key] for row in come], held) if numbered else {}
    come = [row for row in come if row[:key] not in held]
    moved = [one for one in numbers if one in held]
    return Change(new.table, new.columns, key, gone, changed, come, numbers, moved)


def numbered_anew(wanted: Sequence[Key], held: Mapping[Key, int]) -> dict[Key, int]:
    """Numbers for rows that have none, and for as few others as need be, so that all rise in the order wanted."""
    staying = _rising([(held[key], key) for key in wanted if key in held])
    out: dict[Key, int] = {}
    waiting: list[Key] = []
    last = 0
    for key in wanted:
        if key not in staying:
            waiting.append(key)
            continue
        step = min(GAP, (held[key] - last) // (len(waiting) + 1))
        if waiting and not step:  # no room
            return {key: n * GAP for n, key in enumerate(wanted, 1) if held.get(key) != n * GAP}
        out.update((one, last + n * step) for n, one in enumerate(waiting, 1))
        waiting, last = [], held[key]
    out.update((one, last + n * GAP) for n, one in enumerate(waiting, 1))
    return out


def _rising(found: Sequence[tuple[int, Key]]) -> set[Key]:
    """The keys of a longest run, not of neighbours, whose numbers rise."""
    ends: list[int] = []  # the lowest last number of a run of each length, and where that stands
    places: list[int] = []
    before: list[int] = []
    for n, (number, _) in enumerate(found):
        length = bisect_left(ends, number)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        places[length : length + 1] = [n]
    out = set()
    at = places[-1] if places else -1
    while at >= 0:
        out.add(found[at][1])
        at = before[at]
    return out


def replace(db: sqlite3.Connection, what: Difference) -> None:
    """Do it, inside a transaction. The links that are there must be those of its base."""
    # a row may refer to one that goes until it is changed itself
    db.execute("pragma defer_foreign_keys = on")
    by_table = {change.table: change for change in what.changes}
    for owner, members, member in MEMBERS:
        db.executemany(
            f"insert or replace into former select {owner}, {member} from {members} where {owner} = ? and position = 0",
            by_table[owner].gone,
        )
    for change in reversed(what.changes):
        where = _where(change.columns[: change.key])
        db.executemany(f"delete from {change.table} where {where}", change.gone)
    for change in what.changes:
        _put(db, change)
    for owner, *_ in MEMBERS:
        db.executemany("delete from former where id = ?", [row[:1] for row in by_table[owner].come])


def _put(db: sqlite3.Connection, change: Change) -> None:
    where = _where(change.columns[: change.key])
    values = ", ".join(f"{name} = ?" for name in change.columns[change.key :])
    changed = ((*row[change.key :], *row[: change.key]) for row in change.changed)
    if values:
        db.executemany(f"update {change.table} set {values} where {where}", changed)
    if not change.numbers:
        rows.insert(db, Rows(change.table, change.columns, change.key, change.come))
        return
    # a number may be one that another row is about to leave
    moved = ((-change.numbers[key], *key) for key in change.moved)
    db.executemany(f"update {change.table} set number = ? where {where}", moved)
    if change.moved:
        db.execute(f"update {change.table} set number = -number where number < 0")
    come = ((change.numbers[row[: change.key]], *row) for row in change.come)
    rows.insert(db, Rows(change.table, ("number", *change.columns), change.key, come))


def _where(names: Iterable[str]) -> str:
    return " and ".join(f"{name} = ?" for name in names)


def delete_links(db: sqlite3.Connection) -> None:
    """Empty the tables of links, those that refer first; what hangs on a row goes with it, but `former` remembers."""
    for owner, members, member in MEMBERS:
        db.execute(f"insert or replace into former select {owner}, {member} from {members} where position = 0")
    for table in reversed(LINKS.values()):
        db.execute(f"delete from {table.name}")
