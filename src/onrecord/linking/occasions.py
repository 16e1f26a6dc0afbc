"""Occasions across articles: mentions of one interview, press conference, … brought together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from onrecord.model import Article, Links, Occasion, OccasionMention, Reading, digest
from onrecord.text import fold

MADE_BY = "occasions.rules/1"


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Occasion, ...]:
    """The occasions of each story, each with every article that speaks of it."""
    reading_of = {r.article: r for r in readings}
    value = {t.id: t.value for r in readings for t in r.times}
    value.update({s.time: s.value for s in links.settled})
    speaker_of = {e: s.id for s in links.speakers for e in s.entities}
    together = {a: s.attributions for s in links.statements for a in s.attributions}
    home = {a.id: r.article for r in readings for a in r.attributions}
    out: list[Occasion] = []
    for story in links.stories:
        groups: dict[str, list[OccasionMention]] = defaultdict(list)
        for i in sorted(story.articles):
            for mention in reading_of[i].occasions:
                if mention.entity in speaker_of:
                    groups[speaker_of[mention.entity]].append(mention)
        for who in sorted(groups):
            for cluster in _clusters(groups[who], value, together):
                out.append(_occasion(who, cluster, value, together, home, set(story.articles)))
    return tuple(sorted(out, key=lambda o: o.id))


def _clusters(
    mentions: Sequence[OccasionMention], value: dict[str, str | None], together: dict[str, tuple[str, ...]]
) -> list[list[OccasionMention]]:
    clusters: list[list[OccasionMention]] = []
    for mention in sorted(mentions, key=lambda m: m.id):
        for cluster in clusters:
            if all(_compatible(mention, other, value) for other in cluster):
                cluster.append(mention)
                break
        else:
            clusters.append([mention])
    return clusters


def _compatible(a: OccasionMention, b: OccasionMention, value: dict[str, str | None]) -> bool:
    if a.kind != b.kind or not _same_host(a.host, b.host):
        return False
    days = [(value.get(m.held or ""), value.get(m.aired or "")) for m in (a, b)]
    if days[0][0] and days[1][0] and not (days[0][0].startswith(days[1][0]) or days[1][0].startswith(days[0][0])):
        return False
    return not (a.kind == "remarks" and not (days[0][0] and days[1][0]))


def _same_host(left: str | None, right: str | None) -> bool:
    a, b = fold(left or "").removeprefix("the "), fold(right or "").removeprefix("the ")
    return not a or not b or f" {a} " in f" {b} " or f" {b} " in f" {a} "


def _occasion(
    who: str,
    cluster: Sequence[OccasionMention],
    value: dict[str, str | None],
    together: dict[str, tuple[str, ...]],
    home: dict[str, str],
    story: set[str],
) -> Occasion:
    own = {a for m in cluster for a in m.attributions}
    said = own | {b for a in own for b in together.get(a, ()) if home.get(b) in story}
    places = {m.article for m in cluster} | {home[a] for a in said if a in home}
    held = _fullest([value.get(m.held or "") for m in cluster])
    aired = _fullest([value.get(m.aired or "") for m in cluster])
    host = _fullest([m.host for m in cluster])
    kind = cluster[0].kind
    return Occasion(
        digest("occasion", who, kind, fold(host or ""), held, aired, tuple(sorted(places))), kind, who, host,
        _fullest([m.about for m in cluster]), _fullest([m.place for m in cluster]), held, aired,
        tuple(sorted(places)), tuple(sorted(m.id for m in cluster)), tuple(sorted(said)), MADE_BY,
    )  # fmt: skip


def _fullest(names: Sequence[str | None]) -> str | None:
    return max((n for n in names if n), key=lambda n: (len(n), n), default=None)
