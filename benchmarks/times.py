"""Expressions of time on the corpus in ../shared/data/time, scored by ../shared/eval/score_times.py.

    python benchmarks/times.py [--half 0|1] [--misses N]

`--half` takes every second article only (by the order of ids): rules are tuned on half 0.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from onrecord.model import Article, Reading, digest
from onrecord.reading import times

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def article(row: dict[str, str]) -> Article:
    """One row of a table of articles, the text taken as body."""
    text, spans, at = row["text"], [], 0
    for part in text.split("\n\n"):
        spans.append(((at, at + len(part)),))
        at += len(part) + 2
    return Article(
        digest(row["id"]), row["id"], row["id"], "", "text/plain", text,
        published=row.get("published"), paragraphs=tuple(spans),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--misses", type=int, default=0)
    args = parser.parse_args()
    folder = SHARED / "data" / "time"
    with open(folder / "articles.jsonl", encoding="utf-8", newline="") as lines:
        rows = sorted((json.loads(line) for line in lines), key=lambda row: row["id"])
    rows = [row for n, row in enumerate(rows) if args.half is None or n % 2 == args.half]
    articles = [article(row) for row in rows]
    gold = {g["article"]: g for g in map(json.loads, (folder / "gold.jsonl").read_text("utf-8").splitlines())}
    begun = time.process_time()
    found = times.read(articles, [Reading(a.id) for a in articles])
    took = time.process_time() - begun
    with tempfile.TemporaryDirectory() as place:
        record, part = Path(place) / "record.jsonl", Path(place) / "gold.jsonl"
        with record.open("w", encoding="utf-8") as out:
            for a, rows_found in zip(articles, found, strict=True):
                print(json.dumps({"type": "article", "id": a.id, "name": a.name}), file=out)
                for t in rows_found:
                    print(json.dumps({"type": "time", "article": a.id, "span": t.span, "value": t.value}), file=out)
        part.write_text("".join(json.dumps(gold[a.name]) + "\n" for a in articles if a.name in gold), "utf-8")
        subprocess.run([sys.executable, SHARED / "eval" / "score_times.py", record, part], check=True)
    size = sum(len(a.text) for a in articles)
    print(f"{len(articles) / took:.0f} articles/s, {size / took / 1e6:.1f} million characters/s")
    for a, rows_found in list(zip(articles, found, strict=True))[: args.misses]:
        show(a, rows_found, gold[a.name]["times"])


def show(a: Article, found: tuple, gold: list[dict]) -> None:  # type: ignore[type-arg]
    """Print where an article's times and the gold part."""
    wanted = [g for g in gold if g["type"] in ("DATE", "TIME") and g["value"][:1].isdigit()]
    for g in wanted:
        s, e = g["span"]
        near = a.text[max(0, s - 60) : e + 30].replace("\n", " ")
        hits = [t for t in found if t.span[0] < e and s < t.span[1]]
        if not any((t.value or "") == g["value"].partition("T")[0] for t in hits):
            print(a.published, "WANT", g["value"], [(a.text[t.span[0] : t.span[1]], t.value) for t in hits], "|", near)
    for t in found:
        s, e = t.span
        if t.value and not any(g["span"][0] < e and s < g["span"][1] for g in gold):
            print(a.published, "EXTRA", a.text[s:e], t.value, "|", a.text[max(0, s - 60) : e + 30].replace("\n", " "))


if __name__ == "__main__":
    main()
