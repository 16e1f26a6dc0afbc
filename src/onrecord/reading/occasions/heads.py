"""The occasion that a primary source is of, as its head tells it: "Press conference of …, 9 June 2025".

All that is said in the source was said there. There is a mention for each who speaks, as each of them has an occasion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.language.dates import expressions
from onrecord.model import Article, Entity, OccasionMention, Reading, Span, digest
from onrecord.reading.occasions.hosts import is_medium
from onrecord.text import overlap

MADE_BY = "occasions.heads/1"

# what a head calls the occasion; the first that fits is it
_KINDS = (
    ("interview", r"interview(?:ed)?|q ?& ?a|questions? and answers?"),
    ("hearing", r"hearing|testimony|committee of inquiry"),
    (
        "press conference",
        r"(?:press|news) (?:conference|briefing|availability|point)|media availability|doorstep|briefing",
    ),
    ("debate", r"debate|hansard"),
    ("speech", r"speech|address|lecture|keynote"),
    ("statement", r"(?:press |media )?statement"),
    ("remarks", r"remarks|comments|transcript|answers? to (?:media )?questions?"),
)
_PATTERNS = tuple((kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _KINDS)
# "hearing on the sinking of the trawler"
_ABOUT = re.compile(r"[ ](?:on|about|concerning|regarding)[ ](?P<what>[^,;:()\n]{3,100})", re.IGNORECASE)
# a medium stands between marks, or behind "with", "by", "for"
_NAMES = re.compile(r"(?:\A|[,:|–—-] |\b(?:with|by|for|to|on) )(?:the )?(?P<name>[A-ZÀ-Þ][^,:|()\n–—]{1,60})")


def headed(article: Article, reading: Reading) -> tuple[OccasionMention, ...]:
    """The mentions that the head of a primary source makes; none where it does not say what it is."""
    head = article.evidence.get("title", ())[:1]
    title = " ".join(article.text[slice(*head[0])].split()) if head else ""
    kind = _kind(article, title)
    if kind is None or not head:
        return ()
    dated = article.evidence.get("published", ())[:1]
    held = next((t.id for t in reading.times if overlap((t.span,), dated)), None)
    spans = tuple(sorted({*head, *dated}))
    return tuple(
        OccasionMention(
            digest("occasion mention", article.id, kind, spans, entity.id),
            article.id,
            kind,
            entity.id,
            _medium(article, title) if kind == "interview" else None,
            _about(title),
            None,
            held,
            None,
            spans,
            said,
            MADE_BY,
        )
        for entity, said in _speaking(article, reading)
    )


def _kind(article: Article, title: str) -> str | None:
    if article.role == "press release":
        return "statement"
    return next((kind for kind, pattern in _PATTERNS if pattern.search(title)), None)


def _speaking(article: Article, reading: Reading) -> Iterator[tuple[Entity, tuple[str, ...]]]:
    """Who speaks in a source, and what; who is quoted there speaks in a release, else somewhere else."""
    release = article.role == "press release"
    own = {a.id for a in reading.attributions if a.kind == "statement" and (release or a.nested_in is None)}
    for entity in reading.entities:
        said = tuple(i for i in entity.says if i in own)
        if said:
            yield entity, said


def _about(title: str) -> str | None:
    """What the head says that it was about; a day is no subject."""
    m = _ABOUT.search(title)
    return m["what"].strip(" .") if m and not _is_day(m["what"]) else None


def _is_day(words: str) -> bool:
    first: Span | None = next(((e.start, e.stop) for e in expressions(words)), None)
    return first is not None and first[0] <= len("the ")


def _medium(article: Article, title: str) -> str | None:
    """The medium that an interview was given to: in its head, or the one that brings it."""
    named = (m["name"].strip(" .") for m in _NAMES.finditer(title))
    return next((name for name in named if is_medium(name)), article.outlet)
