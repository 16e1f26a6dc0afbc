"""What the verb that introduces somebody's words commits the outlet to."""

from __future__ import annotations

from onrecord.comparing.saying import TOKEN, Said, fold_word, word_class
from onrecord.model import Span
from onrecord.text import overlap

DOUBTED, REPORTED, TRUE = range(3)

# how many words before a cue may say that it was not said ("has not disclosed", "must reveal", "refused to confirm")
_BEFORE = 3


def force(said: Said) -> tuple[int, str] | None:
    """What the cue commits the outlet to, and the word that says so; None where it says neither."""
    cue = said.attribution.cue
    if cue and _unsaid(said, cue[0]):
        return None
    words = cue_words(said)
    for commits, name in ((TRUE, "factive"), (DOUBTED, "doubting"), (REPORTED, "reporting")):
        for w in words:
            if w in word_class(name):
                return commits, w
    return None


def cue_words(said: Said) -> list[str]:
    """The words of the cue, folded."""
    return [fold_word(m.group()) for a, b in said.attribution.cue for m in TOKEN.finditer(said.text, a, b)]


def _unsaid(said: Said, cue: Span) -> bool:
    """Whether a cue says that something was not, or is yet to be, said."""
    text, at = said.text, cue[0]
    start = max(text.rfind(mark, max(0, at - 60), at) for mark in (".", ",", ";", "\n")) + 1
    found = TOKEN.finditer(text, max(start, at - 60), at)
    # whoever speaks is no verb, though he or she be called May
    before = [fold_word(m.group()) for m in found if not overlap(said.attribution.source, (m.span(),))][-_BEFORE:]
    words = [*before, *(fold_word(m.group()) for m in TOKEN.finditer(text, *cue))]
    unsaid = word_class("negative") | word_class("modality")
    return before[-1:] == ["to"] or any(w in unsaid or w.endswith("n't") for w in words)
