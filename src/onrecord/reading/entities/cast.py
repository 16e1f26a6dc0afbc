"""The cast of an article: which of its proper names belong to one bearer."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onrecord.language.lexicon import countries, country_of, given_names, role_of, roles, word_list
from onrecord.language.terms import background, stem
from onrecord.model import EntityKind, Span
from onrecord.reading.entities.names import NO_NAME, Mention, Token
from onrecord.text import fold


@dataclass(slots=True, eq=False)
class Referent:
    """Somebody or something that the article speaks of; offsets are those of the reading view."""

    kind: EntityKind
    name: str | None
    forms: dict[str, None] = field(default_factory=dict)
    descriptions: dict[str, None] = field(default_factory=dict)
    gender: str | None = None
    plural: bool = False
    places: list[Span] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    # how many mentions have "the" before them, less those that have not
    the: int = 0


_RELATIVES = frozenset({"kin"})
_CORPORATE = word_list("corporate")


class Cast:
    """Referents by name, and `named`: every place where one is met, in text order."""

    def __init__(self, found: list[Mention], loose: list[Token]) -> None:
        self.referents: list[Referent] = []
        self.named: list[tuple[int, int, Referent]] = []
        # where the titles before a name begin, by where the name begins
        self.leads: dict[int, int] = {}
        self._keys: dict[str, Referent] = {}
        self._surnames: dict[str, list[Referent]] = {}
        self._firsts: dict[str, list[Referent]] = {}
        # a middle name may be the one that somebody is known by ("Kardashian" for Kim Kardashian West)
        self._middles: dict[str, list[Referent]] = {}
        self._long: dict[str, str] = {}
        self._settle(found)
        self._recognise(loose)
        self.named.sort(key=_place)
        for referent in self.referents:
            referent.places.sort()

    def met(self, start: int, stop: int, referent: Referent) -> None:
        """Note that `referent` is met at `start`."""
        bisect.insort(referent.places, (start, stop))
        bisect.insort(self.named, (start, stop, referent), key=_place)

    def within(self, start: int, stop: int) -> list[tuple[int, int, Referent]]:
        """The places met that begin in the span."""
        i = bisect.bisect_left(self.named, (start, -1), key=_place)
        j = bisect.bisect_left(self.named, (stop, -1), key=_place)
        return self.named[i:j]

    def before(self, offset: int, most: int) -> list[tuple[int, int, Referent]]:
        """The last `most` places met that begin before `offset`."""
        i = bisect.bisect_left(self.named, (offset, -1), key=_place)
        return self.named[max(0, i - most) : i]

    def add(self, referent: Referent) -> Referent:
        self.referents.append(referent)
        return referent

    def country(self, name: str) -> Referent:
        """The referent of a country, founded when the article has only spoken of its capital so far."""
        key = fold(name)
        if key not in self._keys:
            self._keys[key] = self.add(Referent("place", name))
        return self._keys[key]

    # --- from mentions to bearers

    def _settle(self, found: list[Mention]) -> None:
        short: list[Mention] = []
        _shorten(found)
        self._lengthen(found)
        first_seen: dict[int, int] = {}
        for m in found:
            if len(m.tokens) > 1 or m.kind in ("place", "group"):
                referent = self._found(m)
                self._note(referent, m)
                first_seen.setdefault(id(referent), m.start)
            elif m.tokens:
                short.append(m)
        for referent in self.referents:
            if referent.kind in ("person", "unknown") and referent.name:
                tokens = _bare(referent.name.split())
                if len(tokens) > 1:
                    self._surnames.setdefault(fold(tokens[-1]), []).append(referent)
                    self._firsts.setdefault(fold(tokens[0]), []).append(referent)
                    for token in tokens[1:-1]:
                        if len(token.rstrip(".")) > 2 and token not in given_names():
                            self._middles.setdefault(fold(token), []).append(referent)
        # those with a title first: "President Obama" tells whom the bare "Obama" means
        called_by_first = {
            id(r)
            for m in short
            if not m.titles
            for r in self._firsts.get(fold(m.tokens[0]), ())
            if m.tokens[0] in given_names()
        }
        seen_inside = {m.tokens[0] for m in short if not m.opens}
        for m in sorted(short, key=lambda m: not (m.titles or m.honorific)):
            bearer = self._bearer(m, first_seen, called_by_first)
            if bearer is None:
                if m.opens and m.tokens[0] not in seen_inside and _common(m):
                    continue
                if m.tokens[0] in countries().demonyms and m.kind != "group":
                    continue
                bearer = self._found(m)
            self._note(bearer, m)

    def _lengthen(self, found: list[Mention]) -> None:
        """Learn which short names end or abbreviate exactly one longer one ("Suu Kyi", "Supreme Court", "SEC")."""
        ends: dict[str, set[str]] = {}
        for m in found:
            if m.kind in ("place", "group") or len(m.tokens) < 2:
                continue
            key = _key(m)
            capitals = [t for t in m.tokens if t[0].isupper()]
            if len(capitals) > 2 or m.kind != "person":
                ends.setdefault("".join(t[0] for t in capitals).casefold(), set()).add(key)
            for i in range(1, len(m.tokens) - 1):
                ends.setdefault(fold(" ".join(m.tokens[i:])), set()).add(key)
            for short in _firm(m.tokens):
                ends.setdefault(fold(short), set()).add(key)
        for end, keys in ends.items():
            # "QRT" is short for "QRT Resorts", and both are for "QRT Resorts International"
            ends[end] = {k for k in keys if not any(other.startswith(k + " ") for other in keys)}
        self._long = {end: next(iter(keys)) for end, keys in ends.items() if len(keys) == 1 and end not in keys}

    def _lookup(self, m: Mention) -> str:
        key = _key(m)
        if len(m.tokens) == 1:
            letters = m.tokens[0].replace(".", "")
            if not (letters.isupper() and len(letters) > 1):
                return key
            return self._long.get(letters.casefold(), key)
        return self._long.get(fold(m.name), key)

    def _recognise(self, loose: list[Token]) -> None:
        """Find the names that are known by now among words whose capitals tell nothing."""
        i = 0
        while i < len(loose):
            for length in (4, 3, 2, 1):
                words = loose[i : i + length]
                if len(words) < length or any(b[0] - a[1] > 4 for a, b in itertools.pairwise(words)):
                    continue
                m = Mention(words[0][0], words[0][0], words[-1][1], tuple(w[2] for w in words), "unknown", [], None)
                referent = self._keys.get(fold(m.name)) or (
                    self._keys.get(fold(f"{words[0][2]} {words[-1][2]}")) if length > 2 else None
                )
                if referent is None and length == 1 and words[0][2].lower() not in NO_NAME:
                    referent = self._bearer(m, {}, set())
                    if referent is None and (country := country_of(m.name)) and m.name in countries().names:
                        referent = self.country(country)
                if referent is not None:
                    self._note(referent, m)
                    i += length - 1
                    break
            i += 1

    def _found(self, m: Mention) -> Referent:
        key = self._lookup(m)
        known = self._keys.get(key)
        if known is None:
            known = Referent(m.kind, _named(m), plural=m.kind == "group")
            self._keys[key] = known
            self.add(known)
        elif (m.kind == "person" and len(m.tokens) > 1) or known.kind == "unknown":
            known.kind = m.kind
        if m.kind != "place" and known.name and len(m.name) > len(known.name) and len(m.tokens) > 1:
            known.name = m.name
        return known

    def _note(self, referent: Referent, m: Mention) -> None:
        referent.forms.setdefault(m.name)
        for title in m.titles:
            referent.descriptions.setdefault(title)
        if m.gender and (m.titles or m.honorific or not referent.gender):
            referent.gender = m.gender
        if m.kind == "person" and referent.kind == "unknown":
            referent.kind = "person"
        referent.the += 1 if m.the else -1
        referent.places.append((m.start, m.stop))
        self.leads[m.start] = m.lead
        self.named.append((m.start, m.stop, referent))

    def _bearer(self, m: Mention, first_seen: dict[int, int], called_by_first: set[int]) -> Referent | None:
        """Whom a lone name means: the one bearer of this surname, else of this first name, who agrees."""
        key = fold(m.tokens[0])
        own: set[str] = set()
        agree = [r for r in self._surnames.get(key, ()) if not (m.gender and r.gender and m.gender != r.gender)]
        if m.titles and agree:
            own = {s for t in m.titles for s in _senses(t)}
            # a pope or a prince goes by a first name
            agree = [] if own & {"pope", "royal"} else agree
            agree = [
                r
                for r in agree
                if own & _of(r)
                or not (
                    _of(r) & _RELATIVES
                    or (own and _junior(r))
                    or (own and _of(r) and first_seen.get(id(r), 0) > m.start)
                )
            ]
        if key in self._keys and self._keys[key].kind == "person" and not m.titles:
            alone = self._keys[key]
            agree = [*(r for r in agree if not (_of(r) & _RELATIVES)), alone]
        if len(agree) > 1:
            agree = [r for r in agree if id(r) not in called_by_first] or agree
        if len(agree) > 1:
            weights = sorted(
                ((len(r.places) + 2 * bool(_of(r) - _RELATIVES), -k) for k, r in enumerate(agree)), reverse=True
            )
            if weights[0][0] > 1.5 * weights[1][0]:
                return agree[-weights[0][1]]
            return None
        if agree:
            return agree[0]
        if self._surnames.get(key) and not (m.titles and own & {"pope", "royal"}):
            return None
        middles = self._middles.get(key, ())
        if len(middles) == 1 and not m.titles and not (m.gender and middles[0].gender not in (None, m.gender)):
            return middles[0]
        firsts = [r for r in self._firsts.get(key, ()) if r.kind == "person"]
        if (
            len(firsts) == 1
            and (m.kind in ("unknown", "person"))
            and not (m.gender and firsts[0].gender not in (None, m.gender))
        ):
            return firsts[0]
        return None


def _firm(tokens: Sequence[str]) -> Iterable[str]:
    """The shorter names of a firm: "MGM" and "MGM Resorts" for MGM Resorts International."""
    for i in range(len(tokens) - 1, 0, -1):
        if tokens[i].lower().rstrip(".,") not in _CORPORATE:
            return
        # "CNN International" is not what is meant by CNN
        if i > 1 or len(tokens) > 2 or tokens[1] != "International":
            yield " ".join(tokens[:i])


def _shorten(found: list[Mention]) -> None:
    """Leave out a word that only begins the sentence, where the rest is a name elsewhere ("Longtime Trump")."""
    names = {m.tokens for m in found if not m.opens}
    for m in found:
        if not m.opens or len(m.tokens) < 2 or m.tokens[0] in given_names() or m.lead != m.start:
            continue
        if m.tokens not in names and m.tokens[1:] in names:
            m.start += len(m.tokens[0]) + 1
            m.tokens = m.tokens[1:]
            m.opens = False


def _place(entry: tuple[int, int, Referent] | tuple[int, int]) -> tuple[int, int]:
    return entry[0], entry[1]


def _senses(description: str) -> Iterable[str]:
    if "first lady" in description.lower():
        yield "kin"
    for word in description.split():
        role = role_of(word.strip(",."))
        if role:
            yield from roles()[role].senses - {"person"}


def _of(referent: Referent) -> set[str]:
    return {s for d in referent.descriptions for s in _senses(d)}


def _junior(referent: Referent) -> bool:
    tokens = (referent.name or "").split()
    return len(_bare(tokens)) < len(tokens)


def _bare(tokens: list[str]) -> list[str]:
    """Name tokens without "Jr." and its like at the end."""
    while len(tokens) > 1 and tokens[-1].rstrip(".") in ("Jr", "Sr", "II", "III", "IV"):
        tokens = tokens[:-1]
    return tokens


def _named(m: Mention) -> str:
    return (country_of(m.name) or m.name) if m.kind == "place" and m.name in countries().names else m.name


def _common(m: Mention) -> bool:
    """Whether a lone word with a capital at the start of a sentence looks like no name."""
    word = m.tokens[0]
    if word in given_names() or m.titles or m.honorific or (word.isupper() and len(word) < 6):
        return False
    low = word.lower()
    return (
        m.kind == "organisation"
        or role_of(word) is not None
        or low.endswith(("s", "ing", "ly", "ed"))
        or stem(low) in background()
    )


def _key(m: Mention) -> str:
    """What the mentions of one name have in common: middle names of persons do not count."""
    tokens = list(m.tokens)
    if m.kind == "place":
        return fold(_named(m))
    if m.kind == "person":
        plain = _bare(tokens)
        # a son who bears his father's name is another person
        tokens = [plain[0], plain[-1], *tokens[len(plain) :]] if len(plain) > 1 else tokens
    elif len(tokens) > 2:
        tokens = [tokens[0], *(t for t in tokens[1:-1] if len(t.rstrip(".")) > 1), tokens[-1]]
    return fold(" ".join(tokens))
