"""What stands at an address: the record is read, its links as they are, and the page drawn. Nothing is changed."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from onrecord import parts
from onrecord.report import addresses, live
from onrecord.report.addresses import Live
from onrecord.report.live import Counts, Frame, Paging, Viewed
from onrecord.serving import checking, choices, forms, lists
from onrecord.serving.cache import Page
from onrecord.serving.reading import Moment, Reader

_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
# the longest words of a search and the longest name, in characters; the last page that may be asked for
_WORDS, _NAME, _LAST = 400, 200, 1_000_000
# the longest address of a row
_ADDRESS = 500
# attributions of the stories whose views are kept; a view takes about 7 kilobytes for each
ROOM = 20_000
# what the page that follows a form has in its query
STORED = "stored"


class NotThere(LookupError):
    """There is nothing at an address; the words are for a person."""


class NotAsked(ValueError):
    """A query that cannot be asked; the words are for a person."""


@dataclass(frozen=True, slots=True)
class Question:
    """An address in its parts: the path, the kind of page ("story"), the id in the path, and the query."""

    path: str
    kind: str
    id: str = ""
    query: tuple[tuple[str, str], ...] = ()

    def one(self, name: str, longest: int) -> str:
        """A field of the query, without the spaces around it; of several the last."""
        value = dict(self.query).get(name, "").strip()
        if len(value) > longest:
            raise NotAsked(f"“{name}” is longer than {longest} characters.")
        return value

    @property
    def page(self) -> int:
        value = self.one("page", 20) or "1"
        if not (value.isascii() and value.isdigit() and 1 <= int(value) <= _LAST):
            raise NotAsked("There is no such page.")
        return int(value)


class Stories:
    """The views of stories that are too large for one page, kept between their pages; the latest, as many as fit.

    A view is of the links of a moment, which is part of its key. For several threads.
    """

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self._held: OrderedDict[Hashable, Viewed] = OrderedDict()
        self._one = threading.Lock()

    def get(self, key: Hashable) -> Viewed | None:
        with self._one:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def keep(self, key: Hashable, of: Viewed) -> Viewed:
        """The view itself; it is kept if it is large, and the last one however large it is."""
        with self._one:
            if of.large:
                self._held[key] = of
                self._held.move_to_end(key)
            while len(self._held) > 1 and sum(other.size for other in self._held.values()) > self.room:
                self._held.popitem(last=False)
        return of


class Pages:
    """The pages of the record that `reader` reads; `name` and `token` stand on all of them."""

    def __init__(self, reader: Reader, name: str, token: str) -> None:
        self.reader = reader
        self.name = name
        self.token = token
        self._counted: tuple[Moment, Counts, int] = (Moment(), Counts(), 0)
        self._order: tuple[object, list[str]] = (None, [])
        self._stories = Stories()
        self._kinds = {**_KINDS, "speakers": self._speakers, "story": self._story, "statement": self._statement}

    def state(self) -> tuple[Moment, Counts, int]:
        """The moment of the record, how much it holds then, and how many articles are not linked yet."""
        with self.reader.reading() as (db, moment):
            return self._state(db, moment)

    def draw(self, question: Question, note: str | None = None) -> Page:
        """The page at an address. Raises NotThere, NotAsked, and RecordError when the record cannot be read."""
        if question.id and not _ID.fullmatch(question.id):
            raise NotThere("There is nothing at this address.")
        with self.reader.reading() as (db, moment):
            counts = self._state(db, moment)[1]
            drawn = self._kinds[question.kind](db, question)
        if isinstance(drawn, str):
            return Page(302, location=drawn)
        page, query, paging = drawn
        stored = bool(question.one(STORED, 1))
        frame = Frame(self.name, self.token, question.path, counts, query, paging, note, str(moment), stored)
        return _page(200, page(frame))

    def correct(self, form: Mapping[str, str]) -> Page:
        """Keep what a form says; the answer leads back, or is the form with what was wrong with it."""
        address, refused = form.get("row", ""), None
        with self.reader.reading() as (db, moment):
            counts = self._state(db, moment)[1]
            found = choices.row(db, address)
            if found is None:
                raise forms.Refused(400, "What was to be corrected is not in this record any more.")
            shown = choices.form(db, *found, form)
            try:
                said = forms.said(db, *found, form)
            except forms.Refused as error:
                refused = error
        if refused is None:
            try:
                forms.keep(self.reader.path, said, form)
                return Page(303, location=stored(shown.back))
            except forms.Refused as error:
                refused = error
        frame = Frame(self.name, self.token, addresses.CORRECT, counts, moment=str(moment))
        return _page(refused.status, live.correct(replace(shown, problem=str(refused)), frame))

    def check(self, name: str, data: bytes, note: str | None = None) -> Page:
        """The page of a draft that was sent as a file of that name; nothing of it is kept."""
        problem, drawn, filled = None, None, ""
        try:
            draft = checking.read(name, data)
        except forms.Refused as error:
            problem = str(error)
            filled = data.decode("utf-8", "replace") if name == checking.PASTED else ""
        with self.reader.reading() as (db, moment):
            counts = self._state(db, moment)[1]
            if problem is None:
                drawn = checking.found(db, draft)
        frame = Frame(self.name, self.token, addresses.CHECK, counts, note=note, moment=str(moment))
        if drawn is None:
            return _page(400, live.check(None, frame, filled, problem))
        return _page(200, drawn(frame))

    def _speakers(self, db: sqlite3.Connection, question: Question) -> _Drawn:
        links = self._counted[0].links
        if self._order[0] != links:
            self._order = links, lists.speaker_order(db)
        words = question.one("name", _NAME)
        shelf, paging = lists.speakers(db, self._order[1], words, question.page)
        return lambda frame: live.speakers(shelf, frame), (("name", words),), paging

    def _story(self, db: sqlite3.Connection, question: Question) -> _Drawn:
        id = question.id
        key = self._counted[0].links, id
        kept = self._stories.get(key)
        name, page = question.one("list", 20) or None, question.page
        if kept is not None:
            return lambda frame: live.story(kept, frame, name, page), (), None
        try:
            findings = parts.of_story(db, id)
        except LookupError:
            now = parts.story_now(db, id)
            if now:
                return Live().story(now)
            findings = parts.of_articles(db, [id])
            if not findings.articles:
                raise NotThere(_GONE.format("story")) from None
        return lambda frame: live.story(self._stories.keep(key, live.viewed(findings, id)), frame, name, page), (), None

    def _statement(self, db: sqlite3.Connection, question: Question) -> _Drawn:
        now, story = parts.statement_now(db, question.id)
        if not (now and story):
            raise NotThere(_GONE.format("statement"))
        if lists.attributions(db, story) <= live.WHOLE:
            at = Live()
            return at.story(story, at.slug("s", now))
        key = self._counted[0].links, story
        kept = self._stories.get(key) or self._stories.keep(key, live.viewed(parts.of_story(db, story), story))
        return live.place(kept, now)

    def message(self, status: int, text: str, path: str, title: str | None = None) -> Page:
        """A page that only says something; nothing is read for it."""
        return _page(status, live.message(status, text, Frame(self.name, self.token, path, self._counted[1]), title))

    def _state(self, db: sqlite3.Connection, moment: Moment) -> tuple[Moment, Counts, int]:
        if self._counted[0] != moment:
            self._counted = (moment, lists.counts(db), lists.unlinked(db) if moment.stale else 0)
        return self._counted


def _page(status: int, text: str) -> Page:
    html = text.encode()
    return Page(status, html, tag=f'"{blake2b(html, digest_size=12).hexdigest()}"')


def stored(address: str) -> str:
    """The address of a page that says first that a correction is stored."""
    path, mark, fragment = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{STORED}=1{mark}{fragment}"


# what a page is drawn from outside of the transaction: the frame's query and paging; or where the address leads
_Drawn = tuple[Callable[[Frame], str], tuple[tuple[str, str], ...], Paging | None] | str


def _front(db: sqlite3.Connection, question: Question) -> _Drawn:
    order = question.one("order", 20) or "newest"
    if order not in lists.ORDERS:
        raise NotAsked(f"There is no such order; there is {', '.join(lists.ORDERS)}.")
    shelf, paging = lists.stories(db, order, question.page)
    return lambda frame: live.front(shelf, frame), (("order", order),), paging


def _article(db: sqlite3.Connection, question: Question) -> _Drawn:
    findings = parts.of_articles(db, [question.id])
    if not findings.articles:
        raise NotThere("The record holds no article of this address.")
    return lambda frame: live.article(findings, question.id, frame), (), None


def _speaker(db: sqlite3.Connection, question: Question) -> _Drawn:
    id = question.id
    paging = lists.paging(question.page, lists.statements(db, id), lists.STATEMENTS)
    try:
        findings = parts.of_speaker(db, id, (paging.page - 1) * lists.STATEMENTS, lists.STATEMENTS)
    except LookupError:
        now = parts.speaker_now(db, id)
        if now:
            return Live().speaker(now)
        raise NotThere(_GONE.format("speaker")) from None
    return lambda frame: live.speaker(findings, id, frame), (), paging


def _search(db: sqlite3.Connection, question: Question) -> _Drawn:
    words, speaker = question.one("q", _WORDS), question.one("speaker", 64) or None
    found, paging = lists.found(db, words, speaker, question.page)
    return lambda frame: live.search(found, frame), (("q", words), ("speaker", speaker or "")), paging


def _corrections(db: sqlite3.Connection, question: Question) -> _Drawn:
    rows, paging = lists.corrections(db, question.page)
    return lambda frame: live.corrections(rows, frame), (), paging


def _correct(db: sqlite3.Connection, question: Question) -> _Drawn:
    found = choices.row(db, question.one("row", _ADDRESS))
    if found is None:
        raise NotThere(_GONE.format("finding"))
    form = choices.form(db, *found)
    return lambda frame: live.correct(form, frame), (), None


def _check(db: sqlite3.Connection, question: Question) -> _Drawn:
    return lambda frame: live.check(None, frame), (), None


_GONE = (
    "The record holds no {0} of this address. A {0} has another address when articles are added to it; "
    "this one is not known from before either."
)
_KINDS: Mapping[str, Callable[[sqlite3.Connection, Question], _Drawn]] = {
    "front": _front,
    "article": _article,
    "speaker": _speaker,
    "search": _search,
    "corrections": _corrections,
    "correct": _correct,
    "check": _check,
}
