"""The simulation of a run on many machines, and the sum of what its parts cost (benchmarks/cluster.py)."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
pytest.importorskip("pyarrow")
cluster = pytest.importorskip("cluster")

BAD = cluster.Chances(0.3, 0, 500.0, 60.0, 200.0)  # much fails, and soon
WORK = st.tuples(st.integers(1, 4000), st.integers(1, 300), st.integers(1, 5), st.integers(1, 4), st.integers(0, 20))


def simulated(articles, shard, machines, cores, ahead, chances, seed=0, **more):
    load = cluster.Load(articles, shard, 0.05, **more)
    return cluster.simulate(load, machines, cores, chances, np.random.default_rng(seed), ahead)


@given(WORK)
@settings(deadline=None, max_examples=60)
def test_with_nothing_going_wrong_it_takes_as_many_rounds_as_there_are_shards_for_a_worker(work):
    articles, shard, machines, cores, ahead = work
    articles = shard * max(1, articles // shard)  # all shards alike
    run = simulated(articles, shard, machines, cores, ahead, cluster.CALM, overhead=0.5)
    rounds = math.ceil(articles / shard / (machines * cores))
    assert run.seconds == pytest.approx(rounds * (0.5 + 0.05 * shard))
    assert run.lost == 0


@given(WORK, st.integers(0, 1000))
@settings(deadline=None, max_examples=60)
def test_all_work_is_done_once_whatever_fails(work, seed):
    chances = cluster.Chances(0, 0, 100.0, 10.0, 60.0)
    run = simulated(*work, chances, seed, overhead=0.5)
    shards = math.ceil(work[0] / work[1])
    assert run.kept == pytest.approx(0.05 * work[0] + 0.5 * shards)
    assert run.seconds * run.workers >= run.kept + run.lost - 1e-6


def test_what_fails_costs_time():
    calm = simulated(20_000, 250, 4, 4, 1000, cluster.CALM)
    bad = simulated(20_000, 250, 4, 4, 1000, BAD)
    assert bad.lost > 0
    assert bad.seconds > calm.seconds


def test_larger_shards_lose_more_to_a_worker_that_dies():
    small, large = (simulated(40_000, n, 4, 4, 1000, BAD, seed=3) for n in (50, 1000))
    assert large.lost > 2 * small.lost


def test_one_that_takes_long_stops_the_others_when_few_may_be_ahead():
    straggling = cluster.Chances(0, 0.02, np.inf, 0, np.inf)
    far, near = (simulated(60_000, 100, 4, 4, ahead, straggling, seed=1) for ahead in (1000, 0))
    assert near.idle > far.idle
    assert near.kept == pytest.approx(far.kept)


def test_the_cost_model_divides_what_is_spread_out_and_nothing_else(capsys):
    part = {"seconds": 0.36, "exponent": None, "measured_at": 1000}
    measured = {
        "parts": [{"name": "spread", "spread_out": True, **part}, {"name": "single", "spread_out": False, **part}],
        "sizes": [{"name": "memory", "bytes": 1048.576, "one_memory": True}],
    }
    cluster.added_up(measured, 1_000_000, 10, 10, 1000 / 1024)
    out = capsys.readouterr().out
    found = {line.split()[0]: line for line in out.splitlines()[2:]}
    assert found["spread"].split()[2] == "1.00"
    assert found["single"].split()[2] == "100.00"
    assert found["together"].split()[1] == "101.00"
    assert "holds those of 1.0 million articles" in out
