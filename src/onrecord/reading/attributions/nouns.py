"""Candidates that need no cue verb: cue nouns ("X's claim that"), labels ("X: ...") and headlines ("... – X")."""

from __future__ import annotations

from onrecord.model import AttributionKind, Span
from onrecord.reading.attributions import clauses, content, ends, phrases
from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions.rules import Candidate, scored, signature
from onrecord.reading.attributions.tokens import QUOTE, STOPS, Tokens, span, speech

_PREPOSITIONS = frozenset({
    "for", "of", "on", "about", "against", "to", "toward", "towards", "in", "with", "over", "from", "regarding", "by",
    "that",
})  # fmt: skip


def candidates(t: Tokens, kind: str) -> list[Candidate]:
    """Every candidate in the sentences of `t`, a block of this kind ("title", "heading", "paragraph", …)."""
    out: list[Candidate] = []
    table = lx.nouns()
    for number, (first, last) in enumerate(t.sentences):
        if len(t.sentences) == 1:
            signed = _headline(t, first, last, kind == "heading")
            if signed:
                out.append(signed)
        for i in range(first, last):
            low = t.low[i]
            if low in table:
                found = _noun(t, first, last, i, *table[low])
                if found:
                    out.append(found)
            elif low == ":":
                signed = _signed(t, first, last, i) if kind == "heading" and len(t.sentences) == 1 else None
                found = signed or _label(t, first, last, i, number, kind)
                if found:
                    out.append(found)
    return out


def _noun(t: Tokens, first: int, last: int, i: int, lemma: str, kind: AttributionKind) -> Candidate | None:
    low = t.low
    if i + 1 >= last:
        return None
    j = i
    while j > first and low[j - 1] not in lx.POSSESSIVE and low[j - 1] not in ("'s", "'") and i - j < 4:
        if not phrases.noun(t, j - 1) and not clauses.adverb(low[j - 1]):
            break
        j -= 1
    source: list[Span] = []
    how = "bare"
    cue = j
    if j > first and low[j - 1] in lx.POSSESSIVE:
        source, how = [span(t, j - 1, j)], "pronoun"
    elif j > first and low[j - 1] in ("'s", "'"):
        np = phrases.before(t, first, j - 1)
        if np is None:
            return None
        source, how = [span(t, np[0], j)], "possessive"
    else:
        cue = i
        named = i
        while named > first and t.capital(named - 1) and low[named - 1] not in lx.DETERMINERS:
            named -= 1
        if named < i and named > first:
            # "a U.S. proposal to"
            source, how = [span(t, named, i)], "name"
        else:
            light = _light(t, first, j)
            if light is not None:
                subject = phrases.subject(t, first, light)
                if subject is not None:
                    source, how, cue = [span(t, *subject)], "light", light
    follows = low[i + 1]
    if follows == "by":
        agent = phrases.after(t, i + 2, last)
        if agent is None or agent[1] >= last or low[agent[1]] not in ("that", "to"):
            return None
        source, how, begin = [span(t, *agent)], "by", agent[1]
        follows = low[begin]
    elif follows in _PREPOSITIONS or follows == QUOTE:
        begin = i + 1
    else:
        return None
    stop = i + 1
    if follows == "that":
        begin += 1
    elif follows == "to" and not _noun_like(t, begin + 1, last):
        follows = "to verb"
    elif follows != QUOTE and how != "by":
        begin += 1
        stop = begin
    if begin >= last:
        return None
    finish = ends.end(t, begin, last, "noun " + follows, lemma)
    if follows == "to verb":
        finish = _before_main_verb(t, begin, finish)
    if finish <= begin:
        return None
    features = [
        "noun", lemma, f"noun|{lemma}|{follows}", f"noun|{follows}", f"noun|{how}", f"noun|{how}|{follows}",
        f"noun|{lemma}|{how}", f"noun|{lemma}|{how}|{follows}", f"noun|first {ends.kind(t, begin, last)}",
        f"noun|long {min((finish - begin) // 2, 6)}",
        f"noun|edge {ends.kind(t, j - 2, last) if j - 2 >= first else 'start'}", f"noun|size {i - cue}",
    ]  # fmt: skip
    return scored(
        Candidate(
            t.start[i],
            "noun",
            kind,
            source,
            [span(t, cue, stop)],
            [span(t, begin, finish)],
            features,
            span(t, first, last),
        )
    )


# what an infinitive's own clause cannot hold
_MAIN = frozenset({"is", "are", "was", "were", "has", "have", "had", "does", "did"}) | lx.MODALS


def _before_main_verb(t: Tokens, begin: int, finish: int) -> int:
    """Where an infinitive ends that is a part of its sentence's subject: "his vow to stay | has surprised them"."""
    clauses_open = 0
    for j in range(begin + 1, finish):
        w = t.low[j]
        if w in lx.SUBORDINATORS or w in lx.SUBJECT:
            clauses_open = 1
        elif w in _MAIN and t.low[j - 1] != "to" and not (t.low[j - 1] in _MAIN or clauses.adverb(t.low[j - 1])):
            if not clauses_open:
                return j
            clauses_open = 0
    return finish


_LIGHT = frozenset({
    "made", "make", "makes", "has", "have", "had", "having", "expressed", "express", "expresses", "voiced", "issued",
    "issue", "gave", "give", "gives", "given", "held", "raised", "drew", "took", "take", "takes", "offered", "offer",
    "leveled", "shared",
})  # fmt: skip


def _light(t: Tokens, first: int, stop: int) -> int | None:
    """Where the verb group begins whose object the noun phrase before `stop` opens: "has made | comments about"."""
    k = stop
    if k > first and t.low[k - 1] in lx.DETERMINERS:
        k -= 1
    if k <= first or t.low[k - 1] not in _LIGHT:
        return None
    k -= 1
    while k > first and (t.low[k - 1] in lx.AUXILIARIES or clauses.adverb(t.low[k - 1])):
        k -= 1
    return k


def _noun_like(t: Tokens, i: int, last: int) -> bool:
    if i >= last:
        return True
    w = t.low[i]
    return w in lx.DETERMINERS or w in lx.POSSESSIVE or w in lx.OBJECT or t.capital(i) or w.endswith("s")


def _label(t: Tokens, first: int, last: int, i: int, number: int, kind: str) -> Candidate | None:
    """ "Smith: ..." and "From the report: “...”"."""
    opens = i + 1 >= last and bool(t.following)
    if i <= first or (i + 1 >= last and not opens):
        return None
    quoted = opens or t.low[i + 1] == QUOTE
    whole = i - first <= 6 and all(
        t.capital(k) or t.low[k] in ("of", "the", "and", "for", "in") for k in range(first, i)
    )
    office = kind == "heading" and len(t.sentences) == 1 and i - first <= 6 and phrases.role(t, first, i)
    whole = whole or office
    if not quoted and not whole:
        return None
    np = (first, i) if whole else phrases.before(t, first, i)
    if np is None:
        return None
    if opens:
        said = list(t.following)
    elif quoted:
        said = [span(t, i + 1, i + 2), *content.continued(t, i + 2, last, number)]
    else:
        stop = last
        while stop > i + 1 and t.low[stop - 1] in STOPS:
            stop -= 1
        if stop <= i + 1:
            return None
        said = [span(t, i + 1, stop)]
    alone = len(t.sentences) == 1
    known = _known(t, np[1] - 1)
    features = [
        f"label|known {known}|{kind}|whole {whole}", f"label|known {known}",
        f"label|known {known}|whole {whole}|alone {alone}", "label", f"label|quoted {quoted}",
        f"label|whole {whole}|quoted {quoted}", f"label|{kind}", f"label|words {min(i - first, 8)}|whole {whole}",
        f"label|alone {alone}|whole {whole}|quoted {quoted}", f"label|sentence {min(number, 2)}|whole {whole}",
        f"label|upper {t.word(first).isupper()}|whole {whole}",
        f"label|edge {ends.kind(t, np[0] - 1, last) if np[0] > first else 'start'}", f"label|opens {opens}",
        f"label|first {ends.kind(t, i + 1, last)}", f"label|before {ends.kind(t, i - 1, last)}",
    ]  # fmt: skip
    made = scored(
        Candidate(
            t.start[i],
            "label",
            "statement",
            [span(t, *np)],
            [span(t, i, i + 1)],
            said,
            features,
            span(t, first, last),
        )
    )
    if office:
        made.score = max(made.score, SIGNED)
    return made


def _known(t: Tokens, i: int) -> str:
    """Whether the text speaks of the name that token `i` ends elsewhere: a label that it does not is no speaker."""
    word = t.word(i)
    return "name" if len(word) > 2 and t.text.count(word) > 2 else "once" if t.text.count(word) == 2 else "no"


# The style of a headline that is signed, or labelled with an office, is rare in PolNeAR, so this is no counted figure;
# the rules ask that the text speaks of the name elsewhere, or sets the office before a name.
SIGNED = 0.75


def _headline(t: Tokens, first: int, last: int, heading: bool) -> Candidate | None:
    """ "Nothing will change – Smith"."""
    i = signature(t, first, last, heading)
    if i is None:
        return None
    quoted = i == first + 1 and t.low[first] == QUOTE
    if not quoted and _known(t, last - 1) == "no" and not phrases.role(t, i + 1, last):
        return None
    stop = last
    if quoted:
        np = phrases.after(t, i + 1, last)
        stop = np[1] if np and np[1] < last and t.low[np[1]] != "," else last
    return _by_signature(t, (first, last), i, stop)


def _signed(t: Tokens, first: int, last: int, i: int) -> Candidate | None:
    """ "Rate rise would be poison: Smith": a clause, and behind the colon no more than who it is."""
    said = t.low[first:i]
    quoted = i == first + 1 and said[0] == QUOTE and speech(t.word(first))
    clause = len(said) > 3 and said[0] not in lx.WH and any(map(_telling, said))
    if not 0 < last - i - 1 <= 5 or not (quoted or clause):
        return None
    known = t.capital(last - 1) and _known(t, last - 1) != "no" and all(_in_name(t, k) for k in range(i + 1, last))
    return _by_signature(t, (first, last), i, last) if known or phrases.role(t, i + 1, last) else None


def _telling(low: str) -> bool:
    verb = lx.verbs().get(low)
    return low in lx.FINITE or (verb is not None and bool({"third", "past"} & verb.forms)) or low == "to"


def _in_name(t: Tokens, i: int) -> bool:
    return phrases.noun(t, i) or t.low[i] in ("'s", "of", "the")


def _by_signature(t: Tokens, sentence: Span, i: int, stop: int) -> Candidate:
    """What the mark at token `i` signs; the name ends at `stop`."""
    first, last = sentence
    return Candidate(
        t.start[i],
        "headline",
        "statement",
        [span(t, i + 1, stop)],
        [span(t, i, i + 1)],
        [span(t, first, i)],
        [],
        span(t, first, last),
        SIGNED,
    )
