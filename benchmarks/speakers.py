"""How well sources are resolved to speakers, given gold attributions (PolNeAR).

    python benchmarks/speakers.py ../shared/data/polnear [--set marked|tune|held] [--verbose]
    python benchmarks/speakers.py ../shared/data/polnear [--set marked|tune|held] --whole

`marked` are the 16 development articles whose speakers the corpus comes with. `tune` and `held` are further articles,
marked for onrecord by reading (`marks/speakers.jsonl`: ids, names and kinds; the texts stay where they are): rules
were made while looking at `tune` and `marked`, `held` was only measured. Names are compared with `text.fold`, the word
"the" left aside. Where the article names nobody (a group, a document, a body), the words for it are compared; gold
without a name wants an unnamed speaker. `all named` counts every attribution whose gold has a name.
`--whole` reads and links the articles from nothing, as `onrecord add` does, and prints what the scorer of
../shared/eval says of the speakers of those gold attributions that were found.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from onrecord import pipeline
from onrecord.model import Article, Attribution, Entity, Reading, digest
from onrecord.reading import entities
from onrecord.text import fold, quote

MARKS = Path(__file__).parent / "marks" / "speakers.jsonl"


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


def marked(corpus: Path, chosen: str) -> Iterator[tuple[str, str, list[dict]]]:
    """Name, text and gold rows, with `speaker` and `speaker_kind`, of each article of a set."""
    if chosen == "marked":
        found = [("dev", x["article"], x["attributions"]) for x in _lines(corpus / "dev" / "speakers.jsonl")]
    else:
        rows = {
            (part, x["article"]): x["attributions"]
            for part in ("dev", "train")
            for x in _lines(corpus / part / "attributions.jsonl")
        }
        found = []
        for x in _lines(MARKS):
            if x["set"] == chosen:
                gold = [(row, x["speakers"][row["id"]]) for row in rows[x["part"], x["article"]]]
                found.append(
                    (x["part"], x["article"], [{**row, "speaker_kind": m[0], "speaker": m[1]} for row, m in gold])
                )
    for part, name, gold_rows in sorted(found, key=lambda x: x[:2]):
        yield name, (corpus / part / "texts" / f"{name}.txt").read_bytes().decode(), gold_rows


def _lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def whole(corpus: Path, chosen: str) -> None:
    """Print the scorer's speaker accuracy for attributions and speakers that onrecord finds by itself."""
    rows = list(marked(corpus, chosen))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, text, _ in rows:
            (folder / f"{name}.txt").write_bytes(text.encode())
        findings = pipeline.read([folder])
        names = {a.id: a.name for a in findings.articles}
        name_of = {e: s.name for s in findings.links.speakers for e in s.entities}
        gold, found = folder / "gold.jsonl", folder / "found.jsonl"
        with gold.open("w") as out:
            for name, _, wanted in rows:
                print(json.dumps({"article": name, "attributions": wanted}), file=out)
        with found.open("w") as out:
            for r in findings.readings:
                says = {a: name_of.get(e.id) for e in r.entities for a in e.says}
                said = [
                    {role: getattr(a, role) for role in ("source", "cue", "content", "form")}
                    | {"speaker": says.get(a.id)}
                    for a in r.attributions
                ]
                print(json.dumps({"article": names[r.article], "attributions": said}), file=out)
        scorer = corpus.parents[1] / "eval" / "score_attributions.py"
        subprocess.run([sys.executable, scorer, gold, found, "--texts", folder], check=True)


def plain(name: str | None) -> str:
    return " ".join(word for word in fold(name or "").split() if word != "the")


def right(want: dict, got: Entity | None) -> bool:
    """Whether the speaker found is the one marked; somebody unnamed is right when the words for him are."""
    name = got.name if got else None
    if want["speaker"] is not None and want["speaker_kind"] != "person":
        name = name or (got.descriptions[0] if got and got.descriptions else None)
    return plain(want["speaker"]) == plain(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--set", choices=("marked", "tune", "held"), default="marked", dest="chosen")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--whole", action="store_true")
    args = parser.parse_args()
    if args.whole:
        whole(args.corpus, args.chosen)
        return
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    seconds = 0.0
    articles = 0
    entities.read([plain_article("", "The tables are read once.")], [Reading("")])
    for name, text, gold in marked(args.corpus, args.chosen):
        article = plain_article(name, text)
        attributions = gold_attributions(article, gold)
        begin = time.perf_counter()
        [found] = entities.read([article], [Reading(article.id, attributions)])
        seconds += time.perf_counter() - begin
        articles += 1
        speaker = {i: entity for entity in found for i in entity.says}
        if args.verbose:
            print("==", name)
        for want, a in zip(gold, attributions, strict=True):
            got = speaker.get(a.id)
            ok = right(want, got)
            for kind in (want["speaker_kind"], *(["all named"] if want["speaker"] is not None else [])):
                total[kind] += 1
                hits[kind] += ok
            if args.verbose and not ok:
                show(text, want, a, got)
    for kind in sorted(total):
        print(f"{kind:14}{hits[kind]:5} of {total[kind]:4}  {hits[kind] / total[kind]:.3f}")
    print(f"{articles} articles, {articles / seconds:.0f} a second")


def show(text: str, want: dict, a: Attribution, got: Entity | None) -> None:
    where = (a.source or a.cue or a.content)[0][0]
    around = " ".join(text[max(0, where - 60) : where + 40].split())
    label = (got.name or (got.descriptions[0] if got.descriptions else None)) if got else None
    heard = f"{label!r} ({got.kind if got else '-'})"
    print(f"  {want['speaker_kind']:12} want {want['speaker']!r} got {heard} <- {quote(text, a.source)!r}: …{around}…")


if __name__ == "__main__":
    main()
