"""Findings in a few figures, for a first look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.model import Article, Discrepancy, Failure, Findings, Links, Story

_SEVERITIES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class StorySummary:
    """A story that several articles tell.

    `independent` counts its origins, and `origins` says in words what each of them is and how many articles go back
    to it, that of most articles first; reports that go back to nothing else come last, together. `speakers` are
    (name, number of statements), those who say most first.
    """

    title: str
    articles: int
    independent: int
    origins: tuple[str, ...]
    speakers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts, the stories of more than one article, and the discrepancies, the gravest first.

    `shared_statements` are those that several articles report, `independent_statements` those of them that reach
    us from several independent origins; `listed` are the speakers that rest on the user's list of names, `unnamed`
    those whom no article names ("a neighbour"); `severities` counts discrepancies. `unread` are (language, number of
    articles) of those that were not read for who said what because they are not English, the commonest first.
    """

    articles: int
    unread: tuple[tuple[str, int], ...]
    stories: tuple[StorySummary, ...]
    single_articles: int
    speakers: int
    listed: int
    unnamed: int
    attributions: int
    statements: int
    shared_statements: int
    independent_statements: int
    occasions: int
    derivations: int
    severities: dict[str, int]
    discrepancies: tuple[Discrepancy, ...]
    failures: tuple[Failure, ...]


def labels(articles: Sequence[Article]) -> dict[str, str]:
    """What to call each article among these: its outlet; with its day or else its name where several are of it."""
    outlets = Counter(a.outlet for a in articles)
    days = Counter((a.outlet, _day(a)) for a in articles)
    out = {}
    for a in articles:
        day = _day(a) if days[a.outlet, _day(a)] == 1 else None
        if a.outlet is None:
            out[a.id] = a.name
        else:
            out[a.id] = a.outlet if outlets[a.outlet] == 1 else f"{a.outlet} ({day or a.name})"
    return out


def _day(article: Article) -> str | None:
    """The day on which an article came out, in short: "5 Oct 2018"; None where that is not known."""
    try:
        day = date.fromisoformat((article.published or "")[: len("2018-10-05")])
    except ValueError:
        return None
    return f"{day.day} {day:%b} {day.year}"


def unread(articles: Sequence[Article]) -> tuple[tuple[str, int], ...]:
    """(language, number) of the articles that are not English, the commonest language first."""
    counts = Counter(a.language or "" for a in articles if a.foreign)
    return tuple(sorted(counts.items(), key=lambda x: (-x[1], x[0])))


def summarise(findings: Findings) -> Summary:
    """The figures of `findings`.

    >>> summary = onrecord.summarise(onrecord.load("news.record"))
    >>> [(story.articles, story.independent) for story in summary.stories]
    [(5, 3)]
    """
    links = findings.links
    article_of = {a.id: r.article for r in findings.readings for a in r.attributions}
    named = {e.id for r in findings.readings for e in r.entities if e.name}
    severities: Counter[str] = Counter(x.severity for x in links.discrepancies)
    held = {a.id: a for a in findings.articles}
    said = _said(links, article_of)
    origin_of = {a: (s.id, n) for s in links.stories for n, group in enumerate(s.origins) for a in group}
    derived = {d.article for d in links.derivations if d.origin is not None and d.how != "shared passage"}
    credited: dict[str, list[str]] = {}
    for d in links.derivations:
        if d.how == "credit" and d.origin is None and d.source:
            credited.setdefault(d.article, []).append(d.source)
    origins = [{origin_of.get(article_of[a], article_of[a]) for a in s.attributions} for s in links.statements]
    stories = [
        StorySummary(
            s.title,
            len(s.articles),
            len(s.origins) or len(s.articles),
            _origins(s, [held[a] for a in s.articles], derived, credited),
            said.get(s.id, ()),
        )
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
        unnamed=sum(s.listed is None and named.isdisjoint(s.entities) for s in links.speakers),
        attributions=len(article_of),
        statements=len(links.statements),
        shared_statements=sum(len({article_of[a] for a in s.attributions}) > 1 for s in links.statements),
        independent_statements=sum(len(found) > 1 for found in origins),
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


def _origins(
    story: Story, articles: Sequence[Article], derived: Collection[str], credited: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Each independent origin of a story in words, the one with most articles first, lone reports together.

    One that nothing names is called by the article that the others are `derived` from. A lone report that credits
    somebody who is not held (`credited`, by article) is not called the outlet's own.
    """
    label = labels(articles)
    groups = story.origins or tuple((a.id,) for a in articles)
    names = story.origin_names or (None,) * len(groups)
    outlet = {a.id: a.outlet for a in articles}
    out: list[str] = []
    lone: dict[tuple[str, ...], list[str]] = {}
    for group, name in sorted(zip(groups, names, strict=True), key=lambda x: -len(x[0])):
        if len(group) == 1 and name in (None, outlet[group[0]]):
            lone.setdefault(tuple(sorted(set(credited.get(group[0], ())))), []).append(label[group[0]])
        else:
            number = f"{len(group)} articles" if len(group) > 1 else label[group[0]]
            first = next((a for a in group if a not in derived), group[0])
            out.append(f"{name or label[first]} ({number})")
    for sources, reports in sorted(lone.items(), key=lambda x: (len(x[0]), -len(x[1]), x[0])):
        what = "report" if len(reports) == 1 else "reports"
        said = f"{what} with parts from {' and '.join(sources)}" if sources else f"own {what}"
        out.append(f"{said} ({', '.join(reports)})")
    return tuple(out)
