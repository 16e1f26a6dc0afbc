"""The view of one article: its text with everything that was found marked in it, and what is known of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from markupsafe import Markup

from onrecord.model import Article, Attribution, Reading, Span
from onrecord.report.desk import Desk, dated, shortened
from onrecord.report.lineage import joined
from onrecord.report.marked import Anchor, Mark, blocks, plain
from onrecord.report.shapes import ArticleView, AttributionView, Field, Name
from onrecord.report.signs import UNSURE
from onrecord.text import trimmed


def article(desk: Desk, row: Article) -> ArticleView:
    """One article, every attribution and every passage that another view points at marked in its text."""
    reading = desk.readings[row.id]
    fields = _fields(desk, row, reading)  # before the passages are read: it points at some
    marks = [
        Mark((f.span,), "f", "", f"not the article: {f.kind}")
        for f in row.furniture
        if f.kind not in ("title", "subtitle")
    ]
    anchors = []
    speaking: dict[Name, list[AttributionView]] = defaultdict(list)
    rows = sorted(reading.attributions, key=lambda a: (start(a), a.id))
    for n, a in enumerate(rows, 1):
        view = _attribution(desk, n, a)
        speaking[view.who].append(view)
        anchors.append(Anchor(start(a), _number(view)))
        content = "c inner" if a.nested_in else "c"
        marks += [Mark(spans, css, str(n)) for spans, css in ((a.content, content), (a.source, "u"), (a.cue, "k"))]
    for n, (spans, address) in enumerate(desk.passages[row.id].items(), 1):
        marks.append(Mark(spans, "", f"p{n}"))
        at = spans[0][0] if spans else 0
        anchors.append(Anchor(at, Markup('<i class="w" id="{}" data-n="p{}"></i>').format(address, n)))
    return ArticleView(
        id=desk.at.slug("article", row.id),
        label=desk.labels[row.id],
        title=row.title,
        outlet=row.outlet,
        published=row.published,
        authors=row.authors,
        language=row.language,
        text=blocks(row.text, marks, anchors, _line_kinds(row)),
        fields=fields,
        attributions=len(rows),
        speaking=tuple((who, tuple(own)) for who, own in speaking.items()),
        stories=tuple((desk.at.story(s.id), s.title) for s in desk.stories_of[row.id]),
    )


def point_at(desk: Desk, row: Article) -> None:
    """Give an address to each passage of an article that another page may point at."""
    reading = desk.readings[row.id]
    for spans in (*(m.spans for m in reading.occasions), *(e.spans for e in reading.events)):
        if spans:
            desk.words(row.id, spans)
    for discrepancy in desk.links.discrepancies:
        for side in (discrepancy.left, discrepancy.right):
            if side is not None and side.spans and side.article == row.id:
                desk.words(row.id, side.spans)
    for derivation in desk.links.derivations:
        for match in joined(derivation.passages):
            if derivation.article == row.id:
                desk.words(row.id, (match.span,))
            if derivation.origin == row.id and match.from_span is not None:
                desk.words(row.id, (match.from_span,))


def start(a: Attribution) -> int:
    """Where the first words of an attribution stand."""
    return min((begin for spans in (a.source, a.cue, a.content) for begin, _ in spans), default=0)


def _line_kinds(row: Article) -> dict[int, str]:
    """Classes for lines, by where they begin."""
    kinds = {trimmed(row.text, p[0])[0]: "" for p in row.paragraphs if p}
    kinds |= {trimmed(row.text, span)[0]: "head" for span in row.headings}
    for field in ("subtitle", "title"):
        kinds |= {trimmed(row.text, span)[0]: field for span in row.evidence.get(field, ())[:1]}
    return kinds


def _attribution(desk: Desk, number: int, a: Attribution) -> AttributionView:
    statement = desk.statement_of.get(a.id)
    kind = " (thinks)" if a.kind == "attitude" else ""
    via = f" via {a.via}" if a.via else ""
    return AttributionView(
        number=number,
        id=desk.at.slug("a", a.id),
        href=desk.attribution(a),
        who=desk.who(a),
        told=f"{desk.who(a).text}{kind}{via}, score {a.score:.2f}",
        statement=desk.statement(statement.id) if statement else None,
        score=a.score,
    )


def _number(a: AttributionView) -> Markup:
    """The number of an attribution in its article's text: its address, and the way to its statement.

    The style sheet draws the number, so that the text reads back unchanged.
    """
    return Markup('<a class="{}" id="{}" data-n="{}" href="{}" title="{}"></a>').format(
        "n unsure" if a.score < UNSURE else "n", a.id, a.number, a.statement or a.href, plain(a.told)
    )


def _fields(desk: Desk, row: Article, reading: Reading) -> tuple[Field, ...]:
    known = (
        ("Outlet", "outlet", row.outlet),
        ("Title", "title", row.title),
        ("Subtitle", "subtitle", row.subtitle),
        ("Author", "authors", ", ".join(row.authors) or None),
        ("Published", "published", row.published and dated(row.published)),
        ("Dateline", "dateline", row.dateline),
    )
    credits = ", ".join(dict.fromkeys(c.name for c in reading.credits)) or None
    return (
        *(
            _field(desk, row, shown, value, row.evidence.get(field, ()) if value else ())
            for shown, field, value in known
        ),
        _field(desk, row, "Credits", credits, [c.span for c in reading.credits]),
        Field("Language", f"{row.language}: not read for who said what" if row.foreign else row.language, ()),
        Field("Retrieved", row.retrieved and dated(row.retrieved), ()),
        Field("Input", row.input, ()),
        Field("Kind of input", row.media_type, ()),
        Field("SHA-256 of the input", row.sha256, ()),
    )


def _field(desk: Desk, row: Article, name: str, value: str | None, spans: Iterable[Span]) -> Field:
    seen = []
    for span in [s for s in spans if s[0] < s[1]][:3]:
        words = shortened(row.text[slice(*span)])
        seen.append((desk.words(row.id, (span,)).href, "" if words == value else words))
    return Field(name, value, tuple(seen))
