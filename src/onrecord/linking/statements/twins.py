"""Reports that many articles of a story print word for word, or nearly so: a few of them stand for all.

A wire story in 300 copies would otherwise be held against itself 45,000 times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping

from onrecord.comparing.days import Day
from onrecord.comparing.sameness import likeness
from onrecord.linking.statements.units import Unit

# so many articles with the same words are held against each other, and so many reports of each
_ARTICLES = 3
_REPORTS = 3
# in a story of more articles than this, so many reports that are alike to this share are held against each other
_MANY = 24
_NEAR = 12
_ALIKE = 0.8
# a report is sought by so many of its weightiest stems
_STEMS = 3
# words are the same remark from so many on: of one speaker, and where nobody is known to speak
_SHORTEST, _SHORTEST_UNKNOWN = 4, 8


def stand_ins(
    units: Iterable[Unit],
    story_of: Mapping[str, str],
    days: Mapping[str, frozenset[Day]],
    apart: Container[str] = (),
) -> tuple[list[Unit], dict[str, list[Unit]]]:
    """The reports to be compared, and by the id of such a report the others that it stands for.

    Only reports of one story, one speaker and one day stand for each other; those of few articles stand for themselves,
    as do those that are set `apart`.
    """
    units = list(units)
    told = Counter(story_of.get(article) for article in {unit.row.article for unit in units})
    near = _Near()
    compared: list[Unit] = []
    others: dict[str, list[Unit]] = {}
    kept: dict[object, dict[str, list[Unit]]] = {}
    for unit in units:
        story = story_of.get(unit.row.article)
        if story is None or unit.row.id in apart:
            compared.append(unit)
            continue
        words = tuple(unit.said.texts)
        # whom nobody names is another speaker in every copy
        who = unit.speaker if unit.voice.named else unit.called
        place = (story, who, days.get(unit.row.id))
        if len(words) >= (_SHORTEST if who else _SHORTEST_UNKNOWN):
            holders = kept.setdefault((place, words), {})
            own = holders.get(unit.row.article)
            if own is None and len(holders) < _ARTICLES:
                own = holders.setdefault(unit.row.article, [])
            if own is None or len(own) == _REPORTS:
                first = own[0] if own else next(iter(holders.values()))[0]
                others.setdefault(near.stands_for(first).row.id, []).append(unit)
                continue
            own.append(unit)
        like = near.first(place, unit) if told[story] > _MANY and who else None
        if like is None:
            compared.append(unit)
        else:
            others.setdefault(like.row.id, []).append(unit)
    return compared, others


class _Near:
    """Reports that are nearly alike, by the first of them."""

    def __init__(self) -> None:
        self._firsts: dict[tuple[object, str], list[Unit]] = {}
        self._count: Counter[Unit] = Counter()
        self._into: dict[Unit, Unit] = {}

    def first(self, key: object, unit: Unit) -> Unit | None:
        """The report that stands for this one; None for one of the first, which stand for themselves."""
        stems = sorted(unit.said.stems, key=lambda s: (-unit.said.stems[s], s))[:_STEMS]
        for other in dict.fromkeys(other for s in stems for other in self._firsts.get((key, s), ())):
            if _alike(unit, other):
                self._count[other] += 1
                if self._count[other] < _NEAR:
                    return None
                self._into[unit] = other
                return other
        for s in stems:
            self._firsts.setdefault((key, s), []).append(unit)
        return None

    def stands_for(self, unit: Unit) -> Unit:
        """The report that is compared in the place of one."""
        return self._into.get(unit, unit)


def _alike(a: Unit, b: Unit) -> bool:
    """Whether two reports differ in a few words that stand in one place and are no denial and no number."""
    if a.said.negative != b.said.negative or a.numbers != b.numbers:
        return False
    one, two = ([word.sentence for word in unit.said.words] for unit in (a, b))
    return one == two and likeness(a.said, b.said).outer >= _ALIKE
