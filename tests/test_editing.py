"""Articles edited together with what was read in them (benchmarks/editing.py)."""

import sys
from pathlib import Path

import handmade
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord import pipeline
from onrecord.text import covers

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
editing = pytest.importorskip("editing")

FOUND = handmade.harbour()
TOLD = list(zip(FOUND.articles, FOUND.readings, strict=True))
LENGTH = max(len(article.text) for article, _ in TOLD)
HOLES = st.lists(st.tuples(st.integers(0, LENGTH), st.integers(0, 12)).map(lambda x: (x[0], x[0] + x[1])), max_size=4)


def words(told):
    """What each attribution, entity and time of an article says, by id."""
    article, read = told

    def quoted(spans):
        return tuple(article.text[start:stop] for start, stop in spans)

    said = {x.id: (quoted(x.source), quoted(x.cue), quoted(x.content)) for x in read.attributions}
    return said | {x.id: quoted([x.span]) for x in read.times} | {x.id: set(quoted(x.mentions)) for x in read.entities}


def inside(article, holes):
    return [(min(a, len(article.text)), min(b, len(article.text))) for a, b in holes]


@pytest.mark.parametrize("told", TOLD)
@given(holes=HOLES)
def test_what_is_left_says_what_it_said(told, holes):
    article, read = told
    holes = inside(article, holes)
    edited = editing.without(told, holes)
    gone = {n for start, stop in holes for n in range(start, stop)}
    assert edited[0].text == "".join(c for n, c in enumerate(article.text) if n not in gone)
    pipeline.check(*edited)
    before, after = words(told), words(edited)
    for row, left in after.items():
        assert left <= before[row] if isinstance(left, set) else left == before[row]
    for row in read.attributions:
        whole = not gone & {n for start, stop in (*row.source, *row.cue, *row.content) for n in range(start, stop)}
        assert (row.id in after) == whole


@pytest.mark.parametrize("told", TOLD)
def test_without_holes_nothing_changes(told):
    assert editing.without(told, []) == told


def test_of_two_joined_each_says_what_it_said():
    one, other = TOLD
    article, read = joined = editing.joined(one, other, "both")
    pipeline.check(*joined)
    assert article.text == f"{one[0].text}\n\n{other[0].text}"
    assert sorted(map(str, words(joined).values())) == sorted(map(str, [*words(one).values(), *words(other).values()]))
    assert all(row.article == "both" for row in (*read.attributions, *read.entities, *read.times))
    assert covers(((0, len(article.text)),), article.body)
