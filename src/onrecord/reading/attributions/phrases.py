"""Noun phrases, as far as closed classes of words show where they begin and end, and the subjects of verbs.

All functions take token numbers of one sentence `[first, last)` and return token numbers.
"""

from __future__ import annotations

import re

from onrecord.model import Span
from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions.clauses import adverb
from onrecord.reading.attributions.tokens import BREAKS, DASHES, QUOTE, Tokens

# a noun phrase goes on behind these
_INNER = frozenset({
    "of", "for", "in", "at", "from", "with", "on", "to", "by", "against", "behind", "between", "near", "under",
    "over", "within", "about",
})  # fmt: skip
_ARTICLES = frozenset(
    {
        "the",
        "a",
        "an",
        "his",
        "her",
        "its",
        "their",
        "this",
        "that",
        "these",
        "those",
        "our",
        "my",
    }
)
_ALSO_NOUN = frozenset({"who", "some", "others", "many", "most"})
_LINKING = frozenset({
    "however", "meanwhile", "indeed", "furthermore", "moreover", "instead", "besides", "therefore", "nonetheless",
    "yes", "no", "well", "overall", "asked", "pressed",
})  # fmt: skip
_INTRO_NOUNS = frozenset({"day", "next", "week", "year", "night", "morning", "same"})


def noun(t: Tokens, i: int) -> bool:
    """Whether token `i` may be a noun, adjective or numeral of a noun phrase."""
    w = t.low[i]
    if not w[0].isalnum():
        return False
    if w in lx.PREPOSITIONS or w in lx.SUBORDINATORS or w in lx.COORDINATORS or w in lx.FINITE:
        return t.capital(i) and w in ("will", "may") and i + 1 < len(t.low) and t.low[i + 1] not in lx.ADVERBS
    if w in lx.SUBJECT or w in lx.OBJECT:
        return w in _ALSO_NOUN
    if t.capital(i):
        return True
    return w not in lx.ADVERBS and not (w.endswith("ly") and len(w) > 5 and w not in lx.NOT_ADVERBS)


def _core(t: Tokens, first: int, stop: int) -> int:
    """Where the noun phrase without prepositional phrases that ends at `stop` begins; `stop` when there is none."""
    low = t.low
    i = stop
    seen = False
    while i > first:
        w = low[i - 1]
        if w in ("'s", "'") and i - 1 > first and seen:
            i -= 1
            if low[i - 1] in lx.SUBJECT:
                # "somebody's phone"
                return i - 1
            continue
        if w == QUOTE and seen and i - 2 >= first and (low[i - 2] in lx.DETERMINERS or low[i - 2] in lx.POSSESSIVE):
            i -= 1
            continue
        if w in ("that", "what") and seen:
            break
        if w in lx.DETERMINERS or w in lx.POSSESSIVE:
            i -= 1
            if i > first and low[i - 1] in (
                "all",
                "both",
                "half",
                "such",
                "some",
                "most",
                "many",
            ):
                i -= 1
            if w in lx.POSSESSIVE or w in ("the", "a", "an") or not seen:
                break
            if i > first and (low[i - 1] in ("the", "a", "an", "'s") or low[i - 1] in lx.POSSESSIVE):
                continue
            break
        if not noun(t, i - 1):
            break
        # a time before a name ("on Monday Smith") is no part of the name
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


def _reads_verb(t: Tokens, first: int, i: int) -> bool:
    """Whether the word `i` before a preposition reads as a verb: "laughed at the mayor"."""
    w = t.low[i]
    return not t.capital(i) and (w.endswith("ed") or (w in lx.verbs() and _verbal(t, first, i)))


def _opens_clause(t: Tokens, first: int, i: int) -> bool:
    """Whether a clause may begin at token `i`."""
    return i == first or t.low[i - 1] in BREAKS or t.low[i - 1] in lx.SUBORDINATORS or t.low[i - 1] == "but"


def before(t: Tokens, first: int, stop: int) -> Span | None:
    """The noun phrase that ends at `stop`, with the phrases it carries when it begins a clause."""
    if stop <= first:
        return None
    w = t.low[stop - 1]
    if w in lx.SUBJECT and w not in _ALSO_NOUN:
        return (stop - 1, stop)
    start = _core(t, first, stop)
    if start == stop:
        return (stop - 1, stop) if w in lx.SUBJECT or w in ("this", "that", "these", "those") else None
    best = i = start
    while i - 1 > first:
        joint = t.low[i - 1]
        if joint not in _INNER and not (joint in ("and", "&", "or") and i == best):
            break
        left = _core(t, first, i - 1)
        if left == i - 1 or (joint in _INNER and _reads_verb(t, first, i - 2)):
            break
        if joint == "of":
            best = i = left
        elif joint in ("and", "or", "&"):
            if not _opens_clause(t, first, left):
                break
            best = i = left
        elif left > first and t.low[left - 1] in _INNER:
            i = left
        elif _opens_clause(t, first, left) or t.low[left - 1] in lx.COORDINATORS:
            best = i = left
        else:
            break
    return (best, stop)


def after(t: Tokens, start: int, last: int) -> Span | None:
    """The noun phrase that begins at `start`, with what a noun phrase of a source takes behind it."""
    low = t.low
    if start >= last:
        return None
    if low[start] in lx.SUBJECT and low[start] not in _ALSO_NOUN:
        return (start, start + 1)
    i = start
    named = False
    while i < last:
        w = low[i]
        if w in ("'s", "'"):
            i += 1
        elif w in lx.DETERMINERS or w in lx.POSSESSIVE or noun(t, i):
            if named and (w in _ARTICLES or w in ("last", "earlier", "later") or _turns_verb(t, i, last)):
                break
            # "Monday", and "today", but not the "Today" of a name
            if named and w in lx.TIME_WORDS and t.capital(i) != (w in ("today", "yesterday", "tonight")):
                break
            named = named or not (w in lx.DETERMINERS or w in lx.POSSESSIVE)
            i += 1
        elif named and i + 1 < last and (_joins(t, i) or _adds(t, i)):
            named = False
            i += 1
        else:
            break
    return (start, i) if i > start else None


def _turns_verb(t: Tokens, i: int, last: int) -> bool:
    """Whether the lower-case word `i` behind a noun is the clause's verb: "Hunter represents a district"."""
    w = t.low[i]
    if t.capital(i) or i + 1 >= last:
        return False
    verb = lx.verbs().get(w)
    finite = (
        w.endswith(("ed", "s"))
        or w in _IRREGULAR
        or (verb is not None and ("past" in verb.forms or "third" in verb.forms))
    )
    nxt = t.low[i + 1]
    return finite and (nxt in lx.DETERMINERS or nxt in lx.POSSESSIVE or nxt in lx.OBJECT or nxt == "that")


def _joins(t: Tokens, i: int) -> bool:
    """Whether the preposition at `i` carries a source's noun phrase on ("chief of", "senator from Ohio")."""
    w, nxt = t.low[i], t.low[i + 1]
    if w not in _INNER or nxt in lx.TIME_WORDS or nxt[0].isdigit():
        return False
    return w == "of" or (w in ("for", "from", "at", "with", "in") and t.capital(i + 1) and not t.capital(i - 1))


# past forms of common verbs that are no cues
_IRREGULAR = frozenset({
    "sent", "met", "gave", "took", "made", "held", "went", "came", "left", "got", "saw", "kept", "brought", "led",
    "put", "won", "lost", "stood", "sat", "paid", "cut", "hit", "ran", "drew", "fell", "built", "bought", "sold",
    "spent",
})  # fmt: skip
_WHEN = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday", "past", "week",
    "month", "year", "morning", "afternoon", "evening", "night", "time", "years", "months", "weeks", "days",
})  # fmt: skip


def _adds(t: Tokens, i: int) -> bool:
    """Whether "and" at token `i` adds another name to a source."""
    return t.low[i] in ("and", "&") and (t.capital(i + 1) or t.low[i + 1] in lx.DETERMINERS)


_TITLES = frozenset({"chief", "head", "president", "director", "former", "leader", "founder", "chair"})


# who stands for a name in a headline: "Bridge to close – police"
_SOURCES = _TITLES | frozenset({
    "minister", "ministry", "mayor", "governor", "secretary", "senator", "lawmaker", "lawmakers", "mp", "mps",
    "ambassador", "envoy", "king", "queen", "pope", "pm", "premier", "chancellor", "ceo", "boss", "coach", "manager",
    "owner", "lawyer", "lawyers", "prosecutor", "prosecutors", "judge", "court", "police", "army", "military",
    "government", "official", "officials", "agency", "authorities", "union", "unions", "spokesman", "spokeswoman",
    "spokesperson", "expert", "experts", "analyst", "analysts", "scientists", "researchers", "economists", "doctors",
    "witness", "witnesses", "residents", "source", "sources", "media", "report", "reports", "study", "survey", "poll",
})  # fmt: skip
# whoever a headline speaks of is introduced early in the text; looking no further keeps the cost linear
_INTRODUCED = 4000


def role(t: Tokens, first: int, stop: int) -> bool:
    """Whether the noun phrase `[first, stop)` is somebody by their office.

    It ends in a word that stands for sources in headlines, or in one that the text sets before a name.
    """
    if not all(noun(t, k) or t.low[k] in ("'s", "of", "the", "a", "an") for k in range(first, stop)):
        return False
    word = t.low[stop - 1]
    if word in _SOURCES or stop - first > 3 or not all(noun(t, k) for k in range(first, stop)):
        return word in _SOURCES
    named = rf"\b(?i:{re.escape(word)}) [A-Z][\w’'-]+ [A-Z]"
    return re.search(named, t.text[:_INTRODUCED]) is not None


def _apposition(t: Tokens, i: int) -> bool:
    """Whether what begins behind a comma at token `i` says who somebody is."""
    w = t.low[i]
    named = t.capital(i) and w not in lx.PREPOSITIONS and w not in lx.SUBORDINATORS and w not in lx.SUBJECT
    return named or w in lx.DETERMINERS or w in _TITLES or w[0].isdigit()


def with_apposition(t: Tokens, stop: int, last: int) -> int:
    """Where the apposition that follows a postposed source ends: "said Smith, the chief of police"."""
    low = t.low
    if stop + 1 >= last or low[stop] != ",":
        return stop
    w = low[stop + 1]
    role = w.endswith(("or", "er", "ist", "man", "ian", "ary")) and w not in (
        "after",
        "over",
        "under",
        "or",
        "her",
    )
    if not (_apposition(t, stop + 1) or role or w in ("who", "whose", "which")):
        return stop
    j = stop + 1
    while j < last and low[j] not in BREAKS - {",", "(", ")", "-"}:
        nxt = low[j + 1] if j + 1 < last else "."
        if low[j] == "," and (nxt in lx.verbs() or nxt in ("and", "but", "as", "while", "when", "in", "after")):
            break
        j += 1
    return j


def main_subject(t: Tokens, first: int, stop: int, last: int) -> Span | None:
    """The subject that the sentence begins with, behind introductory phrases that a comma closes.

    Looked for before `stop`; behind the next comma for a participle that begins the sentence.
    """
    low = t.low
    i = first
    for _ in range(3):
        if i < stop and low[i] in ("but", "and", "still", "yet", "so"):
            i += 1
        if i >= stop:
            break
        w = low[i]
        lead = after(t, i, stop)
        if (
            lead
            and lead[1] < stop
            and low[lead[1]] in ("later", "earlier", "ago")
            and (lead[1] - 1 == i or not t.capital(lead[1] - 1))
        ):
            # "A few minutes later they"
            i = lead[1] + 1
            if i < stop and low[i] == ",":
                i += 1
            continue
        introduces = (
            w in lx.PREPOSITIONS or w in lx.SUBORDINATORS or w in lx.TIME_WORDS or adverb(w) or w.endswith("ing")
            or (i + 1 < stop and low[i + 1] == "," and w in _LINKING)
            or (w == "the" and i + 1 < stop and low[i + 1] in _INTRO_NOUNS)
        )  # fmt: skip
        if not introduces:
            return after(t, i, stop)
        comma = next((k for k in range(i + 1, stop) if low[k] == ","), None)
        if comma is None:
            break
        i = comma + 1
        if w in lx.PREPOSITIONS and t.capital(comma - 1) and i + 2 < stop and t.capital(i):
            # "in Salem, New Hampshire, Smith": the state is no subject
            place = after(t, i, stop)
            if place and place[1] < stop and low[place[1]] == ",":
                i = place[1] + 1
    if stop - first <= 2:
        # "Citing officials, Smith said"
        comma = next((k for k in range(stop + 1, min(stop + 40, last)) if low[k] == ","), None)
        return after(t, comma + 1, last) if comma is not None else None
    return None


def clause_subject(t: Tokens, first: int, stop: int, last: int) -> Span | None:
    """The subject of the clause that a second verb at `stop` goes on from: "when Smith stopped and asked"."""
    for k in range(stop - 2, first, -1):
        w = t.low[k]
        if w in ("who", "which"):
            return (k, k + 1)
        if w in (
            "when",
            "after",
            "because",
            "although",
            "while",
            "if",
            "that",
            "before",
            "as",
            "where",
        ):
            if w == "that" and t.low[k - 1] not in lx.verbs():
                continue
            found = after(t, k + 1, stop)
            if found is not None and found[1] < stop - 1:
                return found
        if w in (";", ":", QUOTE):
            break
    return main_subject(t, first, stop, last)


def subject(t: Tokens, first: int, start: int) -> Span | None:
    """The subject that stands before the verb group that begins at `start`; a relative pronoun is one."""
    low = t.low
    if start <= first:
        return None
    w = low[start - 1]
    if w in ("who", "which", "that"):
        return (start - 1, start)
    if w in (")", "]"):
        # "He [the cook] writes"
        opening = next((k for k in range(start - 2, first, -1) if low[k] in ("(", "[")), None)
        inner = subject(t, first, opening) if opening is not None else None
        return (inner[0], start) if inner else None
    if w != "," and w not in DASHES:
        found = before(t, first, start)
        if found is not None and found[0] > first and t.low[found[1] - 1] in _WHEN:
            # "Smith on Tuesday said", "who in the past has"
            prepositional = low[found[0] - 1] in (
                "on",
                "in",
                "at",
                "during",
                "for",
                "over",
            )
            stop = found[0] - 1 if prepositional else found[0]
            earlier = subject(t, first, stop) if stop > first and low[stop - 1] not in BREAKS - {")"} else None
            return earlier or found
        return found and _described(t, first, found)
    opening = _opening(t, first, start - 1)
    head = before(t, first, opening) if opening is not None and opening > first else None
    if opening is None or head is None:
        return None
    whole = _described(t, first, head)
    if whole != head:
        # "The engineer who inspected the bridge, Ann Jones, said"
        return (whole[0], start if _apposition(t, opening + 1) else opening)
    if low[head[0] - 1] == "," and head[0] - 1 > first and low[head[0]][0].isdigit():
        # "Smith, 58, who lives there, said"
        named = before(t, first, head[0] - 1)
        return (named[0], start) if named else head
    if not _apposition(t, opening + 1):
        # "Moscow, meanwhile, has" and "Smith, who was there, said": the name alone is the source
        return head
    if low[head[0] - 1] == "," and head[0] - 1 > first:
        # "Smith, a former mayor, now 82, said"
        outer = before(t, first, head[0] - 1)
        if outer is not None and t.capital(outer[1] - 1):
            return (outer[0], start)
    return (head[0], start)


def _described(t: Tokens, first: int, np: Span) -> Span:
    """The whole subject when `np` ends its relative clause: "the engineer who inspected | the bridge"."""
    low = t.low
    for k in range(np[0] - 1, max(first, np[0] - 15), -1):
        w = low[k]
        if w in BREAKS or w in lx.SUBJECT - _RELATIVE:
            break
        if w not in _RELATIVE or k + 1 >= np[0]:
            continue
        if low[k - 1] in lx.verbs() or not noun(t, k - 1):
            break
        if not _clause_verb(t, k + 1):
            break
        verb = k + 1
        while verb + 1 < np[0] and (low[verb] in lx.AUXILIARIES or adverb(low[verb])):
            verb += 1
        # a second verb would be the main clause's, and `np` its object
        if any(low[i] in lx.FINITE or (low[i] in lx.verbs() and _finite_form(t, i)) for i in range(verb + 1, np[0])):
            break
        head = before(t, first, k)
        if head is not None and (head[0] == first or low[head[0] - 1] in BREAKS or low[head[0] - 1] == "that"):
            return (head[0], np[1])
        break
    return np


_RELATIVE = frozenset({"who", "that", "which"})


def _clause_verb(t: Tokens, i: int) -> bool:
    """Whether the word behind a relative pronoun is its verb: no subject stands between them."""
    w = t.low[i]
    if w in lx.AUXILIARIES or w in _IRREGULAR:
        return True
    return adverb(w) or _finite_form(t, i) or (not t.capital(i) and w.endswith(("ed", "s")))


def _finite_form(t: Tokens, i: int) -> bool:
    verb = lx.verbs().get(t.low[i])
    return verb is not None and not t.capital(i) and ("past" in verb.forms or "third" in verb.forms)


def _opening(t: Tokens, first: int, closing: int) -> int | None:
    """The comma or dash that opens the parenthesis which the one at `closing` closes."""
    dash = t.low[closing] in DASHES
    for i in range(closing - 1, first, -1):
        if t.low[i] in DASHES if dash else t.low[i] == ",":
            return i
        if t.low[i] in (";", ":", QUOTE):
            return None
    return None
