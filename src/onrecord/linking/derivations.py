"""Derivations: which article comes from which, and by what.

A cascade that stays linear. Candidates come from sampled runs of words, over the whole pile, and from
stories. What decides is the text: how much of an article stands word for word in the other (copy,
abridgement), how much of what its narrator tells is told by the other, both ways (rewrite), what it
credits. Words that stand in quotation marks in both are no evidence: independent reporters quote the
same speech. A passage that two otherwise different articles share is a "shared passage", for which neither
is said to come from the other.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.align import Block, blocks, joined
from onrecord.model import Article, Credit, Derivation, How, Links, Match, Reading, digest
from onrecord.prose import Prose, prose
from onrecord.terms import idf
from onrecord.text import fold

MADE_BY = "derivations.passages/1"

# a pair that shares so many sampled runs of words is looked at
SAMPLES = 3
# an article is held against so many earlier holders of a run, first ones and last ones, so that a wire
# story of 500 copies costs 500 times this and no more
FIRST, LAST = 3, 3
# in a story of more articles than this, each is held against as many neighbours in time
NEIGHBOURS = 12
# a passage goes on over so many words that differ
GAP = 8
# both articles' words stand in the other to this share: a copy; those of the shorter one: an abridgement
COPY, ABRIDGEMENT = 0.75, 0.7
# the narrator's rare words that the other has too, both ways (geometric mean): a rewrite
REWRITE = 0.4
# the same for a report that credits the other's outlet
CREDITED = 0.36
# a shared passage has so many of the narrator's words, and runs over no fewer words
PASSAGE_WORDS = 14


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two articles held against each other; shares are from 0 to 1."""

    left: Prose
    right: Prose
    passages: tuple[tuple[Block, ...], ...]
    left_copied: float
    right_copied: float
    left_told: float
    right_told: float

    @property
    def told(self) -> float:
        return math.sqrt(self.left_told * self.right_told)


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Derivation, ...]:
    """The derivations of the pile. A credit to what is not held names the source and has no origin."""
    texts = {a.id: prose(a) for a in sorted(articles, key=lambda a: (a.published or "~", a.id))}
    credits = {r.article: r.credits for r in readings}
    order = {key: n for n, key in enumerate(texts)}
    rarity = idf(p.terms for p in texts.values())
    found: list[Derivation] = []
    for a, b in sorted(_candidates(list(texts.values()), links)):
        left, right = sorted((a, b), key=order.__getitem__)
        row = _judged(_compared(texts[left], texts[right], rarity), credits)
        if row is not None:
            found.append(row)
    found = _direct(found)
    found.extend(_uncovered(found, texts, credits))
    return tuple(sorted(found, key=lambda d: d.id))


# --- which pairs to look at --------------------------------------------------------------------------


def _candidates(texts: Sequence[Prose], links: Links) -> set[tuple[str, str]]:
    """Pairs (in the order of `texts`) that share runs of words, or a story."""
    ids = [p.article.id for p in texts]
    pairs = {(ids[i], ids[j]) for i, j in _sharing([p.sample for p in texts])}
    order = {key: n for n, key in enumerate(ids)}
    for story in links.stories:
        members = sorted((key for key in story.articles if key in order), key=order.__getitem__)
        for n, key in enumerate(members):
            pairs.update((key, other) for other in members[n + 1 : n + 1 + NEIGHBOURS])
    return pairs


def _sharing(samples: Sequence[NDArray[np.uint64]]) -> Iterator[tuple[int, int]]:
    """Pairs of positions that share at least `SAMPLES` sampled runs, by one sort of all of them."""
    if not samples:
        return
    values = np.concatenate(samples)
    owners = np.repeat(np.arange(len(samples)), [len(s) for s in samples])
    rank = np.lexsort((owners, values))
    values, owners = values[rank], owners[rank]
    fresh = np.ones(len(values), dtype=np.bool_)
    fresh[1:] = values[1:] != values[:-1]
    begin = np.maximum.accumulate(np.where(fresh, np.arange(len(values)), 0))
    at = np.arange(len(values))
    lefts, rights = [], []
    for k in range(1, LAST + 1):
        keep = at - k >= begin
        lefts.append(owners[at[keep] - k])
        rights.append(owners[keep])
    for k in range(FIRST):
        keep = begin + k < at - LAST
        lefts.append(owners[begin[keep] + k])
        rights.append(owners[keep])
    keys, counts = np.unique(np.concatenate(lefts) * len(samples) + np.concatenate(rights), return_counts=True)
    for key in keys[counts >= SAMPLES].tolist():
        yield divmod(key, len(samples))


# --- what a pair shares ------------------------------------------------------------------------------


def _compared(left: Prose, right: Prose, rarity: Mapping[str, float]) -> _Pair:
    parts = blocks(left.words, right.words)
    same = sum(b.length for b in parts)
    return _Pair(
        left,
        right,
        tuple(tuple(run) for run in joined(parts, GAP)),
        same / max(1, len(left.words)),
        min(1.0, same / max(1, len(right.words))),
        _told(left, right, rarity),
        _told(right, left, rarity),
    )


def _told(teller: Prose, other: Prose, rarity: Mapping[str, float]) -> float:
    """The share of the rare words of `teller`'s narrator that the other has, quoted or not."""
    total = sum(rarity[t] for t in teller.own)
    return sum(rarity[t] for t in teller.own if t in other.terms) / total if total else 0.0


# --- what it means -----------------------------------------------------------------------------------


def _judged(pair: _Pair, credits: Mapping[str, Sequence[Credit]]) -> Derivation | None:
    low, high = sorted((pair.left_copied, pair.right_copied))
    if min(len(pair.left.words), len(pair.right.words)) >= 20 and high >= ABRIDGEMENT:
        if low >= COPY:
            return _row(pair, "copy", credits, low)
        return _row(pair, "abridgement", credits, high)
    credited = _credits_other(pair, credits)
    if pair.told >= (CREDITED if credited else REWRITE):
        return _row(pair, "credit" if credited else "rewrite", credits, pair.told)
    shared = [run for run in pair.passages if _narrated(pair, run) >= PASSAGE_WORDS]
    if shared:
        return _row(pair, "shared passage", credits, min(1.0, sum(_narrated(pair, r) for r in shared) / 100))
    return None


def _narrated(pair: _Pair, run: Sequence[Block]) -> int:
    """How many words of a passage stand outside quotation marks in at least one of the two."""
    return sum(
        int(
            (
                ~(pair.left.in_quote[b.left : b.left + b.length] & pair.right.in_quote[b.right : b.right + b.length])
            ).sum()
        )
        for b in run
    )


def _credits_other(pair: _Pair, credits: Mapping[str, Sequence[Credit]]) -> str | None:
    """The name by which one of the two credits the other's outlet, or one that the other names as itself."""
    for a, b in ((pair.left, pair.right), (pair.right, pair.left)):
        for credit in credits.get(a.article.id, ()):
            name = _key(credit.name)
            if b.article.outlet:
                if _key(b.article.outlet) == name:
                    return credit.name
            elif all(_key(c.name) != name for c in credits.get(b.article.id, ())) and name in _key(b.view.text):
                return credit.name
    return None


def _key(name: str) -> str:
    return fold(name).removeprefix("the ")


def _row(pair: _Pair, how: How, credits: Mapping[str, Sequence[Credit]], score: float) -> Derivation:
    """The row, with the article that derives first; ties are settled by the id."""
    later, earlier = (pair.right, pair.left) if _derives(pair, how, credits) > 0 else (pair.left, pair.right)
    flipped = later is pair.right
    passages = tuple(_matches(pair, how, flipped))
    key = digest("derivation", later.article.id, earlier.article.id, how)
    why = _why(pair, how, later, earlier, flipped)
    return Derivation(key, later.article.id, earlier.article.id, None, how, round(score, 3), passages, why, MADE_BY)


def _derives(pair: _Pair, how: How, credits: Mapping[str, Sequence[Credit]]) -> float:
    """Above 0 when the right article comes from the left one (which is dated earlier or the same)."""
    first, second = pair.left.article.published, pair.right.article.published
    if first and second:
        known = min(len(first), len(second))
        if first[:known] != second[:known]:
            return 1.0 if first[:known] < second[:known] else -1.0
    for_right = sum(
        _key(c.name) == _key(pair.left.article.outlet or "") for c in credits.get(pair.right.article.id, ())
    )
    for_left = sum(_key(c.name) == _key(pair.right.article.outlet or "") for c in credits.get(pair.left.article.id, ()))
    score = 2.0 * (for_right - for_left)
    # what is left out: the derived one has less that the other lacks, and fewer words of others
    score += 3.0 * (pair.right_told - pair.left_told) + (pair.right_copied - pair.left_copied)
    score += (pair.left.quoted - pair.right.quoted) / (pair.left.quoted + pair.right.quoted + 1)
    return score or (1.0 if pair.left.article.id < pair.right.article.id else -1.0)


def _matches(pair: _Pair, how: How, flipped: bool) -> Iterator[Match]:
    for run in pair.passages:
        if how == "shared passage" and _narrated(pair, run) < PASSAGE_WORDS:
            continue
        last = run[-1]
        left = pair.left.place(run[0].left, last.left + last.length)
        right = pair.right.place(run[0].right, last.right + last.length)
        if left and right:
            yield Match(right, left) if flipped else Match(left, right)


def _why(pair: _Pair, how: How, later: Prose, earlier: Prose, flipped: bool) -> str:
    copied = pair.right_copied if flipped else pair.left_copied
    told = pair.right_told if flipped else pair.left_told
    if how == "copy":
        return f"{copied:.0%} of its words stand in the same order in the other, and nearly all of the other's in it."
    if how == "abridgement":
        return f"{copied:.0%} of its words stand word for word in the other, which is longer."
    if how == "shared passage":
        return "A passage is the same in both, and the rest is not; neither comes from the other."
    return (
        f"{told:.0%} of the rare words that its narrator uses stand in the other too, which no independent report has."
    )


def _direct(found: Iterable[Derivation]) -> list[Derivation]:
    """Without the edge that two stronger ones explain: of three articles that all derive, the weakest goes."""
    rows = [d for d in found if d.how != "shared passage"]
    near: dict[str, dict[str, float]] = defaultdict(dict)
    for d in rows:
        if d.origin is not None:
            near[d.article][d.origin] = near[d.origin][d.article] = _strength(d)
    kept = []
    for d in rows:
        a, b = d.article, d.origin or ""
        small, large = sorted((near[a], near[b]), key=len)
        if not any(min(near[a][c], near[b][c]) > _strength(d) for c in small if c in large):
            kept.append(d)
    return kept + [d for d in found if d.how == "shared passage"]


def _strength(d: Derivation) -> float:
    return d.score + (d.how in ("copy", "abridgement"))


def _uncovered(
    found: Sequence[Derivation], texts: Mapping[str, Prose], credits: Mapping[str, Sequence[Credit]]
) -> Iterator[Derivation]:
    """Credits to a source of which the pile holds no article that the crediting one comes from."""
    origins = defaultdict(set)
    for d in found:
        if d.origin is not None and d.how != "shared passage":
            origins[d.article].add(_key(texts[d.origin].article.outlet or ""))
            origins[d.article].add("credit" if d.how == "credit" else "")
    for article, text in texts.items():
        for credit in credits.get(article, ()):
            if _key(credit.name) in origins[article] or "credit" in origins[article]:
                continue
            key = digest("derivation", article, credit.name, "credit")
            why = f"It names {credit.name} as where its report comes from."
            yield Derivation(key, article, None, credit.name, "credit", 1.0, (Match(credit.span, None),), why, MADE_BY)
