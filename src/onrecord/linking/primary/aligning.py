"""Which sentences of a primary source a report words, and how surely."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from onrecord.comparing.alignment import blocks
from onrecord.comparing.saying import Said, Word, part
from onrecord.linking.primary.sources import RUN, Primary, Sentence

# so many words in a row, of so many bits, are the same words
_ROW, _ROW_BITS = 4, 9.0
# what is named to another speaker must be the same words: so many in a row, of so many bits
_OTHERS_ROW, _OTHERS_BITS = 6, 20.0
# what is told in other words has this share of its own bits in the source, and so many; fewer where the speaker is
# known to be the same
_TOLD, _TOLD_BY_SAME = (0.45, 11.0), (0.4, 7.0)
# a quotation with this share of its weight in the source is one of it, altered
_ALTERED, _ALTERED_BITS = 0.5, 9.0
# so many sentences of the source are looked at for each of a report, and one answers to so many of them in a row
_LOOKED, _LONGEST = 12, 6
# a further sentence must answer to so many bits that no other has answered
_MORE, _MORE_SHARE = 5.0, 0.3
# a word that tells something has more bits than
_WORD = 3.0
# a sentence of so many words tells too little to be found by itself
_SHORT = 4
# a run of words that stands in the source more often says little of the place
_OFTEN = 20


# the words of the name of each speaker who has one
Names: TypeAlias = Mapping[str | None, frozenset[str]]
_ANY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """The sentences of a source that a report words, by their numbers, with how surely; `same` words or others."""

    numbers: tuple[int, ...]
    score: float
    same: bool


@dataclass(frozen=True, slots=True)
class _Place:
    numbers: tuple[int, ...]
    bits: float
    share: float
    row: int
    row_bits: float


def found(report: Said, primary: Primary, speaker: str | None, near: bool, names: Names) -> Found | None:
    """Where a report stands in a primary source; None where it does not, or not surely.

    `speaker` is who says it; `names` are the words of the names of those who have one; `near` says that other words
    than those of the source will do.
    """
    places = [place for q in _pieces(report) if (place := _best(q, primary, speaker, near, names)) is not None]
    if not places:
        return None
    numbers = sorted(_short({n for place in places for n in place.numbers}, report, primary))
    whole = sum(w.weight for w in report.words) or 1.0
    covered = min(1.0, sum(place.bits for place in places) / whole)
    same = any(_is_same(place) for place in places)
    return Found(tuple(numbers), round(min(0.99, 0.5 + 0.5 * covered), 2), same)


def _short(numbers: set[int], report: Said, primary: Primary) -> set[int]:
    """The same with the short sentences beside them that the report has, too: "No."."""
    pieces = [q.texts for q in _pieces(report)]
    for n in sorted(numbers):
        for k in (n - 1, n + 1):
            if 0 <= k < len(primary.sentences) and k not in numbers:
                beside = primary.sentences[k]
                own = beside.turn == primary.sentences[n].turn and len(beside.words) <= _SHORT
                if own and [w.text for w in beside.words] in pieces:
                    numbers = numbers | {k}
    return numbers


def answering(report: Said, primary: Primary, numbers: Collection[int]) -> set[int]:
    """Those of some sentences that a part of a report words: for each of its sentences those that it is likest."""
    out = set()
    for q in _pieces(report):
        bits = {n: sum(_answered(q, primary, primary.sentences[n]).values()) for n in numbers}
        best = max(bits.values(), default=0.0)
        out |= {n for n, value in bits.items() if best and value >= max(_MORE, 0.6 * best)}
    return out or set(numbers)


def _pieces(report: Said) -> Iterator[Said]:
    """The sentences of a report."""
    by: dict[int, list[int]] = defaultdict(list)
    for n, w in enumerate(report.words):
        by[w.sentence].append(n)
    for places in by.values():
        yield part(report, places)


def _is_same(place: _Place) -> bool:
    return place.row >= _ROW and place.row_bits >= _ROW_BITS


def _best(q: Said, primary: Primary, speaker: str | None, near: bool, names: Names) -> _Place | None:
    """The place in the source that one sentence of a report words."""
    sure: list[tuple[float, int, _Place]] = []
    for n in _looked(q, primary, near):
        place = _grown(q, primary, n)
        own = primary.sentences[n].speaker
        # who has two rows in the pile may be one all the same
        other = speaker != own and names.get(speaker, _ANY).isdisjoint(names.get(own, _ANY))
        if (other and speaker in names and own in names) or primary.unnamed(primary.sentences[n]):
            if place.row >= _OTHERS_ROW and place.row_bits >= _OTHERS_BITS:
                sure.append((place.bits - 1.0, -n, place))
        elif _is_same(place) or _all_of_it(q, place) or (near and _is_near(q, primary, n, place, speaker)):
            sure.append((place.bits + place.row_bits, -n, place))
    return max(sure, key=lambda x: (x[0], x[1]))[2] if sure else None


def _all_of_it(q: Said, place: _Place) -> bool:
    """Whether a short quotation stands there whole."""
    quoted = [w for w in q.words if w.quoted]
    return len(quoted) == len(q.words) == place.row >= RUN and place.row_bits >= _ROW_BITS - 3


def _is_near(q: Said, primary: Primary, n: int, place: _Place, speaker: str | None) -> bool:
    """Whether a sentence of an article that tells of the source words this one, if in other words."""
    if all(w.quoted for w in q.words) and q.texts == [w.text for w in primary.sentences[n].words]:
        return q.weight > _WORD or len(q.words) > _SHORT
    if any(w.quoted for w in q.words) and place.share >= _ALTERED and place.bits >= _ALTERED_BITS:
        return True
    same = speaker is not None and speaker == primary.sentences[n].speaker
    share, bits = _TOLD_BY_SAME if same else _TOLD
    return place.share >= share and place.bits >= bits


def _looked(q: Said, primary: Primary, near: bool) -> list[int]:
    """The sentences of the source that share most with one of a report; runs of words, unless others will do."""
    bits: dict[int, float] = defaultdict(float)
    for stem, weight in q.stems.items() if near else ():
        for other, counts in primary.like(stem).items():
            for n in primary.stems[other]:
                bits[n] += counts * primary.telling(other, weight)
    texts = q.texts
    for i in range(len(texts) - RUN + 1):
        places = primary.runs.get(tuple(texts[i : i + RUN]), ())
        for at in places if len(places) <= _OFTEN else ():
            bits[primary.sentence_at(at)] += 2.0
    return sorted(bits, key=lambda n: (-bits[n], n))[:_LOOKED]


def _grown(q: Said, primary: Primary, n: int) -> _Place:
    """A sentence with those beside it, in the same turn, that answer to what it leaves open."""
    numbers = [n]
    answered = _answered(q, primary, primary.sentences[n])
    for step in (1, -1):
        k = n + step
        known = _matched(q, primary.sentences[n])
        while 0 <= k < len(primary.sentences) and len(numbers) < _LONGEST:
            beside = primary.sentences[k]
            if beside.turn != primary.sentences[n].turn:
                break
            run = _longest(q, beside.words)
            if len(run) > _SHORT and 2 * len(known.intersection(run)) < len(run):
                known |= set(run)
                answered.update(_answered(q, primary, beside))
                numbers.append(k)
                k += step
                continue
            more = {s: v for s, v in _answered(q, primary, beside).items() if v > answered.get(s, 0.0)}
            gain = sum(v - answered.get(s, 0.0) for s, v in more.items())
            if gain < max(_MORE, _MORE_SHARE * sum(w.weight for w in beside.words)):
                break
            answered.update(more)
            numbers.append(k)
            k += step
    numbers = _needed(q, primary, numbers)
    words = [w for k in sorted(numbers) for w in primary.sentences[k].words]
    row, row_bits = _row(q, words)
    # what is told in the words of many sentences is weighed as the source weighs them
    total = sum(primary.telling(stem, weight) for stem, weight in q.stems.items()) or 1.0
    bits = sum(answered.values())
    return _Place(tuple(sorted(numbers)), bits, bits / total, row, row_bits)


def _needed(q: Said, primary: Primary, numbers: Sequence[int]) -> list[int]:
    """The sentences without those that answer to nothing that another of them does not."""
    out = list(numbers)
    for n in numbers:
        own = _answered(q, primary, primary.sentences[n])
        others = [_answered(q, primary, primary.sentences[k]) for k in out if k != n]
        more = any(value > max(o.get(stem, 0.0) for o in others) for stem, value in own.items()) if others else True
        if not more and len(_longest(q, primary.sentences[n].words)) <= _SHORT:
            out.remove(n)
    return out


def _answered(q: Said, primary: Primary, sentence: Sentence) -> dict[str, float]:
    """The stems of a report that a sentence of the source answers to, with the bits that it does."""
    held = {w.stem for w in sentence.words if w.weight}
    out: dict[str, float] = {}
    for stem, weight in q.stems.items():
        best = max((counts for other, counts in primary.like(stem).items() if other in held), default=0.0)
        if best:
            out[stem] = best * primary.telling(stem, weight)
    return out


def _matched(q: Said, sentence: Sentence) -> set[int]:
    """Which words of a report a sentence has, in runs."""
    found = blocks(q.texts, [w.text for w in sentence.words])
    return {i + k for i, _, n in found if n > 1 for k in range(n)}


def _longest(q: Said, words: Sequence[Word]) -> range:
    """The places in a report of the longest run that is in these words too."""
    i, _, n = max(blocks(q.texts, [w.text for w in words]), key=lambda b: b.length, default=(0, 0, 0))
    return range(i, i + n)


def _row(q: Said, words: Sequence[Word]) -> tuple[int, float]:
    """The longest run of words that both hold, and its bits; short words count a little, too."""
    best = (0, 0.0)
    for i, _, n in blocks(q.texts, [w.text for w in words]):
        bits = _bits(q.words[i : i + n])
        best = max(best, (n, bits), key=lambda x: (x[1], x[0]))
    return best


def _bits(words: Iterable[Word]) -> float:
    return sum(max(w.weight, 0.7) for w in words)
