"""The report: findings as pages. Nothing here opens a file, a record or a connection.

`render` makes one page of everything, to be saved; `live` makes the pages of a record that is served. Both draw the
same views with the same templates and differ in where things stand (`addresses`).
"""

from __future__ import annotations

from markupsafe import Markup

from onrecord.model import Findings
from onrecord.report import drawing, view
from onrecord.report.addresses import Addresses
from onrecord.report.drawing import assets

__all__ = ["assets", "render"]


def render(findings: Findings, *, title: str | None = None) -> str:
    """One HTML page with everything that was found; it needs no other file and no network.

    Text of articles can do nothing in it: it is escaped, its control characters are made visible, none of
    it becomes a link, and a content security policy allows the page's own style and script alone. `title`
    is the page's heading; without it, the title of the only story of several articles or "Who said what".
    """
    page = view.page(findings, title)
    drawn = drawing.draw(
        "page.html",
        page=page,
        title=page.title,
        sources=page.sources,
        remarks=page.remarks,
        at=Addresses(),
        policy=drawing.policy(),
        style=Markup(drawing.style()),
        script=Markup(drawing.script()),
    )
    return drawing.lean(drawn)
