"""Intake: bytes to `Article`. `sources` reads, `parse` is pure."""

from __future__ import annotations

from onrecord.intake.articles import parse
from onrecord.intake.files import MAX_BYTES, count, sources

__all__ = ["MAX_BYTES", "count", "parse", "sources"]
