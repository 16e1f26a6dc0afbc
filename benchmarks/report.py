"""How long the report takes, how large it is, and how quick it is to read.

    python benchmarks/report.py INPUT...             the saved page of files, folders, globs
    python benchmarks/report.py --story 300 INPUT... so many of the articles as if they told one story, saved and live,
                                                     in Chromium: first paint, and what a scroll costs

The frames of a scroll come late on a machine that is busy, so the processor time of the page's main thread stands
beside them: for a frame on average, and in its longest task. A frame has 16.7 ms at 60 a second.

The story is the worst that the articles can make: those that share stories come first, so that statements of several
articles are many, and everything but the grouping is found by the linkers as ever. `--attributions` thins it by taking
articles of fewer attributions.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import onrecord
from onrecord import linking, parts, record
from onrecord.dividing import InMemory
from onrecord.model import Findings, Story, digest
from onrecord.report import assets, live, render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Made = TypeVar("Made")
SCREEN = {"width": 1280, "height": 900}
FRAMES = 300  # so many are scrolled through, each by a third of a screen
# the frames of one scroll from the top on, in milliseconds
SCROLL = """frames => new Promise(done => {
  const times = [];
  let last;
  const step = now => {
    if (last) times.push(now - last);
    last = now;
    scrollBy(0, innerHeight / 3);
    times.length < frames ? requestAnimationFrame(step) : done(times);
  };
  requestAnimationFrame(step);
})"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+", metavar="INPUT")
    parser.add_argument("--story", type=int, metavar="ARTICLES", help="make one story of so many of the articles")
    parser.add_argument("--attributions", type=int, metavar="N", help="of about so many attributions")
    asked = parser.parse_args()
    findings = onrecord.read(asked.inputs)
    if asked.story:
        measure_story(together(findings, asked.story, asked.attributions))
    else:
        measure_saved(findings)


def measure_saved(findings: Findings) -> None:
    render(findings)  # the templates are compiled once
    page, seconds = timed(lambda: render(findings))
    articles = len(findings.articles)
    size(findings)
    print(f"{seconds:.2f} s, {1000 * seconds / max(1, articles):.1f} ms an article")
    print(f"{len(page.encode()):,} bytes, {len(gzip.compress(page.encode())):,} compressed")


def together(findings: Findings, count: int, attributions: int | None) -> Findings:
    """So many of the articles as one story; of those with most or, about, so many attributions."""
    shared = {a: len(s.articles) for s in findings.links.stories for a in s.articles}
    rows = sorted(zip(findings.articles, findings.readings, strict=True), key=lambda x: -shared.get(x[0].id, 0))
    if attributions:
        # as many attributions an article as are asked for, give or take
        rows.sort(key=lambda x: abs(len(x[1].attributions) - attributions / count))
    articles, readings = (tuple(x) for x in zip(*rows[:count], strict=True))
    story = Story(digest("benchmark"), articles[0].title or articles[0].name, tuple(a.id for a in articles), (), "b/1")
    # the grouping is given
    links = linking.finished(linking.overview(InMemory(articles, readings), told=[story]))
    return Findings(articles, readings, links)


def measure_story(findings: Findings) -> None:
    from playwright.sync_api import sync_playwright

    (story,) = findings.links.stories
    frame = live.Frame("benchmark", "", f"/story/{story.id}")
    small = Findings(findings.articles[:1], findings.readings[:1])
    render(small), live.story(live.viewed(small, small.articles[0].id), frame)  # the templates are compiled once
    size(findings)
    saved, seconds = timed(lambda: render(findings))
    print(f"saved: {seconds:.2f} s to render, {len(saved.encode()):,} bytes")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "news.record")
        record.create(file, findings)
        with closing(sqlite3.connect(file)) as db:
            part, reading = timed(lambda: parts.of_story(db, story.id))
    shown, seconds = timed(lambda: live.story(live.viewed(part, story.id), frame))
    print(f"live: {reading:.2f} s to read, {seconds:.2f} s to render, {len(shown.encode()):,} bytes")
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, serving(shown) as host, sync_playwright() as play:
        file = Path(folder, "report.html")
        file.write_text(saved, "utf-8")
        window = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for name, address in (("saved", file.as_uri()), ("live", host + frame.path)):
            page = window.new_page(viewport=SCREEN)
            start = time.perf_counter()
            page.goto(address, wait_until="commit")
            page.wait_for_function(PAINTED)
            painted = page.evaluate(PAINTED)
            page.wait_for_load_state("load")
            loaded = time.perf_counter() - start
            with traced(window, page) as tasks:
                frames = sorted(page.evaluate(SCROLL, FRAMES))
            middle, most, longest = statistics.median(frames), frames[int(0.95 * len(frames))], frames[-1]
            print(f"{name}: first contentful paint after {painted / 1000:.2f} s, loaded after {loaded:.2f} s")
            print(
                f"{name}: a frame of scrolling {middle:.0f} ms, 95 in 100 {most:.0f} ms, the longest {longest:.0f} ms; "
                f"of processor time {sum(tasks) / len(frames):.1f} ms a frame, {max(tasks):.0f} ms in the longest task"
            )
            page.close()
        window.close()


@contextmanager
def traced(window: Browser, page: Page) -> Iterator[list[float]]:
    """What the main thread of a page does meanwhile: the processor time of each of its tasks, in milliseconds."""
    tasks: list[float] = []
    window.start_tracing(page=page, categories=["toplevel", "blink"])
    yield tasks
    events = json.loads(window.stop_tracing())["traceEvents"]
    threads = {(e["pid"], e["tid"]) for e in events if e["name"] == "WebFrameWidgetImpl::BeginMainFrame"}
    for e in events:
        if e["name"] == "ThreadControllerImpl::RunTask" and (e["pid"], e["tid"]) in threads:
            tasks.append(e.get("tdur", 0) / 1000)


@contextmanager
def serving(page: str) -> Iterator[str]:
    """A server of one page that is rendered already and of what it loads; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text = assets().get(self.path.rsplit("/", 1)[-1], ("text/html; charset=utf-8", page))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def size(findings: Findings) -> None:
    print(f"{len(findings.articles)} articles, {sum(len(a.text) for a in findings.articles):,} code points of text")
    print(f"{sum(len(r.attributions) for r in findings.readings):,} attributions")


def timed(made: Callable[[], Made]) -> tuple[Made, float]:
    """What is made, and the processor time that it takes, in seconds."""
    start = time.process_time()
    page = made()
    return page, time.process_time() - start


if __name__ == "__main__":
    main()
