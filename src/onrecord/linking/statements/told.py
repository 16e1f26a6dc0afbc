"""Which sentences of a report tell a statement, when the report tells several.

A quotation of two sentences may stand in two statements: one outlet reports the first, another the second. Its
sentences are divided among its statements by what the other reports of each answer to. Two statements that hold one
sentence, and answer to the same words of it, are of one act of saying and become one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from onrecord.comparing.days import Day, on_other_days
from onrecord.comparing.sameness import likeness
from onrecord.comparing.saying import Said, Word, keys, part
from onrecord.linking.statements.features import two_people
from onrecord.linking.statements.units import Order, Unit
from onrecord.model import Span, Spans
from onrecord.text import sentences
from onrecord.ties import Ties

# the numbers of the pieces of a report that are one sentence: words in marks on both sides of "she said" may be
Sentence = frozenset[int]
# by the id of an attribution the indexes of its words that tell a statement; all of them where it is missing
Told = Mapping[str, Sequence[int]]

# other reports answer to a sentence when they hold so much of its weight
_ANSWERED = 0.4
# two statements answer to the same words of a sentence when this share of the weight of those of the one, and of the
# other, is what both answer to
_SAME = 0.8


def parted(
    groups: Iterable[tuple[Sequence[Unit], Mapping[str, int]]], days: Mapping[str, frozenset[Day]], ties: Ties
) -> list[tuple[list[Unit], Told]]:
    """The groups with what of each report belongs to them, the fullest first.

    The groups come with those of their members that one sentence makes members, by its number; every report is a
    member of one group as a whole. Reports of far `days`, or kept apart by `ties`, are not made one.
    """
    groups = list(groups)
    uses = Counter(unit for members, _ in groups for unit in members)
    alone: list[tuple[list[Unit], Told]] = [
        (list(members), {}) for members, _ in groups if all(uses[unit] == 1 for unit in members)
    ]
    found = [_Group(list(members), places) for members, places in groups if any(uses[unit] > 1 for unit in members)]
    # whose sentence is whose may depend on who comes first
    found.sort(key=lambda group: sorted(unit.order for unit in group.members))
    held = _held(found)
    empty: set[_Group] = set()
    for unit, places in held.items():
        if len(sentences_of(unit.said)) > 1:
            empty |= _divide(unit, [found[n] for n in places], lambda a, b: _may_join(a, b, days, ties))
    for group in found:
        group.settle()
    found = _joined([group for group in found if group not in empty], days, ties)
    holders = Counter((unit, s) for group in found for unit in group.members for s in group.told[unit])
    shared = {unit for (unit, _), count in holders.items() if count > 1}
    return alone + [_row(group, shared) for group in found]


class _Group:
    """Reports of one statement with the sentences of each that tell it; `guests` are members by one sentence."""

    def __init__(self, members: list[Unit], places: Mapping[str, int]) -> None:
        self.members = sorted(members, key=lambda unit: unit.order)
        self.guests = {unit for unit in members if unit.row.id in places}
        self.told: dict[Unit, set[Sentence]] = {}
        for unit in members:
            every = sentences_of(unit.said)
            # a very long report was held against others as a whole
            compared = unit not in self.guests or len(unit.said.sentences) > 1
            self.told[unit] = {s for s in every if unit not in self.guests or places[unit.row.id] in s or not compared}
        self.leaving: dict[Unit, set[Sentence]] = {}
        self._counted: Counter[object] | None = None
        for unit in sorted(self.guests, key=lambda u: u.order):
            if len(self.told[unit]) > 1:
                self.told[unit] = {max(sorted(self.told[unit], key=min), key=lambda s: self.answered(unit, s))}
        self.settle()

    @property
    def _uses(self) -> Counter[object]:
        """How many members hold each stem."""
        if self._counted is None:
            told = (_words(unit.said, self.told[unit]) for unit in self.members)
            self._counted = Counter(key for words in told for key in _keys_of(words))
        return self._counted

    def settle(self) -> None:
        """Leave out what has gone to other groups, as far as something is left."""
        for unit, gone in self.leaving.items():
            self.told[unit] = self.told[unit] - gone or self.told[unit]
        self.leaving = {}
        self._counted = None

    def answers(self, unit: Unit, sentence: Sentence) -> dict[str, float]:
        """The stems of a sentence that other members hold too, or words of like meaning, each with its weight."""
        own = _keys_of(_words(unit.said, self.told.get(unit, ())))
        return {
            w.stem: w.weight
            for w in _words(unit.said, (sentence,))
            if w.weight and any(self._uses[key] > (key in own) for key in _keys(w.stem))
        }

    def answered(self, unit: Unit, sentence: Sentence) -> float:
        """The share of the weight of a sentence that other members hold."""
        whole = {w.stem: w.weight for w in _words(unit.said, (sentence,))}
        return sum(self.answers(unit, sentence).values()) / (sum(whole.values()) or 1.0)

    def followed(self, unit: Unit, sentence: Sentence, home: _Group) -> None:
        """Take from the group `home` of a report what there tells the same as a sentence that stands here."""
        wanted = _only(unit.said, sentence)
        for other in home.members:
            every = sentences_of(other.said)
            if other in self.told or other in home.guests or len(every) < 2:
                continue
            like = {s: likeness(wanted, _only(other.said, s)).outer for s in every}
            best = max(every, key=lambda s: like[s])
            if like[best] >= _ANSWERED:
                self.members.append(other)
                self.guests.add(other)
                self.told[other] = {best}
                home.leaving.setdefault(other, set()).add(best)

    def join(self, other: _Group) -> None:
        """Take in the members of another group."""
        for unit in other.members:
            if unit not in self.told:
                self.members.append(unit)
            self.told.setdefault(unit, set()).update(other.told[unit])
        self.guests = (self.guests | other.guests) - {u for g in (self, other) for u in g.members if u not in g.guests}
        self.settle()


def _held(groups: Sequence[_Group]) -> dict[Unit, list[int]]:
    """The reports that stand in several groups, in their order, each with the places of these."""
    held: dict[Unit, list[int]] = {}
    for n, group in enumerate(groups):
        for unit in group.members:
            held.setdefault(unit, []).append(n)
    return {unit: held[unit] for unit in sorted(held, key=lambda u: u.order) if len(held[unit]) > 1}


def _divide(unit: Unit, groups: Sequence[_Group], may_join: Callable[[_Group, _Group], bool]) -> set[_Group]:
    """Divide the sentences of a report among its groups; the group for which nothing is left, where it is alone there.

    A group that it joined by one sentence keeps that. The one that it belongs to as a whole has those that the others
    in it answer to, and those that nobody claims; what nobody answers to goes with the sentence before it.
    """
    home = next(group for group in groups if unit not in group.guests)
    owner = {s: group for group in groups if group is not home for s in group.told[unit]}
    every = sentences_of(unit.said)
    if len(home.members) == 1:
        home.told[unit] = {s for s in every if s not in owner}
        return set() if home.told[unit] else {home}
    share = {s: home.answered(unit, s) for s in every}
    answered = [s for s in every if share[s] >= _ANSWERED] or [max(every, key=lambda s: share[s])]
    # a sentence that another group claims only where there is no other
    told = {s for s in answered if s not in owner} or set(answered)
    before = home
    for s in every:
        if s in owner and s not in told:
            before = owner[s]
            if may_join(home, before):
                before.followed(unit, s, home)
        elif s in told:
            before = home
        elif before is home:
            told.add(s)
        else:
            before.told[unit].add(s)
    home.told[unit] = told
    return set()


def _joined(groups: Sequence[_Group], days: Mapping[str, frozenset[Day]], ties: Ties) -> list[_Group]:
    """The groups, those made one that hold a sentence of one report and answer to the same words of it."""
    into = list(range(len(groups)))

    def first(n: int) -> int:
        while into[n] != n:
            n = into[n]
        return n

    # by what the groups answer to as they are, not by what they take in
    for a, b in list(_alike(groups)):
        x, y = sorted((first(a), first(b)))
        if x != y and _may_join(groups[x], groups[y], days, ties):
            groups[x].join(groups[y])
            into[y] = x
    return [group for n, group in enumerate(groups) if into[n] == n]


def _alike(groups: Sequence[_Group]) -> Iterator[tuple[int, int]]:
    """The pairs of groups, by their places, that hold a sentence and answer to the same words of it."""
    for unit, places in _held(groups).items():
        for s in sentences_of(unit.said):
            answers = {n: groups[n].answers(unit, s) for n in places if s in groups[n].told[unit]}
            yield from (pair for pair in combinations(answers, 2) if _same_words(*(answers[n] for n in pair)))


def _same_words(a: Mapping[str, float], b: Mapping[str, float]) -> bool:
    most = max(sum(a.values()), sum(b.values()))
    return sum(bits for stem, bits in a.items() if stem in b) >= _SAME * most > 0


def _may_join(a: _Group, b: _Group, days: Mapping[str, frozenset[Day]], ties: Ties) -> bool:
    """Whether nothing keeps two groups apart: neither what people say, nor two people speaking, nor the day."""
    if ties and any(ties.apart(x.row.id, y.row.id) for x in a.members for y in b.members):
        return False
    # few speakers and few days stand for all that speak, and for all days
    speakers = [{unit.speaker: unit for unit in group.members if unit not in group.guests} for group in (a, b)]
    if any(two_people(x, y) for x in speakers[0].values() for y in speakers[1].values()):
        return False
    told = [{days.get(unit.row.id): unit.row.id for unit in group.members} for group in (a, b)]
    return not any(on_other_days(days, x, y) for x in told[0].values() for y in told[1].values())


def _row(group: _Group, shared: Collection[Unit]) -> tuple[list[Unit], Told]:
    """The members, the fullest first, and the words of each that tell the statement.

    What another statement is told by too comes last: it does not say what this one is.
    """
    told = {
        unit.row.id: [n for n, w in enumerate(unit.said.words) if any(w.sentence in s for s in group.told[unit])]
        for unit in group.members
        if len(group.told[unit]) < len(sentences_of(unit.said))
    }

    def fullness(unit: Unit) -> tuple[bool, float, Order]:
        # words in quotation marks count double
        bits = sum(w.weight * (2 if w.quoted else 1) for w in cut(unit.said, told).words)
        return (unit in shared, -bits, unit.order)

    return sorted(group.members, key=fullness), told


def cut(said: Said, told: Told) -> Said:
    """A report, or those of its words that tell a statement."""
    places = told.get(said.attribution.id)
    return said if places is None else part(said, places)


def spans(said: Said) -> Spans:
    """Where a report that was cut stands in its article: whole sentences of its content."""
    out: list[Span] = []
    starts = [w.span[0] for w in said.words]
    for start, stop in said.content:
        for a, b in sentences(said.text, start, stop):
            if bisect_left(starts, b) == bisect_left(starts, a):
                continue
            if out and not said.text[out[-1][1] : a].strip():
                a = out.pop()[0]
            out.append((a, b))
    return tuple(out)


@lru_cache(maxsize=4_000)
def sentences_of(said: Said) -> tuple[Sentence, ...]:
    """The sentences in their order: the pieces of a report, those that the text tells in one sentence as one."""
    out: list[set[int]] = []
    before: Word | None = None
    for word in said.words:
        if before is None or (word.sentence != before.sentence and _ends(said.text, before.span[1], word.span[0])):
            out.append(set())
        out[-1].add(word.sentence)
        before = word
    return tuple(map(frozenset, out))


_END = re.compile(r"[.!?…]|\n")


def _ends(text: str, start: int, stop: int) -> bool:
    """Whether a sentence ends between two words: the next begins with a capital, or the like, behind a full stop."""
    return not text[stop].islower() and _END.search(text, start, stop) is not None


def _only(said: Said, sentence: Sentence) -> Said:
    return part(said, [n for n, w in enumerate(said.words) if w.sentence in sentence])


def _words(said: Said, told: Iterable[Sentence]) -> list[Word]:
    numbers = frozenset().union(*told)
    return [w for w in said.words if w.sentence in numbers]


def _keys(stem: str) -> tuple[object, ...]:
    return (stem, *keys(stem))


def _keys_of(words: Iterable[Word]) -> set[object]:
    return {key for word in words if word.weight for key in _keys(word.stem)}
