"""Attributions as the reader of sources takes them: in the offsets of the reading view, outer ones first."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model import Attribution, Span
from onrecord.text import View


def placed(view: View, spans: Sequence[Span]) -> list[Span]:
    """The article's spans in the reading view's offsets, without those that it leaves out."""
    out = []
    for a, b in spans:
        start, last = view.locate(a), view.locate(b - 1)
        if start is not None and last is not None and last >= start:
            out.append((start, last + 1))
    return out


class Line:
    """An attribution with its offsets in the reading view."""

    def __init__(self, attribution: Attribution, view: View, depth: int) -> None:
        self.attribution = attribution
        self.depth = depth
        self.source = placed(view, attribution.source)
        self.content = placed(view, attribution.content)
        where = self.source or placed(view, attribution.cue) or self.content or [(0, 0)]
        self.start = where[0][0]
        self.stop = max(where[0][1], *(b for _, b in self.content), 0)


def depths(attributions: Sequence[Attribution]) -> dict[str, int]:
    """How deep each attribution is nested; a circle counts as no nesting."""
    outer = {a.id: a.nested_in for a in attributions}
    out: dict[str, int] = {}
    for start in outer:
        path: list[str] = []
        at: str | None = start
        while at in outer and at not in out and at not in path:
            path.append(at)
            at = outer[at]
        if at in path:  # a circle
            circle = path.index(at)
            out.update(dict.fromkeys(path[circle:], 0))
            path = path[:circle]
        base = out.get(at, -1) if at is not None else -1
        for step, one in enumerate(reversed(path), 1):
            out[one] = base + step
    return out
