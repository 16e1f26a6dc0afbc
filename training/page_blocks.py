"""Grow the trees that tell which blocks of an HTML page are its article's, src/onrecord/intake/blocks.tsv.

    python training/page_blocks.py ../shared/data [--all] > src/onrecord/intake/blocks.tsv

Pages with a known body (`pages/gold.jsonl`): a block is the article's when its words stand in the body, and an error
in it costs as much as it has words. Fivefold cross-validation is written to standard error, for the parts `aeb` and
`wcxb`, the latter's pages odd and even by order of name: the features and settings were chosen on `aeb` and the odd
pages, the even ones were not looked at. The trees that are shipped have not seen the even pages; `--all` adds them.
"""

from __future__ import annotations

import bisect
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import boosting
import lxml.html
import numpy as np

from onrecord.intake.blocks import blocks_of
from onrecord.intake.choosing import SURE, columns, once, plain
from onrecord.intake.decoding import decode
from onrecord.intake.stated import about_of, title_of
from onrecord.intake.stated import plain as spaced
from onrecord.intake.taken import takings

TREES, RATE, FOLDS, SEED = 160, 0.12, 5, 0
# a block is as dear as its words up to so many, and these besides; a page as all of its article's blocks
DEAREST, LEAST, PAGE = 120, 2, 60
# a short line is the article's where a long one of it stands no farther away, in blocks
NEAR = 8
SURELY = 8


class Page(NamedTuple):
    name: str
    found: dict[str, np.ndarray]
    texts: list[str]
    inside: np.ndarray
    body: list[str]


def wcxb(root: Path) -> list[str]:
    """The names of the pages of `wcxb`, in order."""
    rows = (root / "pages" / "gold.jsonl").open(encoding="utf-8")
    return sorted(name for row in rows if (name := json.loads(row)["article"]).startswith("wcxb"))


def pages(root: Path, without_even: bool) -> Iterator[tuple[str, str, list[str]]]:
    """Name, markup and body of the pages, if asked for without the half that is held out."""
    rows = [json.loads(row) for row in (root / "pages" / "gold.jsonl").open(encoding="utf-8")]
    even = set(wcxb(root)[1::2])
    for row in rows:
        body = row["body"] or ""
        if body and not (without_even and row["article"] in even):
            data = gzip.decompress((root / "pages" / "html" / f"{row['article']}.html.gz").read_bytes())
            yield row["article"], decode(data), body if isinstance(body, list) else body.split("\n")


def page(row: tuple[str, str, list[str]]) -> Page:
    name, markup, body = row
    tree = lxml.html.document_fromstring(markup)
    blocks = blocks_of(tree)
    about = about_of(tree)
    title = title_of(tree, spaced(about.title), spaced(about.sitename))
    found = columns(blocks, title, about.description, takings(markup, tree))
    texts = [block.text for block in blocks]
    return Page(name, found, texts, np.array(labels([plain(text) for text in texts], body)), body)


def _grams(words: list[str]) -> list[tuple[str, ...]]:
    return list(zip(words, words[1:], words[2:], strict=False))


def labels(folded: list[str], body: list[str]) -> list[bool]:
    """Whether each block is the body's. A long one is by its words, a short one where a long one stands near."""
    flat = f" {plain(' '.join(p.strip('[]') for p in body))} "
    lines = {plain(line.lstrip("-#* ").strip("[]")) for p in body for line in p.split("\n")}
    grams = set(_grams(flat.split()))
    held = []
    for own in folded:
        words = own.split()
        inside = bool(own) and (own in lines or (len(words) >= SURELY and f" {own} " in flat))
        if not inside and len(words) >= SURELY:
            inside = sum(gram in grams for gram in _grams(words)) >= 0.75 * (len(words) - 2)
        held.append(inside)
    sure = [i for i, own in enumerate(folded) if held[i] and len(own.split()) >= SURELY]
    for i, own in enumerate(folded):
        if len(own.split()) >= SURELY:
            continue
        k = bisect.bisect(sure, i)
        if held[i]:
            held[i] = any(abs(i - sure[j]) <= NEAR for j in (k - 1, k) if 0 <= j < len(sure))
        elif len(own.split()) >= 3 and f" {own} " in flat:
            # a part of a line, between two of the article
            held[i] = 0 < k < len(sure) and i - sure[k - 1] <= 3 and sure[k] - i <= 3
    return _once(folded, held, flat)


def _once(folded: list[str], held: list[bool], flat: str) -> list[bool]:
    """The labels without second copies of a block: those nearest to the middle of the article stay."""
    where = defaultdict(list)
    for i, own in enumerate(folded):
        if held[i] and len(own.split()) >= SURELY:
            where[own].append(i)
    lone = sorted(found[0] for found in where.values() if len(found) == 1)
    out = held[:]
    for own, found in where.items():
        if len(found) > 1 and lone:
            middle = lone[len(lone) // 2]
            for i in sorted(found, key=lambda i: abs(i - middle))[max(1, flat.count(f" {own} ")) :]:
                out[i] = False
    return out


def worth(page: Page) -> np.ndarray:
    words = np.array([min(len(text.split()), DEAREST) + LEAST for text in page.texts], dtype=float)
    return 100 * words / max(words[page.inside].sum(), PAGE)


def table(found: list[Page], names: list[str]) -> np.ndarray:
    return np.vstack(
        [np.stack([p.found.get(name, np.zeros(len(p.texts))) for name in names], 1) for p in found]
    ).astype(np.float32)


def grow(found: list[Page], names: list[str]) -> list[boosting.Tree]:
    boosting.TREES, boosting.RATE = TREES, RATE
    return boosting.fit(
        table(found, names),
        np.concatenate([p.inside for p in found]),
        np.concatenate([worth(p) for p in found]),
        SEED,
    )


def f1(page: Page, keep: list[bool]) -> float:
    """F1 of the bag of words; a wanted paragraph in [brackets] may be there or not."""
    got = Counter(re.findall(r"\w+", " ".join(t for t, k in zip(page.texts, keep, strict=True) if k).lower()))
    best = 0.0
    for gold in (page.body, [p for p in page.body if not p.startswith("[")]):
        want = Counter(re.findall(r"\w+", " ".join(p.strip("[]") for p in gold).lower()))
        both = (got & want).total()
        best = max(best, 2 * both / max(1, got.total() + want.total()))
    return best


def main() -> None:
    with Pool() as pool:
        found = [
            p for p in pool.imap(page, pages(Path(sys.argv[1]), "--all" not in sys.argv), chunksize=8) if len(p.texts)
        ]
    names = sorted({name for p in found for name in p.found})
    places = np.random.default_rng(SEED).permutation(len(found)) % FOLDS
    parts = {name: f"wcxb {('odd', 'even')[i % 2]}" for i, name in enumerate(wcxb(Path(sys.argv[1])))}
    scores = defaultdict(list)
    best = defaultdict(list)
    for fold in range(FOLDS):
        forest = grow([p for p, k in zip(found, places, strict=True) if k != fold], names)
        for p in (p for p, k in zip(found, places, strict=True) if k == fold):
            rows = table([p], names)
            total = sum(tree.score(rows) for tree in forest)
            for least in (SURE - 0.2, SURE, SURE + 0.2):
                keep = once(p.texts, [bool(s > least) for s in total])
                scores[f"{parts.get(p.name, 'aeb')} {least:+.1f}"].append(f1(p, keep))
            best[parts.get(p.name, "aeb")].append(f1(p, list(p.inside)))
    for name, rows in sorted(scores.items()):
        print(f"cross-validated {name}: n={len(rows)} F1 {mean(rows):.4f}", file=sys.stderr)
    for name, rows in best.items():
        print(f"with the right blocks {name}: F1 {mean(rows):.4f}", file=sys.stderr)
    print("# grown by training/page_blocks.py; read by onrecord.intake.trees")
    print("[blocks]")
    print("\n".join(boosting.table(grow(found, names), names)))


if __name__ == "__main__":
    main()
