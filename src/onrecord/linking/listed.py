"""Speakers that are entries of the user's list of names: one entry is one speaker in all stories, and is cited.

The speakers that the articles alone make stand first, and each is held against the list as a whole. The list adds to
what articles say and never overrides it:

* a full name is an entry when it is its name or an alias, or has its first name and surname; another spelling of
  both wants an office that agrees;
* a lone name is an entry when it is an alias of no other, or an office agrees; and when nobody else of its story
  bears it;
* an unnamed person is an entry when no other has this office in this country, one that one person holds at a time,
  and the story names no other holder.

What a title contradicts is not the entry, and what fits several entries is none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from onrecord.language.naming import BY_FIRST_NAME, Office, first_last, name_words, office, senses, skeleton, sound
from onrecord.model import Article, Entity, EntityKind, Links, Reading, Speaker, digest
from onrecord.names import Listed, Names

MADE_BY = "speakers.listed/1"

# callings of people whom an office of the same full name does not mean
_PRIVATE = frozenset({"athlete", "artist", "doctor", "nurse"})


def link(articles: Sequence[Article], readings: Sequence[Reading], links: Links, names: Names) -> tuple[Speaker, ...]:
    """The speakers of `links`, those that are one entry of `names` made one; in the order of their ids."""
    if not names.entries:
        return links.speakers
    index = _Index(names)
    pile = _Pile(articles, readings, links)
    found: dict[str, int] = {}
    named = [s for s in links.speakers if pile.named(s)]
    for s in named:
        if (n := _by_name(index, pile, s)) is not None:
            found[s.id] = n
    meant = {e: found[s.id] for s in named if s.id in found for e in s.entities}
    for s in links.speakers:
        if not pile.named(s) and (n := _by_office(index, pile, s, meant)) is not None:
            found[s.id] = n
    groups: dict[int, list[Speaker]] = defaultdict(list)
    for s in links.speakers:
        if s.id in found:
            groups[found[s.id]].append(s)
    left = [s for s in links.speakers if s.id not in found]
    cited = [_speaker(names, names.entries[n], members, pile) for n, members in groups.items()]
    return tuple(sorted(left + cited, key=lambda s: s.id))


def _speaker(names: Names, entry: Listed, members: Sequence[Speaker], pile: _Pile) -> Speaker:
    """One speaker under the entry's name; its aliases and descriptions are those that articles give."""
    forms = {form for s in members for form in (*((s.name,) if pile.named(s) else ()), *s.aliases)}
    kinds: Counter[EntityKind] = Counter()
    for s in members:
        kinds[s.kind] += len(s.entities) if s.kind != "unknown" else 0
    usual: EntityKind = min(kinds, key=lambda k: (-kinds[k], k))
    return Speaker(
        digest("listed", entry.name, entry.identifier),
        entry.name,
        entry.kind or usual,
        tuple(sorted(forms - {entry.name})),
        tuple(sorted({d for s in members for d in s.descriptions}, key=lambda d: (-len(d), d))),
        tuple(sorted(e for s in members for e in s.entities)),
        MADE_BY,
        entry.identifier,
        names.cite(entry),
    )


class _Index:
    """The list, to be looked up by what a speaker is called; entries go by their number in it."""

    def __init__(self, names: Names) -> None:
        self.entries = names.entries
        self.by_form: dict[str, set[int]] = defaultdict(set)
        self.by_person: dict[tuple[str, str, bool], set[int]] = defaultdict(set)
        self.by_surname: dict[str, set[int]] = defaultdict(set)  # sound of the surname -> entries
        self.by_office: dict[Office, set[int]] = defaultdict(set)
        for n, entry in enumerate(names.entries):
            for form in entry.forms:
                self.by_form[_key(form)].add(n)
                if entry.kind in ("person", None) and _full(form):
                    self.by_person[first_last(form)].add(n)
                    self.by_surname[sound(first_last(form)[1])].add(n)
            if entry.kind in ("person", None):
                for held in _offices(entry.descriptions):
                    self.by_office[held].add(n)

    def exact(self, forms: Iterable[str]) -> set[int]:
        """The entries that have one of these as name or alias."""
        return {n for form in forms for n in self.by_form.get(_key(form), ())}

    def full(self, forms: Iterable[str]) -> set[int]:
        """The entries that full names of a person mean: as they stand, else by first name and surname."""
        forms = [form for form in forms if _full(form)]
        return self.exact(forms) or {
            n
            for form in forms
            for n in self.by_person.get(first_last(form), ())
            if any(_same_person(form, other) for other in self.entries[n].forms if _full(other))
        }

    def spelled(self, form: str) -> set[int]:
        """The entries whose first name and surname may be other spellings of these."""
        first, last, junior = first_last(form)
        return {
            n
            for n in self.by_surname.get(sound(last), ())
            for other in (first_last(x) for x in self.entries[n].forms if _full(x))
            if (sound(other[1]), other[2]) == (sound(last), junior) and skeleton(other[0]) == skeleton(first)
        }


class _Pile:
    """What the articles say of those whom they name, story by story."""

    def __init__(self, articles: Sequence[Article], readings: Sequence[Reading], links: Links) -> None:
        self.texts = {a.id: a.text for a in articles}
        self.story_of = {article: story.id for story in links.stories for article in story.articles}
        self.entities = {e.id: e for r in readings for e in r.entities}
        self.persons: dict[str, list[Entity]] = defaultdict(list)  # story -> its named persons
        self.bearers: dict[tuple[str, str], list[str]] = defaultdict(list)  # story, sound of a word -> full names
        for e in self.entities.values():
            if e.name and e.kind in ("person", "unknown"):
                self.persons[self.story(e)].append(e)
                if _full(e.name):
                    for word in {sound(w) for w in name_words(e.name)}:
                        self.bearers[self.story(e), word].append(e.name)

    def story(self, e: Entity) -> str:
        return self.story_of.get(e.article, "article " + e.article)

    def indefinite(self, e: Entity) -> bool:
        """Whether the article first speaks of "a" president."""
        start, stop = e.mentions[0] if e.mentions else (0, 0)
        return self.texts[e.article][start:stop].lower().startswith(("a ", "an ", "one "))

    def of(self, s: Speaker) -> list[Entity]:
        """The entities of a speaker."""
        return [self.entities[e] for e in s.entities]

    def named(self, s: Speaker) -> bool:
        """Whether some article names the speaker; else the name of the row is a description."""
        return bool(s.aliases) or s.name not in (*s.descriptions, "unnamed") or any(e.name for e in self.of(s))


def _by_name(index: _Index, pile: _Pile, s: Speaker) -> int | None:
    forms = (s.name, *s.aliases)
    full = [form for form in forms if _full(form)]
    if s.kind not in ("person", "unknown") or (s.kind == "unknown" and full):
        return _only(_contradicted_left_out(index, s, _body(index, s), lone=False))
    lone = not full
    found = index.exact(forms) if lone else index.full(full)
    if len(found) != 1:
        # the surname of several, or of none: then the office tells
        if lone:
            found = found or {n for form in forms for n in index.by_surname.get(sound(_key(form)), ())}
        else:
            found = found or {n for form in full for n in index.spelled(form)}
        found = {n for n in found if _office_tells(index, s, n)}
    n = _only(_contradicted_left_out(index, s, found, lone=lone))
    if n is None or (lone and _other_bearer(index, pile, s, n)):
        return None
    return n


def _body(index: _Index, s: Speaker) -> set[int]:
    """The entries that a body goes by: under its name, else under a shorter one where the longer ones agree."""
    return index.exact([s.name]) or {
        n
        for n in index.exact(s.aliases)
        if any(_within(s.name, other) or _within(other, s.name) for other in index.entries[n].forms)
    }


def _by_office(index: _Index, pile: _Pile, s: Speaker, meant: Mapping[str, int]) -> int | None:
    """The one entry that holds the office, in the country, by which articles call somebody whom they do not name."""
    held = {o for o in _offices(s.descriptions) if o.one_holder}
    if s.kind not in ("person", "unknown") or not held or any(map(pile.indefinite, pile.of(s))):
        return None
    n = _only(_contradicted_left_out(index, s, {n for o in held for n in index.by_office.get(o, ())}, lone=True))
    if n is None:
        return None
    for e in pile.of(s):
        for other in pile.persons[pile.story(e)]:
            called = [other.name or ""]
            own = meant.get(other.id) == n or (index.full(called) or index.exact(called)) == {n}
            # somebody else holds the office there; or the article titles the entry, and its reader has passed it over
            if (not own and held & _offices(other.descriptions)) or (
                own and other.article == e.article and senses(other.descriptions)
            ):
                return None
    return n


def _contradicted_left_out(index: _Index, s: Speaker, found: Iterable[int], *, lone: bool) -> list[int]:
    return [n for n in found if not _contradicts(index.entries[n], s, lone=lone)]


def _contradicts(entry: Listed, s: Speaker, *, lone: bool) -> bool:
    """Whether kind or titles tell that the speaker is not the entry; a lone name bears less than a full one."""
    offices, own_offices = _offices(entry.descriptions), _offices(s.descriptions)
    if entry.kind is None and offices and s.kind not in ("person", "unknown"):
        return True
    if entry.kind is not None and s.kind not in (entry.kind, "unknown"):
        return True
    if offices & own_offices:
        return False
    lands, held = {c for o in offices for c in o.countries}, {o.words for o in offices}
    # the same office of another country, for a lone name any office of it
    if any(
        lands and own.countries and lands.isdisjoint(own.countries) and (lone or own.words in held)
        for own in own_offices
    ):
        return True
    known, said = senses(entry.descriptions) - {"kin"}, senses(s.descriptions) - {"kin"}
    if known & said or not said:
        return False
    if not known:
        return lone and bool(said & BY_FIRST_NAME)
    return lone or known <= _PRIVATE or said <= _PRIVATE


def _office_tells(index: _Index, s: Speaker, n: int) -> bool:
    """Whether a title beside the name agrees with an office of the entry.

    "Foreign minister" and "Russian minister" agree with the Russian foreign minister, "minister" says too little.
    """
    return any(
        own.countries == o.countries and own.words <= o.words
        if own.countries
        else own.words == o.words and len(own.words) > 1
        for own in _offices(s.descriptions)
        for o in _offices(index.entries[n].descriptions)
    )


def _other_bearer(index: _Index, pile: _Pile, s: Speaker, n: int) -> bool:
    """Whether a story in which the lone name stands has somebody else with a fuller one."""
    stories = {pile.story(e) for e in pile.of(s)}
    words = {sound(_key(form)) for form in (s.name, *s.aliases)}
    return any(index.full([name]) != {n} for story in stories for w in words for name in pile.bearers[story, w])


def _only(found: Iterable[int]) -> int | None:
    one = set(found)
    return one.pop() if len(one) == 1 else None


def _offices(descriptions: Iterable[str]) -> set[Office]:
    return {held for description in descriptions if (held := office(description))}


def _key(form: str) -> str:
    return " ".join(name_words(form))


def _full(form: str) -> bool:
    return len(name_words(form)) > 1


def _within(short: str, long: str) -> bool:
    return bool(name_words(short)) and set(name_words(short)) <= set(name_words(long))


def _same_person(form: str, other: str) -> bool:
    """Whether two names with one first name and surname may be one: their middle names do not differ."""
    if first_last(form) != first_last(other):
        return False
    middles = zip(name_words(form)[1:-1], name_words(other)[1:-1], strict=False)
    return all(a.startswith(b) or b.startswith(a) for a, b in middles)
