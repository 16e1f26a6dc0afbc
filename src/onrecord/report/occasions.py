"""The views of occasions: how each is named, and the words that tell of it."""

from __future__ import annotations

import re

from onrecord.model import Occasion
from onrecord.report.desk import Desk, shortened
from onrecord.report.shapes import OccasionView

# how the host of an occasion is joined to its name; "at" for any other kind
_HOSTED = {"interview": "with", "statement": "to", "letter": "to", "post": "on", "remarks": "to"}
_INITIALS = re.compile(r"\b\w\.\s?\w\.$")


def occasion(desk: Desk, row: Occasion) -> OccasionView:
    """One occasion."""
    speaker = desk.speakers.get(row.speaker or "")
    kind = row.kind[:1].upper() + row.kind[1:]
    where = ""
    for word, value in ((_HOSTED.get(row.kind, "at"), row.host), ("on", row.about)):
        value = _ended(value or "")
        where += f" {word} {shortened(value, 90)}" if value else ""
    mentions = [desk.mentions[m] for m in row.mentions if m in desk.mentions]
    return OccasionView(
        id=desk.at.slug("o", row.id),
        title=kind + (f" of {_ended(speaker.name)}" if speaker else "") + where,
        brief=kind + where,
        telling=any((row.host, row.about, row.place, row.held, row.aired)),
        held=row.held,
        aired=row.aired,
        place=row.place,
        labels=tuple(sorted(desk.labels[a] for a in row.articles if a in desk.articles)),
        evidence=tuple(desk.words(m.article, m.spans) for m in mentions if m.spans),
        statements=len({desk.statement_of[a].id for a in row.attributions if a in desk.statement_of}),
        made_by=row.made_by,
    )


def _ended(name: str) -> str:
    """A name without the marks that closed its sentence; the full stop of "the U.K." is its own."""
    name = name.strip(" ,;:").lstrip(".")
    return name if _INITIALS.search(name) else name.rstrip(" .,;:")
