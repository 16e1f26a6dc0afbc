"""Which mentions of one speaker in one story are of one occasion, and when it was held.

Two mentions are of one occasion when they agree (kinds, hosts and dates that can be true together) and something says
so: one statement that both articles report from there, one host that both name, one day that both give, or a mention
without a date in an article that came out right after. Mentions that merely do not contradict each other stay apart.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from onrecord.language.dates import day_of, same_time
from onrecord.model import OccasionMention
from onrecord.text import fold, quote

# one a day for one speaker, or nearly so: the day tells which
ONE_A_DAY = frozenset(
    ["interview", "press conference", "speech", "rally", "town hall", "hearing", "debate", "summit", "conference",
     "meeting", "event", "letter", "op-ed", "statement"]
)  # fmt: skip
# known by what is said there and by whom, but not by a word for them
LOOSE = frozenset(["remarks", "report"])
# one gathering may go by several of these words
_TALKS = frozenset(["speech", "rally", "event", "conference", "summit", "town hall", "meeting"])
# what an article that gives no date tells of as news of its day
_NEWS_OF_THE_DAY = frozenset(["press conference", "hearing", "debate", "rally", "speech", "statement"])
# an interview is aired so many days after it was held, at most
_AIRED_WITHIN = 14
# an article speaks of a press conference without its date for so many days
_FRESH = 2
# several speak there
_SHARED = frozenset(["hearing", "debate", "summit", "conference", "town hall", "rally", "event", "meeting"])
# the news of a gathering is told for so many days
_WEEK = 7
# so many days before its publication an article tells as news
_NEWS = 31
# words that many hosts share
_COMMON = frozenset(
    ["a", "an", "and", "committee", "court", "for", "journalists", "judge", "magazine", "media", "news", "of", "on"]
).union(["post", "press", "radio", "reporters", "s", "show", "the", "times", "tv", "with"])


@dataclass(slots=True)
class Group:
    """Mentions that are of one occasion, and what they say of it together."""

    mentions: list[OccasionMention]
    held: set[str] = field(default_factory=set)
    aired: set[str] = field(default_factory=set)

    def kinds(self) -> set[str]:
        return {m.kind for m in self.mentions} - LOOSE

    def hosts(self) -> set[str]:
        return {m.host for m in self.mentions if m.host}


@dataclass(frozen=True, slots=True)
class Known:
    """What the articles and the earlier links say, by id."""

    value: Mapping[str, str]
    published: Mapping[str, str]
    statements: Mapping[str, Sequence[str]]
    together: Mapping[str, Sequence[str]]
    speaker_of: Mapping[str, str | None]  # of statements
    first_told: Mapping[str, datetime.date]  # of statements, where an article that reports them is dated
    home: Mapping[str, str]
    speaker: Mapping[str, str]
    text: Mapping[str, str]


_Evidence: TypeAlias = Callable[[OccasionMention, Known], Iterator[tuple[str, ...]]]


def grouped(who: str | None, mentions: Sequence[OccasionMention], known: Known) -> list[Group]:
    """The mentions of one speaker in one story, grouped on evidence, the strongest first; of nobody, on statements."""
    group_of: dict[str, Group] = {}
    for mention in sorted(mentions, key=lambda m: m.id):
        held, aired = known.value.get(mention.held or ""), known.value.get(mention.aired or "")
        group_of[mention.id] = Group([mention], {held} if held else set(), {aired} if aired else set())
    for by in _EVIDENCE if who is not None else (_by_statement,):
        keyed: dict[tuple[str, ...], list[OccasionMention]] = defaultdict(list)
        for mention in sorted(mentions, key=lambda m: m.id):
            for key in by(mention, known):
                keyed[key].append(mention)
        for key in sorted(keyed):
            _join(keyed[key], group_of, loose=by is _by_statement)
    return _distinct(group_of.values())


def _distinct(groups: Iterable[Group]) -> list[Group]:
    return list({id(group): group for group in groups}.values())


def share_days(groups: dict[str | None, list[Group]], known: Known) -> None:
    """Give "the hearing" of one speaker the day that the story gives for that of another.

    There are several speakers at a hearing, and an article may say of only one of them when it was. The day is taken
    when the story knows but one of the kind, the words point to it ("testified" alone may be of any day), and the
    article came out in the week after.
    """
    everyone = [group for own in groups.values() for group in own]
    for kind in sorted(_SHARED):
        there = [group for group in everyone if kind in group.kinds()]
        days = {value for group in there for value in group.held if day_of(value)}
        if len(days) != 1:
            continue
        day = days.pop()
        hosts = {host for group in there if day in group.held for host in group.hosts()}
        for group in there:
            same = all(_same_host(x, y) for x in group.hosts() for y in hosts)
            if (
                not group.held
                and not group.aired
                and same
                and _definite(group, kind, known)
                and _news(group, day, known)
            ):
                group.held.add(day)


def _definite(group: Group, kind: str, known: Known) -> bool:
    """Whether a mention calls it "the hearing"."""
    pattern = re.compile(rf"\b(?:the|this|that)\s(?:[\w-]+\s){{0,2}}{kind}\b", re.IGNORECASE)
    return any(pattern.search(quote(known.text[m.article], m.spans)) for m in group.mentions)


def _news(group: Group, day: str, known: Known) -> bool:
    """Whether the articles that mention an occasion, as far as they are dated, came out in the week from a day on."""
    first = day_of(day)
    out = [day_of(known.published.get(mention.article, "")) for mention in group.mentions]
    dated = [x for x in out if x is not None]
    return first is not None and bool(dated) and all(0 <= (x - first).days < _WEEK for x in dated)


def _merge(into: Group, group: Group, group_of: dict[str, Group]) -> None:
    into.mentions += group.mentions
    into.held |= group.held
    into.aired |= group.aired
    for m in group.mentions:
        group_of[m.id] = into


def _join(mentions: Iterable[OccasionMention], group_of: dict[str, Group], loose: bool) -> None:
    """Join the groups of mentions that one piece of evidence ties together, as far as they agree."""
    joined: list[Group] = []
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


def _by_statement(mention: OccasionMention, known: Known) -> Iterator[tuple[str, ...]]:
    """One statement that two articles report."""
    for statement in sorted({s for a in mention.attributions for s in known.statements.get(a, ())}):
        yield (statement,)


def _by_host(mention: OccasionMention, known: Known) -> Iterator[tuple[str, ...]]:
    """One host, named by both; what is given no date is news, and not what was said there last year.

    A network carries many posts of one writer, so it tells nothing.
    """
    if mention.kind == "post":
        return
    when = "news" if _is_news(mention, known) else known.value.get(mention.held or mention.aired or "", "")
    for word in sorted(set(fold(mention.host or "").split()) - _COMMON):
        yield (mention.kind, word, when)


def _is_news(mention: OccasionMention, known: Known) -> bool:
    """Whether an occasion is of the days before its article came out, as far as the article tells."""
    value = known.value.get(mention.held or mention.aired or "")
    came_out = day_of(known.published.get(mention.article, ""))
    if value is None or came_out is None:
        return True
    day = day_of(value)
    if day is not None:
        return abs((came_out - day).days) <= _NEWS
    return any(same_time(value, (came_out - datetime.timedelta(days=n)).isoformat()) for n in (0, 7, _NEWS))


def _by_day(mention: OccasionMention, known: Known) -> Iterator[tuple[str, ...]]:
    """One day, given by both; bare remarks are known by their day alone, reports only inside an article."""
    held = known.value.get(mention.held or "")
    if held is None and mention.kind == "interview":
        held = known.value.get(mention.aired or "")  # "Monday's interview" may have been aired on Monday
    if held and mention.kind in ONE_A_DAY and day_of(held):
        yield (mention.kind, held)
    elif held and mention.kind in LOOSE:
        of_day = mention.kind == "remarks" and day_of(held) is not None
        yield (mention.kind, held) if of_day else (mention.kind, held, mention.article)


def _by_freshness(mention: OccasionMention, known: Known) -> Iterator[tuple[str, ...]]:
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


def _agree(a: Group, b: Group, loose: bool) -> bool:
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


def finest(values: Iterable[str]) -> str | None:
    """The value that says most: a day before a week, a week before a month, a month before a year."""
    return max(values, key=lambda v: (day_of(v) is not None, len(v), v), default=None)
