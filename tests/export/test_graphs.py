"""GraphML and GEXF, read back by networkx: every node and edge with its attributes."""

from __future__ import annotations

import io
from typing import Any

import handmade
import pytest
from hypothesis import given, settings
from reading_back import anything, exported, far

import onrecord
from onrecord.export import graphs
from onrecord.export.index import Index, fit

nx = pytest.importorskip("networkx")

READERS = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}


def read(findings: onrecord.Findings, format: str) -> Any:
    return READERS[format](io.BytesIO(exported(findings, format)[""]))


def nodes(graph: Any) -> dict[str, dict[str, Any]]:
    return {str(id): dict(values) for id, values in graph.nodes(data=True)}


def edges(graph: Any) -> list[tuple[str, str, dict[str, Any]]]:
    out = [(str(a), str(b), {k: v for k, v in values.items() if k != "id"}) for a, b, values in graph.edges(data=True)]
    return sorted(out, key=repr)


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_a_graph_by_hand(format: str) -> None:
    graph = read(handmade.harbour(), format)
    assert graph.is_directed()
    assert nodes(graph) == {
        "article:a1": {
            **{"kind": "article", "id_in_record": "a1", "label": "Port stays shut", "outlet": "Delta Post"},
            **{"published": "2021-05-04", "story": "y1"},
        },
        "article:a2": {"kind": "article", "id_in_record": "a2", "label": "two", "story": "y1"},
        "unseen report:u1": {"kind": "unseen report", "id_in_record": "u1", "label": "Harbour Agency"},
        "outlet:Delta Post": {"kind": "outlet", "label": "Delta Post"},
        "speaker:s1": {"kind": "speaker", "id_in_record": "s1", "label": "Mara Oyelaran", "speaker_kind": "person"},
        "speaker:s2": {
            **{"kind": "speaker", "id_in_record": "s2", "label": "Harbour Agency"},
            **{"speaker_kind": "organisation"},
        },
        "statement:st1": {"kind": "statement", "id_in_record": "st1", "label": "The port stays shut", "origins": 2},
        "statement:st2": {
            **{"kind": "statement", "id_in_record": "st2", "label": "The port stays closed, the mayor said"},
            **{"origins": 1},
        },
    }
    assert edges(graph) == [
        ("article:a1", "outlet:Delta Post", {"kind": "published by", "weight": 1.0}),
        (
            *("article:a2", "article:a1"),
            {"kind": "derivation", "how": "rewrite", "direction": "inferred", "score": 0.5, "weight": 1.0},
        ),
        (
            *("article:a2", "unseen report:u1"),
            {
                **{"kind": "derivation", "how": "credit", "direction": "stated", "source_name": "Harbour Agency"},
                **{"score": 1.0, "weight": 1.0},
            },
        ),
        ("speaker:s1", "outlet:Delta Post", {"kind": "quoted by", "weight": 1.0}),
        ("speaker:s1", "statement:st1", {"kind": "says", "weight": 1.0}),
        ("speaker:s2", "statement:st2", {"kind": "says", "weight": 1.0}),
        ("statement:st1", "article:a1", {"kind": "told in", "weight": 1.0}),
        ("statement:st1", "article:a2", {"kind": "told in", "relation": "altered", "weight": 1.0}),
        ("statement:st2", "article:a2", {"kind": "told in", "weight": 1.0}),
    ]


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_lineage_and_speakers_are_graphs_of_their_own(format: str) -> None:
    """As docs/formats/graphs.md says to part them."""
    graph = read(handmade.harbour(), format)
    lineage = [(a, b) for a, b, kind in graph.edges(data="kind") if kind == "derivation"]
    assert sorted(lineage) == [("article:a2", "article:a1"), ("article:a2", "unseen report:u1")]
    assert nx.ancestors(graph.edge_subgraph(lineage), "article:a1") == {"article:a2"}
    quoted = [(a, b, w) for a, b, w in graph.edges(data="weight") if graph.edges[a, b]["kind"] == "quoted by"]
    assert quoted == [("speaker:s1", "outlet:Delta Post", 1.0)]


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_characters_from_afar(format: str) -> None:
    found = nodes(read(far(), format))
    assert found["statement:fst1"]["label"] == "The \U0001d54a\U0001d54b ferry \U0001f6f3 runs\r\nagain,"
    assert found["statement:fst2"]["label"] == "All\tof it, = 1 ]]> & <b>."
    assert found["outlet:Bay & Sound"]["label"] == "Bay & Sound"


@pytest.mark.parametrize("format", ["graphml", "gexf"])
@settings(max_examples=30, deadline=None)
@given(anything)
def test_any_text_in_a_graph(format: str, findings: onrecord.Findings) -> None:
    """What XML cannot hold is replaced; all else comes back as it is."""
    graph, index = read(findings, format), Index(findings)
    expected = {n.id: n.values for n in graphs.nodes(index)}
    assert nodes(graph) == expected
    made = [(e.source, e.target, e.values) for e in graphs.edges(index)]
    ends = set(expected)
    assert all(a in ends and b in ends for a, b, _ in made)
    if not graph.is_multigraph() and len({(a, b) for a, b, _ in made}) < len(made):
        made = [(a, b, values) for (a, b), values in {(a, b): values for a, b, values in made}.items()]
    assert edges(graph) == sorted(made, key=repr)
    assert all(fit(v) == v for values in expected.values() for v in values.values() if isinstance(v, str))
