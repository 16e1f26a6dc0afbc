"""Findings as other programs read them; a format is a module with `lines(findings)`."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.model import Findings

FORMATS = ("jsonl",)


def lines(findings: Findings, format: str) -> Iterator[str]:
    """The text of an export, piece by piece; `format` is one of `FORMATS`."""
    from onrecord.export import jsonl

    return {"jsonl": jsonl.lines}[format](findings)
