"""Which article comes from which, as a drawing: origins left, time to the right. Plain data in, plain data out.

    graph(id, references, origins, lineage, articles=..., derivations=...) -> Graph | None

takes what the view of a story has at hand: `references`, how the story lists each article, by its id; `origins`, for
each independent origin its name or None and the ids of its articles; `lineage`, the derivations of the story, the
weightiest first, each with the address of its passages; and the addresses of the lists of all `articles` and of all
`derivations`, to which what is too much for a drawing leads. None is returned where nothing derives from anything.

    {% import "graph.html" as graph %}
    {% if story.graph %}{{ graph.drawn(story.graph) }}{% endif %}

draws it as SVG, in the style of graph.css. No address is built here.

The layout is a tree against time, as of descent in biology (a phylogram): a band for each origin, in it a row for
each article in depth-first order, so that what comes from an article stands right below it. A line leaves an article
downwards and turns right into the one that comes from it, in that one's row. As each stands further right than what
it comes from, such lines cross neither each other nor a label, and as each label has a row of its own, labels never
overlap. What belongs to no tree (a second origin, a passage that two share) is drawn beside it in the same rows.

Places from left to right are shares of the *plot*, which the drawing's width less the room for labels gives, so that
one drawing fits a telephone and a wide screen without scaling its letters; places from top to bottom are pixels.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from onrecord.model import Derivation
from onrecord.report.desk import dated, period, shortened
from onrecord.report.graph_shapes import Band, Graph, Line, Note, Row
from onrecord.report.places import BEFORE, Places, places
from onrecord.report.shapes import Reference
from onrecord.report.signs import HOW_DERIVED, counted
from onrecord.report.trees import Entry, Groups, Tree, forest, trees

# Pixels. Left of the plot stand the signs of origins that are not held, right of it there is room for a label.
LEFT, SIGN, LABEL, RIGHT = 36, 17, 170, 184
TOP, HEAD, ROW, TEXT, GAP = 30.0, 34.0, 31.0, 15.0, 12.0
MARK = 7.0  # half of an article's mark
NAME, SMALL, HEADING = 13.5, 12.0, 14.5  # sizes of letters
HEADING_ROOM = 316  # for a band's name and what stands after it
ACROSS, NOTES = 16, 2  # so many lines beside the trees are drawn, and so many sources named under an article
_TOLD = 260  # code points of what is told where a pointer rests

_BUNDLES = {
    "copy": ("copy", "copies"),
    "abridgement": ("abridgement", "abridgements"),
    "rewrite": ("rewrite", "rewrites"),
    "credit": ("report that credits it", "reports that credit it"),
}


def graph(
    id: str,
    references: Mapping[str, Reference],
    origins: Groups,
    lineage: Sequence[tuple[Derivation, str]],
    *,
    articles: str,
    derivations: str,
) -> Graph | None:
    """The drawing of a story; see above. `id` begins the ids of its elements."""
    href = {d.id: address for d, address in lineage if d.article in references}
    rows = [d for d, _ in lineage if d.id in href]
    if not rows:
        return None
    comes = [(d.article, d.origin) for d in rows if d.origin and d.origin in references and d.how != "shared passage"]
    where = places({a: references[a].published for a in sorted(references)}, comes)
    parents = forest(origins, rows, {a: x if x < 0 else x / 100 * where.width for a, x in where.at.items()})
    left = LEFT + BEFORE if (where.zone or 0) < 0 else LEFT
    of: dict[str, list[Derivation]] = defaultdict(list)
    for d in rows:
        of[d.article].append(d)
    telling = _Telling(references, of, href, parents, where, SIGN - left, articles, derivations)
    bands: list[Band] = []
    y = TOP
    for tree in trees(origins, references, parents, rows, where.at):
        bands.append(telling.band(tree, y))
        y += bands[-1].height + GAP
    across, over = telling.across(rows, [row for band in bands for row in band.rows])
    lines = [*across, *(row.line for band in bands for row in band.rows if row.line)]
    kinds = {line.how for line in lines}
    heads = {line.head for line in lines if line.how not in ("shared passage", "rests")}
    marks = {row.mark for band in bands for row in band.rows} | {band.sign for band in bands}
    return Graph(
        id=id,
        width=round(left + where.width + RIGHT),
        height=y,
        told=f"{counted(len(references), 'article')}, {counted(len(origins), 'origin')}",
        days=where.days,
        zone=where.zone,
        bands=tuple(bands),
        across=across,
        over=over,
        left=left,
        articles=articles,
        derivations=derivations,
        kinds=tuple(how for how in (*HOW_DERIVED, "rests") if how in kinds),
        heads=tuple(head for head in ("stated", "inferred", "") if head in heads),
        marks=tuple(mark for mark in ("first", "later", "many", "unseen", "interview") if mark in marks),
    )


def headed(d: Derivation) -> str:
    """The head of a derivation's line: how its direction is known."""
    if d.how == "shared passage" or d.direction == "undetermined":
        return ""
    return "inferred" if d.direction == "inferred" else "stated"


@dataclass(frozen=True, slots=True)
class _Telling:
    """What bands, rows and lines are made of."""

    references: Mapping[str, Reference]
    of: Mapping[str, Sequence[Derivation]]  # by article
    href: Mapping[str, str]
    parents: Mapping[str, Derivation]
    places: Places
    sign: float  # the place of an origin's sign
    articles: str
    derivations: str

    # --- bands and rows ------------------------------------------------------------------------------

    def band(self, tree: Tree, y: float) -> Band:
        """A band with its rows below its name, each with the line that leads to it."""
        kinds: dict[str | None, set[str]] = defaultdict(set)
        for entry in tree.entries:
            kinds[self._above(entry)].add(entry.how)
        placed: dict[str | None, Row] = {}
        at = y + HEAD
        sign = (self.sign, y + HEAD / 2 + MARK)
        rows = []
        for entry in tree.entries:
            row = self._row(entry, tree, at)
            at += row.height
            above = self._above(entry)
            d = self.parents.get(entry.articles[0])
            if d and entry.how and entry.how != "more":
                trunk = d.how if len(kinds[above]) == 1 else ""
                row = replace(row, line=self._line(entry, d, placed.get(above), row, sign, trunk))
            elif tree.sign == "interview" and above is None and entry.how != "more":
                row = replace(row, line=Line("", None, "", "rests", "", *sign, row.x, row.y, "rests"))
            if len(entry.articles) == 1:
                placed[entry.articles[0]] = row
            rows.append(row)
        name, note = self._named(tree)
        room = HEADING_ROOM - breadth(note) * SMALL
        return Band(y, at - y + 4, cut(name, room, HEADING), shortened(name, _TOLD), note, tree.sign, tuple(rows))

    def _named(self, tree: Tree) -> tuple[str, str]:
        """What a band is called, and how much it is."""
        first = self.references[tree.entries[0].articles[0]]
        origins, number = counted(tree.groups, "origin"), counted(tree.articles, "article")
        if tree.sign == "own":
            return counted(tree.groups, "own report"), origins
        if tree.sign == "more":
            return "Others", f"{origins}, {number}"
        name = tree.name or ("A report that is not here" if tree.sign else first.short or first.label)
        return name, f"{origins}, {number}"

    def _above(self, entry: Entry) -> str | None:
        d = self.parents.get(entry.articles[0])
        return d.origin if d and d.origin in self.references else None

    def _row(self, entry: Entry, tree: Tree, y: float) -> Row:
        if len(entry.articles) > 1:
            return self._many(entry, tree, y)
        (a,) = entry.articles
        r = self.references[a]
        lines = [dated(r.published) if r.published else "date not known"]
        if r.short:
            lines.append(cut(f"“{r.short}”", LABEL, SMALL))
        held = self.parents.get(a)
        beside = [d for d in self.of.get(a, ()) if d is not held and d.origin not in self.references]
        notes = tuple(self._note(d) for d in beside[:NOTES])
        told = ": ".join(filter(None, (r.label, r.title)))
        return Row(
            x=self.places.at[a],
            y=y + MARK + 3,
            height=ROW + TEXT * (len(lines) + len(notes) + (len(beside) > NOTES)) - TEXT / 2,
            mark="later" if any(self._comes(d) for d in self.of.get(a, ())) else "first",
            href=r.href,
            name=cut(r.label, LABEL, NAME),
            told=shortened(told, _TOLD),
            lines=tuple(lines),
            notes=notes,
            holds=(a,),
            derivations=tuple(d.id for d in beside[NOTES:]),
        )

    def _comes(self, d: Derivation) -> bool:
        """Whether the article as a whole goes back to another one, or to a report that is not held."""
        return d.how != "shared passage" and (d.origin in self.references or d.unseen is not None)

    def _many(self, entry: Entry, tree: Tree, y: float) -> Row:
        """Several articles in one row; a mark for those that stand in about the same place."""
        spots: dict[float, list[float]] = defaultdict(list)
        for a in entry.articles:
            spots[self.places.at[a] // 2].append(self.places.at[a])
        dates = [day for a in entry.articles if (day := self.references[a].published)]
        n = len(entry.articles)
        if entry.how == "more":
            name = counted(n, "more report" if tree.sign == "own" and len(tree.entries) > 1 else "article")
        else:
            name = counted(n, *_BUNDLES[entry.how])
        when = period(dates) if dates else "dates not known"
        unknown = f", {n - len(dates)} without a date" if dates and n > len(dates) else ""
        labels = [self.references[a].label for a in entry.articles[:5]]
        return Row(
            x=min(spots[max(spots)]),
            y=y + MARK + 3,
            height=ROW + TEXT / 2 + TEXT * bool(unknown),
            mark="many",
            href=self.articles if tree.sign in ("own", "more") else self.derivations,
            name=cut(name, LABEL, NAME),
            told=shortened(f"{name}: {', '.join(labels)}" + (", …" if n > 5 else ""), _TOLD),
            lines=(cut(when or "", LABEL, SMALL), *([unknown[2:]] if unknown else [])),
            dots=tuple((min(xs), round(min(MARK, 2.5 + len(xs) ** 0.5), 1)) for _, xs in sorted(spots.items())),
            holds=entry.articles,
            derivations=tuple(d.id for a in entry.articles for d in self.of.get(a, ())),
        )

    def _note(self, d: Derivation) -> Note:
        verb = "shares a passage with" if d.how == "shared passage" else HOW_DERIVED[d.how][0]
        text = cut(f"{verb} {d.source or 'a report that is not here'}", LABEL, SMALL)
        return Note(d.id, self.href[d.id], self._told(d), text)

    # --- lines ---------------------------------------------------------------------------------------

    def _told(self, d: Derivation) -> str:
        label = self.references[d.article].label
        origin = self.references.get(d.origin or "")
        source = origin.label if origin else d.source or "a report that is not here"
        verb, after = HOW_DERIVED[d.how]
        return shortened(f"{label} {verb} {source}{' ' if after else ''}{after}. {d.why}", _TOLD)

    def _line(
        self, entry: Entry, d: Derivation, above: Row | None, row: Row, sign: tuple[float, float], trunk: str
    ) -> Line:
        x = row.dots[0][0] if row.dots else row.x
        start = (above.x, above.y + MARK) if above else sign
        if len(entry.articles) == 1:
            return Line(d.id, self.href[d.id], self._told(d), d.how, headed(d), *start, x, row.y, trunk)
        heads = {headed(self.parents[a]) for a in entry.articles}
        head = "" if "" in heads else "inferred" if "inferred" in heads else "stated"
        return Line("", row.href, row.told, d.how, head, *start, x, row.y, trunk)

    def across(self, lineage: Sequence[Derivation], rows: Sequence[Row]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
        """The lines that belong to no tree, as far as there is room, and the ids of the derivations left over.

        Each runs down or up at the left one of its two articles and on in the row of the right one, a little above or
        below the line of the tree.
        """
        single = {row.holds[0]: row for row in rows if not row.dots}
        taken: Counter[str] = Counter()
        out: list[Line] = []
        left = []
        told = {n.id for row in rows for n in row.notes} | {i for row in rows for i in row.derivations}
        told |= {row.line.id for row in rows if row.line}
        for d in lineage:
            if d.id in told:
                continue
            a, o = single.get(d.article), single.get(d.origin or "")
            if a is None or o is None or a is o or len(out) == ACROSS:
                left.append(d.id)
                continue
            a_left = a.x <= o.x
            near, far = (a, o) if a_left else (o, a)
            if taken[far.holds[0]] == 2:
                left.append(d.id)
                continue
            aside = MARK - 1 if not taken[far.holds[0]] else 1 - MARK
            taken[far.holds[0]] += 1
            line = Line(
                d.id,
                self.href[d.id],
                self._told(d),
                d.how,
                headed(d),
                near.x,
                near.y,
                far.x,
                far.y + aside,
                d.how,
                a_left,
            )
            out.append(line)
        return tuple(out), tuple(left)


# --- words and their room ----------------------------------------------------------------------------

_THIN, _THICK = frozenset("iljtfIr.,:;'’|!()[] "), frozenset("mwMW@%—…")


def breadth(text: str) -> float:
    """About how broad a text is, in sizes of its letters; rather too broad than too narrow."""
    return sum(map(_breadth, text))


def _breadth(c: str) -> float:
    if unicodedata.category(c) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(c) in "WF":
        return 1.05
    return 0.38 if c in _THIN else 0.95 if c in _THICK else 0.74 if c.isupper() else 0.62


def cut(text: str, room: float, size: float) -> str:
    """The text on one line, cut with an ellipsis where it is broader than `room` pixels in letters of `size`."""
    line = " ".join(text.split())
    if breadth(line) * size <= room:
        return line
    reached = accumulate(map(_breadth, line), initial=_breadth("…"))
    return line[: sum(used * size <= room for used in reached) - 1].rstrip() + "…"
