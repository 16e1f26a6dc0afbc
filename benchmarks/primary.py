"""How well reports are aligned to a primary source: the made-up piles of benchmarks/primary, scored against their gold.

    python benchmarks/primary.py [PILE ...] [--verbose]

Each pile is a folder: one primary source, articles, and gold.json, which says of each report which sentences of the
source it words (none: they stand nowhere in it) and how, and which sentences no article reports or tells.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import onrecord
from onrecord.model import Aligned, Article, Attribution, Findings

PILES = Path(__file__).parent / "primary"


@dataclass
class Tally:
    """Counts of what is right, what was found and what there is."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def add(self, found: set[str], wanted: set[str]) -> None:
        self.right += len(found & wanted)
        self.found += len(found)
        self.wanted += len(wanted)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    def __str__(self) -> str:
        return f"precision {self.precision:.2f} recall {self.recall:.2f} ({self.right}/{self.found}/{self.wanted})"


@dataclass
class Score:
    """Sentences to which reports are aligned; how the words are kept, of those aligned; sentences that nobody reports.

    `unread` are reports that the reader did not find.
    """

    aligned: Tally = field(default_factory=Tally)
    kept: Tally = field(default_factory=Tally)
    unreported: Tally = field(default_factory=Tally)
    unread: int = 0
    wrong: list[str] = field(default_factory=list)


def read(pile: Path) -> Findings:
    """The findings of a pile."""
    files = sorted(p for p in pile.iterdir() if p.name != "gold.json")
    return onrecord.read([str(p) for p in files])


def score(pile: Path, total: Score) -> None:
    """Add what comes out for a pile."""
    gold = json.loads((pile / "gold.json").read_text("utf-8"))
    findings = read(pile)
    articles = {a.id: a for a in findings.articles}
    by_name = {a.name: a for a in findings.articles}
    source = by_name[gold["source"]]
    rows = {row.attribution: row for row in findings.links.aligned}
    attributions = [a for r in findings.readings for a in r.attributions]
    for report in gold["reports"]:
        _score_report(report, by_name[report["article"]], source, attributions, rows, total)
    found = {s for s in _unreported(findings, source, articles) if any(c.isalpha() for c in s)}
    wanted = {w for w in gold["unreported"] if w in source.text.replace("\n", " ")}
    assert wanted == set(gold["unreported"]), set(gold["unreported"]) - wanted
    named = {next((w for w in wanted if s.startswith(w)), s) for s in found}
    total.unreported.add(named, wanted)
    total.wrong += [f"unreported, it says: {s[:80]}" for s in sorted(named - wanted)]
    total.wrong += [f"reported, it says: {s[:80]}" for s in sorted(wanted - named)]
    for copy in gold.get("copies", ()):
        derived = [d for d in findings.links.derivations if d.article == by_name[copy].id and d.origin == source.id]
        if not any(d.how in ("copy", "abridgement", "rewrite") for d in derived):
            total.wrong.append(f"{copy}: not known to come from the source")


def _score_report(
    report: dict[str, Any],
    article: Article,
    source: Article,
    attributions: list[Attribution],
    rows: dict[str, Aligned],
    total: Score,
) -> None:
    at = article.text.index(report["words"])
    holding = [a for a in attributions if a.article == article.id and any(s <= at + 1 < e for s, e in a.content)]
    if not holding:
        total.unread += 1
        total.wrong.append(f"{article.name}: not read: {report['words']}")
        return
    own = [rows[a.id] for a in holding if a.id in rows]
    found = {source.text[a:b] for row in own for a, b in row.spans}
    wanted = set(report["passage"])
    named = {next((w for w in wanted if s.startswith(w)), s) for s in found}
    total.aligned.add(named, wanted)
    if named != wanted:
        total.wrong.append(
            f"{article.name}: {report['words']}: {sorted(named - wanted)} missing {sorted(wanted - named)}"
        )
    if wanted and own:
        kept = {row.relation for row in own}
        total.kept.add(kept if len(kept) == 1 else {"several"}, {report["kept"]})
        if kept != {report["kept"]}:
            total.wrong.append(f"{article.name}: {report['words']}: {sorted(kept)}, not {report['kept']}")


def _unreported(findings: Findings, source: Article, articles: dict[str, Article]) -> set[str]:
    """The sentences of a source that stand in statements of it alone."""
    from onrecord.text import sentences

    attributions = {a.id: a for r in findings.readings for a in r.attributions}
    out = set()
    for s in findings.links.statements:
        held = [attributions[a] for a in s.attributions]
        if s.made_by != "primary.told/1" and all(articles[a.article].role for a in held):
            for a in held:
                out |= {source.text[x:y] for span in s.part(a) for x, y in sentences(source.text, *span)}
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("piles", nargs="*", help="names of piles (all)")
    parser.add_argument("--verbose", action="store_true", help="say what is wrong")
    given = parser.parse_args()
    for pile in sorted(PILES.iterdir()):
        if given.piles and pile.name not in given.piles:
            continue
        total = Score()
        score(pile, total)
        print(
            f"{pile.name}: aligned {total.aligned}; kept {total.kept}; unreported {total.unreported};"
            f" unread {total.unread}"
        )
        if given.verbose:
            for line in total.wrong:
                print("   ", line)


if __name__ == "__main__":
    main()
