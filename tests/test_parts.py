"""A part of a record is what the whole findings hold for it, and costs what the part costs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import handmade
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord import asking, parts, record
from onrecord.database import reader
from onrecord.model import Findings, Links

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "bridge"


def touching(whole: Findings, articles: Collection[str], statements: Collection[str] | None = None) -> Findings:
    """What a part has to be, found by going through everything."""
    links = whole.links
    readings = tuple(r for r in whole.readings if r.article in articles)
    said = {a.id for r in readings for a in r.attributions}
    known = {e.id for r in readings for e in r.entities}
    times = {t.id for r in readings for t in r.times}
    touched = [s for s in links.statements if said & set(s.attributions)]
    occasions = tuple(o for o in links.occasions if set(o.articles) & set(articles))
    ascribed = tuple(x for x in links.ascribed if x.attribution in said)
    speaking = {s.speaker for s in touched} | {o.speaker for o in occasions} | {x.speaker for x in ascribed}
    return Findings(
        tuple(a for a in whole.articles if a.id in articles),
        readings,
        Links(
            speakers=tuple(
                replace(s, entities=tuple(e for e in s.entities if e in known))
                for s in links.speakers
                if known & set(s.entities) or s.id in speaking
            ),
            settled=tuple(x for x in links.settled if x.time in times),
            stories=tuple(s for s in links.stories if set(s.articles) & set(articles)),
            derivations=tuple(d for d in links.derivations if {d.article, d.origin} & set(articles)),
            statements=tuple(
                s
                for s in (touched if statements is None else links.statements)
                if statements is None or s.id in statements
            ),
            occasions=occasions,
            discrepancies=tuple(
                d for d in links.discrepancies if any(p and p.article in articles for p in (d.left, d.right))
            ),
            ascribed=ascribed,
        ),
    )


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bridge") / "r"
    onrecord.add(path, [EXAMPLE])
    return path


def test_a_story_of_the_example_is_what_the_whole_holds_of_it(bridge: Path) -> None:
    whole = onrecord.load(bridge)
    db = reader(bridge)
    assert len(whole.links.stories) == 2
    for story in whole.links.stories:
        part = parts.of_story(db, story.id)
        assert part == touching(whole, story.articles)
        assert [a.id for a in part.articles if a.id in story.articles] == [
            a.id for a in whole.articles if a.id in story.articles
        ]
    every = parts.of_articles(db, [a.id for a in whole.articles])
    assert every == whole


def test_a_speaker_of_the_example_has_all_statements_in_pages(bridge: Path) -> None:
    whole = onrecord.load(bridge)
    db = reader(bridge)
    article_of = {a.id: r.article for r in whole.readings for a in r.attributions}
    mentioned = {e.id: r.article for r in whole.readings for e in r.entities}
    assert {s.id for s in whole.links.speakers} - {s.speaker for s in whole.links.statements}
    for speaker in whole.links.speakers:
        own = {s.id: {article_of[a] for a in s.attributions} for s in whole.links.statements if s.speaker == speaker.id}
        paged: list[str] = []
        for first in range(0, len(own) + 1, 2):
            part = parts.of_speaker(db, speaker.id, first, 2)
            chosen = [s.id for s in part.links.statements]
            assert len(chosen) == min(2, len(own) - first)
            # one without a statement is shown by the article of a mention
            articles = {a for s in chosen for a in own[s]} or {mentioned[speaker.entities[0]]}
            assert part == touching(whole, articles, chosen)
            assert speaker.id in {s.id for s in part.links.speakers}
            paged += chosen
        assert sorted(paged) == sorted(own)


@settings(max_examples=30, deadline=None)
@given(handmade.findings(), st.data())
def test_any_part_is_what_the_whole_holds_of_it(
    tmp_path_factory: pytest.TempPathFactory, findings: Findings, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("any") / "r"
    record.create(path, findings)
    chosen = data.draw(st.lists(st.sampled_from([*(a.id for a in findings.articles), "none"]), unique=True))
    db = reader(path)
    assert parts.of_articles(db, chosen) == touching(findings, chosen)
    for story in findings.links.stories:
        if story.articles:
            assert parts.of_story(db, story.id) == touching(findings, story.articles)
    db.close()
    path.unlink()


def test_a_part_is_asked_for_by_path(bridge: Path) -> None:
    whole = onrecord.load(bridge)
    story, speaker = whole.links.stories[0], whole.links.speakers[0]
    assert asking.part(bridge, story=story.id) == touching(whole, story.articles)
    assert asking.part(bridge, articles=story.articles) == touching(whole, story.articles)
    assert {s.speaker for s in asking.part(bridge, speaker=speaker.id).links.statements} == {speaker.id}
    with pytest.raises(ValueError, match="of a story, of articles, of a speaker or of rows"):
        asking.part(bridge)


def test_what_is_not_there_is_said(bridge: Path) -> None:
    db = reader(bridge)
    with pytest.raises(LookupError, match="there is no story 'x'"):
        parts.of_story(db, "x")
    with pytest.raises(LookupError, match="there is no speaker 'x'"):
        parts.of_speaker(db, "x")
    assert parts.of_articles(db, ["x"]) == Findings()


def questions(db: sqlite3.Connection, ask: Callable[[], object]) -> list[str]:
    """The questions that are put to the database, with their values in them."""
    asked: list[str] = []
    db.set_trace_callback(asked.append)
    ask()
    db.set_trace_callback(None)
    return [x for x in asked if not x.startswith("--")]


def test_no_part_goes_through_a_whole_table(bridge: Path) -> None:
    whole = onrecord.load(bridge)
    db = reader(bridge)
    story, speaker = whole.links.stories[0].id, whole.links.speakers[0].id
    asked = questions(db, lambda: (parts.of_story(db, story), parts.of_speaker(db, speaker, 0, 10)))
    asked += questions(db, lambda: (parts.story_now(db, "x"), parts.statement_now(db, "x"), parts.speaker_now(db, "x")))
    asked += questions(db, lambda: parts.of_rows(db, [story, speaker]))
    assert len(asked) > 30
    # what people took back are a few rows
    tables = {name for (name,) in db.execute("select name from sqlite_master where type = 'table'")} - {"undoing"}
    for question in asked:
        for *_, step in db.execute(f"explain query plan {question}"):
            words = step.split()
            assert not (words[0] == "SCAN" and words[1] in tables), f"{step}\n{question}"


def test_former_addresses_lead_to_where_things_are_now(tmp_path: Path) -> None:
    path = tmp_path / "r"
    onrecord.add(path, [str(EXAMPLE / "courier.html"), str(EXAMPLE / "wire.txt")])
    before = onrecord.load(path).links
    onrecord.add(path, [EXAMPLE])
    after = onrecord.load(path).links
    db = reader(path)
    story_of = {a: s.id for s in after.stories for a in s.articles}
    gone = [s for s in before.stories if s.id not in {x.id for x in after.stories}]
    assert gone
    for story in gone:
        assert parts.story_now(db, story.id) == story_of[story.articles[0]]
    statements = {s.id: s for s in after.statements}
    for statement in before.statements:
        now, story_id = parts.statement_now(db, statement.id)
        assert now == statement.id or (statement.id not in statements and now in statements)
        assert statement.attributions[0] in statements[str(now)].attributions
        assert story_id in story_of.values()
    assert {s.id for s in before.statements} - {s.id for s in after.statements}
    for speaker in before.speakers:
        now = parts.speaker_now(db, speaker.id) or speaker.id
        assert any(s.id == now and set(speaker.entities) & set(s.entities) for s in after.speakers)
    assert parts.story_now(db, "0" * 16) is None
    assert parts.statement_now(db, "0" * 16) == (None, None)
