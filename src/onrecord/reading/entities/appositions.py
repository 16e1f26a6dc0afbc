"""Who is named behind what is said of him: "a lawyer for the family, Jane Okafor", "the operator, Hidro"."""

from __future__ import annotations

import re

from onrecord.language.lexicon import role_of
from onrecord.reading.entities.cast import Referent
from onrecord.reading.entities.phrases import titled
from onrecord.reading.entities.scene import JOINING, Met, Scene, Source

# a title in lower case right before a name
_TITLE_END = re.compile(r" [a-z][a-z-]+ $")
_ONE_OF = re.compile(r"one of\b", re.IGNORECASE)
# what may follow the name: where from, a bracket, an age, a clause
_ENDED = re.compile(r"(?: (?:of|from) [A-Z]\w+(?: [A-Z]\w+)?)?(?: ?\([^)]*\))?(?:, (?:who .*|\d+))?\W*", re.DOTALL)
_THE = re.compile(r"(?:, | \()(?:the )?")
# so many words of a title may stand between the comma and the name
_TITLE = 4


def found(scene: Scene, source: Source) -> Referent | None:
    """The person or body that the source names at its end; what stands before becomes a description."""
    return _body(scene, source) or _behind_comma(scene, source) or _titled_twice(scene, source)


def _body(scene: Scene, source: Source) -> Referent | None:
    """The body whose name is all that stands behind a word for it: "its maker, Corvane"."""
    phrase = source.phrase
    if phrase.kind != "organisation" or not phrase.definite or phrase.sign not in (",", "("):
        return None
    for start, stop, referent in source.inside:
        apposed = _THE.fullmatch(scene.text, phrase.end, start) and _ENDED.fullmatch(scene.text, stop, source.stop)
        if apposed and referent.name and referent.kind in ("organisation", "unknown"):
            if description := " ".join(titled((*phrase.modifiers, phrase.noun))):
                scene.describe(referent, description)
            referent.kind = "organisation"
            return referent
    return None


def _behind_comma(scene: Scene, source: Source) -> Referent | None:
    phrase = source.phrase
    one = _ONE_OF.match(scene.text, source.start, source.stop) is not None
    if phrase.plural and not one:
        return None
    for met in source.inside:
        referent = met[2]
        if referent.kind not in ("person", "unknown") or not _ENDED.fullmatch(scene.text, met[1], source.stop):
            continue
        # "her predecessor, Martin Hale", where the word is no role
        plain = phrase.definite and phrase.sign == "," and referent.kind == "person" and " " in (referent.name or "")
        if (phrase.role or one or plain) and _stands_behind(scene, source, met):
            if description := " ".join(titled((*phrase.modifiers, phrase.noun))):
                scene.describe(referent, description)
            referent.kind = "person"
            return referent
    return None


def _stands_behind(scene: Scene, source: Source, met: Met) -> bool:
    """Whether the name is apposed to what stands before: behind a comma, or a title of two parts ("chief of staff")."""
    lead = scene.lead(met)
    comma = scene.text.rfind(", ", source.start, lead)
    if comma > 0:
        between = scene.text[comma + 2 : lead].split()
        if len(between) < _TITLE and not (between and between[0] in JOINING):
            return True
    return source.phrase.sign in ("and", "or", "of") and _titled(scene.text, source.start, lead)


def _titled(text: str, start: int, lead: int) -> bool:
    """Whether a word of a title in lower case stands right before a name."""
    word = _TITLE_END.search(text, start, lead)
    return word is not None and word.group().strip() not in JOINING


def _titled_twice(scene: Scene, source: Source) -> Referent | None:
    """The one person whom "and" gives two titles: "swimmer and Olympic gold medalist Nathan Adrian"."""
    phrase = source.phrase
    persons = [n for n in source.inside if n[2].kind in ("person", "unknown") and " " in (n[2].name or "")]
    if phrase.sign != "and" or phrase.plural or phrase.definite or phrase.indefinite:
        return None
    if not phrase.words[0][:1].islower() or role_of(phrase.noun) is None:
        return None
    if len(persons) != 1 or persons[0][1] < source.stop - 2:
        return None
    before, _, referent = persons[0]
    if not _titled(scene.text, max(source.start, before - 40), before):
        return None
    referent.kind = "person"
    scene.describe(referent, scene.text[source.start : before].strip())
    return referent
