"""Verdicts as derivations: which way, with the passages on both sides and a sentence that says why."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.comparing.naming import told_apart
from onrecord.linking.derivations.directions import directed
from onrecord.linking.derivations.judging import Verdict
from onrecord.linking.derivations.pairs import Pair, Side
from onrecord.model import Credit, Derivation, Direction, Match, Span, digest
from onrecord.ties import Stated

MADE_BY = "derivations.sentences/3"

# how it is known that one article comes from the other, and not the reverse, in words after the reason
_KNOWN = {
    "stated": "",
    "dated": " {other} is dated earlier.",
    "inferred": " That {it} comes from {other}, and not the reverse, is inferred from what each leaves out and quotes.",
    "undetermined": " Nothing says which of the two comes from the other; both may come from a third report.",
}
# facts told in an order that is so much the same are said to be
_SAME_ORDER = 0.4


def derivation(pair: Pair, verdict: Verdict) -> Derivation:
    """One article comes from the other; or, for a shared passage, both hold it."""
    how = verdict.how
    way, known = directed(pair, how) if how != "shared passage" else (True, None)
    later, earlier = (pair.right, pair.left) if way else (pair.left, pair.right)
    named = None
    if known is not None:
        named = (pair.names if how in ("credit", "rewrite") else pair.names_outlet)(later, earlier)
    return Derivation(
        digest("derivation", later.article.id, earlier.article.id, how),
        later.article.id,
        earlier.article.id,
        named,
        how,
        round(verdict.score, 3),
        tuple(Match(b, a) if way else Match(a, b) for a, b in matched(pair, how)),
        _why(pair, verdict, way, known, named),
        MADE_BY,
        known,
    )


def stated(pair: Pair, said: Stated) -> Derivation:
    """The right article comes from the left one by the word of a person, with what the two have in common."""
    article, origin = pair.right.article.id, pair.left.article.id
    return Derivation(
        digest("derivation", article, origin, said.how),
        article,
        origin,
        None,
        said.how,
        1.0,
        tuple(Match(b, a) for a, b in matched(pair, said.how)),
        said.why,
        MADE_BY + "; corrected",
        "stated",
    )


def common(pair: Pair, verdict: Verdict, unseen: str) -> Iterator[Derivation]:
    """Both come from a third report that is not held: a row for each, and one that shows the two side by side."""
    found = list(matched(pair, verdict.how))
    third = verdict.third or ""
    both = " and ".join(told_apart(pair.left.article, pair.right.article))
    why = f"{both} both credit {third} and tell much of the same: both come from there."
    for side, n in ((pair.left, 0), (pair.right, 1)):
        spans = sorted({span[n] for span in found})
        yield Derivation(
            digest("derivation", side.article.id, third, verdict.how),
            side.article.id,
            None,
            third,
            verdict.how,
            round(verdict.score, 3),
            tuple(Match(span, None) for span in spans),
            why,
            MADE_BY,
            "stated",
            unseen,
        )
    left, right = pair.left.article.id, pair.right.article.id
    why = f"{both} both tell this and credit {third}: neither need come from the other."
    yield Derivation(
        digest("derivation", right, left, "shared passage"),
        right,
        left,
        None,
        "shared passage",
        round(verdict.score, 3),
        tuple(Match(b, a) for a, b in found),
        why,
        MADE_BY,
    )


def credit(side: Side, named: Credit, unseen: str | None) -> Derivation:
    """The article names a source that is not held; with `unseen`, the whole of it comes from there."""
    part = "its report as a whole" if unseen else "a part of its report"
    return Derivation(
        digest("derivation", side.article.id, named.name, "credit"),
        side.article.id,
        None,
        named.name,
        "credit",
        1.0,
        (Match(named.span, None),),
        f"{side.article.outlet or side.article.name} credits {named.name} with {part}.",
        MADE_BY,
        "stated",
        unseen,
    )


def matched(pair: Pair, how: str) -> Iterator[tuple[Span, Span]]:
    """The places that show it: sentences that tell the same for a retelling, words that are the same for the rest."""
    if how in ("rewrite", "credit"):
        for a, b in pair.alignment.pairs:
            left, right = pair.left.prose.sentences(*a), pair.right.prose.sentences(*b)
            if left and right:
                yield left, right
        return
    for run in pair.shared if how == "shared passage" else pair.passages:
        last = run[-1]
        left = pair.left.prose.place(run[0].left, last.left + last.length)
        right = pair.right.prose.place(run[0].right, last.right + last.length)
        if left and right:
            yield left, right


def _why(pair: Pair, verdict: Verdict, way: bool, known: Direction | None, named: str | None) -> str:
    left, right = told_apart(pair.left.article, pair.right.article)
    if verdict.how == "shared passage":
        return (
            f"{left} and {right} share a passage that both tell in the same words, and not the rest: "
            "neither comes from the other."
        )
    it, other = (right, left) if way else (left, right)
    begin = f"{it} names {named} as its source. " if named else ""
    after = _KNOWN[known or "stated"].format(it=it, other=other)
    return f"{begin}{_alike(pair, verdict, way, it, other)}{after}"


def _alike(pair: Pair, verdict: Verdict, way: bool, it: str, other: str) -> str:
    """What two articles, called `it` and `other`, have in common."""
    here, there = reversed(pair.copied) if way else pair.copied
    if verdict.how == "copy":
        return f"{here:.0%} of the words of {it} stand word for word in {other}, and {there:.0%} the other way round."
    if verdict.how == "abridgement":
        share, short, long = (here, it, other) if here >= there else (there, other, it)
        return f"{share:.0%} of the words of {short} stand word for word in {long}, which has more."
    told, found = pair.told, pair.alignment
    names, retold = (told.right_names, found.right) if way else (told.left_names, found.left)
    places = f"{len(found.pairs)} place{'' if len(found.pairs) == 1 else 's'}"
    order = ", in the same order," if told.order > _SAME_ORDER else ""
    return (
        f"{it} tells in {places}{order} what {other} tells: {retold:.0%} of what it says outside quotations, and "
        f"{names:.0%} of the names that it gives there, {other} has too. Independent reports of one event share less."
    )
