"""Cleaning of text that has lost its markup: which lines are the article, and what all the others are.

Every line gets a score of how much it reads like prose; the best split of the whole text into article
and surroundings is found over all lines at once, so that a heading between paragraphs stays and a
sentence between menus goes. Lines that say what they are (a share line, a credit) never belong.
"""

from __future__ import annotations

import re
from collections import Counter

from onrecord.intake import cards, frame, metadata
from onrecord.intake.lines import Line, kind_of, label_names, split
from onrecord.intake.metadata import Cleaned, is_headline, is_same
from onrecord.intake.outlets import is_site
from onrecord.intake.prose import CHROME, split_body
from onrecord.model import Furniture, Span, Spans
from onrecord.text import fold


def clean(text: str, *, title: str | None = None) -> Cleaned:
    """Split a text into article and furniture. `title` is the title when it is known from elsewhere."""
    lines = marked(text)
    if not lines:
        return Cleaned()
    body = _body(lines)
    _trim(lines, body)
    _head_lines(lines, body)
    joined = _joins(text, lines, body)
    first = body.index(True)
    last = len(body) - 1 - body[::-1].index(True)
    out = Cleaned()
    metadata.place_alone(lines, body, out)
    metadata.headline(lines, body, out, title)
    _inside(lines, body, out.title or title)
    for i, line in enumerate(lines):
        if not body[i] and line.kind is None:
            line.kind = "menu" if i < first else "related" if i > last else "caption"
    metadata.read(lines, body, out)
    frame.author_notes(lines, body, out.authors)
    furniture = [Furniture(line.span, line.kind or "menu") for i, line in enumerate(lines) if not body[i]]
    paragraphs, headings = _paragraphs(lines, body, joined)
    dateline = metadata.dateline(text, paragraphs, out, site=is_site(lines))
    if dateline is not None:
        furniture.append(Furniture((dateline[0], len(text[: dateline[1]].rstrip())), "dateline"))
        paragraphs[0] = ((dateline[1], paragraphs[0][0][1]), *paragraphs[0][1:])
    for n, paragraph in enumerate(paragraphs):
        paragraphs[n], found = cards.cut(text, paragraph)
        furniture += found
    out.paragraphs, out.headings = tuple(paragraphs), tuple(headings)
    out.furniture = tuple(sorted(furniture, key=lambda f: f.span))
    return out


def marked(text: str) -> list[Line]:
    """The lines of a text, those that are furniture by their words, their form or their neighbours with a kind."""
    lines = split(text)
    for line in lines:
        line.kind = kind_of(line.text)
    label_names(lines)
    frame.mark(lines)
    return lines


def _body(lines: list[Line]) -> list[bool]:
    """Which lines are the article's own; at least one is."""
    path = split_body(lines)
    body = [inside and line.kind is None for inside, line in zip(path, lines, strict=True)]
    if any(body):
        _islands(lines, path, body)
    _keep_sentences(lines, body)
    if not any(body):
        free = [n for n, line in enumerate(lines) if line.kind is None] or range(len(lines))
        best = max(free, key=lambda n: (lines[n].words, -n))
        body[best] = True
        lines[best].kind = None
    return body


# what an island of prose away from the article must measure against it to be a part of it
ISLAND, FAR = 0.12, 8


def _islands(lines: list[Line], path: list[bool], body: list[bool]) -> None:
    """Leave out small stretches of prose far above or below the article: a notice of cookies, a comment."""
    runs: list[tuple[int, int, int]] = []
    i = 0
    while i < len(lines):
        if path[i]:
            j = i
            while j < len(lines) and path[j]:
                j += 1
            runs.append((i, j, sum(lines[k].words for k in range(i, j) if body[k])))
            i = j
        i += 1
    main = max(range(len(runs)), key=lambda n: (runs[n][2], -n))
    for step in (-1, 1):
        edge = main
        n = main + step
        while 0 <= n < len(runs):
            gap = runs[edge][0] - runs[n][1] if step < 0 else runs[n][0] - runs[edge][1]
            if gap >= FAR and runs[n][2] < ISLAND * runs[main][2]:
                for k in range(runs[n][0], runs[n][1]):
                    body[k] = False
            else:
                edge = n
            n += step


def _head_lines(lines: list[Line], body: list[bool]) -> None:
    """Take a title or standfirst that ends like a sentence out of the article: a byline or date follows it."""
    inside = [i for i, b in enumerate(body) if b]
    for n, i in enumerate(inside[:-1][:2]):
        below = [lines[k].kind for k in range(i + 1, inside[n + 1])]
        if any(kind in ("byline", "date") for kind in below) and lines[i].words <= 40 and len(inside) > n + 2:
            for k in inside[: n + 1]:
                body[k] = False
            return


# a text with no more lines of a page's frame than FEW, or than MORE where they are not the larger SHARE of it,
# is an article with a little around it and no page
FEW, MORE, SHARE = 6, 12, 0.4


def _keep_sentences(lines: list[Line], body: list[bool]) -> None:
    """Take every sentence into the article, and what stands between two, in a text that is no page.

    In a short scrape there is too little around a line to judge it by; there no sentence is given up but
    those below a mark that other articles or comments follow.
    """
    framed = sum(line.kind in CHROME or line.bullet or (line.words <= 2 and not line.ends) for line in lines)
    if framed > MORE or (framed > FEW and framed > SHARE * len(lines)):
        return
    sure: list[int] = []
    for i, line in enumerate(lines):
        if line.kind in ("related", "comments") and sure:
            break
        if line.kind is None and line.ends and line.words >= 5 and not line.bullet:
            sure.append(i)
    if sure:
        for i in range(sure[0], sure[-1] + 1):
            body[i] = body[i] or (lines[i].kind is None and not lines[i].text.endswith(("…", "...")))


# a question that opens a text is its title up to so many words
LONGEST_QUESTION = 20
# no more lines than this stand as titles above the first sentence, or as stray words below the last
STRAY = 6


def _trim(lines: list[Line], body: list[bool]) -> None:
    """Take titles before the first sentence and stray words after the last out of the article.

    Where most words stand in lines without a full stop (a poem, a speech as it was heard) that says nothing.
    """
    inside = [i for i, b in enumerate(body) if b]
    if sum(lines[i].words for i in inside if lines[i].ends) * 2 < sum(lines[i].words for i in inside):
        return
    # in a text that is all capitals they say nothing
    loud = sum(lines[i].text.isupper() for i in inside) * 2 > len(inside)
    told = (n for n, i in enumerate(inside) if lines[i].ends and (loud or not is_headline(lines[i])))
    above = next(told, len(inside) - 1)
    if above <= STRAY:
        for i in inside[:above]:
            body[i] = False
        inside = inside[above:]
    asks = inside[0] == 0 and lines[0].text.endswith("?") and 4 <= lines[0].words <= LONGEST_QUESTION
    # who speaks more than once is no part of a title
    speaker, colon, _ = lines[0].text.partition(":")
    speaks = colon and any(lines[i].text.startswith(speaker + colon) for i in inside[1:])
    if len(inside) > 2 and asks and not speaks:
        body[inside.pop(0)] = False
    below = next((n for n, i in enumerate(reversed(inside)) if lines[i].ends or lines[i].words >= 10), 0)
    if below <= STRAY:
        for i in inside[len(inside) - below :]:
            body[i] = False


# a sentence that breaks off at one of these words goes on below, whatever the next line begins with
_OPEN_END = re.compile(
    r"(?:,|\b(?:a|an|the|to|of|in|on|at|by|for|with|from|and|or|but|that|which|who|whose|is|are|was|were|be|been|has|have|had"
    r"|will|would|can|could|should|not|his|her|its|their|our|this|these|than|as|into|between|against|over|about))$",
    re.IGNORECASE,
)
# how many lines a page's header may have
HEADER_LINES = 8
# a line that the header of a printed page follows may be so short and yet go on below it
CUT = 4


def _joins(text: str, lines: list[Line], body: list[bool]) -> set[int]:
    """The lines that go on with a sentence which the article's line before breaks off.

    What stands in between (the header of a printed page, say) is taken out of the article. A line goes
    on when it begins with a small letter, when the line before ends as no sentence can, or when what
    stands in between stands elsewhere in the text too.
    """
    seen = Counter(line.text for line in lines)
    joined: set[int] = set()
    i = 0
    while i < len(lines):
        left = lines[i]
        j = i + 1
        near = body[i] or (i > 0 and body[i - 1] and left.kind is None)
        printed = j < len(lines) and lines[j].kind == frame.HEADER
        if near and not left.ends and not left.bullet and left.words >= (CUT if printed else 8):
            while j < len(lines) and j <= i + HEADER_LINES and _between(lines[j]):
                j += 1
            if j < len(lines) and j <= i + HEADER_LINES + 1 and _goes_on(text, lines, i, j, seen):
                for k in range(i + 1, j):
                    body[k] = False
                    lines[k].kind = lines[k].kind or "page header"
                body[i] = body[j] = True
                joined.add(j)
                i = j
                continue
        i += 1
    return joined


def _between(line: Line) -> bool:
    """Whether a line may stand in a page's header."""
    return line.kind is not None or (line.words <= 8 and not line.ends and not line.text[0].islower())


def _goes_on(text: str, lines: list[Line], i: int, j: int, seen: Counter[str]) -> bool:
    right = lines[j]
    if right.bullet or right.kind is not None:
        return False
    if text[right.start].islower():
        return True
    if j == i + 1 or not (right.ends and right.words >= 5):
        return False
    return (
        bool(_OPEN_END.search(lines[i].text))
        or frame.cut_by_headers(lines, i, j)
        or all(seen[lines[k].text] > 1 for k in range(i + 1, j))
    )


def _inside(lines: list[Line], body: list[bool], headline: str | None) -> None:
    """Take teasers' headlines and repeated lines out of the middle of the article, as long as some of it stays."""
    title = fold(headline) if headline else None
    inside = [i for i, b in enumerate(body) if b]
    shouted = {i for i in inside if lines[i].words >= 6 and not lines[i].ends and lines[i].text.isupper()}
    # in a text that is all capitals they say nothing
    loud = len(shouted) * 4 > len(inside)
    out: dict[int, str] = {}
    for i in inside:
        line = lines[i]
        above = lines[i - 1] if i else line
        teased = above.kind == "teaser" and above.words <= 4 and not line.ends and line.words <= 25
        if title and is_same(line.text, title):
            out[i] = "repeated headline"
        elif teased or (i in shouted and not loud):
            out[i] = "teaser"
    if len(out) < len(inside):
        for i, kind in out.items():
            body[i], lines[i].kind = False, kind


def _paragraphs(lines: list[Line], body: list[bool], joined: set[int]) -> tuple[list[Spans], list[Span]]:
    """The article's paragraphs, a sentence that furniture cuts in two made whole again; and its headings."""
    out: list[Spans] = []
    headings: list[Span] = []
    before: int | None = None
    inside = [i for i, b in enumerate(body) if b]
    for n, i in enumerate(inside):
        line = lines[i]
        if i in joined and out:
            out[-1] = (*out[-1], line.span)
        else:
            out.append((line.span,))
            follows = n + 1 < len(inside)
            titled = not line.text[0].islower() and line.text[0] not in "-–—•*"
            if (
                follows
                and titled
                and not line.ends
                and line.words <= 14
                and (before is None or lines[before].ends or lines[before].words < 5)
            ):
                headings.append(line.span)
        before = i
    return out, headings
