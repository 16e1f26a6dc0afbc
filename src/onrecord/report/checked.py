"""A draft that was held against a record, as a page: what is to be looked at beside the draft with its marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from onrecord.model import Spans
from onrecord.report import drawing
from onrecord.report.addresses import Addresses, Live
from onrecord.report.marked import Anchor, Mark, blocks, marked
from onrecord.text import merged

if TYPE_CHECKING:
    from onrecord.checking import Checked, Claim, Fault, Place

# so many places of one claim are shown
_PLACES = 4
_VERDICTS = {
    "not found": "Not in the record",
    "other speaker": "Another speaker",
    "other occasion": "Another day or occasion",
    "other words": "Other words",
    "one origin": "One origin",
    "verbatim": "As it stands",
    "told": "Told in other words",
    "not checked": "Not looked up",
}


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A passage of the record: its words with what differs marked, and the line that says whose it is."""

    html: Markup
    label: str
    title: str | None
    published: str | None
    speaker: str | None
    day: str | None
    occasion: str | None
    href: str | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim of the draft; `number` stands beside it in the text, `id` and `at` are the ids of the two elements."""

    number: int
    id: str
    at: str
    verdict: str
    level: str | None
    who: str | None
    html: Markup
    faults: tuple[tuple[str, str, str], ...]
    places: tuple[PlaceView, ...]
    nearest: bool
    articles: int
    origins: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class CheckedView:
    """A checked draft: what is to be looked at, what is clear and what was not checked; the text with its marks."""

    title: str
    high: int
    medium: int
    low: int
    looked_up: int
    faulty: tuple[ClaimView, ...]
    noted: tuple[ClaimView, ...]
    clear: tuple[ClaimView, ...]
    unchecked: tuple[ClaimView, ...]
    text: Markup
    outside: int


def render(checked: Checked, record: str) -> str:
    """One HTML page of a checked draft, which needs no other file; `record` is the name of what it was held against."""
    drawn = drawing.draw(
        "checked.html",
        view=view(checked, None),
        record=record,
        sources=None,
        remarks={},
        at=Addresses(),
        policy=drawing.policy(),
        style=Markup(drawing.style()),
        script=Markup(drawing.script()),
    )
    return drawing.lean(drawn)


def view(checked: Checked, at: Live | None) -> CheckedView:
    """What the page shows; `at` gives the addresses of articles, and None where there are none."""
    numbered = [_claim(n, claim, checked, at) for n, claim in enumerate(checked.claims, 1)]
    pairs = list(zip(checked.claims, numbered, strict=True))
    draft = checked.draft
    count = {level: sum(c.level == level for c in checked.claims) for level in ("high", "medium", "low")}
    return CheckedView(
        draft.title or draft.name,
        count["high"],
        count["medium"],
        count["low"],
        len(checked.claims) - len(checked.unchecked),
        tuple(v for c, v in pairs if c.level in count),
        tuple(v for c, v in pairs if c.level == "note"),
        tuple(v for c, v in pairs if c.level is None and c.verdict != "not checked"),
        tuple(v for c, v in pairs if c.verdict == "not checked"),
        _text(checked, numbered),
        checked.outside,
    )


def _text(checked: Checked, views: Sequence[ClaimView]) -> Markup:
    """The whole draft; each claim is marked, and its number leads to what was found."""
    draft = checked.draft
    marks: list[Mark] = []
    anchors: list[Anchor] = []
    for claim, shown in zip(checked.claims, views, strict=True):
        if not claim.spans:
            continue
        level = shown.level or ("open" if claim.verdict == "not checked" else "clear")
        marks.append(Mark(claim.spans, f"ck ck-{level}", shown.id, f"{shown.number}: {shown.verdict}"))
        # the gravest differences stand out in the words themselves
        exact = merged(s for f in claim.faults if f.level in ("high", "medium") for s in f.spans)
        if exact and exact != claim.spans:
            marks.append(Mark(exact, "ck-at"))
        label = escape(f"Finding {shown.number}: {shown.verdict}")
        link = f'<a class="ck-n" id="{shown.at}" href="#{shown.id}" aria-label="{label}">{shown.number}</a>'
        anchors.append(Anchor(claim.spans[0][0], Markup(link)))
    heads = {a: "head" for a, _ in draft.headings} | {a: "title" for a, _ in draft.evidence.get("title", ())[:1]}
    return blocks(draft.text, marks, anchors, heads)


def _claim(number: int, claim: Claim, checked: Checked, at: Live | None) -> ClaimView:
    worst = claim.faults[:1]
    theirs = [f for f in claim.faults if f.place is not None]
    shown: list[PlaceView] = []
    # a fault may point at another article than the words do
    every = list(dict.fromkeys([*(p for p in claim.places[:_PLACES]), *(f.place for f in theirs if f.place)]))
    for place in every[: _PLACES + 1]:
        differing = merged(s for f in theirs if f.place == place for s in f.place_spans)
        shown.append(_place(place, differing, at))
    mine = merged(s for f in claim.faults if f.kind != "not found" for s in f.spans)
    return ClaimView(
        number,
        f"finding-{number}",
        f"at-{number}",
        _VERDICTS[claim.verdict],
        claim.level,
        claim.speaker or claim.source,
        _words(claim.spans, checked.draft.text.__getitem__, mine if worst and mine != claim.spans else (), "del"),
        tuple((f.kind, f.level, _sentence(f)) for f in claim.faults),
        tuple(shown),
        claim.verdict == "not found",
        claim.articles,
        claim.origins,
        claim.reason,
    )


def _sentence(fault: Fault) -> str:
    return f"{fault.note[:1].upper()}{fault.note[1:]}."


def _place(place: Place, differing: Spans, at: Live | None) -> PlaceView:
    """A passage; its words stand one after the other in `Place.words`, " … " between them."""
    pieces: dict[tuple[int, int], str] = {}
    start = 0
    for a, b in place.spans:
        pieces[a, b] = place.words[start : start + b - a]
        start += b - a + len(" … ")

    def cut(where: slice) -> str:
        a, b = where.start, where.stop
        return next(words[a - x : b - x] for (x, y), words in pieces.items() if x <= a and b <= y)

    inside = differing if differing != place.spans else ()
    slug = at.slug("a", place.attribution) if at and place.attribution else None
    return PlaceView(
        _words(place.spans, cut, inside, "ins"),
        place.label,
        place.title,
        place.published,
        place.speaker,
        place.day,
        place.occasion,
        at.article(place.article, slug) if at else None,
    )


def _words(spans: Spans, text: Callable[[slice], str], differing: Spans, tag: str) -> Markup:
    """The words at some spans, with those that differ in an element of their own."""
    out = []
    for a, b in spans:
        words = text(slice(a, b))
        inner = tuple((max(a, x) - a, min(b, y) - a) for x, y in differing if max(a, x) < min(b, y))
        out.append(marked(words, 0, len(words), [Mark(inner, "", tag=tag)] if inner else []))
    return Markup(" … ").join(out)
