"""How long the report takes and how large it is: python benchmarks/report.py INPUT... (files, folders, globs)."""

from __future__ import annotations

import gzip
import sys
import time

import onrecord
from onrecord.report import render


def main(inputs: list[str]) -> None:
    findings = onrecord.read(inputs)
    render(findings)  # the templates are compiled once
    start = time.process_time()
    page = render(findings).encode()
    seconds = time.process_time() - start
    articles = len(findings.articles)
    print(f"{articles} articles, {sum(len(a.text) for a in findings.articles):,} code points of text")
    print(f"{sum(len(r.attributions) for r in findings.readings):,} attributions")
    print(f"{seconds:.2f} s, {1000 * seconds / max(1, articles):.1f} ms an article")
    print(f"{len(page):,} bytes, {len(gzip.compress(page)):,} compressed")


if __name__ == "__main__":
    main(sys.argv[1:])
