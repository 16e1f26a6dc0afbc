"""Where the content of a cue stands: what follows a cue, and what stands around a reporting clause.

All functions take token numbers of one sentence `[first, last)` and return token numbers or characters.
"""

from __future__ import annotations

from onrecord.model import Span
from onrecord.reading.attributions import clauses, phrases
from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions.tokens import (
    DASHES,
    QUOTE,
    STOPS,
    Tokens,
    quoted,
    span,
)

_ALSO_OBJECT = frozenset({"you", "it", "who", "some", "many", "most", "others"})


def case(t: Tokens, i: int) -> str:
    """Whether the quotation at token `i` begins like a sentence ("upper") or goes on with one ("lower")."""
    if t.low[i] != QUOTE:
        return "none"
    return "upper" if quoted(t, i)[:1].isupper() else "lower"


def closed(t: Tokens, i: int) -> bool:
    """Whether a comma, a dash or a quotation closes what stands before token `i`."""
    w = t.low[i - 1]
    return w == "," or w == QUOTE or w in DASHES or w in ("?", "!")


_CLAUSE = frozenset({"when", "while", "as", "after", "before", "because", "where"})


def tail(t: Tokens, i: int, last: int) -> int | None:
    """Where the rest of a reporting clause after its verb ends, or None when a content follows the verb.

    "said Tuesday.", "told reporters in Ohio,", "said on Fox News:" hold no content of their own.
    """
    low = t.low
    j = i
    clause = False
    while j < last:
        w = low[j]
        if (
            w == QUOTE
            and j > i
            and low[j - 1] not in (",", ":")
            and t.stop[j] - t.start[j] < 40
            and quoted(t, j)[-1:].isalnum()
        ):
            # the name of a programme: "told NBC’s “Today” on Monday"
            j += 1
            continue
        if w in STOPS or w in (",", ";", ":", QUOTE) or w in DASHES:
            return j
        if w in _CLAUSE or w in ("who", "which"):
            clause = True
        if not clause and (
            w == "that" or (w in lx.AUXILIARIES and w != "'s") or (w in lx.SUBJECT and w not in _ALSO_OBJECT)
        ):
            return None
        j += 1
    return j


def left(t: Tokens, first: int, stop: int) -> list[Span]:
    """What a postposed reporting clause that begins at `stop` reports, from the sentence's start."""
    end = stop
    while end > first and (t.low[end - 1] == "," or t.low[end - 1] in DASHES):
        end -= 1
    if end <= first:
        return []
    begin = first
    if t.low[end - 1] == QUOTE:
        k = end - 1
        if k > first and t.low[k - 1] in (".", ":", ";"):
            begin = k
    if t.low[begin] in ("and", "but") and begin + 1 < end and t.low[begin + 1] == QUOTE:
        begin += 1
    leading = t.leading if begin == 0 and t.low[0] == QUOTE else []
    return [*leading, span(t, begin, end)]


def right(t: Tokens, i: int, last: int, number: int, split: bool) -> list[Span]:
    """What a split quotation continues with after the reporting clause that ends at `i`.

    `split` says that what stands before the reporting clause is no clause of its own, so that the whole
    rest of the sentence belongs to it: "The bridge, the mayor said, “is a danger” and will be closed".
    """
    low = t.low
    j = i
    while j < last and (low[j] in (",", ":") or low[j] in DASHES):
        j += 1
    j = _behind_aside(t, j, last)
    if j < last and low[j] == QUOTE:
        end = j + 1
        if split:
            end = last
            while low[end - 1] in STOPS:
                end -= 1
        return [span(t, j, end), *continued(t, end, last, number)]
    if j >= last or low[j] in STOPS:
        return continued(t, j, last, number)
    return []


def _behind_aside(t: Tokens, i: int, last: int) -> int:
    """Where a quotation goes on behind an aside on what is meant: "“A,” he said, pointing at the wall, “and B.”"."""
    if i >= last or not t.low[i].endswith("ing") or _tells(t.low[i]) or t.low[i - 1] != ",":
        return i
    for k in range(i + 1, min(i + 15, last - 1)):
        if t.low[k] == "," and case(t, k + 1) == "lower":
            return i if _tells(t.low[k - 1]) else k + 1
        if t.low[k] in STOPS or t.low[k] in (QUOTE, ",", ";", ":"):
            break
    return i


def _tells(low: str) -> bool:
    verb = lx.verbs().get(low)
    return verb is not None and verb.group in ("say", "tell")


def continued(t: Tokens, i: int, last: int, number: int) -> list[Span]:
    """Quotations in the sentences after this one that belong to the same speech, when this sentence ends at `i`."""
    if i < last and not (t.low[i] in STOPS and i + 1 >= last):
        return []
    out: list[Span] = []
    for first, stop in t.sentences[number + 1 :]:
        if stop - first == 1 and t.low[first] == QUOTE:
            out.append(span(t, first, stop))
        else:
            return out
    return out + t.following


_PARTICLES = frozenset({"out", "back", "off", "up", "down", "forward"})


def follows(t: Tokens, i: int, last: int, verb: lx.Verb) -> list[tuple[str, int, int]]:
    """The ways to read what follows a cue: its class, where a content begins, and where the cue ends.

    The cue takes particles and prepositions in. An empty list means that no content follows.
    """
    low = t.low
    stop = i
    if i < last and low[i] in _PARTICLES:
        i += 1
        stop = i
    if i + 1 < last and low[i] == "in" and low[i + 1] in ("particular", "part", "turn", "fact"):
        i += 2
    j = i
    while j + 1 < last and low[j + 1] in (QUOTE, ":", ",") and clauses.adverb(low[j]):
        j += 1
        i = stop = j
    out: list[tuple[str, int, int]] = []
    if t.following and last == len(low) and low[last - 1] == ":" and j < last:
        # "wrote in a statement:" before a paragraph of quotation
        out.append(("opens", last - 1, stop))
    if verb.group == "tell" or verb.lemma in _ADDRESSED:
        addressed = _addressed(t, i, stop, last, verb)
        if addressed == []:
            return out
        out += addressed or []
        if verb.group == "tell" and out:
            return out
    if j >= last:
        return out
    w = low[j]
    if w == ",":
        if j + 1 < last and low[j + 1] == QUOTE:
            out.append(("quote", j + 1, stop))
        elif j + 2 < last and low[j + 1] == "that":
            out.append(("that", j + 2, stop))
        else:
            far = _parenthesis(t, j, last)
            if far:
                out.append((*far, stop))
    elif w in STOPS or w in (";", ")") or w in DASHES:
        pass
    elif w == ":":
        if j + 1 < last:
            out.append(("colon quote" if low[j + 1] == QUOTE else "colon", j + 1, stop))
    elif w == QUOTE:
        out.append(("quote", j, stop))
    elif w == "that":
        nxt = low[j + 1] if j + 1 < last else "."
        if nxt == ",":
            # "said that, as far as he knows, X"
            out.append(("that ,", j + 2, stop))
        else:
            alone = nxt in STOPS or nxt in lx.TIME_WORDS
            out.append(("np", j, stop) if alone else ("that", j + 1, stop))
    elif (w in lx.SUBJECT and w not in _ALSO_OBJECT) or w in ("there", "there's"):
        out.append(("clause", j, stop))
    elif w in ("it", "you"):
        out.append(("it", j, stop))
    elif w in lx.WH:
        out.append(("wh", j, stop))
    elif w == "to" and j + 1 < last and not _nominal(t, j + 1):
        far = _adverbial(t, j, last) if verb.group == "say" else None
        out.append((*far, stop) if far else ("to", j, stop))
    elif w[0].isdigit() and verb.group == "say" and (far := _adverbial(t, j, last)):
        # "ruled 5-4 on Monday that"
        out.append((*far, stop))
    elif w in lx.PREPOSITIONS or w in lx.TIME_WORDS or clauses.adverb(w):
        far = _adverbial(t, j, last)
        if far:
            out.append((*far, stop))
        if w in lx.TIME_WORDS:
            k = j
            while k < last and low[k] in lx.TIME_WORDS:
                k += 1
            if not far and k < last and low[k] not in STOPS and low[k] != "," and low[k] not in lx.PREPOSITIONS:
                out.append(("late", k, stop))
        elif w in lx.PREPOSITIONS:
            if verb.group != "say" or w not in _SETTINGS or verb.lemma == "insist":
                # "called on the council to resign"
                asked = w == "on" and any(low[k] == "to" for k in range(j + 2, min(j + 12, last)))
                out.append(("p:" + w + " to" * asked, j + 1, j + 1))
        elif j + 1 < last and low[j + 1] in lx.PREPOSITIONS:
            # "spoke openly about": the adverb stays in the cue
            out.append(("p:" + low[j + 1], j + 2, j + 2))
        elif not far:
            out.append(("adverb", j, stop))
    elif w in lx.OBJECT:
        out.append(("object", j, stop))
    elif w.endswith("ing") and len(w) > 4:
        out.append(("ing", j, stop))
    elif w not in lx.AUXILIARIES and w not in lx.COORDINATORS and w not in lx.SUBORDINATORS:
        out.append(("np", j, stop))
    return out


# behind a verb of saying these tell where and when it was said, and not what: "said in a statement"
_SETTINGS = frozenset({
    "in", "at", "on", "during", "after", "before", "by", "from", "through", "via", "amid", "outside", "near", "within",
    "since", "until", "inside",
})  # fmt: skip
_ADDRESSED = frozenset({
    "ask", "urge", "warn", "promise", "show", "write", "email", "press", "invite", "challenge", "instruct", "order",
})  # fmt: skip


def _nominal(t: Tokens, i: int) -> bool:
    """Whether a noun phrase and no verb follows "to" at token `i`."""
    w = t.low[i]
    return w in lx.DETERMINERS or w in lx.POSSESSIVE or t.capital(i) or w in lx.OBJECT or w.endswith("s")


def _addressed(t: Tokens, i: int, stop: int, last: int, verb: lx.Verb) -> list[tuple[str, int, int]] | None:
    """What follows the person who is told; None when nobody is, an empty list when nothing follows."""
    low = t.low
    np = phrases.after(t, i, last)
    if np is None and i < last and low[i] in lx.OBJECT:
        np = (i, i + 1)
    if np is None:
        return None
    k = np[1]
    if k < last and low[k] in ("[", "("):
        # "told Joseph [his pilot], “Choose.”"
        k = next((j + 1 for j in range(k, min(k + 15, last)) if low[j] in ("]", ")")), k)
    if k + 1 < last and low[k] == "," and low[k + 1] in (QUOTE, "that"):
        k += 1
    after = low[k] if k < last else "."
    if after == "that" and k + 1 < last:
        return [("that", k + 1, stop)]
    if after in (QUOTE, ":") and k + (after == ":") < last:
        return [("quote", k + (after == ":"), stop)]
    if after in ("about", "of", "on") and k + 1 < last and verb.group == "tell" and low[k + 1] not in lx.TIME_WORDS:
        return [("p:" + after, k + 1, stop)]
    if after == "to" or after in lx.WH:
        return [("to" if after == "to" else "wh", k, stop)]
    if after in lx.SUBJECT and after not in _ALSO_OBJECT:
        return [("clause", k, stop)]
    if after in lx.TIME_WORDS or after in lx.PREPOSITIONS:
        far = _adverbial(t, k, last)
        if far:
            return [(*far, stop)]
        return [] if verb.group == "tell" else None
    if verb.group == "tell" and (after in STOPS or after == ","):
        return []
    if verb.group == "tell" and (after in lx.DETERMINERS or after in lx.POSSESSIVE):
        # "told Fox News the bill creates"
        return [("clause", k, stop)]
    return None


def _adverbial(t: Tokens, i: int, last: int) -> tuple[str, int] | None:
    """What a reporting verb introduces behind an adverbial that begins at `i`: "said in an interview that"."""
    low = t.low
    for j in range(i, min(i + 25, last)):
        w = low[j]
        if w == "that" and j + 1 < last and j > i and low[j - 1] not in lx.PREPOSITIONS:
            if low[j + 1] in lx.TIME_WORDS:
                return None  # "in a speech that night"
            return "late that", j + 1
        if w == QUOTE:
            if low[j - 1] in (",", ":") or (j > i and t.capital(j - 1)) or low[j - 1] in lx.TIME_WORDS:
                return "late quote", j
            return None
        if w == ":" and j + 1 < last:
            return "late colon", j + 1
        if w in ("not", "never") and low[j + 1 : j + 2] == ["to"]:
            # "vowed in January not to dismiss anybody", "vows never to return"
            return "to", j
        if w in ("he", "she", "they", "we", "i") and j > i:
            return None if low[j - 1] in lx.SUBORDINATORS else ("late clause", j)
        if w == "," and j + 1 < last and low[j + 1] == QUOTE:
            return "late quote", j + 1
        if w == "," and j + 2 < last:
            if low[j + 1] == "that":
                return "late that", j + 2
            if t.capital(j - 1) and t.capital(j + 1):
                continue  # "in Buffalo, New York, that"
        if w in STOPS or w == ";" or w == "," or w in lx.FINITE or w in ("and", "but", "who", "which"):
            return None
    return None


def _parenthesis(t: Tokens, comma: int, last: int) -> tuple[str, int] | None:
    """The content behind a parenthesis: "said, in a speech on Monday, that" or "said, citing X, that"."""
    low = t.low
    for j in range(comma + 1, min(comma + 20, last)):
        if low[j] == ",":
            if j + 2 < last and low[j + 1] == "that":
                return "late that", j + 2
            if j + 1 < last and low[j + 1] == QUOTE:
                return "late quote", j + 1
            return None
        if low[j] == ":":
            return ("late colon", j + 1) if j + 1 < last else None
        if low[j] in STOPS or low[j] == QUOTE:
            return None
    return None
