"""What ties stories together: long quoted words of one speaker, and what people say of attributions.

Stories that nothing ties together may be worked on apart, and give the same statements. So what one speaker says in
several stories is looked through here. First the words alone, as numbers of runs, article by article (`runs`); then,
where several stories have a run of one speaker, the few reports that hold one (`quoting`) and which of these meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from onrecord.comparing.days import days_of_saying
from onrecord.comparing.saying import LONGEST, TOKEN, fold_word
from onrecord.linking.statements.candidates import SHINGLE, echoes, echoing, sampled, shingles
from onrecord.linking.statements.twins import stand_ins
from onrecord.linking.statements.units import Order, Unit, read_units, voices
from onrecord.model import Article, Attribution, Links, Reading
from onrecord.text import without_that
from onrecord.ties import Ties

# a run of words that somebody says, by the speaker
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Across:
    """What ties stories together.

    `named` are the speakers that an article names, `keys` the runs of words that one speaker says in several stories,
    and `met` the pairs of reports that quote such a run.
    """

    named: frozenset[str] = frozenset()
    keys: frozenset[Key] = frozenset()
    met: tuple[tuple[str, str], ...] = ()

    def meetings(
        self, units: Sequence[Unit], others: Mapping[str, Sequence[Unit]] = MappingProxyType({})
    ) -> list[tuple[Unit, Unit]]:
        """The reports of a part that quote the same run of words; `others` are those for which some stand in."""
        unit_of = {unit.row.id: unit for unit in units}
        unit_of |= {other.row.id: unit_of[i] for i, found in others.items() for other in found}
        met = {(a.order, b.order): (a, b) for a, b in echoes(units, self.keys)}
        for a, b in self.met:
            met[unit_of[a].order, unit_of[b].order] = unit_of[a], unit_of[b]
        return [met[key] for key in sorted(met)]


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of words of one attribution that quotes, as numbers."""

    attribution: str
    entity: str | None
    numbers: tuple[int, ...]


def runs(article: Article, reading: Reading) -> tuple[Runs, ...]:
    """The runs that an article quotes."""
    says = {attribution: entity.id for entity in reading.entities for attribution in entity.says}
    found = (Runs(row.id, says.get(row.id), _runs(article.text, row)) for row in reading.attributions if quotes(row))
    return tuple(one for one in found if one.numbers)


def quotes(row: Attribution) -> bool:
    """Whether an attribution has words in quotation marks."""
    return row.form != "indirect"


def _runs(text: str, row: Attribution) -> tuple[int, ...]:
    """The numbers of the runs, of which a sample is looked up; the words are folded as they are when it is prepared."""
    spans = without_that(text, row.content)
    words = [fold_word(m.group()) for a, b in spans for m in TOKEN.finditer(text, a, b)][:LONGEST]
    found = (sampled(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1))
    return tuple({key for key in found if key is not None})


@dataclass(frozen=True, slots=True)
class Quoted:
    """A report that stands for itself and quotes runs of words that its speaker says in several stories."""

    order: Order
    speaker: str
    keys: tuple[int, ...]

    @property
    def article(self) -> str:
        """The article that it stands in."""
        return self.order[0]

    @property
    def attribution(self) -> str:
        """Its id."""
        return self.order[-1]


def quoting(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    links: Links,
    named: Container[str],
    wanted: Mapping[str, Collection[int]],
    ties: Ties,
) -> list[Quoted]:
    """Those of whole stories' reports that are `wanted`, by their id with the runs that count."""
    own = {row.article for reading in readings for row in reading.attributions if row.id in wanted}
    some = [reading for reading in readings if reading.article in own]
    units = read_units([a for a in articles if a.id in own], some, voices(readings, links, named), ties)
    story_of = {article: story.id for story in links.stories for article in story.articles}
    days = days_of_saying(articles, some, links)
    compared, _ = stand_ins((unit for unit in units if unit.row.id in wanted), story_of, days, ties)
    return [
        Quoted(unit.order, unit.speaker, tuple(keys))
        for unit in compared
        if unit.speaker and unit.quoted and (keys := shingles(unit.said) & set(wanted[unit.row.id]))
    ]


def meeting_across(found: Iterable[Quoted]) -> list[tuple[Quoted, Quoted]]:
    """The pairs of reports that quote the same run, each once."""
    index: dict[Key, list[Quoted]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.order):
        for key in one.keys:
            index[one.speaker, key].append(one)
    met = {(a.order, b.order): (a, b) for rows in index.values() for a, b in echoing(rows) if a.article != b.article}
    return [met[key] for key in sorted(met)]
