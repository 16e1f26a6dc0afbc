"""UIMA CAS XMI for INCEpTION: a document an article, and the type system, from which INCEpTION makes the layers.

A piece of an attribution's content is an annotation of its own, since a layer has no spans in several pieces; all of
them have its id. Offsets count UTF-16 units, as UIMA does. `onrecord import` reads back what annotators changed
(docs/formats/inception.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from onrecord.export.brat import file_name
from onrecord.export.index import Index, fit
from onrecord.model import Article, Attribution, Findings, Spans

XMI = "http://www.omg.org/XMI"
CAS = "http:///uima/cas.ecore"
TCAS = "http:///uima/tcas.ecore"
# the namespace of the types of the package `onrecord`
OWN = "http:///onrecord.ecore"
# each layer with what it says and its features, which are strings
LAYERS = {
    "Content": (
        "What somebody said or thought, or a piece of it. Correct the speaker, or write a note.",
        {
            "speaker": "Who says so: the full name. Empty: not the one who stands in speaker_was.",
            "note": "A remark, which comes back as a note.",
            "speaker_was": "The speaker at the export. Leave it as it is.",
            "attribution": "The attribution. Leave it as it is; the pieces of one have the same.",
            "article": "The article. Leave it as it is.",
            "of": "How many attributions the article had at the export. Leave it as it is.",
        },
    ),
    "Source": ("The words for who says so.", {"attribution": "The attribution that it belongs to."}),
    "Cue": ("The words for the saying.", {"attribution": "The attribution that it belongs to."}),
}


def files(findings: Findings) -> Iterator[tuple[str, Iterable[bytes]]]:
    """TypeSystem.xml, and a file an article: its name and id, with the ending .xmi."""
    index = Index(findings)
    yield "TypeSystem.xml", [_type_system()]
    for article in findings.articles:
        yield f"{file_name(article)}.xmi", [_document(index, article)]


def _type_system() -> bytes:
    def put(parent: etree._Element, name: str, text: str = "") -> etree._Element:
        element = etree.SubElement(parent, name)
        element.text = text or None
        return element

    root = etree.Element("typeSystemDescription", nsmap={None: "http://uima.apache.org/resourceSpecifier"})
    types = put(root, "types")
    for name, (about, features) in LAYERS.items():
        type = put(types, "typeDescription")
        put(type, "name", f"onrecord.{name}")
        put(type, "description", about)
        put(type, "supertypeName", "uima.tcas.Annotation")
        held = put(type, "features")
        for feature, said in features.items():
            one = put(held, "featureDescription")
            put(one, "name", feature)
            put(one, "description", said)
            put(one, "rangeTypeName", "uima.cas.String")
    # INCEpTION takes a file for a type system when it begins with <?xml
    return _bytes(root)


def _document(index: Index, article: Article) -> bytes:
    root = etree.Element(
        f"{{{XMI}}}XMI", {f"{{{XMI}}}version": "2.0"}, nsmap={"xmi": XMI, "cas": CAS, "tcas": TCAS, "onrecord": OWN}
    )
    etree.SubElement(root, f"{{{CAS}}}NULL", {f"{{{XMI}}}id": "0"})
    text = fit(article.text)
    units = Units(text)
    members: list[str] = []

    def put(name: str, begin: int, end: int, features: dict[str, str | None]) -> None:
        members.append(str(len(members) + 2))
        values = {f"{{{XMI}}}id": members[-1], "sofa": "1", "begin": str(units[begin]), "end": str(units[end])}
        values.update({k: fit(v) for k, v in features.items() if v})
        etree.SubElement(root, name, values)

    put(f"{{{TCAS}}}DocumentAnnotation", 0, len(text), {"language": article.language or "x-unspecified"})
    reading = index.readings.get(article.id)
    for attribution in reading.attributions if reading else ():
        for layer, spans, features in _layers(index, attribution):
            for begin, end in spans:
                put(f"{{{OWN}}}{layer}", begin, end, features)
    sofa = {f"{{{XMI}}}id": "1", "sofaNum": "1", "sofaID": "_InitialView", "mimeType": "text", "sofaString": text}
    etree.SubElement(root, f"{{{CAS}}}Sofa", sofa)
    etree.SubElement(root, f"{{{CAS}}}View", {"sofa": "1", "members": " ".join(members)})
    return _bytes(root)


def _layers(index: Index, x: Attribution) -> Iterator[tuple[str, Spans, dict[str, str | None]]]:
    speaker = index.name_of(x.id)
    own: dict[str, str | None] = {"attribution": x.id}
    count = str(len(index.readings[x.article].attributions))
    said = {**own, "article": x.article, "of": count, "speaker": speaker, "speaker_was": speaker}
    yield "Content", index.said(x), said
    yield "Source", x.source, own
    yield "Cue", x.cue, own


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


class Units:
    """The UTF-16 offset of each code point of a text, and the other way round; -1 for the middle of a character."""

    def __init__(self, text: str) -> None:
        self.plain = text.isascii() or max(text) < "\U00010000"
        self.length = len(text)
        self.at: list[int] = []
        if not self.plain:
            at = 0
            for c in text:
                self.at.append(at)
                at += 2 if c > "\uffff" else 1
            self.at.append(at)
            self.back = {unit: n for n, unit in enumerate(self.at)}

    def __getitem__(self, point: int) -> int:
        return point if self.plain else self.at[point]

    def point(self, unit: int) -> int:
        """The code point at a UTF-16 offset."""
        if self.plain:
            return unit if 0 <= unit <= self.length else -1
        return self.back.get(unit, -1)
