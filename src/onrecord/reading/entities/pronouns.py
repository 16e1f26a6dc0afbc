"""Whom a pronoun means."""

from __future__ import annotations

import re

from onrecord.language.lexicon import role_of, word_list
from onrecord.model import Span
from onrecord.reading.entities.agreement import fits
from onrecord.reading.entities.cast import Referent
from onrecord.reading.entities.phrases import analyse, voiceless
from onrecord.reading.entities.scene import Scene

# a plural noun with what stands before it
_PERSONS = re.compile(r"(?:[\w’'-]+ ){0,3}?(?P<noun>[a-z-]{3,}(?:s|men|women))\b")
_IS = re.compile(r" (?:is|was|’s|'s) (?:(?:the|an?|one of the) )?$")
# words that stand before a noun phrase, or begin it and tell nothing
_BEFORE = word_list("leading") | word_list("finite") | word_list("definite") | {"of", "that", "a", "an", "some", "many"}
_ASKS = re.compile(r" (?:\w+ )?(?:asked|pressed|questioned|challenged)\b")
_ANSWERS = re.compile(r"\w+ (?:\w+ )?(?:responded|replied|answered|retorted|shot back|countered)\b")
# so many of those met last are asked, from so many sentences
_MOST, _FAR = 40, 8
# so many characters of a sentence are looked through
_SIGHT = 400
# "Mattis, the retired general | who"
_APPOSED = re.compile(r", (?:the|an?|his|her|their|its|one of) [^,;:()“”\"]{3,80} ")
# "Senator Bernie Sanders of Vermont, | who"
_FROM = re.compile(r" (?:of|from) [^,;:()“”\"]{3,40}, ")
# the noun phrase right before a relative pronoun, as far as an article or a joining word shows where it begins
_ANTECEDENT = re.compile(
    r"(?:.*(?:[,;:]\s+|[(–—]\s*|(?<!\w)(?=(?:the|an?|his|her|their|its|some|many|most|several|other|two|three|four|five|six"
    r"|seven|eight|nine|ten|\d+)\s)"
    r"|\b(?:and|or|of|by|from|with|to|for|among|like|as|are|is|were|was|said|told|at|in|on)\s)"
    r"|\A(?:But |And |Yet |So )?)(?P<phrase>(?:[\w’'-]+\s){0,4}?(?P<noun>[\w’'-]+))(?: here| there)?,?\s$",
    re.DOTALL,
)
_NOT_ANTECEDENT = word_list("vague") | {"those"}


def meant(scene: Scene, sort: str, at: int, outer: Referent | None, last: Referent | None) -> Referent | None:
    """Whom the pronoun at `at` means; `outer` says the words that it stands in, `last` spoke last.

    `sort` is what the pronoun agrees with, as in `phrases.PRONOUNS`, but for "I", "we" and "rel".
    """
    quoted = scene.quoted(at)
    asking = _asking(scene, at)
    if outer is not None and quoted is None and fits(outer, sort):
        return outer
    here = scene.sentence(at)
    best: tuple[float, Referent] | None = None
    for start, stop, referent in scene.cast.before(at, _MOST):
        distance = here - scene.sentence(start)
        if stop > at or distance > _FAR or not fits(referent, sort):
            continue
        inner = scene.quoted(start)
        if referent is asking or (referent is outer and quoted is not None):
            continue
        opening = start - scene.starts[scene.sentence(start)]
        if sort == "they" and not referent.plural and referent is not last and (opening > 12 or distance > 1):
            continue
        score = -0.7 * distance
        if opening < 60 and inner is None:
            score += 0.3
        if inner is not None and inner != quoted:
            score -= 1.5
        if referent is last:
            score += 1.2
        if referent.gender == sort:
            score += 1.5
        if referent.kind == "unknown":
            score -= 1.0
        if sort == "it" and referent.kind == "place":
            score -= 0.3
        score += 0.1 * min(len(referent.places), 10)
        if best is None or score >= best[0]:
            best = (score, referent)
    if last is not None and fits(last, sort) and (best is None or best[0] < -0.5) and sort in ("m", "f", "they"):
        best = (-0.5, last)
    if best is None:
        return None
    if best[1].gender is None and sort in ("m", "f"):
        best[1].gender = sort
    return best[1]


def _asking(scene: Scene, at: int) -> Referent | None:
    """Who asks in the sentence in which the pronoun at `at` answers: "When Ann Yates asked …, he responded"."""
    if not _ANSWERS.match(scene.text, at):
        return None
    first = scene.starts[scene.sentence(at)]
    return next((r for a, b, r in scene.cast.before(at, 6) if a >= first and _ASKS.match(scene.text, b)), None)


def several(scene: Scene, at: int) -> Span | None:
    """The noun phrase that "they" takes up: the first persons that this sentence speaks of, else the last one does."""
    here = scene.sentence(at)
    for n in (here, here - 1):
        if n < 0:
            break
        stop = at if n == here else scene.starts[n + 1]
        for found in _PERSONS.finditer(scene.text, max(scene.starts[n], stop - _SIGHT), stop):
            role = role_of(found["noun"])
            if role is not None and role != found["noun"].lower() and scene.quoted(found.start()) == scene.quoted(at):
                words = found.group().split(" ")
                last = max((k for k, w in enumerate(words) if w.lower() in _BEFORE), default=-1)
                return found.end() - len(" ".join(words[last + 1 :])), found.end()
    return None


def antecedent(scene: Scene, at: int) -> Referent | Span | None:
    """What a relative pronoun stands for: whom the name before it means, or the span of the noun phrase before it.

    "Who" is a person or several, "which" is none.
    """
    personal = scene.text[at : at + 3].lower() == "who"
    for start, stop, referent in reversed(scene.cast.before(at, 6)):
        if stop > at or start < scene.starts[scene.sentence(at)]:
            continue
        if personal != (referent.kind in ("person", "group")) and referent.kind != "unknown":
            continue
        if at - stop <= 3:
            return referent
        if scene.text[stop : stop + 2] == ", " and scene.text[at - 2 : at] == ", " and referent.kind == "person":
            return referent
        if referent.kind == "person" and (
            _APPOSED.fullmatch(scene.text, stop, at) or _FROM.fullmatch(scene.text, stop, at)
        ):
            return referent
    begin = max(scene.starts[scene.sentence(at)], at - 80)
    before = _ANTECEDENT.match(scene.text[begin:at])
    if before is None or before["noun"].lower() in _NOT_ANTECEDENT:
        return None
    span = begin + before.start("phrase"), begin + before.end("phrase")
    phrase = analyse(scene.text, *span, [])
    subject = _IS.search(scene.text, max(scene.starts[scene.sentence(at)], begin - 60), span[0]) if personal else None
    if subject is not None:
        # "Angela Corey is the state attorney | who"
        same = [r for _, b, r in scene.cast.before(at, 6) if b == subject.start() and r.kind in ("person", "unknown")]
        if same:
            return same[0]
    told = phrase.role or phrase.plural or (not personal and phrase.kind in ("document", "organisation"))
    return span if told and not voiceless(phrase) else None
