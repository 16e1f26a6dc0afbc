"""Candidates for lineage: which pairs are found, how fast, and in how much memory, beside datasketch and rensa.

    python benchmarks/candidates.py ../shared                       # all of it, some minutes
    python benchmarks/candidates.py ../shared --sections recall     # also: others, speed, million

`recall` makes 20,000 articles of the texts in ../shared/data by copying, cutting, touching up and mixing, and holds
what is found against all pairs, counted exactly. A pair counts when the texts share a quarter of the word 5-grams
of the one that has fewer. `others` does so with datasketch and rensa on a part of the same pile; what is not installed
is left out. `speed` prints the cost of what comes before, too. `million` runs in processes of its own, so that
memory and time are those of the step alone; articles are made while they are read, and what that costs is measured
by making them once more for nothing.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onrecord.comparing.candidates import sharing
from onrecord.comparing.furniture import furniture
from onrecord.comparing.passages import shingles
from onrecord.comparing.words import Hashes, hashed

SEED = 7
PILE, COPIES = 20_000, 500
# datasketch and rensa are held against so many of the pile
OTHERS = 4_000
# a pair shares so much of the smaller text's 5-grams
SHARE = 0.25

Pairs = NDArray[np.int64]
Make = Callable[[], Hashes]


# --- piles -------------------------------------------------------------------------------------------


def real(shared: Path) -> list[str]:
    """The texts of four corpora, unlike each other in length and kind."""
    data = shared / "data"
    others = [row["text"] for name in ("ecb", "time") for row in rows(data / name / "articles.jsonl")]
    others += [p.read_text("utf-8") for p in sorted((data / "polnear" / "train" / "texts").glob("*.txt"))]
    return [row["text"] for row in rows(data / "stories" / "articles.jsonl")] + others


def rows(table: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in table.read_text("utf-8").splitlines()]


def cleared(shared: Path) -> list[Hashes]:
    """The words of the same texts without furniture, which `stories` has much of: it is left out before candidates."""
    texts = [hashed(text) for text in real(shared)]
    known = rows(shared / "data" / "stories" / "articles.jsonl")
    rest = len(texts) - len(known)
    told = {story: n for n, story in enumerate(dict.fromkeys(row["story"] for row in known))}
    # of the others neither outlet nor story is known: taken for one story, none of their words are furniture
    masks = furniture(
        texts,
        [*(told[row["story"]] for row in known), *[-1] * rest],
        [*(row["outlet"] for row in known), *[None] * rest],
    )
    return [text[~mask] for text, mask in zip(texts, masks, strict=True)]


class Maker:
    """New articles from old ones. `words` are those of all old ones, one after the other."""

    def __init__(self, texts: Sequence[Hashes], seed: int) -> None:
        self.words = np.concatenate(texts)
        self.chance = np.random.default_rng(seed)

    def own(self, size: int) -> Hashes:
        """Words that no other article has in this order: scraps of three from anywhere."""
        starts = self.chance.integers(len(self.words) - 3, size=size // 3 + 1)
        return self.words[starts[:, None] + np.arange(3)].ravel()[:size]

    def cut(self, text: Hashes, least: int, most: int) -> Hashes:
        """A passage of so many words."""
        size = min(len(text), int(self.chance.integers(least, most + 1)))
        start = int(self.chance.integers(len(text) - size + 1))
        return text[start : start + size]

    def touched(self, text: Hashes, rate: float) -> Hashes:
        """The text with one in so many words another."""
        out = text.copy()
        at = np.flatnonzero(self.chance.random(len(text)) < rate)
        out[at] = self.words[self.chance.integers(len(self.words), size=len(at))]
        return out

    def abridged(self, text: Hashes) -> Hashes:
        """Some passages of a text, in order, 8 to 50 % of it."""
        pieces = np.array_split(text, max(4, len(text) // 40))
        share = self.chance.uniform(0.08, 0.5)
        kept = [p for p in pieces if self.chance.random() < share] or pieces[:1]
        return self.touched(np.concatenate(kept), self.chance.uniform(0, 0.03))


def pile(texts: Sequence[Hashes], size: int, seed: int) -> tuple[list[Hashes], list[str]]:
    """So many articles and the kind of each: real ones, what was made of them and of each other, and a family."""
    maker = Maker(texts, seed)
    chance = maker.chance
    made, kinds = list(texts), ["real"] * len(texts)
    wire = next(t for t in texts if 350 < len(t) < 450)
    family = [
        np.concatenate([maker.own(6), maker.touched(wire[: int(chance.integers(200, 350))], 0.01), maker.own(9)])
        for _ in range(COPIES)
    ]

    def some() -> Hashes:
        return made[int(chance.integers(len(made)))]

    def long() -> Hashes:
        while len(text := some()) < 500:
            pass
        return text

    recipes: dict[str, Make] = {
        "own": lambda: maker.own(int(chance.integers(20, 900))),
        "copy": lambda: np.concatenate([maker.touched(some(), chance.uniform(0, 0.04)), maker.own(12)]),
        "abridged": lambda: maker.abridged(long()),
        "short": lambda: np.concatenate([maker.cut(some(), 8, 80), maker.own(int(chance.integers(0, 60)))]),
        "mixed": lambda: np.concatenate(
            [part for _ in range(int(chance.integers(2, 5))) for part in (maker.cut(some(), 30, 250), maker.own(60))]
        ),
        "touched up": lambda: maker.touched(some(), chance.uniform(0.05, 0.25)),
    }
    names = list(recipes)
    while len(made) < size - COPIES:
        kind = names[int(chance.integers(len(names)))]
        made.append(recipes[kind]())
        kinds.append(kind)
    made, kinds = made + family, kinds + ["wire"] * COPIES
    order = chance.permutation(len(made)).tolist()
    return [made[n] for n in order], [kinds[n] for n in order]


class Stream:
    """So many articles, made as they are read: 60 of 100 of scraps of their own, 40 from others.

    Scraps have 2 to 8 words of real texts, so that turns of phrase come again as they do in news. Those from others
    copy, cut or mix one to three of the last 2,000 and of 200 that stay.
    """

    def __init__(self, words: Hashes, size: int, seed: int) -> None:
        self.words, self.size, self.seed = words, size, seed

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Hashes]:
        chance = np.random.default_rng(self.seed)
        pool: list[Hashes] = []
        for n in range(self.size):
            if n < 200 or chance.random() < 0.6:
                lengths = chance.integers(2, 9, size=int(chance.integers(20, 180)))
                starts = np.repeat(chance.integers(len(self.words) - 8, size=len(lengths)), lengths)
                text = self.words[starts + np.arange(len(starts)) - np.repeat(np.cumsum(lengths) - lengths, lengths)]
            else:
                parts = []
                for i in chance.integers(len(pool), size=int(chance.integers(1, 4))).tolist():
                    start = int(chance.integers(max(1, len(pool[i]) // 2)))
                    parts.append(pool[i][start : start + int(chance.integers(30, 700))])
                text = np.concatenate(parts)
            if len(pool) < 2200:
                pool.append(text)
            else:
                pool[200 + n % 2000] = text
            yield text


# --- what is true ------------------------------------------------------------------------------------


def exact(texts: Sequence[Hashes]) -> tuple[Pairs, NDArray[np.float64]]:
    """All pairs that share `SHARE` of the smaller one's 5-grams, the lower position first, and how much they share."""
    grams = [np.unique(shingles(words)) for words in texts]
    sizes = np.array([len(g) for g in grams])
    owners = np.repeat(np.arange(len(grams)), sizes)
    values = np.concatenate(grams)
    rank = np.lexsort((owners, values))
    values, owners = values[rank], owners[rank]
    keys, counts = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    bounds = np.searchsorted(values, np.arange(1, 32, dtype=np.uint64) << np.uint64(59)).tolist()
    for start, stop in zip([0, *bounds], [*bounds, len(values)], strict=True):
        value, owner = values[start:stop], owners[start:stop]
        pairs, k = [], 1
        at = np.flatnonzero(value[1:] == value[:-1])
        while len(at):
            pairs.append(owner[at] * len(texts) + owner[at + k])
            k += 1
            at = at[at + k < len(value)]
            at = at[value[at] == value[at + k]]
        met, often = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *pairs]), return_counts=True)
        keys, where = np.unique(np.concatenate([keys, met]), return_inverse=True)
        counts = np.bincount(where, weights=np.concatenate([counts, often]), minlength=len(keys)).astype(np.int64)
    found = np.stack([keys // len(texts), keys % len(texts)], axis=1)
    share = counts / np.maximum(1, sizes[found].min(axis=1))
    return found[share >= SHARE], share[share >= SHARE]


def among(pairs: Pairs, found: Pairs, size: int) -> NDArray[np.bool_]:
    """Which of the pairs were found."""
    return np.isin(pairs[:, 0] * size + pairs[:, 1], found[:, 0] * size + found[:, 1])


class Scored:
    """What was found, beside what is true; `of_family` are the pairs with a copy of the wire story."""

    def __init__(self, texts: Sequence[Hashes], kinds: Sequence[str], found: Pairs, true: Pairs) -> None:
        self.found, self.true = found, true
        self.hit = among(true, found, len(texts))
        self.family = np.array(kinds) == "wire"
        self.of_family = self.family[true].any(axis=1)

    def recall(self, some: NDArray[np.bool_] | bool = True) -> float:
        """The share found of the pairs without a copy of the wire story, or of some of these."""
        return float(self.hit[~self.of_family & some].mean())

    def led(self) -> float:
        """The share of all pairs that are found, or both found with one earlier text that shares as much."""
        before: dict[int, set[int]] = {}
        for a, b in self.true[self.hit].tolist():
            before.setdefault(b, set()).add(a)
        met = [bool((before.get(a, set()) | {a}) & before.get(b, set())) for a, b in self.true[~self.hit].tolist()]
        return 1 - met.count(False) / len(self.true)

    def copies(self) -> float:
        """The share of the copies of the wire story that are found with the first of them."""
        first, *others = np.flatnonzero(self.family).tolist()
        return len({int(b) for a, b in self.found if a == first} & set(others)) / len(others)


def recall(texts: Sequence[Hashes], kinds: Sequence[str]) -> None:
    """Prints what is found of all pairs, by kind of the two texts."""
    true, share = exact(texts)
    scored = Scored(texts, kinds, sharing(texts), true)
    words = np.array([len(t) for t in texts])
    print(f"  {len(texts)} articles, {words.mean():.0f} words each; {len(true)} pairs share a quarter,")
    print(
        f"  {scored.of_family.sum()} with one of {scored.family.sum()} copies of a wire story;",
        len(scored.found),
        "found",
    )
    short = words[true].min(axis=1) < 60
    for name, some in (
        ("all pairs but those with a copy of the wire story", np.ones(len(true), dtype=np.bool_)),
        ("  shared by a quarter to a half", share < 0.5),
        ("  shorter text under 60 words", short),
        *((f"  one of them {k}", (np.array(kinds)[true] == k).any(axis=1)) for k in sorted({*kinds} - {"wire"})),
    ):
        print(f"  recall {scored.recall(some):.5f}  {name} ({(~scored.of_family & some).sum()})")
    print(
        f"  recall {scored.led():.5f}  all pairs, these too: found, or both with one earlier text that shares as much"
    )
    print(f"  copies of the wire story found with the first: {scored.copies():.4f}")


# --- others ------------------------------------------------------------------------------------------


def datasketch_pairs(texts: Sequence[Hashes]) -> Pairs:
    """MinHash LSH Ensemble, made for containment, at the threshold that is looked for."""
    from datasketch import MinHash, MinHashLSHEnsemble

    grams = [(np.unique(shingles(words)) >> np.uint64(32)).tolist() for words in texts]
    rows = []
    for n, gram in enumerate(grams):
        if gram:
            sketch = MinHash(num_perm=128, hashfunc=int)
            sketch.update_batch(gram)
            rows.append((n, sketch, len(gram)))
    index = MinHashLSHEnsemble(threshold=SHARE, num_perm=128)
    index.index(rows)
    pairs = {(min(n, m), max(n, m)) for n, sketch, size in rows for m in index.query(sketch, size) if m != n}
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def rensa_pairs(texts: Sequence[Hashes]) -> Pairs:
    """MinHash LSH with 64 bands of two: about half of the pairs of a Jaccard similarity of 0.1 meet."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(SHARE, 128, 64)
    sketches = RMinHash.from_token_sets([list(map(str, np.unique(shingles(w)).tolist())) for w in texts], 128, 1)
    index.insert_many(sketches)
    pairs = {(min(n, m), max(n, m)) for n, met in enumerate(index.query_all(sketches)) for m in met if m != n}
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def others(texts: Sequence[Hashes], kinds: Sequence[str]) -> None:
    """Prints recall and speed of onrecord and of others on one pile."""
    true, share = exact(texts)
    for name, find in (("onrecord", sharing), ("datasketch", datasketch_pairs), ("rensa", rensa_pairs)):
        if name != "onrecord" and importlib.util.find_spec(name) is None:
            print(f"  {name} is not installed")
            continue
        begin = time.process_time()
        found = find(texts)
        took = time.process_time() - begin
        scored = Scored(texts, kinds, found, true)
        half = scored.recall(share >= 0.5)
        print(
            f"  {name:10} {len(texts) / took:7.0f} articles a CPU-second; recall {scored.recall():.4f}"
            f" (from a half {half:.4f}), with earlier texts {scored.led():.4f};"
            f" copies with the first {scored.copies():.3f}; {len(found)} pairs for {len(true)}"
        )


# --- speed and memory --------------------------------------------------------------------------------


def speed(texts: Sequence[str], made: Sequence[Hashes]) -> None:
    """Prints articles a CPU-second of each step."""

    def timed(name: str, count: int, run: Callable[[], object]) -> None:
        best = float("inf")
        for _ in range(3):
            begin = time.process_time()
            run()
            best = min(best, time.process_time() - begin)
        print(f"  {name:34} {count / best:8.0f} articles a CPU-second")

    timed("text to hashes of words", len(texts), lambda: [hashed(t) for t in texts])
    timed("furniture, from hashes of words", len(made), lambda: furniture(made, range(len(made)), [None] * len(made)))
    timed("candidates, from hashes of words", len(made), lambda: sharing(made))


def stream(shared: Path, size: int, memory: int) -> None:
    """Prints, as JSON, what the candidates of so many articles cost."""
    articles = Stream(np.concatenate(cleared(shared)), size, SEED)
    begin, cpu = time.perf_counter(), time.process_time()
    words = sum(len(t) for t in articles)
    making, making_cpu = time.perf_counter() - begin, time.process_time() - cpu
    begin, cpu = time.perf_counter(), time.process_time()
    pairs = len(sharing(articles, memory=memory))
    wall, cpu = time.perf_counter() - begin, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
    print(
        json.dumps(
            {"articles": size, "words": words, "pairs": pairs, "wall": wall, "cpu": cpu, "peak": peak}
            | {"making": making, "making_cpu": making_cpu}
        )
    )


def million(shared: Path, sizes: Sequence[int], memory: int) -> None:
    """Prints time and memory for piles of several sizes."""
    for size in sizes:
        command = [sys.executable, __file__, str(shared), "--stream", str(size), "--memory", str(memory)]
        row = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        cpu = row["cpu"] - row["making_cpu"]
        each, wall, making = row["words"] / size, row["wall"], row["making"]
        print(
            f"  {size:8} articles of {each:.0f} words: {wall:.0f} s, of which {making:.0f} s to make them;"
            f" {size / cpu:.0f} articles a CPU-second; peak {row['peak']:.2f} GiB; {row['pairs']} pairs"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--sections", nargs="+", default=["recall", "others", "speed", "million"])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000], help="of the piles of `million`")
    parser.add_argument("--memory", type=int, default=1 << 30, help="bytes held in memory before the disk is used")
    parser.add_argument("--stream", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.stream is not None:
        return stream(args.shared, args.stream, args.memory)
    texts = real(args.shared)
    made, kinds = pile(cleared(args.shared), PILE, args.seed)
    for section in args.sections:
        print(section)
        if section == "recall":
            recall(made, kinds)
        elif section == "others":
            others(made[:OTHERS], kinds[:OTHERS])
        elif section == "speed":
            speed(texts, made)
        elif section == "million":
            million(args.shared, args.sizes, args.memory)


if __name__ == "__main__":
    main()
