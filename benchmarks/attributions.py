"""Score the attributions reader on a part of PolNeAR.

    python benchmarks/attributions.py [dev|train] [limit] [--as-is] [--spans] [--reliability]

Reads ../shared/data/polnear, writes the predictions into a temporary folder, calls the scorer there and prints
how many articles a second of processor time the reader took. `--as-is` keeps attributions inside others, which
PolNeAR does not mark, `--spans` adds how many single spans are exactly right, `--reliability` whether a score
says how often an attribution is right.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onrecord.model import Article, Attribution, digest
from onrecord.reading import attributions

SHARED = Path(__file__).resolve().parents[2] / "shared"
sys.path.insert(0, str(SHARED / "eval"))  # for the scorer's functions

ROLES = ("source", "cue", "content")
# F1 that CofeNet has of exact spans (Wang et al. 2022), on its makers' division of PolNeAR into short passages
COFENET = {"source": 83.2, "cue": 75.3, "content": 72.9}

# an attribution in the scorer's format
Row = dict[str, Any]


def article(path: Path) -> Article:
    """A plain-text article whose paragraphs are its lines."""
    text = path.read_bytes().decode("utf-8")
    paragraphs, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(((at, at + len(line)),))
        at += len(line) + 1
    return Article(digest(path.stem), str(path), path.stem, "", "text/plain", text, paragraphs=tuple(paragraphs))


def load(part: str, limit: int | None = None) -> tuple[list[Article], list[list[Row]]]:
    """The articles of a part of PolNeAR, and what its annotators found in each."""
    folder = SHARED / "data" / "polnear" / part
    if not folder.is_dir():
        sys.exit(f"{folder} is missing: the corpora are not part of this repository")
    gold = [json.loads(x) for x in (folder / "attributions.jsonl").read_text("utf-8").splitlines()][:limit]
    articles = [article(folder / "texts" / f"{row['article']}.txt") for row in gold]
    return articles, [row["attributions"] for row in gold]


def rows(article: Article, found: Sequence[Attribution], as_polnear: bool = True) -> list[Row]:
    """What was found, in the scorer's format.

    PolNeAR marks no attribution inside the content of another, so that `as_polnear` leaves out those that are.
    """
    return [
        {"source": one.source, "cue": one.cue, "content": one.content, "form": one.form}
        for one in found
        if not (as_polnear and one.nested_in)
    ]


def score(articles: Sequence[Article], gold: Sequence[list[Row]], predicted: Sequence[list[Row]]) -> dict[str, Any]:
    """The scorer's figures: precision, recall and F1 of each."""
    return json.loads(scored(articles, gold, predicted, "--json"))


def scored(
    articles: Sequence[Article], gold: Sequence[list[Row]], predicted: Sequence[list[Row]], *options: str
) -> str:
    """What the scorer prints."""
    with tempfile.TemporaryDirectory() as place:
        files = [Path(place, name) for name in ("gold.jsonl", "predicted.jsonl")]
        for file, found in zip(files, (gold, predicted), strict=True):
            lines = ({"article": a.name, "attributions": x} for a, x in zip(articles, found, strict=True))
            file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        texts = str(Path(articles[0].input).parent)
        command = [sys.executable, str(SHARED / "eval" / "score_attributions.py"), *map(str, files), "--texts", texts]
        return subprocess.run([*command, *options], check=True, stdout=subprocess.PIPE, text=True).stdout


def exact_spans(
    articles: Sequence[Article], gold: Sequence[list[Row]], predicted: Sequence[list[Row]]
) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 of each role's spans, as CofeNet counts: equal or wrong, whatever belongs together.

    Each part of a discontinuous role is a span of its own, and a span that several attributions share counts once.
    Marks and spaces at the ends are left aside.
    """
    from score_attributions import ALNUM, Tally

    tally = {role: Tally() for role in ROLES}
    for a, wanted, found in zip(articles, gold, predicted, strict=True):
        for role in ROLES:
            spans: list[set[tuple[int, int]]] = []
            for side in (wanted, found):
                words = ([m.start() + s for m in ALNUM.finditer(a.text[s:e])] for row in side for s, e in row[role])
                spans.append({(at[0], at[-1] + 1) for at in words if at})
            both = len(spans[0] & spans[1])
            tally[role].add(both, len(spans[1]), both, len(spans[0]))
    return {role: tally[role].line() for role in ROLES}


def right(text: str, gold: Sequence[Row], predicted: Sequence[Row]) -> list[bool]:
    """For each prediction whether the scorer counts it as a right relation."""
    from score_attributions import match, tokens

    gs, ps = ([{role: tokens(text, row[role]) for role in ROLES} for row in side] for side in (gold, predicted))

    def same(i: int, j: int, role: str) -> bool:
        return bool(gs[i][role] & ps[j][role]) or not (gs[i][role] or ps[j][role])

    good = {j for i, j, s in match(gs, ps) if s >= 0.5 and same(i, j, "source") and same(i, j, "cue")}
    return [j in good for j in range(len(predicted))]


def reliability(judged: Sequence[tuple[float, bool]]) -> str:
    """A table of the share that is right by score, and the expected calibration error (ten bins of equal width)."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for sure, good in judged:
        bins[min(9, int(sure * 10))].append((sure, good))
    lines, error = [f"{'score':16}{'number':>7}{'mean':>7}{'right':>7}"], 0.0
    for n, held in enumerate(bins):
        if held:
            mean, share = (sum(column) / len(held) for column in zip(*held, strict=True))
            error += abs(mean - share) * len(held) / len(judged)
            lines.append(f"{n / 10:.1f} to {(n + 1) / 10:.1f}{'':6}{len(held):7}{mean:7.2f}{share:7.2f}")
    return "\n".join([*lines, f"expected calibration error {error:.3f}, {len(judged)} attributions"])


def main(part: str, limit: int | None, as_polnear: bool, spans: bool, reliable: bool) -> None:
    articles, gold = load(part, limit)
    attributions.read(articles[:1], [])
    begin = time.process_time()
    found = attributions.read(articles, [])
    took = time.process_time() - begin
    predicted = [rows(a, x, as_polnear) for a, x in zip(articles, found, strict=True)]
    print(scored(articles, gold, predicted, "--by-form"), end="")
    words = sum(len(a.text.split()) for a in articles)
    print(f"{len(articles) / took:.0f} articles/s, {words / took:.0f} words/s, {sum(map(len, found))} attributions")
    if spans:
        print(f"\n{'exact spans':16}{'P':>7}{'R':>7}{'F1':>7}{'CofeNet':>9}")
        for role, figures in exact_spans(articles, gold, predicted).items():
            print(f"{role:16}" + "".join(f"{x:7.1f}" for x in figures) + f"{COFENET[role]:9.1f}")
    if reliable:
        judged: list[tuple[float, bool]] = []
        for a, wanted, held in zip(articles, gold, found, strict=True):
            top = [x for x in held if not x.nested_in]
            judged += zip((x.score for x in top), right(a.text, wanted, rows(a, top, as_polnear)), strict=True)
        print("\n" + reliability(judged))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", default="dev", choices=("dev", "train"))
    parser.add_argument("limit", nargs="?", type=int, help="only the first so many articles")
    parser.add_argument("--as-is", action="store_true", help="without the bridge between the guidelines")
    parser.add_argument("--spans", action="store_true", help="exact spans of each role, as CofeNet counts them")
    parser.add_argument("--reliability", action="store_true", help="how often an attribution of a score is right")
    given = parser.parse_args()
    main(given.part, given.limit, not given.as_is, given.spans, given.reliability)
