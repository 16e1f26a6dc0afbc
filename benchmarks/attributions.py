"""Score the attributions reader on a part of PolNeAR.

    python benchmarks/attributions.py [dev|train] [limit] [--as-is]

Reads ../shared/data/polnear, writes the predictions into a temporary folder, calls the scorer there and prints
how many articles a second of processor time the reader took. `--as-is` leaves out the bridge between the two
guidelines (see `line`).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from onrecord.model import Article, Attribution, digest
from onrecord.reading import attributions

SHARED = Path(__file__).resolve().parents[2] / "shared"


def article(path: Path) -> Article:
    """A plain-text article whose paragraphs are its lines."""
    text = path.read_bytes().decode("utf-8")
    paragraphs, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(((at, at + len(line)),))
        at += len(line) + 1
    return Article(digest(path.stem), str(path), path.stem, "", "text/plain", text, paragraphs=tuple(paragraphs))


def line(article: Article, rows: tuple[Attribution, ...], as_polnear: bool = True) -> str:
    """One line of the scorer's input.

    PolNeAR's guidelines differ from onrecord's in two points, which `as_polnear` follows: it counts the
    conjunction "that" to the content, and it marks no attribution inside the content of another.
    """
    out = []
    for row in rows:
        if as_polnear and row.nested_in:
            continue
        content = [list(span) for span in row.content]
        start = content[0][0]
        if as_polnear and article.text[max(0, start - 5) : start].lower() == "that ":
            content[0][0] = start - 5
        out.append({"source": row.source, "cue": row.cue, "content": content, "form": row.form})
    return json.dumps({"article": article.name, "attributions": out})


def main(part: str, limit: int | None, as_polnear: bool) -> None:
    folder = SHARED / "data" / "polnear" / part
    gold = [json.loads(x) for x in (folder / "attributions.jsonl").read_text("utf-8").splitlines()][:limit]
    articles = [article(folder / "texts" / f"{row['article']}.txt") for row in gold]
    attributions.read(articles[:1], [])
    begin = time.process_time()
    found = attributions.read(articles, [])
    took = time.process_time() - begin
    with tempfile.TemporaryDirectory() as place:
        wanted, predicted = Path(place, "gold.jsonl"), Path(place, "predicted.jsonl")
        wanted.write_text("".join(json.dumps(row) + "\n" for row in gold), "utf-8")
        predicted.write_text(
            "".join(line(a, rows, as_polnear) + "\n" for a, rows in zip(articles, found, strict=True)), "utf-8"
        )
        scorer = SHARED / "eval" / "score_attributions.py"
        subprocess.run(
            [sys.executable, str(scorer), str(wanted), str(predicted), "--texts", str(folder / "texts"), "--by-form"],
            check=True,
        )
    words = sum(len(a.text.split()) for a in articles)
    print(f"{len(articles) / took:.0f} articles/s, {words / took:.0f} words/s, {sum(map(len, found))} attributions")


if __name__ == "__main__":
    words = [x for x in sys.argv[1:] if x != "--as-is"]
    main(words[0] if words else "dev", int(words[1]) if len(words) > 1 else None, "--as-is" not in sys.argv)
