"""How well sources are resolved to speakers, given gold attributions (PolNeAR development articles).

    python benchmarks/speakers.py ../shared/data/polnear/dev [--verbose] [--half 0|1]

Names are compared with `text.fold`, a leading "the" left aside; gold that names nobody wants an unnamed speaker.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from onrecord.model import Article, Attribution, Reading, digest
from onrecord.reading import entities
from onrecord.text import fold, quote


def plain_article(name: str, text: str) -> Article:
    """An article of a plain text, every line a paragraph."""
    paragraphs = []
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            paragraphs.append(((at, at + len(line.rstrip())),))
        at += len(line)
    return Article(digest(name), name, name, "", "text/plain", text, paragraphs=tuple(paragraphs))


def gold_attributions(article: Article, rows: list[dict]) -> tuple[Attribution, ...]:
    """Gold rows as our own type; one that lies in the content of another is nested in the smallest such."""
    spans = lambda xs: tuple((a, b) for a, b in xs or [])  # noqa: E731
    plain = [
        Attribution(digest(article.id, r["id"]), article.id, spans(r["source"]), spans(r["cue"]), spans(r["content"]),
                    r["form"], "statement", None, None, 1.0, "gold")
        for r in rows
    ]  # fmt: skip
    out = []
    for a in plain:
        inner = a.cue or a.source or a.content
        hull = lambda b: b.content[-1][1] - b.content[0][0]  # noqa: E731
        around = [b for b in plain if b is not a and inner and b.content
                  and b.content[0][0] <= inner[0][0] and inner[-1][1] <= b.content[-1][1]]  # fmt: skip
        outer = min(around, key=hull).id if around else None
        out.append(Attribution(a.id, a.article, a.source, a.cue, a.content, a.form, a.kind, a.via, outer, 1.0, "gold"))
    return tuple(out)


def same(left: str | None, right: str | None) -> bool:
    plain = lambda s: fold(s or "").removeprefix("the ")  # noqa: E731
    return plain(left) == plain(right)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only every other article, from this one")
    args = parser.parse_args()
    gold = [json.loads(line) for line in (args.folder / "speakers.jsonl").read_text("utf-8").splitlines()]
    gold.sort(key=lambda row: row["article"])
    if args.half is not None:
        gold = gold[args.half :: 2]
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    seconds = 0.0
    entities.read([plain_article("", "The tables are read once.")], [Reading("")])
    for row in gold:
        text = (args.folder / "texts" / f"{row['article']}.txt").read_bytes().decode()
        article = plain_article(row["article"], text)
        attributions = gold_attributions(article, row["attributions"])
        begin = time.perf_counter()
        [found] = entities.read([article], [Reading(article.id, attributions)])
        seconds += time.perf_counter() - begin
        speaker = {i: entity for entity in found for i in entity.says}
        if args.verbose:
            print("==", row["article"])
        for want, a in zip(row["attributions"], attributions, strict=True):
            kind = want["speaker_kind"]
            got = speaker.get(a.id)
            name = got.name if got else None
            label = name or (got.descriptions[0] if got and got.descriptions else None)
            ok = (
                same(want["speaker"], name)
                if kind in ("person", "organisation") or want["speaker"] is None
                else (same(want["speaker"], label))
            )
            total[kind] += 1
            right[kind] += ok
            if args.verbose and not ok:
                where = (a.source or a.cue or a.content)[0][0]
                around = " ".join(text[max(0, where - 60) : where + 40].split())
                heard = f"{label!r} ({got.kind if got else '-'})"
                print(f"  {kind:12} want {want['speaker']!r} got {heard} <- {quote(text, a.source)!r}: …{around}…")
    for kind in sorted(total):
        print(f"{kind:14}{right[kind]:5} of {total[kind]:4}  {right[kind] / total[kind]:.3f}")
    print(f"{len(gold) / seconds:.0f} articles a second")


if __name__ == "__main__":
    main()
