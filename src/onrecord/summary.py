"""Findings in a few figures, for a first look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.model import Article, Discrepancy, Failure, Findings, Links, Story

_SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class StorySummary:
    """A story that several articles tell.

    `origins` names each independent origin: its articles, after the source that they credit when that is not
    among the articles. `speakers` are (name, number of statements), those who say most first.
    """

    title: str
    articles: int
    origins: tuple[str, ...]
    speakers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts, the stories of more than one article, and the discrepancies, the gravest first.

    `shared_statements` are those that several articles report; `listed` are the speakers that rest on the user's
    list of names; `severities` counts discrepancies. `unread` are (language, number of articles) of those that were not
    read for who said what because they are not English, the commonest first.
    """

    articles: int
    unread: tuple[tuple[str, int], ...]
    stories: tuple[StorySummary, ...]
    single_articles: int
    speakers: int
    listed: int
    attributions: int
    statements: int
    shared_statements: int
    occasions: int
    derivations: int
    severities: dict[str, int]
    discrepancies: tuple[Discrepancy, ...]
    failures: tuple[Failure, ...]


def labels(articles: Sequence[Article]) -> dict[str, str]:
    """What to call each article among these: its outlet where only one is of it, else its name as well."""
    outlets = Counter(a.outlet for a in articles)
    out = {}
    for a in articles:
        if a.outlet is None:
            out[a.id] = a.name
        else:
            out[a.id] = a.outlet if outlets[a.outlet] == 1 else f"{a.outlet} ({a.name})"
    return out


def unread(articles: Sequence[Article]) -> tuple[tuple[str, int], ...]:
    """(language, number) of the articles that are not English, the commonest language first."""
    counts = Counter(a.language or "" for a in articles if a.foreign)
    return tuple(sorted(counts.items(), key=lambda x: (-x[1], x[0])))


def summarise(findings: Findings) -> Summary:
    """The figures of `findings`."""
    links = findings.links
    article_of = {a.id: r.article for r in findings.readings for a in r.attributions}
    severities: Counter[str] = Counter(x.severity for x in links.discrepancies)
    held = {a.id: a for a in findings.articles}
    said = _said(links, article_of)
    stories = [
        StorySummary(s.title, len(s.articles), _origins(s, [held[a] for a in s.articles], links), said.get(s.id, ()))
        for s in links.stories
        if len(s.articles) > 1
    ]
    told = {a for s in links.stories if len(s.articles) > 1 for a in s.articles}
    return Summary(
        articles=len(findings.articles),
        unread=unread(findings.articles),
        stories=tuple(sorted(stories, key=lambda s: -s.articles)),
        single_articles=len(findings.articles) - len(told),
        speakers=len(links.speakers),
        listed=sum(s.listed is not None for s in links.speakers),
        attributions=len(article_of),
        statements=len(links.statements),
        shared_statements=sum(len({article_of[a] for a in s.attributions}) > 1 for s in links.statements),
        occasions=len(links.occasions),
        derivations=len(links.derivations),
        severities={s: severities[s] for s in _SEVERITIES},
        discrepancies=tuple(sorted(links.discrepancies, key=lambda x: _SEVERITIES.index(x.severity))),
        failures=findings.failures,
    )


def _said(links: Links, article_of: dict[str, str]) -> dict[str, tuple[tuple[str, int], ...]]:
    """For each story, who says how many statements in its articles, those who say most first."""
    story_of = {a: s.id for s in links.stories for a in s.articles}
    names = {s.id: s.name for s in links.speakers}
    counts: dict[str, Counter[str]] = {}
    for statement in links.statements:
        if statement.speaker in names:
            for story in {story_of[article_of[a]] for a in statement.attributions if article_of[a] in story_of}:
                counts.setdefault(story, Counter())[names[statement.speaker]] += 1
    return {story: tuple(sorted(c.items(), key=lambda x: (-x[1], x[0]))) for story, c in counts.items()}


def _origins(story: Story, articles: Sequence[Article], links: Links) -> tuple[str, ...]:
    """Each independent origin of a story in words, the one with most articles first."""
    label = labels(articles)
    credited = {d.article: d.source for d in links.derivations if d.origin is None and d.source}
    groups = sorted(story.origins or tuple((a.id,) for a in articles), key=lambda g: -len(g))
    out = []
    for group in groups:
        source = next((credited[a] for a in group if a in credited), None)
        members = " + ".join(label[a] for a in group)
        out.append(f"{source} ({members})" if source else members)
    return tuple(out)
