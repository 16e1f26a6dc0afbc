"""One graph of lineage and speakers, as GraphML and as GEXF: what Gephi, networkx, igraph and yEd read.

Nodes and edges have a `kind`, by which a program filters: the edges "derivation" alone are the lineage of articles,
"says" and "told in" are speakers with their statements and the articles that report them, and "quoted by" are speakers
with the outlets that quote them, weighted by statements. Every edge is directed; one between two articles that only
share a passage has no `direction`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from onrecord.export.index import Index, fit, unseen_id
from onrecord.model import Findings, digest

# the attributes of nodes and of edges, with their types, which both formats name alike
NODE = {
    "kind": "string",
    "label": "string",
    "id_in_record": "string",
    "outlet": "string",
    "published": "string",
    "story": "string",
    "role": "string",
    "speaker_kind": "string",
    "identifier": "string",
    "origins": "long",
}
EDGE = {
    "kind": "string",
    "how": "string",
    "direction": "string",
    "source_name": "string",
    "score": "double",
    "relation": "string",
    "weight": "double",
}


class Node(NamedTuple):
    id: str
    values: dict[str, Any]


class Edge(NamedTuple):
    source: str
    target: str
    values: dict[str, Any]


def nodes(index: Index) -> Iterator[Node]:
    """Articles, reports that are not held, outlets, speakers and statements."""
    for a in index.findings.articles:
        values = {"label": a.title or a.name, "outlet": a.outlet, "published": a.published, "role": a.role}
        yield _node("article", a.id, **values, story=index.story_of.get(a.id))
    for id, name in index.unseen.items():
        yield _node("unseen report", id, label=name or "a report that is not held")
    for outlet in sorted({a.outlet for a in index.findings.articles if a.outlet}):
        yield _node("outlet", outlet, label=outlet)
    for s in index.links.speakers:
        yield _node("speaker", s.id, label=s.name, speaker_kind=s.kind, identifier=s.identifier)
    for x in index.links.statements:
        yield _node("statement", x.id, label=index.first_words(x) or x.id, origins=index.origins(x))


def edges(index: Index) -> Iterator[Edge]:
    """What comes from what, who says what, what is told where, and which outlet quotes whom and appears in what."""
    for d in index.links.derivations:
        target = _id("article", d.origin) if d.origin else _id("unseen report", unseen_id(d))
        values: dict[str, Any] = {"how": d.how, "direction": d.direction, "source_name": d.source, "score": d.score}
        yield _edge("derivation", _id("article", d.article), target, **values)
    for a in index.findings.articles:
        if a.outlet:
            yield _edge("published by", _id("article", a.id), _id("outlet", a.outlet))
    quoted: Counter[tuple[str, str]] = Counter()
    for x in index.links.statements:
        reports = [index.attributions[i] for i in x.attributions]
        articles = {index.articles[r.article].id: index.articles[r.article] for r in reports}
        relations = {index.attributions[w.attribution].article: w.relation for w in x.wordings}
        if x.speaker:
            yield _edge("says", _id("speaker", x.speaker), _id("statement", x.id))
            quoted.update((x.speaker, outlet) for outlet in {a.outlet for a in articles.values() if a.outlet})
        for id in articles:
            yield _edge("told in", _id("statement", x.id), _id("article", id), relation=relations.get(id))
    for (speaker, outlet), count in sorted(quoted.items()):
        yield _edge("quoted by", _id("speaker", speaker), _id("outlet", outlet), weight=count)


def _id(kind: str, id: str) -> str:
    """The id of a node; of a row whose own id XML cannot hold, the hash of that."""
    return f"{kind}:{id if fit(id) == id else digest(id)}"


def _node(kind: str, id: str, **values: Any) -> Node:
    own = id if kind != "outlet" else None
    return Node(_id(kind, id), _known({"kind": kind, "id_in_record": own, **values}))


def _edge(kind: str, source: str, target: str, *, weight: float = 1, **values: Any) -> Edge:
    return Edge(source, target, _known({"kind": kind, **values, "weight": float(weight)}))


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {k: fit(v) if isinstance(v, str) else v for k, v in values.items() if v is not None}


# --- GraphML -----------------------------------------------------------------------------------------


def graphml(findings: Findings) -> Iterator[str]:
    """The graph as GraphML 1.0."""
    index = Index(findings)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for domain, names in (("node", NODE), ("edge", EDGE)):
        for name, type in names.items():
            key = {"id": f"{domain}_{name}", "for": domain, "attr.name": name, "attr.type": type}
            yield _line(etree.Element("key", key))
    yield '<graph id="onrecord" edgedefault="directed">\n'
    for node in nodes(index):
        yield _line(_graphml("node", {"id": node.id}, node.values))
    for n, edge in enumerate(edges(index)):
        ends = {"id": f"e{n}", "source": edge.source, "target": edge.target}
        yield _line(_graphml("edge", ends, edge.values))
    yield "</graph>\n</graphml>\n"


def _graphml(tag: str, own: dict[str, str], values: dict[str, Any]) -> etree._Element:
    element = etree.Element(tag, own)
    for name, value in values.items():
        etree.SubElement(element, "data", key=f"{tag}_{name}").text = str(value)
    return element


# --- GEXF --------------------------------------------------------------------------------------------


def gexf(findings: Findings) -> Iterator[str]:
    """The graph as GEXF 1.2, the version that every reader knows."""
    index = Index(findings)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
    yield '<graph defaultedgetype="directed" mode="static">\n'
    for domain, names in (("node", NODE), ("edge", EDGE)):
        declared = etree.Element("attributes", {"class": domain, "mode": "static"})
        for name, type in names.items():
            if name not in _OWN:
                etree.SubElement(declared, "attribute", id=name, title=name, type=type)
        yield _line(declared)
    yield "<nodes>\n"
    for node in nodes(index):
        yield _line(_gexf("node", {"id": node.id, "label": node.values["label"]}, node.values))
    yield "</nodes>\n<edges>\n"
    for n, edge in enumerate(edges(index)):
        ends = {"id": str(n), "source": edge.source, "target": edge.target, "weight": str(edge.values["weight"])}
        yield _line(_gexf("edge", ends, edge.values))
    yield "</edges>\n</graph>\n</gexf>\n"


# what GEXF has attributes of its own for
_OWN = ("label", "weight")


def _gexf(tag: str, own: dict[str, str], values: dict[str, Any]) -> etree._Element:
    element = etree.Element(tag, own)
    within = etree.SubElement(element, "attvalues")
    for name, value in values.items():
        if name not in _OWN:
            etree.SubElement(within, "attvalue", {"for": name, "value": str(value)})
    return element


def _line(element: etree._Element) -> str:
    return str(etree.tostring(element, encoding="unicode")) + "\n"
