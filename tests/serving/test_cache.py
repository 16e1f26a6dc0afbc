"""Pages that are kept: drawn once, given once more when they have just become out of date, and not beyond the room."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Container

import pytest

from onrecord.serving.cache import Cache, Page


class Drawing:
    """What draws pages; each takes its time, and says how often it was asked."""

    def __init__(self) -> None:
        self.drawn: list[str] = []

    def of(self, words: str, status: int = 200) -> Callable[[], Awaitable[Page]]:
        async def draw() -> Page:
            self.drawn.append(words)
            await asyncio.sleep(0.01)
            if words == "broken":
                raise ValueError(words)
            return Page(status, words.encode())

        return draw


def words(pages: list[Page]) -> list[str]:
    return [page.html.decode() for page in pages]


def test_many_who_ask_at_once_wait_for_one_drawing() -> None:
    async def asked(drawing: Drawing) -> list[Page]:
        kept = Cache()
        first = await asyncio.gather(*(kept.get("/", 1, drawing.of("one")) for _ in range(50)))
        return [*first, await kept.get("/", 1, drawing.of("again"))]

    drawing = Drawing()
    assert words(asyncio.run(asked(drawing))) == ["one"] * 51
    assert drawing.drawn == ["one"]


@pytest.mark.parametrize(("former", "seen"), [((1,), ["one", "one", "one", "two"]), ((), ["one", "two", "two", "two"])])
def test_a_page_of_a_former_moment_is_given_while_the_new_one_is_drawn(former: Container[int], seen: list[str]) -> None:
    async def asked(drawing: Drawing) -> list[Page]:
        kept = Cache()
        out = [await kept.get("/", 1, drawing.of("one"))]
        out.append(await kept.get("/", 2, drawing.of("two"), former))
        out.append(await kept.get("/", 2, drawing.of("two"), former))
        await asyncio.sleep(0.05)
        return [*out, await kept.get("/", 2, drawing.of("two"), former)]

    drawing = Drawing()
    assert words(asyncio.run(asked(drawing))) == seen
    assert drawing.drawn == ["one", "two"]


def test_what_goes_wrong_is_told_to_all_who_wait_and_tried_anew() -> None:
    async def asked(drawing: Drawing) -> list[object]:
        kept = Cache()
        wrong = await asyncio.gather(
            *(kept.get("/", 1, drawing.of("broken")) for _ in range(3)), return_exceptions=True
        )
        return [*wrong, await kept.get("/", 1, drawing.of("mended"))]

    drawing = Drawing()
    *wrong, mended = asyncio.run(asked(drawing))
    assert [type(x) for x in wrong] == [ValueError] * 3
    assert mended == Page(200, b"mended")
    assert drawing.drawn == ["broken", "mended"]


def test_what_was_asked_for_the_longest_ago_goes_first_and_errors_are_not_kept() -> None:
    async def asked(drawing: Drawing) -> None:
        kept = Cache(room=25)
        for path in ("/a", "/b", "/a", "/c", "/a", "/b"):
            await kept.get(path, 1, drawing.of(path * 5))
        for _ in range(2):
            await kept.get("/no", 1, drawing.of("no", 404))

    drawing = Drawing()
    asyncio.run(asked(drawing))
    assert drawing.drawn == ["/a" * 5, "/b" * 5, "/c" * 5, "/b" * 5, "no", "no"]
