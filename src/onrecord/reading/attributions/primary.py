"""Who says what in a primary source: everything in it is said by somebody.

In a transcript or in subtitles by whose turn it is; where no name stands (a dash, a speech) by the one whom the heading
names, or by nobody who is known. A press release as a whole is said by the body that publishes it, with those whom it
quotes inside.
"""

from __future__ import annotations

import re

from onrecord import text
from onrecord.model import Article, Span
from onrecord.reading.attributions.rules import Candidate
from onrecord.reading.attributions.turns import turns

MADE_BY = "attributions.primary/1"
SCORE = 0.9

# "Remarks by Foreign Minister Berit Halvorsen at the opening of ..."
_CAPITAL = r"[A-ZÀ-Þ][\w’'.&-]*"
_NAMES = rf"{_CAPITAL}(?: (?:of|the|for|and|de|van|von|al|bin|{_CAPITAL})){{0,9}}"
_HEADING = re.compile(
    r"(?:remarks|speech|address|statement|comments|interview|answers?|testimony|lecture|message|transcript|briefing"
    r"|conference)\s(?:given\s|made\s|delivered\s|held\s)?(?:by|of|with)\s(?:the\s|H\.?E\.?\s)?"
    rf"(?P<who>{_NAMES})",
    re.IGNORECASE,
)
# who does something in the first sentence of a release: "The Harbour Agency of Norvik today announced"
_SUBJECT = re.compile(rf"(?:.{{0,60}}?[–—-] )?(?:The )?(?P<who>{_NAMES})(?:,[^,.]{{3,80}},)? [a-z]")
_BODY = re.compile(
    r"\b(?:Ministry|Department|Agency|Authority|Office|Commission|Committee|Council|Company|Corporation|Association"
    r"|Foundation|Institute|University|Hospital|Bank|Board|Union|Federation|Police|Government|Group|Ltd|Inc|GmbH|AG|plc"
    r"|Society|Service|Centre|Center|Museum|Airport|Port|Railway|Railways|City|Party|Parliament|Court|Embassy|Trust)\b"
)
# who asks has no name ("Q:", "REPORTER:"), or the medium's behind the letter; "A:" is the one who is asked
_ASKS = re.compile(
    r"(?:q|questions?|reporter|journalist|press|media|correspondent|unidentified \w+|speaker|(?P<answers>a|answer))"
    r"\W{0,2}\d{0,3}(?:\s*[(\[].*)?\Z",
    re.IGNORECASE | re.DOTALL,
)
_ASIDE = re.compile(
    r"\[[^\[\]\n]{1,80}\]|\((?:applause|laughter|laughs|crosstalk|cross talk|inaudible|off.mic|pause|via|through|in"
    r" [A-Z]\w+|speaks|speaking|audience|music)[^()\n]{0,60}\)",
    re.IGNORECASE,
)
_DASH = re.compile(r"[-–—] ?(?=\w|[\"“«])|>>+ ?")


def completed(article: Article, view: text.View, found: list[Candidate]) -> list[Candidate]:
    """The attributions `found` in a primary source, with all that is said in it and in none of them."""
    spoken = turns(view, sure=article.role in ("transcript", "subtitles")) if article.role != "press release" else []
    labels = {span for turn in spoken for span in turn.source}
    for turn in spoken:
        turn.content = [part for span in turn.content for part in _without_asides(view.text, span)] or turn.content
        _unnamed(view, turn)
    inside = [c for c in found if c.rule != "turn" and not labels & set(c.source)]
    if article.role in ("transcript", "subtitles") or spoken:
        return inside + spoken + _beside(view, spoken)
    issuer = _issuer(article, view)
    return inside + [_paragraph(view, n, issuer) for n in _paragraphs(view)]


def _unnamed(view: text.View, turn: Candidate) -> None:
    """Take "Q" for nobody's name, and "A" for whom the title names."""
    letter = _ASKS.match(view.text, *turn.source[0]) if turn.source else None
    if letter:
        who = _headed(view) if letter["answers"] else None
        turn.cue, turn.source = turn.source, [who] if who else []


def _without_asides(whole: str, span: Span) -> list[Span]:
    """The stretches of a span that are spoken: "[Laughter]" and "(applause)" are not."""
    ends = [span[0], *(x for m in _ASIDE.finditer(whole, *span) for x in m.span()), span[1]]
    found = (text.trimmed(whole, (a, b)) for a, b in zip(ends[::2], ends[1::2], strict=True))
    return [(a, b) for a, b in found if text.words(whole, a, b)]


def _beside(view: text.View, spoken: list[Candidate]) -> list[Candidate]:
    """The paragraphs of no turn: all where there are none, else those that a dash gives to somebody else."""
    if not spoken:
        who = _headed(view)
        return [_paragraph(view, n, who) for n in _paragraphs(view)]
    taken = [span for turn in spoken for span in turn.content]
    dashed = (n for n in _paragraphs(view) if _DASH.match(view.text, view.blocks[n][0]))
    return [_paragraph(view, n, None) for n in dashed if not text.overlap((view.blocks[n],), tuple(taken))]


def _paragraphs(view: text.View) -> list[int]:
    return [n for n, kind in enumerate(view.kinds) if kind == "paragraph" and text.words(view.text, *view.blocks[n])]


def _paragraph(view: text.View, n: int, who: Span | None) -> Candidate:
    a, b = view.blocks[n]
    dash = _DASH.match(view.text, a, b)
    content = (dash.end() if dash else a, b)
    return Candidate(a, "primary", "statement", [who] if who else [], [], [content], [], content, SCORE)


def _headed(view: text.View) -> Span | None:
    """Whom the title names as the one who speaks."""
    for (a, b), kind in zip(view.blocks, view.kinds, strict=True):
        m = _HEADING.search(view.text, a, b) if kind in ("title", "subtitle", "heading") else None
        # without regard to case a name would be any word
        named = re.match(_NAMES, m["who"]) if m else None
        if m and named:
            return m.start("who"), m.start("who") + named.end()
    return None


def _issuer(article: Article, view: text.View) -> Span | None:
    """The body that publishes a document, where its first sentence has it act and something else shows it for one."""
    if article.role == "document" and (headed := _headed(view)):
        return headed
    first = next((view.blocks[n] for n in _paragraphs(view)), None)
    m = _SUBJECT.match(view.text, *first) if first else None
    if m is None or first is None:
        return None
    # besides the paragraphs: a letterhead, whom to ask, "About ..."
    rest = " ".join(article.text[slice(*f.span)] for f in article.furniture).casefold()
    who = m["who"].casefold()
    known = _BODY.search(m["who"]) or who in rest or who == (article.outlet or "").casefold()
    return m.span("who") if known else None
