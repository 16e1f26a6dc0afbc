"""Write src/onrecord/reading/attributions/weights.tsv from the train part of PolNeAR 1.0.

    python training/attributions/rules.py

Two logistic regressions over the features that the rules give: "end", whether a content ends at a boundary,
and "attribution", whether a candidate is right. PolNeAR marks no attribution inside another's content, so
candidates whose cue lies in a marked content teach nothing and are left out. Needs ../shared and numpy; takes
about a minute.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from onrecord import text
from onrecord.reading import attributions
from onrecord.reading.attributions import ends, weights
from onrecord.reading.attributions.tokens import Tokens

# the articles are made as the benchmark makes them
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
from attributions import SHARED, article

TARGET = Path(attributions.__file__).with_name("weights.tsv")
SEEN = 6  # a feature seen less often has no weight
PENALTY = {"end": 1.5, "attribution": 4.0}  # of the squared weights
ROUNDS = 400
HEADER = """# Weights of two logistic regressions over the features that the rules give (ends.py, rules.py), learnt
# from the train part of PolNeAR 1.0 (Newell, Margolin and Ruths 2018) by training/attributions/rules.py.
# model <TAB> feature <TAB> weight; the empty feature is the constant. No text of the corpus is copied.
"""

Example = tuple[list[str], bool]
Marked = dict[str, list[tuple[int, int]]]


def marked_views(part: str = "train") -> Iterator[tuple[str, text.View, list[Marked]]]:
    """Each article's name, its reading view, and its marked attributions in the view's offsets."""
    folder = SHARED / "data" / "polnear" / part
    for line in (folder / "attributions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        view = text.reading_view(article(folder / "texts" / f"{row['article']}.txt"))
        place = {}
        for start, offset, length in zip(view.starts, view.offsets, view.lengths, strict=True):
            place.update(zip(range(offset, offset + length + 1), range(start, start + length + 1), strict=True))
        marked = []
        for a in row["attributions"]:
            marked.append(
                {
                    role: [(place[s], place[e]) for s, e in a[role] if s in place and e in place]
                    for role in ("source", "cue", "content")
                }
            )
        yield row["article"], view, marked


def fit(name: str, examples: Iterable[Example]) -> dict[str, float]:
    """The weights of a logistic regression, by full-batch AdaGrad."""
    kept = list(examples)
    count = Counter(f for features, _ in kept for f in set(features))
    number = {f: n + 1 for n, f in enumerate(sorted(f for f, c in count.items() if c >= SEEN))}
    rows, columns = [], []
    for n, (features, _) in enumerate(kept):
        ids = {0, *(number[f] for f in features if f in number)}
        rows += [n] * len(ids)
        columns += sorted(ids)
    row, column = np.array(rows), np.array(columns)
    truth = np.array([right for _, right in kept], float)
    w, seen = np.zeros(len(number) + 1), np.full(len(number) + 1, 1e-3)
    for _ in range(ROUNDS):
        guess = 1 / (1 + np.exp(-np.bincount(row, w[column], len(kept))))
        slope = np.bincount(column, (guess - truth)[row], len(w)) + PENALTY[name] * w
        seen += slope**2
        w -= 0.3 * slope / np.sqrt(seen)
    print(f"{name}: {len(kept)} examples, {truth.mean():.3f} right, {len(w)} weights")
    out = {f: float(w[n]) for f, n in number.items() if abs(w[n]) >= 0.04}
    return {"": float(w[0])} | out


def end_examples() -> Iterator[Example]:
    """Boundaries inside and at the end of marked contents that a rule begins at the right place."""
    calls: list[tuple[Tokens, int, int, str, str]] = []
    original = ends.end

    def record(t: Tokens, begin: int, last: int, follows: str, lemma: str) -> int:
        calls.append((t, begin, last, follows, lemma))
        return original(t, begin, last, follows, lemma)

    ends.end = record
    try:
        for _, view, marked in marked_views():
            starts: dict[int, int] = {}
            for a in marked:
                if len(a["content"]) != 1 or not a["cue"] or a["cue"][0] > a["content"][0]:
                    continue
                start, stop = a["content"][0]
                starts[start + 5 if view.text[start : start + 5] == "that " else start] = stop
            calls.clear()
            attributions.candidates(view, text.quotations(view.text))
            done = set()
            for t, begin, last, follows, lemma in calls:
                stop = starts.get(t.start[begin])
                if stop is None or stop > t.stop[last - 1] or begin in done:
                    continue
                done.add(begin)
                for j, features in ends.boundaries(t, begin, last, follows, lemma):
                    if t.start[j] >= stop or t.stop[j - 1] >= stop:
                        if t.stop[j - 1] == stop:
                            yield features, True
                        break
                    yield features, False
    finally:
        ends.end = original


def _words(view: text.View, spans: Iterable[tuple[int, int]]) -> set[int]:
    """Where the words in `spans` start; a span of marks alone counts as one word."""
    return {a for s, e in spans for a, _ in text.words(view.text, s, e) or [(s, e)]}


def right(view: text.View, candidate: attributions.Candidate, by_cue: dict[int, list[dict[str, set[int]]]]) -> bool:
    """Whether a marked attribution has a word of the cue and of the source in common and half of the content."""
    content, source = _words(view, candidate.content), _words(view, candidate.source)
    for word in _words(view, candidate.cue):
        for a in by_cue.get(word, ()):
            both = len(content & a["content"])
            if both * 2 >= len(content | a["content"]) and (source & a["source"] or not (source or a["source"])):
                return True
    return False


def attribution_examples(part: str = "train") -> Iterator[Example]:
    for _, view, marked in marked_views(part):
        by_cue = defaultdict(list)
        inside: set[int] = set()
        for a in marked:
            words = {role: _words(view, a[role]) for role in a}
            inside |= words["content"]
            for word in words["cue"]:
                by_cue[word].append(words)
        for candidate in attributions.candidates(view, text.quotations(view.text)):
            if not _words(view, candidate.cue) <= inside:
                yield candidate.features, right(view, candidate, by_cue)


def write(models: dict[str, dict[str, float]]) -> None:
    lines = [f"{name}\t{f}\t{w:.2f}\n" for name, model in sorted(models.items()) for f, w in sorted(model.items())]
    TARGET.write_text(HEADER + "".join(lines), "utf-8")
    weights._weights.cache_clear()


def main() -> None:
    models = {"end": fit("end", end_examples())}
    write(models)
    # twice, because the source of a participle is that of the likeliest clause before it
    for _ in range(2):
        models["attribution"] = fit("attribution", attribution_examples())
        write(models)


if __name__ == "__main__":
    main()
