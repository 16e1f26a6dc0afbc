"""What comes from where: the derivations of a story, with the passages that show them side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from onrecord.model import Derivation, Match, Span
from onrecord.report.desk import Desk
from onrecord.report.shapes import DerivationView, Pair
from onrecord.report.signs import HOW_DERIVED

_UNTOLD = re.compile(r"[^\w]+")


def bared(words: str) -> str:
    """Words without marks, spaces and capitals: equal for what a reader takes for the same words."""
    return _UNTOLD.sub(" ", words).strip().casefold()


def derivations(desk: Desk, key: str) -> tuple[tuple[Derivation, DerivationView], ...]:
    """The derivations of a story, the closest first, each with its view."""
    rows = [d for d in desk.derivations_in.get(key, ()) if d.article in desk.articles]
    weight = list(HOW_DERIVED)
    return tuple(
        (d, _derivation(desk, d))
        for d in sorted(rows, key=lambda d: (weight.index(d.how), d.origin is None, -d.score, d.id))
    )


def _derivation(desk: Desk, row: Derivation) -> DerivationView:
    origin = row.origin if row.origin in desk.articles else None
    passages = sorted(joined(row.passages), key=lambda p: p.span[0] - p.span[1])
    return DerivationView(
        id=desk.at.slug("d", row.id),
        label=desk.labels[row.article],
        source=desk.labels[origin] if origin else row.source or "an origin that is not here",
        held=origin is not None,
        # a part that is credited to an outlet names it and not the article, which may well be among these
        elsewhere=origin is None and row.source not in desk.outlets,
        how=row.how,
        direction=row.direction,
        sure=row.direction not in ("inferred", "undetermined"),
        why=row.why,
        passages=tuple(_pair(desk, row.article, origin, p) for p in passages),
        score=row.score,
        made_by=row.made_by,
    )


# sentences that follow each other on both sides, with no more than a space or the end of a line between them
_BETWEEN = 2


def joined(passages: Iterable[Match]) -> list[Match]:
    """The passages that hold words; those that follow each other in both articles are one."""
    out: list[Match] = []
    for p in sorted((p for p in passages if p.span[0] < p.span[1]), key=lambda p: p.span):
        last = out[-1] if out else None
        if (
            last
            and last.from_span
            and p.from_span
            and _after(last.span, p.span)
            and _after(last.from_span, p.from_span)
        ):
            out[-1] = replace(last, span=(last.span[0], p.span[1]), from_span=(last.from_span[0], p.from_span[1]))
        else:
            out.append(p)
    return out


def _after(first: Span, second: Span) -> bool:
    return 0 <= second[0] - first[1] <= _BETWEEN


def _pair(desk: Desk, article: str, origin: str | None, match: Match) -> Pair:
    left = desk.words(article, (match.span,))
    if origin is None or match.from_span is None:
        return Pair(left, None, False)
    same = bared(desk.articles[article].text[slice(*match.span)]) == bared(
        desk.articles[origin].text[slice(*match.from_span)]
    )
    return Pair(left, desk.words(origin, (match.from_span,)), same)
