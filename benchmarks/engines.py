"""What an engine adds to an article: shards that do nothing but travel, on each engine that is installed.

    python benchmarks/engines.py
    python benchmarks/engines.py --shards 400 --articles 250

A shard is a list of paths, one an article, as `onrecord run` sends it; what comes back is a key and a number. Each
engine is warm when its clock starts. Dask, Spark and Ray Data are measured where they are installed (pip install dask
distributed pyspark 'ray[data]'; Spark needs Java).
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from onrecord.workers import engine

Shard = tuple[str, ...]
Mapped = Callable[[list[Shard]], list[tuple[str, int]]]


def key(shard: Shard) -> tuple[str, int]:
    """What stands for reading a shard."""
    return hashlib.sha256("\n".join(shard).encode()).hexdigest(), len(shard)


@contextmanager
def ours(name: str, processes: int) -> Iterator[Mapped]:
    with engine(name, processes) as workers:
        yield lambda shards: list(workers.map(key, shards, ahead=1000))


@contextmanager
def dask(processes: int) -> Iterator[Mapped]:
    from dask.distributed import Client

    with Client(n_workers=processes, threads_per_worker=1, dashboard_address=None) as client:
        yield lambda shards: client.gather(client.map(key, shards, pure=False))


@contextmanager
def spark(processes: int) -> Iterator[Mapped]:
    from pyspark.sql import SparkSession

    built = (
        SparkSession.builder.master(f"local[{processes}]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )
    session = built.config("spark.driver.bindAddress", "127.0.0.1").config("spark.log.level", "ERROR").getOrCreate()
    try:
        # a task a shard, as with the others
        yield lambda shards: session.sparkContext.parallelize(shards, len(shards)).map(key).collect()
    finally:
        session.stop()


@contextmanager
def ray_data(processes: int) -> Iterator[Mapped]:
    import ray

    ray.init(num_cpus=processes, include_dashboard=False, log_to_driver=False, logging_level="error")
    ray.data.DataContext.get_current().enable_progress_bars = False

    def mapped(shards: list[Shard]) -> list[tuple[str, int]]:
        items = ray.data.from_items([{"shard": list(x)} for x in shards], override_num_blocks=len(shards))
        rows = items.map(lambda row: dict(zip(("key", "articles"), key(tuple(row["shard"])), strict=True)))
        return [(row["key"], row["articles"]) for row in rows.take_all()]

    try:
        yield mapped
    finally:
        ray.shutdown()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shards", type=int, default=200)
    parser.add_argument("--articles", type=int, default=250, help="of a shard")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--times", type=int, default=3, help="the best of so many runs counts")
    args = parser.parse_args()
    shards = [tuple(f"articles/{n:06}/{m:06}.html" for m in range(args.articles)) for n in range(args.shards)]
    expected = list(map(key, shards))
    engines = {
        "local": (ours("local", args.processes), "onrecord"),
        "ray core": (ours("ray", args.processes), "ray"),
        "dask": (dask(args.processes), "distributed"),
        "spark": (spark(args.processes), "pyspark"),
        "ray data": (ray_data(args.processes), "ray.data"),
    }
    print("| engine | µs an article |\n| --- | --- |")
    for name, (opened, needed) in engines.items():
        if find_spec(needed.partition(".")[0]) is None:
            print(f"| {name} | not installed |")
            continue
        with opened as mapped:
            mapped(shards[: 4 * args.processes])
            best = float("inf")
            for _ in range(args.times):
                begin = time.perf_counter()
                found = mapped(shards)
                best = min(best, time.perf_counter() - begin)
                assert sorted(found) == sorted(expected)
        print(f"| {name} | {best / args.shards / args.articles * 1e6:.1f} |")


if __name__ == "__main__":
    main()
