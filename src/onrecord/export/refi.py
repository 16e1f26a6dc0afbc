"""REFI-QDA: a project (.qdpx) for qualitative data analysis, as ATLAS.ti, MAXQDA, NVivo and QualCoder exchange them.

Articles are its sources, as plain text in files of their own; speakers, forms and statements are its codes, which code
the words that are attributed. Offsets count the code points of the file, from 0, and the end stands behind the last.
Stories are sets, derivations are links, discrepancies are notes on what they hold against each other.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from onrecord.export.index import Index, fit
from onrecord.model import Article, Findings, Span

NAMESPACE = "urn:QDA-XML:project:1.0"
# ids of the exchange format are made of those of the record, which are no UUIDs
_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:onrecord")
_VARIABLES = ("outlet", "published", "authors", "language", "role")
_FORMS = ("direct", "indirect", "mixed")
# so many characters of words stand in a name
_SHORT = 60


def files(findings: Findings) -> Iterator[tuple[str, Iterable[bytes]]]:
    """project.qde, and the text of each article."""
    index = Index(findings)
    yield "project.qde", [_project(index)]
    for article in findings.articles:
        yield f"Sources/{guid('source', article.id)}.txt", [article.text.encode()]


def guid(noun: str, *ids: str) -> str:
    """The id of a thing in the project: always the same for the same row."""
    return str(uuid.uuid5(_IDS, "\0".join((noun, *ids)))).upper()


def _project(index: Index) -> bytes:
    user = guid("user")
    root = _element(None, "Project", name="onrecord", origin="onrecord", creatingUserGUID=user)
    _element(_element(root, "Users"), "User", guid=user, name="onrecord")
    _codes(root, index)
    variables = _element(root, "Variables")
    for name in _VARIABLES:
        _element(variables, "Variable", guid=guid("variable", name), name=name, typeOfVariable="Text")
    if index.findings.articles:
        selections = _selections(index)
        sources = _element(root, "Sources")
        for article in index.findings.articles:
            _source(sources, article, selections[article.id])
    _notes(root, index)
    _links(root, index)
    _sets(root, index)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _element(above: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    """An element of the project's namespace below another one."""
    name, own = f"{{{NAMESPACE}}}{tag}", {key: fit(value) for key, value in attributes.items()}
    made = etree.Element(name, own, {None: NAMESPACE}) if above is None else etree.SubElement(above, name, own)
    if text is not None:
        made.text = fit(text)
    return made


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else line[: _SHORT - 1].rstrip() + "…"


# --- codes -------------------------------------------------------------------------------------------


def _codes(root: Any, index: Index) -> None:
    codes = _element(_element(root, "CodeBook"), "Codes")
    taken: set[str] = set()

    def code(above: Any, noun: str, id: str, name: str, about: str = "", codable: bool = True) -> Any:
        name = name if name and name not in taken else f"{name} ({id})"
        taken.add(name)
        made = _element(above, "Code", guid=guid(noun, id), name=name, isCodable="true" if codable else "false")
        if about:
            _element(made, "Description", about)
        return made

    speakers = code(codes, "codes", "speakers", "Speakers", codable=False)
    for s in index.links.speakers:
        code(speakers, "speaker", s.id, s.name, "; ".join(s.descriptions))
    forms = code(codes, "codes", "forms", "Forms", codable=False)
    for form in _FORMS:
        code(forms, "form", form, form)
    statements = code(codes, "codes", "statements", "Statements", codable=False)
    for x in index.links.statements:
        words = index.first_words(x) or x.id
        code(statements, "statement", x.id, _short(words), f"{words}\n\nIndependent origins: {index.origins(x)}")


# --- sources and what is coded in them ---------------------------------------------------------------


class _Selection:
    """What is said of one stretch of words: ids of codes and of notes, and descriptions, each once."""

    def __init__(self) -> None:
        self.codes: dict[str, None] = {}
        self.notes: dict[str, None] = {}
        self.about: dict[str, None] = {}


_Selections = dict[str, dict[Span, _Selection]]


def _selections(index: Index) -> _Selections:
    """What is said of the words of each article."""
    found: _Selections = defaultdict(lambda: defaultdict(_Selection))
    for reading in index.findings.readings:
        for x in reading.attributions:
            who, cue = index.words(x.article, x.source), index.words(x.article, x.cue)
            speaker = index.speaker_of.get(x.id)
            for span in index.said(x):
                here = found[x.article][span]
                if speaker is not None:
                    here.codes[guid("speaker", speaker)] = None
                here.codes[guid("form", x.form)] = None
                here.about[f"source: {who}; cue: {cue}; attribution {x.id}"] = None
    for s in index.links.statements:
        for id in s.attributions:
            report = index.attributions[id]
            for span in s.part(report):
                found[report.article][span].codes[guid("statement", s.id)] = None
    for d in index.links.discrepancies:
        for side in (d.left, d.right):
            for span in side.spans if side else ():
                found[side.article if side else ""][span].notes[guid("discrepancy", d.id)] = None
    return found


def _source(sources: Any, x: Article, selections: dict[Span, _Selection]) -> None:
    own = guid("source", x.id)
    source = _element(sources, "TextSource", guid=own, name=x.title or x.name, plainTextPath=f"internal://{own}.txt")
    _element(source, "Description", f"{x.input}\narticle {x.id}")
    for span, said in sorted(selections.items()):
        start, stop = span
        made = _element(
            source,
            "PlainTextSelection",
            guid=guid("selection", x.id, str(start), str(stop)),
            name=_short(x.text[start:stop]),
            startPosition=str(start),
            endPosition=str(stop),
            creatingUser=guid("user"),
        )
        if said.about:
            _element(made, "Description", "\n".join(said.about))
        for code in said.codes:
            coding = guid("coding", x.id, str(start), str(stop), code)
            _element(_element(made, "Coding", guid=coding, creatingUser=guid("user")), "CodeRef", targetGUID=code)
        for note in said.notes:
            _element(made, "NoteRef", targetGUID=note)
    values = (x.outlet, x.published, "; ".join(x.authors), x.language, x.role)
    for name, value in zip(_VARIABLES, values, strict=True):
        if value:
            made = _element(source, "VariableValue")
            _element(made, "VariableRef", targetGUID=guid("variable", name))
            _element(made, "TextValue", value)


# --- what several sources say ------------------------------------------------------------------------


def _notes(root: Any, index: Index) -> None:
    if index.links.discrepancies:
        notes = _element(root, "Notes")
        for d in index.links.discrepancies:
            note = _element(notes, "Note", guid=guid("discrepancy", d.id), name=f"{d.kind} ({d.severity})")
            _element(note, "PlainTextContent", d.note)


def _links(root: Any, index: Index) -> None:
    held = [d for d in index.links.derivations if d.origin]
    if held:
        links = _element(root, "Links")
        for d in held:
            _element(
                links,
                "Link",
                guid=guid("derivation", d.id),
                name=d.how,
                direction="OneWay" if d.direction else "Associative",
                originGUID=guid("source", d.article),
                targetGUID=guid("source", str(d.origin)),
            )


def _sets(root: Any, index: Index) -> None:
    if index.links.stories:
        sets = _element(root, "Sets")
        for story in index.links.stories:
            made = _element(sets, "Set", guid=guid("story", story.id), name=story.title)
            for article in story.articles:
                _element(made, "MemberSource", targetGUID=guid("source", article))
