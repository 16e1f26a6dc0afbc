"""Reports that many articles of a story print word for word: a few of them stand for all.

A wire story in 300 copies would otherwise be held against itself 45,000 times.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from onrecord.comparing.days import Day
from onrecord.linking.statements.units import Unit

# so many articles with the same words are held against each other, and so many reports of each
_ARTICLES = 3
_REPORTS = 3
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
    compared: list[Unit] = []
    others: dict[str, list[Unit]] = {}
    kept: dict[object, dict[str, list[Unit]]] = {}
    for unit in units:
        words = tuple(unit.said.texts)
        # whom nobody names is another speaker in every copy
        who = unit.speaker if unit.voice.named else unit.called
        if (
            len(words) < (_SHORTEST if who else _SHORTEST_UNKNOWN)
            or unit.row.article not in story_of
            or unit.row.id in apart
        ):
            compared.append(unit)
            continue
        key = (story_of[unit.row.article], who, days.get(unit.row.id), words)
        holders = kept.setdefault(key, {})
        own = holders.get(unit.row.article)
        if own is None and len(holders) < _ARTICLES:
            own = holders.setdefault(unit.row.article, [])
        if own is not None and len(own) < _REPORTS:
            own.append(unit)
            compared.append(unit)
        else:
            first = own[0] if own else next(iter(holders.values()))[0]
            others.setdefault(first.row.id, []).append(unit)
    return compared, others
