"""What the words beside a name say of its bearer: titles, appositions, brackets, and of which kind he is."""

from __future__ import annotations

import re

from onrecord.language.lexicon import countries, country_of, given_names, role_of, roles, word_list
from onrecord.reading.entities.mention import Mention
from onrecord.reading.entities.runs import NO_NAME, REGIONS

_TITLE_WORDS = word_list("title_words")
_ORGANS = word_list("organs")
_SAYING = "|".join(sorted(word_list("saying"), key=len, reverse=True))

_LEFT = re.compile(r"(?:[\w’'.&-]+ ){1,7}$")
_AFTER = re.compile(
    r", (?:now |then |who is |who was )?(the |an? )?([^,;:()“”\"–—\n]{3,80}?)"
    r"(?=[,;:(–—”\"\n]|(?<![A-Z])(?<!Mr)(?<!Ms)(?<!Mrs)(?<!Dr)\.\s|\.$|$)"
)
_IN_BRACKETS = re.compile(r" [\[(]((?:the |an? )?[^\])\n]{3,60})[\])]")
_BEFORE = re.compile(
    r"(?:\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ur|[Mm]y)|(\b[\w.]+)[’']s?) ([^,;:()“”\"–—\n]{3,80}), $"
)
# where a sentence ends inside such a phrase
_SENTENCE = re.compile(r"(?<!Mr)(?<!Ms)(?<!Mrs)(?<!Dr)(?<!Sen)(?<!Rep)(?<!Gov)(?<!Gen)(?<=[a-z])[.!?]\s+(?=[A-Z])")
# what follows persons only, what follows who speaks, what follows a town; a body's initials in brackets
_PERSONAL = re.compile(r",? (?:who\b|\d\d,|\((?:[RDI][-.)]|age\b)|[RDI]-[A-Z])")
# "the leader in North-Zyx, who"
_COMPLEMENT = re.compile(r"\b(?:in|of|at|for|from|near|with) (?:the )?$")
_SPEAKS = re.compile(rf"(?:, \d\d,)? (?:also |later |has |had |then )?(?:{_SAYING})\b")
_PRONOUN = re.compile(
    rf"(?: (?:{_SAYING})(?: that)? (he|she)\b| (?:and|with) (his|her) (?:wife|husband|spouse|family)\b)"
)
# nobody else between a subject and "his" or "herself"
_REFLEXIVE = re.compile(r"(?:, \d\d,)? [a-z][a-z ,’'-]*? (his|himself|her(?= [a-z])|herself)\b")
_ITS = re.compile(r" [a-z][a-z ,’'-]*? its(?:elf)?\b")
_GENDERS = {"he": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "herself": "f"}
_SPOKEN = re.compile(rf"\b(?:{_SAYING}) $")
_LOCATED = re.compile(r", ([A-Z]\w*(?:\.[A-Z])*\.?(?:(?<=[a-z]) [A-Z][a-z]+)?)")
_LOCATING = re.compile(r"\b(?:[Ii]n|near|outside|throughout|across) $")
_INITIALS = re.compile(r" [\[(]((?:[A-Z]\.?&?){2,7})[\])]")
_CUT = re.compile(
    r"\s(?:of|in|at|for|from|with|on|by|to|who|whose|which|that|whom|and|or|under|during|since|has|had|is|was)\b"
)
# a verb in what would be an apposition, and the clause that a real one may carry
_CLAUSE = re.compile(
    r"(?:^|\s)(?:is|was|are|were|has|had|have|did|does|do|will|would|could|should|can|may|might|said|says|told)\s"
    r"|\b[a-z]{2,}(?:ed|[^s]s) (?:the|an?|his|her|its|their|that|on|[A-Z][a-z]+[’']s)\s"
)
_CLAUSES = re.compile(r"(?:^|.*\s)(?:when|while|where|after|before|if|because|that)\s")
_RELATIVE = re.compile(r"\s(?:who|whom|whose|which|that)\s")


def head_of(phrase: str) -> str:
    """The last word before the first complement: "spokesman" of "longtime spokesman for the Kremlin"."""
    m = _CUT.search(phrase)
    words = (phrase[: m.start()] if m and m.start() else phrase).split()
    return words[-1] if words else ""


def describe(text: str, m: Mention) -> None:
    """Add what the words around a name say of its bearer: titles in lower case, appositions, brackets."""
    if m.kind in ("document", "group") or (m.kind == "place" and (country_of(m.name) or m.name in REGIONS)):
        return
    _weigh(text, m)
    title = _title_before(text, m)
    if title:
        if m.titles:
            m.titles[0] = f"{title} {m.titles[0]}"
        else:
            m.titles.append(title)
        _told(m, title.split()[-1])
    after = text[m.stop : m.stop + 100]
    if after[:2] == ", ":
        apposed = _AFTER.match(after)
        if (
            apposed
            and (phrase := _SENTENCE.split(apposed.group(2))[0].strip())
            and _noun_phrase(phrase)
            and _is_role(head := _organ(m, head_of(phrase)))
            and (apposed.group(1) or " " in phrase)
            and "''" not in phrase
            and not _CLAUSE.search(plain := _RELATIVE.split(phrase)[0])
        ):
            m.titles.append(plain)
            _told(m, head)
    elif after[:2] in (" (", " ["):
        bracket = _IN_BRACKETS.match(after)
        if bracket and _is_role(head := head_of(re.sub(r"^(?:the|an?) ", "", bracket.group(1)))):
            m.titles.append(bracket.group(1))
            _told(m, head)
    if text[m.lead - 2 : m.lead] == ", " and m.lead > 4:
        apposed = _BEFORE.search(text, max(0, m.lead - 100), m.lead)
        phrase = _CLAUSES.split(_SENTENCE.split(apposed.group(2))[-1])[-1] if apposed else ""
        if apposed and "''" not in phrase and _is_role(head := head_of(phrase)) and not _CLAUSE.search(phrase):
            owner = apposed.group(1) if phrase == apposed.group(2) else None
            m.titles.append(f"{owner}'s {phrase}" if owner else re.sub(r"^(?:[Tt]he|[Aa]n?) ", "", phrase))
            _told(m, head)


def _weigh(text: str, m: Mention) -> None:
    """Note what the words right beside a name tell of its kind."""
    before, after = text[max(0, m.lead - 16) : m.lead], text[m.stop : m.stop + 48]
    if _PERSONAL.match(after) and not (after[0] == "," and _COMPLEMENT.search(before)):
        m.vote("person", 3.0)
    elif _SPEAKS.match(after) or _SPOKEN.search(before):
        m.vote("person", 1.0)
    elif after.startswith((", which ", " which ")):
        m.vote("organisation", 1.0)
    if (pronoun := _PRONOUN.match(after)) or (m.opens and (pronoun := _REFLEXIVE.match(text, m.stop, m.stop + 90))):
        m.told = _GENDERS[next(filter(None, pronoun.groups()))]
    if _ITS.match(text, m.stop, m.stop + 60):
        m.vote("organisation", 0.8)
    if m.the and not m.titles:
        m.vote("organisation", 0.8)
    if before.split()[-1:] and before.split()[-1].lower() in _ORGANS and m.lead and text[m.lead - 1] == " ":
        m.vote("organisation", 3.0)
    if _LOCATING.search(before):
        m.vote("place", 1.0)
    where = _LOCATED.match(after)
    if where and ({where[1], where[1].rstrip(".")} & REGIONS or where[1] in countries().names):
        m.vote("place", 2.0)
    if brackets := _INITIALS.match(after):
        m.short = brackets[1].replace(".", "")


def _organ(m: Mention, head: str) -> str:
    """The head of an apposition; "the website" makes the name before it one of a body."""
    if head.lower() in _ORGANS:
        m.vote("organisation", 3.0)
    return head


def _noun_phrase(phrase: str) -> bool:
    """Whether what follows a name and a comma may be what its bearer is, and no clause."""
    first = phrase.split()[0].lower()
    if first in NO_NAME and first not in ("his", "her", "its", "their", "one", "another", "now", "then", "first"):
        return False
    return not first.endswith("ing") and (not first.endswith("ed") or first in _TITLE_WORDS)


def _is_role(word: str) -> bool:
    low = word.lower()
    return low in roles()


def _told(m: Mention, head: str) -> None:
    role = role_of(head)
    if role is None:
        return
    given = given_names().get(m.tokens[0]) if len(m.tokens) > 1 else None
    # women are spokesmen and chairmen, too
    m.gender = given if given and role.endswith("man") else roles()[role].gender or m.gender
    m.vote("person", 3.0)
    if m.kind == "unknown" or (m.kind == "place" and m.name not in countries().names):
        m.kind = "person"


def _title_before(text: str, m: Mention) -> str | None:
    """The words right before a name that give its bearer's role ("Kremlin spokesman"), or None."""
    if m.lead < 2 or text[m.lead - 1] != " " or not text[m.lead - 2].isalnum():
        return None
    left = _LEFT.search(text, max(0, m.lead - 80), m.lead)
    words = left.group().split() if left else []
    if not words or not words[-1][0].islower() or not (_is_role(words[-1]) or (m.titles and words[-1] in _TITLE_WORDS)):
        return None
    first = len(words) - 1
    while first:
        word = words[first - 1]
        if word.endswith(("'s", "’s")) and word[0].isupper():
            first -= 1
            break
        if not (
            word.lower() in _TITLE_WORDS or _is_role(word) or (word[0].isupper() and word.lower() not in NO_NAME)
        ) or (word[-1] in ".,'’" and "." not in word[:-1]):
            break
        first -= 1
    return " ".join(words[first:])
