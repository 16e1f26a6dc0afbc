"""Origins: articles that go back to one source stand together inside their story, and the source has a name."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from onrecord.linking import origins
from onrecord.model import (
    Article,
    Attribution,
    Derivation,
    Findings,
    How,
    Links,
    OccasionMention,
    Reading,
    Statement,
    Story,
)
from onrecord.summary import summarise


def row(article: str, origin: str | None, how: How, source: str | None = None, unseen: str | None = None) -> Derivation:
    return Derivation(
        f"{article}{origin}{source}", article, origin, source, how, 1.0, (), "", "test", "stated", unseen
    )  # fmt: skip


STORIES = (
    Story("s1", "Bridge", ("a", "b", "c", "d", "e", "f"), (), "stories"),
    Story("s2", "Market", ("g", "h"), (), "stories"),
)


def grouped(*rows: Derivation) -> list[tuple[tuple[str, ...], ...]]:
    found = origins.link([], [], Links(stories=STORIES, derivations=rows))
    assert [(s.id, s.title, s.articles) for s in found] == [(s.id, s.title, s.articles) for s in STORIES]
    assert all(len(s.origins) == len(s.origin_names) for s in found)
    return [s.origins for s in found]


def test_without_derivations_every_article_is_an_origin() -> None:
    assert grouped() == [(("a",), ("b",), ("c",), ("d",), ("e",), ("f",)), (("g",), ("h",))]


def test_chains_and_unseen_origins_join_and_shared_passages_do_not() -> None:
    rows = (
        row("b", "a", "rewrite"),
        row("c", "b", "copy"),
        row("d", None, "credit", "TASS", "u1"),
        row("e", None, "rewrite", "The Tass", "u1"),
        row("f", "a", "shared passage"),
        row("h", "g", "abridgement"),
    )
    want = [(("a", "b", "c"), ("d", "e"), ("f",)), (("g", "h"),)]
    assert all(grouped(*order) == want for order in permutations(rows))


def test_a_source_that_single_sentences_credit_does_not_join() -> None:
    rows = (row("d", None, "credit", "TASS"), row("e", None, "credit", "TASS"))
    assert grouped(*rows)[0] == (("a",), ("b",), ("c",), ("d",), ("e",), ("f",))


def test_an_origin_in_another_story_joins_its_descendants() -> None:
    assert grouped(row("a", "g", "copy"), row("e", "g", "copy"))[0] == (("a", "e"), ("b",), ("c",), ("d",), ("f",))


def attribution(id: str, article: str) -> Attribution:
    return Attribution(id, article, (), (), ((0, 1),), "direct", "statement", None, None, 1.0, "test")


def seven() -> Findings:
    """Seven articles: four from TASS, one of an interview with its rewrite, and a report of its own."""
    outlets = {"a": "Lough Post", "b": None, "c": "Delta Post", "d": None, "e": "River Herald", "f": None, "g": "Tide"}
    articles = tuple(Article(key, key, key, "", "text/plain", "text", outlet=outlet) for key, outlet in outlets.items())
    said = {key: (attribution(f"q{key}", key),) for key in outlets}
    interview = OccasionMention("m", "e", "interview", None, "CBS News", None, None, None, None, (), ("qe",), "test")
    readings = tuple(Reading(key, said[key], occasions=(interview,) if key == "e" else ()) for key in outlets)
    story = Story("s", "Dam", tuple(outlets), (), "test")
    rows = (
        row("a", None, "credit", "TASS", "u"),
        row("b", None, "abridgement", "TASS", "u"),
        row("c", "a", "copy"),
        row("d", "a", "rewrite"),
        row("f", "e", "rewrite"),
    )
    links = Links(stories=(story,), derivations=rows)
    statements = (
        Statement("everybody", None, ("qa", "qb", "qe", "qf", "qg"), (), "test"),
        Statement("one origin", None, ("qa", "qb", "qd"), (), "test"),
        Statement("one article", None, ("qg",), (), "test"),
    )
    links = replace(links, stories=origins.link(articles, readings, links), statements=statements)
    return Findings(articles, readings, links)


def test_each_origin_has_a_name() -> None:
    (story,) = seven().links.stories
    assert story.origins == (("a", "b", "c", "d"), ("e", "f"), ("g",))
    assert story.origin_names == ("TASS", "CBS News interview", "Tide")


def test_origins_in_words() -> None:
    found = summarise(seven())
    assert found.stories[0].origins == ("TASS (4 articles)", "CBS News interview (2 articles)", "own report (Tide)")
    assert found.stories[0].independent == 3
    assert (found.shared_statements, found.independent_statements) == (2, 1)


def test_without_any_name_an_origin_is_called_by_its_first_article() -> None:
    findings = seven()
    articles = tuple(replace(a, outlet=None) for a in findings.articles)
    story = replace(STORIES[0], articles=tuple("abcdefg"))
    links = Links(stories=(story,), derivations=(row("a", "b", "rewrite"),))
    links = replace(links, stories=origins.link(articles, (), links))
    assert summarise(Findings(articles, (), links)).stories[0].origins == (
        "b (2 articles)",
        "own reports (c, d, e, f, g)",
    )
