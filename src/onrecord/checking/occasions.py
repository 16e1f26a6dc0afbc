"""When, and on which occasion, a draft and the record say that something was said."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.model import Article, Attribution, Reading, Span, Spans
from onrecord.text import WORD, fold, merged, overlap, sentences

_DAY = len("2024-01-24")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class When:
    """The days on which something was said, in ISO 8601, or their weekdays alone; where those stand.

    `kind` is what the occasion is called ("interview"), `host` whose it is; None where nothing says so.
    """

    days: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()
    spans: Spans = ()
    kind: str | None = None
    host: str | None = None


def when(article: Article, reading: Reading, row: Attribution, values: dict[str, str]) -> When:
    """What an article says of when `row` was said; `values` are the values of its times that are known, by id."""
    mentions = [m for m in reading.occasions if row.id in m.attributions]
    dated = {t for m in mentions for t in (m.held, m.aired) if t}
    frame = merged((*row.source, *row.cue))
    around = _sentences(article, frame)
    days: set[str] = set()
    weekdays: set[int] = set()
    spans: list[Span] = []
    for time in reading.times:
        beside = overlap(around, (time.span,)) and not overlap(row.content, (time.span,)) and frame
        if time.id not in dated and not (beside and _near(frame, time.span)):
            continue
        value = values.get(time.id) or time.value
        words = article.text[slice(*time.span)].lower().split()
        weekday = next((n for n, name in enumerate(_WEEKDAYS) if name in words), None)
        if value and len(value) >= _DAY and "W" not in value:
            days.add(value[:_DAY])
            spans.append(time.span)
        elif weekday is not None:
            weekdays.add(weekday)
            spans.append(time.span)
    first = mentions[0] if mentions else None
    kind, host = (first.kind, first.host) if first else (None, None)
    return When(frozenset(days), frozenset(weekdays), merged(spans), kind, host)


# so many characters lie between a verb and the day that belongs to it
_FAR = 90


def _near(frame: Spans, span: Span) -> bool:
    return any(max(a - span[1], span[0] - b) <= _FAR for a, b in frame)


def untold(article: Article, reading: Reading, content: Spans, there: Article, theirs: Iterable[str | None]) -> Spans:
    """The expressions of time in a claim that the article `there`, whose times have these values, does not have.

    One is had when its words stand there, or a time of its value does. Where the value of a time there is not known, it
    may be the one that is meant.
    """
    values = set(theirs)
    words = {m.group() for m in WORD.finditer(fold(there.text))}
    out = []
    for time in reading.times:
        own = [m.group() for m in WORD.finditer(fold(article.text[slice(*time.span)]))]
        if not overlap(content, (time.span,)) or words.issuperset(own):
            continue
        if time.value is None or not (None in values or any(v and _agree(time.value, v) for v in values)):
            out.append(time.span)
    return tuple(out)


def _agree(left: str, right: str) -> bool:
    """Whether one of two values of time is the other, or a part of it: a month and a day in it."""
    return left.startswith(right) or right.startswith(left)


def beside(article: Article, row: Attribution, spans: Spans) -> bool:
    """Whether some of the words stand in a paragraph of the attribution; from farther above, they may be of another."""
    own = (*row.source, *row.cue, *row.content)
    return any(overlap(paragraph, own) and overlap(paragraph, spans) for paragraph in article.paragraphs)


def _sentences(article: Article, spans: Spans) -> Spans:
    """The sentences that hold some words, paragraph by paragraph."""
    out: list[Span] = []
    for paragraph in article.paragraphs:
        for a, b in paragraph:
            if overlap(((a, b),), spans):
                out.extend(s for s in sentences(article.text, a, b) if overlap((s,), spans))
    return merged(out)


def on_another_day(draft: When, there: Iterable[When]) -> str | None:
    """The day on which the record has something said that the draft dates otherwise; None where they agree or one is
    silent.

    What is only called "Tuesday" is another day than one that is no Tuesday.
    """
    known = [w for w in there if w.days]
    if not known or not (draft.days or draft.weekdays):
        return None
    days = {day for w in known for day in w.days}
    if draft.days & days or {_weekday(day) for day in days} & draft.weekdays:
        return None
    return min(days)


def dated(day: str) -> str:
    """A day for a sentence: "2026-03-04" as "4 March 2026"."""
    try:
        found = datetime.date.fromisoformat(day)
    except ValueError:
        return day
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def _weekday(day: str) -> int:
    try:
        return datetime.date.fromisoformat(day).weekday()
    except ValueError:
        return -1


# occasions that nobody takes for each other
_APART = frozenset({
    "interview", "press conference", "speech", "rally", "letter", "op-ed", "post", "book", "hearing", "debate", "call",
})  # fmt: skip


def at_another(draft: When, there: Sequence[When]) -> str | None:
    """What the occasion is in the record, where the draft calls it another, or gives it another host; else None."""
    if draft.kind is None:
        return None
    kinds = {w.kind for w in there if w.kind}
    if draft.kind in _APART and kinds and kinds <= _APART and draft.kind not in kinds:
        return min(kinds)
    hosts = {w.host for w in there if w.kind == draft.kind and w.host}
    if draft.host and hosts and not any(_one(draft.host, host) for host in hosts):
        return f"{draft.kind} with {min(hosts)}"
    return None


def _one(a: str, b: str) -> bool:
    return bool(set(fold(a).split()) & set(fold(b).split()) - {"the", "of"})
