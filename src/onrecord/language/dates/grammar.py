"""Finding expressions of time.

The text is cut into tokens once, every token becomes one letter for what it may mean in a date (a
month, a day's number, "last", "ago"), and one regular expression over those letters finds the
expressions. That keeps the grammar readable, linear in the length of the text, and blind to words
that no date contains.

The letters, beside those that `words.txt` gives:
d a number from 1 to 31   o the same as 1st … 31st   y a year of four digits   # another number
G 1990s, '90s   D 2024-01-18, 18.01.2024   | the end of a paragraph   ^ a word with a capital   _ anything else
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

Direction = Literal["past", "future", "set"]


@dataclass(frozen=True, slots=True)
class Expression:
    """Words for a time: `text[start:stop]` says it, `words` are its tokens in lower case, `letters` what
    each token is, `kind` the rule that found it, `tense` where the sentence puts it (None: nowhere)."""

    start: int
    stop: int
    kind: str
    words: tuple[str, ...]
    letters: str
    tense: Direction | None


class _Token(NamedTuple):
    word: str
    start: int
    stop: int


class _Tokens:
    """The tokens of a text; a token is made when it is asked for, as few are."""

    def __init__(self, text: str) -> None:
        self.spans = [m.span() for m in _TOKEN.finditer(text)]
        self.words = [text[a:b] for a, b in self.spans]

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, i: int) -> _Token:
        return _Token(self.words[i], *self.spans[i])


class _Words(NamedTuple):
    letters: dict[str, str]
    capital: frozenset[str]  # the letters that need one
    lists: dict[str, frozenset[str]]


@cache
def _words() -> _Words:
    letters: dict[str, str] = {"\n\n": "|"}
    capital: set[str] = set()
    lists: dict[str, set[str]] = {}
    for line in (files("onrecord.language.dates") / "words.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        key, _, words = line.partition("\t")
        if len(key) > 2:
            lists.setdefault(key, set()).update(words.split())
            continue
        letters.update(dict.fromkeys(words.split(), key[0]))
        if key.endswith("^"):
            capital.add(key[0])
    return _Words(letters, frozenset(capital), {key: frozenset(words) for key, words in lists.items()})


_TOKEN = re.compile(
    r"\n\n|\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?|\d{1,2}([./])\d{1,2}\1\d{4}\b|(?:\d\d|['’])?\d0s\b"
    r"|\d+(?:st|nd|rd|th)\b|\d+[^\W\d_]+|\d+(?:[.,:]\d+)*|['’]s\b|[Qq][1-4]\b|[^\W\d_]+|[^\w\s]"
)

_MONTH = "[MABJ]p?"
_DAY = "[do]"
_WEEKDAY = "(?:[Ww]p?P?c?)?"
_EDGE = "(?:t?Eh?f?t?)?"
_COUNT = "(?:[aNd#]|2(?:h?N)?)"
_OTHER_YEAR = "f?(?:tZ|HZ?|T|L|X|t[FR])U"
# the first that fits at a place is taken, so the longer forms come first
_RULES = (
    ("numeric", "D"),
    ("full", f"{_WEEKDAY}{_MONTH}t?{_DAY}(?:[hb]{_DAY})?c?y"),
    ("full", f"{_WEEKDAY}t?{_DAY}(?:[hb]{_DAY})?f?{_MONTH}c?y"),
    ("day", f"[LX]?{_WEEKDAY}{_MONTH}t?{_DAY}(?:h{_DAY})?(?:c?{_OTHER_YEAR})?(?![hc]?#)"),
    ("day", f"{_WEEKDAY}t?{_DAY}(?:h{_DAY})?f?{_MONTH}(?:c?{_OTHER_YEAR})?"),
    ("month", f"{_EDGE}{_MONTH}c?f?y"),
    ("month", f"{_EDGE}{_MONTH}{_OTHER_YEAR}"),
    ("month", f"(?:[LTX]|T[lF]){_MONTH}(?!s)"),
    ("month", f"{_EDGE}M"),
    ("month", f"(?:{_EDGE}(?<=[tfEh])|(?<=[infLTX<>]))A"),
    ("month", r"(?<=[avb])A(?!\^)"),
    ("month", "(?:(?<=[inLTXE])|(?<=Eh)|(?<=[MA]b))B(?![s^])"),
    ("month", "(?<=[infvbLTXE<>])Jp"),
    ("quarter", f"(?:[LTX]U?s?|t)?j?[Oo]h?q(?:c?f?(?:j?U?y|{_OTHER_YEAR}))?"),
    ("quarter", "Qh?(?:f?y)?"),
    ("quarter before", "tUh[ge][Oo]?h?q"),
    ("same", "tC?q(?!h)"),
    ("half", "t?[OL]h?Kf?y"),
    ("season", "(?:[LTX]|T[lF]|t)?E?h?Sf?c?(?:y|12(?:h?N)?)"),
    ("season", "(?:[LTX]|T[lF])S"),
    ("season", "(?<=[in])tE?S(?![_^h])"),
    ("ago", f"{_COUNT}h?[Uu]g"),
    ("shift", f"(?:{_COUNT}h?[Uu]|tU)[er<>]"),
    ("relative", "(?:t?Eh?f?|e|r)?(?:[LTX]|T[lF]|tC)(?:j?[UqV])(?!sOh?q)"),
    ("same", "(?:tZ|HZ?)[UV]"),
    ("same", "t[FRX]U(?!s)"),
    ("close", "(?:t?Ef|[er]i)tU"),
    ("close", "U[hs]?E"),
    ("weekend", "[tT]V"),
    ("weekday", "(?:[LTX]|T[lF])?[Ee]?WP?"),
    ("today", "[eErTt]?h?kP?"),
    ("part", "[Eer]?[TL]P"),
    ("century", "t?oh?U"),
    ("decade", "t?Eh?G|t?G"),
    ("years", "yh[yd#](?!h)"),
    ("feast", "[LTX]?Y(?:c?y)?"),
    ("year", "12(?:h?N)?"),
    ("year", f"{_EDGE}j?U?y"),
)
_GRAMMAR = re.compile("|".join(f"(?P<r{n}>{rule})" for n, (_, rule) in enumerate(_RULES)))
_KIND = {f"r{n}": kind for n, (kind, _) in enumerate(_RULES)}


def expressions(text: str) -> list[Expression]:
    """Every expression of time in `text`, in order, without overlaps; two line feeds end a paragraph."""
    tokens = _Tokens(text)
    letters = "".join(map(_letter, tokens.words))
    out: list[Expression] = []
    for m in _GRAMMAR.finditer(letters):
        kind = _KIND[m.lastgroup or ""]
        a, b = m.span()
        words = tuple(word.lower() for word in tokens.words[a:b])
        if _plausible(kind, words, tokens, letters, a, b):
            tense = _tense(tokens, letters, a, b)
            out.append(Expression(tokens[a].start, tokens[b - 1].stop, kind, words, m.group(), tense))
    return out


@lru_cache(maxsize=1 << 15)
def _letter(word: str) -> str:
    """What a token may mean in a date."""
    low = word.lower()
    known = _words()
    letter = known.letters.get(low)
    if letter is not None:
        return letter if letter not in known.capital or word[0].isupper() else "_"
    if word[0] in "'’" and low.endswith("0s"):
        return "G"
    if not (word[0].isdigit() and word.isascii()):
        return "^" if word[0].isupper() else "_"
    if word.isdigit():
        if len(word) <= 2:
            return "d" if 1 <= int(word) <= 31 else "#"
        return "y" if len(word) == 4 and 1000 <= int(word) <= 2099 else "#"
    if low.endswith("0s") and low[:-1].isdigit():
        # two digits alone are an age or a temperature as often as a decade
        return "G" if len(low) == 5 else "#"
    if low[-2:] in ("st", "nd", "rd", "th") and low[:-2].isdigit():
        return "o" if len(low) <= 4 and 1 <= int(low[:-2]) <= 31 else "#"
    return "D" if re.fullmatch(r"\d{4}-\d\d-\d\d.*|\d{1,2}([./])\d{1,2}\1\d{4}", low) else "#"


# a year after these is money, a number or part of a name; before these it is a number
_NO_YEAR_AFTER = frozenset("$£€#:+=_@*")
_OVER = frozenset(["over", "in", "within", "for", "during", "through"])
_NO_YEAR_BEFORE = frozenset("%+:°@_*")
_BEFORE_YEAR = frozenset(["for", "into", "both", "his", "her", "its", "their", "our", "my", "as", "than", "or"])


def _plausible(kind: str, words: Sequence[str], tokens: _Tokens, letters: str, a: int, b: int) -> bool:
    """Whether the words around leave `words` a date: "$1990", "Windows 2000", "1945 votes" are none."""
    follows = tokens[b].word if b < len(tokens) else ""
    before = tokens[a - 1] if a else None
    if before is not None and before.word in _NO_YEAR_AFTER and before.stop == tokens[a].start:
        return False
    if kind in ("today", "weekday", "part") and letters[a - 1 : a] == "^" and _in_title(kind, tokens, letters, a, b):
        return False
    if kind == "numeric":
        return before is None or before.word not in "/-" or before.stop != tokens[a].start
    if kind == "same" and words[-2] in ("next", "coming", "following") and words[-1] != "day":
        # "over the next year" lasts; "the next year" may follow the one spoken of
        return words[-2] != "coming" and (before is None or before.word.lower() not in _OVER)
    if kind == "close" and words[-1] == "day":
        return "end" not in words
    if kind == "century":
        return words[-1] == "century"
    if kind == "close" and letters[a] == "U":
        return words[0] == "year" and words[-1] == "end"
    if kind == "shift":
        # "two days after the attack" needs the day of the attack, which no calendar knows
        return words[-1] in ("earlier", "later") or (letters[b - 2] == "U" and letters[b : b + 1] in ("c", "p", ""))
    if kind == "same" and letters[a:b] == "tU":
        return False
    if kind not in ("year", "years") or letters[a:b] not in ("y", "yhy", "yhd", "yh#"):
        return True
    if follows in _NO_YEAR_BEFORE:
        return False
    if kind == "years":
        return len(words[2]) in (2, 4) and words[2].isdigit()
    return _year_alone(int(words[0]), tokens, letters, a, b)


def _in_title(kind: str, tokens: _Tokens, letters: str, a: int, b: int) -> bool:
    """Whether the word ends a name: "USA Today", “Fox News Sunday”."""
    if kind != "weekday":
        return tokens[b - 1].word[0].isupper()
    if tokens[a - 1].word.lower() in _words().lists["feast-of"]:
        return True
    closing = tokens[b + 1 if letters[b : b + 1] == "c" else b].word if b + 1 < len(tokens) else ""
    return closing in ("”", '"', "’", "'")


def _year_alone(year: int, tokens: _Tokens, letters: str, a: int, b: int) -> bool:
    """Whether four digits by themselves are a year, by what stands before and after them."""
    follows = tokens[b].word if b < len(tokens) else ""
    lists = _words().lists
    if follows in lists["counted"] or (letters[b : b + 2] == "hd") or letters[b : b + 2] == "h#":
        return False
    noun = follows.isalpha() and follows.islower()
    plural = noun and follows.endswith("s") and len(follows) > 3 and follows not in lists["past"]
    lead = letters[a - 1] if a else "|"
    word = tokens[a - 1].word.lower() if a else ""
    recent = 1800 <= year <= 2099
    if lead in "fint":
        return not (plural and year % 100 == 0)
    if lead in "aTLEerZRFCs" or word in _BEFORE_YEAR:
        return recent and not plural
    if lead in "vb<>":
        return recent and not noun
    if letters[a - 2 : a] == "yc" and follows in (",", "and", "or"):
        return recent  # "In 1916, 1940 and 1944"
    if word in ("(", ";", ",", "“", '"', "—") or lead == "|":
        return recent and (not noun or (word == "(" and not plural))
    return False


# "the opening date of July 24 was off the table": the verb does not tell when a day that was set is
_DATES = frozenset(["date", "dates", "set", "tickets", "planned", "booked"])


def _tense(tokens: _Tokens, letters: str, a: int, b: int) -> Direction | None:
    """Whether the clause around tokens `a` to `b` speaks of the past, of what is to come, or of a day that was set.

    The nearest verb before decides, and without one the nearest after, inside the sentence.
    """
    before = tokens[a - 1].word.lower() if a else ""
    after = tokens[b].word.lower() if b < len(tokens) else ""
    if before in ("until", "till", "effective") or after == "deadline":
        return "future"
    earlier = tokens[a - 2].word.lower() if a > 1 else ""
    if before in ("of", "for") and earlier in _DATES:
        return "set"
    if (earlier if before in ("on", "for", "from") else before) in ("is", "are"):
        return "future"
    if after in ("'s", "’s") and letters[b - 1] in "WP":
        # "Wednesday's ruling" is over, whatever the verb; "before Wednesday's vote" it is not
        near = {word.lower() for word in tokens.words[max(0, a - 3) : a]}
        return "future" if near & {"before", "ahead", "upcoming", "until", "next"} else "past"
    for i in range(a - 1, max(-1, a - 25), -1):
        if _ends(tokens, letters, i):
            break
        verdict = _verb(tokens, letters, i)
        if verdict:
            return verdict
    for i in range(b, min(len(tokens), b + 15)):
        if letters[i] == "|" or tokens[i].word in (".", "!", "?", ";"):
            break
        verdict = _verb(tokens, letters, i)
        if verdict:
            return verdict
    return "future" if before in ("by", "before") else None


def _ends(tokens: _Tokens, letters: str, i: int) -> bool:
    """Whether a sentence ends with token `i`; a full stop after a short word may be an abbreviation's."""
    if letters[i] == "|" or tokens[i].word in "!?;":
        return True
    if letters[i] != "p" or i == 0:
        return False
    return tokens[i + 1].word[0].isupper() and (len(tokens[i - 1].word) > 3 or letters[i - 1] in "_dy")


def _verb(tokens: _Tokens, letters: str, i: int) -> Direction | None:
    word = tokens[i].word.lower()
    lists = _words().lists
    before = tokens[i - 1].word.lower() if i else ""
    if word == "won" and i + 2 < len(tokens) and tokens[i + 2].word == "t":
        return "future"
    if word in lists["future"]:
        # the month is no verb
        return None if letters[i] == "B" else "future"
    if word == "to" and i + 1 < len(tokens) and letters[i + 1] in "_E":  # "to start" and "to end" are verbs too
        if tokens[i + 1].word == "be":
            return "future"
        return "future" if before in lists["intends"] else None
    if word in lists["past"] or (len(word) > 4 and word.endswith("ed") and letters[i] in "_^"):
        if word in lists["not-past"] or before in ("be", "is", "are", "being", "get", "gets"):
            return None
        return "past"
    return None
