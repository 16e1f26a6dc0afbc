"""Pictures of the report on the example articles: python docs/screenshots.py (needs a Chromium on the path)."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import onrecord
from onrecord.report import render

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "examples" / "bridge"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--allow-file-access-from-files",
    "--virtual-time-budget=4000",
)
# file name, part of the story (the end of its address; empty: the top of the page), width, height, scheme
PICTURES = (
    ("report-lead.png", "", 860, 880, "light"),
    ("report-statements.png", "said", 860, 760, "dark"),
)


def main() -> None:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"no browser on the PATH (looked for {', '.join(BROWSERS)})")
    page = render(onrecord.read([str(EXAMPLE)]))
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.html"
        report.write_text(page, "utf-8")
        for name, part, width, height, scheme in PICTURES:
            address = re.search(rf'id="(story-\w+-{part})"', page) if part else None
            fragment = f"#{address[1]}" if address else ""
            # a page that a browser without a window scrolls is not painted; one in a frame is
            frame = Path(folder) / "frame.html"
            frame.write_text(
                f'<!doctype html><meta name="color-scheme" content="{scheme}"><body style="margin:0">'
                f'<iframe style="border:0;display:block;width:{width}px;height:{height}px" '
                f'src="report.html{fragment}"></iframe>',
                "utf-8",
            )
            image = HERE / "images" / name
            command = [
                browser,
                *FLAGS,
                f"--blink-settings=preferredColorScheme={int(scheme == 'light')}",
                f"--user-data-dir={folder}/profile",
                f"--window-size={width},{height}",
                f"--screenshot={image}",
                frame.as_uri(),
            ]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            print(f"{image.relative_to(HERE.parent)}: {image.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
