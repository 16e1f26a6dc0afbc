"""Text as tokens: words, marks, and each quotation as one token."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.model import Span, Spans
from onrecord.reading.attributions import lexicon
from onrecord.text import MARKS as _MARKS

QUOTE = "“”"  # how a quotation reads as a token
MARKS = "".join(sorted(_MARKS)) + "`"
# A sentence longer than any that is written is cut: the work that a sentence takes may grow with its square.
LONGEST = 200
DASHES = frozenset({"—", "–", "--", "-"})
STOPS = frozenset({".", "?", "!", "…", "..."})
BREAKS = DASHES | STOPS | {",", ";", ":", "(", ")", "[", "]", QUOTE, '"', "“", "”"}
TOKEN = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Prof|Sen|Reps?|Sens|Gov|Gen|Lt|Col|Sgt|Capt|Adm|Maj|Rev|Hon|St|Jr|Sr|Inc|Corp|Co|Ltd|vs"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec|Calif|Fla|Mass|Conn|Ariz|Pa|Va|Tenn|Ill|Ind|Ky|Okla|Ore|Wis"
    r"|Minn|Mich|Miss|Mo|Ala|Ga|Ark|Neb|Nev|Colo|Wash|No)\.(?=\s)"
    r"|(?:[A-Za-z]\.){1,6}(?!\w)"
    r"|(?:\d{1,12}[.,:]){0,6}\d{1,12}(?:st|nd|rd|th|[a-z]{1,3})?%?(?![\w-])"
    r"|['’](?:s|re|ve|d|ll|m)(?!\w)"
    r"|\w{1,60}?(?=['’](?:s|re|ve|d|ll|m)(?!\w))"
    r"|\w{1,60}(?:(?:[’'&\-]|\.(?![A-Z]))\w{1,60}){0,6}"
    r"|\.{2,9}|--+|[^\w\s]"
)

_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Tokens:
    """The tokens of one stretch of text, sentence after sentence.

    `low` holds each token in lower case with straight apostrophes; a quotation is the token `QUOTE`.
    `sentences` are half-open ranges of token numbers.
    """

    text: str
    start: list[int]
    stop: list[int]
    low: list[str]
    sentences: list[Span]
    # quotations that fill the paragraphs after this one, and that this paragraph's first quotation goes on from
    following: list[Span]
    leading: list[Span]
    # where words stand that may be cue verbs, and where quotations do
    cues: list[int]
    quotes: list[int]

    def word(self, i: int) -> str:
        return self.text[self.start[i] : self.stop[i]]

    def capital(self, i: int) -> bool:
        return self.text[self.start[i]].isupper()


def quoted(t: Tokens, i: int) -> str:
    """What stands between the marks of the quotation at token `i`."""
    return t.text[t.start[i] : t.stop[i]].strip(MARKS)


def speech(quotation: str) -> bool:
    """Whether quoted words are something said: two or more, and no title with a capital on each longer word."""
    words = _LETTERS.findall(quotation.strip(MARKS))
    telling = [w for w in words if len(w) > 3]
    capitals = sum(w[0].isupper() for w in telling)
    return len(words) > 1 and not (telling and capitals == len(telling)) and not words[-1][:1].isupper()


def span(t: Tokens, a: int, b: int) -> Span:
    """The characters of tokens `[a, b)`."""
    return t.start[a], t.stop[b - 1]


def read(text: str, start: int, stop: int, quotations: Spans) -> Tokens:
    """The tokens of `text[start:stop]`, in which `quotations` lie."""
    begins: list[int] = []
    ends: list[int] = []
    low: list[str] = []
    quotes: list[int] = []
    at = start
    for a, b in (*quotations, (stop, stop)):
        spans = [m.span() for m in TOKEN.finditer(text, at, a)]
        begins += [s for s, _ in spans]
        ends += [e for _, e in spans]
        low += ["u.s." if (word := text[s:e]) == "US" else word.lower().replace("’", "'") for s, e in spans]
        if a < b:
            quotes.append(len(low))
            begins.append(a)
            ends.append(b)
            low.append(QUOTE)
        at = b
    verbs = lexicon.verbs()
    cues = [i for i, word in enumerate(low) if word in verbs]
    tokens = Tokens(text, begins, ends, low, [], [], [], cues, quotes)
    _split(tokens)
    return tokens


_STARTERS = frozenset({
    "the", "a", "an", "in", "on", "at", "but", "and", "he", "she", "it", "they", "we", "i", "you", "this", "that",
    "these", "those", "his", "her", "its", "their", "if", "when", "while", "after", "before", "as", "for", "so",
    "yet", "now", "then", "there", "here", "according", "meanwhile", "however", "what", "why", "how", "who", "no",
    "not",
})  # fmt: skip


def _split(t: Tokens) -> None:
    begin, n = 0, len(t.low)
    for i in range(n):
        if _ends(t, i) or i - begin >= LONGEST:
            t.sentences.append((begin, i + 1))
            begin = i + 1
    if begin < n:
        t.sentences.append((begin, n))


def _ends(t: Tokens, i: int) -> bool:
    """Whether a sentence ends with token `i`."""
    low = t.low[i]
    if low in STOPS or (low == ")" and i > 0 and t.low[i - 1] in STOPS):
        pass
    elif low == QUOTE:
        if quoted(t, i)[-1:] not in STOPS:
            return False
    elif low[-1] == "." and low[0].isalpha() and low not in ("mr.", "mrs.", "ms.", "dr."):
        # "in the U.S. The next"
        return i + 1 < len(t.low) and t.low[i + 1] in _STARTERS and t.capital(i + 1)
    else:
        return False
    if i + 1 == len(t.low):
        return True
    follows = t.low[i + 1]
    first = t.text[t.start[i + 1]]
    if follows in (",", ")", ";", ":") or follows in DASHES or (first.isalpha() and not first.isupper()):
        return False
    if low == QUOTE and _reports(t, i + 1):
        return False
    return not (low == "." and follows in STOPS)


def _reports(t: Tokens, i: int) -> bool:
    """Whether a clause such as "Mr. Smith asked." begins at token `i`."""
    verbs = lexicon.verbs()
    for j in range(i, min(i + 7, len(t.low))):
        w = t.low[j]
        if w in ".?!;," or w == QUOTE:
            return False
        if j > i and w in verbs and "base" not in verbs[w].forms and verbs[w].group in ("say", "tell", "ask"):
            after = t.low[j + 1] if j + 1 < len(t.low) else "."
            if verbs[w].group == "tell":
                return after != "that"
            return after in ".,:" or after == QUOTE or after in lexicon.PREPOSITIONS or after in lexicon.TIME_WORDS
    return False
