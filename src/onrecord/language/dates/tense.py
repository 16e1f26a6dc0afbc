"""Where a sentence puts a time: in the past, ahead, or on a day that was set."""

from __future__ import annotations

import re
from typing import Literal

from onrecord.language.dates.tokens import Tokens, table

# "set": a day that was set, whatever the verb; "near": the day nearest to publication
Direction = Literal["past", "future", "set", "near"]

# "the opening date of July 24 was off the table": the verb does not tell when a day that was set is
_DATES = frozenset(["date", "dates", "set", "tickets", "planned", "booked"])
# what stands between "until" and the day: "until 9 a.m. EST Tuesday"
_CLOCK = re.compile(
    r"\d\d?(?::\d\d)?(?:[ap]m)?|[apm.]|[ap]m|noon|midnight|o|['’]|clock|e[sd]?t|[cmp][sd]t|gmt|bst|local|time|at"
)
_OF_CLOCK = frozenset(["m", "am", "pm", "noon", "midnight", "clock"])
_ON = frozenset(["on", "in", "at", "for", "from", "by", "this", "next"])
# "is seen on Monday" is what a caption says of the past
_SHOWN = frozenset(["seen", "shown", "pictured", "photographed", "accused", "charged", "said", "known", "believed"])
_IS = frozenset(["is", "are", "be", "being", "get", "gets"])
_WHOSE = frozenset(["a", "an", "the", "his", "her", "its", "their", "our", "my", "your"])
_WHO = _WHOSE | {"he", "she", "it", "we", "you", "they", "i"}
_NO_VERB = _WHOSE | {"this", "that", "these", "those", "work", "school", "him", "her", "them", "me", "us", "it"}
_CLOSING = frozenset("”\"’')")
# so many tokens before and after are looked through for a verb
_BACK, _ON_FROM = 25, 15


def tense(tokens: Tokens, letters: str, a: int, b: int) -> Direction | None:
    """Whether the clause around tokens `a` to `b` speaks of the past, of what is to come, or of a day that was set.

    The nearest verb before decides, and without one the nearest after, inside the sentence.
    """
    at = _past_clock(tokens, a)
    before, earlier, after = tokens.low(at - 1), tokens.low(at - 2), tokens.low(b)
    if before in ("until", "till", "effective", "come") or after == "deadline":
        return "future"
    if after == "as" and "deadline" in (tokens.low(b + 1), tokens.low(b + 2)):
        return "future"
    if before in ("of", "for") and earlier in _DATES:
        return "set"
    if after == ":" and (at == 0 or _ends(tokens, letters, at - 1)):
        return "past"  # the head of an entry: "January 2: ..."
    if (earlier if before in ("on", "for", "from") else before) in ("is", "are"):
        return "future"
    if after in ("'s", "’s") and letters[b - 1] in "WP" and before not in ("at", "during"):
        # "Wednesday's ruling" is over, whatever the verb; "before Wednesday's vote" it is not
        near = {tokens.low(i) for i in range(max(0, a - 3), a)}
        return "future" if near & {"before", "ahead", "upcoming", "until", "next"} else "past"
    done = at - 1 if before not in _ON else at - 2
    if (
        tokens.low(done - 1) in ("is", "are")
        and tokens.low(done) not in _SHOWN
        and _is_participle(tokens, letters, done)
    ):
        return "future"  # "the case is heard in May"
    for i in range(at - 1, max(-1, at - _BACK), -1):
        if _ends(tokens, letters, i):
            break
        verdict = _verb(tokens, letters, i)
        if verdict:
            return verdict
        if tokens.low(i) == "ahead" and tokens.low(i + 1) == "of":
            return "near"
        if before == "by" and _is_infinitive(tokens, letters, i):
            return "set"  # "told them to leave by Friday"
    for i in range(b, min(len(tokens), b + _ON_FROM)):
        if letters[i] == "|" or tokens.words[i] in (".", "!", "?", ";"):
            break
        verdict = _verb(tokens, letters, i)
        if verdict:
            return verdict
    return "future" if before in ("by", "before") else None


def _past_clock(tokens: Tokens, a: int) -> int:
    """Where the words before a time of day end, when one stands right before token `a`; else `a`."""
    at = a
    while at > max(0, a - 8) and _CLOCK.fullmatch(tokens.low(at - 1)):
        at -= 1
    return at if any(tokens.low(i) in _OF_CLOCK for i in range(at, a)) else a


def _ends(tokens: Tokens, letters: str, i: int) -> bool:
    """Whether a sentence ends with token `i`; a full stop after a short word may be an abbreviation's."""
    if letters[i] == "|" or tokens.words[i] in "!?;":
        return True
    if letters[i] != "p" or i == 0:
        return False
    last = tokens.words[i - 1]
    # a quotation may end with the sentence: “... decide.” In November
    after = i + 2 if tokens.words[i + 1] in _CLOSING else i + 1
    # a letter alone is an initial, or the end of "a.m."
    initial = len(last) == 1 and last.isalpha()
    return (
        tokens.words[after : after + 1] != [tokens.low(after)]
        and not initial
        and (len(last) > 3 or letters[i - 1] in "_dy")
    )


def _begins_clause(tokens: Tokens, letters: str, i: int) -> bool:
    return tokens.low(i) in _WHO or letters[i : i + 1] == "^"


def _is_infinitive(tokens: Tokens, letters: str, i: int) -> bool:
    """Whether token `i` is the "to" of a verb; "to start" and "to end" are verbs too."""
    return (
        tokens.low(i) == "to"
        and i + 1 < len(tokens)
        and letters[i + 1] in "_E"
        and tokens.low(i + 1) not in _NO_VERB
        and not tokens.words[i + 1].endswith("ing")
    )


def _is_participle(tokens: Tokens, letters: str, i: int) -> bool:
    word = tokens.low(i)
    if word in table().lists["not-past"]:
        return False
    return word in table().lists["past"] or (len(word) > 4 and word.endswith("ed") and letters[i] in "_^z")


def _verb(tokens: Tokens, letters: str, i: int) -> Direction | None:
    word, before = tokens.low(i), tokens.low(i - 1)
    lists = table().lists
    if word == "won" and i + 2 < len(tokens) and tokens.words[i + 2] == "t":
        return "future"
    if word in lists["future"]:
        # the month is no verb, and "more than expected" no plan
        return None if letters[i] == "B" or before in ("than", "as") else "future"
    if word == "would":
        return "set"  # seen from what was said, not from publication
    if (word in ("if", "unless") or (word == "as" and before == "soon")) and _begins_clause(tokens, letters, i + 1):
        return "future"  # "as soon as they meet in May"
    if _is_infinitive(tokens, letters, i):
        return "future" if tokens.low(i + 1) == "be" or before in lists["intends"] else None
    if _is_participle(tokens, letters, i) and before not in _IS:
        # "the proposed merger" is no verb either
        return None if before in _WHOSE and word.endswith("ed") else "past"
    return None
