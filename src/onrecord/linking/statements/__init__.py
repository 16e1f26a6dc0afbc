"""Statements: attributions of several articles that report the same act of saying, joined.

Reports of one story that share enough words meet, whoever is named for them, and so do long quoted words of one speaker
wherever they stand. A small model weighs what speaks for and against each pair, and reports are gathered while, on the
whole, they fit each other. All evidence for a pair lies in its two articles; another article changes nothing about it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from onrecord.comparing.days import Day, days_of_saying, on_other_days
from onrecord.comparing.sameness import Evidence, Evidences
from onrecord.comparing.wordings import translated, wording
from onrecord.linking.statements.across import Across
from onrecord.linking.statements.candidates import beside, echoes, meeting
from onrecord.linking.statements.clusters import gathered
from onrecord.linking.statements.features import QUOTED, Facing, Page, around, may_be_one, pair_features, two_people
from onrecord.linking.statements.odds import Model, model
from onrecord.linking.statements.told import Told, cut, parted, spans
from onrecord.linking.statements.twins import stand_ins
from onrecord.linking.statements.units import Edge, Unit, pair_of, read_units, voices
from onrecord.model import Article, Links, Reading, Span, Statement, digest
from onrecord.text import overlap
from onrecord.ties import Ties

MADE_BY = "statements.odds/1"

NOTHING_ACROSS = Across()


def link(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    links: Links,
    ties: Ties | None = None,
    across: Across = NOTHING_ACROSS,
) -> tuple[Statement, ...]:
    """One statement for each act of saying; an attribution that stands alone makes a statement of its own.

    What stands inside another attribution makes a statement only when it is a saying of another speaker ("TASS
    reports that Lavrov said …"); else it is part of the outer one. `ties` are what people say of attributions that are
    of one act of saying or of two, and `across` is what ties the stories of a part of a pile.
    """
    ties = ties or Ties()
    voice_of = voices(readings, links, across.named)
    units = read_units(articles, readings, voice_of, ties)
    judge = model()
    foreign = translated(links)
    named = {voice.id for voice in voice_of.values() if voice.named}
    days = days_of_saying(articles, readings, links)
    story_of = {article: story.id for story in links.stories for article in story.articles}
    compared_ones, others = stand_ins(units, story_of, days, ties)
    met = across.meetings(compared_ones, others)
    groups = gathered(compared_ones, edges(compared_ones, links, days, met), judge.sure, judge.nothing, ties)
    found = [_statement(*_with_others(*group, others), foreign, named) for group in parted(groups, days, ties)]
    said = {row.attribution for row in links.ascribed}
    return tuple(sorted((_marked(s) if _said(s, ties, said) else s for s in found), key=lambda s: s.id))


def _said(statement: Statement, ties: Ties, ascribed: Collection[str]) -> bool:
    """Whether a person said something of a report of it."""
    return any(a in ties or a in ascribed for a in statement.attributions)


def _marked(statement: Statement) -> Statement:
    return replace(statement, made_by=statement.made_by + "; corrected")


def _with_others(members: Sequence[Unit], told: Told, others: Mapping[str, Sequence[Unit]]) -> tuple[list[Unit], Told]:
    """A group with the reports that its members stand for, each behind the one that stands for it."""
    every = [twin for unit in members for twin in (unit, *others.get(unit.row.id, ()))]
    # they have the same words
    places = {twin.row.id: words for i, words in told.items() for twin in others.get(i, ())}
    return every, {**told, **places}


def edges(
    units: Sequence[Unit],
    links: Links,
    days: Mapping[str, frozenset[Day]],
    met: Sequence[tuple[Unit, Unit]] | None = None,
) -> dict[tuple[str, str], Edge]:
    """The pairs of attributions that may be of one act of saying, each with how surely."""
    judge = model()
    return {
        pair_of(a, b): edge
        for found in compared(units, links, met)
        for (a, b), edge in judged(found, judge).items()
        if not on_other_days(days, a.row.id, b.row.id)
    }


@dataclass(frozen=True, slots=True)
class Related:
    """What derivations say of two articles: passages that match, and whether one comes from the other."""

    passages: tuple[tuple[Span, Span], ...]
    derived: bool


_UNRELATED = Related((), False)


def _related(links: Links) -> dict[tuple[str, str], Related]:
    found: dict[tuple[str, str], tuple[list[tuple[Span, Span]], bool]] = {}
    for row in links.derivations:
        if row.origin is None:
            continue
        pairs = [(m.span, m.from_span) for m in row.passages if m.from_span is not None]
        derived = row.how in ("copy", "abridgement", "rewrite")
        for key, places in (
            ((row.article, row.origin), pairs),
            ((row.origin, row.article), [(q, p) for p, q in pairs]),
        ):
            old, was = found.get(key, ([], False))
            found[key] = ([*old, *places], was or derived)
    return {key: Related(tuple(places), derived) for key, (places, derived) in found.items()}


@dataclass(frozen=True, slots=True)
class Compared:
    """Two articles held against each other: the reports that met, and what a derivation says of them.

    `features` has a row for each pair of `pairs`, and `places` the sentences by which it resembles each other most.
    """

    facing: Facing
    pairs: Sequence[tuple[Unit, Unit]]
    places: Sequence[tuple[int, int]]
    features: np.ndarray
    related: Related


def compared(units: Sequence[Unit], links: Links, met: Sequence[tuple[Unit, Unit]] | None = None) -> Iterator[Compared]:
    """Each two articles with reports that may be of one act of saying; `met` are the `echoes`, where they are known."""
    inside: dict[str, list[Unit]] = {}
    for unit in units:
        inside.setdefault(unit.row.article, []).append(unit)
    numbers: dict[str, int] = {}
    pages = {name: Page(units, numbers) for name, units in inside.items()}
    related = _related(links)
    evidences = Evidences()
    done: set[tuple[str, str]] = set()
    for story in links.stories:
        yield from _by_articles(
            meeting({name: inside[name] for name in story.articles if name in inside}), pages, related, evidences, done
        )
    yield from _by_articles(echoes(units) if met is None else met, pages, related, evidences, done)


def _by_articles(
    met: Iterator[tuple[Unit, Unit]] | Sequence[tuple[Unit, Unit]],
    pages: Mapping[str, Page],
    related: Mapping[tuple[str, str], Related],
    evidences: Evidences,
    done: set[tuple[str, str]],
) -> Iterator[Compared]:
    """The pairs that met, gathered by their two articles; those of `done` were held against each other before."""
    by_articles: dict[tuple[str, str], list[tuple[Unit, Unit]]] = {}
    for a, b in met:
        a, b = (a, b) if a.order < b.order else (b, a)
        by_articles.setdefault((a.row.article, b.row.article), []).append((a, b))
    for key, pairs in sorted(by_articles.items()):
        if key in done:
            continue
        done.add(key)
        link = related.get(key, _UNRELATED)
        facing = Facing(pages[key[0]], pages[key[1]])
        found = _held(facing, pairs, evidences, link.derived)
        if found:
            held = [pair for pair, _, _ in found]
            rows = np.array([row for _, row, _ in found], np.float64)
            features = np.hstack([rows, facing.paragraphs(held)])
            yield Compared(facing, held, [e.places for _, _, e in found], features, link)


def _held(
    facing: Facing, pairs: Sequence[tuple[Unit, Unit]], evidences: Evidences, derived: bool
) -> list[tuple[tuple[Unit, Unit], list[float], Evidence]]:
    """The pairs of two articles that may be of one act of saying, with their numbers but for those of paragraphs."""
    if derived:
        # who rewrites an article goes through its quotations in turn
        likely = [pair for pair, common in zip(pairs, facing.common(pairs), strict=True) if may_be_one(*pair, common)]
        pairs = beside(likely, facing.left.place, facing.right.place)
    out = []
    for (a, b), common in zip(pairs, facing.common(pairs), strict=True):
        if derived or may_be_one(a, b, common):
            e = evidences.of(a.said, b.said)
            if not two_people(a, b) or e.quoted_bits >= QUOTED:
                out.append(((a, b), pair_features(a, b, common, e), e))
    return out


def surroundings(found: Compared, odds: np.ndarray, nothing: float) -> np.ndarray:
    """What stands around each pair, from the odds that each has by itself, and its features."""
    related = found.related
    told = [(_aligned(a, b, related), related.derived) for a, b in found.pairs]
    return np.hstack([around(found.facing, found.pairs, odds, nothing), np.array(told, np.float64), found.features])


def _aligned(a: Unit, b: Unit, related: Related) -> bool:
    """Whether a derivation matches a passage of the one with a passage of the other."""
    return any(overlap((p,), a.row.content) and overlap((q,), b.row.content) for p, q in related.passages)


def judged(found: Compared, judge: Model) -> dict[tuple[Unit, Unit], Edge]:
    """The pairs whose odds are above those of pairs that never met."""
    odds = judge.around.odds(surroundings(found, judge.pair.odds(found.features), judge.nothing))
    return {
        (a, b): Edge(value, {a.row.id: here, b.row.id: there})
        for (a, b), (here, there), value in zip(found.pairs, found.places, odds.tolist(), strict=True)
        if value > judge.nothing
    }


def _statement(
    members: Sequence[Unit], told: Told, foreign: Collection[str], named: Collection[str | None]
) -> Statement:
    """A statement from its members, the fullest first; `told` is what of each tells it."""
    centre = members[0]
    speakers = [unit.speaker for unit in members if unit.speaker]
    speaker = next((s for s in speakers if s in named), speakers[0] if speakers else None)
    ordered = sorted(members, key=lambda unit: unit.order)
    ids = tuple(unit.row.id for unit in ordered)
    against = cut(centre.said, told)
    wordings = tuple(
        wording(cut(unit.said, told), against, speaker in foreign) for unit in ordered if unit is not centre
    )
    places = (spans(cut(unit.said, told)) if unit.row.id in told else unit.row.content for unit in ordered)
    parts = tuple(places) if any(i in told for i in ids) else ()
    return Statement(digest("statement", tuple(sorted(ids))), speaker, ids, wordings, MADE_BY, parts=parts)
