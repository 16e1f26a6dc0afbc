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
from collections.abc import Iterable
from dataclasses import dataclass, replace

from onrecord.language.dates.tense import Direction, tense
from onrecord.language.dates.tokens import Tokens, letters, table


@dataclass(frozen=True, slots=True)
class Expression:
    """Words for a time: `text[start:stop]` says it, `words` are its tokens in lower case, `letters` what
    each token is, `kind` the rule that found it, `tense` where the sentence puts it (None: nowhere).

    `of` is another time that it leans on: the day of "two days after 3 May", the year of "March" in
    "March and June 2019". `event` is what the time dates or is counted from: the debate of "Monday's debate"
    and of "two days after the debate".
    """

    start: int
    stop: int
    kind: str
    words: tuple[str, ...]
    letters: str
    tense: Direction | None
    of: Expression | None = None
    event: str | None = None


_MONTH = "[MABJ]p?"
# at the end of an expression the full stop behind a whole name is that of the sentence
_MONTH_LAST = "(?:[MAB]|Jp?)"
_DAY = "[do]"
_WEEKDAY = "(?:(?:W|wp?)P?c?)?"
_EDGE = "(?:t?Eh?f?t?)?"
_COUNT = "(?:[aNd#]|2(?:h?N)?)"
_OTHER_YEAR = "f?(?:tZ|HZ?|T|L|X|t[FR])U"
# the first that fits at a place is taken, so the longer forms come first
_RULES = (
    ("numeric", "D"),
    ("week of", "tUf"),
    ("full", f"{_WEEKDAY}{_MONTH}t?{_DAY}(?:[hb]{_DAY})?c?y"),
    ("full", f"{_WEEKDAY}t?{_DAY}(?:[hb]{_DAY})?f?{_MONTH}c?y"),
    ("day", f"[LX]?{_WEEKDAY}{_MONTH}t?{_DAY}(?:h{_DAY})?(?:c?{_OTHER_YEAR})?(?![hc]?#)"),
    ("day", f"{_WEEKDAY}t?{_DAY}(?:h{_DAY})?f?{_MONTH_LAST}(?:c?{_OTHER_YEAR})?"),
    ("month", f"{_EDGE}{_MONTH}c?f?y"),
    ("month", f"{_EDGE}{_MONTH_LAST}{_OTHER_YEAR}"),
    ("month", f"(?:[LX]|T[lF]){_MONTH_LAST}(?!s)|T(?:(?:[MA]|Jp?)(?!s)|B(?![s^]))"),
    ("month", f"{_EDGE}M"),
    ("month", f"(?:{_EDGE}(?<=[tfEh])|(?<=[infLTX<>]))A"),
    ("month", r"(?<=[avb])A(?!\^)"),
    ("month", "(?:(?<=[invLTXE])|(?<=Eh)|(?<=[MAB]b))B(?![s^])"),
    ("month", "(?<=[infvbLTXE<>])Jp"),
    ("quarter", f"(?:[LTX]U?s?|t)?j?[Oo]h?q(?:c?f?(?:j?U?y|{_OTHER_YEAR}))?"),
    ("quarter", "Qh?(?:f?y)?"),
    ("quarter before", "tU?h?[ge][Oo]?h?[qm]"),
    ("same in", f"tZ[qmUK](?:{_OTHER_YEAR}|i?f?y|aU[ge<]|tU[e<])|LUs[qm]"),
    ("account", "tC?q(?!h)|tCm|tym"),
    ("half", f"t?[OL]h?K(?:f?y|{_OTHER_YEAR}|ftU)"),
    ("season", "(?:[LTX]|T[lF]|t)?E?h?Sf?c?(?:y|12(?:h?N)?)"),
    ("season", "(?:[LTX]|T[lF])S"),
    ("season", "(?:(?<=[inv])tE?|(?<=f)tE)S(?![_^h])"),
    ("ago", f"{_COUNT}h?[Uu]g"),
    ("shift", f"(?:{_COUNT}h?[Uu]|tU)[er<>]"),
    ("relative", "(?:t?Eh?f?|e|r)?(?:[LTX]|T[lF]|tC)(?:j?[UqV])(?!sOh?q)"),
    ("same", "(?:tZ|HZ?)[UV]"),
    ("same", "t[FRX]j?U(?!s)"),
    ("close", "(?:t?Ef|[er]i)tU"),
    ("close", "U[hs]?E"),
    ("weekend", "[tT]V"),
    ("weekday", "(?:[LTX]|T[lF])?[Ee]?WP?"),
    ("today", "[eErTt]?h?kP?"),
    ("part", "[Eer]?[TL]P"),
    ("century", "t?oh?U"),
    ("decade", "t?Eh?G|t?G"),
    ("years", f"{_EDGE}yh[yd#](?!h)"),
    ("feast", "[LTX]?(?:Y[xU]?|I(?:U?s)?[xU])(?:c?y)?"),
    ("year", "12(?:h?N)?"),
    ("year", f"{_EDGE}j?U?y"),
)
_GRAMMAR = re.compile("|".join(f"(?P<r{n}>{rule})" for n, (_, rule) in enumerate(_RULES)))
_KIND = {f"r{n}": kind for n, (kind, _) in enumerate(_RULES)}


# months and days in a row take the year of the last: "March and June 2019"
_ROW = re.compile(f"(?:(?:cb?|[hb])t?{_MONTH}(?:t?{_DAY})?){{1,6}}c?f?y")
_DAYS = frozenset(["numeric", "full", "day", "weekday", "today", "feast"])


def expressions(text: str) -> list[Expression]:
    """Every expression of time in `text`, in order, without overlaps; two line feeds end a paragraph."""
    tokens = Tokens(text)
    row = letters(tokens, small=text == text.lower())
    out: list[Expression] = []
    at = 0
    while m := _GRAMMAR.search(row, at):
        a, at = m.span()
        kind = _KIND[m.lastgroup or ""]
        of = None
        if kind == "week of" or (kind == "shift" and row[at - 1] in "<>"):
            # "two days before Christmas", "the day after Monday's vote", "the week of 3 May"
            of = _next(tokens, row, at)
        if _plausible(kind, tokens, row, a, at, of is not None):
            made = _expression(kind, tokens, row, a, at)
            if of is not None:
                made, at = replace(made, stop=of[0].stop, of=of[0]), of[1]
            elif made.event and kind == "shift" and out and out[-1].kind in _DAYS and _beside(out[-1], tokens, row, a):
                made = replace(made, kind="beside", of=out[-1])
            elif "y" not in m.group():
                made = replace(made, of=_lean(kind, tokens, row, at))
            out.append(made)
    return out


def _expression(kind: str, tokens: Tokens, row: str, a: int, b: int) -> Expression:
    words = tuple(tokens.low(i) for i in range(a, b))
    event = _event(kind, tokens, row, a, b)
    last = b - 1 if event is None or kind != "shift" else event
    noun = None if event is None else tokens.words[event]
    return Expression(tokens[a].start, tokens[last].stop, kind, words, row[a:b], tense(tokens, row, a, b), event=noun)


def _beside(before: Expression, tokens: Tokens, row: str, a: int) -> bool:
    """Whether nothing but a comma stands between a time and token `a`."""
    return row[a - 1] == "c" and tokens[a - 2].stop == before.stop


def _next(tokens: Tokens, row: str, at: int) -> tuple[Expression, int] | None:
    """The day that stands at token `at`, or behind a "the" there, and the token behind it."""
    m = _GRAMMAR.match(row, at + 1 if row[at : at + 1] == "t" and row[at + 1 : at + 2] not in ("d", "o") else at)
    kind = _KIND[m.lastgroup or ""] if m else ""
    return (_expression(kind, tokens, row, *m.span()), m.end()) if m and kind in _DAYS else None


def _lean(kind: str, tokens: Tokens, row: str, at: int) -> Expression | None:
    """The time that follows at token `at` and tells more of one of this kind."""
    if kind in ("month", "day") and (m := _ROW.match(row, at)):
        month = max(i for i in range(at, m.end()) if row[i] in "MABJ")
        words = (tokens.low(month), tokens.low(m.end() - 1))
        return Expression(tokens[month].start, tokens[m.end() - 1].stop, "month", words, "My", None)
    if kind in ("quarter", "account") and row[at : at + 1] == "z":
        ended = _next(tokens, row, at + 1)
        return ended[0] if ended else None
    return None


_WHOSE = frozenset(["the", "that", "this", "his", "her", "its", "their", "our"])
# what stands between an event and its day: "the debate, held on Monday", "the debate took place on Monday"
_HELD = frozenset([",", "on", "of", "was", "were", "held", "took", "place", "began", "happened", "occurred"])


def _event(kind: str, tokens: Tokens, row: str, a: int, b: int) -> int | None:
    """The token of the event that tokens `a` to `b` date or count from."""
    nouns = table().lists["event"]
    if kind == "shift":
        if row[b - 1] not in "<>" or tokens.low(b) not in _WHOSE:
            return None
        b += 1
    elif kind not in _DAYS:
        return None
    for i in range(b, min(b + 4, len(tokens))):
        if row[i] not in "_^sO":
            break
        if tokens.words[i] in nouns:
            return i
    if kind == "shift":
        return None
    while a and tokens.words[a - 1] in _HELD:
        a -= 1
    return a - 1 if a and tokens.words[a - 1] in nouns else None


# a year after these is money, a number or part of a name; before these it is a number
_NO_YEAR_AFTER = frozenset("$£€#:+=_@*")
_OVER = frozenset(["over", "in", "within", "for", "during", "through"])
_NO_YEAR_BEFORE = frozenset("%+:°@_*")
_BEFORE_YEAR = frozenset(["for", "into", "both", "his", "her", "its", "their", "our", "my", "as", "than", "or"])


def _plausible(kind: str, tokens: Tokens, letters: str, a: int, b: int, dated: bool) -> bool:
    """Whether the words around leave tokens `a` to `b` a date: "$1990", "Windows 2000", "1945 votes" are none.

    `dated` says that a day follows which they are counted from.
    """
    before = tokens[a - 1] if a else None
    if before is not None and before.word in _NO_YEAR_AFTER and before.stop == tokens[a].start:
        return False
    if kind in ("today", "weekday", "part") and letters[a - 1 : a] == "^" and _in_title(kind, tokens, letters, a, b):
        return False
    if kind == "numeric":
        return before is None or before.word not in "/-" or before.stop != tokens[a].start
    if kind == "month" and letters[a:b] == "B" and letters[a - 1 : a] == "v":
        # "by May" may be what a Ms May did
        return tokens.low(a) == "march" or bool(re.match(f"[bh]{_MONTH}", letters[b : b + 3]))
    if kind == "feast":
        return _is_feast(tokens, letters, a, b)
    if kind == "week of":
        return dated and tokens.low(a + 1) == "week"
    if kind == "shift":
        # "two days after he left" needs a day that no calendar knows
        counted = dated or _event(kind, tokens, letters, a, b) is not None
        alone = letters[b - 2] == "U" and letters[b : b + 1] in ("c", "p", "")
        return letters[b - 1] not in "<>" or counted or alone
    if kind in ("same", "close", "century"):
        return _is_unit(kind, tokens, letters, a, b)
    if kind not in ("year", "years") or letters[a:b] not in ("y", "yhy", "yhd", "yh#"):
        return True
    if tokens.low(b) in _NO_YEAR_BEFORE:
        return False
    if kind == "years":
        last = tokens.words[b - 1]
        return len(last) in (2, 4) and last.isdigit()
    return _year_alone(int(tokens.words[a]), tokens, letters, a, b)


def _is_unit(kind: str, tokens: Tokens, letters: str, a: int, b: int) -> bool:
    """Whether a unit with "same", "next", "end of" is a time: "over the next year" lasts."""
    way, unit = tokens.low(b - 2), tokens.low(b - 1)
    if kind == "century":
        # "21st Century Fox" is a name
        return unit == "century" and (tokens.words[b - 1].islower() or letters[b : b + 1] != "^")
    if kind == "close":
        if letters[a] == "U":
            return tokens.low(a) == "year" and unit == "end"
        return unit != "day" or "end" not in tokens.words[a:b]
    if way in ("next", "coming", "following") and unit != "day":
        return way != "coming" and tokens.low(a - 1) not in _OVER
    return True


# a feast by itself after these is a day: "at Christmas"; "the Christmas market" is none
_ON_FEAST = frozenset(
    ["on", "at", "by", "before", "after", "until", "till", "since", "around", "past", "through", "of"]
)


def _is_feast(tokens: Tokens, letters: str, a: int, b: int) -> bool:
    if not feast_name(tokens.low(i) for i in range(a, b)):
        return False
    named = any(letter in "LTXxUy" for letter in letters[a:b])
    noun = letters[b : b + 1] in ("_", "^") and tokens.words[b].isalpha()
    return named or (tokens.low(a - 1) in _ON_FEAST and not noun)


def feast_name(words: Iterable[str]) -> str | None:
    """The feast with one day everywhere that `words` name."""
    name = " ".join(word for word in words if word.isalpha() and word not in ("last", "this", "next", "s"))
    return name if name in table().feasts else None


def _in_title(kind: str, tokens: Tokens, letters: str, a: int, b: int) -> bool:
    """Whether the word ends a name: "USA Today", “Fox News Sunday”."""
    if kind != "weekday":
        word = tokens.words[b - 1]
        # in a line of capitals a capital tells nothing
        shouted = a > 1 and all(tokens.words[i].isupper() for i in (a - 2, a - 1, b - 1))
        return word[0].isupper() and not (shouted and tokens.low(a - 1) not in table().lists["today-of"])
    if tokens[a - 1].word.lower() in table().lists["feast-of"]:
        return True
    closing = tokens[b + 1 if letters[b : b + 1] == "c" else b].word if b + 1 < len(tokens) else ""
    return closing in ("”", '"', "’", "'")


def _year_alone(year: int, tokens: Tokens, letters: str, a: int, b: int) -> bool:
    """Whether four digits by themselves are a year, by what stands before and after them."""
    lists = table().lists
    if letters[b : b + 2] == "by":
        b += 2  # "from 1500 to 2000 people"
    follows = tokens.words[b] if b < len(tokens) else ""
    if follows in lists["counted"] or letters[b : b + 2] in ("hd", "h#"):
        return False
    noun = follows.isalpha() and follows.islower() and letters[b] not in "binvf"
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
    if letters[a - 2 : a] == "yb":
        return recent and not plural
    if letters[a - 2 : a] == "yc" and follows in (",", "and", "or"):
        return recent  # "In 1916, 1940 and 1944"
    if word in ("(", ";", ",", "“", '"', "—") or lead == "|":
        return recent and (not noun or (word == "(" and not plural))
    return False
