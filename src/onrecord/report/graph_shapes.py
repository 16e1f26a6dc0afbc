"""The drawing of a story's lineage as its template gets it: numbers and words, nothing to decide.

Places from left to right (`x…`, `at`) are as in `places`; from top to bottom all are pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.report.places import Day


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two articles: down or up at `x1` from `y1` to `y2`, and there on to `x2`.

    `trunk` is the kind of all lines that leave where it does, if that is one. `head` is "stated" for a direction that
    is stated or dated, "inferred", or empty where it is not known or there is none; it stands at the beginning of the
    first part when `turned`, since what comes from the other then stands left of it. `id` is the derivation's, empty
    for a line to several articles; `href` is None for what no derivation says.
    """

    id: str
    href: str | None
    told: str
    how: str
    head: str
    x1: float
    y1: float
    x2: float
    y2: float
    trunk: str = ""
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A source that is credited and not held, told under the article; `text` is cut to its room."""

    id: str
    href: str
    told: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """An article, or many in one: its mark at `x` and `y`, its label to the right.

    `mark` is "first" for what comes from nothing else, "later" for what does, "many" for a bundle, whose articles
    are `dots`, places with how many stand there; `x` is the last of them. `told` is the whole label, `lines` stand
    under it. `holds` are the articles, `derivations` the ids of what is only counted here.
    """

    x: float
    y: float
    height: float
    mark: str
    href: str
    name: str
    told: str
    lines: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    line: Line | None = None
    dots: tuple[tuple[float, float], ...] = ()
    holds: tuple[str, ...] = ()
    derivations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """The articles of one origin, or all reports of their own.

    `sign` is "unseen" for an origin that is not held, "interview", or empty. `note` stands after the name.
    """

    y: float
    height: float
    name: str
    told: str
    note: str
    sign: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """The drawing; `width` is the least that it takes.

    `left` is where the plot begins, in pixels, `zone` where the articles without a day do. `across` are the lines that
    belong to no tree, `over` the ids of those for which there is no room. `kinds`, `heads` and `marks` occur in it.
    """

    id: str
    width: int
    height: float
    told: str
    days: tuple[Day, ...]
    zone: float | None
    left: float
    bands: tuple[Band, ...]
    across: tuple[Line, ...]
    over: tuple[str, ...]
    articles: str
    derivations: str
    kinds: tuple[str, ...]
    heads: tuple[str, ...]
    marks: tuple[str, ...]

    @property
    def zoned(self) -> bool:
        """Whether the articles without a day stand left of the plot."""
        return self.zone is not None and self.zone < 0
