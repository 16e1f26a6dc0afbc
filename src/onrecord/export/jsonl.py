"""Findings as JSON Lines, the interchange format that docs/interchange.md describes.

One object a line, `type` first. Rows come in a fixed order, so that two exports of one record are the same
but for the first line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from onrecord import pipeline
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
    speaker_of,
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
    texts = {a.id: a.text for a in findings.articles}
    entities = {e.id: e for r in findings.readings for e in r.entities}
    attributions = {a.id: a for r in findings.readings for a in r.attributions}
    mentions = {m.id: m for r in findings.readings for m in r.occasions}
    speakers = speaker_of(findings.readings, links)
    occasion_of = _owners((o.id, o.attributions) for o in links.occasions)
    groups = _owners((f"{s.id}/{n}", group) for s in links.stories for n, group in enumerate(s.origins))
    origin_of = {a.id: groups.get(r.article, r.article) for r in findings.readings for a in r.attributions}

    created = datetime.now(UTC).isoformat(timespec="seconds")
    yield {"type": "record", "onrecord": VERSION, "made_by": pipeline.made_by(), "created": created}
    for article, reading in zip(findings.articles, findings.readings, strict=True):
        yield _article(article, reading)
    for speaker in links.speakers:
        yield _speaker(speaker, [(entities[e].article, s) for e in speaker.entities for s in entities[e].mentions])
    for reading in findings.readings:
        for attribution in reading.attributions:
            yield _attribution(attribution, texts[reading.article], speakers, occasion_of)
    for occasion in links.occasions:
        yield _occasion(occasion, [(mentions[m].article, s) for m in occasion.mentions for s in mentions[m].spans])
    for statement in links.statements:
        reports = [attributions[a] for a in statement.attributions]
        yield _statement(statement, reports, occasion_of, {origin_of[a] for a in statement.attributions})
    for aligned in links.aligned:
        yield _aligned(aligned, texts)
    for story in links.stories:
        yield _story(story)
    for derivation in links.derivations:
        yield _derivation(derivation)
    yield from _times(findings, texts)
    for discrepancy in links.discrepancies:
        yield _discrepancy(discrepancy, texts)
    outcomes = {x.correction: x for x in links.outcomes}
    for correction in findings.corrections:
        yield _correction(correction, outcomes.get(correction.id))


def _owners(pairs: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """What owns each item: the first that lists it."""
    out: dict[str, str] = {}
    for owner, items in pairs:
        for item in items:
            out.setdefault(item, owner)
    return out


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


def _attribution(x: Attribution, text: str, speakers: dict[str, str], occasion_of: dict[str, str]) -> Row:
    return {
        "type": "attribution",
        "id": x.id,
        "article": x.article,
        "source": x.source,
        "cue": x.cue,
        "content": x.content,
        "form": x.form,
        "kind": x.kind,
        "speaker": speakers.get(x.id),
        "via": x.via,
        "nested_in": x.nested_in,
        "occasion": occasion_of.get(x.id),
        "score": x.score,
        "source_text": quote(text, x.source),
        "cue_text": quote(text, x.cue),
        "content_text": quote(text, x.content),
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


def _statement(x: Statement, reports: Iterable[Attribution], occasion_of: dict[str, str], origins: set[str]) -> Row:
    occasions = {occasion_of[a] for a in x.attributions if a in occasion_of}
    return {
        "type": "statement",
        "id": x.id,
        "speaker": x.speaker,
        "occasion": occasions.pop() if len(occasions) == 1 else None,
        "attributions": x.attributions,
        "parts": [x.part(a) for a in reports],
        "wordings": [_wording(w) for w in x.wordings],
        "origins": len(origins),
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


def _times(findings: Findings, texts: dict[str, str]) -> Iterator[Row]:
    """Times with what settles them merged in, then the events that have a date."""
    settled = {s.time: s for s in findings.links.settled}
    events = []
    for reading in findings.readings:
        dates = {}
        for x in reading.times:
            found = x if x.value is not None or x.id not in settled else settled[x.id]
            dates[x.id] = (found.value, found.until, x.span)
            yield {
                "type": "time",
                "id": x.id,
                "article": x.article,
                "span": x.span,
                "value": found.value,
                "until": found.until,
                "anchor": found.anchor,
                "text": quote(texts[x.article], (x.span,)),
                "made_by": found.made_by,
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
