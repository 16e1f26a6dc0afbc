"""Pictures of the report on the example articles: python docs/screenshots.py (needs the extra `test`, a Chromium)."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import onrecord
from onrecord import serving
from onrecord.report import render

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "examples" / "bridge"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# file name, what stands at the top of it (a selector; empty: the top of the page), width, height, scheme
PICTURES = (
    ("report-lead.png", "", 1040, 720, "light"),
    ("report-statements.png", "h3[id$=-said]", 860, 780, "dark"),
    ("report-table.png", "h3[id$=-table]", 860, 800, "light"),
    ("report-lineage.png", "h3[id$=-origins]", 860, 550, "light"),
    ("report-article.png", "h2#articles", 1040, 640, "light"),
    ("report-narrow.png", "", 400, 760, "dark"),
)
# what is chosen in the picture of a form
JOINING = "It is the same statement as another"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        report = Path(folder) / "report.html"
        report.write_text(render(onrecord.read([str(EXAMPLE)])), "utf-8")
        # without a path, the one that `playwright install chromium` has brought
        path = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=path)
        for name, top, width, height, scheme in PICTURES:
            picture(browser, report.as_uri(), top, HERE / "images" / name, width, height, scheme)
        record = Path(folder) / "news.record"
        onrecord.add(record, [EXAMPLE])
        most = max(onrecord.load(record).links.statements, key=lambda s: len(s.attributions))
        with served(record) as home:
            picture(browser, home, "", HERE / "images" / "front.png", 860, 420, "light")
            form = f"{home}correct?row=s-{most.id}"
            picture(browser, form, "", HERE / "images" / "correct.png", 860, 900, "light", JOINING)


@contextmanager
def served(record: Path) -> Iterator[str]:
    """The address of the front page of a record while it is served."""
    with serving.serving(record, port=0) as (server, listening, address):
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join()


def picture(
    browser: Browser, address: str, top: str, image: Path, width: int, height: int, scheme: str, chosen: str = ""
) -> None:
    """Write what a window of this size shows of a page, with an element of it at the top, or a line of it chosen."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(address)
    if top:
        # below the bar, as a link to it leads
        page.locator(top).first.evaluate("e => { location.hash = e.id; }")
        page.wait_for_timeout(500)
    if chosen:
        page.get_by_label(chosen).check()
    page.screenshot(path=image, animations="disabled")
    page.close()
    print(f"{image.relative_to(HERE.parent)}: {image.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
