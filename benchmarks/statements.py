"""Statements and discrepancies: on the marked story with its gold attributions, and on judged pairs of real reports.

    python benchmarks/statements.py SHARED [--discrepancies]

SHARED is the folder with `seeds`, `eval` and `data`. Prints the scorer's figures for statements and discrepancies
when attributions and speakers are the gold ones, then how many of the pairs in `statements/pairs.tsv` the whole path
joins, right ones and wrong ones, what it costs, and how many of the discrepancies that it lists above "low" in those
stories were judged right (`statements/discrepancies.tsv`). With --discrepancies, all of these are printed.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from seeds import gold_readings

from onrecord import intake, reading
from onrecord.export import lines
from onrecord.linking import derivations, discrepancies, occasions, origins, speakers, statements, times
from onrecord.model import Article, Findings, Links, Reading, Speaker, Story, digest


def articles_of(*inputs: Path) -> list[Article]:
    return [a for a in intake.parse(list(intake.sources(list(map(str, inputs))))) if isinstance(a, Article)]


def linked(articles: list[Article], readings: list[Reading], links: Links) -> tuple[Links, Counter[str]]:
    """What follows speakers and stories, and the processor seconds of each step."""
    cost: Counter[str] = Counter()
    steps = (("settled", times), ("derivations", derivations), ("stories", origins), ("statements", statements),
             ("occasions", occasions), ("discrepancies", discrepancies))  # fmt: skip
    for field, linker in steps:
        start = time.process_time()
        links = replace(links, **{field: linker.link(articles, readings, links)})
        cost[linker.__name__.rpartition(".")[2]] += time.process_time() - start
    return links, cost


def marked_story(shared: Path) -> None:
    names = sorted(file for file in (shared / "seeds").glob("*.txt"))
    articles = articles_of(*names)
    read = reading.read(articles)
    gold = gold_readings(shared / "seeds" / "gold", articles)
    readings = [replace(r, attributions=g.attributions, entities=g.entities) for r, g in zip(read, gold, strict=True)]
    found = speakers.link(articles, read, Links())
    described = {speaker.name: speaker.descriptions for speaker in found}
    named: dict[str, list[str]] = {}
    for entity in itertools.chain.from_iterable(r.entities for r in readings):
        named.setdefault(entity.name or "", []).append(entity.id)
    people = tuple(
        Speaker(digest("gold", name), name, "unknown", (), described.get(name, ()), tuple(ids), "gold")
        for name, ids in named.items()
    )
    story = Story(digest("story"), "", tuple(a.id for a in articles), (), "gold")
    links, _ = linked(articles, readings, Links(speakers=people, stories=(story,)))
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder, "record.jsonl")
        findings = Findings(tuple(articles), tuple(readings), links)
        record.write_text("".join(line.rstrip("\n") + "\n" for line in lines(findings, "jsonl")), "utf-8")
        command = [sys.executable, str(shared / "eval" / "score_story.py"), str(record), str(shared / "seeds" / "gold")]
        scored = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    print("marked story, gold attributions and speakers")
    print("\n".join(line for line in scored.splitlines() if "statement" in line or "discrepanc" in line))


def judged(name: str) -> list[list[str]]:
    """The rows of a table of judgements."""
    text = (Path(__file__).parent / "statements" / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def judged_pairs(shared: Path, show: bool) -> None:
    rows, differing = judged("pairs.tsv"), judged("discrepancies.tsv")
    wanted = {name for row in rows for name in (row[0], row[3])} | {n for row in differing for n in (row[1], row[4])}
    gold = json.loads((shared / "data" / "stories" / "gold.json").read_text("utf-8"))["stories"]
    told = [story for story in gold if wanted & set(story)]
    inside = {name for story in told for name in story}
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "articles.jsonl")
        lines_of = (shared / "data" / "stories" / "articles.jsonl").read_text("utf-8").splitlines()
        table.write_text("\n".join(line for line in lines_of if json.loads(line)["id"] in inside), "utf-8")
        articles = articles_of(table)
    by_name = {a.name: a for a in articles}
    readings = reading.read(articles)
    stories = tuple(Story(digest(n), "", tuple(by_name[i].id for i in s), (), "gold") for n, s in enumerate(told))
    links = Links(stories=stories)
    links = replace(links, speakers=speakers.link(articles, readings, links))
    links, cost = linked(articles, readings, links)
    spans = {row.id: (row.article, row.content) for r in readings for row in r.attributions}
    pairs = [p for s in links.statements for p in itertools.combinations(s.attributions, 2)]
    pairs = [p for p in pairs if spans[p[0]][0] != spans[p[1]][0]]

    def on(attribution: str, name: str, start: str, stop: str) -> bool:
        article, content = spans[attribution]
        if article != by_name[name].id or not content:
            return False
        shared_width = min(content[-1][1], int(stop)) - max(content[0][0], int(start))
        return 2 * shared_width > min(content[-1][1] - content[0][0], int(stop) - int(start))

    kept: Counter[str] = Counter()
    for *where, right in rows:
        joined = any(
            (on(a, *where[:3]) and on(b, *where[3:])) or (on(b, *where[:3]) and on(a, *where[3:])) for a, b in pairs
        )
        kept[f"{'right' if right == '1' else 'wrong'} {'joined' if joined else 'apart'}"] += 1
    print(f"\n{len(articles)} articles, {len(spans)} attributions, {len(pairs)} pairs joined across articles")
    print("judged pairs:", ", ".join(f"{count} {what}" for what, count in sorted(kept.items())))
    print("processor seconds:", ", ".join(f"{step} {seconds:.1f}" for step, seconds in cost.items()))
    verdict = {tuple(row[:7]): row[8] for row in differing}
    name_of = {a.id: a.name for a in articles}
    above: Counter[str] = Counter()
    for row in links.discrepancies:
        if row.severity != "low" and row.left and row.right:
            sides = [(name_of[p.article], str(p.spans[0][0]), str(p.spans[-1][1])) for p in (row.left, row.right)]
            found = verdict.get((row.kind, *sides[0], *sides[1]))
            above["not judged" if found is None else "judged right" if found == "1" else "judged wrong"] += 1
    print('discrepancies above "low":', ", ".join(f"{count} {what}" for what, count in sorted(above.items())))
    listed = Counter((row.severity, row.kind) for row in links.discrepancies)
    print("\n".join(f"{count:5} {severity:7} {kind}" for (severity, kind), count in sorted(listed.items())))
    if show:
        for row in links.discrepancies:
            if row.severity != "low":
                print(f"{row.kind} ({row.severity}): {row.note}")


if __name__ == "__main__":
    marked_story(Path(sys.argv[1]).resolve())
    judged_pairs(Path(sys.argv[1]).resolve(), "--discrepancies" in sys.argv)
