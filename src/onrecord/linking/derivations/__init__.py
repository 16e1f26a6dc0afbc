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

from onrecord.comparing.candidates import repeated, sharing
from onrecord.comparing.furniture import furniture
from onrecord.comparing.prose import prose, without
from onrecord.linking.derivations import rows
from onrecord.linking.derivations.judging import judged
from onrecord.linking.derivations.merging import put_together, tells_a_part
from onrecord.linking.derivations.pairs import Pair, Side, key
from onrecord.linking.derivations.unseen import not_held, unseen_id
from onrecord.model import Article, Derivation, Links, Reading, Span, Story
from onrecord.ties import Stated

# in a story an article is held against so many of those before it
NEIGHBOURS = 12
# a copy of so much of both is the same text
SAME = 0.97


def link(
    articles: Sequence[Article],
    readings: Sequence[Reading],
    links: Links,
    stated: Mapping[frozenset[str], Stated] | None = None,
    denied: Collection[frozenset[str]] = (),
    uncredited: Collection[tuple[str, str]] = (),
) -> tuple[Derivation, ...]:
    """The derivations of the pile. A credit to what is not held names the source and has no origin.

    A person's word stands above the text: of two articles it is `stated`, by the pair, that one comes from the other,
    or `denied`; and of an article that it does not come from a source that is not held (`uncredited`, by its key).
    """
    stated = stated or {}
    by_article = {r.article: r for r in readings}
    ordered = sorted({a.id: a for a in articles}.values(), key=lambda a: (a.published or "~", a.id))
    story_of = {key: story.id for story in links.stories for key in story.articles}
    sides = _sides(ordered, by_article, story_of)
    found: list[Derivation] = []
    unseen: list[Derivation] = []
    parts: list[Pair] = []
    same: set[int] = set()

    def judge(i: int, j: int) -> None:
        both = frozenset((ordered[i].id, ordered[j].id))
        if both in denied or both in stated:
            return
        pair = Pair(sides[i], sides[j])
        verdict = judged(pair)
        if (verdict is None or verdict.how in ("shared passage", "rewrite")) and tells_a_part(pair):
            parts.append(pair)
        if verdict is None:
            return
        if verdict.third:
            scope = story_of.get(pair.left.article.id, pair.left.article.id)
            unseen.extend(rows.common(pair, verdict, unseen_id(scope, verdict.third)))
            return
        found.append(rows.derivation(pair, verdict))
        if verdict.how == "copy" and verdict.score >= SAME:
            same.add(j)

    for i, j in repeated([s.prose.words for s in sides]):
        judge(i, j)
    unique = [i for i in range(len(sides)) if i not in same]
    alike = {(unique[i], unique[j]) for i, j in sharing([sides[i].prose.words for i in unique])}
    # a story at a time, so that what is worked out of an article is at hand for its next pair
    told_in = [story_of.get(a.id, a.id) for a in ordered]
    for i, j in sorted(alike, key=lambda pair: (told_in[pair[0]], pair)):
        judge(i, j)
    # what is the same text as an earlier one is told by that one
    near = _neighbours([a.id for a in ordered], links.stories, same) - alike
    for i, j in sorted(near, key=lambda pair: (told_in[pair[0]], pair)):
        judge(i, j)
    order = {a.id: n for n, a in enumerate(ordered)}
    said = [rows.stated(Pair(sides[order[s.origin]], sides[order[s.article]]), s) for s in stated.values()]
    kept = _likeliest([*found, *put_together(parts, found)], order, said)
    kept.extend(not_held([*kept, *unseen], unseen, sides, story_of))
    if uncredited:
        kept = [d for d in kept if d.origin is not None or (d.article, key(d.source or "")) not in uncredited]
    return tuple(sorted(kept, key=lambda d: d.id))


def _sides(ordered: Sequence[Article], readings: Mapping[str, Reading], story_of: Mapping[str, str]) -> list[Side]:
    """Each article's words, without its outlet's furniture, and its credits."""
    texts = [prose(a, _said(readings.get(a.id))) for a in ordered]
    numbers = {story: n for n, story in enumerate(dict.fromkeys(story_of.values()))}
    told_in = [numbers.get(story_of.get(a.id, ""), -1 - i) for i, a in enumerate(ordered)]
    printed = furniture([t.words for t in texts], told_in, [a.outlet for a in ordered])
    return [
        Side(without(text, mask), readings[text.article.id].credits if text.article.id in readings else ())
        for text, mask in zip(texts, printed, strict=True)
    ]


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
