"""Interviews, press conferences, speeches, … as one article mentions them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.model import Article, Attribution, Entity, OccasionMention, Reading, Span, Spans, Time, digest
from onrecord.text import View, overlap, reading_view, sentences

MADE_BY = "occasions.rules/1"

# what an occasion is called -> its kind
_NOUNS = {
    "interview": "interview",
    "sit-down": "interview",
    "press conference": "press conference",
    "news conference": "press conference",
    "press briefing": "press conference",
    "news briefing": "press conference",
    "media briefing": "press conference",
    "briefing": "press conference",
    "speech": "speech",
    "address": "speech",
    "keynote": "speech",
    "lecture": "speech",
    "rally": "rally",
    "town hall": "town hall",
    "statement": "statement",
    "letter": "letter",
    "memo": "letter",
    "op-ed": "op-ed",
    "tweet": "post",
    "post": "post",
    "hearing": "hearing",
    "testimony": "hearing",
    "debate": "debate",
    "summit": "summit",
    "forum": "summit",
    "conference": "conference",
    "meeting": "meeting",
}
_NOUN = "|".join(sorted((re.escape(n).replace(r"\ ", r"\s") for n in _NOUNS), key=len, reverse=True))
_OCCASION = re.compile(
    r"\b(?P<prep>in|during|at|on|through|via|from|after)\s(?P<det>an?|the|his|her|their|its|that|this|[\w.’'-]{1,40}['’]s)\s"
    rf"(?P<modifier>(?:[\w.’'&-]{{1,30}}\s){{0,5}}?)(?P<noun>{_NOUN})\b",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"\s(?:with|to|on|for)\s(?P<host>(?:the\s)?[A-ZÀ-Þ][\w.’'&-]*(?:\s(?:of\s|the\s|and\s|&\s)?[A-Z0-9À-Þ][\w’'&-]*){0,5})"
)
_ABOUT = re.compile(
    r"\s(?:on|about|regarding|concerning)\s(?P<about>(?:the|its|his|her|their|[A-Z][\w’']*)\s[^.,;:“”\"]{3,90})"
)
_TOLD = re.compile(
    r"\b(?:told|tells)\s(?P<host>(?:the\s)?[A-ZÀ-Þ][\w.’'&-]*(?:\s(?:of\s|the\s|and\s|&\s)?[A-Z0-9À-Þ][\w’'&-]*){0,5})"
)
_AIRED = re.compile(r"\b(?:air(?:ed|s|ing)|broadcast|published|released|shown|run)\s(?:on\s)?$")


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span  # in the view
    spans: Spans  # in the article
    attributions: tuple[Attribution, ...]
    times: tuple[tuple[Span, Time], ...]  # where in the view, which


def read(articles: Sequence[Article], readings: Sequence[Reading]) -> list[tuple[OccasionMention, ...]]:
    """The occasions that each article mentions, in text order."""
    return [_occasions(article, reading) for article, reading in zip(articles, readings, strict=True)]


def _occasions(article: Article, reading: Reading) -> tuple[OccasionMention, ...]:
    if not reading.attributions:
        return ()
    view = reading_view(article)
    speaker = {a: entity for entity in reading.entities for a in entity.says}
    out: list[OccasionMention] = []
    for sentence in _sentences(view, reading):
        out.extend(_named(article, view, sentence, speaker))
    return tuple(out)


def _sentences(view: View, reading: Reading) -> list[_Sentence]:
    bounds = [s for start, stop in view.blocks for s in sentences(view.text, start, stop)]
    starts = [a for a, _ in bounds]
    said: list[list[Attribution]] = [[] for _ in bounds]
    timed: list[list[tuple[Span, Time]]] = [[] for _ in bounds]

    def place(offset: int) -> tuple[int, int] | None:
        at = view.locate(offset)
        return None if at is None else (max(0, bisect_right(starts, at) - 1), at)

    for attribution in reading.attributions:
        anchor = attribution.cue or attribution.source or attribution.content
        found = place(anchor[0][0]) if anchor and bounds else None
        if found:
            said[found[0]].append(attribution)
    for time in reading.times:
        found = place(time.span[0]) if bounds else None
        if found:
            timed[found[0]].append(((found[1], found[1] + time.span[1] - time.span[0]), time))
    return [
        _Sentence(span, view.spans(*span), tuple(a), tuple(t)) for span, a, t in zip(bounds, said, timed, strict=True)
    ]


def _named(article: Article, view: View, sentence: _Sentence, speaker: dict[str, Entity]) -> list[OccasionMention]:
    text = view.text
    main = [a for a in sentence.attributions if a.kind == "statement" and a.nested_in is None and a.cue]
    if not main:
        return []
    out: list[OccasionMention] = []
    told = _TOLD.search(text, *sentence.span)
    for m in _OCCASION.finditer(text, *sentence.span):
        if _quoted(view, m.span(), main):
            continue
        kind = _NOUNS[re.sub(r"\s", " ", m["noun"].lower())]
        lead = _closest(view, m.start(), main)
        who = speaker.get(lead.id)
        host = _HOST.match(text, m.end(), sentence.span[1]) or told
        about = _ABOUT.match(text, m.end(), sentence.span[1])
        held, aired = _dates(view, sentence, m.span())
        stop = max(m.end(), host.end() if host else 0)
        spans = view.spans(m.start(), m.end())
        ids = tuple(a.id for a in sentence.attributions if speaker.get(a.id) == who)
        out.append(
            OccasionMention(
                digest("occasion mention", article.id, spans, kind),
                article.id,
                kind,
                who.id if who else None,
                host["host"] if host else None,
                about["about"] if about else None,
                None,
                held,
                aired,
                spans,
                ids,
                MADE_BY,
            )  # fmt: skip
        )
        del stop
        break
    if not out:
        out.extend(_remarks(article, view, sentence, main, speaker))
    return out


def _quoted(view: View, span: Span, main: Sequence[Attribution]) -> bool:
    spans = view.spans(*span)
    return any(overlap(spans, a.content) for a in main)


def _closest(view: View, at: int, main: Sequence[Attribution]) -> Attribution:
    def distance(a: Attribution) -> int:
        where = view.locate(a.cue[0][0])
        return abs((where if where is not None else 0) - at)

    return min(main, key=distance)


def _dates(view: View, sentence: _Sentence, span: Span) -> tuple[str | None, str | None]:
    held = aired = None
    for (a, b), time in sentence.times:
        if _AIRED.search(view.text, max(sentence.span[0], a - 30), a):
            aired = aired or time.id
        elif abs(a - span[1]) < 60 or abs(b - span[0]) < 60:
            held = held or time.id
    return held, aired


def _remarks(
    article: Article, view: View, sentence: _Sentence, main: Sequence[Attribution], speaker: dict[str, Entity]
) -> list[OccasionMention]:
    out = []
    for a in main:
        if a.id not in speaker or not a.source:
            continue
        cue = view.locate(a.cue[-1][1] - 1)
        if cue is None:
            continue
        for (start, _), time in sentence.times:
            between = view.text[cue + 1 : start].strip().lower()
            if 0 <= start - cue <= 12 and between in ("", "on", "in", "late", "earlier", "early"):
                spans = tuple(sorted([*a.source, *a.cue, time.span]))
                who = speaker[a.id]
                out.append(
                    OccasionMention(
                        digest("occasion mention", article.id, spans, "remarks"),
                        article.id,
                        "remarks",
                        who.id,
                        None,
                        None,
                        None,
                        time.id,
                        None,
                        spans,
                        (a.id,),
                        MADE_BY,
                    )  # fmt: skip
                )
    return out
