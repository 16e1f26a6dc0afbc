"""Engines: order, few items under way, and what becomes of an item that kills or holds up its worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import ReadingError
from onrecord.workers import WorkerLost, Workers, engine


def double(n: int) -> int:
    return 2 * n


def doubled_elsewhere(n: int) -> int:
    with Workers(1) as workers:
        return next(workers.map(double, [n]))


def whose(_: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def die_at_first(marks: Path, n: int) -> int:
    """Kill this process the first time that a three comes by."""
    if n == 3 and not (marks / "died").exists():
        (marks / "died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return double(n)


def poisonous(marks: Path, n: int) -> int:
    with open(marks / f"tried-{n}", "a") as file:
        file.write(f"{os.getpid()}\n")
    if n == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    if n == 5:
        time.sleep(600)
    if n == 7:
        raise ValueError("seven")
    return double(n)


def broken(n: int) -> object:
    return lambda: n


def cut_short(n: int) -> int:
    raise EOFError(f"file {n} ends early")


def limit(n: int) -> float:
    return 2 if n == 5 else 600


def tried(marks: Path, n: int) -> list[str]:
    return (marks / f"tried-{n}").read_text().split()


@pytest.fixture(scope="module")
def two() -> Iterator[Workers]:
    with Workers(2) as workers:
        yield workers


def test_no_process_is_this_one() -> None:
    with Workers(0) as workers:
        assert set(workers.map(whose, range(3))) == {os.getpid()}
        assert workers.alone(whose, 0) == os.getpid()
    with Workers(1) as workers:
        (apart,) = set(workers.map(whose, range(3)))
    assert apart != os.getpid()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(), max_size=40), st.integers(0, 50))
def test_results_come_in_the_order_of_the_items(two: Workers, items: list[int], ahead: int) -> None:
    assert list(two.map(double, iter(items), ahead=ahead)) == [2 * n for n in items]


def test_few_items_are_under_way(two: Workers) -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for n in range(100):
            taken += 1
            yield n

    found = two.map(double, items())
    assert next(found) == 0
    assert taken == 5
    found.close()
    assert list(two.map(double, [1])) == [2]


def test_all_workers_work(two: Workers) -> None:
    assert len(set(two.map(whose, range(8)))) == 2


def test_what_a_function_raises_is_raised(two: Workers) -> None:
    with pytest.raises(EOFError, match="file 0 ends early") as raised:
        list(two.map(cut_short, range(3)))
    assert "cut_short" in raised.value.__notes__[0]
    with pytest.raises(RuntimeError, match="cannot be sent"):
        list(two.map(broken, [1]))
    with pytest.raises(Exception, match="lambda"):
        list(two.map(lambda n: n, [1]))
    assert list(two.map(double, [1])) == [2]


def test_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    with Workers(2) as workers:
        assert list(workers.map(partial(die_at_first, tmp_path), range(12))) == [2 * n for n in range(12)]
    assert (tmp_path / "died").exists()


def test_an_idle_worker_that_is_killed_is_replaced() -> None:
    with Workers(2) as workers:
        for process in set(workers.map(whose, range(8))):
            os.kill(process, signal.SIGKILL)
        time.sleep(0.1)
        assert list(workers.map(double, range(8))) == [2 * n for n in range(8)]


def test_only_what_kills_or_hangs_is_lost(tmp_path: Path) -> None:
    def lost(n: int, error: WorkerLost) -> int:
        return -n if error.slow else -10 * n

    with Workers(2) as workers:
        found = list(workers.map(partial(poisonous, tmp_path), range(7), seconds=limit, lost=lost))
        # it has workers again, and those that did nothing wrong were asked once
        assert list(workers.map(double, range(3))) == [0, 2, 4]
    assert found == [0, 2, 4, -30, 8, -5, 12]
    assert [len(tried(tmp_path, n)) for n in range(7)] == [1, 1, 1, 3, 1, 1, 1]
    assert len(set(tried(tmp_path, 3))) == 3  # each time in another process


def test_without_anybody_to_take_it_a_lost_item_ends_the_work(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="a worker process died"), Workers(2) as workers:
        list(workers.map(partial(poisonous, tmp_path), range(5)))


def test_alone_tells_which_of_several_does_the_harm(tmp_path: Path) -> None:
    with Workers(2) as workers:
        assert workers.alone(double, 4) == 8
        for n, slow in ((3, False), (5, True)):
            with pytest.raises(WorkerLost) as raised:
                workers.alone(partial(poisonous, tmp_path), n, seconds=1)
            assert raised.value.slow == slow
            assert len(tried(tmp_path, n)) == 1
        with pytest.raises(ValueError, match="seven"):
            workers.alone(partial(poisonous, tmp_path), 7)


def leave(found: Iterator[int]) -> None:
    assert next(found) == 0
    raise InterruptedError


def test_leaving_waits_for_nothing_that_nobody_wants(tmp_path: Path) -> None:
    begin = time.monotonic()
    with pytest.raises(InterruptedError), Workers(2) as workers:
        leave(workers.map(partial(poisonous, tmp_path), [0, 5, 5, 5]))
    assert time.monotonic() - begin < 60


def test_a_script_that_leaves_work_behind_ends(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from onrecord.workers import Workers\n"
        "if __name__ == '__main__':\n"
        "    workers = Workers(2).__enter__()\n"
        "    found = workers.map(len, ['a', 'bc', 'def', '', '', ''])\n"
        "    print(next(found), next(found))\n"
    )
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert (run.stdout, run.stderr) == ("1 2\n", "")


def test_a_worker_may_have_workers() -> None:
    with Workers(1) as workers:
        assert list(workers.map(doubled_elsewhere, [1, 2])) == [2, 4]


def test_ctrl_c_and_a_killed_parent_leave_no_process(tmp_path: Path) -> None:
    code = (
        "import os, sys, time\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from functools import partial\n"
        "from pathlib import Path\n"
        "import test_workers as t\n"
        "if __name__ == '__main__':\n"
        "    with t.Workers(2) as workers:\n"
        "        print(*set(workers.map(t.whose, range(8))), flush=True)\n"
        "        list(workers.map(partial(t.poisonous, Path(sys.argv[2])), [5, 5, 5, 5]))\n"
    )
    script = tmp_path / "script.py"
    script.write_text(code)
    for number in (signal.SIGINT, signal.SIGKILL):
        run = subprocess.Popen(
            [sys.executable, script, Path(__file__).parent, tmp_path],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert run.stdout
        workers = [int(x) for x in run.stdout.readline().split()]
        assert len(workers) == 2
        time.sleep(0.3)
        os.killpg(run.pid, number) if number == signal.SIGINT else run.send_signal(number)
        _, said = run.communicate(timeout=30)
        assert said.count("KeyboardInterrupt") == (number == signal.SIGINT)
        wait_until_gone(workers)


def wait_until_gone(processes: list[int]) -> None:
    for _ in range(200):
        if not any(Path(f"/proc/{p}").exists() for p in processes):
            return
        time.sleep(0.05)
    pytest.fail("a worker outlived its parent")


@pytest.mark.slow
@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed")
def test_ray_keeps_the_same_protocol(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))  # actors have to find the functions of this file

    def lost(n: int, error: WorkerLost) -> int:
        return -n if error.slow else -10 * n

    with engine("ray", 2) as workers:
        assert len(set(workers.map(whose, range(8)))) == 2
        found = list(workers.map(partial(poisonous, tmp_path), range(7), seconds=limit, lost=lost))
        assert found == [0, 2, 4, -30, 8, -5, 12]
        with pytest.raises(ValueError, match="seven"):
            workers.alone(partial(poisonous, tmp_path), 7)
    assert [len(tried(tmp_path, n)) for n in range(7)] == [1, 1, 1, 3, 1, 1, 1]


@pytest.mark.slow
@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed")
def test_a_cluster_that_is_not_there_is_said_plainly() -> None:
    with (
        pytest.raises(ReadingError, match=r"no Ray cluster answers at 127\.0\.0\.1:1"),
        engine("ray", 2, "127.0.0.1:1"),
    ):
        pass
