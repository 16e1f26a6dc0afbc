"""Origins: articles that go back to one source stand together inside their story."""

from __future__ import annotations

from itertools import permutations

from onrecord.linking import origins
from onrecord.model import Derivation, How, Links, Story


def row(article: str, origin: str | None, how: How, source: str | None = None) -> Derivation:
    return Derivation(f"{article}{origin}{source}", article, origin, source, how, 1.0, (), "", "test")


STORIES = (
    Story("s1", "Bridge", ("a", "b", "c", "d", "e", "f"), (), "stories"),
    Story("s2", "Market", ("g", "h"), (), "stories"),
)


def grouped(*rows: Derivation) -> list[tuple[tuple[str, ...], ...]]:
    found = origins.link([], [], Links(stories=STORIES, derivations=rows))
    assert [(s.id, s.title, s.articles) for s in found] == [(s.id, s.title, s.articles) for s in STORIES]
    return [s.origins for s in found]


def test_without_derivations_every_article_is_an_origin() -> None:
    assert grouped() == [(("a",), ("b",), ("c",), ("d",), ("e",), ("f",)), (("g",), ("h",))]


def test_chains_and_sources_join_and_shared_passages_do_not() -> None:
    rows = (
        row("b", "a", "rewrite"),
        row("c", "b", "copy"),
        row("d", None, "credit", "TASS"),
        row("e", None, "credit", "The Tass"),
        row("f", "a", "shared passage"),
        row("h", "g", "abridgement"),
    )
    want = [(("a", "b", "c"), ("d", "e"), ("f",)), (("g", "h"),)]
    assert all(grouped(*order) == want for order in permutations(rows))


def test_an_origin_in_another_story_joins_its_descendants() -> None:
    assert grouped(row("a", "g", "copy"), row("e", "g", "copy"))[0] == (("a", "e"), ("b",), ("c",), ("d",), ("f",))
