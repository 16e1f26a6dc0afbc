"""What is told inside quotation marks: "“He looked at us and said, ‘Your jobs are safe,’” Smith said"."""

from __future__ import annotations

from bisect import bisect_left

from onrecord import text
from onrecord.model import Span
from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions import rules, tokens
from onrecord.reading.attributions.rules import Candidate

# as for all that only the rules find inside another's content; marks inside marks are hardly anything but speech
LIKELY = 0.5
DIRECT = 0.3
_TELLING = frozenset({"say", "tell"})
_SPEAKERS = frozenset({"i", "we", "you"})


def told(view: text.View, quoted: list[Span], known: list[Candidate]) -> list[Candidate]:
    """What somebody says to others inside the quotations `quoted` of `view`, other than the attributions `known`.

    "I", "we" and "you" tell only where their words stand in marks of their own: "I said no" is what a speaker does.
    """
    cues = {a for c in known for span in c.cue for a in range(*span)}
    best: dict[int, Candidate] = {}
    for start, stop in quoted:
        begin, end = start + 1, stop - (view.text[stop - 1] in text.CLOSING)
        inner = tuple(text.quotations(view.text, begin, end))
        t = tokens.read(view.text, begin, end, inner)
        for c in rules.candidates(t, heading=False):
            verb = lx.verbs().get(t.low[bisect_left(t.start, c.key)])
            if verb is None or verb.group not in _TELLING or not c.source or cues & {a for a, _ in c.cue}:
                continue
            direct = any(a <= x and y <= b for a, b in inner for x, y in c.content)
            others = text.quote(view.text, tuple(c.source)).lower() not in _SPEAKERS
            if c.score >= (DIRECT if direct else LIKELY if others else 1):
                best[c.key] = max(best.get(c.key, c), c, key=lambda x: x.score)
    return list(best.values())
