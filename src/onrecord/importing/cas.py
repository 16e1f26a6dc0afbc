"""UIMA CAS XMI, as `onrecord export --format inception` writes it and INCEpTION gives it back.

The annotations of the layer Content with one `attribution` are the pieces of one; `speaker` beside `speaker_was` says
whether somebody else speaks there. Offsets count UTF-16 units. No entity is resolved and nothing is fetched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from lxml import etree

from onrecord.export.cas import CAS, OWN, XMI, Units
from onrecord.importing.marks import Marks, Place, Refusal, Row
from onrecord.importing.opening import Piece
from onrecord.importing.sheets import ordered

ENDINGS = (".xmi",)
_ID = f"{{{XMI}}}id"
# how INCEpTION names the document
_NAMED = "{http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore}DocumentMetaData"


@dataclass(frozen=True, slots=True)
class _Mark:
    begin: int
    end: int
    words: str
    features: dict[str, str]


def read(piece: Piece) -> Marks:
    """What the annotations of a document say."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(piece.data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Marks(refusals=(Refusal(piece.name, "", f"it is no XML that can be read ({error})"),))
    if root.getroottree().docinfo.doctype:
        return Marks(refusals=(Refusal(piece.name, "", "it declares a document type, which no XMI does"),))
    texts = {x.get(_ID): x.get("sofaString") or "" for x in root.iter(f"{{{CAS}}}Sofa")}
    units = {id: Units(text) for id, text in texts.items() if text}
    layers: dict[str, list[_Mark]] = {"Content": [], "Source": [], "Cue": []}
    refusals: list[Refusal] = []
    for layer, marks in layers.items():
        for element in root.iter(f"{{{OWN}}}{layer}"):
            found = _mark(element, texts, units)
            if isinstance(found, str):
                refusals.append(Refusal(piece.name, f"{layer} {element.get(_ID)}", found))
            else:
                marks.append(found)
    known = next((m.features["article"] for m in layers["Content"] if m.features.get("article")), "")
    rows, wrong = _rows(piece.name, known or _named(root, piece.name), layers)
    count = next((m.features.get("of", "") for m in layers["Content"] if m.features.get("article")), "")
    counts = {known: int(count)} if re.fullmatch("[0-9]{1,8}", count) else {}
    return Marks(tuple(rows), (), (*refusals, *wrong), counts)


def _named(root: etree._Element, name: str) -> str:
    """The id at the end of the document's name, by which an article is known whose annotations are all new."""
    about = next(iter(root.iter(_NAMED)), None)
    title = about.get("documentTitle") if about is not None else None
    return PurePosixPath(title or name).name.removesuffix(".xmi").rpartition("-")[2]


def _mark(element: etree._Element, texts: dict[str, str], units: dict[str, Units]) -> _Mark | str:
    """An annotation; or why it is none."""
    sofa = element.get("sofa") or ""
    begin, end = element.get("begin") or "", element.get("end") or ""
    if sofa not in units or not (begin.isdecimal() and end.isdecimal() and len(begin + end) < 20):
        return "it stands nowhere in the text"
    start, stop = units[sofa].point(int(begin)), units[sofa].point(int(end))
    if not 0 <= start < stop:
        return "it stands nowhere in the text"
    features = {str(k): str(v) for k, v in element.attrib.items() if not str(k).startswith("{")}
    return _Mark(start, stop, texts[sofa][start:stop], features)


def _rows(name: str, article: str, layers: dict[str, list[_Mark]]) -> tuple[list[Row], list[Refusal]]:
    """A row an attribution, all of its pieces together; one that the annotator marked stands for itself."""
    pieces: dict[str, list[_Mark]] = defaultdict(list)
    beside: dict[tuple[str, str], list[_Mark]] = defaultdict(list)
    for mark in layers["Content"]:
        pieces[mark.features.get("attribution") or f"{mark.begin}-{mark.end}"].append(mark)
    for role in ("Source", "Cue"):
        for mark in layers[role]:
            beside[role.lower(), mark.features.get("attribution", "")].append(mark)
    rows: list[Row] = []
    refusals: list[Refusal] = []
    for own in pieces.values():
        id = own[0].features.get("attribution", "")
        where = f"Content {min(m.begin for m in own)}-{max(m.end for m in own)}"
        said = {m.features.get("speaker", "").strip() for m in own}
        was = {m.features.get("speaker_was", "").strip() for m in own}
        # a speaker that is changed in one piece is changed
        new = said - was or said
        place = _place(article, own)
        marks = {
            "content": place,
            **{role: _place(article, beside[role, id]) for role in ("source", "cue") if id and beside[role, id]},
        }
        if len(new) > 1 or any(p is None for p in marks.values()):
            reason = "its pieces name several speakers" if len(new) > 1 else "its pieces overlap"
            refusals.append(Refusal(name, where, reason))
            continue
        notes = dict.fromkeys(m.features["note"].strip() for m in own if m.features.get("note", "").strip())
        rows.append(
            Row(
                *(name, where, place, id, next(iter(new)), next(iter(was))),  # type: ignore[arg-type]
                notes=tuple(notes),
                marks={role: p for role, p in marks.items() if p},
            )
        )
    return rows, refusals


def _place(article: str, marks: Sequence[_Mark]) -> Place | None:
    marks = sorted(marks, key=lambda m: m.begin)
    spans = ordered(tuple((m.begin, m.end) for m in marks))
    return None if spans is None else Place(article, spans, " ".join(m.words for m in marks))
