"""Times that an article leaves open and other articles of its story settle.

An article without a date says "on Monday", and nothing in it tells which. When it speaks of an
occasion that a dated article of the story places on a day, it came out near that article, and the
Monday is the one that every day on which it may have come out leads to. Where two such days lead to
different Mondays the time stays open.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.language.dates import Expression, Seen, Value, day_of, expressions, resolve
from onrecord.model import Article, Attribution, Links, OccasionMention, Reading, Settled, Time
from onrecord.text import WORD, fold, quote, reading_view

MADE_BY = "settled times.rules/2"

# an article came out at most so many days after the dated one that speaks of the same occasion
_AFTER = 1
# so many words in a row, ascribed to one speaker by two articles, were said on one occasion
_SHARED_WORDS = 7
# what the day of publication settles; "in February" after "in February 2019" may mean another year
_SETTLES = frozenset(["weekday", "day", "relative", "weekend", "close", "ago", "week of", "feast", "today", "part"])
# what is counted from a time before it follows that one: "on Monday … the same day … two days after the debate"
_FOLLOWS = frozenset(["same", "shift", "beside"])
# an occasion farther back than this many days tells nothing of the day that an article came out
_FARTHEST = 366
# of a bare date of saying nothing but the words said tell which occasion it was
_LOOSE = frozenset(["remarks", "report", "post"])


@dataclass(frozen=True, slots=True)
class _Dated:
    """A mention whose day is known, in an article whose day is known."""

    mention: OccasionMention
    held: datetime.date | None
    aired: datetime.date | None
    published: datetime.date


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Settled, ...]:
    """Values for open times, from occasions that a dated article of the same story mentions too."""
    article_of = {a.id: a for a in articles}
    reading_of = {r.article: r for r in readings}
    speaker_of = {e: s.id for s in links.speakers for e in s.entities}
    out: list[Settled] = []
    for story in links.stories:
        members = [i for i in story.articles if i in article_of and i in reading_of]
        undated = [i for i in members if article_of[i].published is None and _open(reading_of[i])]
        dated = [i for i in members if day_of(article_of[i].published or "")] if undated else []
        if not dated:
            continue
        index = _Index()
        for i in dated:
            index.add(article_of[i], reading_of[i], speaker_of)
        for i in undated:
            out.extend(_settle(article_of[i], reading_of[i], index, speaker_of))
    return tuple(sorted({row.time: row for row in out}.values(), key=lambda row: row.time))


def _open(reading: Reading) -> bool:
    return any(t.value is None for t in reading.times)


class _Index:
    """The dated mentions of a story, by speaker and host and by the words said there."""

    def __init__(self) -> None:
        self.by_host: dict[tuple[str, str, str], list[_Dated]] = defaultdict(list)
        self.by_words: dict[tuple[str, tuple[str, ...]], list[_Dated]] = defaultdict(list)

    def add(self, article: Article, reading: Reading, speaker_of: Mapping[str, str]) -> None:
        """Take in the mentions of `article` whose day is known."""
        published = day_of(article.published or "")
        if published is None:
            return
        value = {t.id: t.value or "" for t in reading.times}
        said = {a.id: a for a in reading.attributions}
        for mention in reading.occasions:
            held, aired = (day_of(value.get(i or "", "")) for i in (mention.held, mention.aired))
            who = speaker_of.get(mention.entity or "")
            if who is None or (held is None and aired is None):
                continue
            dated = _Dated(mention, held, aired, published)
            for word in _host_words(mention):
                self.by_host[who, mention.kind, word].append(dated)
            for words in _said(article, mention, said):
                self.by_words[who, words].append(dated)

    def evidence(
        self, article: Article, mention: OccasionMention, who: str, said: Mapping[str, Attribution]
    ) -> Iterator[_Dated]:
        """The dated mentions that are of the same occasion as `mention`."""
        if mention.kind not in _LOOSE:
            for word in _host_words(mention):
                yield from (
                    d for d in self.by_host.get((who, mention.kind, word), ()) if _same_host(d.mention, mention)
                )
        # what one calls a statement another calls a speech, and the words are the same
        for words in _said(article, mention, said):
            yield from self.by_words.get((who, words), ())


def _host_words(mention: OccasionMention) -> set[str]:
    return set(fold(mention.host or "").split()) - {"the", "of", "news"}


def _same_host(a: OccasionMention, b: OccasionMention) -> bool:
    left, right = (fold(m.host or "").removeprefix("the ") for m in (a, b))
    return f" {left} " in f" {right} " or f" {right} " in f" {left} "


def _said(article: Article, mention: OccasionMention, said: Mapping[str, Attribution]) -> Iterator[tuple[str, ...]]:
    """Every run of `_SHARED_WORDS` words that the article says were said there."""
    for i in mention.attributions:
        if i in said:
            words = [fold(m.group()) for m in WORD.finditer(quote(article.text, said[i].content))]
            for n in range(len(words) - _SHARED_WORDS + 1):
                yield tuple(words[n : n + _SHARED_WORDS])


def _settle(article: Article, reading: Reading, index: _Index, speaker_of: Mapping[str, str]) -> Iterator[Settled]:
    said = {a.id: a for a in reading.attributions}
    placed: list[tuple[OccasionMention, _Dated]] = []
    for mention in reading.occasions:
        who = speaker_of.get(mention.entity or "")
        if who is None:
            continue
        found = {(d.mention.id): d for d in index.evidence(article, mention, who, said)}
        # else nobody places it, or two do and disagree
        if len({(d.held, d.aired) for d in found.values()}) == 1:
            placed.append((mention, min(found.values(), key=lambda d: (d.published, d.mention.id))))
    if not placed:
        return
    places = _expressions(article)
    time_of = {t.id: t for t in reading.times}
    settled: dict[str, Settled] = {}
    earliest: list[datetime.date] = []
    for mention, dated in placed:
        for row in _own(mention, dated, time_of, places):
            settled[row.time] = row
            earliest.extend(d for d in [day_of(row.value)] if d)
        earliest.extend(d for d in (dated.held, dated.aired) if d)
    yield from settled.values()
    first = max(earliest)
    last = max(dated.published for _, dated in placed) + datetime.timedelta(days=_AFTER)
    anchor = min(dated.mention.article for _, dated in placed)
    days = (last - first).days + 1
    if days > _FARTHEST:
        return
    rows = [(time, places[time.span[0]]) for time in reading.times if time.span[0] in places]
    known = {row.time: row.value for row in settled.values()} | {t.id: t.value for t, _ in rows if t.value is not None}
    agreed: dict[str, Value] | None = None
    for n in range(days):
        values = _seen_from((first + datetime.timedelta(days=n)).isoformat(), rows, known)
        agreed = values if agreed is None else {i: value for i, value in agreed.items() if values.get(i) == value}
    for i, value in (agreed or {}).items():
        if value.value is not None:
            yield Settled(i, value.value, value.until, anchor, MADE_BY)


def _seen_from(
    reference: str, rows: Sequence[tuple[Time, Expression]], known: Mapping[str, str | None]
) -> dict[str, Value]:
    """The values of the open times among `rows`, seen from one day of publication."""
    out: dict[str, Value] = {}
    seen: list[Seen] = []
    for time, e in rows:
        value = known.get(time.id)
        if value is None and (e.kind in _SETTLES or e.kind in _FOLLOWS):
            found = resolve(e, reference, seen)
            out[time.id] = found
            value = found.value
        seen.append(Seen(e, value))
    return out


def _own(
    mention: OccasionMention, dated: _Dated, time_of: Mapping[str, Time], places: Mapping[int, Expression]
) -> Iterator[Settled]:
    """The mention's own dates: the same weekday is the same day, and aired is the first one from then on."""
    for i, known, ahead in (
        (mention.held, dated.held, 0),
        (mention.aired, dated.aired, 0),
        (mention.aired, dated.held, 6),
    ):
        time = time_of.get(i or "")
        e = places.get(time.span[0]) if time else None
        if time is None or e is None or time.value is not None or e.kind != "weekday" or known is None:
            continue
        for n in range(ahead + 1):
            day = known + datetime.timedelta(days=n)
            if resolve(e, day.isoformat()).value == day.isoformat():
                yield Settled(time.id, day.isoformat(), None, dated.mention.article, MADE_BY)
                break


def _expressions(article: Article) -> dict[int, Expression]:
    """The expressions of time of an article, its date line too, by where they begin."""
    view = reading_view(article)
    found: dict[int, Expression] = {}
    for start, stop in article.evidence.get("dateline", ())[:1]:
        found.update((start + e.start, e) for e in expressions(article.text[start:stop]))
    for e in expressions(view.text):
        spans = view.spans(e.start, e.stop)
        if spans:
            found[spans[0][0]] = e
    return found
