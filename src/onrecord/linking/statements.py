"""Statements: attributions of several articles that report the same act of saying, joined.

Two reports are held against each other only when one speaker said both (or nobody is named and long quoted words are
the same) and their articles tell one story, or when a rare stretch of words stands in both. Each statement has a
centre, its fullest wording, and every member fits the centre by itself: likeness is not passed along a chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.common import blocks
from onrecord.model import Article, Attribution, Links, Reading, Span, Statement, digest
from onrecord.saying import Said, likeness, prepare, quotation_marks, sentences
from onrecord.text import overlap
from onrecord.wordings import wording

MADE_BY = "statements.rules/1"

# candidates share a stem that stands in at most this many reports of the speaker in the story
_BUCKET = 40
# how many stems of a report, the rarest first, are looked up
_KEYS = 12
# a stretch of this many words that stands in two reports makes them candidates wherever they stand
_SHINGLE = 6


# from this score on two reports are held to be of one act of saying, and what a matched passage adds to it
_SURE = 0.7
_ALIGNED = 0.35


# the centre of a statement says at least this share of what its fullest member says
_FULL = 0.6


@dataclass(frozen=True, slots=True)
class _Unit:
    said: Said
    speaker: str | None
    order: tuple[str, int, str]


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Statement, ...]:
    """One statement for each act of saying; an attribution that stands alone makes a statement of its own."""
    speaker_of = speakers_of(readings, links)
    units = _units(articles, readings, speaker_of)
    aligned = _aligned(links)
    groups = _groups(units, links)
    edges: dict[tuple[str, str], float] = {}
    for members in groups:
        factor = _theme(members)
        for a, b in _candidates(members):
            fit = _fit(a, b, factor, aligned)
            if fit:
                key = _pair(a, b)
                edges[key] = max(edges.get(key, 0.0), fit)
    by_id = {unit.said.attribution.id: unit for unit in units}
    clusters = _clusters(by_id, edges)
    return tuple(sorted((_statement(members) for members in clusters), key=lambda s: s.id))


def speakers_of(readings: Iterable[Reading], links: Links) -> dict[str, str]:
    """The speaker's id for each attribution whose source is resolved."""
    speaker = {entity: row.id for row in links.speakers for entity in row.entities}
    return {
        attribution: speaker[entity.id]
        for reading in readings
        for entity in reading.entities
        if entity.id in speaker
        for attribution in entity.says
    }


def _units(articles: Sequence[Article], readings: Sequence[Reading], speaker_of: Mapping[str, str]) -> list[_Unit]:
    by_article = {article.id: article for article in articles}
    out: list[_Unit] = []
    for reading in readings:
        article = by_article.get(reading.article)
        if article is None:
            continue
        marks = quotation_marks(article)
        for row in reading.attributions:
            if row.nested_in and not (row.kind == "statement" and row.id in speaker_of):
                continue
            said = prepare(article, row, marks)
            start = row.content[0][0] if row.content else 0
            out.append(_Unit(said, speaker_of.get(row.id), (row.article, start, row.id)))
    return sorted(out, key=lambda unit: unit.order)


def _groups(units: Sequence[_Unit], links: Links) -> list[list[_Unit]]:
    """Units that may be held against each other: those of one speaker in one story, and those that nobody said."""
    stories: dict[str, list[str]] = {}
    for story in links.stories:
        for article in story.articles:
            stories.setdefault(article, []).append(story.id)
    groups: dict[tuple[str, str], list[_Unit]] = {}
    for unit in units:
        for story in stories.get(unit.said.attribution.article, ()):
            if unit.speaker:
                groups.setdefault((story, unit.speaker), []).append(unit)
            if unit.said.quoted:
                groups.setdefault((story, ""), []).append(unit)
    return [members for _, members in sorted(groups.items())]


def _theme(members: Sequence[_Unit]) -> dict[str, float]:
    """Stems that keep coming back within one article are the story's theme and tell its remarks apart the less."""
    most: dict[str, int] = {}
    count: dict[tuple[str, str], int] = {}
    for unit in members:
        for s in unit.said.stems:
            key = (unit.said.attribution.article, s)
            count[key] = count.get(key, 0) + 1
            most[s] = max(most.get(s, 0), count[key])
    return {s: 1.0 / (1.0 + 0.35 * (n - 1)) for s, n in most.items() if n > 1}


def _candidates(members: Sequence[_Unit]) -> list[tuple[_Unit, _Unit]]:
    index: dict[str, list[int]] = {}
    for n, unit in enumerate(members):
        for s in unit.said.stems:
            index.setdefault(s, []).append(n)
    pairs: set[tuple[int, int]] = set()
    for n, unit in enumerate(members):
        rare = sorted((len(index[s]), s) for s in unit.said.stems)[:_KEYS]
        for size, s in rare:
            if size > _BUCKET:
                break
            for m in index[s]:
                if m != n and not _nested(members[m].said.attribution, unit.said.attribution):
                    pairs.add((min(m, n), max(m, n)))
    return [(members[a], members[b]) for a, b in sorted(pairs)]


def _nested(a: Attribution, b: Attribution) -> bool:
    return a.nested_in == b.id or b.nested_in == a.id


def _pair(a: _Unit, b: _Unit) -> tuple[str, str]:
    x, y = a.said.attribution.id, b.said.attribution.id
    return (x, y) if x < y else (y, x)


def _aligned(links: Links) -> dict[tuple[str, str], list[tuple[Span, Span]]]:
    """The passages that a derivation matches, for each pair of articles."""
    out: dict[tuple[str, str], list[tuple[Span, Span]]] = {}
    for row in links.derivations:
        if row.origin is None:
            continue
        for match in row.passages:
            if match.from_span is not None:
                out.setdefault((row.article, row.origin), []).append((match.span, match.from_span))
                out.setdefault((row.origin, row.article), []).append((match.from_span, match.span))
    return out


def _fit(
    a: _Unit, b: _Unit, factor: Mapping[str, float], aligned: Mapping[tuple[str, str], list[tuple[Span, Span]]]
) -> float:
    """How surely two reports are of one act of saying, from 0 (not) to about 2."""
    x, y = a.said, b.said
    like = likeness(x, y, factor)
    if like.shared < 4:
        return 0.0
    run, run_bits, quoted_bits = _run(x, y)
    if a.speaker is None or a.speaker != b.speaker:
        # the words alone must show it
        return 0.9 if run >= 8 and quoted_bits >= 25 and like.inner >= 0.6 else 0.0
    if run >= 5 and run_bits >= 18 and like.inner >= 0.4:
        return 2.0
    if quoted_bits >= 12 and like.inner >= 0.3:
        return 1.9
    near = max(
        (likeness(p, q, factor) for p in sentences(x) for q in sentences(y)),
        key=lambda k: (k.exact > 1, k.shared * k.outer),
    )
    score = near.outer + 0.2 * near.inner + near.shared / 50 + quoted_bits / 40
    if x.negative != y.negative:
        score -= 0.1
    if x.attribution.article == y.attribution.article:
        return score if score >= _SURE + 0.2 and near.shared >= 10 else 0.0
    places = aligned.get((x.attribution.article, y.attribution.article), ())
    if any(overlap((p,), x.attribution.content) and overlap((q,), y.attribution.content) for p, q in places):
        score += _ALIGNED
    elif near.shared < 6 or near.exact < 2:
        return 0.0
    return score if score >= _SURE else 0.0


def _run(x: Said, y: Said) -> tuple[int, float, float]:
    """The longest run of words that both hold: its length, its bits, and the bits of words quoted in both."""
    best = (0, 0.0)
    quoted = 0.0
    for i, j, n in blocks([w.text for w in x.words], [w.text for w in y.words]):
        bits = sum(w.weight for w in x.words[i : i + n])
        best = max(best, (n, bits))
        if n >= 2:
            quoted += sum(
                v.weight for v, w in zip(x.words[i : i + n], y.words[j : j + n], strict=True) if v.quoted and w.quoted
            )
    return best[0], best[1], quoted


def _fullness(unit: _Unit) -> tuple[float, tuple[str, int, str]]:
    """What makes a wording the fullest: how much it says, words in quotation marks counting double."""
    bits = sum(w.weight * (2 if w.quoted else 1) for w in unit.said.words)
    return (-bits, unit.order)


def _clusters(units: Mapping[str, _Unit], edges: Mapping[tuple[str, str], float]) -> list[list[_Unit]]:
    """Stars: each cluster has its fullest member at the centre, and every other member fits the centre."""
    fit: dict[str, dict[str, float]] = {}
    for (x, y), score in edges.items():
        fit.setdefault(x, {})[y] = score
        fit.setdefault(y, {})[x] = score
    cluster: dict[str, list[str]] = {x: [x] for x in units}
    home = {x: x for x in units}

    @cache
    def best(x: str) -> tuple[float, tuple[str, int, str]]:
        return _fullness(units[x])

    ordered = sorted(edges.items(), key=lambda e: (-e[1], sorted(units[x].order for x in e[0])))
    for (x, y), _ in ordered:
        if home[x] == home[y]:
            continue
        members = cluster[home[x]] + cluster[home[y]]
        if _centre(members, best, fit) is not None:
            gone = home[y]
            for m in cluster[gone]:
                home[m] = home[x]
            cluster[home[x]] = members
            del cluster[gone]
    out: list[list[_Unit]] = []
    for members in cluster.values():
        centre = _centre(members, best, fit) or members[0]
        out.append([units[m] for m in sorted(members, key=lambda m: (m != centre, best(m)))])
    return out


def _centre(
    members: Sequence[str],
    best: Callable[[str], tuple[float, tuple[str, int, str]]],
    fit: Mapping[str, Mapping[str, float]],
) -> str | None:
    """The fullest member that all the others fit, if it is about as full as the fullest of all."""
    ordered = sorted(members, key=best)
    least = _FULL * best(ordered[0])[0]
    for m in ordered:
        if best(m)[0] > least:
            break
        if all(n == m or n in fit.get(m, {}) for n in members):
            return m
    return None


def _statement(members: Sequence[_Unit]) -> Statement:
    """A statement from its members, the fullest first."""
    centre = members[0]
    speaker = next((unit.speaker for unit in members if unit.speaker), None)
    ids = tuple(unit.said.attribution.id for unit in sorted(members, key=lambda u: u.order))
    wordings = tuple(wording(unit.said, centre.said) for unit in sorted(members[1:], key=lambda u: u.order))
    return Statement(digest("statement", tuple(sorted(ids))), speaker, ids, wordings, MADE_BY)
