"""Candidates for attributions in the tokens of one paragraph or of one quotation's inside.

A `Candidate` carries character spans and the three things its expected precision is looked up by: the
rule that made it, the cue's base form, and the class of the word that follows the cue.
"""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import Span
from onrecord.reading.attributions import clauses
from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions.clauses import Group
from onrecord.reading.attributions.tokens import QUOTE, Tokens


@dataclass(slots=True)
class Candidate:
    """A possible attribution. Spans are of characters; an empty list means that the role is not there."""

    rule: str
    lemma: str
    group: str
    follows: str
    kind: str
    source: list[Span]
    cue: list[Span]
    content: list[Span]


_STOPS = frozenset({".", "?", "!", "…", "..."})
_DASHES = frozenset({"—", "–", "--"})
_RELAY = frozenset("adding saying noting insisting".split())


def candidates(t: Tokens) -> list[Candidate]:
    """Every candidate in the sentences of `t`, in text order."""
    out: list[Candidate] = []
    verbs = lx.verbs()
    for number, (first, last) in enumerate(t.sentences):
        groups: list[tuple[int, Group, lx.Verb]] = []
        for i in range(first, last):
            low = t.low[i]
            if low in verbs:
                verb = verbs[low]
                group = clauses.group(t, first, last, i, verb.forms)
                if group is not None:
                    groups.append((i, group, verb))
            elif low == "according" and i + 1 < last and t.low[i + 1] == "to":
                found = _according(t, first, last, i)
                if found:
                    out.append(found)
        previous: list[Span] = []
        for i, group, verb in groups:
            made = _verbal(t, first, last, i, group, verb, previous, number)
            if made:
                out.append(made)
                if made.source:
                    previous = made.source
    return out


def _span(t: Tokens, a: int, b: int) -> Span:
    return t.start[a], t.stop[b - 1]


def _verbal(
    t: Tokens, first: int, last: int, i: int, g: Group, verb: lx.Verb, previous: list[Span], number: int
) -> Candidate | None:
    low = t.low
    after = low[g.stop] if g.stop < last else "."
    rule = "passive" if g.passive else "participle" if g.participle else "infinitive" if g.infinitive else "finite"
    source: list[Span] = []
    if g.passive:
        return None
    content: list[Span] = []
    stop = g.stop
    if g.participle or g.infinitive:
        source = list(previous)
        if not source and g.participle and g.start > first and low[g.start - 1] != ",":
            found = clauses.phrase_before(t, first, g.start)
            if found:
                source = [_span(t, *found)]
        if not source:
            found = _main_subject(t, first, g.start)
            if found:
                source = [_span(t, *found)]
        if not source:
            return None
    else:
        found = clauses.subject(t, first, g.start)
        if found is not None and (found[0] > first or g.start > found[0]):
            source = [_span(t, *found)]
            begin = found[0]
            end = _tail(t, g.stop, last)
            if begin > first and _closed(t, begin) and end is not None:
                rule = "after"
                content = _left(t, first, begin) + _right(t, end, last, number)
                if not content:
                    return None
                return Candidate(
                    rule, verb.lemma, verb.group, "end", verb.kind, source, [_span(t, g.start, g.stop)], content
                )
        if found is None or (g.start == g.stop - 1 and g.start > first and low[g.start - 1] in (",", QUOTE)):
            # inverted: "...," said Smith
            if g.start > first and _closed(t, g.start) and g.stop - g.start <= 2 and "base" not in verb.forms:
                np = clauses.phrase_after(t, g.stop, last)
                if np and verb.group in ("say", "tell", "ask"):
                    stop_np = clauses.apposition(t, np[1], last)
                    content = _left(t, first, g.start) + _right(t, stop_np, last, number)
                    if content:
                        return Candidate(
                            "inverted",
                            verb.lemma,
                            verb.group,
                            "end",
                            verb.kind,
                            [_span(t, np[0], stop_np)],
                            [_span(t, g.start, g.stop)],
                            content,
                        )
            if found is None:
                # "X said this and added that": the subject of the verb before
                if previous and g.start > first and (low[g.start - 1] in ("and", "but", "or", "then")):
                    source = list(previous)
                    rule = "coordinate"
                else:
                    return None
    follows, begin, stop = _follows(t, stop, last, verb)
    if follows == "end":
        return None
    end = _end(t, begin, last, follows)
    if end <= begin:
        return None
    spans = [_span(t, begin, end)]
    if low[end - 1] == QUOTE:
        spans += _continued(t, end, last, number)
    return Candidate(rule, verb.lemma, verb.group, follows, verb.kind, source, [_span(t, g.start, stop)], spans)


def _main_subject(t: Tokens, first: int, before: int) -> Span | None:
    """The noun phrase that begins the sentence, when a verb group follows it."""
    i = first
    if i < before and t.low[i] in ("but", "and", "still", "yet"):
        i += 1
    np = clauses.phrase_after(t, i, before)
    return np


def _closed(t: Tokens, i: int) -> bool:
    """Whether a comma, a dash or a quotation closes what stands before token `i`."""
    return t.low[i - 1] == "," or t.low[i - 1] == QUOTE or t.low[i - 1] in _DASHES or t.low[i - 1] in ("?", "!")


_ADJUNCT = frozenset(
    "on in at during to after before from of by with via over when while as last this earlier later about".split()
)


def _tail(t: Tokens, i: int, last: int) -> int | None:
    """Where the rest of a reporting clause after its verb ends, or None when a content follows the verb.

    "said Tuesday." "told reporters in Ohio," "said on Fox News:" hold no content of their own.
    """
    low = t.low
    if i >= last or low[i] in _STOPS or low[i] in (",", ";", QUOTE) or low[i] in _DASHES:
        return i
    if not (
        low[i] in _ADJUNCT
        or low[i] in lx.TIME_WORDS
        or low[i] in lx.OBJECT
        or t.capital(i)
        or low[i] in ("reporters", "the", "a", "an")
        or clauses.adverb(low[i])
    ):
        return None
    j = i
    while j < last:
        w = low[j]
        if w in _STOPS or w in (",", ";", QUOTE) or w in _DASHES:
            return j
        if w in ("that", "he", "she", "they", "we", "i", ":") or w in lx.BE or w in lx.MODALS:
            return (
                j
                if low[i] in ("when", "while", "as", "after", "before") and w not in ("that", ":") and _skip(t, j, last)
                else None
            )
        j += 1
    return j


def _skip(t: Tokens, j: int, last: int) -> bool:
    return True


def _left(t: Tokens, first: int, stop: int) -> list[Span]:
    """What a postposed reporting clause that begins at `stop` reports, from the sentence's start."""
    end = stop
    while end > first and (t.low[end - 1] == "," or t.low[end - 1] in _DASHES):
        end -= 1
    if end <= first:
        return []
    begin = first
    # a quotation directly before is the whole content unless the sentence leads into it
    if t.low[end - 1] == QUOTE:
        k = end - 1
        if k > first and t.low[k - 1] in (".", ":", ";"):
            begin = k
    if t.low[begin] in ("and", "but") and begin + 1 < end and t.low[begin + 1] == QUOTE:
        begin += 1
    return [_span(t, begin, end)]


def _right(t: Tokens, i: int, last: int, number: int) -> list[Span]:
    """What a split quotation or clause continues with after the reporting clause that ends at `i`."""
    low = t.low
    j = i
    comma = False
    while j < last and (low[j] == "," or low[j] in _DASHES):
        comma = True
        j += 1
    if j < last and low[j] == QUOTE and (comma or j == i):
        end = j + 1
        return [_span(t, j, end)] + _continued(t, end, last, number)
    if j >= last or low[j] in _STOPS:
        return _continued(t, j, last, number)
    return []


def _continued(t: Tokens, i: int, last: int, number: int) -> list[Span]:
    """Quotations in the sentences after this one that belong to the same speech, when this sentence ends at `i`."""
    low = t.low
    if i < last and not (low[i] in _STOPS and i + 1 >= last):
        return []
    out: list[Span] = []
    for first, stop in t.sentences[number + 1 :]:
        if stop - first == 1 and low[first] == QUOTE:
            out.append(_span(t, first, stop))
        else:
            break
    return out


def _follows(t: Tokens, i: int, last: int, verb: lx.Verb) -> tuple[str, int, int]:
    """The class of what follows a cue, where its content begins, and where the cue ends (particles taken in)."""
    low = t.low
    stop = i
    if i < last and low[i] in ("out", "back", "off", "up", "down"):
        i += 1
        stop = i
    j = i
    if verb.group == "tell" or verb.lemma in ("ask", "urge", "warn", "promise"):
        np = clauses.phrase_after(t, i, last)
        if np:
            k = np[1]
            if k < last and (
                low[k] in ("that", QUOTE, ":")
                or low[k] in ("to", "about", "of", "how", "if", "whether", "why")
                or low[k] in lx.SUBJECT
            ):
                j = k
    if j >= last:
        return "end", j, stop
    w = low[j]
    if w == ",":
        if j + 1 < last and low[j + 1] == QUOTE:
            return "quote", j + 1, stop
        if j + 2 < last and low[j + 1] == "that":
            return "that", j + 2, stop
        skipped = _skip_parenthesis(t, j, last)
        if skipped is not None:
            return skipped[0], skipped[1], stop
        return "end", j, stop
    if w in _STOPS or w in (";", ")") or w in _DASHES:
        return "end", j, stop
    if w == ":":
        return ("colon", j + 1, stop) if j + 1 < last else ("end", j, stop)
    if w == QUOTE:
        return "quote", j, stop
    if w == "that":
        nxt = low[j + 1] if j + 1 < last else "."
        if nxt in _STOPS:
            return "np", j, stop
        return "that", j + 1, stop
    if w in lx.SUBJECT and w not in ("you", "it", "who") or w in ("there", "it's", "there's"):
        return "clause", j, stop
    if w in ("it", "you"):
        return "it", j, stop
    if w in lx.WH:
        return "wh", j, stop
    if w == "to":
        base = j + 1 < last and not (
            low[j + 1] in lx.DETERMINERS or low[j + 1] in lx.POSSESSIVE or t.capital(j + 1) or low[j + 1] in lx.OBJECT
        )
        if base:
            far = _adverbial(t, j, last)
            if verb.group in ("say",) and far:
                return far[0], far[1], stop
            return "to", j, stop
    if w in lx.PREPOSITIONS or w in lx.TIME_WORDS:
        far = _adverbial(t, j, last)
        if far:
            return far[0], far[1], stop
        if w in lx.TIME_WORDS:
            if j + 1 < last and verb.group == "say":
                k = j + 1
                while k < last and low[k] in lx.TIME_WORDS:
                    k += 1
                if k < last and low[k] not in _STOPS and low[k] != "," and low[k] not in lx.PREPOSITIONS:
                    return "late", k, stop
            return "end", j, stop
        return "p:" + w, j + 1, j + 1
    if w in lx.OBJECT:
        return "object", j, stop
    if w.endswith("ing") and len(w) > 4:
        return "ing", j, stop
    if clauses.adverb(w):
        return "adverb", j, stop
    if w in lx.AUXILIARIES or w in lx.COORDINATORS or w in lx.SUBORDINATORS:
        return "end", j, stop
    return "np", j, stop


def _adverbial(t: Tokens, i: int, last: int) -> tuple[str, int] | None:
    """What a reporting verb introduces behind an adverbial that begins at `i`: "said in an interview that"."""
    low = t.low
    for j in range(i, min(i + 25, last)):
        w = low[j]
        if w == "that" and j + 1 < last and j > i and low[j - 1] not in lx.PREPOSITIONS:
            return "late that", j + 1
        if w == QUOTE:
            if low[j - 1] in (",", ":") or (j > i and t.capital(j - 1)) or low[j - 1] in lx.TIME_WORDS:
                return "late quote", j
            return None
        if w == ":" and j + 1 < last:
            return "late colon", j + 1
        if (
            w in ("he", "she", "they", "we", "i")
            and j > i
            and low[j - 1] not in ("when", "while", "as", "after", "before", "which", "where", "because")
        ):
            return "late clause", j
        if w in _STOPS or w == ";" or w == "," or w in lx.FINITE or w in ("and", "but", "who", "which"):
            return None
    return None


def _skip_parenthesis(t: Tokens, comma: int, last: int) -> tuple[str, int] | None:
    """The content behind a parenthesis: "said, in a speech on Monday, that" or "said, citing X, that"."""
    low = t.low
    for j in range(comma + 1, min(comma + 20, last)):
        if low[j] == ",":
            if j + 1 < last and low[j + 1] == "that":
                return "late that", j + 2
            if j + 1 < last and low[j + 1] == QUOTE:
                return "late quote", j + 1
            return None
        if low[j] == ":":
            return ("late colon", j + 1) if j + 1 < last else None
        if low[j] in _STOPS or low[j] == QUOTE:
            return None
    return None


def _end(t: Tokens, begin: int, last: int, follows: str) -> int:
    """Where the content that begins at `begin` ends: the sentence's end unless another clause cuts in."""
    low = t.low
    verbs = lx.verbs()
    end = last
    while end > begin and (low[end - 1] in _STOPS or low[end - 1] in (",", ";")):
        end -= 1
    for j in range(begin + 1, end):
        w = low[j]
        if w == ",":
            if j + 1 >= end:
                return j
            nxt = low[j + 1]
            k = j + 1
            while k < end and (clauses.adverb(low[k]) or low[k] in ("while", "and", "but", "before", "after", "by")):
                k += 1
            if k < end and low[k] in verbs and "ing" in verbs[low[k]].forms and nxt != "including":
                return j
            if nxt == "according" and j + 2 < end and low[j + 2] == "to":
                return j
            if nxt in ("while", "though", "although") and _cue_within(t, j + 2, end):
                return j
            if nxt in ("and", "but") and _cue_within(t, j + 2, min(end, j + 6)):
                return j
        elif w in ("and", "but") and j + 1 < end:
            k = j + 1
            while k < end and clauses.adverb(low[k]):
                k += 1
            if k < end and low[k] in verbs and verbs[low[k]].group in ("say", "tell") and "past" in verbs[low[k]].forms:
                return j
        elif w in (";",) or w in _DASHES:
            return j
    return end


def _cue_within(t: Tokens, start: int, stop: int) -> bool:
    verbs = lx.verbs()
    for j in range(start, min(stop, start + 8)):
        if t.low[j] in verbs and verbs[t.low[j]].group in ("say", "tell") and "base" not in verbs[t.low[j]].forms:
            return True
        if t.low[j] == ",":
            return False
    return False


def _according(t: Tokens, first: int, last: int, i: int) -> Candidate | None:
    low = t.low
    np = _to_comma(t, i + 2, last)
    if np is None:
        return None
    cue = [_span(t, i, i + 2)]
    source = [_span(t, *np)]
    if i == first or low[i - 1] in ("and", "but"):
        j = np[1]
        while j < last and low[j] in (",", ":"):
            j += 1
        end = _end(t, j, last, "np") if j < last else j
        if end <= j:
            return None
        return Candidate("according", "according", "according", "before", "statement", source, cue, [_span(t, j, end)])
    stop = i
    while stop > first and low[stop - 1] in (",",):
        stop -= 1
    if stop <= first:
        return None
    return Candidate("according", "according", "according", "after", "statement", source, cue, [_span(t, first, stop)])


def _to_comma(t: Tokens, start: int, last: int) -> Span | None:
    """The source after "according to": everything up to the next comma or the sentence's end."""
    j = start
    while j < last and t.low[j] not in _STOPS and t.low[j] not in (",", ";", ":", QUOTE) and t.low[j] not in _DASHES:
        j += 1
    return (start, j) if j > start else None
