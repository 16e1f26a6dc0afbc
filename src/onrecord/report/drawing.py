"""Templates and what goes with them: the style and the script, inside a saved page or beside the live ones."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from onrecord.report import addresses, desk, signs, statements
from onrecord.report.marked import plain

_STYLES = ("style.css", "graph.css", "checked.css")
_SCRIPTS = ("script.js",)


def draw(template: str, **values: object) -> str:
    """A template with values as HTML."""
    return _environment().get_template(template).render(**values)


@cache
def assets() -> dict[str, tuple[str, str]]:
    """The files that live pages load: name -> (media type, text).

    A name holds the digest of its text, so a browser may keep it for ever; the address is `ASSETS` and the name.
    """
    kinds = (
        ("style.css", "text/css", style()),
        ("script.js", "text/javascript", script()),
        ("live.js", "text/javascript", _text("live.js")),
    )
    return {_named(name, text): (f"{media_type}; charset=utf-8", text) for name, media_type, text in kinds}


_QUOTED = re.compile(r'( [a-z][a-z0-9-]*)="([\w.#-]+)"(?=[ >])', re.ASCII)


def lean(page: str) -> str:
    """A page without the quotation marks around values of attributes that need none; its elements are the same.

    Text holds no such mark that is not escaped; the style and the script, whose digests the page states, stay as
    they are.
    """
    head, opened, body = page.partition("<body>")
    body, closed, tail = body.rpartition("<script>")
    return head + opened + _QUOTED.sub(r"\1=\2", body) + closed + tail


def policy() -> str:
    """The content security policy of a saved page: its own style and script, by their digests, and nothing else."""
    return (
        f"default-src 'none'; img-src data:; style-src {_hash(style())}; script-src {_hash(script())}; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def style() -> str:
    return "".join(_text(name) for name in _STYLES)


@cache
def script() -> str:
    return "".join(_text(name) for name in _SCRIPTS)


def linked() -> dict[str, str]:
    """The addresses of the style and the scripts: "style", "script" and "live" -> address."""
    return {name.split("-")[0]: addresses.ASSETS + name for name in assets()}


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
        HOW=signs.HOW,
        HOW_DERIVED=signs.HOW_DERIVED,
        CHANGES=signs.CHANGES,
        counted=signs.counted,
        dated=desk.dated,
        UNSURE=signs.UNSURE,
        css=statements.css,
        to=addresses,
    )
    return environment


def _shown(value: object) -> object:
    """Every text that a template writes, control characters made visible."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _text(name: str) -> str:
    return (files("onrecord.report") / name).read_text("utf-8")


def _named(name: str, text: str) -> str:
    stem, _, ending = name.partition(".")
    return f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.{ending}"


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
