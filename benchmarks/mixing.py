"""Piles of any size, made of real articles with their readings, of which it is known what was made of what."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from editing import Told, cut_off, joined, less_sentences
from linking import TOLD, printed

from onrecord.model import Article, Reading, digest

# of each eight real articles so many are made, these kinds in turn, and no two of a kind of the same
KINDS = ("copy", "abridged", "rewritten", "mixed") * 3
# of a rewritten article so many sentences are gone
GONE = 0.3
# rows of a file, and articles of which the order is mixed, so that those of a story stand in several shards
ROWS, WINDOW = 50, 1000


class Made(NamedTuple):
    """An article with its reading, how it was made, and the names of those that it was made of."""

    article: Article
    reading: Reading
    kind: str
    origins: tuple[str, ...]


def pile(known: Sequence[Told], size: int) -> Iterator[Made]:
    """So many articles, those of a family near each other."""
    window: list[Made] = []
    chance = random.Random(size)
    for one in _families(known, size):
        window.append(one)
        if len(window) == WINDOW:
            chance.shuffle(window)
            yield from window
            window = []
    chance.shuffle(window)
    yield from window


def _families(known: Sequence[Told], size: int) -> Iterator[Made]:
    made = 0
    for family in range(-(-size // (TOLD + len(KINDS)))):
        # which time a real article is used, and which it is
        places = [divmod(family * TOLD + n, len(known)) for n in range(TOLD)]
        first = [
            _named(printed(known[p], again, 0, digest(family, n)), family, n) for n, (again, p) in enumerate(places)
        ]
        rest = (_derived(known, places, first, family, n) for n in range(len(KINDS)))
        for one in (*(Made(*told, "real", ()) for told in first), *rest):
            if made < size:
                yield one
            made += 1


def _derived(
    known: Sequence[Told], places: Sequence[tuple[int, int]], first: Sequence[Told], family: int, n: int
) -> Made:
    """The n-th that is made of a family's real articles: of one of them, or of it and the next."""
    kind, number = KINDS[n], TOLD + n
    of = (n + 2 * (n // TOLD)) % TOLD
    again, place = places[of]
    origins: tuple[str, ...] = (first[of][0].name,)
    identity = digest(family, number)
    if kind == "copy":
        told = printed(known[place], again, 0, identity)
    elif kind == "abridged":
        told = printed(known[place], again, 1, identity)
    elif kind == "rewritten":
        told = less_sentences(printed(known[place], again, 1, identity, least=1.0), GONE)
    else:
        other = (of + 1) % TOLD
        two = (places[of], places[other])
        halves = [_half(printed(known[p], again, 0, digest(identity, p))) for again, p in two]
        article, read = joined(*halves, identity)
        told = replace(article, published=max((a.published for a, _ in halves if a.published), default=None)), read
        origins = (*origins, first[other][0].name)
    return Made(*_named(told, family, number), kind, origins)


def _half(told: Told) -> Told:
    paragraphs = told[0].paragraphs
    return cut_off(told, paragraphs[(len(paragraphs) - 1) // 2][-1][1])


def _named(told: Told, family: int, number: int) -> Told:
    """Of an outlet of its own, and those made of others hours after these."""
    article, read = told
    day = article.published and article.published[:10]
    when = f"{day}T{min(23, 6 + number):02}:00" if day and len(day) == 10 else day
    outlet = article.outlet if number < TOLD else f"Outlet {number}"
    return replace(article, name=f"{family}-{number}", published=when, outlet=outlet), read


def short(told: Told, words: int) -> Told:
    """An article up to the end of the paragraph in which it has so many words."""
    article = told[0]
    count = 0
    for paragraph in article.paragraphs:
        count += sum(len(article.text[start:stop].split()) for start, stop in paragraph)
        if count >= words:
            return cut_off(told, paragraph[-1][1])
    return told


def written(made: Iterable[Made], folder: Path) -> None:
    """Write texts as tables of some rows, as somebody has them who comes with an archive."""
    rows: list[str] = []
    folder.mkdir()

    def put() -> None:
        if rows:
            name = f"{len(list(folder.iterdir())):05}.jsonl"
            (folder / name).write_text("\n".join(rows) + "\n", "utf-8")
            rows.clear()

    for one in made:
        a = one.article
        row = {"id": a.name, "title": a.title, "text": a.text, "outlet": a.outlet, "published": a.published}
        rows.append(json.dumps(row, ensure_ascii=False))
        if len(rows) == ROWS:
            put()
    put()


def noted(made: Iterable[Made], truth: Path) -> Iterator[Made]:
    """The same, writing down of each how it was made."""
    with truth.open("w", encoding="utf-8") as file:
        for one in made:
            file.write(json.dumps({"name": one.article.name, "kind": one.kind, "origins": one.origins}) + "\n")
            yield one


def groups(made: Iterable[Made], size: int) -> Iterator[list[Told]]:
    some: list[Told] = []
    for one in made:
        some.append((one.article, one.reading))
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some
