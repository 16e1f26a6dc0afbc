"""Title, authors, outlet, date and dateline of a plain text, each with the words that say so.

Only what stands around the article is read; what the text does not say stays None.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from onrecord.intake import frame, outlets
from onrecord.intake.dates import dates
from onrecord.intake.lines import BYLINE, Line, dated_names, names_alone
from onrecord.model import Furniture, Span, Spans
from onrecord.text import fold


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


# --- title and subtitle ------------------------------------------------------------------------------

_HEADING = re.compile(r"(?:#{1,6}\s+(?=\S))?")
_TRAIL = re.compile(r"^you are (?:here|at)|\s[»>/]\s.*\s[»>/]\s|^\W*home\s*[»>/|]", re.IGNORECASE)
# how far above the article its title may stand, in lines
ABOVE = 60
# a line alone above the text is a title up to so many words, and a standfirst when it has more
LONE = 18
# so many different words of an article tell what it is of
ENOUGH = 2000
_LETTERS = re.compile(r"\w+")
# how much worse than the line below it a title may look
STANDFIRST = 0.5
APART = 2.0
# lines up to here are judged as titles; a longer one is a paragraph
LONGEST = 35


def is_same(text: str, folded: str) -> bool:
    """Whether a line says the words of a title and no others; `folded` is the title folded."""
    return len(text) <= len(folded) * 2 + 20 and fold(text) == folded


def is_headline(line: Line) -> bool:
    """Whether a line that ends like a sentence is a headline all the same: its long words have capitals."""
    if not 4 <= line.words <= 20:
        return False
    long = [word for word in line.text.split() if sum(c.isalpha() for c in word) >= 4]
    return len(long) >= 3 and all(next(c for c in word if c.isalpha()).isupper() for word in long)


def headline(lines: list[Line], body: list[bool], out: Cleaned, known: str | None) -> None:
    """Find the title and the subtitle above the article; `known` is the title when it is known from elsewhere."""
    first = body.index(True)
    best = _known(lines, body, known) if known else _likeliest(lines, body, first)
    if best is None:
        return
    line = lines[best]
    lone = best == 0 and first == 1 and line.words > LONE and known is None
    kind = "subtitle" if lone else "title"
    # the sign of a heading in Markdown is no word of it
    skipped = len(_HEADING.match(line.text)[0])  # type: ignore[index]
    setattr(out, kind, " ".join(line.text[skipped:].split()))
    out.evidence[kind], line.kind, body[best] = ((line.start + skipped, line.stop),), kind, False
    if lone:
        return
    key = fold(line.text)
    for i, other in enumerate(lines):
        if i != best and not body[i] and other.kind is None and is_same(other.text, key):
            other.kind = "repeated headline"
    for i in range(best + 1, min(best + 4, first)):
        line = lines[i]
        if line.kind is None and line.words >= 7 and not line.bullet:
            out.subtitle, out.evidence["subtitle"], line.kind = " ".join(line.text.split()), (line.span,), "subtitle"
            return
        if line.kind in ("teaser", "menu", "related"):
            return


def _known(lines: list[Line], body: list[bool], known: str) -> int | None:
    key = fold(known)
    inside = [i for i, b in enumerate(body) if b]
    for i in range(min(inside[0] + 1, len(lines))):
        if is_same(lines[i].text, key) and len(inside) > 1:
            return i
    return None


def _likeliest(lines: list[Line], body: list[bool], first: int) -> int | None:
    # no title is as long as a paragraph
    counts = Counter(fold(line.text) for line in lines if line.words <= LONGEST)
    said: set[str] = set()
    for i in range(first, len(lines)):
        if body[i]:
            said.update(_LETTERS.findall(lines[i].text.casefold()))
        if len(said) > ENOUGH:
            break
    best, top = None, 0.0
    scores: dict[int, float] = {}
    for i in range(max(0, first - ABOVE), first):
        line = lines[i]
        if line.kind not in (None, "teaser", "related") or line.bullet or not 2 <= line.words <= LONGEST:
            continue
        if line.kind and line.words < 5:
            continue
        folded = fold(line.text)
        score = _title_score(line, said)
        score += 1.0 if counts[folded] > 1 and line.words >= 4 else 0.0
        score -= min(3.0, 0.1 * (first - i))
        below = [lines[k].kind for k in range(i + 1, min(i + 6, len(lines)))]
        score += 1.2 if "byline" in below or "date" in below else 0.0
        score -= 1.0 if line.kind else 0.0
        scores[i] = score
        if score > top:
            best, top = i, score
    if best is None:
        return None
    # a standfirst says more words of the article than the title above it does
    for i in range(best - 1, max(-1, best - 4), -1):
        if i in scores and lines[i].words >= 4 and lines[i].words <= lines[best].words + 8:
            # a headline stands apart from what is above it and its standfirst right below it
            set_apart = i == best - 1 and frame.above(lines, i) and lines[i].words <= lines[best].words
            # and one that ends like a sentence may stand above its headline too
            if lines[i].text[-1] == "." and lines[best].text[-1] != ".":
                return best
            return i if scores[i] >= top - (APART if set_apart else STANDFIRST) else best
    return best


def _title_score(line: Line, said: set[str]) -> float:
    """How much a line reads like the title of an article that says the words of `said`."""
    score = 1.2 if line.words >= 5 else 0.5 if line.words >= 3 else 0.1
    content = [word for word in _LETTERS.findall(line.text.casefold()) if len(word) >= 4]
    if content and said:
        score += 3.0 * sum(word in said for word in content) / max(3, len(content))
    score -= 1.0 if line.ends and line.text[-1] not in "?!\"”’'" else 0.0
    score -= 1.0 if line.words > 20 else 0.0
    score -= 2.0 if _TRAIL.search(line.text) or dates(line.text) or "@" in line.text else 0.0
    score += 0.3 if line.blank_before else 0.0
    return score


# --- authors, date, outlet ---------------------------------------------------------------------------

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_AND = re.compile(r"\s*,\s*(?:and|AND)\s+|\s*[,|/]\s*|\s+(?:and|AND)\s+|\s*&\s*|\s+und\s+|\s+et\s+|\s+y\s+")
# what stands in bylines and is nobody's name
_NOBODY = re.compile(
    r"(?:the )?(?:reuters|associated press|ap|afp|agence france-presse|tass|bbc|cnn|npr|upi|dpa|xinhua|staff"
    r"|editorial|editors?|newsroom|written by|posted by|published|by|admin|administrator|correspondents?|contributors?"
    r"|guest|desk|bureau|web|online|agencies)\b.*"
    r"|.*\b(?:news|times|post|press|staff|writer|reporter|correspondent|editor|editorial|bureau|desk|team|network|media|magazine|courier|gazette|telegraph|chronicle|dispatch|examiner"
    r"|tribune|herald|journal|daily|agency|services?|report|radio|tv|board|com|published|posted|updated)",
    re.IGNORECASE,
)


def is_nobody(name: str) -> bool:
    """Whether what stands where a name should is an agency, a desk, an office or a label."""
    return bool(_NOBODY.fullmatch(name)) or not any(c.isalpha() for c in name)


def authors_of(line: str) -> tuple[str, ...]:
    """The names in a byline, without offices, agencies and desks."""
    m = BYLINE.fullmatch(line)
    names = m["names"] if m else dated_names(line) or names_alone(line)
    if not names:
        return ()
    names = _LINK.sub(r"\1", names).replace("[", "").replace("]", "")
    out: list[str] = []
    for part in _AND.split(names):
        name = " ".join(part.split()).strip(" ,")
        name = name if name.endswith(("Jr.", "Sr.")) else name.rstrip(".")
        if is_nobody(name) or outlets.is_known(name):
            break
        if name and len(name.split()) <= 5 and name not in out:
            out.append(name)
    return tuple(name for name in out if len(name.split()) > 1) or tuple(out[:1])


def read(lines: list[Line], body: list[bool], out: Cleaned) -> None:
    """Find authors, date and outlet in the lines around the article."""
    first = body.index(True)
    title = next((i for i, line in enumerate(lines) if line.kind == "title"), None)
    anchor = first if title is None else title
    bylines = [i for i, line in enumerate(lines) if not body[i] and line.kind == "byline"]
    for i in sorted(bylines, key=lambda i: (abs(i - anchor), i)):
        names = authors_of(lines[i].text)
        if names:
            out.authors, out.evidence["authors"] = names, (lines[i].span,)
            break
    if not out.authors and title is not None:
        _name_alone(lines, body, title, first, out)
    found = [
        (i, (line.start + dated.start, line.start + dated.stop), dated.value)
        for i, line in enumerate(lines)
        if not body[i] and line.kind in ("date", "byline", "subtitle")
        for dated in dates(line.text)
        if dated.value
    ]
    _published(lines, found, anchor, first, out)
    imprints = [frame.imprint(line) for line in lines if line.kind == frame.HEADER]
    day = next((dated for _, dated in imprints if dated), None)
    if day and out.published is None:
        out.published, out.evidence["published"] = day[1], (day[0],)
    named = outlets.outlet(lines, body, out.title, out.authors)
    if named:
        out.outlet, out.evidence["outlet"] = named[0], (named[1],)
        for line in named[2]:
            line.kind = "outlet"
    elif span := next((span for span, _ in imprints if span), None):
        line = next(line for line in lines if line.start <= span[0] and span[1] <= line.stop)
        out.outlet, out.evidence["outlet"] = line.text[span[0] - line.start : span[1] - line.start], (span,)


# what stands next to a name that opens an article
_BESIDE_NAME = frozenset({"date", "share", "count"})
# how many lines of the article are searched for a name
SEARCHED = 60


def _name_alone(lines: list[Line], body: list[bool], title: int, first: int, out: Cleaned) -> None:
    """A name alone above the article, beside a date or a share line, or with its owner's handle: no "by" needed.

    A place or a person of the article stands in the article too; its author does not.
    """
    for i in range(title + 1, first):
        line = lines[i]
        if line.kind not in ("menu", "subtitle") or not 2 <= line.words <= 6:
            continue
        shouted = frame.is_shouted_name(line, lines[i + 1])
        handle = _HANDLE.fullmatch(line.text)
        name = handle["name"] if handle else line.text
        several = tuple(part.strip() for part in _AND.split(name) if part.strip())
        if len(several) > 1 and all(_PERSON.fullmatch(part) and not is_nobody(part) for part in several):
            line.kind = "byline"
            out.authors, out.evidence["authors"] = several, (line.span,)
            return
        # "Ann Smith", "Harbour Herald", the date: the outlet may stand between the two
        below = i + 2 if i + 1 < first and outlets.is_named(lines[i + 1].text) else i + 1
        beside = any(lines[j].kind in _BESIDE_NAME for j in (i - 1, below) if title < j < first)
        if not (handle or beside or shouted) or not _PERSON.fullmatch(name) or is_nobody(name):
            continue
        key = f" {fold(name)} "
        if not any(
            key in f" {fold(lines[k].text)} " for k in range(first, min(len(lines), first + SEARCHED)) if body[k]
        ):
            if out.subtitle is not None and line.kind == "subtitle":
                out.subtitle = None
                del out.evidence["subtitle"]
            line.kind = "byline"
            out.authors, out.evidence["authors"] = (name,), (line.span,)
            return


_PERSON = re.compile(
    r"(?!The\b|In\b|On\b|New\b|By\b)[A-ZÀ-ÖØ-Þ][\w’'-]+(?:\s[A-ZÀ-ÖØ-Þ]\.)?(?:\s[A-ZÀ-ÖØ-Þ][\w’'-]+){1,2}"
)
_HANDLE = re.compile(r"(?P<name>[^@|/]+?)\s*@\w+(?:\s*[/|·•].*)?")


_SAYS = re.compile(
    r"publish|posted|\bdate(?! (?:crawled|fetched|retrieved|accessed|archived|captured|downloaded))"
    r"|publi[ée]|veröffentlicht|pubblicato|опубликовано|created",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updated|modified|edited|corrected|mis à jour|aktualisiert|actualizado|aggiornato|обновлено", re.IGNORECASE
)
# the day that a copy was made says nothing of the article
_COPIED = re.compile(
    r"\b(?:crawled|fetched|retrieved|accessed|archived|cached|captured|downloaded|scraped|saved|printed|generated"
    r"|snapshot)\b",
    re.IGNORECASE,
)


def says_changed(before: str) -> bool:
    """Whether the words before a date say that it is the day of a change."""
    return bool(_CHANGED.search(before)) and not _SAYS.search(before)


# a date farther from title and article than this is some other thing's, unless it says that it is the article's
FAR = 12


def _published(lines: list[Line], found: list[tuple[int, Span, str]], anchor: int, first: int, out: Cleaned) -> None:
    """The date that stands with the title or says that it is the article's; nothing where none does."""
    best: tuple[float, Span, str] | None = None
    for i, span, value in found:
        # what another date of the same line says is said of that one
        since = max((stop for j, (_, stop), _ in found if j == i and stop <= span[0]), default=lines[i].start)
        before = lines[i].text[since - lines[i].start : span[0] - lines[i].start]
        says = bool(_SAYS.search(before))
        if _COPIED.search(before) and not says:
            continue
        away = 0 if anchor < i < first else min(abs(i - anchor), abs(i - first))
        if away > FAR and not says:
            continue
        score = -0.25 * away + (3.0 if says else 0.0) - (1.0 if _CHANGED.search(before) else 0.0)
        score += 0.5 if "T" in value else 0.0
        # a word of the site before the day is a page's clock, not the article's date
        words = re.sub(r"[\W\d_]+", " ", before).split()
        if i < anchor and words and not says:
            score -= 1.0
        if best is None or score > best[0]:
            best = (score, span, value)
    if best and best[0] > -2.0:
        out.published, out.evidence["published"] = best[2], (best[1],)


# --- dateline ----------------------------------------------------------------------------------------

_PLACE_ALONE = re.compile(r"[A-ZÀ-ÖØ-Þ.’' -]{3,30},\s+[A-ZÀ-ÖØ-Þ][\w.’'-]+(?:\s[A-ZÀ-ÖØ-Þ][\w.’'-]+)?")


def place_alone(lines: list[Line], body: list[bool], out: Cleaned) -> None:
    """Take a place on a line of its own right above the article ("PORTSTEAD, Norvik") for its dateline."""
    i = body.index(True) - 1
    if i >= 0 and lines[i].kind is None and _PLACE_ALONE.fullmatch(lines[i].text):
        out.dateline, out.evidence["dateline"], lines[i].kind = lines[i].text, (lines[i].span,), "dateline"


_WHERE = (
    r"[A-ZÀ-ÖØ-ÞА-Я][^\s,(]*(?:[ ][A-ZÀ-ÖØ-ÞА-Я][^\s,(]*){0,3}"
    r"(?:,\s+[A-Z][\w.]*(?:\s[A-Z][\w.]*)?)?(?:,\s+(?:\w+\.?\s+\d{1,2}|\d{1,2}\s+\w+\.?)(?:,?\s+\d{4})?)?"
)
_DATELINE = re.compile(
    r"(?P<where>" + _WHERE + r")\s*(?P<agency>\((?P<name>[A-Z][\w .’'-]{1,30})\))?\s*(?:[–—]|--?|\.\s*[–—-])+\s+"
)
# capitals and a dash that open a text and are no place
_NO_PLACE = re.compile(
    r"(?:exclusive|breaking|update|updated|opinion|watch|video|look|busted|analysis|live|editorial|report|byline"
    r"|fact check|review|interview|column|commentary|correction|\w+ exclusive)\b",
    re.IGNORECASE,
)


def dateline(text: str, paragraphs: list[Spans], out: Cleaned, *, site: bool) -> Span | None:
    """The stretch of the dateline and its dash: a place in capitals, or one with an agency, that opens the text.

    The agency is the outlet when nothing else names one, unless the text stands on a `site` and the
    agency's copy is printed by others.
    """
    if not paragraphs or out.dateline:
        return None
    start, stop = paragraphs[0][0]
    m = _DATELINE.match(text, start, min(stop, start + 120))
    if not m or m.end() >= stop or _NO_PLACE.match(m["where"]):
        return None
    # "NATO - which met on Monday - ..." goes on in small letters
    if text[m.end()].islower():
        return None
    place = m["where"].split(",")[0]
    if not (place.isupper() and len(place) > 2) and not m["agency"]:
        return None
    out.dateline, out.evidence["dateline"] = m["where"], (m.span("where"),)
    # the day on which a report was filed is that on which an agency sends it out
    filed = next((dated for dated in dates(m["where"]) if dated.value and len(dated.value) == len("2021-05-04")), None)
    if filed and out.published is None:
        out.published, out.evidence["published"] = filed.value, ((start + filed.start, start + filed.stop),)
    if m["name"] and out.outlet is None and not (site and outlets.is_wholesale(m["name"])):
        out.outlet, out.evidence["outlet"] = m["name"], (m.span("name"),)
    return m.start(), m.end()
