"""How well plain text is cleaned and what pages say is read, against pages and articles with a known body.

    python benchmarks/cleaning.py ../shared

Flattened pages (`data/pages/text`) as wholes and as a scrape leaves them (ten lines above the first line of
the article, four below its last), against the run of long lines as a baseline; the same pages as HTML; and
what share of the quoted and reported words of clean articles (`data/polnear/train`) stays in the article. The shipped
trees were grown on `aeb` and on `wcxb odd`: only what is printed of `wcxb even` says how well they do on other pages.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from statistics import mean

from onrecord.intake import parse, sources
from onrecord.intake.cleaning import clean
from onrecord.intake.lines import split
from onrecord.model import Article, Source

_WORD = re.compile(r"\w+")
ABOVE, BELOW = 10, 4
LONG = 80


def words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def prf(found: str, wanted: list[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the bag of words; a wanted paragraph in [brackets] may be there or not."""
    best = (0.0, 0.0, 0.0)
    for gold in (wanted, [p for p in wanted if not p.startswith("[")]):
        got, want = Counter(words(found)), Counter(words(" ".join(p.strip("[]") for p in gold)))
        both = (got & want).total()
        if not got or not want:
            score = (float(got == want),) * 3
        else:
            p, r = both / got.total(), both / want.total()
            score = (p, r, 2 * p * r / (p + r) if both else 0.0)
        best = max(best, score, key=lambda s: s[2])
    return best


def cleaned(text: str) -> str:
    return " ".join(text[a:b] for spans in clean(text).paragraphs for a, b in spans)


def long_lines(text: str) -> str:
    """The baseline: the run of lines that holds the most characters in long lines."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    best, run, at = 0, 0, 0
    span = (0, 0)
    for i, line in enumerate(lines):
        worth = len(line) if len(line) >= LONG else -LONG
        if run <= 0:
            run, at = 0, i
        run += worth
        if run > best:
            best, span = run, (at, i + 1)
    return " ".join(lines[slice(*span)])


def window(text: str, body: list[str]) -> str | None:
    """The article with the lines around it that a scrape leaves."""
    flat = " ".join(" ".join(words(p)) for p in body)
    lines = split(text)
    held = [i for i, line in enumerate(lines) if line.words >= 8 and " ".join(words(line.text)) in flat]
    if len(held) < 3:
        return None
    return text[lines[max(0, held[0] - ABOVE)].start : lines[min(len(lines) - 1, held[-1] + BELOW)].stop]


def pages(root: Path, part: str) -> Iterator[tuple[str, list[str]]]:
    for row in (root / "data" / "pages" / "gold.jsonl").open(encoding="utf-8"):
        page = json.loads(row)
        body = page["body"] or ""
        if page["article"].startswith(part) and body:
            yield page["article"], body if isinstance(body, list) else [body]


def report(name: str, rows: list[tuple[float, float, float]]) -> None:
    p, r, f = (mean(row[i] for row in rows) for i in range(3))
    print(f"{name:42} n={len(rows):4}  P {p:.3f}  R {r:.3f}  F1 {f:.3f}")


def measure_text(root: Path, part: str) -> None:
    whole: dict[str, list[tuple[float, float, float]]] = {"run of long lines": [], "cleaning": []}
    scrapes: dict[str, list[tuple[float, float, float]]] = {"run of long lines": [], "cleaning": []}
    ways: dict[str, Callable[[str], str]] = {"run of long lines": long_lines, "cleaning": cleaned}
    half = halves(root)
    for name, body in pages(root, part.partition(" ")[0]):
        if half.get(name, part) != part:
            continue
        text = (root / "data" / "pages" / "text" / f"{name}.txt").read_bytes().decode()
        cut = window(text, body)
        for way, run in ways.items():
            whole[way].append(prf(run(text), body))
            if cut is not None:
                scrapes[way].append(prf(run(cut), body))
    for way in ways:
        report(f"{part} text, whole page: {way}", whole[way])
        report(f"{part} text, as scraped: {way}", scrapes[way])


def halves(root: Path) -> dict[str, str]:
    """Which half of `wcxb` a page is of by order of name; the odd pages may be looked at, the even ones not."""
    rows = (root / "data" / "pages" / "gold.jsonl").open(encoding="utf-8")
    names = sorted(name for row in rows if (name := json.loads(row)["article"]).startswith("wcxb"))
    return {name: ("wcxb odd", "wcxb even")[i % 2] for i, name in enumerate(names)}


def measure_html(root: Path) -> None:
    rows: dict[str, list[tuple[float, float, float]]] = {"aeb": [], "wcxb odd": [], "wcxb even": []}
    half = halves(root)
    for name, body in pages(root, ""):
        (source,) = sources([root / "data" / "pages" / "html" / f"{name}.html.gz"])
        found = parse([source])[0] if isinstance(source, Source) else source
        text = " ".join(found.text[a:b] for a, b in found.body) if isinstance(found, Article) else ""
        rows[half.get(name, "aeb")].append(prf(text, body))
    for part, scores in rows.items():
        report(f"{part} HTML", scores)


def same_title(found: Article, wanted: str) -> bool:
    left, right = (" ".join(words(title or "")) for title in (found.title, wanted))
    return left == right or SequenceMatcher(None, left, right).ratio() >= 0.9


def same_author(found: Article, wanted: str) -> bool:
    left, right = set(words(" ".join(found.authors))), set(words(wanted))
    return bool(left) and (left <= right or right <= left)


def same_day(found: Article, wanted: str) -> bool:
    return (found.published or "")[:10] == wanted[:10]


def measure_stated(root: Path, part: str) -> None:
    """Title, author and day of the pages whose gold has them; a page's gold that has none wants none."""
    half = halves(root)
    fields: dict[str, Callable[[Article, str], bool]] = {
        "title": same_title,
        "author": same_author,
        "published": same_day,
    }
    right, given, wanted = Counter[str](), Counter[str](), Counter[str]()
    spent, pages_read = 0.0, 0
    for row in (root / "data" / "pages" / "gold.jsonl").open(encoding="utf-8"):
        page = json.loads(row)
        if half.get(page["article"]) != part:
            continue
        found = list(sources([root / "data" / "pages" / "html" / f"{page['article']}.html.gz"]))
        begun = time.process_time()
        (article,) = parse(found)
        spent, pages_read = spent + time.process_time() - begun, pages_read + 1
        for field, test in fields.items():
            wanted[field] += bool(page[field])
            if isinstance(article, Article):
                given[field] += bool(article.authors if field == "author" else getattr(article, field))
                right[field] += bool(page[field]) and test(article, page[field])
    for field in fields:
        p, r = right[field] / given[field], right[field] / wanted[field]
        print(f"{part} HTML: {field:26} n={wanted[field]:4}  P {p:.3f}  R {r:.3f}  F1 {2 * p * r / (p + r):.3f}")
    print(f"{pages_read / spent:.0f} pages/s")


_LOOSE = re.compile(r"\b(?:the|online|news|web|opinion|editorial|com)\b|\W")


def measure_outlets(root: Path) -> None:
    """How many reports whose publisher is known (`data/stories`) name an outlet, and how many of them the right one."""
    named = right = total = 0
    for row in (root / "data" / "stories" / "articles.jsonl").open(encoding="utf-8"):
        report = json.loads(row)
        found = clean(report["text"]).outlet
        total += 1
        if found:
            found = "Associated Press" if found == "AP" else found
            left, wanted = (_LOOSE.sub("", name.casefold()) for name in (found, report["outlet"]))
            named += 1
            right += left in wanted or wanted in left
    print(f"outlets named for {named} of {total} reports, rightly {right}")


def measure_kept(root: Path) -> None:
    folder = root / "data" / "polnear" / "train"
    kept = total = articles = 0
    spent = 0.0
    for row in (folder / "attributions.jsonl").open(encoding="utf-8"):
        gold = json.loads(row)
        text = (folder / "texts" / f"{gold['article']}.txt").read_bytes().decode()
        begun = time.process_time()
        found = clean(text)
        spent += time.process_time() - begun
        articles += 1
        held = {i for spans in found.paragraphs for a, b in spans for i in range(a, b)}
        held.update(i for f in ("title", "subtitle") for a, b in found.evidence.get(f, ()) for i in range(a, b))
        for attribution in gold["attributions"]:
            total += 1
            kept += all(i in held or text[i].isspace() for a, b in attribution["content"] for i in range(a, b))
    print(
        f"contents of attributions kept whole {kept} of {total} ({kept / total:.2%}); {articles / spent:.0f} articles/s"
    )


def main() -> None:
    root = Path(sys.argv[1])
    for part in ("aeb", "wcxb odd", "wcxb even"):
        measure_text(root, part)
    measure_html(root)
    for part in ("wcxb odd", "wcxb even"):
        measure_stated(root, part)
    measure_outlets(root)
    measure_kept(root)


if __name__ == "__main__":
    main()
