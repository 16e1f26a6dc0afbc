"""Discrepancies: every one that is listed on the marked story and on real ones, beside what a reader made of it.

    python benchmarks/discrepancies.py SHARED [seeds|stories|ecb ...] [--show]

SHARED is the folder with `seeds` and `data`; the articles of a story are given, all else is found. Each row that is
listed is looked up in `statements/discrepancies.tsv`, where rows were judged by reading: 1 worth the look of an editor,
0 one that she would wave away. A row that is not there counts as "not judged". Prints how many of the rows were worth
it, of those above "low" and of all, and how many were of what was listed when the corpus was read for the first time,
before anything was corrected from it; of `stories` also of forty rows drawn by chance from what later rules list
beside those; with --show every row: kind, severity, articles, offsets, judgement and reason.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from onrecord import intake, reading
from onrecord.linking import derivations, discrepancies, occasions, origins, speakers, statements, times
from onrecord.model import Article, Discrepancy, Links, Story, digest

# articles are read in batches of so many
_BATCH = 32


@dataclass(frozen=True)
class Judgement:
    """What a reader made of a row, found by its kind, its articles and where it stands in them."""

    kind: str
    left: tuple[str, int, int]
    right: tuple[str, int, int]
    sample: str
    worth: bool
    severity: str
    reason: str

    def of(self, kind: str, sides: Sequence[tuple[str, int, int]]) -> bool:
        """Whether this judges a row of `kind` with these sides."""
        return kind == self.kind and all(
            a[0] == b[0] and a[1] < b[2] and b[1] < a[2] for a, b in zip(sides, (self.left, self.right), strict=True)
        )


def judgements() -> list[Judgement]:
    """The kept judgements, in the order of the file."""
    text = (Path(__file__).parent / "statements" / "discrepancies.tsv").read_text("utf-8")
    out = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            kind, x, a, b, y, c, d, sample, worth, severity, reason = line.split("\t")
            out.append(
                Judgement(kind, (x, int(a), int(b)), (y, int(c), int(d)), sample, worth == "1", severity, reason)
            )
    return out


def listed(articles: list[Article], told: Iterable[Sequence[str]]) -> tuple[Discrepancy, ...]:
    """The discrepancies of articles whose stories are given, by the articles' names."""
    readings = [row for n in range(0, len(articles), _BATCH) for row in reading.read(articles[n : n + _BATCH])]
    named = {article.name: article.id for article in articles}
    links = Links(
        stories=tuple(
            Story(digest(n), "", tuple(named[i] for i in s if i in named), (), "gold") for n, s in enumerate(told)
        )
    )
    steps = (("speakers", speakers), ("settled", times), ("derivations", derivations), ("stories", origins),
             ("statements", statements), ("occasions", occasions), ("discrepancies", discrepancies))  # fmt: skip
    for field, linker in steps:
        links = replace(links, **{field: linker.link(articles, readings, links)})
    return links.discrepancies


def corpus(shared: Path, name: str) -> tuple[list[Article], list[list[str]]]:
    """The articles of a corpus, and its stories as names of articles."""
    if name == "seeds":
        articles = _taken(sorted((shared / "seeds").glob("*.txt")))
        return articles, [[article.name for article in articles]]
    told = json.loads((shared / "data" / name / "gold.json").read_text("utf-8"))["stories"]
    return _taken([shared / "data" / name / "articles.jsonl"]), told


def _taken(inputs: Sequence[Path]) -> list[Article]:
    return [a for a in intake.parse(list(intake.sources(list(map(str, inputs))))) if isinstance(a, Article)]


def report(name: str, articles: list[Article], told: list[list[str]], show: bool) -> None:
    """Print the rows of a corpus with their judgements, and how many were right."""
    name_of = {article.id: article.name for article in articles}
    known = judgements()
    story_of = {i: n for n, story in enumerate(told) for i in story}
    count: Counter[tuple[bool, str]] = Counter()
    per_story: Counter[int] = Counter()
    lines: list[tuple[str, ...]] = []
    for row in listed(articles, told):
        sides = [
            (name_of[p.article], p.spans[0][0], p.spans[-1][1]) for p in (row.left, row.right) if p is not None
        ]  # fmt: skip
        found = next((j for j in known if j.of(row.kind, sides)), None)
        judged = "not judged" if found is None else "worth" if found.worth else "waved away"
        count[row.severity != "low", judged] += 1
        per_story[story_of[sides[0][0]]] += 1
        where = tuple(f"{i} {a}–{b}" for i, a, b in sides)
        lines.append((row.kind, row.severity, *where, judged, found.reason if found else ""))
    sizes = sorted(per_story[n] for n in range(len(told)))
    print(f"\n{name}: {len(articles)} articles, {len(told)} stories, {len(lines)} rows; "
          f"in the median story {sizes[len(sizes) // 2]}, at most {sizes[-1]}")  # fmt: skip
    for what, above in (("above low", (True,)), ("all", (True, False))):
        told_so = {j: sum(count[a, j] for a in above) for j in ("worth", "waved away", "not judged")}
        print(f"  {what:9}", ", ".join(f"{n} {judged}" for judged, n in told_so.items()))
    for sample, told_of in (("first", "when first read"), ("second", "of forty drawn by chance")):
        drawn = [j for j in known if j.sample == f"{name} {sample}"]
        for what, rows in (("above low", [j for j in drawn if j.severity != "low"]), ("all", drawn)):
            if rows:
                print(f"  {told_of}, {what}: {sum(j.worth for j in rows)} of {len(rows)} worth")
    if show:
        for line in sorted(lines):
            print("| " + " | ".join(line) + " |")


if __name__ == "__main__":
    wanted = [word for word in sys.argv[2:] if not word.startswith("--")] or ["seeds"]
    for each in wanted:
        report(each, *corpus(Path(sys.argv[1]).resolve(), each), "--show" in sys.argv)
