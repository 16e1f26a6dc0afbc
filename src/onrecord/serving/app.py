"""The application: addresses to pages, forms to corrections, whatever goes wrong to a page that says so.

Pages are drawn elsewhere (`drawing`), each once for a moment of the record, and kept (`cache`). Whether the record has
changed is asked of it now and then, not by every request, so that readers and the one who writes do not wait for each
other.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Callable, Container, Hashable
from functools import cache, partial
from pathlib import Path
from urllib.parse import parse_qsl

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from onrecord import report
from onrecord.database import Busy
from onrecord.errors import OnrecordError, RecordError
from onrecord.report import addresses
from onrecord.report.live import Counts
from onrecord.serving import checking, forms
from onrecord.serving.cache import Cache, Page
from onrecord.serving.drawing import Drawing, processes
from onrecord.serving.guard import TooLarge
from onrecord.serving.pages import STORED, NotAsked, NotThere, Pages, Question, stored
from onrecord.serving.reading import Moment, reason
from onrecord.serving.relinking import Relinking

# seconds for which what is known of the record's moment is good enough
FRESH = 0.5
# the answer to a form waits so many seconds for the links, so that the page that comes next shows what it did
SOON = 3.0
# seconds for which a page may still be given when the record has changed, while the new one is drawn
FORMER = 10.0
# the most fields of a query
FIELDS = 10

# the pages that show more than links: also what is not linked yet, what failed, what people said
_OF_EVERYTHING = ("front", "search", "corrections")

_log = logging.getLogger(__name__)
_State = tuple[Moment, Counts, int]


class Site:
    """The answers to all addresses of one record."""

    def __init__(self, pages: Pages, drawing: Drawing, relinking: Relinking) -> None:
        self.pages = pages
        self.drawing = drawing
        self.relinking = relinking
        self._cache = Cache()
        self._limit = anyio.CapacityLimiter(2 * processes())
        self._state: _State | None = None
        self._asked = float("-inf")
        self._asking: asyncio.Task[_State] | None = None
        self._last: dict[bool, Hashable] = {}
        self._ended: dict[Hashable, float] = {}
        self._tried: int | None = None

    def routes(self) -> list[Route]:
        def page(path: str, kind: str) -> Route:
            return Route(path, partial(self.page, kind=kind), methods=["GET"])

        return [
            page("/", "front"),
            page("/story/{id}", "story"),
            page("/statement/{id}", "statement"),
            page("/article/{id}", "article"),
            page("/speakers", "speakers"),
            page("/speaker/{id}", "speaker"),
            page("/search", "search"),
            page("/corrections", "corrections"),
            page("/correct", "correct"),
            page("/check", "check"),
            Route("/check", self.check, methods=["POST"]),
            Route("/corrections", self.correct, methods=["POST"]),
            Route("/corrections/{id}/undo", partial(self.turn, keep=forms.undo), methods=["POST"]),
            Route("/corrections/{id}/again", partial(self.turn, keep=forms.again), methods=["POST"]),
            Route("/changes", self.changes, methods=["GET"]),
            Route("/assets/{name}", self.asset, methods=["GET"]),
        ]

    # --- pages ---------------------------------------------------------------------------------------

    async def page(self, request: Request, kind: str) -> Response:
        question = _question(request, kind)
        state = await self.state()
        note = self._note(state)

        async def draw() -> Page:
            return await self._threaded(lambda: self.drawing.draw(question, note))

        # a story stays as it is while articles come in that are not linked yet
        everything = kind in _OF_EVERYTHING
        moment = state[0] if everything else state[0].links, note
        former = self._former(everything, moment)
        page = await self._cache.get(question, moment, draw, () if _anew(request) else former)
        if page.location is not None:
            to = stored(page.location) if question.one(STORED, 1) else page.location
            return RedirectResponse(to, page.status)
        return _html(page, request)

    def _former(self, everything: bool, moment: Hashable) -> Container[Hashable]:
        """The moments that ended less than `FORMER` seconds ago."""
        now = time.monotonic()
        last = self._last.get(everything, moment)
        self._ended = {m: at for m, at in self._ended.items() if now - at < FORMER and m != moment}
        if last != moment:
            self._ended[last] = now
        self._last[everything] = moment
        return self._ended

    async def state(self) -> _State:
        """The state of the record, at most `FRESH` seconds old; older while somebody who writes keeps readers out."""
        if time.monotonic() - self._asked > FRESH and self._asking is None:
            self._asking = asyncio.ensure_future(self._renewed())
        if self._state is not None and self._asking is not None:
            await asyncio.wait([self._asking], timeout=0.05)
        if self._state is None and self._asking is not None:
            return await asyncio.shield(self._asking)
        assert self._state is not None
        return self._state

    async def _renewed(self) -> _State:
        try:
            # a thread of its own: drawing must not keep it waiting
            self._state = await anyio.to_thread.run_sync(self.pages.state)
            self._asked = time.monotonic()
        except RecordError as error:
            # who writes keeps readers out for a while: the pages that have been drawn are as right as before
            if self._state is None or not isinstance(error, Busy):
                self._state = None
                raise
            return self._state
        finally:
            self._asking = None
        moment = self._state[0]
        # links that stay out of date while nothing comes in are nobody's: whoever added was killed, say
        if moment.stale and not self.relinking.running and moment.changes != self._tried:
            self._tried = moment.changes
            self.relinking.ask(at_once=False)
        return self._state

    def _note(self, state: _State) -> str | None:
        moment, _, unlinked = state
        if not moment.stale:
            return None
        if self.relinking.failed:
            return f"The findings could not be linked anew: {self.relinking.failed}"
        if unlinked:  # how many is told by /changes: each that comes in would make all pages out of date
            return "Articles have come in that are not linked yet: the findings do not know of them."
        return "The findings are being linked anew; these are the former ones."

    async def _threaded(self, work: Callable[[], Page]) -> Page:
        return await anyio.to_thread.run_sync(work, limiter=self._limit)

    async def changes(self, request: Request) -> Response:
        """What a page that is open asks now and then, to tell its reader what came in since."""
        moment, counts, _ = await self.state()
        return JSONResponse({"moment": str(moment), "articles": counts.articles})

    async def asset(self, request: Request) -> Response:
        found = _assets().get(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        media_type, text = found
        # its name changes with it
        return Response(
            text, headers={"content-type": media_type, "cache-control": "private, max-age=604800, immutable"}
        )

    # --- forms ---------------------------------------------------------------------------------------

    async def correct(self, request: Request) -> Response:
        form = forms.fields(await _body(request), self.pages.token)
        answer = await self._threaded(lambda: self.pages.correct(form))
        return await self._changed(answer.location) if answer.location else _html(answer, request)

    async def check(self, request: Request) -> Response:
        """Hold the draft that a form sends against the record."""
        name, data = checking.source(await _body(request), request.headers["content-type"], self.pages.token)
        note = self._note(await self.state())
        return _html(await self._threaded(lambda: self.drawing.check(name, data, note)), request)

    async def turn(self, request: Request, keep: Callable[[Path, str, dict[str, str]], None]) -> Response:
        """Take a correction back, or make it again."""
        form = forms.fields(await _body(request), self.pages.token)
        id = request.path_params["id"]
        await anyio.to_thread.run_sync(lambda: keep(self.pages.reader.path, id, form))
        return await self._changed(addresses.CORRECTIONS)

    async def _changed(self, location: str) -> Response:
        """Link anew, and lead on: to findings that go by what was said when that is soon done."""
        self.relinking.ask(at_once=True)
        for _ in range(int(SOON / 0.05)):
            if not self.relinking.running:
                break
            await asyncio.sleep(0.05)
        # whoever has just said something is shown no page from before
        self._last.clear()
        self._ended.clear()
        self._asked = float("-inf")
        # the page that comes next says that it is being linked anew
        if self._asking is not None:
            await asyncio.wait([self._asking])
        await self._renewed()
        return RedirectResponse(location, 303)

    # --- what goes wrong -----------------------------------------------------------------------------

    def refused(
        self, request: Request, status: int, text: str, headers: dict[str, str] | None = None, title: str | None = None
    ) -> Response:
        return _html(self.pages.message(status, text, request.url.path, title), request, headers)

    async def not_there(self, request: Request, error: Exception) -> Response:
        return self.refused(request, 404, str(error))

    async def not_asked(self, request: Request, error: Exception) -> Response:
        return self.refused(request, 400, str(error))

    async def form_refused(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, forms.Refused)
        return self.refused(request, error.status, str(error))

    async def http(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        text = _SAID.get(error.status_code, "This cannot be answered.")
        return self.refused(request, error.status_code, text, dict(error.headers or {}))

    async def unreadable(self, request: Request, error: Exception) -> Response:
        _log.error("%s", _shown(str(error)))
        said = f"The record cannot be used now: {reason(error, self.pages.reader.path)}."
        return self.refused(request, 503, said, title=None if isinstance(error, Busy) else "The record cannot be used")

    async def gone(self, request: Request, error: Exception) -> Response:
        return Response(status_code=400)  # nobody is there to take it

    async def broken(self, request: Request, error: Exception) -> Response:
        told = "".join(traceback.format_exception(error))  # may hold words of the request, or of articles
        _log.error("%s", _shown(f"an error in onrecord, at {request.url.path!a}\n{told}"))
        return self.refused(request, 500, "This page could not be made. What went wrong stands where onrecord runs.")


_SAID = {404: "There is nothing at this address.", 405: "This address is not asked in that way."}


def application(site: Site) -> Starlette:
    """The ASGI application of a site, without its guard."""
    app = Starlette(
        routes=site.routes(),
        exception_handlers={
            NotThere: site.not_there,
            NotAsked: site.not_asked,
            forms.Refused: site.form_refused,
            HTTPException: site.http,
            OnrecordError: site.unreadable,
            ClientDisconnect: site.gone,
            Exception: site.broken,
        },
    )
    app.router.redirect_slashes = False
    return app


def _question(request: Request, kind: str) -> Question:
    try:
        query = parse_qsl(request.scope["query_string"].decode("ascii"), max_num_fields=FIELDS, errors="strict")
    except ValueError:
        raise NotAsked("The address cannot be read.") from None
    return Question(request.scope["path"], kind, request.path_params.get("id", ""), tuple(sorted(dict(query).items())))


def _anew(request: Request) -> bool:
    """Whether the reader wants the page as it is now, as a browser says that loads a page again."""
    return any(word in request.headers.get("cache-control", "") for word in ("max-age=0", "no-cache"))


async def _body(request: Request) -> bytes:
    try:
        return await request.body()
    except TooLarge:
        raise forms.Refused(413, "The form is too large.") from None


def _shown(words: str) -> str:
    """Words as a terminal may have them: what is not seen, as escapes; lines stay."""
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in words)


def _html(page: Page, request: Request, headers: dict[str, str] | None = None) -> Response:
    """A page; or, where the browser has it already, that it has."""
    if page.status == 200 and page.tag in request.headers.get("if-none-match", "").replace("W/", "").split(", "):
        return Response(status_code=304, headers={"etag": page.tag})
    said = {"content-type": "text/html; charset=utf-8", **({"etag": page.tag} if page.status == 200 else {})}
    return Response(page.html, page.status, {**said, **(headers or {})})


@cache
def _assets() -> dict[str, tuple[str, str]]:
    return report.assets()
