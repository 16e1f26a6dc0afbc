"""Intake: bytes to `Article`. `sources` reads, `parse` is pure."""

from __future__ import annotations

from onrecord.intake.articles import parse
from onrecord.intake.files import MAX_BYTES, about, count, found, sources

__all__ = ["MAX_BYTES", "about", "count", "found", "parse", "sources"]
