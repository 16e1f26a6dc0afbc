"""From the sources of attributions to the referents of one article.

A name finds its bearer in the cast; a pronoun or a description looks for one among those met before that
agree with it. What nothing settles stays unnamed.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.language.lexicon import countries, country_of, role_of, roles, word_list
from onrecord.language.terms import background, stem
from onrecord.model import Article, Attribution, Entity, Span, digest
from onrecord.reading.entities.agreement import agreement, fits
from onrecord.reading.entities.cast import Cast, Referent
from onrecord.reading.entities.lines import Line, depths
from onrecord.reading.entities.names import NO_NAME, head_of, mentions
from onrecord.reading.entities.phrases import PRONOUNS, Phrase, analyse, bare, titled, voiceless
from onrecord.text import View, fold, merged, quotations, reading_view


def entities(article: Article, attributions: Sequence[Attribution], made_by: str) -> tuple[Entity, ...]:
    """The entities of one article, in the order in which they are first mentioned."""
    view = reading_view(article)
    scene = Scene(view)
    scene.attribute(attributions)
    out = []
    for referent in scene.cast.referents:
        if not referent.says and (referent.name is None or referent.kind == "unknown"):
            continue
        places = merged(span for a, b in referent.places for span in view.spans(a, b))
        name = _display(referent)
        if name and name not in referent.forms:
            referent.forms.setdefault(name)
        says = tuple(referent.says)
        out.append(
            Entity(
                digest("entity", article.id, name, places, says),
                article.id,
                name,
                referent.kind,
                tuple(f for f in referent.forms if f != name),
                tuple(referent.descriptions),
                places,
                says,
                made_by,
            )
        )
    return tuple(sorted(out, key=lambda e: (e.mentions[:1], e.id)))


def _display(referent: Referent) -> str | None:
    """The name to give: "The Kremlin" keeps its article, "White House" and acronyms do without."""
    name = referent.name
    if (
        name
        and referent.the > 0
        and referent.kind in ("organisation", "unknown")
        and " " not in name
        and not name.isupper()
    ):
        return f"The {name}"
    return name


_GENERIC = word_list("generic")
_PRESS = word_list("press")
_PRESS_NOUNS = word_list("press_nouns")
_SAYINGS = word_list("sayings")
_WRITTEN = word_list("written")
_ORGANS = word_list("organs")
_OWNED = re.compile(
    r"(?:(?P<owner>[Tt]he|whose|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts)|(?P<name>\w[\w .’'-]{0,60}?)(?:[’']s|(?<=s)[’'])) "
    r"(?:own )?(?:\w+ ){0,2}?(?P<saying>[\w-]+)\W*$"
)
# "Mattis, the retired general | who"
_APPOSED = re.compile(r", (?:the|an?|his|her|their|its|one of) [^,;:.()“”\"]{3,80} ")
# the noun phrase right before a relative pronoun, as far as an article or a joining word shows where it begins
_ANTECEDENT = re.compile(
    r".*(?:[,;:]\s+|[(–—]\s*|(?<!\w)(?=(?:the|an?|his|her|their|its|some|many|most|several|other|two|three|four|five)\s)"
    r"|\b(?:and|or|of|by|from|with|to|for|among|like|as|are|is|were|was|said|told|at|in|on)\s)"
    r"((?:[\w’'-]+\s){0,4}?(?P<noun>[\w’'-]+)),?\s$",
    re.DOTALL,
)
_NOT_ANTECEDENT = word_list("vague") | {"those"}
# so many characters after who spoke last was met, "the statement" is his; so many sentences a body is in mind
_NEAR = 500
_RECENT = 2


_POSSESSED = re.compile(r"[’'](?:s\b)?[ .,]*")
# whom a description means may be named later only up to this sentence: the headline and the first
_HEADLINE = 1
# an opening is the headline and this many blocks less one; whom it announces is named within so many sentences
_OPENING = 3
_SOON = 10
_PAST = re.compile(r" (?:\w+ed|said|told|wrote)\b")
# a title in lower case right before a name
_TITLE_END = re.compile(r" [a-z][a-z-]+ $")
# singular only: "the Chinese" are many
_NATIVE = re.compile(r"[A-Z][a-z]+(?:an|i|on|man|woman)\Z")
_AGED = re.compile(r"\d\d?-year-old\Z")
_PAIR = re.compile(r"(?:both|either|neither)\b", re.IGNORECASE)
_BETWEEN = frozenset(
    {",", "and", "or", ", and", ", or", "and the", "or the", ", the", ", and the", "and Mr.", "and Ms.", "and Mrs."}
)


def _press(referent: Referent) -> bool:
    """Whether a body's name is one of a newspaper, a channel or an agency."""
    return (referent.name or "").lower().replace("-", " ").rsplit(" ", 1)[-1] in _PRESS


class Scene:
    """One article while its sources are resolved."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.text = view.text
        self.cast = Cast(*mentions(view.text, view.blocks))
        self.starts = [s for s, _ in view.sentences]
        self.blocks = [b[0] for b in view.blocks]
        self.quotes = quotations(view.text)
        self.quote_starts = [q[0] for q in self.quotes]
        self.by_source: dict[tuple[Span, ...], Referent] = {}
        self.unnamed: dict[tuple[str, bool], Referent] = {}  # the last one of each noun, singular or plural
        self.groups: dict[str, Referent] = {}
        self.by_role: dict[str, list[Referent]] = {}  # a role word or a sense of it -> the persons who have it
        self.bodies: dict[str, list[tuple[int, Referent]]] = {}  # a word of a body's name -> where it is named
        for referent in self.cast.referents:
            for description in referent.descriptions:
                self._index(referent, description)
        for start, _, referent in self.cast.named:
            if referent.kind in ("organisation", "document") and referent.name:
                for word in fold(referent.name).split():
                    self.bodies.setdefault(word, []).append((start, referent))

    def _index(self, referent: Referent, description: str) -> None:
        for word in description.split():
            role = role_of(word.strip(",."))
            for mark in (role, *roles()[role].senses) if role else ():
                persons = self.by_role.setdefault(mark, [])
                if not persons or persons[-1] is not referent:
                    persons.append(referent)

    def attribute(self, attributions: Sequence[Attribution]) -> None:
        """Give every attribution to the referent that says it: first the outer ones, in the order of the text."""
        depth = depths(attributions)
        lines = sorted(
            (Line(a, self.view, depth[a.id]) for a in attributions), key=lambda x: (x.depth, x.start, x.attribution.id)
        )
        speaker: dict[str, Referent] = {}
        last: Referent | None = None
        last_end = -1
        for line in lines:
            a = line.attribution
            outer = speaker.get(a.nested_in or "") if line.depth else None
            referent = None
            if line.source:
                referent = self._source(line.source, outer, outer if line.depth else last)
            elif not a.source and not a.cue:
                if line.depth:
                    referent = outer
                elif last is not None and line.content and self._goes_on(last_end, line.content[0][0]):
                    referent = last
            if referent is not None:
                referent.says.append(a.id)
                speaker[a.id] = referent
                for start, stop in line.source:
                    if not any(r is referent for _, _, r in self.cast.within(start, stop)):
                        self.cast.met(start, stop, referent)
            if not line.depth:
                last, last_end = referent, line.stop

    def _goes_on(self, end: int, start: int) -> bool:
        """Whether a line at `start` goes on where the attribution that ends at `end` stopped."""
        between = bisect.bisect_right(self.blocks, start) - bisect.bisect_right(self.blocks, end)
        return between <= 1 and start - end < 400

    def _sentence(self, offset: int) -> int:
        return max(0, bisect.bisect_right(self.starts, offset) - 1)

    def _quoted(self, offset: int) -> int | None:
        """Where the quotation around the offset begins, or None."""
        i = bisect.bisect_right(self.quote_starts, offset) - 1
        return self.quotes[i][0] if i >= 0 and offset < self.quotes[i][1] else None

    def _source(self, source: list[Span], outer: Referent | None, last: Referent | None) -> Referent | None:
        key = tuple(source)
        if key not in self.by_source:
            start, stop = source[0]
            if not any(c.isalnum() for c in self.text[start:stop]):
                return None
            sort = PRONOUNS.get(bare(self.text[start:stop]))
            if sort is None:
                found = self._owner(start, stop, outer, last) or self._phrase(start, stop, last)
            else:
                found = self._pronoun(sort, start, outer, last)
            if found is None:
                return None
            self.by_source[key] = found
        return self.by_source[key]

    # --- pronouns

    def _pronoun(self, sort: str, at: int, outer: Referent | None, last: Referent | None) -> Referent | None:
        quoted = self._quoted(at)
        if sort == "I":
            return outer if outer is not None and outer.kind in ("person", "unknown") else None
        if sort == "we":
            return None
        if sort == "rel":
            return self._antecedent(at)
        if outer is not None and quoted is None and fits(outer, sort):
            return outer
        here = self._sentence(at)
        best: tuple[float, Referent] | None = None
        for start, stop, referent in self.cast.before(at, 40):
            distance = here - self._sentence(start)
            if stop > at or distance > 8 or not fits(referent, sort):
                continue
            inner = self._quoted(start)
            if referent is outer and quoted is not None:
                continue
            opening = start - self.starts[self._sentence(start)]
            if sort == "they" and not referent.plural and referent is not last and (opening > 12 or distance > 1):
                continue
            score = -1.0 * distance
            if opening < 60 and inner is None:
                score += 0.8
            if inner is not None and inner != quoted:
                score -= 1.0
            if referent is last:
                score += 1.2
            if referent.gender == sort:
                score += 1.0
            if referent.kind == "unknown":
                score -= 1.0
            if sort == "it" and referent.kind == "place":
                score -= 0.3
            score += 0.05 * min(len(referent.places), 10)
            if best is None or score >= best[0]:
                best = (score, referent)
        if last is not None and fits(last, sort) and (best is None or best[0] < -0.5) and sort in ("m", "f", "they"):
            best = (-0.5, last)
        if best is None:
            return None
        if best[1].gender is None and sort in ("m", "f"):
            best[1].gender = sort
        return best[1]

    def _antecedent(self, at: int) -> Referent | None:
        """What a relative pronoun stands for: the name right before it, or before an apposition in between."""
        for start, stop, referent in reversed(self.cast.before(at, 6)):
            if stop > at or start < self.starts[self._sentence(at)]:
                continue
            if at - stop <= 3:
                return referent
            if self.text[stop : stop + 2] == ", " and self.text[at - 2 : at] == ", " and referent.kind == "person":
                return referent
            if referent.kind == "person" and _APPOSED.fullmatch(self.text, stop, at):
                return referent
        begin = max(self.starts[self._sentence(at)], at - 80)
        before = _ANTECEDENT.match(self.text[begin:at])
        if before is None or before["noun"].lower() in _NOT_ANTECEDENT:
            return None
        start, stop = begin + before.start(1), begin + before.end(1)
        phrase = analyse(self.text, start, stop, [])
        if not (phrase.role or phrase.plural) or voiceless(phrase):
            return None
        return self._description(phrase, start, stop)

    # --- noun phrases

    def _owner(self, start: int, stop: int, outer: Referent | None, last: Referent | None) -> Referent | None:
        """Whose words a source is: "his statement", "Brown's letter", "the statement" of who spoke last."""
        owned = _OWNED.match(self.text, start, stop)
        if owned is None or owned["saying"].lower() not in _SAYINGS:
            return None
        owner = (owned["owner"] or "").lower()
        if owner == "the":
            if last is None or last.kind == "document" or owned["saying"].lower() not in _WRITTEN:
                return None
            return last if any(0 <= start - b < _NEAR for _, b in last.places) else None
        if owner in PRONOUNS:
            return self._pronoun(PRONOUNS[owner], start, outer, last)
        named = [n for n in self.cast.within(start, stop) if n[1] == owned.end("name")]
        return named[0][2] if named and named[0][2].kind in ("person", "organisation", "unknown") else None

    def _phrase(self, start: int, stop: int, last: Referent | None = None) -> Referent | None:
        inside = self.cast.within(start, stop)
        phrase = analyse(self.text, start, stop, [(self.cast.leads.get(a, a), b) for a, b, _ in inside])
        named = next((n for n in inside if n[0] < phrase.end <= n[1] + 2 and n[2].name), None)
        if inside and inside[-1][2].name and _POSSESSED.fullmatch(self.text, inside[-1][1], stop):
            named = inside[-1]  # whatever stands before it: what follows is said by the possessor
        if named is None and inside and inside[0][2].kind == "person" and self._verb_after(inside[0][1], stop):
            named = inside[0]
        if named is None:
            apposed = self._apposed(phrase, inside, stop)
            if apposed is not None:
                return apposed
        if named is None and (titled_by := self._titled_twice(phrase, inside, start, stop)):
            return titled_by
        if phrase.sign in ("and", "or") or _PAIR.match(phrase.text) or self._listed(phrase, inside, stop):
            return self._group(phrase, inside, start, stop)
        if named is not None:
            referent = named[2]
            country = country_of(referent.name or "") if referent.kind == "place" else None
            if country and country != referent.name:
                return self._capital(country, named)
            if referent.kind == "unknown" and referent.the <= 0 and len((referent.name or "").split()) in (2, 3):
                referent.kind = "person"
            return referent
        if voiceless(phrase):
            return None
        return self._unheard(phrase, start, stop) or self._description(phrase, start, stop, last)

    def _unheard(self, phrase: Phrase, start: int, stop: int) -> Referent | None:
        """A source in capitals that the rest of the text leaves unknown ("Kremlin", in a headline)."""
        words = [w for w in phrase.words if w.lower() != "the"]
        capitals = all(w[:1].isupper() and w.lower() not in NO_NAME for w in words)
        if len(words) == 1 and stem(words[0]) in background():
            return None
        if not words or not capitals or len(words) > 3 or phrase.role or phrase.plural or phrase.kind == "document":
            return None
        name = " ".join(words)
        referent = Referent("unknown", name, {name: None}, the=len(phrase.words) - len(words))
        self.cast.add(referent)
        self.cast.met(start, stop, referent)
        return referent

    def _verb_after(self, at: int, stop: int) -> bool:
        """Whether a verb that slipped into the source follows a name: "Sanders declared"."""
        return _PAST.match(self.text, at, stop) is not None

    def _listed(self, phrase: Phrase, inside: list[tuple[int, int, Referent]], stop: int) -> bool:
        """Whether the source lists names: "the United States, Britain and France"."""
        if phrase.sign != "," or len(inside) < 3:
            return False
        return all(self.text[a[1] : b[0]].strip() in _BETWEEN for a, b in itertools.pairwise(inside))

    def _group(self, phrase: Phrase, inside: list[tuple[int, int, Referent]], start: int, stop: int) -> Referent:
        """Several who say one thing together: nobody's name, but the members' names say who they are."""
        if inside and all(self.text[a[1] : b[0]].strip() in _BETWEEN for a, b in itertools.pairwise(inside)):
            names = [n[2].name or "" for n in inside]
            whole = ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else phrase.description
            if whole in self.groups:
                return self.groups[whole]
            phrase = replace(phrase, text=whole)
        return self.groups.setdefault(
            phrase.description, self._new(Referent("group", None, plural=True), phrase, start, stop)
        )

    def _apposed(self, phrase: Phrase, inside: list[tuple[int, int, Referent]], stop: int) -> Referent | None:
        """The person whose name ends the phrase: "A lawyer for the outlets, David Schulz", "his wife, …"."""
        if phrase.plural:
            return None
        for start, end, referent in inside:
            if not phrase.role and not (
                # "her predecessor, Martin Hale"
                phrase.definite and phrase.sign == "," and referent.kind == "person" and " " in (referent.name or "")
            ):
                continue
            if (
                referent.kind in ("person", "unknown")
                and end >= stop - 2
                and (self.text[start - 2 : start] == ", " or (phrase.sign in ("and", "or") and referent.descriptions))
            ):
                description = " ".join(titled((*phrase.modifiers, phrase.noun)))
                referent.descriptions.setdefault(description)
                self._index(referent, description)
                referent.kind = "person"
                return referent
        return None

    def _titled_twice(
        self, phrase: Phrase, inside: list[tuple[int, int, Referent]], start: int, stop: int
    ) -> Referent | None:
        """The one person whom "and" gives two titles: "swimmer and Olympic gold medalist Nathan Adrian"."""
        persons = [n for n in inside if n[2].kind in ("person", "unknown") and " " in (n[2].name or "")]
        first = phrase.words[0]
        if phrase.sign != "and" or phrase.plural or phrase.definite or phrase.indefinite or not first[:1].islower():
            return None
        if len(persons) != 1 or persons[0][1] < stop - 2 or role_of(phrase.noun) is None:
            return None
        before, _, referent = persons[0]
        if _TITLE_END.search(self.text, max(start, before - 40), before) is None:
            return None
        referent.kind = "person"
        description = self.text[start:before].strip()
        referent.descriptions.setdefault(description)
        self._index(referent, description)
        return referent

    def _capital(self, country: str, named: tuple[int, int, Referent]) -> Referent:
        """A capital speaks for its country."""
        known = self.cast.country(country)
        known.forms.setdefault(self.text[named[0] : named[1]])
        return known

    def _new(self, referent: Referent, phrase: Phrase, start: int, stop: int) -> Referent:
        referent.descriptions.setdefault(phrase.description)
        self.unnamed[phrase.role or phrase.noun, referent.plural] = referent
        self.cast.add(referent)
        self.cast.met(start, stop, referent)
        return referent

    def _description(self, phrase: Phrase, start: int, stop: int, last: Referent | None = None) -> Referent:
        if native := self._native(phrase, start, last):
            return native
        title = (
            phrase.words[0][:1].isupper()
            and len(phrase.words) <= 3
            and phrase.role is not None
            and not phrase.indefinite
        )
        if (phrase.definite or title) and not phrase.plural:
            found = self._by_role(phrase, start) if phrase.role else self._by_noun(phrase, start, last)
            if found is not None:
                found.descriptions.setdefault(" ".join(titled((*phrase.modifiers, phrase.noun))))
                return found
        if phrase.role and not phrase.plural and phrase.indefinite and (led := self._announced(phrase, start)):
            led.descriptions.setdefault(phrase.description)
            return led
        if phrase.definite and (known := self.unnamed.get((phrase.role or phrase.noun, phrase.plural))):
            return known
        return self._new(Referent(phrase.kind, None, plural=phrase.plural), phrase, start, stop)

    def _native(self, phrase: Phrase, at: int, last: Referent | None) -> Referent | None:
        """Whom "the Canadian" or "the 45-year-old" means: the only person just named whom nothing contradicts."""
        if len(phrase.words) != 2 or phrase.words[0].lower() != "the":
            return None
        word = phrase.words[1]
        country = countries().demonyms.get(word) if _NATIVE.match(word) else None
        if country is None and not _AGED.match(word):
            return None
        near = list(
            dict.fromkeys(
                r
                for _, b, r in self.cast.within(self.starts[max(0, self._sentence(at) - 1)], at)
                if b <= at and r.kind == "person" and r.name
            )
        )
        if country is not None:
            lands = {id(r): {c for d in r.descriptions for w in d.split() if (c := country_of(w.strip(",.")))}
                     for r in near}  # fmt: skip
            near = [r for r in near if country in lands[id(r)]] or [r for r in near if not lands[id(r)]]
        return near[0] if len(near) == 1 else last if any(r is last for r in near) else None

    def _by_role(self, phrase: Phrase, at: int) -> Referent | None:
        """The person whom a definite description means: the nearest whose title agrees with it."""
        assert phrase.role is not None
        role = roles()[phrase.role]
        marks = (phrase.role, *role.general, *(("minister", "secretary") if phrase.role == "diplomat" else ()))
        best: tuple[float, Referent] | None = None
        for referent in dict.fromkeys(r for mark in marks for r in self.by_role.get(mark, ())):
            if referent.kind != "person" or (role.gender and referent.gender and role.gender != referent.gender):
                continue
            score = max((agreement(d, phrase) for d in referent.descriptions), default=-9.0)
            if score < 0:
                continue
            before = bisect.bisect_left(referent.places, (at, -1))
            if not before and self._sentence(at) > _HEADLINE:
                continue
            distance = self._sentence(at) - self._sentence(referent.places[before - 1][0]) if before else 20
            score += 2.0 / (1 + distance) + 0.05 * min(10, len(referent.places))
            if best is None or score > best[0]:
                best = (score, referent)
        return best[1] if best else None

    def _announced(self, phrase: Phrase, at: int) -> Referent | None:
        """Whom the opening speaks of before it names him: "A New York judge …", the only judge named further down."""
        assert phrase.role is not None
        role = roles()[phrase.role]
        if at > self.blocks[min(_OPENING, len(self.blocks)) - 1] + 600 or role.senses <= {"person", "kin"}:
            return None
        if phrase.words[0].lower() not in ("a", "an") or phrase.sign not in ("", ","):
            return None
        marks = (phrase.role, *role.general)
        fits = list(dict.fromkeys(r for mark in marks for r in self.by_role.get(mark, ()) if r.kind == "person"))
        if len(fits) != 1:
            return None
        titles = [d for d in fits[0].descriptions if (office := role_of(head_of(d)))
                  and (office == phrase.role or role.general & roles()[office].general)]  # fmt: skip
        if max((agreement(d, phrase) for d in titles), default=-1) < 0:
            return None
        first = fits[0].places[0][0]
        return fits[0] if at < first and self._sentence(first) - self._sentence(at) <= _SOON else None

    def _by_noun(self, phrase: Phrase, at: int, last: Referent | None) -> Referent | None:
        """The body whose name holds the words of a definite description ("the committee", "the appeals court")."""
        wanted = {phrase.noun, *(fold(w) for w in phrase.modifiers if fold(w) not in _GENERIC)}
        fits = [(a, r) for a, r in self.bodies.get(phrase.noun, ()) if wanted <= set(fold(r.name or "").split())]
        before = [r for a, r in fits if a < at]
        if before or fits:
            return before[-1] if before else fits[0][1]
        if phrase.noun in _ORGANS and phrase.words[0].lower() == "the" and not any(w[:1].isupper() for w in wanted):
            return self._organ(phrase.noun, at, last)
        return None

    def _organ(self, noun: str, at: int, last: Referent | None) -> Referent | None:
        """The body that "the agency" means: who spoke last, else the only one named in the two sentences before."""
        first = self.starts[max(0, self._sentence(at) - _RECENT)]
        near = dict.fromkeys(r for _, b, r in self.cast.within(first, at) if b <= at and r.kind == "organisation")
        if noun not in _PRESS_NOUNS:
            # "the company" is no newspaper that has just been cited
            near = {r: None for r in near if not _press(r)}
            last = None if last is not None and _press(last) else last
        body = last is not None and last.name and last.kind in ("organisation", "unknown")
        if last is not None and body and any(first <= a < at for a, _ in last.places):
            return last
        return next(iter(near)) if len(near) == 1 else None
