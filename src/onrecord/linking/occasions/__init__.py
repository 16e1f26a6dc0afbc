"""Occasions across articles: the mentions of one interview, press conference, … brought together.

The mentions of each speaker in each story are grouped on evidence (`grouping`). Each group is one row, with every
article that reports a statement made there. A day on which an interview was held and a day on which it was aired stand
side by side.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce

from onrecord.language.dates import day_of
from onrecord.linking.occasions.grouping import LOOSE, ONE_A_DAY, Group, Known, finest, grouped, share_days
from onrecord.model import Article, Links, Occasion, OccasionMention, Reading, digest
from onrecord.text import fold

MADE_BY = "occasions.rules/4"


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Occasion, ...]:
    """The occasions of each story, each with every article that reports what was said there."""
    reading_of = {r.article: r for r in readings}
    value = {t.id: t.value for r in readings for t in r.times if t.value is not None}
    value.update((s.time, s.value) for s in links.settled)
    speaker_of = {e: s.id for s in links.speakers for e in s.entities}
    statements: dict[str, list[str]] = defaultdict(list)
    for s in links.statements:
        for a in s.attributions:
            statements[a].append(s.id)
    said_by = {a: speaker_of[e.id] for r in readings for e in r.entities if e.id in speaker_of for a in e.says}
    ascribed = {row.attribution: row.speaker for row in links.ascribed}
    published = {a.id: a.published[:10] for a in articles if a.published}
    home = {a.id: r.article for r in readings for a in r.attributions}
    out_on = {a: day for a, article in home.items() if (day := day_of(published.get(article, "")))}
    known = Known(
        value,
        published,
        statements,
        {s.id: s.attributions for s in links.statements},
        {s.id: s.speaker for s in links.statements},
        {s.id: min(days) for s in links.statements if (days := [out_on[a] for a in s.attributions if a in out_on])},
        home,
        said_by | ascribed,
        {a.id: a.text for a in articles},
    )
    out: dict[str, Occasion] = {}
    for places in _stories(articles, links):
        by_speaker: dict[str | None, list[OccasionMention]] = defaultdict(list)
        for place in places:
            for mention in reading_of[place].occasions if place in reading_of else ():
                who, own = _spoken(mention, speaker_of.get(mention.entity or ""), ascribed)
                by_speaker[who].append(own)
        groups = {who: grouped(who, mentions, known) for who, mentions in by_speaker.items()}
        share_days(groups, known)
        for who, gathered in groups.items():
            for occasion in _occasions(who, gathered, known, set(places)):
                out[occasion.id] = _joined(out[occasion.id], occasion) if occasion.id in out else occasion
    return tuple(out[i] for i in sorted(out))


def _spoken(
    mention: OccasionMention, who: str | None, ascribed: Mapping[str, str]
) -> tuple[str | None, OccasionMention]:
    """Who spoke there and what he said, where a person gives some of it to another speaker; all of it moves as one."""
    others = {ascribed.get(a) for a in mention.attributions}
    if len(others) == 1 and None not in others:
        return others.pop(), mention
    own = tuple(a for a in mention.attributions if ascribed.get(a, who) == who)
    return who, mention if len(own) == len(mention.attributions) else replace(mention, attributions=own)


def _stories(articles: Sequence[Article], links: Links) -> Iterator[Sequence[str]]:
    """The articles of each story; an article of none stands alone."""
    told = {a for story in links.stories for a in story.articles}
    yield from (story.articles for story in links.stories)
    yield from ((a.id,) for a in articles if a.id not in told)


def _occasions(who: str | None, groups: Sequence[Group], known: Known, story: set[str]) -> Iterator[Occasion]:
    """One row a group; what another article reports of a statement made there was said there too."""
    own: dict[str, int] = {}
    for n, group in enumerate(groups):
        own.update((a, n) for m in group.mentions for a in m.attributions)
    # a statement belongs to an occasion when all that is tied to one of them is tied to this one
    claims: dict[str, set[int]] = defaultdict(set)
    for a, n in own.items():
        for statement in known.statements.get(a, ()):
            claims[statement].add(n)
    rows = []
    for n, group in enumerate(groups):
        said = {a for m in group.mentions for a in m.attributions if own[a] == n}
        for statement in sorted({s for a in said for s in known.statements.get(a, ())}):
            if len(claims[statement]) == 1 and not _said_before(statement, group, known):
                said.update(
                    b
                    for b in known.together[statement]
                    if b not in own
                    and not any(_said_before(other, group, known) for other in known.statements[b])
                    and known.home.get(b) in story
                    and who in (known.speaker.get(b), known.speaker_of[statement])
                )
        rows.append((group, said))
    keys = Counter(_key(who, group) for group, _ in rows)
    for group, said in rows:
        key = _key(who, group)
        mentions = tuple(sorted(m.id for m in group.mentions))
        # without a day nothing tells it from the next one but where it is mentioned
        told = keys[key] == 1 and key[1] in ONE_A_DAY and any(day_of(value or "") for value in key[3:])
        yield Occasion(
            digest("occasion", *key) if told else digest("occasion", *key, mentions[0]),
            key[1],
            who,
            _fullest(m.host for m in group.mentions),
            _fullest(m.about for m in group.mentions),
            _fullest(m.place for m in group.mentions),
            finest(group.held),
            finest(group.aired),
            tuple(sorted({m.article for m in group.mentions} | {known.home[a] for a in said if a in known.home})),
            mentions,
            tuple(sorted(said)),
            MADE_BY,
        )


def _said_before(statement: str, group: Group, known: Known) -> bool:
    """Whether an article reported the statement on a day before the occasion: then it had been made elsewhere."""
    held, first = day_of(finest(group.held) or ""), known.first_told.get(statement)
    return held is not None and first is not None and first < held


def joined(rows: Sequence[Occasion]) -> Occasion:
    """One occasion of which several stories tell, in their order."""
    return reduce(_joined, rows)


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


def _key(who: str | None, group: Group) -> tuple[str | None, str, str, str | None, str | None]:
    kinds = Counter(m.kind for m in group.mentions if m.kind not in LOOSE) or Counter(m.kind for m in group.mentions)
    kind = min(kinds, key=lambda k: (-kinds[k], k))
    return who, kind, fold(_fullest(group.hosts()) or ""), finest(group.held), finest(group.aired)


def _fullest(names: Iterable[str | None]) -> str | None:
    return max((n for n in names if n), key=lambda n: (len(n), n), default=None)
