"""The parts of a clause around a verb: its group, its subject, and where what it introduces ends.

All functions take token numbers of one sentence `[first, last)` and return token numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import Span
from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions.tokens import QUOTE, Tokens

BREAKS = frozenset(
    {",", ";", ":", "—", "–", "--", "-", "(", ")", "[", "]", ".", "?", "!", "…", "...", QUOTE, '"', "“", "”"}
)
DASHES = frozenset({"—", "–", "--", "-"})
# "went on to say", "is expected to", "continued to insist": the whole is one verb group
_LINKS = frozenset(
    "went goes going go gone continued continues continuing declined declines refused refuses has have had is are was"
    " were be used began begins started proceeded seemed seems appeared appears tried sought expected ought need needs"
    " wants wanted like failed".split()
)


@dataclass(frozen=True, slots=True)
class Group:
    """A verb with its auxiliaries and adverbs: tokens `[start, stop)`."""

    start: int
    stop: int
    finite: bool
    passive: bool
    participle: bool
    infinitive: bool


def adverb(low: str) -> bool:
    return low in lx.ADVERBS or (len(low) > 4 and low.endswith("ly") and low not in lx.NOT_ADVERBS)


def group(t: Tokens, first: int, last: int, verb: int, forms: frozenset[lx.VerbForm]) -> Group | None:
    """The verb group whose main verb is token `verb`, or None when no form of it fits what stands before."""
    low = t.low
    i = verb
    aux = ""
    be = False
    infinitive = False
    while i > first:
        w = low[i - 1]
        if adverb(w):
            i -= 1
        elif w == "'s" and not (
            i - 1 > first and (low[i - 2] in lx.SUBJECT or low[i - 2] in ("that", "there", "here", "what"))
        ):
            break
        elif w in lx.AUXILIARIES:
            aux = aux or w
            be = be or (aux == w and w in lx.BE)
            i -= 1
            infinitive = False
        elif w == "to" and (not aux or aux in ("be", "have")) and "base" in (forms if not aux else ("base",)):
            j = i - 1
            while j > first and adverb(low[j - 1]):
                j -= 1
            if j > first and low[j - 1] in _LINKS:
                i = j - 1
                if i > first and low[i] == "on" and low[i - 1] in ("went", "goes", "go", "going"):
                    i -= 1
                infinitive = False
                aux = low[i]
                if aux in ("going", "expected", "like", "used", "need"):
                    continue
                continue
            if j > first + 1 and low[j - 1] == "on" and low[j - 2] in ("went", "goes", "go", "going"):
                i = j - 2
                aux = low[i]
                continue
            infinitive = True
            i -= 1
            break
        else:
            break
    if not aux and i > first and "participle" in forms:
        # "has on several occasions vowed"
        for k in range(i - 1, max(first, i - 6), -1):
            if low[k] in lx.PREPOSITIONS and low[k - 1] in ("has", "have", "had", "'ve"):
                i, aux = k - 1, low[k - 1]
                break
            if low[k] in BREAKS or low[k] in lx.FINITE or low[k] in lx.SUBJECT:
                break
    # an adverb alone at the start belongs to the sentence, not to the group
    while i < verb and adverb(low[i]) and (i == first or low[i - 1] in BREAKS) and not aux:
        i += 1
    direct = next((low[k] for k in range(verb - 1, i - 1, -1) if low[k] in lx.AUXILIARIES), "")
    passive = bool(direct) and direct in lx.BE and direct != "'s" and "participle" in forms
    if (
        not direct
        and low[verb] in ("asked", "told", "pressed", "questioned")
        and (
            verb == first
            or low[verb - 1] in ("when", "if", "after", "and")
            and (verb - 1 == first or low[verb - 2] in BREAKS)
            or low[verb - 1] == "when"
        )
    ):
        # "Asked whether he would run, Smith said"
        return Group(verb, verb + 1, False, True, False, False)
    if direct in lx.BE and direct != "'s" and not passive and "ing" not in forms and "adjective" not in forms:
        return None
    if forms == {"adjective"} and direct not in lx.BE:
        return None
    if "adjective" in forms and direct in lx.BE:
        passive = False
    if direct in lx.HAVE and "participle" not in forms:
        return None
    if (direct in lx.MODALS or direct in lx.DO) and "base" not in forms:
        return None
    participle = not aux and not infinitive and forms == {"ing"}
    if infinitive and "base" not in forms:
        return None
    after = verb + 1
    return Group(i, after, not participle and not infinitive, passive, participle, infinitive)


def noun(t: Tokens, i: int) -> bool:
    """Whether token `i` may be a noun, adjective or numeral of a noun phrase."""
    w = t.low[i]
    if not w[0].isalnum():
        return False
    if w in lx.PREPOSITIONS or w in lx.SUBORDINATORS or w in lx.COORDINATORS or w in lx.FINITE:
        return t.capital(i) and w in ("will", "may") and i + 1 < len(t.low) and t.low[i + 1] not in lx.ADVERBS
    if w in lx.SUBJECT or w in lx.OBJECT:
        return w in ("who", "many", "some", "others", "most")
    if w in lx.ADVERBS and not t.capital(i):
        return False
    return not (w.endswith("ly") and len(w) > 5 and w not in lx.NOT_ADVERBS and not t.capital(i))


def _core(t: Tokens, first: int, stop: int) -> int:
    """Where the noun phrase without prepositional phrases that ends at `stop` begins; `stop` when there is none."""
    i = stop
    seen = False
    while i > first:
        w = t.low[i - 1]
        if w in ("'s", "'") and i - 1 > first and seen:
            i -= 1
            continue
        if w == QUOTE and seen and i - 2 >= first and (t.low[i - 2] in lx.DETERMINERS or t.low[i - 2] in lx.POSSESSIVE):
            i -= 1
            continue
        if w == "that" and seen:
            break
        if w in lx.DETERMINERS or w in lx.POSSESSIVE:
            i -= 1
            # "all the", "many of", "some of"
            if i > first and t.low[i - 1] in ("all", "both", "half", "such", "some", "most", "many"):
                i -= 1
            if w in lx.POSSESSIVE or w in ("the", "a", "an") or not seen:
                break
            seen = True
            if i > first and t.low[i - 1] in ("the", "a", "an", "'s") or (i > first and t.low[i - 1] in lx.POSSESSIVE):
                continue
            break
        if not noun(t, i - 1):
            break
        # a time word before a name ("on Monday Smith") is no part of the name
        if seen and w in lx.TIME_WORDS and w not in ("last", "next", "march", "may", "evening", "morning", "week"):
            break
        if seen and w in lx.verbs() and not t.capital(i - 1) and _verbal(t, first, i - 1):
            break
        seen = True
        i -= 1
    return i


def _verbal(t: Tokens, first: int, i: int) -> bool:
    """Whether the lower-case cue word `i` reads as a verb and not as a noun or an adjective."""
    forms = lx.verbs()[t.low[i]].forms
    before = t.low[i - 1] if i > first else ""
    if before in lx.DETERMINERS or before in lx.POSSESSIVE or before == "'s" or before in lx.PREPOSITIONS:
        return False
    if before in lx.SUBJECT or before in lx.AUXILIARIES or before == "to" or "past" in forms:
        return True
    return "third" in forms and i > first and t.low[i - 1][0].isalnum()


def _turns_verb(t: Tokens, start: int, i: int) -> bool:
    """Whether the lower-case word `i` behind a noun reads as the verb of the clause and not as a noun."""
    w = t.low[i]
    if t.capital(i - 1) and i - 1 > start and not (t.low[start] in lx.DETERMINERS or t.low[start] in lx.POSSESSIVE):
        return True
    verb = lx.verbs().get(w)
    if verb is not None and ("past" in verb.forms or "third" in verb.forms):
        return t.low[i - 1] not in lx.DETERMINERS and t.low[i - 1] not in lx.POSSESSIVE
    return w.endswith("ed") and i - 1 > start


_INNER = frozenset("of for in at from with on to by against behind between near under over within about".split())


def phrase_before(t: Tokens, first: int, stop: int) -> Span | None:
    """The noun phrase that ends at `stop`: with its prepositional phrases when it begins a clause."""
    if stop <= first:
        return None
    w = t.low[stop - 1]
    if w in lx.SUBJECT and w not in ("who", "some", "others", "many", "most"):
        return (stop - 1, stop)
    start = _core(t, first, stop)
    if start == stop:
        return (stop - 1, stop) if w in lx.SUBJECT or w in ("this", "that", "these", "those") else None
    best = start
    i = start
    while i - 1 > first and (t.low[i - 1] in _INNER or (t.low[i - 1] in ("and", "&", "or") and i == best)):
        joint = t.low[i - 1]
        before = _core(t, first, i - 1)
        if before == i - 1:
            break
        if joint == "of":
            best = i = before
            continue
        if joint in ("and", "or", "&"):
            edge = before == first or t.low[before - 1] in BREAKS or t.low[before - 1] in lx.SUBORDINATORS
            if edge or t.low[before - 1] in ("of", "but"):
                best = i = before
                continue
            break
        if before > first and t.low[before - 1] in _INNER:
            i = before
            continue
        edge = before == first or t.low[before - 1] in BREAKS or t.low[before - 1] in lx.SUBORDINATORS
        if edge or t.low[before - 1] in lx.COORDINATORS:
            best = i = before
            continue
        break
    # a list of names: "Smith, Jones and Brown"
    return (best, stop)


_ARTICLES = frozenset("the a an his her its their this that these those".split())


def phrase_after(t: Tokens, start: int, last: int) -> Span | None:
    """The noun phrase that begins at `start`, with what a noun phrase of a source takes after it."""
    low = t.low
    if start >= last:
        return None
    if low[start] in lx.SUBJECT and low[start] not in ("many", "some", "others", "most"):
        return (start, start + 1)
    i = start
    named = False
    while i < last:
        w = low[i]
        if w in ("'s", "'"):
            i += 1
        elif w in lx.DETERMINERS or w in lx.POSSESSIVE or noun(t, i):
            if (
                i > start
                and w in lx.TIME_WORDS
                and (t.capital(i) or w in ("today", "yesterday", "tonight", "earlier", "later"))
            ):
                break
            if i > start and w in ("last", "this", "that", "earlier"):
                break
            i += 1
        elif w in _INNER and i > start and i + 1 < last and _joins(t, i):
            i += 1
            named = False
        elif w in ("and", "&") and i > start and i + 1 < last and (t.capital(i + 1) or low[i + 1] in lx.DETERMINERS):
            i += 1
        else:
            break
    if i == start:
        return None
    return (start, i)


def _joins(t: Tokens, i: int) -> bool:
    """Whether the preposition at `i` carries a source's noun phrase on ("chief of", "senator from Ohio")."""
    w = t.low[i]
    nxt = t.low[i + 1]
    if nxt in lx.TIME_WORDS or nxt[0].isdigit():
        return False
    if w == "of":
        return True
    return w in ("for", "from", "at", "with", "in") and t.capital(i + 1) and not t.capital(i - 1)


def apposition(t: Tokens, stop: int, last: int) -> int:
    """Where the comma apposition that follows a postposed source ends: "said Smith, the chief of police"."""
    low = t.low
    i = stop
    if i + 1 >= last or low[i] != ",":
        return stop
    nxt = low[i + 1]
    if not (
        nxt in lx.DETERMINERS
        or nxt in ("who", "whose", "which", "chief", "head", "president", "director", "former")
        or nxt.endswith(("or", "er", "ist", "man", "ian", "ary"))
        or nxt[0].isdigit()
        or t.capital(i + 1)
    ):
        return stop
    if nxt in ("adding", "while", "who") and nxt != "who":
        return stop
    j = i + 1
    while j < last and low[j] not in (".", ";", QUOTE, "—", "–", "?", "!", ":"):
        if (
            low[j] == ","
            and j + 1 < last
            and (low[j + 1] in lx.verbs() or low[j + 1] in ("and", "but", "as", "while", "when", "in", "after"))
        ):
            break
        j += 1
    return j


def main_subject(t: Tokens, first: int, before: int, last: int) -> Span | None:
    """The subject that the sentence begins with, behind introductory phrases that a comma closes."""
    i = first
    for _ in range(3):
        if i < before and t.low[i] in ("but", "and", "still", "yet", "so"):
            i += 1
        if i >= before:
            break
        w = t.low[i]
        intro = (
            w in lx.PREPOSITIONS or w in lx.SUBORDINATORS or w in lx.TIME_WORDS or adverb(w) or w.endswith("ing")
            or (w == "the" and i + 1 < before and t.low[i + 1] in ("day", "next", "week", "year", "night", "morning"))
        )  # fmt: skip
        if not intro:
            return phrase_after(t, i, before)
        comma = next((k for k in range(i + 1, before) if t.low[k] == ","), None)
        if comma is None:
            break
        i = comma + 1
        if t.capital(comma - 1) and i + 2 < before and t.capital(i):
            # "in Salem, New Hampshire, Smith": the state is no subject
            place = phrase_after(t, i, before)
            if place and place[1] < before and t.low[place[1]] == "," and w in lx.PREPOSITIONS:
                i = place[1] + 1
    # a participle that begins the sentence: its subject follows the comma ("Citing X, Trump said")
    comma = next((k for k in range(before + 1, min(before + 40, last)) if t.low[k] == ","), None)
    if before - first <= 2 and comma is not None:
        return phrase_after(t, comma + 1, last)
    return None


def closing_comma(t: Tokens, first: int, comma: int) -> int | None:
    """The comma that opens the parenthesis which the comma at `comma` closes."""
    for i in range(comma - 1, first, -1):
        if t.low[i] == ",":
            return i
        if t.low[i] in (";", ":", QUOTE):
            return None
    return None


def subject(t: Tokens, first: int, start: int) -> Span | None:
    """The subject that stands before the verb group that begins at `start`."""
    low = t.low
    if start <= first:
        return None
    w = low[start - 1]
    if w == ")":
        j = start - 1
        while j > first and low[j] != "(":
            j -= 1
        inner = subject(t, first, j)
        return (inner[0], start) if inner else None
    if w == "," or w in DASHES:
        opening = (
            closing_comma(t, first, start - 1)
            if w == ","
            else next((k for k in range(start - 2, first, -1) if low[k] in DASHES), None)
        )
        if opening is None or opening <= first:
            return None
        head = phrase_before(t, first, opening)
        if head is None:
            return None
        inside = low[opening + 1]
        if (
            inside in lx.DETERMINERS
            or inside in ("who", "whose", "which", "chief", "head", "president", "director")
            or (t.capital(opening + 1) and inside not in lx.PREPOSITIONS and inside not in lx.SUBORDINATORS)
            or low[opening + 1][0].isdigit()
        ):
            return (head[0], start) if inside not in ("who", "which") or True else head
        return head
    if w in ("who", "which", "that"):
        stop = start - 1
        comma = stop > first and low[stop - 1] == ","
        antecedent = phrase_before(t, first, stop - 1 if comma else stop)
        if w == "that" and antecedent is None:
            return (start - 1, start)
        if antecedent is None:
            return (start - 1, start)
        return (start - 1, start)
    return phrase_before(t, first, start)
