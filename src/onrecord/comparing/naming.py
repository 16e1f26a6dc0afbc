"""What two articles are called in a sentence about both."""

from __future__ import annotations

from onrecord.model import Article


def told_apart(one: Article, two: Article) -> tuple[str, str]:
    """The outlets of two articles, or their names where outlets do not tell them apart."""
    if one.outlet and two.outlet and one.outlet != two.outlet:
        return one.outlet, two.outlet
    return (
        one.outlet if one.outlet and not two.outlet else one.name,
        two.outlet if two.outlet and not one.outlet else two.name,
    )
