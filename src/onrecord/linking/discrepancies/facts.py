"""Statements that another article of the story tells in its own voice, naming no source."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from onrecord.comparing.commitment import doubted
from onrecord.comparing.narration import Narration
from onrecord.linking.discrepancies.pile import Pile, discrepancy, told
from onrecord.model import Attribution, Discrepancy, Passage, Statement, Story
from onrecord.text import fold, without_that


def told_as_fact(pile: Pile) -> Iterator[Discrepancy]:
    """Where an article tells as a fact what another shows to doubt ("claimed"); of the rest it may know by itself."""
    told_in: dict[str, list[Statement]] = {}
    for statement in pile.links.statements:
        members = [pile.rows[a] for a in statement.attributions if a in pile.rows]
        if statement.speaker is not None and any(doubted(pile.articles[m.article].text, m.cue) for m in members):
            for i in {row.article for row in members}:
                told_in.setdefault(i, []).append(statement)
    for story in pile.links.stories:
        inside = sorted(i for i in story.articles if i in pile.readings)
        statements = {s.id: s for i in inside for s in told_in.get(i, ())}
        if len(inside) >= 2 and statements:
            yield from _in_story(pile, story, list(statements.values()))


def _in_story(pile: Pile, story: Story, statements: list[Statement]) -> Iterator[Discrepancy]:
    inside = sorted(i for i in story.articles if i in pile.readings)
    narration: Narration | None = None
    marks = {i: pile.marks(i) for i in inside}
    for statement in statements:
        members = [pile.rows[a] for a in statement.attributions if a in pile.rows]
        fullest = max(members, key=lambda row: (_length(pile, row), row.id))
        if fullest.article not in marks:
            continue
        speaker = _names(pile, statement)
        silent = {i for i in set(inside) - {row.article for row in members} if not speaker & _writers(pile, i)}
        if not silent:
            continue
        if narration is None:
            narration = Narration()
            for i in inside:
                narration.add(pile.tokens(i), pile.readings[i])
        article = pile.articles[fullest.article]
        for sentence in narration.tells(article, fullest, partial(pile.said, fullest), silent, marks):
            here, there = sentence.attribution.article, fullest.article
            one, two = pile.names(here, there)
            note = f"{one} tells as a fact, naming no source, what {two} reports as somebody’s words."
            left, right = Passage(here, sentence.attribution.content), Passage(there, told(pile.said(fullest)))
            yield discrepancy("attribution dropped", statement.id, left, right, note, "medium")


def _length(pile: Pile, row: Attribution) -> int:
    return sum(b - a for a, b in without_that(pile.articles[row.article].text, row.content))


def _names(pile: Pile, statement: Statement) -> set[str]:
    speaker = pile.speakers.get(statement.speaker or "")
    return {fold(name) for name in (speaker.name, *speaker.aliases)} if speaker else set()


def _writers(pile: Pile, article: str) -> set[str]:
    """Who writes in an article: what a speaker writes himself is no report of his words."""
    row = pile.articles[article]
    return {fold(name) for name in (*row.authors, row.outlet or "")}
