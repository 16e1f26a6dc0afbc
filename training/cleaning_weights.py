"""Fit the weights of onrecord.intake.prose and print them.

    python training/cleaning_weights.py ../shared/data > weights.txt

Pages flattened to text (the `aeb` part of `pages/`) teach what a page's frame looks like; news texts
without furniture (every eighth of `polnear/train`), as they are and with the lines that scrapes leave in
them (written here, not taken from anywhere), whole and cut short, teach that an article's own short lines
are to be kept. An averaged passive-aggressive perceptron over whole splits: the split that the weights
prefer, errors made cheap, is held against the right one, and the weights move by what the two differ in.
What is printed replaces `WEIGHTS` in src/onrecord/intake/prose.py; the `wcxb` part is held out.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import defaultdict
from pathlib import Path

from onrecord.intake.lines import Line, kind_of, split
from onrecord.intake.prose import best_path, features, score

EPOCHS, STEP, SEED = 30, 0.02, 0
# losing an article's line is worse than keeping one of its surroundings
LOST = 3.0
_WORD = re.compile(r"\w+")

HEADS = [
    ["By Ann Smith", "Published 3 March 2021"],
    ["3 March 2021, 14:05"],
    ["Author: Ann Smith", "Date: March 3, 2021"],
    ["Home", "World", "Politics", "Flag Friday, 5 March 2021", "All news", "3 March 2021"],
    ["Ann Smith", "March 3, 2021", "Share", "Facebook", "Twitter"],
    ["Photo: Reuters", "Ann Smith | March 3, 2021"],
    ["WORLD NEWS", "MARCH 3, 2021 / 2:05 PM / UPDATED 2 YEARS AGO", "By Ann Smith, Bob Brown", "3 Min Read"],
    [],
]
MIDDLES = [
    ["Read more", "Minister denies all charges in bridge affair"],
    ["READ MORE: Minister denies all charges in bridge affair"],
    ["The bridge in March. Image credit: Daily Courier"],
    ["Advertisement"],
    ["Related Articles", "Minister denies all charges in bridge affair"],
    ["What happens next"],
    ["Sign up for our newsletter"],
    ["See also", "Bridge reopens after two years"],
    ["Story continues below advertisement"],
]
TAILS = [
    ["Subscribe to us", "Recent news from Norway"],
    ["Share this article", "Facebook", "Twitter", "Email"],
    ["Tags: bridge, minister", "Related stories", "Bridge reopens after two years", "Harbour to be deepened"],
    ["© 2021 Daily Courier. All rights reserved."],
    ["Leave a comment", "You must be logged in to post a comment."],
    ["Related posts", "Minister denies all charges", "The minister said on Friday that he had known nothing of it."],
    [],
]


def fold(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


# features by line, whether each line is of the article, what an error in it costs, its words
Example = tuple[list[dict[str, float]], list[bool], list[float], list[int]]


def example(text: str, inside: list[bool] | None, body: list[str] | None = None) -> Example:
    """A text with its labels, or with the body to label it by."""
    lines = split(text)
    for line in lines:
        line.kind = kind_of(line.text)
    if inside is None:
        inside = labels(lines, body or [])
    worth = [
        0.05 if line.kind else (0.3 + min(line.words, 60) / 12) * (LOST if y else 1.0)
        for line, y in zip(lines, inside, strict=True)
    ]
    return features(lines), inside, worth, [0 if line.kind else line.words for line in lines]


def labels(lines: list[Line], body: list[str]) -> list[bool]:
    """Whether each line of a flattened page stands in its body; furniture between two that do counts as in."""
    paragraphs = {fold(p.strip("[]")) for p in body}
    flat = " ".join(fold(p.strip("[]")) for p in body)
    held = []
    for line in lines:
        own = fold(line.text)
        held.append(bool(own) and (own in paragraphs or (line.words >= 8 and own in flat)))
    sure = [i for i, line in enumerate(lines) if held[i] and line.words >= 8]
    held = [
        h and (line.words >= 8 or any(abs(i - j) <= 6 for j in sure))
        for i, (h, line) in enumerate(zip(held, lines, strict=True))
    ]
    out = held[:]
    last = None
    for i, h in enumerate(held):
        if h:
            if last is not None and i - last <= 12 and all(lines[k].kind for k in range(last + 1, i)):
                out[last + 1 : i] = [True] * (i - last - 1)
            last = i
    return out


def scraped(text: str, rnd: random.Random, short: bool) -> Example:
    """A clean article with what scrapes leave above, in and below it; its first line is its title."""
    lines = [line for line in text.split("\n") if line.strip()]
    title, rest = lines[0].rstrip("."), lines[1:]
    if short and len(rest) > 4:
        start = rnd.randrange(len(rest) - 3)
        rest = rest[start : start + rnd.randrange(2, 7)]
    out: list[tuple[str, bool]] = []
    head = [(h, False) for h in rnd.choice(HEADS)]
    before = rnd.random() < 0.5
    out += (head if before else []) + [(title, False)] + ([] if before else head)
    if rnd.random() < 0.2:
        out.append((title, False))
    header = rnd.choice(
        [["Daily Courier", "By Ann Smith", "March 3, 2021"], ["Daily Courier | Page 3"], ["3/5/2021", "Bridge affair"]]
    )
    every = rnd.choice([3, 5, 8, 100])
    for n, line in enumerate(rest):
        if n and n % every == 0 and rnd.random() < 0.7:
            chosen = rnd.choice(MIDDLES)
            out += [(m, chosen == ["What happens next"] or k == 0) for k, m in enumerate(chosen)]
        parts = line.split(" ")
        if len(parts) > 30 and n % every == 1 and rnd.random() < 0.3:
            cut = rnd.randrange(8, len(parts) - 4)
            out.append((" ".join(parts[:cut]), True))
            out += [(h, True) for h in header]
            out.append((" ".join(parts[cut:]), True))
        else:
            out.append((line, True))
    out += [(t, False) for t in rnd.choice(TAILS)]
    gap = rnd.choice(["\n", "\n\n"])
    return example(gap.join(line for line, _ in out), [y for _, y in out])


def counts(found: list[dict[str, float]], path: list[bool]) -> dict[str, float]:
    """The sum of the features along a path."""
    total: dict[str, float] = defaultdict(float)
    for i, state in enumerate(path):
        if state:
            for name, value in found[i].items():
                total[name] += value
            if i and not path[i - 1]:
                total["enter"] += 1
        elif i and path[i - 1]:
            total["leave"] += 1
    if path:
        total["start"] += path[0]
        total["end"] += path[-1]
    return total


def fit(data: list[Example], epochs: int = EPOCHS) -> dict[str, float]:
    """The averaged weights after some rounds over the examples."""
    rnd = random.Random(SEED)
    weights: dict[str, float] = defaultdict(float)
    summed: dict[str, float] = defaultdict(float)
    steps = 0
    for _ in range(epochs):
        rnd.shuffle(data)
        for found, gold, worth, _words in data:
            steps += 1
            scores = [score(f, weights) + (-w if y else w) for f, y, w in zip(found, gold, worth, strict=True)]
            path = best_path(scores, weights)
            if path != gold:
                want, got = counts(found, gold), counts(found, path)
                change = {name: want[name] - got[name] for name in {*want, *got}}
                size = sum(v * v for v in change.values())
                loss = sum(w for w, a, b in zip(worth, path, gold, strict=True) if a != b)
                margin = sum(weights[name] * v for name, v in change.items())
                step = min(STEP, max(0.0, (loss - margin) / size)) if size else 0.0
                for name, v in change.items():
                    weights[name] += step * v
            for name, v in weights.items():
                summed[name] += v
    return {name: v / steps for name, v in summed.items()}


def f1(data: list[Example], weights: dict[str, float]) -> float:
    """F1 of words in the article, the mean over texts."""
    out = []
    for found, gold, _, words in data:
        path = best_path([score(f, weights) for f in found], weights)
        both = sum(w for w, a, b in zip(words, path, gold, strict=True) if a and b)
        all_ = sum(w for w, a in zip(words, path, strict=True) if a) + sum(
            w for w, b in zip(words, gold, strict=True) if b
        )
        if any(gold):
            out.append(2 * both / all_ if all_ else 0.0)
    return sum(out) / len(out)


def lost(data: list[Example], weights: dict[str, float]) -> float:
    """The share of the articles' words that the split leaves out."""
    gone = total = 0
    for found, gold, _, words in data:
        path = best_path([score(f, weights) for f in found], weights)
        gone += sum(w for w, a, b in zip(words, path, gold, strict=True) if b and not a)
        total += sum(w for w, b in zip(words, gold, strict=True) if b)
    return gone / total


def load(root: Path) -> tuple[dict[str, list[Example]], list[str]]:
    """The flattened pages of each part, and the texts without furniture."""
    gold = {}
    for row in (root / "pages" / "gold.jsonl").open(encoding="utf-8"):
        page = json.loads(row)
        body = page["body"] or ""
        gold[page["article"]] = body if isinstance(body, list) else body.split("\n")
    read = lambda path: path.read_bytes().decode("utf-8")  # noqa: E731
    pages = {
        part: [example(read(p), None, gold[p.stem]) for p in sorted((root / "pages" / "text").glob(part + "*"))]
        for part in ("aeb", "wcxb")
    }
    clean = [read(p) for p in sorted((root / "polnear" / "train" / "texts").glob("*.txt"))[::8]]
    return pages, clean


def main() -> None:
    pages, clean = load(Path(sys.argv[1]))
    rnd = random.Random(SEED)
    bare = [example(t, [True] * len(split(t))) for t in clean]
    left = [scraped(t, rnd, short) for t in clean for short in (False, True, True)]
    weights = fit(pages["aeb"] + bare[:50] + left[:180])
    print(
        "fitted on aeb",
        round(f1(pages["aeb"], weights), 4),
        "held out: wcxb",
        round(f1(pages["wcxb"], weights), 4),
        file=sys.stderr,
    )
    print(
        "held out: words of clean articles lost",
        round(lost(bare[60:], weights), 5),
        "of scraped ones",
        round(lost(left[180:], weights), 5),
        "F1",
        round(f1(left[180:], weights), 4),
        file=sys.stderr,
    )
    for name, value in sorted(weights.items()):
        if abs(value) >= 0.005:
            print(f'    "{name}": {value:.2f},')


if __name__ == "__main__":
    main()
