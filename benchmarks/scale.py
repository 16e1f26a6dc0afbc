"""What `run` and `link` cost on stores of several sizes, and whether what is known to come from what is found in each.

    python benchmarks/scale.py WORK --sizes 1000,10000 [--filled 30000,100000] [--words 150] [--shared ../shared]
    python benchmarks/scale.py WORK --sizes 1000 --engines local,ray --processes 1,2 --no-link

The piles are made of the real articles of SHARED/data/stories, which are read once and kept in the folder WORK, as
`linking.py` makes its own: of 20 articles eight are real ones, used once more only in other words (`rewording.py`), and
twelve are made of these: copies, abridgements in which words are changed, rewrites of which sentences are gone too, and
mixtures of two. What was made of what is written down. With --words, texts end with the paragraph in which they have
so many.

At each of --sizes the texts are written to files of 50 rows; `run` reads them into a store, and `link` links it. At
each of --filled nothing is read: a store is filled with articles and readings that were edited together, and linked.
Each is done in a process of its own, whose steps are told from each other by what it says of its progress. Printed are
seconds of processor time, of the one process (driver) and of all its workers, by step; the exponents of the cost; the
peak memory of both; bytes of the store; and of the derivations that were made, how many were found. An origin is found
where the article is said to come from it, or from one that has the very same words; it is paired where nothing says
which of the two comes from the other (real articles without a date are copied, too); last are articles of one origin.
Of what is neither found nor paired, it is printed whether the other way round is said, another article is named, or
none. All goes to WORK/MEASURED.json, which `cluster.py` takes; when this is ended before its time (SIGINT or SIGTERM),
what has been measured so far. What stands there already, measured with the same software, is not measured again. With
--no-link, to hold engines against each other, all is measured, and nothing written. Linux only: processes are watched
through /proc.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from editing import Told
from linking import real
from mixing import KINDS, groups, noted, pile, short, written
from watching import Watch

from onrecord import pipeline, reading
from onrecord.model import digest
from onrecord.store import linking, running, shards
from onrecord.store.reading import Store

# real articles read one by one for how much their cost differs, and small shards for what one costs by itself
TIMED, SMALL = 60, 12


# --- one size ----------------------------------------------------------------------------------------


def one(work: Path, verb: str, engine: str, processes: int) -> dict[str, Any]:
    """Run or link what is in a folder; what it cost."""
    store = work / "store"
    with Watch() as watch:
        if verb == "run":
            running.run(store, [work / "in"], engine=engine, processes=processes, progress=watch.step)
        else:
            linking.link(store, engine=engine, processes=processes, progress=watch.step)
    driver, worker = watch.memory
    return {
        "steps": {name.removeprefix("linking "): seconds for name, seconds in watch.steps.items()},
        "clock": watch.clock,
        "driver": driver,
        "worker": worker,
    }


def size_of(folder: Path) -> int:
    """The bytes of the files in a folder."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


# what becomes of a derivation that was made
FOUND, PAIRED, ROUND, ANOTHER, NONE = OUTCOMES = ("found", "paired", "other way round", "another named", "none named")


def recall(work: Path) -> dict[str, dict[str, float]]:
    """For each kind, the shares of known derivations of which a store's links say this or that."""
    store = Store(work / "store")
    name, text = {}, {}
    for shard in store.shards:
        for row in store.columns("article", ("id", "name", "text"), shard).to_pylist():
            name[row["id"]] = row["name"]
            text[row["name"]] = digest(row["text"])
    rows = pq.read_table(
        store.path / "links" / str(store.links) / "derivation", columns=["article", "origin", "direction"]
    )
    pairs = [(name[r["article"]], name[r["origin"]], r["direction"]) for r in rows.to_pylist() if r["origin"]]
    truth = [json.loads(line) for line in (work / "truth.jsonl").read_text("utf-8").splitlines()]
    # of the last family only a part is made
    known = [(row["kind"], row["name"], o) for row in truth for o in row["origins"] if o in text]
    root = _roots((a, b) for a, b, _ in pairs)
    out: dict[str, Counter[str]] = defaultdict(Counter)
    for (kind, article, origin), outcome in zip(known, outcomes(known, pairs, text), strict=True):
        out[kind]["all"] += 1
        out[kind][outcome] += 1
        out[kind]["one origin"] += root.get(origin, origin) == root.get(article, article)
    shares = {kind: {what: n / count["all"] for what, n in count.items()} for kind, count in out.items()}
    return {**shares, "derivations": {"an article": len(pairs) / max(1, len(name))}}


def outcomes(
    known: Iterable[tuple[str, str, str]], pairs: Iterable[tuple[str, str, str | None]], text: Mapping[str, str]
) -> Iterator[str]:
    """What is said of each derivation that is `known`: a kind, an article, its origin.

    `pairs` are an article, what it is said to come from, and how that is known. An article that has the `text` of the
    origin is as right: of a report and its copy, nobody can tell which of the two somebody used.
    """
    said: dict[str, set[str]] = defaultdict(set)
    unsaid: set[frozenset[str]] = set()
    for article, origin, direction in pairs:
        said[article].add(origin)
        if direction in (None, "undetermined"):
            unsaid.add(frozenset((article, origin)))
    same: dict[str, set[str]] = defaultdict(set)
    for article, words in text.items():
        same[words].add(article)
    for _, article, origin in known:
        right = same[text[origin]] - {article}
        if said[article] & right:
            yield FOUND
        elif any(frozenset((article, x)) in unsaid for x in right):
            yield PAIRED
        elif any(article in said[x] for x in right):
            yield ROUND
        else:
            yield ANOTHER if said[article] else NONE


def _roots(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    above: dict[str, str] = {}

    def root(x: str) -> str:
        while above.setdefault(x, x) != x:
            above[x] = x = above[above[x]]
        return x

    for a, b in pairs:
        above[root(a)] = root(b)
    return {x: root(x) for x in list(above)}


# --- what a shard costs by itself --------------------------------------------------------------------


def apart(known: Sequence[Told], work: Path) -> dict[str, float]:
    """How much the cost of single articles differs (sigma of the logarithm), and what a shard costs beside articles.

    The second is what a shard of one article costs, less what reading that article does.
    """
    some = random.Random(0).sample([article for article, _ in known], TIMED)
    reading.read(some[:1])  # the model is loaded
    seconds = [_taken(lambda a=a: reading.read([a])) for a in some]
    tasks, least = [], []
    folder = work / "small"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for n in range(SMALL + 1):
        file = folder / f"{n}.txt"
        file.write_text(f"Nobody asked the {n} members of the council, Mary Walters said.\n", "utf-8")
        (shard,) = shards.cut([(str(file), True)])
        task = running.Task(str(folder / "store"), shard, pipeline.MAX_BYTES, (), (), pipeline.made_by())
        tasks.append(_taken(lambda task=task: running.make(task)))
        least.append(_taken(lambda file=file: list(pipeline.batches([str(file)]))))
    shutil.rmtree(folder)
    # the first loads what all need
    beside = float(np.median(tasks[1:]) - np.median(least[1:]))
    return {"spread": float(np.std(np.log(seconds))), "shard_seconds": max(0.0, beside)}


def _taken(do: Any) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began


# --- all sizes ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Setting:
    """What one line of the tables is of."""

    size: int
    filled: bool
    engine: str
    processes: int

    def __str__(self) -> str:
        return f"{self.size:,} {'filled' if self.filled else 'read'}, {self.engine} {self.processes}"


def measured(setting: Setting, known: Sequence[Told], folder: Path, link: bool) -> dict[str, Any]:
    """Make a pile, run and, if so asked, link it; what each cost and found."""
    work = folder / f"{setting.size}-{'filled' if setting.filled else 'read'}-{setting.engine}-{setting.processes}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    made = noted(pile(known, setting.size), work / "truth.jsonl")
    found: dict[str, Any] = {}
    if setting.filled:
        running.fill(work / "store", groups(made, shards.ARTICLES))
    else:
        written(made, work / "in")
        found["run"] = _apart(work, "run", setting)
    found["store"] = size_of(work / "store") / setting.size
    found["shards"] = len(Store(work / "store").shards)
    if link:
        found["link"] = _apart(work, "link", setting)
        found["links"] = size_of(work / "store" / "links") / setting.size
        found["recall"] = recall(work)
    shutil.rmtree(work)
    return found


def _apart(work: Path, verb: str, setting: Setting) -> dict[str, Any]:
    """In a process of its own, so that peak memory and time are those of the verb."""
    command = [sys.executable, __file__, str(work), "--one", verb, "--engines", setting.engine]
    command += ["--processes", str(setting.processes)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    seconds = sum(map(sum, found["steps"].values()))
    print(
        f"{setting}: {verb} {seconds:.1f} CPU-seconds, {setting.size / seconds:.1f} articles a CPU-second,"
        f" {setting.size / found['clock']:.1f} a second by the clock; peak MiB {found['driver'] >> 20} driver,"
        f" {found['worker'] >> 20} largest worker",
        flush=True,
    )
    return found


def growth(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The exponent of the cost: the slope of the logarithms by least squares; 1 is linear."""
    kept = [(n, s) for n, s in zip(sizes, seconds, strict=True) if s > 0]
    if len({n for n, _ in kept}) < 2:
        return math.nan
    return float(np.polyfit(*np.log(np.array(kept, float)).T, 1)[0])


def tables(found: dict[Setting, dict[str, Any]]) -> dict[str, dict[str, list[float]]]:
    """Print seconds by step and recall by kind; give for each step and place the seconds at each size."""
    steps: dict[str, dict[str, list[float]]] = {}
    sizes = [x.size for x in found]
    for verb in ("run", "link"):
        names = list(dict.fromkeys(name for x in found.values() if verb in x for name in x[verb]["steps"]))
        for name in names:
            for place, where in enumerate(("driver", "workers")):
                row = [x[verb]["steps"].get(name, [0.0, 0.0])[place] if verb in x else 0.0 for x in found.values()]
                steps[f"{verb}: {name}, {where}"] = {"sizes": [*map(float, sizes)], "seconds": row}
    print("\nCPU-seconds" + " " * 27 + "".join(f"{x:>26}" for x in map(str, found)) + "  exponent")
    groups_of = {
        **{name: [name] for name in steps},
        "run": [x for x in steps if x.startswith("run")],
        "link, the whole pile": [x for x in steps if x.startswith("link") and "parts" not in x and "writing" not in x],
        "link, parts": [x for x in steps if "parts" in x or "writing" in x],
    }
    for name, of in groups_of.items():
        if not of:
            continue
        row = np.sum([steps[x]["seconds"] for x in of], axis=0)
        print(f"{name:<38}" + "".join(f"{s:26.2f}" for s in row) + f"{growth(sizes, list(row)):10.2f}")
    if not groups_of["link, parts"]:
        return steps
    for title, names in (("", (FOUND, PAIRED, "one origin")), ("missed: ", (ROUND, ANOTHER, NONE))):
        print(f"\nof derivations that were made, {title}{' / '.join(names)}")
        for kind in dict.fromkeys(KINDS):
            cells = [x["recall"].get(kind, {}) for x in found.values()]
            shares = (" / ".join(f"{c.get(w, 0):.3f}" for w in names) for c in cells)
            print(f"{kind:<38}" + "".join(f"{s:>26}" for s in shares))
    more = (x["recall"]["derivations"]["an article"] for x in found.values())
    print(f"{'derivations found, an article':<38}" + "".join(f"{n:26.2f}" for n in more))
    return steps


def parts(steps: dict[str, dict[str, list[float]]]) -> list[dict[str, Any]]:
    """What each step costs an article more, from the smallest size that has it to the largest; where; how it grows."""
    out = []
    for name, row in steps.items():
        had = sorted((n, s) for n, s in zip(row["sizes"], row["seconds"], strict=True) if s > 0)
        if not had:
            continue
        (least, first), (most, last) = had[0], had[-1]
        each = max(0.0, last - first) / (most - least) if most > least else last / most
        exponent = growth([int(n) for n, _ in had], [s for _, s in had])
        out.append(
            {"name": name, "seconds": each, "spread_out": name.endswith("workers")}
            | {"exponent": None if math.isnan(exponent) else exponent, "measured_at": int(most)}
        )
    return out


def held(found: dict[Setting, dict[str, Any]]) -> float:
    """Bytes an article that the driver of `link` holds: how its peak grows from the smallest size to the largest."""
    by_size = sorted({x.size: y["link"]["driver"] for x, y in found.items()}.items())
    (least, first), (most, last) = by_size[0], by_size[-1]
    return (last - first) / (most - least) if most > least else last / most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--sizes", default="1000", help="piles that are read")
    parser.add_argument("--filled", default="", help="piles that are not read again")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--words", type=int, help="texts end with the paragraph that has so many")
    parser.add_argument("--engines", default="local")
    parser.add_argument("--no-link", action="store_true", help="only run, and write nothing to MEASURED.json")
    parser.add_argument("--processes", default="2", help="one number, or several, as 1,2")
    parser.add_argument("--one", choices=("run", "link"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(one(args.work, args.one, args.engines, int(args.processes))))
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    args.work.mkdir(parents=True, exist_ok=True)
    known = real(args.shared, args.work)
    if args.words:
        known = [short(told, args.words) for told in known]
    words = float(np.mean([len(a.text.split()) for a, _ in known]))
    of = {"made_by": pipeline.made_by(), "words": words}
    kept = args.work / "MEASURED.json"
    before: dict[str, Any] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    if args.no_link or any(before.get(x) != y for x, y in of.items()):
        before = {"runs": {}}
    beside = apart(known, args.work)
    found: dict[Setting, dict[str, Any]] = {}
    with suppress(KeyboardInterrupt):
        for setting in settings(args):
            done = before["runs"].get(str(setting))
            found[setting] = done or measured(setting, known, args.work, not args.no_link)
    steps = tables(found)
    if args.no_link:
        return
    out = {**of, **summed(found, steps, beside)}
    kept.write_text(json.dumps(out, indent=1) + "\n", "utf-8")
    print(
        f"\n{words:.0f} words a real article; an article's cost differs by a sigma of {beside['spread']:.2f};"
        f" a shard costs {beside['shard_seconds']:.3f} CPU-seconds beside its articles"
    )
    for size in out["sizes"]:
        print(f"{size['name']}: {size['bytes']:,.0f} bytes an article")


def settings(args: argparse.Namespace) -> list[Setting]:
    """All that is to be measured, in this order; engines beside each other."""
    sizes = [(int(n), filled) for filled, x in ((False, args.sizes), (True, args.filled)) for n in x.split(",") if n]
    several = [int(n) for n in args.processes.split(",")]
    return [Setting(n, filled, engine, p) for n, filled in sizes for p in several for engine in args.engines.split(",")]


def summed(
    found: dict[Setting, dict[str, Any]], steps: dict[str, dict[str, list[float]]], beside: dict[str, float]
) -> dict[str, Any]:
    """What the cost model takes: the steps and sizes, an article."""
    each = parts(steps)
    read = sum(x["seconds"] for x in each if x["name"].startswith("run") and x["spread_out"])
    last = max(found.items(), key=lambda x: x[0].size)[1]
    return {
        "run": {"seconds": read, **beside},
        "parts": each,
        "sizes": [
            {"name": "store, on disk", "bytes": last["store"]},
            {"name": "links, on disk", "bytes": last["links"]},
            {"name": "memory of the one process that links", "bytes": held(found), "one_memory": True},
        ],
        "runs": {str(setting): x for setting, x in found.items()},
    }


if __name__ == "__main__":
    main()
