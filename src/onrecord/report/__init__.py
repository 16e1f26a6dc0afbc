"""The report: findings as one self-contained page that opens from disk."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from onrecord.model import Findings
from onrecord.report import desk, shapes, stories, view
from onrecord.report.marked import plain


def render(findings: Findings, *, title: str | None = None) -> str:
    """One HTML page with everything that was found; it needs no other file and no network.

    Text of articles can do nothing in it: it is escaped, its control characters are made visible, none of
    it becomes a link, and a content security policy allows the page's own style and script alone. `title`
    is the page's heading; without it, the title of the only story of several articles or "Who said what".
    """
    style, script = _asset("style.css"), _asset("script.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        _environment()
        .get_template("page.html")
        .render(page=view.page(findings, title), policy=policy, style=Markup(style), script=Markup(script))
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("onrecord.report"),
        autoescape=True,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(
        HOW=shapes.HOW,
        HOW_DERIVED=shapes.HOW_DERIVED,
        CHANGES=shapes.CHANGES,
        counted=view.counted,
        dated=desk.dated,
        css=stories.css,
    )
    return environment


def _shown(value: object) -> object:
    """Every text that a template writes, control characters made visible."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _asset(name: str) -> str:
    return (files("onrecord.report") / name).read_text("utf-8")


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
