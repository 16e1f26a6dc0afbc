"""Derivations: which article comes from which, and by what.

A cascade that stays linear. Candidates come from runs of words, over the whole pile, and from stories. What
decides is the text (`judging`): how much of an article stands word for word in the other (copy, abridgement),
how far each tells what the other's narrator tells, word by word and sentence by sentence (rewrite), what it
credits (credit). Words in quotation marks are no evidence: independent reporters quote the same speech. A passage
of the narrators that two otherwise different articles share is a "shared passage": neither is said to come
from the other. Which way a derivation goes, and how surely, is `directions`; what comes from a source that is
not held is `unseen`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from onrecord.comparing.prose import prose, without, words
from onrecord.linking.derivations import rows
from onrecord.linking.derivations.candidates import Candidates, Two, candidates
from onrecord.linking.derivations.judging import judged
from onrecord.linking.derivations.merging import put_together, tells_a_part
from onrecord.linking.derivations.pairs import Pair, Side, key
from onrecord.linking.derivations.sifting import worth_judging
from onrecord.linking.derivations.unseen import not_held, unseen_id
from onrecord.model import Article, Derivation, Links, Reading, Span, Story
from onrecord.ties import Stated

# in a story an article is held against so many of those before it
NEIGHBOURS = 12


def link(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    links: Links,
    stated: Mapping[frozenset[str], Stated] | None = None,
    denied: Collection[frozenset[str]] = (),
    uncredited: Collection[tuple[str, str]] = (),
    found: Candidates | None = None,
) -> tuple[Derivation, ...]:
    """The derivations of the pile. A credit to what is not held names the source and has no origin.

    A person's word stands above the text: of two articles it is `stated`, by the pair, that one comes from the other,
    or `denied`; and of an article that it does not come from a source that is not held (`uncredited`, by its key).
    The candidates of a part of a pile are `found` in the pile as a whole.
    """
    stated = stated or {}
    said = {*stated, *denied}
    ordered = sorted({a.id: a for a in articles}.values(), key=lambda a: (a.published or "~", a.id))
    story_of = {key: story.id for story in links.stories for key in story.articles}
    found = found or search(ordered, story_of, said)
    sides = _sides(ordered, readings, found)
    order = {a.id: n for n, a in enumerate(ordered)}
    judged_ones = _Judged(story_of)
    for a, b in found.repeated:
        judged_ones.add(sides[order[a]], sides[order[b]])
    # a story at a time, so that what is worked out of an article is at hand for its next pair
    told_in = [story_of.get(a.id, a.id) for a in ordered]
    alike = {(order[a], order[b]) for a, b in found.alike}
    # what is the same text as an earlier one is told by that one
    near = _neighbours([a.id for a in ordered], links.stories, {order[b] for _, b in found.repeated}) - alike
    for pairs in (alike, worth_judging(sides, near)):
        for i, j in sorted(pairs, key=lambda pair: (told_in[pair[0]], pair)):
            if frozenset((ordered[i].id, ordered[j].id)) not in said:
                judged_ones.add(sides[i], sides[j])
    unseen = judged_ones.unseen
    rows_said = [rows.stated(Pair(sides[order[s.origin]], sides[order[s.article]]), s) for s in stated.values()]
    kept = _likeliest([*judged_ones.found, *put_together(judged_ones.parts, judged_ones.found)], order, rows_said)
    kept.extend(not_held([*kept, *unseen], unseen, sides, story_of))
    if uncredited:
        kept = [d for d in kept if d.origin is not None or (d.article, key(d.source or "")) not in uncredited]
    return tuple(sorted(kept, key=lambda d: d.id))


def search(
    ordered: Sequence[Article], story_of: Mapping[str, str], said: Collection[frozenset[str]] = ()
) -> Candidates:
    """The candidates among articles, in the order of their dates."""
    numbers = {story: n for n, story in enumerate(dict.fromkeys(story_of.values()))}
    told_in = [numbers.get(story_of.get(a.id, ""), -1 - i) for i, a in enumerate(ordered)]
    return candidates([a.id for a in ordered], list(map(words, ordered)), told_in, [a.outlet for a in ordered], said)


def related(articles: Sequence[Article], readings: Sequence[Reading], links: Links, found: Candidates) -> list[Two]:
    """The pairs among the candidates of which one may tell anything of the other."""
    sides = {side.article.id: side for side in _sides(articles, readings, found)}
    judged_ones = _Judged({key: story.id for story in links.stories for key in story.articles})
    return [(a, b) for a, b in found.alike if judged_ones.add(sides[a], sides[b])]


class _Judged:
    """What pairs of articles mean: derivations, those from a source that is not held, and pairs that tell a part."""

    def __init__(self, story_of: Mapping[str, str]) -> None:
        self.story_of = story_of
        self.found: list[Derivation] = []
        self.unseen: list[Derivation] = []
        self.parts: list[Pair] = []

    def add(self, left: Side, right: Side) -> bool:
        """Judge a pair; whether it means anything."""
        pair = Pair(left, right)
        verdict = judged(pair)
        part = (verdict is None or verdict.how in ("shared passage", "rewrite")) and tells_a_part(pair)
        if part:
            self.parts.append(pair)
        if verdict is None:
            return part
        if verdict.third:
            scope = self.story_of.get(left.article.id, left.article.id)
            self.unseen.extend(rows.common(pair, verdict, unseen_id(scope, verdict.third)))
        else:
            self.found.append(rows.derivation(pair, verdict))
        return True


def _sides(articles: Sequence[Article], readings: Sequence[Reading], found: Candidates) -> list[Side]:
    """Each article's words, without its outlet's furniture, and its credits."""
    by_article = {r.article: r for r in readings}
    out = []
    for article in articles:
        reading = by_article.get(article.id)
        text = prose(article, _said(reading))
        if article.id in found.furniture:
            text = without(text, found.furniture[article.id])
        out.append(Side(text, reading.credits if reading else ()))
    return out


def _said(reading: Reading | None) -> list[Span]:
    """What the article quotes, whether or not marks stand around it."""
    return [s for a in reading.attributions if a.form == "direct" for s in a.content] if reading else []


def _neighbours(ids: Sequence[str], stories: Sequence[Story], same: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of positions, the lower first, that stand near each other in a story."""
    position = {key: n for n, key in enumerate(ids)}
    pairs: set[tuple[int, int]] = set()
    for story in stories:
        members = sorted(position[key] for key in story.articles if key in position and position[key] not in same)
        for n, i in enumerate(members):
            pairs.update((i, j) for j in members[n + 1 : n + 1 + NEIGHBOURS])
    return pairs


def _likeliest(found: Iterable[Derivation], order: Mapping[str, int], said: Iterable[Derivation]) -> list[Derivation]:
    """Without the origins that a better one explains: of two that are related, an article has the likelier.

    What is `said` is likeliest; then strength decides, then the earlier origin, so that all copies of a report come
    from the first of them.
    """
    ranked = sorted(found, key=lambda d: (-_strength(d), order[d.origin or d.article], d.id))
    kept: dict[str, list[Derivation]] = defaultdict(list)
    for d in said:
        kept[d.article].append(d)
    every = [*ranked, *(d for own in kept.values() for d in own)]
    related = {frozenset((d.article, d.origin)) for d in every if d.how != "shared passage"}
    for d in ranked:
        origins = kept[d.article]
        related_to = any(frozenset((d.origin, o.origin)) in related for o in origins)
        if d.how == "shared passage" or (not related_to and _adds(d, origins)):
            origins.append(d)
    return [d for origins in kept.values() for d in origins]


def _adds(d: Derivation, origins: Iterable[Derivation]) -> bool:
    """Whether at least half of what the article has of this origin is nothing that it has of a likelier one."""
    known = [m.span for o in origins if o.how != "shared passage" for m in o.passages]
    new = [m.span for m in d.passages if not any(a < m.span[1] and m.span[0] < b for a, b in known)]
    return 2 * sum(b - a for a, b in new) >= sum(m.span[1] - m.span[0] for m in d.passages)


def _strength(d: Derivation) -> float:
    return d.score + (d.how in ("copy", "abridgement"))
