"""Statements: attributions of several articles that report the same act of saying, joined.

Reports of one story that share enough words meet, whoever is named for them, and so do long quoted words of one speaker
wherever they stand. A small model weighs what speaks for and against each pair, and reports are gathered while, on the
whole, they fit each other. All evidence for a pair lies in its two articles; another article changes nothing about it.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

import numpy as np

from onrecord.comparing.days import Day, days_of_saying, on_other_days
from onrecord.comparing.prepared import Prepared
from onrecord.comparing.wordings import translated, wording
from onrecord.linking.statements.across import Across
from onrecord.linking.statements.candidates import beside, echoes, meeting
from onrecord.linking.statements.clusters import gathered
from onrecord.linking.statements.features import (
    QUOTED,
    Common,
    Facing,
    Page,
    Pool,
    Wordings,
    around,
)
from onrecord.linking.statements.odds import Model, model
from onrecord.linking.statements.told import Told, cut, parted, spans
from onrecord.linking.statements.twins import stand_ins
from onrecord.linking.statements.units import Edge, Unit, pair_of, read_units, voices
from onrecord.model import Article, Links, Reading, Span, Statement, digest
from onrecord.text import overlap
from onrecord.ties import Ties

MADE_BY = "statements.odds/1"

NOTHING_ACROSS = Across()

Pair: TypeAlias = tuple[Unit, Unit]


def link(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    links: Links,
    ties: Ties | None = None,
    across: Across = NOTHING_ACROSS,
    prepared: Prepared | None = None,
) -> tuple[Statement, ...]:
    """One statement for each act of saying; an attribution that stands alone makes a statement of its own.

    What stands inside another attribution makes a statement only when it is a saying of another speaker ("TASS
    reports that Lavrov said …"); else it is part of the outer one. `ties` are what people say of attributions that are
    of one act of saying or of two, `across` is what ties the stories of a part of a pile, and `prepared` has the words
    of the articles.
    """
    ties = ties or Ties()
    voice_of = voices(readings, links, across.named)
    units = read_units(articles, readings, voice_of, ties, prepared)
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
    comparing = _Comparing(units, _related(links))
    for story in links.stories:
        yield from comparing.among(meeting(comparing.reports(story.articles)))
    yield from comparing.among(echoes(units) if met is None else met)


class _Comparing:
    """Articles held against each other, each two once."""

    def __init__(self, units: Iterable[Unit], related: Mapping[tuple[str, str], Related]) -> None:
        inside: dict[str, list[Unit]] = {}
        for unit in units:
            inside.setdefault(unit.row.article, []).append(unit)
        self._pages = {name: Page(own) for name, own in inside.items()}
        self._related = related
        self._wordings = Wordings()
        self._done: set[tuple[str, str]] = set()

    def reports(self, articles: Iterable[str]) -> dict[str, Sequence[Unit]]:
        """The reports of some articles, by article; without those that report nothing."""
        return {name: self._pages[name].units for name in articles if name in self._pages}

    def among(self, met: Iterable[Pair]) -> Iterator[Compared]:
        """The articles of the pairs that met."""
        by_articles: dict[tuple[str, str], list[Pair]] = {}
        for a, b in met:
            a, b = (a, b) if a.order < b.order else (b, a)
            by_articles.setdefault((a.row.article, b.row.article), []).append((a, b))
        new = {key: by_articles[key] for key in sorted(by_articles.keys() - self._done)}
        self._done |= new.keys()
        pool = Pool(self.reports(sorted({name for key in new for name in key})).values())
        derived = {key for key in new if self._related.get(key, _UNRELATED).derived}
        # who rewrites an article goes through its quotations in turn
        near: dict[tuple[str, str], list[Pair]] = {key: [] for key in new if key in derived}
        every = [(key, pair) for key in near for pair in new[key]]
        places = pool.places([pair for _, pair in every])
        for n in np.flatnonzero(pool.may_be_one(*places, pool.common(*places))).tolist():
            near[every[n][0]].append(every[n][1])
        for key, found in near.items():
            new[key] = beside(found, *(self._pages[name].place for name in key))
        yield from self._held([(key, pair) for key, pairs in new.items() for pair in pairs], derived, pool)

    def _held(
        self, met: Sequence[tuple[tuple[str, str], Pair]], derived: Container[tuple[str, str]], pool: Pool
    ) -> Iterator[Compared]:
        """The pairs that met, gathered by their two articles, as far as they may be of one act of saying."""
        left, right = pool.places([pair for _, pair in met])
        common = pool.common(left, right)
        likely = pool.may_be_one(left, right, common) | np.array([key in derived for key, _ in met], np.bool_)
        words = {n: self._wordings.of(*met[n][1]) for n in np.flatnonzero(likely).tolist()}
        two = pool.two_people(left, right)
        kept = [n for n, worded in words.items() if not two[n] or worded.evidence.quoted_bits >= QUOTED]
        if not kept:
            return
        features = pool.features(
            left[kept], right[kept], Common(*(column[kept] for column in common)), [words[n] for n in kept]
        )
        first = 0
        for key, found in groupby(kept, key=lambda n: met[n][0]):
            own = list(found)
            rows = features[first : first + len(own)]
            first += len(own)
            facing = Facing(*(self._pages[name] for name in key))
            places = [words[n].evidence.places for n in own]
            yield Compared(facing, [met[n][1] for n in own], places, rows, self._related.get(key, _UNRELATED))


def surroundings(found: Compared, odds: np.ndarray, nothing: float) -> np.ndarray:
    """What stands around each pair, from the odds that each has by itself, and its features."""
    related = found.related
    told = np.full((len(found.pairs), 2), (0.0, related.derived))
    if related.passages:
        told[:, 0] = [_aligned(a, b, related) for a, b in found.pairs]
    return np.hstack([around(found.facing, found.pairs, odds, nothing), told, found.features])


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
