"""Derivations against the marked corpus, those found where none are marked, and how fast they are found.

    python benchmarks/lineage.py ../shared            # edges, direction, kinds, alarms
    python benchmarks/lineage.py ../shared --signs    # what tells rewrites from independent reports

Runs intake, credits, stories, derivations and origins alone, so that a change elsewhere changes nothing here.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from onrecord.comparing.prose import prose
from onrecord.intake import parse, sources
from onrecord.linking import derivations, origins, stories
from onrecord.linking.derivations.pairs import OWN, Pair, Side
from onrecord.model import Article, Links, Reading, Source
from onrecord.reading import credits

RETOLD = ("rewrite", "credit")


def corpus(path: Path) -> list[Article]:
    """The articles of a table; of `lineage`, nothing but what its README allows is kept."""
    keep = (
        ("id", "text", "published") if path.parent.name == "lineage" else ("id", "text", "published", "title", "outlet")
    )
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "articles.jsonl"
        lines = [json.dumps({k: r[k] for k in keep if r.get(k)}) for r in rows]
        table.write_text("\n".join(lines), "utf-8")
        found = parse([s for s in sources([table]) if isinstance(s, Source)])
    return [a for a in found if isinstance(a, Article)]


def linked(articles: Sequence[Article]) -> tuple[Links, dict[str, float]]:
    """The lineage of a pile, and the seconds that each step took."""
    took = {}
    begin = time.perf_counter()
    readings = [Reading(a.id, credits=c) for a, c in zip(articles, credits.read(articles, []), strict=True)]
    took["credits"] = time.perf_counter() - begin
    links = Links()
    for name, field, linker in (
        ("stories", "stories", stories),
        ("derivations", "derivations", derivations),
        ("origins", "stories", origins),
    ):
        begin = time.perf_counter()
        links = replace(links, **{field: linker.link(articles, readings, links)})
        took[name] = time.perf_counter() - begin
    return links, took


def score(shared: Path, articles: Sequence[Article], links: Links, gold: Path) -> str:
    """What the scorer says of the links."""
    rows: list[dict[str, object]] = [{"type": "article", "id": a.id, "name": a.name} for a in articles]
    rows += [{"type": "story", "articles": s.articles} for s in links.stories]
    rows += [{"type": "derivation", "article": d.article, "from": d.origin, "how": d.how} for d in links.derivations]
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "record.jsonl"
        record.write_text("\n".join(map(json.dumps, rows)), "utf-8")
        command = [sys.executable, str(shared / "eval" / "score_lineage.py"), str(record), str(gold)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def signs(shared: Path) -> None:
    """The signs of a retelling for marked rewrites, marked independent pairs, and pairs of one story."""
    groups: dict[str, list[Pair]] = {}
    for name in ("lineage", "stories", "ecb"):
        folder = shared / "data" / name
        texts = {a.name: Side(prose(a), ()) for a in corpus(folder / "articles.jsonl")}
        gold = json.loads((folder / "gold.json").read_text("utf-8"))
        pairs = {"rewrites": [(d["article"], d["from"]) for d in gold.get("derived", []) if d["how"] in RETOLD]}
        pairs["independent"] = gold.get("independent_same_event", []) + gold.get("independent_via_source", [])
        if name != "lineage":
            pairs = {"one story": [p for s in gold["stories"] for p in list(combinations(s, 2))[:20]]}
        for kind, both in pairs.items():
            for pair in (Pair(texts[a], texts[b]) for a, b in both if a in texts and b in texts):
                words = min(pair.left.size, pair.right.size)
                if not pair.comparable or (kind == "one story" and max(pair.copied) > 0.08):
                    continue  # too short, or one of them reuses the other's text
                length = f", {'under 230' if words < 230 else 'from 230'} words" if kind == "one story" else ""
                groups.setdefault(f"{name}: {kind}{length}", []).append(pair)
    for kind, found in groups.items():
        scores = sorted(p.score for p in found)
        told = [p.told for p in found]
        print(
            f"{kind}: {len(found)} pairs,"
            f" names {statistics.fmean(math.sqrt(t.left_names * t.right_names) for t in told):.2f},"
            f" words {statistics.fmean(math.sqrt(t.left_words * t.right_words) for t in told):.2f},"
            f" sentences {statistics.fmean(p.alignment.told for p in found):.2f},"
            f" both quote alone {statistics.fmean(min(p.own_quotes) >= OWN for p in found):.0%};"
            f" score from {scores[0]:.2f}, middle {scores[len(scores) // 2]:.2f},"
            f" 98 of 100 below {scores[int(0.98 * (len(scores) - 1))]:.2f}, to {scores[-1]:.2f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--signs", action="store_true")
    args = parser.parse_args()
    if args.signs:
        return signs(args.shared)
    for name in ("lineage", "stories", "ecb"):
        folder = args.shared / "data" / name
        articles = corpus(folder / "articles.jsonl")
        links, took = linked(articles)
        print(f"{name}: {len(articles)} articles")
        print(score(args.shared, articles, links, folder / "gold.json"), end="")
        print("  found   ", dict(Counter(d.how for d in links.derivations)))
        print("  articles/s", {k: round(len(articles) / max(v, 1e-9)) for k, v in took.items()}, "\n")


if __name__ == "__main__":
    main()
