"""Forms that change the record: corrections and taking them back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl

from onrecord import record
from onrecord.errors import CorrectionError

# the pages that a form may lead back to
_BACK = re.compile(r"/(?:(?:story|article|speaker)/[\w.:-]{1,64}|speakers|corrections)?", re.ASCII)
_FIELDS = 20


class Refused(Exception):
    """A form that is not answered: the HTTP status, and why in words for a person."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


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
        raise Refused(403, "The page is from an earlier session; go back, load it again, and send the form once more.")
    return form


def correct(path: Path, form: Mapping[str, str]) -> None:
    """Keep the correction of a form: kind, left, right, value, who and why, as `correct_rows` takes them."""
    try:
        record.correct_rows(
            path,
            form.get("kind", ""),
            form.get("left", ""),
            form.get("right", ""),
            form.get("value", ""),
            who=form.get("who", ""),
            why=form.get("why", ""),
        )
    except CorrectionError as error:
        raise Refused(400, _sentence(error)) from error


def undo(path: Path, id: str, form: Mapping[str, str]) -> None:
    """Take back the correction `id`, as the person in the field `who` wants."""
    try:
        record.undo(path, id, form.get("who", ""))
    except CorrectionError as error:
        raise Refused(400, _sentence(error)) from error


def back(form: Mapping[str, str]) -> str:
    """Where a form leads when it has been answered: the page that it names in `back`, which is one of ours."""
    page = form.get("back", "")
    return page if _BACK.fullmatch(page) and page else "/corrections"


def _sentence(error: Exception) -> str:
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}."
