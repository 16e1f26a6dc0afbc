"""What a store of many articles would cost on many machines, and how large its shards should be.

    python benchmarks/cluster.py MEASURED.json [--articles 50000000] [--machines 100] [--cores 16] [--seed 1]

MEASURED.json is what `benchmarks/scale.py` writes: seconds of processor time and bytes of each part of the work, an
article, and what a shard costs whatever is in it. From these the model adds up `run` and `link`, twice: as if each part
were linear, and growing as it was measured to. With --words, for articles of another length; what they cost is taken to
be proportional to it. What is done in one process is not divided by the machines, and what stands in one memory is held
against that of a machine. The rest is the simulation of `run`: shards are given to workers in their order as these come
free, no more than so many a worker beyond the first that is not done (`store/running.py`), and what may go wrong is
drawn at random:

    how long an article takes   lognormal, its spread as measured
    a slow machine              one in 20 is 1.5 to 3 times as slow for the whole run (uniform)
    a straggling shard          one in 100 takes 2 to 8 times as long, whatever is in it (uniform): a busy disk, say
    a machine fails             exponential, once in 30 days of each machine; it is back in 10 minutes, and its shards
                                are begun again elsewhere
    a worker is killed          exponential, once in 200 hours of each worker (memory); its shard is begun again

None of these was measured on a cluster: they are assumptions, of the order that operators of large clusters publish
(Dean and Barroso, The Tail at Scale, 2013; Schroeder and Gibson, A Large-Scale Study of Failures in
High-Performance Computing Systems, 2006). --calm leaves them out, --harsh has ten times as many of each.
"""

from __future__ import annotations

import argparse
import heapq
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.store.running import AHEAD

HOUR = 3600.0


@dataclass(frozen=True)
class Chances:
    """What may go wrong, as the module says; times in seconds."""

    slow_machines: float = 1 / 20
    straggling: float = 1 / 100
    machine_fails: float = 30 * 24 * HOUR
    back_after: float = HOUR / 6
    worker_dies: float = 200 * HOUR


CALM = Chances(0, 0, np.inf, 0, np.inf)
HARSH = Chances(1 / 2, 1 / 10, 3 * 24 * HOUR, HOUR / 6, 20 * HOUR)


@dataclass(frozen=True)
class Load:
    """What is to be done: articles, `seconds` each with a sigma of the logarithm, and what a shard costs besides."""

    articles: int
    shard: int
    seconds: float
    spread: float = 0.0
    overhead: float = 0.0

    def drawn(self, straggling: float, rng: np.random.Generator) -> list[float]:
        """The seconds of each shard."""
        full, rest = divmod(self.articles, self.shard)
        sizes = np.array([self.shard] * full + [rest] * (rest > 0), float)
        # scaled to a mean of 1, a lognormal of this sigma has this deviation; of many articles the sum is normal
        relative = np.sqrt(np.expm1(self.spread**2) / sizes)
        work = self.overhead + self.seconds * sizes * np.maximum(0.1, rng.normal(1, relative))
        straggles = rng.random(len(work)) < straggling
        work[straggles] *= rng.uniform(2, 8, straggles.sum())
        return list(work)


@dataclass(frozen=True)
class Run:
    """What became of a simulated run: seconds on the clock, and of workers: at what was kept, at what was lost."""

    seconds: float
    kept: float
    lost: float
    workers: int

    @property
    def idle(self) -> float:
        """The share of the workers' time in which they did nothing."""
        return 1 - (self.kept + self.lost) / (self.seconds * self.workers)

    @property
    def repeated(self) -> float:
        """The share of the workers' time that was done for nothing."""
        return self.lost / (self.seconds * self.workers)


class Machines:
    """When each machine fails and is back, and how much slower than others it is."""

    def __init__(self, machines: int, chances: Chances, rng: np.random.Generator) -> None:
        slow = rng.random(machines) < chances.slow_machines
        self.slow = np.where(slow, rng.uniform(1.5, 3, machines), 1.0)
        self.fails = rng.exponential(chances.machine_fails, machines)
        self.back = np.zeros(machines)
        self._chances, self._rng = chances, rng

    def up(self, machine: int, now: float) -> float:
        """From when on a machine can be used: `now`, unless it is down."""
        if now >= self.fails[machine]:
            self.back[machine] = self.fails[machine] + self._chances.back_after
            self.fails[machine] = self.back[machine] + self._rng.exponential(self._chances.machine_fails)
        return max(now, float(self.back[machine]))


def simulate(
    load: Load, machines: int, cores: int, chances: Chances, rng: np.random.Generator, ahead: float = AHEAD
) -> Run:
    """Give shards to workers as they come free until all are done, at most `ahead` a worker beyond one that is not."""
    work = load.drawn(chances.straggling, rng)
    all_machines = Machines(machines, chances, rng)
    workers = machines * cores
    most = round(workers * (1 + ahead))
    free = [(0.0, worker) for worker in range(workers)]
    at: dict[int, int] = {}  # the shard that a worker ends
    done = [False] * len(work)
    again: list[int] = []
    held_up: list[int] = []  # workers for which there is no shard as long as the first is not done
    first = new = 0
    kept = lost = now = 0.0
    while first < len(work):
        now, worker = heapq.heappop(free)
        if (ended := at.pop(worker, None)) is not None:
            done[ended] = True
            while first < len(work) and done[first]:
                first += 1
        up = all_machines.up(worker // cores, now)
        if up > now:
            heapq.heappush(free, (up, worker))
            continue
        held_up.append(worker)
        while held_up and (again or new < min(len(work), first + most)):
            shard, new = (again.pop(), new) if again else (new, new + 1)
            one = held_up.pop()
            machine = one // cores
            if (up := all_machines.up(machine, now)) > now:  # it failed while it waited
                again.append(shard)
                heapq.heappush(free, (up, one))
                continue
            took = work[shard] * float(all_machines.slow[machine])
            dies = min(rng.exponential(chances.worker_dies), float(all_machines.fails[machine]) - now)
            if dies < took:
                again.append(shard)  # begun again by whoever is free next
                lost += dies
                heapq.heappush(free, (now + dies, one))
            else:
                at[one] = shard
                kept += took
                heapq.heappush(free, (now + took, one))
    return Run(now, kept, lost, workers)


def longer(measured: dict[str, Any], words: float | None) -> dict[str, Any]:
    """What was measured, for articles of so many words: all but what a shard costs is proportional to them."""
    by = words / measured["words"] if words else 1.0
    run = measured["run"]
    return {
        **measured,
        "run": {**run, "seconds": run["seconds"] * by},
        "parts": [{**part, "seconds": part["seconds"] * by} for part in measured["parts"]],
        "sizes": [{**size, "bytes": size["bytes"] * by} for size in measured["sizes"]],
    }


def added_up(measured: dict[str, Any], articles: int, machines: int, cores: int, memory: float) -> None:
    """Print what each part of the work would take, and what it would hold; `memory` of a machine in GiB."""
    workers = machines * cores
    print(f"{articles:,} articles on {machines} machines of {cores} cores, with nothing going wrong")
    print(f"{'part':<34} {'ms an article':>13} {'hours':>8} {'growing so':>10} {'hours':>8}   where")
    total = grown = 0.0
    for part in measured["parts"]:
        hours = part["seconds"] * articles / (workers if part["spread_out"] else 1) / HOUR
        exponent = max(1.0, part["exponent"] or 1.0)
        more = hours * (articles / part["measured_at"]) ** (exponent - 1)
        total, grown = total + hours, grown + more
        where = "all workers" if part["spread_out"] else "one process"
        print(
            f"{part['name']:<34} {1000 * part['seconds']:>13.3f} {hours:>8.2f} {exponent:>10.2f} {more:>8.2f}   {where}"
        )
    print(f"{'together':<34} {'':>13} {total:>8.2f} {'':>10} {grown:>8.2f}")
    for size in measured["sizes"]:
        print(f"{size['name']}: {size['bytes'] * articles / 2**30:,.0f} GiB ({size['bytes']:,.0f} bytes an article)")
        if size.get("one_memory"):
            most = memory * 2**30 / size["bytes"] / 1e6
            print(f"  a machine of {memory:g} GiB holds those of {most:,.1f} million articles")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measured", type=Path)
    parser.add_argument("--articles", type=int, default=50_000_000)
    parser.add_argument("--machines", type=int, default=100)
    parser.add_argument("--cores", type=int, default=16)
    parser.add_argument("--memory", type=float, default=64, help="of a machine, in GiB")
    parser.add_argument("--words", type=float, help="of an article")
    parser.add_argument("--shards", default="100,250,500,1000,3000,10000", help="articles of a shard")
    parser.add_argument(
        "--ahead", default=f"{AHEAD}", help="how many shards a worker to go beyond one that is not done"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=10, help="simulated runs for each size of shard")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--calm", action="store_const", dest="chances", const=CALM, default=Chances())
    kind.add_argument("--harsh", action="store_const", dest="chances", const=HARSH)
    args = parser.parse_args()
    measured = longer(json.loads(args.measured.read_text("utf-8")), args.words)
    added_up(measured, args.articles, args.machines, args.cores, args.memory)
    reading = measured["run"]
    heads = (("shard", 6), ("ahead", 6), ("median h", 10), ("worst h", 8), ("idle %", 7), ("for nothing %", 14))
    print("\n" + " ".join(f"{name:>{width}}" for name, width in (*heads, ("a shard, s", 11))))
    for ahead in map(float, args.ahead.split(",")):
        for shard in map(int, args.shards.split(",")):
            load = Load(args.articles, shard, reading["seconds"], reading["spread"], reading["shard_seconds"])
            rng = np.random.default_rng(args.seed)
            runs = [simulate(load, args.machines, args.cores, args.chances, rng, ahead) for _ in range(args.runs)]
            hours = [run.seconds / HOUR for run in runs]
            idle, again = (100 * np.mean([getattr(run, field) for run in runs]) for field in ("idle", "repeated"))
            each = load.overhead + load.seconds * shard
            print(
                f"{shard:>6,} {ahead:>6g} {np.median(hours):>10.2f} {max(hours):>8.2f} {idle:>7.1f} {again:>14.3f}"
                f" {each:>11.1f}"
            )


if __name__ == "__main__":
    main()
