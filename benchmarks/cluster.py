"""What a store of many articles would cost on many machines, and how large its shards should be.

    python benchmarks/cluster.py MEASURED.json [--articles 50000000] [--machines 100] [--cores 16] [--seed 1]

MEASURED.json is what `benchmarks/scale.py` writes: seconds of processor time and bytes of each part of the work, an
article, and what a shard costs whatever is in it. From these the model adds up `run` and `link`; what is done in one
process (grouping, the tables that all parts share) is not divided by the machines. The rest is the simulation: shards
are given to workers as these come free, and what may go wrong is drawn at random.

    how long an article takes   lognormal, its spread as measured
    a slow machine              one in 20 is 1.5 to 3 times as slow for the whole run (uniform)
    a straggling shard          one in 100 takes 2 to 8 times as long, whatever is in it (uniform): a busy disk, say
    a machine fails             exponential, once in 30 days of each machine; it is back in 10 minutes, and its shards
                                are begun again elsewhere
    a worker is killed          exponential, once in 200 hours of each worker (memory); its shard is begun again

None of these was measured on a cluster: they are assumptions, of the order that operators of large clusters publish
(Dean and Barroso, The Tail at Scale, 2013; Schroeder and Gibson, A Large-Scale Study of Failures in
High-Performance Computing Systems, 2006), and can be changed by options.
"""

from __future__ import annotations

import argparse
import heapq
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

HOUR = 3600.0


@dataclass(frozen=True)
class Chances:
    """What may go wrong, as the module says; times in seconds."""

    slow_machines: float = 1 / 20
    straggling: float = 1 / 100
    machine_fails: float = 30 * 24 * HOUR
    back_after: float = HOUR / 6
    worker_dies: float = 200 * HOUR


@dataclass(frozen=True)
class Run:
    """What became of a simulated run: seconds on the clock, and shares of all the time that workers had."""

    seconds: float
    idle: float
    repeated: float


def simulate(
    articles: int,
    shard: int,
    machines: int,
    cores: int,
    seconds: float,
    spread: float,
    overhead: float,
    chances: Chances,
    rng: np.random.Generator,
) -> Run:
    """Give shards to workers as they come free until all are done; `spread` is the sigma of an article's logarithm."""
    shards = -(-articles // shard)
    # the mean of a lognormal with this spread is 1; of so many articles the sum is normal
    relative = np.sqrt(np.expm1(spread**2) / shard)
    work = overhead + seconds * shard * np.maximum(0.1, rng.normal(1, relative, shards))
    straggles = rng.random(shards) < chances.straggling
    work[straggles] *= rng.uniform(2, 8, straggles.sum())
    slow = np.where(rng.random(machines) < chances.slow_machines, rng.uniform(1.5, 3, machines), 1.0)
    workers = machines * cores
    fails = rng.exponential(chances.machine_fails, machines)
    free = [(0.0, worker) for worker in range(workers)]
    heapq.heapify(free)
    waiting = list(work[::-1])
    busy = lost = ends = 0.0
    while waiting:
        now, worker = heapq.heappop(free)
        machine = worker // cores
        if now >= fails[machine]:
            now = max(now, fails[machine] + chances.back_after)
            fails[machine] = now + rng.exponential(chances.machine_fails)
        size = waiting.pop()
        took = size * slow[machine]
        dies = min(rng.exponential(chances.worker_dies), fails[machine] - now)
        if dies < took:
            waiting.append(size)
            lost += dies
            heapq.heappush(free, (now + dies, worker))
            continue
        busy += took
        ends = max(ends, now + took)
        heapq.heappush(free, (now + took, worker))
    total = ends * workers
    return Run(ends, 1 - (busy + lost) / total, lost / total)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("measured", type=Path)
    parser.add_argument("--articles", type=int, default=50_000_000)
    parser.add_argument("--machines", type=int, default=100)
    parser.add_argument("--cores", type=int, default=16)
    parser.add_argument("--shards", default="100,300,1000,3000,10000,30000")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=20, help="simulated runs for each size of shard")
    args = parser.parse_args()
    measured: dict[str, Any] = json.loads(args.measured.read_text("utf-8"))
    added_up(measured, args.articles, args.machines, args.cores)
    rng = np.random.default_rng(args.seed)
    reading = measured["run"]
    print("\nshard    median h   p95 h   idle %   done again %")
    for shard in map(int, args.shards.split(",")):
        runs = [
            simulate(
                *(args.articles, shard, args.machines, args.cores),
                *(reading["seconds"], reading["spread"], reading["shard_seconds"]),
                Chances(),
                rng,
            )
            for _ in range(args.runs)
        ]
        hours = np.array([run.seconds for run in runs]) / HOUR
        idle, again = (100 * np.mean([getattr(run, field) for run in runs]) for field in ("idle", "repeated"))
        print(f"{shard:>6,} {np.median(hours):>10.2f} {np.quantile(hours, 0.95):>7.2f} {idle:>8.1f} {again:>10.2f}")


def added_up(measured: dict[str, Any], articles: int, machines: int, cores: int) -> None:
    """Print what each part of the work would take, and what it would hold."""
    workers = machines * cores
    print(f"{articles:,} articles on {machines} machines of {cores} cores, with nothing going wrong")
    print(f"{'part':<34} {'ms an article':>13} {'hours':>8}   where")
    total = 0.0
    for part in measured["parts"]:
        hours = part["seconds"] * articles / (workers if part["spread_out"] else 1) / HOUR
        total += hours
        where = "all workers" if part["spread_out"] else "one process"
        print(f"{part['name']:<34} {1000 * part['seconds']:>13.3f} {hours:>8.2f}   {where}")
    print(f"{'together':<34} {'':>13} {total:>8.2f}")
    for size in measured["sizes"]:
        print(f"{size['name']}: {size['bytes'] * articles / 2**30:,.0f} GiB ({size['bytes']:,.0f} bytes an article)")


if __name__ == "__main__":
    main()
