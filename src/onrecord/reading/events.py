"""Clauses that say what happened at a time, for a timeline.

One event for each expression of time that dates a clause. The clause is the part of its sentence that
the expression belongs to: the content of the attribution that it stands in (then somebody only claims
it), else the main clause with the clauses that need it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from onrecord.model import Article, Attribution, Event, Reading, Span, Spans, Time, digest
from onrecord.text import View, merged, quotations, quote, reading_view, trimmed, without_that

MADE_BY = "events.rules/3"

# where a sentence falls into clauses
_BOUNDARY = re.compile(
    r"\s?[;—–]\s|\s--\s|,\s(?=(?:and|but|while|whereas|although|though|which|who|where|when|because|after|before|with)\s)"
)
# a clause that begins so is about the one before it
_LEANS = re.compile(r",?\s?(?:which|who|where|when|after|before|with|because)\b")
# after "and", these begin a clause that has its own subject
_SUBJECT = re.compile(
    r",?\s?(?:and|but|while|whereas|although|though)\s(?:the|a|an|this|that|these|those|he|she|it|they|we|I|you|his|her"
    r"|its|their|there|[A-ZÀ-Þ][\w.’'-]*)\s"
)
# "the 2016 election" names the election and dates nothing else
_NAMED_BY_YEAR = re.compile(
    r"\s(?:(?:presidential|general|midterm|mid-term|gubernatorial|congressional|parliamentary|federal|state|local|summer"
    r"|winter|republican|democratic)\s){0,3}"
    r"(?:elections?|midterms?|campaigns?|race|races|primary|primaries|caucus(?:es)?|cycle|nominee|nomination|candidates?"
    r"|contenders?|hopefuls?|ticket|field|olympics?|games|world\scup|season|budget|census|model|class)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}")
# after a dash or a semicolon, a clause that begins so goes on with a subject of its own
_GOES_ON = re.compile(
    r"\s?(?:[;—–]|--)\s(?:(?:and|but|so|yet)\s)?(?:the|a|an|this|that|these|those|he|she|it|they|we|I|you|his|her|its|their"
    r"|there|\d[\d,.]*|[A-ZÀ-Þ“\"][\w.’'-]*)\s"
)
# words that make a claim a clause of its own; "he warned | the city six years ago" has none
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|am|has|have|had|do|does|did|will|would|shall|should|can|could|may|might|must|\w+ed"
    r"|said|told|made|came|gave|saw|met|held|took|went|won|lost|left|got|ran|knew|began|became|fell|rose|wrote)\b"
    r"|['’](?:s|re|ll|ve|d|m)\b"
    # nouns of many things are no verbs
    r"|\b(?!(?:years|months|weeks|days|hours|decades|\w+(?:tion|sion|ment|itie|ist|ism|nesse|ance|ence|ship)s)\b)\w{3,}s\b",
    re.IGNORECASE,
)
# "threatened | to hold them up in June": what begins so is no clause without the words of saying
_BARE = re.compile(r"(?:not )?to\s", re.IGNORECASE)
# the name under a post and its day: "Ann Lee (@annlee) December 4, 2017"
_SIGNED = re.compile(r"\(@\w+\)\s*$")
# a clause of fewer words tells nothing by itself
_SHORTEST = 5
# more characters without a full stop are a table or a list, and only what stands around the time is kept
_LONGEST = 3_000
_AROUND = 100


def read(articles: Sequence[Article], readings: Sequence[Reading]) -> list[tuple[Event, ...]]:
    """One event for each expression of time that dates a clause, open while the time is open."""
    return [_events(article, reading) for article, reading in zip(articles, readings, strict=True)]


def _events(article: Article, reading: Reading) -> tuple[Event, ...]:
    if not reading.times:
        return ()
    view = reading_view(article)
    bounds = view.sentences
    starts = [a for a, _ in bounds]
    abouts = [o.about for o in reading.occasions if o.about]
    claims = _Claims(reading.attributions)
    out: dict[tuple[str, Spans], Event] = {}
    for time in reading.times:
        at = view.locate(time.span[0])
        if at is None:
            n = _lead(view, bounds, time)
        else:
            n = bisect_right(starts, at) - 1 if bounds and starts[0] <= at else None
        if n is None:
            continue
        sentence = bounds[n]
        if at is not None and _undated(article, view.text, sentence, at, time, abouts):
            continue
        clause = sentence if at is None else _clause(view.text, sentence, at)
        spans = view.spans(*clause)
        claim = claims.holding(time.span) if at is not None else None
        if claim is not None:
            said = without_that(article.text, claim.content)
            claimed = _shared(spans, said)
            if len(quote(article.text, claimed).split()) < _SHORTEST:
                claimed = _shared(view.spans(*sentence), said)
            words = quote(article.text, claimed)
            if claimed and claim.source and claim.cue and (_BARE.match(words) or not _VERB.search(words)):
                # the time is that of the claim's own words of saying, or the claim is told with them
                whole = merged((*claim.source, *claim.cue, *claimed))
                claimed = _shared(view.spans(*sentence), ((whole[0][0], whole[-1][1]),))
            spans = claimed or spans
        text = " ".join(quote(article.text, spans).split())
        row = digest("event", article.id, time.id, spans)
        # one clause on one day is one event, though "24 October" and "Tuesday" both say the day
        out.setdefault(
            (time.value or time.id, spans),
            Event(row, article.id, time.id, spans, text, claim.id if claim else None, MADE_BY),
        )
    return tuple(out.values())


def _undated(article: Article, text: str, sentence: Span, at: int, time: Time, abouts: Sequence[str]) -> bool:
    """Whether the time only names something, as an election by its year, or stands under a post."""
    words = article.text[slice(*time.span)]
    if _SIGNED.search(text, max(sentence[0], at - 40), at):
        return True
    if not _YEAR.fullmatch(words):
        return False
    if _NAMED_BY_YEAR.match(text, at + len(words), sentence[1]):
        return True
    start = max(sentence[0], at - _LONGEST)
    return any(
        words in about and found < at < found + len(about)
        for about in abouts
        if (found := text.find(about, start, min(sentence[1], at + _LONGEST))) >= 0
    )


def _clause(text: str, sentence: Span, at: int) -> Span:
    """The part of a sentence that a time at `at` belongs to."""
    start, stop = sentence
    if stop - start > _LONGEST:
        return trimmed(text, (max(start, at - _AROUND), min(stop, at + _AROUND)))
    quoted = [(a + start, b + start) for a, b in quotations(text[start:stop], 0, stop - start)]
    cuts = [m for m in _BOUNDARY.finditer(text, start, stop) if not any(a < m.start() < b for a, b in quoted)]
    begins = [start, *(m.start() for m in cuts)]
    ends = [*begins[1:], stop]
    n = bisect_right(begins, at) - 1
    last = n
    # what has no verb is no clause but the end of this one: ", and Los Angeles"
    while last + 1 < len(ends) and not _VERB.search(text, begins[last + 1], ends[last + 1]):
        last += 1
    end = ends[last]
    # what leans on the clause before it, or lacks a subject, is read with that clause
    while n and (
        _LEANS.match(text, begins[n])
        or _lacks_subject(text, begins[n])
        or len(text[begins[n] : end].split()) < _SHORTEST
    ):
        n -= 1
    if len(text[begins[n] : end].split()) < _SHORTEST:
        return sentence
    begin = begins[n]
    if n:
        begin += len(re.match(r"[\s,;—–-]*(?:(?:and|but)\s)?", text[begin:end]).group())  # type: ignore[union-attr]
    return begin, end


def _lacks_subject(text: str, at: int) -> bool:
    if text[at : at + 1] == ",":
        return not _SUBJECT.match(text, at)
    return not _GOES_ON.match(text, at)


def _lead(view: View, bounds: Sequence[Span], time: Time) -> int | None:
    """The first sentence of the body, for a date line that stands before it; an agency's lead is of that day."""
    body = next((b for b, kind in zip(view.blocks, view.kinds, strict=True) if kind == "paragraph"), None)
    if body is None:
        return None
    n = bisect_right(bounds, (body[0], body[0]))
    if n == len(bounds) or (n and bounds[n - 1][0] == body[0]):
        n -= 1
    spans = view.spans(*bounds[n])
    return n if spans and 0 <= spans[0][0] - time.span[1] < 200 else None


class _Claims:
    """The attributions of an article by what they contain, for finding the innermost around a time."""

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        self.contents = sorted(
            ((s, e, a) for a in attributions for s, e in a.content), key=lambda content: (content[0], content[1])
        )
        self.starts = [s for s, _, _ in self.contents]

    def holding(self, span: Span) -> Attribution | None:
        """The innermost attribution whose content holds `span`; contents that begin far before are not sought."""
        i = bisect_right(self.starts, span[0])
        near = [a for s, e, a in self.contents[max(0, i - 40) : i] if s <= span[0] and span[1] <= e]
        return min(near, key=lambda a: sum(e - s for s, e in a.content), default=None)


def _shared(left: Spans, right: Spans) -> Spans:
    return merged((max(a, c), min(b, d)) for a, b in left for c, d in right if max(a, c) < min(b, d))
