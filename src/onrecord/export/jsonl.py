"""Findings as JSON Lines, the interchange format that docs/interchange.md describes.

One object a line, `type` first. Rows come in a fixed order, so that two exports of one record are the same
but for the first line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from onrecord import pipeline
from onrecord.export.index import Index
from onrecord.model import (
    Aligned,
    Anchor,
    Article,
    Attribution,
    Correction,
    Derivation,
    Discrepancy,
    Findings,
    Occasion,
    Outcome,
    Passage,
    Reading,
    Speaker,
    Statement,
    Story,
    Wording,
)
from onrecord.text import quote

VERSION = "1"

Row = dict[str, Any]


def lines(findings: Findings) -> Iterator[str]:
    """Each row as a line of JSON with its line feed."""
    for row in rows(findings):
        yield json.dumps(row, ensure_ascii=False, separators=(", ", ": ")) + "\n"


def rows(findings: Findings) -> Iterator[Row]:
    """The rows of the format, in its order."""
    links = findings.links
    index = Index(findings)
    texts = {a.id: a.text for a in findings.articles}
    mentions = {m.id: m for r in findings.readings for m in r.occasions}

    created = datetime.now(UTC).isoformat(timespec="seconds")
    yield {"type": "record", "onrecord": VERSION, "made_by": pipeline.made_by(), "created": created}
    for article, reading in zip(findings.articles, findings.readings, strict=True):
        yield _article(article, reading)
    for speaker in links.speakers:
        entities = [index.entities[e] for e in speaker.entities]
        yield _speaker(speaker, [(e.article, s) for e in entities for s in e.mentions])
    for reading in findings.readings:
        for attribution in reading.attributions:
            yield _attribution(attribution, index)
    for occasion in links.occasions:
        yield _occasion(occasion, [(mentions[m].article, s) for m in occasion.mentions for s in mentions[m].spans])
    for statement in links.statements:
        yield _statement(statement, index)
    for aligned in links.aligned:
        yield _aligned(aligned, texts)
    for story in links.stories:
        yield _story(story)
    for derivation in links.derivations:
        yield _derivation(derivation)
    yield from _times(index)
    for discrepancy in links.discrepancies:
        yield _discrepancy(discrepancy, texts)
    outcomes = {x.correction: x for x in links.outcomes}
    for correction in findings.corrections:
        yield _correction(correction, outcomes.get(correction.id))


def _article(x: Article, reading: Reading) -> Row:
    return {
        "type": "article",
        "id": x.id,
        "input": x.input,
        "name": x.name,
        "sha256": x.sha256,
        "media_type": x.media_type,
        "language": x.language,
        "text": x.text,
        "title": x.title,
        "subtitle": x.subtitle,
        "authors": x.authors,
        "outlet": x.outlet,
        "published": x.published,
        "retrieved": x.retrieved,
        "dateline": x.dateline,
        "credits": [{"name": c.name, "span": c.span, "whole": c.whole} for c in reading.credits],
        "body": x.body,
        "headings": x.headings,
        "paragraphs": x.paragraphs,
        "furniture": [{"span": f.span, "kind": f.kind} for f in x.furniture],
        "evidence": dict(sorted(x.evidence.items())),
        "origin": [{"span": o.span, "where": o.where} for o in x.origin],
        # a primary source only: programs that were made before there were any see none of this
        **({"role": x.role} if x.role else {}),
    }


def _speaker(x: Speaker, mentions: Iterable[tuple[str, tuple[int, int]]]) -> Row:
    return {
        "type": "speaker",
        "id": x.id,
        "name": x.name,
        "kind": x.kind,
        "aliases": x.aliases,
        "descriptions": x.descriptions,
        "mentions": _places(mentions),
        "made_by": x.made_by,
        "identifier": x.identifier,
        "listed": x.listed,
    }


def _places(found: Iterable[tuple[str, tuple[int, int]]]) -> list[Row]:
    return [{"article": article, "span": span} for article, span in found]


def _attribution(x: Attribution, index: Index) -> Row:
    return {
        "type": "attribution",
        "id": x.id,
        "article": x.article,
        "source": x.source,
        "cue": x.cue,
        "content": x.content,
        "form": x.form,
        "kind": x.kind,
        "speaker": index.speaker_of.get(x.id),
        "via": x.via,
        "nested_in": x.nested_in,
        "occasion": index.occasion_of.get(x.id),
        "score": x.score,
        "source_text": index.words(x.article, x.source),
        "cue_text": index.words(x.article, x.cue),
        "content_text": index.words(x.article, x.content),
        "made_by": x.made_by,
    }


def _occasion(x: Occasion, evidence: Iterable[tuple[str, tuple[int, int]]]) -> Row:
    return {
        "type": "occasion",
        "id": x.id,
        "kind": x.kind,
        "speaker": x.speaker,
        "host": x.host,
        "about": x.about,
        "place": x.place,
        "held": x.held,
        "aired": x.aired,
        "articles": x.articles,
        "evidence": _places(evidence),
        "made_by": x.made_by,
    }


def _statement(x: Statement, index: Index) -> Row:
    occasions = {index.occasion_of[a] for a in x.attributions if a in index.occasion_of}
    return {
        "type": "statement",
        "id": x.id,
        "speaker": x.speaker,
        "occasion": occasions.pop() if len(occasions) == 1 else None,
        "attributions": x.attributions,
        "parts": [x.part(index.attributions[a]) for a in x.attributions],
        "wordings": [_wording(w) for w in x.wordings],
        "origins": index.origins(x),
        "repeats": x.repeats,
        "made_by": x.made_by,
    }


def _wording(x: Wording) -> Row:
    return {
        "attribution": x.attribution,
        "against": x.against,
        "relation": x.relation,
        "changes": _changes(x),
    }


def _changes(x: Wording | Aligned) -> list[Row]:
    return [{"kind": c.kind, "left": c.left, "right": c.right} for c in x.changes]


def _aligned(x: Aligned, texts: dict[str, str]) -> Row:
    return {
        "type": "aligned",
        "id": x.id,
        "attribution": x.attribution,
        "document": x.document,
        "spans": x.spans,
        "text": quote(texts[x.document], x.spans, " … "),
        "turns": x.turns,
        "relation": x.relation,
        "changes": _changes(x),
        "speaker": x.speaker,
        "score": x.score,
        "made_by": x.made_by,
    }


def _story(x: Story) -> Row:
    return {
        "type": "story",
        "id": x.id,
        "title": x.title,
        "articles": x.articles,
        "origins": x.origins,
        "origin_names": x.origin_names,
        "made_by": x.made_by,
    }


def _derivation(x: Derivation) -> Row:
    return {
        "type": "derivation",
        "id": x.id,
        "article": x.article,
        "from": x.origin,
        "source": x.source,
        "direction": x.direction,
        "unseen": x.unseen,
        "how": x.how,
        "score": x.score,
        "passages": [{"span": p.span, "from_span": p.from_span} for p in x.passages],
        "why": x.why,
        "made_by": x.made_by,
    }


def _times(index: Index) -> Iterator[Row]:
    """Times with what settles them merged in, then the events that have a date."""
    events = []
    for reading in index.findings.readings:
        dates = {}
        for x in reading.times:
            value, until, anchor, made_by = index.settled(x)
            dates[x.id] = (value, until, x.span)
            yield {
                "type": "time",
                "id": x.id,
                "article": x.article,
                "span": x.span,
                "value": value,
                "until": until,
                "anchor": anchor,
                "text": index.words(x.article, (x.span,)),
                "made_by": made_by,
            }
        for event in reading.events:
            value, until, span = dates[event.time]
            if value is not None:
                events.append(
                    {
                        "type": "event",
                        "id": event.id,
                        "date": value,
                        "until": until,
                        "article": event.article,
                        "span": span,
                        "text": event.text,
                        "attribution": event.attribution,
                        "spans": event.spans,
                        "made_by": event.made_by,
                    }
                )
    yield from events


def _discrepancy(x: Discrepancy, texts: dict[str, str]) -> Row:
    return {
        "type": "discrepancy",
        "id": x.id,
        "kind": x.kind,
        "statement": x.statement,
        "left": _side(x.left, texts),
        "right": _side(x.right, texts),
        "note": x.note,
        "severity": x.severity,
        "made_by": x.made_by,
    }


def _side(x: Passage | None, texts: dict[str, str]) -> Row | None:
    if x is None:
        return None
    return {"article": x.article, "spans": x.spans, "text": quote(texts[x.article], x.spans, " … ")}


def _correction(x: Correction, outcome: Outcome | None) -> Row:
    return {
        "type": "correction",
        "id": x.id,
        "kind": x.kind,
        "left": _anchor(x.left),
        "right": _anchor(x.right),
        "value": x.value,
        "who": x.who,
        "at": x.at,
        "why": x.why,
        "undone": {"who": x.undone.who, "at": x.undone.at} if x.undone else None,
        "state": outcome.state if outcome else None,
        "reason": outcome.reason if outcome else None,
        "found": outcome.found if outcome else (),
    }


def _anchor(x: Anchor | None) -> Row | None:
    if x is None:
        return None
    return {
        "article": x.article,
        "spans": x.spans,
        "words": x.words,
        "before": x.before,
        "after": x.after,
        "source": x.source,
    }
