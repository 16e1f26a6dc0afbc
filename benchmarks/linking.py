"""Time and memory of linking, linker by linker, and how both grow with the number of articles.

    python benchmarks/linking.py ../shared CACHE [--sizes 2500,5000,10000] [--found] [--processes 2] [--profile FIELD]
    python benchmarks/linking.py ../shared CACHE --sizes 10000 --store STORE

The piles are made of the real articles of SHARED/data/stories with their readings. These are read once, in a few
minutes, and kept in the folder CACHE while the software that reads stays as it is. 20 articles are a story: eight of
three or so real stories of the same days, each printed by several outlets, of which the later ones leave out its end
and change a word here and there. Where a real article is used again in another story, it is told in other words
(`rewording.py`) and comes out weeks later, so that the stories do not echo each other.

The stories are given to the linkers that come after them; with --found they are found. Each size is linked in a
process of its own, which with --processes has as many others work for it. Printed are the seconds of processor time of
each step: those over the whole pile ("stories" is all that is gathered of an article besides, "parts" what makes and
sends them), the linkers of its parts, what crosses parts, and those of all processes together ("processes" are starting
these, and what is sent to and fro there); the seconds by the clock; the peak memory when a step is done (resident, MiB,
of the one process, and at the end of the largest of the others); and the exponent of the cost: 1 is linear. With
--profile, the linker that fills that field of `Links` runs under cProfile on the smallest pile. With --copies, besides,
what stories of so many copies of one article cost, in each of which other words are changed. With --store, the first
pile is written as a store, in shards in which no two articles need be of one story, for `onrecord link`.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import itertools
import json
import math
import pickle
import pstats
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from rewording import reworded

from onrecord import intake, linking, pipeline, reading
from onrecord.comparing.prepared import Prepared
from onrecord.dividing import InMemory
from onrecord.linking import discrepancies, part, repetitions
from onrecord.linking.crossing import crossing
from onrecord.linking.part import Linked, Task
from onrecord.model import Article, Links, Reading, Story, digest
from onrecord.names import Listed, Names
from onrecord.store import running
from onrecord.workers import Workers

# articles of a story, and real articles that it is made of at most
STORY, TOLD = 20, 8
# a real article that is used again came out so much later each time
AGAIN = timedelta(weeks=4)
# a later outlet prints from such a share of the paragraphs on, and changes one in so many of the words that may change
LEAST, CHANGED = 0.4, 12
# a person whom so many real articles name in full stands in the list of names
KNOWN = 3
# articles of a shard of a store; those of a story stand in many
SHARD = 250
PROFILE = cProfile.Profile()
# an article of many copies has so many attributions at most
COPIED = 40

Row = TypeVar("Row")


# --- real articles -----------------------------------------------------------------------------------


def real(shared: Path, cache_folder: Path) -> list[tuple[Article, Reading]]:
    """The articles of `data/stories` with their readings, by real story, in the order of time."""
    kept = cache_folder / f"stories-{_readers()}.pickle"
    source = shared / "data" / "stories"
    if not kept.exists():
        articles = [
            a for a in intake.parse(list(intake.sources([source / "articles.jsonl"]))) if isinstance(a, Article)
        ]
        readings = [r for n in range(0, len(articles), 32) for r in reading.read(articles[n : n + 32])]
        cache_folder.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps((articles, readings)))
    articles, readings = pickle.loads(kept.read_bytes())
    told = {a.name: (a, r) for a, r in zip(articles, readings, strict=True) if _fits(a, r)}
    stories = json.loads((source / "gold.json").read_text("utf-8"))["stories"]
    stories = [[told[name] for name in sorted(story) if name in told] for story in sorted(stories)]
    stories.sort(key=lambda story: min((a.published or "~" for a, _ in story), default="~"))
    return [x for story in stories for x in story]


def _fits(article: Article, read: Reading) -> bool:
    """Whether the pipeline would take the reading."""
    try:
        pipeline.check(article, read)
    except ValueError as error:
        print(f"{article.name} is left out: {error}", file=sys.stderr)
        return False
    return True


def _readers() -> str:
    """A name for the software that reads: other code or data, another name."""
    package = Path(intake.__file__).parents[1]
    parts = ("model.py", "text.py", "encoder.py", "intake", "reading", "language", "data")
    files = (f for part in parts for f in (package / part, *(package / part).rglob("*")) if f.is_file())
    code = {str(f.relative_to(package)): f.read_bytes() for f in files if f.suffix != ".pyc"}
    return digest(*sorted(code.items()))


# --- articles made of them ---------------------------------------------------------------------------

_IDS = frozenset(
    ["id", "article", "nested_in", "says", "entity", "held", "aired", "attributions", "time", "attribution"]
)
_WORDED = frozenset(
    [
        "text",
        "title",
        "subtitle",
        "authors",
        "outlet",
        "via",
        "name",
        "aliases",
        "descriptions",
        "host",
        "about",
        "place",
    ]
)


def altered(row: Any, words: Callable[[str], str], ids: Mapping[str, str]) -> Any:
    """A row with its words and ids changed; a reference to a row that is not there any more is taken out."""

    def value(name: str, old: Any) -> Any:
        if isinstance(old, tuple) and not name.endswith(("span", "spans")):
            return tuple(new for x in old if (new := value(name, x)) is not None)
        if is_dataclass(old):
            return altered(old, words, ids)
        if isinstance(old, str) and name in _IDS:
            return ids.get(old)
        return words(old) if isinstance(old, str) and name in _WORDED else old

    return replace(row, **{f.name: value(f.name, getattr(row, f.name)) for f in fields(row)})


def printed(
    told: tuple[Article, Reading], alphabet: int, outlet: int, identity: str, least: float = LEAST
) -> tuple[Article, Reading]:
    """An article as one of several outlets prints it, from such a share on, with its reading; the first prints all."""
    article, read = told
    chance = random.Random(identity)
    size = len(article.paragraphs)
    kept = article.paragraphs[: size if not outlet else math.ceil(size * chance.uniform(least, 1))]
    stop = kept[-1][-1][1] if len(kept) < size else len(article.text)

    def left(rows: Iterable[Row], *spans: str) -> tuple[Row, ...]:
        """The rows of which nothing is cut off."""
        return tuple(row for row in rows if all(s[1] <= stop for name in spans for s in _spans(getattr(row, name))))

    cut = replace(
        article, text=article.text[:stop], published=_later(article.published, alphabet),
        paragraphs=kept, headings=tuple(s for s in article.headings if s[1] <= stop),
        furniture=left(article.furniture, "span"), origin=left(article.origin, "span"),
        evidence={k: s for k, v in article.evidence.items() if (s := tuple(x for x in v if x[1] <= stop))},
    )  # fmt: skip
    said, times = left(read.attributions, "source", "cue", "content"), left(read.times, "span")
    told_of = (replace(e, mentions=tuple(s for s in e.mentions if s[1] <= stop)) for e in read.entities)
    entities = tuple(e for e in told_of if e.mentions)
    known = {t.id for t in times}
    events = tuple(e for e in left(read.events, "spans") if e.time in known)
    occasions = left(read.occasions, "spans")
    rest = Reading(read.article, said, entities, times, occasions, events, left(read.credits, "span"))
    held = [row.id for rows in (said, entities, times, occasions, events) for row in rows]
    ids = {row: digest("printed", identity, row) for row in held} | {article.id: identity}
    words = reworded(alphabet, lambda: bool(outlet) and chance.randrange(CHANGED) == 0)
    made = replace(altered(cut, words, ids), name=f"{article.name} {alphabet} {outlet}")
    return made, altered(rest, words, ids)


def _later(published: str | None, alphabet: int) -> str | None:
    """A date so many times `AGAIN` later; else the numbers and countries, which stay, would make one story of both."""
    if not published or len(published) < 10 or not alphabet:
        return published
    return (date.fromisoformat(published[:10]) + alphabet * AGAIN).isoformat() + published[10:]


def _spans(value: Any) -> Iterator[tuple[int, int]]:
    yield from (value,) if value and isinstance(value[0], int) else value


@dataclass(frozen=True, slots=True)
class Pile:
    """What is linked: articles with their readings, the stories that they tell, a list of names."""

    articles: tuple[Article, ...]
    readings: tuple[Reading, ...]
    stories: tuple[Story, ...]
    names: Names


def pile(known: Sequence[tuple[Article, Reading]], size: int) -> Pile:
    """So many articles, `STORY` of them a story; all readings are checked to fit their articles."""
    made: list[tuple[Article, Reading]] = []
    stories = []
    places = itertools.cycle(range(len(known)))
    used = -1
    while len(made) < size:
        real_ones = list(itertools.islice(places, TOLD))
        used += TOLD
        alphabet = used // len(known)
        inside = [
            printed(known[real_ones[n % TOLD]], alphabet, n // TOLD, digest("made", used, n))
            for n in range(min(STORY, size - len(made)))
        ]
        stories.append(Story(digest("made", used), "", tuple(a.id for a, _ in inside), (), "made"))
        made += inside
    for article, read in made:
        pipeline.check(article, read)
    names = Counter(e.name for _, r in made for e in r.entities if e.name and e.kind == "person" and " " in e.name)
    listed = sorted(name for name, count in names.items() if count >= KNOWN)
    entries = tuple(Listed(n, name, "person", identifier=str(n)) for n, name in enumerate(listed, 2))
    return Pile(tuple(a for a, _ in made), tuple(r for _, r in made), tuple(stories), Names("names.csv", entries))


# --- measuring ---------------------------------------------------------------------------------------


def measure(made: Pile, found: bool, processes: int = 1, profiled: str | None = None) -> dict[str, list[float]]:
    """For each step its seconds of processor time, the peak memory since the start in MiB, and its number of rows."""
    out: dict[str, list[float]] = {}
    gc.disable()  # as the pipeline does
    began = time.monotonic()
    with Workers(processes if processes > 1 else 0) as workers:
        clock = _Clock(out, elsewhere=processes > 1)

        def spread(function: Callable[[Any], Row], items: Iterable[Any], /) -> Iterator[Row]:
            for result, seconds in workers.map(partial(_timed, function), items):
                clock.elsewhere(seconds)
                yield result

        pile = InMemory(made.articles, made.readings)
        told = None if found else made.stories
        whole = linking.overview(pile, made.names, told=told, spread=spread, progress=lambda step, *_: clock.step(step))
        clock.step("parts")
        tasks = map(whole.task, whole.parts())
        linked = []
        for one, steps in workers.map(partial(_linked, profiled=profiled), tasks):
            linked.append(one)
            for step, seconds in steps.items():
                clock.add(step, seconds)
        clock.step("crossing")
        met = crossing(pile, linked, whole.story_of, spread)
        links = linking.together(whole.links, [x.finish(y) for x, y in zip(met, linked, strict=True)])
        clock.step("")
        clock_time = time.monotonic() - began
    for field in fields(Links):
        if field.name in out:
            out[field.name][2] = len(getattr(links, field.name))
    if processes > 1:
        others = resource.getrusage(resource.RUSAGE_CHILDREN)
        out["processes"] = [others.ru_utime + others.ru_stime - clock.away, others.ru_maxrss / 1024, 0]
    return {**out, "by the clock": [clock_time, 0, 0]}


class _Clock:
    """Seconds of processor time by step, here and in other processes."""

    def __init__(self, out: dict[str, list[float]], *, elsewhere: bool) -> None:
        self.out, self._counts = out, elsewhere
        self.away = 0.0
        self._step, self._began, self._own = "", time.process_time(), 0.0

    def step(self, name: str) -> None:
        """A step begins; the one before ends."""
        now = time.process_time()
        if self._step:
            # what the linkers of parts took here is theirs
            self._put(self._step, now - self._began - self._own)
        self._step, self._began, self._own = name.removeprefix("linking "), now, 0.0

    def add(self, step: str, seconds: float) -> None:
        """What a linker took in a part."""
        self._put(step, seconds)
        if self._counts:
            self.away += seconds
        else:
            self._own += seconds

    def elsewhere(self, seconds: float) -> None:
        """What something else took in another process."""
        if self._counts:
            self._put(self._step, seconds)
            self.away += seconds

    def _put(self, step: str, seconds: float) -> None:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.out[step] = [self.out.get(step, [0.0])[0] + seconds, memory, 0]


def _linked(task: Task, profiled: str | None = None) -> tuple[Linked, dict[str, float]]:
    """A part linked, and the seconds of processor time of each step."""
    gc.disable()
    seconds: dict[str, float] = {}
    begin = time.process_time()

    def done(step: str) -> None:
        nonlocal begin
        now = time.process_time()
        seconds[step] = seconds.get(step, 0.0) + now - begin
        begin = now

    articles, readings = task.some.load()
    links = part.here(task.links, readings)
    prepared = Prepared(articles)
    for field, linker in part.steps(task, prepared):
        run = PROFILE.runcall if field == profiled else lambda f, *given: f(*given)
        links = replace(links, **{field: run(linker, articles, readings, links)})
        done("origins" if field == "stories" else field)
    run = PROFILE.runcall if profiled == "discrepancies" else lambda f, *given: f(*given)
    found = run(discrepancies.within, articles, readings, links, prepared)
    done("discrepancies")
    dated = repetitions.dated(articles, readings, links, task.elsewhere)
    done("repetitions")
    return Linked(links, found, tuple(dated)), seconds


def _timed(function: Callable[[Any], Row], item: Any) -> tuple[Row, float]:
    """What a function makes of an item, and the seconds of processor time that it took."""
    gc.disable()
    begin = time.process_time()
    return function(item), time.process_time() - begin


def copies(known: Sequence[tuple[Article, Reading]], size: int) -> Pile:
    """A story of so many copies of one article, the whole of it, in each of which other words are changed."""
    told = max(known, key=lambda one: (len(one[1].attributions) <= COPIED, len(one[1].attributions), one[0].id))
    inside = [printed(told, 0, n, digest("copy", n), least=1.0) for n in range(size)]
    story = Story(digest("copies"), "", tuple(a.id for a, _ in inside), (), "made")
    return Pile(tuple(a for a, _ in inside), tuple(r for _, r in inside), (story,), Names())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--sizes", default="2500,5000,10000")
    parser.add_argument("--found", action="store_true")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--copies", help="sizes of stories, as 75,150,300")
    parser.add_argument("--profile", metavar="FIELD")
    parser.add_argument("--store", type=Path, help="write the first pile as a store there, and link nothing")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    known = real(args.shared, args.cache)
    make = copies if args.copies else pile
    sizes = [int(n) for n in (args.copies or args.sizes).split(",")]
    if args.store:
        made = make(known, sizes[0])
        rows = list(zip(made.articles, made.readings, strict=True))
        random.Random(0).shuffle(rows)
        running.fill(args.store, (rows[n : n + SHARD] for n in range(0, len(rows), SHARD)))
        return
    if args.profile:
        measure(make(known, sizes[0]), args.found, 1, args.profile)
        pstats.Stats(PROFILE).sort_stats("tottime").print_stats(40)
        return
    if args.one:
        made = make(known, args.one)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        said = sum(len(r.attributions) for r in made.readings)
        print(json.dumps({"": [len(made.stories), before, said], **measure(made, args.found, args.processes)}))
        return
    rows = []
    for size in sizes:
        command = [sys.executable, __file__, str(args.shared), str(args.cache), "--one", str(size)]
        command += ["--processes", str(args.processes), *(["--copies", args.copies] if args.copies else [])]
        done = subprocess.run(command + ["--found"] * args.found, check=True, stdout=subprocess.PIPE, text=True)
        rows.append(json.loads(done.stdout))
    for size, row in zip(sizes, rows, strict=True):
        count, before, said = row.pop("")
        print(f"{size:,} articles, {count:,} stories, {said:,} attributions: {before:.0f} MiB before linking")
    print(
        f"\n{'linker':<16}"
        + "".join(f"{f'{n:,}':>10} s" for n in sizes)
        + f"{'exponent':>10}{'peak MiB':>10}{'rows':>10}"
    )
    total = {step: [row[step] for row in rows] for step in rows[0]}
    clock = total.pop("by the clock")
    steps = total.values()
    total["together"] = [
        [sum(cells[n][0] for cells in steps), max(cells[n][1] for cells in steps), 0] for n in range(len(sizes))
    ]
    total["by the clock"] = clock
    for step, cells in total.items():
        growth = math.log(cells[-1][0] / cells[0][0]) / math.log(sizes[-1] / sizes[0]) if len(sizes) > 1 else math.nan
        seconds = "".join(f"{cell[0]:12.2f}" for cell in cells)
        print(f"{step:<16}{seconds}{growth:10.2f}{round(cells[-1][1]) or '':>10}{cells[-1][2] or '':>10}")
    print(f"\n{sizes[-1] / clock[-1][0]:.0f} articles a second by the clock")


if __name__ == "__main__":
    main()
