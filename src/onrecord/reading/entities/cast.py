"""The cast of an article: which of its proper names belong to one bearer."""

from __future__ import annotations

import bisect
import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onrecord.language.lexicon import countries, country_of, given_names, role_of, roles, word_list
from onrecord.language.naming import BY_FIRST_NAME
from onrecord.language.terms import background, stem
from onrecord.model import EntityKind, Span
from onrecord.reading.entities import bodies, spelling
from onrecord.reading.entities.mention import Mention, Token
from onrecord.reading.entities.runs import NO_NAME
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
# a surname of several means who was named in full so few characters before, and no other within so many more
_CLOSE = 700
_FAR = 1200
_TITLE_WORDS = word_list("title_words")


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
        self._acronyms: dict[str, str] = {}
        self._lone: dict[str, str] = {}  # a word, "the " before it where the text must have it -> a body
        self._spelled: dict[str, str] = {}  # a surname or the key of a name that is misspelled -> how it is right
        self._full: dict[int, list[int]] = {}  # where somebody is met under a name of several words
        self._hints: dict[str, set[str]] = {}  # the genders that pronouns beside a lone surname tell
        self._told: dict[int, list[str]] = {}
        self._uses: Counter[tuple[int, str]] = Counter()
        self._settle(found)
        self._recognise(loose)
        for referent in self.referents:
            self._name(referent)
            told = Counter(self._told.get(id(referent), ())).most_common(2)
            clear = len(told) == 1 or (len(told) == 2 and told[0][1] > 2 * told[1][1])
            if clear and referent.gender is None and referent.kind in ("person", "unknown"):
                referent.gender = told[0][0]
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

    def known(self, name: str) -> Referent | None:
        """Who has this name, however it is written."""
        return self._keys.get(fold(name))

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
                self._full.setdefault(id(referent), []).append(m.start)
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
        self._spelled.update(spelling.slips((m.tokens[0] for m in short), self._surnames))
        for m in short:
            if m.told and not m.titles:
                self._hints.setdefault(fold(m.tokens[0]), set()).add(m.told)
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
            bearer = self._bearer(m, first_seen, called_by_first) or self._misspelled(m)
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
        acronyms: dict[str, set[str]] = {}
        lone: dict[str, set[str]] = {}
        for m in found:
            if m.kind in ("place", "group") or len(m.tokens) < 2:
                continue
            key = _key(m)
            if m.kind != "person" or sum(t[0].isupper() for t in m.tokens) > 2:
                for short in bodies.acronyms(m):
                    acronyms.setdefault(short, set()).add(key)
            for end in bodies.ends(m.tokens):
                ends.setdefault(fold(end), set()).add(key)
            if m.kind == "organisation":
                for word, the in bodies.lone(m.tokens):
                    lone.setdefault("the " * the + fold(word), set()).add(key)
        self._spelled = spelling.misnamed(_key(m) for m in found if m.kind in ("person", "unknown"))
        self._long = bodies.unique(ends)
        self._acronyms = bodies.unique(acronyms)
        self._lone = bodies.unique(lone)

    def _lookup(self, m: Mention) -> str:
        key = _key(m)
        if len(m.tokens) > 1:
            key = key if m.kind == "place" else self._long.get(fold(m.name), key)
            return self._spelled.get(key, key)
        if m.kind in ("place", "group", "person"):
            return key
        letters = m.tokens[0].replace(".", "")
        initials = letters.casefold() if letters.isupper() and len(letters) > 1 else ""
        # whose initials they are, before whose name begins with them; two letters fit too many
        if key in self._lone and not (len(initials) > 2 and initials in self._acronyms):
            return self._lone[key]
        if initials:
            return self._acronyms.get(initials, key)
        return self._lone.get("the " + key, key) if m.the else key

    def _nearest(self, at: int, agree: Sequence[Referent]) -> Referent | None:
        """Who of several was named in full right before `at`, the others far away."""
        gaps = sorted(
            (at - self._full[id(r)][i - 1] if (i := bisect.bisect_left(self._full[id(r)], at)) else at + _FAR, k)
            for k, r in enumerate(agree)
            if id(r) in self._full
        )
        if len(gaps) < len(agree) or gaps[0][0] > _CLOSE or gaps[1][0] < gaps[0][0] + _FAR:
            return None
        return agree[gaps[0][1]]

    def _misspelled(self, m: Mention) -> Referent | None:
        """The one bearer of a surname from which a lone name that is met once or twice differs by a letter."""
        key = fold(m.tokens[0])
        if key in self._keys or m.kind in ("place", "organisation", "group") or country_of(m.tokens[0]):
            return None
        right = self._spelled.get(key)
        bearers = self._surnames.get(right, ()) if right else ()
        if len(bearers) != 1 or not _agree(m, bearers[0]):
            return None
        return bearers[0]

    def _name(self, referent: Referent) -> None:
        """Give a person the fullest form in use for a name; an initial, or capitals only, make it no fuller."""
        if referent.kind not in ("person", "unknown", "organisation", "place") or not referent.name:
            return
        best = referent.name
        plain = _plain(best)
        anyhow = best.endswith((" campaign", " administration", " camp"))  # "Trump campaign", "Donald Trump campaign"
        for form in referent.forms:
            if form == best or form.isupper() or (_plain(form) != plain and not anyhow):
                continue
            shouted = best.isupper() and " " in best
            if shouted or self._uses[id(referent), form] > self._uses[id(referent), best]:
                best = form
        referent.name = best

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
        if known is not None and len(m.tokens) == 1 and m.gender and known.gender not in (None, m.gender):
            key = f"{key} {m.gender}"  # "Mr. Grau" and "Mrs. Grau"
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
        self._uses[id(referent), m.name] += 1
        if m.told:
            self._told.setdefault(id(referent), []).append(m.told)
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
        agree = [r for r in self._surnames.get(key, ()) if _agree(m, r)]
        if m.titles and agree:
            own = {s for t in m.titles for s in _senses(t)}
            agree = [r for r in agree if own & _of(r)] or agree
            # a pope or a prince goes by a first name
            agree = [] if own & BY_FIRST_NAME else agree
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
        alone = self._keys.get(key)
        if alone is not None and alone.kind == "person" and not m.titles and _agree(m, alone):
            agree = [*(r for r in agree if not (_of(r) & _RELATIVES)), alone]
        if len(agree) > 1 and not m.titles:
            # "Trump" is not his son, and what "Clinton said she" tells holds for every Clinton alone
            agree = [r for r in agree if not _of(r) & _RELATIVES] or agree
            if len(hints := self._hints.get(key, set())) == 1:
                agree = [r for r in agree if r.gender is None or r.gender in hints] or agree
        if len(agree) > 1:
            agree = [r for r in agree if id(r) not in called_by_first] or agree
        if len(agree) > 1:
            weights = sorted(
                ((len(r.places) + 2 * bool(_of(r) - _RELATIVES), -k) for k, r in enumerate(agree)), reverse=True
            )
            if weights[0][0] > 1.5 * weights[1][0]:
                return agree[-weights[0][1]]
            return self._nearest(m.start, agree)
        if agree:
            return agree[0]
        if self._surnames.get(key) and not (m.titles and own & BY_FIRST_NAME):
            return None
        middles = self._middles.get(key, ())
        if len(middles) == 1 and (m.honorific or not m.titles) and _agree(m, middles[0]):
            return middles[0]
        firsts = [r for r in self._firsts.get(key, ()) if r.kind == "person"]
        if len(firsts) == 1 and m.kind in ("unknown", "person") and _agree(m, firsts[0]):
            return firsts[0]
        return None


def _shorten(found: list[Mention]) -> None:
    """Leave out a word that only begins the sentence, where the rest is a name elsewhere ("Longtime Trump").

    And a country behind one ("Trump Ukraine", of a caption).
    """
    names = {m.tokens for m in found if not m.opens}
    full = {m.tokens for m in found if len(m.tokens) > 1}
    for m in found:
        if len(m.tokens) == 2 and m.tokens[1] in countries().names and m.tokens[:1] in names and m.kind == "unknown":
            m.stop, m.tokens = m.start + len(m.tokens[0]), m.tokens[:1]
            continue
        if len(m.tokens) < 2 or m.tokens[0] in given_names() or m.lead != m.start:
            continue
        # "Crooked Ann Yates", "Top Democratic Ann Yates"
        k = next((k for k in range(1, len(m.tokens) - 1) if m.tokens[k] in given_names() and m.tokens[k:] in full), 0)
        if k:
            m.start, m.tokens = m.stop - len(" ".join(m.tokens[k:])), m.tokens[k:]
            continue
        if not m.opens:
            continue
        if m.tokens not in names and m.tokens[1:] in names and _begins(m.tokens[0]):
            m.start += len(m.tokens[0]) + 1
            m.tokens = m.tokens[1:]
            m.opens = False


def _begins(word: str) -> bool:
    """Whether a word with a capital is one that sentences begin with, and no first name."""
    low = word.lower()
    return low in _TITLE_WORDS or stem(low) in background() or low.endswith(("ing", "ed", "ly", "time"))


def _place(entry: tuple[int, int, Referent] | tuple[int, int]) -> tuple[int, int]:
    return entry[0], entry[1]


def _plain(name: str) -> str:
    """A name without the initials in its middle."""
    first, *rest = name.split()
    return fold(" ".join((first, *(t for t in rest if len(t.rstrip(".")) > 1))))


def _senses(description: str) -> Iterable[str]:
    if "first lady" in description.lower():
        yield "kin"
    for word in description.split():
        role = role_of(word.strip(",."))
        if role:
            yield from roles()[role].senses - {"person"}


def _of(referent: Referent) -> set[str]:
    return {s for d in referent.descriptions for s in _senses(d)}


def _agree(m: Mention, referent: Referent) -> bool:
    """Whether nothing that is known of their genders contradicts."""
    return not (m.gender and referent.gender and m.gender != referent.gender)


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
    # "J.K." and "J. K."
    tokens = [t[0] if t[1:2] == "." else t for t in m.tokens]
    if m.kind == "place":
        return fold(_named(m))
    if m.kind == "person":
        plain = _bare(tokens)
        # a son who bears his father's name is another person
        tokens = [plain[0], plain[-1], *tokens[len(plain) :]] if len(plain) > 1 else tokens
    elif m.kind == "organisation":
        return bodies.body_key(m)
    elif len(tokens) > 2:
        tokens = [tokens[0], *(t for t in tokens[1:-1] if len(t.rstrip(".")) > 1), tokens[-1]]
    return fold(" ".join(tokens))
