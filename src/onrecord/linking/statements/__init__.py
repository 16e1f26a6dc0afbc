"""Statements: attributions of several articles that report the same act of saying, joined.

Two reports are held against each other only when one speaker said both (or nobody is named and long quoted words are
the same) and their articles tell one story, or when a long stretch of one speaker's quoted words stands in both. Each
statement has a centre, its fullest wording, and every member fits the centre by itself: likeness is not passed along
a chain.
"""

from __future__ import annotations

import itertools
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.comparing.days import days_of_saying, on_other_days
from onrecord.comparing.sameness import Evidence, evidence
from onrecord.comparing.saying import TOKEN, Said, fold_word
from onrecord.comparing.wordings import translated, wording
from onrecord.linking.statements.clusters import cut, stars, with_parts
from onrecord.linking.statements.units import Edge, Unit, one_telling, pair_of, read_units, score_of, speakers_of
from onrecord.model import Article, Links, Reading, Span, Statement, digest
from onrecord.text import overlap

MADE_BY = "statements.rules/2"

# candidates share a stem that stands in at most this many reports of the speaker in the story
_BUCKET = 40
# how many stems of a report, the rarest first, are looked up
_KEYS = 12
# a report is held against so many others, those with which it shares the most of these stems
_PARTNERS = 40
# a stretch of this many quoted words and this weight, in two reports of one speaker, makes them candidates in whatever
# stories, and a shorter one in one story; of the former one in so many is looked up; one that stands in more reports
# than so many is a stock phrase
_SHINGLE = 8
_SHORT = 6
_SHINGLE_BITS = 18.0
# within one story so many words in a row need no more than this weight
_PLAIN_BITS = 9.0
_SAMPLE = 4
_ECHOES = 20
# a quoted word of this weight is seldom, and so many letters are the root of a word
_SCRAP = 6.0
_ROOT = 7


# the score from which on two reports are held to be of one act of saying; what adds to the words' own score: a passage
# that a derivation matches, one article coming from the other, each being the other's likest, neighbours joined too
_SURE = 0.88
_CERTAIN = 2.0
_ALIGNED = 0.35
_DERIVED = 0.15
_MUTUAL = 0.1
_BESIDE = 0.1
# what it takes away that the speakers are only not known to differ, and that one common word is all
_STRANGERS = 0.1
_LONELY = 0.15
# what a short quotation adds that stands quoted in both, at most, and the weight from which it does;
# and what words add that the speaker uses once in each of the two articles
_PICKED = 0.5
_PICKED_BITS = 3.0
_ONCE = 0.2
# the share of the shorter article's reports that are joined before its others are joined by their place
_MOST = 0.5


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> tuple[Statement, ...]:
    """One statement for each act of saying; an attribution that stands alone makes a statement of its own.

    What stands inside another attribution makes a statement only when it is a saying of another speaker ("TASS
    reports that Lavrov said …"); else it is part of the outer one.
    """
    speaker_of = speakers_of(readings, links)
    units = read_units(articles, readings, speaker_of)
    related = _related(links)
    told_in = _stories(links)
    days = days_of_saying(articles, readings, links)
    edges = _echoes(units, told_in)
    unnamed = _unnamed(readings, links)
    for members in (
        *_groups(units, told_in),
        *_colleagues(units, told_in, unnamed),
        *_retold(units, related),
        *_scraps(units, told_in, unnamed),
    ):
        for key, edge in _edges(members, related, unnamed).items():
            edges[key] = max(edges.get(key, edge), edge, key=score_of)
    for key, edge in _reused(units, related).items():
        edges.setdefault(key, edge)
    rewritten = _rewritten(units, related, edges)
    for members in _groups(units, told_in) if rewritten else ():
        for a, b in _in_turn(members, rewritten, edges):
            edges.setdefault(pair_of(a, b), Edge(_SURE, {a.row.id: 0, b.row.id: 0}))
    edges = {(x, y): edge for (x, y), edge in edges.items() if not on_other_days(days, x, y)}
    by_id = {unit.row.id: unit for unit in units}
    clusters = stars(by_id, edges)
    foreign = translated(links)
    named = frozenset(speaker_of.values()) - unnamed.keys()
    found = (_statement(members, parts, foreign, named) for members, parts in with_parts(clusters, edges))
    return tuple(sorted(found, key=lambda s: s.id))


def _stories(links: Links) -> dict[str, list[str]]:
    """The stories that each article tells."""
    told_in: dict[str, list[str]] = {}
    for story in links.stories:
        for article in story.articles:
            told_in.setdefault(article, []).append(story.id)
    return told_in


def _groups(units: Sequence[Unit], told_in: Mapping[str, Sequence[str]]) -> list[list[Unit]]:
    """Units that may be held against each other: those of one speaker in one story.

    Where a single article tells what the speaker said, only a headline may tell it again.
    """
    groups: dict[tuple[str, str], list[Unit]] = {}
    for unit in units:
        if unit.speaker:
            for story in told_in.get(unit.row.article, ()):
                groups.setdefault((story, unit.speaker), []).append(unit)
    return [
        found
        for _, found in sorted(groups.items())
        if found[0].row.article != found[-1].row.article or any(unit.headline for unit in found)
    ]


def _unnamed(readings: Iterable[Reading], links: Links) -> dict[str, frozenset[str]]:
    """Speakers that no article names ("prosecutors", "the defendant"), each with the roots of what they are called."""
    names = {entity.id: entity.name for reading in readings for entity in reading.entities}
    return {
        row.id: frozenset(
            word[:_ROOT] for m in TOKEN.finditer(row.name) if len(word := fold_word(m.group())) >= _ROOT - 1
        )
        for row in links.speakers
        if not any(names.get(i) for i in row.entities)
    }


def _colleagues(
    units: Sequence[Unit], told_in: Mapping[str, Sequence[str]], unnamed: Mapping[str, frozenset[str]]
) -> list[list[Unit]]:
    """Units of one story whose speakers nobody names and everybody calls alike ("prosecutors", "the prosecution")."""
    groups: dict[tuple[str, str], list[Unit]] = {}
    for unit in units:
        for root in unnamed.get(unit.speaker or "", ()):
            for story in told_in.get(unit.row.article, ()):
                groups.setdefault((story, root), []).append(unit)
    return [found for _, found in sorted(groups.items()) if found[0].row.article != found[-1].row.article]


def _scraps(units: Sequence[Unit], told_in: Mapping[str, Sequence[str]], unnamed: Collection[str]) -> list[list[Unit]]:
    """Units of one story that quote the same seldom word, where the speaker of one at least is not named."""
    groups: dict[tuple[str, str], list[Unit]] = {}
    for unit in units:
        for key in {w.stem for w in unit.said.words if w.quoted and w.weight >= _SCRAP} if unit.quoted else ():
            for story in told_in.get(unit.row.article, ()):
                groups.setdefault((story, key), []).append(unit)
    return [
        found
        for _, found in sorted(groups.items())
        if len(found) <= _ECHOES
        and found[0].row.article != found[-1].row.article
        and any(unit.speaker is None or unit.speaker in unnamed for unit in found)
    ]


def _retold(units: Sequence[Unit], related: Mapping[tuple[str, str], _Related]) -> list[list[Unit]]:
    """All units of two articles of which one comes from the other: who retells may name the speaker otherwise."""
    inside: dict[str, list[Unit]] = {}
    for unit in units:
        inside.setdefault(unit.row.article, []).append(unit)
    return [
        [*inside.get(x, ()), *inside.get(y, ())] for (x, y), link in sorted(related.items()) if x < y and link.derived
    ]


def _may_be_one(a: str | None, b: str | None, unnamed: Collection[str]) -> bool:
    """Whether two speakers may be one: the same, or one of them is not named."""
    return a == b or a is None or b is None or a in unnamed or b in unnamed


def _theme(members: Sequence[Unit]) -> dict[str, float]:
    """Stems that keep coming back within one article are the story's theme and tell its remarks apart the less."""
    most: dict[str, int] = {}
    count: dict[tuple[str, str], int] = {}
    for unit in members:
        for s in unit.said.stems:
            key = (unit.row.article, s)
            count[key] = count.get(key, 0) + 1
            most[s] = max(most.get(s, 0), count[key])
    return {s: 1.0 / (1.0 + 0.25 * (n - 2)) for s, n in most.items() if n > 2}


def _candidates(members: Sequence[Unit]) -> list[tuple[Unit, Unit]]:
    index: dict[str, list[int]] = {}
    for n, unit in enumerate(members):
        for s in unit.said.stems:
            index.setdefault(s, []).append(n)
    pairs: set[tuple[int, int]] = set()
    for n, unit in enumerate(members):
        met: Counter[int] = Counter()
        for size, s in sorted((len(index[s]), s) for s in unit.said.stems)[:_KEYS]:
            if size > _BUCKET:
                break
            met.update(index[s])
        likely = sorted((m for m in met if m != n), key=lambda m: (-met[m], m))[:_PARTNERS]
        pairs.update((min(m, n), max(m, n)) for m in likely if not one_telling(members[m].row, unit.row))
    return [(members[a], members[b]) for a, b in sorted(pairs)]


def _echoes(units: Sequence[Unit], told_in: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], Edge]:
    """Pairs whose quoted words are the same for a long stretch.

    Of one speaker in articles of whatever stories; and in one story, whoever is named for them.
    """
    index: dict[tuple[str, str, int], list[Unit]] = {}
    for unit in units:
        if not unit.quoted or len(unit.said.words) < _SHORT:
            continue
        stretches = _shingles(unit.said, _SHORT) | _shingles(unit.said, _SHINGLE, _PLAIN_BITS)
        keys = {(story, "", key) for story in told_in.get(unit.row.article, ()) for key in stretches}
        if unit.speaker:
            keys |= {("", unit.speaker, key) for key in _shingles(unit.said, _SHINGLE) if not key % _SAMPLE}
        for at in keys:
            index.setdefault(at, []).append(unit)
    out: dict[tuple[str, str], Edge] = {}
    tried: set[tuple[str, str]] = set()
    for (story, _, _), found in index.items():
        if not 2 <= len(found) <= _ECHOES:
            continue
        for a, b in itertools.combinations(found, 2):
            key = pair_of(a, b)
            if a.row.article == b.row.article or key in tried or (story and a.speaker and a.speaker == b.speaker):
                continue
            tried.add(key)
            e = evidence(a.said, b.said, {})
            # where somebody else is named for the words, or nobody, they must be longer to show it
            least = _SHINGLE if a.speaker and b.speaker else _SHORT
            certain = (
                e.certain if e and a.speaker == b.speaker else e and (e.quoted_bits >= 3 * least or e.run >= _SHINGLE)
            )
            if e and certain and e.run >= least and e.like.inner >= 0.6:
                out[key] = Edge(_CERTAIN, {a.row.id: e.places[0], b.row.id: e.places[1]})
    return out


def _reused(units: Sequence[Unit], related: Mapping[tuple[str, str], _Related]) -> dict[tuple[str, str], Edge]:
    """Reports whose speaker is not known, in passages that one article has from another, with those they come from."""
    inside: dict[str, list[Unit]] = {}
    for unit in units:
        inside.setdefault(unit.row.article, []).append(unit)
    out: dict[tuple[str, str], Edge] = {}
    for (article, origin), link in sorted(related.items()):
        for a in inside.get(article, ()):
            for p, q in link.passages if a.speaker is None else ():
                if not overlap((p,), a.row.content):
                    continue
                for b in inside.get(origin, ()):
                    e = evidence(a.said, b.said, {}) if overlap((q,), b.row.content) else None
                    if e is not None and e.near.exact > 1 and e.score + _ALIGNED >= _SURE:
                        places = {a.row.id: e.places[0], b.row.id: e.places[1]}
                        out[pair_of(a, b)] = Edge(e.score + _ALIGNED, places)
    return out


def _shingles(said: Said, size: int, least: float = _SHINGLE_BITS) -> set[int]:
    """A number for each stretch of so many quoted words, of this weight at least."""
    words = said.words
    out: set[int] = set()
    bits = [w.weight if w.quoted else -100.0 for w in words]
    total = sum(bits[:size])
    for n in range(len(words) - size + 1):
        if total >= least:
            out.add(zlib.crc32(" ".join(w.text for w in words[n : n + size]).encode("utf-8", "surrogatepass")))
        total += (bits[n + size] if n + size < len(words) else 0.0) - bits[n]
    return out


@dataclass(frozen=True, slots=True)
class _Related:
    """What derivations say of two articles: passages that match, and whether one comes from the other."""

    passages: tuple[tuple[Span, Span], ...]
    derived: bool


_UNRELATED = _Related((), False)


def _related(links: Links) -> dict[tuple[str, str], _Related]:
    found: dict[tuple[str, str], tuple[list[tuple[Span, Span]], bool]] = {}
    for row in links.derivations:
        if row.origin is None:
            continue
        pairs = [(m.span, m.from_span) for m in row.passages if m.from_span is not None]
        derived = row.how in ("copy", "abridgement", "rewrite")
        for key, places in (
            ((row.article, row.origin), pairs),
            ((row.origin, row.article), [(q, p) for p, q in pairs]),
        ):
            old, was = found.get(key, ([], False))
            found[key] = ([*old, *places], was or derived)
    return {key: _Related(tuple(places), derived) for key, (places, derived) in found.items()}


def _edges(
    members: Sequence[Unit], related: Mapping[tuple[str, str], _Related], unnamed: Collection[str]
) -> dict[tuple[str, str], Edge]:
    """The pairs of a group that report one act of saying, each with how surely.

    First each pair by its words alone; then what stands around it: whether each is the other's likest report, and
    whether the reports before or after them are joined too, for articles tell a speech in its order.
    """
    factor = _theme(members)
    found = {
        (a, b): e
        for a, b in _candidates(members)
        if _may_be_one(a.speaker, b.speaker, unnamed) and (e := evidence(a.said, b.said, factor)) is not None
    }
    at = {pair: _words_alone(pair, e, related) for pair, e in found.items()}
    # a report of several sentences may answer several reports: the likest is sought for each sentence
    likest: dict[tuple[Unit, int, str], tuple[float, tuple[str, int, str]]] = {}
    for (a, b), e in found.items():
        for one, two, sentence in ((a, b, e.places[0]), (b, a, e.places[1])):
            if two.headline or not at[a, b]:
                continue
            key = (one, sentence, two.order[0])
            score = -_CERTAIN if e.certain else -e.score
            likest[key] = min(likest.get(key, (0.0, two.order)), (score, two.order))
    place: dict[Unit, tuple[str, int]] = {}
    count: dict[str, int] = {}
    for unit in members:
        count[unit.order[0]] = count.get(unit.order[0], 0) + 1
        place[unit] = (unit.order[0], count[unit.order[0]])
    sure = {(place[a], place[b]) for (a, b), score in at.items() if score >= _SURE + 0.1}
    uses = Counter((unit.order[0], s) for unit in members for s in unit.said.stems)
    out: dict[tuple[str, str], Edge] = {}
    for (a, b), score in at.items():
        if score and a.order[0] != b.order[0]:
            here, there = found[a, b].places
            # a headline sums up what the text below it tells again: it takes nobody's place
            if (b.headline or likest[a, here, b.order[0]][1] == b.order) and (
                a.headline or likest[b, there, a.order[0]][1] == a.order
            ):
                score += _MUTUAL
                if related.get((a.order[0], b.order[0]), _UNRELATED).derived:
                    score += _DERIVED
            score += _ONCE * min(12.0, _only_here(a, b, uses)) / 12.0
            (x, n), (y, m) = place[a], place[b]
            if any(((x, n + d), (y, m + e)) in sure for d in (-1, 0, 1) for e in (-1, 0, 1) if d or e):
                score += _BESIDE
            if a.speaker != b.speaker:
                score -= _STRANGERS
                derived = related.get((a.order[0], b.order[0]), _UNRELATED).derived
                if (not derived and not found[a, b].telling) or found[a, b].opposed:
                    continue
        if score >= _SURE:
            here, there = found[a, b].places
            out[pair_of(a, b)] = Edge(score, {a.row.id: here, b.row.id: there})
    return out


def _rewritten(
    units: Sequence[Unit], related: Mapping[tuple[str, str], _Related], joined: Collection[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Pairs of articles of which one comes from the other, most reports of the shorter being joined already."""
    article_of = {unit.row.id: unit.row.article for unit in units}
    size = Counter(unit.row.article for unit in units if not unit.headline)
    met: dict[tuple[str, str], set[str]] = {}
    for x, y in joined:
        for one, two in ((x, y), (y, x)):
            met.setdefault((article_of[one], article_of[two]), set()).add(one)
    return sorted(
        (x, y)
        for (x, y), link in related.items()
        if link.derived
        and x < y
        and (x, y) in met
        and min(len(met[x, y]), len(met[y, x])) >= _MOST * min(size[x], size[y])
    )


def _in_turn(
    members: Sequence[Unit], rewritten: Iterable[tuple[str, str]], joined: Collection[tuple[str, str]]
) -> list[tuple[Unit, Unit]]:
    """Reports that stand alone in the same place of what a speaker says in an article and in its rewrite.

    Who rewrites an article goes through its quotations in turn: where both tell one more thing between two that are
    joined, it is the same thing, in whatever words.
    """
    told: dict[str, list[Unit]] = {}
    for unit in members:
        if not unit.headline:
            told.setdefault(unit.row.article, []).append(unit)
    out: list[tuple[Unit, Unit]] = []
    for x, y in rewritten:
        mine, yours = told.get(x, []), told.get(y, [])
        i = j = 0
        fixed = [(n, m) for n, a in enumerate(mine) for m, b in enumerate(yours) if pair_of(a, b) in joined]
        partner_left = Counter(n for n, _ in fixed)
        partner_right = Counter(m for _, m in fixed)
        for n, m in [*fixed, (len(mine), len(yours))]:
            if n < i or m < j:
                continue
            free_left = [k for k in range(i, n) if not partner_left[k]]
            free_right = [k for k in range(j, m) if not partner_right[k]]
            if len(free_left) == len(free_right) == 1:
                a, b = mine[free_left[0]], yours[free_right[0]]
                if a.speaker == b.speaker and a.said.negative == b.said.negative:
                    out.append((a, b))
            i, j = n + 1, m + 1
    return out


def _only_here(a: Unit, b: Unit, uses: Mapping[tuple[str, str], int]) -> float:
    """The weight of the stems that two reports share and that no other report of the group in their articles has."""
    shared = a.said.stems.keys() & b.said.stems.keys()
    return sum(a.said.stems[s] for s in shared if uses[a.order[0], s] == 1 == uses[b.order[0], s])


def _words_alone(pair: tuple[Unit, Unit], e: Evidence, related: Mapping[tuple[str, str], _Related]) -> float:
    x, y = pair[0].row, pair[1].row
    if e.certain:
        return _CERTAIN
    if x.article == y.article:
        # a headline may be words that the text below it quotes in full
        if pair[0].headline != pair[1].headline and e.verbatim:
            return _CERTAIN
        return e.score - 0.2 if e.near.shared >= 10 else 0.0
    link = related.get((x.article, y.article), _UNRELATED)
    if any(overlap((p,), x.content) and overlap((q,), y.content) for p, q in link.passages):
        return e.score + _ALIGNED
    if e.scrap >= _PICKED_BITS and pair[0].speaker == pair[1].speaker:
        return e.score + min(_PICKED, e.scrap / 14)
    # of two strangers even a derivation makes no statement out of a few common words
    rewritten = link.derived and pair[0].speaker == pair[1].speaker
    if not e.near.exact or (not rewritten and e.near.shared < 6):
        return 0.0
    return e.score - (_LONELY if e.lonely and not link.derived else 0.0)


def _statement(
    members: Sequence[Unit], parts: Mapping[str, int], foreign: Collection[str], named: Collection[str]
) -> Statement:
    """A statement from its members, the fullest first; `parts` are those that one sentence makes members."""
    centre = members[0]
    speakers = [unit.speaker for unit in members if unit.speaker]
    speaker = next((s for s in speakers if s in named), speakers[0] if speakers else None)
    ids = tuple(unit.row.id for unit in sorted(members, key=lambda u: u.order))
    others = sorted(members[1:], key=lambda unit: unit.order)
    wordings = tuple(wording(cut(unit.said, parts), centre.said, speaker in foreign) for unit in others)
    return Statement(digest("statement", tuple(sorted(ids))), speaker, ids, wordings, MADE_BY)
