"""What the verb that introduces somebody's words commits the outlet to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from onrecord.comparing.saying import TOKEN, Said, fold_word, word_class
from onrecord.model import Span, Spans
from onrecord.text import overlap, quote

DOUBTED, REPORTED, TRUE = range(3)

# the words of so many cues are kept
_KEPT = 65_536

# how many words before a cue may say that it was not said ("has not disclosed", "must reveal", "refused to confirm")
_BEFORE = 3


def force(said: Said) -> tuple[int, str] | None:
    """What the cue commits the outlet to, and the word that says so; None where it says neither."""
    cue = said.attribution.cue
    found = claimed(said.text, cue)
    return None if found is None or _unsaid(said, cue[0]) else found


def claimed(text: str, cue: Spans) -> tuple[int, str] | None:
    """What a cue commits the outlet to, if all that is told was said, and the word that says so; or None."""
    words = _folded(quote(text, cue))
    for commits, name in ((TRUE, "factive"), (DOUBTED, "doubting"), (REPORTED, "reporting")):
        for w in words:
            if w in word_class(name):
                return commits, w
    return None


def doubted(text: str, cue: Spans) -> bool:
    """Whether a cue says that the outlet does not vouch for what was said."""
    return not word_class("doubting").isdisjoint(_folded(quote(text, cue)))


def cue_words(said: Said) -> Sequence[str]:
    """The words of the cue, folded."""
    return _folded(quote(said.text, said.attribution.cue))


@lru_cache(maxsize=_KEPT)
def _folded(cue: str) -> tuple[str, ...]:
    return tuple(fold_word(seen) for seen in TOKEN.findall(cue))


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
