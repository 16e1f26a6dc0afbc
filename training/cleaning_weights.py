"""Fit the trees that tell a scraped text's article from its surroundings, and write them to the package.

    python training/cleaning_weights.py ../shared/data            # writes src/onrecord/intake/prose.tsv
    python training/cleaning_weights.py ../shared/data --check    # figures on pages that were not trained on

Learnt from: pages flattened to text (all of `aeb`, and of `wcxb` every other one by order of name, the first, third
and so on; the rest is for measuring); the same pages with their article and title replaced by one of PolNeAR's or by
that of another page, which gives many more pairs of an article and somebody else's furniture; and news articles with
a few lines of a scrape (written here). A page weighs the same whatever its length; losing a line is dearer than
keeping one too many.

The first judgement of a page that the second is trained on is made by trees that have not seen that page.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from boosting import Tree, fit, table
from cleaning_lines import Labelled, article_rows, dressed, labels, page_rows, scraped

from onrecord.intake import prose, trees
from onrecord.intake.cleaning import clean, marked

SEED = 0
# how much dearer losing a line is
LOST = 1.5
# of each page so many copies with an article of PolNeAR's, and as many with another page's; of the articles used so
# many scrapes; made texts weigh less
COPIES, SCRAPES, MADE = 2, 160, 0.5
# parts that the pages are cut into for the first judgement
PARTS = 4
TABLE = Path(__file__).parents[1] / "src" / "onrecord" / "intake" / "prose.tsv"
_WORD = re.compile(r"\w+")


@dataclass
class Page:
    """A flattened page, the paragraphs of its body, and the part it belongs to."""

    name: str
    text: str
    body: list[str]


@dataclass
class Example:
    """A text's columns, whether each line is of the article, what an error in it costs, and its page's number."""

    lines: list
    found: dict[str, np.ndarray]
    words: list[list[str]]
    inside: np.ndarray
    worth: np.ndarray
    page: int


def example(labelled: Labelled, page: int, weight: float = 1.0) -> Example:
    lines = labelled.lines
    inside = np.array(labelled.inside, dtype=bool)
    size = np.array([line.words for line in lines], dtype=float)
    free = np.array([line.kind is None for line in lines])
    worth = (0.5 + np.minimum(size, 100)) * np.where(free, 1.0, 0.03) * np.where(inside, LOST, 1.0)
    found, words = prose.features(lines)
    return Example(lines, found, words, inside, weight * worth / max(30.0, (size * free * inside).sum()), page)


def examples(pages: list[Page], articles: list[str]) -> list[Example]:
    """What is learnt from: the pages, the pages with other articles, and articles as scrapes leave them."""
    rnd = random.Random(SEED)
    out: list[Example] = []
    whole = [Labelled(lines := marked(page.text), labels(lines, page.body)) for page in pages]
    for number, page in enumerate(whole):
        out.append(example(page, number))
        # a page and one it lends its article to are of one part, or the second judgement would know it by heart
        others = whole[number % PARTS :: PARTS]
        cores = [article_rows(rnd.choice(articles), rnd) for _ in range(COPIES)]
        cores += [page_rows(rnd.choice(others)) for _ in range(COPIES)]
        made = [dressed(page, title, core, rnd) for title, core in cores]
        out += [example(copy, number, MADE) for copy in made if copy]
    for number in range(SCRAPES):
        left = scraped(rnd.choice(articles), rnd, short=number % 3 > 0)
        if left:
            out.append(example(left, len(pages) + number, MADE))
    return out


def learn(data: list[Example]) -> str:
    """The table of both judgements' trees."""
    inside = np.concatenate([d.inside for d in data]).astype(float)
    worth = np.concatenate([d.worth for d in data])
    names, rows = _rows([d.found for d in data])
    page = np.concatenate([np.full(len(d.inside), d.page) for d in data])
    scores = np.zeros(len(rows))
    for part in range(PARTS):
        mine = page % PARTS == part
        scores[mine] = sum(tree.score(rows[mine]) for tree in fit(rows[~mine], inside[~mine], worth[~mine], SEED))
    first = fit(rows, inside, worth, SEED)
    at, second = 0, []
    for d in data:
        second.append(d.found | prose.again(d.lines, d.found, d.words, scores[at : at + len(d.lines)]))
        at += len(d.lines)
    names2, rows2 = _rows(second)
    return _table({"first": (first, names), "second": (fit(rows2, inside, worth, SEED + 1), names2)})


def _rows(found: list[dict[str, np.ndarray]]) -> tuple[list[str], np.ndarray]:
    names = list(found[0])
    return names, np.vstack([np.column_stack([columns[name] for name in names]) for columns in found])


def _table(forests: dict[str, tuple[list[Tree], list[str]]]) -> str:
    out = ["# Written by training/cleaning_weights.py: a tree a line, its questions and its values."]
    for name, (forest, names) in forests.items():
        out += [f"[{name}]", *table(forest, names)]
    return "\n".join(out) + "\n"


# --- figures -----------------------------------------------------------------------------------------


def f1(found: str, wanted: str) -> float:
    """F1 of the words of two texts."""
    got, want = (Counter(_WORD.findall(text.lower())) for text in (found, wanted))
    return 2 * (got & want).total() / max(1, got.total() + want.total())


def report(name: str, pages: list[Page], learnt: str) -> None:
    """The F1 of the whole cleaning with a table of its own, the mean over pages."""
    forests = trees.read(learnt)
    prose._forests = lambda: forests  # type: ignore[assignment]
    figures = []
    for page in pages:
        found = clean(page.text)
        figures.append(
            f1(" ".join(page.text[a:b] for spans in found.paragraphs for a, b in spans), "\n".join(page.body))
        )
    print(f"{name:40} n={len(pages):4} F1 {np.mean(figures):.4f}", flush=True)


def check(aeb: list[Page], odd: list[Page], even: list[Page], articles: list[str]) -> None:
    """Cross-validate: `aeb` by halves, both ways, and the odd pages of `wcxb` too."""
    for half in (0, 1):
        learnt = learn(examples(aeb[half::2] + odd[half::2], articles))
        report(f"aeb, the half not trained on ({1 - half})", aeb[1 - half :: 2], learnt)
        report(f"wcxb odd, the half not trained on ({1 - half})", odd[1 - half :: 2], learnt)
    report("wcxb even, all others trained on", even, TABLE.read_text("utf-8"))


def load(root: Path) -> tuple[list[Page], list[Page], list[Page], list[str]]:
    """The pages of `aeb`, the odd and the even ones of `wcxb`, and every fourth article of PolNeAR's."""
    read: Callable[[Path], str] = lambda path: path.read_bytes().decode("utf-8")  # noqa: E731
    pages = []
    for row in (root / "pages" / "gold.jsonl").open(encoding="utf-8"):
        page = json.loads(row)
        if page["body"]:
            text = read(root / "pages" / "text" / f"{page['article']}.txt")
            body = page["body"] if isinstance(page["body"], list) else [page["body"]]
            pages.append(Page(page["article"], text, [p.strip("[]") for p in body]))
    pages.sort(key=lambda page: page.name)
    aeb = [page for page in pages if page.name.startswith("aeb")]
    wcxb = [page for page in pages if page.name.startswith("wcxb")]
    articles = [read(path) for path in sorted((root / "polnear" / "train" / "texts").glob("*.txt"))[::4]]
    return aeb, wcxb[0::2], wcxb[1::2], articles


def main() -> None:
    aeb, odd, even, articles = load(Path(sys.argv[1]))
    if "--check" in sys.argv:
        check(aeb, odd, even, articles)
        return
    TABLE.write_text(learn(examples(aeb + odd, articles)), encoding="utf-8")
    report("aeb, trained on", aeb, TABLE.read_text("utf-8"))
    report("wcxb odd, trained on", odd, TABLE.read_text("utf-8"))


if __name__ == "__main__":
    main()
