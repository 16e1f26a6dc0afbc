"""Texts with known truth for training/cleaning_weights.py: which lines of a page are its body, and made-up scrapes."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass

from onrecord.intake.cleaning import marked
from onrecord.intake.lines import Line

_WORD = re.compile(r"\w+")
# a line of so many words is of the body where the body says it; a shorter one only near such lines
SURE = 8
# so many occurrences of a line in the body are looked at
MOST = 60


@dataclass
class Labelled:
    """The lines of a text and whether each is of the article."""

    lines: list[Line]
    inside: list[bool]


# --- pages with a known body -------------------------------------------------------------------------


def words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def labels(lines: list[Line], body: list[str]) -> list[bool]:
    """Whether each line of a flattened page stands in its body; furniture between two that do counts as in.

    Lines and body are aligned in order: of all chains of lines that the body says one after the other, the one
    with the most words is taken. Short lines count next to others only.
    """
    said = words(" ".join(body))
    own = [words(line.text) for line in lines]
    found = _places(own, said)
    chain = _longest(found, len(said))
    sure = [line for line, *_ in chain if len(own[line]) >= SURE]
    held = [False] * len(lines)
    for n, (line, start, stop, _) in enumerate(chain):
        close = not sure or any(abs(line - other) <= SURE for other in sure)
        follows = n > 0 and chain[n - 1][2] == start
        followed = n + 1 < len(chain) and chain[n + 1][1] == stop
        held[line] = (
            len(own[line]) >= SURE or (close and (len(own[line]) >= 4 or follows or followed)) or (follows and followed)
        )
    out = held[:]
    last = None
    for i, inside in enumerate(held):
        if inside:
            if last is not None and i - last <= 12 and all(lines[k].kind for k in range(last + 1, i)):
                out[last + 1 : i] = [True] * (i - last - 1)
            last = i
    return out


# a line, where it begins and ends in the body, its worth
Place = tuple[int, int, int, float]


def _places(own: list[list[str]], said: list[str]) -> list[Place]:
    """Where the body says each line, whole or in most of its parts."""
    first: dict[str, list[int]] = defaultdict(list)
    fours: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, word in enumerate(said):
        first[word].append(i)
        if i + 4 <= len(said):
            fours[tuple(said[i : i + 4])].append(i)
    out: list[Place] = []
    for line, parts in enumerate(own):
        size = len(parts)
        if not size:
            continue
        begins = fours.get(tuple(parts[:4]), []) if size >= 4 else first.get(parts[0], [])
        whole = [i for i in begins if said[i : i + size] == parts]
        out += [(line, i, i + size, float(size)) for i in whole[:MOST]]
        if not whole and size >= SURE:
            hits = [fours[four][0] for i in range(size - 3) if (four := tuple(parts[i : i + 4])) in fours]
            if len(hits) >= 0.6 * (size - 3):
                out.append((line, min(hits), min(hits) + 1, 0.6 * size))
    return out


def _longest(found: list[Place], size: int) -> list[Place]:
    """The chain of most worth whose places follow each other; a place right after another is worth half a word more."""
    worth, last = [0.0] * (size + 2), [-1] * (size + 2)
    back = [-1] * len(found)

    def best(stop: int) -> tuple[float, int]:
        value, at, stop = 0.0, -1, stop + 1
        while stop > 0:
            if worth[stop] > value:
                value, at = worth[stop], last[stop]
            stop -= stop & -stop
        return value, at

    at = 0
    while at < len(found):
        until = at
        while until < len(found) and found[until][0] == found[at][0]:
            until += 1
        new = []
        for place in range(at, until):
            _, start, stop, own = found[place]
            value, before = best(start)
            back[place] = before
            new.append((stop, value + own + (0.5 if before >= 0 and found[before][2] == start else 0.0), place))
        for stop, value, place in new:
            i = stop + 1
            while i < len(worth):
                if value > worth[i]:
                    worth[i], last[i] = value, place
                i += i & -i
        at = until
    chain: list[Place] = []
    place = best(size)[1]
    while place >= 0:
        chain.append(found[place])
        place = back[place]
    return chain[::-1]


# --- made texts --------------------------------------------------------------------------------------


def _made(rows: list[tuple[str, bool, bool]]) -> Labelled | None:
    """A text of lines, each with its label and whether a blank line stands above; None where lines would be joined."""
    lines = marked("\n".join(("\n" if apart and i else "") + text for i, (text, _, apart) in enumerate(rows)))
    return Labelled(lines, [inside for _, inside, _ in rows]) if len(lines) == len(rows) else None


# a title has so many words
TITLE = range(3, 26)
Rows = list[tuple[str, bool, bool]]


def bounds(page: Labelled) -> tuple[int, int] | None:
    """The first line of a page's article and the one after its last."""
    inside = [i for i, held in enumerate(page.inside) if held]
    return (inside[0], inside[-1] + 1) if inside else None


def article_rows(article: str, rnd: random.Random) -> tuple[str, Rows]:
    """The title of a news text and its lines, cut short at times."""
    title, *rest = [line for line in article.split("\n") if line.strip()]
    if rnd.random() < 0.3:
        rest = rest[: max(2, rnd.randrange(1, len(rest) + 1))]
    apart = rnd.random() < 0.5
    return title.rstrip("."), [(text, True, apart) for text in rest]


def page_rows(page: Labelled) -> tuple[str, Rows]:
    """What looks like the title of a page's article, and the article's lines with what stands between them."""
    start, stop = bounds(page) or (0, 0)
    title = next(
        (page.lines[i].text for i in reversed(range(max(0, start - 10), start)) if _is_title(page.lines[i])), ""
    )
    return title, [
        (line.text, held, line.blank_before)
        for line, held in zip(page.lines[start:stop], page.inside[start:stop], strict=True)
    ]


def _is_title(line: Line) -> bool:
    return line.words in TITLE and line.kind is None and not line.bullet


def dressed(page: Labelled, title: str, core: Rows, rnd: random.Random) -> Labelled | None:
    """A page with another title and article in the place of its own; what stood within its own stays."""
    held = bounds(page)
    if not held or not core:
        return None
    start, stop = held
    old = [(line.text, False, line.blank_before) for line in page.lines]
    between = [old[i] for i in range(start, stop) if not page.inside[i] and page.lines[i].kind is None][:10]
    if between and len(core) > 3:
        at = rnd.randrange(1, len(core))
        core = [*core[:at], *between, *core[at:]]
    likely = [i for i in range(max(0, start - 10), start) if _is_title(page.lines[i])]
    if likely and title:
        own = page.lines[max(likely, key=lambda i: page.lines[i].words)].text
        # wherever the title stands: in the page's first line it has the site's name behind it
        old = [(text.replace(own, title) if text.startswith(own) else text, no, apart) for text, no, apart in old]
    return _made(old[:start] + core + old[stop:])


HEADS = [
    ["By Ann Smith", "Published 3 March 2021"],
    ["3 March 2021, 14:05"],
    ["Author: Ann Smith", "Date: March 3, 2021"],
    ["Home", "World", "Politics", "Flag Friday, 5 March 2021", "All news", "3 March 2021"],
    ["Ann Smith", "March 3, 2021", "Share", "Facebook", "Twitter"],
    ["Photo: Reuters", "Ann Smith | March 3, 2021"],
    ["WORLD NEWS", "MARCH 3, 2021 / 2:05 PM / UPDATED 2 YEARS AGO", "By Ann Smith, Bob Brown", "3 Min Read"],
    [],
]
MIDDLES = [
    ["Read more", "Minister denies all charges in bridge affair"],
    ["READ MORE: Minister denies all charges in bridge affair"],
    ["The bridge in March. Image credit: Daily Courier"],
    ["Advertisement"],
    ["Related Articles", "Minister denies all charges in bridge affair"],
    ["What happens next"],
    ["Sign up for our newsletter"],
    ["See also", "Bridge reopens after two years"],
    ["Story continues below advertisement"],
]
TAILS = [
    ["Subscribe to us", "Recent news from Norway"],
    ["Share this article", "Facebook", "Twitter", "Email"],
    ["Tags: bridge, minister", "Related stories", "Bridge reopens after two years", "Harbour to be deepened"],
    ["© 2021 Daily Courier. All rights reserved."],
    ["Leave a comment", "You must be logged in to post a comment."],
    ["Related posts", "Minister denies all charges", "The minister said on Friday that he had known nothing of it."],
    [],
]


def scraped(text: str, rnd: random.Random, short: bool) -> Labelled | None:
    """A clean article with what scrapes leave above, in and below it; its first line is its title."""
    lines = [line for line in text.split("\n") if line.strip()]
    title, rest = lines[0].rstrip("."), lines[1:]
    if short and len(rest) > 4:
        start = rnd.randrange(len(rest) - 3)
        rest = rest[start : start + rnd.randrange(2, 7)]
    out: list[tuple[str, bool]] = []
    head = [(h, False) for h in rnd.choice(HEADS)]
    before = rnd.random() < 0.5
    out += (head if before else []) + [(title, False)] + ([] if before else head)
    if rnd.random() < 0.2:
        out.append((title, False))
    header = rnd.choice(
        [["Daily Courier", "By Ann Smith", "March 3, 2021"], ["Daily Courier | Page 3"], ["3/5/2021", "Bridge affair"]]
    )
    every = rnd.choice([3, 5, 8, 100])
    for n, line in enumerate(rest):
        if n and n % every == 0 and rnd.random() < 0.7:
            chosen = rnd.choice(MIDDLES)
            out += [(m, chosen == ["What happens next"] or k == 0) for k, m in enumerate(chosen)]
        parts = line.split(" ")
        if len(parts) > 30 and n % every == 1 and rnd.random() < 0.3:
            cut = rnd.randrange(8, len(parts) - 4)
            out.append((" ".join(parts[:cut]), True))
            out += [(h, True) for h in header]
            out.append((" ".join(parts[cut:]), True))
        else:
            out.append((line, True))
    out += [(t, False) for t in rnd.choice(TAILS)]
    apart = rnd.random() < 0.5
    return _made([(line, inside, apart) for line, inside in out])
