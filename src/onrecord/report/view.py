"""Findings as plain data for the templates: what stands on the page, in which order, under which address.

Pure: the same findings give the same page. Nothing here is HTML but the pieces of text that `marked` makes; the
templates escape the rest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from onrecord.model import Findings, Speaker
from onrecord.report.desk import Desk, described, identified
from onrecord.report.frame import OUTLETS, StoryRow
from onrecord.report.remarks import remarks
from onrecord.report.shapes import Page, SpeakerView, StoryView
from onrecord.report.signs import counted
from onrecord.report.stories import story
from onrecord.report.texts import article


def page(findings: Findings, title: str | None = None) -> Page:
    """The view of everything that was found: stories first, those of most articles first."""
    desk = Desk(findings)
    told = {a for s in findings.links.stories for a in s.articles}
    stories = [
        story(desk, s, s.articles) for s in findings.links.stories if any(a in desk.articles for a in s.articles)
    ]
    stories += [story(desk, None, (a.id,)) for a in findings.articles if a.id not in told]
    stories.sort(key=lambda s: (-len(s.articles), -s.shared, -s.statements, s.title, s.id))
    several = tuple(s for s in stories if len(s.articles) > 1)
    alone = tuple(s for s in stories if len(s.articles) == 1)
    counts = (
        counted(len(findings.articles), "article"),
        counted(len(stories), "story", "stories"),
        counted(len(findings.links.speakers), "speaker"),
        counted(len(findings.links.statements), "statement"),
        counted(sum(len(s.origins) for s in stories), "origin"),
        counted(len(findings.links.discrepancies), "difference"),
    )
    if title is None:
        only = several if len(several) == 1 else alone if len(stories) == 1 else ()
        title = only[0].title if only else "Who said what"
    said: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for told_in in stories:
        for g in told_in.groups:
            said[g.who.href or ""].append((g.href, told_in.title, g.count))
    speakers = [speaker(desk, s, said[desk.at.speaker(s.id)]) for s in findings.links.speakers]
    return Page(
        title=title,
        summary=", ".join(counts),
        unread=unread(Counter(a.language for a in findings.articles if a.language and a.foreign)),
        failures=tuple((f.input, f.reason.removeprefix(f"{f.input}: ")) for f in findings.failures),
        index=tuple(("#" + s.id, listed(s)) for s in several),
        stories=several,
        alone=alone,
        speakers=tuple(
            sorted(speakers, key=lambda s: (not s.who.sure, -s.statements, -(s.articles or 0), s.who.text, s.id))
        ),
        articles=tuple(article(desk, a) for a in findings.articles),
        makers=makers(findings),
        sources=desk.sources(),
        remarks=remarks(desk),
    )


def listed(s: StoryView) -> StoryRow:
    """A story as a list shows it."""
    severe: Counter[str] = Counter()
    for d in s.differences:
        severe[d.severity] += len(d.rows)
    return StoryRow(
        s.id,
        s.title,
        len(s.articles),
        len(s.origins),
        s.statements,
        s.shared,
        severe.total(),
        severe["high"],
        severe["medium"],
        s.dates[0],
        s.dates[1],
        s.outlets[:OUTLETS],
        max(0, len(s.outlets) - OUTLETS) + s.more_outlets,
    )


def unread(languages: Mapping[str, int]) -> str | None:
    """In words, how many articles are not read for who said what and why, given the number of each language."""
    if not languages:
        return None
    count = sum(languages.values())
    listed = ", ".join(f"{n:,} {language}" for language, n in sorted(languages.items(), key=lambda x: (-x[1], x[0])))
    was = "was not read for who said what: it is" if count == 1 else "were not read for who said what: they are"
    return f"{counted(count, 'article')} {was} not in English ({listed})."


def speaker(desk: Desk, s: Speaker, groups: Sequence[tuple[str, str, int]]) -> SpeakerView:
    """One speaker; `groups` say where his statements stand: address, title of the story, how many."""
    return SpeakerView(
        id=desk.at.slug("who", s.id),
        href=None,
        who=desk.name(s),
        kind=s.kind,
        aliases=tuple(a for a in s.aliases if a != s.name),
        descriptions=described(s),
        statements=sum(n for _, _, n in groups),
        groups=tuple(groups),
        articles=len({desk.entities[e].article for e in s.entities if e in desk.entities}),
        identifier=identified(s),
        listed=s.listed,
    )


def makers(findings: Findings) -> tuple[tuple[str, str], ...]:
    """What made the rows of each kind."""
    made: dict[str, set[str]] = defaultdict(set)
    for reading in findings.readings:
        for noun in ("attributions", "entities", "times", "events"):
            made[noun].update(row.made_by for row in getattr(reading, noun))
    for noun in ("stories", "speakers", "derivations", "statements", "occasions", "discrepancies"):
        made[noun].update(row.made_by for row in getattr(findings.links, noun))
    return tuple((noun, ", ".join(sorted(makers))) for noun, makers in made.items() if makers)
