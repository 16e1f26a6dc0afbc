"""W3C Web Annotation: one collection, in JSON-LD, of what is said about words of articles.

A target is the text of an article, as the record keeps it. Its words are told twice, as the Recommendation advises: by
position, in code points, and by the words themselves with what stands beside them, which finds them in a page whose
text differs. An annotation of several targets is about all of them together: the pieces of a quotation, in the order of
the text, or the places where a statement stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from onrecord.export.index import Index, address, iri
from onrecord.export.linked import document, known, one_or_all
from onrecord.model import Article, Attribution, Discrepancy, Entity, Findings, Span, Spans, Statement

# so many characters before and behind the words
CONTEXT = 32

CONTEXT_OF_ANNOTATIONS = "http://www.w3.org/ns/anno.jsonld"

Row = dict[str, Any]


def pieces(findings: Findings) -> Iterator[str]:
    """The collection, with all annotations in its first page."""
    index = Index(findings)
    total = sum(1 for _ in rows(index))
    own = {"@context": CONTEXT_OF_ANNOTATIONS, "id": iri("collection", "annotations"), "type": "AnnotationCollection"}
    head = json.dumps({**own, "label": "onrecord", "total": total})[:-1]
    page = json.dumps({"id": iri("page", "annotations"), "type": "AnnotationPage", "startIndex": 0})[:-1]
    if not total:  # an empty collection has no page
        yield head + "}\n"
        return
    yield from document(f'{head}, "first": {page}, "items": [', rows(index), "\n]}}\n")


def rows(index: Index) -> Iterator[Row]:
    """Quotations, then mentions of speakers, statements and discrepancies."""
    for reading in index.findings.readings:
        for attribution in reading.attributions:
            if index.said(attribution):
                yield _attribution(index, attribution)
    for reading in index.findings.readings:
        for entity in reading.entities:
            if entity.mentions:
                yield _entity(index, entity)
    for statement in index.links.statements:
        if row := _statement(index, statement):
            yield row
    for discrepancy in index.links.discrepancies:
        if row := _discrepancy(index, discrepancy):
            yield row


def _annotation(noun: str, id: str, why: str, body: list[Row], target: list[Row], made_by: str) -> Row:
    return {
        "id": iri(noun, id),
        "type": "Annotation",
        "motivation": why,
        "generator": {"id": iri("made_by", made_by), "type": "Software", "name": made_by},
        "body": one_or_all(body),
        "target": one_or_all(target),
    }


def _attribution(index: Index, x: Attribution) -> Row:
    speaker = index.speaker_of.get(x.id)
    body = [_speaker(index, speaker)] if speaker in index.speakers else []
    body += [_tag(x.form), _tag(x.kind)]
    who = index.words(x.article, x.source)
    cue = index.words(x.article, x.cue)
    said = " / ".join(f"{role}: {words}" for role, words in (("source", who), ("cue", cue)) if words)
    if said:
        body.append(_text(said, "describing"))
    return _annotation("attribution", x.id, "describing", body, _targets(index, x.article, index.said(x)), x.made_by)


def _entity(index: Index, x: Entity) -> Row:
    speaker = index.speaker_of_entity.get(x.id)
    body = [_speaker(index, speaker)] if speaker else [_tag(x.name or x.kind)]
    target = [_target(index.articles[x.article], span) for span in x.mentions]
    return _annotation("entity", x.id, "identifying", body, target, x.made_by)


def _statement(index: Index, x: Statement) -> Row | None:
    reports = [index.attributions[i] for i in x.attributions]
    target = [t for r in reports for t in _targets(index, r.article, x.part(r))]
    if not target:
        return None
    body = [_speaker(index, x.speaker)] if x.speaker in index.speakers else []
    body.append(_text(f"one statement, from {index.origins(x)} independent origin(s)", "describing"))
    return _annotation("statement", x.id, "linking", body, target, x.made_by)


def _discrepancy(index: Index, x: Discrepancy) -> Row | None:
    target = [t for side in (x.left, x.right) if side for t in _targets(index, side.article, side.spans)]
    if not target:
        return None
    body = [_tag(x.kind), _tag(x.severity), _text(x.note, "commenting")]
    return _annotation("discrepancy", x.id, "commenting", body, target, x.made_by)


_KINDS = {"person": "http://xmlns.com/foaf/0.1/Person", "organisation": "http://xmlns.com/foaf/0.1/Organization"}


def _speaker(index: Index, id: str | None) -> Row:
    speaker = index.speakers[str(id)]
    source = {"id": iri("speaker", speaker.id), "type": _KINDS.get(speaker.kind), "name": speaker.name}
    return {"type": "SpecificResource", "purpose": "identifying", "source": known(source)}


def _tag(value: str) -> Row:
    return {"type": "TextualBody", "purpose": "tagging", "value": value}


def _text(value: str, purpose: str) -> Row:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}


def _targets(index: Index, article: str, spans: Spans) -> list[Row]:
    return [_target(index.articles[article], span) for span in spans]


def _target(article: Article, span: Span) -> Row:
    start, stop = span
    text = article.text
    quote = known(
        {
            "type": "TextQuoteSelector",
            "exact": text[start:stop],
            "prefix": text[max(0, start - CONTEXT) : start],
            "suffix": text[stop : stop + CONTEXT],
        }
    )
    position = {"type": "TextPositionSelector", "start": start, "end": stop}
    source = {
        "id": iri("article", article.id),
        "type": "Text",
        "format": "text/plain",
        "language": article.language,
        "via": address(article.input),
    }
    return {"type": "SpecificResource", "source": known(source), "selector": [position, quote]}
