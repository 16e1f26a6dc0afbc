"""Filling a store: what is done, what is not done again, and what survives when things break."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from onrecord import cli, intake
from onrecord.errors import OnrecordError, StoreError
from onrecord.model import Article, Failure, Reading
from onrecord.store import layout, shards
from onrecord.store.reading import Store
from onrecord.store.running import Ran, run

BRIDGE = Path(__file__).resolve().parents[2] / "examples" / "bridge"
TEXT = (
    "{0} stays shut\n\nPORTSTEAD, 4 May 2021\n\n“{0} stays shut until the crane is repaired,” mayor Mara Oyelaran said "
    "on Monday.\n\nShe said that forty ships were waiting off the coast of {0}.\n"
)


def whole(path: Path) -> list[tuple[Article, Reading]]:
    store = Store(path)
    return [x for shard in store.shards for x in store.read(shard)]


def same(path: Path, inputs: list[Path | str]) -> None:
    """The store holds what `read` gives for these inputs."""
    store = Store(path)
    found = onrecord.read(inputs)
    articles, readings = zip(*whole(path), strict=True)
    assert (articles, readings) == (found.articles, found.readings)
    assert sorted(store.failures(), key=lambda x: (x.input, x.reason)) == list(found.failures)
    ids = [x.id for x in articles]
    assert store.of(ids[::-2]) == [x for x in zip(articles, readings, strict=True) if x[0].id in ids[::-2]]
    assert store.of(["0" * 16, "nothing"]) == []


def files(path: Path) -> dict[str, tuple[int, int]]:
    return {str(x.relative_to(path)): (x.stat().st_ino, x.stat().st_mtime_ns) for x in path.rglob("*") if x.is_file()}


def content(path: Path) -> dict[str, bytes]:
    return {str(x.relative_to(path)): x.read_bytes() for x in path.rglob("*") if x.is_file()}


@pytest.fixture
def pile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ten articles, one of them twice, and a file that holds none, where a shard ends always at the same files."""
    monkeypatch.chdir(tmp_path)
    folder = Path("pile")
    (folder / "more").mkdir(parents=True)
    for n in range(9):
        (folder / f"{n}.txt").write_text(TEXT.format(f"Port {n}"), "utf-8")
    (folder / "more" / "3.txt").write_text(TEXT.format("Port 3"), "utf-8")
    (folder / "more" / "9.txt").write_text(TEXT.format("Port 9"), "utf-8")
    (folder / "empty.txt").touch()
    return folder


fill = partial(run, recursive=True, shard=3)


def test_a_store_holds_what_read_gives(pile: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    ran = fill(store, [BRIDGE, pile, tmp_path / "nowhere"])
    assert ran == Ran(ran.shards, ran.shards, 0, 17, 17, ran.failures)
    assert ran.shards > 3
    inputs = [BRIDGE, pile, pile / "more", tmp_path / "nowhere"]
    same(store, inputs)
    assert len(whole(store)) == 16  # one stands there twice

    again = fill(tmp_path / "other", [pile, BRIDGE])
    assert again.articles == 17
    same(tmp_path / "other", [pile, pile / "more", BRIDGE])


def test_the_same_again_touches_nothing(pile: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = fill(store, [pile])
    before = files(store)
    second = fill(store, [pile])
    assert files(store) == before
    assert second == Ran(first.shards, 0, 0, 0, 11, first.failures)
    assert [x.reason for x in first.failures] == [f"{pile / 'empty.txt'}: the file is empty"]


def test_a_file_more_is_a_shard_more_or_other(pile: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = fill(store, [pile])
    keys = set(Store(store).shards)
    (pile / "33.txt").write_text(TEXT.format("Port 33"), "utf-8")
    second = fill(store, [pile])
    assert second.made <= 2 < first.shards
    assert second.removed == len(keys - set(Store(store).shards)) <= 1
    same(store, [pile, pile / "more"])
    (pile / "33.txt").unlink()
    assert fill(store, [pile]).made == second.removed
    assert set(Store(store).shards) == keys
    assert {x.stem for x in (store / "article").iterdir()} == keys


def test_other_bytes_settings_and_software_are_other_shards(
    pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    fill(store, [pile])
    keys = set(Store(store).shards)
    (pile / "0.txt").write_text(TEXT.format("Pier 0"), "utf-8")
    assert fill(store, [pile]).made == 1
    same(store, [pile, pile / "more"])
    assert len(keys & set(Store(store).shards)) == len(keys) - 1
    keys = set(Store(store).shards)
    for other in ({"max_bytes": 1000}, {"mapped": {"text": "words"}}):
        ran = fill(store, [pile], **other)
        assert ran.made == ran.removed == ran.shards
        assert not keys & set(Store(store).shards)
        keys = set(Store(store).shards)
    monkeypatch.setattr("onrecord.pipeline.made_by", lambda: "onrecord 99")
    with pytest.raises(OnrecordError, match=r"a worker has onrecord .*, and onrecord 99 is asked for"):
        fill(store, [pile])
    assert set(Store(store).shards) == keys


def test_what_is_primary_is_known(pile: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    fill(store, [pile], primary=[pile / "4.txt"])
    found = onrecord.read([pile, pile / "more"], primary=[pile / "4.txt"])
    assert {(a.id, a.role) for a, _ in whole(store)} == {(a.id, a.role) for a in found.articles}
    assert sum(a.role is not None for a, _ in whole(store)) == 1
    # it is news for the shard of that file alone
    assert fill(store, [pile]).made == 1


# --- cutting -----------------------------------------------------------------------------------------

NAMES = st.lists(st.text("abcdefgh0123456789", min_size=1, max_size=8), unique=True, max_size=80)


@settings(max_examples=60, deadline=None)
@given(NAMES, st.text("abcdefgh0123456789", min_size=1, max_size=8), st.integers(1, 12))
def test_every_file_is_in_one_shard_and_one_more_moves_no_other_end(names: list[str], more: str, size: int) -> None:
    # files that are not there count as one article each
    before = list(shards.cut(((x, True) for x in sorted(names)), size))
    assert [path for shard in before for path in shard.paths] == sorted(names)
    assert all(len(shard.paths) <= shards.MOST * size for shard in before)
    after = list(shards.cut(((x, True) for x in sorted({*names, more})), size))
    gone, new = (
        {x.paths for x in before} - {x.paths for x in after},
        {x.paths for x in after} - {x.paths for x in before},
    )
    if size > 2 and max((len(x.paths) for x in after), default=0) < shards.MOST * size - 1:
        assert len(gone) <= 1
        assert len(new) <= 2


def test_a_large_file_is_a_shard_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "_chance", lambda path: 1.0)  # where else a shard ends is told by the paths
    for name in ("a.txt", "b.csv", "c.txt"):
        (tmp_path / name).write_bytes(b"x" * (1_000_000 if name == "b.csv" else 10))
    found = [(str(tmp_path / x), False) for x in ("a.txt", "b.csv", "c.txt")]

    def told(articles: int) -> list[tuple[object, ...]]:
        return [(*(Path(x).name for x in s.paths), s.part) for s in shards.cut(found, articles)]

    alone = (0, 1)
    assert told(1000) == [("a.txt", "b.csv", "c.txt", alone)]
    assert told(150) == [("a.txt", alone), ("b.csv", alone), ("c.txt", alone)]
    assert told(100) == [("a.txt", alone), ("b.csv", (0, 2)), ("b.csv", (1, 2)), ("c.txt", alone)]
    assert [x.expected for x in shards.cut(found, 70)] == [1, 100, 100, 1]
    assert [len(x.met) for x in shards.cut(found, 100)] == [1, 1, 1, 1]
    assert [x for x in told(1) if x[0] == "b.csv"] == [("b.csv", (n, shards.PARTS)) for n in range(shards.PARTS)]


def test_a_large_file_is_read_in_parts_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    rows = [json.dumps({"id": str(n % 90), "text": TEXT.format(f"Port {n % 90}")}) for n in range(150)]
    rows[40], rows[95] = "{broken", "{also"
    table = tmp_path / "large.jsonl"
    table.write_text("\n".join(rows) + "\n", "utf-8")
    store, size = tmp_path / "store", intake.about(str(table)) // 3
    ran = run(store, [table], shard=size)
    found = onrecord.read([table])
    assert (ran.shards, ran.made) == (3, 3)
    assert ran.failures == found.failures == tuple(sorted(Store(store).failures(), key=lambda x: x.input))
    # of what stands there twice either may be the one that counts
    read = {a.id: (replace(a, input=""), reading) for a, reading in whole(store)}
    every = zip(found.articles, found.readings, strict=True)
    assert read == {a.id: (replace(a, input=""), reading) for a, reading in every}
    assert all(Store(store).columns("article", ("id",), shard).num_rows for shard in Store(store).shards)
    assert run(store, [table], shard=size).made == 0
    with table.open("a") as file:
        file.write("\n")
    assert run(store, [table], shard=size).made == 3


# --- what is refused ---------------------------------------------------------------------------------


def test_what_a_store_cannot_read_is_said(pile: Path, tmp_path: Path) -> None:
    ran = run(tmp_path / "store", ["https://example.org/", "-", pile / "0.txt"])
    assert [x.input for x in ran.failures] == ["-", "https://example.org/"]
    assert ran.articles == 1
    assert list(Store(tmp_path / "store").failures()) == [ran.failures[1], ran.failures[0]]


def test_a_store_among_its_inputs_is_none_of_them(pile: Path) -> None:
    for _ in range(2):
        ran = fill(pile / "store", [pile])
    assert (ran.made, ran.articles) == (0, 11)


def test_a_store_is_neither_input_nor_record(pile: Path, tmp_path: Path) -> None:
    store = pile / "news.store"
    fill(store, [pile / "0.txt"])
    assert CliRunner().invoke(cli.main, ["show", str(store), "--json"]).exit_code == 0
    found = onrecord.read([pile], recursive=True)
    assert len(found.articles) == 10  # its tables are no tables of articles
    said = f"Error: {store}: it is a store, whose articles have been read; `onrecord pull {store}` makes"
    for args in (["report", str(store), "-r"], ["add", str(tmp_path / "record"), str(store)]):
        done = CliRunner().invoke(cli.main, args)
        assert (done.exit_code, done.stderr.startswith(said)) == (2, True), done.stderr
    said = f"Error: {store}: it is a store; `onrecord pull {store} -o RECORD` makes a record of a part of it\n"
    (tmp_path / "draft.txt").write_text(TEXT.format("The port"))
    for args in (
        ["export", str(store)],
        ["search", str(store), "crane"],
        ["check", str(tmp_path / "draft.txt"), "--against", str(store)],
    ):
        done = CliRunner().invoke(cli.main, args)
        assert (done.exit_code, done.stderr) == (2, said)


def test_other_folders_and_files_are_left_alone(pile: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine").touch()
    with pytest.raises(StoreError, match="there are other things in this folder"):
        run(tmp_path / "folder", [pile])
    with pytest.raises(StoreError, match="file: it is a file; a store is a folder"):
        run(tmp_path / "file", [pile])
    for path, said in (
        (tmp_path / "nowhere", "nowhere: no such store; `onrecord run INPUT -o"),
        (tmp_path / "folder", "folder: it is no store"),
    ):
        with pytest.raises(StoreError, match=said):
            Store(path)
    store = tmp_path / "store"
    run(store, [pile / "0.txt"])
    for text, said in (
        ("{}", "it is no manifest"),
        ("[", "it is no manifest"),
        ('{"form": 99}', "of another onrecord"),
    ):
        (store / "store.json").write_text(text)
        with pytest.raises(StoreError, match=said):
            Store(store)
        with pytest.raises(StoreError, match=said):
            run(store, [pile / "0.txt"])


WITHOUT = """
import sys
class Without:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pyarrow": raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Without())
from onrecord import *
try:
    run("news.store", ["."])
except StoreError as error:
    print(error)
"""


def test_without_its_packages_all_names_are_there_and_say_what_is_missing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "a store needs the package pyarrow: pip install 'onrecord[store]'\n"
    assert list(tmp_path.iterdir()) == []


def test_two_runs_at_once_are_one_too_many(pile: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    fill(store, [pile])
    with layout.locked(store):
        done = CliRunner().invoke(cli.main, ["run", str(pile), "-o", str(store)])
        assert (done.exit_code, done.stderr) == (
            2,
            f"Error: {store}: another process is writing to it; try again when that is done\n",
        )
        assert len(whole(store)) == 10  # readers are not kept out
    assert fill(store, [pile]).made == 0


# --- what breaks -------------------------------------------------------------------------------------


def with_site(folder: Path) -> dict[str, str]:
    """An environment whose Python runs the sitecustomize.py of a folder, and finds modules where this one does."""
    paths = (str(folder), *filter(None, [os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def start(*args: str | Path, **kwargs: object) -> subprocess.Popen[str]:
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [sys.executable, "-m", "onrecord", *map(str, args)],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **kwargs},
    )


@pytest.fixture
def undisturbed(pile: Path, tmp_path: Path) -> dict[str, bytes]:
    fill(tmp_path / "undisturbed", [pile])
    return content(tmp_path / "undisturbed")


def begun(store: Path, process: subprocess.Popen[str]) -> None:
    """Wait until a shard is done, or the process is."""
    for _ in range(600):
        if process.poll() is not None or any((store / "shard").glob("*.parquet")):
            return
        time.sleep(0.02)


def children(process: int) -> Iterator[int]:
    for thread in Path(f"/proc/{process}/task").glob("*"):
        with contextlib.suppress(OSError):
            yield from (int(x) for x in (thread / "children").read_text().split())


@pytest.mark.skipif(not Path("/proc").exists(), reason="processes are found in /proc")
def test_a_killed_run_is_completed_by_the_next(pile: Path, tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    store = tmp_path / "store"
    run_ = start("run", pile, "-r", "-o", store, "--shard", 3, "--processes", 1)
    begun(store, run_)
    run_.kill()
    assert run_.wait() == -signal.SIGKILL
    with pytest.raises(StoreError, match="the run that fills it has not come to its end"):
        Store(store)
    done = {x.name: x.stat().st_ino for x in (store / "shard").glob("*.parquet")}
    assert done
    (store / "article" / ".left.parquet.1.part").touch()
    ran = fill(store, [pile])
    assert 0 < ran.made <= ran.shards - len(done)
    assert {name: (store / "shard" / name).stat().st_ino for name in done} == done
    assert content(store) == undisturbed


@pytest.mark.skipif(not Path("/proc").exists(), reason="processes are found in /proc")
def test_a_killed_worker_changes_nothing(pile: Path, tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    store = tmp_path / "store"
    run_ = start("run", pile, "-r", "-o", store, "--shard", 3, "--processes", 2)
    begun(store, run_)
    killed = 0
    for child in children(run_.pid):
        if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text():
            os.kill(child, signal.SIGKILL)
            killed += 1
    _, said = run_.communicate(timeout=120)
    assert killed
    assert (run_.returncode, said) == (1, f"Error: {pile / 'empty.txt'}: the file is empty\n")
    assert content(store) == undisturbed


def test_a_file_that_is_cut_off_is_named_and_made_anew(
    pile: Path, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    store = tmp_path / "store"
    fill(store, [pile])
    shard = Store(store).shards[1]
    for table, cut in (("attribution", -20), ("article", 3), ("shard", -5), ("entity_says", 0)):
        path = layout.file(store, table, shard)
        path.write_bytes(path.read_bytes()[:cut])
        if table != "shard":
            with pytest.raises(StoreError, match=f"{path}: the file is damaged or cut off"):
                whole(store)
        assert fill(store, [pile]).made == 1
        assert content(store) == undisturbed
    layout.file(store, "time", shard).unlink()
    with pytest.raises(StoreError, match="it is not there any more"):
        whole(store)
    assert fill(store, [pile]).made == 1
    assert content(store) == undisturbed


def test_a_file_that_a_disk_spoilt_is_named_and_made_anew(
    pile: Path, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    store = tmp_path / "store"
    fill(store, [pile])
    held = Store(store)
    spoilt = [layout.file(store, table, held.shards[1]) for table in ("article", "attribution", "shard")]
    spoilt.append(layout.file(store, "repeated", held.fingerprint))
    for path in spoilt:
        data = bytearray(path.read_bytes())
        part = slice(len(data) // 4, len(data) // 2)
        data[part] = data[part][::-1]  # as long as it was, and another
        path.write_bytes(data)
        if path.parent.name != "shard":
            with pytest.raises(StoreError, match=f"{path}: the file is damaged or cut off; the next `onrecord run`"):
                whole(store)
        assert fill(store, [pile]).made == (path.parent.name != "repeated")
        assert content(store) == undisturbed


FULL = (
    "import errno, os, sys\n"
    "if 'spawn_main' in ' '.join(sys.orig_argv):\n"
    "    fsync, written = os.fsync, []\n"
    "    def full(number):\n"
    "        written.append(number)\n"
    "        if len(written) > ENOUGH: raise OSError(errno.ENOSPC, 'No space left on device')\n"
    "        fsync(number)\n"
    "    os.fsync = full\n"
)


def test_a_full_disk_is_said_and_loses_nothing(pile: Path, tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    # each file of a shard, and the folder that it lies in: after one shard, in the midst of another
    enough = 3 * (len(layout.TABLES) + 1)
    (tmp_path / "sitecustomize.py").write_text(FULL.replace("ENOUGH", str(enough)))
    store = tmp_path / "store"
    full = start("run", pile, "-r", "-o", store, "--shard", 3, "--processes", 1, env=with_site(tmp_path))
    _, said = full.communicate(timeout=120)
    assert full.returncode == 2
    assert re.fullmatch(rf"Error: {store}/\S+: the disk is full; what was finished before is kept\n", said)
    done = len(list((store / "shard").iterdir()))
    assert done > 0
    ran = fill(store, [pile])
    assert ran.made == ran.shards - done
    assert content(store) == undisturbed


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_store_that_may_not_be_written_is_said(pile: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(StoreError, match="no permission"):
        run(tmp_path / "closed" / "store", [pile])


POISON = (
    "import os, signal, sys\n"
    "if 'spawn_main' in ' '.join(sys.orig_argv):\n"
    "    from onrecord import reading\n"
    "    healthy = reading.read\n"
    "    def read(articles):\n"
    "        if any('Port 4' in a.text for a in articles): os.kill(os.getpid(), signal.SIGKILL)\n"
    "        return healthy(articles)\n"
    "    reading.read = read\n"
)


def test_an_article_that_kills_its_worker_costs_only_itself(pile: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(POISON)
    store = tmp_path / "store"
    poisoned = start("run", pile, "-r", "-o", store, "--shard", 3, "--processes", 2, "--json", env=with_site(tmp_path))
    out, _ = poisoned.communicate(timeout=200)
    assert poisoned.returncode == 1
    failed = [Failure(**x) for x in json.loads(out)["failures"]]
    assert [Path(x.input).name for x in failed] == ["4.txt", "empty.txt"]
    expected = onrecord.read([pile, pile / "more"])
    assert [a.id for a, _ in whole(store)] == [a.id for a in expected.articles if "Port 4" not in a.text]
    shown = CliRunner().invoke(cli.main, ["show", str(store), "failures", "--json"])
    assert [Failure(**x) for x in json.loads(shown.output)] == failed


@pytest.mark.slow
@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed")
def test_ray_makes_the_same_files(pile: Path, tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    fill(tmp_path / "store", [pile], engine="ray", processes=2)
    assert content(tmp_path / "store") == undisturbed
