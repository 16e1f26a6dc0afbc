"""Who said or thought what: the attributions of an article, read by rules from English news text.

`read` is the whole contract; what makes the attributions can be exchanged behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from onrecord import text
from onrecord.model import Article, Attribution, Form, Reading, Span, Spans, digest
from onrecord.reading.attributions import nouns, rules, tokens
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
    for c in chosen(candidates(view)):
        source, cue, content = (_mapped(view, spans) for spans in (c.source, c.cue, c.content))
        if not content:
            continue
        key = digest(MADE_BY, article.id, source, cue, content)
        form = _form(view.text, c.content)
        out.append(Attribution(key, article.id, source, cue, content, form, c.kind, None, None, c.score, MADE_BY))
    return tuple(out)


def candidates(view: text.View) -> list[Candidate]:
    """Every candidate in the view, however unlikely."""
    whole = view.text
    quoted = [tuple(text.quotations(whole, *block)) for block in view.blocks]
    filled = [len(q) == 1 and q[0] == block for q, block in zip(quoted, view.blocks, strict=True)]
    out: list[Candidate] = []
    for n, block in enumerate(view.blocks):
        t = tokens.read(whole, *block, quoted[n])
        k = n + 1
        while k < len(filled) and filled[k]:
            t.following.append(view.blocks[k])
            k += 1
        k = n
        while k > 0 and filled[k - 1] and whole[view.blocks[k - 1][1] - 1] not in text.CLOSING:
            k -= 1
            t.leading.insert(0, view.blocks[k])
        out += rules.candidates(t)
        out += nouns.candidates(t, view.kinds[n])
    return out


def chosen(found: list[Candidate]) -> list[Candidate]:
    """The likeliest candidate of each cue, where its score reaches the threshold."""
    best: dict[int, Candidate] = {}
    for candidate in found:
        if candidate.score >= THRESHOLD and (candidate.key not in best or candidate.score > best[candidate.key].score):
            best[candidate.key] = candidate
    return list(best.values())


def _mapped(view: text.View, spans: list[Span]) -> Spans:
    return text.merged(s for a, b in spans for s in view.spans(a, b))


def _form(whole: str, content: list[Span]) -> Form:
    quoted = [(a, b) for a, b in content if whole[a] in text.OPENING and whole[b - 1] in text.CLOSING | {","}]
    if len(quoted) == len(content):
        return "direct"
    marks = any(c in '“”"«»‘' for a, b in content for c in whole[a:b])
    return "mixed" if marks else "indirect"
