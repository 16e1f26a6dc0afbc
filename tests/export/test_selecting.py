"""A part of findings stands by itself: nothing in it refers to what is left out, whether it is read so or cut so."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import handmade
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reading_back import anything, both

import onrecord
from onrecord import asking, record
from onrecord.export.selecting import first, load, narrow
from onrecord.model import Aligned, Anchor, Correction, Findings, Links, Outcome, Unlinked


def stands_alone(findings: Findings) -> None:
    """Every id that a row refers to is that of a row that is there."""
    articles = {a.id for a in findings.articles}
    attributions = {a.id for r in findings.readings for a in r.attributions}
    entities = {e.id for r in findings.readings for e in r.entities}
    times = {t.id for r in findings.readings for t in r.times}
    mentions = {m.id for r in findings.readings for m in r.occasions}
    links = findings.links
    speakers, statements = {s.id for s in links.speakers}, {s.id for s in links.statements}
    anchors = {None, "published", "dateline", *times, *articles}
    assert [r.article for r in findings.readings] == [a.id for a in findings.articles]
    for reading in findings.readings:
        assert all(a.nested_in is None or a.nested_in in attributions for a in reading.attributions)
        assert all(set(e.says) <= attributions for e in reading.entities)
        assert all(t.anchor in anchors for t in reading.times)
        assert all(e.attribution is None or e.attribution in attributions for e in reading.events)
        assert all(e.time in times for e in reading.events)
        assert all(m.entity is None or m.entity in entities for m in reading.occasions)
        assert all({m.held, m.aired} <= {None, *times} for m in reading.occasions)
        assert all(set(m.attributions) <= attributions for m in reading.occasions)
    assert all(set(s.entities) <= entities for s in links.speakers)
    assert all(s.time in times and s.anchor in anchors for s in links.settled)
    for story in links.stories:
        assert set(story.articles) <= articles
        assert story.articles
        assert {i for group in story.origins for i in group} <= articles
    assert all(d.article in articles and d.origin in {None, *articles} for d in links.derivations)
    for x in links.statements:
        assert x.speaker in {None, *speakers}
        assert x.attributions
        assert set(x.attributions) <= attributions
        assert len(x.parts) in (0, len(x.attributions))
        assert {i for w in x.wordings for i in (w.attribution, w.against)} <= attributions
        assert x.repeats in {None, *statements}
    for o in links.occasions:
        assert o.speaker in {None, *speakers}
        assert set(o.articles) <= articles
        assert set(o.mentions) <= mentions
        assert set(o.attributions) <= attributions
    for d in links.discrepancies:
        assert d.statement in {None, *statements}
        assert {side.article for side in (d.left, d.right) if side} <= articles
    assert all(a.attribution in attributions and a.speaker in speakers for a in links.ascribed)
    for al in links.aligned:
        assert al.attribution in attributions
        assert al.document in articles
        assert set(al.turns) <= attributions
        assert al.speaker in {None, *speakers}
    made = {c.id for c in findings.corrections}
    assert {i for c in findings.corrections for i in (c.left.article, c.right and c.right.article) if i} <= articles
    for outcome in links.outcomes:
        assert outcome.correction in made
        assert set(outcome.found) <= articles | attributions | entities


def test_the_check_knows_every_table() -> None:
    """A new table of links needs a place in `narrow`, and one here."""
    assert {f.name for f in dataclasses.fields(Links)} == {
        *("speakers", "settled", "stories", "derivations", "statements", "occasions", "discrepancies", "ascribed"),
        *("outcomes", "aligned", "unlinked"),
    }


def full() -> Findings:
    """The findings by hand with a row of those tables, too, that they have none of."""
    found = both()
    note = Correction("c1", "note", Anchor("a1"), Anchor("a2"), "story", "Jo", "2024-01-01T00:00:00Z", "so")
    own = Correction("c2", "note", Anchor("far"), None, "article", "Jo", "2024-01-01T00:00:00Z", "so")
    links = dataclasses.replace(
        found.links,
        aligned=(Aligned("al1", "q3", "a1", ((0, 4),), ("q1",), "paraphrase", (), "s1", 0.5, "t"),),
        outcomes=(
            Outcome("c1", "applied", None, ("a1", "a2", "q1", "q2"), "t"),
            Outcome("c2", "applied", None, ("far",), "t"),
        ),
        unlinked=(Unlinked("a1", "it could not be linked"), Unlinked("far", "it could not be linked")),
    )
    return dataclasses.replace(found, links=links, corrections=(note, own))


def test_a_story() -> None:
    found = narrow(full(), story="y1")
    stands_alone(found)
    assert [a.id for a in found.articles] == ["a1", "a2"]
    assert found.links == dataclasses.replace(full().links, **_of_harbour(found))
    assert [c.id for c in found.corrections] == ["c1"]
    assert found.failures == ()


def _of_harbour(found: Findings) -> dict[str, object]:
    own = handmade.harbour().links
    return {
        "speakers": own.speakers,
        "statements": own.statements,
        "outcomes": found.links.outcomes,
        "unlinked": found.links.unlinked,
    }


def test_a_speaker_by_name_alias_or_id() -> None:
    for name in ("Mara Oyelaran", "oyelaran", "s1"):
        found = narrow(full(), speaker=name)
        stands_alone(found)
        assert [a.id for a in found.articles] == ["a1", "a2"]
        assert [a.id for r in found.readings for a in r.attributions] == ["q1", "q3"]
        assert [a.nested_in for r in found.readings for a in r.attributions] == [None, None]
        assert [s.id for s in found.links.speakers] == ["s1"]
        assert [s.id for s in found.links.statements] == ["st1"]
        assert [d.id for d in found.links.discrepancies] == ["x1"]
        assert [a.id for a in found.links.aligned] == ["al1"]
        assert found.links.outcomes[0].found == ("a1", "a2", "q1")


def test_since_leaves_out_what_is_not_known_to_be_later() -> None:
    findings = full()  # of 4 May 2021, of no date, of some day of March 2024
    assert [a.id for a in narrow(findings, since="2021-05-04").articles] == ["a1", "far"]
    assert [a.id for a in narrow(findings, since="2021-05-05").articles] == ["far"]
    assert [a.id for a in narrow(findings, since="2024-03").articles] == ["far"]
    with pytest.raises(LookupError, match="no article is left"):
        narrow(findings, since="2024-03-02")
    found = narrow(findings, since="2021")
    stands_alone(found)
    assert found.links.derivations == findings.links.derivations[:0]
    (story,) = found.links.stories
    assert (story.articles, story.origins, story.origin_names) == (("a1",), (("a1",),), ("Delta Post",))
    assert [s.attributions for s in found.links.statements] == [("q1",), ("f1",), ("f2",)]
    assert found.links.statements[0].parts == (findings.links.statements[0].parts[0],)


def test_all_three_together() -> None:
    found = narrow(full(), story="y1", speaker="Oyelaran", since="2021-05")
    stands_alone(found)
    assert [a.id for r in found.readings for a in r.attributions] == ["q1"]
    with pytest.raises(LookupError, match="no article is left"):
        narrow(full(), story="y1", speaker="Bea Ng")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"story": "nope"}, "there is no story 'nope'"),
        ({"speaker": "Nobody"}, "there is no speaker 'Nobody'"),
        ({"speaker": " "}, "there is no speaker ' '"),
    ],
)
def test_what_is_not_there(asked: dict[str, str], said: str, tmp_path: Path) -> None:
    record.create(tmp_path / "r", handmade.harbour())
    for select in (lambda **asked: narrow(full(), **asked), lambda **asked: load(tmp_path / "r", **asked)):
        with pytest.raises(LookupError, match=said):
            select(**asked)


@pytest.mark.parametrize("date", ["yesterday", "24-01", "2024-13", "2024-02-30", "2024-1-1", "2024-01-01 12:00", ""])
def test_a_date_that_is_none(date: str) -> None:
    with pytest.raises(ValueError, match="no date"):
        first(date)


def test_nothing_asked_for_is_everything() -> None:
    findings = full()
    assert narrow(findings) is findings


@settings(max_examples=40, deadline=None)
@given(anything, st.data())
def test_any_part_stands_alone(findings: Findings, data: st.DataObject) -> None:
    stories = [s.id for s in findings.links.stories]
    speakers = [s.id for s in findings.links.speakers]
    story = data.draw(st.sampled_from([None, *stories]))
    speaker = data.draw(st.sampled_from([None, *speakers]))
    since = data.draw(st.sampled_from([None, "0001"]))
    assume(story or speaker or since)
    try:
        found = narrow(findings, story=story, speaker=speaker, since=since)
    except LookupError:
        return
    stands_alone(found)
    # and what is left is as it was: cut once more, it stays the same
    assert narrow(found, story=story, since=since) == found


@settings(max_examples=15, deadline=None)
@given(anything)
def test_a_part_can_be_a_record(tmp_path_factory: pytest.TempPathFactory, findings: Findings) -> None:
    """The database of a record refuses whatever refers to nothing."""
    assume(findings.links.speakers)
    try:
        found = narrow(findings, speaker=findings.links.speakers[0].id)
    except LookupError:
        return
    path = tmp_path_factory.mktemp("part") / "r"
    record.create(path, found)
    assert onrecord.load(path).readings == found.readings


@pytest.mark.parametrize("asked", [{"story": "y1"}, {"speaker": "Oyelaran"}, {"speaker": "s2"}, {"since": "2021"}])
def test_no_more_of_a_record_is_read_than_is_needed(
    asked: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r"
    record.create(path, both())
    whole = onrecord.load(path)
    monkeypatch.setattr(asking, "load", lambda path: pytest.fail("the whole record was read"))
    found = load(path, **asked)
    stands_alone(found)
    assert found == narrow(whole, **asked)


def test_a_part_of_real_articles_is_the_same_either_way(tmp_path: Path) -> None:
    path = tmp_path / "r"
    examples = Path(__file__).resolve().parents[2] / "examples" / "bridge"
    onrecord.add(path, [examples])
    whole = onrecord.load(path)
    speaker = whole.links.speakers[0].name
    told = {a.id for a in narrow(whole, speaker=speaker).articles}
    story = next(s.id for s in whole.links.stories if told.intersection(s.articles))
    assert load(path) == whole
    for asked in ({"story": story}, {"speaker": speaker}, {"since": "2020"}, {"story": story, "speaker": speaker}):
        found = load(path, **asked)
        stands_alone(found)
        assert found == narrow(whole, **asked)
        assert found.articles
