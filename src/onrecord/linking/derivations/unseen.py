"""What comes from a source that is not held: credits to it, and reports that two articles have from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onrecord.linking.derivations.pairs import Side, key
from onrecord.linking.derivations.rows import credit
from onrecord.model import Derivation, digest


def unseen_id(scope: str, name: str) -> str:
    """The id of the report that a source made on a story (`scope`), of which the pile holds no article."""
    return digest("unseen", scope, key(name))


def not_held(
    held: Sequence[Derivation], common: Sequence[Derivation], sides: Sequence[Side], story_of: Mapping[str, str]
) -> Iterator[Derivation]:
    """Rows of articles whose source the pile does not hold.

    `held` are all other derivations, `common` those of articles that have one unseen origin with another: of
    these the likeliest of each article and source, and none that comes from an article that is held.
    """
    derived = {d.article for d in held if d.origin is not None and d.how != "shared passage"}
    shown = {frozenset((d.article, d.origin)) for d in held if d not in common}
    seen: set[tuple[str, str]] = set()
    for d in sorted(common, key=lambda d: (-d.score, d.id)):
        if d.origin is not None:
            if frozenset((d.article, d.origin)) not in shown:
                yield d
        elif d.article not in derived and (d.article, key(d.source or "")) not in seen:
            seen.add((d.article, key(d.source or "")))
            yield d
    outlets = {s.article.id: key(s.article.outlet or "") for s in sides}
    origins = {(d.article, outlets[d.origin]) for d in held if d.origin is not None and d.how != "shared passage"}
    credited = {(d.article, key(d.source or "")) for d in held if d.origin is not None}
    for side in sides:
        article = side.article.id
        for named in side.credits:
            place = (article, key(named.name))
            if place in credited or place in origins or place in seen:
                continue
            yield credit(side, named, unseen_id(story_of.get(article, article), named.name) if named.whole else None)
