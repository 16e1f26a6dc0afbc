"""Cleaning of text that has lost its markup: which lines are the article, and what all the others are.

Every line gets a score of how much it reads like prose; the best split of the whole text into article
and surroundings is found over all lines at once, so that a heading between paragraphs stays and a
sentence between menus goes. Lines that say what they are (a share line, a credit) never belong.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from onrecord.intake.dates import dates
from onrecord.intake.lines import BYLINE, Line, kind_of, split
from onrecord.intake.prose import split_body
from onrecord.model import Furniture, Span, Spans

_WORD = re.compile(r"\w+(?:[’'.\-]\w+)*")


@dataclass(slots=True)
class Cleaned:
    """What a plain text consists of, every code point but white space in one place, and who, when, where."""

    paragraphs: tuple[Spans, ...] = ()
    headings: Spans = ()
    furniture: tuple[Furniture, ...] = ()
    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    published: str | None = None
    dateline: str | None = None
    evidence: dict[str, Spans] = field(default_factory=dict)


def clean(text: str, *, title: str | None = None) -> Cleaned:
    """Split a text into article and furniture. `title` is the title when it is known from elsewhere."""
    lines = split(text)
    if not lines:
        return Cleaned()
    for line in lines:
        line.kind = kind_of(line.text)
    body = _body(lines)
    out = Cleaned()
    _trim(lines, body)
    joined = _joins(text, lines, body)
    first = body.index(True)
    last = len(body) - 1 - body[::-1].index(True)
    _head(lines, body, first, out, title)
    _inside(lines, body, out)
    for i, line in enumerate(lines):
        if not body[i] and line.kind is None:
            line.kind = "menu" if i < first else "related" if i > last else "caption"
    _metadata(text, lines, body, first, out)
    furniture = [Furniture(line.span, line.kind or "menu") for i, line in enumerate(lines) if not body[i]]
    paragraphs, headings = _paragraphs(lines, body, joined)
    paragraphs, dateline = _dateline(text, paragraphs, out)
    furniture += dateline
    out.paragraphs, out.headings = tuple(paragraphs), tuple(headings)
    out.furniture = tuple(sorted(furniture, key=lambda f: f.span))
    return out


def _body(lines: list[Line]) -> list[bool]:
    """Which lines are the article's own; at least one is."""
    body = [inside and line.kind is None for inside, line in zip(split_body(lines), lines, strict=True)]
    if any(body):
        _adopt(lines, body)
    else:
        free = [n for n, line in enumerate(lines) if line.kind is None] or range(len(lines))
        best = max(free, key=lambda n: (lines[n].words, -n))
        body[best] = True
        lines[best].kind = None
    return body


def _adopt(lines: list[Line], body: list[bool]) -> None:
    """Take sentences that stand directly above or below the article into it, in a text that is nearly all article."""
    own = [i for i, line in enumerate(lines) if body[i]]
    if len(own) * 2 < len(lines):
        return
    for start, step in ((own[0], -1), (own[-1], 1)):
        i = start + step
        while 0 <= i < len(lines) and lines[i].kind is None and lines[i].ends and lines[i].words >= 8:
            body[i] = True
            i += step


def _trim(lines: list[Line], body: list[bool]) -> None:
    """Take titles before the first sentence and stray words after the last out of the article."""
    inside = [i for i, b in enumerate(body) if b]
    while len(inside) > 1 and not lines[inside[0]].ends:
        body[inside.pop(0)] = False
    while len(inside) > 1 and not lines[inside[-1]].ends and lines[inside[-1]].words < 10:
        body[inside.pop()] = False


def _fold(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _head(lines: list[Line], body: list[bool], first: int, out: Cleaned, known: str | None) -> None:
    """Find the title and what follows it above the article."""
    counts = Counter(_fold(line.text) for line in lines)
    wanted = _fold(known) if known else None
    best, best_score = -1, 0.0
    for i in range(first):
        line = lines[i]
        if wanted is not None:
            if _fold(line.text) == wanted:
                best = i
            continue
        if line.kind or line.bullet or not 2 <= line.words <= 35:
            continue
        score = 2.0 if line.words >= 5 else 0.8 if line.words >= 3 else 0.3
        score += 1.5 if counts[_fold(line.text)] > 1 and line.words >= 4 else 0.0
        score -= 1.0 if line.ends and line.text[-1] not in "?!" else 0.0
        score -= 1.0 if line.words > 20 else 0.0
        score += 0.4 if line.blank_before else 0.0
        score -= min(3.0, 0.12 * (first - i))
        near = [lines[j].kind for j in range(i + 1, min(i + 5, len(lines)))]
        score += 1.0 if "byline" in near or "date" in near else 0.0
        if score > best_score:
            best, best_score = i, score
    if best < 0:
        return
    line = lines[best]
    key = _fold(line.text)
    lone = best == 0 and first == 1 and line.words > 16 and known is None
    if lone:
        out.subtitle, out.evidence["subtitle"], line.kind = line.text, (line.span,), "subtitle"
        return
    out.title, out.evidence["title"], line.kind = line.text, (line.span,), "title"
    for i in range(len(lines)):
        if i != best and not body[i] and lines[i].kind is None and _fold(lines[i].text) == key:
            lines[i].kind = "repeated headline"
    for i in range(best + 1, min(best + 4, first)):
        line = lines[i]
        if line.kind is None and line.words >= 7 and not line.bullet:
            out.subtitle, out.evidence["subtitle"], line.kind = line.text, (line.span,), "subtitle"
            break
        if line.kind in {"teaser", "menu", "related"}:
            break


# a sentence that breaks off at one of these words goes on below, whatever the next line begins with
_OPEN_END = re.compile(
    r"(?:,|\b(?:a|an|the|to|of|in|on|at|by|for|with|from|and|or|but|that|which|who|whose|is|are|was|were|be|been|has|have|had"
    r"|will|would|can|could|should|not|his|her|its|their|our|this|these|than|as|into|between|against|over|about))$",
    re.IGNORECASE,
)
# how many lines a page's header may have
HEADER_LINES = 8


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
        if near and not left.ends and not left.bullet and left.words >= 8:
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
    return bool(_OPEN_END.search(lines[i].text)) or all(seen[lines[k].text] > 1 for k in range(i + 1, j))


def _inside(lines: list[Line], body: list[bool], out: Cleaned) -> None:
    """Take teasers' headlines and repeated lines out of the middle of the article."""
    title = _fold(out.title) if out.title else None
    for i, line in enumerate(lines):
        if not body[i]:
            continue
        if title and _fold(line.text) == title:
            body[i], line.kind = False, "repeated headline"
        elif line.words >= 6 and not line.ends and line.text.isupper():
            body[i], line.kind = False, "teaser"
        elif i and lines[i - 1].kind == "teaser" and lines[i - 1].words <= 4 and not line.ends and line.words <= 25:
            body[i], line.kind = False, "teaser"


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
            if (
                follows
                and not line.ends
                and line.words <= 14
                and (before is None or lines[before].ends or lines[before].words < 5)
            ):
                headings.append(line.span)
        before = i
    return out, headings


# --- who, when, where --------------------------------------------------------------------------------

_OUTLET = re.compile(
    r"(?:The\s+(?:[A-Z][\w’'&.-]*\s*){1,4}|(?:[A-Z][\w’'&.-]*\s+){0,4}(?:Times|Post|News|Herald|Tribune|Journal|Gazette|Guardian"
    r"|Observer|Telegraph|Chronicle|Magazine|Review|Press|Agency|Daily|Weekly|Today|Mail|Independent|Examiner|Dispatch|Courier|Mirror|Register|Globe|Bulletin|Reporter))"
)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_AND = re.compile(r"\s*,\s*and\s+|\s*,\s*|\s+and\s+|\s*&\s*|\s+und\s+|\s+et\s+|\s+y\s+")
_AGENCIES = frozenset(
    {
        "reuters",
        "associated press",
        "the associated press",
        "ap",
        "afp",
        "agence france-presse",
        "tass",
        "staff",
        "editorial",
    }
)


def authors_of(line: str) -> tuple[str, ...]:
    """The names in a byline, without titles of office and without agencies."""
    m = BYLINE.fullmatch(line)
    if not m:
        return ()
    names = _LINK.sub(r"\1", m["names"]).replace("[", "").replace("]", "")
    out: list[str] = []
    for name in _AND.split(names):
        name = " ".join(name.split()).strip(" .,") if not name.rstrip().endswith(("Jr.", "Sr.")) else name.strip()
        if name and name.casefold() not in _AGENCIES and 1 <= len(name.split()) <= 5 and name not in out:
            out.append(name)
    return tuple(name for name in out if len(name.split()) > 1) or tuple(out[:1])


def _metadata(text: str, lines: list[Line], body: list[bool], first: int, out: Cleaned) -> None:
    found: list[tuple[int, Span, str]] = []
    for i, line in enumerate(lines):
        if body[i]:
            continue
        if line.kind == "byline" and not out.authors:
            names = authors_of(line.text)
            if names:
                out.authors, out.evidence["authors"] = names, (line.span,)
        if line.kind in ("date", "byline"):
            for dated in dates(line.text):
                if dated.value:
                    found.append((i, (line.start + dated.start, line.start + dated.stop), dated.value))
    title = next((i for i, line in enumerate(lines) if line.kind == "title"), None)
    _published(lines, found, first if title is None else title, out)
    for i, line in enumerate(lines):
        if (
            body[i]
            or line.kind not in (None, "menu", "caption", "related", "page header")
            or not _OUTLET.fullmatch(line.text)
        ):
            continue
        near = {lines[j].kind for j in range(max(0, i - 2), min(len(lines), i + 3)) if j != i}
        if {"byline", "date"} <= near and line.text not in out.authors:
            line.kind = "outlet"
            out.outlet, out.evidence["outlet"] = line.text, (line.span,)
            break


_SAYS = re.compile(r"publish|posted|date|publi[ée]|veröffentlicht|pubblicato|опубликовано|created", re.IGNORECASE)
_CHANGED = re.compile(
    r"updated|modified|edited|mis à jour|aktualisiert|actualizado|aggiornato|обновлено", re.IGNORECASE
)


def _published(lines: list[Line], found: list[tuple[int, Span, str]], anchor: int, out: Cleaned) -> None:
    """The date that stands with the title or says that it is the article's; nothing when two contend."""
    best: tuple[float, Span, str] | None = None
    for i, span, value in found:
        before = lines[i].text[: span[0] - lines[i].start]
        score = (
            -abs(i - anchor) * 0.25 + (3.0 if _SAYS.search(before) else 0.0) - (1.0 if _CHANGED.search(before) else 0.0)
        )
        score += 0.5 if "T" in value else 0.0
        extra = re.sub(r"[\W\d_]+", " ", before).split()
        # a weekday's name or a word of the site before the day is a page's clock, not the article's date
        if i < anchor and extra and not _SAYS.search(before):
            score -= 1.0
        if best is None or score > best[0]:
            best = (score, span, value)
    if best and best[0] > -2.0:
        out.published, out.evidence["published"] = best[2], (best[1],)


_DATELINE = re.compile(
    r"(?P<where>[A-ZÀ-ÖØ-ÞА-Я][^\s,(]*(?:[ ][A-ZÀ-ÖØ-ÞА-Я][^\s,(]*){0,3}(?:,\s+[A-Z][\w.]*(?:\s[A-Z][\w.]*)?)?"
    r"(?:,\s+(?:\w+\.?\s+\d{1,2}|\d{1,2}\s+\w+\.?)(?:,?\s+\d{4})?)?)\s*(?P<agency>\((?P<name>[A-Z][\w .’'-]{1,30})\))?\s*(?:[–—]|--?|[.]\s*[–—-]|:)+\s+"
)


def _dateline(text: str, paragraphs: list[Spans], out: Cleaned) -> tuple[list[Spans], list[Furniture]]:
    """Cut the dateline off the first paragraph: a place in capitals or with an agency, then a dash."""
    if not paragraphs:
        return paragraphs, []
    start, stop = paragraphs[0][0]
    m = _DATELINE.match(text, start, min(stop, start + 120))
    if not m or m.end() >= stop:
        return paragraphs, []
    place = m["where"].split(",")[0]
    if not (place.isupper() and len(place) > 2) and not m["agency"]:
        return paragraphs, []
    end = m.start() + len(m.group().rstrip())
    out.dateline, out.evidence["dateline"] = m["where"].strip(), ((m.start("where"), m.end("where")),)
    if m["name"] and out.outlet is None:
        out.outlet, out.evidence["outlet"] = m["name"], (m.span("name"),)
    rest = ((m.end(), stop), *paragraphs[0][1:])
    return [rest, *paragraphs[1:]], [Furniture((start, end), "dateline")]
