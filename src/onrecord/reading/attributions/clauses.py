"""The verb group around a cue verb: its auxiliaries and adverbs, and what voice and form they give it."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions.tokens import BREAKS, Tokens

# "went on to say", "is expected to agree", "continued to insist": the whole is one verb group
_LINKS = frozenset({
    "went", "goes", "going", "go", "gone", "continued", "continues", "continuing", "declined", "declines", "refused",
    "refuses", "has", "have", "had", "is", "are", "was", "were", "be", "used", "began", "begins", "started",
    "proceeded", "seemed", "seems", "appeared", "appears", "tried", "sought", "expected", "ought", "need", "needs",
    "wants", "wanted", "like", "failed",
})  # fmt: skip
_GO = frozenset({"went", "goes", "go", "going", "gone"})
_HAVE = frozenset({"has", "have", "had", "'ve"})
_QUESTIONED = frozenset({"asked", "told", "pressed", "questioned"})


@dataclass(frozen=True, slots=True)
class Group:
    """A verb with its auxiliaries and adverbs: tokens `[start, stop)`."""

    start: int
    stop: int
    passive: bool = False
    participle: bool = False
    infinitive: bool = False


def adverb(low: str) -> bool:
    """Whether the lower-case word reads as an adverb that may stand in a verb group."""
    return low in lx.ADVERBS or (len(low) > 4 and low.endswith("ly") and low not in lx.NOT_ADVERBS)


def group(t: Tokens, first: int, verb: int, forms: frozenset[lx.VerbForm]) -> Group | None:
    """The group whose main verb is token `verb`, or None when none of its `forms` fits what stands before."""
    low = t.low
    if low[verb] in _QUESTIONED and _unasked(t, first, verb):
        return Group(verb, verb + 1, passive=True)
    start, auxiliary, infinitive = _start(t, first, verb, forms)
    nearest = next((low[k] for k in range(verb - 1, start - 1, -1) if low[k] in lx.AUXILIARIES), "")
    adjective = "adjective" in forms and nearest in lx.BE
    passive = nearest in lx.BE and nearest != "'s" and "participle" in forms and not adjective
    if nearest in lx.BE:
        fits = passive or adjective or "ing" in forms or nearest == "'s"
    elif nearest in lx.HAVE:
        fits = "participle" in forms
    elif nearest or infinitive:
        fits = "base" in forms
    else:
        # "an official not authorized to speak": without an auxiliary nothing finite is denied
        fits = forms != {"adjective"} and ("ing" in forms or "not" not in low[start:verb])
    if not fits:
        return None
    participle = not auxiliary and not infinitive and forms == {"ing"}
    return Group(start, verb + 1, passive, participle, infinitive)


def _unasked(t: Tokens, first: int, verb: int) -> bool:
    """Whether a participle begins its clause: "Asked whether he would run, Smith said", "when asked about"."""
    if verb == first or t.low[verb - 1] == "when":
        return True
    return t.low[verb - 1] in ("if", "after", "and") and (verb - 1 == first or t.low[verb - 2] in BREAKS)


def _start(t: Tokens, first: int, verb: int, forms: frozenset[lx.VerbForm]) -> tuple[int, str, bool]:
    """Where the group begins, the auxiliary that is found first from the right, and whether "to" begins it."""
    low = t.low
    i = verb
    auxiliary = ""
    while i > first:
        w = low[i - 1]
        if adverb(w):
            i -= 1
        elif w == "'s" and not (i - 1 > first and _takes_is(low[i - 2])):
            break  # a possessive
        elif w in lx.AUXILIARIES:
            auxiliary = auxiliary or w
            i -= 1
        elif w == "to" and ("base" in forms if not auxiliary else auxiliary in ("be", "have")):
            j = i - 1
            while j > first and adverb(low[j - 1]):
                j -= 1
            if j > first + 1 and low[j - 1] == "on" and low[j - 2] in _GO:
                j -= 1
            if j == first or (low[j - 1] not in _LINKS and low[j - 1] not in _GO):
                return i - 1, auxiliary, True
            i, auxiliary = j - 1, low[j - 1]
        else:
            break
    if not auxiliary and "participle" in forms:
        # "has on several occasions vowed"
        for k in range(i - 1, max(first, i - 6), -1):
            if low[k] in lx.PREPOSITIONS and low[k - 1] in _HAVE:
                return k - 1, low[k - 1], False
            if low[k] in BREAKS or low[k] in lx.FINITE or low[k] in lx.SUBJECT:
                break
    # an adverb that begins a clause belongs to the sentence and not to the verb
    while i < verb and not auxiliary and adverb(low[i]) and (i == first or low[i - 1] in BREAKS):
        i += 1
    return i, auxiliary, False


def _takes_is(low: str) -> bool:
    return low in lx.SUBJECT or low in ("that", "there", "here", "what")
