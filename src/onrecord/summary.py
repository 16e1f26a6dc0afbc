"""Findings in a few figures, for a first look."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from onrecord.model import Discrepancy, Failure, Findings

_SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class StorySummary:
    """A story that several articles tell; `origins` counts the independent ones."""

    title: str
    articles: int
    origins: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts, the stories of more than one article, and the discrepancies, the gravest first.

    `shared_statements` are those that several articles report; `severities` counts discrepancies.
    """

    articles: int
    stories: tuple[StorySummary, ...]
    single_articles: int
    speakers: int
    attributions: int
    statements: int
    shared_statements: int
    occasions: int
    derivations: int
    severities: dict[str, int]
    discrepancies: tuple[Discrepancy, ...]
    failures: tuple[Failure, ...]


def summarise(findings: Findings) -> Summary:
    """The figures of `findings`."""
    links = findings.links
    article_of = {a.id: r.article for r in findings.readings for a in r.attributions}
    severities: Counter[str] = Counter(x.severity for x in links.discrepancies)
    stories = [StorySummary(s.title, len(s.articles), len(s.origins)) for s in links.stories if len(s.articles) > 1]
    told = {a for s in links.stories if len(s.articles) > 1 for a in s.articles}
    return Summary(
        articles=len(findings.articles),
        stories=tuple(sorted(stories, key=lambda s: -s.articles)),
        single_articles=len(findings.articles) - len(told),
        speakers=len(links.speakers),
        attributions=len(article_of),
        statements=len(links.statements),
        shared_statements=sum(len({article_of[a] for a in s.attributions}) > 1 for s in links.statements),
        occasions=len(links.occasions),
        derivations=len(links.derivations),
        severities={s: severities[s] for s in _SEVERITIES},
        discrepancies=tuple(sorted(links.discrepancies, key=lambda x: _SEVERITIES.index(x.severity))),
        failures=findings.failures,
    )
