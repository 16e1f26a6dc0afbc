"""Times that an article leaves open and other articles of its story settle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from onrecord.dates import Expression, Value, expressions, resolve
from onrecord.model import Article, Links, OccasionMention, Reading, Settled
from onrecord.text import fold, reading_view

MADE_BY = "settled times.rules/1"


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Settled, ...]:
    """Values for open times, from occasions that a dated article of the same story mentions too."""
    article_of = {a.id: a for a in articles}
    reading_of = {r.article: r for r in readings}
    speaker_of = {e: s.id for s in links.speakers for e in s.entities}
    out: list[Settled] = []
    for story in links.stories:
        dated: dict[str, list[OccasionMention]] = defaultdict(list)
        for i in story.articles:
            if article_of[i].published:
                for mention in reading_of[i].occasions:
                    if mention.entity in speaker_of:
                        dated[speaker_of[mention.entity]].append(mention)
        for i in story.articles:
            if article_of[i].published is None and reading_of[i].times:
                out.extend(_settle(article_of[i], reading_of[i], dated, speaker_of, article_of, reading_of))
    return tuple(sorted(out, key=lambda row: row.time))


def same_host(left: str | None, right: str | None) -> bool:
    """Whether two names of a host may mean one: equal, or one the beginning of the other."""
    a, b = fold(left or "").removeprefix("the "), fold(right or "").removeprefix("the ")
    return not a or not b or f" {a} " in f" {b} " or f" {b} " in f" {a} "


def _settle(
    article: Article,
    reading: Reading,
    dated: dict[str, list[OccasionMention]],
    speaker_of: dict[str, str],
    article_of: dict[str, Article],
    reading_of: dict[str, Reading],
) -> list[Settled]:
    days: set[str] = set()
    published: set[tuple[str, str]] = set()
    for mine in reading.occasions:
        if mine.kind == "remarks" or mine.entity not in speaker_of:
            continue
        for other in dated.get(speaker_of[mine.entity], ()):
            if other.kind == mine.kind and mine.host and other.host and same_host(mine.host, other.host):
                times = {t.id: t for t in reading_of[other.article].times}
                day = next((times[i].value for i in (other.held, other.aired) if i in times), None)
                if day and len(day) == 10:
                    days.add(day)
                    published.add(((article_of[other.article].published or "")[:10], other.article))
    if not days or any(len(p) < 10 for p, _ in published):
        return []
    window = [min(published), max(published)]
    anchor = min(published)[1]
    by_span = _expressions(article)
    out = []
    for time in reading.times:
        e = by_span.get(time.span[0])
        if time.value is not None or e is None or e.kind not in ("weekday", "day", "today", "relative", "part"):
            continue
        found = {_value(e, reference) for reference, _ in window}
        if len(found) == 1 and (value := found.pop()).value:
            out.append(Settled(time.id, value.value or "", value.until, anchor, MADE_BY))
    return out


def _value(e: Expression, reference: str) -> Value:
    return resolve(e, reference)


def _expressions(article: Article) -> dict[int, Expression]:
    view = reading_view(article)
    return {view.spans(e.start, e.stop)[0][0]: e for e in expressions(view.text)}
