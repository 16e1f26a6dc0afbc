"""A story that is too large for one live page: the first of each list on its page, the lists on pages of their own.

The view of the story stays whole, so that its numbers are those of all of it; an excerpt is a copy of it with some
rows of its lists, which is what a page lists. A place that stands on another page is led to there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from markupsafe import escape

from onrecord.report.addresses import Live
from onrecord.report.shapes import DayView, Group, StoryView, Words
from onrecord.report.signs import SEVERITIES, counted

# A story of so many attributions stands on one page, which takes about a kilobyte for each.
WHOLE = 400
ROWS = 100  # of a list, on a page of its own


@dataclass(frozen=True, slots=True)
class List:
    """One list of a story.

    `rows` gives all of its rows in the order of the page, `first` which of them stand on the story's own page, `fields`
    the fields of the view that hold some rows, and `slugs` the ids of the elements of a row. `one` and `several`
    name the rows.
    """

    one: str
    several: str
    rows: Callable[[StoryView], Sequence[Any]]
    first: Callable[[StoryView], Sequence[Any]]
    fields: Callable[[StoryView, Sequence[Any]], Mapping[str, Any]]
    slugs: Callable[[Any], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Rest:
    """Where all rows of a list stand, and how many they are, in words."""

    href: str
    words: str


def excerpt(story: StoryView, name: str | None = None, page: int = 1) -> StoryView:
    """The story as one page lists it: the first rows of each list, or a page of the list `name` and nothing else."""
    fields: dict[str, Any] = {}
    for other, rows in LISTS.items():
        shown = rows.first(story) if name is None else ()
        if other == name:
            shown = rows.rows(story)[(page - 1) * ROWS : page * ROWS]
        fields |= rows.fields(story, shown)
    return replace(story, **fields)


def rests(story: StoryView, id: str, at: Live) -> dict[str, Rest]:
    """For each list of which the page of the story `id` holds a part, the way to all of it."""
    return {
        name: Rest(at.list(id, name), f"All {counted(total, rows.one, rows.several)}")
        for name, rows in LISTS.items()
        if (total := len(rows.rows(story))) > len(rows.first(story))
    }


def places(story: StoryView, id: str, at: Live) -> dict[str, str]:
    """Where each element stands that has a place in a list: slug -> address of the page of that list."""
    out: dict[str, str] = {}
    for name, rows in LISTS.items():
        every = rows.rows(story)
        for begin in range(0, len(every), ROWS):
            page = at.list(id, name, begin // ROWS + 1)
            for row in every[begin : begin + ROWS]:
                for slug in rows.slugs(row):
                    out.setdefault(slug, page)
    return out


_ID = re.compile(r' id="([^"]+)"')
_LEADS = re.compile(r' href="#([^"]+)"')


def led(page: str, where: Mapping[str, str], story: str) -> str:
    """A page whose links within it lead on to what is not on it: to the page `where` it stands, or else the `story`'s.

    No text of an article holds what is sought here: each quotation mark in it is escaped.
    """
    here = set(_ID.findall(page))

    def link(found: re.Match[str]) -> str:
        slug = found[1]
        return found[0] if slug in here else f' href="{escape(where.get(slug, story))}#{slug}"'

    return _LEADS.sub(link, page)


_PASSAGE = re.compile(r"p-(.*)-\d+-\d+(?:\.\d+-\d+)*", re.DOTALL)


def cited(story: StoryView) -> Iterator[str]:
    """The articles whose passages can be cited on the page of an excerpt, as the slugs of passages name them."""
    return (found[1] for slug in _passages(story) if (found := _PASSAGE.fullmatch(slug)))


def _passages(story: StoryView) -> Iterator[str]:
    words: list[Words | None] = []
    for group in story.groups:
        for s in (*group.shared, *group.single):
            yield from s.told.at
            yield from (slug for w in s.told.wordings for slug in w.at)
    for p in story.primaries:
        yield from (s.at for s in p.reported)
        yield from (w.at for w in (*(w for s in p.reported for w in s.worded), *p.nowhere))
        yield from (t.at for t in (*p.told, *p.unreported))
    words += [side for d in story.derivations for pair in d.passages for side in (pair.left, pair.right)]
    words += [side for d in story.differences for row in d.rows for side in (row.left, row.right)]
    words += [w for o in story.occasions for w in o.evidence]
    yield from (w.at for w in words if w is not None)
    yield from (e.at for day in story.days for e in day.events if e.at)


# --- the lists ---------------------------------------------------------------------------------------

# on a story's own page
_SPEAKERS, _OF_EACH = 12, 4  # speakers with what several articles report of each
_TABLE, _ARTICLES, _DERIVATIONS, _DIFFERENCES, _OCCASIONS, _EVENTS = 20, 40, 8, 12, 9, 40


def _said(story: StoryView) -> list[tuple[Group, Any]]:
    return [(g, s) for g in story.groups for s in (*g.shared, *g.single)]


def _first_said(story: StoryView) -> list[tuple[Group, Any]]:
    leading = [g for g in story.groups if g.shared] or story.groups
    return [(g, s) for g in leading[:_SPEAKERS] for s in (g.shared or g.single)[:_OF_EACH]]


def _groups(story: StoryView, rows: Sequence[tuple[Group, Any]]) -> dict[str, Any]:
    groups = []
    for _, pairs in groupby(rows, key=lambda row: row[0].id):
        own = list(pairs)
        shared, single = (tuple(s for _, s in own if (len(s.reported) > 1) is several) for several in (True, False))
        groups.append(replace(own[0][0], shared=shared, single=single))
    return {"groups": tuple(groups)}


def _graves(story: StoryView) -> list[Any]:
    return sorted(story.differences, key=lambda d: SEVERITIES.index(d.severity))


def _by_what_is_known(story: StoryView) -> list[Any]:
    return sorted(story.occasions, key=lambda o: not o.telling)


def _events(story: StoryView) -> list[tuple[DayView, Any]]:
    return [(day, e) for day in story.days for e in day.events]


def _most_told(story: StoryView) -> list[tuple[DayView, Any]]:
    rows = _events(story)
    known = [n for n, (day, _) in enumerate(rows) if day.date]
    known.sort(key=lambda n: -len(rows[n][1].told) - rows[n][1].more)
    return [rows[n] for n in sorted(known[:_EVENTS])]


def _days(story: StoryView, rows: Sequence[tuple[DayView, Any]]) -> dict[str, Any]:
    days = []
    for _, pairs in groupby(rows, key=lambda row: (row[0].date, row[0].until)):
        own = list(pairs)
        days.append(replace(own[0][0], events=tuple(e for _, e in own)))
    return {"days": tuple(days)}


LISTS: Mapping[str, List] = {
    "said": List("statement", "statements", _said, _first_said, _groups, lambda row: (row[1].id, row[0].id)),
    "table": List(
        "statement of the table",
        "statements of the table",
        lambda story: story.matrix.rows,
        lambda story: story.matrix.rows[:_TABLE],
        lambda story, rows: {"matrix": replace(story.matrix, rows=tuple(rows))},
        lambda row: (),
    ),
    "articles": List(
        "article",
        "articles",
        lambda story: story.articles,
        lambda story: story.articles[:_ARTICLES],
        lambda story, rows: {"articles": tuple(rows)},
        lambda row: (),
    ),
    "derivations": List(
        "link between these articles",
        "links between these articles",
        lambda story: story.derivations,
        lambda story: story.derivations[:_DERIVATIONS],
        lambda story, rows: {"derivations": tuple(rows)},
        lambda row: (row.id,),
    ),
    "differences": List(
        "difference",
        "differences",
        _graves,
        lambda story: _graves(story)[:_DIFFERENCES],
        lambda story, rows: {"differences": tuple(rows)},
        lambda row: [d.id for d in row.rows],
    ),
    "occasions": List(
        "occasion",
        "occasions",
        _by_what_is_known,
        lambda story: _by_what_is_known(story)[:_OCCASIONS],
        lambda story, rows: {"occasions": tuple(rows)},
        lambda row: (row.id,),
    ),
    "times": List("event", "events", _events, _most_told, _days, lambda row: (row[1].id,)),
}
