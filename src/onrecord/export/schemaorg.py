"""schema.org as JSON-LD: NewsArticle, Quotation, Claim, Event, and the people and bodies among them.

A Quotation is what one article words as somebody's; a Claim is a statement with everywhere it appears. Nothing is
reviewed here: there is no ClaimReview.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from onrecord.export.index import Index, address, iri
from onrecord.export.linked import document, known, one_or_all
from onrecord.model import Article, Attribution, Findings, Occasion, Speaker, Statement, Story
from onrecord.text import reading_view

Row = dict[str, Any]

_KINDS = {"person": "Person", "organisation": "Organization", "place": "Place", "group": "Organization"}
_FORMS = {"direct": "verbatim", "indirect": "paraphrase", "mixed": "partly verbatim"}


def pieces(findings: Findings) -> Iterator[str]:
    """A document with everything in one @graph."""
    yield from document('{"@context": "https://schema.org", "@graph": [', rows(Index(findings)), "\n]}\n")


def rows(index: Index) -> Iterator[Row]:
    """Articles, stories, speakers, occasions, quotations, claims."""
    based = defaultdict(list)
    for d in index.links.derivations:
        if d.origin and d.how != "shared passage":
            based[d.article].append(_ref("article", d.origin))
        elif d.origin is None and d.source:
            based[d.article].append({"@type": "CreativeWork", "sourceOrganization": _named("Organization", d.source)})
    for article in index.findings.articles:
        yield _article(index, article, based[article.id])
    for story in index.links.stories:
        yield _story(story)
    for speaker in index.links.speakers:
        yield _speaker(speaker)
    for occasion in index.links.occasions:
        yield _occasion(index, occasion)
    for reading in index.findings.readings:
        for attribution in reading.attributions:
            yield _quotation(index, attribution)
    for statement in index.links.statements:
        yield _claim(index, statement)


def _ref(noun: str, id: str | None) -> Row | None:
    return {"@id": iri(noun, id)} if id is not None else None


def _named(type: str, name: str | None) -> Row | None:
    return {"@type": type, "name": name} if name else None


def _article(index: Index, x: Article, based: list[Any]) -> Row:
    view = reading_view(x)
    kept = [
        view.text[a:b] for (a, b), kind in zip(view.blocks, view.kinds, strict=True) if kind in ("heading", "paragraph")
    ]
    reading = index.readings.get(x.id)
    credited = [_named("Organization", c.name) for c in (reading.credits if reading else ())]
    story = index.story_of.get(x.id)
    return known(
        {
            "@id": iri("article", x.id),
            # a primary source is no report
            "@type": "CreativeWork" if x.role else "NewsArticle",
            "genre": x.role,
            "identifier": x.id,
            "headline": x.title,
            "alternativeHeadline": x.subtitle,
            "author": one_or_all([_named("Person", name) for name in x.authors]),
            "publisher": _named("Organization", x.outlet),
            "datePublished": x.published,
            "dateline": None if x.role else x.dateline,
            "inLanguage": x.language,
            "url": address(x.input),
            ("text" if x.role else "articleBody"): "\n\n".join(kept) or None,
            "isBasedOn": one_or_all(based),
            "sourceOrganization": one_or_all(credited),
            "isPartOf": _ref("story", story),
        }
    )


def _story(x: Story) -> Row:
    return known(
        {
            "@id": iri("story", x.id),
            "@type": "Collection",
            "identifier": x.id,
            "name": x.title,
            "hasPart": [_ref("article", i) for i in x.articles],
        }
    )


def _speaker(x: Speaker) -> Row:
    return known(
        {
            "@id": iri("speaker", x.id),
            "@type": _KINDS.get(x.kind, "Thing"),
            "identifier": x.identifier or x.id,
            "name": x.name,
            "alternateName": one_or_all(list(x.aliases)),
            "description": one_or_all(list(x.descriptions)),
        }
    )


def _occasion(index: Index, x: Occasion) -> Row:
    return known(
        {
            "@id": iri("occasion", x.id),
            "@type": "Event",
            "identifier": x.id,
            "name": x.kind,
            "description": x.about,
            "startDate": x.held,
            "location": _named("Place", x.place),
            "organizer": _named("Organization", x.host),
            "performer": _ref("speaker", x.speaker) if x.speaker in index.speakers else None,
            "subjectOf": one_or_all([_ref("article", i) for i in x.articles]),
        }
    )


def _quotation(index: Index, x: Attribution) -> Row:
    speaker = index.speaker_of.get(x.id)
    return known(
        {
            "@id": iri("attribution", x.id),
            "@type": "Quotation",
            "identifier": x.id,
            "text": index.words(x.article, index.said(x)),
            "genre": _FORMS.get(x.form),
            "inLanguage": index.articles[x.article].language,
            "spokenByCharacter": _ref("speaker", speaker),
            "creditText": index.words(x.article, x.source) or None,
            "isPartOf": _ref("article", x.article),
            "recordedAt": _ref("occasion", index.occasion_of.get(x.id)),
        }
    )


def _earliest(index: Index, reports: list[Attribution]) -> Attribution | None:
    """The report of the first day; None where a day is not known or two share the first."""
    days = [(index.articles[r.article].published or "")[:10] for r in reports]
    first = min(days, default="")
    return reports[days.index(first)] if all(len(d) == 10 for d in days) and days.count(first) == 1 else None


def _claim(index: Index, x: Statement) -> Row:
    reports = [index.attributions[i] for i in x.attributions]
    earliest = _earliest(index, reports)
    return known(
        {
            "@id": iri("statement", x.id),
            "@type": "Claim",
            "identifier": x.id,
            "text": index.first_words(x),
            "author": _ref("speaker", x.speaker) if x.speaker in index.speakers else None,
            "appearance": one_or_all([_ref("attribution", r.id) for r in reports]),
            "firstAppearance": _ref("attribution", earliest.id) if earliest else None,
            "isBasedOn": _ref("statement", x.repeats),
        }
    )
