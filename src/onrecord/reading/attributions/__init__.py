"""Who said or thought what: the attributions of an article of English news text.

Rules propose (`rules`, `nouns`), a trained network sees which words are cues and what belongs to each (`network`),
and both are weighed together (`weighing`). What the network was not taught comes from the rules alone:
attributions inside others, labels and signatures, words that nothing introduces (`uncued`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from onrecord import encoder, text
from onrecord.model import Article, Attribution, Form, Reading, Span, Spans, digest
from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions import nouns, primary, rules, tokens, uncued, via, weighing
from onrecord.reading.attributions.network import Sight
from onrecord.reading.attributions.rules import Candidate

MADE_BY = "attributions.network/1"
# attributions expected to be right less often than this are left out
THRESHOLD = 0.3
# the same for what the rules find alone, and for what they find inside another's content, where nothing but the
# words themselves speaks for it
RULES_THRESHOLD = 0.4
# the same where nothing but the network takes plain words for a cue: "granted her clemency"
UNKNOWN_THRESHOLD = 0.4
INNER_THRESHOLD = 0.7
# of two attributions for one thing said, at most so many others stand between the cues
_NEAR = 4


def read(articles: Sequence[Article], readings: Sequence[Reading]) -> list[tuple[Attribution, ...]]:
    """The attributions of each article, in text order; none for an article known not to be English."""
    return [_attributions(article) for article in articles]


def _attributions(article: Article) -> tuple[Attribution, ...]:
    if article.foreign:
        return ()
    view = text.reading_view(article)
    quoted = text.quotations(view.text)
    best = chosen(view, quoted)
    best = best + uncued.unclaimed(view, quoted, best)
    if article.role:
        best = primary.completed(article, view, best)
    best = in_order(_each_once(best))
    out: list[Attribution] = []
    for candidate, within in zip(best, enclosing(best), strict=True):
        # the words of a primary source are whose words they are, without marks
        own = article.role is not None and candidate.rule in ("turn", "primary")
        parts = tuple(_mapped(view, spans) for spans in (candidate.source, candidate.cue, candidate.content))
        out.append(
            Attribution(
                id=digest(MADE_BY, article.id, *parts),
                article=article.id,
                source=parts[0],
                cue=parts[1],
                content=parts[2],
                form="direct" if own else _form(view.text, quoted, candidate.content),
                kind=candidate.kind,
                via=via.medium(
                    view.text,
                    candidate.sentence,
                    candidate.source[0] if candidate.source else None,
                ),
                nested_in=None if within is None else out[within].id,
                score=candidate.score,
                made_by=primary.MADE_BY if own else MADE_BY,
            )
        )
    return tuple(out)


def _each_once(found: Iterable[Candidate]) -> list[Candidate]:
    """What was found in two ways, once: a post may also be read as a signed quotation."""
    best: dict[tuple[Spans, Spans, Spans], Candidate] = {}
    for c in found:
        key = (tuple(c.source), tuple(c.cue), tuple(c.content))
        best[key] = max(best.get(key, c), c, key=lambda candidate: candidate.score)
    return list(best.values())


def chosen(view: text.View, quoted: list[Span]) -> list[Candidate]:
    """The attributions that have a cue or a mark in its place, in the order of their contents."""
    found = candidates(view, quoted)
    windows = encoder.windows(view.text, view.blocks, quoted)
    best: list[Candidate] = []
    for window, ruled in zip(windows, weighing.by_window(windows, found, view.text), strict=True):
        proposals = [
            x
            for x in weighing.proposals(Sight(window), ruled, view.text)
            # where every word has a capital, only words that the rules know are cues
            if x.rules or view.kinds[x.block] == "paragraph"
        ]
        weighing.weigh(proposals)
        likely = [
            x for x in proposals if (not x.unknown or x.score >= UNKNOWN_THRESHOLD) and not _inquires(x, view.text)
        ]
        best += [weighing.candidate(x, view) for x in weighing.chosen(likely, THRESHOLD)]
    return in_order(_once(_relayed(best + _alone(view, found, best, _Cover(quoted)))))


# what an outlet says of its own work: "an email seeking comment was not returned"
_INQUIRY = re.compile(
    r"seek(?:ing|s)?\W+(?:(?:an?|any|further|additional|immediate) )*(?:comments?|response|reply|reaction)\b"
)


def _inquires(proposal: weighing.Proposal, whole: str) -> bool:
    """Whether somebody only asks for words that nobody has said yet."""
    sight, cue = proposal.sight, proposal.row.cue
    return _INQUIRY.match(whole, sight.span((cue[1] - 1, cue[1]))[0]) is not None


def _alone(view: text.View, found: list[Candidate], best: list[Candidate], quoted: _Cover) -> list[Candidate]:
    """What the rules find where the network is not asked; `quoted` are the view's quotations.

    That is with a mark for a cue, with the words in another paragraph than the cue, and where one attribution lies in
    another's content: the network was taught to see one of the two only.
    """
    likely = sorted((c for c in found if c.content and c.score >= RULES_THRESHOLD), key=lambda c: (-c.score, c.key))
    taken = _Cover(span for c in best for span in c.cue)
    ends = {c.cue[-1][1] for c in best if c.cue}
    contents = _Cover(span for c in best for span in c.content)
    keys: set[int] = set()
    out: list[Candidate] = []
    for c in likely:
        marked = not weighing.has_words(view.text, c)
        beyond = not any(a < c.sentence[1] and b > c.sentence[0] for a, b in c.content)
        inside, around = contents.holds((*c.cue, *c.content)), taken.touches(c.content)
        # marks inside of what is paraphrased are somebody's words, and the clause says whose
        mixed = inside and quoted.touches(c.content) and _utters(view.text, c)
        least = RULES_THRESHOLD if mixed else INNER_THRESHOLD
        sure = c.score >= least if inside or (around and not marked) else marked or beyond
        # what ends with the verb by which another says it was read too far
        if sure and c.key not in keys and not taken.touches(c.cue) and c.content[-1][1] not in ends:
            keys.add(c.key)
            out.append(c)
    return out


def _utters(whole: str, c: Candidate) -> bool:
    """Whether a candidate's cue is a verb for words, and not for thoughts or plans: "what he called", "she claimed"."""
    verb = lx.verbs().get(whole[c.key : c.cue[-1][1]].split()[0].lower())
    return verb is not None and verb.group in ("say", "tell", "judge")


class _Cover:
    """Stretches of a text, to be asked often."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = text.merged(spans)
        self.starts = [a for a, _ in self.spans]

    def holds(self, spans: Iterable[Span]) -> bool:
        """Whether each span lies in one of the stretches."""
        return all((n := bisect_right(self.starts, a)) and self.spans[n - 1][1] >= b for a, b in spans)

    def touches(self, spans: Iterable[Span]) -> bool:
        """Whether any span shares a character with a stretch."""
        return any((n := bisect_left(self.starts, b)) and self.spans[n - 1][1] > a for a, b in spans)


def candidates(view: text.View, quoted: list[Span]) -> list[Candidate]:
    """Every candidate of the rules in the view, however unlikely; `quoted` holds the view's quotations."""
    whole = view.text
    inside = _by_block(quoted, view.blocks)
    filled = _filled(view, quoted)
    stops = _goes_on(filled)
    out: list[Candidate] = []
    for n, block in enumerate(view.blocks):
        t = tokens.read(whole, *block, inside[n])
        if not filled[n]:
            t.following.extend(view.blocks[n + 1 : stops[n]])
            k = n
            while k > 0 and filled[k - 1] and whole[view.blocks[k - 1][1] - 1] not in text.CLOSING:
                k -= 1
            t.leading.extend(view.blocks[k:n])
        heading = n == 0 or view.kinds[n] != "paragraph"
        out += rules.candidates(t, heading)
        out += nouns.candidates(t, "heading" if heading else "paragraph")
    return out


def _filled(view: text.View, quoted: list[Span]) -> list[bool]:
    """For each paragraph whether it is one quotation."""
    marked = set(quoted)
    return [block in marked for block in view.blocks]


def _goes_on(filled: list[bool]) -> list[int]:
    """For each paragraph the next one that is not wholly quotation."""
    out = []
    stop = len(filled)
    for n in range(len(filled) - 1, -1, -1):
        out.append(stop)
        if not filled[n]:
            stop = n
    return out[::-1]


def _once(found: list[Candidate]) -> list[Candidate]:
    """Without those that another says better.

    "X is expected, according to Y" is Y's word alone; "declined" goes on in "declined to say".
    """
    ordered = sorted(found, key=lambda c: c.key)
    out = []
    for n, candidate in enumerate(ordered):
        # such a pair stands close together; looking no further keeps the cost linear
        near = (*ordered[max(0, n - _NEAR) : n], *ordered[n + 1 : n + 1 + _NEAR])
        if not any(other.sentence == candidate.sentence and _supersedes(other, candidate) for other in near):
            out.append(candidate)
    return out


def _relayed(found: list[Candidate]) -> list[Candidate]:
    """The same, where who relays a statement is not given what goes on behind it as well.

    Of "“A,” Smith said, according to an aide. “B.”" the aide has "“A,” Smith said", and Smith has A and B.
    """
    cues = {c.cue[0]: c for c in found}
    places = sorted(cues)
    for c in found:
        parts = [p for p in c.content if p[0] > c.cue[0][0]]
        if len(parts) == len(c.content):
            continue
        a, b = c.content[0]
        within = places[bisect_left(places, (a, a)) : bisect_left(places, (b, b))]
        told = {part for cue in within for part in cues[cue].content}
        c.content = [p for p in c.content if p not in told or p not in parts]
    return found


def _supersedes(other: Candidate, one: Candidate) -> bool:
    if not (other.source and other.cue and one.cue):
        return False
    if not one.source:
        within = text.covers(tuple(one.content), tuple(other.cue))
        return within and other.content[0][0] <= one.content[0][0]
    starts = other.cue[0][0] == one.cue[0][0] and other.cue[-1][1] > one.cue[-1][1]
    return starts and other.source == one.source and text.covers(tuple(one.content), tuple(other.content))


def in_order(found: list[Candidate]) -> list[Candidate]:
    """By content, one that encloses others before them."""
    return sorted(found, key=lambda c: (c.content[0][0], -c.content[-1][1], c.key))


def enclosing(ordered: list[Candidate]) -> list[int | None]:
    """For each of `chosen`, the place of the smallest one whose content holds its cue and its content."""
    out: list[int | None] = []
    open_: list[int] = []
    for n, candidate in enumerate(ordered):
        inner = (*candidate.cue, *candidate.content)
        open_ = [k for k in open_ if ordered[k].content[-1][1] > candidate.content[0][0]]
        within = [k for k in open_ if text.covers(tuple(ordered[k].content), inner)]
        out.append(min(within, key=lambda k: sum(b - a for a, b in ordered[k].content)) if within else None)
        open_.append(n)
    return out


def _by_block(spans: list[Span], blocks: Spans) -> list[Spans]:
    """The spans that lie in each block; both are in text order."""
    out: list[list[Span]] = [[] for _ in blocks]
    n = 0
    for a, b in spans:
        while n < len(blocks) and blocks[n][1] <= a:
            n += 1
        if n < len(blocks) and b <= blocks[n][1]:
            out[n].append((a, b))
    return [tuple(found) for found in out]


def _mapped(view: text.View, spans: list[Span]) -> Spans:
    if len(spans) == 1:
        return view.spans(*spans[0])
    return text.merged(s for a, b in spans for s in view.spans(a, b))


def _form(whole: str, quoted: list[Span], content: list[Span]) -> Form:
    """Direct when the content is wholly in quotation marks, mixed when a part of it is."""
    within = touching = 0
    said = text.without_that(whole, tuple(content))
    for start, stop in said:
        while stop > start and whole[stop - 1] in ",.;:":
            stop -= 1
        n = max(0, bisect_right(quoted, (start, len(whole))) - 1)
        near = [q for q in quoted[n : n + 2] if q[0] < stop and q[1] > start]
        touching += bool(near)
        within += any(a <= start and stop <= b for a, b in near)
    return "direct" if within == len(said) else "mixed" if touching else "indirect"
