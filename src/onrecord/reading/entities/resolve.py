"""From names, pronouns and descriptions to the referents of one article.

The referents are found in one pass in the order of the text, the way a reader meets them: a name founds a
referent or finds it again; a pronoun or a description looks for one among those that agree with it.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.lexicon import countries, country_of, given_names, roles
from onrecord.model import Article, Attribution, Entity, EntityKind, Span, Spans, digest
from onrecord.reading.entities.names import NO_NAME, Mention, mentions, role_of
from onrecord.text import View, fold, merged, quotations, reading_view, sentences


@dataclass(slots=True, eq=False)
class Referent:
    """Somebody or something that the article speaks of; offsets are those of the reading view."""

    kind: EntityKind
    name: str | None
    forms: dict[str, None] = field(default_factory=dict)
    descriptions: dict[str, None] = field(default_factory=dict)
    gender: str | None = None
    plural: bool = False
    places: list[tuple[int, int]] = field(default_factory=list)
    says: list[str] = field(default_factory=list)


def entities(article: Article, attributions: Sequence[Attribution], made_by: str) -> tuple[Entity, ...]:
    """The entities of one article, in the order in which they are first mentioned."""
    view = reading_view(article)
    scene = Scene(view)
    scene.attribute(_Offsets(view), attributions)
    out = []
    for referent in scene.referents:
        if not referent.says and not referent.name:
            continue
        spans: list[Span] = []
        for a, b in referent.places:
            spans.extend(view.spans(a, b))
        places: Spans = merged(spans)
        name = referent.name
        out.append(
            Entity(
                digest("entity", article.id, name, places, tuple(referent.says)),
                article.id,
                name,
                referent.kind,
                tuple(f for f in referent.forms if f != name),
                tuple(referent.descriptions),
                places,
                tuple(referent.says),
                made_by,
            )
        )
    return tuple(sorted(out, key=lambda e: (e.mentions[:1], e.id)))


class _Offsets:
    """From the article's offsets to the reading view's."""

    def __init__(self, view: View) -> None:
        pieces = sorted(zip(view.offsets, view.starts, view.lengths, strict=True))
        self.offsets = [p[0] for p in pieces]
        self.pieces = pieces

    def __call__(self, offset: int) -> int | None:
        i = bisect.bisect_right(self.offsets, offset) - 1
        if i < 0:
            return None
        base, start, length = self.pieces[i]
        return start + offset - base if offset < base + length else None

    def spans(self, spans: Spans) -> list[Span]:
        out = []
        for a, b in spans:
            start, last = self(a), self(b - 1)
            if start is not None and last is not None and last >= start:
                out.append((start, last + 1))
        return out


_PRONOUN = {
    **dict.fromkeys(("he", "him", "his", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), "they"),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), "I"),
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves", "you", "your"), "we"),
    **dict.fromkeys(("who", "which", "that", "whose", "whom"), "rel"),
}
_BOUNDARY = re.compile(
    r"[,(\[;:–—]|\s-\s|\s(?:of|in|at|for|from|with|on|by|to|who|whose|which|that|whom|including|like|such|as|and|or|now|than|under"
    r"|familiar|close|interviewed|released|published|who's|behind|against|across|about|around|inside|outside|within|near)\b"
)
_DEFINITE = frozenset("the this that these those his her its their my our your".split())
_INDEFINITE = frozenset(
    "a an some many several few most any no all one two three four five six seven another other others both either more".split()
)
_LOWER_LEFT = re.compile(r"(?:[\w’'.-]+[ ]+){1,6}$")
_DOCUMENTS = frozenset(
    """report study survey poll polls letter memo statement article story post tweet email emails e-mail e-mails document documents
    filing complaint lawsuit transcript video film documentary book paper analysis review data figures records ad
    commercial editorial column piece bill law pact treaty agreement resolution amendment plan release reports studies
    documents statistics research findings ruling order decision motion brief submission warrant indictment""".split()
)
_GENERIC = frozenset(
    "former current then longtime outgoing incoming late new own very cabinet top senior chief ex acting".split()
)


class Scene:
    """What has been met so far in one article."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.text = view.text
        self.referents: list[Referent] = []
        self.sentences = [s for a, b in view.blocks for s in sentences(view.text, a, b)]
        self.starts = [s[0] for s in self.sentences]
        self.blocks = [b[0] for b in view.blocks]
        self.quotes = quotations(view.text)
        self.quote_starts = [q[0] for q in self.quotes]
        self.by_key: dict[str, Referent] = {}
        self.by_source: dict[tuple[Span, ...], Referent] = {}
        self.at: dict[int, Referent] = {}
        self.titled: list[Mention] = []
        self.named: list[tuple[int, int, Referent]] = []
        self._meet_names()

    # --- names

    def _meet_names(self) -> None:
        """Found a referent for every name; surnames and short forms go to the name they shorten."""
        found: list[Mention] = []
        for (a, b), kind in zip(self.view.blocks, self.view.kinds, strict=True):
            block = mentions(self.text, a, b)
            if kind != "paragraph" and _headline(self.text[a:b]):
                block = [m for m in block if len(m.tokens) < 4]
            found.extend(block)
        self._lower_titles(found)
        full = [m for m in found if len(m.tokens) > 1 or m.kind in ("place", "organisation")]
        persons: dict[str, list[Referent]] = {}
        firsts: dict[str, list[Referent]] = {}
        for m in full:
            key = _key(m)
            known = self.by_key.get(key)
            if known is None:
                country = country_of(m.name) if m.kind == "place" else None
                known = Referent(m.kind, country if country and m.name in countries().names else m.name)
                self.by_key[key] = known
                self.referents.append(known)
            elif known.kind == "unknown":
                known.kind = m.kind
            if m.kind == "person" and known.kind != "person" and len(m.tokens) > 1:
                known.kind = "person"
            if known.name and len(m.name) > len(known.name) and known.kind in ("person", "unknown"):
                known.name = m.name
            self._note(known, m)
        for m in full:
            known = self.by_key[_key(m)]
            if known.kind in ("person", "unknown") and len(m.tokens) > 1:
                for table, token in ((persons, _surname(m.tokens)), (firsts, m.tokens[0])):
                    bearers = table.setdefault(fold(token), [])
                    if known not in bearers:
                        bearers.append(known)
        for m in found:
            if m.tokens and not (len(m.tokens) > 1 or m.kind in ("place", "organisation")):
                self._short(m, persons, firsts)
            elif not m.tokens:
                self.titled.append(m)
            elif len(m.tokens) == 1 and m.kind == "organisation":
                bearers = persons.get(fold(m.tokens[0]), [])
                if len(bearers) == 1 and self.text[m.stop : m.stop + 1] == ":":
                    self.at[m.start] = bearers[0]
                    self.named.append((m.start, m.stop, bearers[0]))
        self.named.sort(key=lambda n: n[:2])

    def _note(self, referent: Referent, m: Mention) -> None:
        referent.forms.setdefault(m.name)
        if m.title:
            referent.descriptions.setdefault(m.title)
        if m.gender and not (referent.gender and not m.title):
            referent.gender = m.gender
        referent.places.append((m.start, m.stop))
        self.at[m.start] = referent
        self.named.append((m.start, m.stop, referent))

    def _short(self, m: Mention, persons: dict[str, list[Referent]], firsts: dict[str, list[Referent]]) -> None:
        key = fold(m.tokens[0])
        bearers = [r for r in persons.get(key, []) if not (m.gender and r.gender and m.gender != r.gender)]
        if not bearers and not m.honorific:
            bearers = [r for r in firsts.get(key, []) if r.kind == "person"] if m.tokens[0] in given_names() else []
        chosen: Referent | None = None
        if len(bearers) == 1:
            chosen = bearers[0]
        elif bearers:
            weight = {id(r): len(r.places) + 2 * len(r.descriptions) for r in bearers}
            ranked = sorted(bearers, key=lambda r: -weight[id(r)])
            if weight[id(ranked[0])] >= 2 * weight[id(ranked[1])]:
                chosen = ranked[0]
        if chosen is None:
            chosen = self.by_key.get(key)
            if chosen is None:
                chosen = Referent("person" if m.kind == "person" else m.kind, m.name)
                self.by_key[key] = chosen
                self.referents.append(chosen)
            elif m.kind == "person":
                chosen.kind = "person"
        elif m.kind == "person":
            chosen.kind = "person"
        self._note(chosen, m)

    def _lower_titles(self, found: list[Mention]) -> None:
        """Titles in lower case before a name ("Kremlin spokesman Dmitry Peskov") and descriptions set after it."""
        for m in found:
            if not m.tokens:
                continue
            if not m.title:
                left = _LOWER_LEFT.search(self.text, max(0, m.lead - 60), m.lead)
                words = left.group().split() if left else []
                if words and m.lead and self.text[m.lead - 1] == " " and words[-1].islower() and role_of(words[-1]):
                    first = len(words) - 1
                    while first and not (
                        words[first - 1].lower() in NO_NAME or words[first - 1].endswith((",", ".", "'s", "’s"))
                    ):
                        first -= 1
                    m.title = " ".join(words[first:])
                    role = roles()[role_of(words[-1]) or ""]
                    m.gender = m.gender or role.gender
                    if (
                        m.kind in ("unknown", "place")
                        and m.kind != "document"
                        and not (m.kind == "place" and country_of(m.name))
                    ):
                        m.kind = "person"
            after = self.text[m.stop : m.stop + 90]
            apposed = _APPOSED.match(after)
            if apposed:
                phrase = apposed.group(1).strip()
                head = _head(phrase)
                if head and role_of(head) and not head.endswith("s"):
                    m.title = f"{m.title}, {phrase}" if m.title else phrase
                    m.gender = m.gender or roles()[role_of(head) or ""].gender
                    if m.kind == "unknown":
                        m.kind = "person"
            elif _PERSONAL.match(after) and m.kind == "unknown" and len(m.tokens) > 1:
                m.kind = "person"

    # --- attributions

    def attribute(self, offsets: _Offsets, attributions: Sequence[Attribution]) -> None:
        """Give every attribution to the referent that says it, in the order of the text."""
        placed = []
        for a in attributions:
            source = offsets.spans(a.source)
            content = offsets.spans(a.content)
            where = source or offsets.spans(a.cue) or content
            placed.append((where[0] if where else (0, 0), source, content, a))
        placed.sort(key=lambda p: (p[0], p[3].id))
        speaker: dict[str, Referent] = {}
        by_id = {a.id: (source, content, a) for _, source, content, a in placed}
        last: Referent | None = None
        last_end = -1
        for where, source, content, a in placed:
            outer = by_id.get(a.nested_in) if a.nested_in else None
            outer_speaker = speaker.get(a.nested_in) if a.nested_in else None
            if source:
                referent = self._source(source, outer_speaker, outer[2] if outer else None, last)
            elif not a.source and not a.cue:
                referent = outer_speaker
                if referent is None and last is not None and content and self._near(last_end, content[0][0]):
                    referent = last
            else:
                referent = None
            if referent is None:
                continue
            referent.says.append(a.id)
            speaker[a.id] = referent
            for span in source:
                if span not in referent.places and not any(x <= span[0] and span[1] <= y for x, y in referent.places):
                    referent.places.append(span)
            if not a.nested_in:
                last = referent
                last_end = max([where[1], *(c[1] for c in content)])

    def _near(self, end: int, start: int) -> bool:
        """Whether a line at `start` goes on where the attribution that ends at `end` stopped."""
        between = bisect.bisect_right(self.blocks, start) - bisect.bisect_right(self.blocks, end)
        return between <= 1 and start - end < 400

    def _sentence(self, offset: int) -> int:
        return max(0, bisect.bisect_right(self.starts, offset) - 1)

    def _quoted(self, offset: int) -> bool:
        i = bisect.bisect_right(self.quote_starts, offset) - 1
        return i >= 0 and offset < self.quotes[i][1]

    def _source(
        self, source: list[Span], outer: Referent | None, outer_row: Attribution | None, last: Referent | None
    ) -> Referent | None:
        key = tuple(source)
        if key in self.by_source:
            return self.by_source[key]
        start, stop = source[0]
        phrase = self.text[start:stop].strip()
        bare = re.sub(r"[’']s$", "", phrase.strip(' ,.:;“”"')).lower()
        sort = _PRONOUN.get(bare)
        if bare in ("its own", "his own", "her own", "their own"):
            sort = _PRONOUN[bare.split()[0]]
        if sort is not None:
            found = self._pronoun(sort, start, outer, last)
        else:
            found = self._phrase(start, stop)
        if found is not None:
            self.by_source[key] = found
        return found

    # --- pronouns

    def _pronoun(self, sort: str, at: int, outer: Referent | None, last: Referent | None) -> Referent | None:
        quoted = self._quoted(at)
        if sort == "I":
            return outer if outer is not None and outer.kind in ("person", "unknown") else None
        if sort == "we":
            return None
        if sort == "rel":
            before = [n for n in self.named if n[1] <= at and at - n[1] <= 3]
            return before[-1][2] if before else None
        if sort in ("m", "f") and outer is not None and not quoted and _fits(outer, sort):
            return outer
        here = self._sentence(at)
        i = bisect.bisect_left(self.named, (at, -1), key=lambda n: (n[0], n[1]))
        scores: dict[int, tuple[float, Referent]] = {}
        seen_sentence: dict[int, int] = {}
        for start, stop, referent in reversed(self.named[max(0, i - 40) : i]):
            if stop > at:
                continue
            distance = here - self._sentence(start)
            if distance > 8:
                break
            if not _fits(referent, sort):
                continue
            score = -1.0 * distance
            if start - self.starts[self._sentence(start)] < 60 and not self._quoted(start):
                score += 0.8
            if self._quoted(start):
                score -= 1.0
            if referent is last:
                score += 1.2
            if sort in ("m", "f") and referent.gender == sort:
                score += 1.0
            if referent.kind == "unknown":
                score -= 1.0
            if sort == "it" and referent.kind == "place":
                score -= 0.3
            score += 0.05 * min(len(referent.places), 10)
            if id(referent) not in scores or scores[id(referent)][0] < score:
                scores[id(referent)] = (score, referent)
            seen_sentence[distance] = 1
        if last is not None and id(last) not in scores and _fits(last, sort) and (sort in ("m", "f", "they")):
            scores[id(last)] = (-0.5, last)
        if not scores:
            return None
        return max(scores.values(), key=lambda s: s[0])[1]

    # --- noun phrases

    def _phrase(self, start: int, stop: int) -> Referent | None:
        inside = [(a, b, r) for a, b, r in self._named_in(start, stop)]
        text = self.text
        begin = start
        while True:
            m = _BOUNDARY.search(text, begin, stop)
            if m is None:
                end, sign = stop, ""
                break
            held = [n for n in inside if n[0] <= m.start() < n[1]]
            if held:
                begin = held[-1][1]
                continue
            if m.start() == start:
                begin = m.end()
                continue
            end, sign = m.start(), m.group().strip()
            break
        head = re.sub(r"[’']s?$", "", text[start:end].rstrip(' .,:;”"“'))
        head_end = start + len(head)
        named = next((n for n in inside if n[0] < head_end <= n[1] + 1), None)
        if named is None and sign in ("(", "["):
            named = next((n for n in inside if abs(n[1] - head_end) <= 1), None)
        phrase = text[start:stop].strip(" ,.:;")
        if sign in ("and", "or") or re.match(r"(?:both|either|neither)\b", phrase, re.I):
            others = [n for n in inside if n[1] >= stop - 2 and n[2].kind == "person"]
            if named is None and others and text[start:].lower().startswith(("his ", "her ", "their ", "the ")):
                return others[-1][2]
            return self._new("group", None, phrase, start, stop, plural=True)
        if named is not None:
            referent = named[2]
            country = country_of(referent.name or "") if referent.kind == "place" else None
            if country and country != referent.name:
                return self._country(country, named)
            return referent
        words = head.split()
        if not words:
            return None
        noun = words[-1].lower().strip("”\"'’")
        if sign == ",":
            after = [n for n in inside if n[0] >= end and n[2].kind in ("person", "unknown") and n[1] >= stop - 2]
            if after and role_of(noun) and not noun.endswith("s"):
                after[0][2].descriptions.setdefault(head)
                after[0][2].kind = "person"
                return after[0][2]
        return self._description(start, stop, head, words, noun)

    def _country(self, country: str, named: tuple[int, int, Referent]) -> Referent:
        """A capital speaks for its country."""
        key = fold(country)
        known = self.by_key.get(key)
        if known is None:
            known = Referent("place", country)
            self.by_key[key] = known
            self.referents.append(known)
        known.forms.setdefault(self.text[named[0] : named[1]])
        return known

    def _named_in(self, start: int, stop: int) -> list[tuple[int, int, Referent]]:
        i = bisect.bisect_left(self.named, (start, -1), key=lambda n: (n[0], n[1]))
        out = []
        while i < len(self.named) and self.named[i][0] < stop:
            out.append(self.named[i])
            i += 1
        return out

    def _new(
        self, kind: EntityKind, name: str | None, phrase: str, start: int, stop: int, plural: bool = False
    ) -> Referent:
        referent = Referent(kind, name, {}, {phrase: None} if phrase else {}, None, plural)
        self.referents.append(referent)
        self.named.append((start, stop, referent))
        self.named.sort(key=lambda n: n[:2])
        referent.places.append((start, stop))
        return referent

    def _description(self, start: int, stop: int, head: str, words: list[str], noun: str) -> Referent:
        role = role_of(noun)
        first = words[0].lower()
        plural = noun.endswith("s") and not noun.endswith("ss") or noun in ("people", "men", "women")
        phrase = self.text[start:stop].strip(" ,.:;")
        owner = country_of(words[0]) or country_of(re.sub(r"[’']s$", "", words[0]))
        definite = (
            first in _DEFINITE
            or words[0].endswith(("'s", "’s"))
            or owner is not None
            or (first not in _INDEFINITE and words[0][0].isupper() and len(words) <= 3)
        )
        if role and definite and not plural:
            found = self._by_role(words, role, start)
            if found is not None:
                found.descriptions.setdefault(" ".join(words if words[0].lower() not in _DEFINITE else words[1:]))
                return found
        if definite and not role and not plural:
            body = self._by_noun(noun, start)
            if body is not None:
                return body
        if definite:
            for referent in reversed(self.referents):
                if referent.name is None and referent.places and referent.places[0][0] < start:
                    for d in referent.descriptions:
                        if d.split()[-1].lower() == noun or re.search(rf"\b{re.escape(noun)}\b", d[:60].lower()):
                            return referent
        kind: EntityKind = "document" if noun in _DOCUMENTS else "group" if plural else "unknown"
        return self._new(kind, None, phrase, start, stop, plural)

    def _by_role(self, words: list[str], role: str, at: int) -> Referent | None:
        """The person whom a definite description means: a role that agrees, in the nearest title."""
        senses = roles()[role].senses
        gender = roles()[role].gender
        modifiers = [w for w in words[:-1] if w.lower() not in _DEFINITE]
        country = next((c for w in modifiers if (c := country_of(re.sub(r"[’']s$", "", w)))), None)
        plain = {fold(w) for w in modifiers if not country_of(re.sub(r"[’']s$", "", w))} - _GENERIC
        best: tuple[float, Referent] | None = None
        for referent in self.referents:
            if referent.kind != "person" or (gender and referent.gender and gender != referent.gender):
                continue
            score = -9.0
            for description in referent.descriptions:
                score = max(score, _agreement(description, role, senses, country, plain))
            if score < 0:
                continue
            before = [p for p in referent.places if p[0] < at]
            distance = self._sentence(at) - self._sentence(before[-1][0]) if before else 20
            score += 2.0 / (1 + distance) + 0.05 * min(10, len(referent.places))
            if best is None or score > best[0]:
                best = (score, referent)
        return best[1] if best else None

    def _by_noun(self, noun: str, at: int) -> Referent | None:
        """The body whose name holds the noun of a definite description ("the committee")."""
        best: Referent | None = None
        for start, _stop, referent in self.named:
            if start >= at and best is not None:
                break
            if referent.kind in ("organisation", "document") and referent.name and noun in fold(referent.name).split():
                best = referent
        return best


_APPOSED = re.compile(r", (?:the |an? |who is |who was )?([^,.;:()“”\"–—]{3,70})(?=[,.;:(–—]|$)")
_PERSONAL = re.compile(r",? (?:who\b|\d\d,|\((?:[RDI]|age)\b|(?:said|says|told|wrote|added|tweeted)\b)")
_WORDS = re.compile(r"[\w’'.-]+")


def _headline(text: str) -> bool:
    """Whether most words begin with a capital, so that a capital tells nothing."""
    words = [w for w in _WORDS.findall(text) if len(w) > 3]
    return len(words) > 2 and sum(w[0].isupper() for w in words) > 0.7 * len(words)


def _head(phrase: str) -> str | None:
    m = _BOUNDARY.search(phrase)
    words = phrase[: m.start()].split() if m and m.start() else phrase.split()
    return words[-1].lower() if words else None


def _surname(tokens: tuple[str, ...]) -> str:
    if len(tokens) > 2 and tokens[-1].rstrip(".") in ("Jr", "Sr", "II", "III", "IV"):
        return tokens[-2]
    return tokens[-1]


def _key(m: Mention) -> str:
    """What mentions of one name have in common: middle initials and "the" do not count."""
    if m.kind == "place":
        country = country_of(m.name)
        if country and m.name in countries().names:
            return fold(country)
    tokens = m.tokens
    if m.kind in ("person", "unknown") and len(tokens) > 2:
        tokens = (tokens[0], *(t for t in tokens[1:-1] if len(t.rstrip(".")) > 1), tokens[-1])
    return fold(" ".join(tokens))


def _fits(referent: Referent, sort: str) -> bool:
    if sort in ("m", "f"):
        return referent.kind in ("person", "unknown") and not referent.plural and referent.gender in (None, sort)
    if sort == "it":
        return referent.kind in ("organisation", "place", "document") and not referent.plural
    return referent.plural or referent.kind in ("group", "organisation")


def _agreement(description: str, role: str, senses: frozenset[str], country: str | None, plain: set[str]) -> float:
    """How well a description fits a role with its modifiers; negative when it does not."""
    words = [w.strip(",.") for w in description.split()]
    best = -9.0
    theirs = next((c for w in words if (c := country_of(re.sub(r"[’']s$", "", w)))), None)
    if country and theirs and country != theirs:
        return best
    folded = {fold(w) for w in words}
    for word in words:
        other = role_of(word)
        if other is None or word.endswith("s"):
            continue
        if other == role:
            score = 3.0
        elif senses & roles()[other].senses:
            score = 1.5
        elif role == "diplomat" and other in ("minister", "secretary") and folded & {"foreign", "state"}:
            score = 3.0
        else:
            continue
        missing = plain - folded
        score += len(plain & folded) - 1.2 * len(missing) + (0.5 if country and theirs == country else 0)
        best = max(best, score)
    return best
