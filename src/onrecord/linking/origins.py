"""Origins: how many independent sources a story goes back to.

Articles of a story that derive from one another, or that credit the same source, stand together. A passage
that two articles share does not join them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from onrecord.model import Article, Links, Reading, Story
from onrecord.text import fold


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Story, ...]:
    """The stories of `links` with `origins` filled: articles in the story's order, groups by their first."""
    parents: dict[str, str] = {}

    def root(key: str) -> str:
        while (above := parents.setdefault(key, key)) != key:
            parents[key] = key = parents[above]
        return key

    for d in links.derivations:
        if d.how != "shared passage":
            name = d.origin if d.origin is not None else f"source {fold(d.source or '').removeprefix('the ')}"
            parents[root(d.article)] = root(name)
    out = []
    for story in links.stories:
        groups: dict[str, list[str]] = defaultdict(list)
        for key in story.articles:
            groups[root(key)].append(key)
        out.append(replace(story, origins=tuple(map(tuple, groups.values()))))
    return tuple(out)
