"""Which lines of a text that has lost its markup are the article: the best split of all lines into two.

Every line is judged twice by trees: first by what it is and what stands around it, then again by one who knows
what the first judgement took for the article, its place and its words. The split is the path of highest score
through two states, article and surroundings, with a price for each change. So a heading, a list or a short
quotation between paragraphs stays, and a sentence between menus goes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

import numpy as np

from onrecord.intake import trees
from onrecord.intake.lines import Line
from onrecord.intake.trees import Floats

# kinds that are signs of a page's frame, not of an article
CHROME = frozenset({"share", "count", "advertisement", "menu", "subscribe", "legal", "copyright", "icons"})
SIGNS = CHROME | {"related", "comments", "teaser"}
# The scores of both judgements are raised by this, because losing a line is worse than keeping one too many;
# a change between article and surroundings costs so much.
GAIN, CHANGE = 1.5, 1.5
# a text without any sign of a frame is an article as a whole, unless more of its lines than this are scraps of words
SCRAPS = 0.25
# a line's words are read up to so many characters
READ = 400
# words of so many letters tell what a text is of
TELLING = 5
FAR = 60

_LETTERS = re.compile(r"\w+")
_COMMON_WORDS = (
    "the a an of to in on at by for with from and or but that which is are was were be been has have had it its he she"
    " they his her their as not this will would said der die das und den von zu mit ist auf ein eine im dem nicht des"
    " le la les de et en un une du est que qui pour dans el los las y del se por con una il di che è per non da do em"
    " um uma os no na"
)
_STOP = frozenset(_COMMON_WORDS.split())
_YOU = frozenset({"you", "your", "yours", "we", "our", "us", "i", "my", "me"})


@cache
def _forests() -> dict[str, trees.Trees]:
    return trees.read(resources.files(__package__).joinpath("prose.tsv").read_text("utf-8"))


def split_body(lines: Sequence[Line]) -> list[bool]:
    """For each line whether it lies within the article, furniture of the article's own included."""
    if _is_bare(lines):
        return [True] * len(lines)
    found, words = features(lines)
    first = _forests()["first"].score(found)
    found |= again(lines, found, words, first)
    return best_path(_forests()["second"].score(found) + GAIN)


def _is_bare(lines: Sequence[Line]) -> bool:
    """Whether nothing in a text is a sign of a page around it."""
    scraps = sum(line.words <= 3 and not line.ends for line in lines if line.kind is None)
    return scraps <= SCRAPS * len(lines) and not any(line.kind in SIGNS for line in lines)


# --- the first judgement -----------------------------------------------------------------------------


def features(lines: Sequence[Line]) -> tuple[dict[str, Floats], list[list[str]]]:
    """What is to be said of each line, a column by name; and the line's words in small letters."""
    count = len(lines)
    at = np.arange(count)
    texts = [line.text[:READ] for line in lines]
    words = [_LETTERS.findall(text.casefold()) for text in texts]
    size = _column(line.words for line in lines)
    ends = _column(line.ends for line in lines)
    bullet = _column(line.bullet for line in lines)
    free = _column(line.kind is None for line in lines)
    known = np.maximum(_column(map(len, words)), 1.0)
    length = np.log1p(np.minimum(size, 150))
    stop = _column(sum(map(_STOP.__contains__, own)) for own in words) / known
    you = _column(sum(map(_YOU.__contains__, own)) for own in words) / known
    capitals = _column(map(_capitals, texts))
    seen = Counter(line.text for line in lines)
    # how much prose a line is, in tens of words
    mass = np.where(ends > 0, np.minimum(size, 60) / 10, np.clip(size - 12, 0, 20) / 10) * free * (1 - bullet)
    short = ((size <= 3) & (ends == 0)).astype(float)
    signs = np.maximum(_column(line.kind in SIGNS for line in lines), short)
    titled = ((capitals > 0.7) & (ends == 0)).astype(float)
    dated = _column(line.kind in ("date", "byline") for line in lines)
    colon = _column(line.text.endswith(":") and line.words >= 4 for line in lines)
    found = {
        "length": length,
        "ends": ends,
        "bullet": bullet,
        "capitals": capitals,
        "stop": stop,
        "you": you,
        "commas": _column(min(text.count(","), 6) for text in texts) / known,
        "digit": _column(text[0].isdigit() for text in texts),
        "ellipsis": _column(line.text.endswith(("...", "…")) for line in lines),
        "sentences": _column(text.count(". ") + text.count("? ") + text.count("! ") for text in texts),
        "again": _column(min(seen[line.text], 5) for line in lines),
        "listed": _listed(lines, colon),
    }
    for name, column, places in (
        ("length", length, (-1, 1, 2)),
        ("ends", ends, (-1, 1)),
        ("capitals", capitals, (-1, 1)),
        ("mass", mass, (-1, 1)),
    ):
        for place in places:
            found[f"{name} {place:+}"] = _shifted(column, place)
    below = found["mass +1"]
    headlike = (ends == 0) & (size >= 4) & (size <= 25) & (below > 0) & (below < 5)
    title = _title(lines, seen)
    told_of = [{word for word in own if len(word) >= TELLING} for own in words]
    found["says title"] = _column(len(own & title) / len(title) if title else -1.0 for own in told_of)
    says = np.maximum(found["says title"], 0)
    sums = {
        "mass": _sums(mass),
        "ends": _sums(ends),
        "bullet": _sums(bullet),
        "short": _sums(short),
        "titles": _sums(titled),
        "words": _sums(size * free / 10),
        "dates": _sums(dated),
        "signs": _sums(signs),
        "you": _sums(you),
        "stop": _sums(stop),
    }
    for name, total in sums.items():
        for low, high in ((-20, -1), (-5, -1), (1, 5), (1, 20)):
            found[f"{name} {low}..{high}"] = _around(total, low, high)
    for low, high in ((-4, 4), (0, 10), (-10, 0)):
        found[f"says title {low}..{high}"] = _around(_sums(says), low, high)
    found["heads -8..8"] = _around(_sums(headlike.astype(float)), -8, 8)
    before, all_mass = sums["mass"][:-1], sums["mass"][-1] or 1.0
    found["mass before"], found["mass after"] = before, all_mass - sums["mass"][1:]
    found["share before"] = before / all_mass
    for name, kinds in _MARKS.items():
        hit = _column(line.kind in kinds for line in lines) > 0
        last, following = _nearest(hit)
        found[f"since {name}"] = np.where(last >= 0, np.minimum(at - last, FAR), FAR + 1)
        found[f"until {name}"] = np.where(following < count, np.minimum(following - at, FAR), FAR + 1)
        found[f"mass since {name}"] = np.where(last >= 0, before - before[last], before + FAR)
    form = np.digitize(size, (3, 7, 14, 25, 50)) * 4 + ends * 2 + bullet
    for period in (2, 3, 4):
        alike = (form == _shifted(form, -period)) & (form != _shifted(form, -1))
        found[f"every {period}"] = _around(_sums(alike.astype(float)), -2 * period, 2 * period)
    told = (size * free * ends * (size >= 8)).sum() / max(1.0, size.sum())
    for name, value in (
        ("lines", np.log(max(1, count))),
        ("all mass", np.log1p(all_mass)),
        ("told", told),
        ("all signs", signs.mean()),
        ("all bullets", bullet.mean()),
    ):
        found[name] = np.full(count, value)
    found["place"] = at / max(1, count)
    return found, words


_MARKS = {
    "comments": {"comments"},
    "related": {"related"},
    "teaser": {"teaser"},
    "dated": {"date", "byline"},
    "frame": CHROME,
}


def _capitals(text: str) -> float:
    """The share of words that begin with a capital or are all capitals."""
    parts = text.split()
    return sum(part[0].isupper() for part in parts) / max(1, sum(part[0].isalpha() for part in parts))


def _title(lines: Sequence[Line], seen: Counter[str]) -> set[str]:
    """The telling words of the first line that looks like a title and stands twice, alone or with the site's name."""
    top = lines[0].text
    for i, line in enumerate(lines):
        if 4 <= line.words <= 30 and (seen[line.text] > 1 or (i and line.words >= 5 and top.startswith(line.text))):
            return {word for word in _LETTERS.findall(line.text.casefold()) if len(word) >= TELLING}
    return set()


def _listed(lines: Sequence[Line], colon: Floats) -> Floats:
    """Whether each line is a point of a list that a line above announces."""
    out, on = np.zeros(len(lines)), False
    for i, line in enumerate(lines):
        on = on and line.kind is None and (line.bullet or not line.ends)
        out[i] = on
        on = on or colon[i] > 0
    return out


# --- the second judgement ----------------------------------------------------------------------------

# as likely an article's line as this is taken for granted
SURE = 0.9
# so many different words of the article's beginning tell what it is of
OPENING = 60


def again(lines: Sequence[Line], found: dict[str, Floats], words: list[list[str]], scores: Floats) -> dict[str, Floats]:
    """What is to be said of each line when it is known how the first judgement scored all of them."""
    count = len(lines)
    at = np.arange(count)
    likely = 1 / (1 + np.exp(-scores))
    path = np.array(best_path(scores + GAIN), dtype=bool)
    free = _column(line.kind is None for line in lines)
    size = np.minimum(_column(line.words for line in lines), FAR) * free
    out = {f"likely {place:+}": _shifted(likely, place) for place in (-3, -2, -1, 0, 1, 2, 3)}
    held, all_words = _sums(likely * size), _sums(size)
    for low, high in ((-15, -1), (-5, -1), (1, 5), (1, 15)):
        near = _around(held, low, high)
        out[f"held {low}..{high}"] = near
        out[f"held share {low}..{high}"] = near / np.maximum(_around(all_words, low, high), 0.5)
    total = held[-1] or 1.0
    start, stop = _densest(np.where(path, size * np.maximum(likely - 0.3, 0) + 0.1, -8.0))
    out["held before"] = held[:-1] / total
    out["from core"] = np.where(at < start, at - start, np.where(at >= stop, at - stop + 1, 0)).astype(float)
    inside = size[start:stop]
    overlap, opening = _overlaps(words, path & (free > 0), start, stop)
    weight = np.where(overlap >= 0, np.minimum(size, 40), 0.0)
    shared, weights = _sums(np.maximum(overlap, 0) * weight), _sums(weight)
    for low, high in ((-10, -1), (-4, 4), (0, 10)):
        out[f"overlap {low}..{high}"] = _around(shared, low, high) / np.maximum(_around(weights, low, high), 0.1)
    out["overlap"], out["overlap opening"] = overlap, opening
    own = overlap[path & (free > 0) & (overlap >= 0)]
    for name, value in (
        ("held", np.log1p(total)),
        ("held share", total / max(1.0, all_words[-1])),
        ("core share", (held[stop] - held[start]) / total),
        ("core line", inside.sum() / max(1, (inside > 0).sum())),
        ("overlap own", own.mean() if len(own) else 0.0),
    ):
        out[name] = np.full(count, value)
    last, following = _nearest((likely > SURE) & (size >= 8))
    out["since sure"] = np.where(last >= 0, np.minimum(at - last, FAR), FAR + 1).astype(float)
    out["until sure"] = np.where(following < count, np.minimum(following - at, FAR), FAR + 1).astype(float)
    return out


def _densest(worth: Floats) -> tuple[int, int]:
    """The run of lines whose worth adds up to most."""
    best = total = 0.0
    start, core = 0, (0, 0)
    for i, value in enumerate(worth.tolist()):
        if total <= 0:
            total, start = 0.0, i
        total += value
        if total > best:
            best, core = total, (start, i + 1)
    return core


def _overlaps(
    words: list[list[str]], inside: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], start: int, stop: int
) -> tuple[Floats, Floats]:
    """What share of a line's telling words the article's other lines say, and its opening; -1 for a line of none."""
    sets = [{word for word in own if len(word) >= TELLING} for own in words]
    counts: Counter[str] = Counter()
    for own, held in zip(sets, inside.tolist(), strict=True):
        if held:
            counts.update(own)
    once = set(counts)
    twice = {word for word, n in counts.items() if n > 1}
    opening: set[str] = set()
    for i in range(start, stop):
        if inside[i]:
            opening |= sets[i]
            if len(opening) > OPENING:
                break
    shares = [
        (len(own & (twice if held else once)) / len(own), len(own & opening) / len(own)) if own else (-1.0, -1.0)
        for own, held in zip(sets, inside.tolist(), strict=True)
    ]
    return _column(a for a, _ in shares), _column(b for _, b in shares)


# --- columns -----------------------------------------------------------------------------------------


def _column(values: Iterable[float]) -> Floats:
    return np.fromiter(values, dtype=float)


def _shifted(column: Floats, by: int) -> Floats:
    """The column's value `by` lines below; 0 beyond the text."""
    out = np.zeros(len(column))
    if by >= 0:
        out[: max(0, len(column) - by)] = column[by:]
    else:
        out[-by:] = column[:by]
    return out


def _sums(column: Floats) -> Floats:
    return np.concatenate(([0.0], np.cumsum(column)))


def _around(sums: Floats, low: int, high: int) -> Floats:
    """The mean of the lines `low` to `high` below each line, both included; lines beyond the text count as 0."""
    last = len(sums) - 1
    at = np.arange(last)
    return (sums[np.clip(at + high + 1, 0, last)] - sums[np.clip(at + low, 0, last)]) / (high - low + 1)


def _nearest(hit: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> tuple[Floats, Floats]:
    """The place of the last line at or above each that is hit, -1 for none, and of the next one, the count for none."""
    at = np.arange(len(hit))
    last = np.maximum.accumulate(np.where(hit, at, -1))
    following = np.minimum.accumulate(np.where(hit, at, len(hit))[::-1])[::-1]
    return last, following


# --- the path ----------------------------------------------------------------------------------------


def best_path(scores: Floats) -> list[bool]:
    """The split of highest score; `scores` says how much more each line is of the article than not."""
    back: list[tuple[bool, bool]] = []
    out, inside = 0.0, -CHANGE
    for own in scores.tolist():
        left, stays = inside - CHANGE > out, inside >= out - CHANGE
        back.append((left, stays))
        out, inside = max(inside - CHANGE, out), max(inside, out - CHANGE) + own
    state = inside - CHANGE > out
    path = [False] * len(scores)
    for i in range(len(scores) - 1, -1, -1):
        path[i] = state
        state = back[i][1] if state else back[i][0]
    return path
