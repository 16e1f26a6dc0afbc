"""Articles that two others tell together, each its part, though neither tells enough alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from onrecord.comparing.retelling import retelling, shares
from onrecord.linking.derivations.judging import FULL, Verdict
from onrecord.linking.derivations.pairs import TELLING, Pair
from onrecord.linking.derivations.rows import derivation
from onrecord.model import Article, Derivation

# both together tell so much of the article's names and words
TOGETHER_NAMES, TOGETHER_WORDS = 0.85, 0.5
# … each adding so much to what the other tells of it
ALONE = 0.12
# … and the two must be about different things: reports of one event tell each other's parts anyway
APART = 0.65


def tells_a_part(pair: Pair) -> bool:
    """Whether one of the two may be one of two sources of the other."""
    return pair.comparable and pair.told.score >= TELLING


def put_together(parts: Sequence[Pair], found: Sequence[Derivation]) -> Iterator[Derivation]:
    """Derivations of articles from two others; `parts` are the pairs that tell a part, `found` what is known."""
    copied = {d.article for d in found if d.how in ("copy", "abridgement", "credit")}
    related = {frozenset((d.article, d.origin)) for d in found if d.how != "shared passage"}
    near: dict[str, list[Pair]] = defaultdict(list)
    for pair in parts:
        near[pair.left.article.id].append(pair)
        near[pair.right.article.id].append(pair)
    for key, pairs in sorted(near.items()):
        if key in copied or len(pairs) < 2:
            continue
        sides = [(p, p.left, p.right) if p.left.article.id == key else (p, p.right, p.left) for p in pairs]
        sides.sort(key=lambda s: (-s[0].told.score, s[2].article.id))
        (p, text, one), (q, _, two) = sides[:2]
        if frozenset((one.article.id, two.article.id)) in related or not _later(text.article, one.article, two.article):
            continue
        both = shares(text.prose, one.prose.terms | two.prose.terms)
        alone = [shares(text.prose, other.prose.terms) for other in (one, two)]
        enough = both[0] >= TOGETHER_NAMES and both[1] >= TOGETHER_WORDS
        apart = enough and retelling(one.prose, two.prose).score < APART
        if apart and all(max(both[0] - a[0], both[1] - a[1]) >= ALONE for a in alone):
            for pair in (x for x in (p, q) if frozenset((x.left.article.id, x.right.article.id)) not in related):
                yield derivation(pair, Verdict("rewrite", min(1.0, pair.score / FULL)))


def _later(article: Article, *others: Article) -> bool:
    dates = [o.published for o in others if o.published]
    return not article.published or all(d[:10] <= article.published[:10] for d in dates)
