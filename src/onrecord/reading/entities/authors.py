"""The writer, where he speaks for himself ("I" outside quotation marks), and whom he interviews ("A:")."""

from __future__ import annotations

import re
from collections import Counter

from onrecord.language.lexicon import given_names
from onrecord.model import Article
from onrecord.reading.entities.cast import Referent
from onrecord.reading.entities.scene import Scene

# "Jane Okafor is a lawyer in Nordby." at the end of a comment
_LIFE = re.compile(r"(?:is|was|teaches|writes|wrote|serves|covers|lives|works|directs|leads)\b")
# in so many of the last paragraphs, and in how long ones
_LAST, _LONGEST = 4, 600
# a letter goes on for at most so many paragraphs, and a name alone is at most so long
_LETTER, _NAME = 8, 50
_SIGNATURE = re.compile(r"[–— -]*(?P<name>@\w{2,30}|[^\W\d_][\w’'.-]+(?: [^\W\d_][\w’'.-]*){1,3}?)[ .]*")
# a question of an interview that is printed as such
_QUESTION = re.compile(r"(?m)^(?:Q|Question)[:.] ")


class Author:
    """Who wrote the article, as far as it says so, and who answers him."""

    def __init__(self, scene: Scene, article: Article) -> None:
        self.scene = scene
        self.name = article.authors[0] if len(article.authors) == 1 else None
        self.found: Referent | None = None
        self.sought = False

    def speaking(self, sort: str, at: int) -> Referent | None:
        """The writer, who says "I" at this place; None when the article names nobody or several.

        Under a letter stands who wrote it. Elsewhere "we" is the writer only if he says "I" as well.
        """
        if self.scene.quoted(at) is not None:
            return None
        if signed := self._signed(at):
            return signed
        if sort == "we" and not re.search(r"(?<![\w“\"])I(?![\w.])", self.scene.text):
            return None
        if not self.sought:
            self.sought = True
            self.found = self._named() or self._introduced()
        return self.found

    def answering(self) -> Referent | None:
        """Who answers in an interview of questions and answers: the person most spoken of before the first question."""
        first = _QUESTION.search(self.scene.text)
        met = self.scene.cast.within(0, first.start()) if first else []
        count = Counter(r for _, _, r in met if r.kind == "person" and " " in (r.name or ""))
        most = count.most_common(2)
        return most[0][0] if most and (len(most) == 1 or most[0][1] > most[1][1]) else None

    def _signed(self, at: int) -> Referent | None:
        """Whose name is all that one of the next paragraphs holds: the writer of a letter."""
        text, blocks = self.scene.text, self.scene.view.blocks
        here = self.scene.paragraph(at)
        for place, (start, stop) in enumerate(blocks[here + 1 : here + 1 + _LETTER]):
            signed = _SIGNATURE.fullmatch(text, start, min(stop, start + _NAME))
            if signed is None:
                continue
            name = signed["name"]
            if place if name[0] == "@" else name.split()[0] not in given_names():
                continue  # a post is one paragraph, and a place is no name
            known = next((r for r in self.scene.cast.referents if name in r.forms), None)
            found = known or self.scene.cast.add(Referent("person", name, {name: None}))
            found.kind = "person"
            if not any(r is found for _, _, r in self.scene.cast.within(start, stop)):
                self.scene.cast.met(*signed.span("name"), found)
            return found
        return None

    def _named(self) -> Referent | None:
        """The one author that the article's metadata name."""
        if self.name is None or " " not in self.name:
            return None
        for referent in self.scene.cast.referents:
            if self.name in referent.forms:
                return referent
        return self.scene.cast.add(Referent("person", self.name, {self.name: None}))

    def _introduced(self) -> Referent | None:
        """Whom one of the last paragraphs introduces as who wrote the article."""
        text, blocks = self.scene.text, self.scene.view.blocks
        for start, stop in reversed(blocks[-_LAST:]):
            if stop - start > _LONGEST:
                continue
            for _, end, referent in self.scene.cast.within(start, start + 1):
                person = referent.kind in ("person", "unknown") and " " in (referent.name or "")
                if person and _LIFE.match(text[end : end + 20].lstrip(" ,")):
                    return referent
        return None
