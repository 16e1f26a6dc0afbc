"""Pictures of the report on the example articles: python docs/screenshots.py (needs the extra `test`, a Chromium)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import onrecord
from onrecord.report import render

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "examples" / "bridge"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# file name, what stands at the top of it (a selector; empty: the top of the page), width, height, scheme
PICTURES = (
    ("report-lead.png", "", 860, 880, "light"),
    ("report-statements.png", "h3[id$=-said]", 860, 760, "dark"),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        report = Path(folder) / "report.html"
        report.write_text(render(onrecord.read([str(EXAMPLE)])), "utf-8")
        # without a path, the one that `playwright install chromium` has brought
        path = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=path)
        for name, top, width, height, scheme in PICTURES:
            image = HERE / "images" / name
            picture(browser, report.as_uri(), top, image, width, height, scheme)
            print(f"{image.relative_to(HERE.parent)}: {image.stat().st_size:,} bytes")


def picture(browser: Browser, address: str, top: str, image: Path, width: int, height: int, scheme: str) -> None:
    """Write what a window of this size shows of a page, with an element of it at the top."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(address)
    if top:
        # below the bar, as a link to it leads
        page.locator(top).first.evaluate("e => { location.hash = e.id; }")
        page.wait_for_timeout(500)
    page.screenshot(path=image, animations="disabled")
    page.close()


if __name__ == "__main__":
    main()
