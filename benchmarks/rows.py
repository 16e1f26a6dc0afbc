"""Rows of tables: whether cleaning keeps the texts of a database whole, and how fast tables are read.

python benchmarks/rows.py ../shared        # PolNeAR as rows, in text and in markup
python benchmarks/rows.py --speed             # 100,000 rows as CSV, JSON Lines, JSON and Parquet
"""

from __future__ import annotations

import csv
import html
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from onrecord.intake import parse
from onrecord.intake.containers import Limits, rows, tables
from onrecord.model import Article, Source

SENTENCE = "The harbour was closed on Monday, the port authority said. "


def kept(corpus: Path, part: str, *, markup: bool) -> str:
    """How many contents of attributions stay whole, in the article or in its title."""
    with (corpus / "metadata.tsv").open(encoding="utf-8", newline="") as lines:
        titles = {x["filename"]: x["title"] for x in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}
    contents = whole = headlines = 0
    for line in (corpus / part / "attributions.jsonl").open(encoding="utf-8"):
        gold = json.loads(line)
        text = (corpus / part / "texts" / f"{gold['article']}.txt").read_bytes().decode()
        marked = "".join(f"<p>{html.escape(x)}</p>\n" for x in text.split("\n") if x.strip())
        known = {"title": titles.get(gold["article"]), **({"html": marked} if markup else {"text": text})}
        (found,) = parse([rows.source(gold["article"], gold["article"], known)])
        assert isinstance(found, Article), found
        body = " ".join(" ".join(found.text[a:b] for a, b in found.body).split())
        for attribution in gold["attributions"]:
            for start, stop in attribution["content"][:1]:
                said = " ".join(text[start:stop].split())
                contents += 1
                whole += said in body
                # a title that ends in a full stop within its marks is annotated with it
                headlines += said not in body and said.rstrip(".’'”\"") in " ".join((found.title or "").split())
    form = "markup" if markup else "text"
    return f"{part} in {form}: {contents:,} contents, {whole:,} whole in the article, {headlines:,} in its title"


def write(path: Path, count: int = 100_000) -> None:
    """A table of articles of 2.6 KB."""
    found = (
        {"id": n, "title": f"Title {n}", "text": (SENTENCE + f'"Number {n}", she said.\n\n') * 30, "date": "2021-03-04"}
        for n in range(count)
    )
    with path.open("w", encoding="utf-8", newline="") as out:
        if path.suffix == ".csv":
            writer = csv.DictWriter(out, ["id", "title", "text", "date"])
            writer.writeheader()
            writer.writerows(found)
        elif path.suffix == ".jsonl":
            out.writelines(json.dumps(row) + "\n" for row in found)
        elif path.suffix == ".json":
            json.dump({"articles": list(found)}, out)
        else:
            import pyarrow
            import pyarrow.parquet

            pyarrow.parquet.write_table(pyarrow.Table.from_pylist(list(found)), path)


def speed(path: Path) -> str:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    began = time.process_time()
    with path.open("rb") as stream:
        count = sum(isinstance(x, Source) for x in tables.sources(path.name, stream, Limits()))
    rate = count / (time.process_time() - began)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"{path.suffix}: {count:,} rows, {rate:,.0f} a second of one core, {after} MiB ({before} before)"


def main() -> None:
    if sys.argv[1] == "--write":
        write(Path(sys.argv[2]))
    elif sys.argv[1] == "--read":
        print(speed(Path(sys.argv[2])))
    elif sys.argv[1] == "--speed":
        # each in processes of its own, whose memory is its own
        for ending in ("csv", "jsonl", "json", "parquet"):
            with tempfile.TemporaryDirectory() as folder:
                for step in ("--write", "--read"):
                    subprocess.run([sys.executable, __file__, step, f"{folder}/pile.{ending}"], check=True)
    else:
        corpus = Path(sys.argv[1]) / "data" / "polnear"
        for part in ("train", "dev"):
            for markup in (False, True):
                print(kept(corpus, part, markup=markup), flush=True)


if __name__ == "__main__":
    main()
