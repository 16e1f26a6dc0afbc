"""The lines of a plain text and what each is by its own words: a date line, a share line, a byline, …

The patterns are of what sites print around articles, in the words of several languages; they are tried
on whole lines only, so that a sentence which holds such words stays a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from itertools import pairwise

from onrecord.intake.dates import MONTHS, dates
from onrecord.model import Span

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
BOM = "\ufeff"
_WORD = re.compile(r"\w+(?:[’'.\-]\w+)*")
_TERMINAL = re.compile(r"(?:[.!?…:;。！？।۔؟]|\.\.\.)[\"'”’»“)\]*_]*(?:\s*\[\d+\])?$")
_BULLET = re.compile(r"^(?:[•●▪■◦‣·∙►▶▸»›→✓✔*+|-]|—\s*$)")


@dataclass(slots=True)
class Line:
    """A line, or several that were one paragraph before they were wrapped, without white space around."""

    start: int
    stop: int
    text: str
    words: int
    ends: bool
    bullet: bool
    blank_before: bool
    kind: str | None = None

    @property
    def span(self) -> Span:
        return self.start, self.stop


# scripts that write words without spaces between them; two characters count as a word there
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def count_words(own: str) -> int:
    """How many words a line holds."""
    count = len(_WORD.findall(own))
    return count if own.isascii() else count + len(_SPACELESS.findall(own)) // 2


def _line(text: str, start: int, stop: int, blank_before: bool) -> Line:
    own = text[start:stop]
    return Line(
        start,
        stop,
        own,
        count_words(own),
        bool(_TERMINAL.search(own[-12:])),
        bool(_BULLET.match(own)),
        blank_before,
    )


def split(text: str) -> list[Line]:
    """The lines that hold more than white space; lines of a hard-wrapped paragraph come as one.

    A byte order mark at the start of the text is a line of its own.
    """
    raw: list[tuple[int, int, bool]] = []
    at, blank = 0, True
    widths: list[int] = []
    marks: list[tuple[int, int, bool]] = []
    for m in (*_BREAK.finditer(text), None):
        end = m.start() if m else len(text)
        start, stop = at, end
        if text[:1] == BOM and at == 0:
            marks, start = [(0, 1, True)], 1
        while start < stop and text[start].isspace():
            start += 1
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        if start < stop:
            raw.append((start, stop, blank))
            widths.append(stop - start)
            blank = False
        else:
            blank = True
        at = m.end() if m else end
    if not _wrapped(text, raw, widths):
        return [_line(text, a, b, blank) for a, b, blank in (*marks, *raw)]
    return [*(_line(text, a, b, blank) for a, b, blank in marks), *_unwrapped(text, raw, max(widths))]


def _wrapped(text: str, raw: list[tuple[int, int, bool]], widths: list[int]) -> bool:
    """Whether lines were broken at a width: none is long, and most that go on in small letters are full."""
    widest = max(widths, default=0)
    if len(raw) < 4 or not 40 <= widest <= 120:
        return False
    going_on = [i for i in range(1, len(raw)) if not raw[i][2] and text[raw[i][0]].islower()]
    full = sum(widths[i - 1] > widest * 0.7 for i in going_on)
    return len(going_on) >= max(2, len(raw) // 5) and full >= len(going_on) * 0.8


def _unwrapped(text: str, raw: list[tuple[int, int, bool]], width: int) -> list[Line]:
    out: list[Line] = []
    i = 0
    while i < len(raw):
        j = i
        while j + 1 < len(raw) and not raw[j + 1][2] and _goes_on(text, raw[j], raw[j + 1], width):
            j += 1
        out.append(_line(text, raw[i][0], raw[j][1], raw[i][2]))
        i = j + 1
    return out


def _goes_on(text: str, left: tuple[int, int, bool], right: tuple[int, int, bool], width: int) -> bool:
    first_word = _WORD.match(text, right[0])
    room = width - (left[1] - left[0])
    return room <= (first_word.end() - first_word.start() if first_word else 1) + 12


# --- what a line is ----------------------------------------------------------------------------------


def _phrases() -> dict[str, tuple[tuple[str, ...], re.Pattern[str]]]:
    """By kind, the patterns of furniture.txt and the words of which a line must hold one to be tried."""
    kinds: dict[str, list[str]] = {}
    words: dict[str, tuple[str, ...]] = {}
    parts: dict[str, str] = {}
    kind = ""
    for line in resources.files(__package__).joinpath("furniture.txt").read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("# "):
            continue
        if re.fullmatch(r"\[[a-z ]+(?: \| .+)?\]", line):
            kind, _, needed = (part.strip() for part in line.strip("[]").partition("|"))
            words[kind] = tuple(word.strip(",") for word in needed.split(", ")) if needed else ()
        elif line.startswith("="):
            name, _, pattern = line[1:].partition(" ")
            parts[name] = pattern
        else:
            for name, pattern in parts.items():
                line = line.replace(f"<{name}>", f"(?:{pattern})")
            kinds.setdefault(kind, []).append(line)
    return {kind: (words[kind], re.compile("|".join(found), re.IGNORECASE)) for kind, found in kinds.items()}


_PHRASES = _phrases()
# the kinds in the order in which they are tried, with the most characters and words that a line of each has;
# a line longer than that is prose that happens to begin so
_ORDER = (
    ("advertisement", 120, 14),
    ("count", 40, 6),
    ("comments", 200, 24),
    ("share", 160, 20),
    ("menu", 60, 8),
    ("image credit", 800, 130),
    ("caption", 800, 130),
    ("credit line", 300, 40),
    ("teaser", 240, 35),
    ("related", 200, 24),
    ("subscribe", 240, 30),
    ("author note", 240, 30),
    ("copyright", 400, 60),
    ("legal", 200, 14),
)
_NAME = (
    r"[A-ZÀ-ÖØ-ÞА-Я][\w’'-]*\.?(?:\s+(?:(?:de|da|di|del|della|der|den|van|von|el|al|bin|la|le|du|dos|das|ten|ter)\s+)*"
    r"[A-ZÀ-ÖØ-ÞА-Я][\w’'-]*\.?){0,4}"
)
_LINKED = r"\[?" + _NAME + r"(?:\]\([^)\s]*\))?"
BYLINE = re.compile(
    r"[•*·|\s]*(?:(?i:"
    r"(?:story |article |reported |report |words |analysis |opinion |commentary |posted |published |news )?"
    r"(?:written )?by|authors?|reporter|par|von|por|автор|av|di)\s*[:|]?\s+"
    r"|(?i:autor(?:in)?|auteur|autore|writer|text)\s*[:|]\s*)"
    r"(?P<names>"
    + _LINKED
    + r"(?:(?:\s*,\s*(?:(?:and|AND)\s+)?|\s+(?:and|AND)\s+|\s*&\s*|\s+und\s+|\s+et\s+|\s+y\s+)"
    + _LINKED
    + r"){0,7})"
    r"(?P<rest>(?:\s*[|,•·–—/-].{0,120}|\s+(?:on|for|in|at|of|\d).{0,80}|\s*\(.{0,60}\).{0,40}|\s*@\w+.{0,60})?)"
)
_PROSE_ENDS = '.!?”"’'


def kind_of(text: str) -> str | None:
    """The kind of furniture that a whole line is by its own words; None when nothing says that it is any."""
    own = text.strip("\u200b\ufeff\xa0 \t")
    if not any(c.isalpha() for c in own):
        return "date" if dates(own) else "marks"
    size = len(own)
    if size < 5000 and _icons(own):
        return "icons"
    if size > 800:
        return None
    if own[0] in '"“„«‘':
        return None
    words = len(_WORD.findall(own))
    if size <= 160 and words <= 20:
        if BYLINE.fullmatch(own) or dated_names(own):
            return "byline"
        if _is_date(own):
            return "date"
    # a line that ends like a sentence and is as long as one is none of these, unless it is of rights or credits
    prose = words > 7 and own[-1] in _PROSE_ENDS and "http" not in own
    small = own.lower()
    for kind, longest, most in _ORDER:
        needed, pattern = _PHRASES[kind]
        if needed and not any(word in small for word in needed):
            continue
        if size <= longest and words <= most and not (prose and kind in _NO_PROSE) and pattern.fullmatch(own):
            return kind
    return None


_NO_PROSE = frozenset({"comments", "related", "share", "legal"})


_LABEL = re.compile(r"(?:written |posted |published )?by:?|authors?:?|von:?|par:?|por:?|автор:?", re.IGNORECASE)


def label_names(lines: list[Line]) -> None:
    """Mark a label ("By", "Author:") that stands on a line of its own, and the names on the line below it."""
    for label, line in pairwise(lines):
        if label.kind is None and _LABEL.fullmatch(label.text) and line.kind is None and _NAMES.fullmatch(line.text):
            label.kind = line.kind = "byline"


def names_alone(own: str) -> str | None:
    """The names that a whole line is, or None."""
    m = _NAMES.fullmatch(own)
    return m[1] if m else None


def _icons(own: str) -> bool:
    """Whether a line is the names of the icons of a page, run together."""
    count = own.casefold().count("icon")
    return count >= 3 and len(own.split()) <= count * 4


_MOMENT = re.compile(
    r"\b(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?|\d+(?:st|nd|rd|th)\b|\d{1,2}h\d\d\b",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"\W*(?:first |last |originally |date )?(?:published|posted|updated|modified|issued|date|created)\b", re.IGNORECASE
)
_LEFT = re.compile(r"[\W\d_]+")
_NAMES = re.compile(
    r"(?:[Bb]y\s+)?("
    + _NAME
    + r"(?:(?:\s*,\s*(?:(?:and|AND)\s+)?|\s+(?:and|AND)\s+|\s*&\s*)"
    + _NAME
    + r"){0,4})(?:\s+@\w+)?"
)


def _rest(own: str) -> str:
    """What a line holds beside dates and the words that are printed with them."""
    rest = list(own)
    for dated in dates(own):
        rest[dated.start : dated.stop] = " " * (dated.stop - dated.start)
    return _PHRASES["date words"][1].sub(" ", "".join(rest))


def _is_date(own: str) -> bool:
    """Whether a line is a date and what is printed with it: 'Published on', a weekday, a time zone, a site."""
    found = dates(own)
    stated = _STATED.match(own) and any(c.isdigit() for c in own)
    if not found and not stated:
        return False
    rest = _rest(own)
    if not found:
        return not _LEFT.sub(" ", _MOMENT.sub(" ", rest)).strip()
    left = _LEFT.sub(" ", rest).split()
    if len(left) <= 1 and sum(map(len, left)) <= 12:
        return True
    # "Updated on: November 19, 2019 / 10:07 AM / CBS News"
    return bool(stated or found[0].start <= 1) and len(left) <= 5 and not _TERMINAL.search(own)


def dated_names(own: str) -> str | None:
    """The names in a line that is names and a date: 'Ann Smith - Nov 19, 2019, 10:31 pm'; None in another line."""
    if not dates(own):
        return None
    rest = _rest(own).strip(" \t|·•–—/,:;()-")
    m = _NAMES.fullmatch(rest)
    # one word is a site's or a weekday's name as likely as a person's
    return m[1] if m and len(m[1].split()) >= 2 else None
