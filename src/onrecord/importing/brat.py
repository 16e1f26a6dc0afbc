"""brat standoff: an `.ann` file an article, as `onrecord export --format brat` writes it and brat changes it.

A `Content` with its `Source` and `Cue` is an attribution. Which one it was at the export says a comment of the type
"onrecord" on it, which brat keeps as it is. Offsets are code points; a text that runs over several lines is in pieces.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, get_args

from onrecord.importing.marks import Marks, Place, Refusal, Row, Tie
from onrecord.importing.opening import Piece
from onrecord.importing.sheets import ordered
from onrecord.model import CorrectionKind

ENDINGS = (".ann",)
COMMENT = "onrecord"
_MARK = re.compile(r"(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)")
_RELATION = re.compile(r"(\S+) Arg1:(\S+) Arg2:(\S+)")
_ID = re.compile(r"[0-9a-f]{16}")
# a line of a note that names who speaks
_SPEAKER = re.compile(r"speaker:[ \t]*(\S.*)", re.IGNORECASE)
_KINDS = (kind for kind in get_args(CorrectionKind) if kind.startswith(("same ", "other ")))
_TIES = {kind.replace(" ", "_").capitalize(): kind for kind in _KINDS}


@dataclass(slots=True)
class _Mark:
    line: int
    type: str
    place: Place


@dataclass(slots=True)
class _File:
    """The annotations of a file by their ids; what hangs on a mark by the mark."""

    marks: dict[str, _Mark] = field(default_factory=dict)
    relations: list[tuple[int, str, str, str]] = field(default_factory=list)
    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    refusals: list[Refusal] = field(default_factory=list)


def read(piece: Piece) -> Marks:
    """What the annotations of an article say."""
    try:
        text = piece.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Marks(refusals=(Refusal(piece.name, "", "it is no UTF-8 text"),))
    file = _File()
    lines = [(number, line.rstrip("\r")) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    for number, line in lines:
        if line.startswith("#") and (reason := _comment(file, line)):
            file.refusals.append(Refusal(piece.name, f"line {number}", reason))
    # a file in which nothing of the export is left is told by its name, which ends in the id
    stem = PurePosixPath(piece.name).name[: -len(".ann")]
    article = next((str(x["article"]) for x in file.known.values() if "article" in x), stem.rpartition("-")[2])
    for number, line in lines:
        if reason := _take(file, number, line, article):
            file.refusals.append(Refusal(piece.name, f"line {number}", reason))
    rows, ties = _rows(piece.name, file), _ties(piece.name, file)
    count = next((x["of"] for x in file.known.values() if type(x.get("of")) is int), None)
    return Marks(rows, ties, tuple(file.refusals), {} if count is None else {article: count})


def _comment(file: _File, line: str) -> str | None:
    """Take in what stands beside an annotation; or why it cannot be."""
    _, _, rest = line.partition("\t")
    about, _, text = rest.partition("\t")
    type, _, of = about.partition(" ")
    if type == COMMENT:
        try:
            file.known[of] = {str(k): v for k, v in json.loads(text).items()}
        except (ValueError, AttributeError, RecursionError):
            return "what onrecord wrote beside the annotation is damaged"
    elif text.strip():
        file.notes[of].append(text.strip())
    return None


def _take(file: _File, number: int, line: str, article: str) -> str | None:
    """Take in an annotation or a relation; or why it cannot be."""
    id, _, rest = line.partition("\t")
    about, _, text = rest.partition("\t")
    if id.startswith("T"):
        found = _MARK.fullmatch(about)
        spans = found and ordered(tuple((int(a), int(b)) for a, b in (x.split() for x in found[2].split(";"))))
        if not found or not spans:
            return "it is no annotation of a text, such as T1 Content 12 40 and its words, with tabs between the three"
        file.marks[id] = _Mark(number, found[1], Place(article, spans, text))
    elif id.startswith("R"):
        relation = _RELATION.fullmatch(about.strip())
        if not relation:
            return "it is no relation, such as R1, a tab, and Source Arg1:T1 Arg2:T2"
        file.relations.append((number, relation[1], relation[2], relation[3]))
    # attributes, events and normalisations say nothing that a correction could
    return None


def _rows(name: str, file: _File) -> tuple[Row, ...]:
    hanging: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for _, type, one, other in file.relations:
        hanging[one][type].append(other)
    out = []
    for id, mark in file.marks.items():
        if mark.type != "Content":
            continue
        known = file.known.get(id, {})
        marks = {"content": mark.place}
        for role in ("source", "cue"):
            found = [file.marks[x].place for x in hanging[id][role.title()] if x in file.marks]
            if len(found) > 1:
                said = (
                    f"it has {len(found)} annotations {role.title()}; it can have one, which may be in several pieces"
                )
                file.refusals.append(Refusal(name, f"line {mark.line}", said))
            elif found:
                marks[role] = found[0]
        speakers = [x for x in hanging[id]["Speaker"] if x in file.marks]
        if len(speakers) > 1:
            said = f"it has {len(speakers)} speakers; it can have one"
            file.refusals.append(Refusal(name, f"line {mark.line}", said))
            continue
        named = [m[1].strip() for note in file.notes[id] if (m := _SPEAKER.fullmatch(note))]
        linked = speakers[0] if speakers else None
        was = known.get("speaker_was")
        same = _edges(file.marks[linked].place.spans if linked else ()) == _edges(known.get("mention_was"))
        out.append(
            Row(
                name,
                f"line {mark.line}",
                mark.place,
                str(known.get("attribution") or ""),
                # taking the relation away names nobody; a name that is written stands above it
                named[-1] if named else was if same else "" if linked is None else None,
                was and str(was),
                file.marks[linked].place if linked and not same and not named else None,
                notes=tuple(note for note in file.notes[id] if not _SPEAKER.fullmatch(note)),
                marks=marks,
            )
        )
    return tuple(out)


def _edges(spans: Any) -> object:
    """Where a mention begins and ends, of its pieces or as one span; None without one."""
    flat = [edge for span in spans for edge in span] if isinstance(spans, tuple) else spans
    return (flat[0], flat[-1]) if isinstance(flat, list) and flat else None


def _ties(name: str, file: _File) -> tuple[Tie, ...]:
    out = []
    for number, type, one, other in file.relations:
        if type not in _TIES:
            continue
        if one not in file.marks or other not in file.marks:
            file.refusals.append(Refusal(name, f"line {number}", "it relates an annotation that is not in the file"))
        else:
            out.append(Tie(name, f"line {number}", _TIES[type], file.marks[one].place, file.marks[other].place))
    return tuple(out)
