"""One article while its sources are resolved: its text, its cast, and who is met where."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.language.lexicon import bodies, role_of, roles, states
from onrecord.model import Span
from onrecord.reading.entities.cast import Cast, Referent
from onrecord.reading.entities.names import mentions
from onrecord.reading.entities.phrases import Phrase, analyse
from onrecord.reading.entities.titles import head_of
from onrecord.text import View, fold, quotations

# "(R-Utah)", ", D-Calif.,", " of Vermont"
_SEAT = re.compile(
    r"(?: \(|, | )(?P<party>[DRI])[-–. ]{1,3}(?P<state>[A-Z][\w.]+(?: [A-Z][\w.]+)?)"
    r"|,? (?:of|from) (?P<of>[A-Z]\w+(?: [A-Z]\w+)?)"
)
_PARTIES = {"D": "Democrat", "R": "Republican", "I": "Independent"}
_BODIES = frozenset({"organisation", "unknown", "group"})


# no sentence is looked through further than this, in characters
_SIGHT = 2000
# of more bearers of one role, or bodies of one kind, only those met among the last so many places are asked
_MANY, _LAST = 30, 200
# where somebody is met, and who
Met = tuple[int, int, Referent]
# words that join a name to what stands before it, so that it is not the one who is meant
JOINING = frozenset({"and", "or", "of", "for", "with", "in", "at", "by", "from", "to", "who", "which"})


@dataclass(frozen=True, slots=True)
class Source:
    """A source that is no pronoun: its place, the names in it, and the noun phrase that it is."""

    start: int
    stop: int
    inside: tuple[Met, ...]
    phrase: Phrase


class Scene:
    """The text in the offsets of its reading view, with the referents that are known so far."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.text = view.text
        self.cast = Cast(*mentions(view.text, view.blocks))
        self.starts = [s for s, _ in view.sentences]
        self.blocks = [b[0] for b in view.blocks]
        self._quotes = quotations(view.text)
        self._quote_starts = [q[0] for q in self._quotes]
        # the last one of each noun, singular or plural, among those without a name
        self.unnamed: dict[tuple[str, bool], Referent] = {}
        self.by_role: dict[str, list[Referent]] = {}  # a role word or a sense of it -> the persons who have it
        self._by_sense: dict[str, list[tuple[int, Referent]]] = {}  # a kind of body -> where such a body is named
        self._seats()
        for referent in self.cast.referents:
            for description in referent.descriptions:
                self.describe(referent, description)
        for start, _, referent in self.cast.named:
            for sense in senses(referent):
                self._by_sense.setdefault(sense, []).append((start, referent))

    def _seats(self) -> None:
        """Add what brackets and "of" behind a name say: "(R-Utah)" makes a "Utah Republican"."""
        for _, stop, referent in self.cast.named:
            if referent.kind not in ("person", "unknown") or not (found := _SEAT.match(self.text, stop)):
                continue
            state = states().get(found["state"] or found["of"])
            party = _PARTIES.get(found["party"] or "")
            if state and (party or found["of"]):
                referent.kind = "person"
                referent.descriptions.setdefault(f"{state} {party or 'politician'}")

    def describe(self, referent: Referent, description: str) -> None:
        """Add a description, and remember its bearer by the roles in it."""
        referent.descriptions.setdefault(description)
        for word in description.split():
            role = role_of(word.strip(",."))
            for mark in (role, *roles()[role].senses) if role else ():
                persons = self.by_role.setdefault(mark, [])
                if not persons or persons[-1] is not referent:
                    persons.append(referent)

    def source(self, start: int, stop: int) -> Source:
        """The source at a place."""
        inside = tuple(self.cast.within(start, stop))
        return Source(start, stop, inside, analyse(self.text, start, stop, [(self.lead(n), n[1]) for n in inside]))

    def lead(self, met: Met) -> int:
        """Where the titles before a name begin."""
        return self.cast.leads.get(met[0], met[0])

    def sentence(self, offset: int) -> int:
        """The number of the sentence around an offset."""
        return max(0, bisect.bisect_right(self.starts, offset) - 1)

    def paragraph(self, offset: int) -> int:
        """The number of the paragraph around an offset."""
        return max(0, bisect.bisect_right(self.blocks, offset) - 1)

    def quoted(self, offset: int) -> int | None:
        """Where the quotation around the offset begins, or None."""
        i = bisect.bisect_right(self._quote_starts, offset) - 1
        return self._quotes[i][0] if i >= 0 and offset < self._quotes[i][1] else None

    def recent(self, at: int, sentences: int) -> list[Referent]:
        """Who is met in the sentence of `at`, before it, and in so many sentences before that; the last one first."""
        first = max(self.starts[max(0, self.sentence(at) - sentences)], at - _SIGHT)
        return list(dict.fromkeys(r for _, b, r in reversed(self.cast.within(first, at)) if b <= at))

    def asked(self, found: Iterable[Referent], at: int) -> list[Referent]:
        """Those of `found` who may be meant at `at`: all, or of many those met last."""
        some = list(dict.fromkeys(found))
        if len(some) <= _MANY:
            return some
        near = {id(r) for _, _, r in self.cast.before(at, _LAST)}
        return [r for r in some if id(r) in near]

    def bodies(self, sense: str) -> list[tuple[int, Referent]]:
        """Where bodies of this kind are named, in text order."""
        return self._by_sense.get(sense, [])

    def distance(self, referent: Referent, at: int) -> int | None:
        """How many sentences before `at` a referent was last met; None when he was not."""
        before = bisect.bisect_left(referent.places, (at, -1))
        return self.sentence(at) - self.sentence(referent.places[before - 1][0]) if before else None

    def new(self, referent: Referent, phrase: Phrase, at: Span, description: str | None = None) -> Referent:
        """A referent without a name, met at `at` for the first time; the phrase describes it if nothing else does."""
        referent.descriptions.setdefault(description or phrase.description)
        self.unnamed[phrase.role or phrase.noun, referent.plural] = referent
        self.cast.add(referent)
        self.cast.met(*at, referent)
        return referent


def senses(referent: Referent) -> frozenset[str]:
    """The kinds of bodies that a referent's name or what it is called says it is."""
    if referent.kind not in _BODIES or not referent.name:
        return frozenset()
    table = bodies()
    # "Court of Appeals for the Sixth Circuit" is a court, "Trump Tower Company" no tower
    heads = {head_of(referent.name), referent.name.split()[-1], head_of(referent.name.partition(" of ")[0])}
    # "Review-Journal"
    said = [s for w in heads if (s := table.names.get(fold(w.rpartition("-")[2])))]
    said += [s for d in referent.descriptions if (s := table.nouns.get(head_of(d).lower()))]
    return frozenset().union(*said)
