"""Time and memory of the whole path, and how both grow with the number of articles.

    python benchmarks/throughput.py FOLDER [--sizes 100,200,420,840] [--processes N] [--profile]

Each size runs in a process of its own, on the first so many files of FOLDER (sorted by name), stage by
stage in that one process, so that seconds and peak memory (resident, MiB) belong to that size alone.
Then comes the cost per article of the largest size against that of the smallest. `--processes` reads the largest size
once more as the command line does, in so many processes (memory: this one and so many times the largest worker), and
times `onrecord report` on one article from its start to its end.
With `--profile`, the largest size runs under cProfile and the costliest functions are printed.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STAGES = ("intake", "reading", "linking", "report")


def measure(files: list[str]) -> dict[str, float]:
    """Seconds per stage, articles and peak memory for `files`, in this process."""
    from onrecord import intake, linking, reading, report
    from onrecord.model import Article, Findings

    at = [time.perf_counter()]
    parsed = intake.parse([s for s in intake.sources(files) if not hasattr(s, "reason")])
    articles = [a for a in parsed if isinstance(a, Article)]
    at.append(time.perf_counter())
    readings = reading.read(articles)
    at.append(time.perf_counter())
    links = linking.link(articles, readings)
    at.append(time.perf_counter())
    report.render(Findings(tuple(articles), tuple(readings), links))
    at.append(time.perf_counter())
    out = {stage: b - a for stage, a, b in zip(STAGES, at, at[1:], strict=False)}
    out["articles"] = len(articles)
    out["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return out


def together(files: list[str], processes: int) -> dict[str, float]:
    """Seconds and memory of the whole path in several processes."""
    from onrecord import pipeline, report

    begin = time.perf_counter()
    findings = pipeline.read(files, processes=processes)
    report.render(findings)
    out = {"seconds": time.perf_counter() - begin, "articles": len(findings.articles)}
    own, workers = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return out | {"memory": (own + processes * workers) / 1024}


def first_result(file: str) -> float:
    """Seconds from the start of `onrecord report` on one article to its end."""
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "onrecord", "report", file, "-o", str(Path(place, "report.html"))]
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", default="100,200,420,840")
    parser.add_argument("--processes", type=int)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    files = sorted(str(p) for p in args.folder.iterdir())
    if args.one:
        one = files[: args.one]
        print(json.dumps(together(one, args.processes) if args.processes else measure(one)))
        return

    def row_of(size: int, *more: str) -> dict[str, float]:
        command = [sys.executable, __file__, str(args.folder), "--one", str(size), *more]
        found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return found

    sizes = [int(n) for n in args.sizes.split(",")]
    print(f"{'articles':>8}" + "".join(f"{s + ' s':>11}" for s in STAGES) + f"{'articles/s':>12}{'peak MiB':>10}")
    cost = []
    for size in sizes:
        row = row_of(size)
        seconds = sum(row[s] for s in STAGES)
        cost.append(seconds / row["articles"])
        cells = "".join(f"{row[s]:11.2f}" for s in STAGES)
        print(f"{row['articles']:8.0f}{cells}{row['articles'] / seconds:12.1f}{row['memory']:10.0f}")
    print(f"cost per article, {sizes[-1]} against {sizes[0]}: {cost[-1] / cost[0]:.2f}")
    if args.processes:
        row = row_of(sizes[-1], "--processes", str(args.processes))
        speed = row["articles"] / row["seconds"]
        print(f"{args.processes} processes: {speed:.1f} articles/s, {row['memory']:.0f} MiB together")
        print(f"one article, from start to report: {first_result(files[0]):.2f} s")
    if args.profile:
        profile = cProfile.Profile()
        profile.runcall(measure, files[: sizes[-1]])
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
