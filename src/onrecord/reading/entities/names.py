"""Proper names in a text: where they stand, what kind of bearer they have, which titles come with them."""

from __future__ import annotations

import re

from onrecord.language.lexicon import HONORIFICS, countries, country_of, given_names, role_of, roles, word_list
from onrecord.language.terms import background, stem
from onrecord.model import EntityKind, Spans
from onrecord.reading.entities.kinds import ACRONYM, decide
from onrecord.reading.entities.mention import Mention, Token
from onrecord.reading.entities.runs import JOINING, LONGEST, NO_NAME, PARTICLES, REGIONS, is_body, pieces, runs, words
from onrecord.reading.entities.titles import describe, head_of

__all__ = ["NO_NAME", "Mention", "Token", "head_of", "mentions"]

PARTIES = word_list("parties")
PLACES = word_list("places")
_PLACE_FIRST = word_list("place_first")
_THINGS = word_list("things")
_AFFAIRS = word_list("affairs")
_SHORT = word_list("short")
_EMPTY = word_list("empty")
_SURNAMES = word_list("surname_roles")
_CORPORATE = word_list("corporate")
_PEOPLES = word_list("peoples")
_CREEDS = word_list("creeds")
_VOCATIVES = word_list("vocatives")
# what follows a name: "Ann Yates MP"
_LETTERS = word_list("letters")
# what they name is nobody: "Hurricane Maria"
_STORMS = frozenset({"Hurricane", "Typhoon", "Cyclone", "Storm", "Operation"})
_SURNAME_ENDS = word_list("surname_ends")
_NOT_TITLES = word_list("not_titles")

_LONG = re.compile(r"\w{4,}")
# the end of what stands before a word inside a sentence
_WITHIN = re.compile(r"[^\s.!?…:\"'“‘«(\[•*–—-][\s\"'“‘«(\[•*–—-]*$")
# "the Obama administration", "Clinton’s campaign", "the Syrian government"
_BODY = re.compile(r"(?:[’']s?)? +(campaign|camp|administration|government|regime|office)\b(?: +([a-z]+))?")
# an adjective of nobody in particular stands alone: "Democratic", "Muslim"; these are names of parties, too
_NAMED_PARTIES = frozenset({"gop", "labour", "labor", "independent", "conservative", "liberal"})
_PERSONAL_HONORIFICS = frozenset({"Mr", "Mrs", "Ms", "Miss", "Mister", "Mme", "Dr", "Madam", "Madame", "Messrs"})


_YEAR = re.compile(r"(?<!\w)((?:1[0-9]|20)\d\d) $")


def mentions(text: str, blocks: Spans) -> tuple[list[Mention], list[Token]]:
    """The proper names in the blocks of `text`, and the capitalised words of its headlines, in text order.

    Where every word has a capital, or nothing but capitals, a capital tells nothing: such words are returned
    for the reader to compare with the names that the rest of the text has made known.
    """
    found: list[Mention] = []
    loose: list[Token] = []
    for start, stop in blocks:
        headline = _headline(text[start : min(stop, start + 240)], text[stop - 1] == ".")
        for begin, end in runs(text, start, stop):
            run = text[begin:end]
            if run.lower() in NO_NAME and run != "US":
                continue
            tokens = words(text, begin, end)
            if headline or _shouted(text, begin, end):
                loose.extend(t for t in tokens if t[2] not in JOINING and t[2] not in PARTICLES)
                continue
            opens = not _WITHIN.search(text[max(start, begin - 6) : begin])
            for k in range(0, len(tokens), LONGEST):
                for piece in pieces(tokens[k : k + LONGEST], opens):
                    one = _mention(piece, text[max(0, piece[0][0] - 4) : piece[0][0]] == "The ")
                    if one is not None:
                        if one.kind == "document" and (year := _YEAR.search(text, max(start, one.lead - 6), one.lead)):
                            # "the 1951 Refugee Convention"
                            one.lead = one.start = year.start(1)
                            one.tokens = (year[1], *one.tokens)
                        one.opens = opens and one.lead == begin
                        one.the = text[max(0, one.lead - 4) : one.lead] in ("the ", "The ")
                        found.append(one)
    for one in found:
        if one.tokens:
            describe(text, one)
    decide(found)
    found.extend([body for one in found if one.tokens and (body := _body(text, one))])
    found.sort(key=lambda m: (m.start, m.stop))
    return found, loose


def _headline(text: str, closed: bool) -> bool:
    """Whether nearly every longer word of a short block begins with a capital; `closed`: a full stop ends it."""
    words = [w for w in _LONG.findall(text) if not w.isdigit()]
    least = 0.9 if closed and len(words) > 12 else 0.75
    if closed and len(words) < 8 and words[-1:] and words[-1].islower():
        return False  # "Foreign Minister Jane Okafor agreed."
    return 2 < len(words) < 30 and sum(w[0].isupper() for w in words) > least * len(words)


def _shouted(text: str, start: int, stop: int) -> bool:
    """Whether a run in capitals stands among other words in capitals."""
    run = text[start:stop]
    if not run.isupper() or len(run) < 2:
        return False
    words = run.split()
    if len(words) > 2:
        return True
    before = text[max(0, start - 24) : start].split()
    after = text[stop : stop + 24].split()
    near = [w for w in (*before[-1:], *after[:1]) if len(w) > 2 and any(c.isalpha() for c in w)]
    return any(w.isupper() and w[0] != "(" for w in near)


# --- titles before a name ----------------------------------------------------------------------------


def _abbreviated(word: str) -> bool:
    """Whether a word is an honorific: "Mr." and "Gov.", "Lady" and "Mr"."""
    bare = word.rstrip(".")
    # "Lana Del Rey"
    return bare in HONORIFICS and (word[-1] == "." or (len(bare) < 5 and bare not in ("Del", "Hon")))


def _office(word: str) -> bool:
    """Whether a word is a title and never a surname: "Gov." and "Spokesman", not "King" or "Dean"."""
    return _abbreviated(word) or (_role(word) is not None and not _surname(word) and word not in given_names())


def _role(word: str) -> str | None:
    """The role that a word before a name may be; "Royal" and "Citizens" begin other names."""
    role = role_of(word)
    # "Democrats Abroad", "Lana Del Rey"
    if word == "Del" or role in _NOT_TITLES or (role and word[-1] == "s" and "politician" in roles()[role].senses):
        return None
    return role


def _surname(word: str) -> bool:
    return word.lower() in _SURNAMES


def _title_length(words: list[str]) -> int:
    """How many of the words are a title before a name (all of them when no name follows)."""
    given = given_names()
    length = i = 0
    while i < len(words):
        word = words[i]
        rest = words[i + 1 :]
        if _abbreviated(word):
            length = i + 1
            # "Mr. King" is no king, but "Mr. Speaker" is nobody's name
            if (
                word.rstrip(".") in _PERSONAL_HONORIFICS
                and rest
                and not (rest[0] in _VOCATIVES or any(map(_office, rest[:-1])) or (_surname(rest[0]) and len(rest) > 1))
            ):
                return length
        elif _role(word):
            if word in given and rest and (not i or (length == i and not any(map(_office, rest)))):
                return length  # "Gov. Earl Ray Tomblin", "Dean Heller"
            if i and _surname(word) and not rest and _ends(words, length):
                return length
            length = i + 1
            if len(rest) > 1 and rest[0].startswith("of"):
                length = i + 3
                while length < len(words) and (words[length] in _AFFAIRS or words[length] == "and"):
                    length += 2 if words[length] == "and" else 1
                length = i = min(length, len(words))
                continue
        elif word in given and length and length == i and rest and not any(map(_office, rest)):
            return length  # "Gov. Jim Justice", "Mayor Ann King"
        i += 1
    return length


def _ends(words: list[str], length: int) -> bool:
    """Whether a last word like "King" or "Justice" is a surname; `length` words before it are a title."""
    before = words[-2]
    if _abbreviated(before) or before in given_names() or (len(before) < 4 and before[-1] == "."):
        return True
    if role_of(before):
        # "Senator King", but "Chief Justice", "Sergeant Major"
        return length == len(words) - 1 and before.lower() in ("senator", "president", "representative", "governor")
    return False


# --- from a piece of a run to a mention --------------------------------------------------------------


def _mention(piece: list[Token], capital_the: bool) -> Mention | None:
    words = [t[2] for t in piece]
    while words and words[-1] in JOINING:
        words.pop()
    if not words:
        return None
    given = given_names()
    table = countries()
    lead, stop = piece[0][0], piece[len(words) - 1][1]
    if len(words) > 2 and words[-1] in _LETTERS:
        words, piece = words[:-1], piece[:-1]  # "Ann Yates MP" ends behind them, before ", the chairwoman"
    while len(words) > 1 and words[-1] in ("Democratic", "Republican") and len(words) == len(piece):
        # "the Wyoming Democratic caucuses"
        words, piece = words[:-1], piece[:-1]
        stop = piece[-1][1]
    whole = " ".join(words)
    if whole in table.names or whole in REGIONS:
        return Mention(lead, lead, stop, tuple(words), "place", [], None)
    if all(w in table.demonyms or w.lower() in PARTIES for w in words) and words[-1][-1] != "s":
        if words == ["GOP"]:
            return Mention(lead, lead, stop, tuple(words), "organisation", [], None)
        lone = words[-1].lower() in _NAMED_PARTIES or words[0] in table.demonyms
        return Mention(lead, lead, stop, tuple(words), "unknown", [], None) if len(words) == 1 and lone else None
    joined = next((k for k, w in enumerate(words) if w in JOINING), None)
    body = is_body(words[-1]) or (joined is not None and is_body(words[joined - 1]))
    if joined == 1 and words[1].startswith("for") and words[0][-1] == "s":
        body = True  # "Citizens for Tax Justice"
    elif joined and role_of(words[joined - 1]) and not is_body(words[joined - 1]):
        body = False  # "Director of National Intelligence"
    if body and words[-1].lower() in _SURNAME_ENDS and len(words) > 1 and words[-2] in given:
        body = False  # "Michael Bloomberg"
    party = words[-1].lower() in _PEOPLES or (
        words[-1][-1] == "s" and (words[-1][:-1].lower() in PARTIES or words[-1] in table.demonyms)
    )
    # "Refugee Convention" has no title
    cut = 0 if body or party or words[-1].lower() in _THINGS else _cut(words, capital_the)
    gender: str | None = None
    honorific = False
    for word in words[:cut]:
        bare = word.rstrip(".")
        role = role_of(word)
        gender = HONORIFICS.get(bare) or (roles()[role].gender if role else None) or gender
        honorific = honorific or bare in HONORIFICS
    while not (body or party) and len(words) - cut > 1:
        first = words[cut]
        if (
            first in table.demonyms
            or (first.lower() in PARTIES and (words[cut + 1] in given or first.lower() not in _CREEDS))
            or (first in _SHORT and (len(words) - cut > 2 or words[cut + 1] in given))
            or (first in table.names and words[cut + 1] in given)
        ):
            cut += 1
        else:
            break
    # a caption that names somebody twice: "Joe Biden Joe Biden …"
    again = next((k for k in range(cut + 1, len(words)) if words[k] == words[cut]), None)
    if len(words) - cut == 4 and words[cut + 1] == words[-1] and words[cut] in given:
        again = cut + 2  # "Dan Crenshaw Daniel Crenshaw"
    if again is not None and not body:
        if words[cut] not in given:  # "… Trump" and then "Donald John Trump"
            cut, again = cut + 1, again + 1
        words = words[:again]
        stop = piece[again - 1][1]
    rest = words[cut:]
    if len(rest) > 6 and not body:
        return None
    title = " ".join(w for w in words[:cut] if w.rstrip(".") not in _EMPTY)
    titles = [title] if title else []
    if not rest:
        return Mention(lead, stop, stop, (), "unknown", titles, gender)
    titled = cut > 0 and len(rest) <= 4 and (honorific or any(role_of(w) for w in words[:cut]))
    kind: EntityKind = "group" if party else "organisation" if body else _kind(rest, titled)
    if kind == "person" and len(rest) > 1 and not gender:
        gender = given.get(rest[0])
    return Mention(lead, piece[cut][0], stop, tuple(rest), kind, titles, gender, honorific)


def _cut(words: list[str], capital_the: bool) -> int:
    """How many words before a name are titles."""
    # "Stephen King" has no title, but "Virginia Gov. Ann Yates" and "Charlotte Mayor Ann Yates" have
    if words[0] in given_names() and not _abbreviated(words[0]):
        placed = words[0] in REGIONS or words[0] in countries().names
        inner = words[1:] if placed else words[1:-1]
        if not any(map(_office, inner)) and not (placed and any(role_of(w) for w in words[1:-1])):
            return 0
    cut = _title_length(words)
    role = role_of(words[-1])
    # "The Daily Caller" is no caller
    nobody = role and capital_the and roles()[role].senses <= {"person"}
    return 0 if cut == len(words) > 1 and nobody else cut


def _kind(rest: list[str], titled: bool) -> EntityKind:
    """The kind that the words of a name and the title before it tell."""
    table = countries()
    name = " ".join(rest)
    last = rest[-1].lower()
    if name in table.names or name in REGIONS:
        return "place"
    if len(rest) == 2 and last in _SURNAME_ENDS and rest[0] in given_names() and rest[0] not in REGIONS:
        return "person"
    if "&" in rest:
        return "organisation"
    if last in _THINGS or (rest[0] in _STORMS and len(rest) > 1):
        return "document"
    if titled and last[-1] == "s" and not given_names().keys() & {rest[0], rest[-1]} and stem(last) in background():
        return "unknown"  # "Major Jewish Organizations"
    if titled or (len(rest) > 1 and rest[0] in given_names() and last not in PLACES):
        return "person"
    if last == "state" and rest[0].lower() in PARTIES:
        return "organisation"
    if last in PLACES or (rest[0] in _PLACE_FIRST and len(rest) > 1) or name in table.capitals:
        return "place"
    if len(rest) > 1 and last.rstrip(".,") in _CORPORATE:
        return "organisation"
    if len(rest) == 1 and ACRONYM.match(rest[0]):
        return "organisation"
    return "unknown"


def _body(text: str, m: Mention) -> Mention | None:
    """The body that a name and a noun make: "the Trump campaign", "Clinton's campaign", "the Syrian government"."""
    found = _BODY.match(text, m.stop)
    if found is None or (found[2] and (role_of(found[2]) or found[2] in _BODY_PARTS)):
        return None
    noun = found[1]
    country = country_of(m.name)
    if noun in ("campaign", "camp") and (m.tokens[-1] in countries().demonyms or m.tokens[-1].lower() in PARTIES):
        return None
    if m.kind not in ("person", "unknown") and not (country and noun not in ("campaign", "camp")):
        return None
    if m.kind == "unknown" and not country and len(m.tokens) > 2:
        return None
    owner: tuple[str, ...] = m.tokens
    if noun == "office":
        if text[m.stop] == " ":
            return None
        owner = (*owner[:-1], text[m.stop - len(owner[-1]) : found.start(1)].rstrip())
    if country and m.name not in countries().demonyms:
        owner = (next((d for d, c in countries().demonyms.items() if c == country), m.name),)
    return Mention(m.lead, m.start, found.end(1), (*owner, noun), "organisation", [], None, the=True)


_BODY_PARTS = word_list("body_parts")
