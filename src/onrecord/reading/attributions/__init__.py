"""Who said or thought what: the attributions of an article, read by rules from English news text.

`read` is the whole contract; what makes the attributions can be exchanged behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from onrecord import text
from onrecord.model import Article, Attribution, AttributionKind, Form, Reading, Span, Spans, digest
from onrecord.reading.attributions import rules, scores, tokens
from onrecord.reading.attributions.rules import Candidate

MADE_BY = "attributions.rules/1"
# candidates expected to be right less often than this are left out
THRESHOLD = 0.5
# quotations shorter than this are fragments of a clause and hold no attribution of their own
INNER_CHARACTERS = 25


def read(articles: Sequence[Article], readings: Sequence[Reading]) -> list[tuple[Attribution, ...]]:
    """The attributions of each article, in text order; none for an article known not to be English."""
    return [_attributions(article) for article in articles]


def _attributions(article: Article) -> tuple[Attribution, ...]:
    if article.language is not None and not article.language.lower().startswith("en"):
        return ()
    view = text.reading_view(article)
    out = []
    for c in found(view):
        score = scores.score(c)
        if score < THRESHOLD:
            continue
        source, cue, content = (_mapped(view, spans) for spans in (c.source, c.cue, c.content))
        if not content:
            continue
        out.append(
            Attribution(
                digest(MADE_BY, article.id, source, cue, content),
                article.id,
                source,
                cue,
                content,
                _form(view.text, c.content),
                cast(AttributionKind, c.kind),
                None,
                None,
                score,
                MADE_BY,
            )
        )
    return tuple(out)


def found(view: text.View) -> list[Candidate]:
    """Every candidate in the view, whatever its score."""
    return [candidate for block in view.blocks for candidate in _block(view.text, block)]


def _block(whole: str, block: Span) -> list[Candidate]:
    quotations = tuple(text.quotations(whole, *block))
    found = rules.candidates(tokens.read(whole, *block, quotations))
    for a, b in quotations:
        if b - a > INNER_CHARACTERS:
            inner = tuple(text.quotations(whole, a + 1, b - 1))
            for candidate in rules.candidates(tokens.read(whole, a + 1, b - 1, inner)):
                candidate.rule = "quoted " + candidate.rule
                found.append(candidate)
    return found


def _mapped(view: text.View, spans: list[Span]) -> Spans:
    return text.merged(s for a, b in spans for s in view.spans(a, b))


def _form(whole: str, content: list[Span]) -> Form:
    quoted = [(a, b) for a, b in content if whole[a] in text.OPENING and whole[b - 1] in text.CLOSING | {","}]
    if len(quoted) == len(content):
        return "direct"
    marks = any(c in '“”"«»‘' for a, b in content for c in whole[a:b])
    return "mixed" if marks else "indirect"
