"""Which kind of bearer a name has, from all the places together in which the text uses it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from onrecord.language.lexicon import country_of, given_names
from onrecord.language.terms import background, stem
from onrecord.model import EntityKind
from onrecord.reading.entities.mention import Mention
from onrecord.text import fold

ACRONYM = re.compile(r"[^\W\d_a-zß-ÿ](?:[^\W\d_a-zß-ÿ]|\d){1,5}$|[A-Z](?:\.[A-Z])+\.?$")
# "J.", "J.K."; but "U.S. Steel" is no person
_INITIAL = re.compile(r"(?:[A-Z]\.)+\Z")
_NO_INITIALS = frozenset({"U.S.", "U.K.", "U.N.", "E.U.", "D.C.", "L.A.", "N.Y.", "N.J.", "A.", "N.C.", "S.C."})
# "Geun-hye", "Jong-un"
_HYPHENED = re.compile(r"[A-Z][a-z]+-[a-z]+\Z")
# what the words of a name tell, and an honorific
_BY_WORDS = 2.0
_BY_TITLE = 4.0
_BY_SURNAME = 2.5
_BY_SHORT = 1.2
# a name of which no more than this is told stays unknown
_LEAST = 1.0


def decide(found: Sequence[Mention]) -> None:
    """Give all mentions of one name one kind; lone words get one only where a full name does not claim them."""
    by_name: dict[str, list[Mention]] = defaultdict(list)
    parts: set[str] = set()
    borne: set[str] = set()
    called: set[str] = set()
    lone: set[str] = set()
    for m in found:
        if m.tokens and m.kind not in ("document", "group"):
            by_name[fold(m.name)].append(m)
            if len(m.tokens) > 1 and m.kind in ("person", "unknown"):
                parts.update((fold(m.tokens[0]), fold(m.tokens[-1])))
                if m.kind == "person":
                    borne.update((fold(m.tokens[0]), fold(m.tokens[-1])))
            elif m.honorific or (m.titles and m.kind == "person"):
                called.add(fold(m.tokens[-1]))
            else:
                lone.add(fold(m.tokens[0]))
    for ms in by_name.values():
        if len(ms[0].tokens) > 1:
            kind = _kind(ms, called, lone)
        elif fold(ms[0].name) in borne and ms[0].kind == "place":
            kind = "unknown"
        else:
            kind = _lone(ms, parts)
        for m in ms:
            m.kind = kind
            if kind == "person" and m.gender is None and len(m.tokens) > 1:
                m.gender = given_names().get(m.tokens[0])


def _kind(ms: Sequence[Mention], called: set[str], lone: set[str]) -> EntityKind:
    """The kind of a name of several words; which words are met alone, with an honorific or without, tells it, too."""
    tokens = ms[0].tokens
    votes = _votes(ms)
    for kind in {m.kind for m in ms} - {"unknown"}:
        votes[kind] += _BY_WORDS
    if any(m.honorific or (m.titles and m.kind == "person") for m in ms):
        votes["person"] += _BY_TITLE
    if ms[0].kind in ("organisation", "place") and not votes["person"] > _BY_TITLE:
        return ms[0].kind
    first_initial = _INITIAL.match(tokens[0]) and tokens[0] not in _NO_INITIALS
    middle_initial = len(tokens) == 3 and len(tokens[1].rstrip(".")) == 1
    if first_initial or middle_initial or (len(tokens) == 2 and _HYPHENED.match(tokens[1])):
        votes["person"] += _BY_WORDS
    if fold(tokens[-1]) in called or (len(tokens) == 2 and fold(tokens[0]) in called):
        votes["person"] += _BY_SURNAME
    if len(tokens) == 2 and tokens[1] in given_names():
        votes["person"] += _BY_WORDS  # "Xi Jinping"
    elif fold(tokens[-1]) in lone and not ACRONYM.match(tokens[-1]):
        votes["person"] += _BY_SHORT
    elif fold(tokens[0]) in lone and tokens[0] not in given_names():
        votes["organisation"] += _BY_SHORT  # "Exxon" of Exxon Mobil
    if not votes or (wordy(ms[0].name) and votes["person"] < _BY_SHORT):
        return ms[0].kind
    best = max(votes, key=lambda k: (votes[k], k))
    return best if votes[best] >= _LEAST else ms[0].kind


def wordy(name: str) -> bool:
    """Whether a name is made of everyday words only: "World Athletics" is hardly a person's."""
    return all(word not in given_names() and stem(word.lower()) in background() for word in name.split())


def _votes(ms: Sequence[Mention]) -> defaultdict[EntityKind, float]:
    votes: defaultdict[EntityKind, float] = defaultdict(float)
    for m in ms:
        for kind, weight in m.votes.items():
            votes[kind] += weight
    return votes


def _lone(ms: Sequence[Mention], parts: set[str]) -> EntityKind:
    """The kind of a name of one word: what its words tell, and of towns that something is in them."""
    kinds = {m.kind for m in ms}
    known: list[EntityKind] = [k for k in ("person", "place", "organisation") if k in kinds]
    if known or fold(ms[0].name) in parts or country_of(ms[0].name):
        return known[0] if known else "unknown"
    votes = _votes(ms)
    if votes["place"] >= 2 * max(1.0, votes["person"] + votes["organisation"]):
        return "place"
    if votes["organisation"] >= 3 and votes["organisation"] > 2 * votes["person"]:
        return "organisation"
    return "unknown"
