"""From the sources of attributions to the referents of one article.

A name finds its bearer in the cast; a pronoun or a description looks for one among those met before that
agree with it. What nothing settles stays unnamed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.language.lexicon import country_of, roles, word_list
from onrecord.language.terms import background, stem
from onrecord.model import Article, Attribution, Entity, Span, digest
from onrecord.reading.entities import appositions, authors, descriptions, pronouns
from onrecord.reading.entities.cast import Referent
from onrecord.reading.entities.groups import Groups
from onrecord.reading.entities.kinds import wordy
from onrecord.reading.entities.lines import Line, depths
from onrecord.reading.entities.names import NO_NAME
from onrecord.reading.entities.phrases import PRONOUNS, Phrase, analyse, bare, titled, voiceless
from onrecord.reading.entities.scene import Met, Scene, Source
from onrecord.text import merged, reading_view


def entities(article: Article, attributions: Sequence[Attribution], made_by: str) -> tuple[Entity, ...]:
    """The entities of one article, in the order in which they are first mentioned."""
    view = reading_view(article)
    scene = Scene(view)
    Resolver(scene, article).attribute(attributions)
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


# "the union statement", "an NFL statement": the body's
_ISSUED = re.compile(r"(?P<body>(?:(?P<the>[Tt]he)|[Aa]n?) [^,;:]{2,60}) (?P<saying>[\w-]+)\W*$")
_SAYINGS = word_list("sayings")
_WRITTEN = word_list("written")
_OWNED = re.compile(
    r"(?:(?P<owner>[Tt]he|whose|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts)|(?P<name>\w[\w .’'-]{0,60}?)(?:[’']s|(?<=s)[’'])) "
    r"(?:own )?(?:\w+ ){0,2}?(?P<saying>[\w-]+)\W*$"
)
# so many characters after who spoke last was met, "the statement" is his
_NEAR = 500
# "Ford itself"
_ITSELF = re.compile(r" (?:himself|herself|itself|themselves)\W*$")
_POSSESSED = re.compile(r"[’'](?:s\b)?[ .,]*")
_PAST = re.compile(r" (?:\w+ed|said|told|wrote)\b")
# "Jones’s “The Long Way”"
_TITLED = re.compile(r"(?:[\w .-]{1,40}[’']s |[Tt]he )?[“\"](?P<title>[A-Z0-9][^”\"]{1,80}?),?[”\"]\W*")


class Resolver:
    """Finds for each source who it is."""

    def __init__(self, scene: Scene, article: Article) -> None:
        self.scene = scene
        self.text = scene.text
        self.cast = scene.cast
        self.author = authors.Author(scene, article)
        self.by_source: dict[tuple[Span, ...], Referent] = {}
        self.groups = Groups(scene)
        # what stands without a name in a primary source is not said by who spoke before
        self.report = article.role is None

    def attribute(self, attributions: Sequence[Attribution]) -> None:
        """Give every attribution to the referent that says it: first the outer ones, in the order of the text."""
        depth = depths(attributions)
        lines = sorted(
            (Line(a, self.scene.view, depth[a.id]) for a in attributions),
            key=lambda x: (x.depth, x.start, x.attribution.id),
        )
        speaker: dict[str, Referent] = {}
        last: Referent | None = None
        last_start = last_end = -1
        for line in lines:
            a = line.attribution
            outer = speaker.get(a.nested_in or "") if line.depth else None
            referent = None
            if line.source:
                referent = self._source(line.source, outer, outer if line.depth else last)
            elif not a.source and not a.cue:
                if line.depth:
                    referent = outer
                elif self.report and last is not None and line.content and self._goes_on(last_end, line.content[0][0]):
                    referent = last
            elif not a.source and last is not None and self._joins(last_start, line.start):
                referent = last
            if referent is not None:
                referent.says.append(a.id)
                speaker[a.id] = referent
                for start, stop in line.source:
                    if not any(r is referent for _, _, r in self.cast.within(start, stop)):
                        self.cast.met(start, stop, referent)
            if not line.depth:
                last, last_start, last_end = referent, line.start, line.stop

    def _goes_on(self, end: int, start: int) -> bool:
        """Whether a line at `start` goes on where the attribution that ends at `end` stopped."""
        between = self.scene.paragraph(start) - self.scene.paragraph(end)
        return between <= 1 and start - end < 400

    def _joins(self, last: int, cue: int) -> bool:
        """Whether a cue without a source is a further verb of who spoke last: "Yates came and | said …"."""
        return (
            self.text[cue - 4 : cue] in ("and ", "but ")
            and last >= 0
            and self.scene.sentence(last) == self.scene.sentence(cue)
        )

    def _source(self, source: list[Span], outer: Referent | None, last: Referent | None) -> Referent | None:
        key = tuple(source)
        if key not in self.by_source:
            start, stop = source[0]
            while start and self.text[start - 1].isalpha() and self.text[start].isalpha():
                start -= 1  # no source begins or ends inside a word
            while stop < len(self.text) and self.text[stop - 1].isalpha() and self.text[stop].isalpha():
                stop += 1
            # nor inside a name
            within = (a for a, b, _ in self.cast.before(start, 3) if a + 3 < start < b)  # but "I. Survey"
            start = next(within, start)
            if itself := _ITSELF.search(self.text, start, stop):
                stop = itself.start()
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

    def _pronoun(self, sort: str, at: int, outer: Referent | None, last: Referent | None) -> Referent | None:
        if sort in ("I", "we"):
            return self._first_person(sort, at, outer)
        if sort == "rel":
            found = pronouns.antecedent(self.scene, at)
        else:
            found = pronouns.meant(self.scene, sort, at, outer, last)
            if sort == "they" and (found is None or not found.plural):
                found = pronouns.several(self.scene, at) or found
        if not isinstance(found, tuple):
            return found
        return self._description(analyse(self.text, *found, []), *found)

    def _first_person(self, sort: str, at: int, outer: Referent | None) -> Referent | None:
        """Who says "I": whose words they are; outside quotation marks the writer."""
        if outer is None:
            return self.author.speaking(sort, at)
        return outer if sort == "I" and outer.kind in ("person", "unknown") else None

    # --- noun phrases

    def _owner(self, start: int, stop: int, outer: Referent | None, last: Referent | None) -> Referent | None:
        """Whose words a source is: "his statement", "Brown's letter", "the statement" of who spoke last."""
        if issued := self._issuer(start, stop, last):
            return issued
        owned = _OWNED.match(self.text, start, stop)
        if owned is None or owned["saying"] not in _SAYINGS:
            return None
        owner = (owned["owner"] or "").lower()
        if owner == "the":
            if last is None or last.kind == "document" or owned["saying"] not in _WRITTEN:
                return None
            return last if any(0 <= start - b < _NEAR for _, b in last.places) else None
        if owner in PRONOUNS:
            return self._pronoun(PRONOUNS[owner], start, outer, last)
        named = [n for n in self.cast.within(start, stop) if n[1] == owned.end("name")]
        return named[0][2] if named and named[0][2].kind in ("person", "organisation", "unknown") else None

    def _issuer(self, start: int, stop: int, last: Referent | None) -> Referent | None:
        """The body whose statement a source is, where its name or a word for it stands right before the noun."""
        issued = _ISSUED.match(self.text, start, stop)
        if issued is None or issued["saying"] not in _WRITTEN:
            return None
        end = issued.end("body")
        for _, b, referent in self.cast.within(start, end):
            if b == end and referent.kind in ("organisation", "unknown") and referent.name:
                return referent
        body = self.scene.source(start, end).phrase
        if not issued["the"] or len(body.words) != 2 or body.kind != "organisation":
            return None
        return descriptions.meant(self.scene, body, start, last)

    def _phrase(self, start: int, stop: int, last: Referent | None = None) -> Referent | None:
        if self.text[start:stop] in ("A", "Answer") and self.text[stop : stop + 1] in (":", "."):
            return self.author.answering()
        if stop - start < 2 and self.text[start].isascii():
            return None  # "Q:"
        if title := _TITLED.fullmatch(self.text, start, stop):
            return self._work(title["title"], start, stop)
        source = self.scene.source(start, stop)
        named = self._named(source)
        if named is None and (apposed := appositions.found(self.scene, source)):
            return apposed
        if group := self.groups.found(source):
            return group
        if named is not None:
            return self._bearer(named)
        if voiceless(source.phrase):
            return None
        return self._unheard(source) or self._description(source.phrase, start, stop, last)

    def _named(self, source: Source) -> Met | None:
        """The name that the head of the source is, or that ends in "'s", or that a verb follows ("Yates declared")."""
        inside = source.inside
        if inside and inside[-1][2].name and _POSSESSED.fullmatch(self.text, inside[-1][1], source.stop):
            return inside[-1]  # whatever stands before it: what follows is said by the possessor
        end = source.phrase.end
        if named := next((n for n in inside if n[0] < end <= n[1] + 2 and n[2].name), None):
            return named
        slipped = inside and inside[0][2].kind == "person" and _PAST.match(self.text, inside[0][1], source.stop)
        return inside[0] if slipped else None

    def _bearer(self, named: Met) -> Referent:
        """Who bears a name: a capital speaks for its country; two or three words without "the" are a person's."""
        start, stop, referent = named
        country = country_of(referent.name or "") if referent.kind == "place" else None
        if country and country != referent.name:
            known = self.cast.country(country)
            known.forms.setdefault(self.text[start:stop])
            return known
        name = referent.name or ""
        if referent.kind == "unknown" and referent.the <= 0 and len(name.split()) in (2, 3) and not wordy(name):
            referent.kind = "person"
        return referent

    def _work(self, title: str, start: int, stop: int) -> Referent:
        """What is named by a title in quotation marks: a film, a book, an article."""
        known = next((r for r in self.cast.referents if r.kind == "document" and r.name == title), None)
        found = known or self.cast.add(Referent("document", title, {title: None}))
        self.cast.met(start, stop, found)
        return found

    def _unheard(self, source: Source) -> Referent | None:
        """A source in capitals that the rest of the text leaves unknown ("Kremlin", in a headline)."""
        phrase = source.phrase
        words = [w for w in phrase.words if w.lower() != "the"]
        if not words or len(words) > 3 or phrase.role or phrase.plural or phrase.kind == "document":
            return None
        if not all(w[:1].isupper() and w.lower() not in NO_NAME for w in words):
            return None
        if len(words) == 1 and stem(words[0]) in background():
            return None
        name = " ".join(words)
        referent = self.cast.add(Referent("unknown", name, {name: None}, the=len(phrase.words) - len(words)))
        self.cast.met(source.start, source.stop, referent)
        return referent

    def _description(self, phrase: Phrase, start: int, stop: int, last: Referent | None = None) -> Referent:
        """Whom a phrase without a name means; somebody new when nothing tells."""
        scene = self.scene
        found = descriptions.meant(scene, phrase, start, last) or descriptions.announced(scene, phrase, start)
        if found is not None:
            scene.describe(found, " ".join(titled((*phrase.modifiers, phrase.noun))) or phrase.description)
            return found
        known = scene.unnamed.get((phrase.role or phrase.noun, phrase.plural)) if phrase.definite else None
        if known is not None and not descriptions.contradicts(known, phrase):
            return known
        gender = roles()[phrase.role].gender if phrase.role and not phrase.plural else None
        return scene.new(Referent(phrase.kind, None, gender=gender, plural=phrase.plural), phrase, (start, stop))
