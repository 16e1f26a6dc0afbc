"""Occasions across articles: the mentions of one interview, press conference, … brought together.

Two mentions are of one occasion when they agree (one speaker, one story, kinds, hosts and dates that
can be true together) and something says so: one statement that both articles report from there, one
host that both name, one day that both give, or a mention without a date in an article that came out
right after. Mentions that merely do not contradict each other stay apart. A day on which an interview
was held and a day on which it was aired stand side by side.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from onrecord.language.dates import day_of, same_time
from onrecord.model import Article, Links, Occasion, OccasionMention, Reading, digest
from onrecord.text import fold

MADE_BY = "occasions.rules/3"

# one a day for one speaker, or nearly so: the day tells which
_ONE_A_DAY = frozenset(
    ["interview", "press conference", "speech", "rally", "town hall", "hearing", "debate", "summit", "conference",
     "meeting", "event", "letter", "op-ed", "statement"]
)  # fmt: skip
# known by what is said there and by whom, but not by a word for them
_LOOSE = frozenset(["remarks", "report"])
# one gathering may go by several of these words
_TALKS = frozenset(["speech", "rally", "event", "conference", "summit", "town hall", "meeting"])
# what an article that gives no date tells of as news of its day
_NEWS_OF_THE_DAY = frozenset(["press conference", "hearing", "debate", "rally", "speech", "statement"])
# an interview is aired so many days after it was held, at most
_AIRED_WITHIN = 14
# an article speaks of a press conference without its date for so many days
_FRESH = 2
# so many days before its publication an article tells as news
_NEWS = 31
# words that many hosts share
_COMMON = frozenset(
    ["a", "an", "and", "committee", "court", "for", "journalists", "judge", "magazine", "media", "news", "of", "on"]
).union(["post", "press", "radio", "reporters", "s", "show", "the", "times", "tv", "with"])


@dataclass(slots=True)
class _Group:
    """Mentions that are of one occasion, and what they say of it together."""

    mentions: list[OccasionMention]
    held: set[str] = field(default_factory=set)
    aired: set[str] = field(default_factory=set)

    def kinds(self) -> set[str]:
        return {m.kind for m in self.mentions} - _LOOSE

    def hosts(self) -> set[str]:
        return {m.host for m in self.mentions if m.host}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the articles and the earlier links say, by id."""

    value: Mapping[str, str]
    published: Mapping[str, str]
    statement: Mapping[str, str]
    together: Mapping[str, Sequence[str]]
    home: Mapping[str, str]
    speaker: Mapping[str, str]


_Evidence: TypeAlias = Callable[[OccasionMention, _Known], Iterator[tuple[str, ...]]]


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Occasion, ...]:
    """The occasions of each story, each with every article that reports what was said there."""
    reading_of = {r.article: r for r in readings}
    value = {t.id: t.value for r in readings for t in r.times if t.value is not None}
    value.update((s.time, s.value) for s in links.settled)
    speaker_of = {e: s.id for s in links.speakers for e in s.entities}
    known = _Known(
        value,
        {a.id: a.published[:10] for a in articles if a.published},
        {a: s.id for s in links.statements for a in s.attributions},
        {s.id: s.attributions for s in links.statements},
        {a.id: r.article for r in readings for a in r.attributions},
        {a: speaker_of[e.id] for r in readings for e in r.entities if e.id in speaker_of for a in e.says},
    )
    out: dict[str, Occasion] = {}
    for places in _stories(articles, links):
        by_speaker: dict[str | None, list[OccasionMention]] = defaultdict(list)
        for place in places:
            for mention in reading_of[place].occasions if place in reading_of else ():
                by_speaker[speaker_of.get(mention.entity or "")].append(mention)
        for who, mentions in by_speaker.items():
            groups = _groups(mentions, known, (_by_statement,) if who is None else _EVIDENCE)
            for occasion in _occasions(who, groups, known, set(places)):
                out[occasion.id] = _joined(out[occasion.id], occasion) if occasion.id in out else occasion
    return tuple(out[i] for i in sorted(out))


def _stories(articles: Sequence[Article], links: Links) -> Iterator[Sequence[str]]:
    """The articles of each story; an article of none stands alone."""
    told = {a for story in links.stories for a in story.articles}
    yield from (story.articles for story in links.stories)
    yield from ((a.id,) for a in articles if a.id not in told)


# --- which mentions are of one occasion --------------------------------------------------------------


def _groups(mentions: Sequence[OccasionMention], known: _Known, evidence: Sequence[_Evidence]) -> list[_Group]:
    """The mentions of one speaker in one story, grouped on evidence, the strongest first."""
    group_of: dict[str, _Group] = {}
    for mention in sorted(mentions, key=lambda m: m.id):
        held, aired = known.value.get(mention.held or ""), known.value.get(mention.aired or "")
        group_of[mention.id] = _Group([mention], {held} if held else set(), {aired} if aired else set())
    for by in evidence:
        keyed: dict[tuple[str, ...], list[OccasionMention]] = defaultdict(list)
        for mention in sorted(mentions, key=lambda m: m.id):
            for key in by(mention, known):
                keyed[key].append(mention)
        for key in sorted(keyed):
            _join(keyed[key], group_of, loose=by is _by_statement)
    seen: dict[int, _Group] = {id(group): group for group in group_of.values()}
    return list(seen.values())


def _merge(into: _Group, group: _Group, group_of: dict[str, _Group]) -> None:
    into.mentions += group.mentions
    into.held |= group.held
    into.aired |= group.aired
    for m in group.mentions:
        group_of[m.id] = into


def _join(mentions: Iterable[OccasionMention], group_of: dict[str, _Group], loose: bool) -> None:
    """Join the groups of mentions that one piece of evidence ties together, as far as they agree."""
    joined: list[_Group] = []
    for mention in mentions:
        group = group_of[mention.id]
        if any(group is other for other in joined):
            continue
        for other in joined:
            if _agree(group, other, loose):
                _merge(other, group, group_of)
                break
        else:
            joined.append(group)


def _by_statement(mention: OccasionMention, known: _Known) -> Iterator[tuple[str, ...]]:
    """One statement that two articles report."""
    for statement in sorted({known.statement[a] for a in mention.attributions if a in known.statement}):
        yield (statement,)


def _by_host(mention: OccasionMention, known: _Known) -> Iterator[tuple[str, ...]]:
    """One host, named by both; what is given no date is news, and not what was said there last year.

    A network carries many posts of one writer, so it tells nothing.
    """
    if mention.kind == "post":
        return
    when = "news" if _is_news(mention, known) else known.value.get(mention.held or mention.aired or "", "")
    for word in sorted(set(fold(mention.host or "").split()) - _COMMON):
        yield (mention.kind, word, when)


def _is_news(mention: OccasionMention, known: _Known) -> bool:
    """Whether an occasion is of the days before its article came out, as far as the article tells."""
    value = known.value.get(mention.held or mention.aired or "")
    came_out = day_of(known.published.get(mention.article, ""))
    if value is None or came_out is None:
        return True
    day = day_of(value)
    if day is not None:
        return abs((came_out - day).days) <= _NEWS
    return any(same_time(value, (came_out - datetime.timedelta(days=n)).isoformat()) for n in (0, 7, _NEWS))


def _by_day(mention: OccasionMention, known: _Known) -> Iterator[tuple[str, ...]]:
    """One day, given by both; bare remarks are known by their day alone, reports only inside an article."""
    held = known.value.get(mention.held or "")
    if held and mention.kind in _ONE_A_DAY and day_of(held):
        yield (mention.kind, held)
    elif held and mention.kind in _LOOSE:
        of_day = mention.kind == "remarks" and day_of(held) is not None
        yield (mention.kind, held) if of_day else (mention.kind, held, mention.article)


def _by_freshness(mention: OccasionMention, known: _Known) -> Iterator[tuple[str, ...]]:
    """A day that one gives, and an article that speaks of such an occasion right after, without a date."""
    if mention.kind not in _NEWS_OF_THE_DAY:
        return
    held = known.value.get(mention.held or "")
    if held:
        if day_of(held):
            yield (mention.kind, held)
        return
    came_out = day_of(known.published.get(mention.article, ""))
    if came_out is not None and mention.held is None and mention.aired is None:
        for back in range(_FRESH):
            day = came_out - datetime.timedelta(days=back)
            yield (mention.kind, day.isoformat())


_EVIDENCE: tuple[_Evidence, ...] = (_by_statement, _by_host, _by_day, _by_freshness)


def _agree(a: _Group, b: _Group, loose: bool) -> bool:
    """Whether two groups can be of one occasion. `loose`: remarks may be what others call a speech."""
    kinds = a.kinds() | b.kinds()
    if len(kinds) > 1 and not (loose and kinds <= _TALKS):
        return False
    if not loose and bool(a.kinds()) != bool(b.kinds()):
        return False
    if not all(_same_host(x, y) for x in a.hosts() for y in b.hosts()):
        return False
    held, aired = a.held | b.held, a.aired | b.aired
    if not all(same_time(x, y) for x in a.held for y in b.held) or not all(
        same_time(x, y) for x in a.aired for y in b.aired
    ):
        return False
    return all(_aired_after(x, y) for x in held for y in aired)


def _same_host(left: str, right: str) -> bool:
    """Whether two names can be of one host: the words of one stand in the other."""
    a, b = (re.sub(r"^(?:the|an?) ", "", fold(name)) for name in (left, right))
    return f" {a} " in f" {b} " or f" {b} " in f" {a} "


def _aired_after(held: str, aired: str) -> bool:
    first, second = day_of(held), day_of(aired)
    return first is None or second is None or 0 <= (second - first).days <= _AIRED_WITHIN


# --- what they come to -------------------------------------------------------------------------------


def _occasions(who: str | None, groups: Sequence[_Group], known: _Known, story: set[str]) -> Iterator[Occasion]:
    """One row a group; what another article reports of a statement made there was said there too."""
    own: dict[str, int] = {}
    for n, group in enumerate(groups):
        own.update((a, n) for m in group.mentions for a in m.attributions)
    # a statement belongs to an occasion when all that is tied to one of them is tied to this one
    claims: dict[str, set[int]] = defaultdict(set)
    for a, n in own.items():
        if a in known.statement:
            claims[known.statement[a]].add(n)
    rows = []
    for n, group in enumerate(groups):
        said = {a for m in group.mentions for a in m.attributions if own[a] == n}
        for a in sorted(said):
            statement = known.statement.get(a)
            if statement is not None and len(claims[statement]) == 1 and not _said_before(statement, group, known):
                said.update(
                    b
                    for b in known.together[statement]
                    if b not in own and known.home.get(b) in story and known.speaker.get(b) == who
                )
        rows.append((group, said))
    keys = Counter(_key(who, group) for group, _ in rows)
    for group, said in rows:
        key = _key(who, group)
        mentions = tuple(sorted(m.id for m in group.mentions))
        # without a day nothing tells it from the next one but where it is mentioned
        told = keys[key] == 1 and key[1] in _ONE_A_DAY and any(day_of(value or "") for value in key[3:])
        yield Occasion(
            digest("occasion", *key) if told else digest("occasion", *key, mentions[0]),
            key[1],
            who,
            _fullest(m.host for m in group.mentions),
            _fullest(m.about for m in group.mentions),
            _fullest(m.place for m in group.mentions),
            _finest(group.held),
            _finest(group.aired),
            tuple(sorted({m.article for m in group.mentions} | {known.home[a] for a in said if a in known.home})),
            mentions,
            tuple(sorted(said)),
            MADE_BY,
        )


def _said_before(statement: str, group: _Group, known: _Known) -> bool:
    """Whether an article reported the statement on a day before the occasion: then it had been made elsewhere."""
    held = day_of(_finest(group.held) or "")
    homes = {known.home[a] for a in known.together[statement] if a in known.home}
    days = (day_of(known.published.get(article, "")) for article in homes)
    return held is not None and any(day is not None and day < held for day in days)


def _joined(a: Occasion, b: Occasion) -> Occasion:
    """One occasion that two stories tell of: one speaker, kind, host and day."""
    return replace(
        a,
        about=_fullest((a.about, b.about)),
        place=_fullest((a.place, b.place)),
        articles=tuple(sorted({*a.articles, *b.articles})),
        mentions=tuple(sorted({*a.mentions, *b.mentions})),
        attributions=tuple(sorted({*a.attributions, *b.attributions})),
    )


def _key(who: str | None, group: _Group) -> tuple[str | None, str, str, str | None, str | None]:
    kinds = Counter(m.kind for m in group.mentions if m.kind not in _LOOSE) or Counter(m.kind for m in group.mentions)
    kind = min(kinds, key=lambda k: (-kinds[k], k))
    return who, kind, fold(_fullest(group.hosts()) or ""), _finest(group.held), _finest(group.aired)


def _fullest(names: Iterable[str | None]) -> str | None:
    return max((n for n in names if n), key=lambda n: (len(n), n), default=None)


def _finest(values: Iterable[str]) -> str | None:
    """The value that says most: a day before a week, a week before a month, a month before a year."""
    return max(values, key=lambda v: (day_of(v) is not None, len(v), v), default=None)
