"""W3C PROV as PROV-JSON: where articles and the quotations in them come from, and to whom both are attributed.

Entities are articles, reports that are not held, quotations (attributions) and statements; agents are outlets, authors
and speakers. An article was derived from the article that it comes from, a quotation was quoted from its article, and
had a primary source where the record holds one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote as percent_encoded

from onrecord.export.index import Index, unseen_id
from onrecord.export.linked import known
from onrecord.model import Attribution, Derivation, Findings

# what a derivation is in the words of PROV; of the others PROV says no more than that they are derivations
_HOW = {"copy": "prov:Quotation", "abridgement": "prov:Revision", "rewrite": "prov:Revision"}
_AGENTS = {"person": "prov:Person", "organisation": "prov:Organization"}

Row = tuple[str, dict[str, Any]]


def pieces(findings: Findings) -> Iterator[str]:
    """A document, a row a line."""
    index = Index(findings)
    prefixes = {"onrecord": "urn:onrecord:", "xsd": "http://www.w3.org/2001/XMLSchema#"}
    yield '{"prefix": ' + json.dumps(prefixes)
    sections = {
        "entity": _entities(index),
        "agent": _agents(index),
        "wasAttributedTo": _attributed(index),
        "wasDerivedFrom": _derived(index),
    }
    for section, rows in sections.items():
        before = f',\n"{section}": {{\n'
        for id, row in rows:
            yield f"{before}{json.dumps(id)}: {json.dumps(row, ensure_ascii=False)}"
            before = ",\n"
        if before == ",\n":
            yield "\n}"
    yield "}\n"


def name(noun: str, id: str) -> str:
    """The qualified name of a row: onrecord:NOUN.ID."""
    return f"onrecord:{noun}.{percent_encoded(id, safe='').replace('~', '%7E')}"


def _typed(type: str) -> dict[str, str]:
    return {"$": type, "type": "prov:QUALIFIED_NAME"}


def _row(type: str, label: str | None, **values: Any) -> dict[str, Any]:
    own = {f"onrecord:{key}": value for key, value in values.items()}
    return known({"prov:type": _typed(type), "prov:label": label, **own})


def _entities(index: Index) -> Iterator[Row]:
    for a in index.findings.articles:
        values = {"input": a.input, "published": a.published, "sha256": a.sha256, "role": a.role}
        yield name("article", a.id), _row("onrecord:Article", a.title or a.name, **values)
    for id, source in index.unseen.items():
        yield name("unseen", id), _row("onrecord:UnseenReport", source)
    for reading in index.findings.readings:
        for x in reading.attributions:
            spans = index.said(x)
            values = {"spans": json.dumps(spans), "form": x.form, "kind": x.kind, "made_by": x.made_by}
            yield name("attribution", x.id), _row("onrecord:Quotation", index.words(x.article, spans), **values)
    for s in index.links.statements:
        own = _row("onrecord:Statement", index.first_words(s), origins=index.origins(s), made_by=s.made_by)
        yield name("statement", s.id), own


def _agents(index: Index) -> Iterator[Row]:
    for outlet in sorted({a.outlet for a in index.findings.articles if a.outlet}):
        yield name("outlet", outlet), _row("prov:Organization", outlet)
    for author in sorted({x for a in index.findings.articles for x in a.authors if x}):
        yield name("author", author), _row("prov:Person", author)
    for s in index.links.speakers:
        values = {"kind": s.kind, "identifier": s.identifier, "made_by": s.made_by}
        yield name("speaker", s.id), _row(_AGENTS.get(s.kind, "prov:Agent"), s.name, **values)


def _attributed(index: Index) -> Iterator[Row]:
    for a in index.findings.articles:
        for n, (noun, agent) in enumerate(
            [("outlet", a.outlet), *(("author", x) for x in dict.fromkeys(a.authors))],
        ):
            if agent:
                yield _attribution(f"article.{a.id}.{n}", name("article", a.id), name(noun, agent))
    for id, speaker in index.speaker_of.items():
        if speaker in index.speakers and id in index.attributions:
            yield _attribution(f"attribution.{id}", name("attribution", id), name("speaker", speaker))
    for s in index.links.statements:
        if s.speaker in index.speakers:
            yield _attribution(f"statement.{s.id}", name("statement", s.id), name("speaker", str(s.speaker)))


def _attribution(id: str, entity: str, agent: str) -> Row:
    return f"_:attributed.{percent_encoded(id, safe='')}", {"prov:entity": entity, "prov:agent": agent}


def _derived(index: Index) -> Iterator[Row]:
    for d in index.links.derivations:
        if d.how != "shared passage":
            yield _derivation(d)
    for reading in index.findings.readings:
        for x in reading.attributions:
            yield _quoted(x)
    for s in index.links.statements:
        for id in dict.fromkeys(s.attributions):
            yield _from(f"statement.{s.id}.{id}", name("attribution", id), name("statement", s.id))
    for a in index.links.aligned:
        ends = name("attribution", a.attribution), name("article", a.document)
        yield _from(f"aligned.{a.id}", *ends, type="prov:PrimarySource", relation=a.relation, score=a.score)


def _derivation(x: Derivation) -> Row:
    origin = name("article", x.origin) if x.origin else name("unseen", unseen_id(x))
    values = {"how": x.how, "direction": x.direction, "score": x.score, "why": x.why, "made_by": x.made_by}
    return _from(f"derivation.{x.id}", name("article", x.article), origin, type=_HOW.get(x.how), **values)


def _quoted(x: Attribution) -> Row:
    ends = name("attribution", x.id), name("article", x.article)
    return _from(f"attribution.{x.id}", *ends, type="prov:Quotation")


def _from(id: str, entity: str, origin: str, *, type: str | None = None, **values: Any) -> Row:
    row = {"prov:generatedEntity": entity, "prov:usedEntity": origin, "prov:type": _typed(type) if type else None}
    own = {f"onrecord:{key}": value for key, value in values.items()}
    return f"_:derived.{percent_encoded(id, safe='')}", known({**row, **own})
