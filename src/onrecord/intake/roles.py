"""What an article is when it is no report but a primary source: a transcript, a press release.

Its form tells, and only where it is unmistakable, since an article that is taken for a primary source becomes what all
others are held against. Newspapers print parts of transcripts, and quote press releases: a few lines are not enough.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from onrecord.intake.dates import dates
from onrecord.model import Article, Role, Span, Spans
from onrecord.text import mended

# a heading of a transcript says so
_TRANSCRIPT = re.compile(
    r"\b(?:transcript|verbatim|full text|hansard|remarks|press (?:conference|briefing|availability|statement)|briefing"
    r"|news conference|interview|q ?& ?a|question[- ]and[- ]answer|hearing|testimony|readout|media availability"
    r"|answers? to (?:media )?questions?|press point|doorstep|speech)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"[\[(]?(?:\d{1,2}(?::\d\d){1,2}[\])]?\s+)?[^\w\s]{0,3}\s?"
    r"(?P<name>[A-ZÀ-Þ][\w.’'&-]*"
    r"(?:[ ,]{1,2}(?:[A-ZÀ-Þ(][\w.’'&()-]*|of|the|for|and|de|van|von|al|bin|\d{1,3}\)?)){0,6})"
    r"\s?:(?=\s|\*|\Z)"
    r"|(?P<letter>[QA]\d{0,3})(?:[.)]|\s?[–—-]|(?=\s+[A-Z“\"]))"
)
# so many paragraphs begin with a speaker's name, of at least two speakers, one of whom speaks again; no more stands
# above the first than a heading, and few paragraphs go by without one
FEWEST, ABOVE, BETWEEN = 3, 0.25, 6
# a heading stands among so many lines, and has so many words
_HEAD, _HEAD_WORDS = 8, 25
_DAY = len("2024-01-24")
# a title of fewer words may be a letterhead
_TITLE_WORDS = 4

_RELEASE = re.compile(
    r"\W*(?:for immediate release|(?:press|news|media) (?:release|statement)|press communiqu[ée]"
    r"|communiqu[ée] de presse"
    r"|statement to the (?:press|media)|(?:strictly )?embargo(?:ed)? until)\b",
    re.IGNORECASE,
)
# the line says it and little else: a number, a day, who releases it
_RELEASE_WORDS = 14
_WIRE = re.compile(r"/ ?PR ?Newswire ?/|\(BUSINESS ?WIRE\)|GLOBE ?NEWSWIRE\)|/EIN ?Presswire\.com/", re.IGNORECASE)
_WIRE_WITHIN = 1_000
# how a release ends: for the editors, whom to ask, or the mark that nothing follows
_END = re.compile(
    r"(?m)^[ \t]*(?:#{2,5}|-\s?(?:END|30|ENDS)\s?-|\*?notes? (?:to|for) editors?:?"
    r"|(?:media|press) (?:contacts?|enquir|inquir)[^\n]{0,60}"
    r"|(?:for (?:more|further) information)[^\n]{0,80}|contacts?:)",
    re.IGNORECASE,
)


def role(article: Article) -> tuple[Role, Spans] | None:
    """What the form of an article tells it to be, and the words that say so; None where it may be a report."""
    return _transcript(article) or _press_release(article)


def headed(article: Article) -> Article:
    """A primary source with its heading for a title, and the day that this gives.

    What stands above a transcript is short, and none of it is a menu.
    """
    text = article.text
    start = min((a for paragraph in article.paragraphs for a, _ in paragraph), default=0)
    lines = [span for span in _lines(article) if span[1] <= start and _words(text, span) <= _HEAD_WORDS][-_HEAD:]
    shown = [*article.evidence.get("title", ())[:1], *lines]
    if article.role == "press release":
        # the letterhead stands above the title
        above = [s for s in lines if not dates(text[slice(*s)]) and not _RELEASE.match(text, *s)]
        head = next((s for s in reversed(above) if _words(text, s) >= _TITLE_WORDS), None)
    else:
        head = next((span for span in shown if _TRANSCRIPT.search(text, *span)), None)
    evidence = dict(article.evidence)
    title, published = article.title, article.published
    if head and head not in evidence.get("title", ()):
        evidence["title"], title = (head,), " ".join(mended(text[slice(*head)]).split())
    days = [(day.value, span) for span in lines for day in dates(text[slice(*span)])]
    if published is None and len({day for day, _ in days}) == 1:
        published, evidence["published"] = days[0][0], (days[0][1],)
    elif published and "published" not in evidence:
        # a page says it where nobody sees it
        shown_day = next((span for day, span in days if day == published[:_DAY]), None)
        evidence.update({"published": (shown_day,)} if shown_day else {})
    furniture = tuple(replace(f, kind="title") if f.span == head else f for f in article.furniture)
    subtitle = article.subtitle
    if evidence.get("subtitle") == evidence.get("title"):
        evidence.pop("subtitle", None)
        subtitle = None
    return replace(article, title=title, subtitle=subtitle, published=published, furniture=furniture, evidence=evidence)


def _lines(article: Article) -> Iterator[Span]:
    for m in re.finditer(r"[^\n]+", article.text):
        if m.group().strip():
            yield m.span()


def _transcript(article: Article) -> tuple[Role, Spans] | None:
    text = article.text
    paragraphs = [(p[0][0], p[-1][1]) for p in article.paragraphs if p]
    labels = [(n, m) for n, (a, b) in enumerate(paragraphs) if (m := _LABEL.match(text, a, b))]
    names = Counter(_name(m) for _, m in labels)
    labels = [(n, m) for n, m in labels if names[_name(m)] > 1 or len(names) > 2]
    if len(labels) < FEWEST or len(names) < 2 or max(names.values()) < 2:
        return None
    first, last = labels[0][0], labels[-1][0]
    above = sum(b - a for a, b in paragraphs[:first])
    whole = sum(b - a for a, b in paragraphs) or 1
    if above > ABOVE * whole or last - first + 1 > BETWEEN * len(labels):
        return None
    heads = [article.evidence.get(field, ())[:1] for field in ("title", "subtitle")]
    start = paragraphs[first][0]
    lines = [span for span in _lines(article) if span[1] <= start and _words(text, span) <= _HEAD_WORDS][-_HEAD:]
    said = next((s for s in (*(x[0] for x in heads if x), *lines) if _TRANSCRIPT.search(text, *s)), None)
    if said is None and not (article.title and _TRANSCRIPT.search(article.title)):
        return None
    return "transcript", ((said,) if said else ()) + tuple(m.span() for _, m in labels[:FEWEST])


def _words(text: str, span: Span) -> int:
    return len(text[slice(*span)].split())


def _name(label: re.Match[str]) -> str:
    return (label["name"] or label["letter"]).casefold().rstrip("0123456789")


def _press_release(article: Article) -> tuple[Role, Spans] | None:
    text = article.text
    wire = _WIRE.search(text, 0, (article.body[0][0] if article.body else 0) + _WIRE_WITHIN)
    if wire:
        return "press release", (wire.span(),)
    for a, b in list(_lines(article))[:_HEAD]:
        m = _RELEASE.match(text, a, b)
        if m and _words(text, (a, b)) <= _RELEASE_WORDS and text[a:b].rstrip()[-1] not in '.!?”"':
            # a section of a news site may be called so
            loud = m.group().isupper() or "immediate" in m.group().lower() or "embargo" in m.group().lower()
            end = _END.search(text, b)
            if loud or end:
                return "press release", (m.span(), *((end.span(),) if end else ()))
    return None
