"""A campaign of faults: processes are killed at random moments, and nothing finished may be lost.

    python benchmarks/faults.py [--seed 1] [--kills 300] [--verbs add,watch,run,link,serve] [--jobs 1]

Twenty short made articles of five stories, with an empty file and a damaged archive among them, are added (`add`),
fetched as a feed lists them from a server on this machine (`watch`), read into a store (`run`) and linked there
(`link`). A trial starts such a run and sends SIGKILL to it, or to one of its workers, at a moment drawn at random from
the time that an undisturbed run takes. A killed worker must cost nothing: the run ends as always, with what an
undisturbed one finds (survived). After a killed run its workers must end, what it made must open, hold only whole
articles and all that was there before; it is started again, up to twice killed again, and at last left alone: then what
it made must equal what an undisturbed one makes, findings and failures (repaired). In `serve` corrections are posted
until the server or one of its processes is killed: every one that was acknowledged is there afterwards, one
that was not is there wholly or not at all, and the links are those of the articles with these corrections. Anything
else is lost.

Besides, for each verb: a limit on the size of files, which is how a full disk looks (it stops with a message that names
the file, and the run after it makes all good), and two runs at once on one record or store. The same seed draws the
same kills; what a moment hits depends on the machine. Needs Linux. Exits with 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import onrecord
from onrecord import database, pipeline

ARTICLES = 20
STORIES = 5
# articles of a shard, and how many shards there are: the files that hold no article stand in one, too
SHARD = 5
SHARDS = -(-(ARTICLES + 2) // SHARD)
# seconds that anything may take on a machine that has much else to do
PATIENCE = 300.0
# kills of one run before it is left alone
TIMES = 3
# the largest file that may be written where a disk is full, in bytes
FULL = (0, 4096, 40_000, 150_000, 400_000)

Result = dict[str, frozenset[str]]


class Lost(Exception):
    """Something that was finished is gone, or what was made differs."""


# --- what is read ------------------------------------------------------------------------------------

_SAID = (
    "The wall of {place} stays shut until {day}",
    "Nobody in {place} was told before {day}",
    "We ask for {n} new boats",
)
_WHO = ("Mara Oyelaran, the mayor of Norvik", "Dana Okafor, a pilot", "Ben Ito of the harbour office", "Ann Lindqvist")
_PLACES = ("Norvik", "Westhaven", "Portstead", "Kelling", "Ostrava Bay", "Tarn", "Lindau")
_DAYS = ("Monday", "Tuesday", "Friday")


def article(number: int) -> tuple[str, str]:
    """The title and the text of a made article: five outlets tell each of the stories in their own way."""
    story, outlet = divmod(number, ARTICLES // STORIES)
    place, who = _PLACES[story % len(_PLACES)], _WHO[story % len(_WHO)]
    day = _DAYS[story % len(_DAYS)]
    said = _SAID[story % len(_SAID)].format(place=place, day=day, n=story + 2)
    told = (f"“{said},” said {who}, on {day}.", f"{who} said on {day}: “{said}.”", f"{who} told reporters that {said}.")
    title = f"{place} hears of shipment {story} from the harbour"
    more = f"Shipment {story} had come to {place} with {40 + story} men on board. The outlet is number {outlet}."
    return title, f"{title}\n\nBy Ann Smith\n\n{told[outlet % len(told)]}\n\n{more}\n"


def write_articles(folder: Path) -> None:
    folder.mkdir()
    for n in range(ARTICLES):
        (folder / f"{n:03}.txt").write_text(article(n)[1], "utf-8")
    (folder / "empty.txt").touch()
    (folder / "damaged.zip").write_bytes(b"PK\x03\x04 and no more")


@contextmanager
def site() -> Iterator[str]:
    """The address of a feed of the articles, on a server of this process; two of its items cannot be used."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            at = f"http://127.0.0.1:{self.server.server_address[1]}"
            number = self.path.strip("/").removesuffix(".html")
            status, kind = 200, "text/html; charset=utf-8"
            if self.path == "/feed.xml":
                items = "".join(
                    f"<item><title>{n}</title><link>{at}/{n}.html</link></item>" for n in range(ARTICLES + 2)
                )
                text, kind = f"<rss version='2.0'><channel>{items}</channel></rss>", "application/rss+xml"
            elif number.isdigit() and int(number) < ARTICLES:
                title, body = article(int(number))
                paragraphs = "".join(f"<p>{p}</p>" for p in body.strip().split("\n\n")[1:])
                text = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{paragraphs}</body></html>"
            else:
                text, status = "", 404
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            with suppress(ConnectionError):  # whoever asked has been killed
                self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/feed.xml"
    finally:
        server.shutdown()
        server.server_close()


# --- what is made ------------------------------------------------------------------------------------


def of_findings(found: onrecord.Findings) -> Result:
    """All rows, without their order and the time at which an article was fetched."""
    articles = (replace(article, retrieved=None) for article in found.articles)
    out = {"articles": frozenset(map(repr, articles))}
    out |= {name: frozenset(map(repr, getattr(found, name))) for name in ("readings", "failures")}
    return out | {f.name: frozenset(map(repr, getattr(found.links, f.name))) for f in fields(found.links)}


def in_record(place: Path) -> Result:
    return of_findings(onrecord.load(place))


def held_in_record(place: Path) -> tuple[str, set[str]]:
    """How far a run has come, and the articles that are there, each with its reading."""
    if not database.is_record(place):
        return "beginning", set()
    with database.opened(place, create=False) as db:
        linked, fit = db.execute("select linked_by, linked is changes from record").fetchone()
        held = {id for (id,) in db.execute("select id from article")}
        failed = db.execute("select count(*) from failure").fetchone()[0]
    done = len(held) + failed >= ARTICLES + 2
    return "linking" if done and not (linked and fit) else "ending" if done else "reading", held


def in_store(place: Path) -> Result:
    """What a store holds: its articles with their readings, its failures, and its links, if it has some."""
    import pyarrow.parquet

    from onrecord.store.reading import Store

    store = Store(place)
    found = [x for shard in store.shards for x in store.read(shard)]
    articles, readings = tuple(a for a, _ in found), tuple(r for _, r in found)
    out = of_findings(onrecord.Findings(articles, readings, onrecord.Links(), tuple(store.failures())))
    for file in sorted((place / "links" / store.links).rglob("*.parquet")) if store.links else ():
        rows = frozenset(map(repr, pyarrow.parquet.read_table(file).to_pylist()))
        out[f"{file.parent.name} linked"] = out.get(f"{file.parent.name} linked", frozenset()) | rows
    return out


def held_in_store(place: Path) -> tuple[str, set[str]]:
    """How far a run has come, and the shards that are done."""
    shards = {file.name for file in place.glob("shard/*.parquet")}
    links = any(place.glob("links/*"))
    return ("linking" if links else "ending" if len(shards) >= SHARDS else "reading" if shards else "beginning"), shards


@dataclass(frozen=True)
class Verb:
    """A run that can be killed: its command, what it makes of a place, and how far it has come there."""

    name: str
    command: Callable[[Path], list[str]]
    made: Callable[[Path], Result]
    held: Callable[[Path], tuple[str, set[str]]]
    # what has been done before it
    before: Callable[[Path], None] = lambda place: None


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "onrecord", *map(str, words)]


def verbs(folder: Path, feed: str, processes: int) -> dict[str, Verb]:
    def add(place: Path) -> list[str]:
        return command("add", place, folder, "--processes", str(processes))

    def watch(place: Path) -> list[str]:
        return command("watch", place, feed, "--once", "--allow-private", "--delay", "0")

    def run(place: Path) -> list[str]:
        return command("run", folder, "-o", place, "--shard", str(SHARD), "--processes", str(processes))

    def link(place: Path) -> list[str]:
        return command("link", place, "--processes", str(processes))

    def ran(place: Path) -> None:
        whole = folder.parent / "ran"
        if not whole.exists():
            subprocess.run(run(whole), check=False, capture_output=True)
        shutil.copytree(whole, place)

    every = [
        Verb("add", add, in_record, held_in_record),
        Verb("watch", watch, in_record, held_in_record),
        Verb("run", run, in_store, held_in_store),
        Verb("link", link, in_store, held_in_store, before=ran),
    ]
    return {verb.name: verb for verb in every}


# --- running and killing -----------------------------------------------------------------------------


class Run:
    """A process of its own session, and what it said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self.reading = threading.Thread(target=lambda: self.lines.extend(process.stdout or ()), daemon=True)
        self.reading.start()

    @property
    def status(self) -> int | None:
        return self.process.poll()

    def words(self) -> str:
        if self.status is not None:
            self.reading.join(PATIENCE)
        return "".join(self.lines)

    def workers(self) -> list[int]:
        """Its spawned processes, as /proc shows them."""
        return [pid for pid, line in _session(self.process.pid) if b"spawn_main" in line]

    def wait(self) -> int:
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise Lost("it hangs") from None

    def ended(self) -> None:
        """Wait until all of its processes are gone."""
        until = time.monotonic() + PATIENCE
        while _session(self.process.pid):
            if time.monotonic() > until:
                os.killpg(self.process.pid, signal.SIGKILL)
                raise Lost("its workers stay")
            time.sleep(0.02)


def _session(leader: int) -> list[tuple[int, bytes]]:
    out = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state = stat.read_text().rpartition(")")[2].split()
            line = stat.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if int(state[3]) == leader and state[0] != "Z":
            out.append((int(stat.parent.name), line))
    return out


def start(words: list[str], most: int | None = None) -> Run:
    """Start a command; `most` bounds the files that it writes, as a full disk does."""

    def limit() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    return Run(subprocess.Popen(words, start_new_session=True, preexec_fn=limit, **output))  # type: ignore[call-overload]


def same(made: Result, expected: Result) -> None:
    wrong = {name: len(made[name] ^ expected[name]) for name in expected if made[name] != expected[name]}
    if wrong:
        raise Lost(f"it differs from an undisturbed one: {wrong}")


class Campaign:
    """Trials of some verbs; `table` counts (verb, victim, stage, how it ended)."""

    def __init__(self, folder: Path, every: dict[str, Verb], seed: int) -> None:
        self.folder, self.every, self.seed = folder, every, seed
        self.table: Counter[tuple[str, str, str, str]] = Counter()
        self.undisturbed: dict[str, tuple[Result, float, int]] = {}
        self.counting = threading.Lock()
        self.places = itertools.count()

    def place(self) -> Path:
        """A place where nothing is yet."""
        place = self.folder / f"{next(self.places):04}"
        place.mkdir()
        return place / "made"

    def measured(self, verb: Verb) -> tuple[Result, float, int]:
        """What an undisturbed run makes, the seconds that it takes, and the status that it ends with."""
        if verb.name not in self.undisturbed:
            place = self.place()
            verb.before(place)
            began = time.monotonic()
            run = start(verb.command(place))
            status = run.wait()
            lasts = time.monotonic() - began
            if status not in (0, 1):
                raise SystemExit(f"{verb.name} ends with {status} undisturbed: {run.words()}")
            self.undisturbed[verb.name] = verb.made(place), lasts, status
        return self.undisturbed[verb.name]

    def note(self, *row: str) -> None:
        with self.counting:
            self.table[row] += 1  # type: ignore[index]

    def kills(self, wanted: list[str], kills: int, until: float, jobs: int) -> None:
        """So many kills of some verbs in turn, or as many as there is time for; `jobs` trials at a time."""
        turns = ((number, name) for number in itertools.count() for name in wanted)

        def work(_: int) -> None:
            while sum(self.table.values()) < kills and time.monotonic() < until:
                with self.counting:
                    number, name = next(turns)
                self.serve(number) if name == "serve" else self.trial(self.every[name], number)

        with ThreadPoolExecutor(jobs) as pool:
            # moments are drawn from the time that runs take beside others
            list(pool.map(self.measured, (self.every[name] for name in wanted if name != "serve")))
            self.served()
            list(pool.map(work, range(jobs)))

    def trial(self, verb: Verb, number: int) -> None:
        """Kill a run up to some times, and compare what it comes to."""
        rng = random.Random(f"{self.seed}/{verb.name}/{number}")
        expected, lasts, usual = self.measured(verb)
        place = self.place()
        verb.before(place)
        hit: list[tuple[str, str]] = []
        try:
            for _ in range(rng.randint(1, TIMES)):
                victim, moment = rng.choice(("run", "worker")), rng.uniform(0.05, 1.0) * lasts
                run = start(verb.command(place))
                killed = self.kill(run, victim, moment)
                if not killed:
                    continue
                before = verb.held(place)
                hit.append((killed, before[0]))
                if killed == "worker":
                    if run.wait() != usual:
                        raise Lost(f"it ends with {run.status}: {run.words()}")
                    run.ended()
                    break  # the run has gone on, and made everything
                run.process.wait()
                run.ended()
                if gone := before[1] - verb.held(place)[1]:
                    raise Lost(f"{len(gone)} articles are gone")
            else:
                last = start(verb.command(place))
                if last.wait() not in (0, usual):  # an item of a feed that failed is not tried again at once
                    raise Lost(f"the run after it ends with {last.status}: {last.words()}")
            same(verb.made(place), expected)
        except (Lost, onrecord.OnrecordError) as error:
            self.lose(f"{verb.name} {number}, {hit}: {error}", verb.name, *(hit[-1] if hit else ("run", "?")))
            hit = hit[:-1]
        for victim, stage in hit:
            self.note(verb.name, victim, stage, "survived" if victim == "worker" else "repaired")

    def kill(self, run: Run, victim: str, moment: float) -> str | None:
        """Kill a run or one of its workers after so many seconds: which it was, None when the run had ended."""
        until = time.monotonic() + moment
        while time.monotonic() < until and run.status is None:
            time.sleep(0.005)
        workers = run.workers() if victim == "worker" else []
        if run.status is not None:
            run.ended()
            return None
        try:
            os.kill(workers[0] if workers else run.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            run.wait()
            return None
        return "worker" if workers else "run"

    def lose(self, why: str, *row: str) -> None:
        self.note(*row, "lost")
        print(f"LOST: {why}", file=sys.stderr)

    # --- other faults ---

    def full(self, verb: Verb, most: int) -> None:
        """A run that may write no file larger than so many bytes, and one after it that may."""
        expected, _, usual = self.measured(verb)
        place = self.place()
        verb.before(place)
        stage = f"{most:,} bytes"
        try:
            run = start(verb.command(place), most)
            status = run.wait()
            run.ended()
            if status not in (usual, 2) or "Traceback" in run.words():
                raise Lost(f"it ends with {status}: {run.words()}")
            if status == 2 and not any(str(x) in run.words() for x in (place, tempfile.gettempdir())):
                raise Lost(f"it does not name the file: {run.words()}")
            last = start(verb.command(place))
            if last.wait() not in (0, usual):
                raise Lost(f"the run after it ends with {last.status}: {last.words()}")
            same(verb.made(place), expected)
        except (Lost, onrecord.OnrecordError) as error:
            self.lose(f"{verb.name}, no file above {most}: {error}", verb.name, "full disk", stage)
        else:
            self.note(verb.name, "full disk", stage, "repaired" if status == 2 else "survived")

    def two(self, verb: Verb, after: float) -> None:
        """Two runs on one place, the second some seconds after the first; one may be refused."""
        expected, _, usual = self.measured(verb)
        place = self.place()
        verb.before(place)
        try:
            first = start(verb.command(place))
            time.sleep(after)
            second = start(verb.command(place))
            ended = sorted([first.wait(), second.wait()])
            if (
                not {0, usual} & set(ended)
                or not set(ended) <= {usual, 0, 2}
                or "Traceback" in first.words() + second.words()
            ):
                raise Lost(f"they end with {ended}: {first.words()}{second.words()}")
            last = start(verb.command(place))
            last.wait()
            same(verb.made(place), expected)
        except (Lost, onrecord.OnrecordError) as error:
            self.lose(f"{verb.name}, two at once: {error}", verb.name, "two at once", "")
        else:
            self.note(verb.name, "two at once", "", "survived")

    # --- corrections in serve ---

    def serve(self, number: int) -> None:
        """Post corrections until the server, or the process that links for it, is killed."""
        rng = random.Random(f"{self.seed}/serve/{number}")
        place = self.place()
        shutil.copy(self.served(), place)
        run = start(command("serve", place, "--port", "0"))
        try:
            victim = rng.choice(("run", "worker"))
            posting = Posting(run, place, number)
            posting.start()
            killed = self.kill(run, victim, rng.uniform(0.1, 3.0))
            if killed == "worker":
                time.sleep(rng.uniform(0.1, 1.0))
                os.kill(run.process.pid, signal.SIGKILL)
            posting.join(PATIENCE)
            run.ended()
            self.check_corrections(place, posting)
        except (Lost, onrecord.OnrecordError) as error:
            self.lose(f"serve {number}: {error}", "serve", victim, "posting")
        else:
            self.note("serve", killed or "run", "posting", "repaired")
        finally:
            if run.status is None:
                os.killpg(run.process.pid, signal.SIGKILL)

    def served(self) -> Path:
        """A record to be corrected."""
        place = self.folder / "served"
        if not place.exists():
            onrecord.add(place, [self.folder / "in" / f"{n:03}.txt" for n in range(ARTICLES)])
        return place

    def check_corrections(self, place: Path, posting: Posting) -> None:
        if posting.wrong:
            raise Lost(posting.wrong)
        found = onrecord.load(place)
        kept = [c.why for c in found.corrections]
        if gone := set(posting.acknowledged) - set(kept):
            raise Lost(f"{len(gone)} acknowledged corrections are gone")
        if not set(kept) <= set(posting.sent) or len(set(kept)) < len(kept):
            raise Lost("there is a correction that nobody sent, or one twice")
        anew = pipeline.linked(found.articles, found.readings, None, found.corrections)
        same(of_findings(found), of_findings(onrecord.Findings(found.articles, found.readings, anew, found.failures)))


class Posting(threading.Thread):
    """Posts notes to a server, one after the other, until it is gone."""

    def __init__(self, run: Run, place: Path, number: int) -> None:
        super().__init__(daemon=True)
        self.story = onrecord.load(place).links.stories[0].id
        self.number = number
        self.sent: list[str] = []
        self.acknowledged: list[str] = []
        self.wrong = ""
        until = time.monotonic() + PATIENCE
        while not (found := re.search(r"http://[\d.]+:\d+", run.words())):
            if run.status is not None or time.monotonic() > until:
                raise Lost(f"the server does not start: {run.words()}")
            time.sleep(0.02)
        self.address = urlsplit(found[0])
        page = self.ask("GET", f"/correct?row=story-{self.story}")[1]
        self.token = re.search(r'name="token" value="([^"]+)"', page)[1]  # type: ignore[index]

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.address.hostname or "", self.address.port, timeout=60)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
            connection.request(method, path, urlencode(form or {}), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def run(self) -> None:
        while True:
            why = f"Note {len(self.sent)} of trial {self.number}."
            form = {"token": self.token, "row": f"story-{self.story}", "kind": "note", "who": "Ann Lee", "why": why}
            self.sent.append(why)
            try:
                status, page = self.ask("POST", "/corrections", form)
            except (OSError, http.client.HTTPException):
                return  # the server is gone
            if status != 303:
                self.wrong = f"a correction is answered with {status}: {page[:300]}"
                return
            self.acknowledged.append(why)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="kill no more after so long")
    parser.add_argument("--verbs", default="add,watch,run,link,serve")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--no-disks", action="store_true", help="kills only: no full disks, no two runs at once")
    parser.add_argument("--jobs", type=int, default=1, help="trials at a time")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        wanted = args.verbs.split(",")
        how = {"minutes": args.minutes, "jobs": args.jobs, "disks": not args.no_disks}
        table = campaign(Path(name), wanted, args.kills, args.seed, args.processes, **how)
    print_table(table)
    sys.exit(any(end == "lost" for *_, end in table))


def campaign(
    folder: Path,
    wanted: list[str],
    kills: int,
    seed: int,
    processes: int,
    *,
    minutes: float = float("inf"),
    jobs: int = 1,
    disks: bool = True,
) -> Counter[tuple[str, str, str, str]]:
    """So many kills of some verbs in turn, or as many as there is time for, and the other faults with `disks`."""
    write_articles(folder / "in")
    until = time.monotonic() + 60 * minutes
    with site() as feed:
        every = verbs(folder / "in", feed, processes)
        trials = Campaign(folder, every, seed)
        trials.kills(wanted, kills, until, jobs)
        for verb in (every[name] for name in wanted if name != "serve" and disks):
            for most in FULL:
                trials.full(verb, most)
            for after in (0.0, trials.measured(verb)[1] / 2):
                trials.two(verb, after)
    return trials.table


def print_table(table: Counter[tuple[str, str, str, str]]) -> None:
    print(f"{'verb':8} {'victim':12} {'stage':14} {'faults':>7} {'survived':>9} {'repaired':>9} {'lost':>5}")
    rows = sorted({row[:3] for row in table})
    for row in rows:
        how = [table[*row, end] for end in ("survived", "repaired", "lost")]
        print(f"{row[0]:8} {row[1]:12} {row[2]:14} {sum(how):7} {how[0]:9} {how[1]:9} {how[2]:5}")
    print(f"{'':36} {sum(table.values()):7}")


if __name__ == "__main__":
    main()
