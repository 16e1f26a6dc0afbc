"""Links that are out of date, before a record is asked."""

from __future__ import annotations


def bring_up_to_date(record: str) -> None:
    """Make the links of a record anew where articles or corrections have come since, and show how far that is."""
    from onrecord import asking, terminal

    with terminal.Progress() as progress:
        asking.bring_up_to_date(record, progress)
