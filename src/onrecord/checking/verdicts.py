"""The verdict on a claim that its faults make, and how many witnesses it has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from onrecord.checking.model import Claim, Fault, Verdict, gravest
from onrecord.model import Spans


def with_origins(claim: Claim, reported: Iterable[tuple[str, str]], name: str | None) -> Claim:
    """A claim with how many articles of the record report it, and from how many origins; `name` is that of a lone one.

    That several articles of one origin have it is a warning: they are one witness.
    """
    every = {*((p.article, p.origin or p.article) for p in claim.places), *reported}
    articles, origins = len({a for a, _ in every}), len({o for _, o in every})
    faults = claim.faults
    if articles > 1 and origins == 1:
        whose = f", {name}" if name else ""
        note = f"{articles} articles have it, all of one origin{whose}: they are one witness"
        faults = (*faults, Fault("one origin", "note", note, claim.spans))
    verdict = judged(claim.verdict, faults)
    return replace(claim, faults=faults, verdict=verdict, level=gravest(faults), articles=articles, origins=origins)


def once_denied(faults: list[Fault], cue: Spans) -> list[Fault]:
    """The faults without two denials that undo each other: "denied that he did" is "said that he did not"."""
    denials = [f for f in faults if f.kind == "negation"]
    verbs = [f for f in denials if f.spans == cue]
    return [f for f in faults if f.kind != "negation"] if verbs and len(denials) == 2 else faults


_WORDS = ("high", "medium", "low")


def judged(found: Verdict, faults: Sequence[Fault]) -> Verdict:
    """The verdict that faults make of what was found."""
    kinds = {f.kind for f in faults}
    if "not found" in kinds or found == "not checked":
        return found
    for kind in ("other speaker", "other occasion"):
        if kind in kinds:
            return kind
    if any(f.level in _WORDS for f in faults):
        return "other words"
    return "one origin" if "one origin" in kinds else found
