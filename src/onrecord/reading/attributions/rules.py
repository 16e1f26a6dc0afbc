"""Candidates for attributions that a cue verb or "according to" makes, in the tokens of one paragraph.

The rules are generous: one verb may make several candidates. How likely each is to be right is asked
of `weights`, with the features that the candidate carries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.model import AttributionKind, Span
from onrecord.reading.attributions import clauses, ends, phrases, weights
from onrecord.reading.attributions import lexicon as lx
from onrecord.reading.attributions.clauses import Group
from onrecord.reading.attributions.tokens import BREAKS, DASHES, QUOTE, STOPS, Tokens


@dataclass(slots=True)
class Candidate:
    """A possible attribution, as spans of characters; an empty list means that the role is not there.

    Of several candidates with the same `key` at most one can be right.
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


def span(t: Tokens, a: int, b: int) -> Span:
    """The characters of tokens `[a, b)`."""
    return t.start[a], t.stop[b - 1]


def candidates(t: Tokens, heading: bool) -> list[Candidate]:
    """Every candidate in the sentences of `t`, in text order; `heading` says that `t` is no paragraph of text."""
    out: list[Candidate] = []
    verbs = lx.verbs()
    for number, (first, last) in enumerate(t.sentences):
        if number == 0:
            first = dateline(t, first, last)
        if heading or len(t.sentences) == 1:
            last = signature(t, first, last) or last
        said = _Sentence(t, first, last, number)
        for i in range(first, last):
            low = t.low[i]
            if low in verbs:
                verb = verbs[low]
                group = clauses.group(t, first, i, verb.forms)
                if group is not None:
                    out += said.verbal(i, group, verb)
            elif low == "according" and i + 1 < last and t.low[i + 1] == "to":
                out += said.according(i)
    return out


def dateline(t: Tokens, first: int, last: int) -> int:
    """Where the sentence begins behind a dateline such as "MINSK, 18 January (BelTA) –"."""
    for j in range(first + 1, min(first + 12, last - 1)):
        low = t.low[j]
        if low in DASHES or low == "-":
            named = all(t.capital(k) or not t.low[k][0].isalpha() for k in range(first, j))
            return j + 1 if named and (t.word(first).isupper() or t.low[j - 1] == ")") else first
        if low == QUOTE or low in STOPS:
            break
    return first


def signature(t: Tokens, first: int, last: int) -> int | None:
    """The dash before the name that signs a headline ("Nothing will change – Smith"), or None."""
    for i in range(last - 2, max(first + 1, last - 6), -1):
        if t.low[i] in DASHES and t.text[t.start[i] - 1].isspace():
            named = all(t.capital(k) or t.low[k] in ("of", "the") for k in range(i + 1, last))
            return i if named else None
    return None


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

    def verbal(self, i: int, g: Group, verb: lx.Verb) -> list[Candidate]:
        """The candidates of the cue verb at token `i`, whose group is `g`."""
        t, first = self.t, self.first
        out: list[Candidate] = []
        if g.passive:
            return self._passive(i, g, verb)
        if g.participle or g.infinitive:
            found = self._understood(g)
            if found is None:
                return []
            rule, source = found
            self._forward(out, rule, i, g, verb, source)
            return out
        np = phrases.subject(t, first, g.start)
        if np is not None:
            source = [span(t, *np)]
            begin = np[0]
            lead = ends.kind(t, begin - 1, self.last) if begin > first else "start"
            if lead == "," and begin - 2 >= first and t.low[begin - 2] == QUOTE:
                lead = QUOTE
            left = t.low[first:begin]
            finite = any(w in lx.AUXILIARIES or w in lx.verbs() for w in left)
            led = [f"lead {lead}", f"lead {lead} {finite}", f"lead {lead} {finite} {ends.kind(t, first, self.last)}"]
            self._forward(out, "finite", i, g, verb, source, led)
            if begin > first and t.low[begin - 1] == "as":
                self._aside(out, i, g, verb, np)
            elif begin > first and _closed(t, begin):
                self._postposed(out, i, g, verb, source, begin, g.stop, "after")
        else:
            if g.start > first and t.low[g.start - 1] in ("and", "but", "or", "then", ","):
                source = list(self.subject or ())
                if not source:
                    main = phrases.clause_subject(t, first, g.start, self.last)
                    source = [span(t, *main)] if main else []
                if source:
                    self._forward(out, "coordinate", i, g, verb, source)
        if g.start == first and verb.group == "say" and np is None and "base" not in verb.forms:
            self._initial(out, i, g, verb)
        if g.start > first and _closed(t, g.start) and g.stop - g.start <= 2 and "base" not in verb.forms:
            after = phrases.after(t, g.stop, self.last)
            if after and (np is None or verb.group in ("say", "tell", "ask")):
                stop = phrases.with_apposition(t, after[1], self.last)
                self._postposed(out, i, g, verb, [span(t, after[0], stop)], g.start, stop, "inverted")
        return out

    def _initial(self, out: list[Candidate], i: int, g: Group, verb: lx.Verb) -> None:
        """ "Said Smith: “...”"."""
        t, last = self.t, self.last
        np = phrases.after(t, g.stop, last)
        if np is None:
            return
        j = phrases.with_apposition(t, np[1], last)
        if j < last and t.low[j] == ",":
            j += 1
        content: list[Span] = []
        if j < last and t.low[j] == ":" and j + 1 >= last:
            content = list(t.following)
        elif j + (t.low[j] == ":" if j < last else 0) < last and t.low[j + (t.low[j] == ":")] == QUOTE:
            j += t.low[j] == ":"
            content = [span(t, j, j + 1), *continued(t, j + 1, last, self.number)]
        if content:
            self._add(out, "initial", i, verb, "quote", [span(t, *np)], g.start, g.stop, content, [])

    def _understood(self, g: Group) -> tuple[str, list[Span]] | None:
        """The rule and the source of a participle or an infinitive: whoever the clause before is about."""
        t, first = self.t, self.first
        before = t.low[g.start - 1] if g.start > first else ""
        rule = "participle" if g.participle else "infinitive"
        if g.participle and before and before not in BREAKS and before not in lx.PREPOSITIONS:
            np = phrases.before(t, first, g.start)
            if np:
                led = np[0] > first and t.low[np[0] - 1] == "with"
                return ("with participle" if led else "noun participle"), [span(t, *np)]
        if self.subject:
            return rule, list(self.subject)
        np = phrases.main_subject(t, first, g.start, self.last)
        return (rule, [span(t, *np)]) if np else None

    def _passive(self, i: int, g: Group, verb: lx.Verb) -> list[Candidate]:
        """ "was described by Y as Z", "asked about X": what is said, and of whom when "by" tells it."""
        t, first, last = self.t, self.first, self.last
        out: list[Candidate] = []
        np = phrases.subject(t, first, g.start)
        if g.stop < last and t.low[g.stop] == "by" and np is not None:
            agent = phrases.after(t, g.stop + 1, last)
            if agent:
                content = [span(t, *np)]
                stop = agent[1]
                if stop < last and t.low[stop] in ("as", "to", "for", "of", "that"):
                    content.append(span(t, stop, max(stop + 1, ends.end(t, stop, last, "as", verb.lemma))))
                self._add(out, "passive by", i, verb, "by", [span(t, *agent)], g.start, g.stop + 1, content, [])
        found = _follows(t, g.stop, last, verb)
        if not found or found[0][1] >= last:
            return out
        follows, begin, stop = found[0]
        finish = ends.end(t, begin, last, follows, verb.lemma)
        if finish <= begin:
            return out
        if verb.group in ("ask", "tell"):
            self._add(out, "passive", i, verb, follows, [], g.start, stop, [span(t, begin, finish)], [])
        elif np is not None and follows in ("to", "p:as", "np", "that", "adverb"):
            content = [span(t, *np), span(t, begin - (follows == "p:as"), finish)]
            self._add(out, "passive", i, verb, follows, [], g.start, g.stop, content, [])
        return out

    def _forward(
        self,
        out: list[Candidate],
        rule: str,
        i: int,
        g: Group,
        verb: lx.Verb,
        source: list[Span],
        lead: Sequence[str] = (),
    ) -> None:
        """The candidates whose content follows the cue."""
        t, last = self.t, self.last
        for follows, begin, stop in _follows(t, g.stop, last, verb):
            if follows == "opens":
                self._add(out, rule, i, verb, follows, source, g.start, stop, list(t.following), [])
                continue
            if begin >= last:
                continue
            finish = ends.end(t, begin, last, follows, verb.lemma)
            if finish <= begin:
                continue
            content = [span(t, begin, finish)]
            if verb.group == "seem" and source:
                self._add(out, rule, i, verb, follows, [], g.start, stop, [*source, *content], [])
                continue
            if t.low[finish - 1] == QUOTE:
                content += continued(t, finish, last, self.number)
            self._add(
                out,
                rule,
                i,
                verb,
                follows,
                source,
                g.start,
                stop,
                content,
                [*lead, *_shape(t, begin, finish, last), *(f"{x} {_case(t, begin)}" for x in lead)],
            )

    def _aside(self, out: list[Candidate], i: int, g: Group, verb: lx.Verb, np: Span) -> None:
        """ "As Smith noted, X" and "X, as Smith noted, Y"."""
        t, first, last = self.t, self.first, self.last
        stop = _tail(t, g.stop, last)
        if stop is None:
            return
        at = np[0] - 1
        content: list[Span] = []
        left = at
        while left > first and t.low[left - 1] == ",":
            left -= 1
        if left > first:
            content.append(span(t, first, left))
        if stop + 1 < last and t.low[stop] == ",":
            content.append(span(t, stop + 1, max(stop + 2, ends.end(t, stop + 1, last, "clause", verb.lemma))))
        if content:
            self._add(out, "as", i, verb, "end", [span(t, *np)], g.start, g.stop, content, [])

    def _postposed(
        self,
        out: list[Candidate],
        i: int,
        g: Group,
        verb: lx.Verb,
        source: list[Span],
        begin: int,
        stop: int,
        rule: str,
    ) -> None:
        """The candidate whose reporting clause `[begin, stop)` follows its content or stands within it."""
        t, first, last = self.t, self.first, self.last
        finish = _tail(t, stop, last)
        if finish is None:
            return
        left = _left(t, first, begin)
        right = _right(t, finish, last, self.number)
        if not right and t.low[begin - 1] == QUOTE or t.low[max(first, begin - 2)] == QUOTE and t.low[begin - 1] == ",":
            # "...,” he said, when he was asked. “...”"
            right = right or continued(t, last, last, self.number)
        finite = any(w in lx.AUXILIARIES or w in lx.verbs() for w in t.low[first:begin])
        after_ = next((k for k in range(finish, min(finish + 2, last)) if t.low[k] == QUOTE), None)
        shape = [
            f"left finite {finite} then {_case(t, after_) if after_ is not None else 'none'}",
            f"left starts {ends.kind(t, first, last)}",
            f"left {min((begin - first) // 2, 6)}",
            "left quoted"
            if t.low[begin - 1] == QUOTE or (begin - 2 >= first and t.low[begin - 2] == QUOTE)
            else "left plain",
            f"left finite {finite}",
            f"tail {ends.kind(t, stop, last)}",
            f"stop {t.low[finish] if finish < last else '.'} {ends.kind(t, finish + 1, last)}",
            f"commas {min(3, sum(w == ',' for w in t.low[first : begin - 1]))}",
        ]
        cue = [span(t, g.start, g.stop)]
        if left and (
            right or finish >= last or t.low[finish] in STOPS or t.low[finish] in (",", ";") or t.low[finish] in DASHES
        ):
            self._add(out, rule, i, verb, "end", source, g.start, g.stop, left + right, shape)
        if left and not right and finish + 2 < last and t.low[finish] == "," and t.low[finish + 1] != QUOTE:
            # "If she wins, Clinton said in a tweet, women will"
            after = finish + 1
            end = ends.end(t, after, last, "clause", verb.lemma)
            if end > after and ends.kind(t, after, last) not in ("say ing", "cue ing", "ing", "which", "who"):
                self._add(
                    out,
                    rule + " within",
                    i,
                    verb,
                    "end",
                    source,
                    g.start,
                    g.stop,
                    [*left, span(t, after, end)],
                    [*shape, f"on {ends.kind(t, after, last)}"],
                )
        del cue

    def _add(
        self,
        out: list[Candidate],
        rule: str,
        i: int,
        verb: lx.Verb,
        follows: str,
        source: list[Span],
        cue: int,
        stop: int,
        content: list[Span],
        shape: list[str],
    ) -> None:
        t, first = self.t, self.first
        low = t.low[i]
        group = t.low[cue:i]
        negative = any(w == "not" or w.endswith("n't") or w == "never" for w in group)
        modal = next((w for w in group if w in lx.MODALS), "")
        by = ""
        words: list[str] = []
        if source:
            a = source[0][0]
            words = t.text[a : source[0][1]].split()
            head = words[0].lower() if words else ""
            if head in lx.SUBJECT and len(words) == 1:
                by = head
            elif head in lx.DETERMINERS or head in lx.POSSESSIVE:
                by = "determiner"
            elif words and words[-1][0].isupper():
                by = "name"
            else:
                by = "other"
        noun = words[-1].lower() if source and by in ("determiner", "other") and words else by
        edge = ends.kind(t, cue - 1, self.last) if cue > first else "start"
        features = [
            rule, f"{rule}|{verb.group}", f"{rule}|{follows}", f"{rule}|{verb.group}|{follows}", verb.lemma,
            f"{verb.lemma}|{follows}", f"{rule}|{verb.lemma}", f"{rule}|{verb.lemma}|{follows}", f"{low}|{follows}", f"{low}|{rule}",
            f"{verb.group}|{by}", f"{rule}|{by}", f"{verb.lemma}|{by}", f"{rule}|edge {edge}", f"{verb.group}|negative {negative}",
            f"{verb.group}|modal {modal}", f"size {min(len(group), 5)}", *(f"{rule}|{x}" for x in shape), *(f"{verb.group}|{x}" for x in shape),
        ]  # fmt: skip
        features += [f"head {noun}", f"{verb.group}|head {noun}"]
        if any(t.text[a] in '“"' for a, _ in content):
            features += ["quoted", f"quoted|{verb.group}", f"quoted|{rule}"]
        score = round(weights.probability("attribution", features), 3)
        out.append(
            Candidate(t.start[i], rule, verb.kind, source, [span(t, cue, stop)], content, features, self.span(), score)
        )
        if source and score > 0.3 and t.start[i] >= self.reach:
            self.subject = source
            if content[0][0] > t.start[i] and rule != "passive by":
                self.reach = content[0][1]

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
        features = [
            "according",
            f"according|{ends.kind(t, i + 2, last)}",
            f"according|then {low[j] if j < last else 'end'}",
        ]

        def made(rule: str, content: list[Span]) -> Candidate:
            shape = [rule, *(f"{rule}|{f}" for f in features), f"{rule}|long {min(len(self.words(content)), 8)}"]
            return scored(Candidate(t.start[i], rule, "statement", source, cue, content, features + shape, self.span()))

        after = j
        while after < last and low[after] in (",", ":"):
            after += 1
        stop = ends.end(t, after, last, "clause", "according") if after < last else after
        right = [span(t, after, stop)] if stop > after and after > j else []
        if i == first or (low[i - 1] in ("and", "but") and i == first + 1):
            return [made("according before", right)] if right else []
        left = i
        while left > first and low[left - 1] == ",":
            left -= 1
        if left <= first:
            return [made("according before", right)] if right else []
        out = [made("according after", [span(t, first, left)])]
        if right and low[j] == ",":
            out.append(made("according within", [span(t, first, left), *right]))
        comma = next((k for k in range(left - 1, first, -1) if low[k] in (",", ";") or low[k] in DASHES), None)
        if comma is not None:
            out.append(made("according late", [span(t, comma + 1, left)]))
            if comma - first <= 5:
                features = [*features, f"intro {ends.kind(t, first, last)}"]
        return out

    def span(self) -> Span:
        """The characters of the sentence."""
        return span(self.t, self.first, self.last)

    def words(self, content: list[Span]) -> list[str]:
        """The words of `content`."""
        return [w for a, b in content for w in self.t.text[a:b].split()]


def scored(candidate: Candidate) -> Candidate:
    """The same candidate with the probability that its features give."""
    candidate.score = round(weights.probability("attribution", candidate.features), 3)
    return candidate


def _shape(t: Tokens, begin: int, finish: int, last: int) -> list[str]:
    return [
        f"first {ends.kind(t, begin, last)}",
        f"firsts {ends.kind(t, begin, last)} {ends.kind(t, begin + 1, last)}",
        f"long {min((finish - begin) // 2, 6)}",
        f"finite {any(w in lx.AUXILIARIES for w in t.low[begin:finish])}",
    ]


def _case(t: Tokens, i: int) -> str:
    """Whether the quotation at token `i` begins like a sentence ("upper") or goes on with one ("lower")."""
    if t.low[i] != QUOTE:
        return "none"
    return "upper" if t.text[t.start[i] + 1 : t.start[i] + 2].isupper() else "lower"


def _closed(t: Tokens, i: int) -> bool:
    """Whether a comma, a dash or a quotation closes what stands before token `i`."""
    w = t.low[i - 1]
    return w == "," or w == QUOTE or w in DASHES or w in ("?", "!")


_ADJUNCT = frozenset(
    "on in at during to after before from of by with via over when while as last this earlier later about for".split()
)
_CLAUSE = frozenset("when while as after before because where".split())


def _tail(t: Tokens, i: int, last: int) -> int | None:
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
            and t.text[t.stop[j] - 2].isalnum()
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


def _left(t: Tokens, first: int, stop: int) -> list[Span]:
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


def _right(t: Tokens, i: int, last: int, number: int) -> list[Span]:
    """What a split quotation continues with after the reporting clause that ends at `i`."""
    low = t.low
    j = i
    while j < last and (low[j] in (",", ":") or low[j] in DASHES):
        j += 1
    if j < last and low[j] == QUOTE:
        end = j + 1
        if end < last and low[end] not in BREAKS:
            # "The bridge, the mayor said, “is a danger” and will be closed"
            end = max(end, ends.end(t, j, last, "quote", "split"))
        return [span(t, j, end), *continued(t, end, last, number)]
    if j >= last or low[j] in STOPS:
        return continued(t, j, last, number)
    return []


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


_PARTICLES = frozenset("out back off up down forward".split())


def _follows(t: Tokens, i: int, last: int, verb: lx.Verb) -> list[tuple[str, int, int]]:
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
    if verb.group == "tell" or verb.lemma in _ADDRESSED:
        addressed = _addressed(t, i, stop, last, verb)
        if addressed == []:
            return []
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
        elif t.following and last == len(low):
            out.append(("opens", j, stop))
    elif w == QUOTE:
        out.append(("quote", j, stop))
    elif w == "that":
        nxt = low[j + 1] if j + 1 < last else "."
        # "said that, as far as he knows, X"
        out.append(
            ("that ,", j + 2, stop) if nxt == "," else ("np", j, stop) if nxt in STOPS else ("that", j + 1, stop)
        )
    elif (w in lx.SUBJECT and w not in _ALSO_OBJECT) or w in ("there", "there's"):
        out.append(("clause", j, stop))
    elif w in ("it", "you"):
        out.append(("it", j, stop))
    elif w in lx.WH:
        out.append(("wh", j, stop))
    elif w == "to" and j + 1 < last and not _nominal(t, j + 1):
        far = _adverbial(t, j, last) if verb.group == "say" else None
        out.append((*far, stop) if far else ("to", j, stop))
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
            out.append(("p:" + w, j + 1, j + 1))
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


_ADDRESSED = frozenset("ask urge warn promise show write email press invite challenge instruct order".split())
_ALSO_OBJECT = frozenset("you it who some many most others".split())


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
    if k + 1 < last and low[k] == "," and low[k + 1] in (QUOTE, "that"):
        k += 1
    after = low[k] if k < last else "."
    if after == "that" and k + 1 < last:
        return [("that", k + 1, stop)]
    if after in (QUOTE, ":") and k + (after == ":") < last:
        return [("quote", k + (after == ":"), stop)]
    if after in ("about", "of", "on") and k + 1 < last and verb.group == "tell":
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
        if w in ("he", "she", "they", "we", "i") and j > i:
            return None if low[j - 1] in lx.SUBORDINATORS else ("late clause", j)
        if w == "," and j + 2 < last:
            if low[j + 1] in (QUOTE, "that"):
                return ("late quote", j + 1) if low[j + 1] == QUOTE else ("late that", j + 2)
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
