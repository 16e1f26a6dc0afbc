"""Where the content that follows a cue ends: at the sentence's end, unless a boundary before it cuts it off."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions import weights
from onrecord.reading.attributions.clauses import adverb
from onrecord.reading.attributions.tokens import QUOTE, STOPS, Tokens, quoted

# no further than this many tokens is an end looked for
REACH = 100
_MARKS = frozenset({",", ";", ":", "—", "–", "--", "(", "-"})
_WORDS = frozenset({
    "and", "but", "while", "as", "when", "after", "before", "because", "although", "though", "in", "at", "on",
    "during", "if", "by", "with", "for", "to", "from", "who", "that", "which", "following", "despite", "according",
    "over", "since", "amid", "until",
})  # fmt: skip


def kind(t: Tokens, i: int, last: int) -> str:
    """A coarse class of token `i`: closed classes by word, open ones by look."""
    if i >= last:
        return "end"
    w = t.low[i]
    if w == QUOTE or not w[0].isalnum():
        return w
    if w in lx.SUBJECT:
        return "subject"
    if w in lx.AUXILIARIES:
        return "auxiliary"
    if w in lx.TIME_WORDS:
        return "time"
    if w in lx.PREPOSITIONS or w in lx.SUBORDINATORS or w in lx.COORDINATORS:
        return w
    if w in lx.POSSESSIVE:
        return "possessive"
    if w in ("a", "an", "the", "not", "according"):
        return w
    if w in lx.DETERMINERS:
        return "determiner"
    verb = lx.verbs().get(w)
    if verb is not None and not t.capital(i):
        form = "ing" if "ing" in verb.forms else "past" if "past" in verb.forms else "base"
        return verb.group + " " + form if verb.group in ("say", "tell") else "cue " + form
    if t.capital(i):
        return "name"
    if w[0].isdigit():
        return "number"
    if adverb(w):
        return "adverb"
    if w.endswith("ing"):
        return "ing"
    if w.endswith("ed"):
        return "ed"
    return "word"


def boundaries(t: Tokens, begin: int, last: int, follows: str, lemma: str) -> Iterator[tuple[int, list[str]]]:
    """Every token before which a content that begins at `begin` may end, with the features of that end."""
    low = t.low
    commas = 0
    finite = False
    perfect = False
    # "claimed that, despite X, Y": the comma that closes the parenthesis ends nothing
    closing = follows == "that ,"
    noun = follows.startswith("noun")
    total = last - begin
    for j in range(begin, min(last, begin + REACH)):
        w = low[j]
        finite_before = finite
        if w in lx.AUXILIARIES:
            finite = True
            perfect = perfect or w in lx.HAVE
        turn = noun and not finite_before and w in lx.FINITE
        if j == begin or not (w in _MARKS or w in _WORDS or w in lx.TIME_WORDS or turn):
            continue
        if closing:
            closing = w != ","
            continue
        if w in _WORDS and low[j - 1] in _MARKS:
            continue
        if w in _MARKS:
            k = j + 1
            one = kind(t, k, last)
            skip = (
                k + 1
                if one
                in (
                    "and",
                    "but",
                    "while",
                    "though",
                    "although",
                    "as",
                    "or",
                    "adverb",
                    "when",
                )
                else k
            )
            two = kind(t, skip, last) if skip > k else kind(t, k + 1, last)
            if w == ",":
                commas += 1
        else:
            one = kind(t, j + 1, last)
            two = kind(t, j + 2, last) if w in ("and", "but") else ""
        at = f"{w}|{one}"
        reach = min(last, begin + REACH)
        cue = _next(t.cues, j, reach, last)
        near = kind(t, cue, last) if cue < j + 8 and cue < last else "none"
        quoted = _next(t.quotes, j, reach, last + 1) <= cue
        rest = total - (j - begin)
        yield (
            j,
            [
                w,
                at,
                f"{at}|{two}",
                f"{at}|{follows}",
                f"{w}|{follows}",
                f"{at}|{near}",
                f"{w}|{follows}|{near}",
                f"{w}|commas{min(commas, 3)}|{one}",
                f"{w}|finite{finite}|{follows}",
                f"{at}|finite{finite}",
                f"{w}|so far{min((j - begin) // 3, 6)}|{follows}",
                f"{w}|rest{min(rest // 4, 6)}",
                f"{w}|{lemma}",
                f"{w}|before {kind(t, j - 1, last)}",
                f"{w}|quoted{quoted}|{finite}",
                f"{follows}|quoted{quoted}",
                f"{at}|perfect{perfect}",
            ],
        )


def _next(places: list[int], i: int, stop: int, otherwise: int) -> int:
    """The first of the ascending places behind `i` and before `stop`."""
    k = bisect_right(places, i)
    return places[k] if k < len(places) and places[k] < stop else otherwise


_JOINTS = frozenset({"while", "but", "and", "before", "after", "by"})


def _chained(t: Tokens, j: int, last: int) -> bool:
    """Whether another report begins behind the comma at token `j`: ", while insisting that", ", and adding that"."""
    if t.low[j] != "," or j + 2 >= last or t.low[j + 1] not in _JOINTS:
        return False
    k = j + 2
    while k + 1 < last and adverb(t.low[k]):
        k += 1
    verb = lx.verbs().get(t.low[k])
    return verb is not None and verb.group in ("say", "tell") and "ing" in verb.forms


def _within_clause(t: Tokens, begin: int, j: int, last: int) -> bool:
    """Whether the comma at `j` stands inside one clause: before an apposition, or between participles of one "had"."""
    low = t.low
    if j + 2 >= last:
        return False
    verb = lx.verbs().get(low[j + 1])
    participle = "participle" in verb.forms if verb else low[j + 1].endswith("ed")
    if (
        participle
        and not t.capital(j + 1)
        and low[j + 2] not in (",", "by")
        and any(w in lx.HAVE for w in low[begin:j])
    ):
        return True
    if any(w in lx.FINITE for w in low[begin:j]):
        return False
    # "that Smith, who was the mayor then, had resigned"
    close = next((k for k in range(j + 1, min(j + 25, last - 1)) if low[k] == "," or low[k] in STOPS), j)
    return close > j + 1 and low[close] == "," and low[close + 1] in lx.FINITE


def end(t: Tokens, begin: int, last: int, follows: str, lemma: str) -> int:
    """The token before which the content that begins at `begin` ends."""
    if t.low[begin] == QUOTE and quoted(t, begin)[-1:] in STOPS and t.low[begin + 1 : begin + 2] == ["and"]:
        # "said, “Who is it?” and left": what goes on behind a full stop in the marks is not said
        return begin + 1
    for j, features in boundaries(t, begin, last, follows, lemma):
        if t.low[j] == "," and _within_clause(t, begin, j, last):
            continue
        if _chained(t, j, last) or weights.probability("end", features) > 0.5:
            return j
    stop = last
    while stop > begin and (t.low[stop - 1] in STOPS or t.low[stop - 1] in (",", ";")):
        stop -= 1
    return stop
