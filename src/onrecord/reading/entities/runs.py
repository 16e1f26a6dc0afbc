"""Runs of words with a capital, cut where two names, or a name and another word, meet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.language.lexicon import HONORIFICS, countries, country_of, given_names, role_of, states, word_list
from onrecord.reading.entities.mention import Token

_UP = "".join(c for c in map(chr, range(0x41, 0x530)) if c.isupper())
# UTF-8 that was read as Latin-1: "TomÃ¡s"
_LETTER = "(?:\\w|(?<=Ã)[\x80-\xbf])"
_WORD = rf"(?:(?:al|el|ul|ad|as|ar|at|ash|d|l)[-’'])?[{_UP}]{_LETTER}*(?:[’'‐‑-](?!s\b){_LETTER}+)*"
_ABBREVIATED = "|".join(sorted(HONORIFICS, key=len, reverse=True)) + "|Jr|Sr"
# "Clark County Coroner's Office", "Children's Hospital"
_OWNED = (
    r"(?:Coroner|Sheriff|General|Governor|Mayor|Attorney|Prosecutor|Treasurer|Clerk|President|Comptroller|Assessor|Marshal"
    r"|Children|Women|Men|People|Veteran|Worker|Teacher|Farmer)(?:[’']s|s[’'])"
    r"(?= (?:Office|Department|Bureau|Hospital|Republic|Party|League|Fund|March|Union|Association|Council|Daily)\b)"
    # "Patrolmen's Benevolent Association", "Teachers' Federation"
    r"|[A-Z][a-z]+(?:s[’']|(?:men|women|people|children)[’']s)"
    r"(?= (?:[A-Z][a-z]+ ){0,2}(?:Association|Union|Federation|League|Party|Society|Guild|Council|Alliance)\b)"
)
_CAPITAL = rf"(?:(?:{_ABBREVIATED})\.|{_OWNED}|(?:[{_UP}]\.)+|{_WORD})"
_PARTICLE = (
    r"(?:de la|de los|de|da|do|dos|das|del|della|der|den|di|du|van der|van den|van|von der|von|bin|ibn|ben|ter|ten)"
)
# name particles, and the words that join the parts of a body's name or an office
_LINK = rf"(?:{_PARTICLE}|la|le|y|of the|of|for the|for|on the|on|and|&)"
_RUN = re.compile(rf"(?<![\w@#]){_CAPITAL}(?: +(?:{_LINK} +)?{_CAPITAL})*")
_TOKEN = re.compile(rf"({_CAPITAL})|({_LINK})(?= )")
# "van Gogh", "bin Salman": a particle belongs to the name that it opens
_FRONT = re.compile(r"(?<![\w’'-])(?:van der|van den|van|von der|von|de la|de|bin|ibn|al|el) $")
_GLUED = re.compile(rf"[{_UP}][a-zß-ÿ]{{3,}}(?=[{_UP}])")
_CONTRACTED = re.compile(r"(?:[’'](?:ll|re|ve|d|m|s)|n[’']t)$")
# "R-Texas", "D-Minn": a party and a state, no name
_SEAT = re.compile(r"[RDI]-[A-Z]")
# a longer run of capitalised words is no name; cutting it there keeps the cost linear
LONGEST = 24
JOINING = frozenset({"of", "of the", "for", "for the", "on", "on the", "and", "&"})
PARTICLES = frozenset(_PARTICLE[3:-1].split("|")) | {"la", "le", "y", "al", "el"}

NO_NAME = word_list("no_name")
_INNER = word_list("inner")
BODIES = word_list("bodies")
# places; of the short forms of states not those of two capitals ("OR")
REGIONS = frozenset(w.replace("_", " ") for w in word_list("regions")) | {
    form if form.count(".") > 1 else form.rstrip(".") for form in states() if len(form) > 2 or form[-1] == "."
}
_OFFICES = word_list("offices")
_COMPOUND = word_list("compound")
_PLATFORMS = word_list("platforms")


def runs(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Where words with a capital stand in a row, with a particle that opens the first of them."""
    for m in _RUN.finditer(text, start, stop):
        front = _FRONT.search(text, max(start, m.start() - 8), m.start())
        yield (front.start() if front else m.start()), m.end()


def words(text: str, start: int, stop: int) -> list[Token]:
    """The words of a run, its links among them."""
    found = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text, start, stop)]
    if found and found[0][0] > start:
        front = text[start : found[0][0]].rstrip()
        found.insert(0, (start, start + len(front), front))
    return found


def is_name(word: str) -> bool:
    """Whether a word may stand in a name, going by the word alone."""
    low = _CONTRACTED.sub("", word.lower())
    return (low not in NO_NAME and word.lower() not in NO_NAME) or word == "US"


def is_body(word: str) -> bool:
    """Whether the word ends the names of bodies."""
    # "Review-Journal", "Post-Gazette"
    return word.lower().rstrip(".").rsplit("-", 1)[-1] in BODIES


def pieces(tokens: list[Token], opens: bool) -> list[list[Token]]:
    """The tokens of a run of capitalised words, cut where two names or a name and another word meet.

    `opens` is whether the run begins a sentence.
    """
    out: list[list[Token]] = []
    current: list[Token] = []
    for i, token in enumerate(tokens):
        word = token[2]
        if (glued := _GLUED.match(word)) and (
            (rest := word[glued.end() :]) in given_names()
            or rest.isupper()
            or any(glued.group() == t[2] for t in current)
        ):
            # a web page's boxes run together: "TrumpGOP", "BidenKamala"
            word = glued.group()
            token = (token[0], token[0] + len(word), word)
            tokens[i + 1 : i + 1] = [(token[1], token[1], "the")]
        if word in JOINING:
            if current and _joins(word, current, tokens, i):
                current.append(token)
            else:
                out.append(current)
                current = []
            continue
        low = word.lower()
        if (not is_name(word) and not (current and low in _INNER) and not _called(tokens, i, opens)) or _SEAT.match(
            word
        ):
            out.append(current)
            current = []
            continue
        if "-" in word:
            head, tail = word.split("-", 1)[0], word.rsplit("-", 1)[1]
            pair = country_of(head) or tail in countries().names  # "US-led", "Trump-Ukraine"
            if tail in _COMPOUND or (tail.endswith("ed") and tail.islower()) or pair:
                out.append(current)
                current = []
                continue
        if current and _parts(current, word, tokens, i):
            out.append(current)
            current = []
        current.append(token)
    out.append(current)
    return [p for p in out if p and not all(t[2] in PARTICLES for t in p)]


def _called(tokens: list[Token], i: int, opens: bool) -> bool:
    """Whether "Will" is somebody's name: inside a sentence, before a surname."""
    return tokens[i][2] == "Will" and (i > 0 or not opens) and i + 1 < len(tokens) and is_name(tokens[i + 1][2])


def _joins(word: str, current: list[Token], tokens: list[Token], i: int) -> bool:
    left = current[-1][2]
    rest = [t[2] for t in tokens[i + 1 :]]
    if word.startswith("of"):
        return (
            is_body(left)
            or left in _OFFICES
            or left in ("Kingdom", "Republic", "Bay", "Gulf", "City", "Workers")
            or (left == "Appeals" and len(current) > 2)
        )
    if word.startswith("for"):
        # "Citizens for Tax Justice", "Court of Appeals for the Ninth Circuit"
        return is_body(left) or (left[-1] == "s" and len(current) == 1) or (left == "Appeals" and len(current) > 2)
    if word.startswith("on"):
        return left in ("Commission", "Committee", "Subcommittee", "Council", "Center", "Centre", "Conference", "Panel")
    if word == "&":
        return True
    # "Securities and Exchange Commission", but not "Ukraine and the West" or "Smith and Jones"
    last = next((k for k, w in enumerate(rest) if w in JOINING), len(rest)) - 1
    if last < 1 or is_body(left) or any(t[2] in given_names() or role_of(t[2]) for t in current):
        return bool(rest) and " ".join([*(t[2] for t in current), "and", rest[0]]) in countries().names
    return is_body(rest[last]) and left not in countries().names


def _parts(current: list[Token], word: str, tokens: list[Token], i: int) -> bool:
    """Whether a new name begins at `word`: "the Washington Post | Trump", "Fox News | Megyn Kelly"."""
    left = current[-1][2]
    if left in _PLATFORMS and not is_body(word):
        return True
    if len(current) < 2 or not is_body(left) or is_body(word) or role_of(word):
        return False
    rest = [t[2] for t in tokens[i:]]
    if any(role_of(w) or is_body(w) for w in rest) or word.rstrip(".") in HONORIFICS:
        return any(w.rstrip(".") in HONORIFICS for w in rest[:1])
    return word in given_names() or (len(rest) == 1 and word.lower() not in _INNER and word not in ("Room", "Building"))
