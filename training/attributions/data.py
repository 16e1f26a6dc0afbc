"""PolNeAR as windows of word pieces with a label a word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onrecord import encoder, text
from onrecord.model import Span

ROLES = ("source", "cue", "content")
# begin and inside for each role, 0 for none: of the words as such, and of the words as one cue's arguments
FLAT = {"source": 1, "cue": 3, "content": 5}
ARGUMENT = {"source": 1, "content": 3}
# one train article in so many is kept for tuning what is learnt after the network
TUNING = 20


@dataclass(frozen=True)
class Document:
    """An article of PolNeAR: its text, paragraphs, and attributions as (source, cue, content) spans."""

    name: str
    text: str
    blocks: list[Span]
    gold: list[dict[str, list[Span]]]


@dataclass(frozen=True)
class Example:
    """A window with its labels: `flat` one a word; `cues` (first word, last word) and `arguments` a row a cue."""

    window: encoder.Window
    flat: NDArray[np.int64]
    cues: list[tuple[int, int]]
    arguments: NDArray[np.int64]


def documents(folder: Path, part: str) -> list[Document]:
    """The articles of a part: "train" and "tuning" are PolNeAR's train, "dev" its dev."""
    place = folder / ("dev" if part == "dev" else "train")
    out = []
    for line in (place / "attributions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        name = row["article"]
        kept = int(sha256(name.encode()).hexdigest(), 16) % TUNING == 0
        if part != "dev" and kept != (part == "tuning"):
            continue
        whole = (place / "texts" / f"{name}.txt").read_bytes().decode("utf-8")
        blocks = [text.trimmed(whole, m.span()) for m in re.finditer(r"[^\n]+", whole) if m.group().strip()]
        gold = [{role: [(a, b) for a, b in x[role]] for role in ROLES} for x in row["attributions"]]
        out.append(Document(name, whole, blocks, gold))
    return out


def versions(document: Document) -> Iterator[list[encoder.Pieces]]:
    """The pieces of the text as it is, with straight marks, and with other pairs of marks."""
    whole = document.text
    quoted = text.quotations(whole)
    straight = whole.translate(str.maketrans("“”", '""'))
    pair = ("“", "”") if '"' in whole else ("«", "»")
    letters = list(whole)
    for a, b in quoted:
        if whole[a] in '"“' and whole[b - 1] in '"”':
            letters[a], letters[b - 1] = pair
    for version in (whole, straight, "".join(letters)):
        yield encoder.pieces(version, document.blocks, text.quotations(version))


def examples(
    document: Document, found: list[encoder.Pieces], longest: int = encoder.LONGEST, first: int | None = None
) -> list[Example]:
    """The labelled windows of a document."""
    return [labelled(window, document.gold) for window in encoder.packed(found, longest, first)]


def labelled(window: encoder.Window, gold: list[dict[str, list[Span]]]) -> Example:
    flat = np.zeros(len(window.words), np.int64)
    cues, rows = [], []
    for attribution in gold:
        places = {role: [_words(window, *span) for span in attribution[role]] for role in ROLES}
        for role, base in FLAT.items():
            _mark(flat, places[role], base)
        cue = [place for place in places["cue"] if len(place)]
        if cue:
            cues.append((int(cue[0][0]), int(cue[-1][-1])))
            row = np.zeros(len(window.words), np.int64)
            for role, base in ARGUMENT.items():
                _mark(row, places[role], base)
            rows.append(row)
    return Example(window, flat, cues, np.array(rows, np.int64).reshape(len(rows), len(window.words)))


def _mark(labels: NDArray[np.int64], places: list[NDArray[np.int64]], base: int) -> None:
    for words in places:
        if len(words):
            labels[words] = base + 1
            labels[words[0]] = base


def _words(window: encoder.Window, start: int, stop: int) -> NDArray[np.int64]:
    return np.flatnonzero((window.stops > start) & (window.starts < stop))
