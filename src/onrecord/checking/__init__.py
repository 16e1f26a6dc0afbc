"""Checking a draft: every quotation and every attributed claim of it, looked up in a record.

The draft is read by the same pipeline as the articles (`drafts`), which gives its `claims`. For each the index of the
record names the few articles in which it may stand (`seeking`), and only these are loaded (`pages`). There its words
are sought (`aligning`), or a sentence that tells the same (`told`); what differs in them is told by `wording`, who says
it by `voices`, when by `occasions`, and where the record's own accounts differ by `accounts`; `judging` puts it
together, and `verdicts` says what follows. Nothing is written to the record.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from onrecord import record
from onrecord.checking import claims, drafts, seeking
from onrecord.checking.drafts import Draft
from onrecord.checking.judging import Judge
from onrecord.checking.model import RANK, Checked, Claim, Fault, Place
from onrecord.checking.pages import Shelf
from onrecord.checking.verdicts import with_origins
from onrecord.database import reader, saying, snapshot
from onrecord.errors import RecordError
from onrecord.model import Source

__all__ = ["Checked", "Claim", "Fault", "Place", "check", "held_against"]


def check(draft: str | Path | Source, *, against: str | Path) -> Checked:
    """Look up every quotation and attributed claim of a draft in the record at `against`.

    `draft` is a file (text, Markdown, HTML, a Word document, whatever `read` reads), "-" for standard input, or a
    `Source`. What is not found is not false: the record does not have it. Raises ReadingError when the draft cannot be
    read, RecordError when the record cannot be.

    >>> _ = Path("draft.txt").write_text("Dana Okafor said: “We will gamble with lives.”", "utf-8")
    >>> checked = onrecord.check("draft.txt", against="news.record")
    >>> [(claim.verdict, claim.level, claim.faults[0].kind) for claim in checked.claims]
    [('other words', 'high', 'negation')]
    >>> checked.claims[0].places[0].words
    'We will not gamble with lives'
    """
    against = Path(against)
    with saying(against), closing(reader(against)) as db:
        if not db.execute("pragma user_version").fetchone()[0]:
            raise RecordError(f"{against}: it holds nothing yet")
        if db.execute("select linked is not changes from record").fetchone()[0]:
            record.relink(against)
        read = drafts.read(draft)
        with snapshot(db):
            return held_against(db, read)


def held_against(db: sqlite3.Connection, draft: Draft) -> Checked:
    """Hold a draft that has been read against an open record."""
    asked = claims.of(draft)
    candidates = [seeking.candidates(db, a) for a in asked]
    shelf = Shelf(seeking.part(db, (id for ids in candidates for id in ids)))
    judge = Judge(draft, shelf)
    found = [judge.claim(a, ids) for a, ids in zip(asked, candidates, strict=True)]
    reports = seeking.reported(db, [p.statement for c in found for p in c.places if p.statement])
    told = [c if c.verdict in ("not found", "not checked") else _with_origins(c, reports, shelf) for c in found]
    ordered = sorted(told, key=lambda c: (c.verdict == "not checked", RANK[c.level] if c.level else len(RANK), c.spans))
    return Checked(draft.article, tuple(ordered), draft.outside)


def _with_origins(claim: Claim, reports: dict[str, list[tuple[str, str]]], shelf: Shelf) -> Claim:
    reported = [x for p in claim.places if p.statement for x in reports.get(p.statement, ())]
    name = next((shelf.origin_names.get(p.origin) for p in claim.places if p.origin), None)
    return with_origins(claim, reported, name)
