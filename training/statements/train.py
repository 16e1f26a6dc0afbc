"""Learns how surely two reports are of one act of saying; writes src/onrecord/data/statements.json.

    python training/statements/train.py SHARED [--write]

From the stories of the set `tune` in benchmarks/marks/statements.jsonl, from the marked story SHARED/seeds, and from
the made-up piles benchmarks/piles/t1 and t2. Each is taken as one story; the reader and the other linkers are
onrecord's own. Two logistic regressions: the first by the words and by who speaks, the second by what the first gives,
what stands around, and the words and speakers again. Each story's rows for the second come from a first that has not
seen it.

Printed are, for each limit, precision, recall and F1 on `tune` as ../shared/eval/score_statements.py counts them, each
story being judged by a model that has not seen it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from statements import FOUND, Found, Marked

from onrecord import intake, reading
from onrecord.comparing.days import days_of_saying, on_other_days
from onrecord.linking import derivations, speakers, times
from onrecord.linking.statements import Compared, compared, judged, surroundings
from onrecord.linking.statements.clusters import gathered
from onrecord.linking.statements.features import AROUND, PAIR
from onrecord.linking.statements.odds import Floats, Model, Step
from onrecord.linking.statements.units import Edge, pair_of, read_units, voices
from onrecord.model import Article, Findings, Links, Reading, Story, digest

WEIGHTS = Path(__file__).parents[2] / "src" / "onrecord" / "data" / "statements.json"
PILES = Path(__file__).parents[2] / "benchmarks" / "piles"
# Into how many parts the stories go for judging each unseen; how strongly weights are held near nought, in rows; how
# often the pairs of the marked story count, of which no marks are missing; the log odds of a pair that never met; the
# limits tried; and the limit taken: lower ones give more F1 on `tune`, but a third of what they join is wrong instead
# of a quarter.
FOLDS, HELD, OFTEN, NOTHING = 6, 10.0, 4, -4.0
LIMITS, SURE = (-1.25, -1.0, -0.75, -0.5, -0.25, 0.0), -0.25


@dataclass(frozen=True)
class Example:
    """Two articles held against each other; `wanted` says for each pair 1, 0 or, where either is right, -1."""

    story: str
    compared: Compared
    wanted: Floats


def linked(articles: Sequence[Article], readings: Sequence[Reading], groups: Sequence[Collection[str]]) -> Links:
    """What statements need, each group of article ids being a story."""
    links = Links(stories=tuple(Story(digest("story", *sorted(g)), "", tuple(sorted(g)), (), "marked") for g in groups))
    for field, linker in (("speakers", speakers), ("settled", times), ("derivations", derivations)):
        links = replace(links, **{field: linker.link(articles, readings, links)})
    return links


def examples(
    articles: Sequence[Article], readings: Sequence[Reading], links: Links, wanted: Callable[[str, str], int]
) -> list[Example]:
    story = {name: row.id for row in links.stories for name in row.articles}
    units = read_units(articles, readings, voices(readings, links))
    return [
        Example(
            story[found.pairs[0][0].row.article],
            found,
            np.array([wanted(a.row.id, b.row.id) for a, b in found.pairs], np.float64),
        )
        for found in compared(units, links)
        if story[found.pairs[0][0].row.article] == story[found.pairs[0][1].row.article]
    ]


def of_pile(folder: Path) -> list[Example]:
    """A folder with texts and `gold/`, in the form of SHARED/seeds, as one story."""
    from score_attributions import iou, load, tokens

    files = sorted(map(str, folder.glob("*.txt")))
    articles = [a for a in intake.parse(list(intake.sources(files))) if isinstance(a, Article)]
    readings = reading.read(articles)
    gold = load(folder / "gold" / "attributions.jsonl")
    table = json.loads((folder / "gold" / "statements.json").read_text("utf-8"))
    told = {frozenset(p) for s in table["statements"] for p in itertools.combinations(s["attributions"], 2)}
    either = {frozenset(p) for p in table["either_way"]}
    of: dict[str, set[str]] = {}
    for article, found in zip(articles, readings, strict=True):
        marked = [(row["id"], tokens(article.text, row["content"])) for row in gold[article.name]["attributions"]]
        for row in found.attributions:
            words = tokens(article.text, row.content)
            of[row.id] = {i for i, others in marked if iou(words, others) >= FOUND}

    def wanted(a: str, b: str) -> int:
        pairs = {frozenset((x, y)) for x in of[a] for y in of[b]}
        if pairs & (told - either):
            return 1
        return -1 if pairs & either or not pairs else 0

    links = linked(articles, readings, [{a.id for a in articles}])
    return examples(articles, readings, links, wanted)


def fitted(rows: Floats, wanted: Floats) -> Step:
    """The logistic regression with the least error, by Newton's method; a weight is held on its feature's scale."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-9
    scaled = np.column_stack([np.ones(len(rows)), (rows - mean) / spread])
    held = np.diag([1e-9, *[HELD] * rows.shape[1]])
    found = np.zeros(scaled.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-scaled @ found))
        slope = scaled.T @ (wanted - likely) - held @ found
        step = np.linalg.solve((scaled * (likely * (1 - likely))[:, None]).T @ scaled + held, slope)
        found += step
        if np.abs(step).max() < 1e-6:
            break
    weights = found[1:] / spread
    return Step(float(found[0] - (weights * mean).sum()), weights)


def train(given: Sequence[Example]) -> Model:
    def first(parts: Sequence[Example]) -> Step:
        wanted = np.concatenate([e.wanted for e in parts])
        rows = np.concatenate([e.compared.features for e in parts])
        return fitted(rows[wanted >= 0], wanted[wanted >= 0])

    rows, wanted = [], []
    for unseen, seen in folds(given):
        step = first(seen)
        rows += [surroundings(e.compared, step.odds(e.compared.features), NOTHING) for e in unseen]
        wanted += [e.wanted for e in unseen]
    around_rows, around_wanted = np.concatenate(rows), np.concatenate(wanted)
    kept = around_wanted >= 0
    return Model(first(given), fitted(around_rows[kept], around_wanted[kept]), SURE, NOTHING)


def folds(given: Sequence[Example]) -> list[tuple[list[Example], list[Example]]]:
    """The examples of some stories and those of all others, for each part."""
    part = {story: n % FOLDS for n, story in enumerate(sorted({e.story for e in given}))}
    return [([e for e in given if part[e.story] == n], [e for e in given if part[e.story] != n]) for n in range(FOLDS)]


def table(model: Model) -> dict[str, dict[str, float]]:
    """The model as `onrecord.linking.statements.odds.parse` reads it."""
    out = {"limits": {"sure": model.sure, "nothing": model.nothing}}
    for name, names, step in (("pair", PAIR, model.pair), ("around", (*AROUND, *PAIR), model.around)):
        weights = {key: float(f"{value:.4g}") for key, value in zip(names, step.weights.tolist(), strict=True)}
        out[name] = {"constant": float(f"{step.constant:.4g}"), **weights}
    return out


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("shared", type=Path)
    ask.add_argument("--write", action="store_true", help=f"write {WEIGHTS.name}")
    given = ask.parse_args()
    marked = Marked(given.shared.resolve(), "tune")
    articles, readings = marked.parsed()
    names = {a.name: a.id for a in articles}
    links = linked(articles, readings, [[names[n] for n in s["articles"]] for s in marked.stories])
    found = Found(marked, Findings(tuple(articles), tuple(readings), links))
    tune = examples(articles, readings, links, lambda a, b: int(found.together(a, b)))
    more = [*of_pile(given.shared / "seeds") * OFTEN, *of_pile(PILES / "t1"), *of_pile(PILES / "t2")]
    for what, some in (("tune", tune), ("seeds and piles", more)):
        wanted = np.concatenate([e.wanted for e in some])
        print(f"{what}: {len(wanted)} pairs, {(wanted == 1).sum()} of one act of saying")
    units = read_units(articles, readings, voices(readings, links))
    days = days_of_saying(articles, readings, links)
    edges: dict[tuple[str, str], Edge] = {}
    for unseen, seen in folds(tune):
        model = train([*seen, *more])
        for e in unseen:
            for (a, b), edge in judged(e.compared, model).items():
                if not on_other_days(days, a.row.id, b.row.id):
                    edges[pair_of(a, b)] = edge
    print("unseen, limit      P      R     F1")
    for limit in LIMITS:
        groups = gathered(units, edges, limit, NOTHING)
        p, r = found.rates([[unit.row.id for unit in members] for members, _ in groups])
        print(f"{limit:13.2f} {100 * p:6.1f} {100 * r:6.1f} {200 * p * r / (p + r):6.1f}")
    if given.write:
        WEIGHTS.write_text(json.dumps(table(train([*tune, *more])), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
