"""How well printed pages are read: pages with a known body, printed to PDF, against the same pages as text and HTML.

    python benchmarks/pdf.py ../shared [chromium] [number of pages] [folder for the PDFs]

A seeded sample of `data/pages` (the `aeb` part), on whose first half the layout was tuned, is printed by headless
Chromium, scripts and the network being off, into a folder that is kept for the next run. Body by F1 of words as in
`cleaning.py`; titles against what the page's HTML says.
"""

from __future__ import annotations

import gzip
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean
from typing import Any

from cleaning import cleaned, prf

from onrecord.intake import parse
from onrecord.model import Article, Source

SEED, PAGES = 5, 60
# what may keep a page's scripts from running and its addresses from being fetched
NO_SCRIPTS = b"<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'; connect-src 'none'\">"
SWITCHES = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--proxy-server=127.0.0.1:9", "--timeout=15000",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip


def printed(chromium: str, markup: bytes, out: Path) -> bytes | None:
    """The page as a PDF; None when the browser makes none."""
    if not out.exists():
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder, "page.html")
            page.write_bytes(markup.replace(b"<head", NO_SCRIPTS + b"<head", 1))
            made = Path(folder, "page.pdf")
            command = [
                chromium,
                *SWITCHES,
                f"--user-data-dir={folder}/profile",
                f"--print-to-pdf={made}",
                page.as_uri(),
            ]
            subprocess.run(command, timeout=120, capture_output=True, check=False)
            if not made.exists():
                return None
            shutil.copy(made, out)
    return out.read_bytes()


def body(found: Article | object) -> str:
    return " ".join(found.text[a:b] for a, b in found.body) if isinstance(found, Article) else ""


def main() -> None:
    root = Path(sys.argv[1]) / "data" / "pages"
    chromium = (
        sys.argv[2] if len(sys.argv) > 2 else next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), "")
    )
    if not chromium:
        sys.exit("Chromium is not installed; nothing is measured")
    folder = Path(sys.argv[4] if len(sys.argv) > 4 else Path(tempfile.gettempdir(), "onrecord-pdfs"))
    folder.mkdir(parents=True, exist_ok=True)
    rows = [json.loads(line) for line in (root / "gold.jsonl").open(encoding="utf-8")]
    gold = {row["article"]: row["body"] for row in rows if row["article"].startswith("aeb") and row["body"]}
    names = list(gold)
    random.Random(SEED).shuffle(names)
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 2 * PAGES
    for part, some in (("tuned on", names[:PAGES]), ("held out", names[PAGES:count])):
        print(f"{part}:")
        measure(root, some[:count], gold, chromium, folder)


def measure(root: Path, names: list[str], gold: dict[str, Any], chromium: str, folder: Path) -> None:
    scores: dict[str, list[tuple[float, float, float]]] = {"PDF": [], "text": [], "HTML": []}
    held: list[float] = []
    titles = stated = 0
    spent = 0.0
    for name in names:
        wanted = gold[name] if isinstance(gold[name], list) else [gold[name]]
        markup = gzip.decompress((root / "html" / f"{name}.html.gz").read_bytes())
        data = printed(chromium, markup, folder / f"{name}.pdf")
        if data is None:
            print(f"{name}: the browser prints nothing")
            continue
        begun = time.perf_counter()
        found = parse([Source(name, name, "application/pdf", data)])[0]
        spent += time.perf_counter() - begun
        page = parse([Source(name, name, "text/html", markup)])[0]
        scores["PDF"].append(prf(body(found), wanted))
        scores["HTML"].append(prf(body(page), wanted))
        scores["text"].append(prf(cleaned((root / "text" / f"{name}.txt").read_bytes().decode()), wanted))
        held.append(prf(found.text if isinstance(found, Article) else "", wanted)[1])
        if isinstance(found, Article) and isinstance(page, Article) and page.title:
            stated += 1
            titles += found.title == page.title
    if not held:
        return
    for kind, got in scores.items():
        p, r, f = (mean(row[i] for row in got) for i in range(3))
        print(f"  {kind:5} n={len(got):3}  P {p:.3f}  R {r:.3f}  F1 {f:.3f}")
    print(f"  words of the body that the text of the PDF holds: {mean(held):.3f}")
    print(f"  title as the page's HTML has it: {titles} of {stated}; {len(held) / spent:.1f} PDFs/s")


if __name__ == "__main__":
    main()
