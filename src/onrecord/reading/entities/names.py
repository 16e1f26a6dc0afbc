"""Proper names in a text: where they stand, what kind of bearer they have, which titles come with them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.language.lexicon import HONORIFICS, countries, country_of, given_names, role_of, roles, word_list
from onrecord.model import EntityKind, Spans

# a word: where it begins and ends, and the word
Token = tuple[int, int, str]


@dataclass(slots=True)
class Mention:
    """A proper name at `text[start:stop]`; `lead` is where the titles before it begin.

    `tokens` are the words of the name (none for an office without a name: "Prime Minister"), `titles`
    what the text calls the bearer beside it, `gender` what honorific, title or given name tell, `kind`
    "unknown" where nothing tells it. `the` is whether "the" stands before, `opens` whether it begins a sentence.
    """

    lead: int
    start: int
    stop: int
    tokens: tuple[str, ...]
    kind: EntityKind
    titles: list[str]
    gender: str | None
    honorific: bool = False
    the: bool = False
    opens: bool = False

    @property
    def name(self) -> str:
        return " ".join(self.tokens)


_UP = "".join(c for c in map(chr, range(0x41, 0x530)) if c.isupper())
_WORD = rf"(?:(?:al|el|ul|ad|as|ar|at|ash|d|l)[-’'])?[{_UP}]\w*(?:[’'‐‑-](?!s\b)\w+)*"
_ABBREVIATED = "|".join(sorted(HONORIFICS, key=len, reverse=True)) + "|Jr|Sr"
_CAPITAL = rf"(?:(?:{_ABBREVIATED})\.|(?:[{_UP}]\.)+|{_WORD})"
# name particles, and the words that join the parts of a body's name or an office
_LINK = (
    r"(?:de la|de los|de|da|do|dos|das|del|della|der|den|di|du|la|le|van der|van den|van|von der|von|bin|ibn|ben|ter"
    r"|ten|y"
    r"|of the|of|for the|for|and|&)"
)
_RUN = re.compile(rf"(?<!\w){_CAPITAL}(?: (?:{_LINK} )?{_CAPITAL})*")
_TOKEN = re.compile(rf"({_CAPITAL})|({_LINK})(?= )")
_GLUED = re.compile(rf"[{_UP}][a-zß-ÿ]{{3,}}(?=[{_UP}])")
# a longer run of capitalised words is no name; cutting it there keeps the cost linear
_LONGEST = 24
_LONG = re.compile(r"\w{4,}")
_ACRONYM = re.compile(rf"[{_UP}](?:[{_UP}0-9]{{1,5}}|(?:\.[{_UP}])+\.?)$")
_JOINING = frozenset({"of", "of the", "for", "for the", "and", "&"})

NO_NAME = word_list("no_name")
_INNER = word_list("inner")
PARTIES = word_list("parties")
BODIES = word_list("bodies")
PLACES = word_list("places")
_PLACE_FIRST = word_list("place_first")
_THINGS = word_list("things")
_OFFICES = word_list("offices")
_COMPOUND = word_list("compound")
_AFFAIRS = word_list("affairs")
_SHORT = word_list("short")
_TITLE_WORDS = word_list("title_words")
_EMPTY = word_list("empty")

_LEFT = re.compile(r"(?:[\w’'.&-]+ ){1,7}$")
_AFTER = re.compile(
    r", (?:now |then |who is |who was )?(the |an? )?([^,;:()“”\"–—\n]{3,80}?)(?=[,;:(–—”\"\n]|(?<![A-Z])\.\s|\.$|$)"
)
_IN_BRACKETS = re.compile(r" [\[(]((?:the |an? )?[^\])\n]{3,60})[\])]")
_BEFORE = re.compile(
    r"(?:\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ur|[Mm]y)|(\b[\w.]+)[’']s?) ([^,;:()“”\"–—\n]{3,80}), $"
)
# where a sentence ends inside such a phrase
_SENTENCE = re.compile(r"(?<!Mr)(?<!Ms)(?<!Mrs)(?<!Dr)(?<!Sen)(?<!Rep)(?<!Gov)(?<!Gen)(?<=[a-z])[.!?]\s+(?=[A-Z])")
_PERSONAL = re.compile(r",? (?:who\b|\d\d,|\((?:[RDI][-.)]|age\b))")
_CUT = re.compile(
    r"\s(?:of|in|at|for|from|with|on|by|to|who|whose|which|that|whom|and|or|under|during|since|has|had|is|was)\b"
)
# a verb in what would be an apposition, and the clause that a real one may carry
_CLAUSE = re.compile(
    r"(?:^|\s)(?:is|was|are|were|has|had|have|did|does|do|will|would|could|should|can|may|might|said|says|told)\s"
    r"|\b[a-z]{2,}(?:ed|[^s]s) (?:the|an?|his|her|its|their|that|on|[A-Z][a-z]+[’']s)\s"
)
_RELATIVE = re.compile(r"\s(?:who|whom|whose|which|that)\s")
# the end of what stands before a word inside a sentence
_WITHIN = re.compile(r"[^\s.!?…:\"'“‘«(\[•*–—-][\s\"'“‘«(\[•*–—-]*$")


def is_body(word: str) -> bool:
    """Whether the word ends the names of bodies."""
    # "Review-Journal", "Post-Gazette"
    return word.lower().rstrip(".").rsplit("-", 1)[-1] in BODIES


def head_of(phrase: str) -> str:
    """The last word before the first complement: "spokesman" of "longtime spokesman for the Kremlin"."""
    m = _CUT.search(phrase)
    words = (phrase[: m.start()] if m and m.start() else phrase).split()
    return words[-1] if words else ""


def mentions(text: str, blocks: Spans) -> tuple[list[Mention], list[Token]]:
    """The proper names in the blocks of `text`, and the capitalised words of its headlines, in text order.

    Where every word has a capital, or nothing but capitals, a capital tells nothing: such words are returned
    for the reader to compare with the names that the rest of the text has made known.
    """
    found: list[Mention] = []
    loose: list[Token] = []
    for start, stop in blocks:
        headline = _headline(text[start : min(stop, start + 240)])
        for run in _RUN.finditer(text, start, stop):
            if run.group().lower() in NO_NAME and run.group() != "US":
                continue
            if headline or _shouted(text, run.start(), run.end()):
                loose.extend((m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text, *run.span()) if m[1])
                continue
            opens = not _WITHIN.search(text[max(start, run.start() - 6) : run.start()])
            tokens = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text, *run.span())]
            for k in range(0, len(tokens), _LONGEST):
                for piece in _pieces(tokens[k : k + _LONGEST]):
                    one = _mention(piece)
                    if one is not None:
                        one.opens = opens and one.lead == run.start()
                        one.the = text[one.lead - 4 : one.lead] in ("the ", "The ")
                        found.append(one)
    for one in found:
        if one.tokens:
            _describe(text, one)
    return found, loose


def _headline(text: str) -> bool:
    """Whether nearly every longer word of a short block begins with a capital."""
    words = [w for w in _LONG.findall(text) if not w.isdigit()]
    return 2 < len(words) < 30 and sum(w[0].isupper() for w in words) > 0.75 * len(words)


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


def _pieces(tokens: list[Token]) -> list[list[Token]]:
    """The tokens of a run of capitalised words, cut where two names or a name and another word meet."""
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
        if word in _JOINING:
            if current and _joins(word, current, tokens, i):
                current.append(token)
            else:
                out.append(current)
                current = []
            continue
        low = word.lower()
        if (
            low in NO_NAME
            and not (current and low in _INNER)
            and not (word == "US" or (low == "us" and word.isupper()))
        ):
            out.append(current)
            current = []
            continue
        if "-" in word:
            head, tail = word.split("-", 1)[0], word.rsplit("-", 1)[1]
            if tail in _COMPOUND or (tail.endswith("ed") and tail.islower()) or country_of(head):
                out.append(current)
                current = []
                continue
        if current and _parts(current, word, tokens, i):
            out.append(current)
            current = []
        current.append(token)
    out.append(current)
    return [p for p in out if p]


def _joins(word: str, current: list[Token], tokens: list[Token], i: int) -> bool:
    left = current[-1][2]
    if word.startswith("of"):
        return is_body(left) or left in _OFFICES or left in ("Kingdom", "Republic", "Bay", "Gulf", "City")
    if word.startswith("for"):
        return is_body(left)
    if word == "&":
        return True
    # "Securities and Exchange Commission", but not "Ukraine and the West" or "Smith and Jones"
    rest = [t[2] for t in tokens[i + 1 :]]
    last = next((k for k, w in enumerate(rest) if w in _JOINING), len(rest)) - 1
    if last < 1 or is_body(left) or left in given_names() or current[0][2] in given_names():
        return len(current) == 1 and rest[:1] == ["Herzegovina"]
    return is_body(rest[last]) and left not in countries().names


def _parts(current: list[Token], word: str, tokens: list[Token], i: int) -> bool:
    """Whether a new name begins at `word`: "the Washington Post | Trump", "Fox News | Megyn Kelly"."""
    if len(current) < 2 or not is_body(current[-1][2]) or is_body(word) or role_of(word):
        return False
    rest = [t[2] for t in tokens[i:]]
    if any(role_of(w) or is_body(w) for w in rest) or word.rstrip(".") in HONORIFICS:
        return any(w.rstrip(".") in HONORIFICS for w in rest[:1])
    return word in given_names() or (len(rest) == 1 and word.lower() not in _INNER and word not in ("Room", "Building"))


def _title_length(words: list[str]) -> int:
    """How many of the words are a title before a name (all of them when no name follows)."""
    length = i = 0
    while i < len(words):
        word = words[i]
        bare = word.rstrip(".")
        if bare in HONORIFICS and (word[-1] == "." or len(bare) < 5):
            length = i + 1
        elif role_of(word) and not (i == 0 and len(words) > 1 and word in given_names()):
            length = i + 1
            if i + 2 < len(words) and words[i + 1].startswith("of"):
                length = i + 3
                while length < len(words) and (words[length] in _AFFAIRS or words[length] == "and"):
                    length += 2 if words[length] == "and" else 1
                length = i = min(length, len(words))
                continue
        i += 1
    return length


def _mention(piece: list[Token]) -> Mention | None:
    words = [t[2] for t in piece]
    while words and words[-1] in _JOINING:
        words.pop()
    if not words:
        return None
    given = given_names()
    table = countries()
    lead, stop = piece[0][0], piece[len(words) - 1][1]
    whole = " ".join(words)
    if whole in table.names:
        return Mention(lead, lead, stop, tuple(words), "place", [], None)
    joined = next((k for k, w in enumerate(words) if w in _JOINING), None)
    body = is_body(words[-1]) or (joined is not None and is_body(words[joined - 1]))
    # "Stephen King" has no title, but "Virginia Gov. Ann Yates" has
    called = words[0] in given and words[0] not in HONORIFICS
    if called and any(w[-1] == "." and w.rstrip(".") in HONORIFICS for w in words[1:-1]):
        called = False
    cut = 0 if body or called else _title_length(words)
    party = words[-1][-1] == "s" and (words[-1][:-1].lower() in PARTIES or words[-1] in table.demonyms)
    if party:
        cut = 0
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
            or first.lower() in PARTIES
            or first in _SHORT
            or (first in table.names and words[cut + 1] in given)
        ):
            cut += 1
        else:
            break
    # a caption that names somebody twice: "Joe Biden Joe Biden …"
    again = next((k for k in range(cut + 1, len(words)) if words[k] == words[cut]), None)
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
    name = " ".join(rest)
    last = rest[-1].lower()
    kind: EntityKind = "unknown"
    if party:
        kind = "group"
    elif body:
        kind = "organisation"
    elif name in table.names:
        kind = "place"
    elif last in _THINGS:
        kind = "document"
    elif (cut and len(rest) <= 4 and (honorific or any(role_of(w) for w in words[:cut]))) or (
        len(rest) > 1 and rest[0] in given and last not in PLACES
    ):
        kind = "person"
    elif last in PLACES or (rest[0] in _PLACE_FIRST and len(rest) > 1) or name in table.capitals:
        kind = "place"
    elif len(rest) == 1 and _ACRONYM.match(rest[0]):
        kind = "organisation"
    if kind == "person" and len(rest) > 1 and not gender:
        gender = given.get(rest[0])
    return Mention(lead, piece[cut][0], stop, tuple(rest), kind, titles, gender, honorific)


def _describe(text: str, m: Mention) -> None:
    """Add what the words around a name say of its bearer: titles in lower case, appositions, brackets."""
    if m.kind in ("document", "group") or (m.kind == "place" and country_of(m.name)):
        return
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
            and _is_role(head := head_of(phrase))
            and (apposed.group(1) or " " in phrase)
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
        phrase = _SENTENCE.split(apposed.group(2))[-1] if apposed else ""
        if apposed and _is_role(head := head_of(phrase)) and not _CLAUSE.search(phrase):
            owner = apposed.group(1) if phrase == apposed.group(2) else None
            m.titles.append(f"{owner}'s {phrase}" if owner else re.sub(r"^(?:[Tt]he|[Aa]n?) ", "", phrase))
            _told(m, head)
    if m.kind == "unknown" and len(m.tokens) > 1 and _PERSONAL.match(after):
        m.kind = "person"


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
