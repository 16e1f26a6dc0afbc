"""Occasions on marked stories: how many of those that the articles tell of are found, and what else is listed.

    python benchmarks/occasions.py SHARED [--set tune|held] [--misses] [--list]

SHARED is the folder with `data/stories`. `marks/occasions.jsonl` holds 26 stories, marked by reading them whole: for
each occasion its kind, speaker, host, when it was held and aired (each with the answers that are right; "-" is not
known, "*" anything), and the passages that tell of it. Rules were made on "tune"; "held" was marked at the same time
and only measured. An occasion is found when one that onrecord lists has its kind, its speaker and its day, and
stands on the marked articles. Marks that are `optional` (another outlet's report, an embedded post) do not count.

--misses prints the marked ones that are not found, --list all that onrecord lists, for reading.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from onrecord import intake, linking, reading
from onrecord.model import Article, Links, Occasion, Reading
from onrecord.text import fold, quote

MARKS = Path(__file__).parent / "marks" / "occasions.jsonl"


def marked(part: str | None) -> list[dict]:
    rows = [json.loads(line) for line in MARKS.read_text("utf-8").splitlines()]
    return [row for row in rows if part in (None, row["set"])]


def matches(mark: dict, row: Occasion, speakers: dict[str, str], names: dict[str, str]) -> bool:
    """Whether an occasion is the one that was marked."""
    who = fold(speakers.get(row.speaker or "", ""))
    right = ("-" in mark["speaker"] and not who) or any(
        who and (name in who or name.split()[-1] in who.split()) for name in map(fold, mark["speaker"]) if name
    )
    place = {names[a] for a in row.articles if a in names}
    return (
        right
        and row.kind in mark["kind"]
        and any(day == "*" or day == (row.held or "-")[:10] for day in mark["held"])
        and (mark["aired"] == ["-"] or (row.aired or "-") in mark["aired"])
        and {article for article, _ in mark["mentions"]} <= place
    )


def hosted(mark: dict, row: Occasion) -> bool:
    host = fold(row.host or "")
    return any(fold(name) in host or (host and host in fold(name)) for name in mark["host"])


def score(part: str, stories: Sequence[dict], articles: Sequence[Article], links: Links, misses: bool) -> None:
    names = {a.id: a.name for a in articles}
    texts = {a.name: a.text for a in articles}
    speakers = {s.id: s.name for s in links.speakers}
    must = found = with_host = right_host = 0
    for story in stories:
        here = [o for o in links.occasions if any(names[a] in story["articles"] for a in o.articles)]
        for mark in story["occasions"]:
            if mark.get("optional"):
                continue
            must += 1
            fits = [o for o in here if matches(mark, o, speakers, names)]
            found += bool(fits)
            if fits and mark["host"]:
                with_host += 1
                right_host += any(hosted(mark, o) for o in fits)
            if misses and not fits:
                words = " | ".join(f"{a[:6]} {texts[a][slice(*span)]}" for a, span in mark["mentions"])
                print("missed:", mark["kind"], mark["speaker"], mark["held"], "|", words)
    listed = sum(any(names[a] in s["articles"] for s in stories for a in o.articles) for o in links.occasions)
    print(f"{part}: found {found} of {must}; of those with a host {right_host} of {with_host}; listed {listed}")


def show(stories: Sequence[dict], articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> None:
    names = {a.id: a.name for a in articles}
    texts = {a.id: a.text for a in articles}
    mentions = {m.id: m for r in readings for m in r.occasions}
    speakers = {s.id: s.name for s in links.speakers}
    for story in stories:
        for o in links.occasions:
            if any(names[a] in story["articles"] for a in o.articles):
                told = [mentions[m] for m in o.mentions]
                words = [" ".join(quote(texts[m.article], m.spans).split()) for m in told]
                fields = (o.kind, speakers.get(o.speaker or ""), o.host, o.about, o.place, o.held, o.aired)
                print(*fields, [names[a][:6] for a in o.articles], len(o.attributions), words, sep=" | ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--set", choices=["tune", "held"])
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    wanted = {article for story in marked(args.set) for article in story["articles"]}
    inputs = intake.sources([str(args.shared / "data" / "stories" / "articles.jsonl")])
    articles = [a for a in intake.parse(list(inputs)) if isinstance(a, Article) and a.name in wanted]
    readings = reading.read(articles)
    links = linking.link(articles, readings)
    for part in ("tune", "held"):
        if args.set in (None, part):
            stories = marked(part)
            score(part, stories, articles, links, args.misses)
            if args.list:
                show(stories, articles, readings, links)


if __name__ == "__main__":
    main()
