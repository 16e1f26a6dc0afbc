"""A served record under load: readers, and one who writes to it meanwhile.

    python benchmarks/serving.py RECORD [--articles 10000] [--readers 50] [--seconds 120] [--pause 5] [--no-writer]

RECORD is copied, and with `--articles` its articles with all that is known of them are repeated under other ids until
there are so many. `onrecord serve` runs on the copy. Each reader keeps a connection, asks for a page, waits for
`--pause` seconds on the average, and asks for the next: lists, stories, articles, speakers and searches, the largest
stories most often (by Zipf's law). The writer, a process of its own, stores a batch of 32 articles every three seconds,
as `add` does, and twice, after a third and after two thirds of the time, puts new links in place of those that are
there, as linking ends: first without the statements of some articles, then with them. The time of linking is not in it.

Printed are first the milliseconds of processor time that a page of each kind takes, read and drawn by a process that
does nothing else, and the first list of speakers after a linking, for which they are put in their order; then requests,
errors and the milliseconds that they took, by kind of page, from when the server has answered once; of the writer the
seconds of his transactions, by the clock and of processor time, his processor time for finding what differs, and the
rows that did; the processor time of the server; and the load of the machine before and after.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from urllib.parse import parse_qsl, urlsplit

from linking import altered

from onrecord import columns, parts, pipeline, record, replacing, rows
from onrecord.database import opened
from onrecord.model import Findings, Links, digest
from onrecord.serving.pages import Pages, Question
from onrecord.serving.reading import Reader

# articles of a batch, and seconds from one to the next: as many as `add` reads
BATCH, EVERY = 32, 3.0
# of a hundred requests, how many are for which pages
MIX = {"front": 10, "story": 30, "article": 30, "speakers": 5, "speaker": 10, "search": 10, "changes": 5}
# tables whose rows are not repeated: those of the whole record, and what search is made of
_WHOLE = re.compile(r"record|input|failure|fetched|listed|former|correction|undoing|outcome|\w+_words\w*|sqlite_\w+")


# --- a record of so many articles --------------------------------------------------------------------


def grow(path: Path, size: int) -> None:
    """Repeat the articles of a record, with all that is known of them, until there are `size`."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("pragma foreign_keys = off")
    held = db.execute("select count(*) from article").fetchone()[0]
    tables = [name for (name,) in db.execute("select name from sqlite_master where type = 'table'")]
    tables = [name for name in tables if not _WHOLE.fullmatch(name)]
    db.execute("begin")
    for table in tables:
        columns = [name for _, name, *_ in db.execute(f"pragma table_info({table})")]
        ids = {"id", *(row[3] for row in db.execute(f"pragma foreign_key_list({table})"))}
        last = db.execute(f"select max(number) from {table}").fetchone()[0] if "number" in columns else 0
        values = [f"{x} || :copy" if x in ids else f"{x} + :shift" if x == "number" else x for x in columns]
        names, values_ = ", ".join(columns), ", ".join(values)
        before = f"create temp table was_{table} as select * from {table}"
        db.execute(before)
        for copy in range(1, -(-size // held)):
            parameters = {"copy": f"c{copy}", "shift": copy * (last or 0)}
            db.execute(f"insert into {table} ({names}) select {values_} from was_{table}", parameters)
    db.execute("commit")
    db.execute("vacuum")
    db.execute("analyze")
    db.close()


# --- the one who writes ------------------------------------------------------------------------------


def write(path: Path, seconds: float) -> None:
    """Store a batch now and then and all links once, for so many seconds; prints what each took, as JSON."""
    made_by = pipeline.made_by()
    with opened(path, create=False) as db:
        ids = [id for (id,) in db.execute("select id from article order by number limit ?", [10 * BATCH])]
        part = parts.of_articles(db, ids)
        links = rows.select_links(db)
        texts = dict(db.execute("select id, text from article"))
        less = _without(links, set(ids[:BATCH]), part)
        waiting = [less, links]
        print("ready", flush=True)
        begin, took, rows_ = time.monotonic(), defaultdict[str, list[tuple[float, float]]](list), list[int]()
        n = 0
        while time.monotonic() - begin < seconds:
            pairs = list(zip(part.articles, part.readings, strict=True))
            chosen = [pairs[(n * BATCH + i) % len(pairs)] for i in range(BATCH)]
            batch = [_another(*pair, f"{n}") for pair in chosen]
            with _timed(took, "a batch"):
                record._store(
                    db, pipeline.Batch(tuple(a for a, _ in batch), tuple(r for _, r in batch)), set(), made_by
                )
            if waiting and time.monotonic() - begin > seconds * (3 - len(waiting)) / 3:
                with _timed(took, "finding what differs"):
                    new = replacing.difference(db, columns.link_rows(waiting.pop(0), texts))
                rows_.append(sum(len(x.gone) + len(x.changed) + len(x.come) + len(x.moved) for x in new.changes))
                with _timed(took, "new links"), record.transaction(db):
                    changes = db.execute("select changes from record").fetchone()[0]
                    record._replace_links(db, new, made_by, changes)
            n += 1
            time.sleep(max(0.0, begin + n * EVERY - time.monotonic()))
    print(json.dumps([took, rows_]), flush=True)


@contextmanager
def _timed(took: dict[str, list[tuple[float, float]]], what: str) -> Iterator[None]:
    """Add to `took` the seconds that something takes, by the clock and of processor time."""
    at, used = time.monotonic(), time.process_time()
    yield
    took[what].append((time.monotonic() - at, time.process_time() - used))


def _without(links: Links, articles: set[str], part: Findings) -> Links:
    """Links without the rows that only some articles, which are among those of the part, have to do with."""
    said = {a.id for r in part.readings if r.article in articles for a in r.attributions}
    gone = {s.id for s in part.links.statements if said.issuperset(s.attributions)}
    kept = tuple(
        replace(s, repeats=None if s.repeats in gone else s.repeats) for s in links.statements if s.id not in gone
    )
    differing = tuple(d for d in links.discrepancies if d.statement not in gone)
    return replace(links, statements=kept, discrepancies=differing)


def _another(article: object, reading: object, said: str) -> tuple[object, object]:
    """The same article with its reading under other ids."""
    found = set(re.findall(r"'([0-9a-f]{16}(?:c\d+)?)'", f"{reading!r} {article.id!r}"))  # type: ignore[attr-defined]
    ids = {id: digest(said, id) for id in found}
    return altered(article, str, ids), altered(reading, str, ids)


# --- readers -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """What a record holds that can be asked for, the ids of what most is told of first."""

    stories: list[str]
    articles: list[str]
    speakers: list[str]
    words: list[str]


def held(path: Path) -> Held:
    """Look once, before anything is measured."""
    db = sqlite3.connect(path)

    def column(question: str) -> list[str]:
        return [x for (x,) in db.execute(question)]

    stories = column("select story from story_article group by story order by count(*) desc, story")
    articles = column(
        "select article from story_article join (select story, count(*) as n from story_article group by story) "
        "using (story) order by n desc, story, position"
    )
    speakers = column("select speaker from statement where speaker is not null group by speaker order by count(*) desc")
    said = column("select content_text from attribution limit 5000")
    words = [word for text in said for word in re.findall(r"[a-z]{4,}", text)[:1]]
    db.close()
    return Held(stories, articles, speakers, words)


def addresses(of: Held, seed: int) -> Callable[[], tuple[str, str]]:
    """A source of pages: each call gives a kind and an address."""
    chance = random.Random(seed)

    def often(ids: list[str]) -> str:
        """By Zipf's law, the first most often."""
        return ids[min(len(ids) - 1, int(len(ids) ** chance.random()))]

    def one() -> tuple[str, str]:
        kind = chance.choices(list(MIX), list(MIX.values()))[0]
        if kind == "front":
            return kind, f"/?order={chance.choice(['largest', 'newest'])}&page={often(['1', '2', '3', '4', '5'])}"
        if kind == "speakers":
            return kind, f"/speakers?page={often(['1', '2', '3', '4', '5'])}"
        if kind == "search":
            return kind, f"/search?q={chance.choice(of.words)}"
        if kind == "changes":
            return kind, "/changes"
        return kind, f"/{kind}/{often({'story': of.stories, 'article': of.articles, 'speaker': of.speakers}[kind])}"

    return one


async def read(
    port: int, one: Callable[[], tuple[str, str]], end: float, pause: float, took: dict[str, list[float]]
) -> int:
    """Ask for pages until `end`; adds the seconds of each to `took`, and gives the number of errors."""
    errors = 0
    reader = writer = None
    await asyncio.sleep(random.random() * pause)
    while time.monotonic() < end:
        kind, path = one()
        at = time.monotonic()
        try:
            if writer is None or reader is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                status = await _ask(reader, writer, port, path)
            except (ConnectionError, asyncio.IncompleteReadError):  # closed for want of requests: as browsers do
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                status = await _ask(reader, writer, port, path)
            if status not in (200, 302):
                print(status, path, file=sys.stderr)
                errors += 1
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            print(f"{type(error).__name__} {error}, {path}", file=sys.stderr)
            errors += 1
            reader = writer = None
        took[kind].append(time.monotonic() - at)
        if pause:
            await asyncio.sleep(random.expovariate(1 / pause))
    if writer is not None:
        writer.close()
    return errors


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, path: str) -> int:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = re.search(rb"\r\ncontent-length: (\d+)", head)
    await reader.readexactly(int(length[1]) if length else 0)
    return int(head.split()[1])


async def once(port: int) -> None:
    """Wait for one page: the processes that draw have been started, and what they import is read."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await _ask(reader, writer, port, "/")
    writer.close()


async def load(of: Held, port: int, readers: int, seconds: float, pause: float) -> tuple[dict[str, list[float]], int]:
    took: dict[str, list[float]] = defaultdict(list)
    end = time.monotonic() + seconds
    errors = await asyncio.gather(*(read(port, addresses(of, n), end, pause, took) for n in range(readers)))
    return took, sum(errors)


# --- one page after the other ------------------------------------------------------------------------

# pages of each kind that are drawn
DRAWN = 30


def draw(path: Path, of: Held) -> dict[str, list[float]]:
    """The processor time that pages take which are read and drawn here, in seconds, by kind."""
    pages = Pages(Reader(path), path.name, "")
    one, took = addresses(of, 0), defaultdict[str, list[float]](list)

    def drawn(kind: str, address: str) -> None:
        parts = urlsplit(address)
        id = parts.path.rpartition("/")[2] if kind in ("story", "article", "speaker") else ""
        used = time.process_time()
        pages.draw(Question(parts.path, kind, id, tuple(parse_qsl(parts.query))))
        took[kind].append(time.process_time() - used)

    drawn("front", "/")  # templates are read
    took.clear()
    drawn("speakers", "/speakers")
    took["speakers, first"] = took.pop("speakers")
    # the words that most is said with
    drawn("search", f"/search?q={Counter(of.words).most_common(1)[0][0]}")
    while any(len(took[kind]) < DRAWN for kind in MIX if kind != "changes"):
        kind, address = one()
        if kind != "changes" and len(took[kind]) < DRAWN:
            drawn(kind, address)
    return took


# --- measuring ---------------------------------------------------------------------------------------


def table(took: dict[str, list[float]], what: str) -> str:
    """Milliseconds by kind and together; `what` is counted."""
    lines = [f"{'':<16}{what:>10}" + "".join(f"{x:>9}" for x in ("p50", "p95", "p99", "max"))]
    every = {**dict(sorted(took.items())), "together": [x for own in took.values() for x in own]}
    for kind, own in every.items():
        times = sorted(own)
        if times:
            at = [times[min(len(times) - 1, int(len(times) * q))] * 1000 for q in (0.5, 0.95, 0.99, 1)]
            lines.append(f"{kind:<16}{len(times):>10,}" + "".join(f"{x:9.0f}" for x in at))
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", type=Path)
    parser.add_argument("--articles", type=int, default=0)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--pause", type=float, default=5.0)
    parser.add_argument("--no-writer", action="store_true")
    parser.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        write(args.record, args.seconds)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "served.record")
        shutil.copy(args.record, path)
        with opened(path, create=False):
            pass  # one of an earlier version is brought to this one
        os.sync()  # else the first transaction would wait until the copy is on the disk
        if args.articles:
            grow(path, args.articles)
        db = sqlite3.connect(path)
        counts = db.execute("select (select count(*) from article), (select count(*) from statement)").fetchone()
        db.close()
        print("{:,} articles, {:,} statements".format(*counts), f"{path.stat().st_size / 2**20:.0f} MiB")
        of = held(path)
        print("processor time of pages, in milliseconds")
        print(table(draw(path, of), "pages"), flush=True)
        command = [sys.executable, __file__, str(path), "--write", "--seconds", str(args.seconds)]
        writer = None
        if not args.no_writer:
            writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            assert writer.stdout
            writer.stdout.readline()
        command = [sys.executable, "-m", "onrecord", "serve", str(path), "--port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert server.stdout
        found = re.search(r":(\d+)/", server.stdout.readline())
        assert found
        asyncio.run(once(int(found[1])))
        print(f"load of the machine: {os.getloadavg()[0]:.1f} before", end="", flush=True)
        took, errors = asyncio.run(load(of, int(found[1]), args.readers, args.seconds, args.pause))
        print(f", {os.getloadavg()[0]:.1f} after")
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        server.terminate()
        server.wait()
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        print("by the clock, in milliseconds")
        print(table(took, "requests"))
        requests = sum(map(len, took.values())) or 1
        print(
            f"{errors} errors; {used:.0f} s of processor time of the server, {1000 * used / requests:.0f} ms a request"
        )
        if writer:
            written, rows_ = json.loads(writer.communicate()[0])
            for what, times in written.items():
                clock, own = ([x[i] for x in times] for i in (0, 1))
                print(
                    f"{what}: {len(times)} times, {median(clock):.2f} s (at most {max(clock):.2f}), "
                    f"of processor time {median(own):.2f} s (at most {max(own):.2f})"
                )
            print(f"rows of links that differed: {', '.join(f'{n:,}' for n in rows_)}")


if __name__ == "__main__":
    main()
