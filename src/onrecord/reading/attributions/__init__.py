"""Who said or thought what: the attributions of an article, read by rules from English news text.

`read` is the whole contract; what makes the attributions can be exchanged behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from onrecord import text
from onrecord.model import Article, Attribution, Form, Reading, Span, Spans, digest
from onrecord.reading.attributions import rules, tokens, weights
from onrecord.reading.attributions.rules import Candidate

MADE_BY = "attributions.rules/1"
# candidates expected to be right less often than this are left out
THRESHOLD = 0.5


def read(articles: Sequence[Article], readings: Sequence[Reading]) -> list[tuple[Attribution, ...]]:
    """The attributions of each article, in text order; none for an article known not to be English."""
    return [_attributions(article) for article in articles]


def _attributions(article: Article) -> tuple[Attribution, ...]:
    if article.language is not None and not article.language.lower().startswith("en"):
        return ()
    view = text.reading_view(article)
    out = []
    for c, score in chosen(candidates(view)):
        source, cue, content = (_mapped(view, spans) for spans in (c.source, c.cue, c.content))
        if not content:
            continue
        key = digest(MADE_BY, article.id, source, cue, content)
        form = _form(view.text, c.content)
        out.append(Attribution(key, article.id, source, cue, content, form, c.kind, None, None, score, MADE_BY))
    return tuple(out)


def candidates(view: text.View) -> list[Candidate]:
    """Every candidate in the view, however unlikely."""
    out: list[Candidate] = []
    for block in view.blocks:
        out += rules.candidates(tokens.read(view.text, *block, tuple(text.quotations(view.text, *block))))
    return out


def chosen(found: list[Candidate]) -> list[tuple[Candidate, float]]:
    """The likeliest candidate of each cue with its score, where that reaches the threshold."""
    best: dict[int, tuple[Candidate, float]] = {}
    for candidate in found:
        score = round(weights.probability("attribution", candidate.features), 3)
        if score >= THRESHOLD and (candidate.key not in best or score > best[candidate.key][1]):
            best[candidate.key] = (candidate, score)
    return list(best.values())


def _mapped(view: text.View, spans: list[Span]) -> Spans:
    return text.merged(s for a, b in spans for s in view.spans(a, b))


def _form(whole: str, content: list[Span]) -> Form:
    quoted = [(a, b) for a, b in content if whole[a] in text.OPENING and whole[b - 1] in text.CLOSING | {","}]
    if len(quoted) == len(content):
        return "direct"
    marks = any(c in '“”"«»‘' for a, b in content for c in whole[a:b])
    return "mixed" if marks else "indirect"
