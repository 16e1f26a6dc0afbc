"""Which blocks of a page are its article's: what tells of each block, and trees that weigh it.

The trees (`blocks.tsv`, made by training/page_blocks.py) see of each block what it is, where it stands, whether
trafilatura and resiliparse took it for the article, whether the page's JSON-LD holds it, and the same of the blocks
around it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, TypeAlias

import numpy as np

from onrecord.intake import trees
from onrecord.intake.blocks import NAMES, Block
from onrecord.intake.dates import dates
from onrecord.intake.lines import count_words
from onrecord.intake.trees import Floats

Columns: TypeAlias = dict[str, Floats]

_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_TERMINAL = re.compile(r"(?:[.!?…;。！？।۔؟]|\.\.\.)[\"'”’»“)\]*_]*(?:\s*\[\d+\])?$")
_TAGS = (("p",), ("h1",), ("h2", "h3"), ("h4", "h5", "h6"), ("li",), ("tr", "td", "th", "table"), ("blockquote",),
         ("figcaption",), ("dd", "dt"), ("pre",), ("button", "label", "form", "input"))  # fmt: skip
# what is looked at of the blocks around a block, and of which
_BESIDE = (
    *("words", "ends", "linked", "<p>", "<h2>", "<li>", "in trafilatura", "in resiliparse", "in stated"),
    *("within related", "kind related", "kind share", "kind date", "kind byline", "kind comments", "kind caption"),
)
_STEPS = (-3, -2, -1, 1, 2, 3)
# an article of which nothing but its sentences tells has so many words
ENOUGH = 40
# a block of so many words does not stand twice in an article
COPIED = 12
# characters of a block that are read for its make
READ = 300
# the trees' score above which a block is taken: losing a paragraph is worse than keeping a line too many
SURE = -0.2
# a block of so many words is known again inside a longer text
LONG = 6


def plain(text: str) -> str:
    """The words of a text in small letters, for comparing."""
    return " ".join(_WORD.findall(text.casefold()))


class _Text:
    """A text that may hold blocks: as whole lines, or long ones anywhere in it."""

    def __init__(self, text: str) -> None:
        self.lines = {plain(line) for line in text.split("\n")}
        self.whole = f" {plain(text)} "

    def holds(self, own: str, words: int) -> bool:
        return own in self.lines or (words >= LONG and f" {own} " in self.whole)


def columns(blocks: Sequence[Block], title: str | None, about: str | None, takings: Mapping[str, str]) -> Columns:
    """What is to be said of each block, a column by name. `takings` are the texts that others took for the article,
    `about` is the page's description of itself."""
    folded = [plain(block.text) for block in blocks]
    size = len(blocks)
    words = _column(max(count_words(block.text), 1) for block in blocks)
    found: Columns = {}
    for name, taken in takings.items():
        text = _Text(taken)
        found[f"in {name}"] = _column(
            bool(taken and own) and text.holds(own, int(n)) for own, n in zip(folded, words, strict=True)
        )
    votes = list(found.values())
    found |= _own(blocks, folded, words) | _of_page(blocks, folded, title, about)
    kinds = [block.kind for block in blocks]
    for name in {name for name in kinds if name}:
        found[f"kind {name}"] = _column(kind == name for kind in kinds)
    for tags in _TAGS:
        found[f"<{tags[0]}>"] = _column(block.tag in tags for block in blocks)
    for n, name in enumerate(NAMES):
        found[f"within {name}"] = _column(block.hints >> n & 1 for block in blocks)
        found[f"is {name}"] = _column(block.own >> n & 1 for block in blocks)
    found |= _placed(words, found, votes, list(takings)) | _among(blocks, words, votes)
    for name in _BESIDE:
        for step in _STEPS:
            found[f"{name} {step:+}"] = _moved(found.get(name, np.zeros(size)), step)
    return found


def _column(values: Iterable[float]) -> Floats:
    return np.fromiter(values, np.float64)


def _moved(column: Floats, step: int) -> Floats:
    """What the block so many places further says; noughts beyond the ends."""
    out = np.zeros(len(column))
    if step > 0:
        out[:-step] = column[step:]
    else:
        out[-step:] = column[:step]
    return out


def _own(blocks: Sequence[Block], folded: Sequence[str], words: Floats) -> Columns:
    """What each block says by itself."""
    counts = Counter(folded)
    texts = [block.text for block in blocks]
    return {
        "words": words,
        "ends": _column(bool(_TERMINAL.search(text[-12:])) for text in texts),
        "linked": _column(block.linked for block in blocks),
        "commas": _column(10 * text.count(",") / len(text) for text in texts),
        "digits": _column(len(_DIGIT.findall(text, 0, READ)) / len(text[:READ]) for text in texts),
        "capitals": _column(
            sum(word[:1].isupper() for word in split) / len(split) for split in (text[:READ].split() for text in texts)
        ),
        "small": _column(text[0].islower() for text in texts),
        "colon": _column(text[-1] == ":" for text in texts),
        "cut": _column(text.endswith(("...", "…")) for text in texts),
        "quoted": _column(text[0] in '"“„«‘' for text in texts),
        "asks": _column("?" in text for text in texts),
        "rights": _column("©" in text or "copyright" in text[:READ].lower() for text in texts),
        "dated": _column(bool(_DIGIT.search(text, 0, READ) and dates(text[:READ])) for text in texts),
        "lines": _column(len(block.lines) for block in blocks),
        "copies": _column(counts[own] for own in folded),
    }


def _of_page(blocks: Sequence[Block], folded: Sequence[str], title: str | None, about: str | None) -> Columns:
    """What ties each block to the page's title and to its description."""
    of_title, of_about = plain(title or ""), plain(about or "")
    own_words = frozenset(of_title.split())
    titled = [i for i, own in enumerate(folded) if own and own == of_title]
    heads = [i for i in titled if blocks[i].tag == "h1"] or titled
    heads = heads or [i for i, block in enumerate(blocks) if block.tag == "h1"][:1]
    top = heads[-1] if heads else -1
    at = np.arange(len(blocks))
    return {
        "of title": _column(
            sum(word in own_words for word in split) / max(4, len(split)) for split in (f.split()[:40] for f in folded)
        ),
        "is title": _column(bool(own) and own == of_title for own in folded),
        "is about": _column(len(own) > 20 and own in of_about for own in folded),
        "after title": np.where(top < 0, -1.0, np.clip(at - top, 0, 60)),
    }


def _placed(words: Floats, found: Columns, votes: Sequence[Floats], names: Sequence[str]) -> Columns:
    """Where each block stands in the page and against what was taken."""
    size = len(words)
    prose = words * found["ends"] * (found["linked"] < 0.5) * (words >= LONG)
    out = {
        "words before": np.cumsum(words) / words.sum(),
        "blocks before": np.arange(size) / size,
        "prose before": np.cumsum(prose) / max(prose.sum(), 1.0),
        "words of all": np.full(size, words.sum()),
        "prose of all": np.full(size, prose.sum()),
    }
    for name, vote in zip(names, votes, strict=True):
        run = np.cumsum(words * vote)
        out[f"{name} before"] = run / max(run[-1], 1.0)
        out[f"{name} not begun"] = (run == 0).astype(np.float64)
        out[f"{name} of all"] = np.full(size, run[-1])
    return out


def _among(blocks: Sequence[Block], words: Floats, votes: Sequence[Floats]) -> Columns:
    """What was taken of the blocks beside it: in the same element, of the same make, and where most stands."""
    size = len(blocks)
    mean = sum(votes, np.zeros(size)) / max(1, len(votes))
    out: Columns = {name: np.zeros(size) for name in ("in main", "main above", "main below", "of main")}
    parents = [block.element.getparent() for block in blocks]
    for name, keys in (("parent", parents), ("form", [block.form for block in blocks])):
        mass: dict[Any, float] = defaultdict(float)
        voted: dict[Any, float] = defaultdict(float)
        for key, n, v in zip(keys, words, mean, strict=True):
            mass[key] += n
            voted[key] += n * v
        everything = max(sum(voted.values()), 1.0)
        out[f"{name} taken"] = _column(voted[key] / mass[key] for key in keys)
        out[f"{name} of taken"] = _column(voted[key] / everything for key in keys)
    # the element that holds most of what was voted for directly
    best: dict[Any, float] = defaultdict(float)
    for parent, n, v in zip(parents, words, mean, strict=True):
        best[parent] += n * v
    if best:
        main = max(best, key=lambda key: best[key])
        if main is not None and best[main] > 0:
            above = {element: n for n, element in enumerate((main, *main.iterancestors()))}
            for i, block in enumerate(blocks):
                for down, element in enumerate((block.element, *block.element.iterancestors())):
                    if element in above:
                        out["in main"][i] = above[element] == 0
                        out["main above"][i] = above[element]
                        out["main below"][i] = down
                        out["of main"][i] = above[element] == 0 and down <= 1
                        break
    return out


@cache
def _forest() -> trees.Trees:
    return trees.read(resources.files(__package__).joinpath("blocks.tsv").read_text("utf-8"))["blocks"]


def chosen(blocks: Sequence[Block], title: str | None, about: str | None, takings: Mapping[str, str]) -> list[bool]:
    """For each block whether it is the article's."""
    if not blocks:
        return []
    found = columns(blocks, title, about, takings)
    none = np.zeros(len(blocks))
    scores = _forest().score({name: found.get(name, none) for name in _forest().names})
    taken = [bool(score > SURE) for score in scores]
    if not any(taken):
        taken = _sentences(blocks)
    return once([block.text for block in blocks], taken)


_FRAME = sum(
    1 << NAMES.index(name)
    for name in ("<nav>", "<footer>", "<aside>", "<form>", "comments", "related", "consent", "subscribe", "hidden")
)


def _sentences(blocks: Sequence[Block]) -> list[bool]:
    """The blocks that are sentences and not of the page's frame; none where they are few words."""
    held = [
        not block.hints & _FRAME
        and block.kind is None
        and block.linked < 0.5
        and bool(_TERMINAL.search(block.text[-12:]))
        and count_words(block.text) >= 2 * LONG
        for block in blocks
    ]
    words = sum(count_words(block.text) for block, inside in zip(blocks, held, strict=True) if inside)
    return held if words >= ENOUGH else [False] * len(blocks)


def once(texts: Sequence[str], taken: Sequence[bool]) -> list[bool]:
    """What was taken without second copies of what stands together, such as a page keeps for printing.

    A long block is a copy when the same block was taken before, and the one before or after it there stands so here.
    """
    places = [i for i, inside in enumerate(taken) if inside]
    folded = ["", *(plain(texts[i]) for i in places), ""]
    first: dict[str, int] = {}
    out = list(taken)
    for n, own in enumerate(folded[1:-1], 1):
        seen = first.setdefault(own, n)
        together = folded[seen - 1] == folded[n - 1] or folded[seen + 1] == folded[n + 1]
        if seen != n and together and own.count(" ") + 1 >= COPIED:
            out[places[n - 1]] = False
    return out
