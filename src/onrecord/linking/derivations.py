"""Derivations: which article comes from which, and by what.

A cascade that stays linear. Candidates come from sampled runs of words, over the whole pile, and from
stories. What decides is the text: how much of an article stands word for word in the other (copy,
abridgement), how far each tells what the other's narrator tells (rewrite), what it credits (credit). Words
in quotation marks are no evidence: independent reporters quote the same speech. A passage of the
narrators that two otherwise different articles share is a "shared passage": neither is said to come
from the other. Passages that several stories hold are an outlet's boilerplate and are left out.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from onrecord.comparing.candidates import repeated, sharing
from onrecord.comparing.furniture import furniture
from onrecord.comparing.passages import Block, blocks, joined
from onrecord.comparing.prose import Prose, prose, without
from onrecord.comparing.retelling import Retelling, retelling, shares
from onrecord.model import Article, Credit, Derivation, How, Links, Match, Reading, Span, Story, digest
from onrecord.text import fold

MADE_BY = "derivations.passages/2"

# in a story an article is held against so many of those before it
NEIGHBOURS = 12
# a passage goes on over so many words that differ
GAP = 8
# articles of fewer words are not compared: any two sentences agree somewhere
LEAST = 30
# both articles' words stand in the other to this share: a copy; those of the shorter one: an abridgement
COPY, ABRIDGEMENT = 0.75, 0.7
# `Retelling.score` from which an article is a rewrite of the other (docs/decisions/lineage.md); less is asked
# of an article that credits the other's outlet
REWRITE, CREDITED = 1.33, 1.1
# who rewords one report names hardly anybody new: where the other tells less than OF_NAMES of the names of either
# side's narrator, UNLIKELY is asked
OF_NAMES, UNLIKELY = 0.85, 1.5
# short reports of one event have little but its names and numbers, so more is asked of articles of fewer words
# than LONG: up to SHORTER more at SHORT words (98 of 100 independent pairs stay below, at every length)
LONG, SHORT, SHORTER = 320, 160, 0.4
# an article put together from two: each alone reaches PART, and both together tell so much of it
PART, TOGETHER_NAMES, TOGETHER_WORDS, ALONE = 1.0, 0.85, 0.5, 0.12
# … and the two must be about different things: reports of one event tell each other's parts anyway
APART = 0.65
# a shared passage has so many words of the narrators
PASSAGE = 14
# a copy of so much of both is the same text
SAME = 0.97
# retelling scores end here; a derivation's score is the share of it
_FULL = 2.5


@dataclass(frozen=True)
class _Pair:
    """Two articles held against each other, the one dated first (or unlike to tell) at the left."""

    left: Prose
    right: Prose

    @cached_property
    def passages(self) -> list[list[Block]]:
        return joined(blocks(self.left.words, self.right.words), GAP)

    @cached_property
    def told(self) -> Retelling:
        return retelling(self.left, self.right)

    @cached_property
    def copied(self) -> tuple[float, float]:
        """The share of each side's words that stand in a common passage."""
        same = sum(b.length for run in self.passages for b in run)
        return same / max(1, len(self.left.words)), min(1.0, same / max(1, len(self.right.words)))

    def narrated(self, run: Iterable[Block]) -> int:
        """How many words of a passage neither side quotes."""
        a, b = self.left.quoted, self.right.quoted
        return sum(int((~(a[x.left : x.left + x.length] | b[x.right : x.right + x.length])).sum()) for x in run)


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Derivation, ...]:
    """The derivations of the pile. A credit to what is not held names the source and has no origin."""
    by_article = {r.article: r for r in readings}
    ordered = sorted({a.id: a for a in articles}.values(), key=lambda a: (a.published or "~", a.id))
    texts = [prose(a, _said(by_article.get(a.id))) for a in ordered]
    story_of = {key: n for n, story in enumerate(links.stories) for key in story.articles}
    told_in = [story_of.get(a.id, -1 - i) for i, a in enumerate(ordered)]
    printed = furniture([t.words for t in texts], told_in, [a.outlet for a in ordered])
    texts = [without(t, f) for t, f in zip(texts, printed, strict=True)]
    credits = {a.id: by_article[a.id].credits if a.id in by_article else () for a in ordered}
    found: list[Derivation] = []
    parts: list[_Pair] = []
    same: set[int] = set()

    def judge(i: int, j: int) -> None:
        pair = _Pair(texts[i], texts[j])
        row = _judged(pair, credits)
        if row is not None:
            found.append(row)
            if row.how == "copy" and row.score >= SAME:
                same.add(j)
        if (
            (row is None or row.how == "shared passage")
            and _comparable(pair)
            and pair.told.score >= PART + _shortness(pair) / 2
        ):
            parts.append(pair)

    for i, j in repeated([t.words for t in texts]):
        judge(i, j)
    unique = [i for i in range(len(texts)) if i not in same]
    alike = {(unique[i], unique[j]) for i, j in sharing([texts[i].words for i in unique])}
    for i, j in sorted(alike):
        judge(i, j)
    # what is the same text as an earlier one is told by that one
    for i, j in sorted(_neighbours([t.article.id for t in texts], links.stories, same) - alike):
        judge(i, j)
    order = {a.id: n for n, a in enumerate(ordered)}
    found = _direct([*found, *_put_together(parts, found, credits)], order)
    found.extend(_not_held(found, ordered, credits))
    return tuple(sorted(found, key=lambda d: d.id))


def _said(reading: Reading | None) -> list[Span]:
    """What the article quotes, whether or not marks stand around it."""
    return [s for a in reading.attributions if a.form == "direct" for s in a.content] if reading else []


# --- which pairs to look at --------------------------------------------------------------------------


def _neighbours(ids: Sequence[str], stories: Sequence[Story], same: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of positions, the lower first, that stand near each other in a story."""
    position = {key: n for n, key in enumerate(ids)}
    pairs: set[tuple[int, int]] = set()
    for story in stories:
        members = sorted(position[key] for key in story.articles if key in position and position[key] not in same)
        for n, i in enumerate(members):
            pairs.update((i, j) for j in members[n + 1 : n + 1 + NEIGHBOURS])
    return pairs


# --- what a pair means -------------------------------------------------------------------------------


def _comparable(pair: _Pair) -> bool:
    return min(len(pair.left.words), len(pair.right.words)) >= LEAST


def _shortness(pair: _Pair) -> float:
    """How much more of a retelling is asked because the shorter of the two is short."""
    words = min(len(pair.left.words), len(pair.right.words))
    return SHORTER * min(1.0, max(0.0, (LONG - words) / (LONG - SHORT)))


def _judged(pair: _Pair, credits: Mapping[str, Sequence[Credit]]) -> Derivation | None:
    if not _comparable(pair):
        same = len(pair.left.words) > 0 and np.array_equal(pair.left.words, pair.right.words)
        return _row(pair, "copy", credits, 1.0) if same else None
    low, high = sorted(pair.copied)
    if high >= ABRIDGEMENT:
        return _row(pair, "copy", credits, low) if low >= COPY else _row(pair, "abridgement", credits, high)
    score = pair.told.score
    if score >= CREDITED + _shortness(pair) / 2:
        told = max(pair.told.left_names, pair.told.right_names)
        if score >= (REWRITE if told >= OF_NAMES else UNLIKELY) + _shortness(pair):
            return _row(pair, "rewrite", credits, min(1.0, score / _FULL))
        if _credited(pair.left, pair.right, credits) or _credited(pair.right, pair.left, credits):
            return _row(pair, "credit", credits, min(1.0, score / _FULL))
    words = sum(n for n in map(pair.narrated, pair.passages) if n >= PASSAGE)
    return _row(pair, "shared passage", credits, min(1.0, words / 100)) if words else None


def _credited(article: Prose, other: Prose, credits: Mapping[str, Sequence[Credit]]) -> str | None:
    """The name by which `article` credits the outlet of `other`, known or spoken of there as its own."""
    named = _credits_outlet(article, other, credits)
    if named or other.article.outlet:
        return named
    text = fold(other.view.text)
    others = {_key(c.name) for c in credits[other.article.id]}
    for credit in credits[article.article.id]:
        name = _key(credit.name)
        # "told POLITICO", "a USA TODAY/Rock the Vote survey": so an outlet writes of itself
        itself = rf"\b(?:(?:told|tells|with|by)(?: the)? {name}\b|{name} (?:\w+ ){{0,4}}(?:poll|survey)\b)"
        if name not in others and re.search(itself, text):
            return credit.name
    return None


def _credits_outlet(article: Prose, other: Prose, credits: Mapping[str, Sequence[Credit]]) -> str | None:
    outlet = _key(other.article.outlet or "")
    for credit in credits[article.article.id] if outlet else ():
        name = _key(credit.name)
        if f"{outlet} ".startswith(f"{name} ") or f"{name} ".startswith(f"{outlet} "):
            return credit.name
    return None


def _key(name: str) -> str:
    return fold(name).removeprefix("the ")


def _row(pair: _Pair, how: How, credits: Mapping[str, Sequence[Credit]], score: float) -> Derivation:
    flipped = how != "shared passage" and not _right_derives(pair, how, credits)
    later, earlier = (pair.left, pair.right) if flipped else (pair.right, pair.left)
    key = digest("derivation", later.article.id, earlier.article.id, how)
    passages = tuple(Match(a, b) if flipped else Match(b, a) for a, b in _matched(pair, how))
    named = None
    if how != "shared passage":
        named = (_credited if how in ("credit", "rewrite") else _credits_outlet)(later, earlier, credits)
    why = _why(pair, how, flipped, named is not None)
    return Derivation(key, later.article.id, earlier.article.id, named, how, round(score, 3), passages, why, MADE_BY)


def _right_derives(pair: _Pair, how: How, credits: Mapping[str, Sequence[Credit]]) -> bool:
    """Whether the right article comes from the left one: by credit, else by date, else by what was left out."""
    # a copy of an agency's report speaks of the agency as its own, so only a known outlet tells the two apart
    names = _credited if how in ("credit", "rewrite") else _credits_outlet
    by_right, by_left = names(pair.right, pair.left, credits), names(pair.left, pair.right, credits)
    if bool(by_right) != bool(by_left):
        return bool(by_right)
    first, second = pair.left.article.published or "", pair.right.article.published or ""
    known = min(len(first), len(second))
    if first[:known] != second[:known]:
        return first < second
    return _left_out(pair) > 0 or (_left_out(pair) == 0 and pair.left.article.id < pair.right.article.id)


def _left_out(pair: _Pair) -> float:
    """Above 0 when the left article has what the right one leaves out, and quotes what that one reports."""
    told = pair.told
    quotes = int(pair.left.quoted.sum()), int(pair.right.quoted.sum())
    return (
        (quotes[0] - quotes[1]) / (sum(quotes) + 20)
        + 2 * (told.right_words - told.left_words)
        + (pair.copied[1] - pair.copied[0])
        + math.log((len(pair.left.words) + 1) / (len(pair.right.words) + 1)) / 2
    )


def _matched(pair: _Pair, how: How) -> Iterator[tuple[Span, Span]]:
    for run in pair.passages:
        if how == "shared passage" and pair.narrated(run) < PASSAGE:
            continue
        last = run[-1]
        left = pair.left.place(run[0].left, last.left + last.length)
        right = pair.right.place(run[0].right, last.right + last.length)
        if left and right:
            yield left, right


def _why(pair: _Pair, how: How, flipped: bool, credited: bool) -> str:
    copied = pair.copied[0] if flipped else pair.copied[1]
    if how == "copy":
        return f"{copied:.0%} of its words stand word for word in the other, and nearly nothing of that one is missing."
    if how == "abridgement":
        return f"{copied:.0%} of its words stand word for word in the other, which one of the two shortens."
    if how == "shared passage":
        return "A passage of the narrators is the same in both, the rest is not: neither comes from the other."
    told = pair.told
    names, words = (told.left_names, told.left_words) if flipped else (told.right_names, told.right_words)
    order = ", in the same order" if told.order > 0.4 else ""
    named = "It names the other as its source, and " if credited else ""
    shared = f"{names:.0%} of the names and {words:.0%} of the rare words of its narrator stand in the other{order}"
    return f"{named}{shared}: more than independent reports of one event share."


def _put_together(
    parts: Sequence[_Pair], found: Sequence[Derivation], credits: Mapping[str, Sequence[Credit]]
) -> Iterator[Derivation]:
    """Articles that two others tell together, each its part, though neither is enough alone."""
    derived = {d.article for d in found if d.how != "shared passage"}
    related = {frozenset((d.article, d.origin)) for d in found if d.how != "shared passage"}
    near: dict[str, list[_Pair]] = defaultdict(list)
    for pair in parts:
        near[pair.left.article.id].append(pair)
        near[pair.right.article.id].append(pair)
    for key, pairs in sorted(near.items()):
        if key in derived or len(pairs) < 2:
            continue
        sides = [(p, p.left, p.right) if p.left.article.id == key else (p, p.right, p.left) for p in pairs]
        sides.sort(key=lambda s: (-s[0].told.score, s[2].article.id))
        (p, text, one), (q, _, two) = sides[:2]
        if frozenset((one.article.id, two.article.id)) in related or not _later(text.article, one.article, two.article):
            continue
        both = shares(text, one.terms | two.terms)
        alone = [shares(text, other.terms) for other in (one, two)]
        enough = both[0] >= TOGETHER_NAMES and both[1] >= TOGETHER_WORDS
        apart = enough and retelling(one, two).score < APART
        if apart and all(max(both[0] - a[0], both[1] - a[1]) >= ALONE for a in alone):
            for pair in (p, q):
                yield _row(pair, "rewrite", credits, min(1.0, pair.told.score / _FULL))


def _later(article: Article, *others: Article) -> bool:
    dates = [o.published for o in others if o.published]
    return not article.published or all(d[:10] <= article.published[:10] for d in dates)


def _direct(found: Iterable[Derivation], order: Mapping[str, int]) -> list[Derivation]:
    """Without the origins that a better one explains: of two that are related, an article has the likelier.

    Strength decides, then the earlier origin, so that all copies of a report come from the first of them.
    """
    rows = sorted(found, key=lambda d: (-_strength(d), order[d.origin or d.article], d.id))
    related = {frozenset((d.article, d.origin)) for d in rows if d.how != "shared passage"}
    kept: dict[str, list[Derivation]] = defaultdict(list)
    for d in rows:
        origins = kept[d.article]
        if d.how == "shared passage" or all(frozenset((d.origin, o.origin)) not in related for o in origins):
            origins.append(d)
    return [d for origins in kept.values() for d in origins]


def _strength(d: Derivation) -> float:
    return d.score + (d.how in ("copy", "abridgement"))


def _not_held(
    found: Sequence[Derivation], articles: Sequence[Article], credits: Mapping[str, Sequence[Credit]]
) -> Iterator[Derivation]:
    """Credits to a source of which the pile holds no article that the crediting one comes from."""
    held = {d.article for d in found if d.how == "credit"}
    outlets = {a.id: _key(a.outlet or "") for a in articles}
    origins = {(d.article, outlets[d.origin]) for d in found if d.origin is not None and d.how != "shared passage"}
    for article in articles:
        for credit in credits[article.id]:
            if article.id in held or (article.id, _key(credit.name)) in origins:
                continue
            key = digest("derivation", article.id, credit.name, "credit")
            why = f"It names {credit.name} as where its report comes from."
            yield Derivation(
                key, article.id, None, credit.name, "credit", 1.0, (Match(credit.span, None),), why, MADE_BY
            )
