"""A part of a pile linked: whole stories, with those that something ties to them, as if nothing else were there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeAlias

from onrecord.comparing.prepared import Prepared
from onrecord.dividing import Some
from onrecord.linking import derivations, discrepancies, occasions, origins, primary, repetitions, statements, times
from onrecord.linking.corrections import Held
from onrecord.linking.derivations.candidates import Candidates, Two
from onrecord.linking.statements.across import Across, Quoted, quoting
from onrecord.model import Article, Links, Reading, Statement
from onrecord.ties import Ties

Linker: TypeAlias = Callable[[Sequence[Article], Sequence[Reading], Links], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Task:
    """A part of a pile, and what is known of the whole that concerns it.

    `links` are its stories, the speakers in it and what people ascribe to them, `elsewhere` those of the speakers who
    speak in other parts too.
    """

    some: Some
    links: Links
    said: Held = field(default_factory=Held)
    candidates: Candidates | None = None
    across: Across = statements.NOTHING_ACROSS
    elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Linked:
    """What the linkers found in a part, and what only the other parts can settle.

    Of `links`, statements do not say yet what they repeat, and there are no discrepancies; `found` are those, and
    `dated` the statements that may repeat another, or be repeated, in whatever part.
    """

    links: Links
    found: discrepancies.Found
    dated: tuple[repetitions.Dated, ...]


def steps(task: Task, prepared: Prepared) -> tuple[tuple[str, Linker], ...]:
    """The linkers of a part in their order, each with the field of `Links` that it fills."""
    own, said = prepared.articles.keys(), task.said
    stated = {pair: row for pair, row in said.stated.items() if pair <= own}
    return (
        ("settled", times.link),
        (
            "derivations",
            partial(
                derivations.link, stated=stated, denied=said.denied, uncredited=said.uncredited, found=task.candidates
            ),
        ),
        ("stories", origins.link),
        ("statements", partial(_reported, ties=said.statements, across=task.across, prepared=prepared)),
        ("aligned", primary.link),
        ("statements", primary.judged),
        ("occasions", occasions.link),
    )


def _reported(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    links: Links,
    ties: Ties,
    across: Across,
    prepared: Prepared,
) -> tuple[Statement, ...]:
    """The statements that articles report; what stands in a primary source is no report."""
    return statements.link(articles, primary.reporting(articles, readings), links, ties, across, prepared)


class LinkerError(Exception):
    """What a linker raised, with its name."""

    def __init__(self, linker: str, error: Exception) -> None:
        super().__init__(linker, error)
        self.linker, self.error = linker, error


@contextmanager
def _named(linker: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise LinkerError(linker, error) from error


def link(task: Task) -> Linked:
    """Link a part. Raises LinkerError."""
    articles, readings = task.some.load()
    links = here(task.links, readings)
    prepared = Prepared(articles)
    for name, linker in steps(task, prepared):
        with _named(name):
            links = replace(links, **{name: linker(articles, readings, links)})
    with _named("discrepancies"):
        found = discrepancies.within(articles, readings, links, prepared)
    with _named("repetitions"):
        return Linked(links, found, tuple(repetitions.dated(articles, readings, links, task.elsewhere)))


def here(links: Links, readings: Sequence[Reading]) -> Links:
    """The links of a part without attributions of other parts that people ascribe to somebody, and their speakers."""
    if not links.ascribed:
        return links
    said = {row.id for reading in readings for row in reading.attributions}
    own = {e.id for reading in readings for e in reading.entities}
    ascribed = tuple(row for row in links.ascribed if row.attribution in said)
    given = {row.speaker for row in ascribed}
    speakers = tuple(row for row in links.speakers if row.id in given or not own.isdisjoint(row.entities))
    return replace(links, ascribed=ascribed, speakers=speakers)


# --- what is asked of some stories before their parts are known --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """Some articles with the stories and speakers that they tell of, and what is asked of them."""

    some: Some
    links: Links
    candidates: Candidates = field(default_factory=Candidates)
    named: Collection[str] = frozenset()
    wanted: Any = None
    said: Held = field(default_factory=Held)


def related(asked: Asked) -> list[Two]:
    """The pairs among the candidates that mean something."""
    return derivations.related(*asked.some.load(), asked.links, asked.candidates)


def quoted(asked: Asked) -> list[Quoted]:
    """The reports that quote runs of words which are said in several stories; the stories are whole."""
    articles, readings = asked.some.load()
    links = here(asked.links, readings)
    links = replace(links, settled=times.link(articles, readings, links))
    reporting = primary.reporting(articles, readings)
    return quoting(articles, reporting, links, asked.named, asked.wanted, asked.said.statements)
