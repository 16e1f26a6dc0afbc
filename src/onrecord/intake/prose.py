"""How much each line reads like a paragraph of an article, and the best split of all lines into two.

A linear model over what a line is, how long it is, how it ends and what stands around it; the split is
the path of highest score through two states, article and surroundings, with a price for each change.
So a heading or a short quotation between paragraphs stays, and a sentence between menus goes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from onrecord.intake.lines import Line

# kinds that are signs of a page's frame, not of an article
CHROME = frozenset({"share", "count", "advertisement", "menu", "subscribe", "legal", "copyright", "icons"})
_SIGNS = CHROME | {"related", "comments", "teaser"}
_SAYS = re.compile(r"\b(?:says|said|writes|wrote):$|\breply\b", re.IGNORECASE)

# Fitted on 181 pages of article-extraction-benchmark flattened to text and on 60 news texts without any
# furniture by an averaged passive-aggressive perceptron over whole splits: training/cleaning_weights.py.
WEIGHTS: dict[str, float] = {
    "after": 0.52,
    "again": -1.70,
    "apart": 0.24,
    "bare": 3.04,
    "bare: ends": 2.83,
    "before": 1.40,
    "below comments": -9.15,
    "below frame": -1.43,
    "below related": -4.28,
    "bullet": -1.20,
    "capitals": -2.70,
    "comma": 2.28,
    "dates near": -0.42,
    "digit": -2.42,
    "early": 0.02,
    "ellipsis": -7.69,
    "end": -3.31,
    "ends": -0.91,
    "ends: more words": 2.13,
    "ends: words": 2.61,
    "enter": -3.13,
    "frame near": -3.39,
    "just below related": -2.83,
    "kind:byline": -0.09,
    "kind:comments": -0.62,
    "kind:credit line": 0.28,
    "kind:date": -2.21,
    "kind:frame": -2.01,
    "kind:image credit": -2.15,
    "kind:marks": 0.03,
    "kind:related": -0.13,
    "kind:teaser": -0.16,
    "late": -2.89,
    "leave": -3.82,
    "line": -0.49,
    "listed": 6.00,
    "near": 0.04,
    "open": 0.41,
    "open: more words": 1.56,
    "open: words": -1.25,
    "plain": -2.29,
    "plain: ends": 4.10,
    "quoted": 6.01,
    "says": -4.85,
    "small": 2.72,
    "start": -3.99,
    "tiny": 0.75,
}


def features(lines: Sequence[Line]) -> list[dict[str, float]]:
    """What speaks for and against each line's being of the article, by the names in `WEIGHTS`."""
    count = len(lines)
    mass = [_mass(line) for line in lines]
    seen = Counter(line.text for line in lines)
    signs = _running([bool(line.kind in _SIGNS or (line.words <= 3 and not line.ends)) for line in lines])
    dates = _running([line.kind in ("date", "byline") for line in lines])
    total = sum(mass) or 1.0
    # 1 for a text whose words nearly all stand in sentences, 0 for one with as many words in its frame as pages have
    words = sum(line.words for line in lines) or 1
    told = sum(line.words for line in lines if line.kind is None and line.ends and line.words >= 8) / words
    plain = max(0.0, (told - 0.5) * 2)
    # 1 for a text without any frame, 0 for one with a frame as large as pages have
    bare = max(0.0, 1.0 - 5.0 * signs[-1] / max(1, count))
    listed = announced = False
    before, commented, since_related = 0.0, False, count
    out: list[dict[str, float]] = []
    for i, line in enumerate(lines):
        low, high = max(0, i - 3), min(count, i + 4)
        if line.kind:
            found = {"kind:frame" if line.kind in CHROME else f"kind:{line.kind}": 1.0}
        else:
            found = _own(line)
            found["bare"] = bare
            found["bare: ends"] = bare * line.ends
            found["plain"] = plain
            found["plain: ends"] = plain * line.ends
            found["again"] = float(seen[line.text] > 1)
            found["before"] = min(mass[i - 1], 3.0) if i else 0.0
            found["after"] = min(mass[i + 1], 3.0) if i + 1 < count else 0.0
            found["near"] = min(sum(mass[low:high]) - mass[i], 12.0) / 4
            found["frame near"] = (signs[high] - signs[low]) / 6
            found["dates near"] = min(2, dates[high] - dates[low]) / 2
        found["below comments"] = float(commented)
        found["below related"] = float(since_related < 12)
        found["just below related"] = float(since_related < 4)
        found["late"] = float(before / total > 0.95)
        found["early"] = float(before == 0)
        found["below frame"] = float(signs[i] - signs[low] == i - low > 0)
        # the points of a list that lines above announce
        listed = line.kind is None and (announced or (listed and not line.ends))
        announced = line.text.endswith(":") and line.words >= 5
        found["listed"] = float(listed)
        out.append(found)
        before += mass[i]
        commented = commented or (line.kind == "comments" and before > 5)
        since_related = 0 if line.kind == "related" and before > 3 else since_related + 1
    return out


def _mass(line: Line) -> float:
    """How much prose a line is, in tens of words."""
    if line.kind or line.bullet:
        return 0.0
    return min(line.words, 40) / 10 if line.ends else min(max(0, line.words - 12), 20) / 10


def _running(flags: Sequence[bool]) -> list[int]:
    sums = [0]
    for flag in flags:
        sums.append(sums[-1] + flag)
    return sums


def _own(line: Line) -> dict[str, float]:
    """What a line says by itself."""
    text, words = line.text, line.words
    found = {"line": 1.0}
    if line.ends:
        found["ends"] = 1.0
        found["ends: words"] = min(words, 30) / 10
        found["ends: more words"] = min(max(0, words - 30), 60) / 10
    else:
        found["open"] = 1.0
        found["open: words"] = min(words, 15) / 10
        found["open: more words"] = min(max(0, words - 15), 40) / 10
        if words >= 3:
            parts = text[:400].split()
            found["capitals"] = float(sum(part[:1].isupper() for part in parts) >= 0.7 * len(parts))
    found["bullet"] = float(line.bullet)
    found["tiny"] = float(words <= 2)
    found["comma"] = float("," in text)
    found["small"] = float(text[0].islower())
    found["digit"] = float(text[0].isdigit())
    found["quoted"] = float(text[0] in '"“„«‘')
    found["ellipsis"] = float(text.endswith(("...", "…")))
    found["says"] = float(words <= 12 and bool(_SAYS.search(text[-40:])))
    found["apart"] = float(line.blank_before)
    return found


def split_body(lines: Sequence[Line], weights: Mapping[str, float] = WEIGHTS) -> list[bool]:
    """For each line whether it lies within the article, furniture of the article's own included."""
    return best_path([score(found, weights) for found in features(lines)], weights)


def score(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """How much more a line is of the article than not."""
    return sum(weights.get(name, 0.0) * value for name, value in found.items())


def best_path(scores: Sequence[float], weights: Mapping[str, float]) -> list[bool]:
    """The split of highest score, with the price of each change between article and surroundings."""
    enter, leave = weights.get("enter", 0.0), weights.get("leave", 0.0)
    back: list[tuple[bool, bool]] = []
    out, inside = 0.0, weights.get("start", 0.0)
    for i, own in enumerate(scores):
        if i == 0:
            back.append((False, True))
            inside += own
            continue
        left, stays = inside + leave > out, inside >= out + enter
        back.append((left, stays))
        out, inside = max(inside + leave, out), max(inside, out + enter) + own
    state = inside + weights.get("end", 0.0) > out
    path = [False] * len(scores)
    for i in range(len(scores) - 1, -1, -1):
        path[i] = state
        state = back[i][1] if state else back[i][0]
    return path
