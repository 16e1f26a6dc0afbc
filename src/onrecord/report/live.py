"""The live pages of a record: one function a page, findings or rows in, a whole HTML page as text out.

The findings that a page is given are a part of the record; what each needs stands with its function. A row that
refers to something outside of that part is shown as far as it goes. Links lead to the paths of `addresses`:
"/story/ID#…", "/article/ID#…", "/speaker/ID", and "/statement/ID" for a statement whose story is not at hand, which
is to lead on to a story that holds it. Forms send `token` (see `Frame`). The pages load `onrecord.report.assets()`
from "/assets/" and nothing else, and have neither style nor script of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.model import Findings
from onrecord.report import addresses, drawing, excerpts, statements, stories, texts, view
from onrecord.report.addresses import Live, asked
from onrecord.report.checked import CheckedView
from onrecord.report.desk import Desk
from onrecord.report.excerpts import LISTS, WHOLE
from onrecord.report.frame import (
    CorrectionForm,
    CorrectionRow,
    Counts,
    Found,
    Frame,
    Hit,
    Option,
    Paging,
    Shelf,
    SpeakerRow,
    StoryRow,
)
from onrecord.report.remarks import remarks, sentence
from onrecord.report.shapes import Name, SaidView, SpeakerView, StoryView

__all__ = [
    "WHOLE", "CorrectionForm", "CorrectionRow", "Counts", "Found", "Frame", "Hit", "Option", "Paging", "Shelf",
    "SpeakerRow", "StoryRow", "Viewed", "article", "check", "correct", "corrections", "front", "message", "place",
    "search", "speaker", "speakers", "story", "viewed",
]  # fmt: skip

_ORDERS = (("newest", "Newest first"), ("largest", "Largest first"))


@dataclass(frozen=True, slots=True)
class Pages:
    """The way to the pages of a list beside the one at hand."""

    page: int
    pages: int
    total: int
    before: str | None
    after: str | None


def front(shelf: Shelf, frame: Frame) -> str:
    """The stories of the record, as many as `shelf` holds; `order` in the query says which come first."""
    at = Live(here=frame.path)
    return _draw(
        "front",
        frame,
        "Stories",
        shelf=shelf,
        index=[(at.story(s.id), s) for s in shelf.stories],
        unread=view.unread(dict(shelf.unread)),
        orders=[(name, words, asked(addresses.FRONT, [("order", name)])) for name, words in _ORDERS],
    )


@dataclass(frozen=True, slots=True)
class Viewed:
    """The view of one story, to be kept between its pages: `rests` and `places` are empty where it has only one.

    `rests` are the ways to its lists, `places` where each element stands (see `excerpts`); `size` is how many
    attributions it holds.
    """

    id: str
    desk: Desk
    story: StoryView
    makers: tuple[tuple[str, str], ...]
    rests: Mapping[str, excerpts.Rest]
    places: Mapping[str, str]
    size: int

    @property
    def large(self) -> bool:
        """Whether it is shown in excerpts."""
        return self.size > WHOLE


def viewed(findings: Findings, story_id: str) -> Viewed:
    """The view of one story.

    `findings` hold its articles with their texts and readings, and every link row that touches them; `story_id` may
    also be the id of an article that is in no story. Raises KeyError when it is not there.
    """
    at = Live()
    at = Live(here=at.story(story_id))
    desk = Desk(findings, at)
    row = desk.stories.get(story_id)
    told = stories.story(desk, row, row.articles if row else (desk.articles[story_id].id,))
    size = sum(len(r.attributions) for r in findings.readings)
    large = size > WHOLE
    return Viewed(
        story_id,
        desk,
        told,
        view.makers(findings),
        excerpts.rests(told, story_id, at) if large else {},
        excerpts.places(told, story_id, at) if large else {},
        size,
    )


def story(of: Viewed, frame: Frame, listed: str | None = None, page: int = 1) -> str:
    """One story, whole; one of more than `WHOLE` attributions in an excerpt, or a page of one of its `LISTS`."""
    shown, sources = None, of.desk.sources()
    listed = listed if listed in of.rests else None
    if of.large:
        if listed:
            total = len(LISTS[listed].rows(of.story))
            pages = max(1, -(-total // excerpts.ROWS))
            page = min(page, pages)
            frame = replace(frame, query=(("list", listed),), paging=Paging(page, pages, total))
        shown = excerpts.excerpt(of.story, listed, page)
        held = set(excerpts.cited(shown))
        sources = {article: known for article, known in sources.items() if article in held}
    drawn = _draw(
        "story",
        frame,
        of.story.title,
        story=of.story,
        excerpt=shown,
        rests=of.rests,
        listed=listed,
        whole=frame.path,
        makers=of.makers,
        sources=sources,
        remarks=remarks(of.desk),
    )
    return excerpts.led(drawn, of.places, frame.path) if shown else drawn


def place(of: Viewed, statement_id: str) -> str:
    """Where a statement stands in its story of more than `WHOLE` attributions."""
    at = Live()
    slug = at.slug("s", statement_id)
    return f"{of.places.get(slug, at.story(of.id))}#{slug}"


def article(findings: Findings, article_id: str, frame: Frame) -> str:
    """One article with its marks.

    `findings` hold it with its reading, and every link row that touches it; other articles need not be there.
    Raises KeyError when it is not there.
    """
    desk = Desk(findings, Live(here=frame.path))
    row = desk.articles[article_id]
    texts.point_at(desk, row)
    shown = texts.article(desk, row)
    return _draw(
        "article",
        frame,
        row.title or row.name,
        a=shown,
        makers=view.makers(findings),
        sources=desk.sources(),
        remarks=remarks(desk),
    )


def speakers(shelf: Shelf, frame: Frame) -> str:
    """The speakers of the record, as many as `shelf` holds; `name` in the query narrows them to a name."""
    at = Live(here=frame.path)
    return _draw("speakers", frame, "Speakers", shelf=shelf, speakers=[_listed(at, s) for s in shelf.speakers])


def speaker(findings: Findings, speaker_id: str, frame: Frame) -> str:
    """One speaker with all that is reported of him or her, by time.

    `findings` hold the speaker, the statements of this page, the articles that report them with their readings, and the
    stories and occasions of those. Raises KeyError when the speaker is not there.
    """
    desk = Desk(findings, Live(here=frame.path))
    row = desk.speakers[speaker_id]
    by_day: dict[str | None, list[SaidView]] = defaultdict(list)
    count = 0
    for home, own in desk.statements_in.items():
        for s in own:
            if s.speaker == speaker_id and home is not None:
                said = statements.said(desk, s, str(home))
                by_day[said.day and said.day[: len("2024-01-24")]].append(said)
                count += 1
    shown = view.speaker(desk, row, ())
    days = sorted(by_day.items(), key=lambda x: (x[0] is None, x[0] or ""))
    total = frame.paging.total if frame.paging else count
    return _draw(
        "speaker",
        frame,
        row.name,
        speaker=shown,
        total=total,
        said=[(day, sorted(own, key=lambda s: s.href)) for day, own in days],
        makers=view.makers(findings),
        sources=desk.sources(),
        remarks=remarks(desk),
    )


def search(found: Found, frame: Frame) -> str:
    """What a search found; `q`, `speaker` and `page` in the query are its words, a speaker's id and the page."""
    at = Live(here=frame.path)
    chosen = next((name for id, name, _ in found.speakers if id == found.speaker), None)

    def narrowed(speaker_id: str | None) -> str:
        return asked(addresses.SEARCH, [("q", found.words), ("speaker", speaker_id or "")])

    return _draw(
        "search",
        frame,
        f"{found.words} – search" if found.words else "Search",
        words=found.words,
        found=found,
        chosen=chosen or found.speaker,
        everybody=narrowed(None),
        speakers=[(narrowed(id), name, n) for id, name, n in found.speakers if id != found.speaker],
        hits=[_hit(at, h) for h in found.hits],
    )


def corrections(rows: Sequence[CorrectionRow], frame: Frame) -> str:
    """What people said against findings; taking one back, or making it again, posts to "/corrections/ID/undo"."""
    at = Live(here=frame.path)
    shown = [
        {
            "row": r,
            "said": sentence(r.kind, r.left, r.right),
            "slug": at.slug("c", r.id),
            "send": f"{addresses.CORRECTIONS}/{at.quoted(r.id)}/{'again' if r.undone else 'undo'}",
            "href": addresses.row(*r.place) if r.place else None,
        }
        for r in rows
    ]
    return _draw("corrections", frame, "Corrections", rows=shown)


def correct(form: CorrectionForm, frame: Frame) -> str:
    """The form in which a person says what is wrong with a row; it posts to "/corrections".

    Its fields are the row, the `kind` of one of the options and, with the number of that option, "pick 0" (a slug) or
    "typed 0" (an address or a name), then `how`, `why` and `who`.
    """
    return _draw("correct", frame, f"Correct {_NOUN.get(form.noun, 'a ' + form.noun)}", form=form)


_NOUN = {"attribution": "one report of a statement", "article": "an article", "occasion": "an occasion"}


def check(found: CheckedView | None, frame: Frame, filled: str = "", problem: str | None = None) -> str:
    """The form in which a draft is given, and, once it was sent, what was `found` in it.

    The form posts to "/check": the `token`, and the `draft` as text or a `file`. `filled` is the text that was sent,
    when `problem` says why it could not be checked.
    """
    title = f"{found.title} – checked" if found else "Check a draft"
    mebibytes = addresses.DRAFT // 1024 // 1024
    return _draw("check", frame, title, view=found, filled=filled, problem=problem, limit=mebibytes)


def message(status: int, text: str, frame: Frame, title: str | None = None) -> str:
    """A page that only says something, such as why there is no other; `status` is that of HTTP, and says the title."""
    return _draw("message", frame, title or _STATUS.get(status, f"Error {status}"), text=text)


_STATUS = {
    200: "Done",
    400: "This cannot be asked",
    403: "Not allowed",
    404: "Not in this record",
    405: "Not allowed",
    409: "The record has changed",
    413: "Too much at once",
    429: "Too many at once",
    500: "Something went wrong",
    503: "The record is busy",
}


def _draw(page: str, frame: Frame, title: str, **values: object) -> str:
    return drawing.draw(
        f"live/{page}.html",
        **{
            "frame": frame,
            "title": title,
            "words": "",
            "sources": None,
            "remarks": {},
            "at": Live(here=frame.path),
            "pages": _pages(frame),
            "files": drawing.linked(),
            **values,
        },
    )


def _pages(frame: Frame) -> Pages | None:
    p = frame.paging
    if p is None:
        return None

    def to(page: int) -> str | None:
        query = (*frame.query, ("page", str(page) if page > 1 else ""))
        return asked(frame.path, query) if 1 <= page <= p.pages else None

    return Pages(p.page, p.pages, p.total, to(p.page - 1), to(p.page + 1))


def _listed(at: Live, s: SpeakerRow) -> SpeakerView:
    cited = ", ".join(x for x in (s.identifier, s.listed) if x) or None
    return SpeakerView(
        id=at.slug("who", s.id),
        href=at.speaker(s.id),
        who=Name(s.name, at.speaker(s.id), s.named, cited),
        kind=s.kind,
        aliases=(),
        descriptions=s.descriptions,
        statements=s.statements,
        groups=(),
        articles=s.articles,
        identifier=s.identifier,
        listed=s.listed,
    )


def _hit(at: Live, h: Hit) -> dict[str, object]:
    slug = at.slug("a", h.attribution) if h.attribution else None
    return {
        "who": Name(h.speaker_name, at.speaker(h.speaker), True) if h.speaker and h.speaker_name else None,
        "href": at.article(h.article, slug),
        "title": h.title,
        "name": h.name,
        "outlet": h.outlet,
        "published": h.published,
        "excerpt": h.excerpt,
    }
