"""Persons across articles: of the pairs that onrecord says are one person, how many are.

    python benchmarks/joins.py ../shared [--processes 2] [--wrong]
    python benchmarks/joins.py ../shared --draw 100 --seed 1 > sheet.txt

The articles are those of ../shared/data/stories (1,713 articles). `--draw` prints pairs of mentions from different
articles to be judged by reading: from each of so many speakers one pair whose names are equal ("equal"), one whose
names differ ("differing"), and pairs that share a surname and were kept apart ("apart"). What was judged is kept in
`marks/joins.jsonl`; without `--draw` those pairs are looked up in what onrecord finds now. A pair counts as joined when
both mentions belong to one speaker. Each sample ("set") was drawn from what onrecord found at the time, the later ones
after the errors of the earlier had been mended: the last one was never looked at for rules.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from collections import Counter, defaultdict
from pathlib import Path

from onrecord import pipeline
from onrecord.model import Entity, Findings
from onrecord.text import fold

MARKS = Path(__file__).parent / "marks" / "joins.jsonl"
# an article's name, and where in its text somebody is mentioned
Place = tuple[str, int, int]


def place(entity: Entity, names: dict[str, str]) -> Place | None:
    """Where an entity is named as fully as its article does, else where it is mentioned first."""
    return (names[entity.article], *entity.mentions[0]) if entity.mentions else None


class Pile:
    """What was found, by place."""

    def __init__(self, findings: Findings) -> None:
        self.articles = {a.name: a for a in findings.articles}
        self.names = {a.id: a.name for a in findings.articles}
        self.entities = {e.id: e for r in findings.readings for e in r.entities}
        self.speakers = findings.links.speakers
        speaker_of = {e: s.id for s in self.speakers for e in s.entities}
        self.at: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for e in self.entities.values():
            for a, b in e.mentions:
                self.at[self.names[e.article]].append((a, b, speaker_of.get(e.id, "")))

    def speaker(self, where: Place) -> str:
        """Who is mentioned at a place; empty when nobody is, or nobody who speaks.

        Of two mentions one inside the other ("Rice's spokesperson") the one is meant that the place fits best.
        """
        name, start, stop = where
        found = [(min(b, stop) - max(a, start), a - b, s) for a, b, s in self.at.get(name, ()) if s]
        met = [(overlap, size, s) for overlap, size, s in found if overlap > 0]
        return max(met)[2] if met else ""


def draw(pile: Pile, count: int, seed: int) -> list[tuple[str, Place, Place]]:
    chance = random.Random(seed)
    out: list[tuple[str, Place, Place]] = []
    surnames: dict[str, list[tuple[str, Entity]]] = defaultdict(list)
    kinds: dict[str, list[tuple[Place, Place]]] = {"equal": [], "differing": []}
    for speaker in sorted(pile.speakers, key=lambda s: s.id):
        found = [pile.entities[e] for e in speaker.entities]
        if speaker.kind not in ("person", "unknown"):
            continue
        for e in found:
            if e.name:
                surnames[fold(e.name).split()[-1]].append((speaker.id, e))
        pairs = [(a, b) for a, b in itertools.combinations(found[:60], 2) if a.article != b.article]
        for kind, some in (
            ("equal", [(a, b) for a, b in pairs if a.name and fold(a.name) == fold(b.name or "")]),
            ("differing", [(a, b) for a, b in pairs if fold(a.name or "") != fold(b.name or "")]),
        ):
            if some:
                a, b = chance.choice(some)
                left, right = place(a, pile.names), place(b, pile.names)
                if left and right:
                    kinds[kind].append((left, right))
    for kind, some in kinds.items():
        out += [(kind, *pair) for pair in chance.sample(some, min(count, len(some)))]
    apart = []
    for _, bearers in sorted(surnames.items()):
        for (s, a), (t, b) in itertools.islice(itertools.combinations(bearers, 2), 400):
            if s != t and a.article != b.article and (a.name != b.name or a.name.count(" ") == 0):
                left, right = place(a, pile.names), place(b, pile.names)
                if left and right:
                    apart.append((left, right))
    return out + [("apart", *pair) for pair in chance.sample(apart, min(count, len(apart)))]


def sheet(pile: Pile, pairs: list[tuple[str, Place, Place]]) -> None:
    """Print the pairs with what is around them, and a line of JSON for each to be completed."""
    for n, (drawn, *places) in enumerate(pairs):
        print(f"##### pair {n}")
        for where in places:
            article = pile.articles[where[0]]
            _, start, stop = where
            here = [e for e in pile.entities.values() if e.article == article.id and where[1:] in e.mentions]
            entity = here[0] if here else None
            print(f"[{article.outlet} {article.published}] {article.title}")
            print(f"   called {entity and (entity.name, *entity.aliases)} {entity and list(entity.descriptions)[:4]}")
            for a, b in entity.mentions[:3] if entity else [(start, stop)]:
                around = f"{article.text[max(0, a - 160) : a]}⟪{article.text[a:b]}⟫{article.text[b : b + 120]}"
                print("   …" + " ".join(around.split()) + "…")
        print(json.dumps({"drawn": drawn, "left": places[0], "right": places[1], "same": None}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--draw", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="print the pairs that are wrong or missed")
    args = parser.parse_args()
    pile = Pile(pipeline.read([args.shared / "data" / "stories" / "articles.jsonl"], processes=args.processes))
    if args.draw:
        sheet(pile, draw(pile, args.draw, args.seed))
        return
    count: Counter[tuple[str, str, bool, bool]] = Counter()
    for line in MARKS.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["same"] is None:
            continue
        left, right = pile.speaker(tuple(row["left"])), pile.speaker(tuple(row["right"]))
        joined = bool(left) and left == right
        count[row["set"], row["drawn"], row["same"], joined] += 1
        if args.wrong and joined != row["same"]:
            print("wrongly joined" if joined else "missed", row)
    for kept in dict.fromkeys(key[0] for key in count):
        print(f"{kept} sample")
        for drawn in ("equal", "differing", "apart"):
            right, wrong, apart, missed = (
                count[kept, drawn, same, joined]
                for same, joined in ((True, True), (False, True), (False, False), (True, False))
            )
            print(f"  {drawn:10} joined: {right} right, {wrong} wrong; kept apart: {apart} right, {missed} missed")
        right, wrong = (
            sum(v for (s, _, same, joined), v in count.items() if s == kept and joined and same == x)
            for x in (True, False)
        )
        print(f"  of {right + wrong} pairs said to be one person, {right} are: {right / max(1, right + wrong):.3f}")


if __name__ == "__main__":
    main()
