"""How fast the pages of a web archive are read, and in how much memory.

    python benchmarks/crawls.py ../shared [--pages 2000]

The saved pages of SHARED/data/pages/html are put into one WARC, each made different by a comment at its end, packed
with gzip and unpacked, in a folder that is removed. Each is read in a process of its own; nothing is parsed.
"""

from __future__ import annotations

import argparse
import gzip
import io
import itertools
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def build(pages: list[Path], count: int, path: Path) -> None:
    from fastwarc.warc import WarcRecord, WarcRecordType

    with path.open("wb") as file:
        for n, page in enumerate(itertools.islice(itertools.cycle(pages), count)):
            record = WarcRecord()
            record.init_headers(record_type=WarcRecordType.response)
            record.headers["WARC-Target-URI"] = f"https://news.example/{n}"
            record.headers["Content-Type"] = "application/http; msgtype=response"
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
            record.set_bytes_content(head + gzip.decompress(page.read_bytes()) + b"<!--%d-->" % n)
            out = io.BytesIO()
            record.write(out)
            file.write(gzip.compress(out.getvalue()) if path.suffix == ".gz" else out.getvalue())


def measure(path: str) -> None:
    from onrecord import intake

    start = time.perf_counter()
    found = sum(len(x.data) > 0 for x in intake.sources([path]))  # type: ignore[union-attr]
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = Path(path).stat().st_size / 1024 / 1024
    print(f"{Path(path).name}: {size:.0f} MiB, {found} pages, {found / seconds:.0f} a second, {peak:.0f} MiB at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", help="the folder shared, or with --read a WARC")
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--read", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        measure(given.shared)
        return
    pages = sorted((Path(given.shared) / "data/pages/html").glob("*.gz"))
    if not pages:
        sys.exit(f"{given.shared}: there is no data/pages/html")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("crawl.warc.gz", "crawl.warc"):
            build(pages, given.pages, Path(folder) / name)
            subprocess.run([sys.executable, __file__, f"{folder}/{name}", "--read"], check=True)


if __name__ == "__main__":
    main()
