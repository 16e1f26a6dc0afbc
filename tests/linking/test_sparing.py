"""What no linker bears is left without links, and the rest is linked as if it were not there."""

from __future__ import annotations

import errno
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from test_dividing import EVERY, linked, told

import onrecord
from onrecord import pipeline
from onrecord import record as record_of
from onrecord.cli import main
from onrecord.linking import derivations, discrepancies, occasions, repetitions, sparing, statements
from onrecord.linking.part import Task
from onrecord.model import Article, Failure, Unlinked
from onrecord.workers import Workers

# what a part finds; who speaks and what the stories are is told before
FOUND = ("derivations", "statements", "occasions", "discrepancies", "settled")
LINKERS = {
    "derivations": (derivations, "link"),
    "statements": (statements, "link"),
    "occasions": (occasions, "link"),
    "discrepancies": (discrepancies, "within"),
    "repetitions": (repetitions, "dated"),
}


def poison(monkeypatch: pytest.MonkeyPatch, linker: str, held: Callable[[Sequence[Article]], bool]) -> None:
    """Make a linker raise where it is given what it does not bear."""
    module, name = LINKERS[linker]
    healthy = getattr(module, name)

    def raising(articles: Sequence[Article], *more: Any, **others: Any) -> Any:
        if held(articles):
            raise ValueError("no such  word\nhere")
        return healthy(articles, *more, **others)

    monkeypatch.setattr(module, name, raising)


def among(*ids: str) -> Callable[[Sequence[Article]], bool]:
    return lambda articles: {a.id for a in articles}.issuperset(ids)


@pytest.mark.parametrize("linker", LINKERS)
@pytest.mark.parametrize("which", [("harbour", 0), ("school", 0), ("later", 1)])
def test_an_article_that_a_linker_does_not_bear_costs_only_its_own_links(
    monkeypatch: pytest.MonkeyPatch, linker: str, which: tuple[str, int]
) -> None:
    bad = told(*which)[0].id
    expected = linked([one for one in EVERY if one != which])
    before = linked(EVERY)
    poison(monkeypatch, linker, among(bad))
    links = linked(EVERY)
    assert links.unlinked == (Unlinked(bad, f"{linker}: ValueError: no such word here"),)
    assert {s.id: s.articles for s in links.stories} == {s.id: s.articles for s in before.stories}
    assert (links.speakers, links.ascribed) == (before.speakers, before.ascribed)
    (story,) = (s for s in links.stories if bad in s.articles)
    assert (bad,) in story.origins
    assert sorted(i for group in story.origins for i in group) == sorted(story.articles)
    assert [getattr(links, name) for name in FOUND] == [getattr(expected, name) for name in FOUND]


def test_of_two_articles_that_are_not_borne_together_one_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = [("bridge", 0), ("bridge", 2)]
    ids = [told(*one)[0].id for one in pair]
    poison(monkeypatch, "statements", among(*ids))
    links = linked(EVERY)
    ((bad, _),) = ((row.article, row.reason) for row in links.unlinked)
    monkeypatch.undo()
    assert bad in ids
    expected = linked([one for one in EVERY if told(*one)[0].id != bad])
    assert [getattr(links, name) for name in FOUND] == [getattr(expected, name) for name in FOUND]


def test_a_group_in_which_nothing_is_borne_has_its_stories_and_no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    before = linked(EVERY)
    harmless = {told(*one)[0].id for one in EVERY if one[0] in ("bridge", "school")}
    poison(monkeypatch, "occasions", lambda articles: not harmless.issuperset(a.id for a in articles))
    links = linked(EVERY)
    monkeypatch.undo()
    expected = linked([one for one in EVERY if told(*one)[0].id in harmless])
    assert {row.article for row in links.unlinked} == {told(*one)[0].id for one in EVERY} - harmless
    assert [getattr(links, name) for name in FOUND] == [getattr(expected, name) for name in FOUND]
    assert {s.id: s.articles for s in links.stories} == {s.id: s.articles for s in before.stories}


@pytest.mark.parametrize("code", ["ENOSPC", "EMFILE"])
def test_for_what_the_system_does_no_article_is_blamed(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    def full(*_: Any) -> Any:
        raise OSError(getattr(errno, code), "so says the system")

    monkeypatch.setattr(occasions, "link", full)
    with pytest.raises(onrecord.ReadingError, match="linking had to stop, and no article is to blame: so says"):
        linked(EVERY)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no timers")
def test_a_linker_that_hangs_in_this_process_is_stopped_by_a_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = told("school", 0)[0].id
    expected = linked([one for one in EVERY if one != ("school", 0)])
    healthy = occasions.link

    def hanging(articles: Sequence[Article], *more: Any) -> Any:
        while any(a.id == bad for a in articles):
            time.sleep(60)
        return healthy(articles, *more)

    monkeypatch.setattr(occasions, "link", hanging)
    monkeypatch.setattr(sparing, "SECONDS", 2.0)
    monkeypatch.setattr(sparing, "SECONDS_EACH", 0.0)
    links = linked(EVERY)
    assert links.unlinked == (Unlinked(bad, "it takes longer than 2 seconds"),)
    assert [getattr(links, name) for name in FOUND] == [getattr(expected, name) for name in FOUND]


# --- in workers, records and stores ------------------------------------------------------------------

MARK = "Here is the poison"
TEXT = """{title}

By Ann Smith

{told}
"""
# what each of the stories tells, in two reports each; the poison is in the second
STORIES = (
    "“The harbour of Norvik stays shut until the crane is mended,” the mayor, Mara Oyelaran, said on Monday. Thirty"
    " ships wait outside of it since the storm of last week tore the crane from its rails.",
    "“Nobody has paid the painters since winter,” Ben Ito, who runs the museum of Kelling, told reporters on Friday."
    " Its roof leaks above the galleries where forty portraits hang.",
    "“Frost took nine apples out of ten,” the farmer Dana Okafor said on Sunday. Orchards around Westhaven blossomed"
    " three weeks early, and presses for cider stand still.",
)


def folder(to: Path) -> Path:
    """Two reports of each of three stories."""
    to.mkdir()
    for n in range(6):
        title = MARK if n == 3 else f"Notice of outlet {n}"
        (to / f"{n}.txt").write_text(TEXT.format(title=title, told=STORIES[n // 2]), "utf-8")
    return to


def marked(articles: Sequence[Article]) -> bool:
    return any(MARK in a.text for a in articles)


def spoilt(how: Callable[[], None], function: Callable[[Any], Any], item: Any) -> Any:
    """Have a worker do something else when the poison comes to a part."""
    task = getattr(item, "task", item)
    if isinstance(task, Task) and marked(task.some.load()[0]):
        how()
    return function(item)


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hung() -> None:
    time.sleep(600)


@pytest.mark.parametrize(
    ("how", "seconds", "reason"),
    [
        (killed, 300, "it ends the process that links it, perhaps for want of memory"),
        pytest.param(hung, 15, "it takes longer than 15 seconds", marks=pytest.mark.slow),
    ],
)
def test_a_worker_that_dies_or_hangs_of_a_part_costs_one_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: Callable[[], None], seconds: float, reason: str
) -> None:
    inputs = folder(tmp_path / "in")
    healthy = onrecord.read([inputs])

    class Spoilt(Workers):
        def map(self, function: Any, items: Iterable[Any], **limits: Any) -> Iterator[Any]:
            return super().map(partial(spoilt, how, function), items, **limits)

    monkeypatch.setattr(pipeline, "Workers", Spoilt)
    monkeypatch.setattr(pipeline, "MANY_LINKED", 0)
    monkeypatch.setattr(sparing, "SECONDS", seconds)
    monkeypatch.setattr(sparing, "SECONDS_EACH", 0.0)
    monkeypatch.setattr(sparing, "PATIENCE", 1)
    links = pipeline.linked(healthy.articles, healthy.readings, processes=2)
    (bad,) = (a for a in healthy.articles if MARK in a.text)
    assert links.unlinked == (Unlinked(bad.id, reason),)
    others = {s.id: s for s in healthy.links.stories if bad.id not in s.articles}
    assert others
    assert {s.id: s for s in links.stories if s.id in others} == others


def test_a_record_tells_what_could_not_be_linked_until_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, record = folder(tmp_path / "in"), str(tmp_path / "r")
    path = str(inputs / "3.txt")
    reason = f"{path}: could not be linked: statements: ValueError: no such word here"
    poison(monkeypatch, "statements", marked)
    said = CliRunner().invoke(main, ["add", record, str(inputs)])
    assert said.exit_code == 1
    assert "could not be linked: statements: ValueError" in said.stderr
    assert onrecord.show(record, "failures") == [{"reason": reason, "input": path}]
    assert onrecord.load(record) == onrecord.read([inputs])
    assert onrecord.load(record).failures == (Failure(path, reason),)
    # it is told each time, and everything can be shown
    assert onrecord.add(record, [inputs]).failures == (Failure(path, reason),)
    onrecord.write_report(onrecord.load(record), tmp_path / "report")
    record_of.create(tmp_path / "copy", onrecord.load(record))
    assert onrecord.load(tmp_path / "copy") == onrecord.load(record)
    monkeypatch.undo()
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "made_by", lambda: "newer rules")
        assert onrecord.add(record, []).failures == ()
        assert onrecord.show(record, "failures") == []
    assert onrecord.load(record).links == onrecord.read([inputs]).links


def test_a_store_tells_what_could_not_be_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("duckdb")
    from onrecord.store import asking, running
    from onrecord.store import linking as store_linking

    inputs, store = folder(tmp_path / "in"), tmp_path / "store"
    running.run(store, [inputs], shard=3, processes=1)
    path = str(inputs / "3.txt")
    reason = f"{path}: could not be linked: occasions: ValueError: no such word here"
    poison(monkeypatch, "occasions", marked)
    monkeypatch.setattr(store_linking, "engine_of", lambda *_: Workers(0))
    for _ in range(2):
        said = CliRunner().invoke(main, ["link", str(store)])
        assert said.exit_code == 1, said.output
        assert "could not be linked: occasions: ValueError" in said.stderr
    assert onrecord.show(store, "failures") == [{"reason": reason, "input": path}]
    links = onrecord.read([inputs]).links
    assert links.unlinked
    for table in ("story", "statement", "derivation", "speaker", "discrepancy"):
        own = {
            s.id for s in getattr(links, {"story": "stories", "discrepancy": "discrepancies"}.get(table, f"{table}s"))
        }
        assert {x[0] for x in asking.ask(store, f"select id from {table}").rows} == own
