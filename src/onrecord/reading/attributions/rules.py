"""Candidates for attributions that a cue verb or "according to" makes, in the tokens of one paragraph.

The rules are generous: one verb may make several candidates. How likely each is to be right is asked
of `weights`, with the features that the candidate carries.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.model import AttributionKind, Span
from onrecord.reading.attributions import clauses, content, ends, phrases, weights
from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions.tokens import (
    BREAKS,
    DASHES,
    QUOTE,
    STOPS,
    Tokens,
    quoted,
    span,
    speech,
)


@dataclass(slots=True)
class Candidate:
    """A possible attribution, as spans of characters; an empty list means that the role is not there.

    Of several candidates with the same `key` at most one can be right. `sentence` is where the cue stands.
    """

    key: int
    rule: str
    kind: AttributionKind
    source: list[Span]
    cue: list[Span]
    content: list[Span]
    features: list[str]
    sentence: Span
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue verb at token `at` with its group."""

    at: int
    group: clauses.Group
    verb: lx.Verb


def scored(candidate: Candidate) -> Candidate:
    """The same candidate with the probability that its features give."""
    candidate.score = round(weights.probability("attribution", candidate.features), 3)
    return candidate


def candidates(t: Tokens, heading: bool) -> list[Candidate]:
    """Every candidate in the sentences of `t`, in text order; `heading` says that `t` is no paragraph of text."""
    out: list[Candidate] = []
    verbs = lx.verbs()
    for number, (first, last) in enumerate(t.sentences):
        if number == 0:
            first = dateline(t, first, last)
        if heading or len(t.sentences) == 1:
            last = signature(t, first, last, heading) or last
        sentence = _Sentence(t, first, last, number)
        according = [i for i in range(first, last - 1) if t.low[i] == "according" and t.low[i + 1] == "to"]
        found = t.cues[bisect_left(t.cues, first) : bisect_left(t.cues, last)]
        for i in sorted((*found, *according)):
            verb = verbs.get(t.low[i])
            if verb is None:
                out += sentence.according(i)
            elif _names(t, first, i, last):
                continue
            elif (group := clauses.group(t, first, i, verb.forms)) is not None:
                out += sentence.verbal(Cue(i, group, verb))
    return out


def _names(t: Tokens, first: int, i: int, last: int) -> bool:
    """Whether the cue word `i` is a part of a name: "Port Said", "Edward Said Mansour".

    It has a capital behind a word that has one, in a sentence in which not every word does.
    """
    if i == first or not t.capital(i) or not t.capital(i - 1) or t.word(i).isupper():
        return False
    return any(w.islower() and len(w) > 3 and t.word(k) == w for k, w in enumerate(t.low[first:last], first))


def dateline(t: Tokens, first: int, last: int) -> int:
    """Where the sentence begins behind a dateline such as "MINSK, 18 January (BelTA) –"."""
    for j in range(first + 1, min(first + 12, last - 1)):
        low = t.low[j]
        if low in DASHES:
            named = all(t.capital(k) or not t.low[k][0].isalpha() for k in range(first, j))
            return j + 1 if named and (t.word(first).isupper() or t.low[j - 1] == ")") else first
        if low == QUOTE or low in STOPS:
            break
    return first


def signature(t: Tokens, first: int, last: int, heading: bool) -> int | None:
    """The dash before who signs a headline or a quotation ("Nothing will change – Smith"), or None.

    Only a heading is signed by an office: "Bridge to close – police".
    """
    if t.low[first] == QUOTE and first + 2 < last <= first + _LONGEST_SIGNATURE and t.low[first + 1] in DASHES:
        # nothing but a quotation is signed by whatever else stands there: "“We ran out” – a nurse in the flood"
        rest = t.low[first + 2 : last]
        told = any(w == QUOTE or w in STOPS or w in lx.FINITE or _tells(w) for w in rest)
        return first + 1 if speech(t.word(first)) and not told else None
    for i in range(last - 2, max(first + 1, last - 6), -1):
        if t.low[i] in DASHES and t.text[t.start[i] - 1].isspace():
            named = all(t.capital(k) or t.low[k] in ("of", "the") for k in range(i + 1, last))
            return i if named or (heading and phrases.role(t, i + 1, last)) else None
    return None


def _tells(low: str) -> bool:
    verb = lx.verbs().get(low)
    return verb is not None and not verb.forms.isdisjoint({"third", "past"}) and "base" not in verb.forms


# a quotation, a dash, and a name with an office
_LONGEST_SIGNATURE = 16


# ways in which clauses follow a verb
_CLAUSE = frozenset({"to", "that", "late that", "that ,", "clause", "late clause", "quote", "late quote"})
# a clause and its comma have so many tokens at least; a quotation is one
_SHORTEST_SAID = 2
# groups of verbs that report clauses
_CLAUSAL = frozenset({"say", "tell", "show", "think"})


@dataclass(slots=True)
class _Sentence:
    """One sentence while its cues are read from left to right."""

    t: Tokens
    first: int
    last: int
    number: int
    # who the main clause is about so far, and up to which character its content reaches
    subject: list[Span] | None = None
    reach: int = 0
    # the same for a content that is a clause of its own
    told: int = 0

    def verbal(self, cue: Cue) -> list[Candidate]:
        """The candidates of a cue verb."""
        t, first, g = self.t, self.first, cue.group
        if g.passive:
            return self._passive(cue)
        if g.participle or g.infinitive:
            return [c for found in self._understood(g) for c in self._forward(cue, *found)]
        np = phrases.subject(t, first, g.start)
        out: list[Candidate] = []
        if np is not None and t.low[np[0]] in ("whoever", "whatever"):
            # "Whoever claims a refund must ask for it"
            return []
        if np is not None:
            out += self._with_subject(cue, np)
        elif g.start > first and t.low[g.start - 1] in (
            "and",
            "but",
            "or",
            "then",
            ",",
        ):
            source = list(self.subject or ()) if not self._inside(g.start) else []
            if not source:
                main = phrases.clause_subject(t, first, g.start, self.last)
                source = [span(t, *main)] if main else []
            if source:
                out += self._forward(cue, "coordinate", source)
        if "base" not in cue.verb.forms:
            out += self._described(cue)
            if g.start == first:
                out += self._initial(cue)
            elif content.closed(t, g.start) and g.stop - g.start <= 2:
                after = phrases.after(t, g.stop, self.last)
                if after and (np is None or cue.verb.group in ("say", "tell", "ask")):
                    stop = phrases.with_apposition(t, after[1], self.last)
                    out += self._postposed(cue, "inverted", [span(t, after[0], stop)], g.start, stop)
        return out

    def _with_subject(self, cue: Cue, np: Span) -> list[Candidate]:
        """The candidates of a verb whose subject stands before it."""
        t, first = self.t, self.first
        source, begin = [span(t, *np)], np[0]
        lead = ends.kind(t, begin - 1, self.last) if begin > first else "start"
        if lead == "," and begin - 2 >= first and t.low[begin - 2] == QUOTE:
            lead = QUOTE
        finite = _finite(t, first, begin)
        led = [
            f"lead {lead}",
            f"lead {lead} {finite}",
            f"lead {lead} {finite} {ends.kind(t, first, self.last)}",
        ]
        alone = ["lead start", "lead start False", f"lead start False {ends.kind(t, begin, self.last)}"]
        out = self._forward(cue, "finite", source, led, alone)
        out += self._relative(cue, np)
        if begin > first and t.low[begin - 1] == "as":
            out += self._aside(cue, np)
        elif begin > first and content.closed(t, begin):
            out += self._postposed(cue, "after", source, begin, cue.group.stop)
        return out

    def _described(self, cue: Cue) -> list[Candidate]:
        """ "X, an official not authorized to speak of it said.": what describes the source stands before the verb."""
        t, first, g = self.t, self.first, cue.group
        begin = next((k + 1 for k in range(g.start - 1, first, -1) if t.low[k] in BREAKS), first)
        if cue.verb.group != "say" or begin < first + _SHORTEST_SAID or not content.closed(t, begin):
            return []
        finish = content.tail(t, g.stop, self.last)
        np = phrases.after(t, begin, g.start)
        if np is None or np[1] >= g.start or finish is None or (finish < self.last and t.low[finish] not in STOPS):
            return []
        if t.low[begin] not in lx.DETERMINERS or not _describes(t.low[np[1]]):
            return []
        return self._postposed(cue, "after", [span(t, begin, g.start)], begin, g.stop)

    def _inside(self, i: int) -> bool:
        """Whether token `i` stands in what an earlier cue of the sentence reports.

        PolNeAR marks nothing there, so that what stands before such a clause tells nothing about it.
        """
        return self.t.start[i] < self.told

    def _relative(self, cue: Cue, np: Span) -> list[Candidate]:
        """ "A man who Smith said had paid her": what is said is the relative clause."""
        t, first, last = self.t, self.first, self.last
        stop = cue.group.stop
        if np[0] == first or t.low[np[0] - 1] not in ("who", "which", "that", "what") or stop >= last:
            return []
        if t.low[stop] not in lx.FINITE:
            return []
        finish = ends.end(t, stop, last, "relative", cue.verb.lemma)
        said = [span(t, np[0] - 1, np[0]), span(t, stop, max(finish, stop + 1))]
        return [self._made(cue, "relative", "finite", [span(t, *np)], said, [f"by {t.low[np[0] - 1]}"])]

    def _initial(self, cue: Cue) -> list[Candidate]:
        """ "Said Smith: “...”"."""
        t, last = self.t, self.last
        np = phrases.after(t, cue.group.stop, last) if cue.verb.group == "say" else None
        if np is None:
            return []
        j = phrases.with_apposition(t, np[1], last)
        if j < last and t.low[j] in (",", ":"):
            j += 1
        if j < last and t.low[j] == QUOTE:
            said = [span(t, j, j + 1), *content.continued(t, j + 1, last, self.number)]
        elif j >= last and t.low[last - 1] == ":" and t.following:
            said = list(t.following)
        else:
            return []
        return [self._made(cue, "initial", "quote", [span(t, *np)], said, [])]

    def _understood(self, g: clauses.Group) -> list[tuple[str, list[Span]]]:
        """The rules and the sources of a participle or an infinitive: whoever the clause before is about."""
        t, first = self.t, self.first
        before = t.low[g.start - 1] if g.start > first else ""
        rule = "participle" if g.participle else "infinitive"
        if g.participle and before and before not in BREAKS and before not in lx.PREPOSITIONS:
            np = phrases.before(t, first, g.start)
            # "sent a letter to readers on Sunday explaining": not the day explains
            if np and t.low[np[1] - 1] not in lx.TIME_WORDS:
                led = np[0] > first and t.low[np[0] - 1] == "with"
                return [("with participle" if led else "noun participle", [span(t, *np)])]
        if self.subject:
            return [(rule, list(self.subject))]
        np = phrases.main_subject(t, first, g.start, self.last)
        return [(rule, [span(t, *np)])] if np else []

    def _passive(self, cue: Cue) -> list[Candidate]:
        """ "was described by Y as Z", "asked about X": what is said, and by whom when "by" tells it."""
        t, first, last, g = self.t, self.first, self.last, cue.group
        out: list[Candidate] = []
        np = phrases.subject(t, first, g.start)
        if g.stop < last and t.low[g.stop] == "by" and np is not None:
            agent = phrases.after(t, g.stop + 1, last)
            if agent:
                said = [span(t, *np)]
                stop = agent[1]
                if stop < last and t.low[stop] in ("as", "to", "for", "of", "that"):
                    said.append(
                        span(
                            t,
                            stop,
                            max(stop + 1, ends.end(t, stop, last, "as", cue.verb.lemma)),
                        )
                    )
                out.append(self._made(cue, "passive by", "by", [span(t, *agent)], said, [], g.stop + 1))
        for follows, begin, stop in content.follows(t, g.stop, last, cue.verb)[:1]:
            finish = ends.end(t, begin, last, follows, cue.verb.lemma) if begin < last else begin
            if finish <= begin:
                continue
            if cue.verb.group in ("ask", "tell"):
                out.append(self._made(cue, "passive", follows, [], [span(t, begin, finish)], [], stop))
            elif np is not None and follows in ("to", "p:as", "np", "that", "adverb"):
                said = [span(t, *np), span(t, begin - (follows == "p:as"), finish)]
                out.append(self._made(cue, "passive", follows, [], said, []))
        return out

    def _forward(
        self, cue: Cue, rule: str, source: list[Span], lead: Sequence[str] = (), alone: Sequence[str] = ()
    ) -> list[Candidate]:
        """The candidates whose content follows the cue.

        `lead` are features of what stands before the clause, `alone` what they are when nothing does.
        """
        t, last = self.t, self.last
        out = []
        for follows, begin, stop in content.follows(t, cue.group.stop, last, cue.verb):
            if follows == "opens":
                out.append(self._made(cue, rule, follows, source, list(t.following), [], stop))
                continue
            finish = ends.end(t, begin, last, follows, cue.verb.lemma) if begin < last else begin
            if finish <= begin:
                continue
            if rule == "finite":
                finish = self._before_report(begin, finish)
            said = [span(t, begin, finish)]
            if cue.verb.group == "seem":
                out.append(self._made(cue, rule, follows, [], [*source, *said], [], stop))
                continue
            if t.low[finish - 1] == QUOTE:
                said += content.continued(t, finish, last, self.number)
            one = ends.kind(t, begin, last)
            finite = any(w in lx.AUXILIARIES for w in t.low[begin:finish])
            clause = follows in _CLAUSE or (follows == "np" and finite)
            reported = (clause or cue.verb.group in ("say", "tell", "vow")) and self._inside(cue.group.start)
            led = alone if reported else lead
            shape = [
                *led,
                f"first {one}",
                f"firsts {one} {ends.kind(t, begin + 1, last)}",
                f"long {min((finish - begin) // 2, 6)}",
                f"finite {finite}",
                *(f"{x} {content.case(t, begin)}" for x in led),
            ]
            out.append(self._made(cue, rule, follows, source, said, shape, stop))
        return out

    def _aside(self, cue: Cue, np: Span) -> list[Candidate]:
        """ "As Smith noted, X" and "X, as Smith noted, Y"."""
        t, first, last = self.t, self.first, self.last
        stop = content.tail(t, cue.group.stop, last)
        if stop is None:
            return []
        said: list[Span] = []
        left = np[0] - 1
        while left > first and t.low[left - 1] == ",":
            left -= 1
        if left > first:
            said.append(span(t, first, left))
        if stop + 1 < last and t.low[stop] == ",":
            said.append(
                span(
                    t,
                    stop + 1,
                    max(stop + 2, ends.end(t, stop + 1, last, "clause", cue.verb.lemma)),
                )
            )
        return [self._made(cue, "as", "end", [span(t, *np)], said, [])] if said else []

    def _reports(self, i: int) -> bool:
        """Whether nothing but another reporting clause follows: "…, Smith said, the agency has reported"."""
        t, last = self.t, self.last
        if last - i > 25:
            return False
        np = phrases.after(t, i, last)
        k = np[1] if np else last
        if k - 1 > i and (k >= last or t.low[k] in STOPS) and _tells(t.low[k - 1]):
            k -= 1  # "the agency reported." reads as one noun phrase
        while k < last and (t.low[k] in lx.AUXILIARIES or clauses.adverb(t.low[k])):
            k += 1
        verb = lx.verbs().get(t.low[k]) if k < last else None
        if verb is None or verb.group not in ("say", "tell") or not ({"past", "third"} & set(verb.forms)):
            return False
        finish = content.tail(t, k + 1, last)
        return finish is not None and (finish >= last or t.low[finish] in STOPS)

    def _before_report(self, begin: int, finish: int) -> int:
        """Where a content ends whose clause is itself reported: "Smith believes it is old, | his office said"."""
        t, low = self.t, self.t.low
        for k in range(finish - 1, max(begin - 1, finish - 12), -1):
            closes = low[k] == QUOTE and quoted(t, k)[-1:] == ","
            if (low[k] == "," or closes) and self._reports(k + 1):
                return k + 1 if closes else k
        return finish

    def _postposed(self, cue: Cue, rule: str, source: list[Span], begin: int, stop: int) -> list[Candidate]:
        """The candidates whose reporting clause `[begin, stop)` follows its content or stands within it."""
        t, first, last = self.t, self.first, self.last
        finish = content.tail(t, stop, last)
        if finish is None:
            return []
        left = content.left(t, first, begin)
        if not left:
            return []
        finite = _finite(t, first, begin)
        right = content.right(t, finish, last, self.number, split=not finite)
        quoted = t.low[begin - 1] == QUOTE or (t.low[max(first, begin - 2)] == QUOTE and t.low[begin - 1] == ",")
        if quoted and not right:
            # "...,” he said, when he was asked. “...”"
            right = content.continued(t, last, last, self.number)
        mark = t.low[finish] if finish < last else "."
        opens = next(
            (content.case(t, k) for k in range(finish, min(finish + 2, last)) if t.low[k] == QUOTE),
            "none",
        )
        shape = [
            f"left finite {finite} then {opens}",
            f"left starts {ends.kind(t, first, last)}",
            f"left {min((begin - first) // 2, 6)}",
            "left quoted" if quoted else "left plain",
            f"left finite {finite}",
            f"tail {ends.kind(t, stop, last)}",
            f"tail to {t.low[finish - 1] if finish > stop else ''}",
            f"stop {mark} {ends.kind(t, finish + 1, last)}",
            f"commas {min(3, sum(w == ',' for w in t.low[first : begin - 1]))}",
        ]
        out = []
        if right or mark in STOPS or mark in DASHES or mark in (",", ";"):
            out.append(self._made(cue, rule, "end", source, left + right, shape))
        goes_on = not right and mark == "," and finish + 2 < last and t.low[finish + 1] != QUOTE
        if goes_on:
            # "If she wins, Smith said in a tweet, taxes will rise"
            after = finish + 1
            end = ends.end(t, after, last, "clause", cue.verb.lemma)
            on = ends.kind(t, after, last)
            if end > after and on not in ("say ing", "cue ing", "ing", "which", "who"):
                said = left if self._reports(after) else [*left, span(t, after, end)]
                out.append(self._made(cue, rule + " within", "end", source, said, [*shape, f"on {on}"]))
        return out

    def _made(
        self,
        cue: Cue,
        rule: str,
        follows: str,
        source: list[Span],
        said: list[Span],
        shape: list[str],
        stop: int | None = None,
    ) -> Candidate:
        """A candidate with its features and its score; `stop` is where the cue ends if it takes particles in."""
        t, first, verb = self.t, self.first, cue.verb
        low, lemma, class_ = t.low[cue.at], verb.lemma, verb.group
        start = cue.group.start
        group = t.low[start : cue.at]
        negative = any(w == "not" or w.endswith("n't") or w == "never" for w in group)
        modal = next((w for w in group if w in lx.MODALS), "")
        by, head = _kind_of_source(t, source)
        edge = ends.kind(t, start - 1, self.last) if start > first else "start"
        features = [
            rule, f"{rule}|{class_}", f"{rule}|{follows}", f"{rule}|{class_}|{follows}", lemma, f"{lemma}|{follows}",
            f"{rule}|{lemma}", f"{rule}|{lemma}|{follows}", f"{low}|{follows}", f"{low}|{rule}", f"{class_}|{by}",
            f"{rule}|{by}", f"{lemma}|{by}", f"{rule}|edge {edge}", f"{class_}|negative {negative}",
            f"{class_}|modal {modal}", f"size {min(len(group), 5)}", f"head {head}", f"{class_}|head {head}",
        ]  # fmt: skip
        if start > first + 1:
            two = f"{rule}|edges {ends.kind(t, start - 2, self.last)} {edge}"
            features += (two, f"{two}|{class_}", f"{two}|{follows}")
        for x in shape:
            features += (f"{rule}|{x}", f"{class_}|{x}")
        if any(t.text[a] in '“"' or t.text[a : a + 2] == "''" for a, _ in said):
            features += ("quoted", f"quoted|{class_}", f"quoted|{rule}")
        words = span(t, start, cue.group.stop if stop is None else stop)
        made = scored(
            Candidate(
                t.start[cue.at],
                rule,
                verb.kind,
                source,
                [words],
                said,
                features,
                self.span(),
            )
        )
        if source and made.score > 0.3 and made.key >= self.reach:
            self.subject = source
            if said[0][0] > made.key and rule != "passive by":
                self.reach = said[0][1]
                if class_ in _CLAUSAL and not follows.startswith("p:"):
                    self.told = said[0][1]
        return made

    def according(self, i: int) -> list[Candidate]:
        """ "According to Y, X", "X, according to Y" and "X, according to Y, Z"."""
        t, first, last = self.t, self.first, self.last
        low = t.low
        j = i + 2
        while j < last and low[j] not in STOPS and low[j] not in (",", ";", ":", QUOTE) and low[j] not in DASHES:
            j += 1
        if j == i + 2:
            return []
        cue, source = [span(t, i, i + 2)], [span(t, i + 2, j)]
        common = [
            "according",
            f"according|{ends.kind(t, i + 2, last)}",
            f"according|then {ends.kind(t, j, last)}",
        ]

        def made(rule: str, said: list[Span]) -> Candidate:
            long = min(sum(len(t.text[a:b].split()) for a, b in said), 8)
            features = [
                *common,
                rule,
                *(f"{rule}|{f}" for f in common),
                f"{rule}|long {long}",
            ]
            return scored(
                Candidate(
                    t.start[i],
                    rule,
                    "statement",
                    source,
                    cue,
                    said,
                    features,
                    self.span(),
                )
            )

        after = j
        while after < last and low[after] in (",", ":"):
            after += 1
        stop = ends.end(t, after, last, "clause", "according") if j < after < last else after
        right = [span(t, after, stop)] if stop > after else []
        left = i
        while left > first and low[left - 1] == ",":
            left -= 1
        if left <= first or (left == first + 1 and low[first] in ("and", "but")):
            return [made("according before", right)] if right else []
        out = [made("according after", [span(t, first, left)])]
        if right and low[j] == ",":
            out.append(made("according within", [span(t, first, left), *right]))
        comma = next(
            (k for k in range(left - 1, first, -1) if low[k] in (",", ";") or low[k] in DASHES),
            None,
        )
        if comma is not None and comma + 1 < left:
            out.append(made("according late", [span(t, comma + 1, left)]))
        return out

    def span(self) -> Span:
        """The characters of the sentence."""
        return span(self.t, self.first, self.last)


def _describes(low: str) -> bool:
    """Whether a word behind a noun may begin what describes it: "who asked", "not authorized", "briefed on"."""
    return low in ("who", "not", "familiar", "close", "aware") or (low.endswith(("ed", "ing")) and len(low) > 4)


def _finite(t: Tokens, start: int, stop: int) -> bool:
    return any(w in lx.AUXILIARIES or w in lx.verbs() for w in t.low[start:stop])


def _kind_of_source(t: Tokens, source: list[Span]) -> tuple[str, str]:
    """A coarse class of the source, and its last word when that is no name."""
    words = t.text[source[0][0] : source[0][1]].split() if source else []
    if not words:
        return "", ""
    one = words[0].lower()
    if one in lx.SUBJECT and len(words) == 1:
        return one, one
    if one in lx.DETERMINERS or one in lx.POSSESSIVE:
        return "determiner", words[-1].lower()
    if words[-1][0].isupper():
        return "name", "name"
    return "other", words[-1].lower()
