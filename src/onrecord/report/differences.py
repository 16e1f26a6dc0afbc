"""Where the accounts of one story differ: discrepancies by severity, those of one statement and kind together."""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.model import Discrepancy, Passage
from onrecord.report.desk import Desk
from onrecord.report.shapes import DifferenceView, DiscrepancyView, Words
from onrecord.report.signs import SEVERITIES


def differences(desk: Desk, rows: Iterable[Discrepancy]) -> tuple[DifferenceView, ...]:
    """The discrepancies of a story, the gravest first; what several articles do to one statement alike is one."""
    alike: dict[tuple[str, ...], list[Discrepancy]] = {}
    for row in sorted(rows, key=lambda d: (SEVERITIES.index(d.severity), d.kind, d.id)):
        key = (row.severity, row.kind, row.statement or "", "" if row.statement else row.id)
        alike.setdefault(key, []).append(row)
    return tuple(
        DifferenceView(
            kind=own[0].kind,
            severity=own[0].severity,
            statement=desk.statement(own[0].statement) if own[0].statement else None,
            rows=tuple(_discrepancy(desk, d) for d in own),
        )
        for own in alike.values()
    )


def _discrepancy(desk: Desk, row: Discrepancy) -> DiscrepancyView:
    def side(passage: Passage | None) -> Words | None:
        if passage is None or not passage.spans or passage.article not in desk.articles:
            return None
        return desk.words(passage.article, passage.spans)

    return DiscrepancyView(
        id=desk.at.slug("x", row.id),
        note=row.note,
        left=side(row.left),
        right=side(row.right),
        made_by=row.made_by,
    )
