"""What goes wrong in a run, and what it costs: a poisonous article nothing but itself, whatever reads it."""

from __future__ import annotations

import dataclasses
import errno
import importlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord import batches, intake, pipeline, reading
from onrecord.batches import Batch
from onrecord.model import Article, Failure, Source
from onrecord.workers import Workers

TEXT = """{title}

By Ann Smith

“The port stays shut until the crane is mended,” the mayor of Norvik, Mara Oyelaran, said on Monday. She said {title}.
"""
NOT_ENDED = "could not be {done}: it ends the process that reads it, perhaps for want of memory"


def folder(to: Path, count: int, poison: int) -> Path:
    to.mkdir()
    for n in range(count):
        title = "Here is the poison" if n == poison else f"Harbour notice number {n}"
        (to / f"{n:02}.txt").write_text(TEXT.format(title=title), "utf-8")
    return to


def is_poison(item: object) -> bool:
    """Whether a group of inputs or a batch of articles holds the marked one."""
    if isinstance(item, Batch):
        return any("Here is the poison" in x.text for x in item.articles)
    assert isinstance(item, list)
    return any(isinstance(x, Source) and b"Here is the poison" in x.data for x in item)


def killing(stage: str, function: Callable[[Any], Any], item: Any) -> Any:
    """Die as for want of memory when the poison comes to a stage."""
    if getattr(function, "__name__", "") == stage and is_poison(item):
        os.kill(os.getpid(), signal.SIGKILL)
    return function(item)


def hanging(stage: str, function: Callable[[Any], Any], item: Any) -> Any:
    """Hang, as code that hears no timer does, when the poison comes to a stage."""
    if getattr(function, "__name__", "") == stage and is_poison(item):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        while True:
            time.sleep(60)
    return function(item)


def spoil(monkeypatch: pytest.MonkeyPatch, how: Callable[[str, Callable[[Any], Any], Any], Any], stage: str) -> None:
    """Have workers do everything by way of `how`."""

    class Spoilt(Workers):
        def map(self, function: Any, items: Iterable[Any], **how_long: Any) -> Iterator[Any]:
            return super().map(partial(how, stage, function), items, **how_long)

    monkeypatch.setattr(pipeline, "Workers", Spoilt)


def without_poison(findings: onrecord.Findings) -> tuple[str, ...]:
    return tuple(a.name for a in findings.articles)


@pytest.mark.parametrize(("stage", "done"), [("parse", "parsed"), ("read", "read")])
@pytest.mark.parametrize(("count", "processes"), [(5, 1), pytest.param(40, 2, marks=pytest.mark.slow)])
def test_an_article_that_kills_its_process_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, done: str, count: int, processes: int
) -> None:
    inputs = folder(tmp_path / "in", count, poison=3)
    spoil(monkeypatch, killing, stage)
    findings = onrecord.read([inputs], processes=processes)
    monkeypatch.undo()
    path = str(inputs / "03.txt")
    assert findings.failures == (Failure(path, f"{path}: {NOT_ENDED.format(done=done)}"),)
    Path(path).unlink()
    healthy = onrecord.read([inputs])
    assert (findings.articles, findings.readings, findings.links) == (healthy.articles, healthy.readings, healthy.links)


@pytest.mark.parametrize(("stage", "done"), [("parse", "parsed"), ("read", "read")])
def test_an_article_that_hangs_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, done: str
) -> None:
    inputs = folder(tmp_path / "in", 5, poison=3)
    spoil(monkeypatch, hanging, stage)
    # the largest of these articles takes some hundredths of a second, and the first one what it takes to load the rules
    monkeypatch.setattr(batches, "SECONDS", 2.0)
    findings = onrecord.read([inputs], processes=1)
    path = str(inputs / "03.txt")
    assert findings.failures == (Failure(path, f"{path}: could not be {done}: it takes longer than 2 seconds"),)
    assert without_poison(findings) == ("00", "01", "02", "04")


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no timers")
def test_what_hangs_in_this_process_is_stopped_by_a_timer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = folder(tmp_path / "in", 5, poison=3)
    healthy = reading.read

    def hanging(articles: list[Article]) -> list[onrecord.Reading]:
        while any("Here is the poison" in x.text for x in articles):
            try:
                time.sleep(60)
            except Exception:  # what a stage catches is not the end of its time
                continue
        return healthy(articles)

    healthy(onrecord.read([inputs]).articles)  # what is loaded now takes no time later
    monkeypatch.setattr(reading, "read", hanging)
    monkeypatch.setattr(batches, "SECONDS", 1.0)
    findings = onrecord.read([inputs])
    path = str(inputs / "03.txt")
    assert findings.failures == (Failure(path, f"{path}: could not be read: it takes longer than 1 seconds"),)
    assert without_poison(findings) == ("00", "01", "02", "04")
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no timers")
def test_an_alarm_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    inputs = folder(tmp_path / "in", 2, poison=9)
    rung: list[int] = []
    signal.signal(signal.SIGALRM, lambda number, _: rung.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        assert len(onrecord.read([inputs]).articles) == 2
        signal.pause() if not rung else None
        assert rung == [signal.SIGALRM]
    finally:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def test_threads_read_without_a_timer(tmp_path: Path) -> None:
    inputs = folder(tmp_path / "in", 2, poison=9)
    found: list[onrecord.Findings] = []
    thread = threading.Thread(target=lambda: found.append(onrecord.read([inputs])))
    thread.start()
    thread.join()
    assert len(found[0].articles) == 2


def test_a_record_tries_what_was_set_aside_again_with_other_bytes_or_other_software(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, record = folder(tmp_path / "in", 4, poison=2), tmp_path / "r"
    path = inputs / "02.txt"
    tried: list[int] = []
    healthy = reading.read

    def poisoned(articles: list[Article]) -> list[onrecord.Reading]:
        tried.append(len(articles))
        if any("Here is the poison" in x.text for x in articles):
            raise RecursionError
        return healthy(articles)

    monkeypatch.setattr(reading, "read", poisoned)
    said = (Failure(str(path), f"{path}: could not be read: RecursionError"),)
    assert onrecord.add(record, [inputs]) == onrecord.Added(3, 0, 0, said)
    assert tried == [4, 1, 1, 1, 1]
    tried.clear()
    # the same software and the same bytes: it is told again, and not tried again
    assert onrecord.add(record, [inputs]) == onrecord.Added(0, 0, 3, said)
    assert tried == []
    assert onrecord.show(record, "failures") == [{"reason": said[0].reason, "input": str(path)}]
    # other software: it is tried again, like everything
    monkeypatch.setattr(pipeline, "made_by", lambda: "newer rules")
    assert onrecord.add(record, [inputs]).failures == said
    assert tried == [4, 1, 1, 1, 1]
    tried.clear()
    assert onrecord.add(record, [inputs]).failures == said
    assert tried == []
    # other bytes: here they do no harm any more
    path.write_text(TEXT.format(title="A remedy"), "utf-8")
    assert onrecord.add(record, [inputs]) == onrecord.Added(1, 0, 3, ())
    assert onrecord.show(record, "failures") == []
    with sqlite3.connect(record) as db:
        assert db.execute("select count(*) from set_aside").fetchone() == (0,)


def test_an_article_that_newer_software_cannot_bear_stays_and_is_tried_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, record = folder(tmp_path / "in", 3, poison=1), tmp_path / "r"
    onrecord.add(record, [inputs])
    tried: list[int] = []
    healthy = reading.read

    def poisoned(articles: list[Article]) -> list[onrecord.Reading]:
        tried.append(len(articles))
        if any("Here is the poison" in x.text for x in articles):
            raise RecursionError
        return healthy(articles)

    monkeypatch.setattr(reading, "read", poisoned)
    monkeypatch.setattr(pipeline, "made_by", lambda: "newer rules")
    added = onrecord.add(record, [])
    assert (added.reread, [x.input for x in added.failures]) == (2, [str(inputs / "01.txt")])
    tried.clear()
    onrecord.add(record, [])
    assert tried == []
    assert [a.name for a in onrecord.load(record).articles] == ["00", "01", "02"]


# --- the machine --------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["parse", "read"])
def test_a_full_disk_stops_a_run_and_no_article_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    inputs, record = folder(tmp_path / "in", 3, poison=9), tmp_path / "r"

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(intake if stage == "parse" else reading, stage, full)
    with pytest.raises(onrecord.ReadingError, match=r"no article is to blame: no space left .* room in "):
        onrecord.add(record, [inputs])
    monkeypatch.undo()
    assert onrecord.add(record, [inputs]) == onrecord.Added(3, 0, 0, ())
    assert onrecord.load(record) == onrecord.read([inputs])


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The campaign of benchmarks/faults.py."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc")
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[1] / "benchmarks"))
    return importlib.import_module("faults")


@pytest.mark.parametrize(
    ("verbs", "kills"),
    [
        ("add,serve", 2),
        pytest.param("add,watch,run,serve", 12, marks=pytest.mark.slow),
    ],
)
def test_random_kills_lose_nothing(
    faults: ModuleType, tmp_path: Path, verbs: str, kills: int, capsys: pytest.CaptureFixture[str]
) -> None:
    table = faults.campaign(tmp_path, verbs.split(","), kills, seed=20240311, processes=2, disks=False)
    assert sum(table.values()) >= kills
    assert [row for row in table if row[-1] == "lost"] == [], capsys.readouterr().err


def test_the_campaign_sees_what_is_lost(faults: ModuleType, tmp_path: Path) -> None:
    faults.write_articles(tmp_path / "in")
    found = onrecord.read([tmp_path / "in" / "000.txt", tmp_path / "in" / "001.txt"])
    whole = faults.of_findings(found)
    faults.same(faults.of_findings(found), whole)
    less = dataclasses.replace(found, readings=found.readings[:1])
    with pytest.raises(faults.Lost, match=r"differs from an undisturbed one: \{'readings': 1\}"):
        faults.same(faults.of_findings(less), whole)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs leave to mount")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("verb", "left"), [("add", 0), ("add", 100), ("run", 0), ("run", 60), ("link", 0), ("link", 40), ("report", 30)]
)
def test_a_disk_that_is_really_full(faults: ModuleType, tmp_path: Path, disk: Path, verb: str, left: int) -> None:
    """It is said, nothing stored is lost, and with room the same command makes all good."""
    if verb in ("run", "link"):
        pytest.importorskip("pyarrow")
    faults.write_articles(tmp_path / "in")
    place = disk / "made"
    every = faults.verbs(tmp_path / "in", "", 1)
    if verb == "report":
        record = tmp_path / "r"
        onrecord.add(record, [tmp_path / "in"])
        command = faults.command("report", record, "-o", place)
    else:
        every[verb].before(place)
        command = every[verb].command(place)
    room = shutil.disk_usage(disk).free - 1024 * left
    (disk / "ballast").write_bytes(b"x" * room)
    full = subprocess.run(command, capture_output=True, text=True, check=False)
    assert full.returncode == 2, full.stdout
    assert re.search(rf"^Error: .*{re.escape(str(disk))}.*([Nn]o space left|disk is full)", full.stderr, re.MULTILINE)
    assert "Traceback" not in full.stderr
    (disk / "ballast").unlink()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == (0 if verb == "link" else 1), done.stderr
    if verb == "report":
        assert place.read_bytes() == _report(faults, record, tmp_path / "other")
        return
    elsewhere = tmp_path / "elsewhere"
    every[verb].before(elsewhere)
    subprocess.run(every[verb].command(elsewhere), capture_output=True, check=False)
    faults.same(every[verb].made(place), every[verb].made(elsewhere))


def _report(faults: ModuleType, record: Path, place: Path) -> bytes:
    subprocess.run(faults.command("report", record, "-o", place), capture_output=True, check=False)
    return place.read_bytes()


@pytest.mark.slow
def test_two_links_on_one_store(faults: ModuleType, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    faults.write_articles(tmp_path / "in")
    link = faults.verbs(tmp_path / "in", "", 2)["link"]
    link.before(tmp_path / "one")
    link.before(tmp_path / "two")
    assert faults.start(link.command(tmp_path / "one")).wait() == 0
    both = [faults.start(link.command(tmp_path / "two")) for _ in range(2)]
    for one in both:
        if one.wait():
            assert (one.status, "another process is writing to it" in one.words()) == (2, True), one.words()
    assert [one.status for one in both].count(0) >= 1
    faults.same(link.made(tmp_path / "two"), link.made(tmp_path / "one"))


@given(table=st.sampled_from(["article", "attribution", "entity_says", "failure", "shard"]), at=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_file_of_a_store_cut_off_anywhere_is_seen(store: tuple[Path, Path], table: str, at: float) -> None:
    from onrecord.store import layout, running
    from onrecord.store.reading import Store

    path, spare = store
    (shard,) = Store(path).shards
    file = layout.file(path, table, shard)
    whole = (spare / table / file.name).read_bytes()
    file.write_bytes(whole[: int(at * (len(whole) - 1))])
    try:
        assert running._done(path, shard) is None
        if table in ("article", "attribution", "entity_says"):
            with pytest.raises(onrecord.OnrecordError, match=f"{re.escape(str(file))}: the file is damaged or cut off"):
                list(Store(path).read(shard))
    finally:
        file.write_bytes(whole)
    assert running._done(path, shard) is not None


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store of one shard, and a copy."""
    pytest.importorskip("pyarrow")
    from onrecord.store import running

    place = tmp_path_factory.mktemp("stores")
    running.run(place / "store", [folder(place / "in", 4, poison=9)], processes=1)
    shutil.copytree(place / "store", place / "spare")
    return place / "store", place / "spare"
