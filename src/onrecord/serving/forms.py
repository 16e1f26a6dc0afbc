"""Forms that change the record: corrections, taking them back, making them again."""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl

from onrecord import record
from onrecord.errors import CorrectionError, RecordError
from onrecord.serving import choices
from onrecord.serving.reading import reason

_FIELDS = 20
# what is said of a form whose token is another
STALE = "The page is from an earlier session; go back, load it again, and send the form once more."
# what is written like this is no name of a speaker
_ADDRESS = re.compile(r"[a-z]+://|[/#]|who-[0-9a-f]{8}")


class Refused(Exception):
    """A form that is not answered: the HTTP status, and why in words for a person."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Said(NamedTuple):
    """A correction as `onrecord.correct_rows` takes it."""

    kind: str
    left: str
    right: str = ""
    value: str = ""


def fields(body: bytes, token: str) -> dict[str, str]:
    """The fields of a form that was sent from a page of this session. Raises Refused."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS, errors="strict")
    except ValueError:
        raise Refused(400, "The form cannot be read.") from None
    form = dict(pairs)
    if len(form) < len(pairs):
        raise Refused(400, "The form has a field twice.")
    if not secrets.compare_digest(form.get("token", "").encode(), token.encode()):
        raise Refused(403, STALE)
    return form


def said(db: sqlite3.Connection, noun: str, id: str, form: Mapping[str, str]) -> list[Said]:
    """What the form of a row says: one correction, or one for each report that it is of. Raises Refused."""
    options = choices.form(db, noun, id).options
    kind = form.get("kind", "")
    number = next((n for n, o in enumerate(options) if o.kind == kind), None)
    if number is None:
        raise Refused(400, "Say what is wrong: choose one of the lines.")
    picked = form.get(f"typed {number}", "").strip() if options[number].typed else ""
    picked = picked or form.get(f"pick {number}", "").strip()
    if options[number].which and not picked:
        raise Refused(400, "Choose the other one, or give its address.")
    return list(_SAID[noun, kind](db, id, picked, form.get("how", ""))) if kind != "note" else [Said(kind, id)]


def keep(path: Path, corrections: list[Said], form: Mapping[str, str]) -> None:
    """Keep all corrections or none, as the person in the field `who` wants, for the reason in `why`. Raises Refused."""
    try:
        record.correct_all_rows(path, corrections, who=form.get("who", ""), why=form.get("why", ""))
    except CorrectionError as error:
        raise Refused(400, _sentence(error)) from error
    except RecordError as error:  # what was written is not lost with it
        raise Refused(503, f"It could not be stored: {reason(error, path)}.") from error


def undo(path: Path, id: str, form: Mapping[str, str]) -> None:
    """Take back the correction `id`, as the person in the field `who` wants."""
    try:
        record.undo(path, id, form.get("who", ""))
    except CorrectionError as error:
        raise Refused(400, _sentence(error)) from error


def again(path: Path, id: str, form: Mapping[str, str]) -> None:
    """Make the correction `id`, which was taken back, once more."""
    try:
        record.correct_again(path, id, form.get("who", ""))
    except CorrectionError as error:
        raise Refused(400, _sentence(error)) from error


def _sentence(error: Exception) -> str:
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}."


# --- what each form says -----------------------------------------------------------------------------


def _row(db: sqlite3.Connection, picked: str, *nouns: str) -> str:
    """The id of the row that a choice or an address means, which is of one of these nouns."""
    found = choices.row(db, picked)
    if found is None:
        raise Refused(400, "There is nothing at that address in this record.")
    if found[0] not in nouns:
        raise Refused(400, f"That is the address of another thing ({found[0]}); a {nouns[0]} is meant here.")
    return found[1]


def _same_statement(db: sqlite3.Connection, id: str, picked: str, how: str) -> Iterator[Said]:
    yield Said("same statement", id, _row(db, picked, "statement", "attribution"))


def _statement_parted(db: sqlite3.Connection, id: str, picked: str, how: str) -> Iterator[Said]:
    report = _row(db, picked, "attribution")
    yield from (Said("other statement", report, r.id) for r in choices.reports(db, id) if r.id != report)


def _report_parted(db: sqlite3.Connection, id: str, picked: str, how: str) -> Iterator[Said]:
    if picked != choices.ALL:
        yield Said("other statement", id, _row(db, picked, "attribution", "statement"))
    elif statement := choices.statement_of(db, id):
        yield from _statement_parted(db, statement, f"a-{id}", how)


def _statement_said(db: sqlite3.Connection, id: str, picked: str, how: str) -> Iterator[Said]:
    for r in choices.reports(db, id):
        yield from _report_said(db, r.id, picked, how)


def _report_said(db: sqlite3.Connection, id: str, picked: str, how: str) -> Iterator[Said]:
    if choices.row(db, picked) or _ADDRESS.match(picked):
        yield Said("speaker", id, _row(db, picked, "speaker", "attribution"))
    else:
        yield Said("speaker", id, value=picked)


def _same_speaker(db: sqlite3.Connection, id: str, picked: str, how: str) -> Iterator[Said]:
    yield Said("same speaker", id, _row(db, picked, "speaker", "attribution"))


def _speaker_parted(db: sqlite3.Connection, id: str, picked: str, how: str) -> Iterator[Said]:
    yield Said("other speaker", picked.removeprefix("entity-"), id)


def _same_story(db: sqlite3.Connection, id: str, picked: str, how: str) -> Iterator[Said]:
    yield Said("same story", id, _row(db, picked, "story", "article"))


def _story_parted(db: sqlite3.Connection, id: str, picked: str, how: str) -> Iterator[Said]:
    yield Said("other story", _row(db, picked, "article"), id)


def _article_parted(db: sqlite3.Connection, id: str, picked: str, how: str) -> Iterator[Said]:
    yield Said("other story", id, choices.story_of(db, id) or "")


def _derived(db: sqlite3.Connection, id: str, picked: str, how: str) -> Iterator[Said]:
    yield Said("derivation", id, _row(db, picked, "article"), how)


def _turned(db: sqlite3.Connection, id: str, picked: str, how: str) -> Iterator[Said]:
    article, origin, how = db.execute("select article, origin, how from derivation where id = ?", [id]).fetchone()
    yield Said("derivation", origin, article, "" if how == "shared passage" else how)


def _underived(db: sqlite3.Connection, id: str, picked: str, how: str) -> Iterator[Said]:
    yield Said("no derivation", id)


_SAID = {
    ("statement", "same statement"): _same_statement,
    ("statement", "other statement"): _statement_parted,
    ("statement", "speaker"): _statement_said,
    ("attribution", "same statement"): _same_statement,
    ("attribution", "other statement"): _report_parted,
    ("attribution", "speaker"): _report_said,
    ("speaker", "same speaker"): _same_speaker,
    ("speaker", "other speaker"): _speaker_parted,
    ("story", "same story"): _same_story,
    ("story", "other story"): _story_parted,
    ("article", "same story"): _same_story,
    ("article", "other story"): _article_parted,
    ("article", "derivation"): _derived,
    ("derivation", "derivation"): _turned,
    ("derivation", "no derivation"): _underived,
}
