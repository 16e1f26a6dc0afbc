"""What the rules propose and what the network sees, weighed against each other.

For every cue there are several proposals: what the rules make of it, what the network does, and mixtures. Each is
described by a few numbers (`FEATURES`), and two logistic regressions over them tell how likely it is to be right in
every word, by which the best proposal of a cue is chosen, and how likely it is to be right in substance, which is
its score. Their weights are learnt by `training/attributions/weigh.py`.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from onrecord import text
from onrecord.encoder import Floats, Window
from onrecord.model import AttributionKind, Span
from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions.network import Row, Run, Sight
from onrecord.reading.attributions.rules import Candidate

FEATURES = (
    "cue begins",  # log odds that the cue's first word begins a cue
    "cue goes on",  # log probability that its other words are inside one
    "cue is over",  # log probability that the next word is not
    "content mean",  # mean log probability of the content's words, and the least of them
    "content least",
    "content begins",  # log probability that each part's first word begins one, together
    "content edges",  # log probability that the words beside the parts are no content, together
    "content missed",  # log of how many words of content are probably left out, and wrongly taken in
    "content extra",
    "content words",  # log of their number
    "content parts",  # its number of parts less one
    "source mean",
    "source missed",
    "source extra",
    "no source",
    "rule",  # log odds that the rules give, and whether none proposes it
    "no rule",
    "unknown cue",  # whether its cue has no word that the lexicon knows
)
# cues that are no verbs and no nouns
_HEARSAY = frozenset({"according", "reportedly", "allegedly", "supposedly", "purportedly"})
# no noun phrase ends with these
_BEGINNINGS = lx.PREPOSITIONS | lx.COORDINATORS | frozenset({"a", "an", "the", "s", "'s", "’s"})
# of the rules' proposals for one cue so many are weighed
_MOST_RULES = 3
# what a proposal is worth: how likely it is to be exact, a part of how likely it is to be right, less what it must
# bring to be worth having beside others
_SCORE, _COST = 0.25, 0.1
# so many proposals of a cue and so many selections of a paragraph are followed up
_RIVALS, _BEAM = 4, 24
# two attributions share at most this part of the shorter one's content
SHARED = 0.3


@dataclass(slots=True)
class Proposal:
    """A possible attribution in words of its window.

    `rules` are the rules' candidates for its cue, the likeliest first; `rule` is the one with this content. `unknown`
    says that the cue has no word of the lexicon: "granted her clemency".
    """

    sight: Sight
    row: Row
    source: tuple[Run, ...]
    content: tuple[Run, ...]
    rules: list[Candidate]
    rule: Candidate | None
    unknown: bool
    exact: float = 0.0
    score: float = 0.0

    @property
    def block(self) -> int:
        """The number of its paragraph in the text."""
        return int(self.sight.window.blocks[self.row.cue[0]])


def by_window(windows: Sequence[Window], candidates: Iterable[Candidate], whole: str) -> list[list[Candidate]]:
    """The rules' candidates with a worded cue, each with the window that holds it; `whole` is the windows' text."""
    starts = [int(window.starts[0]) for window in windows]
    out: list[list[Candidate]] = [[] for _ in windows]
    for candidate in candidates:
        if windows and candidate.content and has_words(whole, candidate):
            out[max(0, bisect_right(starts, candidate.cue[0][0]) - 1)].append(candidate)
    return out


def proposals(sight: Sight, candidates: Iterable[Candidate], whole: str) -> list[Proposal]:
    """Everything in a window that may be an attribution; `candidates` are the rules' for it."""
    cues: dict[Run, list[Candidate]] = {cue: [] for cue in sight.cues}
    for candidate in candidates:
        run = sight.run(candidate.cue[0][0], candidate.cue[-1][1])
        if run[0] < run[1]:
            cues.setdefault(run, []).append(candidate)
    out = []
    for row, found in zip(sight.rows(list(cues)), cues.values(), strict=True):
        out += _mixed(sight, row, sorted(found, key=lambda x: -x.score)[:_MOST_RULES], whole)
    return out


def has_words(whole: str, candidate: Candidate) -> bool:
    """Whether a candidate's cue is more than a mark such as the dash before a headline's name."""
    return any(map(str.isalnum, text.quote(whole, tuple(candidate.cue))))


def _mixed(sight: Sight, row: Row, candidates: list[Candidate], whole: str) -> list[Proposal]:
    """The proposals for one cue: the network's, the rules', each with the other's source."""
    seen: dict[tuple[tuple[Run, ...], tuple[Run, ...]], Proposal] = {}
    unknown = not candidates and not _known(whole, sight.span(row.cue))

    def add(source: tuple[Run, ...], content: tuple[Run, ...], rule: Candidate | None) -> None:
        if content and (source, content) not in seen:
            seen[source, content] = Proposal(sight, row, source, content, candidates, rule, unknown)

    ruled = [(_within(sight, row, c.source), _within(sight, row, _full(c.content, whole)), c) for c in candidates]
    for source, content, candidate in ruled:
        add(source, content, candidate)
    runs = [run for run in row.sources() if run is None or _whole(whole, sight.span(run))]
    sources = [() if run is None else (run,) for run in runs] or [()]
    contents = row.contents()
    for content in contents:
        add(sources[0], content, None)
    for source in sources[1:]:
        for content in contents[:1]:
            add(source, content, None)
    for source, content, candidate in ruled:
        add(sources[0], content, candidate)
        for other in contents[:1]:
            add(source, other, None)
    return list(seen.values())


def _known(whole: str, cue: Span) -> bool:
    """Whether a cue has a word that the lexicon knows, or is a mere preposition: "per Berg", "to Berg, it is"."""
    low = [whole[a:b].lower() for a, b in text.words(whole, *cue)]
    telling = any(w in lx.verbs() or w in lx.nouns() or w in _HEARSAY for w in low)
    return telling or lx.PREPOSITIONS.issuperset(low)


def _whole(whole: str, source: Span) -> bool:
    """Whether a source is more than the beginning of one: "the", "a statement from the"."""
    last = whole[source[0] : source[1]].rsplit(None, 1)[-1].lower()
    return last not in _BEGINNINGS


def _full(content: list[Span], whole: str) -> list[Span]:
    """The content with the conjunction "that" before it, which belongs to it by PolNeAR's guidelines."""
    start, stop = content[0]
    if whole[max(0, start - 5) : start].lower() == "that " and not whole[max(0, start - 6) : start - 5].isalnum():
        return [(start - 5, stop), *content[1:]]
    return content


def _within(sight: Sight, row: Row, spans: Iterable[Span]) -> tuple[Run, ...]:
    """The runs of words of the row's paragraph in these spans."""
    low, high = row.base, row.base + len(row.labels)
    runs = (sight.run(*span) for span in spans)
    cut = ((max(a, low), min(b, high)) for a, b in runs)
    return tuple((a, b) for a, b in cut if a < b)


def weigh(found: Sequence[Proposal]) -> None:
    """Set how likely each proposal is to be exact, and to be right."""
    if found:
        x = features(found)
        weights = _weights()
        exact, right = (1 / (1 + np.exp(-(x @ w[1:] + w[0]))) for w in (weights["exact"], weights["right"]))
        for proposal, a, b in zip(found, exact.tolist(), right.tolist(), strict=True):
            proposal.exact, proposal.score = a, b


@cache
def _weights() -> dict[str, Floats]:
    """For each regression its constant and the weight of each of `FEATURES`."""
    table = resources.files(__package__).joinpath("weighing.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    names = rows[0][1:]
    values = {row[0]: [float(x) for x in row[1:]] for row in rows[1:]}
    assert list(values) == ["constant", *FEATURES], "weighing.tsv is of another version"
    return {name: np.array([values[key][n] for key in values]) for n, name in enumerate(names)}


def features(found: Sequence[Proposal]) -> Floats:
    """The numbers that describe each proposal, [proposals, FEATURES]."""
    sums: dict[int, _Sums] = {}
    out = []
    for proposal in found:
        if id(proposal.row) not in sums:
            sums[id(proposal.row)] = _Sums(proposal.row)
        out.append(sums[id(proposal.row)].describe(proposal))
    return np.array(out)


class _Sums:
    """A row's probabilities summed up from the left, so that a run's sum is one difference."""

    def __init__(self, row: Row) -> None:
        self.base, self.cue = row.base, (row.cue[0] - row.base, row.cue[1] - row.base)
        self.size = len(row.labels)
        self.content = _from_left(row.content)
        self.content_logs = np.log(row.content + 1e-4)
        self.content_log = _from_left(self.content_logs)
        self.outside = np.log(1.0001 - row.content).tolist()
        self.begins = np.log(row.labels[:, 3] + 1e-3).tolist()
        self.source = _from_left(row.source)
        self.source_log = _from_left(np.log(row.source + 1e-4))
        first, stop = self.cue
        begins = min(max(float(row.cues[first, 0]), 1e-4), 1 - 1e-4)
        inside = float(row.cues[first + 1 : stop, 1].mean()) if stop > first + 1 else 1.0
        after = float(row.cues[stop, 1]) if stop < self.size else 0.0
        self.of_cue = [math.log(begins / (1 - begins)), math.log(inside + 0.01), math.log(1.01 - after)]

    def describe(self, proposal: Proposal) -> list[float]:
        content = [(a - self.base, b - self.base) for a, b in proposal.content]
        source = [(a - self.base, b - self.base) for a, b in proposal.source]
        size = sum(b - a for a, b in content)
        inside = _sum(self.content, content)
        parts = list(_joined(content))
        edges = sum(self.outside[b] for _, b in parts if b < self.size)
        edges += sum(self.outside[a - 1] for a, _ in parts if a)
        width = sum(b - a for a, b in source)
        by_source = _sum(self.source, source)
        rule = 0.0
        if proposal.rule is not None:
            p = min(max(proposal.rule.score, 1e-4), 1 - 1e-4)
            rule = math.log(p / (1 - p))
        return [
            *self.of_cue,
            _sum(self.content_log, content) / size,
            min(float(self.content_logs[a:b].min()) for a, b in content),
            sum(self.begins[a] for a, _ in parts),
            edges,
            math.log1p(max(0.0, self.content[-1] - inside)),
            math.log1p(max(0.0, size - inside)),
            math.log(size),
            len(parts) - 1,
            _sum(self.source_log, source) / width if width else 0.0,
            math.log1p(max(0.0, self.source[-1] - by_source)),
            math.log1p(max(0.0, width - by_source)),
            float(not width),
            rule,
            float(proposal.rule is None),
            float(proposal.unknown),
        ]


def _from_left(x: Floats) -> list[float]:
    return [0.0, *np.cumsum(x, dtype=np.float64).tolist()]


def _sum(sums: list[float], runs: Iterable[Run]) -> float:
    return sum(sums[b] - sums[a] for a, b in runs)


def _joined(runs: list[Run]) -> Iterable[Run]:
    """Runs without a word between them as one."""
    start = runs[0][0]
    for (_, b), (c, _) in pairwise(runs):
        if b < c:
            yield start, b
            start = c
    yield start, runs[-1][1]


def chosen(found: Iterable[Proposal], threshold: float) -> list[Proposal]:
    """The proposals that fit together and are together worth most, of those whose score reaches the threshold.

    No two have a cue in common, or much of their content. Sought paragraph by paragraph, cue by cue, with the best
    few selections kept (a beam): "expressed A and indicated B" is two when two are worth more than one long content.
    """
    paragraphs: dict[tuple[int, int], dict[Run, list[Proposal]]] = {}
    for proposal in found:
        if proposal.score >= threshold:
            cues = paragraphs.setdefault((id(proposal.sight), proposal.row.base), {})
            cues.setdefault(proposal.row.cue, []).append(proposal)
    out: list[Proposal] = []
    for cues in paragraphs.values():
        kept = [_Selection(0.0, 0, 0, (), ())]
        for cue, rivals in sorted(cues.items()):
            best = sorted(rivals, key=lambda p: -_worth(p))[:_RIVALS]
            masks = [_mask(p.content) for p in best]
            grown = [
                _Selection(one.worth + _worth(p), one.cues | _mask((cue,)), one.words | mask, (*one.contents, mask),
                           (*one.picked, p))
                for one in kept
                if not one.cues & _mask((cue,))
                for p, mask in zip(best, masks, strict=True)
                if one.fits(mask)
            ]  # fmt: skip
            kept = sorted((*kept, *grown), key=lambda x: -x.worth)[:_BEAM]
        out += kept[0].picked
    return out


def _worth(proposal: Proposal) -> float:
    return proposal.exact + _SCORE * proposal.score - _COST


def _mask(runs: Iterable[Run]) -> int:
    """Runs of words as the bits of a number."""
    return sum((1 << b) - (1 << a) for a, b in runs)


class _Selection(NamedTuple):
    """Some proposals of a paragraph: what they are worth, and their cues and contents as bits."""

    worth: float
    cues: int
    words: int
    contents: tuple[int, ...]
    picked: tuple[Proposal, ...]

    def fits(self, content: int) -> bool:
        """Whether a content shares little with each of those selected."""
        if not content & self.words:
            return True
        size = content.bit_count()
        return all((content & x).bit_count() <= SHARED * min(size, x.bit_count()) for x in self.contents)


def candidate(proposal: Proposal, view: text.View) -> Candidate:
    """A proposal as a candidate like those of the rules, in characters of the view."""
    sight, whole = proposal.sight, view.text
    source = [sight.span(run) for run in proposal.source]
    cue = [sight.span(proposal.row.cue)]
    content = [sight.span(run) for run in proposal.content]
    n = max(0, bisect_right(view.sentences, (cue[0][0], len(whole))) - 1)
    rule = proposal.rule.rule if proposal.rule else "network"
    kind = proposal.rules[0].kind if proposal.rules else _kind(whole, cue)
    score = round(proposal.score, 3)
    return Candidate(cue[0][0], rule, kind, source, cue, content, [], view.sentences[n], score)


def _kind(whole: str, cue: list[Span]) -> AttributionKind:
    """Statement or attitude by the first word of a cue that the lexicon knows."""
    for start, stop in cue:
        for a, b in text.words(whole, start, stop):
            low = whole[a:b].lower()
            if low in lx.verbs():
                return lx.verbs()[low].kind
            if low in lx.nouns():
                return lx.nouns()[low][1]
    return "statement"
