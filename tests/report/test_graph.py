"""The drawing of a story's lineage: what stands in it, and where."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from itertools import count, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.model import Derivation
from onrecord.report import drawing
from onrecord.report.graph import LABEL, NAME, SMALL, breadth, cut, graph
from onrecord.report.graph_shapes import Graph, Row
from onrecord.report.places import STEP, moment, places
from onrecord.report.shapes import Reference
from onrecord.report.signs import HOW_DERIVED
from onrecord.report.trees import IN_BAND, LEAST, OWN, ROWS

_numbers = count()


def listed(label: str, published: str | None = None, origin: int = 1, outlet: str | None = None) -> Reference:
    return Reference(label, f"#article-{label}", f"What {label} tells", None, outlet or label, published, origin)


def derived(article: str, origin: str | None, how: str = "rewrite", **other: object) -> tuple[Derivation, str]:
    id = f"{next(_numbers)}"
    row = {"source": None, "direction": "dated", "unseen": None, "why": f"Why {article} does."} | other
    return (
        Derivation(
            id, article, origin, row["source"], how, 0.9, (), row["why"], "m/1", row["direction"], row["unseen"]
        ),
        f"#d-{id}",
    )


def drawn(references: dict[str, Reference], origins: list, lineage: list, id: str = "g") -> Graph | None:
    return graph(id, references, origins, lineage, articles="#articles", derivations="#derivations")


def html(g: Graph) -> str:
    template = '{% import "graph.html" as graph %}{{ graph.drawn(g) }}'
    return drawing._environment().from_string(template).render(g=g)


def pixels(x: float, plot: float) -> float:
    """A place in pixels, from where the plot begins."""
    return x if x < 0 else x / 100 * plot


def told(g: Graph) -> list[str]:
    """A drawing in lines of text: bands, rows with the lines that lead to them, lines across."""
    out = [f"{g.told}; {' '.join(d.text or '·' for d in g.days)}; {' '.join(g.kinds)}; {' '.join(g.marks)}"]
    names = {(row.x, row.y): row.name for band in g.bands for row in band.rows}
    for band in g.bands:
        out.append(f"{band.name} ({band.note}) {band.sign}".rstrip())
        for row in band.rows:
            line = row.line
            how = f"{line.how} {line.head or '?'} <- {names.get((line.x1, line.y1 - 7), band.sign)}" if line else ""
            under = ", ".join((*row.lines, *(n.text for n in row.notes)))
            out.append(f"  {row.mark} {row.name} [{under}] {len(row.holds)} {how}".rstrip())
    ends = {(row.x, round(row.y)): row.name for band in g.bands for row in band.rows}
    for n in g.across:
        far = next(name for (x, y), name in ends.items() if x == n.x2 and abs(y - n.y2) < 8)
        out.append(f"{n.how}: {ends[n.x1, round(n.y1)]} - {far}{' turned' if n.turned else ''}")
    return out


def test_a_story_as_it_is_drawn() -> None:
    references = {
        "a": listed("Post", "2024-01-20T08:15"),
        "b": listed("Daily", "2024-01-20", outlet="Daily"),
        "c": listed("Late", "2024-01-22T10:00"),
        "d": listed("Herald", "2024-01-21", 2),
        "e": listed("Mirror", None, 2),
        "f": listed("Radio", "2024-01-21T06:00", 3),
        "g": listed("Guest", "2024-01-23", 3),
        "h": listed("Alone", "2024-01", 4),
        "i": listed("Other", "2024-02-02", 5),
    }
    origins = [
        ("Post", ("a", "b", "c")),
        ("Coastal Press", ("d", "e")),
        ("KQX interview", ("f", "g")),
        ("Alone", ("h",)),
        ("Other", ("i",)),
    ]
    lineage = [
        derived("b", "a", "copy"),
        derived("e", "d", "abridgement", direction="undetermined"),
        derived("c", "b", "rewrite", direction="inferred"),
        derived("g", "f", "credit", direction="stated", source="Radio"),
        derived("c", "a", "credit", direction="stated"),
        derived("d", None, "credit", direction="stated", source="Coastal Press", unseen="u"),
        derived("e", None, "credit", direction="stated", source="Coastal Press", unseen="u"),
        derived("i", None, "credit", direction="stated", source="Wire"),
        derived("i", "a", "shared passage", direction=None),
    ]
    g = drawn(references, origins, lineage)
    assert g is not None
    assert told(g) == [
        "9 articles, 5 origins; 20 Jan 2024 21 Jan 22 Jan · 2 Feb; "
        "copy abridgement rewrite credit shared passage rests; first later unseen interview",
        "Post (1 origin, 3 articles)",
        "  first Post [20 January 2024, 08:15] 1",
        "  later Daily [20 January 2024] 1 copy stated <- Post",
        "  later Late [22 January 2024, 10:00] 1 rewrite inferred <- Daily",
        "Coastal Press (1 origin, 2 articles) unseen",
        "  later Herald [21 January 2024] 1 credit stated <- unseen",
        "  later Mirror [date not known, credits Coastal Press] 1 abridgement ? <- Herald",
        "KQX interview (1 origin, 2 articles) interview",
        "  first Radio [21 January 2024, 06:00] 1 rests ? <- interview",
        "  later Guest [23 January 2024] 1 credit stated <- Radio",
        "2 own reports (2 origins) own",
        "  first Other [2 February 2024, credits Wire] 1",
        "  first Alone [January 2024] 1",
        "credit: Post - Late",
        "shared passage: Post - Other",
    ]
    page = html(g)
    links = re.findall(r'href="([^"]+)"', page)
    assert Counter(links) == Counter([*(r.href for r in references.values()), *(href for _, href in lineage)])
    assert all(f"<title>{r.label}: {r.title}</title>" in page for r in references.values())
    for d, _ in lineage:
        assert f"{d.why}</title>" in page
    ElementTree.fromstring(f"<div>{page}</div>")


def test_nothing_derived_draws_nothing() -> None:
    assert drawn({"a": listed("A"), "b": listed("B")}, [(None, ("a",)), (None, ("b",))], []) is None


def test_three_hundred_copies_are_one_row_and_other_reports_another() -> None:
    copies = [f"{n:03}" for n in range(1, 301)]
    own = [f"own{n:03}" for n in range(212)]
    references = {
        a: listed(f"Outlet {a}", f"2024-05-{1 + n % 9:02}T{n % 24:02}:{n % 60:02}")
        for n, a in enumerate([*copies, *own])
    } | {"000": listed("Wire", "2024-05-01T00:00")}
    lineage = [derived(a, "000", "copy") for a in copies] + [derived(own[7], own[8], "shared passage", direction=None)]
    g = drawn(references, [("Wire", ("000", *copies)), *((None, (a,)) for a in own)], lineage)
    assert g is not None
    wire, rest = g.bands
    assert [(row.name, len(row.holds)) for row in wire.rows] == [("Wire", 1), ("300 copies", 300)]
    assert wire.rows[1].href == "#derivations"
    assert len(wire.rows[1].derivations) == 300
    assert len(wire.rows[1].dots) > 9
    assert rest.name == "212 own reports"
    assert len(rest.rows) == OWN
    assert rest.rows[-1].name == "205 more reports"
    assert rest.rows[-1].href == "#articles"
    # those of which there is more to tell have rows of their own
    assert {row.holds[0] for row in rest.rows[:2]} == set(own[7:9])
    assert [line.how for line in g.across] == ["shared passage"]
    assert not g.over
    assert len(html(g)) < 20_000


def test_a_chain_of_rewrites_steps_to_the_right() -> None:
    ids = [str(n) for n in range(6)]
    g = drawn({a: listed(a, "2024-05-01") for a in ids}, [(None, ids)], [derived(a, o) for o, a in pairwise(ids)])
    assert g is not None
    (band,) = g.bands
    plot = g.width - 36 - 184
    at = [pixels(row.x, plot) for row in band.rows]
    assert [row.holds[0] for row in band.rows] == ids
    assert all(b - a >= STEP - 0.01 for a, b in pairwise(at))
    assert [row.line.y1 - 7 for row in band.rows[1:] if row.line] == [row.y for row in band.rows[:-1]]


def test_what_comes_from_a_later_article_is_no_origin() -> None:
    references = {"a": listed("A", "2024-05-01"), "b": listed("B", "2024-05-02")}
    g = drawn(references, [(None, ("a", "b"))], [derived("a", "b", direction="undetermined")])
    assert g is not None
    assert [(row.name, row.mark, row.line) for row in g.bands[0].rows] == [("A", "later", None), ("B", "first", None)]
    assert [(line.turned, line.x1 < line.x2) for line in g.across] == [(True, True)]


def test_who_stands_on_the_scale_and_who_beside_it() -> None:
    published = {
        "day": "2024-05-02",
        "clock": "2024-05-02T09:00",
        "month": "2024-05",
        "none": None,
        "odd": "2024-02-31",
    }
    where = places(published, [("day", "clock")])
    assert where.zone is not None
    assert {a for a in published if where.at[a] >= where.zone} == {"month", "none", "odd"}
    # the article with a day alone comes from one of that day's morning, so it stands to the right of it
    assert where.at["clock"] < where.at["day"]
    # where dated articles come from undated ones, these stand left
    where = places(published, [("day", "none")])
    assert where.zone is not None
    assert where.at["none"] < 0 <= min(where.at["day"], where.at["clock"])
    assert [d.text for d in where.days] == ["2 May 2024"]
    assert moment("2024-05-02T25:00") is None


HOSTILE = (
    "</title></text></svg><script>document.title='ran'</script>\" onload=x ' --> {{ 7 * 7 }} &amp; \u202eevil\x00\x1b"
)


def test_hostile_words_stay_words() -> None:
    reference = Reference(HOSTILE, "#a", HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1)
    lineage = [
        derived("b", "a", why=HOSTILE, source=HOSTILE),
        derived("b", None, "credit", why=HOSTILE, source=HOSTILE),
        derived("c", None, "credit", why=HOSTILE, source=HOSTILE, unseen="u"),
    ]
    g = drawn(dict.fromkeys("abc", reference), [(HOSTILE, ("a", "b")), (None, ("c",))], lineage)
    assert g is not None
    page = html(g)
    root = ElementTree.fromstring(f"<div>{page}</div>")
    known = {
        "div",
        "svg",
        "title",
        "desc",
        "defs",
        "marker",
        "path",
        "rect",
        "line",
        "circle",
        "text",
        "tspan",
        "a",
        "g",
    }
    assert {e.tag for e in root.iter()} <= known | {"ul", "li", "p"}
    assert not {name for e in root.iter() for name in e.attrib if name.startswith(("on", "style"))}
    assert HOSTILE[:20] in "".join(root.itertext())
    assert not re.search("[\x00\x1b\u202a-\u202e]", page)


@given(st.text(max_size=60), st.integers(20, 300))
def test_what_is_cut_fits_its_room(text: str, room: int) -> None:
    line = " ".join(text.split())
    short = cut(text, room, NAME)
    assert breadth(short) * NAME <= room
    assert short == line or (short.endswith("…") and line.startswith(short[:-1]))


@st.composite
def stories(draw: st.DrawFn) -> tuple[dict[str, Reference], list, list]:
    n = draw(st.integers(2, 40))
    days = st.one_of(
        st.none(),
        st.sampled_from(["2024-05", "2024-05-01", "2024-05-02", "2025-01-01"]),
        st.builds("2024-05-{:02}T{:02}:{:02}".format, st.integers(1, 4), st.integers(0, 23), st.integers(0, 59)),
    )
    names = st.sampled_from(
        ["Post", "The Very Long Name of a Paper in the North", "新華社通訊社北京分社", "ﺔﻓﺎﺤﺼﻟا", "x"]
    )
    ids = [f"{k:02}" for k in range(n)]
    references = {a: listed(f"{draw(names)} {a}", draw(days)) for a in ids}
    group_of = {a: draw(st.integers(0, max(1, n // 3))) for a in ids}
    groups: dict[int, list[str]] = {}
    for a in ids:
        groups.setdefault(group_of[a], []).append(a)
    lineage = []
    for k in range(draw(st.integers(1, 2 * n))):
        a, o = draw(st.sampled_from(ids)), draw(st.sampled_from(ids))
        how = draw(st.sampled_from(list(HOW_DERIVED)))
        direction = draw(st.sampled_from(["stated", "dated", "inferred", "undetermined"]))
        same = [x for x in groups[group_of[a]] if x != a]
        if how == "shared passage" and a != o:
            row = derived(a, o, how, direction=None)
        elif same and draw(st.booleans()):
            row = derived(a, draw(st.sampled_from(same)), how, direction=direction)
        else:
            unseen = f"u{group_of[a]}" if draw(st.booleans()) else None
            row = derived(a, None, "credit", source=f"Wire {k % 3}", unseen=unseen, direction="stated")
        lineage.append(row)
    named = [(draw(st.sampled_from([None, "Wire 1", "KQX interview"])), group) for group in groups.values()]
    return references, named, lineage


def single(g: Graph) -> dict[str, Row]:
    return {row.holds[0]: row for band in g.bands for row in band.rows if row.mark != "many"}


@settings(max_examples=150, deadline=None)
@given(stories())
def test_every_article_and_derivation_is_drawn_or_counted_once(story: tuple) -> None:
    references, _, lineage = story
    g = drawn(*story)
    assert g is not None
    rows = [row for band in g.bands for row in band.rows]
    assert Counter(a for row in rows for a in row.holds) == Counter(dict.fromkeys(references, 1))
    ids = [n.id for row in rows for n in row.notes]
    ids += [row.line.id for row in rows if row.line and row.line.id]
    ids += [i for row in rows for i in row.derivations]
    ids += [line.id for line in g.across] + list(g.over)
    assert Counter(ids) == Counter(d.id for d, _ in lineage)
    assert len(rows) <= ROWS + 2
    assert all(len(band.rows) <= IN_BAND for band in g.bands)
    page = html(g)
    ElementTree.fromstring(f"<div>{page}</div>")
    assert len(page) < 60_000


@settings(max_examples=150, deadline=None)
@given(stories(), st.sampled_from([0, 500, 960]))
def test_labels_never_overlap_nor_cross_a_line_of_a_tree(story: tuple, more: int) -> None:
    g = drawn(*story)
    assert g is not None
    plot = g.width + more - 184 - g.left
    rows = sorted((row for band in g.bands for row in band.rows), key=lambda row: row.y)
    boxes = []
    for band in g.bands:
        boxes.append((-g.left, band.y, band.y + 28))
        for row in band.rows:
            size = row.y + 4.5 + 15 * (len(row.lines) + len(row.notes))
            boxes.append((pixels(row.x, plot) + 13, row.y - 10, size + 3))
            assert breadth(row.name) * NAME <= LABEL + 0.01
            assert all(breadth(words) * SMALL <= LABEL + 0.01 for words in row.lines)
            assert all(breadth(note.text) * SMALL <= LABEL + 0.01 for note in row.notes)
            assert pixels(row.x, plot) + 13 + LABEL <= plot + 184
            assert band.y <= row.y - 10
            assert size + 3 <= band.y + band.height
    for (_, _, end), (_, begin, _) in pairwise(sorted(boxes, key=lambda box: box[1])):
        assert end <= begin
    for row in rows:
        if row.line is None:
            continue
        at, end = pixels(row.line.x1, plot), pixels(row.line.x2, plot)
        assert end - at >= LEAST - 0.01  # there is room for the head
        between = [r for r in rows if row.line.y1 < r.y < row.line.y2]
        assert all(pixels(r.x, plot) + 13 > at for r in between)


@settings(max_examples=150, deadline=None)
@given(stories())
def test_later_articles_stand_further_right(story: tuple) -> None:
    references, _, _ = story
    g = drawn(*story)
    assert g is not None
    known = [(m, row.x) for a, row in single(g).items() if (m := moment(references[a].published))]
    clocks = sorted((when, x) for (when, clock), x in known if clock)
    days = sorted((when.date(), x) for (when, _), x in known)
    assert all(x <= y for (s, x), (t, y) in pairwise(clocks) if s < t)
    first = {day: min(x for d, x in days if d == day) for day, _ in days}
    last = {day: max(x for d, x in days if d == day) for day, _ in days}
    assert all(last[s] < first[t] for s, t in pairwise(sorted(first)))
    assert all(isinstance(when, datetime) for (when, _), _ in known)
    dated = [x for _, x in known]
    beside = [row.x for a, row in single(g).items() if moment(references[a].published) is None]
    assert not dated or not beside or max(beside) < min(dated) or max(dated) < min(beside)


@settings(max_examples=50, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_articles_changes_nothing(story: tuple, random: object) -> None:
    references, origins, lineage = story
    ids = list(references)
    random.shuffle(ids)
    assert drawn({a: references[a] for a in ids}, origins, lineage) == drawn(references, origins, lineage)


@pytest.mark.parametrize("how", list(HOW_DERIVED))
def test_the_legend_names_the_kinds_that_occur(how: str) -> None:
    g = drawn(
        {"a": listed("A", "2024-05-01"), "b": listed("B", "2024-05-02")}, [(None, ("a", "b"))], [derived("b", "a", how)]
    )
    assert g is not None
    assert g.kinds == (how,)
    key = html(g).partition("lineage-key")[2]
    names = {
        "copy": "copy,",
        "abridgement": "abridgement",
        "rewrite": "rewrite",
        "credit": "credit",
        "shared passage": "share",
    }
    assert [n for n, word in names.items() if word in key.partition("</ul>")[0]] == [how]
